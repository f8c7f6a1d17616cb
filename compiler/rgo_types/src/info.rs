//! What checking a body (or a list of initial values) found out, in tables by node.
//!
//! A fragment's nodes are dense, so the tables are vectors indexed by `NodeId`. Function literals
//! inside a fragment share its tables. All recorded types are canonical.

use std::sync::Arc;

use rgo_base::packed_option::PackedOption;
use rgo_syntax::ast::NodeId;
use rgo_syntax::file::FragmentTree;
use rustc_hash::FxHashMap;

pub use crate::constant::ConstValue;
use crate::object::{Builtin, ObjId};
use crate::package::PkgId;
use crate::type_::{MethodName, Signature, TypeId};

/// What an expression denotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Not recorded: not an expression, or not checked.
    #[default]
    None,
    Invalid,
    /// A call without results.
    NoValue,
    Builtin(Builtin),
    Type,
    Constant,
    /// Addressable.
    Variable,
    /// A map index expression: assignable, not addressable.
    MapIndex,
    Value,
    /// The predeclared nil.
    Nil,
    /// A value that may also be used in a comma-ok form (type assertion, receive).
    CommaOk,
}

/// Mode, final type and constant value of an expression.
#[derive(Clone, Copy, Debug)]
pub struct ExprInfo {
    pub mode: Mode,
    pub(crate) flags: u8,
    /// For untyped constants, values and nil: the type they were finally given, an untyped one only
    /// inside constant expressions. A tuple for calls without or with several results and for
    /// expressions used in comma-ok form.
    pub ty: PackedOption<TypeId>,
    /// Index into `BodyInfo::constants`, plus one.
    pub(crate) constant: u32,
}

impl Default for ExprInfo {
    fn default() -> ExprInfo {
        ExprInfo {
            mode: Mode::None,
            flags: 0,
            ty: PackedOption::default(),
            constant: 0,
        }
    }
}

/// How `x.f` was resolved (spec: "Selectors", "Method values", "Method expressions").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    Field,
    /// `x.f` is a method value, or the callee of a method call.
    MethodValue,
    /// `T.f`
    MethodExpr,
}

/// A selector that is neither a qualified identifier nor an error.
#[derive(Clone, Debug)]
pub struct Selection {
    pub kind: SelectionKind,
    /// Type of `x` (or `T`).
    pub recv: TypeId,
    /// Field indices from `recv` (pointers followed implicitly): through embedded fields, for a
    /// field up to and including it, for a method up to the embedded field that declares it.
    pub path: Box<[u32]>,
    /// The method: a `Func` of a defined type's origin, or an interface's method. None for fields.
    pub method: Option<SelectedMethod>,
    /// Whether a pointer was followed on the way, the receiver's own included.
    pub is_indirect: bool,
    /// Type of the selector expression: field type, or signature with receiver arguments
    /// substituted (for `MethodExpr`: with the receiver as first parameter). A generic method's
    /// is generic; see `BodyInfo::instances` for its arguments.
    pub ty: TypeId,
}

/// The method a selector denotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectedMethod {
    /// Declared for a defined type; the receiver's type arguments are those of the type that the
    /// path leads to.
    Concrete(ObjId),
    /// Of an interface (or of a type parameter's constraint), by name.
    Interface(MethodName),
}

/// Type arguments of an instantiated function or method.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The function's own arguments, not those of a receiver.
    pub args: Box<[TypeId]>,
    /// The instantiated signature.
    pub ty: TypeId,
}

/// A function literal's parameters.
#[derive(Clone, Debug)]
pub struct FuncLitInfo {
    pub sig: Signature,
    /// Objects of parameters and results, unnamed ones included.
    pub params: Box<[ObjId]>,
    pub results: Box<[ObjId]>,
}

/// Everything known about one fragment.
pub struct BodyInfo {
    pub pkg: PkgId,
    /// Index into the package's files.
    pub file: u32,
    pub tree: Arc<FragmentTree>,
    /// Of a function body: receiver (if any) first, unnamed ones included.
    pub params: Box<[ObjId]>,
    pub results: Box<[ObjId]>,
    pub(crate) exprs: Box<[ExprInfo]>,
    pub(crate) objects: Box<[PackedOption<ObjId>]>,
    pub(crate) constants: Box<[ConstValue]>,
    /// By `Selector` node; also by a `Name` key of a struct literal (then `path` leads to the
    /// field, perhaps a promoted one).
    pub selections: FxHashMap<NodeId, Selection>,
    /// By the `Name` node (for `x.F` the selector's `sel`) of an instantiated function or method.
    pub instances: FxHashMap<NodeId, Instance>,
    /// By case clause of a type switch: the implicitly declared variable.
    pub implicits: FxHashMap<NodeId, ObjId>,
    pub func_lits: FxHashMap<NodeId, FuncLitInfo>,
    /// By root of the tree: package-level functions, methods and variables of the same package
    /// (and constants that depend on such) that it mentions, without duplicates, in order of first
    /// mention: the edges of initialization order.
    pub(crate) deps: Box<[Box<[ObjId]>]>,
    /// The language version in force: 27 for go1.27.
    pub go_minor: u32,
    /// Errors were reported: parts may be missing.
    pub has_errors: bool,
}

impl BodyInfo {
    /// Mode, type and constant of a node.
    pub fn expr(&self, node: NodeId) -> ExprInfo {
        self.exprs[node.as_u32() as usize]
    }

    /// The constant value of `node`, if it is a constant expression.
    pub fn constant(&self, node: NodeId) -> Option<&ConstValue> {
        let at = self.expr(node).constant;
        at.checked_sub(1).map(|at| &self.constants[at as usize])
    }

    /// The recorded type of `node`.
    ///
    /// # Panics
    /// If none was recorded.
    pub fn type_of(&self, node: NodeId) -> TypeId {
        self.expr(node)
            .ty
            .expect("the checker records every expression's type")
    }

    /// The recorded type of `node`, if there is one.
    pub fn try_type_of(&self, node: NodeId) -> Option<TypeId> {
        self.expr(node).ty.expand()
    }

    pub fn mode(&self, node: NodeId) -> Mode {
        self.expr(node).mode
    }

    /// The object that a `Name` node declares or uses. None for fields, methods of interfaces,
    /// labels, blank names that declare nothing, and the name in a type switch guard (see
    /// `implicits`).
    pub fn object(&self, name: NodeId) -> Option<ObjId> {
        self.objects[name.as_u32() as usize].expand()
    }

    /// What the root numbered `root` depends on: see `deps`. Bodies have one root.
    pub fn deps(&self, root: usize) -> &[ObjId] {
        self.deps.get(root).map_or(&[], |deps| deps)
    }

    /// What the fragment depends on, root by root.
    pub fn all_deps(&self) -> impl Iterator<Item = ObjId> {
        self.deps.iter().flatten().copied()
    }
}

/// One step of a package's initialization: one variable of a declaration `var lhs = values`, or all
/// of them if the one value is a multi-value expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initializer {
    /// The variables assigned, blank ones included. `Context::check_values` of the first gives the
    /// fragment; its `decl` is the declaration.
    pub lhs: Vec<ObjId>,
    /// Index of the value in its fragment's roots.
    pub value: usize,
}
