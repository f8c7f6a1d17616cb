//! Composite literals.

use rgo_base::Pos;
use rgo_syntax::ast::{self, NodeId};
use rgo_types::{Type, TypeId};

use super::constant::word_bits;
use super::{Builder, const_int, deref, local_expr, zero};
use crate::tree::{AllocKind, Const, Expr, ExprKind, StmtKind};

impl Builder<'_> {
    /// A composite literal; where `&T` is elided before it, a pointer to it.
    pub(super) fn composite_lit(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        if let Some(elem) = self.pointee(ty) {
            let init = self.lit_of(node, elem, pos);
            let text = self.expr_text(node);
            let alloc = self.new_alloc(AllocKind::PtrLit, elem, pos, text);
            let kind = ExprKind::New {
                alloc,
                init: Some(Box::new(init)),
            };
            return Expr { kind, ty, pos };
        }
        self.lit_of(node, ty, pos)
    }

    fn lit_of(&mut self, node: NodeId, ty: TypeId, pos: Pos) -> Expr {
        let ast::Expr::CompositeLit { elems, .. } = self.ast.expr(node) else {
            unreachable!("called for composite literals")
        };
        match self.under(ty) {
            Type::Struct(_) => self.struct_lit(elems, ty, pos),
            &Type::Array { elem, .. } => {
                let (elems, _) = self.indexed(elems, self.cx.canon(elem));
                if elems.is_empty() {
                    return zero(ty, pos);
                }
                Expr {
                    kind: ExprKind::ArrayLit(elems),
                    ty,
                    pos,
                }
            }
            &Type::Slice(elem) => {
                let elem = self.cx.canon(elem);
                let (elems, len) = self.indexed(elems, elem);
                let text = self.expr_text(node);
                let array = self.cx.canon(self.cx.array_of(elem, len));
                let alloc = self.new_alloc(AllocKind::SliceLit, array, pos, text);
                Expr {
                    kind: ExprKind::SliceLit { alloc, len, elems },
                    ty,
                    pos,
                }
            }
            &Type::Map { key, value } => {
                let (key, value) = (self.cx.canon(key), self.cx.canon(value));
                self.map_lit(node, elems, ty, key, value, pos)
            }
            _ => unreachable!("the checker admits struct, array, slice and map literals"),
        }
    }

    fn struct_lit(&mut self, elems: &[NodeId], ty: TypeId, pos: Pos) -> Expr {
        if elems.is_empty() {
            return zero(ty, pos);
        }
        let mut values = Vec::with_capacity(elems.len());
        for (at, &elem) in elems.iter().enumerate() {
            let (path, value) = match self.ast.expr(elem) {
                ast::Expr::KeyValue { key, value } => match self.info.selections.get(&key) {
                    Some(selection) => (selection.path.to_vec(), value),
                    None => (vec![self.field_index(ty, self.ast.name(key))], value),
                },
                _ => (vec![at as u32], elem),
            };
            let value = self.expr_as(value, self.field_type(ty, &path));
            values.push((path, value));
        }
        if !values.is_sorted_by_key(|(path, _)| path) {
            self.freeze_values(&mut values);
        }
        let mut fields = LitFields::new(self.n_fields(ty));
        for (path, value) in values {
            self.set_field(&mut fields, ty, &path, value);
        }
        self.finish_struct(fields, ty, pos)
    }

    /// Evaluates values in the source's order: SSA would do it in the order of their places.
    fn freeze_values<P>(&mut self, values: &mut Vec<(P, Expr)>) {
        let frozen = std::mem::take(values)
            .into_iter()
            .map(|(place, value)| (place, self.freeze(value)));
        *values = frozen.collect();
    }

    fn is_blank_field(&self, ty: TypeId, index: usize) -> bool {
        match self.under(ty) {
            Type::Struct(s) => s.fields[index].name.is_blank(),
            _ => unreachable!("a struct"),
        }
    }

    fn n_fields(&self, ty: TypeId) -> usize {
        match self.under(ty) {
            Type::Struct(s) => s.fields.len(),
            _ => unreachable!("a struct"),
        }
    }

    fn field_index(&self, ty: TypeId, name: rgo_base::Symbol) -> u32 {
        let Type::Struct(s) = self.under(ty) else {
            unreachable!("a struct")
        };
        s.fields
            .iter()
            .position(|f| f.name == name)
            .expect("checked") as u32
    }

    /// Type of the field that `path` leads to, without pointers on the way.
    fn field_type(&self, ty: TypeId, path: &[u32]) -> TypeId {
        path.iter().fold(ty, |ty, &index| {
            let Type::Struct(s) = self.under(ty) else {
                unreachable!("a struct")
            };
            self.cx.canon(s.fields[index as usize].ty)
        })
    }

    fn set_field(&self, fields: &mut LitFields, ty: TypeId, path: &[u32], value: Expr) {
        let index = path[0] as usize;
        if path.len() == 1 {
            fields.0[index] = LitField::Value(value);
            return;
        }
        let inner = self.field_type(ty, &path[..1]);
        if !matches!(fields.0[index], LitField::Nested(_)) {
            fields.0[index] = LitField::Nested(LitFields::new(self.n_fields(inner)));
        }
        let LitField::Nested(nested) = &mut fields.0[index] else {
            unreachable!("set above")
        };
        self.set_field(nested, inner, &path[1..], value);
    }

    fn finish_struct(&mut self, fields: LitFields, ty: TypeId, pos: Pos) -> Expr {
        let mut values = Vec::with_capacity(fields.0.len());
        for (at, field) in fields.0.into_iter().enumerate() {
            let field_ty = self.field_type(ty, &[at as u32]);
            values.push(match field {
                LitField::Value(value) if self.is_blank_field(ty, at) => {
                    // Evaluated, but not stored.
                    if !matches!(value.kind, ExprKind::Const(_)) {
                        self.emit(value.pos, StmtKind::Eval(value));
                    }
                    zero(field_ty, pos)
                }
                LitField::Unset => zero(field_ty, pos),
                LitField::Value(value) => value,
                LitField::Nested(nested) => self.finish_struct(nested, field_ty, pos),
            });
        }
        Expr {
            kind: ExprKind::StructLit(values),
            ty,
            pos,
        }
    }

    /// Elements with their indices, ascending, and the length they imply.
    fn indexed(&mut self, elems: &[NodeId], elem_ty: TypeId) -> (Vec<(u64, Expr)>, u64) {
        let mut next = 0;
        let mut len = 0;
        let mut out = Vec::with_capacity(elems.len());
        for &elem in elems {
            let value = match self.ast.expr(elem) {
                ast::Expr::KeyValue { key, value } => {
                    let index = self.info.constant(key).expect("indices are constant");
                    next = word_bits(index) as u64;
                    value
                }
                _ => elem,
            };
            let value = self.expr_as(value, elem_ty);
            if !matches!(value.kind, ExprKind::Const(Const::Zero)) {
                out.push((next, value));
            }
            next += 1;
            len = len.max(next);
        }
        if !out.is_sorted_by_key(|&(index, _)| index) {
            self.freeze_values(&mut out);
            out.sort_by_key(|&(index, _)| index);
        }
        (out, len)
    }

    fn map_lit(
        &mut self,
        node: NodeId,
        elems: &[NodeId],
        ty: TypeId,
        key_ty: TypeId,
        value_ty: TypeId,
        pos: Pos,
    ) -> Expr {
        let text = self.expr_text(node);
        let alloc = self.new_alloc(AllocKind::Map, ty, pos, text);
        let hint =
            (elems.len() > 8).then(|| Box::new(const_int(elems.len() as i64, self.int(), pos)));
        let temp = self.new_temp(ty, pos);
        let made = Expr {
            kind: ExprKind::MakeMap { hint, alloc },
            ty,
            pos,
        };
        self.emit(pos, StmtKind::Decl(temp, Some(made)));
        for &elem in elems {
            let ast::Expr::KeyValue { key, value } = self.ast.expr(elem) else {
                unreachable!("map literals have keys")
            };
            let elem_pos = self.ast.pos(elem);
            let key = self.expr_as(key, key_ty);
            let value = self.expr_as(value, value_ty);
            let value = self.freeze(value);
            let map = local_expr(temp, ty, elem_pos);
            let slot = self.map_slot(map, key, value_ty, elem_pos);
            self.emit(elem_pos, StmtKind::Assign(slot, value));
        }
        local_expr(temp, ty, pos)
    }

    /// The place of `key`'s value in `map`, made if it is missing.
    pub(super) fn map_slot(&self, map: Expr, key: Expr, value_ty: TypeId, pos: Pos) -> Expr {
        let ptr_ty = self.cx.canon(self.cx.pointer_to(value_ty));
        let kind = ExprKind::MapAssign {
            map: Box::new(map),
            key: Box::new(key),
        };
        deref(
            Expr {
                kind,
                ty: ptr_ty,
                pos,
            },
            value_ty,
            true,
        )
    }
}

/// The fields of a struct literal under construction.
struct LitFields(Vec<LitField>);

enum LitField {
    Unset,
    Value(Expr),
    /// Some of its own fields are set by promoted keys.
    Nested(LitFields),
}

impl LitFields {
    fn new(n_fields: usize) -> LitFields {
        LitFields((0..n_fields).map(|_| LitField::Unset).collect())
    }
}
