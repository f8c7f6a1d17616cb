//! Predeclared names and package unsafe (spec: "Predeclared identifiers", "Package unsafe").

use std::sync::OnceLock;

use rgo_base::{Pos, Symbol};
use rustc_hash::FxHashMap;

use crate::constant::ConstValue;
use crate::context::Context;
use crate::object::{Builtin, ConstData, ObjId, Object, ObjectKind};
use crate::package::PkgId;
use crate::type_::{
    Alias, Basic, Interface, InterfaceMethod, MethodName, Named, Param, Signature, Type, TypeCell,
    TypeId,
};

/// The universe scope and the entities the checker refers to.
pub struct Universe {
    pub(crate) scope: FxHashMap<Symbol, ObjId>,
    /// Members of package unsafe.
    pub(crate) unsafe_scope: FxHashMap<Symbol, ObjId>,
    /// The type `error`.
    pub error: TypeId,
    /// The alias `any`.
    pub any: TypeId,
    /// The type `comparable`.
    pub comparable: TypeId,
    pub(crate) any_obj: ObjId,
    pub(crate) comparable_obj: ObjId,
    pub(crate) iota: ObjId,
    pub(crate) nil: ObjId,
}

/// A built-in function's name, number of arguments and use.
pub(crate) struct BuiltinInfo {
    pub name: &'static str,
    pub n_args: usize,
    pub is_variadic: bool,
    /// A call may stand as a statement.
    pub is_statement: bool,
}

impl Builtin {
    const ALL: [Builtin; 27] = [
        Builtin::Append,
        Builtin::Cap,
        Builtin::Clear,
        Builtin::Close,
        Builtin::Complex,
        Builtin::Copy,
        Builtin::Delete,
        Builtin::Imag,
        Builtin::Len,
        Builtin::Make,
        Builtin::Max,
        Builtin::Min,
        Builtin::New,
        Builtin::Panic,
        Builtin::Print,
        Builtin::Println,
        Builtin::Real,
        Builtin::Recover,
        Builtin::UnsafeAdd,
        Builtin::UnsafeAlignof,
        Builtin::UnsafeOffsetof,
        Builtin::UnsafeSizeof,
        Builtin::UnsafeSlice,
        Builtin::UnsafeSliceData,
        Builtin::UnsafeString,
        Builtin::UnsafeStringData,
        Builtin::Assert,
    ];

    pub(crate) fn info(self) -> BuiltinInfo {
        let (name, n_args, is_variadic, is_statement) = match self {
            Builtin::Append => ("append", 1, true, false),
            Builtin::Cap => ("cap", 1, false, false),
            Builtin::Clear => ("clear", 1, false, true),
            Builtin::Close => ("close", 1, false, true),
            Builtin::Complex => ("complex", 2, false, false),
            Builtin::Copy => ("copy", 2, false, true),
            Builtin::Delete => ("delete", 2, false, true),
            Builtin::Imag => ("imag", 1, false, false),
            Builtin::Len => ("len", 1, false, false),
            Builtin::Make => ("make", 1, true, false),
            Builtin::Max => ("max", 1, true, false),
            Builtin::Min => ("min", 1, true, false),
            Builtin::New => ("new", 1, false, false),
            Builtin::Panic => ("panic", 1, false, true),
            Builtin::Print => ("print", 0, true, true),
            Builtin::Println => ("println", 0, true, true),
            Builtin::Real => ("real", 1, false, false),
            Builtin::Recover => ("recover", 0, false, true),
            Builtin::UnsafeAdd => ("Add", 2, false, false),
            Builtin::UnsafeAlignof => ("Alignof", 1, false, false),
            Builtin::UnsafeOffsetof => ("Offsetof", 1, false, false),
            Builtin::UnsafeSizeof => ("Sizeof", 1, false, false),
            Builtin::UnsafeSlice => ("Slice", 2, false, false),
            Builtin::UnsafeSliceData => ("SliceData", 1, false, false),
            Builtin::UnsafeString => ("String", 2, false, false),
            Builtin::UnsafeStringData => ("StringData", 1, false, false),
            Builtin::Assert => ("assert", 1, false, true),
        };
        BuiltinInfo {
            name,
            n_args,
            is_variadic,
            is_statement,
        }
    }

    fn is_of_unsafe(self) -> bool {
        matches!(
            self,
            Builtin::UnsafeAdd
                | Builtin::UnsafeAlignof
                | Builtin::UnsafeOffsetof
                | Builtin::UnsafeSizeof
                | Builtin::UnsafeSlice
                | Builtin::UnsafeSliceData
                | Builtin::UnsafeString
                | Builtin::UnsafeStringData
        )
    }
}

