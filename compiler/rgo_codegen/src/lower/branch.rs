//! Branches and switches.
//!
//! Cranelift visits what a branch goes to if its condition fails before what it goes to if it
//! holds, lays blocks out in that order, and stops moving code out of a loop as soon as it has
//! visited a block that is not part of it. So branches out of loops and to cold blocks are taken
//! when their conditions hold.

use std::cmp::Reverse;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use rgo_ssa::{Block, BlockCall, Cfg, DomTree, Func, Loops, Op, Value};

use super::Lowering;
use super::arith::{float_cc, int_cc};

/// The loops of a function that has any.
pub(super) fn find_loops(func: &Func, cfg: &Cfg) -> Option<Loops> {
    if !cfg.has_cycle() {
        return None;
    }
    let dom = DomTree::compute(func, cfg);
    Some(Loops::compute(func, cfg, &dom))
}

impl Lowering<'_, '_> {
    pub(super) fn branch(&mut self, cond: Value, then: &BlockCall, otherwise: &BlockCall) {
        let is_negated = self.rank(then.block) < self.rank(otherwise.block);
        let (cond, then, otherwise) = if is_negated {
            (self.negated(cond), otherwise, then)
        } else {
            (self.value(cond), then, otherwise)
        };
        let then_args = self.block_args(then);
        let else_args = self.block_args(otherwise);
        let (then, otherwise) = (self.block(then.block), self.block(otherwise.block));
        self.b
            .ins()
            .brif(cond, then, &then_args, otherwise, &else_args);
    }

    /// The less, the more often a block runs.
    fn rank(&self, block: Block) -> (bool, Reverse<u32>) {
        let depth = self.loops.as_ref().map_or(0, |loops| loops.depth(block));
        (self.func.blocks[block].is_cold, Reverse(depth))
    }

    /// The opposite of a condition. A comparison is made again; if nobody else uses the one that is
    /// there, Cranelift drops it.
    fn negated(&mut self, cond: Value) -> ir::Value {
        let func = self.func;
        if let Some(inst) = func.def_inst(cond)
            && let &[x, y] = func.args(inst)
        {
            match *func.op(inst) {
                Op::Icmp(cc) => {
                    let (x, y) = (self.value(x), self.value(y));
                    return self.b.ins().icmp(int_cc(cc.negate()), x, y);
                }
                Op::Fcmp(cc) => {
                    let (x, y) = (self.value(x), self.value(y));
                    return self.b.ins().fcmp(float_cc(cc.negate()), x, y);
                }
                _ => {}
            }
        }
        let cond = self.value(cond);
        let zero = self.b.ins().iconst(types::I8, 0);
        self.b.ins().icmp(IntCC::Equal, cond, zero)
    }

    /// A dense switch. `br_table` takes a 32-bit index and clamps it.
    pub(super) fn switch(&mut self, index: Value, default: &BlockCall, targets: &[BlockCall]) {
        let value = self.value(index);
        if !self.fits_u32(index) {
            let in_range = self.b.create_block();
            let limit = self.b.ins().iconst(types::I64, targets.len() as i64);
            let is_in_range = self.b.ins().icmp(IntCC::UnsignedLessThan, value, limit);
            let args = self.block_args(default);
            let default = self.block(default.block);
            self.b
                .ins()
                .brif(is_in_range, in_range, &[], default, &args);
            self.b.switch_to_block(in_range);
        }
        let narrow = self.b.ins().ireduce(types::I32, value);
        let make = |lowering: &mut Self, call: &BlockCall| {
            let args = lowering.block_args(call);
            let block = lowering.block(call.block);
            let pool = &mut lowering.b.func.dfg.value_lists;
            ir::BlockCall::new(block, args, pool)
        };
        let default = make(self, default);
        let targets: Vec<ir::BlockCall> = targets.iter().map(|call| make(self, call)).collect();
        let table = self
            .b
            .create_jump_table(ir::JumpTableData::new(default, &targets));
        self.b.ins().br_table(narrow, table);
    }

    /// Whether a 64-bit value is known to be below 2^32.
    fn fits_u32(&self, value: Value) -> bool {
        match self.func.def_op(value) {
            Some(Op::Zext) => true,
            Some(&Op::Iconst(n)) => u32::try_from(n).is_ok(),
            _ => false,
        }
    }
}
