//! One test, as its directive says.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Lists, Outcome, TestResult};
use crate::directive::{Directive, Mode, failed_constraint};
use crate::expect::{Source, differences};
use crate::process::{End, Finished, run_merged};
use crate::toolchain::{Compilation, Toolchain};

/// How long a compiler may take for one program, and a program without a limit of its own: far more
/// than they need, for a machine may be busy.
const LIMIT: Duration = Duration::from_secs(600);
/// Exit code of `rgo` after a failure of its own.
const EXIT_BUG: i32 = 3;
/// How much of an output is shown.
const SHOWN_MAX: usize = 2000;

/// A failure: what was seen, in short in the first line.
type Checked = Result<(), String>;

/// An import path and files.
type Package = (String, Vec<PathBuf>);

/// One test on its way.
struct Test<'a> {
    toolchain: &'a Toolchain,
    tree: &'a Path,
    /// The test's path in the tree.
    path: &'a str,
    /// For what is made.
    dir: &'a Path,
    directive: Directive,
}

/// Runs the test `path`; `dir` is for what is made on the way.
pub fn run_test(
    toolchain: &Toolchain,
    lists: &Lists,
    tree: &Path,
    path: &str,
    dir: &Path,
) -> TestResult {
    let source = fs::read(tree.join(path)).expect("the tree is readable");
    let source = String::from_utf8_lossy(&source);
    let parsed = Directive::parse(&source);
    let mode = parsed.as_ref().ok().map(|directive| directive.mode);
    let result = |outcome| TestResult {
        path: path.into(),
        mode,
        outcome,
    };
    let skipped = |why: &str| result(Outcome::Skipped(why.into()));
    if let Some(why) = lists.not_applicable.get(path) {
        return skipped(why);
    }
    let directive = match parsed {
        Ok(directive) => directive,
        Err(why) => return skipped(&why),
    };
    match directive.mode {
        Mode::Skip => return skipped("the directive skip"),
        Mode::AsmCheck => return skipped("asmcheck: compares gc's machine code"),
        _ => {}
    }
    if let Some(line) = failed_constraint(&source) {
        return skipped(line);
    }
    fs::create_dir_all(dir).expect("the temporary directory can be made");
    let test = Test {
        toolchain,
        tree,
        path,
        dir,
        directive,
    };
    result(match test.run(&source) {
        Ok(()) => Outcome::Passed,
        Err(why) => Outcome::Failed(why),
    })
}

