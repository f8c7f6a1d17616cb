//! Descriptors, as far as the runtime itself reads and writes.

use crate::os::syscall::{Result, errno, nr, syscall, syscall3};

/// Writes all of `bytes`, ignoring errors: what is left after one is lost.
pub fn write_all(fd: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match write(fd, bytes) {
            Ok(n) => bytes = &bytes[n.min(bytes.len())..],
            Err(errno::EINTR | errno::EAGAIN) => {}
            Err(_) => return,
        }
    }
}

/// One write.
pub fn write(fd: i32, bytes: &[u8]) -> Result {
    // SAFETY: the kernel reads `bytes`.
    unsafe { syscall3(nr::WRITE, fd as usize, bytes.as_ptr() as usize, bytes.len()) }
}

/// One read.
pub fn read(fd: i32, bytes: &mut [u8]) -> Result {
    // SAFETY: the kernel writes into `bytes`.
    unsafe {
        syscall3(
            nr::READ,
            fd as usize,
            bytes.as_mut_ptr() as usize,
            bytes.len(),
        )
    }
}

/// Opens a file; `path` ends in a zero byte.
pub fn open(path: &[u8], flags: usize) -> Result {
    assert!(path.last() == Some(&0), "open needs a C string");
    // SAFETY: the kernel reads the path up to its zero byte.
    unsafe { syscall3(nr::OPEN, path.as_ptr() as usize, flags, 0) }
}

/// Closes a descriptor.
pub fn close(fd: i32) {
    // SAFETY: the caller owns the descriptor.
    let _ = unsafe { syscall3(nr::CLOSE, fd as usize, 0, 0) };
}

/// `fcntl`.
pub fn fcntl(fd: i32, cmd: i32, arg: i32) -> Result {
    // SAFETY: commands with an integer argument touch no memory.
    unsafe { syscall3(nr::FCNTL, fd as usize, cmd as usize, arg as usize) }
}

/// An eventfd for wake-ups, non-blocking, closed on exec.
pub fn eventfd() -> Result {
    const CLOEXEC_NONBLOCK: usize = 0o2_000_000 | 0o4_000;
    // SAFETY: no memory is involved.
    unsafe { syscall3(nr::EVENTFD2, 0, CLOEXEC_NONBLOCK, 0) }
}

/// Fills `bytes` with random bytes; false if the kernel has none yet.
pub fn random(bytes: &mut [u8]) -> bool {
    const NONBLOCK: usize = 1;
    let args = [bytes.as_mut_ptr() as usize, bytes.len(), NONBLOCK, 0, 0, 0];
    // SAFETY: the kernel writes into `bytes`.
    unsafe { syscall(nr::GETRANDOM, args) == Ok(bytes.len()) }
}
