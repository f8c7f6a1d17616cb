//! Inlining, then escape analysis over the program, both from callees to callers.
//!
//! Needs:  every function in the list is built.
//! Leaves: `FuncEntry::optimized`, `escapes` and `inlinability` set for each.

use crate::escape;
use crate::inline::inline_all;
use crate::program::{FuncId, Program};

/// Optimizes `funcs`, which are closed under calls.
pub fn optimize(prog: &Program<'_>, funcs: &[FuncId]) {
    let bodies = inline_all(prog, funcs);
    escape::analyse(prog, funcs, bodies);
}
