//! SSA: the form in which functions are optimised and handed to the code generator.
//!
//! [`func::Func`] is the data structure, [`op::Op`] says what each operation means, [`verify`]
//! checks the rules, [`text`] prints and reads it. `build` makes it from hir.

pub mod abi;
pub mod build;
pub mod builder;
pub mod cfg;
pub mod dom;
pub mod entities;
pub mod facts;
pub mod func;
pub mod loops;
pub mod op;
pub mod phi;
pub mod shape;
pub mod text;
pub mod type_;
pub mod verify;

#[cfg(test)]
mod testing;

pub use build::{BuildCx, build_func};
pub use cfg::{Cfg, Edge};
pub use dom::DomTree;
pub use entities::{AliasTag, Block, DebugVar, Inst, Slot, Value};
pub use facts::ProgramFacts;
pub use func::{
    AliasData, BlockCall, BlockData, DebugLabel, DebugPlace, DebugVarData, Func, FuncFlags,
    InstData, MemKind, Signature, SlotData, Src, TailCallee, Term, ValueData, ValueDef,
};
pub use loops::{Loop, LoopData, Loops};
pub use op::{BoundsKind, DivInfo, Effects, FloatCond, IntCond, MemArg, Op, RmwOp, VecOp};
pub use rgo_hir::data::DataReloc;
pub use rgo_hir::tree::{InlineNode, InlinedCall};
pub use rgo_hir::{DataId, FuncId, GlobalId, StaticData, SymbolRef, lowering};
pub use rgo_types::TypeId;
pub use shape::{Scalar, Shape, Shapes};
pub use type_::{Lanes, Type};
pub use verify::verify;
