//! Type inference for calls and assignments of generic functions (spec: "Type inference").

use rgo_base::Pos;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::check::Checker;
use crate::context::Context;
use crate::implements::Cause;
use crate::operand::Operand;
use crate::subst::TypeEnv;
use crate::type_::{Param, Signature, Term, Type, TypeId, TypeParamId};
use crate::unify::{ASSIGNMENT, EXACT, INEXACT, Unifier};

/// What type arguments are inferred from.
pub(crate) struct Inference<'i> {
    /// Where errors are reported that no argument is to blame for.
    pub pos: Pos,
    pub tparams: &'i [TypeParamId],
    /// Given type arguments, by type parameter.
    pub args: Vec<Option<TypeId>>,
    /// Types of function parameters.
    pub params: SmallVec<[TypeId; 8]>,
    /// Function arguments, one for each parameter.
    pub operands: &'i [Operand],
    /// The call is one in name only, for an assignment: messages put it the other way round.
    pub is_reverse: bool,
}

pub(crate) struct InferenceError {
    pub pos: Pos,
    pub message: String,
}

type Result<T> = std::result::Result<T, Option<InferenceError>>;

/// `P`, `P and Q`, `P, Q, and R`.
fn names(ctx: &Context, tparams: &[TypeParamId]) -> String {
    let name = |&t: &TypeParamId| ctx.objects[ctx.tparams[t].obj].name.as_str();
    match tparams {
        [] => String::new(),
        [one] => name(one).to_owned(),
        [one, two] => format!("{} and {}", name(one), name(two)),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(name).collect();
            format!("{}, and {}", first.join(", "), name(last))
        }
    }
}

/// An environment for those type parameters that have a type.
fn env_of(tparams: &[TypeParamId], types: &[Option<TypeId>]) -> TypeEnv {
    let mut env = TypeEnv::default();
    for (&tparam, ty) in tparams.iter().zip(types) {
        if let Some(ty) = *ty {
            env.push(tparam, ty);
        }
    }
    env
}

