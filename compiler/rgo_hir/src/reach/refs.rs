//! What one function refers to. Memory is allocated and copied by its shape, which needs no
//! descriptor.

use rgo_types::type_::MethodName;
use rgo_types::{Type, TypeId};

use super::Flood;
use crate::lowering::{Helper, each_assign_op_helper, each_eq_func, each_helper};
use crate::program::{FuncId, FuncKey};
use crate::tree::walk::{each_expr, each_stmt, each_subexpr};
use crate::tree::{BinOp, Call, Callee, Const, Expr, ExprKind, Func, StmtKind};

/// Follows every reference in `func`.
pub(super) fn visit(flood: &mut Flood<'_>, func: &Func) {
    let mut visit = Visit { flood, func };
    each_stmt(&func.body, &mut |stmt| {
        visit.stmt(&stmt.kind);
        each_expr(&stmt.kind, &mut |x| each_subexpr(x, &mut |x| visit.expr(x)));
    });
}

struct Visit<'f, 'p> {
    flood: &'f mut Flood<'p>,
    func: &'f Func,
}

impl Visit<'_, '_> {
    fn helper(&mut self, helper: Helper) {
        self.flood.func(self.flood.prog.go_func(helper.symbol()));
    }

    fn stmt(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Call(call) | StmtKind::TailCall(call) => self.call(call),
            StmtKind::Assign(dst, _) => self.written(dst),
            StmtKind::AssignOp(dst, op, src) => {
                self.written(dst);
                let cx = self.flood.prog.types;
                let mut helpers = Vec::new();
                each_assign_op_helper(cx, dst.ty, *op, src.ty, &mut |h| helpers.push(h));
                helpers.into_iter().for_each(|h| self.helper(h));
            }
            _ => {}
        }
    }

    /// Notes that a package variable is assigned.
    fn written(&mut self, place: &Expr) {
        match &place.kind {
            ExprKind::Global(global) => {
                self.flood.written.insert(*global);
            }
            ExprKind::Field(x, _) => self.written(x),
            ExprKind::Index { x, .. } => {
                let cx = self.flood.prog.types;
                if let Type::Array { .. } = cx.under(x.ty) {
                    self.written(x);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &Call) {
        match &call.callee {
            Callee::Func(func) => {
                self.flood.func(*func);
                self.reflection(*func, call);
            }
            Callee::Interface { recv, index } => {
                let cx = self.flood.prog.types;
                let method = cx.interface_methods(recv.ty)[*index as usize];
                self.flood.iface_method(method.name, method.sig);
                self.interface_reflection(method.name, method.sig, call);
            }
            Callee::Closure(_) | Callee::Runtime(_) => {}
        }
    }

    /// Calls of `reflect.Value.Method` and the like keep methods alive.
    fn reflection(&mut self, callee: FuncId, call: &Call) {
        let prog = self.flood.prog;
        if self.is_in_reflect() || !matches!(prog.funcs[callee].key, FuncKey::Decl { .. }) {
            return;
        }
        match prog.funcs[callee].symbol.as_str() {
            "reflect.Value.Method" | "reflect.(*rtype).Method" => self.flood.reflect_method(),
            "reflect.Value.MethodByName" | "reflect.(*rtype).MethodByName" => {
                self.method_by_name(call.args.get(1));
            }
            _ => {}
        }
    }

    /// Reflect's own implementation of `Type` does not count, only its callers.
    fn is_in_reflect(&self) -> bool {
        let prog = self.flood.prog;
        prog.funcs[self.func.id]
            .symbol
            .as_str()
            .starts_with("reflect.(*rtype).Method")
    }

    fn method_by_name(&mut self, name: Option<&Expr>) {
        match name.map(|name| &name.kind) {
            Some(ExprKind::Const(Const::String(bytes))) => {
                let name = String::from_utf8_lossy(bytes);
                self.flood.named_method(rgo_base::Symbol::intern(&name));
            }
            _ => self.flood.reflect_method(),
        }
    }

    /// `Method(int) reflect.Method` and `MethodByName(string) (reflect.Method, bool)` of any
    /// interface.
    fn interface_reflection(&mut self, name: MethodName, sig: TypeId, call: &Call) {
        let is_lookup = matches!(name.name.as_str(), "Method" | "MethodByName");
        if !is_lookup || self.is_in_reflect() {
            return;
        }
        let prog = self.flood.prog;
        let Some(method) = prog.named_type("reflect", "Method") else {
            return;
        };
        let Type::Signature(sig) = prog.types.ty(sig) else {
            return;
        };
        if sig
            .results
            .first()
            .is_none_or(|result| prog.types.canon(result.ty) != method)
        {
            return;
        }
        match name.name.as_str() {
            "Method" => self.flood.reflect_method(),
            _ => self.method_by_name(call.args.first()),
        }
    }

    fn expr(&mut self, x: &Expr) {
        let prog = self.flood.prog;
        let mut helpers = Vec::new();
        each_helper(prog.types, x, &mut |h| helpers.push(h));
        helpers.into_iter().for_each(|h| self.helper(h));
        match &x.kind {
            ExprKind::Global(global) => self.flood.global(*global),
            ExprKind::Data(data) => self.flood.data(*data),
            ExprKind::FuncValue(func) => self.flood.func_value(*func),
            ExprKind::FuncCode(func) => self.flood.func(*func),
            ExprKind::TypeDesc(ty) => self.flood.type_desc(*ty),
            ExprKind::AddrOf(place) => self.written(place),
            ExprKind::Closure { func, captures, .. } => {
                self.flood.func(*func);
                if captures.is_empty() {
                    self.flood.func_value(*func);
                }
            }
            ExprKind::MakeIface { x: value, .. } => {
                if prog.types.interface_methods(x.ty).is_empty() {
                    self.flood.type_in_iface(value.ty);
                } else {
                    self.flood.itab(value.ty, x.ty);
                }
            }
            ExprKind::IfaceToIface(_) => self.flood.type_desc(x.ty),
            ExprKind::TypeAssert { x: value, comma_ok } => {
                let target = crate::lowering::assert_target(prog.types, x, *comma_ok);
                self.dynamic_type(target, value.ty);
                self.flood.type_desc(value.ty);
            }
            ExprKind::IfaceIs { x: value, dynamic } => self.dynamic_type(*dynamic, value.ty),
            ExprKind::Binary(BinOp::Eq | BinOp::Ne, left, _) => self.comparison(left.ty),
            ExprKind::MakeMap { .. } | ExprKind::MakeChan { .. } => self.flood.type_desc(x.ty),
            ExprKind::MapIndex { map, .. }
            | ExprKind::MapAssign { map, .. }
            | ExprKind::MapDelete { map, .. }
            | ExprKind::MapClear(map)
            | ExprKind::MapIterInit { map, .. } => self.flood.type_desc(map.ty),
            _ => {}
        }
    }

    /// A dynamic type is compared with non-interface type `dynamic`.
    fn dynamic_type(&mut self, dynamic: TypeId, iface: TypeId) {
        let cx = self.flood.prog.types;
        self.flood.type_desc(dynamic);
        let is_concrete = !cx.is_interface(dynamic);
        if is_concrete && !cx.interface_methods(iface).is_empty() {
            // The itab is only compared with: its methods need not be live.
            self.flood.type_desc(iface);
        }
    }

    fn comparison(&mut self, ty: TypeId) {
        let prog = self.flood.prog;
        let mut types = Vec::new();
        each_eq_func(prog.types, ty, &mut |ty| types.push(ty));
        for ty in types {
            self.flood.func(prog.eq_func(ty));
        }
    }
}
