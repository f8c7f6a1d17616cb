//! Final addresses and final bytes.
//!
//! Every section starts at an address that the linker script pins (and asserts), so addresses of
//! atoms are known before the system linker runs, whatever the size of the runtime archive: its
//! sections follow ours in each segment. All addresses are below 2 GiB, within reach of 32-bit
//! absolute and pc-relative references.

use std::fmt;

use rgo_base::{EntityRef, SecondaryMap};

use crate::object::{AtomId, ExternId, Object, Reloc, RelocKind, Section, Target};

/// Where `Section::Text` starts: 4 MiB, behind the file header.
pub const TEXT_BASE: u64 = 0x40_0200;
/// Where `Section::Types` starts, followed by `Section::RoData`: 512 MiB.
pub const RODATA_BASE: u64 = 0x2000_0000;
/// Where `Section::Data` starts, followed by `Section::NoPtrData`: 1 GiB.
pub const DATA_BASE: u64 = 0x4000_0000;
/// Where `Section::Bss` starts, followed by `Section::NoPtrBss`: 1.5 GiB.
pub const BSS_BASE: u64 = 0x6000_0000;

/// Largest alignment of an atom; every section starts at a multiple of it.
pub const MAX_ALIGN: u64 = 64;

/// Filler between functions: `int3`.
const TEXT_FILL: u8 = 0xcc;

/// Address and size of a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    pub start: u64,
    pub size: u64,
}

impl Extent {
    pub fn end(self) -> u64 {
        self.start + self.size
    }
}

/// Addresses of all atoms.
pub struct Layout {
    addrs: SecondaryMap<AtomId, u64>,
    extents: [Extent; Section::COUNT],
}

