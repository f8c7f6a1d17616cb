//! Slow paths of compiled code: entry check, loop poll, write barrier, append.

use core::arch::naked_asm;
use core::mem::offset_of;

use crate::mem::segment::Segment;
use crate::sched::g::G;

/// Where the entry check of a function goes when it fails: with the function's arguments in place,
/// its address in `g.more_func` and the bytes of its stack arguments in `g.more_args`.
///
/// The Rust part serves requests and decides: 0 means call the function again here, else it is the
/// top of a new segment to call it on. After that call all result registers are live.
#[unsafe(naked)]
#[unsafe(export_name = "rgo_morestack")]
pub(crate) unsafe extern "C" fn rgo_morestack() {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "sub rsp, 192",
        "mov [rsp], rdi",
        "mov [rsp + 8], rsi",
        "mov [rsp + 16], rdx",
        "mov [rsp + 24], rcx",
        "mov [rsp + 32], r8",
        "mov [rsp + 40], r9",
        "movups [rsp + 48], xmm0",
        "movups [rsp + 64], xmm1",
        "movups [rsp + 80], xmm2",
        "movups [rsp + 96], xmm3",
        "movups [rsp + 112], xmm4",
        "movups [rsp + 128], xmm5",
        "movups [rsp + 144], xmm6",
        "movups [rsp + 160], xmm7",
        "mov rax, [r15 + {more_func}]",
        "mov [rbp - 16], rax",
        "mov rax, [r15 + {more_args}]",
        "mov [rbp - 8], rax",
        "mov rdi, r15",
        "mov rsi, rsp",
        "call {slow}",
        "mov rdi, [rsp]",
        "mov rsi, [rsp + 8]",
        "mov rdx, [rsp + 16]",
        "mov rcx, [rsp + 24]",
        "mov r8, [rsp + 32]",
        "mov r9, [rsp + 40]",
        "movups xmm0, [rsp + 48]",
        "movups xmm1, [rsp + 64]",
        "movups xmm2, [rsp + 80]",
        "movups xmm3, [rsp + 96]",
        "movups xmm4, [rsp + 112]",
        "movups xmm5, [rsp + 128]",
        "movups xmm6, [rsp + 144]",
        "movups xmm7, [rsp + 160]",
        "mov r11, [rbp - 16]",
        "test rax, rax",
        "jne 2f",
        "leave",
        "jmp r11",
        // On the new segment: copy the stack arguments, call.
        "2:",
        "mov r10, [rbp - 8]",
        "mov rsp, rax",
        "sub rsp, r10",
        "test r10, r10",
        "je 4f",
        "3:",
        "mov rax, [rbp + r10 + 8]",
        "mov [rsp + r10 - 8], rax",
        "sub r10, 8",
        "jne 3b",
        "4:",
        "call r11",
        ".globl rgo_morestack_return",
        "rgo_morestack_return:",
        // Back on the old one. Live: rax rcx rdx rsi rdi r8 r9 r10 xmm0-7.
        "push r10",
        "mov r11, [r15 + {segment}]",
        "mov r10, [r11 + {old_guard}]",
        "mov [r15 + {guard_real}], r10",
        // May overwrite a poisoned guard: requests repeat until served.
        "mov [r15 + {stack_guard}], r10",
        "mov r10, [r11 + {prev}]",
        "mov [r15 + {segment}], r10",
        "mov r10, [r15 + {spare}]",
        "mov [r11 + {next}], r10",
        "mov [r15 + {spare}], r11",
        "pop r10",
        // Pop the stack arguments, as the function would have done.
        "mov r11, [rbp - 8]",
        "leave",
        "push rax",
        "mov rax, [rsp + 8]",
        "mov [rsp + r11 + 8], rax",
        "pop rax",
        "add rsp, r11",
        "ret",
        slow = sym crate::sched::stack::morestack_slow,
        more_func = const offset_of!(G, more_func),
        more_args = const offset_of!(G, more_args),
        segment = const offset_of!(G, segment),
        spare = const offset_of!(G, spare),
        guard_real = const offset_of!(G, guard_real),
        stack_guard = const offset_of!(G, stack_guard),
        old_guard = const offset_of!(Segment, old_guard),
        prev = const offset_of!(Segment, prev),
        next = const offset_of!(Segment, next),
    )
}

unsafe extern "C" {
    /// The return address of calls that `rgo_morestack` made on a new segment.
    pub fn rgo_morestack_return();
}

