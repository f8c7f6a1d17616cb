//! Diagnostics as `go build` prints them: what gc's compiler makes of a list of errors, then what the
//! `go` command makes of the compiler's output.
//!
//! The compiler prints errors sorted by file, line and column, one syntax error a line, equal ones
//! once, and ends after ten. The order of files is that of their first error. The `go` command puts
//! the package's name above and shortens paths.

use std::path::Path;

use rgo_base::{Diagnostic, FileId, Pos, SourceFile, SourceMap};
use rgo_load::path::short;
use rustc_hash::FxHashMap;

/// Errors after which the compiler gives up.
const ERRORS_MAX: usize = 10;
/// Columns from here on are not printed: gc's positions have no room for them.
const COLUMN_MAX: u32 = 255;

/// The errors of one package on their way to the user.
pub struct ErrorQueue<'a> {
    sources: &'a SourceMap,
    /// No limit on errors.
    all_errors: bool,
    no_columns: bool,
    queued: Vec<Queued>,
    /// Number of each base that positions count from: a file, or a line directive in it.
    bases: FxHashMap<(FileId, usize), usize>,
    last_syntax: Option<(usize, u32)>,
    last_other: Option<(usize, u32, String)>,
    n_errors: usize,
    n_syntax_errors: usize,
    printed: String,
    is_closed: bool,
}

struct Queued {
    base: usize,
    line: u32,
    col: u32,
    text: String,
}

