//! Identifiers, and type expressions (spec: "Types", "Instantiations").

mod interface;
mod struct_;

use rgo_base::Pos;
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;
use rgo_syntax::unicode::{is_digit, is_letter};

use crate::check::Checker;
use crate::constant::ConstKind;
use crate::cycles::Member;
use crate::delayed::Delayed;
use crate::info::Mode;
use crate::object::{ObjId, ObjectKind, State};
use crate::operand::{Operand, Source};
use crate::type_::{Basic, Type, TypeId};

pub(crate) use struct_::embedded_name;

/// Whether a name consists of letters and digits only: others are syntax errors, reported before.
pub(crate) fn is_valid_name(name: &str) -> bool {
    let is_part = |(at, c): (usize, char)| c == '_' || is_letter(c) || at > 0 && is_digit(c);
    name.char_indices().all(is_part)
}

impl Checker<'_> {
    /// What a name denotes here, with the dot-import it came through.
    pub fn lookup_name(&self, name: rgo_base::Symbol) -> Option<(ObjId, Option<ObjId>)> {
        if let Some(obj) = self.names.lookup(name) {
            return Some((obj, None));
        }
        if let Some(entry) = self.file_scope.names.get(&name) {
            return Some((entry.obj, entry.via));
        }
        let outer = [&self.scopes.package, &self.ctx.universe().scope];
        outer
            .into_iter()
            .find_map(|scope| scope.get(&name))
            .map(|&obj| (obj, None))
    }

    pub fn lookup_obj(&self, name: rgo_base::Symbol) -> Option<ObjId> {
        self.lookup_name(name).map(|(obj, _)| obj)
    }

    /// Checks an identifier. With `wants_type` it must denote a type.
    pub fn ident(&mut self, x: &mut Operand, node: NodeId, wants_type: bool) {
        let ctx = self.ctx;
        let name = self.ast.name(node);
        *x = Operand::new(Mode::Invalid, Source::Node(node), TypeId::INVALID);
        let Some((obj, via)) = self.lookup_name(name) else {
            if name.is_blank() {
                self.error_at(node, "cannot use _ as value or type");
            } else if is_valid_name(name.as_str()) {
                self.error_at(node, format!("undefined: {name}"));
            }
            return;
        };
        let universe = ctx.universe();
        if obj == universe.any_obj || obj == universe.comparable_obj {
            let pos = self.ast.pos(node);
            if !self.require_version(pos, 18, |_| format!("predeclared {name}")) {
                return;
            }
        }
        self.results.set_object(node, obj);
        let object = &ctx.objects[obj];
        let is_type = object.is_type_name();
        if wants_type && !is_type {
            let kind = self.object_kind(obj);
            self.error_at(node, format!("{name} ({kind}) is not a type"));
            if object.var_kind().is_some() {
                self.mark_used(obj);
            }
            return;
        }
        // A type that is being declared is looked at again where a type is wanted: that may be an
        // invalid cycle.
        let is_own = object.pkg == Some(self.package.id);
        if object.state() != State::Black && ctx.mentioned_type(obj).is_some() {
            // It is resolved when need be, and cycles of such types are known to be valid.
        } else if object.state() == State::White
            || object.state() == State::Grey
                && (object.ty.get().is_none() || is_type && wants_type && is_own)
        {
            self.resolve_here(obj);
        } else if wants_type && self.local_path.contains(&obj) {
            self.meet_local_type(obj);
        }
        let ty = object.ty.get().unwrap_or(TypeId::INVALID);
        if let Some(import) = via {
            self.mark_used(import);
        }
        match &object.kind {
            ObjectKind::PkgName(_) => {
                self.error_at(node, format!("use of package {name} not in selector"));
                return;
            }
            ObjectKind::Const(data) => {
                self.add_dep(obj);
                if !ctx.is_valid(ty) {
                    return;
                }
                if obj == universe.iota {
                    let Some(iota) = self.iota else {
                        self.error_at(node, "cannot use iota outside constant declaration");
                        return;
                    };
                    x.value = crate::ConstValue::Int(i64::from(iota));
                } else {
                    x.value = data
                        .value
                        .get()
                        .cloned()
                        .unwrap_or(crate::ConstValue::Unknown);
                }
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName { .. } => x.mode = Mode::Type,
            ObjectKind::Var { .. } => {
                self.mark_used(obj);
                self.add_dep(obj);
                if !ctx.is_valid(ty) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjectKind::Func(_) => {
                self.add_dep(obj);
                x.mode = Mode::Value;
            }
            ObjectKind::Builtin(builtin) => x.mode = Mode::Builtin(*builtin),
            ObjectKind::Nil => x.mode = Mode::Nil,
        }
        x.ty = ty;
    }

    /// A local type was mentioned inside its own declaration: fine unless only aliases are on the
    /// way.
    fn meet_local_type(&mut self, obj: ObjId) {
        let ctx = self.ctx;
        let Some(at) = self.local_path.iter().position(|&o| o == obj) else {
            return;
        };
        let cycle = self.local_path[at..].to_vec();
        let is_definition = |&obj: &ObjId| !ctx.is_alias_name(obj);
        let is_through_list = self.in_tparam_list
            && cycle
                .iter()
                .any(|&o| ctx.objects[o].ty.get().is_some_and(|ty| ctx.is_generic(ty)));
        if !is_through_list && !cycle.iter().any(is_definition) {
            let members: Vec<Member> = cycle.into_iter().map(Member::Object).collect();
            self.report_cycle(&members);
            ctx.objects[obj].ty.set(TypeId::INVALID);
        }
    }

    /// Checks a type expression; a generic type must be instantiated.
    pub fn typ(&mut self, node: NodeId) -> TypeId {
        self.declared_type(node, None)
    }

    /// Checks the type of a variable: no constraint interface.
    pub fn var_type(&mut self, node: NodeId) -> TypeId {
        let ty = self.typ(node);
        self.valid_var_type(node, ty);
        ty
    }

    /// Has the type of a variable checked once types are complete.
    pub fn valid_var_type(&mut self, node: NodeId, ty: TypeId) {
        let ctx = self.ctx;
        match *ctx.ty(ty) {
            Type::Named(named) => {
                // Most types are known not to be interfaces.
                let under = ctx.nameds[named].underlying.get();
                if under.is_some_and(|under| !matches!(ctx.ty(under), Type::Interface(_))) {
                    return;
                }
            }
            Type::Interface(_) | Type::Alias(_) => {}
            _ => return,
        }
        if ty == TypeId::EMPTY_INTERFACE || ty == ctx.universe().any || ty == ctx.universe().error {
            return;
        }
        if !ctx.is_tparam(ty) {
            let pos = self.ast.start_pos(node);
            self.later(Delayed::VarType { pos, ty });
        }
    }

    /// Like `typ`; `def` is the type name that the expression defines, if it does.
    pub fn declared_type(&mut self, node: NodeId, def: Option<ObjId>) -> TypeId {
        let mut ty = self.type_expr(node, def);
        if self.ctx.is_generic(ty) {
            let text = self.type_text(ty);
            self.error_at(
                node,
                format!("cannot use generic type {text} without instantiation"),
            );
            ty = TypeId::INVALID;
        }
        self.record_type(node, ty);
        ty
    }

    /// Checks a type expression that must denote a generic type. The reason for a no is given, if
    /// it was not reported.
    pub fn generic_type(&mut self, node: NodeId) -> (TypeId, Option<String>) {
        let ty = self.type_expr(node, None);
        if self.ctx.is_valid(ty) && !self.ctx.is_generic(ty) {
            let why = format!("{} is not a generic type", self.type_text(ty));
            self.record_type(node, TypeId::INVALID);
            return (TypeId::INVALID, Some(why));
        }
        self.record_type(node, ty);
        (ty, None)
    }

    fn type_expr(&mut self, node: NodeId, def: Option<ObjId>) -> TypeId {
        if !self.enter(self.ast.pos(node)) {
            return TypeId::INVALID;
        }
        let ty = self.type_expr_of_kind(node, def);
        self.leave();
        ty
    }

    fn type_expr_of_kind(&mut self, node: NodeId, def: Option<ObjId>) -> TypeId {
        let ctx = self.ctx;
        match self.ast.expr(node) {
            Expr::Bad => TypeId::INVALID,
            Expr::Name(_) => {
                let mut x = Operand::invalid();
                self.ident(&mut x, node, true);
                self.type_of_operand(&x)
            }
            Expr::Selector { .. } => {
                let mut x = Operand::invalid();
                self.selector(&mut x, node, true);
                self.type_of_operand(&x)
            }
            Expr::Index { x, indices } => {
                let pos = self.ast.start_pos(node);
                self.require_version(pos, 18, |_| "type instantiation".to_owned());
                self.instantiated_type(x, indices)
            }
            Expr::Paren(inner) => self.declared_type(inner, def),
            Expr::ArrayType { len, elem } => {
                let len = match len {
                    Some(len) => self.array_length(len),
                    None => {
                        let message = "invalid use of [...] array (outside a composite literal)";
                        self.error_at(node, message);
                        None
                    }
                };
                let elem = self.var_type(elem);
                let ty = len.map_or(TypeId::INVALID, |len| ctx.array_of(elem, len));
                self.note_sized(node, ty)
            }
            Expr::SliceType(elem) => {
                let elem = self.var_type(elem);
                ctx.slice_of(elem)
            }
            Expr::DotsType(_) => {
                self.error_at(node, "invalid use of ...");
                TypeId::INVALID
            }
            Expr::StructType(fields) => self.struct_type(fields),
            Expr::Unary { op: Op::Mul, x } => {
                let elem = self.var_type(x);
                if ctx.is_valid(elem) {
                    ctx.pointer_to(elem)
                } else {
                    TypeId::INVALID
                }
            }
            Expr::FuncType { .. } => {
                self.names.open();
                let func = self.func_type(None, &[], node, None);
                self.close_scope();
                ctx.signature_of(func.sig)
            }
            Expr::InterfaceType { methods } => self.interface_type(node, methods),
            Expr::MapType { key, value } => {
                let key_ty = self.var_type(key);
                let value = self.var_type(value);
                self.map_key_type(key, key_ty);
                self.note_sized(node, ctx.map_of(key_ty, value))
            }
            Expr::ChanType { dir, elem } => {
                let elem = self.var_type(elem);
                self.note_sized(node, ctx.chan_of(dir, elem))
            }
            Expr::BasicLit { .. }
            | Expr::CompositeLit { .. }
            | Expr::KeyValue { .. }
            | Expr::FuncLit { .. }
            | Expr::Slice { .. }
            | Expr::Assert { .. }
            | Expr::TypeSwitchGuard { .. }
            | Expr::Unary { .. }
            | Expr::Binary { .. }
            | Expr::Call { .. } => {
                let text = self.expr_text(node);
                self.error_at(node, format!("{text} is not a type"));
                self.use_exprs(&[node]);
                TypeId::INVALID
            }
        }
    }

    /// Has a type checked for its size in the end.
    fn note_sized(&self, node: NodeId, ty: TypeId) -> TypeId {
        if !self.package.is_trusted {
            let types = &self.package.sized_types;
            let mut types = types.lock().expect("nothing panics while it holds this");
            types.push((self.ast.start_pos(node), ty));
        }
        ty
    }

    /// The type that an operand denotes; reports operands that are none.
    fn type_of_operand(&mut self, x: &Operand) -> TypeId {
        match x.mode {
            Mode::Type => return x.ty,
            Mode::Invalid => {}
            Mode::NoValue => {
                let text = self.describe(x);
                self.error_on(x, format!("{text} used as type"));
            }
            _ => {
                let text = self.describe(x);
                self.error_on(x, format!("{text} is not a type"));
            }
        }
        TypeId::INVALID
    }

    fn map_key_type(&mut self, node: NodeId, ty: TypeId) {
        let is_plain = matches!(
            self.ctx.ty(ty),
            Type::Basic(_) | Type::Pointer(_) | Type::Chan { .. } | Type::Invalid
        );
        if !is_plain {
            let pos = self.ast.start_pos(node);
            self.later(Delayed::MapKey { pos, ty });
        }
    }

    fn instantiated_type(&mut self, x: NodeId, arg_nodes: &[NodeId]) -> TypeId {
        let ctx = self.ctx;
        let (generic, why) = self.generic_type(x);
        if let Some(why) = why {
            let text = format!("{}{}", self.expr_text(x), self.exprs_text(arg_nodes));
            self.error_at(x, format!("invalid operation: {text} ({why})"));
        }
        if !ctx.is_valid(generic) {
            return generic;
        }
        let Some(args) = self.type_list(arg_nodes) else {
            return TypeId::INVALID;
        };
        let pos = self.ast.pos(x);
        let instance = match *ctx.ty(generic) {
            Type::Named(named) => {
                let instance = ctx.named_instance(named, &args, &self.outer_args_of(named));
                if let Type::Named(new) = *ctx.ty(instance) {
                    ctx.nameds[new].pos.get_or_init(|| pos);
                }
                instance
            }
            Type::Alias(alias) => {
                let n_tparams = ctx.aliases[alias].tparams.get().map_or(0, |t| t.len());
                let name = ctx.objects[ctx.aliases[alias].obj].name;
                if !self.check_arg_count(pos, name, n_tparams, args.len()) {
                    return TypeId::INVALID;
                }
                ctx.alias_instance(alias, &args)
            }
            _ => return TypeId::INVALID,
        };
        let arg_positions = arg_nodes
            .iter()
            .map(|&arg| self.ast.start_pos(arg))
            .collect();
        self.later(Delayed::TypeInstance {
            pos,
            ty: instance,
            args: args.into(),
            arg_positions,
        });
        instance
    }

    /// Inside its generic function a local type's outer arguments are the function's own type
    /// parameters.
    fn outer_args_of(&self, named: crate::type_::NamedId) -> Vec<TypeId> {
        let outer = &self.ctx.nameds[named].outer_tparams;
        outer.iter().map(|&t| self.ctx.tparam_type(t)).collect()
    }

    /// Reports a wrong number of type arguments.
    pub fn check_arg_count(
        &mut self,
        pos: Pos,
        name: rgo_base::Symbol,
        want: usize,
        got: usize,
    ) -> bool {
        let qualifier = match got.cmp(&want) {
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
            std::cmp::Ordering::Equal => return true,
        };
        let message =
            format!("{qualifier} type arguments for type {name}: have {got}, want {want}");
        self.error(pos, message);
        false
    }

    /// The length of an array type; none if it is not a valid one.
    fn array_length(&mut self, node: NodeId) -> Option<u64> {
        let ctx = self.ctx;
        // `type T[P any] ...` with the constraint missing looks like an array type.
        if let Expr::Name(name) = self.ast.expr(node) {
            match self.lookup_obj(name) {
                None => {
                    let message =
                        format!("undefined array length {name} or missing type constraint");
                    self.error_at(node, message);
                    return None;
                }
                Some(obj) if ctx.objects[obj].as_const().is_none() => {
                    self.error_at(node, format!("invalid array length {name}"));
                    return None;
                }
                Some(_) => {}
            }
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if !x.is_constant() {
            if x.is_valid() {
                let text = self.describe(&x);
                self.error_on(&x, format!("array length {text} must be constant"));
            }
            return None;
        }
        if ctx.is_untyped(x.ty) || ctx.is_integer(x.ty) {
            let value = x.value.to_int();
            if value.kind() == ConstKind::Int
                && self.is_representable(&value, Basic::Int).is_some()
                && let Some(len) = value.as_u64()
            {
                return Some(len);
            }
        }
        let text = self.describe(&x);
        let message = if ctx.is_integer(x.ty) {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error_on(&x, message);
        None
    }

    /// Checks a list of types; none if one of them is invalid.
    pub fn type_list(&mut self, nodes: &[NodeId]) -> Option<Vec<TypeId>> {
        let mut types = Some(Vec::with_capacity(nodes.len()));
        for &node in nodes {
            let ty = self.var_type(node);
            if !self.ctx.is_valid(ty) {
                types = None;
            }
            if let Some(types) = &mut types {
                types.push(ty);
            }
        }
        types
    }
}
