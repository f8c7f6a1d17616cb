//! Range loops over functions: the body becomes a function literal that the iterator calls.
//!
//! A hidden `state` per loop detects iterators that misbehave (`internal/abi`'s `RF_*` values). A
//! hidden `next` of the enclosing function says how control goes on when the iterator has returned:
//!
//! | `next` | meaning |
//! |---|---|
//! | 0 | behind the loop |
//! | -1 | return; the results are in the result variables |
//! | below -1 | the jump with that code, to a label or statement outside of some of the loops |
//! | 2·d | break the loop of depth d (1 is outermost) |
//! | 2·d-1 | continue it |
//!
//! What each loop has to check behind its call follows from the jumps met in its body.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, Node, NodeId, Stmt as AstStmt};
use rgo_syntax::visit;
use rgo_types::object::Builtin;
use rgo_types::{Basic, Mode, Type, TypeId};
use rustc_hash::FxHashMap;

use super::range::Range;
use super::{Builder, Frame, Var, VarKey, const_int, local_expr};
use crate::program::FuncKey;
use crate::tree::{
    AllocKind, BinOp, Call, Callee, Const, Expr, ExprKind, Label, LocalKind, StmtKind,
};

/// Values of `state`.
const DONE: i64 = 0;
const READY: i64 = 1;
const PANIC: i64 = 2;
const EXHAUSTED: i64 = 3;
const MISSING_PANIC: i64 = 4;

const RETURN: i64 = -1;

/// A loop whose body is being built as a function.
pub(super) struct RangeFrame {
    node: NodeId,
    name: Option<Symbol>,
    state: VarKey,
    checks: Checks,
}

/// What follows the iterator's call.
#[derive(Default)]
struct Checks {
    /// Some jump leaves the loops around this one too.
    leaves: bool,
    breaks_outer: bool,
    continues_outer: bool,
    /// Jumps to be made in the function that contains the loop, with their codes.
    jumps: Vec<(i64, StmtKind)>,
}

/// What a function keeps for the range-over-func loops in it.
#[derive(Default)]
pub(super) struct RangeHome {
    pub body: Option<NodeId>,
    next: Option<VarKey>,
    defer_record: Option<VarKey>,
    frame_ptr: Option<VarKey>,
    n_codes: i64,
    /// The innermost range-over-func loop around each label.
    label_loops: Option<FxHashMap<Symbol, Option<NodeId>>>,
}

