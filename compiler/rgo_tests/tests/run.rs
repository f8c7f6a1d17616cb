//! Programs of `testdata` built by rgo do what gc's do, also while the collector's information is
//! checked.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rgo_tests::parallel;
use rgo_tests::process::run;
use rgo_tests::program::{Program, programs};
use rgo_tests::tools::{self, set_go_environment};

/// The environments in which every program must do the same.
const ENVIRONMENTS: &[&[(&str, &str)]] = &[&[], &[("RGODEBUG", "gccheck=1")]];

#[test]
fn programs_do_what_they_do_under_gc() {
    let dir = tools::scratch("run");
    let programs = programs();
    assert!(programs.len() >= 150, "{} programs", programs.len());
    let failures = parallel::map(&programs, |index, program| {
        let executable = dir.join(index.to_string());
        let result = check(program, &executable);
        // A program that was not built left nothing.
        let _ = fs::remove_file(executable);
        result
            .err()
            .map(|problem| format!("{}: {problem}\n", program.name))
    });
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert!(
        failures.is_empty(),
        "{} of {} programs fail:\n{}",
        failures.len(),
        programs.len(),
        failures.concat()
    );
}

fn check(program: &Program, executable: &Path) -> Result<(), String> {
    let mut build = Command::new(tools::rgo());
    set_go_environment(&mut build);
    build
        .args(["build", "-p=1", "-o"])
        .arg(executable)
        .arg(&program.target);
    let built = run(build.current_dir(&program.dir), Duration::from_secs(120))
        .map_err(|error| error.to_string())?;
    if !built.is_success() {
        return Err(format!("build: {}", built.output_text()));
    }
    for environment in ENVIRONMENTS {
        let seen = program.observe(executable, environment);
        program
            .check(&seen)
            .map_err(|problem| match environment.is_empty() {
                true => problem,
                false => format!("with {environment:?}: {problem}"),
            })?;
    }
    Ok(())
}
