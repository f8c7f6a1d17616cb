//! Finding a Go distribution of the right version for its library sources.
//!
//! Looked at in this order, the first that exists being taken: the `-goroot` flag, `$GOROOT`, the
//! `go` on `$PATH` (which is asked once for its GOROOT), the usual places, the compiler's own cache.
//! A flag or variable that names something unusable is an error; the other places are passed over.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The minor version of the library that the compiler and its overlay are made for.
pub const GO_MINOR: u32 = 27;

/// The release that the cache holds.
pub const CACHED_RELEASE: &str = "go1.27.3";

const USUAL_PLACES: [&str; 5] = [
    "/usr/local/go",
    "/usr/lib/go-1.27",
    "/usr/lib/go",
    "/usr/lib/golang",
    "/opt/go",
];

/// What decides about the place, as the caller found it.
#[derive(Clone, Debug, Default)]
pub struct GorootRequest {
    pub flag: Option<PathBuf>,
    /// `$GOROOT`.
    pub variable: Option<PathBuf>,
    /// `$PATH`.
    pub search_path: Option<std::ffi::OsString>,
    /// `$RGO_CACHE`, or the default of it.
    pub cache: Option<PathBuf>,
}

/// A usable distribution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goroot {
    pub dir: PathBuf,
    /// First line of its VERSION file: `go1.27.3`.
    pub version: String,
}

/// Finds a distribution, or says what was found where and how to get one.
pub fn find(request: &GorootRequest) -> Result<Goroot, String> {
    for (dir, source) in [
        (&request.flag, "the -goroot flag"),
        (&request.variable, "the environment variable GOROOT"),
    ] {
        if let Some(dir) = dir.as_deref().filter(|dir| !dir.as_os_str().is_empty()) {
            return check(dir).map_err(|problem| {
                format!(
                    "{source} is {}, {problem}\n{}",
                    dir.display(),
                    advice(request)
                )
            });
        }
    }
    let mut seen = Vec::new();
    let mut look = |dir: &Path, source: &str| match check(dir) {
        Ok(goroot) => Some(goroot),
        Err(problem) => {
            if dir.exists() {
                seen.push(format!("\t{} ({source}), {problem}", dir.display()));
            }
            None
        }
    };
    if let Some(dir) = go_on_path(request)
        && let Some(goroot) = look(&dir, "from the go command")
    {
        return Ok(goroot);
    }
    for place in USUAL_PLACES {
        if let Some(goroot) = look(Path::new(place), "a usual place") {
            return Ok(goroot);
        }
    }
    if let Some(cache) = &request.cache
        && let Some(goroot) = look(&cache.join(CACHED_RELEASE), "the cache of rgo")
    {
        return Ok(goroot);
    }
    let found = if seen.is_empty() {
        String::new()
    } else {
        format!("; found\n{}", seen.join("\n"))
    };
    Err(format!(
        "no Go 1.{GO_MINOR} distribution{found}\n{}",
        advice(request)
    ))
}

fn advice(request: &GorootRequest) -> String {
    let cache = request
        .cache
        .as_deref()
        .unwrap_or(Path::new("~/.cache/rgo"));
    let place = cache.join(CACHED_RELEASE);
    format!(
        "rgo reads the sources of the standard library from a Go 1.{GO_MINOR} distribution; to get one into {}, run\n\tmake goroot\nin rgo's source directory, or name one with -goroot or GOROOT",
        place.display()
    )
}

/// The distribution at `dir`, or what is wrong with it.
fn check(dir: &Path) -> Result<Goroot, String> {
    if !dir.is_dir() {
        return Err("which is no directory".into());
    }
    let text = std::fs::read_to_string(dir.join("VERSION")).unwrap_or_default();
    let version = text.lines().next().unwrap_or_default().trim().to_string();
    if !dir.join("src/runtime").is_dir() {
        return Err("which has no library sources (src/runtime)".into());
    }
    let release = version.strip_prefix(&format!("go1.{GO_MINOR}"));
    if release.is_none_or(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        let shown = if version.is_empty() {
            "of unknown version"
        } else {
            &version
        };
        return Err(format!("which is {shown}, not Go 1.{GO_MINOR}"));
    }
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    Ok(Goroot { dir, version })
}

/// What the `go` command on the search path calls its GOROOT.
fn go_on_path(request: &GorootRequest) -> Option<PathBuf> {
    let path = request.search_path.as_ref()?;
    let go = std::env::split_paths(path)
        .map(|dir| dir.join("go"))
        .find(|go| go.is_file())?;
    // Most often the distribution is where its command is.
    if let Ok(real) = go.canonicalize()
        && let Some(dir) = real.parent().and_then(Path::parent)
        && check(dir).is_ok()
    {
        return Some(dir.to_path_buf());
    }
    let output = Command::new(&go).args(["env", "GOROOT"]).output().ok()?;
    let dir = String::from_utf8(output.stdout).ok()?;
    let dir = dir.trim();
    (output.status.success() && !dir.is_empty()).then(|| PathBuf::from(dir))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{GorootRequest, find};

    fn distribution(dir: &Path, version: &str) -> PathBuf {
        fs::create_dir_all(dir.join("src/runtime")).expect("a temporary directory");
        fs::write(dir.join("VERSION"), format!("{version}\ntime x\n"))
            .expect("a temporary directory");
        dir.to_path_buf()
    }

    #[test]
    fn flag_wins_and_wrong_versions_are_told() {
        let dir = std::env::temp_dir().join(format!("rgo-goroot-{}", std::process::id()));
        let good = distribution(&dir.join("good"), "go1.27.1");
        let old = distribution(&dir.join("old"), "go1.26.4");
        let request = |flag: &Path, variable: &Path| GorootRequest {
            flag: Some(flag.into()),
            variable: Some(variable.into()),
            ..GorootRequest::default()
        };
        let found = find(&request(&good, &old)).expect("the flag's is good");
        assert_eq!(found.version, "go1.27.1");
        let error = find(&request(Path::new(""), &old)).expect_err("the variable's is old");
        assert!(
            error.contains("GOROOT is") && error.contains("go1.26.4, not Go 1.27"),
            "{error}"
        );
        let error = find(&request(&dir.join("none"), &good)).expect_err("the flag's is none");
        assert!(
            error.contains("the -goroot flag is") && error.contains("no directory"),
            "{error}"
        );
        let cached = distribution(&dir.join("cache/go1.27.3"), "go1.27.3");
        let request = GorootRequest {
            cache: Some(dir.join("cache")),
            ..GorootRequest::default()
        };
        if let Ok(found) = find(&request) {
            assert!(found.dir.ends_with("go1.27.3") || found.dir != cached);
        }
        fs::remove_dir_all(dir).expect("a temporary directory");
    }
}
