//! What must be known of a whole hir function before its first statement is built.

use rgo_base::EntitySet;
use rgo_hir::tree::walk::{each_expr, each_list, each_operand};
use rgo_hir::tree::{ConvKind, Expr, ExprKind, Func, Intrinsic, Local, Stmt, StmtKind};
use rgo_types::{Basic, Context, Type};

/// Facts about a function.
pub(super) struct Facts {
    /// Locals assigned, in whole or in part, other than at their declaration.
    pub assigned: EntitySet<Local>,
    pub has_goto: bool,
    pub has_defer: bool,
    /// Memory is looked at as another type than it was written as: the types of accesses say
    /// nothing about aliasing.
    pub is_reinterpreting: bool,
}

impl Facts {
    pub fn collect(cx: &Context, func: &Func) -> Facts {
        let mut scan = Scan {
            cx,
            facts: Facts {
                assigned: EntitySet::new(),
                has_goto: false,
                has_defer: false,
                is_reinterpreting: false,
            },
            makes_unsafe: false,
            uses_unsafe: false,
        };
        scan.stmts(&func.body);
        scan.facts.is_reinterpreting = scan.makes_unsafe && scan.uses_unsafe;
        scan.facts
    }
}

struct Scan<'a> {
    cx: &'a Context,
    facts: Facts,
    /// A typed pointer, or a number, becomes an `unsafe.Pointer`.
    makes_unsafe: bool,
    /// An `unsafe.Pointer` becomes a typed pointer.
    uses_unsafe: bool,
}

impl Scan<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign(dst, _) | StmtKind::AssignOp(dst, ..) => self.assigned(dst),
            StmtKind::Multi(dsts, _) => self.assigned_locals(dsts),
            StmtKind::Call(call) | StmtKind::TailCall(call) => self.assigned_locals(&call.dsts),
            StmtKind::Goto(_) => self.facts.has_goto = true,
            StmtKind::Defer { .. } => self.facts.has_defer = true,
            _ => {}
        }
        each_expr(&stmt.kind, &mut |expr| self.expr(expr));
        each_list(&stmt.kind, &mut |list| self.stmts(list));
    }

    fn assigned_locals(&mut self, dsts: &[Option<Local>]) {
        for &local in dsts.iter().flatten() {
            self.facts.assigned.insert(local);
        }
    }

    fn assigned(&mut self, place: &Expr) {
        if let Some(local) = root_local(self.cx, place) {
            self.facts.assigned.insert(local);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } => {
                let from_unsafe = self.is_unsafe_pointer(x);
                let to_unsafe = self.is_unsafe_pointer(expr);
                if to_unsafe && !from_unsafe {
                    self.makes_unsafe = true;
                }
                if from_unsafe && !to_unsafe && !is_atomic_load(x) {
                    self.uses_unsafe = true;
                }
            }
            ExprKind::UnsafeAdd(..) => self.makes_unsafe = true,
            ExprKind::DeferRecord => self.facts.has_defer = true,
            _ => {}
        }
        each_operand(&expr.kind, &mut |child| self.expr(child));
    }

    fn is_unsafe_pointer(&self, expr: &Expr) -> bool {
        matches!(self.cx.under(expr.ty), Type::Basic(Basic::UnsafePointer))
    }
}

/// A pointer read by an atomic operation was written as what it is converted to.
fn is_atomic_load(x: &Expr) -> bool {
    matches!(
        x.kind,
        ExprKind::Intrinsic(Intrinsic::AtomicLoad | Intrinsic::AtomicExchange, _)
    )
}

/// The local that `place` is (part of), unless it lies behind a pointer or slice.
pub(super) fn root_local(cx: &Context, place: &Expr) -> Option<Local> {
    match &place.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::Field(x, _) => root_local(cx, x),
        ExprKind::Index { x, .. } if matches!(cx.under(x.ty), Type::Array { .. }) => {
            root_local(cx, x)
        }
        _ => None,
    }
}

/// Whether `expr` mentions `local`.
pub(super) fn mentions(expr: &Expr, local: Local) -> bool {
    if matches!(expr.kind, ExprKind::Local(l) if l == local) {
        return true;
    }
    let mut found = false;
    each_operand(&expr.kind, &mut |child| {
        found = found || mentions(child, local)
    });
    found
}

/// Whether `stmt` contains a `defer`.
pub(super) fn contains_defer(stmt: &Stmt) -> bool {
    if matches!(stmt.kind, StmtKind::Defer { .. }) {
        return true;
    }
    let mut found = false;
    each_list(&stmt.kind, &mut |list| {
        found = found || list.iter().any(contains_defer);
    });
    each_expr(&stmt.kind, &mut |expr| found = found || takes_record(expr));
    found
}

fn takes_record(expr: &Expr) -> bool {
    if matches!(expr.kind, ExprKind::DeferRecord) {
        return true;
    }
    let mut found = false;
    each_operand(&expr.kind, &mut |child| {
        found = found || takes_record(child)
    });
    found
}
