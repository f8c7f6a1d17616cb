//! Declarations: constants, variables, types and functions, and cycles among them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::{Ast, Decl, Expr, FragmentId, FuncDecl, NodeId, VarValues};
use rgo_syntax::token::Op;
use rustc_hash::FxHashMap;

use crate::assign::Initialized;
use crate::check::Checker;
use crate::constant::ConstValue;
use crate::context::Context;
use crate::delayed::Delayed;
use crate::object::{ConstData, ObjId, Object, ObjectKind, State};
use crate::operand::Operand;
use crate::package::PkgId;
use crate::type_::{
    Alias, AliasId, Interface, Named, NamedId, Type, TypeCell, TypeId, TypeParam, TypeParamId,
};

/// Resolves a package-level object or method. The caller holds the declaration lock with a frame
/// of the object's package. Meeting a grey object is a cycle; `in_tparam_list` says whether it was
/// met in a type parameter list.
pub(crate) fn resolve_object(ctx: &Context, obj: ObjId, in_tparam_list: bool) {
    let object = &ctx.objects[obj];
    let Some(pkg) = object.pkg else { return };
    match object.state() {
        State::Black => return,
        State::Grey => return crate::cycles::meet_grey(ctx, obj, in_tparam_list),
        // Part of a cycle of names: nothing more is said about it.
        State::White if object.ty.get() == Some(TypeId::INVALID) => {
            if let Some(decl) = object.decl() {
                Checker::for_file(ctx, pkg, decl.file).collect_methods(obj);
            }
            return object.set_state(State::Black);
        }
        State::White => {}
    }
    object.set_state(State::Grey);
    ctx.decl_lock.frame(|frame| frame.path.push(obj));
    match &object.kind {
        ObjectKind::Const(data) => resolve_const(ctx, pkg, obj, data),
        ObjectKind::Var {
            decl: Some(decl), ..
        } => {
            crate::values::resolve_var(ctx, pkg, obj, *decl);
        }
        ObjectKind::TypeName { decl: Some(decl) } => {
            let mut checker = Checker::for_decl(ctx, pkg, decl.file, decl.node);
            checker.check_direct_cycle(obj);
            if object.ty.get() != Some(TypeId::INVALID) {
                checker.type_decl(obj, decl.node);
            }
            checker.collect_methods(obj);
        }
        ObjectKind::Func(data) => {
            if let Some(decl) = data.decl {
                Checker::for_decl(ctx, pkg, decl.file, decl.node).func_decl(obj, decl.node);
            }
        }
        ObjectKind::TypeName { decl: None }
        | ObjectKind::Var { decl: None, .. }
        | ObjectKind::PkgName(_)
        | ObjectKind::Builtin(_)
        | ObjectKind::Nil => {}
    }
    if object.ty.get().is_none() {
        object.ty.set(TypeId::INVALID);
    }
    ctx.decl_lock.frame(|frame| {
        frame.path.pop();
    });
    object.set_state(State::Black);
}

fn resolve_const(ctx: &Context, pkg: PkgId, obj: ObjId, data: &ConstData) {
    if let (Some(decl), Some(source)) = (data.decl, data.source) {
        let mut checker = Checker::for_decl(ctx, pkg, decl.file, source);
        checker.collects_deps = true;
        checker.owner = Some(obj);
        checker.const_decl(obj, data, source);
        let deps = std::mem::take(&mut checker.results.deps);
        let _ = data.deps.set(deps.into());
    }
    let _ = data.value.set(ConstValue::Unknown);
}

/// The nodes of a top-level declaration: from the one behind the declaration before it.
pub(crate) fn node_range(decls: &[NodeId], decl: NodeId) -> (u32, u32) {
    let at = decls.partition_point(|&d| d < decl);
    let first = at
        .checked_sub(1)
        .map_or(0, |before| decls[before].as_u32() + 1);
    (first, decl.as_u32())
}

