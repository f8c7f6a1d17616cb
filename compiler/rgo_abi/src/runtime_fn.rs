//! Runtime functions in Rust that compiled code calls: symbol, signature, what they may do.
//!
//! All are `extern "C"`. Operations that need Go types (run-time error values, itab construction,
//! maps) are Go functions of the overlay and of `internal/runtime/maps`; hir names those by symbol.

/// A scalar of a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// Zero-extended to 32 bits.
    Bool,
    I32,
    I64,
    F64,
    /// A pointer the collector may see.
    Ptr,
}

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convention {
    /// `extern "C"`.
    SystemV,
    /// An assembly stub that preserves every register. Arguments and results, words, go through
    /// [`g::ARGS`](crate::layout::g::ARGS), so that the call binds no register either. For paths
    /// that are seldom taken.
    PreserveAll,
}

/// A runtime function's contract.
#[derive(Clone, Copy, Debug)]
pub struct RuntimeFnInfo {
    pub symbol: &'static str,
    pub convention: Convention,
    pub params: &'static [Scalar],
    /// At most two.
    pub results: &'static [Scalar],
    /// Never returns.
    pub is_noreturn: bool,
    /// May allocate, park, collect or call Go: a safepoint.
    pub is_safepoint: bool,
    /// Reads and writes no memory that compiled code sees (other than through its results).
    pub is_pure: bool,
}

macro_rules! runtime_fns {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal $conv:ident
        ($($param:ident),*) -> ($($result:ident),*) $($flag:ident)*;)*) => {
        /// A runtime function that compiled code calls.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum RuntimeFn { $($(#[$doc])* $name,)* }

        /// All of them, in order of their numbers.
        pub const ALL: &[RuntimeFn] = &[$(RuntimeFn::$name,)*];

        impl RuntimeFn {
            /// Its contract.
            pub const fn info(self) -> RuntimeFnInfo {
                match self {
                    $(RuntimeFn::$name => {
                        #[allow(unused_mut, reason = "rows without flags change nothing")]
                        let mut info = RuntimeFnInfo {
                            symbol: $symbol,
                            convention: Convention::$conv,
                            params: &[$(Scalar::$param),*],
                            results: &[$(Scalar::$result),*],
                            is_noreturn: false,
                            is_safepoint: false,
                            is_pure: false,
                        };
                        $(runtime_fns!(@flag info $flag);)*
                        info
                    })*
                }
            }
        }
    };
    (@flag $info:ident noreturn) => { $info.is_noreturn = true; };
    (@flag $info:ident safepoint) => { $info.is_safepoint = true; };
    (@flag $info:ident pure) => { $info.is_pure = true; };
}

