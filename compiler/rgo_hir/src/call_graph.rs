//! Which functions call or make which, and the order from callees to callers.

use rustc_hash::FxHashMap;

use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr_below, each_stmt};
use crate::tree::{Callee, ExprKind, Func, StmtKind};

/// The functions whose bodies `func` calls directly or makes closures of, in order of occurrence.
pub fn callees(func: &Func) -> Vec<FuncId> {
    let mut found = Vec::new();
    let mut add = |id| {
        if !found.contains(&id) {
            found.push(id);
        }
    };
    each_stmt(&func.body, &mut |stmt| match &stmt.kind {
        StmtKind::Call(call) | StmtKind::TailCall(call) => {
            if let Callee::Func(id) = call.callee {
                add(id);
            }
        }
        _ => {}
    });
    each_expr_below(&func.body, &mut |expr| {
        if let ExprKind::Closure { func, .. } | ExprKind::FuncValue(func) = expr.kind {
            add(func);
        }
    });
    found
}

/// The strongly connected components of `funcs` under [`callees`], callees first. Within a component
/// and among independent ones the order is that of `funcs`.
pub fn bottom_up(prog: &Program<'_>, funcs: &[FuncId]) -> Vec<Vec<FuncId>> {
    let numbers: FxHashMap<FuncId, usize> = funcs
        .iter()
        .enumerate()
        .map(|(at, &func)| (func, at))
        .collect();
    let edges: Vec<Vec<usize>> = funcs
        .iter()
        .map(|&func| {
            let Some(body) = prog.funcs[func].built.get() else {
                return Vec::new();
            };
            callees(body)
                .iter()
                .filter_map(|callee| numbers.get(callee).copied())
                .collect()
        })
        .collect();
    let in_order = |component: Vec<usize>| component.into_iter().map(|at| funcs[at]).collect();
    components(&edges).into_iter().map(in_order).collect()
}

/// The strongly connected components of a graph, those that edges lead to first; each sorted.
pub fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut components = Tarjan::new(edges).run();
    components
        .iter_mut()
        .for_each(|component| component.sort_unstable());
    components
}

/// Tarjan's algorithm, without recursion (R. Tarjan, "Depth-first search and linear graph
/// algorithms", 1972).
struct Tarjan<'a> {
    edges: &'a [Vec<usize>],
    /// Order of discovery from 1, 0 if not discovered.
    index: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    n_found: usize,
    components: Vec<Vec<usize>>,
}

impl<'a> Tarjan<'a> {
    fn new(edges: &'a [Vec<usize>]) -> Tarjan<'a> {
        let n = edges.len();
        Tarjan {
            edges,
            index: vec![0; n],
            low: vec![0; n],
            on_stack: vec![false; n],
            stack: Vec::new(),
            n_found: 0,
            components: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Vec<usize>> {
        for root in 0..self.edges.len() {
            if self.index[root] == 0 {
                self.visit(root);
            }
        }
        self.components
    }

    fn discover(&mut self, node: usize) {
        self.n_found += 1;
        self.index[node] = self.n_found;
        self.low[node] = self.n_found;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn visit(&mut self, root: usize) {
        self.discover(root);
        let mut path = vec![(root, 0)];
        while let Some(&mut (node, ref mut next)) = path.last_mut() {
            if let Some(&to) = self.edges[node].get(*next) {
                *next += 1;
                if self.index[to] == 0 {
                    self.discover(to);
                    path.push((to, 0));
                } else if self.on_stack[to] {
                    self.low[node] = self.low[node].min(self.index[to]);
                }
                continue;
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                self.low[parent] = self.low[parent].min(self.low[node]);
            }
            if self.low[node] == self.index[node] {
                let at = self
                    .stack
                    .iter()
                    .rposition(|&n| n == node)
                    .expect("it is on the stack");
                let component = self.stack.split_off(at);
                component.iter().for_each(|&n| self.on_stack[n] = false);
                self.components.push(component);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tarjan;

    #[test]
    fn callees_come_before_callers() {
        // 0 -> 1 <-> 2 -> 3, 4 -> 0
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![0]];
        let components: Vec<Vec<usize>> = Tarjan::new(&edges)
            .run()
            .into_iter()
            .map(|mut c| {
                c.sort_unstable();
                c
            })
            .collect();
        assert_eq!(components, vec![vec![3], vec![1, 2], vec![0], vec![4]]);
    }
}
