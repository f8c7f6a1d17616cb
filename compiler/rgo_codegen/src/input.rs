//! What the program level hands to code generation.
//!
//! Only roots and decisions stand here: which package variables, static data, descriptors and
//! itabs the executable needs follows from what code and tables refer to.

use rgo_abi::runtime_fn::{RUNTIME_REFS, UPCALLS};
use rgo_base::{SourceMap, Symbol};
use rgo_hir::{FuncId, Program, SymbolRef};
use rgo_ssa::Func;
use rgo_types::type_::MethodName;
use rgo_types::{Context, TypeId};
use rustc_hash::FxHashMap;

/// A method of a type's method table that reflection or an interface can reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LiveMethod {
    /// Its signature without receiver.
    pub sig: TypeId,
    /// Code that takes a one-word receiver: itabs and `reflect.Value.Method`.
    pub ifn: FuncId,
    /// Code for a func value that takes the receiver as first parameter
    /// (`reflect.Type.Method(i).Func`): drops a closure pointer.
    pub tfn: FuncId,
}

/// What the descriptor of a type needs to know beyond the type.
#[derive(Clone, Default, Debug)]
pub struct TypeFacts {
    /// The func value `func(p, q *T) bool`; none if values of the type can't be compared.
    pub equal: Option<SymbolRef>,
    /// Of a map type: the func value `func(p *K, seed uintptr) uintptr` of its keys.
    pub hasher: Option<SymbolRef>,
    /// Methods that are live, by name. The others keep their rows in the method table, without
    /// code; in itabs their slots lead to a trap.
    pub methods: FxHashMap<MethodName, LiveMethod>,
}

/// Initialisation of one package.
pub struct PackageInit {
    /// Import path.
    pub path: Symbol,
    /// Functions to run, in order: variable initialisers, then `init` functions.
    pub funcs: Vec<FuncId>,
}

/// `runtime/debug.BuildInfo`.
#[derive(Clone, Default, Debug)]
pub struct BuildInfo {
    /// `runtime.buildVersion`, such as `go1.27.3`.
    pub go_version: String,
    /// Text of the module data, as `go version -m` prints it.
    pub module_info: String,
}

/// The program, ready for code generation.
pub struct Input<'a> {
    pub program: &'a Program<'a>,
    pub sources: &'a SourceMap,
    /// All functions that are compiled, in the order they get in the text segment. The order must
    /// not depend on entity numbers.
    pub funcs: Vec<Func>,
    /// By function that is used as a func value without captures and takes no closure pointer: the
    /// function that drops one and jumps to it. Of functions that take one themselves: absent.
    pub adapters: FxHashMap<FuncId, FuncId>,
    /// Of every type whose descriptor is referred to, directly or from another descriptor.
    pub types: FxHashMap<TypeId, TypeFacts>,
    /// In order of initialisation.
    pub inits: Vec<PackageInit>,
    /// `main.main`.
    pub main: FuncId,
    pub build_info: BuildInfo,
}

impl Input<'_> {
    pub fn ctx(&self) -> &Context {
        self.program.types
    }
}

/// Whether the runtime refers to the Go function `symbol` by name.
pub fn is_upcall(symbol: &str) -> bool {
    UPCALLS.contains(&symbol) || RUNTIME_REFS.iter().any(|&(_, func)| func == symbol)
}
