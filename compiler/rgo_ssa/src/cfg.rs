//! The control flow graph: predecessors and reverse postorder.

use rgo_base::{EntitySet, SecondaryMap};

use crate::entities::Block;
use crate::func::{Func, Term};

/// A branch: of which block, and which of its branches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    pub pred: Block,
    /// As in `Term::call`; [`HANDLER`] for the edge to a defer handler.
    pub call: u32,
}

/// `Edge::call` of the edge from a `DeferPush` to its handler, which passes no arguments.
pub const HANDLER: u32 = u32::MAX;

/// Predecessors and order of the blocks that the entry reaches.
pub struct Cfg {
    /// Reverse postorder from the entry; handlers count as reached.
    pub rpo: Vec<Block>,
    /// Position in `rpo`, `UNREACHED` for other blocks.
    rpo_idx: SecondaryMap<Block, u32>,
    /// Start in `edges` of the edges to each reached block, by position in `rpo`, and the end.
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

const UNREACHED: u32 = u32::MAX;

/// The block that control may reach directly from `block`, `n`-th from the last: so the first
/// targets come first in reverse postorder.
fn nth_target(func: &Func, block: Block, n: usize) -> Option<Block> {
    let term = &func.blocks[block].term;
    let n_calls = term.n_calls();
    match term {
        Term::DeferPush { next, handler, .. } => [*handler, next.block].get(n).copied(),
        _ if n < n_calls => Some(term.call(n_calls - 1 - n).block),
        _ => None,
    }
}

impl Cfg {
    pub fn compute(func: &Func) -> Cfg {
        let mut postorder = Vec::with_capacity(func.layout.len());
        let mut rpo_idx: SecondaryMap<Block, u32> = SecondaryMap::with_default(UNREACHED);
        rpo_idx.resize(func.blocks.len());
        let mut stack = Vec::new();
        if let Some(&entry) = func.layout.first() {
            rpo_idx[entry] = 0;
            stack.push((entry, 0));
        }
        while let Some((block, next)) = stack.last_mut() {
            match nth_target(func, *block, *next) {
                Some(target) => {
                    *next += 1;
                    if rpo_idx[target] == UNREACHED {
                        rpo_idx[target] = 0;
                        stack.push((target, 0));
                    }
                }
                None => {
                    postorder.push(*block);
                    stack.pop();
                }
            }
        }
        postorder.reverse();
        let rpo = postorder;
        for (at, &block) in rpo.iter().enumerate() {
            rpo_idx[block] = at as u32;
        }
        let (starts, edges) = collect_edges(func, &rpo, &rpo_idx);
        Cfg {
            rpo,
            rpo_idx,
            starts,
            edges,
        }
    }

    /// Edges to `block`, in reverse postorder of their sources.
    pub fn preds(&self, block: Block) -> &[Edge] {
        let at = self.rpo_idx[block];
        if at == UNREACHED {
            return &[];
        }
        let at = at as usize;
        &self.edges[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Whether control can reach a block again that it has left.
    pub fn has_cycle(&self) -> bool {
        let is_back = |&block: &Block| {
            let mut preds = self.preds(block).iter();
            preds.any(|edge| self.rpo_idx(edge.pred) >= self.rpo_idx(block))
        };
        self.rpo.iter().any(is_back)
    }

    pub fn is_reached(&self, block: Block) -> bool {
        self.rpo_idx[block] != UNREACHED
    }

    /// Position of a reached block in `rpo`.
    pub fn rpo_idx(&self, block: Block) -> usize {
        debug_assert!(self.is_reached(block));
        self.rpo_idx[block] as usize
    }
}

/// Blocks that control reaches from a defer handler, handlers included: they share no values with
/// the rest.
pub fn handler_blocks(func: &Func) -> EntitySet<Block> {
    let mut blocks = EntitySet::new();
    let mut work = Vec::new();
    for &block in &func.layout {
        if let Term::DeferPush { handler, .. } = func.blocks[block].term
            && blocks.insert(handler)
        {
            work.push(handler);
        }
    }
    while let Some(block) = work.pop() {
        func.each_target(block, |target| {
            if blocks.insert(target) {
                work.push(target);
            }
        });
    }
    blocks
}

fn collect_edges(
    func: &Func,
    rpo: &[Block],
    rpo_idx: &SecondaryMap<Block, u32>,
) -> (Vec<u32>, Vec<Edge>) {
    let mut starts = vec![0u32; rpo.len() + 1];
    for &block in rpo {
        func.each_target(block, |target| starts[rpo_idx[target] as usize + 1] += 1);
    }
    for at in 0..rpo.len() {
        starts[at + 1] += starts[at];
    }
    let mut fill = starts.clone();
    let none = Edge {
        pred: Block::from_u32(0),
        call: HANDLER,
    };
    let mut edges = vec![none; starts[rpo.len()] as usize];
    for &block in rpo {
        let n_calls = func.blocks[block].term.n_calls();
        let mut call = 0;
        func.each_target(block, |target| {
            let at = &mut fill[rpo_idx[target] as usize];
            edges[*at as usize] = Edge {
                pred: block,
                call: if call < n_calls { call as u32 } else { HANDLER },
            };
            *at += 1;
            call += 1;
        });
    }
    (starts, edges)
}
