//! Statements: assignments, control flow, returns.

use rgo_hir::tree::{BinOp, Expr, ExprKind, Label, Local, Loop, Stmt, StmtKind, UnOp};

use super::place::{Place, Val};
use super::scan::{contains_defer, mentions, root_local};
use super::{Builder, Home};
use crate::entities::{Block, Value};
use crate::op::Op;
use crate::type_::Type;

impl Builder<'_> {
    /// The statements of the function itself. The defer record is registered before the first
    /// that may defer: returns before it need not care.
    pub(super) fn body_stmts(&mut self, stmts: &[Stmt]) {
        let at_start = self.facts.has_goto;
        if at_start {
            self.push_defer_record();
        }
        for stmt in stmts {
            if contains_defer(stmt) {
                self.push_defer_record();
            }
            self.stmt(stmt);
        }
    }

    pub(super) fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        self.at(stmt.pos);
        match &stmt.kind {
            StmtKind::Eval(x) => self.eval(x),
            StmtKind::Decl(local, init) => self.decl(*local, init.as_ref()),
            StmtKind::Assign(dst, src) => self.assign(dst, src),
            StmtKind::AssignOp(dst, op, src) => self.assign_op(dst, *op, src),
            StmtKind::Multi(dsts, x) => {
                let values = self.tuple(x);
                self.assign_locals(dsts, &values);
            }
            StmtKind::Call(call) => self.call_stmt(call),
            StmtKind::TailCall(call) => self.tail_call(call),
            StmtKind::If(cond, then, otherwise) => self.if_stmt(cond, then, otherwise),
            StmtKind::Loop(l) => self.loop_stmt(l),
            StmtKind::Block(label, body) => self.block_stmt(*label, body),
            StmtKind::Break(label) => {
                let exit = self.exit_block(*label);
                self.b.jump(exit);
            }
            StmtKind::Continue(label) => {
                let next = self.next_block(*label);
                self.b.jump(next);
            }
            StmtKind::Label(label) => {
                let target = self.target_block(*label);
                if self.b.is_open() {
                    self.b.jump(target);
                }
                self.b.switch_to(target);
            }
            StmtKind::Goto(label) => {
                let target = self.target_block(*label);
                self.b.jump(target);
            }
            StmtKind::Switch(switch) => self.switch_stmt(switch),
            StmtKind::Return(values) => self.return_stmt(values),
            StmtKind::Go(closure) => self.go_stmt(closure),
            StmtKind::Defer { closure, index } => self.defer_stmt(closure, *index),
            StmtKind::DeferAt { record, closure } => self.defer_at(record, closure),
            StmtKind::Panic(value) => self.panic_stmt(value),
            StmtKind::Inlined { node, label, body } => {
                let outer = self.b.src;
                self.b.src.inlined = Some(*node).into();
                self.block_stmt(*label, body);
                self.b.src = outer;
            }
            // A matter of escape analysis.
            StmtKind::Escape(_) => {}
            StmtKind::KeepAlive(x) => {
                let value = self.expr(x);
                if let Val::Scalars(values) = value {
                    for value in values {
                        self.b.emit0(Op::KeepAlive, &[value]);
                    }
                }
            }
        }
    }

    // Labels.

    fn exit_block(&mut self, label: Label) -> Block {
        let block = self.labels[label].exit;
        block.unwrap_or_else(|| {
            let block = self.b.new_block();
            self.labels[label].exit = Some(block);
            block
        })
    }

    fn next_block(&mut self, label: Label) -> Block {
        let block = self.labels[label].next;
        block.unwrap_or_else(|| {
            let block = self.b.new_block();
            self.labels[label].next = Some(block);
            block
        })
    }

    /// Where `goto label` goes; sealed when the function ends.
    fn target_block(&mut self, label: Label) -> Block {
        let block = self.labels[label].target;
        block.unwrap_or_else(|| {
            let block = self.b.new_block();
            self.labels[label].target = Some(block);
            block
        })
    }

    // Control flow.

    fn if_stmt(&mut self, cond: &Expr, then: &[Stmt], otherwise: &[Stmt]) {
        let (then_block, join) = (self.b.new_block(), self.b.new_block());
        let else_block = if otherwise.is_empty() {
            join
        } else {
            self.b.new_block()
        };
        self.branch(cond, then_block, else_block);
        self.b.switch_to_sealed(then_block);
        self.stmts(then);
        if self.b.is_open() {
            self.b.jump(join);
        }
        if !otherwise.is_empty() {
            self.b.switch_to_sealed(else_block);
            self.stmts(otherwise);
            if self.b.is_open() {
                self.b.jump(join);
            }
        }
        self.b.switch_to_sealed(join);
    }

    /// Goes to `then` if `cond` holds, else to `otherwise`.
    pub(super) fn branch(&mut self, cond: &Expr, then: Block, otherwise: Block) {
        match &cond.kind {
            ExprKind::AndAnd(x, y) => {
                let middle = self.b.new_block();
                self.branch(x, middle, otherwise);
                self.b.switch_to_sealed(middle);
                self.branch(y, then, otherwise);
            }
            ExprKind::OrOr(x, y) => {
                let middle = self.b.new_block();
                self.branch(x, then, middle);
                self.b.switch_to_sealed(middle);
                self.branch(y, then, otherwise);
            }
            ExprKind::Unary(UnOp::Not, x) => self.branch(x, otherwise, then),
            _ => {
                let value = self.scalar(cond);
                self.b.br(value, then, otherwise);
            }
        }
    }

    fn loop_stmt(&mut self, l: &Loop) {
        let head = self.b.new_block();
        let exit = self.exit_block(l.label);
        self.b.jump(head);
        self.b.switch_to(head);
        if let Some(cond) = &l.cond {
            let body = self.b.new_block();
            self.branch(cond, body, exit);
            self.b.switch_to_sealed(body);
        }
        self.stmts(&l.body);
        let next = self.labels[l.label].next;
        if let Some(next) = next {
            if self.b.is_open() {
                self.b.jump(next);
            }
            self.b.switch_to_sealed(next);
        }
        if self.b.is_open() {
            self.stmts(&l.post);
            if self.b.is_open() {
                self.b.jump(head);
            }
        }
        self.b.seal(head);
        self.b.switch_to_sealed(exit);
    }

    fn block_stmt(&mut self, label: Label, body: &[Stmt]) {
        self.stmts(body);
        if let Some(exit) = self.labels[label].exit {
            if self.b.is_open() {
                self.b.jump(exit);
            }
            self.b.switch_to_sealed(exit);
        }
    }

    // Assignments.

    /// Evaluates for effect.
    fn eval(&mut self, x: &Expr) {
        if self.is_place(x) {
            // Operands are evaluated and checked; the value is not read.
            self.place(x);
        } else if matches!(self.types.ty(x.ty), rgo_types::Type::Tuple(types) if !types.is_empty())
        {
            self.tuple(x);
        } else {
            self.expr(x);
        }
    }

    fn decl(&mut self, local: Local, init: Option<&Expr>) {
        let ty = self.hir.locals[local].ty;
        let home = self.settle(local);
        match (home, init) {
            (Home::Heap(_), Some(init)) => {
                let value = self.expr(init);
                let value = self.stable(ty, value);
                self.allocate(local);
                let place = self.local_place(local);
                self.write(place, ty, &value);
            }
            (Home::Heap(_), None) => self.allocate(local),
            (_, Some(init)) => {
                // The slot's former life may still be looked at by its address.
                let data = &self.hir.locals[local];
                let is_direct = !data.is_addr_taken && !mentions(init, local);
                self.assign_to(local, ty, init, is_direct);
            }
            (_, None) => {
                let zero = self.zero(ty);
                let place = self.local_place(local);
                self.write(place, ty, &zero);
            }
        }
    }

    /// Assigns `src` to a local; `is_direct`: building `src` piece by piece in the local's memory
    /// is no different from building it elsewhere.
    fn assign_to(&mut self, local: Local, ty: rgo_types::TypeId, src: &Expr, is_direct: bool) {
        if self.shapes.get(ty).scalars().is_some() {
            let value = self.expr(src);
            let place = self.local_place(local);
            self.write(place, ty, &value);
            return;
        }
        let Place::Mem(addr) = self.local_place(local) else {
            unreachable!("large values live in memory")
        };
        if is_direct {
            self.expr_into(src, addr);
        } else {
            let value = self.expr(src);
            self.store(addr, ty, &value);
        }
    }

    fn assign(&mut self, dst: &Expr, src: &Expr) {
        if let ExprKind::Local(local) = dst.kind {
            let data = &self.hir.locals[local];
            let is_direct = !data.is_addr_taken
                && !matches!(self.homes[local], Some(Home::Heap(_)))
                && !mentions(src, local);
            return self.assign_to(local, dst.ty, src, is_direct);
        }
        if self.is_inert_literal(src) {
            let place = self.place(dst);
            if let Place::Mem(addr) = place {
                return self.expr_into(src, addr);
            }
            let value = self.expr(src);
            return self.write(place, dst.ty, &value);
        }
        let value = self.expr(src);
        let place = self.place(dst);
        self.at(dst.pos);
        if let Place::Vars(..) = place {
            debug_assert!(root_local(self.types, dst).is_some());
        }
        self.write(place, dst.ty, &value);
    }

    /// Whether `src` is a composite literal in memory that neither reads what an assignment may change
    /// nor can panic: it is made where it is stored.
    fn is_inert_literal(&self, src: &Expr) -> bool {
        match &src.kind {
            ExprKind::StructLit(fields) if self.shapes.get(src.ty).scalars().is_none() => {
                fields.iter().all(|field| self.is_inert(field))
            }
            ExprKind::ArrayLit(elems) if self.shapes.get(src.ty).scalars().is_none() => {
                elems.iter().all(|(_, elem)| self.is_inert(elem))
            }
            _ => false,
        }
    }

    fn is_inert(&self, x: &Expr) -> bool {
        match &x.kind {
            ExprKind::Const(_) => true,
            &ExprKind::Local(local) => {
                let is_heap = matches!(self.homes[local], Some(Home::Heap(_)));
                !self.hir.locals[local].is_addr_taken && !is_heap
            }
            ExprKind::StructLit(fields) => fields.iter().all(|field| self.is_inert(field)),
            ExprKind::ArrayLit(elems) => elems.iter().all(|(_, elem)| self.is_inert(elem)),
            _ => false,
        }
    }

    fn assign_op(&mut self, dst: &Expr, op: BinOp, src: &Expr) {
        let place = self.place(dst);
        let old = self.read(place, dst.ty);
        let new = self.binary_with(op, dst.ty, old, src, dst.pos);
        self.write(place, dst.ty, &new);
    }

    pub(super) fn assign_locals(&mut self, dsts: &[Option<Local>], values: &[Val]) {
        for (dst, value) in dsts.iter().zip(values) {
            if let Some(local) = *dst {
                let ty = self.hir.locals[local].ty;
                let place = self.local_place(local);
                self.write(place, ty, value);
            }
        }
    }

    fn return_stmt(&mut self, values: &[Expr]) {
        let hir = self.hir;
        match values {
            [] => {}
            [value] => {
                let result = hir.results[0];
                let data = &hir.locals[result];
                let is_direct = !data.is_addr_taken
                    && !matches!(self.homes[result], Some(Home::Heap(_)))
                    && !mentions(value, result);
                self.assign_to(result, data.ty, value, is_direct);
            }
            _ => {
                let mut evaluated = Vec::with_capacity(values.len());
                for value in values {
                    let ty = value.ty;
                    let value = self.expr(value);
                    evaluated.push(self.stable(ty, value));
                }
                for (&result, value) in hir.results.iter().zip(&evaluated) {
                    let place = self.local_place(result);
                    self.write(place, hir.locals[result].ty, value);
                }
            }
        }
        self.do_return();
    }

    /// A bool as a value, from a condition with short-circuit operators.
    pub(super) fn bool_value(&mut self, cond: &Expr) -> Value {
        let result = self.b.new_var(Type::I8);
        let (yes, no, join) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.branch(cond, yes, no);
        for (block, value) in [(yes, 1), (no, 0)] {
            self.b.switch_to_sealed(block);
            let value = self.b.iconst(Type::I8, value);
            self.b.def_var(result, value);
            self.b.jump(join);
        }
        self.b.switch_to_sealed(join);
        self.b.use_var(result)
    }
}
