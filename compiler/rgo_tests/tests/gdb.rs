//! gdb on a program built by rgo: the entry point, breakpoints by function and line, backtraces through
//! inlined calls and in goroutines, source lines, variables.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rgo_tests::process::run;
use rgo_tests::tools::{self, set_go_environment};

/// What to say, and what gdb answers between this command and the next.
struct Step {
    command: String,
    expected: &'static [&'static str],
}

fn step(command: &str, expected: &'static [&'static str]) -> Step {
    Step {
        command: command.to_owned(),
        expected,
    }
}

#[test]
fn a_program_is_seen_as_its_source_says() {
    let root = tools::root();
    let source = root.join("testdata/gdb/program.go");
    let program = tools::scratch("gdb").join("program");
    let mut build = Command::new(tools::rgo());
    set_go_environment(&mut build);
    build.args(["build", "-o"]).arg(&program).arg(&source);
    let built = run(&mut build, Duration::from_secs(120)).expect("rgo can be started");
    assert!(built.is_success(), "{}", built.output_text());

    let text = fs::read_to_string(&source).expect("testdata is readable");
    let line_of = |mark: &str| {
        let mark = format!("// break {mark}");
        let at = text.lines().position(|line| line.ends_with(&mark));
        at.expect("the program has the mark") + 1
    };
    let stop_at = |mark: &str| format!("break program.go:{}", line_of(mark));
    let entry = entry_point(&program);
    let session = [
        step("set confirm off", &[]),
        step("set width 0", &[]),
        step("set print thread-events off", &[]),
        step(
            &format!("break *{entry:#x}"),
            &["Breakpoint 1 at", ", line "],
        ),
        step("run", &["_rt0_amd64_linux () at ", "xor ebp, ebp"]),
        step("break main.main", &["Breakpoint 2 at", "program.go, line "]),
        step(
            "continue",
            &["main.main () at ", "greeting := strings.ToLower(\"HELLO\")"],
        ),
        step("list", &["func main() {", "list := []int{10, 20, 30}"]),
        step("next", &["p := point{3, 4}"]),
        step("next", &["list := []int{10, 20, 30}"]),
        step("next", &["text := describe(greeting, 2, &p, list)"]),
        step(
            "info locals",
            &[
                "greeting = 0x",
                "\"hello\"",
                "p = {x = 3, y = 4}",
                "len = 3, cap = 3}",
            ],
        ),
        step("print list.array[1]", &["= 20"]),
        step(&stop_at("describe"), &["program.go, line "]),
        step("continue", &["// break describe"]),
        step(
            "bt",
            &[
                "#0  main.describe (name=",
                "count=2, p=0x",
                "in main.main () at ",
            ],
        ),
        step(
            "info locals",
            &["total = 140", "small = -5", "text = 0x", "\"hellohello\""],
        ),
        step(
            "info args",
            &["name = 0x", "\"hello\"", "count = 2", "p = 0x"],
        ),
        step("print *p", &["= {x = 3, y = 4}"]),
        step("finish", &["in main.main () at "]),
        step(&stop_at("area"), &["program.go, line "]),
        step("continue", &["// break area"]),
        step(
            "bt",
            &["#0  main.(*square).area () at ", "#1  main.main () at "],
        ),
        step("info locals", &["side = 7"]),
        step(&stop_at("worker"), &["program.go, line "]),
        step("continue", &["// break worker"]),
        step("bt", &["#0  main.worker (id=5, jobs=0x"]),
        step(
            "info locals",
            &["n = 3", "job = 0x", "\"one\"", "length = 6"],
        ),
        step("continue", &["// break worker"]),
        step(
            "info locals",
            &["n = 8", "job = 0x", "\"three\"", "length = 16"],
        ),
        step(&stop_at("end"), &["program.go, line "]),
        step("continue", &["// break end"]),
        step(
            "info locals",
            &[
                "p = {x = 138, y = 4}",
                "\"hellohello\"",
                "area = 49",
                "sum = 8",
            ],
        ),
        step("continue", &["exited normally"]),
    ];
    check_session(&program, &session);
}

/// Address of the entry point, from the ELF header.
fn entry_point(program: &Path) -> u64 {
    let bytes = fs::read(program).expect("it was built");
    u64::from_le_bytes(bytes[24..32].try_into().expect("8 bytes"))
}

fn check_session(program: &Path, session: &[Step]) {
    let mut script = String::new();
    for (at, step) in session.iter().enumerate() {
        script += &format!("echo \\n<{at}>\\n\n{}\n", step.command);
    }
    let path = program.with_extension("gdb");
    fs::write(&path, script).expect("the scratch folder is writable");
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-x"]).arg(&path).arg(program);
    let said = run(&mut gdb, Duration::from_secs(120)).expect("gdb is there: run `make setup`");
    let said = said.output_text();
    let mut problems = String::new();
    for (at, step) in session.iter().enumerate() {
        let answer = said.split(&format!("\n<{at}>\n")).nth(1).unwrap_or("");
        let answer = answer.split("\n<").next().unwrap_or("");
        for text in step.expected {
            if !answer.contains(text) {
                problems += &format!("{}: no {text:?} in\n{answer}\n", step.command);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}---\n{said}");
}
