//! Finds which locations' addresses outlive them, and where parameters leak to.

use rgo_base::SecondaryMap;

use super::graph::{Graph, Loc, LocKind};

/// Runs until nothing changes.
pub(super) fn solve(graph: &mut Graph) {
    let mut todo: Vec<Loc> = graph.locs.keys().filter(|&l| l != graph.heap).collect();
    todo.reverse();
    todo.push(graph.heap);
    let mut is_queued: SecondaryMap<Loc, bool> = SecondaryMap::new();
    for &loc in &todo {
        is_queued[loc] = true;
    }
    let mut walk = Walk::default();
    while let Some(root) = todo.pop() {
        is_queued[root] = false;
        walk.from(graph, root, &mut |loc| {
            if !is_queued[loc] {
                is_queued[loc] = true;
                todo.push(loc);
            }
        });
    }
}

#[derive(Default)]
struct Walk {
    generation: u32,
    /// Generation in which a location was reached, and its least dereferences then.
    reached: SecondaryMap<Loc, (u32, i32)>,
}

impl Walk {
    /// Computes the least dereferences from `root` to each location (Bellman-Ford, as distances may
    /// be negative) and draws the conclusions. `enqueue` gets those to be walked from again.
    fn from(&mut self, graph: &mut Graph, root: Loc, enqueue: &mut dyn FnMut(Loc)) {
        self.generation += 1;
        self.reached[root] = (self.generation, 0);
        let mut todo = vec![root];
        while let Some(loc) = todo.pop() {
            let derefs = self.reached[loc].1;
            let is_address = derefs < 0;
            // In `root = &loc; loc = x` the address of x does not flow to root.
            let base = derefs.max(0);
            if outlives(graph, root, loc) {
                if graph.locs[loc].kind == LocKind::Param {
                    leak(graph, root, loc, base);
                }
                if is_address && !graph.locs[loc].escapes {
                    graph.locs[loc].escapes = true;
                    enqueue(loc);
                    continue;
                }
            }
            for at in 0..graph.locs[loc].edges.len() {
                let edge = graph.locs[loc].edges[at];
                if graph.locs[edge.src].escapes && edge.src != root {
                    continue;
                }
                let distance = base + edge.derefs;
                let (generation, old) = self.reached[edge.src];
                if generation != self.generation || old > distance {
                    self.reached[edge.src] = (self.generation, distance);
                    todo.push(edge.src);
                }
            }
        }
    }
}

/// Whether values stored in `root` may be looked at after `loc`'s life.
fn outlives(graph: &Graph, root: Loc, loc: Loc) -> bool {
    let (root, loc) = (&graph.locs[root], &graph.locs[loc]);
    // Callers may do anything with results.
    if root.escapes || matches!(root.kind, LocKind::Result(_)) {
        return true;
    }
    root.kind != LocKind::Blank && root.func == loc.func && root.loop_depth < loc.loop_depth
}

/// Records that parameter `param` flows to `root`.
fn leak(graph: &mut Graph, root: Loc, param: Loc, derefs: i32) {
    let derefs = u8::try_from(derefs).unwrap_or(u8::MAX);
    let sink = &graph.locs[root];
    match sink.kind {
        LocKind::Result(index) if !sink.escapes && sink.func == graph.locs[param].func => {
            graph.locs[param].leaks.add_result(index, derefs);
        }
        _ if sink.escapes || matches!(sink.kind, LocKind::Result(_)) => {
            graph.locs[param].leaks.add_heap(derefs);
        }
        // Declared outside a loop: parameters are outside all loops.
        _ => {}
    }
}
