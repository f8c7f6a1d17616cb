//! Package patterns: `./...`, `net/...`, `std`, directories, import paths.

use std::path::{Path, PathBuf};

use rgo_syntax::directive::clean_path;

use crate::build_context::BuildContext;
use crate::module::{Modules, find_module_root, os_error};
use crate::package::{DirError, Directory, Scan};
use crate::path;

/// What a pattern stands for.
#[derive(Default, Debug)]
pub struct Match {
    pub pattern: String,
    /// Import paths.
    pub packages: Vec<String>,
    /// An error in place of packages.
    pub error: Option<String>,
}

/// Whether a pattern has no wildcard and is no word for many packages.
pub fn is_literal(pattern: &str) -> bool {
    !pattern.contains("...") && !matches!(pattern, "all" | "std" | "cmd" | "tool" | "work")
}

/// Expands patterns. `with_tests`: wildcards stand for directories too that have only tests. `Err` ends
/// the command.
pub fn expand(
    modules: &Modules,
    context: &BuildContext,
    patterns: &[String],
    with_tests: bool,
) -> Result<Vec<Match>, String> {
    let expander = Expander {
        modules,
        context,
        with_tests,
    };
    patterns
        .iter()
        .map(|pattern| expander.expand(pattern))
        .collect()
}

struct Expander<'a> {
    modules: &'a Modules,
    context: &'a BuildContext,
    with_tests: bool,
}

