//! Type descriptors and itabs: `internal/abi`'s layout of Go 1.27, bit for bit (offsets in bytes).

/// The common header of every descriptor.
pub mod ty {
    pub const SIZE_: usize = 0;
    pub const PTR_BYTES: usize = 8;
    pub const HASH: usize = 16;
    pub const TFLAG: usize = 20;
    pub const ALIGN: usize = 21;
    pub const FIELD_ALIGN: usize = 22;
    pub const KIND: usize = 23;
    pub const EQUAL: usize = 24;
    pub const GC_DATA: usize = 32;
    pub const STR: usize = 40;
    pub const PTR_TO_THIS: usize = 44;
    pub const HEADER: usize = 48;
}

/// Bits of `TFLAG`.
pub mod tflag {
    pub const UNCOMMON: u8 = 1;
    pub const EXTRA_STAR: u8 = 2;
    pub const NAMED: u8 = 4;
    pub const REGULAR_MEMORY: u8 = 8;
    pub const GC_MASK_ON_DEMAND: u8 = 16;
    pub const DIRECT_IFACE: u8 = 32;
}

/// Values of `KIND`.
pub mod kind {
    pub const BOOL: u8 = 1;
    pub const INT: u8 = 2;
    pub const INT8: u8 = 3;
    pub const INT16: u8 = 4;
    pub const INT32: u8 = 5;
    pub const INT64: u8 = 6;
    pub const UINT: u8 = 7;
    pub const UINT8: u8 = 8;
    pub const UINT16: u8 = 9;
    pub const UINT32: u8 = 10;
    pub const UINT64: u8 = 11;
    pub const UINTPTR: u8 = 12;
    pub const FLOAT32: u8 = 13;
    pub const FLOAT64: u8 = 14;
    pub const COMPLEX64: u8 = 15;
    pub const COMPLEX128: u8 = 16;
    pub const ARRAY: u8 = 17;
    pub const CHAN: u8 = 18;
    pub const FUNC: u8 = 19;
    pub const INTERFACE: u8 = 20;
    pub const MAP: u8 = 21;
    pub const POINTER: u8 = 22;
    pub const SLICE: u8 = 23;
    pub const STRING: u8 = 24;
    pub const STRUCT: u8 = 25;
    pub const UNSAFE_POINTER: u8 = 26;
}

/// Types with more pointer words than this many mask bytes say have on-demand masks.
pub const MAX_PTRMASK_BYTES: usize = 16;

/// An itab.
pub mod itab {
    pub const INTER: usize = 0;
    pub const TYPE: usize = 8;
    pub const HASH: usize = 16;
    pub const FUN: usize = 24;
}
