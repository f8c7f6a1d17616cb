//! The entities of a function in SSA form: `u32` keys into its tables.

use rgo_base::entity_impl;

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block(u32);
entity_impl!(Block, "b");

/// An SSA value: defined once, by an instruction or as a block parameter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(u32);
entity_impl!(Value, "v");

/// An instruction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inst(u32);
entity_impl!(Inst, "i");

/// A stack slot: memory of the function's frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);
entity_impl!(Slot, "slot");

/// What a memory access may touch, for alias analysis.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasTag(u32);
entity_impl!(AliasTag, "tag");

impl AliasTag {
    /// May touch any memory. Entry 0 of every function's table.
    pub const ANY: AliasTag = AliasTag(0);
}

/// A variable of the source that debuggers can show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DebugVar(u32);
entity_impl!(DebugVar, "var");