impl Checker<'_> {
    /// Infers the type arguments that are not given. If that fails, the error is given, unless an
    /// argument was invalid.
    pub fn infer(&mut self, inference: Inference<'_>) -> Result<Vec<TypeId>> {
        let ctx = self.ctx;
        let Inference {
            pos,
            tparams,
            mut args,
            mut params,
            operands,
            is_reverse,
        } = inference;
        args.resize(tparams.len(), None);
        if let Some(args) = args.iter().copied().collect() {
            return Ok(args);
        }
        if operands.iter().any(|x| !x.is_valid()) {
            return Err(None);
        }
        // What is given need not be inferred: arguments for such parameters only need to be
        // assignable.
        let env = env_of(tparams, &args);
        for param in &mut params {
            *param = ctx.subst(*param, &env);
        }
        let mut unifier = Unifier::new(ctx, self.package.id, tparams, &args, self.allows(21));
        let mut untyped: SmallVec<[usize; 4]> = SmallVec::new();
        for (at, (x, &param)) in operands.iter().zip(&params).enumerate() {
            if !ctx.mentions_any(param, tparams) && !ctx.mentions_any(x.ty, tparams) {
                continue;
            }
            if !ctx.is_untyped(x.ty) {
                if !unifier.unify(param, x.ty, ASSIGNMENT) {
                    let error = self.mismatch(&unifier, tparams, param, x, is_reverse);
                    return Err(Some(error));
                }
            } else if matches!(ctx.ty(param), Type::TypeParam(_)) && !x.is_nil() {
                untyped.push(at);
            }
        }
        self.unify_constraints(&mut unifier, tparams, pos)?;
        self.use_untyped(&mut unifier, tparams, &params, operands, &untyped)?;
        let mut inferred = unifier.inferred();
        self.simplify(tparams, &args, &mut inferred);
        let mut result = Vec::with_capacity(inferred.len());
        for (at, ty) in inferred.into_iter().enumerate() {
            match ty.filter(|&ty| !ctx.mentions_any(ty, tparams)) {
                Some(ty) => result.push(ty),
                None => {
                    let object = &ctx.objects[ctx.tparams[tparams[at]].obj];
                    let declared = ctx.pos_string(object.pos);
                    let message = format!("cannot infer {} (declared at {declared})", object.name);
                    return Err(Some(InferenceError { pos, message }));
                }
            }
        }
        Ok(result)
    }

    fn mismatch(
        &self,
        unifier: &Unifier<'_>,
        tparams: &[TypeParamId],
        param: TypeId,
        x: &Operand,
        is_reverse: bool,
    ) -> InferenceError {
        let ctx = self.ctx;
        let (param_text, arg_text) = (self.type_text(param), self.type_text(x.ty));
        let text = self.source_text(x.source);
        let known = unifier.inferred();
        let message = if known.iter().all(Option::is_none) {
            let names = names(ctx, tparams);
            format!("type {arg_text} of {text} does not match {param_text} (cannot infer {names})")
        } else {
            let inferred = ctx.subst(param, &env_of(tparams, &known));
            let inferred_text = self.type_text(inferred);
            if inferred == param {
                format!("type {arg_text} of {text} does not match {param_text}")
            } else if is_reverse {
                format!(
                    "inferred type {inferred_text} for {param_text} does not match type {arg_text} of {text}"
                )
            } else {
                format!(
                    "type {arg_text} of {text} does not match inferred type {inferred_text} for {param_text}"
                )
            }
        };
        InferenceError {
            pos: self.pos_of(x),
            message,
        }
    }

    /// Unifies type parameters with their constraints as long as that tells something new.
    fn unify_constraints(
        &self,
        unifier: &mut Unifier<'_>,
        tparams: &[TypeParamId],
        pos: Pos,
    ) -> Result<()> {
        let ctx = self.ctx;
        let unsatisfied = |tparam: TypeParamId, ty: TypeId, cause: String| {
            let name = self.type_text(ctx.tparam_type(tparam));
            let (ty, bound) = (self.type_text(ty), self.type_text(ctx.bound(tparam)));
            let message = format!("{name} (type {ty}) does not satisfy {bound}{cause}");
            Err(Some(InferenceError { pos, message }))
        };
        loop {
            let n_unknown = unifier.n_unknown();
            for (at, &tparam) in tparams.iter().enumerate() {
                let known = unifier.at(at);
                if let Some((core, is_single)) = ctx.core_term(tparam) {
                    match known {
                        Some(ty) if !unifier.unify(ty, core.ty, INEXACT) => {
                            return unsatisfied(tparam, ty, String::new());
                        }
                        None if is_single && !core.has_tilde => unifier.set(at, core.ty),
                        Some(_) | None => {}
                    }
                }
                let Some(ty) = known.filter(|&ty| !ctx.mentions_any(ty, tparams)) else {
                    continue;
                };
                let constraint = ctx.constraint_interface(tparam);
                let mut cause = Cause::new(self.package.id);
                let mut same = |x, y| unifier.unify(x, y, EXACT);
                if !ctx.has_all_methods(ty, constraint, true, &mut same, Some(&mut cause)) {
                    return unsatisfied(tparam, ty, format!(" {}", cause.text));
                }
            }
            if unifier.n_unknown() == n_unknown {
                return Ok(());
            }
        }
    }

    /// Type parameters still unknown take the default type of the untyped arguments for them.
    fn use_untyped(
        &self,
        unifier: &mut Unifier<'_>,
        tparams: &[TypeParamId],
        params: &[TypeId],
        operands: &[Operand],
        untyped: &[usize],
    ) -> Result<()> {
        let ctx = self.ctx;
        let mut largest: SmallVec<[(usize, TypeId); 4]> = SmallVec::new();
        for &arg in untyped {
            let Some(tparam) = ctx.as_tparam(params[arg]) else {
                continue;
            };
            let Some(at) = tparams.iter().position(|&t| t == tparam) else {
                continue;
            };
            if unifier.at(at).is_some() {
                continue;
            }
            let x = &operands[arg];
            let Some((_, ty)) = largest.iter_mut().find(|(t, _)| *t == at) else {
                largest.push((at, x.ty));
                continue;
            };
            match ctx.max_type(*ty, x.ty) {
                Some(max) => *ty = max,
                None => {
                    let (a, b) = (self.type_text(*ty), self.type_text(x.ty));
                    let name = self.type_text(params[arg]);
                    let message = format!("mismatched types {a} and {b} (cannot infer {name})");
                    return Err(Some(InferenceError {
                        pos: self.pos_of(x),
                        message,
                    }));
                }
            }
        }
        for (at, ty) in largest {
            unifier.set(at, ctx.default_type(ty));
        }
        Ok(())
    }

    /// Replaces type parameters in inferred types by what is inferred for them. Types that contain
    /// themselves are dropped.
    fn simplify(
        &self,
        tparams: &[TypeParamId],
        given: &[Option<TypeId>],
        inferred: &mut [Option<TypeId>],
    ) {
        let ctx = self.ctx;
        let mut finder = CycleFinder {
            ctx,
            tparams,
            inferred,
            on_path: FxHashSet::default(),
        };
        for &tparam in tparams {
            finder.visit(ctx.tparam_type(tparam));
        }
        let mut dirty: Vec<usize> = (0..inferred.len())
            .filter(|&at| given[at].is_none() && inferred[at].is_some_and(|ty| ctx.has_tparams(ty)))
            .collect();
        while !dirty.is_empty() {
            let env = env_of(tparams, inferred);
            dirty.retain(|&at| {
                let Some(old) = inferred[at] else {
                    return false;
                };
                let new = ctx.subst(old, &env);
                if new == old {
                    return false;
                }
                inferred[at] = Some(self.without_replaced_tparams(new, tparams));
                true
            });
        }
    }

    /// A generic function that was an argument is not generic any more once its type parameters
    /// are replaced.
    fn without_replaced_tparams(&self, ty: TypeId, tparams: &[TypeParamId]) -> TypeId {
        let is_generic = matches!(self.ctx.ty(ty), Type::Signature(sig) if !sig.tparams.is_empty());
        if is_generic && !self.ctx.mentions_any(ty, tparams) {
            return self.ctx.without_tparams(ty);
        }
        ty
    }
}

