//! Operations: for each, its operands, its result and its effect, in the form it is printed.
//!
//! `int` stands for `i8 i16 i32 i64`, `float` for `f32 f64`; operands named alike have one type.
//! Bools are `i8` values 0 and 1. Arithmetic wraps. Unless a line says otherwise an operation has
//! no effect: it may be removed, repeated and moved to wherever its operands are available. The
//! verifier checks exactly these lines.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::{FuncId, SymbolRef};
use rgo_types::TypeId;

use crate::entities::{AliasTag, Slot};
use crate::type_::Lanes;

/// Integer comparisons; `U` ones compare unsigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IntCond {
    Eq,
    Ne,
    Slt,
    Sle,
    Sgt,
    Sge,
    Ult,
    Ule,
    Ugt,
    Uge,
}

impl IntCond {
    pub const ALL: [IntCond; 10] = [
        IntCond::Eq,
        IntCond::Ne,
        IntCond::Slt,
        IntCond::Sle,
        IntCond::Sgt,
        IntCond::Sge,
        IntCond::Ult,
        IntCond::Ule,
        IntCond::Ugt,
        IntCond::Uge,
    ];

    /// The condition that holds exactly when this one does not.
    pub const fn negate(self) -> IntCond {
        match self {
            IntCond::Eq => IntCond::Ne,
            IntCond::Ne => IntCond::Eq,
            IntCond::Slt => IntCond::Sge,
            IntCond::Sle => IntCond::Sgt,
            IntCond::Sgt => IntCond::Sle,
            IntCond::Sge => IntCond::Slt,
            IntCond::Ult => IntCond::Uge,
            IntCond::Ule => IntCond::Ugt,
            IntCond::Ugt => IntCond::Ule,
            IntCond::Uge => IntCond::Ult,
        }
    }

    /// The condition for exchanged operands.
    pub const fn swap(self) -> IntCond {
        match self {
            IntCond::Eq => IntCond::Eq,
            IntCond::Ne => IntCond::Ne,
            IntCond::Slt => IntCond::Sgt,
            IntCond::Sle => IntCond::Sge,
            IntCond::Sgt => IntCond::Slt,
            IntCond::Sge => IntCond::Sle,
            IntCond::Ult => IntCond::Ugt,
            IntCond::Ule => IntCond::Uge,
            IntCond::Ugt => IntCond::Ult,
            IntCond::Uge => IntCond::Ule,
        }
    }

    pub const fn is_unsigned(self) -> bool {
        matches!(
            self,
            IntCond::Ult | IntCond::Ule | IntCond::Ugt | IntCond::Uge
        )
    }

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            IntCond::Eq => "eq",
            IntCond::Ne => "ne",
            IntCond::Slt => "slt",
            IntCond::Sle => "sle",
            IntCond::Sgt => "sgt",
            IntCond::Sge => "sge",
            IntCond::Ult => "ult",
            IntCond::Ule => "ule",
            IntCond::Ugt => "ugt",
            IntCond::Uge => "uge",
        }
    }
}

/// Float comparisons. With a NaN operand only `Ne` and the negated forms hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FloatCond {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// Not less: greater, equal or unordered.
    Nlt,
    Nle,
    Ngt,
    Nge,
}

impl FloatCond {
    pub const ALL: [FloatCond; 10] = [
        FloatCond::Eq,
        FloatCond::Ne,
        FloatCond::Lt,
        FloatCond::Le,
        FloatCond::Gt,
        FloatCond::Ge,
        FloatCond::Nlt,
        FloatCond::Nle,
        FloatCond::Ngt,
        FloatCond::Nge,
    ];

