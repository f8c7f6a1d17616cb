//! Static data: initial values of package variables, string bytes, composite literals laid out at
//! compile time, and what they and the code refer to.

use rgo_base::entity_impl;
use rgo_types::TypeId;

use crate::program::{FuncId, GlobalId};

/// Anonymous static data, interned by content if read-only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataId(u32);
entity_impl!(DataId, "data");

/// What an address can refer to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SymbolRef {
    /// A function's code.
    Func(FuncId),
    /// Its static closure object, for use as a func value.
    FuncValue(FuncId),
    Global(GlobalId),
    Data(DataId),
    /// A type descriptor.
    Type(TypeId),
    /// What allocation, copying and clearing of a type's values want of its descriptor: the header
    /// with size, alignment and pointers. The descriptor itself if it is there anyway, else a
    /// header that types of one layout may share.
    GcType(TypeId),
    /// The itab of a concrete type for an interface type with methods.
    Itab {
        concrete: TypeId,
        iface: TypeId,
    },
}

/// A pointer inside static data.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DataReloc {
    pub offset: u32,
    pub target: SymbolRef,
    pub addend: i64,
}

/// Bytes with pointers in them. Bytes behind `bytes.len()` up to `size` are zero.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct StaticData {
    pub bytes: Vec<u8>,
    pub size: u64,
    pub align: u32,
    /// Ascending by offset.
    pub relocs: Vec<DataReloc>,
    /// Its type, for the pointer mask of writable data; none if it holds no pointers into the heap.
    pub ty: Option<TypeId>,
    /// Never written: goes to read-only data.
    pub is_read_only: bool,
}
