//! Index and slice expressions (spec: "Index expressions", "Slice expressions").

use rgo_syntax::ast::{Expr, NodeId};
use smallvec::SmallVec;

use crate::check::Checker;
use crate::context::Context;
use crate::info::Mode;
use crate::operand::Operand;
use crate::type_::{Basic, Type, TypeId};

/// What indexing a value of some type means.
#[derive(Clone, Copy)]
struct Indexing {
    /// The key type, of maps.
    key: Option<TypeId>,
    elem: TypeId,
    /// The number of elements, if it is part of the type.
    len: Option<u64>,
    mode: Mode,
}

impl Context {
    /// The underlying types of a type's type set, `None` if there are no specific ones; of other
    /// types their own.
    pub(crate) fn underlying_types(&self, ty: TypeId) -> SmallVec<[Option<TypeId>; 2]> {
        let types = self.specific_types(ty);
        if types.is_empty() {
            return SmallVec::from_elem(None, 1);
        }
        types.iter().map(|t| Some(t.underlying)).collect()
    }

    /// Of a pointer to an array the array type, otherwise `ty`.
    pub(crate) fn deref_array_pointer(&self, ty: TypeId) -> TypeId {
        if let Type::Pointer(elem) = *self.ty(self.unalias(ty)) {
            let under = self.underlying(elem);
            if matches!(self.ty(under), Type::Array { .. }) {
                return under;
            }
        }
        ty
    }
}