impl<'a> ErrorQueue<'a> {
    pub fn new(sources: &'a SourceMap, all_errors: bool, no_columns: bool) -> ErrorQueue<'a> {
        ErrorQueue {
            sources,
            all_errors,
            no_columns,
            queued: Vec::new(),
            bases: FxHashMap::default(),
            last_syntax: None,
            last_other: None,
            n_errors: 0,
            n_syntax_errors: 0,
            printed: String::new(),
            is_closed: false,
        }
    }

    /// Whether errors were reported.
    pub fn has_errors(&self) -> bool {
        self.n_errors > 0
    }

    /// Whether syntax errors were reported: then nothing else is looked for.
    pub fn has_syntax_errors(&self) -> bool {
        self.n_syntax_errors > 0
    }

    /// Takes an error, in the order in which the compiler finds them.
    pub fn report(&mut self, diag: &Diagnostic) {
        if self.is_closed {
            return;
        }
        let file = self.sources.file_of(diag.pos);
        let (base, line, col) = match &file {
            Some(file) => self.place(file, diag.pos),
            None => (usize::MAX, 0, 0),
        };
        let message = self.message(diag);
        if message.starts_with("syntax error") {
            self.n_syntax_errors += 1;
            if self.last_syntax.replace((base, line)) == Some((base, line)) {
                return;
            }
        } else {
            let this = Some((base, line, message.clone()));
            if self.last_other == this {
                return;
            }
            self.last_other = this;
        }
        let text = match &file {
            Some(file) => format!("{}: {message}\n", self.header(file, diag.pos)),
            None => format!("{message}\n"),
        };
        self.queued.push(Queued {
            base,
            line,
            col,
            text,
        });
        self.n_errors += 1;
        if self.n_errors >= ERRORS_MAX && !self.all_errors {
            self.flush();
            if let Some(file) = &file {
                let at = self.header(file, diag.pos);
                self.printed.push_str(&format!("{at}: too many errors\n"));
            } else {
                self.printed.push_str("too many errors\n");
            }
            self.is_closed = true;
        }
    }

    /// Base, line and column of a position, for sorting.
    fn place(&mut self, file: &SourceFile, pos: Pos) -> (usize, u32, u32) {
        let offset = file.offset(pos);
        let (line, col) = file.line_col(offset);
        let n_bases = self.bases.len();
        let base = *self
            .bases
            .entry((file.id, file.line_base(offset)))
            .or_insert(n_bases);
        (base, line, col.min(COLUMN_MAX))
    }

    /// A position at the start of a line.
    fn header(&self, file: &SourceFile, pos: Pos) -> String {
        let offset = file.offset(pos);
        let mut location = file.locate(offset);
        if self.no_columns || file.line_col(offset).1 >= COLUMN_MAX {
            location.col = 0;
        }
        location.to_string()
    }

    /// The text with its further lines.
    fn message(&self, diag: &Diagnostic) -> String {
        let mut message = diag.message.clone();
        for (pos, note) in &diag.notes {
            message.push_str("\n\t");
            if let Some(file) = self.sources.file_of(*pos) {
                let offset = file.offset(*pos);
                let (seen, here) = (file.locate(offset), file.locate_here(offset));
                message.push_str(&seen.to_string());
                if seen != here {
                    message.push_str(&format!("[{here}]"));
                }
                message.push_str(": ");
            }
            message.push_str(note);
        }
        message
    }

    fn flush(&mut self) {
        self.queued
            .sort_by_key(|queued| (queued.base, queued.line, queued.col));
        let mut last: Option<&str> = None;
        for queued in &self.queued {
            if last != Some(&queued.text) {
                self.printed.push_str(&queued.text);
            }
            last = Some(&queued.text);
        }
        self.queued.clear();
    }

    /// All that the compiler would have printed.
    pub fn finish(mut self) -> String {
        self.flush();
        self.printed
    }
}

/// The compiler's output for a package in `dir` as the `go` command shows it.
pub fn show_output(package: &str, dir: &Path, cwd: &Path, output: &str) -> String {
    let mut output = output.to_string();
    if !output.ends_with('\n') {
        output.push('\n');
    }
    for dir in dir.ancestors() {
        let short = short(cwd, dir);
        let full = dir.to_string_lossy();
        if short != full {
            output = replace_prefix(&output, &full, &short);
        }
    }
    format!("# {package}\n{output}")
}

/// Replaces a path where it begins a line or follows a blank.
fn replace_prefix(text: &str, old: &str, new: &str) -> String {
    if !text.contains(old) {
        return text.into();
    }
    let mut text = text
        .replace(&format!(" {old}"), &format!(" {new}"))
        .replace(&format!("\n{old}"), &format!("\n{new}"))
        .replace(&format!("\n\t{old}"), &format!("\n\t{new}"));
    if text.starts_with(old) {
        text.replace_range(..old.len(), new);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rgo_base::{Diagnostic, SourceMap};

    use super::{ErrorQueue, show_output};

    #[test]
    fn errors_are_sorted_and_limited() {
        let map = SourceMap::default();
        let a = map.add("/m/a.go".into(), "x\n".repeat(30).into_bytes());
        let b = map.add("/m/b.go".into(), "y\n".repeat(30).into_bytes());
        let mut queue = ErrorQueue::new(&map, false, false);
        queue.report(&Diagnostic::error(b.pos(4), "first file"));
        for line in (0..12).rev() {
            queue.report(&Diagnostic::error(a.pos(line * 2), format!("e{line}")));
        }
        let output = queue.finish();
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines.len(), 11);
        assert_eq!(lines[0], "/m/b.go:3:1: first file");
        assert_eq!(lines[1], "/m/a.go:4:1: e3");
        assert_eq!(lines[10], "/m/a.go:4:1: too many errors");
        assert_eq!(
            show_output("m/p", Path::new("/m"), Path::new("/m"), "/m/a.go:1: x"),
            { "# m/p\n./a.go:1: x\n" }
        );
    }

    #[test]
    fn one_syntax_error_a_line_and_equal_ones_once() {
        let map = SourceMap::default();
        let a = map.add("a.go".into(), b"xxx\nyyy\n".to_vec());
        let mut queue = ErrorQueue::new(&map, false, false);
        for (at, message) in [
            (0, "syntax error: one"),
            (1, "syntax error: two"),
            (4, "same"),
            (5, "same"),
            (6, "other"),
            (0, "syntax error: again"),
        ] {
            queue.report(&Diagnostic::error(a.pos(at), message));
        }
        assert!(queue.has_syntax_errors());
        assert_eq!(
            queue.finish(),
            "a.go:1:1: syntax error: one\na.go:2:1: same\na.go:2:3: other\n"
        );
    }

    #[test]
    fn notes_stand_below() {
        let map = SourceMap::default();
        let a = map.add("/d/a.go".into(), b"xxx\nyyy\n".to_vec());
        let mut queue = ErrorQueue::new(&map, false, false);
        let diag =
            Diagnostic::error(a.pos(4), "x redeclared").note(a.pos(0), "other declaration of x");
        queue.report(&diag);
        let output = queue.finish();
        assert_eq!(
            output,
            "/d/a.go:2:1: x redeclared\n\t/d/a.go:1:1: other declaration of x\n"
        );
        assert_eq!(
            show_output("p", Path::new("/d"), Path::new("/"), &output),
            { "# p\nd/a.go:2:1: x redeclared\n\td/a.go:1:1: other declaration of x\n" }
        );
    }
}
