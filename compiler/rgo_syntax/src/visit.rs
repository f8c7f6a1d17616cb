//! Traversal: the children of a node, and all nodes below one.

use crate::ast::{Ast, Decl, Expr, Node, NodeId, Stmt, VarValues};

/// Calls `f` with each child of `node` and what it is to `node`, in source order. A fragment is not
/// a child: it is another [`Ast`]. A type that several fields share is the child of each.
pub fn children(ast: &Ast, node: NodeId, f: &mut impl FnMut(&'static str, NodeId)) {
    match ast.node(node) {
        Node::Expr(expr) => expr_children(expr, f),
        Node::Stmt(stmt) => stmt_children(stmt, f),
        Node::Decl(decl) => decl_children(decl, f),
        Node::Field(field) => {
            one("name", field.name, f);
            f("type", field.ty);
        }
        Node::CaseClause(clause) => {
            all("case", clause.cases.unwrap_or_default(), f);
            all("", clause.body, f);
        }
        Node::CommClause(clause) => {
            one("comm", clause.comm, f);
            all("", clause.body, f);
        }
    }
}

fn one(role: &'static str, node: Option<NodeId>, f: &mut impl FnMut(&'static str, NodeId)) {
    if let Some(node) = node {
        f(role, node);
    }
}

fn all(role: &'static str, nodes: &[NodeId], f: &mut impl FnMut(&'static str, NodeId)) {
    for &node in nodes {
        f(role, node);
    }
}

fn expr_children(expr: Expr<'_>, f: &mut impl FnMut(&'static str, NodeId)) {
    match expr {
        Expr::Bad | Expr::Name(_) | Expr::BasicLit { .. } => {}
        Expr::CompositeLit { ty, elems, .. } => {
            one("type", ty, f);
            all("", elems, f);
        }
        Expr::KeyValue { key, value } => {
            f("key", key);
            f("value", value);
        }
        Expr::FuncLit { ty, body } => {
            f("type", ty);
            f("body", body);
        }
        Expr::Paren(x) | Expr::Unary { x, .. } => f("", x),
        Expr::Selector { x, sel } => {
            f("", x);
            f("sel", sel);
        }
        Expr::Index { x, indices } => {
            f("", x);
            all("index", indices, f);
        }
        Expr::Slice { x, lo, hi, max, .. } => {
            f("", x);
            one("lo", lo, f);
            one("hi", hi, f);
            one("max", max, f);
        }
        Expr::Assert { x, ty } => {
            f("", x);
            f("type", ty);
        }
        Expr::TypeSwitchGuard { lhs, x } => {
            one("lhs", lhs, f);
            f("", x);
        }
        Expr::Binary { x, y, .. } => {
            f("", x);
            f("", y);
        }
        Expr::Call { func, args, .. } => {
            f("func", func);
            all("arg", args, f);
        }
        Expr::ArrayType { len, elem } => {
            one("len", len, f);
            f("elem", elem);
        }
        Expr::SliceType(elem) | Expr::DotsType(elem) | Expr::ChanType { elem, .. } => {
            f("elem", elem);
        }
        Expr::StructType(fields) => {
            for (field, tag) in fields.iter() {
                f("field", field);
                one("tag", tag, f);
            }
        }
        Expr::InterfaceType { methods } => all("method", methods, f),
        Expr::FuncType { params, results } => {
            all("param", params, f);
            all("result", results, f);
        }
        Expr::MapType { key, value } => {
            f("key", key);
            f("value", value);
        }
    }
}

fn stmt_children(stmt: Stmt<'_>, f: &mut impl FnMut(&'static str, NodeId)) {
    match stmt {
        Stmt::Empty => {}
        Stmt::Labeled { label, stmt } => {
            f("label", label);
            f("", stmt);
        }
        Stmt::Block { list, .. } | Stmt::Decl(list) | Stmt::Return(list) => all("", list, f),
        Stmt::Expr(x) => f("", x),
        Stmt::Send { chan, value } => {
            f("chan", chan);
            f("value", value);
        }
        Stmt::Assign { lhs, rhs, .. } => {
            all("lhs", lhs, f);
            all("rhs", rhs, f);
        }
        Stmt::Branch { label, .. } => one("label", label, f),
        Stmt::Call { call, .. } => f("", call),
        Stmt::If {
            init,
            cond,
            then,
            els,
        } => {
            one("init", init, f);
            f("cond", cond);
            f("then", then);
            one("else", els, f);
        }
        Stmt::For {
            init,
            cond,
            post,
            body,
        } => {
            one("init", init, f);
            one("cond", cond, f);
            one("post", post, f);
            f("body", body);
        }
        Stmt::Switch {
            init, tag, clauses, ..
        } => {
            one("init", init, f);
            one("tag", tag, f);
            all("", clauses, f);
        }
        Stmt::Select { clauses, .. } => all("", clauses, f),
        Stmt::Range { lhs, x, .. } => {
            all("lhs", lhs, f);
            f("", x);
        }
    }
}

fn decl_children(decl: Decl<'_>, f: &mut impl FnMut(&'static str, NodeId)) {
    match decl {
        Decl::Import { local, path, .. } => {
            one("local", local, f);
            one("path", path, f);
        }
        Decl::Const {
            names, ty, values, ..
        } => {
            all("name", names, f);
            one("type", ty, f);
            all("value", values, f);
        }
        Decl::Type {
            name, tparams, ty, ..
        } => {
            f("name", name);
            all("tparam", tparams, f);
            f("type", ty);
        }
        Decl::Var {
            names, ty, values, ..
        } => {
            all("name", names, f);
            one("type", ty, f);
            if let VarValues::Here(values) = values {
                all("value", values, f);
            }
        }
        Decl::Func(func) => {
            one("recv", func.recv, f);
            f("name", func.name);
            all("tparam", func.tparams, f);
            f("type", func.ty);
        }
    }
}

/// Calls `f` with `root` and the nodes below it, parents before their children and siblings in
/// source order. Nodes below one for which `f` returns false are left out. Does not recurse.
pub fn walk(ast: &Ast, root: NodeId, mut f: impl FnMut(NodeId) -> bool) {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if !f(node) {
            continue;
        }
        let mark = stack.len();
        children(ast, node, &mut |_, child| stack.push(child));
        stack[mark..].reverse();
    }
}
