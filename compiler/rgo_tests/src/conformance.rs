//! Go's own test tree, each file run as its first line says.
//!
//! The meaning of the modes is that of the tree's README and of Go's own runner. A test ends in one of
//! three ways, [`Outcome`]; what is expected to fail or not applicable is in two lists that are part of
//! the project ([`Lists`]), and any difference from them is a failure of the whole ([`Report`]).

mod lists;
mod report;
mod run;

use std::fs;
use std::path::Path;

use crate::directive::Mode;
use crate::parallel;
use crate::toolchain::Toolchain;
use crate::tools;

pub use lists::Lists;
pub use report::Report;

/// Where the tree has its tests. Other directories belong to tests that name them.
const DIRS: &[&str] = &[
    ".",
    "abi",
    "arenas",
    "chan",
    "codegen",
    "dwarf",
    "fixedbugs",
    "interface",
    "internal/runtime/sys",
    "ken",
    "simd",
    "syntax",
    "typeparam",
    "typeparam/mdempsky",
];

/// How a test ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Passed,
    /// With what was seen: the first line says it in short.
    Failed(String),
    /// It does not apply, and why.
    Skipped(String),
}

/// A test and how it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestResult {
    /// In the tree.
    pub path: String,
    /// None if the file has no directive.
    pub mode: Option<Mode>,
    pub outcome: Outcome,
}

/// Paths of all tests of the tree, sorted.
pub fn all_tests(tree: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for dir in DIRS {
        for entry in fs::read_dir(tree.join(dir)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".go") && !name.starts_with('.') {
                paths.push(match *dir {
                    "." => name,
                    dir => format!("{dir}/{name}"),
                });
            }
        }
    }
    paths.sort();
    paths
}

/// The tests of a fixed tenth of the tree.
pub fn tenth(mut paths: Vec<String>) -> Vec<String> {
    paths.retain(|path| fnv(path).is_multiple_of(10));
    paths
}

/// FNV-1: the same on all machines and for ever.
fn fnv(text: &str) -> u32 {
    let step = |hash: u32, byte| hash.wrapping_mul(16_777_619) ^ u32::from(byte);
    text.bytes().fold(2_166_136_261, step)
}

/// Runs tests on all processors; `done` hears of each.
pub fn run_tests(
    toolchain: &Toolchain,
    lists: &Lists,
    paths: &[String],
    done: &(dyn Fn(&TestResult) + Sync),
) -> Vec<TestResult> {
    let tree = tools::test_tree();
    let work = tools::scratch(&format!("conformance-{}", std::process::id()));
    let results = parallel::map(paths, |index, path| {
        let dir = work.join(index.to_string());
        let result = run::run_test(toolchain, lists, &tree, path, &dir);
        // What remains of the directory is removed with the one above.
        let _ = fs::remove_dir_all(&dir);
        done(&result);
        result
    });
    let _ = fs::remove_dir_all(&work);
    results
}

#[cfg(test)]
mod tests {
    use super::tenth;

    #[test]
    fn a_tenth_is_about_a_tenth() {
        let paths = (0..1000).map(|n| format!("fixedbugs/bug{n}.go")).collect();
        let n = tenth(paths).len();
        assert!((70..130).contains(&n), "{n}");
    }
}
