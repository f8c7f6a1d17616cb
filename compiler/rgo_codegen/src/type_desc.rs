//! Type descriptors in the layout of `internal/abi`, so that the library's own `reflect`, `fmt` and
//! maps work on them. See `rgo_abi::type_desc` for offsets; the rules (which types have method
//! tables, how names are encoded, which bits are set) are those of gc's `reflectdata`.
//!
//! In memory: the record of the kind, `UncommonType` if the type has a name or methods, the array
//! of the kind (parameters, fields, interface methods), the method table.

use rgo_abi::type_desc::{MAX_PTRMASK_BYTES, kind, tflag, ty as at};
use rgo_base::Symbol;
use rgo_hir::alg::{equal_func, hash_func};
use rgo_hir::{FuncId, SymbolRef};
use rgo_link::{Atom, AtomId, Reloc, RelocKind, Section, Target};
use rgo_types::info::SelectedMethod;
use rgo_types::method_set::MethodEntry;
use rgo_types::type_::{ChanDir, Field, MethodName, Signature};
use rgo_types::{Basic, Context, PkgId, Type, TypeId, is_exported};
use rustc_hash::FxHashMap;

use crate::data::Atoms;

/// Names and map groups shared by descriptors.
#[derive(Default)]
pub struct Names {
    names: FxHashMap<(Vec<u8>, Option<PkgId>), AtomId>,
    groups: FxHashMap<TypeId, AtomId>,
    /// Headers for allocation by their bytes and pointer mask.
    gc_types: FxHashMap<(Vec<u8>, Option<AtomId>), AtomId>,
    gc_types_by_parts: FxHashMap<TypeId, AtomId>,
}

/// Sizes of the kinds' records.
mod size {
    pub const HEADER: usize = rgo_abi::type_desc::ty::HEADER;
    pub const ARRAY: usize = 72;
    pub const CHAN: usize = 64;
    pub const FUNC: usize = 56;
    pub const INTERFACE: usize = 80;
    pub const MAP: usize = 136;
    pub const POINTER: usize = 56;
    pub const SLICE: usize = 56;
    pub const STRUCT: usize = 80;
    pub const UNCOMMON: usize = 16;
    pub const METHOD: usize = 16;
    pub const IMETHOD: usize = 8;
    pub const FIELD: usize = 24;
}

/// Bits of a name's first byte.
mod name_flag {
    pub const EXPORTED: u8 = 1;
    pub const TAG: u8 = 2;
    pub const PKG: u8 = 4;
    pub const EMBEDDED: u8 = 8;
}

/// Bits of a map type's flags.
mod map_flag {
    pub const NEED_KEY_UPDATE: u32 = 1;
    pub const HASH_MIGHT_PANIC: u32 = 2;
    pub const INDIRECT_KEY: u32 = 4;
    pub const INDIRECT_ELEM: u32 = 8;
}

/// Keys and elements above this size are behind pointers in map groups.
const MAP_MAX_INLINE_BYTES: u64 = 128;
/// Slots of a map group.
const MAP_GROUP_SLOTS: u64 = 8;
/// Set in `FuncType.OutCount` of variadic functions.
const VARIADIC: u16 = 1 << 15;
/// Offset of a method or its type that the program does not have.
const UNREACHABLE: i32 = -1;

