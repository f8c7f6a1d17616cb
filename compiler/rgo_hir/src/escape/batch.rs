//! Which functions are analysed together, and in which order.

use rgo_base::activity;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{EscapeSummary, analyse_batch};
use crate::call_graph::{callees, components};
use crate::inline::name_literals;
use crate::program::{FuncId, FuncKey, Program};
use crate::tree::walk::each_expr_below;
use crate::tree::{ExprKind, Func};

/// Analyses `bodies`, the inlined forms of `funcs`, which are closed under calls. Leaves
/// `FuncEntry::optimized` and `escapes`.
pub fn analyse(prog: &Program<'_>, funcs: &[FuncId], mut bodies: FxHashMap<FuncId, Func>) {
    let families = Families::new(prog, funcs, &bodies);
    for batch in families.batches(prog, &bodies) {
        let mut batch: Vec<Func> = batch
            .iter()
            .filter_map(|func| bodies.remove(func))
            .collect();
        let alone = families.alone(prog, &batch);
        let Some(first) = batch.first() else { continue };
        let symbol = prog.funcs[first.id].symbol;
        let summaries =
            activity::during("hir", "escape", symbol, || analyse_batch(prog, &mut batch));
        let mut left: FxHashSet<FuncId> = batch.iter().map(|body| body.id).collect();
        // A literal before the function that it stands in, which may have it under another name.
        for (mut body, mut summary) in batch.into_iter().zip(summaries).rev() {
            name_literals(prog, &mut body, &|func| left.contains(&func));
            left.remove(&body.id);
            if let Some(alone) = alone.get(&body.id) {
                summary.params.clone_from(&alone.params);
                summary.captures.clone_from(&alone.captures);
            }
            summary.report.is_unused = families.is_root_literal(body.id);
            let entry = &prog.funcs[body.id];
            let _ = entry.escapes.set(summary);
            let _ = entry.optimized.set(body);
        }
    }
}

/// Functions with the literals in them that capture variables.
struct Families {
    /// The function that such a literal stands in.
    homes: FxHashMap<FuncId, FuncId>,
    members: Vec<Vec<FuncId>>,
    of: FxHashMap<FuncId, usize>,
    /// Literals that inlining copied into other families.
    shared: FxHashSet<FuncId>,
}

impl Families {
    fn new(prog: &Program<'_>, funcs: &[FuncId], bodies: &FxHashMap<FuncId, Func>) -> Families {
        let mut families = Families {
            homes: homes(prog, funcs),
            members: Vec::new(),
            of: FxHashMap::default(),
            shared: FxHashSet::default(),
        };
        // A literal that nothing in its own function refers to any more is a family of its own.
        for wants_home in [false, true] {
            for &func in funcs {
                let has_home = families.homes.contains_key(&func);
                if has_home == wants_home
                    && bodies.contains_key(&func)
                    && !families.of.contains_key(&func)
                {
                    families.gather(func, bodies);
                }
            }
        }
        families.find_shared(bodies);
        families
    }

    /// Makes the family of `root`: itself and the literals in it, as far as they are referred to.
    fn gather(&mut self, root: FuncId, bodies: &FxHashMap<FuncId, Func>) {
        let number = self.members.len();
        let mut members = vec![root];
        self.of.insert(root, number);
        let mut at = 0;
        while at < members.len() {
            let body = &bodies[&members[at]];
            each_expr_below(&body.body, &mut |x| {
                if let ExprKind::Closure { func, .. } = x.kind
                    && self.is_within(func, root)
                    && bodies.contains_key(&func)
                    && !self.of.contains_key(&func)
                {
                    self.of.insert(func, number);
                    members.push(func);
                }
            });
            at += 1;
        }
        self.members.push(members);
    }

    /// Whether `func` is a literal that its own function does not refer to.
    fn is_root_literal(&self, func: FuncId) -> bool {
        let family = self.of.get(&func).map(|&at| self.members[at][0]);
        self.homes.contains_key(&func) && family == Some(func)
    }

    fn is_within(&self, func: FuncId, root: FuncId) -> bool {
        let mut at = func;
        while let Some(&home) = self.homes.get(&at) {
            if home == root {
                return true;
            }
            at = home;
        }
        false
    }

    fn find_shared(&mut self, bodies: &FxHashMap<FuncId, Func>) {
        for (number, members) in self.members.iter().enumerate() {
            for member in members {
                for callee in callees(&bodies[member]) {
                    let is_foreign = self.of.get(&callee) != Some(&number);
                    if is_foreign && self.homes.contains_key(&callee) {
                        self.shared.insert(callee);
                    }
                }
            }
        }
    }

    /// The functions to be analysed together, callees first.
    fn batches(&self, prog: &Program<'_>, bodies: &FxHashMap<FuncId, Func>) -> Vec<Vec<FuncId>> {
        let edges: Vec<Vec<usize>> = self
            .members
            .iter()
            .map(|members| {
                let mut targets: Vec<usize> = Vec::new();
                for member in members {
                    let body = &bodies[member];
                    // The inlined literals for their names.
                    let inlined = body.inlined.iter().map(|(_, call)| call.callee);
                    let literals = inlined.filter(|&callee| prog.is_lit(callee));
                    for callee in callees(body).into_iter().chain(literals) {
                        targets.extend(self.of.get(&callee));
                    }
                }
                targets.sort_unstable();
                targets.dedup();
                targets
            })
            .collect();
        let functions = |component: Vec<usize>| {
            let members = component.iter().flat_map(|&at| &self.members[at]);
            members.copied().collect()
        };
        components(&edges).into_iter().map(functions).collect()
    }

    /// Summaries of the literals of a batch that other families use, as seen from there: what they
    /// capture may be anything.
    fn alone(&self, prog: &Program<'_>, batch: &[Func]) -> FxHashMap<FuncId, EscapeSummary> {
        let mut summaries = FxHashMap::default();
        for func in batch {
            if !self.shared.contains(&func.id) || !self.homes.contains_key(&func.id) {
                continue;
            }
            let inner = batch
                .iter()
                .filter(|other| self.is_within(other.id, func.id));
            let mut funcs: Vec<Func> = std::iter::once(func).chain(inner).cloned().collect();
            let first = analyse_batch(prog, &mut funcs).into_iter().next();
            summaries.extend(first.map(|summary| (func.id, summary)));
        }
        summaries
    }
}

/// Where literals stand: each in the one function that was built with it.
fn homes(prog: &Program<'_>, funcs: &[FuncId]) -> FxHashMap<FuncId, FuncId> {
    let mut homes = FxHashMap::default();
    for &func in funcs {
        let Some(body) = prog.funcs[func].built.get() else {
            continue;
        };
        each_expr_below(&body.body, &mut |x| {
            if let ExprKind::Closure {
                func: lit,
                captures,
                ..
            } = &x.kind
                && !captures.is_empty()
                && let FuncKey::Lit { .. } | FuncKey::CallWrapper { .. } = prog.funcs[*lit].key
            {
                homes.insert(*lit, func);
            }
        });
    }
    homes
}
