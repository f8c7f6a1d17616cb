//! The commands.

mod build;
mod compile;
mod env;
mod run;
mod test;
mod test_events;

use std::path::PathBuf;

use clap::ArgMatches;

use crate::environment::Environment;
use crate::flags::{self, BUILD_FLAGS, COMPILE_FLAGS, ENV_FLAGS, FlagError, Spec, TEST_FLAGS};
use crate::session::Failure;

/// All commands, in the order of the help.
static COMMANDS: &[Spec] = &[
    Spec {
        name: "build",
        usage: "[-o output] [build flags] [packages]",
        about: "compile packages and dependencies",
        long_about: "Build compiles the packages named by the import paths, with all they import. From a single\nprogram it writes an executable, named after the last element of the package's import path\nthat is no major version, or after the first file if the arguments are .go files.\nThe results of several packages, or of one that is no program, are discarded.\nIf -o names a directory, executables are written there.",
        flags: BUILD_FLAGS,
    },
    Spec {
        name: "compile",
        usage: "[flags] path=file.go[,file.go...] ...",
        about: "compile packages given file by file, for tests",
        long_about: "Compile stands in for gc's compiler and linker in tests: it compiles packages whose files are\ngiven, each after those it imports, whatever directories, modules and build lines say, and prints\nwhat gc's compiler prints. With -o, the last package becomes a program.",
        flags: COMPILE_FLAGS,
    },
    Spec {
        name: "env",
        usage: "[-json] [names]",
        about: "print the settings that rgo uses",
        long_about: "Env prints settings: of the environment, of Go's configuration file, and defaults. Given names,\nit prints only their values, one a line.",
        flags: ENV_FLAGS,
    },
    Spec {
        name: "run",
        usage: "[build flags] package [arguments...]",
        about: "compile and run a program",
        long_about: "Run compiles a program and runs it. Package is an import path, a directory, or one or more .go\nfiles; what follows are the program's arguments.",
        flags: BUILD_FLAGS,
    },
    Spec {
        name: "test",
        usage: "[build and test flags] [packages] [-args arguments...]",
        about: "compile and run the tests of packages",
        long_about: "Test builds for each package a program that runs the tests, benchmarks and examples in its\n_test.go files, and runs it in the package's directory. Flags may stand behind packages;\nwhat follows -args is the program's.",
        flags: TEST_FLAGS,
    },
    Spec {
        name: "version",
        usage: "",
        about: "print the version of rgo",
        long_about: "Version prints the versions of rgo and of the language it compiles.",
        flags: &[],
    },
];

/// Runs the command that the arguments ask for and gives the exit code.
pub fn run(args: &[String]) -> i32 {
    let Some((name, args)) = args.split_first() else {
        eprint!("{}", overview());
        return 2;
    };
    if matches!(name.as_str(), "help" | "-h" | "-help" | "--help") {
        return help(args);
    }
    let Some(spec) = COMMANDS.iter().find(|spec| spec.name == name) else {
        eprintln!("rgo {name}: unknown command\nRun 'rgo help' for usage.");
        return 2;
    };
    match read(spec, args) {
        Ok((matches, environment)) => finish(dispatch(spec, &matches, &environment)),
        Err(code) => code,
    }
}

/// Reads flags and environment. `Err` is the exit code.
fn read(spec: &Spec, args: &[String]) -> Result<(ArgMatches, Environment), i32> {
    let usage = || {
        eprintln!(
            "usage: rgo {} {}\nRun 'rgo help {}' for details.",
            spec.name, spec.usage, spec.name
        );
        2
    };
    let cwd = std::env::current_dir().map_err(|error| {
        eprintln!("rgo: the working directory is unknown: {error}");
        1
    })?;
    let environment = Environment::read(cwd);
    let mut all = default_flags(spec, &environment);
    match spec.name {
        "test" => all.extend(test::flags_first(args)),
        _ => all.extend_from_slice(args),
    }
    let normal = match flags::normalize(spec.flags, &all) {
        Ok(normal) => normal,
        Err(FlagError::Help) => return Err(usage()),
        Err(FlagError::Bad(text)) => {
            eprintln!("{text}");
            return Err(usage());
        }
    };
    let matches = flags::command(spec)
        .try_get_matches_from(normal)
        .map_err(|error| {
            eprint!("{error}");
            usage()
        })?;
    let environment = change_dir(&matches, environment)?;
    Ok((matches, environment))
}

/// The flags of `GOFLAGS` that the command knows.
fn default_flags(spec: &Spec, environment: &Environment) -> Vec<String> {
    let mut flags = environment.go_flags();
    flags.retain(|flag| {
        let name = flag.trim_start_matches('-');
        let name = name.split('=').next().unwrap_or(name);
        flag.starts_with('-') && spec.flags.iter().any(|known| known.name == name)
    });
    flags
}

/// Follows `-C`.
fn change_dir(matches: &ArgMatches, environment: Environment) -> Result<Environment, i32> {
    let has_flag = matches.try_contains_id("C").unwrap_or(false);
    let Some(dir) = has_flag.then(|| flags::value(matches, "C")).flatten() else {
        return Ok(environment);
    };
    let target: PathBuf = environment.cwd.join(dir);
    match std::env::set_current_dir(&target).and_then(|()| std::env::current_dir()) {
        Ok(cwd) => Ok(Environment::read(cwd)),
        Err(error) => {
            let why = rgo_load::module::os_error(&error);
            eprintln!("go: chdir {dir}: {why}");
            Err(1)
        }
    }
}

fn dispatch(spec: &Spec, matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    match spec.name {
        "build" => build::build(matches, environment),
        "compile" => compile::compile(matches, environment),
        "run" => run::run(matches, environment),
        "test" => test::test(matches, environment),
        "env" => env::env(matches, environment),
        _ => {
            println!(
                "rgo version {} go1.27 linux/amd64",
                env!("CARGO_PKG_VERSION")
            );
            Ok(0)
        }
    }
}

fn finish(result: Result<i32, Failure>) -> i32 {
    match result {
        Ok(code) => code,
        Err(Failure { text, exit_code }) => {
            if !text.is_empty() {
                eprintln!("{text}");
            }
            exit_code
        }
    }
}

fn help(args: &[String]) -> i32 {
    let Some(topic) = args.first() else {
        print!("{}", overview());
        return 0;
    };
    match COMMANDS.iter().find(|spec| spec.name == topic) {
        Some(spec) => {
            print!("{}", flags::help(spec));
            0
        }
        None => {
            eprintln!("rgo help {topic}: unknown help topic. Run 'rgo help'.");
            2
        }
    }
}

fn overview() -> String {
    let mut text = String::from(
        "Rgo compiles Go programs to native executables.\n\nUsage:\n\n\trgo <command> [arguments]\n\nThe commands are:\n\n",
    );
    for spec in COMMANDS {
        text.push_str(&format!("\t{:<11} {}\n", spec.name, spec.about));
    }
    text.push_str("\nUse \"rgo help <command>\" for more information about a command.\n");
    text
}
