//! Finds which locations' addresses outlive them, and where parameters leak to.

use std::collections::VecDeque;

use rgo_base::SecondaryMap;

use super::graph::{Attrs, Graph, Loc, LocKind, Step};

/// Runs until nothing changes.
pub(super) fn solve(graph: &mut Graph) {
    let mut todo: VecDeque<Loc> = graph.locs.keys().collect();
    let mut is_queued: SecondaryMap<Loc, bool> = SecondaryMap::new();
    for &loc in &todo {
        is_queued[loc] = true;
    }
    let mut walk = Walk::default();
    while let Some(root) = todo.pop_front() {
        is_queued[root] = false;
        let mut found = walk.from(graph, root);
        for loc in found.drain(..) {
            if !is_queued[loc] {
                is_queued[loc] = true;
                // What escapes is walked from early: others then need not look at it.
                match graph.escapes(loc) {
                    true => todo.push_front(loc),
                    false => todo.push_back(loc),
                }
            }
        }
    }
}

/// How a location was reached.
#[derive(Clone, Copy, Default)]
struct Reached {
    generation: u32,
    /// Generation in which it is in the queue.
    queued: u32,
    derefs: i32,
    /// The location it flows into on the way to the root, and by how many dereferences.
    next: Option<(Loc, i32)>,
}

#[derive(Default)]
struct Walk {
    generation: u32,
    reached: SecondaryMap<Loc, Reached>,
}

impl Walk {
    /// Computes the least dereferences from `root` to each location (Bellman-Ford, as distances may
    /// be negative) and draws the conclusions. Gives the locations to be walked from again.
    fn from(&mut self, graph: &mut Graph, root: Loc) -> Vec<Loc> {
        let mut changed = Vec::new();
        if graph.locs[root].attrs.has(Attrs::CALLS) {
            lose_results(graph, root, &mut changed);
        }
        self.generation += 1;
        let generation = self.generation;
        self.reached[root] = Reached {
            generation,
            ..Reached::default()
        };
        let mut todo = VecDeque::from([root]);
        while let Some(loc) = todo.pop_front() {
            self.reached[loc].queued = 0;
            let derefs = self.reached[loc].derefs;
            let is_address = derefs < 0;
            // In `root = &loc; loc = x` the address of x does not flow to root.
            let base = derefs.max(0);
            let outlived = outlives(graph, root, loc);
            let mut attrs = Attrs::NONE;
            if is_address && outlived {
                attrs = Attrs::ALL;
                if graph.explains && !graph.escapes(loc) {
                    graph.locs[loc].trace = self.trace(root, loc);
                }
            }
            if base == 0 {
                let inherited = Attrs::MUTATES.with(Attrs::CALLS);
                attrs = attrs.with(graph.locs[root].attrs.only(inherited));
            }
            if let LocKind::Param(_) = graph.locs[loc].kind {
                note_leaks(graph, root, loc, base, outlived);
            }
            if !graph.locs[loc].attrs.includes(attrs) {
                graph.locs[loc].attrs = graph.locs[loc].attrs.with(attrs);
                changed.push(loc);
                if graph.escapes(loc) {
                    continue;
                }
            }
            for at in 0..graph.locs[loc].edges.len() {
                let edge = graph.locs[loc].edges[at];
                if graph.escapes(edge.src) {
                    continue;
                }
                let distance = base + edge.derefs;
                let reached = &mut self.reached[edge.src];
                if reached.generation != generation || reached.derefs > distance {
                    reached.generation = generation;
                    reached.derefs = distance;
                    reached.next = Some((loc, edge.derefs));
                    if reached.queued != generation {
                        reached.queued = generation;
                        todo.push_back(edge.src);
                    }
                }
            }
        }
        changed
    }

    /// The way from `loc` to `root`.
    fn trace(&self, root: Loc, loc: Loc) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut src = loc;
        while let Some((dst, derefs)) = self.reached[src].next {
            let is_seen = steps.iter().any(|step| step.src == src);
            if is_seen {
                break;
            }
            steps.push(Step { dst, src, derefs });
            if dst == root {
                break;
            }
            src = dst;
        }
        steps
    }
}

/// The closure at site `root` may be called by somebody who is not followed.
fn lose_results(graph: &mut Graph, root: Loc, changed: &mut Vec<Loc>) {
    let Some(func) = graph.locs[root].closure else {
        return;
    };
    if graph.funcs[func].results_lost {
        return;
    }
    graph.funcs[func].results_lost = true;
    let locals = graph.funcs[func].locals.values();
    let results = locals.filter(|&&loc| matches!(graph.locs[loc].kind, LocKind::Result(..)));
    changed.extend(results);
}

