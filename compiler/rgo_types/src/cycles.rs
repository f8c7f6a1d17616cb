//! Cycles of declarations: which are allowed, and how gc tells of those that are not.

use rgo_base::{Diagnostic, Pos};
use rgo_syntax::ast::{Decl, Expr};

use crate::check::Checker;
use crate::context::Context;
use crate::object::{ObjId, ObjectKind, State};
use crate::package::PkgId;
use crate::type_::{AliasId, NamedId, Type, TypeId};
use crate::type_string::Qualifier;

/// A member of a cycle: a declared object, or an instance of a generic type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    Object(ObjId),
    Named(NamedId),
}

impl Member {
    /// A declared type counts as the object of its declaration.
    pub fn of_named(ctx: &Context, named: NamedId) -> Member {
        match ctx.nameds[named].origin {
            None => Member::Object(ctx.nameds[named].obj),
            Some(_) => Member::Named(named),
        }
    }

    fn pos(self, ctx: &Context) -> Pos {
        match self {
            Member::Object(obj) => ctx.objects[obj].pos,
            Member::Named(named) => {
                let data = &ctx.nameds[named];
                data.pos.get().copied().unwrap_or(ctx.objects[data.obj].pos)
            }
        }
    }

    fn text(self, ctx: &Context, qualifier: Qualifier) -> String {
        match self {
            Member::Object(obj) => {
                let object = &ctx.objects[obj];
                format!(
                    "{}{}",
                    ctx.package_prefix(object.pkg, qualifier),
                    object.name
                )
            }
            Member::Named(named) => {
                ctx.qualified_type_string(ctx.intern(Type::Named(named)), qualifier)
            }
        }
    }

    fn is_type(self, ctx: &Context) -> bool {
        match self {
            Member::Object(obj) => ctx.objects[obj].is_type_name(),
            Member::Named(_) => true,
        }
    }

    fn alias(self, ctx: &Context) -> Option<AliasId> {
        match self {
            Member::Object(obj) => match *ctx.ty(ctx.objects[obj].ty.get()?) {
                Type::Alias(alias) => Some(alias),
                _ => None,
            },
            Member::Named(_) => None,
        }
    }
}

/// A grey object was needed: judges the cycle.
pub(crate) fn meet_grey(ctx: &Context, obj: ObjId, in_tparam_list: bool) {
    let Some(cycle) = ctx.decl_lock.path_from(obj) else {
        return;
    };
    let object = &ctx.objects[obj];
    let is_valid = is_valid_cycle(ctx, &cycle, in_tparam_list);
    match object.kind {
        ObjectKind::Const(_) | ObjectKind::Var { .. } if !is_valid || object.ty.get().is_none() => {
            object.ty.set(TypeId::INVALID);
        }
        ObjectKind::TypeName { .. } if !is_valid => object.ty.set(TypeId::INVALID),
        _ => {}
    }
}

/// Whether a cycle of declarations is allowed; reports it if not.
fn is_valid_cycle(ctx: &Context, cycle: &[ObjId], in_tparam_list: bool) -> bool {
    let mut n_values = 0;
    let mut n_definitions = 0;
    for &obj in cycle {
        match ctx.objects[obj].kind {
            ObjectKind::Const(_) | ObjectKind::Var { .. } => n_values += 1,
            ObjectKind::TypeName { .. } => {
                let ty = ctx.objects[obj].ty.get();
                if in_tparam_list && ty.is_some_and(|ty| ctx.is_generic(ty)) {
                    // Through a type parameter list: fine.
                    return true;
                }
                if !ctx.is_alias_name(obj) {
                    n_definitions += 1;
                }
            }
            _ => {}
        }
    }
    // Cycles of values only are found when the order of initialization is computed. Cycles of
    // types need a definition, else they expand forever.
    if n_values == cycle.len() || n_values == 0 && n_definitions > 0 {
        return true;
    }
    let pkg = ctx.objects[cycle[0]].pkg.unwrap_or(PkgId::UNSAFE);
    let members: Vec<Member> = cycle.iter().map(|&obj| Member::Object(obj)).collect();
    let diagnostic = cycle_error(ctx, pkg, &members, first_in_source(ctx, &members));
    ctx.report_in(&ctx.packages[pkg], vec![diagnostic]);
    false
}

/// Which member of a cycle comes first in the source.
fn first_in_source(ctx: &Context, cycle: &[Member]) -> usize {
    (0..cycle.len())
        .min_by_key(|&at| cycle[at].pos(ctx))
        .unwrap_or(0)
}

/// The error of a cycle of declarations, told from `cycle[start]` on.
fn cycle_error(ctx: &Context, pkg: PkgId, cycle: &[Member], start: usize) -> Diagnostic {
    let qualifier = Qualifier::RelativeTo(pkg);
    let is_type = cycle[start].is_type(ctx);
    // A broken alias causes no further errors.
    if let Some(alias) = cycle[start].alias(ctx) {
        ctx.aliases[alias].target.set(TypeId::INVALID);
        ctx.aliases[alias].actual.set(TypeId::INVALID);
    }
    let member = |step: usize| cycle[(start + step) % cycle.len()];
    let (pos, name) = (member(0).pos(ctx), member(0).text(ctx, qualifier));
    if cycle.len() == 1 {
        let what = if is_type {
            "invalid recursive type:"
        } else {
            "invalid cycle in declaration:"
        };
        return Diagnostic::error(pos, format!("{what} {name} refers to itself"));
    }
    let what = if is_type {
        "invalid recursive type"
    } else {
        "invalid cycle in declaration of"
    };
    let mut diagnostic = Diagnostic::error(pos, format!("{what} {name}"));
    for step in 0..cycle.len() {
        let from = member(step).text(ctx, qualifier);
        let to = member(step + 1).text(ctx, qualifier);
        diagnostic = diagnostic.note(member(step).pos(ctx), format!("{from} refers to {to}"));
    }
    diagnostic
}

