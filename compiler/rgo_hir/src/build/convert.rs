//! Conversions, implicit in assignments and explicit (spec: "Assignability", "Conversions").

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::NodeId;
use rgo_types::constant::ConstKind;
use rgo_types::type_::BasicInfo;
use rgo_types::{Basic, Type, TypeId};

use super::{Builder, deref};
use crate::alg::is_direct_iface;
use crate::tree::{AllocKind, Const, ConvKind, Expr, ExprKind};

impl Builder<'_> {
    /// `value`, which is assignable to `target`, as a value of that type.
    pub(super) fn assign_convert(&mut self, value: Expr, target: TypeId) -> Expr {
        let pos = value.pos;
        if value.ty == target {
            return value;
        }
        if self.is_interface(target) {
            let text = match self.prog.options.explains {
                0 => Symbol::EMPTY,
                // A temporary, as gc calls it.
                _ => Symbol::intern(".autotmp_0"),
            };
            return self.interface_of(value, target, pos, text);
        }
        if let ExprKind::Const(_) = value.kind {
            return Expr {
                ty: target,
                ..value
            };
        }
        self.bits(value, target, pos)
    }

    fn bits(&self, x: Expr, ty: TypeId, pos: Pos) -> Expr {
        if x.ty == ty {
            return x;
        }
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(x),
            alloc: None,
        };
        Expr { kind, ty, pos }
    }

    /// `text` is what messages call the value.
    pub(super) fn interface_of(&mut self, x: Expr, target: TypeId, pos: Pos, text: Symbol) -> Expr {
        if self.is_interface(x.ty) {
            // An itab belongs to one interface type: types of the same methods have their own.
            if self.cx.underlying(x.ty) == self.cx.underlying(target)
                && self.cx.interface_methods(target).is_empty()
            {
                return self.bits(x, target, pos);
            }
            let kind = ExprKind::IfaceToIface(Box::new(x));
            return Expr {
                kind,
                ty: target,
                pos,
            };
        }
        let alloc = match self.is_boxed(&x) {
            true => Some(self.new_alloc(AllocKind::Iface, x.ty, x.pos, text)),
            false => None,
        };
        Expr {
            kind: ExprKind::MakeIface {
                x: Box::new(x),
                alloc,
            },
            ty: target,
            pos,
        }
    }

    /// Whether an interface holding `x` has a pointer to it.
    fn is_boxed(&self, x: &Expr) -> bool {
        !is_direct_iface(self.cx, x.ty)
    }

    /// `T(x)`
    pub(super) fn conversion(&mut self, node: NodeId, arg: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let target = self.type_of(node);
        if self.info.mode(self.ast.unparen(arg)) == rgo_types::Mode::Nil {
            return super::zero(target, pos);
        }
        // A constant becomes a type argument's type without being of its default type before.
        if let Some(value) = self.info.constant(arg)
            && let Some(basic) = self.basic(target)
            && (basic != Basic::String || value.kind() == ConstKind::String)
        {
            return self.constant(value, target, pos);
        }
        let x = self.expr(arg);
        let text = self.expr_text(node);
        self.convert(x, target, pos, text)
    }

    /// Converts `x` explicitly.
    pub(super) fn convert(&mut self, x: Expr, target: TypeId, pos: Pos, text: Symbol) -> Expr {
        if x.ty == target {
            // A conversion is no place.
            return if let ExprKind::Const(_) = x.kind {
                x
            } else {
                self.same(x, pos)
            };
        }
        if self.is_interface(target) {
            return self.interface_of(x, target, pos, text);
        }
        let (from, to) = (self.under(x.ty), self.under(target));
        match (from, to) {
            (Type::Basic(from), Type::Basic(to)) => {
                self.convert_basic(x, *from, target, *to, pos, text)
            }
            (Type::Basic(Basic::String), &Type::Slice(elem)) => {
                let is_bytes = self.basic(elem) == Some(Basic::Uint8);
                let (kind, site) = if is_bytes {
                    (ConvKind::StringToBytes, AllocKind::StringToBytes)
                } else {
                    (ConvKind::StringToRunes, AllocKind::StringConv)
                };
                let alloc = Some(self.new_alloc(site, target, x.pos, text));
                let kind = ExprKind::Convert {
                    kind,
                    x: Box::new(x),
                    alloc,
                };
                self.hoist(Expr {
                    kind,
                    ty: target,
                    pos,
                })
            }
            (&Type::Slice(elem), Type::Basic(Basic::String)) => {
                let is_bytes = self.basic(elem) == Some(Basic::Uint8);
                let kind = if is_bytes {
                    ConvKind::BytesToString
                } else {
                    ConvKind::RunesToString
                };
                let alloc = Some(self.new_alloc(AllocKind::StringConv, target, x.pos, text));
                Expr {
                    kind: ExprKind::Convert {
                        kind,
                        x: Box::new(x),
                        alloc,
                    },
                    ty: target,
                    pos,
                }
            }
            (Type::Slice(_), Type::Pointer(_)) => {
                let kind = ConvKind::SliceToArrayPtr;
                let kind = ExprKind::Convert {
                    kind,
                    x: Box::new(x),
                    alloc: None,
                };
                Expr {
                    kind,
                    ty: target,
                    pos,
                }
            }
            (Type::Slice(_), Type::Array { .. }) => {
                let ptr_ty = self.cx.canon(self.cx.pointer_to(target));
                let kind = ConvKind::SliceToArrayPtr;
                let kind = ExprKind::Convert {
                    kind,
                    x: Box::new(x),
                    alloc: None,
                };
                // A zero-length array may come from a nil slice: nothing is read then.
                let is_checked = true;
                deref(
                    Expr {
                        kind,
                        ty: ptr_ty,
                        pos,
                    },
                    target,
                    is_checked,
                )
            }
            _ => self.bits(x, target, pos),
        }
    }

    /// `x` as a value that is no place.
    fn same(&mut self, x: Expr, pos: Pos) -> Expr {
        let ty = x.ty;
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(x),
            alloc: None,
        };
        Expr { kind, ty, pos }
    }

    fn convert_basic(
        &mut self,
        x: Expr,
        from: Basic,
        target: TypeId,
        to: Basic,
        pos: Pos,
        text: Symbol,
    ) -> Expr {
        if let ExprKind::Const(value) = &x.kind
            && let Some(value) = fold_conversion(value, from, to)
        {
            return Expr {
                kind: ExprKind::Const(value),
                ty: target,
                pos,
            };
        }
        if to == Basic::String && from != Basic::String {
            let alloc = Some(self.new_alloc(AllocKind::StringConv, target, x.pos, text));
            let kind = ConvKind::IntToString;
            return Expr {
                kind: ExprKind::Convert {
                    kind,
                    x: Box::new(x),
                    alloc,
                },
                ty: target,
                pos,
            };
        }
        if from == to || is_word(from) && is_word(to) {
            return self.bits(x, target, pos);
        }
        let kind = ExprKind::Convert {
            kind: ConvKind::Numeric,
            x: Box::new(x),
            alloc: None,
        };
        Expr {
            kind,
            ty: target,
            pos,
        }
    }

    /// A string that is only looked at: a conversion from bytes need not copy.
    pub(super) fn temp_string(&self, x: Expr) -> Expr {
        match x.kind {
            ExprKind::Convert {
                kind: ConvKind::BytesToString,
                x: bytes,
                ..
            } => Expr {
                kind: ExprKind::Convert {
                    kind: ConvKind::BytesToStringTemp,
                    x: bytes,
                    alloc: None,
                },
                ..x
            },
            _ => x,
        }
    }
}

