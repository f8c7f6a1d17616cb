//! Phis for a variable with several definitions: what builders of SSA form do, on a finished graph.
//!
//! A [`Variable`] knows its value at the end of some blocks. [`Variable::at_start`] gives its value
//! at the start of any other, by way of the predecessors, and adds block parameters where paths
//! meet. Parameters that turn out to be copies are `copyelim`'s to remove.

use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, Cfg, Func, Inst, Op, Type, Value};
use rustc_hash::FxHashMap;

/// A variable of one type.
pub struct Variable {
    ty: Type,
    /// Value at the end of the blocks that define it.
    ends: FxHashMap<Block, Value>,
    /// Value at the start of the blocks where it was asked for.
    starts: FxHashMap<Block, Value>,
    /// Parameters made for it.
    pub params: Vec<Value>,
}

impl Variable {
    pub fn new(ty: Type) -> Variable {
        Variable {
            ty,
            ends: FxHashMap::default(),
            starts: FxHashMap::default(),
            params: Vec::new(),
        }
    }

    /// `value` is the variable's at the end of `block`. All definitions come before any question.
    pub fn define_end(&mut self, block: Block, value: Value) {
        self.ends.insert(block, value);
    }

    /// The variable's value at the start of `block`, zero where it is not defined.
    pub fn at_start(&mut self, func: &mut Func, cfg: &Cfg, block: Block) -> Value {
        let mut work = Vec::new();
        let value = self.start(func, cfg, block, &mut work);
        self.fill(func, cfg, work);
        value
    }

    /// The same at its end.
    pub fn at_end(&mut self, func: &mut Func, cfg: &Cfg, block: Block) -> Value {
        match self.ends.get(&block) {
            Some(&value) => value,
            None => self.at_start(func, cfg, block),
        }
    }

    /// Passes arguments to the parameters made.
    fn fill(&mut self, func: &mut Func, cfg: &Cfg, mut work: Vec<(Block, usize)>) {
        while let Some((block, at)) = work.pop() {
            for n in 0..cfg.preds(block).len() {
                let edge = cfg.preds(block)[n];
                let value = match self.ends.get(&edge.pred) {
                    Some(&value) => value,
                    None => self.start(func, cfg, edge.pred, &mut work),
                };
                let Func { blocks, pool, .. } = func;
                let call = blocks[edge.pred].term.call_mut(edge.call as usize);
                call.args.as_mut_slice(pool)[at] = value;
            }
        }
    }

    fn start(
        &mut self,
        func: &mut Func,
        cfg: &Cfg,
        block: Block,
        work: &mut Vec<(Block, usize)>,
    ) -> Value {
        // Blocks passed on the way up get the value that is found.
        let mut passed = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.starts.get(&at) {
                break value;
            }
            match cfg.preds(at) {
                [] => break self.undefined(func, at),
                [edge] => {
                    passed.push(at);
                    if edge.call == HANDLER {
                        break self.undefined(func, at);
                    }
                    at = edge.pred;
                    if let Some(&value) = self.ends.get(&at) {
                        break value;
                    }
                }
                edges => {
                    let param = func.add_param(at, self.ty);
                    let index = func.blocks[at].params.len() - 1;
                    // Arguments are filled in later.
                    for edge in edges {
                        let Func { blocks, pool, .. } = &mut *func;
                        let call = blocks[edge.pred].term.call_mut(edge.call as usize);
                        call.args.push(param, pool);
                    }
                    self.params.push(param);
                    self.starts.insert(at, param);
                    work.push((at, index));
                    break param;
                }
            }
        };
        for block in passed {
            self.starts.insert(block, value);
        }
        value
    }

    /// A zero at the start of a block, or at the end of what is there for the entry.
    fn undefined(&mut self, func: &mut Func, block: Block) -> Value {
        let op = match self.ty {
            Type::F32 => Op::F32const(0),
            Type::F64 => Op::F64const(0),
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Ptr | Type::V128 => Op::Iconst(0),
        };
        let src = rgo_ssa::Src::none();
        let inst: Inst = func.make_inst(op, &[], &[self.ty], src);
        func.blocks[block].insts.insert(0, inst);
        let value = func.result(inst);
        self.starts.insert(block, value);
        value
    }
}
