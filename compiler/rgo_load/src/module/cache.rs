//! The module cache: `GOMODCACHE/path@version` and `GOMODCACHE/cache/download`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{LOCAL_GO, ModuleInfo, Modules, os_error};
use crate::mod_file::{self, Kind, ModFile};
use crate::path::{check_module_path, escape};
use crate::sum::{SumCheck, hash_go_mod};
use crate::version::{ModuleVersion, cmp_go};

/// What every message about a wrong checksum ends with.
const MISMATCH: &str = "\n\nSECURITY ERROR\nThis download does NOT match an earlier download recorded in go.sum.\nThe bits may have been replaced on the origin server, or an attacker may\nhave intercepted the download attempt.\n\nFor more information, see 'go help module-auth'.\n";

/// Why a module cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FetchError {
    /// go.sum has no entry for it.
    MissingSum,
    /// A text that names the module.
    Other(String),
}

impl Modules {
    /// Whether go.sum must have entries for what the cache provides.
    pub(super) fn must_have_sums(&self) -> bool {
        !self.main.is_empty() && !self.in_workspace()
    }

    /// The directory of a module that is not in vendor/: of a main module, of what replaces it, or in
    /// the cache. With it whether that is outside of the cache.
    pub(super) fn fetch(&self, module: &ModuleVersion) -> Result<(PathBuf, bool), FetchError> {
        if module.version.is_empty()
            && let Some(main) = self.main_module(&module.path)
        {
            return Ok((main.dir.clone(), true));
        }
        let replacement = self.replacement(module);
        let actual = replacement.as_ref().unwrap_or(module);
        if actual.version.is_empty() {
            let dir = PathBuf::from(&actual.path);
            if !dir.exists() {
                let shown = self.replacement_as_written(module);
                return Err(FetchError::Other(format!(
                    "{module}: replacement directory {shown} does not exist"
                )));
            }
            return Ok((dir, true));
        }
        if self.must_have_sums() && !self.sum.has(actual) {
            return Err(FetchError::MissingSum);
        }
        self.cached(actual)
            .map(|dir| (dir, false))
            .map_err(FetchError::Other)
    }

    /// The replacement of a module as go.mod or go.work has it.
    pub fn replacement_as_written(&self, module: &ModuleVersion) -> String {
        let files = self
            .work
            .iter()
            .map(|(_, work)| work)
            .chain(self.main.iter().map(|m| &m.file));
        let mut replacements = files.filter_map(|file| file.replacement(module));
        replacements
            .next()
            .map_or_else(String::new, |new| new.path.clone())
    }

    /// A module's directory in the cache, its checksum verified against go.sum.
    fn cached(&self, module: &ModuleVersion) -> Result<PathBuf, String> {
        let dir = self.cache_file(module, None)?;
        if !dir.is_dir() {
            return Err(format!(
                "{module}: not in the module cache ({}); to download it:\n\tgo mod download {}",
                dir.display(),
                module.path
            ));
        }
        let hash_file = self.cache_file(module, Some("ziphash"))?;
        let hash = std::fs::read_to_string(&hash_file).map_err(|error| {
            format!(
                "verifying {module}: open {}: {}",
                hash_file.display(),
                os_error(&error)
            )
        })?;
        self.verify(module, hash.trim())?;
        Ok(dir)
    }

    fn verify(&self, module: &ModuleVersion, hash: &str) -> Result<(), String> {
        match self.sum.check(module, hash) {
            SumCheck::Match | SumCheck::Missing => Ok(()),
            SumCheck::Mismatch(known) => Err(format!(
                "verifying {module}: checksum mismatch\n\tdownloaded: {hash}\n\tgo.sum:     {known}{MISMATCH}"
            )),
        }
    }

