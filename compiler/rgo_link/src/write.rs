//! The program as one ELF relocatable object for the system linker.
//!
//! A section of the object for each [`Section`], final bytes in it; relocations only where the
//! runtime archive is referred to. Symbols of functions and variables are local, so that they cost
//! the linker nothing but copying; those the runtime refers to are global. Absolute symbols tell
//! the linker script where each section must lie.

use object::write::{Object as ElfObject, Relocation, SectionId, Symbol, SymbolId, SymbolSection};
use object::{RelocationFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope, elf};
use rgo_base::SecondaryMap;

use crate::layout::{Contents, Layout, LinkError, MAX_ALIGN, contents};
use crate::object::{ExternId, Object, RelocKind, Section};

/// A section of debugging information, or another that the layout does not place, finished.
pub struct ExtraSection {
    /// Name in the object. `.go` is appended to debug sections' names, so that the script can put
    /// them before the runtime's.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Places of 8-byte addresses of the runtime's symbols.
    pub addresses: Vec<(u64, &'static str)>,
    pub kind: ExtraKind,
}

/// What becomes of an [`ExtraSection`] in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExtraKind {
    /// Not loaded.
    Debug,
    /// Loaded with the variables.
    Data,
}

/// How much of a program's names goes into the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// `-s`: no symbols but those the link needs.
    pub strip_symbols: bool,
    pub threads: usize,
}

/// Name of the ELF section and of the symbol that states its address.
fn elf_names(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Text => (".text.go", "rgo_at_text"),
        Section::Types => (".types.go", "rgo_at_types"),
        Section::RoData => (".rodata.go", "rgo_at_rodata"),
        Section::Data => (".data.go", "rgo_at_data"),
        Section::NoPtrData => (".noptrdata.go", "rgo_at_noptrdata"),
        Section::Bss => (".bss.go", "rgo_at_bss"),
        Section::NoPtrBss => (".noptrbss.go", "rgo_at_noptrbss"),
    }
}

fn elf_kind(section: Section) -> SectionKind {
    match section {
        Section::Text => SectionKind::Text,
        Section::Types | Section::RoData => SectionKind::ReadOnlyData,
        Section::Data | Section::NoPtrData => SectionKind::Data,
        Section::Bss | Section::NoPtrBss => SectionKind::UninitializedData,
    }
}

/// Fills `elf`, an empty object in which used runtime symbols may be declared, and returns its
/// bytes.
pub fn write(
    mut elf: ElfObject<'_>,
    object: &Object,
    layout: &Layout,
    extras: Vec<ExtraSection>,
    options: Options,
) -> Result<Vec<u8>, LinkError> {
    let mut symbols: SecondaryMap<ExternId, Option<SymbolId>> = SecondaryMap::new();
    for (id, external) in &object.externs {
        let name = external.name.as_str();
        let declared = elf.symbol_id(name.as_bytes());
        let symbol = declared.unwrap_or_else(|| add_undefined(&mut elf, name, external.is_func));
        symbols[id] = Some(symbol);
    }
    let mut section_ids = Vec::with_capacity(Section::COUNT);
    for section in Section::ALL {
        section_ids.push(add_section(
            &mut elf, object, layout, section, &symbols, options,
        )?);
    }
    add_symbols(&mut elf, object, layout, &section_ids, options);
    for extra in extras {
        let (name, kind) = match extra.kind {
            ExtraKind::Debug => (format!("{}.go", extra.name), SectionKind::Debug),
            ExtraKind::Data => (extra.name.to_owned(), SectionKind::Data),
        };
        let id = elf.add_section(Vec::new(), name.into_bytes(), kind);
        let align = if extra.kind == ExtraKind::Data { 16 } else { 1 };
        elf.set_section_data(id, extra.bytes, align);
        for (offset, name) in extra.addresses {
            let declared = elf.symbol_id(name.as_bytes());
            let symbol = declared.unwrap_or_else(|| add_undefined(&mut elf, name, true));
            let reloc = Relocation {
                offset,
                symbol,
                addend: 0,
                flags: RelocationFlags::Elf {
                    r_type: elf::R_X86_64_64,
                },
            };
            elf.add_relocation(id, reloc).map_err(LinkError::Object)?;
        }
    }
    // Without this section GNU ld would ask for an executable stack.
    elf.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    elf.write().map_err(LinkError::Object)
}

