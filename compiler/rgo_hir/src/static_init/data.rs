//! Values of abstract execution, and their layout as bytes with pointers.

use std::sync::Arc;

use rgo_types::{Basic, Context, Type, TypeId};

use super::{Cell, NotStatic};
use crate::alg::is_direct_iface;
use crate::data::{DataId, DataReloc, StaticData, SymbolRef};
use crate::program::{FuncId, Program};
use crate::tree::Const;

/// A step from a variable to a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Field(u32),
    Elem(u64),
}

/// What an address refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    Cell(usize),
    Symbol(SymbolRef),
}

/// A value. Its type is known from where it stands.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// Scalars and strings.
    Const(Const),
    Addr {
        target: Target,
        path: Vec<Step>,
        elem: TypeId,
    },
    Func(FuncId),
    Struct(Vec<Val>),
    /// Elements by index, ascending; others are zero.
    Array(Vec<(u64, Val)>),
    Slice {
        data: Box<Val>,
        len: u64,
        cap: u64,
    },
    Iface {
        dynamic: TypeId,
        value: Box<Val>,
    },
    /// Bytes of another variable's initial contents.
    Raw(Arc<StaticData>),
}

impl Val {
    pub(super) const ZERO: Val = Val::Const(Const::Zero);

    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Val::Const(Const::Zero))
    }
}

