//! Paths: what is a module path, an import path, a local path; how the module cache spells them;
//! how messages shorten them.

use std::path::{Path, PathBuf};

use rgo_syntax::directive::clean_path;
use rgo_syntax::literal::{quote, quote_char};
use rgo_syntax::unicode::is_letter;

use crate::version::SemVer;

/// What a path is checked as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Module,
    Import,
    File,
}

/// An error text unless `path` is a valid import path.
pub fn check_import_path(path: &str) -> Result<(), String> {
    check(path, Kind::Import).map_err(|why| malformed("import", path, &why))
}

/// The error of a path that is malformed as a `kind` path.
pub fn malformed(kind: &str, path: &str, why: &str) -> String {
    format!("malformed {kind} path {}: {why}", quote(path.as_bytes()))
}

/// As [`check_import_path`], for a module path of a main module.
pub fn check_main_module_path(path: &str) -> Result<(), String> {
    check(path, Kind::Import).map_err(|why| malformed("module", path, &why))
}

/// An error text unless `path` is a valid path of a module to require: it begins with a domain.
pub fn check_module_path(path: &str) -> Result<(), String> {
    let why = check(path, Kind::Module).and_then(|()| {
        let domain = path.split('/').next().unwrap_or(path);
        if domain.is_empty() {
            return Err("leading slash".into());
        }
        if !domain.contains('.') {
            return Err("missing dot in first path element".into());
        }
        if domain.starts_with('-') {
            return Err("leading dash in first path element".into());
        }
        let is_ok = |c: char| matches!(c, '-' | '.' | '0'..='9' | 'a'..='z');
        if let Some(bad) = domain.chars().find(|&c| !is_ok(c)) {
            return Err(format!(
                "invalid char {} in first path element",
                quote_char(bad)
            ));
        }
        split_path_version(path)
            .map(|_| ())
            .ok_or("invalid version".into())
    });
    why.map_err(|why| malformed("module", path, &why))
}

/// Whether `name` is one that a file of a module can have.
pub fn is_file_name(name: &str) -> bool {
    check(name, Kind::File).is_ok()
}

fn check(path: &str, kind: Kind) -> Result<(), String> {
    if path.is_empty() {
        return Err("empty string".into());
    }
    if path.starts_with('-') && kind != Kind::File {
        return Err("leading dash".into());
    }
    if path.contains("//") {
        return Err("double slash".into());
    }
    if path.ends_with('/') {
        return Err("trailing slash".into());
    }
    path.split('/')
        .try_for_each(|element| check_element(element, kind))
}

fn check_element(element: &str, kind: Kind) -> Result<(), String> {
    if element.is_empty() {
        return Err("empty path element".into());
    }
    if element.bytes().all(|b| b == b'.') {
        return Err(format!(
            "invalid path element {}",
            quote(element.as_bytes())
        ));
    }
    if element.starts_with('.') && kind == Kind::Module {
        return Err("leading dot in path element".into());
    }
    if element.ends_with('.') {
        return Err("trailing dot in path element".into());
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let is_ok = |c: char| match kind {
        Kind::Module => is_plain(c),
        Kind::Import => is_plain(c) || c == '+',
        Kind::File if c.is_ascii() => is_plain(c) || "!#$%&()+,=@[]^{} ".contains(c),
        Kind::File => is_letter(c),
    };
    if let Some(bad) = element.chars().find(|&c| !is_ok(c)) {
        return Err(format!("invalid char {}", quote_char(bad)));
    }
    let short = element.split('.').next().unwrap_or(element);
    if is_windows_device(short) {
        let short = quote(short.as_bytes());
        return Err(format!(
            "{short} disallowed as path element component on Windows"
        ));
    }
    if kind != Kind::File
        && let Some((_, digits)) = short.rsplit_once('~')
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Err("trailing tilde and digits in path element".into());
    }
    Ok(())
}

fn is_windows_device(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || upper.len() == 4
            && (upper.starts_with("COM") || upper.starts_with("LPT"))
            && matches!(upper.as_bytes()[3], b'1'..=b'9')
}

/// Splits a module path into what comes before its major version and that version with its slash or
/// dot: `("example.com/m", "/v2")`. None if its last element is no version that may stand there.
pub fn split_path_version(path: &str) -> Option<(&str, &str)> {
    if path.starts_with("gopkg.in/") {
        return split_gopkg_in(path);
    }
    let prefix = path.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = &path[prefix.len()..];
    let Some(prefix) = prefix.strip_suffix("/v").filter(|_| !digits.is_empty()) else {
        return Some((path, ""));
    };
    let is_ok = !digits.contains('.') && !digits.starts_with('0') && digits != "1";
    is_ok.then(|| path.split_at(prefix.len()))
}

fn split_gopkg_in(path: &str) -> Option<(&str, &str)> {
    let stable = path.strip_suffix("-unstable").unwrap_or(path);
    let prefix = stable.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &stable[prefix.len()..];
    let prefix = prefix.strip_suffix(".v")?;
    let is_ok = !digits.is_empty() && (digits == "0" || !digits.starts_with('0'));
    is_ok.then(|| path.split_at(prefix.len()))
}

