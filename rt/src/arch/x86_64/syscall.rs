//! The system calls that Go code makes, in the Go convention.

use core::arch::naked_asm;

/// `internal/runtime/syscall/linux.Syscall6(num, a1, a2, a3, a4, a5, a6) (r1, r2, errno)`: the
/// seventh argument is on the stack, in an area of 16 bytes that the callee pops.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn rgo_syscall6() {
    naked_asm!(
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsi, rdx",
        "mov rdx, rcx",
        "mov r10, r8",
        "mov r8, r9",
        "mov r9, [rsp + 8]",
        "syscall",
        "cmp rax, -4095",
        "jae 2f",
        "mov rcx, rdx",
        "xor edx, edx",
        "ret 16",
        "2:",
        "neg rax",
        "mov rdx, rax",
        "mov rax, -1",
        "xor ecx, ecx",
        "ret 16",
    )
}

crate::go_symbol!("internal/runtime/syscall/linux.Syscall6" = rgo_syscall6);

/// `syscall.rawSyscallNoError(trap, a1, a2, a3) (r1, r2)`.
#[unsafe(naked)]
#[unsafe(export_name = "syscall.rawSyscallNoError")]
pub(crate) unsafe extern "C" fn rgo_raw_syscall_no_error() {
    naked_asm!(
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsi, rdx",
        "mov rdx, rcx",
        "syscall",
        "mov rcx, rdx",
        "ret",
    )
}

/// `syscall.gettimeofday(tv *Timeval) (err Errno)`.
#[unsafe(naked)]
#[unsafe(export_name = "syscall.gettimeofday")]
pub(crate) unsafe extern "C" fn rgo_gettimeofday() {
    naked_asm!("xor esi, esi", "mov eax, 96", "syscall", "neg rax", "ret",)
}

/// Largest part of a stack that [`rgo_raw_vfork_syscall`] can save.
pub const SNAPSHOT: usize = 8192;

/// `syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, err)`.
///
/// The child runs on the parent's stack and in the parent's memory until it execs, so whatever it
/// spills is found by the parent. The stub saves the stack from here to the end of its caller's
/// caller's frame in a buffer of the M and restores it in the parent. A larger frame makes it a
/// plain fork.
#[cfg(not(any(test, feature = "hosted")))]
#[unsafe(naked)]
#[unsafe(export_name = "syscall.rawVforkSyscall")]
pub(crate) unsafe extern "C" fn rgo_raw_vfork_syscall() {
    use crate::sched::m::M;
    use core::mem::offset_of;
    const CLONE_VM_VFORK: i32 = 0x100 | 0x4000;
    naked_asm!(
        "mov rax, rdi",
        "mov r9, fs:[0]",
        "mov r10, [rbp]",
        "sub r10, rsp",
        "cmp r10, {snapshot}",
        "jbe 2f",
        "and rsi, {no_vfork}",
        "xor r10d, r10d",
        "2:",
        "mov [r9 + {len}], r10",
        "mov r8, rsi",
        "mov r11, rcx",
        "mov rsi, rsp",
        "mov rdi, [r9 + {buffer}]",
        "mov rcx, r10",
        "rep movsb",
        "mov rdi, r8",
        "mov rsi, rdx",
        "mov rdx, r11",
        "xor r10d, r10d",
        "xor r8d, r8d",
        "xor r9d, r9d",
        "syscall",
        "test rax, rax",
        "jz 3f",
        "cmp rax, -4095",
        "jae 4f",
        "mov r8, rax",
        "mov r9, fs:[0]",
        "mov rsi, [r9 + {buffer}]",
        "mov rcx, [r9 + {len}]",
        "mov rdi, rsp",
        "rep movsb",
        "mov rax, r8",
        "3:",
        "xor ecx, ecx",
        "ret",
        "4:",
        "neg rax",
        "mov rcx, rax",
        "mov rax, -1",
        "ret",
        snapshot = const SNAPSHOT,
        no_vfork = const !CLONE_VM_VFORK,
        len = const offset_of!(M, fork_len),
        buffer = const offset_of!(M, fork_snapshot),
    )
}
