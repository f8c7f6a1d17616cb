//! vendor/modules.txt: which modules and packages are vendored, and whether that fits go.mod.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::{LOCAL_GO, Modules, os_error};
use crate::mod_file::Replace;
use crate::path::check_import_path;
use crate::version::{ModuleVersion, cmp_go, cmp_version, is_semver};

/// The content of modules.txt.
#[derive(Default)]
pub struct VendorList {
    /// Modules that provide packages, in the file's order.
    modules: Vec<ModuleVersion>,
    /// The module of each package.
    packages: FxHashMap<String, ModuleVersion>,
    marks: FxHashMap<ModuleVersion, Marks>,
    replaced: Vec<ModuleVersion>,
}

/// What modules.txt says about a module.
#[derive(Default)]
struct Marks {
    is_explicit: bool,
    replacement: Option<ModuleVersion>,
    go: String,
}

/// Whether modules.txt was written for a workspace.
pub fn is_for_workspace(vendor_dir: &Path) -> bool {
    let text = std::fs::read_to_string(vendor_dir.join("modules.txt")).unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    first
        .strip_prefix("## ")
        .is_some_and(|marks| marks.split(';').any(|mark| mark.trim() == "workspace"))
}

impl VendorList {
    /// Reads modules.txt; without that file the list is empty.
    pub fn read(vendor_dir: &Path) -> Result<VendorList, String> {
        let file = vendor_dir.join("modules.txt");
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(VendorList::default());
            }
            Err(error) => return Err(format!("open {}: {}", file.display(), os_error(&error))),
        };
        let mut list = VendorList::default();
        let mut module = None;
        for line in text.lines() {
            if let Some(header) = line.strip_prefix("# ") {
                module = list.header(header);
            } else if let (Some(marks), Some(module)) = (line.strip_prefix("## "), &module) {
                list.annotate(module, marks)?;
            } else if let Some(module) = &module {
                list.package(line, module);
            }
        }
        Ok(list)
    }

    /// `# path version [=> replacement]` or `# path => replacement`.
    fn header(&mut self, header: &str) -> Option<ModuleVersion> {
        let fields: Vec<&str> = header.split_whitespace().collect();
        let (module, rest) = match fields[..] {
            [path, version, ref rest @ ..] if is_semver(version) => {
                (ModuleVersion::new(path, version), rest)
            }
            [path, "=>", ..] => (ModuleVersion::new(path, ""), &fields[1..]),
            _ => return None,
        };
        let replacement = match *rest {
            ["=>", dir] => Some(ModuleVersion::new(dir, "")),
            ["=>", path, version] if is_semver(version) => Some(ModuleVersion::new(path, version)),
            _ => None,
        };
        if replacement.is_some() {
            self.replaced.push(module.clone());
            self.marks.entry(module.clone()).or_default().replacement = replacement;
        }
        Some(module)
    }

    /// `## explicit; go 1.17`
    fn annotate(&mut self, module: &ModuleVersion, marks: &str) -> Result<(), String> {
        let entry = self.marks.entry(module.clone()).or_default();
        for mark in marks.split(';').map(str::trim) {
            entry.is_explicit |= mark == "explicit";
            if let Some(go) = mark.strip_prefix("go ") {
                if cmp_go(go, LOCAL_GO).is_gt() {
                    let path = &module.path;
                    return Err(format!(
                        "{path} in vendor/modules.txt requires go >= {go} (running go {LOCAL_GO})"
                    ));
                }
                entry.go = go.into();
            }
        }
        Ok(())
    }

    fn package(&mut self, line: &str, module: &ModuleVersion) {
        let package = line.trim();
        if package.contains(char::is_whitespace) || check_import_path(package).is_err() {
            return;
        }
        self.packages.insert(package.into(), module.clone());
        match self
            .modules
            .iter_mut()
            .find(|known| known.path == module.path)
        {
            None => self.modules.push(module.clone()),
            Some(known) if cmp_version(&module.path, &known.version, &module.version).is_lt() => {
                *known = module.clone();
            }
            Some(_) => {}
        }
    }

    pub fn modules(&self) -> &[ModuleVersion] {
        &self.modules
    }

    /// The module that a vendored package belongs to.
    pub fn module_of(&self, package: &str) -> Option<&ModuleVersion> {
        self.packages.get(package)
    }

    /// The `go` line of a module, empty if it has none; none if the module is not listed.
    pub fn go_version(&self, module: &ModuleVersion) -> Option<&str> {
        let is_listed = self.modules.contains(module);
        is_listed.then(|| self.marks.get(module).map_or("", |marks| marks.go.as_str()))
    }

    fn is_explicit(&self, module: &ModuleVersion) -> bool {
        self.marks
            .get(module)
            .is_some_and(|marks| marks.is_explicit)
    }

    fn replacement(&self, module: &ModuleVersion) -> Option<&ModuleVersion> {
        self.marks.get(module)?.replacement.as_ref()
    }
}

