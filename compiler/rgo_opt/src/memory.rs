//! Which writes a read may see: addresses, aliasing, and memory in SSA form.
//!
//! Every instruction that may write memory is a definition of all memory; where paths with different
//! definitions meet stands a phi. [`Memory::clobber`] walks up from a read to the first definition
//! that may have written what is read. Two reads of one address with one clobber, of which one
//! dominates the other, give the same value.
//!
//! The classic reference is LLVM's MemorySSA (Novillo, "Memory SSA - A Unified Approach for Sparsely
//! Representing Memory Operations", 2007).

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::packed_option::PackedOption;
use rgo_base::{EntitySet, PrimaryMap, SecondaryMap, entity_impl};
use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{
    AliasTag, Block, Cfg, DomTree, Func, Inst, MemKind, Op, Slot, SymbolRef, Type, Value, ValueDef,
};

/// A definition of memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Def(u32);
entity_impl!(Def, "m");

impl Def {
    /// Memory as the function found it.
    pub const ENTRY: Def = Def(0);
}

/// What a definition is.
#[derive(Clone, Debug)]
pub enum DefData {
    Entry,
    /// An instruction that writes, on top of what was before.
    Inst {
        inst: Inst,
        before: Def,
    },
    /// Where paths meet; one argument for each edge to the block.
    Phi {
        block: Block,
        args: Vec<Def>,
    },
}

/// The object an address points into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Root {
    Slot(Slot),
    Symbol(SymbolRef),
    /// Made by this allocation.
    New(Inst),
    /// Whatever this value points to.
    Unknown(Value),
}

/// What is left of an address without constant offsets and checks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Base {
    Slot(Slot),
    Symbol(SymbolRef),
    Value(Value),
}

/// Bytes in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loc {
    pub base: Base,
    pub offset: i64,
    /// `None`: from the offset on, without limit in either direction.
    pub size: Option<u64>,
    pub tag: AliasTag,
    pub root: Root,
}

impl Loc {
    /// Whether all of `other` is certainly part of this, both having one base.
    pub fn covers(&self, other: &Loc) -> bool {
        let (Some(size), Some(other_size)) = (self.size, other.size) else {
            return false;
        };
        self.base == other.base
            && self.offset <= other.offset
            && other.offset + other_size as i64 <= self.offset + size as i64
    }

    /// Whether both are exactly the same bytes.
    pub fn is_same(&self, other: &Loc) -> bool {
        self.base == other.base
            && self.offset == other.offset
            && self.size.is_some()
            && self.size == other.size
    }
}

/// Steps that one question may take.
const MAX_STEPS: u32 = 120;

/// Memory of a function in SSA form.
pub struct Memory {
    pub defs: PrimaryMap<Def, DefData>,
    /// Definition in force before each instruction that reads or writes memory.
    pub before: SecondaryMap<Inst, PackedOption<Def>>,
    /// Block of each instruction.
    block_of: SecondaryMap<Inst, PackedOption<Block>>,
    /// Objects whose address is known to instructions of this function only.
    private: Objects,
}

