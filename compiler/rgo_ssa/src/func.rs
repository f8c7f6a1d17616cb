//! One function in SSA form: tables indexed by entities.
//!
//! Blocks hold ordered lists of instructions and end in a [`Term`]. Side effects happen in the
//! order of the list; operations without effects may stand anywhere their operands are available.
//! Block parameters are the phis: a branch passes one argument for each parameter of its target.
//! Passes hold entities, never references into the tables. Instructions and values that no list
//! mentions any more stay in the tables as garbage.

use rgo_base::packed_option::{PackedOption, ReservedValue};
use rgo_base::{EntityList, ListPool, Pos, PrimaryMap, Symbol};
use rgo_hir::FuncId;
use rgo_hir::tree::{InlineNode, InlinedCall};
use rgo_types::TypeId;
use rustc_hash::FxHashMap;

use crate::entities::{AliasTag, Block, DebugVar, Inst, Slot, Value};
use crate::op::Op;
use crate::type_::Type;

/// Where an instruction comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Src {
    pub pos: Pos,
    /// The inlined call it belongs to.
    pub inlined: PackedOption<InlineNode>,
}

impl Src {
    /// No position.
    pub fn none() -> Src {
        Src {
            pos: Pos::NONE,
            inlined: PackedOption::default(),
        }
    }
}

impl Default for Src {
    fn default() -> Src {
        Src::none()
    }
}

/// An instruction.
#[derive(Clone)]
pub struct InstData {
    pub op: Op,
    pub args: EntityList<Value>,
    /// Results are numbered consecutively from here.
    first_result: Value,
    n_results: u32,
    pub src: Src,
}

/// Where a value is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// The n-th result of an instruction.
    Result(Inst, u32),
    /// A parameter of a block. Which one is found in the block.
    Param(Block),
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub struct ValueData {
    pub ty: Type,
    pub def: ValueDef,
}

/// A branch target with arguments for its parameters.
#[derive(Clone, Debug)]
pub struct BlockCall {
    pub block: Block,
    pub args: EntityList<Value>,
}

/// Who a tail call goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TailCallee {
    Func(FuncId),
    /// Code at the first argument.
    Indirect,
}

/// How a block ends.
#[derive(Clone, Debug, Default)]
pub enum Term {
    /// Not yet decided; only while building.
    #[default]
    None,
    /// `jump b(args)`
    Jump(BlockCall),
    /// `br c: i8, b(args), b(args)`. The first if `c` is not 0.
    Br {
        cond: Value,
        then: BlockCall,
        otherwise: BlockCall,
    },
    /// `switch x: i64, default, [targets]`. Target `x`, the default if there is none.
    Switch {
        index: Value,
        default: BlockCall,
        targets: Vec<BlockCall>,
    },
    /// `ret args`
    Return(EntityList<Value>),
    /// `tail_call f args`. The callee's results are this function's. No slot of this function
    /// may be reachable from the arguments.
    TailCall {
        callee: TailCallee,
        args: EntityList<Value>,
    },
    /// `defer_push SLOT, next, handler`. Registers the defer record at offset 0 of the slot with
    /// the runtime; goes on in `next`. After a recovered panic control enters `handler`, whose one
    /// parameter is the record's address: blocks reached from it use values defined in such blocks
    /// only, and no `slot_addr`.
    DeferPush {
        record: Slot,
        next: BlockCall,
        handler: Block,
    },
    /// Control does not get here: what precedes does not return.
    Unreachable,
}

/// A basic block.
#[derive(Clone, Default)]
pub struct BlockData {
    pub params: Vec<Value>,
    pub insts: Vec<Inst>,
    pub term: Term,
    /// Position of the terminator.
    pub term_src: Src,
    /// Seldom run: laid out behind everything else.
    pub is_cold: bool,
}

/// A stack slot.
#[derive(Clone, Debug)]
pub struct SlotData {
    pub size: u64,
    /// At most 16.
    pub align: u32,
    /// Type of its contents, for pointer maps. None: no pointers, or (`is_conservative`) unknown.
    pub ty: Option<TypeId>,
    /// Read by others than the instructions that mention it, whenever control leaves the function:
    /// the defer record and the results stored behind it.
    pub is_observed: bool,
}

