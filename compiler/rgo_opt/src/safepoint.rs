//! Polls: every loop asks in each turn whether the goroutine is to stop.
//!
//! Needs:  loops have their final form.
//! Leaves: a `poll` before the branch back of every loop, or at the start of loops with several;
//!         none in loops that are known to be short and call nothing.
//! Cost:   linear.

use rgo_ssa::{Block, Cfg, DomTree, Func, Inst, Loops, Op, Type};

use crate::induction::trip_count;

/// Turns that a loop without calls may make without polling.
const MAX_SILENT_TURNS: u64 = 64;

pub fn safepoint(func: &mut Func) {
    if func.flags.nosplit {
        return;
    }
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    let mut polled: Vec<Block> = loops.irreducible.iter().map(|edge| edge.pred).collect();
    let mut headers: Vec<Block> = Vec::new();
    for (id, data) in &loops.loops {
        let is_short = trip_count(func, &cfg, &loops, id).is_some_and(|n| n <= MAX_SILENT_TURNS);
        let is_plain = data.blocks.iter().all(|&block| {
            let has_call = func.blocks[block]
                .insts
                .iter()
                .any(|&inst| func.op(inst).is_call());
            !has_call && loops.innermost(block) == Some(id)
        });
        if is_short && is_plain {
            continue;
        }
        match data.back_edges[..] {
            [edge] => polled.push(edge.pred),
            _ => headers.push(data.header),
        }
    }
    polled.sort_unstable();
    polled.dedup();
    for block in polled {
        let at = poll_index(func, block);
        insert_poll(func, block, at);
    }
    for header in headers {
        insert_poll(func, header, 0);
    }
}

fn insert_poll(func: &mut Func, block: Block, at: usize) {
    let src = func.blocks[block].term_src;
    let poll = func.make_inst(Op::Poll, &[], &[], src);
    func.blocks[block].insts.insert(at, poll);
}

/// Where in the block of a branch back the poll goes: before the increment and the comparison, so
/// that these stay next to the branch.
fn poll_index(func: &Func, block: Block) -> usize {
    let insts = &func.blocks[block].insts;
    let is_plain = |inst: &Inst| {
        func.op(*inst).effects().is_pure()
            && func
                .results(*inst)
                .all(|value| func.ty(value) != Type::V128)
    };
    let tail = insts.iter().rev().take_while(|inst| is_plain(inst)).count();
    insts.len() - tail
}
