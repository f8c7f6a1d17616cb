//! Settings from the environment: variables, Go's configuration file, defaults.
//!
//! A variable of the process wins over `$GOENV` (by default `~/.config/go/env`), which wins over
//! `GOROOT/go.env` and the defaults.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rgo_load::goroot::GorootRequest;
use rgo_load::module::ModuleSettings;

/// The environment of one run.
#[derive(Clone, Debug)]
pub struct Environment {
    pub cwd: PathBuf,
    /// Settings of the configuration file.
    file: Vec<(String, String)>,
}

impl Environment {
    /// Reads it, for the working directory `cwd`.
    pub fn read(cwd: PathBuf) -> Environment {
        let mut environment = Environment {
            cwd,
            file: Vec::new(),
        };
        if let Some(path) = environment.go_env()
            && let Ok(text) = std::fs::read_to_string(path)
        {
            environment.file = text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once('='))
                .map(|(name, value)| (name.trim().into(), value.trim().into()))
                .collect();
        }
        environment
    }

    /// A variable or a setting of the file; none if unset or empty.
    pub fn get(&self, name: &str) -> Option<String> {
        let variable = std::env::var(name).ok().filter(|value| !value.is_empty());
        variable.or_else(|| {
            let set = self.file.iter().rfind(|(other, _)| other == name);
            set.map(|(_, value)| value.clone())
                .filter(|value| !value.is_empty())
        })
    }

    fn home(&self) -> Option<PathBuf> {
        std::env::var_os("HOME")
            .filter(|home| !home.is_empty())
            .map(PathBuf::from)
    }

    /// The configuration file.
    pub fn go_env(&self) -> Option<PathBuf> {
        match std::env::var("GOENV")
            .ok()
            .filter(|value| !value.is_empty())
        {
            Some(off) if off == "off" => None,
            Some(path) => Some(path.into()),
            None => {
                let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
                let config = config.or_else(|| Some(self.home()?.join(".config")))?;
                Some(config.join("go/env"))
            }
        }
    }

    pub fn go_path(&self) -> Option<PathBuf> {
        let path = self.get("GOPATH");
        let first = path.and_then(|list| list.split(':').next().map(PathBuf::from));
        first.or_else(|| Some(self.home()?.join("go")))
    }

    pub fn mod_cache(&self) -> Option<PathBuf> {
        let cache = self.get("GOMODCACHE").map(PathBuf::from);
        cache.or_else(|| Some(self.go_path()?.join("pkg/mod")))
    }

    /// Where rgo keeps things between runs.
    pub fn rgo_cache(&self) -> Option<PathBuf> {
        if let Some(cache) = self.get("RGO_CACHE") {
            return Some(cache.into());
        }
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        Some(
            cache
                .or_else(|| Some(self.home()?.join(".cache")))?
                .join("rgo"),
        )
    }

    /// The linker to run.
    pub fn linker(&self) -> PathBuf {
        self.get("LD")
            .map_or_else(|| PathBuf::from("ld"), PathBuf::from)
    }

    /// `GOFLAGS`, split at blanks; quotes keep blanks.
    pub fn go_flags(&self) -> Vec<String> {
        split_quoted(&self.get("GOFLAGS").unwrap_or_default())
    }

    pub fn goroot_request(&self, flag: Option<&str>) -> GorootRequest {
        GorootRequest {
            flag: flag.map(|dir| self.cwd.join(dir)),
            variable: self.get("GOROOT").map(PathBuf::from),
            search_path: std::env::var_os("PATH"),
            cache: self.rgo_cache(),
        }
    }

    pub fn module_settings(&self, goroot: &Path, mod_flag: Option<&str>) -> ModuleSettings {
        ModuleSettings {
            cwd: self.cwd.clone(),
            goroot_src: goroot.join("src"),
            mod_cache: self.mod_cache(),
            work: self.get("GOWORK").unwrap_or_default(),
            mod_flag: mod_flag.map(str::to_string),
            temp_dir: temp_dir(),
        }
    }
}

/// Where temporary files go.
pub fn temp_dir() -> PathBuf {
    let dir: Option<OsString> = std::env::var_os("TMPDIR").filter(|dir| !dir.is_empty());
    dir.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from)
}

/// Words of a list of flags; single and double quotes keep blanks.
pub fn split_quoted(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, len) = match first {
            '"' | '\'' => {
                let close = rest[1..].find(first).map_or(rest.len(), |at| at + 1);
                (&rest[1..close], (close + 1).min(rest.len()))
            }
            _ => {
                let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..len], len)
            }
        };
        words.push(word.to_string());
        rest = rest[len..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::split_quoted;

    #[test]
    fn quotes_keep_blanks() {
        assert_eq!(
            split_quoted(" -v  '-ldflags=-s -w' \"a b\" "),
            ["-v", "-ldflags=-s -w", "a b"]
        );
        assert_eq!(split_quoted("'open"), ["open"]);
        assert!(split_quoted("").is_empty());
    }
}
