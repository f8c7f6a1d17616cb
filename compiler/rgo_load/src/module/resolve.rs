//! Where an import path lives.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::FetchError;
use super::{Mode, ModuleInfo, Modules};
use crate::path::{check_import_path, has_path_prefix, is_local, is_standard};
use crate::version::{ModuleVersion, cmp_go, cmp_version};
use rgo_syntax::literal::quote;

/// A package's place.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub dir: PathBuf,
    /// None for the standard library.
    pub module: Option<Arc<ModuleInfo>>,
}

/// Why there is no package for an import path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResolveError {
    Missing(Missing),
    /// go.sum lacks entries that are needed to know. `is_found`: one module has it, another might.
    MissingSum {
        is_found: bool,
        modules: Vec<ModuleVersion>,
    },
    /// A text; `is_module` if it is about a module and so names the import path nowhere.
    Other(String),
}

/// No module has the package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Missing {
    /// A path without a dot: it would have to be in the standard library.
    Std,
    /// A path that modules could have; with the whole text.
    Module(String),
}

/// A module that has a package.
struct Found {
    module: ModuleVersion,
    /// The module's directory and the package's.
    root: PathBuf,
    dir: PathBuf,
}

impl Modules {
    /// The place of the package `path`.
    pub fn resolve(&self, path: &str) -> Result<Resolved, ResolveError> {
        let known = self
            .resolved
            .lock()
            .expect("no holder panics")
            .get(path)
            .cloned();
        known.unwrap_or_else(|| {
            let found = self.find(path);
            self.resolved
                .lock()
                .expect("no holder panics")
                .insert(path.into(), found.clone());
            found
        })
    }

    fn find(&self, path: &str) -> Result<Resolved, ResolveError> {
        let shown = quote(path.as_bytes());
        let invalid = |text: String| Err(ResolveError::Other(text));
        if path.contains('@') {
            return invalid(format!("import path {shown} should not have @version"));
        }
        if is_local(path) {
            return invalid(format!(
                "{shown} is relative, but relative import paths are not supported in module mode"
            ));
        }
        if path.starts_with('/') {
            return invalid(format!(
                "{shown} is not a package path; see 'go help packages'"
            ));
        }
        if matches!(path, "all" | "std" | "cmd" | "tool" | "work") {
            return invalid(format!(
                "{shown} is not an importable package; see 'go help packages'"
            ));
        }
        check_import_path(path).map_err(ResolveError::Other)?;

        let std_dir = self.settings.goroot_src.join(path);
        let mut found = Vec::new();
        // Whether it has Go files shows when it is read.
        if is_standard(path) && std_dir.is_dir() {
            let in_main = self
                .main
                .iter()
                .find(|main| main.prefix(&self.settings.goroot_src).is_empty());
            let module = in_main.map(|main| main.info.clone());
            return Ok(Resolved {
                dir: std_dir,
                module,
            });
        }
        if self.mode == Mode::Vendor {
            return self.find_vendored(path);
        }
        let roots = |prefix: &str| match self.main_module(prefix) {
            Some(_) => Some(String::new()),
            None => self.roots.get(prefix).cloned(),
        };
        let mut missing_sums = Vec::new();
        self.find_in(path, &roots, &mut found, &mut missing_sums)?;
        if found.is_empty() && missing_sums.is_empty() && !self.main.is_empty() {
            let graph = self.graph().map_err(ResolveError::Other)?;
            let selected = |prefix: &str| match self.main_module(prefix) {
                Some(_) => Some(String::new()),
                None => graph.selected.get(prefix).cloned(),
            };
            self.find_in(path, &selected, &mut found, &mut missing_sums)?;
        }
        if found.len() > 1 {
            found.reverse();
            let mut text = format!("ambiguous import: found package {path} in multiple modules:");
            for Found {
                module: ModuleVersion { path, version },
                dir,
                ..
            } in &found
            {
                let version = if version.is_empty() {
                    String::new()
                } else {
                    format!(" {version}")
                };
                text.push_str(&format!("\n\t{path}{version} ({})", dir.display()));
            }
            return invalid(text);
        }
        if !missing_sums.is_empty() {
            missing_sums.reverse();
            let is_found = !found.is_empty();
            return Err(ResolveError::MissingSum {
                is_found,
                modules: missing_sums,
            });
        }
        match found.pop() {
            Some(Found { module, root, dir }) => {
                let info = self.info(&module, &root).map_err(ResolveError::Other)?;
                Ok(Resolved {
                    dir,
                    module: Some(info),
                })
            }
            None => Err(self.missing(path)),
        }
    }

