//! Everything that checking finds out about a package, as lines of text.

use std::fmt::Write as _;

use rgo_base::Pos;
use rgo_syntax::ast::{Ast, ChanDir, Decl, Expr, NodeId};
use rgo_syntax::literal::quote;
use rgo_syntax::print::expr_string;
use rgo_syntax::visit::children;
use rgo_types::object::VarKind;
use rgo_types::type_::{Basic, Param};
use rgo_types::type_string::Qualifier;
use rgo_types::{
    BodyInfo, Context, Mode, ObjId, ObjectKind, PkgId, SelectionKind, Type, TypeId, is_exported,
};

use crate::library::Library;

/// Writes the facts about one package, a line each.
pub struct Dumper<'a> {
    pub ctx: &'a Context,
    pub library: &'a Library,
    pub pkg: PkgId,
    pub lines: Vec<String>,
}

/// A text without line breaks and what is no UTF-8.
fn short(text: &str, max: usize) -> String {
    let text = text.replace('\n', "\\n");
    let bytes = &text.as_bytes()[..text.len().min(max)];
    String::from_utf8_lossy(bytes).replace('\u{FFFD}', "?")
}

impl Dumper<'_> {
    fn place(&self, pos: Pos) -> String {
        match self.library.sources.file_of(pos) {
            Some(file) => {
                let (line, col) = file.line_col(file.offset(pos));
                let name = file
                    .path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                format!("{name}:{line}:{col}")
            }
            None => "-".to_owned(),
        }
    }

    fn object(&self, obj: ObjId) -> String {
        let object = self.ctx.object(obj);
        if let ObjectKind::PkgName(data) = &object.kind {
            let path = data
                .imported
                .map_or("?", |pkg| self.ctx.package_path(pkg).as_str());
            return format!("package {path}");
        }
        if object.pkg.is_none_or(|pkg| pkg == PkgId::UNSAFE) {
            return format!("predeclared {}", object.name);
        }
        format!("{} {}", object.name, self.place(object.pos))
    }

    fn id(&self, pkg: Option<PkgId>, name: rgo_base::Symbol) -> String {
        match pkg {
            Some(pkg) if !is_exported(name) => format!("{}.{name}", self.ctx.package_path(pkg)),
            _ => name.as_str().to_owned(),
        }
    }

    fn tuple(&self, types: impl Iterator<Item = TypeId>) -> String {
        let texts: Vec<String> = types.map(|ty| self.typ(ty)).collect();
        format!("({})", texts.join(","))
    }

    fn typ(&self, ty: TypeId) -> String {
        let ctx = self.ctx;
        match ctx.ty(ctx.unalias(ty)) {
            Type::Basic(Basic::UnsafePointer) => "unsafe.Pointer".to_owned(),
            Type::Basic(basic) => basic.canonical().name().to_owned(),
            &Type::Pointer(elem) => format!("*{}", self.typ(elem)),
            &Type::Slice(elem) => format!("[]{}", self.typ(elem)),
            &Type::Array { elem, len } => format!("[{len}]{}", self.typ(elem)),
            &Type::Map { key, value } => format!("map[{}]{}", self.typ(key), self.typ(value)),
            &Type::Chan { dir, elem } => {
                let what = match dir {
                    ChanDir::Both => "chan",
                    ChanDir::SendOnly => "chan<-",
                    ChanDir::RecvOnly => "<-chan",
                };
                format!("{what}({})", self.typ(elem))
            }
            Type::Tuple(types) => self.tuple(types.iter().copied()),
            Type::Signature(sig) => {
                let mut text = "func".to_owned();
                if !sig.tparams.is_empty() {
                    let _ = write!(text, "<{}>", sig.tparams.len());
                }
                let types = |list: &[Param]| self.tuple(list.iter().map(|p| p.ty));
                text += &types(&sig.params);
                if sig.is_variadic {
                    text += "...";
                }
                text + &types(&sig.results)
            }
            Type::Struct(s) => {
                let field = |f: &rgo_types::type_::Field| {
                    let mut text = format!("{} {}", self.id(f.pkg, f.name), self.typ(f.ty));
                    if f.is_embedded {
                        text += " embedded";
                    }
                    if !f.tag.as_str().is_empty() {
                        text += " ";
                        text += &quote(f.tag.as_str().as_bytes());
                    }
                    text
                };
                let fields: Vec<String> = s.fields.iter().map(field).collect();
                format!("struct{{{}}}", fields.join(";"))
            }
            Type::Interface(_) => {
                let set = ctx.type_set(ctx.unalias(ty));
                let mut texts: Vec<String> = set
                    .methods
                    .iter()
                    .map(|m| format!("{}{}", self.id(m.name.pkg, m.name.name), self.typ(m.sig)))
                    .collect();
                texts.sort();
                if !set.is_method_set() {
                    texts.push("constraint".to_owned());
                }
                format!("interface{{{}}}", texts.join(";"))
            }
            &Type::Named(named) => {
                let data = ctx.named(named);
                let object = ctx.object(data.obj);
                let mut text = object.name.as_str().to_owned();
                if let Some(pkg) = object.pkg {
                    text = format!("{}.{text}", ctx.package_path(pkg));
                }
                if !data.args.is_empty() {
                    text += &self.args(&data.args);
                }
                text
            }
            &Type::TypeParam(tparam) => format!("${}", ctx.object(ctx.tparam(tparam).obj).name),
            Type::Union(_) => "union".to_owned(),
            Type::Invalid | Type::Alias(_) => "?".to_owned(),
        }
    }

    fn args(&self, args: &[TypeId]) -> String {
        let texts: Vec<String> = args.iter().map(|&ty| self.typ(ty)).collect();
        format!("[{}]", texts.join(","))
    }

    fn body(&mut self, info: &BodyInfo) {
        for &root in &info.tree.roots {
            self.node(info, &info.tree.ast, root);
        }
    }

    fn node(&mut self, info: &BodyInfo, ast: &Ast, node: NodeId) {
        if ast.is_expr(node) {
            self.expr(info, ast, node);
        }
        let mut inner = Vec::new();
        children(ast, node, &mut |_, child| inner.push(child));
        for child in inner {
            self.node(info, ast, child);
        }
    }

    fn expr(&mut self, info: &BodyInfo, ast: &Ast, node: NodeId) {
        let ctx = self.ctx;
        let place = self.place(ast.pos(node));
        let text = short(&expr_string(ast, node), 60);
        if let Expr::Name(name) = ast.expr(node)
            && let Some(obj) = info.object(node)
        {
            self.lines
                .push(format!("{place} object {name}: {}", self.object(obj)));
        }
        if let Expr::Name(name) = ast.expr(node)
            && let Some(instance) = info.instances.get(&node)
        {
            let (args, ty) = (self.args(&instance.args), self.typ(instance.ty));
            // Those of methods are not compared: the reference has no object for them here.
            if info.object(node).is_some() {
                self.lines
                    .push(format!("{place} instance {name}: {args} {ty}"));
            }
        }
        if let Expr::Selector { .. } = ast.expr(node)
            && let Some(selection) = info.selections.get(&node)
        {
            let kind = match selection.kind {
                SelectionKind::Field => "field",
                SelectionKind::MethodValue => "value",
                SelectionKind::MethodExpr => "expr",
            };
            let path: Vec<String> = selection.path.iter().map(u32::to_string).collect();
            self.lines.push(format!(
                "{place} select {text}: {kind} [{}] {}",
                path.join(" "),
                selection.is_indirect
            ));
        }
        let mode = match info.mode(node) {
            Mode::None | Mode::Invalid => return,
            Mode::NoValue => "void",
            Mode::Builtin(_) => "builtin",
            Mode::Type => "type",
            Mode::Constant => "const",
            Mode::Variable => "var",
            Mode::MapIndex => "map",
            Mode::Value => "value",
            Mode::Nil => "nil",
            Mode::CommaOk => "ok",
        };
        let mut ty = info
            .try_type_of(node)
            .map_or_else(|| "?".to_owned(), |ty| self.typ(ty));
        if mode == "builtin" {
            ty = "-".to_owned();
        }
        let mut value = String::new();
        if let Some(constant) = info.constant(node) {
            let exact = format!(" = {}", constant.exact_string());
            value = short(&exact[..], usize::MAX);
            let bytes = exact.as_bytes();
            if bytes.len() > 100 {
                value = short(&String::from_utf8_lossy(&bytes[..100]), usize::MAX);
            }
        }
        let _ = ctx;
        self.lines
            .push(format!("{place} {text}: {mode} {ty}{value}"));
    }

    fn message_text(&self, ty: TypeId) -> String {
        self.ctx
            .qualified_type_string(ty, Qualifier::PathsBut(self.pkg))
    }

    fn method_set(&mut self, name: &str, ty: TypeId) {
        let ctx = self.ctx;
        for entry in ctx.method_set(ty) {
            let path: Vec<String> = entry.path.iter().map(u32::to_string).collect();
            self.lines.push(format!(
                "methods {name} {}: [{}] {} {}",
                self.id(entry.name.pkg, entry.name.name),
                path.join(" "),
                entry.is_indirect,
                self.typ(ctx.method_entry_signature(entry))
            ));
        }
    }

    fn scope(&mut self) {
        let ctx = self.ctx;
        for &obj in ctx.package_objects(self.pkg) {
            let object = ctx.object(obj);
            let name = object.name;
            if ctx.package_object(self.pkg, name) != Some(obj) {
                continue;
            }
            let ty = ctx.object_type(obj);
            self.lines
                .push(format!("declared {name}: {}", self.message_text(ty)));
            if !object.is_type_name() {
                continue;
            }
            let under = self.message_text(ctx.underlying(ty));
            self.lines.push(format!("type {name}: {under}"));
            let Type::Named(named) = *ctx.ty(ty) else {
                continue;
            };
            if !ctx.tparams_of(named).is_empty() {
                continue;
            }
            self.lines.push(format!(
                "type {name} size {} align {}",
                ctx.size_of(ty),
                ctx.align_of(ty)
            ));
            if let Type::Struct(_) = ctx.ty(ctx.underlying(ty)) {
                let offsets: Vec<String> =
                    ctx.field_offsets(ty).iter().map(u64::to_string).collect();
                self.lines
                    .push(format!("type {name} offsets [{}]", offsets.join(" ")));
            }
            self.method_set(&format!("{name}"), ty);
            self.method_set(&format!("*{name}"), ctx.pointer_to(ty));
            for &method in ctx.methods_of(named) {
                let own = ctx.object(method).name;
                let sig = self.message_text(ctx.object_type(method));
                self.lines.push(format!("method {name}.{own}: {sig}"));
            }
        }
        for (at, init) in ctx.init_order(self.pkg, &|_| true).iter().enumerate() {
            let names: Vec<&str> = init
                .lhs
                .iter()
                .map(|&var| ctx.object(var).name.as_str())
                .collect();
            self.lines.push(format!("init {at:04} {}", names.join(",")));
        }
    }

    pub fn dump(&mut self) {
        let ctx = self.ctx;
        for &obj in ctx.package_objects(self.pkg) {
            let object = ctx.object(obj);
            match &object.kind {
                ObjectKind::Func(data) if data.body.is_some() => {
                    self.body(&ctx.check_func_body(obj));
                }
                ObjectKind::Var {
                    kind: VarKind::Package,
                    ..
                } if ctx.has_initial_values(obj) => {
                    let decl = object.decl().expect("a package variable has a declaration");
                    let ast = &ctx.package(self.pkg).files[decl.file as usize].ast;
                    if decl.index == 0 && matches!(ast.decl(decl.node), Decl::Var { .. }) {
                        self.body(&ctx.check_values(obj));
                    }
                }
                _ => {}
            }
        }
        self.scope();
    }
}
