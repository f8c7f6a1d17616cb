//! The runtime's lock: a futex word.
//!
//! Holding a lock keeps the thread from yielding its goroutine (`m.locks`): nobody parks or is
//! preempted while it holds one. Critical sections are short and never call Go.

use crate::os::futex;
use crate::sched::m::{M, current_m};
use crate::sync::rank::Rank;
use crate::sync::{Acquire, AtomicU32, Relaxed, Release};

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and somebody may sleep on the word.
const CONTENDED: u32 = 2;
const SPINS: u32 = 100;

/// A lock with a place in the lock order.
#[repr(C)]
pub struct Mutex {
    word: AtomicU32,
    rank: Rank,
}

impl Mutex {
    /// A free lock.
    pub const fn new(rank: Rank) -> Mutex {
        Mutex {
            word: AtomicU32::new(FREE),
            rank,
        }
    }

    /// Takes the lock.
    #[inline]
    pub fn lock(&self) {
        let m = current_m();
        m.locks.add(1);
        m.check_rank(self.rank);
        acquire(&self.word);
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_lock(&self) -> bool {
        let m = current_m();
        m.locks.add(1);
        if self
            .word
            .compare_exchange(FREE, HELD, Acquire, Relaxed)
            .is_ok()
        {
            m.check_rank(self.rank);
            return true;
        }
        m.locks.add(-1);
        false
    }

    /// Gives the lock back; the caller holds it.
    #[inline]
    pub fn unlock(&self) {
        release(&self.word);
        let m = current_m();
        m.uncheck_rank(self.rank);
        unlocked(m);
    }

    /// Runs `f` under the lock.
    #[inline]
    pub fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.lock();
        let result = f();
        self.unlock();
        result
    }
}

fn unlocked(m: &M) {
    m.locks.add(-1);
    debug_assert!(m.locks.get() >= 0);
}

#[inline]
fn acquire(word: &AtomicU32) {
    if word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {
        acquire_contended(word);
    }
}

#[cold]
fn acquire_contended(word: &AtomicU32) {
    for _ in 0..SPINS {
        if word.load(Relaxed) == FREE && word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_ok()
        {
            return;
        }
        core::hint::spin_loop();
    }
    // Whoever slept leaves CONTENDED behind: there may be other sleepers.
    while word.swap(CONTENDED, Acquire) != FREE {
        futex::wait(word, CONTENDED, None);
    }
}

#[inline]
fn release(word: &AtomicU32) {
    if word.swap(FREE, Release) == CONTENDED {
        futex::wake(word, 1);
    }
}

/// `runtime.lock(l *mutex)` of the overlay: the same lock, its word in Go memory.
///
/// # Safety
/// `word` points to the zero-initialised `mutex` of the overlay.
#[unsafe(export_name = "runtime.lock")]
pub unsafe extern "C" fn go_lock(word: *mut u32) {
    current_m().locks.add(1);
    // SAFETY: the caller passes a live, aligned word.
    acquire(unsafe { AtomicU32::from_ptr(word) });
}

/// `runtime.unlock(l *mutex)`.
///
/// # Safety
/// As for [`go_lock`], which the caller has called.
#[unsafe(export_name = "runtime.unlock")]
pub unsafe extern "C" fn go_unlock(word: *mut u32) {
    // SAFETY: the caller passes a live, aligned word.
    release(unsafe { AtomicU32::from_ptr(word) });
    unlocked(current_m());
}
