//! The compilation's shared tables, and what is read from them without checking anything.

use std::sync::{Arc, Mutex, OnceLock};

use rgo_base::{Diagnostics, SourceMap, Symbol, Table};

use crate::cache::TypeCache;
use crate::constant::ConstValue;
use crate::interner::{InstanceTable, Interner};
use crate::method_set::MethodEntry;
use crate::object::{ObjId, Object, ObjectKind};
use crate::package::{FileScope, Package, PackageSource, PkgId, Scopes};
use crate::session::DeclLock;
use crate::type_::{
    Alias, AliasId, Interface, Named, NamedId, Type, TypeId, TypeParam, TypeParamId,
};
use crate::type_set::TypeSet;
use crate::universe::{self, Universe};

/// All types, objects and packages of a compilation; shared by its threads.
pub struct Context {
    pub sources: Arc<SourceMap>,
    /// What checking has to say about packages that are fully checked, in gc's order.
    pub diags: Diagnostics,
    /// Found in trusted packages: their files are not those of the release they should be of.
    pub trusted_diags: Diagnostics,
    pub(crate) types: Interner,
    pub(crate) objects: Table<ObjId, Object>,
    pub(crate) nameds: Table<NamedId, Named>,
    pub(crate) aliases: Table<AliasId, Alias>,
    pub(crate) tparams: Table<TypeParamId, TypeParam>,
    pub(crate) packages: Table<PkgId, Package>,
    pub(crate) named_instances: InstanceTable,
    pub(crate) alias_instances: InstanceTable,
    pub(crate) tparam_instances: InstanceTable,
    pub(crate) method_signatures: InstanceTable,
    pub(crate) method_sets: TypeCache<Vec<MethodEntry>>,
    pub(crate) link_strings: TypeCache<Arc<str>>,
    pub(crate) all_types: TypeSet,
    pub(crate) decl_lock: DeclLock,
    universe: OnceLock<Universe>,
}

impl Context {
    pub fn new(sources: Arc<SourceMap>) -> Context {
        Context::with_universe(sources, false)
    }

    /// A context for tests of the checker: programs may call the built-in `assert`.
    pub fn with_assert(sources: Arc<SourceMap>) -> Context {
        Context::with_universe(sources, true)
    }

    fn with_universe(sources: Arc<SourceMap>, has_assert: bool) -> Context {
        let ctx = Context {
            sources,
            diags: Diagnostics::default(),
            trusted_diags: Diagnostics::default(),
            types: Interner::default(),
            objects: Table::new(),
            nameds: Table::new(),
            aliases: Table::new(),
            tparams: Table::new(),
            packages: Table::new(),
            named_instances: InstanceTable::default(),
            alias_instances: InstanceTable::default(),
            tparam_instances: InstanceTable::default(),
            method_signatures: InstanceTable::default(),
            method_sets: TypeCache::default(),
            link_strings: TypeCache::default(),
            all_types: TypeSet::all(),
            decl_lock: DeclLock::default(),
            universe: OnceLock::new(),
        };
        let universe = universe::declare(&ctx, has_assert);
        let mut members: Vec<ObjId> = universe.unsafe_scope.values().copied().collect();
        members.sort();
        let package = universe.unsafe_scope.clone();
        let _ = ctx.universe.set(universe);
        let unsafe_id = ctx.add_package(PackageSource {
            path: Symbol::intern("unsafe"),
            name: Symbol::intern("unsafe"),
            files: Vec::new(),
            imports: Default::default(),
            go_minor: 0,
            is_trusted: true,
            has_external_bodies: true,
            is_tested_main: false,
        });
        debug_assert_eq!(unsafe_id, PkgId::UNSAFE);
        let _ = ctx.packages[unsafe_id].scopes.set(Scopes {
            package,
            files: Vec::<FileScope>::new(),
            objects: members,
            inits: Vec::new(),
            methods: Default::default(),
            imports: Vec::new(),
        });
        ctx
    }