impl Builder<'_> {
    pub(super) fn range_func(&mut self, range: Range<'_>) {
        let pos = range.pos;
        let iterator = self.expr(range.x);
        let iterator = self.freeze(iterator);
        if self.frame().range.is_none() {
            self.open_home(range.body, pos);
        }
        let int = self.int();
        let state = self.hidden_var(int, Some(const_int(READY, int, pos)), pos);
        let (closure, checks) = self.body_func(&range, state, iterator.ty);
        let sig = self.cx.canon(self.cx.underlying(iterator.ty));
        let callee = match iterator.kind {
            ExprKind::FuncValue(func) => Callee::Func(func),
            _ => Callee::Closure(iterator),
        };
        let call = Call {
            callee,
            args: vec![closure],
            dsts: vec![],
            sig,
            no_inline: false,
        };
        self.emit(pos, StmtKind::Call(call));
        self.check_returned(state, pos);
        self.go_on(checks, pos);
    }

    /// Declares what the outermost loop of a nest needs.
    fn open_home(&mut self, body: NodeId, pos: Pos) {
        let int = self.int();
        let next = self.hidden_var(int, Some(const_int(0, int, pos)), pos);
        self.frame().range_home.next = Some(next);
        // The loop body's closure and what it captures may be in the heap: no place for a pointer into
        // a stack.
        let address = Basic::Uintptr.type_id();
        if self.contains(body, &|b, n| b.is_defer(n)) {
            let record = Expr {
                kind: ExprKind::DeferRecord,
                ty: address,
                pos,
            };
            let key = self.hidden_var(address, Some(record), pos);
            self.frame().range_home.defer_record = Some(key);
            self.frame().func.has_defer = true;
        }
        if self.contains(body, &|b, n| b.is_recover(n)) {
            let frame_ptr = Expr {
                kind: ExprKind::FramePtr,
                ty: address,
                pos,
            };
            let key = self.hidden_var(address, Some(frame_ptr), pos);
            self.frame().range_home.frame_ptr = Some(key);
            self.frame().func.has_recover = true;
        }
    }

    /// Whether a node below `node`, outside function literals, satisfies `test`.
    fn contains(&self, node: NodeId, test: &dyn Fn(&Self, NodeId) -> bool) -> bool {
        if test(self, node) {
            return true;
        }
        if self.ast.is_expr(node) && matches!(self.ast.expr(node), ast::Expr::FuncLit { .. }) {
            return false;
        }
        let mut found = false;
        visit::children(self.ast, node, &mut |_, child| {
            found |= self.contains(child, test)
        });
        found
    }

    fn is_defer(&self, node: NodeId) -> bool {
        matches!(
            self.ast.node(node),
            Node::Stmt(AstStmt::Call {
                tok: ast::CallTok::Defer,
                ..
            })
        )
    }

    fn is_recover(&self, node: NodeId) -> bool {
        self.ast.is_expr(node)
            && match self.ast.expr(node) {
                ast::Expr::Call { func, .. } => {
                    self.info.mode(self.ast.unparen(func)) == Mode::Builtin(Builtin::Recover)
                }
                _ => false,
            }
    }

    /// A new hidden variable of the innermost function.
    fn hidden_var(&mut self, ty: TypeId, init: Option<Expr>, pos: Pos) -> VarKey {
        let key = VarKey::Hidden(self.hidden.len() as u32);
        self.hidden.push(ty);
        let local = self.new_temp(ty, pos);
        self.frame().func.locals[local].is_reassigned = true;
        self.frame().vars.insert(key, Var::Direct(local));
        self.emit(pos, StmtKind::Decl(local, init));
        key
    }

    /// The loop body as a closure, and what to check behind the call.
    fn body_func(&mut self, range: &Range<'_>, state: VarKey, iterator: TypeId) -> (Expr, Checks) {
        let pos = range.pos;
        let yield_ty = self.param_types(self.cx.canon(self.cx.underlying(iterator)))[0];
        let frame = self.frame();
        frame.n_ranges += 1;
        let key = FuncKey::Lit {
            parent: frame.func.id,
            index: frame.n_ranges,
            range_body: true,
        };
        let func = self.prog.lit(key, yield_ty, self.pkg);
        let mut frame = Frame::new(func, pos);
        frame.func.is_closure = true;
        frame.range = Some(RangeFrame {
            node: range.node,
            name: range.name,
            state,
            checks: Checks::default(),
        });
        self.frames.push(frame);
        self.yield_params(range, yield_ty);
        let bool_ty = self.bool();
        let result = self.new_local(Symbol::EMPTY, bool_ty, pos, LocalKind::Result);
        self.frame().func.results.push(result);
        self.enter_body(state, pos);
        self.assign_yielded(range);
        self.stmt(range.body, None);
        let end = self.block_end(range.body);
        self.frame().func.end_pos = end;
        self.leave_body(READY, true, end);
        let checks = self.frame().range.take().expect("set above").checks;
        let text = Symbol::intern("func literal");
        (
            self.close_func(func, yield_ty, AllocKind::Closure, pos, text),
            checks,
        )
    }

    fn block_end(&self, block: NodeId) -> Pos {
        match self.ast.stmt(block) {
            AstStmt::Block { rbrace, .. } => rbrace,
            _ => self.ast.pos(block),
        }
    }

    /// The parameters of the body: the iteration variables where the loop declares them.
    fn yield_params(&mut self, range: &Range<'_>, yield_ty: TypeId) {
        let types = self.param_types(self.cx.canon(self.cx.underlying(yield_ty)));
        for (at, ty) in types.into_iter().enumerate() {
            let declared = range.lhs.get(at).filter(|_| range.is_def);
            let local = match declared.and_then(|&name| self.declared_by(name)) {
                Some(obj) => self.declare_param(obj, LocalKind::Param),
                None => self.new_local(Symbol::EMPTY, ty, range.pos, LocalKind::Param),
            };
            self.frame().func.params.push(local);
        }
    }

    /// `lhs = range f`: assigns what was yielded.
    fn assign_yielded(&mut self, range: &Range<'_>) {
        if range.is_def {
            return;
        }
        for (at, &place) in range.lhs.iter().enumerate() {
            let frame = self.frame();
            let local = frame.func.params[at];
            let ty = frame.func.locals[local].ty;
            let pos = self.ast.pos(place);
            self.assign_value(place, local_expr(local, ty, pos), false, pos);
        }
    }

    /// Marks the loop as running; panics if it may not.
    fn enter_body(&mut self, state: VarKey, pos: Pos) {
        let place = self.captured_var(state, pos);
        let before = self.hoist(place.clone());
        self.set(place, PANIC, pos);
        let test = self.int_test(BinOp::Ne, before.clone(), READY, pos);
        let misuse = self.collect(|b| b.panic_range_state(before, pos));
        self.emit(pos, StmtKind::If(test, misuse, vec![]));
    }

    fn panic_range_state(&mut self, state: Expr, pos: Pos) {
        self.call_runtime("runtime.panicrangestate", vec![state], pos);
    }

    fn set(&mut self, place: Expr, value: i64, pos: Pos) {
        let value = const_int(value, place.ty, pos);
        self.emit(pos, StmtKind::Assign(place, value));
    }

    fn int_test(&self, op: BinOp, x: Expr, value: i64, pos: Pos) -> Expr {
        let y = const_int(value, x.ty, pos);
        Expr {
            kind: ExprKind::Binary(op, Box::new(x), Box::new(y)),
            ty: self.bool(),
            pos,
        }
    }

    /// Leaves the body function being built: sets its loop's state and returns to the iterator.
    fn leave_body(&mut self, state: i64, goes_on: bool, pos: Pos) {
        let key = self.frame().range.as_ref().expect("in a loop body").state;
        let place = self.captured_var(key, pos);
        self.set(place, state, pos);
        let kind = ExprKind::Const(Const::Bool(goes_on));
        let result = Expr {
            kind,
            ty: self.bool(),
            pos,
        };
        self.emit(pos, StmtKind::Return(vec![result]));
    }

    /// The iterator has returned: its loop must not be running.
    fn check_returned(&mut self, state: VarKey, pos: Pos) {
        let place = self.captured_var(state, pos);
        let test = self.int_test(BinOp::Eq, place.clone(), PANIC, pos);
        let misuse = self.collect(|b| {
            let code = const_int(MISSING_PANIC, b.int(), pos);
            b.panic_range_state(code, pos);
        });
        self.emit(pos, StmtKind::If(test, misuse, vec![]));
        self.set(place, EXHAUSTED, pos);
    }

    /// Behind the iterator's call: goes where `next` says.
    fn go_on(&mut self, checks: Checks, pos: Pos) {
        for (code, jump) in checks.jumps {
            self.when_next(BinOp::Eq, code, true, pos, |b| b.emit(pos, jump));
        }
        if self.frame().range.is_none() {
            if checks.leaves {
                self.when_next(BinOp::Eq, RETURN, false, pos, |b| {
                    b.emit(pos, StmtKind::Return(vec![]));
                });
            }
            return;
        }
        let step = 2 * self.range_depth() as i64;
        if checks.leaves {
            self.when_next(BinOp::Lt, 0, false, pos, |b| b.leave_body(DONE, false, pos));
        }
        if !checks.breaks_outer && !checks.continues_outer {
            return;
        }
        self.when_next(BinOp::Gt, step, false, pos, |b| {
            let code = const_int(DONE, b.int(), pos);
            b.panic_range_state(code, pos);
        });
        if checks.continues_outer {
            self.when_next(BinOp::Eq, step - 1, true, pos, |b| {
                b.leave_body(READY, true, pos)
            });
        }
        if checks.breaks_outer {
            self.when_next(BinOp::Eq, step, true, pos, |b| {
                b.leave_body(DONE, false, pos)
            });
        }
        self.when_next(BinOp::Gt, 0, false, pos, |b| b.leave_body(DONE, false, pos));
    }

    /// `if next op code { next = 0 (if asked); then }`
    fn when_next(
        &mut self,
        op: BinOp,
        code: i64,
        clears: bool,
        pos: Pos,
        then: impl FnOnce(&mut Self),
    ) {
        let next = self.next_var(pos);
        let test = self.int_test(op, next.clone(), code, pos);
        let body = self.collect(|b| {
            if clears {
                b.set(next, 0, pos);
            }
            then(b);
        });
        self.emit(pos, StmtKind::If(test, body, vec![]));
    }

    fn next_var(&mut self, pos: Pos) -> Expr {
        let home = self.home();
        let key = self.frames[home]
            .range_home
            .next
            .expect("declared by the outermost loop");
        self.captured_var(key, pos)
    }

    /// Index of the function that the loop bodies around the current statement belong to.
    fn home(&self) -> usize {
        self.frames
            .iter()
            .rposition(|frame| frame.range.is_none())
            .expect("the declared function is no loop body")
    }

    /// Number of range-over-func loop bodies around the current statement.
    fn range_depth(&self) -> usize {
        self.frames.len() - 1 - self.home()
    }

    /// `return` in a loop body.
    pub(super) fn range_return(&mut self, results: &[NodeId], pos: Pos) {
        let home = self.home();
        let locals: Vec<_> = self.frames[home].func.results.clone();
        let types: Vec<TypeId> = locals
            .iter()
            .map(|&r| self.frames[home].func.locals[r].ty)
            .collect();
        let values = self.return_values(results, &types);
        let values: Vec<Expr> = values.into_iter().map(|v| self.freeze(v)).collect();
        for (at, value) in values.into_iter().enumerate() {
            let key = self.result_key(home, at);
            let place = self.captured_var(key, pos);
            self.emit(pos, StmtKind::Assign(place, value));
        }
        for depth in home + 1..self.frames.len() {
            self.checks(depth).leaves = true;
        }
        let next = self.next_var(pos);
        self.set(next, RETURN, pos);
        self.leave_body(DONE, false, pos);
    }

    /// The key under which the `at`-th result variable of the function at `home` is known.
    fn result_key(&mut self, home: usize, at: usize) -> VarKey {
        let local = self.frames[home].func.results[at];
        let known = self.frames[home]
            .vars
            .iter()
            .find_map(|(&key, var)| match var {
                Var::Direct(l) if *l == local => Some(key),
                _ => None,
            });
        known.expect("result variables, unnamed ones too, are bound")
    }

    fn checks(&mut self, depth: usize) -> &mut Checks {
        &mut self.frames[depth]
            .range
            .as_mut()
            .expect("a loop body")
            .checks
    }

    /// `break` or `continue` whose target is outside the innermost function, a loop body.
    pub(super) fn range_branch(&mut self, is_continue: bool, name: Option<Symbol>, pos: Pos) {
        let home = self.home();
        let innermost = self.frames.len() - 1;
        for depth in (home..=innermost).rev() {
            if depth < innermost
                && let Some(target) = self.statement_target(depth, is_continue, name)
            {
                let jump = match is_continue {
                    true => StmtKind::Continue(target),
                    false => StmtKind::Break(target),
                };
                return self.jump_from_body(depth, jump, pos);
            }
            let is_this_loop = match &self.frames[depth].range {
                Some(range) => name.is_none() || range.name == name,
                None => false,
            };
            if is_this_loop {
                return self.branch_to_range_loop(is_continue, depth, pos);
            }
        }
        unreachable!("the parser checks that branches have targets")
    }

    /// The statement of the function at `depth` that a branch names.
    fn statement_target(
        &self,
        depth: usize,
        is_continue: bool,
        name: Option<Symbol>,
    ) -> Option<Label> {
        self.frames[depth].targets.iter().rev().find_map(|target| {
            let fits = match name {
                Some(name) => target.name == Some(name),
                None => target.is_loop || !is_continue,
            };
            fits.then_some(target.label)
        })
    }

    /// To the range-over-func loop whose body is the function at `depth`.
    fn branch_to_range_loop(&mut self, is_continue: bool, depth: usize, pos: Pos) {
        let innermost = self.frames.len() - 1;
        if depth == innermost {
            let state = if is_continue { READY } else { DONE };
            return self.leave_body(state, is_continue, pos);
        }
        // The loop directly inside the target checks for it; those further in stop on the way.
        if is_continue {
            self.checks(depth + 1).continues_outer = true;
        } else {
            self.checks(depth + 1).breaks_outer = true;
        }
        for between in depth + 2..=innermost {
            self.checks(between).breaks_outer = true;
        }
        let level = (depth - self.home()) as i64;
        let code = 2 * level - i64::from(is_continue);
        let next = self.next_var(pos);
        self.set(next, code, pos);
        self.leave_body(DONE, false, pos);
    }

    /// A jump to be made in the function at `depth`, behind the loop in it that contains us.
    fn jump_from_body(&mut self, depth: usize, jump: StmtKind, pos: Pos) {
        let home = self.home();
        self.frames[home].range_home.n_codes += 1;
        let code = RETURN - self.frames[home].range_home.n_codes;
        self.checks(depth + 1).jumps.push((code, jump));
        for between in depth + 2..self.frames.len() {
            self.checks(between).leaves = true;
        }
        let next = self.next_var(pos);
        self.set(next, code, pos);
        self.leave_body(DONE, false, pos);
    }

    /// `goto` in a loop body; false if the label is in the same function.
    pub(super) fn range_goto(&mut self, name: Symbol, pos: Pos) -> bool {
        if self.frame().range.is_none() {
            return false;
        }
        let home = self.home();
        let target = self.label_loop(home, name);
        let depth = match target {
            None => home,
            Some(node) => {
                let at = self.frames.iter().rposition(|frame| {
                    frame.range.as_ref().is_some_and(|range| range.node == node)
                });
                at.expect("goto does not jump into blocks")
            }
        };
        if depth == self.frames.len() - 1 {
            return false;
        }
        let inner = self.frames.split_off(depth + 1);
        let label = self.goto_label(name);
        self.frames.extend(inner);
        self.jump_from_body(depth, StmtKind::Goto(label), pos);
        true
    }

    /// The innermost range-over-func loop around label `name` of the function at `home`.
    fn label_loop(&mut self, home: usize, name: Symbol) -> Option<NodeId> {
        if self.frames[home].range_home.label_loops.is_none() {
            let mut loops = FxHashMap::default();
            let body = self.frames[home]
                .range_home
                .body
                .expect("set when the body was begun");
            self.find_labels(body, None, &mut loops);
            self.frames[home].range_home.label_loops = Some(loops);
        }
        let loops = self.frames[home]
            .range_home
            .label_loops
            .as_ref()
            .expect("computed above");
        loops[&name]
    }

    fn find_labels(
        &self,
        node: NodeId,
        around: Option<NodeId>,
        out: &mut FxHashMap<Symbol, Option<NodeId>>,
    ) {
        if self.ast.is_expr(node) {
            return;
        }
        let mut around = around;
        match self.ast.node(node) {
            Node::Stmt(AstStmt::Labeled { label, .. }) => {
                out.insert(self.ast.name(label), around);
            }
            Node::Stmt(AstStmt::For {
                init: Some(init), ..
            }) => {
                if let AstStmt::Range { x, .. } = self.ast.stmt(init)
                    && matches!(self.under(self.type_of(x)), Type::Signature(_))
                {
                    around = Some(node);
                }
            }
            _ => {}
        }
        visit::children(self.ast, node, &mut |_, child| {
            self.find_labels(child, around, out)
        });
    }

    /// In a loop body: the defer record of the function it belongs to.
    pub(super) fn outer_defer_record(&mut self, pos: Pos) -> Option<Expr> {
        self.frame().range.as_ref()?;
        let home = self.home();
        let key = self.frames[home]
            .range_home
            .defer_record
            .expect("declared for loops that defer");
        Some(self.captured_var(key, pos))
    }

    /// In a loop body: the frame of the function that `recover` is called in.
    pub(super) fn recover_frame(&mut self, pos: Pos) -> Option<Expr> {
        self.frame().range.as_ref()?;
        let home = self.home();
        let key = self.frames[home]
            .range_home
            .frame_ptr
            .expect("declared for loops that recover");
        Some(self.captured_var(key, pos))
    }
}