impl Expander<'_> {
    fn expand(&self, pattern: &str) -> Result<Match, String> {
        let clean = clean_pattern(pattern);
        let mut found = Match {
            pattern: clean.clone(),
            ..Match::default()
        };
        let is_local = path::is_local(&clean) || clean.starts_with('/');
        match clean.as_str() {
            _ if is_local && clean.contains("...") => self.local_tree(&clean, &mut found)?,
            _ if is_local => match self.local_package(Path::new(&clean))? {
                Ok(package) => found.packages.push(package),
                Err(error) => found.error = Some(error),
            },
            "std" | "cmd" => self.library(&clean, &mut found),
            "all" | "work" => {
                for main in &self.modules.main {
                    self.module_tree(&main.dir, &main.path, &main.file.ignore, "...", &mut found);
                }
            }
            "tool" => {
                let tools = self.modules.main.iter().flat_map(|main| &main.file.tools);
                found.packages.extend(tools.cloned());
            }
            _ if clean.contains("...") => self.remote_tree(&clean, &mut found),
            _ => found.packages.push(clean),
        }
        if !is_literal(&found.pattern) {
            found.packages.sort();
            found.packages.dedup();
        }
        Ok(found)
    }

    fn cwd(&self) -> &Path {
        &self.modules.settings.cwd
    }

    fn goroot_src(&self) -> &Path {
        &self.modules.settings.goroot_src
    }

    fn scan(&self, dir: &Path) -> Directory {
        Scan {
            context: self.context,
            library: None,
            only: None,
            is_lenient: false,
            keeps_tests: false,
        }
        .read(dir)
    }

    /// Whether a wildcard may stand for a directory: there is something to build, or it is broken.
    fn is_package(&self, dir: &Path) -> bool {
        let found = self.scan(dir);
        match found.error {
            Some(DirError::NoGoFiles(_)) => false,
            Some(DirError::Syntax(..) | DirError::Other(_)) => true,
            None => {
                !found.files.is_empty()
                    || found.cgo.is_some()
                    || self.with_tests && found.has_go_files()
            }
        }
    }

    /// The package in a directory. The outer error ends the command.
    fn local_package(&self, dir: &Path) -> Result<Result<String, String>, String> {
        let dir = path::absolute(self.cwd(), dir);
        if self.modules.main.is_empty() && !dir.starts_with(self.goroot_src()) {
            return Err(self.no_module());
        }
        if !dir.exists() {
            return Ok(Err(format!("stat {}: directory not found", dir.display())));
        }
        let found = self.scan(&dir);
        if !found.has_go_files()
            && let Some(DirError::NoGoFiles(text)) = found.error
        {
            return Ok(Err(text));
        }
        if dir == self.goroot_src() {
            return Ok(Err("GOROOT/src is not an importable package".into()));
        }
        let is_inside = |root: &Path| match find_module_root(&dir) {
            Some(module) => module == root,
            None => false,
        };
        let is_in_main = self.modules.main.iter().any(|main| is_inside(&main.dir));
        if is_in_main || dir.starts_with(self.goroot_src()) {
            return Ok(match self.modules.package_of_dir(&dir) {
                Some(package) if package == "builtin" => {
                    Err("\"builtin\" is a pseudo-package, not an importable package".into())
                }
                Some(package) => Ok(package),
                None => Err(self.outside(&dir)),
            });
        }
        Ok(Err(self.outside(&dir)))
    }

    /// The error of a command that needs a module when there is none.
    fn no_module(&self) -> String {
        for dir in self.cwd().ancestors() {
            if dir.join(".git/config").is_file() {
                let relative = path::relative(self.cwd(), dir);
                let cd = match relative.to_string_lossy() {
                    name if name == "." => String::new(),
                    name => format!("cd {name} && "),
                };
                return format!(
                    "cannot find main module, but found .git/config in {}\n\tto create a module there, run:\n\t{cd}go mod init",
                    dir.display()
                );
            }
        }
        self.modules.no_main_module().into()
    }

    fn outside(&self, dir: &Path) -> String {
        let shown = match path::short(self.cwd(), dir) {
            short if short == "." => "current directory".into(),
            short => format!("directory {short}"),
        };
        if !self.modules.in_workspace() {
            return format!("{shown} outside main module or its selected dependencies");
        }
        match find_module_root(dir) {
            Some(root) => format!(
                "{shown} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {}",
                path::short(self.cwd(), &root)
            ),
            None => {
                format!("{shown} outside modules listed in go.work or their selected dependencies")
            }
        }
    }

    /// `./...` and the like.
    fn local_tree(&self, pattern: &str, found: &mut Match) -> Result<(), String> {
        let stem = &pattern[..pattern.find("...").unwrap_or(pattern.len())];
        let start = match stem.rfind('/') {
            Some(0) => "/",
            Some(slash) => &stem[..slash],
            None => ".",
        };
        let named = format!("{start}/");
        let start = path::absolute(self.cwd(), Path::new(start));
        if let Err(error) = std::fs::symlink_metadata(&start) {
            let why = os_error(&error);
            found.error = Some(format!("pattern {pattern}: lstat {named}: {why}"));
            return Ok(());
        }
        let root = find_module_root(&start);
        let main = self
            .modules
            .main
            .iter()
            .find(|main| Some(&main.dir) == root.as_ref());
        if main.is_none() && !start.starts_with(self.goroot_src()) {
            let scope = if self.modules.in_workspace() {
                "modules listed in go.work or their selected dependencies"
            } else {
                "main module or its selected dependencies"
            };
            let short = path::short(self.cwd(), &start);
            found.error = Some(format!(
                "pattern {pattern}: directory prefix {short} does not contain {scope}"
            ));
            return Ok(());
        }
        let absolute = clean_path(&self.cwd().join(pattern).to_string_lossy());
        let ignore = main.map_or(&[][..], |main| &main.file.ignore[..]);
        let module_root = main.map(|main| main.dir.as_path());
        let mut dirs = Vec::new();
        self.walk(&start, true, module_root, ignore, &mut dirs);
        for dir in dirs {
            if !matches_pattern(&absolute, &dir.to_string_lossy()) {
                continue;
            }
            if self.is_package(&dir)
                && let Ok(package) = self.local_package(&dir)?
            {
                found.packages.push(package);
            }
        }
        Ok(())
    }

    /// `net/...`, `example.com/m/...`: in the library and in the modules of the build.
    fn remote_tree(&self, pattern: &str, found: &mut Match) {
        let can_match = |prefix: &str| {
            let stem = &pattern[..pattern.find("...").unwrap_or(pattern.len())];
            prefix.starts_with(stem) || stem.starts_with(prefix)
        };
        self.module_tree(self.goroot_src(), "", &[], pattern, found);
        for main in &self.modules.main {
            if can_match(&main.path) {
                self.module_tree(&main.dir, &main.path, &main.file.ignore, pattern, found);
            }
        }
        if self.modules.main.is_empty() {
            return;
        }
        let modules = match self.modules.build_list() {
            Ok(modules) => modules,
            Err(error) => {
                found.error = Some(error);
                return;
            }
        };
        for module in modules {
            if can_match(&module.path)
                && let Some(dir) = self.modules.module_dir(&module)
            {
                self.module_tree(&dir, &module.path, &[], pattern, found);
            }
        }
    }

    fn library(&self, pattern: &str, found: &mut Match) {
        let mut all = Match::default();
        self.module_tree(self.goroot_src(), "", &[], "...", &mut all);
        let is_cmd = |package: &String| path::has_path_prefix(package, "cmd");
        let packages = all.packages.into_iter();
        found
            .packages
            .extend(packages.filter(|package| is_cmd(package) == (pattern == "cmd")));
    }

    /// Packages of a module that match.
    fn module_tree(
        &self,
        root: &Path,
        prefix: &str,
        ignore: &[String],
        pattern: &str,
        found: &mut Match,
    ) {
        let mut dirs = Vec::new();
        self.walk(root, true, Some(root), ignore, &mut dirs);
        for dir in dirs {
            let rest = dir
                .strip_prefix(root)
                .unwrap_or(&dir)
                .to_string_lossy()
                .into_owned();
            let package = match (prefix, rest.as_str()) {
                (prefix, "") => prefix.to_string(),
                ("", rest) => rest.to_string(),
                (prefix, rest) => format!("{prefix}/{rest}"),
            };
            if matches!(package.as_str(), "" | "builtin") || !matches_pattern(pattern, &package) {
                continue;
            }
            if self.is_package(&dir) {
                found.packages.push(package);
            }
        }
    }

    /// Directories below `dir`, itself included, that can have packages of its module.
    fn walk(
        &self,
        dir: &Path,
        is_top: bool,
        module_root: Option<&Path>,
        ignore: &[String],
        dirs: &mut Vec<PathBuf>,
    ) {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        if !is_top {
            let is_hidden = name.starts_with(['.', '_']) || name == "testdata";
            let is_library_command = dir
                .strip_prefix(self.goroot_src())
                .is_ok_and(|rest| rest == Path::new("cmd"));
            if is_hidden || dir.join("go.mod").is_file() && !is_library_command {
                return;
            }
            if let Some(root) = module_root
                && is_ignored(dir.strip_prefix(root).unwrap_or(dir), ignore)
            {
                return;
            }
        }
        let is_vendor =
            name == "vendor" && module_root.is_some_and(|root| root != self.goroot_src());
        if is_vendor && !is_top {
            return;
        }
        dirs.push(dir.to_path_buf());
        let Ok(entries) = std::fs::read_dir(dir) else {
            return;
        };
        let mut below: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|ty| ty.is_dir()))
            .map(|entry| entry.path())
            .collect();
        below.sort();
        for dir in below {
            self.walk(&dir, false, module_root, ignore, dirs);
        }
    }
}

