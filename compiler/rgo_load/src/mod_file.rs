//! go.mod and go.work files.
//!
//! Takes:  the text of a file and its name for messages.
//! Gives:  its statements in order, or gc's errors, one a line.
//!
//! A dependency's go.mod is read laxly: statements that matter only in the main module, and unknown
//! ones, are skipped.

use std::path::Path;

use rgo_syntax::literal::{quote, string_value};
use rgo_syntax::unicode::is_print;

use crate::path::{check_path_major, split_path_version};
use crate::version::{ModuleVersion, is_canonical, is_go_line_version};

/// A go.mod or go.work file.
#[derive(Default, Debug)]
pub struct ModFile {
    /// Path of the `module` line.
    pub module: Option<String>,
    /// Version of the `go` line, without `go`.
    pub go: Option<String>,
    pub toolchain: Option<String>,
    pub require: Vec<Require>,
    pub replace: Vec<Replace>,
    pub exclude: Vec<ModuleVersion>,
    /// Directories of a go.work file.
    pub uses: Vec<Use>,
    pub tools: Vec<String>,
    pub ignore: Vec<String>,
    pub godebug: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct Require {
    pub module: ModuleVersion,
    pub is_indirect: bool,
}

/// `old => new`. No old version means all versions; no new version means a directory.
#[derive(Clone, Debug)]
pub struct Replace {
    pub old: ModuleVersion,
    pub new: ModuleVersion,
}

#[derive(Debug)]
pub struct Use {
    pub dir: String,
    pub line: u32,
}

/// What a file is, and so which statements it may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// go.mod of a main module.
    Main,
    /// go.mod of a dependency.
    Dependency,
    Work,
}

/// Parses the file at `path`, which messages call `name`. An error may have several lines.
pub fn parse(name: &str, path: &Path, text: &str, kind: Kind) -> Result<ModFile, String> {
    let lines = Lexer {
        name,
        path,
        text,
        at: 0,
    }
    .lines()?;
    let mut file = ModFile::default();
    let mut errors = Vec::new();
    for line in lines {
        if kind == Kind::Dependency && !is_lax_verb(&line.verb) {
            continue;
        }
        if let Err(problem) = file.add(&line, kind) {
            errors.push(format!("{name}:{}: {problem}", line.number));
        }
    }
    if errors.is_empty() {
        Ok(file)
    } else {
        Err(errors.join("\n"))
    }
}

/// Whether a statement of a dependency's go.mod is looked at.
fn is_lax_verb(verb: &str) -> bool {
    matches!(verb, "go" | "module" | "require" | "ignore")
}

/// A statement: a line, or a line of a block with the block's verb.
struct Line {
    verb: String,
    args: Vec<String>,
    /// Text of the comment behind it.
    comment: String,
    number: u32,
}

struct Lexer<'a> {
    name: &'a str,
    path: &'a Path,
    text: &'a str,
    at: usize,
}

