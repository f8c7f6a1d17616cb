//! Types as data.
//!
//! A [`TypeId`] names an interned [`Type`]. Only [`Named`], [`Alias`] and [`TypeParam`] may be part
//! of a cycle, and what they stand for is filled in later; every other type is made after its
//! components, so structural interning works.
//!
//! Two spellings of one type may have two ids: aliases, `byte`, parameter names and the order of
//! interface elements are kept for messages. `Context::canon` maps an id to the one canonical id of
//! its type, and *identical types have equal canonical ids*. From hir on only canonical ids exist.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rgo_base::{Pos, Symbol, entity_impl};
pub use rgo_syntax::ast::ChanDir;
use rustc_hash::FxHashMap;

use crate::object::ObjId;
use crate::package::PkgId;
use crate::sizes::Layout;
use crate::type_set::TypeSet;

/// A type. Numbers differ between runs: never sort by them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct TypeId(u32);
entity_impl!(TypeId, "t");

impl TypeId {
    /// What an erroneous type expression denotes.
    pub const INVALID: TypeId = TypeId(0);
    /// `interface{}`, canonical.
    pub const EMPTY_INTERFACE: TypeId = TypeId(1 + Basic::ALL.len() as u32);
    /// The type of a call without results.
    pub const EMPTY_TUPLE: TypeId = TypeId(2 + Basic::ALL.len() as u32);
    /// `func()`, what a function has while its declaration is being resolved.
    pub const EMPTY_SIGNATURE: TypeId = TypeId(3 + Basic::ALL.len() as u32);
}

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

/// A type that is set once or several times while its owner is being resolved, and read by all
/// threads afterwards. The Release of `set` pairs with the Acquire of `get`.
pub(crate) struct TypeCell(AtomicU32);

impl TypeCell {
    pub(crate) const fn new() -> TypeCell {
        TypeCell(AtomicU32::new(u32::MAX))
    }

    pub(crate) fn with(ty: TypeId) -> TypeCell {
        TypeCell(AtomicU32::new(ty.0))
    }

    pub(crate) fn get(&self) -> Option<TypeId> {
        match self.0.load(Ordering::Acquire) {
            u32::MAX => None,
            raw => Some(TypeId(raw)),
        }
    }

    pub(crate) fn set(&self, ty: TypeId) {
        self.0.store(ty.0, Ordering::Release);
    }
}

/// A value computed from its owner on first demand. It is no part of the owner's identity.
pub struct Memo<T>(OnceLock<T>);

impl<T> Default for Memo<T> {
    fn default() -> Memo<T> {
        Memo(OnceLock::new())
    }
}

impl<T> Memo<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.get()
    }

    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(make)
    }

    /// Keeps `value` unless there is one already; returns the one kept.
    pub(crate) fn set(&self, value: T) -> &T {
        self.0.get_or_init(|| value)
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Memo<T> {
        Memo(OnceLock::new())
    }
}

impl<T> PartialEq for Memo<T> {
    fn eq(&self, _: &Memo<T>) -> bool {
        true
    }
}

impl<T> Eq for Memo<T> {}

impl<T> Hash for Memo<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> std::fmt::Debug for Memo<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("_")
    }
}

/// Predeclared types, among them those of untyped constants. Each has a fixed [`TypeId`]:
/// [`Basic::type_id`].
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

/// Properties of predeclared types, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BasicInfo(pub u8);

impl BasicInfo {
    pub const BOOLEAN: BasicInfo = BasicInfo(1);
    pub const INTEGER: BasicInfo = BasicInfo(1 << 1);
    pub const UNSIGNED: BasicInfo = BasicInfo(1 << 2);
    pub const FLOAT: BasicInfo = BasicInfo(1 << 3);
    pub const COMPLEX: BasicInfo = BasicInfo(1 << 4);
    pub const STRING: BasicInfo = BasicInfo(1 << 5);
    pub const UNTYPED: BasicInfo = BasicInfo(1 << 6);
    pub const ORDERED: BasicInfo = BasicInfo(1 << 1 | 1 << 3 | 1 << 5);
    pub const NUMERIC: BasicInfo = BasicInfo(1 << 1 | 1 << 3 | 1 << 4);
    pub const CONST_TYPE: BasicInfo = BasicInfo(1 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5);

    pub fn intersects(self, other: BasicInfo) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn union(self, other: BasicInfo) -> BasicInfo {
        BasicInfo(self.0 | other.0)
    }
}

