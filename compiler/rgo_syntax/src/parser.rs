//! Tokens to syntax trees (spec: "Source file organization" and the grammar it leads to).
//!
//! Needs:  a source file with its sentinel.
//! Leaves: a [`File`]; its fragments parsed ([`Mode::Full`]) or only delimited ([`Mode::Lazy`]).
//!         Errors have gc's wording, positions and order.
//! Cost:   one pass; lists are gathered on stacks that live as long as the parser.
//!
//! A parser by recursive descent with gc's decisions where the grammar leaves any: composite
//! literals in statement headers (`expr_level` below 0), array length or type parameter in `type
//! T[P *C]`, parameter lists with and without names. After an error it skips to a token that can
//! follow; errors at the end of the file are reported only if they are the first.
//!
//! *Depth.* Every recursion of the grammar passes [`Parser::enter`], and chains that make deep trees
//! without recursion (`a+b+c`, `x.f.g`) count as well, so no tree is deeper than
//! [`rgo_base::stack::depth_limit`] and walks of it need no check of their own.

mod decl;
mod expr;
mod stmt;
mod type_expr;

use std::sync::{Arc, OnceLock};

use rgo_base::{Diagnostic, NameCache, Pos, PrimaryMap, SourceFile, Symbol, stack};

use crate::ast::{AstBuilder, Decl, FragmentId, Group, NodeId};
use crate::branches;
use crate::directive::{BUILD, Directives, Pending};
use crate::file::{Embed, File, Fragment, FragmentKind, FragmentTree, Import};
use crate::literal::string_value;
use crate::scanner::{Event, Scanner};
use crate::skip::{self, SkippedValues};
use crate::token::{LitKind, Op, Token, TokenSet};

/// How much of a file to parse at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Everything.
    Full,
    /// Function bodies and initial values of package variables on demand only. For files that are
    /// known to be free of errors.
    Lazy,
}

/// Parses a file. `is_trusted`: it belongs to the standard library or to the overlay, where every
/// directive is allowed. Call it on a thread of [`rgo_base::stack`].
pub fn parse_file(
    source: Arc<SourceFile>,
    mode: Mode,
    is_trusted: bool,
    diags: &mut Vec<Diagnostic>,
) -> File {
    let scanner = Scanner::new(source.text_with_sentinel());
    let mut parser = Parser::new(&source, scanner, mode, is_trusted);
    let parsed = parser.file();
    diags.append(&mut parser.diags);
    parser.names.give_back();
    source.set_line_directives(parser.directives.lines);
    File {
        ast: parser.b.take(),
        has_clause: parsed.has_clause,
        package_name: parsed.package_name,
        package_pos: parsed.package_pos,
        decls: parsed.decls,
        fragments: parser.fragments,
        imports: parser.imports,
        linknames: parser.directives.linknames,
        embeds: parser.embeds,
        go_version: parsed.go_version,
        eof: parsed.eof,
        late_errors: parser.late_errors,
        is_dirty: parser.scanner.is_dirty(),
        is_trusted,
        source: source.clone(),
    }
}

/// Parses a fragment of `file` that was skipped.
pub(crate) fn parse_fragment(file: &File, fragment: &Fragment) -> FragmentTree {
    let source = &*file.source;
    let scanner = Scanner::at(source.text_with_sentinel(), fragment.start, file.is_dirty);
    let mut parser = Parser::new(source, scanner, Mode::Full, file.is_trusted);
    parser.next();
    let mut roots = Vec::new();
    match fragment.kind {
        FragmentKind::Body => roots.push(parser.func_body()),
        FragmentKind::Values => {
            parser.expr_list();
            roots.append(&mut parser.scratch);
        }
    }
    parser.names.give_back();
    FragmentTree {
        ast: parser.b.take(),
        roots,
        errors: parser.diags,
    }
}

struct ParsedFile {
    has_clause: bool,
    package_name: NodeId,
    package_pos: Pos,
    decls: Vec<NodeId>,
    go_version: Option<Symbol>,
    eof: Pos,
}

