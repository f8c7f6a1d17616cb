//! Package variables and their initial values.
//!
//! The values of one declaration are a fragment. A variable without a declared type needs its value
//! checked to be resolved; that happens under the declaration lock, function literals inside are
//! left for later. Other values are checked when somebody asks for the fragment's results.

use std::sync::Arc;

use rgo_base::Diagnostic;
use rgo_syntax::ast::{Decl, FragmentId};
use rgo_syntax::file::FragmentTree;

use crate::assign::Initialized;
use crate::check::{Checker, Instantiation, finish};
use crate::context::Context;
use crate::decl::values_fragment;
use crate::delayed::PendingLit;
use crate::info::BodyInfo;
use crate::object::{DeclRef, ObjId, ObjectKind, State};
use crate::package::{Package, PkgId};
use crate::results::Results;
use crate::type_::TypeId;

/// The values of a fragment as far as they are checked, by root.
#[derive(Default)]
pub(crate) struct PartialValues {
    values: Vec<Option<CheckedValue>>,
}

/// One checked value, or the one value of several variables.
struct CheckedValue {
    results: Results,
    pending: Vec<PendingLit>,
    instantiations: Vec<Instantiation>,
    diags: Vec<Diagnostic>,
}

/// The nodes of one root: from the one behind the root before it.
fn root_range(tree: &FragmentTree, root: usize) -> (u32, u32) {
    let first = root
        .checked_sub(1)
        .map_or(0, |before| tree.roots[before].as_u32() + 1);
    (first, tree.roots[root].as_u32())
}

/// The variables of the declaration at `decl`, in order.
pub(crate) fn declared_vars(ctx: &Context, pkg: PkgId, decl: DeclRef) -> Vec<ObjId> {
    let is_sibling = |&obj: &ObjId| {
        ctx.objects[obj]
            .decl()
            .is_some_and(|d| (d.file, d.node) == (decl.file, decl.node))
    };
    // Objects of one declaration are neighbours.
    let objects = &ctx.scopes(pkg).objects;
    let key = |&obj: &ObjId| {
        ctx.objects[obj]
            .decl()
            .map_or((decl.file, decl.node), |d| (d.file, d.node))
    };
    let first = objects.partition_point(|obj| key(obj) < (decl.file, decl.node));
    objects[first..]
        .iter()
        .copied()
        .take_while(is_sibling)
        .collect()
}

/// Resolves a package variable. The caller has marked it grey.
pub(crate) fn resolve_var(ctx: &Context, pkg: PkgId, obj: ObjId, decl: DeclRef) {
    let package = &ctx.packages[pkg];
    let file = &package.files[decl.file as usize];
    let Decl::Var { names, ty, .. } = file.ast.decl(decl.node) else {
        return;
    };
    let cell = &ctx.objects[obj].ty;
    if let Some(node) = ty
        && cell.get().is_none()
    {
        let mut checker = Checker::for_decl(ctx, pkg, decl.file, decl.node);
        checker.collects_deps = true;
        cell.set(checker.var_type(node));
        let deps = std::mem::take(&mut checker.results.deps);
        if !deps.is_empty() {
            let mut all = package
                .type_deps
                .lock()
                .expect("nothing panics while it holds this");
            all.insert(obj, deps.into());
        }
    }
    let Some(fragment) = values_fragment(&file.ast, decl.node) else {
        if ty.is_none() {
            cell.set(TypeId::INVALID);
        }
        return;
    };
    // A variable with a type is known by now; a trusted package's values wait until they are
    // needed.
    if ty.is_some() && package.is_trusted {
        return;
    }
    let tree = file.force(fragment);
    check_value(ctx, package, decl, fragment, tree, names.len(), false);
}

/// Checks the value that initialises the variable of `decl`, unless it is missing or has been.
/// `is_free`: without the declaration lock; then it determines no type.
fn check_value(
    ctx: &Context,
    package: &Package,
    decl: DeclRef,
    fragment: FragmentId,
    tree: &Arc<FragmentTree>,
    n_names: usize,
    is_free: bool,
) {
    let is_shared = tree.roots.len() == 1 && n_names > 1;
    let root = if is_shared { 0 } else { decl.index as usize };
    let vars = declared_vars(ctx, package.id, decl);
    let Some(&obj) = vars
        .iter()
        .find(|&&v| ctx.objects[v].decl().is_some_and(|d| d.index == decl.index))
    else {
        return;
    };
    let cell = &ctx.objects[obj].ty;
    if root >= tree.roots.len() {
        if cell.get().is_none() {
            cell.set(TypeId::INVALID);
        }
        return;
    }
    let slot = package.fragment(decl.file, fragment);
    let is_checked = slot.partial(|partial| {
        partial.values.resize_with(tree.roots.len(), || None);
        partial.values[root].is_some()
    });
    if is_checked {
        return;
    }
    let (first, last) = root_range(tree, root);
    let mut checker = Checker::for_file(ctx, package.id, decl.file);
    checker.ast = &tree.ast;
    checker.results = Results::new(first, last);
    checker.collects_deps = true;
    checker.is_body = is_free;
    checker.leaves_lits = !is_free;
    let value = tree.roots[root];
    if is_shared {
        if let Some(ty) = cell.get() {
            for &var in &vars {
                ctx.objects[var].ty.set(ty);
            }
        }
        checker.init_vars(&vars, &[value], Initialized::Variables);
        for &var in &vars {
            let object = &ctx.objects[var];
            if object.state() == State::White {
                object.set_state(State::Black);
            }
        }
    } else {
        checker.init_declared_var(obj, Some(value));
    }
    if is_free {
        checker.process_delayed(0);
    }
    let checked = CheckedValue {
        results: std::mem::take(&mut checker.results),
        pending: std::mem::take(&mut checker.pending),
        instantiations: std::mem::take(&mut checker.instantiations),
        diags: std::mem::take(&mut checker.diags),
    };
    slot.partial(|partial| partial.values[root] = Some(checked));
}

