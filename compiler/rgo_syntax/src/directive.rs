//! Directives in comments: `//line` and `/*line*/`, and the `//go:` family.
//!
//! Takes:  the directive comments that the scanner hands over, in source order.
//! Gives:  line directives, linknames and the language version of a file, and per declaration the
//!         function bits and embed patterns of the directives right before it.
//! Texts:  gc's. What gc reports while parsing goes to the parser's diagnostics at once; what it
//!         reports only for packages that type-check is kept in [`File::late_errors`] and by
//!         [`check_package`].

use std::path::Path;

use rgo_base::span::LineDirective;
use rgo_base::{Diagnostic, Pos, SourceFile, Symbol};
use rustc_hash::FxHashSet;

use crate::ast::{Decl, Pragma};
use crate::constraint::Constraint;
use crate::file::{File, Linkname};
use crate::literal::{quote, string_value};

/// Lines and columns above this are errors in a line directive.
const LINE_MAX: u64 = 1 << 30;

/// Bit of the `//go:build` line, which belongs before the package clause.
pub(crate) const BUILD: Pragma = Pragma(1 << 15);

/// Directives waiting for the declaration they precede.
#[derive(Default)]
pub(crate) struct Pending {
    pub flags: Pragma,
    /// Bits and position of each directive that has bits.
    places: Vec<(Pragma, Pos)>,
    /// Patterns and position of each `//go:embed`.
    pub embeds: Vec<(Vec<String>, Pos)>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.embeds.is_empty()
    }

    /// Errors for everything that is waiting, when nothing that takes a directive followed.
    pub fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        self.misplaced(Pragma::default(), false)
    }

    /// Errors for the directives before a declaration that only takes those in `allowed`.
    pub fn misplaced(
        &self,
        allowed: Pragma,
        embeds_allowed: bool,
    ) -> impl Iterator<Item = Diagnostic> {
        let bits = self
            .places
            .iter()
            .filter(move |(bits, _)| !allowed.has(*bits));
        let embeds = if embeds_allowed {
            &[][..]
        } else {
            &self.embeds[..]
        };
        bits.map(|&(_, pos)| Diagnostic::error(pos, "misplaced compiler directive"))
            .chain(
                embeds
                    .iter()
                    .map(|&(_, pos)| Diagnostic::error(pos, "misplaced go:embed directive")),
            )
    }
}

/// Bits that a function declaration takes.
pub(crate) const FUNC_PRAGMAS: Pragma = Pragma(!BUILD.0);

/// What the directives of one file have said so far.
pub(crate) struct Directives<'a> {
    source: &'a SourceFile,
    /// Whether the file belongs to the standard library or the overlay: everything is allowed.
    is_trusted: bool,
    pub lines: Vec<LineDirective>,
    /// Of the last well-formed build line before the package clause.
    pub go_version: Option<Symbol>,
    /// Whether the package clause is still to come.
    pub is_before_package: bool,
    pub pending: Pending,
    pub linknames: Vec<Linkname>,
}

impl<'a> Directives<'a> {
    pub fn new(source: &'a SourceFile, is_trusted: bool) -> Directives<'a> {
        Directives {
            source,
            is_trusted,
            lines: Vec::new(),
            go_version: None,
            is_before_package: true,
            pending: Pending::default(),
            linknames: Vec::new(),
        }
    }

    /// Takes in the directive comment at bytes `start..end`.
    pub fn comment(&mut self, start: u32, end: u32, diags: &mut Vec<Diagnostic>) {
        let comment = &self.source.text()[start as usize..end as usize];
        let comment = String::from_utf8_lossy(comment);
        let is_line_comment = comment.starts_with("//");
        let text = if is_line_comment {
            comment[2..].strip_suffix('\r').unwrap_or(&comment[2..])
        } else {
            &comment[2..comment.len() - 2]
        };
        if let Some(argument) = text.strip_prefix("line ") {
            let is_at_line_start = start == 0 || self.source.text()[start as usize - 1] == b'\n';
            if !is_line_comment || is_at_line_start {
                let governed = end + is_line_comment as u32;
                self.line(governed, argument, self.source.pos(start + 7), diags);
            }
            return;
        }
        if self.is_before_package
            && let Some(Ok(constraint)) = Constraint::parse_line(&comment)
        {
            self.go_version = constraint
                .go_version()
                .map(|version| Symbol::intern(&version));
        }
        let is_alone = self.is_first_in_line(start);
        self.pragma(self.source.pos(start + 2), is_alone, text, diags);
    }

    fn is_first_in_line(&self, start: u32) -> bool {
        let before = &self.source.text()[..start as usize];
        let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before);
        let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r');
        before
            .iter()
            .rev()
            .find(|b| !blank(b))
            .is_none_or(|&b| b == b'\n')
    }

