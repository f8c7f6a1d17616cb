//! Tokens, operators and literal kinds, with the precedences of operators (spec: "Operators").

/// Kinds of tokens (spec: "Tokens").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Token {
    Eof,

    Name,
    Literal,

    /// A binary or unary operator other than `*`.
    Operator,
    /// `op=`
    AssignOp,
    /// `++` or `--`
    IncOp,
    Assign,
    Define,
    /// `<-`
    Arrow,
    /// `*`
    Star,

    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    Semi,
    Colon,
    Dot,
    DotDotDot,

    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

/// All keywords, in the order of their tokens.
pub const KEYWORDS: [(&str, Token); 25] = [
    ("break", Token::Break),
    ("case", Token::Case),
    ("chan", Token::Chan),
    ("const", Token::Const),
    ("continue", Token::Continue),
    ("default", Token::Default),
    ("defer", Token::Defer),
    ("else", Token::Else),
    ("fallthrough", Token::Fallthrough),
    ("for", Token::For),
    ("func", Token::Func),
    ("go", Token::Go),
    ("goto", Token::Goto),
    ("if", Token::If),
    ("import", Token::Import),
    ("interface", Token::Interface),
    ("map", Token::Map),
    ("package", Token::Package),
    ("range", Token::Range),
    ("return", Token::Return),
    ("select", Token::Select),
    ("struct", Token::Struct),
    ("switch", Token::Switch),
    ("type", Token::Type),
    ("var", Token::Var),
];

impl Token {
    pub fn is_keyword(self) -> bool {
        self as u8 >= Token::Break as u8
    }

    /// Its spelling, or for a class of tokens the name of the class.
    pub fn as_str(self) -> &'static str {
        match self {
            Token::Eof => "EOF",
            Token::Name => "name",
            Token::Literal => "literal",
            Token::Operator => "op",
            Token::AssignOp => "op=",
            Token::IncOp => "opop",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Arrow => "<-",
            Token::Star => "*",
            Token::Lparen => "(",
            Token::Lbrack => "[",
            Token::Lbrace => "{",
            Token::Rparen => ")",
            Token::Rbrack => "]",
            Token::Rbrace => "}",
            Token::Comma => ",",
            Token::Semi => ";",
            Token::Colon => ":",
            Token::Dot => ".",
            Token::DotDotDot => "...",
            keyword => KEYWORDS[keyword as usize - Token::Break as usize].0,
        }
    }
}

/// A set of tokens.
#[derive(Clone, Copy)]
pub struct TokenSet(u64);

impl TokenSet {
    pub const fn of(tokens: &[Token]) -> TokenSet {
        let mut bits = 0;
        let mut i = 0;
        while i < tokens.len() {
            bits |= 1 << tokens[i] as u64;
            i += 1;
        }
        TokenSet(bits)
    }

    pub const fn union(self, other: TokenSet) -> TokenSet {
        TokenSet(self.0 | other.0)
    }

    pub const fn contains(self, token: Token) -> bool {
        self.0 >> token as u64 & 1 != 0
    }
}

/// Kind of a basic literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

/// Operators, unary and binary, and `Tilde` of constraint terms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Op {
    /// No operator: a plain assignment.
    None,
    /// `:=`
    Define,

    /// `!`
    Not,
    /// `<-`
    Recv,
    /// `~`
    Tilde,

    /// `||`
    OrOr,
    /// `&&`
    AndAnd,

    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,

    Add,
    Sub,
    /// `|`
    Or,
    /// `^`, also unary
    Xor,

    /// `*`, also dereference
    Mul,
    Div,
    Rem,
    /// `&`, also address-of
    And,
    /// `&^`
    AndNot,
    Shl,
    Shr,
}

impl Op {
    /// Binary precedence, 1 (`||`) to 5 (`*`); 0 if not a binary operator.
    pub fn precedence(self) -> u8 {
        match self {
            Op::None | Op::Define | Op::Not | Op::Recv | Op::Tilde => 0,
            Op::OrOr => 1,
            Op::AndAnd => 2,
            Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq => 3,
            Op::Add | Op::Sub | Op::Or | Op::Xor => 4,
            Op::Mul | Op::Div | Op::Rem | Op::And | Op::AndNot | Op::Shl | Op::Shr => 5,
        }
    }

    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }

    pub fn is_shift(self) -> bool {
        matches!(self, Op::Shl | Op::Shr)
    }

    /// Its spelling; empty for `None`.
    pub fn as_str(self) -> &'static str {
        match self {
            Op::None => "",
            Op::Define => ":=",
            Op::Not => "!",
            Op::Recv => "<-",
            Op::Tilde => "~",
            Op::OrOr => "||",
            Op::AndAnd => "&&",
            Op::Eql => "==",
            Op::Neq => "!=",
            Op::Lss => "<",
            Op::Leq => "<=",
            Op::Gtr => ">",
            Op::Geq => ">=",
            Op::Add => "+",
            Op::Sub => "-",
            Op::Or => "|",
            Op::Xor => "^",
            Op::Mul => "*",
            Op::Div => "/",
            Op::Rem => "%",
            Op::And => "&",
            Op::AndNot => "&^",
            Op::Shl => "<<",
            Op::Shr => ">>",
        }
    }
}

impl std::fmt::Display for Op {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, Token, TokenSet};

    #[test]
    fn keywords_are_listed_in_the_order_of_their_tokens() {
        for (spelling, token) in KEYWORDS {
            assert_eq!(token.as_str(), spelling);
            assert!(token.is_keyword());
        }
        assert!(!Token::DotDotDot.is_keyword());
    }

    #[test]
    fn sets_hold_what_they_are_made_of() {
        let set = TokenSet::of(&[Token::Eof, Token::Var]).union(TokenSet::of(&[Token::Semi]));
        assert!(set.contains(Token::Eof) && set.contains(Token::Var) && set.contains(Token::Semi));
        assert!(!set.contains(Token::Name));
    }
}
