//! Statements.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, BranchTok, NodeId, Stmt as AstStmt};
use rgo_syntax::token::Op;
use rgo_types::object::Builtin;
use rgo_types::{Mode, ObjId};

use super::{Builder, Target, Var, VarKey, local_expr};
use crate::tree::{Expr, ExprKind, Label, Loop, Stmt, StmtKind};

impl Builder<'_> {
    pub(super) fn stmt_list(&mut self, list: &[NodeId]) {
        let mut is_dead = false;
        for &stmt in list {
            if is_dead && !matches!(self.ast.stmt(stmt), AstStmt::Labeled { .. }) {
                self.dead_code(Some(stmt));
                continue;
            }
            self.stmt(stmt, None);
            is_dead = self.terminates(stmt);
        }
    }

    /// Whether what follows a statement is never executed unless somebody jumps there.
    pub(super) fn terminates(&self, stmt: NodeId) -> bool {
        match self.ast.stmt(stmt) {
            AstStmt::Branch {
                tok: BranchTok::Goto,
                ..
            }
            | AstStmt::Return(_) => true,
            AstStmt::Expr(x) => match self.ast.expr(self.ast.unparen(x)) {
                ast::Expr::Call { func, .. } => {
                    let mode = self.info.mode(self.ast.unparen(func));
                    mode == Mode::Builtin(Builtin::Panic)
                }
                _ => false,
            },
            AstStmt::If {
                cond, then, els, ..
            } => {
                let constant = self.info.constant(cond);
                let constant = constant.map(|value| value.as_bool().unwrap_or_default());
                (constant == Some(false) || self.terminates(then))
                    && (constant == Some(true) || els.is_some_and(|els| self.terminates(els)))
            }
            AstStmt::Block { list, .. } => list.last().is_some_and(|&last| self.terminates(last)),
            _ => false,
        }
    }

    /// Builds a statement; `name` is the label before it.
    pub(super) fn stmt(&mut self, node: NodeId, name: Option<Symbol>) {
        let pos = self.ast.pos(node);
        match self.ast.stmt(node) {
            AstStmt::Empty => {}
            AstStmt::Labeled { label, stmt } => self.labeled(label, stmt, pos),
            AstStmt::Block { list, .. } => match name {
                // `break` may name a block's label only through a loop or switch: no target.
                Some(_) | None => self.stmt_list(list),
            },
            AstStmt::Expr(x) => self.expr_stmt(x),
            AstStmt::Send { chan, value } => self.send(chan, value, pos),
            AstStmt::Decl(decls) => decls.iter().for_each(|&decl| self.decl_stmt(decl)),
            AstStmt::Assign { op, lhs, rhs } => self.assign_stmt(op, lhs, rhs, pos),
            AstStmt::Branch { tok, label } => self.branch(tok, label, pos),
            AstStmt::Call { tok, call } => self.go_or_defer(tok, call, pos),
            AstStmt::Return(results) => self.return_stmt(results, pos),
            AstStmt::If {
                init,
                cond,
                then,
                els,
            } => self.if_stmt(init, cond, then, els, pos),
            AstStmt::For {
                init,
                cond,
                post,
                body,
            } => {
                if let Some(clause) = init
                    && let AstStmt::Range { lhs, is_def, x } = self.ast.stmt(clause)
                {
                    return self.range(node, name, lhs, is_def, x, body);
                }
                self.for_stmt(node, name, init, cond, post, body);
            }
            AstStmt::Switch {
                init, tag, clauses, ..
            } => {
                self.switch(name, init, tag, clauses, pos);
            }
            AstStmt::Select { clauses, .. } => self.select(name, clauses, pos),
            AstStmt::Range { .. } => unreachable!("range clauses belong to for statements"),
        }
    }

    fn expr_stmt(&mut self, x: NodeId) {
        let inner = self.ast.unparen(x);
        let pos = self.ast.pos(inner);
        match self.ast.expr(inner) {
            ast::Expr::Call { .. } => self.call_stmt(inner),
            ast::Expr::Unary { op: Op::Recv, x } => {
                let chan = self.expr(x);
                let ty = self.single_type_of(inner);
                let kind = ExprKind::Recv {
                    chan: Box::new(chan),
                    comma_ok: false,
                };
                self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
            }
            _ => unreachable!("only calls and receives are statements"),
        }
    }

    fn send(&mut self, chan: NodeId, value: NodeId, pos: Pos) {
        let chan = self.expr(chan);
        let elem = self.chan_elem(chan.ty);
        let value = self.expr_as(value, elem);
        let kind = ExprKind::Send {
            chan: Box::new(chan),
            value: Box::new(value),
        };
        let ty = rgo_types::TypeId::EMPTY_TUPLE;
        self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
    }

    pub(super) fn chan_elem(&self, chan: rgo_types::TypeId) -> rgo_types::TypeId {
        match self.under(chan) {
            &rgo_types::Type::Chan { elem, .. } => self.cx.canon(elem),
            _ => unreachable!("a channel"),
        }
    }

    fn labeled(&mut self, label: NodeId, stmt: NodeId, pos: Pos) {
        let name = self.ast.name(label);
        let target = self.goto_label(name);
        self.emit(pos, StmtKind::Label(target));
        self.stmt(stmt, Some(name));
    }

    /// The `goto` target of source label `name` in the innermost function.
    pub(super) fn goto_label(&mut self, name: Symbol) -> Label {
        if let Some(&label) = self.frame().labels.get(&name) {
            return label;
        }
        let label = self.new_label();
        self.frame().labels.insert(name, label);
        label
    }

    fn branch(&mut self, tok: BranchTok, label: Option<NodeId>, pos: Pos) {
        let name = label.map(|label| self.ast.name(label));
        match tok {
            BranchTok::Fallthrough => {} // The switch that contains it sees it.
            BranchTok::Goto => {
                let name = name.expect("goto has a label");
                if !self.range_goto(name, pos) {
                    let target = self.goto_label(name);
                    self.emit(pos, StmtKind::Goto(target));
                }
            }
            BranchTok::Break | BranchTok::Continue => {
                let is_continue = tok == BranchTok::Continue;
                let found = self.frame().targets.iter().rev().find_map(|target| {
                    let fits = match name {
                        Some(name) => target.name == Some(name),
                        None => target.is_loop || !is_continue,
                    };
                    fits.then_some(target.label)
                });
                match found {
                    Some(target) if is_continue => self.emit(pos, StmtKind::Continue(target)),
                    Some(target) => self.emit(pos, StmtKind::Break(target)),
                    None => self.range_branch(is_continue, name, pos),
                }
            }
        }
    }

    fn return_stmt(&mut self, results: &[NodeId], pos: Pos) {
        if self.frame().range.is_some() {
            return self.range_return(results, pos);
        }
        let types: Vec<_> = {
            let frame = self.frame();
            frame
                .func
                .results
                .iter()
                .map(|&r| frame.func.locals[r].ty)
                .collect()
        };
        let values = self.return_values(results, &types);
        self.emit(pos, StmtKind::Return(values));
    }

    /// The values of a return statement, converted to the result types.
    pub(super) fn return_values(
        &mut self,
        results: &[NodeId],
        types: &[rgo_types::TypeId],
    ) -> Vec<Expr> {
        match results {
            &[single] if types.len() > 1 => {
                let values = self.multi_value(single, types.len());
                values
                    .into_iter()
                    .zip(types)
                    .map(|(value, &ty)| self.assign_convert(value, ty))
                    .collect()
            }
            _ => results
                .iter()
                .zip(types)
                .map(|(&x, &ty)| self.expr_as(x, ty))
                .collect(),
        }
    }

    fn if_stmt(
        &mut self,
        init: Option<NodeId>,
        cond: NodeId,
        then: NodeId,
        els: Option<NodeId>,
        pos: Pos,
    ) {
        if let Some(init) = init {
            self.stmt(init, None);
        }
        // A constant condition leaves one branch.
        if let Some(value) = self.info.constant(cond) {
            let taken = value.as_bool().unwrap_or_default();
            if taken {
                self.dead_code(els);
                return self.stmt(then, None);
            }
            self.dead_code(Some(then));
            if let Some(els) = els {
                self.stmt(els, None);
            }
            return;
        }
        let cond = self.condition(cond);
        let then = self.collect(|b| b.stmt(then, None));
        let els = self.collect(|b| {
            if let Some(els) = els {
                b.stmt(els, None);
            }
        });
        self.emit(pos, StmtKind::If(cond, then, els));
    }

    /// Builds code that is never executed only if a `goto` can lead into it; else counts the
    /// literals in it, so that the names of later ones do not depend on the constant.
    pub(super) fn dead_code(&mut self, stmt: Option<NodeId>) {
        let Some(stmt) = stmt else { return };
        self.skip_literals(stmt);
    }

    fn skip_literals(&mut self, node: NodeId) {
        if self.ast.is_expr(node)
            && let ast::Expr::FuncLit { .. } = self.ast.expr(node)
        {
            self.frame().n_lits += 1;
            return;
        }
        let ast = self.ast;
        rgo_syntax::visit::children(ast, node, &mut |_, child| self.skip_literals(child));
    }

    fn for_stmt(
        &mut self,
        node: NodeId,
        name: Option<Symbol>,
        init: Option<NodeId>,
        cond: Option<NodeId>,
        post: Option<NodeId>,
        body: NodeId,
    ) {
        if let Some(init) = init {
            self.stmt(init, None);
        }
        let per_iteration = self.per_iteration_vars(init);
        self.loop_(node, name, |b, label| {
            let pos = b.ast.pos(node);
            let mut test = None;
            let stmts = b.collect(|b| test = cond.map(|cond| b.condition(cond)));
            let mut parts = LoopParts::default();
            if stmts.is_empty() {
                parts.cond = test;
            } else {
                parts.body = stmts;
                let test = test.expect("only a condition emits statements");
                let leave = Stmt {
                    kind: StmtKind::Break(label),
                    pos,
                };
                parts.body.push(Stmt {
                    kind: StmtKind::If(test, vec![], vec![leave]),
                    pos,
                });
            }
            let body = b.collect(|b| b.stmt(body, None));
            parts.body.extend(body);
            parts.post = b.collect(|b| {
                b.fresh_copies(&per_iteration, pos);
                if let Some(post) = post {
                    b.stmt(post, None);
                }
            });
            parts
        });
    }

    /// Builds a loop as the target of `break` and `continue`.
    pub(super) fn loop_(
        &mut self,
        node: NodeId,
        name: Option<Symbol>,
        build: impl FnOnce(&mut Self, Label) -> LoopParts,
    ) {
        let label = self.new_label();
        self.frame().targets.push(Target {
            name,
            label,
            is_loop: true,
        });
        let parts = build(self, label);
        self.frame().targets.pop();
        let LoopParts { cond, body, post } = parts;
        let pos = self.ast.pos(node);
        self.emit(
            pos,
            StmtKind::Loop(Box::new(Loop {
                label,
                cond,
                body,
                post,
            })),
        );
    }

    /// Variables declared by a for statement that need a copy for each iteration because somebody
    /// may hold on to them (spec: "For statements with for clause").
    fn per_iteration_vars(&self, init: Option<NodeId>) -> Vec<ObjId> {
        let Some(init) = init else { return Vec::new() };
        let AstStmt::Assign {
            op: Op::Define,
            lhs,
            ..
        } = self.ast.stmt(init)
        else {
            return Vec::new();
        };
        if self.info.go_minor < 22 {
            return Vec::new();
        }
        let outlives = |obj: &ObjId| {
            let facts = self.facts.of(*obj);
            facts.is_captured || facts.is_addr_taken
        };
        lhs.iter()
            .filter_map(|&name| self.declared_by(name))
            .filter(outlives)
            .collect()
    }

    /// Gives each variable a new life with its present value.
    fn fresh_copies(&mut self, vars: &[ObjId], pos: Pos) {
        for var in vars {
            let Var::Direct(local) = self.frame().vars[&VarKey::Source(*var)] else {
                unreachable!("declared in this function")
            };
            let ty = self.frame().func.locals[local].ty;
            let value = local_expr(local, ty, pos);
            self.emit(pos, StmtKind::Decl(local, Some(value)));
        }
    }
}

/// A loop's parts as they are built.
#[derive(Default)]
pub(super) struct LoopParts {
    pub cond: Option<Expr>,
    pub body: Vec<Stmt>,
    pub post: Vec<Stmt>,
}