enum Token<'a> {
    Word(&'a str),
    Comment(&'a str),
    Newline,
    End,
}

impl<'a> Lexer<'a> {
    /// All statements of the file.
    fn lines(mut self) -> Result<Vec<Line>, String> {
        let mut lines = Vec::new();
        let mut block: Option<(String, u32)> = None;
        loop {
            let number = self.line_number();
            let (words, comment, is_end) = self.line()?;
            match (&block, &words[..]) {
                (None, []) | (Some(_), []) => {}
                (Some(_), [")"]) => block = None,
                (Some(_), [")", ..]) => {
                    return Err(self.error("syntax error (expected newline after closing paren)"));
                }
                (Some((verb, _)), words) => lines.push(Line {
                    verb: verb.clone(),
                    args: words.iter().map(|&w| w.into()).collect(),
                    comment: comment.into(),
                    number,
                }),
                (None, [verb @ .., "("]) if !verb.is_empty() => {
                    block = Some((self.block_verb(verb, number)?, number));
                }
                (None, [verb @ .., "(", ")"]) if !verb.is_empty() => {
                    self.block_verb(verb, number)?;
                }
                (None, [verb, args @ ..]) => lines.push(Line {
                    verb: (*verb).into(),
                    args: args.iter().map(|&w| w.into()).collect(),
                    comment: comment.into(),
                    number,
                }),
            }
            if is_end {
                if let Some((_, start)) = block {
                    return Err(self.error(&format!(
                        "syntax error (unterminated block started at {}:{start}:1)",
                        self.path.display()
                    )));
                }
                return Ok(lines);
            }
        }
    }

    fn block_verb(&self, words: &[&str], number: u32) -> Result<String, String> {
        const BLOCKS: [&str; 9] = [
            "module", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore",
            "use",
        ];
        match words {
            [verb] if BLOCKS.contains(verb) => Ok((*verb).into()),
            _ => Err(format!(
                "{}:{number}: unknown block type: {}",
                self.name,
                words.join(" ")
            )),
        }
    }

    fn line_number(&self) -> u32 {
        self.text[..self.at].bytes().filter(|&b| b == b'\n').count() as u32 + 1
    }

    fn error(&self, problem: &str) -> String {
        let start = self.text[..self.at]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let col = self.text[start..self.at].chars().count() + 1;
        let col = if col > 1 {
            format!(":{col}")
        } else {
            String::new()
        };
        format!("{}:{}{col}: {problem}", self.name, self.line_number())
    }

    /// The words and the comment of the next line, and whether the file ends behind it.
    fn line(&mut self) -> Result<(Vec<&'a str>, &'a str, bool), String> {
        let mut words = Vec::new();
        let mut comment = "";
        loop {
            match self.token()? {
                Token::Word(word) => words.push(word),
                Token::Comment(text) => comment = text,
                Token::Newline => return Ok((words, comment, false)),
                Token::End => return Ok((words, comment, true)),
            }
        }
    }

    fn token(&mut self) -> Result<Token<'a>, String> {
        let rest = self.text[self.at..].trim_start_matches([' ', '\t', '\r']);
        self.at = self.text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return Ok(Token::End);
        };
        if rest.starts_with("//") {
            let len = rest.find('\n').unwrap_or(rest.len());
            self.at += len;
            return Ok(Token::Comment(rest[..len].trim_end_matches('\r')));
        }
        if rest.starts_with("/*") {
            return Err(self.error("mod files must use // comments (not /* */ comments)"));
        }
        let len = match first {
            '\n' => {
                self.at += 1;
                return Ok(Token::Newline);
            }
            '(' | ')' | '[' | ']' | '{' | '}' | ',' => 1,
            '"' | '`' => self.quoted(rest, first)?,
            _ if !is_word_char(first) => {
                let shown = if first == '`' {
                    format!("{first:?}")
                } else {
                    format!("`{first}`")
                };
                return Err(self.error(&format!("unexpected input character {shown}")));
            }
            _ => {
                let len = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
                let len = rest[..len].find("//").unwrap_or(len);
                if let Some(comment) = rest[..len].find("/*") {
                    self.at += comment;
                    return Err(self.error("mod files must use // comments (not /* */ comments)"));
                }
                len
            }
        };
        self.at += len;
        Ok(Token::Word(&rest[..len]))
    }

    /// Length of the string that `rest` begins with.
    fn quoted(&mut self, rest: &str, quote: char) -> Result<usize, String> {
        let mut is_escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => {
                    self.at += i;
                    return Err(self.error("unexpected newline in string"));
                }
                _ if is_escaped => is_escaped = false,
                '\\' if quote == '"' => is_escaped = true,
                c if c == quote => return Ok(i + 1),
                _ => {}
            }
        }
        Err(self.error("unexpected EOF in string"))
    }
}

fn is_word_char(c: char) -> bool {
    !matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',') && !c.is_whitespace() && is_print(c)
}

