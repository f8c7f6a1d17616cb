//! Comparisons of every type.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::lowering::{EqStrategy, Helper, eq_strategy};
use rgo_hir::tree::{BinOp, Const, Expr, ExprKind};
use rgo_types::{Type as GoType, TypeId};

use super::Builder;
use super::place::{Addr, Scalars, Val};
use crate::builder::Var;
use crate::entities::{AliasTag, Block, Value};
use crate::op::{FloatCond, IntCond, MemArg, Op};
use crate::type_::Type;

/// Constant strings up to this long are compared word by word in line.
const MAX_INLINE_STRING: usize = 32;
/// Memory up to this size is compared word by word in line.
const MAX_INLINE_MEMORY: u64 = 32;

impl Builder<'_> {
    /// `x op y`, a bool.
    pub(super) fn comparison(&mut self, op: BinOp, x: &Expr, y: &Expr) -> Value {
        let pos = self.b.src.pos;
        let ty = x.ty;
        match op {
            BinOp::Eq | BinOp::Ne => {
                let equal = self.equal_exprs(x, y, pos);
                if op == BinOp::Eq {
                    equal
                } else {
                    self.not(equal)
                }
            }
            _ if self.types.is_string(ty) => {
                let (x, y) = (self.scalars(x), self.scalars(y));
                self.at(pos);
                let order = self.compare_strings(&x, &y);
                let zero = self.int(0);
                self.b
                    .emit(Op::Icmp(int_cond(op, false)), &[order, zero], Type::I8)
            }
            _ => {
                let is_unsigned = self.types.is_unsigned(ty);
                let (x, y) = (self.scalar(x), self.scalar(y));
                self.at(pos);
                let cond = if self.b.func.ty(x).is_float() {
                    Op::Fcmp(float_cond(op))
                } else {
                    Op::Icmp(int_cond(op, is_unsigned))
                };
                self.b.emit(cond, &[x, y], Type::I8)
            }
        }
    }

    fn equal_exprs(&mut self, x: &Expr, y: &Expr, pos: rgo_base::Pos) -> Value {
        // A comparison with a constant is a comparison with what is known of it.
        for (constant, other) in [(x, y), (y, x)] {
            match &constant.kind {
                ExprKind::Const(Const::String(bytes)) if bytes.len() <= MAX_INLINE_STRING => {
                    let string = self.scalars(other);
                    self.at(pos);
                    return self.equal_const_string(&string, bytes);
                }
                ExprKind::Const(Const::Zero) => {
                    let ty = constant.ty;
                    match self.under(ty) {
                        GoType::Basic(rgo_types::Basic::String) => {
                            let len = self.scalars(other)[1];
                            let zero = self.int(0);
                            self.at(pos);
                            return self.icmp(IntCond::Eq, len, zero);
                        }
                        GoType::Interface(_)
                        | GoType::Slice(_)
                        | GoType::Map { .. }
                        | GoType::Signature(_)
                        | GoType::Pointer(_)
                        | GoType::Chan { .. } => {
                            let first = self.scalars(other)[0];
                            let nil = self.nil();
                            self.at(pos);
                            return self.icmp(IntCond::Eq, first, nil);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let ty = x.ty;
        let (x, y) = (self.expr(x), self.expr(y));
        self.at(pos);
        self.equal(ty, &x, &y)
    }

    pub(super) fn icmp(&mut self, cond: IntCond, x: Value, y: Value) -> Value {
        self.b.emit(Op::Icmp(cond), &[x, y], Type::I8)
    }

    fn not(&mut self, value: Value) -> Value {
        let one = self.b.iconst(Type::I8, 1);
        self.b.emit(Op::Xor, &[value, one], Type::I8)
    }

    /// Whether two values of type `ty` are equal.
    pub(super) fn equal(&mut self, ty: TypeId, x: &Val, y: &Val) -> Value {
        match eq_strategy(self.types, ty) {
            EqStrategy::Scalars => {
                let (x, y) = (both_scalars(x), both_scalars(y));
                let mut result = None;
                for (&x, &y) in x.iter().zip(y) {
                    let equal = self.scalars_equal(x, y);
                    result = Some(match result {
                        None => equal,
                        Some(before) => self.b.emit(Op::And, &[before, equal], Type::I8),
                    });
                }
                result.unwrap_or_else(|| self.b.iconst(Type::I8, 1))
            }
            EqStrategy::Memory => self.memory_equal(ty, x, y),
            EqStrategy::String | EqStrategy::Iface { .. } | EqStrategy::Components => {
                // What fails leaves early.
                let (differ, join) = (self.b.new_block(), self.b.new_block());
                let result = self.b.new_var(Type::I8);
                self.unless_equal(ty, x, y, differ, result);
                self.b.jump(join);
                self.b.switch_to_sealed(differ);
                let no = self.b.iconst(Type::I8, 0);
                self.b.def_var(result, no);
                self.b.jump(join);
                self.b.switch_to_sealed(join);
                self.b.use_var(result)
            }
            EqStrategy::Func => self.call_equal(ty, x, y),
        }
    }

    fn scalars_equal(&mut self, x: Value, y: Value) -> Value {
        if self.b.func.ty(x).is_float() {
            self.b.emit(Op::Fcmp(FloatCond::Eq), &[x, y], Type::I8)
        } else {
            self.icmp(IntCond::Eq, x, y)
        }
    }

    /// Compares two values and goes to `differ` as soon as they turn out different; else goes on,
    /// with the last comparison's outcome in `result`.
    fn unless_equal(&mut self, ty: TypeId, x: &Val, y: &Val, differ: Block, result: Var) {
        match eq_strategy(self.types, ty) {
            EqStrategy::String => {
                let (x, y) = (both_scalars(x).clone(), both_scalars(y).clone());
                let same_len = self.icmp(IntCond::Eq, x[1], y[1]);
                self.go_on_if(same_len, differ);
                let args = [x[0], y[0], x[1]];
                let equal = self.runtime(RuntimeFn::MemEqual, &args)[0];
                self.b.def_var(result, equal);
            }
            EqStrategy::Iface { has_methods } => {
                let (x, y) = (both_scalars(x).clone(), both_scalars(y).clone());
                let same_type = self.icmp(IntCond::Eq, x[0], y[0]);
                self.go_on_if(same_type, differ);
                let helper = if has_methods {
                    Helper::IfaceEq
                } else {
                    Helper::EfaceEq
                };
                let args = [x[0], x[1], y[1]];
                let equal = self.call_helper1(helper, &args, Type::I8);
                self.b.def_var(result, equal);
            }
            EqStrategy::Components => self.components_equal(ty, x, y, differ, result),
            EqStrategy::Scalars | EqStrategy::Memory | EqStrategy::Func => {
                let equal = self.equal(ty, x, y);
                self.b.def_var(result, equal);
            }
        }
    }

    fn go_on_if(&mut self, cond: Value, otherwise: Block) {
        let next = self.b.new_block();
        self.b.br(cond, next, otherwise);
        self.b.switch_to_sealed(next);
    }

    fn components_equal(&mut self, ty: TypeId, x: &Val, y: &Val, differ: Block, result: Var) {
        let mut parts: Vec<(TypeId, Part)> = Vec::new();
        match self.under(ty) {
            GoType::Struct(s) => {
                for (at, field) in s.fields.iter().enumerate() {
                    if !field.name.is_blank() {
                        let ty = self.types.canon(field.ty);
                        parts.push((ty, Part::Field(at as u32)));
                    }
                }
            }
            GoType::Array { len, .. } => {
                let elem = self.elem(ty);
                parts.extend((0..*len).map(|at| (elem, Part::Elem(at))));
            }
            _ => unreachable!("structs and arrays have components"),
        }
        let yes = self.b.iconst(Type::I8, 1);
        self.b.def_var(result, yes);
        let last = parts.len().saturating_sub(1);
        for (at, (part_ty, part)) in parts.into_iter().enumerate() {
            let x_part = self.part(ty, x, part_ty, part);
            let y_part = self.part(ty, y, part_ty, part);
            self.unless_equal(part_ty, &x_part, &y_part, differ, result);
            if at < last {
                let equal = self.b.use_var(result);
                self.go_on_if(equal, differ);
            }
        }
    }

    fn part(&mut self, ty: TypeId, whole: &Val, part_ty: TypeId, part: Part) -> Val {
        match (whole, part) {
            (Val::Scalars(scalars), Part::Field(index)) => {
                let (start, n) = self.field_scalars(ty, index);
                Val::Scalars(scalars[start..start + n].into())
            }
            // An array in scalars has one element.
            (Val::Scalars(scalars), Part::Elem(_)) => Val::Scalars(scalars.clone()),
            (Val::Mem(addr), Part::Field(index)) => {
                let offset = self.types.field_offsets(ty)[index as usize];
                self.load(addr.plus(offset), part_ty)
            }
            (Val::Mem(addr), Part::Elem(at)) => {
                let offset = at * self.shapes.get(part_ty).size;
                let addr = self.rooted(addr.plus(offset), part_ty);
                self.load(addr, part_ty)
            }
            (Val::Zero, _) => self.zero(part_ty),
        }
    }

    /// Compares values whose bytes say all.
    fn memory_equal(&mut self, ty: TypeId, x: &Val, y: &Val) -> Value {
        if let (Val::Scalars(xs), Val::Scalars(ys)) = (x, y) {
            let mut result = None;
            for (&x, &y) in xs.iter().zip(ys) {
                let equal = self.icmp(IntCond::Eq, x, y);
                result = Some(match result {
                    None => equal,
                    Some(before) => self.b.emit(Op::And, &[before, equal], Type::I8),
                });
            }
            return result.unwrap_or_else(|| self.b.iconst(Type::I8, 1));
        }
        let size = self.shapes.get(ty).size;
        let (x, y) = (self.addressed(ty, x), self.addressed(ty, y));
        if size <= MAX_INLINE_MEMORY {
            return self.words_equal(x, y, size);
        }
        let (x, y) = (self.pointer(x), self.pointer(y));
        let size = self.int(size as i64);
        self.runtime(RuntimeFn::MemEqual, &[x, y, size])[0]
    }

    /// Compares `size` bytes at two addresses by words, without branches.
    fn words_equal(&mut self, x: Addr, y: Addr, size: u64) -> Value {
        let (x, y) = (self.pointer(x), self.pointer(y));
        let mut difference = None;
        for (offset, ty) in chunks(size as usize) {
            let mem = MemArg::new(offset as i32, AliasTag::ANY);
            let a = self.b.emit(Op::Load(mem), &[x], ty);
            let b = self.b.emit(Op::Load(mem), &[y], ty);
            difference = Some(self.add_difference(difference, a, b));
        }
        self.is_zero(difference)
    }

    /// Collects `a xor b` in a word.
    fn add_difference(&mut self, before: Option<Value>, a: Value, b: Value) -> Value {
        let ty = self.b.func.ty(a);
        let mut bits = self.b.emit(Op::Xor, &[a, b], ty);
        if ty != Type::I64 {
            bits = self.b.emit(Op::Zext, &[bits], Type::I64);
        }
        match before {
            None => bits,
            Some(before) => self.b.emit(Op::Or, &[before, bits], Type::I64),
        }
    }

    fn is_zero(&mut self, bits: Option<Value>) -> Value {
        match bits {
            None => self.b.iconst(Type::I8, 1),
            Some(bits) => {
                let zero = self.int(0);
                self.icmp(IntCond::Eq, bits, zero)
            }
        }
    }

    fn equal_const_string(&mut self, string: &Scalars, bytes: &[u8]) -> Value {
        let len = self.int(bytes.len() as i64);
        let same_len = self.icmp(IntCond::Eq, string[1], len);
        if bytes.is_empty() {
            return same_len;
        }
        let result = self.b.new_var(Type::I8);
        let (compare, join) = (self.b.new_block(), self.b.new_block());
        self.b.def_var(result, same_len);
        self.b.br(same_len, compare, join);
        self.b.switch_to_sealed(compare);
        let equal = self.equal_bytes(string[0], bytes);
        self.b.def_var(result, equal);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }

    /// Whether the bytes at `ptr` are `bytes`.
    pub(super) fn equal_bytes(&mut self, ptr: Value, bytes: &[u8]) -> Value {
        if bytes.len() > MAX_INLINE_STRING {
            let data = self.string_data(bytes);
            let len = self.int(bytes.len() as i64);
            return self.runtime(RuntimeFn::MemEqual, &[ptr, data, len])[0];
        }
        // The bytes are there because the length is.
        let ptr = self.guard(ptr);
        let mut difference = None;
        for (offset, ty) in chunks(bytes.len()) {
            let mut word = [0; 8];
            let n = ty.bytes() as usize;
            word[..n].copy_from_slice(&bytes[offset..offset + n]);
            let tag = self.byte_tag();
            let mem = MemArg::new(offset as i32, tag);
            let a = self.b.emit(Op::Load(mem), &[ptr], ty);
            let b = self.b.iconst(ty, i64::from_le_bytes(word));
            difference = Some(self.add_difference(difference, a, b));
        }
        self.is_zero(difference)
    }

    /// Tag of the bytes of strings, read several at a time.
    fn byte_tag(&mut self) -> AliasTag {
        AliasTag::ANY
    }

    /// `FuncKey::Eq` of the type, called with addresses.
    fn call_equal(&mut self, ty: TypeId, x: &Val, y: &Val) -> Value {
        let (x, y) = (self.addressed(ty, x), self.addressed(ty, y));
        let args = [self.pointer(x), self.pointer(y)];
        let func = self.cx.prog.eq_func(ty);
        let inst = self.b.emit_inst(Op::Call(func), &args, &[Type::I8]);
        self.b.func.result(inst)
    }

    /// -1, 0 or 1, as the first string is less than, equal to or greater than the second.
    pub(super) fn compare_strings(&mut self, x: &Scalars, y: &Scalars) -> Value {
        self.runtime(RuntimeFn::CmpString, &[x[0], x[1], y[0], y[1]])[0]
    }
}

#[derive(Clone, Copy)]
enum Part {
    Field(u32),
    Elem(u64),
}

fn both_scalars(value: &Val) -> &Scalars {
    match value {
        Val::Scalars(scalars) => scalars,
        Val::Mem(_) | Val::Zero => panic!("a value in memory where scalars are wanted"),
    }
}

/// Offsets and types of the words that cover `n` bytes, without overlap.
fn chunks(n: usize) -> impl Iterator<Item = (usize, Type)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let ty = match n - at {
            0 => return None,
            1 => Type::I8,
            2 | 3 => Type::I16,
            4..=7 => Type::I32,
            _ => Type::I64,
        };
        let offset = at;
        at += ty.bytes() as usize;
        Some((offset, ty))
    })
}

fn int_cond(op: BinOp, is_unsigned: bool) -> IntCond {
    match (op, is_unsigned) {
        (BinOp::Eq, _) => IntCond::Eq,
        (BinOp::Ne, _) => IntCond::Ne,
        (BinOp::Lt, false) => IntCond::Slt,
        (BinOp::Lt, true) => IntCond::Ult,
        (BinOp::Le, false) => IntCond::Sle,
        (BinOp::Le, true) => IntCond::Ule,
        (BinOp::Gt, false) => IntCond::Sgt,
        (BinOp::Gt, true) => IntCond::Ugt,
        (BinOp::Ge, false) => IntCond::Sge,
        (BinOp::Ge, true) => IntCond::Uge,
        _ => unreachable!("not a comparison"),
    }
}

fn float_cond(op: BinOp) -> FloatCond {
    match op {
        BinOp::Lt => FloatCond::Lt,
        BinOp::Le => FloatCond::Le,
        BinOp::Gt => FloatCond::Gt,
        BinOp::Ge => FloatCond::Ge,
        _ => unreachable!("not an order"),
    }
}