runtime_fns! {
    // Stubs.
    /// Loop poll's slow path.
    Poll = "rgo_poll" PreserveAll () -> () safepoint;
    /// `(slot, new)`: the write barrier's slow path; shades `*slot` and `new`. The store follows.
    WriteBarrier = "rgo_write_barrier" PreserveAll (Ptr, Ptr) -> ();
    /// `(record, handler)`: puts a defer record on `g`'s list, fills segment and guard.
    DeferPush = "rgo_deferpush" SystemV (Ptr, Ptr) -> ();
    /// `(fp) -> (type, data)`: `recover()` in the function whose frame pointer is `fp`.
    Recover = "rgo_recover" SystemV (Ptr) -> (Ptr, Ptr) safepoint;
    /// `(type, data)`: `panic(v)`.
    Panic = "runtime.gopanic" SystemV (Ptr, Ptr) -> () noreturn safepoint;
    /// Runs the newest defer record's pending calls and takes it off the list: a deferring
    /// function's normal return, and the end of its re-entry handler.
    DeferReturn = "rgo_deferreturn" SystemV (Ptr) -> () safepoint;
    /// `(record, closure)`: defers a call from inside a loop.
    DeferNode = "rgo_defernode" SystemV (Ptr, Ptr) -> () safepoint;
    /// `go f()`: `(closure)`.
    NewProc = "runtime.newproc" SystemV (Ptr) -> () safepoint;

    // Allocation. Types are descriptors.
    /// `(type) -> ptr`: a zeroed object.
    NewObject = "runtime.newobject" SystemV (Ptr) -> (Ptr) safepoint;
    /// `(elem, len, cap) -> ptr`: checks both, zeroes.
    MakeSlice = "runtime.makeslice" SystemV (Ptr, I64, I64) -> (Ptr) safepoint;
    /// `(elem, tolen, fromlen, from) -> ptr`: `append([]T(nil), s...)` and `make` + `copy`.
    MakeSliceCopy = "runtime.makeslicecopy" SystemV (Ptr, I64, I64, Ptr) -> (Ptr) safepoint;
    /// `(type, from) -> ptr`: a heap copy of the value at `from`, for an interface's data word.
    ConvT = "runtime.convT" SystemV (Ptr, Ptr) -> (Ptr) safepoint;
    /// `(value) -> ptr`: the same for 2-, 4- and 8-byte values without pointers, zero-extended;
    /// values below 256 are static.
    ConvT16 = "runtime.convT16" SystemV (I64) -> (Ptr) safepoint;
    ConvT32 = "runtime.convT32" SystemV (I64) -> (Ptr) safepoint;
    ConvT64 = "runtime.convT64" SystemV (I64) -> (Ptr) safepoint;
    /// `(ptr, len) -> ptr`; empty strings are static.
    ConvTString = "runtime.convTstring" SystemV (Ptr, I64) -> (Ptr) safepoint;
    /// `(ptr, len, cap) -> ptr`; nil slices are static.
    ConvTSlice = "runtime.convTslice" SystemV (Ptr, I64, I64) -> (Ptr) safepoint;
    /// `(old_ptr, new_len, old_cap, num, elem) -> (ptr, cap)`: append's growth.
    GrowSlice = "rgo_growslice" PreserveAll (Ptr, I64, I64, I64, Ptr) -> (Ptr, I64) safepoint;

    // Memory.
    /// `(dst, src, n)`: overlapping allowed, no barriers.
    MemMove = "runtime.memmove" SystemV (Ptr, Ptr, I64) -> ();
    /// `(ptr, n)`: pointer-free memory or memory no barrier is due for.
    MemClr = "runtime.memclrNoHeapPointers" SystemV (Ptr, I64) -> ();
    /// `(ptr, n)`: with deletion barriers.
    MemClrHasPointers = "runtime.memclrHasPointers" SystemV (Ptr, I64) -> ();
    /// `(p, q, n) -> bool`
    MemEqual = "runtime.memequal" SystemV (Ptr, Ptr, I64) -> (Bool) pure;
    /// `(type, dst, src)`: one value, with barriers.
    TypedMemMove = "runtime.typedmemmove" SystemV (Ptr, Ptr, Ptr) -> ();
    /// `(type, ptr)`
    TypedMemClr = "runtime.typedmemclr" SystemV (Ptr, Ptr) -> ();
    /// `(elem, dst, src, n)`: `n` elements, overlapping allowed, with barriers.
    TypedSliceCopy = "rgo_typedslicecopy" SystemV (Ptr, Ptr, Ptr, I64) -> ();

    // Strings. `buf` is a 32-byte stack buffer or nil.
    /// `(buf, strings, n) -> (ptr, len)`: concatenates `n` string headers.
    ConcatStrings = "runtime.concatstrings" SystemV (Ptr, Ptr, I64) -> (Ptr, I64) safepoint;
    /// `(p, plen, q, qlen) -> -1, 0, 1`
    CmpString = "runtime.cmpstring" SystemV (Ptr, I64, Ptr, I64) -> (I64) pure;
    /// `(buf, ptr, len) -> (ptr, len)`: `string(bytes)`
    SliceByteToString = "runtime.slicebytetostring" SystemV (Ptr, Ptr, I64) -> (Ptr, I64) safepoint;
    /// `(buf, ptr, len) -> (ptr, cap)`: `[]byte(s)`
    StringToSliceByte = "runtime.stringtoslicebyte" SystemV (Ptr, Ptr, I64) -> (Ptr, I64) safepoint;
    /// `(buf, ptr, len) -> (ptr, len)`: `string(runes)`
    SliceRuneToString = "runtime.slicerunetostring" SystemV (Ptr, Ptr, I64) -> (Ptr, I64) safepoint;
    /// `(out, ptr, len)`: `[]rune(s)`; `out` is a slice header. No buffer.
    StringToSliceRune = "runtime.stringtoslicerune" SystemV (Ptr, Ptr, I64) -> () safepoint;
    /// `(buf, rune) -> (ptr, len)`: `string(r)`
    IntString = "runtime.intstring" SystemV (Ptr, I64) -> (Ptr, I64) safepoint;
    /// `(ptr, len, at) -> (rune, next)`: the rune at byte `at` of a string.
    DecodeRune = "rgo_decoderune" SystemV (Ptr, I64, I64) -> (I32, I64) pure;
    /// `(ptr, len) -> n`
    CountRunes = "rgo_countrunes" SystemV (Ptr, I64) -> (I64) pure;

    // Channels.
    /// `(type, size) -> chan`
    MakeChan = "runtime.makechan" SystemV (Ptr, I64) -> (Ptr) safepoint;
    /// `(chan, elem)`
    ChanSend = "runtime.chansend1" SystemV (Ptr, Ptr) -> () safepoint;
    /// `(chan, elem) -> received`; `elem` may be nil.
    ChanRecv = "runtime.chanrecv2" SystemV (Ptr, Ptr) -> (Bool) safepoint;
    CloseChan = "runtime.closechan" SystemV (Ptr) -> () safepoint;
    /// `(chan) -> n`: timer channels answer 0.
    ChanLen = "runtime.chanlen" SystemV (Ptr) -> (I64);
    ChanCap = "runtime.chancap" SystemV (Ptr) -> (I64);
    /// `(cases, order, n_sends, n_recvs, block) -> (index, received)`: `cases` are `scase`s, sends
    /// first; `order` is scratch space of `2 * n` u16. Index -1: default.
    SelectGo = "runtime.selectgo" SystemV (Ptr, Ptr, I64, I64, Bool) -> (I64, Bool) safepoint;
    /// `(chan, elem) -> sent`: a select of one send and default.
    SelectNbSend = "runtime.selectnbsend" SystemV (Ptr, Ptr) -> (Bool) safepoint;
    /// `(elem, chan) -> (selected, received)`: a select of one receive and default.
    SelectNbRecv = "runtime.selectnbrecv" SystemV (Ptr, Ptr) -> (Bool, Bool) safepoint;
    /// `select {}`
    Block = "runtime.block" SystemV () -> () noreturn safepoint;

    // Random numbers for maps and selects.
    Rand32 = "runtime.rand32" SystemV () -> (I32);

    // Arithmetic.
    /// `(hi, lo, y) -> (quo, rem)` of the unsigned 128-bit number by `y`, which is above `hi`.
    DivWide = "rgo_divwide" SystemV (I64, I64, I64) -> (I64, I64) pure;

    // Floating point that the ISA level has no instruction for.
    Fma = "fma" SystemV (F64, F64, F64) -> (F64) pure;
    Floor = "floor" SystemV (F64) -> (F64) pure;
    Ceil = "ceil" SystemV (F64) -> (F64) pure;
    Trunc = "trunc" SystemV (F64) -> (F64) pure;
    RoundToEven = "nearbyint" SystemV (F64) -> (F64) pure;
}

