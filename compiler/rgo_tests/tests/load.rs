//! `testdata/load`: what `rgo build` says about packages and modules before it compiles anything is
//! what `go build` said when the expectations were recorded. `RGO_BLESS=1` records them from `go`.

use std::fs;
use std::path::{Path, PathBuf};

use rgo_tests::fixture::run_fixture;
use rgo_tests::tools::{goroot, rgo, root};
use rgo_tests::txtar::Archive;

#[test]
fn loading_says_what_the_go_command_says() {
    let dir = root().join("testdata/load");
    let entries = fs::read_dir(&dir).expect("testdata is readable");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    let is_recording = std::env::var_os("RGO_BLESS").is_some();
    let tool = if is_recording {
        goroot().join("bin/go")
    } else {
        rgo().to_path_buf()
    };
    let mut failures = Vec::new();
    for path in paths {
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let archive = Archive::parse(&fs::read_to_string(&path).expect("testdata is readable"));
        let work = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("load")
            .join(&name);
        let result = run_fixture(&archive, &tool, &work);
        let want = path.with_extension("want");
        if is_recording {
            fs::write(want, result).expect("testdata is writable");
            continue;
        }
        let expected = fs::read_to_string(&want).unwrap_or_default();
        if result != expected {
            failures.push(format!(
                "== {name}\n-- expected\n{expected}-- got\n{result}"
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
