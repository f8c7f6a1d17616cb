//! Types as text, in three forms.
//!
//! - *Messages* ([`Context::type_string`]) follow the spelling of the source and name packages
//!   relative to the one being checked.
//! - *Reflect's form* ([`Context::reflect_string`]) is what `reflect.Type.String` and `%T` print:
//!   package names, but import paths within type arguments.
//! - *Link symbols* ([`Context::link_string`]) are unique: equal strings mean identical types.

mod identity;

use std::sync::atomic::Ordering;

use std::fmt::Write as _;

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::ChanDir;
use rgo_syntax::literal::quote;

use crate::context::Context;
use crate::object::ObjId;
use crate::package::PkgId;
use crate::predicates::is_exported;
use crate::type_::{
    Basic, Interface, NamedId, Param, Signature, Struct, Type, TypeId, TypeParamId,
};

/// How messages name packages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Qualifier {
    /// By name, nothing for this package; by quoted path where the name is ambiguous.
    RelativeTo(PkgId),
    /// By path, nothing for this package.
    PathsBut(PkgId),
    /// By path.
    Paths,
}

/// Types share structure, so a printed type may be far longer than its definition. Nobody reads on
/// from here.
const LEN_MAX: usize = 1 << 16;

/// Writes types as messages show them.
pub(crate) struct TypeWriter<'a> {
    ctx: &'a Context,
    qualifier: Qualifier,
    pub text: String,
    /// Parameter names are written.
    pub has_param_names: bool,
    /// The first unexported field of a struct is to be annotated with its package.
    pub annotates_package: bool,
    /// Generic types being written with their type parameters.
    active: Vec<NamedId>,
}

impl Context {
    /// `ty` as messages print it from within `pkg`.
    pub fn type_string(&self, ty: TypeId, pkg: PkgId) -> String {
        self.qualified_type_string(ty, Qualifier::RelativeTo(pkg))
    }

    pub fn qualified_type_string(&self, ty: TypeId, qualifier: Qualifier) -> String {
        let mut writer = TypeWriter::new(self, qualifier);
        writer.ty(ty);
        writer.text
    }

    /// Prefix, with dot, of names of package `pkg`.
    pub(crate) fn package_prefix(&self, pkg: Option<PkgId>, qualifier: Qualifier) -> String {
        let Some(pkg) = pkg else { return String::new() };
        let package = self.package(pkg);
        match qualifier {
            Qualifier::RelativeTo(own) | Qualifier::PathsBut(own) if own == pkg => String::new(),
            Qualifier::RelativeTo(own) if self.has_ambiguous_name(own, package.name) => {
                format!("{}.", quote(package.path.as_str().as_bytes()))
            }
            Qualifier::RelativeTo(_) => format!("{}.", package.name),
            Qualifier::PathsBut(_) | Qualifier::Paths => format!("{}.", package.path),
        }
    }

    /// Whether several packages among `pkg` and all it imports are called `name`.
    fn has_ambiguous_name(&self, pkg: PkgId, name: Symbol) -> bool {
        let ambiguous = self.package(pkg).ambiguous_names.get_or_init(|| {
            let mut seen = std::collections::BTreeSet::new();
            let mut todo = vec![pkg];
            while let Some(next) = todo.pop() {
                if seen.insert(next) {
                    todo.extend(self.package(next).imports.values());
                }
            }
            let mut names: Vec<Symbol> = seen.iter().map(|&p| self.package(p).name).collect();
            names.sort();
            let repeated = names.windows(2).filter(|pair| pair[0] == pair[1]);
            repeated.map(|pair| pair[0]).collect()
        });
        ambiguous.contains(&name)
    }

    /// `file:line:column` of a position as messages print it.
    pub(crate) fn pos_string(&self, pos: Pos) -> String {
        match self.sources.locate(pos) {
            Some(at) => format!("{}:{}:{}", at.file, at.line, at.col),
            None => "-".to_owned(),
        }
    }
}