    /// The condition that holds exactly when this one does not.
    pub const fn negate(self) -> FloatCond {
        match self {
            FloatCond::Eq => FloatCond::Ne,
            FloatCond::Ne => FloatCond::Eq,
            FloatCond::Lt => FloatCond::Nlt,
            FloatCond::Le => FloatCond::Nle,
            FloatCond::Gt => FloatCond::Ngt,
            FloatCond::Ge => FloatCond::Nge,
            FloatCond::Nlt => FloatCond::Lt,
            FloatCond::Nle => FloatCond::Le,
            FloatCond::Ngt => FloatCond::Gt,
            FloatCond::Nge => FloatCond::Ge,
        }
    }

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            FloatCond::Eq => "eq",
            FloatCond::Ne => "ne",
            FloatCond::Lt => "lt",
            FloatCond::Le => "le",
            FloatCond::Gt => "gt",
            FloatCond::Ge => "ge",
            FloatCond::Nlt => "nlt",
            FloatCond::Nle => "nle",
            FloatCond::Ngt => "ngt",
            FloatCond::Nge => "nge",
        }
    }
}

/// What is known of a division's operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct DivInfo {
    /// The divisor is not zero: the division has no effect.
    pub is_nonzero: bool,
    /// Not the smallest integer by -1, or the division is unsigned.
    pub is_exact_range: bool,
}

/// What an access to memory is like. Its address is valid wherever its operands are available, but
/// for `may_fault`: validity is established by checks, whose results are the operands of what
/// relies on them, or by branches, whose outcome an [`Op::Guard`] stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MemArg {
    /// Added to the address.
    pub offset: i32,
    pub tag: AliasTag,
    /// The address is a small offset from a pointer that may be nil: the access faults then, and
    /// the fault is a nil dereference panic.
    pub may_fault: bool,
    /// The memory holds the same value whenever the program can look at it: type descriptors,
    /// itabs, read-only data. The load has no effect and depends on no store.
    pub is_const: bool,
}

impl MemArg {
    /// An access at `offset` from a valid address, to memory of class `tag`.
    pub fn new(offset: i32, tag: AliasTag) -> MemArg {
        MemArg {
            offset,
            tag,
            may_fault: false,
            is_const: false,
        }
    }

    /// A read of memory that never changes.
    pub fn constant(offset: i32) -> MemArg {
        MemArg {
            is_const: true,
            ..MemArg::new(offset, AliasTag::ANY)
        }
    }
}

/// A read-modify-write operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RmwOp {
    Add,
    And,
    Or,
    Xchg,
}

impl RmwOp {
    pub const ALL: [RmwOp; 4] = [RmwOp::Add, RmwOp::And, RmwOp::Or, RmwOp::Xchg];

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            RmwOp::Add => "add",
            RmwOp::And => "and",
            RmwOp::Or => "or",
            RmwOp::Xchg => "xchg",
        }
    }
}

/// A lane-wise operation on two vectors. The integer ones are for integer lanes, `Add` to `Div`
/// also for float lanes; bitwise ones ignore lanes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VecOp {
    Add,
    Sub,
    Mul,
    Div,
    And,
    Or,
    Xor,
    /// `x &^ y`
    AndNot,
}

impl VecOp {
    pub const ALL: [VecOp; 8] = [
        VecOp::Add,
        VecOp::Sub,
        VecOp::Mul,
        VecOp::Div,
        VecOp::And,
        VecOp::Or,
        VecOp::Xor,
        VecOp::AndNot,
    ];

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            VecOp::Add => "add",
            VecOp::Sub => "sub",
            VecOp::Mul => "mul",
            VecOp::Div => "div",
            VecOp::And => "and",
            VecOp::Or => "or",
            VecOp::Xor => "xor",
            VecOp::AndNot => "andnot",
        }
    }
}

/// What a failed [`Op::BoundsCheck`] reports, named as the panic function that reports it. The
/// check `x, y` holds if `x < y` (`Index`) or `x <= y` (all others) as unsigned numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BoundsKind {
    /// `s[x]`, `0 <= x < len(s)`.
    Index,
    /// `s[?:x]` of an array or string, `0 <= x <= len(s)`.
    SliceAlen,
    /// `s[?:x]`, `0 <= x <= cap(s)`.
    SliceAcap,
    /// `s[x:y]`, `0 <= x <= y`.
    SliceB,
    /// `s[::x]`, `0 <= x <= len(s)`.
    Slice3Alen,
    /// `s[::x]`, `0 <= x <= cap(s)`.
    Slice3Acap,
    /// `s[:x:y]`, `0 <= x <= y`.
    Slice3B,
    /// `s[x:y:]`, `0 <= x <= y`.
    Slice3C,
    /// `(*[x]T)(s)`: the array's length `x` is at most `len(s)`.
    Convert,
}

