//! Waiting and being readied.
//!
//! A goroutine becomes `Waiting` on the M stack, after its registers are saved; only then does the
//! commit function unlock what it waits on. So nobody can ready a goroutine that still runs.

use crate::lang::throw::throw;
use crate::sched::context::leave;
use crate::sched::g::{GRef, WaitReason, status};
use crate::sched::m::current_m;
use crate::sched::proc;
use crate::sync::mutex::Mutex;
use crate::world::WORLD;

/// Runs when the goroutine is off its stack; false cancels the wait.
pub type Commit = fn(GRef, usize) -> bool;

/// Parks the current goroutine until somebody readies it.
pub fn park(reason: WaitReason, commit: Commit, arg: usize) {
    let m = current_m();
    let g = m.curg.get().expect("only goroutines park");
    g.wait_reason.set(reason);
    m.wait_commit.set(Some(commit));
    m.wait_arg.set(arg);
    leave(park_on_m_stack);
}

fn park_on_m_stack(g: GRef) -> ! {
    let m = current_m();
    // Only tracebacks want the time, and those in minutes.
    g.wait_since.set(WORLD.sched.coarse_now());
    let commit = m.wait_commit.replace(None).expect("park has set it");
    let arg = m.wait_arg.get();
    m.curg.set(None);
    g.m.set(None);
    g.set_status(status::RUNNING, status::WAITING);
    let is_waiting = commit(g, arg);
    debug_assert!(m.locks.get() == 0, "parked with locks held");
    if !is_waiting {
        g.set_status(status::WAITING, status::RUNNABLE);
        proc::execute(g, true);
    }
    proc::schedule()
}

/// Parks until readied, with nothing to release.
pub fn park_plain(reason: WaitReason) {
    park(reason, |_, _| true, 0);
}

/// Parks and releases a lock that the caller holds.
pub fn park_unlock(reason: WaitReason, lock: &Mutex) {
    fn commit(_: GRef, lock: usize) -> bool {
        // SAFETY: `park_unlock` passes a lock that outlives the wait: it belongs to what the
        // goroutine waits on.
        unsafe { &*(lock as *const Mutex) }.unlock();
        true
    }
    park(reason, commit, core::ptr::from_ref(lock) as usize);
}

/// Makes a waiting goroutine runnable; it runs next on this P.
pub fn ready(g: GRef) {
    if g.status() != status::WAITING {
        throw("runtime: ready of a goroutine that does not wait");
    }
    g.set_status(status::WAITING, status::RUNNABLE);
    proc::enqueue(g, true);
}

/// `runtime.Gosched()`: lets others run.
#[unsafe(export_name = "runtime.Gosched")]
pub extern "C" fn gosched() {
    leave(yield_on_m_stack);
}

/// The end of a time slice: as `gosched`, at a point the program did not choose.
pub fn preempted() {
    leave(yield_on_m_stack);
}

fn yield_on_m_stack(g: GRef) -> ! {
    let m = current_m();
    m.curg.set(None);
    g.m.set(None);
    g.set_status(status::RUNNING, status::RUNNABLE);
    proc::enqueue_global(g);
    proc::schedule()
}

/// Gives the processor to `g` at once; the current goroutine goes to the end of the local queue.
pub fn yield_to_next() {
    leave(|g| {
        let m = current_m();
        m.curg.set(None);
        g.m.set(None);
        g.set_status(status::RUNNING, status::RUNNABLE);
        proc::enqueue(g, false);
        proc::schedule()
    });
}