impl<'a> TypeWriter<'a> {
    pub fn new(ctx: &'a Context, qualifier: Qualifier) -> TypeWriter<'a> {
        TypeWriter {
            ctx,
            qualifier,
            text: String::new(),
            has_param_names: true,
            annotates_package: false,
            active: Vec::new(),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn ty(&mut self, ty: TypeId) {
        if self.text.len() > LEN_MAX {
            if !self.text.ends_with('…') {
                self.push("…");
            }
            return;
        }
        match self.ctx.ty(ty) {
            Type::Invalid => self.push("invalid type"),
            Type::Basic(basic) => self.push(basic.name()),
            &Type::Pointer(elem) => {
                self.push("*");
                self.ty(elem);
            }
            &Type::Slice(elem) => {
                self.push("[]");
                self.ty(elem);
            }
            &Type::Array { elem, len } => {
                let _ = write!(self.text, "[{len}]");
                self.ty(elem);
            }
            &Type::Map { key, value } => {
                self.push("map[");
                self.ty(key);
                self.push("]");
                self.ty(value);
            }
            &Type::Chan { dir, elem } => self.chan(dir, elem),
            Type::Struct(s) => self.struct_(s),
            Type::Signature(sig) => {
                self.push("func");
                self.signature(sig);
            }
            Type::Interface(iface) => self.interface(iface),
            Type::Union(terms) => {
                for (at, term) in terms.iter().enumerate() {
                    self.push(if at > 0 { " | " } else { "" });
                    self.push(if term.has_tilde { "~" } else { "" });
                    self.ty(term.ty);
                }
            }
            Type::Tuple(types) => {
                self.push("(");
                self.list(types);
                self.push(")");
            }
            &Type::Named(named) => self.named(named),
            &Type::Alias(alias) => {
                let data = &self.ctx.aliases[alias];
                self.type_name(data.obj);
                let tparams = data.tparams.get().map_or(&[][..], |t| t);
                if !data.args.is_empty() {
                    self.args(&data.args);
                } else if !tparams.is_empty() {
                    self.tparams(tparams);
                }
            }
            &Type::TypeParam(tparam) => self.tparam(tparam),
        }
    }

    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        let is_receive_only = matches!(
            self.ctx.ty(elem),
            Type::Chan {
                dir: ChanDir::RecvOnly,
                ..
            }
        );
        match dir {
            ChanDir::SendOnly => self.push("chan<- "),
            ChanDir::RecvOnly => self.push("<-chan "),
            ChanDir::Both if is_receive_only => {
                self.push("chan (");
                self.ty(elem);
                return self.push(")");
            }
            ChanDir::Both => self.push("chan "),
        }
        self.ty(elem);
    }

    fn struct_(&mut self, s: &Struct) {
        self.push("struct{");
        for (at, field) in s.fields.iter().enumerate() {
            self.push(if at > 0 { "; " } else { "" });
            let annotated_package = field.pkg.filter(|_| {
                self.annotates_package
                    && self.qualifier == Qualifier::Paths
                    && !is_exported(field.name)
            });
            if annotated_package.is_some() {
                self.annotates_package = false;
            }
            if !field.is_embedded {
                self.push(field.name.as_str());
                self.push(" ");
            }
            self.ty(field.ty);
            if let Some(pkg) = annotated_package {
                let _ = write!(self.text, " /* package {} */ ", self.ctx.package_path(pkg));
            }
            if field.tag != Symbol::EMPTY {
                self.push(" ");
                self.push(&quote(field.tag.as_str().as_bytes()));
            }
        }
        self.push("}");
    }

    fn interface(&mut self, iface: &Interface) {
        if iface.is_comparable {
            return self.push("interface{comparable}");
        }
        if iface.is_implicit {
            if let (&[], &[only]) = (&iface.methods[..], &iface.embeddeds[..]) {
                return self.ty(only);
            }
            self.push("/* implicit */ ");
        }
        self.push("interface{");
        let mut separator = "";
        for method in &iface.methods {
            self.push(std::mem::replace(&mut separator, "; "));
            self.push(method.name.name.as_str());
            if let Type::Signature(sig) = self.ctx.ty(method.sig) {
                self.signature(sig);
            }
        }
        for &embedded in &iface.embeddeds {
            self.push(std::mem::replace(&mut separator, "; "));
            self.ty(embedded);
        }
        self.push("}");
    }

    fn named(&mut self, named: NamedId) {
        let data = &self.ctx.nameds[named];
        self.type_name(data.obj);
        if !data.args.is_empty() {
            return self.args(&data.args);
        }
        if data.origin.is_some() {
            return;
        }
        let tparams = data.tparams.get().map_or(&[][..], |t| t);
        if tparams.is_empty() {
            return;
        }
        if self.active.contains(&named) {
            return self.push("[<cycle to *Named>]");
        }
        self.active.push(named);
        self.tparams(tparams);
        self.active.pop();
    }

    fn type_name(&mut self, obj: ObjId) {
        let object = &self.ctx.objects[obj];
        let prefix = self.ctx.package_prefix(object.pkg, self.qualifier);
        self.push(&prefix);
        self.push(object.name.as_str());
    }

    fn tparam(&mut self, tparam: TypeParamId) {
        let data = &self.ctx.tparams[tparam];
        let name = self.ctx.objects[data.obj].name;
        self.push(name.as_str());
        // Point out that it is not the predeclared name.
        if self.ctx.universe().scope.contains_key(&name) {
            let pos = self.ctx.pos_string(data.pos);
            let _ = write!(self.text, " /* with {name} declared at {pos} */");
        }
    }

    fn list(&mut self, types: &[TypeId]) {
        for (at, &ty) in types.iter().enumerate() {
            self.push(if at > 0 { ", " } else { "" });
            self.ty(ty);
        }
    }

    pub fn args(&mut self, args: &[TypeId]) {
        self.push("[");
        self.list(args);
        self.push("]");
    }

    /// A type parameter list; a constraint shared by neighbours is written once.
    pub fn tparams(&mut self, tparams: &[TypeParamId]) {
        self.push("[");
        let mut previous = None;
        for (at, &tparam) in tparams.iter().enumerate() {
            let bound = self.ctx.bound(tparam);
            if at > 0 {
                let is_shared = |p| p == bound && self.is_shared_constraint(tparam, bound);
                if let Some(previous) = previous.filter(|&p| !is_shared(p)) {
                    self.push(" ");
                    self.ty(previous);
                }
                self.push(", ");
            }
            previous = Some(bound);
            self.tparam(tparam);
        }
        if let Some(bound) = previous {
            self.push(" ");
            self.ty(bound);
        }
        self.push("]");
    }

    /// Whether a type parameter with the same constraint as the one before is written together
    /// with it: they were declared so, or the constraint is a name.
    fn is_shared_constraint(&self, tparam: TypeParamId, bound: TypeId) -> bool {
        // Relaxed: it was stored before the constraint, which is known.
        let flag = &self.ctx.tparams[tparam].shares_constraint;
        let is_name = matches!(
            self.ctx.ty(bound),
            Type::Named(_) | Type::Alias(_) | Type::Basic(_) | Type::Invalid
        );
        is_name || flag.load(Ordering::Relaxed)
    }

    /// A signature without `func`.
    pub fn signature(&mut self, sig: &Signature) {
        if !sig.tparams.is_empty() {
            self.tparams(&sig.tparams);
        }
        self.params(&sig.params, sig.is_variadic);
        match &sig.results[..] {
            [] => {}
            [only] if only.name == Symbol::EMPTY => {
                self.push(" ");
                self.ty(only.ty);
            }
            results => {
                self.push(" ");
                self.params(results, false);
            }
        }
    }

    /// A list of parameters or results.
    pub fn params(&mut self, params: &[Param], is_variadic: bool) {
        self.push("(");
        for (at, param) in params.iter().enumerate() {
            self.push(if at > 0 { ", " } else { "" });
            if param.name != Symbol::EMPTY && self.has_param_names {
                self.push(param.name.as_str());
                self.push(" ");
            }
            if !is_variadic || at + 1 < params.len() {
                self.ty(param.ty);
            } else if let Type::Slice(elem) = *self.ctx.ty(param.ty) {
                self.push("...");
                self.ty(elem);
            } else {
                // `append(bytes, string...)`
                self.ty(param.ty);
                self.push("...");
            }
        }
        self.push(")");
    }
}

/// What kind of type a composite one is; empty for predeclared types.
pub(crate) fn composite_kind(ctx: &Context, ty: TypeId) -> &'static str {
    match ctx.ty(ctx.underlying(ty)) {
        Type::Invalid | Type::Basic(_) => "",
        Type::Array { .. } => "array",
        Type::Slice(_) => "slice",
        Type::Struct(_) => "struct",
        Type::Pointer(_) => "pointer",
        Type::Signature(_) => "func",
        Type::Interface(_) => "interface",
        Type::Map { .. } => "map",
        Type::Chan { .. } => "chan",
        Type::Tuple(_) => "tuple",
        Type::Union(_) => "union",
        Type::Named(_) | Type::Alias(_) | Type::TypeParam(_) => "",
    }
}

/// The name of an untyped or other predeclared type without the word "untyped".
pub(crate) fn plain_basic_name(basic: Basic) -> &'static str {
    basic.name().trim_start_matches("untyped ")
}
