//! Packages of `testdata/m` and what `-m` says of them.
//!
//! A package is one file, whose first line is `// m`, with flags for gc's compiler. What gc's compiler
//! prints is beside it, `x.want`, its lines sorted, equal ones once: gc prints them in the order of its work.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::golden;
use crate::process::run_merged;
use crate::tools;

/// How long a compiler may take.
const LIMIT: Duration = Duration::from_secs(600);

/// A package that inlining and escape analysis are asked about.
pub struct Asked {
    pub file: PathBuf,
    flags: String,
}

/// All packages, sorted by name.
pub fn all_asked() -> Vec<Asked> {
    let dir = tools::root().join("testdata/m");
    let entries = fs::read_dir(dir).expect("the tests' packages are there");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "go"));
    files.sort();
    files.into_iter().filter_map(asked).collect()
}

fn asked(file: PathBuf) -> Option<Asked> {
    let text = fs::read_to_string(&file).ok()?;
    let flags = text.lines().next()?.strip_prefix("// m ")?.to_owned();
    Some(Asked { file, flags })
}

impl Asked {
    /// What a compiler that is started by `command` says.
    pub fn observe(&self, mut command: Command) -> Result<String, String> {
        let dir = self.file.parent().unwrap_or(Path::new("."));
        let args = [
            OsString::from("build"),
            format!("-gcflags={}", self.flags).into(),
            "-o".into(),
            "/dev/null".into(),
            self.file.file_name().unwrap_or_default().into(),
        ];
        command.args(args).current_dir(dir);
        let finished = run_merged(&mut command, LIMIT).map_err(|error| error.to_string())?;
        if !finished.is_success() {
            return Err(finished.output_text());
        }
        let text = finished.output_text();
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        lines.sort_unstable();
        lines.dedup();
        Ok(lines.join("\n") + "\n")
    }

    /// Where the expectation is.
    fn want(&self) -> PathBuf {
        self.file.with_extension("want")
    }

    /// Compares what was seen with the expectation, which only gc can change.
    pub fn check(&self, seen: &str) -> Result<(), String> {
        golden::compare(&self.want(), seen.as_bytes())
    }

    /// Makes what gc says the expectation.
    pub fn record(&self) -> Result<(), String> {
        let seen = self.observe(tools::go())?;
        golden::bless(&self.want(), seen.as_bytes());
        Ok(())
    }
}
