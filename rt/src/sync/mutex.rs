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

/// A lock with a place in the lock order. Without checks it is all zero when free, so that tables of
/// locks need no room in the executable.
#[repr(C, align(8))]
pub struct Mutex {
    word: AtomicU32,
    #[cfg(debug_assertions)]
    rank: Rank,
}

impl Mutex {
    /// A free lock.
    pub const fn new(rank: Rank) -> Mutex {
        let _ = rank;
        Mutex {
            word: AtomicU32::new(FREE),
            #[cfg(debug_assertions)]
            rank,
        }
    }

    #[inline(always)]
    fn check(&self, m: &M) {
        #[cfg(debug_assertions)]
        m.check_rank(self.rank);
        let _ = m;
    }

    #[inline(always)]
    fn uncheck(&self, m: &M) {
        #[cfg(debug_assertions)]
        m.uncheck_rank(self.rank);
        let _ = m;
    }

    /// Takes the lock.
    #[inline]
    pub fn lock(&self) {
        let m = current_m();
        m.locks.add(1);
        self.check(m);
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
            self.check(m);
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
        self.uncheck(m);
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
