//! Programs of `testdata` and what they do: output, standard error, exit code.
//!
//! A program is a file whose first line is `// run`, perhaps with arguments, or a directory with a go.mod
//! file. What gc's program does is beside it: `x.out`, `x.err` if there is standard error, `x.code` if
//! the exit code is not 0. What depends on the machine is removed from standard error
//! ([`normalize`]).

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::directive::{Directive, Mode};
use crate::golden;
use crate::process::{End, run};
use crate::tools;

/// How long a program may run.
const LIMIT: Duration = Duration::from_secs(60);

/// A program of the project's tests.
#[derive(Clone, Debug)]
pub struct Program {
    /// Below `testdata`, without an extension.
    pub name: String,
    /// Where it is built and run.
    pub dir: PathBuf,
    /// The file or package to build, in `dir`.
    pub target: OsString,
    pub args: Vec<String>,
    /// Path of its expectations, without extensions.
    stem: PathBuf,
}

/// What a program did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observed {
    pub stdout: Vec<u8>,
    /// Normalized.
    pub stderr: Vec<u8>,
    pub end: End,
}

/// What of `testdata` has programs.
const PLACES: &[&str] = &["demo", "reflect", "run"];

/// All programs, sorted by name.
pub fn programs() -> Vec<Program> {
    let root = tools::root().join("testdata");
    let mut programs = Vec::new();
    for place in PLACES {
        collect(&root, &root.join(place), &mut programs);
    }
    programs.sort_by(|x, y| x.name.cmp(&y.name));
    programs
}

/// Adds the programs at `path`, a file or a directory.
fn collect(root: &Path, path: &Path, programs: &mut Vec<Program>) {
    let stem = path.with_extension("");
    let name = stem.strip_prefix(root).unwrap_or(&stem);
    let name = name.to_string_lossy().into_owned();
    if path.join("go.mod").is_file() {
        programs.push(Program {
            name,
            dir: path.to_path_buf(),
            target: ".".into(),
            args: Vec::new(),
            stem,
        });
    } else if path.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            collect(root, &entry.path(), programs);
        }
    } else if let Some(args) = run_arguments(path) {
        programs.push(Program {
            name,
            dir: path.parent().unwrap_or(root).to_path_buf(),
            target: path.file_name().unwrap_or_default().to_owned(),
            args,
            stem,
        });
    }
}

/// The arguments in the directive of a Go file that is to be run.
fn run_arguments(path: &Path) -> Option<Vec<String>> {
    if path.extension().is_none_or(|extension| extension != "go") {
        return None;
    }
    let directive = Directive::parse(&fs::read_to_string(path).ok()?).ok()?;
    (directive.mode == Mode::Run).then_some(directive.args)
}

impl Program {
    /// Runs an executable of the program.
    pub fn observe(&self, executable: &Path, environment: &[(&str, &str)]) -> Observed {
        let mut command = Command::new(executable);
        command
            .args(&self.args)
            .current_dir(&self.dir)
            .env_remove("GODEBUG");
        command
            .env("GOTRACEBACK", "single")
            .envs(environment.iter().copied());
        let finished = run(&mut command, LIMIT).expect("the executable can be started");
        Observed {
            stdout: finished.stdout,
            stderr: normalize(&finished.stderr, &self.dir),
            end: finished.end,
        }
    }

    /// Compares what was seen with the expectations. Only gc can change those.
    pub fn check(&self, seen: &Observed) -> Result<(), String> {
        let code = code_text(seen.end)?;
        let parts = [
            ("code", code.as_bytes()),
            ("err", &seen.stderr),
            ("out", &seen.stdout),
        ];
        let checks =
            parts.map(|(extension, text)| golden::compare(&self.expectation(extension), text));
        let problems: Vec<String> = checks.into_iter().filter_map(Result::err).collect();
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems.concat()),
        }
    }

    /// Makes expectations of what was seen.
    pub fn record(&self, seen: &Observed) -> Result<(), String> {
        let code = code_text(seen.end)?;
        golden::bless(&self.expectation("code"), code.as_bytes());
        golden::bless(&self.expectation("err"), &seen.stderr);
        // Programs that print nothing have an expectation, too.
        fs::write(self.expectation("out"), &seen.stdout).map_err(|error| error.to_string())
    }

    fn expectation(&self, extension: &str) -> PathBuf {
        let mut file = self.stem.clone().into_os_string();
        file.push(".");
        file.push(extension);
        file.into()
    }
}

