//! What passes ask about the program, answered from hir's tables.

use rgo_hir::lowering::Helper;
use rgo_hir::{DataId, FuncId, StaticData};
use rgo_types::TypeId;

use crate::build::BuildCx;

/// The program around the functions that are optimised.
#[derive(Clone, Copy)]
pub struct ProgramFacts<'a> {
    pub cx: BuildCx<'a>,
}

impl<'a> ProgramFacts<'a> {
    /// The library function that compiled code calls for `helper`.
    pub fn helper(&self, helper: Helper) -> FuncId {
        self.cx.helper(helper)
    }

    /// Static data, if it is never written.
    pub fn read_only(&self, data: DataId) -> Option<&'a StaticData> {
        let data = self.cx.prog.data.get(data);
        data.is_read_only.then_some(data)
    }

    /// The code that the itab of `concrete` for `iface` holds for method `index`.
    pub fn itab_method(&self, concrete: TypeId, iface: TypeId, index: u32) -> Option<FuncId> {
        let methods = self.cx.shapes.types.interface_methods(iface);
        let method = methods.get(index as usize)?;
        Some(self.cx.prog.data_word_method(concrete, method.name))
    }

    /// Offsets of the pointers in a value that the collector follows, if there are at most `limit`.
    pub fn pointer_offsets(&self, ty: TypeId, limit: usize) -> Option<Vec<u64>> {
        let types = self.cx.shapes.types;
        let word = u64::from(rgo_abi::layout::WORD);
        // Every other word of an interface is one.
        if types.ptr_bytes(ty) > 2 * word * limit as u64 + word * limit as u64 {
            return None;
        }
        let mut offsets = Vec::new();
        types.for_each_pointer_word(ty, &mut |at| offsets.push(at * word));
        (offsets.len() <= limit).then_some(offsets)
    }

    /// Offsets of the scalars that values of a type consist of, if they can live in SSA values.
    pub fn scalar_offsets(&self, ty: TypeId) -> Option<Vec<u32>> {
        let scalars = self.cx.shapes.get(ty).scalars()?;
        Some(scalars.iter().map(|scalar| scalar.offset).collect())
    }

    /// Whether a function's code takes a closure pointer.
    pub fn takes_closure(&self, func: FuncId) -> bool {
        let entry = &self.cx.prog.funcs[func];
        let tree = entry.optimized.get().or_else(|| entry.built.get());
        tree.is_some_and(|tree| tree.is_closure)
    }
}