/// Scalars passed and returned.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Signature {
    pub params: Vec<Type>,
    pub results: Vec<Type>,
}

/// Scalars that no access can confuse in a program without `unsafe` casts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum MemKind {
    /// Could be anything.
    Any,
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    /// A plain pointer, map, channel, func or `unsafe.Pointer`.
    Ptr,
    /// Data pointer of a string or slice.
    DataPtr,
    /// Length of a string or slice, capacity of a slice.
    Len,
    /// Itab or type word of an interface.
    Tab,
    /// Data word of an interface.
    IfaceData,
    /// Code pointer of a closure object.
    Code,
}

impl MemKind {
    pub const ALL: [MemKind; 13] = [
        MemKind::Any,
        MemKind::I8,
        MemKind::I16,
        MemKind::I32,
        MemKind::I64,
        MemKind::F32,
        MemKind::F64,
        MemKind::Ptr,
        MemKind::DataPtr,
        MemKind::Len,
        MemKind::Tab,
        MemKind::IfaceData,
        MemKind::Code,
    ];

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            MemKind::Any => "any",
            MemKind::I8 => "i8",
            MemKind::I16 => "i16",
            MemKind::I32 => "i32",
            MemKind::I64 => "i64",
            MemKind::F32 => "f32",
            MemKind::F64 => "f64",
            MemKind::Ptr => "ptr",
            MemKind::DataPtr => "dataptr",
            MemKind::Len => "len",
            MemKind::Tab => "tab",
            MemKind::IfaceData => "ifacedata",
            MemKind::Code => "code",
        }
    }
}

/// What an access may touch: a scalar of kind `kind`, at `offset` in a variable of type `root`.
///
/// Accesses of different kinds (other than `Any`) never overlap: kinds partition memory, so a
/// kind may be an alias region of the code generator. Two accesses with the same root and
/// different offsets do not overlap either.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AliasData {
    pub kind: MemKind,
    /// The variable's struct type, if the access goes through fields of one.
    pub root: Option<TypeId>,
    pub offset: u32,
}

/// How a debugger finds a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DebugPlace {
    /// Scalar `n` of its shape is the value labelled `(var, n)`.
    Scalars,
    /// In a slot, at an offset.
    Slot(Slot, u32),
    /// Behind the pointer labelled `(var, 0)`.
    Behind,
}

/// A variable of the source.
#[derive(Clone, Copy, Debug)]
pub struct DebugVarData {
    pub name: Symbol,
    pub ty: TypeId,
    pub pos: Pos,
    pub inlined: Option<InlineNode>,
    pub is_param: bool,
    pub place: DebugPlace,
}

/// From its definition on, `value` is scalar `part` of `var`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DebugLabel {
    pub value: Value,
    pub var: DebugVar,
    pub part: u16,
}

/// Properties of a function that the code generator and passes ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FuncFlags {
    /// The first parameter is the closure pointer.
    pub is_closure: bool,
    /// No entry check, no polls.
    pub nosplit: bool,
    /// Compiler-made: hidden in tracebacks, looked through by `recover`.
    pub is_wrapper: bool,
    /// Never inlined.
    pub noinline: bool,
    /// No `Store`, `Move`, `Zero` with `barrier` is left, no `WriteBarrier`.
    pub is_barriered: bool,
    /// No `BoundsCheck` and no `Guard` is left.
    pub is_lowered: bool,
}

/// A function.
#[derive(Clone)]
pub struct Func {
    pub id: FuncId,
    pub sig: Signature,
    pub flags: FuncFlags,
    /// Position of the declaration.
    pub pos: Pos,
    pub insts: PrimaryMap<Inst, InstData>,
    pub values: PrimaryMap<Value, ValueData>,
    pub blocks: PrimaryMap<Block, BlockData>,
    /// Emission order. `layout[0]` is the entry, whose parameters are the function's; unreachable
    /// blocks are absent.
    pub layout: Vec<Block>,
    pub slots: PrimaryMap<Slot, SlotData>,
    pub alias_tags: PrimaryMap<AliasTag, AliasData>,
    pub inlined: PrimaryMap<InlineNode, InlinedCall>,
    pub debug_vars: PrimaryMap<DebugVar, DebugVarData>,
    pub debug_labels: Vec<DebugLabel>,
    /// Lengths and capacities of slices, as far as somebody needs to know that the one is at most
    /// the other.
    pub slice_lens: Vec<(Value, Value)>,
    pub pool: ListPool<Value>,
    tag_ids: FxHashMap<AliasData, AliasTag>,
}

