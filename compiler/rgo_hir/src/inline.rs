//! Inlining on hir, from callees to callers.
//!
//! Needs:  every function is built.
//! Leaves: calls of functions whose cost is within the budget replaced by their bodies; calls of
//!         known closures made direct or inlined; calls through interfaces whose dynamic type is
//!         known made direct; what became unused removed.
//! Cost:   linear in the size of what results.
//!
//! Budget and cost model are gc's: 80 nodes, a call that stays costs 57. They are counted on the syntax
//! (`build::weight`).
//!
//! A function that is inlined into one it calls, directly or through others, is so as it was built, and
//! once on each way.

mod cleanup;
mod cost;
mod known;
mod lit_names;
mod splice;

use rgo_base::activity;
use rgo_types::Basic;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::call_graph::{bottom_up, callees};
use crate::program::{FuncId, FuncKey, Program, Promise};
use crate::tree::walk::{each_list_mut, each_stmt};
use crate::tree::{Call, Callee, Expr, ExprKind, Func, InlineNode, InlinedCall, Stmt, StmtKind};

use self::known::{Devirtualized, Known, Resolved};

pub use self::cost::{Inlinability, inlinability};
pub use self::lit_names::name_literals;

/// Most nested inlined calls in one function; beyond it calls stay.
const DEPTH_MAX: u32 = 20;

/// How often calls are looked at that inlining others may have made direct.
const ROUNDS_MAX: u32 = 16;

/// A caller with this many nodes takes only tiny callees.
const BIG_CALLER: u32 = 5000;
const BIG_CALLER_BUDGET: u32 = 20;
/// What has grown to this many statements by inlining takes nothing more.
const GROWN_MAX: usize = 40_000;

/// Inlines into all of `funcs`, which are closed under calls; what they become.
pub fn inline_all(prog: &Program<'_>, funcs: &[FuncId]) -> FxHashMap<FuncId, Func> {
    let components = bottom_up(prog, funcs);
    for component in &components {
        cost::decide_component(prog, component);
    }
    let mut bodies = FxHashMap::default();
    let mut recursive = FxHashSet::default();
    for component in components {
        let is_cycle = component.len() > 1
            || prog.funcs[component[0]]
                .built
                .get()
                .is_some_and(|func| callees(func).contains(&component[0]));
        if is_cycle {
            recursive.extend(component.iter().copied());
        }
        for id in component {
            let Some(built) = prog.funcs[id].built.get() else {
                continue;
            };
            let mut func = built.clone();
            let is_big = is_big(&func);
            let pkg = prog.funcs[id].pkg;
            let is_kept = pkg.is_some_and(|pkg| prog.options.no_inline.contains(&pkg));
            let mut inliner = Inliner {
                prog,
                bodies: &bodies,
                recursive: &recursive,
                is_kept,
                budget: if is_big {
                    BIG_CALLER_BUDGET
                } else {
                    cost::BUDGET
                },
                func: &mut func,
                parents: Vec::new(),
                grown: 0,
            };
            activity::during("hir", "inline", prog.funcs[id].symbol, || inliner.run());
            bodies.insert(id, func);
        }
    }
    bodies
}

/// Whether so much stands in `func` that only tiny callees are inlined into it.
pub fn is_big(func: &Func) -> bool {
    func.weight
        .as_ref()
        .is_some_and(|weight| weight.n_nodes >= BIG_CALLER)
}

struct Inliner<'a> {
    prog: &'a Program<'a>,
    /// Functions that are done.
    bodies: &'a FxHashMap<FuncId, Func>,
    /// Functions that call themselves, perhaps through others: inlined as they were built.
    recursive: &'a FxHashSet<FuncId>,
    /// Nothing is to be inlined here.
    is_kept: bool,
    /// What a callee may cost.
    budget: u32,
    func: &'a mut Func,
    /// The inlined calls around the statement being looked at.
    parents: Vec<InlineNode>,
    /// Statements added so far.
    grown: usize,
}

