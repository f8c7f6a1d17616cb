//! The structure through which the runtime finds the program's tables
//! (`rgo_abi::module_data::ModuleData`), and what it points to.

use std::mem::offset_of;

use rgo_abi::func_info::RUNTIME_FILES;
use rgo_abi::module_data::{self, DataRange, InitTask, ModuleData, Slice};
use rgo_base::Symbol;

use crate::func_tab::{self, FuncMeta};
use crate::layout::{Layout, LinkError, pointer_mask};
use crate::object::{Atom, AtomId, Object, Reloc, RelocKind, Section, Target};

/// Initialisation of one package.
pub struct Init {
    /// Import path.
    pub name: Symbol,
    /// Functions to run, in order.
    pub funcs: Vec<Target>,
}

/// What the module data lists beside functions.
pub struct Module {
    /// All functions of the program.
    pub funcs: Vec<FuncMeta>,
    /// Descriptors that reflection may find, ascending by string form.
    pub type_links: Vec<AtomId>,
    /// All static itabs.
    pub itabs: Vec<AtomId>,
    /// In order of initialisation.
    pub inits: Vec<Init>,
    /// `main.main`.
    pub main: Target,
    /// Where package runtime's files are, as positions say it.
    pub runtime_dir: String,
}

/// Adds all tables to `object` and places everything. Nothing may be added afterwards.
pub fn finish(object: &mut Object, module: &Module) -> Result<Layout, LinkError> {
    let text = Layout::of_text(object);
    let funcs = func_tab::build(object, &text, &module.funcs);
    let type_links = pointer_table(object, &module.type_links);
    let itabs = pointer_table(object, &module.itabs);
    let inits = init_tasks(object, &module.inits);
    let files = runtime_files(object, &module.runtime_dir);
    let mut data = Builder::new(size_of::<ModuleData>());
    let range = Layout::compute(object)?;
    let text_extent = range.extent(Section::Text);
    let types_extent = range.extent(Section::Types);
    data.word(offset_of!(ModuleData, text_start), text_extent.start);
    data.word(offset_of!(ModuleData, text_end), text_extent.end());
    data.word(offset_of!(ModuleData, types_start), types_extent.start);
    data.word(offset_of!(ModuleData, types_end), types_extent.end());
    let n_funcs = funcs.n_funcs as u64;
    let counted = [
        (
            offset_of!(ModuleData, func_starts),
            funcs.starts,
            n_funcs + 1,
        ),
        (offset_of!(ModuleData, func_info), funcs.info, n_funcs),
        (
            offset_of!(ModuleData, pc_data),
            funcs.pc_data,
            object.atoms[funcs.pc_data].size,
        ),
        (
            offset_of!(ModuleData, strings),
            funcs.strings,
            object.atoms[funcs.strings].size,
        ),
        (
            offset_of!(ModuleData, inline_tree),
            funcs.inline_tree,
            object.atoms[funcs.inline_tree].size / 24,
        ),
        (
            offset_of!(ModuleData, traps),
            funcs.traps,
            object.atoms[funcs.traps].size / 8,
        ),
        (
            offset_of!(ModuleData, type_links),
            type_links,
            module.type_links.len() as u64,
        ),
        (
            offset_of!(ModuleData, itabs),
            itabs,
            module.itabs.len() as u64,
        ),
        (
            offset_of!(ModuleData, init_tasks),
            inits,
            module.inits.len() as u64,
        ),
        (
            offset_of!(ModuleData, runtime_files),
            files,
            RUNTIME_FILES.len() as u64,
        ),
    ];
    for (at, table, len) in counted {
        data.slice(at, table, len);
    }
    for (at, section) in [
        (offset_of!(ModuleData, data), Section::Data),
        (offset_of!(ModuleData, bss), Section::Bss),
    ] {
        let extent = range.extent(section);
        let mask = pointer_mask(object, &range, section);
        let mask = object.atoms.push(Atom::new(Section::RoData, 8, mask));
        data.word(at + offset_of!(DataRange, start), extent.start);
        data.word(at + offset_of!(DataRange, bytes), extent.size);
        data.pointer(at + offset_of!(DataRange, ptr_mask), Target::Atom(mask));
    }
    data.pointer(offset_of!(ModuleData, main), module.main);
    let mut atom = data.into_atom();
    atom.name = Symbol::intern(module_data::SYMBOL);
    atom.is_global = true;
    object.atoms.push(atom);
    // The tables lie behind everything else in read-only data: no other atom moves.
    Layout::compute(object)
}

/// A structure of words and pointers under construction.
struct Builder {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Builder {
    fn new(size: usize) -> Builder {
        Builder {
            bytes: vec![0; size],
            relocs: Vec::new(),
        }
    }

    fn word(&mut self, at: usize, value: u64) {
        self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }

    fn pointer(&mut self, at: usize, target: Target) {
        self.relocs.push(Reloc {
            offset: at as u32,
            kind: RelocKind::Abs64,
            target,
            addend: 0,
        });
    }

    fn slice(&mut self, at: usize, table: AtomId, len: u64) {
        self.pointer(at + offset_of!(Slice<u8>, ptr), Target::Atom(table));
        self.word(at + offset_of!(Slice<u8>, len), len);
    }

    fn into_atom(self) -> Atom {
        Atom {
            relocs: self.relocs,
            ..Atom::new(Section::RoData, 8, self.bytes)
        }
    }
}

fn pointer_table(object: &mut Object, atoms: &[AtomId]) -> AtomId {
    let mut table = Builder::new(8 * atoms.len());
    for (i, &atom) in atoms.iter().enumerate() {
        table.pointer(8 * i, Target::Atom(atom));
    }
    object.atoms.push(table.into_atom())
}

fn runtime_files(object: &mut Object, dir: &str) -> AtomId {
    let mut table = Builder::new(size_of::<Slice<u8>>() * RUNTIME_FILES.len());
    for (i, file) in RUNTIME_FILES.iter().enumerate() {
        let path = format!("{dir}/{file}").into_bytes();
        let len = path.len() as u64;
        let atom = object.atoms.push(Atom::new(Section::RoData, 1, path));
        table.slice(i * size_of::<Slice<u8>>(), atom, len);
    }
    object.atoms.push(table.into_atom())
}

fn init_tasks(object: &mut Object, inits: &[Init]) -> AtomId {
    let mut table = Builder::new(size_of::<InitTask>() * inits.len());
    for (i, init) in inits.iter().enumerate() {
        let at = i * size_of::<InitTask>();
        let name = init.name.as_str().as_bytes();
        let name_atom = object
            .atoms
            .push(Atom::new(Section::RoData, 1, name.to_vec()));
        let mut funcs = Builder::new(8 * init.funcs.len());
        for (j, &func) in init.funcs.iter().enumerate() {
            funcs.pointer(8 * j, func);
        }
        let funcs_atom = object.atoms.push(funcs.into_atom());
        table.slice(
            at + offset_of!(InitTask, name),
            name_atom,
            name.len() as u64,
        );
        table.slice(
            at + offset_of!(InitTask, funcs),
            funcs_atom,
            init.funcs.len() as u64,
        );
    }
    object.atoms.push(table.into_atom())
}
