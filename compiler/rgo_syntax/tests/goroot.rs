//! The library's sources: every file is accepted, and lazy parsing gives the trees of full parsing.

mod library;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use library::{go_files, goroot};
use rgo_base::{Diagnostic, SourceFile, SourceMap, stack};
use rgo_syntax::file::{FragmentKind, FragmentTree};
use rgo_syntax::{File, Mode, parse_file};

fn parse(source: &Arc<SourceFile>, mode: Mode) -> (File, Vec<Diagnostic>) {
    let mut diags = Vec::new();
    let file = parse_file(source.clone(), mode, true, &mut diags);
    (file, diags)
}

fn assert_equal(path: &Path, full: &File, lazy: &File) {
    let path = path.display();
    assert!(full.ast == lazy.ast, "{path}: declarations differ");
    assert_eq!(full.fragments.len(), lazy.fragments.len(), "{path}");
    assert_eq!(full.go_version, lazy.go_version, "{path}");
    let linknames = |file: &File| {
        file.linknames
            .iter()
            .map(|l| (l.pos, l.local, l.target))
            .collect::<Vec<_>>()
    };
    assert_eq!(linknames(full), linknames(lazy), "{path}");
    for (id, full_data) in &full.fragments {
        let lazy_data = &lazy.fragments[id];
        let (start, end) = (full_data.start, full_data.end);
        assert_eq!(
            (start, end),
            (lazy_data.start, lazy_data.end),
            "{path}: extent of {id}"
        );
        assert_eq!(
            full_data.kind, lazy_data.kind,
            "{path}: kind of {id} at {start}"
        );
        assert_eq!(
            (full_data.func_lits_before, full_data.func_lits),
            (lazy_data.func_lits_before, lazy_data.func_lits),
            "{path}: function literals of {id} at {start}"
        );
        let (full, lazy): (&FragmentTree, &FragmentTree) = (full.force(id), lazy.force(id));
        assert!(lazy.errors.is_empty(), "{path}: {:?}", lazy.errors);
        assert!(
            full.ast == lazy.ast && full.roots == lazy.roots,
            "{path}: {id} at {start} differs"
        );
    }
}

#[test]
fn lazy_and_full_parse_agree_on_all_of_goroot() {
    let mut paths = Vec::new();
    go_files(&goroot().join("src"), false, &mut paths);
    assert!(paths.len() > 5000, "{} files", paths.len());
    stack::on_big_stack(|| {
        let map = SourceMap::default();
        let (mut n_values, mut n_pure) = (0, 0);
        for path in &paths {
            let text = fs::read(path).expect("GOROOT is readable");
            let source = map.add(path.clone(), text);
            let (full, diags) = parse(&source, Mode::Full);
            assert!(
                diags.is_empty(),
                "{}: {:?}",
                path.display(),
                describe(&source, &diags)
            );
            let (lazy, diags) = parse(&source, Mode::Lazy);
            assert!(
                diags.is_empty(),
                "{}: {:?}",
                path.display(),
                describe(&source, &diags)
            );
            assert_equal(path, &full, &lazy);
            for fragment in lazy.fragments.values() {
                n_values += (fragment.kind == FragmentKind::Values) as u32;
                n_pure += fragment.is_pure as u32;
            }
        }
        assert!(
            n_pure * 2 > n_values,
            "{n_pure} of {n_values} initial values are pure"
        );
    });
}

fn describe(source: &SourceFile, diags: &[Diagnostic]) -> Vec<String> {
    let describe =
        |d: &Diagnostic| format!("{}: {}", source.locate(source.offset(d.pos)), d.message);
    diags.iter().map(describe).collect()
}
