//! What operations compute when their operands are constants.

use rgo_ssa::{FloatCond, IntCond, Op, Type};

/// A constant of any scalar type, by bits. Integers and pointers are sign-extended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Const {
    pub ty: Type,
    pub bits: i64,
}

impl Const {
    pub fn int(ty: Type, value: i64) -> Const {
        Const {
            ty,
            bits: ty.normalize(value),
        }
    }

    pub fn bool(value: bool) -> Const {
        Const::int(Type::I8, i64::from(value))
    }

    pub fn f64(value: f64) -> Const {
        Const {
            ty: Type::F64,
            bits: value.to_bits() as i64,
        }
    }

    pub fn f32(value: f32) -> Const {
        Const {
            ty: Type::F32,
            bits: i64::from(value.to_bits()),
        }
    }

    fn unsigned(self) -> u64 {
        self.ty.unsigned(self.bits)
    }

    fn as_f64(self) -> f64 {
        f64::from_bits(self.bits as u64)
    }

    fn as_f32(self) -> f32 {
        f32::from_bits(self.bits as u32)
    }

    /// The constant that an operation without operands makes.
    pub fn of(op: &Op, ty: Type) -> Option<Const> {
        match *op {
            Op::Iconst(bits) => Some(Const { ty, bits }),
            Op::F32const(bits) => Some(Const {
                ty,
                bits: i64::from(bits),
            }),
            Op::F64const(bits) => Some(Const {
                ty,
                bits: bits as i64,
            }),
            _ => None,
        }
    }

    /// The operation that makes the constant.
    pub fn op(self) -> Op {
        match self.ty {
            Type::F32 => Op::F32const(self.bits as u32),
            Type::F64 => Op::F64const(self.bits as u64),
            _ => Op::Iconst(self.bits),
        }
    }
}

/// The result of an operation with one result of type `ty`, if it is a function of constant
/// operands only. Divisions by zero have none.
pub fn eval(op: &Op, args: &[Const], ty: Type) -> Option<Const> {
    if ty == Type::V128 || args.iter().any(|arg| arg.ty == Type::V128) {
        return None;
    }
    match *args {
        [x] => eval1(op, x, ty),
        [x, y] => eval2(op, x, y, ty),
        [x, y, z] => match op {
            Op::Select => Some(if x.bits != 0 { y } else { z }),
            Op::Fma => fma(x, y, z),
            _ => None,
        },
        _ => None,
    }
}

fn eval1(op: &Op, x: Const, ty: Type) -> Option<Const> {
    let int = |value: i64| Some(Const::int(ty, value));
    let width = x.ty.bits();
    match op {
        Op::Neg => int(x.bits.wrapping_neg()),
        Op::Not => int(!x.bits),
        Op::Clz => int(i64::from(x.unsigned().leading_zeros()) - i64::from(64 - width)),
        Op::Ctz => int(i64::from(x.unsigned().trailing_zeros().min(width))),
        Op::Popcnt => int(i64::from(x.unsigned().count_ones())),
        Op::Bswap => int((x.unsigned().swap_bytes() >> (64 - width)) as i64),
        Op::Sext | Op::Trunc => int(x.bits),
        Op::Zext => int(x.unsigned() as i64),
        Op::PtrToInt | Op::IntToPtr => int(x.bits),
        Op::Bitcast => Some(match ty {
            Type::I32 => Const::int(ty, i64::from(x.bits as i32)),
            _ => Const { ty, bits: x.bits },
        }),
        Op::SintToF => Some(match ty {
            Type::F32 => Const::f32(x.bits as f32),
            _ => Const::f64(x.bits as f64),
        }),
        Op::UintToF => Some(match ty {
            Type::F32 => Const::f32(x.bits as u64 as f32),
            _ => Const::f64(x.bits as u64 as f64),
        }),
        Op::FToSint => {
            let value = match x.ty {
                Type::F32 => f64::from(x.as_f32()),
                _ => x.as_f64(),
            };
            int(float_to_int(value, ty))
        }
        Op::Fpromote => Some(Const::f64(f64::from(x.as_f32()))),
        Op::Fdemote => Some(Const::f32(x.as_f64() as f32)),
        Op::Fneg | Op::Fabs | Op::Fsqrt | Op::Ffloor | Op::Fceil | Op::Ftrunc | Op::Fnearest => {
            Some(match ty {
                Type::F32 => Const::f32(float1(op, f64::from(x.as_f32())) as f32),
                _ => Const::f64(float1(op, x.as_f64())),
            })
        }
        _ => None,
    }
}

