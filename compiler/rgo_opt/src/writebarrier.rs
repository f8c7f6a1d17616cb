//! Pointer stores to memory that the collector may be marking get their barrier: a test of the
//! phase flag, and a cold block that hands the store's place and new value to the runtime.
//!
//! Needs:  nothing removes or moves stores afterwards.
//! Leaves: no `barrier` store, move or clear, no `write_barrier`; stores that follow each other
//!         share a test. Nothing that may stop the goroutine stands between a test and its stores.
//! Cost:   linear.
//!
//! No barrier is due for memory of the frame, and for a store into an object allocated since the
//! last safepoint if the value is nil, static, or allocated since then as well: such objects are
//! black, and their old contents nil. All others get both halves.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{Block, Func, Inst, Op, Src, SymbolRef, Term, Type, Value};

use crate::env::Env;

/// Aggregates with at most this many pointers are handed to the barrier word by word.
const MAX_WORDS: usize = 4;
/// Larger aggregates are copied by the runtime, which tests the flag itself.
const MAX_INLINE_BYTES: u64 = 128;

pub fn writebarrier(func: &mut Func, env: &dyn Env) {
    let mut pass = Pass {
        env,
        layout: Vec::with_capacity(func.layout.len()),
        cold: Vec::new(),
    };
    for block in std::mem::take(&mut func.layout) {
        pass.layout.push(block);
        drop_unneeded(func, block);
        pass.expand(func, block);
    }
    pass.layout.append(&mut pass.cold);
    func.layout = pass.layout;
    func.flags.is_barriered = true;
}

fn is_pending(op: &Op) -> bool {
    matches!(
        op,
        Op::Store { barrier: true, .. }
            | Op::Move { barrier: true, .. }
            | Op::Zero { barrier: true, .. }
            | Op::WriteBarrier
    )
}

/// The pointer that an address is computed from.
fn root(func: &Func, address: Value) -> Value {
    let mut at = address;
    while let Some(inst) = func.def_inst(at)
        && matches!(func.op(inst), Op::PtrAdd | Op::NilCheck | Op::Guard)
    {
        at = func.arg(inst, 0);
    }
    at
}

/// Clears `barrier` where none is due.
fn drop_unneeded(func: &mut Func, block: Block) {
    // Objects allocated in this block since the last safepoint.
    let mut fresh: Vec<Value> = Vec::new();
    for at in 0..func.blocks[block].insts.len() {
        let inst = func.blocks[block].insts[at];
        let op = *func.op(inst);
        if op.is_safepoint() {
            fresh.clear();
            if let Op::CallRuntime(
                RuntimeFn::NewObject
                | RuntimeFn::MakeSlice
                | RuntimeFn::MakeSliceCopy
                | RuntimeFn::ConvT
                | RuntimeFn::ConvT16
                | RuntimeFn::ConvT32
                | RuntimeFn::ConvT64
                | RuntimeFn::ConvTString
                | RuntimeFn::ConvTSlice,
            ) = op
            {
                fresh.push(func.result(inst));
            }
            continue;
        }
        if !is_pending(&op) || op == Op::WriteBarrier {
            continue;
        }
        let dst = root(func, func.arg(inst, 0));
        let in_frame = matches!(func.def_op(dst), Some(Op::SlotAddr(..)));
        let needs_none = in_frame
            || (fresh.contains(&dst)
                && match op {
                    Op::Store { .. } => {
                        let value = root(func, func.arg(inst, 1));
                        fresh.contains(&value)
                            || matches!(
                                func.def_op(value),
                                Some(Op::Iconst(_) | Op::SymbolAddr(..))
                            )
                    }
                    // A copy from read-only data holds static pointers only.
                    Op::Move { .. } => {
                        let from = root(func, func.arg(inst, 1));
                        matches!(
                            func.def_op(from),
                            Some(Op::SymbolAddr(SymbolRef::Data(_), _))
                        )
                    }
                    _ => true,
                });
        if needs_none {
            match &mut func.insts[inst].op {
                Op::Store { barrier, .. } | Op::Move { barrier, .. } | Op::Zero { barrier, .. } => {
                    *barrier = false
                }
                _ => unreachable!("a pending store"),
            }
        }
    }
}

struct Pass<'a> {
    env: &'a dyn Env,
    layout: Vec<Block>,
    cold: Vec<Block>,
}

