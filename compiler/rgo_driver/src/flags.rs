//! Flags in Go's style: one dash, booleans that take a value only behind `=`, nothing after the
//! first argument that is none.
//!
//! The flags of each command are rows of a table. [`normalize`] turns arguments into the two-dash form
//! that clap reads, and makes the `go` command's errors out of what it cannot read; clap's commands
//! are made of the same rows by [`command`].

use clap::builder::BoolishValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// What follows a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `-v`, `-v=false`
    Bool,
    /// `-m`, `-m=2`; the number defaults to 1.
    Level,
    /// `-o x`, `-o=x`; with the name of the value in the help.
    Value(&'static str),
}

/// A flag of a command.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    pub name: &'static str,
    pub kind: Kind,
    pub help: &'static str,
}

/// A command's name, usage, flags.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub name: &'static str,
    /// Behind `rgo name`.
    pub usage: &'static str,
    pub about: &'static str,
    /// Paragraphs of the help.
    pub long_about: &'static str,
    pub flags: &'static [Flag],
}

const fn flag(name: &'static str, kind: Kind, help: &'static str) -> Flag {
    Flag { name, kind, help }
}

/// Flags of `build` and `run`.
pub static BUILD_FLAGS: &[Flag] = &[
    flag("C", Kind::Value("dir"), "change to dir first"),
    flag(
        "a",
        Kind::Bool,
        "compile everything anew, whatever the cache has",
    ),
    flag(
        "emit",
        Kind::Value("stage"),
        "print a stage's result instead of building: tokens, ast, types, hir, ssa, clif or asm",
    ),
    flag(
        "gcflags",
        Kind::Value("[pattern=]list"),
        "flags of gc's compiler for the named packages: -e -l -N -m -lang",
    ),
    flag(
        "goroot",
        Kind::Value("dir"),
        "the Go distribution to take the standard library from",
    ),
    flag(
        "lang",
        Kind::Value("go1.N"),
        "the language version of the named packages",
    ),
    flag(
        "ldflags",
        Kind::Value("[pattern=]list"),
        "flags of gc's linker: -s -w -X importpath.name=value",
    ),
    flag(
        "m",
        Kind::Level,
        "print what is inlined and what escapes; -m=2 prints why",
    ),
    flag(
        "mod",
        Kind::Value("mode"),
        "where modules come from: readonly or vendor",
    ),
    flag(
        "o",
        Kind::Value("file"),
        "the file or directory to write to",
    ),
    flag("p", Kind::Value("n"), "how many threads to use"),
    flag(
        "tags",
        Kind::Value("list"),
        "build tags, separated by commas",
    ),
    flag(
        "timings",
        Kind::Bool,
        "print what each stage took and counted",
    ),
    flag(
        "trimpath",
        Kind::Bool,
        "leave directories of this machine out of the program",
    ),
    flag("v", Kind::Bool, "print the packages that are compiled"),
    flag(
        "work",
        Kind::Bool,
        "print the name of the temporary directory and keep it",
    ),
    flag("x", Kind::Bool, "print the programs that are run"),
    // Accepted for the sake of scripts; what they ask for is how things are.
    flag(
        "buildvcs",
        Kind::Bool,
        "accepted: no version control information is ever included",
    ),
    flag(
        "modcacherw",
        Kind::Bool,
        "accepted: nothing is ever downloaded",
    ),
];

/// Flags of `test` besides those of `build`: what package `testing` reads.
pub static TESTING_FLAGS: &[Flag] = &[
    flag(
        "bench",
        Kind::Value("regexp"),
        "run the benchmarks that match",
    ),
    flag("benchmem", Kind::Bool, "print what benchmarks allocate"),
    flag(
        "benchtime",
        Kind::Value("t"),
        "run each benchmark for a time, or Nx times",
    ),
    flag(
        "blockprofile",
        Kind::Value("file"),
        "write a profile of blocked goroutines",
    ),
    flag(
        "blockprofilerate",
        Kind::Value("n"),
        "the rate of the block profile",
    ),
    flag("count", Kind::Value("n"), "run each test n times"),
    flag(
        "cpu",
        Kind::Value("list"),
        "run the tests with each of these values of GOMAXPROCS",
    ),
    flag("cpuprofile", Kind::Value("file"), "write a CPU profile"),
    flag("failfast", Kind::Bool, "start no test after a failure"),
    flag("fullpath", Kind::Bool, "print full file names"),
    flag("list", Kind::Value("regexp"), "list the tests that match"),
    flag("memprofile", Kind::Value("file"), "write a heap profile"),
    flag(
        "memprofilerate",
        Kind::Value("n"),
        "the rate of the heap profile",
    ),
    flag(
        "mutexprofile",
        Kind::Value("file"),
        "write a profile of contended mutexes",
    ),
    flag(
        "mutexprofilefraction",
        Kind::Value("n"),
        "the rate of the mutex profile",
    ),
    flag(
        "outputdir",
        Kind::Value("dir"),
        "the directory for profiles",
    ),
    flag(
        "parallel",
        Kind::Value("n"),
        "how many tests may run in parallel",
    ),
    flag("run", Kind::Value("regexp"), "run the tests that match"),
    flag("short", Kind::Bool, "ask tests to be quick"),
    flag(
        "shuffle",
        Kind::Value("off,on,N"),
        "run tests in random order",
    ),
    flag("skip", Kind::Value("regexp"), "skip the tests that match"),
    flag(
        "timeout",
        Kind::Value("d"),
        "how long a test program may run: 10m if not given",
    ),
    flag("trace", Kind::Value("file"), "write an execution trace"),
    flag("v", Kind::Bool, "print all tests as they run"),
];

