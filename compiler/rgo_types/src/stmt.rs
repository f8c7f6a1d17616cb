//! Statements (spec: "Statements"). Labels and branch statements are checked by the parser.

use rgo_base::Diagnostic;
use rgo_syntax::ast::{CallTok, Expr, NodeId, Stmt};
use rgo_syntax::token::Op;

use crate::assign::Initialized;
use crate::check::Checker;
use crate::expr::ExprKind;
use crate::info::Mode;
use crate::operand::Operand;
use crate::type_::TypeId;

impl Checker<'_> {
    /// Checks a function's body, in whose scope parameters and results are declared. Closes that
    /// scope.
    pub fn func_block(&mut self, body: NodeId) {
        let saved = std::mem::take(&mut self.unused);
        if self.is_block(body)
            && let Stmt::Block { list, rbrace } = self.ast.stmt(body)
        {
            self.stmt_list(list);
            let has_results = self
                .func
                .as_ref()
                .is_some_and(|func| !func.results.is_empty());
            if has_results && !self.is_terminating(body) {
                self.error(rbrace, "missing return");
            }
        }
        self.close_scope();
        let mut unused = std::mem::replace(&mut self.unused, saved);
        unused.sort_by_key(|&(scope, pos, _)| (scope, pos));
        for (_, pos, name) in unused {
            self.soft_error(pos, format!("declared and not used: {name}"));
        }
    }

    pub fn stmt_list(&mut self, list: &[NodeId]) {
        for &stmt in list {
            self.stmt(stmt);
        }
    }

    pub fn stmt(&mut self, node: NodeId) {
        if !self.enter(self.ast.pos(node)) {
            return;
        }
        let mark = self.delayed.len();
        self.stmt_of_kind(node);
        self.process_delayed(mark);
        self.leave();
    }

    fn stmt_of_kind(&mut self, node: NodeId) {
        match self.ast.stmt(node) {
            Stmt::Empty | Stmt::Branch { .. } => {}
            Stmt::Decl(list) => self.decl_stmt(list),
            Stmt::Labeled { stmt, .. } => self.stmt(stmt),
            Stmt::Expr(x) => self.expr_stmt(x),
            Stmt::Send { chan, value } => self.send_stmt(node, chan, value),
            Stmt::Assign { op, lhs, rhs } => self.assign_stmt(node, op, lhs, rhs),
            Stmt::Call { tok, call } => self.call_stmt(tok, call),
            Stmt::Return(values) => self.return_stmt(node, values),
            Stmt::Block { list, .. } => {
                self.names.open();
                self.stmt_list(list);
                self.close_scope();
            }
            Stmt::If {
                init,
                cond,
                then,
                els,
            } => {
                self.names.open();
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.condition(cond, "if");
                self.stmt(then);
                if let Some(els) = els {
                    self.stmt(els);
                }
                self.close_scope();
            }
            Stmt::For {
                init,
                cond,
                post,
                body,
            } => self.for_stmt(node, init, cond, post, body),
            Stmt::Switch {
                init,
                tag,
                clauses,
                rbrace,
            } => {
                self.names.open();
                if let Some(init) = init {
                    self.stmt(init);
                }
                match tag.map(|tag| (tag, self.ast.expr(tag))) {
                    Some((_, Expr::TypeSwitchGuard { lhs, x })) => {
                        self.type_switch(lhs, x, clauses);
                    }
                    tag => self.expr_switch(tag.map(|(tag, _)| tag), clauses, rbrace),
                }
                self.close_scope();
            }
            Stmt::Select { clauses, .. } => self.select_stmt(clauses),
            Stmt::Range { .. } => {}
        }
    }

    fn condition(&mut self, cond: NodeId, keyword: &str) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, cond);
        if x.is_valid() && !self.ctx.all_boolean(x.ty) {
            self.error_at(
                cond,
                format!("non-boolean condition in {keyword} statement"),
            );
        }
    }

    fn for_stmt(
        &mut self,
        node: NodeId,
        init: Option<NodeId>,
        cond: Option<NodeId>,
        post: Option<NodeId>,
        body: NodeId,
    ) {
        if let Some(init) = init
            && let Stmt::Range { lhs, is_def, x } = self.ast.stmt(init)
        {
            return self.range_stmt(node, lhs, is_def, x, body);
        }
        self.names.open();
        if let Some(init) = init {
            self.stmt(init);
        }
        if let Some(cond) = cond {
            self.condition(cond, "for");
        }
        if let Some(post) = post {
            self.stmt(post);
            // The parser has reported a declaration there.
            if let Stmt::Assign {
                op: Op::Define,
                lhs,
                ..
            } = self.ast.stmt(post)
            {
                self.use_exprs(lhs);
            }
        }
        self.stmt(body);
        self.close_scope();
    }

    fn expr_stmt(&mut self, node: NodeId) {
        let mut x = Operand::invalid();
        let kind = self.raw_expr(None, &mut x, node, None, false);
        let problem = match x.mode {
            Mode::Builtin(_) => "must be called",
            Mode::Type => "is not an expression",
            _ if kind == ExprKind::Statement => return,
            _ => "is not used",
        };
        let text = self.describe(&x);
        self.error_on(&x, format!("{text} {problem}"));
    }

    fn call_stmt(&mut self, tok: CallTok, call: NodeId) {
        let keyword = match tok {
            CallTok::Go => "go",
            CallTok::Defer => "defer",
        };
        if !matches!(self.ast.expr(call), Expr::Call { .. }) {
            let message = format!("expression in {keyword} must be function call");
            self.error_at(call, message);
            self.use_exprs(&[call]);
            return;
        }
        let mut x = Operand::invalid();
        let problem = match self.raw_expr(None, &mut x, call, None, false) {
            ExprKind::Statement => return,
            ExprKind::Conversion => "requires function call, not conversion",
            ExprKind::Expression => "discards result of",
        };
        let text = self.describe(&x);
        self.error_on(&x, format!("{keyword} {problem} {text}"));
    }

    fn send_stmt(&mut self, node: NodeId, chan: NodeId, value: NodeId) {
        let (mut channel, mut x) = (Operand::invalid(), Operand::invalid());
        self.expr(None, &mut channel, chan);
        self.generic_expr(&mut x, value, None);
        if !channel.is_valid() || !x.is_valid() {
            return;
        }
        let pos = self.ast.start_pos(node);
        if let Some(elem) = self.chan_elem(pos, &channel, false) {
            self.assignment(&mut x, Some(elem), "send".into());
        }
    }

    fn assign_stmt(&mut self, node: NodeId, op: Op, lhs: &[NodeId], rhs: &[NodeId]) {
        let mut x = Operand::invalid();
        match (op, lhs, rhs) {
            (Op::None, ..) => self.assign_vars(lhs, rhs),
            (Op::Define, ..) => self.short_var_decl(self.ast.pos(node), lhs, rhs),
            (_, &[var], &[]) => {
                self.expr(None, &mut x, var);
                if !x.is_valid() {
                    return;
                }
                if !self.ctx.all_numeric(x.ty) {
                    let (text, ty) = (self.expr_text(var), self.type_text(x.ty));
                    let message =
                        format!("invalid operation: {text}{op}{op} (non-numeric type {ty})");
                    return self.error_at(var, message);
                }
                self.assign_var(var, &mut x, "assignment".into());
            }
            (_, &[var], &[value]) => {
                self.binary_assignment(&mut x, var, value, op);
                self.assign_var(var, &mut x, "assignment".into());
            }
            _ => {
                let message =
                    format!("assignment operation {op} requires single-valued expressions");
                self.error_at(node, message);
            }
        }
    }

    fn return_stmt(&mut self, node: NodeId, values: &[NodeId]) {
        let ctx = self.ctx;
        let Some(func) = &self.func else { return };
        let results = func.results.clone();
        let is_named = results
            .first()
            .is_some_and(|&first| ctx.objects[first].name != rgo_base::Symbol::EMPTY);
        if !values.is_empty() || !is_named {
            if !values.is_empty() || !results.is_empty() {
                self.init_vars(&results, values, Initialized::Results(node));
            }
            return;
        }
        for &result in &results {
            let name = ctx.objects[result].name;
            let Some(inner) = self.lookup_obj(name).filter(|&inner| inner != result) else {
                continue;
            };
            let message = format!("result parameter {name} not in scope at return");
            let ty = ctx.objects[result].ty.get().unwrap_or(TypeId::INVALID);
            let ty = self.type_text(ty);
            let diagnostic = Diagnostic::error(self.ast.start_pos(node), message).note(
                ctx.objects[inner].pos,
                format!("inner declaration of var {name} {ty}"),
            );
            self.report(diagnostic);
        }
    }

    fn select_stmt(&mut self, clauses: &[NodeId]) {
        let is_default =
            |checker: &Self, clause: NodeId| checker.ast.comm_clause(clause).comm.is_none();
        self.multiple_defaults(clauses, is_default);
        for &node in clauses {
            let clause = self.ast.comm_clause(node);
            if let Some(comm) = clause.comm
                && !self.is_communication(comm)
            {
                let message = "select case must be send or receive (possibly with assignment)";
                self.error_at(comm, message);
                continue;
            }
            self.names.open();
            if let Some(comm) = clause.comm {
                self.stmt(comm);
            }
            self.stmt_list(clause.body);
            self.close_scope();
        }
    }

    /// Whether a statement sends, or receives and does no more than assign the result.
    fn is_communication(&self, stmt: NodeId) -> bool {
        let received = match self.ast.stmt(stmt) {
            Stmt::Send { .. } => return true,
            Stmt::Assign { rhs: &[x], .. } | Stmt::Expr(x) => x,
            _ => return false,
        };
        matches!(
            self.ast.expr(self.ast.unparen(received)),
            Expr::Unary { op: Op::Recv, .. }
        )
    }

    pub(super) fn multiple_defaults(
        &mut self,
        clauses: &[NodeId],
        is_default: impl Fn(&Self, NodeId) -> bool,
    ) {
        let mut first = None;
        for &clause in clauses {
            if !is_default(self, clause) {
                continue;
            }
            match first {
                None => first = Some(clause),
                Some(first) => {
                    let at = self.ctx.pos_string(self.ast.pos(first));
                    self.error_at(clause, format!("multiple defaults (first at {at})"));
                }
            }
        }
    }
}