/// Finds type parameters whose inferred types lead back to themselves.
struct CycleFinder<'c> {
    ctx: &'c Context,
    tparams: &'c [TypeParamId],
    inferred: &'c mut [Option<TypeId>],
    on_path: FxHashSet<TypeId>,
}

impl CycleFinder<'_> {
    fn visit(&mut self, ty: TypeId) {
        let ctx = self.ctx;
        let ty = ctx.unalias(ty);
        if !ctx.has_tparams(ty) {
            return;
        }
        let index = match ctx.ty(ty) {
            Type::TypeParam(tparam) => self.tparams.iter().position(|t| t == tparam),
            _ => None,
        };
        if !self.on_path.insert(ty) {
            if let Some(at) = index {
                self.inferred[at] = None;
            }
            return;
        }
        match ctx.ty(ty) {
            Type::TypeParam(_) => {
                if let Some(inferred) = index.and_then(|at| self.inferred[at]) {
                    self.visit(inferred);
                }
            }
            &Type::Named(named) => {
                for &arg in &ctx.nameds[named].args {
                    self.visit(arg);
                }
            }
            other => other.for_each_component(|part| self.visit(part)),
        }
        self.on_path.remove(&ty);
    }
}

/// Looks for type parameters in types.
struct Mentions<'m> {
    ctx: &'m Context,
    tparams: &'m [TypeParamId],
    seen: FxHashSet<TypeId>,
}

impl Mentions<'_> {
    fn any_in(&mut self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        if !ctx.has_tparams(ty) {
            return false;
        }
        match ctx.ty(ty) {
            Type::TypeParam(tparam) => return self.tparams.contains(tparam),
            Type::Pointer(elem) | Type::Slice(elem) => return self.any_in(*elem),
            _ => {}
        }
        if !self.seen.insert(ty) {
            return false;
        }
        match ctx.ty(ty) {
            Type::Alias(_) => self.any_in(ctx.unalias(ty)),
            &Type::Named(named) => ctx.nameds[named].args.iter().any(|&arg| self.any_in(arg)),
            Type::Interface(_) => {
                let set = ctx.type_set(ty);
                let terms = set.specific_terms().unwrap_or_default();
                set.methods.iter().any(|m| self.any_in(m.sig))
                    || terms.iter().any(|t: &Term| self.any_in(t.ty))
            }
            // Type parameters of the signature itself are of no interest.
            Type::Signature(sig) => {
                let sig: &Signature = sig;
                let mut in_list = |list: &[Param]| list.iter().any(|p| self.any_in(p.ty));
                in_list(&sig.params) || in_list(&sig.results)
            }
            other => {
                let mut found = false;
                other.for_each_component(|part| found = found || self.any_in(part));
                found
            }
        }
    }
}

impl Context {
    /// Whether a type mentions one of some type parameters.
    pub(crate) fn mentions_any(&self, ty: TypeId, tparams: &[TypeParamId]) -> bool {
        self.has_tparams(ty)
            && Mentions {
                ctx: self,
                tparams,
                seen: FxHashSet::default(),
            }
            .any_in(ty)
    }

    /// The one specific type of a type parameter, or else its core type; then with a tilde if one
    /// of its terms has one. Says which.
    pub(crate) fn core_term(&self, tparam: TypeParamId) -> Option<(Term, bool)> {
        let set = self.type_set(self.constraint_interface(tparam));
        let terms = set.specific_terms()?;
        if let &[single] = terms {
            return Some((single, true));
        }
        let core = self.core_type(self.tparam_type(tparam))?;
        let has_tilde = terms.iter().any(|term| term.has_tilde);
        Some((
            Term {
                has_tilde,
                ty: core,
            },
            false,
        ))
    }
}
