//! Hash-consing: equal structure is one [`TypeId`], equal origin and arguments one instance.
//!
//! Shards with a lock each serve insertion; reading a type takes no lock. Canonical ids are
//! computed on demand, since an interface has one only once its embedded types are known.
//!
//! An anonymous interface that refers to itself (`type T interface { m() interface{ T } }`) has no
//! finite canonical form. It is marked, and `Context::identical` compares such types structurally.
//! The compiler rejects programs with such types after checking.

use std::hash::BuildHasher;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use rgo_base::{EntityRef, Symbol, Table};
use rgo_syntax::ast::ChanDir;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::context::Context;
use crate::predicates::is_exported;
use crate::type_::{
    AliasId, Basic, Field, Interface, InterfaceMethod, NamedId, Param, Signature, Struct, Term,
    Type, TypeId, TypeParamId,
};
use crate::type_set::{Terms, TypeSet};

const SHARDS: usize = 64;
const UNKNOWN: u32 = u32::MAX;
/// In place of a canonical id: the id that the type is going to get.
const ITSELF: u32 = u32::MAX - 1;

/// Mentions a type parameter, or a type declared in generic code.
const HAS_TPARAMS: u8 = 1;
/// Contains an anonymous interface that refers to itself.
const IS_CYCLIC: u8 = 2;

struct TypeData {
    ty: Type,
    /// `UNKNOWN` until computed, for a moment `ITSELF`. Relaxed suffices: all threads compute equal ids, and the type
    /// itself is published by its table.
    canon: AtomicU32,
    flags: AtomicU8,
}

/// An open-addressing set of ids, by hash.
#[derive(Default)]
struct IdSet {
    /// Length a power of two; `UNKNOWN` marks a free slot.
    slots: Vec<(u32, u32)>,
    n_ids: usize,
}

impl IdSet {
    fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                (_, UNKNOWN) => return None,
                (h, id) if h == hash && is_it(id) => return Some(id),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn insert(&mut self, hash: u32, id: u32) {
        if self.n_ids * 4 >= self.slots.len() * 3 {
            let bigger = vec![(0, UNKNOWN); (self.slots.len() * 2).max(16)];
            for (h, id) in std::mem::replace(&mut self.slots, bigger) {
                if id != UNKNOWN {
                    self.place(h, id);
                }
            }
        }
        self.place(hash, id);
        self.n_ids += 1;
    }

    fn place(&mut self, hash: u32, id: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != UNKNOWN {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, id);
    }
}

/// All types.
pub(crate) struct Interner {
    types: Table<TypeId, TypeData>,
    shards: [Mutex<IdSet>; SHARDS],
}

impl Default for Interner {
    fn default() -> Interner {
        let interner = Interner {
            types: Table::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        };
        let fixed = [Type::Invalid]
            .into_iter()
            .chain(Basic::ALL.map(Type::Basic))
            .chain([
                Type::Interface(Box::default()),
                Type::Tuple(Box::default()),
                Type::Signature(Box::default()),
            ]);
        for (at, ty) in fixed.enumerate() {
            let canon = match &ty {
                Type::Basic(basic) => basic.canonical().type_id().as_u32(),
                _ => at as u32,
            };
            let id = interner.insert(ty, canon, 0);
            debug_assert_eq!(id.index(), at);
        }
        interner
    }
}

impl Interner {
    fn insert(&self, ty: Type, canon: u32, flags: u8) -> TypeId {
        let full_hash = FxBuildHasher.hash_one(&ty);
        let hash = full_hash as u32;
        let mut shard = self.shards[(full_hash >> 58) as usize % SHARDS]
            .lock()
            .expect("interning does not panic");
        let found = shard.find(hash, |id| self.types[TypeId::from_u32(id)].ty == ty);
        if let Some(id) = found {
            return TypeId::from_u32(id);
        }
        let id = self.types.push(TypeData {
            ty,
            canon: AtomicU32::new(canon),
            flags: AtomicU8::new(flags),
        });
        if canon == ITSELF {
            self.types[id].canon.store(id.as_u32(), Ordering::Relaxed);
        }
        shard.insert(hash, id.as_u32());
        id
    }

    fn flags(&self, id: TypeId) -> u8 {
        self.types[id].flags.load(Ordering::Relaxed)
    }

    /// Its canonical id if that is known.
    fn known_canon(&self, id: TypeId) -> Option<TypeId> {
        match self.types[id].canon.load(Ordering::Relaxed) {
            UNKNOWN | ITSELF => None,
            raw => Some(TypeId::from_u32(raw)),
        }
    }