    /// Adds a package; its imports have been added before. Packages are numbered in the order they
    /// come. Nothing is looked at yet: see [`Context::collect`].
    pub fn add_package(&self, source: PackageSource) -> PkgId {
        let PackageSource {
            path,
            name,
            files,
            imports,
            go_minor,
            is_trusted,
            has_external_bodies,
            is_tested_main,
        } = source;
        let slots = |file: &Arc<rgo_syntax::file::File>| {
            file.fragments.keys().map(|_| Default::default()).collect()
        };
        let fragments = files.iter().map(slots).collect();
        self.packages.push_with(|id| Package {
            id,
            path,
            name,
            files,
            imports,
            go_minor,
            is_trusted,
            has_external_bodies,
            is_tested_main,
            scopes: OnceLock::new(),
            fragments,
            diags: Mutex::default(),
            type_deps: Mutex::default(),
            instantiations: Mutex::default(),
            interfaces: Mutex::default(),
            sized_types: Mutex::default(),
            unprintable: Mutex::default(),
            ambiguous_names: OnceLock::new(),
            local_types: OnceLock::new(),
        })
    }

    pub fn universe(&self) -> &Universe {
        self.universe
            .get()
            .expect("the universe is declared before anything else")
    }

    pub fn object(&self, obj: ObjId) -> &Object {
        &self.objects[obj]
    }

    pub fn named(&self, named: NamedId) -> &Named {
        &self.nameds[named]
    }

    pub fn alias(&self, alias: AliasId) -> &Alias {
        &self.aliases[alias]
    }

    pub fn tparam(&self, tparam: TypeParamId) -> &TypeParam {
        &self.tparams[tparam]
    }

    /// The type of an object, resolved if need be: the type that a type name denotes, a function's
    /// signature. Not canonical.
    pub fn object_type(&self, obj: ObjId) -> TypeId {
        if let Some(ty) = self.mentioned_type(obj) {
            return ty;
        }
        self.resolve(obj);
        self.objects[obj].ty.get().unwrap_or(TypeId::INVALID)
    }

    /// The value of a constant, resolved if need be.
    pub fn const_value(&self, obj: ObjId) -> ConstValue {
        self.resolve(obj);
        match &self.objects[obj].kind {
            ObjectKind::Const(data) => data.value.get().cloned().unwrap_or(ConstValue::Unknown),
            _ => ConstValue::Unknown,
        }
    }

    /// The type of a method's receiver parameter; none for functions.
    pub fn recv_type(&self, func: ObjId) -> Option<TypeId> {
        self.resolve(func);
        self.objects[func].as_func()?.recv_type.get()
    }

    /// The generic type that an instance is of; other types are their own origin.
    pub fn origin(&self, named: NamedId) -> NamedId {
        self.nameds[named].origin.unwrap_or(named)
    }

    /// Declared methods of a defined type in source order, those of the origin for an instance.
    pub fn methods_of(&self, named: NamedId) -> &[ObjId] {
        let origin = self.origin(named);
        let methods = &self.nameds[origin].methods;
        if methods.get().is_none() {
            self.resolve_mentioned(origin);
        }
        methods.get().map_or(&[], |m| m)
    }

    /// Resolves the declaration of a type that was only mentioned so far, or waits for the thread that
    /// is about to: types can be reached through others before their own declaration is done with.
    fn resolve_mentioned(&self, named: NamedId) {
        self.resolve(self.nameds[named].obj);
    }

    /// Declared type parameters of a generic type, and of its instances.
    pub fn tparams_of(&self, named: NamedId) -> &[TypeParamId] {
        self.nameds[self.origin(named)]
            .tparams
            .get()
            .map_or(&[], |t| t)
    }

    /// The type without aliases in front.
    pub fn unalias(&self, ty: TypeId) -> TypeId {
        self.unalias_if_complete(ty).unwrap_or(TypeId::INVALID)
    }

    /// The type without aliases in front; none if one of them is being declared.
    pub(crate) fn unalias_if_complete(&self, ty: TypeId) -> Option<TypeId> {
        let Type::Alias(first) = *self.ty(ty) else {
            return Some(ty);
        };
        let actual = &self.aliases[first].actual;
        if let Some(known) = actual.get() {
            return Some(known);
        }
        let mut ty = self.alias_target(first)?;
        while let Type::Alias(alias) = *self.ty(ty) {
            ty = match self.aliases[alias].actual.get() {
                Some(known) => known,
                None => self.alias_target(alias)?,
            };
        }
        actual.set(ty);
        Some(ty)
    }

