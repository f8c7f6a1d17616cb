//! Sizes, alignments, field offsets and pointer words, as gc lays types out on amd64.
//!
//! Types whose size depends on type parameters have none; the checker asks before it comes here.

use crate::context::Context;
use crate::type_::{Basic, Struct, Type, TypeId};

/// Bytes of a pointer, `int`, `uint` and `uintptr`.
pub const WORD_BYTES: u64 = 8;

/// Layout of a struct type.
#[derive(Clone, Debug)]
pub struct Layout {
    /// None if the struct is larger than any object can be.
    pub size: Option<u64>,
    pub align: u64,
    /// Offset of each field, or the first impossible ones clipped to `i64::MAX`.
    pub offsets: Box<[u64]>,
}

const TOO_LARGE: u64 = i64::MAX as u64;

fn align_up(offset: u64, align: u64) -> u64 {
    offset.div_ceil(align) * align
}

impl Context {
    /// Size of a value of type `ty` in bytes. Types that are too large to exist count as huge.
    pub fn size_of(&self, ty: TypeId) -> u64 {
        self.checked_size_of(ty).unwrap_or(TOO_LARGE)
    }

    /// Size of a value of type `ty` in bytes; none if it exceeds `i64::MAX`.
    pub fn checked_size_of(&self, ty: TypeId) -> Option<u64> {
        let under = self.underlying(ty);
        match self.ty(under) {
            Type::Basic(basic) => Some(match basic {
                Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::Byte => 1,
                Basic::Int16 | Basic::Uint16 => 2,
                Basic::Int32 | Basic::Uint32 | Basic::Float32 | Basic::Rune => 4,
                Basic::Complex128 | Basic::String | Basic::UntypedString => 16,
                _ => 8,
            }),
            Type::Array { elem, len } => {
                let size = self.checked_size_of(*elem)?.checked_mul(*len)?;
                (size <= TOO_LARGE).then_some(size)
            }
            Type::Slice(_) => Some(3 * WORD_BYTES),
            Type::Interface(_) => Some(2 * WORD_BYTES),
            Type::Struct(s) => self.layout(s).size,
            Type::Tuple(types) => self.compute_layout(types.iter().copied()).size,
            Type::Invalid
            | Type::Pointer(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Union(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => Some(WORD_BYTES),
        }
    }

    /// Alignment of a variable of type `ty` in bytes, at least 1.
    pub fn align_of(&self, ty: TypeId) -> u64 {
        let under = self.underlying(ty);
        match self.ty(under) {
            Type::Array { elem, .. } => self.align_of(*elem),
            Type::Struct(s) if s.fields.is_empty() => {
                if self.is_atomic_align64(ty) {
                    8
                } else {
                    1
                }
            }
            Type::Struct(s) => self.layout(s).align,
            Type::Basic(Basic::Complex64) => 4,
            _ => self.size_of(under).clamp(1, WORD_BYTES),
        }
    }

    /// `align64` of sync/atomic: an empty struct that asks for the alignment of 64-bit words.
    fn is_atomic_align64(&self, ty: TypeId) -> bool {
        let Some(named) = self.as_named(ty) else {
            return false;
        };
        let obj = &self.objects[self.nameds[named].obj];
        let path = obj.pkg.map_or("", |pkg| self.package_path(pkg).as_str());
        obj.name.as_str() == "align64" && matches!(path, "sync/atomic" | "internal/runtime/atomic")
    }

    /// The layout of a struct type.
    pub fn layout<'a>(&'a self, s: &'a Struct) -> &'a Layout {
        if let Some(layout) = s.layout.get() {
            return layout;
        }
        let layout = self.compute_layout(s.fields.iter().map(|f| f.ty));
        s.layout.set(layout)
    }

    fn compute_layout(&self, fields: impl Iterator<Item = TypeId>) -> Layout {
        let mut end = Some(0u64);
        let mut align = 1;
        let mut last_size = 0;
        let mut last_offset = 0;
        let mut offsets = Vec::new();
        for field in fields {
            let field_align = self.align_of(field);
            align = align.max(field_align);
            let offset = end
                .map(|end| align_up(end, field_align))
                .filter(|&o| o <= TOO_LARGE);
            offsets.push(offset.unwrap_or(TOO_LARGE));
            let size = self.checked_size_of(field);
            last_offset = offset.unwrap_or(0);
            last_size = size.unwrap_or(0);
            end = offset.zip(size).and_then(|(o, s)| o.checked_add(s));
        }
        // A trailing field of no size gets an address of its own, inside the struct.
        if last_offset > 0 && last_size == 0 {
            end = end.map(|end| end + 1);
        }
        let size = end
            .map(|end| align_up(end, align))
            .filter(|&size| size <= TOO_LARGE);
        Layout {
            size,
            align,
            offsets: offsets.into(),
        }
    }

    /// Offsets of the fields of a struct type.
    ///
    /// # Panics
    /// If the underlying type is no struct.
    pub fn field_offsets(&self, ty: TypeId) -> &[u64] {
        match self.ty(self.underlying(ty)) {
            Type::Struct(s) => &self.layout(s).offsets,
            _ => panic!("only structs have fields"),
        }
    }

    /// Offset of the field that `path` leads to from a struct type through embedded structs; none
    /// if it is larger than any object can be.
    pub(crate) fn offset_of_path(&self, ty: TypeId, path: &[u32]) -> Option<u64> {
        let mut ty = ty;
        let mut offset = 0u64;
        for &at in path {
            let Type::Struct(s) = self.ty(self.underlying(ty)) else {
                return None;
            };
            let field_offset = self.layout(s).offsets[at as usize];
            offset = offset
                .checked_add(field_offset)
                .filter(|&o| o < TOO_LARGE)?;
            ty = s.fields[at as usize].ty;
        }
        Some(offset)
    }

    /// Bytes at the start of a value within which all its pointers lie (`abi.Type.PtrBytes`).
    pub fn ptr_bytes(&self, ty: TypeId) -> u64 {
        let under = self.underlying(ty);
        match self.ty(under) {
            Type::Basic(Basic::UnsafePointer | Basic::String) => WORD_BYTES,
            Type::Pointer(elem) if self.is_not_in_heap(*elem) => 0,
            Type::Pointer(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Slice(_) => WORD_BYTES,
            Type::Interface(_) => 2 * WORD_BYTES,
            Type::Array { elem, len } => match self.ptr_bytes(*elem) {
                0 => 0,
                _ if *len == 0 => 0,
                bytes => (len - 1) * self.size_of(*elem) + bytes,
            },
            Type::Struct(s) => {
                let last = |(at, f): (usize, &crate::type_::Field)| match self.ptr_bytes(f.ty) {
                    0 => None,
                    bytes => Some(self.layout(s).offsets[at] + bytes),
                };
                s.fields
                    .iter()
                    .enumerate()
                    .rev()
                    .find_map(last)
                    .unwrap_or(0)
            }
            Type::Tuple(types) => {
                let layout = self.compute_layout(types.iter().copied());
                let last = |(at, &ty): (usize, &TypeId)| match self.ptr_bytes(ty) {
                    0 => None,
                    bytes => Some(layout.offsets[at] + bytes),
                };
                types.iter().enumerate().rev().find_map(last).unwrap_or(0)
            }
            Type::Invalid
            | Type::Basic(_)
            | Type::Union(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => 0,
        }
    }

    /// Whether values of the type hold pointers that the collector follows.
    pub fn has_pointers(&self, ty: TypeId) -> bool {
        self.ptr_bytes(ty) != 0
    }

    /// Calls `visit` with the index of each word of a value that the collector follows, in
    /// ascending order. The first word of an interface is not one: types and itabs are static or
    /// kept alive by reflect.
    pub fn for_each_pointer_word(&self, ty: TypeId, visit: &mut dyn FnMut(u64)) {
        self.visit_pointer_words(ty, 0, visit);
    }

    fn visit_pointer_words(&self, ty: TypeId, offset: u64, visit: &mut dyn FnMut(u64)) {
        if !self.has_pointers(ty) {
            return;
        }
        match self.ty(self.underlying(ty)) {
            Type::Interface(_) => visit(offset / WORD_BYTES + 1),
            Type::Array { elem, len } => {
                let size = self.size_of(*elem);
                for at in 0..*len {
                    self.visit_pointer_words(*elem, offset + at * size, visit);
                }
            }
            Type::Struct(s) => {
                let offsets = &self.layout(s).offsets;
                for (field, field_offset) in s.fields.iter().zip(offsets) {
                    self.visit_pointer_words(field.ty, offset + field_offset, visit);
                }
            }
            Type::Tuple(types) => {
                let layout = self.compute_layout(types.iter().copied());
                for (&ty, field_offset) in types.iter().zip(&layout.offsets) {
                    self.visit_pointer_words(ty, offset + field_offset, visit);
                }
            }
            _ => visit(offset / WORD_BYTES),
        }
    }

    /// Whether values of the type never live in the collected heap: they contain the runtime's
    /// marker type.
    pub fn is_not_in_heap(&self, ty: TypeId) -> bool {
        if let Some(named) = self.as_named(ty) {
            let obj = &self.objects[self.nameds[named].obj];
            if obj.name.as_str() == "nih"
                && obj
                    .pkg
                    .is_some_and(|p| self.package_path(p).as_str() == "internal/runtime/sys")
            {
                return true;
            }
            // Only packages of the runtime can name the marker.
            let is_runtime = |pkg| {
                let path = self.package_path(pkg).as_str();
                path == "runtime" || path.starts_with("internal/runtime/")
            };
            if !obj.pkg.is_some_and(is_runtime) {
                return false;
            }
        }
        match self.ty(self.underlying(ty)) {
            Type::Struct(s) => s.fields.iter().any(|f| self.is_not_in_heap(f.ty)),
            Type::Array { elem, .. } => self.is_not_in_heap(*elem),
            _ => false,
        }
    }
}
