//! Arithmetic where Go's rules and CLIF's differ, or where one form compiles better than another.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{self, Endianness, InstBuilder, MemFlagsData, types};
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{DivInfo, FloatCond, Inst, IntCond, Lanes, VecOp};

use super::Lowering;

/// CLIF's integer condition.
pub(super) fn int_cc(cond: IntCond) -> IntCC {
    match cond {
        IntCond::Eq => IntCC::Equal,
        IntCond::Ne => IntCC::NotEqual,
        IntCond::Slt => IntCC::SignedLessThan,
        IntCond::Sle => IntCC::SignedLessThanOrEqual,
        IntCond::Sgt => IntCC::SignedGreaterThan,
        IntCond::Sge => IntCC::SignedGreaterThanOrEqual,
        IntCond::Ult => IntCC::UnsignedLessThan,
        IntCond::Ule => IntCC::UnsignedLessThanOrEqual,
        IntCond::Ugt => IntCC::UnsignedGreaterThan,
        IntCond::Uge => IntCC::UnsignedGreaterThanOrEqual,
    }
}

/// CLIF's float condition; its `NotEqual` holds for unordered operands, as Go's `!=` does.
pub(super) fn float_cc(cond: FloatCond) -> FloatCC {
    match cond {
        FloatCond::Eq => FloatCC::Equal,
        FloatCond::Ne => FloatCC::NotEqual,
        FloatCond::Lt => FloatCC::LessThan,
        FloatCond::Le => FloatCC::LessThanOrEqual,
        FloatCond::Gt => FloatCC::GreaterThan,
        FloatCond::Ge => FloatCC::GreaterThanOrEqual,
        FloatCond::Nlt => FloatCC::UnorderedOrGreaterThanOrEqual,
        FloatCond::Nle => FloatCC::UnorderedOrGreaterThan,
        FloatCond::Ngt => FloatCC::UnorderedOrLessThanOrEqual,
        FloatCond::Nge => FloatCC::UnorderedOrLessThan,
    }
}

/// The vector type of `lanes`.
fn lanes_type(lanes: Lanes) -> ir::Type {
    match lanes {
        Lanes::I8x16 => types::I8X16,
        Lanes::I16x8 => types::I16X8,
        Lanes::I32x4 => types::I32X4,
        Lanes::I64x2 => types::I64X2,
        Lanes::F32x4 => types::F32X4,
        Lanes::F64x2 => types::F64X2,
    }
}

impl Lowering<'_, '_> {
    /// Signed division. The machine's faults on the smallest integer by -1, Go's wraps.
    pub(super) fn sdiv(&mut self, inst: Inst, info: DivInfo) {
        let (x, y) = (self.arg(inst, 0), self.arg(inst, 1));
        let divisor = self.func.as_iconst(self.func.arg(inst, 1));
        if divisor == Some(-1) {
            let value = self.b.ins().ineg(x);
            return self.define(inst, value);
        }
        if info.is_exact_range || divisor.is_some_and(|n| n != 0) {
            let value = self.b.ins().sdiv(x, y);
            return self.define(inst, value);
        }
        let ty = self.result_type(inst);
        let (negate, divide) = (self.cold_block(), self.b.create_block());
        let done = self.b.create_block();
        let quotient = self.b.append_block_param(done, ty);
        let minus_one = self.b.ins().iconst(ty, mask(ty));
        let is_minus_one = self.b.ins().icmp(IntCC::Equal, y, minus_one);
        self.b.ins().brif(is_minus_one, negate, &[], divide, &[]);
        self.b.switch_to_block(negate);
        let value = self.b.ins().ineg(x);
        self.b.ins().jump(done, &[value.into()]);
        self.b.switch_to_block(divide);
        let value = self.b.ins().sdiv(x, y);
        self.b.ins().jump(done, &[value.into()]);
        self.b.switch_to_block(done);
        self.define(inst, quotient);
    }

    /// Both halves of an unsigned product by one multiplication.
    pub(super) fn umul_wide(&mut self, inst: Inst) {
        let (x, y) = (self.arg(inst, 0), self.arg(inst, 1));
        let x = self.b.ins().uextend(types::I128, x);
        let y = self.b.ins().uextend(types::I128, y);
        let product = self.b.ins().imul(x, y);
        let (low, high) = self.b.ins().isplit(product);
        self.define_pair(inst, high, low);
    }