    /// Looks for a package in every module whose path is a prefix of its own, longest first.
    fn find_in(
        &self,
        path: &str,
        version_of: &dyn Fn(&str) -> Option<String>,
        found: &mut Vec<Found>,
        missing_sums: &mut Vec<ModuleVersion>,
    ) -> Result<(), ResolveError> {
        let mut prefix = path;
        loop {
            if let Some(version) =
                version_of(prefix).filter(|_| prefix != "go" && prefix != "toolchain")
            {
                let module = ModuleVersion::new(prefix, version);
                match self.fetch(&module) {
                    Ok((root, is_local)) => {
                        if let Some(dir) = dir_in_module(path, prefix, &root, is_local) {
                            found.push(Found { module, root, dir });
                        }
                    }
                    Err(FetchError::MissingSum) => missing_sums.push(module),
                    Err(FetchError::Other(text)) => return Err(ResolveError::Other(text)),
                }
            }
            match prefix.rfind('/') {
                Some(slash) => prefix = &prefix[..slash],
                None => return Ok(()),
            }
        }
    }

    fn find_vendored(&self, path: &str) -> Result<Resolved, ResolveError> {
        let mut found = Vec::new();
        for main in &self.main {
            if let Some(dir) = dir_in_module(path, &main.path, &main.dir, true) {
                found.push(Found {
                    module: main.info.module.clone(),
                    root: main.dir.clone(),
                    dir,
                });
            }
        }
        let dir = self.vendor_dir().join(path);
        if has_go_files(&dir) {
            match self.vendor.module_of(path) {
                Some(module) => {
                    let root = self.vendor_dir().join(&module.path);
                    found.push(Found { module: module.clone(), root, dir });
                }
                // Before Go 1.23 packages need not be listed.
                None if cmp_go(self.go_version(), "1.23").is_lt() => {
                    found.push(Found { module: ModuleVersion::default(), root: dir.clone(), dir });
                }
                None => self.warn(format!(
                    "go: ignoring package {path} which exists in the vendor directory but is missing from vendor/modules.txt. To sync the vendor directory run go {} vendor.",
                    if self.in_workspace() { "work" } else { "mod" }
                )),
            }
        }
        match &found[..] {
            [] => Err(self.missing(path)),
            [Found { module, dir, .. }] if module.path.is_empty() => Ok(Resolved {
                dir: dir.clone(),
                module: None,
            }),
            [Found { module, root, dir }] => {
                let info = self.info(module, root).map_err(ResolveError::Other)?;
                Ok(Resolved {
                    dir: dir.clone(),
                    module: Some(info),
                })
            }
            several => {
                let mut text =
                    format!("ambiguous import: found package {path} in multiple directories:");
                for Found { dir, .. } in several {
                    text.push_str(&format!("\n\t{}", dir.display()));
                }
                Err(ResolveError::Other(text))
            }
        }
    }

    /// The error for a package that no module of the build has.
    pub fn missing(&self, path: &str) -> ResolveError {
        if let Some(text) = self.replaced_but_not_required(path) {
            return ResolveError::Missing(Missing::Module(text));
        }
        if is_standard(path) {
            return ResolveError::Missing(Missing::Std);
        }
        let flag = match self.mode {
            Mode::Vendor => "vendor",
            Mode::ReadOnly => "readonly",
        };
        let none = format!("no required module provides package {path}");
        let disabled =
            format!("cannot find module providing package {path}: import lookup disabled by");
        ResolveError::Missing(Missing::Module(if self.main.is_empty() {
            format!("{none}: {}", self.no_main_module())
        } else if self.mode_is_explicit {
            format!(
                "{disabled} -mod={}",
                self.settings.mod_flag.as_deref().unwrap_or(flag)
            )
        } else if let Some(reason) = &self.mode_reason {
            format!("{disabled} -mod={flag}\n\t({reason})")
        } else {
            format!("{none}; to add it:\n\tgo get {path}")
        }))
    }