impl ModFile {
    fn add(&mut self, line: &Line, kind: Kind) -> Result<(), String> {
        let args: Vec<&str> = line.args.iter().map(String::as_str).collect();
        let verb = line.verb.as_str();
        let is_known = match kind {
            Kind::Work => matches!(verb, "go" | "toolchain" | "godebug" | "use" | "replace"),
            Kind::Main | Kind::Dependency => verb != "use",
        };
        match verb {
            "go" if is_known => self.add_go(&args, kind),
            "toolchain" if is_known => self.add_toolchain(&args),
            "module" if is_known => {
                if self.module.is_some() {
                    return Err("repeated module statement".into());
                }
                let [path] = args[..] else {
                    return Err("usage: module module/path".into());
                };
                self.module = Some(unquote(path)?);
                Ok(())
            }
            "godebug" if is_known => {
                let usage = || "usage: godebug key=value".to_string();
                let [setting] = args[..] else {
                    return Err(usage());
                };
                let (key, value) = setting.split_once('=').ok_or_else(usage)?;
                if setting.contains(['"', '`', '\'', ',']) {
                    return Err(usage());
                }
                self.godebug.push((key.into(), value.into()));
                Ok(())
            }
            "require" | "exclude" if is_known => self.add_require(line, &args),
            "replace" if is_known => {
                self.replace.push(parse_replace(&args)?);
                Ok(())
            }
            "retract" if is_known => check_retract(&args),
            "tool" | "ignore" if is_known => {
                let [path] = args[..] else {
                    return Err(format!("{verb} directive expects exactly one argument"));
                };
                let list = if verb == "tool" {
                    &mut self.tools
                } else {
                    &mut self.ignore
                };
                list.push(unquote(path)?);
                Ok(())
            }
            "use" if is_known => {
                let [dir] = args[..] else {
                    return Err("usage: use local/dir".into());
                };
                self.uses.push(Use {
                    dir: unquote(dir)?,
                    line: line.number,
                });
                Ok(())
            }
            _ => Err(format!("unknown directive: {verb}")),
        }
    }

    fn add_go(&mut self, args: &[&str], kind: Kind) -> Result<(), String> {
        if self.go.is_some() {
            return Err("repeated go statement".into());
        }
        let [version] = args else {
            return Err("go directive expects exactly one argument".into());
        };
        if is_go_line_version(version) {
            self.go = Some((*version).into());
            return Ok(());
        }
        // Old dependencies have lines like "go v1.2.3-x".
        let numbers: String = version
            .trim_start_matches('v')
            .splitn(3, |c: char| !c.is_ascii_digit())
            .take(2)
            .collect::<Vec<_>>()
            .join(".");
        if kind == Kind::Dependency && is_go_line_version(&numbers) {
            self.go = Some(numbers);
            return Ok(());
        }
        Err(format!(
            "invalid go version '{version}': must match format 1.23.0"
        ))
    }

    fn add_toolchain(&mut self, args: &[&str]) -> Result<(), String> {
        if self.toolchain.is_some() {
            return Err("repeated toolchain statement".into());
        }
        let [name] = args else {
            return Err("toolchain directive expects exactly one argument".into());
        };
        if *name != "default" && *name != "go1" && !name.starts_with("go1.") {
            return Err(format!(
                "invalid toolchain version '{name}': must match format go1.23.0 or default"
            ));
        }
        self.toolchain = Some((*name).into());
        Ok(())
    }

    fn add_require(&mut self, line: &Line, args: &[&str]) -> Result<(), String> {
        let verb = &line.verb;
        let [path, version] = args else {
            return Err(format!("usage: {verb} module/path v1.2.3"));
        };
        let path = unquote(path)?;
        let version = parse_version(verb, &path, version)?;
        let major = path_major(&path)?;
        check_path_major(&version, major).map_err(|why| format!("{verb} {path}: {why}"))?;
        let module = ModuleVersion::new(path, version);
        if verb == "exclude" {
            self.exclude.push(module);
            return Ok(());
        }
        let comment = line.comment.trim_start_matches('/').trim();
        let is_indirect = comment == "indirect" || comment.starts_with("indirect;");
        self.require.push(Require {
            module,
            is_indirect,
        });
        Ok(())
    }

    /// The directory or module that replaces `module`.
    pub fn replacement(&self, module: &ModuleVersion) -> Option<&ModuleVersion> {
        let find = |version: &str| {
            self.replace
                .iter()
                .rfind(|r| r.old.path == module.path && r.old.version == version)
        };
        find(&module.version)
            .or_else(|| find(""))
            .map(|replace| &replace.new)
    }
}

