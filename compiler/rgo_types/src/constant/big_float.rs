//! Binary floating-point numbers of 512 bits, rounded to nearest even, and conversion to the
//! machine's floats.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Bits of a constant's mantissa.
pub(crate) const PRECISION: u64 = 512;
/// Exponents, of a mantissa below 1, beyond which a number is infinite or zero.
const EXPONENT_MAX: i64 = i32::MAX as i64;
const EXPONENT_MIN: i64 = i32::MIN as i64;

/// `mantissa * 2^exponent`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigFloat {
    /// Odd, or zero with exponent 0.
    mantissa: BigInt,
    exponent: i64,
}

impl BigFloat {
    pub(crate) fn zero() -> BigFloat {
        BigFloat {
            mantissa: BigInt::zero(),
            exponent: 0,
        }
    }

    /// `mantissa * 2^exponent` rounded to `precision` bits; `is_inexact` says that the exact value
    /// is a little further from zero. None if it is infinite.
    pub(crate) fn rounded(
        mantissa: BigInt,
        exponent: i64,
        is_inexact: bool,
        precision: u64,
    ) -> Option<BigFloat> {
        if mantissa.is_zero() {
            return Some(BigFloat::zero());
        }
        let is_negative = mantissa.is_negative();
        let mut mantissa = mantissa.into_parts().1;
        let mut exponent = exponent;
        let bits = mantissa.bits();
        if bits > precision {
            let excess = bits - precision;
            let half = mantissa.bit(excess - 1);
            let is_tie = !is_inexact && mantissa.trailing_zeros() == Some(excess - 1);
            mantissa >>= excess;
            exponent += excess as i64;
            if half && (!is_tie || mantissa.bit(0)) {
                mantissa += 1u32;
            }
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        mantissa >>= zeros;
        exponent += zeros as i64;
        let magnitude = exponent + mantissa.bits() as i64;
        if magnitude > EXPONENT_MAX {
            return None;
        }
        if magnitude < EXPONENT_MIN {
            return Some(BigFloat::zero());
        }
        let mantissa = BigInt::from(mantissa);
        Some(BigFloat {
            mantissa: if is_negative { -mantissa } else { mantissa },
            exponent,
        })
    }

    pub(crate) fn from_int(value: &BigInt) -> BigFloat {
        BigFloat::rounded(value.clone(), 0, false, PRECISION).expect("integers are not that large")
    }

    pub(crate) fn from_ratio(value: &BigRational) -> Option<BigFloat> {
        let num = BigFloat {
            mantissa: value.numer().clone(),
            exponent: 0,
        };
        let den = BigFloat {
            mantissa: value.denom().clone(),
            exponent: 0,
        };
        num.quo(&den)
    }

    pub(crate) fn sign(&self) -> i32 {
        self.mantissa.signum().to_i32().unwrap_or(0)
    }

    /// Exponent for a mantissa of at least 1/2 and below 1; 0 for zero.
    pub(crate) fn magnitude(&self) -> i64 {
        if self.mantissa.is_zero() {
            0
        } else {
            self.exponent + self.mantissa.bits() as i64
        }
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    pub(crate) fn neg(&self) -> BigFloat {
        BigFloat {
            mantissa: -self.mantissa.clone(),
            exponent: self.exponent,
        }
    }

    pub(crate) fn add(&self, other: &BigFloat) -> Option<BigFloat> {
        if self.mantissa.is_zero() {
            return Some(other.clone());
        }
        if other.mantissa.is_zero() {
            return Some(self.clone());
        }
        let (high, low) = if self.magnitude() >= other.magnitude() {
            (self, other)
        } else {
            (other, self)
        };
        if high.magnitude() - low.magnitude() > 2 * PRECISION as i64 {
            // Too small to matter.
            return Some(high.clone());
        }
        let exponent = high.exponent.min(low.exponent);
        let scaled = |x: &BigFloat| &x.mantissa << (x.exponent - exponent) as u64;
        BigFloat::rounded(scaled(high) + scaled(low), exponent, false, PRECISION)
    }

    pub(crate) fn mul(&self, other: &BigFloat) -> Option<BigFloat> {
        self.mul_to(other, PRECISION)
    }

    pub(crate) fn mul_to(&self, other: &BigFloat, precision: u64) -> Option<BigFloat> {
        let mantissa = &self.mantissa * &other.mantissa;
        BigFloat::rounded(mantissa, self.exponent + other.exponent, false, precision)
    }

    /// `self / other`; `other` is not zero.
    pub(crate) fn quo(&self, other: &BigFloat) -> Option<BigFloat> {
        let surplus = self.mantissa.bits() as i64 - other.mantissa.bits() as i64;
        let shift = (PRECISION as i64 + 2 - surplus).max(0);
        let (quotient, rest) = (&self.mantissa << shift as u64).div_rem(&other.mantissa);
        let exponent = self.exponent - other.exponent - shift;
        BigFloat::rounded(quotient, exponent, !rest.is_zero(), PRECISION)
    }

    pub(crate) fn compare(&self, other: &BigFloat) -> Ordering {
        let signs = self.sign().cmp(&other.sign());
        if signs != Ordering::Equal || self.sign() == 0 {
            return signs;
        }
        let magnitudes = self.magnitude().cmp(&other.magnitude());
        if magnitudes != Ordering::Equal {
            return if self.sign() > 0 {
                magnitudes
            } else {
                magnitudes.reverse()
            };
        }
        let exponent = self.exponent.min(other.exponent);
        let scaled = |x: &BigFloat| &x.mantissa << (x.exponent - exponent) as u64;
        scaled(self).cmp(&scaled(other))
    }

    /// The integer it is, or is but for the last few bits. None for others, and for huge ones.
    pub(crate) fn to_int(&self) -> Option<BigInt> {
        if self.magnitude().abs() >= super::BITS_MAX {
            return None;
        }
        if self.is_integer() {
            return Some(&self.mantissa << self.exponent as u64);
        }
        // Assume that a number which a small change makes an integer only missed it by rounding.
        let excess = self.mantissa.bits() as i64 - (PRECISION as i64 - 4);
        let dropped = u64::try_from(excess).ok().filter(|&bits| bits > 0)?;
        let (sign, magnitude) = (self.mantissa.signum(), self.mantissa.magnitude());
        let down = magnitude >> dropped;
        let up = &down + 1u32;
        let exponent = self.exponent + dropped as i64;
        [down, up].into_iter().find_map(|mantissa: BigUint| {
            let zeros = mantissa.trailing_zeros().unwrap_or(0) as i64;
            let integer = match exponent {
                0.. => mantissa << exponent as u64,
                _ if zeros >= -exponent => mantissa >> (-exponent) as u64,
                _ => return None,
            };
            Some(&sign * BigInt::from(integer))
        })
    }

    pub(crate) fn to_f64(&self) -> f64 {
        self.to_ratio_near(1200).map_or_else(
            || {
                if self.magnitude() > 0 {
                    f64::INFINITY * f64::from(self.sign())
                } else {
                    0.0
                }
            },
            |ratio| ratio_to_f64(&ratio),
        )
    }

    pub(crate) fn to_f32(&self) -> f32 {
        self.to_ratio_near(1200).map_or_else(
            || {
                if self.magnitude() > 0 {
                    f32::INFINITY * self.sign() as f32
                } else {
                    0.0
                }
            },
            |ratio| ratio_to_f32(&ratio),
        )
    }

    /// The exact value unless its exponent is out of any machine float's range.
    fn to_ratio_near(&self, limit: i64) -> Option<BigRational> {
        if self.magnitude().abs() > limit {
            return None;
        }
        Some(if self.exponent >= 0 {
            BigRational::from_integer(&self.mantissa << self.exponent as u64)
        } else {
            // Odd over a power of two: in lowest terms.
            BigRational::new_raw(
                self.mantissa.clone(),
                BigInt::one() << (-self.exponent) as u64,
            )
        })
    }

    /// Mantissa as a `float64` of at least 1/2 and below 1 (with sign), and the exponent.
    pub(crate) fn to_mantissa_exponent(&self) -> (f64, i64) {
        let bits = self.mantissa.bits() as i64;
        let fraction = BigFloat {
            mantissa: self.mantissa.clone(),
            exponent: -bits,
        };
        (fraction.to_f64(), self.magnitude())
    }

    /// Exact text: a hexadecimal mantissa below 1 and a binary exponent.
    pub(crate) fn exact_string(&self) -> String {
        if self.mantissa.is_zero() {
            return "0".to_owned();
        }
        let magnitude = self.mantissa.magnitude();
        let padding = (4 - magnitude.bits() % 4) % 4;
        let digits = (magnitude << padding).to_str_radix(16);
        let sign = if self.sign() < 0 { "-" } else { "" };
        format!(
            "{sign}0x.{}p{:+}",
            digits.trim_end_matches('0'),
            self.magnitude()
        )
    }
}

/// `num / den` as `integer * 2^lsb`, the integer of at most `bits` bits and `lsb` at least `lsb_min`,
/// rounded to nearest even.
fn round_ratio(num: &BigUint, den: &BigUint, bits: i64, lsb_min: i64) -> (u64, i64) {
    let mut lsb = (num.bits() as i64 - den.bits() as i64 - bits).max(lsb_min);
    loop {
        let (num, den) = match lsb {
            0.. => (num.clone(), den << lsb as u64),
            _ => (num << (-lsb) as u64, den.clone()),
        };
        let (mut quotient, rest) = num.div_rem(&den);
        let twice: BigUint = rest << 1u32;
        let is_up = match twice.cmp(&den) {
            Ordering::Less => false,
            Ordering::Equal => quotient.bit(0),
            Ordering::Greater => true,
        };
        if is_up {
            quotient += 1u32;
        }
        if quotient.bits() as i64 <= bits {
            return (
                quotient.to_u64().expect("a mantissa has at most 53 bits"),
                lsb,
            );
        }
        // The quotient had one bit more than estimated, or was rounded up to a power of two.
        lsb += 1;
    }
}

pub(crate) fn ratio_to_f64(value: &BigRational) -> f64 {
    let (num, den) = (value.numer().magnitude(), value.denom().magnitude());
    let (mantissa, lsb) = round_ratio(num, den, 53, -1074);
    let float = if lsb > 1024 {
        f64::INFINITY
    } else {
        // Both factors are exact, and so is the product unless it overflows.
        let half = lsb / 2;
        mantissa as f64 * 2f64.powi(half as i32) * 2f64.powi((lsb - half) as i32)
    };
    if value.is_negative() { -float } else { float }
}

pub(crate) fn ratio_to_f32(value: &BigRational) -> f32 {
    let (num, den) = (value.numer().magnitude(), value.denom().magnitude());
    let (mantissa, lsb) = round_ratio(num, den, 24, -149);
    let float = if lsb > 128 {
        f64::INFINITY
    } else {
        mantissa as f64 * 2f64.powi(lsb as i32)
    };
    let float = float as f32;
    if value.is_negative() { -float } else { float }
}