/// A stub that preserves every register, and has them in memory meanwhile: `$before` loads the
/// arguments of the call, `$after` stores its results.
macro_rules! preserving_stub {
    ($(#[$meta:meta])* $name:ident [$($before:literal)*] [$($after:literal)*] $($operand:tt)*) => {
        $(#[$meta])*
        #[unsafe(naked)]
        pub(crate) unsafe extern "C" fn $name() {
            naked_asm!(
                "push rbp",
                "mov rbp, rsp",
                "push rax",
                "push rcx",
                "push rdx",
                "push rbx",
                "push rsi",
                "push rdi",
                "push r8",
                "push r9",
                "push r10",
                "push r11",
                "push r12",
                "push r13",
                "push r14",
                "sub rsp, 264",
                "movups [rsp], xmm0",
                "movups [rsp + 16], xmm1",
                "movups [rsp + 32], xmm2",
                "movups [rsp + 48], xmm3",
                "movups [rsp + 64], xmm4",
                "movups [rsp + 80], xmm5",
                "movups [rsp + 96], xmm6",
                "movups [rsp + 112], xmm7",
                "movups [rsp + 128], xmm8",
                "movups [rsp + 144], xmm9",
                "movups [rsp + 160], xmm10",
                "movups [rsp + 176], xmm11",
                "movups [rsp + 192], xmm12",
                "movups [rsp + 208], xmm13",
                "movups [rsp + 224], xmm14",
                "movups [rsp + 240], xmm15",
                $($before,)*
                "call {slow}",
                $($after,)*
                "movups xmm0, [rsp]",
                "movups xmm1, [rsp + 16]",
                "movups xmm2, [rsp + 32]",
                "movups xmm3, [rsp + 48]",
                "movups xmm4, [rsp + 64]",
                "movups xmm5, [rsp + 80]",
                "movups xmm6, [rsp + 96]",
                "movups xmm7, [rsp + 112]",
                "movups xmm8, [rsp + 128]",
                "movups xmm9, [rsp + 144]",
                "movups xmm10, [rsp + 160]",
                "movups xmm11, [rsp + 176]",
                "movups xmm12, [rsp + 192]",
                "movups xmm13, [rsp + 208]",
                "movups xmm14, [rsp + 224]",
                "movups xmm15, [rsp + 240]",
                "add rsp, 264",
                "pop r14",
                "pop r13",
                "pop r12",
                "pop r11",
                "pop r10",
                "pop r9",
                "pop r8",
                "pop rdi",
                "pop rsi",
                "pop rbx",
                "pop rdx",
                "pop rcx",
                "pop rax",
                "pop rbp",
                "ret",
                $($operand)*
            )
        }
    };
}

preserving_stub! {
    /// A loop poll's slow path.
    #[unsafe(export_name = "rgo_poll")]
    rgo_poll
    ["mov rdi, r15"]
    []
    slow = sym crate::sched::preempt::poll_slow,
}

/// The write barrier's slow path, `(slot, new)`. Not a safepoint: the store follows.
///
/// The store is the nil check of its address, so the slot may be bad. It is touched first, by an
/// instruction that is transparent: a fault is the caller's.
#[unsafe(naked)]
#[unsafe(export_name = "rgo_write_barrier")]
pub(crate) unsafe extern "C" fn rgo_write_barrier() {
    naked_asm!(
        "mov [r15 + {args} + 16], rax",
        "mov rax, [r15 + {args}]",
        ".globl rgo_write_barrier_touch",
        "rgo_write_barrier_touch:",
        "cmp qword ptr [rax], 0",
        "mov rax, [r15 + {args} + 16]",
        "jmp {record}",
        args = const offset_of!(G, args),
        record = sym rgo_record_barrier,
    )
}

unsafe extern "C" {
    /// The instruction of `rgo_write_barrier` that touches the slot.
    pub fn rgo_write_barrier_touch();
}

preserving_stub! {
    /// The rest of it.
    #[unsafe(export_name = "rgo_record_barrier")]
    rgo_record_barrier
    ["mov rdi, [r15 + {args}]" "mov rsi, [r15 + {args} + 8]"]
    []
    slow = sym crate::gc::barrier::write_barrier_slow,
    args = const offset_of!(G, args),
}

preserving_stub! {
    /// Append's growth, `(old_ptr, new_len, old_cap, num, elem) -> (ptr, cap)`.
    #[unsafe(export_name = "rgo_growslice")]
    rgo_growslice
    [
        "mov rdi, [r15 + {args}]"
        "mov rsi, [r15 + {args} + 8]"
        "mov rdx, [r15 + {args} + 16]"
        "mov rcx, [r15 + {args} + 24]"
        "mov r8, [r15 + {args} + 32]"
    ]
    ["mov [r15 + {args}], rax" "mov [r15 + {args} + 8], rdx"]
    slow = sym crate::lang::slice::growslice,
    args = const offset_of!(G, args),
}
