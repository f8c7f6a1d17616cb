//! Differential testing by generated programs: what gc and rgo make of them must be the same,
//! error messages included, and rgo's programs must do the same unoptimised and while the collector's
//! information is checked.

pub mod expr;
pub mod program;
pub mod reduce;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{End, run_merged};
use crate::random::Random;
use crate::toolchain::{Compilation, Toolchain};

/// How long a compilation may take, and a program.
const COMPILE_LIMIT: Duration = Duration::from_secs(300);
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// What became of a source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The compiler's messages, a line each, without the file's name, sorted.
    Rejected(Vec<String>),
    /// Everything the program wrote, and how it ended.
    Ran { output: String, end: End },
}

/// One way to build and run a program.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub name: &'static str,
    pub compile_flags: &'static [&'static str],
    pub environment: &'static [(&'static str, &'static str)],
}

/// The ways in which rgo's programs are built and run.
pub const WAYS: &[Way] = &[
    Way {
        name: "optimised",
        compile_flags: &["-e"],
        environment: &[],
    },
    Way {
        name: "unoptimised",
        compile_flags: &["-e", "-N", "-l"],
        environment: &[],
    },
    Way {
        name: "gccheck",
        compile_flags: &["-e"],
        environment: &[("RGODEBUG", "gccheck=1")],
    },
];

/// Both toolchains and a directory for what they make.
pub struct Toolchains {
    gc: Toolchain,
    rgo: Toolchain,
    dir: PathBuf,
}

impl Toolchains {
    pub fn new(dir: &Path) -> Toolchains {
        Toolchains {
            gc: Toolchain::gc(),
            rgo: Toolchain::rgo(),
            dir: dir.to_path_buf(),
        }
    }

    /// What gc makes of a file.
    pub fn gc(&self, source: &str) -> Outcome {
        let way = Way {
            name: "gc",
            compile_flags: &["-e"],
            environment: &[],
        };
        self.outcome(&self.gc, source, way)
    }

    /// What rgo makes of a file.
    pub fn rgo(&self, source: &str, way: Way) -> Outcome {
        self.outcome(&self.rgo, source, way)
    }

    fn outcome(&self, toolchain: &Toolchain, source: &str, way: Way) -> Outcome {
        // Threads work side by side.
        let thread = format!("{:?}", std::thread::current().id());
        let name: String = thread.chars().filter(char::is_ascii_digit).collect();
        let dir = self.dir.join(format!("{}-{name}", way.name));
        std::fs::create_dir_all(&dir).expect("the directory is writable");
        let file = dir.join("x.go");
        std::fs::write(&file, source).expect("the directory is writable");
        let output = dir.join("x");
        let compile_flags: Vec<String> = way.compile_flags.iter().map(|&f| f.into()).collect();
        let compiled = toolchain.compile(&Compilation {
            packages: &[("main".into(), vec![file])],
            local_prefix: "",
            compile_flags: &compile_flags,
            link_flags: &[],
            output: Some(&output),
            dir: &dir,
            environment: &[],
            limit: COMPILE_LIMIT,
        });
        if !compiled.is_success() {
            return Outcome::Rejected(messages(&compiled.output_text(), &dir));
        }
        let mut command = Command::new(&output);
        command
            .env("GOTRACEBACK", "none")
            .envs(way.environment.iter().copied());
        let finished = run_merged(&mut command, RUN_LIMIT).expect("the program can be started");
        Outcome::Ran {
            output: finished.stdout_text(),
            end: finished.end,
        }
    }
}

/// A compiler's messages without the file's name, sorted.
fn messages(output: &str, dir: &Path) -> Vec<String> {
    let prefix = format!("{}/", dir.display());
    let mut messages: Vec<String> = output
        .lines()
        .map(|line| line.replace(&prefix, ""))
        .map(|line| line.strip_prefix("x.go:").unwrap_or(&line).into())
        .collect();
    messages.sort();
    messages.dedup();
    messages
}

/// The line a message is about, if it is about one.
pub fn line_of(message: &str) -> Option<usize> {
    message.split(':').next()?.parse().ok()
}

/// What a file of generated code showed.
pub struct Batch {
    /// The file as it was run, without what was rejected.
    pub source: String,
    /// Results that were compared.
    pub n_compared: usize,
    /// Parts that were rejected.
    pub n_rejected: usize,
    /// What differs, ready to print.
    pub differences: Vec<String>,
}