/// Whether `ignore` lines of go.mod exclude a directory, given relative to the module.
fn is_ignored(dir: &Path, ignore: &[String]) -> bool {
    let dir = format!("/{}/", dir.to_string_lossy());
    ignore
        .iter()
        .any(|pattern| match pattern.strip_prefix("./") {
            Some(relative) => dir.starts_with(&format!("/{}/", relative.trim_matches('/'))),
            None => dir.contains(&format!("/{}/", pattern.trim_matches('/'))),
        })
}

/// A pattern without `.` and `..` inside; a leading `./` stays, since it makes the pattern local.
fn clean_pattern(pattern: &str) -> String {
    if pattern.is_empty() {
        return ".".into();
    }
    let clean = clean_path(pattern);
    if pattern.starts_with("./") && clean != "." && !clean.starts_with("../") {
        return format!("./{clean}");
    }
    clean
}

/// Whether `name` matches `pattern`, where `...` is any text. `x/...` matches `x` too, and a wildcard
/// does not reach into vendor directories.
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    if let Some(base) = pattern.strip_suffix("/...")
        && matches_pattern(base, name)
    {
        return true;
    }
    let parts: Vec<&str> = pattern.split("...").collect();
    let (first, rest) = parts
        .split_first()
        .expect("splitting gives at least one part");
    let Some(mut left) = name.strip_prefix(first) else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return left.is_empty();
    };
    for part in middle {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    let is_vendored = |text: &str| text.contains("/vendor/");
    left.ends_with(last) && (is_vendored(pattern) || !is_vendored(name))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{clean_pattern, is_ignored, matches_pattern};

    #[test]
    fn wildcards_match_any_text() {
        for (pattern, name) in [
            ("...", "a/b"),
            ("net/...", "net"),
            ("net/...", "net/http"),
            ("a...b", "axxb"),
            ("a/.../c", "a/b/c"),
            ("net", "net"),
        ] {
            assert!(matches_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("net/...", "network"),
            ("net", "net/http"),
            ("a/.../c", "a/c"),
            ("...", "a/vendor/b"),
        ] {
            assert!(!matches_pattern(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn patterns_are_cleaned_but_stay_local() {
        assert_eq!(clean_pattern("./a/../b"), "./b");
        assert_eq!(clean_pattern("./..."), "./...");
        assert_eq!(clean_pattern("."), ".");
        assert_eq!(clean_pattern("../x/"), "../x");
        assert_eq!(clean_pattern("a/./b"), "a/b");
    }

    #[test]
    fn ignored_directories_are_named_from_the_root_or_anywhere() {
        let ignore = ["./top".to_string(), "any".to_string()];
        for (dir, ignored) in [
            ("top/x", true),
            ("a/top", false),
            ("a/any", true),
            ("anything", false),
        ] {
            assert_eq!(is_ignored(Path::new(dir), &ignore), ignored, "{dir}");
        }
    }
}
