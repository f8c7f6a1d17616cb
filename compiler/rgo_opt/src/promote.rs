//! Promotion: slots that are only loaded, stored, copied and cleared become SSA values, piece by
//! piece (mem2reg and scalar replacement of aggregates).
//!
//! Needs:  `cse` has run, so that addresses are `slot_addr` with a constant offset.
//! Leaves: no access to a promoted slot; the slot stays in the table, unused. Copies between a
//!         promoted slot and memory have become loads and stores.
//! Cost:   linear in accesses, times pieces for whole copies.
//!
//! A piece is a range of bytes that all accesses agree on. A slot whose accesses overlap in another
//! way, or whose address goes anywhere else, keeps its memory.

mod pieces;

use rgo_base::{EntitySet, SecondaryMap};
use rgo_ssa::{
    AliasData, AliasTag, Block, Cfg, DebugLabel, DebugPlace, DebugVar, Func, Inst, MemArg, MemKind,
    Op, Slot, Type, Value,
};
use rustc_hash::FxHashMap;

use self::pieces::{Piece, Plan, plan};
use crate::env::Env;
use crate::rewrite::Replacements;
use crate::variable::Variable;

pub fn promote(func: &mut Func, env: &dyn Env) {
    if func.slots.is_empty() {
        return;
    }
    let plan = plan(func, env);
    if plan.slots.is_empty() {
        return;
    }
    let cfg = Cfg::compute(func);
    let mut variables: Vec<Variable> = Vec::new();
    let mut first: SecondaryMap<Slot, u32> = SecondaryMap::new();
    for (slot, pieces) in &plan.slots {
        first[*slot] = variables.len() as u32;
        variables.extend(pieces.iter().map(|piece| Variable::new(piece.ty)));
    }
    let mut rename = Rename {
        env,
        plan: &plan,
        first,
        current: FxHashMap::default(),
        pending: Vec::new(),
        replaced: Replacements::default(),
        labels: debug_parts(func, env, &plan),
        out: Vec::new(),
        block: func.entry(),
    };
    for &block in &cfg.rpo {
        rename.run(func, block, &mut variables);
    }
    rename.finish(func, &cfg, variables);
}

/// Which piece is which scalar of a source variable: by variable of the pass.
type Labels = FxHashMap<(Slot, i64), (DebugVar, u16)>;

/// Variables of the source that live in promoted slots now live in values.
fn debug_parts(func: &mut Func, env: &dyn Env, plan: &Plan) -> Labels {
    let mut labels = Labels::default();
    for var in func.debug_vars.keys().collect::<Vec<_>>() {
        let data = &func.debug_vars[var];
        let DebugPlace::Slot(slot, at) = data.place else {
            continue;
        };
        if plan.pieces(slot).is_none() {
            continue;
        }
        let Some(offsets) = env.scalar_offsets(data.ty) else {
            continue;
        };
        for (part, offset) in offsets.into_iter().enumerate() {
            labels.insert(
                (slot, i64::from(at) + i64::from(offset)),
                (var, part as u16),
            );
        }
        func.debug_vars[var].place = DebugPlace::Scalars;
    }
    labels
}

struct Rename<'a> {
    env: &'a dyn Env,
    plan: &'a Plan,
    /// Number of the variable of each slot's first piece.
    first: SecondaryMap<Slot, u32>,
    /// Values of variables that the block so far has defined or read.
    current: FxHashMap<u32, Value>,
    /// Loads of what a variable is at the start of a block.
    pending: Vec<(Inst, u32, Block)>,
    replaced: Replacements,
    labels: Labels,
    /// Instructions of the block.
    out: Vec<Inst>,
    block: Block,
}

