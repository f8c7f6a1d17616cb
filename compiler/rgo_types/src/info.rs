//! What checking a body (or a list of initial values) found out, in tables by node.
//!
//! A fragment's nodes are dense, so the tables are vectors indexed by `NodeId`. Function literals
//! inside a fragment share its tables.

use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use rgo_syntax::ast::NodeId;
use rgo_syntax::file::FragmentTree;
use rustc_hash::FxHashMap;

use crate::object::{Builtin, ObjId};
use crate::type_::{Signature, TypeId};

/// An exact constant value (spec: "Constants").
#[derive(Clone, PartialEq, Debug)]
pub enum ConstValue {
    /// The value of an erroneous constant expression.
    Unknown,
    Bool(bool),
    /// Any bytes: string constants need not be UTF-8.
    String(Arc<[u8]>),
    /// An integer that fits.
    Int(i64),
    /// Any other integer.
    BigInt(Arc<BigInt>),
    /// A rational; floats beyond what a rational can hold sensibly are rounded to 512 bits.
    Float(Arc<BigRational>),
    Complex(Arc<(BigRational, BigRational)>),
}

/// What an expression denotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
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
    /// Untyped nil.
    Nil,
    /// A value that may also be used in a comma-ok form (type assertion, receive).
    CommaOk,
    /// A generic function not yet instantiated, only inside call and index expressions.
    Generic,
}

/// Mode, final type and constant value of an expression.
#[derive(Clone, Copy, Default)]
pub struct ExprInfo {
    pub mode: Mode,
    /// For untyped constants and values: the type they were finally given. A tuple for
    /// multi-value calls and for expressions used in comma-ok form.
    pub ty: Option<TypeId>,
    /// Index into `BodyInfo::constants`, plus one.
    pub constant: u32,
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
    /// Whether a pointer was followed on the way.
    pub is_indirect: bool,
    /// Type of the selector expression: field type, or signature with receiver arguments
    /// substituted (for `MethodExpr`: with the receiver as first parameter).
    pub ty: TypeId,
}

/// The method a selector denotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectedMethod {
    /// Declared for a defined type; the receiver's type arguments are those of the type that the
    /// path leads to.
    Concrete(ObjId),
    /// Of an interface (or of a type parameter's constraint), by name.
    Interface(crate::type_::MethodName),
}

/// Type arguments of an instantiated function or type name.
#[derive(Clone, Debug)]
pub struct Instance {
    pub args: Box<[TypeId]>,
    /// The instantiated signature, or type.
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
    pub tree: Arc<FragmentTree>,
    /// Of a function body: receiver (if any) first, unnamed ones included.
    pub params: Box<[ObjId]>,
    pub results: Box<[ObjId]>,
    /// By node: expressions and type expressions.
    pub exprs: Vec<ExprInfo>,
    /// By `Name` node: the object it declares or uses. For embedded-field keys, struct literal
    /// keys and labels too where they denote objects; absent for fields and blank names.
    pub objects: Vec<Option<ObjId>>,
    pub constants: Vec<ConstValue>,
    /// By `Selector` node; also by a `Name` key of a struct literal that names a promoted field
    /// (then `path` leads to it).
    pub selections: FxHashMap<NodeId, Selection>,
    /// By the `Name` node (for `pkg.F` the selector's `sel`) of an instantiated function or type.
    pub instances: FxHashMap<NodeId, Instance>,
    /// By case clause of a type switch: the implicitly declared variable.
    pub implicits: FxHashMap<NodeId, ObjId>,
    pub func_lits: FxHashMap<NodeId, FuncLitInfo>,
    /// Package-level functions, methods and variables of the same package that the fragment
    /// mentions, without duplicates, in source order: the edges of initialization order.
    pub deps: Vec<ObjId>,
    /// The language version in force, as (1, minor).
    pub go_minor: u32,
}

impl BodyInfo {
    /// The constant value of `node`, if it is a constant expression.
    pub fn constant(&self, node: NodeId) -> Option<&ConstValue> {
        let at = self.exprs[node.as_u32() as usize].constant;
        at.checked_sub(1).map(|at| &self.constants[at as usize])
    }

    /// The recorded type of `node`.
    ///
    /// # Panics
    /// If none was recorded.
    pub fn type_of(&self, node: NodeId) -> TypeId {
        self.exprs[node.as_u32() as usize]
            .ty
            .expect("the checker records every expression's type")
    }

    pub fn mode(&self, node: NodeId) -> Mode {
        self.exprs[node.as_u32() as usize].mode
    }

    /// The object that a `Name` node declares or uses.
    pub fn object(&self, name: NodeId) -> Option<ObjId> {
        self.objects[name.as_u32() as usize]
    }
}

/// One step of a package's initialization: `lhs = values` of one variable declaration, or one
/// variable of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initializer {
    /// The variables assigned, blank ones included. More than one only if the one value is a
    /// multi-value expression.
    pub lhs: Vec<ObjId>,
    /// Index of the value in its fragment's roots.
    pub value: usize,
}
