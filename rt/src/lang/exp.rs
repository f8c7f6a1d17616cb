//! `math.archExp`, bit for bit as gc's assembly computes it: argument reduction by ln 2, an
//! eighth-order Taylor polynomial of x/16, four squarings of 1+x. With and without fused
//! multiply-add the last bit may differ, so both ways exist, chosen by the processor as gc does.

use core::arch::x86_64::{
    __m128d, _mm_add_sd, _mm_cvtsd_f64, _mm_cvtsd_si32, _mm_fmadd_sd, _mm_fnmadd_sd, _mm_mul_sd,
    _mm_set_sd, _mm_sub_sd,
};

use core::f64::consts::LOG2_E;

use crate::arch::x86_64::cpu::FMA;
use crate::sync::Relaxed;

/// ln 2 in two parts.
const LN2_HIGH: f64 = 6.931_471_805_596_63e-1;
const LN2_LOW: f64 = 2.823_529_056_303_157_7e-13;
const OVERFLOW: f64 = 7.097_827_128_933_84e2;
/// 1/8! down to 1/1!, for Horner's rule.
const TAYLOR: [f64; 8] = [
    2.480_158_730_158_73e-05,
    1.984_126_984_126_984e-4,
    1.388_888_888_888_889e-3,
    8.333_333_333_333_333e-3,
    4.166_666_666_666_666_4e-2,
    1.666_666_666_666_666_6e-1,
    0.5,
    1.0,
];

/// The arithmetic both ways share.
trait Arith {
    fn mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d;
    /// `c - a * b`
    fn neg_mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d;
}

struct Separate;
struct Fused;

#[inline(always)]
fn mul(a: __m128d, b: __m128d) -> __m128d {
    // SAFETY: SSE2 is part of AMD64.
    unsafe { _mm_mul_sd(a, b) }
}

#[inline(always)]
fn add(a: __m128d, b: __m128d) -> __m128d {
    // SAFETY: SSE2 is part of AMD64.
    unsafe { _mm_add_sd(a, b) }
}

#[inline(always)]
fn set(a: f64) -> __m128d {
    // SAFETY: SSE2 is part of AMD64.
    unsafe { _mm_set_sd(a) }
}

impl Arith for Separate {
    #[inline(always)]
    fn mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d {
        add(mul(a, b), c)
    }

    #[inline(always)]
    fn neg_mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d {
        // SAFETY: SSE2 is part of AMD64.
        unsafe { _mm_sub_sd(c, mul(a, b)) }
    }
}

impl Arith for Fused {
    #[inline(always)]
    fn mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d {
        // SAFETY: used in functions with FMA only.
        unsafe { _mm_fmadd_sd(a, b, c) }
    }

    #[inline(always)]
    fn neg_mul_add(a: __m128d, b: __m128d, c: __m128d) -> __m128d {
        // SAFETY: used in functions with FMA only.
        unsafe { _mm_fnmadd_sd(a, b, c) }
    }
}

/// Fraction and exponent of the result.
#[inline(always)]
fn reduce<A: Arith>(x: f64) -> (f64, i32) {
    let x = set(x);
    // SAFETY: SSE2 is part of AMD64; out of range gives i32::MIN, as in gc.
    let exponent = unsafe { _mm_cvtsd_si32(mul(set(LOG2_E), x)) };
    let n = set(f64::from(exponent));
    let x = A::neg_mul_add(n, set(LN2_HIGH), x);
    let x = A::neg_mul_add(n, set(LN2_LOW), x);
    let x = mul(x, set(0.0625));
    let mut sum = set(TAYLOR[0]);
    for &term in &TAYLOR[1..] {
        sum = A::mul_add(sum, x, set(term));
    }
    // (1 + x)^2 = 1 + x(x + 2), four times.
    let mut x = mul(x, sum);
    for _ in 0..3 {
        x = mul(x, add(x, set(2.0)));
    }
    let x = A::mul_add(add(x, set(2.0)), x, set(1.0));
    // SAFETY: SSE2 is part of AMD64.
    (unsafe { _mm_cvtsd_f64(x) }, exponent)
}

#[target_feature(enable = "fma")]
fn reduce_fused(x: f64) -> (f64, i32) {
    reduce::<Fused>(x)
}

/// e to the power of x.
pub fn exp(x: f64, is_fused: bool) -> f64 {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { 0.0 } else { x };
    }
    if x > OVERFLOW {
        return f64::INFINITY;
    }
    let (fraction, exponent) = if is_fused {
        // SAFETY: the caller has asked the processor.
        unsafe { reduce_fused(x) }
    } else {
        reduce::<Separate>(x)
    };
    let power = |biased: i32| f64::from_bits((biased as u64) << 52);
    let biased = exponent.wrapping_add(0x3ff);
    if biased >= 0x7ff {
        f64::INFINITY
    } else if biased > 0 {
        fraction * power(biased)
    } else if biased < -52 {
        0.0
    } else {
        fraction * power(biased + 0x3fe) * power(1)
    }
}

/// `math.archExp(x float64) float64`.
#[unsafe(export_name = "math.archExp")]
pub extern "C" fn arch_exp(x: f64) -> f64 {
    exp(x, FMA.load(Relaxed))
}

#[cfg(test)]
mod tests {
    use super::exp;

    /// FNV-1a over a million results, as gc 1.27's `math.Exp` gives them on a processor with FMA and
    /// under GODEBUG=cpu.fma=off.
    fn digest(is_fused: bool) -> u64 {
        let (mut x, mut hash) = (1u64, 0xcbf2_9ce4_8422_2325u64);
        for i in 0..1_000_000 {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let high = (x as i64 >> 32) as f64;
            let arg = match i % 4 {
                0 => f64::from_bits(x),
                1 => high / f64::from(1 << 22),
                2 => high / f64::from(1 << 30),
                _ => -740.0 + (x >> 40) as f64 / f64::from(1 << 20),
            };
            let result = exp(arg, is_fused);
            if result.is_nan() {
                continue;
            }
            for byte in result.to_bits().to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        hash
    }

    #[test]
    fn every_bit_is_gc_s() {
        assert_eq!(digest(false), 0x4763_723a_036c_0dbc);
        if std::is_x86_feature_detected!("fma") {
            assert_eq!(digest(true), 0xf90f_e84c_03c2_df2e);
        }
    }
}