/// The fragment that holds a variable declaration's initial values.
pub(crate) fn values_fragment(ast: &Ast, decl: NodeId) -> Option<FragmentId> {
    match ast.decl(decl) {
        Decl::Var {
            values: VarValues::Fragment(fragment),
            ..
        } => Some(fragment),
        _ => None,
    }
}

impl Context {
    /// A defined type whose declaration is still to be looked at. Its name denotes it from now on.
    fn new_named(&self, obj: ObjId, outer_tparams: &[TypeParamId], local_index: u32) -> NamedId {
        let named = self.nameds.push(Named {
            obj,
            origin: None,
            args: Box::default(),
            outer_args: Box::default(),
            outer_tparams: outer_tparams.into(),
            local_index,
            pos: OnceLock::from(self.objects[obj].pos),
            tparams: OnceLock::new(),
            rhs: TypeCell::new(),
            underlying: TypeCell::new(),
            methods: OnceLock::new(),
            method_index: OnceLock::new(),
            has_var_size: OnceLock::new(),
            is_valid: OnceLock::new(),
        });
        self.objects[obj].ty.set(self.intern(Type::Named(named)));
        named
    }

    /// The type that a type name of a trusted package denotes, if that is known without resolving
    /// its declaration: it is a defined type without type parameters. What it is made of is found
    /// out when somebody asks. So types that mention each other are resolved in any order, and only
    /// if they matter.
    pub(crate) fn mentioned_type(&self, obj: ObjId) -> Option<TypeId> {
        let object = &self.objects[obj];
        let (ObjectKind::TypeName { decl: Some(decl) }, Some(pkg)) = (&object.kind, object.pkg)
        else {
            return None;
        };
        let package = &self.packages[pkg];
        if !package.is_trusted {
            return None;
        }
        if let Some(known) = object.ty.get() {
            return Some(known);
        }
        let ast = &package.files[decl.file as usize].ast;
        match ast.decl(decl.node) {
            Decl::Type {
                is_alias: false,
                tparams: [],
                ..
            } => {}
            _ => return None,
        }
        self.with_declarations(pkg, || {
            if object.ty.get().is_none() {
                self.new_named(obj, &[], 0);
            }
        });
        object.ty.get()
    }
}

impl<'a> Checker<'a> {
    /// Resolves `obj` from within this check: a cycle is judged.
    pub fn resolve_here(&mut self, obj: ObjId) {
        let object = &self.ctx.objects[obj];
        if object.state() == State::Black {
            return;
        }
        if object.pkg != Some(self.package.id) || self.is_body {
            return self.ctx.resolve(obj);
        }
        self.ctx.with_declarations(self.package.id, || {
            resolve_object(self.ctx, obj, self.in_tparam_list);
        });
    }

    pub fn const_decl(&mut self, obj: ObjId, data: &ConstData, source: NodeId) {
        let Decl::Const { ty, values, .. } = self.ast.decl(source) else {
            return;
        };
        let index = data.decl.map_or(0, |decl| decl.index) as usize;
        let is_inherited = data.decl.is_some_and(|decl| decl.node != source);
        self.init_constant(obj, data, ty, values.get(index).copied(), is_inherited);
    }

    /// Determines type and value of a constant. An inherited value is an expression elsewhere:
    /// errors point to the constant.
    pub fn init_constant(
        &mut self,
        obj: ObjId,
        data: &ConstData,
        ty: Option<NodeId>,
        value: Option<NodeId>,
        is_inherited: bool,
    ) {
        let ctx = self.ctx;
        let saved = (self.iota.replace(data.iota), self.error_pos.take());
        let mut is_const_type = true;
        if let Some(node) = ty {
            let ty = self.typ(node);
            is_const_type = ctx.is_const_type(ty);
            if !is_const_type && ctx.underlying(ty) != TypeId::INVALID {
                let text = self.type_text(ty);
                self.error_at(node, format!("invalid constant type {text}"));
            }
            ctx.objects[obj]
                .ty
                .set(if is_const_type { ty } else { TypeId::INVALID });
        }
        if is_const_type {
            let mut x = Operand::invalid();
            if let Some(value) = value {
                if is_inherited {
                    self.error_pos = Some(ctx.objects[obj].pos);
                }
                self.expr(None, &mut x, value);
            }
            self.assign_constant(obj, data, &mut x);
        }
        let _ = data.value.set(ConstValue::Unknown);
        (self.iota, self.error_pos) = saved;
    }