/// Compares what the compilers make of `count` expressions.
pub fn expr_batch(toolchains: &Toolchains, seed: u64, count: usize) -> Batch {
    let mut file = expr::file(&mut Random::new(seed), count);
    let mut batch = Batch {
        source: String::new(),
        n_compared: 0,
        n_rejected: 0,
        differences: Vec::new(),
    };
    let expected = loop {
        batch.source = file.text();
        let outcome = toolchains.gc(&batch.source);
        let Outcome::Rejected(expected) = outcome else {
            break outcome;
        };
        let found = match toolchains.rgo(&batch.source, WAYS[0]) {
            Outcome::Rejected(messages) => messages,
            Outcome::Ran { .. } => Vec::new(),
        };
        // Where gc itself fails, its messages say nothing about the source.
        let is_sound = !expected.iter().any(|message| message.starts_with("******"));
        let found = if is_sound { found } else { expected.clone() };
        let source_of = |message: &str| {
            let line = line_of(message).and_then(|line| file.lines.get(line - 1));
            line.map_or("", |line| line.trim()).to_string()
        };
        for message in expected.iter().filter(|message| !found.contains(message)) {
            let source = source_of(message);
            let text = format!("rgo does not say {message}\n\t{source}");
            batch.differences.push(text);
        }
        for message in found.iter().filter(|message| !expected.contains(message)) {
            // gc's -1<<63 / -1 is -1<<63 also in constants.
            if message.contains("constant 9223372036854775808) overflows") {
                continue;
            }
            let source = source_of(message);
            let text = format!("only rgo says {message}\n\t{source}");
            batch.differences.push(text);
        }
        let rejected = expected.iter().chain(&found);
        let mut lines: Vec<usize> = rejected.filter_map(|message| line_of(message)).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.retain(|line| file.expressions.contains(&(line - 1)));
        if lines.is_empty() {
            batch
                .differences
                .push(format!("gc rejects the file: {expected:?}"));
            return batch;
        }
        batch.n_rejected += lines.len();
        for line in lines {
            file.lines[line - 1] = "\n".into();
        }
    };
    for &way in WAYS {
        let found = toolchains.rgo(&batch.source, way);
        compare(&expected, &found, way, &mut batch);
        if !batch.differences.is_empty() {
            // The same again would be no news.
            break;
        }
    }
    batch
}

/// Compares what the compilers make of programs, one from each seed.
pub fn program_batch(toolchains: &Toolchains, seeds: &[u64]) -> Batch {
    let mut batch = Batch {
        source: program::file(seeds),
        n_compared: 0,
        n_rejected: 0,
        differences: Vec::new(),
    };
    let expected = toolchains.gc(&batch.source);
    if let Outcome::Rejected(messages) = &expected {
        batch.n_rejected = seeds.len();
        batch
            .differences
            .push(format!("gc rejects the file: {messages:#?}"));
        return batch;
    }
    for &way in WAYS {
        let found = toolchains.rgo(&batch.source, way);
        compare(&expected, &found, way, &mut batch);
        if !batch.differences.is_empty() {
            break;
        }
    }
    batch.n_compared = seeds.len();
    batch
}

/// Makes a file smaller that gc and rgo make different things of.
pub fn reduced(toolchains: &Toolchains, source: &str) -> Option<String> {
    let difference = |source: &str, way| {
        let expected = toolchains.gc(source);
        let found = toolchains.rgo(source, way);
        let is_accepted = matches!(found, Outcome::Ran { .. });
        (matches!(expected, Outcome::Ran { .. }) && expected != found).then_some(is_accepted)
    };
    let (&way, kind) = WAYS
        .iter()
        .find_map(|way| Some((way, difference(source, *way)?)))?;
    let reduced = reduce::reduce(source, |source| difference(source, way) == Some(kind));
    Some(reduced)
}

/// Notes how rgo's outcome differs from gc's. Results start with what they belong to.
fn compare(expected: &Outcome, found: &Outcome, way: Way, batch: &mut Batch) {
    let (
        Outcome::Ran { output, end },
        Outcome::Ran {
            output: found,
            end: found_end,
        },
    ) = (expected, found)
    else {
        batch.differences.push(format!(
            "{}: gc: {}, rgo: {}",
            way.name,
            start(expected),
            start(found)
        ));
        return;
    };
    batch.n_compared = output.lines().count();
    let (expected, found) = (results(output), results(found));
    let keys: BTreeSet<&str> = expected.keys().chain(found.keys()).copied().collect();
    let n_before = batch.differences.len();
    for key in keys {
        let (one, other) = (expected.get(key), found.get(key));
        if one != other {
            let (one, other) = (
                one.map_or(&[][..], Vec::as_slice),
                other.map_or(&[][..], Vec::as_slice),
            );
            let same = one.iter().zip(other).take_while(|(x, y)| x == y).count();
            let (one, other) = (one.get(same), other.get(same));
            let text = format!("{} {key}: gc: {one:?}, rgo: {other:?}", way.name);
            batch.differences.push(text);
        }
    }
    if batch.differences.len() == n_before && end != found_end {
        batch
            .differences
            .push(format!("{}: gc: {end:?}, rgo: {found_end:?}", way.name));
    }
}

/// The beginning of an outcome, to be shown.
fn start(outcome: &Outcome) -> String {
    let text = format!("{outcome:?}");
    text.chars().take(2000).collect()
}

/// The lines of an output by what they belong to: a number of a function in their first word.
fn results(output: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut results: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in output.lines() {
        let key = line.split(['.', ' ']).next().unwrap_or("");
        results.entry(key).or_default().push(line);
    }
    results
}
