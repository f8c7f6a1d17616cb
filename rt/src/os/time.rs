//! Clocks. Through the vDSO where the kernel has one.

use crate::os::syscall::{nr, syscall3};
use crate::os::vdso;

const REALTIME: usize = 0;
const MONOTONIC: usize = 1;

/// A point in time as the kernel gives it.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Timespec {
    pub sec: i64,
    pub nsec: i64,
}

fn read_clock(clock: usize) -> Timespec {
    let mut now = Timespec::default();
    if let Some(clock_gettime) = vdso::clock_gettime() {
        // SAFETY: the vDSO's function fills `now`; it needs a few hundred bytes of stack.
        if unsafe { clock_gettime(clock as i32, &mut now) } == 0 {
            return now;
        }
    }
    // SAFETY: the kernel writes `now`.
    let _ = unsafe { syscall3(nr::CLOCK_GETTIME, clock, &raw mut now as usize, 0) };
    now
}

/// Nanoseconds of the monotonic clock.
pub fn nanotime() -> i64 {
    let now = read_clock(MONOTONIC);
    now.sec * 1_000_000_000 + now.nsec
}

/// Wall clock.
pub fn walltime() -> Timespec {
    read_clock(REALTIME)
}

/// Sleeps the thread.
pub fn sleep_thread(nanos: i64) {
    let time = Timespec {
        sec: nanos / 1_000_000_000,
        nsec: nanos % 1_000_000_000,
    };
    let at = &raw const time as usize;
    // SAFETY: the kernel reads `time`.
    let _ =
        unsafe { crate::os::syscall::syscall(nr::CLOCK_NANOSLEEP, [MONOTONIC, 0, at, 0, 0, 0]) };
}
