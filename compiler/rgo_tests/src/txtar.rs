//! Several files in one text: a comment, then `-- name --` lines with what follows each.

/// The parts of such a text.
#[derive(Default, Debug)]
pub struct Archive {
    /// What comes before the first file.
    pub comment: String,
    /// Names and contents.
    pub files: Vec<(String, String)>,
}

impl Archive {
    pub fn parse(text: &str) -> Archive {
        let mut archive = Archive::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = marker(line) {
                archive.files.push((name.into(), String::new()));
            } else {
                let part = archive.files.last_mut().map(|(_, content)| content);
                part.unwrap_or(&mut archive.comment).push_str(line);
            }
        }
        archive
    }
}

fn marker(line: &str) -> Option<&str> {
    let name = line
        .trim_end()
        .strip_prefix("-- ")?
        .strip_suffix(" --")?
        .trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::Archive;

    #[test]
    fn files_follow_their_names() {
        let archive = Archive::parse("why\n-- a/b.go --\npackage b\n\n-- c --\n-- d --\nx");
        assert_eq!(archive.comment, "why\n");
        let files = [("a/b.go", "package b\n\n"), ("c", ""), ("d", "x")];
        assert_eq!(
            archive.files,
            files.map(|(name, text)| (name.to_string(), text.to_string()))
        );
    }
}
