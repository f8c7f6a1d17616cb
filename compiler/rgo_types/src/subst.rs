//! Substitution of types for type parameters.
//!
//! Used by the checker to instantiate and by hir to monomorphise. Types declared inside generic
//! functions are substituted too: they are implicitly parameterised by the enclosing functions'
//! type parameters.

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::context::Context;
use crate::object::{ObjId, ObjectKind};
use crate::type_::{
    Alias, AliasId, Field, Interface, InterfaceMethod, Named, NamedId, Param, Signature, Term,
    Type, TypeCell, TypeId, TypeParam, TypeParamId,
};

/// Types for type parameters.
#[derive(Clone, Default, Debug, PartialEq, Eq, Hash)]
pub struct TypeEnv {
    pairs: SmallVec<[(TypeParamId, TypeId); 4]>,
}

impl TypeEnv {
    /// Maps `tparams[i]` to `args[i]`. Of lists of different length the shorter one counts.
    pub fn new(tparams: &[TypeParamId], args: &[TypeId]) -> TypeEnv {
        TypeEnv {
            pairs: tparams.iter().copied().zip(args.iter().copied()).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub fn get(&self, tparam: TypeParamId) -> Option<TypeId> {
        self.pairs
            .iter()
            .find(|(t, _)| *t == tparam)
            .map(|(_, ty)| *ty)
    }

    /// Adds further pairs.
    pub fn extend(&mut self, tparams: &[TypeParamId], args: &[TypeId]) {
        self.pairs
            .extend(tparams.iter().copied().zip(args.iter().copied()));
    }

    pub(crate) fn push(&mut self, tparam: TypeParamId, ty: TypeId) {
        self.pairs.push((tparam, ty));
    }

    /// The types, in the order they were given.
    pub fn args(&self) -> impl Iterator<Item = TypeId> {
        self.pairs.iter().map(|(_, ty)| *ty)
    }
}

/// Type visits after which results are remembered: types share structure, and a walk that does not
/// notice visits a tower of pairs as often as its printed form is long.
const VISITS_BEFORE_MEMO: u32 = 32;

struct Subst<'a> {
    ctx: &'a Context,
    env: &'a TypeEnv,
    n_visits: u32,
    memo: FxHashMap<TypeId, TypeId>,
}

impl Context {
    /// `ty` with type parameters replaced as `env` says; those it does not mention stay.
    pub fn subst(&self, ty: TypeId, env: &TypeEnv) -> TypeId {
        if env.is_empty() || !self.has_tparams(ty) {
            return ty;
        }
        if let Type::TypeParam(tparam) = *self.ty(ty) {
            return env.get(tparam).unwrap_or(ty);
        }
        Subst {
            ctx: self,
            env,
            n_visits: 0,
            memo: FxHashMap::default(),
        }
        .ty(ty)
    }
}

impl Subst<'_> {
    fn ty(&mut self, ty: TypeId) -> TypeId {
        if !self.ctx.has_tparams(ty) {
            return ty;
        }
        if let Type::TypeParam(tparam) = *self.ctx.ty(ty) {
            return self.env.get(tparam).unwrap_or(ty);
        }
        self.n_visits += 1;
        if self.n_visits < VISITS_BEFORE_MEMO {
            return self.compound(ty);
        }
        if let Some(&known) = self.memo.get(&ty) {
            return known;
        }
        let result = self.compound(ty);
        self.memo.insert(ty, result);
        result
    }

    fn compound(&mut self, id: TypeId) -> TypeId {
        let ctx = self.ctx;
        let new = match ctx.ty(id) {
            Type::Invalid | Type::Basic(_) | Type::TypeParam(_) => return id,
            &Type::Pointer(elem) => Type::Pointer(self.ty(elem)),
            &Type::Slice(elem) => Type::Slice(self.ty(elem)),
            &Type::Array { elem, len } => Type::Array {
                elem: self.ty(elem),
                len,
            },
            &Type::Chan { dir, elem } => Type::Chan {
                dir,
                elem: self.ty(elem),
            },
            &Type::Map { key, value } => Type::Map {
                key: self.ty(key),
                value: self.ty(value),
            },
            Type::Struct(s) => {
                let fields = s.fields.iter().map(|f| Field {
                    ty: self.ty(f.ty),
                    ..*f
                });
                return ctx.struct_of(fields.collect::<Box<[Field]>>());
            }
            Type::Tuple(types) => Type::Tuple(types.iter().map(|&ty| self.ty(ty)).collect()),
            Type::Signature(sig) => return self.signature(sig),
            Type::Union(terms) => Type::Union(
                terms
                    .iter()
                    .map(|t| Term {
                        ty: self.ty(t.ty),
                        ..*t
                    })
                    .collect(),
            ),
            Type::Interface(iface) => {
                let method = |m: &InterfaceMethod| InterfaceMethod {
                    sig: self.ty(m.sig),
                    ..*m
                };
                let methods = iface.methods.iter().map(method).collect();
                let embeddeds = iface.embeddeds.iter().map(|&ty| self.ty(ty)).collect();
                Type::Interface(Box::new(Interface {
                    methods,
                    embeddeds,
                    is_implicit: iface.is_implicit,
                    is_comparable: iface.is_comparable,
                    ..Interface::default()
                }))
            }
            &Type::Named(named) => return self.named(id, named),
            &Type::Alias(alias) => return self.alias(id, alias),
        };
        ctx.intern(new)
    }