    fn is_own_canon(&self, id: TypeId) -> bool {
        self.known_canon(id) == Some(id)
    }

    /// Whether the type is its own canonical form as far as one can see without computing.
    fn is_plainly_canonical(&self, ty: &Type) -> bool {
        let own = match ty {
            Type::Alias(_) => false,
            Type::Struct(s) => s
                .fields
                .iter()
                .all(|f| f.pkg.is_none() || !is_exported(f.name)),
            Type::Signature(sig) => sig
                .params
                .iter()
                .chain(&sig.results)
                .all(|p| p.name == Symbol::EMPTY),
            // Their canonical form depends on what is embedded.
            Type::Interface(_) | Type::Union(_) => false,
            Type::Named(_) => false,
            Type::Invalid
            | Type::Basic(_)
            | Type::Pointer(_)
            | Type::Slice(_)
            | Type::Array { .. }
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Tuple(_)
            | Type::TypeParam(_) => true,
        };
        let mut all = own;
        if own {
            ty.for_each_component(|part| all = all && self.is_own_canon(part));
        }
        all
    }
}

/// A table of instances: what stands for an origin with given arguments.
pub(crate) struct InstanceTable {
    shards: [Mutex<FxHashMap<Box<[u32]>, u32>>; 16],
}

impl Default for InstanceTable {
    fn default() -> InstanceTable {
        InstanceTable {
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }
}

impl InstanceTable {
    /// The value kept for `key`, made by `make` on first demand. `make` must not come back here.
    pub(crate) fn get_or_make(&self, key: &[u32], make: impl FnOnce() -> u32) -> u32 {
        let hash = FxBuildHasher.hash_one(key);
        let mut shard = self.shards[(hash >> 60) as usize % 16]
            .lock()
            .expect("making an instance does not panic");
        if let Some(&value) = shard.get(key) {
            return value;
        }
        let value = make();
        shard.insert(key.into(), value);
        value
    }
}

/// State of one computation of a canonical id.
#[derive(Default)]
struct CanonWalk {
    /// Interfaces being flattened.
    active: SmallVec<[TypeId; 4]>,
    /// One of them was met again.
    met_cycle: bool,
}

impl Context {
    /// The id of `ty`.
    pub fn intern(&self, ty: Type) -> TypeId {
        let mut flags = 0;
        match &ty {
            Type::TypeParam(_) => flags |= HAS_TPARAMS,
            Type::Alias(alias) => {
                let alias = &self.aliases[*alias];
                if alias.is_in_generic_code {
                    flags |= HAS_TPARAMS;
                }
                for &arg in &alias.args {
                    flags |= self.types.flags(arg);
                }
            }
            Type::Named(named) => {
                let named = &self.nameds[*named];
                if !named.outer_tparams.is_empty() {
                    flags |= HAS_TPARAMS;
                }
                for &arg in named.args.iter().chain(&named.outer_args) {
                    flags |= self.types.flags(arg);
                }
            }
            Type::Signature(sig) if !sig.tparams.is_empty() => flags |= HAS_TPARAMS,
            _ => {}
        }
        ty.for_each_component(|part| flags |= self.types.flags(part));
        let is_canonical = match &ty {
            Type::Named(named) => {
                let named = &self.nameds[*named];
                named
                    .args
                    .iter()
                    .chain(&named.outer_args)
                    .all(|&a| self.types.is_own_canon(a))
            }
            other => self.types.is_plainly_canonical(other),
        };
        self.types
            .insert(ty, if is_canonical { ITSELF } else { UNKNOWN }, flags)
    }

    /// The structure of a type.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types.types[id].ty
    }

    /// Number of types interned so far, all spellings counted.
    pub fn n_types(&self) -> usize {
        self.types.types.len()
    }

