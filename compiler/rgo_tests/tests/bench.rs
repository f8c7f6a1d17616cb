//! The programs of `testdata/bench` at their quick sizes print what they should.

use std::fs;
use std::process::Command;
use std::time::Duration;

use rgo_tests::benchmark::{Benchmark, benchmarks};
use rgo_tests::parallel;
use rgo_tests::process::{End, run};
use rgo_tests::tools::{self, set_go_environment};

#[test]
fn benchmarks_print_what_they_should() {
    let dir = tools::scratch("bench-quick");
    let benchmarks = benchmarks("");
    let failures = parallel::map(&benchmarks, |_, benchmark| check(benchmark, &dir).err());
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(benchmark: &Benchmark, dir: &std::path::Path) -> Result<(), String> {
    let executable = dir.join(&benchmark.name);
    let mut build = Command::new(tools::rgo());
    set_go_environment(&mut build);
    build
        .args(["build", "-p=1", "-o"])
        .arg(&executable)
        .arg(&benchmark.file);
    let fail = |what: &str| Err(format!("{}: {what}", benchmark.name));
    let built = run(&mut build, Duration::from_secs(120)).map_err(|error| error.to_string())?;
    if !built.is_success() {
        return fail(&built.output_text());
    }
    let mut program = Command::new(&executable);
    program.args(&benchmark.quick).env("GOMAXPROCS", "2");
    let finished = run(&mut program, Duration::from_secs(60)).map_err(|error| error.to_string())?;
    let _ = fs::remove_file(&executable);
    match finished.end {
        End::Exit(0) if finished.stdout == benchmark.expected(true) => Ok(()),
        End::Exit(0) => fail(&format!("prints {}", finished.stdout_text())),
        end => fail(&format!("{end:?}: {}", finished.stderr_text())),
    }
}
