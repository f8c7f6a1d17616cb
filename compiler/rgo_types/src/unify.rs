//! Unification: finds types for type parameters that make two types match (spec: "Type
//! unification").

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::context::Context;
use crate::lookup::{Lookup, MemberKind};
use crate::package::PkgId;
use crate::predicates::is_exported;
use crate::type_::{Field, InterfaceMethod, Param, Signature, Type, TypeId, TypeParamId};
use rgo_syntax::ast::ChanDir;

/// Types may not be nested deeper in each other. Also ends searches that do not end by themselves.
const DEPTH_MAX: u32 = 200;
/// From this many comparisons on, pairs of types that matched are remembered.
const VISITS_BEFORE_MEMO: u32 = 64;

/// How closely types must match.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Matching {
    /// The types are those of an assignment: they may match inexactly, but their components must
    /// match exactly.
    pub is_assignment: bool,
    /// The types must be identical. Otherwise a defined type matches a literal if its underlying
    /// type does, directions of channels do not matter, and an interface matches what implements
    /// it.
    pub is_exact: bool,
}

pub(crate) const INEXACT: Matching = Matching {
    is_assignment: false,
    is_exact: false,
};
pub(crate) const ASSIGNMENT: Matching = Matching {
    is_assignment: true,
    is_exact: false,
};
pub(crate) const EXACT: Matching = Matching {
    is_assignment: false,
    is_exact: true,
};

/// Type parameters with the types found for them.
pub(crate) struct Unifier<'a> {
    ctx: &'a Context,
    /// The package in which methods are looked up.
    pkg: PkgId,
    tparams: &'a [TypeParamId],
    /// Place in `types` by type parameter: those that were unified with each other share one.
    handles: SmallVec<[u32; 4]>,
    types: SmallVec<[Option<TypeId>; 4]>,
    depth: u32,
    /// Common methods of interfaces are matched (since go1.21).
    matches_interfaces: bool,
    n_visits: u32,
    matched: FxHashSet<(TypeId, TypeId, Matching)>,
}

/// Pairs of interfaces that are being compared.
type Pairs = SmallVec<[(TypeId, TypeId); 4]>;