impl BoundsKind {
    pub const ALL: [BoundsKind; 9] = [
        BoundsKind::Index,
        BoundsKind::SliceAlen,
        BoundsKind::SliceAcap,
        BoundsKind::SliceB,
        BoundsKind::Slice3Alen,
        BoundsKind::Slice3Acap,
        BoundsKind::Slice3B,
        BoundsKind::Slice3C,
        BoundsKind::Convert,
    ];

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            BoundsKind::Index => "index",
            BoundsKind::SliceAlen => "slice_alen",
            BoundsKind::SliceAcap => "slice_acap",
            BoundsKind::SliceB => "slice_b",
            BoundsKind::Slice3Alen => "slice3_alen",
            BoundsKind::Slice3Acap => "slice3_acap",
            BoundsKind::Slice3B => "slice3_b",
            BoundsKind::Slice3C => "slice3_c",
            BoundsKind::Convert => "convert",
        }
    }

    /// The condition under which a check of this kind holds.
    pub const fn cond(self) -> IntCond {
        match self {
            BoundsKind::Index => IntCond::Ult,
            BoundsKind::SliceAlen
            | BoundsKind::SliceAcap
            | BoundsKind::SliceB
            | BoundsKind::Slice3Alen
            | BoundsKind::Slice3Acap
            | BoundsKind::Slice3B
            | BoundsKind::Slice3C
            | BoundsKind::Convert => IntCond::Ule,
        }
    }
}

