//! `runtime.MemStats`, as far as there is something to tell: nothing is freed yet.

use crate::mem::mspan::{Mspan, SPAN_CLASSES, SpanClass};
use crate::mem::segment;
use crate::mem::stats::AllocTotals;
use crate::sync::Relaxed;
use crate::world::WORLD;
use rgo_abi::size_class::SIZES;

/// Size classes that `BySize` shows.
const BY_SIZE: usize = 61;

/// One of `BySize`.
#[repr(C)]
#[derive(Clone, Copy)]
struct BySize {
    size: u32,
    mallocs: u64,
    frees: u64,
}

/// The Go struct.
#[repr(C)]
pub struct MemStats {
    alloc: u64,
    total_alloc: u64,
    sys: u64,
    lookups: u64,
    mallocs: u64,
    frees: u64,
    heap_alloc: u64,
    heap_sys: u64,
    heap_idle: u64,
    heap_inuse: u64,
    heap_released: u64,
    heap_objects: u64,
    stack_inuse: u64,
    stack_sys: u64,
    mspan_inuse: u64,
    mspan_sys: u64,
    mcache_inuse: u64,
    mcache_sys: u64,
    buck_hash_sys: u64,
    gc_sys: u64,
    other_sys: u64,
    next_gc: u64,
    last_gc: u64,
    pause_total_ns: u64,
    pause_ns: [u64; 256],
    pause_end: [u64; 256],
    num_gc: u32,
    num_forced_gc: u32,
    gc_cpu_fraction: f64,
    enable_gc: bool,
    debug_gc: bool,
    by_size: [BySize; BY_SIZE],
}

/// Allocations of all Ps so far.
pub fn alloc_totals() -> AllocTotals {
    let mut sum = AllocTotals::default();
    for p in &WORLD.ps {
        p.runs.count_all();
        let totals = p.runs.stats.totals();
        sum.objects += totals.objects;
        sum.bytes += totals.bytes;
    }
    sum
}

/// Fills the struct.
pub fn read(out: &mut MemStats) {
    let totals = alloc_totals();
    let (objects, bytes) = (totals.objects as u64, totals.bytes as u64);
    let pages = &WORLD.heap.pages;
    let reserved = pages.reserved_bytes.get() as u64;
    let used = pages.used_bytes.get() as u64;
    let peak = pages.peak_bytes.get() as u64;
    // Segments count whole: what of one is touched is not known.
    let segments: usize = (0..segment::SIZES.len())
        .map(|i| WORLD.segments.used[i].get() * segment::SIZES[i])
        .sum();
    let stacks = stack_bytes() + segments as u64;
    let (n_spans, used_spans) = WORLD.heap.spans.counts();
    let span_bytes = size_of::<Mspan>() as u64;
    *out = MemStats {
        alloc: bytes,
        total_alloc: bytes,
        sys: 0,
        lookups: 0,
        mallocs: objects,
        frees: 0,
        heap_alloc: bytes,
        // As gc counts it: address space that has been made usable.
        heap_sys: reserved,
        heap_idle: reserved - used,
        heap_inuse: used,
        heap_released: reserved - peak,
        heap_objects: objects,
        stack_inuse: stacks,
        stack_sys: stacks,
        mspan_inuse: used_spans as u64 * span_bytes,
        mspan_sys: n_spans as u64 * span_bytes,
        mcache_inuse: size_of_val(&WORLD.ps[0].runs) as u64,
        mcache_sys: size_of_val(&WORLD.ps[0].runs) as u64,
        buck_hash_sys: 0,
        gc_sys: 0,
        other_sys: WORLD.persistent.mapped_bytes() as u64 - n_spans as u64 * span_bytes,
        next_gc: 4 << 20,
        last_gc: 0,
        pause_total_ns: 0,
        pause_ns: [0; 256],
        pause_end: [0; 256],
        num_gc: WORLD.n_forced_gcs.load(Relaxed),
        num_forced_gc: WORLD.n_forced_gcs.load(Relaxed),
        gc_cpu_fraction: 0.0,
        enable_gc: true,
        debug_gc: false,
        by_size: [BySize {
            size: 0,
            mallocs: 0,
            frees: 0,
        }; BY_SIZE],
    };
    out.sys = out.heap_sys + out.stack_sys + out.mspan_sys + out.mcache_sys + out.other_sys;
    if WORLD.settings.gc_percent.load(Relaxed) < 0 {
        out.next_gc = u64::MAX;
    }
    for (class, entry) in out.by_size.iter_mut().enumerate() {
        entry.size = u32::from(SIZES[class]);
        if class > 0 {
            entry.mallocs = [false, true]
                .into_iter()
                .map(|noscan| {
                    let index = SpanClass::new(class, noscan).index();
                    debug_assert!(index < SPAN_CLASSES);
                    WORLD.ps[0].runs.stats.small[index].get() as u64
                })
                .sum();
        }
    }
}

/// Bytes of stack slots down to their soft guards.
fn stack_bytes() -> u64 {
    use crate::sched::g::status;
    WORLD
        .sched
        .all_gs
        .iter()
        .filter(|g| g.status() != status::DEAD)
        .map(|g| {
            (g.stack_hi.get() as u64)
                .saturating_sub(g.slot_guard.get())
                .next_multiple_of(4096)
        })
        .sum()
}
