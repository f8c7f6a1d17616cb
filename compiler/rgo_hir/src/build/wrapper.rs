//! Functions the compiler makes: method wrappers, method values, adapters, and bodies for library
//! functions that are declared without one and compiled in line.
//!
//! All end in a tail call, so they leave no frame behind.

use rgo_base::{Pos, Symbol};
use rgo_types::lookup::MemberKind;
use rgo_types::type_::{MethodName, Signature};
use rgo_types::{Context, Type, TypeId};

use super::{const_int, deref, local_expr, zero};
use crate::program::{FuncId, FuncKey, Program};
use crate::tree::{
    BinOp, Call, Callee, Expr, ExprKind, Func, Intrinsic, Local, LocalData, LocalKind, Stmt,
    StmtKind, Storage,
};

/// Builds the function a compiler-made key names.
///
/// # Panics
/// For keys of declared functions, literals and externs.
pub fn build_wrapper(prog: &Program<'_>, id: FuncId) -> Func {
    let mut synth = Synth::new(prog, id);
    match prog.funcs[id].key.clone() {
        FuncKey::MethodWrapper { recv, name } => synth.method_wrapper(recv, name),
        FuncKey::InterfaceMethodExpr { iface, name } => synth.interface_method_expr(iface, name),
        FuncKey::GenericMethodExpr { recv, func } => synth.generic_method_expr(recv, func),
        FuncKey::MethodValue { func, recv } => synth.method_value(func, recv),
        FuncKey::InterfaceMethodValue { iface, name } => synth.interface_method_value(iface, name),
        FuncKey::Adapter { func } => synth.adapter(func),
        FuncKey::Eq { ty } => super::equality::eq_body(&mut synth, ty),
        FuncKey::Hash { ty } => super::equality::hash_body(&mut synth, ty),
        FuncKey::Decl { .. } => synth.intrinsic_body(),
        FuncKey::Lit { .. }
        | FuncKey::InlinedLit { .. }
        | FuncKey::CallWrapper { .. }
        | FuncKey::Init { .. }
        | FuncKey::VarInit { .. }
        | FuncKey::Extern { .. } => unreachable!("not a compiler-made function"),
    }
    synth.func
}

/// A function being made without source.
pub(super) struct Synth<'p> {
    pub prog: &'p Program<'p>,
    pub cx: &'p Context,
    pub func: Func,
    pub pos: Pos,
}

