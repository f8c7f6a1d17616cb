//! The package clause and the imports of a file, and what the `go` command has to say about them.
//!
//! The `go` command reads this part of a file before any compiler does, with a parser of its own.
//! Its errors have other texts than the compiler's; only the first one is reported.

use rgo_syntax::literal::{quote, string_value};
use rgo_syntax::scanner::{Event, Scanner};
use rgo_syntax::token::{LitKind, Token};
use rgo_syntax::unicode::is_print;

/// What the head of a file says.
#[derive(Default, Debug)]
pub struct Header {
    /// Name in the package clause.
    pub package: Option<String>,
    /// Up to a syntax error; some may have no valid path.
    pub imports: Vec<HeaderImport>,
    pub error: Option<HeaderError>,
}

#[derive(Clone, Debug)]
pub struct HeaderImport {
    pub path: String,
    /// Offset of the import specification: its local name, if it has one.
    pub offset: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeaderError {
    /// A syntax error at an offset.
    Syntax(u32, String),
    /// An import path that is none, at an offset.
    InvalidImport(u32, String),
    /// The file could not be read as text.
    Unreadable(&'static str),
}

impl HeaderImport {
    /// Whether the compiler would take its path as an import path.
    pub fn is_valid(&self) -> bool {
        is_valid_import(&self.path)
    }
}

impl Header {
    /// Reads the head of a file. `padded` is its text with a sentinel.
    pub fn read(padded: &[u8]) -> Header {
        let text = &padded[..padded.len() - rgo_base::span::SENTINEL];
        let end = match head_len(text) {
            Ok(len) => len,
            Err(Stop::Syntax) => text.len(),
            Err(Stop::Nul) => {
                let error = Some(HeaderError::Unreadable("unexpected NUL in input"));
                return Header {
                    error,
                    ..Header::default()
                };
            }
        };
        let mut reader = Reader {
            // Without looking through the whole file for invalid characters first.
            scanner: Scanner::at(padded, 0, true),
            token: Token::Eof,
            end: end as u32,
            is_utf16: text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff"),
            header: Header::default(),
        };
        // The first error ends the reading: nobody hears of another.
        if let Err((offset, message)) = reader.file() {
            reader.header.error = Some(HeaderError::Syntax(offset, message));
        }
        reader.header
    }
}

/// Why [`head_len`] gave up.
#[derive(PartialEq, Eq, Debug)]
enum Stop {
    Syntax,
    Nul,
}

/// How far package clause and imports reach in `text`, by a rough reading in which semicolons and
/// newlines mean nothing.
fn head_len(text: &[u8]) -> Result<usize, Stop> {
    let start = if text.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let mut at = Rough { text, at: start };
    at.keyword("package")?;
    at.word()?;
    while at.peek()? == Some(b'i') {
        at.keyword("import")?;
        if at.peek()? == Some(b'(') {
            at.at += 1;
            while at.peek()?.ok_or(Stop::Syntax)? != b')' {
                at.import()?;
            }
            at.at += 1;
        } else {
            at.import()?;
        }
    }
    Ok(at.at)
}

struct Rough<'a> {
    text: &'a [u8],
    at: usize,
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 128
}

impl Rough<'_> {
    fn byte(&self) -> Result<Option<u8>, Stop> {
        match self.text.get(self.at) {
            Some(0) => Err(Stop::Nul),
            byte => Ok(byte.copied()),
        }
    }

    /// The next byte behind blanks and comments; none at the end.
    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            match self.byte()? {
                Some(b' ' | b'\x0c' | b'\t' | b'\r' | b'\n' | b';') => self.at += 1,
                Some(b'/') => self.comment()?,
                byte => return Ok(byte),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Stop> {
        let rest = &self.text[self.at..];
        let len = match rest.get(1) {
            Some(b'/') => rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len()),
            Some(b'*') => {
                let close = rest[2..].windows(2).position(|pair| pair == b"*/");
                close.ok_or(Stop::Syntax)? + 4
            }
            _ => return Err(Stop::Syntax),
        };
        if rest[..len].contains(&0) {
            return Err(Stop::Nul);
        }
        self.at += len;
        Ok(())
    }

    fn keyword(&mut self, keyword: &str) -> Result<(), Stop> {
        self.peek()?;
        let rest = self.text[self.at..]
            .strip_prefix(keyword.as_bytes())
            .ok_or(Stop::Syntax)?;
        self.at += keyword.len();
        if rest.first().is_some_and(|&b| is_word_byte(b)) {
            Err(Stop::Syntax)
        } else {
            Ok(())
        }
    }

