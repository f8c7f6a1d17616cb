//! Type sets of interfaces (spec: "Interface types", "General interfaces").
//!
//! A type set is kept as methods, a union of terms, and a flag for `comparable`; a type is in it if
//! it has the methods, is covered by a term, and is comparable where that is asked.

use std::borrow::Cow;
use std::cmp::Ordering;

use rgo_base::Symbol;
use smallvec::SmallVec;

use crate::context::Context;
use crate::package::PkgId;
use crate::predicates::{equal_fold, is_exported};
use crate::type_::{Interface, InterfaceMethod, MethodName, Term, Type, TypeId};

/// Unions of more terms are rejected, since some rules compare terms pairwise.
pub(crate) const MAX_TERMS: usize = 100;

/// A union of terms: all types, or the listed ones, pairwise disjoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Terms {
    All,
    List(Box<[Term]>),
}

/// What types an interface stands for.
#[derive(Clone, Debug)]
pub struct TypeSet {
    /// All methods, embedded ones included, in the order of [`Context::method_order`].
    pub methods: Box<[InterfaceMethod]>,
    pub terms: Terms,
    /// Only comparable types are meant. Implies that `terms` is `All`.
    pub is_comparable: bool,
}

/// A type of a type set with its underlying type.
#[derive(Clone, Copy, Debug)]
pub struct SpecificType {
    pub ty: TypeId,
    pub underlying: TypeId,
    pub has_tilde: bool,
}

impl TypeSet {
    /// The set of all types: that of the empty interface.
    pub(crate) fn all() -> TypeSet {
        TypeSet {
            methods: Box::default(),
            terms: Terms::All,
            is_comparable: false,
        }
    }

    /// No type is in it.
    pub fn is_empty(&self) -> bool {
        matches!(&self.terms, Terms::List(terms) if terms.is_empty())
    }

    /// Every type is in it.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// The methods say it all: an ordinary interface.
    pub fn is_method_set(&self) -> bool {
        !self.is_comparable && self.terms == Terms::All
    }

    /// The terms, if there are specific ones.
    pub fn specific_terms(&self) -> Option<&[Term]> {
        match &self.terms {
            Terms::List(terms) if !terms.is_empty() => Some(terms),
            Terms::All | Terms::List(_) => None,
        }
    }
}

/// Interfaces whose type sets are being computed.
///
/// Those that embed each other in a circle, an error found elsewhere, all have the type set of the
/// first one met.
#[derive(Default)]
struct Active {
    /// From the outermost to the innermost.
    path: SmallVec<[TypeId; 4]>,
    /// Computed but for what the circle they are part of adds; with the place in `path` of the
    /// outermost one that they embed.
    waiting: Vec<(TypeId, usize)>,
    /// The outermost place in `path` that was met again from the innermost interface.
    low: usize,
}

impl Active {
    /// Whether `ty` is being computed, which is then noted.
    fn is_met(&mut self, ty: TypeId) -> bool {
        let in_path = self.path.iter().position(|&active| active == ty);
        let in_waiting = || self.waiting.iter().find(|(waiting, _)| *waiting == ty);
        let met = in_path.or_else(|| in_waiting().map(|&(_, low)| low));
        if let Some(at) = met {
            self.low = self.low.min(at);
        }
        met.is_some()
    }
}

/// Type sets with more methods are searched by bisection.
const METHODS_WITHOUT_ORDER: usize = 16;

impl Context {
    /// The method of a type set called `name` from within `pkg`. With `fold_case`, capitalization
    /// and package do not matter.
    pub(crate) fn method_in<'s>(
        &self,
        set: &'s TypeSet,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Option<&'s InterfaceMethod> {
        if name.is_blank() {
            return None;
        }
        if fold_case {
            return set.methods.iter().find(|m| equal_fold(m.name.name, name));
        }
        if set.methods.len() > METHODS_WITHOUT_ORDER {
            let pkg = pkg.filter(|_| !is_exported(name));
            let wanted = MethodName { name, pkg };
            let found = set
                .methods
                .binary_search_by(|m| self.method_order(m.name, wanted));
            return found.ok().map(|at| &set.methods[at]);
        }
        let is_visible = |m: &MethodName| m.pkg.is_none() || m.pkg == pkg;
        set.methods
            .iter()
            .find(|m| m.name.name == name && is_visible(&m.name))
    }

    /// The type set of an interface type, all types if it is still being declared.
    pub fn type_set(&self, interface: TypeId) -> &TypeSet {
        self.type_set_if_complete(interface)
            .unwrap_or(&self.all_types)
    }

