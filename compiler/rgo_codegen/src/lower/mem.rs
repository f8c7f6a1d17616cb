//! Memory: loads, stores, copies, clearing, nil checks, write barriers.
//!
//! Accesses carry an alias region for the kind of scalar they touch; kinds partition memory, so a
//! store of a float does not make Cranelift forget a slice header. Go code may misalign scalars
//! through `unsafe`, and nothing is gained by promising alignment: no access does.

use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{Inst, MemArg, Op};

use super::{Lowering, REGION_BARRIER_FLAG};
use crate::code::CodeRef;

/// Copies and clears of up to this many bytes are done in line: eight vector registers.
const MAX_INLINE_BYTES: u64 = 128;

impl Lowering<'_, '_> {
    /// Flags of an access.
    pub(super) fn mem_flags(&mut self, inst: Inst, mem: MemArg) -> MemFlagsData {
        let region = self.kind_region(self.func.alias_tags[mem.tag].kind);
        let mut flags = MemFlagsData::new().with_alias_region(region);
        if mem.may_fault {
            flags = flags.with_trap_code(Some(self.nil_trap(inst)));
        } else {
            flags = flags.with_notrap();
        }
        if mem.is_const {
            flags = flags.with_alias_region(None).with_readonly();
            // Only an address that is valid everywhere lets the load move above what guards it.
            if matches!(
                self.func.def_op(self.func.arg(inst, 0)),
                Some(Op::SymbolAddr(..))
            ) {
                flags = flags.with_can_move();
            }
        }
        flags
    }

    pub(super) fn load(&mut self, inst: Inst, mem: MemArg) {
        let flags = self.mem_flags(inst, mem);
        if flags.alias_region().is_none() && !flags.readonly() {
            self.observe_all_regions();
        }
        let (ty, addr) = (self.result_type(inst), self.arg(inst, 0));
        let value = self.b.ins().load(ty, flags, addr, mem.offset);
        self.define(inst, value);
    }

    /// Comes before loads without a region: Cranelift takes only stores without a region for what
    /// they may read, and would give them values that stores with one have overwritten.
    fn observe_all_regions(&mut self) {
        self.b.ins().sequence_point();
    }

    pub(super) fn store(&mut self, inst: Inst, mem: MemArg) {
        let flags = self.mem_flags(inst, mem);
        let (addr, value) = (self.arg(inst, 0), self.arg(inst, 1));
        self.b.ins().store(flags, value, addr, mem.offset);
    }

    /// A load whose result nobody uses: it faults if the pointer is nil.
    pub(super) fn nil_check(&mut self, inst: Inst) {
        let pointer = self.arg(inst, 0);
        let flags = MemFlagsData::new().with_trap_code(Some(self.nil_trap(inst)));
        self.b.ins().load(types::I8, flags, pointer, 0);
        self.define(inst, pointer);
    }

    /// A copy of `size` bytes that may overlap: all is read before anything is written.
    pub(super) fn copy(&mut self, inst: Inst, size: u64) {
        let (dst, src) = (self.arg(inst, 0), self.arg(inst, 1));
        if size > MAX_INLINE_BYTES {
            let size = self.b.ins().iconst(types::I64, size as i64);
            self.call_runtime_fn(RuntimeFn::MemMove, &[dst, src, size]);
            return;
        }
        let flags = MemFlagsData::new().with_notrap();
        self.observe_all_regions();
        let mut parts = [None; 16];
        for (part, (ty, offset)) in parts.iter_mut().zip(pieces(size)) {
            *part = Some((self.b.ins().load(ty, flags, src, offset), offset));
        }
        for (value, offset) in parts.into_iter().flatten() {
            self.b.ins().store(flags, value, dst, offset);
        }
    }