impl Modules {
    /// An error if modules.txt does not fit go.mod or go.work.
    pub(super) fn check_vendor(&self) -> Result<(), String> {
        let mut problems = String::new();
        let mut problem = |module: &ModuleVersion, text: String| {
            problems.push_str(&format!("\n\t{module}: {text}"));
        };
        let go = self.main[0].file.go.as_deref().unwrap_or_default();
        let is_old = !self.in_workspace() && cmp_go(go, "1.14").is_lt();
        for require in self.main.iter().flat_map(|main| &main.file.require) {
            let module = &require.module;
            if self.vendor.is_explicit(module) {
                continue;
            }
            if !is_old {
                problem(module, "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt".into());
                continue;
            }
            let vendored = self
                .vendor
                .modules
                .iter()
                .find(|known| known.path == module.path);
            if let Some(vendored) = vendored.filter(|vendored| vendored.version != module.version) {
                problem(
                    module,
                    format!(
                        "is explicitly required in go.mod, but vendor/modules.txt indicates {vendored}"
                    ),
                );
            }
        }
        for (replace, source) in self.replaces() {
            let (old, new) = (&replace.old, &replace.new);
            match self.vendor.replacement(old) {
                None if is_old => {}
                None => problem(
                    old,
                    format!(
                        "is replaced in {source}, but not marked as replaced in vendor/modules.txt"
                    ),
                ),
                Some(vendored) if vendored != new => problem(
                    old,
                    format!(
                        "is replaced by {new} in {source}, but marked as replaced by {vendored} in vendor/modules.txt"
                    ),
                ),
                Some(_) => {}
            }
        }
        for module in self
            .vendor
            .modules
            .iter()
            .filter(|module| self.vendor.is_explicit(module))
        {
            let mut required = self.main.iter().flat_map(|main| &main.file.require);
            if !required.any(|require| require.module == *module) {
                let article = if self.in_workspace() { "a " } else { "" };
                problem(
                    module,
                    format!(
                        "is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"
                    ),
                );
            }
        }
        for module in &self.vendor.replaced {
            if self.replacement(module).is_none() {
                let source = if self.in_workspace() {
                    "the workspace"
                } else {
                    "go.mod"
                };
                problem(
                    module,
                    format!(
                        "is marked as replaced in vendor/modules.txt, but not replaced in {source}"
                    ),
                );
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        let dir = self.vendor_dir();
        let dir = dir.parent().unwrap_or(&dir).display();
        let command = if self.in_workspace() { "work" } else { "mod" };
        Err(format!(
            "inconsistent vendoring in {dir}:{problems}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo {command} vendor"
        ))
    }

    /// All replacements with the file that has them, each module once.
    fn replaces(&self) -> Vec<(&Replace, String)> {
        let mut all: Vec<(&Replace, String)> = Vec::new();
        let main = self
            .main
            .iter()
            .map(|main| (&main.file, main.dir.join("go.mod")));
        let work = self.work.iter().map(|(path, file)| (file, path.clone()));
        for (file, path) in main.chain(work) {
            for replace in &file.replace {
                if !all.iter().any(|(other, _)| other.old == replace.old) {
                    all.push((replace, self.short(&path)));
                }
            }
        }
        all
    }
}
