//! Entry points of checking, and the state of a check.
//!
//! A [`Checker`] works in one file: on a declaration (under the declaration lock), or on a function
//! body or initial value. A body's checker owns what it finds out; several may run at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rgo_base::{Diagnostic, Pos, Symbol, stack};
use rgo_syntax::ast::{Ast, Decl, Expr, FuncDecl, Node, NodeId, Stmt};
use rgo_syntax::file::{File, FragmentTree};
use rustc_hash::FxHashSet;

use crate::context::Context;
use crate::decl::{node_range, resolve_object};
use crate::delayed::{Delayed, PendingLit};
use crate::info::BodyInfo;
use crate::object::{ObjId, ObjectKind, VarKind};
use crate::package::{FileScope, Package, PkgId, Scopes};
use crate::results::Results;
use crate::scope::LocalScopes;
use crate::type_::{NamedId, Type, TypeId, TypeParamId};
use crate::values::PartialValues;

/// Results of checking one fragment.
#[derive(Default)]
pub(crate) struct FragmentSlot {
    /// Held while the fragment is checked: a second thread waits. Never taken by a thread that has
    /// the declaration lock.
    info: Mutex<Option<Arc<BodyInfo>>>,
    /// Taken for moments only.
    partial: Mutex<PartialValues>,
    diags: Mutex<Vec<Diagnostic>>,
    instantiations: Mutex<Vec<Instantiation>>,
}

/// A type parameter was given an argument in source code.
#[derive(Clone, Copy)]
pub(crate) struct Instantiation {
    pub pos: Pos,
    pub tparam: TypeParamId,
    pub arg: TypeId,
}

impl FragmentSlot {
    /// The results, made by `check` on first demand.
    pub fn get_or_check(
        &self,
        check: impl FnOnce() -> (BodyInfo, Vec<Diagnostic>),
    ) -> Arc<BodyInfo> {
        let mut info = self.info.lock().expect("the checker does not panic");
        if let Some(known) = &*info {
            return known.clone();
        }
        let (new, mut diags) = check();
        let new = Arc::new(new);
        *info = Some(new.clone());
        self.diags
            .lock()
            .expect("reporting does not panic")
            .append(&mut diags);
        new
    }

    pub fn partial<R>(&self, read: impl FnOnce(&mut PartialValues) -> R) -> R {
        read(
            &mut self
                .partial
                .lock()
                .expect("nothing panics while it holds values"),
        )
    }

    pub fn add_instantiations(&self, list: Vec<Instantiation>) {
        let mut all = self
            .instantiations
            .lock()
            .expect("nothing panics while it holds this");
        all.extend(list);
    }

    fn take_diags(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *self.diags.lock().expect("reporting does not panic"))
    }

    fn take_instantiations(&self) -> Vec<Instantiation> {
        let mut all = self
            .instantiations
            .lock()
            .expect("nothing panics while it holds this");
        std::mem::take(&mut *all)
    }
}

/// The function whose body is checked.
pub(crate) struct FuncEnv {
    pub results: Vec<ObjId>,
}