/// An operation with its immediates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    // Constants.
    /// `iconst N -> int|ptr`. `N` is sign-extended from the result's width.
    Iconst(i64),
    /// `f32const F -> f32`, by bits.
    F32const(u32),
    /// `f64const F -> f64`, by bits.
    F64const(u64),
    /// `symbol S + N -> ptr`. Address of something static.
    SymbolAddr(SymbolRef, i64),
    /// `slot_addr S + N -> ptr`. Address inside a stack slot.
    SlotAddr(Slot, i32),

    // Integers.
    /// `add x: int, x -> int`
    Add,
    /// `sub x: int, x -> int`
    Sub,
    /// `mul x: int, x -> int`
    Mul,
    /// `and x: int, x -> int`
    And,
    /// `or x: int, x -> int`
    Or,
    /// `xor x: int, x -> int`
    Xor,
    /// `neg x: int -> int`
    Neg,
    /// `not x: int -> int`. All bits inverted.
    Not,
    /// `shl x: int, n: int -> x`. The count is taken modulo the width of `x`.
    Shl,
    /// `lshr x: int, n: int -> x`. Zeroes come in; count as in `shl`.
    Lshr,
    /// `ashr x: int, n: int -> x`. Sign bits come in; count as in `shl`.
    Ashr,
    /// `rotl x: int, n: int -> x`. Count as in `shl`.
    Rotl,
    /// `sdiv x: int, x -> int`. Truncated; the smallest integer by -1 is itself. Panics at this
    /// instruction if the divisor is zero.
    Sdiv(DivInfo),
    /// `srem x: int, x -> int`. As `sdiv`; the smallest integer by -1 leaves 0.
    Srem(DivInfo),
    /// `udiv x: int, x -> int`. Panics at this instruction if the divisor is zero.
    Udiv(DivInfo),
    /// `urem x: int, x -> int`. As `udiv`.
    Urem(DivInfo),
    /// `umulh x: i64, i64 -> i64`. Upper half of the unsigned product.
    Umulh,
    /// `smulh x: i64, i64 -> i64`. Upper half of the signed product.
    Smulh,
    /// `umul_wide x: i64, i64 -> i64, i64`. Upper and lower half of the unsigned product.
    UmulWide,
    /// `add_carry x: i64, i64, c: i64 -> i64, i64`. Sum and carry, both carries 0 or 1.
    AddCarry,
    /// `sub_borrow x: i64, i64, b: i64 -> i64, i64`. Difference and borrow, both borrows 0 or 1.
    SubBorrow,
    /// `clz x: int -> int`. Leading zeroes; the width for 0.
    Clz,
    /// `ctz x: int -> int`. Trailing zeroes; the width for 0.
    Ctz,
    /// `popcnt x: int -> int`
    Popcnt,
    /// `bswap x: i16|i32|i64 -> int`
    Bswap,
    /// `sext x: int -> wider int`
    Sext,
    /// `zext x: int -> wider int`
    Zext,
    /// `trunc x: int -> narrower int`
    Trunc,
    /// `icmp COND x: int|ptr, x -> i8`
    Icmp(IntCond),
    /// `select c: i8, x, x -> x`. `x` of any type: the first if `c` is not 0.
    Select,

    // Pointers.
    /// `ptr_add p: ptr, n: i64 -> ptr`. Within one object (or one past its end).
    PtrAdd,
    /// `ptr_to_int p: ptr -> i64`
    PtrToInt,
    /// `int_to_ptr n: i64 -> ptr`
    IntToPtr,
    /// `nil_check p: ptr -> ptr`. Panics if `p` is nil; the result is `p`.
    NilCheck,
    /// `guard x: int|ptr -> x`. The operand, where control has made sure that addresses computed
    /// from it are valid: what uses the result must not move in front of it. Never moved or merged.
    Guard,
    /// `bounds_check KIND x: i64, y: i64 -> i64`. Panics unless `x` is in bounds; the result is
    /// `x`. `is_unsigned`: how the message prints `x`. `y` is not negative.
    BoundsCheck { kind: BoundsKind, is_unsigned: bool },

    // Floats.
    /// `fadd x: float, x -> float`
    Fadd,
    /// `fsub x: float, x -> float`
    Fsub,
    /// `fmul x: float, x -> float`
    Fmul,
    /// `fdiv x: float, x -> float`
    Fdiv,
    /// `fneg x: float -> float`
    Fneg,
    /// `fabs x: float -> float`
    Fabs,
    /// `fcopysign x: float, x -> float`. Magnitude of the first, sign of the second.
    Fcopysign,
    /// `fsqrt x: float -> float`
    Fsqrt,
    /// `ffloor x: float -> float`
    Ffloor,
    /// `fceil x: float -> float`
    Fceil,
    /// `ftrunc x: float -> float`
    Ftrunc,
    /// `fnearest x: float -> float`. To even.
    Fnearest,
    /// `fma x: float, x, x -> float`. `x*y + z` rounded once.
    Fma,
    /// `fmin x: float, x -> float`. Go's `min`: NaN wins, -0 is less than 0.
    Fmin,
    /// `fmax x: float, x -> float`. Go's `max`.
    Fmax,
    /// `fcmp COND x: float, x -> i8`
    Fcmp(FloatCond),
    /// `fpromote x: f32 -> f64`
    Fpromote,
    /// `fdemote x: f64 -> f32`
    Fdemote,
    /// `sint_to_f x: i32|i64 -> float`
    SintToF,
    /// `uint_to_f x: i64 -> float`
    UintToF,
    /// `f_to_sint x: float -> i32|i64`. Truncated; the smallest integer for NaN and what does not
    /// fit.
    FToSint,
    /// `bitcast x -> y`. Same bits; between `i32` and `f32`, `i64` and `f64`.
    Bitcast,

    // Vectors.
    /// `vsplat LANES x: lane -> v128`
    Vsplat(Lanes),
    /// `vlow x: i64 -> v128`. The lower half is `x`, the upper 0.
    Vlow,
    /// `vextract LANES N x: v128 -> lane`
    Vextract(Lanes, u8),
    /// `vbin OP LANES x: v128, x -> v128`
    Vbin(VecOp, Lanes),
    /// `vicmp COND LANES x: v128, x -> v128`. Lanes of ones or zeroes.
    Vicmp(IntCond, Lanes),
    /// `vhigh_bits LANES x: v128 -> i32`. The highest bit of each lane, lane 0 lowest.
    VhighBits(Lanes),

    // Memory.
    /// `load p: ptr -> any`. Reads memory (unless it is constant); may panic (`may_fault`).
    Load(MemArg),
    /// `store p: ptr, x: any`. Writes memory; may panic (`may_fault`). `barrier`: `x` is a
    /// pointer and the memory may be in the heap or a global; `writebarrier` clears it.
    Store { mem: MemArg, barrier: bool },
    /// `move p: ptr, q: ptr`. Copies `size` bytes, a value of type `ty`, from `q` to `p`, which
    /// may overlap. `barrier` as in `store`.
    Move {
        ty: TypeId,
        size: u64,
        barrier: bool,
    },
    /// `zero p: ptr`. Clears `size` bytes, a value of type `ty`. `barrier` as in `store`.
    Zero {
        ty: TypeId,
        size: u64,
        barrier: bool,
    },
    /// `barrier_flag -> i32`. Not 0 while the collector marks. Stays before the store it is for,
    /// without a safepoint between.
    BarrierFlag,
    /// `write_barrier p: ptr, x: ptr`. The write barrier of a store of `x` to `p`; expanded by
    /// `writebarrier`. Stays before its store, without a safepoint between.
    WriteBarrier,
    /// `atomic_load p: ptr -> int|ptr`. All atomics are sequentially consistent and may panic
    /// (`may_fault`).
    AtomicLoad(MemArg),
    /// `atomic_store p: ptr, x: int|ptr`
    AtomicStore(MemArg),
    /// `atomic_rmw OP p: ptr, x: int|ptr -> x`. The old value.
    AtomicRmw(RmwOp, MemArg),
    /// `atomic_cas p: ptr, old: int|ptr, old -> i8`. Whether it swapped.
    AtomicCas(MemArg),
    /// `fence`. Full.
    Fence,
    /// `prefetch p: ptr`. A hint; any address.
    Prefetch,

    // Calls. All read and write memory, and may panic.
    /// `call FUNC args -> results`. A Go function; its signature is that of arguments and results.
    Call(FuncId),
    /// `call_indirect code: ptr, args -> results`. Go code at `code`, which is not nil.
    CallIndirect,
    /// `call_runtime FN args -> results`. A function of the runtime, whose contract says more.
    CallRuntime(RuntimeFn),

    // The function and the goroutine.
    /// `get_g -> ptr`
    GetG,
    /// `frame_ptr -> ptr`. `rbp` of this function. Functions that use this or the two below cannot
    /// be inlined.
    FramePtr,
    /// `caller_pc -> i64`. Return address.
    CallerPc,
    /// `caller_sp -> i64`. Stack pointer of the caller at the call.
    CallerSp,
    /// `poll`. A safepoint: stops here if asked to. Registers survive.
    Poll,
    /// `keep_alive x: any`. Uses `x`; no code.
    KeepAlive,
}

