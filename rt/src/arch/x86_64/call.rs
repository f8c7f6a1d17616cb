//! Calls from Rust into Go code. The conventions agree on argument registers and callee-saved
//! ones; what Rust does not keep is `r15 = g`.

use core::arch::naked_asm;

use crate::sched::g::G;

/// `(g, code, a0..a3) -> word`: calls Go code with up to four integer arguments.
///
/// # Safety
/// `code` is a Go function with at most these arguments and one result word; `g` is the current G.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_call_go(
    g: *const G,
    code: usize,
    a0: usize,
    a1: usize,
    a2: usize,
    a3: usize,
) -> usize {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push r15",
        "sub rsp, 8",
        "mov r15, rdi",
        "mov rax, rsi",
        "mov rdi, rdx",
        "mov rsi, rcx",
        "mov rdx, r8",
        "mov rcx, r9",
        "call rax",
        "add rsp, 8",
        "pop r15",
        "pop rbp",
        "ret",
    )
}

/// Calls a Go function.
///
/// # Safety
/// As [`rgo_call_go`]; the caller is ready for the goroutine to be parked and to go on elsewhere.
pub unsafe fn call_go(code: usize, args: [usize; 4]) -> usize {
    let g = crate::sched::m::current_g();
    // SAFETY: passed on to the caller.
    unsafe { rgo_call_go(g, code, args[0], args[1], args[2], args[3]) }
}

/// Calls a func value without parameters of its own: the closure is the first argument.
///
/// # Safety
/// `closure` is a non-nil func value whose parameters are `args`.
pub unsafe fn call_closure(closure: usize, args: [usize; 3]) -> usize {
    // SAFETY: a closure's first word is its code.
    let code = unsafe { *(closure as *const usize) };
    // SAFETY: passed on to the caller.
    unsafe { call_go(code, [closure, args[0], args[1], args[2]]) }
}

/// Calls a func value without parameters; a nil one faults as a nil call does.
///
/// # Safety
/// `closure` is a func value without parameters; `g` is the current G.
#[unsafe(naked)]
pub unsafe extern "C" fn rgo_call_nullary(closure: usize, g: *const G) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push r15",
        "sub rsp, 8",
        "mov r15, rsi",
        ".globl rgo_nullary_call",
        "rgo_nullary_call:",
        "call [rdi]",
        "add rsp, 8",
        "pop r15",
        "pop rbp",
        "ret",
    )
}

unsafe extern "C" {
    /// The call of a func value: faults if it is nil.
    pub fn rgo_nullary_call();
}

/// Gives a naked function a Go name that the assembler only takes in quotes.
#[macro_export]
macro_rules! go_symbol {
    ($symbol:literal = $function:path) => {
        core::arch::global_asm!(
            concat!(".globl \"", $symbol, "\""),
            concat!(".set \"", $symbol, "\", {function}"),
            function = sym $function,
        );
    };
}

/// Makes a Rust function with two result words callable in the Go convention, which returns the
/// second in `rcx`.
#[macro_export]
macro_rules! go_results_2 {
    ($symbol:literal, $imp:path) => {
        core::arch::global_asm!(
            concat!(".section \".text.", $symbol, "\", \"ax\", @progbits"),
            concat!(".globl \"", $symbol, "\""),
            concat!(".type \"", $symbol, "\", @function"),
            ".p2align 4",
            concat!("\"", $symbol, "\":"),
            "push rbp",
            "mov rbp, rsp",
            "call {imp}",
            "mov rcx, rdx",
            "pop rbp",
            "ret",
            imp = sym $imp,
        );
    };
}

/// Makes a Rust function that stores four result words through its last parameter callable in the
/// Go convention; `$out` is the register of that parameter.
#[macro_export]
macro_rules! go_results_4 {
    ($symbol:literal, $imp:path, $out:literal) => {
        core::arch::global_asm!(
            concat!(".section \".text.", $symbol, "\", \"ax\", @progbits"),
            concat!(".globl \"", $symbol, "\""),
            concat!(".type \"", $symbol, "\", @function"),
            ".p2align 4",
            concat!("\"", $symbol, "\":"),
            "push rbp",
            "mov rbp, rsp",
            "sub rsp, 32",
            concat!("mov ", $out, ", rsp"),
            "call {imp}",
            "mov rax, [rsp]",
            "mov rcx, [rsp + 8]",
            "mov rdx, [rsp + 16]",
            "mov rsi, [rsp + 24]",
            "leave",
            "ret",
            imp = sym $imp,
        );
    };
}

/// Two result words of a Rust function, in `rax` and `rdx`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pair(pub usize, pub usize);
