//! Which pointers cannot be nil by the way they are made.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::EntitySet;
use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, Cfg, Func, Op, Type, Value};

/// Block parameters that no pointer that may be nil is passed to. They may be passed around in
/// loops: all are taken to be among them until something speaks against it.
pub(super) fn nonnil_params(func: &Func, cfg: &Cfg) -> EntitySet<Value> {
    let mut params: EntitySet<Value> = EntitySet::new();
    let mut blocks: Vec<Block> = Vec::new();
    for &block in &cfg.rpo {
        let is_pointer = |&param: &Value| func.ty(param) == Type::Ptr;
        let is_entered = block != func.entry() && cfg.preds(block).iter().all(is_branch);
        if is_entered && func.blocks[block].params.iter().any(is_pointer) {
            let pointers = func.blocks[block].params.iter().copied();
            params.extend(pointers.filter(is_pointer));
            blocks.push(block);
        }
    }
    loop {
        let mut has_changed = false;
        for &block in &blocks {
            for (at, &param) in func.blocks[block].params.iter().enumerate() {
                if !params.contains(param) {
                    continue;
                }
                let holds = cfg.preds(block).iter().all(|edge| {
                    let call = func.blocks[edge.pred].term.call(edge.call as usize);
                    is_nonnil(func, func.call_args(call)[at], &params)
                });
                if !holds {
                    params.remove(param);
                    has_changed = true;
                }
            }
        }
        if !has_changed {
            return params;
        }
    }
}

fn is_branch(edge: &rgo_ssa::Edge) -> bool {
    edge.call != HANDLER
}

/// Whether a pointer is not nil wherever it is available.
pub(super) fn is_nonnil(func: &Func, ptr: Value, params: &EntitySet<Value>) -> bool {
    let mut at = ptr;
    while let Some(inst) = func.def_inst(at) {
        match *func.op(inst) {
            Op::SlotAddr(..) | Op::SymbolAddr(..) | Op::NilCheck | Op::GetG | Op::FramePtr => {
                return true;
            }
            Op::CallRuntime(RuntimeFn::NewObject | RuntimeFn::MakeSlice) => return true,
            // Inside an object, behind its start.
            Op::PtrAdd if func.as_iconst(func.arg(inst, 1)).is_some_and(|n| n != 0) => return true,
            Op::PtrAdd | Op::Guard => at = func.arg(inst, 0),
            _ => return false,
        }
    }
    params.contains(at)
}