impl Context {
    /// Checks the initial values of the declaration of a package variable that has some. Checked
    /// once; any thread may ask.
    ///
    /// # Panics
    /// If `var` is no package variable with initial values.
    pub fn check_values(&self, var: ObjId) -> Arc<BodyInfo> {
        let object = &self.objects[var];
        let (Some(pkg), Some(decl)) = (object.pkg, object.decl()) else {
            panic!("{} is no package variable", object.name);
        };
        let package = &self.packages[pkg];
        let file = &package.files[decl.file as usize];
        let fragment = values_fragment(&file.ast, decl.node)
            .unwrap_or_else(|| panic!("{} has no initial value", object.name));
        let slot = package.fragment(decl.file, fragment);
        slot.get_or_check(|| {
            let (info, diags) = self.complete_values(package, decl, fragment);
            (info, diags)
        })
    }

    fn complete_values(
        &self,
        package: &Package,
        decl: DeclRef,
        fragment: FragmentId,
    ) -> (BodyInfo, Vec<Diagnostic>) {
        let file = &package.files[decl.file as usize];
        let tree = file.force(fragment);
        let vars = declared_vars(self, package.id, decl);
        for &var in &vars {
            self.resolve(var);
        }
        let Decl::Var { names, .. } = file.ast.decl(decl.node) else {
            unreachable!("the declaration of a variable is a variable declaration")
        };
        for &var in &vars {
            if let Some(decl) = self.objects[var].decl() {
                check_value(self, package, decl, fragment, tree, names.len(), true);
            }
        }
        let slot = package.fragment(decl.file, fragment);
        let mut values = slot.partial(|partial| std::mem::take(&mut partial.values));
        let mut all = Results::new(0, 0);
        all.exprs.clear();
        all.objects.clear();
        let mut deps = Vec::new();
        let mut diags = Vec::new();
        let mut instantiations = Vec::new();
        values.resize_with(tree.roots.len(), || None);
        for (root, value) in values.into_iter().enumerate() {
            let (first, last) = root_range(tree, root);
            // A value that belongs to no variable is not checked: its number was wrong.
            let checked = value.unwrap_or_else(|| CheckedValue {
                results: Results::new(first, last),
                pending: Vec::new(),
                instantiations: Vec::new(),
                diags: Vec::new(),
            });
            let mut checker = Checker::for_file(self, package.id, decl.file);
            checker.ast = &tree.ast;
            checker.results = checked.results;
            checker.instantiations = checked.instantiations;
            checker.diags = checked.diags;
            checker.collects_deps = true;
            checker.is_body = true;
            for lit in checked.pending {
                checker.check_lit(lit);
            }
            instantiations.append(&mut checker.instantiations);
            diags.append(&mut checker.diags);
            deps.push(std::mem::take(&mut checker.results.deps).into_boxed_slice());
            all.append(std::mem::take(&mut checker.results));
        }
        // Nodes behind the last root: none, but tables cover the whole tree.
        let rest = tree.ast.len() as u32;
        if (all.exprs.len() as u32) < rest {
            all.append(Results::new(all.exprs.len() as u32, rest - 1));
        }
        slot.add_instantiations(instantiations);
        let mut info = finish(self, package.id, decl.file, tree, all, !diags.is_empty());
        info.deps = deps.into();
        (info, diags)
    }

    /// The functions, variables and so on that a variable's declared type mentions.
    pub(crate) fn type_deps(&self, var: ObjId) -> Vec<ObjId> {
        let Some(pkg) = self.objects[var].pkg else {
            return Vec::new();
        };
        let all = self.packages[pkg]
            .type_deps
            .lock()
            .expect("nothing panics while it holds this");
        all.get(&var).map_or_else(Vec::new, |deps| deps.to_vec())
    }
}

/// Whether a package variable has an initial value, and which root of its fragment that is.
pub(crate) fn value_root(ctx: &Context, var: ObjId) -> Option<(FragmentId, usize, bool)> {
    let object = &ctx.objects[var];
    if !matches!(object.kind, ObjectKind::Var { .. }) {
        return None;
    }
    let (pkg, decl) = (object.pkg?, object.decl()?);
    let file = &ctx.packages[pkg].files[decl.file as usize];
    let fragment = values_fragment(&file.ast, decl.node)?;
    let Decl::Var { names, .. } = file.ast.decl(decl.node) else {
        return None;
    };
    let n_roots = file.force(fragment).roots.len();
    let is_shared = n_roots == 1 && names.len() > 1;
    let root = if is_shared { 0 } else { decl.index as usize };
    (root < n_roots).then_some((fragment, root, is_shared))
}
