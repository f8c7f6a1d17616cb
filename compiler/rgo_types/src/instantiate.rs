//! Type arguments against their constraints (spec: "Instantiations").

use rgo_base::{Diagnostic, Pos};

use crate::check::{Checker, Instantiation};
use crate::implements::Cause;
use crate::subst::TypeEnv;
use crate::type_::{Type, TypeId, TypeParamId};

impl Checker<'_> {
    /// Checks an instantiated type as it is written.
    pub fn check_type_instance(
        &mut self,
        pos: Pos,
        ty: TypeId,
        args: &[TypeId],
        arg_positions: &[Pos],
    ) {
        let ctx = self.ctx;
        let (tparams, obj) = match *ctx.ty(ty) {
            Type::Named(named) => (ctx.tparams_of(named), ctx.nameds[named].obj),
            Type::Alias(alias) => {
                let data = &ctx.aliases[alias];
                let origin = data.origin.map_or(data, |origin| &ctx.aliases[origin]);
                (origin.tparams.get().map_or(&[][..], |t| t), data.obj)
            }
            _ => return,
        };
        let name = ctx.objects[obj].name;
        if self.check_arg_count(pos, name, tparams.len(), args.len()) {
            self.check_func_instance(pos, tparams, args, arg_positions);
        }
    }

    /// Checks that type arguments satisfy the constraints of their type parameters.
    pub fn check_func_instance(
        &mut self,
        pos: Pos,
        tparams: &[TypeParamId],
        args: &[TypeId],
        arg_positions: &[Pos],
    ) {
        let ctx = self.ctx;
        let env = TypeEnv::new(tparams, args);
        for (at, (&tparam, &arg)) in tparams.iter().zip(args).enumerate() {
            let bound = ctx.subst(self.interface_bound(tparam), &env);
            if ctx.check_implements(arg, bound, true, self.go_minor, None) {
                continue;
            }
            let mut cause = Cause::new(self.package.id);
            ctx.check_implements(arg, bound, true, self.go_minor, Some(&mut cause));
            let pos = arg_positions.get(at).copied().unwrap_or(pos);
            return self.report(Diagnostic::soft(pos, cause.text));
        }
        self.record_instantiations(pos, tparams, args, arg_positions);
    }

    /// The constraint of a type parameter; as an interface, if it is another type.
    fn interface_bound(&self, tparam: TypeParamId) -> TypeId {
        let bound = self.ctx.bound(tparam);
        match self.ctx.ty(self.ctx.underlying(bound)) {
            Type::Interface(_) | Type::Invalid => bound,
            _ => self.ctx.constraint_interface(tparam),
        }
    }

    fn record_instantiations(
        &mut self,
        pos: Pos,
        tparams: &[TypeParamId],
        args: &[TypeId],
        arg_positions: &[Pos],
    ) {
        if self.package.is_trusted {
            return;
        }
        for (at, (&tparam, &arg)) in tparams.iter().zip(args).enumerate() {
            let pos = arg_positions.get(at).copied().unwrap_or(pos);
            let instantiation = Instantiation { pos, tparam, arg };
            if self.is_body {
                self.instantiations.push(instantiation);
            } else {
                let all = &self.package.instantiations;
                all.lock()
                    .expect("nothing panics while it holds this")
                    .push(instantiation);
            }
        }
    }
}
