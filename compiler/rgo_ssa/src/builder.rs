//! Appending instructions to a function, with variables instead of phis.
//!
//! Reading a variable finds its value through the predecessors and makes block parameters where
//! paths meet: on-the-fly construction of SSA form (Braun et al., "Simple and Efficient
//! Construction of Static Single Assignment Form", 2013), with a worklist in place of recursion.
//! Only variables that are read get parameters, and [`FuncBuilder::finish`] drops those that turn
//! out to have one value: the result is pruned and minimal.
//!
//! A block is *sealed* when all its predecessors are known. Control that cannot get anywhere is
//! built into blocks without predecessors, which `finish` drops.

use rgo_base::packed_option::PackedOption;
use rgo_base::{EntityList, EntityRef, PrimaryMap, SecondaryMap, entity_impl};
use rustc_hash::FxHashMap;

use crate::cfg::{Cfg, Edge};
use crate::entities::{Block, DebugVar, Inst, Slot, Value};
use crate::func::{BlockCall, DebugLabel, Func, SlotData, Src, TailCallee, Term};
use crate::op::Op;
use crate::phi::remove_redundant_params;
use crate::type_::Type;

/// A mutable scalar of the function being built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(u32);
entity_impl!(Var, "x");

#[derive(Clone, Copy)]
struct VarData {
    ty: Type,
    /// The source variable it is a scalar of.
    debug: Option<(DebugVar, u16)>,
}

#[derive(Clone, Default)]
struct BlockState {
    is_sealed: bool,
    preds: Vec<Edge>,
    /// Parameters made before the block was sealed: operands of parameter `n` are missing.
    incomplete: Vec<(Var, u32)>,
}

/// A function under construction.
pub struct FuncBuilder {
    pub func: Func,
    /// Position given to what is appended.
    pub src: Src,
    cur: PackedOption<Block>,
    vars: PrimaryMap<Var, VarData>,
    defs: FxHashMap<(Block, Var), Value>,
    states: SecondaryMap<Block, BlockState>,
    /// Parameters of sealed blocks whose operands are missing.
    work: Vec<(Block, Var, u32)>,
}

impl FuncBuilder {
    /// Starts with the entry block, whose parameters are those of the signature.
    pub fn new(mut func: Func) -> FuncBuilder {
        let entry = func.make_block();
        func.layout.push(entry);
        for ty in func.sig.params.clone() {
            func.add_param(entry, ty);
        }
        let mut builder = FuncBuilder {
            func,
            src: Src::none(),
            cur: entry.into(),
            vars: PrimaryMap::new(),
            defs: FxHashMap::default(),
            states: SecondaryMap::new(),
            work: Vec::new(),
        };
        builder.seal(entry);
        builder
    }

    // Blocks.

    pub fn new_block(&mut self) -> Block {
        self.func.make_block()
    }

    /// A block for what seldom runs.
    pub fn new_cold_block(&mut self) -> Block {
        let block = self.func.make_block();
        self.func.blocks[block].is_cold = true;
        block
    }

    /// Where instructions go: a block without predecessors if control does not get here.
    pub fn cur_block(&mut self) -> Block {
        match self.cur.expand() {
            Some(block) => block,
            None => {
                let block = self.new_block();
                self.seal(block);
                self.cur = block.into();
                block
            }
        }
    }

    /// Whether the current block is still open: control may get here.
    pub fn is_open(&self) -> bool {
        self.cur.is_some()
    }

    /// Goes on in `block`. The block left has a terminator.
    pub fn switch_to(&mut self, block: Block) {
        debug_assert!(self.cur.is_none(), "the block left is not terminated");
        self.cur = block.into();
    }

    /// All branches to `block` exist.
    pub fn seal(&mut self, block: Block) {
        let state = &mut self.states[block];
        debug_assert!(!state.is_sealed);
        state.is_sealed = true;
        let incomplete = std::mem::take(&mut state.incomplete);
        for &(_, at) in &incomplete {
            self.add_placeholders(block, at);
        }
        for (var, at) in incomplete {
            self.work.push((block, var, at));
        }
        self.fill_operands();
    }

    /// Goes on in `block`, all branches to which exist.
    pub fn switch_to_sealed(&mut self, block: Block) {
        self.seal(block);
        self.switch_to(block);
    }

    // Instructions.

    /// Appends an instruction with one result.
    pub fn emit(&mut self, op: Op, args: &[Value], result: Type) -> Value {
        let block = self.cur_block();
        self.func.append1(block, op, args, result, self.src)
    }

    /// Appends an instruction with any number of results.
    pub fn emit_inst(&mut self, op: Op, args: &[Value], results: &[Type]) -> Inst {
        let block = self.cur_block();
        self.func.append(block, op, args, results, self.src)
    }

    /// Appends an instruction without results.
    pub fn emit0(&mut self, op: Op, args: &[Value]) {
        self.emit_inst(op, args, &[]);
    }

