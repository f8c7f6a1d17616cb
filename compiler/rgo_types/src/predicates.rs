//! Questions about types: identity, comparability, what kind of type one is.
//!
//! The `is_` questions answer no for type parameters, the `all_` questions answer yes for a type
//! parameter if the answer is yes for each specific type of its constraint.

use rgo_base::Symbol;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::context::Context;
use crate::subst::TypeEnv;
use crate::type_::{
    Basic, BasicInfo, Field, InterfaceMethod, NamedId, Param, Signature, Term, Type, TypeId,
    TypeParamId,
};
use crate::type_set::Terms;

/// Whether a name starts with an upper-case letter (spec: "Exported identifiers").
pub fn is_exported(name: Symbol) -> bool {
    is_exported_text(name.as_str())
}

pub(crate) fn is_exported_text(name: &str) -> bool {
    match name.as_bytes().first() {
        Some(b) if b.is_ascii() => b.is_ascii_uppercase(),
        _ => name
            .chars()
            .next()
            .is_some_and(rgo_syntax::unicode::is_upper),
    }
}

/// Whether two names are equal apart from capitalization.
pub(crate) fn equal_fold(a: Symbol, b: Symbol) -> bool {
    a == b || {
        let (a, b) = (a.as_str(), b.as_str());
        if a.is_ascii() && b.is_ascii() {
            a.eq_ignore_ascii_case(b)
        } else {
            a.chars()
                .flat_map(char::to_lowercase)
                .eq(b.chars().flat_map(char::to_lowercase))
        }
    }
}

/// Why values of a type cannot be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Incomparable {
    /// There is no more to say.
    Plain,
    /// A struct with a field of this type.
    Field(TypeId),
    /// An array: the array type.
    Array(TypeId),
    EmptyTypeSet,
    TypeSet,
}

/// What [`Context::structurally_identical`] overlooks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Comparison {
    ignores_tags: bool,
}

type InterfacePairs = SmallVec<[(TypeId, TypeId); 4]>;

impl Context {
    /// Whether two types are identical (spec: "Type identity").
    pub fn identical(&self, x: TypeId, y: TypeId) -> bool {
        if x == y {
            return true;
        }
        match (self.try_canon(x), self.try_canon(y)) {
            (Some(x), Some(y)) if x == y => true,
            (Some(x), Some(y)) if !self.needs_structure(x) || !self.needs_structure(y) => false,
            _ => {
                let comparison = Comparison {
                    ignores_tags: false,
                };
                self.structurally_identical(x, y, comparison, &mut InterfacePairs::new())
            }
        }
    }

    /// Whether canonical ids do not decide: cyclic anonymous interfaces, and generic functions,
    /// whose type parameters have names of no importance.
    fn needs_structure(&self, canon: TypeId) -> bool {
        self.is_cyclic(canon)
            || matches!(self.ty(canon), Type::Signature(sig) if !sig.tparams.is_empty())
    }

    /// Whether two types are identical if struct tags are ignored.
    pub fn identical_ignoring_tags(&self, x: TypeId, y: TypeId) -> bool {
        self.identical(x, y) || {
            let comparison = Comparison { ignores_tags: true };
            self.structurally_identical(x, y, comparison, &mut InterfacePairs::new())
        }
    }

