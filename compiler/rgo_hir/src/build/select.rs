//! Select statements: one case is that operation, one case with default a non-blocking form of it;
//! all others fill an array of cases for the runtime and switch on its answer.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, NodeId, Stmt as AstStmt};
use rgo_syntax::token::Op;
use rgo_types::{Basic, TypeId};

use super::{Builder, Target, const_int, local_expr, zero};
use crate::tree::{Const, ConvKind, Expr, ExprKind, StmtKind, Switch, SwitchArm};

/// A communication of a select, its operands evaluated.
struct Case<'a> {
    body: &'a [NodeId],
    chan: Expr,
    /// The value to send, or where to receive to (absent if nobody wants it).
    elem: Option<Expr>,
    op: CaseOp<'a>,
    pos: Pos,
}

enum CaseOp<'a> {
    Send,
    Recv { lhs: &'a [NodeId], is_def: bool },
}

impl<'b> Builder<'b> {
    pub(super) fn select(&mut self, name: Option<Symbol>, clauses: &[NodeId], pos: Pos) {
        if clauses.is_empty() {
            let kind = ExprKind::Runtime(RuntimeFn::Block, vec![]);
            return self.eval_effect(kind, pos);
        }
        let mut cases = Vec::with_capacity(clauses.len());
        let mut default = None;
        for &clause in clauses {
            let comm = self.ast.comm_clause(clause);
            match comm.comm {
                Some(stmt) => cases.push(self.select_case(stmt, comm.body)),
                None => default = Some(comm.body),
            }
        }
        let label = self.new_label();
        self.frame().targets.push(Target {
            name,
            label,
            is_loop: false,
        });
        let body = match (cases.len(), default) {
            (0, Some(body)) => self.collect(|b| b.stmt_list(body)),
            (1, None) => self.collect(|b| b.only_case(cases.remove(0))),
            (1, Some(default)) => self.collect(|b| b.case_or_default(cases.remove(0), default)),
            _ => self.collect(|b| b.general_select(cases, default, pos)),
        };
        self.emit(pos, StmtKind::Block(label, body));
        self.frame().targets.pop();
    }

    fn eval_effect(&mut self, kind: ExprKind, pos: Pos) {
        let ty = TypeId::EMPTY_TUPLE;
        self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
    }

    fn select_case(&mut self, stmt: NodeId, body: &'b [NodeId]) -> Case<'b> {
        let pos = self.ast.pos(stmt);
        let ast = self.ast;
        let (recv, lhs, is_def) = match ast.stmt(stmt) {
            AstStmt::Send { chan, value } => {
                let chan = self.expr(chan);
                let chan = self.hoist(chan);
                let elem = self.chan_elem(chan.ty);
                let value = self.expr_as(value, elem);
                let value = self.hoist(value);
                // The runtime sees only its address.
                self.emit(pos, StmtKind::Escape(value.clone()));
                return Case {
                    body,
                    chan,
                    elem: Some(value),
                    op: CaseOp::Send,
                    pos,
                };
            }
            AstStmt::Expr(recv) => (recv, &[][..], false),
            AstStmt::Assign { op, lhs, rhs } => (rhs[0], lhs, op == Op::Define),
            _ => unreachable!("communications are sends and receives"),
        };
        let ast::Expr::Unary { op: Op::Recv, x } = ast.expr(ast.unparen(recv)) else {
            unreachable!("the checker admits only receives")
        };
        let chan = self.expr(x);
        let chan = self.hoist(chan);
        let elem_ty = self.chan_elem(chan.ty);
        let wants_value = lhs
            .first()
            .is_some_and(|&place| match ast.expr(ast.unparen(place)) {
                ast::Expr::Name(name) => !name.is_blank(),
                _ => true,
            });
        let elem = wants_value.then(|| {
            let temp = self.new_temp(elem_ty, pos);
            self.emit(pos, StmtKind::Decl(temp, None));
            local_expr(temp, elem_ty, pos)
        });
        Case {
            body,
            chan,
            elem,
            op: CaseOp::Recv { lhs, is_def },
            pos,
        }
    }

    fn only_case(&mut self, case: Case<'b>) {
        let pos = case.pos;
        match case.op {
            CaseOp::Send => {
                let value = Box::new(case.elem.expect("sends have a value"));
                self.eval_effect(
                    ExprKind::Send {
                        chan: Box::new(case.chan),
                        value,
                    },
                    pos,
                );
            }
            CaseOp::Recv { lhs, is_def } => {
                let elem = self.chan_elem(case.chan.ty);
                let kind = ExprKind::Recv {
                    chan: Box::new(case.chan),
                    comma_ok: true,
                };
                let values = self.comma_ok_of(kind, elem, pos);
                self.assign_received(lhs, is_def, values, pos);
            }
        }
        self.stmt_list(case.body);
    }

    fn assign_received(&mut self, lhs: &[NodeId], is_def: bool, values: Vec<Expr>, pos: Pos) {
        for (&place, value) in lhs.iter().zip(values) {
            self.assign_value(place, value, is_def, pos);
        }
    }

    fn case_or_default(&mut self, case: Case<'b>, default: &[NodeId]) {
        let pos = case.pos;
        let elem = self.elem_address(&case);
        let bool_ty = self.bool();
        let (selected, received) = match case.op {
            CaseOp::Send => {
                let kind =
                    ExprKind::Runtime(RuntimeFn::SelectNbSend, vec![case.chan.clone(), elem]);
                (
                    self.hoist(Expr {
                        kind,
                        ty: bool_ty,
                        pos,
                    }),
                    None,
                )
            }
            CaseOp::Recv { .. } => {
                let kind =
                    ExprKind::Runtime(RuntimeFn::SelectNbRecv, vec![elem, case.chan.clone()]);
                let ty = self.cx.canon(self.cx.tuple_of(&[bool_ty, bool_ty]));
                let mut parts = self.multi(Expr { kind, ty, pos }, &[bool_ty, bool_ty]);
                let received = parts.pop();
                (parts.pop().expect("two components"), received)
            }
        };
        let then = self.collect(|b| b.selected(case, received));
        let els = self.collect(|b| b.stmt_list(default));
        self.emit(pos, StmtKind::If(selected, then, els));
    }

    /// What follows when `case` was selected.
    fn selected(&mut self, case: Case<'b>, received: Option<Expr>) {
        if let CaseOp::Recv { lhs, is_def } = case.op {
            let elem_ty = self.chan_elem(case.chan.ty);
            let value = case.elem.unwrap_or_else(|| zero(elem_ty, case.pos));
            let received = received.expect("receives report whether they got a value");
            self.assign_received(lhs, is_def, vec![value, received], case.pos);
        }
        self.stmt_list(case.body);
    }

    /// Address of the value to send or receive to, nil for none.
    fn elem_address(&mut self, case: &Case<'_>) -> Expr {
        let pos = case.pos;
        let ty = self.unsafe_pointer();
        match &case.elem {
            Some(elem) => {
                let address = self.addr_of(elem.clone(), pos);
                self.as_unsafe_pointer(address)
            }
            None => zero(ty, pos),
        }
    }

    /// A pointer, channel or the like as `unsafe.Pointer`.
    pub(super) fn as_unsafe_pointer(&self, x: Expr) -> Expr {
        let pos = x.pos;
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(x),
            alloc: None,
        };
        Expr {
            kind,
            ty: self.unsafe_pointer(),
            pos,
        }
    }