impl Func {
    /// A function without blocks.
    pub fn new(id: FuncId, sig: Signature) -> Func {
        let mut alias_tags = PrimaryMap::new();
        let any = AliasData {
            kind: MemKind::Any,
            root: None,
            offset: 0,
        };
        let tag = alias_tags.push(any);
        debug_assert_eq!(tag, AliasTag::ANY);
        let mut tag_ids = FxHashMap::default();
        tag_ids.insert(any, tag);
        Func {
            id,
            sig,
            flags: FuncFlags::default(),
            pos: Pos::NONE,
            insts: PrimaryMap::new(),
            values: PrimaryMap::new(),
            blocks: PrimaryMap::new(),
            layout: Vec::new(),
            slots: PrimaryMap::new(),
            alias_tags,
            inlined: PrimaryMap::new(),
            debug_vars: PrimaryMap::new(),
            debug_labels: Vec::new(),
            slice_lens: Vec::new(),
            pool: ListPool::new(),
            tag_ids,
        }
    }

    /// The entry block.
    pub fn entry(&self) -> Block {
        self.layout[0]
    }

    /// A new block, not yet in the layout.
    pub fn make_block(&mut self) -> Block {
        self.blocks.push(BlockData::default())
    }

    /// Appends a parameter to a block; branches to it owe an argument.
    pub fn add_param(&mut self, block: Block, ty: Type) -> Value {
        let value = self.values.push(ValueData {
            ty,
            def: ValueDef::Param(block),
        });
        self.blocks[block].params.push(value);
        value
    }

    /// A new instruction, in no block yet.
    pub fn make_inst(&mut self, op: Op, args: &[Value], results: &[Type], src: Src) -> Inst {
        let args = EntityList::from_slice(args, &mut self.pool);
        let inst = self.insts.push(InstData {
            op,
            args,
            first_result: Value::reserved_value(),
            n_results: results.len() as u32,
            src,
        });
        for (at, &ty) in results.iter().enumerate() {
            let value = self.values.push(ValueData {
                ty,
                def: ValueDef::Result(inst, at as u32),
            });
            if at == 0 {
                self.insts[inst].first_result = value;
            }
        }
        inst
    }

    /// Appends a new instruction with at most one result to `block`, gives its result.
    ///
    /// # Panics
    /// If `results` is empty.
    pub fn append1(
        &mut self,
        block: Block,
        op: Op,
        args: &[Value],
        result: Type,
        src: Src,
    ) -> Value {
        let inst = self.make_inst(op, args, &[result], src);
        self.blocks[block].insts.push(inst);
        self.result(inst)
    }

    /// Appends a new instruction to `block`.
    pub fn append(
        &mut self,
        block: Block,
        op: Op,
        args: &[Value],
        results: &[Type],
        src: Src,
    ) -> Inst {
        let inst = self.make_inst(op, args, results, src);
        self.blocks[block].insts.push(inst);
        inst
    }

    /// Operands of an instruction.
    pub fn args(&self, inst: Inst) -> &[Value] {
        self.insts[inst].args.as_slice(&self.pool)
    }

    /// Operand `n` of an instruction.
    pub fn arg(&self, inst: Inst, n: usize) -> Value {
        self.args(inst)[n]
    }

    /// Operands of an instruction, to change them.
    pub fn args_mut(&mut self, inst: Inst) -> &mut [Value] {
        self.insts[inst].args.as_mut_slice(&mut self.pool)
    }

    /// Makes an instruction compute something else, of the same result types.
    pub fn replace_op(&mut self, inst: Inst, op: Op, args: &[Value]) {
        let list = EntityList::from_slice(args, &mut self.pool);
        let data = &mut self.insts[inst];
        data.op = op;
        data.args = list;
    }

