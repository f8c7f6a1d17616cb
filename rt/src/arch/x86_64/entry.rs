//! The entry point of the executable.

use core::arch::naked_asm;

/// First instruction of the process: the kernel's stack pointer leads to argc.
#[unsafe(naked)]
#[unsafe(export_name = "_rt0_amd64_linux")]
pub(crate) unsafe extern "C" fn rgo_rt0() -> ! {
    naked_asm!(
        "xor ebp, ebp",
        "mov rdi, rsp",
        "and rsp, -16",
        "call {boot}",
        "ud2",
        boot = sym crate::world::boot,
    )
}
