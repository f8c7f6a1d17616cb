//! The overlay: Go files of the compiler's own that replace or change packages of the standard
//! library.
//!
//! Files lie under `overlay/<import path>/` in the project and are embedded in the compiler. What
//! happens to the package of that path is said by [`RULES`], one row a package:
//!
//! - [`Rule::Replace`]: the package consists of the overlay's files and of those GOROOT files that the
//!   row keeps. Keeping ignores build lines.
//! - [`Rule::Patch`]: the package consists of the GOROOT files that the build context chooses, less
//!   `drop`, plus `add` (whatever their build lines say), plus the overlay's files.
//!
//! A package without a row that has overlay files is patched with nothing dropped or added.
//!
//! In both cases a declaration of an overlay file takes the place of the same declaration in a GOROOT
//! file: functions, methods, types, variables, constants. Imports that become unused by that do not
//! matter. Assembler files do not count anywhere.

use std::sync::Arc;

use rgo_syntax::File;
use rgo_syntax::file::Declared;
use rustc_hash::FxHashSet;

/// A file of the overlay.
#[derive(Clone, Copy, Debug)]
pub struct OverlayFile {
    /// Relative to the overlay's root: `runtime/x.go`.
    pub path: &'static str,
    pub text: &'static str,
}

/// All files of the overlay, sorted by path.
pub type Overlay = &'static [OverlayFile];

/// What happens to a package's files.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Replace {
        keep: &'static [&'static str],
    },
    Patch {
        drop: &'static [&'static str],
        add: &'static [&'static str],
    },
}

/// The rules, sorted by package.
pub static RULES: &[(&str, Rule)] = &[
    (
        "go/types",
        Rule::Patch {
            drop: &["badlinkname.go"],
            add: &[],
        },
    ),
    (
        "hash/crc32",
        Rule::Patch {
            drop: &["crc32_amd64.go"],
            add: &["crc32_otherarch.go"],
        },
    ),
    (
        "internal/abi",
        Rule::Patch {
            drop: &["abi_amd64.go"],
            add: &["abi_generic.go"],
        },
    ),
    (
        "internal/bytealg",
        Rule::Patch {
            drop: &["equal_native.go"],
            add: &[],
        },
    ),
    (
        "math",
        Rule::Patch {
            drop: &["dim_asm.go", "hypot_asm.go"],
            add: &["dim_noasm.go", "hypot_noasm.go"],
        },
    ),
    (
        "reflect",
        Rule::Patch {
            drop: &["badlinkname.go"],
            add: &[],
        },
    ),
    (
        "runtime",
        Rule::Replace {
            keep: &[
                "alg.go",
                "asan0.go",
                "compiler.go",
                "complex.go",
                "error.go",
                "extern.go",
                "float.go",
                "linkname_shim.go",
                "map.go",
                "map_fast32.go",
                "map_fast64.go",
                "map_faststr.go",
                "minmax.go",
                "msan0.go",
                "print.go",
                "race0.go",
                "utf8.go",
                "write_err.go",
            ],
        },
    ),
];

/// The rule of a package of the standard library.
pub fn rule(package: &str) -> Rule {
    match RULES.binary_search_by_key(&package, |(package, _)| package) {
        Ok(at) => RULES[at].1,
        Err(_) => Rule::Patch {
            drop: &[],
            add: &[],
        },
    }
}

impl Rule {
    /// Whether the GOROOT file `name` belongs to the package: yes, no, or as its build lines say.
    pub fn decides(self, name: &str) -> Option<bool> {
        match self {
            Rule::Replace { keep } => Some(keep.contains(&name)),
            Rule::Patch { drop, .. } if drop.contains(&name) => Some(false),
            Rule::Patch { add, .. } if add.contains(&name) => Some(true),
            Rule::Patch { .. } => None,
        }
    }
}

/// The overlay's files of a package.
pub fn files_of(overlay: Overlay, package: &str) -> impl Iterator<Item = &'static OverlayFile> {
    overlay.iter().filter(move |file| {
        file.path
            .rsplit_once('/')
            .is_some_and(|(dir, _)| dir == package)
    })
}

/// Removes from a package's GOROOT files what its overlay files declare. `n_overlay` files at the end
/// are the overlay's.
pub fn override_declarations(files: &mut [Arc<File>], n_overlay: usize) {
    let (library, overlay) = files.split_at_mut(files.len() - n_overlay);
    // Each file has its own init functions and blank declarations.
    let is_unique = |declared: &Declared| {
        !declared.name.is_blank() && (declared.recv.is_some() || declared.name.as_str() != "init")
    };
    let overridden: FxHashSet<Declared> = overlay
        .iter()
        .flat_map(|file| file.declared())
        .filter(is_unique)
        .collect();
    if overridden.is_empty() {
        return;
    }
    for file in library {
        if file
            .declared()
            .iter()
            .any(|declared| overridden.contains(declared))
        {
            let file = Arc::get_mut(file).expect("nobody else has the file yet");
            file.remove_declared(|declared| overridden.contains(declared));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rgo_base::SourceMap;
    use rgo_syntax::{File, Mode, parse_file};

    use super::{RULES, Rule, override_declarations, rule};

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.is_sorted_by(|x, y| x.0 < y.0));
        assert!(matches!(rule("runtime"), Rule::Replace { .. }));
        assert_eq!(rule("math").decides("dim_asm.go"), Some(false));
        assert_eq!(rule("math").decides("dim_noasm.go"), Some(true));
        assert_eq!(rule("math").decides("sin.go"), None);
        assert_eq!(rule("fmt").decides("print.go"), None);
    }

    fn parse(map: &SourceMap, text: &str) -> Arc<File> {
        let source = map.add("x.go".into(), text.as_bytes().to_vec());
        let mut diags = Vec::new();
        let file = parse_file(source, Mode::Lazy, true, &mut diags);
        assert!(diags.is_empty());
        Arc::new(file)
    }

    #[test]
    fn declarations_of_the_overlay_win() {
        let map = SourceMap::default();
        let library = concat!(
            "package p\nconst (\n\ta = iota\n\tb\n\tc\n)\nvar x, y = 1, 2\nvar z = 3\ntype t int\n",
            "func f() {}\nfunc (r *t) f() {}\nfunc g[P any]() {}\nfunc init() {}\nfunc _() {}\n"
        );
        let overlay =
            "package p\nconst b = 7\nvar x, z int\nfunc (t) f() {}\nfunc g() {}\nfunc init() {}\n";
        let mut files = [parse(&map, library), parse(&map, overlay)];
        override_declarations(&mut files, 1);
        let names = |file: &File| {
            let shown = |d: &rgo_syntax::file::Declared| match d.recv {
                Some(recv) => format!("{recv}.{}", d.name),
                None => d.name.to_string(),
            };
            file.declared().iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(
            names(&files[0]),
            ["a", "_", "c", "_", "y", "t", "f", "init", "_"]
        );
        assert_eq!(names(&files[1]), ["b", "x", "z", "t.f", "g", "init"]);
    }
}
