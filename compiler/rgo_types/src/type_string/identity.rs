//! Reflect's form of types, and link symbols.
//!
//! Both describe canonical, monomorphic types. Within type arguments reflect's form is the link
//! form. A link string over [`SHORT_MAX`] bytes is cut and ends in a hash of all of it; it is made
//! of the (cut) strings of its components, so that types which share structure have short names.

use std::fmt::Write as _;
use std::sync::Arc;

use rgo_base::Symbol;
use rgo_syntax::ast::ChanDir;
use rgo_syntax::literal::quote;

use crate::context::Context;
use crate::package::PkgId;
use crate::predicates::is_exported;
use crate::type_::{Field, NamedId, Param, Signature, Type, TypeId};

/// Longest link string without a hash.
const SHORT_MAX: usize = 200;
/// What is kept of a longer one, in front of its hash.
const PREFIX_LEN: usize = 160;
/// Reflect's form of a larger type uses short link strings.
const FULL_MAX: usize = 1 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Reflect,
    /// As gc writes it, however long.
    FullLink,
    /// Components are cut.
    ShortLink,
}

struct Writer<'a> {
    ctx: &'a Context,
    form: Form,
    text: String,
}

impl Context {
    /// `ty` as `reflect.Type.String` gives it, such as `main.P[string,*net/http.Request]`.
    pub fn reflect_string(&self, ty: TypeId) -> String {
        let mut writer = Writer {
            ctx: self,
            form: Form::Reflect,
            text: String::new(),
        };
        writer.ty(self.canon(ty));
        writer.text
    }

    /// A string that identical types share and other types do not have, at most 200 bytes long.
    pub fn link_string(&self, ty: TypeId) -> Arc<str> {
        let ty = self.canon(ty);
        if let Some(known) = self.link_strings.get(ty) {
            return known.clone();
        }
        let mut writer = Writer {
            ctx: self,
            form: Form::ShortLink,
            text: String::new(),
        };
        writer.components(ty);
        self.link_strings
            .insert(ty, shorten(writer.text).into())
            .clone()
    }

    /// How link symbols name a package: by its path, escaped; `main` packages are `main`.
    pub fn link_prefix(&self, pkg: PkgId) -> String {
        let package = self.package(pkg);
        if package.name.as_str() == "main" && !package.is_tested_main {
            return "main".to_owned();
        }
        let path = package.path.as_str();
        let last_slash = path.rfind('/');
        let mut prefix = String::with_capacity(path.len());
        for (at, byte) in path.bytes().enumerate() {
            let is_late_dot = byte == b'.' && last_slash.is_none_or(|slash| at > slash);
            if byte <= b' ' || byte >= 0x7f || byte == b'%' || byte == b'"' || is_late_dot {
                let _ = write!(prefix, "%{byte:02x}");
            } else {
                prefix.push(char::from(byte));
            }
        }
        prefix
    }
}

/// `text`, or its beginning and a hash.
fn shorten(text: String) -> String {
    if text.len() <= SHORT_MAX {
        return text;
    }
    let mut cut = PREFIX_LEN;
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}#{:032x}", &text[..cut], hash128(text.as_bytes()))
}

