//! `runtime.GC` and the collector's settings. There is nothing to run yet: the settings are kept
//! and reported, a forced collection does what its start does (pools are cleared).

use crate::sync::Relaxed;
use crate::world::WORLD;

/// `runtime.gcStart()`.
#[unsafe(export_name = "runtime.gcStart")]
pub extern "C" fn gc_start() {
    WORLD.n_forced_gcs.fetch_add(1, Relaxed);
    crate::hooks::sync::run_pool_cleanup();
}

/// `runtime/debug.freeOSMemory()`.
#[unsafe(export_name = "runtime/debug.freeOSMemory")]
pub extern "C" fn free_os_memory() {
    gc_start();
}

/// `runtime/debug.setGCPercent(int32) int32`.
#[unsafe(export_name = "runtime/debug.setGCPercent")]
pub extern "C" fn set_gc_percent(percent: i32) -> i32 {
    WORLD.settings.gc_percent.swap(percent.max(-1), Relaxed)
}

/// `runtime/debug.setMemoryLimit(int64) int64`: negative only asks.
#[unsafe(export_name = "runtime/debug.setMemoryLimit")]
pub extern "C" fn set_memory_limit(limit: i64) -> i64 {
    if limit < 0 {
        return WORLD.settings.memory_limit.load(Relaxed);
    }
    WORLD.settings.memory_limit.swap(limit, Relaxed)
}

/// `runtime/debug.setMaxThreads(int) int`.
#[unsafe(export_name = "runtime/debug.setMaxThreads")]
pub extern "C" fn set_max_threads(n: i64) -> i64 {
    WORLD
        .sched
        .max_threads
        .swap(n.clamp(0, i64::from(i32::MAX)) as usize, Relaxed) as i64
}