impl Rename<'_> {
    fn run(&mut self, func: &mut Func, block: Block, variables: &mut [Variable]) {
        self.block = block;
        self.current.clear();
        for inst in std::mem::take(&mut func.blocks[block].insts) {
            self.inst(func, inst);
        }
        func.blocks[block].insts = std::mem::take(&mut self.out);
        let mut defined: Vec<(u32, Value)> = self.current.drain().collect();
        defined.sort_unstable();
        for (variable, value) in defined {
            variables[variable as usize].define_end(block, value);
        }
    }

    fn inst(&mut self, func: &mut Func, inst: Inst) {
        match *func.op(inst) {
            Op::Load(mem) => {
                if let Some((variable, piece)) = self.accessed(func, inst, 0, mem.offset) {
                    return self.load(func, inst, variable, piece);
                }
            }
            Op::Store { mem, .. } => {
                if let Some((variable, piece)) = self.accessed(func, inst, 0, mem.offset) {
                    let value = func.arg(inst, 1);
                    let value = self.converted(func, value, piece.ty, inst);
                    return self.define(func, variable, value);
                }
            }
            Op::Zero { size, .. } => {
                if let Some((slot, offset)) = self.slot(func, func.arg(inst, 0)) {
                    for (variable, piece) in self.range(slot, offset, size) {
                        let op = match piece.ty {
                            Type::F32 => Op::F32const(0),
                            Type::F64 => Op::F64const(0),
                            _ => Op::Iconst(0),
                        };
                        let zero = self.emit(func, op, &[], piece.ty, inst);
                        self.define(func, variable, zero);
                    }
                    return;
                }
            }
            Op::Move { .. } => {
                let dst = self.slot(func, func.arg(inst, 0));
                let src = self.slot(func, func.arg(inst, 1));
                match (dst, src) {
                    (None, None) => {}
                    (Some(dst), Some(src)) => return self.copy(func, inst, dst, src),
                    (Some(dst), None) => return self.copy_in(func, inst, dst),
                    (None, Some(src)) => return self.copy_out(func, inst, src),
                }
            }
            _ => {}
        }
        self.out.push(inst);
    }

    /// The promoted slot and offset that an address is.
    fn slot(&self, func: &Func, address: Value) -> Option<(Slot, i64)> {
        match func.def_op(address) {
            Some(&Op::SlotAddr(slot, offset)) if self.plan.pieces(slot).is_some() => {
                Some((slot, i64::from(offset)))
            }
            _ => None,
        }
    }

    /// Variable and piece that operand `at`, an address, leads to.
    fn accessed(&self, func: &Func, inst: Inst, at: usize, offset: i32) -> Option<(u32, Piece)> {
        let (slot, base) = self.slot(func, func.arg(inst, at))?;
        let pieces = self.plan.pieces(slot)?;
        let offset = base + i64::from(offset);
        let index = pieces.iter().position(|piece| piece.offset == offset)?;
        Some((self.first[slot] + index as u32, pieces[index]))
    }

    /// Variables and pieces inside a range of a slot.
    fn range(&self, slot: Slot, start: i64, size: u64) -> Vec<(u32, Piece)> {
        let end = start + size as i64;
        let pieces = self.plan.pieces(slot).expect("a promoted slot");
        let inside = |piece: &Piece| piece.offset >= start && piece.end() <= end;
        let numbered = pieces.iter().enumerate();
        let first = self.first[slot];
        numbered
            .filter(|(_, piece)| inside(piece))
            .map(|(at, piece)| (first + at as u32, *piece))
            .collect()
    }

    fn emit(&mut self, func: &mut Func, op: Op, args: &[Value], ty: Type, at: Inst) -> Value {
        let src = func.insts[at].src;
        let inst = func.make_inst(op, args, &[ty], src);
        self.out.push(inst);
        func.result(inst)
    }

    fn define(&mut self, func: &mut Func, variable: u32, value: Value) {
        self.current.insert(variable, value);
        self.label(func, variable, value);
    }

    fn label(&self, func: &mut Func, variable: u32, value: Value) {
        let (slot, piece) = self.plan.piece_of(&self.first, variable);
        if let Some(&(var, part)) = self.labels.get(&(slot, piece.offset)) {
            func.debug_labels.push(DebugLabel { value, var, part });
        }
    }

    /// A value of the same size as another type.
    fn converted(&mut self, func: &mut Func, value: Value, to: Type, at: Inst) -> Value {
        match conversion(func.ty(value), to) {
            None => value,
            Some(op) => self.emit(func, op, &[value], to, at),
        }
    }

    fn load(&mut self, func: &mut Func, inst: Inst, variable: u32, piece: Piece) {
        let result = func.result(inst);
        let conversion = conversion(piece.ty, func.ty(result));
        match (self.current.get(&variable), conversion) {
            (Some(&value), None) => self.replaced.replace(result, value),
            (Some(&value), Some(op)) => {
                func.replace_op(inst, op, &[value]);
                self.out.push(inst);
            }
            (None, _) => {
                self.pending.push((inst, variable, self.block));
                self.out.push(inst);
                if conversion.is_none() {
                    self.current.insert(variable, result);
                }
            }
        }
    }

    /// The value of a variable here.
    fn read(&mut self, func: &mut Func, variable: u32, piece: Piece, at: Inst) -> Value {
        if let Some(&value) = self.current.get(&variable) {
            return value;
        }
        // Stands for what the variable is at the start of the block, until that is known.
        let src = func.insts[at].src;
        let address = func.arg(at, 0);
        let load = Op::Load(MemArg::new(0, AliasTag::ANY));
        let inst = func.make_inst(load, &[address], &[piece.ty], src);
        self.out.push(inst);
        self.pending.push((inst, variable, self.block));
        let value = func.result(inst);
        self.current.insert(variable, value);
        value
    }

    fn size(func: &Func, inst: Inst) -> u64 {
        match *func.op(inst) {
            Op::Move { size, .. } => size,
            _ => unreachable!("a move"),
        }
    }

    /// Slot to slot: pieces correspond.
    fn copy(&mut self, func: &mut Func, inst: Inst, dst: (Slot, i64), src: (Slot, i64)) {
        let size = Self::size(func, inst);
        let from = self.range(src.0, src.1, size);
        let to = self.range(dst.0, dst.1, size);
        // All is read before anything is written: the ranges may overlap.
        let mut values = Vec::with_capacity(to.len());
        for &(variable, piece) in &to {
            let offset = piece.offset - dst.1 + src.1;
            let twin = from.iter().find(|(_, twin)| twin.offset == offset);
            let &(twin, twin_piece) = twin.expect("pieces correspond");
            let value = self.read(func, twin, twin_piece, inst);
            values.push((variable, self.converted(func, value, piece.ty, inst)));
        }
        for (variable, value) in values {
            self.define(func, variable, value);
        }
    }

    fn tag(&self, func: &mut Func, piece: Piece) -> AliasTag {
        if piece.kind == MemKind::Any {
            return AliasTag::ANY;
        }
        func.intern_tag(AliasData {
            kind: piece.kind,
            root: None,
            offset: 0,
        })
    }

    /// Memory to slot.
    fn copy_in(&mut self, func: &mut Func, inst: Inst, dst: (Slot, i64)) {
        let (size, from) = (Self::size(func, inst), func.arg(inst, 1));
        for (variable, piece) in self.range(dst.0, dst.1, size) {
            let offset = (piece.offset - dst.1) as i32;
            let load = Op::Load(MemArg::new(offset, self.tag(func, piece)));
            let value = self.emit(func, load, &[from], piece.ty, inst);
            self.define(func, variable, value);
        }
    }

    /// Slot to memory.
    fn copy_out(&mut self, func: &mut Func, inst: Inst, src: (Slot, i64)) {
        let Op::Move { ty, size, barrier } = *func.op(inst) else {
            unreachable!("a move")
        };
        let to = func.arg(inst, 0);
        let traced = if barrier {
            let offsets = self.env.pointer_offsets(ty, pieces::MAX_PIECES);
            offsets.expect("the plan asked for them")
        } else {
            Vec::new()
        };
        for (variable, piece) in self.range(src.0, src.1, size) {
            let value = self.read(func, variable, piece, inst);
            let offset = piece.offset - src.1;
            let barrier = traced.contains(&(offset as u64));
            let mem = MemArg::new(offset as i32, self.tag(func, piece));
            let src = func.insts[inst].src;
            let store = Op::Store { mem, barrier };
            let store = func.make_inst(store, &[to, value], &[], src);
            self.out.push(store);
        }
    }

    /// Answers what was left open, and replaces all loads.
    fn finish(mut self, func: &mut Func, cfg: &Cfg, mut variables: Vec<Variable>) {
        let mut gone: EntitySet<Inst> = EntitySet::new();
        for (inst, variable, block) in std::mem::take(&mut self.pending) {
            let value = variables[variable as usize].at_start(func, cfg, block);
            let result = func.result(inst);
            match conversion(func.ty(value), func.ty(result)) {
                None => {
                    if self.replaced.resolve(value) != result {
                        self.replaced.replace(result, value);
                    }
                    gone.insert(inst);
                }
                Some(op) => func.replace_op(inst, op, &[value]),
            }
        }
        for (at, variable) in variables.iter().enumerate() {
            for &param in &variable.params {
                self.label(func, at as u32, param);
            }
        }
        for &block in &cfg.rpo {
            func.blocks[block]
                .insts
                .retain(|&inst| !gone.contains(inst));
        }
        self.replaced.apply(func);
        func.debug_labels.sort_unstable();
        func.debug_labels.dedup();
    }
}

/// How a value of one type becomes another of the same size; `None` if they are the same.
fn conversion(from: Type, to: Type) -> Option<Op> {
    match (from, to) {
        _ if from == to => None,
        (Type::Ptr, _) => Some(Op::PtrToInt),
        (_, Type::Ptr) => Some(Op::IntToPtr),
        _ => Some(Op::Bitcast),
    }
}