fn unquote(word: &str) -> Result<String, String> {
    if word.starts_with('"') {
        let value = string_value(word).and_then(|value| String::from_utf8(value).ok());
        return value.ok_or_else(|| "invalid quoted string: invalid syntax".into());
    }
    if word.contains(['"', '\'', '`']) {
        return Err("invalid quoted string: unquoted string cannot contain quote".into());
    }
    Ok(word.into())
}

fn path_major(path: &str) -> Result<&str, String> {
    match split_path_version(path) {
        Some((_, major)) => Ok(major),
        None => Err("invalid module path".into()),
    }
}

fn parse_version(verb: &str, path: &str, word: &str) -> Result<String, String> {
    let problem = match unquote(word) {
        Ok(version) if is_canonical(&version) => return Ok(version),
        Ok(_) => "must be of the form v1.2.3".into(),
        Err(problem) => problem,
    };
    Err(format!(
        "{verb} {path}: version {} invalid: {problem}",
        quote(word.as_bytes())
    ))
}

/// Whether `path` names a directory and not a module.
pub fn is_directory_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    matches!(path, "." | "..")
        || ["./", ".\\", "../", "..\\", "/", "\\"]
            .iter()
            .any(|prefix| path.starts_with(prefix))
        || bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

fn parse_replace(args: &[&str]) -> Result<Replace, String> {
    let usage = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";
    let (old, old_version, new) = match args {
        [old, "=>", new @ ..] => (old, None, new),
        [old, version, "=>", new @ ..] => (old, Some(version), new),
        _ => return Err(usage.into()),
    };
    let old = unquote(old)?;
    let major = path_major(&old).map_err(|why| format!("replace {old}: {why}"))?;
    let mut version = String::new();
    if let Some(old_version) = old_version {
        version = parse_version("replace", &old, old_version)?;
        check_path_major(&version, major).map_err(|why| format!("replace {old}: {why}"))?;
    }
    let new = match new {
        [dir] => {
            let dir = unquote(dir)?;
            if !is_directory_path(&dir) {
                return Err(if dir.contains('@') {
                    "replacement module must match format 'path version', not 'path@version'"
                } else {
                    "replacement module without version must be directory path (rooted or starting with . or ..)"
                }
                .into());
            }
            if dir.contains('\\') {
                return Err(
                    "replacement directory appears to be Windows path (on a non-windows system)"
                        .into(),
                );
            }
            ModuleVersion::new(dir, "")
        }
        [path, version] => {
            let path = unquote(path)?;
            let version = parse_version("replace", &path, version)?;
            if is_directory_path(&path) {
                let path = quote(path.as_bytes());
                return Err(format!(
                    "replacement module directory path {path} cannot have version"
                ));
            }
            ModuleVersion::new(path, version)
        }
        _ => return Err(usage.into()),
    };
    Ok(Replace {
        old: ModuleVersion::new(old, version),
        new,
    })
}

/// A retraction is for those who choose versions; only its form is checked.
fn check_retract(args: &[&str]) -> Result<(), String> {
    let version = |word: &str| match is_canonical(word) {
        true => Ok(()),
        false => Err(format!(
            "version {} invalid: must be of the form v1.2.3",
            quote(word.as_bytes())
        )),
    };
    match args {
        [] | ["(", ..] => Err("expected '[' or version".into()),
        ["["] => Err("expected version after '['".into()),
        ["[", low, ",", high, "]", rest @ ..] => {
            version(low)?;
            version(high)?;
            no_more(rest)
        }
        ["[", low, rest @ ..] => {
            version(low)?;
            Err(match rest {
                [","] => "expected version after ','",
                [",", ..] => "expected ']' after version",
                _ => "expected ',' after version",
            }
            .into())
        }
        [single, rest @ ..] => {
            version(single)?;
            no_more(rest)
        }
    }
}

