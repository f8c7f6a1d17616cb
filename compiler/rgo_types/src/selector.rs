//! Selectors (spec: "Selectors", "Qualified identifiers", "Method expressions", "Method values").

use rgo_base::Symbol;
use rgo_syntax::ast::{Decl, Expr, FuncDecl, NodeId};

use crate::check::Checker;
use crate::info::{Mode, Selection, SelectionKind};
use crate::lookup::{Lookup, Member, MemberKind};
use crate::object::{ObjId, ObjectKind, PkgNameData};
use crate::operand::{Operand, Source};
use crate::package::PkgId;
use crate::predicates::{equal_fold, is_exported, is_exported_text};
use crate::type_::{Param, Signature, Type, TypeId};
use crate::type_expr::is_valid_name;

/// How the name in a selector differs from one that is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// There is none that is alike.
    Missing,
    Misspelled,
    /// Only the first letter differs: the member is not exported.
    Unexported,
    /// The member is right, but not exported by its package.
    Inaccessible,
}

/// A name without its first character.
fn tail(name: &str) -> &str {
    let mut chars = name.chars();
    chars.next();
    chars.as_str()
}

impl<'a> Checker<'a> {
    /// Checks `x.sel`. With `wants_type` it must denote a type.
    pub fn selector(&mut self, x: &mut Operand, node: NodeId, wants_type: bool) {
        let Expr::Selector { x: inner, sel } = self.ast.expr(node) else {
            return;
        };
        let is_valid = match self.imported_package(inner) {
            Some((import, data)) => self.qualified_name(x, node, inner, sel, import, data),
            None => self.member(x, node, inner, sel, wants_type),
        };
        if !is_valid {
            x.invalidate();
            x.ty = TypeId::INVALID;
        }
        x.source = Source::Node(node);
    }

    /// The import that an expression names.
    fn imported_package(&self, node: NodeId) -> Option<(ObjId, &'a PkgNameData)> {
        let Expr::Name(name) = self.ast.expr(node) else {
            return None;
        };
        let ctx = self.ctx;
        let obj = self.lookup_obj(name)?;
        match &ctx.objects[obj].kind {
            ObjectKind::PkgName(data) => Some((obj, data)),
            _ => None,
        }
    }

    fn qualified_name(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        package_node: NodeId,
        sel: NodeId,
        import: ObjId,
        data: &PkgNameData,
    ) -> bool {
        let ctx = self.ctx;
        self.results.set_object(package_node, import);
        self.mark_used(import);
        let Some(imported) = data.imported else {
            return false;
        };
        let name = self.ast.name(sel);
        let scope = &ctx.scopes(imported).package;
        // gc sees only what the exported declarations of a package lead to.
        let found = scope.get(&name).copied();
        let found = found.filter(|&obj| is_exported(name) || ctx.is_in_exports(imported, obj));
        let Some(obj) = found else {
            if !is_valid_name(name.as_str()) {
                return false;
            }
            let text = self.expr_text(node);
            let alike = scope
                .keys()
                .filter(|&&n| is_exported(n) && equal_fold(n, name));
            let hint = match alike.map(|n| n.as_str()).min() {
                Some(alike) => format!(" (but have {alike})"),
                None => String::new(),
            };
            self.error_at(sel, format!("undefined: {text}{hint}"));
            return false;
        };
        if !is_exported(name) {
            let package = ctx.packages[imported].name;
            self.error_at(
                sel,
                format!("name {name} not exported by package {package}"),
            );
        }
        self.results.set_object(sel, obj);
        x.ty = ctx.object_type(obj);
        x.mode = match &ctx.objects[obj].kind {
            ObjectKind::Const(_) => {
                x.value = ctx.const_value(obj);
                Mode::Constant
            }
            ObjectKind::TypeName { .. } => Mode::Type,
            ObjectKind::Var { .. } => Mode::Variable,
            ObjectKind::Func(_) => Mode::Value,
            ObjectKind::Builtin(builtin) => Mode::Builtin(*builtin),
            ObjectKind::PkgName(_) | ObjectKind::Nil => return false,
        };
        true
    }

