//! Texts of expressions as gc's diagnostics print them.

pub mod remarks;

use rgo_base::Symbol;
use rgo_syntax::ast::{Ast, ChanDir, Expr, NodeId};
use rgo_syntax::token::{LitKind, Op};

use crate::program::Program;
use crate::tree;

/// `node` in gc's short form: literals without their contents, types and operators as written.
pub fn expr_text(ast: &Ast, node: NodeId) -> Symbol {
    let mut out = String::new();
    write_expr(ast, node, &mut out);
    Symbol::intern(&out)
}

/// What messages call a value that becomes an interface.
pub fn value_text(prog: &Program<'_>, func: &tree::Func, value: &tree::Expr) -> Symbol {
    use tree::{Const, ExprKind};
    let text = match &value.kind {
        ExprKind::Local(local) => return func.locals[*local].name,
        ExprKind::Global(global) => {
            let object = prog.types.object(prog.globals[*global].obj);
            return object.name;
        }
        ExprKind::Const(Const::Int(value)) => value.to_string(),
        ExprKind::Const(Const::Bool(value)) => value.to_string(),
        ExprKind::Const(Const::String(bytes)) => {
            format!("{:?}", String::from_utf8_lossy(bytes))
        }
        ExprKind::Const(Const::Float(value)) => value.to_string(),
        ExprKind::Deref { ptr, .. } => format!("*{}", value_text(prog, func, ptr)),
        ExprKind::Field(x, index) => {
            let cx = prog.types;
            let name = match cx.under(x.ty) {
                rgo_types::Type::Struct(s) => s.fields[*index as usize].name,
                _ => Symbol::EMPTY,
            };
            format!("{}.{name}", value_text(prog, func, x))
        }
        ExprKind::Index { x, index, .. } => {
            format!(
                "{}[{}]",
                value_text(prog, func, x),
                value_text(prog, func, index)
            )
        }
        _ => return Symbol::EMPTY,
    };
    Symbol::intern(&text)
}

fn write_list(ast: &Ast, nodes: &[NodeId], out: &mut String) {
    for (at, &node) in nodes.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write_expr(ast, node, out);
    }
}

fn write_expr(ast: &Ast, node: NodeId, out: &mut String) {
    match ast.expr(node) {
        Expr::Bad => out.push_str("BADEXPR"),
        Expr::Name(name) => out.push_str(name.as_str()),
        Expr::BasicLit { kind, text, .. } => match kind {
            LitKind::String => out.push_str(text.as_str()),
            _ => out.push_str(text.as_str()),
        },
        Expr::CompositeLit { ty, elems, .. } => {
            if let Some(ty) = ty {
                write_expr(ast, ty, out);
            }
            out.push_str(if elems.is_empty() { "{}" } else { "{...}" });
        }
        Expr::KeyValue { key, value } => {
            write_expr(ast, key, out);
            out.push_str(": ");
            write_expr(ast, value, out);
        }
        Expr::FuncLit { .. } => out.push_str("func literal"),
        Expr::Paren(x) => {
            out.push('(');
            write_expr(ast, x, out);
            out.push(')');
        }
        Expr::Selector { x, sel } => {
            write_expr(ast, x, out);
            out.push('.');
            write_expr(ast, sel, out);
        }
        Expr::Index { x, indices } => {
            write_expr(ast, x, out);
            out.push('[');
            write_list(ast, indices, out);
            out.push(']');
        }
        Expr::Slice {
            x,
            lo,
            hi,
            max,
            is_full,
        } => {
            write_expr(ast, x, out);
            out.push('[');
            for (at, bound) in [lo, hi, max].into_iter().enumerate() {
                if at == 1 || at == 2 && is_full {
                    out.push(':');
                }
                if let Some(bound) = bound {
                    write_expr(ast, bound, out);
                }
            }
            out.push(']');
        }
        Expr::Assert { x, ty } => {
            write_expr(ast, x, out);
            out.push_str(".(");
            write_expr(ast, ty, out);
            out.push(')');
        }
        Expr::TypeSwitchGuard { x, .. } => {
            write_expr(ast, x, out);
            out.push_str(".(type)");
        }
        Expr::Unary { op, x } => {
            out.push_str(op.as_str());
            write_expr(ast, x, out);
        }
        Expr::Binary { op, x, y } => {
            write_operand(ast, x, op, out);
            out.push_str(&format!(" {op} "));
            write_operand(ast, y, op, out);
        }
        Expr::Call {
            func,
            args,
            has_dots,
        } => {
            write_expr(ast, func, out);
            out.push('(');
            write_list(ast, args, out);
            if has_dots {
                out.push_str("...");
            }
            out.push(')');
        }
        Expr::ArrayType { len, elem } => {
            out.push('[');
            match len {
                Some(len) => write_expr(ast, len, out),
                None => out.push_str("..."),
            }
            out.push(']');
            write_expr(ast, elem, out);
        }
        Expr::SliceType(elem) => {
            out.push_str("[]");
            write_expr(ast, elem, out);
        }
        Expr::DotsType(elem) => {
            out.push_str("...");
            write_expr(ast, elem, out);
        }
        Expr::StructType(_) => out.push_str("struct {...}"),
        Expr::InterfaceType { .. } => out.push_str("interface {...}"),
        Expr::FuncType { params, results } => write_func_type(ast, params, results, out),
        Expr::MapType { key, value } => {
            out.push_str("map[");
            write_expr(ast, key, out);
            out.push(']');
            write_expr(ast, value, out);
        }
        Expr::ChanType { dir, elem } => {
            out.push_str(match dir {
                ChanDir::Both => "chan ",
                ChanDir::SendOnly => "chan<- ",
                ChanDir::RecvOnly => "<-chan ",
            });
            write_expr(ast, elem, out);
        }
    }
}

fn write_operand(ast: &Ast, node: NodeId, op: Op, out: &mut String) {
    match ast.expr(node) {
        Expr::Binary { op: inner, .. } if inner.precedence() < op.precedence() => {
            out.push('(');
            write_expr(ast, node, out);
            out.push(')');
        }
        _ => write_expr(ast, node, out),
    }
}

fn write_func_type(ast: &Ast, params: &[NodeId], results: &[NodeId], out: &mut String) {
    let fields = |nodes: &[NodeId], out: &mut String| {
        for (at, &field) in nodes.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            write_expr(ast, ast.field(field).ty, out);
        }
    };
    out.push_str("func(");
    fields(params, out);
    out.push(')');
    match results {
        [] => {}
        [single] => {
            out.push(' ');
            write_expr(ast, ast.field(*single).ty, out);
        }
        _ => {
            out.push_str(" (");
            fields(results, out);
            out.push(')');
        }
    }
}
