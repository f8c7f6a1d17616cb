//! Rules for floats. What is not exact for every operand, NaN and -0 included, is left alone.

use rgo_ssa::{FloatCond, Inst, Op, Type, Value};

use super::{Fold, Folder};
use crate::eval::Const;

impl Folder<'_> {
    pub(super) fn float(&mut self, inst: Inst, op: Op) -> Fold {
        let args = self.func.args(inst);
        match (op, args) {
            (Op::Fneg, &[x]) => match self.unary(x, Op::Fneg) {
                Some(inner) => Fold::Value(inner),
                None => Fold::Keep,
            },
            (Op::Fsub, &[x, y]) if self.is_float(y, 0.0) => Fold::Value(x),
            (Op::Fadd, &[x, y]) if self.is_float(y, -0.0) => Fold::Value(x),
            (Op::Fmul, &[x, y]) => {
                if self.is_float(y, 1.0) {
                    return Fold::Value(x);
                }
                if self.is_float(y, 2.0) {
                    return self.become_op(inst, Op::Fadd, &[x, x]);
                }
                if self.is_float(y, -1.0) {
                    return self.become_op(inst, Op::Fneg, &[x]);
                }
                Fold::Keep
            }
            (Op::Fdiv, &[x, y]) => self.division_by_constant(inst, x, y),
            (Op::Fcmp(FloatCond::Lt | FloatCond::Gt), &[x, y]) if x == y => self.settled(inst, 0),
            (Op::Bitcast, &[x]) => match self.def(x) {
                Some((Op::Bitcast, &[inner])) => Fold::Value(inner),
                _ => Fold::Keep,
            },
            (Op::Fdemote, &[x]) => self.demote(inst, x),
            _ => Fold::Keep,
        }
    }

    fn is_float(&self, value: Value, want: f64) -> bool {
        let Some(c) = self.constant(value) else {
            return false;
        };
        c == Const::f64(want) || c == Const::f32(want as f32)
    }

    /// Division by a power of two is multiplication by its reciprocal.
    fn division_by_constant(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        let reciprocal = match self.func.def_op(y) {
            Some(&Op::F64const(bits)) => {
                let value = f64::from_bits(bits);
                let is_exact = bits & ((1 << 52) - 1) == 0 && value.is_normal();
                let reciprocal = 1.0 / value;
                (is_exact && reciprocal.is_normal()).then(|| Const::f64(reciprocal))
            }
            Some(&Op::F32const(bits)) => {
                let value = f32::from_bits(bits);
                let is_exact = bits & ((1 << 23) - 1) == 0 && value.is_normal();
                let reciprocal = 1.0 / value;
                (is_exact && reciprocal.is_normal()).then(|| Const::f32(reciprocal))
            }
            _ => None,
        };
        match reciprocal {
            Some(reciprocal) => {
                let reciprocal = self.make(reciprocal);
                self.become_op(inst, Op::Fmul, &[x, reciprocal])
            }
            None => Fold::Keep,
        }
    }

    /// What is computed in 64 bits from 32-bit operands and rounded once more can be computed in
    /// 32 bits: 53 bits are more than twice 24.
    fn demote(&mut self, inst: Inst, x: Value) -> Fold {
        let Some((op, args)) = self.def(x) else {
            return Fold::Keep;
        };
        let narrow = |folder: &Self, value: Value| folder.unary(value, Op::Fpromote);
        match (op, args) {
            (Op::Fpromote, &[inner]) => Fold::Value(inner),
            (Op::Fsqrt | Op::Fneg | Op::Fabs, &[a]) => match narrow(self, a) {
                Some(a) => self.become_op(inst, op, &[a]),
                None => Fold::Keep,
            },
            (Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv, &[a, b]) => {
                match (self.narrowed(a), self.narrowed(b)) {
                    (Some(a), Some(b)) => {
                        let (a, b) = (self.narrow_value(a), self.narrow_value(b));
                        self.become_op(inst, op, &[a, b])
                    }
                    _ => Fold::Keep,
                }
            }
            _ => Fold::Keep,
        }
    }

    /// The 32-bit value or constant that a 64-bit one is the promotion of.
    fn narrowed(&self, value: Value) -> Option<Narrow> {
        if let Some(inner) = self.unary(value, Op::Fpromote) {
            return Some(Narrow::Value(inner));
        }
        match self.func.def_op(value) {
            Some(&Op::F64const(bits)) => {
                let value = f64::from_bits(bits);
                let narrow = value as f32;
                (f64::from(narrow).to_bits() == bits).then_some(Narrow::Const(narrow))
            }
            _ => None,
        }
    }

    fn narrow_value(&mut self, narrow: Narrow) -> Value {
        match narrow {
            Narrow::Value(value) => value,
            Narrow::Const(value) => self.emit(Op::F32const(value.to_bits()), &[], Type::F32),
        }
    }
}

#[derive(Clone, Copy)]
enum Narrow {
    Value(Value),
    Const(f32),
}
