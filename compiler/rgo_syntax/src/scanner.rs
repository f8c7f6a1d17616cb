//! Source text to tokens: literals, comments, automatic semicolons (spec: "Lexical elements").
//!
//! Needs:  text with its sentinel of zero bytes, so that no loop tests for the end.
//! Leaves: one token at a time in the public fields; errors and directive comments as [`Event`]s,
//!         which the caller drains after each token. Texts and positions of errors are gc's.
//! Cost:   one table look-up a byte in loops; a word's end, hash and keyword test work on eight
//!         bytes at a time.
//!
//! Characters that may stand nowhere (NUL, invalid UTF-8, a byte order mark inside the file) are
//! reported and skipped. A file is looked through for them once; only a file that has some is
//! scanned with the tables that stop at every byte outside ASCII.

use rgo_base::span::SENTINEL;

use crate::literal::{quote_char, unicode_name};
use crate::token::{KEYWORDS, LitKind, Op, Token};
use crate::unicode::{is_digit, is_letter};

/// Something seen between or within tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Error {
        offset: u32,
        message: String,
    },
    /// A comment that may hold a directive: `//go:…`, `//line …` or `/*line …*/`.
    Directive {
        start: u32,
        end: u32,
    },
}

/// The scanner; the fields describe the current token.
#[derive(Clone)]
pub struct Scanner<'a> {
    text: &'a [u8],
    /// Length of the text without its sentinel.
    len: usize,
    /// Offset of the next byte to read.
    at: usize,
    /// Whether a newline or the end of the file is a semicolon now.
    newline_is_semi: bool,
    /// Whether the text has characters that are errors wherever they stand.
    is_dirty: bool,
    /// Which bytes end the fast loops.
    stops: &'static [u8; 256],

    pub token: Token,
    /// Offsets of the token's first byte and of the byte behind it.
    pub start: u32,
    pub end: u32,
    /// Of `Operator`, `Star`, `AssignOp` and `IncOp`.
    pub op: Op,
    /// Binary precedence of `op`, 0 if it is none.
    pub precedence: u8,
    /// Of `Literal`.
    pub lit_kind: LitKind,
    /// Of `Literal`: it has an error, already reported.
    pub is_bad: bool,
    pub events: Vec<Event>,
}

const STOP_STRING: u8 = 1;
const STOP_RAW: u8 = 2;
const STOP_LINE: u8 = 4;
const STOP_BLOCK: u8 = 8;
const WORD: u8 = 16;
const SPACE: u8 = 32;
const STOP_RUNE: u8 = 64;

const fn stops(clean: bool) -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            0 => STOP_STRING | STOP_RAW | STOP_LINE | STOP_BLOCK | STOP_RUNE,
            b'"' => STOP_STRING,
            b'\'' => STOP_RUNE,
            b'\\' => STOP_STRING | STOP_RUNE,
            b'\n' => STOP_STRING | STOP_LINE | STOP_RUNE,
            b'`' => STOP_RAW,
            b'*' => STOP_BLOCK,
            b' ' | b'\t' | b'\r' => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => WORD,
            128.. if !clean => STOP_STRING | STOP_RAW | STOP_LINE | STOP_BLOCK | STOP_RUNE,
            _ => 0,
        };
        b += 1;
    }
    table
}

static CLEAN: [u8; 256] = stops(true);
static DIRTY: [u8; 256] = stops(false);

const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

fn is_dirty(text: &[u8]) -> bool {
    let Ok(valid) = std::str::from_utf8(text) else {
        return true;
    };
    valid.contains('\0')
        || !valid.is_ascii() && valid.char_indices().any(|(i, c)| c == '\u{feff}' && i > 0)
}

/// Slot of the keyword table for a word of at least two bytes.
const fn keyword_slot(first: u8, second: u8, len: usize) -> usize {
    (first as usize + second as usize * 4 + len * 6) & (KEYWORD_SLOTS - 1)
}

