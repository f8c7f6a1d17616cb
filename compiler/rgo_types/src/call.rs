//! Calls and instantiations of functions (spec: "Calls", "Instantiations", "Conversions").

use rgo_base::{Diagnostic, Pos};
use rgo_syntax::ast::{Expr, NodeId};
use smallvec::SmallVec;

use crate::check::Checker;
use crate::delayed::Delayed;
use crate::expr::{Excluded, ExprKind, Purpose, Target};
use crate::infer::Inference;
use crate::info::{Instance, Mode};
use crate::operand::{Operand, Source};
use crate::subst::TypeEnv;
use crate::type_::{Param, Signature, Type, TypeId, TypeParamId};

/// The parts of a call expression.
#[derive(Clone, Copy)]
pub(crate) struct Call<'c> {
    pub node: NodeId,
    pub func: NodeId,
    pub args: &'c [NodeId],
    pub has_dots: bool,
}

/// Type arguments given in brackets.
#[derive(Default)]
struct TypeArgs<'c> {
    types: Vec<TypeId>,
    nodes: &'c [NodeId],
}

/// Arguments of a call. A function that is not instantiated, or only in part, is left as it is,
/// with the type arguments it has.
pub(crate) struct Arguments {
    pub operands: Vec<Operand>,
    pub type_args: Vec<Option<Vec<TypeId>>>,
}

