//! From trees to flows between locations: statements, and what variables stand for.

mod call;
mod expr;
mod values;

use rgo_base::SecondaryMap;
use rgo_types::{Type, TypeId};
use rustc_hash::FxHashMap;

pub(in crate::escape) use self::values::Values;
use self::values::is_self_assignment;
use super::graph::{Graph, Hole, Loc};
use super::{SelfAssignment, stack_var_max};
use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr_below, each_list, each_stmt};
use crate::tree::{Expr, ExprKind, Func, HeapReason, InlineNode, Label, Local, Stmt, StmtKind};

/// What a captured variable's local is.
#[derive(Clone, Copy, Default)]
enum Capture {
    /// A variable of the closure: several closures are made of this literal, or nobody knows where.
    #[default]
    Own,
    /// The variable captured, by value.
    Value(Loc),
    /// A pointer to the variable captured.
    Pointer(Loc),
}

/// Where a literal's closure is made.
struct Site<'a> {
    /// Number of the function.
    at: usize,
    captures: &'a [Expr],
}

/// Adds the flows of a batch's functions to the graph.
pub(super) struct Builder<'a> {
    prog: &'a Program<'a>,
    funcs: &'a [Func],
    graph: &'a mut Graph,
    /// The sites of each function of the batch that is a literal.
    sites: Vec<Vec<Site<'a>>>,
    captures: Vec<SecondaryMap<Local, Capture>>,
    values: Values<'a>,
    /// Number of the function being looked at.
    at: usize,
    loop_depth: u32,
    /// The inlined call being looked at.
    inlined: Option<InlineNode>,
    /// Labels that a later `goto` jumps back to: behind them is a loop.
    looping: SecondaryMap<Label, bool>,
    /// Assignments that store nothing new in what they assign to.
    pub self_assignments: Vec<SelfAssignment>,
}