const KEYWORD_SLOTS: usize = 64;
const KEYWORD_LEN_MAX: usize = 11;

/// Spelling, padded with zeros, and token; an empty slot has the spelling 0.
static KEYWORD_TABLE: [(u128, Token); KEYWORD_SLOTS] = keyword_table();

const fn keyword_table() -> [(u128, Token); KEYWORD_SLOTS] {
    let mut table = [(0, Token::Name); KEYWORD_SLOTS];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let (spelling, token) = KEYWORDS[i];
        let bytes = spelling.as_bytes();
        let mut word = 0;
        let mut j = bytes.len();
        while j > 0 {
            j -= 1;
            word = word << 8 | bytes[j] as u128;
        }
        let slot = keyword_slot(bytes[0], bytes[1], bytes.len());
        assert!(table[slot].0 == 0, "two keywords share a slot");
        table[slot] = (word, token);
        i += 1;
    }
    table
}

impl<'a> Scanner<'a> {
    /// A scanner of `text`, of which the last [`SENTINEL`] bytes are zero and no part of the file.
    /// No token is current yet.
    pub fn new(text: &'a [u8]) -> Scanner<'a> {
        let is_dirty = is_dirty(&text[..text.len() - SENTINEL]);
        Scanner::at(text, 0, is_dirty)
    }

    /// A scanner that begins at `offset` of a text already known to be dirty or not.
    pub fn at(text: &'a [u8], offset: u32, is_dirty: bool) -> Scanner<'a> {
        let len = text.len() - SENTINEL;
        let stops = if is_dirty { &DIRTY } else { &CLEAN };
        let mut scanner = Scanner {
            text,
            len,
            at: offset as usize,
            newline_is_semi: false,
            is_dirty,
            stops,
            token: Token::Eof,
            start: offset,
            end: offset,
            op: Op::None,
            precedence: 0,
            lit_kind: LitKind::Int,
            is_bad: false,
            events: Vec::new(),
        };
        if offset == 0 && text.starts_with(&BOM) {
            scanner.at = BOM.len();
        }
        scanner
    }

    /// Whether the text has characters that are errors wherever they stand.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// The file's text, without sentinel.
    pub fn text(&self) -> &'a [u8] {
        &self.text[..self.len]
    }

    /// Text of the current token.
    pub fn lexeme(&self) -> &'a [u8] {
        &self.text[self.start as usize..self.end as usize]
    }

