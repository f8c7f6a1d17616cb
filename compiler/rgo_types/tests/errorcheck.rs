//! Go's own tests of its compiler: `errorcheck` tests get the errors that comments in them ask for,
//! all other programs get none.
//!
//! A comment `// ERROR "regexp"` wants an error on its line whose text matches.

mod library;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use library::{Library, go_regexp, test_tree};
use regex::Regex;
use rgo_base::{Diagnostic, stack};
use rgo_load::build_context::BuildContext;
use rgo_syntax::File;
use rgo_types::PkgId;
use rustc_hash::FxHashMap;

/// What the first line of a test asks for.
struct Directive {
    action: String,
    flags: Vec<String>,
}

impl Directive {
    fn of(text: &str) -> Option<Directive> {
        let line = text.lines().find(|line| {
            !line.is_empty() && !line.starts_with("//go:build") && !line.starts_with("// +build")
        })?;
        let mut words = line
            .strip_prefix("//")?
            .split_whitespace()
            .map(str::to_owned);
        Some(Directive {
            action: words.next()?,
            flags: words.collect(),
        })
    }

    fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    fn wants_errors(&self) -> bool {
        self.action.starts_with("errorcheck") && !self.has_flag("-0")
    }

    fn go_minor(&self) -> u32 {
        let version = self.flags.iter().find_map(|f| f.strip_prefix("-lang=go1."));
        version.map_or(27, |v| v.parse().expect("the language version is a number"))
    }
}

struct Wanted {
    line: u32,
    regexp: Regex,
    text: String,
}

fn wanted_errors(file: &str, text: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let quoted = Regex::new(r#""([^"]*)""#).expect("the pattern is valid");
    let lines = Regex::new(r"LINE(([+-])([0-9]+))?").expect("the pattern is valid");
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        if line.contains("////") {
            continue;
        }
        let mark = ["// ERROR ", "// GC_ERROR "]
            .iter()
            .filter_map(|mark| Some(line.find(mark)? + mark.len()))
            .min();
        let Some(start) = mark else { continue };
        for found in quoted.captures_iter(&line[start..]) {
            let text = lines.replace_all(&found[1], |c: &regex::Captures<'_>| {
                let offset: u32 = c.get(3).map_or(0, |n| n.as_str().parse().unwrap_or(0));
                let target = if c.get(2).is_some_and(|sign| sign.as_str() == "-") {
                    number - offset
                } else {
                    number + offset
                };
                format!("{file}:{target}")
            });
            match go_regexp(&text) {
                Some(regexp) => wanted.push(Wanted {
                    line: number,
                    regexp,
                    text: text.into_owned(),
                }),
                None => panic!("{file}:{number}: no regular expression: {text}"),
            }
        }
    }
    wanted
}

#[derive(Default)]
struct Counts {
    tests: usize,
    good_tests: usize,
    /// Lines on which errors are wanted, and on how many of them there were some.
    lines: usize,
    reported_lines: usize,
    /// Lines with errors that nobody wants.
    other_lines: usize,
    patterns: usize,
    matched_patterns: usize,
}

struct Suite {
    library: Library,
    /// A line followed by a column, which the tests do not ask for.
    column: Regex,
    counts: Counts,
}

impl Suite {
    /// Checks the packages of a test, each a list of files, in order.
    fn check(&mut self, directive: &Directive, packages: &[Vec<PathBuf>]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut local: FxHashMap<String, PkgId> = FxHashMap::default();
        for paths in packages {
            let stem = paths[0]
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let mut diags = Vec::new();
            let mut files: Vec<Arc<File>> = Vec::new();
            for path in paths {
                let text = fs::read(path).expect("the test tree is readable");
                files.push(self.library.parse_text(path, text, false, &mut diags));
            }
            let name = files[0].ast.name(files[0].package_name).as_str().to_owned();
            if !diags.iter().any(|d| d.message.starts_with("syntax error")) {
                let pkg = self.add(directive, &files, &stem, &local, &mut diags);
                for name in [&name, &stem] {
                    local.insert(format!("./{name}"), pkg);
                    local.insert(format!("test/{name}"), pkg);
                }
                self.library.ctx.check_package(pkg, 1);
                diags.extend(self.library.ctx.diags.take());
            }
            for path in paths {
                self.judge(directive, path, &diags, &mut problems);
            }
        }
        problems
    }

