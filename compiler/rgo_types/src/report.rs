//! Reporting errors, with gc's texts and positions.

use rgo_base::{Diagnostic, Pos};
use rgo_syntax::ast::NodeId;
use rgo_syntax::print::{expr_list_string, expr_string};

use crate::check::Checker;
use crate::object::{ObjId, ObjectKind, VarKind};
use crate::operand::Operand;
use crate::package::{FileScope, Package};
use crate::type_::{Type, TypeId};
use crate::type_string::Qualifier;

impl Checker<'_> {
    pub fn qualifier(&self) -> Qualifier {
        Qualifier::RelativeTo(self.package.id)
    }

    pub fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.report(Diagnostic::error(pos, message));
    }

    pub fn soft_error(&mut self, pos: Pos, message: impl Into<String>) {
        self.report(Diagnostic::soft(pos, message));
    }

    /// Reports at the start of an expression, type or declaration.
    pub fn error_at(&mut self, node: NodeId, message: impl Into<String>) {
        self.error(self.ast.start_pos(node), message);
    }

    pub fn error_on(&mut self, x: &Operand, message: impl Into<String>) {
        self.error(self.pos_of(x), message);
    }

    pub fn report(&mut self, mut diagnostic: Diagnostic) {
        // Within an inherited constant expression, point at the constant.
        if let Some(pos) = self.error_pos {
            diagnostic.pos = pos;
        }
        add_version_hint(&mut diagnostic, self.file_scope, self.package);
        if self.is_body {
            self.diags.push(diagnostic);
        } else {
            self.ctx.report_in(self.package, vec![diagnostic]);
        }
    }

    /// Whether the language version allows a feature of go1.`minor`.
    pub fn allows(&self, minor: u32) -> bool {
        self.go_minor >= minor
    }

    /// Reports the use of `what` unless the language version is go1.`minor` or later.
    pub fn require_version(
        &mut self,
        pos: Pos,
        minor: u32,
        what: impl FnOnce(&Self) -> String,
    ) -> bool {
        if self.allows(minor) {
            return true;
        }
        let what = what(self);
        self.version_error(pos, minor, &what);
        false
    }

    pub fn version_error(&mut self, pos: Pos, minor: u32, what: &str) {
        self.error(pos, format!("{what} requires go1.{minor} or later"));
    }

    pub fn type_text(&self, ty: TypeId) -> String {
        self.ctx.qualified_type_string(ty, self.qualifier())
    }

    pub fn expr_text(&self, node: NodeId) -> String {
        expr_string(self.ast, node)
    }

    pub fn exprs_text(&self, nodes: &[NodeId]) -> String {
        format!("[{}]", expr_list_string(self.ast, nodes))
    }

    /// `(T1, T2, ...)`, untyped numbers as `number`. With `is_variadic` the last one is `...T`,
    /// with `has_dots` it is `T...`.
    pub fn types_summary(&self, types: &[TypeId], is_variadic: bool, has_dots: bool) -> String {
        let ctx = self.ctx;
        let mut texts = Vec::with_capacity(types.len());
        for (at, &ty) in types.iter().enumerate() {
            let is_last = at + 1 == types.len();
            let mut text = match ctx.ty(ty) {
                _ if !ctx.is_valid(ty) => "unknown type".to_owned(),
                Type::Basic(basic) if basic.is_untyped() && ctx.is_numeric(ty) => {
                    "number".to_owned()
                }
                Type::Basic(basic) if basic.is_untyped() => {
                    crate::type_string::plain_basic_name(*basic).to_owned()
                }
                &Type::Slice(elem) if is_last && is_variadic => self.type_text(elem),
                _ => self.type_text(ty),
            };
            if is_last && is_variadic {
                text.insert_str(0, "...");
            } else if is_last && has_dots {
                text.push_str("...");
            }
            texts.push(text);
        }
        format!("({})", texts.join(", "))
    }

    /// What kind of thing an object is.
    pub fn object_kind(&self, obj: ObjId) -> &'static str {
        let object = &self.ctx.objects[obj];
        match &object.kind {
            ObjectKind::PkgName(_) => "package name",
            ObjectKind::Const(_) => "constant",
            ObjectKind::TypeName { .. } => {
                if self.ctx.is_alias_name(obj) {
                    "type alias"
                } else if object.ty.get().is_some_and(|ty| self.ctx.is_tparam(ty)) {
                    "type parameter"
                } else {
                    "defined type"
                }
            }
            ObjectKind::Var { kind, .. } => match kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Receiver => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
            },
            ObjectKind::Func(data) if data.is_method => "method",
            ObjectKind::Func(_) => "function",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// Adds where another declaration of a name is, if that is in source code.
    pub fn note_other(&self, diagnostic: Diagnostic, other: ObjId) -> Diagnostic {
        let object = &self.ctx.objects[other];
        if !object.pos.is_known() {
            return diagnostic;
        }
        diagnostic.note(object.pos, format!("other declaration of {}", object.name))
    }
}

/// Adds to a message that asks for a language version where the one in force comes from.
pub(crate) fn add_version_hint(diagnostic: &mut Diagnostic, file: &FileScope, package: &Package) {
    let text = &diagnostic.message;
    let asks = text.match_indices("requires go1.").any(|(at, found)| {
        let rest = text[at + found.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with(" or later")
    });
    if asks {
        diagnostic.message += &match file.own_version {
            Some(minor) => format!(" (file declares //go:build go1.{minor})"),
            None => format!(" (-lang was set to go1.{}; check go.mod)", package.go_minor),
        };
    }
}

/// `1 variable`, `2 variables`.
pub(crate) fn measure(n: usize, unit: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {unit}{plural}")
}

impl crate::context::Context {
    /// Keeps what the declarations of a package are blamed for until the package is checked; what a
    /// trusted one is blamed for is wrong with the whole library.
    pub(crate) fn report_in(&self, package: &Package, diags: Vec<Diagnostic>) {
        if package.is_trusted {
            self.trusted_diags.extend(diags);
        } else {
            package
                .diags
                .lock()
                .expect("reporting does not panic")
                .extend(diags);
        }
    }

    /// Whether a type name is an alias: not the name of the type it denotes.
    pub(crate) fn is_alias_name(&self, obj: ObjId) -> bool {
        let object = &self.objects[obj];
        let Some(ty) = object.ty.get() else {
            return false;
        };
        match *self.ty(ty) {
            Type::Basic(basic) => {
                object
                    .pkg
                    .is_some_and(|pkg| pkg != crate::package::PkgId::UNSAFE)
                    || basic != basic.canonical()
            }
            Type::Invalid => object.pkg.is_some(),
            Type::Named(named) => self.nameds[named].obj != obj,
            Type::TypeParam(tparam) => self.tparams[tparam].obj != obj,
            _ => true,
        }
    }
}
