//! `go` and `defer` statements: the call becomes a closure without parameters and results that
//! captures callee and arguments as they are now.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, CallTok, Node, NodeId, Stmt as AstStmt};
use rgo_syntax::visit;
use rgo_types::{Mode, TypeId};

use super::call::PreparedCall;
use super::{Builder, local_expr};
use crate::program::FuncKey;
use crate::tree::{AllocKind, Call, Callee, Expr, ExprKind, LocalKind, Stmt, StmtKind};

impl Builder<'_> {
    pub(super) fn go_or_defer(&mut self, tok: CallTok, call: NodeId, pos: Pos) {
        let closure = self.call_closure(tok, call, pos);
        match tok {
            CallTok::Go => self.emit(pos, StmtKind::Go(closure)),
            CallTok::Defer => self.emit_defer(closure, pos),
        }
    }

    fn emit_defer(&mut self, closure: Expr, pos: Pos) {
        if let Some(record) = self.outer_defer_record(pos) {
            return self.emit(pos, StmtKind::DeferAt { record, closure });
        }
        let frame = self.frame();
        frame.func.has_defer = true;
        let index = match frame.defers_in_loop {
            true => None,
            false => {
                frame.func.n_defers += 1;
                Some(frame.func.n_defers - 1)
            }
        };
        self.emit(pos, StmtKind::Defer { closure, index });
    }

    /// Decides, before a body is built, whether its defers need a list: one lies in a loop, behind a
    /// label that a `goto` may jump back to, in a range-over-func body, or there are too many.
    pub(super) fn count_defers(&mut self, body: NodeId) {
        let mut count = DeferCount::default();
        self.walk_defers(body, false, &mut count);
        let limit = rgo_abi::layout::defer_record::MAX_CLOSURES as u32;
        self.frame().defers_in_loop = count.in_loop || count.n_defers > limit;
    }

    fn walk_defers(&self, node: NodeId, in_loop: bool, count: &mut DeferCount) {
        if self.ast.is_expr(node) {
            return;
        }
        let mut in_loop = in_loop || count.met_label;
        match self.ast.node(node) {
            Node::Stmt(AstStmt::Call {
                tok: CallTok::Defer,
                ..
            }) => {
                count.n_defers += 1;
                count.in_loop |= in_loop;
                return;
            }
            Node::Stmt(AstStmt::For { .. }) => in_loop = true,
            Node::Stmt(AstStmt::Labeled { .. }) => count.met_label = true,
            _ => {}
        }
        visit::children(self.ast, node, &mut |_, child| {
            self.walk_defers(child, in_loop, count)
        });
    }

    /// The closure that makes the call.
    fn call_closure(&mut self, tok: CallTok, node: NodeId, pos: Pos) -> Expr {
        let node = self.ast.unparen(node);
        let ast::Expr::Call { func, args, .. } = self.ast.expr(node) else {
            unreachable!("go and defer need calls")
        };
        match self.info.mode(self.ast.unparen(func)) {
            Mode::Builtin(builtin) => {
                return self.wrap(tok, pos, |b| b.wrapped_builtin(node, builtin, args));
            }
            Mode::Type => {
                let value = self.conversion(node, args[0]);
                self.emit(pos, StmtKind::Eval(value));
                return self.wrap(tok, pos, |_| {});
            }
            _ => {}
        }
        let call = self.prepare_call(node);
        let has_results = !self.signature(call.sig).results.is_empty();
        if let Callee::Closure(closure) = &call.callee
            && call.args.is_empty()
            && !has_results
        {
            return Expr {
                ty: self.prog.func_type(),
                ..closure.clone()
            };
        }
        if let Callee::Func(func) = call.callee
            && call.args.is_empty()
            && !has_results
        {
            return Expr {
                kind: ExprKind::FuncValue(func),
                ty: self.prog.func_type(),
                pos,
            };
        }
        self.wrap_call(tok, call, pos)
    }

    /// A closure that makes a prepared call and drops its results.
    fn wrap_call(&mut self, tok: CallTok, call: PreparedCall, pos: Pos) -> Expr {
        let PreparedCall { callee, args, sig } = call;
        self.wrap(tok, pos, |b| {
            let callee = match callee {
                // `defer` of a nil func value panics when it is executed, `go` here and now.
                Callee::Closure(x) => {
                    if tok == CallTok::Go {
                        b.outside(|b| b.check_func(&x, pos));
                    }
                    Callee::Closure(b.carry(x))
                }
                Callee::Interface { recv, index } => {
                    b.outside(|b| {
                        let kind = ExprKind::CheckIface(Box::new(recv.clone()));
                        let check = Expr {
                            kind,
                            ty: b.unsafe_pointer(),
                            pos,
                        };
                        b.emit(pos, StmtKind::Eval(check));
                    });
                    Callee::Interface {
                        recv: b.carry(recv),
                        index,
                    }
                }
                other => other,
            };
            let args: Vec<Expr> = args.into_iter().map(|arg| b.carry_argument(arg)).collect();
            // What is made here may lie in this frame, which a tail call would take away.
            let is_tail = !args
                .iter()
                .any(|arg| matches!(arg.kind, ExprKind::SliceLit { .. } | ExprKind::New { .. }));
            let call = Call {
                callee,
                args,
                dsts: vec![],
                sig,
                no_inline: false,
            };
            b.emit(
                pos,
                match is_tail {
                    true => StmtKind::TailCall(call),
                    false => StmtKind::Call(call),
                },
            );
        })
    }

    fn check_func(&mut self, x: &Expr, pos: Pos) {
        let kind = ExprKind::CheckFunc(Box::new(x.clone()));
        let ty = self.unsafe_pointer();
        self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
    }

    /// A closure without parameters whose body `build` makes.
    fn wrap(&mut self, tok: CallTok, pos: Pos, build: impl FnOnce(&mut Self)) -> Expr {
        let frame = self.frame();
        frame.n_call_closures += 1;
        let key = FuncKey::CallWrapper {
            parent: frame.func.id,
            index: frame.n_call_closures,
            is_defer: tok == CallTok::Defer,
        };
        let ty = self.prog.func_type();
        let func = self.prog.lit(key, ty, self.pkg);
        self.open_func(func, pos, &[], &[]);
        self.frame().func.flags.is_wrapper = true;
        build(self);
        let text = Symbol::EMPTY;
        self.close_func(func, ty, AllocKind::CallClosure, pos, text)
    }

    /// Runs `build` in the function around the innermost one.
    fn outside<R>(&mut self, build: impl FnOnce(&mut Self) -> R) -> R {
        let inner = self.frames.pop().expect("a wrapper is open");
        let result = build(self);
        self.frames.push(inner);
        result
    }

    /// Captures an argument; of a variadic call's slice its elements, the slice is made when the call is.
    fn carry_argument(&mut self, arg: Expr) -> Expr {
        let ExprKind::SliceLit { alloc, len, elems } = arg.kind else {
            return self.carry(arg);
        };
        let outer = self.frames.len() - 2;
        let data = self.frames[outer].func.allocs[alloc].clone();
        let elems = elems
            .into_iter()
            .map(|(at, x)| (at, self.carry(x)))
            .collect();
        let alloc = self.new_alloc(data.kind, data.ty, data.pos, data.text);
        let kind = ExprKind::SliceLit { alloc, len, elems };
        Expr { kind, ..arg }
    }

    /// Captures the present value of `x`, an expression of the function around this wrapper.
    fn carry(&mut self, x: Expr) -> Expr {
        if let ExprKind::Const(_) | ExprKind::FuncValue(_) = x.kind {
            return x;
        }
        if let Some(made) = self.take_new(&x) {
            return made;
        }
        let (ty, pos) = (x.ty, x.pos);
        let source = self.outside(|b| b.hoist(x));
        let local = self.new_local(Symbol::EMPTY, ty, pos, LocalKind::Capture);
        let frame = self.frame();
        frame.func.captures.push(local);
        frame.capture_sources.push(source);
        local_expr(local, ty, pos)
    }

    /// If `x` is a temporary of the function around that was just set to `new(T)`: that, made here.
    fn take_new(&mut self, x: &Expr) -> Option<Expr> {
        let ExprKind::Local(temp) = x.kind else {
            return None;
        };
        let outer = self.frames.len() - 2;
        let list = self.frames[outer].lists.last_mut()?;
        let at = list.iter().rposition(|stmt| match &stmt.kind {
            StmtKind::Decl(local, Some(value)) if *local == temp => {
                matches!(value.kind, ExprKind::New { init: None, .. })
            }
            _ => false,
        })?;
        let StmtKind::Decl(_, Some(mut value)) = list.remove(at).kind else {
            unreachable!("looked at above")
        };
        if let ExprKind::New { alloc, .. } = &mut value.kind {
            let data = self.frames[outer].func.allocs[*alloc].clone();
            *alloc = self.new_alloc(data.kind, data.ty, data.pos, data.text);
        }
        Some(value)
    }

    /// Inside a wrapper: evaluates the built-in's operands outside and applies it here.
    fn wrapped_builtin(
        &mut self,
        node: NodeId,
        builtin: rgo_types::object::Builtin,
        args: &[NodeId],
    ) {
        // The built-in is built outside as if executed now; its operands are then carried in.
        let stmts = self.outside(|b| {
            b.collect(|b| {
                // A result that was put aside is not wanted.
                if let Some(value) = b.builtin(node, builtin, args)
                    && is_application(&value.kind)
                {
                    let pos = value.pos;
                    b.emit(pos, StmtKind::Eval(value));
                }
            })
        });
        self.move_inside(stmts);
    }

    /// Statements of the outer function that apply a built-in: what evaluates operands stays
    /// outside, the application itself is moved into the wrapper.
    fn move_inside(&mut self, stmts: Vec<Stmt>) {
        for stmt in stmts {
            let pos = stmt.pos;
            match stmt.kind {
                StmtKind::Panic(value) => {
                    let value = self.carry(value);
                    self.emit(pos, StmtKind::Panic(value));
                }
                StmtKind::Call(mut call) => {
                    call.args = call.args.into_iter().map(|arg| self.carry(arg)).collect();
                    debug_assert!(call.dsts.is_empty());
                    self.emit(pos, StmtKind::Call(call));
                }
                StmtKind::Eval(value) | StmtKind::Decl(_, Some(value))
                    if is_application(&value.kind) =>
                {
                    let value = self.carry_operands(value);
                    self.emit(pos, StmtKind::Eval(value));
                }
                kind => self.outside(|b| b.emit(pos, kind)),
            }
        }
    }

    fn carry_operands(&mut self, mut value: Expr) -> Expr {
        match &mut value.kind {
            ExprKind::Copy { dst, src } => {
                self.carry_box(dst);
                self.carry_box(src);
            }
            ExprKind::MapDelete { map, key } => {
                self.carry_box(map);
                self.carry_box(key);
            }
            ExprKind::MapClear(x) | ExprKind::ClearSlice(x) => self.carry_box(x),
            ExprKind::Runtime(_, args) => {
                for arg in args {
                    let taken = std::mem::replace(arg, super::zero(arg.ty, arg.pos));
                    *arg = self.carry(taken);
                }
            }
            // The deferred call counts as one made by the function that defers it.
            ExprKind::Recover(frame) => {
                let (ty, pos) = (self.unsafe_pointer(), value.pos);
                let outer = match frame.take() {
                    Some(frame) => *frame,
                    None => Expr {
                        kind: ExprKind::FramePtr,
                        ty,
                        pos,
                    },
                };
                *frame = Some(Box::new(self.carry(outer)));
            }
            _ => {}
        }
        value
    }

    fn carry_box(&mut self, x: &mut Box<Expr>) {
        let nothing = super::zero(TypeId::EMPTY_TUPLE, x.pos);
        let taken = std::mem::replace(&mut **x, nothing);
        **x = self.carry(taken);
    }
}

fn is_application(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Copy { .. }
            | ExprKind::Recover(_)
            | ExprKind::Runtime(..)
            | ExprKind::MapDelete { .. }
            | ExprKind::MapClear(_)
            | ExprKind::ClearSlice(_)
    )
}

#[derive(Default)]
struct DeferCount {
    n_defers: u32,
    in_loop: bool,
    /// A label came before: what follows may be jumped back over.
    met_label: bool,
}