    fn assign_constant(&mut self, obj: ObjId, data: &ConstData, x: &mut Operand) {
        let ctx = self.ctx;
        let cell = &ctx.objects[obj].ty;
        let declared = cell.get();
        let is_usable = x.is_valid()
            && ctx.is_valid(x.ty)
            && declared.is_none_or(|declared| ctx.is_valid(declared));
        if !is_usable {
            if declared.is_none() {
                cell.set(TypeId::INVALID);
            }
            return;
        }
        if !x.is_constant() {
            let text = self.describe(x);
            self.error_on(x, format!("{text} is not constant"));
            if declared.is_none() {
                cell.set(TypeId::INVALID);
            }
            return;
        }
        let ty = declared.unwrap_or(x.ty);
        cell.set(ty);
        self.assignment(x, Some(ty), "constant declaration".into());
        if x.is_valid() {
            let _ = data.value.set(x.value.clone());
        }
    }

    /// Checks a type or alias declaration, package-level or local.
    pub fn type_decl(&mut self, obj: ObjId, decl: NodeId) {
        let Decl::Type {
            tparams,
            is_alias,
            ty,
            ..
        } = self.ast.decl(decl)
        else {
            return;
        };
        let pos = match tparams.first() {
            Some(&first) => self.ast.start_pos(first),
            None => self.ast.start_pos(decl),
        };
        let is_allowed = match (is_alias, tparams.is_empty()) {
            (true, true) => self.require_version(pos, 9, |_| "type alias".to_owned()),
            (true, false) => self.require_version(pos, 23, |_| "generic type alias".to_owned()),
            (false, true) => true,
            (false, false) => self.require_version(pos, 18, |_| "type parameter".to_owned()),
        };
        let type_pos = is_allowed.then(|| self.ast.start_pos(ty));
        self.later(Delayed::TypeDecl { obj, type_pos });
        if is_alias {
            self.alias_decl(obj, tparams, ty);
        } else {
            self.defined_type_decl(obj, decl, tparams, ty);
        }
    }

    fn alias_decl(&mut self, obj: ObjId, tparams: &[NodeId], ty: NodeId) {
        let ctx = self.ctx;
        let alias = ctx.aliases.push(Alias {
            obj,
            origin: None,
            args: Box::default(),
            is_in_generic_code: !self.outer_tparams.is_empty(),
            tparams: OnceLock::new(),
            target: TypeCell::new(),
            actual: TypeCell::new(),
        });
        ctx.objects[obj].ty.set(ctx.intern(Type::Alias(alias)));
        self.names.open();
        let list = self.declare_tparams(tparams, |list| {
            let _ = ctx.aliases[alias].tparams.set(list);
        });
        let mut rhs = self.declared_type(ty, Some(obj));
        self.close_scope();
        if ctx
            .as_tparam(rhs)
            .is_some_and(|tparam| list.contains(&tparam))
            && matches!(ctx.ty(rhs), Type::TypeParam(_))
        {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error_at(ty, message);
            rhs = TypeId::INVALID;
        }
        // A cycle through the alias may have made it invalid meanwhile.
        if ctx.aliases[alias].target.get().is_none() {
            self.set_alias_target(alias, rhs);
        }
    }

