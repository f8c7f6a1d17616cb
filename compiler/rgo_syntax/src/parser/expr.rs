//! Expressions (spec: "Expressions").

use rgo_base::Pos;

use super::{Parser, Token, TokenSet};
use crate::ast::{ChanDir, Expr, NodeId};
use crate::print::expr_string;
use crate::token::Op;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> NodeId {
        self.binary_expr(None, 0)
    }

    /// `ExpressionList = Expression { "," Expression } .` Onto `scratch`; gives where it begins.
    pub(super) fn expr_list(&mut self) -> usize {
        let mark = self.scratch.len();
        loop {
            let x = self.expr();
            self.scratch.push(x);
            if !self.got(Token::Comma) {
                return mark;
            }
        }
    }

    /// `Expression = UnaryExpr | Expression binary_op Expression .` Operators bind tighter than
    /// `precedence`; `x` is the first operand, if it has been read already.
    pub(super) fn binary_expr(&mut self, x: Option<NodeId>, precedence: u8) -> NodeId {
        let mut x = match x {
            Some(x) => x,
            None => self.unary_expr(),
        };
        let depth = self.depth;
        while matches!(self.token, Token::Operator | Token::Star)
            && self.scanner.precedence > precedence
            && self.enter()
        {
            let (pos, op, binds) = (self.pos(), self.scanner.op, self.scanner.precedence);
            self.next();
            let y = self.binary_expr(None, binds);
            x = self.b.binary(pos, op, x, y);
        }
        self.depth = depth;
        x
    }

    /// `UnaryExpr = PrimaryExpr | unary_op UnaryExpr .`
    fn unary_expr(&mut self) -> NodeId {
        if !self.enter() {
            self.depth -= 1;
            return self.bad_expr();
        }
        let pos = self.pos();
        let x = match self.token {
            Token::Operator | Token::Star => match self.scanner.op {
                op @ (Op::Mul | Op::Add | Op::Sub | Op::Not | Op::Xor | Op::Tilde) => {
                    self.next();
                    let x = self.unary_expr();
                    self.b.unary(pos, op, x)
                }
                Op::And => {
                    self.next();
                    // The operand may be a parenthesised composite literal: &(T{}) is &T{}.
                    let x = self.unary_expr();
                    let x = self.b.ast().unparen(x);
                    self.b.unary(pos, Op::And, x)
                }
                _ => self.primary_expr(None, true),
            },
            Token::Arrow => {
                self.next();
                let x = self.unary_expr();
                self.receive_or_chan_type(pos, x)
            }
            _ => self.primary_expr(None, true),
        };
        self.depth -= 1;
        x
    }

    /// `<-x`, with `<-` at `pos`. Whether that is a receive operation or a channel type is known
    /// only now: `<-` belongs to a channel type `x`, and so on inwards: `<-chan<- E` is `<-chan
    /// (<-E)`.
    fn receive_or_chan_type(&mut self, pos: Pos, x: NodeId) -> NodeId {
        if !matches!(self.b.ast().expr(x), Expr::ChanType { .. }) {
            return self.b.unary(pos, Op::Recv, x);
        }
        let mut outer_dir = ChanDir::SendOnly;
        let mut at = x;
        while outer_dir == ChanDir::SendOnly {
            let Expr::ChanType { dir, elem } = self.b.ast().expr(at) else {
                break;
            };
            outer_dir = dir;
            if dir == ChanDir::RecvOnly {
                self.syntax_error("unexpected <-, expected chan");
            }
            self.b.set_chan_dir(at, ChanDir::RecvOnly);
            at = elem;
        }
        if outer_dir == ChanDir::SendOnly {
            let found = expr_string(self.b.ast(), at);
            self.syntax_error(&format!("unexpected {found}, expected chan"));
        }
        x
    }

    /// `Operand = Literal | OperandName | MethodExpr | "(" Expression ")" .` Composite literals are
    /// read by `primary_expr`. Parentheses are kept in the tree if `keep_parens` is set or if the
    /// operand may be the type of a composite literal.
    fn operand(&mut self, mut keep_parens: bool) -> NodeId {
        match self.token {
            Token::Name => self.name(),
            Token::Literal => self.literal().expect("the token is a literal"),
            Token::Lparen => {
                let pos = self.pos();
                self.next();
                self.expr_level += 1;
                let x = self.expr();
                self.expr_level -= 1;
                self.want(Token::Rparen);
                keep_parens |= self.token == Token::Lbrace;
                if keep_parens { self.b.paren(pos, x) } else { x }
            }
            Token::Func => self.func_type_or_lit(),
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                self.type_()
            }
            _ => {
                let bad = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(TokenSet::of(&[Token::Rparen, Token::Rbrack, Token::Rbrace]));
                bad
            }
        }
    }

    fn func_type_or_lit(&mut self) -> NodeId {
        let pos = self.pos();
        self.next();
        let mark = self.scratch.len();
        let ty = self.func_type("function type");
        self.scratch.truncate(mark);
        if self.token != Token::Lbrace {
            return ty;
        }
        let counts = std::mem::take(&mut self.counts_func_lits);
        self.func_lits += counts as u32;
        self.expr_level += 1;
        let body = self.func_body();
        self.expr_level -= 1;
        self.counts_func_lits = counts;
        self.b.func_lit(pos, ty, body)
    }

    /// `PrimaryExpr = Operand | Conversion | PrimaryExpr ( Selector | Index | Slice |
    /// TypeAssertion | Arguments ) .` `x` is the operand, if it has been read already.
    pub(super) fn primary_expr(&mut self, x: Option<NodeId>, keep_parens: bool) -> NodeId {
        let mut x = match x {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        let depth = self.depth;
        while self.is_primary_suffix(x) && self.enter() {
            let pos = self.pos();
            x = match self.token {
                Token::Dot => self.selector_or_assertion(pos, x),
                Token::Lbrack => self.index_or_slice(pos, x),
                Token::Lparen => {
                    self.next();
                    let mark = self.scratch.len();
                    let has_dots = self.arguments();
                    let call = self.b.call(pos, x, &self.scratch[mark..], has_dots);
                    self.scratch.truncate(mark);
                    call
                }
                _ => {
                    if matches!(self.b.ast().expr(x), Expr::Paren(_)) {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    self.composite_lit(Some(x))
                }
            };
        }
        self.depth = depth;
        x
    }

    /// Whether the current token continues the primary expression `x`.
    fn is_primary_suffix(&self, x: NodeId) -> bool {
        match self.token {
            Token::Dot | Token::Lbrack | Token::Lparen => true,
            Token::Lbrace => self.is_literal_type(x),
            _ => false,
        }
    }

    /// At the dot behind `x`.
    fn selector_or_assertion(&mut self, pos: Pos, x: NodeId) -> NodeId {
        self.next();
        match self.token {
            Token::Name => {
                let sel = self.name();
                self.b.selector(pos, x, sel)
            }
            Token::Lparen => {
                self.next();
                let x = if self.got(Token::Type) {
                    self.b.type_switch_guard(pos, None, x)
                } else {
                    let ty = self.type_();
                    self.b.assert(pos, x, ty)
                };
                self.want(Token::Rparen);
                x
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(TokenSet::of(&[Token::Semi, Token::Rparen]));
                x
            }
        }
    }

    /// At the bracket behind `x`.
    fn index_or_slice(&mut self, pos: Pos, x: NodeId) -> NodeId {
        self.next();
        let mark = self.scratch.len();
        let mut lo = None;
        if self.token != Token::Colon {
            let mut has_comma = false;
            if self.token == Token::Rbrack {
                self.syntax_error("expected operand");
                let bad = self.bad_expr();
                self.scratch.push(bad);
            } else {
                has_comma = self.type_list(false);
            }
            if has_comma || self.token == Token::Rbrack {
                self.want(Token::Rbrack);
                let index = self.b.index(pos, x, &self.scratch[mark..]);
                self.scratch.truncate(mark);
                return index;
            }
            lo = self.scratch.get(mark).copied();
            self.scratch.truncate(mark);
        }
        if !self.got(Token::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(TokenSet::of(&[Token::Comma, Token::Colon, Token::Rbrack]));
        }
        self.slice(pos, x, lo)
    }

    /// Behind the first colon of `x[lo:`.
    fn slice(&mut self, pos: Pos, x: NodeId, lo: Option<NodeId>) -> NodeId {
        self.expr_level += 1;
        let (mut hi, mut max) = (None, None);
        if !matches!(self.token, Token::Colon | Token::Rbrack) {
            hi = Some(self.expr());
        }
        let is_full = self.token == Token::Colon;
        if is_full {
            if hi.is_none() {
                self.error("middle index required in 3-index slice");
                hi = Some(self.bad_expr());
            }
            self.next();
            max = Some(if self.token == Token::Rbrack {
                self.error("final index required in 3-index slice");
                self.bad_expr()
            } else {
                self.expr()
            });
        }
        self.expr_level -= 1;
        self.want(Token::Rbrack);
        self.b.slice(pos, x, [lo, hi, max], is_full)
    }

    /// Whether a `{` behind `x` begins a composite literal. In a statement header it begins a
    /// block, unless `x` is a type literal.
    fn is_literal_type(&self, x: NodeId) -> bool {
        let ast = self.b.ast();
        match ast.expr(ast.unparen(x)) {
            Expr::Name(_) | Expr::Selector { .. } => self.expr_level >= 0,
            Expr::Index { .. } => self.expr_level >= 0 && !self.is_value(ast.unparen(x)),
            Expr::ArrayType { .. }
            | Expr::SliceType(_)
            | Expr::StructType(_)
            | Expr::MapType { .. } => true,
            _ => false,
        }
    }

    /// Whether `x` cannot be a type, by its syntax.
    fn is_value(&self, x: NodeId) -> bool {
        let ast = self.b.ast();
        let mut at = x;
        loop {
            match ast.expr(at) {
                Expr::BasicLit { .. }
                | Expr::CompositeLit { .. }
                | Expr::FuncLit { .. }
                | Expr::Slice { .. }
                | Expr::Assert { .. }
                | Expr::TypeSwitchGuard { .. }
                | Expr::Call { .. }
                | Expr::Binary { .. } => return true,
                Expr::Unary { op, .. } => return op != Op::Mul,
                Expr::Index {
                    indices: &[index], ..
                } if self.is_value(index) => return true,
                Expr::Paren(x) | Expr::Index { x, .. } => at = x,
                _ => return false,
            }
        }
    }

    /// `[ ( ExpressionList | Type [ "," ExpressionList ] ) [ "..." ] [ "," ] ] ")"`, onto
    /// `scratch`. Gives whether there are dots.
    fn arguments(&mut self) -> bool {
        let mut has_dots = false;
        self.expr_level += 1;
        self.list("argument list", Token::Comma, Token::Rparen, |p| {
            let argument = p.expr();
            p.scratch.push(argument);
            has_dots = p.got(Token::DotDotDot);
            has_dots
        });
        self.expr_level -= 1;
        has_dots
    }

    /// `LiteralValue = "{" [ ElementList [ "," ] ] "}" .` of type `ty`.
    fn composite_lit(&mut self, ty: Option<NodeId>) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        let mut n_keys = 0;
        self.expr_level += 1;
        self.want(Token::Lbrace);
        let rbrace = self.list("composite literal", Token::Comma, Token::Rbrace, |p| {
            let mut element = p.element();
            if p.token == Token::Colon {
                let colon = p.pos();
                p.next();
                let value = p.element();
                element = p.b.key_value(colon, element, value);
                n_keys += 1;
            }
            p.scratch.push(element);
            false
        });
        self.expr_level -= 1;
        let lit = self
            .b
            .composite_lit(pos, ty, &self.scratch[mark..], n_keys, rbrace);
        self.scratch.truncate(mark);
        lit
    }

    /// `Element = Expression | LiteralValue .`
    fn element(&mut self) -> NodeId {
        if self.token != Token::Lbrace {
            return self.expr();
        }
        let depth = self.depth;
        let element = if self.enter() {
            self.composite_lit(None)
        } else {
            self.bad_expr()
        };
        self.depth = depth;
        element
    }

    pub(super) fn bad_expr(&mut self) -> NodeId {
        self.b.bad_expr(self.pos())
    }

    /// A literal, if there is one.
    pub(super) fn literal(&mut self) -> Option<NodeId> {
        if self.token != Token::Literal {
            return None;
        }
        let (kind, is_bad) = (self.scanner.lit_kind, self.scanner.is_bad);
        let text = self.intern_lexeme();
        let literal = self.b.basic_lit(self.pos(), kind, text, is_bad);
        self.next();
        Some(literal)
    }

    /// A name; `_` after a complaint if there is none.
    pub(super) fn name(&mut self) -> NodeId {
        let pos = self.pos();
        if self.token == Token::Name {
            let symbol = self.intern_lexeme();
            self.next();
            return self.b.name(pos, symbol);
        }
        let name = self.b.name(pos, rgo_base::Symbol::BLANK);
        self.syntax_error("expected name");
        self.skip_one();
        name
    }

    /// `IdentifierList = identifier { "," identifier } .` Onto `scratch`; gives where it begins.
    pub(super) fn name_list(&mut self) -> usize {
        let mark = self.scratch.len();
        loop {
            let name = self.name();
            self.scratch.push(name);
            if !self.got(Token::Comma) {
                return mark;
            }
        }
    }
}