    /// A line directive with the argument `text` at `pos`; `governed` is the offset it begins to
    /// hold at.
    fn line(&mut self, governed: u32, text: &str, pos: Pos, diags: &mut Vec<Diagnostic>) {
        let Some((before, last)) = text.rsplit_once(':') else {
            return;
        };
        let mut invalid = |what, at: usize, shown| {
            let message = format!("invalid {what} number: {shown}");
            diags.push(Diagnostic::error(pos.plus(at as u32), message));
        };
        let Some(last_number) = number(last) else {
            return invalid("line", before.len() + 1, last);
        };
        let with_col = before
            .rsplit_once(':')
            .and_then(|(file, line)| Some((file, line, number(line)?)));
        let (file, line_text, line, col) = match with_col {
            Some(_) if last_number == 0 || last_number > LINE_MAX => {
                return invalid("column", before.len() + 1, last);
            }
            Some((file, line_text, line)) => (file, line_text, line, last_number),
            None => (before, last, last_number, 0),
        };
        if line == 0 || line > LINE_MAX {
            return invalid("line", file.len() + 1, line_text);
        }
        let file = if file.is_empty() && col != 0 {
            self.lines
                .last()
                .map_or_else(|| self.own_name(), |d| d.file.clone())
        } else if file.is_empty() {
            String::new()
        } else {
            self.resolve(file)
        };
        self.lines.push(LineDirective {
            offset: governed,
            file,
            line: line as u32,
            col: col as u32,
        });
    }

    /// Name of the file that holds the directives.
    fn own_name(&self) -> String {
        self.source.path.to_string_lossy().into_owned()
    }

    /// `file` cleaned, relative to the directory of the source file.
    fn resolve(&self, file: &str) -> String {
        let dir = self.source.path.parent().unwrap_or(Path::new(""));
        clean_path(&dir.join(file).to_string_lossy())
    }

    fn pragma(&mut self, pos: Pos, is_alone: bool, text: &str, diags: &mut Vec<Diagnostic>) {
        let mut error = |message: String| diags.push(Diagnostic::error(pos, message));
        if !is_alone {
            return error("misplaced compiler directive".into());
        }
        let verb = text.split(' ').next().unwrap_or(text);
        let has_argument = verb.len() < text.len();
        let n_fields = text.split_whitespace().count();
        match verb {
            "go:wasmimport" if has_argument && n_fields != 3 => {
                error("usage: //go:wasmimport importmodule importname".into());
            }
            "go:wasmexport" if has_argument && n_fields != 2 => {
                error("usage: //go:wasmexport exportname".into());
            }
            "go:wasmimport" | "go:wasmexport" if has_argument => {}
            "go:linkname" | "go:linknamestd" if has_argument => {
                let mut fields = text.split_whitespace().skip(1);
                let (Some(local), target, None) = (fields.next(), fields.next(), fields.next())
                else {
                    return error(format!("usage: //{verb} localname [linkname]"));
                };
                self.linknames.push(Linkname {
                    pos,
                    local: Symbol::intern(local),
                    target: target.map(Symbol::intern),
                    is_std: verb == "go:linknamestd",
                });
            }
            "go:embed" => {
                let (patterns, problem) = embed_patterns(&text[verb.len()..]);
                if let Some(problem) = problem {
                    error(problem);
                }
                if patterns.is_empty() {
                    return error("usage: //go:embed pattern...".into());
                }
                self.pending.embeds.push((patterns, pos));
            }
            _ => {
                if verb.starts_with("go:cgo_") {
                    self.cgo(text, verb, &mut error);
                }
                let flags = self.func_flags(verb, &mut error);
                if flags != Pragma::default() {
                    self.pending.flags.add(flags);
                    self.pending.places.push((flags, pos));
                }
            }
        }
    }

