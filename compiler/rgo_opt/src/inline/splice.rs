//! Putting a body, or the start of one, in the place of a call.

use rgo_base::{EntityRef, SecondaryMap};
use rgo_ssa::{
    Block, BlockCall, DebugLabel, DebugPlace, DebugVar, Func, InlineNode, InlinedCall, Inst, Op,
    Slot, Src, TailCallee, Term, Type, Value,
};

use super::{EarlyTest, Site};
use crate::rewrite::Replacements;

/// Replaces a call by the callee's body.
pub(super) fn splice(func: &mut Func, site: &Site, body: &Func, replace: &mut Replacements) {
    let cont = split_after(func, site);
    let mut copy = Copy::new(func, site, body);
    for &block in &body.layout {
        copy.make_block(func, block);
    }
    for &block in &body.layout {
        copy.make_insts(func, block);
    }
    for &block in &body.layout {
        copy.fill(func, block, cont);
    }
    copy.copy_debug(func);
    let entry = copy.block(body.entry());
    finish(func, site, entry, cont, replace);
}

/// Replaces a call by the test at the callee's start: a quick return in line, else the call.
pub(super) fn splice_test(
    func: &mut Func,
    site: &Site,
    body: &Func,
    test: EarlyTest,
    replace: &mut Replacements,
) {
    let cont = split_after(func, site);
    let mut copy = Copy::new(func, site, body);
    let entry = body.entry();
    let call = body.blocks[entry].term.call(test.branch).clone();
    let quick = call.block;
    for block in [entry, quick] {
        copy.make_block(func, block);
    }
    for block in [entry, quick] {
        copy.make_insts(func, block);
        copy.fill_insts(func, block);
    }
    copy.fill_term(func, quick, cont);
    // The way that is not quick calls.
    let slow = func.make_block();
    func.layout.push(slow);
    let types: Vec<Type> = func
        .results(site.inst)
        .map(|value| func.ty(value))
        .collect();
    let args = func.args(site.inst).to_vec();
    let src = func.insts[site.inst].src;
    let op = *func.op(site.inst);
    let again = func.append(slow, op, &args, &types, src);
    let results: Vec<Value> = func.results(again).collect();
    let term = Term::Jump(func.block_call(cont, &results));
    func.blocks[slow].term = term;
    func.blocks[slow].term_src = src;
    let Term::Br { cond, .. } = body.blocks[entry].term else {
        unreachable!("checked to branch")
    };
    let cond = copy.value(cond);
    let quick_call = copy.call(func, &call);
    let slow_call = func.block_call(slow, &[]);
    let (then, otherwise) = match test.branch {
        0 => (quick_call, slow_call),
        _ => (slow_call, quick_call),
    };
    let start = copy.block(entry);
    func.blocks[start].term = Term::Br {
        cond,
        then,
        otherwise,
    };
    func.blocks[start].term_src = copy.src(body.blocks[entry].term_src);
    finish(func, site, start, cont, replace);
}

/// Ends the call's block before the call; what follows goes to a new block whose parameters are
/// the call's results.
fn split_after(func: &mut Func, site: &Site) -> Block {
    let cont = func.make_block();
    let at = func.blocks[site.block]
        .insts
        .iter()
        .position(|&i| i == site.inst);
    let at = at.expect("the call stands in its block");
    let rest = func.blocks[site.block].insts.split_off(at + 1);
    func.blocks[site.block].insts.pop();
    let block = &mut func.blocks[site.block];
    let (term, term_src, is_cold) = (
        std::mem::take(&mut block.term),
        block.term_src,
        block.is_cold,
    );
    let data = &mut func.blocks[cont];
    data.insts = rest;
    data.term = term;
    data.term_src = term_src;
    data.is_cold = is_cold;
    for result in func.results(site.inst).collect::<Vec<_>>() {
        let ty = func.ty(result);
        func.add_param(cont, ty);
    }
    let place = func.layout.iter().position(|&b| b == site.block);
    func.layout.insert(place.expect("it is laid out") + 1, cont);
    cont
}