    fn general_select(&mut self, cases: Vec<Case<'b>>, default: Option<&[NodeId]>, pos: Pos) {
        let n = cases.len() as u64;
        let (sends, recvs): (Vec<Case<'b>>, Vec<Case<'b>>) = cases
            .into_iter()
            .partition(|case| matches!(case.op, CaseOp::Send));
        let counts = [sends.len(), recvs.len()];
        let array = self.prog.select_cases_type(n);
        let list = self.new_temp(array, pos);
        self.emit(pos, StmtKind::Decl(list, None));
        let list = local_expr(list, array, pos);
        let cases: Vec<Case<'b>> = sends.into_iter().chain(recvs).collect();
        for (at, case) in cases.iter().enumerate() {
            let elem = self.elem_address(case);
            let chan = self.as_unsafe_pointer(case.chan.clone());
            for (field, value) in [(0, chan), (1, elem)] {
                let entry = self.bounded_entry(&list, at as i64, pos);
                let place = self.field(entry, field, pos);
                self.emit(pos, StmtKind::Assign(place, value));
            }
        }
        let order = self
            .cx
            .canon(self.cx.array_of(Basic::Uint16.type_id(), 2 * n));
        let scratch = self.new_temp(order, pos);
        self.emit(pos, StmtKind::Decl(scratch, None));
        let mut args = Vec::with_capacity(5);
        for place in [list, local_expr(scratch, order, pos)] {
            let address = self.addr_of(place, pos);
            args.push(self.as_unsafe_pointer(address));
        }
        args.extend(counts.map(|count| const_int(count as i64, self.int(), pos)));
        let blocks = ExprKind::Const(Const::Bool(default.is_none()));
        args.push(Expr {
            kind: blocks,
            ty: self.bool(),
            pos,
        });
        let types = [self.int(), self.bool()];
        let ty = self.cx.canon(self.cx.tuple_of(&types));
        let kind = ExprKind::Runtime(RuntimeFn::SelectGo, args);
        let mut parts = self.multi(Expr { kind, ty, pos }, &types);
        let received = parts.pop().expect("index and received");
        let index = parts.pop().expect("index and received");
        self.switch_on_selected(index, received, cases, default, pos);
    }

    fn bounded_entry(&mut self, list: &Expr, at: i64, pos: Pos) -> Expr {
        let index = Box::new(const_int(at, self.int(), pos));
        let (&rgo_types::Type::Array { elem, .. } | &rgo_types::Type::Slice(elem)) =
            self.under(list.ty)
        else {
            unreachable!("an array of cases")
        };
        let kind = ExprKind::Index {
            x: Box::new(list.clone()),
            index,
            is_bounded: true,
        };
        Expr {
            kind,
            ty: self.cx.canon(elem),
            pos,
        }
    }

    fn switch_on_selected(
        &mut self,
        index: Expr,
        received: Expr,
        cases: Vec<Case<'b>>,
        default: Option<&[NodeId]>,
        pos: Pos,
    ) {
        let label = self.new_label();
        let mut arms = Vec::with_capacity(cases.len() + 1);
        for (at, case) in cases.into_iter().enumerate() {
            let body = self.collect(|b| b.selected(case, Some(received.clone())));
            let values = vec![Const::Int(at as i64)];
            arms.push(SwitchArm {
                values,
                body,
                falls_through: false,
            });
        }
        if let Some(default) = default {
            let body = self.collect(|b| b.stmt_list(default));
            arms.push(SwitchArm {
                values: vec![],
                body,
                falls_through: false,
            });
        }
        // Without default clause the last case needs no test.
        let default = Some(arms.len() - 1);
        self.emit(
            pos,
            StmtKind::Switch(Box::new(Switch {
                tag: index,
                arms,
                default,
                label,
            })),
        );
    }
}