impl Memory {
    pub fn compute(func: &Func, cfg: &Cfg) -> Memory {
        let mut memory = Memory {
            defs: PrimaryMap::new(),
            before: SecondaryMap::new(),
            block_of: SecondaryMap::new(),
            private: Objects::compute(func, cfg),
        };
        memory.defs.push(DefData::Entry);
        let mut ends: SecondaryMap<Block, Def> = SecondaryMap::with_default(Def::ENTRY);
        let mut phis: Vec<Def> = Vec::new();
        for (at, &block) in cfg.rpo.iter().enumerate() {
            let mut current = match cfg.preds(block) {
                [] => Def::ENTRY,
                [edge] if edge.call == HANDLER => {
                    // Anything may have happened before.
                    let args = Vec::new();
                    memory.defs.push(DefData::Phi { block, args })
                }
                [edge] if cfg.rpo_idx(edge.pred) < at => ends[edge.pred],
                edges => {
                    let is_early = |edge: &rgo_ssa::Edge| cfg.rpo_idx(edge.pred) < at;
                    let first = ends[edges[0].pred];
                    if edges
                        .iter()
                        .all(|edge| is_early(edge) && ends[edge.pred] == first)
                    {
                        first
                    } else {
                        let args = Vec::new();
                        let phi = memory.defs.push(DefData::Phi { block, args });
                        phis.push(phi);
                        phi
                    }
                }
            };
            for &inst in &func.blocks[block].insts {
                memory.block_of[inst] = block.into();
                let op = func.op(inst);
                let effects = op.effects();
                if effects.reads || effects.writes {
                    memory.before[inst] = current.into();
                }
                if is_def(op) {
                    let before = current;
                    current = memory.defs.push(DefData::Inst { inst, before });
                }
            }
            ends[block] = current;
        }
        for phi in phis {
            if let DefData::Phi { block, args } = &mut memory.defs[phi] {
                *args = cfg
                    .preds(*block)
                    .iter()
                    .map(|edge| ends[edge.pred])
                    .collect();
            }
        }
        memory
    }

    /// The block in which a definition happens; the entry's is the function's first.
    pub fn def_block(&self, func: &Func, def: Def) -> Block {
        match self.defs[def] {
            DefData::Entry => func.entry(),
            DefData::Inst { inst, .. } => self.block_of[inst].expect("it stands in a block"),
            DefData::Phi { block, .. } => block,
        }
    }

    /// The access that an instruction makes: what a load reads, a store, copy or clearing writes.
    pub fn loc(&self, func: &Func, inst: Inst) -> Option<Loc> {
        let args = func.args(inst);
        let (address, offset, size, tag) = match *func.op(inst) {
            Op::Load(mem) => {
                let ty = func.ty(func.result(inst));
                (args[0], mem.offset, u64::from(ty.bytes()), mem.tag)
            }
            Op::Store { mem, .. } => {
                let size = u64::from(func.ty(args[1]).bytes());
                (args[0], mem.offset, size, mem.tag)
            }
            Op::Move { size, .. } | Op::Zero { size, .. } => (args[0], 0, size, AliasTag::ANY),
            _ => return None,
        };
        Some(locate(func, address, i64::from(offset), Some(size), tag))
    }

    /// What a copy reads.
    pub fn source(&self, func: &Func, inst: Inst) -> Option<Loc> {
        match *func.op(inst) {
            Op::Move { size, .. } => {
                let address = func.arg(inst, 1);
                Some(locate(func, address, 0, Some(size), AliasTag::ANY))
            }
            _ => None,
        }
    }

    /// Whether nothing but this function's own accesses touch an object.
    pub fn is_private(&self, root: Root) -> bool {
        match root {
            Root::Slot(slot) => self.private.slots.contains(slot),
            Root::New(inst) => self.private.news.contains(inst),
            Root::Symbol(_) | Root::Unknown(_) => false,
        }
    }

    /// Whether two accesses may touch the same byte.
    pub fn may_alias(&self, func: &Func, a: &Loc, b: &Loc) -> bool {
        if a.base == b.base {
            let (Some(a_size), Some(b_size)) = (a.size, b.size) else {
                return true;
            };
            return a.offset < b.offset + b_size as i64 && b.offset < a.offset + a_size as i64;
        }
        self.may_share(func, a, b)
    }

    /// The same without relying on what their bases are just now.
    fn may_share(&self, func: &Func, a: &Loc, b: &Loc) -> bool {
        !self.are_distinct(a.root, b.root) && tags_may_alias(func, a.tag, b.tag)
    }

    /// Whether two roots certainly are different objects.
    fn are_distinct(&self, a: Root, b: Root) -> bool {
        match (a, b) {
            (Root::Slot(a), Root::Slot(b)) => a != b,
            // A `new` runs again in a loop: its objects differ from one turn to the next, so that
            // sameness says nothing, but two allocations never give one object.
            (Root::New(a), Root::New(b)) => a != b,
            (Root::Symbol(a), Root::Symbol(b)) => a != b && are_variables(a, b),
            (Root::Slot(_), Root::Symbol(_) | Root::New(_))
            | (Root::Symbol(_) | Root::New(_), Root::Slot(_))
            | (Root::Symbol(_), Root::New(_))
            | (Root::New(_), Root::Symbol(_)) => true,
            (known, Root::Unknown(_)) | (Root::Unknown(_), known) => self.is_private(known),
        }
    }