/// A parameter, result, type parameter or method while its list is being read.
#[derive(Clone, Copy)]
struct Param {
    pos: Pos,
    name: Option<NodeId>,
    ty: Option<NodeId>,
}

struct Parser<'a> {
    source: &'a SourceFile,
    scanner: Scanner<'a>,
    /// The current token; `scanner` has the rest of it.
    token: Token,
    /// Offset behind the last token consumed.
    previous_end: u32,
    mode: Mode,

    /// The tree being built; while a fragment is parsed that of the fragment.
    b: AstBuilder,
    /// The builder that is not in use.
    other_b: AstBuilder,
    n_groups: Group,
    /// Index of the declaration about to be read in its group.
    iota: u32,
    /// Stacks for lists that are being read. Each list begins where its reader found the end.
    scratch: Vec<NodeId>,
    params: Vec<Param>,
    fields: Vec<(NodeId, Option<NodeId>)>,
    names: NameCache,

    fragments: PrimaryMap<FragmentId, Fragment>,
    imports: Vec<Import>,
    embeds: Vec<Embed>,
    late_errors: Vec<Diagnostic>,
    directives: Directives<'a>,
    diags: Vec<Diagnostic>,
    /// Errors of scanner and parser so far, as opposed to those about directives and branches.
    n_errors: u32,

    /// How many functions enclose the current token.
    func_level: u32,
    /// Below 0 in a statement header, where `{` begins a block.
    expr_level: i32,
    depth: u32,
    depth_limit: u32,
    /// Whether function literals count: in initial values of package variables, but not in another
    /// function literal.
    counts_func_lits: bool,
    /// Function literals that counted so far.
    func_lits: u32,
}

/// Keywords that begin a statement: good points to go on at after an error.
const STATEMENT_START: TokenSet = TokenSet::of(&[
    Token::Break,
    Token::Const,
    Token::Continue,
    Token::Defer,
    Token::Fallthrough,
    Token::For,
    Token::Go,
    Token::Goto,
    Token::If,
    Token::Return,
    Token::Select,
    Token::Switch,
    Token::Type,
    Token::Var,
]);

const DECL_START: TokenSet = TokenSet::of(&[
    Token::Import,
    Token::Const,
    Token::Type,
    Token::Var,
    Token::Func,
]);

