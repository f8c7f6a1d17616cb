//! Exact constant values and their arithmetic (spec: "Constants", "Constant expressions").
//!
//! Integers are exact. Fractions are rationals as long as numerator and denominator stay below
//! [`BITS_MAX`] bits, and binary floats of 512 bits from then on, as in Go's `go/constant`: what a
//! program observes depends on where that switch happens. Once a value is a binary float, what is
//! computed from it stays one.

mod big_float;
mod format;
mod literal;
mod string;

use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rgo_syntax::token::Op;

pub use big_float::BigFloat;
pub use format::{float_to_string, quote_short};
pub(crate) use literal::{parse_float, parse_imaginary, parse_int};
pub use string::ConstString;

/// Bits of a rational's parts, and of a float's exponent, up to which fractions are rationals.
const BITS_MAX: i64 = 4 << 10;

/// An exact constant value.
#[derive(Clone, Debug)]
pub enum ConstValue {
    /// The value of an erroneous constant expression.
    Unknown,
    Bool(bool),
    /// Any bytes: string constants need not be UTF-8.
    String(ConstString),
    /// An integer that fits.
    Int(i64),
    /// Any other integer.
    BigInt(Arc<BigInt>),
    /// A fraction, perhaps an integral one.
    Float(Arc<BigRational>),
    /// A fraction whose exact value is too unwieldy, rounded to 512 bits.
    BigFloat(Arc<BigFloat>),
    /// Real and imaginary part, numbers both.
    Complex(Arc<(ConstValue, ConstValue)>),
}

/// What kind of value one is, integers and floats of any size alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstKind {
    Unknown,
    Bool,
    String,
    Int,
    Float,
    Complex,
}

impl ConstValue {
    pub fn kind(&self) -> ConstKind {
        match self {
            ConstValue::Unknown => ConstKind::Unknown,
            ConstValue::Bool(_) => ConstKind::Bool,
            ConstValue::String(_) => ConstKind::String,
            ConstValue::Int(_) | ConstValue::BigInt(_) => ConstKind::Int,
            ConstValue::Float(_) | ConstValue::BigFloat(_) => ConstKind::Float,
            ConstValue::Complex(_) => ConstKind::Complex,
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, ConstValue::Unknown)
    }

    pub fn string(bytes: impl Into<Box<[u8]>>) -> ConstValue {
        ConstValue::String(ConstString::new(bytes))
    }

    pub fn from_u64(value: u64) -> ConstValue {
        match i64::try_from(value) {
            Ok(value) => ConstValue::Int(value),
            Err(_) => ConstValue::BigInt(Arc::new(value.into())),
        }
    }

    /// The value of a finite float; unknown for others. Negative zero is zero.
    pub fn from_f64(value: f64) -> ConstValue {
        if !value.is_finite() {
            return ConstValue::Unknown;
        }
        let value = BigRational::from_float(value).expect("a finite float is a fraction");
        make_rational(value)
    }

