//! Expressions: the dispatch, constants, literals, fields and elements of values.

use rgo_hir::SymbolRef;
use rgo_hir::data::StaticData;
use rgo_hir::tree::{Const, ConvKind, Expr, ExprKind, UnOp};
use rgo_types::{Type as GoType, TypeId};
use smallvec::smallvec;

use super::Builder;
use super::arith::is_comparison;
use super::place::{Addr, Area, Place, Scalars, Val};
use crate::entities::Value;
use crate::op::{BoundsKind, Op};
use crate::type_::Type;

impl Builder<'_> {
    /// The one scalar of an expression.
    pub(super) fn scalar(&mut self, expr: &Expr) -> Value {
        let scalars = self.scalars(expr);
        debug_assert_eq!(scalars.len(), 1);
        scalars[0]
    }

    /// The scalars of an expression whose values live in them.
    pub(super) fn scalars(&mut self, expr: &Expr) -> Scalars {
        match self.expr(expr) {
            Val::Scalars(scalars) => scalars,
            Val::Mem(_) | Val::Zero => panic!("a value in memory where scalars are wanted"),
        }
    }

    /// The value of an expression. One in memory must be used before anything is assigned.
    pub(super) fn expr(&mut self, expr: &Expr) -> Val {
        // What an operand is for is not where the operand is.
        let outer = self.b.src.pos;
        self.at(expr.pos);
        let value = self.expr_here(expr);
        self.b.src.pos = outer;
        value
    }

    fn expr_here(&mut self, expr: &Expr) -> Val {
        let one = |value: Value| Val::Scalars(smallvec![value]);
        let all = |values: Vec<Value>| Val::Scalars(values.into());
        let none = || Val::Scalars(Scalars::new());
        match &expr.kind {
            ExprKind::Const(value) => self.constant(value, expr.ty),
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref { .. } => {
                let place = self.place(expr);
                self.read(place, expr.ty)
            }
            ExprKind::Field(x, index) => self.field(expr, x, *index),
            ExprKind::Index { x, index, .. } => self.index(expr, x, index),
            ExprKind::Data(data) => one(self.symbol(SymbolRef::Data(*data))),
            ExprKind::FuncValue(func) => one(self.symbol(SymbolRef::FuncValue(*func))),
            ExprKind::FuncCode(func) => {
                let code = self.symbol(SymbolRef::Func(*func));
                one(self.b.emit(Op::PtrToInt, &[code], Type::I64))
            }
            ExprKind::TypeDesc(ty) => one(self.type_desc(*ty)),
            ExprKind::GetG => one(self.b.emit(Op::GetG, &[], Type::Ptr)),
            ExprKind::ClosurePtr => one(self.closure_ptr(expr.ty)),
            ExprKind::CallerPc => one(self.b.emit(Op::CallerPc, &[], Type::I64)),
            ExprKind::CallerSp => one(self.b.emit(Op::CallerSp, &[], Type::I64)),
            ExprKind::FramePtr => {
                let frame = self.b.emit(Op::FramePtr, &[], Type::Ptr);
                one(self.b.emit(Op::PtrToInt, &[frame], Type::I64))
            }
            ExprKind::DeferRecord => {
                let record = self.defer_record();
                one(self.b.emit(Op::PtrToInt, &[record], Type::I64))
            }
            ExprKind::CheckIface(x) => {
                let tab = self.scalars(x)[0];
                self.at(expr.pos);
                self.nil_check(tab);
                none()
            }
            ExprKind::CheckFunc(x) => {
                let closure = self.scalar(x);
                self.at(expr.pos);
                self.nil_check(closure);
                none()
            }
            ExprKind::AddrOf(x) => match self.place(x) {
                Place::Mem(addr) => one(self.pointer(addr)),
                Place::Vars(..) => unreachable!("a variable whose address is taken has one"),
            },
            ExprKind::Slice { x, lo, hi, max } => {
                let bounds = [lo, hi, max].map(|bound| bound.as_deref());
                Val::Scalars(self.slice_expr(expr, x, bounds))
            }
            ExprKind::Unary(op, x) => self.unary(*op, x),
            ExprKind::Binary(op, x, y) => {
                if is_comparison(*op) {
                    return one(self.comparison(*op, x, y));
                }
                let x_value = self.expr(x);
                self.binary_with(*op, expr.ty, x_value, y, expr.pos)
            }
            ExprKind::AndAnd(..) | ExprKind::OrOr(..) => one(self.bool_value(expr)),
            ExprKind::Select(cond, x, y) => self.select(cond, x, y),
            ExprKind::Convert { kind, x, alloc } => self.convert(expr, *kind, x, *alloc),
            ExprKind::MakeIface { x, alloc } => Val::Scalars(self.make_iface(expr.ty, x, *alloc)),
            ExprKind::IfaceToIface(x) => Val::Scalars(self.iface_to_iface(expr.ty, x)),
            ExprKind::TypeAssert { x, .. } => self.type_assert(expr, x),
            ExprKind::IfaceIs { x, dynamic } => one(self.iface_is(x, *dynamic)),
            ExprKind::IfaceData(x) => self.iface_data(expr.ty, x),
            ExprKind::IfaceType(x) => one(self.iface_type(x)),
            ExprKind::StructLit(fields) => self.struct_lit(expr, fields),
            ExprKind::ArrayLit(elems) => self.array_lit(expr, elems),
            ExprKind::SliceLit { alloc, len, elems } => {
                Val::Scalars(self.slice_lit(expr.ty, *alloc, *len, elems))
            }
            ExprKind::New { alloc, init } => one(self.new_expr(*alloc, init.as_deref())),
            ExprKind::Closure {
                func,
                captures,
                alloc,
            } => one(self.closure(*func, captures, *alloc)),
            ExprKind::Len(x) => one(self.len(x)),
            ExprKind::Cap(x) => one(self.cap(x)),
            ExprKind::Append {
                slice,
                elems,
                alloc,
            } => Val::Scalars(self.append(slice, elems, *alloc)),
            ExprKind::AppendSlice { slice, tail, alloc } => {
                Val::Scalars(self.append_slice(slice, tail, *alloc))
            }
            ExprKind::AppendZeroes { slice, n, alloc } => {
                Val::Scalars(self.append_zeroes(slice, n, *alloc))
            }
            ExprKind::Copy { dst, src } => one(self.copy(dst, src)),
            ExprKind::ClearSlice(x) => {
                self.clear_slice(x);
                none()
            }
            ExprKind::MakeSlice { len, cap, alloc } => {
                Val::Scalars(self.make_slice(expr.ty, len, cap.as_deref(), *alloc))
            }
            ExprKind::MakeMap { hint, alloc } => {
                one(self.make_map(expr.ty, hint.as_deref(), *alloc))
            }
            ExprKind::MakeChan { size, .. } => one(self.make_chan(expr.ty, size.as_deref())),
            ExprKind::MapIndex { map, key, .. } => self.map_index(expr.ty, map, key),
            ExprKind::MapAssign { map, key } => one(self.map_assign(map, key)),
            ExprKind::MapDelete { map, key } => {
                self.map_delete(map, key);
                none()
            }
            ExprKind::MapClear(map) => {
                self.map_clear(map);
                none()
            }
            ExprKind::MapIterInit { map, iter } => {
                self.map_iter_init(map, iter);
                none()
            }
            ExprKind::MapIterNext { iter } => {
                self.map_iter_next(iter);
                none()
            }
            ExprKind::Concat { parts, alloc } => Val::Scalars(self.concat(parts, *alloc)),
            ExprKind::Complex(re, im) => {
                let (re, im) = (self.scalar(re), self.scalar(im));
                Val::Scalars(smallvec![re, im])
            }
            ExprKind::Real(x) => one(self.scalars(x)[0]),
            ExprKind::Imag(x) => one(self.scalars(x)[1]),
            ExprKind::Min(xs) => self.min_max(xs, true),
            ExprKind::Max(xs) => self.min_max(xs, false),
            ExprKind::Recover(frame) => all(self.recover(frame.as_deref())),
            ExprKind::Recv { chan, .. } => self.recv(expr.ty, chan, false).0,
            ExprKind::Send { chan, value } => {
                self.send(chan, value);
                none()
            }
            ExprKind::UnsafeAdd(ptr, n) => {
                let ptr = self.scalar(ptr);
                let n = self.index_value(n);
                one(self.b.emit(Op::PtrAdd, &[ptr, n], Type::Ptr))
            }
            ExprKind::UnsafeSlice(ptr, len) => Val::Scalars(self.unsafe_slice(ptr, len)),
            ExprKind::UnsafeString(ptr, len) => Val::Scalars(self.unsafe_string(ptr, len)),
            ExprKind::DataPtr(x) => one(self.scalars(x)[0]),
            ExprKind::MakeHeader { ptr, len, cap } => {
                let mut header: Scalars = smallvec![self.scalar(ptr), self.index_value(len)];
                if let Some(cap) = cap {
                    header.push(self.index_value(cap));
                }
                Val::Scalars(header)
            }
            ExprKind::Runtime(func, args) => {
                let args = self.runtime_args(*func, args);
                let results = self.runtime(*func, &args);
                if func.info().is_noreturn {
                    self.b.unreachable();
                }
                all(results)
            }
            ExprKind::Intrinsic(op, args) => Val::Scalars(self.intrinsic(*op, args, expr.ty)),
        }
    }

    /// The components of a tuple-typed expression.
    pub(super) fn tuple(&mut self, expr: &Expr) -> Vec<Val> {
        self.at(expr.pos);
        let GoType::Tuple(types) = self.types.ty(expr.ty) else {
            return vec![self.expr(expr)];
        };
        let one = |value: Value| Val::Scalars(smallvec![value]);
        match &expr.kind {
            ExprKind::TypeAssert { x, .. } => {
                let (value, ok) = self.type_assert_ok(types[0], x);
                vec![value, one(ok)]
            }
            ExprKind::MapIndex { map, key, .. } => {
                let (value, ok) = self.map_index_ok(types[0], map, key);
                vec![value, one(ok)]
            }
            ExprKind::Recv { chan, .. } => {
                let (value, ok) = self.recv(types[0], chan, true);
                vec![value, one(ok)]
            }
            ExprKind::Runtime(..) | ExprKind::Intrinsic(..) => {
                let mut values = self.scalars(expr).into_iter();
                let parts = types.iter().map(|&ty| {
                    let shape = self.shapes.get(ty);
                    let n = shape.scalars().expect("results are scalars").len();
                    Val::Scalars(values.by_ref().take(n).collect())
                });
                parts.collect()
            }
            _ => unreachable!("no tuple-typed expression"),
        }
    }

    /// Evaluates `expr`, of a type that lives in memory, into memory that it does not mention.
    pub(super) fn expr_into(&mut self, expr: &Expr, addr: Addr) {
        self.at(expr.pos);
        match &expr.kind {
            ExprKind::StructLit(fields) if self.shapes.get(expr.ty).scalars().is_none() => {
                self.fields_into(expr.ty, fields, addr);
            }
            ExprKind::ArrayLit(elems) if self.shapes.get(expr.ty).scalars().is_none() => {
                self.elems_into(expr.ty, elems, addr);
            }
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } if self.shapes.get(expr.ty).scalars().is_none() => self.expr_into(x, addr),
            _ => {
                let value = self.expr(expr);
                self.store(addr, expr.ty, &value);
            }
        }
    }

    // Constants.

    pub(super) fn constant(&mut self, value: &Const, ty: TypeId) -> Val {
        let scalars: Scalars = match value {
            Const::Zero => return self.zero(ty),
            Const::Bool(value) => smallvec![self.b.iconst(Type::I8, i64::from(*value))],
            Const::Int(value) => {
                let scalar = self.only_scalar(ty);
                smallvec![self.b.iconst(scalar, *value)]
            }
            Const::Float(value) => {
                let scalar = self.only_scalar(ty);
                smallvec![self.fconst(scalar, *value)]
            }
            Const::Complex(re, im) => {
                let shape = self.shapes.get(ty);
                let part = shape.scalars().expect("complex numbers are scalars")[0].ty;
                smallvec![self.fconst(part, *re), self.fconst(part, *im)]
            }
            Const::String(bytes) => {
                let ptr = self.string_data(bytes);
                smallvec![ptr, self.int(bytes.len() as i64)]
            }
        };
        Val::Scalars(scalars)
    }

    /// Type of the one scalar of `ty`.
    pub(super) fn only_scalar(&self, ty: TypeId) -> Type {
        let scalars = self.shapes.get(ty).scalars();
        scalars.expect("a type of one scalar")[0].ty
    }

    pub(super) fn fconst(&mut self, ty: Type, value: f64) -> Value {
        match ty {
            Type::F32 => {
                let bits = (value as f32).to_bits();
                self.b.emit(Op::F32const(bits), &[], ty)
            }
            _ => self.b.emit(Op::F64const(value.to_bits()), &[], Type::F64),
        }
    }

    pub(super) fn string_data(&mut self, bytes: &[u8]) -> Value {
        if bytes.is_empty() {
            return self.nil();
        }
        let data = self.cx.prog.add_data(StaticData {
            bytes: bytes.to_vec(),
            size: bytes.len() as u64,
            align: 1,
            relocs: Vec::new(),
            ty: None,
            is_read_only: true,
        });
        self.symbol(SymbolRef::Data(data))
    }

    fn closure_ptr(&mut self, ty: TypeId) -> Value {
        let closure = self.params[0];
        match self.only_scalar(ty) {
            Type::Ptr => closure,
            _ => self.b.emit(Op::PtrToInt, &[closure], Type::I64),
        }
    }

    // Components.

    fn field(&mut self, expr: &Expr, x: &Expr, index: u32) -> Val {
        if self.is_place(x) {
            let place = self.place(expr);
            return self.read(place, expr.ty);
        }
        match self.expr(x) {
            Val::Scalars(scalars) => {
                let (start, n) = self.field_scalars(x.ty, index);
                Val::Scalars(scalars[start..start + n].into())
            }
            Val::Mem(addr) => {
                let offset = self.types.field_offsets(x.ty)[index as usize];
                self.load(addr.plus(offset), expr.ty)
            }
            Val::Zero => self.zero(expr.ty),
        }
    }

    fn index(&mut self, expr: &Expr, x: &Expr, index: &Expr) -> Val {
        if self.is_place(expr) {
            let place = self.place(expr);
            return self.read(place, expr.ty);
        }
        let ExprKind::Index { is_bounded, .. } = expr.kind else {
            unreachable!("called for index expressions")
        };
        let check = |b: &mut Self, len: Value| {
            let value = b.index_value(index);
            b.at(expr.pos);
            if is_bounded {
                b.guard(value)
            } else {
                b.bounds_check(BoundsKind::Index, value, index.ty, len)
            }
        };
        let whole = self.expr(x);
        match (self.under(x.ty), whole) {
            (&GoType::Array { len, .. }, whole) => {
                let len = self.int(len as i64);
                let at = check(self, len);
                match whole {
                    // One element, or elements of no size.
                    Val::Scalars(scalars) => Val::Scalars(scalars),
                    whole => {
                        let addr = self.addressed(x.ty, &whole);
                        let place = self.elem_place(Place::Mem(addr), at, expr.ty);
                        self.read(place, expr.ty)
                    }
                }
            }
            (_, Val::Scalars(string)) => {
                let at = check(self, string[1]);
                let base = Addr::new(string[0], Area::Other);
                let place = self.elem_place(Place::Mem(base), at, expr.ty);
                self.read(place, expr.ty)
            }
            (_, Val::Mem(_) | Val::Zero) => unreachable!("strings are scalars"),
        }
    }

    fn select(&mut self, cond: &Expr, x: &Expr, y: &Expr) -> Val {
        let (x_ty, cond) = (x.ty, self.scalar(cond));
        match (self.expr(x), self.expr(y)) {
            (Val::Scalars(xs), Val::Scalars(ys)) => {
                let chosen = xs.iter().zip(&ys).map(|(&x, &y)| {
                    let ty = self.b.func.ty(x);
                    self.b.emit(Op::Select, &[cond, x, y], ty)
                });
                Val::Scalars(chosen.collect())
            }
            (x, y) => {
                let (x, y) = (self.addressed(x_ty, &x), self.addressed(x_ty, &y));
                let (x, y) = (self.pointer(x), self.pointer(y));
                let ptr = self.b.emit(Op::Select, &[cond, x, y], Type::Ptr);
                let addr = self.rooted(Addr::new(ptr, Area::Other), x_ty);
                Val::Mem(addr)
            }
        }
    }

    fn unary(&mut self, op: UnOp, x: &Expr) -> Val {
        let values = self.scalars(x);
        let results = values.iter().map(|&value| {
            let ty = self.b.func.ty(value);
            match op {
                UnOp::Neg if ty.is_float() => self.b.emit(Op::Fneg, &[value], ty),
                UnOp::Neg => self.b.emit(Op::Neg, &[value], ty),
                UnOp::Com => self.b.emit(Op::Not, &[value], ty),
                UnOp::Not => {
                    let one = self.b.iconst(ty, 1);
                    self.b.emit(Op::Xor, &[value, one], ty)
                }
            }
        });
        Val::Scalars(results.collect())
    }

    // Literals.

    fn struct_lit(&mut self, expr: &Expr, fields: &[Expr]) -> Val {
        if self.shapes.get(expr.ty).scalars().is_some() {
            let mut scalars = Scalars::new();
            for field in fields {
                scalars.extend(self.scalars(field));
            }
            return Val::Scalars(scalars);
        }
        let addr = self.temp(expr.ty);
        self.fields_into(expr.ty, fields, addr);
        Val::Mem(addr)
    }

    fn fields_into(&mut self, ty: TypeId, fields: &[Expr], addr: Addr) {
        for (field, &offset) in fields.iter().zip(self.types.field_offsets(ty)) {
            self.expr_into(field, addr.plus(offset));
        }
    }

    fn array_lit(&mut self, expr: &Expr, elems: &[(u64, Expr)]) -> Val {
        if self.shapes.get(expr.ty).scalars().is_some() {
            // At most one element counts: arrays of more have elements of no size.
            let mut value = self.zero(expr.ty);
            for (_, elem) in elems {
                value = self.expr(elem);
            }
            return value;
        }
        let addr = self.temp(expr.ty);
        self.elems_into(expr.ty, elems, addr);
        Val::Mem(addr)
    }

    /// Stores the elements of an array literal; what it does not mention is zero.
    pub(super) fn elems_into(&mut self, ty: TypeId, elems: &[(u64, Expr)], addr: Addr) {
        let GoType::Array { len, .. } = self.under(ty) else {
            panic!("only arrays have elements")
        };
        if (elems.len() as u64) < *len {
            self.store(addr, ty, &Val::Zero);
        }
        let elem_ty = self.elem(ty);
        for (at, elem) in elems {
            let is_zero = matches!(elem.kind, ExprKind::Const(Const::Zero));
            if is_zero && (elems.len() as u64) < *len {
                continue;
            }
            let index = self.int(*at as i64);
            let Place::Mem(place) = self.elem_place(Place::Mem(addr), index, elem_ty) else {
                unreachable!("the array is in memory")
            };
            self.expr_into(elem, place);
        }
    }
}
