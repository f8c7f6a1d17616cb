//! The table of operations: which CLIF each becomes.

use cranelift_codegen::ir::immediates::{Ieee32, Ieee64};
use cranelift_codegen::ir::{InstBuilder, types};
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{Inst, Op};

use super::Lowering;
use super::arith::{float_cc, int_cc, mask};
use crate::code::CodeRef;

impl Lowering<'_, '_> {
    /// Lowers one instruction at the end of the current block.
    pub(super) fn inst(&mut self, inst: Inst) {
        macro_rules! unary {
            ($method:ident) => {{
                let x = self.arg(inst, 0);
                let value = self.b.ins().$method(x);
                self.define(inst, value);
            }};
        }
        macro_rules! binary {
            ($method:ident) => {{
                let (x, y) = (self.arg(inst, 0), self.arg(inst, 1));
                let value = self.b.ins().$method(x, y);
                self.define(inst, value);
            }};
        }
        macro_rules! convert {
            ($method:ident) => {{
                let (ty, x) = (self.result_type(inst), self.arg(inst, 0));
                let value = self.b.ins().$method(ty, x);
                self.define(inst, value);
            }};
        }
        match *self.func.op(inst) {
            Op::Iconst(n) => {
                let ty = self.result_type(inst);
                let value = self.b.ins().iconst(ty, n & mask(ty));
                self.define(inst, value);
            }
            Op::F32const(bits) => {
                let value = self.b.ins().f32const(Ieee32::with_bits(bits));
                self.define(inst, value);
            }
            Op::F64const(bits) => {
                let value = self.b.ins().f64const(Ieee64::with_bits(bits));
                self.define(inst, value);
            }
            Op::SymbolAddr(symbol, offset) => {
                let value = self.symbol_addr(CodeRef::Static(symbol), offset);
                self.define(inst, value);
            }
            Op::SlotAddr(slot, offset) => {
                let slot = self.out.slots[slot].expect("all slots were made");
                let value = self.b.ins().stack_addr(types::I64, slot, offset);
                self.define(inst, value);
            }

            Op::Add | Op::PtrAdd => binary!(iadd),
            Op::Sub => binary!(isub),
            Op::Mul => binary!(imul),
            Op::And => binary!(band),
            Op::Or => binary!(bor),
            Op::Xor => binary!(bxor),
            Op::Neg => unary!(ineg),
            Op::Not => unary!(bnot),
            Op::Shl => binary!(ishl),
            Op::Lshr => binary!(ushr),
            Op::Ashr => binary!(sshr),
            Op::Rotl => binary!(rotl),
            Op::Sdiv(info) => self.sdiv(inst, info),
            // The machine sequence takes care of the smallest integer by -1.
            Op::Srem(_) => binary!(srem),
            Op::Udiv(_) => binary!(udiv),
            Op::Urem(_) => binary!(urem),
            Op::Umulh => binary!(umulhi),
            Op::Smulh => binary!(smulhi),
            Op::UmulWide => self.umul_wide(inst),
            Op::AddCarry => self.add_carry(inst),
            Op::SubBorrow => self.sub_borrow(inst),
            Op::Clz => unary!(clz),
            Op::Ctz => unary!(ctz),
            Op::Popcnt => unary!(popcnt),
            Op::Bswap => unary!(bswap),
            Op::Sext => convert!(sextend),
            Op::Zext => convert!(uextend),
            Op::Trunc => convert!(ireduce),
            Op::Icmp(cond) => {
                let (x, y) = (self.arg(inst, 0), self.arg(inst, 1));
                let value = self.b.ins().icmp(int_cc(cond), x, y);
                self.define(inst, value);
            }
            Op::Select => {
                let (cond, x, y) = (self.arg(inst, 0), self.arg(inst, 1), self.arg(inst, 2));
                let value = self.b.ins().select(cond, x, y);
                self.define(inst, value);
            }

            Op::PtrToInt | Op::IntToPtr => {
                let value = self.arg(inst, 0);
                self.define(inst, value);
            }
            Op::NilCheck => self.nil_check(inst),
            Op::Guard => unreachable!("guards are removed before code generation"),
            Op::BoundsCheck { .. } => {
                unreachable!("bounds checks are branches before code generation")
            }

            Op::Fadd => binary!(fadd),
            Op::Fsub => binary!(fsub),
            Op::Fmul => binary!(fmul),
            Op::Fdiv => binary!(fdiv),
            Op::Fneg => unary!(fneg),
            Op::Fabs => unary!(fabs),
            Op::Fcopysign => binary!(fcopysign),
            Op::Fsqrt => unary!(sqrt),
            Op::Ffloor => self.round(inst, RuntimeFn::Floor),
            Op::Fceil => self.round(inst, RuntimeFn::Ceil),
            Op::Ftrunc => self.round(inst, RuntimeFn::Trunc),
            Op::Fnearest => self.round(inst, RuntimeFn::RoundToEven),
            Op::Fma => self.fma(inst),
            Op::Fmin => binary!(fmin),
            Op::Fmax => binary!(fmax),
            Op::Fcmp(cond) => {
                let (x, y) = (self.arg(inst, 0), self.arg(inst, 1));
                let value = self.b.ins().fcmp(float_cc(cond), x, y);
                self.define(inst, value);
            }
            Op::Fpromote => convert!(fpromote),
            Op::Fdemote => convert!(fdemote),
            Op::SintToF => convert!(fcvt_from_sint),
            Op::UintToF => convert!(fcvt_from_uint),
            Op::FToSint => self.f_to_sint(inst),
            Op::Bitcast => self.bitcast(inst),

            Op::Vsplat(lanes) => self.vsplat(inst, lanes),
            Op::Vlow => self.vlow(inst),
            Op::Vextract(lanes, lane) => self.vextract(inst, lanes, lane),
            Op::Vbin(op, lanes) => self.vbin(inst, op, lanes),
            Op::Vicmp(cond, lanes) => self.vicmp(inst, cond, lanes),
            Op::VhighBits(lanes) => self.vhigh_bits(inst, lanes),

            Op::Load(mem) => self.load(inst, mem),
            Op::Store { mem, barrier } => {
                debug_assert!(!barrier, "barriers are expanded before code generation");
                self.store(inst, mem);
            }
            Op::Move { size, barrier, .. } => {
                debug_assert!(!barrier, "barriers are expanded before code generation");
                self.copy(inst, size);
            }
            Op::Zero { size, barrier, .. } => {
                debug_assert!(!barrier, "barriers are expanded before code generation");
                self.zero(inst, size);
            }
            Op::BarrierFlag => self.barrier_flag(inst),
            Op::WriteBarrier => unreachable!("barriers are expanded before code generation"),
            Op::AtomicLoad(mem) => self.atomic_load(inst, mem),
            Op::AtomicStore(mem) => self.atomic_store(inst, mem),
            Op::AtomicRmw(op, mem) => self.atomic_rmw(inst, op, mem),
            Op::AtomicCas(mem) => self.atomic_cas(inst, mem),
            Op::Fence => {
                self.b.ins().fence();
            }
            // CLIF has no such instruction.
            Op::Prefetch => {}

            Op::Call(callee) => self.call(inst, callee),
            Op::CallIndirect => self.call_indirect(inst),
            Op::CallRuntime(callee) => self.call_runtime(inst, callee),

            Op::GetG => {
                let value = self.goroutine();
                self.define(inst, value);
            }
            Op::FramePtr => {
                let value = self.b.ins().get_frame_pointer(types::I64);
                self.define(inst, value);
            }
            Op::CallerPc => {
                let value = self.b.ins().get_return_address(types::I64);
                self.define(inst, value);
            }
            Op::CallerSp => {
                // Saved rbp and return address lie between.
                let fp = self.b.ins().get_frame_pointer(types::I64);
                let distance = self.b.ins().iconst(types::I64, 16);
                let value = self.b.ins().iadd(fp, distance);
                self.define(inst, value);
            }
            Op::Poll => self.poll(),
            Op::KeepAlive => self.keep_alive(inst),
        }
    }
}
