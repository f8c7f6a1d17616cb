//! Expressions (spec: "Expressions").
//!
//! Expressions are checked recursively into an [`Operand`]. Untyped ones keep an untyped type until
//! their context gives them one; `update_expr_type` then walks down again and records the final
//! types. A constant's operands never get one: they are not materialised.

mod binary;
mod record;

use rgo_base::Symbol;
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;

use crate::check::Checker;
use crate::constant;
use crate::context::Context;
use crate::implements::Cause;
use crate::info::Mode;
use crate::object::ObjId;
use crate::operand::{Operand, Source};
use crate::type_::{Type, TypeId};
use crate::type_set::SpecificType;
use rgo_syntax::ast::ChanDir;

/// What a checked expression is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExprKind {
    Conversion,
    Expression,
    /// May stand as a statement.
    Statement,
}

/// What a value is assigned to or passed as, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Text(&'static str),
    Name(Symbol),
    Expr(NodeId),
    ArgumentTo(NodeId),
    BuiltinArgument(&'static str),
}

impl From<&'static str> for Purpose {
    fn from(text: &'static str) -> Purpose {
        Purpose::Text(text)
    }
}

/// A function variable that a generic function is to be assigned to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub sig: TypeId,
    pub what: Purpose,
}

/// Modes that [`Checker::exclude`] rejects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Excluded {
    pub builtin: bool,
    pub type_: bool,
}

const ONLY_VALUES: Excluded = Excluded {
    builtin: true,
    type_: true,
};
const VALUES_AND_TYPES: Excluded = Excluded {
    builtin: false,
    type_: false,
};

impl Context {
    /// The one underlying type of all types in a type parameter's type set; of other types their
    /// own. Channels may differ in direction as long as that fits: the most restricted one counts.
    /// `accepts` sees each type first, none if there are no specific ones. The error says what is
    /// wrong; `name` names types in it.
    pub(crate) fn common_underlying(
        &self,
        ty: TypeId,
        name: &dyn Fn(TypeId) -> String,
        accepts: &mut dyn FnMut(Option<SpecificType>) -> Result<(), String>,
    ) -> Result<TypeId, String> {
        let types = self.specific_types(ty);
        if types.is_empty() {
            accepts(None)?;
            return Err("no specific type".to_owned());
        }
        let mut common: Option<SpecificType> = None;
        for next in types {
            accepts(Some(next))?;
            let Some(first) = common else {
                common = Some(next);
                continue;
            };
            if let (&Type::Chan { dir: a, elem: x }, &Type::Chan { dir: b, elem: y }) =
                (self.ty(first.underlying), self.ty(next.underlying))
            {
                let (first_text, next_text) = (|| name(first.ty), || name(next.ty));
                if !self.identical(x, y) {
                    let (a, b) = (first_text(), next_text());
                    return Err(format!("channels {a} and {b} have different element types"));
                }
                if a != b && a == ChanDir::Both {
                    common = Some(next);
                } else if a != b && b != ChanDir::Both {
                    let (a, b) = (first_text(), next_text());
                    return Err(format!("channels {a} and {b} have conflicting directions"));
                }
                continue;
            }
            if !self.identical(first.underlying, next.underlying) {
                let (a, b) = (name(first.ty), name(next.ty));
                return Err(format!("{a} and {b} have different underlying types"));
            }
        }
        Ok(common.map_or(TypeId::INVALID, |c| c.underlying))
    }

    /// [`Context::common_underlying`] without conditions.
    pub(crate) fn core_type(&self, ty: TypeId) -> Option<TypeId> {
        if !self.is_tparam(ty) {
            return Some(self.underlying(ty));
        }
        self.common_underlying(ty, &|_| String::new(), &mut |_| Ok(()))
            .ok()
    }
}

