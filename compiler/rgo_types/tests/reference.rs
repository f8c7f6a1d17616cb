//! The errors of Go's own `errorcheck` tests, and of the reference checker's test files, word for
//! word as the reference compiler prints them.

mod library;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use library::{Library, goroot, test_tree};
use rgo_base::span::SENTINEL;
use rgo_base::{Diagnostic, stack};
use rgo_syntax::scanner::Scanner;
use rgo_syntax::token::Token;
use rustc_hash::FxHashMap;

/// Where the reference compiler finds the packages of the library.
fn import_config() -> PathBuf {
    let root = goroot();
    let output = Command::new(root.join("bin/go"))
        .args(["list", "-export", "-deps", "-f"])
        .arg("{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}")
        .arg("std")
        .current_dir(root.join("src"))
        .env("GOROOT", &root)
        .env("CGO_ENABLED", "0")
        .env("GOTOOLCHAIN", "local")
        .output()
        .expect("the reference toolchain runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let path = std::env::temp_dir().join(format!("rgo-importcfg-{}", std::process::id()));
    fs::write(&path, output.stdout).expect("the temporary directory is writable");
    path
}

fn reference_output(config: &Path, dir: &Path, flags: &[String], file: &str) -> Vec<String> {
    let output = Command::new(goroot().join("pkg/tool/linux_amd64/compile"))
        .args(["-p=p", "-e"])
        // The compiler removes its output after an error, so it must be a plain file.
        .arg(format!("-o={}.o", config.display()))
        .arg(format!("-importcfg={}", config.display()))
        .args(flags)
        .arg(file)
        .current_dir(dir)
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(str::to_owned).collect()
}

/// Our errors as the compiler prints them: sorted, without repetitions.
fn own_output(library: &Library, diags: &[Diagnostic]) -> Vec<String> {
    let at = |pos| match library.sources.locate(pos) {
        Some(l) if l.col == 0 => format!("{}:{}", l.file, l.line),
        Some(l) => format!("{}:{}:{}", l.file, l.line, l.col),
        None => "?".to_owned(),
    };
    let mut errors: Vec<(u32, String)> = Vec::new();
    let line_of = |pos| {
        let source = library.sources.file_of(pos)?;
        Some(source.line_col(source.offset(pos)).0)
    };
    let (mut syntax_line, mut last) = (None, (None, String::new()));
    for diagnostic in diags {
        let place = at(diagnostic.pos);
        let line = line_of(diagnostic.pos);
        // One syntax error on a line is enough, and one of several equal errors.
        if diagnostic.message.starts_with("syntax error") {
            if line == syntax_line {
                continue;
            }
            syntax_line = line;
        } else {
            let next = (
                line,
                format!("{} {:?}", diagnostic.message, diagnostic.notes),
            );
            if next == last {
                continue;
            }
            last = next;
        }
        let mut text = format!("{place}: {}", diagnostic.message);
        for (pos, note) in &diagnostic.notes {
            if pos.is_known() {
                text += &format!("\n\t{}: {note}", at(*pos));
            } else {
                text += &format!("\n\t{note}");
            }
        }
        errors.push((diagnostic.pos.raw(), text));
    }
    errors.sort_by_key(|(pos, _)| *pos);
    errors.dedup_by(|a, b| a.1 == b.1);
    let root = goroot().display().to_string();
    let lines = errors.iter().flat_map(|(_, text)| text.lines());
    lines.map(|line| line.replace(&root, "$GOROOT")).collect()
}

fn check(library: &mut Library, dir: &Path, flags: &[String], file: &str) -> Vec<String> {
    let text = fs::read(dir.join(file)).expect("the tests are readable");
    check_text(library, text, flags, file)
}

fn check_text(library: &mut Library, text: Vec<u8>, flags: &[String], file: &str) -> Vec<String> {
    let mut diags = Vec::new();
    let parsed = library.parse_text(Path::new(file), text, false, &mut diags);
    let has_syntax_errors = diags.iter().any(|d| d.message.starts_with("syntax error"));
    if !has_syntax_errors {
        let mut imports = FxHashMap::default();
        for import in &parsed.imports {
            let path = import.path.as_str();
            let is_plain = !path.is_empty()
                && path
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            match library.import(path, "test") {
                Some(rgo_types::PkgId::UNSAFE) => {}
                Some(pkg) => {
                    imports.insert(import.path, pkg);
                }
                None if is_plain => {
                    let message = format!("could not import {path} (file not found)");
                    diags.push(Diagnostic::error(import.pos, message));
                }
                None => {}
            }
        }
        let version = flags.iter().find_map(|f| f.strip_prefix("-lang=go1."));
        let go_minor = version.map_or(27, |v| v.parse().expect("the version is a number"));
        let is_complete = flags.iter().any(|f| f == "-complete");
        let pkg = library.add_package("p", vec![parsed], imports, go_minor, !is_complete);
        library.ctx.check_package(pkg, 1);
        diags.extend(library.ctx.diags.take());
    }
    own_output(library, &diags)
}

/// A file to compare: directory, name, flags of the compiler.
type Case = (PathBuf, String, Vec<String>);

fn go_files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("the tests are readable");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("the tests are readable").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "go"))
        .map(|path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for dir in [
        "",
        "chan",
        "fixedbugs",
        "interface",
        "ken",
        "syntax",
        "typeparam",
    ] {
        let dir = test_tree().join(dir);
        for name in go_files(&dir) {
            let text = fs::read(dir.join(&name)).expect("the tests are readable");
            let text = String::from_utf8_lossy(&text);
            let first = text
                .lines()
                .find(|l| !l.is_empty() && !l.starts_with("//go:build"));
            let Some(rest) = first.and_then(|l| l.strip_prefix("// errorcheck")) else {
                continue;
            };
            let flags: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
            if !(rest.is_empty() || rest.starts_with(' ')) || flags.iter().any(|f| f == "-0") {
                continue;
            }
            let keep = |f: &String| f.starts_with("-lang") || *f == "-complete";
            if flags
                .iter()
                .all(|f| keep(f) || f.starts_with("-d=panic") || *f == "-e")
            {
                cases.push((dir.clone(), name, flags.into_iter().filter(keep).collect()));
            }
        }
    }
    for dir in ["check", "spec", "examples", "fixedbugs"] {
        let dir = goroot().join("src/internal/types/testdata").join(dir);
        for name in go_files(&dir) {
            let text = fs::read(dir.join(&name)).expect("the tests are readable");
            let text = String::from_utf8_lossy(&text);
            let first = text.lines().next().unwrap_or("");
            let lang = first.split_whitespace().filter(|f| f.starts_with("-lang="));
            let flags = lang.map(str::to_owned).collect();
            cases.push((dir.clone(), name, flags));
        }
    }
    if let Ok(only) = std::env::var("RGO_FILES") {
        cases.retain(|(_, name, _)| only.split(',').any(|o| o == name));
    }
    cases
}