/// Flags of `test` that neither `build` nor package `testing` has.
static TEST_ONLY_FLAGS: &[Flag] = &[
    flag(
        "c",
        Kind::Bool,
        "build the test program, PKG.test, and do not run it",
    ),
    flag("json", Kind::Bool, "print events as JSON"),
    flag("vet", Kind::Value("list"), "accepted: vet is never run"),
];

/// Flags of `test`.
pub static TEST_FLAGS: &[Flag] =
    &concat::<{ N_TEST_FLAGS }>([TESTING_FLAGS, TEST_ONLY_FLAGS, BUILD_FLAGS]);

const N_TEST_FLAGS: usize = TESTING_FLAGS.len() + TEST_ONLY_FLAGS.len() + BUILD_FLAGS.len() - 1;

/// The rows of several tables; a flag that an earlier table has is left out.
const fn concat<const N: usize>(tables: [&'static [Flag]; 3]) -> [Flag; N] {
    let mut all = [tables[0][0]; N];
    let mut n = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            let flag = tables[table][row];
            // The one flag that is in two tables.
            if table < 2 || flag.name.len() != 1 || flag.name.as_bytes()[0] != b'v' {
                all[n] = flag;
                n += 1;
            }
            row += 1;
        }
        table += 1;
    }
    all
}

/// Flags of `compile`.
pub static COMPILE_FLAGS: &[Flag] = &[
    flag("D", Kind::Value("path"), "what ./ means in imports"),
    flag(
        "emit",
        Kind::Value("stage"),
        "print a stage's result instead of building: tokens, ast, types, hir, ssa, clif or asm",
    ),
    flag(
        "gcflags",
        Kind::Value("list"),
        "flags of gc's compiler: -C -d -e -l -N -m -lang -std",
    ),
    flag(
        "goroot",
        Kind::Value("dir"),
        "the Go distribution to take the standard library from",
    ),
    flag(
        "ldflags",
        Kind::Value("list"),
        "flags of gc's linker: -s -w -X importpath.name=value",
    ),
    flag("o", Kind::Value("file"), "the program to write"),
    flag("p", Kind::Value("n"), "how many threads to use"),
    flag(
        "tags",
        Kind::Value("list"),
        "build tags, separated by commas",
    ),
    flag(
        "timings",
        Kind::Bool,
        "print what each stage took and counted",
    ),
];

/// Flags of `env`.
pub static ENV_FLAGS: &[Flag] = &[flag("json", Kind::Bool, "print a JSON object")];

/// Why arguments cannot be read.
#[derive(PartialEq, Eq, Debug)]
pub enum FlagError {
    /// Help was asked for.
    Help,
    /// A text for standard error.
    Bad(String),
}

/// Arguments as clap reads them: flags as `--name=value`, then `--` and all the rest.
pub fn normalize(flags: &[Flag], args: &[String]) -> Result<Vec<String>, FlagError> {
    let mut normal = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.as_slice().first() {
        if !arg.starts_with('-') || arg == "-" {
            break;
        }
        args.next();
        if arg == "--" {
            break;
        }
        let body = arg.strip_prefix("--").unwrap_or(&arg[1..]);
        if body.is_empty() || body.starts_with(['-', '=']) {
            return Err(FlagError::Bad(format!("bad flag syntax: {arg}")));
        }
        let (name, value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        let Some(flag) = flags.iter().find(|flag| flag.name == name) else {
            return Err(match name {
                "h" | "help" => FlagError::Help,
                _ => FlagError::Bad(format!("flag provided but not defined: -{name}")),
            });
        };
        let value = match (flag.kind, value) {
            (Kind::Bool, None) => "true",
            (Kind::Bool, Some(value)) => boolean(name, value)?,
            (Kind::Level, None) => "1",
            (Kind::Level, Some(value)) => level(name, value)?,
            (Kind::Value(_), Some(value)) => value,
            (Kind::Value(_), None) => match args.next() {
                Some(value) => value,
                None => return Err(FlagError::Bad(format!("flag needs an argument: -{name}"))),
            },
        };
        normal.push(format!("--{name}={value}"));
    }
    normal.push("--".into());
    normal.extend(args.cloned());
    Ok(normal)
}

/// Go's spellings of truth values.
fn boolean(name: &str, value: &str) -> Result<&'static str, FlagError> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok("true"),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok("false"),
        _ => Err(FlagError::Bad(format!(
            "invalid boolean value {value:?} for -{name}: parse error"
        ))),
    }
}

