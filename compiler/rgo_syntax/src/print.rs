//! Trees as text: expressions as messages show them, and the dumps of `--emit=tokens|ast`.
//!
//! [`expr_string`] shortens bodies and literals to `{…}`, as gc's messages do. Dumps have one node
//! or token a line with its position in the file, whatever line directives say.

use std::fmt::Write as _;

use rgo_base::SourceFile;

use crate::ast::{
    Ast, BranchTok, CallTok, ChanDir, Decl, Expr, Field, FieldList, FragmentId, Group, Node,
    NodeId, Pragma, Stmt, VarValues,
};
use crate::file::{File, FragmentKind};
use crate::scanner::{Event, Scanner};
use crate::token::{LitKind, Op, Token};
use crate::visit::children;

/// The expression or type `node` as messages show it.
pub fn expr_string(ast: &Ast, node: NodeId) -> String {
    let mut printer = Printer {
        ast,
        out: String::new(),
    };
    printer.expr(node);
    printer.out
}

/// The expressions `list` as messages show them.
pub fn expr_list_string(ast: &Ast, list: &[NodeId]) -> String {
    let mut printer = Printer {
        ast,
        out: String::new(),
    };
    printer.list(list);
    printer.out
}

/// A simple statement as messages show it; nothing for other statements.
pub fn simple_stmt_string(ast: &Ast, node: NodeId) -> String {
    let mut printer = Printer {
        ast,
        out: String::new(),
    };
    match ast.stmt(node) {
        Stmt::Expr(x) => printer.expr(x),
        Stmt::Send { chan, value } => printer.infix(chan, "<-", value),
        Stmt::Assign { op, lhs, rhs } => {
            printer.list(lhs);
            match (op, rhs) {
                (op, []) => printer.out.extend([op.as_str(), op.as_str()]),
                (Op::Define, _) => printer.out.push_str(" := "),
                (op, _) => printer.out.extend([" ", op.as_str(), "= "]),
            }
            printer.list(rhs);
        }
        _ => {}
    }
    printer.out
}

struct Printer<'a> {
    ast: &'a Ast,
    out: String,
}