#[test]
fn errors_are_worded_as_by_gc() {
    let config = import_config();
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        let (mut n_equal, mut n_lines, mut n_missing, mut n_other) = (0, 0, 0, 0);
        let cases = cases();
        let n_cases = cases.len();
        for (dir, file, flags) in cases {
            let want = reference_output(&config, &dir, &flags, &file);
            let have = check(&mut library, &dir, &flags, &file);
            // What cannot be imported, and frames, are the business of others.
            let is_other = |line: &String| {
                line.contains("could not import") || line.contains("stack frame too large")
            };
            let drop = |lines: Vec<String>| -> Vec<String> {
                lines.into_iter().filter(|line| !is_other(line)).collect()
            };
            let (want, have) = (drop(want), drop(have));
            n_lines += want.len();
            if want == have {
                n_equal += 1;
                continue;
            }
            let mut balance: BTreeMap<&str, i32> = BTreeMap::new();
            want.iter()
                .for_each(|line| *balance.entry(line).or_default() += 1);
            have.iter()
                .for_each(|line| *balance.entry(line).or_default() -= 1);
            eprintln!(
                "{}/{file}:",
                dir.file_name().unwrap_or_default().to_string_lossy()
            );
            let shown = |lines: &[String], sign: &str, sense: i32| {
                let mut n = 0;
                for line in lines
                    .iter()
                    .filter(|line| balance[line.as_str()] * sense > 0)
                {
                    eprintln!("  {sign} {line}");
                    n += 1;
                }
                n
            };
            let (missing, other) = (shown(&want, "-", 1), shown(&have, "+", -1));
            if missing + other == 0 {
                eprintln!("  order differs");
            }
            n_missing += missing;
            n_other += other;
        }
        let _ = fs::remove_file(&config);
        let share = 100.0 * f64::from(n_equal) / n_cases as f64;
        eprintln!(
            "{n_equal} of {n_cases} files equal ({share:.1} %); of {n_lines} lines {n_missing} missing; {n_other} others"
        );
        assert!(share >= 95.0);
    });
}

