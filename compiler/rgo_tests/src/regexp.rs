//! Regular expressions as Go's tests write them: a small part of RE2's syntax.
//!
//! Characters, `.`, classes, groups, `|`, `*`, `+`, `?`, `{n,m}`, `^`, `$`, `\w`, `\d`, `\s` and the
//! usual escapes. Matching follows all ways at once, so its time does not explode.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Regexp {
    node: Node,
}

#[derive(Clone, Debug)]
enum Node {
    /// A character that one of the ranges has, or none of them if negated.
    Class(Vec<(char, char)>, bool),
    TextStart,
    TextEnd,
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Regexp {
    /// Compiles an expression. An error says what is wrong with it.
    pub fn new(text: &str) -> Result<Regexp, String> {
        let mut parser = Parser {
            chars: text.chars().peekable(),
        };
        let node = parser.either()?;
        match parser.chars.next() {
            None => Ok(Regexp { node }),
            Some(c) => Err(format!("unexpected {c:?} in {text:?}")),
        }
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let starts = (0..=chars.len()).collect();
        !ends(&self.node, &chars, starts).is_empty()
    }
}

/// Where matches of `node` can end that begin at one of `starts`.
fn ends(node: &Node, text: &[char], starts: BTreeSet<usize>) -> BTreeSet<usize> {
    match node {
        Node::Class(ranges, is_negated) => starts
            .into_iter()
            .filter(|&at| {
                text.get(at).is_some_and(|c| {
                    ranges
                        .iter()
                        .any(|(first, last)| (first..=last).contains(&c))
                        != *is_negated
                })
            })
            .map(|at| at + 1)
            .collect(),
        Node::TextStart => starts.into_iter().filter(|&at| at == 0).collect(),
        Node::TextEnd => starts.into_iter().filter(|&at| at == text.len()).collect(),
        Node::Sequence(nodes) => nodes.iter().fold(starts, |at, node| ends(node, text, at)),
        Node::Either(nodes) => nodes
            .iter()
            .flat_map(|node| ends(node, text, starts.clone()))
            .collect(),
        Node::Repeat(node, min, max) => repeat_ends(node, *min, *max, text, starts),
    }
}

fn repeat_ends(
    node: &Node,
    min: u32,
    max: Option<u32>,
    text: &[char],
    starts: BTreeSet<usize>,
) -> BTreeSet<usize> {
    let mut at = starts;
    for _ in 0..min {
        at = ends(node, text, at);
    }
    let mut all = at.clone();
    let mut n = min;
    while !at.is_empty() && max.is_none_or(|max| n < max) {
        at = ends(node, text, at).difference(&all).copied().collect();
        all.extend(&at);
        n += 1;
    }
    all
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Node, String> {
        let mut nodes = vec![self.sequence()?];
        while self.chars.next_if_eq(&'|').is_some() {
            nodes.push(self.sequence()?);
        }
        Ok(match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Either(nodes),
        })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut nodes = Vec::new();
        while self.chars.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            let node = self.atom()?;
            nodes.push(self.repeated(node)?);
        }
        Ok(Node::Sequence(nodes))
    }

    fn repeated(&mut self, mut node: Node) -> Result<Node, String> {
        loop {
            let (min, max) = match self.chars.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.counts() {
                    Some(counts) => counts,
                    None => return Ok(node),
                },
                _ => return Ok(node),
            };
            self.chars.next();
            // Whether the longest or the shortest match is preferred does not matter here.
            self.chars.next_if_eq(&'?');
            node = Node::Repeat(Box::new(node), min, max);
        }
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` up to the last brace, if that is what follows; otherwise the brace
    /// stands for itself.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let rest: String = self.chars.clone().skip(1).collect();
        let inside = rest.split_once('}')?.0;
        let counts = match inside.split_once(',') {
            None => inside.parse().ok().map(|n| (n, Some(n)))?,
            Some((min, "")) => (min.parse().ok()?, None),
            Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
        };
        self.chars
            .by_ref()
            .take(inside.chars().count() + 1)
            .for_each(drop);
        Some(counts)
    }

    fn atom(&mut self) -> Result<Node, String> {
        Ok(match self.chars.next() {
            Some('.') => Node::Class(vec![('\n', '\n')], true),
            Some('^') => Node::TextStart,
            Some('$') => Node::TextEnd,
            Some('(') => {
                if self.chars.next_if_eq(&'?').is_some() && self.chars.next() != Some(':') {
                    return Err("group of an unknown kind".into());
                }
                let node = self.either()?;
                if self.chars.next() != Some(')') {
                    return Err("missing )".into());
                }
                node
            }
            Some('[') => self.class()?,
            Some('\\') => {
                let ranges = self.escape()?;
                Node::Class(ranges, false)
            }
            Some(c @ ('*' | '+' | '?')) => return Err(format!("nothing to repeat before {c}")),
            Some(c) => Node::Class(vec![(c, c)], false),
            None => return Err("nothing is left".into()),
        })
    }

    fn class(&mut self) -> Result<Node, String> {
        let is_negated = self.chars.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        loop {
            let first = match self.chars.next() {
                Some(']') if !ranges.is_empty() => return Ok(Node::Class(ranges, is_negated)),
                Some('\\') => match self.escape()?[..] {
                    [(c, last)] if c == last => c,
                    ref several => {
                        ranges.extend_from_slice(several);
                        continue;
                    }
                },
                Some(c) => c,
                None => return Err("missing ]".into()),
            };
            let mut ahead = self.chars.clone();
            if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
                self.chars.next();
                match self.chars.next() {
                    Some(last) if last != '\\' => ranges.push((first, last)),
                    _ => return Err("range that ends in an escape".into()),
                }
            } else {
                ranges.push((first, first));
            }
        }
    }

    fn escape(&mut self) -> Result<Vec<(char, char)>, String> {
        let c = self.chars.next().ok_or("backslash at the end")?;
        Ok(match c {
            'd' => vec![('0', '9')],
            'w' => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            's' => vec![('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')],
            'n' => vec![('\n', '\n')],
            't' => vec![('\t', '\t')],
            'x' => {
                let digits: String = self.chars.by_ref().take(2).collect();
                let code = u8::from_str_radix(&digits, 16).map_err(|_| "\\x without digits")?;
                vec![(char::from(code), char::from(code))]
            }
            c if c.is_ascii_alphanumeric() => return Err(format!("unknown escape \\{c}")),
            c => vec![(c, c)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Regexp;

    fn is_match(regexp: &str, text: &str) -> bool {
        Regexp::new(regexp)
            .expect("it is well-formed")
            .is_match(text)
    }

    #[test]
    fn expressions_match_what_they_say() {
        assert!(is_match("a.c|x+", "zzabc") && is_match("^a(bc)*$", "abcbc"));
        assert!(!is_match("^b", "ab") && !is_match("a$", "ab"));
        assert!(is_match(r"\[0-9\]", "x[0-9]") && is_match("[^a-c]", "d"));
        assert!(is_match(r"^[\w.]+$", "a.b") && !is_match(r"^[\w.]+$", "a-b"));
        assert!(is_match(r"\.{3}", "...") && is_match("a{", "a{") && is_match("{}", "{}"));
        assert!(is_match("^(a|ab)(c|bcd)$", "abcd") && is_match("a.*?b", "axxb"));
        assert!(!is_match("a.b", "a\nb") && is_match(r"\x60x\x60", "`x`"));
    }

    #[test]
    fn long_texts_take_no_time() {
        assert!(!is_match("^(a*)*(a|aa)+b$", &"a".repeat(1000)));
    }

    #[test]
    fn unknown_syntax_is_told() {
        for regexp in ["(", "[a", r"\p{L}", "*", "(?i)a", r"a\"] {
            assert!(Regexp::new(regexp).is_err(), "{regexp}");
        }
    }
}
