//! Literals (spec: "Operands", "Function literals", "Composite literals").

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::literal::{rune_value, string_value};
use rgo_syntax::token::LitKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{Checker, FuncEnv};
use crate::constant::{self, ConstKind, ConstValue};
use crate::delayed::{Delayed, PendingLit};
use crate::info::{FuncLitInfo, Mode, Selection, SelectionKind};
use crate::lookup::{Lookup, MemberKind, Path};
use crate::object::{ObjId, VarKind};
use crate::operand::{Operand, Source};
use crate::type_::{Basic, Field, Param, Signature, Struct, Type, TypeId};

/// Number literals may not be longer.
const LITERAL_LEN_MAX: usize = 10_000;

/// A constant map key or case value, equal for equal values of different kinds (1, 1.0, 1+0i).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ConstKey {
    Bool(bool),
    Int(i64),
    Uint(u64),
    /// Bits of the nearest float.
    Float(u64),
    Complex(u64, u64),
    String(Box<[u8]>),
    Other(String),
}

/// The key of a constant.
pub(crate) fn const_key(value: &ConstValue) -> ConstKey {
    let float = |value: &ConstValue| value.to_f64().to_bits();
    let simple = match value.kind() {
        ConstKind::Complex => value.to_float(),
        _ => value.clone(),
    };
    let simple = match simple.kind() {
        ConstKind::Float => match simple.to_int() {
            ConstValue::Unknown => return ConstKey::Float(float(&simple)),
            int => int,
        },
        _ => simple,
    };
    match &simple {
        ConstValue::Bool(value) => ConstKey::Bool(*value),
        ConstValue::String(value) => ConstKey::String(value.bytes().into()),
        ConstValue::Int(value) => ConstKey::Int(*value),
        ConstValue::BigInt(_) => match simple.as_u64() {
            Some(value) => ConstKey::Uint(value),
            None => ConstKey::Other(simple.exact_string()),
        },
        _ => {
            let (re, im) = value.parts();
            ConstKey::Complex(float(&re), float(&im))
        }
    }
}

/// Fields named in a struct literal, as paths of indices: one must not be the beginning of another.
#[derive(Default)]
struct FieldPaths {
    nodes: FxHashMap<u32, PathNode>,
}

enum PathNode {
    Field(Symbol),
    Inner(FieldPaths),
}

impl FieldPaths {
    /// Adds a path. If it collides with another: that one's field and the length that the two
    /// have in common.
    fn insert(&mut self, path: &[u32], name: Symbol) -> Option<(Symbol, usize)> {
        let mut at = self;
        for (depth, &index) in path.iter().enumerate() {
            let is_last = depth + 1 == path.len();
            let node = at.nodes.entry(index);
            match node {
                std::collections::hash_map::Entry::Vacant(place) => {
                    if is_last {
                        place.insert(PathNode::Field(name));
                        return None;
                    }
                    match place.insert(PathNode::Inner(FieldPaths::default())) {
                        PathNode::Inner(inner) => at = inner,
                        PathNode::Field(_) => return None,
                    }
                }
                std::collections::hash_map::Entry::Occupied(place) => match place.into_mut() {
                    PathNode::Field(other) => return Some((*other, depth + 1)),
                    PathNode::Inner(inner) => at = inner,
                },
            }
        }
        // A field below is named.
        loop {
            let first = at.nodes.keys().min().copied()?;
            match at.nodes.get_mut(&first)? {
                PathNode::Field(other) => return Some((*other, path.len())),
                PathNode::Inner(inner) => at = inner,
            }
        }
    }
}

