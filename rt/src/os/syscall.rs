//! Raw system calls. The kernel clobbers rax, rcx and r11 only.

use core::arch::asm;

/// System call numbers the runtime itself uses.
pub mod nr {
    pub const READ: usize = 0;
    pub const WRITE: usize = 1;
    pub const OPEN: usize = 2;
    pub const CLOSE: usize = 3;
    pub const MMAP: usize = 9;
    pub const MUNMAP: usize = 11;
    pub const RT_SIGACTION: usize = 13;
    pub const RT_SIGPROCMASK: usize = 14;
    pub const MINCORE: usize = 27;
    pub const MADVISE: usize = 28;
    pub const GETPID: usize = 39;
    pub const CLONE: usize = 56;
    pub const EXIT: usize = 60;
    pub const FCNTL: usize = 72;
    pub const SIGALTSTACK: usize = 131;
    pub const ARCH_PRCTL: usize = 158;
    pub const GETTID: usize = 186;
    pub const FUTEX: usize = 202;
    pub const SCHED_GETAFFINITY: usize = 204;
    pub const CLOCK_GETTIME: usize = 228;
    pub const CLOCK_NANOSLEEP: usize = 230;
    pub const EXIT_GROUP: usize = 231;
    pub const TGKILL: usize = 234;
    pub const EPOLL_CTL: usize = 233;
    pub const EPOLL_PWAIT: usize = 281;
    pub const EVENTFD2: usize = 290;
    pub const EPOLL_CREATE1: usize = 291;
    pub const GETRANDOM: usize = 318;
}

/// Error numbers the runtime looks at.
pub mod errno {
    pub const EPERM: i32 = 1;
    pub const EINTR: i32 = 4;
    pub const EBADF: i32 = 9;
    pub const EAGAIN: i32 = 11;
    pub const ENOMEM: i32 = 12;
    pub const EEXIST: i32 = 17;
    pub const EINVAL: i32 = 22;
    pub const EMFILE: i32 = 24;
}

/// The result of a system call: a value, or an error number.
pub type Result = core::result::Result<usize, i32>;

/// Splits the kernel's return value.
#[inline(always)]
pub fn result(raw: usize) -> Result {
    if raw > usize::MAX - 4096 {
        Err(raw.wrapping_neg() as i32)
    } else {
        Ok(raw)
    }
}

/// Performs a system call.
///
/// # Safety
/// As the call itself: the kernel reads and writes what the arguments say.
#[inline(always)]
pub unsafe fn syscall(number: usize, args: [usize; 6]) -> Result {
    let raw: usize;
    // SAFETY: the caller vouches for the call; the clobbers are those of the kernel's convention.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => raw,
            in("rdi") args[0],
            in("rsi") args[1],
            in("rdx") args[2],
            in("r10") args[3],
            in("r8") args[4],
            in("r9") args[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result(raw)
}

/// Performs a system call with up to three arguments.
///
/// # Safety
/// As [`syscall`].
#[inline(always)]
pub unsafe fn syscall3(number: usize, a: usize, b: usize, c: usize) -> Result {
    // SAFETY: passed on to the caller.
    unsafe { syscall(number, [a, b, c, 0, 0, 0]) }
}

/// Ends the process.
pub fn exit_process(code: i32) -> ! {
    loop {
        // SAFETY: exit_group does not return and touches no memory.
        let _ = unsafe { syscall3(nr::EXIT_GROUP, code as usize, 0, 0) };
    }
}
