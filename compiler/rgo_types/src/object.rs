//! Declared entities: constants, types, variables, functions, imported packages, built-ins.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use rgo_base::{Pos, Symbol, entity_impl};
use rgo_syntax::ast::{FragmentId, NodeId, Pragma};

use crate::package::PkgId;
use crate::type_::TypeId;

/// A declared entity. Numbers differ between runs: never sort by them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct ObjId(u32);
entity_impl!(ObjId, "obj");

/// A declaration node in one of the package's files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DeclRef {
    /// Index into the files of the object's package.
    pub file: u32,
    /// The declaration, in that file's own `Ast`.
    pub node: NodeId,
}

/// What kind of variable an object is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VarKind {
    Package,
    Local,
    Param,
    Result,
    Receiver,
}

/// A declared entity.
pub struct Object {
    pub name: Symbol,
    /// Declaring package; `None` for predeclared entities.
    pub pkg: Option<PkgId>,
    /// Position of the name; unknown for predeclared entities.
    pub pos: Pos,
    pub kind: ObjectKind,
    /// Set when the declaration is resolved. Of a `TypeName`: the type it denotes. Of a `Func`:
    /// its signature, generic methods' own type parameters included.
    pub ty: OnceLock<TypeId>,
}

/// Kind and kind-specific data of an object.
pub enum ObjectKind {
    /// An import in a file scope.
    PkgName {
        imported: PkgId,
        is_used: AtomicBool,
    },
    /// `value` is set with the type; absent after an error.
    Const {
        value: OnceLock<crate::info::ConstValue>,
        decl: Option<DeclRef>,
    },
    TypeName {
        decl: Option<DeclRef>,
    },
    Var {
        kind: VarKind,
        is_used: AtomicBool,
        decl: Option<DeclRef>,
    },
    Func(FuncData),
    Label {
        is_used: AtomicBool,
    },
    Builtin(Builtin),
    Nil,
}

/// A function or a method of a defined type.
pub struct FuncData {
    /// None only for `error.Error` and methods of interfaces.
    pub decl: Option<DeclRef>,
    /// None if declared without a body.
    pub body: Option<FragmentId>,
    pub pragma: Pragma,
    /// For methods: base type name and whether the receiver is a pointer.
    pub recv: Option<Receiver>,
}

/// The receiver of a method declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// The `TypeName` of the base type, set when methods are collected.
    pub base: ObjId,
    pub is_pointer: bool,
}

/// Built-in functions, package unsafe's included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}
