//! Source files and positions in them.
//!
//! A [`Pos`] is one `u32` for the whole compilation: the base of its file plus the byte offset.
//! Lines and columns are counted when somebody asks. The parser never needs them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

/// A position: file base + byte offset. `Pos::NONE` is no position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[repr(transparent)]
pub struct Pos(u32);

impl Pos {
    pub const NONE: Pos = Pos(0);

    pub fn new(raw: u32) -> Pos {
        Pos(raw)
    }

    pub fn raw(self) -> u32 {
        self.0
    }

    pub fn is_known(self) -> bool {
        self != Pos::NONE
    }

    /// The position `bytes` further on in the same file.
    pub fn plus(self, bytes: u32) -> Pos {
        Pos(self.0 + bytes)
    }
}

/// A source file of the compilation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);
cranelift_entity::entity_impl!(FileId, "file");

/// Bytes behind the text of every file, all zero: a scanner needs no end test.
pub const SENTINEL: usize = 16;

/// A `//line` or `/*line*/` directive: from `offset` on, lines count from `line` in `file`.
#[derive(Clone, Debug)]
pub struct LineDirective {
    /// Byte offset of the first byte the directive governs.
    pub offset: u32,
    /// File name in force from there on.
    pub file: String,
    /// Line number of the byte at `offset`.
    pub line: u32,
    /// Column of that byte, 0 if the directive has none (columns are then unknown).
    pub col: u32,
}

/// One file's text and what is known of it.
pub struct SourceFile {
    pub id: FileId,
    /// Name as messages print it, before shortening against the working directory.
    pub path: PathBuf,
    /// The text, followed by [`SENTINEL`] zero bytes.
    text: Vec<u8>,
    base: u32,
    /// Offset of the first byte of each line, counted on first demand.
    lines: OnceLock<Vec<u32>>,
    /// Set once by the scanner that read the whole file.
    directives: OnceLock<Vec<LineDirective>>,
    /// The directory that executables name in place of the file's own.
    recorded_dir: OnceLock<String>,
}

/// What a position means to a reader: file, line and column after `//line` directives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    pub file: String,
    pub line: u32,
    /// In bytes, from 1; 0 if unknown.
    pub col: u32,
}

impl SourceFile {
    /// The text without its sentinel.
    pub fn text(&self) -> &[u8] {
        &self.text[..self.text.len() - SENTINEL]
    }

    /// The text with [`SENTINEL`] zero bytes behind it.
    pub fn text_with_sentinel(&self) -> &[u8] {
        &self.text
    }

    pub fn pos(&self, offset: u32) -> Pos {
        Pos(self.base + offset)
    }

    /// Byte offset of `pos` in this file.
    pub fn offset(&self, pos: Pos) -> u32 {
        debug_assert!(self.contains(pos));
        pos.0 - self.base
    }

    pub fn contains(&self, pos: Pos) -> bool {
        pos.0 >= self.base && (pos.0 - self.base) as usize <= self.text.len()
    }

    /// Records the file's line directives, in order of offset. Later calls are ignored.
    pub fn set_line_directives(&self, directives: Vec<LineDirective>) {
        let _ = self.directives.set(directives);
    }

    /// Makes executables name `dir` in place of the file's directory. Later calls are ignored.
    pub fn set_recorded_dir(&self, dir: String) {
        let _ = self.recorded_dir.set(dir);
    }

    /// The file name at `offset` as executables have it.
    pub fn recorded_name(&self, offset: u32) -> String {
        let name = self.locate(offset).file;
        let rest = self.recorded_dir.get().and_then(|dir| {
            let rest = Path::new(&name).strip_prefix(self.path.parent()?).ok()?;
            Some(format!("{dir}/{}", rest.display()))
        });
        rest.unwrap_or(name)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(
                self.text()
                    .iter()
                    .enumerate()
                    .filter(|(_, b)| **b == b'\n')
                    .map(|(i, _)| i as u32 + 1),
            );
            starts
        })
    }

    /// Physical line and column of `offset`, both from 1.
    pub fn line_col(&self, offset: u32) -> (u32, u32) {
        let lines = self.lines();
        let line = lines.partition_point(|&start| start <= offset) - 1;
        (line as u32 + 1, offset - lines[line] + 1)
    }

    /// Location of `offset` as seen through `//line` directives.
    pub fn locate(&self, offset: u32) -> Location {
        self.locate_with(offset, self.directives.get().map_or(&[], Vec::as_slice))
    }

    /// Location of `offset` as seen through `directives`, for a parser that has not seen the end of
    /// the file yet.
    pub fn locate_with(&self, offset: u32, directives: &[LineDirective]) -> Location {
        let (line, col) = self.line_col(offset);
        let at = directives.partition_point(|d| d.offset <= offset);
        let Some(directive) = at.checked_sub(1).map(|at| &directives[at]) else {
            return Location {
                file: self.path.to_string_lossy().into_owned(),
                line,
                col,
            };
        };
        let (start_line, start_col) = self.line_col(directive.offset);
        Location {
            file: directive.file.clone(),
            line: directive.line + (line - start_line),
            col: match (directive.col, line == start_line) {
                (0, _) => 0,
                (first, true) => first + (col - start_col),
                (_, false) => col,
            },
        }
    }

    /// Location of `offset` in the file itself, whatever directives say.
    pub fn locate_here(&self, offset: u32) -> Location {
        self.locate_with(offset, &[])
    }

    /// Number of directives at or before `offset`: positions with equal numbers count lines from
    /// the same base.
    pub fn line_base(&self, offset: u32) -> usize {
        self.directives
            .get()
            .map_or(0, |list| list.partition_point(|d| d.offset <= offset))
    }
}

