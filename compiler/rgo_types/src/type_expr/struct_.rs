//! Struct types (spec: "Struct types").

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Ast, Expr, FieldList, NodeId};
use rgo_syntax::literal::string_value;
use rgo_syntax::token::{LitKind, Op};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::delayed::Delayed;
use crate::type_::{Field, Type, TypeId};

/// The `Name` node that names an embedded field of type `ty`; none if it cannot be embedded.
pub(crate) fn embedded_name(ast: &Ast, ty: NodeId) -> Option<NodeId> {
    match ast.expr(ty) {
        Expr::Name(_) => Some(ty),
        Expr::Unary { op: Op::Mul, x } => match ast.expr(x) {
            Expr::Unary { op: Op::Mul, .. } => None,
            _ => embedded_name(ast, x),
        },
        Expr::Selector { sel, .. } => Some(sel),
        Expr::Index { x, .. } => embedded_name(ast, x),
        _ => None,
    }
}

impl Checker<'_> {
    pub fn struct_type(&mut self, list: FieldList<'_>) -> TypeId {
        let mut fields: Vec<Field> = Vec::with_capacity(list.len());
        let mut seen: FxHashMap<Symbol, Pos> = FxHashMap::default();
        let mut previous: Option<(NodeId, TypeId)> = None;
        for (node, tag) in list.iter() {
            let field = self.ast.field(node);
            // Names declared together share the node of their type.
            let ty = match previous {
                Some((known, ty)) if known == field.ty => ty,
                _ => self.var_type(field.ty),
            };
            previous = Some((field.ty, ty));
            let tag = tag.map_or(Symbol::EMPTY, |tag| self.tag(tag));
            if let Some(name) = field.name {
                let (name, pos) = (self.ast.name(name), self.ast.pos(name));
                self.add_field(&mut fields, &mut seen, name, pos, ty, tag, false);
                continue;
            }
            let pos = self.ast.start_pos(field.ty);
            let Some(name) = embedded_name(self.ast, field.ty) else {
                let text = self.expr_text(field.ty);
                self.error(pos, format!("invalid embedded field type {text}"));
                let (blank, ty) = (Symbol::BLANK, TypeId::INVALID);
                self.add_field(&mut fields, &mut seen, blank, pos, ty, Symbol::EMPTY, true);
                continue;
            };
            let (name, name_pos) = (self.ast.name(name), self.ast.pos(name));
            self.add_field(&mut fields, &mut seen, name, name_pos, ty, tag, true);
            if !self.may_be_embedded(ty) {
                self.later(Delayed::EmbeddedField { pos, ty });
            }
        }
        self.ctx.struct_of(fields)
    }

    /// Whether a type is known by now to be fit for embedding.
    fn may_be_embedded(&self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        let (elem, _) = ctx.deref(ty);
        let Type::Named(named) = *ctx.ty(elem) else {
            return false;
        };
        let under = ctx.nameds[named].underlying.get();
        under.is_some_and(|under| matches!(ctx.ty(under), Type::Struct(_)))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a field and where it goes"
    )]
    fn add_field(
        &mut self,
        fields: &mut Vec<Field>,
        seen: &mut FxHashMap<Symbol, Pos>,
        name: Symbol,
        pos: Pos,
        ty: TypeId,
        tag: Symbol,
        is_embedded: bool,
    ) {
        if !name.is_blank() {
            if let Some(&other) = seen.get(&name) {
                let diagnostic = Diagnostic::error(pos, format!("{name} redeclared"));
                self.report(diagnostic.note(other, format!("other declaration of {name}")));
                return;
            }
            seen.insert(name, pos);
        }
        fields.push(Field {
            name,
            pkg: Some(self.package.id),
            ty,
            is_embedded,
            tag,
        });
    }

    fn tag(&mut self, node: NodeId) -> Symbol {
        match self.ast.expr(node) {
            Expr::BasicLit {
                kind: LitKind::String,
                text,
                is_bad: false,
            } => {
                let value = string_value(text.as_str()).unwrap_or_default();
                Symbol::intern(&String::from_utf8_lossy(&value))
            }
            Expr::BasicLit {
                text,
                is_bad: false,
                ..
            } => {
                let quoted = rgo_syntax::literal::quote(text.as_str().as_bytes());
                self.error_at(
                    node,
                    format!("invalid syntax tree: incorrect tag syntax: {quoted}"),
                );
                Symbol::EMPTY
            }
            _ => Symbol::EMPTY,
        }
    }
}
