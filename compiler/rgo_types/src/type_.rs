//! Types as data.
//!
//! A [`TypeId`] names an interned [`Type`]. Only [`Named`], [`Alias`] and [`TypeParam`] may be part
//! of a cycle, and what they stand for is filled in later; every other type is made after its
//! components, so structural interning works.
//!
//! Two spellings of one type may have two ids: aliases, `byte` and parameter names are kept for
//! messages. `Context::canon` maps an id to the one canonical id of its type, and *identical types
//! have equal canonical ids*. From hir on only canonical ids exist.

use std::sync::OnceLock;

use rgo_base::{Pos, Symbol, entity_impl};
use rgo_syntax::ast::ChanDir;

use crate::object::ObjId;
use crate::package::PkgId;

/// A type. Numbers differ between runs: never sort by them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct TypeId(u32);
entity_impl!(TypeId, "t");

/// A defined type or an instance of a generic one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedId(u32);
entity_impl!(NamedId, "named");

/// An alias declaration or an instance of a generic one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasId(u32);
entity_impl!(AliasId, "alias");

/// A type parameter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeParamId(u32);
entity_impl!(TypeParamId, "tparam");

/// Predeclared types, among them those of untyped constants. Each has a fixed [`TypeId`]:
/// `Basic::type_id`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Basic {
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
    /// Alias of `Uint8`, kept for messages; not canonical.
    Byte,
    /// Alias of `Int32`, kept for messages; not canonical.
    Rune,
}

/// A field of a struct type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    pub name: Symbol,
    /// Declaring package; part of the identity of an unexported name.
    pub pkg: PkgId,
    pub ty: TypeId,
    pub is_embedded: bool,
    /// The unquoted tag, empty if none.
    pub tag: Symbol,
}

/// A parameter or result. Names are not part of the canonical type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    /// `Symbol::EMPTY` if unnamed.
    pub name: Symbol,
    pub ty: TypeId,
}

/// A function type. A receiver is not part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Own type parameters: of a generic function, or of a generic method (1.27).
    pub tparams: Box<[TypeParamId]>,
    /// The last one has a slice type if `is_variadic`.
    pub params: Box<[Param]>,
    pub results: Box<[Param]>,
    pub is_variadic: bool,
}

/// A method name: unexported names of different packages differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MethodName {
    pub name: Symbol,
    /// `None` if exported.
    pub pkg: Option<PkgId>,
}

/// A method of an interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct InterfaceMethod {
    pub name: MethodName,
    /// A `Type::Signature`.
    pub sig: TypeId,
}

/// An interface as written: explicit methods and embedded elements (types and unions).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Interface {
    pub methods: Box<[InterfaceMethod]>,
    pub embeddeds: Box<[TypeId]>,
    /// Made for a constraint literal such as `~int` in a type parameter list.
    pub is_implicit: bool,
    /// The predeclared `comparable`, or its canonical form inside a flattened interface.
    pub is_comparable: bool,
}

/// A term of a union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Term {
    pub has_tilde: bool,
    pub ty: TypeId,
}

/// A type's structure.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// What an erroneous type expression denotes; silences follow-up errors.
    Invalid,
    Basic(Basic),
    Pointer(TypeId),
    Slice(TypeId),
    Array {
        elem: TypeId,
        len: u64,
    },
    Map {
        key: TypeId,
        value: TypeId,
    },
    Chan {
        dir: ChanDir,
        elem: TypeId,
    },
    Struct(Box<[Field]>),
    Signature(Box<Signature>),
    Interface(Box<Interface>),
    /// Only as an embedded element of an interface.
    Union(Box<[Term]>),
    /// Result of a call with none or several results, of comma-ok forms.
    Tuple(Box<[TypeId]>),
    Named(NamedId),
    Alias(AliasId),
    TypeParam(TypeParamId),
}

/// A defined type, or an instance of one.
///
/// Instances are interned by (origin, canonical arguments). A type declared inside a generic
/// function is implicitly generic over that function's type parameters: its instances carry the
/// enclosing arguments in `outer_args`.
pub struct Named {
    /// The `TypeName`; an instance has that of its origin.
    pub obj: ObjId,
    /// The generic type this is an instance of.
    pub origin: Option<NamedId>,
    /// Canonical type arguments of an instance; empty otherwise.
    pub args: Box<[TypeId]>,
    /// Canonical arguments of the enclosing generic function, for instances of local types.
    pub outer_args: Box<[TypeId]>,
    /// Declared type parameters of a generic type, set when its declaration is resolved.
    pub tparams: OnceLock<Box<[TypeParamId]>>,
    /// Type parameters of the enclosing functions, for a type declared in generic code.
    pub outer_tparams: OnceLock<Box<[TypeParamId]>>,
    /// Never `Named`, `Alias` or (for a valid program) `TypeParam`. Of an instance: on demand.
    pub underlying: OnceLock<TypeId>,
    /// Declared methods (`Func` objects) in source order, of an origin. Set when the type is
    /// resolved; signatures are resolved on demand.
    pub methods: OnceLock<Box<[ObjId]>>,
    /// Number that tells local types of one name apart (gc's `·n`), 0 for package-level types.
    pub local_index: u32,
}

/// An alias declaration, or an instance of a generic one.
pub struct Alias {
    pub obj: ObjId,
    pub origin: Option<AliasId>,
    pub args: Box<[TypeId]>,
    pub tparams: OnceLock<Box<[TypeParamId]>>,
    /// What it stands for; may be another alias.
    pub target: OnceLock<TypeId>,
}

/// A type parameter.
pub struct TypeParam {
    /// Its `TypeName`.
    pub obj: ObjId,
    pub pos: Pos,
    /// Index in its list.
    pub index: u32,
    /// The constraint, an interface after implicit wrapping. Set while its list is declared.
    pub constraint: OnceLock<TypeId>,
}
