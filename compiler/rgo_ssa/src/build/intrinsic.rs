//! Operations of the library that are compiled in line.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::tree::{Expr, Intrinsic};
use rgo_types::{Type as GoType, TypeId};
use smallvec::smallvec;

use super::Builder;
use super::place::Scalars;
use crate::entities::{AliasTag, Value};
use crate::op::{IntCond, MemArg, Op, RmwOp};
use crate::type_::{Lanes, Type};

impl Builder<'_> {
    pub(super) fn intrinsic(&mut self, op: Intrinsic, args: &[Expr], ty: TypeId) -> Scalars {
        let pos = self.b.src.pos;
        let values: Vec<Value> = args.iter().map(|arg| self.scalar(arg)).collect();
        self.at(pos);
        let result = match op {
            Intrinsic::AtomicLoad
            | Intrinsic::AtomicStore
            | Intrinsic::AtomicExchange
            | Intrinsic::AtomicCas
            | Intrinsic::AtomicAdd
            | Intrinsic::AtomicAnd
            | Intrinsic::AtomicOr => return self.atomic(op, &values, ty),
            Intrinsic::Sqrt => self.same(Op::Fsqrt, &values),
            Intrinsic::Floor => self.same(Op::Ffloor, &values),
            Intrinsic::Ceil => self.same(Op::Fceil, &values),
            Intrinsic::Trunc => self.same(Op::Ftrunc, &values),
            Intrinsic::RoundToEven => self.same(Op::Fnearest, &values),
            Intrinsic::Abs => self.same(Op::Fabs, &values),
            Intrinsic::Copysign => self.same(Op::Fcopysign, &values),
            Intrinsic::Fma => self.same(Op::Fma, &values),
            Intrinsic::Bitcast => {
                let to = self.only_scalar(ty);
                self.b.emit(Op::Bitcast, &values, to)
            }
            Intrinsic::TrailingZeros => {
                let count = self.same(Op::Ctz, &values);
                self.count_to_int(count, ty)
            }
            Intrinsic::Len => {
                let width = i64::from(self.b.func.ty(values[0]).bits());
                let zeroes = self.same(Op::Clz, &values);
                let zeroes = self.count_to_int(zeroes, ty);
                let int = self.b.func.ty(zeroes);
                let width = self.b.iconst(int, width);
                self.b.emit(Op::Sub, &[width, zeroes], int)
            }
            Intrinsic::OnesCount => {
                let count = self.same(Op::Popcnt, &values);
                self.count_to_int(count, ty)
            }
            Intrinsic::ReverseBytes => self.same(Op::Bswap, &values),
            Intrinsic::RotateLeft => self.same(Op::Rotl, &values),
            Intrinsic::Mul64 => return self.two(Op::UmulWide, &values),
            Intrinsic::Add64 => return self.two(Op::AddCarry, &values),
            Intrinsic::Sub64 => return self.two(Op::SubBorrow, &values),
            Intrinsic::Div64 => return self.runtime(RuntimeFn::DivWide, &values).into(),
            Intrinsic::MulUintptr => {
                let product = self.two(Op::UmulWide, &values);
                let zero = self.int(0);
                let overflows = self.icmp(IntCond::Ne, product[0], zero);
                return smallvec![product[1], overflows];
            }
            Intrinsic::CtrlGroupMatchH2
            | Intrinsic::CtrlGroupMatchEmpty
            | Intrinsic::CtrlGroupMatchEmptyOrDeleted
            | Intrinsic::CtrlGroupMatchFull => self.match_group(op, &values),
            Intrinsic::BitsetFirst => self.same(Op::Ctz, &values),
            Intrinsic::BitsetRemoveBelow => {
                // The slot is below 8: the shift is in range.
                let ones = self.int(-1);
                let mask = self.b.emit(Op::Shl, &[ones, values[1]], Type::I64);
                self.b.emit(Op::And, &[values[0], mask], Type::I64)
            }
            Intrinsic::BitsetLowestSet => {
                let bit = self.b.emit(Op::Trunc, &[values[0]], Type::I8);
                let one = self.b.iconst(Type::I8, 1);
                self.b.emit(Op::And, &[bit, one], Type::I8)
            }
            Intrinsic::BitsetShiftOutLowest => {
                let one = self.int(1);
                self.b.emit(Op::Lshr, &[values[0], one], Type::I64)
            }
            Intrinsic::Prefetch => {
                let ptr = self.address(values[0]);
                self.b.emit0(Op::Prefetch, &[ptr]);
                return Scalars::new();
            }
            Intrinsic::ConstantTimeSelect => {
                let zero = self.int(0);
                let is_set = self.icmp(IntCond::Ne, values[0], zero);
                self.b
                    .emit(Op::Select, &[is_set, values[1], values[2]], Type::I64)
            }
            Intrinsic::ConstantTimeBoolToUint8 => values[0],
            Intrinsic::PublicationBarrier => {
                self.b.emit0(Op::Fence, &[]);
                return Scalars::new();
            }
        };
        smallvec![result]
    }

    /// An operation whose result has the type of its first operand.
    fn same(&mut self, op: Op, values: &[Value]) -> Value {
        let ty = self.b.func.ty(values[0]);
        self.b.emit(op, values, ty)
    }

    fn two(&mut self, op: Op, values: &[Value]) -> Scalars {
        let inst = self.b.emit_inst(op, values, &[Type::I64, Type::I64]);
        self.b.func.results(inst).collect()
    }

    fn count_to_int(&mut self, count: Value, ty: TypeId) -> Value {
        let want = self.only_scalar(ty);
        if self.b.func.ty(count) == want {
            return count;
        }
        self.b.emit(Op::Zext, &[count], want)
    }

    /// An address given as pointer or as `uintptr`.
    fn address(&mut self, value: Value) -> Value {
        match self.b.func.ty(value) {
            Type::Ptr => value,
            _ => self.b.emit(Op::IntToPtr, &[value], Type::Ptr),
        }
    }

    fn atomic(&mut self, op: Intrinsic, values: &[Value], ty: TypeId) -> Scalars {
        let ptr = self.address(values[0]);
        let ptr = self.nil_check(ptr);
        let mem = MemArg::new(0, AliasTag::ANY);
        // Stores of pointers are preceded by their write barrier, swapped or not.
        let barrier = |b: &mut Self, new: Value| {
            if b.b.func.ty(new) == Type::Ptr {
                b.b.emit0(Op::WriteBarrier, &[ptr, new]);
            }
        };
        let rmw = |b: &mut Self, op: RmwOp, value: Value| {
            let ty = b.b.func.ty(value);
            b.b.emit(Op::AtomicRmw(op, mem), &[ptr, value], ty)
        };
        let result = match op {
            Intrinsic::AtomicLoad => {
                let ty = self.only_scalar(ty);
                self.b.emit(Op::AtomicLoad(mem), &[ptr], ty)
            }
            Intrinsic::AtomicStore => {
                barrier(self, values[1]);
                self.b.emit0(Op::AtomicStore(mem), &[ptr, values[1]]);
                return Scalars::new();
            }
            Intrinsic::AtomicExchange => {
                barrier(self, values[1]);
                rmw(self, RmwOp::Xchg, values[1])
            }
            Intrinsic::AtomicCas => {
                barrier(self, values[2]);
                let args = [ptr, values[1], values[2]];
                self.b.emit(Op::AtomicCas(mem), &args, Type::I8)
            }
            Intrinsic::AtomicAdd => {
                let old = rmw(self, RmwOp::Add, values[1]);
                let ty = self.b.func.ty(old);
                self.b.emit(Op::Add, &[old, values[1]], ty)
            }
            Intrinsic::AtomicAnd => rmw(self, RmwOp::And, values[1]),
            Intrinsic::AtomicOr => rmw(self, RmwOp::Or, values[1]),
            _ => unreachable!("not atomic"),
        };
        if matches!(self.types.ty(ty), GoType::Tuple(types) if types.is_empty()) {
            return Scalars::new();
        }
        smallvec![result]
    }

    /// The slots of a map group that match, one bit each: by comparing the eight control bytes at
    /// once. An empty slot's is `1000_0000`, a deleted one's `1111_1110`, a full one's `0hhh_hhhh`.
    fn match_group(&mut self, op: Intrinsic, values: &[Value]) -> Value {
        let lanes = Lanes::I8x16;
        let group = self.b.emit(Op::Vlow, &[values[0]], Type::V128);
        let equal_to = |b: &mut Self, byte: Value| {
            let splat = b.b.emit(Op::Vsplat(lanes), &[byte], Type::V128);
            let equal = Op::Vicmp(IntCond::Eq, lanes);
            b.b.emit(equal, &[group, splat], Type::V128)
        };
        let matched = match op {
            Intrinsic::CtrlGroupMatchH2 => {
                let byte = self.b.emit(Op::Trunc, &[values[1]], Type::I8);
                equal_to(self, byte)
            }
            Intrinsic::CtrlGroupMatchEmpty => {
                let byte = self.b.iconst(Type::I8, i64::from(0x80u8 as i8));
                equal_to(self, byte)
            }
            _ => group,
        };
        let bits = self.b.emit(Op::VhighBits(lanes), &[matched], Type::I32);
        let bits = self.b.emit(Op::Zext, &[bits], Type::I64);
        // Lanes 8 to 15 belong to no slot; their bytes are zero, which only H2 may match.
        match op {
            Intrinsic::CtrlGroupMatchH2 => {
                let mask = self.int(0xff);
                self.b.emit(Op::And, &[bits, mask], Type::I64)
            }
            Intrinsic::CtrlGroupMatchFull => {
                let mask = self.int(0xff);
                self.b.emit(Op::Xor, &[bits, mask], Type::I64)
            }
            _ => bits,
        }
    }
}