impl Checker<'_> {
    /// The innermost path of declarations from `obj` on, if `obj` is being declared.
    fn path_from(&self, obj: ObjId) -> Option<Vec<Member>> {
        let objects = if let Some(at) = self.local_path.iter().position(|&o| o == obj) {
            self.local_path[at..].to_vec()
        } else if self.is_body || self.ctx.objects[obj].state() != State::Grey {
            return None;
        } else {
            self.ctx.decl_lock.path_from(obj)?
        };
        Some(objects.into_iter().map(Member::Object).collect())
    }

    pub fn report_cycle(&mut self, cycle: &[Member]) {
        let start = first_in_source(self.ctx, cycle);
        self.report_cycle_from(cycle, start);
    }

    /// Reports a cycle, told from `cycle[start]` on.
    pub fn report_cycle_from(&mut self, cycle: &[Member], start: usize) {
        let diagnostic = cycle_error(self.ctx, self.package.id, cycle, start);
        self.report(diagnostic);
    }

    /// Whether a type has an underlying type by now. Reports the cycle if it is being declared:
    /// its values are needed before their type is known.
    pub fn is_complete(&mut self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        let mut ty = ty;
        loop {
            let (obj, is_declared, rhs) = match *ctx.ty(ty) {
                Type::Alias(alias) => {
                    let data = &ctx.aliases[alias];
                    (data.obj, data.origin.is_none(), ctx.alias_target(alias))
                }
                Type::Named(named) => {
                    let data = &ctx.nameds[named];
                    if data.underlying.get().is_some() {
                        return true;
                    }
                    (data.obj, data.origin.is_none(), ctx.rhs(named))
                }
                _ => return true,
            };
            // An instance has no right side as long as its origin is being declared.
            if (is_declared || rhs.is_none())
                && let Some(cycle) = self.path_from(obj)
            {
                self.report_cycle(&cycle);
                return false;
            }
            match rhs {
                Some(rhs) => ty = rhs,
                None => return false,
            }
        }
    }

    /// Whether a type is an instance of a type that is being declared.
    pub fn is_unexpanded(&self, ty: TypeId) -> bool {
        let named = self.ctx.as_named(ty);
        named.is_some_and(|named| {
            self.ctx.nameds[named].origin.is_some() && self.ctx.rhs(named).is_none()
        })
    }

    /// Whether the size of a type depends on type parameters. A type whose declaration is not
    /// finished has no size yet: that cycle is reported.
    pub fn has_var_size(&mut self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        match ctx.ty(ctx.unalias(ty)) {
            &Type::Named(named) => {
                let data = &ctx.nameds[named];
                if let Some(&known) = data.has_var_size.get() {
                    return known;
                }
                if let Some(cycle) = self.size_cycle(named) {
                    self.report_cycle(&cycle);
                    return true;
                }
                self.size_path.push(named);
                let rhs = ctx.rhs(named);
                let result = rhs.is_none_or(|rhs| self.has_var_size(rhs));
                self.size_path.pop();
                *data.has_var_size.get_or_init(|| result)
            }
            &Type::Array { elem, .. } => self.has_var_size(elem),
            Type::Struct(s) => s.fields.iter().any(|f| self.has_var_size(f.ty)),
            Type::TypeParam(_) => true,
            _ => false,
        }
    }

    /// The way back to `named` if it is being declared, or its size is being asked for.
    fn size_cycle(&self, named: NamedId) -> Option<Vec<Member>> {
        let ctx = self.ctx;
        let member = |&named: &NamedId| Member::of_named(ctx, named);
        let is_declared = ctx.nameds[named].origin.is_none();
        if is_declared && let Some(mut cycle) = self.path_from(ctx.nameds[named].obj) {
            cycle.extend(self.size_path.iter().map(member));
            return Some(cycle);
        }
        let at = self.size_path.iter().position(|&n| n == named)?;
        Some(self.size_path[at..].iter().map(member).collect())
    }

    /// Reports a type whose declaration leads from name to name back to itself. Type names that
    /// were on the way before are not followed again.
    pub fn check_direct_cycle(&mut self, start: ObjId) {
        let ctx = self.ctx;
        let mut path: Vec<Member> = Vec::new();
        let mut obj = start;
        loop {
            if !ctx.decl_lock.frame(|frame| frame.walked.insert(obj)) {
                if let Some(at) = path.iter().position(|&m| m == Member::Object(obj)) {
                    ctx.objects[obj].ty.set(TypeId::INVALID);
                    self.report_cycle(&path[at..]);
                }
                return;
            }
            path.push(Member::Object(obj));
            let ObjectKind::TypeName { decl: Some(decl) } = ctx.objects[obj].kind else {
                return;
            };
            let ast = &self.package.files[decl.file as usize].ast;
            let Decl::Type { ty, .. } = ast.decl(decl.node) else {
                return;
            };
            let Expr::Name(name) = ast.expr(ty) else {
                return;
            };
            match self.scopes.package.get(&name) {
                Some(&next) => obj = next,
                None => return,
            }
        }
    }
}
