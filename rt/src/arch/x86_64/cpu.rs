//! What the processor can do beyond SSE2.

use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};

use crate::sync::{AtomicBool, Relaxed};

/// A feature flag that assembly tests, one byte.
macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal;)*) => {$(
        $(#[$doc])*
        #[unsafe(export_name = $symbol)]
        pub static $name: AtomicBool = AtomicBool::new(false);
    )*};
}

features! {
    /// AVX2, and an operating system that saves its registers.
    AVX2 = "rgo_cpu_avx2";
    /// AVX and FMA3, likewise.
    FMA = "rgo_cpu_fma";
    /// Fast `rep movsb`.
    ERMS = "rgo_cpu_erms";
    /// AES rounds, with SSE4.1 and SSSE3 as the map hash wants them.
    AES = "rgo_cpu_aes";
    SSE41 = "rgo_cpu_sse41";
}

#[target_feature(enable = "xsave")]
fn read_xcr0() -> u64 {
    // SAFETY: the caller has seen OSXSAVE, so the register exists.
    unsafe { _xgetbv(0) }
}

/// Looks.
pub fn init() {
    let max = __cpuid(0).eax;
    let one = __cpuid(1);
    let bit = |word: u32, i: u32| word >> i & 1 != 0;
    let has_os_avx = bit(one.ecx, 27)
        // SAFETY: OSXSAVE is set.
        && unsafe { read_xcr0() } & 6 == 6;
    SSE41.store(bit(one.ecx, 19), Relaxed);
    AES.store(
        bit(one.ecx, 25) && bit(one.ecx, 9) && bit(one.ecx, 19),
        Relaxed,
    );
    FMA.store(bit(one.ecx, 12) && bit(one.ecx, 28) && has_os_avx, Relaxed);
    if max >= 7 {
        let seven = __cpuid_count(7, 0);
        AVX2.store(bit(seven.ebx, 5) && has_os_avx, Relaxed);
        ERMS.store(bit(seven.ebx, 9), Relaxed);
    }
}