/// What an operation may do besides computing its results.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    /// Reads memory that stores can change.
    pub reads: bool,
    /// Writes memory.
    pub writes: bool,
    /// May panic, fault or not return.
    pub traps: bool,
    /// Must stay even if nothing else is set: a use or hint that no other flag expresses.
    pub stays: bool,
}

impl Effects {
    const NONE: Effects = Effects {
        reads: false,
        writes: false,
        traps: false,
        stays: false,
    };
    const ALL: Effects = Effects {
        reads: true,
        writes: true,
        traps: true,
        stays: true,
    };

    /// Computes its results from its operands and does nothing else.
    pub fn is_pure(self) -> bool {
        self == Effects::NONE
    }

    /// May be removed if no result is used.
    pub fn is_removable(self) -> bool {
        !self.writes && !self.traps && !self.stays
    }
}

impl Op {
    /// What the operation may do.
    pub fn effects(&self) -> Effects {
        match *self {
            Op::Sdiv(info) | Op::Srem(info) | Op::Udiv(info) | Op::Urem(info) => Effects {
                traps: !info.is_nonzero,
                ..Effects::NONE
            },
            Op::NilCheck | Op::BoundsCheck { .. } => Effects {
                traps: true,
                ..Effects::NONE
            },
            Op::Load(mem) => Effects {
                reads: !mem.is_const,
                traps: mem.may_fault,
                ..Effects::NONE
            },
            Op::Store { mem, .. } => Effects {
                writes: true,
                traps: mem.may_fault,
                ..Effects::NONE
            },
            Op::Move { .. } => Effects {
                reads: true,
                writes: true,
                ..Effects::NONE
            },
            Op::Zero { .. } => Effects {
                writes: true,
                ..Effects::NONE
            },
            Op::BarrierFlag => Effects {
                reads: true,
                stays: true,
                ..Effects::NONE
            },
            Op::WriteBarrier => Effects {
                reads: true,
                stays: true,
                ..Effects::NONE
            },
            Op::AtomicLoad(mem)
            | Op::AtomicStore(mem)
            | Op::AtomicRmw(_, mem)
            | Op::AtomicCas(mem) => Effects {
                traps: mem.may_fault,
                ..Effects::ALL
            },
            Op::Fence => Effects {
                traps: false,
                ..Effects::ALL
            },
            Op::CallRuntime(func) => {
                let info = func.info();
                if info.is_pure {
                    Effects {
                        reads: true,
                        ..Effects::NONE
                    }
                } else {
                    Effects::ALL
                }
            }
            Op::Call(..) | Op::CallIndirect => Effects::ALL,
            Op::Poll => Effects {
                traps: false,
                ..Effects::ALL
            },
            Op::Prefetch | Op::KeepAlive => Effects {
                stays: true,
                ..Effects::NONE
            },
            Op::Iconst(_)
            | Op::F32const(_)
            | Op::F64const(_)
            | Op::SymbolAddr(..)
            | Op::SlotAddr(..)
            | Op::Add
            | Op::Sub
            | Op::Mul
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Neg
            | Op::Not
            | Op::Shl
            | Op::Lshr
            | Op::Ashr
            | Op::Rotl
            | Op::Umulh
            | Op::Smulh
            | Op::UmulWide
            | Op::AddCarry
            | Op::SubBorrow
            | Op::Clz
            | Op::Ctz
            | Op::Popcnt
            | Op::Bswap
            | Op::Sext
            | Op::Zext
            | Op::Trunc
            | Op::Icmp(_)
            | Op::Select
            | Op::PtrAdd
            | Op::PtrToInt
            | Op::IntToPtr
            | Op::Guard
            | Op::Fadd
            | Op::Fsub
            | Op::Fmul
            | Op::Fdiv
            | Op::Fneg
            | Op::Fabs
            | Op::Fcopysign
            | Op::Fsqrt
            | Op::Ffloor
            | Op::Fceil
            | Op::Ftrunc
            | Op::Fnearest
            | Op::Fma
            | Op::Fmin
            | Op::Fmax
            | Op::Fcmp(_)
            | Op::Fpromote
            | Op::Fdemote
            | Op::SintToF
            | Op::UintToF
            | Op::FToSint
            | Op::Bitcast
            | Op::Vsplat(_)
            | Op::Vlow
            | Op::Vextract(..)
            | Op::Vbin(..)
            | Op::Vicmp(..)
            | Op::VhighBits(_)
            | Op::GetG
            | Op::FramePtr
            | Op::CallerPc
            | Op::CallerSp => Effects::NONE,
        }
    }