    pub fn iconst(&mut self, ty: Type, value: i64) -> Value {
        self.emit(Op::Iconst(ty.normalize(value)), &[], ty)
    }

    /// The zero of any type but vectors.
    pub fn zero(&mut self, ty: Type) -> Value {
        match ty {
            Type::F32 => self.emit(Op::F32const(0), &[], ty),
            Type::F64 => self.emit(Op::F64const(0), &[], ty),
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Ptr | Type::V128 => {
                self.iconst(ty, 0)
            }
        }
    }

    pub fn new_slot(&mut self, data: SlotData) -> Slot {
        self.func.slots.push(data)
    }

    // Terminators.

    fn terminate(&mut self, term: Term) {
        let block = self.cur_block();
        for call in 0..term.n_calls() {
            let target = term.call(call).block;
            debug_assert!(!self.states[target].is_sealed, "{target} is sealed");
            self.states[target].preds.push(Edge {
                pred: block,
                call: call as u32,
            });
        }
        let data = &mut self.func.blocks[block];
        data.term = term;
        data.term_src = self.src;
        self.cur = None.into();
    }

    pub fn jump(&mut self, target: Block) {
        self.terminate(Term::Jump(to(target)));
    }

    pub fn br(&mut self, cond: Value, then: Block, otherwise: Block) {
        self.terminate(Term::Br {
            cond,
            then: to(then),
            otherwise: to(otherwise),
        });
    }

    pub fn switch(&mut self, index: Value, default: Block, targets: &[Block]) {
        self.terminate(Term::Switch {
            index,
            default: to(default),
            targets: targets.iter().map(|&block| to(block)).collect(),
        });
    }

    pub fn ret(&mut self, values: &[Value]) {
        let list = EntityList::from_slice(values, &mut self.func.pool);
        self.terminate(Term::Return(list));
    }

    pub fn tail_call(&mut self, callee: TailCallee, args: &[Value]) {
        let args = EntityList::from_slice(args, &mut self.func.pool);
        self.terminate(Term::TailCall { callee, args });
    }

    pub fn defer_push(&mut self, record: Slot, next: Block, handler: Block) {
        self.terminate(Term::DeferPush {
            record,
            next: to(next),
            handler,
        });
    }

    pub fn unreachable(&mut self) {
        self.terminate(Term::Unreachable);
    }

    // Variables.

    pub fn new_var(&mut self, ty: Type) -> Var {
        self.vars.push(VarData { ty, debug: None })
    }

    /// Values of `var` are scalar `part` of a source variable from now on.
    pub fn label_var(&mut self, var: Var, debug: DebugVar, part: u16) {
        self.vars[var].debug = Some((debug, part));
    }

    fn label(&mut self, var: Var, value: Value) {
        if let Some((var, part)) = self.vars[var].debug {
            self.func.debug_labels.push(DebugLabel { value, var, part });
        }
    }

    pub fn def_var(&mut self, var: Var, value: Value) {
        debug_assert_eq!(self.func.ty(value), self.vars[var].ty);
        let block = self.cur_block();
        self.defs.insert((block, var), value);
        self.label(var, value);
    }

    /// Current value of `var`; zero if it was never defined.
    pub fn use_var(&mut self, var: Var) -> Value {
        let block = self.cur_block();
        let value = self.find(block, var);
        self.fill_operands();
        value
    }

