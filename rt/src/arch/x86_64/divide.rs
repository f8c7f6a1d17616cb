//! Division of 128 bits, for `math/bits.Div64`.

use core::arch::naked_asm;

/// `(hi, lo, y) -> (quo, rem)`; `y` is above `hi`, so the quotient fits.
///
/// # Safety
/// `y > hi`.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn rgo_divwide() {
    naked_asm!(
        "mov rcx, rdx",
        "mov rdx, rdi",
        "mov rax, rsi",
        "div rcx",
        "ret",
    )
}
