//! Branches: decided ones become jumps, chains of blocks become one block.
//!
//! Needs:  nothing.
//! Leaves: no branch on a constant; no block with a jump to a block that has no other predecessor;
//!         no empty block that only jumps on, unless its parameters are used elsewhere.
//! Cost:   linear in blocks and branches.

use rgo_base::{EntityList, EntitySet, SecondaryMap};
use rgo_ssa::{Block, BlockCall, Cfg, Func, IntCond, Op, Term, Value};

use crate::rewrite::Replacements;

pub fn branch(func: &mut Func) {
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        decide(func, block);
    }
    forward(func);
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        decide(func, block);
    }
    merge(func);
}

/// Simplifies a block's branch by what is known of its condition.
pub fn decide(func: &mut Func, block: Block) {
    match &func.blocks[block].term {
        Term::Br {
            cond,
            then,
            otherwise,
        } => {
            let is_same =
                then.block == otherwise.block && func.call_args(then) == func.call_args(otherwise);
            let (cond, then, otherwise) = (*cond, then.clone(), otherwise.clone());
            if is_same {
                func.blocks[block].term = Term::Jump(then);
                return;
            }
            if let Some(value) = func.as_iconst(cond) {
                let taken = if value != 0 { then } else { otherwise };
                func.blocks[block].term = Term::Jump(taken);
                return;
            }
            if let Some((cond, is_negated)) = strip_not(func, cond) {
                let (then, otherwise) = if is_negated {
                    (otherwise, then)
                } else {
                    (then, otherwise)
                };
                func.blocks[block].term = Term::Br {
                    cond,
                    then,
                    otherwise,
                };
                decide(func, block);
            }
        }
        Term::Switch {
            index,
            default,
            targets,
        } => {
            if let Some(value) = func.as_iconst(*index) {
                let target = usize::try_from(value).ok().and_then(|at| targets.get(at));
                let taken = target.unwrap_or(default).clone();
                func.blocks[block].term = Term::Jump(taken);
            } else if targets.is_empty() {
                let taken = default.clone();
                func.blocks[block].term = Term::Jump(taken);
            }
        }
        Term::None
        | Term::Jump(_)
        | Term::Return(_)
        | Term::TailCall { .. }
        | Term::DeferPush { .. }
        | Term::Unreachable => {}
    }
}

/// A condition without a negation or comparison with 0 around it, and whether it is negated then.
fn strip_not(func: &Func, cond: Value) -> Option<(Value, bool)> {
    let inst = func.def_inst(cond)?;
    let args = func.args(inst);
    match *func.op(inst) {
        Op::Xor if func.as_iconst(args[1]) == Some(1) && is_truth(func, args[0], 3) => {
            Some((args[0], true))
        }
        Op::Icmp(IntCond::Ne) if is_bool(func, args[0]) && func.as_iconst(args[1]) == Some(0) => {
            Some((args[0], false))
        }
        Op::Icmp(IntCond::Eq) if is_bool(func, args[0]) && func.as_iconst(args[1]) == Some(0) => {
            Some((args[0], true))
        }
        _ => None,
    }
}

/// Whether a value is 0 or 1.
pub fn is_truth(func: &Func, value: Value, depth: u32) -> bool {
    let Some(inst) = func.def_inst(value) else {
        return false;
    };
    match *func.op(inst) {
        Op::Icmp(_) | Op::Fcmp(_) | Op::AtomicCas(_) => true,
        Op::Iconst(n) => n == 0 || n == 1,
        Op::And if depth > 0 => func
            .args(inst)
            .iter()
            .any(|&arg| is_truth(func, arg, depth - 1)),
        Op::Or | Op::Xor if depth > 0 => func
            .args(inst)
            .iter()
            .all(|&arg| is_truth(func, arg, depth - 1)),
        Op::Select if depth > 0 => func.args(inst)[1..]
            .iter()
            .all(|&arg| is_truth(func, arg, depth - 1)),
        _ => false,
    }
}