    pub(crate) fn type_set_if_complete(&self, interface: TypeId) -> Option<&TypeSet> {
        let Type::Interface(iface) = self.ty(interface) else {
            return None;
        };
        if let Some(set) = iface.type_set.get() {
            return Some(set);
        }
        self.inner_type_set(interface, iface, &mut Active::default())?;
        iface.type_set.get()
    }

    fn compute_type_set(&self, iface: &Interface, active: &mut Active) -> Option<TypeSet> {
        let mut methods = iface.methods.to_vec();
        let mut seen = rustc_hash::FxHashSet::default();
        methods.retain(|m| seen.insert(m.name));
        let mut terms = Terms::All;
        let mut is_comparable = iface.is_comparable;
        for &embedded in &iface.embeddeds {
            let under = self.underlying_if_complete(embedded)?;
            let (part, part_comparable) = match self.ty(under) {
                Type::Interface(inner) => {
                    let Some(set) = self.inner_type_set(under, inner, active)? else {
                        continue;
                    };
                    methods.extend(set.methods.iter().filter(|m| seen.insert(m.name)));
                    (set.terms.clone(), set.is_comparable)
                }
                Type::Union(union) => match self.union_terms(union, active)? {
                    Some(terms) => (terms, false),
                    None => continue,
                },
                Type::Invalid => continue,
                _ => (
                    Terms::List(Box::new([Term {
                        has_tilde: false,
                        ty: embedded,
                    }])),
                    false,
                ),
            };
            (terms, is_comparable) =
                self.intersect_comparable(&terms, is_comparable, &part, part_comparable);
        }
        methods.sort_by(|a, b| self.method_order(a.name, b.name));
        Some(TypeSet {
            methods: methods.into(),
            terms,
            is_comparable,
        })
    }

    /// Whether a union stands for more types than are compared pairwise.
    pub(crate) fn has_too_many_terms(&self, union: &[Term]) -> bool {
        matches!(self.union_terms(union, &mut Active::default()), Some(None))
    }

