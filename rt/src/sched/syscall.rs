//! System calls of goroutines. The goroutine keeps its P; sysmon leaves it alone.
//!
//! `entersyscall` returns to Go code while callee-saved registers may hold the only copy of some
//! caller's pointer, and the thread then blocks with no frame having saved them. So the stub stores
//! them into the G, where the collector looks.

use core::arch::naked_asm;
use core::mem::offset_of;

use crate::sched::g::{G, status};

/// `runtime.entersyscall()`.
#[unsafe(naked)]
#[unsafe(export_name = "runtime.entersyscall")]
pub(crate) unsafe extern "C" fn rgo_entersyscall() {
    naked_asm!(
        "mov [r15 + {regs}], rbx",
        "mov [r15 + {regs} + 8], rbp",
        "mov [r15 + {regs} + 16], r12",
        "mov [r15 + {regs} + 24], r13",
        "mov [r15 + {regs} + 32], r14",
        "mov rax, [rsp]",
        "mov [r15 + {pc}], rax",
        "lea rax, [rsp + 8]",
        "mov [r15 + {sp}], rax",
        "mov [r15 + {fp}], rbp",
        "mov dword ptr [r15 + {status}], {syscall}",
        "ret",
        regs = const offset_of!(G, sys_regs),
        pc = const offset_of!(G, sys_pc),
        sp = const offset_of!(G, sys_sp),
        fp = const offset_of!(G, sys_fp),
        status = const offset_of!(G, status),
        syscall = const status::SYSCALL,
    )
}

/// `runtime.exitsyscall()`.
#[unsafe(naked)]
#[unsafe(export_name = "runtime.exitsyscall")]
pub(crate) unsafe extern "C" fn rgo_exitsyscall() {
    naked_asm!(
        "mov qword ptr [r15 + {sp}], 0",
        "mov dword ptr [r15 + {status}], {running}",
        "ret",
        sp = const offset_of!(G, sys_sp),
        status = const offset_of!(G, status),
        running = const status::RUNNING,
    )
}
