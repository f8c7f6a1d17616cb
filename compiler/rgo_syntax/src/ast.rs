//! The syntax tree.
//!
//! Nodes are 16 bytes in one `Vec` per [`Ast`], lists lie in a second one; a [`NodeId`] names a
//! node. Readers never see that form: [`Ast::expr`], [`Ast::stmt`] and [`Ast::decl`] decode a node
//! into an enum whose children are `NodeId`s and slices of them. The parser makes nodes through
//! [`AstBuilder`]. A node keeps syntax and position only; what the checker learns sits in tables
//! indexed by `NodeId`.
//!
//! A file is several `Ast`s: one for its declarations, and one per [`Fragment`], that is per body
//! of a function and per list of initial values of a package variable. Fragments of trusted files
//! are parsed when somebody asks.
//!
//! Positions are those of Go's `cmd/compile/internal/syntax`, since messages and line tables
//! follow it: a binary expression lies at its operator, a call or index at its bracket's operand
//! as there; [`Ast::start_pos`] gives the leftmost position.

use rgo_base::{Pos, Symbol, entity_impl};

use crate::token::{LitKind, Op};

/// A node of one [`Ast`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct NodeId(u32);
entity_impl!(NodeId, "n");

/// Encodes an absent child.
const NONE: u32 = u32::MAX;

fn optional(raw: u32) -> Option<NodeId> {
    (raw != NONE).then_some(NodeId(raw))
}

fn raw(node: Option<NodeId>) -> u32 {
    node.map_or(NONE, |n| n.0)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
enum Kind {
    // Expressions.
    BadExpr,
    Name,
    BasicLit,
    CompositeLit,
    KeyValue,
    FuncLit,
    Paren,
    Selector,
    Index,
    Slice,
    Assert,
    TypeSwitchGuard,
    Unary,
    Binary,
    Call,
    ArrayType,
    SliceType,
    DotsType,
    StructType,
    InterfaceType,
    FuncType,
    MapType,
    ChanType,
    Field,
    // Statements.
    Empty,
    Labeled,
    Block,
    ExprStmt,
    Send,
    DeclStmt,
    Assign,
    Branch,
    CallStmt,
    Return,
    If,
    For,
    Switch,
    Select,
    Range,
    CaseClause,
    CommClause,
    // Declarations.
    ImportDecl,
    ConstDecl,
    TypeDecl,
    VarDecl,
    FuncDecl,
}

/// One node as stored. `a` and `b` are children, symbols, positions or indices into `extra`,
/// depending on `kind`; `AstBuilder` and the decoders below agree on that.
#[derive(Clone, Copy, PartialEq, Eq)]
struct NodeData {
    kind: Kind,
    op: u8,
    flags: u16,
    pos: Pos,
    a: u32,
    b: u32,
}

const _: () = assert!(size_of::<NodeData>() == 16);

/// Direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum ChanDir {
    Both,
    SendOnly,
    RecvOnly,
}

/// Keyword of a branch statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BranchTok {
    Break,
    Continue,
    Fallthrough,
    Goto,
}

/// Keyword of a call statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CallTok {
    Go,
    Defer,
}

/// The fields of a struct type: a [`Ast::field`] node and its tag literal each.
#[derive(Clone, Copy)]
pub struct FieldList<'a> {
    pairs: &'a [NodeId],
}

impl<'a> FieldList<'a> {
    pub fn len(self) -> usize {
        self.pairs.len() / 2
    }

    pub fn is_empty(self) -> bool {
        self.pairs.is_empty()
    }

    /// `(field, tag)` in source order.
    pub fn iter(self) -> impl Iterator<Item = (NodeId, Option<NodeId>)> + 'a {
        self.pairs
            .chunks_exact(2)
            .map(|pair| (pair[0], optional(pair[1].0)))
    }
}

/// An expression or type expression.
#[derive(Clone, Copy)]
pub enum Expr<'a> {
    /// What could not be parsed; already reported.
    Bad,
    Name(Symbol),
    /// `text` is the literal as written. `is_bad`: has a syntax error, already reported.
    BasicLit {
        kind: LitKind,
        text: Symbol,
        is_bad: bool,
    },
    /// `ty { elems }`; elements may be `KeyValue`.
    CompositeLit {
        ty: Option<NodeId>,
        elems: &'a [NodeId],
        n_keys: u32,
        rbrace: Pos,
    },
    KeyValue {
        key: NodeId,
        value: NodeId,
    },
    /// `ty` is a `FuncType`, `body` a block.
    FuncLit {
        ty: NodeId,
        body: NodeId,
    },
    Paren(NodeId),
    /// `x.sel`; `sel` is a `Name`.
    Selector {
        x: NodeId,
        sel: NodeId,
    },
    /// `x[i]`, or an instantiation `x[T1, T2]`.
    Index {
        x: NodeId,
        indices: &'a [NodeId],
    },
    /// `x[lo:hi:max]`; `is_full` if the second colon is present.
    Slice {
        x: NodeId,
        lo: Option<NodeId>,
        hi: Option<NodeId>,
        max: Option<NodeId>,
        is_full: bool,
    },
    /// `x.(ty)`
    Assert {
        x: NodeId,
        ty: NodeId,
    },
    /// `lhs := x.(type)`; only as the tag of a switch.
    TypeSwitchGuard {
        lhs: Option<NodeId>,
        x: NodeId,
    },
    /// `op x`; `Mul` is a dereference or pointer type, `And` takes an address.
    Unary {
        op: Op,
        x: NodeId,
    },
    Binary {
        op: Op,
        x: NodeId,
        y: NodeId,
    },
    Call {
        func: NodeId,
        args: &'a [NodeId],
        has_dots: bool,
    },
    /// `[len]elem`; no `len` is `[...]elem`.
    ArrayType {
        len: Option<NodeId>,
        elem: NodeId,
    },
    SliceType(NodeId),
    /// `...elem`, of a variadic parameter.
    DotsType(NodeId),
    StructType(FieldList<'a>),
    /// Methods and embedded elements, `Field` nodes: an embedded element has no name.
    InterfaceType {
        methods: &'a [NodeId],
    },
    /// `Field` nodes.
    FuncType {
        params: &'a [NodeId],
        results: &'a [NodeId],
    },
    MapType {
        key: NodeId,
        value: NodeId,
    },
    ChanType {
        dir: ChanDir,
        elem: NodeId,
    },
}