    /// Whether a definition by an instruction may write what `loc` covers. `is_now`: the bases of
    /// both have the values they have where `loc` is accessed.
    fn may_write(&self, func: &Func, inst: Inst, loc: &Loc, is_now: bool) -> bool {
        if let Some(written) = self.loc(func, inst) {
            return if is_now {
                self.may_alias(func, &written, loc)
            } else {
                self.may_share(func, &written, loc)
            };
        }
        let is_private = self.is_private(loc.root);
        match *func.op(inst) {
            Op::CallRuntime(callee) => match runtime_effect(callee) {
                RuntimeEffect::None => false,
                RuntimeEffect::New => loc.root == Root::New(inst),
                RuntimeEffect::Writes(at) => {
                    let address = func.arg(inst, at);
                    let written = locate(func, address, 0, None, AliasTag::ANY);
                    written.base == loc.base || self.may_share(func, &written, loc)
                }
                RuntimeEffect::All => !is_private,
            },
            _ => !is_private,
        }
    }

    /// The nearest definition at or above `from` that may have written what `loc` covers, where
    /// `loc` is accessed under `from`. `dom` must be of the function as it is.
    pub fn clobber(&self, func: &Func, dom: &DomTree, from: Def, loc: &Loc) -> Def {
        let mut walk = Walk {
            memory: self,
            func,
            dom,
            loc,
            base_block: match loc.base {
                Base::Slot(_) | Base::Symbol(_) => None,
                Base::Value(value) => match func.values[value].def {
                    ValueDef::Param(block) => Some(block),
                    ValueDef::Result(inst, _) => self.block_of[inst].expand(),
                },
            },
            steps: MAX_STEPS,
            active: Vec::new(),
        };
        walk.up(from, true)
    }
}

struct Walk<'a> {
    memory: &'a Memory,
    func: &'a Func,
    dom: &'a DomTree,
    loc: &'a Loc,
    /// Block in which the base is computed; none if it is the same everywhere.
    base_block: Option<Block>,
    steps: u32,
    /// Phis whose arguments are being looked at.
    active: Vec<Def>,
}

impl Walk<'_> {
    /// Whether the base has one value on all paths through `block`: it is computed above.
    fn is_stable_at(&self, block: Block) -> bool {
        self.base_block
            .is_none_or(|base| base != block && self.dom.dominates(base, block))
    }

    fn up(&mut self, from: Def, is_now: bool) -> Def {
        let (mut at, mut is_now) = (from, is_now);
        loop {
            if self.steps == 0 {
                return at;
            }
            self.steps -= 1;
            match &self.memory.defs[at] {
                DefData::Entry => return at,
                DefData::Inst { inst, before } => {
                    if self.memory.may_write(self.func, *inst, self.loc, is_now) {
                        return at;
                    }
                    at = *before;
                }
                DefData::Phi { block, args } => {
                    if self.active.contains(&at) {
                        return at;
                    }
                    is_now = is_now && self.is_stable_at(*block);
                    match self.through(at, args, is_now) {
                        Some(above) => at = above,
                        None => return at,
                    }
                }
            }
        }
    }

    /// The one definition that all paths into a phi lead to without a write on the way.
    fn through(&mut self, phi: Def, args: &[Def], is_now: bool) -> Option<Def> {
        self.active.push(phi);
        let mut found = None;
        for &arg in args {
            let def = self.up(arg, is_now);
            // A cycle back to the phi adds nothing.
            if def == phi {
                continue;
            }
            if found.is_some_and(|found| found != def) || self.steps == 0 {
                found = None;
                break;
            }
            found = Some(def);
        }
        self.active.pop();
        found
    }
}

