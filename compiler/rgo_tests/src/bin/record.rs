//! Records what gc's programs do, and what gc says of packages, as the expectations in `testdata`.
//!
//! `record [word...]`: with words, only programs whose names have one of them.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use rgo_tests::process::run;
use rgo_tests::program::{Program, programs};
use rgo_tests::remarks::all_asked;
use rgo_tests::tools;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let dir = tools::scratch("record");
    let mut code = ExitCode::SUCCESS;
    for program in programs() {
        if !words.is_empty() && !words.iter().any(|word| program.name.contains(word)) {
            continue;
        }
        if let Err(problem) = record(&program, &dir.join("program")) {
            eprintln!("{}: {problem}", program.name);
            code = ExitCode::FAILURE;
        }
    }
    for asked in all_asked() {
        let name = asked.file.display().to_string();
        if !words.is_empty() && !words.iter().any(|word| name.contains(word)) {
            continue;
        }
        if let Err(problem) = asked.record() {
            eprintln!("{name}: {problem}");
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn record(program: &Program, executable: &Path) -> Result<(), String> {
    let args = [
        OsString::from("build"),
        "-o".into(),
        executable.into(),
        program.target.clone(),
    ];
    let mut build = tools::go();
    build.args(args).current_dir(&program.dir);
    let built = run(&mut build, Duration::from_secs(600)).map_err(|error| error.to_string())?;
    if !built.is_success() {
        return Err(built.output_text());
    }
    let seen = program.observe(executable, &[]);
    if seen != program.observe(executable, &[]) {
        return Err("two runs differ".into());
    }
    program.record(&seen)
}
