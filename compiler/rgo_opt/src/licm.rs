//! Loop-invariant code motion: loads, checks and what they need move in front of the loop.
//!
//! Needs:  `rotate` has run, so that what is in front of a loop runs only if the loop does.
//! Leaves: no load in every turn of a loop from an invariant address that nothing in the loop may
//!         write; no invariant check at the start of a loop. Preheaders.
//! Cost:   near-linear.
//!
//! A load on which alone the end of the loop depends stays: somebody may be waiting for another
//! goroutine, however wrongly.

use rgo_base::{EntitySet, SecondaryMap};
use rgo_ssa::{Block, Cfg, DomTree, Func, Inst, Loop, Loops, Op, Term, Value, ValueDef};

use crate::memory::{Loc, Memory};
use crate::rotate::make_preheaders;

pub fn licm(func: &mut Func) {
    if !Cfg::compute(func).has_cycle() {
        return;
    }
    make_preheaders(func);
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    if loops.loops.is_empty() {
        return;
    }
    let memory = Memory::compute(func, &cfg);
    let mut place: SecondaryMap<Inst, Block> = SecondaryMap::with_default(func.entry());
    for &block in &cfg.rpo {
        for &inst in &func.blocks[block].insts {
            place[inst] = block;
        }
    }
    // From the inside out, so that what leaves an inner loop may leave the outer one too.
    for id in loops.loops.keys().rev() {
        let mut hoist = Hoist {
            cfg: &cfg,
            dom: &dom,
            loops: &loops,
            memory: &memory,
            place: &mut place,
            id,
            chosen: EntitySet::new(),
            order: Vec::new(),
        };
        hoist.run(func);
    }
}

struct Hoist<'a> {
    cfg: &'a Cfg,
    dom: &'a DomTree,
    loops: &'a Loops,
    memory: &'a Memory,
    /// Block of each instruction.
    place: &'a mut SecondaryMap<Inst, Block>,
    id: Loop,
    /// Instructions that can move.
    chosen: EntitySet<Inst>,
    order: Vec<Inst>,
}

