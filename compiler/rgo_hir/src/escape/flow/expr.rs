//! Flows of expressions.

use rgo_types::{Basic, Type, TypeId};

use super::super::graph::{Hole, LocKind};
use super::super::{MAX_IMPLICIT_BYTES, SMALL_IMPLICIT_BYTES};
use super::Builder;
use crate::alg::is_direct_iface;
use crate::tree::walk::each_operand;
use crate::tree::{Alloc, BinOp, Const, ConvKind, Expr, ExprKind, HeapReason, Intrinsic};

impl<'a> Builder<'a> {
    /// Looks at `x` for the allocations in it; its value goes nowhere.
    pub(super) fn discard(&mut self, x: &'a Expr) {
        let blank = self.blank_hole();
        self.expr(blank, x);
    }

    fn discard_operands(&mut self, x: &'a Expr) {
        each_operand(&x.kind, &mut |operand| self.discard(operand));
    }

    /// The allocation at `alloc` flows into `hole` by its address; where its contents flow.
    pub(super) fn spill(&mut self, hole: Hole, alloc: Alloc, bytes: Option<u64>) -> Hole {
        let loc = self.graph.funcs[self.at].allocs[alloc];
        self.graph.locs[loc].loop_depth = self.loop_depth;
        let most = match self.prog.options.small_frames {
            true => SMALL_IMPLICIT_BYTES,
            false => MAX_IMPLICIT_BYTES,
        };
        let is_too_large = bytes.is_some_and(|bytes| bytes > most);
        if is_too_large {
            self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::TooLarge);
            let heap = self.heap_hole().addr();
            self.graph.flow(heap, loc);
        }
        self.graph.flow(hole.addr(), loc);
        Hole::of(loc)
    }

    fn alloc_bytes(&self, alloc: Alloc) -> u64 {
        self.prog
            .types
            .size_of(self.funcs[self.at].allocs[alloc].ty)
    }

    /// The value of `x` flows into `hole`.
    pub(super) fn expr(&mut self, hole: Hole, x: &'a Expr) {
        let hole = match hole.derefs >= 0 && !self.has_pointers(x.ty) {
            true => self.blank_hole(),
            false => hole,
        };
        if let Some(loc) = self.variable(x) {
            return self.graph.flow(hole, loc);
        }
        match &x.kind {
            ExprKind::Const(_)
            | ExprKind::Global(_)
            | ExprKind::Data(_)
            | ExprKind::FuncValue(_)
            | ExprKind::FuncCode(_)
            | ExprKind::TypeDesc(_)
            | ExprKind::GetG
            | ExprKind::ClosurePtr
            | ExprKind::CallerPc
            | ExprKind::CallerSp
            | ExprKind::DeferRecord
            | ExprKind::FramePtr => {}
            ExprKind::Local(local) => match self.captures[self.at][*local] {
                super::Capture::Pointer(loc) => self.graph.flow(hole.addr(), loc),
                _ => {
                    let src = self.hole(*local).dst;
                    self.graph.flow(hole, src);
                }
            },
            // What a map has as keys is on the heap.
            ExprKind::Deref { ptr, .. } if self.is_iterated_key(ptr) => {}
            ExprKind::Deref { ptr, .. } => self.expr(hole.deref(), ptr),
            ExprKind::Field(x, _) => self.expr(hole, x),
            ExprKind::Index { x, index, .. } => {
                self.discard(index);
                match self.under(x.ty) {
                    Type::Array { .. } => self.expr(hole, x),
                    _ => self.expr(hole.deref(), x),
                }
            }
            ExprKind::AddrOf(x) => self.expr(hole.addr(), x),
            ExprKind::Slice { x, lo, hi, max } => {
                [lo, hi, max]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.discard(bound));
                self.expr(hole, x);
            }
            ExprKind::Select(cond, x, y) => {
                self.discard(cond);
                self.expr(hole, x);
                self.expr(hole, y);
            }
            ExprKind::Convert {
                kind,
                x: inner,
                alloc,
            } => {
                self.conversion(hole, x.ty, *kind, inner, *alloc);
            }
            ExprKind::MakeIface { x, alloc } => {
                let hole = match alloc {
                    Some(alloc) => self.spill(hole, *alloc, None),
                    None => hole,
                };
                self.expr(hole, x);
            }
            ExprKind::IfaceToIface(x)
            | ExprKind::UnsafeAdd(x, _)
            | ExprKind::UnsafeSlice(x, _)
            | ExprKind::UnsafeString(x, _)
            | ExprKind::DataPtr(x)
            | ExprKind::MakeHeader { ptr: x, .. } => self.expr(hole, x),
            ExprKind::TypeAssert { x: inner, comma_ok } => {
                let target = match self.prog.types.ty(x.ty) {
                    Type::Tuple(types) if *comma_ok => types[0],
                    _ => x.ty,
                };
                self.unbox(hole, target, inner);
            }
            ExprKind::IfaceData(inner) => self.unbox(hole, x.ty, inner),
            ExprKind::StructLit(values) | ExprKind::Min(values) | ExprKind::Max(values) => {
                values.iter().for_each(|value| self.expr(hole, value));
            }
            ExprKind::ArrayLit(elems) => {
                elems.iter().for_each(|(_, value)| self.expr(hole, value));
            }
            ExprKind::SliceLit { alloc, elems, .. } => {
                let bytes = self.alloc_bytes(*alloc);
                let hole = self.spill(hole, *alloc, Some(bytes));
                elems.iter().for_each(|(_, value)| self.expr(hole, value));
            }
            ExprKind::New { alloc, init } => {
                let bytes = self.alloc_bytes(*alloc);
                let hole = self.spill(hole, *alloc, Some(bytes));
                if let Some(init) = init {
                    self.expr(hole, init);
                }
            }
            ExprKind::Closure {
                func,
                captures,
                alloc,
            } => {
                self.closure(hole, *func, captures, *alloc);
            }
            ExprKind::Append {
                slice,
                elems,
                alloc,
            } => {
                self.appendee(hole, slice, *alloc);
                for elem in elems {
                    let heap = self.heap_hole();
                    self.expr(heap, elem);
                }
            }
            ExprKind::AppendSlice { slice, tail, alloc } => {
                self.appendee(hole, slice, *alloc);
                self.copied(tail);
            }
            ExprKind::AppendZeroes { slice, n, alloc } => {
                self.appendee(hole, slice, *alloc);
                self.discard(n);
            }
            ExprKind::Copy { dst, src } => {
                self.mutate(dst);
                self.copied(src);
            }
            ExprKind::ClearSlice(x) => self.mutate(x),
            ExprKind::MakeSlice { len, cap, alloc } => self.make_slice(hole, len, cap, *alloc),
            ExprKind::MakeMap { hint: size, alloc } => {
                self.spill(hole, *alloc, None);
                if let Some(size) = size {
                    self.discard(size);
                }
            }
            ExprKind::MakeChan { size, .. } => {
                if let Some(size) = size {
                    self.discard(size);
                }
            }
            ExprKind::MapIterInit { map, iter } => {
                // Values found are behind the iterator as they are behind the map.
                let hole = match &iter.kind {
                    ExprKind::AddrOf(place) => self.place(place),
                    _ => self.heap_hole(),
                };
                self.expr(hole, map);
            }
            ExprKind::MapAssign { map, key } => {
                self.discard(map);
                let heap = self.heap_hole();
                self.expr(heap, key);
            }
            ExprKind::Send { chan, value } => {
                self.discard(chan);
                let heap = self.heap_hole();
                self.expr(heap, value);
            }
            ExprKind::Concat { alloc, parts } => {
                self.spill(hole, *alloc, None);
                parts.iter().for_each(|part| self.discard(part));
            }
            ExprKind::Runtime(_, args) => args.iter().for_each(|arg| self.mutate(arg)),
            ExprKind::Intrinsic(op, args) => self.intrinsic(hole, *op, args),
            ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::AndAnd(..)
            | ExprKind::OrOr(..)
            | ExprKind::CheckIface(_)
            | ExprKind::CheckFunc(_)
            | ExprKind::IfaceIs { .. }
            | ExprKind::IfaceType(_)
            | ExprKind::Len(_)
            | ExprKind::Cap(_)
            | ExprKind::MapIndex { .. }
            | ExprKind::MapDelete { .. }
            | ExprKind::MapClear(_)
            | ExprKind::MapIterNext { .. }
            | ExprKind::Complex(..)
            | ExprKind::Real(_)
            | ExprKind::Imag(_)
            | ExprKind::Recover(_)
            | ExprKind::Recv { .. } => self.discard_operands(x),
        }
    }

    /// Whether `ptr` is the pointer of a map iterator to a key.
    fn is_iterated_key(&self, ptr: &Expr) -> bool {
        let ExprKind::Convert {
            kind: ConvKind::Bits,
            x,
            ..
        } = &ptr.kind
        else {
            return false;
        };
        match &x.kind {
            ExprKind::Field(iter, 0) => {
                matches!(iter.kind, ExprKind::Local(_)) && iter.ty == self.prog.map_iter_type()
            }
            _ => false,
        }
    }

    fn conversion(
        &mut self,
        hole: Hole,
        target: TypeId,
        kind: ConvKind,
        x: &'a Expr,
        alloc: Option<Alloc>,
    ) {
        match kind {
            ConvKind::Bits => {
                let is_from_word =
                    matches!(self.under(x.ty), Type::Basic(b) if *b != Basic::UnsafePointer);
                let is_pointer = matches!(self.under(target), Type::Basic(Basic::UnsafePointer));
                if is_from_word && is_pointer {
                    return self.unsafe_value(hole, x);
                }
                self.expr(hole, x);
            }
            ConvKind::BytesToStringTemp
            | ConvKind::StringToBytesTemp
            | ConvKind::SliceToArrayPtr => self.expr(hole, x),
            ConvKind::Numeric => self.discard(x),
            ConvKind::BytesToString
            | ConvKind::StringToBytes
            | ConvKind::RunesToString
            | ConvKind::StringToRunes
            | ConvKind::IntToString => {
                if let Some(alloc) = alloc {
                    self.spill(hole, alloc, None);
                }
                self.discard(x);
            }
        }
    }

    /// A pointer computed as an integer: whatever pointers its operands come from.
    fn unsafe_value(&mut self, hole: Hole, x: &'a Expr) {
        match &x.kind {
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x: inner,
                ..
            } => match self.under(inner.ty) {
                Type::Basic(basic) if *basic != Basic::UnsafePointer => {
                    self.unsafe_value(hole, inner);
                }
                _ => self.expr(hole, inner),
            },
            ExprKind::Binary(op, left, right) => {
                self.unsafe_value(hole, left);
                match op {
                    BinOp::Shl | BinOp::Shr => self.discard(right),
                    _ => self.unsafe_value(hole, right),
                }
            }
            ExprKind::Unary(_, inner) => self.unsafe_value(hole, inner),
            _ if self.is_header_data(x) => {
                if let ExprKind::Field(header, _) = &x.kind
                    && let ExprKind::Deref { ptr, .. } = &header.kind
                {
                    self.expr(hole.deref(), ptr);
                }
            }
            _ => self.discard(x),
        }
    }

    /// Whether `x` is the field `Data` of a `reflect.SliceHeader` or `reflect.StringHeader`: an integer
    /// that is a pointer.
    pub(super) fn is_header_data(&self, x: &Expr) -> bool {
        let ExprKind::Field(header, 0) = &x.kind else {
            return false;
        };
        let ExprKind::Deref { .. } = header.kind else {
            return false;
        };
        let types = self.prog.types;
        let Some(named) = types.as_named(header.ty) else {
            return false;
        };
        let object = types.object(types.named(named).obj);
        let is_reflect = object
            .pkg
            .is_some_and(|pkg| types.package_path(pkg).as_str() == "reflect");
        is_reflect && matches!(object.name.as_str(), "SliceHeader" | "StringHeader")
    }

    /// What an integer that is stored as a pointer comes from flows to the heap.
    pub(super) fn header_data(&mut self, x: &'a Expr) {
        let heap = self.heap_hole();
        self.unsafe_value(heap, x);
    }

    /// The value of type `target` in interface `x` flows into `hole`.
    fn unbox(&mut self, hole: Hole, target: TypeId, x: &'a Expr) {
        let is_boxed =
            !self.prog.types.is_interface(target) && !is_direct_iface(self.prog.types, target);
        self.expr(if is_boxed { hole.deref() } else { hole }, x);
    }

    /// The slice that `append` extends: it flows to the result, and its elements may be copied to the
    /// heap. So does what is allocated for a longer one, which is used once at most.
    fn appendee(&mut self, hole: Hole, slice: &'a Expr, alloc: Alloc) {
        let &Type::Slice(elem) = self.under(slice.ty) else {
            unreachable!("a slice")
        };
        let mut holes = vec![hole, self.mutator_hole()];
        if self.has_pointers(elem) {
            holes.push(self.heap_hole().deref());
        }
        let all = self.tee(&holes);
        self.expr(all, slice);
        let memory = self.spill(hole, alloc, None);
        if let LocKind::Site(_) = self.graph.locs[memory.dst].kind {
            self.graph.locs[memory.dst].loop_depth = 0;
        }
    }

    /// A slice whose elements are copied somewhere.
    fn copied(&mut self, slice: &'a Expr) {
        match self.under(slice.ty) {
            &Type::Slice(elem) if self.has_pointers(elem) => {
                let heap = self.heap_hole().deref();
                self.expr(heap, slice);
            }
            _ => self.discard(slice),
        }
    }

    fn make_slice(&mut self, hole: Hole, len: &'a Expr, cap: &'a Option<Box<Expr>>, alloc: Alloc) {
        self.discard(len);
        if let Some(cap) = cap {
            self.discard(cap);
        }
        let size = cap.as_deref().unwrap_or(len);
        let elem_bytes = self.alloc_bytes(alloc);
        let bytes = match size.kind {
            ExprKind::Const(Const::Int(n)) => {
                let n = u64::try_from(n).ok();
                Some(n.map_or(u64::MAX, |n| n.saturating_mul(elem_bytes)))
            }
            ExprKind::Const(Const::Zero) => Some(0),
            _ => {
                self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::NonConstantSize);
                None
            }
        };
        let memory = self.spill(hole, alloc, bytes);
        if elem_bytes == 0 {
            let heap = self.heap_hole().addr();
            self.graph.flow(heap, memory.dst);
        }
    }

    /// Whether `x` is a `*unsafe.Pointer`, as `sync/atomic` takes it.
    fn points_to_pointer(&self, x: &Expr) -> bool {
        match self.under(x.ty) {
            &Type::Pointer(elem) => {
                matches!(self.prog.types.ty(elem), Type::Basic(Basic::UnsafePointer))
            }
            _ => false,
        }
    }

    fn intrinsic(&mut self, hole: Hole, op: Intrinsic, args: &'a [Expr]) {
        let stored = match op {
            Intrinsic::AtomicStore | Intrinsic::AtomicExchange => Some(1),
            Intrinsic::AtomicCas => Some(2),
            _ => None,
        };
        // Gc's assembler functions for pointers promise nothing.
        let is_opaque = match op {
            Intrinsic::AtomicLoad
            | Intrinsic::AtomicStore
            | Intrinsic::AtomicExchange
            | Intrinsic::AtomicCas => self.points_to_pointer(&args[0]),
            _ => false,
        };
        for (at, arg) in args.iter().enumerate() {
            match op {
                _ if is_opaque || stored == Some(at) => {
                    let heap = self.heap_hole();
                    self.expr(heap, arg);
                }
                Intrinsic::AtomicLoad if at == 0 => self.expr(hole.deref(), arg),
                _ => self.mutate(arg),
            }
        }
    }
}
