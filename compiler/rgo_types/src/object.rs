//! Declared entities: constants, types, variables, functions, imported packages, built-ins.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rgo_base::{Pos, Symbol, entity_impl};
use rgo_syntax::ast::{FragmentId, NodeId, Pragma};

use crate::constant::ConstValue;
use crate::package::PkgId;
use crate::type_::{TypeCell, TypeId, TypeParamId};

/// A declared entity. Numbers differ between runs: never sort by them. (Those of one package's
/// package-level objects and methods ascend in source order.)
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
    /// Which of the names of a constant or variable declaration.
    pub index: u32,
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

/// How far the declaration of a package-level object is resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// Nobody asked for it yet.
    White,
    /// Being resolved, by the thread that holds the declaration lock.
    Grey,
    /// Done: type, value and so on are final.
    Black,
}

/// A declared entity.
pub struct Object {
    pub name: Symbol,
    /// Declaring package; `None` for predeclared entities.
    pub pkg: Option<PkgId>,
    /// Position of the name; unknown for predeclared entities.
    pub pos: Pos,
    pub kind: ObjectKind,
    /// Read it with [`crate::Context::object_type`]. Of a `TypeName`: the type it denotes. Of a
    /// `Func`: its signature, own type parameters included.
    pub(crate) ty: TypeCell,
    /// Stored (Release) by the holder of the declaration lock; `Black` publishes all else.
    state: AtomicU32,
}

/// Kind and kind-specific data of an object.
pub enum ObjectKind {
    /// An import in a file scope.
    PkgName(PkgNameData),
    Const(Box<ConstData>),
    TypeName {
        decl: Option<DeclRef>,
    },
    Var {
        kind: VarKind,
        is_used: AtomicBool,
        decl: Option<DeclRef>,
    },
    Func(Box<FuncData>),
    Builtin(Builtin),
    Nil,
}

/// An imported package in a file scope.
pub struct PkgNameData {
    /// None if the import failed: nothing is known of its members.
    pub imported: Option<PkgId>,
    /// The import path.
    pub path: Symbol,
    pub(crate) is_used: AtomicBool,
}

/// A constant.
pub struct ConstData {
    pub decl: Option<DeclRef>,
    /// The declaration whose type and values it has: its own, or an earlier one of its group.
    pub(crate) source: Option<NodeId>,
    pub(crate) iota: u32,
    /// Set with the type; unknown after an error.
    pub(crate) value: OnceLock<ConstValue>,
    /// What its initialisation depends on, as far as that may matter for the order of
    /// initialization or be part of a cycle.
    pub(crate) deps: OnceLock<Box<[ObjId]>>,
}

/// A function or a method of a defined type.
pub struct FuncData {
    /// None for functions the checker makes.
    pub decl: Option<DeclRef>,
    /// None if declared without a body.
    pub body: Option<FragmentId>,
    pub pragma: Pragma,
    /// Declared with a receiver.
    pub is_method: bool,
    /// For methods of a type of the package: base type name and whether the receiver is a pointer.
    pub recv: OnceLock<Receiver>,
    /// Type parameters that the receiver declares. Set with the type.
    pub(crate) recv_tparams: OnceLock<Box<[TypeParamId]>>,
    /// Type of the receiver parameter. Set with the type.
    pub(crate) recv_type: TypeCell,
}

/// The receiver of a method declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// The `TypeName` of the base type.
    pub base: ObjId,
    pub is_pointer: bool,
}

impl Object {
    pub(crate) fn new(name: Symbol, pkg: Option<PkgId>, pos: Pos, kind: ObjectKind) -> Object {
        let state = AtomicU32::new(State::White as u32);
        Object {
            name,
            pkg,
            pos,
            kind,
            ty: TypeCell::new(),
            state,
        }
    }

    /// An object that needs no resolving.
    pub(crate) fn with_type(
        name: Symbol,
        pkg: Option<PkgId>,
        pos: Pos,
        kind: ObjectKind,
        ty: TypeId,
    ) -> Object {
        let state = AtomicU32::new(State::Black as u32);
        Object {
            name,
            pkg,
            pos,
            kind,
            ty: TypeCell::with(ty),
            state,
        }
    }

    pub(crate) fn state(&self) -> State {
        match self.state.load(Ordering::Acquire) {
            0 => State::White,
            1 => State::Grey,
            _ => State::Black,
        }
    }

    pub(crate) fn set_state(&self, state: State) {
        self.state.store(state as u32, Ordering::Release);
    }

    /// The function, if it is one.
    pub fn as_func(&self) -> Option<&FuncData> {
        match &self.kind {
            ObjectKind::Func(data) => Some(data),
            _ => None,
        }
    }

    pub fn as_const(&self) -> Option<&ConstData> {
        match &self.kind {
            ObjectKind::Const(data) => Some(data),
            _ => None,
        }
    }

    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjectKind::TypeName { .. })
    }

    pub fn is_func(&self) -> bool {
        matches!(self.kind, ObjectKind::Func(_))
    }

    /// Kind of variable, if it is one.
    pub fn var_kind(&self) -> Option<VarKind> {
        match self.kind {
            ObjectKind::Var { kind, .. } => Some(kind),
            _ => None,
        }
    }

    /// The declaration, of package-level objects and methods.
    pub fn decl(&self) -> Option<DeclRef> {
        match &self.kind {
            ObjectKind::Const(data) => data.decl,
            ObjectKind::TypeName { decl } | ObjectKind::Var { decl, .. } => *decl,
            ObjectKind::Func(data) => data.decl,
            ObjectKind::PkgName(_) | ObjectKind::Builtin(_) | ObjectKind::Nil => None,
        }
    }

    /// Whether a variable or imported package was used.
    pub(crate) fn used_flag(&self) -> Option<&AtomicBool> {
        match &self.kind {
            ObjectKind::PkgName(data) => Some(&data.is_used),
            ObjectKind::Var { is_used, .. } => Some(is_used),
            _ => None,
        }
    }
}

/// Built-in functions, package unsafe's included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
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
    /// `assert(constant)`, declared only where the checker is tested.
    Assert,
}
