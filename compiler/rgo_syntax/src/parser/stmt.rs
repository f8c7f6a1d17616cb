//! Statements (spec: "Statements").

use rgo_base::Pos;

use super::{Parser, Token, TokenSet};
use crate::ast::{BranchTok, CallTok, Expr, NodeId, Stmt};
use crate::print::{expr_list_string, expr_string, simple_stmt_string};
use crate::token::Op;

/// Parts of the header of an `if`, `for` or `switch`.
#[derive(Default)]
struct Header {
    init: Option<NodeId>,
    /// An expression.
    cond: Option<NodeId>,
    post: Option<NodeId>,
}

impl Parser<'_> {
    /// `StatementList = { Statement ";" } .` Onto `scratch`.
    fn stmt_list(&mut self) {
        const END: TokenSet =
            TokenSet::of(&[Token::Eof, Token::Rbrace, Token::Case, Token::Default]);
        while !END.contains(self.token) {
            let stmt = self.stmt();
            self.clear_pending();
            let Some(stmt) = stmt else { break };
            self.scratch.push(stmt);
            // The semicolon is optional before "}".
            if !self.got(Token::Semi) && self.token != Token::Rbrace {
                self.syntax_error("at end of statement");
                self.advance(TokenSet::of(&[
                    Token::Semi,
                    Token::Rbrace,
                    Token::Case,
                    Token::Default,
                ]));
                self.got(Token::Semi);
            }
        }
    }

    /// `Block = "{" StatementList "}" .` `context` says for a complaint what it belongs to; empty if
    /// the brace is there.
    pub(super) fn block(&mut self, context: &str) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(TokenSet::of(&[Token::Name, Token::Rbrace]));
            let rbrace = self.pos();
            if self.got(Token::Rbrace) {
                return self.b.block(pos, &[], rbrace);
            }
        }
        self.stmt_list();
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        let block = self.b.block(pos, &self.scratch[mark..], rbrace);
        self.scratch.truncate(mark);
        block
    }

    /// A statement, if there is one.
    fn stmt(&mut self) -> Option<NodeId> {
        let depth = self.depth;
        let stmt = if self.enter() {
            self.stmt_inner()
        } else {
            None
        };
        self.depth = depth;
        stmt
    }

    fn stmt_inner(&mut self) -> Option<NodeId> {
        // Most statements start with a name.
        if self.token == Token::Name {
            self.clear_pending();
            let lhs = self.expr_list();
            if self.token == Token::Colon
                && let &[label] = &self.scratch[lhs..]
                && matches!(self.b.ast().expr(label), Expr::Name(_))
            {
                self.scratch.truncate(lhs);
                return self.labeled_stmt(label);
            }
            return Some(self.simple_stmt_from(lhs, None));
        }
        match self.token {
            Token::Var => return Some(self.decl_stmt(Parser::var_decl)),
            Token::Const => return Some(self.decl_stmt(Parser::const_decl)),
            Token::Type => return Some(self.decl_stmt(Parser::type_decl)),
            _ => self.clear_pending(),
        }
        let pos = self.pos();
        Some(match self.token {
            Token::Lbrace => self.block(""),
            Token::Operator | Token::Star => match self.scanner.op {
                Op::Add | Op::Sub | Op::Mul | Op::And | Op::Xor | Op::Not => self.simple_stmt(None),
                _ => return None,
            },
            Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => self.simple_stmt(None),
            Token::For => self.for_stmt(),
            Token::Switch => self.switch_stmt(),
            Token::Select => self.select_stmt(),
            Token::If => self.if_stmt(),
            Token::Fallthrough => {
                self.next();
                self.b.branch(pos, BranchTok::Fallthrough, None)
            }
            Token::Break | Token::Continue => {
                let tok = match self.token {
                    Token::Break => BranchTok::Break,
                    _ => BranchTok::Continue,
                };
                self.next();
                let label = (self.token == Token::Name).then(|| self.name());
                self.b.branch(pos, tok, label)
            }
            Token::Goto => {
                self.next();
                let label = self.name();
                self.b.branch(pos, BranchTok::Goto, Some(label))
            }
            Token::Go => self.call_stmt(CallTok::Go),
            Token::Defer => self.call_stmt(CallTok::Defer),
            Token::Return => {
                self.next();
                let mark = self.scratch.len();
                if !matches!(self.token, Token::Semi | Token::Rbrace) {
                    self.expr_list();
                }
                let stmt = self.b.return_(pos, &self.scratch[mark..]);
                self.scratch.truncate(mark);
                stmt
            }
            Token::Semi => self.b.empty(pos),
            _ => return None,
        })
    }

    fn decl_stmt(&mut self, decl: fn(&mut Self, u32) -> NodeId) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        self.group(decl);
        let stmt = self.b.decl_stmt(pos, &self.scratch[mark..]);
        self.scratch.truncate(mark);
        stmt
    }

    /// At the colon behind `label`.
    fn labeled_stmt(&mut self, label: NodeId) -> Option<NodeId> {
        let pos = self.pos();
        self.want(Token::Colon);
        if self.token == Token::Rbrace {
            // Semicolons may be left out before "}": this is an empty statement.
            let empty = self.b.empty(self.pos());
            return Some(self.b.labeled(pos, label, empty));
        }
        let Some(stmt) = self.stmt() else {
            self.syntax_error_at(pos, "missing statement after label");
            return None;
        };
        Some(self.b.labeled(pos, label, stmt))
    }

    /// `SimpleStmt = ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .` or, in
    /// the header of a `for`, a range clause. `keyword` is that of the header.
    fn simple_stmt(&mut self, keyword: Option<Token>) -> NodeId {
        if keyword == Some(Token::For) && self.token == Token::Range {
            return self.range_clause(self.scratch.len(), false);
        }
        let lhs = self.expr_list();
        self.simple_stmt_from(lhs, keyword)
    }

    /// The same behind its first expression list, which is on `scratch` from `mark` on.
    fn simple_stmt_from(&mut self, mark: usize, keyword: Option<Token>) -> NodeId {
        let pos = self.pos();
        let first = self.scratch[mark];
        let is_single = self.scratch.len() == mark + 1;
        let stmt = match self.token {
            Token::Assign | Token::Define => {
                let is_def = self.token == Token::Define;
                self.next();
                if keyword == Some(Token::For) && self.token == Token::Range {
                    return self.range_clause(mark, is_def);
                }
                self.assignment(pos, mark, is_def, keyword)
            }
            Token::AssignOp if is_single => {
                let op = self.scanner.op;
                self.next();
                let rhs = self.expr();
                self.b.assign(pos, op, &[first], &[rhs])
            }
            Token::IncOp if is_single => {
                let op = self.scanner.op;
                self.next();
                self.b.assign(pos, op, &[first], &[])
            }
            Token::Arrow if is_single => {
                self.next();
                let value = self.expr();
                self.b.send(pos, first, value)
            }
            _ => {
                if !is_single {
                    self.syntax_error("expected := or = or comma");
                    self.advance(TokenSet::of(&[Token::Semi, Token::Rbrace]));
                }
                self.b.expr_stmt(self.b.ast().pos(first), first)
            }
        };
        self.scratch.truncate(mark);
        stmt
    }

    /// Behind the `=` or `:=` at `pos`; the left-hand side is on `scratch` from `mark` on.
    fn assignment(
        &mut self,
        pos: Pos,
        mark: usize,
        is_def: bool,
        keyword: Option<Token>,
    ) -> NodeId {
        let rhs_mark = self.expr_list();
        let (lhs, rhs) = self.scratch[mark..].split_at(rhs_mark - mark);
        if let (&[name], &[guard]) = (lhs, rhs)
            && keyword == Some(Token::Switch)
            && is_def
            && matches!(self.b.ast().expr(guard), Expr::TypeSwitchGuard { .. })
            && matches!(self.b.ast().expr(name), Expr::Name(_))
        {
            // switch x := y.(type)
            self.b.set_guard_lhs(guard, name);
            return self.b.expr_stmt(self.b.ast().pos(guard), guard);
        }
        let op = if is_def { Op::Define } else { Op::None };
        self.b.assign(pos, op, lhs, rhs)
    }

    /// `RangeClause = [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression .` at its
    /// keyword; the left-hand side is on `scratch` from `mark` on.
    fn range_clause(&mut self, mark: usize, is_def: bool) -> NodeId {
        let pos = self.pos();
        self.next();
        let x = self.expr();
        let clause = self.b.range(pos, &self.scratch[mark..], is_def, x);
        self.scratch.truncate(mark);
        clause
    }

    fn call_stmt(&mut self, tok: CallTok) -> NodeId {
        let pos = self.pos();
        self.next();
        let x = self.primary_expr(None, self.token == Token::Lparen);
        let call = self.b.ast().unparen(x);
        if call != x {
            let keyword = if tok == CallTok::Go { "go" } else { "defer" };
            let message = format!("expression in {keyword} must not be parenthesized");
            self.error_at(self.b.ast().pos(x), message);
        }
        self.b.call_stmt(pos, tok, call)
    }

    fn for_stmt(&mut self) -> NodeId {
        let pos = self.pos();
        let header = self.header(Token::For);
        let body = self.block("for clause");
        self.b
            .for_(pos, header.init, header.cond, header.post, body)
    }

    fn if_stmt(&mut self) -> NodeId {
        let pos = self.pos();
        let header = self.header(Token::If);
        let then = self.block("if clause");
        let mut els = None;
        if self.got(Token::Else) {
            let depth = self.depth;
            let is_else_if = self.token == Token::If && self.enter();
            match self.token {
                Token::If if is_else_if => els = Some(self.if_stmt()),
                Token::Lbrace => els = Some(self.block("")),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(TokenSet::of(&[Token::Name, Token::Rbrace]));
                }
            }
            self.depth = depth;
        }
        let cond = header.cond.unwrap_or_else(|| self.b.bad_expr(pos));
        self.b.if_(pos, header.init, cond, then, els)
    }

    /// The header of an `if`, `for` or `switch`, from its keyword on.
    fn header(&mut self, keyword: Token) -> Header {
        let mut header = Header::default();
        self.want(keyword);
        if self.token == Token::Lbrace {
            if keyword == Token::If {
                self.syntax_error("missing condition in if statement");
                header.cond = Some(self.bad_expr());
            }
            return header;
        }
        let outer = std::mem::replace(&mut self.expr_level, -1);
        self.header_parts(keyword, &mut header);
        self.expr_level = outer;
        header
    }

    fn header_parts(&mut self, keyword: Token, header: &mut Header) {
        if self.token != Token::Semi {
            if self.got(Token::Var) {
                let keyword = keyword.as_str();
                self.syntax_error(&format!(
                    "var declaration not allowed in {keyword} initializer"
                ));
            }
            let init = self.simple_stmt(Some(keyword));
            header.init = Some(init);
            if matches!(self.b.ast().stmt(init), Stmt::Range { .. }) {
                return;
            }
        }
        let mut semi = None;
        let mut cond = None;
        if self.token == Token::Lbrace {
            cond = header.init.take();
        } else {
            if self.token == Token::Semi {
                semi = Some((self.pos(), self.scanner.semi_name()));
                self.next();
            } else {
                // To ask for "{" and not for ";" gives the better message.
                self.want(Token::Lbrace);
                if self.token != Token::Lbrace {
                    self.advance(TokenSet::of(&[Token::Lbrace, Token::Rbrace]));
                }
            }
            if keyword == Token::For {
                if self.token != Token::Semi {
                    if self.token == Token::Lbrace {
                        return self.syntax_error("expected for loop condition");
                    }
                    cond = Some(self.simple_stmt(None));
                }
                self.want(Token::Semi);
                if self.token != Token::Lbrace {
                    let post = self.simple_stmt(None);
                    header.post = Some(post);
                    if matches!(self.b.ast().stmt(post), Stmt::Assign { op: Op::Define, .. }) {
                        let pos = self.b.ast().pos(post);
                        let message = "cannot declare in post statement of for loop";
                        self.syntax_error_at(pos, message);
                    }
                }
            } else if self.token != Token::Lbrace {
                cond = Some(self.simple_stmt(Some(keyword)));
            }
        }
        header.cond = match (cond, semi) {
            (Some(cond), _) => self.condition(cond),
            (None, Some((pos, name))) if keyword == Token::If => {
                if name == "semicolon" {
                    self.syntax_error_at(pos, "missing condition in if statement");
                } else {
                    let message = format!("unexpected {name}, expected {{ after if clause");
                    self.syntax_error_at(pos, &message);
                }
                Some(self.b.bad_expr(pos))
            }
            (None, _) => None,
        };
    }

    /// The expression that `stmt`, in the place of a condition or tag, consists of.
    fn condition(&mut self, stmt: NodeId) -> Option<NodeId> {
        let ast = self.b.ast();
        let shown = match ast.stmt(stmt) {
            Stmt::Expr(x) => return Some(x),
            // The common mistake is "=" for "==": make the two sides stand out.
            Stmt::Assign {
                op: Op::None,
                lhs,
                rhs,
            } if !rhs.is_empty() => {
                let side = |list: &[NodeId]| match list {
                    &[x] if matches!(ast.expr(x), Expr::Binary { .. }) => {
                        format!("({})", expr_string(ast, x))
                    }
                    list => expr_list_string(ast, list),
                };
                format!("assignment {} = {}", side(lhs), side(rhs))
            }
            _ => simple_stmt_string(ast, stmt),
        };
        let pos = ast.pos(stmt);
        self.syntax_error_at(pos, &format!("cannot use {shown} as value"));
        None
    }

    fn switch_stmt(&mut self) -> NodeId {
        let pos = self.pos();
        let header = self.header(Token::Switch);
        let mark = self.scratch.len();
        let rbrace = self.clauses("switch", Parser::case_clause);
        let clauses = &self.scratch[mark..];
        let stmt = self
            .b
            .switch(pos, header.init, header.cond, clauses, rbrace);
        self.scratch.truncate(mark);
        stmt
    }

    fn select_stmt(&mut self) -> NodeId {
        let pos = self.pos();
        self.want(Token::Select);
        let mark = self.scratch.len();
        let rbrace = self.clauses("select", Parser::comm_clause);
        let stmt = self.b.select(pos, &self.scratch[mark..], rbrace);
        self.scratch.truncate(mark);
        stmt
    }

    /// The clauses in braces of a switch or select, onto `scratch`; gives the closing brace.
    fn clauses(&mut self, of: &str, clause: fn(&mut Self) -> NodeId) -> Pos {
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("missing {{ after {of} clause"));
            self.advance(TokenSet::of(&[Token::Case, Token::Default, Token::Rbrace]));
        }
        while !matches!(self.token, Token::Eof | Token::Rbrace) {
            let clause = clause(self);
            self.scratch.push(clause);
        }
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        rbrace
    }

    /// What is neither `case` nor `default` where a clause should begin.
    fn bad_clause(&mut self) {
        self.syntax_error("expected case or default or }");
        self.advance(TokenSet::of(&[
            Token::Colon,
            Token::Case,
            Token::Default,
            Token::Rbrace,
        ]));
    }

    /// `ExprCaseClause = ( "case" ExpressionList | "default" ) ":" StatementList .`
    fn case_clause(&mut self) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        let has_cases = self.token == Token::Case;
        match self.token {
            Token::Case => {
                self.next();
                self.expr_list();
            }
            Token::Default => self.next(),
            _ => self.bad_clause(),
        }
        let body = self.scratch.len();
        let colon = self.pos();
        self.want(Token::Colon);
        self.stmt_list();
        let (cases, body) = self.scratch[mark..].split_at(body - mark);
        let clause = self
            .b
            .case_clause(pos, has_cases.then_some(cases), body, colon);
        self.scratch.truncate(mark);
        clause
    }

    /// `CommClause = ( "case" ( SendStmt | RecvStmt ) | "default" ) ":" StatementList .` Other
    /// simple statements are left to the type checker.
    fn comm_clause(&mut self) -> NodeId {
        let pos = self.pos();
        let mut comm = None;
        match self.token {
            Token::Case => {
                self.next();
                comm = Some(self.simple_stmt(None));
            }
            Token::Default => self.next(),
            _ => self.bad_clause(),
        }
        let colon = self.pos();
        self.want(Token::Colon);
        let mark = self.scratch.len();
        self.stmt_list();
        let clause = self.b.comm_clause(pos, comm, &self.scratch[mark..], colon);
        self.scratch.truncate(mark);
        clause
    }
}
