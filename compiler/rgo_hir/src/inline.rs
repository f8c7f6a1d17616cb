//! Inlining on hir, from callees to callers.
//!
//! Needs:  the bodies of all callees outside the function's own component are final.
//! Leaves: calls of functions whose cost is within the budget replaced by their bodies; calls of
//!         known closures made direct or inlined; calls through interfaces whose dynamic type is
//!         known made direct; what became unused removed.
//! Cost:   linear in the size of what results.
//!
//! Budget and cost model are gc's (80 nodes, a call that stays costs 57), applied to hir, which has
//! other nodes than gc's tree: decisions near the limit may differ.
//!
//! Functions of one component call each other and are not inlined into each other.

mod cleanup;
mod cost;
mod known;
mod splice;

use rgo_base::Pos;

use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr_mut, each_list_mut, each_operand_mut};
use crate::tree::{Call, Callee, Expr, ExprKind, Func, InlineNode, InlinedCall, Stmt, StmtKind};

use self::cost::CALLED_ONCE_BUDGET;
use self::known::{Known, calls_literal};

pub use self::cost::{Inlinability, decide_component, inlinability};

/// Most nested inlined calls in one function; beyond it calls stay.
const DEPTH_MAX: u32 = 20;

/// A caller that has grown beyond this many nodes takes only tiny callees.
const BIG_CALLER: usize = 5000;
const BIG_CALLER_BUDGET: u32 = 20;

/// Inlines into the functions of one component; `done` receives each function's result.
pub fn inline_component(prog: &Program<'_>, component: &[FuncId]) -> Vec<Func> {
    component
        .iter()
        .filter_map(|&id| {
            let built = prog.funcs[id].built.get()?;
            let mut func = built.clone();
            Inliner {
                prog,
                component,
                func: &mut func,
                parents: Vec::new(),
                grown: 0,
            }
            .run();
            Some(func)
        })
        .collect()
}

struct Inliner<'a> {
    prog: &'a Program<'a>,
    component: &'a [FuncId],
    func: &'a mut Func,
    /// The inlined calls around the statement being looked at.
    parents: Vec<InlineNode>,
    /// Nodes added so far.
    grown: usize,
}

