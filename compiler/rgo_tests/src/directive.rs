//! The first line of a test: what is to be done with the file, in the words of Go's own tests.
//!
//! The README of Go's test tree describes them. Lines with build constraints may precede it.

use rgo_load::build_context::BuildContext;
use rgo_syntax::constraint::{Constraint, go_build_text, plus_build_text};

/// What a test does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mode {
    Run,
    RunDir,
    RunInDir,
    RunOutput,
    Compile,
    CompileDir,
    Build,
    BuildDir,
    BuildRun,
    BuildRunDir,
    ErrorCheck,
    ErrorCheckDir,
    ErrorCheckOutput,
    ErrorCheckWithAuto,
    ErrorCheckAndRunDir,
    AsmCheck,
    Skip,
}

/// All modes in the order of reports, with their names.
pub static MODES: &[(Mode, &str)] = &[
    (Mode::Run, "run"),
    (Mode::RunDir, "rundir"),
    (Mode::RunInDir, "runindir"),
    (Mode::RunOutput, "runoutput"),
    (Mode::Compile, "compile"),
    (Mode::CompileDir, "compiledir"),
    (Mode::Build, "build"),
    (Mode::BuildDir, "builddir"),
    (Mode::BuildRun, "buildrun"),
    (Mode::BuildRunDir, "buildrundir"),
    (Mode::ErrorCheck, "errorcheck"),
    (Mode::ErrorCheckDir, "errorcheckdir"),
    (Mode::ErrorCheckOutput, "errorcheckoutput"),
    (Mode::ErrorCheckWithAuto, "errorcheckwithauto"),
    (Mode::ErrorCheckAndRunDir, "errorcheckandrundir"),
    (Mode::AsmCheck, "asmcheck"),
    (Mode::Skip, "skip"),
];

/// What the first line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    pub mode: Mode,
    /// Compiling must fail.
    pub wants_error: bool,
    /// Each file of the directory is a package.
    pub single_file_packages: bool,
    /// Seconds.
    pub limit: Option<u64>,
    /// Settings of the environment: `GOEXPERIMENT`, `GODEBUG`.
    pub environment: Vec<(String, String)>,
    /// For the go.mod file of `runindir`.
    pub go_version: Option<String>,
    /// For the compiler, or for the `go` command.
    pub flags: Vec<String>,
    /// For the program.
    pub args: Vec<String>,
}

impl Directive {
    /// Reads the directive of a file. An error says why it is none.
    pub fn parse(source: &str) -> Result<Directive, String> {
        let line = source
            .lines()
            .filter(|line| !is_constraint(line))
            .map(|line| line.strip_prefix("//").unwrap_or(line).trim())
            .find(|line| !line.is_empty())
            .ok_or("no directive")?;
        let mut words = split_quoted(line)?.into_iter();
        let name = words.next().ok_or("no directive")?;
        let mode = MODES
            .iter()
            .find(|(_, other)| *other == name)
            .map(|&(mode, _)| mode)
            .ok_or_else(|| format!("unknown directive {name:?}"))?;
        let wants_error = matches!(
            mode,
            Mode::ErrorCheck
                | Mode::ErrorCheckDir
                | Mode::ErrorCheckOutput
                | Mode::ErrorCheckWithAuto
        );
        let mut directive = Directive {
            mode,
            wants_error,
            single_file_packages: false,
            limit: None,
            environment: Vec::new(),
            go_version: None,
            flags: Vec::new(),
            args: Vec::new(),
        };
        directive.read_flags(words)?;
        Ok(directive)
    }

    fn read_flags(&mut self, mut words: std::vec::IntoIter<String>) -> Result<(), String> {
        while let Some(word) = words.next() {
            if !word.starts_with('-') {
                self.args.push(word);
                self.args.extend(words);
                return Ok(());
            }
            let mut value = || words.next().ok_or(format!("nothing behind {word}"));
            match word.as_str() {
                "-1" => self.wants_error = true,
                "-0" => self.wants_error = false,
                "-s" => self.single_file_packages = true,
                "-t" => {
                    let seconds = value()?;
                    let limit = seconds
                        .parse()
                        .map_err(|_| format!("bad limit {seconds}"))?;
                    self.limit = Some(limit);
                }
                "-goexperiment" => self.environment.push(("GOEXPERIMENT".into(), value()?)),
                "-godebug" => self.environment.push(("GODEBUG".into(), value()?)),
                "-gomodversion" => self.go_version = Some(value()?),
                _ => self.flags.push(word),
            }
        }
        Ok(())
    }
}

fn is_constraint(line: &str) -> bool {
    go_build_text(line).is_some() || plus_build_text(line).is_some()
}

/// The first build constraint of a test that does not hold.
pub fn failed_constraint(source: &str) -> Option<&str> {
    // Some files are malformed on purpose and have no package clause.
    let header = source.find("\npackage").map_or("", |end| &source[..end]);
    let context = BuildContext {
        tags: vec!["test_run".into()],
        is_cgo_enabled: false,
    };
    let holds = |tag: &str| context.has_tag(tag, false);
    let mut lines = header
        .lines()
        .take_while(|line| !line.starts_with("package "));
    lines.find(|line| {
        Constraint::parse_line(line).is_some_and(|expr| expr.is_ok_and(|expr| !expr.eval(&holds)))
    })
}

/// Splits at blanks, except within quotes.
fn split_quoted(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Ok(words);
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(&c) = chars.peek() {
            if quote.is_none() && c.is_whitespace() {
                break;
            }
            chars.next();
            match quote {
                _ if c == '\\' => word.extend(chars.next()),
                Some(q) if c == q => quote = None,
                None if c == '"' || c == '\'' => quote = Some(c),
                _ => word.push(c),
            }
        }
        if quote.is_some() {
            return Err(format!("unclosed quote: {text}"));
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::{Directive, Mode, failed_constraint};

    #[test]
    fn directives_have_flags_and_arguments() {
        let text = "//go:build linux\n\n// errorcheck -0 -m -d=a,b -t 20\n\npackage p\n";
        let directive = Directive::parse(text).expect("it has one");
        assert_eq!(
            (directive.mode, directive.wants_error, directive.limit),
            (Mode::ErrorCheck, false, Some(20))
        );
        assert_eq!(directive.flags, ["-m", "-d=a,b"]);
        let directive = Directive::parse("// run -gcflags='all=-N -l' x -y").expect("it has one");
        assert_eq!(directive.flags, ["-gcflags=all=-N -l"]);
        assert_eq!(directive.args, ["x", "-y"]);
        assert!(Directive::parse("// Copyright").is_err());
    }

    #[test]
    fn constraints_are_looked_for_before_the_clause() {
        assert_eq!(
            failed_constraint("// run\n\n//go:build linux && gc\n\npackage p"),
            None
        );
        let text = "// run\n\n//go:build !amd64\n\npackage p";
        assert_eq!(failed_constraint(text), Some("//go:build !amd64"));
        assert_eq!(
            failed_constraint("// run\n//go:build cgo\n\npackage p"),
            Some("//go:build cgo")
        );
        assert_eq!(
            failed_constraint("// run\n\npackage p\n//go:build cgo\n\npackage q"),
            None
        );
    }
}
