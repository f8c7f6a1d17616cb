//! Jumps that panics make: into deferred closures, into re-entry handlers, out of faults.

use core::arch::naked_asm;
use core::mem::offset_of;

use crate::arch::x86_64::morestack::rgo_morestack;
use crate::sched::g::G;

/// `runtime.gopanic(type, data)`: the frame that tracebacks show as `panic`.
#[unsafe(naked)]
#[unsafe(export_name = "runtime.gopanic")]
pub(crate) unsafe extern "C" fn rgo_gopanic() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "mov rdx, rbp",
        "call {imp}",
        ".globl rgo_gopanic_return",
        "rgo_gopanic_return:",
        "ud2",
        imp = sym crate::lang::panic::gopanic,
    )
}

/// `runtime.Goexit()`: its loop can be entered again, see [`rgo_reenter`].
#[unsafe(naked)]
#[unsafe(export_name = "runtime.Goexit")]
pub(crate) unsafe extern "C" fn rgo_goexit() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "sub rsp, {size}",
        "mov rdi, rsp",
        "mov rsi, rbp",
        "call {begin}",
        "mov rax, rsp",
        ".globl rgo_goexit_loop",
        "rgo_goexit_loop:",
        "mov rdi, rax",
        "call {run}",
        ".globl rgo_goexit_return",
        "rgo_goexit_return:",
        "ud2",
        size = const (size_of::<crate::lang::panic::Panic>() + 15) & !15,
        begin = sym crate::lang::goexit::begin,
        run = sym crate::lang::goexit::run,
    )
}

/// `(closure, g)`: calls a deferred closure on behalf of a panic or Goexit. `recover` works in
/// functions that return to the one label in here. Checks the stack on the closure's behalf: one
/// that does not, being small, may panic again and get here again.
///
/// # Safety
/// `closure` is a non-nil func value without parameters; `g` is the current G.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_call_deferred(closure: usize, g: *const G) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push r15",
        "sub rsp, 8",
        "mov r15, rsi",
        "lea rax, [rip + 3f]",
        "cmp rsp, [r15 + {stack_guard}]",
        "ja 2f",
        "mov [r15 + {more_func}], rax",
        "mov qword ptr [r15 + {more_args}], 0",
        "lea rax, [rip + {morestack}]",
        "2:",
        "call rax",
        ".globl rgo_deferred_return",
        "rgo_deferred_return:",
        "add rsp, 8",
        "pop r15",
        "pop rbp",
        "ret",
        "3:",
        ".globl rgo_deferred_call",
        "rgo_deferred_call:",
        "jmp [rdi]",
        stack_guard = const offset_of!(G, stack_guard),
        more_func = const offset_of!(G, more_func),
        more_args = const offset_of!(G, more_args),
        morestack = sym rgo_morestack,
    )
}

/// `(sp, fp, pc, rax, g)`: continues at `pc` in the frame of `sp` and `fp`.
///
/// # Safety
/// The frame is live on the current segment of `g`, and `pc` expects `rax`, `rdx` = 0 and `r15`.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_reenter(
    sp: usize,
    fp: usize,
    pc: usize,
    rax: usize,
    g: *const G,
) -> ! {
    naked_asm!(
        "mov rsp, rdi",
        "mov rbp, rsi",
        "mov r11, rdx",
        "mov rax, rcx",
        "mov r15, r8",
        "xor edx, edx",
        "jmp r11",
    )
}

/// Where the signal handler sends a faulting goroutine, as if the instruction had called it: the
/// return address is the instruction's.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn rgo_sigpanic() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "call {imp}",
        ".globl rgo_sigpanic_return",
        "rgo_sigpanic_return:",
        "ud2",
        imp = sym crate::lang::fault::sigpanic,
    )
}

/// The same for a division: gc tests for it in line, so tracebacks show no frame for the fault.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn rgo_sigpanic_divide() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "call {imp}",
        ".globl rgo_sigpanic_divide_return",
        "rgo_sigpanic_divide_return:",
        "ud2",
        imp = sym crate::lang::fault::sigpanic,
    )
}

/// The same for a fault in a transparent stub: the stack is as at the stub's entry, so what is on it
/// is the return address of an ordinary call.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn rgo_sigpanic_in_callee() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "call {imp}",
        "ud2",
        imp = sym crate::lang::fault::sigpanic,
    )
}

unsafe extern "C" {
    /// Return address of `runtime.gopanic`'s call.
    pub fn rgo_gopanic_return();
    /// Where Goexit's loop starts over.
    pub fn rgo_goexit_loop();
    /// Return address of Goexit's loop.
    pub fn rgo_goexit_return();
    /// The jump into a deferred closure: faults if the closure is nil.
    pub fn rgo_deferred_call();
    /// Return address of deferred closures called for a panic.
    pub fn rgo_deferred_return();
    /// Return address of `rgo_sigpanic`'s call.
    pub fn rgo_sigpanic_return();
    /// Return address of `rgo_sigpanic_divide`'s call.
    pub fn rgo_sigpanic_divide_return();
}