impl Checker<'_> {
    /// Checks `indexed[indices]`. If it turns out to be the instantiation of a generic function,
    /// says so and leaves that function in `x`.
    pub fn index_expr(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        indexed: NodeId,
        indices: &[NodeId],
    ) -> bool {
        let ctx = self.ctx;
        self.expr_or_type(x, indexed, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(indices);
                return false;
            }
            Mode::Type => {
                x.invalidate();
                x.ty = self.var_type(node);
                if ctx.is_valid(x.ty) {
                    x.mode = Mode::Type;
                }
                return false;
            }
            Mode::Value => {
                if matches!(ctx.ty(x.ty), Type::Signature(sig) if !sig.tparams.is_empty()) {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.is_complete(x.ty) {
            x.invalidate();
            return false;
        }
        let needed = match *ctx.ty(ctx.underlying(x.ty)) {
            Type::Pointer(elem) => Some(elem),
            Type::Map { value, .. } => Some(value),
            _ => None,
        };
        if needed.is_some_and(|ty| !self.is_complete(ty)) {
            x.invalidate();
            return false;
        }
        let Some(indexing) = self.indexing(x) else {
            let text = self.describe(x);
            let pos = self.ast.pos(node);
            self.error(pos, format!("cannot index {text}"));
            self.use_exprs(indices);
            x.invalidate();
            return false;
        };
        let Some(index) = self.single_index(indices) else {
            x.invalidate();
            return false;
        };
        x.mode = indexing.mode;
        x.ty = indexing.elem;
        match indexing.key {
            Some(key_ty) => {
                let mut key = Operand::invalid();
                self.generic_expr(&mut key, index, None);
                self.assignment(&mut key, Some(key_ty), "map index".into());
            }
            None => {
                self.index_value(index, indexing.len);
            }
        }
        false
    }

    /// How `x` is indexed; none if it cannot be.
    fn indexing(&self, x: &Operand) -> Option<Indexing> {
        let ctx = self.ctx;
        if !ctx.is_tparam(x.ty) {
            return self.indexing_of(x, ctx.underlying(x.ty));
        }
        // All types of the type set must agree. The shortest array counts.
        let mut common: Option<Indexing> = None;
        for under in ctx.underlying_types(x.ty) {
            let next = self.indexing_of(x, under?)?;
            let Some(first) = &mut common else {
                common = Some(next);
                continue;
            };
            let have_same_key = match (first.key, next.key) {
                (Some(k), Some(l)) => ctx.identical(k, l),
                (None, None) => true,
                _ => false,
            };
            if !have_same_key || !ctx.identical(first.elem, next.elem) {
                return None;
            }
            if let (Some(len), Some(least)) = (next.len, first.len) {
                first.len = Some(len.min(least));
            }
            if next.mode == Mode::Value {
                first.mode = Mode::Value;
            }
        }
        common
    }

    fn indexing_of(&self, x: &Operand, under: TypeId) -> Option<Indexing> {
        let ctx = self.ctx;
        let plain = |elem, len, mode| {
            Some(Indexing {
                key: None,
                elem,
                len,
                mode,
            })
        };
        match *ctx.ty(under) {
            Type::Basic(_) if ctx.is_string(under) => {
                // Even of a constant string a byte is no constant.
                let len = x
                    .value
                    .as_bytes()
                    .filter(|_| x.is_constant())
                    .map(|b| b.len() as u64);
                plain(Basic::Byte.type_id(), len, Mode::Value)
            }
            Type::Array { elem, len } => {
                let is_variable = x.mode == Mode::Variable;
                plain(
                    elem,
                    Some(len),
                    if is_variable {
                        Mode::Variable
                    } else {
                        Mode::Value
                    },
                )
            }
            Type::Pointer(base) => match *ctx.ty(ctx.underlying(base)) {
                Type::Array { elem, len } => plain(elem, Some(len), Mode::Variable),
                _ => None,
            },
            Type::Slice(elem) => plain(elem, None, Mode::Variable),
            Type::Map { key, value } => Some(Indexing {
                key: Some(key),
                elem: value,
                len: None,
                mode: Mode::MapIndex,
            }),
            _ => None,
        }
    }

    fn single_index(&mut self, indices: &[NodeId]) -> Option<NodeId> {
        if let Some(&second) = indices.get(1) {
            self.error_at(second, "invalid operation: more than one index");
        }
        indices.first().copied()
    }

    /// Checks an index. It must be below `len`, if that is known. Says whether it is valid and, if
    /// it is constant, its value.
    pub fn index_value(&mut self, node: NodeId, len: Option<u64>) -> (bool, Option<u64>) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if !self.is_valid_index(&mut x, "index", false) {
            return (false, None);
        }
        if !x.is_constant() {
            return (true, None);
        }
        let Some(value) = x.value.as_u64() else {
            return (false, None);
        };
        if let Some(len) = len
            && value >= len
        {
            let message = format!("invalid argument: index {value} out of bounds [0:{len}]");
            self.error_on(&x, message);
            return (false, None);
        }
        (true, Some(value))
    }

    /// Whether an operand may be an index, a length and so on; reports if not.
    pub fn is_valid_index(&mut self, x: &mut Operand, what: &str, may_be_negative: bool) -> bool {
        let ctx = self.ctx;
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, Basic::Int.type_id());
        if !x.is_valid() {
            return false;
        }
        let problem = if !ctx.all_integer(x.ty) {
            "must be integer"
        } else if !x.is_constant() {
            return true;
        } else if !may_be_negative && x.value.sign() < 0 {
            "must not be negative"
        } else {
            match self.is_representable(&x.value, Basic::Int) {
                Some(value) => {
                    x.value = value;
                    return true;
                }
                None => "overflows int",
            }
        };
        let text = self.describe(x);
        self.error_on(x, format!("invalid argument: {what} {text} {problem}"));
        false
    }

    /// Checks `sliced[lo:hi:max]`.
    pub fn slice_expr(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        sliced: NodeId,
        bounds: [Option<NodeId>; 3],
        is_full: bool,
    ) {
        let ctx = self.ctx;
        self.expr(None, x, sliced);
        if !x.is_valid() {
            for bound in bounds.into_iter().flatten() {
                self.use_exprs(&[bound]);
            }
            return;
        }
        let Some(under) = self.sliced_type(x) else {
            return x.invalidate();
        };
        if let Type::Pointer(base) = *ctx.ty(ctx.underlying(x.ty))
            && !self.is_complete(base)
        {
            return x.invalidate();
        }
        let mut len = None;
        let is_valid = match *ctx.ty(under) {
            Type::Basic(_) if ctx.is_string(under) => {
                if is_full {
                    let at = bounds[2].unwrap_or(node);
                    self.error_at(at, "invalid operation: 3-index slice of string");
                    return x.invalidate();
                }
                if x.is_constant() {
                    len = x.value.as_bytes().map(|b| b.len() as u64);
                }
                if ctx.is_untyped(x.ty) {
                    x.ty = Basic::String.type_id();
                }
                true
            }
            Type::Array { elem, len: n } => {
                if x.mode != Mode::Variable {
                    let text = self.describe(x);
                    self.error_on(x, format!("cannot slice unaddressable value {text}"));
                    return x.invalidate();
                }
                len = Some(n);
                x.ty = ctx.slice_of(elem);
                true
            }
            Type::Pointer(base) => match *ctx.ty(ctx.underlying(base)) {
                Type::Array { elem, len: n } => {
                    len = Some(n);
                    x.ty = ctx.slice_of(elem);
                    true
                }
                _ => false,
            },
            Type::Slice(_) => true,
            _ => false,
        };
        if !is_valid {
            let text = self.describe(x);
            self.error_on(x, format!("cannot slice {text}"));
            return x.invalidate();
        }
        x.mode = Mode::Value;
        if is_full && (bounds[1].is_none() || bounds[2].is_none()) {
            let message = "invalid syntax tree: 2nd and 3rd index required in 3-index slice";
            self.error_at(node, message);
            return x.invalidate();
        }
        self.slice_bounds(bounds, len);
    }

    /// The type that decides how `x` is sliced; none after an error.
    fn sliced_type(&mut self, x: &Operand) -> Option<TypeId> {
        let ctx = self.ctx;
        let types = ctx.specific_types(x.ty);
        let mut has_string = false;
        let mut common: Option<(TypeId, TypeId)> = None;
        if types.is_empty() {
            let (text, ty) = (self.describe(x), self.type_text(x.ty));
            self.error_on(x, format!("cannot slice {text}: no specific type in {ty}"));
            return None;
        }
        for next in &types {
            // Strings are like slices of bytes.
            let mut under = next.underlying;
            if ctx.is_string(under) {
                under = ctx.slice_of(Basic::Byte.type_id());
                has_string = true;
            }
            match common {
                None => common = Some((next.ty, under)),
                Some((first, first_under)) if !ctx.identical(first_under, under) => {
                    let text = self.describe(x);
                    let (a, b) = (self.type_text(first), self.type_text(next.ty));
                    let message =
                        format!("cannot slice {text}: {a} and {b} have different underlying types");
                    self.error_on(x, message);
                    return None;
                }
                Some(_) => {}
            }
        }
        if !has_string {
            return common.map(|(_, under)| under);
        }
        let is_tparam = ctx.is_tparam(x.ty);
        Some(if is_tparam {
            Basic::String.type_id()
        } else {
            ctx.underlying(x.ty)
        })
    }

    fn slice_bounds(&mut self, bounds: [Option<NodeId>; 3], len: Option<u64>) {
        let mut values: [Option<u64>; 3] = [None; 3];
        for (at, bound) in bounds.into_iter().enumerate() {
            values[at] = match bound {
                Some(node) => {
                    let limit = len.map(|len| len.saturating_add(1));
                    self.index_value(node, limit).1
                }
                None if at == 0 => Some(0),
                None => len,
            };
        }
        // One error is enough.
        for (at, low) in values[..2].iter().enumerate() {
            let Some(low) = low.filter(|&low| low > 0) else {
                continue;
            };
            for (high, node) in values[at + 1..].iter().zip(&bounds[at + 1..]) {
                if let (Some(high), Some(node)) = (*high, *node)
                    && high < low
                {
                    let message = format!("invalid slice indices: {high} < {low}");
                    return self.error_at(node, message);
                }
            }
        }
    }

    /// Whether an expression is a selector, index or other such expression of a map element.
    pub fn is_map_element(&mut self, node: NodeId) -> bool {
        let Expr::Selector { x: inner, .. } = self.ast.expr(node) else {
            return false;
        };
        let mut x = Operand::invalid();
        self.expr(None, &mut x, inner);
        x.mode == Mode::MapIndex
    }
}
