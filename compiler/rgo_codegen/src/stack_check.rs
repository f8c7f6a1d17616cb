//! How deep code goes that does not check the stack.
//!
//! Below the guard that entry checks compare with, the runtime keeps headroom: so much for its own
//! functions, so much for Go functions without a check ([`MAX_UNCHECKED_BYTES`]). Unchecked are
//! `//go:nosplit` functions, which may call each other, and small functions that make no calls.
//! Frames are known only now, after register allocation.

use rgo_hir::{FuncId, SymbolRef};
use rustc_hash::FxHashMap;

use crate::code::{CodeRef, CompiledFunc};

/// Bytes that a chain of unchecked functions may take.
pub const MAX_UNCHECKED_BYTES: u32 = 1024;

/// Saved frame pointer and return address.
const LINKAGE: u32 = 16;

/// A chain of unchecked functions that takes too much stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooDeep {
    /// From the outermost to the innermost, or to the one that closes a cycle.
    pub chain: Vec<FuncId>,
    /// None: it calls itself.
    pub bytes: Option<u32>,
}

/// Depth below a function: in the making while its callees are looked at.
#[derive(Clone, Copy)]
enum Depth {
    Open,
    /// Bytes, and the callee that takes most.
    Known(u32, Option<FuncId>),
}

/// Checks all chains of unchecked functions.
pub fn check(funcs: &[CompiledFunc]) -> Result<(), TooDeep> {
    let unchecked: FxHashMap<FuncId, &CompiledFunc> = funcs
        .iter()
        .filter(|func| !func.is_checked)
        .map(|func| (func.id, func))
        .collect();
    let mut depths = FxHashMap::default();
    for func in funcs.iter().filter(|func| !func.is_checked) {
        let bytes = depth(func, &unchecked, &mut depths)?;
        if bytes > MAX_UNCHECKED_BYTES {
            return Err(TooDeep {
                chain: chain(func.id, &depths),
                bytes: Some(bytes),
            });
        }
    }
    Ok(())
}

fn depth(
    func: &CompiledFunc,
    unchecked: &FxHashMap<FuncId, &CompiledFunc>,
    depths: &mut FxHashMap<FuncId, Depth>,
) -> Result<u32, TooDeep> {
    match depths.get(&func.id) {
        Some(&Depth::Known(bytes, _)) => return Ok(bytes),
        Some(Depth::Open) => {
            return Err(TooDeep {
                chain: vec![func.id],
                bytes: None,
            });
        }
        None => {}
    }
    depths.insert(func.id, Depth::Open);
    let mut deepest = (0, None);
    for reloc in func.relocs.iter().filter(|reloc| reloc.is_call) {
        let CodeRef::Static(SymbolRef::Func(callee)) = reloc.target else {
            continue;
        };
        let Some(callee) = unchecked.get(&callee) else {
            continue;
        };
        let bytes = depth(callee, unchecked, depths).map_err(|mut deep| {
            deep.chain.insert(0, func.id);
            deep
        })?;
        if bytes > deepest.0 {
            deepest = (bytes, Some(callee.id));
        }
    }
    let bytes = func.frame.size + LINKAGE + deepest.0;
    depths.insert(func.id, Depth::Known(bytes, deepest.1));
    Ok(bytes)
}

/// The chain that takes most, from `func` on.
fn chain(func: FuncId, depths: &FxHashMap<FuncId, Depth>) -> Vec<FuncId> {
    let mut chain = vec![func];
    while let Some(Depth::Known(_, Some(next))) =
        depths.get(chain.last().expect("it starts with one"))
    {
        chain.push(*next);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::{TooDeep, check};
    use crate::code::{CodeRef, CodeReloc, CompiledFunc, Frame};
    use rgo_hir::{FuncId, SymbolRef};

    fn func(id: u32, size: u32, is_checked: bool, callees: &[u32]) -> CompiledFunc {
        let reloc = |&callee: &u32| CodeReloc {
            offset: 0,
            target: CodeRef::Static(SymbolRef::Func(FuncId::from_u32(callee))),
            addend: 0,
            is_call: true,
        };
        CompiledFunc {
            id: FuncId::from_u32(id),
            code: Vec::new(),
            align: 16,
            relocs: callees.iter().map(reloc).collect(),
            traps: Vec::new(),
            lines: Vec::new(),
            faults: Vec::new(),
            inlined: Vec::new(),
            frame: Frame {
                size,
                ..Frame::default()
            },
            vars: Vec::new(),
            is_checked,
            has_defer: false,
            is_wrapper: false,
        }
    }

    #[test]
    fn chains_end_at_checked_functions() {
        let funcs = [
            func(1, 400, false, &[2, 3]),
            func(2, 5000, true, &[1]),
            func(3, 500, false, &[]),
        ];
        assert_eq!(check(&funcs), Ok(()));
        let funcs = [
            func(1, 600, false, &[3]),
            func(2, 8, false, &[]),
            func(3, 500, false, &[2]),
        ];
        let deep = TooDeep {
            chain: [1, 3, 2].map(FuncId::from_u32).to_vec(),
            bytes: Some(600 + 500 + 8 + 3 * 16),
        };
        assert_eq!(check(&funcs), Err(deep));
    }

    #[test]
    fn recursion_without_a_check_is_an_error() {
        let funcs = [func(1, 8, false, &[2]), func(2, 8, false, &[1])];
        let deep = TooDeep {
            chain: [1, 2, 1].map(FuncId::from_u32).to_vec(),
            bytes: None,
        };
        assert_eq!(check(&funcs), Err(deep));
    }
}