    fn member(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        inner: NodeId,
        sel: NodeId,
        wants_type: bool,
    ) -> bool {
        let ctx = self.ctx;
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Builtin(_) => {
                let text = self.describe(x);
                let pos = self.ast.pos(node);
                self.error(pos, format!("invalid use of {text} in selector expression"));
                return false;
            }
            Mode::Invalid => return false,
            _ => {}
        }
        // An instance of a type being declared is no reason to talk of cycles: no type is found.
        let is_judged_later = wants_type && self.is_unexpanded(x.ty);
        if !is_judged_later && !self.is_complete(x.ty) {
            return false;
        }
        if wants_type {
            let text = self.expr_text(node);
            self.error_at(sel, format!("{text} is not a type"));
            return false;
        }
        if let Type::Pointer(base) = *ctx.ty(ctx.underlying(x.ty))
            && !self.is_complete(base)
        {
            return false;
        }
        let name = self.ast.name(sel);
        let is_addressable = x.mode == Mode::Variable;
        let pkg = Some(self.package.id);
        let found = ctx.find_member(x.ty, is_addressable, pkg, name, false);
        let Lookup::Found(member) = found else {
            self.report_missing(x, sel, name, &found);
            return false;
        };
        let mut selection = Selection {
            kind: SelectionKind::Field,
            recv: x.ty,
            path: member.path.as_slice().into(),
            method: ctx.selected_method(&member),
            is_indirect: member.is_indirect,
            ty: TypeId::INVALID,
        };
        match member.kind {
            MemberKind::Field(field) => {
                if x.mode == Mode::Type {
                    let ty = self.type_text(x.ty);
                    let message =
                        format!("operand for field selector {name} must be value of type {ty}");
                    self.error_at(inner, message);
                    return false;
                }
                let is_variable = is_addressable || member.is_indirect;
                x.mode = if is_variable {
                    Mode::Variable
                } else {
                    Mode::Value
                };
                x.ty = field.ty;
            }
            MemberKind::Method(method, named) => {
                self.resolve_here(method);
                self.add_dep(method);
                let sig = ctx.method_signature(method, named);
                if x.mode == Mode::Type {
                    selection.kind = SelectionKind::MethodExpr;
                    if ctx.recv_type(method).is_none() {
                        self.error_at(node, "illegal cycle in method declaration");
                        return false;
                    }
                    let recv_name = self.recv_name(method);
                    x.ty = self.method_expr_type(x.ty, sig, recv_name);
                } else {
                    selection.kind = SelectionKind::MethodValue;
                    x.ty = sig;
                }
                x.mode = Mode::Value;
            }
            MemberKind::InterfaceMethod(method) => {
                if x.mode == Mode::Type {
                    selection.kind = SelectionKind::MethodExpr;
                    x.ty = self.method_expr_type(x.ty, method.sig, Symbol::EMPTY);
                } else {
                    selection.kind = SelectionKind::MethodValue;
                    x.ty = method.sig;
                }
                x.mode = Mode::Value;
            }
        }
        selection.ty = x.ty;
        self.results.selections.insert(node, selection);
        true
    }

    /// The name that a method's declaration gives its receiver.
    fn recv_name(&self, method: ObjId) -> Symbol {
        let object = &self.ctx.objects[method];
        let (Some(pkg), Some(decl)) = (object.pkg, object.decl()) else {
            return Symbol::EMPTY;
        };
        let ast = &self.ctx.packages[pkg].files[decl.file as usize].ast;
        match ast.decl(decl.node) {
            Decl::Func(FuncDecl {
                recv: Some(recv), ..
            }) => ast
                .field(recv)
                .name
                .map_or(Symbol::EMPTY, |name| ast.name(name)),
            _ => Symbol::EMPTY,
        }
    }

    /// The type of a method expression: the receiver becomes the first parameter.
    fn method_expr_type(&self, recv: TypeId, sig: TypeId, recv_name: Symbol) -> TypeId {
        let ctx = self.ctx;
        let Type::Signature(sig) = ctx.ty(sig) else {
            return TypeId::INVALID;
        };
        // Either all parameters have names or none.
        let is_named = sig.params.first().is_some_and(|p| p.name != Symbol::EMPTY);
        let name = match (is_named, recv_name == Symbol::EMPTY) {
            (false, _) => Symbol::EMPTY,
            (true, true) => Symbol::BLANK,
            (true, false) => recv_name,
        };
        let mut params = Vec::with_capacity(sig.params.len() + 1);
        params.push(Param { name, ty: recv });
        params.extend(&sig.params);
        ctx.signature_of(Signature {
            params: params.into(),
            ..(**sig).clone()
        })
    }

    fn report_missing(&mut self, x: &Operand, sel: NodeId, name: Symbol, found: &Lookup) {
        let ctx = self.ctx;
        if ctx.underlying(x.ty) == TypeId::INVALID {
            return;
        }
        let text = self.source_text(x.source);
        let ty = self.type_text(x.ty);
        let message = match found {
            Lookup::Ambiguous => format!("ambiguous selector {text}.{name}"),
            Lookup::NeedsPointer if x.mode == Mode::Type => format!(
                "invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})"
            ),
            Lookup::NeedsPointer => format!("cannot call pointer method {name} on {ty}"),
            Lookup::Found(_) | Lookup::NotFound => {
                let why = if ctx.is_interface_pointer(x.ty) {
                    ctx.interface_pointer_error(x.ty, self.qualifier())
                        .unwrap_or_default()
                } else {
                    let is_addressable = x.mode == Mode::Variable;
                    let pkg = Some(self.package.id);
                    let alike = match ctx.find_member(x.ty, is_addressable, pkg, name, true) {
                        Lookup::Found(member) => Some(member),
                        _ => None,
                    };
                    self.lookup_error(x.ty, name, alike.as_ref(), false)
                };
                format!("{text}.{name} undefined ({why})")
            }
        };
        self.error_at(sel, message);
    }

    /// Why a type has no member called `name`; `alike` is one whose name differs in case only.
    /// With `is_literal` it is about a field named in a struct literal.
    pub fn lookup_error(
        &self,
        ty: TypeId,
        name: Symbol,
        alike: Option<&Member>,
        is_literal: bool,
    ) -> String {
        let (what, other, pkg) = match alike.map(|member| member.kind) {
            None => ("object", Symbol::EMPTY, None),
            Some(MemberKind::Field(field)) => ("field", field.name, field.pkg),
            Some(MemberKind::Method(method, _)) => {
                let object = &self.ctx.objects[method];
                ("method", object.name, object.pkg)
            }
            Some(MemberKind::InterfaceMethod(method)) => {
                ("method", method.name.name, method.name.pkg)
            }
        };
        let difference = if alike.is_none() {
            Difference::Missing
        } else {
            self.difference(name.as_str(), other.as_str(), pkg)
        };
        let ty = self.type_text(ty);
        if is_literal {
            let unknown = format!("unknown field {name} in struct literal of type {ty}");
            return match difference {
                Difference::Missing => unknown,
                Difference::Misspelled => format!("{unknown}, but does have {other}"),
                Difference::Unexported => format!("{unknown}, but does have unexported {other}"),
                Difference::Inaccessible => {
                    format!(
                        "cannot refer to unexported field {other} in struct literal of type {ty}"
                    )
                }
            };
        }
        let unknown = format!("type {ty} has no field or method {name}");
        match difference {
            Difference::Missing => unknown,
            Difference::Misspelled => format!("{unknown}, but does have {what} {other}"),
            Difference::Unexported => {
                format!("{unknown}, but does have unexported {what} {other}")
            }
            Difference::Inaccessible => format!("cannot refer to unexported {what} {other}"),
        }
    }

    fn difference(&self, name: &str, other: &str, pkg: Option<PkgId>) -> Difference {
        let have_same_tail = tail(name) == tail(other);
        if pkg == Some(self.package.id) {
            return Difference::Misspelled;
        }
        match (is_exported_text(name), is_exported_text(other)) {
            (true, true) => Difference::Misspelled,
            (true, false) if have_same_tail => Difference::Unexported,
            (false, true) if have_same_tail => Difference::Misspelled,
            (false, false) if name == other => Difference::Inaccessible,
            _ => Difference::Missing,
        }
    }
}
