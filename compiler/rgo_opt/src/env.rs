//! What passes may ask about the program.

use rgo_ssa::lowering::Helper;
use rgo_ssa::{DataId, FuncId, ProgramFacts, StaticData, TypeId};

/// The program around a function that is optimised.
pub trait Env {
    /// The library function that compiled code calls for `helper`.
    fn helper(&self, helper: Helper) -> FuncId;

    /// Static data that is never written.
    fn read_only(&self, data: DataId) -> Option<&StaticData>;

    /// The code that an itab holds for method `index` of `iface`, if that is settled.
    fn itab_method(&self, concrete: TypeId, iface: TypeId, index: u32) -> Option<FuncId>;

    /// Offsets of the pointers in a value that the collector follows, if there are at most `limit`.
    fn pointer_offsets(&self, ty: TypeId, limit: usize) -> Option<Vec<u64>>;

    /// Offsets of the scalars that values of a type consist of, if they can live in SSA values.
    fn scalar_offsets(&self, ty: TypeId) -> Option<Vec<u32>>;

    /// Whether a function's code takes a closure pointer. If not, its static closure object leads
    /// to an adapter that drops one.
    fn takes_closure(&self, func: FuncId) -> bool;
}

impl Env for ProgramFacts<'_> {
    fn helper(&self, helper: Helper) -> FuncId {
        ProgramFacts::helper(self, helper)
    }

    fn read_only(&self, data: DataId) -> Option<&StaticData> {
        ProgramFacts::read_only(self, data)
    }

    fn itab_method(&self, concrete: TypeId, iface: TypeId, index: u32) -> Option<FuncId> {
        ProgramFacts::itab_method(self, concrete, iface, index)
    }

    fn pointer_offsets(&self, ty: TypeId, limit: usize) -> Option<Vec<u64>> {
        ProgramFacts::pointer_offsets(self, ty, limit)
    }

    fn scalar_offsets(&self, ty: TypeId) -> Option<Vec<u32>> {
        ProgramFacts::scalar_offsets(self, ty)
    }

    fn takes_closure(&self, func: FuncId) -> bool {
        ProgramFacts::takes_closure(self, func)
    }
}