    /// Value of `var` at the end of `block`, as far as it is built.
    fn find(&mut self, block: Block, var: Var) -> Value {
        // Blocks passed on the way up get the value that is found.
        let mut passed = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.defs.get(&(at, var)) {
                break value;
            }
            let state = &self.states[at];
            match (state.is_sealed, state.preds.as_slice()) {
                (true, [edge]) => {
                    passed.push(at);
                    at = edge.pred;
                }
                (true, []) => break self.undefined(at, var),
                (is_sealed, _) => {
                    let index = self.func.blocks[at].params.len() as u32;
                    let param = self.func.add_param(at, self.vars[var].ty);
                    self.label(var, param);
                    self.defs.insert((at, var), param);
                    if is_sealed {
                        self.add_placeholders(at, index);
                        self.work.push((at, var, index));
                    } else {
                        self.states[at].incomplete.push((var, index));
                    }
                    break param;
                }
            }
        };
        for block in passed {
            self.defs.insert((block, var), value);
        }
        value
    }

    /// A zero at the start of a block without predecessors.
    fn undefined(&mut self, block: Block, var: Var) -> Value {
        let ty = self.vars[var].ty;
        let op = match ty {
            Type::F32 => Op::F32const(0),
            Type::F64 => Op::F64const(0),
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Ptr | Type::V128 => Op::Iconst(0),
        };
        let inst = self.func.make_inst(op, &[], &[ty], Src::none());
        self.func.blocks[block].insts.insert(0, inst);
        let value = self.func.result(inst);
        self.defs.insert((block, var), value);
        value
    }

    /// Makes room in every branch to `block` for an argument for parameter `at`.
    fn add_placeholders(&mut self, block: Block, at: u32) {
        let Func { blocks, pool, .. } = &mut self.func;
        let param = blocks[block].params[at as usize];
        for edge in &self.states[block].preds {
            let call = blocks[edge.pred].term.call_mut(edge.call as usize);
            debug_assert_eq!(call.args.len(pool), at as usize);
            call.args.push(param, pool);
        }
    }

    fn fill_operands(&mut self) {
        while let Some((block, var, at)) = self.work.pop() {
            for n in 0..self.states[block].preds.len() {
                let edge = self.states[block].preds[n];
                let value = self.find(edge.pred, var);
                let Func { blocks, pool, .. } = &mut self.func;
                let call = blocks[edge.pred].term.call_mut(edge.call as usize);
                call.args.as_mut_slice(pool)[at as usize] = value;
            }
        }
    }

    /// The finished function: reached blocks in reverse postorder, minimal parameters.
    pub fn finish(mut self) -> Func {
        debug_assert!(self.cur.is_none(), "the last block is not terminated");
        for at in 0..self.func.blocks.len() {
            let block = Block::new(at);
            if !self.states[block].is_sealed {
                self.seal(block);
            }
        }
        let mut func = self.func;
        func.layout = Cfg::compute(&func).rpo;
        remove_redundant_params(&mut func);
        func.debug_labels.sort_unstable();
        func.debug_labels.dedup();
        func
    }
}

fn to(block: Block) -> BlockCall {
    BlockCall {
        block,
        args: EntityList::new(),
    }
}

#[cfg(test)]
mod tests {
    use rgo_base::EntityRef;
    use rgo_hir::FuncId;

    use super::FuncBuilder;
    use crate::func::{Func, Signature};
    use crate::op::{IntCond, Op};
    use crate::text::{Plain, print_func};
    use crate::type_::Type;
    use crate::verify::verify;

    fn start(params: &[Type], results: &[Type]) -> FuncBuilder {
        let sig = Signature {
            params: params.to_vec(),
            results: results.to_vec(),
        };
        FuncBuilder::new(Func::new(FuncId::new(0), sig))
    }

    #[test]
    fn loop_gets_parameters_for_what_changes_only() {
        let mut b = start(&[Type::I64, Type::I64], &[Type::I64]);
        let entry = b.cur_block();
        let (n, step) = (
            b.func.blocks[entry].params[0],
            b.func.blocks[entry].params[1],
        );
        let (i, s) = (b.new_var(Type::I64), b.new_var(Type::I64));
        let zero = b.iconst(Type::I64, 0);
        b.def_var(i, zero);
        b.def_var(s, step);
        let (head, body, exit) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head);
        b.switch_to(head);
        let at = b.use_var(i);
        let cond = b.emit(Op::Icmp(IntCond::Slt), &[at, n], Type::I8);
        b.br(cond, body, exit);
        b.switch_to_sealed(body);
        let (at, by) = (b.use_var(i), b.use_var(s));
        let next = b.emit(Op::Add, &[at, by], Type::I64);
        b.def_var(i, next);
        b.jump(head);
        b.seal(head);
        b.switch_to_sealed(exit);
        let at = b.use_var(i);
        b.ret(&[at]);
        let func = b.finish();
        verify(&func).expect("is well-formed");
        assert_eq!(
            print_func(&func, &Plain),
            "\
func fn0(i64, i64) -> i64 {
b0(v0: i64, v1: i64):
  v2: i64 = iconst 0
  jump b1(v2)

b1(v3: i64):
  v4: i8 = icmp.slt v3, v0
  br v4, b2, b3

b2:
  v6: i64 = add v3, v1
  jump b1(v6)

b3:
  ret v3
}
"
        );
    }

    /// Chains of single predecessors and of merges do not recurse.
    #[test]
    fn long_chains() {
        let mut b = start(&[Type::I8, Type::I64], &[Type::I64]);
        let entry = b.cur_block();
        let (cond, arg) = (
            b.func.blocks[entry].params[0],
            b.func.blocks[entry].params[1],
        );
        let x = b.new_var(Type::I64);
        b.def_var(x, arg);
        for _ in 0..100_000 {
            let (then, join) = (b.new_block(), b.new_block());
            b.br(cond, then, join);
            b.switch_to_sealed(then);
            b.jump(join);
            b.switch_to_sealed(join);
        }
        let value = b.use_var(x);
        b.ret(&[value]);
        let func = b.finish();
        verify(&func).expect("is well-formed");
        assert!(
            func.layout
                .iter()
                .skip(1)
                .all(|&block| func.blocks[block].params.is_empty())
        );
    }
}
