//! Places and values: where things are, loading and storing them.

use rgo_hir::SymbolRef;
use rgo_hir::tree::{Expr, ExprKind, Local, LocalKind};
use rgo_types::{Type as GoType, TypeId};
use smallvec::SmallVec;

use super::{Builder, Home};
use crate::builder::Var;
use crate::entities::{AliasTag, Slot, Value};
use crate::func::{AliasData, MemKind, SlotData};
use crate::op::{BoundsKind, MemArg, Op};
use crate::shape::Scalar;
use crate::type_::Type;

pub(super) type Scalars = SmallVec<[Value; 4]>;

/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// The scalars of its shape.
    Scalars(Scalars),
    /// In memory, for types whose values do not live in scalars.
    Mem(Addr),
    /// The zero value of such a type.
    Zero,
}

/// An address, and what is known of the memory there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Addr {
    pub base: Value,
    pub offset: i64,
    /// The struct type of the variable that the accesses' fields belong to, and where in it.
    pub root: Option<TypeId>,
    pub root_offset: u64,
    pub area: Area,
}

/// Whose memory an address leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Area {
    /// A slot of this frame that nothing else knows of, and that holds a finished value.
    Temp,
    /// This frame: no barriers.
    Frame,
    /// Anywhere.
    Other,
}

/// Where something is assigned to, or read from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Consecutive variables.
    Vars(Var, usize),
    Mem(Addr),
}

impl Addr {
    pub fn new(base: Value, area: Area) -> Addr {
        Addr {
            base,
            offset: 0,
            root: None,
            root_offset: 0,
            area,
        }
    }

    /// The address `bytes` further on, in the same variable.
    pub fn plus(self, bytes: u64) -> Addr {
        Addr {
            offset: self.offset + bytes as i64,
            root_offset: self.root_offset + bytes,
            ..self
        }
    }
}

