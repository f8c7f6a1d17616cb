//! Dumps and errors of the files in `testdata/syntax`. `RGO_BLESS=1` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use rgo_base::{Diagnostic, SourceMap};
use rgo_syntax::directive::check_package;
use rgo_syntax::print::{dump_file, dump_tokens};
use rgo_syntax::{Mode, parse_file};

fn assert_golden(path: &Path, actual: &str) {
    if std::env::var_os("RGO_BLESS").is_some() {
        if actual.is_empty() {
            let _ = fs::remove_file(path);
        } else {
            fs::write(path, actual).expect("testdata is writable");
        }
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let line = expected
        .lines()
        .zip(actual.lines())
        .position(|(e, a)| e != a);
    assert!(
        expected == actual,
        "{} differs, first in line {line:?}",
        path.display()
    );
}

fn check(path: &Path) {
    let map = SourceMap::default();
    // The directory is left out, so that the goldens do not depend on it.
    let name = PathBuf::from(path.file_name().expect("a file has a name"));
    let source = map.add(name, fs::read(path).expect("testdata is readable"));
    let mut diags = Vec::new();
    let file = parse_file(source.clone(), Mode::Full, false, &mut diags);
    let line = |diag: &Diagnostic| {
        let at = map.locate(diag.pos).expect("errors have positions");
        format!("{at}: {}\n", diag.message)
    };
    let mut errors: String = diags.iter().map(line).collect();
    let late = check_package(&[&file]);
    if !late.is_empty() {
        errors.push_str("if the package type-checks:\n");
        errors.extend(late.iter().map(line));
    }
    assert_golden(&path.with_extension("tokens"), &dump_tokens(&source));
    assert_golden(&path.with_extension("ast"), &dump_file(&file));
    assert_golden(&path.with_extension("err"), &errors);
}

#[test]
fn dumps_and_errors_are_the_goldens() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/syntax");
    let entries = fs::read_dir(dir).expect("testdata is readable");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("testdata is readable").path())
        .collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "go"));
    assert!(!paths.is_empty());
    for path in paths {
        check(&path);
    }
}
