//! Natural loops: which blocks form them and how they nest.
//!
//! A loop is a header and all blocks that reach a branch back to it without passing it; the header
//! dominates them. Cycles that are entered at several blocks are no loops here.

use rgo_base::packed_option::PackedOption;
use rgo_base::{PrimaryMap, SecondaryMap, entity_impl};

use crate::cfg::{Cfg, Edge, HANDLER};
use crate::dom::DomTree;
use crate::entities::Block;
use crate::func::Func;

/// A loop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Loop(u32);
entity_impl!(Loop, "loop");

/// What is known of a loop.
#[derive(Clone, Debug)]
pub struct LoopData {
    pub header: Block,
    /// The loop around it.
    pub parent: PackedOption<Loop>,
    /// 1 for outermost loops.
    pub depth: u32,
    /// Branches from inside to the header.
    pub back_edges: Vec<Edge>,
    /// Blocks of the loop, inner loops included, in reverse postorder.
    pub blocks: Vec<Block>,
}

/// The loops of a function. Outer loops have smaller numbers than those inside.
pub struct Loops {
    pub loops: PrimaryMap<Loop, LoopData>,
    /// Innermost loop of each block.
    of: SecondaryMap<Block, PackedOption<Loop>>,
    /// Branches back that make no loop: their target does not dominate them.
    pub irreducible: Vec<Edge>,
}

impl Loops {
    pub fn compute(func: &Func, cfg: &Cfg, dom: &DomTree) -> Loops {
        let mut loops: PrimaryMap<Loop, LoopData> = PrimaryMap::new();
        let mut irreducible = Vec::new();
        for &header in &cfg.rpo {
            let mut back_edges = Vec::new();
            for &edge in cfg.preds(header) {
                if dom.dominates(header, edge.pred) {
                    back_edges.push(edge);
                } else if cfg.rpo_idx(edge.pred) >= cfg.rpo_idx(header) && edge.call != HANDLER {
                    irreducible.push(edge);
                }
            }
            if !back_edges.is_empty() {
                loops.push(LoopData {
                    header,
                    parent: None.into(),
                    depth: 0,
                    back_edges,
                    blocks: Vec::new(),
                });
            }
        }
        let mut of: SecondaryMap<Block, PackedOption<Loop>> = SecondaryMap::new();
        of.resize(func.blocks.len());
        // Inner loops first: an outer one skips over those it finds.
        let ids: Vec<Loop> = loops.keys().collect();
        for &id in ids.iter().rev() {
            claim_blocks(id, cfg, &mut loops, &mut of);
        }
        for &id in &ids {
            let parent = loops[id].parent.expand();
            loops[id].depth = parent.map_or(1, |parent| loops[parent].depth + 1);
        }
        for &block in &cfg.rpo {
            let mut at = of[block].expand();
            while let Some(id) = at {
                loops[id].blocks.push(block);
                at = loops[id].parent.expand();
            }
        }
        Loops {
            loops,
            of,
            irreducible,
        }
    }

    /// Innermost loop that a block belongs to.
    pub fn innermost(&self, block: Block) -> Option<Loop> {
        self.of[block].expand()
    }

    /// Number of loops around a block.
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost(block).map_or(0, |id| self.loops[id].depth)
    }

    /// Whether a block belongs to a loop.
    pub fn contains(&self, id: Loop, block: Block) -> bool {
        let mut at = self.innermost(block);
        while let Some(found) = at {
            if found == id {
                return true;
            }
            at = self.loops[found].parent.expand();
        }
        false
    }
}

/// Walks back from a loop's back edges to its header.
fn claim_blocks(
    id: Loop,
    cfg: &Cfg,
    loops: &mut PrimaryMap<Loop, LoopData>,
    of: &mut SecondaryMap<Block, PackedOption<Loop>>,
) {
    let header = loops[id].header;
    let mut work: Vec<Block> = loops[id].back_edges.iter().map(|edge| edge.pred).collect();
    of[header] = id.into();
    while let Some(block) = work.pop() {
        match of[block].expand() {
            None => {
                of[block] = id.into();
                work.extend(cfg.preds(block).iter().map(|edge| edge.pred));
            }
            Some(inner) => {
                // The outermost loop found so far that this block is in.
                let mut top = inner;
                while let Some(parent) = loops[top].parent.expand() {
                    top = parent;
                }
                if top != id {
                    loops[top].parent = id.into();
                    let entry = loops[top].header;
                    work.extend(cfg.preds(entry).iter().map(|edge| edge.pred));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Loops;
    use crate::cfg::Cfg;
    use crate::dom::DomTree;
    use crate::text::parse_funcs;

    #[test]
    fn nested_loops() {
        let text = "\
func fn0(i8) {
b0(v0: i8):
  jump b1
b1:
  br v0, b2, b6
b2:
  jump b3
b3:
  br v0, b4, b5
b4:
  br v0, b3, b1
b5:
  jump b1
b6:
  ret
}
";
        let func = parse_funcs(text).expect("parses").remove(0);
        let cfg = Cfg::compute(&func);
        let dom = DomTree::compute(&func, &cfg);
        let loops = Loops::compute(&func, &cfg, &dom);
        let depths: Vec<u32> = func.layout.iter().map(|&b| loops.depth(b)).collect();
        assert_eq!(depths, [0, 1, 1, 2, 2, 1, 0]);
        let sizes: Vec<usize> = loops.loops.values().map(|l| l.blocks.len()).collect();
        assert_eq!(sizes, [5, 2]);
        assert!(loops.irreducible.is_empty());
    }

    #[test]
    fn cycle_with_two_entries() {
        let text = "\
func fn0(i8) {
b0(v0: i8):
  br v0, b1, b2
b1:
  br v0, b2, b3
b2:
  jump b1
b3:
  ret
}
";
        let func = parse_funcs(text).expect("parses").remove(0);
        let cfg = Cfg::compute(&func);
        let dom = DomTree::compute(&func, &cfg);
        let loops = Loops::compute(&func, &cfg, &dom);
        assert!(loops.loops.is_empty());
        assert_eq!(loops.irreducible.len(), 1);
    }
}
