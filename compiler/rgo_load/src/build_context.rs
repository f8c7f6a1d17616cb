//! Which files belong to a build: tags, file names, build lines.
//!
//! The target is Linux on AMD64, compiled by something that calls itself `gc`, without cgo.

use rgo_syntax::constraint::{Constraint, go_build_text, plus_build_text};

/// Operating systems that have a meaning in file names.
const KNOWN_OS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Architectures that have a meaning in file names.
const KNOWN_ARCH: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Experiments that are on by default on this target.
const EXPERIMENTS: [&str; 7] = [
    "regabiwrappers",
    "regabiargs",
    "dwarf5",
    "jsonv2",
    "greenteagc",
    "randomizedheapbase64",
    "sizespecializedmalloc",
];

/// Newest language version: the tags `go1.1` to this one hold.
const GO_MINOR: u32 = 27;

/// The tags of a build.
#[derive(Clone, Debug, Default)]
pub struct BuildContext {
    /// From `-tags`.
    pub tags: Vec<String>,
    /// Whether files that need a C compiler are an error and not just left out. The tag `cgo` never
    /// holds.
    pub is_cgo_enabled: bool,
}

/// Tags that hold in the standard library only: they choose the files that need no assembler.
const LIBRARY_TAGS: [&str; 2] = ["purego", "math_big_pure_go"];

/// Why a file is not built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exclusion {
    /// Its name or its build lines.
    Constraint,
    /// An error text about its build lines.
    Malformed(String),
}

impl BuildContext {
    /// Whether `tag` holds. `in_library`: for a file of the standard library.
    pub fn has_tag(&self, tag: &str, in_library: bool) -> bool {
        match tag {
            "linux" | "amd64" | "gc" | "unix" | "amd64.v1" => true,
            _ => {
                tag.strip_prefix("go1.")
                    .and_then(|minor| minor.parse::<u32>().ok())
                    .is_some_and(|minor| (1..=GO_MINOR).contains(&minor))
                    || tag
                        .strip_prefix("goexperiment.")
                        .is_some_and(|experiment| EXPERIMENTS.contains(&experiment))
                    || in_library && LIBRARY_TAGS.contains(&tag)
                    || self.tags.iter().any(|known| known == tag)
            }
        }
    }

    /// Whether the name of a file fits the target: `x_linux.go`, `x_linux_amd64.go`, `x_amd64.go`, each
    /// perhaps with `_test` at the end.
    pub fn name_matches(name: &str) -> bool {
        let stem = name.split('.').next().unwrap_or(name);
        // What comes before the first underscore is never a constraint: linux.go is for all.
        let Some(underscore) = stem.find('_') else {
            return true;
        };
        let mut parts: Vec<&str> = stem[underscore + 1..].split('_').collect();
        if parts.last() == Some(&"test") {
            parts.pop();
        }
        match parts[..] {
            [.., os, arch] if KNOWN_OS.contains(&os) && KNOWN_ARCH.contains(&arch) => {
                os == "linux" && arch == "amd64"
            }
            [.., last] if KNOWN_OS.contains(&last) => last == "linux",
            [.., last] if KNOWN_ARCH.contains(&last) => last == "amd64",
            _ => true,
        }
    }

    /// Whether the build lines of a file let it be built. `name` is for messages.
    pub fn check_lines(&self, name: &str, text: &[u8], in_library: bool) -> Result<(), Exclusion> {
        let malformed = |problem: &str| Exclusion::Malformed(format!("{name}: {problem}"));
        let header = Header::scan(text);
        if header.go_build.len() > 1 {
            return Err(malformed("multiple //go:build comments"));
        }
        let has_tag = |tag: &str| self.has_tag(tag, in_library);
        let holds = match header.go_build.first() {
            Some(line) => match Constraint::parse(go_build_text(line).unwrap_or_default()) {
                Ok(constraint) => constraint.eval(&has_tag),
                Err(problem) => {
                    return Err(malformed(&format!("parsing //go:build line: {problem}")));
                }
            },
            None => header
                .plus_build
                .iter()
                .all(|line| match Constraint::parse_line(line) {
                    Some(Ok(constraint)) => constraint.eval(&has_tag),
                    _ => true,
                }),
        };
        if holds {
            Ok(())
        } else {
            Err(Exclusion::Constraint)
        }
    }
}

/// The build lines of a file: among the comments before the package clause, `+build` lines only if a
/// blank line follows.
#[derive(Default)]
struct Header {
    go_build: Vec<String>,
    plus_build: Vec<String>,
}

