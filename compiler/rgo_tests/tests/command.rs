//! The command: what the `go` command has too is compared with it, and the rest stands here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rgo_tests::fixture::check_fixtures;
use rgo_tests::process::{End, Finished, run};
use rgo_tests::tools::{self, set_go_environment};
use rgo_tests::{golden, parallel};

const LIMIT: Duration = Duration::from_secs(300);

const HELLO: &str = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n";

fn rgo() -> Command {
    let mut command = Command::new(tools::rgo());
    set_go_environment(&mut command);
    command
}

fn finish(command: &mut Command) -> Finished {
    run(command, LIMIT).expect("rgo can be run")
}

/// A directory with the file `main.go`.
fn program(name: &str, text: &str) -> PathBuf {
    let dir = tools::scratch(name);
    fs::write(dir.join("main.go"), text).expect("the directory is writable");
    dir
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("it is a directory").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn commands_do_what_the_go_command_does() {
    check_fixtures("command");
}

#[test]
fn each_stage_can_be_looked_at() {
    let stages = ["tokens", "ast", "types", "hir", "ssa", "clif", "asm"];
    let dir = tools::root().join("testdata/emit");
    let failures = parallel::map(&stages, |_, stage| {
        let mut command = rgo();
        command.args(["build", &format!("--emit={stage}"), "small.go"]);
        let seen = finish(command.current_dir(&dir));
        assert!(seen.is_success(), "{stage}: {}", seen.output_text());
        let text = seen.stdout_text().replace(&*dir.to_string_lossy(), "$DIR");
        golden::check(&dir.join(format!("small.{stage}")), text.as_bytes()).err()
    });
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn equal_sources_make_equal_executables() {
    let hello = program("equal", HELLO);
    let demo = tools::root().join("testdata/demo");
    for (source, target) in [(&hello, "main.go"), (&demo, ".")] {
        let mut first: Option<Vec<u8>> = None;
        for (round, threads) in ["-p=1", "-p=2", "-p=2"].into_iter().enumerate() {
            let output = hello.join(format!("program{round}"));
            let mut build = rgo();
            build
                .args(["build", threads, "-o"])
                .arg(&output)
                .arg(target);
            let built = finish(build.current_dir(source));
            assert!(built.is_success(), "{}", built.output_text());
            let bytes = fs::read(&output).expect("it was built");
            let first = first.get_or_insert_with(|| bytes.clone());
            assert!(
                *first == bytes,
                "{} differs with {threads}",
                source.display()
            );
        }
    }
}

/// The number that `-timings` prints before `name` in the row of `stage`.
fn count(table: &str, stage: &str, name: &str) -> u64 {
    let row = table.lines().find(|row| row.starts_with(stage));
    let row = row.unwrap_or_else(|| panic!("no row {stage} in\n{table}"));
    let mut parts = row.split("  ").flat_map(|part| part.split(", "));
    let number = parts.find_map(|part| part.trim().strip_suffix(name)?.trim().parse().ok());
    number.unwrap_or_else(|| panic!("{stage} does not count {name}:\n{table}"))
}

#[test]
fn hello_needs_little() {
    let dir = program("counts", HELLO);
    let mut build = rgo();
    build.args(["build", "--timings", "-o", "hello", "main.go"]);
    let built = finish(build.current_dir(&dir));
    assert!(built.is_success(), "{}", built.output_text());
    let table = built.stderr_text();
    let at_least = |stage, name, n| {
        let counted = count(&table, stage, name);
        assert!(counted >= n, "{stage}: {counted} {name}\n{table}");
    };
    let at_most = |stage, name, n| {
        let counted = count(&table, stage, name);
        assert!(counted <= n, "{stage}: {counted} {name}\n{table}");
    };
    at_least("load", "packages", 40);
    at_least("load", "files", 400);
    at_least("load", "lines lexed", 50_000);
    at_most("flood", "Go bodies", 600);
    at_least("flood", "bodies of the runtime", 1);
    at_least("flood", "Go functions", 300);
    at_least("mark", "Go functions", 200);
    at_most("codegen", "Go functions", 450);
    for kind in [
        "functions of the runtime",
        "wrappers",
        "adapters",
        "equality and hash functions",
    ] {
        at_least("codegen", kind, 1);
    }
    at_least("tables", "relocations to ld", 100);
    at_most("tables", "relocations to ld", 5000);
}

#[test]
fn hello_is_small() {
    let dir = program("small", HELLO);
    let mut build = rgo();
    build.args(["build", "-ldflags=-s -w", "-o", "hello", "main.go"]);
    let built = finish(build.current_dir(&dir));
    assert!(built.is_success(), "{}", built.output_text());
    // gc's has 1.52 MB.
    let size = fs::metadata(dir.join("hello")).expect("it was built").len();
    assert!(size <= 760_000, "{size} bytes");
}

#[test]
fn a_crash_asks_for_a_report() {
    let text = "package main\n\n//go:noinline\nfunc f(x int) int { return x + 1 }\n\nfunc main() { println(f(1)) }\n";
    let dir = program("crash", text);
    let mut build = rgo();
    build.args(["build", "-gcflags=-d=crash=main.f", "-o", "x", "main.go"]);
    let built = finish(build.env_remove("RUST_BACKTRACE").current_dir(&dir));
    assert_eq!(built.end, End::Exit(3));
    let report = built.stderr_text();
    for part in [
        "rgo: internal compiler error: ",
        "\n\tstage: opt\n",
        "\n\tpass: ",
        "\n\tfunction: main.f\n",
        "Please report it",
    ] {
        assert!(report.contains(part), "{part:?} is missing in\n{report}");
    }
    assert_eq!(report.matches("internal compiler error").count(), 1);
    assert_eq!(names(&dir), ["main.go"]);
}

#[test]
fn what_is_missing_is_told_with_the_command_that_mends_it() {
    let dir = program("missing", HELLO);
    let build = |variable: &str, value: &str, flags: &[&str]| {
        let mut build = rgo();
        build.arg("build").args(flags).args(["-o", "x", "main.go"]);
        let built = finish(build.env(variable, value).current_dir(&dir));
        assert_eq!(built.end, End::Exit(1), "{}", built.output_text());
        built.stderr_text()
    };
    let text = build("LD", "/nowhere/ld", &[]);
    assert!(
        text.contains("/nowhere/ld not found; rgo needs GNU ld"),
        "{text}"
    );
    let text = build("GOROOT", "/nowhere", &[]);
    assert!(
        text.contains("GOROOT is /nowhere, which is no directory"),
        "{text}"
    );
    assert!(text.contains("\tmake goroot\n"), "{text}");
    let old = dir.join("old");
    fs::create_dir_all(old.join("src/runtime")).expect("the directory is writable");
    fs::write(old.join("VERSION"), "go1.26.2\n").expect("the directory is writable");
    let text = build("X", "", &[&format!("-goroot={}", old.display())]);
    assert!(text.contains("go1.26.2, not Go 1.27"), "{text}");
    assert!(text.contains("\tmake goroot\n"), "{text}");
}

#[test]
fn cgo_is_refused_clearly() {
    let dir = program("cgo", "package main\n\nimport \"C\"\n\nfunc main() {}\n");
    let mut build = rgo();
    build.args(["build", "main.go"]).env("CGO_ENABLED", "1");
    let built = finish(build.current_dir(&dir));
    assert_eq!(built.end, End::Exit(1));
    let text = built.stderr_text();
    assert!(text.contains("main.go:3:8: import \"C\""), "{text}");
}

#[test]
fn an_interrupted_build_leaves_nothing() {
    let dir = tools::scratch("interrupted");
    let demo = tools::root().join("testdata/demo");
    let output = dir.join("program");
    let mut build = rgo();
    build.args(["build", "-o"]).arg(&output).arg(".");
    build.current_dir(&demo).stderr(Stdio::null());
    for wait in [20, 60, 120, 200, 300] {
        let mut child = build.spawn().expect("rgo can be run");
        std::thread::sleep(Duration::from_millis(wait));
        let interrupt = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        interrupt.expect("kill is there");
        let status = child.wait().expect("it was started");
        assert_eq!(output.exists(), status.success(), "after {wait} ms");
        // It may have been built in time.
        let _ = fs::remove_file(&output);
    }
    let built = finish(&mut build);
    assert!(built.is_success(), "{}", built.output_text());
    assert_eq!(names(&dir), ["program"]);
}

#[test]
fn commands_that_are_run_can_be_seen() {
    let dir = program("seen", HELLO);
    let mut build = rgo();
    build.args(["build", "-x", "-v", "-o", "x", "main.go"]);
    let built = finish(build.current_dir(&dir));
    assert!(built.is_success(), "{}", built.output_text());
    let text = built.stderr_text();
    assert!(text.lines().any(|line| line == "fmt"), "{text}");
    assert!(
        text.lines().any(|line| line.starts_with("ld -static ")),
        "{text}"
    );
}
