//! The files of one package directory: which belong to the build, and what is wrong with them.
//!
//! This is what the `go` command finds out about a directory before it looks at imports: files chosen
//! by name and build lines, the package's name, imports with their positions.

use std::path::{Path, PathBuf};

use rgo_base::span::SENTINEL;
use rustc_hash::FxHashSet;

use crate::build_context::{BuildContext, Exclusion};
use crate::header::{Header, HeaderError};
use crate::module::os_error;
use crate::overlay::{self, Overlay, Rule};

/// Where something stands, as messages show it: a shortened path follows later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilePos {
    pub file: PathBuf,
    pub line: u32,
    pub col: u32,
}

impl FilePos {
    fn new(file: &Path, text: &[u8], offset: u32) -> FilePos {
        let before = &text[..offset as usize];
        // For the `go` command no line begins behind the newline at a file's end.
        let lines = match before.strip_suffix(b"\n") {
            Some(lines) if before.len() == text.len() => lines,
            _ => before,
        };
        let line_start = lines
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |newline| newline + 1);
        let line = lines.iter().filter(|&&b| b == b'\n').count() as u32 + 1;
        FilePos {
            file: file.to_path_buf(),
            line,
            col: offset - line_start as u32 + 1,
        }
    }
}

/// A file of a package, read but not parsed.
pub struct SourceText {
    pub path: PathBuf,
    /// Has room for a sentinel.
    pub text: Vec<u8>,
    pub is_overlay: bool,
}

/// What a directory holds.
#[derive(Default)]
pub struct Directory {
    pub dir: PathBuf,
    /// Name in the package clauses.
    pub name: String,
    /// Files to compile, in the order of their names; the overlay's come last.
    pub files: Vec<SourceText>,
    /// Import paths, sorted, each with the position of its first import.
    pub imports: Vec<(String, FilePos)>,
    /// The first error.
    pub error: Option<DirError>,
    /// Go files that are not built.
    n_ignored: usize,
    n_tests: usize,
    /// Its test files, if they were asked for.
    pub internal_tests: TestFiles,
    /// Those of the package that is called as this one with `_test` behind it.
    pub external_tests: TestFiles,
    /// First import of "C", if that is an error.
    pub cgo: Option<FilePos>,
    /// Files in other languages, by kind.
    pub foreign: Vec<(ForeignKind, String)>,
}

/// Test files of one package.
#[derive(Default)]
pub struct TestFiles {
    pub files: Vec<SourceText>,
    /// As in [`Directory::imports`].
    pub imports: Vec<(String, FilePos)>,
}

/// What is wrong with a directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DirError {
    /// It has no Go files for this build; with the whole text.
    NoGoFiles(String),
    /// A syntax error before or in the imports.
    Syntax(FilePos, String),
    Other(String),
}

/// Kinds of files that need another compiler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForeignKind {
    C,
    Cxx,
    ObjectiveC,
    Fortran,
    Assembler,
    SysObject,
}

impl ForeignKind {
    fn of(extension: &str) -> Option<ForeignKind> {
        Some(match extension {
            "c" => ForeignKind::C,
            "cc" | "cpp" | "cxx" => ForeignKind::Cxx,
            "m" => ForeignKind::ObjectiveC,
            "f" | "F" | "for" | "f90" => ForeignKind::Fortran,
            "s" => ForeignKind::Assembler,
            "syso" => ForeignKind::SysObject,
            _ => return None,
        })
    }
}

/// How to look at a directory.
pub struct Scan<'a> {
    pub context: &'a BuildContext,
    /// For a package of the standard library: its import path and the overlay.
    pub library: Option<(&'a str, Overlay)>,
    /// Only these files, whatever their build lines.
    pub only: Option<&'a [String]>,
    /// Nothing in the heads of files is an error: the compiler has the say about it.
    pub is_lenient: bool,
    /// Test files are wanted too.
    pub keeps_tests: bool,
}