    /// Bits of the function directive `verb`; none for the many that are none of ours.
    fn func_flags(&self, verb: &str, error: &mut impl FnMut(String)) -> Pragma {
        let is_runtime = matches!(
            verb,
            "go:systemstack"
                | "go:nowritebarrier"
                | "go:nowritebarrierrec"
                | "go:yeswritebarrierrec"
        );
        if is_runtime && !self.is_trusted {
            error(format!("//{verb} only allowed in runtime"));
        }
        if verb == "go:uintptrkeepalive" && !self.is_trusted {
            error(format!("//{verb} is only allowed in the standard library"));
        }
        match verb {
            "go:build" => BUILD,
            "go:noinline" => Pragma::NOINLINE,
            "go:nosplit" => Pragma::NOSPLIT,
            "go:noescape" => Pragma::NOESCAPE,
            "go:uintptrkeepalive" => Pragma::UINTPTR_KEEP_ALIVE,
            "go:uintptrescapes" => Pragma(Pragma::UINTPTR_ESCAPES.0 | Pragma::UINTPTR_KEEP_ALIVE.0),
            "go:norace" | "go:nocheckptr" | "go:registerparams" | "go:cgo_unsafe_args" => {
                Pragma::OTHER
            }
            _ if is_runtime => Pragma::OTHER,
            _ => Pragma::default(),
        }
    }

    /// A `//go:cgo_…` directive: only `cgo_import_dynamic` with a harmless library is for everyone.
    fn cgo(&self, text: &str, verb: &str, error: &mut impl FnMut(String)) {
        let is_generated = self
            .source
            .path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("_cgo_"));
        if self.is_trusted || is_generated {
            return;
        }
        let fields = cgo_fields(text);
        if verb == "go:cgo_import_dynamic" && fields.len() >= 4 {
            let library = fields[3].trim_matches('"');
            if !library.is_empty() && !is_safe_argument(library) {
                let library = quote(library.as_bytes());
                error(format!(
                    "invalid library name {library} in cgo_import_dynamic directive"
                ));
            }
            if fields.len() > 4 || !fields[3].starts_with('"') {
                error("usage: //go:cgo_import_dynamic local [remote [\"library\"]]".into());
            }
            return;
        }
        error(format!("//{text} only allowed in cgo-generated code"));
    }
}

fn number(digits: &str) -> Option<u64> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

/// Fields of a cgo directive: blanks separate them except in double quotes.
fn cgo_fields(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let len = match rest.strip_prefix('"') {
            Some(inner) => match inner.find('"') {
                Some(close) => close + 2,
                None => break,
            },
            None => rest
                .find([' ', '\t', '\n', '\r', '"'])
                .unwrap_or(rest.len()),
        };
        fields.push(&rest[..len]);
        rest = rest[len..].trim_start();
    }
    fields
}

fn is_safe_argument(argument: &str) -> bool {
    argument.starts_with(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/') || !c.is_ascii()
    })
}

/// The patterns of a `//go:embed` directive: words, or Go strings of either form. With them an
/// error text, if the arguments are malformed.
pub fn embed_patterns(arguments: &str) -> (Vec<String>, Option<String>) {
    let mut patterns = Vec::new();
    let mut rest = arguments.trim();
    let malformed = |what: &str| {
        (
            Vec::new(),
            Some(format!("invalid quoted string in //go:embed: {what}")),
        )
    };
    while !rest.is_empty() {
        let (pattern, len) = match rest.as_bytes()[0] {
            b'`' => match rest[1..].find('`') {
                Some(close) => (rest[1..1 + close].to_string(), close + 2),
                None => return malformed(rest),
            },
            b'"' => {
                let Some(len) = quoted_len(rest) else {
                    return malformed(rest);
                };
                let value = string_value(&rest[..len]).and_then(|v| String::from_utf8(v).ok());
                let Some(value) = value else {
                    return malformed(&rest[..len]);
                };
                (value, len)
            }
            _ => {
                let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..len].to_string(), len)
            }
        };
        rest = &rest[len..];
        if rest.starts_with(|c: char| !c.is_whitespace()) {
            return malformed(rest);
        }
        patterns.push(pattern);
        rest = rest.trim_start();
    }
    (patterns, None)
}

