//! Conversions.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::escape::MAX_IMPLICIT_BYTES;
use rgo_hir::tree::{Alloc, Const, ConvKind, Expr, ExprKind};
use rgo_types::{Type as GoType, TypeId};
use smallvec::smallvec;

use super::Builder;
use super::place::{Scalars, Val};
use crate::entities::Value;
use crate::func::SlotData;
use crate::op::{BoundsKind, IntCond, MemArg, Op};
use crate::type_::Type;

/// Bytes of the buffers that string conversions may use instead of the heap.
const BUFFER_BYTES: u64 = 32;

impl Builder<'_> {
    pub(super) fn convert(
        &mut self,
        expr: &Expr,
        kind: ConvKind,
        x: &Expr,
        alloc: Option<Alloc>,
    ) -> Val {
        if kind == ConvKind::Bits {
            let value = self.expr(x);
            return self.same_bits(value, expr.ty);
        }
        let values = self.scalars(x);
        self.at(expr.pos);
        if let (ConvKind::StringToBytes, ExprKind::Const(Const::String(text))) = (kind, &x.kind) {
            let len = text.len() as u64;
            return Val::Scalars(self.constant_bytes(values[0], len, alloc));
        }
        let scalars = match kind {
            ConvKind::Bits => unreachable!("done above"),
            ConvKind::Numeric => self.convert_number(&values, x.ty, expr.ty),
            ConvKind::BytesToStringTemp => smallvec![values[0], values[1]],
            ConvKind::StringToBytesTemp => {
                // No bytes are not nil.
                let nil = self.nil();
                let is_nil = self.icmp(IntCond::Eq, values[0], nil);
                let empty = self.empty_memory();
                let args = [is_nil, empty, values[0]];
                let ptr = self.b.emit(Op::Select, &args, Type::Ptr);
                smallvec![ptr, values[1], values[1]]
            }
            ConvKind::BytesToString => {
                let buffer = self.conversion_buffer(alloc);
                let args = [buffer, values[0], values[1]];
                self.runtime(RuntimeFn::SliceByteToString, &args).into()
            }
            ConvKind::StringToBytes => {
                let buffer = self.conversion_buffer(alloc);
                let args = [buffer, values[0], values[1]];
                let result = self.runtime(RuntimeFn::StringToSliceByte, &args);
                smallvec![result[0], values[1], result[1]]
            }
            ConvKind::RunesToString => {
                let buffer = self.conversion_buffer(alloc);
                let args = [buffer, values[0], values[1]];
                self.runtime(RuntimeFn::SliceRuneToString, &args).into()
            }
            ConvKind::StringToRunes => self.string_to_runes(&values),
            ConvKind::IntToString => {
                let rune = self.widen(values[0], x.ty, Type::I64);
                let buffer = self.conversion_buffer(alloc);
                self.runtime(RuntimeFn::IntString, &[buffer, rune]).into()
            }
            ConvKind::SliceToArrayPtr => {
                let array = self.elem(expr.ty);
                let GoType::Array { len, .. } = self.under(array) else {
                    panic!("a pointer to an array")
                };
                let want = self.int(*len as i64);
                let int = rgo_types::Basic::Int.type_id();
                self.bounds_check(BoundsKind::Convert, want, int, values[1]);
                smallvec![values[0]]
            }
        };
        Val::Scalars(scalars)
    }

    /// A slice of `len` bytes, a copy of those at `text`, with no room for more.
    fn constant_bytes(&mut self, text: Value, len: u64, alloc: Option<Alloc>) -> Scalars {
        let bytes = self.types.array_of(rgo_types::Basic::Uint8.type_id(), len);
        let bytes = self.types.canon(bytes);
        let on_stack = alloc.is_some_and(|alloc| self.is_on_stack(alloc));
        let memory = self.new_memory(bytes, on_stack && len <= MAX_IMPLICIT_BYTES);
        let ptr = self.pointer(memory);
        if len > 0 {
            let copy = Op::Move {
                ty: bytes,
                size: len,
                barrier: false,
            };
            self.b.emit0(copy, &[ptr, text]);
        }
        let len = self.int(len as i64);
        smallvec![ptr, len, len]
    }

    /// The same representation as another type.
    fn same_bits(&mut self, value: Val, ty: TypeId) -> Val {
        let Val::Scalars(values) = value else {
            return value;
        };
        let scalars = self.shapes.get(ty).scalars();
        let scalars = scalars.expect("representations agree");
        let converted = values.iter().zip(scalars).map(|(&value, scalar)| {
            match (self.b.func.ty(value), scalar.ty) {
                (Type::Ptr, Type::I64) => self.b.emit(Op::PtrToInt, &[value], Type::I64),
                (Type::I64, Type::Ptr) => self.b.emit(Op::IntToPtr, &[value], Type::Ptr),
                _ => value,
            }
        });
        Val::Scalars(converted.collect())
    }

    /// A buffer in the frame if the result stays there, else nil.
    fn conversion_buffer(&mut self, alloc: Option<Alloc>) -> Value {
        match alloc {
            Some(alloc) if self.is_on_stack(alloc) => self.byte_buffer(BUFFER_BYTES),
            _ => self.nil(),
        }
    }

    fn string_to_runes(&mut self, string: &Scalars) -> Scalars {
        let slot = self.b.new_slot(SlotData {
            size: u64::from(rgo_abi::layout::slice::SIZE),
            align: rgo_abi::layout::WORD,
            ty: Some(self.types.slice_of(rgo_types::Basic::Int32.type_id())),
            is_observed: false,
        });
        let out = self.slot_ptr(slot, 0);
        self.runtime(RuntimeFn::StringToSliceRune, &[out, string[0], string[1]]);
        let header = [
            (rgo_abi::layout::slice::PTR, Type::Ptr),
            (rgo_abi::layout::slice::LEN, Type::I64),
            (rgo_abi::layout::slice::CAP, Type::I64),
        ];
        let parts = header.iter().map(|&(offset, ty)| {
            let mem = MemArg::new(offset, crate::AliasTag::ANY);
            self.b.emit(Op::Load(mem), &[out], ty)
        });
        parts.collect()
    }

    /// A buffer for a concatenation's result, or nil.
    pub(super) fn concat_buffer(&mut self, alloc: Option<Alloc>) -> Value {
        self.conversion_buffer(alloc)
    }
}