    fn add(
        &mut self,
        directive: &Directive,
        files: &[Arc<File>],
        stem: &str,
        local: &FxHashMap<String, PkgId>,
        diags: &mut Vec<Diagnostic>,
    ) -> PkgId {
        let mut imports = FxHashMap::default();
        for import in files.iter().flat_map(|file| &file.imports) {
            let path = import.path.as_str();
            let found = match local.get(path) {
                Some(&pkg) => Some(pkg),
                None if path.starts_with('.') => None,
                None => self.library.import(path, "test"),
            };
            match found {
                Some(PkgId::UNSAFE) => {}
                Some(pkg) => {
                    imports.insert(import.path, pkg);
                }
                None if !is_plain(path) => {}
                None => {
                    let message = format!("could not import {path} (file not found)");
                    diags.push(Diagnostic::error(import.pos, message));
                }
            }
        }
        let path = format!("test/{stem}");
        let has_bodies = directive.has_flag("-complete");
        self.library.add_package(
            &path,
            files.to_vec(),
            imports,
            directive.go_minor(),
            !has_bodies,
        )
    }

    fn judge(
        &mut self,
        directive: &Directive,
        path: &Path,
        diags: &[Diagnostic],
        problems: &mut Vec<String>,
    ) {
        let text = fs::read(path).expect("the test tree is readable");
        let text = String::from_utf8_lossy(&text).into_owned();
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut found: Vec<(u32, String)> = Vec::new();
        for diagnostic in diags {
            let Some(source) = self.library.sources.file_of(diagnostic.pos) else {
                continue;
            };
            let Some(at) = self.library.sources.locate(diagnostic.pos) else {
                continue;
            };
            if source.path != path {
                continue;
            }
            let line = at.line;
            let dir = format!("{}/", path.parent().unwrap_or(path).display());
            let mut message = diagnostic.message.replace(&dir, "");
            message = self.column.replace_all(&message, "$1").into_owned();
            for (pos, note) in &diagnostic.notes {
                match self.library.sources.locate(*pos) {
                    Some(at) => {
                        let name = at.file.rsplit('/').next().unwrap_or("").to_owned();
                        message += &format!("\n\t{name}:{}: {note}", at.line);
                    }
                    None => message += &format!("\n\t{note}"),
                }
            }
            found.push((line, message));
        }
        // One syntax error on a line is enough, and one of several equal errors.
        let mut syntax_line = 0;
        found.retain(|(line, message)| {
            let is_first = !message.starts_with("syntax error") || *line != syntax_line;
            if message.starts_with("syntax error") {
                syntax_line = *line;
            }
            is_first
        });
        found.sort();
        found.dedup();
        let wanted = if directive.wants_errors() {
            wanted_errors(&file, &text)
        } else {
            Vec::new()
        };
        let mut lines: Vec<u32> = wanted.iter().map(|w| w.line).collect();
        lines.dedup();
        self.counts.lines += lines.len();
        let has_error = |line: &&u32| found.iter().any(|(l, _)| l == *line);
        self.counts.reported_lines += lines.iter().filter(has_error).count();
        let mut others: Vec<u32> = found
            .iter()
            .map(|(l, _)| *l)
            .filter(|l| !lines.contains(l))
            .collect();
        others.dedup();
        self.counts.other_lines += others.len();
        self.counts.patterns += wanted.len();
        for wanted in wanted {
            let before = found.len();
            found
                .retain(|(line, message)| *line != wanted.line || !wanted.regexp.is_match(message));
            if found.len() < before {
                self.counts.matched_patterns += 1;
            } else {
                problems.push(format!("{file}:{}: missing: {}", wanted.line, wanted.text));
            }
        }
        for (line, message) in found {
            problems.push(format!("{file}:{line}: not expected: {message}"));
        }
    }
}

/// Whether an import path is well-formed.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c))
}

/// The packages in the directory of a test: files by package name, in the order of files.
fn packages_in(dir: &Path, is_one_file_each: bool) -> Vec<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the test tree is readable")
        .map(|entry| entry.expect("the test tree is readable").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "go"))
        .collect();
    paths.sort();
    let clause = Regex::new(r"(?m)^package (\w+)").expect("the pattern is valid");
    let mut packages: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).expect("the test tree is readable");
        let text = String::from_utf8_lossy(&bytes);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_built = BuildContext::name_matches(&name)
            && BuildContext::default()
                .check_lines(&name, &bytes, false)
                .is_ok();
        if !is_built {
            continue;
        }
        let name = clause
            .captures(&text)
            .map_or(String::new(), |c| c[1].to_owned());
        match packages
            .iter_mut()
            .find(|(n, _)| *n == name && !is_one_file_each)
        {
            Some((_, files)) => files.push(path),
            None => packages.push((name, vec![path])),
        }
    }
    packages.into_iter().map(|(_, files)| files).collect()
}

