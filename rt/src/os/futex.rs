//! Sleeping on a word.

use crate::os::syscall::{nr, syscall};
use crate::sync::AtomicU32;

const WAIT_PRIVATE: usize = 128;
const WAKE_PRIVATE: usize = 129;

/// A relative time for the kernel.
#[repr(C)]
struct Timespec {
    sec: i64,
    nsec: i64,
}

/// Sleeps while the word is `expected`, at most `nanos`; may return early without reason.
pub fn wait(word: &AtomicU32, expected: u32, nanos: Option<i64>) {
    let timeout = nanos.map(|n| Timespec {
        sec: n / 1_000_000_000,
        nsec: n % 1_000_000_000,
    });
    let at = timeout
        .as_ref()
        .map_or(0, |t| core::ptr::from_ref(t) as usize);
    let word = core::ptr::from_ref(word) as usize;
    // SAFETY: the kernel reads the word and the timeout, both alive here.
    let _ = unsafe { syscall(nr::FUTEX, [word, WAIT_PRIVATE, expected as usize, at, 0, 0]) };
}

/// Wakes up to `n` sleepers.
pub fn wake(word: &AtomicU32, n: u32) {
    let word = core::ptr::from_ref(word) as usize;
    // SAFETY: a wake only uses the address as a key.
    let _ = unsafe { syscall(nr::FUTEX, [word, WAKE_PRIVATE, n as usize, 0, 0, 0]) };
}
