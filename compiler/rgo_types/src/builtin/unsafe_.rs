//! Built-in functions of package unsafe (spec: "Package unsafe").

use rgo_syntax::ast::{Expr, NodeId};

use crate::call::Call;
use crate::check::Checker;
use crate::constant::ConstValue;
use crate::info::{Mode, Selection, SelectionKind};
use crate::lookup::{Lookup, MemberKind};
use crate::object::Builtin;
use crate::operand::{Operand, Source};
use crate::type_::{Basic, Type, TypeId};

impl Checker<'_> {
    pub(super) fn unsafe_builtin(
        &mut self,
        x: &mut Operand,
        call: Call<'_>,
        id: Builtin,
        args: Vec<Operand>,
    ) -> bool {
        match id {
            Builtin::UnsafeAdd => self.unsafe_add(x, call, args),
            Builtin::UnsafeAlignof => self.alignof(x),
            Builtin::UnsafeOffsetof => self.offsetof(x, call),
            Builtin::UnsafeSizeof => self.sizeof(x),
            Builtin::UnsafeSlice => self.unsafe_slice(x, call, args),
            Builtin::UnsafeSliceData => self.unsafe_slice_data(x, call),
            Builtin::UnsafeString => self.unsafe_string(x, call, args),
            Builtin::UnsafeStringData => self.unsafe_string_data(x, call),
            _ => false,
        }
    }

    fn unsafe_add(&mut self, x: &mut Operand, call: Call<'_>, args: Vec<Operand>) -> bool {
        self.require_builtin(call, 17, "unsafe.Add");
        let pointer = Basic::UnsafePointer.type_id();
        self.assignment(x, Some(pointer), "argument to unsafe.Add".into());
        if !x.is_valid() || !self.is_valid_length(args, true) {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = pointer;
        true
    }

    /// Checks the second argument, a length.
    fn is_valid_length(&mut self, args: Vec<Operand>, may_be_negative: bool) -> bool {
        let Some(mut len) = args.into_iter().nth(1) else {
            return false;
        };
        self.is_valid_index(&mut len, "length", may_be_negative)
    }

    fn alignof(&mut self, x: &mut Operand) -> bool {
        self.assignment(x, None, "argument to unsafe.Alignof".into());
        if !x.is_valid() {
            return false;
        }
        let value = if self.has_var_size(x.ty) {
            None
        } else {
            Some(self.ctx.align_of(x.ty))
        };
        self.uintptr_result(x, value);
        true
    }

    /// The result of a size question: constant unless the size depends on type parameters.
    fn uintptr_result(&mut self, x: &mut Operand, value: Option<u64>) {
        match value {
            Some(value) => {
                x.mode = Mode::Constant;
                x.value = ConstValue::from_u64(value);
            }
            None => x.mode = Mode::Value,
        }
        x.ty = Basic::Uintptr.type_id();
    }

    fn sizeof(&mut self, x: &mut Operand) -> bool {
        self.assignment(x, None, "argument to unsafe.Sizeof".into());
        if !x.is_valid() {
            return false;
        }
        if self.has_var_size(x.ty) {
            self.uintptr_result(x, None);
            return true;
        }
        let Some(size) = self.ctx.checked_size_of(x.ty) else {
            let text = self.describe(x);
            self.error_on(x, format!("{text} is too large"));
            return false;
        };
        self.uintptr_result(x, Some(size));
        true
    }

    fn offsetof(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        let ctx = self.ctx;
        let arg = call.args[0];
        let selector = self.ast.unparen(arg);
        let Expr::Selector { x: inner, sel } = self.ast.expr(selector) else {
            let text = self.expr_text(arg);
            let message = format!("invalid argument: {text} is not a selector expression");
            self.error_at(arg, message);
            self.use_exprs(&[arg]);
            return false;
        };
        self.expr(None, x, inner);
        if !x.is_valid() {
            return false;
        }
        let base = ctx.deref_struct_pointer(x.ty);
        let name = self.ast.name(sel);
        let found = ctx.find_member(base, false, Some(self.package.id), name, false);
        let Lookup::Found(member) = found else {
            let base = self.type_text(base);
            let message = format!("invalid argument: {base} has no single field {name}");
            self.error_on(x, message);
            return false;
        };
        let MemberKind::Field(field) = member.kind else {
            let text = self.expr_text(arg);
            self.error_at(arg, format!("invalid argument: {text} is a method value"));
            return false;
        };
        if member.is_indirect {
            let base = self.type_text(base);
            let message =
                format!("invalid argument: field {name} is embedded via a pointer in {base}");
            self.error_on(x, message);
            return false;
        }
        self.record_field(x, selector, base, &member.path, field.ty);
        if self.has_var_size(base) {
            self.uintptr_result(x, None);
            return true;
        }
        let Some(offset) = ctx.offset_of_path(base, &member.path) else {
            let text = self.describe(x);
            self.error_on(x, format!("{text} is too large"));
            return false;
        };
        self.uintptr_result(x, Some(offset));
        true
    }

    /// Records the selector that is the argument of `Offsetof`.
    fn record_field(
        &mut self,
        x: &Operand,
        selector: NodeId,
        base: TypeId,
        path: &[u32],
        ty: TypeId,
    ) {
        self.results.selections.insert(
            selector,
            Selection {
                kind: SelectionKind::Field,
                recv: base,
                path: path.into(),
                method: None,
                is_indirect: false,
                ty,
            },
        );
        let mode = if x.mode == Mode::Variable {
            Mode::Variable
        } else {
            Mode::Value
        };
        self.record(&Operand::new(mode, Source::Node(selector), ty));
    }

    fn unsafe_slice(&mut self, x: &mut Operand, call: Call<'_>, args: Vec<Operand>) -> bool {
        let ctx = self.ctx;
        self.require_builtin(call, 17, "unsafe.Slice");
        let Some(&Type::Pointer(elem)) = ctx.core_type(x.ty).map(|core| ctx.ty(core)) else {
            let text = self.describe(x);
            self.error_on(x, format!("invalid argument: {text} is not a pointer"));
            return false;
        };
        if !self.is_valid_length(args, false) {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = ctx.slice_of(elem);
        true
    }

    fn unsafe_slice_data(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        let ctx = self.ctx;
        self.require_builtin(call, 20, "unsafe.SliceData");
        let Some(&Type::Slice(elem)) = ctx.core_type(x.ty).map(|core| ctx.ty(core)) else {
            let text = self.describe(x);
            self.error_on(x, format!("invalid argument: {text} is not a slice"));
            return false;
        };
        x.mode = Mode::Value;
        x.ty = ctx.pointer_to(elem);
        true
    }

    fn unsafe_string(&mut self, x: &mut Operand, call: Call<'_>, args: Vec<Operand>) -> bool {
        let bytes = self.ctx.pointer_to(Basic::Byte.type_id());
        self.require_builtin(call, 20, "unsafe.String");
        self.assignment(x, Some(bytes), "argument to unsafe.String".into());
        if !x.is_valid() || !self.is_valid_length(args, false) {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = Basic::String.type_id();
        true
    }

    fn unsafe_string_data(&mut self, x: &mut Operand, call: Call<'_>) -> bool {
        self.require_builtin(call, 20, "unsafe.StringData");
        let string = Basic::String.type_id();
        self.assignment(x, Some(string), "argument to unsafe.StringData".into());
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = self.ctx.pointer_to(Basic::Byte.type_id());
        true
    }
}
