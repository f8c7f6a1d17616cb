//! Types, signatures and parameter lists (spec: "Types", "Type parameter declarations").

use rgo_base::{Pos, Symbol};

use super::{Param, Parser, Token, TokenSet, token_string};
use crate::ast::{ChanDir, Expr, NodeId};
use crate::token::Op;

/// What `name [ … ]` turned out to be.
enum ArrayOrArgs {
    /// An array or slice type of its own.
    Type(NodeId),
    /// Type arguments of the name, on `scratch` from `mark` on; the bracket lies at `pos`.
    Args { pos: Pos, mark: usize },
}

impl Parser<'_> {
    pub(super) fn type_(&mut self) -> NodeId {
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected type");
            self.advance(TokenSet::of(&[
                Token::Comma,
                Token::Colon,
                Token::Semi,
                Token::Rparen,
                Token::Rbrack,
                Token::Rbrace,
            ]));
            bad
        })
    }

    /// `Type = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .` None if there is no type.
    pub(super) fn type_or_none(&mut self) -> Option<NodeId> {
        let depth = self.depth;
        let ty = if self.enter() {
            self.type_inner()
        } else {
            None
        };
        self.depth = depth;
        ty
    }

    fn type_inner(&mut self) -> Option<NodeId> {
        let pos = self.pos();
        Some(match self.token {
            Token::Star => {
                self.next();
                let elem = self.type_();
                self.b.unary(pos, Op::Mul, elem)
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                let elem = self.chan_elem();
                self.b.chan_type(pos, ChanDir::RecvOnly, elem)
            }
            Token::Func => {
                self.next();
                let mark = self.scratch.len();
                let ty = self.func_type("function type");
                self.scratch.truncate(mark);
                ty
            }
            Token::Lbrack => {
                self.next();
                if self.got(Token::Rbrack) {
                    self.slice_type(pos)
                } else {
                    self.array_type(pos, None)
                }
            }
            Token::Chan => {
                self.next();
                let dir = if self.got(Token::Arrow) {
                    ChanDir::SendOnly
                } else {
                    ChanDir::Both
                };
                let elem = self.chan_elem();
                self.b.chan_type(pos, dir, elem)
            }
            Token::Map => {
                self.next();
                self.want(Token::Lbrack);
                let key = self.type_();
                self.want(Token::Rbrack);
                let value = self.type_();
                self.b.map_type(pos, key, value)
            }
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            Token::Name => self.qualified_name(None),
            Token::Lparen => {
                self.next();
                let ty = self.type_();
                self.want(Token::Rparen);
                ty
            }
            _ => return None,
        })
    }

    /// A possibly qualified, possibly instantiated type name; `name` is its first part, if it has
    /// been read already.
    fn qualified_name(&mut self, name: Option<NodeId>) -> NodeId {
        let mut x = match name {
            Some(name) => name,
            None if self.token == Token::Name => self.name(),
            None => {
                let name = self.b.name(self.pos(), Symbol::BLANK);
                self.syntax_error("expected name");
                self.advance(TokenSet::of(&[Token::Dot, Token::Semi, Token::Rbrace]));
                name
            }
        };
        if self.token == Token::Dot {
            let pos = self.pos();
            self.next();
            let sel = self.name();
            x = self.b.selector(pos, x, sel);
        }
        if self.token == Token::Lbrack {
            self.instance(x)
        } else {
            x
        }
    }

    /// `x[T1, T2]`, at the bracket.
    fn instance(&mut self, x: NodeId) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        self.want(Token::Lbrack);
        if self.token == Token::Rbrack {
            self.syntax_error("expected type argument list");
            let bad = self.bad_expr();
            self.scratch.push(bad);
        } else {
            self.type_list(true);
        }
        self.want(Token::Rbrack);
        let instance = self.b.index(pos, x, &self.scratch[mark..]);
        self.scratch.truncate(mark);
        instance
    }

    /// A list of types onto `scratch`, with an optional comma behind; the first may be any
    /// expression unless `is_strict`. Gives whether there was a comma.
    pub(super) fn type_list(&mut self, is_strict: bool) -> bool {
        self.expr_level += 1;
        let first = if is_strict { self.type_() } else { self.expr() };
        self.scratch.push(first);
        let mut has_comma = false;
        while self.got(Token::Comma) {
            has_comma = true;
            let Some(ty) = self.type_or_none() else { break };
            self.scratch.push(ty);
        }
        self.expr_level -= 1;
        has_comma
    }

    /// An array type behind its `[` at `pos`. `len` is the length, if it has been read already.
    pub(super) fn array_type(&mut self, pos: Pos, mut len: Option<NodeId>) -> NodeId {
        if len.is_none() && !self.got(Token::DotDotDot) {
            self.expr_level += 1;
            len = Some(self.expr());
            self.expr_level -= 1;
        }
        if self.token == Token::Comma {
            // Type parameter lists may end in a comma, array lengths may not.
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_();
        self.b.array_type(pos, len, elem)
    }

    /// A slice type behind its `[]` at `pos`.
    pub(super) fn slice_type(&mut self, pos: Pos) -> NodeId {
        let elem = self.type_();
        self.b.slice_type(pos, elem)
    }

    fn chan_elem(&mut self) -> NodeId {
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("missing channel element type");
            bad
        })
    }

    /// `StructType = "struct" "{" { FieldDecl ";" } "}" .`
    fn struct_type(&mut self) -> NodeId {
        let pos = self.pos();
        let mark = self.fields.len();
        self.want(Token::Struct);
        self.want(Token::Lbrace);
        self.list("struct type", Token::Semi, Token::Rbrace, |p| {
            p.field_decl();
            false
        });
        let ty = self.b.struct_type(pos, &self.fields[mark..]);
        self.fields.truncate(mark);
        ty
    }

    /// `FieldDecl = ( IdentifierList Type | EmbeddedField ) [ Tag ] .` Onto `fields`.
    fn field_decl(&mut self) {
        let pos = self.pos();
        let ty = match self.token {
            Token::Name => {
                let name = self.name();
                match self.token {
                    Token::Dot | Token::Literal | Token::Semi | Token::Rbrace => {
                        self.qualified_name(Some(name))
                    }
                    // T[P1, P2] is embedded, T [P]E and T []E are fields.
                    Token::Lbrack => match self.array_or_args() {
                        ArrayOrArgs::Args { pos, mark } => self.finish_instance(pos, name, mark),
                        ArrayOrArgs::Type(ty) => return self.named_fields(&[name], ty),
                    },
                    _ => {
                        let mark = self.scratch.len();
                        self.scratch.push(name);
                        while self.got(Token::Comma) {
                            let name = self.name();
                            self.scratch.push(name);
                        }
                        let ty = self.type_();
                        let names = self.scratch.split_off(mark);
                        return self.named_fields(&names, ty);
                    }
                }
            }
            Token::Star => {
                self.next();
                let elem = if self.token == Token::Lparen {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                    let elem = self.qualified_name(None);
                    self.got(Token::Rparen);
                    elem
                } else {
                    self.qualified_name(None)
                };
                let tag = self.literal();
                let ty = self.b.unary(pos, Op::Mul, elem);
                return self.push_field(pos, None, ty, tag);
            }
            Token::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let star = self.pos();
                let ty = if self.got(Token::Star) {
                    let elem = self.qualified_name(None);
                    self.b.unary(star, Op::Mul, elem)
                } else {
                    self.qualified_name(None)
                };
                self.got(Token::Rparen);
                ty
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                return self.advance(TokenSet::of(&[Token::Semi, Token::Rbrace]));
            }
        };
        let tag = self.literal();
        self.push_field(pos, None, ty, tag);
    }

    /// The tag and end of a declaration of fields `names` of type `ty`.
    fn named_fields(&mut self, names: &[NodeId], ty: NodeId) {
        let tag = self.literal();
        for &name in names {
            self.push_field(self.b.ast().pos(name), Some(name), ty, tag);
        }
    }

    fn push_field(&mut self, pos: Pos, name: Option<NodeId>, ty: NodeId, tag: Option<NodeId>) {
        let field = self.b.field(pos, name, ty);
        self.fields.push((field, tag));
    }

    /// At the bracket in `name [`: an array or slice type that `name` is declared with, or type
    /// arguments of `name`.
    fn array_or_args(&mut self) -> ArrayOrArgs {
        let pos = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return ArrayOrArgs::Type(self.slice_type(pos));
        }
        let mark = self.scratch.len();
        let has_comma = self.type_list(false);
        self.want(Token::Rbrack);
        if !has_comma && let Some(elem) = self.type_or_none() {
            let len = self.scratch.pop();
            return ArrayOrArgs::Type(self.b.array_type(pos, len, elem));
        }
        ArrayOrArgs::Args { pos, mark }
    }

    fn finish_instance(&mut self, pos: Pos, name: NodeId, mark: usize) -> NodeId {
        let instance = self.b.index(pos, name, &self.scratch[mark..]);
        self.scratch.truncate(mark);
        instance
    }

    /// `InterfaceType = "interface" "{" { ( MethodSpec | EmbeddedElem ) ";" } "}" .`
    fn interface_type(&mut self) -> NodeId {
        let pos = self.pos();
        let mark = self.scratch.len();
        self.want(Token::Interface);
        self.want(Token::Lbrace);
        self.list("interface type", Token::Semi, Token::Rbrace, |p| {
            let method = if p.token == Token::Name {
                let method = p.method_or_embedded();
                if method.name.is_none() {
                    p.union(method)
                } else {
                    method
                }
            } else {
                p.embedded_elem()
            };
            let method = p.field(method);
            p.scratch.push(method);
            false
        });
        let ty = self.b.interface_type(pos, &self.scratch[mark..]);
        self.scratch.truncate(mark);
        ty
    }

    fn field(&mut self, param: Param) -> NodeId {
        let ty = param.ty.expect("every field has been given a type");
        self.b.field(param.pos, param.name, ty)
    }

    /// `MethodSpec = MethodName Signature .` or the first term of an embedded element, at a name.
    fn method_or_embedded(&mut self) -> Param {
        let pos = self.pos();
        let name = self.name();
        let embedded = |ty| Param {
            pos,
            name: None,
            ty: Some(ty),
        };
        match self.token {
            Token::Lparen => self.method(pos, name),
            Token::Lbrack => {
                let bracket = self.pos();
                self.next();
                if self.token == Token::Rbrack {
                    let pos = self.pos();
                    self.next();
                    if self.token == Token::Lparen {
                        self.error_at(pos, "empty type parameter list");
                        return self.method(pos, name);
                    }
                    self.error_at(pos, "empty type argument list");
                    return embedded(name);
                }
                self.method_tparams_or_args(pos, name, bracket)
            }
            _ => embedded(self.qualified_name(Some(name))),
        }
    }

    fn method(&mut self, pos: Pos, name: NodeId) -> Param {
        let mark = self.scratch.len();
        let ty = self.func_type("interface method");
        self.scratch.truncate(mark);
        Param {
            pos,
            name: Some(name),
            ty: Some(ty),
        }
    }

    /// Behind `name [` in an interface. Type arguments look like a parameter list without names; a
    /// list with names belongs to a generic method, which an interface must not have.
    fn method_tparams_or_args(&mut self, pos: Pos, name: NodeId, bracket: Pos) -> Param {
        let mark = self.scratch.len();
        self.param_list(None, Token::Rbrack, false, false);
        let first = self
            .scratch
            .get(mark)
            .map(|&first| self.b.ast().field(first));
        match first {
            None if self.token == Token::Lparen => self.method(pos, name),
            None => Param {
                pos,
                name: None,
                ty: Some(name),
            },
            Some(field) if field.name.is_some() => {
                self.scratch.truncate(mark);
                let method = self.method(pos, name);
                self.error_at(bracket, "interface method must have no type parameters");
                method
            }
            Some(_) => {
                for at in mark..self.scratch.len() {
                    self.scratch[at] = self.b.ast().field(self.scratch[at]).ty;
                }
                let ty = self.finish_instance(bracket, name, mark);
                Param {
                    pos,
                    name: None,
                    ty: Some(ty),
                }
            }
        }
    }

    /// `EmbeddedElem = EmbeddedTerm { "|" EmbeddedTerm } .`
    fn embedded_elem(&mut self) -> Param {
        let pos = self.pos();
        let ty = self.embedded_term();
        self.union(Param {
            pos,
            name: None,
            ty: Some(ty),
        })
    }

    /// The terms that follow the first one, which is the type of `first`.
    fn union(&mut self, mut first: Param) -> Param {
        let depth = self.depth;
        while self.at_operator(Op::Or) && self.enter() {
            let pos = self.pos();
            self.next();
            let term = self.embedded_term();
            let left = first.ty.expect("a union has a first term");
            first.ty = Some(self.b.binary(pos, Op::Or, left, term));
        }
        self.depth = depth;
        first
    }

    /// `EmbeddedTerm = [ "~" ] Type .`
    fn embedded_term(&mut self) -> NodeId {
        if self.at_operator(Op::Tilde) {
            let pos = self.pos();
            self.next();
            let ty = self.type_();
            return self.b.unary(pos, Op::Tilde, ty);
        }
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected ~ term or type");
            self.advance(TokenSet::of(&[
                Token::Operator,
                Token::Semi,
                Token::Rparen,
                Token::Rbrack,
                Token::Rbrace,
            ]));
            bad
        })
    }

    /// `[ TypeParams ] Parameters [ Result ]`. Type parameters are left on `scratch`; with a
    /// `context` there must be none.
    pub(super) fn func_type(&mut self, context: &str) -> NodeId {
        let pos = self.pos();
        if self.got(Token::Lbrack) {
            if !context.is_empty() {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.token == Token::Rbrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                self.param_list(None, Token::Rbrack, true, false);
            }
        }
        let params = self.scratch.len();
        self.want(Token::Lparen);
        self.param_list(None, Token::Rparen, false, true);
        let results = self.scratch.len();
        self.result();
        let (list, results) = self.scratch[params..].split_at(results - params);
        let ty = self.b.func_type(pos, list, results);
        self.scratch.truncate(params);
        ty
    }

    /// `Result = Parameters | Type .` Onto `scratch`.
    fn result(&mut self) {
        if self.got(Token::Lparen) {
            return self.param_list(None, Token::Rparen, false, false);
        }
        let pos = self.pos();
        if let Some(ty) = self.type_or_none() {
            let field = self.b.field(pos, None, ty);
            self.scratch.push(field);
        }
    }

    /// `ParameterList = ParameterDecl { "," ParameterDecl } .` behind its opening token, `Field`s
    /// onto `scratch`. `first` is the first name and perhaps its type, if they have been read
    /// already. Either all have a name or none has one; with `is_tparams` all must have one. Dots
    /// are allowed with the last parameter if `dots_ok`.
    pub(super) fn param_list(
        &mut self,
        mut first: Option<(NodeId, Option<NodeId>)>,
        close: Token,
        is_tparams: bool,
        dots_ok: bool,
    ) {
        let mark = self.params.len();
        let mut end = self.pos();
        if let Some((name, Some(ty))) = first
            && self.token == close
        {
            self.next();
            self.params.push(self.complete_param(name, ty));
        } else {
            end = self.list("parameter list", Token::Comma, close, |p| {
                let param = match first.take() {
                    Some((name, Some(ty))) => Some(p.complete_param(name, ty)),
                    Some((name, None)) => p.param_decl(Some(name), close),
                    None => p.param_decl(None, close),
                };
                p.params.extend(param);
                false
            });
        }
        self.distribute_types(mark, end, is_tparams);
        self.check_dots(mark, dots_ok);
        for at in mark..self.params.len() {
            let field = self.field(self.params[at]);
            self.scratch.push(field);
        }
        self.params.truncate(mark);
    }

    fn complete_param(&self, name: NodeId, ty: NodeId) -> Param {
        Param {
            pos: self.b.ast().pos(name),
            name: Some(name),
            ty: Some(ty),
        }
    }

    /// Gives all parameters from `mark` on a type, and either all of them a name or none. `end` is
    /// the position of the closing token.
    fn distribute_types(&mut self, mark: usize, end: Pos, is_tparams: bool) {
        let params = &self.params[mark..];
        let n_params = params.len();
        let n_typed = params.iter().filter(|p| p.ty.is_some()).count();
        let n_named = params
            .iter()
            .filter(|p| p.name.is_some() && p.ty.is_some())
            .count();
        if n_named == n_params {
            return;
        }
        if n_named == 0 && !is_tparams {
            // What looked like names are types.
            for param in &mut self.params[mark..] {
                param.ty = param.ty.or(param.name.take());
                param.name = None;
            }
            return;
        }
        // From right to left: a name without a type has the type of the next parameter.
        let mut error_pos = None;
        let mut next_ty = None;
        for at in (mark..self.params.len()).rev() {
            let param = self.params[at];
            match (param.ty, param.name, next_ty) {
                (Some(ty), name, _) => {
                    next_ty = Some(ty);
                    if name.is_none() {
                        let pos = self.b.ast().start_pos(ty);
                        error_pos = Some(pos);
                        self.params[at].name = Some(self.b.name(pos, Symbol::BLANK));
                    }
                }
                (None, _, Some(ty)) => self.params[at].ty = Some(ty),
                (None, _, None) => {
                    error_pos = Some(param.pos);
                    self.params[at].ty = Some(self.b.bad_expr(param.pos));
                }
            }
        }
        let Some(error_pos) = error_pos else { return };
        // If every type has a name, there are names at the end without a type.
        if n_named == n_typed {
            let message = if is_tparams {
                "missing type constraint"
            } else {
                "missing parameter type"
            };
            self.syntax_error_at(end, message);
        } else if !is_tparams {
            self.syntax_error_at(error_pos, "missing parameter name");
        } else if n_params == 1 {
            let message = "missing type parameter name or invalid array length";
            self.syntax_error_at(error_pos, message);
        } else {
            self.syntax_error_at(error_pos, "missing type parameter name");
        }
    }

    /// Replaces `...T` by `T` where dots are not allowed, with one complaint.
    fn check_dots(&mut self, mark: usize, dots_ok: bool) {
        let mut is_first = true;
        for at in mark..self.params.len() {
            let Some(ty) = self.params[at].ty else {
                continue;
            };
            let Expr::DotsType(elem) = self.b.ast().expr(ty) else {
                continue;
            };
            if dots_ok && at + 1 == self.params.len() {
                continue;
            }
            if std::mem::take(&mut is_first) {
                let message = if dots_ok {
                    "can only use ... with final parameter"
                } else {
                    "invalid use of ..."
                };
                self.error_at(self.b.ast().pos(ty), message);
            }
            self.params[at].ty = Some(elem);
        }
    }

    /// `ParameterDecl = [ IdentifierList ] [ "..." ] Type .` of a list that `close` ends; a name
    /// alone has no type yet. `name` is the name, if it has been read already. In type parameter
    /// lists, types may be unions.
    fn param_decl(&mut self, name: Option<NodeId>, close: Token) -> Option<Param> {
        let unions_ok = close == Token::Rbrack;
        let mut param = Param {
            pos: self.pos(),
            name: None,
            ty: None,
        };
        if let Some(name) = name {
            param.pos = self.b.ast().pos(name);
        } else if unions_ok && self.at_operator(Op::Tilde) {
            return Some(self.embedded_elem());
        }

        if self.token == Token::Name || name.is_some() {
            let name = name.unwrap_or_else(|| self.name());
            match self.token {
                Token::Lbrack => match self.array_or_args() {
                    ArrayOrArgs::Args { pos, mark } => {
                        param.ty = Some(self.finish_instance(pos, name, mark));
                    }
                    ArrayOrArgs::Type(ty) => {
                        param.name = Some(name);
                        param.ty = Some(ty);
                    }
                },
                Token::Dot => param.ty = Some(self.qualified_name(Some(name))),
                _ if unions_ok && self.at_operator(Op::Or) => param.ty = Some(name),
                _ => param.name = Some(name),
            }
            if param.ty.is_some() {
                return Some(if unions_ok { self.union(param) } else { param });
            }
        }

        if self.token == Token::DotDotDot {
            let pos = self.pos();
            self.next();
            param.ty = Some(match self.type_or_none() {
                Some(elem) => self.b.dots_type(pos, elem),
                None => {
                    let bad = self.bad_expr();
                    self.syntax_error("... is missing type");
                    bad
                }
            });
            return Some(param);
        }
        if unions_ok && self.at_operator(Op::Tilde) {
            param.ty = self.embedded_elem().ty;
            return Some(param);
        }
        param.ty = self.type_or_none();
        if unions_ok && param.ty.is_some() {
            param = self.union(param);
        }
        if param.name.is_some() || param.ty.is_some() {
            return Some(param);
        }
        self.syntax_error(&format!("expected {}", token_string(close)));
        self.advance(TokenSet::of(&[Token::Comma, close]));
        None
    }
}
