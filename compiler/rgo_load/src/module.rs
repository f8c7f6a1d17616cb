//! Modules: which are the main ones, which versions of others are in the build, and where an import
//! path lives.
//!
//! Takes:  a working directory, the environment's settings, go.mod, go.sum, go.work and vendor files,
//!         the module cache.
//! Gives:  for an import path its directory and module, or gc's error.
//!
//! Nothing is downloaded and nothing is written: what the `go` command would do with `-mod=readonly`
//! or `-mod=vendor` is done, and a module that is not in the cache is an error.
//!
//! Versions are selected lazily, as the `go` command does for modules of Go 1.17 and later: imports
//! are looked for in the modules that go.mod requires, and only if they are not there the graph of
//! requirements is read ([`graph`]).

mod cache;
mod graph;
mod resolve;
mod vendor;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;

use crate::mod_file::{self, Kind, ModFile};
use crate::path;
use crate::sum::GoSum;
use crate::version::{ModuleVersion, cmp_go, cmp_version};

pub use resolve::{Missing, ResolveError, Resolved};

/// The Go version of this compiler's language.
pub const LOCAL_GO: &str = "1.27.3";
/// Of a go.mod file without `go` line.
const DEFAULT_GO_MOD: &str = "1.16";
/// Of a go.work file without `go` line.
const DEFAULT_GO_WORK: &str = "1.18";
/// From here on go.mod files name all modules that a build needs.
const PRUNED_SINCE: &str = "1.17";
/// From here on a module must not require a module of a later Go version.
const STRICT_SINCE: &str = "1.21";

/// Settings that decide about modules.
#[derive(Clone, Debug, Default)]
pub struct ModuleSettings {
    /// Absolute.
    pub cwd: PathBuf,
    /// `GOROOT/src`.
    pub goroot_src: PathBuf,
    /// `GOMODCACHE`.
    pub mod_cache: Option<PathBuf>,
    /// `GOWORK`: empty to search, `off`, or a file.
    pub work: String,
    /// `-mod`: none, `readonly`, `vendor` or `mod`.
    pub mod_flag: Option<String>,
    /// A go.mod file right in here is ignored.
    pub temp_dir: PathBuf,
}

/// What is known of a module that provides packages.
#[derive(Debug)]
pub struct ModuleInfo {
    pub module: ModuleVersion,
    pub dir: PathBuf,
    /// Its `go` line.
    pub go: Option<String>,
    pub is_main: bool,
    pub replaced_by: Option<ModuleVersion>,
}

impl ModuleInfo {
    /// The language version of its packages.
    pub fn language(&self) -> &str {
        self.go.as_deref().unwrap_or(DEFAULT_GO_MOD)
    }
}

/// A main module: the one around the working directory, or one that go.work uses.
pub struct MainModule {
    pub path: String,
    pub dir: PathBuf,
    pub file: ModFile,
    pub info: Arc<ModuleInfo>,
}

impl MainModule {
    /// The import path of its root: empty for the standard library itself.
    fn prefix(&self, goroot_src: &Path) -> &str {
        if self.path == "std" && self.dir == goroot_src {
            ""
        } else {
            &self.path
        }
    }
}

/// Where packages of other modules come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The module cache; go.mod must be complete.
    ReadOnly,
    /// The vendor directory.
    Vendor,
}

/// How many requirements of requirements count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Pruning {
    Pruned,
    Unpruned,
    Workspace,
}

/// All modules of a build.
pub struct Modules {
    pub settings: ModuleSettings,
    /// Empty outside of modules.
    pub main: Vec<MainModule>,
    /// File and content of go.work.
    work: Option<(PathBuf, ModFile)>,
    pub mode: Mode,
    /// Why `mode` was chosen, if an error should say so.
    mode_reason: Option<String>,
    /// Whether `-mod` was given.
    mode_is_explicit: bool,
    /// The highest version that go.mod requires of each module.
    roots: FxHashMap<String, String>,
    sum: GoSum,
    pruning: Pruning,
    graph: OnceLock<Result<graph::Graph, String>>,
    vendor: vendor::VendorList,
    infos: Mutex<FxHashMap<ModuleVersion, Arc<ModuleInfo>>>,
    resolved: Mutex<FxHashMap<String, Result<Resolved, ResolveError>>>,
    warnings: Mutex<Vec<String>>,
}

