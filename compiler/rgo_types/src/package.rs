//! Packages as the checker sees them.

use std::sync::Arc;

use rgo_base::{Symbol, entity_impl};
use rgo_syntax::file::File;
use rustc_hash::FxHashMap;

/// A package. Numbered in dependency order: imports have smaller numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(transparent)]
pub struct PkgId(u32);
entity_impl!(PkgId);

/// A package to be checked.
pub struct PackageSource {
    /// Import path; `main` packages keep their path (`command-line-arguments`, `example.com/cmd`).
    pub path: Symbol,
    /// Name in the package clause.
    pub name: Symbol,
    /// In the order of file names.
    pub files: Vec<Arc<File>>,
    /// What import strings in its files mean. `"unsafe"` and `"C"` are absent.
    pub imports: FxHashMap<Symbol, PkgId>,
    /// Language version as minor number: 27 for go1.27.
    pub go_minor: u32,
    /// Standard library and overlay: checked only where reached, without diagnostics of its own.
    pub is_trusted: bool,
}
