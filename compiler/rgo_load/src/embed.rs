//! `//go:embed`: from patterns to files.
//!
//! Patterns are matched against the files that a module would contain: no symbolic links, nothing of
//! nested modules, no names that a version control system owns. A directory stands for the files
//! below it, hidden ones only with `all:`.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::module::os_error;
use crate::path::is_file_name;

/// Files that a pattern stands for, relative to the package's directory, sorted.
pub fn resolve(dir: &Path, pattern: &str) -> Result<Vec<String>, String> {
    let (glob, with_hidden) = match pattern.strip_prefix("all:") {
        Some(glob) => (glob, true),
        None => (pattern, false),
    };
    if !is_valid_pattern(glob) {
        return Err("invalid pattern syntax".into());
    }
    let mut files = Vec::new();
    for relative in glob_matches(dir, glob) {
        embed(dir, &relative, with_hidden, &mut files)?;
    }
    if files.is_empty() {
        return Err("no matching files found".into());
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// Adds the file or the files below the directory `relative`.
fn embed(
    dir: &Path,
    relative: &str,
    with_hidden: bool,
    files: &mut Vec<String>,
) -> Result<(), String> {
    let path = dir.join(relative);
    let data = fs::symlink_metadata(&path)
        .map_err(|error| format!("lstat {}: {}", path.display(), os_error(&error)))?;
    let what = if data.is_dir() { "directory" } else { "file" };
    for above in path.ancestors().take_while(|above| *above != dir) {
        check_place(dir, &path, above, what, relative)?;
    }
    if data.is_file() {
        files.push(relative.into());
        return Ok(());
    }
    if !data.is_dir() {
        return Err(format!("cannot embed irregular file {relative}"));
    }
    let before = files.len();
    embed_directory(dir, &path, with_hidden, files)?;
    if files.len() == before {
        return Err(format!(
            "cannot embed directory {relative}: contains no embeddable files"
        ));
    }
    Ok(())
}

/// An error if `above`, which is `path` or a directory it lies in, must not be embedded from.
fn check_place(
    dir: &Path,
    path: &Path,
    above: &Path,
    what: &str,
    relative: &str,
) -> Result<(), String> {
    if above.join("go.mod").exists() {
        return Err(format!(
            "cannot embed {what} {relative}: in different module"
        ));
    }
    if above != path && fs::symlink_metadata(above).is_ok_and(|data| !data.is_dir()) {
        let above = above.strip_prefix(dir).unwrap_or(above).display();
        return Err(format!(
            "cannot embed {what} {relative}: in non-directory {above}"
        ));
    }
    let name = above.file_name().unwrap_or_default().to_string_lossy();
    if is_bad_name(&name) {
        return Err(if above == path {
            format!("cannot embed {what} {relative}: invalid name {name}")
        } else {
            format!("cannot embed {what} {relative}: in invalid directory {name}")
        });
    }
    Ok(())
}

fn embed_directory(
    dir: &Path,
    path: &Path,
    with_hidden: bool,
    files: &mut Vec<String>,
) -> Result<(), String> {
    for (name, path, data) in entries(path) {
        let is_hidden = name.starts_with(['.', '_']);
        if is_hidden && !with_hidden {
            continue;
        }
        let relative = path
            .strip_prefix(dir)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        if is_bad_name(&name) {
            if data.is_dir() || is_hidden {
                continue;
            }
            return Err(format!("cannot embed file {relative}: invalid name {name}"));
        }
        if data.is_dir() {
            if !path.join("go.mod").exists() {
                embed_directory(dir, &path, with_hidden, files)?;
            }
        } else if data.is_file() {
            files.push(relative);
        }
    }
    Ok(())
}

/// The entries of a directory in the order of their names, links not followed.
fn entries(dir: &Path) -> Vec<(String, PathBuf, Metadata)> {
    let Ok(read) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut entries: Vec<_> = read
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            Some((
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
                data,
            ))
        })
        .collect();
    entries.sort_by(|x, y| x.0.cmp(&y.0));
    entries
}

/// Names that no module contains.
fn is_bad_name(name: &str) -> bool {
    matches!(name, ".bzr" | ".hg" | ".git" | ".svn") || !is_file_name(name)
}

/// A slash-separated path of ordinary elements, each a well-formed pattern.
fn is_valid_pattern(glob: &str) -> bool {
    glob != "."
        && glob.split('/').all(|element| {
            !matches!(element, "" | "." | "..") && matches_name(element, "").is_some()
        })
}