impl Scan<'_> {
    /// Reads the directory `dir`.
    pub fn read(&self, dir: &Path) -> Directory {
        let mut found = Directory {
            dir: dir.to_path_buf(),
            ..Directory::default()
        };
        let names = match self.only {
            Some(names) => names.to_vec(),
            None => match list(dir) {
                Ok(names) => names,
                Err(error) => {
                    let text = format!("open {}: {}", dir.display(), os_error(&error));
                    found.error = Some(DirError::Other(text));
                    return found;
                }
            },
        };
        let mut package = Package::default();
        for name in names {
            self.file(&mut found, &mut package, &name);
        }
        if let Some((path, overlay)) = self.library {
            for file in overlay::files_of(overlay, path) {
                self.overlay_file(&mut found, &mut package, file);
            }
        }
        if !self.context.is_cgo_enabled || self.library.is_some() {
            found.cgo = None;
        }
        found.finish(package)
    }

    fn file(&self, found: &mut Directory, package: &mut Package, name: &str) {
        if name.starts_with(['_', '.']) && self.only.is_none() {
            return;
        }
        let Some(stem) = name.strip_suffix(".go") else {
            return self.foreign_file(found, name);
        };
        let is_test = stem.ends_with("_test");
        let rule = self.library.map(|(path, _)| overlay::rule(path));
        let decided = rule.and_then(|rule| rule.decides(name));
        // Tests of the library are looked at only if they are to be run.
        if decided == Some(false) || is_test && rule.is_some() && !self.keeps_tests {
            found.n_ignored += 1;
            return;
        }
        let is_forced = self.only.is_some() || decided == Some(true);
        if !is_forced && !BuildContext::name_matches(name) {
            found.n_ignored += 1;
            return;
        }
        let path = found.dir.join(name);
        let mut text = match read_padded(&path) {
            Ok(text) => text,
            Err(error) => {
                let text = format!("open {}: {}", path.display(), os_error(&error));
                return found.fail(DirError::Other(text));
            }
        };
        let content = &text[..text.len() - SENTINEL];
        let lines = self.context.check_lines(name, content, rule.is_some());
        match lines {
            _ if self.is_lenient => {}
            Err(Exclusion::Malformed(problem)) => return found.fail(DirError::Other(problem)),
            Err(Exclusion::Constraint) if !is_forced => {
                found.n_ignored += 1;
                return;
            }
            _ => {}
        }
        let header = Header::read(&text);
        text.truncate(text.len() - SENTINEL);
        let source = SourceText {
            path,
            text,
            is_overlay: false,
        };
        if self.is_lenient {
            found.add_given(package, source, header);
        } else {
            found.add(package, source, name, header, self.keeps_tests);
        }
    }

    fn overlay_file(
        &self,
        found: &mut Directory,
        package: &mut Package,
        file: &overlay::OverlayFile,
    ) {
        let mut text = Vec::with_capacity(file.text.len() + SENTINEL);
        text.extend_from_slice(file.text.as_bytes());
        text.resize(file.text.len() + SENTINEL, 0);
        let header = Header::read(&text);
        text.truncate(file.text.len());
        let path = Path::new("overlay").join(file.path);
        let name = file.path.rsplit('/').next().unwrap_or(file.path);
        found.add(
            package,
            SourceText {
                path,
                text,
                is_overlay: true,
            },
            name,
            header,
            false,
        );
    }

    fn foreign_file(&self, found: &mut Directory, name: &str) {
        // The library's assembler is done without.
        if self.library.is_some() {
            return;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let Some(kind) = ForeignKind::of(extension) else {
            return;
        };
        let needs_cgo = !matches!(kind, ForeignKind::Assembler | ForeignKind::SysObject);
        if needs_cgo && !self.context.is_cgo_enabled {
            return;
        }
        if !BuildContext::name_matches(name) {
            return;
        }
        if kind != ForeignKind::SysObject {
            let text = std::fs::read(found.dir.join(name)).unwrap_or_default();
            if self.context.check_lines(name, &text, false).is_err() {
                return;
            }
        }
        found.foreign.push((kind, name.into()));
    }
}

/// What the files seen so far have in common.
#[derive(Default)]
struct Package {
    /// File that named the package.
    first_file: String,
    has_tests: bool,
    seen_imports: FxHashSet<String>,
}

impl Directory {
    fn fail(&mut self, error: DirError) {
        self.error.get_or_insert(error);
    }

    /// Adds a file as the compiler takes those given to it.
    fn add_given(&mut self, package: &mut Package, source: SourceText, header: Header) {
        if self.files.is_empty() {
            self.name = header.package.unwrap_or_default();
        }
        for import in header.imports {
            if import.is_valid() && package.seen_imports.insert(import.path.clone()) {
                let at = FilePos::new(&source.path, &source.text, import.offset);
                self.imports.push((import.path, at));
            }
        }
        self.files.push(source);
    }

