//! What the program level hands to code generation.
//!
//! Only roots and decisions stand here: which package variables, static data, descriptors and
//! itabs the executable needs follows from what code and tables refer to.

use rgo_abi::runtime_fn::{RUNTIME_REFS, UPCALLS};
use rgo_base::SourceMap;
use rgo_hir::reach::Reached;
use rgo_hir::{FuncId, Program};
use rgo_ssa::Func;

/// The program, ready for code generation.
pub struct Input<'a> {
    pub program: &'a Program<'a>,
    pub sources: &'a SourceMap,
    /// All functions that are compiled, in the order they get in the text segment. The order must
    /// not depend on entity numbers.
    pub funcs: Vec<Func>,
    /// The final mark: types that descriptors may be made for, live methods, initialization.
    pub reached: &'a Reached,
    /// `main.main`.
    pub main: FuncId,
    pub build_info: BuildInfo,
    /// Where package runtime's files are, as positions say it.
    pub runtime_dir: String,
}

/// What `go version -m` and `runtime/debug.BuildInfo` say about the executable.
#[derive(Clone, Default, Debug)]
pub struct BuildInfo {
    /// `runtime.buildVersion`, such as `go1.27.3`.
    pub go_version: String,
    /// `runtime.modinfo`, without its magic strings.
    pub module_info: String,
}

/// Whether the runtime refers to the Go function `symbol` by name.
pub fn is_upcall(symbol: &str) -> bool {
    UPCALLS.contains(&symbol) || RUNTIME_REFS.iter().any(|&(_, func)| func == symbol)
}
