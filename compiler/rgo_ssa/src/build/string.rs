//! Strings: concatenation, length-checked headers from `unsafe`.

use rgo_abi::layout::string as header;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::lowering::Helper;
use rgo_hir::tree::{Alloc, Const, Expr, ExprKind};
use rgo_types::Basic;
use smallvec::smallvec;

use super::Builder;
use super::place::{Area, Scalars, Val};
use crate::entities::Value;
use crate::op::{IntCond, Op};
use crate::type_::Type;

impl Builder<'_> {
    pub(super) fn concat(&mut self, parts: &[Expr], alloc: Alloc) -> Scalars {
        let is_empty = |part: &Expr| match &part.kind {
            ExprKind::Const(Const::String(bytes)) => bytes.is_empty(),
            ExprKind::Const(Const::Zero) => true,
            _ => false,
        };
        let pos = self.b.src.pos;
        let parts = parts.iter().filter(|part| !is_empty(part));
        let values: Vec<Scalars> = parts.map(|part| self.scalars(part)).collect();
        self.at(pos);
        self.concat_values(&values, Some(alloc))
    }

    /// The concatenation of strings.
    pub(super) fn concat_values(&mut self, parts: &[Scalars], alloc: Option<Alloc>) -> Scalars {
        let buffer = self.concat_buffer(alloc);
        let string = Basic::String.type_id();
        let array = self.types.array_of(string, parts.len() as u64);
        let slot = self.new_slot(self.types.canon(array));
        for (at, part) in parts.iter().enumerate() {
            let offset = at as i32 * header::SIZE as i32;
            let addr = self.slot_addr(slot, offset, string, Area::Frame);
            self.store(addr, string, &Val::Scalars(part.clone()));
        }
        let strings = self.slot_ptr(slot, 0);
        let n = self.int(parts.len() as i64);
        self.runtime(RuntimeFn::ConcatStrings, &[buffer, strings, n])
            .into()
    }

    /// `unsafe.String(ptr, len)`
    pub(super) fn unsafe_string(&mut self, ptr: &Expr, len: &Expr) -> Scalars {
        let (ptr, len) = (self.scalar(ptr), self.index_value(len));
        self.check_unsafe(ptr, len, len, None, UNSAFE_STRING);
        smallvec![ptr, len]
    }

    /// `unsafe.Slice(ptr, len)`
    pub(super) fn unsafe_slice(&mut self, ptr: &Expr, len: &Expr) -> Scalars {
        let elem = self.elem(ptr.ty);
        let size = self.shapes.get(elem).size;
        let (ptr, len) = (self.scalar(ptr), self.index_value(len));
        let (bytes, high) = match size {
            1 => (len, None),
            _ => {
                let size = self.int(size as i64);
                let inst = self
                    .b
                    .emit_inst(Op::UmulWide, &[len, size], &[Type::I64, Type::I64]);
                let parts: Vec<Value> = self.b.func.results(inst).collect();
                (parts[1], Some(parts[0]))
            }
        };
        if size == 0 {
            // Any length will do behind a pointer that is not nil.
            let zero = self.int(0);
            let is_negative = self.icmp(IntCond::Slt, len, zero);
            self.panic_if(is_negative, UNSAFE_SLICE.len);
            let nil = self.nil();
            let is_nil = self.icmp(IntCond::Eq, ptr, nil);
            let is_some = self.icmp(IntCond::Ne, len, zero);
            let is_bad = self.b.emit(Op::And, &[is_nil, is_some], Type::I8);
            self.panic_if(is_bad, UNSAFE_SLICE.nil);
        } else {
            self.check_unsafe(ptr, len, bytes, high, UNSAFE_SLICE);
        }
        smallvec![ptr, len, len]
    }

    /// Panics if `len` is negative, or if `bytes` bytes (of which `high` is the upper half) behind
    /// `ptr` do not fit into the address space.
    fn check_unsafe(
        &mut self,
        ptr: Value,
        len: Value,
        bytes: Value,
        high: Option<Value>,
        panics: UnsafePanics,
    ) {
        let zero = self.int(0);
        let is_negative = self.icmp(IntCond::Slt, len, zero);
        self.panic_if(is_negative, panics.len);
        let address = self.b.emit(Op::PtrToInt, &[ptr], Type::I64);
        let room = self.b.emit(Op::Neg, &[address], Type::I64);
        let mut is_bad = self.icmp(IntCond::Ugt, bytes, room);
        if let Some(high) = high {
            let overflows = self.icmp(IntCond::Ne, high, zero);
            is_bad = self.b.emit(Op::Or, &[is_bad, overflows], Type::I8);
        }
        let (bad, cont) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(is_bad, bad, cont);
        self.b.switch_to_sealed(bad);
        let nil = self.nil();
        let is_nil = self.icmp(IntCond::Eq, ptr, nil);
        self.panic_if(is_nil, panics.nil);
        self.call_helper(panics.len, &[], &[]);
        self.b.unreachable();
        self.b.switch_to_sealed(cont);
    }
}

#[derive(Clone, Copy)]
struct UnsafePanics {
    len: Helper,
    nil: Helper,
}

const UNSAFE_SLICE: UnsafePanics = UnsafePanics {
    len: Helper::PanicUnsafeSliceLen,
    nil: Helper::PanicUnsafeSliceNilPtr,
};

const UNSAFE_STRING: UnsafePanics = UnsafePanics {
    len: Helper::PanicUnsafeStringLen,
    nil: Helper::PanicUnsafeStringNilPtr,
};
