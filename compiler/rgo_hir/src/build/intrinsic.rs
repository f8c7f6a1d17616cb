//! Calls the compiler does not make as calls: intrinsics and functions with a meaning to it.

use rgo_base::Pos;
use rgo_types::TypeId;

use super::Builder;
use super::wrapper::intrinsic_expr;
use crate::program::{FuncId, Special};
use crate::tree::{Expr, ExprKind, StmtKind};

impl Builder<'_> {
    /// If `func` is compiled in line, does so and gives its results.
    pub(super) fn special_call(
        &mut self,
        func: FuncId,
        args: &[Expr],
        sig: TypeId,
        pos: Pos,
    ) -> Option<Vec<Expr>> {
        let kind = match self.prog.special(func)? {
            Special::Intrinsic(op) => {
                let types = self.result_types(sig);
                let value = intrinsic_expr(self.cx, op, args.to_vec(), &types, pos);
                return Some(self.bind_results(value, &types, pos));
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
            Special::Nothing => return Some(Vec::new()),
        };
        let ty = self.result_types(sig)[0];
        Some(vec![Expr { kind, ty, pos }])
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
