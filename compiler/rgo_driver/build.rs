//! Makes what the compiler carries inside: the runtime archive and a table of the overlay.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the project's root exists");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let table = overlay_table(&root.join("overlay"));
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR is writable");
    let archive = runtime_archive(&root, &out.join("rt"));
    fs::copy(archive, out.join("librgo_rt.a")).expect("OUT_DIR is writable");
    println!("cargo::rerun-if-changed=build.rs");
}

/// Builds the runtime for the programs that rgo makes, in a target folder of its own.
fn runtime_archive(root: &Path, target: &Path) -> PathBuf {
    for input in ["Cargo.toml", "rt/Cargo.toml", "rt/src", "compiler/rgo_abi"] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let cargo = std::env::var_os("CARGO").expect("cargo sets CARGO");
    let status = Command::new(cargo)
        .args([
            "rustc",
            "--quiet",
            "-p",
            "rgo_rt",
            "--lib",
            "--profile",
            "rt",
        ])
        .args(["--crate-type", "staticlib", "--target-dir"])
        .arg(target)
        .args(["--", "-C", "no-redzone", "-C", "force-frame-pointers"])
        .current_dir(root)
        // What the compiler itself is built with does not count here.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the runtime does not build");
    target.join("rt/librgo_rt.a")
}

/// A table of the overlay's Go files by their paths in it, sorted.
fn overlay_table(overlay: &Path) -> String {
    println!("cargo::rerun-if-changed={}", overlay.display());
    let mut files = Vec::new();
    go_files(overlay, &mut files);
    files.sort();
    let mut table = String::from("static OVERLAY_FILES: &[OverlayFile] = &[\n");
    for file in files {
        let name = file
            .strip_prefix(overlay)
            .expect("it was found below")
            .display()
            .to_string();
        let file = file.display().to_string();
        writeln!(
            table,
            "    OverlayFile {{ path: {name:?}, text: include_str!({file:?}) }},"
        )
        .expect("writing to a string");
    }
    table.push_str("];\n");
    table
}

fn go_files(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            go_files(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "go") {
            files.push(path);
        }
    }
}