    /// The type set of an interface inside another; `Some(None)` if that is being computed.
    fn inner_type_set<'s>(
        &self,
        ty: TypeId,
        interface: &'s Interface,
        active: &mut Active,
    ) -> Option<Option<Cow<'s, TypeSet>>> {
        if active.is_met(ty) {
            return Some(None);
        }
        if let Some(set) = interface.type_set.get() {
            return Some(Some(Cow::Borrowed(set)));
        }
        let depth = active.path.len();
        let n_waiting = active.waiting.len();
        let low_around = std::mem::replace(&mut active.low, usize::MAX);
        active.path.push(ty);
        let set = self.compute_type_set(interface, active)?;
        active.path.pop();
        let low = std::mem::replace(&mut active.low, low_around);
        if low < depth {
            active.low = low_around.min(low);
            active.waiting.push((ty, low));
            for (_, met) in &mut active.waiting[n_waiting..] {
                *met = low.min(*met);
            }
            return Some(Some(Cow::Owned(set)));
        }
        for (member, _) in active.waiting.drain(n_waiting..) {
            if let Type::Interface(member) = self.ty(member) {
                member.type_set.set(set.clone());
            }
        }
        Some(Some(Cow::Borrowed(interface.type_set.set(set))))
    }

    /// The terms of a union; `Some(None)` if there are too many.
    fn union_terms(&self, union: &[Term], active: &mut Active) -> Option<Option<Terms>> {
        let mut all = Terms::List(Box::default());
        for term in union {
            let under = self.underlying_if_complete(term.ty)?;
            let terms = match self.ty(under) {
                Type::Interface(inner) => match self.inner_type_set(under, inner, active)? {
                    Some(set) => set.terms.clone(),
                    None => continue,
                },
                Type::Invalid => continue,
                // No type has an underlying type that is not its own underlying type.
                _ if term.has_tilde && !self.identical(term.ty, under) => {
                    Terms::List(Box::default())
                }
                _ => Terms::List(Box::new([*term])),
            };
            all = self.unite_terms(&all, &terms);
            if matches!(&all, Terms::List(list) if list.len() > MAX_TERMS) {
                return Some(None);
            }
        }
        Some(Some(all))
    }

    /// The union of two term lists.
    pub(crate) fn unite_terms(&self, x: &Terms, y: &Terms) -> Terms {
        match (x, y) {
            (Terms::All, _) | (_, Terms::All) => Terms::All,
            (Terms::List(x), Terms::List(y)) => {
                Terms::List(self.normal_terms([&x[..], &y[..]].concat()))
            }
        }
    }

    /// The same set with overlapping terms merged.
    fn normal_terms(&self, terms: Vec<Term>) -> Box<[Term]> {
        let mut normal: Vec<Term> = Vec::with_capacity(terms.len());
        let mut is_merged = vec![false; terms.len()];
        for (i, &first) in terms.iter().enumerate() {
            if is_merged[i] {
                continue;
            }
            let mut term = first;
            for j in i + 1..terms.len() {
                if !is_merged[j] && !self.are_disjoint(term, terms[j]) {
                    is_merged[j] = true;
                    // ~t covers T, the rest are equal.
                    if !term.has_tilde && terms[j].has_tilde {
                        term = terms[j];
                    }
                }
            }
            normal.push(term);
        }
        normal.into()
    }

    pub(crate) fn are_disjoint(&self, x: Term, y: Term) -> bool {
        let x_ty = if y.has_tilde {
            self.underlying(x.ty)
        } else {
            x.ty
        };
        let y_ty = if x.has_tilde {
            self.underlying(y.ty)
        } else {
            y.ty
        };
        !self.identical(x_ty, y_ty)
    }

    fn intersect_terms(&self, x: &Terms, y: &Terms) -> Terms {
        match (x, y) {
            (Terms::All, other) | (other, Terms::All) => other.clone(),
            (Terms::List(x), Terms::List(y)) => {
                let mut both = Vec::new();
                for &x in x {
                    for &y in y {
                        if !self.are_disjoint(x, y) {
                            both.push(if !x.has_tilde || y.has_tilde { x } else { y });
                        }
                    }
                }
                Terms::List(self.normal_terms(both))
            }
        }
    }

    /// Intersects two term lists with their `comparable` flags.
    fn intersect_comparable(
        &self,
        x: &Terms,
        x_comparable: bool,
        y: &Terms,
        y_comparable: bool,
    ) -> (Terms, bool) {
        let terms = self.intersect_terms(x, y);
        match terms {
            Terms::List(list) if x_comparable || y_comparable => {
                let mut list = list.into_vec();
                list.retain(|t| self.is_strictly_comparable(t.ty));
                (Terms::List(list.into()), false)
            }
            other => (other, x_comparable || y_comparable),
        }
    }

    /// Whether `x` is in `y`.
    fn is_term_subset(&self, x: Term, y: Term) -> bool {
        !self.are_disjoint(x, y) && (!x.has_tilde || y.has_tilde)
    }

    /// Whether each type of `x` is in `y`.
    pub(crate) fn are_terms_subset(&self, x: &Terms, y: &Terms) -> bool {
        match (x, y) {
            (_, Terms::All) => true,
            (Terms::All, Terms::List(_)) => false,
            (Terms::List(x), Terms::List(y)) => x
                .iter()
                .all(|&x| y.iter().any(|&y| self.is_term_subset(x, y))),
        }
    }

    pub(crate) fn are_terms_equal(&self, x: &Terms, y: &Terms) -> bool {
        self.are_terms_subset(x, y) && self.are_terms_subset(y, x)
    }

    /// Whether `ty` is one of the types that `term` describes.
    pub(crate) fn term_includes(&self, term: Term, ty: TypeId) -> bool {
        let ty = if term.has_tilde {
            self.underlying(ty)
        } else {
            ty
        };
        self.identical(term.ty, ty)
    }

    /// The specific types of a type parameter's constraint; of any other type, that type alone.
    /// Empty if the constraint has no specific types.
    pub fn specific_types(&self, ty: TypeId) -> SmallVec<[SpecificType; 2]> {
        let Some(tparam) = self.as_tparam(ty) else {
            return SmallVec::from_iter([SpecificType {
                ty,
                underlying: self.underlying(ty),
                has_tilde: false,
            }]);
        };
        let set = self.type_set(self.constraint_interface(tparam));
        let specific = |t: &Term| SpecificType {
            ty: t.ty,
            underlying: if t.has_tilde {
                self.unalias(t.ty)
            } else {
                self.underlying(t.ty)
            },
            has_tilde: t.has_tilde,
        };
        set.specific_terms()
            .unwrap_or_default()
            .iter()
            .map(specific)
            .collect()
    }

    /// The order of methods in type sets, method sets and descriptors: exported ones first, then
    /// by name, then by package path.
    pub fn method_order(&self, a: MethodName, b: MethodName) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let is_exported = |m: MethodName| is_exported(m.name);
        is_exported(b)
            .cmp(&is_exported(a))
            .then_with(|| a.name.as_str().cmp(b.name.as_str()))
            .then_with(|| self.path_of(a.pkg).cmp(self.path_of(b.pkg)))
    }

    fn path_of(&self, pkg: Option<PkgId>) -> &'static str {
        pkg.map_or("", |pkg| self.package(pkg).path.as_str())
    }
}