impl Hoist<'_> {
    fn run(&mut self, func: &mut Func) {
        let data = &self.loops.loops[self.id];
        let header = data.header;
        let Some(preheader) = self.preheader(func, header) else {
            return;
        };
        let mut forbidden: EntitySet<Inst> = EntitySet::new();
        loop {
            self.choose(func, &forbidden);
            let before = forbidden.iter().count();
            self.forbid_waiting(func, &mut forbidden);
            if forbidden.iter().count() == before {
                break;
            }
        }
        if self.order.is_empty() {
            return;
        }
        for &block in &data.blocks {
            let chosen = &self.chosen;
            func.blocks[block]
                .insts
                .retain(|&inst| !chosen.contains(inst));
        }
        let src = func.blocks[preheader].term_src;
        for &inst in &self.order {
            // A line of the loop begins in the loop. What may panic does so in its own line.
            if !func.op(inst).effects().traps {
                func.insts[inst].src = src;
            }
            func.blocks[preheader].insts.push(inst);
            self.place[inst] = preheader;
        }
    }

    fn preheader(&self, func: &Func, header: Block) -> Option<Block> {
        let mut entries = self.cfg.preds(header).iter();
        let edge = entries.find(|edge| !self.loops.contains(self.id, edge.pred))?;
        matches!(func.blocks[edge.pred].term, Term::Jump(_)).then_some(edge.pred)
    }

    /// Collects what can move, in the order in which it must.
    fn choose(&mut self, func: &Func, forbidden: &EntitySet<Inst>) {
        self.chosen.clear();
        self.order.clear();
        let data = &self.loops.loops[self.id];
        for &block in &data.blocks {
            // What does not run in every turn is not worth it.
            let is_regular = data
                .back_edges
                .iter()
                .all(|edge| self.dom.dominates(block, edge.pred));
            if !is_regular {
                continue;
            }
            // A check may move as long as nothing noticeable comes before it in the turn.
            let mut may_trap = block == data.header;
            for &inst in &func.blocks[block].insts {
                let op = func.op(inst);
                if !forbidden.contains(inst)
                    && self.can_move(func, inst, may_trap)
                    && self.is_ready(func, inst)
                {
                    self.take(func, inst);
                    continue;
                }
                let effects = op.effects();
                if effects.writes || effects.traps || effects.stays {
                    may_trap = false;
                }
            }
        }
    }

    fn can_move(&self, func: &Func, inst: Inst, may_trap: bool) -> bool {
        let op = func.op(inst);
        match op {
            // Cheaper to make again.
            op if op.is_const() => false,
            Op::Load(mem) if mem.may_fault => false,
            Op::Load(mem) if mem.is_const => true,
            Op::Load(_) => {
                let loc = self.memory.loc(func, inst).expect("a load");
                self.is_unwritten(func, inst, &loc)
            }
            Op::NilCheck | Op::BoundsCheck { .. } => may_trap,
            Op::Sdiv(info) | Op::Srem(info) | Op::Udiv(info) | Op::Urem(info) => {
                info.is_nonzero || may_trap
            }
            op => op.effects().is_pure() && op.can_speculate() && func.n_results(inst) > 0,
        }
    }

    /// Whether nothing in the loop may write what a load reads.
    fn is_unwritten(&self, func: &Func, inst: Inst, loc: &Loc) -> bool {
        let Some(before) = self.memory.before[inst].expand() else {
            return false;
        };
        let def = self.memory.clobber(func, self.dom, before, loc);
        let block = self.memory.def_block(func, def);
        !self.loops.contains(self.id, block)
    }

    /// Whether all operands are there in front of the loop, or can be.
    fn is_ready(&self, func: &Func, inst: Inst) -> bool {
        func.args(inst)
            .iter()
            .all(|&arg| self.is_available(func, arg))
    }

    fn is_available(&self, func: &Func, value: Value) -> bool {
        match func.values[value].def {
            ValueDef::Param(block) => !self.loops.contains(self.id, block),
            ValueDef::Result(inst, _) => {
                self.chosen.contains(inst)
                    || !self.loops.contains(self.id, self.place[inst])
                    || func.op(inst).is_const()
            }
        }
    }

    fn take(&mut self, func: &Func, inst: Inst) {
        for &arg in func.args(inst) {
            if let Some(def) = func.def_inst(arg)
                && func.op(def).is_const()
                && self.loops.contains(self.id, self.place[def])
                && self.chosen.insert(def)
            {
                self.order.push(def);
            }
        }
        if self.chosen.insert(inst) {
            self.order.push(inst);
        }
    }

    /// Loads that decide alone whether the loop goes on.
    fn forbid_waiting(&self, func: &Func, forbidden: &mut EntitySet<Inst>) {
        let data = &self.loops.loops[self.id];
        for &block in &data.blocks {
            let Term::Br {
                cond,
                then,
                otherwise,
            } = &func.blocks[block].term
            else {
                continue;
            };
            let leaves = [then, otherwise]
                .into_iter()
                .any(|call| !self.loops.contains(self.id, call.block));
            if leaves {
                self.forbid_loads(func, *cond, forbidden, 12);
            }
        }
    }

    fn forbid_loads(&self, func: &Func, value: Value, forbidden: &mut EntitySet<Inst>, depth: u32) {
        let Some(inst) = func.def_inst(value) else {
            return;
        };
        if depth == 0 || !self.chosen.contains(inst) {
            return;
        }
        if matches!(func.op(inst), Op::Load(mem) if !mem.is_const) {
            forbidden.insert(inst);
        }
        for &arg in func.args(inst) {
            self.forbid_loads(func, arg, forbidden, depth - 1);
        }
    }
}
