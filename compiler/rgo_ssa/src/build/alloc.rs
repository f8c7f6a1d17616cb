//! Allocations: variables, `new`, closures, slices made of literals and by `make`.

use rgo_abi::layout::{CLOSURE_CODE, WORD};
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::Symbol;
use rgo_hir::lowering::Helper;
use rgo_hir::tree::{Alloc, Const, Expr, ExprKind, Placement};
use rgo_hir::{FuncId, SymbolRef};
use rgo_types::type_::Field;
use rgo_types::{Basic, TypeId};
use smallvec::smallvec;

use super::place::{Addr, Area, Scalars, Val};
use super::{Builder, closure_layout};
use crate::entities::Value;
use crate::func::{MemKind, SlotData};
use crate::op::{IntCond, MemArg, Op};
use crate::type_::Type;

impl Builder<'_> {
    /// Whether escape analysis put an allocation into the frame.
    pub(super) fn is_on_stack(&self, alloc: Alloc) -> bool {
        self.hir.allocs[alloc].decision == Placement::Stack
    }

    /// A zeroed object on the heap.
    pub(super) fn new_object(&mut self, ty: TypeId) -> Value {
        let desc = self.gc_type(ty);
        self.runtime(RuntimeFn::NewObject, &[desc])[0]
    }

    /// Memory for a value of type `ty`, to be filled; on the heap it is zero.
    pub(super) fn new_memory(&mut self, ty: TypeId, on_stack: bool) -> Addr {
        if on_stack {
            let slot = self.new_slot(ty);
            return self.slot_addr(slot, 0, ty, Area::Frame);
        }
        let ptr = self.new_object(ty);
        self.rooted(Addr::new(ptr, Area::Other), ty)
    }

    pub(super) fn new_expr(&mut self, alloc: Alloc, init: Option<&Expr>) -> Value {
        let ty = self.hir.allocs[alloc].ty;
        let on_stack = self.is_on_stack(alloc);
        let is_zero = init.is_none_or(|x| matches!(x.kind, ExprKind::Const(Const::Zero)));
        if is_zero {
            let addr = self.new_memory(ty, on_stack);
            if on_stack {
                let zero = self.zero(ty);
                self.store(addr, ty, &zero);
            }
            return self.pointer(addr);
        }
        let init = init.expect("not zero");
        if self.shapes.get(ty).scalars().is_some() {
            let value = self.expr(init);
            let addr = self.new_memory(ty, on_stack);
            self.store(addr, ty, &value);
            return self.pointer(addr);
        }
        if on_stack {
            // The slot may still hold the value of an earlier turn, which `init` may refer to.
            let value = self.expr(init);
            let addr = self.new_memory(ty, true);
            self.store(addr, ty, &value);
            return self.pointer(addr);
        }
        let addr = self.new_memory(ty, false);
        self.expr_into(init, addr);
        self.pointer(addr)
    }

    /// A closure object; a static one if it captures nothing.
    pub(super) fn closure(&mut self, func: FuncId, captures: &[Expr], alloc: Alloc) -> Value {
        if captures.is_empty() {
            return self.symbol(SymbolRef::FuncValue(func));
        }
        let values: Vec<Val> = captures
            .iter()
            .map(|x| {
                let value = self.expr(x);
                self.stable(x.ty, value)
            })
            .collect();
        let ty = self.closure_type(captures);
        let layout = closure_layout(self.shapes, captures.iter().map(|x| x.ty));
        let addr = if self.is_on_stack(alloc) {
            let slot = self.b.new_slot(SlotData {
                size: layout.size,
                align: layout.align,
                ty: self.types.has_pointers(ty).then_some(ty),
                is_observed: false,
            });
            let base = self.slot_ptr(slot, 0);
            Addr::new(base, Area::Frame)
        } else {
            let ptr = self.new_object(ty);
            Addr::new(ptr, Area::Other)
        };
        let code = self.symbol(SymbolRef::Func(func));
        let mem = MemArg::new(CLOSURE_CODE, self.kind_tag(MemKind::Code));
        let barrier = false;
        self.b.emit0(Op::Store { mem, barrier }, &[addr.base, code]);
        for ((x, value), offset) in captures.iter().zip(&values).zip(layout.offsets) {
            self.store(addr.plus(offset), x.ty, value);
        }
        self.pointer(addr)
    }

    /// A struct type laid out as the closure object.
    fn closure_type(&self, captures: &[Expr]) -> TypeId {
        let field = |name: String, ty: TypeId| Field {
            name: Symbol::intern(&name),
            pkg: None,
            ty,
            is_embedded: false,
            tag: Symbol::EMPTY,
        };
        let mut fields = vec![field("F".into(), Basic::Uintptr.type_id())];
        let captured = captures.iter().enumerate();
        fields.extend(captured.map(|(at, x)| field(format!("X{at}"), x.ty)));
        self.types.canon(self.types.struct_of(fields))
    }

    /// `[]T{…}` and the slice of a variadic call.
    pub(super) fn slice_lit(
        &mut self,
        slice_ty: TypeId,
        alloc: Alloc,
        len: u64,
        elems: &[(u64, Expr)],
    ) -> Scalars {
        let elem = self.elem(slice_ty);
        let array = self.types.canon(self.types.array_of(elem, len));
        let on_stack = self.is_on_stack(alloc);
        // Elements are evaluated before the memory is touched: they may refer to an earlier turn's.
        let values: Vec<(u64, Val)> = elems
            .iter()
            .map(|(at, x)| {
                let value = self.expr(x);
                (*at, self.stable(elem, value))
            })
            .collect();
        let addr = self.new_memory(array, on_stack);
        if on_stack && (elems.len() as u64) < len {
            self.zero_memory(addr, array);
        }
        let size = self.shapes.get(elem).size;
        for (at, value) in &values {
            let addr = self.rooted(addr.plus(at * size), elem);
            self.store(addr, elem, value);
        }
        let (ptr, len) = (self.pointer(addr), self.int(len as i64));
        smallvec![ptr, len, len]
    }

    fn zero_memory(&mut self, addr: Addr, ty: TypeId) {
        let zero = self.zero(ty);
        self.store(addr, ty, &zero);
    }

    pub(super) fn make_slice(
        &mut self,
        slice_ty: TypeId,
        len: &Expr,
        cap: Option<&Expr>,
        alloc: Alloc,
    ) -> Scalars {
        let elem = self.elem(slice_ty);
        let len_value = self.index_value(len);
        let cap_value = match cap {
            Some(cap) => self.index_value(cap),
            None => len_value,
        };
        let constant_cap = self.b.func.as_iconst(cap_value);
        match constant_cap.filter(|&cap| cap >= 0 && self.is_on_stack(alloc)) {
            Some(cap) => {
                if cap_value != len_value {
                    self.check_make(len_value, cap_value);
                }
                let array = self.types.canon(self.types.array_of(elem, cap as u64));
                let addr = self.new_memory(array, true);
                self.zero_memory(addr, array);
                smallvec![self.pointer(addr), len_value, cap_value]
            }
            None => {
                let desc = self.gc_type(elem);
                let args = [desc, len_value, cap_value];
                let ptr = self.runtime(RuntimeFn::MakeSlice, &args)[0];
                smallvec![ptr, len_value, cap_value]
            }
        }
    }

    /// Panics unless `0 <= len <= cap`.
    fn check_make(&mut self, len: Value, cap: Value) {
        let fits = self.icmp(IntCond::Ule, len, cap);
        let (bad, cont) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(fits, cont, bad);
        self.b.switch_to_sealed(bad);
        let zero = self.int(0);
        let is_negative = self.icmp(IntCond::Slt, len, zero);
        self.panic_if(is_negative, Helper::PanicMakeSliceLen);
        self.call_helper(Helper::PanicMakeSliceCap, &[], &[]);
        self.b.unreachable();
        self.b.switch_to_sealed(cont);
    }

    pub(super) fn make_chan(&mut self, ty: TypeId, size: Option<&Expr>) -> Value {
        let size = match size {
            Some(size) => self.index_value(size),
            None => self.int(0),
        };
        let desc = self.type_desc(ty);
        self.runtime(RuntimeFn::MakeChan, &[desc, size])[0]
    }

    /// A slot of `bytes` bytes without pointers, as a buffer for the runtime.
    pub(super) fn byte_buffer(&mut self, bytes: u64) -> Value {
        let slot = self.b.new_slot(SlotData {
            size: bytes,
            align: WORD,
            ty: None,
            is_observed: false,
        });
        self.b.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr)
    }
}
