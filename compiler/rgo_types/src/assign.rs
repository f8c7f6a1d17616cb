//! Assignments and initialisations (spec: "Assignment statements", "Short variable declarations",
//! "Variable declarations", "Return statements").

use std::sync::atomic::AtomicBool;

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Expr, NodeId};
use rustc_hash::FxHashSet;

use crate::check::Checker;
use crate::convert::Mismatch;
use crate::expr::{Purpose, Target};
use crate::info::Mode;
use crate::object::{ObjId, Object, ObjectKind, VarKind};
use crate::operand::Operand;
use crate::report::measure;
use crate::type_::{Basic, Type, TypeId};

/// What is assigned to.
#[derive(Clone, Copy)]
enum Lhs {
    Blank,
    Variable(TypeId),
    Invalid,
}

/// What the values of a list initialise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Initialized {
    Variables,
    /// Result parameters, by a return statement.
    Results(NodeId),
}

impl Checker<'_> {
    /// Checks that `x` may be assigned to a variable of type `ty`, or to the blank identifier if
    /// there is none; gives untyped values their type.
    pub fn assignment(&mut self, x: &mut Operand, ty: Option<TypeId>, purpose: Purpose) {
        let ctx = self.ctx;
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::Nil
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk => {}
            Mode::None | Mode::NoValue | Mode::Builtin(_) | Mode::Type => {
                let (x_text, purpose) = (self.describe(x), self.purpose_text(purpose));
                let ty = ty.map_or_else(|| "nil".to_owned(), |ty| self.type_text(ty));
                self.error_on(x, format!("cannot assign {x_text} to {ty} in {purpose}"));
                return x.invalidate();
            }
        }
        if ctx.is_untyped(x.ty) {
            let target = match ty {
                None if x.is_nil() => {
                    let purpose = self.purpose_text(purpose);
                    self.error_on(x, format!("use of untyped nil in {purpose}"));
                    return x.invalidate();
                }
                Some(ty) if x.is_nil() || !ctx.is_interface_value(ty) => ty,
                _ => ctx.default_type(x.ty),
            };
            match self.implicit_type(x, target) {
                Ok((new, value)) => self.apply_implicit(x, new, value),
                Err(mismatch) => {
                    let detail = match mismatch {
                        Mismatch::Truncated => " (truncated)",
                        Mismatch::Overflows => " (overflows)",
                        Mismatch::Other => "",
                    };
                    let (x_text, target) = (self.describe(x), self.type_text(target));
                    let purpose = self.purpose_text(purpose);
                    let message =
                        format!("cannot use {x_text} as {target} value in {purpose}{detail}");
                    self.error_on(x, message);
                    return x.invalidate();
                }
            }
        }
        if matches!(ctx.ty(x.ty), Type::Signature(_)) {
            let target = self.target(ty, purpose);
            self.non_generic(target, x);
            if !x.is_valid() {
                return;
            }
        }
        let Some(ty) = ty else { return };
        if self.assignable_to(x, ty, None) {
            return;
        }
        let mut cause = String::new();
        self.assignable_to(x, ty, Some(&mut cause));
        let (x_text, ty) = (self.describe(x), self.type_text(ty));
        let purpose = self.purpose_text(purpose);
        let cause = if cause.is_empty() {
            cause
        } else {
            format!(": {cause}")
        };
        self.error_on(
            x,
            format!("cannot use {x_text} as {ty} value in {purpose}{cause}"),
        );
        x.invalidate();
    }

    /// A local variable that is not declared yet, without a type.
    pub fn new_var(&mut self, name: NodeId) -> ObjId {
        let kind = VarKind::Local;
        self.new_local(
            name,
            ObjectKind::Var {
                kind,
                is_used: AtomicBool::new(false),
                decl: None,
            },
        )
    }

    /// A variable in place of something that cannot be one.
    pub fn dummy_var(&mut self, node: NodeId) -> ObjId {
        let is_used = AtomicBool::new(true);
        let kind = ObjectKind::Var {
            kind: VarKind::Local,
            is_used,
            decl: None,
        };
        let pkg = Some(self.package.id);
        let object = Object::new(Symbol::BLANK, pkg, self.ast.pos(node), kind);
        object.set_state(crate::object::State::Black);
        self.ctx.objects.push(object)
    }

    /// Checks the initialisation of a variable, which gets the type of `x` if it has none.
    pub fn init_var(&mut self, var: ObjId, x: &mut Operand, purpose: Purpose) {
        let ctx = self.ctx;
        let cell = &ctx.objects[var].ty;
        let declared = cell.get();
        if !x.is_valid()
            || !ctx.is_valid(x.ty)
            || declared.is_some_and(|declared| !ctx.is_valid(declared))
        {
            if declared.is_none() {
                cell.set(TypeId::INVALID);
            }
            return x.invalidate();
        }
        let ty = match declared {
            Some(ty) => ty,
            None if x.ty == Basic::UntypedNil.type_id() => {
                let purpose = self.purpose_text(purpose);
                self.error_on(x, format!("use of untyped nil in {purpose}"));
                cell.set(TypeId::INVALID);
                return x.invalidate();
            }
            None => {
                let ty = ctx.default_type(x.ty);
                cell.set(ty);
                ty
            }
        };
        self.assignment(x, Some(ty), purpose);
    }

    /// Checks the left side of an assignment; a variable there is not used by that.
    fn lhs_var(&mut self, node: NodeId) -> Lhs {
        let ctx = self.ctx;
        let inner = self.ast.unparen(node);
        let mut unused = None;
        if let Expr::Name(name) = self.ast.expr(inner) {
            if name.is_blank() {
                return Lhs::Blank;
            }
            unused = self.unused_var(inner);
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        self.restore_unused(unused);
        if !x.is_valid() || !ctx.is_valid(x.ty) {
            return Lhs::Invalid;
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Lhs::Variable(x.ty);
        }
        let text = self.source_text(x.source);
        let message = if x.node().is_some_and(|node| self.is_map_element(node)) {
            format!("cannot assign to struct field {text} in map")
        } else {
            format!("cannot assign to {text} (neither addressable nor a map index expression)")
        };
        self.error_on(&x, message);
        Lhs::Invalid
    }

    /// Checks the assignment of `x`, or else of the value `rhs`, to `lhs`.
    fn assign_to(&mut self, lhs: NodeId, rhs: Result<&mut Operand, NodeId>, purpose: Purpose) {
        let ctx = self.ctx;
        let ty = match self.lhs_var(lhs) {
            Lhs::Invalid => {
                match rhs {
                    Ok(x) => x.invalidate(),
                    Err(node) => {
                        self.use_exprs(&[node]);
                    }
                }
                return;
            }
            Lhs::Blank => None,
            Lhs::Variable(ty) => Some(ty),
        };
        let purpose = match (ty, purpose) {
            (None, Purpose::Text("assignment")) => "assignment to _ identifier".into(),
            _ => purpose,
        };
        match rhs {
            Ok(x) => self.assignment(x, ty, purpose),
            Err(node) => {
                let target = match ty {
                    Some(ty) if matches!(ctx.ty(ctx.underlying(ty)), Type::Signature(_)) => {
                        self.target(Some(ty), Purpose::Expr(lhs))
                    }
                    _ => None,
                };
                let mut x = Operand::invalid();
                self.expr(target, &mut x, node);
                self.assignment(&mut x, ty, purpose);
            }
        }
    }

    /// Checks the assignment of `x` to `lhs`.
    pub fn assign_var(&mut self, lhs: NodeId, x: &mut Operand, purpose: Purpose) {
        self.assign_to(lhs, Ok(x), purpose);
    }

    fn assign_error(&mut self, rhs: &[NodeId], n_lhs: usize, n_rhs: usize) {
        let Some(&first) = rhs.first() else { return };
        let (vars, values) = (measure(n_lhs, "variable"), measure(n_rhs, "value"));
        let message = match self.ast.expr(self.ast.unparen(first)) {
            Expr::Call { func, .. } if rhs.len() == 1 => {
                let func = self.expr_text(func);
                format!("assignment mismatch: {vars} but {func} returns {values}")
            }
            _ => format!("assignment mismatch: {vars} but {values}"),
        };
        self.error_at(first, message);
    }

    fn return_error(&mut self, stmt: NodeId, results: &[ObjId], values: &[Operand]) {
        let (pos, qualifier) = if let Some(extra) = values.get(results.len()) {
            (self.pos_of(extra), "too many")
        } else if let Some(last) = values.last() {
            (self.pos_of(last), "not enough")
        } else {
            (self.ast.start_pos(stmt), "not enough")
        };
        let have: Vec<TypeId> = values.iter().map(|x| x.ty).collect();
        let type_of = |&var: &ObjId| self.ctx.objects[var].ty.get().unwrap_or(TypeId::INVALID);
        let want: Vec<TypeId> = results.iter().map(type_of).collect();
        let have = self.types_summary(&have, false, false);
        let want = self.types_summary(&want, false, false);
        let diagnostic = Diagnostic::error(pos, format!("{qualifier} return values"))
            .note(Pos::NONE, format!("have {have}"))
            .note(Pos::NONE, format!("want {want}"));
        self.report(diagnostic);
    }

    /// Checks the initialisation of variables, or results, by a list of values.
    pub fn init_vars(&mut self, vars: &[ObjId], values: &[NodeId], what: Initialized) {
        let is_return = what != Initialized::Variables;
        let purpose = Purpose::Text(match what {
            Initialized::Results(_) => "return statement",
            Initialized::Variables if vars.len() > 1 => "multiple assignment",
            Initialized::Variables => "assignment",
        });
        let is_call = matches!(*values, [value] if self.is_call(value));
        if vars.len() == values.len() && !is_call {
            for (&var, &value) in vars.iter().zip(values) {
                let mut x = Operand::invalid();
                let target = self.init_target(var, is_return);
                self.expr(target, &mut x, value);
                self.init_var(var, &mut x, purpose);
            }
            return;
        }
        let &[value] = values else {
            if self.use_exprs(values) {
                match what {
                    Initialized::Results(stmt) => {
                        let operands = self.expr_list(values);
                        self.return_error(stmt, vars, &operands);
                    }
                    Initialized::Variables => {
                        self.assign_error(values, vars.len(), values.len());
                    }
                }
            }
            return self.set_missing_types(vars);
        };
        let (mut operands, is_comma_ok) = self.multi_expr(value, vars.len() == 2 && !is_return);
        if operands.len() == vars.len() {
            for (&var, x) in vars.iter().zip(&mut operands) {
                self.init_var(var, x, purpose);
            }
            self.finish_comma_ok(value, is_comma_ok, &operands);
            return;
        }
        if operands.first().is_some_and(Operand::is_valid) {
            match what {
                Initialized::Results(stmt) => self.return_error(stmt, vars, &operands),
                Initialized::Variables => {
                    self.assign_error(values, vars.len(), operands.len());
                }
            }
        }
        self.set_missing_types(vars);
    }

    fn init_target(&self, var: ObjId, is_return: bool) -> Option<Target> {
        let object = &self.ctx.objects[var];
        let what = if is_return && object.name == Symbol::EMPTY {
            Purpose::Text("result variable")
        } else {
            Purpose::Name(object.name)
        };
        self.target(object.ty.get(), what)
    }

    fn set_missing_types(&self, vars: &[ObjId]) {
        for &var in vars {
            let cell = &self.ctx.objects[var].ty;
            if cell.get().is_none() {
                cell.set(TypeId::INVALID);
            }
        }
    }

    fn finish_comma_ok(&mut self, node: NodeId, is_comma_ok: bool, operands: &[Operand]) {
        if let [value, ok] = operands
            && is_comma_ok
            && value.is_valid()
            && ok.is_valid()
        {
            self.record_comma_ok(node, [value.ty, ok.ty]);
        }
    }

    /// Checks `lhs = rhs`.
    pub fn assign_vars(&mut self, lhs: &[NodeId], rhs: &[NodeId]) {
        let purpose = Purpose::Text(if lhs.len() > 1 {
            "multiple assignment"
        } else {
            "assignment"
        });
        let is_call = matches!(*rhs, [value] if self.is_call(value));
        if lhs.len() == rhs.len() && !is_call {
            for (&var, &value) in lhs.iter().zip(rhs) {
                self.assign_to(var, Err(value), purpose);
            }
            return;
        }
        let &[value] = rhs else {
            let lhs_is_valid = self.use_lhs(lhs);
            if self.use_exprs(rhs) && lhs_is_valid {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        };
        let (mut operands, is_comma_ok) = self.multi_expr(value, lhs.len() == 2);
        if operands.len() == lhs.len() {
            for (&var, x) in lhs.iter().zip(&mut operands) {
                self.assign_to(var, Ok(x), purpose);
            }
            return self.finish_comma_ok(value, is_comma_ok, &operands);
        }
        if operands.first().is_some_and(Operand::is_valid) {
            self.assign_error(rhs, lhs.len(), operands.len());
        }
        self.use_lhs(lhs);
    }

    /// Checks `lhs := rhs`, a statement at `pos`.
    pub fn short_var_decl(&mut self, pos: Pos, lhs: &[NodeId], rhs: &[NodeId]) {
        let mark = self.delayed.len();
        let mut seen: FxHashSet<Symbol> = FxHashSet::default();
        let mut vars: Vec<ObjId> = Vec::with_capacity(lhs.len());
        let mut new_vars = Vec::with_capacity(lhs.len());
        let mut has_error = false;
        for &node in lhs {
            let var = match self.short_var(node, &mut seen, &mut new_vars) {
                Some(var) => var,
                None => {
                    has_error = true;
                    self.dummy_var(node)
                }
            };
            vars.push(var);
        }
        self.init_vars(&vars, rhs, Initialized::Variables);
        self.process_delayed(mark);
        if new_vars.is_empty() && !has_error {
            return self.soft_error(pos, "no new variables on left side of :=");
        }
        for var in new_vars {
            self.declare(var);
        }
    }

    /// The variable that a name on the left of `:=` stands for; none after an error.
    fn short_var(
        &mut self,
        node: NodeId,
        seen: &mut FxHashSet<Symbol>,
        new_vars: &mut Vec<ObjId>,
    ) -> Option<ObjId> {
        let Expr::Name(name) = self.ast.expr(node) else {
            self.use_lhs(&[node]);
            let text = self.expr_text(node);
            self.error_at(node, format!("non-name {text} on left side of :="));
            return None;
        };
        if !name.is_blank() && !seen.insert(name) {
            self.error_at(node, format!("{name} repeated on left side of :="));
            return None;
        }
        if let Some(known) = self.names.lookup_innermost(name) {
            self.results.set_object(node, known);
            if matches!(self.ctx.objects[known].kind, ObjectKind::Var { .. }) {
                return Some(known);
            }
            self.error_at(node, format!("cannot assign to {name}"));
            return None;
        }
        let var = self.new_var(node);
        self.results.set_object(node, var);
        if !name.is_blank() {
            new_vars.push(var);
        }
        Some(var)
    }
}
