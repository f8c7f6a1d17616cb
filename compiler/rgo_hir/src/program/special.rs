//! Library functions the compiler does not call: it knows what they mean.

use rgo_types::{Context, ObjId};

use crate::tree::Intrinsic;

/// What the compiler does in place of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Special {
    Intrinsic(Intrinsic),
    /// `math/bits.Div64`: checks its operands first.
    Div64,
    KeepAlive,
    /// `internal/abi.FuncPC*`: the code address of the function named by the argument.
    FuncCode,
    GetG,
    ClosurePtr,
    CallerPc,
    CallerSp,
    /// `internal/abi.EscapeNonString`: its argument escapes unless all pointers in it are strings'.
    EscapeNonString,
}

/// What the declared function `obj` means, if it is one of those.
pub(super) fn of_declared(types: &Context, obj: ObjId) -> Option<Special> {
    let object = types.object(obj);
    let pkg = types.package(object.pkg?);
    if !pkg.is_trusted || object.as_func().is_none_or(|data| data.is_method) {
        return None;
    }
    special(pkg.path.as_str(), object.name.as_str())
}

fn special(path: &str, name: &str) -> Option<Special> {
    use Intrinsic as I;
    let intrinsic = match path {
        "sync/atomic" => return sync_atomic(name),
        "internal/runtime/atomic" => return runtime_atomic(name),
        "math" => match name {
            "Sqrt" | "sqrt" => I::Sqrt,
            "Floor" | "archFloor" => I::Floor,
            "Ceil" | "archCeil" => I::Ceil,
            "Trunc" | "archTrunc" => I::Trunc,
            "RoundToEven" => I::RoundToEven,
            "Abs" => I::Abs,
            "Copysign" => I::Copysign,
            "FMA" => I::Fma,
            "Float32bits" | "Float32frombits" | "Float64bits" | "Float64frombits" => I::Bitcast,
            _ => return None,
        },
        "math/bits" => match name {
            "TrailingZeros" | "TrailingZeros8" | "TrailingZeros16" | "TrailingZeros32"
            | "TrailingZeros64" => I::TrailingZeros,
            "Len" | "Len8" | "Len16" | "Len32" | "Len64" => I::Len,
            "OnesCount" | "OnesCount8" | "OnesCount16" | "OnesCount32" | "OnesCount64" => {
                I::OnesCount
            }
            "ReverseBytes" | "ReverseBytes16" | "ReverseBytes32" | "ReverseBytes64" => {
                I::ReverseBytes
            }
            "RotateLeft" | "RotateLeft8" | "RotateLeft16" | "RotateLeft32" | "RotateLeft64" => {
                I::RotateLeft
            }
            "Mul" | "Mul64" => I::Mul64,
            "Add" | "Add64" => I::Add64,
            "Sub" | "Sub64" => I::Sub64,
            "Div" | "Div64" => return Some(Special::Div64),
            _ => return None,
        },
        "internal/runtime/sys" => match name {
            "TrailingZeros8" | "TrailingZeros32" | "TrailingZeros64" => I::TrailingZeros,
            "Len8" | "Len64" => I::Len,
            "OnesCount64" => I::OnesCount,
            "Bswap32" | "Bswap64" => I::ReverseBytes,
            "Prefetch" | "PrefetchStreamed" => I::Prefetch,
            "GetCallerPC" => return Some(Special::CallerPc),
            "GetCallerSP" => return Some(Special::CallerSp),
            "GetClosurePtr" => return Some(Special::ClosurePtr),
            _ => return None,
        },
        "internal/runtime/math" => match name {
            "MulUintptr" => I::MulUintptr,
            "Mul64" => I::Mul64,
            "Add64" => I::Add64,
            _ => return None,
        },
        "internal/runtime/maps" => match name {
            "ctrlGroupMatchH2" => I::CtrlGroupMatchH2,
            "ctrlGroupMatchEmpty" => I::CtrlGroupMatchEmpty,
            "ctrlGroupMatchEmptyOrDeleted" => I::CtrlGroupMatchEmptyOrDeleted,
            "ctrlGroupMatchFull" => I::CtrlGroupMatchFull,
            "bitsetFirst" => I::BitsetFirst,
            "bitsetRemoveBelow" => I::BitsetRemoveBelow,
            "bitsetLowestSet" => I::BitsetLowestSet,
            "bitsetShiftOutLowest" => I::BitsetShiftOutLowest,
            _ => return None,
        },
        "crypto/internal/constanttime" => match name {
            "Select" => I::ConstantTimeSelect,
            "boolToUint8" => I::ConstantTimeBoolToUint8,
            _ => return None,
        },
        "internal/abi" => match name {
            "FuncPCABI0" | "FuncPCABIInternal" => return Some(Special::FuncCode),
            "EscapeNonString" => return Some(Special::EscapeNonString),
            _ => return None,
        },
        "runtime" => match name {
            "KeepAlive" => return Some(Special::KeepAlive),
            "getg" => return Some(Special::GetG),
            "publicationBarrier" => I::PublicationBarrier,
            _ => return None,
        },
        _ => return None,
    };
    Some(Special::Intrinsic(intrinsic))
}

fn sync_atomic(name: &str) -> Option<Special> {
    let op = atomic_prefix(
        name,
        &[
            ("Swap", Intrinsic::AtomicExchange),
            ("CompareAndSwap", Intrinsic::AtomicCas),
            ("Add", Intrinsic::AtomicAdd),
            ("And", Intrinsic::AtomicAnd),
            ("Or", Intrinsic::AtomicOr),
            ("Load", Intrinsic::AtomicLoad),
            ("Store", Intrinsic::AtomicStore),
        ],
        &["Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"],
    )?;
    Some(Special::Intrinsic(op))
}

fn runtime_atomic(name: &str) -> Option<Special> {
    let op = match name {
        "Loadp" | "LoadAcq" | "LoadAcq64" | "LoadAcquintptr" => Intrinsic::AtomicLoad,
        "StorepNoWB" | "StoreRel" | "StoreRel64" | "StoreReluintptr" | "storePointer" => {
            Intrinsic::AtomicStore
        }
        "CasRel" | "Casp1" | "casPointer" => Intrinsic::AtomicCas,
        _ => atomic_prefix(
            name,
            &[
                ("Load", Intrinsic::AtomicLoad),
                ("Store", Intrinsic::AtomicStore),
                ("Xadd", Intrinsic::AtomicAdd),
                ("Xchg", Intrinsic::AtomicExchange),
                ("Cas", Intrinsic::AtomicCas),
                ("And", Intrinsic::AtomicAnd),
                ("Or", Intrinsic::AtomicOr),
            ],
            &["", "8", "32", "64", "int32", "int64", "uint", "uintptr"],
        )?,
    };
    Some(Special::Intrinsic(op))
}

/// The operation of a name made of one of the prefixes and one of the suffixes.
fn atomic_prefix(
    name: &str,
    prefixes: &[(&str, Intrinsic)],
    suffixes: &[&str],
) -> Option<Intrinsic> {
    prefixes.iter().find_map(|(prefix, op)| {
        let suffix = name.strip_prefix(prefix)?;
        suffixes.contains(&suffix).then_some(*op)
    })
}
