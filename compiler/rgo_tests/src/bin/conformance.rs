//! Runs Go's own test tree and compares with the lists of known failures and of tests that do not
//! apply.
//!
//! `conformance [-bless] [-tenth] [-gc] [-v] [word...]`: with words, only tests whose paths have one of
//! them; `-gc` has gc compile them, as a check of the harness.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use rgo_tests::conformance::{Lists, Outcome, Report, TestResult, all_tests, run_tests, tenth};
use rgo_tests::toolchain::Toolchain;
use rgo_tests::tools;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    let words: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let mut paths = all_tests(&tools::test_tree());
    if has("-tenth") {
        paths = tenth(paths);
    }
    if !words.is_empty() {
        paths.retain(|path| words.iter().any(|word| path.contains(*word)));
    }
    let toolchain = if has("-gc") {
        Toolchain::gc()
    } else {
        Toolchain::rgo()
    };
    let mut lists = Lists::read();
    let is_verbose = has("-v");
    let done = |result: &TestResult| {
        if is_verbose {
            let word = match &result.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed(_) => "failed",
                Outcome::Skipped(_) => "skipped",
            };
            println!("{word:<8} {}", result.path);
        }
    };
    let start = Instant::now();
    let results = run_tests(&toolchain, &lists, &paths, &done);
    let report = Report::new(&results, &lists);
    println!(
        "Go's test tree ({}), {} s\n",
        tools::test_tree_version(),
        start.elapsed().as_secs()
    );
    println!("{}", report.text());
    let file = tools::root().join("target/conformance.txt");
    if let Err(error) = std::fs::File::create(&file)
        .and_then(|mut file| file.write_all(report.failures().as_bytes()))
    {
        eprintln!("{}: {error}", file.display());
    } else {
        println!("all failures: {}", file.display());
    }
    if has("-bless") {
        report.bless(&mut lists);
        lists.write_known_failures();
        return ExitCode::SUCCESS;
    }
    if report.is_as_known() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
