//! Terminating statements (spec: "Terminating statements").

use rgo_base::Symbol;
use rgo_syntax::ast::{BranchTok, Expr, NodeId, Stmt};

use crate::check::Checker;

impl Checker<'_> {
    /// Whether a function that ends with the statement needs no `return` behind it.
    pub fn is_terminating(&self, stmt: NodeId) -> bool {
        self.is_terminating_labeled(stmt, None)
    }

    fn is_terminating_labeled(&self, stmt: NodeId, label: Option<Symbol>) -> bool {
        let (mut stmt, mut label) = (stmt, label);
        loop {
            match self.ast.stmt(stmt) {
                Stmt::Labeled {
                    label: name,
                    stmt: inner,
                } => {
                    label = Some(self.ast.name(name));
                    stmt = inner;
                }
                Stmt::Expr(x) => return self.panics.contains(&self.ast.unparen(x)),
                Stmt::Return(_)
                | Stmt::Branch {
                    tok: BranchTok::Goto | BranchTok::Fallthrough,
                    ..
                } => {
                    return true;
                }
                Stmt::Block { list, .. } => return self.is_terminating_list(list),
                Stmt::If {
                    then,
                    els: Some(els),
                    ..
                } => {
                    if !self.is_terminating(then) {
                        return false;
                    }
                    (stmt, label) = (els, None);
                }
                Stmt::Switch { clauses, .. } => {
                    let mut has_default = false;
                    for &clause in clauses {
                        let clause = self.ast.case_clause(clause);
                        has_default |= clause.cases.is_none();
                        if !self.is_terminating_clause(clause.body, label) {
                            return false;
                        }
                    }
                    return has_default;
                }
                Stmt::Select { clauses, .. } => {
                    return clauses.iter().all(|&clause| {
                        self.is_terminating_clause(self.ast.comm_clause(clause).body, label)
                    });
                }
                Stmt::For {
                    init,
                    cond: None,
                    body,
                    ..
                } => {
                    // Ranges end.
                    let is_range =
                        init.is_some_and(|init| matches!(self.ast.stmt(init), Stmt::Range { .. }));
                    return !is_range && !self.has_break(body, label, true);
                }
                _ => return false,
            }
        }
    }

    fn is_terminating_list(&self, list: &[NodeId]) -> bool {
        let is_empty = |&&stmt: &&NodeId| matches!(self.ast.stmt(stmt), Stmt::Empty);
        let last = list.iter().rev().find(|stmt| !is_empty(stmt));
        last.is_some_and(|&stmt| self.is_terminating(stmt))
    }

    fn is_terminating_clause(&self, body: &[NodeId], label: Option<Symbol>) -> bool {
        self.is_terminating_list(body) && !self.list_has_break(body, label, true)
    }

    fn list_has_break(&self, list: &[NodeId], label: Option<Symbol>, is_implicit: bool) -> bool {
        list.iter()
            .any(|&stmt| self.has_break(stmt, label, is_implicit))
    }

    /// Whether a statement contains a `break` out of the statement labeled `label` or, if
    /// `is_implicit`, one without label that leaves the nearest enclosing statement.
    fn has_break(&self, stmt: NodeId, label: Option<Symbol>, is_implicit: bool) -> bool {
        let mut stmt = stmt;
        loop {
            match self.ast.stmt(stmt) {
                Stmt::Labeled { stmt: inner, .. } => stmt = inner,
                Stmt::Branch {
                    tok: BranchTok::Break,
                    label: to,
                } => {
                    return match to {
                        None => is_implicit,
                        Some(to) => Some(self.ast.name(to)) == label,
                    };
                }
                Stmt::Block { list, .. } => return self.list_has_break(list, label, is_implicit),
                Stmt::If { then, els, .. } => {
                    if self.has_break(then, label, is_implicit) {
                        return true;
                    }
                    match els {
                        Some(els) => stmt = els,
                        None => return false,
                    }
                }
                // Within other statements only breaks with the label count.
                Stmt::Switch { clauses, .. } => {
                    return label.is_some()
                        && clauses.iter().any(|&clause| {
                            self.list_has_break(self.ast.case_clause(clause).body, label, false)
                        });
                }
                Stmt::Select { clauses, .. } => {
                    return label.is_some()
                        && clauses.iter().any(|&clause| {
                            self.list_has_break(self.ast.comm_clause(clause).body, label, false)
                        });
                }
                Stmt::For { body, .. } => {
                    if label.is_none() {
                        return false;
                    }
                    return self.has_break(body, label, false);
                }
                _ => return false,
            }
        }
    }

    /// Whether a node is a block statement.
    pub fn is_block(&self, node: NodeId) -> bool {
        !self.ast.is_expr(node) && matches!(self.ast.stmt(node), Stmt::Block { .. })
    }

    /// Whether an expression is a call.
    pub fn is_call(&self, node: NodeId) -> bool {
        matches!(self.ast.expr(self.ast.unparen(node)), Expr::Call { .. })
    }
}
