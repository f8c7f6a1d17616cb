//! Rules of the project that a program can check.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use rgo_tests::tools::root;

/// Which crates of the project each crate may use; what it must not know follows from what it lacks.
static LAYERS: &[(&str, &[&str])] = &[
    ("rgo_abi", &[]),
    ("rgo_base", &[]),
    ("rgo_syntax", &["rgo_base"]),
    ("rgo_load", &["rgo_base", "rgo_syntax"]),
    ("rgo_types", &["rgo_base", "rgo_syntax"]),
    (
        "rgo_hir",
        &["rgo_abi", "rgo_base", "rgo_syntax", "rgo_types"],
    ),
    ("rgo_ssa", &["rgo_abi", "rgo_base", "rgo_hir", "rgo_types"]),
    (
        "rgo_opt",
        &["rgo_abi", "rgo_base", "rgo_hir", "rgo_ssa", "rgo_types"],
    ),
    ("rgo_link", &["rgo_abi", "rgo_base"]),
    (
        "rgo_codegen",
        &[
            "rgo_abi",
            "rgo_base",
            "rgo_hir",
            "rgo_link",
            "rgo_ssa",
            "rgo_types",
        ],
    ),
    (
        "rgo_driver",
        &[
            "rgo_abi",
            "rgo_base",
            "rgo_codegen",
            "rgo_hir",
            "rgo_link",
            "rgo_load",
            "rgo_opt",
            "rgo_ssa",
            "rgo_syntax",
            "rgo_types",
        ],
    ),
    (
        "rgo_tests",
        &[
            "rgo_abi",
            "rgo_base",
            "rgo_load",
            "rgo_opt",
            "rgo_ssa",
            "rgo_syntax",
        ],
    ),
    ("rgo_rt", &["rgo_abi"]),
];

/// Crates that have parts of Cranelift: the code generator, and the base, which has its entities.
const CRANELIFT_CRATES: &[&str] = &["rgo_base", "rgo_codegen"];

/// Where unsafe code may stand, besides the runtime and the layouts that it shares with the compiler.
const UNSAFE_FILES: &[&str] = &[
    "compiler/rgo_base/src/arena.rs",
    "compiler/rgo_base/src/mapped.rs",
    "compiler/rgo_base/src/table.rs",
];
const UNSAFE_DIRS: &[&str] = &["rt/", "compiler/rgo_abi/"];

/// Folders of the runtime: each uses those before it.
const RT_ORDER: &[&str] = &[
    "arch", "os", "sync", "mem", "sched", "gc", "lang", "trace", "hooks", "debug", "world",
];

/// What may stand in the project's root.
const ROOT_ENTRIES: &[&str] = &[
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "compiler",
    "linker-scripts",
    "overlay",
    "rt",
    "rustfmt.toml",
    "testdata",
];

/// Words that only drafts have.
const DRAFT_WORDS: &[&str] = &[
    "todo!(",
    "unimplemented!(",
    "dbg!(",
    ".unwrap()",
    "FIXME",
    "XXX",
];

/// Files of the project, as git lists them, with those that are new.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is there");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("names of files are UTF-8");
    let exists = |name: &&str| root().join(name).is_file();
    text.lines().filter(exists).map(str::to_string).collect()
}

fn rust_files() -> Vec<(String, String)> {
    let names = files().into_iter().filter(|name| name.ends_with(".rs"));
    names
        .map(|name| (read(&name), name))
        .map(|(text, name)| (name, text))
        .collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn is_test_file(name: &str) -> bool {
    name.contains("/tests/") || name.contains("/fuzz/") || name.starts_with("compiler/rgo_tests/")
}

/// Lines of a file before its unit tests, with their numbers, without those that are comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..end]
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn code_is_formatted() {
    let output = Command::new("cargo")
        .args(["fmt", "--all", "--check", "--", "-l"])
        .current_dir(root())
        .output()
        .expect("cargo is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn crates_use_only_what_is_below_them() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for name in files().iter().filter(|name| name.ends_with("/Cargo.toml")) {
        let manifest = read(name);
        let package = value_of(&manifest, "name").unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == package) else {
            problems.push(format!(
                "{name}: {package} has no place in the table of layers"
            ));
            continue;
        };
        seen.insert(package.clone());
        for dependency in dependencies(&manifest) {
            if dependency.starts_with("rgo_") && !allowed.contains(&dependency.as_str()) {
                problems.push(format!("{name}: {package} must not use {dependency}"));
            }
            if dependency.starts_with("cranelift") && !CRANELIFT_CRATES.contains(&package.as_str())
            {
                problems.push(format!("{name}: {package} must not know Cranelift"));
            }
        }
    }
    for (layer, _) in LAYERS.iter().filter(|(layer, _)| !seen.contains(*layer)) {
        problems.push(format!("{layer} is in the table of layers only"));
    }
    assert_none(problems);
}

/// The value of the first `name = "value"`.
fn value_of(manifest: &str, name: &str) -> Option<String> {
    let line = manifest
        .lines()
        .find(|line| line.starts_with(&format!("{name} = ")))?;
    Some(line.split('"').nth(1)?.into())
}

/// What a crate uses when it is not tested.
fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1);
    let lines = section.take_while(|line| !line.starts_with('['));
    let name = |line: &str| {
        line.split(['.', ' ', '='])
            .next()
            .unwrap_or_default()
            .to_string()
    };
    lines.map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn dependencies_have_reasons() {
    if !root().join("ARCHITECTURE.md").is_file() {
        return;
    }
    let architecture = read("ARCHITECTURE.md");
    let manifest = read("Cargo.toml");
    let section = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    let lines = section.take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split(" = ").next().filter(|name| !name.is_empty()));
    let unexplained = names
        .filter(|name| !name.starts_with("rgo_") && !architecture.contains(&format!("`{name}`")));
    let tell = |name| format!("ARCHITECTURE.md does not say what `{name}` is for");
    assert_none(unexplained.map(tell).collect());
}