    /// For a `Semi`: what it is in the source.
    pub fn semi_name(&self) -> &'static str {
        match self.text[self.start as usize] {
            b';' => "semicolon",
            _ if self.start as usize >= self.len => "EOF",
            _ => "newline",
        }
    }

    /// Continues behind a brace block that something else has read: at offset `at`, as if its
    /// closing brace had just been scanned. No token is current.
    pub fn resume(&mut self, at: u32) {
        self.at = at as usize;
        self.end = at;
        self.newline_is_semi = true;
    }

    /// Makes the end of the file the only token left.
    pub fn stop(&mut self) {
        self.at = self.len;
        self.newline_is_semi = false;
        self.token = Token::Eof;
        self.start = self.len as u32;
        self.end = self.start;
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.events.push(Event::Error {
            offset: offset as u32,
            message: message.into(),
        });
    }

    /// Reads the next token.
    pub fn next(&mut self) {
        let newline_is_semi = std::mem::replace(&mut self.newline_is_semi, false);
        loop {
            self.skip_space(newline_is_semi);
            self.start = self.at as u32;
            if self.scan(newline_is_semi) {
                break;
            }
        }
        self.end = self.at as u32;
        if self.is_dirty {
            self.skip_invalid();
        }
    }

    fn skip_space(&mut self, newline_is_semi: bool) {
        loop {
            let b = self.text[self.at];
            if CLEAN[b as usize] & SPACE == 0 && (b != b'\n' || newline_is_semi) {
                return;
            }
            self.at += 1;
        }
    }

    /// Skips invalid characters in front of the next one, reporting them: gc reads one character
    /// ahead.
    fn skip_invalid(&mut self) {
        while self.at < self.len {
            match self.decode(self.at) {
                Ok(_) => return,
                Err(width) => self.at += width,
            }
        }
    }

    /// The character at `at` and its width, or after a report the width of what to skip.
    fn decode(&mut self, at: usize) -> Result<(char, usize), usize> {
        let b = self.text[at];
        if b == 0 {
            self.error(at, "invalid NUL character");
            return Err(1);
        }
        if b < 128 {
            return Ok((b as char, 1));
        }
        let window = &self.text[at..self.len.min(at + 4)];
        let valid = window
            .utf8_chunks()
            .next()
            .map_or("", |chunk| chunk.valid());
        match valid.chars().next() {
            None => {
                self.error(at, "invalid UTF-8 encoding");
                Err(1)
            }
            Some('\u{feff}') => {
                if at > 0 {
                    self.error(at, "invalid BOM in the middle of the file");
                }
                Err(BOM.len())
            }
            Some(c) => Ok((c, c.len_utf8())),
        }
    }

    /// Steps over the character at `at`, for the loops that stopped at a byte which may be part of
    /// an invalid one. Not at the end of the file.
    fn step(&mut self) {
        match self.decode(self.at) {
            Ok((_, width)) | Err(width) => self.at += width,
        }
    }

    /// Steps over bytes until one that has `stop` in the table.
    fn run(&mut self, stop: u8) -> u8 {
        let stops = self.stops;
        let mut at = self.at;
        while stops[self.text[at] as usize] & stop == 0 {
            at += 1;
        }
        self.at = at;
        self.text[at]
    }

    fn at_end(&self) -> bool {
        self.at >= self.len
    }

    /// Consumes the next byte if it is `b`. A branch, not `self.at += got as usize`: rustc 1.95 loses
    /// the addition when the caller branches on the result (MIR pass SimplifyComparisonIntegral).
    fn got(&mut self, b: u8) -> bool {
        let got = self.text[self.at] == b;
        if got {
            self.at += 1;
        }
        got
    }

    /// Reads the token at `at`. False after a comment or an invalid character.
    fn scan(&mut self, newline_is_semi: bool) -> bool {
        let b = self.text[self.at];
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'"' => self.string(),
            b'`' => self.raw_string(),
            b'\'' => self.rune(),
            b'(' => self.single(Token::Lparen),
            b'[' => self.single(Token::Lbrack),
            b'{' => self.single(Token::Lbrace),
            b',' => self.single(Token::Comma),
            b';' | b'\n' => self.single(Token::Semi),
            b')' => self.closing(Token::Rparen),
            b']' => self.closing(Token::Rbrack),
            b'}' => self.closing(Token::Rbrace),
            b':' => {
                self.at += 1;
                self.token = if self.got(b'=') {
                    Token::Define
                } else {
                    Token::Colon
                };
            }
            b'.' => self.dot(),
            b'+' | b'-' => {
                self.at += 1;
                let op = if b == b'+' { Op::Add } else { Op::Sub };
                if self.got(b) {
                    self.newline_is_semi = true;
                    self.operator(Token::IncOp, op);
                } else {
                    self.assign_op(op);
                }
            }
            b'*' => {
                self.at += 1;
                let token = if self.got(b'=') {
                    Token::AssignOp
                } else {
                    Token::Star
                };
                self.operator(token, Op::Mul);
            }
            b'/' => {
                self.at += 1;
                if self.got(b'/') {
                    self.line_comment();
                    return false;
                }
                if self.got(b'*') {
                    let body = self.at;
                    self.block_comment();
                    if !newline_is_semi || !self.text[body..self.at].contains(&b'\n') {
                        return false;
                    }
                    // A comment of several lines acts like a newline.
                    self.token = Token::Semi;
                    return true;
                }
                self.assign_op(Op::Div);
            }
            b'%' => {
                self.at += 1;
                self.assign_op(Op::Rem);
            }
            b'&' => {
                self.at += 1;
                if self.got(b'&') {
                    self.operator(Token::Operator, Op::AndAnd);
                } else if self.got(b'^') {
                    self.assign_op(Op::AndNot);
                } else {
                    self.assign_op(Op::And);
                }
            }
            b'|' => {
                self.at += 1;
                if self.got(b'|') {
                    self.operator(Token::Operator, Op::OrOr);
                } else {
                    self.assign_op(Op::Or);
                }
            }
            b'^' => {
                self.at += 1;
                self.assign_op(Op::Xor);
            }
            b'<' => {
                self.at += 1;
                if self.got(b'=') {
                    self.operator(Token::Operator, Op::Leq);
                } else if self.got(b'<') {
                    self.assign_op(Op::Shl);
                } else if self.got(b'-') {
                    self.token = Token::Arrow;
                } else {
                    self.operator(Token::Operator, Op::Lss);
                }
            }
            b'>' => {
                self.at += 1;
                if self.got(b'=') {
                    self.operator(Token::Operator, Op::Geq);
                } else if self.got(b'>') {
                    self.assign_op(Op::Shr);
                } else {
                    self.operator(Token::Operator, Op::Gtr);
                }
            }
            b'=' => {
                self.at += 1;
                if self.got(b'=') {
                    self.operator(Token::Operator, Op::Eql);
                } else {
                    self.token = Token::Assign;
                }
            }
            b'!' => {
                self.at += 1;
                let op = if self.got(b'=') { Op::Neq } else { Op::Not };
                self.operator(Token::Operator, op);
            }
            b'~' => {
                self.at += 1;
                self.operator(Token::Operator, Op::Tilde);
            }
            0 if self.at_end() => {
                self.token = if newline_is_semi {
                    Token::Semi
                } else {
                    Token::Eof
                };
            }
            0 => {
                self.step();
                return false;
            }
            128.. => return self.foreign_word(),
            _ => {
                self.error(
                    self.at,
                    format!("invalid character {}", unicode_name(b as char)),
                );
                self.at += 1;
                return false;
            }
        }
        true
    }

    fn single(&mut self, token: Token) {
        self.at += 1;
        self.token = token;
    }

    fn closing(&mut self, token: Token) {
        self.single(token);
        self.newline_is_semi = true;
    }

    fn operator(&mut self, token: Token, op: Op) {
        self.token = token;
        self.op = op;
        self.precedence = op.precedence();
    }

    /// `op`, or `op=` if a `=` follows.
    fn assign_op(&mut self, op: Op) {
        let token = if self.got(b'=') {
            Token::AssignOp
        } else {
            Token::Operator
        };
        self.operator(token, op);
    }

    fn dot(&mut self) {
        self.at += 1;
        match self.text[self.at] {
            b'0'..=b'9' => {
                self.at -= 1;
                self.number();
            }
            b'.' if self.text[self.at + 1] == b'.' => {
                self.at += 2;
                self.token = Token::DotDotDot;
            }
            _ => self.token = Token::Dot,
        }
    }

    /// A name or keyword that starts with an ASCII letter or `_`.
    fn word(&mut self) {
        let start = self.at;
        let mut at = start + 1;
        while CLEAN[self.text[at] as usize] & WORD != 0 {
            at += 1;
        }
        self.at = at;
        let next = self.text[at];
        if next >= 128 || next == 0 && at < self.len {
            self.word_tail();
            return self.name();
        }
        let len = at - start;
        if (2..=KEYWORD_LEN_MAX).contains(&len) {
            let slot = keyword_slot(self.text[start], self.text[start + 1], len);
            let (spelling, token) = KEYWORD_TABLE[slot];
            if load(self.text, start) & (u128::MAX >> (128 - 8 * len)) == spelling {
                self.token = token;
                self.newline_is_semi = matches!(
                    token,
                    Token::Break | Token::Continue | Token::Fallthrough | Token::Return
                );
                return;
            }
        }
        self.name();
    }

    fn name(&mut self) {
        self.newline_is_semi = true;
        self.token = Token::Name;
    }

    /// A word that starts outside ASCII. False if nothing but invalid characters was there.
    fn foreign_word(&mut self) -> bool {
        let (c, width) = match self.decode(self.at) {
            Ok(decoded) => decoded,
            Err(width) => {
                self.at += width;
                return false;
            }
        };
        if is_digit(c) {
            let message = format!("identifier cannot begin with digit {}", unicode_name(c));
            self.error(self.at, message);
        } else if !is_letter(c) {
            let message = format!("invalid character {} in identifier", unicode_name(c));
            self.error(self.at, message);
        }
        self.at += width;
        self.word_tail();
        self.name();
        true
    }

    /// The rest of a word that has characters outside ASCII.
    fn word_tail(&mut self) {
        while !self.at_end() {
            match self.decode(self.at) {
                Err(width) => self.at += width,
                Ok((c, width)) => {
                    if !is_letter(c) && c != '_' && !is_digit(c) {
                        if c.is_ascii() {
                            return;
                        }
                        let message =
                            format!("invalid character {} in identifier", unicode_name(c));
                        self.error(self.at, message);
                    }
                    self.at += width;
                }
            }
        }
    }

    fn literal(&mut self, kind: LitKind, is_ok: bool) {
        self.newline_is_semi = true;
        self.token = Token::Literal;
        self.lit_kind = kind;
        self.is_bad = !is_ok;
    }

    fn string(&mut self) {
        let mut is_ok = true;
        self.at += 1;
        loop {
            match self.run(STOP_STRING) {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    is_ok &= self.escape(b'"');
                }
                b'\n' => {
                    self.error(self.at, "newline in string");
                    is_ok = false;
                    break;
                }
                0 if self.at_end() => {
                    self.error(self.start as usize, "string not terminated");
                    is_ok = false;
                    break;
                }
                _ => self.step(),
            }
        }
        self.literal(LitKind::String, is_ok);
    }

    /// Carriage returns stay in the literal; they are no part of its value.
    fn raw_string(&mut self) {
        let mut is_ok = true;
        self.at += 1;
        loop {
            match self.run(STOP_RAW) {
                b'`' => {
                    self.at += 1;
                    break;
                }
                0 if self.at_end() => {
                    self.error(self.start as usize, "string not terminated");
                    is_ok = false;
                    break;
                }
                _ => self.step(),
            }
        }
        self.literal(LitKind::String, is_ok);
    }

    fn rune(&mut self) {
        let mut is_ok = true;
        let mut n_chars = 0;
        self.at += 1;
        loop {
            match self.text[self.at] {
                b'\'' => {
                    if is_ok && n_chars == 0 {
                        self.error(self.at, "empty rune literal or unescaped '");
                        is_ok = false;
                    } else if is_ok && n_chars != 1 {
                        self.error(
                            self.start as usize,
                            "more than one character in rune literal",
                        );
                        is_ok = false;
                    }
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    is_ok &= self.escape(b'\'');
                }
                b'\n' => {
                    if is_ok {
                        self.error(self.at, "newline in rune literal");
                        is_ok = false;
                    }
                    break;
                }
                0 if self.at_end() => {
                    if is_ok {
                        self.error(self.start as usize, "rune literal not terminated");
                        is_ok = false;
                    }
                    break;
                }
                _ => match self.decode(self.at) {
                    Ok((_, width)) => self.at += width,
                    Err(width) => {
                        self.at += width;
                        continue;
                    }
                },
            }
            n_chars += 1;
        }
        self.literal(LitKind::Rune, is_ok);
    }

    /// The character at `at` as escapes and numbers see it, invalid ones skipped; none at the end.
    fn peek_char(&mut self) -> Option<char> {
        while !self.at_end() {
            match self.decode(self.at) {
                Ok((c, _)) => return Some(c),
                Err(width) => self.at += width,
            }
        }
        None
    }

    /// What follows a backslash. The end of the file is left for the caller to report.
    fn escape(&mut self, quote: u8) -> bool {
        let Some(c) = self.peek_char() else {
            return true;
        };
        let (n_digits, base) = match c {
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' => {
                self.at += 1;
                return true;
            }
            c if c == quote as char => {
                self.at += 1;
                return true;
            }
            '0'..='7' => (3, 8),
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            _ => {
                self.error(self.at, "unknown escape");
                return false;
            }
        };
        let max = if n_digits < 4 { 255 } else { char::MAX as u32 };
        if base == 16 {
            self.at += 1;
        }
        let mut value = 0u32;
        for _ in 0..n_digits {
            let Some(c) = self.peek_char() else {
                return true;
            };
            let Some(digit) = c.to_digit(base) else {
                let message = format!(
                    "invalid character {} in {} escape",
                    quote_char(c),
                    base_name(base)
                );
                self.error(self.at, message);
                return false;
            };
            value = value.wrapping_mul(base).wrapping_add(digit);
            self.at += 1;
        }
        if value > max && base == 8 {
            self.error(self.at, format!("octal escape value {value} > 255"));
            return false;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            let message = format!("escape is invalid Unicode code point {}", code_point(value));
            self.error(self.at, message);
            return false;
        }
        true
    }

    /// Digits and `_`; gives what was there, as `DIGIT` and `SEPARATOR` bits. In a base up to 10
    /// any decimal digit is taken, and the first that is too big goes to `invalid`.
    fn digits(&mut self, base: u32, invalid: &mut Option<usize>) -> u8 {
        let mut seen = 0;
        loop {
            let b = self.text[self.at];
            if b == b'_' {
                seen |= SEPARATOR;
            } else if (b as char).is_digit(base.max(10)) {
                seen |= DIGIT;
                if base < 10 && (b - b'0') as u32 >= base && invalid.is_none() {
                    *invalid = Some(self.at);
                }
            } else {
                let before = self.at;
                if (b == 0 || b >= 128) && self.is_dirty {
                    self.skip_invalid();
                }
                if self.at == before {
                    return seen;
                }
                continue;
            }
            self.at += 1;
        }
    }

    /// An integer, floating-point or imaginary literal, at its first digit or its point.
    fn number(&mut self) {
        let mut is_ok = true;
        let mut kind = LitKind::Int;
        let mut base = 10;
        let mut prefix = 0;
        let mut seen = 0;
        let mut invalid = None;

        if self.text[self.at] != b'.' {
            if self.got(b'0') {
                (base, prefix) = match self.text[self.at] | 0x20 {
                    b'x' => (16, b'x'),
                    b'o' => (8, b'o'),
                    b'b' => (2, b'b'),
                    _ => (8, b'0'),
                };
                if prefix == b'0' {
                    seen = DIGIT;
                } else {
                    self.at += 1;
                }
            }
            seen |= self.digits(base, &mut invalid);
        }
        if self.text[self.at] == b'.' {
            if prefix == b'o' || prefix == b'b' {
                self.error(
                    self.at,
                    format!("invalid radix point in {} literal", base_name(base)),
                );
                is_ok = false;
            }
            self.at += 1;
            kind = LitKind::Float;
            seen |= self.digits(base, &mut invalid);
        }
        if seen & DIGIT == 0 && is_ok {
            self.error(
                self.at,
                format!("{} literal has no digits", base_name(base)),
            );
            is_ok = false;
        }

        let exponent = self.text[self.at];
        if matches!(exponent | 0x20, b'e' | b'p') {
            let is_decimal = exponent | 0x20 == b'e';
            let is_misplaced = if is_decimal {
                prefix != 0 && prefix != b'0'
            } else {
                prefix != b'x'
            };
            if is_ok && is_misplaced {
                let mantissa = if is_decimal { "decimal" } else { "hexadecimal" };
                let message = format!(
                    "{} exponent requires {mantissa} mantissa",
                    quote_char(exponent as char)
                );
                self.error(self.at, message);
                is_ok = false;
            }
            self.at += 1;
            kind = LitKind::Float;
            if matches!(self.text[self.at], b'+' | b'-') {
                self.at += 1;
            }
            seen = self.digits(10, &mut None) | seen & SEPARATOR;
            if seen & DIGIT == 0 && is_ok {
                self.error(self.at, "exponent has no digits");
                is_ok = false;
            }
        } else if prefix == b'x' && kind == LitKind::Float && is_ok {
            self.error(self.at, "hexadecimal mantissa requires a 'p' exponent");
            is_ok = false;
        }

        if self.got(b'i') {
            kind = LitKind::Imag;
        }
        if let Some(at) = invalid
            && kind == LitKind::Int
            && is_ok
        {
            let digit = quote_char(self.text[at] as char);
            self.error(
                at,
                format!("invalid digit {digit} in {} literal", base_name(base)),
            );
            is_ok = false;
        }
        if seen & SEPARATOR != 0
            && is_ok
            && let Some(i) = misplaced_separator(&self.text[self.start as usize..self.at])
        {
            self.error(
                self.start as usize + i,
                "'_' must separate successive digits",
            );
            is_ok = false;
        }
        self.literal(kind, is_ok);
    }

    /// Behind `//`, up to the newline.
    fn line_comment(&mut self) {
        while self.run(STOP_LINE) != b'\n' && !self.at_end() {
            self.step();
        }
        let rest = &self.text[self.start as usize + 2..];
        if rest.starts_with(b"go:") || rest.starts_with(b"line ") {
            self.events.push(Event::Directive {
                start: self.start,
                end: self.at as u32,
            });
        }
    }

    /// Behind `/*`, to behind the closing `*/`.
    fn block_comment(&mut self) {
        loop {
            match self.run(STOP_BLOCK) {
                b'*' => {
                    self.at += 1;
                    if self.got(b'/') {
                        break;
                    }
                }
                0 if self.at_end() => {
                    return self.error(self.start as usize, "comment not terminated");
                }
                _ => self.step(),
            }
        }
        if self.text[self.start as usize + 2..].starts_with(b"line ") {
            self.events.push(Event::Directive {
                start: self.start,
                end: self.at as u32,
            });
        }
    }
}