    /// Sum and carry out. CLIF's instruction with carry in does not exist on x86.
    pub(super) fn add_carry(&mut self, inst: Inst) {
        let (x, y, carry) = (self.arg(inst, 0), self.arg(inst, 1), self.arg(inst, 2));
        let (sum, first) = self.b.ins().uadd_overflow(x, y);
        let (sum, second) = self.b.ins().uadd_overflow(sum, carry);
        let out = self.b.ins().bor(first, second);
        let out = self.b.ins().uextend(types::I64, out);
        self.define_pair(inst, sum, out);
    }

    /// Difference and borrow out.
    pub(super) fn sub_borrow(&mut self, inst: Inst) {
        let (x, y, borrow) = (self.arg(inst, 0), self.arg(inst, 1), self.arg(inst, 2));
        let (difference, first) = self.b.ins().usub_overflow(x, y);
        let (difference, second) = self.b.ins().usub_overflow(difference, borrow);
        let out = self.b.ins().bor(first, second);
        let out = self.b.ins().uextend(types::I64, out);
        self.define_pair(inst, difference, out);
    }

    fn define_pair(&mut self, inst: Inst, first: ir::Value, second: ir::Value) {
        let mut results = self.func.results(inst);
        for value in [first, second] {
            let result = results.next().expect("the operation has two results");
            self.define_value(result, value);
        }
    }

    /// Float to integer. amd64's instruction, and so Go, gives the smallest integer for NaN and
    /// everything out of range. For 32 bits CLIF has it in vector form. For 64 bits it saturates,
    /// which agrees below the range.
    pub(super) fn f_to_sint(&mut self, inst: Inst) {
        let x = self.arg(inst, 0);
        let (ty, from) = (self.result_type(inst), self.arg_type(inst, 0));
        if ty == types::I32 {
            let value = self.f_to_i32(x, from);
            return self.define(inst, value);
        }
        let value = self.b.ins().fcvt_to_sint_sat(ty, x);
        let limit = 63f64.exp2();
        let limit = match from {
            types::F32 => self.b.ins().f32const(limit as f32),
            _ => self.b.ins().f64const(limit),
        };
        let fits = self.b.ins().fcmp(FloatCC::LessThan, x, limit);
        let smallest = self.b.ins().iconst(ty, i64::MIN);
        let value = self.b.ins().select(fits, value, smallest);
        self.define(inst, value);
    }

    fn f_to_i32(&mut self, x: ir::Value, from: ir::Type) -> ir::Value {
        let lanes = if from == types::F32 {
            let vector = self.b.ins().scalar_to_vector(types::F32X4, x);
            self.b.ins().x86_cvtt2dq(types::I32X4, vector)
        } else {
            // `cvttpd2dq` leaves zeroes in the upper half.
            let vector = self.b.ins().scalar_to_vector(types::F64X2, x);
            let wide = self.b.ins().x86_cvtt2dq(types::I64X2, vector);
            let zero = self.b.func.dfg.constants.insert(vec![0; 16].into());
            let zero = self.b.ins().vconst(types::I64X2, zero);
            self.b.ins().snarrow(wide, zero)
        };
        self.b.ins().extractlane(lanes, 0)
    }

    /// `floor` and relatives: an instruction where there is one, else a function of the runtime
    /// that looks at the CPU.
    pub(super) fn round(&mut self, inst: Inst, func: RuntimeFn) {
        let x = self.arg(inst, 0);
        let value = if self.target.has_round() {
            let ins = self.b.ins();
            match func {
                RuntimeFn::Floor => ins.floor(x),
                RuntimeFn::Ceil => ins.ceil(x),
                RuntimeFn::Trunc => ins.trunc(x),
                RuntimeFn::RoundToEven => ins.nearest(x),
                _ => unreachable!("not a rounding function"),
            }
        } else if self.arg_type(inst, 0) == types::F32 {
            // Every float32 is a float64, and so is its rounded value.
            let wide = self.b.ins().fpromote(types::F64, x);
            let call = self.call_runtime_fn(func, &[wide]);
            let wide = self.b.inst_results(call)[0];
            self.b.ins().fdemote(types::F32, wide)
        } else {
            let call = self.call_runtime_fn(func, &[x]);
            self.b.inst_results(call)[0]
        };
        self.define(inst, value);
    }

