//! Induction variables: header parameters that change by a constant in each turn.

use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, Cfg, Func, IntCond, Loop, Loops, Op, Term, Type, Value};

/// An induction variable of a loop.
#[derive(Clone, Copy, Debug)]
pub struct Induction {
    /// The header's parameter.
    pub var: Value,
    /// Its value in the first turn.
    pub init: Value,
    /// Added in each turn, never 0.
    pub step: i64,
}

/// The induction variables of a loop with one entry, in the order of the header's parameters.
pub fn inductions(func: &Func, cfg: &Cfg, loops: &Loops, id: Loop) -> Vec<Induction> {
    let data = &loops.loops[id];
    let is_back = |pred: Block| loops.contains(id, pred);
    let mut entries = cfg
        .preds(data.header)
        .iter()
        .filter(|edge| !is_back(edge.pred));
    let (Some(entry), None) = (entries.next(), entries.next()) else {
        return Vec::new();
    };
    if entry.call == HANDLER {
        return Vec::new();
    }
    let inits = func.call_args(func.blocks[entry.pred].term.call(entry.call as usize));
    let mut found = Vec::new();
    for (at, (&var, &init)) in func.blocks[data.header]
        .params
        .iter()
        .zip(inits)
        .enumerate()
    {
        if !func.ty(var).is_int() {
            continue;
        }
        let mut step = None;
        let is_regular = data.back_edges.iter().all(|edge| {
            let call = func.blocks[edge.pred].term.call(edge.call as usize);
            let by = step_of(func, func.call_args(call)[at], var);
            let fits = by.is_some() && step.is_none_or(|step| Some(step) == by);
            step = by.or(step);
            fits
        });
        if let (true, Some(step)) = (is_regular, step.filter(|&step| step != 0)) {
            found.push(Induction { var, init, step });
        }
    }
    found
}

/// `c` if `next` is `var + c`.
fn step_of(func: &Func, next: Value, var: Value) -> Option<i64> {
    let inst = func.def_inst(next)?;
    match (func.op(inst), func.args(inst)) {
        (Op::Add, &[x, y]) if x == var => func.as_iconst(y),
        _ => None,
    }
}

/// Number of turns of a loop that is left by one comparison of an induction variable with a
/// constant, from a constant start.
pub fn trip_count(func: &Func, cfg: &Cfg, loops: &Loops, id: Loop) -> Option<u64> {
    let data = &loops.loops[id];
    let ivs = inductions(func, cfg, loops, id);
    // The test is made in every turn: at the header or at the only branch back.
    let mut tests = vec![data.header];
    if let [edge] = data.back_edges[..] {
        tests.push(edge.pred);
    }
    tests.into_iter().find_map(|block| {
        let Term::Br {
            cond,
            then,
            otherwise,
        } = &func.blocks[block].term
        else {
            return None;
        };
        let stays = match (
            loops.contains(id, then.block),
            loops.contains(id, otherwise.block),
        ) {
            (true, false) => true,
            (false, true) => false,
            _ => return None,
        };
        let inst = func.def_inst(*cond)?;
        let (Op::Icmp(test), &[x, y]) = (*func.op(inst), func.args(inst)) else {
            return None;
        };
        let limit = func.as_iconst(y)?;
        let test = if stays { test } else { test.negate() };
        let ty = func.ty(x);
        let (iv, lead) = ivs.iter().find_map(|iv| {
            if iv.var == x {
                return Some((iv, 0));
            }
            (step_of(func, x, iv.var) == Some(iv.step)).then_some((iv, iv.step))
        })?;
        let init = func.as_iconst(iv.init)?;
        // Tested at the header before the turn; tested at the end, one turn has been made.
        let turns = count(test, ty, init.checked_add(lead)?, iv.step, limit)?;
        let at_end = block != data.header || data.blocks.len() == 1;
        Some(if at_end { turns + 1 } else { turns })
    })
}

/// How often `value test limit` holds, for `value` from `start` by `step`, without overflow.
fn count(test: IntCond, ty: Type, start: i64, step: i64, limit: i64) -> Option<u64> {
    let (start, step, limit) = (i128::from(start), i128::from(step), i128::from(limit));
    let max = i128::from(ty.unsigned(-1) >> 1);
    let distance = match test {
        IntCond::Slt if step > 0 && limit + step <= max => limit - start,
        IntCond::Ult if step > 0 && start >= 0 && limit >= 0 && limit + step <= max => {
            limit - start
        }
        IntCond::Sgt if step < 0 && limit + step >= -max => start - limit,
        IntCond::Ne if (limit - start) % step == 0 && (limit - start) / step >= 0 => {
            return u64::try_from((limit - start) / step).ok();
        }
        _ => return None,
    };
    let step = step.abs();
    u64::try_from(distance.max(0).div_euclid(step) + i128::from(distance.max(0) % step != 0)).ok()
}
