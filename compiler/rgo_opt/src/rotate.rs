//! Loop rotation: the test moves from the top of a loop to its bottom; a copy in front of the loop
//! decides whether it is entered.
//!
//! Needs:  `bounds` has run: it looks for tests at headers.
//! Leaves: a loop that tests at its header tests at its end, with one branch a turn; what follows
//!         the copy runs only if the loop does. Copies of parameters are left to `copyelim`.
//! Cost:   linear in blocks for each loop rotated; then linear in uses.
//!
//! Loops with large headers, and those left at several places of their header, stay as they are.

use rgo_base::packed_option::PackedOption;
use rgo_base::{EntityList, SecondaryMap};
use rgo_ssa::cfg::HANDLER;
use rgo_ssa::{Block, BlockCall, Cfg, DomTree, Edge, Func, Inst, Loop, Loops, Term, Value};
use rustc_hash::FxHashMap;

use crate::variable::Variable;

/// Most instructions of a header that is copied.
const MAX_HEADER: usize = 16;
/// Loops of one function that are rotated.
const MAX_LOOPS: usize = 400;

pub fn rotate(func: &mut Func) {
    let cfg = Cfg::compute(func);
    if !cfg.has_cycle() {
        return;
    }
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    let mut members = Members {
        loops: &loops,
        guards: SecondaryMap::new(),
    };
    let mut copies: Vec<HeaderCopy> = Vec::new();
    // Inner loops first: an outer header is not one of theirs.
    let ids: Vec<Loop> = loops.loops.keys().rev().take(MAX_LOOPS).collect();
    for id in ids {
        if is_rotatable(func, &members, id) {
            let copy = copy_header(func, &members, id);
            members.guards[copy.guard] = loops.loops[id].parent;
            copies.push(copy);
        }
    }
    if !copies.is_empty() {
        repair(func, copies);
    }
}

/// Which blocks form loops, with those made since.
struct Members<'a> {
    loops: &'a Loops,
    /// The loop around each guard: that around the guard's own loop.
    guards: SecondaryMap<Block, PackedOption<Loop>>,
}

impl Members<'_> {
    fn contains(&self, id: Loop, block: Block) -> bool {
        let around = self.guards[block].expand();
        let block = around.map_or(block, |around| self.loops.loops[around].header);
        self.loops.contains(id, block)
    }
}

/// A header and its copy in front of the loop.
struct HeaderCopy {
    header: Block,
    guard: Block,
    /// Values of the header, and what they are in the copy.
    map: Vec<(Value, Value)>,
}

fn is_rotatable(func: &Func, members: &Members<'_>, id: Loop) -> bool {
    let data = &members.loops.loops[id];
    let header = data.header;
    let block = &func.blocks[header];
    let Term::Br {
        then, otherwise, ..
    } = &block.term
    else {
        return false;
    };
    let (then, otherwise) = (then.block, otherwise.block);
    let leaves = members.contains(id, then) != members.contains(id, otherwise);
    // A header that branches back to itself tests at the end already.
    let is_bottom = data.back_edges.iter().any(|edge| edge.pred == header);
    leaves && !is_bottom && block.insts.len() <= MAX_HEADER && header != func.entry()
}

/// Copies the header for the branches that enter the loop.
fn copy_header(func: &mut Func, members: &Members<'_>, id: Loop) -> HeaderCopy {
    let header = members.loops.loops[id].header;
    let guard = func.make_block();
    func.blocks[guard].is_cold = func.blocks[header].is_cold;
    let mut map: Vec<(Value, Value)> = Vec::new();
    for param in func.blocks[header].params.clone() {
        let copy = func.add_param(guard, func.ty(param));
        map.push((param, copy));
    }
    let mut lookup: FxHashMap<Value, Value> = map.iter().copied().collect();
    for inst in func.blocks[header].insts.clone() {
        let copy = copy_inst(func, inst, &lookup);
        func.blocks[guard].insts.push(copy);
        for (old, new) in func.results(inst).zip(func.results(copy)) {
            map.push((old, new));
            lookup.insert(old, new);
        }
    }
    let Term::Br {
        cond,
        then,
        otherwise,
    } = func.blocks[header].term.clone()
    else {
        unreachable!("checked to branch")
    };
    let mapped = |value: Value| lookup.get(&value).copied().unwrap_or(value);
    let mut target = |call: &BlockCall| {
        let args: Vec<Value> = func.call_args(call).iter().map(|&v| mapped(v)).collect();
        func.block_call(call.block, &args)
    };
    let term = Term::Br {
        cond: mapped(cond),
        then: target(&then),
        otherwise: target(&otherwise),
    };
    func.blocks[guard].term = term;
    func.blocks[guard].term_src = func.blocks[header].term_src;
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        if !members.contains(id, block) {
            func.blocks[block].term.each_call_mut(|call| {
                if call.block == header {
                    call.block = guard;
                }
            });
        }
    }
    let at = func.layout.iter().position(|&b| b == header);
    let at = at.expect("a header is laid out");
    func.layout.insert(at, guard);
    HeaderCopy { header, guard, map }
}

