//! From references to atoms: functions, func values, package variables, static data.
//!
//! The executable's data is what can be reached by reference from code and tables: [`Atoms`] makes
//! an atom for each target on first demand and works until nothing new turns up. Atoms come in the
//! order of demand, which starts from functions in the order of the input and goes through each
//! one's references in order of offset, so it is the same in every build.

use rgo_abi::runtime_fn::{WRITE_BARRIER_FLAG, ZERO_BASE};
use rgo_base::Symbol;
use rgo_hir::data::{DataReloc, StaticData};
use rgo_hir::{DataId, FuncId, FuncKey, GlobalId, SymbolRef};
use rgo_link::{Atom, AtomId, Object, Reloc, RelocKind, Section, Target};
use rgo_types::{Context, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::code::{CodeRef, CompiledFunc};
use crate::input::{Input, is_upcall};

/// What waits to be given contents.
enum Todo {
    Global(AtomId, GlobalId),
    Data(AtomId, DataId),
    Type(AtomId, TypeId),
    Itab(AtomId, TypeId, TypeId),
}

/// The program's object under construction.
pub struct Atoms<'a> {
    pub input: &'a Input<'a>,
    pub object: Object,
    /// Targets by what refers to them.
    targets: FxHashMap<SymbolRef, Target>,
    /// Read-only bytes without references, by content.
    pub(crate) constants: FxHashMap<Vec<u8>, AtomId>,
    todo: Vec<Todo>,
    /// Types that descriptors may be made for.
    pub(crate) announced: FxHashSet<TypeId>,
    /// Descriptors made so far.
    pub(crate) types: Vec<(TypeId, AtomId)>,
    /// Itabs made so far, as (concrete, interface).
    pub(crate) itabs: Vec<(TypeId, TypeId, AtomId)>,
    pub(crate) names: crate::type_desc::Names,
    /// Where slots of itabs lead whose method is never called.
    pub(crate) unreachable_method: AtomId,
}

/// An instruction that faults.
const UD2: [u8; 2] = [0x0f, 0x0b];