    pub fn op(&self, inst: Inst) -> &Op {
        &self.insts[inst].op
    }

    /// Results of an instruction.
    pub fn results(&self, inst: Inst) -> impl ExactSizeIterator<Item = Value> + use<> {
        let data = &self.insts[inst];
        let first = data.first_result.as_u32();
        (0..data.n_results as usize).map(move |n| Value::from_u32(first + n as u32))
    }

    pub fn n_results(&self, inst: Inst) -> usize {
        self.insts[inst].n_results as usize
    }

    /// The first result of an instruction.
    ///
    /// # Panics
    /// If it has none.
    pub fn result(&self, inst: Inst) -> Value {
        let data = &self.insts[inst];
        assert!(data.n_results > 0, "an instruction without results");
        data.first_result
    }

    /// Type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }

    /// The instruction that defines a value, if none a block parameter.
    pub fn def_inst(&self, value: Value) -> Option<Inst> {
        match self.values[value].def {
            ValueDef::Result(inst, _) => Some(inst),
            ValueDef::Param(_) => None,
        }
    }

    /// The operation that computes a value, if it is not a block parameter.
    pub fn def_op(&self, value: Value) -> Option<&Op> {
        self.def_inst(value).map(|inst| &self.insts[inst].op)
    }

    /// The integer or pointer constant that a value is.
    pub fn as_iconst(&self, value: Value) -> Option<i64> {
        match self.def_op(value) {
            Some(&Op::Iconst(n)) => Some(n),
            _ => None,
        }
    }

    /// A branch to `block`.
    pub fn block_call(&mut self, block: Block, args: &[Value]) -> BlockCall {
        BlockCall {
            block,
            args: EntityList::from_slice(args, &mut self.pool),
        }
    }

    /// Arguments of a branch.
    pub fn call_args(&self, call: &BlockCall) -> &[Value] {
        call.args.as_slice(&self.pool)
    }

    /// Types of a call's arguments, without an indirect call's code pointer, and results.
    pub fn call_signature(&self, inst: Inst) -> Signature {
        let skip = usize::from(matches!(self.insts[inst].op, Op::CallIndirect));
        Signature {
            params: self.args(inst)[skip..]
                .iter()
                .map(|&v| self.ty(v))
                .collect(),
            results: self.results(inst).map(|v| self.ty(v)).collect(),
        }
    }

    /// The tag of accesses described by `data`, one for equal descriptions.
    pub fn intern_tag(&mut self, data: AliasData) -> AliasTag {
        *self
            .tag_ids
            .entry(data)
            .or_insert_with(|| self.alias_tags.push(data))
    }

    /// Calls `f` with each branch of a block, in the order of the text form.
    pub fn each_succ(&self, block: Block, mut f: impl FnMut(&BlockCall)) {
        match &self.blocks[block].term {
            Term::Jump(call) => f(call),
            Term::Br {
                then, otherwise, ..
            } => {
                f(then);
                f(otherwise);
            }
            Term::Switch {
                default, targets, ..
            } => {
                f(default);
                targets.iter().for_each(f);
            }
            Term::DeferPush { next, .. } => f(next),
            Term::None | Term::Return(_) | Term::TailCall { .. } | Term::Unreachable => {}
        }
    }

    /// Calls `f` with each block that control may reach directly from `block`, handlers included;
    /// once per edge.
    pub fn each_target(&self, block: Block, mut f: impl FnMut(Block)) {
        self.each_succ(block, |call| f(call.block));
        if let Term::DeferPush { handler, .. } = self.blocks[block].term {
            f(handler);
        }
    }

    /// Calls `f` with each value a terminator uses, branch arguments last.
    pub fn each_term_use(&self, block: Block, mut f: impl FnMut(Value)) {
        let term = &self.blocks[block].term;
        match term {
            Term::Br { cond, .. } => f(*cond),
            Term::Switch { index, .. } => f(*index),
            Term::Return(args) | Term::TailCall { args, .. } => {
                args.as_slice(&self.pool).iter().copied().for_each(&mut f);
            }
            Term::None | Term::Jump(_) | Term::DeferPush { .. } | Term::Unreachable => {}
        }
        self.each_succ(block, |call| {
            call.args
                .as_slice(&self.pool)
                .iter()
                .copied()
                .for_each(&mut f);
        });
    }