/// The collector's phase flag that write barriers test, a `u32`.
pub const WRITE_BARRIER_FLAG: &str = "runtime.writeBarrier";
/// Where all zero-size variables and objects are.
pub const ZERO_BASE: &str = "runtime.zerobase";
/// Entry checks' slow path.
pub const MORESTACK: &str = "rgo_morestack";
/// Entry point of the executable.
pub const ENTRY: &str = "_rt0_amd64_linux";

/// Go functions of the overlay that the runtime calls: roots of reachability.
pub const UPCALLS: &[&str] = &[
    "runtime.panicmem",
    "runtime.panicmemAddr",
    "runtime.panicdivide",
    "runtime.panicoverflow",
    "runtime.panicmakeslicelen",
    "runtime.panicmakeslicecap",
    "runtime.panicgrowslice",
    "runtime.panicalloc",
    "runtime.panicmakechansize",
    "runtime.panicsendclosed",
    "runtime.panicclosenil",
    "runtime.panicclosed",
    "runtime.panicnil",
    "runtime.preprintpanic",
    "runtime.printpanicval",
];

/// `(runtime symbol, Go function it calls)`: whoever refers to the first keeps the second alive.
/// The runtime's own reference to it is weak.
pub const RUNTIME_REFS: &[(&str, &str)] = &[
    ("reflect.makeFuncStub", "reflect.rgoCallReflect"),
    ("reflect.methodValueCall", "reflect.rgoCallMethod"),
];

/// Go functions that stand between a caller and what it calls, as compiler-made wrappers do: they
/// get `func_info::flags::WRAPPER`, so that `recover` looks through them.
pub const WRAPPERS: &[&str] = &[
    "runtime.reflectcall",
    "reflect.callMethod",
    "reflect.callReflect",
    "reflect.rgoCallMethod",
    "reflect.rgoCallReflect",
];

#[cfg(test)]
mod tests {
    use super::{ALL, Convention, Scalar};
    use crate::layout::g::N_ARGS;

    #[test]
    fn results_fit_two_registers() {
        assert!(
            ALL.iter()
                .all(|f| f.info().results.len() <= 2 && f.info().params.len() <= 6)
        );
    }

    #[test]
    fn stubs_get_words_and_few() {
        for info in ALL.iter().map(|f| f.info()) {
            let is_word = |scalar: &Scalar| matches!(scalar, Scalar::I64 | Scalar::Ptr);
            let is_stub = info.convention == Convention::PreserveAll;
            let mut scalars = info.params.iter().chain(info.results);
            assert!(!is_stub || info.params.len() <= N_ARGS && scalars.all(is_word));
        }
    }
}
