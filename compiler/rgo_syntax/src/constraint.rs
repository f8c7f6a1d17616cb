//! Build constraints: `//go:build` and `// +build` lines, their evaluation, and the language
//! version that one implies.
//!
//! Grammar and limits are those of Go's `go/build/constraint`.

use crate::unicode::{is_digit, is_letter};

/// A build constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Constraint {
    Tag(String),
    Not(Box<Constraint>),
    And(Box<Constraint>, Box<Constraint>),
    Or(Box<Constraint>, Box<Constraint>),
}

/// Operands of one expression; bounds the depth of the parser's recursion too.
const OPERANDS_MAX: u32 = 1000;

/// Operators of one `// +build` line.
const PLUS_OPERATORS_MAX: u32 = 100;

/// The expression of a `//go:build` line; none if `line` is not one.
pub fn go_build_text(line: &str) -> Option<&str> {
    let rest = line.trim_end_matches('\n').strip_prefix("//go:build")?;
    directive_argument(rest)
}

/// The clauses of a `// +build` line; none if `line` is not one. The blank is optional.
pub fn plus_build_text(line: &str) -> Option<&str> {
    let rest = line
        .trim_end_matches('\n')
        .strip_prefix("//")?
        .trim_start()
        .strip_prefix("+build")?;
    directive_argument(rest)
}

/// What follows a directive's name: nothing, or something behind white space.
fn directive_argument(rest: &str) -> Option<&str> {
    let rest = rest.trim_end();
    let argument = rest.trim_start();
    (argument.len() < rest.len() || rest.is_empty())
        .then_some(argument)
        .filter(|a| !a.contains('\n'))
}

impl Constraint {
    /// The constraint of a line of either form. None if the line is not one; an error text if it
    /// is malformed.
    pub fn parse_line(line: &str) -> Option<Result<Constraint, String>> {
        if let Some(text) = go_build_text(line) {
            return Some(Constraint::parse(text));
        }
        plus_build_text(line).map(Constraint::parse_plus)
    }

    /// Parses the expression of a `//go:build` line.
    pub fn parse(text: &str) -> Result<Constraint, String> {
        let mut parser = Parser {
            rest: text,
            token: "",
            n_operands: 0,
        };
        let constraint = parser.or()?;
        if !parser.token.is_empty() {
            return Err(format!("unexpected token {}", parser.token));
        }
        Ok(constraint)
    }

    /// Parses the clauses of a `// +build` line: blanks mean or, commas and. A malformed word is
    /// the tag `ignore`.
    fn parse_plus(text: &str) -> Result<Constraint, String> {
        let mut n_operators = 0;
        let mut join = |left: Option<Constraint>, right, and: bool| {
            let Some(left) = left else {
                return Ok(Some(right));
            };
            n_operators += 1;
            if n_operators > PLUS_OPERATORS_MAX {
                return Err("expression too complex for // +build lines".to_string());
            }
            let (left, right) = (Box::new(left), Box::new(right));
            Ok(Some(if and {
                Constraint::And(left, right)
            } else {
                Constraint::Or(left, right)
            }))
        };
        let mut any = None;
        for clause in text.split_whitespace() {
            let mut all = None;
            for word in clause.split(',') {
                all = join(all, plus_word(word), true)?;
            }
            if let Some(all) = all {
                any = join(any, all, false)?;
            }
        }
        Ok(any.unwrap_or_else(|| Constraint::Tag("ignore".into())))
    }

    /// Whether the constraint holds, given which tags do.
    pub fn eval(&self, has_tag: &impl Fn(&str) -> bool) -> bool {
        match self {
            Constraint::Tag(tag) => has_tag(tag),
            Constraint::Not(x) => !x.eval(has_tag),
            Constraint::And(x, y) => x.eval(has_tag) && y.eval(has_tag),
            Constraint::Or(x, y) => x.eval(has_tag) || y.eval(has_tag),
        }
    }

    /// The least language version under which the constraint can hold, such as `go1.22`; none if
    /// it can hold without a version tag. Any tag may be true or false on its own.
    pub fn go_version(&self) -> Option<String> {
        match self.min_version(true) {
            None => None,
            Some(0) => Some("go1".into()),
            Some(n) => Some(format!("go1.{n}")),
        }
    }

    /// Minor version implied by the constraint, or by its negation.
    fn min_version(&self, is_positive: bool) -> Option<u64> {
        match self {
            Constraint::Tag(_) if !is_positive => None,
            Constraint::Tag(tag) if tag == "go1" => Some(0),
            Constraint::Tag(tag) => {
                let (_, minor) = tag.split_once("go1.")?;
                minor.parse().ok()
            }
            Constraint::Not(x) => x.min_version(!is_positive),
            Constraint::And(x, y) | Constraint::Or(x, y) => {
                let (x, y) = (x.min_version(is_positive), y.min_version(is_positive));
                let is_and = matches!(self, Constraint::And(..)) == is_positive;
                // None is below every version.
                if is_and { x.max(y) } else { x.min(y) }
            }
        }
    }
}

fn plus_word(word: &str) -> Constraint {
    if word.starts_with("!!") || word == "!" {
        return Constraint::Tag("ignore".into());
    }
    let (tag, is_negated) = match word.strip_prefix('!') {
        Some(tag) => (tag, true),
        None => (word, false),
    };
    let is_valid = !tag.is_empty() && tag.chars().all(is_tag_char);
    let tag = Constraint::Tag(if is_valid {
        tag.into()
    } else {
        "ignore".into()
    });
    if is_negated {
        Constraint::Not(Box::new(tag))
    } else {
        tag
    }
}

