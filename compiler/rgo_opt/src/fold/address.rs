//! Rules for pointers, memory operands and checks.

use rgo_abi::layout::WORD;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_abi::type_desc::itab;
use rgo_ssa::{BoundsKind, Inst, MemArg, Op, SymbolRef, Type, Value};

use super::{Fold, Folder};

/// Whether two different static things of these kinds have different addresses.
pub(super) fn has_identity(symbol: SymbolRef) -> bool {
    match symbol {
        SymbolRef::Type(_) | SymbolRef::Itab { .. } => true,
        // Equal data may be merged, functions and variables may be of no size or alike.
        SymbolRef::Func(_)
        | SymbolRef::FuncValue(_)
        | SymbolRef::Global(_)
        | SymbolRef::Data(_)
        | SymbolRef::GcType(_) => false,
    }
}

impl Folder<'_> {
    pub(super) fn address(&mut self, inst: Inst, op: Op) -> Fold {
        let args = self.func.args(inst);
        match (op, args) {
            (Op::PtrAdd, &[ptr, n]) => self.ptr_add(inst, ptr, n),
            (Op::PtrToInt, &[x]) => match self.unary(x, Op::IntToPtr) {
                Some(inner) => Fold::Value(inner),
                None => Fold::Keep,
            },
            (Op::IntToPtr, &[x]) => match self.unary(x, Op::PtrToInt) {
                Some(inner) => Fold::Value(inner),
                None => Fold::Keep,
            },
            (Op::Guard, &[x]) => match self.def(x) {
                // Valid wherever they are available.
                Some((Op::SlotAddr(..) | Op::SymbolAddr(..), _)) => Fold::Value(x),
                _ => Fold::Keep,
            },
            (Op::NilCheck, &[ptr]) => {
                if self.is_nonnil(ptr, 4) {
                    Fold::Value(ptr)
                } else {
                    Fold::Keep
                }
            }
            (Op::BoundsCheck { kind, .. }, &[x, limit]) => self.bounds_check(kind, x, limit),
            (Op::Load(mem), &[base]) => {
                if let Some(value) = self.const_load(inst, mem, base) {
                    return Fold::Value(value);
                }
                self.fold_offset(inst, mem, base)
            }
            (
                Op::Store { mem, .. }
                | Op::AtomicLoad(mem)
                | Op::AtomicStore(mem)
                | Op::AtomicRmw(_, mem)
                | Op::AtomicCas(mem),
                &[base, ..],
            ) => self.fold_offset(inst, mem, base),
            (Op::Move { size, .. }, &[dst, src]) if size == 0 || dst == src => Fold::Remove,
            (Op::Zero { size: 0, .. }, _) => Fold::Remove,
            _ => Fold::Keep,
        }
    }

    fn ptr_add(&mut self, inst: Inst, ptr: Value, n: Value) -> Fold {
        let Some(c) = self.iconst(n) else {
            return Fold::Keep;
        };
        if c == 0 {
            return Fold::Value(ptr);
        }
        match self.def(ptr) {
            Some((Op::PtrAdd, &[base, m])) => match self.iconst(m) {
                Some(k) => {
                    let sum = self.int_const(Type::I64, k.wrapping_add(c));
                    self.become_op(inst, Op::PtrAdd, &[base, sum])
                }
                None => Fold::Keep,
            },
            Some((Op::SlotAddr(slot, offset), _)) => match add_offset(offset, c) {
                Some(offset) => self.become_op(inst, Op::SlotAddr(slot, offset), &[]),
                None => Fold::Keep,
            },
            Some((Op::SymbolAddr(symbol, offset), _)) => {
                let offset = offset.wrapping_add(c);
                self.become_op(inst, Op::SymbolAddr(symbol, offset), &[])
            }
            _ => Fold::Keep,
        }
    }

    /// Moves a constant part of the address into the access.
    fn fold_offset(&mut self, inst: Inst, mem: MemArg, base: Value) -> Fold {
        let (inner, offset) = match self.def(base) {
            Some((Op::PtrAdd, &[inner, n])) => match self.iconst(n) {
                Some(c) => (Some(inner), c),
                None => return Fold::Keep,
            },
            Some((Op::SlotAddr(_, offset), _)) if offset != 0 => (None, i64::from(offset)),
            _ => return Fold::Keep,
        };
        let Some(offset) = add_offset(mem.offset, offset) else {
            return Fold::Keep;
        };
        let base = match inner {
            Some(inner) => inner,
            None => {
                let Some(&Op::SlotAddr(slot, _)) = self.func.def_op(base) else {
                    unreachable!("matched above")
                };
                self.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr)
            }
        };
        let data = &mut self.func.insts[inst];
        let access = data.op.mem_arg_mut().expect("a memory access");
        access.offset = offset;
        self.func.args_mut(inst)[0] = base;
        Fold::Changed
    }

    /// Whether a pointer is known not to be nil, wherever it is available.
    pub(super) fn is_nonnil(&self, value: Value, depth: u32) -> bool {
        let Some((op, args)) = self.def(value) else {
            return false;
        };
        match op {
            Op::SlotAddr(..) | Op::SymbolAddr(..) | Op::NilCheck | Op::GetG | Op::FramePtr => true,
            Op::PtrAdd | Op::Guard => depth > 0 && self.is_nonnil(args[0], depth - 1),
            Op::Select => depth > 0 && args[1..].iter().all(|&arg| self.is_nonnil(arg, depth - 1)),
            Op::Iconst(c) => c != 0,
            Op::CallRuntime(func) => matches!(
                func,
                RuntimeFn::NewObject
                    | RuntimeFn::MakeSlice
                    | RuntimeFn::MakeSliceCopy
                    | RuntimeFn::ConvT
                    | RuntimeFn::ConvT16
                    | RuntimeFn::ConvT32
                    | RuntimeFn::ConvT64
                    | RuntimeFn::ConvTString
                    | RuntimeFn::ConvTSlice
                    | RuntimeFn::MakeChan
            ),
            _ => false,
        }
    }

    fn bounds_check(&mut self, kind: BoundsKind, x: Value, limit: Value) -> Fold {
        // What was checked against the same limit, strictly or not, is below it still.
        if let Some((Op::BoundsCheck { kind: before, .. }, &[_, other])) = self.def(x)
            && other == limit
            && (before == BoundsKind::Index || kind != BoundsKind::Index)
        {
            return Fold::Value(x);
        }
        if kind != BoundsKind::Index && x == limit {
            return Fold::Value(x);
        }
        if kind != BoundsKind::Index && self.iconst(x) == Some(0) {
            return Fold::Value(x);
        }
        if let Some(limit) = self.iconst(limit) {
            let most = self.possible_bits(x, 6);
            let limit = limit as u64;
            if most < limit || (kind != BoundsKind::Index && most <= limit) {
                return Fold::Value(x);
            }
        }
        Fold::Keep
    }

    /// A load from memory that is known at compile time.
    fn const_load(&mut self, inst: Inst, mem: MemArg, base: Value) -> Option<Value> {
        let Some(&Op::SymbolAddr(symbol, at)) = self.func.def_op(base) else {
            return None;
        };
        let offset = at + i64::from(mem.offset);
        let ty = self.func.ty(self.func.result(inst));
        match symbol {
            SymbolRef::Itab { concrete, iface } if mem.is_const => {
                if offset == itab::TYPE as i64 {
                    let op = Op::SymbolAddr(SymbolRef::Type(concrete), 0);
                    return Some(self.emit(op, &[], Type::Ptr));
                }
                if offset == itab::INTER as i64 {
                    let op = Op::SymbolAddr(SymbolRef::Type(iface), 0);
                    return Some(self.emit(op, &[], Type::Ptr));
                }
                let index = (offset - itab::FUN as i64) / i64::from(WORD);
                let index = u32::try_from(index).ok()?;
                let func = self.env.itab_method(concrete, iface, index)?;
                let op = Op::SymbolAddr(SymbolRef::Func(func), 0);
                Some(self.emit(op, &[], Type::Ptr))
            }
            SymbolRef::Data(data) if ty.is_int() || ty.is_float() => {
                let data = self.env.read_only(data)?;
                let n = ty.bytes() as usize;
                let start = usize::try_from(offset).ok()?;
                if start + n > data.size as usize {
                    return None;
                }
                let end = (start + n) as i64;
                let overlaps = |reloc: &rgo_ssa::DataReloc| {
                    i64::from(reloc.offset) < end && i64::from(reloc.offset) + 8 > offset
                };
                if data.relocs.iter().any(overlaps) {
                    return None;
                }
                let mut word = [0u8; 8];
                for (at, byte) in word.iter_mut().enumerate().take(n) {
                    *byte = data.bytes.get(start + at).copied().unwrap_or(0);
                }
                let bits = i64::from_le_bytes(word);
                Some(self.make(match ty {
                    Type::F32 => crate::eval::Const { ty, bits },
                    _ => crate::eval::Const::int(ty, bits),
                }))
            }
            _ => None,
        }
    }
}

fn add_offset(offset: i32, more: i64) -> Option<i32> {
    i32::try_from(i64::from(offset).checked_add(more)?).ok()
}
