//! Layout of the structures that compiled code touches directly. All offsets in bytes.

/// Bytes of a machine word, of a pointer.
pub const WORD: u32 = 8;

/// Offsets in `G`, the goroutine descriptor that `r15` points to.
pub mod g {
    /// `u64`: entry checks compare `rsp` with it; `POISON` asks the goroutine to stop.
    pub const STACK_GUARD: i32 = 0;
    /// `u32`: loop polls test it against 0.
    pub const POLL: i32 = 8;
    /// `u32`: set while the runtime must not split or yield (fork child, nosplit sections).
    pub const LOCKED: i32 = 12;
    /// `u64`: address of the function whose entry check failed, for `rgo_morestack`.
    pub const MORE_FUNC: i32 = 16;
    /// `u64`: bytes of stack arguments of that function.
    pub const MORE_ARGS: i32 = 24;
    /// Operands of a failed bounds check, for the function that reports it, which makes no entry
    /// check. The words of a failed entry check serve: neither is needed for long.
    pub const CHECK_X: i32 = MORE_FUNC;
    pub const CHECK_Y: i32 = MORE_ARGS;
    /// Pointer to the newest [`super::defer_record`].
    pub const DEFER: i32 = 32;
    /// Pointer to the newest panic record (runtime's own).
    pub const PANIC: i32 = 40;
    /// Pointer to the current P's allocation runs, see [`super::alloc_run`].
    pub const ALLOC: i32 = 48;
    /// Arguments and results of stubs that preserve every register, [`N_ARGS`] words.
    pub const ARGS: i32 = 56;
    pub const N_ARGS: usize = 5;
    /// First offset that compiled code does not use. The overlay's `type g` mirrors what follows.
    pub const PRIVATE: i32 = 96;
}

/// Value of `STACK_GUARD` that every stack pointer is below.
pub const POISON: u64 = u64::MAX;

/// A defer record, in the frame of a deferring function. `CLOSURES` holds one closure pointer for
/// each of its `defer` statements if none of them lies in a loop; otherwise all its deferred calls
/// are [`defer_node`]s on `LOOP`.
///
/// The record is on the list `g::DEFER` from the function's first defer point to its return. Bit
/// `i` of `BITS` is set when statement `i` is executed and cleared before its call. Calls run in
/// reverse order of execution: outside loops that is descending `i`.
pub mod defer_record {
    /// Next older record.
    pub const LINK: i32 = 0;
    /// `rsp` in the function's body, stored by the function.
    pub const SP: i32 = 8;
    /// `rbp` of the function, stored by the function.
    pub const FP: i32 = 16;
    /// Address of the re-entry handler, stored by `rgo_deferpush`. It is entered after `recover`
    /// with `rsp` and `rbp` as above, `rax` = the record, `rdx` = 0, `r15 = g`; every other
    /// register is garbage.
    pub const HANDLER: i32 = 24;
    /// Stack segment and guard at registration, filled by `rgo_deferpush`.
    pub const SEGMENT: i32 = 32;
    pub const GUARD: i32 = 40;
    /// Newest pending [`super::defer_node`]: loop defers and, for functions that have any, all.
    pub const LOOP: i32 = 48;
    /// `u64`: pending statements outside loops.
    pub const BITS: i32 = 56;
    /// Number of entries in `CLOSURES`, `u32`.
    pub const COUNT: i32 = 64;
    /// First closure pointer.
    pub const CLOSURES: i32 = 72;
    /// Statements outside loops that one record can hold; a function with more uses nodes.
    pub const MAX_CLOSURES: usize = 64;
}

/// A heap-allocated deferred call of a function that defers in a loop. Such a function uses nodes
/// for all its defers, so that the list alone gives the order.
pub mod defer_node {
    /// Next older node of the same record.
    pub const LINK: i32 = 0;
    /// Closure to call.
    pub const CLOSURE: i32 = 8;
    pub const SIZE: u32 = 16;
}

/// Allocation runs: `g::ALLOC` points to an array of `{next free slot, end}` pairs, indexed by
/// `2 * size_class + is_noscan`. Compiled code may take a slot of a constant size: if
/// `next + slot size <= end`, store `next + slot size` back; the slot is zeroed. For types with
/// pointers of at most [`heap::MAX_BITMAP_OBJECT`](super::layout::heap) bytes it then *ors* the
/// pointer mask of the type into the mspan's bitmap, one bit per word. Nothing between taking the
/// slot and writing the bitmap may be a safepoint.
pub mod alloc_run {
    pub const NEXT: i32 = 0;
    pub const END: i32 = 8;
    pub const SIZE: u32 = 16;
}

/// The heap's geometry.
pub mod heap {
    /// mspans of objects up to `MAX_BITMAP_OBJECT` have this size and alignment.
    pub const SMALL_MSPAN: usize = 8192;
    /// Objects with pointers up to this size have their pointer bits in the mspan, larger ones an
    /// 8-byte type header in front.
    pub const MAX_BITMAP_OBJECT: usize = 512;
    /// Offset in the mspan of the pointer bits, one per word of the mspan, lowest bit first.
    pub const PTR_BITS: usize = SMALL_MSPAN - 256;
    /// Offset in the mspan of mark bits, scan bits, owner and class.
    pub const MARKS: usize = SMALL_MSPAN - 128;
}

/// Offset of the code pointer in a closure object; captures follow at natural alignment.
pub const CLOSURE_CODE: i32 = 0;

/// A string header: pointer, length.
pub mod string {
    pub const PTR: i32 = 0;
    pub const LEN: i32 = 8;
    pub const SIZE: u32 = 16;
}

/// A slice header: pointer, length, capacity.
pub mod slice {
    pub const PTR: i32 = 0;
    pub const LEN: i32 = 8;
    pub const CAP: i32 = 16;
    pub const SIZE: u32 = 24;
}

/// An interface: itab (or type, if it has no methods) and data word.
pub mod interface {
    pub const TAB: i32 = 0;
    pub const DATA: i32 = 8;
    pub const SIZE: u32 = 16;
}

/// `hchan`'s fields that `len` and `cap` read inline, both words.
pub mod chan {
    pub const LEN: i32 = 0;
    pub const CAP: i32 = 8;
}

/// A map header (`internal/runtime/maps.Map`): `len` reads this word.
pub mod map {
    pub const USED: i32 = 0;
}

/// A select case as `runtime.selectgo` takes it.
pub mod scase {
    pub const CHAN: i32 = 0;
    pub const ELEM: i32 = 8;
    pub const SIZE: u32 = 16;
}

/// Accesses at offsets below this from a nil pointer fault and become nil dereference panics; from
/// it on the compiler checks explicitly.
pub const NIL_PAGE: u64 = 4096;
