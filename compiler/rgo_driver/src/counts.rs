//! How many functions of which kind a stage is left with, for `-timings`: what is Go of the program and
//! the library apart from the runtime's and from what the compiler makes.

use rgo_hir::program::{FuncId, FuncKey, Program};
use rustc_hash::FxHashSet;

use crate::timings::Timings;

/// Functions by kind.
#[derive(Default)]
struct FuncCounts {
    /// Declared functions and literals outside the runtime's packages.
    go: u64,
    /// Declared functions and literals of `runtime` and `internal/runtime/...`.
    runtime: u64,
    /// Wrappers of methods, method values, method expressions and go or defer calls.
    wrappers: u64,
    adapters: u64,
    /// Equality and hash functions.
    algs: u64,
}

/// Adds to the last stage how many functions of each kind `funcs` are.
pub fn count_funcs(
    timings: &mut Timings,
    program: &Program<'_>,
    funcs: impl Iterator<Item = FuncId>,
) {
    let mut counts = FuncCounts::default();
    for func in funcs {
        match program.funcs[func].key {
            FuncKey::Decl { .. }
            | FuncKey::Lit { .. }
            | FuncKey::InlinedLit { .. }
            | FuncKey::Init { .. }
            | FuncKey::VarInit { .. } => match is_runtime(program, func) {
                true => counts.runtime += 1,
                false => counts.go += 1,
            },
            FuncKey::CallWrapper { .. }
            | FuncKey::MethodWrapper { .. }
            | FuncKey::InterfaceMethodExpr { .. }
            | FuncKey::GenericMethodExpr { .. }
            | FuncKey::MethodValue { .. }
            | FuncKey::InterfaceMethodValue { .. } => counts.wrappers += 1,
            FuncKey::Adapter { .. } => counts.adapters += 1,
            FuncKey::Eq { .. } | FuncKey::Hash { .. } => counts.algs += 1,
            FuncKey::Extern { .. } => {}
        }
    }
    timings.count("Go functions", counts.go);
    timings.count("functions of the runtime", counts.runtime);
    timings.count("wrappers", counts.wrappers);
    timings.count("adapters", counts.adapters);
    timings.count("equality and hash functions", counts.algs);
}

/// Adds to the last stage how many bodies had to be checked for `funcs`: instances of a generic function
/// share one, and literals belong to the function they stand in.
pub fn count_bodies(timings: &mut Timings, program: &Program<'_>, funcs: &[FuncId]) {
    let mut bodies = [FxHashSet::default(), FxHashSet::default()];
    for &func in funcs {
        if let FuncKey::Decl { obj, .. } = program.funcs[func].key {
            bodies[usize::from(is_runtime(program, func))].insert(obj);
        }
    }
    timings.count("Go bodies", bodies[0].len() as u64);
    timings.count("bodies of the runtime", bodies[1].len() as u64);
}

/// Whether a function belongs to `runtime` or to a package below `internal/runtime`.
fn is_runtime(program: &Program<'_>, func: FuncId) -> bool {
    program.funcs[func].pkg.is_some_and(|pkg| {
        let path = program.types.package_path(pkg).as_str();
        path == "runtime" || path.starts_with("internal/runtime/")
    })
}