    /// The integer, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            ConstValue::Int(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_u64(&self) -> Option<u64> {
        match self {
            ConstValue::Int(value) => u64::try_from(*value).ok(),
            ConstValue::BigInt(value) => value.to_u64(),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            ConstValue::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The bytes of a string constant.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            ConstValue::String(value) => Some(value.bytes()),
            _ => None,
        }
    }

    /// The low 64 bits of an integer in two's complement.
    pub fn wrapped_bits(&self) -> Option<u64> {
        match self {
            ConstValue::Int(value) => Some(*value as u64),
            ConstValue::BigInt(value) => {
                let modulus: BigInt = BigInt::one() << 64;
                value.mod_floor(&modulus).to_u64()
            }
            _ => None,
        }
    }

    /// The nearest `float64` of a number that is not complex; infinite if it is too large.
    pub fn to_f64(&self) -> f64 {
        match self {
            ConstValue::Int(value) => *value as f64,
            ConstValue::BigInt(value) => BigFloat::from_int(value).to_f64(),
            ConstValue::Float(value) => big_float::ratio_to_f64(value),
            ConstValue::BigFloat(value) => value.to_f64(),
            _ => 0.0,
        }
    }

    /// The nearest `float32`, rounded once.
    pub fn to_f32(&self) -> f32 {
        match self {
            ConstValue::Int(value) => *value as f32,
            ConstValue::BigInt(value) => BigFloat::from_int(value).to_f32(),
            ConstValue::Float(value) => big_float::ratio_to_f32(value),
            ConstValue::BigFloat(value) => value.to_f32(),
            _ => 0.0,
        }
    }

    /// Real and imaginary part of a number.
    pub fn parts(&self) -> (ConstValue, ConstValue) {
        match self {
            ConstValue::Complex(parts) => (parts.0.clone(), parts.1.clone()),
            other => (other.clone(), other.imag()),
        }
    }

    pub(crate) fn real(&self) -> ConstValue {
        match self {
            ConstValue::Complex(parts) => parts.0.clone(),
            other => other.clone(),
        }
    }

    pub(crate) fn imag(&self) -> ConstValue {
        match self {
            ConstValue::Complex(parts) => parts.1.clone(),
            ConstValue::Unknown => ConstValue::Unknown,
            _ => ConstValue::Int(0),
        }
    }

    /// An integer if it can be represented as one, else unknown.
    pub(crate) fn to_int(&self) -> ConstValue {
        match self {
            ConstValue::Int(_) | ConstValue::BigInt(_) => self.clone(),
            ConstValue::Float(value) if value.is_integer() => make_int(value.numer().clone()),
            ConstValue::BigFloat(value) => value.to_int().map_or(ConstValue::Unknown, make_int),
            ConstValue::Complex(parts) if parts.1.sign() == 0 => parts.0.to_int(),
            _ => ConstValue::Unknown,
        }
    }

    /// A float if it can be represented as one, else unknown.
    pub(crate) fn to_float(&self) -> ConstValue {
        match self {
            ConstValue::Int(value) => {
                ConstValue::Float(Arc::new(BigRational::from_integer((*value).into())))
            }
            ConstValue::BigInt(value) if is_small(value) => {
                ConstValue::Float(Arc::new(BigRational::from_integer((**value).clone())))
            }
            ConstValue::BigInt(value) => ConstValue::BigFloat(Arc::new(BigFloat::from_int(value))),
            ConstValue::Float(_) | ConstValue::BigFloat(_) => self.clone(),
            ConstValue::Complex(parts) if parts.1.sign() == 0 => parts.0.to_float(),
            _ => ConstValue::Unknown,
        }
    }

    pub(crate) fn to_complex(&self) -> ConstValue {
        match self.kind() {
            ConstKind::Int | ConstKind::Float => make_complex(self.clone(), ConstValue::Int(0)),
            ConstKind::Complex => self.clone(),
            ConstKind::Unknown | ConstKind::Bool | ConstKind::String => ConstValue::Unknown,
        }
    }

    /// -1, 0 or 1; of complex numbers only whether it is 0; 1 if unknown.
    pub fn sign(&self) -> i32 {
        match self {
            ConstValue::Int(value) => value.signum() as i32,
            ConstValue::BigInt(value) => sign_of(value),
            ConstValue::Float(value) => sign_of(value.numer()),
            ConstValue::BigFloat(value) => value.sign(),
            ConstValue::Complex(parts) => parts.0.sign() | parts.1.sign(),
            ConstValue::Unknown | ConstValue::Bool(_) | ConstValue::String(_) => 1,
        }
    }

    /// Bits of an integer's absolute value.
    pub(crate) fn bit_len(&self) -> u64 {
        match self {
            ConstValue::Int(value) => 64 - u64::from(value.unsigned_abs().leading_zeros()),
            ConstValue::BigInt(value) => value.bits(),
            _ => 0,
        }
    }
}