/// Declares everything predeclared in an otherwise empty context. With `has_assert`, the built-in
/// `assert` too.
pub(crate) fn declare(ctx: &Context, has_assert: bool) -> Universe {
    let mut scope = FxHashMap::default();
    let mut unsafe_scope = FxHashMap::default();
    let mut add = |name: &str, pkg: Option<PkgId>, kind: ObjectKind, ty: TypeId| {
        let name = Symbol::intern(name);
        let obj = ctx
            .objects
            .push(Object::with_type(name, pkg, Pos::NONE, kind, ty));
        if pkg.is_some() {
            &mut unsafe_scope
        } else {
            &mut scope
        }
        .insert(name, obj);
        obj
    };
    for basic in Basic::ALL.into_iter().filter(|b| !b.is_untyped()) {
        let kind = ObjectKind::TypeName { decl: None };
        if basic == Basic::UnsafePointer {
            add("Pointer", Some(PkgId::UNSAFE), kind, basic.type_id());
        } else {
            add(basic.name(), None, kind, basic.type_id());
        }
    }
    let constant = |value| {
        ObjectKind::Const(Box::new(ConstData {
            decl: None,
            source: None,
            iota: 0,
            value: OnceLock::from(value),
            deps: OnceLock::new(),
        }))
    };
    add(
        "true",
        None,
        constant(ConstValue::Bool(true)),
        Basic::UntypedBool.type_id(),
    );
    add(
        "false",
        None,
        constant(ConstValue::Bool(false)),
        Basic::UntypedBool.type_id(),
    );
    let iota = add(
        "iota",
        None,
        constant(ConstValue::Int(0)),
        Basic::UntypedInt.type_id(),
    );
    let nil = add("nil", None, ObjectKind::Nil, Basic::UntypedNil.type_id());
    for builtin in Builtin::ALL {
        if builtin == Builtin::Assert && !has_assert {
            continue;
        }
        let pkg = builtin.is_of_unsafe().then_some(PkgId::UNSAFE);
        add(
            builtin.info().name,
            pkg,
            ObjectKind::Builtin(builtin),
            TypeId::INVALID,
        );
    }

    let type_name = || ObjectKind::TypeName { decl: None };
    let any_obj = add("any", None, type_name(), TypeId::INVALID);
    let any = ctx.intern(Type::Alias(ctx.aliases.push(Alias {
        obj: any_obj,
        origin: None,
        args: Box::default(),
        is_in_generic_code: false,
        tparams: OnceLock::from(Box::default()),
        target: TypeCell::with(TypeId::EMPTY_INTERFACE),
        actual: TypeCell::with(TypeId::EMPTY_INTERFACE),
    })));
    ctx.objects[any_obj].ty.set(any);

    // The canonical form of `comparable` is not the empty interface, which has the same elements.
    let comparable_under = ctx.intern(Type::Interface(Box::new(Interface {
        is_comparable: true,
        ..Interface::default()
    })));
    let result = Param {
        name: Symbol::EMPTY,
        ty: Basic::String.type_id(),
    };
    let sig = ctx.signature_of(Signature {
        results: Box::new([result]),
        ..Signature::default()
    });
    let name = MethodName {
        name: Symbol::intern("Error"),
        pkg: None,
    };
    let error_under = ctx.interface_of(Box::new([InterfaceMethod { name, sig }]));
    let mut defined = |name: &str, under: TypeId| {
        let obj = add(name, None, type_name(), TypeId::INVALID);
        let named = ctx.nameds.push(Named {
            obj,
            origin: None,
            args: Box::default(),
            outer_args: Box::default(),
            outer_tparams: Box::default(),
            local_index: 0,
            pos: OnceLock::new(),
            tparams: OnceLock::from(Box::default()),
            rhs: TypeCell::with(under),
            underlying: TypeCell::with(under),
            methods: OnceLock::from(Box::default()),
            method_index: OnceLock::new(),
            has_var_size: OnceLock::from(false),
            is_valid: OnceLock::from(()),
        });
        let ty = ctx.intern(Type::Named(named));
        ctx.objects[obj].ty.set(ty);
        (obj, ty)
    };
    let (comparable_obj, comparable) = defined("comparable", comparable_under);
    let (_, error) = defined("error", error_under);
    Universe {
        scope,
        unsafe_scope,
        error,
        any,
        comparable,
        any_obj,
        comparable_obj,
        iota,
        nil,
    }
}
