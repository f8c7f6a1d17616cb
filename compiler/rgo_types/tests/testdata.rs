//! The reference checker's own test files: errors are reported where comments in them ask for
//! them, and nowhere else.
//!
//! A comment `ERROR "text"` wants an error at the token before it that contains the text,
//! `ERRORx "regexp"` one that matches.

mod library;

use std::fs;
use std::path::{Path, PathBuf};

use library::{Library, go_regexp, goroot};
use regex::Regex;
use rgo_base::{Diagnostic, Symbol, stack};
use rgo_syntax::literal::string_value;
use rgo_syntax::scanner::Scanner;
use rgo_syntax::token::Token;
use rustc_hash::FxHashMap;

/// An error that a comment asks for.
struct Wanted {
    line: u32,
    col: u32,
    pattern: Pattern,
    text: String,
}

enum Pattern {
    Text(String),
    Regexp(Regex),
}

impl Pattern {
    fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::Text(text) => message.contains(text),
            Pattern::Regexp(regexp) => regexp.is_match(message),
        }
    }
}

/// The comments between two tokens, without their marks.
fn comments(gap: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = gap;
    while let Some(at) = rest.find('/') {
        rest = &rest[at..];
        let (comment, len) = if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            (&rest[2..end.saturating_sub(2).max(2)], end)
        } else {
            let end = rest.find('\n').unwrap_or(rest.len());
            (rest.get(2..end).unwrap_or(""), end.max(1))
        };
        found.push(comment);
        rest = &rest[len..];
    }
    found
}

fn pattern_of(comment: &str) -> Option<Pattern> {
    let unquote = |text: &str| {
        let value = string_value(text.trim())?;
        Some(String::from_utf8_lossy(&value).into_owned())
    };
    if let Some(text) = comment.strip_prefix(" ERROR ") {
        return Some(Pattern::Text(unquote(text)?));
    }
    let text = comment.strip_prefix(" ERRORx ")?;
    Some(Pattern::Regexp(go_regexp(&unquote(text)?)?))
}

/// What the comments of a file ask for.
fn wanted_errors(text: &[u8]) -> Vec<Wanted> {
    let mut padded = text.to_vec();
    padded.resize(text.len() + rgo_base::span::SENTINEL, 0);
    let mut scanner = Scanner::new(&padded);
    let mut wanted = Vec::new();
    let mut before: Option<(usize, usize)> = None;
    loop {
        scanner.next();
        let (start, end) = (scanner.start as usize, scanner.end as usize);
        let is_end = scanner.token == Token::Eof;
        if scanner.token == Token::Semi && scanner.lexeme() != b";" {
            continue;
        }
        let (token_start, token_end) = before.unwrap_or((0, 0));
        let gap =
            String::from_utf8_lossy(&text[token_end..if is_end { text.len() } else { start }]);
        for comment in comments(&gap) {
            if let Some(pattern) = pattern_of(comment) {
                let head = &text[..token_start];
                let line = head.iter().filter(|&&b| b == b'\n').count() as u32 + 1;
                let bol = head
                    .iter()
                    .rposition(|&b| b == b'\n')
                    .map_or(0, |at| at + 1);
                let (line, col) = match before {
                    Some(_) => (line, (token_start - bol) as u32 + 1),
                    None => (0, 0),
                };
                wanted.push(Wanted {
                    line,
                    col,
                    pattern,
                    text: comment.trim().to_owned(),
                });
            }
        }
        if is_end {
            return wanted;
        }
        before = Some((start, end));
    }
}

/// The flags on the first line.
fn flags(text: &str) -> (u32, bool) {
    let first = text.lines().next().unwrap_or("");
    let mut go_minor = 27;
    let mut fakes_c = false;
    if let Some(flags) = first
        .strip_prefix("//")
        .map(str::trim)
        .filter(|f| f.starts_with('-'))
    {
        for flag in flags.split_whitespace() {
            if let Some(version) = flag.strip_prefix("-lang=go1.") {
                go_minor = version.parse().expect("the language version is a number");
            }
            fakes_c |= flag == "-fakeImportC";
        }
    }
    (go_minor, fakes_c)
}

/// Whether an import path is well-formed.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}

/// What the project's list says of failures: a file of `internal/types/testdata`, a line of it if only
/// that fails.
struct Known {
    file: String,
    line: Option<u32>,
}

/// Reads the list.
fn known_failures() -> Vec<Known> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/conformance/checker_failures.txt");
    let text = fs::read_to_string(list).expect("the list is part of the project");
    let entries = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries
        .map(|entry| {
            let (place, cause) = entry.split_once(' ').expect("an entry has a cause");
            assert!(!cause.trim().is_empty(), "{place} has no cause");
            let (file, line) = match place.split_once(':') {
                Some((file, line)) => (file, Some(line.parse().expect("a line is a number"))),
                None => (place, None),
            };
            Known {
                file: file.to_owned(),
                line,
            }
        })
        .collect()
}

