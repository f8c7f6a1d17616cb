//! Collecting the names of a package: file scopes, package scope, methods by receiver.
//!
//! Nothing is resolved here but what syntax alone tells. Errors go to the package's list.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Ast, Decl, Expr, FuncDecl, NodeId, VarValues};
use rgo_syntax::file::File;
use rgo_syntax::literal::{string_value, unicode_name};
use rgo_syntax::print::expr_string;
use rgo_syntax::token::Op;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::context::Context;
use crate::object::{
    ConstData, DeclRef, FuncData, ObjId, Object, ObjectKind, PkgNameData, Receiver, VarKind,
};
use crate::package::{FileName, FileScope, Package, PkgId, Scopes};
use crate::predicates::is_exported;
use crate::report::add_version_hint;
use crate::type_::TypeCell;

/// The newest language version.
pub(crate) const GO_MINOR_MAX: u32 = 27;
/// Build lines cannot ask for less than this.
const FILE_MINOR_MIN: u32 = 21;

/// A receiver's type taken apart: `*T[A, B]`.
pub(crate) struct ReceiverSyntax {
    pub is_pointer: bool,
    pub base: NodeId,
    /// Type parameter names, or what stands in their place. None if there are no brackets.
    pub tparams: Option<Vec<NodeId>>,
}

/// Takes a receiver's type apart.
pub(crate) fn unpack_receiver(ast: &Ast, ty: NodeId) -> ReceiverSyntax {
    let mut base = ast.unparen(ty);
    let mut is_pointer = false;
    if let Expr::Unary { op: Op::Mul, x } = ast.expr(base) {
        is_pointer = true;
        base = ast.unparen(x);
    }
    let mut tparams = None;
    if let Expr::Index { x, indices } = ast.expr(base) {
        tparams = Some(indices.to_vec());
        base = x;
    }
    ReceiverSyntax {
        is_pointer,
        base,
        tparams,
    }
}

/// A method waiting for its receiver's base type.
struct Method {
    obj: ObjId,
    is_pointer: bool,
    base: Symbol,
}

struct Collector<'a> {
    ctx: &'a Context,
    package: &'a Package,
    file: u32,
    go_minor: u32,
    ast: &'a Ast,
    scopes: Scopes,
    methods: Vec<Method>,
    diags: Vec<Diagnostic>,
}

impl Context {
    /// Collects the names that a package declares. Done on first demand; packages may be collected
    /// by several threads at once.
    pub fn collect(&self, pkg: PkgId) {
        self.scopes(pkg);
    }

    pub(crate) fn scopes(&self, pkg: PkgId) -> &Scopes {
        self.packages[pkg].scopes.get_or_init(|| collect(self, pkg))
    }
}

fn collect(ctx: &Context, pkg: PkgId) -> Scopes {
    let package = &ctx.packages[pkg];
    let mut diags = Vec::new();
    if package.go_minor > GO_MINOR_MAX
        && let Some(file) = package.files.first()
    {
        let message = format!(
            "package requires newer Go version go1.{} (application built with go1.{GO_MINOR_MAX})",
            package.go_minor
        );
        diags.push(Diagnostic::error(file.source.pos(0), message));
    }
    let empty = Ast::default();
    let mut collector = Collector {
        ctx,
        package,
        file: 0,
        go_minor: package.go_minor,
        ast: &empty,
        scopes: Scopes {
            package: FxHashMap::default(),
            files: Vec::new(),
            objects: Vec::new(),
            inits: Vec::new(),
            methods: FxHashMap::default(),
            imports: Vec::new(),
        },
        methods: Vec::new(),
        diags,
    };
    for (at, file) in package.files.iter().enumerate() {
        collector.file = at as u32;
        collector.ast = &file.ast;
        collector.collect_file(file);
    }
    collector.check_file_scopes();
    collector.associate_methods();
    ctx.report_in(package, std::mem::take(&mut collector.diags));
    collector.scopes
}