#[test]
fn no_drafts() {
    let mut problems = Vec::new();
    for (name, text) in rust_files() {
        if is_test_file(&name) {
            continue;
        }
        for (line, code) in code_lines(&text) {
            for word in DRAFT_WORDS.iter().filter(|word| code.contains(**word)) {
                problems.push(format!("{name}:{line}: {word}"));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn files_say_what_they_are() {
    let has_header = |text: &str| text.starts_with("//!") || text.starts_with("#![");
    let files = rust_files().into_iter();
    let bare = files.filter(|(_, text)| !has_header(text));
    assert_none(
        bare.map(|(name, _)| format!("{name} does not begin with //!"))
            .collect(),
    );
}

#[test]
fn unsafe_code_stands_where_it_may() {
    let mut problems = Vec::new();
    for (name, text) in rust_files() {
        let is_allowed = UNSAFE_FILES.contains(&name.as_str())
            || UNSAFE_DIRS.iter().any(|dir| name.starts_with(dir))
            || is_test_file(&name);
        if is_allowed {
            continue;
        }
        for (line, code) in code_lines(&text) {
            if has_unsafe(code) {
                problems.push(format!("{name}:{line}: unsafe code"));
            }
        }
    }
    assert_none(problems);
}

/// Whether a line has the keyword, not only a name or a text that has it.
fn has_unsafe(code: &str) -> bool {
    let uses = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"];
    uses.iter().any(|word| {
        let before = code.find(word).map(|at| code[..at].chars().next_back());
        before.is_some_and(|before| before.is_none_or(|c| c == ' ' || c == '('))
    })
}

#[test]
fn passes_say_what_they_need_and_leave() {
    let pipeline = read("compiler/rgo_opt/src/pipeline.rs");
    let table = pipeline
        .split("static PASSES")
        .nth(1)
        .expect("there is a table of passes");
    let table = table.split("\n];").next().unwrap_or(table);
    let modules = table.split("crate::").skip(1);
    let names: BTreeSet<&str> = modules.filter_map(|rest| rest.split("::").next()).collect();
    assert!(names.len() > 5, "passes are found in their table");
    let mut problems = Vec::new();
    for name in names {
        let file = format!("compiler/rgo_opt/src/{name}.rs");
        let text = read(&file);
        let header: Vec<&str> = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for word in ["Needs:", "Leaves:"] {
            if !header.iter().any(|line| line.contains(word)) {
                problems.push(format!("{file}: no {word:?} in its header"));
            }
        }
    }
    assert_none(problems);
}

/// Upward uses within the runtime are named with their reasons in `rt/HACKING.md`, as
/// "`sched` -> `gc`".
#[test]
fn runtime_folders_use_those_before_them() {
    let place = |folder: &str| RT_ORDER.iter().position(|other| *other == folder);
    let mut upward = BTreeSet::new();
    for (name, text) in rust_files() {
        let Some(rest) = name.strip_prefix("rt/src/") else {
            continue;
        };
        let folder = rest
            .split('/')
            .next()
            .unwrap_or(rest)
            .trim_end_matches(".rs");
        let Some(user) = place(folder) else { continue };
        for (_, code) in code_lines(&text) {
            for used in code.split("crate::").skip(1) {
                let used = used
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next();
                let used = used.filter(|used| place(used).is_some_and(|at| at > user));
                upward.extend(used.map(|used| format!("`{folder}` -> `{used}`")));
            }
        }
    }
    if !root().join("rt/HACKING.md").is_file() {
        return;
    }
    let hacking = read("rt/HACKING.md");
    let unexplained = upward.into_iter().filter(|pair| !hacking.contains(pair));
    assert_none(
        unexplained
            .map(|pair| format!("rt/HACKING.md does not explain {pair}"))
            .collect(),
    );
}

#[test]
fn nothing_stands_where_it_does_not_belong() {
    let mut problems = Vec::new();
    for name in files() {
        let first = name.split('/').next().unwrap_or(&name);
        if !ROOT_ENTRIES.contains(&first) {
            problems.push(format!("{name}: {first} does not belong in the root"));
        }
        let base = name.rsplit('/').next().unwrap_or(&name);
        let is_left_over = [".orig", ".rej", ".bak", "~", ".swp", ".tmp"]
            .iter()
            .any(|end| base.ends_with(end));
        if is_left_over || base == ".DS_Store" {
            problems.push(format!("{name} was left over"));
        }
        let in_code = name.starts_with("compiler/") || name.starts_with("rt/");
        let is_known = [".rs", ".toml", ".md", ".s"]
            .iter()
            .any(|end| base.ends_with(end));
        if in_code && !is_known && !is_test_file(&name) {
            problems.push(format!("{name}: only code belongs here"));
        }
    }
    assert_none(problems);
}

#[test]
fn modules_are_not_called_mod() {
    // What test programs share is in such files: cargo takes others for tests.
    let is_mod = |name: &String| Path::new(name).ends_with("mod.rs") && !is_test_file(name);
    let named = files().into_iter().filter(is_mod);
    assert_none(
        named
            .map(|name| format!("{name}: modules are foo.rs beside foo/"))
            .collect(),
    );
}