/// Lets the call's block go on in `start`; the results become the parameters of `cont`.
fn finish(func: &mut Func, site: &Site, start: Block, cont: Block, replace: &mut Replacements) {
    let src = func.insts[site.inst].src;
    let term = Term::Jump(func.block_call(start, &[]));
    func.blocks[site.block].term = term;
    func.blocks[site.block].term_src = src;
    for (result, &param) in func.results(site.inst).zip(&func.blocks[cont].params) {
        replace.replace(result, param);
    }
}

struct Copy<'a> {
    body: &'a Func,
    node: InlineNode,
    /// First number of the body's own inlined calls.
    first_node: usize,
    first_slot: usize,
    first_var: usize,
    is_cold: bool,
    blocks: SecondaryMap<Block, Option<Block>>,
    values: SecondaryMap<Value, Option<Value>>,
    insts: SecondaryMap<Inst, Option<Inst>>,
}

impl<'a> Copy<'a> {
    fn new(func: &mut Func, site: &Site, body: &'a Func) -> Copy<'a> {
        let src = func.insts[site.inst].src;
        let node = func.inlined.push(InlinedCall {
            callee: site.callee,
            parent: src.inlined.expand(),
            call_pos: src.pos,
        });
        let first_node = func.inlined.len();
        for inner in body.inlined.values() {
            func.inlined.push(InlinedCall {
                parent: Some(match inner.parent {
                    None => node,
                    Some(parent) => InlineNode::new(first_node + parent.index()),
                }),
                ..*inner
            });
        }
        let first_slot = func.slots.len();
        for slot in body.slots.values() {
            func.slots.push(slot.clone());
        }
        let mut copy = Copy {
            body,
            node,
            first_node,
            first_slot,
            first_var: func.debug_vars.len(),
            is_cold: func.blocks[site.block].is_cold,
            blocks: SecondaryMap::with_default(None),
            values: SecondaryMap::with_default(None),
            insts: SecondaryMap::with_default(None),
        };
        let params = &body.blocks[body.entry()].params;
        for (&param, &arg) in params.iter().zip(func.args(site.inst)) {
            copy.values[param] = Some(arg);
        }
        copy
    }

    fn src(&self, src: Src) -> Src {
        let inlined = match src.inlined.expand() {
            None => self.node,
            Some(node) => InlineNode::new(self.first_node + node.index()),
        };
        Src {
            pos: src.pos,
            inlined: Some(inlined).into(),
        }
    }

    fn block(&self, block: Block) -> Block {
        self.blocks[block].expect("the block was copied")
    }

    fn value(&self, value: Value) -> Value {
        self.values[value].expect("the value was copied")
    }

    fn slot(&self, slot: Slot) -> Slot {
        Slot::new(self.first_slot + slot.index())
    }

    /// Makes a block with its parameters.
    fn make_block(&mut self, func: &mut Func, block: Block) {
        let copy = func.make_block();
        let data = &self.body.blocks[block];
        func.blocks[copy].is_cold = data.is_cold || self.is_cold;
        if block != self.body.entry() {
            for &param in &data.params {
                let value = func.add_param(copy, self.body.ty(param));
                self.values[param] = Some(value);
            }
        }
        func.layout.push(copy);
        self.blocks[block] = Some(copy);
    }

    /// Makes the instructions of a block, without operands yet.
    fn make_insts(&mut self, func: &mut Func, block: Block) {
        let copy = self.block(block);
        for &inst in &self.body.blocks[block].insts {
            let mut op = *self.body.op(inst);
            if let Op::SlotAddr(slot, offset) = op {
                op = Op::SlotAddr(self.slot(slot), offset);
            }
            if let Some(mem) = op.mem_arg_mut() {
                mem.tag = func.intern_tag(self.body.alias_tags[mem.tag]);
            }
            let types: Vec<Type> = self
                .body
                .results(inst)
                .map(|value| self.body.ty(value))
                .collect();
            let src = self.src(self.body.insts[inst].src);
            let new = func.append(copy, op, &[], &types, src);
            self.insts[inst] = Some(new);
            for (old, value) in self.body.results(inst).zip(func.results(new)) {
                self.values[old] = Some(value);
            }
        }
    }

    fn fill(&mut self, func: &mut Func, block: Block, cont: Block) {
        self.fill_insts(func, block);
        self.fill_term(func, block, cont);
    }

    fn fill_insts(&mut self, func: &mut Func, block: Block) {
        for &inst in &self.body.blocks[block].insts {
            let new = self.insts[inst].expect("made before");
            let args = self.list(self.body.args(inst));
            let op = *func.op(new);
            func.replace_op(new, op, &args);
        }
    }

    fn list(&self, values: &[Value]) -> Vec<Value> {
        values.iter().map(|&value| self.value(value)).collect()
    }

    fn call(&self, func: &mut Func, call: &BlockCall) -> BlockCall {
        let args = self.list(self.body.call_args(call));
        func.block_call(self.block(call.block), &args)
    }

    fn fill_term(&mut self, func: &mut Func, block: Block, cont: Block) {
        let copy = self.block(block);
        let data = &self.body.blocks[block];
        let src = self.src(data.term_src);
        let term = match &data.term {
            Term::Jump(call) => Term::Jump(self.call(func, call)),
            Term::Br {
                cond,
                then,
                otherwise,
            } => Term::Br {
                cond: self.value(*cond),
                then: self.call(func, then),
                otherwise: self.call(func, otherwise),
            },
            Term::Switch {
                index,
                default,
                targets,
            } => Term::Switch {
                index: self.value(*index),
                default: self.call(func, default),
                targets: targets.iter().map(|call| self.call(func, call)).collect(),
            },
            Term::Return(args) => {
                let args = self.list(args.as_slice(&self.body.pool));
                Term::Jump(func.block_call(cont, &args))
            }
            Term::TailCall { callee, args } => {
                let args = self.list(args.as_slice(&self.body.pool));
                let op = match callee {
                    TailCallee::Func(callee) => Op::Call(*callee),
                    TailCallee::Indirect => Op::CallIndirect,
                };
                let results = &self.body.sig.results;
                let call = func.append(copy, op, &args, results, src);
                let results: Vec<Value> = func.results(call).collect();
                Term::Jump(func.block_call(cont, &results))
            }
            Term::Unreachable => Term::Unreachable,
            Term::None | Term::DeferPush { .. } => unreachable!("not inlinable"),
        };
        func.blocks[copy].term = term;
        func.blocks[copy].term_src = src;
    }

    /// Variables, labels and what is known of slices.
    fn copy_debug(&self, func: &mut Func) {
        for var in self.body.debug_vars.values() {
            let inlined = match var.inlined {
                None => self.node,
                Some(node) => InlineNode::new(self.first_node + node.index()),
            };
            let place = match var.place {
                DebugPlace::Slot(slot, offset) => DebugPlace::Slot(self.slot(slot), offset),
                place @ (DebugPlace::Scalars | DebugPlace::Behind) => place,
            };
            func.debug_vars.push(rgo_ssa::DebugVarData {
                inlined: Some(inlined),
                place,
                ..*var
            });
        }
        for label in &self.body.debug_labels {
            if let Some(value) = self.values[label.value] {
                let var = DebugVar::new(self.first_var + label.var.index());
                let part = label.part;
                func.debug_labels.push(DebugLabel { value, var, part });
            }
        }
        for &(len, cap) in &self.body.slice_lens {
            if let (Some(len), Some(cap)) = (self.values[len], self.values[cap]) {
                func.slice_lens.push((len, cap));
            }
        }
    }
}