/// How many relocations an object leaves to the linker.
pub fn count_relocations(object: &[u8]) -> u64 {
    let read = |offset: usize, len: usize| {
        let mut word = [0; 8];
        let bytes = object.get(offset..offset + len).unwrap_or_default();
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    // `e_shoff`, `e_shentsize`, `e_shnum` of an ELF64 header; `sh_type`, `sh_size` of a section's.
    let (table, entry_size, n) = (read(0x28, 8), read(0x3a, 2), read(0x3c, 2));
    let sections = (0..n).map(|at| (table + at * entry_size) as usize);
    let is_rela = |header: &usize| read(header + 4, 4) == u64::from(elf::SHT_RELA);
    let bytes: u64 = sections
        .filter(is_rela)
        .map(|header| read(header + 0x20, 8))
        .sum();
    bytes / RELA_BYTES
}

/// Size of an `Elf64_Rela`.
const RELA_BYTES: u64 = 24;

/// A symbol that the runtime archive defines.
fn add_undefined(elf: &mut ElfObject<'_>, name: &str, is_func: bool) -> SymbolId {
    elf.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value: 0,
        size: 0,
        kind: if is_func {
            SymbolKind::Text
        } else {
            SymbolKind::Data
        },
        scope: SymbolScope::Unknown,
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    })
}

fn add_section(
    elf: &mut ElfObject<'_>,
    object: &Object,
    layout: &Layout,
    section: Section,
    symbols: &SecondaryMap<ExternId, Option<SymbolId>>,
    options: Options,
) -> Result<SectionId, LinkError> {
    let (name, at_name) = elf_names(section);
    let extent = layout.extent(section);
    let id = elf.add_section(Vec::new(), name.as_bytes().to_vec(), elf_kind(section));
    elf.add_symbol(Symbol {
        name: at_name.as_bytes().to_vec(),
        value: extent.start,
        size: 0,
        kind: SymbolKind::Data,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Absolute,
        flags: SymbolFlags::None,
    });
    if section.is_zero() {
        elf.append_section_bss(id, extent.size, MAX_ALIGN);
        return Ok(id);
    }
    let Contents { bytes, relocs } = contents(object, layout, section, options.threads)?;
    elf.set_section_data(id, bytes, MAX_ALIGN);
    for reloc in relocs {
        let r_type = match reloc.kind {
            RelocKind::Abs64 => elf::R_X86_64_64,
            RelocKind::Abs32 => elf::R_X86_64_32S,
            RelocKind::Pc32 if object.externs[reloc.target].is_func => elf::R_X86_64_PLT32,
            RelocKind::Pc32 => elf::R_X86_64_PC32,
            RelocKind::TypesOff | RelocKind::TextOff => {
                unreachable!("the runtime's symbols lie in no section of ours")
            }
        };
        elf.add_relocation(
            id,
            Relocation {
                offset: reloc.offset,
                symbol: symbols[reloc.target].expect("all runtime symbols were added"),
                addend: reloc.addend,
                flags: RelocationFlags::Elf { r_type },
            },
        )
        .map_err(LinkError::Object)?;
    }
    Ok(id)
}

fn add_symbols(
    elf: &mut ElfObject<'_>,
    object: &Object,
    layout: &Layout,
    sections: &[SectionId],
    options: Options,
) {
    for (id, atom) in &object.atoms {
        let name = atom.name.as_str();
        if name.is_empty() || (options.strip_symbols && !atom.is_global) {
            continue;
        }
        elf.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value: layout.addr(id) - layout.extent(atom.section).start,
            size: atom.size,
            kind: if atom.section == Section::Text {
                SymbolKind::Text
            } else {
                SymbolKind::Data
            },
            scope: if atom.is_global {
                SymbolScope::Linkage
            } else {
                SymbolScope::Compilation
            },
            weak: false,
            section: SymbolSection::Section(sections[atom.section as usize]),
            flags: SymbolFlags::None,
        });
    }
}

/// An empty object for this target, without declarations.
pub fn empty() -> ElfObject<'static> {
    ElfObject::new(
        object::BinaryFormat::Elf,
        object::Architecture::X86_64,
        object::Endianness::Little,
    )
}
