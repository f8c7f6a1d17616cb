//! gc's parser beside ours: the same trees, positions and errors, for every Go file of the
//! reference toolchain and of Go's test tree, broken ones included.

mod library;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use library::{Random, all_go_files, go_files, goroot, test_tree};
use rgo_base::span::SENTINEL;
use rgo_base::{SourceMap, stack};
use rgo_syntax::print::dump_file;
use rgo_syntax::scanner::Scanner;
use rgo_syntax::token::Token;
use rgo_syntax::{Mode, parse_file};

/// Builds the program that dumps gc's trees, out of a copy of gc's package.
fn build_reference(dir: &Path) -> PathBuf {
    let syntax = dir.join("syntax");
    fs::create_dir_all(&syntax).expect("a temporary directory is writable");
    for entry in fs::read_dir(goroot().join("src/cmd/compile/internal/syntax")).expect("GOROOT") {
        let path = entry.expect("GOROOT is readable").path();
        let name = path
            .file_name()
            .expect("an entry has a name")
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".go") && !name.ends_with("_test.go") {
            fs::copy(&path, syntax.join(name)).expect("a temporary directory is writable");
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dump/main.go");
    fs::copy(source, dir.join("main.go")).expect("the dump program is there");
    fs::write(dir.join("go.mod"), "module dump\ngo 1.27\n").expect("a temporary directory");
    let status = Command::new(goroot().join("bin/go"))
        .args(["build", "-o", "dump"])
        .current_dir(dir)
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-mod=mod")
        .status()
        .expect("the reference toolchain runs");
    assert!(status.success());
    dir.join("dump")
}

/// What the reference says about each file.
fn reference_dumps(program: &Path, paths: &[PathBuf]) -> Vec<String> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reference runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let names: String = paths
        .iter()
        .map(|path| format!("{}\n", path.display()))
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    let output = child.wait_with_output().expect("the reference runs");
    assert!(output.status.success());
    writer
        .join()
        .expect("writing does not panic")
        .expect("the reference reads its input");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut dumps: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("== ") {
            dumps.push(String::new());
        } else {
            let dump = dumps.last_mut().expect("a file comes first");
            dump.push_str(line);
            dump.push('\n');
        }
    }
    dumps
}

