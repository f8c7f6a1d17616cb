//! Binary operators: arithmetic, comparisons, shifts.

use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;

use crate::check::Checker;
use crate::constant::{self, ConstKind, ConstValue};
use crate::info::Mode;
use crate::operand::{Operand, Source};
use crate::predicates::Incomparable;
use crate::type_::{Basic, Type, TypeId};
use crate::type_string::composite_kind;

/// Constant shifts may go this far: enough to express the smallest float64.
const SHIFT_MAX: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    /// A binary expression. Left operands that are binary themselves are taken in a loop, not
    /// recursively: sums may have thousands of terms.
    pub fn binary_expr(&mut self, x: &mut Operand, node: NodeId) {
        let mut chain = vec![node];
        let mut first = node;
        while let Expr::Binary { x: left, .. } = self.ast.expr(first) {
            chain.push(left);
            first = left;
        }
        chain.pop();
        self.expr(None, x, first);
        while let Some(at) = chain.pop() {
            let Expr::Binary {
                op,
                x: left,
                y: right,
            } = self.ast.expr(at)
            else {
                return;
            };
            let mut y = Operand::invalid();
            self.expr(None, &mut y, right);
            self.binary_operation(x, &mut y, Some(at), left, right, op);
            if at != node {
                x.source = Source::Node(at);
                self.record(x);
            }
        }
    }

    /// `left op right` of an assignment operation.
    pub fn binary_assignment(&mut self, x: &mut Operand, left: NodeId, right: NodeId, op: Op) {
        let mut y = Operand::invalid();
        self.expr(None, x, left);
        self.expr(None, &mut y, right);
        self.binary_operation(x, &mut y, None, left, right, op);
    }

    /// Applies `op`. `node` is the expression, if it is one.
    fn binary_operation(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        node: Option<NodeId>,
        left: NodeId,
        right: NodeId,
        op: Op,
    ) {
        let ctx = self.ctx;
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            x.source = y.source;
            return;
        }
        if op.is_shift() {
            return self.shift(x, y, node, op);
        }
        self.match_types(x, y);
        if !x.is_valid() {
            return;
        }
        if op.is_comparison() {
            return self.comparison(x, y, op, false);
        }
        if !ctx.identical(x.ty, y.ty) {
            if ctx.is_valid(x.ty) && ctx.is_valid(y.ty) {
                let types = format!(
                    "(mismatched types {} and {})",
                    self.type_text(x.ty),
                    self.type_text(y.ty)
                );
                let operation = match node {
                    Some(node) => self.expr_text(node),
                    None => {
                        format!("{} {op}= {}", self.expr_text(left), self.expr_text(right))
                    }
                };
                self.error_on(x, format!("invalid operation: {operation} {types}"));
            }
            return x.invalidate();
        }
        let is_defined = match op {
            Op::Add => ctx.all_basic(
                x.ty,
                crate::type_::BasicInfo::NUMERIC.union(crate::type_::BasicInfo::STRING),
            ),
            Op::Sub | Op::Mul | Op::Div => ctx.all_numeric(x.ty),
            Op::Rem | Op::And | Op::Or | Op::Xor | Op::AndNot => ctx.all_integer(x.ty),
            Op::AndAnd | Op::OrOr => ctx.all_boolean(x.ty),
            _ => false,
        };
        if !is_defined {
            return self.undefined_operator(x, op);
        }
        if matches!(op, Op::Div | Op::Rem) && self.is_division_by_zero(x, y) {
            self.error_on(y, "invalid operation: division by zero");
            return x.invalidate();
        }
        if x.is_constant() && y.is_constant() {
            if x.value.is_unknown() || y.value.is_unknown() {
                x.value = ConstValue::Unknown;
                return;
            }
            x.value = constant::binary(&x.value, op, &y.value, ctx.is_integer(x.ty));
            if let Some(node) = node {
                x.source = Source::Node(node);
            }
            let pos = node.map_or_else(|| self.pos_of(x), |node| self.ast.pos(node));
            self.check_overflow(x, pos);
            return;
        }
        x.mode = Mode::Value;
    }

    fn is_division_by_zero(&self, x: &Operand, y: &Operand) -> bool {
        if !y.is_constant() {
            return false;
        }
        if (x.is_constant() || self.ctx.all_integer(x.ty)) && y.value.sign() == 0 {
            return true;
        }
        // The norm of a complex divisor may underflow.
        x.is_constant() && self.ctx.is_complex(x.ty) && {
            let (re, im) = y.value.parts();
            let square = |part: &ConstValue| constant::binary(part, Op::Mul, part, false);
            square(&re).sign() == 0 && square(&im).sign() == 0
        }
    }

    /// Converts untyped operands so that their types match, if they may.
    pub fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if self.may_convert(x, y) {
            self.convert_untyped(x, y.ty);
            if !x.is_valid() {
                return;
            }
            self.convert_untyped(y, x.ty);
            if !y.is_valid() {
                x.invalidate();
            }
        }
    }

    fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        let ctx = self.ctx;
        if !ctx.is_untyped(x.ty) && !ctx.is_untyped(y.ty) {
            return false;
        }
        // Numbers convert to numbers only.
        if ctx.all_numeric(x.ty) != ctx.all_numeric(y.ty) {
            return false;
        }
        if ctx.is_interface_value(x.ty) || ctx.is_interface_value(y.ty) {
            return true;
        }
        if ctx.all_boolean(x.ty) != ctx.all_boolean(y.ty)
            || ctx.all_string(x.ty) != ctx.all_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return ctx.has_nil(y.ty);
        }
        if y.is_nil() {
            return ctx.has_nil(x.ty);
        }
        !ctx.is_pointer(x.ty) && !ctx.is_pointer(y.ty)
    }

    /// `x op y`; the result is an untyped boolean. With `is_case`, `x` is a case of a switch on
    /// `y`.
    pub fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: Op, is_case: bool) {
        let ctx = self.ctx;
        if !ctx.is_valid(x.ty) || !ctx.is_valid(y.ty) {
            return x.invalidate();
        }
        let op = if is_case { Op::Eql } else { op };
        let problem = if !self.assignable_to(x, y.ty, None) && !self.assignable_to(y, x.ty, None) {
            let types = (self.type_text(x.ty), self.type_text(y.ty));
            Some((
                false,
                format!("mismatched types {} and {}", types.0, types.1),
            ))
        } else if matches!(op, Op::Eql | Op::Neq) {
            self.equality_problem(x, y)
        } else if !ctx.all_ordered(x.ty) {
            Some((true, String::new()))
        } else if !ctx.all_ordered(y.ty) {
            Some((false, String::new()))
        } else {
            None
        };
        if let Some((is_first, cause)) = problem {
            self.report_comparison(x, y, op, is_case, is_first, cause);
            return x.invalidate();
        }
        if x.is_constant() && y.is_constant() {
            x.value = ConstValue::Bool(constant::compare(&x.value, op, &y.value));
        } else {
            x.mode = Mode::Value;
            // Now the operands have their final types.
            self.update_expr_type(x.source, ctx.default_type(x.ty), true);
            self.update_expr_type(y.source, ctx.default_type(y.ty), true);
        }
        x.ty = Basic::UntypedBool.type_id();
    }

    /// Why two operands cannot be compared for equality; whether it is the first one's fault.
    fn equality_problem(&self, x: &Operand, y: &Operand) -> Option<(bool, String)> {
        let ctx = self.ctx;
        if x.is_nil() || y.is_nil() {
            let other = if x.is_nil() { y.ty } else { x.ty };
            // Only `nil == nil` gets here.
            return (!ctx.has_nil(other)).then(|| (false, String::new()));
        }
        if !ctx.comparable(x.ty) {
            return Some((true, self.why_incomparable(x.ty)));
        }
        (!ctx.comparable(y.ty)).then(|| (false, self.why_incomparable(y.ty)))
    }

    /// The reason why values of a type cannot be compared; empty if there is none to be told.
    pub fn why_incomparable(&self, ty: TypeId) -> String {
        let ctx = self.ctx;
        if matches!(
            ctx.ty(ctx.underlying(ty)),
            Type::Slice(_) | Type::Signature(_) | Type::Map { .. }
        ) {
            return format!("{} can only be compared to nil", composite_kind(ctx, ty));
        }
        match ctx.why_incomparable(ty, true) {
            None | Some(Incomparable::Plain) => String::new(),
            Some(Incomparable::Field(field)) => {
                format!(
                    "struct containing {} cannot be compared",
                    self.type_text(field)
                )
            }
            Some(Incomparable::Array(array)) => {
                format!("{} cannot be compared", self.type_text(array))
            }
            Some(Incomparable::EmptyTypeSet) => "empty type set".to_owned(),
            Some(Incomparable::TypeSet) => "incomparable types in type set".to_owned(),
        }
    }

    fn report_comparison(
        &mut self,
        x: &Operand,
        y: &Operand,
        op: Op,
        is_case: bool,
        is_first: bool,
        cause: String,
    ) {
        let ctx = self.ctx;
        let mut culprit = if is_first { x } else { y };
        let mut cause = cause;
        if cause.is_empty() {
            cause = if ctx.is_tparam(x.ty) || ctx.is_tparam(y.ty) {
                if !ctx.is_tparam(x.ty) {
                    culprit = y;
                }
                let ty = self.type_text(culprit.ty);
                format!("type parameter {ty} cannot use operator {op}")
            } else {
                let what = match composite_kind(ctx, culprit.ty) {
                    "" => self.type_text(culprit.ty),
                    what => what.to_owned(),
                };
                format!("operator {op} not defined on {what}")
            };
        }
        let (left, right) = (self.source_text(x.source), self.source_text(y.source));
        if is_case {
            self.error_on(
                x,
                format!("invalid case {left} in switch on {right} ({cause})"),
            );
        } else {
            self.error_on(
                culprit,
                format!("invalid operation: {left} {op} {right} ({cause})"),
            );
        }
    }

    fn shift(&mut self, x: &mut Operand, y: &mut Operand, node: Option<NodeId>, op: Op) {
        let ctx = self.ctx;
        let x_int = if x.is_constant() {
            x.value.to_int()
        } else {
            ConstValue::Unknown
        };
        let is_int_constant = ctx.is_untyped(x.ty) && x_int.kind() == ConstKind::Int;
        if !ctx.all_integer(x.ty) && !is_int_constant {
            return self.not_shiftable(x);
        }
        let y_int = if y.is_constant() {
            y.value.to_int()
        } else {
            ConstValue::Unknown
        };
        if !self.check_shift_count(y, &y_int) {
            return x.invalidate();
        }
        if x.is_constant() {
            if y.is_constant() {
                if x.value.is_unknown() || y.value.is_unknown() {
                    x.value = ConstValue::Unknown;
                    if !ctx.is_integer(x.ty) {
                        x.ty = Basic::UntypedInt.type_id();
                    }
                    return;
                }
                let Some(count) = y_int.as_u64().filter(|&count| count <= SHIFT_MAX) else {
                    let text = self.describe(y);
                    self.error_on(y, format!("invalid operation: invalid shift count {text}"));
                    return x.invalidate();
                };
                // 2.0 << 1 is an integer.
                if !ctx.is_integer(x.ty) {
                    x.ty = Basic::UntypedInt.type_id();
                }
                x.value = constant::shift(&x_int, op, count as u32);
                if let Some(node) = node {
                    x.source = Source::Node(node);
                }
                let pos = node.map_or_else(|| self.pos_of(x), |node| self.ast.pos(node));
                return self.check_overflow(x, pos);
            }
            if ctx.is_untyped(x.ty) {
                // Its type is what it would be if the shift were not there: decided later.
                self.mark_shifted(x);
                x.mode = Mode::Value;
                return;
            }
        }
        if !ctx.all_integer(x.ty) {
            return self.not_shiftable(x);
        }
        x.mode = Mode::Value;
    }

    fn not_shiftable(&mut self, x: &mut Operand) {
        let text = self.describe(x);
        self.error_on(
            x,
            format!("invalid operation: shifted operand {text} must be integer"),
        );
        x.invalidate();
    }

    /// The right operand of a shift must be an integer, and not negative as far as one can tell.
    fn check_shift_count(&mut self, y: &mut Operand, y_int: &ConstValue) -> bool {
        let ctx = self.ctx;
        if y.is_constant() {
            if y_int.kind() == ConstKind::Int && y_int.sign() < 0 {
                let text = self.describe(y);
                self.error_on(y, format!("invalid operation: negative shift count {text}"));
                return false;
            }
            if ctx.is_untyped(y.ty) {
                // It need not become a uint, but could.
                self.check_representable(y, Basic::Uint);
                return y.is_valid();
            }
            // A typed constant need not be an integer type's: gc accepts `x << float64(2)`.
            return true;
        }
        if ctx.all_integer(y.ty) {
            if ctx.all_unsigned(y.ty) || self.allows(13) {
                return true;
            }
            let what = format!("invalid operation: signed shift count {}", self.describe(y));
            let pos = self.pos_of(y);
            self.version_error(pos, 13, &what);
            return false;
        }
        if ctx.is_untyped(y.ty) {
            self.convert_untyped(y, Basic::Uint.type_id());
            return y.is_valid();
        }
        let text = self.describe(y);
        self.error_on(
            y,
            format!("invalid operation: shift count {text} must be integer"),
        );
        false
    }
}