/// Tests that the reference compiler fails itself, that have errors of later stages, or that need
/// what is not here.
const OTHER_TESTS: &[&str] = &[
    // Not in gc's words; known to Go's own test runner.
    "shift1.go",
    "fixedbugs/issue10700.go",
    "fixedbugs/issue18331.go",
    "fixedbugs/issue18419.go",
    "fixedbugs/issue20233.go",
    "fixedbugs/issue20245.go",
    "fixedbugs/issue31053.go",
    // Experiments.
    "arenas/smoke.go",
    "fixedbugs/issue63333.go",
    "fixedbugs/issue74626.go",
    // Packages that only the runtime and the standard library may be.
    "live_uintptrkeepalive.go",
    "nowritebarrier.go",
    "uintptrkeepalive.go",
    "fixedbugs/issue14999.go",
    "fixedbugs/issue79258.go",
    // Import paths are judged where packages are found.
    "import6.go",
    "fixedbugs/issue11362.go",
    // More than ten errors.
    "fixedbugs/issue20298.go",
    // Frames.
    "fixedbugs/bug385_64.go",
    "fixedbugs/issue20529.go",
    "fixedbugs/issue20780.go",
    "fixedbugs/issue22200.go",
    "fixedbugs/issue22200b.go",
    "fixedbugs/issue25507.go",
    "fixedbugs/issue52697.go",
];

fn tests() -> Vec<PathBuf> {
    let tree = test_tree();
    let mut tests = Vec::new();
    for dir in [
        "",
        "abi",
        "arenas",
        "chan",
        "codegen",
        "dwarf",
        "fixedbugs",
        "interface",
        "ken",
        "simd",
        "syntax",
        "typeparam",
    ] {
        let entries = fs::read_dir(tree.join(dir)).expect("the test tree is readable");
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("the test tree is readable").path())
            .collect();
        paths.sort();
        tests.extend(
            paths
                .into_iter()
                .filter(|p| p.extension().is_some_and(|e| e == "go")),
        );
    }
    tests.retain(|path| !OTHER_TESTS.iter().any(|name| path.ends_with(name)));
    if let Ok(only) = std::env::var("RGO_FILES") {
        tests.retain(|path| only.split(',').any(|o| path.ends_with(o)));
    }
    tests
}

#[test]
fn errors_are_those_of_gc() {
    stack::on_big_stack(|| {
        let mut suite = Suite {
            library: Library::new(false),
            column: Regex::new(r"(\.go:[0-9]+):[0-9]+").expect("the pattern is valid"),
            counts: Counts::default(),
        };
        for path in tests() {
            let bytes = fs::read(&path).expect("the test tree is readable");
            let text = String::from_utf8_lossy(&bytes);
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let Some(directive) = Directive::of(&text) else {
                continue;
            };
            let is_built = BuildContext::default()
                .check_lines(&name, &bytes, false)
                .is_ok();
            let kinds = [
                "run",
                "compile",
                "build",
                "buildrun",
                "errorcheck",
                "errorcheckandrundiag",
                "errorcheckwithauto",
                "runoutput",
                "asmcheck",
            ];
            let dir_kinds = [
                "compiledir",
                "rundir",
                "errorcheckdir",
                "errorcheckandrundir",
                "builddir",
                "buildrundir",
            ];
            let action = directive.action.as_str();
            let packages = if kinds.contains(&action) {
                let others = directive.flags.iter().filter(|f| f.ends_with(".go"));
                let others = others
                    .map(|f| path.with_file_name(f))
                    .filter(|p| p.exists());
                vec![std::iter::once(path.clone()).chain(others).collect()]
            } else if dir_kinds.contains(&action) {
                packages_in(&path.with_extension("dir"), directive.has_flag("-s"))
            } else {
                continue;
            };
            if !is_built || packages.is_empty() {
                continue;
            }
            let problems = suite.check(&directive, &packages);
            suite.counts.tests += 1;
            if problems.is_empty() {
                suite.counts.good_tests += 1;
            } else {
                let shown = path.strip_prefix(test_tree()).unwrap_or(&path).display();
                eprintln!("{shown} ({action}):\n    {}", problems.join("\n    "));
            }
        }
        let trusted = suite.library.ctx.trusted_diags.take();
        for diagnostic in &trusted {
            eprintln!("in the library: {}", suite.library.show(diagnostic));
        }
        let c = suite.counts;
        let share = |part: usize, all: usize| 100.0 * part as f64 / all as f64;
        let lines = share(c.reported_lines, c.lines);
        let patterns = share(c.matched_patterns, c.patterns);
        eprintln!(
            "{} of {} tests; {} of {} lines with errors ({lines:.2} %), {} other lines; {} of {} patterns ({patterns:.2} %)",
            c.good_tests,
            c.tests,
            c.reported_lines,
            c.lines,
            c.other_lines,
            c.matched_patterns,
            c.patterns,
        );
        assert!(trusted.is_empty());
        assert!(lines >= 99.0 && patterns >= 97.0);
    });
}