/// Whether values stored in `root` may be looked at after `loc`'s life.
fn outlives(graph: &Graph, root: Loc, loc: Loc) -> bool {
    if graph.escapes(root) {
        return true;
    }
    let (root, loc) = (&graph.locs[root], &graph.locs[loc]);
    match root.kind {
        LocKind::Mutator | LocKind::Callee | LocKind::Blank | LocKind::Heap => return false,
        // Callers may do anything with results, but those of a closure whose calls are all known: it
        // may return the address of a variable around it.
        LocKind::Result(..) => {
            let is_outer = graph.contains(loc.func, root.func);
            return !is_outer || graph.funcs[root.func].results_lost;
        }
        LocKind::Var(_) | LocKind::Param(_) | LocKind::Site(_) | LocKind::Temp => {}
    }
    if root.func == loc.func && root.loop_depth < loc.loop_depth {
        return true;
    }
    // What a closure stores in a variable around it outlives the call.
    graph.contains(root.func, loc.func)
}

/// Records where parameter `param` flows.
fn note_leaks(graph: &mut Graph, root: Loc, param: Loc, derefs: i32, outlived: bool) {
    let derefs = u8::try_from(derefs).unwrap_or(u8::MAX);
    let sink = &graph.locs[root];
    let (attrs, kind) = (sink.attrs, sink.kind);
    let is_own = sink.func == graph.locs[param].func;
    let leaks = &mut graph.locs[param].leaks;
    if outlived {
        match kind {
            LocKind::Result(_, index) if is_own && !attrs.has(Attrs::ESCAPES) => {
                leaks.add_result(index, derefs);
            }
            _ => leaks.add_heap(derefs),
        }
    }
    if attrs.has(Attrs::MUTATES) {
        leaks.add_mutator(derefs);
    }
    if attrs.has(Attrs::CALLS) {
        leaks.add_callee(derefs);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Leaks;
    use super::super::graph::{Graph, Hole, Loc};
    use super::solve;

    /// A graph and locations in it, each declared in that many loops.
    fn graph(depths: &[u32]) -> (Graph, Vec<Loc>) {
        let mut graph = Graph::new(&[], false);
        let locs = depths.iter().map(|&depth| graph.new_temp(0, depth));
        let locs = locs.collect();
        (graph, locs)
    }

    #[test]
    fn an_address_that_reaches_the_heap_escapes() {
        // heap = p; p = &x; y = x
        let (mut graph, locs) = graph(&[1, 1, 1]);
        let heap = Hole::of(graph.heap);
        graph.flow(heap, locs[0]);
        graph.flow(Hole::of(locs[0]).addr(), locs[1]);
        graph.flow(Hole::of(locs[2]), locs[1]);
        solve(&mut graph);
        let escaping: Vec<bool> = locs.iter().map(|&loc| graph.escapes(loc)).collect();
        assert_eq!(escaping, [false, true, false]);
    }

    #[test]
    fn what_is_dereferenced_stays() {
        // heap = *p; p = &x
        let (mut graph, locs) = graph(&[1, 1]);
        let heap = Hole::of(graph.heap).deref();
        graph.flow(heap, locs[0]);
        graph.flow(Hole::of(locs[0]).addr(), locs[1]);
        solve(&mut graph);
        assert!(!graph.escapes(locs[1]));
    }

    #[test]
    fn variables_around_a_loop_outlive_those_in_it() {
        // p = &x, x declared in a loop around which p is; q = &y, both in the loop
        let (mut graph, locs) = graph(&[1, 2, 2, 2]);
        graph.flow(Hole::of(locs[0]).addr(), locs[1]);
        graph.flow(Hole::of(locs[2]).addr(), locs[3]);
        solve(&mut graph);
        assert!(graph.escapes(locs[1]) && !graph.escapes(locs[3]));
    }

    #[test]
    fn flows_to_the_heap_make_longer_ones_needless() {
        let mut leaks = Leaks::default();
        leaks.add_heap(1);
        leaks.add_result(0, 0);
        leaks.add_result(1, 2);
        leaks.add_mutator(1);
        let leaks = leaks.optimized();
        assert_eq!((&leaks.results[..], leaks.mutator), (&[(0, 0)][..], None));
        let mut leaks = Leaks::default();
        leaks.add_result(7, 3);
        assert_eq!(leaks.heap, Some(3));
    }
}