/// A struct field, parameter, result, type parameter, receiver, method or embedded element.
#[derive(Clone, Copy)]
pub struct Field {
    /// A `Name`; none if anonymous or embedded.
    pub name: Option<NodeId>,
    /// Names declared in one list share this node.
    pub ty: NodeId,
}

/// A statement.
#[derive(Clone, Copy)]
pub enum Stmt<'a> {
    Empty,
    Labeled {
        label: NodeId,
        stmt: NodeId,
    },
    Block {
        list: &'a [NodeId],
        rbrace: Pos,
    },
    Expr(NodeId),
    Send {
        chan: NodeId,
        value: NodeId,
    },
    Decl(&'a [NodeId]),
    /// `lhs op= rhs`; `op` is `None` for `=`, `Define` for `:=`. Without `rhs`: `lhs++` or `lhs--`.
    Assign {
        op: Op,
        lhs: &'a [NodeId],
        rhs: &'a [NodeId],
    },
    Branch {
        tok: BranchTok,
        label: Option<NodeId>,
    },
    /// `go call` or `defer call`; `call` need not be a call if that error was reported.
    Call {
        tok: CallTok,
        call: NodeId,
    },
    Return(&'a [NodeId]),
    If {
        init: Option<NodeId>,
        cond: NodeId,
        then: NodeId,
        els: Option<NodeId>,
    },
    /// `init` may be a `Range` clause; then there is no `cond` and no `post`.
    For {
        init: Option<NodeId>,
        cond: Option<NodeId>,
        post: Option<NodeId>,
        body: NodeId,
    },
    /// `tag` may be a `TypeSwitchGuard`; `clauses` are [`CaseClause`]s.
    Switch {
        init: Option<NodeId>,
        tag: Option<NodeId>,
        clauses: &'a [NodeId],
        rbrace: Pos,
    },
    /// `clauses` are [`CommClause`]s.
    Select {
        clauses: &'a [NodeId],
        rbrace: Pos,
    },
    /// `lhs = range x` or `lhs := range x`, the init of a `For`.
    Range {
        lhs: &'a [NodeId],
        is_def: bool,
        x: NodeId,
    },
}

/// A clause of a switch. `cases` is none for `default`.
#[derive(Clone, Copy)]
pub struct CaseClause<'a> {
    pub cases: Option<&'a [NodeId]>,
    pub body: &'a [NodeId],
    pub colon: Pos,
}

/// A clause of a select. `comm` is a `Send`, `Expr` or `Assign` statement, none for `default`.
#[derive(Clone, Copy)]
pub struct CommClause<'a> {
    pub comm: Option<NodeId>,
    pub body: &'a [NodeId],
    pub colon: Pos,
}

/// Number of a parenthesised declaration group in its `Ast`; 0 is no group.
pub type Group = u32;

/// Where the initial values of a variable declaration are.
#[derive(Clone, Copy)]
pub enum VarValues<'a> {
    /// No initial values.
    None,
    /// In this `Ast` (declarations inside functions).
    Here(&'a [NodeId]),
    /// In a fragment of the file (package variables).
    Fragment(FragmentId),
}

/// A declaration.
#[derive(Clone, Copy)]
pub enum Decl<'a> {
    /// `local` is a `Name`, perhaps `.` or `_`; `path` a `BasicLit`, none after a syntax error.
    Import {
        group: Group,
        local: Option<NodeId>,
        path: Option<NodeId>,
    },
    /// One constant specification. `iota` is its index in the group; with neither type nor
    /// values it repeats the nearest specification before it that has values.
    Const {
        group: Group,
        iota: u32,
        names: &'a [NodeId],
        ty: Option<NodeId>,
        values: &'a [NodeId],
    },
    /// `tparams` are `Field`s.
    Type {
        group: Group,
        name: NodeId,
        tparams: &'a [NodeId],
        is_alias: bool,
        ty: NodeId,
    },
    Var {
        group: Group,
        names: &'a [NodeId],
        ty: Option<NodeId>,
        values: VarValues<'a>,
    },
    Func(FuncDecl<'a>),
}

