//! Inlining and escape analysis over the program, from callees to callers.
//!
//! Needs:  every function in the list is built.
//! Leaves: `FuncEntry::optimized`, `escapes` and `inlinability` set for each.

use rgo_base::{Symbol, activity};

use crate::call_graph::bottom_up;
use crate::escape::analyse_component;
use crate::inline::{decide_component, inline_component};
use crate::program::{FuncId, Program};

/// Optimizes `funcs`, which are closed under calls.
pub fn optimize(prog: &Program<'_>, funcs: &[FuncId]) {
    for component in bottom_up(prog, funcs) {
        let first = component.first().map(|&func| prog.funcs[func].symbol);
        let name = first.unwrap_or(Symbol::EMPTY);
        let mut bodies =
            activity::during("hir", "inline", name, || inline_component(prog, &component));
        let summaries = activity::during("hir", "escape", name, || {
            analyse_component(prog, &mut bodies)
        });
        for (body, summary) in bodies.into_iter().zip(summaries) {
            let entry = &prog.funcs[body.id];
            let _ = entry.escapes.set(summary);
            let _ = entry.optimized.set(body);
        }
        decide_component(prog, &component);
    }
}