/// One check in progress.
pub(crate) struct Checker<'a> {
    pub ctx: &'a Context,
    pub package: &'a Package,
    pub scopes: &'a Scopes,
    pub file_scope: &'a FileScope,
    /// Index into the package's files.
    pub file: u32,
    /// Where nodes belong to: the file's declarations or one of its fragments.
    pub ast: &'a Ast,
    /// Language version in force.
    pub go_minor: u32,
    pub results: Results,
    pub names: LocalScopes,
    /// Value of `iota` inside constant declarations.
    pub iota: Option<u32>,
    /// Where errors are reported instead, inside inherited constant expressions.
    pub error_pos: Option<Pos>,
    pub in_tparam_list: bool,
    /// Interface types around the node being checked.
    pub n_interfaces: u32,
    /// The constant being declared.
    pub owner: Option<ObjId>,
    pub func: Option<FuncEnv>,
    /// An expression contained a function call or a receive.
    pub has_call_or_recv: bool,
    /// Mentions of package-level objects are recorded.
    pub collects_deps: bool,
    /// Checks put off are kept here, and errors. Otherwise in the package's frame and list.
    pub is_body: bool,
    /// Function literals are left for later.
    pub leaves_lits: bool,
    pub pending: Vec<PendingLit>,
    pub diags: Vec<Diagnostic>,
    pub delayed: Vec<Delayed>,
    /// Local types being declared.
    pub local_path: Vec<ObjId>,
    /// Types whose size is being asked for.
    pub size_path: Vec<NamedId>,
    /// Type parameters of the enclosing functions.
    pub outer_tparams: Vec<TypeParamId>,
    pub depth: u32,
    /// Texts of [`crate::operand::Source::Described`].
    pub descriptions: Vec<String>,
    /// Unused variables: number of the scope, position, name.
    pub unused: Vec<(u32, Pos, Symbol)>,
    pub instantiations: Vec<Instantiation>,
    /// Calls of the predeclared `panic`.
    pub panics: FxHashSet<NodeId>,
}

