//! Types that contain themselves (spec: "Type declarations", "Struct types").
//!
//! A type contains the types of its fields, elements of arrays and of interfaces. An instance
//! contains what its origin's declaration does, and those of its arguments that this declaration
//! contains. So a graph of finitely many types as they are written decides; each is visited once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::context::Context;
use crate::cycles::Member;
use crate::type_::{NamedId, Type, TypeId, TypeParamId};

/// What a type contains directly: named types, and type parameters.
#[derive(Default)]
struct Contents {
    nameds: Vec<NamedId>,
    tparams: Vec<TypeParamId>,
}

impl Context {
    fn contents(&self, ty: TypeId) -> Contents {
        let mut contents = Contents::default();
        self.collect_contents(ty, &mut contents);
        contents
    }

    fn collect_contents(&self, ty: TypeId, contents: &mut Contents) {
        match self.ty(self.unalias(ty)) {
            &Type::Named(named) => contents.nameds.push(named),
            &Type::TypeParam(tparam) => contents.tparams.push(tparam),
            &Type::Array { elem, .. } => self.collect_contents(elem, contents),
            Type::Struct(s) => {
                s.fields
                    .iter()
                    .for_each(|f| self.collect_contents(f.ty, contents));
            }
            Type::Union(terms) => {
                terms
                    .iter()
                    .for_each(|t| self.collect_contents(t.ty, contents));
            }
            Type::Interface(iface) => {
                iface
                    .embeddeds
                    .iter()
                    .for_each(|&ty| self.collect_contents(ty, contents));
            }
            _ => {}
        }
    }

    fn origin_contents(&self, named: NamedId) -> Contents {
        let rhs = self.nameds[self.origin(named)].rhs.get();
        rhs.map_or_else(Contents::default, |rhs| self.contents(rhs))
    }
}

/// Looks for cycles.
struct Finder<'a> {
    ctx: &'a Context,
    on_path: FxHashSet<NamedId>,
    /// Places of the type parameters that a generic type contains, at any depth.
    contained: FxHashMap<NamedId, Vec<usize>>,
}

impl Finder<'_> {
    /// Whether a type neither contains itself nor something that does.
    fn is_valid(&mut self, named: NamedId) -> bool {
        let ctx = self.ctx;
        if ctx.nameds[named].is_valid.get().is_some() {
            return true;
        }
        if !self.on_path.insert(named) {
            return false;
        }
        let contents = ctx.origin_contents(named);
        let mut is_valid = contents.nameds.iter().all(|&inner| self.is_valid(inner));
        if is_valid && !ctx.nameds[named].args.is_empty() {
            is_valid = self
                .contained_tparams(ctx.origin(named))
                .into_iter()
                .all(|at| {
                    let Some(&arg) = ctx.nameds[named].args.get(at) else {
                        return true;
                    };
                    ctx.contents(arg)
                        .nameds
                        .iter()
                        .all(|&inner| self.is_valid(inner))
                });
        }
        self.on_path.remove(&named);
        if is_valid {
            ctx.nameds[named].is_valid.get_or_init(|| ());
        }
        is_valid
    }

    fn contained_tparams(&mut self, origin: NamedId) -> Vec<usize> {
        if let Some(known) = self.contained.get(&origin) {
            return known.clone();
        }
        // Coming back here means that the type contains itself, which is found elsewhere.
        self.contained.insert(origin, Vec::new());
        let ctx = self.ctx;
        let contents = ctx.origin_contents(origin);
        let mut tparams = contents.tparams;
        for inner in contents.nameds {
            let args = &ctx.nameds[inner].args;
            if args.is_empty() {
                continue;
            }
            for at in self.contained_tparams(ctx.origin(inner)) {
                if let Some(&arg) = args.get(at) {
                    tparams.extend(ctx.contents(arg).tparams);
                }
            }
        }
        let declared = ctx.tparams_of(origin);
        let places: Vec<usize> = (0..declared.len())
            .filter(|&at| tparams.contains(&declared[at]))
            .collect();
        self.contained.insert(origin, places.clone());
        places
    }
}

/// Retraces the way to a type that contains itself, as gc tells it. The way goes through types
/// that are not known to be valid only.
struct Tracer<'a> {
    ctx: &'a Context,
    /// Types that contain the one being looked at.
    nest: Vec<NamedId>,
    /// All types on the way, also those that were left for a type argument.
    path: Vec<NamedId>,
}

impl Tracer<'_> {
    /// The cycle, if there is one: the type that contains itself first.
    fn cycle(&mut self, ty: TypeId) -> Option<Vec<NamedId>> {
        let ctx = self.ctx;
        match ctx.ty(ctx.unalias(ty)) {
            &Type::Array { elem, .. } => self.cycle(elem),
            Type::Struct(s) => s.fields.iter().find_map(|f| self.cycle(f.ty)),
            Type::Union(terms) => terms.iter().find_map(|t| self.cycle(t.ty)),
            Type::Interface(iface) => iface.embeddeds.iter().find_map(|&ty| self.cycle(ty)),
            &Type::Named(named) => {
                // What generic types contain depends on the way.
                let is_closed = !ctx.has_tparams(ctx.intern(Type::Named(named)));
                if is_closed && ctx.nameds[named].is_valid.get().is_some() {
                    return None;
                }
                if self.nest.contains(&named) {
                    let start = self.path.iter().position(|&n| n == named)?;
                    return Some(self.path[start..].to_vec());
                }
                let rhs = ctx.nameds[ctx.origin(named)].rhs.get()?;
                self.nest.push(named);
                self.path.push(named);
                let cycle = self.cycle(rhs);
                self.nest.pop();
                self.path.pop();
                cycle
            }
            &Type::TypeParam(tparam) => {
                let instance = self.nest.pop()?;
                let at = ctx.tparams_of(instance).iter().position(|&t| t == tparam);
                let arg = at.and_then(|at| ctx.nameds[instance].args.get(at).copied());
                let cycle = arg.and_then(|arg| self.cycle(arg));
                self.nest.push(instance);
                cycle
            }
            _ => None,
        }
    }
}

impl Checker<'_> {
    /// Reports a declared type that contains itself and makes it invalid.
    pub fn check_valid_type(&mut self, named: NamedId) {
        let ctx = self.ctx;
        if self.package.is_trusted {
            return;
        }
        let mut finder = Finder {
            ctx,
            on_path: FxHashSet::default(),
            contained: FxHashMap::default(),
        };
        if finder.is_valid(named) {
            return;
        }
        let mut tracer = Tracer {
            ctx,
            nest: Vec::new(),
            path: Vec::new(),
        };
        let Some(cycle) = tracer.cycle(ctx.intern(Type::Named(named))) else {
            return;
        };
        let invalid = ctx.origin(cycle[0]);
        ctx.nameds[invalid].rhs.set(TypeId::INVALID);
        ctx.nameds[invalid].underlying.set(TypeId::INVALID);
        let members: Vec<Member> = cycle.iter().map(|&n| Member::of_named(ctx, n)).collect();
        self.report_cycle_from(&members, 0);
    }
}