    pub(super) fn zero(&mut self, inst: Inst, size: u64) {
        let dst = self.arg(inst, 0);
        if size > MAX_INLINE_BYTES {
            let size = self.b.ins().iconst(types::I64, size as i64);
            self.call_runtime_fn(RuntimeFn::MemClr, &[dst, size]);
            return;
        }
        let flags = MemFlagsData::new().with_notrap();
        let mut vector = None;
        for (ty, offset) in pieces(size) {
            if ty != types::I8X16 {
                let zero = self.b.ins().iconst(ty, 0);
                self.b.ins().store(flags, zero, dst, offset);
            } else if self.in_handler {
                let zero = self.b.ins().iconst(types::I64, 0);
                self.b.ins().store(flags, zero, dst, offset);
                self.b.ins().store(flags, zero, dst, offset + 8);
            } else {
                let zero = *vector.get_or_insert_with(|| zero_vector(&mut self.b));
                self.b.ins().store(flags, zero, dst, offset);
            }
        }
    }

    /// The collector's phase flag.
    pub(super) fn barrier_flag(&mut self, inst: Inst) {
        let addr = self.symbol_addr(CodeRef::WriteBarrierFlag, 0);
        let flag = self.load_runtime_word(types::I32, REGION_BARRIER_FLAG, addr, 0);
        self.define(inst, flag);
    }

    /// Uses a value: a store to a slot that nobody reads, which nothing may remove. In a handler
    /// values come from memory that outlives it.
    pub(super) fn keep_alive(&mut self, inst: Inst) {
        if self.in_handler {
            return;
        }
        let value = self.arg(inst, 0);
        let slot = match self.keep_alive {
            Some(slot) => slot,
            None => {
                let data = ir::StackSlotData::new(ir::StackSlotKind::ExplicitSlot, 16, 4);
                *self.keep_alive.insert(self.b.create_sized_stack_slot(data))
            }
        };
        let addr = self.b.ins().stack_addr(types::I64, slot, 0);
        let flags = MemFlagsData::new().with_notrap();
        self.b.ins().store(flags, value, addr, 0);
    }
}

fn zero_vector(b: &mut cranelift_frontend::FunctionBuilder) -> ir::Value {
    let zero = b.func.dfg.constants.insert(vec![0; 16].into());
    b.ins().vconst(types::I8X16, zero)
}

/// Accesses that cover `size` bytes: as few as possible, the last one overlapping the one before
/// where sizes do not add up.
fn pieces(size: u64) -> impl Iterator<Item = (ir::Type, i32)> {
    let widths = [
        (16, types::I8X16),
        (8, types::I64),
        (4, types::I32),
        (2, types::I16),
        (1, types::I8),
    ];
    let mut at = 0;
    std::iter::from_fn(move || {
        let left = size - at;
        if left == 0 {
            return None;
        }
        // One access of the next larger width, if it fits by starting earlier, beats several.
        let exact = widths.iter().find(|(width, _)| *width <= left);
        let &(width, ty) = exact.expect("one byte always fits");
        let wider = widths
            .iter()
            .rev()
            .find(|(wider, _)| *wider >= left && *wider <= size);
        if let Some(&(wider, ty)) = wider
            && left > width
        {
            let offset = size - wider;
            at = size;
            return Some((ty, offset as i32));
        }
        let offset = at;
        at += width;
        Some((ty, offset as i32))
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn pieces_cover_everything_with_few_accesses() {
        for size in 0..=128u64 {
            let mut covered = vec![false; size as usize];
            let mut n = 0;
            for (ty, offset) in pieces(size) {
                n += 1;
                for byte in &mut covered[offset as usize..][..ty.bytes() as usize] {
                    *byte = true;
                }
            }
            assert!(covered.iter().all(|&c| c), "{size}");
            assert!(n <= size.div_ceil(16) + 1, "{size}: {n}");
        }
        let of = |size| {
            pieces(size)
                .map(|(ty, o)| (ty.bytes(), o))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(24), [(16, 0), (8, 16)]);
        assert_eq!(of(23), [(16, 0), (8, 15)]);
        assert_eq!(of(7), [(4, 0), (4, 3)]);
        assert_eq!(of(3), [(2, 0), (1, 2)]);
    }
}
