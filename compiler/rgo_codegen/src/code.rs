//! Machine code of one function, with everything the tables need to know of it. Free of addresses
//! and of absolute lines.

use rgo_abi::module_data::TrapKind;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::Symbol;
use rgo_hir::{FuncId, SymbolRef};

use crate::dwarf::DebugVar;

/// What code refers to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CodeRef {
    /// Static data, or the address of a function.
    Static(SymbolRef),
    Runtime(RuntimeFn),
    /// The entry check's slow path.
    Morestack,
    /// The collector's phase flag.
    WriteBarrierFlag,
}

/// A 32-bit pc-relative reference: the only kind that code contains.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeReloc {
    pub offset: u32,
    pub target: CodeRef,
    pub addend: i64,
    /// The bytes belong to a call (or tail call) of the target.
    pub is_call: bool,
}

/// From `pc` on, code belongs to `src`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PcSrc {
    pub pc: u32,
    /// Line, relative to the start line of the function or inlined function it belongs to.
    pub line: i32,
    /// Index into `CompiledFunc::inlined`, -1 for the function itself.
    pub node: i32,
    /// The file, if it is not that of the function or inlined function: `//line` directives.
    pub file: Option<Symbol>,
}

impl PcSrc {
    /// Whether both belong to the same place in the source.
    pub fn is_same_place(&self, other: &PcSrc) -> bool {
        (self.line, self.node, self.file) == (other.line, other.node, other.file)
    }
}

/// An inlined call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedFrame {
    pub callee: FuncId,
    /// -1: called by the function itself.
    pub parent: i32,
    /// Relative to the start line of the parent.
    pub call_line: i32,
    /// As `PcSrc::file`, of the call.
    pub call_file: Option<Symbol>,
}

/// A callee-saved register in the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SavedReg {
    /// Offset of the instruction behind the one that stores it.
    pub pc: u32,
    /// DWARF number.
    pub dwarf_reg: u16,
    /// Offset from the CFA, negative.
    pub cfa_offset: i32,
}

/// A function's frame, for unwinders.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frame {
    /// Bytes below the saved `rbp`.
    pub size: u32,
    /// Offset behind `push rbp`.
    pub after_push: u32,
    /// Offset behind `mov rbp, rsp`.
    pub after_set: u32,
    /// Offset of the CFA from `rbp`.
    pub cfa_offset: u32,
    pub saved: Vec<SavedReg>,
}

impl Frame {
    /// The saved registers as bits, in the order rbx r12 r13 r14 (`FuncInfo::saved`).
    pub fn saved_mask(&self) -> u32 {
        const ORDER: [u16; 4] = [3, 12, 13, 14];
        let bit = |saved: &SavedReg| ORDER.iter().position(|&reg| reg == saved.dwarf_reg);
        self.saved
            .iter()
            .filter_map(bit)
            .fold(0, |mask, bit| mask | 1 << bit)
    }
}

/// Machine code of one function.
#[derive(Clone, Debug)]
pub struct CompiledFunc {
    pub id: FuncId,
    pub code: Vec<u8>,
    pub align: u32,
    pub relocs: Vec<CodeReloc>,
    /// Ascending by pc.
    pub traps: Vec<(u32, TrapKind)>,
    /// Ascending by pc, the first at 0.
    pub lines: Vec<PcSrc>,
    /// Faulting instructions that belong elsewhere than `lines` says, ascending by pc.
    pub faults: Vec<PcSrc>,
    pub inlined: Vec<InlinedFrame>,
    pub frame: Frame,
    /// Without debug information: empty.
    pub vars: Vec<DebugVar>,
    /// Has an entry check.
    pub is_checked: bool,
    /// Has a defer record.
    pub has_defer: bool,
    pub is_wrapper: bool,
}
