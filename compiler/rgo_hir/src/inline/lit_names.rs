//! Names of function literals that came with inlined bodies.
//!
//! Needs:  escape analysis of those literals is done.
//! Leaves: each of them under the name it has where it is now.

use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr_mut, each_list_mut, each_operand_mut};
use crate::tree::{Callee, Expr, ExprKind, Func, Stmt, StmtKind};

/// Gives the literals in `func` that other functions own the names they have here; `own` are those
/// that do not change.
pub fn name_literals(prog: &Program<'_>, func: &mut Func, own: &dyn Fn(FuncId) -> bool) {
    if func.inlined.is_empty() {
        return;
    }
    let namer = Namer {
        prog,
        own,
        in_lit: prog.is_lit(func.id),
    };
    let mut body = std::mem::take(&mut func.body);
    namer.list(&mut body);
    func.body = body;
    for (_, call) in func.inlined.iter_mut() {
        namer.name(&mut call.callee);
    }
}

struct Namer<'a> {
    prog: &'a Program<'a>,
    own: &'a dyn Fn(FuncId) -> bool,
    /// They are in a literal.
    in_lit: bool,
}

impl Namer<'_> {
    fn list(&self, list: &mut [Stmt]) {
        for stmt in list {
            if let StmtKind::Call(call) | StmtKind::TailCall(call) = &mut stmt.kind
                && let Callee::Func(func) = &mut call.callee
            {
                self.name(func);
            }
            each_expr_mut(&mut stmt.kind, &mut |x| self.expr(x));
            each_list_mut(&mut stmt.kind, &mut |inner| self.list(inner));
        }
    }

    fn expr(&self, x: &mut Expr) {
        if let ExprKind::Closure { func, .. } | ExprKind::FuncValue(func) = &mut x.kind {
            self.name(func);
        }
        each_operand_mut(&mut x.kind, &mut |operand| self.expr(operand));
    }

    fn name(&self, func: &mut FuncId) {
        if self.prog.is_lit(*func) && !(self.own)(*func) {
            *func = self.prog.lit_inlined(*func, self.in_lit);
        }
    }
}
