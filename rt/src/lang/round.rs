//! Rounding and fused multiply-add: instructions where the processor has them, else by bits. These
//! are also the functions Cranelift calls where the ISA level it was given has no instruction.

use core::arch::x86_64::{
    _MM_FROUND_NO_EXC, _MM_FROUND_TO_NEAREST_INT, _MM_FROUND_TO_NEG_INF, _MM_FROUND_TO_POS_INF,
    _MM_FROUND_TO_ZERO, _mm_cvtsd_f64, _mm_fmadd_sd, _mm_round_sd, _mm_set_sd,
};

use crate::arch::x86_64::cpu::{FMA, SSE41};
use crate::sync::Relaxed;

/// 2^52: from here on every double is an integer.
const ALL_INTEGER: f64 = 4_503_599_627_370_496.0;

macro_rules! round {
    ($name:ident, $mode:expr, $soft:expr) => {
        fn $name(x: f64) -> f64 {
            #[target_feature(enable = "sse4.1")]
            fn hard(x: f64) -> f64 {
                let x = _mm_set_sd(x);
                _mm_cvtsd_f64(_mm_round_sd::<{ $mode | _MM_FROUND_NO_EXC }>(x, x))
            }
            if SSE41.load(Relaxed) {
                // SAFETY: the processor has it.
                return unsafe { hard(x) };
            }
            soft(x, $soft)
        }
    };
}

round!(floor_impl, _MM_FROUND_TO_NEG_INF, |x, t| if t > x {
    t - 1.0
} else {
    t
});
round!(ceil_impl, _MM_FROUND_TO_POS_INF, |x, t| if t < x {
    t + 1.0
} else {
    t
});
round!(trunc_impl, _MM_FROUND_TO_ZERO, |_, t| t);
round!(nearest_impl, _MM_FROUND_TO_NEAREST_INT, |x, t| {
    let rest = (x - t).abs();
    let away = if x < 0.0 { t - 1.0 } else { t + 1.0 };
    if rest > 0.5 || (rest == 0.5 && t as i64 % 2 != 0) {
        away
    } else {
        t
    }
});

/// Rounds by way of the truncated value; keeps NaN, infinities and the sign of zero.
fn soft(x: f64, adjust: impl Fn(f64, f64) -> f64) -> f64 {
    if x.is_nan() || x.abs() >= ALL_INTEGER {
        return x;
    }
    adjust(x, x as i64 as f64).copysign(x)
}

#[target_feature(enable = "fma")]
fn fma_hard(x: f64, y: f64, z: f64) -> f64 {
    _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(x), _mm_set_sd(y), _mm_set_sd(z)))
}

/// Sign, exponent and significand of a finite nonzero number: `significand * 2^exponent`.
fn split(x: f64) -> (bool, i32, u64) {
    let bits = x.to_bits();
    let biased = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let is_negative = bits >> 63 != 0;
    if biased == 0 {
        (is_negative, -1074, fraction)
    } else {
        (is_negative, biased - 1075, fraction | 1 << 52)
    }
}

/// `x * y + z`, rounded once, in integers: the product is exact in 106 bits, and what is shifted out
/// of 128 when aligning leaves a sticky bit.
fn fma_soft(x: f64, y: f64, z: f64) -> f64 {
    if !x.is_finite() || !y.is_finite() || x == 0.0 || y == 0.0 {
        return x * y + z;
    }
    if !z.is_finite() {
        return z;
    }
    if z == 0.0 {
        return round_to_double(product(x, y));
    }
    let (p_neg, mut p_exp, p) = product(x, y);
    let (z_neg, mut z_exp, z_sig) = split(z);
    // Room for a carry above, as much as possible below.
    let (mut p, mut z) = (p, u128::from(z_sig));
    let up = |sig: &mut u128, exp: &mut i32| {
        let shift = sig.leading_zeros() as i32 - 2;
        *sig <<= shift;
        *exp -= shift;
    };
    up(&mut p, &mut p_exp);
    up(&mut z, &mut z_exp);
    let exp = p_exp.max(z_exp);
    p = shift_sticky(p, exp - p_exp);
    z = shift_sticky(z, exp - z_exp);
    if p_neg == z_neg {
        return round_to_double((p_neg, exp, p + z));
    }
    match p.cmp(&z) {
        core::cmp::Ordering::Equal => 0.0,
        core::cmp::Ordering::Greater => round_to_double((p_neg, exp, p - z)),
        core::cmp::Ordering::Less => round_to_double((z_neg, exp, z - p)),
    }
}

fn product(x: f64, y: f64) -> (bool, i32, u128) {
    let ((x_neg, x_exp, x_sig), (y_neg, y_exp, y_sig)) = (split(x), split(y));
    (
        x_neg != y_neg,
        x_exp + y_exp,
        u128::from(x_sig) * u128::from(y_sig),
    )
}