/// Whether an operation is a definition of memory.
fn is_def(op: &Op) -> bool {
    match op {
        Op::Poll => false,
        Op::CallRuntime(callee) => !matches!(runtime_effect(*callee), RuntimeEffect::None),
        op => op.effects().writes,
    }
}

/// What a runtime function writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuntimeEffect {
    /// Nothing that was there before.
    None,
    /// A new object, zeroed, which is its result.
    New,
    /// Memory at an operand.
    Writes(usize),
    All,
}

/// What a runtime function writes. Other goroutines may run meanwhile; what they write without
/// synchronisation need not be seen.
pub fn runtime_effect(callee: RuntimeFn) -> RuntimeEffect {
    match callee {
        _ if callee.info().is_pure => RuntimeEffect::None,
        RuntimeFn::NewObject | RuntimeFn::MakeSlice => RuntimeEffect::New,
        RuntimeFn::MakeSliceCopy
        | RuntimeFn::ConvT
        | RuntimeFn::ConvT16
        | RuntimeFn::ConvT32
        | RuntimeFn::ConvT64
        | RuntimeFn::ConvTString
        | RuntimeFn::ConvTSlice
        | RuntimeFn::GrowSlice
        | RuntimeFn::MakeChan
        | RuntimeFn::WriteBarrier
        | RuntimeFn::Rand32 => RuntimeEffect::None,
        RuntimeFn::MemMove | RuntimeFn::MemClr | RuntimeFn::MemClrHasPointers => {
            RuntimeEffect::Writes(0)
        }
        RuntimeFn::TypedMemMove | RuntimeFn::TypedMemClr | RuntimeFn::TypedSliceCopy => {
            RuntimeEffect::Writes(1)
        }
        // Into a buffer, if there is one.
        RuntimeFn::ConcatStrings
        | RuntimeFn::SliceByteToString
        | RuntimeFn::StringToSliceByte
        | RuntimeFn::SliceRuneToString
        | RuntimeFn::StringToSliceRune
        | RuntimeFn::IntString => RuntimeEffect::Writes(0),
        _ => RuntimeEffect::All,
    }
}

/// Without constant offsets and checks: base, offset and object of an address.
pub fn locate(func: &Func, address: Value, offset: i64, size: Option<u64>, tag: AliasTag) -> Loc {
    let (mut base, mut offset) = (address, offset);
    while let Some(inst) = func.def_inst(base) {
        match *func.op(inst) {
            Op::NilCheck | Op::Guard => base = func.arg(inst, 0),
            Op::PtrAdd => match checked_const(func, func.arg(inst, 1)) {
                Some(c) => {
                    base = func.arg(inst, 0);
                    offset = offset.wrapping_add(c);
                }
                None => break,
            },
            _ => break,
        }
    }
    let root = root_of(func, base);
    let base = match func.def_op(base) {
        Some(&Op::SlotAddr(slot, at)) => {
            offset = offset.wrapping_add(i64::from(at));
            Base::Slot(slot)
        }
        Some(&Op::SymbolAddr(symbol, at)) => {
            offset = offset.wrapping_add(at);
            Base::Symbol(symbol)
        }
        _ => Base::Value(base),
    };
    Loc {
        base,
        offset,
        size,
        tag,
        root,
    }
}

/// The constant that a value is once checked, scaled or not.
fn checked_const(func: &Func, value: Value) -> Option<i64> {
    let inst = func.def_inst(value)?;
    match (*func.op(inst), func.args(inst)) {
        (Op::Iconst(c), _) => Some(c),
        (Op::Guard, &[x]) | (Op::BoundsCheck { .. }, &[x, _]) => checked_const(func, x),
        (Op::Shl, &[x, n]) => {
            let (x, n) = (checked_const(func, x)?, func.as_iconst(n)?);
            (0..64).contains(&n).then(|| x.wrapping_shl(n as u32))
        }
        (Op::Mul, &[x, y]) => Some(checked_const(func, x)?.wrapping_mul(func.as_iconst(y)?)),
        _ => None,
    }
}

