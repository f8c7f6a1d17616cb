//! Loads of what is known: stored before, loaded before, or cleared (redundant load elimination
//! and store-to-load forwarding, across blocks).
//!
//! Needs:  `cse` has run, so that equal addresses are one value.
//! Leaves: no load of a place that a dominating load or store knows the contents of, with no write
//!         to it between, as far as `memory` can tell; no store of what is there already. Loads
//!         from a copy are loads from the original if that is unchanged. Blocks as they were.
//! Cost:   near-linear; each question to `memory` takes a bounded number of steps.

use rgo_base::SecondaryMap;
use rgo_ssa::{Block, Cfg, DomTree, Func, Inst, MemArg, Op, Type, Value};
use rustc_hash::FxHashMap;

use crate::memory::{Base, Def, DefData, Loc, Memory, Root, RuntimeEffect, runtime_effect};
use crate::rewrite::Replacements;

/// Contents of a place at a version of memory.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    base: Base,
    offset: i64,
    size: u64,
    version: Def,
}

/// A value that a place is known to hold.
#[derive(Clone, Copy)]
struct Known {
    value: Value,
    block: Block,
}

pub fn loadelim(func: &mut Func) {
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let memory = Memory::compute(func, &cfg);
    let handlers = rgo_ssa::cfg::handler_blocks(func);
    let mut pass = LoadElim {
        dom: &dom,
        memory: &memory,
        known: FxHashMap::default(),
        replaced: Replacements::default(),
        definition: SecondaryMap::new(),
        out: Vec::new(),
        block: func.entry(),
    };
    for (def, data) in &memory.defs {
        if let DefData::Inst { inst, .. } = data {
            pass.definition[*inst] = Some(def);
        }
    }
    for &block in &dom.preorder {
        if handlers.contains(block) {
            continue;
        }
        pass.block = block;
        for inst in std::mem::take(&mut func.blocks[block].insts) {
            pass.inst(func, inst);
        }
        func.blocks[block].insts = std::mem::take(&mut pass.out);
    }
    pass.replaced.apply(func);
}

struct LoadElim<'a> {
    dom: &'a DomTree,
    memory: &'a Memory,
    known: FxHashMap<Key, Known>,
    replaced: Replacements,
    /// The definition that an instruction is.
    definition: SecondaryMap<Inst, Option<Def>>,
    out: Vec<Inst>,
    block: Block,
}

