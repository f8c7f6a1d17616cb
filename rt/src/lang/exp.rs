//! `math.archExp`, bit for bit as gc's assembly computes it: argument reduction by ln 2, an
//! eighth-order Taylor polynomial of x/16, four squarings of 1+x. With and without fused
//! multiply-add the last bit may differ, so both ways exist, chosen by the processor as gc does.

use core::arch::x86_64::{
    __m128d, _mm_add_sd, _mm_cvtsd_f64, _mm_cvtsd_si32, _mm_fmadd_sd, _mm_fnmadd_sd, _mm_mul_sd,
    _mm_set_sd, _mm_sub_sd,
};

use crate::arch::x86_64::cpu::FMA;
use crate::sync::Relaxed;

const LOG2E: f64 = 1.442_695_040_888_963_4;
/// ln 2 in two parts.
const LN2_HIGH: f64 = 0.693_147_180_559_662_956_511_601_805_686_950_683_593_75;
const LN2_LOW: f64 = 0.282_352_905_630_315_771_225_884_481_750_134_360_255_254_120_68e-12;
const OVERFLOW: f64 = 7.097_827_128_933_84e+02;
/// 1/8! down to 1/1!, for Horner's rule.
const TAYLOR: [f64; 8] = [
    2.480_158_730_158_730_158_7e-5,
    1.984_126_984_126_984_127_0e-4,
    1.388_888_888_888_888_888_9e-3,
    8.333_333_333_333_333_333_3e-3,
    4.166_666_666_666_666_666_7e-2,
    1.666_666_666_666_666_666_7e-1,
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
    let exponent = unsafe { _mm_cvtsd_si32(mul(set(LOG2E), x)) };
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
