//! Atomic operations. All are sequentially consistent, as Go's memory model asks.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AtomicRmwOp, InstBuilder, MemFlagsData, types};
use rgo_ssa::{Inst, MemArg, RmwOp};

use super::Lowering;

impl Lowering<'_, '_> {
    /// Address and flags of an atomic access: its instructions take no offset.
    fn atomic_place(
        &mut self,
        inst: Inst,
        mem: MemArg,
    ) -> (cranelift_codegen::ir::Value, MemFlagsData) {
        let addr = self.arg(inst, 0);
        let flags = if mem.may_fault {
            MemFlagsData::new().with_trap_code(Some(self.nil_trap(inst)))
        } else {
            MemFlagsData::new().with_notrap()
        };
        if mem.offset == 0 {
            return (addr, flags);
        }
        let offset = self.b.ins().iconst(types::I64, i64::from(mem.offset));
        (self.b.ins().iadd(addr, offset), flags)
    }

    pub(super) fn atomic_load(&mut self, inst: Inst, mem: MemArg) {
        let (addr, flags) = self.atomic_place(inst, mem);
        let ty = self.result_type(inst);
        let value = self.b.ins().atomic_load(ty, flags, addr);
        self.define(inst, value);
    }

    /// An exchange: cheaper than Cranelift's store and full fence.
    pub(super) fn atomic_store(&mut self, inst: Inst, mem: MemArg) {
        let (addr, flags) = self.atomic_place(inst, mem);
        let (ty, value) = (self.arg_type(inst, 1), self.arg(inst, 1));
        self.b
            .ins()
            .atomic_rmw(ty, flags, AtomicRmwOp::Xchg, addr, value);
    }

    pub(super) fn atomic_rmw(&mut self, inst: Inst, op: RmwOp, mem: MemArg) {
        let (addr, flags) = self.atomic_place(inst, mem);
        let op = match op {
            RmwOp::Add => AtomicRmwOp::Add,
            RmwOp::And => AtomicRmwOp::And,
            RmwOp::Or => AtomicRmwOp::Or,
            RmwOp::Xchg => AtomicRmwOp::Xchg,
        };
        let (ty, value) = (self.arg_type(inst, 1), self.arg(inst, 1));
        let old = self.b.ins().atomic_rmw(ty, flags, op, addr, value);
        self.define(inst, old);
    }

    pub(super) fn atomic_cas(&mut self, inst: Inst, mem: MemArg) {
        let (addr, flags) = self.atomic_place(inst, mem);
        let (expected, new) = (self.arg(inst, 1), self.arg(inst, 2));
        let old = self.b.ins().atomic_cas(flags, addr, expected, new);
        let swapped = self.b.ins().icmp(IntCC::Equal, old, expected);
        self.define(inst, swapped);
    }
}
