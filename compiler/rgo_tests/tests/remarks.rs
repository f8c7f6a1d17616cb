//! What `-m` says of the packages in `testdata/m`, and the trees of the programs in `testdata/hir`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use rgo_tests::process::run_merged;
use rgo_tests::remarks::all_asked;
use rgo_tests::{golden, tools};

#[test]
fn decisions_are_gc_s() {
    let mut failures = String::new();
    for asked in all_asked() {
        let seen = asked.observe(Command::new(tools::rgo()));
        if let Err(problem) = seen.and_then(|seen| asked.check(&seen)) {
            failures.push_str(&format!("{}: {problem}\n", asked.file.display()));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Trees after inlining and escape analysis; `RGO_BLESS=1` rewrites the expectations.
#[test]
fn trees() {
    let dir = tools::root().join("testdata/hir");
    let entries = fs::read_dir(&dir).expect("the tests' programs are there");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "go"));
    files.sort();
    let mut failures = String::new();
    for file in files {
        let mut command = Command::new(tools::rgo());
        command
            .args(["build", "--emit=hir"])
            .arg(file.file_name().expect("a file"))
            .current_dir(&dir);
        let finished = run_merged(&mut command, Duration::from_secs(120));
        let seen = finished.expect("the compiler can be started").output_text();
        if let Err(problem) = golden::check(&file.with_extension("hir"), seen.as_bytes()) {
            failures.push_str(&format!("{}: {problem}\n", file.display()));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
