//! Exact constants to machine constants.

use rgo_base::Pos;
use rgo_types::constant as exact;
use rgo_types::info::ConstValue;
use rgo_types::{Basic, TypeId};

use super::Builder;
use super::convert::wrap_int;
use crate::tree::{Const, Expr, ExprKind};

impl Builder<'_> {
    /// `value` as a constant of type `ty`; of an interface type, as an interface holding the
    /// constant's default type.
    pub(super) fn constant(&mut self, value: &ConstValue, ty: TypeId, pos: Pos) -> Expr {
        let Some(basic) = self.basic(ty) else {
            let default = exact::default_type(value).type_id();
            let constant = self.constant(value, default, pos);
            return self.to_interface(constant, ty, pos);
        };
        Expr { kind: ExprKind::Const(machine_const(value, basic)), ty, pos }
    }
}

/// `value`, representable as (or to be truncated to) basic type `ty`.
fn machine_const(value: &ConstValue, ty: Basic) -> Const {
    match ty {
        Basic::Bool | Basic::UntypedBool => Const::Bool(exact::to_bool(value)),
        Basic::String | Basic::UntypedString => Const::String(exact::to_bytes(value)),
        Basic::Float32 => Const::Float(f64::from(exact::to_f32(value))),
        Basic::Float64 | Basic::UntypedFloat => Const::Float(exact::to_f64(value)),
        Basic::Complex64 => {
            let (re, im) = exact::to_complex64(value);
            Const::Complex(f64::from(re), f64::from(im))
        }
        Basic::Complex128 | Basic::UntypedComplex => {
            let (re, im) = exact::to_complex128(value);
            Const::Complex(re, im)
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
        | Basic::Rune => Const::Int(wrap_int(exact::to_word(value), ty)),
    }
}
