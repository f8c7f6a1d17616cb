//! Conversions, implicit and explicit, and assignability (spec: "Conversions", "Assignability",
//! "Representability").

use rgo_base::Pos;
use rgo_syntax::ast::ChanDir;
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::token::Op;

use crate::check::Checker;
use crate::constant::{ConstKind, ConstValue, make_complex};
use crate::implements::Cause;
use crate::info::Mode;
use crate::operand::Operand;
use crate::type_::{Basic, BasicInfo, Type, TypeId};

/// Bits that untyped integers may have.
const INT_BITS_MAX: u64 = 512;
/// Bytes that string constants may have.
const STRING_LEN_MAX: u64 = 2_000_000_000;

/// Why an untyped value does not convert.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mismatch {
    Truncated,
    Overflows,
    Other,
}

impl Checker<'_> {
    /// After a constant operation: the result must be representable, untyped ones not too large.
    pub fn check_overflow(&mut self, x: &mut Operand, op_pos: Pos) {
        if x.value.is_unknown() {
            return self.error(op_pos, "constant result is not representable");
        }
        if !self.ctx.is_untyped(x.ty) {
            if let Type::Basic(basic) = *self.ctx.ty(self.ctx.underlying(x.ty)) {
                self.check_representable(x, basic);
            }
            return;
        }
        match &x.value {
            ConstValue::BigInt(_) if x.value.bit_len() > INT_BITS_MAX => {
                let what = x.node().map_or("", |node| self.overflowing_operation(node));
                self.error(op_pos, format!("constant {what}overflow"));
                x.value = ConstValue::Unknown;
            }
            ConstValue::String(text) if text.len() > STRING_LEN_MAX => {
                let len = text.len();
                let message =
                    format!("constant string too long ({len} bytes > {STRING_LEN_MAX} bytes)");
                self.error(op_pos, message);
                x.value = ConstValue::Unknown;
            }
            _ => {}
        }
    }

    /// The name of an operation that may overflow, with a blank behind it.
    fn overflowing_operation(&self, node: NodeId) -> &'static str {
        match self.ast.expr(node) {
            Expr::Unary { op: Op::Xor, .. } => "bitwise complement ",
            Expr::Binary { op: Op::Add, .. } => "addition ",
            Expr::Binary { op: Op::Sub, .. } => "subtraction ",
            Expr::Binary { op: Op::Xor, .. } => "bitwise XOR ",
            Expr::Binary { op: Op::Mul, .. } => "multiplication ",
            Expr::Binary { op: Op::Shl, .. } => "shift ",
            _ => "",
        }
    }

    /// The value as a constant of a predeclared type, rounded for floats; none if it cannot be
    /// represented.
    pub fn is_representable(&self, value: &ConstValue, basic: Basic) -> Option<ConstValue> {
        if value.is_unknown() {
            return Some(ConstValue::Unknown);
        }
        let info = basic.info();
        if info.intersects(BasicInfo::INTEGER) {
            let value = value.to_int();
            return fits_integer(&value, basic).then_some(value);
        }
        let finite = |value: f64| {
            let value = ConstValue::from_f64(value);
            (!value.is_unknown()).then_some(value)
        };
        let round32 = |value: &ConstValue| finite(f64::from(value.to_f32()));
        let round64 = |value: &ConstValue| finite(value.to_f64());
        let is = |kind| (value.kind() == kind).then(|| value.clone());
        match basic {
            Basic::Float32 | Basic::Float64 | Basic::UntypedFloat => {
                let float = value.to_float();
                if float.is_unknown() {
                    return None;
                }
                match basic {
                    Basic::Float32 => round32(&float),
                    Basic::Float64 => round64(&float),
                    _ => Some(value.clone()),
                }
            }
            Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex => {
                if value.to_complex().is_unknown() {
                    return None;
                }
                let (re, im) = value.parts();
                match basic {
                    Basic::Complex64 => Some(make_complex(round32(&re)?, round32(&im)?)),
                    Basic::Complex128 => Some(make_complex(round64(&re)?, round64(&im)?)),
                    _ => Some(value.clone()),
                }
            }
            Basic::String | Basic::UntypedString => is(ConstKind::String),
            Basic::Bool | Basic::UntypedBool => is(ConstKind::Bool),
            _ => None,
        }
    }

    fn representation(&self, x: &Operand, basic: Basic) -> Result<ConstValue, Mismatch> {
        if let Some(value) = self.is_representable(&x.value, basic) {
            return Ok(value);
        }
        let ctx = self.ctx;
        let to = basic.info();
        if ctx.is_numeric(x.ty) && to.intersects(BasicInfo::NUMERIC) {
            let is_truncated = !ctx.is_integer(x.ty) && to.intersects(BasicInfo::INTEGER);
            return Err(if is_truncated {
                Mismatch::Truncated
            } else {
                Mismatch::Overflows
            });
        }
        Err(Mismatch::Other)
    }

    /// Makes a constant one of a predeclared type, or reports that it is none.
    pub fn check_representable(&mut self, x: &mut Operand, basic: Basic) {
        match self.representation(x, basic.canonical()) {
            Ok(value) => x.value = value,
            Err(mismatch) => {
                self.report_mismatch(mismatch, x, basic.type_id());
                x.invalidate();
            }
        }
    }

    fn report_mismatch(&mut self, mismatch: Mismatch, x: &Operand, target: TypeId) {
        let (x_text, target) = (self.describe(x), self.type_text(target));
        let message = match mismatch {
            Mismatch::Truncated => format!("{x_text} truncated to {target}"),
            Mismatch::Overflows => format!("{x_text} overflows {target}"),
            Mismatch::Other => format!("cannot convert {x_text} to type {target}"),
        };
        self.error_on(x, message);
    }

    /// Converts an untyped operand to the type its context asks for; reports if it cannot.
    pub fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        let ctx = self.ctx;
        match self.implicit_type(x, target) {
            Err(mismatch) => {
                let target = if ctx.is_tparam(target) {
                    target
                } else {
                    ctx.underlying(target)
                };
                self.report_mismatch(mismatch, x, target);
                x.invalidate();
            }
            Ok((ty, value)) => self.apply_implicit(x, ty, value),
        }
    }

    /// Gives an operand the type, and value, that its context implies.
    pub fn apply_implicit(&mut self, x: &mut Operand, ty: TypeId, value: Option<ConstValue>) {
        if let Some(value) = value {
            self.update_expr_value(x.source, &value);
            x.value = value;
        }
        if ty != x.ty {
            x.ty = ty;
            self.update_expr_type(x.source, ty, false);
        }
    }

    /// The type, and for constants the value, that an untyped operand takes where `target` is
    /// expected.
    pub fn implicit_type(
        &self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<ConstValue>), Mismatch> {
        let ctx = self.ctx;
        if !x.is_valid() || !ctx.is_untyped(x.ty) || !ctx.is_valid(target) {
            return Ok((x.ty, None));
        }
        if ctx.is_untyped(target) {
            return ctx
                .max_type(x.ty, target)
                .map(|ty| (ty, None))
                .ok_or(Mismatch::Other);
        }
        if x.is_nil() {
            let has_nil = ctx.has_nil(target);
            return if has_nil {
                Ok((target, None))
            } else {
                Err(Mismatch::Other)
            };
        }
        let under = ctx.underlying(target);
        match ctx.ty(under) {
            Type::Basic(basic) => {
                if x.is_constant() {
                    let value = self.representation(x, basic.canonical())?;
                    return Ok((target, Some(value)));
                }
                // Results of comparisons, and of shifts that are not constant.
                let Some(own) = ctx.basic(x.ty) else {
                    return Err(Mismatch::Other);
                };
                let wanted = match own {
                    Basic::UntypedBool => BasicInfo::BOOLEAN,
                    Basic::UntypedString => BasicInfo::STRING,
                    _ if own.info().intersects(BasicInfo::NUMERIC) => BasicInfo::NUMERIC,
                    _ => return Err(Mismatch::Other),
                };
                if basic.info().intersects(wanted) {
                    Ok((target, None))
                } else {
                    Err(Mismatch::Other)
                }
            }
            Type::Interface(_) if ctx.is_tparam(target) => {
                let types = ctx.specific_types(target);
                let fits =
                    |t: &crate::type_set::SpecificType| self.implicit_type(x, t.underlying).is_ok();
                if !types.is_empty() && types.iter().all(fits) {
                    Ok((target, None))
                } else {
                    Err(Mismatch::Other)
                }
            }
            Type::Interface(_) => {
                // Values in interfaces have concrete types.
                if ctx.type_set(under).is_all() {
                    Ok((ctx.default_type(x.ty), None))
                } else {
                    Err(Mismatch::Other)
                }
            }
            _ => Err(Mismatch::Other),
        }
    }

    /// Whether a value may be assigned to a variable of type `target`. `cause` gets the reason for
    /// a no, if there is one to be told.
    pub fn assignable_to(
        &self,
        x: &Operand,
        target: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        let ctx = self.ctx;
        if !x.is_valid() || !ctx.is_valid(target) || x.ty == target {
            return true;
        }
        let (v, t) = (ctx.unalias(x.ty), ctx.unalias(target));
        if ctx.identical(v, t) {
            return true;
        }
        let (v_under, t_under) = (ctx.underlying(v), ctx.underlying(t));
        let (v_is_tparam, t_is_tparam) = (ctx.is_tparam(v), ctx.is_tparam(t));
        if ctx.is_untyped(v_under) {
            if t_is_tparam {
                let types = ctx.specific_types(t);
                return !types.is_empty()
                    && types.iter().all(|t| self.implicit_type(x, t.ty).is_ok());
            }
            return self.implicit_type(x, t).is_ok();
        }
        let (v_has_name, t_has_name) = (ctx.has_name(v), ctx.has_name(t));
        if (!v_has_name || !t_has_name)
            && !v_is_tparam
            && !t_is_tparam
            && ctx.identical(v_under, t_under)
        {
            return true;
        }
        let t_is_interface = matches!(ctx.ty(t_under), Type::Interface(_));
        if t_is_interface && !t_is_tparam || ctx.is_interface_pointer(t_under) {
            if ctx.check_implements(v, t, false, self.go_minor, None) {
                return true;
            }
            if !v_is_tparam {
                if let Some(cause) = cause {
                    let mut explained = Cause::new(self.package.id);
                    ctx.check_implements(v, t, false, self.go_minor, Some(&mut explained));
                    *cause = explained.text;
                }
                return false;
            }
            if let Some(cause) = cause.as_deref_mut() {
                cause.clear();
            }
        }
        if matches!(ctx.ty(v_under), Type::Interface(_))
            && !v_is_tparam
            && ctx.check_implements(t, v, false, self.go_minor, None)
        {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_owned();
            }
            return false;
        }
        if let (
            &Type::Chan {
                dir: ChanDir::Both,
                elem: v_elem,
            },
            &Type::Chan { elem: t_elem, .. },
        ) = (ctx.ty(v_under), ctx.ty(t_under))
            && ctx.identical(v_elem, t_elem)
        {
            return !v_has_name || !t_has_name;
        }
        if !v_has_name && t_is_tparam {
            let types = ctx.specific_types(t);
            for specific in &types {
                if !self.assignable_to(x, specific.ty, cause.as_deref_mut()) {
                    explain(&mut cause, || {
                        let (x, specific) = (self.type_text(x.ty), self.type_text(specific.ty));
                        format!("cannot assign {x} to {specific} (in {})", self.type_text(t))
                    });
                    return false;
                }
            }
            return !types.is_empty();
        }
        if v_is_tparam && !t_has_name {
            let types = ctx.specific_types(v);
            for specific in &types {
                let x = Operand {
                    ty: specific.ty,
                    ..x.clone()
                };
                if !self.assignable_to(&x, t, cause.as_deref_mut()) {
                    explain(&mut cause, || {
                        let (specific, v) = (self.type_text(specific.ty), self.type_text(v));
                        format!(
                            "cannot assign {specific} (in {v}) to {}",
                            self.type_text(target)
                        )
                    });
                    return false;
                }
            }
            return !types.is_empty();
        }
        false
    }

    /// The explicit conversion `ty(x)`.
    pub fn conversion(&mut self, x: &mut Operand, ty: TypeId) {
        let ctx = self.ctx;
        let is_constant = x.is_constant();
        let mut cause = String::new();
        let is_ok = if is_constant && ctx.is_const_type(ty) {
            match self.constant_conversion(x, ty) {
                Some(value) => {
                    x.value = value;
                    true
                }
                None if ctx.is_integer(x.ty) && ctx.is_integer(ty) => {
                    let message = format!("constant {} overflows {}", x.value, self.type_text(ty));
                    self.error_on(x, message);
                    return x.invalidate();
                }
                None => {
                    // gc has tried, and shows what came of it.
                    let int = x.value.to_int();
                    if ctx.is_integer(ty) && int.kind() == ConstKind::Int {
                        x.value = int;
                    }
                    false
                }
            }
        } else if is_constant && ctx.is_tparam(ty) {
            let is_ok = self.constant_to_tparam(x, ty, &mut cause);
            x.mode = Mode::Value;
            is_ok
        } else if self.convertible_to(x, ty, Some(&mut cause)) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };
        if !is_ok {
            let (x_text, ty) = (self.describe(x), self.type_text(ty));
            let cause = if cause.is_empty() {
                cause
            } else {
                format!(": {cause}")
            };
            self.error_on(x, format!("cannot convert {x_text} to type {ty}{cause}"));
            return x.invalidate();
        }
        if ctx.is_untyped(x.ty) {
            let is_nil = x.ty == Basic::UntypedNil.type_id();
            let final_ty = if is_nil {
                ty
            } else if ctx.is_interface_value(ty) || is_constant && !ctx.is_const_type(ty) {
                // Where the value does not become a constant of the type, it has its default
                // type: `[]byte("foo")` converts a string.
                ctx.default_type(x.ty)
            } else if x.is_constant() && ctx.is_integer(x.ty) && ctx.all_string(ty) {
                x.ty
            } else {
                ty
            };
            self.update_expr_type(x.source, final_ty, true);
        }
        x.ty = ty;
    }

    /// The value of a constant converted to a type that has constants.
    fn constant_conversion(&self, x: &Operand, ty: TypeId) -> Option<ConstValue> {
        let basic = self.ctx.basic(ty)?;
        if let Some(value) = self.is_representable(&x.value, basic) {
            return Some(value);
        }
        if self.ctx.is_integer(x.ty) && basic.info().intersects(BasicInfo::STRING) {
            let c = x
                .value
                .as_u64()
                .and_then(|code| char::from_u32(u32::try_from(code).ok()?));
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            return Some(ConstValue::string(c.to_string().into_bytes()));
        }
        None
    }

    fn constant_to_tparam(&self, x: &Operand, ty: TypeId, cause: &mut String) -> bool {
        let ctx = self.ctx;
        let ty_text = || self.type_text(ty);
        let types = ctx.specific_types(ty);
        if types.is_empty() {
            *cause = format!("{} does not contain specific types", ty_text());
            return false;
        }
        for specific in types {
            let under = specific.underlying;
            if ctx.is_string(x.ty) && ctx.is_bytes_or_runes(under)
                || self.constant_conversion(x, under).is_some()
            {
                continue;
            }
            let under_text = self.type_text(under);
            *cause = if ctx.is_integer(x.ty) && ctx.is_integer(under) {
                format!(
                    "constant {} overflows {under_text} (in {})",
                    x.value,
                    ty_text()
                )
            } else {
                let x = self.describe(x);
                format!("cannot convert {x} to type {under_text} (in {})", ty_text())
            };
            return false;
        }
        true
    }

    /// Whether a value that is no constant may be converted to type `target`.
    fn convertible_to(&self, x: &Operand, target: TypeId, mut cause: Option<&mut String>) -> bool {
        if self.assignable_to(x, target, cause.as_deref_mut()) {
            return true;
        }
        let ctx = self.ctx;
        let (v, t) = (ctx.unalias(x.ty), ctx.unalias(target));
        let (v_under, t_under) = (ctx.underlying(v), ctx.underlying(t));
        let (v_is_tparam, t_is_tparam) = (ctx.is_tparam(v), ctx.is_tparam(t));
        if !v_is_tparam && !t_is_tparam && ctx.identical_ignoring_tags(v_under, t_under) {
            return true;
        }
        if let (&Type::Pointer(v), &Type::Pointer(t)) = (ctx.ty(v), ctx.ty(t))
            && !ctx.is_tparam(v)
            && !ctx.is_tparam(t)
            && ctx.identical_ignoring_tags(ctx.underlying(v), ctx.underlying(t))
        {
            return true;
        }
        match self.converts_by_kind(v_under, t_under) {
            Ok(true) => return true,
            Ok(false) => {}
            Err(why) => {
                if let Some(cause) = cause {
                    *cause = why.to_owned();
                }
                return false;
            }
        }
        if !v_is_tparam && !t_is_tparam {
            return false;
        }
        let text = |ty| self.type_text(ty);
        let single = |ty: TypeId, is_tparam: bool| {
            if is_tparam {
                ctx.specific_types(ty)
                    .iter()
                    .map(|t| t.ty)
                    .collect::<Vec<_>>()
            } else {
                vec![ty]
            }
        };
        let (sources, targets) = (single(x.ty, v_is_tparam), single(target, t_is_tparam));
        if sources.is_empty() || targets.is_empty() {
            return false;
        }
        for &source in &sources {
            let x = Operand {
                ty: source,
                ..x.clone()
            };
            for &to in &targets {
                if !self.convertible_to(&x, to, cause.as_deref_mut()) {
                    let from = if v_is_tparam {
                        format!("{} (in {})", text(source), text(v))
                    } else {
                        text(source)
                    };
                    let to = if t_is_tparam {
                        format!("{} (in {})", text(to), text(t))
                    } else {
                        text(to)
                    };
                    explain(&mut cause, || format!("cannot convert {from} to type {to}"));
                    return false;
                }
            }
        }
        true
    }

    /// Conversions between underlying types that are decided by their kinds. The error says which
    /// version allows them.
    fn converts_by_kind(&self, v: TypeId, t: TypeId) -> Result<bool, &'static str> {
        let ctx = self.ctx;
        let number = BasicInfo::INTEGER.union(BasicInfo::FLOAT);
        let is_uintptr = |ty| ctx.basic(ty) == Some(Basic::Uintptr);
        if ctx.is_basic(v, number) && ctx.is_basic(t, number)
            || ctx.is_complex(v) && ctx.is_complex(t)
            || (ctx.is_integer(v) || ctx.is_bytes_or_runes(v)) && ctx.is_string(t)
            || ctx.is_string(v) && ctx.is_bytes_or_runes(t)
            || (ctx.is_pointer(v) || is_uintptr(v)) && ctx.is_unsafe_pointer(t)
            || ctx.is_unsafe_pointer(v) && (ctx.is_pointer(t) || is_uintptr(t))
        {
            return Ok(true);
        }
        let &Type::Slice(elem) = ctx.ty(v) else {
            return Ok(false);
        };
        match *ctx.ty(t) {
            Type::Array { elem: to, .. } if ctx.identical(elem, to) => {
                if self.allows(20) {
                    return Ok(true);
                }
                Err("conversion of slice to array requires go1.20 or later")
            }
            Type::Pointer(array) => match *ctx.ty(ctx.underlying(array)) {
                Type::Array { elem: to, .. } if ctx.identical(elem, to) => {
                    if self.allows(17) {
                        return Ok(true);
                    }
                    Err("conversion of slice to array pointer requires go1.17 or later")
                }
                _ => Ok(false),
            },
            _ => Ok(false),
        }
    }
}