/// Something for the cold block to do.
enum Shade {
    /// A store of a value to an address.
    Store {
        address: Value,
        offset: i32,
        value: Value,
    },
    /// A copy of words from another address.
    Copy {
        address: Value,
        from: Value,
        words: Vec<u64>,
    },
    /// A clearing of words.
    Clear { address: Value, words: Vec<u64> },
}

impl Pass<'_> {
    fn expand(&mut self, func: &mut Func, block: Block) {
        if !func.blocks[block]
            .insts
            .iter()
            .any(|&inst| is_pending(func.op(inst)))
        {
            return;
        }
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let term = std::mem::take(&mut func.blocks[block].term);
        let term_src = func.blocks[block].term_src;
        let is_cold = func.blocks[block].is_cold;
        let mut current = block;
        let mut at = 0;
        while at < insts.len() {
            let inst = insts[at];
            if !is_pending(func.op(inst)) {
                func.blocks[current].insts.push(inst);
                at += 1;
                continue;
            }
            if let Some(next) = self.large(func, current, inst) {
                current = next;
                func.blocks[current].is_cold = is_cold;
                at += 1;
                continue;
            }
            let batch = self.batch(func, &insts[at..]);
            current = self.test(func, current, &insts[at..at + batch.n_insts], batch.shades);
            func.blocks[current].is_cold = is_cold;
            at += batch.n_insts;
        }
        func.blocks[current].term = term;
        func.blocks[current].term_src = term_src;
    }

    /// An aggregate with many pointers: copied or cleared by the runtime while it marks, or always
    /// if it is large. The block that goes on, if `inst` is one.
    fn large(&mut self, func: &mut Func, block: Block, inst: Inst) -> Option<Block> {
        let (ty, size) = match *func.op(inst) {
            Op::Move { ty, size, .. } | Op::Zero { ty, size, .. } => (ty, size),
            _ => return None,
        };
        if size <= MAX_INLINE_BYTES && self.env.pointer_offsets(ty, MAX_WORDS).is_some() {
            return None;
        }
        let src = func.insts[inst].src;
        let by_runtime = |func: &mut Func, block: Block| {
            let desc = Op::SymbolAddr(SymbolRef::GcType(ty), 0);
            let desc = func.append1(block, desc, &[], Type::Ptr, src);
            let mut args = vec![desc];
            args.extend_from_slice(func.args(inst));
            let callee = if args.len() == 3 {
                RuntimeFn::TypedMemMove
            } else {
                RuntimeFn::TypedMemClr
            };
            func.append(block, Op::CallRuntime(callee), &args, &[], src);
        };
        if size > MAX_INLINE_BYTES {
            by_runtime(func, block);
            return Some(block);
        }
        let (hot, cold, next) = (func.make_block(), func.make_block(), func.make_block());
        branch_on_flag(func, block, cold, hot, src);
        by_runtime(func, cold);
        clear_barrier(func, inst);
        func.blocks[hot].insts.push(inst);
        for from in [hot, cold] {
            let term = Term::Jump(func.block_call(next, &[]));
            func.blocks[from].term = term;
            func.blocks[from].term_src = src;
        }
        func.blocks[cold].is_cold = true;
        self.layout.push(hot);
        self.layout.push(next);
        self.cold.push(cold);
        Some(next)
    }

    /// The stores at the start of `insts` that can share a test.
    fn batch(&self, func: &Func, insts: &[Inst]) -> Batch {
        let mut shades = Vec::new();
        let mut n_insts = 0;
        for (at, &inst) in insts.iter().enumerate() {
            let op = *func.op(inst);
            if is_pending(&op) {
                // The words of a copy are read before the batch's stores.
                if at > 0 && matches!(op, Op::Move { .. }) {
                    break;
                }
                match self.shade(func, inst) {
                    Some(shade) => shades.push(shade),
                    None => break,
                }
                n_insts = at + 1;
                continue;
            }
            let effects = op.effects();
            let is_store = matches!(op, Op::Store { .. }) && !effects.traps;
            let is_atomic_target = at == n_insts && n_insts > 0 && is_atomic_store(&op);
            if is_atomic_target {
                // The store that a `write_barrier` is for.
                n_insts = at + 1;
                break;
            }
            if !(effects.is_pure() || is_store) {
                break;
            }
        }
        Batch { shades, n_insts }
    }

    fn shade(&self, func: &Func, inst: Inst) -> Option<Shade> {
        let args = func.args(inst);
        Some(match *func.op(inst) {
            Op::Store { mem, .. } => Shade::Store {
                address: args[0],
                offset: mem.offset,
                value: args[1],
            },
            Op::WriteBarrier => Shade::Store {
                address: args[0],
                offset: 0,
                value: args[1],
            },
            Op::Move { ty, size, .. } if size <= MAX_INLINE_BYTES => Shade::Copy {
                address: args[0],
                from: args[1],
                words: self.env.pointer_offsets(ty, MAX_WORDS)?,
            },
            Op::Zero { ty, size, .. } if size <= MAX_INLINE_BYTES => Shade::Clear {
                address: args[0],
                words: self.env.pointer_offsets(ty, MAX_WORDS)?,
            },
            _ => return None,
        })
    }

    /// Ends `block` in a test for a batch; the block that makes the stores and goes on.
    fn test(&mut self, func: &mut Func, block: Block, insts: &[Inst], shades: Vec<Shade>) -> Block {
        let src = func.insts[insts[0]].src;
        // What the barriers refer to is computed first.
        let (stores, pure): (Vec<Inst>, Vec<Inst>) = insts
            .iter()
            .partition(|&&inst| !func.op(inst).effects().is_pure());
        func.blocks[block].insts.extend(pure);
        let (cold, next) = (func.make_block(), func.make_block());
        branch_on_flag(func, block, cold, next, src);
        for shade in shades {
            emit_shade(func, cold, shade, src);
        }
        let term = Term::Jump(func.block_call(next, &[]));
        let data = &mut func.blocks[cold];
        data.term = term;
        data.term_src = src;
        data.is_cold = true;
        for inst in stores {
            if *func.op(inst) == Op::WriteBarrier {
                continue;
            }
            if is_pending(func.op(inst)) {
                clear_barrier(func, inst);
            }
            func.blocks[next].insts.push(inst);
        }
        self.layout.push(next);
        self.cold.push(cold);
        next
    }
}

