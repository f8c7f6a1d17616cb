//! Checks and branches whose outcome follows from what dominates them.
//!
//! Needs:  `cse` and `loadelim` have run, so that equal lengths are one value; loops test at their
//!         header.
//! Leaves: no bounds check, nil check or branch that the facts below decide. A check that branches
//!         made superfluous is a `guard`: what relies on it stays behind those branches.
//! Cost:   near-linear: each question takes a bounded number of steps.
//!
//! Facts are inequalities between values, `x <= y + c`, as in Bodik, Gupta and Sarkar, "ABCD:
//! Eliminating Array Bounds Checks on Demand" (2000). They come from branches and checks passed on
//! the way down the dominator tree, from definitions, and from induction variables. Numbers are
//! taken as signed, whatever their type; a step that may wrap around is none.

mod facts;
mod nonnil;

use rgo_base::SecondaryMap;
use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, BoundsKind, Cfg, DomTree, Func, Inst, IntCond, Loops, Op, Term, Type, Value};

use self::facts::Facts;
use self::nonnil::nonnil_params;
use crate::induction::{Induction, inductions};

pub fn bounds(func: &mut Func) {
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    let mut induction: SecondaryMap<Value, Option<Induction>> = SecondaryMap::new();
    for id in loops.loops.keys() {
        for iv in inductions(func, &cfg, &loops, id) {
            if cannot_wrap(func, &loops, id, &iv) {
                induction[iv.var] = Some(iv);
            }
        }
    }
    let mut pass = Bounds {
        facts: Facts::new(induction, nonnil_params(func, &cfg)),
        decided: Vec::new(),
    };
    for &(len, cap) in &func.slice_lens {
        pass.facts.add_at_most(len, cap, 0);
    }
    // Blocks entered and left in the order of the dominator tree.
    let mut stack: Vec<Step> = vec![Step::Enter(func.entry())];
    let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for &block in dom.preorder.iter().rev() {
        if let Some(parent) = dom.idom(block) {
            children[parent].push(block);
        }
    }
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(mark) => pass.facts.undo(mark),
            Step::Enter(block) => {
                stack.push(Step::Leave(pass.facts.mark()));
                pass.enter(func, &cfg, block);
                pass.block(func, block);
                stack.extend(children[block].iter().map(|&child| Step::Enter(child)));
            }
        }
    }
    for (block, holds) in pass.decided {
        let value = func.make_inst(
            Op::Iconst(i64::from(holds)),
            &[],
            &[Type::I8],
            func.blocks[block].term_src,
        );
        func.blocks[block].insts.push(value);
        let result = func.result(value);
        if let Term::Br { cond, .. } = &mut func.blocks[block].term {
            *cond = result;
        }
    }
}

enum Step {
    Enter(Block),
    /// All below is done: facts found since go.
    Leave(usize),
}

/// Whether an induction variable's value and the one after it are what they are as numbers: the
/// header lets only values through that are far enough from where its type ends.
fn cannot_wrap(func: &Func, loops: &Loops, id: rgo_ssa::Loop, iv: &Induction) -> bool {
    let header = loops.loops[id].header;
    let Term::Br {
        cond,
        then,
        otherwise,
    } = &func.blocks[header].term
    else {
        return false;
    };
    let stays = match (
        loops.contains(id, then.block),
        loops.contains(id, otherwise.block),
    ) {
        (true, false) => true,
        (false, true) => false,
        _ => return false,
    };
    let Some(inst) = func.def_inst(*cond) else {
        return false;
    };
    let (Op::Icmp(test), &[x, y]) = (*func.op(inst), func.args(inst)) else {
        return false;
    };
    let test = if stays { test } else { test.negate() };
    let (test, limit) = if x == iv.var {
        (test, y)
    } else if y == iv.var {
        (test.swap(), x)
    } else {
        return false;
    };
    let max = (func.ty(iv.var).unsigned(-1) >> 1) as i64;
    // Where the limit is not constant, it may be as large as its type allows.
    let limit = func.as_iconst(limit);
    match test {
        IntCond::Slt if iv.step > 0 => limit
            .unwrap_or(max)
            .checked_add(iv.step - 1)
            .is_some_and(|last| last <= max),
        IntCond::Sgt if iv.step < 0 => limit
            .unwrap_or(-max - 1)
            .checked_add(iv.step + 1)
            .is_some_and(|last| last >= -max - 1),
        IntCond::Sge if iv.step < 0 => limit.is_some_and(|limit| {
            limit
                .checked_add(iv.step)
                .is_some_and(|last| last >= -max - 1)
        }),
        IntCond::Sle if iv.step > 0 => {
            limit.is_some_and(|limit| limit.checked_add(iv.step).is_some_and(|last| last <= max))
        }
        // Up to a limit that is met exactly, if it is above where the variable starts.
        IntCond::Ne => {
            let (Some(init), Some(limit)) = (func.as_iconst(iv.init), limit) else {
                return false;
            };
            let distance = i128::from(limit) - i128::from(init);
            distance % i128::from(iv.step) == 0 && distance / i128::from(iv.step) >= 0
        }
        _ => false,
    }
}

