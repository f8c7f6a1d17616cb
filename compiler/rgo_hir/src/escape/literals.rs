//! Variables that hold a constant, where an allocation depends on them: `make` of a constant size may
//! be in the frame, a constant in an interface needs no memory.

use rgo_base::Symbol;
use rustc_hash::FxHashMap;

use super::flow::Values;
use crate::program::Program;
use crate::tree::walk::{each_expr_below, each_expr_mut, each_list_mut, each_operand_mut};
use crate::tree::{Alloc, Const, Expr, ExprKind, Func, Stmt};

/// Puts the constants in their place.
pub(super) fn rewrite(prog: &Program<'_>, funcs: &mut [Func]) {
    let found = find(prog, funcs);
    for (func, constants) in funcs.iter_mut().zip(found) {
        if constants.is_empty() {
            continue;
        }
        for (&alloc, value) in &constants {
            let data = &mut func.allocs[alloc];
            if data.text != Symbol::EMPTY {
                data.text = new_text(data.text, &value.kind);
            }
        }
        let mut body = std::mem::take(&mut func.body);
        replace_in(&constants, &mut body);
        func.body = body;
    }
}

/// The constant of each site that has one.
fn find(prog: &Program<'_>, funcs: &[Func]) -> Vec<FxHashMap<Alloc, Expr>> {
    let has_sites = |func: &Func| {
        let mut found = false;
        each_expr_below(&func.body, &mut |x| found |= operand(x).is_some());
        found
    };
    if !funcs.iter().any(has_sites) {
        return funcs.iter().map(|_| FxHashMap::default()).collect();
    }
    let values = Values::collect(funcs);
    let mut all = Vec::with_capacity(funcs.len());
    for (at, func) in funcs.iter().enumerate() {
        let mut constants = FxHashMap::default();
        each_expr_below(&func.body, &mut |x| {
            let Some((alloc, value)) = operand(x) else {
                return;
            };
            let (home, known) = values.static_value(funcs, at, value);
            let kind = match &known.kind {
                ExprKind::Const(_) => known.kind.clone(),
                ExprKind::Len(slice) => match values.static_value(funcs, home, slice).1.kind {
                    ExprKind::SliceLit { len, .. } => ExprKind::Const(Const::Int(len as i64)),
                    _ => return,
                },
                _ => return,
            };
            let is_same = prog.types.underlying(known.ty) == prog.types.underlying(value.ty);
            let is_negative = matches!(kind, ExprKind::Const(Const::Int(n)) if n < 0);
            let is_size = matches!(x.kind, ExprKind::MakeSlice { .. });
            if is_same && !(is_size && is_negative) {
                let value = Expr {
                    kind,
                    ty: value.ty,
                    pos: value.pos,
                };
                constants.insert(alloc, value);
            }
        });
        all.push(constants);
    }
    all
}

/// The operand of an allocation that may be a constant.
fn operand(x: &Expr) -> Option<(Alloc, &Expr)> {
    let (alloc, value) = match &x.kind {
        ExprKind::MakeSlice { len, cap, alloc } => (*alloc, cap.as_deref().unwrap_or(len)),
        ExprKind::MakeIface {
            x,
            alloc: Some(alloc),
        } => (*alloc, &**x),
        _ => return None,
    };
    let is_open = matches!(
        value.kind,
        ExprKind::Local(_) | ExprKind::Convert { .. } | ExprKind::Len(_)
    );
    is_open.then_some((alloc, value))
}

fn replace_in(constants: &FxHashMap<Alloc, Expr>, list: &mut [Stmt]) {
    for stmt in list {
        each_expr_mut(&mut stmt.kind, &mut |x| replace(constants, x));
        each_list_mut(&mut stmt.kind, &mut |inner| replace_in(constants, inner));
    }
}

fn replace(constants: &FxHashMap<Alloc, Expr>, x: &mut Expr) {
    match &mut x.kind {
        ExprKind::MakeSlice { len, cap, alloc } => {
            if let Some(value) = constants.get(alloc) {
                **cap.as_mut().unwrap_or(len) = value.clone();
            }
        }
        ExprKind::MakeIface {
            x,
            alloc: Some(alloc),
        } => {
            if let Some(value) = constants.get(alloc) {
                **x = value.clone();
            }
        }
        _ => {}
    }
    each_operand_mut(&mut x.kind, &mut |operand| replace(constants, operand));
}

/// What messages call a site with the constant in it.
fn new_text(text: Symbol, value: &ExprKind) -> Symbol {
    let ExprKind::Const(value) = value else {
        return text;
    };
    let value = match value {
        Const::Bool(value) => value.to_string(),
        Const::Int(value) => value.to_string(),
        Const::Float(value) => value.to_string(),
        Const::String(bytes) => format!("{:?}", String::from_utf8_lossy(bytes)),
        Const::Complex(..) | Const::Zero => return text,
    };
    match text.as_str().rsplit_once(", ") {
        Some((before, _)) if before.starts_with("make(") => {
            Symbol::intern(&format!("{before}, {value})"))
        }
        _ => Symbol::intern(&value),
    }
}
