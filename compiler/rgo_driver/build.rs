//! Makes the tables of what the compiler carries inside.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the project's root exists");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let table = overlay_table(&root.join("overlay"));
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR is writable");
    println!("cargo::rerun-if-changed=build.rs");
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