/// Length of the double-quoted string that `text` starts with.
fn quoted_len(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (i, b) in text.bytes().enumerate().skip(1) {
        match b {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// `path` without `.`, `..` and doubled slashes as far as that is possible by text alone.
pub fn clean_path(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

/// The error of a `//go:embed` before the variable declaration described by the arguments.
pub(crate) fn embed_problem(
    imports_embed: bool,
    n_names: usize,
    has_values: bool,
    is_local: bool,
) -> Option<&'static str> {
    if !imports_embed {
        Some("go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)")
    } else if n_names > 1 {
        Some("go:embed cannot apply to multiple vars")
    } else if has_values {
        Some("go:embed cannot apply to var with initializer")
    } else if is_local {
        Some("go:embed cannot apply to var inside func")
    } else {
        None
    }
}

/// What gc has to say about the directives of a package once it type-checks: misplaced ones,
/// linknames of nothing, functions without a body. In gc's order.
pub fn check_package(files: &[&File]) -> Vec<Diagnostic> {
    let declared: FxHashSet<Symbol> = files.iter().flat_map(|file| declared_names(file)).collect();
    let mut linknamed = FxHashSet::default();
    let mut errors = Vec::new();
    for file in files {
        errors.extend(file.late_errors.iter().cloned());
        for linkname in &file.linknames {
            if let Some(problem) = linkname_problem(file, linkname, &declared, &mut linknamed) {
                errors.push(Diagnostic::error(linkname.pos, problem));
            }
        }
    }
    for file in files {
        for &decl in &file.decls {
            let Decl::Func(func) = file.ast.decl(decl) else {
                continue;
            };
            let name = file.ast.name(func.name);
            let is_linknamed = func.recv.is_none() && linknamed.contains(&name);
            let problem = match func.body {
                Some(_) if func.pragma.has(Pragma::NOESCAPE) => {
                    "can only use //go:noescape with external func implementations"
                }
                // Nobody updates its arguments when its stack moves.
                Some(_)
                    if func.pragma.has(Pragma::UINTPTR_KEEP_ALIVE)
                        && !func.pragma.has(Pragma::UINTPTR_ESCAPES)
                        && !func.pragma.has(Pragma::NOSPLIT) =>
                {
                    "go:uintptrkeepalive requires go:nosplit"
                }
                None if !is_linknamed => "missing function body",
                Some(_) | None => continue,
            };
            errors.push(Diagnostic::error(file.ast.pos(decl), problem));
        }
    }
    errors
}

/// Names of the functions and variables that a file declares at package level.
fn declared_names(file: &File) -> Vec<Symbol> {
    let mut declared = Vec::new();
    for &decl in &file.decls {
        match file.ast.decl(decl) {
            Decl::Var { names, .. } => declared.extend(names.iter().map(|&n| file.ast.name(n))),
            Decl::Func(func) if func.recv.is_none() => declared.push(file.ast.name(func.name)),
            Decl::Func(_) | Decl::Import { .. } | Decl::Const { .. } | Decl::Type { .. } => {}
        }
    }
    declared
}

fn linkname_problem(
    file: &File,
    linkname: &Linkname,
    declared: &FxHashSet<Symbol>,
    linknamed: &mut FxHashSet<Symbol>,
) -> Option<String> {
    let directive = if linkname.is_std {
        "go:linknamestd"
    } else {
        "go:linkname"
    };
    let target = linkname.target.unwrap_or(linkname.local).as_str();
    if !file.has_import("unsafe") {
        Some(format!(
            "//{directive} only allowed in Go files that import \"unsafe\""
        ))
    } else if target.contains('[') && target.contains(']') {
        Some(format!(
            "//{directive} reference of an instantiation is not allowed"
        ))
    } else if !declared.contains(&linkname.local) {
        Some(format!(
            "//{directive} must refer to declared function or variable"
        ))
    } else if !linknamed.insert(linkname.local) {
        Some(format!("duplicate //{directive} for {}", linkname.local))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{cgo_fields, clean_path, embed_patterns};

    #[test]
    fn embed_patterns_are_words_or_strings() {
        let good = |text| match embed_patterns(text) {
            (patterns, None) => patterns,
            (_, Some(problem)) => panic!("{problem}"),
        };
        assert_eq!(good(" a.txt  dir/*"), ["a.txt", "dir/*"]);
        assert_eq!(good(r#" "a b" `c d`"#), ["a b", "c d"]);
        assert!(good("").is_empty());
        for bad in [r#" "a"#, " `a", r#" "a"b"#, r#" "\q""#] {
            assert!(embed_patterns(bad).1.is_some(), "{bad}");
        }
    }

    #[test]
    fn paths_are_cleaned_by_text() {
        assert_eq!(clean_path("/a/./b//../c"), "/a/c");
        assert_eq!(clean_path("../x"), "../x");
        assert_eq!(clean_path("a/.."), ".");
        assert_eq!(clean_path("/.."), "/");
    }

    #[test]
    fn cgo_fields_keep_quoted_blanks() {
        assert_eq!(
            cgo_fields("go:x a \"b c\" d"),
            ["go:x", "a", "\"b c\"", "d"]
        );
        assert_eq!(cgo_fields("go:x \"open"), ["go:x"]);
    }
}