/// `cvttsd2si`
fn float_to_int(value: f64, ty: Type) -> i64 {
    match ty {
        Type::I32 if value > -2_147_483_649.0 && value < 2_147_483_648.0 => value as i64,
        Type::I32 => i64::from(i32::MIN),
        _ if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) => {
            value as i64
        }
        _ => i64::MIN,
    }
}

/// Exact for `f32` too: these operations round once, and sqrt's double rounding is harmless.
fn float1(op: &Op, x: f64) -> f64 {
    match op {
        Op::Fneg => -x,
        Op::Fabs => x.abs(),
        Op::Fsqrt => x.sqrt(),
        Op::Ffloor => x.floor(),
        Op::Fceil => x.ceil(),
        Op::Ftrunc => x.trunc(),
        _ => x.round_ties_even(),
    }
}

fn eval2(op: &Op, x: Const, y: Const, ty: Type) -> Option<Const> {
    if x.ty.is_float() {
        return eval2_float(op, x, y);
    }
    let int = |value: i64| Some(Const::int(ty, value));
    let (a, b) = (x.bits, y.bits);
    let (ua, ub) = (x.unsigned(), y.unsigned());
    // Counts are taken modulo the width.
    let count = (ub & u64::from(x.ty.bits() - 1)) as u32;
    match op {
        Op::Add | Op::PtrAdd => int(a.wrapping_add(b)),
        Op::Sub => int(a.wrapping_sub(b)),
        Op::Mul => int(a.wrapping_mul(b)),
        Op::And => int(a & b),
        Op::Or => int(a | b),
        Op::Xor => int(a ^ b),
        Op::Shl => int(a << count),
        Op::Lshr => int((ua >> count) as i64),
        Op::Ashr => int(a >> count),
        Op::Rotl => {
            let width = x.ty.bits();
            let high = if count == 0 { 0 } else { ua >> (width - count) };
            int((ua << count | high) as i64)
        }
        Op::Sdiv(_) if b != 0 => int(a.wrapping_div(b)),
        Op::Srem(_) if b != 0 => int(a.wrapping_rem(b)),
        Op::Udiv(_) if ub != 0 => int((ua / ub) as i64),
        Op::Urem(_) if ub != 0 => int((ua % ub) as i64),
        Op::Umulh => int(((u128::from(ua) * u128::from(ub)) >> 64) as i64),
        Op::Smulh => int(((i128::from(a) * i128::from(b)) >> 64) as i64),
        Op::Icmp(cond) => Some(Const::bool(eval_icmp(*cond, x, y))),
        _ => None,
    }
}

/// Whether an integer comparison of constants of one type holds.
pub fn eval_icmp(cond: IntCond, x: Const, y: Const) -> bool {
    let (a, b) = (x.bits, y.bits);
    let (ua, ub) = (x.unsigned(), y.unsigned());
    match cond {
        IntCond::Eq => a == b,
        IntCond::Ne => a != b,
        IntCond::Slt => a < b,
        IntCond::Sle => a <= b,
        IntCond::Sgt => a > b,
        IntCond::Sge => a >= b,
        IntCond::Ult => ua < ub,
        IntCond::Ule => ua <= ub,
        IntCond::Ugt => ua > ub,
        IntCond::Uge => ua >= ub,
    }
}

fn eval2_float(op: &Op, x: Const, y: Const) -> Option<Const> {
    if let Op::Fcmp(cond) = op {
        let order = match x.ty {
            Type::F32 => x.as_f32().partial_cmp(&y.as_f32()),
            _ => x.as_f64().partial_cmp(&y.as_f64()),
        };
        return Some(Const::bool(eval_fcmp(*cond, order)));
    }
    // A NaN's payload depends on the machine: left to it.
    let result = match x.ty {
        Type::F32 => Const::f32(float2(op, x.as_f32(), y.as_f32())?),
        _ => Const::f64(float2(op, x.as_f64(), y.as_f64())?),
    };
    let is_nan = match x.ty {
        Type::F32 => result.as_f32().is_nan(),
        _ => result.as_f64().is_nan(),
    };
    (!is_nan).then_some(result)
}