impl<'a> Checker<'a> {
    /// A checker for nodes of a file's declarations that records nothing.
    pub fn for_file(ctx: &'a Context, pkg: PkgId, file: u32) -> Checker<'a> {
        let package = &ctx.packages[pkg];
        let scopes = ctx.scopes(pkg);
        let file_scope = &scopes.files[file as usize];
        Checker {
            ctx,
            package,
            scopes,
            file_scope,
            file,
            ast: &package.files[file as usize].ast,
            go_minor: file_scope.go_minor,
            results: Results::default(),
            names: LocalScopes::default(),
            iota: None,
            error_pos: None,
            in_tparam_list: false,
            n_interfaces: 0,
            owner: None,
            func: None,
            has_call_or_recv: false,
            collects_deps: false,
            is_body: false,
            leaves_lits: false,
            pending: Vec::new(),
            diags: Vec::new(),
            delayed: Vec::new(),
            local_path: Vec::new(),
            size_path: Vec::new(),
            outer_tparams: Vec::new(),
            depth: 0,
            descriptions: Vec::new(),
            unused: Vec::new(),
            instantiations: Vec::new(),
            panics: FxHashSet::default(),
        }
    }

    /// A checker for one top-level declaration.
    pub fn for_decl(ctx: &'a Context, pkg: PkgId, file: u32, decl: NodeId) -> Checker<'a> {
        let mut checker = Checker::for_file(ctx, pkg, file);
        let (first, last) = node_range(&ctx.packages[pkg].files[file as usize].decls, decl);
        checker.results = Results::new(first, last);
        checker
    }

    /// Goes a level deeper into the source; reports and says no if that is too deep.
    pub fn enter(&mut self, pos: Pos) -> bool {
        if self.depth >= stack::depth_limit() {
            self.error(pos, "nested too deeply");
            return false;
        }
        self.depth += 1;
        true
    }

    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Remembers that the declaration being checked mentions a package-level object.
    pub fn add_dep(&mut self, obj: ObjId) {
        if !self.collects_deps {
            return;
        }
        let object = &self.ctx.objects[obj];
        if object.pkg != Some(self.package.id) {
            return;
        }
        let matters = match &object.kind {
            // Constants matter only if they depend on something or are part of a cycle.
            ObjectKind::Const(data) => {
                data.decl.is_some()
                    && (self.owner == Some(obj)
                        || data.deps.get().is_none_or(|deps| !deps.is_empty()))
            }
            ObjectKind::Var { kind, .. } => *kind == VarKind::Package,
            ObjectKind::Func(_) => true,
            _ => false,
        };
        if matters {
            self.results.add_dep(obj);
        }
    }

    /// Number of a local type declaration (gc's `·n`): its place among the local types of the
    /// package. In trusted packages, whose other bodies nobody has parsed, a number from its
    /// position.
    pub fn local_type_number(&self, decl: NodeId) -> u32 {
        let pos = self.ast.pos(decl);
        let file = &self.package.files[self.file as usize];
        let offset = file.source.offset(pos);
        if self.package.is_trusted {
            let before = &self.package.files[..self.file as usize];
            let bytes: usize = before.iter().map(|f| f.source.text().len()).sum();
            return bytes as u32 + offset + 1;
        }
        let numbers = self.package.local_types.get_or_init(|| {
            self.package
                .files
                .iter()
                .map(|file| local_type_positions(file))
                .collect()
        });
        let before: usize = numbers[..self.file as usize].iter().map(Vec::len).sum();
        let at = numbers[self.file as usize].partition_point(|&o| o < offset);
        (before + at) as u32 + 1
    }
}

/// Offsets of a file's local type declarations that are no aliases, ascending.
fn local_type_positions(file: &File) -> Vec<u32> {
    let mut offsets = Vec::new();
    let mut add = |ast: &Ast| {
        for node in (0..ast.len() as u32).map(NodeId::from_u32) {
            let Node::Stmt(Stmt::Decl(list)) = ast.node(node) else {
                continue;
            };
            for &decl in list {
                if let Decl::Type {
                    is_alias: false, ..
                } = ast.decl(decl)
                {
                    offsets.push(file.source.offset(ast.pos(decl)));
                }
            }
        }
    };
    add(&file.ast);
    for fragment in file.fragments.keys() {
        add(&file.force(fragment).ast);
    }
    offsets.sort_unstable();
    offsets
}

/// What results become when a fragment is done.
pub(crate) fn finish(
    ctx: &Context,
    pkg: PkgId,
    file: u32,
    tree: &Arc<FragmentTree>,
    mut results: Results,
    has_errors: bool,
) -> BodyInfo {
    results.canonicalize(ctx);
    BodyInfo {
        pkg,
        file,
        tree: tree.clone(),
        params: Box::default(),
        results: Box::default(),
        exprs: results.exprs.into(),
        objects: results.objects.into(),
        constants: results.constants.into(),
        selections: results.selections,
        instances: results.instances,
        implicits: results.implicits,
        func_lits: results.func_lits,
        deps: Box::new([results.deps.into()]),
        go_minor: ctx.scopes(pkg).files[file as usize].go_minor,
        has_errors,
    }
}

impl Context {
    /// Checks the body of a function or method that has one. Checked once; any thread may ask.
    ///
    /// # Panics
    /// If `func` is no function or has no body.
    pub fn check_func_body(&self, func: ObjId) -> Arc<BodyInfo> {
        let object = &self.objects[func];
        let data = object
            .as_func()
            .unwrap_or_else(|| panic!("{} is no function", object.name));
        let (Some(pkg), Some(decl), Some(body)) = (object.pkg, data.decl, data.body) else {
            panic!("{} has no body", object.name);
        };
        let package = &self.packages[pkg];
        let slot = package.fragment(decl.file, body);
        slot.get_or_check(|| {
            self.resolve(func);
            let tree = package.files[decl.file as usize].force(body);
            let mut checker = Checker::for_file(self, pkg, decl.file);
            let last = (tree.ast.len() as u32).saturating_sub(1);
            checker.is_body = true;
            checker.collects_deps = true;
            let (params, results) = checker.open_function(func, decl.node);
            checker.ast = &tree.ast;
            checker.results = Results::new(0, last);
            checker.func = Some(FuncEnv {
                results: results.clone(),
            });
            if let Some(&root) = tree.roots.first() {
                checker.func_block(root);
            }
            slot.add_instantiations(std::mem::take(&mut checker.instantiations));
            let diags = std::mem::take(&mut checker.diags);
            let found = std::mem::take(&mut checker.results);
            let mut info = finish(self, pkg, decl.file, tree, found, !diags.is_empty());
            info.params = params.into();
            info.results = results.into();
            if package.is_trusted {
                self.trusted_diags.extend(diags);
                return (info, Vec::new());
            }
            (info, diags)
        })
    }

    /// Drops the kept results of a body. They are made again if somebody asks.
    pub fn forget_body(&self, func: ObjId) {
        let object = &self.objects[func];
        let Some(data) = object.as_func() else { return };
        if let (Some(pkg), Some(decl), Some(body)) = (object.pkg, data.decl, data.body) {
            let slot = self.packages[pkg].fragment(decl.file, body);
            *slot.info.lock().expect("the checker does not panic") = None;
        }
    }

    /// Checks a whole package and reports what is wrong with it to `diags`. Its imports that are
    /// to be checked have been. Bodies are checked by `n_threads` threads.
    pub fn check_package(&self, pkg: PkgId, n_threads: usize) {
        let package = &self.packages[pkg];
        let scopes = self.scopes(pkg);
        self.resolve_package(pkg, scopes);
        self.check_bodies(&scopes.objects, n_threads);
        let mut diags =
            std::mem::take(&mut *package.diags.lock().expect("reporting does not panic"));
        let mut instantiations = std::mem::take(
            &mut *package
                .instantiations
                .lock()
                .expect("nothing panics while it holds this"),
        );
        for file in &package.fragments {
            for slot in file {
                diags.extend(slot.take_diags());
                instantiations.extend(slot.take_instantiations());
            }
        }
        diags.extend(self.init_cycles(pkg));
        diags.extend(self.unused_imports(pkg));
        if diags.is_empty() {
            diags.extend(self.instantiation_cycle(pkg, &instantiations));
        }
        if diags.is_empty() {
            diags.extend(self.late_errors(pkg));
        }
        let sink = if package.is_trusted {
            &self.trusted_diags
        } else {
            &self.diags
        };
        sink.extend(without_follow_ups(diags));
    }

    /// Resolves all declarations: defined types first, then aliases, then the rest.
    fn resolve_package(&self, pkg: PkgId, scopes: &Scopes) {
        self.with_declarations(pkg, || {
            let mut aliases = Vec::new();
            let mut others = Vec::new();
            let mut types = Vec::new();
            for &obj in &scopes.objects {
                match self.objects[obj].kind {
                    ObjectKind::TypeName { decl: Some(decl) } => {
                        let mut checker = Checker::for_file(self, pkg, decl.file);
                        checker.check_direct_cycle(obj);
                        match checker.ast.decl(decl.node) {
                            Decl::Type { is_alias: true, .. } => aliases.push(obj),
                            _ => types.push(obj),
                        }
                    }
                    _ => others.push(obj),
                }
            }
            for obj in types.into_iter().chain(aliases).chain(others) {
                if self.objects[obj].state() == crate::object::State::White {
                    resolve_object(self, obj, false);
                }
            }
        });
    }

    fn check_bodies(&self, objects: &[ObjId], n_threads: usize) {
        let check = |obj: ObjId| match &self.objects[obj].kind {
            ObjectKind::Func(data) if data.body.is_some() => {
                self.check_func_body(obj);
            }
            ObjectKind::Var { .. } if self.has_initial_values(obj) => {
                self.check_values(obj);
            }
            _ => {}
        };
        if n_threads <= 1 {
            return objects.iter().copied().for_each(check);
        }
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..n_threads {
                stack::spawn(scope, || {
                    while let Some(&obj) = objects.get(next.fetch_add(1, Ordering::Relaxed)) {
                        check(obj);
                    }
                });
            }
        });
    }

