//! Literals as written and as meant: quoting for messages, unquoting of string and rune literals.
//!
//! [`quote`] and [`quote_char`] print as Go's `%q` does, [`unicode_name`] as `%#U`.

use std::fmt::Write as _;

use crate::unicode::is_print;

/// `text` as a double-quoted Go string. Invalid UTF-8 is escaped byte by byte.
pub fn quote(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            push_escaped(&mut out, c, '"');
        }
        for byte in chunk.invalid() {
            push_hex(&mut out, *byte);
        }
    }
    out.push('"');
    out
}

/// `c` as a Go rune literal.
pub fn quote_char(c: char) -> String {
    let mut out = String::from("'");
    push_escaped(&mut out, c, '\'');
    out.push('\'');
    out
}

/// `c` as `U+003F '?'`; the character itself only if it is printable.
pub fn unicode_name(c: char) -> String {
    let mut out = format!("U+{:04X}", c as u32);
    if is_print(c) {
        let _ = write!(out, " '{c}'");
    }
    out
}

fn push_hex(out: &mut String, byte: u8) {
    let _ = write!(out, "\\x{byte:02x}");
}

fn push_escaped(out: &mut String, c: char, quote: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        c if c == quote => {
            out.push('\\');
            out.push(c);
        }
        c if is_print(c) => out.push(c),
        c if c < ' ' || c == '\x7f' => push_hex(out, c as u8),
        c if (c as u32) < 0x10000 => {
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
        c => {
            let _ = write!(out, "\\U{:08x}", c as u32);
        }
    }
}

/// The value of a string literal, interpreted or raw; none if it is not a valid one.
pub fn string_value(literal: &str) -> Option<Vec<u8>> {
    if let Some(raw) = literal.strip_prefix('`') {
        let raw = raw.strip_suffix('`')?;
        return (!raw.contains('`')).then(|| raw.bytes().filter(|&b| b != b'\r').collect());
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = Vec::with_capacity(rest.len());
    while let Some(c) = rest.chars().next() {
        match c {
            '"' | '\n' => return None,
            '\\' => {
                let (escaped, width) = escape(rest, '"')?;
                match escaped {
                    Escape::Byte(byte) => value.push(byte),
                    Escape::Char(c) => value.extend(c.encode_utf8(&mut [0; 4]).bytes()),
                }
                rest = &rest[width..];
            }
            _ => {
                value.extend(&rest.as_bytes()[..c.len_utf8()]);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Some(value)
}

/// The value of a rune literal; none if it is not a valid one.
pub fn rune_value(literal: &str) -> Option<u32> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    let c = inner.chars().next()?;
    let (value, width) = match c {
        '\'' | '\n' => return None,
        '\\' => match escape(inner, '\'')? {
            (Escape::Byte(byte), width) => (byte as u32, width),
            (Escape::Char(c), width) => (c as u32, width),
        },
        _ => (c as u32, c.len_utf8()),
    };
    (width == inner.len()).then_some(value)
}

enum Escape {
    Byte(u8),
    Char(char),
}

/// Decodes the escape sequence that `text` starts with; gives its length too.
fn escape(text: &str, quote: char) -> Option<(Escape, usize)> {
    let bytes = text.as_bytes();
    let simple = |byte| Some((Escape::Byte(byte), 2));
    match *bytes.get(1)? {
        b'a' => simple(7),
        b'b' => simple(8),
        b'f' => simple(12),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(11),
        b'\\' => simple(b'\\'),
        b if b as char == quote => simple(b),
        b'0'..=b'7' => {
            let value = digits(bytes.get(1..4)?, 8)?;
            Some((Escape::Byte(u8::try_from(value).ok()?), 4))
        }
        b'x' => Some((Escape::Byte(digits(bytes.get(2..4)?, 16)? as u8), 4)),
        b'u' => Some((
            Escape::Char(char::from_u32(digits(bytes.get(2..6)?, 16)?)?),
            6,
        )),
        b'U' => Some((
            Escape::Char(char::from_u32(digits(bytes.get(2..10)?, 16)?)?),
            10,
        )),
        _ => None,
    }
}

fn digits(text: &[u8], base: u32) -> Option<u32> {
    text.iter().try_fold(0u32, |value, &b| {
        value
            .checked_mul(base)?
            .checked_add((b as char).to_digit(base)?)
    })
}

#[cfg(test)]
mod tests {
    use super::{quote, quote_char, rune_value, string_value, unicode_name};

    #[test]
    fn quoting_escapes_what_does_not_print() {
        assert_eq!(quote("a\"\n\t\u{7f}\u{a0}世\u{10ffff}".as_bytes()), {
            r#""a\"\n\t\x7f\u00a0世\U0010ffff""#
        });
        assert_eq!(quote(b"\xff"), r#""\xff""#);
        assert_eq!(quote_char('\''), r"'\''");
        assert_eq!(quote_char('"'), "'\"'");
        assert_eq!(unicode_name('?'), "U+003F '?'");
        assert_eq!(unicode_name('\u{1}'), "U+0001");
    }

    #[test]
    fn strings_have_values() {
        let value = |literal| string_value(literal);
        assert_eq!(
            value(r#""a\x41\101\u00e4\n\"""#),
            Some("aAA\u{e4}\n\"".as_bytes().to_vec())
        );
        assert_eq!(value(r#""\xff""#), Some(vec![0xff]));
        assert_eq!(value("`a\\n\r\n`"), Some(b"a\\n\n".to_vec()));
        assert_eq!(value(r#""\'""#), None);
        assert_eq!(value(r#""\400""#), None);
        assert_eq!(value(r#""\ud800""#), None);
        assert_eq!(value(r#"""#), None);
    }

    #[test]
    fn runes_have_values() {
        assert_eq!(rune_value("'a'"), Some(97));
        assert_eq!(rune_value("'世'"), Some(0x4e16));
        assert_eq!(rune_value(r"'\xff'"), Some(255));
        assert_eq!(rune_value(r"'\''"), Some(39));
        assert_eq!(rune_value(r#"'\"'"#), None);
        assert_eq!(rune_value("''"), None);
        assert_eq!(rune_value("'ab'"), None);
    }
}
