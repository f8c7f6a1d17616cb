//! Escape analysis: which variables and allocations may live in their function's frame.
//!
//! Needs:  inlining is done; summaries of all callees outside the component exist.
//! Leaves: every allocation site decided; variables whose address outlives them have heap storage;
//!         a summary of each function for its callers.
//! Cost:   about linear; quadratic in contrived cases.
//!
//! The method is gc's (`cmd/compile/internal/escape`). Every variable and allocation site is a
//! *location*. An assignment is an edge between locations with a number of dereferences: `p = q` has
//! 0, `p = *q` has 1, `p = &q` has -1. Whatever is stored behind a pointer, in a global, in a map or
//! a channel flows to the one location *heap*. From each location the least number of dereferences
//! to every other is computed; if it is negative, that one's address flows there; if the first
//! outlives the second, the second cannot be in the frame.
//!
//! A location outlives another if it is the heap, a result, or was declared outside a loop that the
//! other lies in. Locations that escape are like the heap for those flowing into them.
//!
//! Functions are analysed from callees to callers, a component of mutually recursive ones together.
//! A callee's summary says for each parameter whether (and after how many dereferences) it flows to
//! the heap or to a result. A closure's captured variables are parameters of it: where it is made,
//! what leaks from them leaks.

mod flow;
mod graph;
mod solve;

use smallvec::SmallVec;

use self::flow::Builder;
use self::graph::Graph;
use crate::program::Program;
use crate::tree::{AllocKind, Func, HeapReason, Placement, Storage};

/// Where a parameter's value flows to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Leaks {
    /// Least number of dereferences on the way to the heap.
    pub heap: Option<u8>,
    /// The same for each result it flows to.
    pub results: SmallVec<[(u32, u8); 1]>,
}

/// What callers need to know of a function.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EscapeSummary {
    /// Receiver first.
    pub params: Vec<Leaks>,
    pub captures: Vec<Leaks>,
}

/// Largest variable that is declared in the source and kept in a frame.
pub const MAX_STACK_VAR_BYTES: u64 = 128 << 10;
/// Largest allocation of `new`, `&T{}`, `make` and the like that is kept in a frame.
pub const MAX_IMPLICIT_BYTES: u64 = 64 << 10;

/// Analyses the functions of one component, in place; their summaries in the same order.
pub fn analyse_component(prog: &Program<'_>, funcs: &mut [Func]) -> Vec<EscapeSummary> {
    let mut graph = Graph::new(funcs);
    let mut builder = Builder::new(prog, funcs, &mut graph);
    for at in 0..funcs.len() {
        builder.func(at);
    }
    solve::solve(&mut graph);
    funcs
        .iter_mut()
        .enumerate()
        .map(|(at, func)| finish(&graph, at, func))
        .collect()
}

/// Writes the decisions for function number `at` into it.
fn finish(graph: &Graph, at: usize, func: &mut Func) -> EscapeSummary {
    let tables = &graph.funcs[at];
    for (local, data) in func.locals.iter_mut() {
        let escapes = graph.locs[tables.locals[local]].escapes;
        data.storage = if escapes && data.is_addr_taken {
            Storage::Heap
        } else {
            Storage::Stack
        };
    }
    for (alloc, data) in func.allocs.iter_mut() {
        let escapes = match data.kind {
            AllocKind::Var(local) => graph.locs[tables.locals[local]].escapes,
            _ => graph.locs[tables.allocs[alloc]].escapes,
        };
        data.decision = match data.kind {
            AllocKind::MakeChan | AllocKind::Append => Placement::Heap(HeapReason::Always),
            _ => match tables.reasons[alloc] {
                Some(reason) => Placement::Heap(reason),
                None if escapes => Placement::Heap(HeapReason::Escapes),
                None => Placement::Stack,
            },
        };
    }
    let leaks = |locals: &[crate::tree::Local]| {
        let of = |&local| graph.locs[tables.locals[local]].leaks.clone();
        locals.iter().map(of).collect()
    };
    EscapeSummary {
        params: leaks(&func.params),
        captures: leaks(&func.captures),
    }
}