impl Inliner<'_> {
    fn run(&mut self) {
        let mut body = std::mem::take(&mut self.func.body);
        self.list(&mut body);
        self.func.body = body;
        // Inlining binds parameters to closures: their calls are then known, and may be inlined,
        // which may show more.
        for _ in 0..4 {
            if !self.resolve_known_calls() {
                break;
            }
        }
        if self.grown > 0 {
            let mut body = std::mem::take(&mut self.func.body);
            self.name_lits(&mut body);
            self.func.body = body;
            for node in self.func.inlined.keys() {
                let mut callee = self.func.inlined[node].callee;
                self.name_lit(&mut callee);
                self.func.inlined[node].callee = callee;
            }
        }
        cleanup::cleanup(self.prog, self.func);
    }

    /// Function literals that came with inlined bodies get the names they have here.
    fn name_lits(&self, list: &mut [Stmt]) {
        for stmt in list {
            if let StmtKind::Call(call) | StmtKind::TailCall(call) = &mut stmt.kind
                && let Callee::Func(func) = &mut call.callee
            {
                self.name_lit(func);
            }
            each_expr_mut(&mut stmt.kind, &mut |x| self.name_lits_in(x));
            each_list_mut(&mut stmt.kind, &mut |inner| self.name_lits(inner));
        }
    }

    fn name_lits_in(&self, x: &mut Expr) {
        if let ExprKind::Closure { func, .. } | ExprKind::FuncValue(func) = &mut x.kind {
            self.name_lit(func);
        }
        each_operand_mut(&mut x.kind, &mut |operand| self.name_lits_in(operand));
    }

    fn name_lit(&self, func: &mut FuncId) {
        if self.prog.is_lit(*func) && !self.component.contains(func) {
            *func = self.prog.lit_inlined(*func, self.prog.is_lit(self.func.id));
        }
    }

    /// Makes calls of known closures and methods direct and inlines those; whether any was.
    fn resolve_known_calls(&mut self) -> bool {
        let known = Known::compute(self.func);
        if known.is_empty() {
            return false;
        }
        let mut body = std::mem::take(&mut self.func.body);
        let n_resolved = self.resolve_in(&known, &mut body);
        self.func.body = body;
        n_resolved > 0
    }

    fn resolve_in(&mut self, known: &Known, list: &mut Vec<Stmt>) -> usize {
        let mut n_resolved = 0;
        for stmt in list {
            let node = match &stmt.kind {
                StmtKind::Inlined { node, .. } => Some(*node),
                _ => None,
            };
            self.parents.extend(node);
            each_list_mut(&mut stmt.kind, &mut |inner| {
                n_resolved += self.resolve_in(known, inner)
            });
            if node.is_some() {
                self.parents.pop();
            }
            let budget = match &stmt.kind {
                StmtKind::Call(call) if calls_literal(call) => CALLED_ONCE_BUDGET,
                _ => 0,
            };
            if let StmtKind::Call(call) = &mut stmt.kind
                && known.resolve(self.prog, call)
            {
                n_resolved += 1;
            }
            if let StmtKind::Call(call) = &stmt.kind
                && let Some((callee, captures)) = self.known_candidate(known, call, budget)
            {
                let pos = stmt.pos;
                let hole = StmtKind::Block(self.func.labels.push(()), Vec::new());
                let StmtKind::Call(call) = std::mem::replace(&mut stmt.kind, hole) else {
                    unreachable!("looked at above")
                };
                stmt.kind = self.inline(call, callee, &captures, pos);
                n_resolved += 1;
            }
        }
        n_resolved
    }

    /// The callee of a call that is to be inlined, with what it captures. What costs too much for
    /// others may cost up to `budget`.
    fn known_candidate(
        &self,
        known: &Known,
        call: &Call,
        budget: u32,
    ) -> Option<(FuncId, Vec<Expr>)> {
        if let Some(callee) = self.candidate(call) {
            return Some((callee, Vec::new()));
        }
        let (callee, captures) = match call.callee {
            Callee::Func(callee) if budget > 0 && !call.no_inline => (callee, Vec::new()),
            _ => known.closure(call)?,
        };
        let is_free = !self.component.contains(&callee) && (self.parents.len() as u32) < DEPTH_MAX;
        match inlinability(self.prog, callee) {
            Inlinability::Cost(_) if is_free => Some((callee, captures)),
            Inlinability::TooExpensive(cost) if is_free && cost <= budget => {
                Some((callee, captures))
            }
            _ => None,
        }
    }

    fn inline(&mut self, call: Call, callee: FuncId, captures: &[Expr], call_pos: Pos) -> StmtKind {
        let body = self.prog.funcs[callee]
            .optimized
            .get()
            .expect("inlinable functions are final");
        let parent = self.parents.last().copied();
        let node = self.func.inlined.push(InlinedCall {
            callee,
            parent,
            call_pos,
        });
        self.grown += cost::size(&body.body);
        splice::splice(self.func, body, call, captures, node, call_pos)
    }

    fn list(&mut self, list: &mut [Stmt]) {
        let mut at = 0;
        while at < list.len() {
            if let StmtKind::Call(call) = &list[at].kind
                && let Some(callee) = self.candidate(call)
            {
                let pos = list[at].pos;
                let StmtKind::Call(call) = std::mem::replace(
                    &mut list[at].kind,
                    StmtKind::Block(self.func.labels.push(()), Vec::new()),
                ) else {
                    unreachable!("looked at above")
                };
                list[at].kind = self.inline(call, callee, &[], pos);
                at += 1;
                continue;
            }
            let node = match &list[at].kind {
                StmtKind::Inlined { node, .. } => Some(*node),
                _ => None,
            };
            self.parents.extend(node);
            each_list_mut(&mut list[at].kind, &mut |inner| self.list(inner));
            if node.is_some() {
                self.parents.pop();
            }
            at += 1;
        }
    }

    /// The callee of a call that is to be inlined.
    fn candidate(&self, call: &Call) -> Option<FuncId> {
        let Callee::Func(callee) = call.callee else {
            return None;
        };
        if call.no_inline || self.component.contains(&callee) {
            return None;
        }
        if self.parents.len() as u32 >= DEPTH_MAX {
            return None;
        }
        let budget = if self.grown > BIG_CALLER {
            BIG_CALLER_BUDGET
        } else {
            u32::MAX
        };
        match inlinability(self.prog, callee) {
            Inlinability::Cost(cost) if cost <= budget => Some(callee),
            _ => None,
        }
    }
}
