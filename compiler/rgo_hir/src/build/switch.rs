//! Expression and type switches.
//!
//! A switch over constants becomes a `Switch`. Any other is a block that tests the cases one after
//! the other: `if case { body; break }`, flat, whatever their number; `fallthrough` is a `goto`.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, BranchTok, NodeId, Stmt as AstStmt};
use rgo_types::constant::ConstValue;
use rgo_types::{Basic, Mode, TypeId};

use super::convert::is_integer;
use super::{Builder, Target};
use crate::tree::{BinOp, Expr, ExprKind, Label, LocalKind, Stmt, StmtKind, Switch, SwitchArm};

impl Builder<'_> {
    pub(super) fn switch(
        &mut self,
        name: Option<Symbol>,
        init: Option<NodeId>,
        tag: Option<NodeId>,
        clauses: &[NodeId],
        pos: Pos,
    ) {
        if let Some(init) = init {
            self.stmt(init, None);
        }
        if let Some(guard) = tag
            && let ast::Expr::TypeSwitchGuard { x, .. } = self.ast.expr(guard)
        {
            return self.type_switch(name, x, clauses, pos);
        }
        if let Some(chosen) = tag.and_then(|tag| self.chosen_clause(tag, clauses)) {
            return self.only_clause(name, chosen, clauses, pos);
        }
        let tag = tag.map(|tag| {
            let value = self.expr(tag);
            self.freeze(value)
        });
        let label = self.new_label();
        self.frame().targets.push(Target {
            name,
            label,
            is_loop: false,
        });
        match tag {
            Some(tag) if self.is_constant_switch(&tag, clauses) => {
                self.constant_switch(tag, clauses, label, pos);
            }
            tag => {
                let body = self.collect(|b| b.tested_switch(tag, clauses, label, pos));
                self.emit(pos, StmtKind::Block(label, body));
            }
        }
        self.frame().targets.pop();
    }

    /// Whether all cases are constants of the tag's integer or string type.
    fn is_constant_switch(&self, tag: &Expr, clauses: &[NodeId]) -> bool {
        let fits = match self.basic(tag.ty) {
            Some(Basic::String) => true,
            Some(basic) => is_integer(basic),
            None => false,
        };
        fits && clauses.iter().all(|&clause| {
            let cases = self.ast.case_clause(clause).cases.unwrap_or(&[]);
            cases.iter().all(|&case| {
                self.info.constant(case).is_some() && !self.is_interface(self.type_of(case))
            })
        })
    }

    /// If tag and cases are constant and no clause falls through: which clause is executed, none if
    /// there is none.
    pub(super) fn chosen_clause(&self, tag: NodeId, clauses: &[NodeId]) -> Option<Option<usize>> {
        let tag = self.info.constant(tag)?;
        let mut default = None;
        let mut chosen = None;
        for (at, &node) in clauses.iter().enumerate() {
            let clause = self.ast.case_clause(node);
            if self.falls_through(clause.body) {
                return None;
            }
            let Some(cases) = clause.cases else {
                default = Some(at);
                continue;
            };
            for &case in cases {
                if self.info.constant(case)? == tag {
                    chosen = chosen.or(Some(at));
                }
            }
        }
        Some(chosen.or(default))
    }

    /// A switch of which one clause is executed, whatever happens.
    fn only_clause(
        &mut self,
        name: Option<Symbol>,
        chosen: Option<usize>,
        clauses: &[NodeId],
        pos: Pos,
    ) {
        let label = self.new_label();
        self.frame().targets.push(Target {
            name,
            label,
            is_loop: false,
        });
        let body = self.collect(|b| {
            for (at, &node) in clauses.iter().enumerate() {
                let body = b.ast.case_clause(node).body;
                match chosen == Some(at) {
                    true => b.stmt_list(body),
                    false => body.iter().for_each(|&stmt| b.dead_code(Some(stmt))),
                }
            }
        });
        self.emit(pos, StmtKind::Block(label, body));
        self.frame().targets.pop();
    }

    fn constant_switch(&mut self, tag: Expr, clauses: &[NodeId], label: Label, pos: Pos) {
        let mut arms = Vec::with_capacity(clauses.len());
        let mut default = None;
        for (at, &node) in clauses.iter().enumerate() {
            let clause = self.ast.case_clause(node);
            let mut values = Vec::new();
            match clause.cases {
                None => default = Some(at),
                Some(cases) => {
                    for &case in cases {
                        let value = self.expr_as(case, tag.ty);
                        let ExprKind::Const(value) = value.kind else {
                            unreachable!("checked to be constant")
                        };
                        values.push(value);
                    }
                }
            }
            let body = self.collect(|b| b.stmt_list(clause.body));
            let falls_through = self.falls_through(clause.body);
            arms.push(SwitchArm {
                values,
                body,
                falls_through,
            });
        }
        let tag = self.temp_string(tag);
        self.emit(
            pos,
            StmtKind::Switch(Box::new(Switch {
                tag,
                arms,
                default,
                label,
            })),
        );
    }

    fn falls_through(&self, body: &[NodeId]) -> bool {
        body.last().is_some_and(|&last| {
            matches!(
                self.ast.stmt(last),
                AstStmt::Branch {
                    tok: BranchTok::Fallthrough,
                    ..
                }
            )
        })
    }

    /// The cases of a switch that is not one over constants, tested in source order.
    fn tested_switch(&mut self, tag: Option<Expr>, clauses: &[NodeId], label: Label, pos: Pos) {
        let bodies: Vec<Option<Label>> = clauses
            .iter()
            .enumerate()
            .map(|(at, _)| {
                let is_entered =
                    at > 0 && self.falls_through(self.ast.case_clause(clauses[at - 1]).body);
                is_entered.then(|| self.new_label())
            })
            .collect();
        let mut default = None;
        for (at, &node) in clauses.iter().enumerate() {
            let clause = self.ast.case_clause(node);
            let Some(cases) = clause.cases else {
                default = Some(at);
                continue;
            };
            let clause_pos = self.ast.pos(node);
            self.tests(
                cases,
                clause_pos,
                |b, case| b.case_test(tag.as_ref(), case),
                |b| {
                    b.case_body(clauses, &bodies, at, label, clause_pos);
                },
            );
        }
        if let Some(at) = default {
            self.case_body(clauses, &bodies, at, label, pos);
        }
    }

    /// Whether `case` matches: `tag == case`, or the case itself in a switch without tag.
    fn case_test(&mut self, tag: Option<&Expr>, case: NodeId) -> Expr {
        let pos = self.ast.pos(case);
        let Some(tag) = tag else {
            if !self.is_interface(self.type_of(case)) {
                return self.condition(case);
            }
            let yes = self.constant(&ConstValue::Bool(true), self.bool(), pos);
            let value = self.expr(case);
            return self.compare(BinOp::Eq, yes, value, self.bool(), pos);
        };
        if self.info.mode(self.ast.unparen(case)) == Mode::Nil {
            return self.is_nil_value(tag.clone(), pos);
        }
        let case_ty = self.type_of(case);
        let value = self.expr(case);
        let ty = self.bool();
        // A constant of a type parameter's type takes the tag's type.
        let value = match value.kind {
            ExprKind::Const(_) if !self.is_interface(tag.ty) => self.assign_convert(value, tag.ty),
            _ => Expr {
                ty: case_ty,
                ..value
            },
        };
        self.compare(BinOp::Eq, tag.clone(), value, ty, pos)
    }

    /// `if any test holds { body }`, with the statements of a test evaluated only if those before it
    /// failed.
    fn tests<T: Copy>(
        &mut self,
        cases: &[T],
        pos: Pos,
        mut test: impl FnMut(&mut Self, T) -> Expr,
        body: impl FnOnce(&mut Self),
    ) {
        let mut tests: Vec<(Vec<Stmt>, Expr)> = Vec::with_capacity(cases.len());
        for &case in cases {
            let mut value = None;
            let stmts = self.collect(|b| value = Some(test(b, case)));
            tests.push((stmts, value.expect("set by the closure")));
        }
        let (first_stmts, first) = tests.remove(0);
        for stmt in first_stmts {
            self.emit(stmt.pos, stmt.kind);
        }
        if tests.iter().all(|(stmts, _)| stmts.is_empty()) {
            let any = tests.into_iter().fold(first, |any, (_, test)| {
                let kind = ExprKind::OrOr(Box::new(any), Box::new(test));
                Expr {
                    kind,
                    ty: self.bool(),
                    pos,
                }
            });
            let body = self.collect(body);
            return self.emit(pos, StmtKind::If(any, body, vec![]));
        }
        let (matched, next) = (self.new_label(), self.new_label());
        self.emit(pos, StmtKind::If(first, vec![goto(matched, pos)], vec![]));
        for (stmts, test) in tests {
            for stmt in stmts {
                self.emit(stmt.pos, stmt.kind);
            }
            self.emit(pos, StmtKind::If(test, vec![goto(matched, pos)], vec![]));
        }
        self.emit(pos, StmtKind::Goto(next));
        self.emit(pos, StmtKind::Label(matched));
        body(self);
        self.emit(pos, StmtKind::Label(next));
    }

    fn case_body(
        &mut self,
        clauses: &[NodeId],
        bodies: &[Option<Label>],
        at: usize,
        label: Label,
        pos: Pos,
    ) {
        if let Some(entry) = bodies[at] {
            self.emit(pos, StmtKind::Label(entry));
        }
        let body = self.ast.case_clause(clauses[at]).body;
        self.stmt_list(body);
        let end = match self.falls_through(body) {
            true => StmtKind::Goto(bodies[at + 1].expect("entered by fallthrough")),
            false => StmtKind::Break(label),
        };
        self.emit(pos, end);
    }

    fn type_switch(&mut self, name: Option<Symbol>, x: NodeId, clauses: &[NodeId], pos: Pos) {
        let x = self.expr(x);
        let x = self.freeze(x);
        let label = self.new_label();
        self.frame().targets.push(Target {
            name,
            label,
            is_loop: false,
        });
        let body = self.collect(|b| {
            let mut default = None;
            for &clause in clauses {
                match b.ast.case_clause(clause).cases {
                    None => default = Some(clause),
                    Some(cases) => b.type_clause(&x, clause, cases, label),
                }
            }
            if let Some(clause) = default {
                b.bind_implicit(clause, &x);
                b.stmt_list(b.ast.case_clause(clause).body);
            }
        });
        self.emit(pos, StmtKind::Block(label, body));
        self.frame().targets.pop();
    }

    fn type_clause(&mut self, x: &Expr, clause: NodeId, cases: &[NodeId], label: Label) {
        let pos = self.ast.pos(clause);
        let body = self.ast.case_clause(clause).body;
        if let &[case] = cases
            && self.info.mode(self.ast.unparen(case)) != Mode::Nil
        {
            return self.single_type_clause(x, clause, case, body, label, pos);
        }
        self.tests(
            cases,
            pos,
            |b, case| b.type_test(x, case),
            |b| {
                b.bind_implicit(clause, x);
                b.stmt_list(body);
                b.emit(pos, StmtKind::Break(label));
            },
        );
    }

    fn single_type_clause(
        &mut self,
        x: &Expr,
        clause: NodeId,
        case: NodeId,
        body: &[NodeId],
        label: Label,
        pos: Pos,
    ) {
        let ty = self.type_of(case);
        let (test, value) = if self.is_interface(ty) {
            let kind = ExprKind::TypeAssert {
                x: Box::new(x.clone()),
                comma_ok: true,
            };
            let mut parts = self.comma_ok_of(kind, ty, pos);
            let ok = parts.pop().expect("value and ok");
            (ok, parts.pop().expect("value and ok"))
        } else {
            let data = ExprKind::IfaceData(Box::new(x.clone()));
            (
                self.iface_is(x, ty, pos),
                Expr {
                    kind: data,
                    ty,
                    pos,
                },
            )
        };
        let then = self.collect(|b| {
            b.bind_implicit(clause, &value);
            b.stmt_list(body);
            b.emit(pos, StmtKind::Break(label));
        });
        self.emit(pos, StmtKind::If(test, then, vec![]));
    }

    fn iface_is(&mut self, x: &Expr, dynamic: TypeId, pos: Pos) -> Expr {
        let kind = ExprKind::IfaceIs {
            x: Box::new(x.clone()),
            dynamic,
        };
        Expr {
            kind,
            ty: self.bool(),
            pos,
        }
    }

    fn type_test(&mut self, x: &Expr, case: NodeId) -> Expr {
        let pos = self.ast.pos(case);
        if self.info.mode(self.ast.unparen(case)) == Mode::Nil {
            return self.is_nil_value(x.clone(), pos);
        }
        let ty = self.type_of(case);
        if !self.is_interface(ty) {
            return self.iface_is(x, ty, pos);
        }
        let kind = ExprKind::TypeAssert {
            x: Box::new(x.clone()),
            comma_ok: true,
        };
        self.comma_ok_of(kind, ty, pos).pop().expect("value and ok")
    }

    /// Declares the variable that a clause of a type switch declares implicitly.
    fn bind_implicit(&mut self, clause: NodeId, value: &Expr) {
        let Some(&obj) = self.info.implicits.get(&clause) else {
            return;
        };
        let pos = self.ast.pos(clause);
        // Where its type is.
        let cases = self.ast.case_clause(clause).cases.unwrap_or(&[]);
        let declared = cases.first().map_or(pos, |&case| self.ast.pos(case));
        let object = self.cx.object(obj);
        let ty = self.concrete(self.cx.object_type(obj));
        let value = self.assign_convert(value.clone(), ty);
        let local = self.new_local(object.name, ty, declared, LocalKind::Var);
        self.bind_var(obj, local);
        self.emit(pos, StmtKind::Decl(local, Some(value)));
    }
}

fn goto(label: Label, pos: Pos) -> Stmt {
    Stmt {
        kind: StmtKind::Goto(label),
        pos,
    }
}
