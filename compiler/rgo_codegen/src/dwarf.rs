//! Debug information: DWARF 5 in the form gdb understands Go programs in.
//!
//! One unit for each package: its functions, with the calls inlined into them and variables; a
//! line table. One more unit holds the types of variables. Everything is written with final
//! addresses, after layout, and refers to itself by offsets from the start of each section: the
//! linker script places these sections in front of the runtime's.

mod buffer;
mod entry;
mod frame;
mod line;
mod types;
mod unit;
mod variable;

use rgo_abi::runtime_fn::ENTRY;
use rgo_hir::{FuncId, SymbolRef};
use rgo_link::write::{ExtraKind, ExtraSection};
use rgo_link::{AtomId, Layout};

pub(crate) use variable::variables;
pub use variable::{DebugVar, Expr, LocRange, VarPlace};

use crate::code::{Frame, InlinedFrame, PcSrc};
use crate::compile::Env;
use crate::position::FuncPlace;

/// What debug information says about one function. Free of addresses and absolute lines.
pub struct FuncDebug {
    pub id: FuncId,
    pub atom: AtomId,
    /// Where it is declared.
    pub place: FuncPlace,
    pub code_size: u32,
    pub lines: Vec<PcSrc>,
    pub inlined: Vec<InlinedFrame>,
    pub frame: Frame,
    pub vars: Vec<DebugVar>,
}

impl FuncDebug {
    /// Adds the addresses of static data to what expressions say about it. `addr` gives them; a
    /// variable that is the address of something the program does not contain is nowhere.
    pub fn resolve(&mut self, addr: impl Fn(SymbolRef) -> Option<u64>) {
        for var in &mut self.vars {
            let mut is_known = true;
            for expr in var.exprs_mut() {
                for (at, symbol) in std::mem::take(&mut expr.addresses) {
                    let field = &mut expr.bytes[at as usize..][..8];
                    let offset = u64::from_le_bytes(field.try_into().expect("8 bytes"));
                    match addr(symbol) {
                        Some(addr) => {
                            field.copy_from_slice(&addr.wrapping_add(offset).to_le_bytes());
                        }
                        None => is_known = false,
                    }
                }
            }
            if !is_known {
                var.place = VarPlace::Nowhere;
            }
        }
    }
}

/// The debug sections of a program whose functions are `funcs`.
pub fn emit(env: Env<'_>, layout: &Layout, funcs: &[FuncDebug]) -> Vec<ExtraSection> {
    let section = |name, bytes| ExtraSection {
        name,
        bytes,
        addresses: Vec::new(),
        kind: ExtraKind::Debug,
    };
    let entry_at = |name, bytes, places: Vec<u64>| ExtraSection {
        addresses: places.into_iter().map(|at| (at, ENTRY)).collect(),
        ..section(name, bytes)
    };
    let sections = unit::emit(env, layout, funcs);
    vec![
        section(".debug_abbrev", unit::abbrevs()),
        entry_at(".debug_info", sections.info, sections.entry_in_info),
        entry_at(".debug_line", sections.line, sections.entry_in_line),
        section(".debug_line_str", sections.line_strings),
        section(".debug_str", sections.strings),
        section(".debug_loclists", sections.locations),
        section(".debug_rnglists", sections.ranges),
        section(".debug_frame", frame::emit(layout, funcs)),
    ]
}
