//! Common subexpressions, with algebra on the way.
//!
//! Needs:  nothing.
//! Leaves: no two equal operations without effects of which one dominates the other; every
//!         instruction in the simplest form `fold` knows; checks that repeat a dominating check
//!         are gone.
//! Cost:   near-linear.
//!
//! Walks the dominator tree in preorder: what dominates a block has been seen before it. Loads of
//! memory that stores can change are not compared (`loadelim` does).

use std::collections::hash_map::Entry;

use rgo_base::EntitySet;
use rgo_ssa::cfg::handler_blocks;
use rgo_ssa::{Block, Cfg, DomTree, Func, Inst, Op, Type, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::env::Env;
use crate::fold::{Fold, Folder};
use crate::rewrite::Replacements;

/// What makes two instructions equal.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    op: Op,
    ty: Option<Type>,
    args: SmallVec<[Value; 4]>,
}

pub fn cse(func: &mut Func, env: &dyn Env) {
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    func.layout.retain(|&block| cfg.is_reached(block));
    let mut replaced = Replacements::default();
    let mut table = Table {
        dom: &dom,
        handlers: handler_blocks(func),
        seen: FxHashMap::with_capacity_and_hasher(func.insts.len() / 2, Default::default()),
    };
    let mut folder = Folder::new(func, env);
    for &block in &dom.preorder {
        let insts = std::mem::take(&mut folder.func.blocks[block].insts);
        for inst in insts {
            for at in 0..folder.func.args(inst).len() {
                let arg = folder.func.arg(inst, at);
                folder.func.args_mut(inst)[at] = replaced.resolve(arg);
            }
            // What folding puts in front is looked up as well.
            let start = folder.out.len();
            let fold = folder.inst(inst);
            let made: SmallVec<[Inst; 4]> = folder.out.drain(start..).collect();
            for new in made {
                for at in 0..folder.func.args(new).len() {
                    let arg = folder.func.arg(new, at);
                    folder.func.args_mut(new)[at] = replaced.resolve(arg);
                }
                if !table.is_known(folder.func, &mut replaced, block, new) {
                    folder.out.push(new);
                }
            }
            match fold {
                Fold::Remove => {}
                Fold::Value(value) => {
                    let result = folder.func.result(inst);
                    replaced.replace(result, value);
                }
                Fold::Keep | Fold::Changed => {
                    for at in 0..folder.func.args(inst).len() {
                        let arg = folder.func.arg(inst, at);
                        folder.func.args_mut(inst)[at] = replaced.resolve(arg);
                    }
                    if !table.is_known(folder.func, &mut replaced, block, inst) {
                        folder.out.push(inst);
                    }
                }
            }
        }
        folder.func.blocks[block].insts = std::mem::take(&mut folder.out);
    }
    replaced.apply(func);
}

/// Whether equal instructions are interchangeable wherever one dominates the other: they compute
/// from their operands only, or repeat a check that has passed.
fn is_comparable(op: &Op) -> bool {
    let effects = op.effects();
    !effects.reads && !effects.writes && !effects.stays && *op != Op::Guard
}

/// Instructions seen so far.
struct Table<'a> {
    dom: &'a DomTree,
    /// Defer handlers share no values with the rest of the function.
    handlers: EntitySet<Block>,
    seen: FxHashMap<Key, (Block, Inst)>,
}

impl Table<'_> {
    /// Looks an instruction up among those that dominate it; if it is there, its results are
    /// replaced.
    fn is_known(
        &mut self,
        func: &Func,
        replaced: &mut Replacements,
        block: Block,
        inst: Inst,
    ) -> bool {
        let op = *func.op(inst);
        if !is_comparable(&op) || func.n_results(inst) == 0 {
            return false;
        }
        let key = Key {
            op,
            ty: func.results(inst).next().map(|value| func.ty(value)),
            args: func.args(inst).into(),
        };
        match self.seen.entry(key) {
            Entry::Occupied(mut entry) => {
                let (other_block, other) = *entry.get();
                let is_shared =
                    self.handlers.contains(other_block) == self.handlers.contains(block);
                if is_shared && self.dom.dominates(other_block, block) {
                    for (old, new) in func.results(inst).zip(func.results(other)) {
                        replaced.replace(old, new);
                    }
                    return true;
                }
                entry.insert((block, inst));
            }
            Entry::Vacant(entry) => {
                entry.insert((block, inst));
            }
        }
        false
    }
}
