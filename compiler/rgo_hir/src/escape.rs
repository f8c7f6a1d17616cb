//! Escape analysis: which variables and allocations may live in their function's frame.
//!
//! Needs:  inlining is done.
//! Leaves: every allocation site decided; variables whose address outlives them have heap storage;
//!         conversions of strings to bytes that nobody writes share the string's memory; a summary of
//!         each function for its callers.
//! Cost:   about linear; quadratic in contrived cases.
//!
//! The method is gc's (`cmd/compile/internal/escape`). Every variable and allocation site is a
//! *location*. An assignment is an edge between locations with a number of dereferences: `p = q` has
//! 0, `p = *q` has 1, `p = &q` has -1. Whatever is stored behind a pointer, in a global, in a map or
//! a channel flows to the one location *heap*; pointers written through flow to *mutator*, func values
//! called without knowing what they are to *callee*. From each location the least number of
//! dereferences to every other is computed; if it is negative, that one's address flows there; if the
//! first outlives the second, the second cannot be in the frame.
//!
//! A location outlives another if it is the heap, a result, was declared outside a loop that the other
//! lies in, or belongs to a function around the other's. Locations that escape are like the heap for
//! those flowing into them.
//!
//! Functions are analysed from callees to callers in *batches*: mutually recursive ones together, and
//! a function with the literals in it, which share its variables. A callee's summary says for each
//! parameter whether (and after how many dereferences) it flows to the heap, to a result, is written
//! through or called. Where inlining copied a literal into another function its captured variables are
//! parameters of it, and what leaks from them leaks.

mod batch;
mod flow;
mod graph;
mod literals;
mod solve;

use rgo_base::{Pos, Symbol};
use smallvec::SmallVec;

use self::flow::Builder;
use self::graph::{Attrs, Graph, LocData, LocKind};
use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr_mut, each_list_mut, each_operand_mut};
use crate::tree::{
    Alloc, AllocKind, ConvKind, Expr, ExprKind, Func, HeapReason, InlineNode, Local, Placement,
    Stmt, Storage,
};

pub use self::batch::analyse;

/// Where a parameter's value flows to, each with the least number of dereferences on the way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Leaks {
    pub heap: Option<u8>,
    /// Memory written.
    pub mutator: Option<u8>,
    /// Func values called.
    pub callee: Option<u8>,
    /// Each result it flows to.
    pub results: SmallVec<[(u32, u8); 1]>,
}

/// Results beyond these are like the heap.
const RESULTS_MAX: u32 = 5;

/// What callers need to know of a function, and what messages say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EscapeSummary {
    /// Receiver first.
    pub params: Vec<Leaks>,
    pub captures: Vec<Leaks>,
    pub report: Report,
}

/// Decisions about a function that its tree does not show.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What parameters leak; nothing for one that is moved to the heap.
    pub params: Vec<Option<Leaks>>,
    /// Assignments that store nothing new.
    pub self_assignments: Vec<(Pos, Option<InlineNode>)>,
    /// Conversions to bytes that share the string's memory.
    pub zero_copy: Vec<Alloc>,
    /// It is a literal that inlining left without use in its own function.
    pub is_unused: bool,
    /// How addresses got out, if somebody asked.
    pub traces: Vec<(Subject, Vec<Flow>)>,
}

/// What escapes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Local(Local),
    Site(Alloc),
}

/// `derefs` dereferences (-1: the address) of `src` flow into `dst`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    pub dst: Symbol,
    pub src: Symbol,
    pub derefs: i32,
}

/// A function and the position of an assignment in it, with the inlined call it is in.
type SelfAssignment = (FuncId, Pos, Option<InlineNode>);

/// Largest variable that is declared in the source and kept in a frame.
pub const MAX_STACK_VAR_BYTES: u64 = 128 << 10;
/// Largest allocation of `new`, `&T{}`, `make` and the like that is kept in a frame.
pub const MAX_IMPLICIT_BYTES: u64 = 64 << 10;
/// The same for small frames.
const SMALL_STACK_VAR_BYTES: u64 = 64 << 10;
const SMALL_IMPLICIT_BYTES: u64 = 16 << 10;

/// Largest variable kept in a frame.
pub(crate) fn stack_var_max(prog: &Program<'_>) -> u64 {
    match prog.options.small_frames {
        true => SMALL_STACK_VAR_BYTES,
        false => MAX_STACK_VAR_BYTES,
    }
}

/// Analyses the functions of one batch, in place; their summaries in the same order.
fn analyse_batch(prog: &Program<'_>, funcs: &mut [Func]) -> Vec<EscapeSummary> {
    literals::rewrite(prog, funcs);
    let mut graph = Graph::new(funcs, prog.options.explains > 1);
    let mut builder = Builder::new(prog, funcs, &mut graph);
    for at in 0..funcs.len() {
        builder.func(at);
    }
    let self_assignments = builder.self_assignments;
    solve::solve(&mut graph);
    let mut summaries = Vec::with_capacity(funcs.len());
    for at in 0..funcs.len() {
        let traces = traces(&graph, at, funcs);
        let func = &mut funcs[at];
        let zero_copy = decide(&graph, at, func);
        if !zero_copy.is_empty() {
            share_strings(&zero_copy, &mut func.body);
        }
        let mut summary = summary(&graph, at, func);
        let own = self_assignments.iter().filter(|(id, ..)| *id == func.id);
        summary.report.self_assignments = own.map(|&(_, pos, node)| (pos, node)).collect();
        summary.report.zero_copy = zero_copy;
        summary.report.traces = traces;
        summaries.push(summary);
    }
    summaries
}