impl<'a> Parser<'a> {
    fn new(
        source: &'a SourceFile,
        scanner: Scanner<'a>,
        mode: Mode,
        is_trusted: bool,
    ) -> Parser<'a> {
        Parser {
            source,
            scanner,
            token: Token::Eof,
            previous_end: 0,
            mode,
            b: AstBuilder::new(),
            other_b: AstBuilder::new(),
            n_groups: 0,
            iota: 0,
            scratch: Vec::new(),
            params: Vec::new(),
            fields: Vec::new(),
            names: NameCache::take(),
            fragments: PrimaryMap::new(),
            imports: Vec::new(),
            embeds: Vec::new(),
            late_errors: Vec::new(),
            directives: Directives::new(source, is_trusted),
            diags: Vec::new(),
            n_errors: 0,
            func_level: 0,
            expr_level: 0,
            depth: 0,
            depth_limit: stack::depth_limit(),
            counts_func_lits: false,
            func_lits: 0,
        }
    }

    /// `SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .`
    fn file(&mut self) -> ParsedFile {
        self.next();
        let package_pos = self.pos();
        let go_version = self.directives.go_version;
        self.directives.is_before_package = false;
        let mut parsed = ParsedFile {
            has_clause: false,
            package_name: self.b.name(package_pos, Symbol::BLANK),
            package_pos,
            decls: Vec::new(),
            go_version,
            eof: self.source.pos(self.source.text().len() as u32),
        };
        if !self.got(Token::Package) {
            self.syntax_error("package statement must be first");
            return parsed;
        }
        let pending = self.take_pending();
        self.late_errors.extend(pending.misplaced(BUILD, false));
        let package_name = self.name();
        self.want(Token::Semi);
        if self.n_errors > 0 {
            return parsed;
        }
        parsed.has_clause = true;
        parsed.package_name = package_name;
        self.top_level_decls(&mut parsed.decls);
        self.clear_pending();
        parsed.eof = self.pos();
        parsed
    }

    /// Import declarations are accepted anywhere, with a complaint.
    fn top_level_decls(&mut self, decls: &mut Vec<NodeId>) {
        let mut previous = Token::Import;
        while self.token != Token::Eof {
            if self.token == Token::Import && previous != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            previous = self.token;
            match self.token {
                Token::Import => self.group(Parser::import_decl),
                Token::Const => self.group(Parser::const_decl),
                Token::Type => self.group(Parser::type_decl),
                Token::Var => self.group(Parser::var_decl),
                Token::Func => {
                    self.next();
                    let decl = self.func_decl();
                    self.scratch.push(decl);
                }
                _ => {
                    let follows_empty_func = decls.last().is_some_and(|&last| {
                        matches!(self.b.ast().decl(last), Decl::Func(func) if func.body.is_none())
                    });
                    if self.token == Token::Lbrace && follows_empty_func {
                        self.syntax_error("unexpected semicolon or newline before {");
                    } else {
                        self.syntax_error("non-declaration statement outside function body");
                    }
                    self.advance(DECL_START);
                    continue;
                }
            }
            decls.append(&mut self.scratch);

            // Before the semicolon is consumed: comments behind it belong to the next declaration.
            self.clear_pending();
            if self.token != Token::Eof && !self.got(Token::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(DECL_START);
            }
        }
    }

    // Tokens.

    fn next(&mut self) {
        self.previous_end = self.scanner.end;
        self.scanner.next();
        self.token = self.scanner.token;
        if !self.scanner.events.is_empty() {
            self.take_events();
        }
    }

    #[cold]
    fn take_events(&mut self) {
        for event in std::mem::take(&mut self.scanner.events) {
            match event {
                Event::Error { offset, message } => {
                    self.error_at(self.source.pos(offset), message);
                }
                Event::Directive { start, end } => {
                    self.directives.comment(start, end, &mut self.diags);
                }
            }
        }
    }

    fn pos(&self) -> Pos {
        self.source.pos(self.scanner.start)
    }

    fn got(&mut self, token: Token) -> bool {
        let got = self.token == token;
        if got {
            self.next();
        }
        got
    }

    fn want(&mut self, token: Token) {
        if !self.got(token) {
            self.syntax_error(&format!("expected {}", token_string(token)));
            self.skip_one();
        }
    }

    /// Like `got(Assign)`, but accepts `:=` too, with a complaint.
    fn got_assign(&mut self) -> bool {
        if self.token == Token::Define {
            self.syntax_error("expected =");
        }
        let got = matches!(self.token, Token::Define | Token::Assign);
        if got {
            self.next();
        }
        got
    }

    /// Whether the current token is the operator `op`.
    fn at_operator(&self, op: Op) -> bool {
        self.token == Token::Operator && self.scanner.op == op
    }

    fn intern_lexeme(&mut self) -> Symbol {
        self.names.intern(self.scanner.lexeme())
    }

    // Errors.

    fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        self.n_errors += 1;
        self.diags.push(Diagnostic::error(pos, message));
    }

    fn error(&mut self, message: &str) {
        self.error_at(self.pos(), message);
    }

    fn syntax_error(&mut self, message: &str) {
        self.syntax_error_at(self.pos(), message);
    }

    /// Reports a syntax error. A message that begins with `in`, `at`, `after` or `expected` is
    /// completed with the current token.
    #[cold]
    fn syntax_error_at(&mut self, pos: Pos, message: &str) {
        if self.token == Token::Eof && self.n_errors > 0 {
            return;
        }
        let glue = if ["in ", "at ", "after "]
            .iter()
            .any(|word| message.starts_with(word))
        {
            " "
        } else if message.starts_with("expected ") {
            ", "
        } else {
            return self.error_at(pos, format!("syntax error: {message}"));
        };
        let lexeme = String::from_utf8_lossy(self.scanner.lexeme());
        let op = self.scanner.op.as_str();
        let found = match self.token {
            Token::Name => format!("name {lexeme}"),
            Token::Semi => self.scanner.semi_name().into(),
            Token::Literal => format!("literal {lexeme}"),
            Token::Operator => op.into(),
            Token::AssignOp => format!("{op}="),
            Token::IncOp => format!("{op}{op}"),
            token => token_string(token),
        };
        self.error_at(
            pos,
            format!("syntax error: unexpected {found}{glue}{message}"),
        );
    }

    /// Skips to a token of `follow` or, inside a function, to one that begins a statement.
    #[cold]
    fn advance(&mut self, follow: TokenSet) {
        let mut stop = follow.union(TokenSet::of(&[Token::Eof]));
        if self.func_level > 0 {
            stop = stop.union(STATEMENT_START);
        }
        while !stop.contains(self.token) {
            self.next();
        }
    }

    /// Skips one token, to make progress.
    #[cold]
    fn skip_one(&mut self) {
        if self.token != Token::Eof {
            self.next();
        }
    }

    // Depth.

    /// Enters a construct that may contain its like. Beyond the depth limit it reports that and
    /// makes the rest of the file invisible; the caller must then not go deeper.
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth > self.depth_limit {
            self.too_deep();
            return false;
        }
        true
    }

    #[cold]
    fn too_deep(&mut self) {
        if self.token != Token::Eof {
            self.error("syntax error: nesting too deep");
            self.scanner.stop();
            self.token = Token::Eof;
        }
    }

    // Directives.

    /// The directives in front of the current declaration, which are then used up.
    fn take_pending(&mut self) -> Pending {
        if self.directives.pending.is_empty() {
            return Pending::default();
        }
        std::mem::take(&mut self.directives.pending)
    }

    /// Reports directives that nothing took.
    fn clear_pending(&mut self) {
        if !self.directives.pending.is_empty() {
            let pending = std::mem::take(&mut self.directives.pending);
            self.diags.extend(pending.unused());
        }
    }

    /// Takes the directives in front of a declaration that accepts none.
    fn refuse_pending(&mut self) {
        let pending = self.take_pending();
        self.late_errors
            .extend(pending.misplaced(Default::default(), false));
    }

    // Lists.

    /// `[ f { sep f } [ sep ] ] close`. No element is read after `f` returned true. Gives the
    /// position of the closing token.
    fn list(
        &mut self,
        context: &str,
        sep: Token,
        close: Token,
        mut f: impl FnMut(&mut Self) -> bool,
    ) -> Pos {
        let mut is_done = false;
        while self.token != Token::Eof && self.token != close && !is_done {
            is_done = f(self);
            // The separator is optional before the closing token.
            if !self.got(sep) && self.token != close {
                let (sep, close_string) = (token_string(sep), token_string(close));
                self.syntax_error(&format!(
                    "in {context}; possibly missing {sep} or {close_string}"
                ));
                self.advance(TokenSet::of(&[Token::Rparen, Token::Rbrack, Token::Rbrace]));
                if self.token != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    /// A declaration or a parenthesised group of them, from its keyword on; onto `scratch`.
    fn group(&mut self, decl: fn(&mut Self, Group) -> NodeId) {
        self.next();
        self.iota = 0;
        if self.token != Token::Lparen {
            let decl = decl(self, 0);
            return self.scratch.push(decl);
        }
        self.n_groups += 1;
        let group = self.n_groups;
        // Before "(" is consumed: comments behind it belong to the first declaration.
        self.clear_pending();
        self.next();
        let mut index = 0;
        self.list("grouped declaration", Token::Semi, Token::Rparen, |p| {
            p.iota = index;
            index += 1;
            let decl = decl(p, group);
            p.scratch.push(decl);
            false
        });
    }

    // Fragments.

    /// Runs `parse` with a tree of its own and makes a fragment of what it puts on `scratch`.
    fn fragment(&mut self, kind: FragmentKind, parse: impl FnOnce(&mut Self)) -> FragmentId {
        let start = self.scanner.start;
        let func_lits_before = self.func_lits;
        let mark = self.scratch.len();
        std::mem::swap(&mut self.b, &mut self.other_b);
        let n_groups = std::mem::take(&mut self.n_groups);
        parse(self);
        self.n_groups = n_groups;
        std::mem::swap(&mut self.b, &mut self.other_b);
        let tree = FragmentTree {
            ast: self.other_b.take(),
            roots: self.scratch.split_off(mark),
            errors: Vec::new(),
        };
        self.fragments.push(Fragment {
            kind,
            start,
            end: self.previous_end.max(start),
            is_pure: false,
            func_lits_before,
            func_lits: self.func_lits - func_lits_before,
            tree: OnceLock::from(Arc::new(tree)),
        })
    }

    /// The body of a function declaration, at its opening brace.
    fn body_fragment(&mut self) -> FragmentId {
        if self.mode == Mode::Lazy
            && let Some(skipped) = skip::block(self.source.text(), self.scanner.start)
        {
            for (start, end) in skipped.directives {
                self.directives.comment(start, end, &mut self.diags);
            }
            self.clear_pending();
            let start = self.scanner.start;
            self.scanner.resume(skipped.end);
            self.next();
            return self.skipped_fragment(FragmentKind::Body, start, skipped.end, false, 0);
        }
        self.fragment(FragmentKind::Body, |p| {
            let body = p.func_body();
            p.scratch.push(body);
        })
    }

    /// The initial values of a package variable.
    fn values_fragment(&mut self) -> FragmentId {
        if self.mode == Mode::Lazy
            && let Some(skipped) = self.skip_values()
        {
            let start = self.scanner.start;
            self.scanner = skipped.scanner;
            self.token = self.scanner.token;
            self.previous_end = skipped.end;
            self.take_events();
            let (is_pure, func_lits) = (skipped.is_pure, skipped.func_lits);
            return self.skipped_fragment(
                FragmentKind::Values,
                start,
                skipped.end,
                is_pure,
                func_lits,
            );
        }
        self.fragment(FragmentKind::Values, |p| {
            p.counts_func_lits = true;
            p.expr_list();
            p.counts_func_lits = false;
        })
    }

    fn skip_values(&self) -> Option<SkippedValues<'a>> {
        skip::values(&self.scanner, |name| {
            let name = std::str::from_utf8(name).unwrap_or_default();
            self.imports.iter().any(|import| may_be_named(import, name))
        })
    }

    fn skipped_fragment(
        &mut self,
        kind: FragmentKind,
        start: u32,
        end: u32,
        is_pure: bool,
        func_lits: u32,
    ) -> FragmentId {
        let func_lits_before = self.func_lits;
        self.func_lits += func_lits;
        self.fragments.push(Fragment {
            kind,
            start,
            end,
            is_pure,
            func_lits_before,
            func_lits,
            tree: OnceLock::new(),
        })
    }

    /// The block of a function. Branches are checked only if it has no syntax errors, which lead
    /// to spurious ones.
    fn func_body(&mut self) -> NodeId {
        self.func_level += 1;
        let n_errors = self.n_errors;
        let body = self.block("");
        self.func_level -= 1;
        if n_errors == self.n_errors {
            let lines = &self.directives.lines;
            branches::check(self.b.ast(), body, self.source, lines, &mut self.diags);
        }
        body
    }
}

/// Whether `name` may refer to `import`. The package's own name is guessed from the path.
fn may_be_named(import: &Import, name: &str) -> bool {
    if let Some(local) = import.local {
        return local.as_str() == name;
    }
    let mut elements = import.path.as_str().rsplit('/');
    let last = elements.next().unwrap_or_default();
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|n| n.parse::<u32>().is_ok());
    let guess = if is_version {
        elements.next().unwrap_or(last)
    } else {
        last
    };
    guess == name
}

/// A token as messages name it.
fn token_string(token: Token) -> String {
    match token {
        Token::Comma => "comma".into(),
        Token::Semi => "semicolon or newline".into(),
        keyword if keyword.is_keyword() => format!("keyword {}", keyword.as_str()),
        token => token.as_str().into(),
    }
}
