//! Fields and methods by name, through embedded fields (spec: "Selectors", "Struct types").

use rgo_base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::context::Context;
use crate::info::SelectedMethod;
use crate::object::{ObjId, ObjectKind};
use crate::package::PkgId;
use crate::predicates::{equal_fold, is_exported};
use crate::subst::TypeEnv;
use crate::type_::{Field, InterfaceMethod, NamedId, Struct, Type, TypeId};

/// Field indices from a type to a field, or to the embedded field that has a method.
pub type Path = SmallVec<[u32; 4]>;

/// What a name selects.
#[derive(Clone, Debug)]
pub struct Member {
    pub kind: MemberKind,
    /// As in [`crate::info::Selection`].
    pub path: Path,
    /// Whether a pointer was followed on the way, the receiver's own included.
    pub is_indirect: bool,
}

/// A field or method.
#[derive(Clone, Copy, Debug)]
pub enum MemberKind {
    Field(Field),
    /// Declared for a defined type: method, and the type (an instance, perhaps).
    Method(ObjId, NamedId),
    InterfaceMethod(InterfaceMethod),
}

/// The outcome of a look-up.
#[derive(Clone, Debug)]
pub(crate) enum Lookup {
    Found(Member),
    /// Several fields or methods of that name at the shallowest depth.
    Ambiguous,
    /// A method with a pointer receiver, but no pointer and no addressable variable.
    NeedsPointer,
    NotFound,
}

/// A type to be searched at the current depth.
struct Embedded {
    ty: TypeId,
    path: Path,
    is_indirect: bool,
    /// The type is embedded several times at this depth.
    is_repeated: bool,
}

/// Structs with more fields and types with more methods have an index by name.
const NAMES_WITHOUT_INDEX: usize = 24;

/// Whose names are looked up and how.
#[derive(Clone, Copy)]
struct Query {
    pkg: Option<PkgId>,
    name: Symbol,
    fold_case: bool,
}

impl Context {
    /// The field or method that `x.name` selects in package `pkg`, for an addressable `x` of type
    /// `ty` (spec: "Selectors").
    pub fn lookup(&self, ty: TypeId, pkg: PkgId, name: Symbol) -> Option<Member> {
        match self.find_member(ty, true, Some(pkg), name, false) {
            Lookup::Found(member) => Some(member),
            Lookup::Ambiguous | Lookup::NeedsPointer | Lookup::NotFound => None,
        }
    }

    /// Looks `name` up in `ty`. `is_addressable` says whether a variable's address can be taken
    /// for a pointer receiver. With `fold_case`, capitalization and package do not matter.
    pub(crate) fn find_member(
        &self,
        ty: TypeId,
        is_addressable: bool,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        // A defined pointer type has no methods; those of its base are not its own.
        if self.as_named(ty).is_some() {
            let under = self.underlying(ty);
            if matches!(self.ty(under), Type::Pointer(_)) {
                return match self.search(under, false, pkg, name, fold_case) {
                    Lookup::Found(m) if !matches!(m.kind, MemberKind::Field(_)) => Lookup::NotFound,
                    found => found,
                };
            }
        }
        self.search(ty, is_addressable, pkg, name, fold_case)
    }

    /// Like `find_member`, but follows defined pointer types too. Breadth first, as fields and
    /// methods at a shallower depth hide those below.
    pub(crate) fn search(
        &self,
        ty: TypeId,
        is_addressable: bool,
        pkg: Option<PkgId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        if name.is_blank() {
            return Lookup::NotFound;
        }
        let (start, is_pointer) = self.deref(ty);
        if is_pointer && self.is_interface(start) {
            return Lookup::NotFound;
        }
        let query = Query {
            pkg,
            name,
            fold_case,
        };
        let mut current: SmallVec<[Embedded; 1]> = SmallVec::from_iter([Embedded {
            ty: start,
            path: Path::new(),
            is_indirect: is_pointer,
            is_repeated: false,
        }]);
        // Defined types of shallower depths, which hide themselves deeper down.
        let mut seen: FxHashSet<TypeId> = FxHashSet::default();
        while !current.is_empty() {
            let mut found: Option<Member> = None;
            let mut next: Vec<Embedded> = Vec::new();
            for embedded in &current {
                if !seen.is_empty() && seen.contains(&self.canon(embedded.ty)) {
                    continue;
                }
                let collects = found.is_none();
                let Some((kind, at)) = self.member_at(embedded, query, collects, &mut next) else {
                    continue;
                };
                if found.is_some() || embedded.is_repeated {
                    return Lookup::Ambiguous;
                }
                let mut path = embedded.path.clone();
                path.extend(at);
                found = Some(Member {
                    kind,
                    path,
                    is_indirect: embedded.is_indirect,
                });
            }
            if let Some(member) = found {
                if let MemberKind::Method(method, _) = member.kind
                    && self.has_pointer_receiver(method)
                    && !member.is_indirect
                    && !is_addressable
                {
                    return Lookup::NeedsPointer;
                }
                return Lookup::Found(member);
            }
            if !next.is_empty() {
                let named = current.iter().filter(|e| self.as_named(e.ty).is_some());
                seen.extend(named.map(|e| self.canon(e.ty)));
            }
            current = self.merge_repeated(next).into();
        }
        Lookup::NotFound
    }

