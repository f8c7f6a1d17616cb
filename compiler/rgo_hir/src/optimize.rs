//! Inlining and escape analysis over the program, from callees to callers.
//!
//! Needs:  every function in the list is built.
//! Leaves: `FuncEntry::optimized`, `escapes` and `inlinability` set for each.

use crate::call_graph::bottom_up;
use crate::escape::analyse_component;
use crate::inline::{decide_component, inline_component};
use crate::program::{FuncId, Program};

/// Optimizes `funcs`, which are closed under calls.
pub fn optimize(prog: &Program<'_>, funcs: &[FuncId]) {
    for component in bottom_up(prog, funcs) {
        let mut bodies = inline_component(prog, &component);
        let summaries = analyse_component(prog, &mut bodies);
        for (body, summary) in bodies.into_iter().zip(summaries) {
            let entry = &prog.funcs[body.id];
            let _ = entry.escapes.set(summary);
            let _ = entry.optimized.set(body);
        }
        decide_component(prog, &component);
    }
}