/// A function or method declaration.
#[derive(Clone, Copy)]
pub struct FuncDecl<'a> {
    /// A `Field`.
    pub recv: Option<NodeId>,
    pub name: NodeId,
    /// `Field`s.
    pub tparams: &'a [NodeId],
    /// A `FuncType`.
    pub ty: NodeId,
    /// None if declared without a body.
    pub body: Option<FragmentId>,
    pub pragma: Pragma,
}

/// Function directives of the form `//go:name` (see `directive.rs`), as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Pragma(pub u16);

impl Pragma {
    pub const NOINLINE: Pragma = Pragma(1);
    pub const NOSPLIT: Pragma = Pragma(1 << 1);
    pub const NOESCAPE: Pragma = Pragma(1 << 2);
    pub const UINTPTR_KEEP_ALIVE: Pragma = Pragma(1 << 3);
    pub const UINTPTR_ESCAPES: Pragma = Pragma(1 << 4);
    /// `//go:nointerface`, accepted and without effect.
    pub const NOINTERFACE: Pragma = Pragma(1 << 5);
    /// `//go:norace`, `//go:nocheckptr` and the like, accepted and without effect.
    pub const OTHER: Pragma = Pragma(1 << 6);

    pub fn has(self, other: Pragma) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn add(&mut self, other: Pragma) {
        self.0 |= other.0;
    }
}

/// A separately parsed part of a file: see [`Fragment`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FragmentId(u32);
entity_impl!(FragmentId, "frag");

