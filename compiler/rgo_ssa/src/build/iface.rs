//! Interfaces: making them, taking them apart, type assertions.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_abi::type_desc::itab;
use rgo_hir::SymbolRef;
use rgo_hir::data::{DataReloc, StaticData};
use rgo_hir::lowering::Helper;
use rgo_hir::tree::{Alloc, Const, Expr, ExprKind};
use rgo_types::{Type as GoType, TypeId};
use smallvec::smallvec;

use super::Builder;
use super::place::{Addr, Area, Scalars, Val};
use crate::entities::Value;
use crate::op::{IntCond, MemArg, Op};
use crate::type_::Type;

impl Builder<'_> {
    /// The word that says an interface of type `iface` holds a `dynamic`.
    fn type_word(&mut self, iface: TypeId, dynamic: TypeId) -> Value {
        if self.has_methods(iface) {
            self.symbol(SymbolRef::Itab {
                concrete: dynamic,
                iface,
            })
        } else {
            self.type_desc(dynamic)
        }
    }

    /// A non-interface value as an interface.
    pub(super) fn make_iface(&mut self, iface: TypeId, x: &Expr, alloc: Option<Alloc>) -> Scalars {
        let pos = self.b.src.pos;
        let shape = self.shapes.get(x.ty);
        let data = if shape.is_direct_iface {
            self.scalar(x)
        } else if let Some(data) = self.static_value(x) {
            data
        } else {
            let value = self.expr(x);
            self.at(pos);
            if shape.size == 0 {
                self.empty_memory()
            } else {
                self.boxed(x.ty, &value, alloc)
            }
        };
        let word = self.type_word(iface, x.ty);
        smallvec![word, data]
    }

    /// The address of what has no size.
    pub(super) fn empty_memory(&mut self) -> Value {
        let data = self.cx.prog.add_data(zero_data(8, 8));
        self.symbol(SymbolRef::Data(data))
    }

    /// A constant as read-only data.
    fn static_value(&mut self, x: &Expr) -> Option<Value> {
        let ExprKind::Const(value) = &x.kind else {
            return None;
        };
        let shape = self.shapes.get(x.ty);
        let mut data = zero_data(shape.size, shape.align);
        let scalars = shape.scalars()?;
        let mut put = |at: usize, bits: u64| {
            let scalar = scalars[at];
            let start = scalar.offset as usize;
            let end = start + scalar.ty.bytes() as usize;
            if data.bytes.len() < end {
                data.bytes.resize(end, 0);
            }
            let n = end - start;
            data.bytes[start..end].copy_from_slice(&bits.to_le_bytes()[..n]);
        };
        let float = |at: usize, value: f64| match scalars[at].ty {
            Type::F32 => u64::from((value as f32).to_bits()),
            _ => value.to_bits(),
        };
        match value {
            Const::Zero => {}
            Const::Bool(value) => put(0, u64::from(*value)),
            Const::Int(value) => put(0, *value as u64),
            Const::Float(value) => put(0, float(0, *value)),
            Const::Complex(re, im) => {
                put(0, float(0, *re));
                put(1, float(1, *im));
            }
            Const::String(bytes) => {
                put(1, bytes.len() as u64);
                if !bytes.is_empty() {
                    let text = self.cx.prog.add_data(StaticData {
                        bytes: bytes.to_vec(),
                        size: bytes.len() as u64,
                        align: 1,
                        is_read_only: true,
                        ..StaticData::default()
                    });
                    data.relocs.push(DataReloc {
                        offset: scalars[0].offset,
                        target: SymbolRef::Data(text),
                        addend: 0,
                    });
                }
            }
        }
        let data = self.cx.prog.add_data(data);
        Some(self.symbol(SymbolRef::Data(data)))
    }

    /// A copy of a value in memory of its own, which is never changed.
    fn boxed(&mut self, ty: TypeId, value: &Val, alloc: Option<Alloc>) -> Value {
        let shape = self.shapes.get(ty);
        if shape.size == 1
            && let Val::Scalars(scalars) = value
        {
            return self.byte_box(scalars[0]);
        }
        if alloc.is_some_and(|alloc| self.is_on_stack(alloc)) {
            let slot = self.new_slot(ty);
            let addr = self.slot_addr(slot, 0, ty, Area::Frame);
            self.store(addr, ty, value);
            return self.pointer(addr);
        }
        if let Val::Scalars(scalars) = value {
            match self.under(ty) {
                GoType::Basic(rgo_types::Basic::String) => {
                    return self.runtime(RuntimeFn::ConvTString, scalars)[0];
                }
                GoType::Slice(_) => return self.runtime(RuntimeFn::ConvTSlice, scalars)[0],
                _ => {}
            }
            if let &[value] = scalars.as_slice()
                && !shape.has_pointers
                && u64::from(shape.align) == shape.size
            {
                let bits = self.word_bits(value);
                let func = match shape.size {
                    2 => RuntimeFn::ConvT16,
                    4 => RuntimeFn::ConvT32,
                    _ => RuntimeFn::ConvT64,
                };
                return self.runtime(func, &[bits])[0];
            }
        }
        let addr = self.addressed(ty, value);
        let from = self.pointer(addr);
        let desc = self.gc_type(ty);
        self.runtime(RuntimeFn::ConvT, &[desc, from])[0]
    }

    /// A scalar's bits, zero-extended to a word.
    fn word_bits(&mut self, value: Value) -> Value {
        let (bits, ty) = match self.b.func.ty(value) {
            Type::F32 => (self.b.emit(Op::Bitcast, &[value], Type::I32), Type::I32),
            Type::F64 => return self.b.emit(Op::Bitcast, &[value], Type::I64),
            Type::Ptr => return self.b.emit(Op::PtrToInt, &[value], Type::I64),
            ty => (value, ty),
        };
        if ty == Type::I64 {
            return bits;
        }
        self.b.emit(Op::Zext, &[bits], Type::I64)
    }

    /// Every byte value exists once, in a table.
    fn byte_box(&mut self, value: Value) -> Value {
        let mut table = zero_data(256 * 8, 8);
        table.bytes = (0..=255u64).flat_map(u64::to_le_bytes).collect();
        let table = self.cx.prog.add_data(table);
        let base = self.symbol(SymbolRef::Data(table));
        let index = self.b.emit(Op::Zext, &[value], Type::I64);
        let offset = self.scale(index, 8);
        self.b.emit(Op::PtrAdd, &[base, offset], Type::Ptr)
    }

    /// The descriptor in an interface's type word, nil for nil.
    fn descriptor(&mut self, iface: TypeId, word: Value) -> Value {
        if !self.has_methods(iface) {
            return word;
        }
        let result = self.b.new_var(Type::Ptr);
        let (some, join) = (self.b.new_block(), self.b.new_block());
        let nil = self.nil();
        self.b.def_var(result, word);
        let is_nil = self.icmp(IntCond::Eq, word, nil);
        self.b.br(is_nil, join, some);
        self.b.switch_to_sealed(some);
        let desc = self.itab_type(word);
        self.b.def_var(result, desc);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }

    fn itab_type(&mut self, itab: Value) -> Value {
        let itab = self.guard(itab);
        let mem = MemArg::constant(itab::TYPE as i32);
        self.b.emit(Op::Load(mem), &[itab], Type::Ptr)
    }

    pub(super) fn iface_type(&mut self, x: &Expr) -> Value {
        let word = self.scalars(x)[0];
        self.descriptor(x.ty, word)
    }

    pub(super) fn iface_is(&mut self, x: &Expr, dynamic: TypeId) -> Value {
        let word = self.scalars(x)[0];
        let want = self.type_word(x.ty, dynamic);
        self.icmp(IntCond::Eq, word, want)
    }

    /// The value of type `ty` that an interface holds.
    pub(super) fn iface_data(&mut self, ty: TypeId, x: &Expr) -> Val {
        let data = self.scalars(x)[1];
        self.unboxed(ty, data)
    }

    fn unboxed(&mut self, ty: TypeId, data: Value) -> Val {
        let shape = self.shapes.get(ty);
        if shape.is_direct_iface {
            return Val::Scalars(smallvec![data]);
        }
        if shape.size == 0 {
            return self.zero(ty);
        }
        // The data word is a pointer because the type word says so.
        let data = self.guard(data);
        let addr = self.rooted(Addr::new(data, Area::Other), ty);
        self.load(addr, ty)
    }

    /// To an interface type whose methods the value is known to have.
    pub(super) fn iface_to_iface(&mut self, target: TypeId, x: &Expr) -> Scalars {
        let pos = self.b.src.pos;
        let value = self.scalars(x);
        self.at(pos);
        let desc = self.descriptor(x.ty, value[0]);
        if !self.has_methods(target) {
            return smallvec![desc, value[1]];
        }
        let word = self.find_itab(target, desc);
        smallvec![word, value[1]]
    }

    /// The itab of the type `desc` for `target`; nil if `desc` is nil or lacks methods.
    fn find_itab(&mut self, target: TypeId, desc: Value) -> Value {
        let result = self.b.new_var(Type::Ptr);
        let (some, join) = (self.b.new_block(), self.b.new_block());
        let nil = self.nil();
        self.b.def_var(result, nil);
        let is_nil = self.icmp(IntCond::Eq, desc, nil);
        self.b.br(is_nil, join, some);
        self.b.switch_to_sealed(some);
        let inter = self.type_desc(target);
        let itab = self.call_helper1(Helper::AssertE2I2, &[inter, desc], Type::Ptr);
        self.b.def_var(result, itab);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }

    /// `x.(T)`
    pub(super) fn type_assert(&mut self, expr: &Expr, x: &Expr) -> Val {
        let target = expr.ty;
        let value = self.scalars(x);
        self.at(expr.pos);
        if self.is_interface(target) {
            return Val::Scalars(self.assert_iface(target, x.ty, &value));
        }
        let want = self.type_word(x.ty, target);
        let matches = self.icmp(IntCond::Eq, value[0], want);
        let (bad, good) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(matches, good, bad);
        self.b.switch_to_sealed(bad);
        let want = self.type_desc(target);
        let source = self.type_desc(x.ty);
        let helper = if self.has_methods(x.ty) {
            Helper::PanicDotTypeI
        } else {
            Helper::PanicDotTypeE
        };
        self.call_helper(helper, &[value[0], want, source], &[]);
        self.b.unreachable();
        self.b.switch_to_sealed(good);
        self.unboxed(target, value[1])
    }

    fn assert_iface(&mut self, target: TypeId, source: TypeId, value: &Scalars) -> Scalars {
        let desc = self.descriptor(source, value[0]);
        if self.has_methods(target) {
            let inter = self.type_desc(target);
            let itab = self.call_helper1(Helper::AssertE2I, &[inter, desc], Type::Ptr);
            return smallvec![itab, value[1]];
        }
        let nil = self.nil();
        let is_nil = self.icmp(IntCond::Eq, desc, nil);
        let (bad, good) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(is_nil, bad, good);
        self.b.switch_to_sealed(bad);
        let want = self.type_desc(target);
        self.call_helper(Helper::PanicNilDotType, &[want], &[]);
        self.b.unreachable();
        self.b.switch_to_sealed(good);
        smallvec![desc, value[1]]
    }

    /// `v, ok := x.(T)`: without ok the value is zero.
    pub(super) fn type_assert_ok(&mut self, target: TypeId, x: &Expr) -> (Val, Value) {
        let pos = self.b.src.pos;
        let value = self.scalars(x);
        self.at(pos);
        if self.is_interface(target) {
            let desc = self.descriptor(x.ty, value[0]);
            let word = if self.has_methods(target) {
                self.find_itab(target, desc)
            } else {
                desc
            };
            let nil = self.nil();
            let ok = self.icmp(IntCond::Ne, word, nil);
            let data = self.b.emit(Op::Select, &[ok, value[1], nil], Type::Ptr);
            return (Val::Scalars(smallvec![word, data]), ok);
        }
        let want = self.type_word(x.ty, target);
        let ok = self.icmp(IntCond::Eq, value[0], want);
        let shape = self.shapes.get(target);
        if shape.is_direct_iface {
            let nil = self.nil();
            let data = self.b.emit(Op::Select, &[ok, value[1], nil], Type::Ptr);
            return (Val::Scalars(smallvec![data]), ok);
        }
        (self.unboxed_if(ok, target, value[1]), ok)
    }

    /// The value that an interface holds if `ok`, else zero.
    fn unboxed_if(&mut self, ok: Value, ty: TypeId, data: Value) -> Val {
        let (good, bad, join) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        let place = match self.new_vars(ty) {
            Some(super::Home::Vars(first, n)) => super::place::Place::Vars(first, n),
            _ => super::place::Place::Mem(self.temp(ty)),
        };
        self.b.br(ok, good, bad);
        self.b.switch_to_sealed(good);
        let value = self.unboxed(ty, data);
        self.write(place, ty, &value);
        self.b.jump(join);
        self.b.switch_to_sealed(bad);
        let zero = self.zero(ty);
        self.write(place, ty, &zero);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.read(place, ty)
    }
}

fn zero_data(size: u64, align: u32) -> StaticData {
    StaticData {
        size,
        align,
        is_read_only: true,
        ..StaticData::default()
    }
}
