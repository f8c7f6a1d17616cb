//! Algebra: what an operation amounts to, from its operands' definitions alone.
//!
//! [`Folder::inst`] looks at one instruction whose operands are in their final form and says what
//! stands for it. The rules are grouped by operand: `int`, `float`, `address`, `call`.

mod address;
mod call;
mod float;
mod int;

use rgo_ssa::{Func, Inst, Op, Src, Type, Value};

use crate::env::Env;
use crate::eval::{Const, eval};

/// What becomes of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// Nothing better is known.
    Keep,
    /// It was changed in place: worth another look.
    Changed,
    /// Its one result is this value.
    Value(Value),
    /// It does nothing.
    Remove,
}

/// Applies the rules to instructions of a function, one after the other. New instructions are
/// appended to `out`, in front of the one looked at.
pub struct Folder<'a> {
    pub func: &'a mut Func,
    pub env: &'a dyn Env,
    pub out: Vec<Inst>,
    src: Src,
}

impl<'a> Folder<'a> {
    pub fn new(func: &'a mut Func, env: &'a dyn Env) -> Folder<'a> {
        Folder {
            func,
            env,
            out: Vec::new(),
            src: Src::none(),
        }
    }

    /// Folds one instruction until nothing changes.
    pub fn inst(&mut self, inst: Inst) -> Fold {
        self.src = self.func.insts[inst].src;
        // Each rule makes things simpler; the limit is for a pair that does not.
        for _ in 0..16 {
            match self.once(inst) {
                Fold::Changed => {}
                other => return other,
            }
        }
        Fold::Keep
    }

    fn once(&mut self, inst: Inst) -> Fold {
        if let Some(value) = self.constant_result(inst) {
            return Fold::Value(value);
        }
        self.order_operands(inst);
        let op = *self.func.op(inst);
        match op {
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Neg
            | Op::Not
            | Op::Shl
            | Op::Lshr
            | Op::Ashr
            | Op::Rotl
            | Op::Sdiv(_)
            | Op::Srem(_)
            | Op::Udiv(_)
            | Op::Urem(_)
            | Op::Sext
            | Op::Zext
            | Op::Trunc
            | Op::Icmp(_)
            | Op::Select => self.int(inst, op),
            Op::PtrAdd
            | Op::PtrToInt
            | Op::IntToPtr
            | Op::NilCheck
            | Op::Guard
            | Op::BoundsCheck { .. }
            | Op::Load(_)
            | Op::Store { .. }
            | Op::Move { .. }
            | Op::Zero { .. }
            | Op::AtomicLoad(_)
            | Op::AtomicStore(_)
            | Op::AtomicRmw(..)
            | Op::AtomicCas(_) => self.address(inst, op),
            Op::Fneg
            | Op::Fadd
            | Op::Fsub
            | Op::Fmul
            | Op::Fdiv
            | Op::Fcmp(_)
            | Op::Bitcast
            | Op::Fpromote
            | Op::Fdemote => self.float(inst, op),
            Op::CallIndirect | Op::CallRuntime(_) => self.call(inst, op),
            _ => Fold::Keep,
        }
    }

    /// The result if all operands are constants.
    fn constant_result(&mut self, inst: Inst) -> Option<Value> {
        let n_args = self.func.args(inst).len();
        if self.func.n_results(inst) != 1 || n_args == 0 || n_args > 3 {
            return None;
        }
        let mut args = [Const::bool(false); 3];
        for (at, slot) in args.iter_mut().enumerate().take(n_args) {
            *slot = self.constant(self.func.arg(inst, at))?;
        }
        let ty = self.func.ty(self.func.result(inst));
        let result = eval(self.func.op(inst), &args[..n_args], ty)?;
        Some(self.make(result))
    }

    /// A constant on the right where operands can be exchanged.
    fn order_operands(&mut self, inst: Inst) {
        let op = *self.func.op(inst);
        let [x, y] = *self.func.args(inst) else {
            return;
        };
        if self.constant(x).is_none() || self.constant(y).is_some() {
            return;
        }
        if op.is_commutative() {
            self.func.args_mut(inst).swap(0, 1);
        } else if let Op::Icmp(cond) = op {
            self.func.args_mut(inst).swap(0, 1);
            self.func.insts[inst].op = Op::Icmp(cond.swap());
        }
    }

    // What rules are made of.

    /// The constant that a value is.
    pub fn constant(&self, value: Value) -> Option<Const> {
        Const::of(self.func.def_op(value)?, self.func.ty(value))
    }

    fn iconst(&self, value: Value) -> Option<i64> {
        self.func.as_iconst(value)
    }

    /// Operation and operands that define a value.
    fn def(&self, value: Value) -> Option<(Op, &[Value])> {
        let inst = self.func.def_inst(value)?;
        Some((*self.func.op(inst), self.func.args(inst)))
    }

    /// The two operands if `value` is defined by `op`.
    fn binary(&self, value: Value, op: Op) -> Option<(Value, Value)> {
        match self.def(value) {
            Some((found, &[x, y])) if found == op => Some((x, y)),
            _ => None,
        }
    }

    fn unary(&self, value: Value, op: Op) -> Option<Value> {
        match self.def(value) {
            Some((found, &[x])) if found == op => Some(x),
            _ => None,
        }
    }

    fn make(&mut self, value: Const) -> Value {
        self.emit(value.op(), &[], value.ty)
    }

    fn int_const(&mut self, ty: Type, value: i64) -> Value {
        self.make(Const::int(ty, value))
    }

    /// A new instruction in front of the one looked at, folded itself if its operands are constant.
    fn emit(&mut self, op: Op, args: &[Value], ty: Type) -> Value {
        let inst = self.func.make_inst(op, args, &[ty], self.src);
        if let Some(value) = self.constant_result(inst) {
            return value;
        }
        self.out.push(inst);
        self.func.result(inst)
    }

    /// Makes the instruction looked at another one.
    fn become_op(&mut self, inst: Inst, op: Op, args: &[Value]) -> Fold {
        self.func.replace_op(inst, op, args);
        Fold::Changed
    }

    fn settled(&mut self, inst: Inst, value: i64) -> Fold {
        let ty = self.func.ty(self.func.result(inst));
        Fold::Value(self.int_const(ty, value))
    }
}