/// A node of any kind.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    Expr(Expr<'a>),
    Field(Field),
    Stmt(Stmt<'a>),
    CaseClause(CaseClause<'a>),
    CommClause(CommClause<'a>),
    Decl(Decl<'a>),
}

/// An arena of nodes. Fragments and files own one each.
#[derive(Default, PartialEq, Eq)]
pub struct Ast {
    nodes: Vec<NodeData>,
    /// Lists: usually a length followed by that many nodes.
    extra: Vec<NodeId>,
}

impl Ast {
    /// Number of nodes; every `NodeId` of this `Ast` is below it.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Position of a node, as in Go's syntax package.
    pub fn pos(&self, node: NodeId) -> Pos {
        self.nodes[node.0 as usize].pos
    }

    fn word(&self, at: u32) -> u32 {
        self.extra[at as usize].0
    }

    fn slice(&self, start: u32, len: u32) -> &[NodeId] {
        &self.extra[start as usize..(start + len) as usize]
    }

    /// The list stored at `at` as length and elements.
    fn list(&self, at: u32) -> &[NodeId] {
        self.slice(at + 1, self.word(at))
    }

    /// Whether `node` is an expression or type (as opposed to a statement or declaration).
    pub fn is_expr(&self, node: NodeId) -> bool {
        (self.nodes[node.0 as usize].kind as u8) < Kind::Field as u8
    }

    /// Decodes a node of any kind.
    pub fn node(&self, node: NodeId) -> Node<'_> {
        match self.nodes[node.0 as usize].kind {
            Kind::Field => Node::Field(self.field(node)),
            Kind::CaseClause => Node::CaseClause(self.case_clause(node)),
            Kind::CommClause => Node::CommClause(self.comm_clause(node)),
            kind if (kind as u8) < Kind::Field as u8 => Node::Expr(self.expr(node)),
            kind if (kind as u8) < Kind::CaseClause as u8 => Node::Stmt(self.stmt(node)),
            _ => Node::Decl(self.decl(node)),
        }
    }

    /// Changes the symbol of a `Name` node.
    ///
    /// # Panics
    /// If `node` is not one.
    pub(crate) fn rename(&mut self, node: NodeId, symbol: Symbol) {
        let data = &mut self.nodes[node.0 as usize];
        assert_eq!(data.kind, Kind::Name);
        data.a = symbol.as_u32();
    }

    /// The symbol of a `Name` node.
    ///
    /// # Panics
    /// If `node` is not a `Name`.
    pub fn name(&self, node: NodeId) -> Symbol {
        match self.expr(node) {
            Expr::Name(symbol) => symbol,
            _ => panic!("{node} is not a name"),
        }
    }

    /// Decodes an expression.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn expr(&self, node: NodeId) -> Expr<'_> {
        let NodeData {
            kind,
            op,
            flags,
            a,
            b,
            ..
        } = self.nodes[node.0 as usize];
        match kind {
            Kind::BadExpr => Expr::Bad,
            Kind::Name => Expr::Name(symbol_from(a)),
            Kind::BasicLit => Expr::BasicLit {
                kind: lit_kind(op),
                text: symbol_from(a),
                is_bad: flags != 0,
            },
            Kind::CompositeLit => Expr::CompositeLit {
                ty: optional(a),
                n_keys: self.word(b),
                rbrace: Pos::new(self.word(b + 1)),
                elems: self.list(b + 2),
            },
            Kind::KeyValue => Expr::KeyValue {
                key: NodeId(a),
                value: NodeId(b),
            },
            Kind::FuncLit => Expr::FuncLit {
                ty: NodeId(a),
                body: NodeId(b),
            },
            Kind::Paren => Expr::Paren(NodeId(a)),
            Kind::Selector => Expr::Selector {
                x: NodeId(a),
                sel: NodeId(b),
            },
            Kind::Index => Expr::Index {
                x: NodeId(a),
                indices: self.list(b),
            },
            Kind::Slice => Expr::Slice {
                x: NodeId(a),
                lo: optional(self.word(b)),
                hi: optional(self.word(b + 1)),
                max: optional(self.word(b + 2)),
                is_full: flags != 0,
            },
            Kind::Assert => Expr::Assert {
                x: NodeId(a),
                ty: NodeId(b),
            },
            Kind::TypeSwitchGuard => Expr::TypeSwitchGuard {
                lhs: optional(a),
                x: NodeId(b),
            },
            Kind::Unary => Expr::Unary {
                op: op_from(op),
                x: NodeId(a),
            },
            Kind::Binary => Expr::Binary {
                op: op_from(op),
                x: NodeId(a),
                y: NodeId(b),
            },
            Kind::Call => Expr::Call {
                func: NodeId(a),
                args: self.list(b),
                has_dots: flags != 0,
            },
            Kind::ArrayType => Expr::ArrayType {
                len: optional(a),
                elem: NodeId(b),
            },
            Kind::SliceType => Expr::SliceType(NodeId(a)),
            Kind::DotsType => Expr::DotsType(NodeId(a)),
            Kind::StructType => Expr::StructType(FieldList {
                pairs: self.list(a),
            }),
            Kind::InterfaceType => Expr::InterfaceType {
                methods: self.list(a),
            },
            Kind::FuncType => {
                let params = self.list(a);
                Expr::FuncType {
                    params,
                    results: self.list(a + 1 + params.len() as u32),
                }
            }
            Kind::MapType => Expr::MapType {
                key: NodeId(a),
                value: NodeId(b),
            },
            Kind::ChanType => Expr::ChanType {
                dir: chan_dir(op),
                elem: NodeId(a),
            },
            _ => panic!("{node} ({kind:?}) is not an expression"),
        }
    }

    /// Decodes a `Field` node.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn field(&self, node: NodeId) -> Field {
        let NodeData { kind, a, b, .. } = self.nodes[node.0 as usize];
        assert_eq!(kind, Kind::Field);
        Field {
            name: optional(a),
            ty: NodeId(b),
        }
    }

    /// Decodes a statement.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn stmt(&self, node: NodeId) -> Stmt<'_> {
        let NodeData {
            kind,
            op,
            flags,
            a,
            b,
            ..
        } = self.nodes[node.0 as usize];
        match kind {
            Kind::Empty => Stmt::Empty,
            Kind::Labeled => Stmt::Labeled {
                label: NodeId(a),
                stmt: NodeId(b),
            },
            Kind::Block => Stmt::Block {
                list: self.list(a),
                rbrace: Pos::new(b),
            },
            Kind::ExprStmt => Stmt::Expr(NodeId(a)),
            Kind::Send => Stmt::Send {
                chan: NodeId(a),
                value: NodeId(b),
            },
            Kind::DeclStmt => Stmt::Decl(self.list(a)),
            Kind::Assign => {
                let lhs = self.list(a);
                let rhs = self.list(a + 1 + lhs.len() as u32);
                Stmt::Assign {
                    op: op_from(op),
                    lhs,
                    rhs,
                }
            }
            Kind::Branch => Stmt::Branch {
                tok: branch_tok(op),
                label: optional(a),
            },
            Kind::CallStmt => {
                let tok = if op == CallTok::Go as u8 {
                    CallTok::Go
                } else {
                    CallTok::Defer
                };
                Stmt::Call {
                    tok,
                    call: NodeId(a),
                }
            }
            Kind::Return => Stmt::Return(self.list(a)),
            Kind::If => Stmt::If {
                init: optional(self.word(a)),
                cond: NodeId(self.word(a + 1)),
                then: NodeId(self.word(a + 2)),
                els: optional(self.word(a + 3)),
            },
            Kind::For => Stmt::For {
                init: optional(self.word(a)),
                cond: optional(self.word(a + 1)),
                post: optional(self.word(a + 2)),
                body: NodeId(self.word(a + 3)),
            },
            Kind::Switch => Stmt::Switch {
                init: optional(self.word(a)),
                tag: optional(self.word(a + 1)),
                rbrace: Pos::new(b),
                clauses: self.list(a + 2),
            },
            Kind::Select => Stmt::Select {
                clauses: self.list(a),
                rbrace: Pos::new(b),
            },
            Kind::Range => Stmt::Range {
                lhs: self.list(a),
                is_def: flags != 0,
                x: NodeId(b),
            },
            _ => panic!("{node} ({kind:?}) is not a statement"),
        }
    }

    /// Decodes a clause of a switch.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn case_clause(&self, node: NodeId) -> CaseClause<'_> {
        let NodeData {
            kind, flags, a, b, ..
        } = self.nodes[node.0 as usize];
        assert_eq!(kind, Kind::CaseClause);
        let cases = self.list(a);
        CaseClause {
            cases: (flags != 0).then_some(cases),
            body: self.list(a + 1 + cases.len() as u32),
            colon: Pos::new(b),
        }
    }

    /// Decodes a clause of a select.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn comm_clause(&self, node: NodeId) -> CommClause<'_> {
        let NodeData { kind, a, b, .. } = self.nodes[node.0 as usize];
        assert_eq!(kind, Kind::CommClause);
        CommClause {
            comm: optional(a),
            colon: Pos::new(self.word(b)),
            body: self.list(b + 1),
        }
    }

    /// Decodes a declaration.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn decl(&self, node: NodeId) -> Decl<'_> {
        let NodeData {
            kind,
            op,
            flags,
            a,
            b,
            ..
        } = self.nodes[node.0 as usize];
        match kind {
            Kind::ImportDecl => Decl::Import {
                group: self.word(a),
                local: optional(self.word(a + 1)),
                path: optional(b),
            },
            Kind::ConstDecl => {
                let names = self.list(a + 3);
                Decl::Const {
                    group: self.word(a),
                    iota: self.word(a + 1),
                    ty: optional(self.word(a + 2)),
                    names,
                    values: self.list(a + 4 + names.len() as u32),
                }
            }
            Kind::TypeDecl => Decl::Type {
                group: self.word(a),
                name: NodeId(self.word(a + 1)),
                ty: NodeId(b),
                tparams: self.list(a + 2),
                is_alias: flags != 0,
            },
            Kind::VarDecl => {
                let names = self.list(a + 3);
                let values = match op {
                    0 => VarValues::None,
                    1 => VarValues::Here(self.list(a + 4 + names.len() as u32)),
                    _ => VarValues::Fragment(FragmentId(self.word(a + 2))),
                };
                Decl::Var {
                    group: self.word(a),
                    ty: optional(self.word(a + 1)),
                    names,
                    values,
                }
            }
            Kind::FuncDecl => {
                let body = self.word(a + 2);
                Decl::Func(FuncDecl {
                    recv: optional(self.word(a)),
                    name: NodeId(self.word(a + 1)),
                    body: (body != NONE).then_some(FragmentId(body)),
                    tparams: self.list(a + 3),
                    ty: NodeId(b),
                    pragma: Pragma(flags),
                })
            }
            _ => panic!("{node} ({kind:?}) is not a declaration"),
        }
    }

    /// Leftmost position of `node`: where most messages point.
    pub fn start_pos(&self, node: NodeId) -> Pos {
        let mut at = node;
        loop {
            let NodeData {
                kind, a, b, pos, ..
            } = self.nodes[at.0 as usize];
            at = match kind {
                Kind::CompositeLit | Kind::TypeSwitchGuard if a != NONE => NodeId(a),
                Kind::TypeSwitchGuard => NodeId(b),
                Kind::KeyValue
                | Kind::Selector
                | Kind::Index
                | Kind::Assert
                | Kind::Binary
                | Kind::Call
                | Kind::Send => NodeId(a),
                Kind::Assign => match self.list(a).first() {
                    Some(&first) => first,
                    None => return pos,
                },
                Kind::Range => self.list(a).first().copied().unwrap_or(NodeId(b)),
                _ => return pos,
            };
        }
    }

    /// `node` without enclosing parentheses.
    pub fn unparen(&self, node: NodeId) -> NodeId {
        let mut at = node;
        while let NodeData {
            kind: Kind::Paren,
            a,
            ..
        } = self.nodes[at.0 as usize]
        {
            at = NodeId(a);
        }
        at
    }
}

