//! Packages as the checker sees them.

use std::sync::{Arc, Mutex, OnceLock};

use rgo_base::{Diagnostic, Pos, Symbol, entity_impl};
use rgo_syntax::ast::FragmentId;
use rgo_syntax::file::{File, Linkname};
use rustc_hash::FxHashMap;

use crate::check::{FragmentSlot, Instantiation};
use crate::context::Context;
use crate::object::ObjId;
use crate::type_::TypeId;

/// A package. Numbered in dependency order: imports have smaller numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(transparent)]
pub struct PkgId(u32);
entity_impl!(PkgId);

impl PkgId {
    /// Package unsafe, which every [`Context`] has from the start.
    pub const UNSAFE: PkgId = PkgId(0);
}

/// A package to be checked.
pub struct PackageSource {
    /// Import path; `main` packages keep their path (`command-line-arguments`, `example.com/cmd`).
    pub path: Symbol,
    /// Name in the package clause.
    pub name: Symbol,
    /// In the order of file names.
    pub files: Vec<Arc<File>>,
    /// What import strings in its files mean. `"unsafe"` and `"C"` are absent; so are imports that
    /// could not be loaded (an error reported elsewhere): uses of their members are not errors.
    pub imports: FxHashMap<Symbol, PkgId>,
    /// Language version as minor number: 27 for go1.27.
    pub go_minor: u32,
    /// Standard library and overlay: checked only where reached, without diagnostics of its own.
    pub is_trusted: bool,
    /// The package has files in other languages, which may hold the bodies of functions declared
    /// without one.
    pub has_external_bodies: bool,
    /// A `main` package that its tests import: its symbols are called by its path, for the program
    /// that tests it is the package `main`.
    pub is_tested_main: bool,
}

/// A package and what is known of it so far.
pub struct Package {
    pub id: PkgId,
    pub path: Symbol,
    pub name: Symbol,
    pub files: Vec<Arc<File>>,
    pub imports: FxHashMap<Symbol, PkgId>,
    pub go_minor: u32,
    pub is_trusted: bool,
    pub has_external_bodies: bool,
    pub is_tested_main: bool,
    pub(crate) scopes: OnceLock<Scopes>,
    /// By file and fragment: results of checking.
    pub(crate) fragments: Vec<Vec<FragmentSlot>>,
    /// Found while collecting and resolving; `check_package` passes them on.
    pub(crate) diags: Mutex<Vec<Diagnostic>>,
    /// What the declared types of variables, and function literals in constants, mention, for the
    /// order of initialization.
    pub(crate) type_deps: Mutex<FxHashMap<ObjId, Box<[ObjId]>>>,
    /// Instantiations in declarations.
    pub(crate) instantiations: Mutex<Vec<Instantiation>>,
    /// Outermost interface types as they are written, outside of trusted packages.
    pub(crate) interfaces: Mutex<Vec<(Pos, TypeId)>>,
    /// Array, channel and map types as they are written, outside of trusted packages.
    pub(crate) sized_types: Mutex<Vec<(Pos, TypeId)>>,
    /// Arguments of `print` and `println` that these cannot print, with the name of the function.
    pub(crate) unprintable: Mutex<Vec<(Pos, &'static str, TypeId)>>,
    /// Names of packages in the import closure that several packages have.
    pub(crate) ambiguous_names: OnceLock<Vec<Symbol>>,
    /// Position-independent numbers of local types, by file and fragment.
    pub(crate) local_types: OnceLock<Vec<Vec<u32>>>,
}

/// Package scope and file scopes (spec: "Declarations and scope").
pub(crate) struct Scopes {
    pub package: FxHashMap<Symbol, ObjId>,
    pub files: Vec<FileScope>,
    /// Package-level objects and methods, blank ones included, in source order.
    pub objects: Vec<ObjId>,
    /// `init` functions in source order.
    pub inits: Vec<ObjId>,
    /// Methods by the `TypeName` of their receiver's base type, in source order.
    pub methods: FxHashMap<ObjId, Vec<ObjId>>,
    /// Imports in source order.
    pub imports: Vec<ObjId>,
}

/// Names that a file's imports declare.
#[derive(Default)]
pub(crate) struct FileScope {
    pub names: FxHashMap<Symbol, FileName>,
    /// Language version in force.
    pub go_minor: u32,
    /// The file's own version, if a build line gives one that counts.
    pub own_version: Option<u32>,
}

/// What a name in a file scope denotes.
#[derive(Clone, Copy)]
pub(crate) struct FileName {
    pub obj: ObjId,
    /// The dot-import it came through.
    pub via: Option<ObjId>,
}

impl Package {
    /// The slot for the results of a fragment.
    pub(crate) fn fragment(&self, file: u32, fragment: FragmentId) -> &FragmentSlot {
        &self.fragments[file as usize][fragment.as_u32() as usize]
    }

    /// The file that contains `pos`.
    pub fn file_of(&self, pos: Pos) -> Option<u32> {
        self.files
            .iter()
            .position(|f| f.source.contains(pos))
            .map(|at| at as u32)
    }
}

impl Context {
    /// A package.
    pub fn package(&self, pkg: PkgId) -> &Package {
        &self.packages[pkg]
    }

    pub fn package_path(&self, pkg: PkgId) -> Symbol {
        self.packages[pkg].path
    }

    /// All packages, unsafe first, in the order they were added.
    pub fn package_ids(&self) -> impl Iterator<Item = PkgId> + use<> {
        self.packages.keys()
    }

    /// The package-level object called `name`.
    pub fn package_object(&self, pkg: PkgId, name: Symbol) -> Option<ObjId> {
        self.scopes(pkg).package.get(&name).copied()
    }

    /// Package-level objects and methods of declared types in source order, blank ones and `init`
    /// functions included.
    pub fn package_objects(&self, pkg: PkgId) -> &[ObjId] {
        &self.scopes(pkg).objects
    }

    /// The `init` functions of a package in source order.
    pub fn init_functions(&self, pkg: PkgId) -> &[ObjId] {
        &self.scopes(pkg).inits
    }

    /// The methods declared for a package-level type name, in source order, whether or not the
    /// type is resolved.
    pub fn declared_methods(&self, type_name: ObjId) -> &[ObjId] {
        let Some(pkg) = self.objects[type_name].pkg else {
            return &[];
        };
        self.scopes(pkg)
            .methods
            .get(&type_name)
            .map_or(&[], Vec::as_slice)
    }

    /// The `//go:linkname` directives of a package with the object each one names, if there is
    /// such a function or variable.
    pub fn linknames(&self, pkg: PkgId) -> impl Iterator<Item = (&Linkname, Option<ObjId>)> {
        let files = self.packages[pkg].files.iter();
        files.flat_map(move |file| {
            file.linknames
                .iter()
                .map(move |l| (l, self.package_object(pkg, l.local)))
        })
    }
}
