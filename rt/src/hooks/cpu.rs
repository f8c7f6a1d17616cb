//! internal/cpu: the cpuid and xgetbv instructions.

use core::arch::naked_asm;

/// `cpu.cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32)`: results in rax rcx rdx rsi.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn rgo_cpuid() {
    naked_asm!(
        "mov r8, rbx",
        "mov eax, edi",
        "mov ecx, esi",
        "cpuid",
        "mov esi, edx",
        "mov edx, ecx",
        "mov ecx, ebx",
        "mov rbx, r8",
        "ret",
    )
}

/// `cpu.xgetbv() (eax, edx uint32)`: results in rax rcx.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn rgo_xgetbv() {
    naked_asm!("xor ecx, ecx", "xgetbv", "mov ecx, edx", "ret")
}

crate::go_symbol!("internal/cpu.cpuid" = rgo_cpuid);
crate::go_symbol!("internal/cpu.xgetbv" = rgo_xgetbv);

/// `cpu.getGOAMD64level() int32`: features are found at run time.
#[unsafe(export_name = "internal/cpu.getGOAMD64level")]
pub extern "C" fn goamd64_level() -> i32 {
    1
}