/// Turns values into static data.
pub(super) struct Layout<'a> {
    prog: &'a Program<'a>,
    cx: &'a Context,
    cells: &'a [Cell],
    /// The data of each cell, once somebody refers to it.
    ids: Vec<Option<DataId>>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(prog: &'a Program<'a>, cells: &'a [Cell]) -> Layout<'a> {
        Layout {
            prog,
            cx: prog.types,
            cells,
            ids: vec![None; cells.len()],
        }
    }

    /// The contents of a variable of type `ty`.
    pub(super) fn variable(&mut self, ty: TypeId, value: &Val) -> Result<StaticData, NotStatic> {
        let mut data = StaticData {
            size: self.cx.size_of(ty),
            align: self.cx.align_of(ty) as u32,
            ty: Some(ty),
            ..StaticData::default()
        };
        self.write(&mut data, 0, ty, value)?;
        data.relocs.sort_by_key(|reloc| reloc.offset);
        Ok(data)
    }

    fn cell(&mut self, cell: usize) -> Result<DataId, NotStatic> {
        if let Some(id) = self.ids[cell] {
            return Ok(id);
        }
        let (ty, value) = (self.cells[cell].ty, &self.cells[cell].value);
        let data = self.variable(ty, value)?;
        let id = self.prog.add_data(data);
        self.ids[cell] = Some(id);
        Ok(id)
    }

    fn read_only(&mut self, ty: TypeId, value: &Val) -> Result<DataId, NotStatic> {
        let mut data = self.variable(ty, value)?;
        data.is_read_only = true;
        Ok(self.prog.add_data(data))
    }

    fn under(&self, ty: TypeId) -> &'a Type {
        self.cx.under(ty)
    }

    fn write(
        &mut self,
        data: &mut StaticData,
        offset: u64,
        ty: TypeId,
        value: &Val,
    ) -> Result<(), NotStatic> {
        match value {
            Val::Const(value) => self.write_const(data, offset, ty, value),
            Val::Addr { target, path, elem } => {
                let addend = self.path_offset(*elem, path);
                let target = match *target {
                    Target::Cell(cell) => SymbolRef::Data(self.cell(cell)?),
                    Target::Symbol(symbol) => symbol,
                };
                reloc(data, offset, target, addend as i64);
                Ok(())
            }
            Val::Func(func) => {
                reloc(data, offset, SymbolRef::FuncValue(*func), 0);
                Ok(())
            }
            Val::Struct(fields) => {
                let Type::Struct(s) = self.under(ty) else {
                    return Err(NotStatic);
                };
                for (at, field) in fields.iter().enumerate() {
                    let start = self.cx.field_offsets(ty)[at];
                    self.write(data, offset + start, s.fields[at].ty, field)?;
                }
                Ok(())
            }
            Val::Array(elems) => {
                let &Type::Array { elem, .. } = self.under(ty) else {
                    return Err(NotStatic);
                };
                let size = self.cx.size_of(elem);
                for (at, value) in elems {
                    self.write(data, offset + at * size, elem, value)?;
                }
                Ok(())
            }
            Val::Slice {
                data: ptr,
                len,
                cap,
            } => {
                self.write(data, offset, Basic::UnsafePointer.type_id(), ptr)?;
                put(data, offset + 8, &len.to_le_bytes());
                put(data, offset + 16, &cap.to_le_bytes());
                Ok(())
            }
            Val::Iface { dynamic, value } => self.write_iface(data, offset, ty, *dynamic, value),
            Val::Raw(raw) => {
                put(data, offset, &raw.bytes);
                for r in &raw.relocs {
                    reloc(data, offset + u64::from(r.offset), r.target, r.addend);
                }
                Ok(())
            }
        }
    }

    /// Byte offset of the part of a variable of type `ty` that `path` leads to.
    fn path_offset(&self, ty: TypeId, path: &[Step]) -> u64 {
        let mut ty = ty;
        let mut offset = 0;
        for step in path {
            match (step, self.under(ty)) {
                (Step::Field(at), Type::Struct(s)) => {
                    offset += self.cx.field_offsets(ty)[*at as usize];
                    ty = s.fields[*at as usize].ty;
                }
                (Step::Elem(at), &Type::Array { elem, .. }) => {
                    offset += at * self.cx.size_of(elem);
                    ty = elem;
                }
                _ => unreachable!("paths follow types"),
            }
        }
        offset
    }

    fn write_iface(
        &mut self,
        data: &mut StaticData,
        offset: u64,
        iface: TypeId,
        dynamic: TypeId,
        value: &Val,
    ) -> Result<(), NotStatic> {
        let word = if self.cx.interface_methods(iface).is_empty() {
            SymbolRef::Type(dynamic)
        } else {
            SymbolRef::Itab {
                concrete: dynamic,
                iface,
            }
        };
        reloc(data, offset, word, 0);
        if is_direct_iface(self.cx, dynamic) {
            return self.write(data, offset + 8, dynamic, value);
        }
        let boxed = self.read_only(dynamic, value)?;
        reloc(data, offset + 8, SymbolRef::Data(boxed), 0);
        Ok(())
    }

    fn write_const(
        &mut self,
        data: &mut StaticData,
        offset: u64,
        ty: TypeId,
        value: &Const,
    ) -> Result<(), NotStatic> {
        let size = self.cx.size_of(ty) as usize;
        match value {
            Const::Zero => {}
            Const::Bool(value) => put(data, offset, &[u8::from(*value)]),
            Const::Int(value) => put(data, offset, &value.to_le_bytes()[..size]),
            Const::Float(value) if size == 4 => {
                put(data, offset, &(*value as f32).to_le_bytes());
            }
            Const::Float(value) => put(data, offset, &value.to_le_bytes()),
            Const::Complex(re, im) if size == 8 => {
                put(data, offset, &(*re as f32).to_le_bytes());
                put(data, offset + 4, &(*im as f32).to_le_bytes());
            }
            Const::Complex(re, im) => {
                put(data, offset, &re.to_le_bytes());
                put(data, offset + 8, &im.to_le_bytes());
            }
            Const::String(bytes) if bytes.is_empty() => {}
            Const::String(bytes) => {
                let text = StaticData {
                    bytes: bytes.to_vec(),
                    size: bytes.len() as u64,
                    align: 1,
                    is_read_only: true,
                    ..StaticData::default()
                };
                let text = self.prog.add_data(text);
                reloc(data, offset, SymbolRef::Data(text), 0);
                put(data, offset + 8, &(bytes.len() as u64).to_le_bytes());
            }
        }
        Ok(())
    }
}

pub(super) fn reloc(data: &mut StaticData, offset: u64, target: SymbolRef, addend: i64) {
    data.relocs.push(DataReloc {
        offset: offset as u32,
        target,
        addend,
    });
}

pub(super) fn put(data: &mut StaticData, offset: u64, bytes: &[u8]) {
    let (start, end) = (offset as usize, offset as usize + bytes.len());
    if data.bytes.len() < end {
        data.bytes.resize(end, 0);
    }
    data.bytes[start..end].copy_from_slice(bytes);
}

/// The part of `raw` at `offset` that is `size` bytes long.
pub(super) fn part_of(raw: &StaticData, offset: u64, size: u64) -> StaticData {
    let (start, end) = (offset as usize, (offset + size) as usize);
    let len = raw.bytes.len();
    let bytes = raw.bytes[start.min(len)..end.min(len)].to_vec();
    let relocs = raw
        .relocs
        .iter()
        .filter(|r| (offset..offset + size).contains(&u64::from(r.offset)))
        .map(|r| DataReloc {
            offset: r.offset - offset as u32,
            ..r.clone()
        })
        .collect();
    StaticData {
        bytes,
        size,
        relocs,
        ..StaticData::default()
    }
}