    /// The extracted directory of a module in the cache, or its downloaded file of a kind.
    fn cache_file(&self, module: &ModuleVersion, kind: Option<&str>) -> Result<PathBuf, String> {
        let Some(cache) = &self.settings.mod_cache else {
            return Err("module cache not found: neither GOMODCACHE nor GOPATH is set".into());
        };
        check_module_path(&module.path)?;
        let escaped = (escape(&module.path), escape(&module.version));
        let (Some(path), Some(version)) = escaped else {
            return Err(format!("{module}: disallowed version string"));
        };
        Ok(match kind {
            None => cache.join(format!("{path}@{version}")),
            Some(kind) => cache.join(format!("cache/download/{path}/@v/{version}.{kind}")),
        })
    }

    /// The go.mod file of a module that is not a main one, replaced or from the cache.
    pub(super) fn dependency_file(&self, module: &ModuleVersion) -> Result<ModFile, String> {
        let actual = self.replacement(module).unwrap_or_else(|| module.clone());
        let (file, name) = if actual.version.is_empty() {
            let file = Path::new(&actual.path).join("go.mod");
            let name = self.short(&file);
            (file, name)
        } else {
            let key = ModuleVersion::new(&actual.path, format!("{}/go.mod", actual.version));
            if self.must_have_sums() && !self.sum.has(&key) {
                let path = &module.path;
                return Err(format!(
                    "{actual}: missing go.sum entry for go.mod file; to add it:\n\tgo mod download {path}"
                ));
            }
            let file = self.cache_file(&actual, Some("mod"))?;
            let name = file.to_string_lossy().into_owned();
            (file, name)
        };
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(_) if !actual.version.is_empty() => {
                return Err(format!(
                    "{actual}: not in the module cache ({}); to download it:\n\tgo mod download {}",
                    file.display(),
                    module.path
                ));
            }
            Err(error) => {
                let what = format!(
                    "reading {name}: open {}: {}",
                    file.display(),
                    os_error(&error)
                );
                return Err(format!(
                    "{module} (replaced by {}): {what}",
                    self.replacement_as_written(module)
                ));
            }
        };
        if !actual.version.is_empty() {
            let key = ModuleVersion::new(&actual.path, format!("{}/go.mod", actual.version));
            self.verify(&key, &hash_go_mod(text.as_bytes()))?;
        }
        let parsed = mod_file::parse(&name, &file, &text, Kind::Dependency)
            .map_err(|errors| format!("{actual}: parsing {name}: {errors}"))?;
        self.check_dependency(module, &actual, &parsed)?;
        Ok(parsed)
    }

    fn check_dependency(
        &self,
        module: &ModuleVersion,
        actual: &ModuleVersion,
        file: &ModFile,
    ) -> Result<(), String> {
        if let Some(go) = file.go.as_deref().filter(|go| cmp_go(go, LOCAL_GO).is_gt()) {
            return Err(format!(
                "{actual} requires go >= {go} (running go {LOCAL_GO})"
            ));
        }
        if actual.version.is_empty() {
            return Ok(());
        }
        match &file.module {
            None => Err(format!("{actual}: parsing go.mod: missing module line")),
            Some(path) if *path != module.path && *path != actual.path => Err(format!(
                "{actual}: parsing go.mod:\n\tmodule declares its path as: {path}\n\t        but was required as: {}",
                module.path
            )),
            Some(_) => Ok(()),
        }
    }

    /// What is known of a module found in `dir`.
    pub(super) fn info(
        &self,
        module: &ModuleVersion,
        dir: &Path,
    ) -> Result<Arc<ModuleInfo>, String> {
        if module.version.is_empty()
            && let Some(main) = self.main_module(&module.path)
        {
            return Ok(main.info.clone());
        }
        let infos = self.infos.lock().expect("no holder panics");
        if let Some(info) = infos.get(module) {
            return Ok(info.clone());
        }
        drop(infos);
        let go = match self.vendor.go_version(module) {
            Some(go) => Some(go.to_string()).filter(|go| !go.is_empty()),
            None => self.dependency_file(module)?.go,
        };
        let info = Arc::new(ModuleInfo {
            module: module.clone(),
            dir: dir.to_path_buf(),
            go,
            is_main: false,
            replaced_by: self.replacement(module),
        });
        self.infos
            .lock()
            .expect("no holder panics")
            .insert(module.clone(), info.clone());
        Ok(info)
    }
}