    fn structurally_identical(
        &self,
        x: TypeId,
        y: TypeId,
        how: Comparison,
        pairs: &mut InterfacePairs,
    ) -> bool {
        let (x, y) = (self.unalias(x), self.unalias(y));
        if x == y {
            return true;
        }
        if let (Some(cx), Some(cy)) = (self.try_canon(x), self.try_canon(y)) {
            if cx == cy {
                return true;
            }
            let is_decided = !self.needs_structure(cx) || !self.needs_structure(cy);
            if is_decided && !how.ignores_tags {
                return false;
            }
        }
        match (self.ty(x), self.ty(y)) {
            (Type::Basic(x), Type::Basic(y)) => x.canonical() == y.canonical(),
            (Type::Pointer(x), Type::Pointer(y)) | (Type::Slice(x), Type::Slice(y)) => {
                self.structurally_identical(*x, *y, how, pairs)
            }
            (Type::Array { elem: x, len: m }, Type::Array { elem: y, len: n }) => {
                m == n && self.structurally_identical(*x, *y, how, pairs)
            }
            (Type::Chan { dir: d, elem: x }, Type::Chan { dir: e, elem: y }) => {
                d == e && self.structurally_identical(*x, *y, how, pairs)
            }
            (Type::Map { key: k, value: v }, Type::Map { key: l, value: w }) => {
                self.structurally_identical(*k, *l, how, pairs)
                    && self.structurally_identical(*v, *w, how, pairs)
            }
            (Type::Struct(x), Type::Struct(y)) => {
                self.are_fields_identical(&x.fields, &y.fields, how, pairs)
            }
            (Type::Tuple(x), Type::Tuple(y)) => {
                x.len() == y.len()
                    && x.iter()
                        .zip(y)
                        .all(|(&x, &y)| self.structurally_identical(x, y, how, pairs))
            }
            (Type::Signature(x), Type::Signature(y)) => {
                self.are_signatures_identical(x, y, how, pairs)
            }
            (Type::Union(x), Type::Union(y)) => {
                let (x, y) = (Terms::List(x.clone()), Terms::List(y.clone()));
                self.are_terms_equal(&x, &y)
            }
            (Type::Interface(_), Type::Interface(_)) => {
                self.are_interfaces_identical(x, y, how, pairs)
            }
            (Type::Named(x), Type::Named(y)) => self.are_instances_identical(*x, *y, how, pairs),
            _ => false,
        }
    }

    fn are_fields_identical(
        &self,
        x: &[Field],
        y: &[Field],
        how: Comparison,
        pairs: &mut InterfacePairs,
    ) -> bool {
        let same_name =
            |f: &Field, g: &Field| f.name == g.name && (is_exported(f.name) || f.pkg == g.pkg);
        x.len() == y.len()
            && x.iter().zip(y).all(|(f, g)| {
                f.is_embedded == g.is_embedded
                    && (how.ignores_tags || f.tag == g.tag)
                    && same_name(f, g)
                    && self.structurally_identical(f.ty, g.ty, how, pairs)
            })
    }

    fn are_signatures_identical(
        &self,
        x: &Signature,
        y: &Signature,
        how: Comparison,
        pairs: &mut InterfacePairs,
    ) -> bool {
        if x.tparams.len() != y.tparams.len()
            || x.params.len() != y.params.len()
            || x.results.len() != y.results.len()
            || x.is_variadic != y.is_variadic
        {
            return false;
        }
        // Type parameters are identical modulo renaming.
        let args: SmallVec<[TypeId; 4]> = x.tparams.iter().map(|&t| self.tparam_type(t)).collect();
        let env = TypeEnv::new(&y.tparams, &args);
        let mut same = |x: TypeId, y: TypeId| {
            let y = if env.is_empty() {
                y
            } else {
                self.subst(y, &env)
            };
            self.structurally_identical(x, y, how, pairs)
        };
        x.tparams
            .iter()
            .zip(&y.tparams)
            .all(|(&s, &t)| same(self.bound(s), self.bound(t)))
            && x.params
                .iter()
                .zip(&y.params)
                .all(|(p, q)| same(p.ty, q.ty))
            && x.results
                .iter()
                .zip(&y.results)
                .all(|(p, q)| same(p.ty, q.ty))
    }

