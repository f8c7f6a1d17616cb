//! Parsing and checking all of the standard library, beside Go's own packages for that: how many times
//! as fast, on one thread, and how much more CPU time two threads take.

mod library;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use library::{Library, cpu_seconds, goroot, package_dirs, peak_memory};
use rgo_base::{SourceMap, stack};
use rgo_syntax::{Mode, parse_file};
use rgo_types::PkgId;

/// How many times as fast as `go/parser` and `go/types` it must be.
const LEAST: (f64, f64) = (8.0, 3.0);
/// How many times the CPU time of one thread two threads may take.
const MOST_OF_TWO: f64 = 1.1;
/// In MiB.
const MOST_MEMORY: usize = 1 << 10;

#[test]
fn the_library_is_checked_fast() {
    let (library, pkgs) = stack::on_big_stack(load);
    let parsing = stack::on_big_stack(|| parse(&library));
    let n_lines = library.n_lines;
    let reference = reference(&library, &pkgs);
    let checking = stack::on_big_stack(|| check(&library, &pkgs, 1));
    let memory = peak_memory();
    drop(library);
    let (library, pkgs) = stack::on_big_stack(load);
    let two = stack::on_big_stack(|| check(&library, &pkgs, 2));
    let times = (reference.0 / parsing, reference.1 / checking);
    eprintln!("{n_lines} lines, {memory} MiB");
    eprintln!(
        "parsed in {parsing:.2} s, by Go in {:.2} s: {:.1} times as fast",
        reference.0, times.0
    );
    eprintln!(
        "checked in {checking:.2} s, by Go in {:.2} s: {:.1} times as fast",
        reference.1, times.1
    );
    eprintln!("checked by two threads in {two:.2} s of CPU time");
    assert!(times.0 >= LEAST.0 && times.1 >= LEAST.1);
    assert!(two <= MOST_OF_TWO * checking);
    assert!(memory <= MOST_MEMORY);
}

/// All packages of the standard library, as packages of a user.
fn load() -> (Library, Vec<(String, PkgId)>) {
    let mut library = Library::new(false);
    library.is_strict = true;
    let src = goroot().join("src");
    let mut dirs = Vec::new();
    package_dirs(&src, &mut dirs);
    for dir in dirs {
        let path = dir
            .strip_prefix(&src)
            .expect("the directory lies below src");
        let path = path.to_string_lossy().into_owned();
        // Package builtin is documentation.
        if path != "builtin" && !path.starts_with("cmd") {
            library.load(&path);
        }
    }
    let loaded = library.packages.iter();
    let mut pkgs: Vec<(String, PkgId)> = loaded
        .filter_map(|(path, pkg)| Some((path.clone(), (*pkg)?)))
        .collect();
    pkgs.sort_by_key(|&(_, pkg)| pkg);
    (library, pkgs)
}

fn paths_of(library: &Library, pkg: PkgId) -> Vec<PathBuf> {
    let files = library.ctx.package(pkg).files.iter();
    files.map(|file| file.source.path.clone()).collect()
}

/// CPU time of parsing the files of a library once more, from memory.
fn parse(library: &Library) -> f64 {
    let sources = SourceMap::default();
    let mut jobs = Vec::new();
    for pkg in library.ctx.package_ids() {
        for path in paths_of(library, pkg) {
            let text = fs::read(&path).expect("the toolchain is readable");
            jobs.push(sources.add(path, text));
        }
    }
    let mut diags = Vec::new();
    let mut files = Vec::new();
    let started = cpu_seconds();
    for source in jobs {
        files.push(Arc::new(parse_file(source, Mode::Full, true, &mut diags)));
    }
    let elapsed = cpu_seconds() - started;
    assert!(diags.is_empty());
    elapsed
}

/// CPU time of checking all packages with all bodies.
fn check(library: &Library, pkgs: &[(String, PkgId)], n_threads: usize) -> f64 {
    let started = process_seconds();
    for &(_, pkg) in pkgs {
        library.ctx.check_package(pkg, n_threads);
    }
    let elapsed = process_seconds() - started;
    assert!(library.ctx.diags.is_empty());
    elapsed
}

/// What Go's packages take for the same files.
fn reference(library: &Library, pkgs: &[(String, PkgId)]) -> (f64, f64) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/speed/main.go");
    let mut child = Command::new(goroot().join("bin/go"))
        .arg("run")
        .arg(program)
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("GOMAXPROCS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reference toolchain runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    for (path, pkg) in pkgs {
        let mut line = path.clone();
        for file in paths_of(library, *pkg) {
            line = format!("{line}\t{}", file.display());
        }
        writeln!(stdin, "{line}").expect("the reference reads its input");
    }
    drop(stdin);
    let output = child.wait_with_output().expect("the reference runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut seconds = text.split_whitespace().map(str::parse::<f64>);
    match (seconds.next(), seconds.next()) {
        (Some(Ok(parsing)), Some(Ok(checking))) => (parsing, checking),
        _ => panic!("the reference printed {text:?}"),
    }
}

/// CPU time of all threads so far.
fn process_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<u64>().ok())
        .sum();
    // Linux shows hundredths of seconds.
    ticks as f64 / 100.0
}