/// The minor number of `go1.N`.
pub(crate) fn minor_version(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("go1.")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

impl<'a> Collector<'a> {
    fn collect_file(&mut self, file: &'a File) {
        let mut scope = FileScope {
            go_minor: self.package.go_minor,
            ..FileScope::default()
        };
        let name = file.ast.name(file.package_name);
        let name_pos = file.ast.pos(file.package_name);
        if file.has_clause && name.is_blank() {
            self.error(name_pos, "invalid package name _");
        } else if file.has_clause && name != self.package.name {
            let expected = self.package.name;
            let message = format!("package {name}; expected package {expected}");
            self.error(file.source.pos(0), message);
            self.scopes.files.push(scope);
            return;
        }
        if let Some(minor) = file.go_version.and_then(|v| minor_version(v.as_str())) {
            scope.go_minor = minor.max(FILE_MINOR_MIN);
            scope.own_version = Some(minor).filter(|&minor| minor >= FILE_MINOR_MIN);
            if minor > GO_MINOR_MAX {
                self.error(
                    name_pos,
                    format!("file requires newer Go version go1.{minor}"),
                );
            }
        }
        self.go_minor = scope.go_minor;
        self.scopes.files.push(scope);
        let mut values_from: Option<(u32, NodeId)> = None;
        for &decl in &file.decls {
            if !matches!(file.ast.decl(decl), Decl::Const { .. }) {
                values_from = None;
            }
            match file.ast.decl(decl) {
                Decl::Import { local, path, .. } => self.import(decl, local, path),
                Decl::Const {
                    group,
                    iota,
                    names,
                    ty,
                    values,
                } => {
                    if iota == 0 || values_from.is_none_or(|(other, _)| other != group) {
                        values_from = None;
                    }
                    let is_own = ty.is_some() || !values.is_empty();
                    if is_own {
                        values_from = Some((group, decl));
                    }
                    let source = values_from.map(|(_, source)| source);
                    self.constants(decl, names, source, is_own || source.is_none(), iota);
                }
                Decl::Var {
                    names, ty, values, ..
                } => self.variables(decl, names, ty, values),
                Decl::Type { name, .. } => {
                    let kind = ObjectKind::TypeName {
                        decl: Some(self.decl_ref(decl, 0)),
                    };
                    self.declare_object(name, kind);
                }
                Decl::Func(func) => self.function(decl, func),
            }
        }
    }

    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diags.push(Diagnostic::error(pos, message));
    }

    fn soft_error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diags.push(Diagnostic::soft(pos, message));
    }

    fn require_version(&mut self, pos: Pos, minor: u32, what: &str) {
        if self.go_minor < minor {
            let message = format!("{what} requires go1.{minor} or later");
            let mut diagnostic = Diagnostic::error(pos, message);
            let file = &self.scopes.files[self.file as usize];
            add_version_hint(&mut diagnostic, file, self.package);
            self.diags.push(diagnostic);
        }
    }

    fn decl_ref(&self, node: NodeId, index: u32) -> DeclRef {
        DeclRef {
            file: self.file,
            node,
            index,
        }
    }

    fn file_scope(&mut self) -> &mut FileScope {
        &mut self.scopes.files[self.file as usize]
    }

    fn redeclared(&mut self, pos: Pos, name: Symbol, other: ObjId) {
        let mut diagnostic = Diagnostic::error(pos, format!("{name} redeclared in this block"));
        let other_pos = self.ctx.objects[other].pos;
        if other_pos.is_known() {
            diagnostic = diagnostic.note(other_pos, format!("other declaration of {name}"));
        }
        self.diags.push(diagnostic);
    }

    fn import(&mut self, decl: NodeId, local: Option<NodeId>, path: Option<NodeId>) {
        let Some(path_node) = path else { return };
        let Expr::BasicLit {
            text,
            is_bad: false,
            ..
        } = self.ast.expr(path_node)
        else {
            return;
        };
        let path = match validated_path(text.as_str()) {
            Ok(path) => path,
            Err(why) => {
                let pos = self.ast.pos(path_node);
                return self.error(pos, format!("invalid import path ({why})"));
            }
        };
        let imported = if path.as_str() == "unsafe" {
            Some(PkgId::UNSAFE)
        } else {
            self.package.imports.get(&path).copied()
        };
        if path.as_str() == "C"
            && let Some(local) = local
        {
            return self.error(self.ast.pos(local), "cannot rename import \"C\"");
        }
        let own_name = match imported {
            Some(pkg) => self.ctx.packages[pkg].name,
            None => {
                let path = path.as_str().trim_end_matches('/');
                Symbol::intern(path.rsplit('/').next().unwrap_or(path))
            }
        };
        let name = local.map_or(own_name, |local| self.ast.name(local));
        let pos = self.ast.pos(decl);
        if name.as_str() == "init" {
            let message = "cannot import package as init - init must be a func";
            return self.error(pos, message);
        }
        // What could not be imported is no use complaining about.
        let is_used = AtomicBool::new(imported.is_none());
        let kind = ObjectKind::PkgName(PkgNameData {
            imported,
            path,
            is_used,
        });
        let pkg = Some(self.package.id);
        let obj = self.ctx.objects.push(Object::with_type(
            name,
            pkg,
            pos,
            kind,
            crate::type_::TypeId::INVALID,
        ));
        self.scopes.imports.push(obj);
        if name.as_str() == "." {
            if let Some(imported) = imported {
                self.dot_import(obj, imported, local);
            }
        } else if !name.is_blank() {
            match self.file_scope().names.get(&name).copied() {
                Some(other) => self.redeclared(pos, name, other.obj),
                None => {
                    self.file_scope()
                        .names
                        .insert(name, FileName { obj, via: None });
                }
            }
        }
    }

    fn dot_import(&mut self, import: ObjId, imported: PkgId, local: Option<NodeId>) {
        let scopes = self.ctx.scopes(imported);
        for &obj in &scopes.objects {
            let name = self.ctx.objects[obj].name;
            if !is_exported(name) || scopes.package.get(&name) != Some(&obj) {
                continue;
            }
            match self.file_scope().names.get(&name).copied() {
                Some(other) => {
                    let pos = local.map_or(Pos::NONE, |local| self.ast.pos(local));
                    self.redeclared(pos, name, other.obj);
                }
                None => {
                    let entry = FileName {
                        obj,
                        via: Some(import),
                    };
                    self.file_scope().names.insert(name, entry);
                }
            }
        }
    }

    /// Declares an object of the package scope that is no function.
    fn declare_object(&mut self, name_node: NodeId, kind: ObjectKind) {
        let name = self.ast.name(name_node);
        let pos = self.ast.pos(name_node);
        if name.as_str() == "init" {
            return self.error(pos, "cannot declare init - must be func");
        }
        if name.as_str() == "main" && self.package.name.as_str() == "main" {
            return self.error(pos, "cannot declare main - must be func");
        }
        let obj = self.new_object(name, pos, kind);
        self.declare(name, pos, obj);
    }

    fn new_object(&mut self, name: Symbol, pos: Pos, kind: ObjectKind) -> ObjId {
        let obj = self
            .ctx
            .objects
            .push(Object::new(name, Some(self.package.id), pos, kind));
        self.scopes.objects.push(obj);
        obj
    }

    fn declare(&mut self, name: Symbol, pos: Pos, obj: ObjId) {
        if name.is_blank() {
            return;
        }
        match self.scopes.package.get(&name).copied() {
            Some(other) => self.redeclared(pos, name, other),
            None => {
                self.scopes.package.insert(name, obj);
            }
        }
    }

    fn constants(
        &mut self,
        decl: NodeId,
        names: &[NodeId],
        source: Option<NodeId>,
        is_own: bool,
        iota: u32,
    ) {
        for (index, &name) in names.iter().enumerate() {
            let kind = ObjectKind::Const(Box::new(ConstData {
                decl: Some(self.decl_ref(decl, index as u32)),
                source,
                iota,
                value: OnceLock::new(),
                deps: OnceLock::new(),
            }));
            self.declare_object(name, kind);
        }
        let values = match source.map(|source| self.ast.decl(source)) {
            Some(Decl::Const { values, .. }) => values,
            _ => &[],
        };
        let pos = self.ast.pos(decl);
        self.diags
            .extend(const_arity(self.ctx, self.ast, pos, names, values, is_own));
    }

    fn variables(
        &mut self,
        decl: NodeId,
        names: &[NodeId],
        ty: Option<NodeId>,
        values: VarValues<'_>,
    ) {
        for (index, &name) in names.iter().enumerate() {
            let kind = ObjectKind::Var {
                kind: VarKind::Package,
                is_used: AtomicBool::new(true),
                decl: Some(self.decl_ref(decl, index as u32)),
            };
            self.declare_object(name, kind);
        }
        // The values of trusted packages are left unparsed.
        let VarValues::Fragment(fragment) = values else {
            if ty.is_none() {
                self.diags.extend(var_arity(self.ast, names, self.ast, &[]));
            }
            return;
        };
        if !self.package.is_trusted {
            let tree = self.package.files[self.file as usize].force(fragment);
            self.diags
                .extend(var_arity(self.ast, names, &tree.ast, &tree.roots));
        }
    }

    fn function(&mut self, decl: NodeId, func: FuncDecl<'_>) {
        let name = self.ast.name(func.name);
        let pos = self.ast.pos(func.name);
        let first_tparam = func
            .tparams
            .first()
            .map(|&tparam| self.ast.start_pos(tparam));
        let kind = ObjectKind::Func(Box::new(FuncData {
            decl: Some(self.decl_ref(decl, 0)),
            body: func.body,
            pragma: func.pragma,
            is_method: func.recv.is_some(),
            recv: OnceLock::new(),
            recv_tparams: OnceLock::new(),
            recv_type: TypeCell::new(),
        }));
        let obj = self.new_object(name, pos, kind);
        if let Some(recv) = func.recv {
            let receiver = unpack_receiver(self.ast, self.ast.field(recv).ty);
            if let Expr::Name(base) = self.ast.expr(receiver.base)
                && !name.is_blank()
            {
                self.methods.push(Method {
                    obj,
                    is_pointer: receiver.is_pointer,
                    base,
                });
            }
            if let Some(pos) = first_tparam {
                self.require_version(pos, 27, "generic method");
            }
            return;
        }
        let is_main = name.as_str() == "main" && self.package.name.as_str() == "main";
        if name.as_str() == "init" || is_main {
            if let Some(pos) = first_tparam {
                self.soft_error(pos, format!("func {name} must have no type parameters"));
            }
            if let Expr::FuncType { params, results } = self.ast.expr(func.ty)
                && !(params.is_empty() && results.is_empty())
            {
                let message = format!("func {name} must have no arguments and no return values");
                self.soft_error(pos, message);
            }
        } else if let Some(pos) = first_tparam {
            self.require_version(pos, 18, "type parameter");
        }
        if name.as_str() == "init" {
            self.scopes.inits.push(obj);
            if func.body.is_none() {
                self.soft_error(pos, "func init must have a body");
            }
        } else {
            self.declare(name, pos, obj);
        }
    }

    /// Names of imports must differ from those of the package.
    fn check_file_scopes(&mut self) {
        for scope in &self.scopes.files {
            let mut clashes: Vec<(ObjId, FileName)> = scope
                .names
                .iter()
                .filter_map(|(name, entry)| Some((*self.scopes.package.get(name)?, *entry)))
                .collect();
            clashes.sort_by_key(|(own, _)| *own);
            for (own, entry) in clashes {
                let own = &self.ctx.objects[own];
                let imported = &self.ctx.objects[entry.obj];
                let package_text = |pkg: Option<PkgId>, path: Symbol| match pkg {
                    Some(pkg) => {
                        format!("package {} (\"{path}\")", self.ctx.packages[pkg].name)
                    }
                    None => format!("package {} (\"{path}\")", imported.name),
                };
                let mut diagnostic = match &imported.kind {
                    ObjectKind::PkgName(data) if entry.via.is_none() => {
                        let package = package_text(data.imported, data.path);
                        let name = own.name;
                        let message =
                            format!("{name} already declared through import of {package}");
                        Diagnostic::error(own.pos, message)
                    }
                    _ => {
                        let path = imported
                            .pkg
                            .map_or(Symbol::EMPTY, |pkg| self.ctx.packages[pkg].path);
                        let package = package_text(imported.pkg, path);
                        let name = own.name;
                        let message =
                            format!("{name} already declared through dot-import of {package}");
                        Diagnostic::error(own.pos, message)
                    }
                };
                if imported.pos.is_known() {
                    let text = format!("other declaration of {}", imported.name);
                    diagnostic = diagnostic.note(imported.pos, text);
                }
                self.diags.push(diagnostic);
            }
        }
    }

    /// Hangs methods under the type names of their receivers' base types.
    fn associate_methods(&mut self) {
        for method in std::mem::take(&mut self.methods) {
            let Some((base, is_pointer)) = self.base_type_name(&method) else {
                continue;
            };
            if let ObjectKind::Func(data) = &self.ctx.objects[method.obj].kind {
                let _ = data.recv.set(Receiver { base, is_pointer });
            }
            self.scopes
                .methods
                .entry(base)
                .or_default()
                .push(method.obj);
        }
    }

    /// The type name that a receiver's base type leads to through aliases that are not generic,
    /// with at most one pointer on the way.
    fn base_type_name(&self, method: &Method) -> Option<(ObjId, bool)> {
        let mut is_pointer = method.is_pointer;
        let mut name = method.base;
        let mut seen = FxHashSet::default();
        loop {
            let obj = *self.scopes.package.get(&name)?;
            let ObjectKind::TypeName { decl: Some(decl) } = self.ctx.objects[obj].kind else {
                return None;
            };
            if !seen.insert(obj) {
                return None;
            }
            let ast = &self.package.files[decl.file as usize].ast;
            let Decl::Type {
                tparams,
                is_alias,
                ty,
                ..
            } = ast.decl(decl.node)
            else {
                return None;
            };
            if !is_alias {
                return Some((obj, is_pointer));
            }
            if !tparams.is_empty() {
                return None;
            }
            let mut ty = ast.unparen(ty);
            if let Expr::Unary { op: Op::Mul, x } = ast.expr(ty) {
                if is_pointer {
                    return None;
                }
                is_pointer = true;
                ty = ast.unparen(x);
            }
            let Expr::Name(next) = ast.expr(ty) else {
                return None;
            };
            name = next;
        }
    }
}