impl Test<'_> {
    fn run(&self, source: &str) -> Checked {
        let file = self.tree.join(self.path);
        match self.directive.mode {
            Mode::Compile => self.compile(&[(self.package_path("p"), vec![file])]),
            Mode::CompileDir => self.compile(&self.packages()?),
            Mode::Build => self.build(&file, "a.exe").map(drop),
            Mode::BuildDir => self.build_dir().map(drop),
            Mode::Run => self.run_file(&file),
            Mode::BuildRun => {
                let program = self.build(&file, "a.exe")?;
                self.check_output(self.run_program(&program, self.dir)?)
            }
            Mode::BuildRunDir => {
                let program = self.build_dir()?;
                self.check_output(self.run_program(&program, self.dir)?)
            }
            Mode::RunDir => self.run_dir(&self.packages()?),
            Mode::RunInDir => self.run_in_dir(),
            Mode::RunOutput => {
                let generated = self.generate(&file)?;
                self.run_generated(&generated)
            }
            Mode::ErrorCheck | Mode::ErrorCheckWithAuto => {
                let name = self.path.rsplit('/').next().unwrap_or(self.path);
                self.error_check(&[(self.package_path("p"), vec![file])], &[(name, source)])
            }
            Mode::ErrorCheckDir => self.error_check_dir(&self.packages()?),
            Mode::ErrorCheckAndRunDir => self.error_check_and_run_dir(),
            Mode::ErrorCheckOutput => {
                let generated = self.generate(&file)?;
                let text = fs::read(&generated).map_err(|error| error.to_string())?;
                let text = String::from_utf8_lossy(&text);
                let packages = [("p".to_string(), vec![generated])];
                self.error_check(&packages, &[("tmp__.go", &text)])
            }
            Mode::AsmCheck | Mode::Skip => Ok(()),
        }
    }

    /// The main package: the test's file and those that the directive names before arguments.
    fn main_package(&self, file: &Path) -> Package {
        let named = self.directive.args[..self.n_files()].iter();
        let mut files = vec![file.to_path_buf()];
        files.extend(named.map(|name| self.tree.join(name.trim_start_matches("./"))));
        ("main".into(), files)
    }

    fn n_files(&self) -> usize {
        let args = self.directive.args.iter();
        args.take_while(|arg| arg.ends_with(".go")).count()
    }

    /// The flag `-p` of the directive, or `default`.
    fn package_path(&self, default: &str) -> String {
        let flag = self
            .directive
            .flags
            .iter()
            .find_map(|flag| flag.strip_prefix("-p="));
        flag.unwrap_or(default).into()
    }

    /// The packages of the test's directory, in the order of their files.
    fn packages(&self) -> Result<Vec<Package>, String> {
        let dir = self.test_dir();
        let mut packages: Vec<(String, Package)> = Vec::new();
        for file in go_files(&dir)? {
            let name = package_name(&file)?;
            let known = packages.iter_mut().find(|(other, _)| *other == name);
            match known {
                Some((_, (_, files))) if !self.directive.single_file_packages => files.push(file),
                _ => {
                    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
                    let path = match name.as_str() {
                        "main" => "main".into(),
                        _ => format!("test/{stem}"),
                    };
                    packages.push((name, (path, vec![file])));
                }
            }
        }
        Ok(packages.into_iter().map(|(_, package)| package).collect())
    }

    fn test_dir(&self) -> PathBuf {
        self.tree.join(self.path).with_extension("dir")
    }

    /// Flags of the directive for the compiler, and those for the linker.
    fn split_flags(&self) -> (Vec<String>, Vec<String>) {
        let flags = self
            .directive
            .flags
            .iter()
            .filter(|flag| !flag.starts_with("-p="));
        let mut flags: Vec<String> = flags.cloned().collect();
        match flags.iter().position(|flag| flag == "-ldflags") {
            Some(at) => {
                let mut link = flags.split_off(at);
                link.remove(0);
                (flags, link)
            }
            None => (flags, Vec::new()),
        }
    }

    fn compilation(&self, packages: &[Package], flags: &[&str], output: Option<&Path>) -> Finished {
        let (mut compile_flags, link_flags) = self.split_flags();
        compile_flags.splice(0..0, flags.iter().map(|flag| (*flag).to_string()));
        self.toolchain.compile(&Compilation {
            packages,
            local_prefix: "test",
            compile_flags: &compile_flags,
            link_flags: &link_flags,
            output,
            dir: self.dir,
            environment: &self.directive.environment,
            limit: LIMIT,
        })
    }

    fn compile(&self, packages: &[Package]) -> Checked {
        expect_success("compile", &self.compilation(packages, &["-e"], None))
    }

    /// Makes a program of packages and runs it.
    fn run_dir(&self, packages: &[Package]) -> Checked {
        let program = self.dir.join("a.exe");
        expect_success(
            "compile",
            &self.compilation(packages, &["-e"], Some(&program)),
        )?;
        self.check_output(self.run_program(&program, self.dir)?)
    }

    fn build_dir(&self) -> Result<PathBuf, String> {
        let program = self.dir.join("a.exe");
        let packages = [("main".to_string(), go_files(&self.test_dir())?)];
        expect_success(
            "compile",
            &self.compilation(&packages, &["-e"], Some(&program)),
        )?;
        Ok(program)
    }

    /// Builds a file as the `go` command would.
    fn build(&self, file: &Path, name: &str) -> Result<PathBuf, String> {
        let program = self.dir.join(name);
        let mut args: Vec<OsString> = vec!["build".into()];
        args.extend(self.directive.flags.iter().map(OsString::from));
        args.extend(["-o".into(), program.clone().into(), file.into()]);
        let environment = &self.directive.environment;
        expect_success(
            "build",
            &self.toolchain.command(&args, self.dir, environment, LIMIT),
        )?;
        Ok(program)
    }

    fn run_file(&self, file: &Path) -> Checked {
        let program = if self.directive.flags.is_empty() {
            let program = self.dir.join("a.exe");
            let packages = [self.main_package(file)];
            expect_success("compile", &self.compilation(&packages, &[], Some(&program)))?;
            program
        } else {
            self.build(file, "a.exe")?
        };
        self.check_output(self.run_program(&program, self.tree)?)
    }

    /// Runs a copy of the test's directory as a module.
    fn run_in_dir(&self) -> Checked {
        let name = self.test_dir().file_name().unwrap_or_default().to_owned();
        let module = self.dir.join("src").join(&name);
        copy_dir(&self.test_dir(), &module).map_err(|error| error.to_string())?;
        let version = self.directive.go_version.as_deref().unwrap_or("1.14");
        let go_mod = format!("module {}\ngo {version}\n", name.to_string_lossy());
        fs::write(module.join("go.mod"), go_mod).map_err(|error| error.to_string())?;
        let program = self.dir.join("a.exe");
        let mut args: Vec<OsString> = vec!["build".into()];
        args.extend(self.directive.flags.iter().map(OsString::from));
        args.extend(["-o".into(), program.clone().into(), ".".into()]);
        let environment = &self.directive.environment;
        let built = self.toolchain.command(&args, &module, environment, LIMIT);
        expect_success("build", &built)?;
        self.check_output(self.run_program(&program, &module)?)
    }

    /// The program that the test's program writes.
    fn generate(&self, file: &Path) -> Result<PathBuf, String> {
        let program = self.dir.join("generator.exe");
        let packages = [self.main_package(file)];
        let compiled = self.toolchain.compile(&Compilation {
            packages: &packages,
            local_prefix: "test",
            compile_flags: &[],
            link_flags: &[],
            output: Some(&program),
            dir: self.dir,
            environment: &self.directive.environment,
            limit: LIMIT,
        });
        expect_success("compile", &compiled)?;
        let output = self.run_program(&program, self.tree)?;
        let generated = self.dir.join("tmp__.go");
        fs::write(&generated, output).map_err(|error| error.to_string())?;
        Ok(generated)
    }

    fn run_generated(&self, file: &Path) -> Checked {
        let program = self.dir.join("a.exe");
        let packages = [("main".to_string(), vec![file.to_path_buf()])];
        let compiled = self.compilation(&packages, &[], Some(&program));
        expect_success("compile the generated program", &compiled)?;
        self.check_output(self.run_program(&program, self.tree)?)
    }

    /// Runs a program and gives its output.
    fn run_program(&self, program: &Path, dir: &Path) -> Result<Vec<u8>, String> {
        let mut command = Command::new(program);
        command
            .args(&self.directive.args[self.n_files()..])
            .current_dir(dir);
        let environment = self.directive.environment.iter();
        command.envs(environment.map(|(name, value)| (name, value)));
        let limit = self.directive.limit.map_or(LIMIT, Duration::from_secs);
        let finished = run_merged(&mut command, limit)
            .map_err(|error| format!("the program does not start: {error}"))?;
        match finished.end {
            End::Exit(0) => Ok(finished.stdout),
            end => Err(failure(&format!("program: {}", end_text(end)), &finished)),
        }
    }

    /// Compares a program's output with the file beside the test; without one it must be empty.
    fn check_output(&self, output: Vec<u8>) -> Checked {
        let file = self.tree.join(self.path).with_extension("out");
        let wanted = fs::read(file).unwrap_or_default();
        if output == wanted {
            return Ok(());
        }
        let (output, wanted) = (
            String::from_utf8_lossy(&output),
            String::from_utf8_lossy(&wanted),
        );
        let line = output
            .lines()
            .zip(wanted.lines())
            .take_while(|(x, y)| x == y)
            .count();
        let show = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_string();
        let (seen, want) = (show(&output), show(&wanted));
        Err(format!(
            "output: line {}: {seen}, want {want}\n{}",
            line + 1,
            shown(&output)
        ))
    }

    /// Compiles packages and compares messages with comments of `sources`, whose names messages end in.
    fn error_check(&self, packages: &[Package], sources: &[(&str, &str)]) -> Checked {
        // What Go's own runner asks for, too: gc's passes check themselves.
        let flags = ["-C", "-e", "-d=panic,ssa/check/on"];
        let finished = self.compilation(packages, &flags, None);
        if self.directive.wants_error {
            expect_failure(&finished)?;
        } else {
            expect_success("compile", &finished)?;
        }
        let files = packages.iter().flat_map(|(_, files)| files);
        let full: Vec<_> = files.map(|file| file.to_string_lossy()).collect();
        let sources: Vec<Source<'_>> = full
            .iter()
            .zip(sources)
            .map(|(full, (short, text))| Source { full, short, text })
            .collect();
        let wants_auto = self.directive.mode == Mode::ErrorCheckWithAuto;
        let found = differences(&finished.stdout_text(), &sources, wants_auto)?;
        if found.is_empty() {
            return Ok(());
        }
        Err(format!(
            "messages: {}\n{}",
            found.join("\n"),
            shown(&finished.stdout_text())
        ))
    }

    fn error_check_dir(&self, packages: &[Package]) -> Checked {
        let mut sources = Vec::new();
        for file in packages.iter().flat_map(|(_, files)| files) {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = fs::read(file).map_err(|error| error.to_string())?;
            sources.push((name, String::from_utf8_lossy(&text).into_owned()));
        }
        let sources: Vec<(&str, &str)> = sources
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        self.error_check(packages, &sources)
    }

    fn error_check_and_run_dir(&self) -> Checked {
        let mut packages = self.packages()?;
        if !self.directive.wants_error {
            self.error_check_dir(&packages)?;
            return self.run_dir(&packages);
        }
        // The package before the last must fail; the last does without it.
        let n = packages.len();
        self.error_check_dir(&packages[..n - 1])?;
        packages.remove(n - 2);
        self.run_dir(&packages)
    }
}

