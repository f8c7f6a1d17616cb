//! Versions of modules (semantic versions with a `v`) and of Go, and their order.

use std::cmp::Ordering;

/// A module at a version. The version is empty for main modules and for directories that replace a
/// module.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ModuleVersion {
    pub path: String,
    pub version: String,
}

impl ModuleVersion {
    pub fn new(path: impl Into<String>, version: impl Into<String>) -> ModuleVersion {
        ModuleVersion {
            path: path.into(),
            version: version.into(),
        }
    }
}

impl std::fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        if !self.version.is_empty() {
            write!(f, "@{}", self.version)?;
        }
        Ok(())
    }
}

/// A semantic version taken apart. Numbers are kept as digits: they have no limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SemVer<'a> {
    pub major: &'a str,
    minor: &'a str,
    patch: &'a str,
    /// With its `-`; empty if there is none.
    pre: &'a str,
    /// With its `+`; empty if there is none.
    pub build: &'a str,
    /// Whether minor and patch number are written.
    is_full: bool,
}

impl<'a> SemVer<'a> {
    /// Takes `v1`, `v1.2`, `v1.2.3-pre+build` apart.
    pub fn parse(version: &'a str) -> Option<SemVer<'a>> {
        let (major, rest) = number(version.strip_prefix('v')?)?;
        let short = |minor| SemVer {
            major,
            minor,
            patch: "0",
            pre: "",
            build: "",
            is_full: false,
        };
        if rest.is_empty() {
            return Some(short("0"));
        }
        let (minor, rest) = number(rest.strip_prefix('.')?)?;
        if rest.is_empty() {
            return Some(short(minor));
        }
        let (patch, rest) = number(rest.strip_prefix('.')?)?;
        let plus = rest.find('+').unwrap_or(rest.len());
        let (pre, build) = rest.split_at(plus);
        if !pre.is_empty() && !is_identifiers(pre.strip_prefix('-')?, true)
            || !build.is_empty() && !is_identifiers(&build[1..], false)
        {
            return None;
        }
        Some(SemVer {
            major,
            minor,
            patch,
            pre,
            build,
            is_full: true,
        })
    }
}

/// Whether `version` is in canonical form; `+incompatible` is allowed, other build metadata not.
pub fn is_canonical(version: &str) -> bool {
    SemVer::parse(version)
        .is_some_and(|v| v.is_full && (v.build.is_empty() || v.build == "+incompatible"))
}

pub fn is_semver(version: &str) -> bool {
    SemVer::parse(version).is_some()
}

/// A number without leading zeros, and what follows it.
fn number(text: &str) -> Option<(&str, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    if len == 0 || len > 1 && text.starts_with('0') {
        return None;
    }
    Some(text.split_at(len))
}

/// Dot-separated identifiers; in a pre-release, numbers must not have leading zeros.
fn is_identifiers(text: &str, is_pre: bool) -> bool {
    text.split('.').all(|part| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !(is_pre && is_number(part) && part.len() > 1 && part.starts_with('0'))
    })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Compares numbers written without leading zeros; an empty one is the least.
fn cmp_number(x: &str, y: &str) -> Ordering {
    x.len().cmp(&y.len()).then_with(|| x.cmp(y))
}

/// The order of semantic versions; an invalid one is less than a valid one.
pub fn cmp_semver(x: &str, y: &str) -> Ordering {
    let (x, y) = match (SemVer::parse(x), SemVer::parse(y)) {
        (Some(x), Some(y)) => (x, y),
        (x, y) => return x.is_some().cmp(&y.is_some()),
    };
    cmp_number(x.major, y.major)
        .then_with(|| cmp_number(x.minor, y.minor))
        .then_with(|| cmp_number(x.patch, y.patch))
        .then_with(|| cmp_pre(x.pre, y.pre))
}

/// A version without pre-release is greater than one with.
fn cmp_pre(x: &str, y: &str) -> Ordering {
    if x == y || x.is_empty() || y.is_empty() {
        return x.is_empty().cmp(&y.is_empty());
    }
    let (mut x, mut y) = (x[1..].split('.'), y[1..].split('.'));
    loop {
        let order = match (x.next(), y.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => match (is_number(x), is_number(y)) {
                (true, true) => cmp_number(x, y),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => x.cmp(y),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The order of the versions of module `path`. `none` is the least, and the pseudo-modules `go` and
/// `toolchain` have Go versions.
pub fn cmp_version(path: &str, x: &str, y: &str) -> Ordering {
    match path {
        "go" => cmp_go(x, y),
        "toolchain" => {
            let version = |name: &str| toolchain_version(name).unwrap_or_default();
            cmp_go(&version(x), &version(y))
        }
        _ => cmp_semver(x, y),
    }
}

/// A Go version taken apart: `1.22rc1` is major 1, minor 22, kind rc, pre 1.
#[derive(PartialEq, Eq, Default)]
struct GoVersion<'a> {
    major: &'a str,
    minor: &'a str,
    patch: &'a str,
    kind: &'a str,
    pre: &'a str,
}

impl<'a> GoVersion<'a> {
    fn parse(version: &'a str) -> Option<GoVersion<'a>> {
        let (major, rest) = number(version)?;
        if rest.is_empty() {
            return Some(GoVersion {
                major,
                minor: "0",
                patch: "0",
                ..GoVersion::default()
            });
        }
        let (minor, rest) = number(rest.strip_prefix('.')?)?;
        let mut parsed = GoVersion {
            major,
            minor,
            ..GoVersion::default()
        };
        if rest.is_empty() {
            // From Go 1.21 on, "1.21" is less than the release "1.21.0".
            if cmp_number(minor, "21").is_lt() {
                parsed.patch = "0";
            }
            return Some(parsed);
        }
        if let Some(rest) = rest.strip_prefix('.') {
            let (patch, rest) = number(rest)?;
            parsed.patch = patch;
            return rest.is_empty().then_some(parsed);
        }
        let len = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let (kind, rest) = rest.split_at(len);
        parsed.kind = kind;
        if kind.is_empty() {
            return None;
        }
        if !rest.is_empty() {
            let (pre, rest) = number(rest)?;
            parsed.pre = pre;
            return rest.is_empty().then_some(parsed);
        }
        Some(parsed)
    }
}

/// The order of Go versions, written without `go`. Malformed ones are less than all others.
pub fn cmp_go(x: &str, y: &str) -> Ordering {
    let (x, y) = (
        GoVersion::parse(x).unwrap_or_default(),
        GoVersion::parse(y).unwrap_or_default(),
    );
    cmp_number(x.major, y.major)
        .then_with(|| cmp_number(x.minor, y.minor))
        .then_with(|| cmp_number(x.patch, y.patch))
        .then_with(|| x.kind.cmp(y.kind))
        .then_with(|| cmp_number(x.pre, y.pre))
}

/// The minor number of the language version that `version`, such as `1.22.3`, belongs to.
pub fn language_minor(version: &str) -> Option<u32> {
    let parsed = GoVersion::parse(version)?;
    (parsed.major == "1").then(|| parsed.minor.parse().ok())?
}

/// The language version, such as `1.22`, that `version` belongs to.
pub fn language(version: &str) -> String {
    match GoVersion::parse(version) {
        None => String::new(),
        Some(v) if v.major == "1" && v.minor == "0" => v.major.into(),
        Some(v) => format!("{}.{}", v.major, v.minor),
    }
}

/// Whether `version` has the form that a `go` line demands: `1.23`, `1.23.0`, `1.23rc1`.
pub fn is_go_line_version(version: &str) -> bool {
    let Some((major, rest)) = number(version) else {
        return false;
    };
    let Some((_, mut rest)) = rest.strip_prefix('.').and_then(number) else {
        return false;
    };
    if let Some((_, after)) = rest.strip_prefix('.').and_then(number) {
        rest = after;
    }
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let is_suffix_ok =
        rest.is_empty() || digits.len() < rest.len() && !digits.is_empty() && is_number(digits);
    major != "0" && is_suffix_ok
}

/// The Go version of a toolchain's name, `go1.22.3-custom`.
pub fn toolchain_version(name: &str) -> Option<String> {
    let version = name.strip_prefix("go")?;
    let version = &version[..version.find([' ', '\t', '-']).unwrap_or(version.len())];
    (!name.contains(['/', '\\']) && GoVersion::parse(version).is_some()).then(|| version.into())
}

#[cfg(test)]
mod tests {
    use super::{
        cmp_go, cmp_semver, is_canonical, is_go_line_version, is_semver, language, language_minor,
        toolchain_version,
    };

    #[test]
    fn semantic_versions_are_ordered() {
        let ascending = [
            "bad",
            "v0.0.0-2020",
            "v0.0.0",
            "v1.0.0-1",
            "v1.0.0-2",
            "v1.0.0-10",
            "v1.0.0-a",
            "v1.0.0-a.1",
            "v1.0.0-a.b",
            "v1.0.0-b",
            "v1.0.0",
            "v1.2.0",
            "v1.10.0",
            "v2.0.0",
        ];
        for pair in ascending.windows(2) {
            assert!(cmp_semver(pair[0], pair[1]).is_lt(), "{pair:?}");
        }
        assert!(cmp_semver("v1", "v1.0.0").is_eq());
        assert!(cmp_semver("v1.0.0+x", "v1.0.0").is_eq());
    }

    #[test]
    fn malformed_semantic_versions_are_told() {
        for bad in [
            "1.0.0",
            "v01.0.0",
            "v1.0.0-",
            "v1.0.0-01",
            "v1.0.0+",
            "v1.0.0-a..b",
            "v1.0.0_",
        ] {
            assert!(!is_semver(bad), "{bad}");
        }
        assert!(is_canonical("v1.2.3-pre") && is_canonical("v2.0.0+incompatible"));
        assert!(!is_canonical("v1.2") && !is_canonical("v1.2.3+meta"));
    }

    #[test]
    fn go_versions_are_ordered() {
        let ascending = [
            "", "1.9", "1.20rc1", "1.20", "1.20.1", "1.21", "1.21rc1", "1.21.0", "1.22",
        ];
        for pair in ascending.windows(2) {
            assert!(cmp_go(pair[0], pair[1]).is_lt(), "{pair:?}");
        }
        assert_eq!(language("1.22.3"), "1.22");
        assert_eq!(language_minor("1.27rc1"), Some(27));
        assert_eq!(
            toolchain_version("go1.22.3-corp").as_deref(),
            Some("1.22.3")
        );
        for good in ["1.23", "1.23.0", "1.23rc1", "1.2"] {
            assert!(is_go_line_version(good), "{good}");
        }
        for bad in ["1", "1.23.", "go1.23", "1.23.0rc", "1.023", "0.1", "1.23-x"] {
            assert!(!is_go_line_version(bad), "{bad}");
        }
    }
}