/// The path of an import declaration, or why it is not one.
fn validated_path(literal: &str) -> Result<Symbol, String> {
    let value = string_value(literal).ok_or("invalid syntax")?;
    let path = String::from_utf8_lossy(&value);
    if path.is_empty() {
        return Err("empty string".to_owned());
    }
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    let is_illegal =
        |c: &char| !rgo_syntax::unicode::is_print(*c) || c.is_whitespace() || ILLEGAL.contains(*c);
    match path.chars().find(is_illegal) {
        Some(c) => Err(format!("invalid character {}", unicode_name(c))),
        None => Ok(Symbol::intern(&path)),
    }
}

/// The error of a constant declaration whose numbers of names and values differ.
pub(crate) fn const_arity(
    ctx: &Context,
    ast: &Ast,
    pos: Pos,
    names: &[NodeId],
    values: &[NodeId],
    is_own: bool,
) -> Option<Diagnostic> {
    if let Some(&extra) = values.get(names.len()) {
        return Some(if is_own {
            let message = format!("extra init expr {}", expr_string(ast, extra));
            Diagnostic::error(ast.start_pos(extra), message)
        } else {
            let at = ctx.pos_string(ast.pos(extra));
            Diagnostic::error(pos, format!("extra init expr at {at}"))
        });
    }
    let &missing = names.get(values.len())?;
    let message = format!("missing init expr for {}", ast.name(missing));
    Some(Diagnostic::error(ast.pos(missing), message))
}

/// The error of a variable declaration whose numbers of names and values cannot match.
pub(crate) fn var_arity(
    ast: &Ast,
    names: &[NodeId],
    values_ast: &Ast,
    values: &[NodeId],
) -> Option<Diagnostic> {
    if let Some(&extra) = values.get(names.len()) {
        let message = format!("extra init expr {}", expr_string(values_ast, extra));
        return Some(Diagnostic::error(values_ast.start_pos(extra), message));
    }
    if values.len() == 1 {
        return None;
    }
    let &missing = names.get(values.len())?;
    let message = format!("missing init expr for {}", ast.name(missing));
    Some(Diagnostic::error(ast.pos(missing), message))
}
