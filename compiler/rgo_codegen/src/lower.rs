//! SSA to CLIF, one instruction after the other.
//!
//! Needs:  critical decisions made: barriers expanded, bounds checks turned into branches, values
//!         decomposed into scalars, block parameters minimal (Cranelift's register allocator takes
//!         forever on superfluous ones).
//! Leaves: a CLIF function and the list of what its code refers to.
//!
//! The entry check, polls and nil checks are emitted here; what they cost and why they look as
//! they do is in the modules that emit them.

mod arith;
mod atomic;
mod branch;
mod call;
mod defer;
mod mem;
mod op;
mod prologue;

pub use prologue::{MAX_UNCHECKED_FRAME, needs_check};

use cranelift_codegen::ir::{
    self, AliasRegion, AliasRegionData, BlockArg, ExtFuncData, ExternalName, FuncRef, GlobalValue,
    GlobalValueData, InstBuilder, MemFlagsData, SigRef, SourceLoc, StackSlot, StackSlotData,
    StackSlotKind, TrapCode, UserExternalName, UserFuncName, ValueLabel, types,
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use rgo_base::packed_option::PackedOption;
use rgo_base::{EntitySet, SecondaryMap};
use rgo_ssa::{
    Block, BlockCall, Cfg, DebugLabel, DebugVar, Func, Inst, Loops, MemKind, Op, Signature, Slot,
    Src, Term, Value,
};
use rustc_hash::FxHashMap;

use crate::abi;
use crate::code::CodeRef;
use crate::target::Target;

/// Trap code of accesses through pointers that may be nil.
pub const TRAP_NIL: TrapCode = TrapCode::unwrap_user(1);
/// Trap code behind calls that do not return.
pub const TRAP_UNREACHABLE: TrapCode = TrapCode::unwrap_user(2);
/// From here on trap codes are those of accesses that belong to one source location each: Cranelift
/// may make a load part of an instruction of another line. When they are used up, accesses get
/// [`TRAP_NIL`] and belong where their instruction does.
pub const FIRST_TRAP_NIL_AT: u8 = 3;

/// Alias regions: one for each kind of scalar, and for words that only the runtime writes.
const REGION_KINDS: u32 = 1;
const REGION_GOROUTINE: u32 = 100;
const REGION_BARRIER_FLAG: u32 = 101;
const REGION_STUB_ARGS: u32 = 102;

/// What lowering produces beside the CLIF.
#[derive(Default)]
pub struct Lowered {
    /// What the CLIF refers to: external name `u0:N` is entry N.
    pub refs: Vec<CodeRef>,
    /// Source locations: `SourceLoc` N is entry N.
    pub srcs: Vec<Src>,
    /// Entries of `srcs` by trap code, from [`FIRST_TRAP_NIL_AT`] on.
    pub trap_srcs: Vec<u32>,
    /// Value labels of variables' scalars.
    pub label_ids: FxHashMap<(DebugVar, u16), u32>,
    /// Stack slots by SSA's numbers.
    pub slots: SecondaryMap<Slot, PackedOption<StackSlot>>,
}

/// State of lowering one function.
struct Lowering<'a, 'b> {
    func: &'a Func,
    target: &'a Target,
    b: FunctionBuilder<'b>,
    out: Lowered,
    values: SecondaryMap<Value, PackedOption<ir::Value>>,
    blocks: SecondaryMap<Block, PackedOption<ir::Block>>,
    ref_ids: FxHashMap<CodeRef, u32>,
    func_refs: FxHashMap<(CodeRef, SigRef), FuncRef>,
    runtime_refs: FxHashMap<CodeRef, FuncRef>,
    globals: FxHashMap<(CodeRef, i64, bool), GlobalValue>,
    sigs: FxHashMap<Signature, SigRef>,
    regions: FxHashMap<u32, AliasRegion>,
    src_ids: FxHashMap<(u32, Option<u32>), u32>,
    /// Labels of each value, sorted by value.
    debug_labels: Vec<DebugLabel>,
    keep_alive: Option<StackSlot>,
    /// Blocks that are reached through a re-entry handler.
    handler_blocks: EntitySet<Block>,
    /// The current block is one of them.
    in_handler: bool,
    /// The function's loops, if it has any.
    loops: Option<Loops>,
}

/// Lowers `func` into `clif`, which is empty. `checked`: with an entry check.
pub fn lower(
    func: &Func,
    target: &Target,
    checked: bool,
    clif: &mut ir::Function,
    frontend: &mut FunctionBuilderContext,
) -> Lowered {
    clif.name = UserFuncName::user(0, func.id.as_u32());
    clif.signature = abi::go_signature(&func.sig);
    if target.options.debug_info {
        clif.collect_debug_info();
    }
    let mut debug_labels = func.debug_labels.clone();
    if !target.options.debug_info {
        debug_labels.clear();
    }
    debug_labels.sort_unstable();
    let mut lowering = Lowering {
        func,
        target,
        b: FunctionBuilder::new(clif, frontend),
        out: Lowered::default(),
        values: SecondaryMap::with_capacity(func.values.len()),
        blocks: SecondaryMap::with_capacity(func.blocks.len()),
        ref_ids: FxHashMap::default(),
        func_refs: FxHashMap::default(),
        runtime_refs: FxHashMap::default(),
        globals: FxHashMap::default(),
        sigs: FxHashMap::default(),
        regions: FxHashMap::default(),
        src_ids: FxHashMap::default(),
        debug_labels,
        keep_alive: None,
        handler_blocks: defer::handler_blocks(func),
        in_handler: false,
        loops: None,
    };
    lowering.run(checked);
    let Lowering { mut b, out, .. } = lowering;
    b.seal_all_blocks();
    b.finalize(target.isa.frontend_config());
    out
}

/// Whether an instruction is one that Cranelift makes anew wherever it is used, or moves in front of
/// loops: no line begins there.
fn is_placeless(op: &Op) -> bool {
    matches!(
        op,
        Op::Iconst(_) | Op::F32const(_) | Op::F64const(_) | Op::SymbolAddr(..) | Op::SlotAddr(..)
    )
}

impl Lowering<'_, '_> {
    fn run(&mut self, checked: bool) {
        let func = self.func;
        let cfg = Cfg::compute(func);
        self.loops = branch::find_loops(func, &cfg);
        self.make_slots();
        let entry = self.b.create_block();
        self.b.append_block_params_for_function_params(entry);
        let params = self.b.block_params(entry).to_vec();
        for &block in &cfg.rpo {
            let clif = self.b.create_block();
            self.blocks[block] = clif.into();
            if func.blocks[block].is_cold {
                self.b.set_cold_block(clif);
            }
            if block == func.entry() {
                // No branch goes to the entry: its parameters are the function's.
                for (&param, &value) in func.blocks[block].params.iter().zip(&params) {
                    self.values[param] = value.into();
                }
                continue;
            }
            for &param in &func.blocks[block].params {
                let value = self
                    .b
                    .append_block_param(clif, abi::clif_type(func.ty(param)));
                self.values[param] = value.into();
            }
        }
        self.b.switch_to_block(entry);
        self.set_src(Src {
            pos: func.pos,
            inlined: PackedOption::default(),
        });
        if checked {
            self.entry_check(&params);
        }
        let body = self.block(func.entry());
        self.b.ins().jump(body, &[]);
        for &block in &cfg.rpo {
            let clif = self.block(block);
            self.b.switch_to_block(clif);
            self.in_handler = self.handler_blocks.contains(block);
            for &param in &func.blocks[block].params {
                self.label(param);
            }
            for &inst in &func.blocks[block].insts {
                if is_placeless(func.op(inst)) {
                    self.b.set_srcloc(SourceLoc::default());
                } else {
                    self.set_src(func.insts[inst].src);
                }
                self.inst(inst);
            }
            self.set_src(func.blocks[block].term_src);
            self.term(block);
        }
    }

    fn make_slots(&mut self) {
        for (slot, data) in &self.func.slots {
            debug_assert!(
                data.align <= 16,
                "Cranelift aligns slots to 16 bytes at most"
            );
            let size = u32::try_from(data.size).expect("frames are below 4 GiB");
            let align_shift = data.align.max(8).trailing_zeros() as u8;
            let clif = self.b.create_sized_stack_slot(StackSlotData::new(
                StackSlotKind::ExplicitSlot,
                size,
                align_shift,
            ));
            self.out.slots[slot] = clif.into();
        }
    }

    /// The CLIF block of an SSA block.
    fn block(&self, block: Block) -> ir::Block {
        self.blocks[block].expect("all reached blocks were made")
    }

    /// The CLIF value of an SSA value.
    fn value(&self, value: Value) -> ir::Value {
        self.values[value].expect("blocks are visited in reverse postorder: definitions first")
    }

    /// Operand `n` of an instruction.
    fn arg(&self, inst: Inst, n: usize) -> ir::Value {
        self.value(self.func.arg(inst, n))
    }

    /// Type of operand `n` of an instruction.
    fn arg_type(&self, inst: Inst, n: usize) -> ir::Type {
        abi::clif_type(self.func.ty(self.func.arg(inst, n)))
    }

    /// Type of the first result.
    fn result_type(&self, inst: Inst) -> ir::Type {
        abi::clif_type(self.func.ty(self.func.result(inst)))
    }

    /// Defines the first result of an instruction.
    fn define(&mut self, inst: Inst, value: ir::Value) {
        self.define_value(self.func.result(inst), value);
    }

    fn define_value(&mut self, result: Value, value: ir::Value) {
        self.values[result] = value.into();
        self.label(result);
    }

    /// Tells Cranelift which variables a value, defined just now, belongs to.
    fn label(&mut self, value: Value) {
        let first = self.debug_labels.partition_point(|l| l.value < value);
        for at in first..self.debug_labels.len() {
            let label = self.debug_labels[at];
            if label.value != value {
                break;
            }
            let next = self.out.label_ids.len() as u32;
            let ids = &mut self.out.label_ids;
            let id = *ids.entry((label.var, label.part)).or_insert(next);
            let clif = self.value(value);
            self.b.set_val_label(clif, ValueLabel::from_u32(id));
        }
    }

    fn set_src(&mut self, src: Src) {
        let id = self.src_id(src);
        self.b.set_srcloc(SourceLoc::new(id));
    }

    /// Number of a source location.
    fn src_id(&mut self, src: Src) -> u32 {
        let key = (
            src.pos.raw(),
            src.inlined.expand().map(|node| node.as_u32()),
        );
        let srcs = &mut self.out.srcs;
        *self.src_ids.entry(key).or_insert_with(|| {
            srcs.push(src);
            srcs.len() as u32 - 1
        })
    }

    /// Trap code of the access that `inst` makes, through a pointer that may be nil.
    fn nil_trap(&mut self, inst: Inst) -> TrapCode {
        let id = self.src_id(self.func.insts[inst].src);
        let srcs = &mut self.out.trap_srcs;
        // Accesses of one place mostly follow each other.
        let known = srcs.iter().rposition(|&src| src == id);
        let at = known.unwrap_or(srcs.len());
        let code = u8::try_from(usize::from(FIRST_TRAP_NIL_AT) + at);
        let Some(code) = code.ok().and_then(TrapCode::user) else {
            return TRAP_NIL;
        };
        if known.is_none() {
            srcs.push(id);
        }
        code
    }

    /// Arguments of a branch.
    fn block_args(&self, call: &BlockCall) -> Vec<BlockArg> {
        let args = self.func.call_args(call).iter();
        args.map(|&arg| self.value(arg).into()).collect()
    }

    fn value_list(&self, values: &[Value]) -> Vec<ir::Value> {
        values.iter().map(|&value| self.value(value)).collect()
    }

    /// The external name of `target`.
    fn external_name(&mut self, target: CodeRef) -> ExternalName {
        let refs = &mut self.out.refs;
        let index = *self.ref_ids.entry(target).or_insert_with(|| {
            refs.push(target);
            refs.len() as u32 - 1
        });
        let name = UserExternalName {
            namespace: 0,
            index,
        };
        ExternalName::user(self.b.func.declare_imported_user_function(name))
    }

    /// A function to call with signature `sig`.
    fn func_ref(&mut self, target: CodeRef, sig: SigRef) -> FuncRef {
        if let Some(&func_ref) = self.func_refs.get(&(target, sig)) {
            return func_ref;
        }
        let name = self.external_name(target);
        let func_ref = self.b.import_function(ExtFuncData {
            name,
            signature: sig,
            colocated: true,
            patchable: false,
        });
        self.func_refs.insert((target, sig), func_ref);
        func_ref
    }

    /// Address of `target` plus `offset`.
    fn symbol_addr(&mut self, target: CodeRef, offset: i64) -> ir::Value {
        // Handlers have symbols of their own, so that their addresses are not found to be computed
        // in front of the handler already.
        let key = (target, offset, self.in_handler);
        let global = match self.globals.get(&key) {
            Some(&global) => global,
            None => {
                let name = self.external_name(target);
                let global = self.b.create_global_value(GlobalValueData::Symbol {
                    name,
                    offset: offset.into(),
                    colocated: true,
                    tls: false,
                });
                self.globals.insert(key, global);
                global
            }
        };
        self.b.ins().symbol_value(types::I64, global)
    }

    /// The signature of a Go function that takes `args` and returns `results`.
    fn sig_ref(&mut self, args: &[Value], results: &[Value]) -> SigRef {
        let types = |values: &[Value]| values.iter().map(|&value| self.func.ty(value)).collect();
        let sig = Signature {
            params: types(args),
            results: types(results),
        };
        self.import_sig(sig)
    }

    fn import_sig(&mut self, sig: Signature) -> SigRef {
        if let Some(&sig_ref) = self.sigs.get(&sig) {
            return sig_ref;
        }
        let sig_ref = self.b.import_signature(abi::go_signature(&sig));
        self.sigs.insert(sig, sig_ref);
        sig_ref
    }

    /// The alias region with number `id`.
    fn region(&mut self, id: u32) -> AliasRegion {
        let b = &mut self.b;
        *self.regions.entry(id).or_insert_with(|| {
            b.func.dfg.alias_regions.insert(AliasRegionData {
                user_id: id,
                description: "".into(),
            })
        })
    }

    /// The region of scalars of `kind`: none if it could be anything.
    fn kind_region(&mut self, kind: MemKind) -> Option<AliasRegion> {
        if kind == MemKind::Any {
            return None;
        }
        Some(self.region(REGION_KINDS + kind as u32))
    }

    /// A load of a word that only the runtime writes.
    fn load_runtime_word(
        &mut self,
        ty: ir::Type,
        region: u32,
        base: ir::Value,
        offset: i32,
    ) -> ir::Value {
        let region = self.region(region);
        let flags = MemFlagsData::trusted().with_alias_region(Some(region));
        self.b.ins().load(ty, flags, base, offset)
    }

    /// A new block that is seldom run.
    fn cold_block(&mut self) -> ir::Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }

    /// `g`. Read afresh each time: a load through a value that Cranelift knows it has seen before
    /// could be folded into an earlier one, and a poll would become a loop without a poll.
    fn goroutine(&mut self) -> ir::Value {
        self.b.ins().get_pinned_reg(types::I64)
    }

    fn term(&mut self, block: Block) {
        let func = self.func;
        match &func.blocks[block].term {
            Term::None => unreachable!("a finished block has a terminator"),
            Term::Jump(call) => {
                let (block, args) = (self.block(call.block), self.block_args(call));
                self.b.ins().jump(block, &args);
            }
            Term::Br {
                cond,
                then,
                otherwise,
            } => self.branch(*cond, then, otherwise),
            Term::Switch {
                index,
                default,
                targets,
            } => self.switch(*index, default, targets),
            Term::Return(values) => {
                let values = self.value_list(values.as_slice(&func.pool));
                self.b.ins().return_(&values);
            }
            Term::TailCall { callee, args } => self.tail_call(*callee, args.as_slice(&func.pool)),
            Term::DeferPush {
                record,
                next,
                handler,
            } => self.defer_push(*record, next, *handler),
            Term::Unreachable => {
                self.b.ins().trap(TRAP_UNREACHABLE);
            }
        }
    }
}
