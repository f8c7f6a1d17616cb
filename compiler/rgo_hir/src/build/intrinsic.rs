//! Calls the compiler does not make as calls: intrinsics and functions with a meaning to it.

use rgo_base::Pos;
use rgo_types::{Basic, Context, Type, TypeId};

use super::wrapper::intrinsic_expr;
use super::{Builder, const_int};
use crate::program::{FuncId, Special};
use crate::tree::{BinOp, Expr, ExprKind, Intrinsic, StmtKind};

impl Builder<'_> {
    /// If `func` is compiled in line, does so and gives its results.
    pub(super) fn special_call(
        &mut self,
        func: FuncId,
        args: &[Expr],
        sig: TypeId,
        pos: Pos,
    ) -> Option<Vec<Expr>> {
        let kind = match self.prog.funcs[func].special? {
            Special::Intrinsic(op) => {
                let types = self.result_types(sig);
                let value = intrinsic_expr(self.cx, op, args.to_vec(), &types, pos);
                return Some(self.bind_results(value, &types, pos));
            }
            Special::Div64 => {
                let types = self.result_types(sig);
                return Some(self.div64(args, &types, pos));
            }
            Special::KeepAlive => {
                let value = args[0].clone();
                self.emit(pos, StmtKind::KeepAlive(value));
                return Some(Vec::new());
            }
            Special::FuncCode => match &args[0].kind {
                ExprKind::MakeIface { x, .. } => match x.kind {
                    ExprKind::FuncValue(func) => ExprKind::FuncCode(func),
                    _ => return None,
                },
                _ => return None,
            },
            Special::GetG => ExprKind::GetG,
            Special::ClosurePtr => ExprKind::ClosurePtr,
            Special::CallerPc => ExprKind::CallerPc,
            Special::CallerSp => ExprKind::CallerSp,
            Special::EscapeNonString => {
                // Strings are copied by who keeps the value.
                if let Some(value) = args.first()
                    && has_non_string_pointers(self.cx, value.ty)
                {
                    self.emit(pos, StmtKind::Escape(value.clone()));
                }
                return Some(Vec::new());
            }
        };
        let ty = self.result_types(sig)[0];
        Some(vec![Expr { kind, ty, pos }])
    }

    /// `math/bits.Div64(hi, lo, y)`, which panics if the quotient does not fit.
    fn div64(&mut self, args: &[Expr], types: &[TypeId], pos: Pos) -> Vec<Expr> {
        let args: Vec<Expr> = args.iter().map(|arg| self.freeze(arg.clone())).collect();
        let (hi, y) = (args[0].clone(), args[2].clone());
        let zero = const_int(0, y.ty, pos);
        let is_zero = self.test(BinOp::Eq, y.clone(), zero, pos);
        let overflows = self.test(BinOp::Le, y, hi, pos);
        for (test, symbol) in [
            (is_zero, "runtime.panicdivide"),
            (overflows, "runtime.panicoverflow"),
        ] {
            let panic = self.collect(|b| {
                b.call_runtime(symbol, vec![], pos);
            });
            self.emit(pos, StmtKind::If(test, panic, vec![]));
        }
        let value = intrinsic_expr(self.cx, Intrinsic::Div64, args, types, pos);
        self.multi(value, types)
    }

    fn test(&self, op: BinOp, x: Expr, y: Expr, pos: Pos) -> Expr {
        let kind = ExprKind::Binary(op, Box::new(x), Box::new(y));
        Expr {
            kind,
            ty: self.bool(),
            pos,
        }
    }

    fn bind_results(&mut self, value: Expr, types: &[TypeId], pos: Pos) -> Vec<Expr> {
        match types {
            [] => {
                self.emit(pos, StmtKind::Eval(value));
                Vec::new()
            }
            [_] => vec![self.hoist(value)],
            _ => self.multi(value, types),
        }
    }
}

fn has_non_string_pointers(cx: &Context, ty: TypeId) -> bool {
    match cx.under(ty) {
        Type::Basic(Basic::String) => false,
        Type::Struct(s) => {
            let mut fields = s.fields.iter();
            fields.any(|field| has_non_string_pointers(cx, field.ty))
        }
        &Type::Array { elem, .. } => has_non_string_pointers(cx, elem),
        _ => cx.has_pointers(ty),
    }
}