fn is_tag_char(c: char) -> bool {
    is_letter(c) || is_digit(c) || c == '_' || c == '.'
}

struct Parser<'a> {
    rest: &'a str,
    /// Last token read; empty at the end.
    token: &'a str,
    n_operands: u32,
}

impl<'a> Parser<'a> {
    /// `or = and { "||" and }`. The first token is not read yet; afterwards, the one behind is.
    fn or(&mut self) -> Result<Constraint, String> {
        let mut x = self.and()?;
        while self.token == "||" {
            x = Constraint::Or(Box::new(x), Box::new(self.and()?));
        }
        Ok(x)
    }

    fn and(&mut self) -> Result<Constraint, String> {
        let mut x = self.not()?;
        while self.token == "&&" {
            x = Constraint::And(Box::new(x), Box::new(self.not()?));
        }
        Ok(x)
    }

    fn not(&mut self) -> Result<Constraint, String> {
        self.n_operands += 1;
        if self.n_operands > OPERANDS_MAX {
            return Err("build expression too large".into());
        }
        self.next()?;
        if self.token != "!" {
            return self.operand();
        }
        self.next()?;
        if self.token == "!" {
            return Err("double negation not allowed".into());
        }
        Ok(Constraint::Not(Box::new(self.operand()?)))
    }

    /// A tag or a parenthesised expression; its first token is read.
    fn operand(&mut self) -> Result<Constraint, String> {
        if self.token == "(" {
            let x = self.or().map_err(|error| match error.as_str() {
                "unexpected end of expression" => "missing close paren".into(),
                _ => error,
            })?;
            if self.token != ")" {
                return Err("missing close paren".into());
            }
            self.next()?;
            return Ok(x);
        }
        if self.token.is_empty() {
            return Err("unexpected end of expression".into());
        }
        if !self.token.starts_with(is_tag_char) {
            return Err(format!("unexpected token {}", self.token));
        }
        let tag = self.token.into();
        self.next()?;
        Ok(Constraint::Tag(tag))
    }

    fn next(&mut self) -> Result<(), String> {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let len = match self.rest.chars().next() {
            None => 0,
            Some('(' | ')' | '!') => 1,
            Some(c @ ('&' | '|')) => {
                if !self.rest[1..].starts_with(c) {
                    return Err(format!("invalid syntax at {c}"));
                }
                2
            }
            Some(c) => match self.rest.find(|c| !is_tag_char(c)) {
                Some(0) => return Err(format!("invalid syntax at {c}")),
                Some(len) => len,
                None => self.rest.len(),
            },
        };
        (self.token, self.rest) = self.rest.split_at(len);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Constraint;

    fn eval(line: &str, tags: &[&str]) -> bool {
        let constraint = Constraint::parse_line(line)
            .expect("a constraint")
            .expect("well-formed");
        constraint.eval(&|tag| tags.contains(&tag))
    }

    #[test]
    fn go_build_lines_are_boolean_expressions() {
        assert!(eval("//go:build linux && !cgo", &["linux"]));
        assert!(!eval("//go:build linux && !cgo", &["linux", "cgo"]));
        assert!(eval(
            "//go:build windows || (linux && (amd64||arm64))",
            &["linux", "arm64"]
        ));
        assert!(eval("//go:build !(windows||plan9)", &[]));
        assert!(eval("//go:build go1.27", &["go1.27"]));
    }

    #[test]
    fn plus_build_lines_are_ors_of_ands() {
        assert!(eval("// +build linux,!cgo windows", &["linux"]));
        assert!(eval("//+build linux,!cgo windows", &["windows"]));
        assert!(!eval("// +build linux,!cgo", &["linux", "cgo"]));
        assert!(!eval("// +build !!linux", &["linux"]));
        assert!(!eval("// +build", &[]));
    }

    #[test]
    fn other_lines_are_no_constraints() {
        for line in [
            "//go:buildx linux",
            "// go:build linux",
            "//go:generate x",
            "// +buildx",
        ] {
            assert!(Constraint::parse_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn malformed_expressions_have_gc_s_texts() {
        let error = |text| Constraint::parse(text).expect_err(text);
        assert_eq!(error(""), "unexpected end of expression");
        assert_eq!(error("!!x"), "double negation not allowed");
        assert_eq!(error("(x"), "missing close paren");
        assert_eq!(error("(x ||"), "missing close paren");
        assert_eq!(error("x y"), "unexpected token y");
        assert_eq!(error("x && && y"), "unexpected token &&");
        assert_eq!(error("x & y"), "invalid syntax at &");
        assert_eq!(error("x, y"), "invalid syntax at ,");
        assert_eq!(error(&"x && ".repeat(1001)), "build expression too large");
    }

    #[test]
    fn versions_follow_from_structure() {
        let version = |text: &str| Constraint::parse(text).expect("well-formed").go_version();
        assert_eq!(version("linux && go1.22").as_deref(), Some("go1.22"));
        let either = "(linux && go1.22) || (windows && go1.20)";
        assert_eq!(version(either).as_deref(), Some("go1.20"));
        assert_eq!(version("linux"), None);
        assert_eq!(version("linux || (windows && go1.22)"), None);
        assert_eq!(version("!go1.22"), None);
        assert_eq!(version("!(!go1.22 || !go1.21)").as_deref(), Some("go1.22"));
        assert_eq!(version("go1").as_deref(), Some("go1"));
    }
}