fn expect_success(what: &str, finished: &Finished) -> Checked {
    match finished.end {
        End::Exit(0) => Ok(()),
        End::Exit(EXIT_BUG) => Err(compiler_bug(finished)),
        End::Exit(_) => Err(failure(what, finished)),
        end => Err(failure(&format!("{what}: {}", end_text(end)), finished)),
    }
}

fn expect_failure(finished: &Finished) -> Checked {
    match finished.end {
        End::Exit(EXIT_BUG) => Err(compiler_bug(finished)),
        End::Exit(0) => Err(failure("compile: no error", finished)),
        End::Exit(_) => Ok(()),
        end => Err(failure(&format!("compile: {}", end_text(end)), finished)),
    }
}

/// The failure of a compiler that has crashed.
fn compiler_bug(finished: &Finished) -> String {
    failure("the compiler crashed", finished)
}

fn failure(what: &str, finished: &Finished) -> String {
    let output = finished.stdout_text();
    let mut lines = output.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    format!(
        "{what}: {}\n{}",
        first.unwrap_or("no output"),
        shown(&output)
    )
}

fn end_text(end: End) -> String {
    match end {
        End::Exit(code) => format!("exit {code}"),
        End::Signal(signal) => format!("signal {signal}"),
        End::Timeout => "timeout".into(),
    }
}

fn shown(output: &str) -> String {
    let mut end = output.len().min(SHOWN_MAX);
    while !output.is_char_boundary(end) {
        end -= 1;
    }
    let more = if end < output.len() { "...\n" } else { "" };
    format!("{}{more}", &output[..end])
}

/// The Go files of a directory, sorted.
fn go_files(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    files.sort();
    Ok(files)
}

/// The name in the first line that begins with `package `.
fn package_name(file: &Path) -> Result<String, String> {
    let text = fs::read(file).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&text);
    let rest = text.lines().find_map(|line| line.strip_prefix("package "));
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    let name: String = rest
        .unwrap_or_default()
        .chars()
        .take_while(is_part)
        .collect();
    match name.is_empty() {
        true => Err(format!("{}: no package clause", file.display())),
        false => Ok(name),
    }
}

fn copy_dir(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