fn level<'a>(name: &str, value: &'a str) -> Result<&'a str, FlagError> {
    match value {
        "true" => Ok("1"),
        "false" => Ok("0"),
        _ if value.parse::<u8>().is_ok() => Ok(value),
        _ => Err(FlagError::Bad(format!(
            "invalid value {value:?} for flag -{name}: parse error"
        ))),
    }
}

/// The clap command of a table's rows; what is no flag is its argument `rest`.
pub fn command(spec: &Spec) -> Command {
    let mut command = Command::new(spec.name)
        .no_binary_name(true)
        .disable_help_flag(true)
        .about(spec.about)
        .override_usage(format!("rgo {} {}", spec.name, spec.usage));
    for flag in spec.flags {
        let arg = Arg::new(flag.name).long(flag.name).help(flag.help);
        command = command.arg(match flag.kind {
            Kind::Bool => arg
                .action(ArgAction::Set)
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true")
                .hide_possible_values(true)
                .value_parser(BoolishValueParser::new()),
            Kind::Level => arg
                .action(ArgAction::Append)
                .value_parser(clap::value_parser!(u8)),
            // Given several times, the last one counts; of some flags all do.
            Kind::Value(name) => arg.action(ArgAction::Append).value_name(name),
        });
    }
    command.args_override_self(true).arg(
        Arg::new("rest")
            .num_args(0..)
            .action(ArgAction::Append)
            .last(true)
            .hide(true),
    )
}

/// The usage and the flags of a command, flags with one dash.
pub fn help(spec: &Spec) -> String {
    let mut text = format!(
        "usage: rgo {} {}\n\n{}\n",
        spec.name, spec.usage, spec.long_about
    );
    if !spec.flags.is_empty() {
        text.push_str("\nFlags:\n");
    }
    for flag in spec.flags {
        let value = match flag.kind {
            Kind::Bool => "",
            Kind::Level => "[=n]",
            Kind::Value(name) => &format!(" {name}"),
        };
        let dash = if flag.name == "emit" { "--" } else { "-" };
        let value = if flag.name == "emit" {
            value.replace(' ', "=")
        } else {
            value.into()
        };
        text.push_str(&format!(
            "\n\t{dash}{}{value}\n\t\t{}",
            flag.name, flag.help
        ));
    }
    text.push('\n');
    text
}

/// The last value of a flag; none if the command does not have it.
pub fn value<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    values(matches, name).pop()
}

/// All values of a flag.
pub fn values<'a>(matches: &'a ArgMatches, name: &str) -> Vec<&'a str> {
    let values = matches.try_get_many::<String>(name).ok().flatten();
    values.into_iter().flatten().map(String::as_str).collect()
}

pub fn is_set(matches: &ArgMatches, name: &str) -> bool {
    let value = matches.try_get_one::<bool>(name).ok().flatten();
    value.copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{BUILD_FLAGS, FlagError, normalize};

    fn normal(args: &[&str]) -> Result<Vec<String>, FlagError> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_string()).collect();
        normalize(BUILD_FLAGS, &args)
    }

    #[test]
    fn flags_come_before_arguments() {
        let args = normal(&[
            "-v",
            "-o",
            "out",
            "--tags=a,b",
            "-x=f",
            "-m=2",
            "./...",
            "-v",
        ]);
        assert_eq!(
            args.expect("well-formed"),
            [
                "--v=true",
                "--o=out",
                "--tags=a,b",
                "--x=false",
                "--m=2",
                "--",
                "./...",
                "-v"
            ]
        );
        assert_eq!(
            normal(&["-o", "-v"]).expect("a value may have a dash"),
            ["--o=-v", "--"]
        );
        assert_eq!(
            normal(&["--", "-v"]).expect("the end of flags"),
            ["--", "-v"]
        );
    }

    #[test]
    fn errors_are_those_of_the_go_command() {
        let bad = |args| match normal(args) {
            Err(FlagError::Bad(text)) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(bad(&["-foo"]), "flag provided but not defined: -foo");
        assert_eq!(bad(&["-o"]), "flag needs an argument: -o");
        assert_eq!(
            bad(&["-v=x"]),
            "invalid boolean value \"x\" for -v: parse error"
        );
        assert_eq!(bad(&["---v"]), "bad flag syntax: ---v");
        assert_eq!(normal(&["-h"]), Err(FlagError::Help));
    }

    #[test]
    fn clap_reads_what_was_normalized() {
        let spec = super::Spec {
            name: "build",
            usage: "",
            about: "",
            long_about: "",
            flags: BUILD_FLAGS,
        };
        let args =
            normal(&["-v", "-v=false", "-o=a", "-o", "b", "-m", "x.go", "-y"]).expect("good");
        let matches = super::command(&spec)
            .try_get_matches_from(args)
            .expect("clap reads it");
        assert!(!super::is_set(&matches, "v"));
        assert_eq!(super::value(&matches, "o"), Some("b"));
        assert_eq!(super::values(&matches, "rest"), ["x.go", "-y"]);
        assert_eq!(matches.get_many::<u8>("m").map(Iterator::count), Some(1));
    }
}