impl Builder<'_> {
    // Addresses.

    /// `addr` as the address of a variable of type `ty`.
    pub(super) fn rooted(&self, addr: Addr, ty: TypeId) -> Addr {
        let is_struct = matches!(self.under(ty), GoType::Struct(_));
        Addr {
            root: is_struct.then_some(ty),
            root_offset: 0,
            ..addr
        }
    }

    /// The address as a pointer.
    pub(super) fn pointer(&mut self, addr: Addr) -> Value {
        self.ptr_plus(addr.base, addr.offset)
    }

    pub(super) fn ptr_plus(&mut self, ptr: Value, bytes: i64) -> Value {
        if bytes == 0 {
            return ptr;
        }
        let offset = self.b.iconst(Type::I64, bytes);
        self.b.emit(Op::PtrAdd, &[ptr, offset], Type::Ptr)
    }

    /// Base pointer and operand of an access at `addr + bytes`.
    fn mem_arg(&mut self, addr: Addr, bytes: u64, tag: AliasTag) -> (Value, MemArg) {
        let offset = addr.offset + bytes as i64;
        match i32::try_from(offset) {
            Ok(offset) => (addr.base, MemArg::new(offset, tag)),
            Err(_) => {
                let base = self.ptr_plus(addr.base, offset);
                (base, MemArg::new(0, tag))
            }
        }
    }

    fn tag(&mut self, addr: Addr, scalar: Scalar) -> AliasTag {
        if self.facts.is_reinterpreting {
            return AliasTag::ANY;
        }
        let offset = addr.root_offset + u64::from(scalar.offset);
        let root = addr.root.filter(|_| u32::try_from(offset).is_ok());
        self.b.func.intern_tag(AliasData {
            kind: scalar.kind,
            root,
            offset: if root.is_some() { offset as u32 } else { 0 },
        })
    }

    /// Tag of accesses to scalars of a kind, wherever they are.
    pub(super) fn kind_tag(&mut self, kind: MemKind) -> AliasTag {
        if self.facts.is_reinterpreting {
            return AliasTag::ANY;
        }
        self.b.func.intern_tag(AliasData {
            kind,
            root: None,
            offset: 0,
        })
    }

    pub(super) fn new_slot(&mut self, ty: TypeId) -> Slot {
        let shape = self.shapes.get(ty);
        self.b.new_slot(SlotData {
            size: shape.size,
            align: shape.align,
            ty: shape.has_pointers.then_some(ty),
            is_observed: false,
        })
    }

    pub(super) fn slot_ptr(&mut self, slot: Slot, offset: i32) -> Value {
        self.b.emit(Op::SlotAddr(slot, offset), &[], Type::Ptr)
    }

    /// The address of a slot that holds a variable of type `ty`.
    pub(super) fn slot_addr(&mut self, slot: Slot, offset: i32, ty: TypeId, area: Area) -> Addr {
        let base = self.slot_ptr(slot, offset);
        self.rooted(Addr::new(base, area), ty)
    }

    /// A fresh slot for a value of type `ty`.
    pub(super) fn temp(&mut self, ty: TypeId) -> Addr {
        let slot = self.new_slot(ty);
        self.slot_addr(slot, 0, ty, Area::Temp)
    }

    // Memory.

    pub(super) fn load_scalar(&mut self, addr: Addr, scalar: Scalar) -> Value {
        let tag = self.tag(addr, scalar);
        let (base, mem) = self.mem_arg(addr, u64::from(scalar.offset), tag);
        self.b.emit(Op::Load(mem), &[base], scalar.ty)
    }

    pub(super) fn store_scalar(&mut self, addr: Addr, scalar: Scalar, value: Value) {
        let tag = self.tag(addr, scalar);
        let (base, mem) = self.mem_arg(addr, u64::from(scalar.offset), tag);
        let barrier = addr.area == Area::Other && scalar.is_traced;
        self.b.emit0(Op::Store { mem, barrier }, &[base, value]);
    }

    /// The value of type `ty` at `addr`; if it lives in memory, there until that changes.
    pub(super) fn load(&mut self, addr: Addr, ty: TypeId) -> Val {
        let shape = self.shapes.get(ty);
        match shape.scalars() {
            Some(scalars) => {
                let values = scalars.iter().map(|&scalar| self.load_scalar(addr, scalar));
                Val::Scalars(values.collect())
            }
            None => Val::Mem(addr),
        }
    }

    /// Stores a value of type `ty` at `addr`.
    pub(super) fn store(&mut self, addr: Addr, ty: TypeId, value: &Val) {
        let shape = self.shapes.get(ty);
        let barrier = addr.area == Area::Other && shape.has_pointers;
        let size = shape.size;
        match value {
            Val::Scalars(values) => {
                let scalars = shape.scalars().expect("a value in scalars");
                for (&scalar, &value) in scalars.iter().zip(values) {
                    self.store_scalar(addr, scalar, value);
                }
            }
            Val::Mem(from) => {
                let (dst, src) = (self.pointer(addr), self.pointer(*from));
                self.b.emit0(Op::Move { ty, size, barrier }, &[dst, src]);
            }
            Val::Zero => {
                let dst = self.pointer(addr);
                self.b.emit0(Op::Zero { ty, size, barrier }, &[dst]);
            }
        }
    }

    /// The zero value of a type.
    pub(super) fn zero(&mut self, ty: TypeId) -> Val {
        match self.shapes.get(ty).scalars() {
            Some(scalars) => Val::Scalars(
                scalars
                    .iter()
                    .map(|scalar| self.b.zero(scalar.ty))
                    .collect(),
            ),
            None => Val::Zero,
        }
    }

    /// The value in memory that holds still: in a slot of its own unless it already is.
    pub(super) fn in_memory(&mut self, ty: TypeId, value: &Val) -> Addr {
        match value {
            Val::Mem(addr) if addr.area == Area::Temp => *addr,
            Val::Scalars(_) | Val::Mem(_) | Val::Zero => {
                let addr = self.temp(ty);
                self.store(addr, ty, value);
                addr
            }
        }
    }

    /// The value in memory, at its place if it has one.
    pub(super) fn addressed(&mut self, ty: TypeId, value: &Val) -> Addr {
        match value {
            Val::Mem(addr) => *addr,
            Val::Scalars(_) | Val::Zero => self.in_memory(ty, value),
        }
    }

    /// A value that later assignments do not change.
    pub(super) fn stable(&mut self, ty: TypeId, value: Val) -> Val {
        match value {
            Val::Mem(_) => Val::Mem(self.in_memory(ty, &value)),
            Val::Scalars(_) | Val::Zero => value,
        }
    }

    // Variables.

    fn home(&self, local: Local) -> Home {
        self.homes[local].unwrap_or_else(|| panic!("{local} has no home yet"))
    }

    pub(super) fn local_place(&mut self, local: Local) -> Place {
        let ty = self.hir.locals[local].ty;
        match self.home(local) {
            Home::Vars(first, n) => Place::Vars(first, n),
            Home::Slot(slot, offset) => {
                let addr = self.slot_addr(slot, offset, ty, Area::Frame);
                Place::Mem(addr)
            }
            Home::Heap(var) => {
                let base = self.b.use_var(var);
                Place::Mem(self.rooted(Addr::new(base, Area::Other), ty))
            }
            Home::Behind(base, offset) => {
                let addr = self.rooted(Addr::new(base, Area::Other), ty);
                Place::Mem(Addr { offset, ..addr })
            }
        }
    }

    pub(super) fn read(&mut self, place: Place, ty: TypeId) -> Val {
        match place {
            Place::Vars(first, n) => {
                let vars = (0..n as u32).map(|at| Var::from_u32(first.as_u32() + at));
                let values: Scalars = vars.map(|var| self.b.use_var(var)).collect();
                Val::Scalars(values)
            }
            Place::Mem(addr) => self.load(addr, ty),
        }
    }

    pub(super) fn write(&mut self, place: Place, ty: TypeId, value: &Val) {
        match (place, value) {
            (Place::Vars(first, n), Val::Scalars(values)) => {
                debug_assert_eq!(n, values.len());
                for (at, &value) in values.iter().enumerate() {
                    self.b
                        .def_var(Var::from_u32(first.as_u32() + at as u32), value);
                }
            }
            (Place::Vars(..), Val::Mem(_) | Val::Zero) => unreachable!("of one shape"),
            (Place::Mem(addr), value) => self.store(addr, ty, value),
        }
    }

    // Places.

    /// Whether `expr` denotes a place. What is no place is evaluated as a value.
    pub(super) fn is_place(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref { .. } => true,
            ExprKind::Field(x, _) => self.is_place(x),
            ExprKind::Index { x, .. } => match self.under(x.ty) {
                GoType::Array { .. } => self.is_place(x),
                GoType::Slice(_) => true,
                _ => false,
            },
            _ => false,
        }
    }

    /// The place `expr` denotes, its operands evaluated and checked.
    pub(super) fn place(&mut self, expr: &Expr) -> Place {
        let outer = self.b.src.pos;
        self.at(expr.pos);
        let place = self.place_here(expr);
        self.b.src.pos = outer;
        place
    }

    fn place_here(&mut self, expr: &Expr) -> Place {
        match &expr.kind {
            ExprKind::Local(local) => self.local_place(*local),
            ExprKind::Global(global) => {
                let base = self.symbol(SymbolRef::Global(*global));
                Place::Mem(self.rooted(Addr::new(base, Area::Other), expr.ty))
            }
            ExprKind::Deref { ptr, is_checked } => {
                let ptr_value = self.scalar(ptr);
                self.at(expr.pos);
                let base = if *is_checked {
                    // What a by-reference capture points to lives as long as the closure.
                    let is_capture = matches!(ptr.kind, ExprKind::Local(local)
                        if self.hir.locals[local].kind == LocalKind::Capture);
                    if is_capture {
                        ptr_value
                    } else {
                        self.guard(ptr_value)
                    }
                } else {
                    self.nil_check(ptr_value)
                };
                Place::Mem(self.rooted(Addr::new(base, Area::Other), expr.ty))
            }
            ExprKind::Field(x, index) => {
                let place = self.place(x);
                self.field_place(place, x.ty, *index)
            }
            ExprKind::Index {
                x,
                index,
                is_bounded,
            } => match self.under(x.ty) {
                &GoType::Array { len, .. } => {
                    let place = self.place(x);
                    let len = self.b.iconst(Type::I64, len as i64);
                    let index = self.checked_index(index, len, *is_bounded, expr);
                    self.elem_place(place, index, expr.ty)
                }
                _ => {
                    let slice = self.scalars(x);
                    let index = self.checked_index(index, slice[1], *is_bounded, expr);
                    let base = Addr::new(slice[0], Area::Other);
                    self.elem_place(Place::Mem(base), index, expr.ty)
                }
            },
            _ => unreachable!("no place"),
        }
    }

    /// `value`, from which addresses are computed that are valid here, though perhaps not where the
    /// value comes from.
    pub(super) fn guard(&mut self, value: Value) -> Value {
        match self.b.func.def_op(value) {
            Some(
                Op::SlotAddr(..)
                | Op::SymbolAddr(..)
                | Op::NilCheck
                | Op::Call(_)
                | Op::CallRuntime(_),
            ) => value,
            _ => {
                let ty = self.b.func.ty(value);
                self.b.emit(Op::Guard, &[value], ty)
            }
        }
    }

    pub(super) fn nil_check(&mut self, ptr: Value) -> Value {
        match self.b.func.def_op(ptr) {
            Some(Op::SlotAddr(..) | Op::SymbolAddr(..) | Op::NilCheck) => ptr,
            _ => self.b.emit(Op::NilCheck, &[ptr], Type::Ptr),
        }
    }

    /// Field `index` of a place of struct type `ty`.
    pub(super) fn field_place(&mut self, place: Place, ty: TypeId, index: u32) -> Place {
        let offset = self.types.field_offsets(ty)[index as usize];
        match place {
            Place::Vars(first, _) => {
                let (start, n) = self.field_scalars(ty, index);
                Place::Vars(Var::from_u32(first.as_u32() + start as u32), n)
            }
            Place::Mem(addr) => Place::Mem(addr.plus(offset)),
        }
    }

    /// Which scalars of a struct in scalars are its field `index`: the first and how many.
    pub(super) fn field_scalars(&self, ty: TypeId, index: u32) -> (usize, usize) {
        let GoType::Struct(s) = self.under(ty) else {
            panic!("only structs have fields")
        };
        let n_scalars = |ty: TypeId| {
            let shape = self.shapes.get(ty);
            shape.scalars().expect("part of a value in scalars").len()
        };
        let before = s.fields[..index as usize].iter();
        let start = before.map(|field| n_scalars(field.ty)).sum();
        (start, n_scalars(s.fields[index as usize].ty))
    }

    /// Element `index` of an array (or of the array behind a slice) with elements of type `elem`.
    pub(super) fn elem_place(&mut self, place: Place, index: Value, elem: TypeId) -> Place {
        let addr = match place {
            // An array in scalars has one element, or none: then its bounds check has failed.
            Place::Vars(_, 0) if self.shapes.get(elem).size > 0 => {
                let nowhere = self.nil();
                return Place::Mem(Addr::new(nowhere, Area::Other));
            }
            Place::Vars(..) => return place,
            Place::Mem(addr) => addr,
        };
        let size = self.shapes.get(elem).size;
        let offset = self.b.func.as_iconst(index);
        let offset = offset.and_then(|index| (size as i64).checked_mul(index));
        let addr = match offset.filter(|&o| i32::try_from(o).is_ok()) {
            Some(offset) => Addr {
                offset: addr.offset + offset,
                ..addr
            },
            None => {
                let scaled = self.scale(index, size);
                let base = self.b.emit(Op::PtrAdd, &[addr.base, scaled], Type::Ptr);
                Addr { base, ..addr }
            }
        };
        Place::Mem(self.rooted(addr, elem))
    }

    /// `index * size`
    pub(super) fn scale(&mut self, index: Value, size: u64) -> Value {
        if size == 1 {
            return index;
        }
        if size.is_power_of_two() {
            let count = self.b.iconst(Type::I64, i64::from(size.trailing_zeros()));
            return self.b.emit(Op::Shl, &[index, count], Type::I64);
        }
        let size = self.b.iconst(Type::I64, size as i64);
        self.b.emit(Op::Mul, &[index, size], Type::I64)
    }

    /// The value of an index expression, checked against `len`.
    fn checked_index(&mut self, index: &Expr, len: Value, is_bounded: bool, whole: &Expr) -> Value {
        let value = self.index_value(index);
        self.at(whole.pos);
        if is_bounded {
            // A constant index of an array is in range wherever the array is.
            let is_constant = self.b.func.as_iconst(len).is_some();
            return if is_constant && self.b.func.as_iconst(value).is_some() {
                value
            } else {
                self.guard(value)
            };
        }
        self.bounds_check(BoundsKind::Index, value, index.ty, len)
    }

    /// The value of an index or bound as a word. A negative one is a large unsigned number.
    pub(super) fn index_value(&mut self, index: &Expr) -> Value {
        let value = self.scalar(index);
        self.widen(value, index.ty, Type::I64)
    }

    /// Checks index or bound `x`, of source type `ty`.
    pub(super) fn bounds_check(
        &mut self,
        kind: BoundsKind,
        x: Value,
        ty: TypeId,
        limit: Value,
    ) -> Value {
        let is_unsigned = self.types.is_unsigned(ty);
        if let (Some(x_const), Some(limit)) =
            (self.b.func.as_iconst(x), self.b.func.as_iconst(limit))
        {
            let holds = match kind {
                BoundsKind::Index => (x_const as u64) < limit as u64,
                _ => x_const as u64 <= limit as u64,
            };
            if holds {
                return x;
            }
        }
        self.b.emit(
            Op::BoundsCheck { kind, is_unsigned },
            &[x, limit],
            Type::I64,
        )
    }
}
