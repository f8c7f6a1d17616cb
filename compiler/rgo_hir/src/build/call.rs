//! Calls of functions, methods and func values.

use rgo_base::Pos;
use rgo_syntax::ast::{self, NodeId};
use rgo_types::info::SelectionKind;
use rgo_types::type_::Signature;
use rgo_types::{Mode, ObjectKind, Type, TypeId};

use super::selector::BoundMethod;
use super::{Builder, local_expr, zero};
use crate::program::FuncId;
use crate::tree::{AllocKind, Call, Callee, Expr, ExprKind, StmtKind};

/// A call whose operands are evaluated as far as they are before the call.
pub(super) struct PreparedCall {
    pub callee: Callee,
    pub args: Vec<Expr>,
    pub sig: TypeId,
}

impl Builder<'_> {
    /// The value of a call expression: a conversion, a built-in's value, or a function's one result.
    pub(super) fn call_value(&mut self, node: NodeId) -> Expr {
        let ast::Expr::Call { func, args, .. } = self.ast.expr(node) else {
            unreachable!("called for calls")
        };
        match self.info.mode(self.ast.unparen(func)) {
            Mode::Type => self.conversion(node, args[0]),
            Mode::Builtin(builtin) => {
                let value = self.builtin(node, builtin, args);
                value.expect("checked to have a value")
            }
            _ => {
                let mut results = self.call(node);
                debug_assert_eq!(results.len(), 1);
                results.pop().expect("a single-valued call")
            }
        }
    }

    /// Calls for effect.
    pub(super) fn call_stmt(&mut self, node: NodeId) {
        let ast::Expr::Call { func, args, .. } = self.ast.expr(node) else {
            unreachable!("called for calls")
        };
        let pos = self.ast.pos(node);
        match self.info.mode(self.ast.unparen(func)) {
            Mode::Type => {
                let value = self.conversion(node, args[0]);
                self.emit(pos, StmtKind::Eval(value));
            }
            Mode::Builtin(builtin) => {
                if let Some(value) = self.builtin(node, builtin, args) {
                    self.emit(pos, StmtKind::Eval(value));
                }
            }
            _ => {
                let call = self.prepare_call(node);
                self.emit_call(call, false, pos);
            }
        }
    }

    /// The results of a function call, in temporaries.
    pub(super) fn call(&mut self, node: NodeId) -> Vec<Expr> {
        let call = self.prepare_call(node);
        self.emit_call(call, true, self.ast.pos(node))
    }

    /// Emits a prepared call; its results in temporaries if they are wanted.
    pub(super) fn emit_call(&mut self, call: PreparedCall, wants: bool, pos: Pos) -> Vec<Expr> {
        let PreparedCall { callee, args, sig } = call;
        if let Callee::Func(func) = callee
            && let Some(results) = self.special_call(func, &args, sig, pos)
        {
            return results;
        }
        let mut dsts = Vec::new();
        let mut results = Vec::new();
        if wants {
            for ty in self.result_types(sig) {
                let temp = self.new_temp(ty, pos);
                self.emit(pos, StmtKind::Decl(temp, None));
                dsts.push(Some(temp));
                results.push(local_expr(temp, ty, pos));
            }
        }
        let call = Call {
            callee,
            args,
            dsts,
            sig,
            no_inline: false,
        };
        self.emit(pos, StmtKind::Call(call));
        results
    }

    pub(super) fn signature(&self, ty: TypeId) -> &Signature {
        match self.under(ty) {
            Type::Signature(sig) => sig,
            _ => unreachable!("only functions are called"),
        }
    }

    pub(super) fn result_types(&self, sig: TypeId) -> Vec<TypeId> {
        self.signature(sig)
            .results
            .iter()
            .map(|r| self.cx.canon(r.ty))
            .collect()
    }

    pub(super) fn param_types(&self, sig: TypeId) -> Vec<TypeId> {
        self.signature(sig)
            .params
            .iter()
            .map(|p| self.cx.canon(p.ty))
            .collect()
    }

    /// Resolves the callee and evaluates receiver and arguments.
    pub(super) fn prepare_call(&mut self, node: NodeId) -> PreparedCall {
        let ast::Expr::Call {
            func,
            args,
            has_dots,
        } = self.ast.expr(node)
        else {
            unreachable!("called for calls")
        };
        let pos = self.ast.pos(node);
        let func = self.ast.unparen(func);
        let sig = self.cx.canon(self.cx.underlying(self.type_of(func)));
        let (callee, recv) = self.callee(func, pos);
        if let Callee::Interface { .. } = callee
            && self.prog.options.explains > 0
        {
            let text = self.expr_text(func);
            self.frame().func.texts.push((pos, text));
        }
        let mut all = Vec::with_capacity(args.len() + 1);
        all.extend(recv);
        self.args(sig, args, has_dots, pos, &mut all);
        PreparedCall {
            callee,
            args: all,
            sig,
        }
    }

    /// Who is called, and the receiver to pass.
    fn callee(&mut self, func: NodeId, pos: Pos) -> (Callee, Option<Expr>) {
        let info = self.info;
        match self.ast.expr(func) {
            ast::Expr::Selector { x, sel } => match info.selections.get(&func) {
                Some(selection) => match selection.kind {
                    SelectionKind::MethodValue => match self.bind_method(selection, x, sel, pos) {
                        BoundMethod::Func { func, recv } => (Callee::Func(func), Some(recv)),
                        BoundMethod::Interface { recv, index } => {
                            (Callee::Interface { recv, index }, None)
                        }
                    },
                    SelectionKind::MethodExpr => {
                        (Callee::Func(self.method_expr_func(selection, sel)), None)
                    }
                    SelectionKind::Field => (Callee::Closure(self.expr(func)), None),
                },
                None => self.named_callee(func, sel),
            },
            ast::Expr::Name(_) => self.named_callee(func, func),
            ast::Expr::Index { x, .. } if self.is_func_instance(x) => {
                let name = self.ast.unparen(x);
                match info.selections.get(&name) {
                    Some(_) => self.callee(name, pos),
                    None => match self.func_instance(func, x).kind {
                        ExprKind::FuncValue(func) => (Callee::Func(func), None),
                        _ => unreachable!("an instance of a function is one"),
                    },
                }
            }
            _ => (Callee::Closure(self.expr(func)), None),
        }
    }

    fn named_callee(&mut self, func: NodeId, name: NodeId) -> (Callee, Option<Expr>) {
        let obj = self.info.object(name).expect("names denote objects");
        match self.cx.object(obj).kind {
            ObjectKind::Func(_) => (Callee::Func(self.named_func(obj, name)), None),
            _ => (Callee::Closure(self.expr(func)), None),
        }
    }

    /// Whether `x` in `x[T]` names a generic function (or a generic method).
    pub(super) fn is_func_instance(&self, x: NodeId) -> bool {
        let name = match self.ast.expr(self.ast.unparen(x)) {
            ast::Expr::Name(_) => self.ast.unparen(x),
            ast::Expr::Selector { sel, .. } => sel,
            _ => return false,
        };
        self.info.instances.contains_key(&name)
    }

    /// `f[T]` as a value.
    pub(super) fn func_instance(&mut self, node: NodeId, x: NodeId) -> Expr {
        let x = self.ast.unparen(x);
        let ty = self.type_of(node);
        let pos = self.ast.pos(node);
        if self.info.selections.contains_key(&x) {
            return Expr {
                ty,
                ..self.selector(x)
            };
        }
        let name = match self.ast.expr(x) {
            ast::Expr::Selector { sel, .. } => sel,
            _ => x,
        };
        let obj = self.info.object(name).expect("names denote objects");
        let func = self.named_func(obj, name);
        Expr {
            kind: ExprKind::FuncValue(func),
            ty,
            pos,
        }
    }

    /// Evaluates the arguments of a call of signature `sig` onto `out`.
    fn args(
        &mut self,
        sig: TypeId,
        args: &[NodeId],
        has_dots: bool,
        pos: Pos,
        out: &mut Vec<Expr>,
    ) {
        let params = self.param_types(sig);
        let is_variadic = self.signature(sig).is_variadic;
        let n_fixed = params.len() - usize::from(is_variadic && !has_dots);
        let mut values = self.spread(args).into_iter();
        for &param in &params[..n_fixed] {
            let value = values.next().expect("the checker counts arguments");
            out.push(self.arg(value, param));
        }
        if n_fixed < params.len() {
            let slice = params[n_fixed];
            let &Type::Slice(elem) = self.under(slice) else {
                unreachable!("the variadic parameter is a slice")
            };
            let elem = self.cx.canon(elem);
            let elems: Vec<(u64, Expr)> = values
                .enumerate()
                .map(|(at, value)| (at as u64, self.arg(value, elem)))
                .collect();
            out.push(self.variadic(slice, elem, elems, pos));
        }
    }

    /// The arguments `args`: one of them may be a call with several results.
    pub(super) fn spread(&mut self, args: &[NodeId]) -> Vec<Arg> {
        if let &[arg] = args
            && let Some(values) = self.tuple_values(arg)
        {
            return values.into_iter().map(Arg::Value).collect();
        }
        args.iter().map(|&arg| Arg::Node(arg)).collect()
    }

    pub(super) fn arg_value(&mut self, arg: Arg) -> Expr {
        match arg {
            Arg::Node(node) => self.expr(node),
            Arg::Value(value) => value,
        }
    }

    pub(super) fn arg(&mut self, arg: Arg, ty: TypeId) -> Expr {
        match arg {
            Arg::Node(node) => self.expr_as(node, ty),
            Arg::Value(value) => self.assign_convert(value, ty),
        }
    }

    fn variadic(&mut self, slice: TypeId, elem: TypeId, elems: Vec<(u64, Expr)>, pos: Pos) -> Expr {
        if elems.is_empty() {
            return zero(slice, pos);
        }
        let len = elems.len() as u64;
        let array = self.cx.canon(self.cx.array_of(elem, len));
        let text = rgo_base::Symbol::intern("... argument");
        let alloc = self.new_alloc(AllocKind::Variadic, array, pos, text);
        Expr {
            kind: ExprKind::SliceLit { alloc, len, elems },
            ty: slice,
            pos,
        }
    }

    /// The results of `node` if it is a call with several of them.
    pub(super) fn tuple_values(&mut self, node: NodeId) -> Option<Vec<Expr>> {
        let node = self.ast.unparen(node);
        if !matches!(self.ast.expr(node), ast::Expr::Call { .. }) {
            return None;
        }
        let ty = self.info.try_type_of(node)?;
        matches!(self.cx.ty(ty), Type::Tuple(_)).then(|| self.call(node))
    }

    /// Calls a Go function of the runtime by symbol.
    pub(super) fn call_runtime(&mut self, symbol: &str, args: Vec<Expr>, pos: Pos) -> Vec<Expr> {
        let func = self.prog.go_func(symbol);
        self.call_func(func, args, pos)
    }

    pub(super) fn call_func(&mut self, func: FuncId, args: Vec<Expr>, pos: Pos) -> Vec<Expr> {
        let sig = self.prog.funcs[func].sig;
        self.emit_call(
            PreparedCall {
                callee: Callee::Func(func),
                args,
                sig,
            },
            true,
            pos,
        )
    }
}

/// An argument: an expression, or a component of a multi-valued call.
pub(super) enum Arg {
    Node(NodeId),
    Value(Expr),
}
