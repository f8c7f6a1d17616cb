//! What passes may ask about the program.

use rgo_ssa::lowering::Helper;
use rgo_ssa::{DataId, Func, FuncId, ProgramFacts, StaticData, TypeId};

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

    /// The body of a function that may stand in place of calls: one that `inline::is_candidate` was
    /// true of, as `pipeline::optimize` handed it out.
    fn inline_body(&self, func: FuncId) -> Option<&Func>;

    /// Whether a function's code takes a closure pointer. If not, its static closure object leads
    /// to an adapter that drops one.
    fn takes_closure(&self, func: FuncId) -> bool;
}

/// Bodies of functions that callers may take, by function.
pub trait Bodies {
    fn body(&self, func: FuncId) -> Option<&Func>;
}

/// No bodies.
pub struct NoBodies;

impl Bodies for NoBodies {
    fn body(&self, _func: FuncId) -> Option<&Func> {
        None
    }
}

/// The program as hir knows it, with the bodies optimised so far.
pub struct ProgramEnv<'a> {
    pub facts: ProgramFacts<'a>,
    pub bodies: &'a dyn Bodies,
}

impl Env for ProgramEnv<'_> {
    fn helper(&self, helper: Helper) -> FuncId {
        self.facts.helper(helper)
    }

    fn read_only(&self, data: DataId) -> Option<&StaticData> {
        self.facts.read_only(data)
    }

    fn itab_method(&self, concrete: TypeId, iface: TypeId, index: u32) -> Option<FuncId> {
        self.facts.itab_method(concrete, iface, index)
    }

    fn pointer_offsets(&self, ty: TypeId, limit: usize) -> Option<Vec<u64>> {
        self.facts.pointer_offsets(ty, limit)
    }

    fn scalar_offsets(&self, ty: TypeId) -> Option<Vec<u32>> {
        self.facts.scalar_offsets(ty)
    }

    fn inline_body(&self, func: FuncId) -> Option<&Func> {
        self.bodies.body(func)
    }

    fn takes_closure(&self, func: FuncId) -> bool {
        self.facts.takes_closure(func)
    }
}
