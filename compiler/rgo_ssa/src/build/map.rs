//! Maps: calls of the library's map functions.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::SymbolRef;
use rgo_hir::data::StaticData;
use rgo_hir::lowering::{
    self, Helper, MakeMap, MapKey, is_fat_map, make_map, map_access, map_assign, map_delete,
    map_group, map_key,
};
use rgo_hir::tree::{Alloc, Expr};
use rgo_types::{Type as GoType, TypeId};

use super::Builder;
use super::place::{Addr, Area, Val};
use crate::entities::{AliasTag, Value};
use crate::func::SlotData;
use crate::op::{MemArg, Op};
use crate::type_::Type;

/// Layout of `internal/runtime/maps.Map`.
mod header {
    pub const SEED: i32 = 8;
    pub const DIR_PTR: i32 = 16;
    pub const SIZE: u64 = 48;
}

/// Control bytes of a group without entries.
const EMPTY_CTRLS: u64 = 0x8080_8080_8080_8080;

impl Builder<'_> {
    fn map_types(&self, map_ty: TypeId) -> (TypeId, TypeId) {
        match self.under(map_ty) {
            &GoType::Map { key, value } => (self.types.canon(key), self.types.canon(value)),
            _ => panic!("only maps have keys"),
        }
    }

    /// Descriptor, map and key as a map function's arguments.
    fn map_args(&mut self, map: &Expr, key: &Expr, is_assign: bool) -> Vec<Value> {
        let pos = self.b.src.pos;
        let map_value = self.scalar(map);
        let key_value = self.expr(key);
        self.at(pos);
        let mut args = vec![self.type_desc(map.ty), map_value];
        let (key_ty, _) = self.map_types(map.ty);
        match map_key(self.types, map.ty) {
            MapKey::Slow => {
                // A copy: others may change the key's place meanwhile.
                let addr = self.in_memory(key_ty, &key_value);
                args.push(self.pointer(addr));
            }
            MapKey::FastStr => match key_value {
                Val::Scalars(scalars) => args.extend(scalars),
                Val::Mem(_) | Val::Zero => unreachable!("strings are scalars"),
            },
            MapKey::Fast32 => args.push(self.key_bits(key_ty, &key_value, Type::I32)),
            MapKey::Fast64 { is_ptr } => {
                let want = if is_ptr && is_assign {
                    Type::Ptr
                } else {
                    Type::I64
                };
                args.push(self.key_bits(key_ty, &key_value, want));
            }
        }
        args
    }

    /// A key of 4 or 8 bytes as one scalar.
    fn key_bits(&mut self, key_ty: TypeId, key: &Val, want: Type) -> Value {
        if let Val::Scalars(scalars) = key
            && let [value] = scalars[..]
        {
            let ty = self.b.func.ty(value);
            match (ty, want) {
                _ if ty == want => return value,
                (Type::Ptr, Type::I64) => return self.b.emit(Op::PtrToInt, &[value], want),
                (Type::I64, Type::Ptr) => return self.b.emit(Op::IntToPtr, &[value], want),
                _ => {}
            }
        }
        let addr = self.addressed(key_ty, key);
        let ptr = self.pointer(addr);
        let mem = MemArg::new(0, AliasTag::ANY);
        self.b.emit(Op::Load(mem), &[ptr], want)
    }

    /// As much zero memory as an element needs, where the functions have none.
    fn fat_zero(&mut self, map_ty: TypeId, args: &mut Vec<Value>) {
        if is_fat_map(self.types, map_ty) {
            let (_, value_ty) = self.map_types(map_ty);
            let shape = self.shapes.get(value_ty);
            let data = self.cx.prog.add_data(StaticData {
                bytes: Vec::new(),
                size: shape.size,
                align: shape.align,
                relocs: Vec::new(),
                ty: None,
                is_read_only: true,
            });
            args.push(self.symbol(SymbolRef::Data(data)));
        }
    }

    /// `m[k]`
    pub(super) fn map_index(&mut self, ty: TypeId, map: &Expr, key: &Expr) -> Val {
        let mut args = self.map_args(map, key, false);
        self.fat_zero(map.ty, &mut args);
        let helper = map_access(self.types, map.ty, false);
        let ptr = self.call_helper1(helper, &args, Type::Ptr);
        let addr = self.rooted(Addr::new(ptr, Area::Other), ty);
        self.load(addr, ty)
    }

    /// `v, ok = m[k]`
    pub(super) fn map_index_ok(&mut self, ty: TypeId, map: &Expr, key: &Expr) -> (Val, Value) {
        let mut args = self.map_args(map, key, false);
        self.fat_zero(map.ty, &mut args);
        let helper = map_access(self.types, map.ty, true);
        let results = self.call_helper(helper, &args, &[Type::Ptr, Type::I8]);
        let addr = self.rooted(Addr::new(results[0], Area::Other), ty);
        (self.load(addr, ty), results[1])
    }

    pub(super) fn map_assign(&mut self, map: &Expr, key: &Expr) -> Value {
        let args = self.map_args(map, key, true);
        let helper = map_assign(self.types, map.ty);
        self.call_helper1(helper, &args, Type::Ptr)
    }

    pub(super) fn map_delete(&mut self, map: &Expr, key: &Expr) {
        let args = self.map_args(map, key, false);
        let helper = map_delete(self.types, map.ty);
        self.call_helper(helper, &args, &[]);
    }

    pub(super) fn map_clear(&mut self, map: &Expr) {
        let value = self.scalar(map);
        let desc = self.type_desc(map.ty);
        self.call_helper(Helper::MapClear, &[desc, value], &[]);
    }

    pub(super) fn map_iter_init(&mut self, map: &Expr, iter: &Expr) {
        let (value, iter) = (self.scalar(map), self.scalar(iter));
        let desc = self.type_desc(map.ty);
        self.call_helper(Helper::MapIterStart, &[desc, value, iter], &[]);
    }

    pub(super) fn map_iter_next(&mut self, iter: &Expr) {
        let iter = self.scalar(iter);
        self.call_helper(Helper::MapIterNext, &[iter], &[]);
    }

    pub(super) fn make_map(&mut self, ty: TypeId, hint: Option<&Expr>, alloc: Alloc) -> Value {
        let on_stack = self.is_on_stack(alloc);
        match make_map(hint, on_stack) {
            MakeMap::Small => self.call_helper1(Helper::MakeMapSmall, &[], Type::Ptr),
            MakeMap::Sized => {
                let hint = match hint {
                    Some(hint) => self.index_value(hint),
                    None => self.int(0),
                };
                let desc = self.type_desc(ty);
                let buffer = if on_stack {
                    self.zeroed_memory(header::SIZE)
                } else {
                    self.nil()
                };
                self.call_helper1(Helper::MakeMap, &[desc, hint, buffer], Type::Ptr)
            }
            MakeMap::InFrame => {
                let map = self.zeroed_memory(header::SIZE);
                let group = self.zeroed_memory(map_group(self.types, ty).size);
                let ctrls = self.int(EMPTY_CTRLS as i64);
                self.store_at(group, 0, ctrls);
                self.store_at(map, header::DIR_PTR, group);
                let seed = self.runtime(RuntimeFn::Rand32, &[])[0];
                let seed = self.b.emit(Op::Zext, &[seed], Type::I64);
                self.store_at(map, header::SEED, seed);
                map
            }
        }
    }

    fn store_at(&mut self, base: Value, offset: i32, value: Value) {
        let mem = MemArg::new(offset, AliasTag::ANY);
        let barrier = false;
        self.b.emit0(Op::Store { mem, barrier }, &[base, value]);
    }

    /// Zeroed memory in the frame that may hold pointers.
    fn zeroed_memory(&mut self, bytes: u64) -> Value {
        let words = bytes.div_ceil(u64::from(rgo_abi::layout::WORD));
        let pointer = rgo_types::Basic::UnsafePointer.type_id();
        let ty = self.types.canon(self.types.array_of(pointer, words));
        let slot = self.b.new_slot(SlotData {
            size: bytes,
            align: rgo_abi::layout::WORD,
            ty: Some(ty),
            is_observed: false,
        });
        let ptr = self.slot_ptr(slot, 0);
        let size = words * u64::from(rgo_abi::layout::WORD);
        let barrier = false;
        self.b.emit0(Op::Zero { ty, size, barrier }, &[ptr]);
        ptr
    }

    // Channels.

    /// Receives: the element, and (if wanted) whether the channel is open.
    pub(super) fn recv(&mut self, ty: TypeId, chan: &Expr, _wants_ok: bool) -> (Val, Value) {
        let chan = self.scalar(chan);
        let shape = self.shapes.get(ty);
        let buffer = (shape.size > 0).then(|| self.temp(ty));
        let ptr = match buffer {
            Some(addr) => self.pointer(addr),
            None => self.nil(),
        };
        let ok = self.runtime(RuntimeFn::ChanRecv, &[chan, ptr])[0];
        let value = match buffer {
            Some(addr) => self.load(addr, ty),
            None => self.zero(ty),
        };
        (value, ok)
    }

    pub(super) fn send(&mut self, chan: &Expr, value: &Expr) {
        let pos = self.b.src.pos;
        let chan = self.scalar(chan);
        let ty = value.ty;
        let value = self.expr(value);
        self.at(pos);
        // A copy: the send may wait, and others change the value's place meanwhile.
        let addr = self.in_memory(ty, &value);
        let ptr = self.pointer(addr);
        self.runtime(RuntimeFn::ChanSend, &[chan, ptr]);
    }
}

const _: () = assert!(
    lowering::MAP_GROUP_SLOTS == 8,
    "a group's control bytes are one word"
);