fn copy_inst(func: &mut Func, inst: Inst, map: &FxHashMap<Value, Value>) -> Inst {
    let args: Vec<Value> = func
        .args(inst)
        .iter()
        .map(|arg| map.get(arg).copied().unwrap_or(*arg))
        .collect();
    let types: Vec<_> = func.results(inst).map(|value| func.ty(value)).collect();
    let (op, src) = (*func.op(inst), func.insts[inst].src);
    func.make_inst(op, &args, &types, src)
}

/// A use of a value that now has two definitions.
enum Use {
    Arg(Inst, usize),
    /// Somewhere in a terminator.
    Term,
}

/// Lets uses of header values see whichever definition control came by.
fn repair(func: &mut Func, copies: Vec<HeaderCopy>) {
    let mut number: SecondaryMap<Value, u32> = SecondaryMap::new();
    let mut variables: Vec<(Value, Block, Variable)> = Vec::new();
    for copy in &copies {
        for &(old, new) in &copy.map {
            let mut variable = Variable::new(func.ty(old));
            variable.define_end(copy.header, old);
            variable.define_end(copy.guard, new);
            variables.push((old, copy.header, variable));
            number[old] = variables.len() as u32;
        }
    }
    let cfg = Cfg::compute(func);
    func.layout.retain(|&block| cfg.is_reached(block));
    let mut uses: Vec<(Block, u32, Use)> = Vec::new();
    for &block in &cfg.rpo {
        let outside = |value: Value| {
            let at = number[value];
            (at > 0 && variables[at as usize - 1].1 != block).then(|| at - 1)
        };
        for &inst in &func.blocks[block].insts {
            for (at, &arg) in func.args(inst).iter().enumerate() {
                if let Some(variable) = outside(arg) {
                    uses.push((block, variable, Use::Arg(inst, at)));
                }
            }
        }
        let mut in_term: Vec<u32> = Vec::new();
        func.each_term_use(block, |value| {
            if let Some(variable) = outside(value)
                && !in_term.contains(&variable)
            {
                in_term.push(variable);
            }
        });
        uses.extend(in_term.into_iter().map(|v| (block, v, Use::Term)));
    }
    for (block, at, place) in uses {
        let (old, _, variable) = &mut variables[at as usize];
        let value = variable.at_end(func, &cfg, block);
        match place {
            Use::Arg(inst, arg) => func.args_mut(inst)[arg] = value,
            Use::Term => {
                let old = *old;
                let Func { blocks, pool, .. } = &mut *func;
                let mut swap = |v: Value| if v == old { value } else { v };
                blocks[block].term.map_uses(pool, &mut swap);
            }
        }
    }
    label_copies(func, &copies, &variables);
}

/// What a value is called, its copies and the parameters that join them are called too.
fn label_copies(func: &mut Func, copies: &[HeaderCopy], variables: &[(Value, Block, Variable)]) {
    if func.debug_labels.is_empty() {
        return;
    }
    let mut twins: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
    for copy in copies {
        for &(old, new) in &copy.map {
            twins.entry(old).or_default().push(new);
        }
    }
    for (old, _, variable) in variables {
        twins.entry(*old).or_default().extend(&variable.params);
    }
    for at in 0..func.debug_labels.len() {
        let label = func.debug_labels[at];
        for &value in twins.get(&label.value).into_iter().flatten() {
            func.debug_labels
                .push(rgo_ssa::DebugLabel { value, ..label });
        }
    }
    func.debug_labels.sort_unstable();
    func.debug_labels.dedup();
}

/// Makes sure that each loop is entered by one branch, from a block that goes nowhere else.
pub fn make_preheaders(func: &mut Func) {
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    let loops = Loops::compute(func, &cfg, &dom);
    for (id, data) in &loops.loops {
        let header = data.header;
        let entries: Vec<Edge> = cfg
            .preds(header)
            .iter()
            .filter(|edge| !loops.contains(id, edge.pred))
            .copied()
            .collect();
        if entries.iter().any(|edge| edge.call == HANDLER) {
            continue;
        }
        if let [edge] = entries[..]
            && matches!(func.blocks[edge.pred].term, Term::Jump(_))
        {
            continue;
        }
        let preheader = func.make_block();
        let types: Vec<_> = func.blocks[header]
            .params
            .iter()
            .map(|&p| func.ty(p))
            .collect();
        let params: Vec<Value> = types
            .into_iter()
            .map(|ty| func.add_param(preheader, ty))
            .collect();
        for edge in entries {
            func.blocks[edge.pred]
                .term
                .call_mut(edge.call as usize)
                .block = preheader;
        }
        let args = EntityList::from_slice(&params, &mut func.pool);
        let src = func.blocks[header].term_src;
        let is_cold = func.blocks[header].is_cold;
        let block = &mut func.blocks[preheader];
        block.term = Term::Jump(BlockCall {
            block: header,
            args,
        });
        block.term_src = src;
        block.is_cold = is_cold;
        let at = func.layout.iter().position(|&b| b == header);
        func.layout
            .insert(at.expect("a header is laid out"), preheader);
    }
}