    fn word(&mut self) -> Result<(), Stop> {
        if !self.peek()?.is_some_and(is_word_byte) {
            return Err(Stop::Syntax);
        }
        while self.byte()?.is_some_and(is_word_byte) {
            self.at += 1;
        }
        Ok(())
    }

    fn import(&mut self) -> Result<(), Stop> {
        match self.peek()? {
            Some(b'.') => self.at += 1,
            Some(b) if is_word_byte(b) => self.word()?,
            _ => {}
        }
        let quote = match self.peek()? {
            Some(quote @ (b'`' | b'"')) => quote,
            _ => return Err(Stop::Syntax),
        };
        self.at += 1;
        loop {
            match self.byte()?.ok_or(Stop::Syntax)? {
                b if b == quote => break,
                b'\n' if quote == b'"' => return Err(Stop::Syntax),
                b'\\' if quote == b'"' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Ok(())
    }
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    token: Token,
    /// Behind here nothing is visible.
    end: u32,
    /// The file begins as files in UTF-16 do.
    is_utf16: bool,
    header: Header,
}

type Parsed = Result<(), (u32, String)>;

impl Reader<'_> {
    fn file(&mut self) -> Parsed {
        self.next()?;
        if self.token != Token::Package {
            return self.expected("'package'");
        }
        self.next()?;
        if self.token != Token::Name {
            return self.expected("'IDENT'");
        }
        let package = String::from_utf8_lossy(self.scanner.lexeme()).into_owned();
        self.next()?;
        self.semicolon()?;
        self.header.package = Some(package);
        while self.token == Token::Import {
            self.next()?;
            if self.token == Token::Lparen {
                self.next()?;
                while !matches!(self.token, Token::Rparen | Token::Eof) {
                    self.import()?;
                }
                if self.token != Token::Rparen {
                    return self.expected("')'");
                }
                self.next()?;
                self.semicolon()?;
            } else {
                self.import()?;
            }
        }
        Ok(())
    }

    fn import(&mut self) -> Parsed {
        let offset = self.scanner.start;
        if matches!(self.token, Token::Name | Token::Dot) {
            self.next()?;
        }
        let at = self.scanner.start;
        if self.token != Token::Literal {
            return Err((at, "missing import path".into()));
        }
        if self.scanner.lit_kind != LitKind::String {
            return Err((at, "import path must be a string".into()));
        }
        let literal = String::from_utf8_lossy(self.scanner.lexeme()).into_owned();
        let path = string_value(&literal).and_then(|value| String::from_utf8(value).ok());
        let path = path.unwrap_or_default();
        if !is_valid_import(&path) && self.header.error.is_none() {
            let message = format!("invalid import path: {path}");
            self.header.error = Some(HeaderError::InvalidImport(offset, message));
        }
        self.header.imports.push(HeaderImport { path, offset });
        self.next()?;
        self.semicolon()
    }

    fn semicolon(&mut self) -> Parsed {
        match self.token {
            Token::Semi => self.next(),
            Token::Rparen | Token::Rbrace => Ok(()),
            _ => self.expected("';'"),
        }
    }

    fn next(&mut self) -> Parsed {
        self.scanner.next();
        self.token = self.scanner.token;
        let mut events = std::mem::take(&mut self.scanner.events).into_iter();
        let error = events.find_map(|event| match event {
            Event::Error { offset, message } => (offset < self.end).then_some((offset, message)),
            Event::Directive { .. } => None,
        });
        match error {
            Some((offset, message)) => Err(self.scan_error(offset, &message)),
            None => {
                if self.scanner.start >= self.end && self.token != Token::Semi {
                    self.token = Token::Eof;
                }
                Ok(())
            }
        }
    }

    /// A scanner's error in the `go` command's words.
    fn scan_error(&self, offset: u32, message: &str) -> (u32, String) {
        match message {
            "newline in string" | "string not terminated" => {
                let raw = self.scanner.lexeme().starts_with(b"`");
                let what = if raw { "raw string" } else { "string" };
                (self.scanner.start, format!("{what} literal not terminated"))
            }
            "invalid NUL character" => (offset, "illegal character NUL".into()),
            "invalid UTF-8 encoding" => {
                let hint = if self.is_utf16 { " (got UTF-16)" } else { "" };
                (offset, format!("illegal UTF-8 encoding{hint}"))
            }
            "invalid BOM in the middle of the file" => (offset, "illegal byte order mark".into()),
            "unknown escape" => (offset, "unknown escape sequence".into()),
            _ => match message.strip_prefix("invalid character ") {
                Some(what) => {
                    let what = what.trim_end_matches(" in identifier");
                    (offset, format!("illegal character {what}"))
                }
                None => (offset, message.into()),
            },
        }
    }

    fn expected(&self, what: &str) -> Parsed {
        let lexeme = String::from_utf8_lossy(self.scanner.lexeme());
        let found = match self.token {
            Token::Semi if self.scanner.semi_name() != "semicolon" => "newline".into(),
            Token::Semi => "';'".into(),
            Token::Name | Token::Literal => lexeme.into_owned(),
            Token::Operator | Token::AssignOp | Token::IncOp => format!("'{lexeme}'"),
            token => format!("'{}'", token.as_str()),
        };
        Err((
            self.scanner.start,
            format!("expected {what}, found {found}"),
        ))
    }
}

/// Whether the compiler would take `path` as an import path.
fn is_valid_import(path: &str) -> bool {
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}";
    !path.is_empty()
        && path
            .chars()
            .all(|c| is_print(c) && c != ' ' && !ILLEGAL.contains(c))
}