/// 128-bit FNV-1a: names collide neither by accident nor between runs.
fn hash128(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, &byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn ty(&mut self, ty: TypeId) {
        if self.form == Form::ShortLink || self.text.len() > FULL_MAX {
            let text = self.ctx.link_string(ty);
            return self.push(&text);
        }
        self.components(ty);
    }

    fn components(&mut self, ty: TypeId) {
        match self.ctx.ty(ty) {
            Type::Invalid | Type::Union(_) | Type::Alias(_) => self.push("?"),
            Type::Basic(basic) => self.push(basic.canonical().name()),
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
            Type::Struct(s) => self.fields(&s.fields),
            Type::Signature(sig) => {
                self.push("func");
                self.signature(sig);
            }
            Type::Interface(_) => self.interface(ty),
            Type::Tuple(types) => {
                self.push("(");
                self.list(types, ",");
                self.push(")");
            }
            &Type::Named(named) => self.named(named),
            &Type::TypeParam(tparam) => {
                // Only dumps show generic types.
                let name = self.ctx.objects[self.ctx.tparams[tparam].obj].name;
                self.push(name.as_str());
            }
        }
    }

    fn package(&mut self, pkg: Option<PkgId>) {
        let Some(pkg) = pkg else { return };
        let prefix = match self.form {
            Form::Reflect => self.ctx.package(pkg).name.as_str().to_owned(),
            Form::FullLink | Form::ShortLink => self.ctx.link_prefix(pkg),
        };
        self.push(&prefix);
        self.push(".");
    }

    fn list(&mut self, types: &[TypeId], separator: &str) {
        for (at, &ty) in types.iter().enumerate() {
            self.push(if at > 0 { separator } else { "" });
            self.ty(ty);
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

    fn fields(&mut self, fields: &[Field]) {
        self.push("struct {");
        for (at, field) in fields.iter().enumerate() {
            self.push(if at > 0 { "; " } else { " " });
            self.field_name(field);
            self.ty(field.ty);
            if field.tag != Symbol::EMPTY {
                self.push(" ");
                self.push(&quote(field.tag.as_str().as_bytes()));
            }
        }
        self.push(if fields.is_empty() { "}" } else { " }" });
    }

    fn field_name(&mut self, field: &Field) {
        if field.is_embedded {
            // The name of an embedded field is part of the type's identity: an alias may differ
            // from the name of the type.
            if self.form == Form::Reflect || self.is_named_like_its_type(field) {
                return;
            }
        }
        if self.form != Form::Reflect && !is_exported(field.name) {
            self.package(field.pkg);
        }
        self.push(field.name.as_str());
        self.push(if field.is_embedded { " = " } else { " " });
    }

    fn is_named_like_its_type(&self, field: &Field) -> bool {
        let (elem, _) = self.ctx.deref(field.ty);
        match self.ctx.ty(elem) {
            Type::Basic(basic) => basic.name() == field.name.as_str(),
            &Type::Named(named) => {
                let obj = &self.ctx.objects[self.ctx.nameds[named].obj];
                obj.name == field.name
                    && self.ctx.nameds[named].origin.is_none()
                    && (is_exported(obj.name) || obj.pkg.is_none() || obj.pkg == field.pkg)
            }
            _ => false,
        }
    }

    fn signature(&mut self, sig: &Signature) {
        self.params(&sig.params, sig.is_variadic);
        match &sig.results[..] {
            [] => {}
            [only] => {
                self.push(" ");
                self.ty(only.ty);
            }
            results => {
                self.push(" ");
                self.params(results, false);
            }
        }
    }

    fn params(&mut self, params: &[Param], is_variadic: bool) {
        self.push("(");
        for (at, param) in params.iter().enumerate() {
            self.push(if at > 0 { ", " } else { "" });
            match *self.ctx.ty(param.ty) {
                Type::Slice(elem) if is_variadic && at + 1 == params.len() => {
                    self.push("...");
                    self.ty(elem);
                }
                _ => self.ty(param.ty),
            }
        }
        self.push(")");
    }

    fn interface(&mut self, ty: TypeId) {
        let set = self.ctx.type_set(ty);
        self.push("interface {");
        for (at, method) in set.methods.iter().enumerate() {
            self.push(if at > 0 { "; " } else { " " });
            self.package(method.name.pkg);
            self.push(method.name.name.as_str());
            if let Type::Signature(sig) = self.ctx.ty(method.sig) {
                self.signature(sig);
            }
        }
        self.push(if set.methods.is_empty() { "}" } else { " }" });
    }

    fn named(&mut self, named: NamedId) {
        let data = &self.ctx.nameds[named];
        let obj = &self.ctx.objects[data.obj];
        self.package(obj.pkg);
        self.push(obj.name.as_str());
        let form = self.form;
        if !data.args.is_empty() || !data.outer_args.is_empty() {
            if form == Form::Reflect {
                self.form = Form::FullLink;
            }
            self.push("[");
            self.list(&data.outer_args, ",");
            if !data.args.is_empty() && !data.outer_args.is_empty() {
                self.push(";");
            }
            self.list(&data.args, ",");
            self.push("]");
            self.form = form;
        }
        if data.local_index > 0 && form != Form::Reflect {
            let _ = write!(self.text, "·{}", data.local_index);
        }
    }
}