fn sign_of(value: &BigInt) -> i32 {
    match value.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

fn is_small(value: &BigInt) -> bool {
    (value.bits() as i64) < BITS_MAX
}

pub(crate) fn make_int(value: BigInt) -> ConstValue {
    match value.to_i64() {
        Some(value) => ConstValue::Int(value),
        None => ConstValue::BigInt(Arc::new(value)),
    }
}

fn make_rational(value: BigRational) -> ConstValue {
    if is_small(value.numer()) && is_small(value.denom()) {
        ConstValue::Float(Arc::new(value))
    } else {
        make_float(BigFloat::from_ratio(&value))
    }
}

fn make_float(value: Option<BigFloat>) -> ConstValue {
    value.map_or(ConstValue::Unknown, |value| {
        ConstValue::BigFloat(Arc::new(value))
    })
}

pub(crate) fn make_complex(re: ConstValue, im: ConstValue) -> ConstValue {
    if re.is_unknown() || im.is_unknown() {
        return ConstValue::Unknown;
    }
    ConstValue::Complex(Arc::new((re, im)))
}

/// `op x` for the operators `+ - ^ !`. `bits` limits the result of `^` for unsigned types.
pub(crate) fn unary(op: Op, x: &ConstValue, bits: Option<u32>) -> ConstValue {
    match (op, x) {
        (_, ConstValue::Unknown) | (Op::Add, _) => x.clone(),
        (Op::Sub, ConstValue::Int(value)) => match value.checked_neg() {
            Some(value) => ConstValue::Int(value),
            None => make_int(-BigInt::from(*value)),
        },
        (Op::Sub, ConstValue::BigInt(value)) => make_int(-(**value).clone()),
        (Op::Sub, ConstValue::Float(value)) => make_rational(-(**value).clone()),
        (Op::Sub, ConstValue::BigFloat(value)) => make_float(Some(value.neg())),
        (Op::Sub, ConstValue::Complex(parts)) => {
            make_complex(unary(op, &parts.0, None), unary(op, &parts.1, None))
        }
        (Op::Xor, ConstValue::Int(_) | ConstValue::BigInt(_)) => {
            let mut value: BigInt = -to_big(x) - 1;
            if let Some(bits) = bits {
                let modulus: BigInt = BigInt::one() << bits;
                value = value.mod_floor(&modulus);
            }
            make_int(value)
        }
        (Op::Not, ConstValue::Bool(value)) => ConstValue::Bool(!value),
        _ => ConstValue::Unknown,
    }
}

fn to_big(x: &ConstValue) -> BigInt {
    match x {
        ConstValue::Int(value) => BigInt::from(*value),
        ConstValue::BigInt(value) => (**value).clone(),
        _ => BigInt::zero(),
    }
}

fn to_ratio(x: &ConstValue) -> BigRational {
    match x {
        ConstValue::Float(value) => (**value).clone(),
        other => BigRational::from_integer(to_big(other)),
    }
}

fn to_big_float(x: &ConstValue) -> BigFloat {
    match x {
        ConstValue::BigFloat(value) => (**value).clone(),
        ConstValue::Float(value) => {
            BigFloat::from_ratio(value).expect("a rational constant is within range")
        }
        other => BigFloat::from_int(&to_big(other)),
    }
}

/// How elaborate a representation is; an operation uses that of the more elaborate operand.
fn rank(x: &ConstValue) -> u8 {
    match x {
        ConstValue::Unknown => 0,
        ConstValue::Bool(_) | ConstValue::String(_) => 1,
        ConstValue::Int(_) => 2,
        ConstValue::BigInt(_) => 3,
        ConstValue::Float(_) => 4,
        ConstValue::BigFloat(_) => 5,
        ConstValue::Complex(_) => 6,
    }
}

/// `x op y` for operators other than comparisons and shifts. With `is_integer`, `/` truncates.
/// Divisors are not zero.
pub(crate) fn binary(x: &ConstValue, op: Op, y: &ConstValue, is_integer: bool) -> ConstValue {
    if x.is_unknown() || y.is_unknown() {
        return ConstValue::Unknown;
    }
    match (x, y) {
        (ConstValue::Bool(x), ConstValue::Bool(y)) => match op {
            Op::AndAnd => ConstValue::Bool(*x && *y),
            Op::OrOr => ConstValue::Bool(*x || *y),
            _ => ConstValue::Unknown,
        },
        (ConstValue::String(x), ConstValue::String(y)) if op == Op::Add => {
            ConstValue::String(ConstString::concat(x, y))
        }
        (ConstValue::Int(x), ConstValue::Int(y)) => small_ints(*x, op, *y, is_integer),
        _ => match rank(x).max(rank(y)) {
            3 => big_ints(&to_big(x), op, &to_big(y), is_integer),
            4 => ratios(&to_ratio(x), op, &to_ratio(y)),
            5 => floats(&to_big_float(x), op, &to_big_float(y)),
            6 => complexes(x, op, y),
            _ => ConstValue::Unknown,
        },
    }
}

fn small_ints(x: i64, op: Op, y: i64, is_integer: bool) -> ConstValue {
    let result = match op {
        Op::Add => x.checked_add(y),
        Op::Sub => x.checked_sub(y),
        Op::Mul => x.checked_mul(y),
        Op::Div if !is_integer => None,
        Op::Div => x.checked_div(y),
        Op::Rem => Some(x.checked_rem(y).unwrap_or(0)),
        Op::And => Some(x & y),
        Op::Or => Some(x | y),
        Op::Xor => Some(x ^ y),
        Op::AndNot => Some(x & !y),
        _ => return ConstValue::Unknown,
    };
    match result {
        Some(value) => ConstValue::Int(value),
        None => big_ints(&x.into(), op, &y.into(), is_integer),
    }
}

fn big_ints(x: &BigInt, op: Op, y: &BigInt, is_integer: bool) -> ConstValue {
    make_int(match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div | Op::Rem if y.is_zero() => return ConstValue::Unknown,
        Op::Div if !is_integer => return make_rational(BigRational::new(x.clone(), y.clone())),
        Op::Div => x / y,
        Op::Rem => x % y,
        Op::And => x & y,
        Op::Or => x | y,
        Op::Xor => x ^ y,
        Op::AndNot => x & (-y - 1i32),
        _ => return ConstValue::Unknown,
    })
}