    fn are_interfaces_identical(
        &self,
        x: TypeId,
        y: TypeId,
        how: Comparison,
        pairs: &mut InterfacePairs,
    ) -> bool {
        let (x_set, y_set) = (self.type_set(x), self.type_set(y));
        if x_set.is_comparable != y_set.is_comparable
            || x_set.methods.len() != y_set.methods.len()
            || !self.are_terms_equal(&x_set.terms, &y_set.terms)
        {
            return false;
        }
        // Anonymous interfaces may refer to themselves through their methods. A pair that is being
        // compared is identical unless another part differs.
        if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
            return true;
        }
        pairs.push((x, y));
        let same = |(m, n): (&InterfaceMethod, &InterfaceMethod)| {
            m.name == n.name && self.structurally_identical(m.sig, n.sig, how, pairs)
        };
        let are_identical = x_set.methods.iter().zip(&y_set.methods).all(same);
        pairs.pop();
        are_identical
    }

    fn are_instances_identical(
        &self,
        x: NamedId,
        y: NamedId,
        how: Comparison,
        pairs: &mut InterfacePairs,
    ) -> bool {
        let (x, y) = (&self.nameds[x], &self.nameds[y]);
        let mut same = |(&x, &y)| self.structurally_identical(x, y, how, pairs);
        x.origin.is_some()
            && x.origin == y.origin
            && x.args.iter().zip(&y.args).all(&mut same)
            && x.outer_args.iter().zip(&y.outer_args).all(&mut same)
    }

    /// Whether an instance's or type's origin is the same declaration as another's.
    pub(crate) fn is_same_origin(&self, x: NamedId, y: NamedId) -> bool {
        self.origin(x) == self.origin(y)
    }

    /// The predeclared type that underlies `ty`, with `byte` as `Uint8`.
    pub fn basic(&self, ty: TypeId) -> Option<Basic> {
        match self.ty(self.underlying(ty)) {
            Type::Basic(basic) => Some(basic.canonical()),
            _ => None,
        }
    }

    pub(crate) fn is_basic(&self, ty: TypeId, info: BasicInfo) -> bool {
        self.basic(ty).is_some_and(|b| b.info().intersects(info))
    }

    pub(crate) fn all_basic(&self, ty: TypeId, info: BasicInfo) -> bool {
        if !self.is_tparam(ty) {
            return self.is_basic(ty, info);
        }
        let types = self.specific_types(ty);
        !types.is_empty() && types.iter().all(|t| self.is_basic(t.ty, info))
    }

    pub fn is_boolean(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::BOOLEAN)
    }

    pub fn is_integer(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::INTEGER)
    }

    pub fn is_unsigned(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::UNSIGNED)
    }

    pub fn is_float(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::FLOAT)
    }

    pub fn is_complex(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::COMPLEX)
    }

    pub fn is_numeric(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::NUMERIC)
    }

    pub fn is_string(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::STRING)
    }

    pub(crate) fn is_const_type(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicInfo::CONST_TYPE)
    }

    pub(crate) fn all_boolean(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::BOOLEAN)
    }

    pub(crate) fn all_integer(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::INTEGER)
    }

    pub(crate) fn all_unsigned(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::UNSIGNED)
    }

    pub(crate) fn all_numeric(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::NUMERIC)
    }

    pub(crate) fn all_string(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::STRING)
    }

    pub(crate) fn all_ordered(&self, ty: TypeId) -> bool {
        self.all_basic(ty, BasicInfo::ORDERED)
    }

    /// Whether it is not, and is no alias of, the invalid type. An alias that is being declared may
    /// be valid.
    pub fn is_valid(&self, ty: TypeId) -> bool {
        self.unalias_if_complete(ty) != Some(TypeId::INVALID)
    }

    /// Whether the type is that of an untyped constant or value, or of `nil`.
    pub fn is_untyped(&self, ty: TypeId) -> bool {
        matches!(self.ty(ty), Type::Basic(basic) if basic.is_untyped())
    }

    pub(crate) fn is_untyped_numeric(&self, ty: TypeId) -> bool {
        let numeric = |b: Basic| b.is_untyped() && b.info().intersects(BasicInfo::NUMERIC);
        matches!(self.ty(ty), Type::Basic(basic) if numeric(*basic))
    }

    pub fn is_tparam(&self, ty: TypeId) -> bool {
        self.as_tparam(ty).is_some()
    }

    pub fn as_tparam(&self, ty: TypeId) -> Option<TypeParamId> {
        match self.ty(self.unalias(ty)) {
            Type::TypeParam(tparam) => Some(*tparam),
            _ => None,
        }
    }

    pub fn as_named(&self, ty: TypeId) -> Option<NamedId> {
        match self.ty(self.unalias(ty)) {
            Type::Named(named) => Some(*named),
            _ => None,
        }
    }

    /// Whether the underlying type is an interface, as that of a type parameter is.
    pub fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.ty(self.underlying(ty)), Type::Interface(_))
    }

    /// Whether values of the type are interface values.
    pub fn is_interface_value(&self, ty: TypeId) -> bool {
        !self.is_tparam(ty) && self.is_interface(ty)
    }

    pub(crate) fn is_pointer(&self, ty: TypeId) -> bool {
        matches!(self.ty(self.underlying(ty)), Type::Pointer(_))
    }

    pub(crate) fn is_unsafe_pointer(&self, ty: TypeId) -> bool {
        self.basic(ty) == Some(Basic::UnsafePointer)
    }

    /// A slice whose elements have underlying type `byte` or `rune`.
    pub(crate) fn is_bytes_or_runes(&self, ty: TypeId) -> bool {
        let Type::Slice(elem) = *self.ty(self.underlying(ty)) else {
            return false;
        };
        matches!(self.basic(elem), Some(Basic::Uint8 | Basic::Int32))
    }

    /// Whether the type has a name: predeclared, defined, or a type parameter.
    pub(crate) fn has_name(&self, ty: TypeId) -> bool {
        let ty = self.ty(self.unalias(ty));
        matches!(
            ty,
            Type::Invalid | Type::Basic(_) | Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Whether the type is a literal or predeclared: not defined, not a type parameter.
    pub(crate) fn is_type_lit(&self, ty: TypeId) -> bool {
        !matches!(
            self.ty(self.unalias(ty)),
            Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Whether `nil` is a value of the type.
    pub fn has_nil(&self, ty: TypeId) -> bool {
        match self.ty(self.underlying(ty)) {
            Type::Basic(basic) => *basic == Basic::UnsafePointer,
            Type::Slice(_)
            | Type::Pointer(_)
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Chan { .. } => true,
            Type::Interface(_) => {
                if !self.is_tparam(ty) {
                    return true;
                }
                let types = self.specific_types(ty);
                !types.is_empty() && types.iter().all(|t| self.has_nil(t.underlying))
            }
            Type::Invalid
            | Type::Array { .. }
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => false,
        }
    }

    /// Whether `==` is defined for values of the type (spec: "Comparison operators"). Interface
    /// values are comparable, though comparing them may panic.
    pub fn comparable(&self, ty: TypeId) -> bool {
        self.why_incomparable(ty, true).is_none()
    }

    /// Whether comparing values of the type cannot panic.
    pub fn is_strictly_comparable(&self, ty: TypeId) -> bool {
        self.why_incomparable(ty, false).is_none()
    }

    pub(crate) fn why_incomparable(&self, ty: TypeId, is_dynamic: bool) -> Option<Incomparable> {
        self.compare(ty, is_dynamic, &mut FxHashSet::default())
    }

    fn compare(
        &self,
        ty: TypeId,
        is_dynamic: bool,
        seen: &mut FxHashSet<TypeId>,
    ) -> Option<Incomparable> {
        let under = self.underlying(ty);
        match self.ty(under) {
            Type::Invalid | Type::Pointer(_) | Type::Chan { .. } => None,
            Type::Basic(basic) => (*basic == Basic::UntypedNil).then_some(Incomparable::Plain),
            Type::Struct(s) => {
                if !seen.insert(ty) {
                    return None;
                }
                let culprit = s
                    .fields
                    .iter()
                    .find(|f| self.compare(f.ty, is_dynamic, seen).is_some())?;
                Some(Incomparable::Field(culprit.ty))
            }
            Type::Array { elem, .. } => {
                if !seen.insert(ty) {
                    return None;
                }
                self.compare(*elem, is_dynamic, seen)
                    .map(|_| Incomparable::Array(ty))
            }
            Type::Interface(_) => {
                if !seen.insert(ty) || is_dynamic && !self.is_tparam(ty) {
                    return None;
                }
                let set = self.type_set(under);
                let all = |terms: &[Term], seen: &mut _| {
                    terms
                        .iter()
                        .all(|t| self.compare(t.ty, false, seen).is_none())
                };
                match &set.terms {
                    Terms::All if set.is_comparable => None,
                    Terms::All => Some(Incomparable::TypeSet),
                    Terms::List(terms) if terms.is_empty() => Some(Incomparable::EmptyTypeSet),
                    Terms::List(terms) if all(terms, seen) => None,
                    Terms::List(_) => Some(Incomparable::TypeSet),
                }
            }
            Type::Slice(_)
            | Type::Map { .. }
            | Type::Signature(_)
            | Type::Union(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => Some(Incomparable::Plain),
        }
    }

    /// The type an untyped value gets if nothing else asks for one; other types are unchanged.
    pub fn default_type(&self, ty: TypeId) -> TypeId {
        let Type::Basic(basic) = *self.ty(ty) else {
            return ty;
        };
        match basic {
            Basic::UntypedBool => Basic::Bool.type_id(),
            Basic::UntypedInt => Basic::Int.type_id(),
            Basic::UntypedRune => Basic::Rune.type_id(),
            Basic::UntypedFloat => Basic::Float64.type_id(),
            Basic::UntypedComplex => Basic::Complex128.type_id(),
            Basic::UntypedString => Basic::String.type_id(),
            _ => ty,
        }
    }

    /// The larger of two untyped numeric types; any other two must be the same.
    pub(crate) fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        (self.is_untyped_numeric(x) && self.is_untyped_numeric(y)).then(|| x.max(y))
    }

    /// Whether it is a generic type or alias that has not been instantiated.
    pub(crate) fn is_generic(&self, ty: TypeId) -> bool {
        match *self.ty(ty) {
            Type::Alias(alias) => {
                let alias_data = &self.aliases[alias];
                let has_tparams = alias_data.tparams.get().is_some_and(|t| !t.is_empty());
                if alias_data.origin.is_none() && has_tparams {
                    return true;
                }
                let target = self.unalias(ty);
                target != ty && self.is_generic(target)
            }
            Type::Named(named) => {
                let named = &self.nameds[named];
                named.origin.is_none() && named.tparams.get().is_some_and(|t| !t.is_empty())
            }
            _ => false,
        }
    }

    /// `*T` gives T and true. A defined pointer type is left alone.
    pub(crate) fn deref(&self, ty: TypeId) -> (TypeId, bool) {
        match *self.ty(self.unalias(ty)) {
            Type::Pointer(elem) => (elem, true),
            _ => (ty, false),
        }
    }

    /// The struct that a (defined or not) pointer to a struct points to; else the type itself.
    pub(crate) fn deref_struct_pointer(&self, ty: TypeId) -> TypeId {
        match *self.ty(self.underlying(ty)) {
            Type::Pointer(elem) if matches!(self.ty(self.underlying(elem)), Type::Struct(_)) => {
                elem
            }
            _ => ty,
        }
    }

    /// The signature that underlies `ty`.
    pub(crate) fn as_signature(&self, ty: TypeId) -> Option<&Signature> {
        match self.ty(self.underlying(ty)) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The types of a parameter or result list as a tuple.
    pub(crate) fn tuple_of_params(&self, params: &[Param]) -> TypeId {
        let types: SmallVec<[TypeId; 8]> = params.iter().map(|p| p.ty).collect();
        self.tuple_of(&types)
    }
}