impl Basic {
    pub const ALL: [Basic; 27] = [
        Basic::Bool,
        Basic::Int,
        Basic::Int8,
        Basic::Int16,
        Basic::Int32,
        Basic::Int64,
        Basic::Uint,
        Basic::Uint8,
        Basic::Uint16,
        Basic::Uint32,
        Basic::Uint64,
        Basic::Uintptr,
        Basic::Float32,
        Basic::Float64,
        Basic::Complex64,
        Basic::Complex128,
        Basic::String,
        Basic::UnsafePointer,
        Basic::UntypedBool,
        Basic::UntypedInt,
        Basic::UntypedRune,
        Basic::UntypedFloat,
        Basic::UntypedComplex,
        Basic::UntypedString,
        Basic::UntypedNil,
        Basic::Byte,
        Basic::Rune,
    ];

    pub const fn type_id(self) -> TypeId {
        TypeId(1 + self as u32)
    }

    /// `Uint8` for `Byte`, `Int32` for `Rune`, else itself.
    pub fn canonical(self) -> Basic {
        match self {
            Basic::Byte => Basic::Uint8,
            Basic::Rune => Basic::Int32,
            other => other,
        }
    }

    /// As messages print it. `UnsafePointer` is `Pointer` of package unsafe.
    pub fn name(self) -> &'static str {
        match self {
            Basic::Bool => "bool",
            Basic::Int => "int",
            Basic::Int8 => "int8",
            Basic::Int16 => "int16",
            Basic::Int32 => "int32",
            Basic::Int64 => "int64",
            Basic::Uint => "uint",
            Basic::Uint8 => "uint8",
            Basic::Uint16 => "uint16",
            Basic::Uint32 => "uint32",
            Basic::Uint64 => "uint64",
            Basic::Uintptr => "uintptr",
            Basic::Float32 => "float32",
            Basic::Float64 => "float64",
            Basic::Complex64 => "complex64",
            Basic::Complex128 => "complex128",
            Basic::String => "string",
            Basic::UnsafePointer => "unsafe.Pointer",
            Basic::UntypedBool => "untyped bool",
            Basic::UntypedInt => "untyped int",
            Basic::UntypedRune => "untyped rune",
            Basic::UntypedFloat => "untyped float",
            Basic::UntypedComplex => "untyped complex",
            Basic::UntypedString => "untyped string",
            Basic::UntypedNil => "untyped nil",
            Basic::Byte => "byte",
            Basic::Rune => "rune",
        }
    }

    pub fn info(self) -> BasicInfo {
        use BasicInfo as I;
        match self {
            Basic::Bool => I::BOOLEAN,
            Basic::Int | Basic::Int8 | Basic::Int16 | Basic::Int32 | Basic::Int64 | Basic::Rune => {
                I::INTEGER
            }
            Basic::Uint
            | Basic::Uint8
            | Basic::Uint16
            | Basic::Uint32
            | Basic::Uint64
            | Basic::Uintptr
            | Basic::Byte => I::INTEGER.union(I::UNSIGNED),
            Basic::Float32 | Basic::Float64 => I::FLOAT,
            Basic::Complex64 | Basic::Complex128 => I::COMPLEX,
            Basic::String => I::STRING,
            Basic::UnsafePointer => I(0),
            Basic::UntypedBool => I::BOOLEAN.union(I::UNTYPED),
            Basic::UntypedInt | Basic::UntypedRune => I::INTEGER.union(I::UNTYPED),
            Basic::UntypedFloat => I::FLOAT.union(I::UNTYPED),
            Basic::UntypedComplex => I::COMPLEX.union(I::UNTYPED),
            Basic::UntypedString => I::STRING.union(I::UNTYPED),
            Basic::UntypedNil => I::UNTYPED,
        }
    }

    pub fn is_untyped(self) -> bool {
        self.info().intersects(BasicInfo::UNTYPED)
    }
}

/// A field of a struct type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    pub name: Symbol,
    /// Declaring package; part of the identity of an unexported name. In canonical types absent
    /// from exported fields.
    pub pkg: Option<PkgId>,
    pub ty: TypeId,
    pub is_embedded: bool,
    /// The unquoted tag, empty if none.
    pub tag: Symbol,
}

/// A struct type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Struct {
    pub fields: Box<[Field]>,
    pub(crate) layout: Memo<Layout>,
    /// First field of each name, for structs of many fields.
    pub(crate) index: Memo<FxHashMap<Symbol, u32>>,
}

impl Struct {
    pub fn new(fields: impl Into<Box<[Field]>>) -> Struct {
        Struct {
            fields: fields.into(),
            ..Struct::default()
        }
    }
}

/// A parameter or result. Names are not part of the canonical type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    /// `Symbol::EMPTY` if unnamed.
    pub name: Symbol,
    pub ty: TypeId,
}

/// A function type. A receiver is not part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
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

