//! Makes what the compiler carries inside: the runtime, linked ahead, and a table of the overlay.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rgo_abi::runtime_fn::ALL;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the project's root exists");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let table = overlay_table(&root.join("overlay"));
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR is writable");
    let archive = runtime_archive(&root, &out.join("rt"));
    link_ahead(&archive, &out);
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

/// Links the runtime with what it uses of the Rust library, so that the linker reads one small
/// object each time a program is built: `rgo_rt.o`. Only the runtime's own code keeps its
/// debugging information.
fn link_ahead(archive: &Path, out: &Path) {
    let dir = out.join("link_ahead");
    // Members of earlier builds have other names.
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("OUT_DIR is writable");
    let members = run(Command::new("ar").arg("t").arg(archive));
    let members: Vec<&str> = members.lines().filter(|m| m.starts_with("rgo_")).collect();
    run(Command::new("ar")
        .arg("x")
        .arg(archive)
        .args(&members)
        .current_dir(&dir));
    let rest = dir.join("rest.a");
    run(Command::new("objcopy")
        .arg("--strip-debug")
        .args([archive, rest.as_path()]));

    let mut nm = Command::new("nm");
    nm.args(["--defined-only", "--extern-only", "--format=posix"]);
    let symbols = run(nm.args(&members).current_dir(&dir));
    let exported = symbols
        .lines()
        .filter_map(|line| Some(line.split_once(' ')?.0))
        .filter(|name| !name.starts_with("_ZN") && !name.starts_with("_R"));
    let mut ld = Command::new("ld");
    ld.args(["-r", "--gc-sections", "-o", "rgo_rt.o"]);
    for name in exported.chain(ALL.iter().map(|f| f.info().symbol)) {
        ld.args(["-u", name]);
    }
    run(ld.args(&members).arg("rest.a").current_dir(&dir));
    let mut objcopy = Command::new("objcopy");
    objcopy.args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"]);
    run(objcopy.args([dir.join("rgo_rt.o"), out.join("rgo_rt.o")]));
}

/// Runs a tool of binutils; its output.
fn run(command: &mut Command) -> String {
    let tool = command.get_program().to_owned();
    let output = command
        .output()
        .unwrap_or_else(|err| panic!("{} of GNU binutils: {err}", tool.display()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", tool.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
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
