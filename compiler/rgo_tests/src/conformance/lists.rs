//! The lists of tests that fail and of tests that do not apply, each with its reason.
//!
//! A line is a path, blanks, a reason. `#` begins a comment.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::tools;

/// Both lists: paths to reasons.
#[derive(Default)]
pub struct Lists {
    pub known_failures: BTreeMap<String, String>,
    pub not_applicable: BTreeMap<String, String>,
}

impl Lists {
    /// Reads the lists of the project.
    pub fn read() -> Lists {
        let read = |name| {
            let text = fs::read_to_string(file(name)).expect("the list is part of the project");
            parse(&text)
        };
        Lists {
            known_failures: read(KNOWN_FAILURES),
            not_applicable: read(NOT_APPLICABLE),
        }
    }

    /// Writes the list of known failures.
    pub fn write_known_failures(&self) {
        let mut text = String::from(HEADER);
        for (path, cause) in &self.known_failures {
            text.push_str(&format!("{path:<40} {cause}\n"));
        }
        fs::write(file(KNOWN_FAILURES), text).expect("the project's files are writable");
    }
}

const KNOWN_FAILURES: &str = "known_failures.txt";
const NOT_APPLICABLE: &str = "not_applicable.txt";

/// How the list of known failures begins.
const HEADER: &str = "\
# Tests of Go's tree that fail, each with its cause. `make conformance BLESS=1` adds new failures with what
# was seen, keeps the causes of those that still fail, and removes what passes.

";

fn file(name: &str) -> PathBuf {
    tools::root().join("testdata/conformance").join(name)
}

fn parse(text: &str) -> BTreeMap<String, String> {
    let mut list = BTreeMap::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (path, reason) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        list.insert(path.into(), reason.trim().into());
    }
    list
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lines_are_paths_and_reasons() {
        let list = parse("# a comment\n\na.go   needs cgo\nb/c.go\tx\n");
        let list: Vec<_> = list
            .iter()
            .map(|(path, why)| (path.as_str(), why.as_str()))
            .collect();
        assert_eq!(list, [("a.go", "needs cgo"), ("b/c.go", "x")]);
    }
}