impl Inliner<'_> {
    fn run(&mut self) {
        let mut body = std::mem::take(&mut self.func.body);
        self.list(&mut body);
        self.func.body = body;
        // Inlining binds parameters to closures: their calls are then known, and may be inlined,
        // which may show more.
        for _ in 0..ROUNDS_MAX {
            if !self.resolve_known_calls() {
                break;
            }
        }
        cleanup::cleanup(self.prog, self.func);
    }

    /// Makes calls of known closures and methods direct and inlines those; whether any was.
    fn resolve_known_calls(&mut self) -> bool {
        let known = Known::compute(self.prog.types, self.func);
        let n_calls = self.count_closure_calls(&known);
        let mut body = std::mem::take(&mut self.func.body);
        let n_resolved = self.resolve_in(&known, &n_calls, &mut body);
        self.func.body = body;
        n_resolved > 0
    }

    /// How often each known closure is called.
    fn count_closure_calls(&self, known: &Known) -> FxHashMap<FuncId, u32> {
        let mut n_calls: FxHashMap<FuncId, u32> = FxHashMap::default();
        each_stmt(&self.func.body, &mut |stmt| {
            if let StmtKind::Call(call) = &stmt.kind
                && let Some((func, _)) = known.closure(call)
            {
                *n_calls.entry(func).or_default() += 1;
            }
        });
        n_calls
    }

    fn resolve_in(
        &mut self,
        known: &Known,
        n_calls: &FxHashMap<FuncId, u32>,
        list: &mut Vec<Stmt>,
    ) -> usize {
        let mut n_resolved = 0;
        for stmt in list {
            self.inside(stmt, |inliner, stmt| {
                each_list_mut(&mut stmt.kind, &mut |inner| {
                    n_resolved += inliner.resolve_in(known, n_calls, inner)
                });
            });
            let StmtKind::Call(call) = &mut stmt.kind else {
                continue;
            };
            match known.resolve(self.prog, call) {
                Resolved::Nothing => {}
                Resolved::Func => n_resolved += 1,
                Resolved::Interface(devirtualized) => {
                    n_resolved += 1;
                    self.devirtualized(stmt, devirtualized);
                }
            }
            let StmtKind::Call(call) = &stmt.kind else {
                continue;
            };
            if let Some((callee, captures)) = self.known_candidate(known, n_calls, call) {
                self.inline(stmt, callee, &captures);
                n_resolved += 1;
            }
        }
        n_resolved
    }

    /// Notes that `stmt`, a call, was made through an interface, and lets it panic if that is nil.
    fn devirtualized(&mut self, stmt: &mut Stmt, call: Devirtualized) {
        let pos = stmt.pos;
        let mut texts = self.func.texts.iter();
        if let Some(&(_, selector)) = texts.find(|(at, _)| *at == pos) {
            let text = call.text(self.prog, selector);
            let node = self.parents.last().copied();
            self.func.devirtualized.push((node, pos, text));
        }
        let Some(iface) = call.check else { return };
        let check = Expr {
            kind: ExprKind::CheckIface(Box::new(iface)),
            ty: Basic::UnsafePointer.type_id(),
            pos,
        };
        let label = self.func.labels.push(());
        let direct = std::mem::replace(&mut stmt.kind, StmtKind::Break(label));
        let kinds = [StmtKind::Eval(check), direct];
        let both = kinds.map(|kind| Stmt { kind, pos });
        stmt.kind = StmtKind::Block(label, both.into());
    }

    /// Looks at what is inside `stmt`, which may be an inlined call.
    fn inside(&mut self, stmt: &mut Stmt, look: impl FnOnce(&mut Self, &mut Stmt)) {
        let node = match &stmt.kind {
            StmtKind::Inlined { node, .. } => Some(*node),
            _ => None,
        };
        self.parents.extend(node);
        look(self, stmt);
        if node.is_some() {
            self.parents.pop();
        }
    }

    /// The callee of a call that is to be inlined, with what it captures.
    fn known_candidate(
        &self,
        known: &Known,
        n_calls: &FxHashMap<FuncId, u32>,
        call: &Call,
    ) -> Option<(FuncId, Vec<Expr>)> {
        if let Some(callee) = self.candidate(call) {
            return Some((callee, Vec::new()));
        }
        let (callee, captures) = known.closure(call)?;
        let is_only = n_calls.get(&callee) == Some(&1);
        self.is_inlined(call, callee, is_only)
            .then_some((callee, captures))
    }

    /// Puts the body of `callee` in place of the call that `stmt` is.
    fn inline(&mut self, stmt: &mut Stmt, callee: FuncId, captures: &[Expr]) {
        let pos = stmt.pos;
        let hole = StmtKind::Block(self.func.labels.push(()), Vec::new());
        let StmtKind::Call(call) = std::mem::replace(&mut stmt.kind, hole) else {
            unreachable!("only calls are inlined")
        };
        let done = match self.recursive.contains(&callee) {
            true => None,
            false => self.bodies.get(&callee),
        };
        let body = done.or_else(|| self.prog.funcs[callee].built.get());
        let body = body.expect("what has a cost has a body");
        let node = self.func.inlined.push(InlinedCall {
            callee,
            parent: self.parents.last().copied(),
            call_pos: pos,
        });
        self.grown += cost::size(&body.body);
        stmt.kind = splice::splice(self.func, body, call, captures, node, pos);
        if done.is_none() {
            // As it was built: its own calls follow.
            self.inside(stmt, |inliner, stmt| {
                each_list_mut(&mut stmt.kind, &mut |inner| inliner.list(inner));
            });
        }
    }

    fn list(&mut self, list: &mut Vec<Stmt>) {
        self.wrapped_call(list);
        for stmt in list {
            if let StmtKind::Call(call) = &stmt.kind
                && let Some(callee) = self.candidate(call)
            {
                self.inline(stmt, callee, &[]);
                continue;
            }
            self.inside(stmt, |inliner, stmt| {
                each_list_mut(&mut stmt.kind, &mut |inner| inliner.list(inner));
            });
        }
    }

    /// Makes the call that a wrapper ends in an ordinary one if it is to be inlined.
    fn wrapped_call(&mut self, list: &mut Vec<Stmt>) {
        let Some(Stmt {
            kind: StmtKind::TailCall(call),
            pos,
        }) = list.last()
        else {
            return;
        };
        let pos = *pos;
        // What a func value leads to keeps its one copy.
        let is_adapter = matches!(self.prog.funcs[self.func.id].key, FuncKey::Adapter { .. });
        if is_adapter || self.candidate(call).is_none() {
            return;
        }
        let Some(StmtKind::TailCall(mut call)) = list.pop().map(|stmt| stmt.kind) else {
            unreachable!("looked at above")
        };
        call.dsts = self.func.results.iter().map(|&local| Some(local)).collect();
        let kinds = [StmtKind::Call(call), StmtKind::Return(Vec::new())];
        list.extend(kinds.map(|kind| Stmt { kind, pos }));
    }

    /// The callee of a call that is to be inlined.
    fn candidate(&self, call: &Call) -> Option<FuncId> {
        let Callee::Func(callee) = call.callee else {
            return None;
        };
        self.is_inlined(call, callee, false).then_some(callee)
    }

    /// Whether a call of `callee` is to be inlined. `is_only`: it is the only call of this closure.
    fn is_inlined(&self, call: &Call, callee: FuncId, is_only: bool) -> bool {
        let Inlinability::Cost(cost) = inlinability(self.prog, callee) else {
            return false;
        };
        let budget = match (&self.prog.funcs[callee].key, is_only) {
            (FuncKey::Lit { .. }, true) => cost::CALLED_ONCE_BUDGET,
            (FuncKey::Lit { .. }, false) => 2 * self.budget,
            _ => self.budget,
        };
        let is_checked = self.prog.options.checks_pointers
            && matches!(
                self.prog.funcs[callee].symbol.as_str(),
                "reflect.Value.UnsafeAddr" | "reflect.Value.Pointer"
            );
        let home = self
            .parents
            .last()
            .map_or(self.func.id, |&node| self.func.inlined[node].callee);
        let is_opaque =
            self.prog.promise(self.prog.funcs[home].pkg, callee) == Some(Promise::Nothing);
        let is_free = !call.no_inline
            && !is_opaque
            && !self.is_kept
            && !is_checked
            && (self.parents.len() as u32) < DEPTH_MAX
            && self.grown < GROWN_MAX;
        let is_around = |node: &InlineNode| self.func.inlined[*node].callee == callee;
        is_free && cost <= budget && !self.parents.iter().any(is_around)
    }
}
