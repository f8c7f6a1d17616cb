//! Calls of built-in functions (spec: "Built-in functions", "Package unsafe").

mod unsafe_;

use rgo_base::Pos;
use rgo_syntax::ast::ChanDir;
use rgo_syntax::token::Op;

use crate::call::Call;
use crate::check::Checker;
use crate::constant::{self, ConstKind, ConstValue};
use crate::expr::{Excluded, Purpose};
use crate::info::Mode;
use crate::object::Builtin;
use crate::operand::Operand;
use crate::type_::{Basic, Interface, Term, Type, TypeCell, TypeId};

/// Types that a built-in gives for the types of its argument.
type Mapping = fn(Basic) -> Option<Basic>;

fn complex_of(part: Basic) -> Option<Basic> {
    match part {
        Basic::Float32 => Some(Basic::Complex64),
        Basic::Float64 => Some(Basic::Complex128),
        Basic::UntypedFloat => Some(Basic::UntypedComplex),
        _ => None,
    }
}

fn part_of(complex: Basic) -> Option<Basic> {
    match complex {
        Basic::Complex64 => Some(Basic::Float32),
        Basic::Complex128 => Some(Basic::Float64),
        Basic::UntypedComplex => Some(Basic::UntypedFloat),
        _ => None,
    }
}