    /// Whether the collector or scheduler may run here: nothing may keep a half-done store across.
    pub fn is_safepoint(&self) -> bool {
        match self {
            Op::Call(..) | Op::CallIndirect | Op::Poll | Op::BoundsCheck { .. } => true,
            Op::CallRuntime(func) => func.info().is_safepoint,
            _ => false,
        }
    }

    /// Whether the operation computes its results from its operands wherever these are available,
    /// needed or not. Loads do: a pointer that is available is valid (see [`Op::Guard`]); what they
    /// read depends on where they stand.
    pub fn can_speculate(&self) -> bool {
        let effects = self.effects();
        !effects.writes && !effects.traps && !effects.stays && !matches!(self, Op::Guard)
    }

    pub fn is_call(&self) -> bool {
        matches!(self, Op::Call(..) | Op::CallIndirect | Op::CallRuntime(_))
    }

    /// A constant, or the address of something static or in the frame: cheaper to make again than
    /// to keep.
    pub fn is_const(&self) -> bool {
        matches!(
            self,
            Op::Iconst(_)
                | Op::F32const(_)
                | Op::F64const(_)
                | Op::SymbolAddr(..)
                | Op::SlotAddr(..)
        )
    }

    /// Operands can be exchanged.
    pub fn is_commutative(&self) -> bool {
        matches!(
            self,
            Op::Add
                | Op::Mul
                | Op::And
                | Op::Or
                | Op::Xor
                | Op::Umulh
                | Op::Smulh
                | Op::UmulWide
                | Op::Icmp(IntCond::Eq | IntCond::Ne)
                | Op::Fadd
                | Op::Fmul
                | Op::Fmin
                | Op::Fmax
                | Op::Fcmp(FloatCond::Eq | FloatCond::Ne)
        )
    }

