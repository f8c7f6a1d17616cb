//! Rules for calls: known callees, runtime functions on known operands.

use rgo_abi::layout::CLOSURE_CODE;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{Inst, Op, SymbolRef, Type, Value};

use super::{Fold, Folder};

impl Folder<'_> {
    pub(super) fn call(&mut self, inst: Inst, op: Op) -> Fold {
        match op {
            Op::CallIndirect => self.devirtualize(inst),
            Op::CallRuntime(func) => self.runtime(inst, func),
            _ => Fold::Keep,
        }
    }

    /// A call of code that is known is a direct call.
    fn devirtualize(&mut self, inst: Inst) -> Fold {
        let args = self.func.args(inst).to_vec();
        match self.def(args[0]) {
            Some((Op::SymbolAddr(SymbolRef::Func(func), 0), _)) => {
                self.func.replace_op(inst, Op::Call(func), &args[1..]);
                Fold::Keep
            }
            // Through the static closure object of a function.
            Some((Op::Load(mem), &[base])) if mem.offset == CLOSURE_CODE => {
                let Some(&Op::SymbolAddr(SymbolRef::FuncValue(func), 0)) = self.func.def_op(base)
                else {
                    return Fold::Keep;
                };
                let skip = if self.env.takes_closure(func) { 1 } else { 2 };
                self.func.replace_op(inst, Op::Call(func), &args[skip..]);
                Fold::Keep
            }
            _ => Fold::Keep,
        }
    }

    /// Ties a load to the check above it, as long as there are guards.
    fn guard(&mut self, ptr: Value) -> Value {
        if self.func.flags.is_lowered {
            return ptr;
        }
        self.emit(Op::Guard, &[ptr], Type::Ptr)
    }

    fn runtime(&mut self, inst: Inst, func: RuntimeFn) -> Fold {
        let args = self.func.args(inst).to_vec();
        let is_zero = |folder: &Self, value: Value| folder.iconst(value) == Some(0);
        match func {
            RuntimeFn::MemMove if is_zero(self, args[2]) || args[0] == args[1] => Fold::Remove,
            RuntimeFn::MemClr | RuntimeFn::MemClrHasPointers if is_zero(self, args[1]) => {
                Fold::Remove
            }
            RuntimeFn::TypedSliceCopy if is_zero(self, args[3]) || args[1] == args[2] => {
                Fold::Remove
            }
            RuntimeFn::MemEqual if args[0] == args[1] || is_zero(self, args[2]) => {
                self.settled(inst, 1)
            }
            RuntimeFn::MemEqual => match self.iconst(args[2]) {
                Some(n @ (1 | 2 | 4 | 8)) => {
                    let ty = Type::int(n as u32);
                    let load = Op::Load(rgo_ssa::MemArg::new(0, rgo_ssa::AliasTag::ANY));
                    let (x, y) = (self.guard(args[0]), self.guard(args[1]));
                    let x = self.emit(load, &[x], ty);
                    let y = self.emit(load, &[y], ty);
                    let equal = Op::Icmp(rgo_ssa::IntCond::Eq);
                    Fold::Value(self.emit(equal, &[x, y], Type::I8))
                }
                _ => Fold::Keep,
            },
            _ => Fold::Keep,
        }
    }
}
