//! Dominators, by the semi-NCA algorithm (Georgiadis, "Linear-Time Algorithms for Dominators and
//! Related Problems", 2005).

use rgo_base::SecondaryMap;
use rgo_base::packed_option::PackedOption;

use crate::cfg::Cfg;
use crate::entities::Block;

/// The dominator tree of the blocks that the entry reaches.
pub struct DomTree {
    idom: SecondaryMap<Block, PackedOption<Block>>,
    /// Preorder number and last preorder number in the subtree of each block, in a walk of the
    /// tree; 0 for unreached blocks.
    range: SecondaryMap<Block, (u32, u32)>,
    /// Blocks in preorder of the tree: each behind its immediate dominator.
    pub preorder: Vec<Block>,
}

impl DomTree {
    pub fn compute(func: &crate::func::Func, cfg: &Cfg) -> DomTree {
        let idom_idx = semi_nca(func, cfg);
        let n = cfg.rpo.len();
        let mut idom: SecondaryMap<Block, PackedOption<Block>> = SecondaryMap::new();
        idom.resize(func.blocks.len());
        // Children in reverse postorder, as first child and next sibling.
        let mut first = vec![u32::MAX; n];
        let mut next = vec![u32::MAX; n];
        for at in (1..n).rev() {
            let parent = idom_idx[at] as usize;
            idom[cfg.rpo[at]] = cfg.rpo[parent].into();
            next[at] = first[parent];
            first[parent] = at as u32;
        }
        let mut range: SecondaryMap<Block, (u32, u32)> = SecondaryMap::new();
        range.resize(func.blocks.len());
        let mut preorder = Vec::with_capacity(n);
        let mut stack = Vec::new();
        if n > 0 {
            stack.push(0u32);
        }
        while let Some(at) = stack.pop() {
            // The top bit marks the second visit.
            if at >> 31 != 0 {
                range[cfg.rpo[(at & 0x7fff_ffff) as usize]].1 = preorder.len() as u32;
                continue;
            }
            let block = cfg.rpo[at as usize];
            preorder.push(block);
            range[block].0 = preorder.len() as u32;
            stack.push(at | 1 << 31);
            let start = stack.len();
            let mut child = first[at as usize];
            while child != u32::MAX {
                stack.push(child);
                child = next[child as usize];
            }
            stack[start..].reverse();
        }
        DomTree {
            idom,
            range,
            preorder,
        }
    }

    /// The immediate dominator; none for the entry and unreached blocks.
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.idom[block].expand()
    }

    /// Whether every path to `b` passes `a`. True for `a == b`; both are reached.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        let (first, last) = self.range[a];
        let at = self.range[b].0;
        first <= at && at <= last
    }

    pub fn is_reached(&self, block: Block) -> bool {
        self.range[block].0 != 0
    }
}

/// Immediate dominators as positions in reverse postorder.
fn semi_nca(func: &crate::func::Func, cfg: &Cfg) -> Vec<u32> {
    // A depth-first spanning tree, vertices numbered in preorder.
    let n = cfg.rpo.len();
    if n == 0 {
        return Vec::new();
    }
    let mut pre_of = vec![u32::MAX; n];
    let mut vertex: Vec<u32> = Vec::with_capacity(n);
    let mut parent: Vec<u32> = Vec::with_capacity(n);
    let mut stack = vec![(0u32, 0u32)];
    while let Some((at, from)) = stack.pop() {
        if pre_of[at as usize] != u32::MAX {
            continue;
        }
        let pre = vertex.len() as u32;
        pre_of[at as usize] = pre;
        vertex.push(at);
        parent.push(from);
        func.each_target(cfg.rpo[at as usize], |target| {
            let target = cfg.rpo_idx(target) as u32;
            if pre_of[target as usize] == u32::MAX {
                stack.push((target, pre));
            }
        });
    }
    let mut semi: Vec<u32> = (0..n as u32).collect();
    let mut label: Vec<u32> = (0..n as u32).collect();
    let mut ancestor = parent.clone();
    let mut path = Vec::new();
    for v in (1..n).rev() {
        let block = cfg.rpo[vertex[v] as usize];
        let mut best = v as u32;
        for edge in cfg.preds(block) {
            let u = pre_of[cfg.rpo_idx(edge.pred)];
            let root = eval(u, v as u32, &mut ancestor, &mut label, &semi, &mut path);
            best = best.min(semi[root as usize]);
        }
        semi[v] = best;
        label[v] = v as u32;
    }
    // `idom[v]` is the nearest common ancestor of `semi[v]` and `parent[v]`.
    let mut idom = parent;
    for v in 1..n {
        let mut at = idom[v];
        while at > semi[v] {
            at = idom[at as usize];
        }
        idom[v] = at;
    }
    let mut result = vec![0; n];
    for v in 0..n {
        result[vertex[v] as usize] = vertex[idom[v] as usize];
    }
    result
}

/// The vertex of smallest semidominator on the path from `u` up to, without, the processed part's
/// root; vertices above `last` are linked. Compresses the path.
fn eval(
    u: u32,
    last: u32,
    ancestor: &mut [u32],
    label: &mut [u32],
    semi: &[u32],
    path: &mut Vec<u32>,
) -> u32 {
    if u <= last {
        return u;
    }
    let mut at = u;
    while ancestor[at as usize] > last {
        path.push(at);
        at = ancestor[at as usize];
    }
    let mut top = at;
    while let Some(v) = path.pop() {
        let above = label[top as usize];
        if semi[above as usize] < semi[label[v as usize] as usize] {
            label[v as usize] = above;
        }
        ancestor[v as usize] = ancestor[top as usize];
        top = v;
    }
    label[u as usize]
}

#[cfg(test)]
mod tests {
    use super::DomTree;
    use crate::cfg::Cfg;
    use crate::entities::Block;
    use crate::func::Func;

    /// Dominators by definition: `a` dominates `b` if `b` is not reached without `a`.
    fn reached_without(func: &Func, cut: Block) -> Vec<bool> {
        let mut seen = vec![false; func.blocks.len()];
        let mut stack = vec![func.entry()];
        while let Some(block) = stack.pop() {
            if block == cut || std::mem::replace(&mut seen[block.as_u32() as usize], true) {
                continue;
            }
            func.each_target(block, |target| stack.push(target));
        }
        seen
    }

    #[test]
    fn random_graphs_agree_with_the_definition() {
        let mut seed = 1u64;
        let mut random = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        for _ in 0..300 {
            let n = 1 + random(14);
            let func = crate::testing::random_graph(n, &mut random);
            let cfg = Cfg::compute(&func);
            let dom = DomTree::compute(&func, &cfg);
            for &a in &cfg.rpo {
                let seen = reached_without(&func, a);
                for &b in &cfg.rpo {
                    let want = !seen[b.as_u32() as usize];
                    assert_eq!(dom.dominates(a, b), want, "{a} {b}");
                }
            }
        }
    }
}
