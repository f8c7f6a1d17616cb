//! `rgo run`: builds a program into a temporary directory and runs it.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitStatus};

use clap::ArgMatches;
use nix::sys::signal::{SigSet, Signal};

use crate::environment::Environment;
use crate::options::BuildOptions;
use crate::output::WorkDir;
use crate::session::{Executable, Failure, Session};

pub fn run(matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    let mut options = BuildOptions::new(matches).map_err(Failure::new)?;
    let arguments = split_arguments(&mut options.patterns)?;
    let work = WorkDir::new(options.keep_work)
        .map_err(|error| Failure::new(format!("rgo: temporary directory: {error}")))?;
    options
        .output
        .get_or_insert_with(|| work.path().to_path_buf());
    let built = Session::new(&options, environment).build(true)?;
    let Some(Executable { path: program, .. }) = built.executables.first() else {
        return Ok(0);
    };
    let failed = |error| Failure::new(format!("rgo: fork/exec {}: {error}", program.display()));
    let mut child = Command::new(program)
        .args(arguments)
        .spawn()
        .map_err(failed)?;
    // What the terminal's keys mean is the program's decision; its end is waited for.
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGINT);
    signals.add(Signal::SIGQUIT);
    // Without it the program outlives this process on Ctrl-C, which is no harm.
    let _ = signals.thread_block();
    let status = child.wait().map_err(failed)?;
    if status.success() {
        return Ok(0);
    }
    // As the go command tells of a program's end.
    eprintln!("{}", describe(status));
    Ok(1)
}

/// How a program ended, in Go's words.
pub fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => format!("signal: {}", signal_name(signal)),
        (None, None) => format!("{status}"),
    }
}

/// Takes from the command's arguments those that name the program; gives the others, which are the
/// program's.
fn split_arguments(arguments: &mut Vec<String>) -> Result<Vec<String>, Failure> {
    let n_files = arguments
        .iter()
        .take_while(|argument| argument.ends_with(".go"))
        .count();
    let n_named = match n_files {
        0 if arguments.is_empty() => return Err(Failure::new("go: no go files listed")),
        0 => 1,
        n => n,
    };
    if let Some(test) = arguments[..n_files]
        .iter()
        .find(|name| name.ends_with("_test.go"))
    {
        return Err(Failure::new(format!(
            "go: cannot run *_test.go files ({test})"
        )));
    }
    Ok(arguments.split_off(n_named))
}

/// Names of the signals that end programs, in Go's words.
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => return format!("signal {signal}"),
    };
    name.into()
}

#[cfg(test)]
mod tests {
    use super::split_arguments;

    fn split(arguments: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut named: Vec<String> = arguments.iter().map(|text| (*text).to_string()).collect();
        let rest = split_arguments(&mut named).expect("something is named");
        (named, rest)
    }

    #[test]
    fn files_or_one_package_come_first() {
        let (named, rest) = split(&["a.go", "b.go", "x", "c.go"]);
        assert_eq!(
            (named.join(" "), rest.join(" ")),
            ("a.go b.go".into(), "x c.go".into())
        );
        let (named, rest) = split(&["./cmd", "-v"]);
        assert_eq!(
            (named.join(" "), rest.join(" ")),
            ("./cmd".into(), "-v".into())
        );
        assert!(split_arguments(&mut Vec::new()).is_err());
    }
}
