//! What the compiler rejects in a package that type-checks: directives out of place, anonymous
//! interfaces that contain themselves, types that are too large, printing what cannot be printed.

use rgo_base::{Diagnostic, Pos};
use rgo_syntax::ast::Decl;
use rgo_syntax::directive;
use rgo_syntax::file::File;
use rustc_hash::FxHashMap;

use crate::context::Context;
use crate::object::ObjId;
use crate::package::{Package, PkgId};
use crate::report::add_version_hint;
use crate::type_::{Basic, Type, TypeId};

/// Values of no type may take more bytes: what 47 bits of address leave, with room to spare.
const SIZE_MAX: u64 = 1 << 50;
/// Elements of channels and of maps must be smaller.
const CHAN_ELEM_MAX: u64 = 1 << 16;
const MAP_ELEM_MAX: u64 = 1 << 31;

impl Context {
    pub(crate) fn late_errors(&self, pkg: PkgId) -> Vec<Diagnostic> {
        let package = &self.packages[pkg];
        let mut diags = self.anonymous_interface_cycles(pkg);
        if !diags.is_empty() {
            return diags;
        }
        let files: Vec<&File> = package.files.iter().map(|f| &**f).collect();
        diags = directive::check_package(&files);
        if package.has_external_bodies {
            diags.retain(|diagnostic| diagnostic.message != "missing function body");
        }
        if package.go_minor < 18 {
            // Such directives had no effect.
            let of_nothing = "//go:linkname must refer to declared function or variable";
            diags.retain(|diagnostic| diagnostic.message != of_nothing);
        }
        if package.go_minor < 16 {
            self.report_embeds(package, &mut diags);
        }
        if diags.is_empty() {
            diags = self.too_large_types(package);
            self.report_embedded_types(package, &mut diags);
        }
        if diags.is_empty() {
            diags = self.unprintable_arguments(package);
        }
        diags
    }

    /// Whether `print` and `println` know how to print values of a type. Of a type parameter that
    /// depends on its argument.
    pub fn is_printable(&self, ty: TypeId) -> bool {
        !matches!(
            self.ty(self.underlying(ty)),
            Type::Struct(_) | Type::Array { .. }
        )
    }

    fn unprintable_arguments(&self, package: &Package) -> Vec<Diagnostic> {
        let unprintable = package
            .unprintable
            .lock()
            .expect("nothing panics while it holds this");
        let error = |&(pos, func, ty): &(Pos, &str, TypeId)| {
            let text = self.type_string(ty, package.id);
            let message = format!("illegal types for operand: {func}\n\t{text}");
            Diagnostic::error(pos, message)
        };
        let mut diags: Vec<Diagnostic> = unprintable.iter().map(error).collect();
        diags.sort_by_key(|diagnostic| diagnostic.pos);
        diags
    }

    /// Whether the source of a package has an array type of at least `bytes`.
    pub fn has_array_of(&self, pkg: PkgId, bytes: u64) -> bool {
        let types = self.packages[pkg]
            .sized_types
            .lock()
            .expect("nothing panics while it holds this");
        types.iter().any(|&(_, ty)| {
            matches!(self.ty(ty), Type::Array { .. })
                && !self.has_tparams(ty)
                && self.checked_size_of(ty).is_none_or(|size| size >= bytes)
        })
    }

    fn report_embeds(&self, package: &Package, diags: &mut Vec<Diagnostic>) {
        for (file, scope) in package.files.iter().zip(&self.scopes(package.id).files) {
            for embed in file.embeds.iter().filter(|embed| embed.decl.is_some()) {
                let mut diagnostic =
                    Diagnostic::error(embed.pos, "go:embed requires go1.16 or later");
                add_version_hint(&mut diagnostic, scope, package);
                diags.push(diagnostic);
            }
        }
    }

    /// Files are embedded in strings, slices of bytes and values of type `embed.FS`.
    fn report_embedded_types(&self, package: &Package, diags: &mut Vec<Diagnostic>) {
        for (at, file) in package.files.iter().enumerate() {
            for decl in file.embeds.iter().filter_map(|embed| embed.decl) {
                let Decl::Var { names, .. } = file.ast.decl(decl) else {
                    continue;
                };
                for &name in names {
                    let name = file.ast.name(name);
                    let is_declared = |&obj: &ObjId| {
                        let declared = self.objects[obj].decl();
                        declared.is_some_and(|d| (d.file as usize, d.node) == (at, decl))
                    };
                    let Some(var) = self.package_object(package.id, name).filter(is_declared)
                    else {
                        continue;
                    };
                    let ty = self.object_type(var);
                    if !self.can_be_embedded_into(ty) {
                        let text = self.type_string(ty, package.id);
                        let message = format!("go:embed cannot apply to var of type {text}");
                        diags.push(Diagnostic::error(self.objects[var].pos, message));
                    }
                }
            }
        }
    }

