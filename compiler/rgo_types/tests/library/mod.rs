//! The reference toolchain's sources as packages to check: a loader that knows GOROOT only.
#![allow(dead_code, reason = "no test that includes this module uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::Regex;
use rgo_base::{Diagnostic, SourceMap, Symbol};
use rgo_load::build_context::BuildContext;
use rgo_syntax::{File, Mode, parse_file};
use rgo_types::{Context, PackageSource, PkgId};
use rustc_hash::FxHashMap;

fn cache() -> PathBuf {
    std::env::var_os("RGO_CACHE").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("HOME is set")).join(".cache/rgo"),
        PathBuf::from,
    )
}

fn existing(dir: PathBuf) -> PathBuf {
    assert!(
        dir.is_dir(),
        "{} is missing: run `make setup`",
        dir.display()
    );
    dir
}

/// The reference toolchain, as `make setup` leaves it in the cache.
pub fn goroot() -> PathBuf {
    existing(cache().join("go1.27.3"))
}

/// Go's test tree.
pub fn test_tree() -> PathBuf {
    existing(cache().join("gotest-1.27.3"))
}

/// Directories below `dir` that hold Go files, without test data, in order.
pub fn package_dirs(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the toolchain is readable")
        .map(|entry| entry.expect("the toolchain is readable").path())
        .collect();
    entries.sort();
    if entries
        .iter()
        .any(|path| path.extension().is_some_and(|ext| ext == "go"))
    {
        found.push(dir.to_path_buf());
    }
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && name != "testdata" && !name.starts_with(['_', '.']) {
            package_dirs(&path, found);
        }
    }
}

/// Packages of the library, loaded on demand.
pub struct Library {
    pub ctx: Context,
    pub sources: Arc<SourceMap>,
    /// Check packages like those of users.
    pub is_strict: bool,
    pub n_lines: usize,
    pub packages: FxHashMap<String, Option<PkgId>>,
    src: PathBuf,
    build: BuildContext,
}

impl Library {
    pub fn new(with_assert: bool) -> Library {
        let sources = Arc::new(SourceMap::default());
        let ctx = if with_assert {
            Context::with_assert(sources.clone())
        } else {
            Context::new(sources.clone())
        };
        Library {
            ctx,
            sources,
            is_strict: false,
            n_lines: 0,
            packages: FxHashMap::default(),
            src: goroot().join("src"),
            build: BuildContext::default(),
        }
    }

    /// The package that the import `path` in a package called `importer` means.
    pub fn import(&mut self, path: &str, importer: &str) -> Option<PkgId> {
        if path == "unsafe" {
            return Some(PkgId::UNSAFE);
        }
        let vendored = match importer {
            _ if importer == "cmd" || importer.starts_with("cmd/") => {
                format!("cmd/vendor/{path}")
            }
            _ => format!("vendor/{path}"),
        };
        if self.src.join(&vendored).is_dir() {
            return self.load(&vendored);
        }
        self.load(path)
    }

    /// Loads the package in GOROOT/src/`path`.
    pub fn load(&mut self, path: &str) -> Option<PkgId> {
        if path == "unsafe" {
            return Some(PkgId::UNSAFE);
        }
        if let Some(&known) = self.packages.get(path) {
            return known;
        }
        let dir = self.src.join(path);
        let names = self.files_of(&dir);
        let mut diags = Vec::new();
        let mut files: Vec<Arc<File>> = names
            .iter()
            .map(|name| self.parse(name, true, &mut diags))
            .collect();
        files.retain(|file| {
            file.imports
                .iter()
                .all(|import| import.path.as_str() != "C")
        });
        assert!(diags.is_empty(), "{path}: {diags:?}");
        let pkg = (!files.is_empty()).then(|| self.add(path, files, 27, !self.is_strict));
        self.packages.insert(path.to_owned(), pkg);
        pkg
    }

