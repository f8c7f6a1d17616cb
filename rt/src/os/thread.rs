//! Threads.

use core::arch::naked_asm;

use crate::os::syscall::{nr, syscall, syscall3};

const ARCH_SET_FS: usize = 0x1002;
/// CLONE_VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS.
const THREAD_FLAGS: usize = 0x100 | 0x200 | 0x400 | 0x800 | 0x1_0000 | 0x4_0000 | 0x8_0000;

/// Points the thread's `fs` at `block`.
///
/// # Safety
/// `block` is the thread's M and lives as long as the thread.
pub unsafe fn set_tls(block: usize) {
    // SAFETY: passed on to the caller.
    let _ = unsafe { syscall3(nr::ARCH_PRCTL, ARCH_SET_FS, block, 0) };
}

/// The thread's id.
pub fn gettid() -> i32 {
    // SAFETY: no memory is involved.
    unsafe { syscall3(nr::GETTID, 0, 0, 0) }.unwrap_or(0) as i32
}

/// The process's id.
pub fn getpid() -> i32 {
    // SAFETY: no memory is involved.
    unsafe { syscall3(nr::GETPID, 0, 0, 0) }.unwrap_or(0) as i32
}

/// Ends the thread.
pub fn exit_thread() -> ! {
    loop {
        // SAFETY: exit does not return and touches no memory.
        let _ = unsafe { syscall3(nr::EXIT, 0, 0, 0) };
    }
}

/// Sends a signal to a thread of the process.
pub fn signal_thread(tid: i32, signal: u32) {
    // SAFETY: no memory is involved.
    let _ = unsafe { syscall3(nr::TGKILL, getpid() as usize, tid as usize, signal as usize) };
}

/// Number of processors the process may run on.
pub fn n_cpus() -> usize {
    let mut mask = [0u64; 1024];
    let args = [0, size_of_val(&mask), mask.as_mut_ptr() as usize, 0, 0, 0];
    // SAFETY: the kernel writes at most the mask's size.
    match unsafe { syscall(nr::SCHED_GETAFFINITY, args) } {
        Ok(bytes) => {
            let n: u32 = mask[..bytes / 8].iter().map(|word| word.count_ones()).sum();
            (n as usize).max(1)
        }
        Err(_) => 1,
    }
}

/// Starts a thread that runs `entry(arg)` on the given stack with `fs` at `tls`.
///
/// # Safety
/// `stack_top` is the aligned upper end of memory that the thread owns; `entry` never returns.
pub unsafe fn spawn(
    stack_top: usize,
    tls: usize,
    entry: extern "C" fn(usize) -> !,
    arg: usize,
) -> Result<i32, i32> {
    // SAFETY: passed on to the caller.
    let raw = unsafe { rgo_clone(THREAD_FLAGS, stack_top, tls, entry, arg) };
    crate::os::syscall::result(raw).map(|tid| tid as i32)
}

/// `(flags, stack, tls, entry, arg)`: clone; the child calls `entry(arg)`.
#[unsafe(naked)]
unsafe extern "C" fn rgo_clone(
    flags: usize,
    stack: usize,
    tls: usize,
    entry: extern "C" fn(usize) -> !,
    arg: usize,
) -> usize {
    // The kernel keeps rbx, rbp and r12-r15 in the child; rcx and r8 would be lost.
    naked_asm!(
        "push r12",
        "push r13",
        "mov r12, rcx",
        "mov r13, r8",
        "mov r8, rdx",
        "xor edx, edx",
        "xor r10d, r10d",
        "mov eax, {clone}",
        "syscall",
        "test rax, rax",
        "jz 2f",
        "pop r13",
        "pop r12",
        "ret",
        "2:",
        "xor ebp, ebp",
        "mov rdi, r13",
        "call r12",
        "ud2",
        clone = const nr::CLONE,
    )
}