    /// What an alias stands for; none while it is being declared.
    pub(crate) fn alias_target(&self, alias: AliasId) -> Option<TypeId> {
        let data = &self.aliases[alias];
        if let Some(target) = data.target.get() {
            return Some(target);
        }
        self.resolve(data.obj);
        let Some(origin) = data.origin else {
            return data.target.get();
        };
        let origin = &self.aliases[origin];
        let env = crate::subst::TypeEnv::new(origin.tparams.get()?, &data.args);
        let target = self.subst(origin.target.get()?, &env);
        data.target.set(target);
        Some(target)
    }

    /// The underlying type (spec: "Underlying types"): of a type parameter its constraint
    /// interface, of a type that is still being declared the invalid type.
    pub fn underlying(&self, ty: TypeId) -> TypeId {
        self.underlying_if_complete(ty).unwrap_or(TypeId::INVALID)
    }

    /// The canonical form of the underlying type of `ty`: what matters of a type once a program is
    /// checked. No `byte`, `rune` or alias is left in it.
    pub fn under(&self, ty: TypeId) -> &Type {
        self.ty(self.canon(self.underlying(ty)))
    }

    pub(crate) fn underlying_if_complete(&self, ty: TypeId) -> Option<TypeId> {
        match *self.ty(ty) {
            Type::Named(named) => self.named_underlying(named),
            Type::Alias(_) => self.underlying_if_complete(self.unalias_if_complete(ty)?),
            Type::TypeParam(tparam) => Some(self.constraint_interface(tparam)),
            _ => Some(ty),
        }
    }

    fn named_underlying(&self, named: NamedId) -> Option<TypeId> {
        if let Some(known) = self.nameds[named].underlying.get() {
            return Some(known);
        }
        let mut path = vec![named];
        let mut rhs = self.rhs(named)?;
        let underlying = loop {
            match *self.ty(rhs) {
                Type::Alias(alias) => rhs = self.alias_target(alias)?,
                Type::Named(next) => {
                    if let Some(known) = self.nameds[next].underlying.get() {
                        break known;
                    }
                    // A cycle of names only is reported where it is declared.
                    if path.contains(&next) {
                        return None;
                    }
                    path.push(next);
                    rhs = self.rhs(next)?;
                }
                _ => break rhs,
            }
        };
        for named in path {
            self.nameds[named].underlying.set(underlying);
        }
        Some(underlying)
    }

    /// The type on the right of a type's declaration, for an instance with its arguments.
    pub(crate) fn rhs(&self, named: NamedId) -> Option<TypeId> {
        let data = &self.nameds[named];
        if let Some(rhs) = data.rhs.get() {
            return Some(rhs);
        }
        let Some(origin) = data.origin else {
            self.resolve_mentioned(named);
            return data.rhs.get();
        };
        let rhs = match self.nameds[origin].rhs.get() {
            Some(rhs) => rhs,
            None => {
                self.resolve_mentioned(origin);
                self.nameds[origin].rhs.get()?
            }
        };
        if self.nameds[origin].tparams.get()?.len() != data.args.len() {
            return Some(TypeId::INVALID);
        }
        let rhs = self.subst(rhs, &self.env_of_instance(named));
        data.rhs.set(rhs);
        Some(rhs)
    }

    /// The constraint of a type parameter as an interface; a constraint that is none is wrapped
    /// into one.
    pub fn constraint_interface(&self, tparam: TypeParamId) -> TypeId {
        let bound = self.bound(tparam);
        let under = if self.is_tparam(bound) {
            TypeId::INVALID
        } else {
            self.underlying(bound)
        };
        match self.ty(under) {
            Type::Interface(_) => under,
            Type::Invalid => TypeId::EMPTY_INTERFACE,
            _ => self.intern(Type::Interface(Box::new(Interface {
                embeddeds: Box::new([bound]),
                is_implicit: true,
                ..Interface::default()
            }))),
        }
    }
}