/// A descriptor under construction.
struct Record {
    atom: AtomId,
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Record {
    fn new(atom: AtomId, size: usize) -> Record {
        Record {
            atom,
            bytes: vec![0; size],
            relocs: Vec::new(),
        }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn word(&mut self, at: usize, value: u64) {
        self.put(at, &value.to_le_bytes());
    }

    fn reloc(&mut self, at: usize, kind: RelocKind, target: Target) {
        self.relocs.push(Reloc {
            offset: at as u32,
            kind,
            target,
            addend: 0,
        });
    }

    fn pointer(&mut self, at: usize, target: Target) {
        self.reloc(at, RelocKind::Abs64, target);
    }

    /// An offset of a name or a type.
    fn offset(&mut self, at: usize, target: Target) {
        self.reloc(at, RelocKind::TypesOff, target);
    }
}

/// Whether a type with pointers in its first `ptr_bytes` bytes is too large for a mask in the image.
fn has_mask_on_demand(ptr_bytes: u64) -> bool {
    ptr_bytes / 8 > (MAX_PTRMASK_BYTES * 8) as u64
}

impl Atoms<'_> {
    /// Gives the descriptor of `ty` its contents.
    pub(crate) fn fill_type(&mut self, atom: AtomId, ty: TypeId) {
        let ctx = self.ctx();
        debug_assert_eq!(
            ty,
            ctx.canon(ty),
            "descriptors are made for canonical types"
        );
        let methods = table_methods(ctx, ty);
        let is_named = ctx.as_named(ty).is_some() || matches!(ctx.ty(ty), Type::Basic(_));
        let has_uncommon = is_named || !methods.is_empty();
        let under = ctx.underlying(ty);
        let (fixed, variable) = record_sizes(ctx, under);
        let uncommon = if has_uncommon { size::UNCOMMON } else { 0 };
        let array = fixed + uncommon;
        let table = array + variable;
        let mut record = Record::new(atom, table + methods.len() * size::METHOD);
        self.header(&mut record, ty, is_named, has_uncommon);
        self.kind_part(&mut record, ty, array);
        if has_uncommon {
            self.uncommon(&mut record, ty, fixed, table, &methods);
        }
        self.set_record(record);
    }

    fn set_record(&mut self, record: Record) {
        let place = &mut self.object.atoms[record.atom];
        place.size = record.bytes.len() as u64;
        place.bytes = record.bytes;
        place.relocs = record.relocs;
    }

    fn type_target(&mut self, ty: TypeId) -> Target {
        let ty = self.ctx().canon(ty);
        self.target(SymbolRef::Type(ty))
    }

    /// `abi.Type`.
    fn header(&mut self, record: &mut Record, ty: TypeId, is_named: bool, has_uncommon: bool) {
        let ctx = self.ctx();
        let (bytes, ptr_bytes) = (ctx.size_of(ty), ctx.ptr_bytes(ty));
        self.memory_part(record, ty);
        record.put(at::HASH, &type_hash(ctx, ty).to_le_bytes());
        record.put(at::KIND, &[kind_of(ctx, ty)]);

        let mut flags = 0;
        let mut set = |bit, is_set| flags |= if is_set { bit } else { 0 };
        set(tflag::UNCOMMON, has_uncommon);
        set(tflag::NAMED, is_named);
        set(tflag::REGULAR_MEMORY, is_regular_memory(ctx, ty));
        set(tflag::DIRECT_IFACE, bytes == 8 && ptr_bytes == 8);
        // "*T" and "T" share the string of the first.
        let text = ctx.reflect_string(ty);
        let (text, named) = match text.starts_with('*') {
            true => (text, pointee(ctx, ty)),
            false => {
                set(tflag::EXTRA_STAR, true);
                (format!("*{text}"), Some(ty))
            }
        };
        let is_exported = named
            .and_then(|ty| type_name(ctx, ty))
            .is_some_and(is_exported);
        set(tflag::GC_MASK_ON_DEMAND, has_mask_on_demand(ptr_bytes));
        record.put(at::TFLAG, &[flags]);

        assert!(
            self.announced.contains(&ty),
            "the descriptor of {} is needed but was not announced",
            ctx.reflect_string(ty)
        );
        if let Some(equal) = equal_func(self.input.program, ty) {
            let equal = self.target(SymbolRef::FuncValue(equal));
            record.pointer(at::EQUAL, equal);
        }
        if let Some(mask) = self.gc_data(ty, ptr_bytes) {
            record.pointer(at::GC_DATA, mask.into());
        }
        let name = self.name(&text, "", None, is_exported, false);
        record.offset(at::STR, name.into());
        let pointer = ctx.canon(ctx.pointer_to(ty));
        if self.announced.contains(&pointer) {
            record.offset(at::PTR_TO_THIS, self.type_target(pointer));
        }
    }

    /// A descriptor for allocation, copying and clearing only: types of one layout share it.
    pub(crate) fn gc_type(&mut self, ty: TypeId) -> AtomId {
        let ctx = self.ctx();
        let ptr_bytes = ctx.ptr_bytes(ty);
        if has_mask_on_demand(ptr_bytes) {
            return self.gc_type_by_parts(ty);
        }
        let mut record = Record::new(self.unreachable_method, size::HEADER);
        self.memory_part(&mut record, ty);
        record.put(at::KIND, &[kind::STRUCT]);
        let mask = self.gc_data(ty, ptr_bytes);
        let key = (record.bytes.clone(), mask);
        if let Some(&atom) = self.names.gc_types.get(&key) {
            return atom;
        }
        if let Some(mask) = mask {
            record.pointer(at::GC_DATA, mask.into());
        }
        let atom = Atom::new(Section::Types, 8, Vec::new());
        record.atom = self.object.atoms.push(atom);
        let atom = record.atom;
        self.set_record(record);
        self.names.gc_types.insert(key, atom);
        atom
    }

    /// The same for a type without a mask: the collector goes through its elements or fields.
    fn gc_type_by_parts(&mut self, ty: TypeId) -> AtomId {
        let ctx = self.ctx();
        let ty = ctx.canon(ctx.underlying(ty));
        if let Some(&atom) = self.names.gc_types_by_parts.get(&ty) {
            return atom;
        }
        let atom = Atom::new(Section::Types, 8, Vec::new());
        let atom = self.object.atoms.push(atom);
        self.names.gc_types_by_parts.insert(ty, atom);
        let mut record = Record::new(atom, size::HEADER);
        self.memory_part(&mut record, ty);
        record.put(at::TFLAG, &[tflag::GC_MASK_ON_DEMAND]);
        self.gc_parts(&mut record, ty);
        self.set_record(record);
        atom
    }

    /// Kind, and elements or fields as the collector sees them.
    fn gc_parts(&mut self, record: &mut Record, ty: TypeId) {
        let ctx = self.ctx();
        match ctx.ty(ty) {
            &Type::Array { elem, len } => {
                record.put(at::KIND, &[kind::ARRAY]);
                record.bytes.resize(size::ARRAY, 0);
                let elem = self.gc_type(elem);
                record.pointer(size::HEADER, elem.into());
                record.word(size::HEADER + 16, len);
            }
            Type::Struct(s) => {
                let offsets = ctx.field_offsets(ty);
                let fields = s.fields.iter().zip(offsets);
                let fields: Vec<_> = fields.filter(|(f, _)| ctx.ptr_bytes(f.ty) > 0).collect();
                let array = size::STRUCT;
                record.put(at::KIND, &[kind::STRUCT]);
                record.bytes.resize(array + fields.len() * size::FIELD, 0);
                self.slice_header(record, size::HEADER + 8, array, fields.len());
                for (i, (field, &offset)) in fields.into_iter().enumerate() {
                    let at = array + i * size::FIELD;
                    let field = self.gc_type(field.ty);
                    record.pointer(at + 8, field.into());
                    record.word(at + 16, offset);
                }
            }
            _ => unreachable!("only arrays and structs are large"),
        }
    }

    /// Size, alignment and extent of pointers.
    fn memory_part(&self, record: &mut Record, ty: TypeId) {
        let ctx = self.ctx();
        record.word(at::SIZE_, ctx.size_of(ty));
        record.word(at::PTR_BYTES, ctx.ptr_bytes(ty));
        let align = ctx.align_of(ty) as u8;
        record.put(at::ALIGN, &[align]);
        record.put(at::FIELD_ALIGN, &[align]);
    }

    /// The pointer mask of a type, or the variable in which the runtime keeps it once it made it.
    fn gc_data(&mut self, ty: TypeId, ptr_bytes: u64) -> Option<AtomId> {
        if has_mask_on_demand(ptr_bytes) {
            let mut atom = Atom::new(Section::NoPtrBss, 8, Vec::new());
            atom.size = 8;
            return Some(self.object.atoms.push(atom));
        }
        if ptr_bytes == 0 {
            return None;
        }
        let mut mask = vec![0; (ptr_bytes / 8).div_ceil(8).next_multiple_of(8) as usize];
        self.ctx().for_each_pointer_word(ty, &mut |word| {
            mask[(word / 8) as usize] |= 1 << (word % 8);
        });
        Some(self.constant(mask, 8))
    }

    /// A name: flags, length, text, tag, package.
    fn name(
        &mut self,
        text: &str,
        tag: &str,
        pkg: Option<PkgId>,
        is_exported: bool,
        is_embedded: bool,
    ) -> AtomId {
        let mut flags = 0;
        let mut set = |bit, is_set| flags |= if is_set { bit } else { 0 };
        set(name_flag::EXPORTED, is_exported);
        set(name_flag::TAG, !tag.is_empty());
        set(name_flag::PKG, pkg.is_some());
        set(name_flag::EMBEDDED, is_embedded);
        let mut bytes = vec![flags];
        let mut append = |text: &str| {
            rgo_abi::func_info::write_uvarint(text.len() as u64, |b| bytes.push(b));
            bytes.extend_from_slice(text.as_bytes());
        };
        append(text);
        if !tag.is_empty() {
            append(tag);
        }
        if let Some(&atom) = self.names.names.get(&(bytes.clone(), pkg)) {
            return atom;
        }
        let mut atom = Atom::new(Section::Types, 1, bytes.clone());
        if let Some(pkg) = pkg {
            atom.relocs.push(Reloc {
                offset: atom.size as u32,
                kind: RelocKind::TypesOff,
                target: self.package_name(pkg).into(),
                addend: 0,
            });
            atom.bytes.extend_from_slice(&[0; 4]);
            atom.size += 4;
        }
        let atom = self.object.atoms.push(atom);
        self.names.names.insert((bytes, pkg), atom);
        atom
    }

    /// The name that holds a package's path.
    fn package_name(&mut self, pkg: PkgId) -> AtomId {
        let package = self.ctx().package(pkg);
        let path = match package.name.as_str() {
            "main" => "main",
            _ => package.path.as_str(),
        };
        self.name(path, "", None, false, false)
    }

    /// What follows the header: depends on the kind. `array` is where the kind's array starts.
    fn kind_part(&mut self, record: &mut Record, ty: TypeId, array: usize) {
        const FIRST: usize = size::HEADER;
        let ctx = self.ctx();
        match ctx.under(ty) {
            Type::Basic(_) => {}
            &Type::Pointer(elem) | &Type::Slice(elem) => {
                record.pointer(FIRST, self.type_target(elem));
            }
            &Type::Array { elem, len } => {
                record.pointer(FIRST, self.type_target(elem));
                let slice = ctx.slice_of(elem);
                record.pointer(FIRST + 8, self.type_target(slice));
                record.word(FIRST + 16, len);
            }
            &Type::Chan { dir, elem } => {
                record.pointer(FIRST, self.type_target(elem));
                record.word(
                    FIRST + 8,
                    match dir {
                        ChanDir::RecvOnly => 1,
                        ChanDir::SendOnly => 2,
                        ChanDir::Both => 3,
                    },
                );
            }
            Type::Signature(sig) => self.func_part(record, sig, array),
            Type::Interface(_) => self.interface_part(record, ty, array),
            &Type::Map { key, value } => self.map_part(record, ty, key, value),
            Type::Struct(s) => self.struct_part(record, ty, &s.fields, array),
            Type::Invalid
            | Type::Union(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => unreachable!("not the underlying type of a value"),
        }
    }

    fn func_part(&mut self, record: &mut Record, sig: &Signature, array: usize) {
        let n_params = u16::try_from(sig.params.len()).expect("a function has few parameters");
        let n_results = u16::try_from(sig.results.len()).expect("a function has few results");
        let variadic = if sig.is_variadic { VARIADIC } else { 0 };
        record.put(size::HEADER, &n_params.to_le_bytes());
        record.put(size::HEADER + 2, &(n_results | variadic).to_le_bytes());
        for (i, param) in sig.params.iter().chain(&sig.results).enumerate() {
            record.pointer(array + 8 * i, self.type_target(param.ty));
        }
    }

    fn interface_part(&mut self, record: &mut Record, ty: TypeId, array: usize) {
        let ctx = self.ctx();
        let pkg = ctx.as_named(ty).and_then(|_| type_package(ctx, ty));
        if let Some(pkg) = pkg {
            let name = self.package_name(pkg);
            record.pointer(size::HEADER, name.into());
        }
        let methods = ctx.interface_methods(ty);
        self.slice_header(record, size::HEADER + 8, array, methods.len());
        for (i, method) in methods.iter().enumerate() {
            let at = array + i * size::IMETHOD;
            let name = self.method_name(method.name, pkg);
            record.offset(at, name.into());
            record.offset(at + 4, self.type_target(method.sig));
        }
    }

    fn struct_part(&mut self, record: &mut Record, ty: TypeId, fields: &[Field], array: usize) {
        let unexported = fields.iter().find(|field| !is_exported(field.name));
        if let Some(pkg) = unexported.and_then(|field| field.pkg) {
            let name = self.package_name(pkg);
            record.pointer(size::HEADER, name.into());
        }
        self.slice_header(record, size::HEADER + 8, array, fields.len());
        let offsets = self.ctx().field_offsets(ty);
        for (i, (field, &offset)) in fields.iter().zip(offsets).enumerate() {
            let at = array + i * size::FIELD;
            let (name, tag) = (field.name.as_str(), field.tag.as_str());
            let exported = is_exported(field.name);
            let name = self.name(name, tag, None, exported, field.is_embedded);
            record.pointer(at, name.into());
            record.pointer(at + 8, self.type_target(field.ty));
            record.word(at + 16, offset);
        }
    }

    /// A slice whose elements lie in the same descriptor, at `array`.
    fn slice_header(&mut self, record: &mut Record, at: usize, array: usize, len: usize) {
        record.relocs.push(Reloc {
            offset: at as u32,
            kind: RelocKind::Abs64,
            target: record.atom.into(),
            addend: array as i64,
        });
        record.word(at + 8, len as u64);
        record.word(at + 16, len as u64);
    }

    fn map_part(&mut self, record: &mut Record, ty: TypeId, key: TypeId, value: TypeId) {
        const FIRST: usize = size::HEADER;
        let ctx = self.ctx();
        let Group {
            group,
            slot,
            is_key_indirect,
            is_elem_indirect,
        } = group_types(ctx, key, value);
        record.pointer(FIRST, self.type_target(key));
        record.pointer(FIRST + 8, self.type_target(value));
        let group_atom = self.group_descriptor(group, key, value);
        record.pointer(FIRST + 16, group_atom.into());
        let hasher = hash_func(self.input.program, ctx.canon(key));
        record.pointer(FIRST + 24, self.target(SymbolRef::FuncValue(hasher)));
        let slots = ctx.field_offsets(group)[1];
        let (stride, elem) = (ctx.size_of(slot), ctx.field_offsets(slot)[1]);
        let words = [
            ctx.size_of(group),
            slots,
            stride,
            slots + elem,
            stride,
            elem,
        ];
        for (i, word) in words.into_iter().enumerate() {
            record.word(FIRST + 32 + 8 * i, word);
        }
        let mut flags = 0;
        let mut set = |bit, is_set| flags |= if is_set { bit } else { 0 };
        set(map_flag::NEED_KEY_UPDATE, needs_key_update(ctx, key));
        set(map_flag::HASH_MIGHT_PANIC, hash_might_panic(ctx, key));
        set(map_flag::INDIRECT_KEY, is_key_indirect);
        set(map_flag::INDIRECT_ELEM, is_elem_indirect);
        record.put(FIRST + 80, &flags.to_le_bytes());
        // A named map converted to its underlying type by reflection must hash as before: the
        // descriptor that reflection finds has to be this program's, not one made at run time.
        let under = ctx.canon(ctx.underlying(ty));
        if under != ty && self.announced.contains(&under) {
            self.type_target(under);
        }
    }

    /// The descriptor of a map's groups: only allocation and the collector look at it.
    fn group_descriptor(&mut self, group: TypeId, key: TypeId, value: TypeId) -> AtomId {
        if let Some(&atom) = self.names.groups.get(&group) {
            return atom;
        }
        let ctx = self.ctx();
        let atom = Atom::new(Section::Types, 8, Vec::new());
        let atom = self.object.atoms.push(atom);
        self.names.groups.insert(group, atom);
        let mut record = Record::new(atom, size::STRUCT);
        let ptr_bytes = ctx.ptr_bytes(group);
        self.memory_part(&mut record, group);
        record.put(at::HASH, &type_hash(ctx, group).to_le_bytes());
        if has_mask_on_demand(ptr_bytes) {
            record.put(at::TFLAG, &[tflag::GC_MASK_ON_DEMAND | tflag::EXTRA_STAR]);
            self.gc_parts(&mut record, group);
        } else {
            record.put(at::TFLAG, &[tflag::EXTRA_STAR]);
            record.put(at::KIND, &[kind::STRUCT]);
        }
        if let Some(mask) = self.gc_data(group, ptr_bytes) {
            record.pointer(at::GC_DATA, mask.into());
        }
        let (key, value) = (ctx.reflect_string(key), ctx.reflect_string(value));
        let text = format!("*map.group[{key}]{value}");
        let name = self.name(&text, "", None, false, false);
        record.offset(at::STR, name.into());
        self.set_record(record);
        atom
    }

    /// A method's name; an unexported one of another package than the type's says which.
    fn method_name(&mut self, method: MethodName, type_pkg: Option<PkgId>) -> AtomId {
        let pkg = method.pkg.filter(|&pkg| Some(pkg) != type_pkg);
        let is_exported = method.pkg.is_none();
        self.name(method.name.as_str(), "", pkg, is_exported, false)
    }

    /// `abi.UncommonType` at `at`, and the method table.
    fn uncommon(
        &mut self,
        record: &mut Record,
        ty: TypeId,
        at: usize,
        table: usize,
        methods: &[&MethodEntry],
    ) {
        let ctx = self.ctx();
        let pkg = type_package(ctx, ty);
        if let Some(pkg) = pkg {
            let name = self.package_name(pkg);
            record.offset(at, name.into());
        }
        let n_methods = u16::try_from(methods.len()).expect("a type has few methods");
        let n_exported = methods.iter().filter(|m| m.name.pkg.is_none()).count() as u16;
        record.put(at + 4, &n_methods.to_le_bytes());
        record.put(at + 6, &n_exported.to_le_bytes());
        record.put(at + 8, &((table - at) as u32).to_le_bytes());
        for (i, method) in methods.iter().enumerate() {
            let row = table + i * size::METHOD;
            let name = self.method_name(method.name, pkg);
            record.offset(row, name.into());
            let sig = ctx.canon(ctx.method_entry_signature(method));
            let Some(ifn) = self.live_method(ty, method.name) else {
                // Its presence still decides assertions to interfaces that list it.
                if self.announced.contains(&sig) {
                    record.offset(row + 4, self.type_target(sig));
                } else {
                    record.put(row + 4, &UNREACHABLE.to_le_bytes());
                }
                for column in 2..4 {
                    record.put(row + 4 * column, &UNREACHABLE.to_le_bytes());
                }
                continue;
            };
            record.offset(row + 4, self.type_target(sig));
            let code = self.target(SymbolRef::Func(ifn));
            record.reloc(row + 8, RelocKind::TextOff, code);
            if self
                .input
                .reached
                .method_values
                .contains(&(ty, method.name))
            {
                let program = self.input.program;
                let tfn = program.closure_code(program.method(ty, method.name));
                let code = self.target(SymbolRef::Func(tfn));
                record.reloc(row + 12, RelocKind::TextOff, code);
            } else {
                record.put(row + 12, &UNREACHABLE.to_le_bytes());
            }
        }
    }

    /// The code of a live method that takes an interface's data word.
    pub(crate) fn live_method(&self, ty: TypeId, name: MethodName) -> Option<FuncId> {
        let live = self.input.reached.live_methods.get(&ty)?;
        live.contains(&name)
            .then(|| self.input.program.data_word_method(ty, name))
    }

    /// All descriptors that reflection may look up by their string, in its order.
    pub fn type_links(&self) -> Vec<AtomId> {
        let ctx = self.ctx();
        let mut links: Vec<_> = self
            .types
            .iter()
            .filter(|&&(ty, _)| is_linked(ctx, ty))
            .map(|&(ty, atom)| (ctx.reflect_string(ty), ctx.link_string(ty), atom))
            .collect();
        links.sort();
        links.into_iter().map(|(_, _, atom)| atom).collect()
    }
}

/// Size of a kind's record and of the array behind it.
fn record_sizes(ctx: &Context, under: TypeId) -> (usize, usize) {
    match ctx.ty(under) {
        Type::Pointer(_) => (size::POINTER, 0),
        Type::Slice(_) => (size::SLICE, 0),
        Type::Array { .. } => (size::ARRAY, 0),
        Type::Chan { .. } => (size::CHAN, 0),
        Type::Map { .. } => (size::MAP, 0),
        Type::Signature(sig) => (size::FUNC, 8 * (sig.params.len() + sig.results.len())),
        Type::Struct(s) => (size::STRUCT, size::FIELD * s.fields.len()),
        Type::Interface(_) => {
            let n_methods = ctx.interface_methods(under).len();
            (size::INTERFACE, size::IMETHOD * n_methods)
        }
        Type::Invalid
        | Type::Basic(_)
        | Type::Union(_)
        | Type::Tuple(_)
        | Type::Named(_)
        | Type::Alias(_)
        | Type::TypeParam(_) => (size::HEADER, 0),
    }
}

/// The methods in a type's method table: none for interfaces, no generic ones.
fn table_methods(ctx: &Context, ty: TypeId) -> Vec<&MethodEntry> {
    if ctx.is_interface(ty) {
        return Vec::new();
    }
    let is_generic = |method: &MethodEntry| match method.kind {
        SelectedMethod::Concrete(obj) => match ctx.ty(ctx.object_type(obj)) {
            Type::Signature(sig) => !sig.tparams.is_empty(),
            _ => false,
        },
        SelectedMethod::Interface(_) => false,
    };
    let methods = ctx.method_set(ty).iter();
    methods.filter(|method| !is_generic(method)).collect()
}

/// A number that equal types share: FNV-1a of the link string.
pub(crate) fn type_hash(ctx: &Context, ty: TypeId) -> u32 {
    let text = ctx.link_string(ty);
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn kind_of(ctx: &Context, ty: TypeId) -> u8 {
    match ctx.under(ty) {
        Type::Basic(basic) => match basic.canonical() {
            Basic::Bool => kind::BOOL,
            Basic::Int => kind::INT,
            Basic::Int8 => kind::INT8,
            Basic::Int16 => kind::INT16,
            Basic::Int32 | Basic::Rune => kind::INT32,
            Basic::Int64 => kind::INT64,
            Basic::Uint => kind::UINT,
            Basic::Uint8 | Basic::Byte => kind::UINT8,
            Basic::Uint16 => kind::UINT16,
            Basic::Uint32 => kind::UINT32,
            Basic::Uint64 => kind::UINT64,
            Basic::Uintptr => kind::UINTPTR,
            Basic::Float32 => kind::FLOAT32,
            Basic::Float64 => kind::FLOAT64,
            Basic::Complex64 => kind::COMPLEX64,
            Basic::Complex128 => kind::COMPLEX128,
            Basic::String => kind::STRING,
            Basic::UnsafePointer => kind::UNSAFE_POINTER,
            Basic::UntypedBool
            | Basic::UntypedInt
            | Basic::UntypedRune
            | Basic::UntypedFloat
            | Basic::UntypedComplex
            | Basic::UntypedString
            | Basic::UntypedNil => unreachable!("no value has an untyped type"),
        },
        Type::Pointer(_) => kind::POINTER,
        Type::Slice(_) => kind::SLICE,
        Type::Array { .. } => kind::ARRAY,
        Type::Map { .. } => kind::MAP,
        Type::Chan { .. } => kind::CHAN,
        Type::Struct(_) => kind::STRUCT,
        Type::Signature(_) => kind::FUNC,
        Type::Interface(_) => kind::INTERFACE,
        Type::Invalid
        | Type::Union(_)
        | Type::Tuple(_)
        | Type::Named(_)
        | Type::Alias(_)
        | Type::TypeParam(_) => unreachable!("not the underlying type of a value"),
    }
}

/// Whether values are equal exactly if their bytes are.
fn is_regular_memory(ctx: &Context, ty: TypeId) -> bool {
    match ctx.under(ty) {
        Type::Basic(basic) => !matches!(
            basic.canonical(),
            Basic::Float32 | Basic::Float64 | Basic::Complex64 | Basic::Complex128 | Basic::String
        ),
        Type::Pointer(_) | Type::Chan { .. } => true,
        &Type::Array { elem, len } => {
            is_regular_memory(ctx, elem) || len == 0 && ctx.comparable(elem)
        }
        Type::Struct(s) => match &s.fields[..] {
            [field] if !field.name.is_blank() => is_regular_memory(ctx, field.ty),
            fields => {
                let offsets = ctx.field_offsets(ty).iter().copied();
                let ends = offsets.clone().skip(1).chain([ctx.size_of(ty)]);
                fields
                    .iter()
                    .zip(offsets.zip(ends))
                    .all(|(field, (start, end))| {
                        !field.name.is_blank()
                            && start + ctx.size_of(field.ty) == end
                            && is_regular_memory(ctx, field.ty)
                    })
            }
        },
        Type::Invalid
        | Type::Slice(_)
        | Type::Map { .. }
        | Type::Signature(_)
        | Type::Interface(_)
        | Type::Union(_)
        | Type::Tuple(_)
        | Type::Named(_)
        | Type::Alias(_)
        | Type::TypeParam(_) => false,
    }
}

fn pointee(ctx: &Context, ty: TypeId) -> Option<TypeId> {
    match ctx.ty(ty) {
        &Type::Pointer(elem) => Some(elem),
        _ => None,
    }
}

/// The name of a named type.
fn type_name(ctx: &Context, ty: TypeId) -> Option<Symbol> {
    if ty == Basic::UnsafePointer.type_id() {
        return Some(Symbol::intern("Pointer"));
    }
    let named = ctx.as_named(ty)?;
    Some(ctx.object(ctx.named(named).obj).name)
}

/// The package of a named type, or of the one an unnamed type is directly made of.
fn type_package(ctx: &Context, ty: TypeId) -> Option<PkgId> {
    let own = |ty: TypeId| {
        if ty == Basic::UnsafePointer.type_id() {
            return Some(PkgId::UNSAFE);
        }
        let named = ctx.as_named(ty)?;
        ctx.object(ctx.named(named).obj).pkg
    };
    match ctx.ty(ty) {
        &Type::Pointer(elem)
        | &Type::Slice(elem)
        | &Type::Array { elem, .. }
        | &Type::Chan { elem, .. } => own(elem),
        _ => own(ty),
    }
}

/// Whether reflection may look a type up by its string: it makes unnamed types at run time.
fn is_linked(ctx: &Context, ty: TypeId) -> bool {
    matches!(
        ctx.ty(ty),
        Type::Pointer(_)
            | Type::Array { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Slice(_)
            | Type::Struct(_)
    )
}

/// The types of a map's groups and slots.
struct Group {
    /// `struct { ctrl uint64; slots [8]slot }`
    group: TypeId,
    /// `struct { key K; elem V }`
    slot: TypeId,
    is_key_indirect: bool,
    is_elem_indirect: bool,
}

fn group_types(ctx: &Context, key: TypeId, value: TypeId) -> Group {
    let is_large = |ty| ctx.size_of(ty) > MAP_MAX_INLINE_BYTES;
    let stored = |ty| if is_large(ty) { ctx.pointer_to(ty) } else { ty };
    let field = |name, ty| Field {
        name: Symbol::intern(name),
        pkg: None,
        ty,
        is_embedded: false,
        tag: Symbol::EMPTY,
    };
    // Exported names: canonical types record no package for them.
    let slot = ctx.struct_of([field("Key", stored(key)), field("Elem", stored(value))]);
    let slots = ctx.array_of(slot, MAP_GROUP_SLOTS);
    let ctrl = Basic::Uint64.type_id();
    let group = ctx.struct_of([field("Ctrl", ctrl), field("Slots", slots)]);
    Group {
        group: ctx.canon(group),
        slot,
        is_key_indirect: is_large(key),
        is_elem_indirect: is_large(value),
    }
}

/// Whether equal keys can look different, so that an assignment must store the key again.
fn needs_key_update(ctx: &Context, key: TypeId) -> bool {
    match ctx.under(key) {
        Type::Basic(basic) => matches!(
            basic.canonical(),
            Basic::Float32 | Basic::Float64 | Basic::Complex64 | Basic::Complex128 | Basic::String
        ),
        Type::Interface(_) => true,
        &Type::Array { elem, .. } => needs_key_update(ctx, elem),
        Type::Struct(s) => s.fields.iter().any(|f| needs_key_update(ctx, f.ty)),
        _ => false,
    }
}

/// Whether hashing a key can panic: an interface may hold what has no hash.
fn hash_might_panic(ctx: &Context, key: TypeId) -> bool {
    match ctx.under(key) {
        Type::Interface(_) => true,
        &Type::Array { elem, .. } => hash_might_panic(ctx, elem),
        Type::Struct(s) => s.fields.iter().any(|f| hash_might_panic(ctx, f.ty)),
        _ => false,
    }
}