    fn set_alias_target(&mut self, alias: AliasId, rhs: TypeId) {
        let ctx = self.ctx;
        // Aliases of aliases end somewhere: a target never leads back to its own alias.
        let mut ty = rhs;
        while let Type::Alias(next) = *ctx.ty(ty) {
            if next == alias {
                return ctx.aliases[alias].target.set(TypeId::INVALID);
            }
            match ctx.aliases[next].target.get() {
                Some(target) if ctx.aliases[next].actual.get().is_none() => ty = target,
                Some(_) | None => break,
            }
        }
        ctx.aliases[alias].target.set(rhs);
    }

    fn defined_type_decl(&mut self, obj: ObjId, decl: NodeId, tparams: &[NodeId], ty: NodeId) {
        let ctx = self.ctx;
        let local_index = if self.is_body {
            self.local_type_number(decl)
        } else {
            0
        };
        let mentioned = ctx.objects[obj].ty.get().and_then(|ty| ctx.as_named(ty));
        let named = match mentioned {
            Some(named) => named,
            None => ctx.new_named(obj, &self.outer_tparams, local_index),
        };
        self.names.open();
        self.declare_tparams(tparams, |list| {
            let _ = ctx.nameds[named].tparams.set(list);
        });
        let mut rhs = self.declared_type(ty, Some(obj));
        self.close_scope();
        if ctx.is_tparam(rhs) {
            self.error_at(ty, "cannot use a type parameter as RHS in type declaration");
            rhs = TypeId::INVALID;
        }
        ctx.nameds[named].rhs.set(rhs);
    }

    /// Declares a type parameter list in the innermost scope. `publish` gets it before the
    /// constraints are looked at, which may mention the type being declared.
    pub fn declare_tparams(
        &mut self,
        fields: &[NodeId],
        publish: impl FnOnce(Box<[TypeParamId]>),
    ) -> Vec<TypeParamId> {
        let ctx = self.ctx;
        let mut list = Vec::with_capacity(fields.len());
        for (index, &field) in fields.iter().enumerate() {
            if let Some(name) = self.ast.field(field).name {
                list.push(self.declare_tparam(name, index as u32));
            }
        }
        publish(list.as_slice().into());
        let was_in_list = std::mem::replace(&mut self.in_tparam_list, !fields.is_empty());
        let mut previous: Option<(NodeId, TypeId)> = None;
        for (&field, &tparam) in fields.iter().zip(&list) {
            let node = self.ast.field(field).ty;
            let bound = match previous {
                Some((known, bound)) if known == node => {
                    // Relaxed: the constraint is published after it.
                    let flag = &ctx.tparams[tparam].shares_constraint;
                    flag.store(true, Ordering::Relaxed);
                    bound
                }
                _ => self.constraint(node),
            };
            previous = Some((node, bound));
            ctx.tparams[tparam].constraint.set(bound);
        }
        self.in_tparam_list = was_in_list;
        list
    }

    fn constraint(&mut self, node: NodeId) -> TypeId {
        let ctx = self.ctx;
        let is_literal = match self.ast.expr(node) {
            Expr::Unary { op, .. } => op == Op::Tilde,
            Expr::Binary { op, .. } => op == Op::Or,
            _ => false,
        };
        if is_literal {
            // `~int | string` is short for an interface that embeds it.
            let embedded = self.union_type(node);
            if embedded == TypeId::INVALID {
                return TypeId::INVALID;
            }
            let ty = ctx.intern(Type::Interface(Box::new(Interface {
                embeddeds: Box::new([embedded]),
                is_implicit: true,
                ..Interface::default()
            })));
            let pos = self.ast.start_pos(node);
            self.later(Delayed::TypeSet {
                methods: Vec::new(),
                embeddeds: vec![(embedded, pos)],
            });
            return ty;
        }
        let bound = self.typ(node);
        if ctx.is_tparam(bound) {
            self.error_at(node, "cannot use a type parameter as constraint");
            return TypeId::INVALID;
        }
        bound
    }