fn symbol_from(raw: u32) -> Symbol {
    Symbol::from_u32(raw)
}

fn op_from(raw: u8) -> Op {
    const OPS: [Op; 24] = [
        Op::None,
        Op::Define,
        Op::Not,
        Op::Recv,
        Op::Tilde,
        Op::OrOr,
        Op::AndAnd,
        Op::Eql,
        Op::Neq,
        Op::Lss,
        Op::Leq,
        Op::Gtr,
        Op::Geq,
        Op::Add,
        Op::Sub,
        Op::Or,
        Op::Xor,
        Op::Mul,
        Op::Div,
        Op::Rem,
        Op::And,
        Op::AndNot,
        Op::Shl,
        Op::Shr,
    ];
    OPS[raw as usize]
}

fn lit_kind(raw: u8) -> LitKind {
    [
        LitKind::Int,
        LitKind::Float,
        LitKind::Imag,
        LitKind::Rune,
        LitKind::String,
    ][raw as usize]
}

fn chan_dir(raw: u8) -> ChanDir {
    [ChanDir::Both, ChanDir::SendOnly, ChanDir::RecvOnly][raw as usize]
}

fn branch_tok(raw: u8) -> BranchTok {
    [
        BranchTok::Break,
        BranchTok::Continue,
        BranchTok::Fallthrough,
        BranchTok::Goto,
    ][raw as usize]
}

