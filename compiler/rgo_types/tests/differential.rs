//! What is found out about all packages of GOROOT, beside what the reference checker says: modes,
//! types and constants of all expressions, objects, selections, instances, layouts, the order of
//! initialization, types as messages print them.

mod facts;
mod library;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use facts::Dumper;
use library::{Library, goroot, package_dirs};
use rgo_base::stack;
use rgo_syntax::literal::quote;

/// Builds the program that dumps what the reference finds out.
fn build_reference(dir: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dump/main.go");
    let place = goroot().join("src/cmd/compile/internal/rgodump/main.go");
    let overlay = format!(
        "{{\"Replace\": {{{}: {}}}}}",
        quote(place.to_string_lossy().as_bytes()),
        quote(source.to_string_lossy().as_bytes())
    );
    fs::write(dir.join("overlay.json"), overlay).expect("a temporary directory is writable");
    let program = dir.join("dump");
    let status = Command::new(goroot().join("bin/go"))
        .args(["build", "-overlay"])
        .arg(dir.join("overlay.json"))
        .arg("-o")
        .arg(&program)
        .arg("cmd/compile/internal/rgodump")
        .current_dir(goroot().join("src/cmd"))
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .status()
        .expect("the reference toolchain runs");
    assert!(status.success());
    program
}

fn run_reference(program: &Path, dir: &Path, paths: &[String]) {
    let mut child = Command::new(program)
        .arg(dir)
        .env("GOROOT", goroot())
        .stdin(Stdio::piped())
        .spawn()
        .expect("the reference runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin
        .write_all(paths.join("\n").as_bytes())
        .expect("the reference reads its input");
    drop(stdin);
    assert!(child.wait().expect("the reference runs").success());
}

#[test]
fn results_are_those_of_the_reference() {
    let dir = std::env::temp_dir().join(format!("rgo-differential-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("the temporary directory is writable");
    let program = build_reference(&dir);
    let src = goroot().join("src");
    let mut dirs = Vec::new();
    package_dirs(&src, &mut dirs);
    let mut paths: Vec<String> = dirs
        .iter()
        .map(|dir| {
            dir.strip_prefix(&src)
                .expect("it is below src")
                .to_string_lossy()
                .into_owned()
        })
        // These two are documentation.
        .filter(|path| path != "builtin" && path != "unsafe")
        .collect();
    if let Ok(only) = std::env::var("RGO_PACKAGES") {
        paths = only.split(',').map(str::to_owned).collect();
    }
    let output = dir.join("out");
    fs::create_dir_all(&output).expect("the temporary directory is writable");
    run_reference(&program, &output, &paths);
    let (mut n_packages, mut n_lines, mut n_missing, mut n_other) = (0, 0, 0, 0);
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        for path in &paths {
            let Ok(want) = fs::read_to_string(output.join(path.replace('/', "!"))) else {
                continue;
            };
            let want = want.replace('\u{FFFD}', "?");
            let Some(pkg) = library.load(path) else {
                continue;
            };
            let mut dumper = Dumper {
                ctx: &library.ctx,
                library: &library,
                pkg,
                lines: Vec::new(),
            };
            dumper.dump();
            let mut have = std::mem::take(&mut dumper.lines);
            have.sort();
            have.dedup();
            let mut want: Vec<&str> = want.lines().collect();
            want.sort();
            n_packages += 1;
            n_lines += want.len();
            let (mut missing, mut other) = (Vec::new(), Vec::new());
            let (mut i, mut j) = (0, 0);
            while i < want.len() || j < have.len() {
                let order = match (want.get(i), have.get(j)) {
                    (Some(w), Some(h)) => (*w).cmp(h.as_str()),
                    (Some(_), None) => std::cmp::Ordering::Less,
                    _ => std::cmp::Ordering::Greater,
                };
                match order {
                    std::cmp::Ordering::Less => {
                        missing.push(want[i]);
                        i += 1;
                    }
                    std::cmp::Ordering::Greater => {
                        other.push(have[j].as_str());
                        j += 1;
                    }
                    std::cmp::Ordering::Equal => {
                        i += 1;
                        j += 1;
                    }
                }
            }
            n_missing += missing.len();
            n_other += other.len();
            if missing.len() + other.len() > 0 {
                eprintln!("{path}: {} missing, {} others", missing.len(), other.len());
                missing
                    .iter()
                    .take(12)
                    .for_each(|line| eprintln!("  - {line}"));
                other
                    .iter()
                    .take(12)
                    .for_each(|line| eprintln!("  + {line}"));
            }
        }
        let trusted = library.ctx.trusted_diags.take();
        assert!(trusted.is_empty(), "{}", library.show(&trusted[0]));
    });
    let _ = fs::remove_dir_all(&dir);
    eprintln!("{n_packages} packages, {n_lines} facts: {n_missing} missing, {n_other} others");
    assert_eq!((n_missing, n_other), (0, 0));
}