/// Integers of pointer size that convert to each other, and to unsafe.Pointer, without change.
fn is_word(basic: Basic) -> bool {
    matches!(
        basic,
        Basic::Int
            | Basic::Uint
            | Basic::Int64
            | Basic::Uint64
            | Basic::Uintptr
            | Basic::UnsafePointer
    )
}

/// A constant operand of generic code, whose conversion the checker left to the instance.
fn fold_conversion(value: &Const, from: Basic, to: Basic) -> Option<Const> {
    let folded = match (value, to) {
        (Const::Zero, _) if from != Basic::UnsafePointer && to != Basic::String => Const::Zero,
        (Const::Int(v), _) if is_integer(to) && is_integer(from) => Const::Int(wrap_int(*v, to)),
        (Const::Int(v), Basic::Float64) if is_integer(from) => Const::Float(int_to_f64(*v, from)),
        (Const::Float(v), Basic::Float64) => Const::Float(*v),
        (Const::Float(v), Basic::Float32) => Const::Float(f64::from(*v as f32)),
        _ => return None,
    };
    Some(folded)
}

fn int_to_f64(value: i64, from: Basic) -> f64 {
    if is_unsigned(from) {
        value as u64 as f64
    } else {
        value as f64
    }
}

/// `value` truncated to the width of integer type `ty`, extended by its signedness.
pub(crate) fn wrap_int(value: i64, ty: Basic) -> i64 {
    match ty {
        Basic::Int8 => i64::from(value as i8),
        Basic::Int16 => i64::from(value as i16),
        Basic::Int32 => i64::from(value as i32),
        Basic::Uint8 => i64::from(value as u8),
        Basic::Uint16 => i64::from(value as u16),
        Basic::Uint32 => i64::from(value as u32),
        _ => value,
    }
}

pub(super) fn is_unsigned(basic: Basic) -> bool {
    basic.info().intersects(BasicInfo::UNSIGNED)
}

pub(super) fn is_integer(basic: Basic) -> bool {
    basic.info().intersects(BasicInfo::INTEGER)
}
