//! `rgo_moduledata`: the one structure through which the runtime finds the program's tables.
//!
//! The linker emits it in read-only data under the symbol [`SYMBOL`]; the runtime declares it as
//! an extern static.

/// Name of the symbol.
pub const SYMBOL: &str = "rgo_moduledata";

/// A table: address of the first element and number of elements.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slice<T> {
    pub ptr: *const T,
    pub len: usize,
}

impl<T> Slice<T> {
    /// The table as a slice.
    ///
    /// # Safety
    /// Must be one that the linker emitted.
    pub unsafe fn get(&self) -> &'static [T] {
        // SAFETY: the caller vouches that the linker emitted `len` elements at `ptr`.
        unsafe { core::slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// A contiguous part of the data segment whose pointer words the collector scans.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DataRange {
    pub start: *const u8,
    pub bytes: usize,
    /// One bit per word, set if it may hold a pointer; lowest bit first.
    pub ptr_mask: *const u8,
}

/// Initialization of one package: the functions run in order.
#[repr(C)]
pub struct InitTask {
    /// Import path.
    pub name: Slice<u8>,
    /// Go functions without parameters.
    pub funcs: Slice<unsafe extern "C" fn()>,
}

/// A source of a hardware fault that means a Go panic.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Trap {
    /// Offset of the faulting instruction from `text_start`.
    pub pc: u32,
    pub kind: TrapKind,
}

#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrapKind {
    /// Memory access through a pointer that may be nil.
    NilDeref = 1,
    /// Integer division by zero.
    Divide = 2,
    /// `ud2` behind a call that does not return: reaching it is a bug in rgo.
    Unreachable = 3,
}

/// The program's tables.
#[repr(C)]
pub struct ModuleData {
    /// Compiled Go code; the runtime's own code lies outside.
    pub text_start: usize,
    pub text_end: usize,
    /// Offsets of function starts from `text_start`, ascending, with one sentinel entry (the end
    /// of the last function) behind `func_info.len` entries.
    pub func_starts: Slice<u32>,
    /// Parallel to `func_starts`, without the sentinel.
    pub func_info: Slice<crate::func_info::FuncInfo>,
    /// Varint blobs that `FuncInfo` refers to.
    pub pc_data: Slice<u8>,
    /// Length-prefixed (uvarint) strings that `FuncInfo` refers to.
    pub strings: Slice<u8>,
    pub inline_tree: Slice<crate::func_info::InlineNode>,
    /// Ascending by `pc`.
    pub traps: Slice<Trap>,
    /// Start and end of the type descriptors: name, type and text offsets are relative to
    /// `types_start` (text offsets to `text_start`).
    pub types_start: usize,
    pub types_end: usize,
    /// All descriptors that reflection may find, ascending by string form.
    pub type_links: Slice<*const u8>,
    /// All static itabs.
    pub itabs: Slice<*const u8>,
    /// Data and bss that may hold pointers.
    pub data: DataRange,
    pub bss: DataRange,
    pub init_tasks: Slice<InitTask>,
    /// Paths of [`crate::func_info::RUNTIME_FILES`].
    pub runtime_files: Slice<Slice<u8>>,
    /// `main.main`.
    pub main: unsafe extern "C" fn(),
}

// SAFETY: immutable after linking.
unsafe impl Sync for ModuleData {}