impl<'a> Unifier<'a> {
    /// `args` has a place for each type parameter.
    pub fn new(
        ctx: &'a Context,
        pkg: PkgId,
        tparams: &'a [TypeParamId],
        args: &[Option<TypeId>],
        matches_interfaces: bool,
    ) -> Unifier<'a> {
        Unifier {
            ctx,
            pkg,
            tparams,
            handles: (0..tparams.len() as u32).collect(),
            types: args.iter().copied().collect(),
            depth: 0,
            matches_interfaces,
            n_visits: 0,
            matched: FxHashSet::default(),
        }
    }

    /// Whether the types match, perhaps with types now found for type parameters.
    pub fn unify(&mut self, x: TypeId, y: TypeId, how: Matching) -> bool {
        self.types_match(x, y, how, &mut Pairs::new())
    }

    fn index(&self, tparam: TypeParamId) -> Option<usize> {
        self.tparams.iter().position(|&t| t == tparam)
    }

    fn as_bound(&self, ty: TypeId) -> Option<usize> {
        self.index(self.ctx.as_tparam(ty)?)
    }

    /// The type found for the type parameter at `index`.
    pub fn at(&self, index: usize) -> Option<TypeId> {
        self.types[self.handles[index] as usize]
    }

    pub fn set(&mut self, index: usize, ty: TypeId) {
        self.types[self.handles[index] as usize] = Some(ty);
    }

    /// Number of type parameters without a type.
    pub fn n_unknown(&self) -> usize {
        (0..self.tparams.len())
            .filter(|&at| self.at(at).is_none())
            .count()
    }

    /// The types found, by type parameter.
    pub fn inferred(&self) -> Vec<Option<TypeId>> {
        (0..self.tparams.len()).map(|at| self.at(at)).collect()
    }

    /// Makes two type parameters stand for one type. No if they have types already.
    fn join(&mut self, x: usize, y: usize) -> bool {
        let (hx, hy) = (self.handles[x], self.handles[y]);
        if hx == hy {
            return true;
        }
        let (from, to) = match (self.at(x), self.at(y)) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (hy, hx),
            (None, _) => (hx, hy),
        };
        for handle in &mut self.handles {
            if *handle == from {
                *handle = to;
            }
        }
        true
    }

    /// An interface that is no type parameter.
    fn as_interface(&self, ty: TypeId) -> Option<TypeId> {
        let under = self.ctx.underlying(ty);
        let is_interface =
            !self.ctx.is_tparam(ty) && matches!(self.ctx.ty(under), Type::Interface(_));
        is_interface.then_some(under)
    }

    fn types_match(&mut self, x: TypeId, y: TypeId, how: Matching, pairs: &mut Pairs) -> bool {
        if x == y || self.ctx.unalias(x) == self.ctx.unalias(y) {
            return true;
        }
        if self.depth >= DEPTH_MAX {
            return false;
        }
        self.n_visits += 1;
        let is_remembered = self.n_visits > VISITS_BEFORE_MEMO && pairs.is_empty();
        if is_remembered && self.matched.contains(&(x, y, how)) {
            return true;
        }
        self.depth += 1;
        let do_match = self.different_types_match(x, y, how, pairs);
        self.depth -= 1;
        if do_match && is_remembered {
            self.matched.insert((x, y, how));
        }
        do_match
    }

    fn different_types_match(
        &mut self,
        x: TypeId,
        y: TypeId,
        how: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let ctx = self.ctx;
        let (mut x, mut y) = (x, y);
        // A defined type, if there is one, is in y; a type parameter that is looked for in x.
        if ctx.as_named(x).is_some() || self.as_bound(y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        if !how.is_exact
            && ctx.as_named(y).is_some()
            && ctx.is_type_lit(x)
            && !(self.matches_interfaces && ctx.is_interface(x))
        {
            y = ctx.underlying(y);
            if x == y || ctx.unalias(x) == ctx.unalias(y) {
                return true;
            }
        }
        match (self.as_bound(x), self.as_bound(y)) {
            (Some(px), Some(py)) => {
                if self.join(px, py) {
                    return true;
                }
                match (self.at(px), self.at(py)) {
                    (Some(x), Some(y)) => self.types_match(x, y, how, pairs),
                    _ => true,
                }
            }
            (Some(px), None) => match self.at(px) {
                Some(x) => self.inferred_matches(px, x, y, how, pairs),
                None => {
                    self.set(px, y);
                    true
                }
            },
            _ => self.unbound_match(x, y, how, pairs),
        }
    }

    /// The type parameter `px` is inferred to be `x`, and is to match `y`.
    fn inferred_matches(
        &mut self,
        px: usize,
        x: TypeId,
        y: TypeId,
        how: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let ctx = self.ctx;
        if !self.types_match(x, y, how, pairs) {
            return false;
        }
        let (x_is_named, y_is_named) = (ctx.as_named(x).is_some(), ctx.as_named(y).is_some());
        match (self.as_interface(x), self.as_interface(y)) {
            (Some(xi), Some(yi)) => {
                if x_is_named && y_is_named {
                    return ctx.identical(x, y);
                }
                if ctx.type_set(xi).methods.len() != ctx.type_set(yi).methods.len() {
                    return false;
                }
            }
            (None, None) => {}
            // Either could be meant.
            _ => return false,
        }
        if how.is_exact || x_is_named {
            return true;
        }
        // Of several types a defined one is inferred, else a channel with a direction: both can be
        // assigned to.
        let is_directed = matches!(
            ctx.ty(ctx.underlying(y)),
            Type::Chan {
                dir: ChanDir::SendOnly | ChanDir::RecvOnly,
                ..
            }
        );
        if y_is_named || is_directed {
            self.set(px, y);
        }
        true
    }

    /// Neither type is a type parameter that is looked for.
    fn unbound_match(&mut self, x: TypeId, y: TypeId, how: Matching, pairs: &mut Pairs) -> bool {
        let ctx = self.ctx;
        if self.matches_interfaces && !how.is_exact {
            match (self.as_interface(x), self.as_interface(y)) {
                (Some(xi), Some(yi)) => return self.interfaces_overlap(xi, yi, pairs),
                (Some(interface), None) => return self.has_methods(y, interface, pairs),
                (None, Some(interface)) => return self.has_methods(x, interface, pairs),
                (None, None) => {}
            }
        }
        let (mut x, mut y) = (x, y);
        if ctx.is_tparam(y) {
            std::mem::swap(&mut x, &mut y);
        }
        let inner = Matching {
            is_exact: how.is_exact || how.is_assignment,
            ..how
        };
        let original_y = y;
        let (x, y) = (ctx.unalias(x), ctx.unalias(y));
        match (ctx.ty(x), ctx.ty(y)) {
            (Type::Basic(x), Type::Basic(y)) => x.canonical() == y.canonical(),
            (&Type::Array { elem: x, len: m }, &Type::Array { elem: y, len: n }) => {
                m == n && self.types_match(x, y, inner, pairs)
            }
            (&Type::Slice(x), &Type::Slice(y)) | (&Type::Pointer(x), &Type::Pointer(y)) => {
                self.types_match(x, y, inner, pairs)
            }
            (Type::Struct(x), Type::Struct(y)) => {
                self.fields_match(&x.fields, &y.fields, inner, pairs)
            }
            (Type::Signature(x), Type::Signature(y)) => self.signatures_match(x, y, inner, pairs),
            (Type::Interface(_), Type::Interface(_)) => self.interfaces_match(x, y, pairs),
            (&Type::Map { key: k, value: v }, &Type::Map { key: l, value: w }) => {
                self.types_match(k, l, inner, pairs) && self.types_match(v, w, inner, pairs)
            }
            (&Type::Chan { dir: d, elem: x }, &Type::Chan { dir: e, elem: y }) => {
                (!how.is_exact || d == e) && self.types_match(x, y, inner, pairs)
            }
            (&Type::Named(x), &Type::Named(y)) => {
                let (x_args, y_args) = (&ctx.nameds[x].args, &ctx.nameds[y].args);
                x_args.len() == y_args.len()
                    && x_args
                        .iter()
                        .zip(y_args)
                        .all(|(&x, &y)| self.types_match(x, y, how, pairs))
                    && ctx.is_same_origin(x, y)
            }
            (Type::TypeParam(_), _) => {
                // What is known of a type parameter is its core type.
                match ctx.core_type(x) {
                    Some(core) => self.types_match(core, original_y, ASSIGNMENT, pairs),
                    None => false,
                }
            }
            _ => false,
        }
    }

    fn fields_match(&mut self, x: &[Field], y: &[Field], how: Matching, pairs: &mut Pairs) -> bool {
        x.len() == y.len()
            && x.iter().zip(y).all(|(f, g)| {
                f.is_embedded == g.is_embedded
                    && f.tag == g.tag
                    && f.name == g.name
                    && (is_exported(f.name) || f.pkg == g.pkg)
                    && self.types_match(f.ty, g.ty, how, pairs)
            })
    }

    fn signatures_match(
        &mut self,
        x: &Signature,
        y: &Signature,
        how: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let mut lists_match = |x: &[Param], y: &[Param]| {
            x.len() == y.len()
                && x.iter()
                    .zip(y)
                    .all(|(p, q)| self.types_match(p.ty, q.ty, how, pairs))
        };
        x.is_variadic == y.is_variadic
            && lists_match(&x.params, &y.params)
            && lists_match(&x.results, &y.results)
    }

    /// Methods of two interfaces that are to have the same methods.
    fn interfaces_match(&mut self, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let (xs, ys) = (self.ctx.type_set(x), self.ctx.type_set(y));
        if !self.ctx.have_same_terms(x, y) || xs.methods.len() != ys.methods.len() {
            return false;
        }
        if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
            return true;
        }
        pairs.push((x, y));
        let do_match = xs
            .methods
            .iter()
            .zip(&ys.methods)
            .all(|(m, n)| m.name == n.name && self.types_match(m.sig, n.sig, EXACT, pairs));
        pairs.pop();
        do_match
    }

    /// One of two interfaces must have all methods of the other.
    fn interfaces_overlap(&mut self, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let ctx = self.ctx;
        if !ctx.have_same_terms(x, y) {
            return false;
        }
        if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
            return true;
        }
        let (mut few, mut many) = (&ctx.type_set(x).methods, &ctx.type_set(y).methods);
        if few.len() > many.len() {
            std::mem::swap(&mut few, &mut many);
        }
        pairs.push((x, y));
        let do_match = few.iter().all(|m| {
            let find = many.binary_search_by(|n| ctx.method_order(n.name, m.name));
            find.is_ok_and(|at| self.types_match(m.sig, many[at].sig, EXACT, pairs))
        });
        pairs.pop();
        do_match
    }

    /// `ty`, which is no interface, must have the methods of `interface`.
    fn has_methods(&mut self, ty: TypeId, interface: TypeId, pairs: &mut Pairs) -> bool {
        let ctx = self.ctx;
        let methods = &ctx.type_set(interface).methods;
        methods.iter().all(|method: &InterfaceMethod| {
            let pkg = method.name.pkg.or(Some(self.pkg));
            let Lookup::Found(member) = ctx.find_member(ty, false, pkg, method.name.name, false)
            else {
                return false;
            };
            let own = match member.kind {
                MemberKind::Field(_) => return false,
                MemberKind::Method(own, named) => ctx.method_signature(own, named),
                MemberKind::InterfaceMethod(own) => own.sig,
            };
            // A generic method is not what an interface asks for.
            let is_generic = matches!(ctx.ty(own), Type::Signature(sig) if !sig.tparams.is_empty());
            !is_generic && self.types_match(method.sig, own, EXACT, pairs)
        })
    }
}