/// Shifts right; a one that is lost stays as the lowest bit.
fn shift_sticky(value: u128, n: i32) -> u128 {
    match n {
        0 => value,
        1..=127 => value >> n | u128::from(value << (128 - n) != 0),
        _ => u128::from(value != 0),
    }
}

fn round_to_double((is_negative, exp, sig): (bool, i32, u128)) -> f64 {
    // 53 bits and two for rounding, less if the result is subnormal.
    let top = 128 - sig.leading_zeros() as i32;
    let mut shift = (top - 55).max(-1076 - exp);
    let mut sig = sig;
    if shift < 0 {
        sig <<= -shift;
    } else {
        sig = shift_sticky(sig, shift);
    }
    if top - 55 < -1076 - exp {
        shift = -1076 - exp;
    }
    let mut exp = exp + shift + 2;
    let (kept, rest) = (sig >> 2, sig & 3);
    let mut kept = kept as u64;
    if rest > 2 || (rest == 2 && kept & 1 != 0) {
        kept += 1;
    }
    if kept >> 53 != 0 {
        kept >>= 1;
        exp += 1;
    }
    let bits = if kept >> 52 == 0 {
        kept
    } else if exp + 1075 >= 0x7ff {
        0x7ff << 52
    } else {
        ((exp + 1075) as u64) << 52 | kept & ((1 << 52) - 1)
    };
    f64::from_bits(bits | u64::from(is_negative) << 63)
}

fn fma_impl(x: f64, y: f64, z: f64) -> f64 {
    if FMA.load(Relaxed) {
        // SAFETY: the processor has it.
        return unsafe { fma_hard(x, y, z) };
    }
    fma_soft(x, y, z)
}

/// Exports a function under the names of the C library (not in a hosted build, which has one) and
/// of package math.
macro_rules! export {
    ($($name:ident = $symbol:literal: $imp:ident($($arg:ident),*);)*) => {$(
        /// The function of that name.
        #[unsafe(export_name = $symbol)]
        pub extern "C" fn $name($($arg: f64),*) -> f64 {
            $imp($($arg),*)
        }
    )*};
}

#[cfg(not(any(test, feature = "hosted")))]
export! {
    floor = "floor": floor_impl(x);
    ceil = "ceil": ceil_impl(x);
    trunc = "trunc": trunc_impl(x);
    nearbyint = "nearbyint": nearest_impl(x);
    rint = "rint": nearest_impl(x);
    fma = "fma": fma_impl(x, y, z);
}

export! {
    arch_floor = "math.archFloor": floor_impl(x);
    arch_ceil = "math.archCeil": ceil_impl(x);
    arch_trunc = "math.archTrunc": trunc_impl(x);
}

#[cfg(test)]
mod tests {
    use super::{ceil_impl, floor_impl, fma_hard, fma_impl, fma_soft, nearest_impl, trunc_impl};
    use crate::arch::x86_64::cpu;
    use crate::sync::Relaxed;

    fn values() -> Vec<f64> {
        let mut x = 1u64;
        let mut all = vec![
            0.0,
            -0.0,
            0.5,
            -0.5,
            1.5,
            2.5,
            -2.5,
            1e300,
            f64::INFINITY,
            f64::NAN,
        ];
        all.extend([
            f64::MIN_POSITIVE,
            5e-324,
            f64::MAX,
            4_503_599_627_370_495.5,
            0.499_999_999_999_999_94,
        ]);
        all.extend((0..3000).map(|i| {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            if i % 2 == 0 {
                f64::from_bits(x)
            } else {
                (x as i64 >> 40) as f64 / 16.0
            }
        }));
        all
    }

    #[test]
    fn rounding_agrees_with_the_library() {
        for has_sse41 in [true, false] {
            cpu::init();
            cpu::SSE41.fetch_and(has_sse41, Relaxed);
            for x in values() {
                let same =
                    |a: f64, b: f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
                assert!(same(floor_impl(x), x.floor()), "floor {x}");
                assert!(same(ceil_impl(x), x.ceil()), "ceil {x}");
                assert!(same(trunc_impl(x), x.trunc()), "trunc {x}");
                assert!(same(nearest_impl(x), x.round_ties_even()), "nearest {x}");
            }
        }
        cpu::init();
    }

    #[test]
    fn soft_fma_agrees_with_the_instruction() {
        cpu::init();
        if !cpu::FMA.load(Relaxed) {
            return;
        }
        let values = values();
        for (i, &x) in values.iter().enumerate() {
            for j in 0..30 {
                let y = values[(i * 7 + j * 131) % values.len()];
                let z = match j % 3 {
                    0 => values[(i * 13 + j * 17) % values.len()],
                    1 => -(x * y),
                    _ => x * y * f64::EPSILON,
                };
                // SAFETY: the processor has it.
                let want = unsafe { fma_hard(x, y, z) };
                let got = fma_soft(x, y, z);
                let is_same = got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan());
                assert!(is_same, "{x:e} * {y:e} + {z:e} = {want:e}, got {got:e}");
                assert!(fma_impl(x, y, z).is_nan() == want.is_nan());
            }
        }
    }
}