impl Checker<'_> {
    pub fn basic_lit(&mut self, x: &mut Operand, node: NodeId, kind: LitKind, text: Symbol) {
        let text = text.as_str();
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            self.check_literal_version(node, kind, text);
            if text.len() > LITERAL_LEN_MAX {
                let (start, len) = (&text[..10], text.len());
                let message = format!("excessively long constant: {start}... ({len} chars)");
                return self.error_at(node, message);
            }
        }
        let (basic, value) = match kind {
            LitKind::Int => (Basic::UntypedInt, constant::parse_int(text)),
            LitKind::Float => (Basic::UntypedFloat, constant::parse_float(text)),
            LitKind::Imag => (Basic::UntypedComplex, constant::parse_imaginary(text)),
            LitKind::Rune => {
                let value = rune_value(text).map(|c| ConstValue::Int(i64::from(c)));
                (Basic::UntypedRune, value.unwrap_or(ConstValue::Unknown))
            }
            LitKind::String => {
                let value = string_value(text).map(ConstValue::string);
                (Basic::UntypedString, value.unwrap_or(ConstValue::Unknown))
            }
        };
        if value.is_unknown() {
            return self.error_at(node, format!("malformed constant: {text}"));
        }
        *x = Operand {
            mode: Mode::Constant,
            source: Source::Node(node),
            ty: basic.type_id(),
            value,
        };
        let pos = self.ast.pos(node);
        self.check_overflow(x, pos);
    }

    fn check_literal_version(&mut self, node: NodeId, kind: LitKind, text: &str) {
        if text.len() <= 2 || self.allows(13) {
            return;
        }
        let bytes = text.as_bytes();
        let what = if text.contains('_') {
            "underscore in numeric literal"
        } else if bytes[0] != b'0' {
            return;
        } else {
            match bytes[1] {
                b'b' | b'B' => "binary literal",
                b'o' | b'O' => "0o/0O-style octal literal",
                b'x' | b'X' if kind != LitKind::Int => "hexadecimal floating-point literal",
                _ => return,
            }
        };
        let pos = self.ast.pos(node);
        self.version_error(pos, 13, what);
    }

    pub fn func_lit(&mut self, x: &mut Operand, node: NodeId, ty: NodeId) {
        self.names.open();
        let func = self.func_type(None, &[], ty, None);
        self.close_scope();
        let sig_ty = self.ctx.signature_of(func.sig.clone());
        self.record_type(ty, sig_ty);
        x.mode = Mode::Value;
        x.ty = sig_ty;
        // Inside a body the literal's body sees what is declared so far: it is checked now.
        // Elsewhere types are incomplete.
        if self.is_body && self.local_path.is_empty() {
            return self.func_lit_body(node, &func.sig);
        }
        let lit = PendingLit {
            node,
            sig: func.sig,
            names: self.names.clone(),
            iota: self.iota,
            outer_tparams: self.outer_tparams.clone(),
            owner: self.owner,
        };
        if self.leaves_lits {
            self.pending.push(lit);
        } else {
            self.later(Delayed::FuncLit(Box::new(lit)));
        }
    }

    /// Declares parameters or results of a function literal.
    fn lit_params(&mut self, fields: &[NodeId], params: &[Param], kind: VarKind) -> Vec<ObjId> {
        let mut objects = Vec::with_capacity(fields.len());
        for (&field, param) in fields.iter().zip(params) {
            let obj = self.param_object(field, param.ty, kind);
            if let Some(name) = self.ast.field(field).name {
                self.results.set_object(name, obj);
            }
            self.redeclare(obj);
            objects.push(obj);
        }
        objects
    }

    /// Checks the body of a function literal.
    pub fn func_lit_body(&mut self, node: NodeId, sig: &Signature) {
        let Expr::FuncLit { ty, body } = self.ast.expr(node) else {
            return;
        };
        let Expr::FuncType { params, results } = self.ast.expr(ty) else {
            return;
        };
        self.names.open();
        let params = self.lit_params(params, &sig.params, VarKind::Param);
        let results = self.lit_params(results, &sig.results, VarKind::Result);
        let func = FuncEnv {
            results: results.clone(),
        };
        let saved_func = self.func.replace(func);
        let saved_pos = self.error_pos.take();
        let saved_call = self.has_call_or_recv;
        let saved_list = std::mem::replace(&mut self.in_tparam_list, false);
        let info = FuncLitInfo {
            sig: sig.clone(),
            params: params.into(),
            results: results.into(),
        };
        self.results.func_lits.insert(node, info);
        self.func_block(body);
        self.func = saved_func;
        self.error_pos = saved_pos;
        self.has_call_or_recv = saved_call;
        self.in_tparam_list = saved_list;
    }

    pub fn composite_lit(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        ty_node: Option<NodeId>,
        elems: &[NodeId],
        rbrace: Pos,
        hint: Option<TypeId>,
    ) {
        let ctx = self.ctx;
        let mut open_elem = None;
        let (ty, base) = match (ty_node, hint) {
            (Some(ty_node), _) => match self.ast.expr(ty_node) {
                // The length of [...]T is found below.
                Expr::ArrayType { len: None, elem } => {
                    open_elem = Some(self.var_type(elem));
                    (TypeId::INVALID, TypeId::INVALID)
                }
                _ => {
                    let ty = self.typ(ty_node);
                    (ty, ty)
                }
            },
            (None, Some(hint)) => {
                // *T stands for &T{}.
                let core = ctx.core_type(hint);
                let base = core.map_or(hint, |core| match ctx.deref(core) {
                    (elem, true) => elem,
                    (_, false) => hint,
                });
                (hint, base)
            }
            (None, None) => {
                self.error_at(node, "missing type in composite literal");
                (TypeId::INVALID, TypeId::INVALID)
            }
        };
        if let Some(elem) = open_elem {
            let len = self.indexed_elements(elems, elem, None);
            let ty = ctx.array_of(elem, len);
            if let Some(ty_node) = ty_node {
                self.record_type(ty_node, ty);
            }
            x.mode = Mode::Value;
            x.ty = ty;
            return;
        }
        if !self.is_complete(base) {
            return x.invalidate();
        }
        let core = ctx.core_type(base);
        match core.map(|core| ctx.ty(core)) {
            Some(Type::Struct(s)) => self.struct_elements(x, elems, s, core, base, rbrace),
            Some(&Type::Array { elem, len }) => {
                self.indexed_elements(elems, elem, Some(len));
            }
            Some(&Type::Slice(elem)) => {
                self.indexed_elements(elems, elem, None);
            }
            Some(&Type::Map { key, value }) => self.map_elements(x, elems, key, value),
            other => {
                let is_invalid = matches!(other, Some(Type::Invalid));
                for &elem in elems {
                    // Keys may be field names: leave them alone.
                    let value = match self.ast.expr(elem) {
                        Expr::KeyValue { value, .. } => value,
                        _ => elem,
                    };
                    self.use_exprs(&[value]);
                }
                if !is_invalid {
                    let qualifier = if ty_node.is_none() { " element" } else { "" };
                    let cause = if other.is_none() {
                        " (no common underlying type)"
                    } else {
                        ""
                    };
                    let text = self.type_text(ty);
                    let message =
                        format!("invalid composite literal{qualifier} type {text}{cause}");
                    self.error_at(node, message);
                    return x.invalidate();
                }
            }
        }
        x.mode = Mode::Value;
        x.ty = ty;
    }

    fn struct_elements(
        &mut self,
        x: &mut Operand,
        elems: &[NodeId],
        s: &Struct,
        struct_ty: Option<TypeId>,
        base: TypeId,
        rbrace: Pos,
    ) {
        let Some(&first) = elems.first() else { return };
        if matches!(self.ast.expr(first), Expr::KeyValue { .. }) {
            let struct_ty = struct_ty.unwrap_or(base);
            let mut paths = FieldPaths::default();
            for &elem in elems {
                let Expr::KeyValue { key, value } = self.ast.expr(elem) else {
                    let message = "mixture of field:value and value elements in struct literal";
                    self.error_at(elem, message);
                    continue;
                };
                self.field_element(x, elem, key, value, struct_ty, base, &mut paths);
            }
            return;
        }
        for (at, &elem) in elems.iter().enumerate() {
            if matches!(self.ast.expr(elem), Expr::KeyValue { .. }) {
                let message = "mixture of field:value and value elements in struct literal";
                self.error_at(elem, message);
                continue;
            }
            self.generic_expr(x, elem, None);
            let Some(field) = s.fields.get(at) else {
                let base = self.type_text(base);
                let pos = self.ast.start_pos(elem);
                self.error(
                    pos,
                    format!("too many values in struct literal of type {base}"),
                );
                break;
            };
            if self.is_foreign(field) {
                let base = self.type_text(base);
                let name = field.name;
                let message = format!(
                    "implicit assignment to unexported field {name} in struct literal of type {base}"
                );
                let pos = self.ast.start_pos(elem);
                self.error(pos, message);
                continue;
            }
            self.assignment(x, Some(field.ty), "struct literal".into());
        }
        if elems.len() < s.fields.len() {
            let hint = if s.fields.iter().any(|f| self.is_foreign(f)) {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let base = self.type_text(base);
            let message = format!("too few values in struct literal of type {base}{hint}");
            self.error(rbrace, message);
        }
    }

    /// An unexported field of another package.
    fn is_foreign(&self, field: &Field) -> bool {
        !crate::predicates::is_exported(field.name) && field.pkg != Some(self.package.id)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one element and where it goes"
    )]
    fn field_element(
        &mut self,
        x: &mut Operand,
        elem: NodeId,
        key: NodeId,
        value: NodeId,
        struct_ty: TypeId,
        base: TypeId,
        paths: &mut FieldPaths,
    ) {
        let ctx = self.ctx;
        self.generic_expr(x, value, None);
        let Expr::Name(name) = self.ast.expr(key) else {
            let text = self.expr_text(key);
            return self.error_at(elem, format!("invalid field name {text} in struct literal"));
        };
        let pkg = Some(self.package.id);
        let member = match ctx.find_member(struct_ty, false, pkg, name, false) {
            Lookup::Found(member) => member,
            Lookup::Ambiguous | Lookup::NeedsPointer | Lookup::NotFound => {
                let alike = match ctx.find_member(struct_ty, false, pkg, name, true) {
                    Lookup::Found(member) => Some(member),
                    _ => None,
                };
                let message = self.lookup_error(base, name, alike.as_ref(), true);
                return self.error_at(key, message);
            }
        };
        let MemberKind::Field(field) = member.kind else {
            return self.error_at(key, format!("{name} is not a field"));
        };
        if member.path.len() > 1 && !self.allows(27) {
            let path = self.path_text(struct_ty, &member.path);
            let base = self.type_text(base);
            let what = format!("use of promoted field {path} in struct literal of type {base}");
            let pos = self.ast.pos(key);
            return self.version_error(pos, 27, &what);
        }
        if member.is_indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            return self.error_at(key, message);
        }
        self.results.selections.insert(
            key,
            Selection {
                kind: SelectionKind::Field,
                recv: struct_ty,
                path: member.path.as_slice().into(),
                method: None,
                is_indirect: false,
                ty: field.ty,
            },
        );
        self.assignment(x, Some(field.ty), "struct literal".into());
        if let Some((other, depth)) = paths.insert(&member.path, name) {
            let message = if depth == member.path.len() && other == name {
                format!("duplicate field name {name} in struct literal")
            } else if depth < member.path.len() {
                format!("cannot specify promoted field {name} and enclosing embedded field {other}")
            } else {
                format!("cannot specify embedded field {name} and enclosed promoted field {other}")
            };
            self.error_at(elem, message);
        }
    }

    /// Names of the fields on a path, with dots.
    fn path_text(&self, ty: TypeId, path: &Path) -> String {
        let names = (1..=path.len()).filter_map(|len| self.ctx.field_at(ty, &path[..len]));
        names.map(|f| f.name.as_str()).collect::<Vec<_>>().join(".")
    }

    fn map_elements(&mut self, x: &mut Operand, elems: &[NodeId], key_ty: TypeId, value: TypeId) {
        let ctx = self.ctx;
        // Constant keys of an interface type differ if their types do.
        let key_is_interface = ctx.is_interface_value(key_ty);
        let mut seen: FxHashMap<ConstKey, Vec<TypeId>> = FxHashMap::default();
        for &elem in elems {
            let Expr::KeyValue {
                key,
                value: value_node,
            } = self.ast.expr(elem)
            else {
                self.error_at(elem, "missing key in map literal");
                continue;
            };
            self.generic_expr(x, key, Some(key_ty));
            self.assignment(x, Some(key_ty), "map literal".into());
            if !x.is_valid() {
                continue;
            }
            if x.is_constant() {
                let types = seen.entry(const_key(&x.value)).or_default();
                let is_duplicate = if key_is_interface {
                    types.iter().any(|&ty| ctx.identical(ty, x.ty))
                } else {
                    !types.is_empty()
                };
                types.push(x.ty);
                if is_duplicate {
                    let message = format!("duplicate key {} in map literal", x.value);
                    self.error_on(x, message);
                    continue;
                }
            }
            self.generic_expr(x, value_node, Some(value));
            self.assignment(x, Some(value), "map literal".into());
        }
    }

    /// Checks the elements of an array or slice literal. Gives the length: the largest index plus
    /// one.
    fn indexed_elements(&mut self, elems: &[NodeId], elem_ty: TypeId, len: Option<u64>) -> u64 {
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let has_keys = elems
            .iter()
            .any(|&e| matches!(self.ast.expr(e), Expr::KeyValue { .. }));
        let mut index = 0u64;
        let mut max = 0;
        for &elem in elems {
            let mut is_valid_index = false;
            let mut value = elem;
            if let Expr::KeyValue { key, value: keyed } = self.ast.expr(elem) {
                let (is_valid, constant) = self.index_value(key, len);
                if is_valid {
                    match constant {
                        Some(at) => {
                            index = at;
                            is_valid_index = true;
                        }
                        None => {
                            let text = self.expr_text(key);
                            let message = format!("index {text} must be integer constant");
                            self.error_at(elem, message);
                        }
                    }
                }
                value = keyed;
            } else if let Some(len) = len
                && index >= len
            {
                self.error_at(elem, format!("index {index} is out of bounds (>= {len})"));
            } else {
                is_valid_index = true;
            }
            // Without keys no index comes twice.
            if is_valid_index && has_keys && !seen.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error_at(elem, message);
            }
            index += 1;
            max = max.max(index);
            let mut x = Operand::invalid();
            self.generic_expr(&mut x, value, Some(elem_ty));
            self.assignment(&mut x, Some(elem_ty), "array or slice literal".into());
        }
        max
    }
}
