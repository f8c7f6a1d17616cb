//! Dead code: unreachable blocks, instructions and block parameters whose values nobody needs.
//!
//! Needs:  nothing.
//! Leaves: only reached blocks in the layout; every instruction has an effect or feeds one.
//! Cost:   linear.
//!
//! A parameter that only feeds itself around a loop is dead. Loads are removed if they cannot
//! fault: Cranelift keeps them (`testdata/ssa/deadcode.ssa`).

use rgo_base::{EntityList, EntitySet, SecondaryMap};
use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, Cfg, Func, Op, Term, Value, ValueDef};

pub fn deadcode(func: &mut Func) {
    let cfg = Cfg::compute(func);
    func.layout.retain(|&block| cfg.is_reached(block));
    let live = live_values(func, &cfg);
    let is_live = |value: Value| live.contains(value);
    for &block in &cfg.rpo {
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let kept = insts
            .into_iter()
            .filter(|&inst| {
                !func.op(inst).effects().is_removable() || func.results(inst).any(is_live)
            })
            .collect();
        func.blocks[block].insts = kept;
    }
    drop_params(func, &cfg, &live);
    // What a variable is known to be can be told without code for it.
    let mut labels = std::mem::take(&mut func.debug_labels);
    labels.retain(|label| live.contains(label.value) || is_constant(func, label.value));
    func.debug_labels = labels;
    let is_known = |pair: &(Value, Value)| live.contains(pair.0) && live.contains(pair.1);
    func.slice_lens.retain(is_known);
}

fn is_constant(func: &Func, value: Value) -> bool {
    matches!(
        func.def_op(value),
        Some(Op::Iconst(_) | Op::F32const(_) | Op::F64const(_))
    )
}

fn live_values(func: &Func, cfg: &Cfg) -> EntitySet<Value> {
    let mut live = EntitySet::new();
    let mut work: Vec<Value> = Vec::new();
    let mut index: SecondaryMap<Value, u32> = SecondaryMap::new();
    let mut mark = |value: Value, work: &mut Vec<Value>| {
        if live.insert(value) {
            work.push(value);
        }
    };
    for &block in &cfg.rpo {
        let data = &func.blocks[block];
        for (at, &param) in data.params.iter().enumerate() {
            index[param] = at as u32;
        }
        for &inst in &data.insts {
            if !func.op(inst).effects().is_removable() {
                func.args(inst).iter().for_each(|&arg| mark(arg, &mut work));
            }
        }
        match &data.term {
            Term::Br { cond, .. } => mark(*cond, &mut work),
            Term::Switch { index, .. } => mark(*index, &mut work),
            Term::Return(args) | Term::TailCall { args, .. } => {
                for &arg in args.as_slice(&func.pool) {
                    mark(arg, &mut work);
                }
            }
            Term::None | Term::Jump(_) | Term::DeferPush { .. } | Term::Unreachable => {}
        }
    }
    while let Some(value) = work.pop() {
        match func.values[value].def {
            ValueDef::Result(inst, _) => {
                func.args(inst).iter().for_each(|&arg| mark(arg, &mut work));
            }
            ValueDef::Param(block) => {
                for edge in cfg.preds(block) {
                    if edge.call != HANDLER {
                        let call = func.blocks[edge.pred].term.call(edge.call as usize);
                        mark(func.call_args(call)[index[value] as usize], &mut work);
                    }
                }
            }
        }
    }
    live
}

/// Drops dead parameters, other than the function's and those of handlers.
fn drop_params(func: &mut Func, cfg: &Cfg, live: &EntitySet<Value>) {
    let mut is_fixed: EntitySet<Block> = EntitySet::new();
    is_fixed.insert(func.entry());
    for &block in &cfg.rpo {
        if let Term::DeferPush { handler, .. } = func.blocks[block].term {
            is_fixed.insert(handler);
        }
    }
    let has_dead = |func: &Func, block: Block| {
        !is_fixed.contains(block)
            && func.blocks[block]
                .params
                .iter()
                .any(|&param| !live.contains(param))
    };
    for &block in &cfg.rpo {
        let mut term = std::mem::take(&mut func.blocks[block].term);
        term.each_call_mut(|call| {
            if has_dead(func, call.block) {
                let params = &func.blocks[call.block].params;
                let args = call.args.as_slice(&func.pool).iter();
                let kept: Vec<Value> = args
                    .zip(params)
                    .filter(|&(_, &param)| live.contains(param))
                    .map(|(&arg, _)| arg)
                    .collect();
                call.args = EntityList::from_slice(&kept, &mut func.pool);
            }
        });
        func.blocks[block].term = term;
    }
    for &block in &cfg.rpo {
        if has_dead(func, block) {
            func.blocks[block]
                .params
                .retain(|&param| live.contains(param));
        }
    }
}
