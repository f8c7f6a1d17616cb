//! Walks over statements and expressions.

use super::{Call, Callee, Expr, ExprKind, Stmt, StmtKind};

/// Calls `f` with each statement of `list`, outer ones first.
pub fn each_stmt<'a>(list: &'a [Stmt], f: &mut dyn FnMut(&'a Stmt)) {
    for stmt in list {
        f(stmt);
        each_list(&stmt.kind, &mut |inner| each_stmt(inner, f));
    }
}

/// Calls `f` with each statement list directly inside `kind`.
pub fn each_list<'a>(kind: &'a StmtKind, f: &mut dyn FnMut(&'a [Stmt])) {
    match kind {
        StmtKind::If(_, then, els) => {
            f(then);
            f(els);
        }
        StmtKind::Loop(l) => {
            f(&l.body);
            f(&l.post);
        }
        StmtKind::Block(_, body) | StmtKind::Inlined { body, .. } => f(body),
        StmtKind::Switch(switch) => switch.arms.iter().for_each(|arm| f(&arm.body)),
        StmtKind::Eval(_)
        | StmtKind::Decl(..)
        | StmtKind::Assign(..)
        | StmtKind::AssignOp(..)
        | StmtKind::Multi(..)
        | StmtKind::Call(_)
        | StmtKind::TailCall(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Return(_)
        | StmtKind::Go(_)
        | StmtKind::Defer { .. }
        | StmtKind::DeferAt { .. }
        | StmtKind::Panic(_)
        | StmtKind::KeepAlive(_)
        | StmtKind::Escape(_) => {}
    }
}

/// The same for changing them.
pub fn each_list_mut(kind: &mut StmtKind, f: &mut dyn FnMut(&mut Vec<Stmt>)) {
    match kind {
        StmtKind::If(_, then, els) => {
            f(then);
            f(els);
        }
        StmtKind::Loop(l) => {
            f(&mut l.body);
            f(&mut l.post);
        }
        StmtKind::Block(_, body) | StmtKind::Inlined { body, .. } => f(body),
        StmtKind::Switch(switch) => switch.arms.iter_mut().for_each(|arm| f(&mut arm.body)),
        StmtKind::Eval(_)
        | StmtKind::Decl(..)
        | StmtKind::Assign(..)
        | StmtKind::AssignOp(..)
        | StmtKind::Multi(..)
        | StmtKind::Call(_)
        | StmtKind::TailCall(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Return(_)
        | StmtKind::Go(_)
        | StmtKind::Defer { .. }
        | StmtKind::DeferAt { .. }
        | StmtKind::Panic(_)
        | StmtKind::KeepAlive(_)
        | StmtKind::Escape(_) => {}
    }
}

/// Calls `f` with each outermost expression of a statement, not those of statements inside it, in
/// order of evaluation.
pub fn each_expr<'a>(kind: &'a StmtKind, f: &mut dyn FnMut(&'a Expr)) {
    match kind {
        StmtKind::Eval(x)
        | StmtKind::Multi(_, x)
        | StmtKind::Go(x)
        | StmtKind::Panic(x)
        | StmtKind::KeepAlive(x)
        | StmtKind::Escape(x)
        | StmtKind::Defer { closure: x, .. }
        | StmtKind::If(x, _, _)
        | StmtKind::Decl(_, Some(x)) => f(x),
        StmtKind::Assign(x, y)
        | StmtKind::AssignOp(x, _, y)
        | StmtKind::DeferAt {
            record: x,
            closure: y,
        } => {
            f(x);
            f(y);
        }
        StmtKind::Call(call) | StmtKind::TailCall(call) => each_call_expr(call, f),
        StmtKind::Loop(l) => l.cond.iter().for_each(f),
        StmtKind::Switch(switch) => f(&switch.tag),
        StmtKind::Return(values) => values.iter().for_each(f),
        StmtKind::Decl(_, None)
        | StmtKind::Block(..)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Inlined { .. } => {}
    }
}

fn each_call_expr<'a>(call: &'a Call, f: &mut dyn FnMut(&'a Expr)) {
    match &call.callee {
        Callee::Closure(x) | Callee::Interface { recv: x, .. } => f(x),
        Callee::Func(_) | Callee::Runtime(_) => {}
    }
    call.args.iter().for_each(f);
}

/// The same for changing them.
pub fn each_expr_mut(kind: &mut StmtKind, f: &mut dyn FnMut(&mut Expr)) {
    match kind {
        StmtKind::Eval(x)
        | StmtKind::Multi(_, x)
        | StmtKind::Go(x)
        | StmtKind::Panic(x)
        | StmtKind::KeepAlive(x)
        | StmtKind::Escape(x)
        | StmtKind::Defer { closure: x, .. }
        | StmtKind::If(x, _, _)
        | StmtKind::Decl(_, Some(x)) => f(x),
        StmtKind::Assign(x, y)
        | StmtKind::AssignOp(x, _, y)
        | StmtKind::DeferAt {
            record: x,
            closure: y,
        } => {
            f(x);
            f(y);
        }
        StmtKind::Call(call) | StmtKind::TailCall(call) => {
            match &mut call.callee {
                Callee::Closure(x) | Callee::Interface { recv: x, .. } => f(x),
                Callee::Func(_) | Callee::Runtime(_) => {}
            }
            call.args.iter_mut().for_each(f);
        }
        StmtKind::Loop(l) => l.cond.iter_mut().for_each(f),
        StmtKind::Switch(switch) => f(&mut switch.tag),
        StmtKind::Return(values) => values.iter_mut().for_each(f),
        StmtKind::Decl(_, None)
        | StmtKind::Block(..)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Inlined { .. } => {}
    }
}

macro_rules! operands {
    ($kind:expr, $f:ident, $iter:ident) => {
        match $kind {
            ExprKind::Const(_)
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::Data(_)
            | ExprKind::FuncValue(_)
            | ExprKind::FuncCode(_)
            | ExprKind::TypeDesc(_)
            | ExprKind::GetG
            | ExprKind::ClosurePtr
            | ExprKind::CallerPc
            | ExprKind::CallerSp
            | ExprKind::DeferRecord
            | ExprKind::FramePtr => {}
            ExprKind::CheckIface(x)
            | ExprKind::CheckFunc(x)
            | ExprKind::Deref { ptr: x, .. }
            | ExprKind::Field(x, _)
            | ExprKind::AddrOf(x)
            | ExprKind::Unary(_, x)
            | ExprKind::Convert { x, .. }
            | ExprKind::MakeIface { x, .. }
            | ExprKind::IfaceToIface(x)
            | ExprKind::TypeAssert { x, .. }
            | ExprKind::IfaceIs { x, .. }
            | ExprKind::IfaceData(x)
            | ExprKind::IfaceType(x)
            | ExprKind::Len(x)
            | ExprKind::Cap(x)
            | ExprKind::ClearSlice(x)
            | ExprKind::MapClear(x)
            | ExprKind::MapIterNext { iter: x }
            | ExprKind::Real(x)
            | ExprKind::Imag(x)
            | ExprKind::Recv { chan: x, .. }
            | ExprKind::DataPtr(x) => $f(x),
            ExprKind::Index { x, index: y, .. }
            | ExprKind::Binary(_, x, y)
            | ExprKind::AndAnd(x, y)
            | ExprKind::OrOr(x, y)
            | ExprKind::AppendSlice {
                slice: x, tail: y, ..
            }
            | ExprKind::AppendZeroes { slice: x, n: y, .. }
            | ExprKind::Copy { dst: x, src: y }
            | ExprKind::MapIndex { map: x, key: y, .. }
            | ExprKind::MapAssign { map: x, key: y }
            | ExprKind::MapDelete { map: x, key: y }
            | ExprKind::MapIterInit { map: x, iter: y }
            | ExprKind::Complex(x, y)
            | ExprKind::Send { chan: x, value: y }
            | ExprKind::UnsafeAdd(x, y)
            | ExprKind::UnsafeSlice(x, y)
            | ExprKind::UnsafeString(x, y) => {
                $f(x);
                $f(y);
            }
            ExprKind::Select(x, y, z) => {
                $f(x);
                $f(y);
                $f(z);
            }
            ExprKind::Slice { x, lo, hi, max } => {
                $f(x);
                for bound in [lo, hi, max] {
                    if let Some(bound) = bound {
                        $f(bound);
                    }
                }
            }
            ExprKind::StructLit(values)
            | ExprKind::Concat { parts: values, .. }
            | ExprKind::Min(values)
            | ExprKind::Max(values)
            | ExprKind::Runtime(_, values)
            | ExprKind::Intrinsic(_, values)
            | ExprKind::Closure {
                captures: values, ..
            } => values.$iter().for_each($f),
            ExprKind::ArrayLit(elems) | ExprKind::SliceLit { elems, .. } => {
                elems.$iter().for_each(|(_, value)| $f(value));
            }
            ExprKind::New { init, .. } => {
                if let Some(init) = init {
                    $f(init);
                }
            }
            ExprKind::Append { slice, elems, .. } => {
                $f(slice);
                elems.$iter().for_each($f);
            }
            ExprKind::MakeSlice { len, cap, .. } => {
                $f(len);
                if let Some(cap) = cap {
                    $f(cap);
                }
            }
            ExprKind::MakeMap { hint: size, .. } | ExprKind::MakeChan { size, .. } => {
                if let Some(size) = size {
                    $f(size);
                }
            }
            ExprKind::Recover(frame) => {
                if let Some(frame) = frame {
                    $f(frame);
                }
            }
            ExprKind::MakeHeader { ptr, len, cap } => {
                $f(ptr);
                $f(len);
                if let Some(cap) = cap {
                    $f(cap);
                }
            }
        }
    };
}

/// Calls `f` with each operand of an expression, in order of evaluation.
pub fn each_operand<'a>(kind: &'a ExprKind, f: &mut dyn FnMut(&'a Expr)) {
    operands!(kind, f, iter);
}

/// The same for changing them.
pub fn each_operand_mut(kind: &mut ExprKind, f: &mut dyn FnMut(&mut Expr)) {
    operands!(kind, f, iter_mut);
}

/// Calls `f` with `expr` and every expression below it, outer ones first.
pub fn each_subexpr<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    f(expr);
    each_operand(&expr.kind, &mut |operand| each_subexpr(operand, f));
}

/// Calls `f` with every expression in `list`.
pub fn each_expr_below<'a>(list: &'a [Stmt], f: &mut dyn FnMut(&'a Expr)) {
    each_stmt(list, &mut |stmt| {
        each_expr(&stmt.kind, &mut |x| each_subexpr(x, f))
    });
}
