//! Slices: slicing, `len` and `cap`, `append`, `copy`, `clear`.

use rgo_abi::layout;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::lowering::Helper;
use rgo_hir::tree::{Alloc, Expr};
use rgo_types::{Basic, Type as GoType, TypeId};
use smallvec::smallvec;

use super::Builder;
use super::place::{Addr, Area, Place, Scalars, Val};
use crate::entities::{AliasTag, Value};
use crate::op::{BoundsKind, IntCond, MemArg, Op};
use crate::type_::Type;

impl Builder<'_> {
    /// `x[lo:hi:max]`
    pub(super) fn slice_expr(
        &mut self,
        expr: &Expr,
        x: &Expr,
        [lo, hi, max]: [Option<&Expr>; 3],
    ) -> Scalars {
        let (ptr, len, cap, elem, is_slice) = self.sliced(expr, x);
        let bound = |b: &mut Self, e: Option<&Expr>| e.map(|e| (b.index_value(e), e.ty));
        let (lo, hi, max) = (bound(self, lo), bound(self, hi), bound(self, max));
        self.at(expr.pos);
        let whole = |three: bool| match (three, is_slice) {
            (true, true) => BoundsKind::Slice3Acap,
            (true, false) => BoundsKind::Slice3Alen,
            (false, true) => BoundsKind::SliceAcap,
            (false, false) => BoundsKind::SliceAlen,
        };
        let end = match max {
            Some((max, ty)) => self.bounds_check(whole(true), max, ty, cap),
            None => cap,
        };
        let high = match (hi, max) {
            (Some((hi, ty)), Some(_)) => self.bounds_check(BoundsKind::Slice3B, hi, ty, end),
            (Some((hi, ty)), None) => self.bounds_check(whole(false), hi, ty, end),
            (None, _) => len,
        };
        let low = lo.map(|(lo, ty)| {
            let kind = if max.is_some() {
                BoundsKind::Slice3C
            } else {
                BoundsKind::SliceB
            };
            self.bounds_check(kind, lo, ty, high)
        });
        let is_string = self.types.is_string(x.ty);
        let low = low.filter(|&low| self.b.func.as_iconst(low) != Some(0));
        let Some(low) = low else {
            return match is_string {
                true => smallvec![ptr, high],
                false => smallvec![ptr, high, end],
            };
        };
        let new_len = self.b.emit(Op::Sub, &[high, low], Type::I64);
        let new_cap = match is_string {
            true => new_len,
            false => self.b.emit(Op::Sub, &[end, low], Type::I64),
        };
        let ptr = self.advance(ptr, low, new_cap, elem);
        match is_string {
            true => smallvec![ptr, new_len],
            false => smallvec![ptr, new_len, new_cap],
        }
    }

    /// Pointer, length, capacity and element type of what is sliced, and whether it is a slice.
    fn sliced(&mut self, expr: &Expr, x: &Expr) -> (Value, Value, Value, TypeId, bool) {
        let values = self.scalars(x);
        match *self.under(x.ty) {
            GoType::Pointer(array) => {
                let &GoType::Array { elem, len } = self.under(array) else {
                    panic!("only pointers to arrays are sliced")
                };
                self.at(expr.pos);
                let ptr = self.nil_check(values[0]);
                let len = self.int(len as i64);
                (ptr, len, len, self.types.canon(elem), false)
            }
            GoType::Slice(elem) => {
                let elem = self.types.canon(elem);
                self.b.func.slice_lens.push((values[1], values[2]));
                (values[0], values[1], values[2], elem, true)
            }
            _ => {
                let elem = Basic::Uint8.type_id();
                (values[0], values[1], values[1], elem, false)
            }
        }
    }

    /// `ptr + low * size`, but `ptr` if the capacity that is left is 0: a pointer past the end
    /// would keep another object alive.
    fn advance(&mut self, ptr: Value, low: Value, cap: Value, elem: TypeId) -> Value {
        let size = self.shapes.get(elem).size;
        if size == 0 {
            return ptr;
        }
        let delta = self.scale(low, size);
        let negated = self.b.emit(Op::Neg, &[cap], Type::I64);
        let count = self.int(63);
        let mask = self.b.emit(Op::Ashr, &[negated, count], Type::I64);
        let delta = self.b.emit(Op::And, &[delta, mask], Type::I64);
        self.b.emit(Op::PtrAdd, &[ptr, delta], Type::Ptr)
    }

    pub(super) fn len(&mut self, x: &Expr) -> Value {
        match self.under(x.ty) {
            &GoType::Array { len, .. } => self.int(len as i64),
            &GoType::Pointer(array) => match self.under(array) {
                &GoType::Array { len, .. } => self.int(len as i64),
                _ => panic!("a pointer without length"),
            },
            GoType::Map { .. } => self.map_len(x),
            GoType::Chan { .. } => {
                let chan = self.scalar(x);
                self.runtime(RuntimeFn::ChanLen, &[chan])[0]
            }
            _ => self.scalars(x)[1],
        }
    }

    pub(super) fn cap(&mut self, x: &Expr) -> Value {
        match self.under(x.ty) {
            GoType::Chan { .. } => {
                let chan = self.scalar(x);
                self.runtime(RuntimeFn::ChanCap, &[chan])[0]
            }
            GoType::Slice(_) => self.scalars(x)[2],
            _ => self.len(x),
        }
    }

    fn map_len(&mut self, x: &Expr) -> Value {
        let map = self.scalar(x);
        let result = self.b.new_var(Type::I64);
        let (some, join) = (self.b.new_block(), self.b.new_block());
        let (nil, zero) = (self.nil(), self.int(0));
        self.b.def_var(result, zero);
        let is_nil = self.icmp(IntCond::Eq, map, nil);
        self.b.br(is_nil, join, some);
        self.b.switch_to_sealed(some);
        let map = self.guard(map);
        let mem = MemArg::new(layout::map::USED, AliasTag::ANY);
        let used = self.b.emit(Op::Load(mem), &[map], Type::I64);
        self.b.def_var(result, used);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }

    /// A slice with room for `n` more elements: pointer, length with them, capacity.
    fn grow(&mut self, slice: &Scalars, n: Value, elem: TypeId) -> Scalars {
        let (ptr, cap) = (self.b.new_var(Type::Ptr), self.b.new_var(Type::I64));
        self.b.def_var(ptr, slice[0]);
        self.b.def_var(cap, slice[2]);
        let new_len = self.b.emit(Op::Add, &[slice[1], n], Type::I64);
        let is_short = self.icmp(IntCond::Ugt, new_len, slice[2]);
        let (grow, cont) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(is_short, grow, cont);
        self.b.switch_to_sealed(grow);
        let desc = self.gc_type(elem);
        let args = [slice[0], new_len, slice[2], n, desc];
        let grown = self.runtime(RuntimeFn::GrowSlice, &args);
        self.b.def_var(ptr, grown[0]);
        self.b.def_var(cap, grown[1]);
        self.b.jump(cont);
        self.b.switch_to_sealed(cont);
        smallvec![self.b.use_var(ptr), new_len, self.b.use_var(cap)]
    }

    pub(super) fn append(&mut self, slice: &Expr, elems: &[Expr], _alloc: Alloc) -> Scalars {
        let pos = self.b.src.pos;
        let elem = self.elem(slice.ty);
        let old = self.scalars(slice);
        let values: Vec<Val> = elems
            .iter()
            .map(|x| {
                let value = self.expr(x);
                self.stable(elem, value)
            })
            .collect();
        self.at(pos);
        let n = self.int(elems.len() as i64);
        let new = self.grow(&old, n, elem);
        let first = self.elem_addr(new[0], old[1], elem);
        let size = self.shapes.get(elem).size;
        for (at, value) in values.iter().enumerate() {
            let addr = self.rooted(first.plus(at as u64 * size), elem);
            self.store(addr, elem, value);
        }
        new
    }

    /// Address of element `index` of the array at `ptr`.
    fn elem_addr(&mut self, ptr: Value, index: Value, elem: TypeId) -> Addr {
        let array = Place::Mem(Addr::new(ptr, Area::Other));
        match self.elem_place(array, index, elem) {
            Place::Mem(addr) => addr,
            Place::Vars(..) => unreachable!("the array is in memory"),
        }
    }

    pub(super) fn append_slice(&mut self, slice: &Expr, tail: &Expr, _alloc: Alloc) -> Scalars {
        let pos = self.b.src.pos;
        let elem = self.elem(slice.ty);
        let (old, tail) = (self.scalars(slice), self.scalars(tail));
        self.at(pos);
        let new = self.grow(&old, tail[1], elem);
        let dst = self.elem_addr(new[0], old[1], elem);
        let dst = self.pointer(dst);
        self.copy_elems(dst, tail[0], tail[1], elem);
        new
    }

    /// Copies `n` elements between places that may overlap.
    fn copy_elems(&mut self, dst: Value, src: Value, n: Value, elem: TypeId) {
        let shape = self.shapes.get(elem);
        if shape.has_pointers {
            let desc = self.gc_type(elem);
            self.runtime(RuntimeFn::TypedSliceCopy, &[desc, dst, src, n]);
        } else if shape.size > 0 {
            let bytes = self.scale(n, shape.size);
            self.runtime(RuntimeFn::MemMove, &[dst, src, bytes]);
        }
    }

    pub(super) fn append_zeroes(&mut self, slice: &Expr, n: &Expr, _alloc: Alloc) -> Scalars {
        let pos = self.b.src.pos;
        let elem = self.elem(slice.ty);
        let (old, n) = (self.scalars(slice), self.index_value(n));
        self.at(pos);
        let zero = self.int(0);
        let is_negative = self.icmp(IntCond::Slt, n, zero);
        self.panic_if(is_negative, Helper::PanicMakeSliceLen);
        let new = self.grow(&old, n, elem);
        let first = self.elem_addr(new[0], old[1], elem);
        let first = self.pointer(first);
        self.clear_elems(first, n, elem);
        new
    }

    fn clear_elems(&mut self, ptr: Value, n: Value, elem: TypeId) {
        let shape = self.shapes.get(elem);
        if shape.size == 0 {
            return;
        }
        let bytes = self.scale(n, shape.size);
        let func = if shape.has_pointers {
            RuntimeFn::MemClrHasPointers
        } else {
            RuntimeFn::MemClr
        };
        self.runtime(func, &[ptr, bytes]);
    }

    /// `copy(dst, src)`: the number of elements copied.
    pub(super) fn copy(&mut self, dst: &Expr, src: &Expr) -> Value {
        let pos = self.b.src.pos;
        let elem = self.elem(dst.ty);
        let (dst, src) = (self.scalars(dst), self.scalars(src));
        self.at(pos);
        let is_less = self.icmp(IntCond::Slt, dst[1], src[1]);
        let n = self
            .b
            .emit(Op::Select, &[is_less, dst[1], src[1]], Type::I64);
        self.copy_elems(dst[0], src[0], n, elem);
        n
    }

    pub(super) fn clear_slice(&mut self, x: &Expr) {
        let elem = self.elem(x.ty);
        let slice = self.scalars(x);
        self.clear_elems(slice[0], slice[1], elem);
    }
}
