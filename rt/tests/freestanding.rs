//! Programs in assembly against the runtime archive: what compiled code relies on, without a
//! compiler.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Assembles and links a program of `tests/freestanding`.
fn build(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/freestanding");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let object = out.with_extension("o");
    run_tool(
        Command::new("as")
            .arg("-I")
            .arg(&dir)
            .arg("-o")
            .arg(&object)
            .arg(dir.join(name).with_extension("s")),
    );
    run_tool(
        Command::new("ld")
            .args(["-static", "--gc-sections", "-e", "_rt0_amd64_linux", "-o"])
            .arg(&out)
            .arg(&object)
            .arg(support::archive()),
    );
    out
}

fn run_tool(command: &mut Command) {
    let output = command.output().expect("binutils are installed");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Runs a program; its stderr and exit code.
fn run_with(name: &str, env: &[(&str, &str)]) -> (String, i32) {
    let program = build(name);
    let mut command = Command::new(program);
    command.env_clear().envs(env.iter().copied());
    let Output { status, stderr, .. } = command.output().expect("the program starts");
    (
        String::from_utf8_lossy(&stderr).into_owned(),
        status.code().unwrap_or(-1),
    )
}

fn run(name: &str) -> (String, i32) {
    run_with(name, &[])
}

/// Replaces addresses and offsets, which depend on the build.
fn normalize(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        out.push_str(&rest[..at]);
        out.push_str("0x#");
        rest = rest[at + 2..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + rest
}

#[test]
fn initialization_runs_in_order() {
    assert_eq!(run("boot"), ("a0 a1 b main\n".into(), 0));
}

#[test]
fn initialization_can_be_traced() {
    let (text, code) = run_with("boot", &[("GODEBUG", "inittrace=1")]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(code, 0);
    assert!(
        lines[0].starts_with("a0 a1 init a @") && lines[0].ends_with(" 0 bytes, 0 allocs"),
        "{text}"
    );
    assert!(
        lines[1].starts_with("b init b @") && lines[2] == "main",
        "{text}"
    );
}

#[test]
fn stacks_grow_across_segments() {
    assert_eq!(run("stack"), ("ok\n".into(), 0));
}

#[test]
fn endless_recursion_is_reported() {
    let (text, code) = run("overflow");
    assert_eq!(code, 2);
    let want = "runtime: goroutine stack exceeds 1000000000-byte limit\n\
                runtime: sp=0x# stack=[0x#, 0x#]\n\
                fatal error: stack overflow\n\
                \n\
                runtime stack:\n\
                \n\
                goroutine 1 gp=0x# m=0 mp=0x# [running]:\n\
                main.f(...)\n";
    let text = normalize(&text);
    assert!(text.starts_with(want), "{text}");
    assert!(
        text.contains(" frames elided...\n") && text.matches("main.f(...)").count() == 97,
        "{text}"
    );
}

#[test]
fn loops_and_calls_are_preempted() {
    assert_eq!(run("poll"), ("ok\n".into(), 0));
}

const DEADLOCK: &str = "ok\n\
    fatal error: all goroutines are asleep - deadlock!\n\
    \n\
    goroutine 1 [chan receive]:\n\
    main.main(...)\n\
    \t/prog.go::10 +0x#\n";

#[test]
fn channels_pass_values_and_deadlock_is_seen() {
    let (text, code) = run("chan");
    assert_eq!((normalize(&text).as_str(), code), (DEADLOCK, 2));
}

#[test]
fn pointers_are_checked() {
    let (text, code) = run_with("chan", &[("RGODEBUG", "gccheck=1")]);
    assert_eq!((normalize(&text).as_str(), code), (DEADLOCK, 2));
}

#[test]
fn panics_recover_where_they_should() {
    let (text, code) = run("panic");
    let want = "two one \n\
        two one boom recovered\n\
        two one boom recovered\n\
        two one runtime error: panicmem recovered\n\
        two one runtime error: panicmem recovered\n\
        two one runtime error: panicdivide recovered\n\
        two one runtime error: panicmem recovered\n\
        two one runtime error: panicmem recovered\n\
        two one second recovered\n\
        two one second recovered\n\
        two one outer recovered\n\
        two one deep recovered\n\
        one second recovered\n\
        exited\n\
        panic: last words\n\
        \tpanic: second\n\
        \n\
        goroutine 1 [running]:\n\
        main.panics2(...)\n\
        \t/prog.go::10 +0x#\n\
        panic(...)\n\
        \t:1 +0x#\n\
        main.dies(...)\n\
        \t/prog.go::10 +0x#\n\
        main.main(...)\n\
        \t/prog.go::10 +0x#\n";
    assert_eq!((normalize(&text).as_str(), code), (want, 2));
}
