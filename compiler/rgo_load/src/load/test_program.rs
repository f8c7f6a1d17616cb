//! The packages of a test program: the tested package with its internal tests in it, the package of its
//! external tests, and the `main` package that runs them.
//!
//! All packages of the program that import the tested package get it with the tests in it, since there
//! is only one package of a path in a program.

use std::path::Path;

use super::Role;
use super::prefetch::{Found, Place};
use super::test_funcs::{Importable, main_text};
use crate::package::{Directory, FilePos, SourceText, TestFiles};

/// Makes of a package read with its tests the packages that run them, the program last. A package
/// without tests, or with an error, stays alone.
pub fn assemble(mut tested: Found) -> Result<Vec<Found>, String> {
    let path = tested.path.clone();
    let Ok(place) = &mut tested.place else {
        return Ok(vec![tested]);
    };
    let directory = &mut place.directory;
    let TestFiles { files, imports } = std::mem::take(&mut directory.internal_tests);
    let external = std::mem::take(&mut directory.external_tests);
    if directory.error.is_some() || files.is_empty() && external.files.is_empty() {
        return Ok(vec![tested]);
    }
    let module_path = match &place.module {
        Some(info) => info.module.path.clone(),
        None => String::new(),
    };
    let external_path = format!("{path}_test");
    let internal = Importable {
        path: &path,
        files: &files,
        exists: !files.is_empty() || !directory.files.is_empty(),
    };
    let main = main_text(
        &path,
        &module_path,
        &internal,
        &Importable {
            path: &external_path,
            files: &external.files,
            exists: !external.files.is_empty(),
        },
    )?;
    let mut main_imports = vec!["os", "reflect", "testing", "testing/internal/testdeps"];
    if internal.exists {
        main_imports.push(&path);
    }
    if !external.files.is_empty() {
        main_imports.push(&external_path);
    }
    let main = sibling(
        place,
        format!("{path}.test"),
        "main".into(),
        Role::TestMain,
        {
            let file = Path::new("_testmain.go");
            let at = FilePos {
                file: file.to_path_buf(),
                line: 1,
                col: 1,
            };
            TestFiles {
                files: vec![SourceText {
                    path: file.to_path_buf(),
                    text: padded(main),
                    is_overlay: false,
                }],
                imports: main_imports
                    .iter()
                    .map(|import| (import.to_string(), at.clone()))
                    .collect(),
            }
        },
    );
    let name = format!("{}_test", place.directory.name);
    let external = (!external.files.is_empty()).then(|| {
        sibling(
            place,
            external_path.clone(),
            name,
            Role::ExternalTest,
            external,
        )
    });

    let directory = &mut place.directory;
    // Between the package's own files and the overlay's.
    let at = directory.files.iter().take_while(|file| !file.is_overlay);
    let at = at.count();
    directory.files.splice(at..at, files);
    directory.imports.extend(imports);
    directory.imports.sort_by(|x, y| x.0.cmp(&y.0));
    directory.imports.dedup_by(|x, y| x.0 == y.0);
    tested.role = Role::Tested;
    Ok([Some(tested), external, Some(main)]
        .into_iter()
        .flatten()
        .collect())
}

/// A package in the same directory.
fn sibling(place: &Place, path: String, name: String, role: Role, files: TestFiles) -> Found {
    let TestFiles { files, imports } = files;
    let mut directory = Directory::default();
    directory.dir.clone_from(&place.directory.dir);
    directory.name = name;
    directory.files = files;
    directory.imports = imports;
    Found {
        path,
        role,
        place: Ok(Place {
            directory,
            module: place.module.clone(),
            is_library: place.is_library,
        }),
    }
}

/// A text with room for a sentinel.
fn padded(text: String) -> Vec<u8> {
    let mut text = text.into_bytes();
    text.reserve(rgo_base::span::SENTINEL);
    text
}