    /// Declares one type parameter; its constraint is still unknown.
    pub fn declare_tparam(&mut self, name: NodeId, index: u32) -> TypeParamId {
        let tparam = self.new_tparam(self.ast.name(name), self.ast.pos(name), index);
        let obj = self.ctx.tparams[tparam].obj;
        self.declare(obj);
        self.results.set_object(name, obj);
        tparam
    }

    /// A type parameter in place of something that is no name.
    pub fn blank_tparam(&mut self, node: NodeId, index: u32) -> TypeParamId {
        self.new_tparam(Symbol::BLANK, self.ast.pos(node), index)
    }

    pub fn new_tparam(&mut self, symbol: Symbol, pos: Pos, index: u32) -> TypeParamId {
        let ctx = self.ctx;
        let kind = ObjectKind::TypeName { decl: None };
        let pkg = Some(self.package.id);
        let obj = ctx
            .objects
            .push(Object::with_type(symbol, pkg, pos, kind, TypeId::INVALID));
        let tparam = ctx.tparams.push(TypeParam {
            obj,
            pos,
            index,
            origin: None,
            shares_constraint: AtomicBool::new(false),
            constraint: TypeCell::new(),
        });
        ctx.objects[obj].ty.set(ctx.tparam_type(tparam));
        tparam
    }

    /// Declares an object in the innermost scope.
    pub fn declare(&mut self, obj: ObjId) {
        let object = &self.ctx.objects[obj];
        if object.name.is_blank() || object.name == Symbol::EMPTY {
            return;
        }
        match self.names.lookup_innermost(object.name) {
            Some(other) => {
                let message = format!("{} redeclared in this block", object.name);
                let diagnostic = Diagnostic::error(object.pos, message);
                let diagnostic = self.note_other(diagnostic, other);
                self.report(diagnostic);
            }
            None => self.names.declare(object.name, obj),
        }
    }

    /// Gives a declared type its methods; names must be unique.
    pub fn collect_methods(&mut self, obj: ObjId) {
        let ctx = self.ctx;
        let named = ctx.objects[obj].ty.get().and_then(|ty| match *ctx.ty(ty) {
            Type::Named(named) if ctx.nameds[named].obj == obj => Some(named),
            _ => None,
        });
        let candidates = self.scopes.methods.get(&obj).map_or(&[][..], Vec::as_slice);
        let mut methods = Vec::with_capacity(candidates.len());
        let mut seen: FxHashMap<Symbol, ObjId> = FxHashMap::default();
        for &method in candidates {
            let object = &ctx.objects[method];
            match seen.get(&object.name) {
                Some(&other) => {
                    let at = ctx.pos_string(ctx.objects[other].pos);
                    let message = format!(
                        "method {}.{} already declared at {at}",
                        ctx.objects[obj].name, object.name
                    );
                    self.error(object.pos, message);
                }
                None => {
                    seen.insert(object.name, method);
                    methods.push(method);
                }
            }
        }
        // A type that is part of a cycle is none.
        let Some(named) = named else { return };
        let has_methods = !methods.is_empty();
        let _ = ctx.nameds[named].methods.set(methods.into());
        if has_methods {
            self.later(Delayed::FieldsAndMethods { named });
        }
    }