/// Names and literals of a text, as ranges.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut padded = text.as_bytes().to_vec();
    padded.resize(text.len() + SENTINEL, 0);
    let mut scanner = Scanner::new(&padded);
    let mut words = Vec::new();
    loop {
        scanner.next();
        match scanner.token {
            Token::Eof => return words,
            Token::Name | Token::Literal | Token::Operator => {
                words.push(scanner.start as usize..scanner.end as usize);
            }
            _ => {}
        }
    }
}

/// Programs in which a name, literal or operator is replaced by another one of the same file.
#[test]
fn errors_of_changed_programs_are_those_of_gc() {
    let rounds = std::env::var("RGO_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1);
    let config = import_config();
    let dir = std::env::temp_dir().join(format!("rgo-changed-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("the temporary directory is writable");
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        let mut seed = std::env::var("RGO_SEED")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(1u64);
        let mut below = |n: usize| {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (seed >> 33) as usize % n.max(1)
        };
        let (mut n_equal, mut n_all) = (0, 0);
        for (from, file, flags) in cases() {
            let text = fs::read(from.join(&file)).expect("the tests are readable");
            let Ok(text) = String::from_utf8(text) else {
                continue;
            };
            let words = words(&text);
            if text.contains("//line") || words.is_empty() || text.len() > 10_000 {
                continue;
            }
            for _ in 0..rounds {
                let mut places: Vec<usize> = (0..=below(3)).map(|_| below(words.len())).collect();
                places.sort_by(|a, b| b.cmp(a));
                places.dedup();
                let mut changed = text.clone();
                let mut changes = Vec::new();
                for at in places {
                    let (at, other) = (&words[at], &words[below(words.len())]);
                    changed.replace_range(at.clone(), &text[other.clone()]);
                    let line = text[..at.start].matches('\n').count() + 1;
                    changes.push(format!(
                        "{line}: {} -> {}",
                        &text[at.clone()],
                        &text[other.clone()]
                    ));
                }
                fs::write(dir.join(&file), &changed).expect("the directory is writable");
                let drop = |lines: Vec<String>| -> Vec<String> {
                    let is_other = |line: &String| {
                        line.contains("could not import")
                            || line.contains("too large")
                            || line.contains("larger than")
                    };
                    lines.into_iter().filter(|line| !is_other(line)).collect()
                };
                let want = drop(reference_output(&config, &dir, &flags, &file));
                let have = drop(check_text(
                    &mut library,
                    changed.into_bytes(),
                    &flags,
                    &file,
                ));
                n_all += 1;
                if want == have {
                    n_equal += 1;
                    continue;
                }
                eprintln!("{file}: {}", changes.join("; "));
                want.iter()
                    .filter(|l| !have.contains(l))
                    .for_each(|l| eprintln!("  - {l}"));
                have.iter()
                    .filter(|l| !want.contains(l))
                    .for_each(|l| eprintln!("  + {l}"));
            }
        }
        let share = 100.0 * f64::from(n_equal) / f64::from(n_all);
        eprintln!("{n_equal} of {n_all} changed programs equal ({share:.1} %)");
        assert!(share >= 98.0);
    });
    let _ = fs::remove_dir_all(&dir);
    let _ = fs::remove_file(&config);
}