impl Printer<'_> {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn list(&mut self, list: &[NodeId]) {
        for (i, &x) in list.iter().enumerate() {
            if i > 0 {
                self.word(", ");
            }
            self.expr(x);
        }
    }

    fn infix(&mut self, x: NodeId, op: &str, y: NodeId) {
        self.expr(x);
        self.out.extend([" ", op, " "]);
        self.expr(y);
    }

    fn optional(&mut self, x: Option<NodeId>) {
        if let Some(x) = x {
            self.expr(x);
        }
    }

    fn expr(&mut self, node: NodeId) {
        match self.ast.expr(node) {
            Expr::Bad => self.word("<bad expr>"),
            Expr::Name(name) => self.word(name.as_str()),
            Expr::BasicLit { text, .. } => self.word(text.as_str()),
            Expr::CompositeLit { ty, elems, .. } => {
                self.optional(ty);
                self.word(if elems.is_empty() { "{}" } else { "{…}" });
            }
            Expr::KeyValue { key, value } => {
                self.expr(key);
                self.word(": ");
                self.expr(value);
            }
            Expr::FuncLit { ty, body } => {
                self.expr(ty);
                let is_empty =
                    matches!(self.ast.stmt(body), Stmt::Block { list, .. } if list.is_empty());
                self.word(if is_empty { " {}" } else { " {…}" });
            }
            Expr::Paren(x) => {
                self.word("(");
                self.expr(x);
                self.word(")");
            }
            Expr::Selector { x, sel } => {
                self.expr(x);
                self.word(".");
                self.expr(sel);
            }
            Expr::Index { x, indices } => {
                self.expr(x);
                self.word("[");
                self.list(indices);
                self.word("]");
            }
            Expr::Slice { x, lo, hi, max, .. } => {
                self.expr(x);
                self.word("[");
                self.optional(lo);
                self.word(":");
                self.optional(hi);
                if max.is_some() {
                    self.word(":");
                }
                self.optional(max);
                self.word("]");
            }
            Expr::Assert { x, ty } => {
                self.expr(x);
                self.word(".(");
                self.expr(ty);
                self.word(")");
            }
            Expr::TypeSwitchGuard { lhs, x } => {
                if let Some(lhs) = lhs {
                    self.expr(lhs);
                    self.word(" := ");
                }
                self.expr(x);
                self.word(".(type)");
            }
            Expr::Unary { op, x } => {
                self.word(op.as_str());
                self.expr(x);
            }
            Expr::Binary { op, x, y } => self.infix(x, op.as_str(), y),
            Expr::Call {
                func,
                args,
                has_dots,
            } => {
                self.expr(func);
                self.word("(");
                self.list(args);
                self.word(if has_dots { "...)" } else { ")" });
            }
            Expr::ArrayType { len, elem } => {
                self.word("[");
                match len {
                    Some(len) => self.expr(len),
                    None => self.word("..."),
                }
                self.word("]");
                self.expr(elem);
            }
            Expr::SliceType(elem) => {
                self.word("[]");
                self.expr(elem);
            }
            Expr::DotsType(elem) => {
                self.word("...");
                self.expr(elem);
            }
            Expr::StructType(fields) => self.struct_type(fields),
            Expr::InterfaceType { methods } => self.interface_type(methods),
            Expr::FuncType { params, results } => {
                self.word("func");
                self.signature(params, results);
            }
            Expr::MapType { key, value } => {
                self.word("map[");
                self.expr(key);
                self.word("]");
                self.expr(value);
            }
            Expr::ChanType { dir, elem } => self.chan_type(dir, elem),
        }
    }

    fn chan_type(&mut self, dir: ChanDir, elem: NodeId) {
        self.word(match dir {
            ChanDir::Both => "chan ",
            ChanDir::SendOnly => "chan<- ",
            ChanDir::RecvOnly => "<-chan ",
        });
        // chan (<-chan T) is not chan <-chan T.
        let is_receiver = matches!(
            self.ast.expr(elem),
            Expr::ChanType {
                dir: ChanDir::RecvOnly,
                ..
            }
        );
        if dir == ChanDir::Both && is_receiver {
            self.word("(");
            self.expr(elem);
            self.word(")");
        } else {
            self.expr(elem);
        }
    }

    fn struct_type(&mut self, fields: FieldList<'_>) {
        self.word("struct{");
        let mut fields = fields.iter().peekable();
        while let Some((node, tag)) = fields.next() {
            let field = self.ast.field(node);
            self.optional(field.name);
            let shares = |next: Field| next.name.is_some() && next.ty == field.ty;
            if field.name.is_some()
                && fields
                    .peek()
                    .is_some_and(|&(next, _)| shares(self.ast.field(next)))
            {
                self.word(", ");
                continue;
            }
            if field.name.is_some() {
                self.word(" ");
            }
            self.expr(field.ty);
            if let Some(tag) = tag {
                self.word(" ");
                self.expr(tag);
            }
            if fields.peek().is_some() {
                self.word("; ");
            }
        }
        self.word("}");
    }

    fn interface_type(&mut self, methods: &[NodeId]) {
        self.word("interface{");
        for (i, &method) in methods.iter().enumerate() {
            if i > 0 {
                self.word("; ");
            }
            let Field { name, ty } = self.ast.field(method);
            match (name, self.ast.expr(ty)) {
                (Some(name), Expr::FuncType { params, results }) => {
                    self.expr(name);
                    self.signature(params, results);
                }
                _ => self.expr(ty),
            }
        }
        self.word("}");
    }

    fn signature(&mut self, params: &[NodeId], results: &[NodeId]) {
        self.params(params);
        if results.is_empty() {
            return;
        }
        self.word(" ");
        match results {
            &[result] if self.ast.field(result).name.is_none() => {
                self.expr(self.ast.field(result).ty);
            }
            results => self.params(results),
        }
    }

    fn params(&mut self, params: &[NodeId]) {
        self.word("(");
        for (i, &param) in params.iter().enumerate() {
            if i > 0 {
                self.word(", ");
            }
            let Field { name, ty } = self.ast.field(param);
            if let Some(name) = name {
                self.expr(name);
                let next = params.get(i + 1).map(|&next| self.ast.field(next));
                if next.is_some_and(|next| next.name.is_some() && next.ty == ty) {
                    continue;
                }
                self.word(" ");
            }
            self.expr(ty);
        }
        self.word(")");
    }
}

