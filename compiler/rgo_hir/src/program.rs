//! The program's functions, package variables and static data, shared by all threads.
//!
//! A function is named by a [`FuncKey`]: what it is, not what it is called. Equal keys are one
//! [`FuncId`]; symbol and display names follow from the key, whatever the order of demand.

use std::sync::{Mutex, OnceLock};

use rgo_base::{Symbol, Table, entity_impl};
use rgo_types::type_::MethodName;
use rgo_types::{Context, ObjId, PkgId, TypeId};
use rustc_hash::FxHashMap;

use crate::data::{DataId, StaticData};
use crate::tree;

/// A function of the program: declared, literal, instance, wrapper or generated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FuncId(u32);
entity_impl!(FuncId, "fn");

/// A package variable, or an instance's static variable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId(u32);
entity_impl!(GlobalId, "global");

/// What a function is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FuncKey {
    /// A declared function or method; `args` are canonical type arguments, the receiver's first.
    Decl { obj: ObjId, args: Box<[TypeId]> },
    /// The `index`-th function literal directly inside `parent`, in source order. `range_body`: the
    /// body of a range-over-func loop, numbered apart (`f-range1`).
    Lit {
        parent: FuncId,
        index: u32,
        range_body: bool,
    },
    /// The closure of the `index`-th `go` or `defer` statement of `parent` that needs one
    /// (`f.gowrap1`, `f.deferwrap1`).
    CallWrapper {
        parent: FuncId,
        index: u32,
        is_defer: bool,
    },
    /// The method `name` of the method set of `recv`, taking exactly that receiver, where it is
    /// promoted, or declared for the type `recv` points to. The itab of a type that is not
    /// pointer-shaped holds the wrappers of its pointer type.
    MethodWrapper { recv: TypeId, name: MethodName },
    /// A method expression `I.name` of an interface type: calls through its first parameter.
    InterfaceMethodExpr { iface: TypeId, name: MethodName },
    /// A method expression of a generic method's instance (1.27) whose receiver is declared as
    /// value and taken as pointer.
    GenericMethodExpr { recv: TypeId, func: FuncId },
    /// A method value's closure over a receiver of type `recv` for method `func` (`T.name-fm`).
    MethodValue { func: FuncId, recv: TypeId },
    /// The same for the method of an interface value.
    InterfaceMethodValue { iface: TypeId, name: MethodName },
    /// Drops the closure pointer and jumps to `func`: the code of its static closure object.
    Adapter { func: FuncId },
    /// Whether two values are equal: `(p, q *T) bool`.
    Eq { ty: TypeId },
    /// A value's hash: `(p *T, seed uintptr) uintptr`.
    Hash { ty: TypeId },
    /// Initialises a package's variables: what static initialisation left of it.
    Init { pkg: PkgId },
    /// One initializer of a package: assigns its variables. Merged into `Init`.
    VarInit { first: ObjId, value: u32 },
    /// Initialises one map variable, called from `Init` if the variable is live.
    MapInit { global: GlobalId },
    /// A function without a Go body: of the runtime's Rust part.
    Extern { symbol: Symbol },
}

/// A function and what is known of it.
pub struct FuncEntry {
    pub key: FuncKey,
    /// Link symbol: unique, deterministic.
    pub symbol: Symbol,
    /// Name in tracebacks and `runtime.FuncForPC`, such as `main.F[...]`.
    pub display_name: Symbol,
    /// Package it belongs to (an instance: that of the generic function).
    pub pkg: Option<PkgId>,
    /// Its signature, the receiver as first parameter.
    pub sig: TypeId,
    /// As built. Absent for `Extern`.
    pub built: OnceLock<tree::Func>,
    /// After inlining and escape analysis.
    pub optimized: OnceLock<tree::Func>,
}

/// A package variable.
pub struct GlobalEntry {
    /// The variable. None for variables the compiler makes.
    pub obj: Option<ObjId>,
    pub symbol: Symbol,
    pub pkg: Option<PkgId>,
    pub ty: TypeId,
    /// Initial contents, once static initialisation decided; none: zero.
    pub init: OnceLock<Option<StaticData>>,
}

/// Functions, variables and data of the program.
pub struct Program<'a> {
    pub types: &'a Context,
    pub funcs: Table<FuncId, FuncEntry>,
    pub globals: Table<GlobalId, GlobalEntry>,
    pub data: Table<DataId, StaticData>,
    func_ids: Mutex<FxHashMap<FuncKey, FuncId>>,
    global_ids: Mutex<FxHashMap<ObjId, GlobalId>>,
    data_ids: Mutex<FxHashMap<StaticData, DataId>>,
}

impl<'a> Program<'a> {
    /// An empty program over `types`.
    pub fn new(types: &'a Context) -> Program<'a> {
        Program {
            types,
            funcs: Table::new(),
            globals: Table::new(),
            data: Table::new(),
            func_ids: Mutex::default(),
            global_ids: Mutex::default(),
            data_ids: Mutex::default(),
        }
    }

    /// The function `key` names, made by `make` on first demand.
    pub fn intern_func(&self, key: FuncKey, make: impl FnOnce(&FuncKey) -> FuncEntry) -> FuncId {
        let mut ids = self
            .func_ids
            .lock()
            .expect("makers of entries do not panic");
        if let Some(&id) = ids.get(&key) {
            return id;
        }
        let id = self.funcs.push(make(&key));
        ids.insert(key, id);
        id
    }

    /// The variable of `obj`, made by `make` on first demand.
    pub fn intern_global(&self, obj: ObjId, make: impl FnOnce() -> GlobalEntry) -> GlobalId {
        let mut ids = self
            .global_ids
            .lock()
            .expect("makers of entries do not panic");
        *ids.entry(obj).or_insert_with(|| self.globals.push(make()))
    }

    /// Adds static data; equal read-only data is one.
    pub fn add_data(&self, data: StaticData) -> DataId {
        if !data.is_read_only {
            return self.data.push(data);
        }
        let mut ids = self.data_ids.lock().expect("pushing does not panic");
        if let Some(&id) = ids.get(&data) {
            return id;
        }
        let id = self.data.push(data.clone());
        ids.insert(data, id);
        id
    }
}