impl<'a> Builder<'a> {
    pub fn new(prog: &'a Program<'a>, funcs: &'a [Func], graph: &'a mut Graph) -> Builder<'a> {
        let mut builder = Builder {
            prog,
            funcs,
            graph,
            sites: Vec::new(),
            captures: vec![SecondaryMap::new(); funcs.len()],
            values: Values::collect(funcs),
            at: 0,
            loop_depth: 1,
            inlined: None,
            looping: SecondaryMap::new(),
            self_assignments: Vec::new(),
        };
        builder.sites = closure_sites(funcs, &builder.values.numbers);
        builder.place_literals();
        builder
    }

    /// Finds which function each literal stands in, and what its captured variables are.
    fn place_literals(&mut self) {
        for at in 0..self.funcs.len() {
            if let [site] = &self.sites[at][..]
                && site.at != at
            {
                self.graph.funcs[at].parent = Some(site.at);
            }
        }
        // A literal that stands in itself, by way of others, stands nowhere.
        for at in 0..self.funcs.len() {
            let mut outer = self.graph.funcs[at].parent;
            for _ in 0..self.funcs.len() {
                let Some(parent) = outer else { break };
                outer = self.graph.funcs[parent].parent;
            }
            if outer.is_some() {
                self.graph.funcs[at].parent = None;
            }
        }
        let mut is_done = vec![false; self.funcs.len()];
        for at in 0..self.funcs.len() {
            self.resolve_captures(at, &mut is_done);
        }
    }

    fn resolve_captures(&mut self, at: usize, is_done: &mut [bool]) {
        if std::mem::replace(&mut is_done[at], true) {
            return;
        }
        let Some(parent) = self.graph.funcs[at].parent else {
            return;
        };
        self.resolve_captures(parent, is_done);
        let func = &self.funcs[at];
        for (&local, source) in func.captures.iter().zip(self.sites[at][0].captures) {
            self.captures[at][local] = self.captured(parent, source);
        }
    }

    /// What a variable initialised from `source` in function number `at` is.
    fn captured(&self, at: usize, source: &Expr) -> Capture {
        match &source.kind {
            ExprKind::Local(local) => match self.captures[at][*local] {
                Capture::Own => Capture::Value(self.graph.funcs[at].locals[*local]),
                known => known,
            },
            ExprKind::AddrOf(place) => match (&place.kind, self.variable_at(at, place)) {
                (_, Some(loc)) => Capture::Pointer(loc),
                _ => Capture::Own,
            },
            _ => Capture::Own,
        }
    }

    /// The variable that `place` in function number `at` is.
    fn variable_at(&self, at: usize, place: &Expr) -> Option<Loc> {
        match &place.kind {
            ExprKind::Local(local) => match self.captures[at][*local] {
                Capture::Own => Some(self.graph.funcs[at].locals[*local]),
                Capture::Value(loc) => Some(loc),
                // The pointer, not what it points to.
                Capture::Pointer(_) => None,
            },
            ExprKind::Deref { ptr, .. } => match &ptr.kind {
                ExprKind::Local(local) => match self.captures[at][*local] {
                    Capture::Pointer(loc) => Some(loc),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    fn variable(&self, place: &Expr) -> Option<Loc> {
        self.variable_at(self.at, place)
    }

    /// Adds the flows of function number `at`.
    pub fn func(&mut self, at: usize) {
        let func = &self.funcs[at];
        self.at = at;
        self.loop_depth = 1;
        self.inlined = None;
        self.find_loops(func);
        self.check_sizes(func);
        self.captured_elsewhere(at);
        self.list(&func.body);
    }

    /// Flows into captured variables of a literal whose closures are made in several places.
    fn captured_elsewhere(&mut self, at: usize) {
        let func = &self.funcs[at];
        for number in 0..self.sites[at].len() {
            let Site {
                at: maker,
                captures,
            } = self.sites[at][number];
            for (&local, source) in func.captures.iter().zip(captures) {
                if let Capture::Own = self.captures[at][local] {
                    let hole = Hole::of(self.graph.funcs[at].locals[local]);
                    self.at = maker;
                    self.expr(hole, source);
                    self.at = at;
                }
            }
        }
    }

    fn find_loops(&mut self, func: &Func) {
        self.looping.clear();
        let mut seen: SecondaryMap<Label, bool> = SecondaryMap::new();
        let looping = &mut self.looping;
        each_stmt(&func.body, &mut |stmt| match stmt.kind {
            StmtKind::Label(label) => seen[label] = true,
            StmtKind::Goto(label) if seen[label] => looping[label] = true,
            _ => {}
        });
    }

    /// Variables that are too large for a frame. Parameters and results are in the caller's.
    fn check_sizes(&mut self, func: &Func) {
        let most = stack_var_max(self.prog);
        for (local, data) in func.locals.iter() {
            let is_passed = func.params.contains(&local) || func.results.contains(&local);
            let is_large = self.prog.types.size_of(data.ty) > most;
            if data.is_addr_taken && is_large && !is_passed {
                let loc = self.graph.funcs[self.at].locals[local];
                if let Some(alloc) = data.alloc {
                    self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::TooLarge);
                }
                let heap = self.heap_hole().addr();
                self.graph.flow(heap, loc);
            }
        }
    }

    fn heap_hole(&self) -> Hole {
        Hole::of(self.graph.heap)
    }

    fn mutator_hole(&self) -> Hole {
        Hole::of(self.graph.mutator)
    }

    fn callee_hole(&self) -> Hole {
        Hole::of(self.graph.callee)
    }

    fn blank_hole(&self) -> Hole {
        Hole::of(self.graph.blank)
    }

    /// Where values assigned to `local` flow.
    fn hole(&self, local: Local) -> Hole {
        Hole::of(match self.captures[self.at][local] {
            Capture::Value(loc) => loc,
            _ => self.graph.funcs[self.at].locals[local],
        })
    }

    fn holes(&self, dsts: &[Option<Local>]) -> Vec<Hole> {
        let hole = |dst: &Option<Local>| dst.map_or(self.blank_hole(), |local| self.hole(local));
        dsts.iter().map(hole).collect()
    }

    fn under(&self, ty: TypeId) -> &'a Type {
        self.prog.types.under(ty)
    }

    fn has_pointers(&self, ty: TypeId) -> bool {
        match self.prog.types.ty(ty) {
            Type::Tuple(types) => types.iter().any(|&ty| self.prog.types.has_pointers(ty)),
            _ => self.prog.types.has_pointers(ty),
        }
    }

    /// A hole that flows into all of `holes`.
    fn tee(&mut self, holes: &[Hole]) -> Hole {
        match *holes {
            [] => self.blank_hole(),
            [hole] => hole,
            _ => {
                let loc = self.graph.new_temp(self.at, self.loop_depth);
                for &hole in holes {
                    self.graph.flow(hole, loc);
                }
                Hole::of(loc)
            }
        }
    }

    // Statements.

    fn list(&mut self, list: &'a [Stmt]) {
        for stmt in list {
            self.stmt(stmt);
        }
    }

    /// A list behind which the loops that labels in it begin have ended.
    fn block(&mut self, list: &'a [Stmt]) {
        let depth = self.loop_depth;
        self.list(list);
        self.loop_depth = depth;
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Eval(x) | StmtKind::KeepAlive(x) => self.discard(x),
            StmtKind::Escape(x) => {
                let heap = self.heap_hole();
                self.expr(heap, x);
            }
            StmtKind::Decl(local, init) => {
                let loc = self.graph.funcs[self.at].locals[*local];
                self.graph.locs[loc].loop_depth = self.loop_depth;
                if let Some(init) = init {
                    self.expr(Hole::of(loc), init);
                }
            }
            StmtKind::Assign(dst, src) => {
                let mut hole = self.place(dst);
                if self.is_header_data(dst) {
                    return self.header_data(src);
                }
                if is_self_assignment(
                    self.prog,
                    &self.funcs[self.at],
                    &self.values,
                    self.at,
                    dst,
                    src,
                ) {
                    hole = self.blank_hole();
                    let func = self.funcs[self.at].id;
                    self.self_assignments.push((func, stmt.pos, self.inlined));
                }
                self.expr(hole, src);
            }
            StmtKind::AssignOp(dst, _, src) => {
                self.place(dst);
                self.discard(src);
            }
            StmtKind::Multi(dsts, x) => {
                let hole = match dsts.first() {
                    Some(Some(local)) => self.hole(*local),
                    _ => self.blank_hole(),
                };
                self.expr(hole, x);
            }
            StmtKind::Call(call) => {
                let holes = self.holes(&call.dsts);
                self.call(call, &holes);
            }
            StmtKind::TailCall(call) => {
                let results: Vec<_> = self.funcs[self.at].results.to_vec();
                let holes: Vec<_> = results.into_iter().map(|local| self.hole(local)).collect();
                self.call(call, &holes);
            }
            StmtKind::If(cond, then, els) => {
                self.discard(cond);
                self.block(then);
                self.block(els);
            }
            StmtKind::Loop(l) => {
                self.loop_depth += 1;
                if let Some(cond) = &l.cond {
                    self.discard(cond);
                }
                self.block(&l.body);
                self.block(&l.post);
                self.loop_depth -= 1;
            }
            StmtKind::Label(label) if self.looping[*label] => self.loop_depth += 1,
            StmtKind::Switch(switch) => {
                self.discard(&switch.tag);
                each_list(&stmt.kind, &mut |list| self.block(list));
            }
            StmtKind::Return(values) => {
                let func = &self.funcs[self.at];
                for (value, &result) in values.iter().zip(&func.results) {
                    let hole = self.hole(result);
                    self.expr(hole, value);
                }
            }
            StmtKind::Go(x) | StmtKind::Panic(x) => {
                let heap = self.heap_hole();
                self.expr(heap, x);
            }
            StmtKind::Defer { closure, index } => {
                // A record's closures outside loops last as long as the frame.
                let hole = match index {
                    Some(_) if self.loop_depth == 1 => self.blank_hole(),
                    _ => self.heap_hole(),
                };
                self.expr(hole, closure);
            }
            StmtKind::DeferAt { record, closure } => {
                self.discard(record);
                let heap = self.heap_hole();
                self.expr(heap, closure);
            }
            StmtKind::Block(_, body) => self.list(body),
            StmtKind::Inlined { node, body, .. } => {
                let outer = self.inlined.replace(*node);
                self.list(body);
                self.inlined = outer;
            }
            StmtKind::Break(_) | StmtKind::Continue(_) | StmtKind::Label(_) | StmtKind::Goto(_) => {
            }
        }
    }

    /// Where values assigned to place `x` flow.
    fn place(&mut self, x: &'a Expr) -> Hole {
        if let Some(loc) = self.variable(x) {
            return Hole::of(loc);
        }
        match &x.kind {
            ExprKind::Local(local) => self.hole(*local),
            ExprKind::Global(_) => self.heap_hole(),
            ExprKind::Field(x, _) => self.place(x),
            ExprKind::Index { x, index, .. } => {
                self.discard(index);
                if let Type::Array { .. } = self.under(x.ty) {
                    return self.place(x);
                }
                self.mutate(x);
                self.heap_hole()
            }
            ExprKind::Deref { ptr, .. } => {
                self.mutate(ptr);
                self.heap_hole()
            }
            _ => {
                self.mutate(x);
                self.heap_hole()
            }
        }
    }

    /// What pointer or slice `x` leads to is written.
    fn mutate(&mut self, x: &'a Expr) {
        let hole = self.mutator_hole();
        self.expr(hole, x);
    }
}

/// Where the closures of each function are made.
fn closure_sites<'a>(funcs: &'a [Func], numbers: &FxHashMap<FuncId, usize>) -> Vec<Vec<Site<'a>>> {
    let mut sites: Vec<Vec<Site<'a>>> = funcs.iter().map(|_| Vec::new()).collect();
    for (at, func) in funcs.iter().enumerate() {
        each_expr_below(&func.body, &mut |x| {
            if let ExprKind::Closure { func, captures, .. } = &x.kind
                && let Some(&number) = numbers.get(func)
            {
                sites[number].push(Site { at, captures });
            }
        });
    }
    sites
}
