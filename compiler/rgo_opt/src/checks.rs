//! Bounds checks become branches to blocks that call the library's panic functions.
//!
//! Needs:  everything that removes or moves checks has run.
//! Leaves: no `bounds_check` and no `guard`; each failed check has a cold block of its own, so that tracebacks
//!         show its line.
//! Cost:   linear.
//!
//! The operands of a failed check go through `g`: as arguments they would bind registers, and the
//! register allocator would move and spill them in the loops around checks.

use rgo_abi::layout::g;
use rgo_ssa::lowering::Helper;
use rgo_ssa::{AliasTag, Block, BoundsKind, Func, Inst, MemArg, Op, Term, Type};

use crate::env::Env;
use crate::rewrite::Replacements;

pub fn checks(func: &mut Func, env: &dyn Env) {
    let mut layout = Vec::with_capacity(func.layout.len());
    let mut cold = Vec::new();
    let mut replaced = Replacements::default();
    for block in std::mem::take(&mut func.layout) {
        layout.push(block);
        let has_checks = |inst: &Inst| matches!(func.op(*inst), Op::BoundsCheck { .. } | Op::Guard);
        if !func.blocks[block].insts.iter().any(has_checks) {
            continue;
        }
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let term = std::mem::take(&mut func.blocks[block].term);
        let term_src = func.blocks[block].term_src;
        let mut current = block;
        for inst in insts {
            if *func.op(inst) == Op::Guard {
                replaced.replace(func.result(inst), func.arg(inst, 0));
                continue;
            }
            let Op::BoundsCheck { kind, is_unsigned } = *func.op(inst) else {
                func.blocks[current].insts.push(inst);
                continue;
            };
            let (next, panic) = split(func, env, current, inst, kind, is_unsigned);
            replaced.replace(func.result(inst), func.arg(inst, 0));
            func.blocks[next].is_cold = func.blocks[block].is_cold;
            layout.push(next);
            cold.push(panic);
            current = next;
        }
        func.blocks[current].term = term;
        func.blocks[current].term_src = term_src;
    }
    layout.extend(cold);
    func.layout = layout;
    func.flags.is_lowered = true;
    replaced.apply(func);
}

/// Ends `block` in the comparison that check `inst` makes: the block that goes on, and the one that
/// panics.
fn split(
    func: &mut Func,
    env: &dyn Env,
    block: Block,
    inst: Inst,
    kind: BoundsKind,
    is_unsigned: bool,
) -> (Block, Block) {
    let src = func.insts[inst].src;
    let args = func.args(inst).to_vec();
    let holds = func.append1(block, Op::Icmp(kind.cond()), &args, Type::I8, src);
    let (next, panic) = (func.make_block(), func.make_block());
    let term = Term::Br {
        cond: holds,
        then: func.block_call(next, &[]),
        otherwise: func.block_call(panic, &[]),
    };
    func.blocks[block].term = term;
    func.blocks[block].term_src = src;
    let goroutine = func.append1(panic, Op::GetG, &[], Type::Ptr, src);
    for (&arg, offset) in args.iter().zip([g::CHECK_X, g::CHECK_Y]) {
        let store = Op::Store {
            mem: MemArg::new(offset, AliasTag::ANY),
            barrier: false,
        };
        func.append(panic, store, &[goroutine, arg], &[], src);
    }
    let helper = env.helper(panic_function(kind, is_unsigned));
    func.append(panic, Op::Call(helper), &[], &[], src);
    let data = &mut func.blocks[panic];
    data.is_cold = true;
    data.term = Term::Unreachable;
    data.term_src = src;
    (next, panic)
}

/// Who reports a failed check.
pub fn panic_function(kind: BoundsKind, is_unsigned: bool) -> Helper {
    match (kind, is_unsigned) {
        (BoundsKind::Index, false) => Helper::PanicIndex,
        (BoundsKind::Index, true) => Helper::PanicIndexU,
        (BoundsKind::SliceAlen, false) => Helper::PanicSliceAlen,
        (BoundsKind::SliceAlen, true) => Helper::PanicSliceAlenU,
        (BoundsKind::SliceAcap, false) => Helper::PanicSliceAcap,
        (BoundsKind::SliceAcap, true) => Helper::PanicSliceAcapU,
        (BoundsKind::SliceB, false) => Helper::PanicSliceB,
        (BoundsKind::SliceB, true) => Helper::PanicSliceBU,
        (BoundsKind::Slice3Alen, false) => Helper::PanicSlice3Alen,
        (BoundsKind::Slice3Alen, true) => Helper::PanicSlice3AlenU,
        (BoundsKind::Slice3Acap, false) => Helper::PanicSlice3Acap,
        (BoundsKind::Slice3Acap, true) => Helper::PanicSlice3AcapU,
        (BoundsKind::Slice3B, false) => Helper::PanicSlice3B,
        (BoundsKind::Slice3B, true) => Helper::PanicSlice3BU,
        (BoundsKind::Slice3C, false) => Helper::PanicSlice3C,
        (BoundsKind::Slice3C, true) => Helper::PanicSlice3CU,
        (BoundsKind::Convert, _) => Helper::PanicSliceConvert,
    }
}