struct Batch {
    shades: Vec<Shade>,
    /// Instructions that belong to it.
    n_insts: usize,
}

fn is_atomic_store(op: &Op) -> bool {
    matches!(
        op,
        Op::AtomicStore(_) | Op::AtomicRmw(..) | Op::AtomicCas(_)
    )
}

fn clear_barrier(func: &mut Func, inst: Inst) {
    match &mut func.insts[inst].op {
        Op::Store { barrier, .. } | Op::Move { barrier, .. } | Op::Zero { barrier, .. } => {
            *barrier = false;
        }
        _ => {}
    }
}

fn branch_on_flag(func: &mut Func, block: Block, cold: Block, hot: Block, src: Src) {
    let flag = func.append1(block, Op::BarrierFlag, &[], Type::I32, src);
    let zero = func.append1(block, Op::Iconst(0), &[], Type::I32, src);
    let is_on = Op::Icmp(rgo_ssa::IntCond::Ne);
    let is_on = func.append1(block, is_on, &[flag, zero], Type::I8, src);
    let term = Term::Br {
        cond: is_on,
        then: func.block_call(cold, &[]),
        otherwise: func.block_call(hot, &[]),
    };
    func.blocks[block].term = term;
    func.blocks[block].term_src = src;
}

fn emit_shade(func: &mut Func, block: Block, shade: Shade, src: Src) {
    let at = |func: &mut Func, base: Value, offset: i64| {
        if offset == 0 {
            return base;
        }
        let offset = func.append1(block, Op::Iconst(offset), &[], Type::I64, src);
        func.append1(block, Op::PtrAdd, &[base, offset], Type::Ptr, src)
    };
    let call = |func: &mut Func, place: Value, value: Value| {
        let op = Op::CallRuntime(RuntimeFn::WriteBarrier);
        func.append(block, op, &[place, value], &[], src);
    };
    match shade {
        Shade::Store {
            address,
            offset,
            value,
        } => {
            let place = at(func, address, i64::from(offset));
            call(func, place, value);
        }
        Shade::Copy {
            address,
            from,
            words,
        } => {
            for word in words {
                let load = Op::Load(rgo_ssa::MemArg::new(0, rgo_ssa::AliasTag::ANY));
                let source = at(func, from, word as i64);
                let value = func.append1(block, load, &[source], Type::Ptr, src);
                let place = at(func, address, word as i64);
                call(func, place, value);
            }
        }
        Shade::Clear { address, words } => {
            let nil = func.append1(block, Op::Iconst(0), &[], Type::Ptr, src);
            for word in words {
                let place = at(func, address, word as i64);
                call(func, place, nil);
            }
        }
    }
}
