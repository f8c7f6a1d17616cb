//! Finding the end of a fragment without parsing it.
//!
//! [`block`] steps over the bytes of a brace block: strings, runes and comments are recognised, all
//! else is looked at for braces only. [`values`] steps over the tokens of a list of initial values,
//! counts its outermost function literals and notes whether it is pure.
//!
//! Both give up, with `None`, on text that a scanner or parser would complain about in a way that
//! matters for finding the end; the caller then parses. On text without errors they find exactly
//! the end that the parser finds.

use crate::scanner::{Event, Scanner};
use crate::token::{Op, Token};

/// A brace block that was stepped over.
pub(crate) struct SkippedBlock {
    /// Offset behind the closing brace.
    pub end: u32,
    /// Comments that may hold a directive.
    pub directives: Vec<(u32, u32)>,
}

/// Bytes at which [`block`] stops.
static STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let stops = b"{}\"'`/";
    let mut i = 0;
    while i < stops.len() {
        table[stops[i] as usize] = true;
        i += 1;
    }
    table
};

/// Steps over the block whose opening brace is at `start`.
pub(crate) fn block(text: &[u8], start: u32) -> Option<SkippedBlock> {
    let mut directives = Vec::new();
    let mut depth = 0u32;
    let mut at = start as usize;
    loop {
        at += text[at..].iter().position(|&b| STOPS[b as usize])?;
        let stop = at;
        at += 1;
        match text[stop] {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(SkippedBlock {
                        end: at as u32,
                        directives,
                    });
                }
            }
            b'"' => at = quoted(text, at, b'"')?,
            b'\'' => at = quoted(text, at, b'\'')?,
            b'`' => at += text[at..].iter().position(|&b| b == b'`')? + 1,
            _ => match text.get(at) {
                Some(b'/') => {
                    at += text[at..].iter().position(|&b| b == b'\n')?;
                    let comment = &text[stop + 2..];
                    if comment.starts_with(b"go:") || comment.starts_with(b"line ") {
                        directives.push((stop as u32, at as u32));
                    }
                }
                Some(b'*') => {
                    at += 1;
                    at += text[at..].windows(2).position(|pair| pair == b"*/")? + 2;
                    if text[stop + 2..].starts_with(b"line ") {
                        directives.push((stop as u32, at as u32));
                    }
                }
                _ => {}
            },
        }
    }
}

/// The offset behind the closing `quote` of an interpreted string or rune, whose text starts at
/// `at`. None if its line ends first.
fn quoted(text: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        at += text[at..]
            .iter()
            .position(|&b| b == quote || b == b'\\' || b == b'\n')?;
        match text[at] {
            b'\\' if text.get(at + 1).is_some_and(|&b| b != b'\n') => at += 2,
            b if b == quote => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Initial values that were stepped over.
pub(crate) struct SkippedValues<'a> {
    /// At the token behind them.
    pub scanner: Scanner<'a>,
    /// Offset behind their last token.
    pub end: u32,
    pub is_pure: bool,
    pub func_lits: u32,
}

/// Steps over the list of initial values that begins with the current token of `scanner`, up to
/// the semicolon or the parenthesis behind it. `is_package` tells whether a name is that of an
/// imported package.
pub(crate) fn values<'a>(
    scanner: &Scanner<'a>,
    is_package: impl Fn(&[u8]) -> bool,
) -> Option<SkippedValues<'a>> {
    let mut skipper = Skipper {
        scanner: scanner.clone(),
        is_package,
        is_pure: true,
        func_lits: 0,
        nesting: Vec::new(),
        end: scanner.start,
    };
    skipper.list()?;
    Some(SkippedValues {
        scanner: skipper.scanner,
        end: skipper.end,
        is_pure: skipper.is_pure,
        func_lits: skipper.func_lits,
    })
}

struct Skipper<'a, F> {
    scanner: Scanner<'a>,
    is_package: F,
    is_pure: bool,
    func_lits: u32,
    /// Closing tokens that are due.
    nesting: Vec<Token>,
    /// Offset behind the last token stepped over.
    end: u32,
}

