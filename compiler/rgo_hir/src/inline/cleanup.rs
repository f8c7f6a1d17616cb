//! What inlining leaves over: declarations of closures and copies that nobody uses any more, and
//! variables whose address is no longer taken.

use rgo_base::SecondaryMap;

use crate::escape::stack_var_max;
use crate::program::Program;
use crate::tree::walk::{each_expr, each_list_mut, each_operand, each_stmt, each_subexpr};
use crate::tree::{ConvKind, Expr, ExprKind, Func, Local, LocalKind, Stmt, StmtKind};

/// Removes unused declarations and recomputes whose address is taken.
pub(super) fn cleanup(prog: &Program<'_>, func: &mut Func) {
    // A closure's removal may leave another's only use.
    for _ in 0..4 {
        let uses = count_uses(func);
        let mut n_removed = 0;
        let mut body = std::mem::take(&mut func.body);
        remove_unused(&uses, &mut body, &mut n_removed);
        func.body = body;
        if n_removed == 0 {
            break;
        }
    }
    recompute_addr_taken(prog, func);
}

/// How often each local occurs other than in its declaration.
fn count_uses(func: &Func) -> SecondaryMap<Local, u32> {
    let mut uses: SecondaryMap<Local, u32> = SecondaryMap::new();
    for &local in func.results.iter().chain(&func.params) {
        uses[local] += 1;
    }
    each_stmt(&func.body, &mut |stmt| {
        match &stmt.kind {
            StmtKind::Multi(dsts, _) => dsts.iter().flatten().for_each(|&l| uses[l] += 1),
            StmtKind::Call(call) => call.dsts.iter().flatten().for_each(|&l| uses[l] += 1),
            _ => {}
        }
        each_expr(&stmt.kind, &mut |x| {
            each_subexpr(x, &mut |x| {
                if let ExprKind::Local(local) = x.kind {
                    uses[local] += 1;
                }
            });
        });
    });
    uses
}

fn remove_unused(uses: &SecondaryMap<Local, u32>, list: &mut Vec<Stmt>, n_removed: &mut usize) {
    list.retain_mut(|stmt| {
        each_list_mut(&mut stmt.kind, &mut |inner| {
            remove_unused(uses, inner, n_removed)
        });
        let is_unused = match &stmt.kind {
            StmtKind::Decl(local, init) => uses[*local] == 0 && init.as_ref().is_none_or(is_pure),
            _ => false,
        };
        *n_removed += usize::from(is_unused);
        !is_unused
    });
}

/// Whether evaluating `x` can neither panic nor have an effect.
fn is_pure(x: &Expr) -> bool {
    let own = matches!(
        x.kind,
        ExprKind::Const(_)
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::FuncValue(_)
            | ExprKind::TypeDesc(_)
            | ExprKind::Data(_)
            | ExprKind::Closure { .. }
            | ExprKind::MakeIface { .. }
            | ExprKind::StructLit(_)
            | ExprKind::Field(..)
            | ExprKind::AddrOf(_)
            | ExprKind::Convert {
                kind: ConvKind::Bits | ConvKind::Numeric,
                ..
            }
            | ExprKind::Deref {
                is_checked: true,
                ..
            }
            | ExprKind::IfaceData(_)
            | ExprKind::Len(_)
    );
    let mut all = own;
    each_operand(&x.kind, &mut |operand| all = all && is_pure(operand));
    all
}

fn recompute_addr_taken(prog: &Program<'_>, func: &mut Func) {
    let mut taken: SecondaryMap<Local, bool> = SecondaryMap::new();
    each_stmt(&func.body, &mut |stmt| {
        each_expr(&stmt.kind, &mut |x| {
            each_subexpr(x, &mut |x| {
                if let ExprKind::AddrOf(place) = &x.kind
                    && let Some(local) = root(prog, place)
                {
                    taken[local] = true;
                }
            });
        });
    });
    let most = stack_var_max(prog);
    for (local, data) in func.locals.iter_mut() {
        let is_large = data.kind == LocalKind::Var && prog.types.size_of(data.ty) > most;
        data.is_addr_taken = taken[local] || is_large && data.alloc.is_some();
        if !data.is_addr_taken {
            data.alloc = None;
        }
    }
}

/// The local that `place` is part of.
fn root(prog: &Program<'_>, place: &Expr) -> Option<Local> {
    match &place.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::Field(x, _) => root(prog, x),
        ExprKind::Index { x, .. } => {
            let under = prog.types.under(x.ty);
            if matches!(under, rgo_types::Type::Array { .. }) {
                root(prog, x)
            } else {
                None
            }
        }
        _ => None,
    }
}