    /// The member of that name in one type, a field with its index. Collects the embedded types
    /// for the next depth while nothing is found.
    fn member_at(
        &self,
        embedded: &Embedded,
        query: Query,
        collects: bool,
        next: &mut Vec<Embedded>,
    ) -> Option<(MemberKind, Option<u32>)> {
        if let Some(named) = self.as_named(embedded.ty)
            && let Some(method) = self.declared_method(named, query)
        {
            return Some((MemberKind::Method(method, named), None));
        }
        let under = self.underlying(embedded.ty);
        match self.ty(under) {
            Type::Struct(s) => {
                if let Some(at) = self.field_of(s, query) {
                    return Some((MemberKind::Field(s.fields[at as usize]), Some(at)));
                }
                if collects {
                    for (at, field) in s.fields.iter().enumerate().filter(|(_, f)| f.is_embedded) {
                        let (ty, is_pointer) = self.deref(field.ty);
                        let mut path = embedded.path.clone();
                        path.push(at as u32);
                        next.push(Embedded {
                            ty,
                            path,
                            is_indirect: embedded.is_indirect || is_pointer,
                            is_repeated: embedded.is_repeated,
                        });
                    }
                }
                None
            }
            Type::Interface(_) => {
                let set = self.type_set(under);
                let method = self.method_in(set, query.pkg, query.name, query.fold_case)?;
                Some((MemberKind::InterfaceMethod(*method), None))
            }
            _ => None,
        }
    }

    fn declared_method(&self, named: NamedId, query: Query) -> Option<ObjId> {
        let Query {
            pkg,
            name,
            fold_case,
        } = query;
        let methods = self.methods_of(named);
        if methods.is_empty() {
            return None;
        }
        let declaring = self.objects[self.nameds[named].obj].pkg;
        if declaring != pkg && !is_exported(name) && !fold_case {
            return None;
        }
        if methods.len() > NAMES_WITHOUT_INDEX && !fold_case {
            let index = self.nameds[self.origin(named)]
                .method_index
                .get_or_init(|| methods.iter().map(|&m| (self.objects[m].name, m)).collect());
            return index.get(&name).copied();
        }
        let matches = |method: &&ObjId| {
            let own = self.objects[**method].name;
            own == name || fold_case && equal_fold(own, name)
        };
        methods.iter().find(matches).copied()
    }

    fn field_of(&self, s: &Struct, query: Query) -> Option<u32> {
        let Query {
            pkg,
            name,
            fold_case,
        } = query;
        let is_visible = |f: &Field| is_exported(name) || f.pkg == pkg;
        if s.fields.len() <= NAMES_WITHOUT_INDEX || fold_case {
            let matches = |f: &Field| {
                f.name == name && is_visible(f) || fold_case && equal_fold(f.name, name)
            };
            return s.fields.iter().position(matches).map(|at| at as u32);
        }
        let index = s.index.get_or_init(|| {
            let mut index = FxHashMap::default();
            for (at, field) in s.fields.iter().enumerate() {
                index.entry(field.name).or_insert(at as u32);
            }
            index
        });
        index
            .get(&name)
            .copied()
            .filter(|&at| is_visible(&s.fields[at as usize]))
    }

    /// One entry for each type, marked if there were several.
    fn merge_repeated(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        if list.len() <= 1 {
            return list;
        }
        let mut places: FxHashMap<TypeId, usize> = FxHashMap::default();
        let mut merged: Vec<Embedded> = Vec::with_capacity(list.len());
        for embedded in list {
            match places.entry(self.canon(embedded.ty)) {
                std::collections::hash_map::Entry::Occupied(place) => {
                    merged[*place.get()].is_repeated = true;
                }
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(merged.len());
                    merged.push(embedded);
                }
            }
        }
        merged
    }

    /// Whether a declared method has a pointer receiver.
    pub fn has_pointer_receiver(&self, method: ObjId) -> bool {
        match &self.objects[method].kind {
            ObjectKind::Func(data) => data.recv.get().is_some_and(|recv| recv.is_pointer),
            _ => false,
        }
    }

    /// Signature of a method declared for the (instantiated) type `named`, without the receiver.
    pub fn method_signature(&self, method: ObjId, named: NamedId) -> TypeId {
        let sig = self.object_type(method);
        let args = &self.nameds[named].args;
        if args.is_empty() || !self.has_tparams(sig) {
            return sig;
        }
        let tparams = self.recv_tparams(method);
        if tparams.len() != args.len() {
            return sig;
        }
        let mut key: SmallVec<[u32; 8]> = SmallVec::from_elem(method.as_u32(), 1);
        key.extend(args.iter().map(|a| a.as_u32()));
        let id = self.method_signatures.get_or_make(&key, || {
            self.subst(sig, &TypeEnv::new(tparams, args)).as_u32()
        });
        TypeId::from_u32(id)
    }

    /// The field that `path` leads to from `ty`, pointers followed.
    pub fn field_at(&self, ty: TypeId, path: &[u32]) -> Option<Field> {
        let mut ty = ty;
        let mut field = None;
        for &at in path {
            let Type::Struct(s) = self.ty(self.underlying(self.deref_struct_pointer(ty))) else {
                return None;
            };
            let next = *s.fields.get(at as usize)?;
            ty = next.ty;
            field = Some(next);
        }
        field
    }

    /// The method, as results of checking name it.
    pub fn selected_method(&self, member: &Member) -> Option<SelectedMethod> {
        match member.kind {
            MemberKind::Field(_) => None,
            MemberKind::Method(method, _) => Some(SelectedMethod::Concrete(method)),
            MemberKind::InterfaceMethod(method) => Some(SelectedMethod::Interface(method.name)),
        }
    }
}
