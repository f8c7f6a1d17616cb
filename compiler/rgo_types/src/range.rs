//! Range loops (spec: "For statements with range clause").

use std::sync::atomic::Ordering;

use rgo_syntax::ast::{ChanDir, Expr, NodeId};

use crate::check::Checker;
use crate::constant::ConstValue;
use crate::info::Mode;
use crate::operand::{Operand, Source};
use crate::type_::{Basic, Signature, Type, TypeId};

/// What a loop ranges over: types of the iteration values, if there are such.
type Iteration = (Option<TypeId>, Option<TypeId>);

impl Checker<'_> {
    pub fn range_stmt(
        &mut self,
        node: NodeId,
        lhs: &[NodeId],
        is_def: bool,
        ranged: NodeId,
        body: NodeId,
    ) {
        let ctx = self.ctx;
        let mut x = Operand::invalid();
        self.has_call_or_recv = false;
        self.expr(None, &mut x, ranged);
        // An array whose elements are not wanted is not evaluated: only its length counts.
        if x.is_valid()
            && lhs.len() < 2
            && !self.has_call_or_recv
            && let Type::Array { len, .. } = *ctx.ty(ctx.deref_array_pointer(ctx.underlying(x.ty)))
        {
            let inner = self.ast.unparen(ranged);
            let value = ConstValue::from_u64(len);
            self.results
                .set(inner, Mode::Constant, 0, Basic::Int.type_id(), &value);
        }
        let (key, value) = self.iteration(&x, lhs);
        self.names.open();
        let lhs = &lhs[..lhs.len().min(2)];
        let is_over_int = x.is_valid() && ctx.is_integer(x.ty);
        if is_def {
            self.define_iteration_vars(node, lhs, [key, value], &mut x, is_over_int);
        } else if !lhs.is_empty() {
            self.assign_iteration_vars(lhs, [key, value], &mut x, is_over_int);
        } else if is_over_int {
            // The count gets the type that a variable would get.
            self.assignment(&mut x, None, "range clause".into());
        }
        self.stmt(body);
        self.close_scope();
    }

    /// Types of the iteration values; reports if `x` cannot be ranged over with so many variables.
    fn iteration(&mut self, x: &Operand, lhs: &[NodeId]) -> Iteration {
        if !x.is_valid() {
            return (None, None);
        }
        let pos = |checker: &Self, node: NodeId| checker.ast.start_pos(node);
        match self.range_types(x.ty) {
            Err(cause) => {
                let text = self.describe(x);
                let cause = if cause.is_empty() {
                    cause
                } else {
                    format!(": {cause}")
                };
                let at = self.pos_of(x);
                self.soft_error(at, format!("cannot range over {text}{cause}"));
                (Some(TypeId::INVALID), Some(TypeId::INVALID))
            }
            Ok((key, value)) => {
                if let (None, Some(&first)) = (key, lhs.first()) {
                    let text = self.describe(x);
                    let message = format!("range over {text} permits no iteration variables");
                    self.soft_error(pos(self, first), message);
                } else if let (None, Some(&second)) = (value, lhs.get(1)) {
                    let text = self.describe(x);
                    let message = format!("range over {text} permits only one iteration variable");
                    self.soft_error(pos(self, second), message);
                } else if let Some(&third) = lhs.get(2) {
                    let message = "range clause permits at most two iteration variables";
                    self.soft_error(pos(self, third), message);
                }
                (key, value)
            }
        }
    }

    /// Types of the values that ranging over a value of type `ty` yields, or why it cannot be done.
    fn range_types(&self, ty: TypeId) -> Result<Iteration, String> {
        let ctx = self.ctx;
        let name = |ty| self.type_text(ty);
        let common = ctx.common_underlying(ty, &name, &mut |specific| match specific {
            Some(s)
                if matches!(
                    ctx.ty(s.underlying),
                    Type::Chan {
                        dir: ChanDir::SendOnly,
                        ..
                    }
                ) =>
            {
                Err(format!("receive from send-only channel {}", name(s.ty)))
            }
            _ => Ok(()),
        })?;
        let int = Some(Basic::Int.type_id());
        match ctx.ty(ctx.deref_array_pointer(common)) {
            Type::Basic(_) if ctx.is_string(common) => Ok((int, Some(Basic::Rune.type_id()))),
            Type::Basic(_) if ctx.is_integer(common) => {
                if self.allows(22) {
                    Ok((Some(ty), None))
                } else {
                    Err("requires go1.22 or later".to_owned())
                }
            }
            &Type::Array { elem, .. } | &Type::Slice(elem) => Ok((int, Some(elem))),
            &Type::Map { key, value } => Ok((Some(key), Some(value))),
            &Type::Chan { elem, .. } => Ok((Some(elem), None)),
            Type::Signature(sig) => self.yielded_types(sig),
            _ => Err(String::new()),
        }
    }

    fn yielded_types(&self, iterator: &Signature) -> Result<Iteration, String> {
        let ctx = self.ctx;
        if !self.allows(23) {
            return Err("requires go1.23 or later".to_owned());
        }
        let bad = |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
        let [param] = &*iterator.params else {
            return bad("wrong argument count");
        };
        if !iterator.results.is_empty() {
            return bad("unexpected results");
        }
        let name = |ty| self.type_text(ty);
        let yield_ty = match ctx.common_underlying(param.ty, &name, &mut |_| Ok(())) {
            Ok(ty) => ty,
            Err(why) => return bad(&format!("in yield type, {why}")),
        };
        let Type::Signature(yield_sig) = ctx.ty(yield_ty) else {
            return bad("argument is not func");
        };
        if yield_sig.params.len() > 2 {
            return bad("yield func has too many parameters");
        }
        match &*yield_sig.results {
            [result] if ctx.identical(result.ty, Basic::Bool.type_id()) => {}
            [result] if ctx.is_boolean(result.ty) => {
                return bad("yield func returns user-defined boolean, not bool");
            }
            _ => return bad("yield func does not return bool"),
        }
        if yield_sig.is_variadic {
            return Err(format!(
                "yield func of type {} cannot be variadic",
                name(yield_ty)
            ));
        }
        let param = |at: usize| yield_sig.params.get(at).map(|p| p.ty);
        Ok((param(0), param(1)))
    }

    fn define_iteration_vars(
        &mut self,
        node: NodeId,
        lhs: &[NodeId],
        types: [Option<TypeId>; 2],
        x: &mut Operand,
        is_over_int: bool,
    ) {
        let ctx = self.ctx;
        let mut vars = Vec::with_capacity(lhs.len());
        for (&node, ty) in lhs.iter().zip(types) {
            let var = match self.ast.expr(node) {
                Expr::Name(name) => {
                    let var = self.new_var(node);
                    self.results.set_object(node, var);
                    if !name.is_blank() {
                        vars.push(var);
                    }
                    var
                }
                _ => {
                    let text = self.expr_text(node);
                    self.error_at(node, format!("invalid syntax tree: cannot declare {text}"));
                    self.dummy_var(node)
                }
            };
            match ty.filter(|&ty| ty != TypeId::INVALID) {
                None => {
                    ctx.objects[var].ty.set(TypeId::INVALID);
                    if let Some(flag) = ctx.objects[var].used_flag() {
                        flag.store(true, Ordering::Relaxed);
                    }
                }
                Some(_) if is_over_int => self.init_var(var, x, "range clause".into()),
                Some(ty) => {
                    let mut y = Operand::new(Mode::Value, Source::Node(node), ty);
                    self.init_var(var, &mut y, "assignment".into());
                }
            }
        }
        if vars.is_empty() {
            self.error_at(node, "no new variables on left side of :=");
        }
        for var in vars {
            self.declare(var);
        }
    }

    fn assign_iteration_vars(
        &mut self,
        lhs: &[NodeId],
        types: [Option<TypeId>; 2],
        x: &mut Operand,
        is_over_int: bool,
    ) {
        let ctx = self.ctx;
        for (&node, ty) in lhs.iter().zip(types) {
            let Some(ty) = ty.filter(|&ty| ty != TypeId::INVALID) else {
                continue;
            };
            if !is_over_int {
                let mut y = Operand::new(Mode::Value, Source::Node(node), ty);
                self.assign_var(node, &mut y, "assignment".into());
                continue;
            }
            self.assign_var(node, x, "range clause".into());
            if x.is_valid() && !ctx.is_integer(x.ty) {
                let ty = self.type_text(x.ty);
                let pos = self.ast.start_pos(node);
                self.soft_error(pos, format!("cannot use iteration variable of type {ty}"));
            }
        }
    }
}