    fn can_be_embedded_into(&self, ty: TypeId) -> bool {
        if let Some(named) = self.as_named(ty) {
            let object = &self.objects[self.nameds[named].obj];
            let path = object.pkg.map(|pkg| self.package_path(pkg).as_str());
            if object.name.as_str() == "FS" && path == Some("embed") {
                return true;
            }
        }
        match *self.ty(self.underlying(ty)) {
            Type::Slice(elem) => self.basic(elem) == Some(Basic::Uint8),
            _ => self.is_string(ty),
        }
    }

    /// Array, channel and map types as they are written.
    fn too_large_types(&self, package: &Package) -> Vec<Diagnostic> {
        let mut diags = Vec::new();
        let types = package
            .sized_types
            .lock()
            .expect("nothing panics while it holds this");
        let is_over = |ty, max| self.checked_size_of(ty).is_none_or(|size| size >= max);
        for &(pos, ty) in &*types {
            let message = match *self.ty(ty) {
                _ if self.has_tparams(ty) => continue,
                Type::Array { .. } if is_over(ty, SIZE_MAX) => {
                    let text = self.type_string(ty, package.id);
                    format!("type {text} larger than address space")
                }
                Type::Chan { elem, .. } if is_over(elem, CHAN_ELEM_MAX) => {
                    "channel element type too large (>64kB)".to_owned()
                }
                Type::Map { value, .. } if is_over(value, MAP_ELEM_MAX) => {
                    "map element type too large".to_owned()
                }
                Type::Map { key, .. } if is_over(key, MAP_ELEM_MAX) => {
                    "map key type too large".to_owned()
                }
                _ => continue,
            };
            diags.push(Diagnostic::error(pos, message));
        }
        diags.sort_by_key(|diagnostic| diagnostic.pos);
        diags
    }

    /// Interface types without a name that refer to themselves through their methods.
    fn anonymous_interface_cycles(&self, pkg: PkgId) -> Vec<Diagnostic> {
        let package = &self.packages[pkg];
        let mut diags = Vec::new();
        let mut finder = InterfaceCycles {
            ctx: self,
            known: FxHashMap::default(),
        };
        let mut interfaces = package
            .interfaces
            .lock()
            .expect("nothing panics while it holds this");
        // Enclosing ones come first.
        interfaces.sort_by_key(|&(pos, _)| pos);
        for &(pos, ty) in &*interfaces {
            if finder.has_cycle(ty) {
                let message = "invalid recursive type: anonymous interface refers to itself \
                               (see https://go.dev/issue/56103)";
                diags.push(Diagnostic::error(pos, message));
                for state in finder.known.values_mut() {
                    *state = false;
                }
            }
        }
        diags
    }
}

/// Looks for interface literals that contain themselves.
struct InterfaceCycles<'a> {
    ctx: &'a Context,
    /// Whether an interface is (known to be, or taken to be) part of a cycle.
    known: FxHashMap<TypeId, bool>,
}

impl InterfaceCycles<'_> {
    fn has_cycle(&mut self, interface: TypeId) -> bool {
        let ctx = self.ctx;
        let set = ctx.type_set(ctx.underlying(interface));
        set.methods.iter().any(|m| self.visit(m.sig))
    }

    fn visit(&mut self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        let ty = ctx.unalias(ty);
        match ctx.ty(ty) {
            Type::Interface(iface) => {
                if iface.methods.is_empty() && iface.embeddeds.is_empty() {
                    return false;
                }
                if let Some(&known) = self.known.get(&ty) {
                    return known;
                }
                self.known.insert(ty, true);
                if self.has_cycle(ty) {
                    return true;
                }
                self.known.insert(ty, false);
                false
            }
            Type::Named(_) | Type::TypeParam(_) => false,
            other => {
                let mut found = false;
                other.for_each_component(|part| found = found || self.visit(part));
                found
            }
        }
    }
}
