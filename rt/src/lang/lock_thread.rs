//! `LockOSThread`: the counts. With one M every goroutine runs on the thread it is locked to.

use crate::lang::throw::throw;
use crate::sched::m::{current_g, current_m};

/// `runtime.LockOSThread()`.
#[unsafe(export_name = "runtime.LockOSThread")]
pub extern "C" fn lock_os_thread() {
    let g = current_g();
    g.lock_count
        .set(g.lock_count.get().checked_add(1).unwrap_or_else(|| {
            throw("LockOSThread nesting overflow");
        }));
    wire();
}

/// `runtime.UnlockOSThread()`.
#[unsafe(export_name = "runtime.UnlockOSThread")]
pub extern "C" fn unlock_os_thread() {
    let g = current_g();
    g.lock_count.set(g.lock_count.get().saturating_sub(1));
    unwire();
}

/// As `lock_os_thread`, by the runtime itself: main during initialization.
pub fn lock_internal() {
    current_g().lock_count_internal.add(1);
    wire();
}

/// Undoes `lock_internal`.
pub fn unlock_internal() {
    current_g().lock_count_internal.add(u32::MAX);
    unwire();
}

/// Undoes it if nobody has: the last of the goroutine's deferred calls, so to speak.
pub fn unlock_internal_if_locked() {
    if current_g().lock_count_internal.get() != 0 {
        unlock_internal();
    }
}

fn wire() {
    let (g, m) = (current_g(), current_m());
    g.locked_m.set(Some(m));
    m.locked_g.set(Some(g));
}

fn unwire() {
    let (g, m) = (current_g(), current_m());
    if g.lock_count.get() == 0 && g.lock_count_internal.get() == 0 {
        g.locked_m.set(None);
        m.locked_g.set(None);
    }
}
