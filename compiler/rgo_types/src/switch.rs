//! Expression switches and type switches (spec: "Switch statements").

use std::sync::atomic::{AtomicBool, Ordering};

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::constant::{ConstKind, ConstValue};
use crate::info::Mode;
use crate::literal::{ConstKey, const_key};
use crate::object::{ObjId, Object, ObjectKind, VarKind};
use crate::operand::{Operand, Source};
use crate::type_::{Basic, TypeId};

/// Constants of a switch seen so far, each with the types it had.
type SeenValues = FxHashMap<ConstKey, Vec<(Pos, TypeId)>>;
/// Types of a type switch seen so far, canonical; none is `nil`.
type SeenTypes = FxHashMap<Option<TypeId>, NodeId>;

impl Checker<'_> {
    pub fn expr_switch(&mut self, tag: Option<NodeId>, clauses: &[NodeId], rbrace: Pos) {
        let ctx = self.ctx;
        let mut x = Operand::invalid();
        match tag {
            Some(tag) => {
                self.expr(None, &mut x, tag);
                self.assignment(&mut x, None, "switch expression".into());
                if x.is_valid() && !ctx.comparable(x.ty) && !ctx.has_nil(x.ty) {
                    let (text, ty) = (self.describe(&x), self.type_text(x.ty));
                    let message = format!("cannot switch on {text} ({ty} is not comparable)");
                    self.error_on(&x, message);
                    x.invalidate();
                }
            }
            None => {
                let pos = clauses
                    .first()
                    .map_or(rbrace, |&clause| self.ast.pos(clause));
                x = Operand::new(Mode::Constant, Source::True(pos), Basic::Bool.type_id());
                x.value = ConstValue::Bool(true);
            }
        }
        self.multiple_defaults(clauses, |checker, clause| {
            checker.ast.case_clause(clause).cases.is_none()
        });
        let mut seen = SeenValues::default();
        for &node in clauses {
            let clause = self.ast.case_clause(node);
            for &case in clause.cases.unwrap_or_default() {
                self.case_value(&mut x, case, &mut seen);
            }
            self.names.open();
            self.stmt_list(clause.body);
            self.close_scope();
        }
    }

    fn case_value(&mut self, x: &mut Operand, case: NodeId, seen: &mut SeenValues) {
        let ctx = self.ctx;
        let mut value = Operand::invalid();
        self.expr(None, &mut value, case);
        if !x.is_valid() || !value.is_valid() {
            return;
        }
        self.convert_untyped(&mut value, x.ty);
        if !value.is_valid() {
            return;
        }
        let mut compared = value.clone();
        self.comparison(&mut compared, x, Op::Eql, true);
        if !compared.is_valid() || !value.is_constant() {
            return;
        }
        // gc looks for duplicates among these only.
        let kind = value.value.kind();
        if !matches!(kind, ConstKind::Int | ConstKind::Float | ConstKind::String) {
            return;
        }
        let types = seen.entry(const_key(&value.value)).or_default();
        if let Some(&(previous, _)) = types.iter().find(|&&(_, ty)| ctx.identical(value.ty, ty)) {
            let text = self.describe(&value);
            let message = format!("duplicate case {text} in expression switch");
            let diagnostic = Diagnostic::error(self.pos_of(&value), message);
            return self.report(diagnostic.note(previous, "previous case"));
        }
        types.push((self.source_own_pos(value.source), value.ty));
    }

    /// Whether an expression is the predeclared `nil`.
    fn is_nil_name(&self, node: NodeId) -> bool {
        let Expr::Name(name) = self.ast.expr(self.ast.unparen(node)) else {
            return false;
        };
        self.lookup_obj(name)
            .is_some_and(|obj| obj == self.ctx.universe().nil)
    }

    pub fn type_switch(&mut self, lhs: Option<NodeId>, guarded: NodeId, clauses: &[NodeId]) {
        let ctx = self.ctx;
        let mut lhs = lhs;
        if let Some(name) = lhs
            && self.ast.name(name).is_blank()
        {
            let pos = self.ast.start_pos(name);
            self.soft_error(pos, "no new variable on left side of :=");
            lhs = None;
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, guarded);
        if x.is_valid() {
            let problem = if ctx.is_tparam(x.ty) {
                Some(format!(
                    "cannot use type switch on type parameter value {}",
                    self.describe(&x)
                ))
            } else if !ctx.is_interface(x.ty) {
                Some(format!("{} is not an interface", self.describe(&x)))
            } else {
                None
            };
            if let Some(problem) = problem {
                self.error_on(&x, problem);
                x.invalidate();
            }
        }
        self.multiple_defaults(clauses, |checker, clause| {
            checker.ast.case_clause(clause).cases.is_none()
        });
        let mut seen = SeenTypes::default();
        let mut is_used = false;
        for &node in clauses {
            let clause = self.ast.case_clause(node);
            let ty = self.case_types(&x, clause.cases.unwrap_or_default(), &mut seen);
            self.names.open();
            let var = lhs.map(|lhs| self.implicit_var(lhs, ty));
            if let Some(var) = var {
                self.declare(var);
                self.results.implicits.insert(node, var);
            }
            self.stmt_list(clause.body);
            let was_used = var.is_some_and(|var| self.take_use(var));
            is_used |= was_used;
            self.close_scope();
        }
        if let Some(lhs) = lhs
            && !is_used
        {
            let pos = self.ast.start_pos(lhs);
            let name = self.ast.name(lhs);
            self.soft_error(pos, format!("{name} declared and not used"));
        }
    }

    /// The variable that a clause of a type switch declares.
    fn implicit_var(&mut self, lhs: NodeId, ty: TypeId) -> ObjId {
        let kind = ObjectKind::Var {
            kind: VarKind::Local,
            is_used: AtomicBool::new(false),
            decl: None,
        };
        let (name, pos): (Symbol, Pos) = (self.ast.name(lhs), self.ast.pos(lhs));
        let pkg = Some(self.package.id);
        self.ctx
            .objects
            .push(Object::with_type(name, pkg, pos, kind, ty))
    }

    /// Whether a variable was used. From now on it counts as used: those of all clauses are
    /// judged together.
    fn take_use(&self, var: ObjId) -> bool {
        self.ctx.objects[var]
            .used_flag()
            .is_some_and(|flag| flag.swap(true, Ordering::Relaxed))
    }

    /// Checks the cases of a type switch clause on `x`. Gives the type that the clause's variable
    /// has.
    fn case_types(&mut self, x: &Operand, cases: &[NodeId], seen: &mut SeenTypes) -> TypeId {
        let ctx = self.ctx;
        let mut ty = None;
        for &case in cases {
            if self.is_nil_name(case) {
                let mut nil = Operand::invalid();
                self.expr(None, &mut nil, case);
                ty = None;
            } else {
                let case_ty = self.var_type(case);
                ty = Some(case_ty);
                if !ctx.is_valid(case_ty) {
                    continue;
                }
            }
            let key = ty.map(|ty| ctx.canon(ty));
            if let Some(&other) = seen.get(&key) {
                let text = ty.map_or_else(|| "nil".to_owned(), |ty| self.type_text(ty));
                let message = format!("duplicate case {text} in type switch");
                let previous = self.ast.start_pos(other);
                let diagnostic = Diagnostic::error(self.ast.start_pos(case), message);
                self.report(diagnostic.note(previous, "previous case"));
                continue;
            }
            seen.insert(key, case);
            if let Some(ty) = ty
                && x.is_valid()
            {
                self.type_assertion(case, x, ty, true);
            }
        }
        match ty {
            Some(ty) if cases.len() == 1 => ty,
            _ if x.is_valid() => x.ty,
            _ => TypeId::INVALID,
        }
    }
}