    pub fn pointer_to(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Pointer(elem))
    }

    pub fn slice_of(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Slice(elem))
    }

    pub fn array_of(&self, elem: TypeId, len: u64) -> TypeId {
        self.intern(Type::Array { elem, len })
    }

    pub fn map_of(&self, key: TypeId, value: TypeId) -> TypeId {
        self.intern(Type::Map { key, value })
    }

    pub fn chan_of(&self, dir: ChanDir, elem: TypeId) -> TypeId {
        self.intern(Type::Chan { dir, elem })
    }

    pub fn struct_of(&self, fields: impl Into<Box<[Field]>>) -> TypeId {
        self.intern(Type::Struct(Box::new(Struct::new(fields))))
    }

    pub fn tuple_of(&self, types: &[TypeId]) -> TypeId {
        self.intern(Type::Tuple(types.into()))
    }

    pub fn signature_of(&self, sig: Signature) -> TypeId {
        self.intern(Type::Signature(Box::new(sig)))
    }

    /// A function type with unnamed parameters and results.
    pub fn func_of(&self, params: &[TypeId], results: &[TypeId], is_variadic: bool) -> TypeId {
        let unnamed = |types: &[TypeId]| -> Box<[Param]> {
            types
                .iter()
                .map(|&ty| Param {
                    name: Symbol::EMPTY,
                    ty,
                })
                .collect()
        };
        self.signature_of(Signature {
            tparams: Box::default(),
            params: unnamed(params),
            results: unnamed(results),
            is_variadic,
        })
    }

    pub fn interface_of(&self, methods: Box<[InterfaceMethod]>) -> TypeId {
        self.intern(Type::Interface(Box::new(Interface {
            methods,
            ..Interface::default()
        })))
    }

    /// Whether `id` mentions type parameters, or types declared inside generic functions: then
    /// [`Context::subst`] may change it. Exact for canonical ids.
    pub fn has_tparams(&self, id: TypeId) -> bool {
        self.types.flags(id) & HAS_TPARAMS != 0
    }

    /// The canonical id of a type: identical types have the same one.
    pub fn canon(&self, id: TypeId) -> TypeId {
        self.types
            .known_canon(id)
            .or_else(|| self.try_canon(id))
            .unwrap_or(id)
    }

    /// The canonical id unless the type mentions one whose declaration is still being resolved.
    pub(crate) fn try_canon(&self, id: TypeId) -> Option<TypeId> {
        if let Some(canon) = self.types.known_canon(id) {
            return Some(canon);
        }
        self.walk_canon(id, &mut CanonWalk::default())
    }

    /// Whether identity of types with this canonical id must be decided structurally.
    pub(crate) fn is_cyclic(&self, id: TypeId) -> bool {
        self.types.flags(id) & IS_CYCLIC != 0
    }

    fn walk_canon(&self, id: TypeId, walk: &mut CanonWalk) -> Option<TypeId> {
        if let Some(canon) = self.types.known_canon(id) {
            return Some(canon);
        }
        let canon = match self.ty(id) {
            Type::Invalid | Type::Basic(_) | Type::TypeParam(_) => id,
            &Type::Pointer(elem) => self.pointer_to(self.walk_canon(elem, walk)?),
            &Type::Slice(elem) => self.slice_of(self.walk_canon(elem, walk)?),
            &Type::Array { elem, len } => self.array_of(self.walk_canon(elem, walk)?, len),
            &Type::Chan { dir, elem } => self.chan_of(dir, self.walk_canon(elem, walk)?),
            &Type::Map { key, value } => {
                let key = self.walk_canon(key, walk)?;
                self.map_of(key, self.walk_canon(value, walk)?)
            }
            Type::Struct(s) => {
                let fields = s.fields.iter().map(|f| {
                    let pkg = f.pkg.filter(|_| !is_exported(f.name));
                    Some(Field {
                        ty: self.walk_canon(f.ty, walk)?,
                        pkg,
                        ..*f
                    })
                });
                self.struct_of(fields.collect::<Option<Box<[Field]>>>()?)
            }
            Type::Signature(sig) => self.canon_signature(sig, walk)?,
            Type::Interface(_) => return self.canon_interface(id, walk),
            Type::Union(terms) => self.canon_union(terms, walk)?,
            Type::Tuple(types) => {
                let types = types.iter().map(|&ty| self.walk_canon(ty, walk));
                self.tuple_of(&types.collect::<Option<SmallVec<[TypeId; 8]>>>()?)
            }
            &Type::Named(named) => self.canon_named(id, named, walk)?,
            &Type::Alias(alias) => self.walk_canon(self.alias_target(alias)?, walk)?,
        };
        self.set_canon(id, canon, walk);
        Some(canon)
    }

    fn set_canon(&self, id: TypeId, canon: TypeId, walk: &CanonWalk) {
        if walk.met_cycle {
            self.types.types[id]
                .flags
                .fetch_or(IS_CYCLIC, Ordering::Relaxed);
            self.types.types[canon]
                .flags
                .fetch_or(IS_CYCLIC, Ordering::Relaxed);
        }
        self.types.types[canon]
            .canon
            .store(canon.as_u32(), Ordering::Relaxed);
        self.types.types[id]
            .canon
            .store(canon.as_u32(), Ordering::Relaxed);
    }

    fn canon_signature(&self, sig: &Signature, walk: &mut CanonWalk) -> Option<TypeId> {
        let mut list = |params: &[Param]| -> Option<Box<[Param]>> {
            let unnamed = |p: &Param| {
                Some(Param {
                    name: Symbol::EMPTY,
                    ty: self.walk_canon(p.ty, walk)?,
                })
            };
            params.iter().map(unnamed).collect()
        };
        let params = list(&sig.params)?;
        let results = list(&sig.results)?;
        let is_variadic = sig.is_variadic;
        Some(self.signature_of(Signature {
            tparams: sig.tparams.clone(),
            params,
            results,
            is_variadic,
        }))
    }

    fn canon_union(&self, terms: &[Term], walk: &mut CanonWalk) -> Option<TypeId> {
        let terms = terms.iter().map(|t| {
            Some(Term {
                ty: self.walk_canon(t.ty, walk)?,
                ..*t
            })
        });
        let mut terms = terms.collect::<Option<Vec<Term>>>()?;
        // Ids order the set for this process only; canonical unions are never printed.
        terms.sort_by_key(|t| (t.ty, t.has_tilde));
        terms.dedup();
        Some(self.intern(Type::Union(terms.into())))
    }

    fn canon_named(&self, id: TypeId, named: NamedId, walk: &mut CanonWalk) -> Option<TypeId> {
        let data = &self.nameds[named];
        let Some(origin) = data.origin else {
            return Some(id);
        };
        let mut list = |args: &[TypeId]| -> Option<SmallVec<[TypeId; 4]>> {
            args.iter().map(|&arg| self.walk_canon(arg, walk)).collect()
        };
        let args = list(&data.args)?;
        let outer_args = list(&data.outer_args)?;
        Some(self.named_instance(origin, &args, &outer_args))
    }

    fn canon_interface(&self, id: TypeId, walk: &mut CanonWalk) -> Option<TypeId> {
        if walk.active.contains(&id) {
            walk.met_cycle = true;
            return Some(id);
        }
        let set = self.type_set_if_complete(id)?;
        walk.active.push(id);
        let canon = self.canon_of_type_set(set, walk);
        walk.active.pop();
        let canon = canon?;
        self.set_canon(id, canon, walk);
        Some(canon)
    }

    fn canon_of_type_set(&self, set: &TypeSet, walk: &mut CanonWalk) -> Option<TypeId> {
        let methods = set.methods.iter().map(|m| {
            Some(InterfaceMethod {
                sig: self.walk_canon(m.sig, walk)?,
                ..*m
            })
        });
        let methods = methods.collect::<Option<Box<[InterfaceMethod]>>>()?;
        let embeddeds = match &set.terms {
            Terms::All => Box::default(),
            Terms::List(terms) => Box::from([self.canon_union(terms, walk)?]),
        };
        let canon = self.intern(Type::Interface(Box::new(Interface {
            methods,
            embeddeds,
            is_implicit: false,
            is_comparable: set.is_comparable,
            ..Interface::default()
        })));
        Some(canon)
    }

    /// The instance of `origin` with these arguments; its own id if there are none.
    pub fn named_instance(
        &self,
        origin: NamedId,
        args: &[TypeId],
        outer_args: &[TypeId],
    ) -> TypeId {
        if args.is_empty() && outer_args.is_empty() {
            return self.intern(Type::Named(origin));
        }
        let mut key: SmallVec<[u32; 12]> = SmallVec::new();
        key.push(origin.as_u32());
        key.extend(args.iter().chain(outer_args).map(|a| a.as_u32()));
        let named = self.named_instances.get_or_make(&key, || {
            self.nameds
                .push(self.new_named_instance(origin, args, outer_args))
                .as_u32()
        });
        self.intern(Type::Named(NamedId::from_u32(named)))
    }

    /// The instance of the generic alias `origin` with these arguments.
    pub fn alias_instance(&self, origin: AliasId, args: &[TypeId]) -> TypeId {
        let mut key: SmallVec<[u32; 12]> = SmallVec::new();
        key.push(origin.as_u32());
        key.extend(args.iter().map(|a| a.as_u32()));
        let alias = self.alias_instances.get_or_make(&key, || {
            self.aliases
                .push(self.new_alias_instance(origin, args))
                .as_u32()
        });
        self.intern(Type::Alias(AliasId::from_u32(alias)))
    }

    /// The type of a type parameter.
    pub fn tparam_type(&self, tparam: TypeParamId) -> TypeId {
        self.intern(Type::TypeParam(tparam))
    }
}