    /// The access an operation makes at its first operand, if it makes one of a scalar.
    pub fn mem_arg(&self) -> Option<MemArg> {
        match *self {
            Op::Load(mem)
            | Op::Store { mem, .. }
            | Op::AtomicLoad(mem)
            | Op::AtomicStore(mem)
            | Op::AtomicRmw(_, mem)
            | Op::AtomicCas(mem) => Some(mem),
            _ => None,
        }
    }

    /// That access, to change it.
    pub fn mem_arg_mut(&mut self) -> Option<&mut MemArg> {
        match self {
            Op::Load(mem)
            | Op::Store { mem, .. }
            | Op::AtomicLoad(mem)
            | Op::AtomicStore(mem)
            | Op::AtomicRmw(_, mem)
            | Op::AtomicCas(mem) => Some(mem),
            _ => None,
        }
    }
}

const _: () = assert!(
    size_of::<Op>() <= 24,
    "an instruction should stay within a cache line"
);

/// Operations that are nothing but their name, with it.
pub(crate) const PLAIN: &[(&str, Op)] = &[
    ("add", Op::Add),
    ("sub", Op::Sub),
    ("mul", Op::Mul),
    ("and", Op::And),
    ("or", Op::Or),
    ("xor", Op::Xor),
    ("neg", Op::Neg),
    ("not", Op::Not),
    ("shl", Op::Shl),
    ("lshr", Op::Lshr),
    ("ashr", Op::Ashr),
    ("rotl", Op::Rotl),
    ("umulh", Op::Umulh),
    ("smulh", Op::Smulh),
    ("umul_wide", Op::UmulWide),
    ("add_carry", Op::AddCarry),
    ("sub_borrow", Op::SubBorrow),
    ("clz", Op::Clz),
    ("ctz", Op::Ctz),
    ("popcnt", Op::Popcnt),
    ("bswap", Op::Bswap),
    ("sext", Op::Sext),
    ("zext", Op::Zext),
    ("trunc", Op::Trunc),
    ("select", Op::Select),
    ("ptr_add", Op::PtrAdd),
    ("ptr_to_int", Op::PtrToInt),
    ("int_to_ptr", Op::IntToPtr),
    ("nil_check", Op::NilCheck),
    ("guard", Op::Guard),
    ("fadd", Op::Fadd),
    ("fsub", Op::Fsub),
    ("fmul", Op::Fmul),
    ("fdiv", Op::Fdiv),
    ("fneg", Op::Fneg),
    ("fabs", Op::Fabs),
    ("fcopysign", Op::Fcopysign),
    ("fsqrt", Op::Fsqrt),
    ("ffloor", Op::Ffloor),
    ("fceil", Op::Fceil),
    ("ftrunc", Op::Ftrunc),
    ("fnearest", Op::Fnearest),
    ("fma", Op::Fma),
    ("fmin", Op::Fmin),
    ("fmax", Op::Fmax),
    ("fpromote", Op::Fpromote),
    ("fdemote", Op::Fdemote),
    ("sint_to_f", Op::SintToF),
    ("uint_to_f", Op::UintToF),
    ("f_to_sint", Op::FToSint),
    ("bitcast", Op::Bitcast),
    ("vlow", Op::Vlow),
    ("barrier_flag", Op::BarrierFlag),
    ("write_barrier", Op::WriteBarrier),
    ("fence", Op::Fence),
    ("prefetch", Op::Prefetch),
    ("get_g", Op::GetG),
    ("frame_ptr", Op::FramePtr),
    ("caller_pc", Op::CallerPc),
    ("caller_sp", Op::CallerSp),
    ("poll", Op::Poll),
    ("keep_alive", Op::KeepAlive),
];

