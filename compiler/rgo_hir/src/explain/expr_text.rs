//! Texts of expressions as gc's diagnostics print them: as its tree has them, without parentheses and
//! implicit steps, literals without their contents, constants by value.

use std::fmt::Write as _;

use rgo_syntax::ast::{Ast, Expr, NodeId};
use rgo_syntax::token::{LitKind, Op};
use rgo_types::constant::{ConstKind, ConstValue};
use rgo_types::type_string::Qualifier;
use rgo_types::{Basic, BodyInfo, Context, Mode, ObjectKind, PkgId, Type, TypeId};

/// Precedence of what needs no parentheses as an operand.
const PRIMARY: u32 = 8;
const UNARY: u32 = 7;

/// Writes expressions of one body.
pub struct ExprText<'a> {
    pub cx: &'a Context,
    pub ast: &'a Ast,
    pub info: &'a BodyInfo,
    /// The package whose names need no qualifier.
    pub pkg: PkgId,
    /// The package that the expressions belong to, if its names do need one.
    pub foreign: Option<PkgId>,
    /// Concrete type of an expression.
    pub type_of: &'a dyn Fn(NodeId) -> TypeId,
}

impl ExprText<'_> {
    pub fn text(&self, node: NodeId) -> String {
        let mut out = String::new();
        self.expr(node, 0, &mut out);
        out
    }

    /// `lhs = rhs`
    pub fn assignment(&self, lhs: &[NodeId], rhs: &[NodeId]) -> String {
        let mut out = String::new();
        self.list(lhs, &mut out);
        out.push_str(" = ");
        self.list(rhs, &mut out);
        out
    }

    fn list(&self, nodes: &[NodeId], out: &mut String) {
        for (at, &node) in nodes.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            self.expr(node, 0, out);
        }
    }

    fn ty(&self, ty: TypeId, out: &mut String) {
        let text = self
            .cx
            .qualified_type_string(ty, Qualifier::RelativeTo(self.pkg));
        out.push_str(
            &text
                .replace("interface{", "interface {")
                .replace("struct{", "struct {"),
        );
    }

    /// `node` as an operand of something that binds as strongly as `outer`.
    fn expr(&self, node: NodeId, outer: u32, out: &mut String) {
        let node = self.ast.unparen(node);
        let own = self.precedence(node);
        if outer > own {
            out.push('(');
            self.plain(node, out);
            out.push(')');
        } else {
            self.plain(node, out);
        }
    }

    fn precedence(&self, node: NodeId) -> u32 {
        if self.info.constant(node).is_some() {
            return PRIMARY;
        }
        match self.ast.expr(node) {
            Expr::Unary { .. } => UNARY,
            Expr::Binary { op, .. } => op.precedence() as u32 + 1,
            Expr::CompositeLit { .. } if self.pointee((self.type_of)(node)).is_some() => UNARY,
            _ => PRIMARY,
        }
    }

    fn pointee(&self, ty: TypeId) -> Option<TypeId> {
        match self.cx.under(ty) {
            &Type::Pointer(elem) => Some(elem),
            _ => None,
        }
    }

    fn plain(&self, node: NodeId, out: &mut String) {
        if let Some(value) = self.info.constant(node) {
            return self.constant(node, value, out);
        }
        match self.ast.expr(node) {
            Expr::Name(name) => self.name(node, name.as_str(), out),
            Expr::CompositeLit {
                ty: written, elems, ..
            } => {
                let ty = (self.type_of)(node);
                match (self.pointee(ty), written) {
                    (Some(elem), None) => {
                        out.push('&');
                        self.ty(elem, out);
                    }
                    (_, Some(written)) => self.type_expr(written, ty, out),
                    (None, None) => self.ty(ty, out),
                }
                out.push_str(if elems.is_empty() { "{}" } else { "{...}" });
            }
            Expr::FuncLit { .. } => out.push_str("func literal"),
            Expr::Selector { x, sel } => {
                match self.info.mode(self.ast.unparen(x)) {
                    Mode::Type => self.ty((self.type_of)(x), out),
                    _ => self.expr(x, PRIMARY, out),
                }
                let _ = write!(out, ".{}", self.ast.name(sel));
            }
            Expr::Index { x, indices } => {
                self.expr(x, PRIMARY, out);
                out.push('[');
                self.list(indices, out);
                out.push(']');
            }
            Expr::Slice {
                x,
                lo,
                hi,
                max,
                is_full,
            } => {
                self.expr(x, PRIMARY, out);
                out.push('[');
                for (at, bound) in [lo, hi, max].into_iter().enumerate() {
                    if at == 1 || at == 2 && is_full {
                        out.push(':');
                    }
                    if let Some(bound) = bound {
                        self.expr(bound, 0, out);
                    }
                }
                out.push(']');
            }
            Expr::Assert { x, ty: written } => {
                self.expr(x, PRIMARY, out);
                let ty = match self.cx.ty((self.type_of)(node)) {
                    Type::Tuple(types) => types[0],
                    _ => (self.type_of)(node),
                };
                out.push_str(".(");
                self.type_expr(written, ty, out);
                out.push(')');
            }
            Expr::Unary { op, x } => {
                out.push_str(op.as_str());
                let inner = self.ast.unparen(x);
                let repeats =
                    matches!(self.ast.expr(inner), Expr::Unary { op: same, .. } if same == op);
                if repeats && op != Op::Mul {
                    out.push(' ');
                }
                let outer = match self.ast.expr(inner) {
                    // `&T{}`
                    Expr::CompositeLit { .. } => 0,
                    _ => UNARY + 1,
                };
                self.expr(inner, outer, out);
            }
            Expr::Binary { op, x, y } => self.binary(node, op, x, y, out),
            Expr::Call {
                func,
                args,
                has_dots,
            } => self.call(node, func, args, has_dots, out),
            _ => {
                if self.info.mode(node) == Mode::Type {
                    self.ty((self.type_of)(node), out);
                }
            }
        }
    }

    /// The type `ty` as written at `node`: gc tells `byte` from `uint8`.
    fn type_expr(&self, node: NodeId, ty: TypeId, out: &mut String) {
        let node = self.ast.unparen(node);
        let elem_of = |ty| match *self.cx.ty(ty) {
            Type::Pointer(elem) | Type::Slice(elem) | Type::Array { elem, .. } => Some(elem),
            _ => None,
        };
        match (self.ast.expr(node), elem_of(ty)) {
            (Expr::Name(name), _) => match name.as_str() {
                "byte" | "rune" | "any" => out.push_str(name.as_str()),
                _ => self.ty(ty, out),
            },
            (Expr::SliceType(elem), Some(elem_ty)) => {
                out.push_str("[]");
                self.type_expr(elem, elem_ty, out);
            }
            (Expr::Unary { op: Op::Mul, x }, Some(elem_ty)) => {
                out.push('*');
                self.type_expr(x, elem_ty, out);
            }
            (Expr::ArrayType { elem, .. }, Some(elem_ty)) => {
                if let Type::Array { len, .. } = self.cx.ty(ty) {
                    let _ = write!(out, "[{len}]");
                }
                self.type_expr(elem, elem_ty, out);
            }
            (Expr::MapType { key, value }, _) => {
                if let &Type::Map {
                    key: key_ty,
                    value: value_ty,
                } = self.cx.ty(ty)
                {
                    out.push_str("map[");
                    self.type_expr(key, key_ty, out);
                    out.push(']');
                    self.type_expr(value, value_ty, out);
                }
            }
            _ => self.ty(ty, out),
        }
    }

    fn name(&self, node: NodeId, name: &str, out: &mut String) {
        let Some(obj) = self.info.object(node) else {
            return out.push_str(name);
        };
        if let ObjectKind::PkgName(_) = self.cx.object(obj).kind {
            return out.push_str(name);
        }
        let owner = self.cx.object(obj).pkg;
        match self.foreign {
            Some(pkg) if owner == Some(pkg) => {
                let _ = write!(out, "{}.{name}", self.cx.package(pkg).name);
            }
            _ => out.push_str(name),
        }
    }

    fn constant(&self, node: NodeId, value: &ConstValue, out: &mut String) {
        let ty = (self.type_of)(node);
        let kind = value.kind();
        let basic = match self.cx.ty(ty) {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        };
        let is_default = match kind {
            ConstKind::Bool => basic == Some(Basic::Bool),
            ConstKind::String => basic == Some(Basic::String),
            ConstKind::Int => basic == Some(Basic::Int),
            ConstKind::Float => basic == Some(Basic::Float64),
            _ => basic == Some(Basic::Complex128),
        };
        let text = constant_text(value);
        let is_rune = matches!(
            self.ast.expr(self.ast.unparen(node)),
            Expr::BasicLit {
                kind: LitKind::Rune,
                ..
            }
        );
        if is_rune && let Some(rune) = value.as_u64().and_then(|v| char::from_u32(v as u32)) {
            let _ = write!(out, "{rune:?}");
        } else if is_default || basic.is_some_and(Basic::is_untyped) || self.cx.is_interface(ty) {
            out.push_str(&text);
        } else {
            self.ty(ty, out);
            let _ = write!(out, "({text})");
        }
    }

    fn binary(&self, node: NodeId, op: Op, x: NodeId, y: NodeId, out: &mut String) {
        let own = op.precedence() as u32 + 1;
        let is_string = matches!(
            self.cx.under((self.type_of)(node)),
            Type::Basic(Basic::String)
        );
        if op == Op::Add && is_string {
            // A sum of strings is one operation.
            self.expr(x, own, out);
            out.push_str(" + ");
            return self.expr(y, own, out);
        }
        self.expr(x, own, out);
        let _ = write!(out, " {op} ");
        self.expr(y, own + 1, out);
    }

    fn call(&self, node: NodeId, func: NodeId, args: &[NodeId], has_dots: bool, out: &mut String) {
        let callee = self.ast.unparen(func);
        match self.info.mode(callee) {
            Mode::Type => {
                let ty = (self.type_of)(node);
                let is_named = matches!(self.ast.expr(callee), Expr::Name(_))
                    || self.cx.as_named(ty).is_some()
                    || matches!(self.cx.ty(ty), Type::Basic(_) | Type::TypeParam(_));
                if is_named {
                    self.type_expr(callee, ty, out);
                } else {
                    out.push('(');
                    self.type_expr(callee, ty, out);
                    out.push(')');
                }
                out.push('(');
                self.list(args, out);
                return out.push(')');
            }
            Mode::Builtin(_) => {
                let name = match self.ast.expr(callee) {
                    Expr::Selector { sel, .. } => self.ast.name(sel),
                    _ => self.ast.name(callee),
                };
                let _ = write!(out, "{name}(");
                for (at, &arg) in args.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    match self.info.mode(self.ast.unparen(arg)) {
                        Mode::Type => self.type_expr(arg, (self.type_of)(arg), out),
                        _ => self.expr(arg, 0, out),
                    }
                }
            }
            _ => {
                self.expr(callee, PRIMARY, out);
                out.push('(');
                let ty = (self.type_of)(callee);
                let n_fixed = match self.cx.under(ty) {
                    Type::Signature(sig) if sig.is_variadic && !has_dots => sig.params.len() - 1,
                    _ => usize::MAX,
                };
                if args.len() > n_fixed {
                    self.list(&args[..n_fixed], out);
                    let comma = if n_fixed > 0 { ", " } else { "" };
                    let _ = write!(out, "{comma}... argument...");
                } else {
                    self.list(args, out);
                    if n_fixed != usize::MAX {
                        let comma = if n_fixed > 0 { ", " } else { "" };
                        let _ = write!(out, "{comma}nil...");
                    }
                }
            }
        }
        out.push_str(if has_dots { "...)" } else { ")" });
    }
}

/// A constant's value.
fn constant_text(value: &ConstValue) -> String {
    match value.as_bytes() {
        Some(bytes) => format!("{:?}", String::from_utf8_lossy(bytes)),
        None => value.to_string(),
    }
}