    pub(super) fn fma(&mut self, inst: Inst) {
        let args = self.value_list(self.func.args(inst));
        let value = if self.target.has_fma() {
            self.b.ins().fma(args[0], args[1], args[2])
        } else {
            assert!(
                self.result_type(inst) == types::F64,
                "Go has fused multiplication of float64 only"
            );
            let call = self.call_runtime_fn(RuntimeFn::Fma, &args);
            self.b.inst_results(call)[0]
        };
        self.define(inst, value);
    }

    pub(super) fn bitcast(&mut self, inst: Inst) {
        let (ty, x) = (self.result_type(inst), self.arg(inst, 0));
        let value = self.b.ins().bitcast(ty, MemFlagsData::new(), x);
        self.define(inst, value);
    }

    /// A vector operand as lanes.
    fn lanes(&mut self, inst: Inst, n: usize, lanes: Lanes) -> ir::Value {
        let x = self.arg(inst, n);
        self.vector_cast(lanes_type(lanes), x)
    }

    /// All vectors are `i8x16` between operations.
    fn define_vector(&mut self, inst: Inst, value: ir::Value) {
        let value = self.vector_cast(types::I8X16, value);
        self.define(inst, value);
    }

    fn vector_cast(&mut self, ty: ir::Type, x: ir::Value) -> ir::Value {
        if self.b.func.dfg.value_type(x) == ty {
            return x;
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.b.ins().bitcast(ty, flags, x)
    }

    pub(super) fn vsplat(&mut self, inst: Inst, lanes: Lanes) {
        let x = self.arg(inst, 0);
        let value = self.b.ins().splat(lanes_type(lanes), x);
        self.define_vector(inst, value);
    }

    pub(super) fn vlow(&mut self, inst: Inst) {
        let x = self.arg(inst, 0);
        let value = self.b.ins().scalar_to_vector(types::I64X2, x);
        self.define_vector(inst, value);
    }

    pub(super) fn vextract(&mut self, inst: Inst, lanes: Lanes, lane: u8) {
        let x = self.lanes(inst, 0, lanes);
        let value = self.b.ins().extractlane(x, lane);
        self.define(inst, value);
    }

    pub(super) fn vbin(&mut self, inst: Inst, op: VecOp, lanes: Lanes) {
        let (x, y) = (self.lanes(inst, 0, lanes), self.lanes(inst, 1, lanes));
        let ins = self.b.ins();
        let value = if lanes.lane().is_float() {
            match op {
                VecOp::Add => ins.fadd(x, y),
                VecOp::Sub => ins.fsub(x, y),
                VecOp::Mul => ins.fmul(x, y),
                VecOp::Div => ins.fdiv(x, y),
                VecOp::And => ins.band(x, y),
                VecOp::Or => ins.bor(x, y),
                VecOp::Xor => ins.bxor(x, y),
                VecOp::AndNot => ins.band_not(x, y),
            }
        } else {
            match op {
                VecOp::Add => ins.iadd(x, y),
                VecOp::Sub => ins.isub(x, y),
                VecOp::Mul => ins.imul(x, y),
                VecOp::Div => unreachable!("there is no division of integer lanes"),
                VecOp::And => ins.band(x, y),
                VecOp::Or => ins.bor(x, y),
                VecOp::Xor => ins.bxor(x, y),
                VecOp::AndNot => ins.band_not(x, y),
            }
        };
        self.define_vector(inst, value);
    }

    pub(super) fn vicmp(&mut self, inst: Inst, cond: IntCond, lanes: Lanes) {
        let (x, y) = (self.lanes(inst, 0, lanes), self.lanes(inst, 1, lanes));
        let value = self.b.ins().icmp(int_cc(cond), x, y);
        self.define_vector(inst, value);
    }

    pub(super) fn vhigh_bits(&mut self, inst: Inst, lanes: Lanes) {
        let x = self.lanes(inst, 0, lanes);
        let value = self.b.ins().vhigh_bits(types::I32, x);
        self.define(inst, value);
    }
}

/// All ones in the width of an integer type.
pub(super) fn mask(ty: ir::Type) -> i64 {
    match ty.bits() {
        64 => -1,
        bits => (1 << bits) - 1,
    }
}
