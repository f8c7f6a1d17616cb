//! The program's object: atoms in sections, relocations between them, symbols of the runtime.

use rgo_base::{PrimaryMap, Symbol, entity_impl};
use rustc_hash::FxHashMap;

/// A function or a piece of data: what the layout places as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtomId(u32);
entity_impl!(AtomId, "atom");

/// A symbol that the runtime archive defines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternId(u32);
entity_impl!(ExternId, "extern");

/// Where an atom lies. In this order within the address space.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Section {
    /// Compiled Go code.
    Text,
    /// Type descriptors and their names: the part of read-only data that offsets in descriptors
    /// are relative to.
    Types,
    /// Other read-only data.
    RoData,
    /// Initialised variables that may hold pointers.
    Data,
    /// Initialised variables without pointers.
    NoPtrData,
    /// Zero variables that may hold pointers.
    Bss,
    /// Zero variables without pointers.
    NoPtrBss,
}

impl Section {
    pub const COUNT: usize = 7;
    pub const ALL: [Section; Section::COUNT] = [
        Section::Text,
        Section::Types,
        Section::RoData,
        Section::Data,
        Section::NoPtrData,
        Section::Bss,
        Section::NoPtrBss,
    ];

    /// Whether it takes no space in the file.
    pub fn is_zero(self) -> bool {
        matches!(self, Section::Bss | Section::NoPtrBss)
    }

    /// Whether the collector scans it.
    pub fn has_pointers(self) -> bool {
        matches!(self, Section::Data | Section::Bss)
    }
}

/// What a relocation refers to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    Atom(AtomId),
    Extern(ExternId),
}

/// How a reference is encoded. `S` is the target's address plus addend, `P` the address of the
/// bytes patched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RelocKind {
    /// 8 bytes: `S`.
    Abs64,
    /// 4 bytes: `S`, which must be below 2 GiB.
    Abs32,
    /// 4 bytes: `S - P`.
    Pc32,
    /// 4 bytes: `S` relative to the start of [`Section::Types`]. Targets are atoms.
    TypesOff,
    /// 4 bytes: `S` relative to the start of [`Section::Text`]. Targets are atoms.
    TextOff,
}

impl RelocKind {
    /// Number of bytes patched.
    pub fn size(self) -> usize {
        match self {
            RelocKind::Abs64 => 8,
            RelocKind::Abs32 | RelocKind::Pc32 | RelocKind::TypesOff | RelocKind::TextOff => 4,
        }
    }
}

/// A reference inside an atom's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reloc {
    /// From the start of the atom.
    pub offset: u32,
    pub kind: RelocKind,
    pub target: Target,
    pub addend: i64,
}

/// A function or a piece of data.
#[derive(Clone, Debug)]
pub struct Atom {
    /// Its symbol; empty: none.
    pub name: Symbol,
    pub section: Section,
    /// A power of two.
    pub align: u32,
    /// At least `bytes.len()`; the bytes behind those given are zero.
    pub size: u64,
    pub bytes: Vec<u8>,
    pub relocs: Vec<Reloc>,
    /// In sections with pointers: one bit per word, lowest bit first; missing bits are zero.
    pub ptr_mask: Vec<u8>,
    /// Whether the runtime refers to it by name.
    pub is_global: bool,
}

impl Atom {
    /// An atom of `bytes` without relocations and name.
    pub fn new(section: Section, align: u32, bytes: Vec<u8>) -> Atom {
        Atom {
            name: Symbol::EMPTY,
            section,
            align,
            size: bytes.len() as u64,
            bytes,
            relocs: Vec::new(),
            ptr_mask: Vec::new(),
            is_global: false,
        }
    }
}

/// A symbol of the runtime archive.
#[derive(Clone, Copy, Debug)]
pub struct Extern {
    pub name: Symbol,
    pub is_func: bool,
}

/// The program, before layout. Atoms of a section are placed in the order of their ids.
#[derive(Default)]
pub struct Object {
    pub atoms: PrimaryMap<AtomId, Atom>,
    pub externs: PrimaryMap<ExternId, Extern>,
    extern_ids: FxHashMap<Symbol, ExternId>,
}

impl Object {
    /// The runtime's symbol `name`.
    pub fn extern_symbol(&mut self, name: Symbol, is_func: bool) -> ExternId {
        let externs = &mut self.externs;
        *self
            .extern_ids
            .entry(name)
            .or_insert_with(|| externs.push(Extern { name, is_func }))
    }
}

impl From<AtomId> for Target {
    fn from(atom: AtomId) -> Target {
        Target::Atom(atom)
    }
}
