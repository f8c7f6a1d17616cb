//! Dead stores: overwritten before anybody could read them, or to memory that nobody reads.
//!
//! Needs:  `loadelim` has run.
//! Leaves: no store, copy or clearing whose memory a later one in its block overwrites unread; none
//!         to a slot or new object that is never read; no allocation of an object that nothing
//!         reads. Blocks as they were.
//! Cost:   linear; at most `MAX_PENDING` places are followed up a block.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::EntitySet;
use rgo_ssa::{Cfg, Func, Inst, Op, Slot};

use crate::memory::{Loc, Memory, Root, root_of};

/// Places known to be overwritten further down.
const MAX_PENDING: usize = 24;

pub fn dse(func: &mut Func) {
    let cfg = Cfg::compute(func);
    let memory = Memory::compute(func, &cfg);
    let mut dead = EntitySet::new();
    for &block in &cfg.rpo {
        overwritten(func, &memory, &func.blocks[block].insts, &mut dead);
    }
    unread(func, &cfg, &memory, &mut dead);
    for &block in &cfg.rpo {
        func.blocks[block]
            .insts
            .retain(|&inst| !dead.contains(inst));
    }
}

/// Walks a block from its end.
fn overwritten(func: &Func, memory: &Memory, insts: &[Inst], dead: &mut EntitySet<Inst>) {
    let mut pending: Vec<Loc> = Vec::new();
    for &inst in insts.iter().rev() {
        let op = func.op(inst);
        let effects = op.effects();
        if effects.traps || op.is_safepoint() {
            // Who recovers, and other goroutines, may look at memory now.
            pending.retain(|loc| memory.is_private(loc.root));
        }
        match op {
            Op::Store { .. } | Op::Move { .. } | Op::Zero { .. } => {
                let loc = memory.loc(func, inst).expect("a write");
                if pending.iter().any(|later| later.covers(&loc)) && !effects.traps {
                    dead.insert(inst);
                    continue;
                }
                if pending.len() < MAX_PENDING {
                    pending.push(loc);
                }
                // A copy reads, perhaps even what it overwrites.
                if let Some(source) = memory.source(func, inst) {
                    pending.retain(|later| !memory.may_alias(func, later, &source));
                }
            }
            Op::Load(mem) if !mem.is_const => {
                let loc = memory.loc(func, inst).expect("a load");
                pending.retain(|later| !memory.may_alias(func, later, &loc));
            }
            Op::Load(_) | Op::Poll | Op::BarrierFlag => {}
            _ if effects.reads || effects.writes || effects.stays => {
                pending.retain(|later| {
                    memory.is_private(later.root) && !mentions(func, inst, later.root)
                });
            }
            _ => {}
        }
    }
}

/// Whether an operand of an instruction points into an object.
fn mentions(func: &Func, inst: Inst, root: Root) -> bool {
    func.args(inst)
        .iter()
        .any(|&arg| root_of(func, arg) == root)
}

/// Writes to private objects that nothing reads, and the allocations of such objects.
fn unread(func: &Func, cfg: &Cfg, memory: &Memory, dead: &mut EntitySet<Inst>) {
    let mut read_slots: EntitySet<Slot> = EntitySet::new();
    let mut read_news: EntitySet<Inst> = EntitySet::new();
    let mut read = |root: Root| match root {
        Root::Slot(slot) => {
            read_slots.insert(slot);
        }
        Root::New(inst) => {
            read_news.insert(inst);
        }
        Root::Symbol(_) | Root::Unknown(_) => {}
    };
    // Private objects are only pointed to by what is computed from their address.
    for &block in &cfg.rpo {
        for &inst in &func.blocks[block].insts {
            if dead.contains(inst) {
                continue;
            }
            let args = func.args(inst);
            match func.op(inst) {
                Op::Store { .. } | Op::Zero { .. } => {}
                Op::Move { .. } => read(root_of(func, args[1])),
                Op::PtrAdd | Op::NilCheck | Op::Guard => {}
                _ => args.iter().for_each(|&arg| read(root_of(func, arg))),
            }
        }
    }
    let is_unread = |root: Root| {
        memory.is_private(root)
            && match root {
                Root::Slot(slot) => !read_slots.contains(slot),
                Root::New(inst) => !read_news.contains(inst),
                Root::Symbol(_) | Root::Unknown(_) => false,
            }
    };
    for &block in &cfg.rpo {
        for &inst in &func.blocks[block].insts {
            let is_dead = match func.op(inst) {
                Op::Store { .. } | Op::Move { .. } | Op::Zero { .. } => {
                    is_unread(root_of(func, func.arg(inst, 0)))
                }
                Op::PtrAdd | Op::NilCheck | Op::Guard => match root_of(func, func.arg(inst, 0)) {
                    root @ Root::New(_) => is_unread(root),
                    _ => false,
                },
                // `make` panics for bad lengths.
                Op::CallRuntime(RuntimeFn::NewObject) => is_unread(Root::New(inst)),
                _ => false,
            };
            if is_dead {
                dead.insert(inst);
            }
        }
    }
}