    fn list(&mut self, types: &[TypeId]) -> SmallVec<[TypeId; 4]> {
        types.iter().map(|&ty| self.ty(ty)).collect()
    }

    fn params(&mut self, params: &[Param]) -> Box<[Param]> {
        params
            .iter()
            .map(|p| Param {
                ty: self.ty(p.ty),
                ..*p
            })
            .collect()
    }

    /// A generic method's own type parameters are replaced by ones for this instance of the
    /// receiver, unless `env` instantiates the method itself.
    fn signature(&mut self, sig: &Signature) -> TypeId {
        let ctx = self.ctx;
        let is_instantiated = sig
            .tparams
            .first()
            .is_some_and(|&t| self.env.get(t).is_some());
        if sig.tparams.is_empty() || is_instantiated {
            let tparams = sig.tparams.clone();
            let (params, results) = (self.params(&sig.params), self.params(&sig.results));
            return ctx.signature_of(Signature {
                tparams,
                params,
                results,
                ..*sig
            });
        }
        let fresh = ctx.tparam_instances(&sig.tparams, self.env);
        let mut env = self.env.clone();
        for (&old, &new) in sig.tparams.iter().zip(&fresh) {
            env.push(old, ctx.tparam_type(new));
        }
        let mut inner = Subst {
            ctx,
            env: &env,
            n_visits: 0,
            memo: FxHashMap::default(),
        };
        let (params, results) = (inner.params(&sig.params), inner.params(&sig.results));
        ctx.signature_of(Signature {
            tparams: fresh,
            params,
            results,
            ..*sig
        })
    }

    fn named(&mut self, id: TypeId, named: NamedId) -> TypeId {
        let data = &self.ctx.nameds[named];
        let origin = data.origin.unwrap_or(named);
        if let Some(origin) = data.origin
            && self.ctx.tparams_of(origin).len() != data.args.len()
        {
            // Reported where it is written.
            return TypeId::INVALID;
        }
        let args = self.list(&data.args);
        let outer_args = if data.outer_tparams.is_empty() {
            self.list(&data.outer_args)
        } else {
            let is_touched = data
                .outer_tparams
                .iter()
                .any(|&t| self.env.get(t).is_some());
            if !is_touched && args[..] == data.args[..] {
                return id;
            }
            let ctx = self.ctx;
            let outer: SmallVec<[TypeId; 4]> = data
                .outer_tparams
                .iter()
                .map(|&t| ctx.tparam_type(t))
                .collect();
            self.list(&outer)
        };
        if args[..] == data.args[..] && outer_args[..] == data.outer_args[..] {
            return id;
        }
        self.ctx.named_instance(origin, &args, &outer_args)
    }

    fn alias(&mut self, id: TypeId, alias: AliasId) -> TypeId {
        let data = &self.ctx.aliases[alias];
        let Some(origin) = data.origin else {
            // Declared in generic code: the name is lost where the target changes.
            let Some(target) = data.target.get() else {
                return id;
            };
            let new = self.ty(target);
            return if new == target { id } else { new };
        };
        let args: SmallVec<[TypeId; 4]> = data.args.iter().map(|&ty| self.ty(ty)).collect();
        if args[..] == data.args[..] {
            id
        } else {
            self.ctx.alias_instance(origin, &args)
        }
    }
}

impl Context {
    /// The type parameters that stand for those of a generic method where the receiver's type
    /// parameters are replaced as `env` says.
    fn tparam_instances(&self, list: &[TypeParamId], env: &TypeEnv) -> Box<[TypeParamId]> {
        let mut key: SmallVec<[u32; 16]> = SmallVec::from_elem(0, 1);
        for &(from, to) in &env.pairs {
            key.extend([from.as_u32(), to.as_u32()]);
        }
        self.copied_tparams(list, &mut key, env)
    }

    /// The `copy`-th renamed copies of a list of type parameters, for inference where arguments may
    /// mention the same type parameters that are being inferred.
    pub(crate) fn renamed_tparams(&self, list: &[TypeParamId], copy: u32) -> Box<[TypeParamId]> {
        self.copied_tparams(
            list,
            &mut SmallVec::from_slice(&[0, copy]),
            &TypeEnv::default(),
        )
    }