impl<'p> Synth<'p> {
    fn new(prog: &'p Program<'p>, id: FuncId) -> Synth<'p> {
        let pos = prog.func_pos(id);
        let mut func = super::Frame::new(id, pos).func;
        func.flags.is_wrapper = true;
        Synth {
            prog,
            cx: prog.types,
            func,
            pos,
        }
    }

    pub(super) fn local(&mut self, ty: TypeId, kind: LocalKind) -> Local {
        self.func.locals.push(LocalData {
            name: Symbol::EMPTY,
            ty,
            pos: self.pos,
            kind,
            is_addr_taken: false,
            is_reassigned: false,
            storage: Storage::Stack,
            alloc: None,
            inlined: None,
        })
    }

    pub(super) fn param(&mut self, ty: TypeId) -> Expr {
        let local = self.local(ty, LocalKind::Param);
        self.func.params.push(local);
        local_expr(local, ty, self.pos)
    }

    fn capture(&mut self, ty: TypeId) -> Expr {
        let local = self.local(ty, LocalKind::Capture);
        self.func.captures.push(local);
        self.func.is_closure = true;
        local_expr(local, ty, self.pos)
    }

    pub(super) fn result(&mut self, ty: TypeId) {
        let local = self.local(ty, LocalKind::Result);
        self.func.results.push(local);
    }

    pub(super) fn emit(&mut self, kind: StmtKind) {
        self.func.body.push(Stmt {
            kind,
            pos: self.pos,
        });
    }

    fn signature(&self, ty: TypeId) -> &'p Signature {
        match self.cx.under(ty) {
            Type::Signature(sig) => sig,
            _ => unreachable!("a function type"),
        }
    }

    /// Declares parameters (all but the first `skip`) and results of `sig`; the parameters.
    fn declare(&mut self, sig: TypeId, skip: usize) -> Vec<Expr> {
        let sig = self.signature(sig);
        let params = sig.params[skip..]
            .iter()
            .map(|p| self.param(self.cx.canon(p.ty)))
            .collect();
        for result in &sig.results {
            self.result(self.cx.canon(result.ty));
        }
        params
    }

    fn tail_call(&mut self, callee: Callee, args: Vec<Expr>, sig: TypeId) {
        let call = Call {
            callee,
            args,
            dsts: vec![],
            sig,
            no_inline: false,
        };
        self.emit(StmtKind::TailCall(call));
    }

    fn pointee(&self, ty: TypeId) -> Option<TypeId> {
        match self.cx.under(ty) {
            &Type::Pointer(elem) => Some(self.cx.canon(elem)),
            _ => None,
        }
    }

    /// Follows embedded fields from `at`.
    fn follow(&self, at: Expr, path: &[u32]) -> Expr {
        path.iter().fold(at, |at, &index| {
            let at = match self.pointee(at.ty) {
                Some(elem) => deref(at, elem, false),
                None => at,
            };
            let Type::Struct(s) = self.cx.under(at.ty) else {
                unreachable!("paths lead through structs")
            };
            let ty = self.cx.canon(s.fields[index as usize].ty);
            Expr {
                kind: ExprKind::Field(Box::new(at), index),
                ty,
                pos: self.pos,
            }
        })
    }

    /// Jumps to method `name` of `recv` (found through embedding) with `args`.
    fn call_method(&mut self, recv: Expr, name: MethodName, args: Vec<Expr>) {
        let found = self
            .prog
            .lookup_method(recv.ty, name)
            .expect("in the method set");
        let path = found.path.clone();
        let recv = self.follow(recv, &path);
        match found.kind {
            MemberKind::Method(method, _) => {
                let (named, is_pointer) = match self.pointee(recv.ty) {
                    Some(elem) if self.cx.as_named(recv.ty).is_none() => (elem, true),
                    _ => (recv.ty, false),
                };
                let args_of_type = self.prog.type_args(named);
                let func = self.prog.declared(method, args_of_type);
                let recv = match (self.cx.has_pointer_receiver(method), is_pointer) {
                    (true, false) => {
                        let ty = self.cx.canon(self.cx.pointer_to(recv.ty));
                        Expr {
                            kind: ExprKind::AddrOf(Box::new(recv)),
                            ty,
                            pos: self.pos,
                        }
                    }
                    (false, true) => {
                        if path.is_empty() {
                            self.panic_if_nil(&recv);
                        }
                        deref(recv, named, path.is_empty())
                    }
                    _ => recv,
                };
                let sig = self.prog.method_signature(func);
                let all = std::iter::once(recv).chain(args).collect();
                self.tail_call(Callee::Func(func), all, sig);
            }
            MemberKind::InterfaceMethod(method) => {
                let name = method.name;
                let methods = self.cx.interface_methods(recv.ty);
                let index = methods
                    .iter()
                    .position(|m| m.name == name)
                    .expect("it has it");
                let sig = self.cx.canon(methods[index].sig);
                let callee = Callee::Interface {
                    recv,
                    index: index as u32,
                };
                self.tail_call(callee, args, sig);
            }
            MemberKind::Field(_) => unreachable!("only methods are looked up"),
        }
    }

    /// A value method called through a nil pointer has a message of its own.
    fn panic_if_nil(&mut self, ptr: &Expr) {
        let nil = zero(ptr.ty, self.pos);
        let kind = ExprKind::Binary(BinOp::Eq, Box::new(ptr.clone()), Box::new(nil));
        let ty = rgo_types::Basic::Bool.type_id();
        let test = Expr {
            kind,
            ty,
            pos: self.pos,
        };
        let func = self.prog.go_func("runtime.panicwrap");
        let sig = self.prog.funcs[func].sig;
        let callee = Callee::Func(func);
        let call = Call {
            callee,
            args: vec![],
            dsts: vec![],
            sig,
            no_inline: true,
        };
        let panic = Stmt {
            kind: StmtKind::Call(call),
            pos: self.pos,
        };
        self.emit(StmtKind::If(test, vec![panic], vec![]));
    }

    fn method_wrapper(&mut self, recv: TypeId, name: MethodName) {
        let recv_param = self.param(recv);
        let sig = self.prog.funcs[self.func.id].sig;
        let args = self.declare(sig, 1);
        self.call_method(recv_param, name, args);
    }

    fn interface_method_expr(&mut self, iface: TypeId, name: MethodName) {
        self.method_wrapper(iface, name);
    }

    /// Takes a receiver of type `recv`, `func` one of the other kind.
    fn generic_method_expr(&mut self, recv: TypeId, func: FuncId) {
        let recv_param = self.param(recv);
        let own_sig = self.prog.funcs[self.func.id].sig;
        let args = self.declare(own_sig, 1);
        let wanted = self
            .cx
            .canon(self.signature(self.prog.funcs[func].sig).params[0].ty);
        let recv_arg = if wanted == recv {
            recv_param
        } else {
            deref(recv_param, wanted, false)
        };
        let sig = self.prog.method_signature(func);
        let all = std::iter::once(recv_arg).chain(args).collect();
        self.tail_call(Callee::Func(func), all, sig);
    }

    fn method_value(&mut self, func: FuncId, recv: TypeId) {
        let recv = self.capture(recv);
        let args = self.declare(self.prog.funcs[self.func.id].sig, 0);
        let sig = self.prog.method_signature(func);
        let all = std::iter::once(recv).chain(args).collect();
        self.tail_call(Callee::Func(func), all, sig);
    }

    fn interface_method_value(&mut self, iface: TypeId, name: MethodName) {
        let recv = self.capture(iface);
        let args = self.declare(self.prog.funcs[self.func.id].sig, 0);
        self.call_method(recv, name, args);
    }

    fn adapter(&mut self, func: FuncId) {
        self.func.is_closure = true;
        let sig = self.prog.funcs[func].sig;
        let args = self.declare(sig, 0);
        self.tail_call(Callee::Func(func), args, sig);
    }

    /// A library function without a Go body that is compiled in line: for use as a func value.
    fn intrinsic_body(&mut self) {
        let id = self.func.id;
        self.func.flags.is_wrapper = false;
        let sig = self.prog.funcs[id].sig;
        let args = self.declare(sig, 0);
        let op = self
            .prog
            .intrinsic(id)
            .expect("bodyless functions are intrinsics or externs");
        let results = self.func.results.clone();
        let types: Vec<TypeId> = results.iter().map(|&r| self.func.locals[r].ty).collect();
        let value = intrinsic_expr(self.cx, op, args, &types, self.pos);
        match &results[..] {
            [] => self.emit(StmtKind::Eval(value)),
            [_] => self.emit(StmtKind::Return(vec![value])),
            _ => {
                let dsts = results.iter().map(|&r| Some(r)).collect();
                self.emit(StmtKind::Multi(dsts, value));
                self.emit(StmtKind::Return(vec![]));
            }
        }
    }

    pub(super) fn int(&self, value: i64) -> Expr {
        const_int(value, rgo_types::Basic::Int.type_id(), self.pos)
    }
}

/// An intrinsic applied to `args`, of the type its results have together.
pub(super) fn intrinsic_expr(
    cx: &Context,
    op: Intrinsic,
    args: Vec<Expr>,
    results: &[TypeId],
    pos: Pos,
) -> Expr {
    let ty = match results {
        [] => TypeId::EMPTY_TUPLE,
        &[ty] => ty,
        _ => cx.canon(cx.tuple_of(results)),
    };
    Expr {
        kind: ExprKind::Intrinsic(op, args),
        ty,
        pos,
    }
}
