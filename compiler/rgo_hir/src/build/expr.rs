//! Expressions: names, operators, indexing, slicing, assertions.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, NodeId};
use rgo_syntax::token::Op;
use rgo_types::info::Mode;
use rgo_types::object::VarKind;
use rgo_types::{Basic, ObjId, ObjectKind, Type, TypeId};

use super::{Builder, Var, VarKey, const_int, deref, is_place, local_expr, zero};
use crate::alg::is_direct_iface;
use crate::tree::{AllocKind, BinOp, Const, Expr, ExprKind, LocalKind, Stmt, StmtKind, UnOp};

impl Builder<'_> {
    /// The value (and, if it is one, the place) that `node` denotes, of its recorded type.
    pub(super) fn expr(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        if let Some(value) = self.info.constant(node) {
            let ty = self.type_of(node);
            let text = match self.is_interface(ty) {
                true => self.expr_text(node),
                false => Symbol::EMPTY,
            };
            return self.constant_called(value, ty, pos, text);
        }
        match self.ast.expr(node) {
            ast::Expr::Name(_) => self.name(node),
            ast::Expr::Paren(x) => self.expr(x),
            ast::Expr::FuncLit { .. } => self.func_lit(node),
            ast::Expr::CompositeLit { .. } => self.composite_lit(node),
            ast::Expr::Selector { .. } => self.selector(node),
            ast::Expr::Index { x, indices } => self.index(node, x, indices[0]),
            ast::Expr::Slice { x, lo, hi, max, .. } => self.slice(node, x, [lo, hi, max]),
            ast::Expr::Assert { x, .. } => {
                let x = self.expr(x);
                let ty = self.single_type_of(node);
                let kind = ExprKind::TypeAssert {
                    x: Box::new(x),
                    comma_ok: false,
                };
                self.hoist(Expr { kind, ty, pos })
            }
            ast::Expr::Unary { op, x } => self.unary(node, op, x),
            ast::Expr::Binary { op, x, y } => self.binary(node, op, x, y),
            ast::Expr::Call { .. } => self.call_value(node),
            ast::Expr::Bad
            | ast::Expr::BasicLit { .. }
            | ast::Expr::KeyValue { .. }
            | ast::Expr::TypeSwitchGuard { .. }
            | ast::Expr::ArrayType { .. }
            | ast::Expr::SliceType(_)
            | ast::Expr::DotsType(_)
            | ast::Expr::StructType(_)
            | ast::Expr::InterfaceType { .. }
            | ast::Expr::FuncType { .. }
            | ast::Expr::MapType { .. }
            | ast::Expr::ChanType { .. } => {
                unreachable!("literals are constants, types are no values")
            }
        }
    }

    /// The value of `node` converted to `target` as an assignment does.
    pub(super) fn expr_as(&mut self, node: NodeId, target: TypeId) -> Expr {
        if self.info.mode(node) == Mode::Nil {
            return zero(target, self.ast.pos(node));
        }
        let value = self.expr(node);
        if value.ty != target && self.is_interface(target) {
            let (text, pos) = (self.expr_text(node), value.pos);
            return self.interface_of(value, target, pos, text);
        }
        self.assign_convert(value, target)
    }

    /// The type of a single-valued expression, also if it was recorded in its comma-ok form.
    pub(super) fn single_type_of(&self, node: NodeId) -> TypeId {
        let ty = self.type_of(node);
        match self.cx.ty(ty) {
            Type::Tuple(types) => self.cx.canon(types[0]),
            _ => ty,
        }
    }

    fn name(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        if self.info.mode(node) == Mode::Nil {
            return zero(self.type_of(node), pos);
        }
        let obj = self.info.object(node).expect("names denote objects");
        self.object_value(obj, node, node, pos)
    }

    /// The variable or function `obj`: the value of expression `node`, which names it at `name`.
    pub(super) fn object_value(
        &mut self,
        obj: ObjId,
        node: NodeId,
        name: NodeId,
        pos: Pos,
    ) -> Expr {
        match &self.cx.object(obj).kind {
            ObjectKind::Var { .. } => self.var(obj, pos),
            ObjectKind::Func(_) => {
                let func = self.named_func(obj, name);
                let ty = self.type_of(node);
                Expr {
                    kind: ExprKind::FuncValue(func),
                    ty,
                    pos,
                }
            }
            _ => unreachable!("constants, types and packages are not evaluated here"),
        }
    }

    /// The place of a variable.
    pub(super) fn var(&mut self, obj: ObjId, pos: Pos) -> Expr {
        if self.cx.object(obj).var_kind() == Some(VarKind::Package) {
            let ty = self.concrete(self.cx.object_type(obj));
            let global = self.prog.global(obj);
            return Expr {
                kind: ExprKind::Global(global),
                ty,
                pos,
            };
        }
        self.captured_var(VarKey::Source(obj), pos)
    }

    /// The place of a local variable of this or an enclosing function.
    pub(super) fn captured_var(&mut self, key: VarKey, pos: Pos) -> Expr {
        let ty = self.var_type(key);
        match self.local_var(key) {
            Var::Direct(local) => local_expr(local, ty, pos),
            Var::ByRef(local) => {
                let ptr_ty = self.cx.canon(self.cx.pointer_to(ty));
                deref(local_expr(local, ptr_ty, pos), ty, true)
            }
        }
    }

    fn var_type(&self, key: VarKey) -> TypeId {
        match key {
            VarKey::Source(obj) => self.concrete(self.cx.object_type(obj)),
            VarKey::Hidden(index) => self.hidden[index as usize],
        }
    }

    /// How the innermost function reaches a local variable; captures it on first use.
    fn local_var(&mut self, key: VarKey) -> Var {
        let home = self
            .frames
            .iter()
            .rposition(|frame| frame.vars.contains_key(&key))
            .expect("a variable is declared before it is used");
        for depth in home + 1..self.frames.len() {
            self.capture(key, depth);
        }
        self.frame().vars[&key]
    }

    /// Whether literals copy the variable instead of its address.
    fn is_captured_by_value(&self, key: VarKey, ty: TypeId) -> bool {
        let VarKey::Source(obj) = key else {
            return false;
        };
        let facts = self.facts.of(obj);
        !facts.is_reassigned && !facts.is_addr_taken && self.cx.size_of(ty) <= 128
    }

    /// Makes the function at `depth` capture a variable that the one around it knows.
    fn capture(&mut self, key: VarKey, depth: usize) {
        let outer = self.frames[depth - 1].vars[&key];
        let ty = self.var_type(key);
        let (name, pos) = match key {
            VarKey::Source(obj) => (self.cx.object(obj).name, self.cx.object(obj).pos),
            VarKey::Hidden(_) => (Symbol::EMPTY, self.frames[depth].func.pos),
        };
        let ptr_ty = self.cx.canon(self.cx.pointer_to(ty));
        let by_value = self.is_captured_by_value(key, ty);
        let inner_frames = self.frames.split_off(depth);
        let (source, local_ty, is_ref) = match outer {
            Var::Direct(local) if by_value => (local_expr(local, ty, pos), ty, false),
            Var::Direct(local) => {
                let address = self.addr_of(local_expr(local, ty, pos), pos);
                (address, ptr_ty, true)
            }
            Var::ByRef(local) => (local_expr(local, ptr_ty, pos), ptr_ty, true),
        };
        self.frames.extend(inner_frames);
        let inner_frames = self.frames.split_off(depth + 1);
        let local = self.new_local(name, local_ty, pos, LocalKind::Capture);
        let frame = self.frame();
        frame.func.captures.push(local);
        frame.capture_sources.push(source);
        frame.vars.insert(
            key,
            if is_ref {
                Var::ByRef(local)
            } else {
                Var::Direct(local)
            },
        );
        self.frames.extend(inner_frames);
    }

    fn unary(&mut self, node: NodeId, op: Op, x: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        match op {
            Op::And => self.address(node, x),
            Op::Mul => {
                let ptr = self.expr(x);
                let ty = self.type_of(node);
                deref(Expr { pos, ..ptr }, ty, false)
            }
            Op::Recv => {
                let chan = self.expr(x);
                let ty = self.single_type_of(node);
                let kind = ExprKind::Recv {
                    chan: Box::new(chan),
                    comma_ok: false,
                };
                self.hoist(Expr { kind, ty, pos })
            }
            Op::Add => self.expr(x),
            Op::Sub | Op::Xor | Op::Not => {
                let op = match op {
                    Op::Sub => UnOp::Neg,
                    Op::Xor => UnOp::Com,
                    _ => UnOp::Not,
                };
                let ty = self.type_of(node);
                let x = self.expr(x);
                Expr {
                    kind: ExprKind::Unary(op, Box::new(x)),
                    ty,
                    pos,
                }
            }
            _ => unreachable!("not a unary operator"),
        }
    }

    /// `&x`
    fn address(&mut self, node: NodeId, x: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let inner = self.ast.unparen(x);
        if let ast::Expr::CompositeLit { .. } = self.ast.expr(inner) {
            let init = self.composite_lit(inner);
            let text = self.expr_text(node);
            let alloc = self.new_alloc(AllocKind::PtrLit, init.ty, pos, text);
            let kind = ExprKind::New {
                alloc,
                init: Some(Box::new(init)),
            };
            return Expr { kind, ty, pos };
        }
        let place = self.expr(inner);
        debug_assert!(is_place(self.cx, &place), "only places have addresses");
        let address = self.addr_of(place, pos);
        Expr { ty, ..address }
    }

    fn binary(&mut self, node: NodeId, op: Op, x: NodeId, y: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        match op {
            Op::AndAnd | Op::OrOr => {
                let value = self.logical(op, x, y, pos);
                let value = Expr { ty, ..value };
                self.hoist(value)
            }
            _ if op.is_comparison() => self.comparison(op, x, y, ty, pos),
            Op::Shl | Op::Shr => {
                let op = if op == Op::Shl {
                    BinOp::Shl
                } else {
                    BinOp::Shr
                };
                let x = self.expr_as(x, ty);
                let count = self.shift_count(y);
                Expr {
                    kind: ExprKind::Binary(op, Box::new(x), Box::new(count)),
                    ty,
                    pos,
                }
            }
            Op::Add if self.basic(ty) == Some(Basic::String) => self.concat(node),
            _ => {
                let x = self.expr_as(x, ty);
                let y = self.expr_as(y, ty);
                let kind = ExprKind::Binary(bin_op(op), Box::new(x), Box::new(y));
                Expr { kind, ty, pos }
            }
        }
    }

    /// A shift count. Constants of any type with integral values are counts; none is negative.
    pub(super) fn shift_count(&mut self, node: NodeId) -> Expr {
        match self.info.constant(node) {
            Some(value) => self.constant(value, Basic::Uint.type_id(), self.ast.pos(node)),
            None => self.expr(node),
        }
    }

    /// `x && y` or `x || y`, of type bool. If evaluating `y` emits statements, they run only if
    /// `y` is evaluated.
    fn logical(&mut self, op: Op, x: NodeId, y: NodeId, pos: Pos) -> Expr {
        let ty = self.bool();
        let x = self.condition(x);
        let mut value = None;
        let stmts = self.collect(|b| value = Some(b.condition(y)));
        let y = value.expect("set by the closure");
        if stmts.is_empty() {
            let kind = match op {
                Op::AndAnd => ExprKind::AndAnd(Box::new(x), Box::new(y)),
                _ => ExprKind::OrOr(Box::new(x), Box::new(y)),
            };
            return Expr { kind, ty, pos };
        }
        let temp = self.new_temp(ty, pos);
        self.emit(pos, StmtKind::Decl(temp, Some(x)));
        self.frame().func.locals[temp].is_reassigned = true;
        let mut stmts = stmts;
        let place = local_expr(temp, ty, pos);
        stmts.push(Stmt {
            kind: StmtKind::Assign(place.clone(), y),
            pos,
        });
        let (then, els) = if op == Op::AndAnd {
            (stmts, vec![])
        } else {
            (vec![], stmts)
        };
        self.emit(pos, StmtKind::If(place.clone(), then, els));
        place
    }

    /// A boolean whose value is used at once: `&&` and `||` at its top need no temporary.
    pub(super) fn condition(&mut self, node: NodeId) -> Expr {
        let inner = self.ast.unparen(node);
        if self.info.constant(inner).is_none()
            && let ast::Expr::Binary {
                op: op @ (Op::AndAnd | Op::OrOr),
                x,
                y,
            } = self.ast.expr(inner)
        {
            let pos = self.ast.pos(inner);
            return self.logical(op, x, y, pos);
        }
        let value = self.expr(inner);
        Expr {
            ty: self.bool(),
            ..value
        }
    }

    fn comparison(&mut self, op: Op, x: NodeId, y: NodeId, ty: TypeId, pos: Pos) -> Expr {
        let (x_nil, y_nil) = (self.is_nil(x), self.is_nil(y));
        let operand = match (x_nil, y_nil) {
            (true, false) => self.type_of(y),
            (false, _) => self.type_of(x),
            (true, true) => unreachable!("nil == nil is an error"),
        };
        let other = if y_nil { operand } else { self.type_of(y) };
        self.note_conversion(x, operand, y, other);
        let (x, y) = (self.expr_as(x, operand), self.expr_as(y, other));
        self.compare(bin_op(op), x, y, ty, pos)
    }

    /// A comparison of an interface with another value converts that, as messages see it.
    fn note_conversion(&mut self, x: NodeId, x_ty: TypeId, y: NodeId, y_ty: TypeId) {
        let (node, ty) = match (self.is_interface(x_ty), self.is_interface(y_ty)) {
            (true, false) => (y, y_ty),
            (false, true) => (x, x_ty),
            _ => return,
        };
        if self.prog.options.explains > 0 && !is_direct_iface(self.cx, ty) {
            let (text, pos) = (self.expr_text(node), self.ast.pos(node));
            self.new_alloc(AllocKind::Iface, ty, pos, text);
        }
    }

    fn is_nil(&self, node: NodeId) -> bool {
        self.info.mode(self.ast.unparen(node)) == Mode::Nil
    }

    /// `x op y` for operands that are comparable, perhaps an interface and a non-interface.
    pub(super) fn compare(&mut self, op: BinOp, x: Expr, y: Expr, ty: TypeId, pos: Pos) -> Expr {
        match (self.is_interface(x.ty), self.is_interface(y.ty)) {
            (true, false) => return self.compare_mixed(op, x, y, ty, pos),
            (false, true) => return self.compare_mixed(op, y, x, ty, pos),
            _ => {}
        }
        let y = if x.ty == y.ty {
            y
        } else {
            self.unify_operand(&x, y)
        };
        let (x, y) = match self.under(x.ty) {
            Type::Struct(_) | Type::Array { .. } => (self.place_operand(x), self.place_operand(y)),
            _ => (x, y),
        };
        let (x, y) = (self.temp_string(x), self.temp_string(y));
        Expr {
            kind: ExprKind::Binary(op, Box::new(x), Box::new(y)),
            ty,
            pos,
        }
    }

    /// Converts `y` to the type of `x`: channel directions, named and unnamed types, interfaces.
    fn unify_operand(&mut self, x: &Expr, y: Expr) -> Expr {
        self.assign_convert(y, x.ty)
    }

    /// An operand of a struct or array comparison that SSA can take the address of.
    fn place_operand(&mut self, x: Expr) -> Expr {
        if is_place(self.cx, &x) || matches!(x.kind, ExprKind::Const(_)) {
            x
        } else {
            self.hoist(x)
        }
    }

    /// Comparison of an interface with a non-interface value: same type and equal.
    fn compare_mixed(&mut self, op: BinOp, iface: Expr, value: Expr, ty: TypeId, pos: Pos) -> Expr {
        let iface = self.freeze(iface);
        let value = self.freeze(value);
        let dynamic = value.ty;
        let is = ExprKind::IfaceIs {
            x: Box::new(iface.clone()),
            dynamic,
        };
        let is = Expr {
            kind: is,
            ty: self.bool(),
            pos,
        };
        let data = Expr {
            kind: ExprKind::IfaceData(Box::new(iface)),
            ty: dynamic,
            pos,
        };
        let mut equal = None;
        let stmts = self.collect(|b| {
            equal = Some(b.compare(BinOp::Eq, data, value, b.bool(), pos));
        });
        let equal = equal.expect("set by the closure");
        let both = if stmts.is_empty() {
            let kind = ExprKind::AndAnd(Box::new(is), Box::new(equal));
            Expr {
                kind,
                ty: self.bool(),
                pos,
            }
        } else {
            let temp = self.new_temp(self.bool(), pos);
            self.frame().func.locals[temp].is_reassigned = true;
            self.emit(pos, StmtKind::Decl(temp, Some(is)));
            let place = local_expr(temp, self.bool(), pos);
            let mut stmts = stmts;
            stmts.push(Stmt {
                kind: StmtKind::Assign(place.clone(), equal),
                pos,
            });
            self.emit(pos, StmtKind::If(place.clone(), stmts, vec![]));
            place
        };
        match op {
            BinOp::Eq => Expr { ty, ..both },
            _ => Expr {
                kind: ExprKind::Unary(UnOp::Not, Box::new(both)),
                ty,
                pos,
            },
        }
    }

    /// `a + b + c` of strings.
    fn concat(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let mut nodes = Vec::new();
        self.concat_operands(node, &mut nodes);
        let mut parts: Vec<Expr> = Vec::new();
        for &operand in &nodes {
            let part = self.expr_as(operand, ty);
            match (parts.last_mut(), &part.kind) {
                (
                    Some(Expr {
                        kind: ExprKind::Const(Const::String(last)),
                        ..
                    }),
                    ExprKind::Const(Const::String(next)),
                ) => *last = [&last[..], &next[..]].concat().into(),
                _ => parts.push(part),
            }
        }
        let has_text = parts
            .iter()
            .any(|p| matches!(&p.kind, ExprKind::Const(Const::String(text)) if !text.is_empty()));
        if has_text {
            parts = parts
                .into_iter()
                .map(|part| self.temp_string(part))
                .collect();
        }
        if parts.len() == 1 {
            return parts.pop().expect("one part");
        }
        let text = self.expr_text(node);
        let alloc = self.new_alloc(AllocKind::Concat, ty, pos, text);
        Expr {
            kind: ExprKind::Concat { parts, alloc },
            ty,
            pos,
        }
    }

    pub(super) fn concat_operands(&self, node: NodeId, out: &mut Vec<NodeId>) {
        let inner = self.ast.unparen(node);
        match self.ast.expr(inner) {
            ast::Expr::Binary { op: Op::Add, x, y } if self.info.constant(inner).is_none() => {
                self.concat_operands(x, out);
                self.concat_operands(y, out);
            }
            _ => out.push(inner),
        }
    }

    fn index(&mut self, node: NodeId, x: NodeId, index: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        if self.info.mode(node) == Mode::Value && self.is_func_instance(x) {
            return self.func_instance(node, x);
        }
        let base = self.expr(x);
        match *self.under(base.ty) {
            Type::Map { key, value } => {
                let key = self.expr_as(index, self.cx.canon(key));
                let key = self.temp_string(key);
                let kind = ExprKind::MapIndex {
                    map: Box::new(base),
                    key: Box::new(key),
                    comma_ok: false,
                };
                Expr {
                    kind,
                    ty: self.cx.canon(value),
                    pos,
                }
            }
            Type::Pointer(array) => {
                let array = self.cx.canon(array);
                self.element(deref(base, array, false), index, pos)
            }
            _ => self.element(base, index, pos),
        }
    }

    /// `x[index]` of an array, slice or string.
    fn element(&mut self, x: Expr, index: NodeId, pos: Pos) -> Expr {
        let index = self.expr(index);
        let ty = match self.under(x.ty) {
            &Type::Array { elem, .. } | &Type::Slice(elem) => self.cx.canon(elem),
            _ => Basic::Uint8.type_id(),
        };
        let x = match self.under(x.ty) {
            // An array value that is no place gets one, unless SSA can index it.
            Type::Array { .. } if !is_place(self.cx, &x) => self.hoist(x),
            _ => x,
        };
        let kind = ExprKind::Index {
            x: Box::new(x),
            index: Box::new(index),
            is_bounded: false,
        };
        Expr { kind, ty, pos }
    }

    fn slice(&mut self, node: NodeId, x: NodeId, bounds: [Option<NodeId>; 3]) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let base = self.expr(x);
        let base = match self.under(base.ty) {
            Type::Array { .. } => self.addr_of(base, pos),
            _ => base,
        };
        let [lo, hi, max] = bounds.map(|bound| {
            bound.map(|bound| {
                let value = self.expr(bound);
                let value = self.freeze(value);
                Box::new(value)
            })
        });
        let kind = ExprKind::Slice {
            x: Box::new(base),
            lo,
            hi,
            max,
        };
        self.hoist(Expr { kind, ty, pos })
    }

    /// `x == nil` for a value of pointer, func, map, chan, slice or interface type.
    pub(super) fn is_nil_value(&mut self, x: Expr, pos: Pos) -> Expr {
        let nil = zero(x.ty, pos);
        let ty = self.bool();
        Expr {
            kind: ExprKind::Binary(BinOp::Eq, Box::new(x), Box::new(nil)),
            ty,
            pos,
        }
    }

    /// `x + 1` of an integer.
    pub(super) fn plus_one(&self, x: Expr) -> Expr {
        let (ty, pos) = (x.ty, x.pos);
        let one = const_int(1, ty, pos);
        Expr {
            kind: ExprKind::Binary(BinOp::Add, Box::new(x), Box::new(one)),
            ty,
            pos,
        }
    }
}

/// The hir operator of a binary operator other than `&&`, `||`.
pub(super) fn bin_op(op: Op) -> BinOp {
    match op {
        Op::Add => BinOp::Add,
        Op::Sub => BinOp::Sub,
        Op::Mul => BinOp::Mul,
        Op::Div => BinOp::Div,
        Op::Rem => BinOp::Rem,
        Op::And => BinOp::And,
        Op::Or => BinOp::Or,
        Op::Xor => BinOp::Xor,
        Op::AndNot => BinOp::AndNot,
        Op::Shl => BinOp::Shl,
        Op::Shr => BinOp::Shr,
        Op::Eql => BinOp::Eq,
        Op::Neq => BinOp::Ne,
        Op::Lss => BinOp::Lt,
        Op::Leq => BinOp::Le,
        Op::Gtr => BinOp::Gt,
        Op::Geq => BinOp::Ge,
        Op::None | Op::Define | Op::Not | Op::Recv | Op::Tilde | Op::OrOr | Op::AndAnd => {
            unreachable!("not an arithmetic or comparison operator")
        }
    }
}