/// The patterns of a `//go:embed` comment and the offset of each; none if it is malformed.
pub fn embed_arguments(comment: &str) -> Option<Vec<(String, usize)>> {
    let arguments = comment.strip_prefix("//go:embed")?;
    let (patterns, problem) = rgo_syntax::directive::embed_patterns(arguments);
    if problem.is_some() {
        return None;
    }
    let mut at = "//go:embed".len();
    let located = patterns.into_iter().map(|pattern| {
        at += comment[at..].len() - comment[at..].trim_start().len();
        let start = at;
        let quoted = quote(pattern.as_bytes());
        at += if comment[at..].starts_with('`') {
            pattern.len() + 2
        } else if comment[at..].starts_with('"') {
            quoted.len()
        } else {
            pattern.len()
        };
        (pattern, start)
    });
    Some(located.collect())
}

#[cfg(test)]
mod tests {
    use super::{Header, HeaderError};

    fn read(text: &str) -> Header {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + rgo_base::span::SENTINEL, 0);
        Header::read(&padded)
    }

    fn error(text: &str) -> (u32, String) {
        match read(text).error {
            Some(HeaderError::Syntax(offset, message)) => (offset, message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn imports_are_found() {
        let header =
            read("// c\npackage p; import \"a\"\nimport (\n\tx \"b/c\"; . `d`\n)\nvar y = \"\n");
        assert_eq!(header.package.as_deref(), Some("p"));
        let imports: Vec<_> = header
            .imports
            .iter()
            .map(|i| (i.path.as_str(), i.offset))
            .collect();
        assert_eq!(imports, [("a", 23), ("b/c", 37), ("d", 46)]);
        assert_eq!(header.error, None);
    }

    #[test]
    fn errors_are_those_of_the_go_command() {
        assert_eq!(error(""), (0, "expected 'package', found 'EOF'".into()));
        assert_eq!(
            error("func f() {}"),
            (0, "expected 'package', found 'func'".into())
        );
        assert_eq!(
            error("package\n"),
            (8, "expected 'IDENT', found 'EOF'".into())
        );
        assert_eq!(
            error("package p import \"a\"\n"),
            (10, "expected ';', found 'import'".into())
        );
        assert_eq!(
            error("package p\nimport 1\n"),
            (17, "import path must be a string".into())
        );
        let missing = "missing import path";
        assert_eq!(error("package p\nimport x\n"), (18, missing.into()));
        assert_eq!(
            error("package p\nimport \"x\n"),
            (17, "string literal not terminated".into())
        );
    }

    #[test]
    fn invalid_paths_are_told() {
        let header = read("package p\nimport \"a b\"\n");
        assert_eq!(
            header.error,
            Some(HeaderError::InvalidImport(
                17,
                "invalid import path: a b".into()
            ))
        );
        let header = read("package p\nimport \"\"\n");
        assert_eq!(
            header.error,
            Some(HeaderError::InvalidImport(
                17,
                "invalid import path: ".into()
            ))
        );
        assert_eq!(
            read("package p\0").error,
            Some(HeaderError::Unreadable("unexpected NUL in input"))
        );
    }
}