    fn files_of(&self, dir: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(dir) else {
            return Vec::new();
        };
        let mut names: Vec<PathBuf> = entries
            .map(|entry| entry.expect("the toolchain is readable").path())
            .collect();
        names.sort();
        names.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_go = name.ends_with(".go") && !name.ends_with("_test.go");
            is_go && !name.starts_with(['_', '.']) && BuildContext::name_matches(&name) && {
                let text = fs::read(path).expect("the toolchain is readable");
                self.build.check_lines(&name, &text, true).is_ok()
            }
        });
        names
    }

    pub fn parse(
        &mut self,
        path: &Path,
        is_trusted: bool,
        diags: &mut Vec<Diagnostic>,
    ) -> Arc<File> {
        let text = fs::read(path).expect("the toolchain is readable");
        self.parse_text(path, text, is_trusted, diags)
    }

    pub fn parse_text(
        &mut self,
        path: &Path,
        text: Vec<u8>,
        is_trusted: bool,
        diags: &mut Vec<Diagnostic>,
    ) -> Arc<File> {
        self.n_lines += text.iter().filter(|&&b| b == b'\n').count();
        let source = self.sources.add(path.to_path_buf(), text);
        let mode = if is_trusted && !self.is_strict {
            Mode::Lazy
        } else {
            Mode::Full
        };
        Arc::new(parse_file(source, mode, is_trusted, diags))
    }

    /// Adds a package of parsed files, its imports first.
    pub fn add(
        &mut self,
        path: &str,
        files: Vec<Arc<File>>,
        go_minor: u32,
        is_trusted: bool,
    ) -> PkgId {
        let mut imports = FxHashMap::default();
        for import in files.iter().flat_map(|file| &file.imports) {
            let name = import.path.as_str();
            if name != "C"
                && name != "unsafe"
                && let Some(pkg) = self.import(name, path)
            {
                imports.insert(import.path, pkg);
            }
        }
        self.add_with(path, files, imports, go_minor, is_trusted)
    }

    pub fn add_with(
        &mut self,
        path: &str,
        files: Vec<Arc<File>>,
        imports: FxHashMap<Symbol, PkgId>,
        go_minor: u32,
        is_trusted: bool,
    ) -> PkgId {
        let name = files
            .first()
            .map_or(Symbol::BLANK, |file| file.ast.name(file.package_name));
        self.ctx.add_package(PackageSource {
            path: Symbol::intern(path),
            name,
            files,
            imports,
            go_minor,
            is_trusted,
            has_external_bodies: true,
            is_tested_main: false,
        })
    }

    /// Adds a package of a user.
    pub fn add_package(
        &mut self,
        path: &str,
        files: Vec<Arc<File>>,
        imports: FxHashMap<Symbol, PkgId>,
        go_minor: u32,
        has_external_bodies: bool,
    ) -> PkgId {
        let name = files
            .first()
            .map_or(Symbol::BLANK, |file| file.ast.name(file.package_name));
        self.ctx.add_package(PackageSource {
            path: Symbol::intern(path),
            name,
            files,
            imports,
            go_minor,
            is_trusted: false,
            has_external_bodies,
            is_tested_main: false,
        })
    }

    /// A diagnostic as `file:line:col: message`.
    pub fn show(&self, diagnostic: &Diagnostic) -> String {
        let at = |pos| match self.sources.locate(pos) {
            Some(l) => format!("{}:{}:{}", l.file, l.line, l.col),
            None => "?".to_owned(),
        };
        let mut text = format!("{}: {}", at(diagnostic.pos), diagnostic.message);
        for (pos, note) in &diagnostic.notes {
            if pos.is_known() {
                text += &format!("\n\t{}: {note}", at(*pos));
            } else {
                text += &format!("\n\t{note}");
            }
        }
        text
    }
}

/// CPU time of this thread so far.
pub fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|n| n.parse::<u64>().ok());
    nanos.unwrap_or(0) as f64 / 1e9
}

/// Peak resident memory of this process in MiB.
pub fn peak_memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.unwrap_or(0) / 1024
}

/// A regular expression in Go's syntax.
pub fn go_regexp(text: &str) -> Option<Regex> {
    // There a brace that begins no repetition stands for itself.
    let mut pattern = String::new();
    let mut is_escaped = false;
    let mut is_repetition = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => {}
            '{' if text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => is_repetition = true,
            '{' => pattern.push('\\'),
            '}' if is_repetition => is_repetition = false,
            '}' => pattern.push('\\'),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
        pattern.push(c);
    }
    Regex::new(&pattern).ok()
}