    /// Whether the declaration of a package variable has initial values.
    pub fn has_initial_values(&self, var: ObjId) -> bool {
        let object = &self.objects[var];
        let (Some(pkg), Some(decl)) = (object.pkg, object.decl()) else {
            return false;
        };
        let ast = &self.packages[pkg].files[decl.file as usize].ast;
        crate::decl::values_fragment(ast, decl.node).is_some()
    }

    /// Imports that nothing of their package was used of.
    fn unused_imports(&self, pkg: PkgId) -> Vec<Diagnostic> {
        let mut diags = Vec::new();
        for &import in &self.scopes(pkg).imports {
            let object = &self.objects[import];
            let ObjectKind::PkgName(data) = &object.kind else {
                continue;
            };
            if object.name.is_blank() || data.is_used.load(Ordering::Relaxed) {
                continue;
            }
            let path = match data.imported {
                Some(imported) => self.package_path(imported),
                None => data.path,
            };
            let path = path.as_str();
            let element = path.rsplit('/').next().unwrap_or(path);
            let quoted = rgo_syntax::literal::quote(path.as_bytes());
            let name = object.name.as_str();
            let message = if name == "." || name == element {
                format!("{quoted} imported and not used")
            } else {
                format!("{quoted} imported as {name} and not used")
            };
            diags.push(Diagnostic::soft(object.pos, message));
        }
        diags
    }
}