fn ratios(x: &BigRational, op: Op, y: &BigRational) -> ConstValue {
    make_rational(match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div if !y.is_zero() => x / y,
        _ => return ConstValue::Unknown,
    })
}

fn floats(x: &BigFloat, op: Op, y: &BigFloat) -> ConstValue {
    make_float(match op {
        Op::Add => x.add(y),
        Op::Sub => x.add(&y.neg()),
        Op::Mul => x.mul(y),
        Op::Div if y.sign() != 0 => x.quo(y),
        _ => None,
    })
}

fn complexes(x: &ConstValue, op: Op, y: &ConstValue) -> ConstValue {
    let ((a, b), (c, d)) = (x.parts(), y.parts());
    let add = |x: &ConstValue, y: &ConstValue| binary(x, Op::Add, y, false);
    let sub = |x: &ConstValue, y: &ConstValue| binary(x, Op::Sub, y, false);
    let mul = |x: &ConstValue, y: &ConstValue| binary(x, Op::Mul, y, false);
    let quo = |x: &ConstValue, y: &ConstValue| binary(x, Op::Div, y, false);
    match op {
        Op::Add => make_complex(add(&a, &c), add(&b, &d)),
        Op::Sub => make_complex(sub(&a, &c), sub(&b, &d)),
        Op::Mul => make_complex(
            sub(&mul(&a, &c), &mul(&b, &d)),
            add(&mul(&b, &c), &mul(&a, &d)),
        ),
        Op::Div => {
            let norm = add(&mul(&c, &c), &mul(&d, &d));
            let re = add(&mul(&a, &c), &mul(&b, &d));
            let im = sub(&mul(&b, &c), &mul(&a, &d));
            make_complex(quo(&re, &norm), quo(&im, &norm))
        }
        _ => ConstValue::Unknown,
    }
}

/// `x << count` or `x >> count` of an integer.
pub(crate) fn shift(x: &ConstValue, op: Op, count: u32) -> ConstValue {
    match x {
        ConstValue::Int(value) if op == Op::Shr => ConstValue::Int(value >> count.min(63)),
        ConstValue::Int(_) | ConstValue::BigInt(_) if op == Op::Shl => make_int(to_big(x) << count),
        ConstValue::BigInt(value) => make_int(&**value >> count),
        _ => ConstValue::Unknown,
    }
}

/// `x op y` for a comparison; false if one is unknown.
pub(crate) fn compare(x: &ConstValue, op: Op, y: &ConstValue) -> bool {
    use std::cmp::Ordering;
    let order = match (x, y) {
        (ConstValue::Unknown, _) | (_, ConstValue::Unknown) => return false,
        (ConstValue::Bool(x), ConstValue::Bool(y)) => x.cmp(y),
        (ConstValue::String(x), ConstValue::String(y)) => x.bytes().cmp(y.bytes()),
        (ConstValue::Int(x), ConstValue::Int(y)) => x.cmp(y),
        (ConstValue::Complex(_), _) | (_, ConstValue::Complex(_)) => {
            let ((a, b), (c, d)) = (x.parts(), y.parts());
            let are_equal = compare(&a, Op::Eql, &c) && compare(&b, Op::Eql, &d);
            if are_equal {
                Ordering::Equal
            } else {
                Ordering::Less
            }
        }
        _ => match rank(x).max(rank(y)) {
            3 => to_big(x).cmp(&to_big(y)),
            4 => to_ratio(x).cmp(&to_ratio(y)),
            _ => to_big_float(x).compare(&to_big_float(y)),
        },
    };
    match op {
        Op::Eql => order.is_eq(),
        Op::Neq => order.is_ne(),
        Op::Lss => order.is_lt(),
        Op::Leq => order.is_le(),
        Op::Gtr => order.is_gt(),
        Op::Geq => order.is_ge(),
        _ => false,
    }
}

