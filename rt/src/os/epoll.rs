//! epoll.

use crate::os::syscall::{Result, nr, syscall};

pub const IN: u32 = 0x1;
pub const OUT: u32 = 0x4;
pub const ERR: u32 = 0x8;
pub const HUP: u32 = 0x10;
pub const RDHUP: u32 = 0x2000;
pub const EDGE: u32 = 1 << 31;

/// What a descriptor is watched for, or what happened to it.
#[repr(C, packed)]
#[derive(Clone, Copy, Default)]
pub struct Event {
    pub events: u32,
    pub data: u64,
}

/// An epoll instance, closed on exec.
pub fn create() -> Result {
    const CLOEXEC: usize = 0o2_000_000;
    // SAFETY: no memory is involved.
    unsafe { syscall(nr::EPOLL_CREATE1, [CLOEXEC, 0, 0, 0, 0, 0]) }
}

/// Watches a descriptor.
pub fn add(epoll: i32, fd: i32, event: &Event) -> Result {
    control(epoll, 1, fd, core::ptr::from_ref(event) as usize)
}

/// Stops watching.
pub fn remove(epoll: i32, fd: i32) -> Result {
    let unused = Event::default();
    control(epoll, 2, fd, &raw const unused as usize)
}

fn control(epoll: i32, op: usize, fd: i32, event: usize) -> Result {
    // SAFETY: `event` points to an event or, for a removal, is ignored.
    unsafe {
        syscall(
            nr::EPOLL_CTL,
            [epoll as usize, op, fd as usize, event, 0, 0],
        )
    }
}

/// Waits for events, at most `millis` (negative: for ever).
pub fn wait(epoll: i32, events: &mut [Event], millis: i32) -> Result {
    let args = [
        epoll as usize,
        events.as_mut_ptr() as usize,
        events.len(),
        millis as usize,
        0,
        8,
    ];
    // SAFETY: the kernel writes at most `events.len()` events.
    unsafe { syscall(nr::EPOLL_PWAIT, args) }
}
