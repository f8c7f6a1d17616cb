//! Assignments and declarations of variables.

use rgo_base::Pos;
use rgo_syntax::ast::{self, Decl, NodeId, VarValues};
use rgo_syntax::token::Op;
use rgo_types::{Basic, Mode, ObjId, Type, TypeId};

use super::expr::bin_op;
use super::{Builder, const_int, deref, local_expr};
use crate::tree::{AllocKind, BinOp, Expr, ExprKind, Local, LocalKind, StmtKind};

/// What stands on the left of an assignment, its operands evaluated.
pub(super) enum Lhs {
    Blank,
    /// A variable declared by this statement.
    New(ObjId),
    Place(Expr),
    MapEntry {
        map: Expr,
        key: Expr,
        value_ty: TypeId,
    },
}

impl Builder<'_> {
    pub(super) fn assign_stmt(&mut self, op: Op, lhs: &[NodeId], rhs: &[NodeId], pos: Pos) {
        match op {
            Op::None | Op::Define => self.assign(lhs, rhs, op == Op::Define, pos),
            _ if rhs.is_empty() => {
                let ty = self.type_of(lhs[0]);
                let one = self.one(ty, pos);
                self.assign_op(op, lhs[0], one, pos);
            }
            _ => {
                let place_ty = self.type_of(lhs[0]);
                let lhs_value = self.lhs(lhs[0], false);
                let value = if op.is_shift() {
                    self.shift_count(rhs[0])
                } else {
                    self.expr_as(rhs[0], place_ty)
                };
                self.assign_op_to(op, lhs_value, value, pos);
            }
        }
    }

    /// The constant 1 of a numeric type.
    fn one(&self, ty: TypeId, pos: Pos) -> Expr {
        use crate::tree::Const;
        let value = match self.basic(ty).expect("++ needs a number") {
            Basic::Float32 | Basic::Float64 => Const::Float(1.0),
            Basic::Complex64 | Basic::Complex128 => Const::Complex(1.0, 0.0),
            _ => Const::Int(1),
        };
        Expr {
            kind: ExprKind::Const(value),
            ty,
            pos,
        }
    }

    fn assign_op(&mut self, op: Op, place: NodeId, value: Expr, pos: Pos) {
        let lhs = self.lhs(place, false);
        self.assign_op_to(op, lhs, value, pos);
    }

    /// `lhs op= value`
    fn assign_op_to(&mut self, op: Op, lhs: Lhs, value: Expr, pos: Pos) {
        let bin = bin_op(op);
        let place = match lhs {
            Lhs::Place(place) => place,
            Lhs::MapEntry { map, key, value_ty } => {
                // A division may panic: then the entry must not have been made.
                if matches!(bin, BinOp::Div | BinOp::Rem) {
                    return self.map_div_op(bin, map, key, value_ty, value, pos);
                }
                let value = self.freeze(value);
                let (map, key) = (self.freeze(map), self.freeze(key));
                let slot = self.map_slot(map, key, value_ty, pos);
                let ExprKind::Deref { ptr, .. } = slot.kind else {
                    unreachable!("a slot")
                };
                let ptr = self.hoist(*ptr);
                return self.op_place(bin, deref(ptr, value_ty, true), value, pos);
            }
            Lhs::Blank | Lhs::New(_) => unreachable!("an operand of op= is a place"),
        };
        self.op_place(bin, place, value, pos);
    }

    fn op_place(&mut self, op: BinOp, place: Expr, value: Expr, pos: Pos) {
        if op == BinOp::Add && self.basic(place.ty) == Some(Basic::String) {
            let place = self.freeze_place(place);
            let ty = place.ty;
            let mut parts = vec![place.clone()];
            match value.kind {
                ExprKind::Concat { parts: more, .. } => parts.extend(more),
                _ => parts.push(value),
            }
            let alloc = self.new_alloc(AllocKind::Concat, ty, pos, rgo_base::Symbol::EMPTY);
            let sum = Expr {
                kind: ExprKind::Concat { parts, alloc },
                ty,
                pos,
            };
            return self.emit(pos, StmtKind::Assign(place, sum));
        }
        self.emit(pos, StmtKind::AssignOp(place, op, value));
    }

    fn map_div_op(
        &mut self,
        op: BinOp,
        map: Expr,
        key: Expr,
        value_ty: TypeId,
        value: Expr,
        pos: Pos,
    ) {
        let (map, key) = (self.freeze(map), self.freeze(key));
        let kind = ExprKind::MapIndex {
            map: Box::new(map.clone()),
            key: Box::new(key.clone()),
            comma_ok: false,
        };
        let old = self.hoist(Expr {
            kind,
            ty: value_ty,
            pos,
        });
        let kind = ExprKind::Binary(op, Box::new(old), Box::new(value));
        let new = self.hoist(Expr {
            kind,
            ty: value_ty,
            pos,
        });
        let slot = self.map_slot(map, key, value_ty, pos);
        self.emit(pos, StmtKind::Assign(slot, new));
    }

    /// `lhs = rhs` or `lhs := rhs`.
    fn assign(&mut self, lhs: &[NodeId], rhs: &[NodeId], is_def: bool, pos: Pos) {
        if self.prog.options.explains > 0 && !is_def {
            let text = self.assignment_text(lhs, rhs);
            self.frame().func.texts.push((pos, text));
        }
        match (lhs, rhs) {
            (&[place], &[value]) => self.assign_one(place, value, is_def, pos),
            // As in gc, all calls are made before the other operands on the left are looked at.
            (_, &[value]) => {
                let places: Vec<Lhs> = lhs.iter().map(|&l| self.lhs(l, is_def)).collect();
                let values = self.multi_value(value, places.len());
                let places: Vec<Lhs> = places.into_iter().map(|p| self.freeze_lhs(p)).collect();
                for (place, value) in places.into_iter().zip(values) {
                    self.store(place, value, pos);
                }
            }
            _ => {
                let places: Vec<Lhs> = lhs.iter().map(|&l| self.lhs(l, is_def)).collect();
                let mut values = Vec::with_capacity(rhs.len());
                for (place, &value) in places.iter().zip(rhs) {
                    let value = self.value_for(place, value);
                    values.push(value);
                }
                let places: Vec<Lhs> = places.into_iter().map(|p| self.freeze_lhs(p)).collect();
                // All values before any assignment.
                let values: Vec<Expr> = values.into_iter().map(|v| self.freeze(v)).collect();
                for (place, value) in places.into_iter().zip(values) {
                    self.store(place, value, pos);
                }
            }
        }
    }

    fn assign_one(&mut self, place: NodeId, value: NodeId, is_def: bool, pos: Pos) {
        let lhs = self.lhs(place, is_def);
        // `s = append(s, …)` keeps its operand in place: SSA grows it there.
        let value = self.value_for(&lhs, value);
        self.store(lhs, value, pos);
    }

    /// The value of `node` for assignment to `lhs`.
    fn value_for(&mut self, lhs: &Lhs, node: NodeId) -> Expr {
        let ty = match lhs {
            Lhs::Blank if self.info.mode(self.ast.unparen(node)) == Mode::Nil => {
                self.unsafe_pointer()
            }
            Lhs::Blank => return self.expr(node),
            Lhs::New(obj) => self.concrete(self.cx.object_type(*obj)),
            Lhs::Place(place) => place.ty,
            Lhs::MapEntry { value_ty, .. } => *value_ty,
        };
        self.expr_as(node, ty)
    }

    /// The values of a multi-valued expression: a call, or one in comma-ok form.
    pub(super) fn multi_value(&mut self, node: NodeId, n: usize) -> Vec<Expr> {
        if let Some(values) = self.tuple_values_any(node) {
            return values;
        }
        debug_assert_eq!(n, 2);
        self.comma_ok(node)
    }

    fn tuple_values_any(&mut self, node: NodeId) -> Option<Vec<Expr>> {
        match self.ast.expr(self.ast.unparen(node)) {
            ast::Expr::Call { .. } => Some(self.call(self.ast.unparen(node))),
            _ => None,
        }
    }

    /// Value and ok of `m[k]`, `x.(T)` or `<-c`.
    pub(super) fn comma_ok(&mut self, node: NodeId) -> Vec<Expr> {
        let node = self.ast.unparen(node);
        let pos = self.ast.pos(node);
        let (kind, ty) = match self.ast.expr(node) {
            ast::Expr::Index { x, indices } => {
                let map = self.expr(x);
                let &Type::Map { key, value } = self.under(map.ty) else {
                    unreachable!("a map")
                };
                let key = self.expr_as(indices[0], self.cx.canon(key));
                let key = Box::new(self.temp_string(key));
                let kind = ExprKind::MapIndex {
                    map: Box::new(map),
                    key,
                    comma_ok: true,
                };
                (kind, self.cx.canon(value))
            }
            ast::Expr::Assert { x, .. } => {
                let ty = self.single_type_of(node);
                let x = Box::new(self.expr(x));
                (ExprKind::TypeAssert { x, comma_ok: true }, ty)
            }
            ast::Expr::Unary { op: Op::Recv, x } => {
                let ty = self.single_type_of(node);
                let chan = Box::new(self.expr(x));
                (
                    ExprKind::Recv {
                        chan,
                        comma_ok: true,
                    },
                    ty,
                )
            }
            _ => unreachable!("not a comma-ok form"),
        };
        self.comma_ok_of(kind, ty, pos)
    }

    /// Value and ok of a comma-ok operation, in temporaries.
    pub(super) fn comma_ok_of(&mut self, kind: ExprKind, ty: TypeId, pos: Pos) -> Vec<Expr> {
        let bool_ty = self.bool();
        let tuple = self.cx.canon(self.cx.tuple_of(&[ty, bool_ty]));
        self.multi(
            Expr {
                kind,
                ty: tuple,
                pos,
            },
            &[ty, bool_ty],
        )
    }

    /// The components of a tuple-typed operation, in temporaries.
    pub(super) fn multi(&mut self, value: Expr, types: &[TypeId]) -> Vec<Expr> {
        let pos = value.pos;
        let temps: Vec<Local> = types.iter().map(|&ty| self.new_temp(ty, pos)).collect();
        for &temp in &temps {
            self.emit(pos, StmtKind::Decl(temp, None));
        }
        let dsts = temps.iter().map(|&t| Some(t)).collect();
        self.emit(pos, StmtKind::Multi(dsts, value));
        temps
            .iter()
            .zip(types)
            .map(|(&temp, &ty)| local_expr(temp, ty, pos))
            .collect()
    }

    /// Evaluates the operands of the left side `node`.
    pub(super) fn lhs(&mut self, node: NodeId, is_def: bool) -> Lhs {
        let inner = self.ast.unparen(node);
        if let ast::Expr::Name(name) = self.ast.expr(inner) {
            if name.is_blank() {
                return Lhs::Blank;
            }
            if is_def && self.declares(inner) {
                return Lhs::New(self.info.object(inner).expect("a declared variable"));
            }
        }
        if let ast::Expr::Index { x, indices } = self.ast.expr(inner)
            && let &Type::Map { key, value } = self.under(self.type_of(x))
        {
            let map = self.expr(x);
            let key = self.expr_as(indices[0], self.cx.canon(key));
            return Lhs::MapEntry {
                map,
                key,
                value_ty: self.cx.canon(value),
            };
        }
        Lhs::Place(self.expr(inner))
    }

    /// Whether the name on the left of `:=` is declared there.
    fn declares(&self, name: NodeId) -> bool {
        self.info
            .object(name)
            .is_some_and(|obj| self.cx.object(obj).pos == self.ast.pos(name))
    }

    /// `lhs` with every operand evaluated once and for all.
    pub(super) fn freeze_lhs(&mut self, lhs: Lhs) -> Lhs {
        match lhs {
            Lhs::Place(place) => Lhs::Place(self.freeze_place(place)),
            Lhs::MapEntry { map, key, value_ty } => Lhs::MapEntry {
                map: self.freeze(map),
                key: self.freeze(key),
                value_ty,
            },
            other => other,
        }
    }

    /// `place` with its operands evaluated once.
    pub(super) fn freeze_place(&mut self, place: Expr) -> Expr {
        let kind = match place.kind {
            ExprKind::Deref { ptr, is_checked } => ExprKind::Deref {
                ptr: Box::new(self.freeze(*ptr)),
                is_checked,
            },
            ExprKind::Field(x, index) => ExprKind::Field(Box::new(self.freeze_place(*x)), index),
            ExprKind::Index {
                x,
                index,
                is_bounded,
            } => {
                let x = match self.under(x.ty) {
                    Type::Array { .. } => self.freeze_place(*x),
                    _ => self.freeze(*x),
                };
                let index = Box::new(self.freeze(*index));
                ExprKind::Index {
                    x: Box::new(x),
                    index,
                    is_bounded,
                }
            }
            other => other,
        };
        Expr { kind, ..place }
    }

    /// Assigns `value` (converted as needed) to `lhs`.
    pub(super) fn store(&mut self, lhs: Lhs, value: Expr, pos: Pos) {
        match lhs {
            Lhs::Blank => self.emit(pos, StmtKind::Eval(value)),
            Lhs::New(obj) => {
                let ty = self.concrete(self.cx.object_type(obj));
                let value = self.assign_convert(value, ty);
                self.declare_var(obj, Some(value), pos);
            }
            Lhs::Place(place) => {
                let value = self.assign_convert(value, place.ty);
                self.emit(pos, StmtKind::Assign(place, value));
            }
            Lhs::MapEntry { map, key, value_ty } => {
                let value = self.assign_convert(value, value_ty);
                // The value may panic: evaluated before the entry is made.
                let value = self.freeze(value);
                let slot = self.map_slot(map, key, value_ty, pos);
                self.emit(pos, StmtKind::Assign(slot, value));
            }
        }
    }

    /// Assigns to the operand at `node`: for range and receive clauses.
    pub(super) fn assign_value(&mut self, node: NodeId, value: Expr, is_def: bool, pos: Pos) {
        let lhs = self.lhs(node, is_def);
        if let Lhs::Blank = lhs {
            return;
        }
        self.store(lhs, value, pos);
    }

    /// Declares a local variable in the innermost function.
    pub(super) fn declare_var(&mut self, obj: ObjId, init: Option<Expr>, pos: Pos) -> Local {
        let object = self.cx.object(obj);
        let ty = self.concrete(self.cx.object_type(obj));
        let local = self.new_local(object.name, ty, object.pos, LocalKind::Var);
        self.bind_var(obj, local);
        self.emit(pos, StmtKind::Decl(local, init));
        local
    }

    /// A declaration statement inside a function.
    pub(super) fn decl_stmt(&mut self, decl: NodeId) {
        let pos = self.ast.pos(decl);
        let Decl::Var { names, values, .. } = self.ast.decl(decl) else {
            return;
        };
        let values = match values {
            VarValues::None => &[],
            VarValues::Here(values) => values,
            VarValues::Fragment(_) => unreachable!("fragments belong to package variables"),
        };
        if values.is_empty() {
            for &name in names {
                if let Some(obj) = self.declared_by(name) {
                    self.declare_var(obj, None, pos);
                }
            }
            return;
        }
        if values.len() != names.len() {
            let values = self.multi_value(values[0], names.len());
            for (&name, value) in names.iter().zip(values) {
                self.init_var(name, value, pos);
            }
            return;
        }
        let mut evaluated = Vec::with_capacity(values.len());
        for (&name, &value) in names.iter().zip(values) {
            let value = match self.declared_by(name) {
                Some(obj) => {
                    let ty = self.concrete(self.cx.object_type(obj));
                    self.expr_as(value, ty)
                }
                None => self.value_for(&Lhs::Blank, value),
            };
            evaluated.push(value);
        }
        if evaluated.len() > 1 {
            evaluated = evaluated.into_iter().map(|v| self.freeze(v)).collect();
        }
        for (&name, value) in names.iter().zip(evaluated) {
            self.init_var(name, value, pos);
        }
    }

    /// The variable a name in a declaration declares; none if blank.
    pub(super) fn declared_by(&self, name: NodeId) -> Option<ObjId> {
        if self.ast.name(name).is_blank() {
            None
        } else {
            self.info.object(name)
        }
    }

    fn init_var(&mut self, name: NodeId, value: Expr, pos: Pos) {
        match self.declared_by(name) {
            Some(obj) => self.store(Lhs::New(obj), value, pos),
            None => self.store(Lhs::Blank, value, pos),
        }
    }

    /// A hidden integer counter starting at 0.
    pub(super) fn counter(&mut self, ty: TypeId, pos: Pos) -> Expr {
        let local = self.new_temp(ty, pos);
        self.frame().func.locals[local].is_reassigned = true;
        self.emit(pos, StmtKind::Decl(local, Some(const_int(0, ty, pos))));
        local_expr(local, ty, pos)
    }
}