/// How a program ended as its expectation says it.
fn code_text(end: End) -> Result<String, String> {
    match end {
        End::Exit(0) => Ok(String::new()),
        End::Exit(code) => Ok(format!("{code}\n")),
        End::Signal(signal) => Ok(format!("signal {signal}\n")),
        End::Timeout => Err("timeout".into()),
    }
}

/// Removes from standard error what differs from machine to machine and from compiler to compiler:
/// arguments and pcs in tracebacks, lines within package runtime, directories, addresses, numbers of
/// goroutines but the first.
pub fn normalize(stderr: &[u8], dir: &Path) -> Vec<u8> {
    // A character for each byte: what the program writes need not be UTF-8.
    let decode = |bytes: &[u8]| -> String { bytes.iter().map(|&byte| char::from(byte)).collect() };
    let dir = decode(dir.as_os_str().as_bytes()) + "/";
    let goroot = decode(tools::goroot().as_os_str().as_bytes());
    let stderr = decode(stderr).replace(&dir, "").replace(&goroot, "$GOROOT");
    let mut text = String::with_capacity(stderr.len());
    let mut is_traceback = false;
    for line in stderr.split_terminator('\n') {
        let normal = if line.starts_with("goroutine ") && line.ends_with("]:") {
            is_traceback = true;
            without_goroutine_number(line)
        } else if line.is_empty() || !is_traceback {
            is_traceback = false;
            without_addresses(line)
        } else if line.starts_with('\t') {
            source_line(line)
        } else if line.starts_with("created by ") {
            without_goroutine_number(line)
        } else {
            // The arguments of a call.
            match line.rfind('(') {
                Some(at) if line.ends_with(')') => format!("{}(...)", &line[..at]),
                _ => line.into(),
            }
        };
        text.push_str(&normal);
        text.push('\n');
    }
    if !stderr.ends_with('\n') {
        text.pop();
    }
    text.chars().map(|c| c as u8).collect()
}

/// `goroutine 18` becomes `goroutine N`; the main goroutine is always 1.
fn without_goroutine_number(line: &str) -> String {
    let Some((before, rest)) = line.split_once("goroutine ") else {
        return line.into();
    };
    let n_digits = rest.chars().take_while(char::is_ascii_digit).count();
    match &rest[..n_digits] {
        "1" | "" => line.into(),
        _ => format!("{before}goroutine N{}", &rest[n_digits..]),
    }
}

/// `\tfile.go:12 +0x1d` without the offset; lines of package runtime's files do not matter.
fn source_line(line: &str) -> String {
    let line = line.rsplit_once(" +0x").map_or(line, |(line, _)| line);
    match line.rsplit_once(':') {
        Some((file, _)) if file.starts_with("\t$GOROOT/src/runtime/") => file.into(),
        _ => line.into(),
    }
}

/// Without the pc of a signal and without the address that stands for a value of a panic.
fn without_addresses(line: &str) -> String {
    if let Some((before, _)) = line.split_once(" pc=0x") {
        return format!("{before} pc=PC]");
    }
    match line.rsplit_once(") 0x") {
        Some((before, digits))
            if before.contains("panic: (") && digits.chars().all(|c| c.is_ascii_hexdigit()) =>
        {
            format!("{before}) ADDRESS")
        }
        _ => line.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::normalize;

    #[test]
    fn what_depends_on_the_machine_is_removed() {
        let stderr = "\
panic: (main.T) 0xc000012345
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48a5d3]

goroutine 18 [running]:
main.f({0x4a, 0x1}, 0x5)
\t/d/x.go:12 +0x1d
panic({0x4, 0x5}?)
\t/d/y.go:3
created by main.main in goroutine 1
\t/d/x.go:5 +0x5d

(kept) 0x12
";
        let want = "\
panic: (main.T) ADDRESS
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=PC]

goroutine N [running]:
main.f(...)
\tx.go:12
panic({0x4, 0x5}?)
\ty.go:3
created by main.main in goroutine 1
\tx.go:5

(kept) 0x12
";
        let want = want.replace("panic({0x4, 0x5}?)", "panic(...)");
        assert_eq!(
            normalize(stderr.as_bytes(), Path::new("/d")),
            want.as_bytes()
        );
        assert_eq!(normalize(b"\xff\n\nx", Path::new("/d")), b"\xff\n\nx");
    }
}