    fn add(
        &mut self,
        package: &mut Package,
        source: SourceText,
        name: &str,
        mut header: Header,
        keeps_tests: bool,
    ) {
        if header.error.is_some() {
            // The go command follows no import of a file that it cannot read.
            header.imports.clear();
        }
        let at = |offset| FilePos::new(&source.path, &source.text, offset);
        match header.error {
            Some(HeaderError::Syntax(offset, message)) => {
                self.fail(DirError::Syntax(at(offset), message));
            }
            Some(HeaderError::InvalidImport(offset, message)) => {
                let FilePos { file, line, col } = at(offset);
                self.fail(DirError::Other(format!(
                    "{}:{line}:{col}: {message}",
                    file.display()
                )));
            }
            Some(HeaderError::Unreadable(why)) => {
                return self.fail(DirError::Other(format!(
                    "read {}: {why}",
                    source.path.display()
                )));
            }
            None => {}
        }
        let mut clause = header.package.unwrap_or_default();
        if clause == "documentation" {
            self.n_ignored += 1;
            return;
        }
        let is_test = name.ends_with("_test.go");
        let mut is_external = false;
        if is_test
            && clause != self.name
            && let Some(tested) = clause.strip_suffix("_test")
        {
            clause = tested.into();
            is_external = true;
        }
        if self.name.is_empty() {
            self.name = clause;
            package.first_file = name.into();
        } else if clause != self.name {
            self.fail(DirError::Other(format!(
                "found packages {} ({}) and {clause} ({name}) in {}",
                self.name,
                package.first_file,
                self.dir.display()
            )));
        }
        if is_test {
            package.has_tests = true;
            self.n_tests += 1;
            if keeps_tests {
                let tests = match is_external {
                    true => &mut self.external_tests,
                    false => &mut self.internal_tests,
                };
                for import in header.imports {
                    tests.imports.push((import.path, at(import.offset)));
                }
                tests.files.push(source);
            }
            return;
        }
        if let Some(import) = header.imports.iter().find(|import| import.path == "C") {
            self.cgo.get_or_insert(at(import.offset));
            self.n_ignored += 1;
            return;
        }
        for import in header.imports {
            if package.seen_imports.insert(import.path.clone()) {
                self.imports.push((import.path, at(import.offset)));
            }
        }
        self.files.push(source);
    }

    fn finish(mut self, package: Package) -> Directory {
        for imports in [
            &mut self.imports,
            &mut self.internal_tests.imports,
            &mut self.external_tests.imports,
        ] {
            imports.sort_by(|x, y| x.0.cmp(&y.0));
            imports.dedup_by(|x, y| x.0 == y.0);
        }
        if self.error.is_none() && self.files.is_empty() && !package.has_tests {
            let text = self.no_go_files();
            self.error = Some(DirError::NoGoFiles(text));
        }
        self
    }

    /// The error for a directory without a file to compile.
    pub fn no_go_files(&self) -> String {
        let dir = self.dir.display();
        if self.n_ignored > 0 {
            format!("build constraints exclude all Go files in {dir}")
        } else if self.n_tests > 0 {
            format!("no non-test Go files in {dir}")
        } else {
            format!("no Go files in {dir}")
        }
    }

    /// Whether there are Go files at all, built or not.
    pub fn has_go_files(&self) -> bool {
        !self.files.is_empty() || self.n_ignored + self.n_tests > 0 || self.error_is_in_file()
    }

    fn error_is_in_file(&self) -> bool {
        matches!(self.error, Some(DirError::Syntax(..) | DirError::Other(_)))
    }
}

/// Names of the files in a directory, sorted.
fn list(dir: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let ty = entry.file_type()?;
        if ty.is_dir() || ty.is_symlink() && entry.path().is_dir() {
            continue;
        }
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The content of a file with a sentinel behind it.
fn read_padded(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path)?;
    let size = file.metadata()?.len() as usize;
    let mut text = Vec::with_capacity(size + SENTINEL + 1);
    file.read_to_end(&mut text)?;
    text.resize(text.len() + SENTINEL, 0);
    Ok(text)
}

/// Whether the overlay rule of a package takes all of its files away.
pub fn is_replaced(path: &str) -> bool {
    matches!(overlay::rule(path), Rule::Replace { .. })
}
