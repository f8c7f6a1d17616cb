//! Where the reference toolchain and Go's test tree are, and their files.

use std::fs;
use std::path::{Path, PathBuf};

fn cache() -> PathBuf {
    std::env::var_os("RGO_CACHE").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("HOME is set")).join(".cache/rgo"),
        PathBuf::from,
    )
}

fn existing(dir: PathBuf) -> PathBuf {
    assert!(
        dir.is_dir(),
        "{} is missing: run `make setup`",
        dir.display()
    );
    dir
}

/// The reference toolchain, as `make setup` leaves it in the cache.
pub fn goroot() -> PathBuf {
    existing(cache().join("go1.27.3"))
}

/// Go's test tree.
#[allow(
    dead_code,
    reason = "not every test that includes this module reads the test tree"
)]
pub fn test_tree() -> PathBuf {
    existing(cache().join("gotest-1.27.3"))
}

/// All Go files of GOROOT/src and of the test tree, those of test data included.
#[allow(
    dead_code,
    reason = "not every test that includes this module reads the test tree"
)]
pub fn all_go_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    go_files(&goroot().join("src"), true, &mut files);
    go_files(&test_tree(), true, &mut files);
    files
}

/// All Go files below `dir`, in order.
pub fn go_files(dir: &Path, with_testdata: bool, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(dir).expect("the toolchain is readable");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the toolchain is readable").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if with_testdata || path.file_name().is_some_and(|name| name != "testdata") {
                go_files(&path, with_testdata, files);
            }
        } else if path.extension().is_some_and(|ext| ext == "go") {
            files.push(path);
        }
    }
}

/// A small generator of pseudo-random numbers (xorshift).
#[allow(
    dead_code,
    reason = "not every test that includes this module is random"
)]
pub struct Random(pub u64);

#[allow(
    dead_code,
    reason = "not every test that includes this module is random"
)]
impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}
