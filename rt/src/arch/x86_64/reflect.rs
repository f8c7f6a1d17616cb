//! Calls whose types are known at run time only: reflect's overlay lays arguments out and finds
//! results in a `callRegs`, these stubs move it to and from registers.
//!
//! ```text
//! callRegs: +0 8 integers    +64 8 floats    +128 pointer to stack arguments    +136 their bytes
//! ```

use core::arch::naked_asm;

/// Go functions of reflect's overlay, `(ctxt, *callRegs)`; absent in programs without the stubs.
#[cfg(not(any(test, feature = "hosted")))]
mod go {
    unsafe extern "C" {
        #[link_name = "reflect.rgoCallReflect"]
        pub fn call_reflect();
        #[link_name = "reflect.rgoCallMethod"]
        pub fn call_method();
    }
}

/// `reflect.rgoInvoke(code uintptr, regs *callRegs)`: calls `code` with the first 6 integers and the
/// floats in registers and the stack arguments copied; the results replace integers and floats.
#[unsafe(naked)]
#[unsafe(export_name = "reflect.rgoInvoke")]
pub(crate) unsafe extern "C" fn rgo_reflect_invoke() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "mov rbx, rsi",
        "mov r12, rdi",
        "mov rcx, [rbx + 136]",
        "mov rsi, [rbx + 128]",
        "sub rsp, rcx",
        "mov rdi, rsp",
        "shr rcx, 3",
        "rep movsq",
        "movsd xmm0, [rbx + 64]",
        "movsd xmm1, [rbx + 72]",
        "movsd xmm2, [rbx + 80]",
        "movsd xmm3, [rbx + 88]",
        "movsd xmm4, [rbx + 96]",
        "movsd xmm5, [rbx + 104]",
        "movsd xmm6, [rbx + 112]",
        "movsd xmm7, [rbx + 120]",
        "mov rdi, [rbx]",
        "mov rsi, [rbx + 8]",
        "mov rdx, [rbx + 16]",
        "mov rcx, [rbx + 24]",
        "mov r8, [rbx + 32]",
        "mov r9, [rbx + 40]",
        "call r12",
        ".globl rgo_reflect_invoke_return",
        "rgo_reflect_invoke_return:",
        "mov [rbx], rax",
        "mov [rbx + 8], rcx",
        "mov [rbx + 16], rdx",
        "mov [rbx + 24], rsi",
        "mov [rbx + 32], rdi",
        "mov [rbx + 40], r8",
        "mov [rbx + 48], r9",
        "mov [rbx + 56], r10",
        "movsd [rbx + 64], xmm0",
        "movsd [rbx + 72], xmm1",
        "movsd [rbx + 80], xmm2",
        "movsd [rbx + 88], xmm3",
        "movsd [rbx + 96], xmm4",
        "movsd [rbx + 104], xmm5",
        "movsd [rbx + 112], xmm6",
        "movsd [rbx + 120], xmm7",
        "lea rsp, [rbp - 16]",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// Code of a closure that a Go function of reflect implements: stores what came in registers, calls
/// it, and returns what it left there; `+136` then says how many bytes of stack arguments to pop.
#[cfg(not(any(test, feature = "hosted")))]
macro_rules! closure_stub {
    ($name:ident = $symbol:literal, $label:literal, $imp:path) => {
        /// The code of that name.
        #[unsafe(naked)]
        #[unsafe(export_name = $symbol)]
        pub(crate) unsafe extern "C" fn $name() {
            naked_asm!(
                "push rbp",
                "mov rbp, rsp",
                "sub rsp, 144",
                "mov [rsp], rdi",
                "mov [rsp + 8], rsi",
                "mov [rsp + 16], rdx",
                "mov [rsp + 24], rcx",
                "mov [rsp + 32], r8",
                "mov [rsp + 40], r9",
                "movsd [rsp + 64], xmm0",
                "movsd [rsp + 72], xmm1",
                "movsd [rsp + 80], xmm2",
                "movsd [rsp + 88], xmm3",
                "movsd [rsp + 96], xmm4",
                "movsd [rsp + 104], xmm5",
                "movsd [rsp + 112], xmm6",
                "movsd [rsp + 120], xmm7",
                "lea rax, [rbp + 16]",
                "mov [rsp + 128], rax",
                "mov qword ptr [rsp + 136], 0",
                "mov rsi, rsp",
                ".weak {imp}",
                "call {imp}",
                concat!(".globl ", $label),
                concat!($label, ":"),
                "mov rax, [rsp]",
                "mov rcx, [rsp + 8]",
                "mov rdx, [rsp + 16]",
                "mov rsi, [rsp + 24]",
                "mov rdi, [rsp + 32]",
                "mov r8, [rsp + 40]",
                "mov r9, [rsp + 48]",
                "mov r10, [rsp + 56]",
                "movsd xmm0, [rsp + 64]",
                "movsd xmm1, [rsp + 72]",
                "movsd xmm2, [rsp + 80]",
                "movsd xmm3, [rsp + 88]",
                "movsd xmm4, [rsp + 96]",
                "movsd xmm5, [rsp + 104]",
                "movsd xmm6, [rsp + 112]",
                "movsd xmm7, [rsp + 120]",
                "mov r11, [rsp + 136]",
                "leave",
                "push rax",
                "mov rax, [rsp + 8]",
                "mov [rsp + r11 + 8], rax",
                "pop rax",
                "add rsp, r11",
                "ret",
                imp = sym $imp,
            )
        }
    };
}

#[cfg(not(any(test, feature = "hosted")))]
closure_stub!(
    rgo_make_func_stub = "reflect.makeFuncStub",
    "rgo_make_func_return",
    go::call_reflect
);
#[cfg(not(any(test, feature = "hosted")))]
closure_stub!(
    rgo_method_value_call = "reflect.methodValueCall",
    "rgo_method_value_return",
    go::call_method
);

/// Whether `pc` is where a call made by one of the stubs returns: frames that `recover` looks
/// through.
pub fn is_return_label(pc: usize) -> bool {
    #[cfg(not(any(test, feature = "hosted")))]
    {
        unsafe extern "C" {
            fn rgo_reflect_invoke_return();
            fn rgo_make_func_return();
            fn rgo_method_value_return();
        }
        let labels = [
            rgo_reflect_invoke_return,
            rgo_make_func_return,
            rgo_method_value_return,
        ];
        labels
            .iter()
            .any(|&label| label as *const () as usize == pc)
    }
    #[cfg(any(test, feature = "hosted"))]
    {
        let _ = pc;
        false
    }
}