/// The tokens of a file, one a line, with their positions. Errors stand where they are found.
pub fn dump_tokens(source: &SourceFile) -> String {
    let mut out = String::new();
    let mut scanner = Scanner::new(source.text_with_sentinel());
    loop {
        scanner.next();
        for event in std::mem::take(&mut scanner.events) {
            match event {
                Event::Error { offset, message } => {
                    let (line, col) = source.line_col(offset);
                    let _ = writeln!(out, "{line}:{col}\terror: {message}");
                }
                Event::Directive { start, end } => {
                    let (line, col) = source.line_col(start);
                    let text = &source.text()[start as usize..end as usize];
                    let text = String::from_utf8_lossy(text);
                    let _ = writeln!(out, "{line}:{col}\tdirective {text}");
                }
            }
        }
        let (line, col) = source.line_col(scanner.start);
        let lexeme = String::from_utf8_lossy(scanner.lexeme());
        let _ = match scanner.token {
            Token::Name => writeln!(out, "{line}:{col}\tname {lexeme}"),
            Token::Literal => {
                writeln!(
                    out,
                    "{line}:{col}\t{} {lexeme}",
                    lit_kind_name(scanner.lit_kind)
                )
            }
            Token::Semi => writeln!(out, "{line}:{col}\t; {}", scanner.semi_name()),
            Token::Operator | Token::AssignOp | Token::IncOp => {
                writeln!(out, "{line}:{col}\top {lexeme}")
            }
            token => writeln!(out, "{line}:{col}\t{}", token.as_str()),
        };
        if scanner.token == Token::Eof {
            return out;
        }
    }
}

fn lit_kind_name(kind: LitKind) -> &'static str {
    match kind {
        LitKind::Int => "int",
        LitKind::Float => "float",
        LitKind::Imag => "imaginary",
        LitKind::Rune => "rune",
        LitKind::String => "string",
    }
}

/// The tree of a file with all its fragments.
pub fn dump_file(file: &File) -> String {
    let mut dump = Dump {
        file,
        ast: &file.ast,
        out: String::new(),
        level: 0,
    };
    dump.node("package", file.package_name);
    for &decl in &file.decls {
        dump.node("", decl);
    }
    dump.out
}

/// Deeper nodes are not indented further: a dump of deep nesting would be quadratic in size.
const INDENT_MAX: usize = 100;

struct Dump<'a> {
    file: &'a File,
    ast: &'a Ast,
    out: String,
    level: usize,
}

impl Dump<'_> {
    /// One node and what is below it. `role` is what it is to its parent.
    fn node(&mut self, role: &str, node: NodeId) {
        let ast = self.ast;
        let source = &self.file.source;
        let (line, col) = source.line_col(source.offset(ast.pos(node)));
        let indent = self.level.min(INDENT_MAX) * 2;
        let colon = if role.is_empty() { "" } else { ": " };
        let text = headline(ast, node);
        let _ = writeln!(self.out, "{:indent$}{role}{colon}{text} @{line}:{col}", "");
        self.level += 1;
        children(ast, node, &mut |role, child| self.node(role, child));
        let fragment = match ast.node(node) {
            Node::Decl(Decl::Var {
                values: VarValues::Fragment(values),
                ..
            }) => Some(values),
            Node::Decl(Decl::Func(func)) => func.body,
            _ => None,
        };
        if let Some(fragment) = fragment {
            self.fragment(fragment);
        }
        self.level -= 1;
    }

    fn fragment(&mut self, fragment: FragmentId) {
        let role = match self.file.fragments[fragment].kind {
            FragmentKind::Body => "body",
            FragmentKind::Values => "value",
        };
        let tree = self.file.force(fragment);
        let outer = std::mem::replace(&mut self.ast, &tree.ast);
        for &root in &tree.roots {
            self.node(role, root);
        }
        self.ast = outer;
    }
}

/// A node without its children.
fn headline(ast: &Ast, node: NodeId) -> String {
    match ast.node(node) {
        Node::Expr(expr) => expr_headline(expr),
        Node::Field(_) => "Field".into(),
        Node::Stmt(stmt) => stmt_headline(stmt),
        Node::CaseClause(clause) if clause.cases.is_some() => "Case".into(),
        Node::CommClause(clause) if clause.comm.is_some() => "Case".into(),
        Node::CaseClause(_) | Node::CommClause(_) => "Default".into(),
        Node::Decl(decl) => decl_headline(decl),
    }
}