/// Whether a value is one byte: any but 0 counts as true.
fn is_bool(func: &Func, value: Value) -> bool {
    func.ty(value) == rgo_ssa::Type::I8
}

/// Lets branches to blocks that do nothing but jump on go to where those go.
fn forward(func: &mut Func) {
    // Parameters used other than by the own jump.
    let mut is_used: EntitySet<Value> = EntitySet::new();
    let mut is_handler: EntitySet<Block> = EntitySet::new();
    for &block in &func.layout {
        let data = &func.blocks[block];
        for &inst in &data.insts {
            is_used.extend(func.args(inst).iter().copied());
        }
        func.each_term_use(block, |value| {
            let is_own = data.params.contains(&value) && data.insts.is_empty();
            if !(is_own && matches!(data.term, Term::Jump(_))) {
                is_used.insert(value);
            }
        });
        if let Term::DeferPush { handler, .. } = data.term {
            is_handler.insert(handler);
        }
    }
    let is_empty = |func: &Func, block: Block| {
        let data = &func.blocks[block];
        data.insts.is_empty()
            && block != func.entry()
            && !is_handler.contains(block)
            && matches!(&data.term, Term::Jump(call) if call.block != block)
            && !data.params.iter().any(|&param| is_used.contains(param))
    };
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        let mut term = std::mem::take(&mut func.blocks[block].term);
        term.each_call_mut(|call| {
            // As far as it goes, though not around a loop of empty blocks.
            for _ in 0..8 {
                if call.block == block || !is_empty(func, call.block) {
                    break;
                }
                *call = forwarded(func, call);
            }
        });
        func.blocks[block].term = term;
    }
}

/// Where a branch to an empty block leads.
fn forwarded(func: &mut Func, call: &BlockCall) -> BlockCall {
    let empty = &func.blocks[call.block];
    let Term::Jump(next) = &empty.term else {
        unreachable!("checked to jump on")
    };
    let given = func.call_args(call);
    let args: Vec<Value> = func
        .call_args(next)
        .iter()
        .map(|arg| match empty.params.iter().position(|p| p == arg) {
            Some(at) => given[at],
            None => *arg,
        })
        .collect();
    BlockCall {
        block: next.block,
        args: EntityList::from_slice(&args, &mut func.pool),
    }
}

/// Appends blocks to their only predecessors.
fn merge(func: &mut Func) {
    let cfg = Cfg::compute(func);
    func.layout.retain(|&block| cfg.is_reached(block));
    let mut gone: EntitySet<Block> = EntitySet::new();
    let mut replaced = Replacements::default();
    for &block in &cfg.rpo {
        if gone.contains(block) {
            continue;
        }
        while let Some(next) = only_successor(func, &cfg, block) {
            let Term::Jump(call) = std::mem::take(&mut func.blocks[block].term) else {
                unreachable!("checked to jump")
            };
            let mut data = std::mem::take(&mut func.blocks[next]);
            for (&param, &arg) in data.params.iter().zip(call.args.as_slice(&func.pool)) {
                replaced.replace(param, arg);
            }
            let into = &mut func.blocks[block];
            into.insts.append(&mut data.insts);
            into.term = data.term;
            into.term_src = data.term_src;
            into.is_cold &= data.is_cold;
            gone.insert(next);
        }
    }
    func.layout.retain(|&block| !gone.contains(block));
    replaced.apply(func);
}

/// The block that `block` jumps to, if nothing else goes there.
fn only_successor(func: &Func, cfg: &Cfg, block: Block) -> Option<Block> {
    match &func.blocks[block].term {
        Term::Jump(call) if call.block != block && cfg.preds(call.block).len() == 1 => {
            Some(call.block)
        }
        _ => None,
    }
}

/// Number of edges to each block.
pub fn count_preds(func: &Func) -> SecondaryMap<Block, u32> {
    let mut counts = SecondaryMap::new();
    for &block in &func.layout {
        func.each_target(block, |target| counts[target] += 1);
    }
    counts
}
