//! The programs of `testdata/bench`.
//!
//! `//bench:group NAME` and `//bench:quick ARGS` in a program's head say to which group it belongs and
//! with which arguments it is done soon. With `-t` it runs its full size. What it prints then is in
//! `expected`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tools;

pub struct Benchmark {
    pub name: String,
    pub file: PathBuf,
    pub group: String,
    /// Arguments of the quick size.
    pub quick: Vec<String>,
}

/// The programs in `testdata/bench` or a folder of it, sorted by name.
pub fn benchmarks(folder: &str) -> Vec<Benchmark> {
    let dir = dir().join(folder);
    let mut benchmarks = Vec::new();
    for entry in fs::read_dir(&dir)
        .expect("the programs are there")
        .flatten()
    {
        let file = entry.path();
        if file.extension().is_some_and(|extension| extension == "go") {
            benchmarks.push(read(&file));
        }
    }
    benchmarks.sort_by(|x, y| x.name.cmp(&y.name));
    benchmarks
}

fn dir() -> PathBuf {
    tools::root().join("testdata/bench")
}

fn read(file: &Path) -> Benchmark {
    let text = fs::read_to_string(file).expect("the program is readable");
    let setting = |name: &str| {
        let prefix = format!("//bench:{name} ");
        text.lines()
            .find_map(|line| line.strip_prefix(&prefix))
            .unwrap_or_default()
    };
    Benchmark {
        name: file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        file: file.to_path_buf(),
        group: setting("group").into(),
        quick: setting("quick")
            .split_whitespace()
            .map(str::to_string)
            .collect(),
    }
}

impl Benchmark {
    /// What it prints at its quick size, and at its full size.
    pub fn expected(&self, is_quick: bool) -> Vec<u8> {
        let extension = if is_quick { "quick.out" } else { "out" };
        let file = dir().join(format!("expected/{}.{extension}", self.name));
        fs::read(file).expect("each program has its expectations")
    }
}
