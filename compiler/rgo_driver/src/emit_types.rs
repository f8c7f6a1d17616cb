//! `--emit=types`: what the checker found out about a package, as text.
//!
//! First the declarations with their types and constants, then the order in which variables are
//! initialised, then the expressions of every body and of the variables' initial values: position,
//! text, type, and the value of constants.

use std::fmt::Write as _;

use rgo_base::Pos;
use rgo_syntax::ast::{Ast, Node, NodeId};
use rgo_syntax::print::expr_string;
use rgo_syntax::visit::children;
use rgo_types::object::VarKind;
use rgo_types::{BodyInfo, Context, Mode, ObjId, ObjectKind, PkgId, Type};

/// All that is known of the package `pkg`.
pub fn package_types(types: &Context, pkg: PkgId) -> String {
    let mut dump = Dump {
        types,
        pkg,
        out: format!("-- package {} --\n", types.package_path(pkg)),
    };
    for &obj in types.package_objects(pkg) {
        dump.declaration(obj);
    }
    let order = types.init_order(pkg, &|_| true);
    if !order.is_empty() {
        dump.out.push_str("\ninitialisation:\n");
    }
    for step in &order {
        let names: Vec<&str> = step.lhs.iter().map(|&var| name(types, var)).collect();
        let _ = writeln!(dump.out, "\t{}", names.join(", "));
    }
    for step in &order {
        if let Some(&var) = step.lhs.first() {
            let info = types.check_values(var);
            let title = format!("var {}", name(types, var));
            dump.expressions(&title, &info, &info.tree.roots[step.value..=step.value]);
        }
    }
    for &obj in types.package_objects(pkg) {
        let func = types.object(obj).as_func();
        if func.is_some_and(|func| func.body.is_some()) {
            let info = types.check_func_body(obj);
            let title = format!("func {}", name(types, obj));
            dump.expressions(&title, &info, &info.tree.roots);
        }
    }
    dump.out
}

fn name(types: &Context, obj: ObjId) -> &str {
    types.object(obj).name.as_str()
}

struct Dump<'a> {
    types: &'a Context,
    pkg: PkgId,
    out: String,
}

impl Dump<'_> {
    fn declaration(&mut self, obj: ObjId) {
        let types = self.types;
        let object = types.object(obj);
        let name = object.name;
        let ty = types.type_string(types.object_type(obj), self.pkg);
        let text = match &object.kind {
            ObjectKind::Const(_) => {
                format!("const {name} {ty} = {}", types.const_value(obj))
            }
            ObjectKind::TypeName { .. } => {
                let named = types.object_type(obj);
                let under = types.type_string(types.underlying(named), self.pkg);
                match types.ty(named) {
                    Type::Named(_) => format!("type {ty} {under}"),
                    _ => format!("type {name} = {ty}"),
                }
            }
            ObjectKind::Var { kind, .. } => {
                debug_assert_eq!(*kind, VarKind::Package);
                format!("var {name} {ty}")
            }
            ObjectKind::Func(_) => {
                let recv = types.recv_type(obj);
                let recv = recv.map_or_else(String::new, |recv| {
                    format!("({}) ", types.type_string(recv, self.pkg))
                });
                let signature = ty.strip_prefix("func").unwrap_or(&ty);
                format!("func {recv}{name}{signature}")
            }
            ObjectKind::PkgName(_) | ObjectKind::Builtin(_) | ObjectKind::Nil => return,
        };
        self.out.push_str(&text);
        self.out.push('\n');
    }

    /// The expressions below `roots`, in source order.
    fn expressions(&mut self, title: &str, info: &BodyInfo, roots: &[NodeId]) {
        let _ = writeln!(self.out, "\n{title}:");
        for &root in roots {
            self.node(&info.tree.ast, info, root);
        }
    }

    fn node(&mut self, ast: &Ast, info: &BodyInfo, node: NodeId) {
        if matches!(ast.node(node), Node::Expr(_))
            && let Some(text) = self.type_and_value(info, node)
        {
            let (line, col) = self.place(ast.pos(node));
            let expr = expr_string(ast, node);
            let _ = writeln!(self.out, "\t{line}:{col}\t{expr}: {text}");
        }
        children(ast, node, &mut |_, child| self.node(ast, info, child));
    }

    fn type_and_value(&self, info: &BodyInfo, node: NodeId) -> Option<String> {
        let ty = info.try_type_of(node);
        let ty = ty.map(|ty| self.types.type_string(ty, self.pkg));
        match (info.mode(node), ty) {
            (Mode::None | Mode::Invalid | Mode::Builtin(_), _) | (_, None) => None,
            (Mode::Type, Some(ty)) => Some(format!("type {ty}")),
            (_, Some(ty)) => Some(match info.constant(node) {
                Some(value) => format!("{ty} = {value}"),
                None => ty,
            }),
        }
    }

    fn place(&self, pos: Pos) -> (u32, u32) {
        let file = self.types.sources.file_of(pos);
        file.map_or((0, 0), |file| file.line_col(file.offset(pos)))
    }
}
