//! A parsed file: its declarations, and its fragments, parsed now or on demand.

use std::sync::{Arc, OnceLock};

use rgo_base::{Diagnostic, Pos, PrimaryMap, SourceFile, Symbol};

use crate::ast::{Ast, Decl, Expr, FragmentId, FuncDecl, NodeId};
use crate::parser::parse_fragment;

/// What a fragment is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FragmentKind {
    /// The block of a function declaration.
    Body,
    /// The list of initial values of a package-level variable declaration.
    Values,
}

/// A part of a file that is parsed on its own: a body or a list of initial values.
pub struct Fragment {
    pub kind: FragmentKind,
    /// Byte offset of its first token in the file.
    pub start: u32,
    /// Byte offset behind its last token.
    pub end: u32,
    /// For `Values`: holds only literals, types, braces, names, `pkg.Name`, function literals and
    /// the operators `& + - | ^ !`, so evaluating it has no effect and cannot panic. Computed
    /// while skipping; false for anything else.
    pub is_pure: bool,
    /// Number of function literals outside of other function literals in all `Values` fragments of
    /// this file before this one. Names of closures (`p.init.func3`) come from source order.
    pub func_lits_before: u32,
    /// Function literals outside of other function literals in it (`Values` only).
    pub func_lits: u32,
    pub(crate) tree: OnceLock<Arc<FragmentTree>>,
}

/// The tree of a fragment.
pub struct FragmentTree {
    pub ast: Ast,
    /// `Body`: the one block. `Values`: the expressions.
    pub roots: Vec<NodeId>,
    /// Errors of a fragment that was parsed on demand; those of other fragments were reported with
    /// the file's.
    pub errors: Vec<Diagnostic>,
}

/// `//go:linkname local [target]` (and `//go:linknamestd`).
#[derive(Clone, Debug)]
pub struct Linkname {
    pub pos: Pos,
    pub local: Symbol,
    /// None for the one-argument form.
    pub target: Option<Symbol>,
    /// Whether it is a `//go:linknamestd`.
    pub is_std: bool,
}

/// `//go:embed patterns` before a variable declaration.
#[derive(Clone, Debug)]
pub struct Embed {
    pub pos: Pos,
    pub patterns: Vec<String>,
    /// The `VarDecl` node it precedes; none if that is not what it precedes or cannot be embedded
    /// into.
    pub decl: Option<NodeId>,
}

/// Something declared at package level.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Declared {
    /// For a method: the base type of its receiver.
    pub recv: Option<Symbol>,
    pub name: Symbol,
}

/// An import of a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// Position of the path.
    pub pos: Pos,
    pub path: Symbol,
    /// The local name it declares, `.` or `_`; none if it is the package's own.
    pub local: Option<Symbol>,
}

/// A parsed source file.
pub struct File {
    pub source: Arc<SourceFile>,
    /// Declarations, without bodies and initial values.
    pub ast: Ast,
    /// Whether the package clause was read without error. If not, the file was not read further:
    /// its name is `_`, and it has no declarations.
    pub has_clause: bool,
    /// A `Name`.
    pub package_name: NodeId,
    /// Position of the `package` keyword.
    pub package_pos: Pos,
    /// Top-level declarations in source order.
    pub decls: Vec<NodeId>,
    pub fragments: PrimaryMap<FragmentId, Fragment>,
    /// Imports with a well-formed path, in source order.
    pub imports: Vec<Import>,
    pub linknames: Vec<Linkname>,
    pub embeds: Vec<Embed>,
    /// Language version that a `//go:build` line of this file asks for, such as `go1.21`.
    pub go_version: Option<Symbol>,
    /// Position of the end of the file.
    pub eof: Pos,
    /// Errors about directives that count only if the package type-checks; see
    /// [`crate::directive::check_package`].
    pub late_errors: Vec<Diagnostic>,
    pub(crate) is_dirty: bool,
    pub(crate) is_trusted: bool,
}

impl File {
    /// The tree of a fragment, parsed now if it has not been before.
    pub fn force(&self, fragment: FragmentId) -> &Arc<FragmentTree> {
        let data = &self.fragments[fragment];
        data.tree
            .get_or_init(|| Arc::new(parse_fragment(self, data)))
    }

    /// Whether the file imports `path`, under whatever name.
    pub fn has_import(&self, path: &str) -> bool {
        self.imports
            .iter()
            .any(|import| import.path.as_str() == path)
    }

    /// What the file declares at package level: names, and for methods the receiver's base type.
    pub fn declared(&self) -> Vec<Declared> {
        let plain = |&node: &NodeId| Declared {
            recv: None,
            name: self.ast.name(node),
        };
        let mut declared = Vec::new();
        for &decl in &self.decls {
            match self.ast.decl(decl) {
                Decl::Import { .. } => {}
                Decl::Const { names, .. } | Decl::Var { names, .. } => {
                    declared.extend(names.iter().map(plain));
                }
                Decl::Type { name, .. } => declared.push(plain(&name)),
                Decl::Func(func) => declared.push(self.func_declared(func)),
            }
        }
        declared
    }

    fn func_declared(&self, func: FuncDecl<'_>) -> Declared {
        let recv = func
            .recv
            .and_then(|recv| self.base_type_name(self.ast.field(recv).ty));
        Declared {
            recv,
            name: self.ast.name(func.name),
        }
    }

    /// The name that a receiver's type is built on: `T` of `*T[P]`.
    fn base_type_name(&self, ty: NodeId) -> Option<Symbol> {
        let mut at = ty;
        loop {
            match self.ast.expr(at) {
                Expr::Name(name) => return Some(name),
                Expr::Unary { x, .. } | Expr::Paren(x) | Expr::Index { x, .. } => at = x,
                _ => return None,
            }
        }
    }

    /// Removes the declarations for which `is_removed` holds, so that another file of the package
    /// can make them. A constant becomes blank, since others may count on its place in the group;
    /// so does a variable that shares its declaration.
    pub fn remove_declared(&mut self, is_removed: impl Fn(&Declared) -> bool) {
        let mut blank = Vec::new();
        let mut kept = Vec::new();
        for &decl in &self.decls {
            let removed = |&node: &NodeId| {
                is_removed(&Declared {
                    recv: None,
                    name: self.ast.name(node),
                })
            };
            let is_kept = match self.ast.decl(decl) {
                Decl::Import { .. } => true,
                Decl::Const { names, .. } => {
                    blank.extend(names.iter().copied().filter(removed));
                    true
                }
                Decl::Var { names, .. } => {
                    let all = names.iter().all(removed);
                    if !all {
                        blank.extend(names.iter().copied().filter(removed));
                    }
                    !all
                }
                Decl::Type { name, .. } => !removed(&name),
                Decl::Func(func) => !is_removed(&self.func_declared(func)),
            };
            if is_kept {
                kept.push(decl);
            }
        }
        self.decls = kept;
        for node in blank {
            self.ast.rename(node, Symbol::BLANK);
        }
    }
}