/// The object that an address points into, whatever is added to it.
pub fn root_of(func: &Func, address: Value) -> Root {
    let mut at = address;
    while let Some(inst) = func.def_inst(at) {
        match *func.op(inst) {
            Op::NilCheck | Op::Guard | Op::PtrAdd => at = func.arg(inst, 0),
            Op::SlotAddr(slot, _) => return Root::Slot(slot),
            Op::SymbolAddr(symbol, _) => return Root::Symbol(symbol),
            Op::CallRuntime(RuntimeFn::NewObject | RuntimeFn::MakeSlice) => {
                return Root::New(inst);
            }
            _ => break,
        }
    }
    Root::Unknown(at)
}

/// Whether different symbols of these kinds are different memory.
fn are_variables(a: SymbolRef, b: SymbolRef) -> bool {
    let is_variable =
        |symbol: SymbolRef| matches!(symbol, SymbolRef::Global(_) | SymbolRef::Data(_));
    is_variable(a) && is_variable(b)
}

/// Whether accesses with these tags may touch the same byte.
pub fn tags_may_alias(func: &Func, a: AliasTag, b: AliasTag) -> bool {
    let (a, b) = (func.alias_tags[a], func.alias_tags[b]);
    if a.kind == MemKind::Any || b.kind == MemKind::Any {
        return true;
    }
    if a.kind != b.kind {
        return false;
    }
    match (a.root, b.root) {
        (Some(x), Some(y)) if x == y => a.offset == b.offset,
        _ => true,
    }
}

/// Objects that are reached by no pointer that this function does not compute from their address.
#[derive(Default)]
struct Objects {
    slots: EntitySet<Slot>,
    news: EntitySet<Inst>,
}

impl Objects {
    fn compute(func: &Func, cfg: &Cfg) -> Objects {
        let mut objects = Objects::default();
        for (slot, data) in &func.slots {
            if !data.is_observed {
                objects.slots.insert(slot);
            }
        }
        for &block in &cfg.rpo {
            for &inst in &func.blocks[block].insts {
                let op = func.op(inst);
                if let Op::CallRuntime(RuntimeFn::NewObject | RuntimeFn::MakeSlice) = op {
                    objects.news.insert(inst);
                }
            }
        }
        for &block in &cfg.rpo {
            for &inst in &func.blocks[block].insts {
                for (at, &arg) in func.args(inst).iter().enumerate() {
                    if func.ty(arg) == Type::Ptr && leaks(func.op(inst), at) {
                        objects.expose(func, arg);
                    }
                }
            }
            func.each_term_use(block, |value| {
                if func.ty(value) == Type::Ptr {
                    objects.expose(func, value);
                }
            });
        }
        objects
    }

    fn expose(&mut self, func: &Func, value: Value) {
        match root_of(func, value) {
            Root::Slot(slot) => {
                self.slots.remove(slot);
            }
            Root::New(inst) => {
                self.news.remove(inst);
            }
            Root::Symbol(_) | Root::Unknown(_) => {}
        }
    }
}

/// Whether operand `at` of an operation, an address, may be kept or used by others.
fn leaks(op: &Op, at: usize) -> bool {
    match op {
        Op::Load(_) | Op::NilCheck | Op::Guard | Op::PtrAdd | Op::Icmp(_) | Op::Prefetch => false,
        Op::Store { .. } => at == 1,
        Op::Move { .. } | Op::Zero { .. } => false,
        Op::CallRuntime(callee) => match callee {
            RuntimeFn::MemMove
            | RuntimeFn::MemClr
            | RuntimeFn::MemClrHasPointers
            | RuntimeFn::MemEqual
            | RuntimeFn::CmpString
            | RuntimeFn::TypedMemMove
            | RuntimeFn::TypedMemClr
            | RuntimeFn::TypedSliceCopy
            | RuntimeFn::ConvT => false,
            // Headers are read; strings they hold have leaked by being stored.
            RuntimeFn::ConcatStrings => at == 0,
            _ => true,
        },
        _ => true,
    }
}