/// Paths below `dir`, relative to it, that match.
fn glob_matches(dir: &Path, glob: &str) -> Vec<String> {
    let mut paths = vec![String::new()];
    for element in glob.split('/') {
        let mut next = Vec::new();
        for prefix in &paths {
            let join = |name: &str| match prefix.as_str() {
                "" => name.to_string(),
                prefix => format!("{prefix}/{name}"),
            };
            if !element.contains(['*', '?', '[', '\\']) {
                let path = join(element);
                if fs::symlink_metadata(dir.join(&path)).is_ok() {
                    next.push(path);
                }
                continue;
            }
            for (name, _, _) in entries(&dir.join(prefix)) {
                if matches_name(element, &name) == Some(true) {
                    next.push(join(&name));
                }
            }
        }
        paths = next;
    }
    paths
}

/// Whether `name` matches a shell pattern; none if that is malformed. `*` is any text, `?` any
/// character, `[a-z]` and `[^a-z]` classes, `\` takes the next character as it is.
pub fn matches_name(pattern: &str, name: &str) -> Option<bool> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    is_well_formed(&pattern).then(|| matches_chars(&pattern, &name))
}

fn is_well_formed(pattern: &[char]) -> bool {
    let mut at = 0;
    while at < pattern.len() {
        match class_or_char(&pattern[at..]) {
            Some(len) => at += len,
            None => return false,
        }
    }
    true
}

/// Length of the first item of a pattern; none if it is malformed.
fn class_or_char(pattern: &[char]) -> Option<usize> {
    match pattern {
        ['\\', rest @ ..] => (!rest.is_empty()).then_some(2),
        ['[', ..] => {
            let mut at = 1;
            if pattern.get(at) == Some(&'^') {
                at += 1;
            }
            let mut is_first = true;
            loop {
                if pattern.get(at) == Some(&']') && !is_first {
                    return Some(at + 1);
                }
                is_first = false;
                at = class_char(pattern, at)?.1;
                if pattern.get(at) == Some(&'-') {
                    at = class_char(pattern, at + 1)?.1;
                }
            }
        }
        _ => Some(1),
    }
}

/// A character of a class and the index behind it.
fn class_char(pattern: &[char], at: usize) -> Option<(char, usize)> {
    match *pattern.get(at)? {
        '-' | ']' => None,
        '\\' => Some((*pattern.get(at + 1)?, at + 2)),
        c => Some((c, at + 1)),
    }
}

/// Matches a well-formed pattern.
fn matches_chars(pattern: &[char], name: &[char]) -> bool {
    let Some(&first) = pattern.first() else {
        return name.is_empty();
    };
    if first == '*' {
        return (0..=name.len()).any(|skip| matches_chars(&pattern[1..], &name[skip..]));
    }
    let Some(&c) = name.first() else { return false };
    let Some(len) = class_or_char(pattern) else {
        return false;
    };
    let is_match = match first {
        '?' => true,
        '\\' => pattern[1] == c,
        '[' => in_class(&pattern[1..len - 1], c),
        first => first == c,
    };
    is_match && matches_chars(&pattern[len..], &name[1..])
}

fn in_class(class: &[char], c: char) -> bool {
    let (class, is_negated) = match class {
        ['^', rest @ ..] => (rest, true),
        _ => (class, false),
    };
    let mut at = 0;
    let mut is_in = false;
    while let Some((low, next)) = class_char(class, at) {
        at = next;
        let mut high = low;
        if class.get(at) == Some(&'-')
            && let Some((end, next)) = class_char(class, at + 1)
        {
            (high, at) = (end, next);
        }
        is_in |= low <= c && c <= high;
    }
    is_in != is_negated
}

#[cfg(test)]
mod tests {
    use super::matches_name;

    #[test]
    fn names_match_shell_patterns() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "a.txt"),
            ("*.txt", "a.txt"),
            ("a?c", "abc"),
            ("[a-c]x", "bx"),
            ("[^a-c]x", "dx"),
            ("\\*", "*"),
            ("[\\]]", "]"),
            ("a*b*c", "axxbyyc"),
        ] {
            assert_eq!(matches_name(pattern, name), Some(true), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*.txt", "a.go"),
            ("?", ""),
            ("[a-c]", "d"),
            ("[^a]", "a"),
            ("", "a"),
        ] {
            assert_eq!(matches_name(pattern, name), Some(false), "{pattern} {name}");
        }
        for pattern in ["[", "[]", "[a", "[-]", "a\\", "[a-]"] {
            assert_eq!(matches_name(pattern, "a"), None, "{pattern}");
        }
    }
}
