//! Nil checks that the next access makes anyway.
//!
//! Needs:  everything that moves accesses has run: a fault must come where the check was.
//! Leaves: no `nil_check` whose pointer is accessed in its block, at a small offset, before
//!         anything else that could be noticed; such accesses are marked `may_fault`.
//! Cost:   linear.

use rgo_abi::layout::NIL_PAGE;
use rgo_base::EntitySet;
use rgo_ssa::{Block, Func, Inst, Op, Value};

use crate::rewrite::Replacements;

pub fn nilfold(func: &mut Func) {
    let mut replaced = Replacements::default();
    for at in 0..func.layout.len() {
        fold_block(func, func.layout[at], &mut replaced);
    }
    replaced.apply(func);
}

fn fold_block(func: &mut Func, block: Block, replaced: &mut Replacements) {
    let mut gone: EntitySet<Inst> = EntitySet::new();
    // Checks that nothing noticeable has followed yet.
    let mut pending: Vec<Inst> = Vec::new();
    for at in 0..func.blocks[block].insts.len() {
        let inst = func.blocks[block].insts[at];
        let op = *func.op(inst);
        if op == Op::NilCheck {
            // The order of two faults can be seen, by their lines.
            pending.clear();
            pending.push(inst);
            continue;
        }
        if let Some(check) = checked_by(func, inst, &pending) {
            // The fault is the check's: in its line, and in its function if the access is inlined.
            let src = func.insts[check].src;
            let access = &mut func.insts[inst];
            access.src = src;
            let mem = access.op.mem_arg_mut().expect("an access");
            mem.may_fault = true;
            replaced.replace(func.result(check), func.arg(check, 0));
            gone.insert(check);
            pending.clear();
        }
        let effects = op.effects();
        if effects.writes || effects.traps || effects.stays {
            pending.clear();
        }
    }
    func.blocks[block]
        .insts
        .retain(|&inst| !gone.contains(inst));
}

/// The pending check that an access would fault for.
fn checked_by(func: &Func, inst: Inst, pending: &[Inst]) -> Option<Inst> {
    let mem = func.op(inst).mem_arg()?;
    if mem.is_const && mem.may_fault {
        return None;
    }
    let base: Value = func.arg(inst, 0);
    let is_near = mem.offset >= 0 && (mem.offset as u64) < NIL_PAGE;
    let check = *pending.iter().find(|&&check| func.result(check) == base)?;
    is_near.then_some(check)
}
