//! Makes a Go file smaller as long as it keeps a property.
//!
//! Knows of Go only that braces and parentheses pair: statements and whole blocks go first, then the
//! brackets around blocks, then parts of expressions. What does not compile has not the property.

/// The smallest file found that has the property, which `source` has.
pub fn reduce(source: &str, has_property: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<String> = source.lines().map(String::from).collect();
    let mut text = lines.join("\n");
    loop {
        let before = text.len();
        remove_lines(&mut lines, &has_property);
        shorten_lines(&mut lines, &has_property);
        text = lines.join("\n");
        if text.len() == before {
            return text + "\n";
        }
    }
}

fn joined(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

/// Removes statements, blocks, and the headers and ends of blocks, from the last line to the first.
fn remove_lines(lines: &mut Vec<String>, has_property: &impl Fn(&str) -> bool) {
    // Large pieces first: whole declarations.
    for is_top in [true, false] {
        let mut at = lines.len();
        while at > 0 {
            at -= 1;
            if at >= lines.len() || (is_top && lines[at].starts_with(['\t', '}'])) {
                continue;
            }
            let Some(end) = block_end(lines, at) else {
                continue;
            };
            let mut without = lines.clone();
            without.drain(at..=end);
            if has_property(&joined(&without)) {
                *lines = without;
                continue;
            }
            if end > at && !is_top {
                let mut unwrapped = lines.clone();
                unwrapped.remove(end);
                unwrapped.remove(at);
                if has_property(&joined(&unwrapped)) {
                    *lines = unwrapped;
                }
            }
        }
    }
}

/// The last line of what starts at a line: the line itself, or where its braces are closed.
fn block_end(lines: &[String], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, line) in lines.iter().enumerate().skip(start) {
        for c in line.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                return None;
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Replaces what is in or before parentheses by less.
fn shorten_lines(lines: &mut [String], has_property: &impl Fn(&str) -> bool) {
    for at in 0..lines.len() {
        let mut from = 0;
        while let Some(open) = lines[at][from..]
            .find(['(', '{', '['])
            .map(|open| open + from)
        {
            from = open + 1;
            let Some(close) = matching(&lines[at], open) else {
                continue;
            };
            for shorter in shortenings(&lines[at], open, close) {
                let old = std::mem::replace(&mut lines[at], shorter);
                if has_property(&joined(lines)) {
                    from = open.min(lines[at].len());
                    break;
                }
                lines[at] = old;
            }
        }
    }
}

/// Where the bracket at `open` is closed.
fn matching(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in line[open..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// Shorter forms of a line for what is between two brackets.
fn shortenings(line: &str, open: usize, close: usize) -> Vec<String> {
    let (before, inner, after) = (&line[..open], &line[open + 1..close], &line[close + 1..]);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '*');
    let name = before.trim_end_matches(is_part);
    let brackets = |text: &str| {
        format!(
            "{before}{}{text}{}{after}",
            &line[open..=open],
            &line[close..=close]
        )
    };
    let mut forms = Vec::new();
    if inner.len() > 1 {
        forms.extend([format!("{name}0{after}"), brackets("0"), brackets("")]);
    }
    let mut parts = vec![inner];
    for separator in [", ", " + ", " - ", " * ", " == ", " && ", " || ", " < "] {
        parts.extend(inner.split(separator));
    }
    parts.dedup();
    for part in parts {
        forms.push(format!("{name}{part}{after}"));
        forms.push(brackets(part));
    }
    forms.retain(|form| form.len() < line.len());
    forms
}

#[cfg(test)]
mod tests {
    use super::reduce;

    #[test]
    fn what_matters_is_kept() {
        let source =
            "func f() {\n\tx := 1\n\tif x > (y + g(3)) {\n\t\tbug(x, 2)\n\t}\n}\nfunc g() {\n}\n";
        let reduced = reduce(source, |text| text.contains("bug("));
        assert_eq!(reduced, "\t\tbug(0)\n");
    }
}