    /// Why there is no main module.
    pub fn no_main_module(&self) -> &'static str {
        if self.in_workspace() {
            "no modules were found in the current workspace; see 'go help work'"
        } else {
            "go.mod file not found in current directory or any parent directory; see 'go help modules'"
        }
    }

    /// The error for a package of a module that is replaced, by something that has the package, but
    /// not required.
    fn replaced_but_not_required(&self, path: &str) -> Option<String> {
        let files = self
            .work
            .iter()
            .map(|(_, work)| work)
            .chain(self.main.iter().map(|m| &m.file));
        let mut candidates: Vec<ModuleVersion> = Vec::new();
        for old in files
            .flat_map(|file| &file.replace)
            .map(|replace| &replace.old)
        {
            if !has_path_prefix(path, &old.path) {
                continue;
            }
            match candidates.iter_mut().find(|known| known.path == old.path) {
                Some(known) if cmp_version(&old.path, &known.version, &old.version).is_lt() => {
                    *known = old.clone();
                }
                Some(_) => {}
                None => candidates.push(old.clone()),
            }
        }
        candidates.sort_by_key(|module| std::cmp::Reverse(module.path.len()));
        candidates.into_iter().find_map(|module| {
            let (root, is_local) = self.fetch(&module).ok()?;
            dir_in_module(path, &module.path, &root, is_local)?;
            let replaced = &module.path;
            Some(format!(
                "module {replaced} provides package {path} and is replaced but not required; to add it:\n\tgo get {module}"
            ))
        })
    }

    /// The directory of a module of the build, if it can be had.
    pub fn module_dir(&self, module: &ModuleVersion) -> Option<PathBuf> {
        match self.mode {
            Mode::Vendor => Some(self.vendor_dir().join(&module.path)),
            Mode::ReadOnly => self.fetch(module).ok().map(|(dir, _)| dir),
        }
    }

    /// The import path of a directory: in a main module or the standard library.
    pub fn package_of_dir(&self, dir: &Path) -> Option<String> {
        for main in &self.main {
            let Ok(rest) = dir.strip_prefix(&main.dir) else {
                continue;
            };
            let rest = rest.to_string_lossy();
            let prefix = main.prefix(&self.settings.goroot_src);
            return Some(match (prefix, &*rest) {
                (prefix, "") => prefix.into(),
                ("", rest) => rest.into(),
                (prefix, rest) => format!("{prefix}/{rest}"),
            });
        }
        let rest = dir.strip_prefix(&self.settings.goroot_src).ok()?;
        Some(rest.to_string_lossy().into_owned()).filter(|rest| !rest.is_empty())
    }
}

/// The directory of a package in a module rooted at `root`, if it has Go files. In a tree outside of
/// the module cache other modules may lie in between.
pub(super) fn dir_in_module(
    path: &str,
    prefix: &str,
    root: &Path,
    is_local: bool,
) -> Option<PathBuf> {
    if !has_path_prefix(path, prefix) {
        return None;
    }
    let rest = path[prefix.len()..].trim_start_matches('/');
    let dir = if rest.is_empty() {
        root.to_path_buf()
    } else {
        root.join(rest)
    };
    let mut above = dir.ancestors().take_while(|dir| *dir != root);
    if is_local && above.any(|dir| dir.join("go.mod").is_file()) {
        return None;
    }
    has_go_files(&dir).then_some(dir)
}

/// Whether a directory has Go files at all, whatever their build constraints.
pub(super) fn has_go_files(dir: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return false;
    };
    entries.flatten().any(|entry| {
        entry.file_name().to_string_lossy().ends_with(".go")
            && entry
                .file_type()
                .is_ok_and(|ty| ty.is_file() || ty.is_symlink() && entry.path().is_file())
    })
}