    /// Fields and methods of a type must have different names.
    pub fn check_fields_and_methods(&mut self, named: NamedId) {
        let ctx = self.ctx;
        let under = ctx.underlying(ctx.intern(Type::Named(named)));
        let Type::Struct(s) = ctx.ty(under) else {
            return;
        };
        let methods: FxHashMap<Symbol, ObjId> = ctx
            .methods_of(named)
            .iter()
            .map(|&m| (ctx.objects[m].name, m))
            .collect();
        for (at, field) in s
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| !f.name.is_blank())
        {
            let Some(&method) = methods.get(&field.name) else {
                continue;
            };
            let name = field.name;
            let message = format!("field and method with the same name {name}");
            let mut diagnostic = Diagnostic::error(ctx.objects[method].pos, message);
            if let Some(pos) = self.field_pos(named, at) {
                diagnostic = diagnostic.note(pos, format!("other declaration of {name}"));
            }
            self.report(diagnostic);
        }
    }

    /// Where the `at`-th field of a declared struct type is in the source.
    fn field_pos(&self, named: NamedId, at: usize) -> Option<Pos> {
        let ctx = self.ctx;
        let decl = ctx.objects[ctx.nameds[named].obj].decl()?;
        let ast = &self.package.files[decl.file as usize].ast;
        let Decl::Type { ty, .. } = ast.decl(decl.node) else {
            return None;
        };
        match ast.expr(ast.unparen(ty)) {
            Expr::StructType(fields) => {
                let (field, _) = fields.iter().nth(at)?;
                let field = ast.field(field);
                let name = field
                    .name
                    .or_else(|| crate::type_expr::embedded_name(ast, field.ty))?;
                Some(ast.pos(name))
            }
            _ => {
                // Declared in terms of another type.
                let rhs = ctx.as_named(ctx.nameds[named].rhs.get()?)?;
                self.field_pos(ctx.origin(rhs), at)
            }
        }
    }

    pub fn func_decl(&mut self, obj: ObjId, decl: NodeId) {
        let ctx = self.ctx;
        let Decl::Func(FuncDecl {
            recv,
            tparams,
            ty,
            body,
            ..
        }) = self.ast.decl(decl)
        else {
            return;
        };
        // What a cycle through the function finds.
        ctx.objects[obj].ty.set(TypeId::EMPTY_SIGNATURE);
        self.names.open();
        let func = self.func_type(recv, tparams, ty, Some(obj));
        self.close_scope();
        if let ObjectKind::Func(data) = &ctx.objects[obj].kind {
            let _ = data.recv_tparams.set(func.recv_tparams.into());
            if let Some(recv_type) = func.recv_type {
                data.recv_type.set(recv_type);
            }
        }
        ctx.objects[obj].ty.set(ctx.signature_of(func.sig));
        if !tparams.is_empty() && body.is_none() {
            self.soft_error(
                self.ast.pos(decl),
                "generic function is missing function body",
            );
        }
    }

    /// Declarations inside a function.
    pub fn decl_stmt(&mut self, list: &[NodeId]) {
        let mut values_from: Option<NodeId> = None;
        for &decl in list {
            match self.ast.decl(decl) {
                Decl::Const {
                    iota,
                    names,
                    ty,
                    values,
                    ..
                } => {
                    if iota == 0 {
                        values_from = None;
                    }
                    let is_own = ty.is_some() || !values.is_empty();
                    if is_own {
                        values_from = Some(decl);
                    }
                    self.local_constants(
                        decl,
                        names,
                        values_from,
                        is_own || values_from.is_none(),
                        iota,
                    );
                }
                Decl::Var {
                    names, ty, values, ..
                } => {
                    let values = match values {
                        VarValues::Here(values) => values,
                        VarValues::None | VarValues::Fragment(_) => &[],
                    };
                    self.local_variables(names, ty, values);
                }
                Decl::Type { name, .. } => {
                    let obj = self.new_local(name, ObjectKind::TypeName { decl: None });
                    self.declare(obj);
                    self.results.set_object(name, obj);
                    self.local_path.push(obj);
                    self.type_decl(obj, decl);
                    self.local_path.pop();
                }
                Decl::Import { .. } | Decl::Func(_) => {}
            }
        }
    }

    /// A local object named by a `Name` node; not declared yet.
    pub fn new_local(&mut self, name: NodeId, kind: ObjectKind) -> ObjId {
        let object = Object::new(
            self.ast.name(name),
            Some(self.package.id),
            self.ast.pos(name),
            kind,
        );
        object.set_state(State::Black);
        self.ctx.objects.push(object)
    }

    fn local_constants(
        &mut self,
        decl: NodeId,
        names: &[NodeId],
        source: Option<NodeId>,
        is_own: bool,
        iota: u32,
    ) {
        let (ty, values) = match source.map(|source| self.ast.decl(source)) {
            Some(Decl::Const { ty, values, .. }) => (ty, values),
            _ => (None, &[][..]),
        };
        let mark = self.delayed.len();
        let mut objects = Vec::with_capacity(names.len());
        for (index, &name) in names.iter().enumerate() {
            let obj = self.new_local(
                name,
                ObjectKind::Const(Box::new(ConstData {
                    decl: None,
                    source: None,
                    iota,
                    value: OnceLock::new(),
                    deps: OnceLock::new(),
                })),
            );
            if let ObjectKind::Const(data) = &self.ctx.objects[obj].kind {
                self.init_constant(obj, data, ty, values.get(index).copied(), !is_own);
            }
            objects.push((name, obj));
        }
        let pos = self.ast.pos(decl);
        let arity = crate::resolve::const_arity(self.ctx, self.ast, pos, names, values, is_own);
        if let Some(diagnostic) = arity {
            self.report(diagnostic);
        }
        self.process_delayed(mark);
        for (name, obj) in objects {
            self.declare(obj);
            self.results.set_object(name, obj);
        }
    }

    fn local_variables(&mut self, names: &[NodeId], ty: Option<NodeId>, values: &[NodeId]) {
        let mark = self.delayed.len();
        let objects: Vec<ObjId> = names.iter().map(|&name| self.new_var(name)).collect();
        if values.len() == 1 {
            // One value for all, or a multi-value expression: checked once.
            self.init_declared_vars(&objects, ty, values);
        } else {
            let mut declared = None;
            for (at, &obj) in objects.iter().enumerate() {
                if let Some(node) = ty {
                    let ty = *declared.get_or_insert_with(|| self.var_type(node));
                    self.ctx.objects[obj].ty.set(ty);
                }
                let value = values.get(at);
                self.init_declared_var(obj, value.copied());
            }
        }
        if (ty.is_none() || !values.is_empty())
            && let Some(diagnostic) = crate::resolve::var_arity(self.ast, names, self.ast, values)
        {
            self.report(diagnostic);
        }
        self.process_delayed(mark);
        for (&name, &obj) in names.iter().zip(&objects) {
            self.declare(obj);
            self.results.set_object(name, obj);
        }
    }

    /// Checks `var obj = value` once a declared type is set.
    pub fn init_declared_var(&mut self, obj: ObjId, value: Option<NodeId>) {
        let cell = &self.ctx.objects[obj].ty;
        let Some(value) = value else {
            if cell.get().is_none() {
                cell.set(TypeId::INVALID);
            }
            return;
        };
        let mut x = Operand::invalid();
        let target = self.var_target(obj);
        self.expr(target, &mut x, value);
        self.init_var(obj, &mut x, "variable declaration".into());
    }

    /// Checks `var objects ty = value` with one value.
    pub fn init_declared_vars(&mut self, objects: &[ObjId], ty: Option<NodeId>, values: &[NodeId]) {
        if let Some(node) = ty {
            let ty = self.var_type(node);
            for &obj in objects {
                self.ctx.objects[obj].ty.set(ty);
            }
        }
        match (objects, values) {
            (&[obj], &[value]) => self.init_declared_var(obj, Some(value)),
            _ => self.init_vars(objects, values, Initialized::Variables),
        }
    }

    /// Marks a variable or imported package as used.
    pub fn mark_used(&self, obj: ObjId) {
        if let Some(flag) = self.ctx.objects[obj].used_flag() {
            flag.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    pub fn close_scope(&mut self) {
        let ctx = self.ctx;
        let unused = &mut self.unused;
        self.names.close(|scope, binding| {
            let object = &ctx.objects[binding.obj];
            if let ObjectKind::Var {
                kind: crate::object::VarKind::Local,
                is_used,
                ..
            } = &object.kind
                && !is_used.load(std::sync::atomic::Ordering::Relaxed)
            {
                unused.push((scope, object.pos, object.name));
            }
        });
    }
}