fn eval_fcmp(cond: FloatCond, order: Option<std::cmp::Ordering>) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match cond {
        FloatCond::Eq => order == Some(Equal),
        FloatCond::Ne => order != Some(Equal),
        FloatCond::Lt => order == Some(Less),
        FloatCond::Le => matches!(order, Some(Less | Equal)),
        FloatCond::Gt => order == Some(Greater),
        FloatCond::Ge => matches!(order, Some(Greater | Equal)),
        FloatCond::Nlt => order != Some(Less),
        FloatCond::Nle => !matches!(order, Some(Less | Equal)),
        FloatCond::Ngt => order != Some(Greater),
        FloatCond::Nge => !matches!(order, Some(Greater | Equal)),
    }
}

/// What both float types do alike.
trait Float: Copy {
    fn arith(op: &Op, x: Self, y: Self) -> Option<Self>;
}

macro_rules! impl_float {
    ($ty:ty) => {
        impl Float for $ty {
            fn arith(op: &Op, x: $ty, y: $ty) -> Option<$ty> {
                Some(match op {
                    Op::Fadd => x + y,
                    Op::Fsub => x - y,
                    Op::Fmul => x * y,
                    Op::Fdiv => x / y,
                    Op::Fcopysign => x.copysign(y),
                    Op::Fmin if x == y => {
                        if x.is_sign_negative() {
                            x
                        } else {
                            y
                        }
                    }
                    Op::Fmin => x.min(y),
                    Op::Fmax if x == y => {
                        if x.is_sign_negative() {
                            y
                        } else {
                            x
                        }
                    }
                    Op::Fmax => x.max(y),
                    _ => return None,
                })
            }
        }
    };
}

impl_float!(f32);
impl_float!(f64);

fn float2<T: Float + PartialOrd>(op: &Op, x: T, y: T) -> Option<T> {
    let is_ordered = x.partial_cmp(&y).is_some();
    if matches!(op, Op::Fmin | Op::Fmax) && !is_ordered {
        return None;
    }
    T::arith(op, x, y)
}

fn fma(x: Const, y: Const, z: Const) -> Option<Const> {
    let result = match x.ty {
        Type::F32 => Const::f32(x.as_f32().mul_add(y.as_f32(), z.as_f32())),
        _ => Const::f64(x.as_f64().mul_add(y.as_f64(), z.as_f64())),
    };
    let is_nan = match x.ty {
        Type::F32 => result.as_f32().is_nan(),
        _ => result.as_f64().is_nan(),
    };
    (!is_nan).then_some(result)
}

#[cfg(test)]
mod tests {
    use rgo_ssa::{Op, Type};

    use super::{Const, eval};

    #[test]
    fn narrow_integers() {
        let byte = |value| Const::int(Type::I8, value);
        let of1 = |op: Op, x| eval(&op, &[byte(x)], Type::I8).map(|c| c.bits);
        assert_eq!(of1(Op::Clz, 1), Some(7));
        assert_eq!(of1(Op::Ctz, 0), Some(8));
        assert_eq!(of1(Op::Popcnt, -1), Some(8));
        let of2 = |op: Op, x, y| eval(&op, &[byte(x), byte(y)], Type::I8).map(|c| c.bits);
        assert_eq!(of2(Op::Add, 127, 1), Some(-128));
        assert_eq!(of2(Op::Lshr, -1, 4), Some(15));
        assert_eq!(of2(Op::Shl, 1, 8), Some(1));
        assert_eq!(of2(Op::Rotl, -127, 1), Some(3));
        assert_eq!(of2(Op::Sdiv(Default::default()), -128, -1), Some(-128));
        assert_eq!(of2(Op::Sdiv(Default::default()), 1, 0), None);
    }

    #[test]
    fn floats_to_integers_as_the_machine_does() {
        let of = |x, ty| eval(&Op::FToSint, &[Const::f64(x)], ty).map(|c| c.bits);
        assert_eq!(of(-1.9, Type::I64), Some(-1));
        assert_eq!(of(1e30, Type::I64), Some(i64::MIN));
        assert_eq!(of(f64::NAN, Type::I32), Some(i64::from(i32::MIN)));
        assert_eq!(of(2_147_483_647.5, Type::I32), Some(2_147_483_647));
    }
}