impl Modules {
    /// Reads go.work, go.mod, go.sum and vendor/modules.txt as far as there are any.
    pub fn load(settings: ModuleSettings) -> Result<Modules, String> {
        let mut modules = Modules {
            settings,
            main: Vec::new(),
            work: None,
            mode: Mode::ReadOnly,
            mode_reason: None,
            mode_is_explicit: false,
            roots: FxHashMap::default(),
            sum: GoSum::default(),
            pruning: Pruning::Pruned,
            graph: OnceLock::new(),
            vendor: vendor::VendorList::default(),
            infos: Mutex::default(),
            resolved: Mutex::default(),
            warnings: Mutex::default(),
        };
        modules.read_main_modules()?;
        modules.read_sums()?;
        modules.choose_mode()?;
        modules.read_roots();
        if modules.mode == Mode::Vendor && !modules.main.is_empty() {
            modules.vendor = vendor::VendorList::read(&modules.vendor_dir())?;
            modules.check_vendor()?;
        }
        if modules.pruning == Pruning::Unpruned && modules.mode == Mode::ReadOnly {
            modules.graph()?;
        }
        Ok(modules)
    }

    pub fn in_workspace(&self) -> bool {
        self.work.is_some()
    }

    /// `path` as messages print it.
    fn short(&self, path: &Path) -> String {
        path::short(&self.settings.cwd, path)
    }

    fn read_main_modules(&mut self) -> Result<(), String> {
        let dirs = match self.find_work_file()? {
            Some(file) => {
                let (dirs, work) = self.read_work_file(&file)?;
                self.work = Some((file, work));
                dirs
            }
            None => find_module_root(&self.settings.cwd)
                .filter(|root| *root != self.settings.temp_dir)
                .into_iter()
                .collect(),
        };
        let mut errors = Vec::new();
        for dir in dirs {
            match self.read_main_module(&dir) {
                Ok(module) => self.main.push(module),
                Err(error) => errors.push(error),
            }
        }
        for (i, module) in self.main.iter().enumerate() {
            if self.main[..i].iter().any(|other| other.path == module.path) {
                errors.push(format!(
                    "module {} appears multiple times in workspace",
                    module.path
                ));
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors.join("\n"))
        }
    }

    fn find_work_file(&self) -> Result<Option<PathBuf>, String> {
        match self.settings.work.as_str() {
            "off" => Ok(None),
            "" | "auto" => {
                Ok(find_up(&self.settings.cwd, "go.work").map(|dir| dir.join("go.work")))
            }
            file if !Path::new(file).is_absolute() => {
                Err(format!("invalid GOWORK: not an absolute path: {file}"))
            }
            file => Ok(Some(PathBuf::from(file))),
        }
    }