/// Makes the nodes of one [`Ast`]. Children are made before their parents.
#[derive(Default)]
pub struct AstBuilder {
    ast: Ast,
}

impl AstBuilder {
    pub fn new() -> AstBuilder {
        AstBuilder::default()
    }

    /// The arena built so far, for look-backs while parsing.
    pub fn ast(&self) -> &Ast {
        &self.ast
    }

    pub fn finish(self) -> Ast {
        self.ast
    }

    /// The tree built so far, in no more memory than it needs; the builder starts a new one.
    pub fn take(&mut self) -> Ast {
        let ast = Ast {
            nodes: self.ast.nodes.as_slice().into(),
            extra: self.ast.extra.as_slice().into(),
        };
        self.ast.nodes.clear();
        self.ast.extra.clear();
        ast
    }

    /// Gives a channel type a direction that only a token after it or before it decided.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn set_chan_dir(&mut self, node: NodeId, dir: ChanDir) {
        let data = &mut self.ast.nodes[node.0 as usize];
        assert_eq!(data.kind, Kind::ChanType);
        data.op = dir as u8;
    }

    /// Gives a type switch guard the name that it declares.
    ///
    /// # Panics
    /// If `node` is not one.
    pub fn set_guard_lhs(&mut self, node: NodeId, lhs: NodeId) {
        let data = &mut self.ast.nodes[node.0 as usize];
        assert_eq!(data.kind, Kind::TypeSwitchGuard);
        data.a = lhs.0;
    }

    fn push(&mut self, kind: Kind, op: u8, flags: u16, pos: Pos, a: u32, b: u32) -> NodeId {
        let id = NodeId(self.ast.nodes.len() as u32);
        self.ast.nodes.push(NodeData {
            kind,
            op,
            flags,
            pos,
            a,
            b,
        });
        id
    }

    fn here(&self) -> u32 {
        self.ast.extra.len() as u32
    }

    fn word(&mut self, word: u32) {
        self.ast.extra.push(NodeId(word));
    }

    fn list(&mut self, nodes: &[NodeId]) {
        self.word(nodes.len() as u32);
        self.ast.extra.extend_from_slice(nodes);
    }

    pub fn bad_expr(&mut self, pos: Pos) -> NodeId {
        self.push(Kind::BadExpr, 0, 0, pos, 0, 0)
    }

    pub fn name(&mut self, pos: Pos, name: Symbol) -> NodeId {
        self.push(Kind::Name, 0, 0, pos, name.as_u32(), 0)
    }

    pub fn basic_lit(&mut self, pos: Pos, kind: LitKind, text: Symbol, is_bad: bool) -> NodeId {
        self.push(
            Kind::BasicLit,
            kind as u8,
            is_bad as u16,
            pos,
            text.as_u32(),
            0,
        )
    }

    pub fn composite_lit(
        &mut self,
        pos: Pos,
        ty: Option<NodeId>,
        elems: &[NodeId],
        n_keys: u32,
        rbrace: Pos,
    ) -> NodeId {
        let at = self.here();
        self.word(n_keys);
        self.word(rbrace.raw());
        self.list(elems);
        self.push(Kind::CompositeLit, 0, 0, pos, raw(ty), at)
    }

    pub fn key_value(&mut self, pos: Pos, key: NodeId, value: NodeId) -> NodeId {
        self.push(Kind::KeyValue, 0, 0, pos, key.0, value.0)
    }

    pub fn func_lit(&mut self, pos: Pos, ty: NodeId, body: NodeId) -> NodeId {
        self.push(Kind::FuncLit, 0, 0, pos, ty.0, body.0)
    }

    pub fn paren(&mut self, pos: Pos, x: NodeId) -> NodeId {
        self.push(Kind::Paren, 0, 0, pos, x.0, 0)
    }

    pub fn selector(&mut self, pos: Pos, x: NodeId, sel: NodeId) -> NodeId {
        self.push(Kind::Selector, 0, 0, pos, x.0, sel.0)
    }

    pub fn index(&mut self, pos: Pos, x: NodeId, indices: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(indices);
        self.push(Kind::Index, 0, 0, pos, x.0, at)
    }

    pub fn slice(
        &mut self,
        pos: Pos,
        x: NodeId,
        bounds: [Option<NodeId>; 3],
        is_full: bool,
    ) -> NodeId {
        let at = self.here();
        for bound in bounds {
            self.word(raw(bound));
        }
        self.push(Kind::Slice, 0, is_full as u16, pos, x.0, at)
    }

    pub fn assert(&mut self, pos: Pos, x: NodeId, ty: NodeId) -> NodeId {
        self.push(Kind::Assert, 0, 0, pos, x.0, ty.0)
    }

    pub fn type_switch_guard(&mut self, pos: Pos, lhs: Option<NodeId>, x: NodeId) -> NodeId {
        self.push(Kind::TypeSwitchGuard, 0, 0, pos, raw(lhs), x.0)
    }

    pub fn unary(&mut self, pos: Pos, op: Op, x: NodeId) -> NodeId {
        self.push(Kind::Unary, op as u8, 0, pos, x.0, 0)
    }

    pub fn binary(&mut self, pos: Pos, op: Op, x: NodeId, y: NodeId) -> NodeId {
        self.push(Kind::Binary, op as u8, 0, pos, x.0, y.0)
    }

    pub fn call(&mut self, pos: Pos, func: NodeId, args: &[NodeId], has_dots: bool) -> NodeId {
        let at = self.here();
        self.list(args);
        self.push(Kind::Call, 0, has_dots as u16, pos, func.0, at)
    }

    pub fn array_type(&mut self, pos: Pos, len: Option<NodeId>, elem: NodeId) -> NodeId {
        self.push(Kind::ArrayType, 0, 0, pos, raw(len), elem.0)
    }

    pub fn slice_type(&mut self, pos: Pos, elem: NodeId) -> NodeId {
        self.push(Kind::SliceType, 0, 0, pos, elem.0, 0)
    }

    pub fn dots_type(&mut self, pos: Pos, elem: NodeId) -> NodeId {
        self.push(Kind::DotsType, 0, 0, pos, elem.0, 0)
    }

    /// `fields` are pairs of a `Field` node and its tag.
    pub fn struct_type(&mut self, pos: Pos, fields: &[(NodeId, Option<NodeId>)]) -> NodeId {
        let at = self.here();
        self.word(fields.len() as u32 * 2);
        for &(field, tag) in fields {
            self.word(field.0);
            self.word(raw(tag));
        }
        self.push(Kind::StructType, 0, 0, pos, at, 0)
    }

    pub fn interface_type(&mut self, pos: Pos, methods: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(methods);
        self.push(Kind::InterfaceType, 0, 0, pos, at, 0)
    }

    pub fn func_type(&mut self, pos: Pos, params: &[NodeId], results: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(params);
        self.list(results);
        self.push(Kind::FuncType, 0, 0, pos, at, 0)
    }

    pub fn map_type(&mut self, pos: Pos, key: NodeId, value: NodeId) -> NodeId {
        self.push(Kind::MapType, 0, 0, pos, key.0, value.0)
    }

    pub fn chan_type(&mut self, pos: Pos, dir: ChanDir, elem: NodeId) -> NodeId {
        self.push(Kind::ChanType, dir as u8, 0, pos, elem.0, 0)
    }

    pub fn field(&mut self, pos: Pos, name: Option<NodeId>, ty: NodeId) -> NodeId {
        self.push(Kind::Field, 0, 0, pos, raw(name), ty.0)
    }

    pub fn empty(&mut self, pos: Pos) -> NodeId {
        self.push(Kind::Empty, 0, 0, pos, 0, 0)
    }

    pub fn labeled(&mut self, pos: Pos, label: NodeId, stmt: NodeId) -> NodeId {
        self.push(Kind::Labeled, 0, 0, pos, label.0, stmt.0)
    }

    pub fn block(&mut self, pos: Pos, list: &[NodeId], rbrace: Pos) -> NodeId {
        let at = self.here();
        self.list(list);
        self.push(Kind::Block, 0, 0, pos, at, rbrace.raw())
    }

    pub fn expr_stmt(&mut self, pos: Pos, x: NodeId) -> NodeId {
        self.push(Kind::ExprStmt, 0, 0, pos, x.0, 0)
    }

    pub fn send(&mut self, pos: Pos, chan: NodeId, value: NodeId) -> NodeId {
        self.push(Kind::Send, 0, 0, pos, chan.0, value.0)
    }

    pub fn decl_stmt(&mut self, pos: Pos, decls: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(decls);
        self.push(Kind::DeclStmt, 0, 0, pos, at, 0)
    }

    pub fn assign(&mut self, pos: Pos, op: Op, lhs: &[NodeId], rhs: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(lhs);
        self.list(rhs);
        self.push(Kind::Assign, op as u8, 0, pos, at, 0)
    }

    pub fn branch(&mut self, pos: Pos, tok: BranchTok, label: Option<NodeId>) -> NodeId {
        self.push(Kind::Branch, tok as u8, 0, pos, raw(label), 0)
    }

    pub fn call_stmt(&mut self, pos: Pos, tok: CallTok, call: NodeId) -> NodeId {
        self.push(Kind::CallStmt, tok as u8, 0, pos, call.0, 0)
    }

    pub fn return_(&mut self, pos: Pos, results: &[NodeId]) -> NodeId {
        let at = self.here();
        self.list(results);
        self.push(Kind::Return, 0, 0, pos, at, 0)
    }

    pub fn if_(
        &mut self,
        pos: Pos,
        init: Option<NodeId>,
        cond: NodeId,
        then: NodeId,
        els: Option<NodeId>,
    ) -> NodeId {
        let at = self.here();
        for word in [raw(init), cond.0, then.0, raw(els)] {
            self.word(word);
        }
        self.push(Kind::If, 0, 0, pos, at, 0)
    }

    pub fn for_(
        &mut self,
        pos: Pos,
        init: Option<NodeId>,
        cond: Option<NodeId>,
        post: Option<NodeId>,
        body: NodeId,
    ) -> NodeId {
        let at = self.here();
        for word in [raw(init), raw(cond), raw(post), body.0] {
            self.word(word);
        }
        self.push(Kind::For, 0, 0, pos, at, 0)
    }

    pub fn switch(
        &mut self,
        pos: Pos,
        init: Option<NodeId>,
        tag: Option<NodeId>,
        clauses: &[NodeId],
        rbrace: Pos,
    ) -> NodeId {
        let at = self.here();
        self.word(raw(init));
        self.word(raw(tag));
        self.list(clauses);
        self.push(Kind::Switch, 0, 0, pos, at, rbrace.raw())
    }

    pub fn select(&mut self, pos: Pos, clauses: &[NodeId], rbrace: Pos) -> NodeId {
        let at = self.here();
        self.list(clauses);
        self.push(Kind::Select, 0, 0, pos, at, rbrace.raw())
    }

    pub fn range(&mut self, pos: Pos, lhs: &[NodeId], is_def: bool, x: NodeId) -> NodeId {
        let at = self.here();
        self.list(lhs);
        self.push(Kind::Range, 0, is_def as u16, pos, at, x.0)
    }

    pub fn case_clause(
        &mut self,
        pos: Pos,
        cases: Option<&[NodeId]>,
        body: &[NodeId],
        colon: Pos,
    ) -> NodeId {
        let at = self.here();
        self.list(cases.unwrap_or(&[]));
        self.list(body);
        self.push(
            Kind::CaseClause,
            0,
            cases.is_some() as u16,
            pos,
            at,
            colon.raw(),
        )
    }

    pub fn comm_clause(
        &mut self,
        pos: Pos,
        comm: Option<NodeId>,
        body: &[NodeId],
        colon: Pos,
    ) -> NodeId {
        let at = self.here();
        self.word(colon.raw());
        self.list(body);
        self.push(Kind::CommClause, 0, 0, pos, raw(comm), at)
    }

    pub fn import_decl(
        &mut self,
        pos: Pos,
        group: Group,
        local: Option<NodeId>,
        path: Option<NodeId>,
    ) -> NodeId {
        let at = self.here();
        self.word(group);
        self.word(raw(local));
        self.push(Kind::ImportDecl, 0, 0, pos, at, raw(path))
    }

    pub fn const_decl(
        &mut self,
        pos: Pos,
        group: Group,
        iota: u32,
        names: &[NodeId],
        ty: Option<NodeId>,
        values: &[NodeId],
    ) -> NodeId {
        let at = self.here();
        self.word(group);
        self.word(iota);
        self.word(raw(ty));
        self.list(names);
        self.list(values);
        self.push(Kind::ConstDecl, 0, 0, pos, at, 0)
    }

    pub fn type_decl(
        &mut self,
        pos: Pos,
        group: Group,
        name: NodeId,
        tparams: &[NodeId],
        is_alias: bool,
        ty: NodeId,
    ) -> NodeId {
        let at = self.here();
        self.word(group);
        self.word(name.0);
        self.list(tparams);
        self.push(Kind::TypeDecl, 0, is_alias as u16, pos, at, ty.0)
    }

    pub fn var_decl(
        &mut self,
        pos: Pos,
        group: Group,
        names: &[NodeId],
        ty: Option<NodeId>,
        values: VarValues<'_>,
    ) -> NodeId {
        let at = self.here();
        self.word(group);
        self.word(raw(ty));
        let (form, fragment, here) = match values {
            VarValues::None => (0, NONE, &[][..]),
            VarValues::Here(list) => (1, NONE, list),
            VarValues::Fragment(fragment) => (2, fragment.0, &[][..]),
        };
        self.word(fragment);
        self.list(names);
        self.list(here);
        self.push(Kind::VarDecl, form, 0, pos, at, 0)
    }

    pub fn func_decl(&mut self, pos: Pos, decl: FuncDecl<'_>) -> NodeId {
        let at = self.here();
        self.word(raw(decl.recv));
        self.word(decl.name.0);
        self.word(decl.body.map_or(NONE, |body| body.0));
        self.list(decl.tparams);
        self.push(Kind::FuncDecl, 0, decl.pragma.0, pos, at, decl.ty.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{AstBuilder, Expr, Stmt};
    use crate::token::Op;
    use rgo_base::{Pos, Symbol};

    #[test]
    fn nodes_decode_to_what_was_built() {
        let mut b = AstBuilder::new();
        let x = b.name(Pos::new(1), Symbol::intern("x"));
        let y = b.name(Pos::new(5), Symbol::intern("y"));
        let sum = b.binary(Pos::new(3), Op::Add, x, y);
        let call = b.call(Pos::new(1), x, &[sum, y], true);
        let ret = b.return_(Pos::new(0), &[call]);
        let ast = b.finish();
        let Stmt::Return(&[result]) = ast.stmt(ret) else {
            panic!("one result")
        };
        let Expr::Call {
            func,
            args,
            has_dots,
        } = ast.expr(result)
        else {
            panic!("a call")
        };
        assert_eq!(ast.name(func).as_str(), "x");
        assert_eq!(args, &[sum, y]);
        assert!(has_dots);
        assert_eq!(ast.start_pos(sum), Pos::new(1));
        assert_eq!(ast.pos(sum), Pos::new(3));
    }
}