/// An interface as written: explicit methods and embedded elements (types and unions). A canonical
/// one is flattened: methods sorted, at most one embedded element, a union.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Interface {
    pub methods: Box<[InterfaceMethod]>,
    pub embeddeds: Box<[TypeId]>,
    /// Made for a constraint literal such as `~int` in a type parameter list.
    pub is_implicit: bool,
    /// The predeclared `comparable`, or its canonical form inside a flattened interface.
    pub is_comparable: bool,
    pub(crate) type_set: Memo<TypeSet>,
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
    Struct(Box<Struct>),
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

impl Type {
    /// Calls `visit` with the types this one is made of, in order. What [`Named`], [`Alias`] and
    /// [`TypeParam`] stand for is not among them.
    pub fn for_each_component(&self, mut visit: impl FnMut(TypeId)) {
        match self {
            Type::Invalid
            | Type::Basic(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => {}
            Type::Pointer(elem)
            | Type::Slice(elem)
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => visit(*elem),
            Type::Map { key, value } => {
                visit(*key);
                visit(*value);
            }
            Type::Struct(s) => s.fields.iter().for_each(|f| visit(f.ty)),
            Type::Signature(sig) => {
                sig.params
                    .iter()
                    .chain(&sig.results)
                    .for_each(|p| visit(p.ty));
            }
            Type::Interface(iface) => {
                iface.methods.iter().for_each(|m| visit(m.sig));
                iface.embeddeds.iter().for_each(|&ty| visit(ty));
            }
            Type::Union(terms) => terms.iter().for_each(|t| visit(t.ty)),
            Type::Tuple(types) => types.iter().for_each(|&ty| visit(ty)),
        }
    }
}

/// A defined type, or an instance of one.
///
/// Instances are interned by origin and arguments. A type declared inside a generic function is
/// implicitly generic over that function's type parameters: its instances carry the enclosing
/// arguments in `outer_args`.
pub struct Named {
    /// The `TypeName`; an instance has that of its origin.
    pub obj: ObjId,
    /// The generic type this is an instance of.
    pub origin: Option<NamedId>,
    /// Type arguments of an instance; empty otherwise. Canonical if the type is.
    pub args: Box<[TypeId]>,
    /// Arguments of the enclosing generic functions, for instances of local types.
    pub outer_args: Box<[TypeId]>,
    /// Type parameters of the enclosing functions, for a type declared in generic code.
    pub outer_tparams: Box<[TypeParamId]>,
    /// Number that tells local types of one package apart (gc's `·n`), 0 for package-level types.
    pub local_index: u32,
    /// Where an instance was first written, for messages; otherwise where the name is.
    pub(crate) pos: OnceLock<Pos>,
    /// Declared type parameters of a generic type, set when its declaration is resolved.
    pub(crate) tparams: OnceLock<Box<[TypeParamId]>>,
    /// The type after the name in its declaration, perhaps another name. Of an instance: on
    /// demand. Becomes invalid if the type turns out to contain itself.
    pub(crate) rhs: TypeCell,
    /// Never `Named`, `Alias` or (for a valid program) `TypeParam`; on demand.
    pub(crate) underlying: TypeCell,
    /// Declared methods (`Func` objects) in source order, of an origin. Set when the type is
    /// resolved; signatures are resolved on demand.
    pub(crate) methods: OnceLock<Box<[ObjId]>>,
    /// Methods by name, for types with many.
    pub(crate) method_index: OnceLock<FxHashMap<Symbol, ObjId>>,
    /// Whether the size depends on type parameters; decided on first demand.
    pub(crate) has_var_size: OnceLock<bool>,
    /// Found not to contain itself: needs no second look.
    pub(crate) is_valid: OnceLock<()>,
}

/// An alias declaration, or an instance of a generic one.
pub struct Alias {
    pub obj: ObjId,
    pub origin: Option<AliasId>,
    pub args: Box<[TypeId]>,
    /// Declared inside a generic function, so that its target may mention type parameters.
    pub(crate) is_in_generic_code: bool,
    pub(crate) tparams: OnceLock<Box<[TypeParamId]>>,
    /// What it stands for; may be another alias. Of an instance: on demand.
    pub(crate) target: TypeCell,
    /// What it stands for in the end; on demand.
    pub(crate) actual: TypeCell,
}

/// A type parameter.
pub struct TypeParam {
    /// Its `TypeName`.
    pub obj: ObjId,
    pub pos: Pos,
    /// Index in its list.
    pub index: u32,
    /// Set for the type parameters that a generic method has for an instance of its receiver's
    /// base type, and for renamed ones: the declared type parameter.
    pub origin: Option<TypeParamId>,
    /// Declared in one list of names with the one before: `P, Q C`.
    pub(crate) shares_constraint: AtomicBool,
    /// The constraint as written; invalid until its list is declared.
    pub(crate) constraint: TypeCell,
}