impl<'a> Checker<'a> {
    /// Instantiates the generic function `x`, with type arguments from the index expression
    /// `index` and from what it is assigned to. If arguments are missing and must not be inferred,
    /// leaves `x` alone and gives those there are.
    pub fn instantiate_func(
        &mut self,
        target: Option<Target>,
        pos: Pos,
        x: &mut Operand,
        index: Option<NodeId>,
        infers: bool,
    ) -> Option<Vec<TypeId>> {
        let ctx = self.ctx;
        let mut error_pos = pos;
        let mut arg_nodes: &[NodeId] = &[];
        if let Some(index) = index {
            error_pos = self.ast.pos(index);
            x.source = Source::Node(index);
            if let Expr::Index { indices, .. } = self.ast.expr(index) {
                arg_nodes = indices;
            }
        }
        let is_allowed =
            self.require_version(error_pos, 18, |_| "function instantiation".to_owned());
        let mut args = Vec::new();
        if index.is_some() {
            match self.type_list(arg_nodes) {
                Some(list) => args = list,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let generic = x.ty;
        let Type::Signature(sig) = ctx.ty(generic) else {
            x.invalidate();
            return None;
        };
        let (got, want) = (args.len(), sig.tparams.len());
        if got > want {
            let message = format!("got {got} type arguments but want {want}");
            self.error_at(arg_nodes[got - 1], message);
            x.invalidate();
            return None;
        }
        let own_pos = self.source_own_pos(x.source);
        if got < want {
            if !infers {
                return Some(args);
            }
            let (tparams, env) = self.inferred_tparams(&sig.tparams);
            let mut params: SmallVec<[TypeId; 8]> = SmallVec::new();
            let mut operands = Vec::new();
            if let Some(target) = target {
                if is_allowed && !self.allows(21) {
                    let how = if index.is_some() {
                        "partially"
                    } else {
                        "implicitly"
                    };
                    let what = format!("{how} instantiated function in assignment");
                    self.version_error(error_pos, 21, &what);
                }
                // `target = x` is like the call g(target) of a function g(x's type) that has the
                // type parameters of x.
                params.push(ctx.subst(ctx.without_tparams(generic), &env));
                let text = self.purpose_text(target.what);
                self.descriptions.push(text);
                let source = Source::Described(own_pos, self.descriptions.len() as u32 - 1);
                operands.push(Operand::new(Mode::Value, source, target.sig));
            }
            let inference = Inference {
                pos,
                tparams: &tparams,
                args: args.iter().copied().map(Some).collect(),
                params,
                operands: &operands,
                is_reverse: target.is_some(),
            };
            match self.infer(inference) {
                Ok(inferred) => args = inferred,
                Err(error) => {
                    if let Some(error) = error {
                        self.error(error.pos, error.message);
                    }
                    x.invalidate();
                    return None;
                }
            }
        }
        x.ty = self.instantiate_signature(own_pos, x.node(), generic, &args, arg_nodes);
        x.mode = Mode::Value;
        None
    }

    /// Type parameters to be inferred in place of the declared ones, with the environment that
    /// leads to them. Where the declared ones may be mentioned in arguments, others stand for
    /// them.
    fn inferred_tparams(&self, declared: &[TypeParamId]) -> (Box<[TypeParamId]>, TypeEnv) {
        let may_be_mentioned = !self.is_body
            || declared
                .first()
                .is_some_and(|t| self.outer_tparams.contains(t));
        if !may_be_mentioned {
            return (declared.into(), TypeEnv::default());
        }
        self.renamed(declared, 0)
    }

    fn renamed(&self, declared: &[TypeParamId], copy: u32) -> (Box<[TypeParamId]>, TypeEnv) {
        let renamed = self.ctx.renamed_tparams(declared, copy);
        let args: SmallVec<[TypeId; 4]> =
            renamed.iter().map(|&t| self.ctx.tparam_type(t)).collect();
        let env = TypeEnv::new(declared, &args);
        (renamed, env)
    }

    /// The instance of a generic signature. It is recorded for the function `node`; the arguments
    /// are verified later.
    fn instantiate_signature(
        &mut self,
        pos: Pos,
        node: Option<NodeId>,
        generic: TypeId,
        args: &[TypeId],
        arg_nodes: &[NodeId],
    ) -> TypeId {
        let ctx = self.ctx;
        let Type::Signature(sig) = ctx.ty(generic) else {
            return generic;
        };
        let env = TypeEnv::new(&sig.tparams, args);
        let instance = ctx.subst(ctx.without_tparams(generic), &env);
        if let Some(name) = node.and_then(|node| self.instantiated_name(node)) {
            self.results.instances.insert(
                name,
                Instance {
                    args: args.into(),
                    ty: instance,
                },
            );
        }
        let arg_positions = arg_nodes
            .iter()
            .map(|&arg| self.ast.start_pos(arg))
            .collect();
        let tparams = sig.tparams.clone();
        self.later(Delayed::FuncInstance {
            pos,
            tparams,
            args: args.into(),
            arg_positions,
        });
        instance
    }

    /// The name of the function that an expression instantiates.
    fn instantiated_name(&self, node: NodeId) -> Option<NodeId> {
        let mut at = self.ast.unparen(node);
        loop {
            at = match self.ast.expr(at) {
                Expr::Index { x, .. } => self.ast.unparen(x),
                Expr::Selector { sel, .. } => return Some(sel),
                Expr::Name(_) => return Some(at),
                _ => return None,
            };
        }
    }

    pub fn call_expr(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        func: NodeId,
        args: &[NodeId],
        has_dots: bool,
    ) -> ExprKind {
        let call = Call {
            node,
            func,
            args,
            has_dots,
        };
        let mut index = None;
        if let Expr::Index {
            x: indexed,
            indices,
        } = self.ast.expr(func)
        {
            if self.index_expr(x, func, indexed, indices) {
                // Type arguments are combined with what the arguments tell.
                index = Some(indices);
            }
            x.source = Source::Node(func);
            self.record(x);
        } else {
            self.expr_or_type(x, func, true);
        }
        let kind = match x.mode {
            Mode::Invalid | Mode::None => {
                self.use_exprs(args);
                ExprKind::Statement
            }
            Mode::Type => {
                self.conversion_call(x, call);
                ExprKind::Conversion
            }
            Mode::Builtin(builtin) => {
                if self.builtin(x, call, builtin) {
                    self.has_call_or_recv |= !x.is_constant();
                } else {
                    x.invalidate();
                }
                if builtin.info().is_statement {
                    ExprKind::Statement
                } else {
                    ExprKind::Expression
                }
            }
            _ => {
                if !self.function_call(x, call, index) {
                    x.invalidate();
                }
                ExprKind::Statement
            }
        };
        x.source = Source::Node(node);
        kind
    }

    fn conversion_call(&mut self, x: &mut Operand, call: Call<'_>) {
        let ctx = self.ctx;
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.invalidate();
        // Values of an incomplete type do not exist yet.
        if !self.is_complete(ty) {
            return;
        }
        match *call.args {
            [] => {
                let text = self.type_text(ty);
                self.error_at(
                    call.node,
                    format!("missing argument in conversion to {text}"),
                );
            }
            [arg] => {
                let target = self.target(Some(ty), Purpose::Text("conversion"));
                self.expr(target, x, arg);
                if !x.is_valid() {
                    return;
                }
                let under = ctx.underlying(ty);
                if matches!(ctx.ty(under), Type::Interface(_))
                    && !ctx.is_tparam(ty)
                    && !ctx.type_set(under).is_method_set()
                {
                    let text = self.type_text(ty);
                    let message = format!(
                        "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
                    );
                    return self.error_at(call.node, message);
                }
                if call.has_dots {
                    let text = self.type_text(ty);
                    let message = format!("invalid use of ... in conversion to {text}");
                    return self.error_at(arg, message);
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(call.args);
                let text = self.type_text(ty);
                self.error_at(last, format!("too many arguments in conversion to {text}"));
            }
        }
    }

    /// A call of a function or method value; false if nothing is known about its result.
    fn function_call(&mut self, x: &mut Operand, call: Call<'_>, index: Option<&[NodeId]>) -> bool {
        let ctx = self.ctx;
        let callee = {
            let name = |ty| self.type_text(ty);
            ctx.common_underlying(x.ty, &name, &mut |specific| match specific {
                Some(s) if !matches!(ctx.ty(s.underlying), Type::Signature(_)) => {
                    Err(format!("{} is not a function", name(s.ty)))
                }
                _ => Ok(()),
            })
        };
        let mut sig_ty = match callee {
            Ok(sig) => sig,
            Err(why) => {
                let text = self.describe(x);
                self.error_on(x, format!("invalid operation: cannot call {text}: {why}"));
                return false;
            }
        };
        let Type::Signature(sig) = ctx.ty(sig_ty) else {
            return false;
        };
        let n_tparams = sig.tparams.len();
        let mut type_args = TypeArgs::default();
        if let Some(nodes) = index {
            let Some(types) = self.type_list(nodes) else {
                self.use_exprs(call.args);
                return false;
            };
            if types.len() > n_tparams {
                let message = format!("got {} type arguments but want {n_tparams}", types.len());
                self.error_at(nodes[n_tparams], message);
                self.use_exprs(call.args);
                return false;
            }
            if types.len() == n_tparams {
                // Nothing to infer: errors in arguments do not matter for the result.
                let pos = self.ast.start_pos(call.func);
                self.require_version(pos, 18, |_| "function instantiation".to_owned());
                let pos = self.ast.pos(call.func);
                sig_ty = self.instantiate_signature(pos, Some(call.func), sig_ty, &types, nodes);
            } else {
                type_args = TypeArgs { types, nodes };
            }
        }
        let mut args = self.generic_expr_list(call.args);
        let Type::Signature(sig) = ctx.ty(sig_ty) else {
            return false;
        };
        let sig_ty = self.arguments(call, sig, sig_ty, type_args, &mut args);
        let Type::Signature(sig) = ctx.ty(sig_ty) else {
            return false;
        };
        if n_tparams > 0 && sig.tparams.is_empty() {
            self.record_value(call.func, sig_ty);
        }
        self.has_call_or_recv = true;
        match &*sig.results {
            [] => x.mode = Mode::NoValue,
            [result] => {
                x.mode = Mode::Value;
                x.ty = result.ty;
                if !self.is_complete(result.ty) {
                    return false;
                }
            }
            results => {
                x.mode = Mode::Value;
                x.ty = ctx.tuple_of_params(results);
            }
        }
        // After failed inference operands must not have a type with type parameters in it.
        x.mode != Mode::Value || sig.tparams.is_empty() || !ctx.mentions_any(x.ty, &sig.tparams)
    }

    /// Checks a list of expressions; a single one may have several values.
    pub fn expr_list(&mut self, nodes: &[NodeId]) -> Vec<Operand> {
        if let &[node] = nodes {
            return self.multi_expr(node, false).0;
        }
        let mut list = Vec::with_capacity(nodes.len());
        for &node in nodes {
            let mut x = Operand::invalid();
            self.expr(None, &mut x, node);
            list.push(x);
        }
        list
    }

    /// Like `expr_list`, but operands may be functions that are not, or not fully, instantiated.
    fn generic_expr_list(&mut self, nodes: &[NodeId]) -> Arguments {
        // Before go1.21 all type arguments of functions that are arguments had to be given.
        let infers = nodes.is_empty() || !self.allows(21);
        let mut operands = Vec::with_capacity(nodes.len());
        let mut type_args = Vec::new();
        for &node in nodes {
            let mut x = Operand::invalid();
            let is_instance = match self.ast.expr(node) {
                Expr::Index {
                    x: indexed,
                    indices,
                } => {
                    if self.enter(self.ast.pos(node)) {
                        let is_instance = self.index_expr(&mut x, node, indexed, indices);
                        self.leave();
                        if !is_instance {
                            x.source = Source::Node(node);
                            self.record(&x);
                            self.finish_argument(&mut x);
                        }
                        Some(is_instance)
                    } else {
                        x.source = Source::Node(node);
                        Some(false)
                    }
                }
                _ => None,
            };
            match is_instance {
                Some(true) => {
                    let pos = self.source_own_pos(x.source);
                    match self.instantiate_func(None, pos, &mut x, Some(node), infers) {
                        Some(args) => {
                            type_args.resize_with(nodes.len(), || None);
                            type_args[operands.len()] = Some(args);
                            x.source = Source::Node(node);
                        }
                        None => self.record(&x),
                    }
                }
                Some(false) if nodes.len() == 1 => {
                    self.unpack_tuple(x, node, &mut operands);
                    continue;
                }
                Some(false) => self.single_value(&mut x),
                None if nodes.len() == 1 => {
                    self.raw_expr(None, &mut x, node, None, true);
                    self.finish_argument(&mut x);
                    self.unpack_tuple(x, node, &mut operands);
                    continue;
                }
                None => self.generic_expr(&mut x, node, None),
            }
            operands.push(x);
        }
        Arguments {
            operands,
            type_args,
        }
    }

    fn finish_argument(&mut self, x: &mut Operand) {
        self.exclude(
            x,
            Excluded {
                builtin: true,
                type_: true,
            },
        );
    }

    /// The values of a call with several results are an operand each.
    fn unpack_tuple(&self, x: Operand, node: NodeId, operands: &mut Vec<Operand>) {
        match self.ctx.ty(x.ty) {
            Type::Tuple(types) if x.is_valid() => {
                let value = |&ty: &TypeId| Operand::new(Mode::Value, Source::Node(node), ty);
                operands.extend(types.iter().map(value));
            }
            _ => operands.push(x),
        }
    }

    /// Checks arguments against the parameters of `sig`. Type arguments of the callee, and of
    /// arguments that are generic functions, are inferred together. Gives the callee's signature,
    /// instantiated unless there was an error.
    fn arguments(
        &mut self,
        call: Call<'_>,
        sig: &Signature,
        sig_ty: TypeId,
        type_args: TypeArgs<'_>,
        args: &mut Arguments,
    ) -> TypeId {
        let ctx = self.ctx;
        let n_args = args.operands.len();
        let Some((mut params, is_adjusted)) = self.matched_params(call, sig, &args.operands) else {
            return sig_ty;
        };
        let n_own = sig.tparams.len();
        let mut tparams: Vec<TypeParamId> = Vec::new();
        let mut targs: Vec<Option<TypeId>> = Vec::new();
        if n_own > 0 {
            if !self.allows(18) {
                let what = match self.ast.expr(call.func) {
                    Expr::Index { .. } => "function instantiation",
                    _ => "implicit function instantiation",
                };
                let pos = self.ast.start_pos(call.node);
                self.version_error(pos, 18, what);
            }
            let (own, env) = self.inferred_tparams(&sig.tparams);
            for param in &mut params {
                *param = ctx.subst(*param, &env);
            }
            tparams.extend(&own);
            targs.extend(type_args.types.iter().copied().map(Some));
            targs.resize(n_own, None);
        }
        // Each generic argument gets type parameters of its own: consider f(g, g).
        let mut generic_args: SmallVec<[(usize, TypeId); 2]> = SmallVec::new();
        for at in 0..n_args {
            let arg = &mut args.operands[at];
            let Type::Signature(arg_sig) = ctx.ty(arg.ty) else {
                continue;
            };
            if arg_sig.tparams.is_empty() {
                continue;
            }
            let generic = arg.ty;
            let (own, env) = self.renamed(&arg_sig.tparams, at as u32 + 1);
            let renamed = ctx.subst(ctx.without_tparams(generic), &env);
            if let Type::Signature(renamed) = ctx.ty(renamed) {
                arg.ty = ctx.signature_of(Signature {
                    tparams: own.clone(),
                    ..(**renamed).clone()
                });
            }
            tparams.extend(&own);
            if let Some(Some(given)) = args.type_args.get(at) {
                targs.extend(given.iter().copied().map(Some));
            }
            targs.resize(tparams.len(), None);
            generic_args.push((at, generic));
        }
        if let Some(&(first, _)) = generic_args.first() {
            let pos = self.pos_of(&args.operands[first]);
            self.require_version(pos, 21, |_| {
                "implicitly instantiated function as argument".to_owned()
            });
        }
        let mut result = sig_ty;
        if !tparams.is_empty() {
            let inference = Inference {
                pos: self.ast.pos(call.node),
                tparams: &tparams,
                args: targs,
                params: params.clone(),
                operands: &args.operands,
                is_reverse: false,
            };
            let inferred = match self.infer(inference) {
                Ok(inferred) => inferred,
                Err(error) => {
                    if let Some(error) = error {
                        let func = self.expr_text(call.func);
                        let message = format!("in call to {func}, {}", error.message);
                        self.error(error.pos, message);
                    }
                    return sig_ty;
                }
            };
            let pos = self.ast.pos(call.node);
            if n_own > 0 {
                let own = &inferred[..n_own];
                result =
                    self.instantiate_signature(pos, Some(call.func), sig_ty, own, type_args.nodes);
                if let Type::Signature(instance) = ctx.ty(result)
                    && !is_adjusted
                {
                    params = instance.params.iter().map(|p| p.ty).collect();
                } else {
                    let env = TypeEnv::new(&tparams[..n_own], own);
                    for param in &mut params {
                        *param = ctx.subst(*param, &env);
                    }
                }
            }
            let mut first = n_own;
            for &(at, generic) in &generic_args {
                let n_tparams = match ctx.ty(generic) {
                    Type::Signature(sig) => sig.tparams.len(),
                    _ => 0,
                };
                let own = &inferred[first..first + n_tparams];
                let node = args.operands[at].node();
                args.operands[at].ty = self.instantiate_signature(pos, node, generic, own, &[]);
                let arg = args.operands[at].clone();
                self.record(&arg);
                first += n_tparams;
            }
        }
        for (arg, &param) in args.operands.iter_mut().zip(&params) {
            self.assignment(arg, Some(param), Purpose::ArgumentTo(call.func));
        }
        result
    }

    /// The type of the parameter that each argument is passed to, and whether a variadic one
    /// stands for several or none. None if their numbers do not match, which is reported.
    fn matched_params(
        &mut self,
        call: Call<'_>,
        sig: &Signature,
        args: &[Operand],
    ) -> Option<(SmallVec<[TypeId; 8]>, bool)> {
        let ctx = self.ctx;
        let n_args = args.len();
        let mut n_params = sig.params.len();
        let mut params: SmallVec<[TypeId; 8]> = sig.params.iter().map(|p| p.ty).collect();
        let mut is_adjusted = false;
        if sig.is_variadic {
            if call.has_dots {
                if let &[arg] = call.args
                    && n_args > 1
                {
                    let text = self.expr_text(arg);
                    let message = format!("cannot use ... with {n_args}-valued {text}");
                    self.error_at(call.node, message);
                    return None;
                }
            } else if n_args + 1 >= n_params {
                let last = params.pop().unwrap_or(TypeId::INVALID);
                let elem = match *ctx.ty(last) {
                    Type::Slice(elem) => elem,
                    _ => TypeId::INVALID,
                };
                params.resize(n_args, elem);
                is_adjusted = true;
                n_params = n_args;
            } else {
                n_params -= 1;
            }
        } else if call.has_dots {
            let func = self.expr_text(call.func);
            let message = format!("cannot use ... in call to non-variadic {func}");
            self.error_at(call.node, message);
            return None;
        }
        if n_args == n_params {
            return Some((params, is_adjusted));
        }
        let (pos, qualifier) = if n_args > n_params {
            (self.pos_of(&args[n_params]), "too many")
        } else if let Some(last) = args.last() {
            (self.pos_of(last), "not enough")
        } else {
            (self.ast.start_pos(call.node), "not enough")
        };
        let have: Vec<TypeId> = args.iter().map(|x| x.ty).collect();
        let want: Vec<TypeId> = sig.params.iter().map(|p| p.ty).collect();
        let have = self.types_summary(&have, false, call.has_dots);
        let want = self.types_summary(&want, sig.is_variadic, false);
        let func = self.expr_text(call.func);
        let message = format!("{qualifier} arguments in call to {func}");
        let diagnostic = Diagnostic::error(pos, message)
            .note(Pos::NONE, format!("have {have}"))
            .note(Pos::NONE, format!("want {want}"));
        self.report(diagnostic);
        None
    }

    /// Checks the arguments of `append`: a variadic function of slice and elements.
    pub fn append_arguments(
        &mut self,
        call: Call<'_>,
        slice: TypeId,
        elem: TypeId,
        args: Vec<Operand>,
    ) {
        let param = |ty| Param {
            name: rgo_base::Symbol::EMPTY,
            ty,
        };
        let sig = Signature {
            tparams: Box::default(),
            params: Box::new([param(slice), param(self.ctx.slice_of(elem))]),
            results: Box::default(),
            is_variadic: true,
        };
        let mut args = Arguments {
            operands: args,
            type_args: Vec::new(),
        };
        self.arguments(call, &sig, TypeId::INVALID, TypeArgs::default(), &mut args);
    }
}