impl Header {
    fn scan(text: &[u8]) -> Header {
        let mut header = Header::default();
        let mut pending = Vec::new();
        // Whether something other than line comments has been seen, and whether in a block comment.
        let (mut is_over, mut in_block) = (false, false);
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        for line in text.split(|&b| b == b'\n') {
            let line = line.trim_ascii();
            if line.is_empty() && !is_over {
                header.plus_build.append(&mut pending);
                continue;
            }
            is_over |= !line.starts_with(b"//");
            if !in_block && line.starts_with(b"//") {
                let line = String::from_utf8_lossy(line);
                if go_build_text(&line).is_some() {
                    header.go_build.push(line.into_owned());
                } else if !is_over && plus_build_text(&line).is_some() {
                    pending.push(line.into_owned());
                }
            }
            match code_after_comments(line, in_block) {
                Some(still_in_block) => in_block = still_in_block,
                None => break,
            }
        }
        header
    }
}

/// Whether a block comment is open at the end of `line`; none if there is something besides comments.
fn code_after_comments(mut line: &[u8], mut in_block: bool) -> Option<bool> {
    loop {
        if in_block {
            let Some(end) = line.windows(2).position(|pair| pair == b"*/") else {
                return Some(true);
            };
            line = line[end + 2..].trim_ascii();
            in_block = false;
        } else if line.is_empty() || line.starts_with(b"//") {
            return Some(false);
        } else if let Some(rest) = line.strip_prefix(b"/*") {
            line = rest;
            in_block = true;
        } else {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BuildContext, Exclusion};

    fn builds(text: &str) -> bool {
        let context = BuildContext {
            tags: vec!["mine".into()],
            is_cgo_enabled: true,
        };
        context.check_lines("x.go", text.as_bytes(), false).is_ok()
    }

    #[test]
    fn file_names_may_name_a_target() {
        for name in [
            "x.go",
            "linux.go",
            "x_linux.go",
            "x_amd64.go",
            "x_linux_amd64.go",
            "x_y.go",
        ] {
            assert!(BuildContext::name_matches(name), "{name}");
        }
        for name in [
            "x_unix.go",
            "amd64.go",
            "x_linux_test.go",
            "windows_x.go",
            "x_linux_amd64_test.go",
        ] {
            assert!(BuildContext::name_matches(name), "{name}");
        }
        for name in [
            "x_windows.go",
            "x_arm64.go",
            "x_linux_arm64.go",
            "x_darwin_amd64.go",
            "x_js_test.go",
        ] {
            assert!(!BuildContext::name_matches(name), "{name}");
        }
        assert!(!BuildContext::name_matches("_windows.go"));
    }

    #[test]
    fn build_lines_choose_files() {
        assert!(builds("package p\n"));
        assert!(builds("//go:build linux && go1.27 && mine\n\npackage p\n"));
        assert!(!builds("//go:build windows || cgo\n\npackage p\n"));
        assert!(!builds(
            "// Text.\n\n/* x */ //go:build\n//go:build ignore\npackage p\n"
        ));
        assert!(!builds("//go:build purego\n\npackage p\n"));
        assert!(builds("package p\n//go:build ignore\n"));
    }

    #[test]
    fn plus_build_lines_need_a_blank_line() {
        assert!(!builds("// +build ignore\n\npackage p\n"));
        assert!(builds("// +build ignore\npackage p\n"));
        assert!(builds("//go:build linux\n// +build ignore\n\npackage p\n"));
        assert!(!builds("// +build linux\n// +build windows\n\npackage p\n"));
    }

    #[test]
    fn malformed_build_lines_are_errors() {
        let context = BuildContext::default();
        let error = |text: &str| context.check_lines("x.go", text.as_bytes(), false);
        assert_eq!(error("//go:build a b\n\npackage p\n"), {
            Err(Exclusion::Malformed(
                "x.go: parsing //go:build line: unexpected token b".into(),
            ))
        });
        assert_eq!(error("//go:build linux\n//go:build unix\n\npackage p\n"), {
            Err(Exclusion::Malformed(
                "x.go: multiple //go:build comments".into(),
            ))
        });
    }

    #[test]
    fn the_library_is_built_without_assembler() {
        let context = BuildContext::default();
        assert!(context.has_tag("purego", true) && !context.has_tag("purego", false));
        assert!(context.has_tag("goexperiment.jsonv2", true) && !context.has_tag("go1.28", true));
    }
}