impl PartialEq for ConstValue {
    /// Whether kind and value are the same; 1 and 1.0 differ.
    fn eq(&self, other: &ConstValue) -> bool {
        self.kind() == other.kind() && (self.is_unknown() || compare(self, Op::Eql, other))
    }
}

#[cfg(test)]
mod tests {
    use super::{ConstValue, binary, compare, parse_float, parse_int, shift, unary};
    use rgo_syntax::token::Op;

    fn int(text: &str) -> ConstValue {
        parse_int(text)
    }

    #[test]
    fn integers_grow_and_shrink() {
        let max = int("9223372036854775807");
        let sum = binary(&max, Op::Add, &ConstValue::Int(1), true);
        assert_eq!(sum.to_string(), "9223372036854775808");
        assert_eq!(binary(&sum, Op::Sub, &ConstValue::Int(1), true), max);
        let min = int("-9223372036854775808");
        assert!(min.is_unknown());
        let min = unary(Op::Sub, &sum, None);
        assert_eq!(min.as_i64(), Some(i64::MIN));
        assert_eq!(binary(&min, Op::Div, &ConstValue::Int(-1), true), sum);
        assert_eq!(
            binary(&min, Op::Rem, &ConstValue::Int(-1), true),
            ConstValue::Int(0)
        );
    }

    #[test]
    fn division_truncates_integers_only() {
        let (x, y) = (ConstValue::Int(-7), ConstValue::Int(2));
        assert_eq!(binary(&x, Op::Div, &y, true).to_string(), "-3");
        assert_eq!(binary(&x, Op::Rem, &y, true).to_string(), "-1");
        assert_eq!(binary(&x, Op::Div, &y, false).to_string(), "-3.5");
    }

    #[test]
    fn complement_is_limited_for_unsigned_types() {
        assert_eq!(
            unary(Op::Xor, &ConstValue::Int(1), None),
            ConstValue::Int(-2)
        );
        assert_eq!(
            unary(Op::Xor, &ConstValue::Int(1), Some(8)),
            ConstValue::Int(254)
        );
        let all = unary(Op::Xor, &ConstValue::Int(0), Some(64));
        assert_eq!(all.as_u64(), Some(u64::MAX));
        assert_eq!(all.wrapped_bits(), Some(u64::MAX));
    }

    #[test]
    fn bit_operations_treat_negative_numbers_as_infinite_two_s_complement() {
        let big = shift(&ConstValue::Int(1), Op::Shl, 100);
        assert_eq!(binary(&big, Op::AndNot, &big, true), ConstValue::Int(0));
        assert_eq!(binary(&ConstValue::Int(-1), Op::And, &big, true), big);
        assert_eq!(shift(&ConstValue::Int(-5), Op::Shr, 1), ConstValue::Int(-3));
        assert_eq!(shift(&big, Op::Shr, 98), ConstValue::Int(4));
    }

    #[test]
    fn huge_exponents_leave_the_rationals() {
        let huge = parse_float("1e4000");
        assert!(matches!(huge, ConstValue::BigFloat(_)));
        let one = binary(&huge, Op::Div, &huge, false);
        assert_eq!(one.to_string(), "1");
        assert!(matches!(one, ConstValue::BigFloat(_)));
        assert!(compare(&one, Op::Eql, &ConstValue::Int(1)));
        assert!(parse_float("1e1000000000000").is_unknown());
    }

    #[test]
    fn floats_convert_with_one_rounding() {
        assert_eq!(parse_float("0.1").to_f64(), 0.1);
        assert_eq!(parse_float("0.1").to_f32(), 0.1);
        assert_eq!(parse_float("5e-324").to_f64(), 5e-324);
        assert_eq!(parse_float("2e-324").to_f64(), 0.0);
        assert_eq!(parse_float("1.7976931348623157e308").to_f64(), f64::MAX);
        assert_eq!(parse_float("1.8e308").to_f64(), f64::INFINITY);
        assert_eq!(parse_float("0x1.fffffep+127").to_f32(), f32::MAX);
        assert_eq!(parse_float("1e-45").to_f32(), 1e-45);
    }
}