impl<'a> Atoms<'a> {
    /// Atoms for `funcs`, which are all that is compiled.
    pub fn new(input: &'a Input<'a>, funcs: &[CompiledFunc]) -> Atoms<'a> {
        let mut atoms = Atoms {
            input,
            object: Object::default(),
            targets: FxHashMap::default(),
            constants: FxHashMap::default(),
            todo: Vec::new(),
            announced: input.reached.types.iter().copied().collect(),
            types: Vec::new(),
            itabs: Vec::new(),
            names: crate::type_desc::Names::default(),
            unreachable_method: AtomId::from_u32(0),
        };
        atoms.add_leads();
        for func in funcs {
            let symbol = input.program.funcs[func.id].symbol;
            let atom = atoms.object.atoms.push(Atom {
                name: symbol,
                is_global: is_upcall(symbol.as_str()),
                ..Atom::new(Section::Text, func.align, Vec::new())
            });
            let target = Target::Atom(atom);
            atoms.targets.insert(SymbolRef::Func(func.id), target);
        }
        atoms
    }

    /// Nothing real lies at the start of code or descriptors: offset 0 means "none".
    fn add_leads(&mut self) {
        let filler = Atom::new(Section::Types, 8, vec![0; 8]);
        self.object.atoms.push(filler);
        let trap = Atom {
            name: Symbol::intern("rgo.unreachableMethod"),
            ..Atom::new(Section::Text, 16, UD2.to_vec())
        };
        self.unreachable_method = self.object.atoms.push(trap);
    }

    pub fn ctx(&self) -> &'a Context {
        self.input.program.types
    }

    /// Gives every function its code, and everything reachable its contents.
    pub fn fill(&mut self, funcs: Vec<CompiledFunc>) {
        for func in funcs {
            let relocs = func
                .relocs
                .iter()
                .map(|reloc| Reloc {
                    offset: reloc.offset,
                    kind: RelocKind::Pc32,
                    target: self.code_target(reloc.target),
                    addend: reloc.addend,
                })
                .collect();
            let atom = self.func_atom(func.id);
            let atom = &mut self.object.atoms[atom];
            atom.size = func.code.len() as u64;
            atom.bytes = func.code;
            atom.relocs = relocs;
            self.work();
        }
    }

    /// Works until every atom demanded so far has its contents.
    pub fn work(&mut self) {
        // First in, first out within a batch; batches in order.
        while !self.todo.is_empty() {
            for todo in std::mem::take(&mut self.todo) {
                match todo {
                    Todo::Global(atom, id) => self.fill_global(atom, id),
                    Todo::Data(atom, id) => {
                        let data = &self.input.program.data[id];
                        self.fill_data(atom, data);
                    }
                    Todo::Type(atom, ty) => self.fill_type(atom, ty),
                    Todo::Itab(atom, concrete, iface) => self.fill_itab(atom, concrete, iface),
                }
            }
        }
    }

    /// The atom of a compiled function.
    pub fn func_atom(&self, func: FuncId) -> AtomId {
        match self.targets.get(&SymbolRef::Func(func)) {
            Some(&Target::Atom(atom)) => atom,
            _ => panic!(
                "function {} is needed but was not compiled",
                self.input.program.funcs[func].symbol
            ),
        }
    }

    fn code_target(&mut self, target: CodeRef) -> Target {
        match target {
            CodeRef::Static(symbol) => self.target(symbol),
            CodeRef::Runtime(func) => self.external(func.info().symbol, true),
            CodeRef::Morestack => self.external(rgo_abi::runtime_fn::MORESTACK, true),
            CodeRef::WriteBarrierFlag => self.external(WRITE_BARRIER_FLAG, false),
        }
    }

    fn external(&mut self, name: &str, is_func: bool) -> Target {
        let name = Symbol::intern(name);
        Target::Extern(self.object.extern_symbol(name, is_func))
    }

    /// The type descriptors made so far.
    pub fn descriptors(&self) -> &[(TypeId, AtomId)] {
        &self.types
    }

    /// What `symbol` refers to, if anything else refers to it.
    pub fn known_target(&self, symbol: SymbolRef) -> Option<Target> {
        self.targets.get(&symbol).copied()
    }

    /// What `symbol` refers to, made on first demand.
    pub fn target(&mut self, symbol: SymbolRef) -> Target {
        if let Some(&target) = self.targets.get(&symbol) {
            return target;
        }
        let target = self.make_target(symbol);
        self.targets.insert(symbol, target);
        target
    }

    fn make_target(&mut self, symbol: SymbolRef) -> Target {
        match symbol {
            SymbolRef::Func(func) => {
                let entry = &self.input.program.funcs[func];
                let FuncKey::Extern { symbol } = entry.key else {
                    panic!("function {} is needed but was not compiled", entry.symbol);
                };
                self.external(symbol.as_str(), true)
            }
            SymbolRef::FuncValue(func) => {
                let code = self.input.program.closure_code(func);
                self.closure(code).into()
            }
            SymbolRef::Global(id) if self.ctx().size_of(self.input.program.globals[id].ty) == 0 => {
                self.external(ZERO_BASE, false)
            }
            SymbolRef::Global(id) => {
                let atom = self.place_global(id);
                self.todo.push(Todo::Global(atom, id));
                atom.into()
            }
            SymbolRef::Data(id) if self.input.program.data[id].size == 0 => {
                self.external(ZERO_BASE, false)
            }
            SymbolRef::Data(id) => self.make_data(id).into(),
            SymbolRef::GcType(ty) if self.announced.contains(&ty) => {
                self.target(SymbolRef::Type(ty))
            }
            SymbolRef::GcType(ty) => self.gc_type(ty).into(),
            SymbolRef::Type(ty) => {
                let atom = self
                    .object
                    .atoms
                    .push(Atom::new(Section::Types, 8, Vec::new()));
                self.types.push((ty, atom));
                self.todo.push(Todo::Type(atom, ty));
                atom.into()
            }
            SymbolRef::Itab { concrete, iface } => {
                let atom = self
                    .object
                    .atoms
                    .push(Atom::new(Section::RoData, 8, Vec::new()));
                self.itabs.push((concrete, iface, atom));
                self.todo.push(Todo::Itab(atom, concrete, iface));
                atom.into()
            }
        }
    }

    /// The static closure object of `code`.
    fn closure(&mut self, code: FuncId) -> AtomId {
        let mut atom = Atom::new(Section::RoData, 8, vec![0; 8]);
        atom.relocs.push(Reloc {
            offset: 0,
            kind: RelocKind::Abs64,
            target: self.target(SymbolRef::Func(code)),
            addend: 0,
        });
        self.object.atoms.push(atom)
    }

    /// An atom of read-only bytes, one for equal contents.
    pub fn constant(&mut self, bytes: Vec<u8>, align: u32) -> AtomId {
        if let Some(&atom) = self.constants.get(&bytes) {
            let align = align.max(self.object.atoms[atom].align);
            self.object.atoms[atom].align = align;
            return atom;
        }
        let atom = Atom::new(Section::RoData, align, bytes.clone());
        let atom = self.object.atoms.push(atom);
        self.constants.insert(bytes, atom);
        atom
    }

    fn make_data(&mut self, id: DataId) -> AtomId {
        let data = &self.input.program.data[id];
        let is_plain = data.is_read_only && data.relocs.is_empty();
        if is_plain && data.size == data.bytes.len() as u64 {
            return self.constant(data.bytes.clone(), data.align);
        }
        let section = data_section(self.ctx(), data);
        let atom = Atom::new(section, data.align.max(1), Vec::new());
        let atom = self.object.atoms.push(atom);
        self.todo.push(Todo::Data(atom, id));
        atom
    }

    /// A variable's atom, in the section that its contents and type ask for.
    fn place_global(&mut self, id: GlobalId) -> AtomId {
        let entry = &self.input.program.globals[id];
        let has_pointers = self.ctx().has_pointers(entry.ty);
        let (section, align) = match entry.init.get() {
            Some(Some(data)) => (data_section(self.ctx(), data), data.align),
            Some(None) | None => {
                let section = if has_pointers {
                    Section::Bss
                } else {
                    Section::NoPtrBss
                };
                (section, self.ctx().align_of(entry.ty) as u32)
            }
        };
        let align = if section.has_pointers() {
            align.max(8)
        } else {
            align.max(1)
        };
        self.object.atoms.push(Atom {
            name: entry.symbol,
            ..Atom::new(section, align, Vec::new())
        })
    }

    fn fill_global(&mut self, atom: AtomId, id: GlobalId) {
        let entry = &self.input.program.globals[id];
        if let Some(Some(data)) = entry.init.get() {
            return self.fill_data(atom, data);
        }
        self.object.atoms[atom].size = self.ctx().size_of(entry.ty);
        self.set_mask(atom, entry.ty);
    }

    fn fill_data(&mut self, atom: AtomId, data: &StaticData) {
        let relocs = data.relocs.iter().map(|reloc| self.data_reloc(reloc));
        let relocs = relocs.collect();
        let place = &mut self.object.atoms[atom];
        if !place.section.is_zero() {
            place.bytes.clone_from(&data.bytes);
        }
        place.size = data.size.max(data.bytes.len() as u64);
        place.relocs = relocs;
        if let Some(ty) = data.ty {
            self.set_mask(atom, ty);
        }
    }

    fn data_reloc(&mut self, reloc: &DataReloc) -> Reloc {
        Reloc {
            offset: reloc.offset,
            kind: RelocKind::Abs64,
            target: self.target(reloc.target),
            addend: reloc.addend,
        }
    }

    /// The pointer mask of an atom that holds a value of type `ty`, or several.
    fn set_mask(&mut self, atom: AtomId, ty: TypeId) {
        let ctx = self.ctx();
        let place = &mut self.object.atoms[atom];
        if !place.section.has_pointers() {
            return;
        }
        let mask = &mut place.ptr_mask;
        ctx.for_each_pointer_word(ty, &mut |word| {
            let (byte, bit) = ((word / 8) as usize, word % 8);
            if mask.len() <= byte {
                mask.resize(byte + 1, 0);
            }
            mask[byte] |= 1 << bit;
        });
    }
}

/// The section of static data.
fn data_section(ctx: &Context, data: &StaticData) -> Section {
    if data.is_read_only {
        return Section::RoData;
    }
    let has_pointers = data.ty.is_some_and(|ty| ctx.has_pointers(ty));
    match (is_zero(data), has_pointers) {
        (true, true) => Section::Bss,
        (true, false) => Section::NoPtrBss,
        (false, true) => Section::Data,
        (false, false) => Section::NoPtrData,
    }
}

fn is_zero(data: &StaticData) -> bool {
    data.relocs.is_empty() && data.bytes.iter().all(|&byte| byte == 0)
}
