//! Selectors: fields through embedding, qualified names, method values and expressions; and which
//! function a method selector denotes in this instance.

use rgo_base::Pos;
use rgo_syntax::ast::{self, NodeId};
use rgo_types::info::{SelectedMethod, Selection, SelectionKind};
use rgo_types::lookup::MemberKind;
use rgo_types::type_::MethodName;
use rgo_types::{ObjId, Type, TypeId};

use super::{Builder, deref, is_place};
use crate::program::FuncId;
use crate::tree::{AllocKind, Expr, ExprKind};

/// A method and the receiver to call it with.
pub(super) enum BoundMethod {
    /// `recv` has exactly the receiver type of `func`.
    Func { func: FuncId, recv: Expr },
    /// The `index`-th method of interface value `recv`.
    Interface { recv: Expr, index: u32 },
}

impl Builder<'_> {
    pub(super) fn selector(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ast::Expr::Selector { x, sel } = self.ast.expr(node) else {
            unreachable!("called for selectors")
        };
        let info = self.info;
        let Some(selection) = info.selections.get(&node) else {
            let obj = info
                .object(sel)
                .expect("a qualified name denotes an object");
            return self.object_value(obj, node, sel, pos);
        };
        match selection.kind {
            SelectionKind::Field => {
                let base = self.expr(x);
                self.follow(base, &selection.path, pos)
            }
            SelectionKind::MethodValue => self.method_value(node, selection, x, sel),
            SelectionKind::MethodExpr => {
                let func = self.method_expr_func(selection, sel);
                let ty = self.type_of(node);
                Expr {
                    kind: ExprKind::FuncValue(func),
                    ty,
                    pos,
                }
            }
        }
    }

    /// The field that `path` leads to from `base`, pointers followed.
    pub(super) fn follow(&mut self, base: Expr, path: &[u32], pos: Pos) -> Expr {
        let mut at = base;
        for &index in path {
            if let Some(elem) = self.pointee(at.ty) {
                at = Expr {
                    pos,
                    ..deref(at, elem, false)
                };
            }
            at = self.field(at, index, pos);
        }
        at
    }

    /// Field `index` of struct `x`.
    pub(super) fn field(&mut self, x: Expr, index: u32, pos: Pos) -> Expr {
        let Type::Struct(fields) = self.under(x.ty) else {
            unreachable!("only structs have fields")
        };
        let ty = self.cx.canon(fields.fields[index as usize].ty);
        Expr {
            kind: ExprKind::Field(Box::new(x), index),
            ty,
            pos,
        }
    }

    /// Resolves the method selector `node` for this instance and evaluates its receiver.
    pub(super) fn bind_method(
        &mut self,
        selection: &Selection,
        x: NodeId,
        sel: NodeId,
        pos: Pos,
    ) -> BoundMethod {
        let base = self.expr(x);
        match selection.method {
            Some(SelectedMethod::Concrete(method)) => {
                let recv = self.follow(base, &selection.path, pos);
                self.bind_concrete(method, recv, sel, pos)
            }
            Some(SelectedMethod::Interface(name)) => {
                if self.cx.is_tparam(selection.recv) && !self.is_interface(base.ty) {
                    return self.bind_by_name(base, name, sel, pos);
                }
                let recv = self.follow(base, &selection.path, pos);
                let index = self.interface_index(recv.ty, name);
                BoundMethod::Interface { recv, index }
            }
            None => unreachable!("fields are no methods"),
        }
    }

    /// Method `name` of `base`, whose type was a type parameter.
    fn bind_by_name(&mut self, base: Expr, name: MethodName, sel: NodeId, pos: Pos) -> BoundMethod {
        let Some(found) = self.prog.lookup_method(base.ty, name) else {
            unreachable!("the type argument satisfies its constraint")
        };
        let recv = self.follow(base, &found.path, pos);
        match found.kind {
            MemberKind::Method(method, _) => self.bind_concrete(method, recv, sel, pos),
            MemberKind::InterfaceMethod(method) => {
                let name = method.name;
                let index = self.interface_index(recv.ty, name);
                BoundMethod::Interface { recv, index }
            }
            MemberKind::Field(_) => unreachable!("only methods are looked up"),
        }
    }

    /// Declared method `method` of the defined type that `recv` is or points to.
    fn bind_concrete(&mut self, method: ObjId, recv: Expr, sel: NodeId, pos: Pos) -> BoundMethod {
        let (named, is_pointer) = match self.pointee(recv.ty) {
            Some(elem) if self.cx.as_named(recv.ty).is_none() => (elem, true),
            _ => (recv.ty, false),
        };
        let func = self.method_instance(method, named, sel);
        let recv = match (self.cx.has_pointer_receiver(method), is_pointer) {
            (true, false) => {
                let place = if is_place(self.cx, &recv) {
                    recv
                } else {
                    self.hoist(recv)
                };
                self.addr_of(place, pos)
            }
            (false, true) => Expr {
                pos,
                ..deref(recv, named, false)
            },
            _ => recv,
        };
        BoundMethod::Func { func, recv }
    }

    /// The instance of `method` for receiver base type `named`, with the method's own type
    /// arguments recorded at `sel`.
    fn method_instance(&mut self, method: ObjId, named: TypeId, sel: NodeId) -> FuncId {
        let mut args = self.prog.type_args(named).to_vec();
        args.extend(self.instance_args(sel));
        self.prog.declared(method, &args)
    }

    /// The concrete type arguments recorded at a name.
    pub(super) fn instance_args(&self, name: NodeId) -> Vec<TypeId> {
        match self.info.instances.get(&name) {
            Some(instance) => instance
                .args
                .iter()
                .map(|&arg| self.concrete(arg))
                .collect(),
            None => Vec::new(),
        }
    }

    /// The function `obj` as instantiated at `name`.
    pub(super) fn named_func(&mut self, obj: ObjId, name: NodeId) -> FuncId {
        let args = self.instance_args(name);
        self.prog.declared(obj, &args)
    }

    pub(super) fn interface_index(&self, iface: TypeId, name: MethodName) -> u32 {
        let methods = self.cx.interface_methods(iface);
        let at = methods.iter().position(|m| m.name == name);
        at.expect("the interface has the method") as u32
    }

    /// `T.f`: the function that takes the receiver as first argument.
    pub(super) fn method_expr_func(&mut self, selection: &Selection, sel: NodeId) -> FuncId {
        let recv = self.concrete(selection.recv);
        let name = match selection.method {
            Some(SelectedMethod::Interface(name)) => name,
            Some(SelectedMethod::Concrete(method)) => self.cx.method_name(method),
            None => unreachable!("fields have no method expressions"),
        };
        if self.is_interface(recv) {
            return self.prog.interface_method_expr(recv, name);
        }
        let own = self.instance_args(sel);
        if !own.is_empty() {
            let Some(SelectedMethod::Concrete(method)) = selection.method else {
                unreachable!("interface methods are not generic")
            };
            return self.prog.generic_method_expr(recv, method, &own);
        }
        self.prog.method(recv, name)
    }

    /// `x.f` not called: a closure over the receiver.
    fn method_value(
        &mut self,
        node: NodeId,
        selection: &Selection,
        x: NodeId,
        sel: NodeId,
    ) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let text = self.expr_text(node);
        let (func, recv) = match self.bind_method(selection, x, sel, pos) {
            BoundMethod::Func { func, recv } => {
                // A copy of the receiver, made now: a nil dereference panics here.
                let recv = self.hoist(recv);
                (self.prog.method_value(func, recv.ty), recv)
            }
            BoundMethod::Interface { recv, index } => {
                let recv = self.hoist(recv);
                let name = self.cx.interface_methods(recv.ty)[index as usize].name;
                self.check_not_nil_interface(&recv, pos);
                (self.prog.interface_method_value(recv.ty, name), recv)
            }
        };
        let alloc = self.new_alloc(AllocKind::MethodValue, ty, pos, text);
        Expr {
            kind: ExprKind::Closure {
                func,
                captures: vec![recv],
                alloc,
            },
            ty,
            pos,
        }
    }

    /// Panics as a method call would if interface `x` is nil.
    fn check_not_nil_interface(&mut self, x: &Expr, pos: Pos) {
        let kind = ExprKind::CheckIface(Box::new(x.clone()));
        let check = Expr {
            kind,
            ty: self.unsafe_pointer(),
            pos,
        };
        self.emit(pos, crate::tree::StmtKind::Eval(check));
    }
}