impl LoadElim<'_> {
    fn inst(&mut self, func: &mut Func, inst: Inst) {
        // Addresses that turned out to be equal are compared as one.
        for at in 0..func.args(inst).len() {
            let arg = func.arg(inst, at);
            func.args_mut(inst)[at] = self.replaced.resolve(arg);
        }
        match *func.op(inst) {
            Op::Load(mem) if !mem.is_const => self.load(func, inst, mem),
            Op::Store { .. } => self.store(func, inst),
            _ => self.out.push(inst),
        }
    }

    fn key(loc: &Loc, version: Def) -> Option<Key> {
        let size = loc.size?;
        let (base, offset) = (loc.base, loc.offset);
        Some(Key {
            base,
            offset,
            size,
            version,
        })
    }

    /// What `loc` holds at a version, where this block is.
    fn lookup(&self, loc: &Loc, version: Def) -> Option<Value> {
        let known = self.known.get(&Self::key(loc, version)?)?;
        self.dom
            .dominates(known.block, self.block)
            .then_some(known.value)
    }

    fn learn(&mut self, loc: &Loc, version: Def, value: Value) {
        let Some(key) = Self::key(loc, version) else {
            return;
        };
        let block = self.block;
        let dom = self.dom;
        let known = Known { value, block };
        self.known
            .entry(key)
            .and_modify(|old| {
                if !dom.dominates(old.block, block) {
                    *old = known;
                }
            })
            .or_insert(known);
    }

    fn load(&mut self, func: &mut Func, inst: Inst, mem: MemArg) {
        let before = self.memory.before[inst].expect("loads read memory");
        let loc = self.memory.loc(func, inst).expect("a load");
        let result = func.result(inst);
        let ty = func.ty(result);
        let version = self.memory.clobber(func, self.dom, before, &loc);
        let known = self
            .lookup(&loc, version)
            .or_else(|| self.cleared(func, inst, &loc, version));
        if let Some(value) = known {
            if !mem.may_fault && self.becomes(func, inst, value, ty) {
                return;
            }
        } else if let Some(address) = self.original(func, before, &loc, version) {
            // The copy's source still holds it.
            let (base, offset) = address;
            if let Ok(offset) = i32::try_from(offset) {
                func.args_mut(inst)[0] = base;
                let tag = mem.tag;
                func.insts[inst].op = Op::Load(MemArg::new(offset, tag));
                self.out.push(inst);
                return;
            }
        }
        self.learn(&loc, version, result);
        self.out.push(inst);
    }

    /// Makes a load give `value`, converted to its type; false if that cannot be.
    fn becomes(&mut self, func: &mut Func, inst: Inst, value: Value, ty: Type) -> bool {
        let have = func.ty(value);
        if have == ty {
            let result = func.result(inst);
            if self.replaced.resolve(value) == result {
                return false;
            }
            self.replaced.replace(result, value);
            return true;
        }
        let op = match (have, ty) {
            (Type::Ptr, Type::I64) => Op::PtrToInt,
            (Type::I64, Type::Ptr) => Op::IntToPtr,
            (Type::I64, Type::F64)
            | (Type::F64, Type::I64)
            | (Type::I32, Type::F32)
            | (Type::F32, Type::I32) => Op::Bitcast,
            _ => return false,
        };
        func.replace_op(inst, op, &[value]);
        self.out.push(inst);
        true
    }

    /// Zero, if the version is a clearing of the place, or the object's allocation.
    fn cleared(&mut self, func: &mut Func, at: Inst, loc: &Loc, version: Def) -> Option<Value> {
        let DefData::Inst { inst, .. } = self.memory.defs[version] else {
            return None;
        };
        let is_zero = match *func.op(inst) {
            Op::Zero { .. } => self.memory.loc(func, inst)?.covers(loc),
            Op::CallRuntime(callee) => {
                runtime_effect(callee) == RuntimeEffect::New && loc.root == Root::New(inst)
            }
            _ => false,
        };
        if !is_zero {
            return None;
        }
        let ty = func.ty(func.result(at));
        let op = match ty {
            Type::F32 => Op::F32const(0),
            Type::F64 => Op::F64const(0),
            Type::V128 => return None,
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Ptr => Op::Iconst(0),
        };
        let src = func.insts[at].src;
        let zero = func.make_inst(op, &[], &[ty], src);
        self.out.push(zero);
        Some(func.result(zero))
    }

    /// Where the bytes of `loc` were copied from by the version, if they are there still.
    fn original(&self, func: &Func, before: Def, loc: &Loc, version: Def) -> Option<(Value, i64)> {
        let DefData::Inst {
            inst,
            before: before_copy,
        } = self.memory.defs[version]
        else {
            return None;
        };
        let (copied, source) = (
            self.memory.loc(func, inst)?,
            self.memory.source(func, inst)?,
        );
        if !copied.covers(loc) {
            return None;
        }
        let delta = loc.offset - copied.offset;
        let from = Loc {
            offset: source.offset + delta,
            size: loc.size,
            ..source
        };
        let now = self.memory.clobber(func, self.dom, before, &from);
        let then = self.memory.clobber(func, self.dom, before_copy, &from);
        // The address of the source is computed above the copy, which is above the load.
        (now == then).then(|| (func.arg(inst, 1), delta))
    }

    fn store(&mut self, func: &mut Func, inst: Inst) {
        let loc = self.memory.loc(func, inst).expect("a store");
        let value = func.arg(inst, 1);
        let before = self.memory.before[inst].expect("stores write memory");
        let version = self.memory.clobber(func, self.dom, before, &loc);
        if let Some(old) = self.lookup(&loc, version)
            && self.replaced.resolve(old) == self.replaced.resolve(value)
            && !func.op(inst).effects().traps
        {
            // It is there already; who comes here finds the old version through this one.
            self.learn_store(func, inst, &loc, value);
            return;
        }
        self.learn_store(func, inst, &loc, value);
        self.out.push(inst);
    }

    fn learn_store(&mut self, _func: &Func, inst: Inst, loc: &Loc, value: Value) {
        if let Some(def) = self.definition[inst] {
            self.learn(loc, def, value);
        }
    }
}
