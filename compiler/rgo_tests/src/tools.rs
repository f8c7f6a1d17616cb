//! Where the tools of the tests are: the compiler under test, the reference toolchain, Go's test tree.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The project's root.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the project's root exists")
}

/// The compiler under test: `$RGO`, or the release build of this tree, made now if it is not current.
pub fn rgo() -> &'static Path {
    static RGO: OnceLock<PathBuf> = OnceLock::new();
    RGO.get_or_init(|| {
        if let Some(rgo) = std::env::var_os("RGO") {
            return PathBuf::from(rgo);
        }
        let status = Command::new("cargo")
            .args(["build", "--release", "--quiet", "-p", "rgo_driver"])
            .current_dir(root())
            .status()
            .expect("cargo is there");
        assert!(status.success(), "the compiler does not build");
        root().join("target/release/rgo")
    })
}

/// `$RGO_CACHE`, or `~/.cache/rgo`.
pub fn cache() -> PathBuf {
    std::env::var_os("RGO_CACHE").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("HOME is set")).join(".cache/rgo"),
        PathBuf::from,
    )
}

fn in_cache(name: &str) -> PathBuf {
    let dir = cache().join(name);
    assert!(
        dir.is_dir(),
        "{} is missing: run `make setup`",
        dir.display()
    );
    dir
}

/// The reference toolchain.
pub fn goroot() -> PathBuf {
    in_cache("go1.27.3")
}

/// Name of Go's test tree in the cache, before its version.
pub const TEST_TREE_PREFIX: &str = "gotest-";
/// The file in it that names the package it is from.
pub const TEST_TREE_VERSION: &str = ".version";

/// Go's test tree.
pub fn test_tree() -> PathBuf {
    find_test_tree().unwrap_or_else(|| in_cache("gotest-1.27.3"))
}

/// Go's test tree if it is there, the newest.
pub fn find_test_tree() -> Option<PathBuf> {
    let entries = std::fs::read_dir(cache()).ok()?;
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let newest = names
        .filter(|name| name.starts_with(TEST_TREE_PREFIX))
        .max()?;
    Some(cache().join(newest))
}

/// The version of the package that the test tree is from.
pub fn test_tree_version() -> String {
    let version = std::fs::read_to_string(test_tree().join(TEST_TREE_VERSION));
    version.map_or_else(|_| "unknown version".into(), |text| text.trim().into())
}

/// An empty directory for what a test makes, in the target folder.
pub fn scratch(name: &str) -> PathBuf {
    let dir = root().join("target/scratch").join(name);
    // It may not have been there.
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("the target folder is writable");
    dir
}

/// A program on PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// The reference's `go` command, which neither downloads nor updates anything.
pub fn go() -> Command {
    let mut go = Command::new(goroot().join("bin/go"));
    set_go_environment(&mut go);
    go
}

/// Settings that make a run independent of the machine's.
pub fn set_go_environment(command: &mut Command) {
    command
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .env("GOFLAGS", "")
        .env("GOENV", "off")
        .env("GOSUMDB", "off")
        .env("CGO_ENABLED", "0")
        .env("GO111MODULE", "")
        .env("GOWORK", "")
        .env("GOTELEMETRY", "off");
}
