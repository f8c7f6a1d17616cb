//! Range loops over integers, slices, arrays, strings, maps and channels (spec: "For statements
//! with range clause"). Those over functions are in `range_func`.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, NodeId, Stmt as AstStmt};
use rgo_types::constant::ConstKind;
use rgo_types::object::Builtin;
use rgo_types::{Basic, Mode, Type, TypeId};

use super::stmt::LoopParts;
use super::{Builder, const_int, deref, local_expr};
use crate::alg::is_reflexive;
use crate::tree::{BinOp, ConvKind, Expr, ExprKind, Label, Stmt, StmtKind};

/// A range statement.
#[derive(Clone, Copy)]
pub(super) struct Range<'a> {
    pub node: NodeId,
    pub name: Option<Symbol>,
    pub lhs: &'a [NodeId],
    pub is_def: bool,
    pub x: NodeId,
    pub body: NodeId,
    pub pos: Pos,
}

impl Range<'_> {
    fn key(&self) -> Option<NodeId> {
        self.lhs.first().copied()
    }

    fn value(&self) -> Option<NodeId> {
        self.lhs.get(1).copied()
    }
}

impl Builder<'_> {
    pub(super) fn range(
        &mut self,
        node: NodeId,
        name: Option<Symbol>,
        lhs: &[NodeId],
        is_def: bool,
        x: NodeId,
        body: NodeId,
    ) {
        let range = Range {
            node,
            name,
            lhs,
            is_def,
            x,
            body,
            pos: self.ast.pos(node),
        };
        if is_def && self.info.go_minor < 22 {
            self.declare_shared_vars(lhs, range.pos);
        }
        let ty = match self.info.constant(x) {
            // An untyped constant count has the type of the iteration variable.
            Some(value) if value.kind() != ConstKind::String => self.range_int_type(&range),
            _ => self.type_of(x),
        };
        match self.under(ty) {
            Type::Basic(Basic::String | Basic::UntypedString) => self.range_string(range),
            Type::Basic(_) => self.range_int(range, ty),
            Type::Slice(_) => {
                let slice = self.expr(x);
                let slice = self.range_bytes(slice);
                let slice = self.freeze(slice);
                let kind = ExprKind::Len(Box::new(slice.clone()));
                let len = self.hoist(Expr {
                    kind,
                    ty: self.int(),
                    pos: range.pos,
                });
                self.range_indexed(range, len, Some(slice));
            }
            &Type::Array { len, .. } => self.range_array(range, len),
            &Type::Pointer(array) => {
                let &Type::Array { len, .. } = self.under(array) else {
                    unreachable!("pointers to arrays are ranged over")
                };
                let ptr = self.expr(x);
                let ptr = self.freeze(ptr);
                let array = deref(ptr, self.cx.canon(array), false);
                let len = const_int(len as i64, self.int(), range.pos);
                self.range_indexed(range, len, Some(array));
            }
            Type::Map { .. } => self.range_map(range),
            Type::Chan { .. } => self.range_chan(range),
            Type::Signature(_) => self.range_func(range),
            _ => unreachable!("checked to be ranged over"),
        }
    }

    /// Before Go 1.22 the variables are declared once, around the loop.
    fn declare_shared_vars(&mut self, lhs: &[NodeId], pos: Pos) {
        for &name in lhs {
            if let Some(obj) = self.declared_by(name) {
                self.declare_var(obj, None, pos);
            }
        }
    }

    /// Assigns the iteration values that are there to the key and value operands, as one
    /// assignment.
    fn iteration_vars(&mut self, range: &Range<'_>, key: Option<Expr>, value: Option<Expr>) {
        let vars = [range.key().zip(key), range.value().zip(value)];
        if let ([Some((key, _)), Some((value, _))], false) = (&vars, range.is_def)
            && self.is_used(Some(*key))
            && self.is_used(Some(*value))
        {
            let places = [*key, *value].map(|var| {
                let lhs = self.lhs(var, false);
                self.freeze_lhs(lhs)
            });
            let values = vars.map(|var| var.map(|(_, value)| self.freeze(value)));
            for (place, value) in places.into_iter().zip(values.into_iter().flatten()) {
                self.store(place, value, range.pos);
            }
            return;
        }
        let declares = range.is_def && self.info.go_minor >= 22;
        for (var, value) in vars.into_iter().flatten() {
            self.assign_value(var, value, declares, range.pos);
        }
    }

    fn is_used(&self, var: Option<NodeId>) -> bool {
        var.is_some_and(|var| match self.ast.expr(self.ast.unparen(var)) {
            ast::Expr::Name(name) => !name.is_blank(),
            _ => true,
        })
    }

    fn range_int_type(&self, range: &Range<'_>) -> TypeId {
        match range.key() {
            Some(key) if self.is_used(Some(key)) => match self.declared_by_expr(key) {
                Some(obj) if range.is_def => self.concrete(self.cx.object_type(obj)),
                _ => self.type_of(range.x),
            },
            _ => self.type_of(range.x),
        }
    }

    fn declared_by_expr(&self, node: NodeId) -> Option<rgo_types::ObjId> {
        match self.ast.expr(node) {
            ast::Expr::Name(_) => self.declared_by(node),
            _ => None,
        }
    }

    fn less(&self, x: Expr, y: Expr) -> Expr {
        let (ty, pos) = (self.bool(), x.pos);
        Expr {
            kind: ExprKind::Binary(BinOp::Lt, Box::new(x), Box::new(y)),
            ty,
            pos,
        }
    }

    /// `counter++`
    fn step(&mut self, counter: &Expr) -> Vec<Stmt> {
        let kind = StmtKind::Assign(counter.clone(), self.plus_one(counter.clone()));
        vec![Stmt {
            kind,
            pos: counter.pos,
        }]
    }

    fn range_int(&mut self, range: Range<'_>, ty: TypeId) {
        let n = match self.info.constant(range.x) {
            Some(value) => self.constant(value, ty, range.pos),
            None => self.expr(range.x),
        };
        let n = self.freeze(n);
        let counter = self.counter(ty, range.pos);
        self.loop_(range.node, range.name, |b, _| LoopParts {
            cond: Some(b.less(counter.clone(), n)),
            body: b.collect(|b| {
                b.iteration_vars(&range, Some(counter.clone()), None);
                b.stmt(range.body, None);
            }),
            post: b.step(&counter),
        });
    }

    /// `range []byte(s)` needs no copy of the string.
    fn range_bytes(&mut self, slice: Expr) -> Expr {
        let ExprKind::Local(temp) = slice.kind else {
            return slice;
        };
        let list = self.frame().lists.last_mut().expect("a list is open");
        if let Some(Stmt {
            kind: StmtKind::Decl(local, Some(value)),
            ..
        }) = list.last_mut()
            && *local == temp
            && let ExprKind::Convert {
                kind: kind @ ConvKind::StringToBytes,
                ..
            } = &mut value.kind
        {
            *kind = ConvKind::StringToBytesTemp;
        }
        slice
    }

    fn range_array(&mut self, range: Range<'_>, len: u64) {
        // The array is copied unless only indices are wanted.
        let array = if self.is_used(range.value()) {
            let array = self.expr(range.x);
            Some(self.hoist(array))
        } else {
            if !self.is_evaluation_free(range.x) {
                let array = self.expr(range.x);
                self.emit(range.pos, StmtKind::Eval(array));
            }
            None
        };
        let len = const_int(len as i64, self.int(), range.pos);
        self.range_indexed(range, len, array);
    }

    /// Whether the range expression need not be evaluated: its length is constant.
    fn is_evaluation_free(&self, x: NodeId) -> bool {
        match self.ast.expr(self.ast.unparen(x)) {
            ast::Expr::Name(_) => true,
            ast::Expr::Selector { x, .. } if self.info.mode(x) != Mode::Type => {
                self.is_evaluation_free(x) && self.pointee(self.type_of(x)).is_none()
            }
            _ => false,
        }
    }

    /// A loop over the indices below `len`; `x` is indexed for the value.
    fn range_indexed(&mut self, range: Range<'_>, len: Expr, x: Option<Expr>) {
        let counter = self.counter(self.int(), range.pos);
        self.loop_(range.node, range.name, |b, _| LoopParts {
            cond: Some(b.less(counter.clone(), len)),
            body: b.collect(|b| {
                let elem = b.is_used(range.value()).then(|| {
                    let x = x.expect("evaluated where the value is used");
                    b.bounded_element(x, counter.clone(), range.pos)
                });
                b.iteration_vars(&range, Some(counter.clone()), elem);
                b.stmt(range.body, None);
            }),
            post: b.step(&counter),
        });
    }

    fn bounded_element(&mut self, x: Expr, index: Expr, pos: Pos) -> Expr {
        let (&Type::Array { elem, .. } | &Type::Slice(elem)) = self.under(x.ty) else {
            unreachable!("arrays and slices are indexed")
        };
        let kind = ExprKind::Index {
            x: Box::new(x),
            index: Box::new(index),
            is_bounded: true,
        };
        Expr {
            kind,
            ty: self.cx.canon(elem),
            pos,
        }
    }

    fn range_string(&mut self, range: Range<'_>) {
        let pos = range.pos;
        let text = self.expr(range.x);
        let text = self.temp_string(text);
        let text = self.freeze(text);
        let int = self.int();
        let rune = Basic::Int32.type_id();
        let next = self.counter(int, pos);
        let len_kind = ExprKind::Len(Box::new(text.clone()));
        let len = self.hoist(Expr {
            kind: len_kind,
            ty: int,
            pos,
        });
        self.loop_(range.node, range.name, |b, _| LoopParts {
            cond: Some(b.less(next.clone(), len.clone())),
            body: b.collect(|b| {
                let at = b.hoist(next.clone());
                let value = b.decode(&text, &len, &at, &next, rune, pos);
                b.iteration_vars(&range, Some(at), Some(value));
                b.stmt(range.body, None);
            }),
            post: Vec::new(),
        });
    }

    /// The rune at byte `at` of `text`; moves `next` behind it.
    fn decode(
        &mut self,
        text: &Expr,
        len: &Expr,
        at: &Expr,
        next: &Expr,
        rune: TypeId,
        pos: Pos,
    ) -> Expr {
        let value = self.new_temp(rune, pos);
        self.frame().func.locals[value].is_reassigned = true;
        let value = local_expr(value, rune, pos);
        let kind = ExprKind::Index {
            x: Box::new(text.clone()),
            index: Box::new(at.clone()),
            is_bounded: true,
        };
        let byte = Expr {
            kind,
            ty: Basic::Uint8.type_id(),
            pos,
        };
        let kind = ExprKind::Convert {
            kind: ConvKind::Numeric,
            x: Box::new(byte),
            alloc: None,
        };
        let byte = Expr {
            kind,
            ty: rune,
            pos,
        };
        let ExprKind::Local(local) = value.kind else {
            unreachable!("a local")
        };
        self.emit(pos, StmtKind::Decl(local, Some(byte)));
        let is_ascii = self.less(value.clone(), const_int(0x80, rune, pos));
        let one_byte = self.step(next);
        let several = self.collect(|b| {
            let ptr = ExprKind::DataPtr(Box::new(text.clone()));
            let ptr = Expr {
                kind: ptr,
                ty: b.unsafe_pointer(),
                pos,
            };
            let args = vec![ptr, len.clone(), at.clone()];
            let int = b.int();
            let tuple = b.cx.canon(b.cx.tuple_of(&[rune, int]));
            let kind = ExprKind::Runtime(RuntimeFn::DecodeRune, args);
            let parts = b.multi(
                Expr {
                    kind,
                    ty: tuple,
                    pos,
                },
                &[rune, int],
            );
            let [decoded, after] = <[Expr; 2]>::try_from(parts)
                .unwrap_or_else(|_| unreachable!("two components were asked for"));
            b.emit(pos, StmtKind::Assign(value.clone(), decoded));
            b.emit(pos, StmtKind::Assign(next.clone(), after));
        });
        self.emit(pos, StmtKind::If(is_ascii, one_byte, several));
        value
    }

    fn range_map(&mut self, range: Range<'_>) {
        let pos = range.pos;
        let map = self.expr(range.x);
        if self.is_map_clear(&range) {
            let kind = ExprKind::MapClear(Box::new(map));
            let ty = TypeId::EMPTY_TUPLE;
            return self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
        }
        let map = self.freeze(map);
        let &Type::Map { key, value } = self.under(map.ty) else {
            unreachable!("a map")
        };
        let (key_ty, value_ty) = (self.cx.canon(key), self.cx.canon(value));
        let iter_ty = self.prog.map_iter_type();
        let iter = self.new_temp(iter_ty, pos);
        self.emit(pos, StmtKind::Decl(iter, None));
        let iter = local_expr(iter, iter_ty, pos);
        let address = self.addr_of(iter.clone(), pos);
        let kind = ExprKind::MapIterInit {
            map: Box::new(map),
            iter: Box::new(address.clone()),
        };
        let none = TypeId::EMPTY_TUPLE;
        self.emit(
            pos,
            StmtKind::Eval(Expr {
                kind,
                ty: none,
                pos,
            }),
        );
        self.loop_(range.node, range.name, |b, _| {
            let at = b.iter_ptr(&iter, 0, key_ty);
            let nil = super::zero(at.ty, pos);
            let kind = ExprKind::Binary(BinOp::Ne, Box::new(at), Box::new(nil));
            let cond = Expr {
                kind,
                ty: b.bool(),
                pos,
            };
            let body = b.collect(|b| {
                let mut part = |var, index, ty| {
                    let is_used = b.is_used(var);
                    is_used.then(|| deref(b.iter_ptr(&iter, index, ty), ty, true))
                };
                let key = part(range.key(), 0, key_ty);
                let value = part(range.value(), 1, value_ty);
                b.iteration_vars(&range, key, value);
                b.stmt(range.body, None);
            });
            let kind = ExprKind::MapIterNext {
                iter: Box::new(address),
            };
            let next = StmtKind::Eval(Expr {
                kind,
                ty: none,
                pos,
            });
            LoopParts {
                cond: Some(cond),
                body,
                post: vec![Stmt { kind: next, pos }],
            }
        });
    }

    /// Word `index` of a map iterator (0: key, 1: element) as a pointer.
    fn iter_ptr(&mut self, iter: &Expr, index: u32, elem: TypeId) -> Expr {
        let pos = iter.pos;
        let field = self.field(iter.clone(), index, pos);
        let ty = self.cx.canon(self.cx.pointer_to(elem));
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(field),
            alloc: None,
        };
        Expr { kind, ty, pos }
    }

    /// `for k := range m { delete(m, k) }` with keys that equal themselves.
    fn is_map_clear(&self, range: &Range<'_>) -> bool {
        let (Some(key), None, true) = (range.key(), range.value(), range.is_def) else {
            return false;
        };
        let AstStmt::Block { list: &[only], .. } = self.ast.stmt(range.body) else {
            return false;
        };
        let AstStmt::Expr(call) = self.ast.stmt(only) else {
            return false;
        };
        let ast::Expr::Call {
            func,
            args: &[map, arg],
            ..
        } = self.ast.expr(call)
        else {
            return false;
        };
        let same_object = |x: NodeId, y: NodeId| {
            matches!(self.ast.expr(x), ast::Expr::Name(_))
                && matches!(self.ast.expr(y), ast::Expr::Name(_))
                && self.info.object(x).is_some()
                && self.info.object(x) == self.info.object(y)
        };
        let &Type::Map { key: key_ty, .. } = self.under(self.type_of(range.x)) else {
            return false;
        };
        self.info.mode(self.ast.unparen(func)) == Mode::Builtin(Builtin::Delete)
            && same_object(map, range.x)
            && same_object(arg, key)
            && is_reflexive(self.cx, self.concrete(key_ty))
    }

    fn range_chan(&mut self, range: Range<'_>) {
        let pos = range.pos;
        let chan = self.expr(range.x);
        let chan = self.freeze(chan);
        let elem = self.chan_elem(chan.ty);
        self.loop_(range.node, range.name, |b, label: Label| {
            let body = b.collect(|b| {
                let kind = ExprKind::Recv {
                    chan: Box::new(chan),
                    comma_ok: true,
                };
                let mut parts = b.comma_ok_of(kind, elem, pos);
                let ok = parts.pop().expect("value and ok");
                let value = parts.pop().expect("value and ok");
                let leave = Stmt {
                    kind: StmtKind::Break(label),
                    pos,
                };
                b.emit(pos, StmtKind::If(ok, vec![], vec![leave]));
                b.iteration_vars(&range, Some(value), None);
                b.stmt(range.body, None);
            });
            LoopParts {
                cond: None,
                body,
                post: Vec::new(),
            }
        });
    }
}
