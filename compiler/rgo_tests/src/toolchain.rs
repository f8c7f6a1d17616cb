//! The compilers that tests can run: `rgo`, and gc for a check of the tests themselves.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{End, Finished, run, run_merged};
use crate::tools::{self, set_go_environment};

/// Packages to compile one after another, each from files of its own.
pub struct Compilation<'a> {
    /// Import paths and files.
    pub packages: &'a [(String, Vec<PathBuf>)],
    /// What `./` means in imports.
    pub local_prefix: &'a str,
    pub compile_flags: &'a [String],
    pub link_flags: &'a [String],
    /// The program to make of the last package.
    pub output: Option<&'a Path>,
    /// For temporary files, and the working directory.
    pub dir: &'a Path,
    pub environment: &'a [(String, String)],
    pub limit: Duration,
}

pub enum Toolchain {
    Rgo(PathBuf),
    /// With the list of the standard library's compiled packages.
    Gc {
        importcfg: String,
    },
}

impl Toolchain {
    /// The compiler under test.
    pub fn rgo() -> Toolchain {
        Toolchain::Rgo(tools::rgo().to_path_buf())
    }

    /// The reference. Its library is compiled if it is not in the build cache.
    pub fn gc() -> Toolchain {
        let format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let mut list = tools::go();
        list.args(["list", "-export", "-f", format, "std"]);
        let listed = run(&mut list, Duration::from_secs(1800)).expect("there is a go command");
        assert!(listed.is_success(), "{}", listed.output_text());
        Toolchain::Gc {
            importcfg: listed.stdout_text(),
        }
    }

    /// A command like those of `go`: `build`, `run`. All output is in `stdout`.
    pub fn command(
        &self,
        args: &[OsString],
        dir: &Path,
        environment: &[(String, String)],
        limit: Duration,
    ) -> Finished {
        let mut command = match self {
            Toolchain::Rgo(rgo) => Command::new(rgo),
            Toolchain::Gc { .. } => Command::new(tools::goroot().join("bin/go")),
        };
        command.args(args);
        finish(&mut command, dir, environment, limit)
    }

    /// Compiles packages. All output is in `stdout`.
    pub fn compile(&self, what: &Compilation<'_>) -> Finished {
        match self {
            Toolchain::Rgo(rgo) => compile_by_rgo(rgo, what),
            Toolchain::Gc { importcfg } => compile_by_gc(importcfg, what),
        }
    }
}

fn finish(
    command: &mut Command,
    dir: &Path,
    environment: &[(String, String)],
    limit: Duration,
) -> Finished {
    set_go_environment(command);
    let environment = environment.iter().map(|(name, value)| (name, value));
    command.current_dir(dir).envs(environment);
    run_merged(command, limit)
        .unwrap_or_else(|error| panic!("{command:?} in {}: {error}", dir.display()))
}

fn compile_by_rgo(rgo: &Path, what: &Compilation<'_>) -> Finished {
    let mut command = Command::new(rgo);
    // Tests run in parallel.
    command.args(["compile", "-p=1", "-D", what.local_prefix]);
    command.arg(format!("-gcflags={}", what.compile_flags.join(" ")));
    command.arg(format!("-ldflags={}", what.link_flags.join(" ")));
    if let Some(output) = what.output {
        command.arg("-o").arg(output);
    }
    for (path, files) in what.packages {
        let files: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        command.arg(format!("{path}={}", files.join(",")));
    }
    finish(&mut command, what.dir, what.environment, what.limit)
}

fn compile_by_gc(importcfg: &str, what: &Compilation<'_>) -> Finished {
    let mut importcfg = importcfg.to_string();
    let object = |index: usize| what.dir.join(format!("{index}.a"));
    for (index, (path, _)) in what.packages.iter().enumerate() {
        importcfg += &format!("packagefile {path}={}\n", object(index).display());
    }
    let importcfg_file = what.dir.join("importcfg");
    fs::write(&importcfg_file, importcfg).expect("the directory is writable");
    let tool = |name: &str| {
        let mut command = Command::new(tools::goroot().join("bin/go"));
        command
            .args(["tool", name, "-importcfg"])
            .arg(&importcfg_file);
        command
    };
    let mut all = Finished {
        end: End::Exit(0),
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let mut add = |mut command: Command| {
        let finished = finish(&mut command, what.dir, what.environment, what.limit);
        all.stdout.extend(finished.stdout);
        all.end = finished.end;
        all.end == End::Exit(0)
    };
    for (index, (path, files)) in what.packages.iter().enumerate() {
        let mut compile = tool("compile");
        compile
            .args(["-p", path, "-D", what.local_prefix, "-o"])
            .arg(object(index));
        compile.args(what.compile_flags).args(files);
        if !add(compile) {
            return all;
        }
    }
    if let Some(output) = what.output {
        let mut link = tool("link");
        link.args(["-s", "-w", "-buildid=test", "-o"]).arg(output);
        link.args(what.link_flags)
            .arg(object(what.packages.len() - 1));
        add(link);
    }
    all
}