fn no_more(rest: &[&str]) -> Result<(), String> {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(format!(
            "unexpected token after version: {}",
            quote(word.as_bytes())
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Kind, ModFile, parse};
    use crate::version::ModuleVersion;

    fn main(text: &str) -> ModFile {
        parse("go.mod", Path::new("/m/go.mod"), text, Kind::Main).expect("well-formed")
    }

    fn errors(text: &str) -> String {
        parse("go.mod", Path::new("/m/go.mod"), text, Kind::Main).expect_err(text)
    }

    #[test]
    fn statements_stand_alone_or_in_blocks() {
        let file = main(concat!(
            "module \"example.com/m\" // comment\n\n",
            "go 1.22.1\ntoolchain go1.23.0\n",
            "require a.b/c v1.2.3 // indirect\n",
            "require (\n\t// why\n\ta.b/d/v2 v2.0.0\n\n\ta.b/e v0.1.0 // indirect; old\n)\n",
            "replace a.b/c => ../c\nreplace a.b/e v0.1.0 => a.b/f v1.0.0\n",
            "exclude (\n)\nretract [v1.0.0, v1.1.0]\ntool a.b/c/cmd\nignore ./x\n",
            "godebug default=go1.21\n"
        ));
        assert_eq!(file.module.as_deref(), Some("example.com/m"));
        assert_eq!(
            (file.go.as_deref(), file.toolchain.as_deref()),
            (Some("1.22.1"), Some("go1.23.0"))
        );
        let require: Vec<_> = file
            .require
            .iter()
            .map(|r| (r.module.to_string(), r.is_indirect))
            .collect();
        let expected = [
            ("a.b/c@v1.2.3", true),
            ("a.b/d/v2@v2.0.0", false),
            ("a.b/e@v0.1.0", true),
        ];
        assert_eq!(
            require,
            expected.map(|(module, indirect)| (module.to_string(), indirect))
        );
        let replaced = |path, version| {
            file.replacement(&ModuleVersion::new(path, version))
                .map(ToString::to_string)
        };
        assert_eq!(replaced("a.b/c", "v1.2.3").as_deref(), Some("../c"));
        assert_eq!(replaced("a.b/e", "v0.1.0").as_deref(), Some("a.b/f@v1.0.0"));
        assert_eq!(replaced("a.b/e", "v0.2.0"), None);
        assert_eq!(
            (file.tools.len(), file.ignore.len(), file.godebug.len()),
            (1, 1, 1)
        );
    }

    #[test]
    fn errors_name_their_lines() {
        assert_eq!(
            errors("module m\nfoo bar\n"),
            "go.mod:2: unknown directive: foo"
        );
        assert_eq!(errors("module m\n\ngo 1\n"), {
            "go.mod:3: invalid go version '1': must match format 1.23.0"
        });
        assert_eq!(errors("require (\n\ta.b/c\n)\n"), {
            "go.mod:2: usage: require module/path v1.2.3"
        });
        assert_eq!(errors("require (\n"), {
            "go.mod:2: syntax error (unterminated block started at /m/go.mod:1:1)"
        });
        assert_eq!(
            errors("require a.b/c v2.0.0\n"),
            concat!(
                "go.mod:1: require a.b/c: version \"v2.0.0\" invalid: ",
                "should be v0 or v1, not v2"
            )
        );
        assert_eq!(errors("module m /* c */\n"), {
            "go.mod:1:10: mod files must use // comments (not /* */ comments)"
        });
        assert_eq!(errors("module m\nmodule n\nrequire a\n").lines().count(), 2);
    }

    #[test]
    fn dependencies_are_read_laxly() {
        let text = "module m\ngo v1.12.x\nfuture thing\nreplace bad\n";
        let file = parse("go.mod", Path::new("go.mod"), text, Kind::Dependency).expect("lax");
        assert_eq!(file.go.as_deref(), Some("1.12"));
    }

    #[test]
    fn work_files_use_directories() {
        let file = parse(
            "go.work",
            Path::new("go.work"),
            "go 1.22\nuse ./a\nuse (\n\t./b\n)\n",
            Kind::Work,
        );
        let file = file.expect("well-formed");
        assert_eq!(
            file.uses
                .iter()
                .map(|u| (u.dir.as_str(), u.line))
                .collect::<Vec<_>>(),
            [("./a", 2), ("./b", 4)]
        );
        assert!(
            parse(
                "go.work",
                Path::new("go.work"),
                "require a.b/c v1.0.0\n",
                Kind::Work
            )
            .is_err()
        );
    }
}
