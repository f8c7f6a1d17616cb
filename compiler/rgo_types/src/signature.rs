//! Function types, receivers and parameter lists (spec: "Function types", "Method declarations").

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Expr, NodeId};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::check::Checker;
use crate::delayed::Delayed;
use crate::object::ObjId;
use crate::report::measure;
use crate::resolve::unpack_receiver;
use crate::subst::TypeEnv;
use crate::type_::{NamedId, Param, Signature, Type, TypeId, TypeParamId};

/// A checked function type.
pub(crate) struct FuncType {
    pub sig: Signature,
    pub recv_tparams: Vec<TypeParamId>,
    pub recv_type: Option<TypeId>,
}

/// Parameter names seen so far in a signature.
#[derive(Default)]
struct ParamNames {
    few: SmallVec<[(Symbol, Pos); 8]>,
    many: FxHashMap<Symbol, Pos>,
}

impl ParamNames {
    /// Where the name was seen before. Remembers it otherwise.
    fn insert(&mut self, name: Symbol, pos: Pos) -> Option<Pos> {
        if self.few.len() < 8 {
            if let Some((_, other)) = self.few.iter().find(|(n, _)| *n == name) {
                return Some(*other);
            }
            self.few.push((name, pos));
            return None;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.iter().copied());
        }
        match self.many.get(&name) {
            Some(&other) => Some(other),
            None => {
                self.many.insert(name, pos);
                None
            }
        }
    }
}