impl Checker<'_> {
    /// Checks the call of a built-in function. The result is left in `x`; false after an error.
    pub fn builtin(&mut self, x: &mut Operand, call: Call<'_>, id: Builtin) -> bool {
        let name = id.info().name;
        if call.has_dots && id != Builtin::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            self.error_at(call.node, message);
            self.use_exprs(call.args);
            return false;
        }
        // Whether the arguments of len and cap contain calls decides if the result is constant.
        let saved_call = self.has_call_or_recv;
        let is_len = matches!(id, Builtin::Len | Builtin::Cap);
        if is_len {
            self.has_call_or_recv = false;
        }
        let is_valid = self.builtin_with_args(x, call, id);
        if is_len {
            self.has_call_or_recv = saved_call;
        }
        is_valid
    }

    fn builtin_with_args(&mut self, x: &mut Operand, call: Call<'_>, id: Builtin) -> bool {
        let info = id.info();
        let takes_exprs = !matches!(id, Builtin::Make | Builtin::New | Builtin::UnsafeOffsetof);
        let mut args = Vec::new();
        let mut n_args = call.args.len();
        if takes_exprs {
            args = self.expr_list(call.args);
            n_args = args.len();
            if args.iter().any(|arg| !arg.is_valid()) {
                return false;
            }
            if let Some(first) = args.first() {
                *x = first.clone();
            }
        }
        let qualifier = if n_args < info.n_args {
            "not enough"
        } else if !info.is_variadic && n_args > info.n_args {
            "too many"
        } else {
            return self.checked_builtin(x, call, id, args);
        };
        let text = self.expr_text(call.node);
        let want = info.n_args;
        let message = format!(
            "invalid operation: {qualifier} arguments for {text} (expected {want}, found {n_args})"
        );
        self.error_at(call.node, message);
        false
    }

    fn checked_builtin(
        &mut self,
        x: &mut Operand,
        call: Call<'_>,
        id: Builtin,
        args: Vec<Operand>,
    ) -> bool {
        match id {
            Builtin::Append => self.append(x, call, args),
            Builtin::Cap | Builtin::Len => self.len_or_cap(x, id),
            Builtin::Clear => self.clear(x, call),
            Builtin::Close => self.close(x),
            Builtin::Complex => self.complex(x, call, args),
            Builtin::Copy => self.copy(x, &args),
            Builtin::Delete => self.delete(x, args),
            Builtin::Imag | Builtin::Real => self.complex_part(x, id),
            Builtin::Make => self.make(x, call),
            Builtin::Max | Builtin::Min => self.min_or_max(x, call, id, args),
            Builtin::New => self.new_value(x, call),
            Builtin::Panic => self.panic(x, call),
            Builtin::Print | Builtin::Println => self.print(x, call, id, args),
            Builtin::Recover => {
                x.mode = Mode::Value;
                x.ty = TypeId::EMPTY_INTERFACE;
                true
            }
            Builtin::UnsafeAdd
            | Builtin::UnsafeAlignof
            | Builtin::UnsafeOffsetof
            | Builtin::UnsafeSizeof
            | Builtin::UnsafeSlice
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeString
            | Builtin::UnsafeStringData => self.unsafe_builtin(x, call, id, args),
            Builtin::Assert => self.assert(x, call),
        }
    }

    /// The element type of a slice, or of all slices in a type set.
    fn slice_elem(&self, x: &Operand) -> Result<TypeId, String> {
        let ctx = self.ctx;
        let mut common = None;
        for under in ctx.underlying_types(x.ty) {
            let elem = match under.map(|under| ctx.ty(under)) {
                Some(&Type::Slice(elem)) => elem,
                _ if x.is_nil() => {
                    return Err("argument must be a slice; have untyped nil".to_owned());
                }
                _ => {
                    return Err(format!(
                        "argument must be a slice; have {}",
                        self.describe(x)
                    ));
                }
            };
            match common {
                None => common = Some(elem),
                Some(first) if !ctx.identical(first, elem) => {
                    let (first, elem) = (self.type_text(first), self.type_text(elem));
                    let text = self.describe(x);
                    return Err(format!(
                        "mismatched slice element types {first} and {elem} in {text}"
                    ));
                }
                Some(_) => {}
            }
        }
        common.ok_or_else(String::new)
    }

    /// Whether all types of a type set are byte slices or strings, and whether there is a string.
    fn bytes_and_strings(&self, ty: TypeId) -> Option<bool> {
        let ctx = self.ctx;
        let mut has_string = false;
        for under in ctx.underlying_types(ty) {
            let under = under?;
            match *ctx.ty(under) {
                Type::Slice(elem) if ctx.identical(elem, Basic::Byte.type_id()) => {}
                Type::Basic(_) if ctx.is_string(under) => has_string = true,
                _ => return None,
            }
        }
        Some(has_string)
    }

    fn is_byte_slice(&self, x: &Operand) -> bool {
        self.assignable_to(x, self.ctx.slice_of(Basic::Byte.type_id()), None)
    }

    fn append(&mut self, x: &mut Operand, call: Call<'_>, args: Vec<Operand>) -> bool {
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error_on(x, format!("invalid append: {why}"));
                return false;
            }
        };
        let slice = x.ty;
        // append(bytes, string...)
        let is_special = args.len() == 2
            && call.has_dots
            && self.is_byte_slice(x)
            && self.bytes_and_strings(args[1].ty) == Some(true);
        if !is_special {
            self.append_arguments(call, slice, elem, args);
        }
        x.mode = Mode::Value;
        x.ty = slice;
        true
    }

    fn len_or_cap(&mut self, x: &mut Operand, id: Builtin) -> bool {
        let ctx = self.ctx;
        let is_len = id == Builtin::Len;
        let mut mode = Mode::Invalid;
        let mut value = ConstValue::Unknown;
        let under = ctx.underlying(x.ty);
        let has_len = |ty: TypeId| match ctx.ty(ctx.deref_array_pointer(ty)) {
            Type::Basic(_) => is_len && ctx.is_string(ty),
            Type::Array { .. } | Type::Slice(_) | Type::Chan { .. } => true,
            Type::Map { .. } => is_len,
            _ => false,
        };
        if ctx.is_tparam(x.ty) {
            if ctx
                .underlying_types(x.ty)
                .into_iter()
                .all(|ty| ty.is_some_and(has_len))
            {
                mode = Mode::Value;
            }
        } else if has_len(under) {
            mode = Mode::Value;
            match *ctx.ty(ctx.deref_array_pointer(under)) {
                Type::Basic(_) if x.is_constant() => {
                    mode = Mode::Constant;
                    if let ConstValue::String(text) = &x.value {
                        value = ConstValue::from_u64(text.len());
                    }
                }
                Type::Array { len, .. } if !self.has_call_or_recv => {
                    mode = Mode::Constant;
                    value = ConstValue::from_u64(len);
                }
                _ => {}
            }
        }
        if mode == Mode::Invalid {
            if under != TypeId::INVALID {
                let (text, name) = (self.describe(x), id.info().name);
                self.error_on(x, format!("invalid argument: {text} for built-in {name}"));
            }
            return false;
        }
        x.mode = mode;
        x.ty = Basic::Int.type_id();
        x.value = value;
        true
    }

    /// Reports a built-in that the language version does not have.
    fn require_builtin(&mut self, call: Call<'_>, minor: u32, name: &str) {
        let pos = self.ast.start_pos(call.func);
        self.require_version(pos, minor, |_| name.to_owned());
    }

    fn clear(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        let ctx = self.ctx;
        self.require_builtin(call, 21, "clear");
        let is_clearable = |under: Option<TypeId>| {
            under.is_some_and(|u| matches!(ctx.ty(u), Type::Map { .. } | Type::Slice(_)))
        };
        if !ctx.underlying_types(x.ty).into_iter().all(is_clearable) {
            let text = self.describe(x);
            let message = format!(
                "invalid argument: cannot clear {text}: argument must be (or constrained by) map or slice"
            );
            self.error_on(x, message);
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn close(&mut self, x: &mut Operand) -> bool {
        let ctx = self.ctx;
        for under in ctx.underlying_types(x.ty) {
            let what = match under.map(|under| ctx.ty(under)) {
                Some(Type::Chan {
                    dir: ChanDir::RecvOnly,
                    ..
                }) => "receive-only channel",
                Some(Type::Chan { .. }) => continue,
                _ => "non-channel",
            };
            let text = self.describe(x);
            self.error_on(x, format!("invalid operation: cannot close {what} {text}"));
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn complex(&mut self, x: &mut Operand, call: Call<'_>, args: Vec<Operand>) -> bool {
        let ctx = self.ctx;
        let Some(mut y) = args.into_iter().nth(1) else {
            return false;
        };
        match (ctx.is_untyped(x.ty), ctx.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty),
            (false, true) => self.convert_untyped(&mut y, x.ty),
            (true, true) if x.is_constant() && y.is_constant() => {
                for operand in [&mut *x, &mut y] {
                    if ctx.is_numeric(operand.ty) && operand.value.imag().sign() == 0 {
                        operand.ty = Basic::UntypedFloat.type_id();
                    }
                }
            }
            (true, true) => {
                // One contains a shift, which has no floating-point type: an error.
                self.convert_untyped(x, Basic::Float64.type_id());
                self.convert_untyped(&mut y, Basic::Float64.type_id());
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !ctx.identical(x.ty, y.ty) {
            let text = self.expr_text(call.node);
            let (a, b) = (self.type_text(x.ty), self.type_text(y.ty));
            let message = format!("invalid operation: {text} (mismatched types {a} and {b})");
            self.error_on(x, message);
            return false;
        }
        let Some(ty) = self.mapped_type(x, Builtin::Complex, complex_of) else {
            let ty = self.type_text(x.ty);
            let message =
                format!("invalid argument: arguments have type {ty}, expected floating-point");
            self.error_on(x, message);
            return false;
        };
        if x.is_constant() && y.is_constant() {
            x.value = constant::make_complex(x.value.to_float(), y.value.to_float());
        } else {
            x.mode = Mode::Value;
        }
        x.ty = ty;
        true
    }

    fn complex_part(&mut self, x: &mut Operand, id: Builtin) -> bool {
        let ctx = self.ctx;
        if ctx.is_untyped(x.ty) {
            if x.is_constant() {
                // Any constant number is a complex one.
                if ctx.is_numeric(x.ty) {
                    x.ty = Basic::UntypedComplex.type_id();
                }
            } else {
                self.convert_untyped(x, Basic::Complex128.type_id());
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let Some(ty) = self.mapped_type(x, id, part_of) else {
            let ty = self.type_text(x.ty);
            let message =
                format!("invalid argument: argument has type {ty}, expected complex type");
            self.error_on(x, message);
            return false;
        };
        if x.is_constant() {
            x.value = if id == Builtin::Real {
                x.value.real()
            } else {
                x.value.imag()
            };
        } else {
            x.mode = Mode::Value;
        }
        x.ty = ty;
        true
    }

    /// The result type of a built-in whose argument is `x`. For a type parameter it would be
    /// another one, which gc does not support.
    fn mapped_type(&mut self, x: &Operand, id: Builtin, mapping: Mapping) -> Option<TypeId> {
        let ctx = self.ctx;
        let map = |ty: TypeId| Some(mapping(ctx.basic(ty)?)?.type_id());
        let Some(tparam) = ctx.as_tparam(x.ty) else {
            return map(x.ty);
        };
        let set = ctx.type_set(ctx.constraint_interface(tparam));
        let terms = set.specific_terms()?;
        let mut mapped = Vec::with_capacity(terms.len());
        for term in terms {
            mapped.push(Term {
                ty: map(term.ty)?,
                ..*term
            });
        }
        let (text, name) = (self.describe(x), id.info().name);
        let message = format!(
            "{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)"
        );
        let pos = self.pos_of(x);
        self.soft_error(pos, message);
        let declared = &ctx.tparams[tparam];
        let (symbol, index) = (ctx.objects[declared.obj].name, declared.index);
        let result = self.new_tparam(symbol, Pos::NONE, index);
        let union = ctx.intern(Type::Union(mapped.into()));
        let constraint: &TypeCell = &ctx.tparams[result].constraint;
        constraint.set(ctx.intern(Type::Interface(Box::new(Interface {
            embeddeds: Box::new([union]),
            ..Interface::default()
        }))));
        Some(ctx.tparam_type(result))
    }

    fn copy(&mut self, x: &mut Operand, args: &[Operand]) -> bool {
        let ctx = self.ctx;
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error_on(x, format!("invalid copy: {why}"));
                return false;
            }
        };
        let y = &args[1];
        let is_special = self.is_byte_slice(x) && self.bytes_and_strings(y.ty).is_some();
        if !is_special {
            let source = match self.slice_elem(y) {
                Ok(elem) => elem,
                Err(_) if ctx.all_string(y.ty) => Basic::Byte.type_id(),
                Err(why) => {
                    self.error_on(y, format!("invalid copy: {why}"));
                    return false;
                }
            };
            if !ctx.identical(elem, source) {
                let (x_text, y_text) = (self.describe(x), self.describe(y));
                let (elem, source) = (self.type_text(elem), self.type_text(source));
                let message = format!(
                    "invalid copy: arguments {x_text} and {y_text} have different element types {elem} and {source}"
                );
                self.error_on(x, message);
                return false;
            }
        }
        x.mode = Mode::Value;
        x.ty = Basic::Int.type_id();
        true
    }

    fn delete(&mut self, x: &mut Operand, args: Vec<Operand>) -> bool {
        let ctx = self.ctx;
        let mut key: Option<TypeId> = None;
        for under in ctx.underlying_types(x.ty) {
            let Some(&Type::Map { key: next, .. }) = under.map(|under| ctx.ty(under)) else {
                let text = self.describe(x);
                self.error_on(x, format!("invalid argument: {text} is not a map"));
                return false;
            };
            if key.is_some_and(|key| !ctx.identical(key, next)) {
                let text = self.describe(x);
                let message =
                    format!("invalid argument: maps of {text} must have identical key types");
                self.error_on(x, message);
                return false;
            }
            key = Some(next);
        }
        let Some(second) = args.into_iter().nth(1) else {
            return false;
        };
        *x = second;
        self.assignment(x, key, "argument to delete".into());
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn make(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        let ctx = self.ctx;
        let (first, sizes) = (call.args[0], &call.args[1..]);
        let ty = self.var_type(first);
        if !ctx.is_valid(ty) {
            return false;
        }
        let made = {
            let name = |ty| self.type_text(ty);
            ctx.common_underlying(ty, &name, &mut |specific| {
                let Some(specific) = specific else {
                    return Err("no specific type".to_owned());
                };
                match ctx.ty(specific.underlying) {
                    Type::Slice(_) | Type::Map { .. } | Type::Chan { .. } => Ok(()),
                    _ => Err("type must be slice, map, or channel".to_owned()),
                }
            })
        };
        let under = match made {
            Ok(under) => under,
            Err(why) => {
                let text = self.expr_text(first);
                self.error_at(
                    first,
                    format!("invalid argument: cannot make {text}: {why}"),
                );
                return false;
            }
        };
        let min = if matches!(ctx.ty(under), Type::Slice(_)) {
            2
        } else {
            1
        };
        let n_args = call.args.len();
        if n_args < min || min + 1 < n_args {
            let text = self.expr_text(call.node);
            let message = format!(
                "invalid operation: {text} expects {min} or {} arguments; found {n_args}",
                min + 1
            );
            self.error_at(call.node, message);
            return false;
        }
        let mut values = Vec::new();
        for &size in sizes {
            values.extend(self.index_value(size, None).1);
        }
        if let [len, cap] = values[..]
            && len > cap
        {
            self.error_at(sizes[0], "invalid argument: length and capacity swapped");
        }
        x.mode = Mode::Value;
        x.ty = ty;
        true
    }

    fn min_or_max(
        &mut self,
        x: &mut Operand,
        call: Call<'_>,
        id: Builtin,
        mut args: Vec<Operand>,
    ) -> bool {
        let ctx = self.ctx;
        let name = id.info().name;
        self.require_builtin(
            call,
            21,
            if id == Builtin::Max {
                "built-in max"
            } else {
                "built-in min"
            },
        );
        let op = if id == Builtin::Max { Op::Gtr } else { Op::Lss };
        for (at, arg) in args.iter_mut().enumerate() {
            if !ctx.all_ordered(arg.ty) {
                let text = self.describe(arg);
                self.error_on(arg, format!("invalid argument: {text} cannot be ordered"));
                return false;
            }
            if at == 0 {
                continue;
            }
            self.match_types(x, arg);
            if !x.is_valid() {
                return false;
            }
            if !ctx.identical(x.ty, arg.ty) {
                let (a, b) = (self.type_text(x.ty), self.type_text(arg.ty));
                let text = self.source_text(arg.source);
                let message = format!(
                    "invalid argument: mismatched types {a} (previous argument) and {b} (type of {text})"
                );
                self.error_on(arg, message);
                return false;
            }
            if x.is_constant() && arg.is_constant() {
                if constant::compare(&arg.value, op, &x.value) {
                    *x = arg.clone();
                }
            } else {
                x.mode = Mode::Value;
            }
        }
        if !x.is_constant() {
            x.mode = Mode::Value;
            // A value must not be untyped.
            self.assignment(
                x,
                Some(TypeId::EMPTY_INTERFACE),
                Purpose::BuiltinArgument(name),
            );
            if !x.is_valid() {
                return false;
            }
        }
        for arg in &args {
            self.update_expr_type(arg.source, x.ty, true);
        }
        true
    }

    fn new_value(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        let ctx = self.ctx;
        let arg = call.args[0];
        self.expr_or_type(x, arg, false);
        self.exclude(
            x,
            Excluded {
                builtin: true,
                type_: false,
            },
        );
        match x.mode {
            Mode::Invalid => return false,
            Mode::Type => self.valid_var_type(arg, x.ty),
            _ => {
                if ctx.is_untyped(x.ty) {
                    self.assignment(x, None, "argument to new".into());
                    if !x.is_valid() {
                        return false;
                    }
                }
                let pos = self.ast.start_pos(call.func);
                self.require_version(pos, 26, |checker| {
                    format!("new({})", checker.expr_text(arg))
                });
            }
        }
        x.mode = Mode::Value;
        x.ty = ctx.pointer_to(x.ty);
        true
    }

    fn panic(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        if self
            .func
            .as_ref()
            .is_some_and(|func| !func.results.is_empty())
        {
            self.panics.insert(call.node);
        }
        self.assignment(x, Some(TypeId::EMPTY_INTERFACE), "argument to panic".into());
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn print(&mut self, x: &mut Operand, call: Call<'_>, id: Builtin, args: Vec<Operand>) -> bool {
        let name = id.info().name;
        for mut arg in args {
            self.assignment(&mut arg, None, Purpose::BuiltinArgument(name));
            if !arg.is_valid() {
                return false;
            }
            if !self.package.is_trusted && !self.ctx.is_printable(arg.ty) {
                let pos = self.ast.pos(call.node);
                let unprintable = &self.package.unprintable;
                let mut unprintable = unprintable
                    .lock()
                    .expect("nothing panics while it holds this");
                unprintable.push((pos, name, arg.ty));
            }
        }
        x.mode = Mode::NoValue;
        true
    }

    fn assert(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        if !x.is_constant() || !self.ctx.is_boolean(x.ty) {
            let text = self.describe(x);
            self.error_on(
                x,
                format!("invalid argument: {text} is not a boolean constant"),
            );
            return false;
        }
        if x.value.kind() == ConstKind::Bool && x.value.as_bool() == Some(false) {
            let text = self.expr_text(call.node);
            self.error_at(call.node, format!("{text} failed"));
        }
        true
    }
}
