//! `rgo test`: builds the test programs of packages and runs them, each in its package's directory.

use std::io::{self, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::ArgMatches;

use crate::command::run::describe;
use crate::command::test_events::Events;
use crate::environment::Environment;
use crate::flags::{Flag, Kind, TEST_FLAGS, TESTING_FLAGS, is_set, value};
use crate::options::BuildOptions;
use crate::output::WorkDir;
use crate::session::{Executable, Failure, Session};

/// Separates packages from the arguments of the test programs.
const ARGS: &str = "-args";

/// How long a test program may run if nothing else is said.
const DEFAULT_TIMEOUT: &str = "10m0s";

/// What is done with test programs.
struct Testing {
    /// Flags and arguments of the programs.
    arguments: Vec<String>,
    /// Whether what a program prints is shown although it succeeds.
    shows_success: bool,
    /// Whether programs are not run.
    only_compiles: bool,
    /// Whether events are printed.
    is_json: bool,
}

/// What is said about one package.
enum Report {
    Events(Events<io::Stdout>),
    /// Shown as it comes.
    Shown,
    /// Shown if the tests fail.
    Kept(Vec<u8>),
}

pub fn test(matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    let mut options = BuildOptions::new(matches).map_err(Failure::new)?;
    options.verbose = false;
    let mut rest = std::mem::take(&mut options.patterns);
    let arguments = match rest.iter().position(|word| word == ARGS) {
        Some(at) => rest.drain(at..).skip(1).collect(),
        None => Vec::new(),
    };
    let is_asked = |name| is_set(matches, name) || value(matches, name).is_some();
    let testing = Testing {
        arguments: testing_flags(matches).chain(arguments).collect(),
        shows_success: rest.is_empty() || ["v", "bench", "list"].into_iter().any(is_asked),
        only_compiles: is_set(matches, "c"),
        is_json: is_set(matches, "json"),
    };
    options.patterns = rest;
    let mut packages = Session::new(&options, environment).packages()?;
    if testing.only_compiles && options.output.is_some() && packages.len() > 1 {
        return Err(Failure::new(
            "go: cannot use -c flag with -o and multiple packages",
        ));
    }
    let mut has_failed = false;
    // What cannot be loaded is told before anything is run.
    packages.retain(|package| {
        options.tests = Some(package.clone());
        let checked = Session::new(&options, environment).check_packages();
        if let Err(failure) = &checked {
            has_failed = true;
            eprintln!("# {package}\n{}", failure.text);
            let mut report = testing.report(package);
            report.say(&format!("FAIL\t{package} [setup failed]\n"));
            report.finish(false);
        }
        checked.is_ok()
    });
    for package in packages {
        has_failed |= !testing.package(&mut options, environment, &package)?;
    }
    if has_failed && !testing.is_json && !testing.only_compiles {
        println!("FAIL");
    }
    Ok(has_failed.into())
}

/// Puts flags before packages; what follows `-args` comes last, behind it.
pub fn flags_first(args: &[String]) -> Vec<String> {
    let (mut flags, mut rest) = (Vec::new(), Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == ARGS || arg == "--args" {
            rest.push(ARGS.into());
            rest.extend(args.cloned());
            break;
        }
        if !arg.starts_with('-') || arg == "-" {
            rest.push(arg.clone());
            continue;
        }
        let body = arg.strip_prefix("--").unwrap_or(&arg[1..]);
        let body = body.strip_prefix("test.").unwrap_or(body);
        flags.push(format!("-{body}"));
        let takes_value = |flag: &&Flag| flag.name == body && matches!(flag.kind, Kind::Value(_));
        if TEST_FLAGS.iter().any(|flag| takes_value(&flag)) {
            flags.extend(args.next().cloned());
        }
    }
    flags.push("--".into());
    flags.append(&mut rest);
    flags
}

/// The flags for package `testing`, as its programs take them.
fn testing_flags(matches: &ArgMatches) -> impl Iterator<Item = String> {
    let is_json = is_set(matches, "json");
    let has_timeout = value(matches, "timeout").is_some();
    let timeout = (!has_timeout).then(|| format!("-test.timeout={DEFAULT_TIMEOUT}"));
    TESTING_FLAGS
        .iter()
        .filter_map(move |flag| match flag.kind {
            // With it, the program marks what is no output of tests.
            _ if flag.name == "v" && is_json => Some("-test.v=test2json".into()),
            Kind::Value(_) => {
                value(matches, flag.name).map(|value| format!("-test.{}={value}", flag.name))
            }
            _ => is_set(matches, flag.name).then(|| format!("-test.{}=true", flag.name)),
        })
        .chain(timeout)
}

impl Testing {
    /// Builds and runs the tests of one package; whether they pass.
    fn package(
        &self,
        options: &mut BuildOptions,
        environment: &Environment,
        package: &str,
    ) -> Result<bool, Failure> {
        let work = WorkDir::new(options.keep_work)
            .map_err(|error| Failure::new(format!("rgo: temporary directory: {error}")))?;
        let name = format!("{}.test", package.rsplit('/').next().unwrap_or(package));
        let given = options.output.clone();
        let output = match &given {
            Some(output) => output.clone(),
            None if self.only_compiles => environment.cwd.join(name),
            None => work.path().join(name),
        };
        options.output = Some(output);
        options.tests = Some(package.into());
        let built = Session::new(options, environment).build(false);
        options.output = given;
        if self.only_compiles {
            built?;
            return Ok(true);
        }
        let mut report = self.report(package);
        let built = match built {
            Ok(built) => built,
            Err(failure) => {
                report.build_failure(&failure.text);
                report.say(&format!("FAIL\t{package} [build failed]\n"));
                report.finish(false);
                return Ok(false);
            }
        };
        let Some(program) = built.executables.first() else {
            report.say(&format!("?   \t{package}\t[no test files]\n"));
            report.finish(true);
            return Ok(true);
        };
        let passed = self
            .run(package, program, &mut report)
            .map_err(|error| Failure::new(format!("rgo: {}: {error}", program.path.display())))?;
        report.finish(passed);
        Ok(passed)
    }

    fn report(&self, package: &str) -> Report {
        match () {
            () if self.is_json => Report::Events(Events::new(package, io::stdout())),
            () if self.shows_success => Report::Shown,
            () => Report::Kept(Vec::new()),
        }
    }

    /// Runs a test program; whether it succeeds.
    fn run(&self, package: &str, program: &Executable, report: &mut Report) -> io::Result<bool> {
        let start = Instant::now();
        let (mut reader, writer) = io::pipe()?;
        let mut command = Command::new(&program.path);
        command
            .arg("-test.paniconexit0")
            .args(&self.arguments)
            .current_dir(&program.dir)
            .env("PWD", &program.dir)
            .stdin(Stdio::null())
            .stderr(writer.try_clone()?)
            .stdout(writer);
        let mut child = command.spawn()?;
        // The ends of the pipe that this process holds would keep it open.
        drop(command);
        let mut has_output = false;
        let mut has_no_tests = false;
        let mut buffer = [0; 4096];
        loop {
            let n = reader.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            let text = &buffer[..n];
            has_output = true;
            has_no_tests |= contains(text, b"testing: warning: no tests to run");
            report.output(text);
        }
        let status = child.wait()?;
        let seconds = start.elapsed().as_secs_f64();
        if status.success() {
            let note = if has_no_tests {
                " [no tests to run]"
            } else {
                ""
            };
            report.say(&format!("ok  \t{package}\t{seconds:.3}s{note}\n"));
        } else {
            report.fail();
            if !has_output {
                report.say(&format!("{}\n", describe(status)));
            }
            report.say(&format!("FAIL\t{package}\t{seconds:.3}s\n"));
        }
        Ok(status.success())
    }
}

impl Report {
    /// What the test program prints.
    fn output(&mut self, text: &[u8]) {
        match self {
            Report::Events(events) => events.write(text),
            Report::Shown => show(text),
            Report::Kept(kept) => kept.extend_from_slice(text),
        }
    }

    /// What the compiler says about the test program.
    fn build_failure(&mut self, text: &str) {
        match self {
            Report::Events(events) => events.build_failure(text),
            Report::Shown | Report::Kept(_) => eprintln!("{text}"),
        }
    }

    /// Shows what was kept: the tests fail.
    fn fail(&mut self) {
        if let Report::Kept(kept) = self {
            show(kept);
            kept.clear();
        }
    }

    /// What is said about the test program.
    fn say(&mut self, text: &str) {
        match self {
            Report::Events(events) => events.say(text),
            Report::Shown | Report::Kept(_) => show(text.as_bytes()),
        }
    }

    fn finish(self, passed: bool) {
        if let Report::Events(events) = self {
            events.finish(passed);
        }
    }
}

/// Writes to standard output; that nobody reads it does not matter to the tests.
fn show(text: &[u8]) {
    let mut stdout = io::stdout();
    let _ = stdout.write_all(text).and_then(|()| stdout.flush());
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::flags_first;

    #[test]
    fn flags_may_stand_behind_packages() {
        let args: Vec<String> = ["./...", "-run", "X", "-test.v", "-args", "-v", "a"]
            .map(String::from)
            .to_vec();
        assert_eq!(
            flags_first(&args),
            ["-run", "X", "-v", "--", "./...", "-args", "-v", "a"]
        );
    }
}
