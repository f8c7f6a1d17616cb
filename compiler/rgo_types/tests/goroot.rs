//! All packages of GOROOT are checked without a word: as packages of a user, and as the library,
//! where bodies are checked on demand.

mod library;

use library::{Library, cpu_seconds, goroot, package_dirs, peak_memory};
use rgo_base::stack;
use rgo_types::{ObjectKind, PkgId};

fn paths(with_commands: bool) -> Vec<String> {
    let src = goroot().join("src");
    let mut dirs = Vec::new();
    package_dirs(&src, &mut dirs);
    let path = |dir: &std::path::PathBuf| {
        let path = dir
            .strip_prefix(&src)
            .expect("the directory lies below src");
        path.to_string_lossy().into_owned()
    };
    let mut paths: Vec<String> = dirs.iter().map(path).collect();
    // Package builtin is documentation.
    paths.retain(|path| path != "builtin" && (with_commands || !path.starts_with("cmd")));
    if let Ok(only) = std::env::var("RGO_PACKAGES") {
        paths = only.split(',').map(str::to_owned).collect();
    }
    paths
}

fn load_all(library: &mut Library, paths: &[String]) -> Vec<PkgId> {
    paths.iter().filter_map(|path| library.load(path)).collect()
}

#[test]
fn all_packages_are_valid() {
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        library.is_strict = true;
        let started = cpu_seconds();
        load_all(&mut library, &paths(true));
        let parsed = cpu_seconds() - started;
        let started = cpu_seconds();
        for pkg in library.ctx.package_ids().skip(1).collect::<Vec<_>>() {
            library.ctx.check_package(pkg, 1);
        }
        let elapsed = cpu_seconds() - started;
        let diags = library.ctx.diags.take();
        eprintln!(
            "{} lines parsed in {:.2} s, checked in {elapsed:.2} s: {:.3} M lines/s, {} MiB",
            library.n_lines,
            parsed,
            library.n_lines as f64 / elapsed / 1e6,
            peak_memory(),
        );
        let shown: Vec<String> = diags.iter().map(|d| library.show(d)).collect();
        assert!(
            diags.is_empty(),
            "{} errors:\n{}",
            shown.len(),
            shown[..shown.len().min(100)].join("\n")
        );
    });
}

#[test]
fn library_bodies_are_valid_on_demand() {
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        let pkgs = load_all(&mut library, &paths(false));
        let started = cpu_seconds();
        for pkg in pkgs {
            for &obj in library.ctx.package_objects(pkg) {
                match &library.ctx.object(obj).kind {
                    ObjectKind::Func(data) if data.body.is_some() => {
                        library.ctx.check_func_body(obj);
                        library.ctx.forget_body(obj);
                    }
                    ObjectKind::Var { .. } if library.ctx.has_initial_values(obj) => {
                        library.ctx.check_values(obj);
                    }
                    _ => library.ctx.resolve(obj),
                }
            }
        }
        let elapsed = cpu_seconds() - started;
        let diags = library.ctx.trusted_diags.take();
        eprintln!(
            "{} lines checked on demand in {elapsed:.2} s: {:.3} M lines/s, {} MiB",
            library.n_lines,
            library.n_lines as f64 / elapsed / 1e6,
            peak_memory(),
        );
        let shown: Vec<String> = diags.iter().map(|d| library.show(d)).collect();
        assert!(
            diags.is_empty(),
            "{} errors:\n{}",
            shown.len(),
            shown[..shown.len().min(100)].join("\n")
        );
    });
}
