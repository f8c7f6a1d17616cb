//! Exact constants to machine constants.

use rgo_base::{Pos, Symbol};
use rgo_types::constant::{ConstKind, ConstValue};
use rgo_types::{Basic, TypeId};

use super::Builder;
use super::convert::wrap_int;
use crate::tree::{Const, Expr, ExprKind};

impl Builder<'_> {
    /// `value` as a constant of type `ty`; of an interface type, as an interface holding the
    /// constant's default type.
    pub(super) fn constant(&mut self, value: &ConstValue, ty: TypeId, pos: Pos) -> Expr {
        self.constant_called(value, ty, pos, Symbol::EMPTY)
    }

    /// The same for one that messages call `text`.
    pub(super) fn constant_called(
        &mut self,
        value: &ConstValue,
        ty: TypeId,
        pos: Pos,
        text: Symbol,
    ) -> Expr {
        let Some(basic) = self.basic(ty) else {
            let default = default_type(value).type_id();
            let constant = self.constant(value, default, pos);
            return self.interface_of(constant, ty, pos, text);
        };
        Expr {
            kind: ExprKind::Const(machine_const(value, basic)),
            ty,
            pos,
        }
    }
}

/// `value`, representable as (or to be truncated to) basic type `ty`.
fn machine_const(value: &ConstValue, ty: Basic) -> Const {
    match ty {
        Basic::Bool | Basic::UntypedBool => Const::Bool(value.as_bool().unwrap_or_default()),
        Basic::String | Basic::UntypedString => {
            Const::String(value.as_bytes().unwrap_or_default().into())
        }
        Basic::Float32 => Const::Float(f64::from(value.to_f32())),
        Basic::Float64 | Basic::UntypedFloat => Const::Float(value.to_f64()),
        Basic::Complex64 => {
            let (re, im) = value.parts();
            Const::Complex(f64::from(re.to_f32()), f64::from(im.to_f32()))
        }
        Basic::Complex128 | Basic::UntypedComplex => {
            let (re, im) = value.parts();
            Const::Complex(re.to_f64(), im.to_f64())
        }
        Basic::UntypedNil => Const::Zero,
        Basic::Int
        | Basic::Int8
        | Basic::Int16
        | Basic::Int32
        | Basic::Int64
        | Basic::Uint
        | Basic::Uint8
        | Basic::Uint16
        | Basic::Uint32
        | Basic::Uint64
        | Basic::Uintptr
        | Basic::UnsafePointer
        | Basic::UntypedInt
        | Basic::UntypedRune
        | Basic::Byte
        | Basic::Rune => Const::Int(wrap_int(word_bits(value), ty)),
    }
}

/// An integral constant in two's complement; floats and complex numbers with integral value too.
pub(super) fn word_bits(value: &ConstValue) -> i64 {
    match value.wrapped_bits() {
        Some(bits) => bits as i64,
        None => value.parts().0.to_f64() as i64,
    }
}

/// The type an untyped constant gets where nothing else is asked.
fn default_type(value: &ConstValue) -> Basic {
    match value.kind() {
        ConstKind::Bool => Basic::Bool,
        ConstKind::String => Basic::String,
        ConstKind::Int => Basic::Int,
        ConstKind::Float => Basic::Float64,
        ConstKind::Complex => Basic::Complex128,
        ConstKind::Unknown => unreachable!("erroneous programs are not built"),
    }
}
