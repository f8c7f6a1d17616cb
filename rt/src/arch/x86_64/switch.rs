//! Switches between a goroutine's stack and the M stack.
//!
//! A goroutine that is off its stack has its callee-saved registers on it, at `g.sched_sp`:
//!
//! ```text
//! sched_sp+0  r15    +8 r14    +16 r13    +24 r12    +32 rbx    +40 rbp    +48 return address
//! ```
//!
//! `sched_sp + 40` is where the frame chain starts, and everything from `sched_sp` up is scanned.

use core::arch::naked_asm;

/// Offset of the saved frame pointer, behind which the return address lies.
pub const FRAME: usize = 40;
/// Words that `rgo_resume` pops, the return address included.
pub const SAVED_WORDS: usize = 7;

/// `(func, arg, m_stack_top, sched_sp)`: calls `func(arg)` on the M stack and comes back.
///
/// # Safety
/// `m_stack_top` is the aligned upper end of unused stack; `sched_sp` is the current goroutine's.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_call_on_m_stack(
    func: unsafe extern "C" fn(*mut u8),
    arg: *mut u8,
    m_stack_top: usize,
    sched_sp: *mut usize,
) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "mov [rcx], rsp",
        "mov rsp, rdx",
        "mov rax, rdi",
        "mov rdi, rsi",
        "call rax",
        "lea rsp, [rbp - 40]",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// `(func, arg, m_stack_top, sched_sp)`: leaves the goroutine's stack for good; `func(arg)` runs on
/// the M stack and never returns. `rgo_resume` of the stored pointer returns from here.
///
/// # Safety
/// As [`rgo_call_on_m_stack`].
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_leave(
    func: unsafe extern "C" fn(usize) -> !,
    arg: usize,
    m_stack_top: usize,
    sched_sp: *mut usize,
) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "mov [rcx], rsp",
        "mov rsp, rdx",
        "mov rax, rdi",
        "mov rdi, rsi",
        "xor ebp, ebp",
        "call rax",
        "ud2",
    )
}

/// Continues what left its registers at `sp`.
///
/// # Safety
/// `sp` was stored by one of the functions above or built by `prepare`.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_resume(sp: usize) -> ! {
    naked_asm!(
        "mov rsp, rdi",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// First instruction of a goroutine: `rbx` = closure, `r15` = g.
#[unsafe(naked)]
unsafe extern "C" fn rgo_goroutine_start() {
    naked_asm!(
        "mov rdi, rbx",
        "call [rbx]",
        "call {exit}",
        "ud2",
        exit = sym crate::sched::proc::goroutine_returned,
    )
}

/// Lays out the registers of a goroutine that calls `closure` when resumed; returns `sched_sp`.
///
/// # Safety
/// `stack_hi` is the aligned upper end of the goroutine's unused stack.
pub unsafe fn prepare(stack_hi: usize, g: usize, closure: usize) -> usize {
    let sp = stack_hi - SAVED_WORDS * 8;
    let entry = rgo_goroutine_start as *const () as usize;
    let words = [g, 0, 0, 0, closure, 0, entry];
    // SAFETY: the caller owns the stack below `stack_hi`.
    unsafe { core::ptr::copy_nonoverlapping(words.as_ptr(), sp as *mut usize, SAVED_WORDS) };
    sp
}

/// Saves the host's registers at `*host_sp` and calls `func(arg)` with the stack below as M stack.
/// `rgo_resume(*host_sp)` returns from here.
///
/// # Safety
/// `func` does not return.
#[cfg(any(test, feature = "hosted"))]
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_enter_from_host(
    func: unsafe extern "C" fn(usize) -> !,
    arg: usize,
    host_sp: *mut usize,
) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "mov [rdx], rsp",
        "and rsp, -16",
        "mov rax, rdi",
        "mov rdi, rsi",
        "call rax",
        "ud2",
    )
}