impl Op {
    /// Name in the text form, with the immediates that are part of it.
    pub fn name(&self) -> String {
        let div = |name: &str, info: DivInfo| {
            let nonzero = if info.is_nonzero { ".nonzero" } else { "" };
            let range = if info.is_exact_range { ".range" } else { "" };
            format!("{name}{nonzero}{range}")
        };
        match *self {
            Op::Sdiv(info) => div("sdiv", info),
            Op::Srem(info) => div("srem", info),
            Op::Udiv(info) => div("udiv", info),
            Op::Urem(info) => div("urem", info),
            Op::Icmp(cond) => format!("icmp.{}", cond.name()),
            Op::Fcmp(cond) => format!("fcmp.{}", cond.name()),
            Op::BoundsCheck { kind, is_unsigned } => {
                let dot = if is_unsigned { ".u" } else { "" };
                format!("bounds_check.{}{dot}", kind.name())
            }
            Op::Vsplat(lanes) => format!("vsplat.{}", lanes.name()),
            Op::Vextract(lanes, n) => format!("vextract.{}.{n}", lanes.name()),
            Op::Vbin(op, lanes) => format!("vbin.{}.{}", op.name(), lanes.name()),
            Op::Vicmp(cond, lanes) => format!("vicmp.{}.{}", cond.name(), lanes.name()),
            Op::VhighBits(lanes) => format!("vhigh_bits.{}", lanes.name()),
            Op::AtomicRmw(op, _) => format!("atomic_rmw.{}", op.name()),
            Op::Iconst(_) => "iconst".into(),
            Op::F32const(_) => "f32const".into(),
            Op::F64const(_) => "f64const".into(),
            Op::SymbolAddr(..) => "symbol".into(),
            Op::SlotAddr(..) => "slot_addr".into(),
            Op::Load(_) => "load".into(),
            Op::Store { .. } => "store".into(),
            Op::Move { .. } => "move".into(),
            Op::Zero { .. } => "zero".into(),
            Op::AtomicLoad(_) => "atomic_load".into(),
            Op::AtomicStore(_) => "atomic_store".into(),
            Op::AtomicCas(_) => "atomic_cas".into(),
            Op::Call(_) => "call".into(),
            Op::CallIndirect => "call_indirect".into(),
            Op::CallRuntime(_) => "call_runtime".into(),
            ref plain => PLAIN
                .iter()
                .find(|(_, op)| op == plain)
                .map_or_else(String::new, |(name, _)| (*name).to_string()),
        }
    }
}