impl<F: Fn(&[u8]) -> bool> Skipper<'_, F> {
    fn next(&mut self) -> Option<()> {
        self.end = self.scanner.end;
        self.scanner.next();
        let has_error = self
            .scanner
            .events
            .iter()
            .any(|e| matches!(e, Event::Error { .. }));
        (!has_error).then_some(())
    }

    fn list(&mut self) -> Option<()> {
        // Whether the previous token ends an operand, so that `(` is a call and `[` an index.
        let mut after_operand = false;
        let mut after_package = false;
        loop {
            let token = self.scanner.token;
            let was_package = std::mem::take(&mut after_package);
            match token {
                Token::Name => {
                    after_package = !after_operand && (self.is_package)(self.scanner.lexeme());
                    after_operand = true;
                }
                Token::Literal => after_operand = true,
                Token::Dot => {
                    self.is_pure &= was_package;
                    after_operand = true;
                }
                Token::Lparen => {
                    self.is_pure &= !after_operand;
                    self.nesting.push(Token::Rparen);
                    after_operand = false;
                }
                Token::Lbrack if after_operand => {
                    self.is_pure = false;
                    self.nesting.push(Token::Rbrack);
                    after_operand = false;
                }
                Token::Lbrace => {
                    self.nesting.push(Token::Rbrace);
                    after_operand = false;
                }
                Token::Rparen | Token::Rbrack | Token::Rbrace => {
                    match self.nesting.pop() {
                        Some(due) if due == token => {}
                        // The parenthesis that closes the group of declarations.
                        None if token == Token::Rparen => return Some(()),
                        _ => return None,
                    }
                    after_operand = true;
                }
                Token::Semi if self.nesting.is_empty() => return Some(()),
                Token::Comma | Token::Colon => after_operand = false,
                Token::Operator => {
                    self.is_pure &= matches!(
                        self.scanner.op,
                        Op::And | Op::Add | Op::Sub | Op::Or | Op::Xor | Op::Not
                    );
                    after_operand = false;
                }
                Token::Star | Token::DotDotDot => {
                    self.is_pure = false;
                    after_operand = false;
                }
                Token::Arrow => {
                    self.is_pure = false;
                    self.next()?;
                    if self.scanner.token == Token::Chan {
                        self.type_()?;
                        after_operand = true;
                    } else {
                        after_operand = false;
                    }
                    continue;
                }
                Token::Func => {
                    self.next()?;
                    self.signature()?;
                    if self.scanner.token == Token::Lbrace {
                        self.func_lits += 1;
                        self.body()?;
                    }
                    after_operand = true;
                    continue;
                }
                Token::Lbrack | Token::Map | Token::Chan | Token::Struct | Token::Interface => {
                    self.type_()?;
                    after_operand = true;
                    continue;
                }
                // `x.(type)` and whatever else is an error here.
                _ => return None,
            }
            self.next()?;
        }
    }

    /// Steps over a function's body, at its opening brace.
    fn body(&mut self) -> Option<()> {
        let skipped = block(self.scanner.text(), self.scanner.start)?;
        let events = skipped
            .directives
            .iter()
            .map(|&(start, end)| Event::Directive { start, end });
        self.scanner.events.extend(events);
        self.scanner.resume(skipped.end);
        self.next()
    }

    /// Steps over a type. Names may be qualified and have type arguments.
    fn type_(&mut self) -> Option<()> {
        loop {
            match self.scanner.token {
                Token::Star | Token::DotDotDot => self.next()?,
                Token::Lbrack => self.brackets()?,
                Token::Map => {
                    self.next()?;
                    self.brackets()?;
                }
                Token::Chan => {
                    self.next()?;
                    if self.scanner.token == Token::Arrow {
                        self.next()?;
                    }
                }
                Token::Arrow => self.next()?,
                Token::Func => {
                    self.next()?;
                    return self.signature();
                }
                Token::Struct | Token::Interface => {
                    self.next()?;
                    return self.balanced(Token::Lbrace, Token::Rbrace);
                }
                Token::Lparen => return self.balanced(Token::Lparen, Token::Rparen),
                Token::Name => {
                    self.next()?;
                    if self.scanner.token == Token::Dot {
                        self.next()?;
                        self.next()?;
                    }
                    if self.scanner.token == Token::Lbrack {
                        self.brackets()?;
                    }
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn brackets(&mut self) -> Option<()> {
        self.balanced(Token::Lbrack, Token::Rbrack)
    }

    /// Steps over parameters and results, behind `func`.
    fn signature(&mut self) -> Option<()> {
        self.balanced(Token::Lparen, Token::Rparen)?;
        match self.scanner.token {
            Token::Lparen => self.balanced(Token::Lparen, Token::Rparen),
            Token::Star
            | Token::Lbrack
            | Token::Map
            | Token::Chan
            | Token::Arrow
            | Token::Func
            | Token::Struct
            | Token::Interface
            | Token::Name => self.type_(),
            _ => Some(()),
        }
    }

    /// Steps over everything from `open` to the `close` that belongs to it.
    fn balanced(&mut self, open: Token, close: Token) -> Option<()> {
        if self.scanner.token != open {
            return None;
        }
        let mut depth = 0u32;
        loop {
            match self.scanner.token {
                token if token == open => depth += 1,
                token if token == close => depth -= 1,
                Token::Eof => return None,
                _ => {}
            }
            self.next()?;
            if depth == 0 {
                return Some(());
            }
        }
    }
}