    fn read_work_file(&self, file: &Path) -> Result<(Vec<PathBuf>, ModFile), String> {
        let name = self.short(file);
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("reading go.work: open {name}: {}", os_error(&error)))?;
        let work = mod_file::parse(&name, file, &text, Kind::Work)
            .map_err(|errors| format!("errors parsing go.work:\n{errors}"))?;
        self.check_go_version(&name, work.go.as_deref())?;
        let base = file.parent().unwrap_or(Path::new("/"));
        let mut dirs: Vec<PathBuf> = Vec::new();
        for used in &work.uses {
            let dir = path::absolute(base, Path::new(&used.dir));
            if dirs.contains(&dir) {
                let (line, dir) = (used.line, dir.display());
                return Err(format!(
                    "error loading go.work:\n{name}:{line}: path {dir} appears multiple times in workspace"
                ));
            }
            dirs.push(dir);
        }
        Ok((dirs, work))
    }

    /// An error if `what` demands a Go version that is too new.
    fn check_go_version(&self, what: &str, version: Option<&str>) -> Result<(), String> {
        match version {
            Some(version) if cmp_go(version, LOCAL_GO).is_gt() => Err(format!(
                "{what} requires go >= {version} (running go {LOCAL_GO})"
            )),
            _ => Ok(()),
        }
    }

    fn read_main_module(&self, dir: &Path) -> Result<MainModule, String> {
        let path = dir.join("go.mod");
        let name = self.short(&path);
        let in_work = |error: String| match &self.work {
            Some(_) => {
                let dir = self.short(dir);
                format!("cannot load module {dir} listed in go.work file: {error}")
            }
            None => error,
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|error| in_work(format!("open {name}: {}", os_error(&error))))?;
        let file = match mod_file::parse(&name, &path, &text, Kind::Main) {
            Ok(file) => file,
            Err(errors) => {
                // A later Go version may explain statements that are not known here.
                if let Ok(lax) = mod_file::parse(&name, &path, &text, Kind::Dependency) {
                    self.check_go_version(&name, lax.go.as_deref())?;
                }
                return Err(in_work(format!("errors parsing {name}:\n{errors}")));
            }
        };
        self.check_go_version(&name, file.go.as_deref())?;
        let Some(module) = file.module.clone() else {
            return Err(in_work(format!(
                "error reading {name}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
            )));
        };
        if module == "go" || module == "toolchain" {
            return Err(in_work(format!(
                "error reading {name}: invalid module path: {module:?}"
            )));
        }
        path::check_main_module_path(&module)?;
        self.check_work_version(dir, &file)?;
        let info = Arc::new(ModuleInfo {
            module: ModuleVersion::new(&module, ""),
            dir: dir.to_path_buf(),
            go: file.go.clone(),
            is_main: true,
            replaced_by: None,
        });
        Ok(MainModule {
            path: module,
            dir: dir.to_path_buf(),
            file,
            info,
        })
    }

    /// An error if a module of the workspace is of a later version than the workspace.
    fn check_work_version(&self, dir: &Path, file: &ModFile) -> Result<(), String> {
        let Some((_, work)) = &self.work else {
            return Ok(());
        };
        let version = file.go.as_deref().unwrap_or(DEFAULT_GO_MOD);
        let work_version = work.go.as_deref().unwrap_or(DEFAULT_GO_WORK);
        if cmp_go(version, work_version).is_le() || cmp_go(version, STRICT_SINCE).is_lt() {
            return Ok(());
        }
        let verb = if work.go.is_some() {
            "lists"
        } else {
            "implicitly requires"
        };
        let dir = self.short(dir);
        Err(format!(
            "module {dir} listed in go.work file requires go >= {version}, but go.work {verb} go {work_version}; to download and use go {version}:\n\tgo work use"
        ))
    }

    fn read_sums(&mut self) -> Result<(), String> {
        let mut files: Vec<PathBuf> = self.main.iter().map(|m| m.dir.join("go.sum")).collect();
        files.extend(
            self.work
                .as_ref()
                .map(|(file, _)| file.with_extension("work.sum")),
        );
        for file in files {
            if let Ok(text) = std::fs::read_to_string(&file) {
                self.sum.read(&file.to_string_lossy(), &text)?;
            }
        }
        Ok(())
    }

    /// Vendor mode is the default for modules of Go 1.14 and later that have a vendor directory.
    fn choose_mode(&mut self) -> Result<(), String> {
        if let Some(flag) = &self.settings.mod_flag {
            self.mode_is_explicit = true;
            self.mode = match flag.as_str() {
                "vendor" => Mode::Vendor,
                "readonly" => Mode::ReadOnly,
                "mod" if self.in_workspace() => {
                    return Err(concat!(
                        "-mod may only be set to readonly or vendor when in workspace mode, but it is set to \"mod\"",
                        "\n\tRemove the -mod flag to use the default readonly value, ",
                        "\n\tor set GOWORK=off to disable workspace mode."
                    )
                    .into());
                }
                // Nothing is ever written, so this allows no more than reading does.
                "mod" => Mode::ReadOnly,
                other => {
                    return Err(format!(
                        "-mod={other} not supported (can be '', 'mod', 'readonly', or 'vendor')"
                    ));
                }
            };
            return Ok(());
        }
        if self.main.is_empty() || !self.vendor_dir().is_dir() {
            return Ok(());
        }
        let (source, go) = match &self.work {
            Some((_, work)) => ("go.work", work.go.as_deref()),
            None => ("go.mod", self.main[0].file.go.as_deref()),
        };
        let Some(go) = go else {
            self.mode_reason = Some(format!(
                "Go version in {source} is unspecified, so vendor directory was not used."
            ));
            return Ok(());
        };
        if cmp_go(go, "1.14").is_lt() {
            self.mode_reason = Some(format!(
                "Go version in {source} is {go}, so vendor directory was not used."
            ));
            return Ok(());
        }
        let is_for_workspace = vendor::is_for_workspace(&self.vendor_dir());
        match (is_for_workspace, self.in_workspace()) {
            (true, false) => {
                self.mode_reason =
                    Some("Outside workspace mode, but vendor directory is for a workspace.".into());
            }
            (false, true) => {
                self.mode_reason =
                    Some("In workspace mode, but vendor directory is not for a workspace".into());
            }
            _ => {
                self.mode = Mode::Vendor;
                self.mode_reason = Some(format!(
                    "Go version in {source} is at least 1.14 and vendor directory exists."
                ));
            }
        }
        Ok(())
    }

    /// The directory that vendored packages are in.
    fn vendor_dir(&self) -> PathBuf {
        match &self.work {
            Some((file, _)) => file.with_file_name("vendor"),
            None => self.main[0].dir.join("vendor"),
        }
    }

    fn read_roots(&mut self) {
        self.pruning = if self.in_workspace() {
            Pruning::Workspace
        } else if cmp_go(self.go_version(), PRUNED_SINCE).is_lt() {
            Pruning::Unpruned
        } else {
            Pruning::Pruned
        };
        if self.in_workspace() {
            return;
        }
        for main in &self.main {
            for require in main
                .file
                .require
                .iter()
                .filter(|r| !main.file.exclude.contains(&r.module))
            {
                let ModuleVersion { path, version } = &require.module;
                let root = self.roots.entry(path.clone()).or_default();
                if root.is_empty() || cmp_version(path, root, version).is_lt() {
                    *root = version.clone();
                }
            }
        }
    }

    /// The Go version of the workspace or of the main module.
    pub fn go_version(&self) -> &str {
        match (&self.work, self.main.first()) {
            (Some((_, work)), _) => work.go.as_deref().unwrap_or(DEFAULT_GO_WORK),
            (None, Some(main)) => main.file.go.as_deref().unwrap_or(DEFAULT_GO_MOD),
            (None, None) => LOCAL_GO,
        }
    }

    /// GODEBUG settings of the workspace or of the main module.
    pub fn godebugs(&self) -> &[(String, String)] {
        match (&self.work, &self.main[..]) {
            (Some((_, work)), _) => &work.godebug,
            (None, [main]) => &main.file.godebug,
            (None, _) => &[],
        }
    }

    /// The checksum that go.sum has for a module; empty if there is none.
    pub fn checksum(&self, module: &ModuleVersion) -> String {
        self.sum.hash(module).unwrap_or_default().into()
    }

    /// Notes a line to print although all may be well.
    fn warn(&self, line: String) {
        self.warnings.lock().expect("no holder panics").push(line);
    }

    /// Takes the lines noted so far, in order.
    pub fn take_warnings(&self) -> Vec<String> {
        let mut warnings = std::mem::take(&mut *self.warnings.lock().expect("no holder panics"));
        warnings.sort();
        warnings.dedup();
        warnings
    }

    /// An error if one module stands for two.
    pub fn check_paths(&self) -> Result<(), String> {
        let mut modules: Vec<ModuleVersion> = match self.graph.get() {
            Some(Ok(graph)) => graph.modules(),
            _ => self
                .roots
                .iter()
                .map(|(path, version)| ModuleVersion::new(path, version))
                .collect(),
        };
        modules.sort_by(|x, y| x.path.cmp(&y.path));
        let mut users: FxHashMap<ModuleVersion, String> = FxHashMap::default();
        for module in modules {
            let source = self.replacement(&module).unwrap_or_else(|| module.clone());
            match users.get(&source) {
                Some(other) if *other != module.path => {
                    return Err(format!(
                        "{}@{} used for two different module paths ({other} and {})",
                        source.path, source.version, module.path
                    ));
                }
                _ => drop(users.insert(source, module.path)),
            }
        }
        Ok(())
    }

    /// What replaces a module, in go.work or a main module's go.mod. A relative directory is made
    /// absolute.
    pub fn replacement(&self, module: &ModuleVersion) -> Option<ModuleVersion> {
        let work = self.work.iter().map(|(file, work)| (file.parent(), work));
        let main = self
            .main
            .iter()
            .map(|main| (Some(main.dir.as_path()), &main.file));
        let (dir, new) = work
            .chain(main)
            .find_map(|(dir, file)| Some((dir?, file.replacement(module)?)))?;
        if !new.version.is_empty() {
            return Some(new.clone());
        }
        let dir = path::absolute(dir, Path::new(&new.path));
        Some(ModuleVersion::new(dir.to_string_lossy(), ""))
    }

    /// The main module called `path`.
    pub fn main_module(&self, path: &str) -> Option<&MainModule> {
        self.main.iter().find(|main| main.path == path)
    }

    /// The main module that contains the working directory.
    pub fn module_of_cwd(&self) -> Option<&MainModule> {
        let root = find_module_root(&self.settings.cwd)?;
        self.main.iter().find(|main| main.dir == root)
    }
}

/// The nearest directory, from `dir` upwards, that has a file called `name`.
fn find_up(dir: &Path, name: &str) -> Option<PathBuf> {
    dir.ancestors()
        .find(|dir| dir.join(name).is_file())
        .map(Path::to_path_buf)
}

/// The root of the module around `dir`.
pub fn find_module_root(dir: &Path) -> Option<PathBuf> {
    find_up(dir, "go.mod")
}

/// An error of the system in Go's words: without number, in lower case.
pub fn os_error(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
