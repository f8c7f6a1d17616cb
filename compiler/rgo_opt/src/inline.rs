//! Inlining beyond what the language's tools report: small callees in loops, tiny ones anywhere,
//! the test at the start of larger ones, one turn of small recursions.
//!
//! Needs:  callees that are not recursive have been optimised, and their bodies kept.
//! Leaves: calls replaced by bodies, with their own slots, variables and inlined calls.
//! Cost:   linear in what is copied, which is bounded.
//!
//! Tracebacks do not change: the inline tree has a node for each call. What `-m` reports was
//! decided on hir; this pass is silent.

mod splice;

use rgo_ssa::{Block, Cfg, DomTree, Func, FuncId, Inst, Loops, Op, Term, Value};

use self::splice::{splice, splice_test};
use crate::env::Env;
use crate::rewrite::Replacements;

/// Largest body taken anywhere, in a loop, and of a recursive function into itself.
const MAX_TINY: usize = 12;
const MAX_IN_LOOP: usize = 70;
const MAX_RECURSIVE: usize = 40;
/// Most calls of itself that a function has whose recursion is unrolled.
const MAX_SELF_CALLS: usize = 3;
/// Instructions a function may grow to by inlining, beyond what it has.
const MAX_GROWTH: usize = 1500;
/// Instructions before the test at the start of a callee that is copied to its calls.
const MAX_TEST: usize = 8;

/// A call to be replaced.
struct Site {
    block: Block,
    inst: Inst,
    callee: FuncId,
    depth: u32,
}

pub fn inline(func: &mut Func, env: &dyn Env) {
    let sites = find_sites(func);
    if sites.is_empty() {
        return;
    }
    let own = recursive_body(func, &sites);
    let mut room = MAX_GROWTH;
    let mut replace = Replacements::default();
    for site in sites {
        let body = if site.callee == func.id {
            own.as_ref()
        } else {
            env.inline_body(site.callee)
        };
        let Some(body) = body else {
            continue;
        };
        let size = size_of(body);
        let is_whole =
            site.callee == func.id || size <= MAX_TINY || (size <= MAX_IN_LOOP && site.depth > 0);
        if is_whole {
            if size <= room {
                splice(func, &site, body, &mut replace);
                room -= size;
            }
        } else if let Some(test) = early_test(body)
            && room > 0
        {
            splice_test(func, &site, body, test, &mut replace);
            room = room.saturating_sub(MAX_TEST);
        }
    }
    replace.apply(func);
}

/// Whether the body of a function, as it is before lowering, is worth keeping for its callers.
pub fn is_candidate(func: &Func) -> bool {
    is_inlinable(func)
        && (size_of(func) <= MAX_IN_LOOP && is_leaf(func) || early_test(func).is_some())
}

fn find_sites(func: &Func) -> Vec<Site> {
    let is_call = |&inst: &Inst| matches!(func.op(inst), Op::Call(_));
    let mut blocks = func.layout.iter();
    if !blocks.any(|&block| func.blocks[block].insts.iter().any(is_call)) {
        return Vec::new();
    }
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    let mut sites = Vec::new();
    for &block in &cfg.rpo {
        if func.blocks[block].is_cold || matches!(func.blocks[block].term, Term::Unreachable) {
            continue;
        }
        for &inst in &func.blocks[block].insts {
            if let Op::Call(callee) = *func.op(inst) {
                sites.push(Site {
                    block,
                    inst,
                    callee,
                    depth: loops.depth(block),
                });
            }
        }
    }
    // From the end, so that what a block has left is still in it when its turn comes.
    sites.reverse();
    sites
}

/// A copy of a function that calls itself, if one more turn of it is worth having in line.
fn recursive_body(func: &Func, sites: &[Site]) -> Option<Func> {
    let n_self = sites.iter().filter(|site| site.callee == func.id).count();
    let is_small = n_self > 0
        && n_self <= MAX_SELF_CALLS
        && size_of(func) <= MAX_RECURSIVE
        && is_inlinable(func);
    is_small.then(|| func.clone())
}

/// Instructions that are not constants, in blocks that are not cold.
fn size_of(func: &Func) -> usize {
    let warm = func
        .layout
        .iter()
        .filter(|&&block| !func.blocks[block].is_cold);
    warm.map(|&block| {
        let insts = func.blocks[block].insts.iter();
        1 + insts.filter(|&&inst| !func.op(inst).is_const()).count()
    })
    .sum()
}

/// Whether a body can stand in another function.
fn is_inlinable(func: &Func) -> bool {
    if func.flags.noinline || func.flags.is_closure || func.layout.len() > 40 {
        return false;
    }
    func.layout.iter().all(|&block| {
        let data = &func.blocks[block];
        let is_bound_to_frame =
            |inst: &Inst| matches!(func.op(*inst), Op::FramePtr | Op::CallerPc | Op::CallerSp);
        !matches!(data.term, Term::DeferPush { .. }) && !data.insts.iter().any(is_bound_to_frame)
    })
}

/// Whether a function calls nothing but what ends in a panic.
fn is_leaf(func: &Func) -> bool {
    func.layout.iter().all(|&block| {
        let data = &func.blocks[block];
        let is_call = |inst: &Inst| matches!(func.op(*inst), Op::Call(_) | Op::CallIndirect);
        data.is_cold
            || matches!(data.term, Term::Unreachable)
            || !(data.insts.iter().any(is_call) || matches!(data.term, Term::TailCall { .. }))
    })
}

/// The test at the start of a body that leads to a quick return.
#[derive(Clone, Copy)]
pub(crate) struct EarlyTest {
    /// Which branch of the entry returns.
    pub branch: usize,
}

/// Whether a body starts with few instructions without effects and a branch to a return of values
/// known by then.
fn early_test(func: &Func) -> Option<EarlyTest> {
    if func.flags.noinline || func.flags.is_closure {
        return None;
    }
    let entry = &func.blocks[func.entry()];
    let is_plain = |inst: &Inst| {
        let op = func.op(*inst);
        (op.effects().is_pure() && op.can_speculate() && !is_frame_op(op)) || op.is_const()
    };
    if entry.insts.len() > MAX_TEST || !entry.insts.iter().all(is_plain) {
        return None;
    }
    let Term::Br {
        then, otherwise, ..
    } = &entry.term
    else {
        return None;
    };
    let returns_at_once = |call: &rgo_ssa::BlockCall| {
        let block = &func.blocks[call.block];
        let returned = |args: &[Value]| {
            args.iter().all(|arg| {
                func.blocks[func.entry()].params.contains(arg)
                    || block.params.contains(arg)
                    || func.def_inst(*arg).is_some_and(|inst| {
                        entry.insts.contains(&inst) || block.insts.contains(&inst)
                    })
            })
        };
        let is_small = block.insts.len() <= 3 && block.insts.iter().all(is_plain);
        is_small && matches!(&block.term, Term::Return(args) if returned(args.as_slice(&func.pool)))
    };
    [then, otherwise]
        .into_iter()
        .position(returns_at_once)
        .map(|branch| EarlyTest { branch })
}

fn is_frame_op(op: &Op) -> bool {
    matches!(
        op,
        Op::FramePtr | Op::CallerPc | Op::CallerSp | Op::SlotAddr(..)
    )
}
