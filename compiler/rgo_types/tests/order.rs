//! Results and errors depend neither on the order in which things are asked for nor on the number of
//! threads.

mod facts;
mod library;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use facts::Dumper;
use library::Library;
use rgo_base::stack;
use rgo_types::{ObjId, ObjectKind, PkgId};

const PACKAGES: [&str; 6] = [
    "net/http",
    "encoding/json/v2",
    "go/types",
    "slices",
    "maps",
    "text/template",
];

fn load(library: &mut Library) -> Vec<PkgId> {
    PACKAGES
        .iter()
        .filter_map(|path| library.load(path))
        .collect()
}

fn facts(library: &Library, packages: &[PkgId]) -> Vec<String> {
    let mut lines = Vec::new();
    for &pkg in packages {
        let mut dumper = Dumper {
            ctx: &library.ctx,
            library,
            pkg,
            lines: Vec::new(),
        };
        dumper.dump();
        lines.append(&mut dumper.lines);
    }
    lines
}

/// Asks for everything that a list of objects has to tell.
fn demand(library: &Library, obj: ObjId) {
    let ctx = &library.ctx;
    match &ctx.object(obj).kind {
        ObjectKind::Func(data) if data.body.is_some() => {
            ctx.check_func_body(obj);
        }
        ObjectKind::Var { .. } if ctx.has_initial_values(obj) => {
            ctx.check_values(obj);
        }
        _ => ctx.resolve(obj),
    }
}

#[test]
fn order_of_demands_does_not_matter() {
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        let packages = load(&mut library);
        let want = facts(&library, &packages);
        for (seed, n_threads) in [(1u64, 1), (2, 4), (3, 8)] {
            let mut library = Library::new(false);
            let packages = load(&mut library);
            let ctx = &library.ctx;
            let mut objects: Vec<ObjId> = Vec::new();
            for pkg in ctx.package_ids().skip(1) {
                objects.extend(ctx.package_objects(pkg));
            }
            // Shuffled (Fisher and Yates).
            let mut state = seed;
            for at in (1..objects.len()).rev() {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                objects.swap(at, (state >> 33) as usize % (at + 1));
            }
            objects.truncate(objects.len() / 3);
            let next = AtomicUsize::new(0);
            let (objects, shared) = (&objects, &library);
            std::thread::scope(|scope| {
                for _ in 0..n_threads {
                    stack::spawn(scope, || {
                        while let Some(&obj) = objects.get(next.fetch_add(1, Ordering::Relaxed)) {
                            demand(shared, obj);
                        }
                    });
                }
            });
            let have = facts(&library, &packages);
            let first = want.iter().zip(&have).find(|(w, h)| w != h);
            assert!(want == have, "seed {seed}, {n_threads} threads: {first:?}");
            let diags = library.ctx.trusted_diags.take();
            let shown: Vec<String> = diags.iter().map(|d| library.show(d)).collect();
            assert!(shown.is_empty(), "seed {seed}: {}", shown.join("\n"));
        }
    });
}

/// Programs with errors of all kinds.
const BROKEN: &str = "
package p
import \"os\"
type T struct { t T; f int; f string }
func (T) m() {}
func (*T) m() {}
func f(x int) string { y := x; z := T{}; return x + \"s\" }
func g[P any](p P) { g(&p) }
func h() { var a int; for i := range 10 { b := i }; undefined(1, 2) }
var v, w = 1, 2, 3
var c = d
var d = c
const k = k2
const k2 = k
";

#[test]
fn errors_do_not_depend_on_threads() {
    stack::on_big_stack(|| {
        let check = |n_threads: usize| {
            let mut library = Library::new(false);
            let mut diags = Vec::new();
            let text = BROKEN.as_bytes().to_vec();
            let file = library.parse_text(Path::new("p.go"), text, false, &mut diags);
            let pkg = library.add("p", vec![file], 27, false);
            library.ctx.check_package(pkg, n_threads);
            let diags = library.ctx.diags.take();
            diags
                .iter()
                .map(|d| library.show(d))
                .collect::<Vec<String>>()
        };
        let want = check(1);
        assert!(want.len() > 10);
        for n_threads in [2, 8] {
            assert_eq!(check(n_threads), want);
        }
    });
}