    /// Replaces every value that a block's instructions and terminator use.
    pub fn map_uses(&mut self, block: Block, f: &mut impl FnMut(Value) -> Value) {
        let Func {
            blocks,
            insts,
            pool,
            ..
        } = self;
        let data = &mut blocks[block];
        for &inst in &data.insts {
            map_list(&mut insts[inst].args, pool, f);
        }
        data.term.map_uses(pool, f);
    }

    /// Replaces every use of a value in the function, debug labels included.
    pub fn map_all_uses(&mut self, mut f: impl FnMut(Value) -> Value) {
        for at in 0..self.layout.len() {
            self.map_uses(self.layout[at], &mut f);
        }
        for label in &mut self.debug_labels {
            label.value = f(label.value);
        }
        for (len, cap) in &mut self.slice_lens {
            (*len, *cap) = (f(*len), f(*cap));
        }
    }
}

fn map_list(
    list: &mut EntityList<Value>,
    pool: &mut ListPool<Value>,
    f: &mut impl FnMut(Value) -> Value,
) {
    for value in list.as_mut_slice(pool) {
        *value = f(*value);
    }
}

impl Term {
    /// Replaces every value that the terminator uses.
    pub fn map_uses(&mut self, pool: &mut ListPool<Value>, f: &mut impl FnMut(Value) -> Value) {
        match self {
            Term::Br { cond, .. } => *cond = f(*cond),
            Term::Switch { index, .. } => *index = f(*index),
            Term::Return(args) | Term::TailCall { args, .. } => map_list(args, pool, f),
            Term::None | Term::Jump(_) | Term::DeferPush { .. } | Term::Unreachable => {}
        }
        self.each_call_mut(|call| map_list(&mut call.args, pool, f));
    }

    /// Calls `f` with each branch, to change it; in the order of the text form.
    pub fn each_call_mut(&mut self, mut f: impl FnMut(&mut BlockCall)) {
        match self {
            Term::Jump(call) => f(call),
            Term::Br {
                then, otherwise, ..
            } => {
                f(then);
                f(otherwise);
            }
            Term::Switch {
                default, targets, ..
            } => {
                f(default);
                targets.iter_mut().for_each(f);
            }
            Term::DeferPush { next, .. } => f(next),
            Term::None | Term::Return(_) | Term::TailCall { .. } | Term::Unreachable => {}
        }
    }

    /// Number of branches: what [`Term::each_call_mut`] and [`Func::each_succ`] visit.
    pub fn n_calls(&self) -> usize {
        match self {
            Term::Jump(_) | Term::DeferPush { .. } => 1,
            Term::Br { .. } => 2,
            Term::Switch { targets, .. } => targets.len() + 1,
            Term::None | Term::Return(_) | Term::TailCall { .. } | Term::Unreachable => 0,
        }
    }

    /// Branch `n`.
    ///
    /// # Panics
    /// If there is none.
    pub fn call(&self, n: usize) -> &BlockCall {
        match (self, n) {
            (Term::Jump(call) | Term::DeferPush { next: call, .. }, 0)
            | (Term::Br { then: call, .. }, 0)
            | (
                Term::Br {
                    otherwise: call, ..
                },
                1,
            )
            | (Term::Switch { default: call, .. }, 0) => call,
            (Term::Switch { targets, .. }, n) => &targets[n - 1],
            _ => panic!("no branch {n}"),
        }
    }

    /// Branch `n`, to change it.
    ///
    /// # Panics
    /// If there is none.
    pub fn call_mut(&mut self, n: usize) -> &mut BlockCall {
        match (self, n) {
            (Term::Jump(call) | Term::DeferPush { next: call, .. }, 0)
            | (Term::Br { then: call, .. }, 0)
            | (
                Term::Br {
                    otherwise: call, ..
                },
                1,
            )
            | (Term::Switch { default: call, .. }, 0) => call,
            (Term::Switch { targets, .. }, n) => &mut targets[n - 1],
            _ => panic!("no branch {n}"),
        }
    }
}