/// Why a program cannot be linked.
#[derive(Debug)]
pub enum LinkError {
    /// A segment grew into the next one, or code cannot reach what it refers to.
    TooLarge(String),
    /// A chain of functions that do not check the stack needs more than there is.
    StackTooDeep(String),
    /// The object writer refuses the object.
    Object(object::write::Error),
    /// The system linker could not be run or failed.
    Linker(String),
    Io(std::io::Error),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::TooLarge(what) => write!(f, "program too large: {what}"),
            LinkError::StackTooDeep(text) => f.write_str(text),
            LinkError::Object(err) => write!(f, "writing the object: {err}"),
            LinkError::Linker(text) => f.write_str(text),
            LinkError::Io(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for LinkError {}

/// Where the part of `section` starts and what limits it.
fn bounds(section: Section, previous_end: u64) -> (u64, u64) {
    match section {
        Section::Text => (TEXT_BASE, RODATA_BASE),
        Section::Types => (RODATA_BASE, DATA_BASE),
        Section::Data => (DATA_BASE, BSS_BASE),
        Section::Bss => (BSS_BASE, u64::MAX),
        Section::RoData => (previous_end, DATA_BASE),
        Section::NoPtrData => (previous_end, BSS_BASE),
        Section::NoPtrBss => (previous_end, u64::MAX),
    }
}

impl Layout {
    /// Places the atoms of [`Section::Text`] only: tables that list functions are made from it,
    /// and become atoms themselves.
    pub fn of_text(object: &Object) -> Layout {
        let mut layout = Layout {
            addrs: SecondaryMap::with_default(0),
            extents: [Extent::default(); Section::COUNT],
        };
        layout.place_section(object, Section::Text, TEXT_BASE);
        layout
    }

    /// Places everything.
    pub fn compute(object: &Object) -> Result<Layout, LinkError> {
        let mut layout = Layout::of_text(object);
        let mut previous_end = layout.extent(Section::Text).end();
        for section in Section::ALL {
            let (start, limit) = bounds(section, previous_end.next_multiple_of(MAX_ALIGN));
            if section != Section::Text {
                layout.place_section(object, section, start);
            }
            previous_end = layout.extent(section).end();
            if previous_end > limit {
                return Err(LinkError::TooLarge(format!(
                    "{} bytes of {section:?}",
                    previous_end - start
                )));
            }
        }
        Ok(layout)
    }

    fn place_section(&mut self, object: &Object, section: Section, start: u64) {
        let mut at = start;
        for (id, atom) in &object.atoms {
            if atom.section != section {
                continue;
            }
            debug_assert!(u64::from(atom.align) <= MAX_ALIGN && atom.align.is_power_of_two());
            at = at.next_multiple_of(u64::from(atom.align));
            self.addrs[id] = at;
            at += atom.size;
        }
        self.extents[section as usize] = Extent {
            start,
            size: at - start,
        };
    }

    /// Address of `atom`.
    pub fn addr(&self, atom: AtomId) -> u64 {
        self.addrs[atom]
    }

    /// Where `section` lies.
    pub fn extent(&self, section: Section) -> Extent {
        self.extents[section as usize]
    }
}

/// A reference to a runtime symbol, left to the system linker.
#[derive(Clone, Copy, Debug)]
pub struct ExternReloc {
    /// From the start of the section's contents.
    pub offset: u64,
    pub kind: RelocKind,
    pub target: ExternId,
    pub addend: i64,
}

/// A section's final bytes, up to references to runtime symbols.
pub struct Contents {
    pub bytes: Vec<u8>,
    pub relocs: Vec<ExternReloc>,
}

/// Final bytes of `section`. Copies and patches on `threads` threads.
pub fn contents(
    object: &Object,
    layout: &Layout,
    section: Section,
    threads: usize,
) -> Result<Contents, LinkError> {
    debug_assert!(!section.is_zero());
    let extent = layout.extent(section);
    let fill = if section == Section::Text {
        TEXT_FILL
    } else {
        0
    };
    let mut bytes = vec![fill; extent.size as usize];
    let atoms: Vec<AtomId> = object
        .atoms
        .iter()
        .filter(|(_, atom)| atom.section == section)
        .map(|(id, _)| id)
        .collect();
    let per_thread = atoms.len().div_ceil(threads.max(1)).max(64);
    let mut relocs = Vec::new();
    let results: Vec<Result<Vec<ExternReloc>, LinkError>> = std::thread::scope(|scope| {
        let mut rest = &mut bytes[..];
        let mut rest_start = extent.start;
        let mut workers = Vec::new();
        let mut chunks = atoms.chunks(per_thread).peekable();
        while let Some(chunk) = chunks.next() {
            let end = chunks
                .peek()
                .map_or(extent.end(), |next| layout.addr(next[0]));
            let (part, tail) = rest.split_at_mut((end - rest_start) as usize);
            let start = rest_start;
            rest = tail;
            rest_start = end;
            let mut work = move || fill_atoms(object, layout, chunk, extent.start, start, part);
            if threads > 1 {
                workers.push(Ok(scope.spawn(work)));
            } else {
                workers.push(Err(work()));
            }
        }
        workers
            .into_iter()
            .map(|worker| match worker {
                Ok(handle) => handle.join().expect("patching does not panic"),
                Err(done) => done,
            })
            .collect()
    });
    for result in results {
        relocs.extend(result?);
    }
    Ok(Contents { bytes, relocs })
}

/// Copies `atoms` into `part`, which starts at address `part_start`, and patches them.
fn fill_atoms(
    object: &Object,
    layout: &Layout,
    atoms: &[AtomId],
    section_start: u64,
    part_start: u64,
    part: &mut [u8],
) -> Result<Vec<ExternReloc>, LinkError> {
    let mut left = Vec::new();
    for &id in atoms {
        let atom = &object.atoms[id];
        let addr = layout.addr(id);
        let at = (addr - part_start) as usize;
        let place = &mut part[at..at + atom.size as usize];
        let (head, tail) = place.split_at_mut(atom.bytes.len());
        head.copy_from_slice(&atom.bytes);
        tail.fill(0);
        for reloc in &atom.relocs {
            match reloc.target {
                Target::Atom(_) => patch(object, layout, id, reloc, place)?,
                Target::Extern(target) => left.push(ExternReloc {
                    offset: addr - section_start + u64::from(reloc.offset),
                    kind: reloc.kind,
                    target,
                    addend: reloc.addend,
                }),
            }
        }
    }
    Ok(left)
}

/// Writes the final value of `reloc` of `from` into `place`, the atom's bytes.
fn patch(
    object: &Object,
    layout: &Layout,
    from: AtomId,
    reloc: &Reloc,
    place: &mut [u8],
) -> Result<(), LinkError> {
    let Target::Atom(target) = reloc.target else {
        unreachable!("references to the runtime are the system linker's");
    };
    let value = layout.addr(target) as i64 + reloc.addend;
    let at = reloc.offset as usize;
    let base = match reloc.kind {
        RelocKind::Abs64 => {
            place[at..at + 8].copy_from_slice(&value.to_le_bytes());
            return Ok(());
        }
        RelocKind::Abs32 => 0,
        RelocKind::Pc32 => layout.addr(from) as i64 + i64::from(reloc.offset),
        RelocKind::TypesOff => layout.extent(Section::Types).start as i64,
        RelocKind::TextOff => layout.extent(Section::Text).start as i64,
    };
    let value = i32::try_from(value - base).map_err(|_| {
        LinkError::TooLarge(format!(
            "{} is out of reach of {}",
            describe(object, target),
            describe(object, from)
        ))
    })?;
    place[at..at + 4].copy_from_slice(&value.to_le_bytes());
    Ok(())
}

fn describe(object: &Object, atom: AtomId) -> String {
    let name = object.atoms[atom].name.as_str();
    if name.is_empty() {
        format!("{:?} {}", object.atoms[atom].section, atom.index())
    } else {
        name.to_owned()
    }
}

/// The pointer mask of a section with pointers: one bit per word of its extent.
pub fn pointer_mask(object: &Object, layout: &Layout, section: Section) -> Vec<u8> {
    debug_assert!(section.has_pointers());
    let extent = layout.extent(section);
    let mut mask = vec![0u8; (extent.size as usize).div_ceil(8).div_ceil(8)];
    for (id, atom) in &object.atoms {
        if atom.section != section {
            continue;
        }
        debug_assert!(atom.align >= 8);
        let first = ((layout.addr(id) - extent.start) / 8) as usize;
        let words = (atom.size / 8) as usize;
        for (i, &byte) in atom.ptr_mask.iter().enumerate() {
            let mut bits = byte;
            while bits != 0 {
                let word = i * 8 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                debug_assert!(word < words, "mask is longer than the atom");
                let bit = first + word;
                mask[bit / 8] |= 1 << (bit % 8);
            }
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::{Layout, RODATA_BASE, TEXT_BASE, contents, pointer_mask};
    use crate::object::{Atom, Object, Reloc, RelocKind, Section, Target};

    fn reloc(offset: u32, kind: RelocKind, target: Target, addend: i64) -> Reloc {
        Reloc {
            offset,
            kind,
            target,
            addend,
        }
    }

    #[test]
    fn references_are_resolved_and_externs_left() {
        let mut object = Object::default();
        let data = object
            .atoms
            .push(Atom::new(Section::RoData, 8, vec![7; 24]));
        let desc = object.atoms.push(Atom::new(Section::Types, 8, vec![0; 16]));
        let out = object.extern_symbol(rgo_base::Symbol::intern("rgo_poll"), true);
        let mut code = Atom::new(Section::Text, 16, vec![0x90; 20]);
        code.relocs = vec![
            reloc(1, RelocKind::Pc32, Target::Atom(data), -4),
            reloc(5, RelocKind::Pc32, Target::Extern(out), -4),
            reloc(9, RelocKind::Abs32, Target::Atom(data), 8),
        ];
        object.atoms.push(Atom::new(Section::Text, 16, vec![0xc3]));
        let func = object.atoms.push(code);
        object.atoms[desc].relocs = vec![
            reloc(0, RelocKind::TextOff, Target::Atom(func), 0),
            reloc(4, RelocKind::TypesOff, Target::Atom(desc), 8),
            reloc(8, RelocKind::Abs64, Target::Atom(func), 1),
        ];
        let layout = Layout::compute(&object).expect("small");
        assert_eq!(layout.addr(func), TEXT_BASE + 16);
        assert_eq!(layout.addr(data), RODATA_BASE + 64);

        for threads in [1, 2] {
            let text = contents(&object, &layout, Section::Text, threads).expect("in reach");
            assert_eq!(
                text.bytes[..17],
                *b"\xc3\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\x90"
            );
            let rel = i32::from_le_bytes(text.bytes[17..21].try_into().expect("4 bytes"));
            let next = layout.addr(func) as i64 + 5;
            assert_eq!(next + i64::from(rel), layout.addr(data) as i64);
            let abs = u32::from_le_bytes(text.bytes[25..29].try_into().expect("4 bytes"));
            assert_eq!(u64::from(abs), layout.addr(data) + 8);
            assert_eq!(text.relocs.len(), 1);
            assert_eq!(text.relocs[0].offset, 16 + 5);
        }
        let types = contents(&object, &layout, Section::Types, 1).expect("in reach");
        assert_eq!(types.bytes[..8], [16, 0, 0, 0, 8, 0, 0, 0]);
        assert_eq!(types.bytes[8..], (layout.addr(func) + 1).to_le_bytes());
    }

    #[test]
    fn masks_cover_the_section() {
        let mut object = Object::default();
        let mut a = Atom::new(Section::Bss, 8, vec![]);
        a.size = 8 * 9;
        a.ptr_mask = vec![0b1000_0001, 1];
        let mut b = a.clone();
        b.ptr_mask = vec![0b10];
        object.atoms.push(a);
        object.atoms.push(b);
        let layout = Layout::compute(&object).expect("small");
        let mask = pointer_mask(&object, &layout, Section::Bss);
        assert_eq!(mask, [0b1000_0001, 0b0000_0101, 0]);
    }

    #[test]
    fn too_large_a_segment_is_an_error() {
        let mut object = Object::default();
        let mut atom = Atom::new(Section::Data, 8, vec![]);
        atom.size = 1 << 30;
        object.atoms.push(atom);
        assert!(Layout::compute(&object).is_err());
    }
}