/// Drops errors that mention something invalid, unless they come first: what made it invalid has
/// been reported.
fn without_follow_ups(diags: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diags.len());
    for diagnostic in diags {
        let mentions = |what: &str| diagnostic.message.find(what).is_some_and(|at| at > 0);
        if kept.is_empty() || !mentions("invalid operand") && !mentions("invalid type") {
            kept.push(diagnostic);
        }
    }
    kept
}

impl Checker<'_> {
    /// Opens the scope of a declared function and declares its type parameters, receiver,
    /// parameters and results there. Gives receiver and parameters, and results.
    fn open_function(&mut self, func: ObjId, decl: NodeId) -> (Vec<ObjId>, Vec<ObjId>) {
        let ctx = self.ctx;
        let Decl::Func(FuncDecl { recv, ty, .. }) = self.ast.decl(decl) else {
            return (Vec::new(), Vec::new());
        };
        self.names.open();
        let sig_ty = ctx.objects[func].ty.get().unwrap_or(TypeId::INVALID);
        let Type::Signature(sig) = ctx.ty(sig_ty) else {
            return (Vec::new(), Vec::new());
        };
        for &tparam in ctx.recv_tparams(func).iter().chain(&sig.tparams) {
            self.outer_tparams.push(tparam);
            self.redeclare(ctx.tparams[tparam].obj);
        }
        let mut params = Vec::new();
        if let Some(recv) = recv {
            let recv_type = ctx.recv_type(func).unwrap_or(TypeId::INVALID);
            params.push(self.param_object(recv, recv_type, VarKind::Receiver));
        }
        let Expr::FuncType {
            params: param_nodes,
            results: result_nodes,
        } = self.ast.expr(ty)
        else {
            return (params, Vec::new());
        };
        for (&node, param) in param_nodes.iter().zip(&sig.params) {
            params.push(self.param_object(node, param.ty, VarKind::Param));
        }
        let mut results = Vec::new();
        for (&node, result) in result_nodes.iter().zip(&sig.results) {
            results.push(self.param_object(node, result.ty, VarKind::Result));
        }
        for &obj in params.iter().chain(&results) {
            self.redeclare(obj);
        }
        (params, results)
    }

    /// Declares an object whose name was found to be unique before, or reported.
    pub fn redeclare(&mut self, obj: ObjId) {
        let name = self.ctx.objects[obj].name;
        if !name.is_blank() && name != Symbol::EMPTY && self.names.lookup_innermost(name).is_none()
        {
            self.names.declare(name, obj);
        }
    }

    /// The object of a parameter, from its field.
    pub fn param_object(&mut self, field: NodeId, ty: TypeId, kind: VarKind) -> ObjId {
        let name = self.ast.field(field).name;
        let (symbol, pos) = match name {
            Some(name) => (self.ast.name(name), self.ast.pos(name)),
            None => (Symbol::EMPTY, self.ast.pos(field)),
        };
        let is_used = std::sync::atomic::AtomicBool::new(true);
        let kind = ObjectKind::Var {
            kind,
            is_used,
            decl: None,
        };
        let pkg = Some(self.package.id);
        self.ctx
            .objects
            .push(crate::object::Object::with_type(symbol, pkg, pos, kind, ty))
    }
}