impl Checker<'_> {
    /// Checks a function type with, for declarations, receiver and type parameters. Those are
    /// declared in the innermost scope. As soon as the latter are known, `func` is a function that
    /// has them.
    pub fn func_type(
        &mut self,
        recv: Option<NodeId>,
        tparams: &[NodeId],
        node: NodeId,
        func: Option<ObjId>,
    ) -> FuncType {
        let mut names = ParamNames::default();
        let mut recv_type = None;
        let mut recv_tparams = Vec::new();
        if let Some(recv) = recv {
            let (ty, list) = self.receiver(recv);
            recv_type = Some(ty);
            recv_tparams = list;
        }
        let ctx = self.ctx;
        let own_tparams = self.declare_tparams(tparams, |list| {
            if let Some(func) = func {
                let sig = Signature {
                    tparams: list,
                    ..Signature::default()
                };
                ctx.objects[func].ty.set(ctx.signature_of(sig));
            }
        });
        let Expr::FuncType { params, results } = self.ast.expr(node) else {
            return FuncType {
                sig: Signature::default(),
                recv_tparams,
                recv_type,
            };
        };
        let (params, is_variadic, param_names) = self.params(params, true);
        let (results, _, result_names) = self.params(results, false);
        if let Some(name) = recv.and_then(|recv| self.ast.field(recv).name) {
            self.check_param_name(&mut names, name);
        }
        for name in param_names.into_iter().chain(result_names) {
            self.check_param_name(&mut names, name);
        }
        let sig = Signature {
            tparams: own_tparams.into(),
            params,
            results,
            is_variadic,
        };
        FuncType {
            sig,
            recv_tparams,
            recv_type,
        }
    }

    fn check_param_name(&mut self, names: &mut ParamNames, node: NodeId) {
        let (name, pos) = (self.ast.name(node), self.ast.pos(node));
        if name.is_blank() {
            return;
        }
        let other = match self.names.lookup_innermost(name) {
            Some(tparam) => Some(self.ctx.objects[tparam].pos),
            None => names.insert(name, pos),
        };
        if let Some(other) = other {
            let diagnostic = Diagnostic::error(pos, format!("{name} redeclared in this block"));
            self.report(diagnostic.note(other, format!("other declaration of {name}")));
        }
    }

    /// Checks a parameter or result list; also gives the name nodes.
    fn params(&mut self, fields: &[NodeId], is_params: bool) -> (Box<[Param]>, bool, Vec<NodeId>) {
        let ctx = self.ctx;
        let mut params = Vec::with_capacity(fields.len());
        let mut names = Vec::new();
        let mut is_variadic = false;
        let mut previous: Option<(NodeId, TypeId)> = None;
        for (at, &node) in fields.iter().enumerate() {
            let field = self.ast.field(node);
            let mut ty = match previous {
                Some((known, ty)) if known == field.ty => ty,
                _ => {
                    let mut elem = field.ty;
                    if let Expr::DotsType(inner) = self.ast.expr(field.ty) {
                        elem = inner;
                        if is_params && at + 1 == fields.len() {
                            is_variadic = true;
                        } else {
                            let message = "invalid syntax tree: invalid use of ...";
                            self.error_at(field.ty, message);
                        }
                    }
                    self.var_type(elem)
                }
            };
            previous = Some((field.ty, ty));
            if is_variadic && at + 1 == fields.len() {
                ty = ctx.slice_of(ty);
                self.record_type(field.ty, ty);
            }
            let mut name = Symbol::EMPTY;
            if let Some(name_node) = field.name {
                name = self.ast.name(name_node);
                names.push(name_node);
            }
            params.push(Param { name, ty });
        }
        (params.into(), is_variadic, names)
    }

    /// Checks a receiver's type. Its type parameters are declared in the innermost scope.
    fn receiver(&mut self, recv: NodeId) -> (TypeId, Vec<TypeParamId>) {
        let ctx = self.ctx;
        let node = self.ast.field(recv).ty;
        let syntax = unpack_receiver(self.ast, node);
        let mut recv_type = TypeId::INVALID;
        let mut list = Vec::new();
        match syntax.tparams {
            None => {
                recv_type = self.var_type(node);
                // Following literal pointers and aliases must not lead to an instance.
                let mut ty = self.unpointer(recv_type);
                while let Type::Alias(alias) = *ctx.ty(ty) {
                    let Some(target) = ctx.alias_target(alias) else {
                        break;
                    };
                    let base = self.unpointer(target);
                    let is_instance = match *ctx.ty(base) {
                        Type::Named(named) => !ctx.tparams_of(named).is_empty(),
                        Type::Alias(alias) => !ctx.aliases[alias].args.is_empty(),
                        _ => false,
                    };
                    if is_instance {
                        let text = self.type_text(base);
                        let message =
                            format!("cannot define new methods on instantiated type {text}");
                        self.error_at(syntax.base, message);
                        recv_type = TypeId::INVALID;
                        break;
                    }
                    ty = base;
                }
            }
            Some(names) => {
                let base = self.generic_receiver_base(syntax.base);
                for (index, &name) in names.iter().enumerate() {
                    list.extend(self.receiver_tparam(name, index as u32));
                }
                if let Some(base) = base {
                    let ty = self.generic_receiver(syntax.base, base, &list);
                    recv_type = if syntax.is_pointer && ctx.is_valid(ty) {
                        ctx.pointer_to(ty)
                    } else {
                        ty
                    };
                    self.record_type(node, recv_type);
                }
            }
        }
        // The type may be incomplete yet.
        let pos = self.ast.start_pos(syntax.base);
        self.later(Delayed::Receiver { pos, ty: recv_type });
        (recv_type, list)
    }

    fn unpointer(&self, ty: TypeId) -> TypeId {
        let mut ty = ty;
        while let Type::Pointer(elem) = *self.ctx.ty(ty) {
            ty = elem;
        }
        ty
    }

    fn generic_receiver_base(&mut self, node: NodeId) -> Option<NamedId> {
        let (ty, why) = self.generic_type(node);
        if let Some(why) = why {
            self.error_at(node, why);
        }
        match *self.ctx.ty(ty) {
            Type::Named(named) => Some(named),
            Type::Alias(_) => {
                if self.ctx.is_valid(ty) {
                    let text = self.type_text(ty);
                    let message = format!("cannot define new methods on generic alias type {text}");
                    self.error_at(node, message);
                }
                None
            }
            _ => None,
        }
    }

    fn receiver_tparam(&mut self, node: NodeId, index: u32) -> Option<TypeParamId> {
        match self.ast.expr(node) {
            Expr::Name(_) => {
                let tparam = self.declare_tparam(node, index);
                self.record_type(node, self.ctx.tparam_type(tparam));
                Some(tparam)
            }
            Expr::Bad => Some(self.blank_tparam(node, index)),
            _ => {
                let text = self.expr_text(node);
                let message = format!("receiver type parameter {text} must be an identifier");
                self.error_at(node, message);
                Some(self.blank_tparam(node, index))
            }
        }
    }

    /// The receiver's base type instantiated with the receiver's own type parameters.
    fn generic_receiver(&mut self, node: NodeId, base: NamedId, list: &[TypeParamId]) -> TypeId {
        let ctx = self.ctx;
        let declared = ctx.tparams_of(base);
        let args: SmallVec<[TypeId; 4]> = list.iter().map(|&t| ctx.tparam_type(t)).collect();
        if declared.len() == list.len() {
            let env = TypeEnv::new(declared, &args);
            for (&own, &declared) in list.iter().zip(declared) {
                let bound = ctx.subst(ctx.bound(declared), &env);
                ctx.tparams[own].constraint.set(bound);
            }
        } else {
            let got = measure(list.len(), "type parameter");
            let message = format!(
                "receiver declares {got}, but receiver base type declares {}",
                declared.len()
            );
            self.error_at(node, message);
        }
        let pos = self.ast.start_pos(node);
        self.require_version(pos, 18, |_| "type instantiation".to_owned());
        ctx.named_instance(base, &args, &[])
    }
}
