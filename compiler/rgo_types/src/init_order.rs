//! The order in which package variables are initialised, and cycles in it (spec: "Package
//! initialization").

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rgo_base::Diagnostic;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::context::Context;
use crate::info::Initializer;
use crate::object::{ObjId, ObjectKind, VarKind};
use crate::package::PkgId;
use crate::values::{declared_vars, value_root};

/// Functions that call each other count as one node.
struct Node {
    /// The variable or constant; none for functions.
    obj: Option<ObjId>,
    /// Nodes that depend on this one.
    dependents: Vec<usize>,
    /// Dependencies that are not initialised yet.
    n_missing: usize,
}

/// Dependencies among the variables that matter, and the functions they mention.
struct Graph<'a> {
    ctx: &'a Context,
    nodes: Vec<Node>,
    /// Something depends on itself.
    has_cycle: bool,
    places: FxHashMap<ObjId, usize>,
    /// For finding functions that call each other (Tarjan's algorithm).
    visits: FxHashMap<ObjId, Visit>,
    stack: Vec<ObjId>,
    n_visits: u32,
}

struct Visit {
    number: u32,
    lowest: u32,
    is_on_stack: bool,
}

impl Context {
    /// What the initialisation, or call, of an object of the package needs directly, in order of
    /// mention.
    fn deps_of(&self, obj: ObjId) -> Vec<ObjId> {
        match &self.objects[obj].kind {
            ObjectKind::Const(data) => {
                let mut deps = self.type_deps(obj);
                deps.extend(data.deps.get().into_iter().flatten());
                deps
            }
            ObjectKind::Var {
                kind: VarKind::Package,
                ..
            } => {
                let mut deps = self.type_deps(obj);
                if let Some((_, root, _)) = value_root(self, obj) {
                    deps.extend(self.check_values(obj).deps(root));
                }
                deps
            }
            ObjectKind::Func(data) if data.body.is_some() => {
                self.check_func_body(obj).all_deps().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The order in which a package's variables are initialised, as far as `reached` says that
    /// they matter. They must be closed under dependency: what a reached one needs is reached.
    /// Asks for the bodies of the functions that they mention, and of those that these do.
    pub fn init_order(&self, pkg: PkgId, reached: &dyn Fn(ObjId) -> bool) -> Vec<Initializer> {
        let is_var = |&&obj: &&ObjId| self.objects[obj].var_kind() == Some(VarKind::Package);
        let vars: Vec<ObjId> = self
            .scopes(pkg)
            .objects
            .iter()
            .filter(is_var)
            .copied()
            .filter(|&v| reached(v))
            .collect();
        let mut order = Vec::new();
        let mut emitted: FxHashSet<ObjId> = FxHashSet::default();
        for var in Graph::new(self, &vars).sorted().0 {
            if let Some((_, root, is_shared)) = value_root(self, var)
                && emitted.insert(var)
            {
                let lhs = match self.objects[var].decl() {
                    Some(decl) if is_shared => declared_vars(self, pkg, decl),
                    _ => vec![var],
                };
                emitted.extend(&lhs);
                order.push(Initializer { lhs, value: root });
            }
        }
        order
    }

    /// Cycles of initialisation in a package whose bodies are checked, in gc's order and words.
    pub(crate) fn init_cycles(&self, pkg: PkgId) -> Vec<Diagnostic> {
        let is_node = |&&obj: &&ObjId| {
            matches!(
                self.objects[obj].kind,
                ObjectKind::Const(_) | ObjectKind::Var { .. }
            )
        };
        let nodes: Vec<ObjId> = self
            .scopes(pkg)
            .objects
            .iter()
            .filter(is_node)
            .copied()
            .collect();
        if !Graph::new(self, &nodes).sorted().1 {
            return Vec::new();
        }
        let mut all = AllDeps {
            ctx: self,
            pkg,
            deps: FxHashMap::default(),
        };
        // Functions are replaced by what they depend on.
        let succ: FxHashMap<ObjId, FxHashSet<ObjId>> = nodes
            .iter()
            .map(|&obj| (obj, all.through_functions(obj)))
            .collect();
        let mut pred: FxHashMap<ObjId, Vec<ObjId>> = FxHashMap::default();
        let mut n_deps: FxHashMap<ObjId, usize> = FxHashMap::default();
        for &obj in &nodes {
            n_deps.insert(obj, succ[&obj].len());
            for &dep in &succ[&obj] {
                pred.entry(dep).or_default().push(obj);
            }
        }
        let is_var = |obj: ObjId| self.objects[obj].as_const().is_none();
        let mut queue: BinaryHeap<Reverse<(bool, usize, ObjId)>> = nodes
            .iter()
            .map(|&obj| Reverse((is_var(obj), n_deps[&obj], obj)))
            .collect();
        let mut done: FxHashSet<ObjId> = FxHashSet::default();
        let mut diags = Vec::new();
        while let Some(Reverse((_, n, obj))) = queue.pop() {
            if n != n_deps[&obj] || !done.insert(obj) {
                continue;
            }
            if n > 0
                && let Some(cycle) = all.path(obj)
            {
                diags.push(self.init_cycle_error(&cycle));
            }
            for &dependent in pred.get(&obj).map_or(&[][..], Vec::as_slice) {
                if let Some(n) = n_deps.get_mut(&dependent) {
                    *n -= 1;
                    queue.push(Reverse((is_var(dependent), *n, dependent)));
                }
            }
        }
        diags
    }

    /// The error of a cycle: each object depends on the next, the last one on the first.
    fn init_cycle_error(&self, cycle: &[ObjId]) -> Diagnostic {
        let object = |at: usize| &self.objects[cycle[at % cycle.len()]];
        let first = object(0);
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", first.name);
            return Diagnostic::error(first.pos, message);
        }
        let message = format!("initialization cycle for {}", first.name);
        let mut diagnostic = Diagnostic::error(first.pos, message);
        for at in 0..cycle.len() {
            let (from, to) = (object(at), object(at + 1));
            diagnostic = diagnostic.note(from.pos, format!("{} refers to {}", from.name, to.name));
        }
        diagnostic
    }
}

impl<'a> Graph<'a> {
    fn new(ctx: &'a Context, objects: &[ObjId]) -> Graph<'a> {
        let mut graph = Graph {
            ctx,
            nodes: Vec::new(),
            has_cycle: false,
            places: FxHashMap::default(),
            visits: FxHashMap::default(),
            stack: Vec::new(),
            n_visits: 0,
        };
        for (at, &obj) in objects.iter().enumerate() {
            graph.nodes.push(Node {
                obj: Some(obj),
                dependents: Vec::new(),
                n_missing: 0,
            });
            graph.places.insert(obj, at);
        }
        for (at, &obj) in objects.iter().enumerate() {
            graph.add_deps(at, &[obj]);
        }
        graph
    }

    /// Makes the node `at` depend on all that `members` mention.
    fn add_deps(&mut self, at: usize, members: &[ObjId]) {
        let mut needed: FxHashSet<usize> = FxHashSet::default();
        for &member in members {
            for dep in self.ctx.deps_of(member) {
                if self.ctx.objects[dep].is_func() {
                    self.add_function(dep);
                }
                if let Some(&place) = self.places.get(&dep) {
                    needed.insert(place);
                }
            }
        }
        if needed.remove(&at) && self.nodes[at].obj.is_some() {
            self.has_cycle = true;
        }
        self.nodes[at].n_missing = needed.len();
        for place in needed {
            self.nodes[place].dependents.push(at);
        }
    }

    /// Adds a function, with those that call each other in one node, unless it is there.
    fn add_function(&mut self, func: ObjId) {
        if self.visits.contains_key(&func) {
            return;
        }
        // Functions being visited with their dependencies still to be looked at.
        let mut path: Vec<(ObjId, Vec<ObjId>)> = Vec::new();
        self.enter(func, &mut path);
        while let Some((func, rest)) = path.last_mut() {
            let func = *func;
            if let Some(dep) = rest.pop() {
                match self.visits.get(&dep) {
                    None => self.enter(dep, &mut path),
                    Some(visit) if visit.is_on_stack => {
                        let number = visit.number;
                        self.lower(func, number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let Visit { number, lowest, .. } = self.visits[&func];
            if let Some(&(caller, _)) = path.last() {
                self.lower(caller, lowest);
            }
            if lowest == number {
                self.finish_component(func);
            }
        }
    }

    fn enter(&mut self, func: ObjId, path: &mut Vec<(ObjId, Vec<ObjId>)>) {
        let number = self.n_visits;
        self.n_visits += 1;
        self.visits.insert(
            func,
            Visit {
                number,
                lowest: number,
                is_on_stack: true,
            },
        );
        self.stack.push(func);
        let mut deps = self.ctx.deps_of(func);
        deps.retain(|&dep| self.ctx.objects[dep].is_func());
        path.push((func, deps));
    }

    fn lower(&mut self, func: ObjId, number: u32) {
        if let Some(visit) = self.visits.get_mut(&func) {
            visit.lowest = visit.lowest.min(number);
        }
    }

    fn finish_component(&mut self, root: ObjId) {
        let first = self.stack.iter().rposition(|&f| f == root).unwrap_or(0);
        let members = self.stack.split_off(first);
        let at = self.nodes.len();
        self.nodes.push(Node {
            obj: None,
            dependents: Vec::new(),
            n_missing: 0,
        });
        for &member in &members {
            if let Some(visit) = self.visits.get_mut(&member) {
                visit.is_on_stack = false;
            }
            self.places.insert(member, at);
        }
        self.add_deps(at, &members);
    }

    /// Variables in the order of their initialisation: repeatedly the first one in the source that
    /// needs no other. If there is none, any will do. Whether that happened is said too: then there
    /// is a cycle.
    fn sorted(mut self) -> (Vec<ObjId>, bool) {
        let mut ready: BinaryHeap<Reverse<(Option<ObjId>, usize)>> = BinaryHeap::new();
        let mut is_done = vec![false; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            if node.n_missing == 0 {
                ready.push(Reverse((node.obj, at)));
            }
        }
        let mut order = Vec::new();
        let mut next_stuck = 0;
        loop {
            let at = match ready.pop() {
                Some(Reverse((_, at))) => at,
                None => {
                    let rest = (next_stuck..self.nodes.len()).find(|&at| !is_done[at]);
                    let Some(at) = rest else {
                        return (order, self.has_cycle);
                    };
                    self.has_cycle = true;
                    next_stuck = at;
                    at
                }
            };
            if std::mem::replace(&mut is_done[at], true) {
                continue;
            }
            order.extend(self.nodes[at].obj);
            for dependent in std::mem::take(&mut self.nodes[at].dependents) {
                let node = &mut self.nodes[dependent];
                node.n_missing = node.n_missing.saturating_sub(1);
                if node.n_missing == 0 {
                    ready.push(Reverse((node.obj, dependent)));
                }
            }
        }
    }
}

/// Direct dependencies of a package's objects, in source order.
struct AllDeps<'a> {
    ctx: &'a Context,
    pkg: PkgId,
    deps: FxHashMap<ObjId, Vec<ObjId>>,
}

impl AllDeps<'_> {
    fn of(&mut self, obj: ObjId) -> &[ObjId] {
        let (ctx, pkg) = (self.ctx, self.pkg);
        self.deps.entry(obj).or_insert_with(|| {
            let mut deps = ctx.deps_of(obj);
            deps.retain(|&dep| ctx.objects[dep].pkg == Some(pkg));
            deps.sort_unstable();
            deps.dedup();
            deps
        })
    }

    /// The constants and variables that an object depends on, directly or through functions.
    fn through_functions(&mut self, obj: ObjId) -> FxHashSet<ObjId> {
        let mut found = FxHashSet::default();
        let mut seen = FxHashSet::default();
        let mut rest = self.of(obj).to_vec();
        while let Some(dep) = rest.pop() {
            if !self.ctx.objects[dep].is_func() {
                found.insert(dep);
            } else if seen.insert(dep) {
                rest.extend_from_slice(self.of(dep));
            }
        }
        found
    }

    /// The first way, in source order, that leads from an object back to it.
    fn path(&mut self, start: ObjId) -> Option<Vec<ObjId>> {
        let mut seen = FxHashSet::default();
        let mut path: Vec<(ObjId, usize)> = vec![(start, 0)];
        seen.insert(start);
        while let Some((obj, next)) = path.last_mut() {
            let dep = self.of(*obj).get(*next).copied();
            *next += 1;
            match dep {
                None => {
                    path.pop();
                }
                Some(dep) if dep == start => {
                    return Some(path.into_iter().map(|(obj, _)| obj).collect());
                }
                Some(dep) => {
                    if seen.insert(dep) {
                        path.push((dep, 0));
                    }
                }
            }
        }
        None
    }
}
