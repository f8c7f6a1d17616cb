//! Asking a goroutine to do something at its next safepoint, and doing it.
//!
//! Requester: set the bit, poison the guard, set the poll flag; repeat until acknowledged, because
//! returning from a stack segment and `recover` rewrite the guard with plain stores. Owner, in the
//! slow path: clear the flag, exchange the guard for the real one, and only then read the bits: the
//! exchange keeps the read from passing the store, or a request between the two would be lost.

use crate::gc::check;
use crate::sched::g::{G, GRef, request};
use crate::sched::m::current_m;
use crate::sched::park;
use crate::sync::{AcqRel, Relaxed, Release, SeqCst};

use rgo_abi::layout::POISON;

/// Asks `g`; anyone may.
pub fn ask(g: &G, bit: u32) {
    g.requests.fetch_or(bit, AcqRel);
    poison(g);
}

/// Makes the next check of `g` fail.
pub fn poison(g: &G) {
    g.stack_guard.store(POISON, Release);
    g.poll.store(1, Release);
}

/// Unpoisons; says whether the guard was poisoned.
pub fn unpoison(g: &G) -> bool {
    g.poll.store(0, Relaxed);
    g.stack_guard.swap(g.guard_real.get(), SeqCst) == POISON
}

/// A loop poll found its flag set.
///
/// # Safety
/// Called by `rgo_poll` with the current G.
pub unsafe extern "C" fn poll_slow(g: GRef) {
    unpoison(g);
    serve(g, check::Site::Poll);
}

/// Serves what has been asked of the current goroutine, if it may stop here.
pub fn serve(g: GRef, site: check::Site) {
    let m = current_m();
    if g.locked.get() != 0 || m.locks.get() != 0 || m.is_on_m_stack() {
        return;
    }
    check::at_safepoint(site);
    if g.requests.load(Relaxed) == 0 {
        return;
    }
    let requests = g.requests.swap(0, AcqRel);
    if requests & request::YIELD != 0 {
        park::preempted();
    }
}