struct Bounds {
    facts: Facts,
    /// Branches found to go one way.
    decided: Vec<(Block, bool)>,
}

impl Bounds {
    /// What the branch into a block says, if there is only one.
    fn enter(&mut self, func: &Func, cfg: &Cfg, block: Block) {
        let [edge] = cfg.preds(block) else {
            return;
        };
        if edge.call == HANDLER {
            return;
        }
        match &func.blocks[edge.pred].term {
            Term::Br { cond, .. } => self.facts.assume(func, *cond, edge.call == 0),
            Term::Switch { index, targets, .. } => {
                let index = *index;
                if edge.call > 0 {
                    self.facts.equal_const(index, i64::from(edge.call) - 1);
                } else if let Ok(n) = i64::try_from(targets.len()) {
                    // The default: not one of the targets.
                    if self.facts.min(func, index) >= 0 {
                        self.facts.at_least(index, n);
                    }
                }
            }
            _ => {}
        }
    }

    fn block(&mut self, func: &mut Func, block: Block) {
        for at in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[at];
            match *func.op(inst) {
                Op::BoundsCheck { kind, .. } => self.bounds_check(func, inst, kind),
                Op::NilCheck => {
                    let ptr = func.arg(inst, 0);
                    if self.facts.is_nonnil(func, ptr) {
                        func.replace_op(inst, Op::Guard, &[ptr]);
                    }
                }
                Op::Sdiv(info) | Op::Srem(info) if !(info.is_nonzero && info.is_exact_range) => {
                    self.division(func, inst);
                }
                Op::Udiv(info) | Op::Urem(info) if !info.is_nonzero => self.division(func, inst),
                _ => {}
            }
        }
        if let Term::Br { cond, .. } = func.blocks[block].term
            && func.as_iconst(cond).is_none()
            && let Some(holds) = self.facts.decide(func, cond)
        {
            self.decided.push((block, holds));
        }
    }

    fn bounds_check(&mut self, func: &mut Func, inst: Inst, kind: BoundsKind) {
        let (x, limit) = (func.arg(inst, 0), func.arg(inst, 1));
        let distance = if kind == BoundsKind::Index { -1 } else { 0 };
        let fits = self.facts.min(func, x) >= 0 && self.facts.at_most(func, x, limit, distance);
        if fits {
            func.replace_op(inst, Op::Guard, &[x]);
        } else {
            // Who comes past the check has passed it.
            self.facts.at_least(limit, 0);
            self.facts.at_least(x, 0);
            self.facts.add_at_most(x, limit, distance);
        }
    }

    /// A divisor known not to be 0, or not -1, needs no care.
    fn division(&mut self, func: &mut Func, inst: Inst) {
        let (x, y) = (func.arg(inst, 0), func.arg(inst, 1));
        let ty = func.ty(y);
        let (low, high) = (self.facts.min(func, y), self.facts.max(func, y));
        let is_nonzero = low > 0 || high < 0 || self.facts.is_nonzero(y);
        let lowest = ty.normalize(1 << (ty.bits() - 1));
        let is_exact = low >= 0 || self.facts.min(func, x) > lowest;
        let (Op::Sdiv(info) | Op::Srem(info) | Op::Udiv(info) | Op::Urem(info)) =
            &mut func.insts[inst].op
        else {
            unreachable!("a division")
        };
        info.is_nonzero |= is_nonzero;
        info.is_exact_range |= is_exact;
    }
}
