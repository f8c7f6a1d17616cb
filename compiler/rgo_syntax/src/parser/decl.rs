//! Declarations (spec: "Declarations and scope", "Package clause" to "Import declarations").

use rgo_base::{Diagnostic, Pos, Symbol};

use super::{Import, LitKind, NodeId, Op, Parser, Token, TokenSet, string_value};
use crate::ast::{Expr, FuncDecl, Group, VarValues};
use crate::directive::{FUNC_PRAGMAS, embed_problem};
use crate::file::Embed;

impl Parser<'_> {
    /// `ImportSpec = [ "." | PackageName ] ImportPath .`
    pub(super) fn import_decl(&mut self, group: Group) -> NodeId {
        let pos = self.pos();
        self.refuse_pending();
        let local = match self.token {
            Token::Name => Some(self.name()),
            Token::Dot => {
                let dot = self.b.name(self.pos(), Symbol::intern("."));
                self.next();
                Some(dot)
            }
            _ => None,
        };
        let path_pos = self.pos();
        let Some(path) = self.literal() else {
            self.syntax_error("missing import path");
            self.advance(TokenSet::of(&[Token::Semi, Token::Rparen]));
            return self.b.import_decl(pos, group, local, None);
        };
        let Expr::BasicLit { kind, text, is_bad } = self.b.ast().expr(path) else {
            unreachable!("a literal was parsed")
        };
        let mut path = Some(path);
        if !is_bad && kind != LitKind::String {
            self.syntax_error_at(path_pos, "import path must be a string");
            path = None;
        } else if let Some(value) = string_value(text.as_str()) {
            let local = local.map(|name| self.b.ast().name(name));
            let path = self.names.intern(&value);
            self.imports.push(Import {
                pos: path_pos,
                path,
                local,
            });
        }
        self.b.import_decl(pos, group, local, path)
    }

    /// `ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .`
    pub(super) fn const_decl(&mut self, group: Group) -> NodeId {
        let pos = self.pos();
        self.refuse_pending();
        let iota = self.iota;
        let mark = self.name_list();
        let n_names = self.scratch.len() - mark;
        let mut ty = None;
        if !matches!(self.token, Token::Eof | Token::Semi | Token::Rparen) {
            ty = self.type_or_none();
            if self.got_assign() {
                self.expr_list();
            }
        }
        let (names, values) = self.scratch[mark..].split_at(n_names);
        let decl = self.b.const_decl(pos, group, iota, names, ty, values);
        self.scratch.truncate(mark);
        decl
    }

    /// `TypeSpec = identifier [ TypeParams ] [ "=" ] Type .`
    pub(super) fn type_decl(&mut self, group: Group) -> NodeId {
        let pos = self.pos();
        self.refuse_pending();
        let name = self.name();
        let tparams_mark = self.scratch.len();
        let mut is_alias = false;
        let ty = if self.token == Token::Lbrack {
            let bracket = self.pos();
            self.next();
            match self.token {
                Token::Name => self.array_or_type_params(bracket, &mut is_alias),
                Token::Rbrack => {
                    self.next();
                    Some(self.slice_type(bracket))
                }
                _ => Some(self.array_type(bracket, None)),
            }
        } else {
            is_alias = self.got_assign();
            self.type_or_none()
        };
        let ty = ty.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(TokenSet::of(&[Token::Semi, Token::Rparen]));
            bad
        });
        let tparams = &self.scratch[tparams_mark..];
        let decl = self.b.type_decl(pos, group, name, tparams, is_alias, ty);
        self.scratch.truncate(tparams_mark);
        decl
    }

    /// After `type T [` and at a name: the length of an array type, or type parameters, which go
    /// onto `scratch`. In either case what comes first can be read as an expression, unless the
    /// name is followed by `[`: an index is no constant, so that begins a constraint.
    fn array_or_type_params(&mut self, bracket: Pos, is_alias: &mut bool) -> Option<NodeId> {
        let mut x = self.name();
        if self.token != Token::Lbrack {
            self.expr_level += 1;
            let operand = self.primary_expr(Some(x), false);
            x = self.binary_expr(Some(operand), 0);
            self.expr_level -= 1;
        }
        // A single name in brackets is an array length. What could be either, such as `P *C`, is a
        // type parameter if a comma follows.
        match self.split_type_param(x, self.token == Token::Comma) {
            Some((name, constraint)) if constraint.is_some() || self.token != Token::Rbrack => {
                self.param_list(Some((name, constraint)), Token::Rbrack, true, false);
                *is_alias = self.got_assign();
                self.type_or_none()
            }
            _ => Some(self.array_type(bracket, Some(x))),
        }
    }

    /// Splits the expression `x` into a name and a constraint, if it can be read so: `P *C` is
    /// `P * C`, `P (C)` a call. Unless `force` is set, the constraint must be something that only
    /// a type can be. A name alone has no constraint.
    fn split_type_param(&mut self, x: NodeId, force: bool) -> Option<(NodeId, Option<NodeId>)> {
        let ast = self.b.ast();
        let is_name = |node| matches!(ast.expr(node), Expr::Name(_));
        match ast.expr(x) {
            Expr::Name(_) => Some((x, None)),
            Expr::Binary {
                op: Op::Mul,
                x: name,
                y,
            } => {
                if !is_name(name) || !force && !self.is_type_elem(y) {
                    return None;
                }
                let pos = ast.pos(x);
                Some((name, Some(self.b.unary(pos, Op::Mul, y))))
            }
            Expr::Binary {
                op: Op::Or,
                x: left,
                y,
            } => {
                let pos = ast.pos(x);
                let force = force || self.is_type_elem(y);
                let (name, left) = self.split_type_param(left, force)?;
                Some((name, Some(self.b.binary(pos, Op::Or, left?, y))))
            }
            Expr::Call {
                func,
                args: &[arg],
                has_dots: false,
            } => {
                if !is_name(func) || !force && !self.is_type_elem(arg) {
                    return None;
                }
                Some((func, Some(ast.unparen(arg))))
            }
            _ => None,
        }
    }

    /// Whether `x` can only be an element of a type set: its left spine, or an operand hanging
    /// off it, is a type literal or a `~` term.
    fn is_type_elem(&self, x: NodeId) -> bool {
        let ast = self.b.ast();
        let mut at = x;
        loop {
            match ast.expr(at) {
                Expr::ArrayType { .. }
                | Expr::SliceType(_)
                | Expr::StructType(_)
                | Expr::FuncType { .. }
                | Expr::InterfaceType { .. }
                | Expr::MapType { .. }
                | Expr::ChanType { .. }
                | Expr::Unary { op: Op::Tilde, .. } => return true,
                Expr::Binary { y, .. } if self.is_type_elem(y) => return true,
                Expr::Binary { x, .. } | Expr::Unary { x, .. } | Expr::Paren(x) => at = x,
                _ => return false,
            }
        }
    }

    /// `VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .`
    pub(super) fn var_decl(&mut self, group: Group) -> NodeId {
        let pos = self.pos();
        let pending = self.take_pending();
        let mark = self.name_list();
        let n_names = self.scratch.len() - mark;
        let mut ty = None;
        let mut has_values = self.got_assign();
        if !has_values {
            ty = Some(self.type_());
            has_values = self.got_assign();
        }
        let is_local = self.func_level > 0;
        let fragment = (has_values && !is_local).then(|| self.values_fragment());
        if has_values && is_local {
            self.expr_list();
        }
        let (names, here) = self.scratch[mark..].split_at(n_names);
        let values = match fragment {
            Some(fragment) => VarValues::Fragment(fragment),
            None if has_values => VarValues::Here(here),
            None => VarValues::None,
        };
        let decl = self.b.var_decl(pos, group, names, ty, values);
        self.scratch.truncate(mark);

        self.late_errors
            .extend(pending.misplaced(Default::default(), true));
        let imports_embed = self
            .imports
            .iter()
            .any(|import| import.path.as_str() == "embed");
        let problem = embed_problem(imports_embed, n_names, has_values, is_local);
        if let (Some(problem), Some(&(_, first))) = (problem, pending.embeds.first()) {
            self.late_errors.push(Diagnostic::error(first, problem));
        }
        for (patterns, pos) in pending.embeds {
            let decl = problem.is_none().then_some(decl);
            self.embeds.push(Embed {
                pos,
                patterns,
                decl,
            });
        }
        decl
    }

    /// `FunctionDecl = "func" FunctionName [ TypeParams ] Signature [ FunctionBody ] .`
    /// `MethodDecl = "func" Receiver MethodName [ TypeParams ] Signature [ FunctionBody ] .`
    /// Behind the keyword.
    pub(super) fn func_decl(&mut self) -> NodeId {
        let pos = self.pos();
        let pending = self.take_pending();
        self.late_errors
            .extend(pending.misplaced(FUNC_PRAGMAS, false));
        let mark = self.scratch.len();
        let has_recv = self.got(Token::Lparen);
        let mut recv = None;
        if has_recv {
            self.param_list(None, Token::Rparen, false, false);
            recv = self.scratch.get(mark).copied();
            match self.scratch.len() - mark {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
            self.scratch.truncate(mark);
        }
        let (name, ty) = if self.token == Token::Name {
            let name = self.name();
            (name, self.func_type(""))
        } else {
            let name = self.b.name(self.pos(), Symbol::BLANK);
            let ty = self.b.func_type(self.pos(), &[], &[]);
            self.syntax_error(if has_recv {
                "expected name"
            } else {
                "expected name or ("
            });
            self.advance(TokenSet::of(&[Token::Lbrace, Token::Semi]));
            (name, ty)
        };
        let body = (self.token == Token::Lbrace).then(|| self.body_fragment());
        let tparams = &self.scratch[mark..];
        let pragma = pending.flags;
        let decl = self.b.func_decl(
            pos,
            FuncDecl {
                recv,
                name,
                tparams,
                ty,
                body,
                pragma,
            },
        );
        self.scratch.truncate(mark);
        decl
    }
}