/// Checks one package; gives what is wrong with its errors.
fn check(
    library: &mut Library,
    paths: &[PathBuf],
    tolerance: u32,
    other_lines: &[u32],
) -> Vec<String> {
    let texts: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| fs::read(path).expect("the test data is readable"))
        .collect();
    let (go_minor, fakes_c) = flags(&String::from_utf8_lossy(&texts[0]));
    let mut diags = Vec::new();
    let mut files = Vec::new();
    for (path, text) in paths.iter().zip(&texts) {
        files.push(library.parse_text(path, text.clone(), false, &mut diags));
    }
    let mut imports = FxHashMap::default();
    for import in files.iter().flat_map(|file| &file.imports) {
        let path = import.path.as_str();
        match library.import(path, "test") {
            Some(pkg) => {
                imports.insert(import.path, pkg);
            }
            None if path == "C" && fakes_c || !is_plain(path) => {}
            None => {
                let message = format!("could not import {path} (no such package)");
                diags.push(Diagnostic::error(import.pos, message));
            }
        }
    }
    imports.remove(&Symbol::intern("unsafe"));
    let name = files[0].ast.name(files[0].package_name);
    let pkg = library.add_with(name.as_str(), files, imports, go_minor, false);
    library.ctx.check_package(pkg, 1);
    diags.extend(library.ctx.diags.take());
    // Not reported by the reference checker, but by the compiler behind it.
    diags.retain(|d| !d.message.contains("anonymous interface refers to itself"));
    let mut problems = Vec::new();
    let trusted = library.ctx.trusted_diags.take();
    problems.extend(
        trusted
            .iter()
            .map(|d| format!("in the library: {}", library.show(d))),
    );
    for (path, text) in paths.iter().zip(&texts) {
        let mut wanted = wanted_errors(text);
        let is_other = |line: u32| other_lines.contains(&line);
        wanted.retain(|w| !is_other(w.line));
        for diagnostic in &diags {
            let Some(at) = library.sources.locate(diagnostic.pos) else {
                problems.push(format!("without position: {}", diagnostic.message));
                continue;
            };
            if at.file != path.to_string_lossy() || is_other(at.line) {
                continue;
            }
            let shown = library.show(diagnostic);
            let message = shown
                .splitn(4, ':')
                .nth(3)
                .unwrap_or("")
                .trim_start()
                .to_owned();
            let best = (0..wanted.len())
                .filter(|&w| wanted[w].line == at.line && wanted[w].pattern.matches(&message))
                .min_by_key(|&w| wanted[w].col.abs_diff(at.col));
            match best {
                None => problems.push(format!("{}:{}: not expected: {message}", at.line, at.col)),
                Some(best) => {
                    let col = wanted[best].col;
                    if col.abs_diff(at.col) > tolerance {
                        problems.push(format!(
                            "{}:{}: want column {col}: {message}",
                            at.line, at.col
                        ));
                    }
                    wanted.remove(best);
                }
            }
        }
        for wanted in wanted {
            problems.push(format!(
                "{}:{}: missing: {}",
                wanted.line, wanted.col, wanted.text
            ));
        }
    }
    problems
}

fn check_dir(dir: &str, tolerance: u32) {
    stack::on_big_stack(|| {
        let mut library = Library::new(true);
        let known = known_failures();
        let short = dir.rsplit('/').next().unwrap_or(dir);
        let dir = goroot().join("src").join(dir);
        let mut entries: Vec<PathBuf> = fs::read_dir(&dir)
            .expect("the test data is readable")
            .map(|entry| entry.expect("the test data is readable").path())
            .collect();
        entries.sort();
        if let Ok(only) = std::env::var("RGO_FILES") {
            entries.retain(|path| only.split(',').any(|o| path.ends_with(Path::new(o))));
        }
        let (mut n_good, mut n_wrong) = (0, 0);
        for entry in &entries {
            let paths = if entry.is_dir() {
                let mut paths: Vec<PathBuf> = fs::read_dir(entry)
                    .expect("the test data is readable")
                    .map(|entry| entry.expect("the test data is readable").path())
                    .collect();
                paths.sort();
                paths
            } else {
                vec![entry.clone()]
            };
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{short}/{name}");
            let known: Vec<_> = known.iter().filter(|known| known.file == name).collect();
            let lines: Vec<u32> = known.iter().filter_map(|known| known.line).collect();
            let problems = check(&mut library, &paths, tolerance, &lines);
            n_good += (problems.is_empty() && known.is_empty()) as usize;
            let must_fail = known.iter().any(|known| known.line.is_none());
            if problems.is_empty() == must_fail {
                n_wrong += 1;
                eprintln!("{name}:\n    {}", problems.join("\n    "));
            }
        }
        let share = 100.0 * n_good as f64 / entries.len() as f64;
        eprintln!(
            "{}: {n_good} of {} files ({share:.1} %)",
            dir.display(),
            entries.len()
        );
        assert_eq!(n_wrong, 0, "files that are not as the list says");
    });
}

#[test]
fn check_files() {
    check_dir("internal/types/testdata/check", 50);
}

#[test]
fn spec_files() {
    check_dir("internal/types/testdata/spec", 20);
}

#[test]
fn example_files() {
    check_dir("internal/types/testdata/examples", 125);
}

#[test]
fn fixed_bugs() {
    check_dir("internal/types/testdata/fixedbugs", 100);
}

#[test]
fn local_files() {
    check_dir("cmd/compile/internal/types2/testdata/local", 0);
}
