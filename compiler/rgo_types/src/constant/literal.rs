//! Values of number literals. The scanner has checked their syntax.

use std::sync::Arc;

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::big_float::{BigFloat, PRECISION};
use super::{BITS_MAX, ConstValue, make_complex, make_float, make_int};

/// Radix and digits of a literal without its prefix and separators.
fn split_prefix(text: &str, has_old_octals: bool) -> (u32, String) {
    let digits = |text: &str| text.chars().filter(|&c| c != '_').collect::<String>();
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, digits(&text[2..])),
        (Some(b'0'), Some(b'o' | b'O')) => (8, digits(&text[2..])),
        (Some(b'0'), Some(b'b' | b'B')) => (2, digits(&text[2..])),
        (Some(b'0'), Some(_)) if has_old_octals => (8, digits(&text[1..])),
        _ => (10, digits(text)),
    }
}

/// The value of an integer literal; unknown if it is malformed.
pub(crate) fn parse_int(text: &str) -> ConstValue {
    let (radix, digits) = split_prefix(text, true);
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return ConstValue::Unknown;
    }
    if let Ok(value) = i64::from_str_radix(&digits, radix) {
        return ConstValue::Int(value);
    }
    match BigInt::parse_bytes(digits.as_bytes(), radix) {
        Some(value) => make_int(value),
        None => ConstValue::Unknown,
    }
}

/// The value of an imaginary literal.
pub(crate) fn parse_imaginary(text: &str) -> ConstValue {
    let Some(number) = text.strip_suffix('i') else {
        return ConstValue::Unknown;
    };
    make_complex(ConstValue::Int(0), parse_float(number))
}

/// The value of a floating-point literal; unknown if it is malformed or too large.
pub(crate) fn parse_float(text: &str) -> ConstValue {
    let (radix, text) = split_prefix(text, false);
    let exponent_marks: &[char] = if radix == 16 {
        &['p', 'P']
    } else {
        &['e', 'E']
    };
    let (number, exponent) = match text.split_once(exponent_marks) {
        Some((number, exponent)) => match exponent.parse::<i64>() {
            Ok(exponent) => (number, exponent),
            Err(_) => return ConstValue::Unknown,
        },
        None => (&text[..], 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = [whole, fraction].concat();
    let Some(mantissa) = BigUint::parse_bytes(digits.as_bytes(), radix) else {
        return ConstValue::Unknown;
    };
    if mantissa.is_zero() {
        return ConstValue::Float(Arc::new(BigRational::zero()));
    }
    let n_fraction = fraction.len() as i64;
    let Some((exponent2, exponent5)) = (match radix {
        16 => exponent.checked_sub(4 * n_fraction).map(|e| (e, 0)),
        10 => exponent.checked_sub(n_fraction).map(|e| (e, e)),
        _ => Some((0, 0)),
    }) else {
        return ConstValue::Unknown;
    };
    scaled(mantissa, exponent2, exponent5)
}

/// `mantissa * 2^exponent2 * 5^exponent5`.
fn scaled(mantissa: BigUint, exponent2: i64, exponent5: i64) -> ConstValue {
    // About the binary exponent; 5 is 2 to the power of 2.3219.
    let estimate = mantissa.bits() as f64 + exponent2 as f64 + exponent5 as f64 * 2.321_928;
    if estimate.abs() < BITS_MAX as f64 + 16.0 && exponent5.abs() < 8 * BITS_MAX {
        let ratio = exact(&mantissa, exponent2, exponent5);
        let is_small =
            BigFloat::from_ratio(&ratio).is_some_and(|float| float.magnitude().abs() < BITS_MAX);
        if is_small {
            return ConstValue::Float(Arc::new(ratio));
        }
    }
    let mantissa = BigInt::from(mantissa);
    let float = if exponent5 == 0 {
        BigFloat::rounded(mantissa, exponent2, false, PRECISION)
    } else {
        // As Go does it: the power is rounded, to some more bits, before it is applied.
        let exact = BigFloat::rounded(mantissa, exponent2, false, u64::MAX);
        let power = power_of_5(exponent5.unsigned_abs(), PRECISION + 64);
        match (exact, power) {
            (Some(exact), Some(power)) if exponent5 > 0 => exact.mul(&power),
            (Some(exact), Some(power)) => exact.quo(&power),
            // An infinite power is infinite or zero when applied.
            (_, _) if exponent5 < 0 => {
                return ConstValue::Float(Arc::new(BigRational::zero()));
            }
            _ => None,
        }
    };
    match float {
        Some(float) if float.sign() == 0 => ConstValue::Float(Arc::new(BigRational::zero())),
        float => make_float(float),
    }
}

fn exact(mantissa: &BigUint, exponent2: i64, exponent5: i64) -> BigRational {
    let mut num = BigInt::from(mantissa.clone());
    let mut den = BigInt::one();
    let five = BigInt::from(5).pow(exponent5.unsigned_abs() as u32);
    let apply = |to: &mut BigInt| *to *= &five;
    if exponent5 < 0 {
        apply(&mut den)
    } else {
        apply(&mut num)
    }
    if exponent2 < 0 {
        den <<= exponent2.unsigned_abs();
    } else {
        num <<= exponent2 as u64;
    }
    BigRational::new(num, den)
}

/// `5^n` by repeated squaring, rounded to `precision` bits on the way.
fn power_of_5(n: u64, precision: u64) -> Option<BigFloat> {
    const FIRST: u64 = 27;
    let small = |n: u64| BigFloat::rounded(BigInt::from(5).pow(n as u32), 0, false, precision);
    if n <= FIRST {
        return small(n);
    }
    let mut result = small(FIRST)?;
    let mut square = small(1)?;
    let mut rest = n - FIRST;
    loop {
        if rest & 1 != 0 {
            result = result.mul_to(&square, precision)?;
        }
        rest >>= 1;
        if rest == 0 {
            return Some(result);
        }
        square = square.mul_to(&square, precision + 64)?;
    }
}
