//! Interface types and unions (spec: "Interface types").

use rgo_base::Pos;
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;

use crate::check::Checker;
use crate::delayed::Delayed;
use crate::predicates::is_exported;
use crate::type_::{Interface, InterfaceMethod, MethodName, Term, Type, TypeId};
use crate::type_set::MAX_TERMS;

impl Checker<'_> {
    pub fn interface_type(&mut self, node: NodeId, elements: &[NodeId]) -> TypeId {
        let ctx = self.ctx;
        let mut methods: Vec<(InterfaceMethod, Pos)> = Vec::new();
        let mut embeddeds: Vec<(TypeId, Pos)> = Vec::new();
        self.n_interfaces += 1;
        for &element in elements {
            let field = self.ast.field(element);
            let Some(name_node) = field.name else {
                let pos = self.ast.start_pos(field.ty);
                let ty = self.union_type(field.ty);
                if self.may_embed(ty, pos) {
                    embeddeds.push((ty, pos));
                }
                continue;
            };
            let (name, pos) = (self.ast.name(name_node), self.ast.pos(name_node));
            if name.is_blank() {
                self.error(pos, "methods must have a unique non-blank name");
                continue;
            }
            let sig = self.typ(field.ty);
            if !matches!(ctx.ty(sig), Type::Signature(_)) {
                if ctx.is_valid(sig) {
                    let text = self.type_text(sig);
                    let message = format!("invalid syntax tree: {text} is not a method signature");
                    self.error_at(field.ty, message);
                }
                continue;
            }
            let pkg = (!is_exported(name)).then_some(self.package.id);
            methods.push((
                InterfaceMethod {
                    name: MethodName { name, pkg },
                    sig,
                },
                pos,
            ));
        }
        self.n_interfaces -= 1;
        if methods.is_empty() && embeddeds.is_empty() {
            return TypeId::EMPTY_INTERFACE;
        }
        methods.sort_by(|(a, _), (b, _)| ctx.method_order(a.name, b.name));
        let ty = ctx.intern(Type::Interface(Box::new(Interface {
            methods: methods.iter().map(|(m, _)| *m).collect(),
            embeddeds: embeddeds.iter().map(|(ty, _)| *ty).collect(),
            ..Interface::default()
        })));
        if !self.package.is_trusted && self.n_interfaces == 0 {
            let pos = self.ast.pos(node);
            let mut all = self
                .package
                .interfaces
                .lock()
                .expect("nothing panics while it holds this");
            all.push((pos, ty));
        }
        self.later(Delayed::TypeSet { methods, embeddeds });
        ty
    }

    /// Before go1.18 an interface could embed interfaces only. Names that may stand for some are
    /// looked at later.
    fn may_embed(&mut self, ty: TypeId, pos: Pos) -> bool {
        let what = match self.ctx.ty(ty) {
            Type::Invalid
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_)
            | Type::Interface(_) => return true,
            Type::Union(_) => "interface element",
            _ => "non-interface type",
        };
        self.require_version(pos, 18, |checker| {
            format!("embedding {what} {}", checker.type_text(ty))
        })
    }

    /// An element of an interface or a constraint: a type, or a union of terms.
    pub fn union_type(&mut self, node: NodeId) -> TypeId {
        let ctx = self.ctx;
        let mut nodes = Vec::new();
        let mut rest = node;
        while let Expr::Binary { op: Op::Or, x, y } = self.ast.expr(rest) {
            nodes.push(y);
            rest = x;
        }
        nodes.push(rest);
        nodes.reverse();
        let mut terms: Vec<(Term, Pos)> = Vec::new();
        let mut is_too_long = false;
        for &term_node in &nodes {
            let term = self.union_term(term_node);
            if nodes.len() == 1 && !term.has_tilde {
                return term.ty;
            }
            if terms.len() < MAX_TERMS {
                terms.push((term, self.ast.start_pos(term_node)));
            } else if !is_too_long {
                is_too_long = true;
                let message = format!(
                    "cannot handle more than {MAX_TERMS} union terms (implementation limitation)"
                );
                self.error_at(term_node, message);
            }
        }
        if is_too_long {
            self.record_type(node, TypeId::INVALID);
            return TypeId::INVALID;
        }
        let ty = ctx.intern(Type::Union(terms.iter().map(|(term, _)| *term).collect()));
        self.record_type(node, ty);
        self.later(Delayed::Union { terms });
        ty
    }

    fn union_term(&mut self, node: NodeId) -> Term {
        let (has_tilde, ty_node) = match self.ast.expr(node) {
            Expr::Unary { op: Op::Tilde, x } => (true, x),
            _ => (false, node),
        };
        let mut ty = self.typ(ty_node);
        // A type parameter cannot be embedded on its own.
        if self.ctx.is_tparam(ty) {
            if has_tilde {
                let text = self.expr_text(node);
                let message = format!("type in term {text} cannot be a type parameter");
                self.error_at(ty_node, message);
            } else {
                self.error_at(ty_node, "term cannot be a type parameter");
            }
            ty = TypeId::INVALID;
        }
        Term { has_tilde, ty }
    }
}
