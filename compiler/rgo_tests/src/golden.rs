//! Expectations that are files: compared, or rewritten with `RGO_BLESS=1`.

use std::fs;
use std::path::Path;

/// Lines shown around a difference, and of it.
const CONTEXT: usize = 3;
const DIFFERENCE_MAX: usize = 40;

/// Whether expectations are to be rewritten: review the difference like code.
pub fn is_blessing() -> bool {
    std::env::var_os("RGO_BLESS").is_some_and(|value| value == "1")
}

/// Compares `seen` with the content of a file, or makes it that.
pub fn check(file: &Path, seen: &[u8]) -> Result<(), String> {
    if is_blessing() {
        bless(file, seen);
        return Ok(());
    }
    compare(file, seen)
}

/// Compares `seen` with the content of a file, which is empty if there is none. An error shows where
/// they differ.
pub fn compare(file: &Path, seen: &[u8]) -> Result<(), String> {
    let wanted = fs::read(file).unwrap_or_default();
    if wanted == seen {
        return Ok(());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let (wanted, seen) = (
        String::from_utf8_lossy(&wanted),
        String::from_utf8_lossy(seen),
    );
    Err(format!("{name} differs:\n{}", diff(&wanted, &seen)))
}

/// Makes `seen` the content of a file; nothing is no file.
pub fn bless(file: &Path, seen: &[u8]) {
    if seen.is_empty() {
        // It may not have been there.
        let _ = fs::remove_file(file);
    } else {
        fs::write(file, seen).expect("the project's files are writable");
    }
}

/// The part in which two texts differ: lines of the first with `-`, of the second with `+`.
pub fn diff(wanted: &str, seen: &str) -> String {
    let (wanted, seen): (Vec<&str>, Vec<&str>) = (lines(wanted), lines(seen));
    let same_before = wanted.iter().zip(&seen).take_while(|(x, y)| x == y).count();
    let rest = wanted[same_before..]
        .iter()
        .rev()
        .zip(seen[same_before..].iter().rev());
    let same_behind = rest.take_while(|(x, y)| x == y).count();
    let mut text = format!("@@ line {}\n", same_before + 1);
    let mut add = |mark: char, lines: &[&str]| {
        for line in lines.iter().take(DIFFERENCE_MAX) {
            text.push_str(&format!("{mark}{line}\n"));
        }
        if lines.len() > DIFFERENCE_MAX {
            text.push_str(&format!(
                "{mark}... {} lines\n",
                lines.len() - DIFFERENCE_MAX
            ));
        }
    };
    add(
        ' ',
        &wanted[same_before.saturating_sub(CONTEXT)..same_before],
    );
    add('-', &wanted[same_before..wanted.len() - same_behind]);
    add('+', &seen[same_before..seen.len() - same_behind]);
    let behind = &wanted[wanted.len() - same_behind..];
    add(' ', &behind[..behind.len().min(CONTEXT)]);
    text
}

/// Lines with a mark where the last one has no end.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    if !text.is_empty() && !text.ends_with('\n') {
        lines.push("(no newline at the end)");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn differences_are_shown_in_their_place() {
        assert_eq!(
            diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nX\nY\nf\n"),
            "@@ line 5\n b\n c\n d\n-e\n+X\n+Y\n f\n"
        );
        assert_eq!(
            diff("a\n", "a"),
            "@@ line 2\n a\n+(no newline at the end)\n"
        );
    }
}
