//! Passes on texts: each `// test PASS` section of `testdata/ssa/*.ssa` holds a function, followed
//! by bodies that it may take, and behind `// want` what the pass makes of it. `RGO_BLESS=1`
//! rewrites what is wanted.

use std::fmt::Write;
use std::path::Path;

use rgo_opt::pipeline::PASSES;
use rgo_ssa::text::{Plain, parse_funcs, print_func};
use rgo_ssa::verify;
use rgo_tests::interp::TestEnv;

/// A section of a file.
struct Case {
    pass: String,
    /// Comment lines between the first line and the function.
    notes: String,
    input: String,
    want: String,
}

fn split(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for section in text.split("// test ").skip(1) {
        let (pass, rest) = section.split_once('\n').expect("a line names the pass");
        let (input, want) = rest.split_once("// want\n").unwrap_or((rest, ""));
        let n_notes = input
            .lines()
            .take_while(|line| line.starts_with("//"))
            .count();
        let lines: Vec<&str> = input.lines().collect();
        let join = |lines: &[&str]| {
            lines
                .iter()
                .fold(String::new(), |all, line| all + line + "\n")
        };
        cases.push(Case {
            pass: pass.trim().to_string(),
            notes: join(&lines[..n_notes]),
            input: join(&lines[n_notes..]).trim().to_string() + "\n",
            want: want.trim().to_string() + "\n",
        });
    }
    cases
}

/// Runs the passes of a case; what they leave.
fn run(case: &Case) -> String {
    let mut funcs = match parse_funcs(&case.input) {
        Ok(funcs) => funcs,
        Err(error) => panic!("{}: line {}: {}", case.pass, error.line, error.message),
    };
    for func in &funcs {
        verify(func).unwrap_or_else(|error| panic!("{}: {error}", case.pass));
    }
    let bodies = funcs.split_off(1);
    let mut func = funcs.remove(0);
    let env = TestEnv { bodies };
    for name in case.pass.split_whitespace() {
        let pass = PASSES.iter().find(|pass| pass.name == name);
        let pass = pass.unwrap_or_else(|| panic!("no pass {name}"));
        (pass.run)(&mut func, &env);
        verify(&func).unwrap_or_else(|error| panic!("after {name}: {error}"));
    }
    print_func(&func, &Plain)
}

#[test]
fn texts() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/ssa");
    let bless = std::env::var_os("RGO_BLESS").is_some();
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .expect("the tests' texts are there")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    let mut failures = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let head = text.split("// test ").next().unwrap_or_default();
        let mut blessed = head.to_string();
        for case in split(&text) {
            let got = run(&case);
            if got != case.want && !bless {
                let name = file.display();
                let _ = writeln!(
                    failures,
                    "{name}: {}\n{}// got\n{got}",
                    case.pass, case.input
                );
            }
            let Case {
                pass, notes, input, ..
            } = &case;
            let _ = write!(blessed, "// test {pass}\n{notes}{input}// want\n{got}\n");
        }
        if bless {
            std::fs::write(&file, blessed.trim_end().to_string() + "\n").expect("a writable file");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