/// Errors and tree in the reference's form: groups without numbers, no function directives.
fn our_dump(map: &SourceMap, path: &Path) -> String {
    let source = map.add(
        path.to_path_buf(),
        fs::read(path).expect("GOROOT is readable"),
    );
    let mut diags = Vec::new();
    let file = parse_file(source.clone(), Mode::Full, true, &mut diags);
    let mut out = String::new();
    // Directives other than //line are no business of gc's parser.
    for diag in diags
        .iter()
        .filter(|diag| !diag.message.starts_with("misplaced "))
    {
        let (line, col) = source.line_col(source.offset(diag.pos));
        out.push_str(&format!("{line}:{col}: {}\n", diag.message));
    }
    if !file.has_clause {
        return out;
    }
    for line in dump_file(&file).lines() {
        let cut = line.find(" group=").or_else(|| line.find(" pragma="));
        match cut {
            Some(cut) => {
                let suffix = if line[cut..].starts_with(" group") {
                    " group"
                } else {
                    ""
                };
                let pos = line.rfind(" @").expect("every line has a position");
                out.push_str(&format!("{}{suffix}{}\n", &line[..cut], &line[pos..]));
            }
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// Labels come in random order from the reference, so errors of one file are compared sorted.
fn normalized(dump: &str) -> Vec<&str> {
    let is_error = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
    let mut errors: Vec<&str> = dump.lines().filter(is_error).collect();
    if errors.iter().any(|error| error.contains("label")) {
        errors.sort_unstable();
    }
    errors.extend(dump.lines().filter(|line| !is_error(line)));
    errors
}

fn first_difference(ours: &str, theirs: &str) -> Option<String> {
    let (ours, theirs) = (normalized(ours), normalized(theirs));
    let at = (0..ours.len().max(theirs.len())).find(|&i| ours.get(i) != theirs.get(i))?;
    Some(format!(
        "ours:   {:?}\ntheirs: {:?}",
        ours.get(at),
        theirs.get(at)
    ))
}

/// Compares all files with the reference; gives what differs.
fn differences(dir: &str, paths: &[PathBuf]) -> Vec<String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(dir);
    let dumps = reference_dumps(&build_reference(&dir), paths);
    assert_eq!(dumps.len(), paths.len());
    stack::on_big_stack(|| {
        let map = SourceMap::default();
        let compare = |(path, theirs): (&PathBuf, &String)| {
            let difference = first_difference(&our_dump(&map, path), theirs)?;
            Some(format!("{}\n{difference}", path.display()))
        };
        paths.iter().zip(&dumps).filter_map(compare).collect()
    })
}

fn assert_none(different: Vec<String>, n_files: usize) {
    let shown = different[..different.len().min(20)].join("\n");
    assert!(
        different.is_empty(),
        "{} of {n_files} files differ\n{shown}",
        different.len()
    );
}

#[test]
fn trees_and_errors_are_those_of_gc() {
    let paths = all_go_files();
    assert_none(differences("reference", &paths), paths.len());
}

/// Offsets at which tokens of `text` begin.
fn token_starts(text: &[u8]) -> Vec<usize> {
    let mut padded = text.to_vec();
    padded.resize(text.len() + SENTINEL, 0);
    let mut scanner = Scanner::new(&padded);
    let mut starts = Vec::new();
    loop {
        scanner.next();
        starts.push(scanner.start as usize);
        if scanner.token == Token::Eof {
            return starts;
        }
    }
}

/// `text` with tokens left out, doubled, exchanged or put in.
fn mutate(text: &[u8], random: &mut Random) -> Vec<u8> {
    const INSERTED: [&str; 32] = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        ":",
        ".",
        "...",
        ":=",
        "=",
        "<-",
        "*",
        "+",
        "~",
        "|",
        "x",
        "1",
        "func",
        "type",
        "var",
        "case",
        "if",
        "else",
        "range",
        "chan",
        "\"",
        "\n",
        "\u{e4}",
        "/*line f:7:3*/",
    ];
    let mut text = text.to_vec();
    for _ in 0..1 + random.below(3) {
        let starts = token_starts(&text);
        let at = random.below(starts.len());
        let (from, to) = (
            starts[at],
            starts.get(at + 1).copied().unwrap_or(text.len()),
        );
        match random.below(4) {
            0 => drop(text.drain(from..to)),
            1 => {
                let token = text[from..to].to_vec();
                text.splice(from..from, token);
            }
            2 => {
                let other = starts[random.below(starts.len())];
                let end = starts.iter().find(|&&start| start > other).copied();
                let token = text[other..end.unwrap_or(text.len())].to_vec();
                text.splice(from..to, token);
            }
            _ => {
                let token = INSERTED[random.below(INSERTED.len())];
                text.splice(from..from, format!(" {token} ").into_bytes());
            }
        }
    }
    text
}

#[test]
fn errors_of_mutated_files_are_those_of_gc() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutated-files");
    fs::create_dir_all(&dir).expect("a temporary directory is writable");
    let mut random = Random(0x5eed_0000_0001);
    let mut originals = Vec::new();
    go_files(&test_tree(), true, &mut originals);
    go_files(
        &goroot().join("src/cmd/compile/internal/syntax/testdata"),
        true,
        &mut originals,
    );
    originals.retain(|path| fs::metadata(path).is_ok_and(|data| data.len() < 8 << 10));
    let mut paths = Vec::new();
    for i in 0..5000 {
        let original = &originals[random.below(originals.len())];
        let text = mutate(
            &fs::read(original).expect("the tree is readable"),
            &mut random,
        );
        let path = dir.join(format!("{i}.go"));
        fs::write(&path, text).expect("a temporary directory is writable");
        paths.push(path);
    }
    assert_none(differences("reference-mutated", &paths), paths.len());
}
