//! Operators, keywords and literal kinds, with their precedences (spec: "Operators").

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
