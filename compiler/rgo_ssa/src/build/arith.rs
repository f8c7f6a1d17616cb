//! Arithmetic with Go's meaning: shifts, divisions, complex numbers, conversions of numbers.

use rgo_hir::lowering::Helper;
use rgo_hir::tree::{BinOp, Expr};
use rgo_types::TypeId;
use smallvec::smallvec;

use super::Builder;
use super::place::{Scalars, Val};
use crate::entities::Value;
use crate::op::{DivInfo, FloatCond, IntCond, Op};
use crate::type_::Type;

impl Builder<'_> {
    /// `x op y`, where `x` is evaluated already and of type `ty`, as is the result.
    pub(super) fn binary_with(
        &mut self,
        op: BinOp,
        ty: TypeId,
        x: Val,
        y: &Expr,
        pos: rgo_base::Pos,
    ) -> Val {
        let Val::Scalars(x) = x else {
            panic!("numbers and strings are scalars")
        };
        if matches!(op, BinOp::Shl | BinOp::Shr) {
            let value = self.shift(op, ty, x[0], y, pos);
            return Val::Scalars(smallvec![value]);
        }
        let y_values = self.scalars(y);
        self.at(pos);
        let scalars = if self.types.is_string(ty) {
            debug_assert_eq!(op, BinOp::Add);
            self.concat_values(&[x, y_values], None)
        } else if self.types.is_complex(ty) {
            self.complex_op(op, &x, &y_values)
        } else if self.types.is_float(ty) {
            smallvec![self.float_op(op, x[0], y_values[0])]
        } else {
            smallvec![self.int_op(op, ty, x[0], y_values[0])]
        };
        Val::Scalars(scalars)
    }

    pub(super) fn float_op(&mut self, op: BinOp, x: Value, y: Value) -> Value {
        let ty = self.b.func.ty(x);
        let op = match op {
            BinOp::Add => Op::Fadd,
            BinOp::Sub => Op::Fsub,
            BinOp::Mul => Op::Fmul,
            BinOp::Div => Op::Fdiv,
            _ => unreachable!("no operator of floats"),
        };
        self.b.emit(op, &[x, y], ty)
    }

    fn int_op(&mut self, op: BinOp, go_ty: TypeId, x: Value, y: Value) -> Value {
        let ty = self.b.func.ty(x);
        let op = match op {
            BinOp::Add => Op::Add,
            BinOp::Sub => Op::Sub,
            BinOp::Mul => Op::Mul,
            BinOp::And => Op::And,
            BinOp::Or => Op::Or,
            BinOp::Xor => Op::Xor,
            BinOp::AndNot => {
                let inverse = self.b.emit(Op::Not, &[y], ty);
                return self.b.emit(Op::And, &[x, inverse], ty);
            }
            BinOp::Div | BinOp::Rem => return self.division(op == BinOp::Rem, go_ty, x, y),
            _ => unreachable!("no operator of integers"),
        };
        self.b.emit(op, &[x, y], ty)
    }

    fn division(&mut self, is_rem: bool, go_ty: TypeId, x: Value, y: Value) -> Value {
        let ty = self.b.func.ty(x);
        let is_unsigned = self.types.is_unsigned(go_ty);
        let divisor = self.b.func.as_iconst(y);
        let is_narrow = matches!(ty, Type::I8 | Type::I16);
        let info = DivInfo {
            is_nonzero: divisor.is_some_and(|d| d != 0),
            // In 32 bits the smallest narrow integer by -1 is in range.
            is_exact_range: is_unsigned || is_narrow || divisor.is_some_and(|d| d != -1),
        };
        let op = match (is_rem, is_unsigned) {
            (false, false) => Op::Sdiv(info),
            (true, false) => Op::Srem(info),
            (false, true) => Op::Udiv(info),
            (true, true) => Op::Urem(info),
        };
        if !is_narrow {
            return self.b.emit(op, &[x, y], ty);
        }
        let (x, y) = (
            self.widen(x, go_ty, Type::I32),
            self.widen(y, go_ty, Type::I32),
        );
        let wide = self.b.emit(op, &[x, y], Type::I32);
        self.b.emit(Op::Trunc, &[wide], ty)
    }

    /// Shifts. A negative count panics; bits shifted out are gone, however large the count.
    fn shift(
        &mut self,
        op: BinOp,
        go_ty: TypeId,
        x: Value,
        count: &Expr,
        pos: rgo_base::Pos,
    ) -> Value {
        let ty = self.b.func.ty(x);
        let width = i64::from(ty.bits());
        let count_value = self.scalar(count);
        self.at(pos);
        let is_arithmetic = op == BinOp::Shr && !self.types.is_unsigned(go_ty);
        let shift = match (op, is_arithmetic) {
            (BinOp::Shl, _) => Op::Shl,
            (_, true) => Op::Ashr,
            (_, false) => Op::Lshr,
        };
        let count_ty = self.b.func.ty(count_value);
        let is_unsigned = self.types.is_unsigned(count.ty);
        let constant = self.b.func.as_iconst(count_value);
        let constant = constant.filter(|&n| is_unsigned || n >= 0);
        if let Some(n) = constant.map(|n| count_ty.unsigned(n)) {
            return match (n < width as u64, is_arithmetic) {
                (true, _) => self.b.emit(shift, &[x, count_value], ty),
                (false, true) => {
                    let most = self.b.iconst(count_ty, width - 1);
                    self.b.emit(shift, &[x, most], ty)
                }
                (false, false) => self.b.iconst(ty, 0),
            };
        }
        if !is_unsigned {
            let zero = self.b.iconst(count_ty, 0);
            let is_negative = self
                .b
                .emit(Op::Icmp(IntCond::Slt), &[count_value, zero], Type::I8);
            self.panic_if(is_negative, Helper::PanicShift);
        }
        let limit = self.b.iconst(count_ty, width);
        let fits = self
            .b
            .emit(Op::Icmp(IntCond::Ult), &[count_value, limit], Type::I8);
        if is_arithmetic {
            let most = self.b.iconst(count_ty, width - 1);
            let count = self
                .b
                .emit(Op::Select, &[fits, count_value, most], count_ty);
            return self.b.emit(shift, &[x, count], ty);
        }
        let shifted = self.b.emit(shift, &[x, count_value], ty);
        let zero = self.b.iconst(ty, 0);
        self.b.emit(Op::Select, &[fits, shifted, zero], ty)
    }

    // Complex numbers.

    fn complex_op(&mut self, op: BinOp, x: &Scalars, y: &Scalars) -> Scalars {
        let part = self.b.func.ty(x[0]);
        match op {
            BinOp::Add | BinOp::Sub => {
                smallvec![self.float_op(op, x[0], y[0]), self.float_op(op, x[1], y[1])]
            }
            _ => {
                // In float64 also for complex64: less is lost to cancellation.
                let x = self.promote_all(x);
                let y = self.promote_all(y);
                let result = match op {
                    BinOp::Mul => self.complex_mul(&x, &y),
                    _ => {
                        let args = [x[0], x[1], y[0], y[1]];
                        let results = [Type::F64, Type::F64];
                        self.call_helper(Helper::Complex128Div, &args, &results)
                            .into()
                    }
                };
                result
                    .iter()
                    .map(|&value| self.demote(value, part))
                    .collect()
            }
        }
    }

    fn complex_mul(&mut self, x: &Scalars, y: &Scalars) -> Scalars {
        let re = (
            self.float_op(BinOp::Mul, x[0], y[0]),
            self.float_op(BinOp::Mul, x[1], y[1]),
        );
        let im = (
            self.float_op(BinOp::Mul, x[0], y[1]),
            self.float_op(BinOp::Mul, x[1], y[0]),
        );
        smallvec![
            self.float_op(BinOp::Sub, re.0, re.1),
            self.float_op(BinOp::Add, im.0, im.1)
        ]
    }

    fn promote_all(&mut self, values: &Scalars) -> Scalars {
        let promoted = values.iter().map(|&value| match self.b.func.ty(value) {
            Type::F32 => self.b.emit(Op::Fpromote, &[value], Type::F64),
            _ => value,
        });
        promoted.collect()
    }

    fn demote(&mut self, value: Value, ty: Type) -> Value {
        match ty {
            Type::F32 => self.b.emit(Op::Fdemote, &[value], ty),
            _ => value,
        }
    }

    // Conversions of numbers.

    /// An integer of source type `from` as a wider or equally wide integer.
    pub(super) fn widen(&mut self, value: Value, from: TypeId, to: Type) -> Value {
        let ty = self.b.func.ty(value);
        if ty.bytes() >= to.bytes() {
            return value;
        }
        if let Some(n) = self.b.func.as_iconst(value) {
            let wide = if self.types.is_unsigned(from) {
                ty.unsigned(n) as i64
            } else {
                n
            };
            return self.b.iconst(to, wide);
        }
        let op = if self.types.is_unsigned(from) {
            Op::Zext
        } else {
            Op::Sext
        };
        self.b.emit(op, &[value], to)
    }

    fn resize(&mut self, value: Value, from: TypeId, to: Type) -> Value {
        if self.b.func.ty(value).bytes() > to.bytes() {
            return self.b.emit(Op::Trunc, &[value], to);
        }
        self.widen(value, from, to)
    }

    /// A number of type `from` converted to number type `to`.
    pub(super) fn convert_number(&mut self, values: &Scalars, from: TypeId, to: TypeId) -> Scalars {
        let scalars = self.shapes.get(to).scalars();
        let target = scalars.expect("numbers are scalars")[0].ty;
        if self.types.is_complex(from) {
            let parts = values.iter().map(|&part| self.convert_float(part, target));
            return parts.collect();
        }
        let value = values[0];
        let from_float = self.types.is_float(from);
        let result = match (from_float, target.is_float()) {
            (false, false) => self.resize(value, from, target),
            (false, true) => self.int_to_float(value, from, target),
            (true, false) => self.float_to_int(value, to, target),
            (true, true) => self.convert_float(value, target),
        };
        smallvec![result]
    }

    fn convert_float(&mut self, value: Value, to: Type) -> Value {
        match (self.b.func.ty(value), to) {
            (Type::F32, Type::F64) => self.b.emit(Op::Fpromote, &[value], to),
            (Type::F64, Type::F32) => self.b.emit(Op::Fdemote, &[value], to),
            _ => value,
        }
    }

    fn int_to_float(&mut self, value: Value, from: TypeId, to: Type) -> Value {
        let is_unsigned = self.types.is_unsigned(from);
        match (self.b.func.ty(value), is_unsigned) {
            (Type::I64, true) => self.b.emit(Op::UintToF, &[value], to),
            (Type::I64, false) => self.b.emit(Op::SintToF, &[value], to),
            (Type::I32, true) => {
                let wide = self.widen(value, from, Type::I64);
                self.b.emit(Op::SintToF, &[wide], to)
            }
            _ => {
                let wide = self.widen(value, from, Type::I32);
                self.b.emit(Op::SintToF, &[wide], to)
            }
        }
    }

    /// As gc on amd64: by way of a signed integer of 32 or 64 bits, which is the smallest one for
    /// what does not fit. `uint64` covers its upper half by subtracting 2^63 first.
    fn float_to_int(&mut self, value: Value, go_to: TypeId, to: Type) -> Value {
        let is_unsigned = self.types.is_unsigned(go_to);
        match (to, is_unsigned) {
            (Type::I64, true) => self.float_to_uint64(value),
            (Type::I64, false) => self.b.emit(Op::FToSint, &[value], to),
            (Type::I32, true) => {
                let wide = self.b.emit(Op::FToSint, &[value], Type::I64);
                self.b.emit(Op::Trunc, &[wide], to)
            }
            (Type::I32, false) => self.b.emit(Op::FToSint, &[value], to),
            _ => {
                let wide = self.b.emit(Op::FToSint, &[value], Type::I32);
                self.b.emit(Op::Trunc, &[wide], to)
            }
        }
    }

    fn float_to_uint64(&mut self, value: Value) -> Value {
        let ty = self.b.func.ty(value);
        let two_63 = self.fconst(ty, 9_223_372_036_854_775_808.0);
        let is_low = self
            .b
            .emit(Op::Fcmp(FloatCond::Lt), &[value, two_63], Type::I8);
        let result = self.b.new_var(Type::I64);
        let (low, high, join) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.br(is_low, low, high);
        self.b.switch_to_sealed(low);
        let converted = self.b.emit(Op::FToSint, &[value], Type::I64);
        self.b.def_var(result, converted);
        self.b.jump(join);
        self.b.switch_to_sealed(high);
        let rest = self.b.emit(Op::Fsub, &[value, two_63], ty);
        let converted = self.b.emit(Op::FToSint, &[rest], Type::I64);
        let top = self.int(i64::MIN);
        let converted = self.b.emit(Op::Or, &[converted, top], Type::I64);
        self.b.def_var(result, converted);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }

    // Minimum and maximum.

    pub(super) fn min_max(&mut self, xs: &[Expr], is_min: bool) -> Val {
        let ty = xs[0].ty;
        let mut best = self.scalars(&xs[0]);
        for x in &xs[1..] {
            let other = self.scalars(x);
            best = if self.types.is_string(ty) {
                self.min_max_strings(&best, &other, is_min)
            } else {
                smallvec![self.min_max_numbers(ty, best[0], other[0], is_min)]
            };
        }
        Val::Scalars(best)
    }

    fn min_max_numbers(&mut self, ty: TypeId, x: Value, y: Value, is_min: bool) -> Value {
        let scalar = self.b.func.ty(x);
        if scalar.is_float() {
            let op = if is_min { Op::Fmin } else { Op::Fmax };
            return self.b.emit(op, &[x, y], scalar);
        }
        let less = if self.types.is_unsigned(ty) {
            IntCond::Ult
        } else {
            IntCond::Slt
        };
        let (a, b) = if is_min { (x, y) } else { (y, x) };
        let takes_x = self.b.emit(Op::Icmp(less), &[a, b], Type::I8);
        self.b.emit(Op::Select, &[takes_x, x, y], scalar)
    }

    /// The later one only if it is strictly better.
    fn min_max_strings(&mut self, x: &Scalars, y: &Scalars, is_min: bool) -> Scalars {
        let order = self.compare_strings(y, x);
        let zero = self.int(0);
        let better = if is_min { IntCond::Slt } else { IntCond::Sgt };
        let takes_y = self.b.emit(Op::Icmp(better), &[order, zero], Type::I8);
        let chosen = x.iter().zip(y).map(|(&x, &y)| {
            let ty = self.b.func.ty(x);
            self.b.emit(Op::Select, &[takes_y, y, x], ty)
        });
        chosen.collect()
    }
}

/// Whether an operator compares.
pub(super) fn is_comparison(op: BinOp) -> bool {
    match op {
        BinOp::Eq | BinOp::Ne | BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => true,
        BinOp::Add
        | BinOp::Sub
        | BinOp::Mul
        | BinOp::Div
        | BinOp::Rem
        | BinOp::And
        | BinOp::Or
        | BinOp::Xor
        | BinOp::AndNot
        | BinOp::Shl
        | BinOp::Shr => false,
    }
}
