//! Descriptions of the types of variables, in a unit of their own.
//!
//! A type is described on first mention; mentions of types come before their descriptions end, so
//! references are filled in when all are done. Maps, channels and functions are pointers to
//! debuggers; strings, slices and interfaces are structs with gc's field names, by which gdb's Go
//! support and scripts know them.

use gimli::constants::{
    DW_ATE_boolean, DW_ATE_complex_float, DW_ATE_float, DW_ATE_signed, DW_ATE_unsigned,
};
use rgo_types::{Basic, Context, Type, TypeId};
use rustc_hash::FxHashMap;

use super::buffer::{Buffer, StringTable};
use super::unit::Abbrev;

/// Types described so far, and places that mention types.
#[derive(Default)]
pub struct Types {
    /// In order of first mention.
    order: Vec<TypeId>,
    indices: FxHashMap<TypeId, usize>,
    /// Offsets in `.debug_info`, parallel to `order`, once described.
    offsets: Vec<u32>,
    /// Places in `.debug_info` of references, with what they refer to.
    mentions: Vec<(usize, usize)>,
}

impl Types {
    /// Writes a reference to `ty`.
    pub fn mention(&mut self, info: &mut Buffer, ty: TypeId) {
        let next = self.order.len();
        let index = *self.indices.entry(ty).or_insert(next);
        if index == next {
            self.order.push(ty);
        }
        self.mentions.push((info.len(), index));
        info.u32(0);
    }

    /// Writes descriptions of all types mentioned, directly or by others.
    pub fn describe_all(&mut self, ctx: &Context, info: &mut Buffer, strings: &mut StringTable) {
        while self.offsets.len() < self.order.len() {
            let ty = self.order[self.offsets.len()];
            self.offsets.push(info.len() as u32);
            self.describe(ctx, info, strings, ty);
        }
    }

    /// Fills in all references.
    pub fn resolve(&self, info: &mut Buffer) {
        for &(at, index) in &self.mentions {
            info.patch(at, self.offsets[index]);
        }
    }

    fn describe(
        &mut self,
        ctx: &Context,
        info: &mut Buffer,
        strings: &mut StringTable,
        ty: TypeId,
    ) {
        let name = strings.offset(&ctx.reflect_string(ty));
        let under = ctx.canon(ctx.underlying(ty));
        match ctx.ty(under) {
            Type::Basic(Basic::String) => {
                let members = [("str", ctx.pointer_to(byte()), 0), ("len", int(), 8)];
                self.structure(ctx, info, strings, name, 16, &members);
            }
            Type::Basic(Basic::UnsafePointer) => {
                info.uleb(Abbrev::VoidPointer as u64);
                info.u32(name);
            }
            Type::Basic(basic) => {
                info.uleb(Abbrev::BaseType as u64);
                info.u32(name);
                info.u8(encoding(*basic));
                info.u8(ctx.size_of(ty) as u8);
            }
            // A named type that is not a struct is another name for its underlying type.
            _ if under != ty && !matches!(ctx.ty(under), Type::Struct(_)) => {
                info.uleb(Abbrev::Typedef as u64);
                info.u32(name);
                self.mention(info, under);
            }
            &Type::Pointer(elem) => {
                info.uleb(Abbrev::Pointer as u64);
                info.u32(name);
                self.mention(info, ctx.canon(elem));
            }
            &Type::Slice(elem) => {
                let array = ctx.canon(ctx.pointer_to(elem));
                let members = [("array", array, 0), ("len", int(), 8), ("cap", int(), 16)];
                self.structure(ctx, info, strings, name, 24, &members);
            }
            Type::Interface(_) => {
                let word = Basic::UnsafePointer.type_id();
                let tab = if ctx.interface_methods(under).is_empty() {
                    "_type"
                } else {
                    "tab"
                };
                self.structure(
                    ctx,
                    info,
                    strings,
                    name,
                    16,
                    &[(tab, word, 0), ("data", word, 8)],
                );
            }
            &Type::Array { elem, len } => {
                info.uleb(Abbrev::Array as u64);
                info.u32(name);
                self.mention(info, ctx.canon(elem));
                info.uleb(Abbrev::Subrange as u64);
                info.uleb(len);
                info.u8(0);
            }
            Type::Struct(s) => {
                let offsets = ctx.field_offsets(under);
                let members: Vec<_> = s
                    .fields
                    .iter()
                    .zip(offsets)
                    .map(|(field, &offset)| (field.name.as_str(), field.ty, offset))
                    .collect();
                self.structure(ctx, info, strings, name, ctx.size_of(ty), &members);
            }
            Type::Map { .. } | Type::Chan { .. } | Type::Signature(_) => {
                info.uleb(Abbrev::Typedef as u64);
                info.u32(name);
                self.mention(info, Basic::UnsafePointer.type_id());
            }
            Type::Invalid
            | Type::Union(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => unreachable!("not the underlying type of a variable"),
        }
    }

    fn structure(
        &mut self,
        ctx: &Context,
        info: &mut Buffer,
        strings: &mut StringTable,
        name: u32,
        size: u64,
        members: &[(&str, TypeId, u64)],
    ) {
        info.uleb(Abbrev::Struct as u64);
        info.u32(name);
        info.uleb(size);
        for &(name, ty, offset) in members {
            info.uleb(Abbrev::Member as u64);
            info.u32(strings.offset(name));
            self.mention(info, ctx.canon(ty));
            info.uleb(offset);
        }
        info.u8(0);
    }
}

fn int() -> TypeId {
    Basic::Int.type_id()
}

fn byte() -> TypeId {
    Basic::Uint8.type_id()
}

fn encoding(basic: Basic) -> u8 {
    match basic.canonical() {
        Basic::Bool => DW_ATE_boolean.0,
        Basic::Int | Basic::Int8 | Basic::Int16 | Basic::Int32 | Basic::Int64 | Basic::Rune => {
            DW_ATE_signed.0
        }
        Basic::Float32 | Basic::Float64 => DW_ATE_float.0,
        Basic::Complex64 | Basic::Complex128 => DW_ATE_complex_float.0,
        _ => DW_ATE_unsigned.0,
    }
}