/// Writes the decisions for function number `at` into it. Gives the conversions to bytes nobody
/// writes.
fn decide(graph: &Graph, at: usize, func: &mut Func) -> Vec<Alloc> {
    let tables = &graph.funcs[at];
    let mut zero_copy = Vec::new();
    for (local, data) in func.locals.iter_mut() {
        let escapes = graph.escapes(tables.locals[local]);
        data.storage = if escapes && data.is_addr_taken {
            Storage::Heap
        } else {
            Storage::Stack
        };
    }
    for (alloc, data) in func.allocs.iter_mut() {
        let loc = match data.kind {
            AllocKind::Var(local) => tables.locals[local],
            _ => tables.allocs[alloc],
        };
        let escapes = graph.escapes(loc);
        data.escapes = escapes;
        data.decision = match data.kind {
            AllocKind::MakeChan | AllocKind::Append => Placement::Heap(HeapReason::Always),
            _ => match tables.reasons[alloc] {
                Some(reason) => Placement::Heap(reason),
                None if escapes => Placement::Heap(HeapReason::Escapes),
                None => Placement::Stack,
            },
        };
        let is_written = graph.locs[loc].attrs.has(Attrs::MUTATES);
        if data.kind == AllocKind::StringToBytes && !is_written {
            zero_copy.push(alloc);
        }
    }
    zero_copy
}

fn summary(graph: &Graph, at: usize, func: &Func) -> EscapeSummary {
    let tables = &graph.funcs[at];
    let loc = |local: &Local| -> &LocData { &graph.locs[tables.locals[*local]] };
    let leaks = |locals: &[Local]| {
        let all = locals
            .iter()
            .map(|local| loc(local).leaks.clone().optimized());
        all.collect::<Vec<Leaks>>()
    };
    let params = leaks(&func.params);
    let is_moved = |local: &Local| loc(local).attrs.has(Attrs::ESCAPES);
    let reported = func.params.iter().zip(&params);
    let reported = reported.map(|(local, leaks)| (!is_moved(local)).then(|| leaks.clone()));
    EscapeSummary {
        report: Report {
            params: reported.collect(),
            ..Report::default()
        },
        captures: leaks(&func.captures),
        params,
    }
}

/// Lets conversions of strings to bytes share memory.
fn share_strings(sites: &[Alloc], list: &mut [Stmt]) {
    for stmt in list {
        each_expr_mut(&mut stmt.kind, &mut |x| share_strings_in(sites, x));
        each_list_mut(&mut stmt.kind, &mut |inner| share_strings(sites, inner));
    }
}

fn share_strings_in(sites: &[Alloc], x: &mut Expr) {
    if let ExprKind::Convert { kind, alloc, .. } = &mut x.kind
        && *kind == ConvKind::StringToBytes
        && alloc.is_some_and(|alloc| sites.contains(&alloc))
    {
        *kind = ConvKind::StringToBytesTemp;
        *alloc = None;
    }
    each_operand_mut(&mut x.kind, &mut |operand| share_strings_in(sites, operand));
}

/// How addresses of function number `at` got out, in words.
fn traces(graph: &Graph, at: usize, funcs: &[Func]) -> Vec<(Subject, Vec<Flow>)> {
    let mut all = Vec::new();
    if !graph.explains {
        return all;
    }
    let name = |loc| {
        let data: &LocData = &graph.locs[loc];
        let text = match data.kind {
            LocKind::Heap => "{heap}".to_owned(),
            LocKind::Var(local) | LocKind::Param(local) => {
                match funcs[data.func].locals[local].name {
                    Symbol::EMPTY => "{temp}".to_owned(),
                    name => name.to_string(),
                }
            }
            LocKind::Result(local, index) => match funcs[data.func].locals[local].name.as_str() {
                "" | "_" => format!("~r{index}"),
                name => name.to_owned(),
            },
            LocKind::Site(alloc) => {
                format!("{{storage for {}}}", funcs[data.func].allocs[alloc].text)
            }
            LocKind::Mutator | LocKind::Callee | LocKind::Blank | LocKind::Temp => {
                "{temp}".to_owned()
            }
        };
        Symbol::intern(&text)
    };
    let flows = |data: &LocData| {
        let flow = |step: &graph::Step| Flow {
            dst: name(step.dst),
            src: name(step.src),
            derefs: step.derefs,
        };
        data.trace.iter().map(flow).collect::<Vec<Flow>>()
    };
    for (local, &loc) in graph.funcs[at].locals.iter() {
        if !graph.locs[loc].trace.is_empty() {
            all.push((Subject::Local(local), flows(&graph.locs[loc])));
        }
    }
    for (alloc, &loc) in graph.funcs[at].allocs.iter() {
        if !graph.locs[loc].trace.is_empty() {
            all.push((Subject::Site(alloc), flows(&graph.locs[loc])));
        }
    }
    all
}
