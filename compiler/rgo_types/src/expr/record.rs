//! Recording types and values of expressions, and giving untyped ones their final types.

use rgo_syntax::ast::{Expr, NodeId};

use crate::check::Checker;
use crate::constant::ConstValue;
use crate::info::Mode;
use crate::operand::{Operand, Source};
use crate::results::{SHIFTED, UNTYPED};
use crate::type_::TypeId;

impl Checker<'_> {
    /// Records an operand for its node.
    pub fn record(&mut self, x: &Operand) {
        let Some(node) = x.node() else { return };
        match x.mode {
            Mode::Invalid | Mode::None => {}
            Mode::NoValue => {
                self.results
                    .set(node, x.mode, 0, TypeId::EMPTY_TUPLE, &x.value);
            }
            mode => {
                let flags = if self.ctx.is_untyped(x.ty) {
                    UNTYPED
                } else {
                    0
                };
                self.results.set(node, mode, flags, x.ty, &x.value);
            }
        }
    }

    pub fn record_type(&mut self, node: NodeId, ty: TypeId) {
        self.results
            .set(node, Mode::Type, 0, ty, &ConstValue::Unknown);
    }

    /// Records a value's type once it is known better than when it was checked.
    pub fn record_value(&mut self, node: NodeId, ty: TypeId) {
        self.results
            .set(node, Mode::Value, 0, ty, &ConstValue::Unknown);
    }

    /// Records that an expression is used in its comma-ok form.
    pub fn record_comma_ok(&mut self, node: NodeId, types: [TypeId; 2]) {
        let tuple = self.ctx.tuple_of(&types);
        let mut node = node;
        loop {
            self.results.expr_mut(node).ty = tuple.into();
            match self.ast.expr(node) {
                Expr::Paren(inner) => node = inner,
                _ => return,
            }
        }
    }

    /// Marks the left operand of a shift whose type its context decides.
    pub fn mark_shifted(&mut self, x: &Operand) {
        if let Some(node) = x.node() {
            let info = self.results.expr_mut(node);
            if info.flags & UNTYPED != 0 {
                info.flags |= SHIFTED;
            }
        }
    }

    /// Replaces the value of an expression that is still untyped.
    pub fn update_expr_value(&mut self, source: Source, value: &ConstValue) {
        let Source::Node(node) = source else { return };
        let info = self.results.expr(node);
        if info.flags & UNTYPED == 0 {
            return;
        }
        match info.constant.checked_sub(1) {
            Some(at) => self.results.constants[at as usize] = value.clone(),
            None => {
                self.results.constants.push(value.clone());
                self.results.expr_mut(node).constant = self.results.constants.len() as u32;
            }
        }
    }

    /// Gives an untyped expression, and the operands it is computed from, the type `ty`. Recorded
    /// for good if `ty` is typed or `is_final`.
    pub fn update_expr_type(&mut self, source: Source, ty: TypeId, is_final: bool) {
        if let Source::Node(node) = source {
            self.update_node_type(node, ty, is_final);
        }
    }

    fn update_node_type(&mut self, node: NodeId, ty: TypeId, is_final: bool) {
        // Down the left operands in a loop: chains of additions are long.
        let mut spine = Vec::new();
        let mut at = node;
        while self.results.expr(at).flags & UNTYPED != 0 {
            spine.push(at);
            let is_constant =
                self.results.expr(at).mode == Mode::Constant || self.results.expr(at).constant != 0;
            at = match self.ast.expr(at) {
                Expr::Paren(inner) => inner,
                // The operands of a constant are never materialised.
                Expr::Unary { x, .. } if !is_constant => x,
                // The operands of a comparison have final types.
                Expr::Binary { op, x, .. } if !is_constant && !op.is_comparison() => x,
                _ => break,
            };
        }
        for at in spine.into_iter().rev() {
            let is_constant = self.results.expr(at).constant != 0;
            if let Expr::Binary { op, y, .. } = self.ast.expr(at)
                && !is_constant
                && !op.is_comparison()
                && !op.is_shift()
                && self.enter(self.ast.pos(at))
            {
                self.update_node_type(y, ty, is_final);
                self.leave();
            }
            self.settle_type(at, ty, is_final);
        }
    }

    fn settle_type(&mut self, node: NodeId, ty: TypeId, is_final: bool) {
        let ctx = self.ctx;
        let old = self.results.expr(node);
        if old.flags & UNTYPED == 0 {
            return;
        }
        if !is_final && ctx.is_untyped(ty) {
            self.results.expr_mut(node).ty = ty.into();
            return;
        }
        self.results.expr_mut(node).flags = 0;
        if old.flags & SHIFTED != 0 && !ctx.all_integer(ty) {
            let (text, ty) = (self.expr_text(node), self.type_text(ty));
            let message =
                format!("invalid operation: shifted operand {text} (type {ty}) must be integer");
            return self.error_at(node, message);
        }
        if let Some(value) = self.results.constant(node) {
            // It must be representable.
            let mut x = Operand {
                mode: Mode::Constant,
                source: Source::Node(node),
                ty: old.ty.expand().unwrap_or(TypeId::INVALID),
                value: value.clone(),
            };
            self.convert_untyped(&mut x, ty);
            if !x.is_valid() {
                return;
            }
        }
        self.results.expr_mut(node).ty = ty.into();
    }
}