const DIGIT: u8 = 1;
const SEPARATOR: u8 = 2;

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// As [`unicode_name`], for numbers that are no character too.
fn code_point(value: u32) -> String {
    char::from_u32(value).map_or_else(|| format!("U+{value:04X}"), unicode_name)
}

/// Index of the first `_` in the number `text` that does not separate two digits.
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    // What the previous byte was: '_', a digit ('0'), or anything else ('.').
    let mut previous = b'.';
    let mut start = 0;
    let mut is_hex = false;
    if let [b'0', b, ..] = text
        && matches!(b | 0x20, b'x' | b'o' | b'b')
    {
        // A prefix counts as a digit.
        previous = b'0';
        start = 2;
        is_hex = b | 0x20 == b'x';
    }
    for (i, &b) in text.iter().enumerate().skip(start) {
        let class = match b {
            b'_' => b'_',
            b if b.is_ascii_digit() || is_hex && b.is_ascii_hexdigit() => b'0',
            _ => b'.',
        };
        match class {
            b'_' if previous != b'0' => return Some(i),
            b'.' if previous == b'_' => return Some(i - 1),
            _ => previous = class,
        }
    }
    (previous == b'_').then(|| text.len() - 1)
}

/// The 16 bytes at `at`; the sentinel makes them exist.
fn load(text: &[u8], at: usize) -> u128 {
    let bytes = text[at..]
        .first_chunk()
        .expect("the sentinel is as long as this");
    u128::from_le_bytes(*bytes)
}
