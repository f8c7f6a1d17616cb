//! What an example says it prints: the last comment in its body, if it begins with `Output:`.

use rgo_base::SourceFile;
use rgo_syntax::scanner::Scanner;
use rgo_syntax::token::Token;

/// The output of an example.
#[derive(PartialEq, Eq, Debug)]
pub struct Expected {
    pub output: String,
    /// Whether its lines may come in any order.
    pub is_unordered: bool,
}

/// The output announced in the body of a function, which is at the offsets `start..end` of a file.
pub fn expected_output(source: &SourceFile, start: u32, end: u32) -> Option<Expected> {
    let comment = last_comment(source, start, end)?;
    let comment = comment.trim_start();
    let after = |prefix: &str| {
        let head = comment.get(..prefix.len())?;
        head.eq_ignore_ascii_case(prefix)
            .then(|| &comment[prefix.len()..])
    };
    let (is_unordered, text) = match after("unordered output:") {
        Some(text) => (true, text),
        None => (false, after("output:")?),
    };
    let text = text.trim_start_matches(' ');
    let output = text.strip_prefix('\n').unwrap_or(text).to_string();
    Some(Expected {
        output,
        is_unordered,
    })
}

/// The text of the last group of comments, without its marks.
fn last_comment(source: &SourceFile, start: u32, end: u32) -> Option<String> {
    let mut scanner = Scanner::at(source.text_with_sentinel(), start, false);
    let mut gaps = Vec::new();
    let mut token_end = start;
    loop {
        scanner.next();
        if scanner.start >= end || scanner.token == Token::Eof {
            break;
        }
        // A line's end that stands for a semicolon may have a comment before or behind it.
        let is_newline = scanner.token == Token::Semi && scanner.semi_name() != "semicolon";
        if is_newline {
            continue;
        }
        gaps.push((token_end, scanner.start));
        token_end = scanner.end;
    }
    gaps.iter().rev().find_map(|&(from, to)| {
        let gap = &source.text()[from as usize..to as usize];
        last_group(&String::from_utf8_lossy(gap))
    })
}

/// The last comments in `gap` that follow each other without an empty line between them.
fn last_group(gap: &str) -> Option<String> {
    let mut group: Vec<String> = Vec::new();
    let mut rest = gap;
    loop {
        let trimmed = rest.trim_start();
        let blank = &rest[..rest.len() - trimmed.len()];
        let newlines = blank.matches('\n').count();
        if trimmed.is_empty() {
            break;
        }
        let (comment, behind) = match trimmed.find('\n').unwrap_or(trimmed.len()) {
            _ if trimmed.starts_with("/*") => {
                let end = trimmed.find("*/").unwrap_or(trimmed.len() - 2);
                (trimmed[2..end].to_string(), &trimmed[end + 2..])
            }
            end => {
                let line = trimmed[..end].trim_start_matches("//");
                let line = line.strip_prefix(' ').unwrap_or(line);
                (line.to_string(), &trimmed[end..])
            }
        };
        if newlines > 1 {
            group.clear();
        }
        group.extend(comment.lines().map(|line| line.trim_end().to_string()));
        if comment.is_empty() {
            group.push(String::new());
        }
        rest = behind;
    }
    if group.is_empty() {
        return None;
    }
    // Runs of empty lines count as one; none stand at the ends.
    let mut text = String::new();
    for line in group {
        if !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    Some(text.trim_end_matches('\n').to_string())
}

#[cfg(test)]
mod tests {
    use rgo_base::SourceMap;

    use super::{Expected, expected_output};

    fn expected(body: &str) -> Option<Expected> {
        let sources = SourceMap::default();
        let source = sources.add("a.go".into(), body.into());
        expected_output(&source, 0, body.len() as u32)
    }

    #[test]
    fn the_last_comment_counts() {
        let found = expected("{\n\t// first\n\tf() // second\n\n\t// Output:\n\t// a\n\t//   b\n}");
        assert_eq!(
            found,
            Some(Expected {
                output: "a\n  b".into(),
                is_unordered: false
            })
        );
        assert_eq!(expected("{\n\tf()\n\t// nothing said\n}"), None);
    }

    #[test]
    fn order_may_not_matter() {
        let found = expected("{ /* Unordered output: x */ }").expect("it is there");
        assert!(found.is_unordered);
        assert_eq!(found.output.trim(), "x");
    }

    #[test]
    fn nothing_may_be_expected() {
        let found = expected("{\n\tf()\n\t// Output:\n}").expect("it is there");
        assert_eq!(found.output, "");
    }
}
