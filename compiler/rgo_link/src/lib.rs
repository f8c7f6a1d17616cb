//! From compiled atoms to an executable.
//!
//! The program comes as *atoms* ([`object`]): functions and data with relocations between them.
//! [`layout`] gives every atom its final address and resolves all references among atoms, so that
//! one ELF object ([`write`]) with a handful of sections goes to the system linker, which places
//! the sections where the linker script ([`script`]) pins them, adds the runtime archive and
//! resolves what refers to it ([`ld`]). [`func_tab`] and [`module`] make the tables that the
//! runtime reads.
//!
//! The crate knows sections, symbols and relocations; it never sees a type or SSA.

pub mod func_tab;
pub mod layout;
pub mod ld;
pub mod module;
pub mod object;
pub mod script;
pub mod size_report;
pub mod write;

pub use layout::{Layout, LinkError};
pub use object::{Atom, AtomId, ExternId, Object, Reloc, RelocKind, Section, Target};