impl Checker<'_> {
    /// What generic functions assigned to a variable of type `ty` are matched against.
    pub fn target(&self, ty: Option<TypeId>, what: Purpose) -> Option<Target> {
        let ctx = self.ctx;
        let ty = ty?;
        let sig = match ctx.ty(ty) {
            Type::Signature(_) => ty,
            Type::Named(_) | Type::Alias(_) | Type::TypeParam(_) => ctx.core_type(ty)?,
            _ => return None,
        };
        matches!(ctx.ty(sig), Type::Signature(_)).then_some(Target { sig, what })
    }

    pub fn var_target(&self, var: ObjId) -> Option<Target> {
        let object = &self.ctx.objects[var];
        self.target(object.ty.get(), Purpose::Name(object.name))
    }

    pub fn purpose_text(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Text(text) => text.to_owned(),
            Purpose::Name(name) => name.as_str().to_owned(),
            Purpose::Expr(node) => self.expr_text(node),
            Purpose::ArgumentTo(func) => format!("argument to {}", self.expr_text(func)),
            Purpose::BuiltinArgument(name) => format!("argument to built-in {name}"),
        }
    }

    /// Checks an expression that must be a single value.
    pub fn expr(&mut self, target: Option<Target>, x: &mut Operand, node: NodeId) {
        self.raw_expr(target, x, node, None, false);
        self.exclude(x, ONLY_VALUES);
        self.single_value(x);
    }

    /// Like `expr`, but the value may be a generic function.
    pub fn generic_expr(&mut self, x: &mut Operand, node: NodeId, hint: Option<TypeId>) {
        self.raw_expr(None, x, node, hint, true);
        self.exclude(x, ONLY_VALUES);
        self.single_value(x);
    }

    /// Checks an expression that must be a single value or a type.
    pub fn expr_or_type(&mut self, x: &mut Operand, node: NodeId, allows_generic: bool) {
        self.raw_expr(None, x, node, None, allows_generic);
        self.exclude(x, VALUES_AND_TYPES);
        self.single_value(x);
    }

    /// Checks an expression that may have several values; or, with `allows_ok`, be used in its
    /// comma-ok form, which is said in the result. If there was an error the first value is
    /// invalid.
    pub fn multi_expr(&mut self, node: NodeId, allows_ok: bool) -> (Vec<Operand>, bool) {
        let mut x = Operand::invalid();
        self.raw_expr(None, &mut x, node, None, false);
        self.exclude(&mut x, ONLY_VALUES);
        if x.is_valid()
            && let Type::Tuple(types) = self.ctx.ty(x.ty)
        {
            let result = |(at, &ty): (usize, &TypeId)| {
                Operand::new(Mode::Value, Source::Result(node, at as u32 + 1), ty)
            };
            return (types.iter().enumerate().map(result).collect(), false);
        }
        if allows_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let ok = crate::type_::Basic::UntypedBool.type_id();
            let ok = Operand::new(Mode::Value, Source::Ok(node), ok);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// Reports an operand that is no value.
    pub fn exclude(&mut self, x: &mut Operand, excluded: Excluded) {
        let what = match x.mode {
            Mode::NoValue if excluded.type_ => "used as value",
            Mode::NoValue => "used as value or type",
            Mode::Builtin(_) if excluded.builtin => "must be called",
            Mode::Type if excluded.type_ => "is not an expression",
            _ => return,
        };
        let text = self.describe(x);
        self.error_on(x, format!("{text} {what}"));
        x.invalidate();
    }

    pub fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.ctx.ty(x.ty), Type::Tuple(_)) {
            let text = self.describe(x);
            self.error_on(x, format!("multiple-value {text} in single-value context"));
            x.invalidate();
        }
    }

    /// Checks an expression or type. `target` is what a generic function is assigned to, `hint` the
    /// element type of an enclosing composite literal.
    pub fn raw_expr(
        &mut self,
        target: Option<Target>,
        x: &mut Operand,
        node: NodeId,
        hint: Option<TypeId>,
        allows_generic: bool,
    ) -> ExprKind {
        if !self.enter(self.ast.pos(node)) {
            *x = Operand::new(Mode::Invalid, Source::Node(node), TypeId::INVALID);
            return ExprKind::Statement;
        }
        let kind = self.expr_of_kind(target, x, node, hint);
        self.leave();
        if !allows_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        kind
    }

    /// Instantiates a generic function for its target, or reports that it is generic.
    pub fn non_generic(&mut self, target: Option<Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let what = match self.ctx.ty(x.ty) {
            Type::Alias(_) | Type::Named(_) if self.ctx.is_generic(x.ty) => "type",
            Type::Signature(sig) if !sig.tparams.is_empty() => {
                if let Some(target) = target {
                    let pos = self.source_own_pos(x.source);
                    self.instantiate_func(Some(target), pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let text = self.source_text(x.source);
        self.error_on(
            x,
            format!("cannot use generic {what} {text} without instantiation"),
        );
        x.invalidate();
        x.ty = TypeId::INVALID;
    }

    /// The position of an operand's node itself, not of its leftmost part.
    pub fn source_own_pos(&self, source: Source) -> rgo_base::Pos {
        match source {
            Source::Node(node) => self.ast.pos(node),
            other => self.source_pos(other),
        }
    }

    fn expr_of_kind(
        &mut self,
        target: Option<Target>,
        x: &mut Operand,
        node: NodeId,
        hint: Option<TypeId>,
    ) -> ExprKind {
        *x = Operand::invalid();
        let mut kind = ExprKind::Expression;
        match self.ast.expr(node) {
            Expr::Bad => {}
            Expr::Name(_) => {
                self.ident(x, node, false);
                x.source = Source::Node(node);
                return kind;
            }
            Expr::BasicLit {
                kind: lit,
                text,
                is_bad,
            } => {
                if !is_bad {
                    self.basic_lit(x, node, lit, text);
                }
            }
            Expr::FuncLit { ty, .. } => self.func_lit(x, node, ty),
            Expr::CompositeLit {
                ty, elems, rbrace, ..
            } => {
                self.composite_lit(x, node, ty, elems, rbrace, hint);
            }
            Expr::Paren(inner) => {
                // A target does not reach into parentheses.
                let kind = self.raw_expr(None, x, inner, None, false);
                x.source = Source::Node(node);
                return kind;
            }
            Expr::Selector { .. } => {
                self.selector(x, node, false);
                x.source = Source::Node(node);
                return kind;
            }
            Expr::Index {
                x: indexed,
                indices,
            } => {
                if self.index_expr(x, node, indexed, indices) {
                    let pos = self.ast.pos(node);
                    self.instantiate_func(target, pos, x, Some(node), true);
                }
            }
            Expr::Slice {
                x: sliced,
                lo,
                hi,
                max,
                is_full,
            } => {
                self.slice_expr(x, node, sliced, [lo, hi, max], is_full);
            }
            Expr::Assert { x: asserted, ty } => self.assertion(x, node, asserted, ty),
            Expr::TypeSwitchGuard { x: guarded, .. } => {
                self.error_at(
                    node,
                    "invalid syntax tree: use of .(type) outside type switch",
                );
                self.use_exprs(&[guarded]);
            }
            Expr::Call {
                func,
                args,
                has_dots,
            } => {
                return self.call_expr(x, node, func, args, has_dots);
            }
            Expr::Unary {
                op: Op::Mul,
                x: inner,
            } => self.indirection(x, inner),
            Expr::Unary { op, x: inner } => {
                self.unary(x, node, op, inner);
                if op == Op::Recv && x.is_valid() {
                    kind = ExprKind::Statement;
                }
            }
            Expr::Binary { .. } => self.binary_expr(x, node),
            Expr::KeyValue { .. } => {
                self.error_at(node, "invalid syntax tree: no key:value expected");
            }
            Expr::DotsType(_) => {
                self.error_at(node, "invalid syntax tree: invalid use of ...");
            }
            Expr::ArrayType { .. }
            | Expr::SliceType(_)
            | Expr::StructType(_)
            | Expr::FuncType { .. }
            | Expr::InterfaceType { .. }
            | Expr::MapType { .. }
            | Expr::ChanType { .. } => {
                x.mode = Mode::Type;
                x.ty = self.typ(node);
            }
        }
        x.source = Source::Node(node);
        if x.is_valid() {
            kind
        } else {
            // Nothing more is said about it.
            ExprKind::Statement
        }
    }

    fn assertion(&mut self, x: &mut Operand, node: NodeId, asserted: NodeId, ty: NodeId) {
        let ctx = self.ctx;
        self.expr(None, x, asserted);
        if !x.is_valid() {
            return;
        }
        if ctx.is_tparam(x.ty) {
            let text = self.describe(x);
            let message = format!(
                "invalid operation: cannot use type assertion on type parameter value {text}"
            );
            self.error_on(x, message);
            return x.invalidate();
        }
        if !ctx.is_interface(x.ty) {
            let text = self.describe(x);
            self.error_on(x, format!("invalid operation: {text} is not an interface"));
            return x.invalidate();
        }
        let ty = self.var_type(ty);
        if !ctx.is_valid(ty) || !self.is_complete(ty) {
            return x.invalidate();
        }
        self.type_assertion(node, x, ty, false);
        x.mode = Mode::CommaOk;
        x.ty = ty;
    }

    /// Reports an assertion or case that can never hold.
    pub fn type_assertion(&mut self, node: NodeId, x: &Operand, ty: TypeId, is_case: bool) {
        if self.ctx.is_assertable_to(x.ty, ty, None) {
            return;
        }
        let mut cause = Cause::new(self.package.id);
        self.ctx.is_assertable_to(x.ty, ty, Some(&mut cause));
        let ty_text = self.type_text(ty);
        let message = if is_case {
            format!(
                "impossible type switch case: {}\n\t{} cannot have dynamic type {ty_text} {}",
                self.expr_text(node),
                self.describe(x),
                cause.text
            )
        } else {
            format!(
                "impossible type assertion: {}\n\t{ty_text} does not implement {} {}",
                self.expr_text(node),
                self.type_text(x.ty),
                cause.text
            )
        };
        self.error_at(node, message);
    }

    /// `*x`: a dereference, or a pointer type.
    fn indirection(&mut self, x: &mut Operand, inner: NodeId) {
        let ctx = self.ctx;
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Invalid => {}
            Mode::Type => {
                self.valid_var_type(inner, x.ty);
                x.ty = ctx.pointer_to(x.ty);
            }
            _ => {
                let mut base: Option<TypeId> = None;
                let types = ctx.specific_types(x.ty);
                let pointees = types.iter().map(|t| match *ctx.ty(t.underlying) {
                    Type::Pointer(elem) => Some(elem),
                    _ => None,
                });
                for pointee in pointees {
                    let problem = match (pointee, base) {
                        (None, _) => "cannot indirect",
                        (Some(elem), Some(base)) if !ctx.identical(elem, base) => {
                            let text = self.describe(x);
                            let message = format!(
                                "invalid operation: pointers of {text} must have identical base types"
                            );
                            self.error_on(x, message);
                            return x.invalidate();
                        }
                        (Some(elem), _) => {
                            base = Some(elem);
                            continue;
                        }
                    };
                    let text = self.describe(x);
                    self.error_on(x, format!("invalid operation: {problem} {text}"));
                    return x.invalidate();
                }
                let Some(base) = base else {
                    let text = self.describe(x);
                    self.error_on(x, format!("invalid operation: cannot indirect {text}"));
                    return x.invalidate();
                };
                if !self.is_complete(base) {
                    return x.invalidate();
                }
                x.mode = Mode::Variable;
                x.ty = base;
            }
        }
    }

    fn unary(&mut self, x: &mut Operand, node: NodeId, op: Op, inner: NodeId) {
        let ctx = self.ctx;
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        let mut op = op;
        match op {
            Op::And => {
                let is_literal = matches!(
                    self.ast.expr(self.ast.unparen(inner)),
                    Expr::CompositeLit { .. }
                );
                if !is_literal && x.mode != Mode::Variable {
                    let text = self.describe(x);
                    self.error_on(
                        x,
                        format!("invalid operation: cannot take address of {text}"),
                    );
                    return x.invalidate();
                }
                x.mode = Mode::Value;
                x.ty = ctx.pointer_to(x.ty);
                return;
            }
            Op::Recv => {
                let pos = self.pos_of(x);
                match self.chan_elem(pos, x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.ty = elem;
                        self.has_call_or_recv = true;
                    }
                    _ => x.invalidate(),
                }
                return;
            }
            Op::Tilde => {
                let message = "cannot use ~ outside of interface or type constraint";
                if !ctx.all_integer(x.ty) {
                    self.error_at(node, message);
                    return x.invalidate();
                }
                self.error_at(node, format!("{message} (use ^ for bitwise complement)"));
                op = Op::Xor;
            }
            _ => {}
        }
        let is_defined = match op {
            Op::Add | Op::Sub => ctx.all_numeric(x.ty),
            Op::Xor => ctx.all_integer(x.ty),
            Op::Not => ctx.all_boolean(x.ty),
            _ => false,
        };
        if !is_defined {
            return self.undefined_operator(x, op);
        }
        if x.is_constant() {
            if x.value.is_unknown() {
                return;
            }
            let bits = ctx.is_unsigned(x.ty).then(|| ctx.size_of(x.ty) as u32 * 8);
            x.value = constant::unary(op, &x.value, bits);
            x.source = Source::Node(node);
            let pos = self.ast.pos(node);
            self.check_overflow(x, pos);
            return;
        }
        x.mode = Mode::Value;
    }

    pub fn undefined_operator(&mut self, x: &mut Operand, op: Op) {
        let text = self.describe(x);
        self.error_on(
            x,
            format!("invalid operation: operator {op} not defined on {text}"),
        );
        x.invalidate();
    }

    /// The element type of the channel that is received from or sent to.
    pub fn chan_elem(
        &mut self,
        pos: rgo_base::Pos,
        x: &Operand,
        is_receive: bool,
    ) -> Option<TypeId> {
        let ctx = self.ctx;
        let result = {
            let name = |ty| self.type_text(ty);
            ctx.common_underlying(x.ty, &name, &mut |specific| {
                let Some(specific) = specific else {
                    return Err("no specific channel type".to_owned());
                };
                match ctx.ty(specific.underlying) {
                    Type::Chan {
                        dir: ChanDir::SendOnly,
                        ..
                    } if is_receive => Err(format!("send-only channel {}", name(specific.ty))),
                    Type::Chan {
                        dir: ChanDir::RecvOnly,
                        ..
                    } if !is_receive => Err(format!("receive-only channel {}", name(specific.ty))),
                    Type::Chan { .. } => Ok(()),
                    _ => Err(format!("non-channel {}", name(specific.ty))),
                }
            })
        };
        match result {
            Ok(chan) => match *ctx.ty(chan) {
                Type::Chan { elem, .. } => Some(elem),
                _ => None,
            },
            Err(why) => {
                let text = self.describe(x);
                let verb = if is_receive {
                    "receive from"
                } else {
                    "send to"
                };
                let message = if ctx.is_tparam(x.ty) {
                    format!("invalid operation: cannot {verb} {text}: {why}")
                } else {
                    format!("invalid operation: cannot {verb} {why} {text}")
                };
                self.error(pos, message);
                None
            }
        }
    }

    /// Checks expressions for the sake of what they mention, when there was an error around them.
    /// Whether all are valid.
    pub fn use_exprs(&mut self, nodes: &[NodeId]) -> bool {
        let mut are_valid = true;
        for &node in nodes {
            are_valid &= self.use_expr(node, false);
        }
        are_valid
    }

    /// Like `use_exprs`, for the left side of an assignment: variables there are not used.
    pub fn use_lhs(&mut self, nodes: &[NodeId]) -> bool {
        let mut are_valid = true;
        for &node in nodes {
            are_valid &= self.use_expr(node, true);
        }
        are_valid
    }

    fn use_expr(&mut self, node: NodeId, is_lhs: bool) -> bool {
        let mut x = Operand::new(Mode::Value, Source::Node(node), TypeId::INVALID);
        let inner = self.ast.unparen(node);
        match self.ast.expr(inner) {
            Expr::Name(name) if name.is_blank() => {}
            Expr::Name(_) => {
                let unused = if is_lhs { self.unused_var(inner) } else { None };
                self.expr_or_type(&mut x, inner, true);
                self.restore_unused(unused);
            }
            _ => {
                self.raw_expr(None, &mut x, node, None, true);
            }
        }
        x.is_valid()
    }

    /// The variable that a name denotes, if it has not been used so far.
    pub fn unused_var(&self, name: NodeId) -> Option<ObjId> {
        let obj = self.names.lookup(self.ast.name(name))?;
        let flag = self.ctx.objects[obj].used_flag()?;
        (!flag.load(std::sync::atomic::Ordering::Relaxed)).then_some(obj)
    }

    /// Forgets that a variable was used: it was only assigned to.
    pub fn restore_unused(&self, var: Option<ObjId>) {
        if let Some(flag) = var.and_then(|var| self.ctx.objects[var].used_flag()) {
            flag.store(false, std::sync::atomic::Ordering::Relaxed);
        }
    }
}