impl std::fmt::Display for Location {
    /// `file:line:col`, without the column if it is unknown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.col != 0 {
            write!(f, ":{}", self.col)?;
        }
        Ok(())
    }
}

/// All source files of a compilation.
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
    next_base: Mutex<u32>,
}

impl Default for SourceMap {
    fn default() -> Self {
        SourceMap {
            files: RwLock::default(),
            next_base: Mutex::new(1),
        }
    }
}

impl SourceMap {
    /// Adds a file. `text` must not contain the sentinel yet.
    ///
    /// # Panics
    /// If all files together exceed 4 GiB.
    pub fn add(&self, path: PathBuf, mut text: Vec<u8>) -> Arc<SourceFile> {
        text.resize(text.len() + SENTINEL, 0);
        let mut files = self
            .files
            .write()
            .expect("adding a file does not panic midway");
        let mut next_base = self
            .next_base
            .lock()
            .expect("adding a file does not panic midway");
        let base = *next_base;
        let size = u32::try_from(text.len() + 1).expect("a source file is below 4 GiB");
        *next_base = base
            .checked_add(size)
            .expect("all source files together are below 4 GiB");
        let file = Arc::new(SourceFile {
            id: FileId(files.len() as u32),
            path,
            text,
            base,
            lines: OnceLock::new(),
            directives: OnceLock::new(),
            recorded_dir: OnceLock::new(),
        });
        files.push(file.clone());
        file
    }

    pub fn file(&self, id: FileId) -> Arc<SourceFile> {
        self.files.read().expect("readers do not panic")[id.0 as usize].clone()
    }

    /// The file that `pos` lies in, if `pos` is known.
    pub fn file_of(&self, pos: Pos) -> Option<Arc<SourceFile>> {
        if !pos.is_known() {
            return None;
        }
        let files = self.files.read().expect("readers do not panic");
        let at = files.partition_point(|f| f.base <= pos.0);
        Some(files[at.checked_sub(1)?].clone())
    }

    /// Location of `pos`, if it is known.
    pub fn locate(&self, pos: Pos) -> Option<Location> {
        let file = self.file_of(pos)?;
        Some(file.locate(file.offset(pos)))
    }
}

#[cfg(test)]
mod tests {
    use super::{LineDirective, SourceMap};

    #[test]
    fn positions_find_their_file_line_and_column() {
        let map = SourceMap::default();
        let a = map.add("a.go".into(), b"package a\nvar x int\n".to_vec());
        let b = map.add("b.go".into(), b"package b\n".to_vec());
        let at = map.locate(a.pos(14)).expect("known");
        assert_eq!((at.file.as_str(), at.line, at.col), ("a.go", 2, 5));
        let at = map.locate(b.pos(0)).expect("known");
        assert_eq!((at.file.as_str(), at.line, at.col), ("b.go", 1, 1));
    }

    #[test]
    fn executables_may_name_another_directory() {
        let map = SourceMap::default();
        let a = map.add("/home/me/a/x.go".into(), b"package a\n".to_vec());
        assert_eq!(a.recorded_name(0), "/home/me/a/x.go");
        a.set_recorded_dir("m.com/a".into());
        assert_eq!(a.recorded_name(0), "m.com/a/x.go");
        assert_eq!(a.locate(0).file, "/home/me/a/x.go");
    }

    #[test]
    fn line_directives_rename_and_renumber() {
        let map = SourceMap::default();
        let a = map.add(
            "a.go".into(),
            b"package a\n//line x.y:10\nvar x int\nvar y int\n".to_vec(),
        );
        a.set_line_directives(vec![LineDirective {
            offset: 24,
            file: "x.y".into(),
            line: 10,
            col: 0,
        }]);
        assert_eq!(a.locate(0).line, 1);
        let at = a.locate(38);
        assert_eq!((at.file.as_str(), at.line, at.col), ("x.y", 11, 0));
    }
}