fn expr_headline(expr: Expr<'_>) -> String {
    match expr {
        Expr::Bad => "Bad".into(),
        Expr::Name(name) => format!("Name {name}"),
        Expr::BasicLit { text, is_bad, .. } => {
            format!("Literal {text}{}", if is_bad { " (malformed)" } else { "" })
        }
        Expr::CompositeLit { .. } => "CompositeLit".into(),
        Expr::KeyValue { .. } => "KeyValue".into(),
        Expr::FuncLit { .. } => "FuncLit".into(),
        Expr::Paren(_) => "Paren".into(),
        Expr::Selector { .. } => "Selector".into(),
        Expr::Index { .. } => "Index".into(),
        Expr::Slice { is_full, .. } => if is_full { "FullSlice" } else { "Slice" }.into(),
        Expr::Assert { .. } => "Assert".into(),
        Expr::TypeSwitchGuard { .. } => "TypeSwitchGuard".into(),
        Expr::Unary { op, .. } => format!("Unary {op}"),
        Expr::Binary { op, .. } => format!("Binary {op}"),
        Expr::Call { has_dots, .. } => if has_dots { "Call ..." } else { "Call" }.into(),
        Expr::ArrayType { len, .. } => if len.is_some() {
            "ArrayType"
        } else {
            "ArrayType ..."
        }
        .into(),
        Expr::SliceType(_) => "SliceType".into(),
        Expr::DotsType(_) => "DotsType".into(),
        Expr::StructType(_) => "StructType".into(),
        Expr::InterfaceType { .. } => "InterfaceType".into(),
        Expr::FuncType { .. } => "FuncType".into(),
        Expr::MapType { .. } => "MapType".into(),
        Expr::ChanType { dir, .. } => match dir {
            ChanDir::Both => "ChanType",
            ChanDir::SendOnly => "ChanType send",
            ChanDir::RecvOnly => "ChanType receive",
        }
        .into(),
    }
}

fn stmt_headline(stmt: Stmt<'_>) -> String {
    match stmt {
        Stmt::Empty => "Empty".into(),
        Stmt::Labeled { .. } => "Labeled".into(),
        Stmt::Block { .. } => "Block".into(),
        Stmt::Expr(_) => "ExprStmt".into(),
        Stmt::Send { .. } => "Send".into(),
        Stmt::Decl(_) => "DeclStmt".into(),
        Stmt::Assign { op: Op::None, .. } => "Assign =".into(),
        Stmt::Assign { op: Op::Define, .. } => "Assign :=".into(),
        Stmt::Assign { op, rhs: [], .. } => format!("Assign {op}{op}"),
        Stmt::Assign { op, .. } => format!("Assign {op}="),
        Stmt::Branch { tok, .. } => match tok {
            BranchTok::Break => "Break",
            BranchTok::Continue => "Continue",
            BranchTok::Fallthrough => "Fallthrough",
            BranchTok::Goto => "Goto",
        }
        .into(),
        Stmt::Call {
            tok: CallTok::Go, ..
        } => "Go".into(),
        Stmt::Call {
            tok: CallTok::Defer,
            ..
        } => "Defer".into(),
        Stmt::Return(_) => "Return".into(),
        Stmt::If { .. } => "If".into(),
        Stmt::For { .. } => "For".into(),
        Stmt::Switch { .. } => "Switch".into(),
        Stmt::Select { .. } => "Select".into(),
        Stmt::Range { is_def, .. } => if is_def { "Range :=" } else { "Range =" }.into(),
    }
}

fn decl_headline(decl: Decl<'_>) -> String {
    match decl {
        Decl::Import { group, .. } => format!("Import{}", in_group(group)),
        Decl::Const { group, iota, .. } => format!("Const iota={iota}{}", in_group(group)),
        Decl::Type {
            group, is_alias, ..
        } => {
            format!(
                "Type{}{}",
                if is_alias { " =" } else { "" },
                in_group(group)
            )
        }
        Decl::Var { group, .. } => format!("Var{}", in_group(group)),
        Decl::Func(func) => match func.pragma {
            Pragma(0) => "Func".into(),
            Pragma(bits) => format!("Func pragma={bits:#x}"),
        },
    }
}

fn in_group(group: Group) -> String {
    if group == 0 {
        String::new()
    } else {
        format!(" group={group}")
    }
}
