//! A note: one-shot wake-up of a thread. Sleeping on it blocks the M, not a goroutine.

use crate::os::futex;
use crate::sync::{Acquire, AtomicU32, Release};

/// Cleared by its sleeper before use; woken at most once after that.
pub struct Note(AtomicU32);

impl Note {
    /// A cleared note.
    pub const fn new() -> Note {
        Note(AtomicU32::new(0))
    }

    /// Prepares for the next sleep. No sleeper and no waker may be active.
    pub fn clear(&self) {
        self.0.store(0, Release);
    }

    /// Wakes the sleeper, or lets the next sleep return at once. Callable from a signal handler.
    pub fn wake(&self) {
        self.0.store(1, Release);
        futex::wake(&self.0, 1);
    }

    /// Sleeps until woken, at most `nanos` if given. Says whether it was woken.
    pub fn sleep(&self, nanos: Option<i64>) -> bool {
        let deadline = nanos.map(|n| crate::os::time::nanotime().saturating_add(n));
        while self.0.load(Acquire) == 0 {
            let left = match deadline {
                None => None,
                Some(end) => {
                    let left = end - crate::os::time::nanotime();
                    if left <= 0 {
                        return false;
                    }
                    Some(left)
                }
            };
            futex::wait(&self.0, 0, left);
        }
        true
    }
}

impl Default for Note {
    fn default() -> Note {
        Note::new()
    }
}