    /// Copies of `list` whose constraints are substituted, made once for each `key`.
    fn copied_tparams(
        &self,
        list: &[TypeParamId],
        key: &mut SmallVec<[u32; 16]>,
        env: &TypeEnv,
    ) -> Box<[TypeParamId]> {
        let copy = |&tparam: &TypeParamId| {
            key[0] = tparam.as_u32();
            let id = self.tparam_instances.get_or_make(key, || {
                let declared = &self.tparams[tparam];
                let copy = self.tparams.push(TypeParam {
                    obj: declared.obj,
                    pos: declared.pos,
                    index: declared.index,
                    origin: Some(tparam),
                    shares_constraint: AtomicBool::new(
                        declared.shares_constraint.load(Ordering::Relaxed),
                    ),
                    constraint: TypeCell::new(),
                });
                copy.as_u32()
            });
            TypeParamId::from_u32(id)
        };
        let copies: Box<[TypeParamId]> = list.iter().map(copy).collect();
        let mut env = env.clone();
        for (&old, &new) in list.iter().zip(&copies) {
            env.push(old, self.tparam_type(new));
        }
        for (&old, &new) in list.iter().zip(&copies) {
            let constraint = &self.tparams[new].constraint;
            if constraint.get().is_none()
                && let Some(bound) = self.tparams[old].constraint.get()
            {
                constraint.set(self.subst(bound, &env));
            }
        }
        copies
    }

    /// The constraint of a type parameter as written, or substituted; invalid while its list is
    /// being declared.
    pub(crate) fn bound(&self, tparam: TypeParamId) -> TypeId {
        self.tparams[tparam]
            .constraint
            .get()
            .unwrap_or(TypeId::INVALID)
    }

    pub(crate) fn new_named_instance(
        &self,
        origin: NamedId,
        args: &[TypeId],
        outer_args: &[TypeId],
    ) -> Named {
        let declared = &self.nameds[origin];
        Named {
            obj: declared.obj,
            origin: Some(origin),
            args: args.into(),
            outer_args: outer_args.into(),
            outer_tparams: Box::default(),
            local_index: declared.local_index,
            pos: Default::default(),
            tparams: Default::default(),
            rhs: TypeCell::new(),
            underlying: TypeCell::new(),
            methods: Default::default(),
            method_index: Default::default(),
            has_var_size: Default::default(),
            is_valid: Default::default(),
        }
    }

    pub(crate) fn new_alias_instance(&self, origin: AliasId, args: &[TypeId]) -> Alias {
        Alias {
            obj: self.aliases[origin].obj,
            origin: Some(origin),
            args: args.into(),
            is_in_generic_code: false,
            tparams: Default::default(),
            target: TypeCell::new(),
            actual: TypeCell::new(),
        }
    }

    /// What type parameters stand for in an instance of the function or method `func`: `args` are
    /// the type arguments of the receiver's type followed by the function's own. With fewer
    /// arguments the rest of the type parameters is left alone.
    pub fn env_for(&self, func: ObjId, args: &[TypeId]) -> TypeEnv {
        let recv_tparams = self.recv_tparams(func);
        let own = self
            .as_signature(self.object_type(func))
            .map_or(&[][..], |sig| &sig.tparams);
        let (recv_args, own_args) = args.split_at(recv_tparams.len().min(args.len()));
        let mut env = TypeEnv::new(recv_tparams, recv_args);
        env.extend(own, own_args);
        env
    }

    /// What type parameters stand for in the declaration of an instance: those of the type and of
    /// the functions it is declared in.
    pub fn env_of_instance(&self, named: NamedId) -> TypeEnv {
        let data = &self.nameds[named];
        let Some(origin) = data.origin else {
            return TypeEnv::default();
        };
        let declared = &self.nameds[origin];
        let mut env = TypeEnv::new(self.tparams_of(origin), &data.args);
        env.extend(&declared.outer_tparams, &data.outer_args);
        env
    }

    /// The signature of an instance of `func`; `args` as for [`Context::env_for`]. A receiver is
    /// not part of it. Canonical.
    pub fn func_instance_signature(&self, func: ObjId, args: &[TypeId]) -> TypeId {
        let env = self.env_for(func, args);
        let sig = self.subst(self.object_type(func), &env);
        self.canon(self.without_tparams(sig))
    }

    /// A generic signature that was instantiated, without its type parameters.
    pub(crate) fn without_tparams(&self, sig: TypeId) -> TypeId {
        match self.ty(sig) {
            Type::Signature(s) if !s.tparams.is_empty() => self.signature_of(Signature {
                tparams: Box::default(),
                ..(**s).clone()
            }),
            _ => sig,
        }
    }

    /// The type parameters that a method's receiver declares: `T` of `func (r *List[T]) m()`.
    pub fn recv_tparams(&self, func: ObjId) -> &[TypeParamId] {
        self.resolve(func);
        match &self.objects[func].kind {
            ObjectKind::Func(data) => data.recv_tparams.get().map_or(&[], |t| t),
            _ => &[],
        }
    }
}