/// An error text unless `version` fits the major version suffix of a module path.
pub fn check_path_major(version: &str, path_major: &str) -> Result<(), String> {
    let path_major = path_major.strip_suffix("-unstable").unwrap_or(path_major);
    if version.starts_with("v0.0.0-") && path_major == ".v1" {
        return Ok(());
    }
    let parsed = SemVer::parse(version);
    let major = parsed.map_or(String::new(), |v| format!("v{}", v.major));
    let wanted = if path_major.is_empty() {
        let is_incompatible = parsed.is_some_and(|v| v.build == "+incompatible");
        if major == "v0" || major == "v1" || is_incompatible {
            return Ok(());
        }
        "v0 or v1"
    } else {
        if major == path_major[1..] {
            return Ok(());
        }
        &path_major[1..]
    };
    let version = quote(version.as_bytes());
    Err(format!(
        "version {version} invalid: should be {wanted}, not {major}"
    ))
}

/// A module path or version as the module cache spells it: `!a` for `A`. None if it cannot be one.
pub fn escape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '!' => return None,
            c if !c.is_ascii() => return None,
            'A'..='Z' => {
                out.push('!');
                out.push(c.to_ascii_lowercase());
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// Whether `path` is that of a standard package: its first element has no dot.
pub fn is_standard(path: &str) -> bool {
    !path.split('/').next().unwrap_or(path).contains('.')
}

/// Whether a pattern or import is relative: `.`, `..`, `./x`, `../x`.
pub fn is_local(path: &str) -> bool {
    path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")
}

/// Whether `path` is `prefix` or below it.
pub fn has_path_prefix(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || prefix.is_empty() || rest.starts_with('/'))
}

/// `path` relative to `base`, both absolute.
pub fn relative(base: &Path, path: &Path) -> PathBuf {
    let (mut base, mut path) = (base.components().peekable(), path.components().peekable());
    while base.peek().is_some() && base.peek() == path.peek() {
        base.next();
        path.next();
    }
    let mut relative: PathBuf = base.map(|_| "..").collect();
    relative.extend(path);
    if relative.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        relative
    }
}

/// `path` as messages print it: relative to `cwd` if that is shorter.
pub fn short(cwd: &Path, path: &Path) -> String {
    let full = path.to_string_lossy();
    if !path.is_absolute() {
        return full.into_owned();
    }
    let relative = relative(cwd, path);
    let relative = relative.to_string_lossy();
    if relative.len() < full.len() {
        relative.into_owned()
    } else {
        full.into_owned()
    }
}

/// `path` below `cwd` if relative, without `.` and `..`.
pub fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    PathBuf::from(clean_path(&cwd.join(path).to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{
        check_import_path, check_module_path, check_path_major, escape, has_path_prefix, relative,
        short, split_path_version,
    };

    #[test]
    fn import_paths_have_plain_elements() {
        assert_eq!(check_import_path("a/b-c.d/e+f"), Ok(()));
        let error = |path| check_import_path(path).expect_err(path);
        assert_eq!(
            error("a//b"),
            "malformed import path \"a//b\": double slash"
        );
        assert_eq!(
            error("a b"),
            "malformed import path \"a b\": invalid char ' '"
        );
        assert_eq!(
            error("a/.."),
            "malformed import path \"a/..\": invalid path element \"..\""
        );
        assert!(error("nul.x/b").contains("disallowed"));
        assert!(error("x/a~1").contains("tilde"));
    }

    #[test]
    fn module_paths_begin_with_a_domain() {
        assert_eq!(check_module_path("example.com/m/v2"), Ok(()));
        let error = |path| check_module_path(path).expect_err(path);
        assert!(error("m").ends_with("missing dot in first path element"));
        assert!(error("example.com/m/v1").ends_with("invalid version"));
        assert!(error("Example.com/m").ends_with("invalid char 'E' in first path element"));
    }

    #[test]
    fn major_versions_follow_the_path() {
        assert_eq!(split_path_version("a.b/c/v2"), Some(("a.b/c", "/v2")));
        assert_eq!(split_path_version("a.b/c"), Some(("a.b/c", "")));
        assert_eq!(split_path_version("a.b/c/v1"), None);
        assert_eq!(
            split_path_version("gopkg.in/yaml.v2"),
            Some(("gopkg.in/yaml", ".v2"))
        );
        assert_eq!(split_path_version("gopkg.in/yaml"), None);
        assert_eq!(check_path_major("v2.0.0", "/v2"), Ok(()));
        assert_eq!(check_path_major("v2.0.0+incompatible", ""), Ok(()));
        let error = check_path_major("v2.0.0", "").expect_err("no suffix");
        assert_eq!(
            error,
            "version \"v2.0.0\" invalid: should be v0 or v1, not v2"
        );
    }

    #[test]
    fn the_cache_escapes_capitals() {
        assert_eq!(
            escape("github.com/Azure/x").as_deref(),
            Some("github.com/!azure/x")
        );
        assert_eq!(escape("a!b"), None);
    }

    #[test]
    fn paths_are_shortened() {
        assert_eq!(
            relative(Path::new("/a/b"), Path::new("/a/c/d")),
            Path::new("../c/d")
        );
        assert_eq!(short(Path::new("/a/b"), Path::new("/a/b/c.go")), "c.go");
        assert_eq!(short(Path::new("/a/b"), Path::new("/x")), "/x");
        assert!(has_path_prefix("a/b", "a") && has_path_prefix("a", "a"));
        assert!(!has_path_prefix("ab", "a") && has_path_prefix("ab", ""));
    }
}