fn fits_integer(value: &ConstValue, basic: Basic) -> bool {
    let signed = |bits: u32, v: i64| v >= -1 << (bits - 1) && v < 1 << (bits - 1);
    let unsigned = |bits: u32, v: i64| v >= 0 && v < 1 << bits;
    match (value, basic) {
        (&ConstValue::Int(v), basic) => match basic {
            Basic::Int8 => signed(8, v),
            Basic::Int16 => signed(16, v),
            Basic::Int32 | Basic::Rune => signed(32, v),
            Basic::Uint8 | Basic::Byte => unsigned(8, v),
            Basic::Uint16 => unsigned(16, v),
            Basic::Uint32 => unsigned(32, v),
            Basic::Uint | Basic::Uint64 | Basic::Uintptr => v >= 0,
            _ => true,
        },
        (ConstValue::BigInt(_), Basic::UntypedInt | Basic::UntypedRune) => true,
        (ConstValue::BigInt(_), Basic::Uint | Basic::Uint64 | Basic::Uintptr) => {
            value.sign() >= 0 && value.bit_len() <= 64
        }
        _ => false,
    }
}

/// Puts a more general reason before the one there is.
fn explain(cause: &mut Option<&mut String>, text: impl FnOnce() -> String) {
    if let Some(cause) = cause {
        let inner = std::mem::take(*cause);
        **cause = text();
        if !inner.is_empty() {
            **cause += "\n\t";
            **cause += &inner;
        }
    }
}
