//! `testdata/test`: what `rgo test` prints is what `go test` printed when the expectations were
//! recorded, but for times. `RGO_BLESS=1` records them from `go`.

use std::fs;
use std::path::PathBuf;

use regex::Regex;
use rgo_tests::fixture::run_fixture;
use rgo_tests::golden;
use rgo_tests::tools::{goroot, rgo, root};
use rgo_tests::txtar::Archive;

#[test]
fn testing_says_what_the_go_command_says() {
    let dir = root().join("testdata/test");
    let entries = fs::read_dir(&dir).expect("testdata is readable");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    let tool = match golden::is_blessing() {
        true => goroot().join("bin/go"),
        false => rgo().to_path_buf(),
    };
    let mut failures = Vec::new();
    for path in paths {
        let archive = Archive::parse(&fs::read_to_string(&path).expect("testdata is readable"));
        let result = without_times(&run_fixture(&archive, &tool));
        failures.extend(golden::check(&path.with_extension("want"), result.as_bytes()).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Durations, dates, and the processor's name taken out.
fn without_times(text: &str) -> String {
    let rules = [
        (r#""Time":"[^"]*""#, r#""Time":"T""#),
        (r#""Elapsed":[0-9.e-]+"#, r#""Elapsed":N"#),
        (r"[0-9]+\.[0-9]{2,3}s\b|\(cached\)", "N.NNs"),
        (r"(?m)^cpu: .*\n", ""),
    ];
    rules.iter().fold(text.into(), |text, (from, to)| {
        let from = Regex::new(from).expect("the pattern is well-formed");
        from.replace_all(&text, *to).into_owned()
    })
}
