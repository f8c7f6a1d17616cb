//! The second walk over the import graph, in the `go` command's order: who imports what, what is
//! wrong with it, and which of several errors is the one to print.

use std::path::Path;
use std::sync::Arc;

use rgo_syntax::literal::quote;
use rustc_hash::FxHashMap;

use super::prefetch::{Found, Place, Prefetch, Role};
use crate::module::{Missing, Modules, ResolveError};
use crate::package::{DirError, FilePos, ForeignKind};
use crate::path::{self, has_path_prefix, is_local};
use crate::pattern::Match;

/// A package of the graph.
pub struct Node {
    pub found: Arc<Found>,
    /// Import strings with the packages they mean.
    pub imports: Vec<(String, usize)>,
    /// Import strings of a given package that mean nothing, and why.
    pub missing: Vec<(String, String)>,
    pub is_files: bool,
    /// Whether its imports have been looked at.
    is_loaded: bool,
    /// Whether it or something it imports has an error.
    is_incomplete: bool,
    error: Option<PackageError>,
}

/// An import on the way from a package that was asked for to the current one.
type Stack = Vec<(String, Option<FilePos>)>;

/// What is wrong with a package.
struct PackageError {
    stack: Stack,
    pos: Option<FilePos>,
    text: String,
    is_cycle: bool,
    always_prints_stack: bool,
}

pub struct Graph<'a> {
    modules: &'a Modules,
    prefetch: &'a Prefetch<'a>,
    /// What `./` means in given packages, if there are any: the compiler's rules count for them.
    local_prefix: Option<&'a str>,
    nodes: Vec<Node>,
    by_path: FxHashMap<String, usize>,
}

impl Place {
    fn name(&self) -> &str {
        &self.directory.name
    }
}

impl Node {
    fn new(found: Arc<Found>) -> Node {
        Node {
            found,
            imports: Vec::new(),
            missing: Vec::new(),
            is_files: false,
            is_loaded: false,
            is_incomplete: false,
            error: None,
        }
    }

    pub fn has_error(&self) -> bool {
        self.error.is_some()
    }

    fn place(&self) -> Option<&Place> {
        self.found.place.as_ref().ok()
    }

    fn fail(&mut self, error: PackageError) {
        self.is_incomplete = true;
        self.error.get_or_insert(error);
    }
}

impl<'a> Graph<'a> {
    pub fn new(
        modules: &'a Modules,
        prefetch: &'a Prefetch<'a>,
        local_prefix: Option<&'a str>,
    ) -> Graph<'a> {
        Graph {
            modules,
            prefetch,
            local_prefix,
            nodes: Vec::new(),
            by_path: FxHashMap::default(),
        }
    }

    pub fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    /// Loads the packages that patterns stand for, each once.
    pub fn load_matches(&mut self, matches: &[Match]) -> Vec<usize> {
        let mut roots = Vec::new();
        for found in matches {
            for path in &found.packages {
                let (root, _) = self.import(path, None, None, &mut Stack::new());
                if !roots.contains(&root) {
                    roots.push(root);
                }
            }
            if let Some(error) = &found.error {
                roots.push(self.failed_pattern(&found.pattern, error));
            }
        }
        roots
    }

    /// A package in the place of a pattern that stands for nothing.
    fn failed_pattern(&mut self, pattern: &str, error: &str) -> usize {
        let place = Err(ResolveError::Other(error.into()));
        let mut node = Node::new(Arc::new(Found {
            path: pattern.into(),
            role: Role::Plain,
            place,
        }));
        node.is_loaded = true;
        node.fail(PackageError::plain(error.into()));
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Loads packages whose files are given.
    pub fn load_given(&mut self, given: Vec<Arc<Found>>) -> Vec<usize> {
        let mut roots = Vec::new();
        for found in given {
            roots.push(self.nodes.len());
            if self.local_prefix.is_some() {
                self.by_path.insert(found.path.clone(), self.nodes.len());
            }
            let mut node = Node::new(found);
            node.is_files = true;
            self.nodes.push(node);
        }
        for &root in &roots {
            if self.local_prefix.is_some() {
                self.load_as_compiler(root);
            } else {
                let path = self.nodes[root].found.path.clone();
                self.load(root, &path, None, &mut Stack::new());
            }
        }
        roots
    }

    /// Loads the imports of a given package by the compiler's rules: an import that means nothing is
    /// an error like others in the package.
    fn load_as_compiler(&mut self, node: usize) {
        let found = self.nodes[node].found.clone();
        let Ok(place) = &found.place else { return };
        if let Some(DirError::Other(text)) = &place.directory.error {
            self.nodes[node].fail(PackageError::plain(text.clone()));
        }
        for (import, _) in &place.directory.imports {
            if import == "unsafe" {
                continue;
            }
            match self.import_as_compiler(import, node) {
                Ok(imported) => self.nodes[node].imports.push((import.clone(), imported)),
                Err(why) => self.nodes[node].missing.push((import.clone(), why)),
            }
        }
        self.nodes[node].is_loaded = true;
    }

    fn import_as_compiler(&mut self, import: &str, importer: usize) -> Result<usize, String> {
        if import == "main" {
            return Err("cannot import \"main\"".into());
        }
        if import == self.nodes[importer].found.path {
            let import = quote(import.as_bytes());
            return Err(format!(
                "import {import} while compiling that package (import cycle)"
            ));
        }
        if import.starts_with('/') {
            return Err("import path cannot be absolute path".into());
        }
        let path = match self.local_prefix.filter(|_| is_local(import)) {
            Some(prefix) => local_path(prefix, import),
            None => local_path("", import),
        };
        if !is_local(import) && path != import {
            let (import, path) = (quote(import.as_bytes()), quote(path.as_bytes()));
            return Err(format!(
                "non-canonical import path {import} (should be {path})"
            ));
        }
        let node = match self.by_path.get(&path) {
            // A given package; those after the importer are not compiled yet.
            Some(&node) if self.nodes[node].is_loaded => Some(node),
            Some(_) => None,
            None if import == "C" || path != import => None,
            None => Some(self.import(import, None, None, &mut Stack::new()).0),
        };
        node.filter(|&node| self.nodes[node].error.is_none())
            .ok_or_else(|| "open : no such file or directory".into())
    }

    /// Loads a package by its path: one that programs need without importing it, or a test program.
    pub fn load_path(&mut self, path: &str) -> usize {
        self.import(path, None, None, &mut Stack::new()).0
    }

    /// Makes errors of packages that are no programs.
    pub fn demand_programs(&mut self, roots: &[usize]) {
        for &root in roots {
            let node = &mut self.nodes[root];
            let is_program = node.place().is_some_and(|place| place.name() == "main");
            if !is_program && node.error.is_none() {
                let text = format!("package {} is not a main package", node.found.path);
                node.fail(PackageError::plain(text));
            }
        }
    }

    /// Loads what `import` means in the package `parent`. The error, if any, is the importer's.
    fn import(
        &mut self,
        import: &str,
        parent: Option<usize>,
        pos: Option<&FilePos>,
        stack: &mut Stack,
    ) -> (usize, Option<PackageError>) {
        let path = match parent.map(|parent| &self.nodes[parent]) {
            Some(parent) => {
                let in_library = parent.place().is_some_and(|place| place.is_library);
                self.prefetch
                    .canonical(import, in_library, &parent.found.path)
            }
            None => import.into(),
        };
        let node = match self.by_path.get(&path) {
            Some(&node) => {
                stack.push((import.into(), pos.cloned()));
                self.reuse(node, stack);
                stack.pop();
                node
            }
            None => {
                self.nodes.push(Node::new(self.prefetch.get(&path)));
                let node = self.nodes.len() - 1;
                self.by_path.insert(path, node);
                self.load(node, import, pos, stack);
                node
            }
        };
        let error = parent.and_then(|parent| self.check_import(import, parent, node, pos, stack));
        (node, error)
    }

    /// Notes a cycle if the package is still being loaded.
    fn reuse(&mut self, node: usize, stack: &Stack) {
        let node = &mut self.nodes[node];
        if !node.is_loaded {
            match &mut node.error {
                Some(error) => error.is_cycle = true,
                None => {
                    let text = match node.found.role {
                        Role::Tested => "import cycle not allowed in test",
                        _ => "import cycle not allowed",
                    };
                    node.error = Some(PackageError {
                        is_cycle: true,
                        ..PackageError::new(stack, text.into())
                    });
                }
            }
            node.is_incomplete = true;
        }
        if let Some(error) = &mut node.error
            && !error.is_cycle
            && !error.stack.is_empty()
            && is_shorter(stack, &error.stack)
        {
            error.stack = stack.clone();
        }
    }

    /// Looks at a package: its own errors, then what it imports. `import` is the string that names
    /// it.
    fn load(&mut self, node: usize, import: &str, pos: Option<&FilePos>, stack: &mut Stack) {
        if let Some(error) = self.own_error(node, import, pos, stack) {
            self.nodes[node].fail(error);
        }
        stack.push((import.into(), pos.cloned()));
        let found = self.nodes[node].found.clone();
        if let Ok(place) = &found.place {
            for (import, pos) in &place.directory.imports {
                if import == "unsafe" || import == "C" {
                    continue;
                }
                let (imported, error) = self.import(import, Some(node), Some(pos), stack);
                if let Some(error) = error {
                    self.nodes[node].fail(error);
                }
                self.nodes[node].is_incomplete |= self.nodes[imported].is_incomplete;
                self.nodes[node].imports.push((import.clone(), imported));
            }
            if let Some(text) = self.foreign_problem(place) {
                self.nodes[node].fail(PackageError::new(stack, text));
            }
        }
        self.nodes[node].is_loaded = true;
        stack.pop();
    }

    /// Why a package cannot be used whatever it imports.
    fn own_error(
        &self,
        node: usize,
        import: &str,
        pos: Option<&FilePos>,
        stack: &Stack,
    ) -> Option<PackageError> {
        let node = &self.nodes[node];
        let place = match &node.found.place {
            Ok(place) => place,
            Err(error) => {
                let text = self.resolve_problem(&node.found.path, error, stack);
                return Some(PackageError {
                    pos: pos.cloned(),
                    ..PackageError::new(stack, text)
                });
            }
        };
        let mut with_self = stack.clone();
        with_self.push((import.into(), pos.cloned()));
        match &place.directory.error {
            Some(DirError::NoGoFiles(_)) if place.directory.cgo.is_some() => {
                Some(self.cgo_problem(place, &with_self))
            }
            Some(DirError::NoGoFiles(text)) => Some(PackageError::new(&with_self, text.clone())),
            Some(DirError::Syntax(at, text)) => Some(PackageError {
                pos: Some(at.clone()),
                ..PackageError::new(&with_self, text.clone())
            }),
            Some(DirError::Other(text)) => Some(PackageError {
                pos: pos.cloned(),
                ..PackageError::new(stack, text.clone())
            }),
            None => {
                let is_main_module = place.module.as_ref().is_none_or(|module| module.is_main);
                let has_cgo = place.directory.cgo.is_some();
                if has_cgo && (is_main_module || place.directory.files.is_empty()) {
                    return Some(self.cgo_problem(place, &with_self));
                }
                // Only tests.
                let path = &node.found.path;
                let text = || format!("{path}: {}", place.directory.no_go_files());
                place
                    .directory
                    .files
                    .is_empty()
                    .then(|| PackageError::plain(text()))
            }
        }
    }

    fn cgo_problem(&self, place: &Place, stack: &Stack) -> PackageError {
        let text = "import \"C\" is not supported: rgo compiles Go only, as with CGO_ENABLED=0";
        PackageError {
            pos: place.directory.cgo.clone(),
            ..PackageError::new(stack, text.into())
        }
    }

    fn resolve_problem(&self, path: &str, error: &ResolveError, stack: &Stack) -> String {
        match error {
            ResolveError::Missing(Missing::Std) => {
                let dir = self.prefetch.library_dir(path);
                format!("package {path} is not in std ({})", dir.display())
            }
            ResolveError::Missing(Missing::Module(text)) | ResolveError::Other(text) => {
                text.clone()
            }
            ResolveError::MissingSum { is_found, modules } => {
                let importer = stack.last().and_then(|(import, _)| {
                    let importer = &self.nodes[*self.by_path.get(import)?];
                    let module = importer.place()?.module.as_ref();
                    let version = module.map_or("", |module| module.module.version.as_str());
                    let at = if version.is_empty() {
                        String::new()
                    } else {
                        format!("@{version}")
                    };
                    Some((import, at))
                });
                let by = importer
                    .as_ref()
                    .map_or(String::new(), |(by, _)| format!(" (imported by {by})"));
                let message = if *is_found {
                    format!(
                        "missing go.sum entry needed to verify package {path}{by} is provided by exactly one module"
                    )
                } else {
                    format!("missing go.sum entry for module providing package {path}{by}")
                };
                let hint = match importer {
                    Some((importer, at)) => format!("go get {importer}{at}"),
                    None => {
                        let paths: Vec<&str> = modules.iter().map(|m| m.path.as_str()).collect();
                        format!("go mod download {}", paths.join(" "))
                    }
                };
                format!("{message}; to add:\n\t{hint}")
            }
        }
    }

    /// The error for files that need another compiler.
    fn foreign_problem(&self, place: &Place) -> Option<String> {
        let of = |kind: ForeignKind| -> Vec<&str> {
            let foreign = place.directory.foreign.iter();
            foreign
                .filter(|(k, _)| *k == kind)
                .map(|(_, name)| name.as_str())
                .collect()
        };
        let kinds = [
            (ForeignKind::Cxx, "C++"),
            (ForeignKind::ObjectiveC, "Objective-C"),
            (ForeignKind::Fortran, "Fortran"),
            (ForeignKind::C, "C"),
        ];
        for (kind, language) in kinds {
            let names = of(kind);
            if !names.is_empty() {
                let names = names.join(" ");
                return Some(format!(
                    "{language} source files not allowed when not using cgo or SWIG: {names}"
                ));
            }
        }
        let assembler = of(ForeignKind::Assembler);
        let objects = of(ForeignKind::SysObject);
        if !assembler.is_empty() {
            return Some(format!(
                "assembler source files are not supported: {}",
                assembler.join(" ")
            ));
        }
        (!objects.is_empty()).then(|| {
            format!(
                ".syso object files are not supported: {}",
                objects.join(" ")
            )
        })
    }

    /// Why `parent` may not import `node`.
    fn check_import(
        &self,
        import: &str,
        parent: usize,
        node: usize,
        pos: Option<&FilePos>,
        stack: &Stack,
    ) -> Option<PackageError> {
        let (parent, node) = (&self.nodes[parent], &self.nodes[node]);
        if parent.found.role == Role::TestMain {
            return None;
        }
        let error = |text: String| {
            Some(PackageError {
                pos: pos.cloned(),
                ..PackageError::new(stack, text)
            })
        };
        if node.error.is_none() && !self.may_see_internal(parent, node) {
            let text = format!("use of internal package {} not allowed", node.found.path);
            return error(text).map(|error| PackageError {
                always_prints_stack: true,
                ..error
            });
        }
        if let Some(at) = vendor_element(import) {
            return error(format!("{import} must be imported as {}", &import[at..]));
        }
        let dir = |node: &Node| node.place().map(|place| place.directory.dir.clone());
        let is_program = node.place().is_some_and(|place| place.name() == "main");
        if is_program && dir(parent) != dir(node) {
            let import = quote(import.as_bytes());
            return error(format!(
                "import {import} is a program, not an importable package"
            ));
        }
        if is_local(import) && !parent.is_files {
            return error(match import {
                "." => ".: cannot import current directory".into(),
                _ => format!(
                    "local import {} in non-local package",
                    quote(import.as_bytes())
                ),
            });
        }
        None
    }

    /// Whether the rule about directories called `internal` lets `parent` import `node`.
    fn may_see_internal(&self, parent: &Node, node: &Node) -> bool {
        let path = node.found.path.as_str();
        let Some(internal) = internal_element(path) else {
            return true;
        };
        let importer = match parent.found.role {
            Role::ExternalTest => parent.found.path.trim_end_matches("_test"),
            _ => parent.found.path.as_str(),
        };
        let fips = "crypto/internal/fips140";
        if has_path_prefix(importer, "crypto") && has_path_prefix(path, fips) {
            return true;
        }
        if has_path_prefix(importer, fips) {
            return has_path_prefix(path, "crypto/internal");
        }
        let (Some(parent_place), Some(place)) = (parent.place(), node.place()) else {
            return true;
        };
        let outer = path[..internal].trim_end_matches('/');
        if place.module.is_none() {
            let depth = path[internal..].split('/').count();
            let root = place
                .directory
                .dir
                .ancestors()
                .nth(depth)
                .unwrap_or(Path::new("/"));
            return parent_place.directory.dir.starts_with(root);
        }
        if parent.is_files {
            let dir = &parent_place.directory.dir;
            let importer = self.modules.package_of_dir(dir).unwrap_or(".".into());
            return has_path_prefix(&importer, outer);
        }
        has_path_prefix(importer, outer)
    }

    /// The errors of all packages that `roots` reach, one a line, dependencies first.
    pub fn check_errors(&self, roots: &[usize], implicit: &[usize]) -> Result<(), String> {
        let mut lines = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        for &root in roots.iter().chain(implicit) {
            self.collect_errors(root, &mut seen, &mut lines);
        }
        if lines.is_empty() {
            Ok(())
        } else {
            Err(lines.join("\n"))
        }
    }

    fn collect_errors(&self, node: usize, seen: &mut [bool], lines: &mut Vec<String>) {
        if std::mem::replace(&mut seen[node], true) {
            return;
        }
        let node = &self.nodes[node];
        for &(_, imported) in &node.imports {
            self.collect_errors(imported, seen, lines);
        }
        if let Some(error) = &node.error {
            lines.push(error.show(&self.modules.settings.cwd));
        }
    }
}

impl PackageError {
    fn new(stack: &Stack, text: String) -> PackageError {
        let stack = stack.clone();
        PackageError {
            stack,
            pos: None,
            text,
            is_cycle: false,
            always_prints_stack: false,
        }
    }

    fn plain(text: String) -> PackageError {
        PackageError::new(&Stack::new(), text)
    }

    fn show(&self, cwd: &Path) -> String {
        let pos = self
            .pos
            .as_ref()
            .map(|pos| format!("{}:{}:{}", path::short(cwd, &pos.file), pos.line, pos.col));
        if let Some(pos) = &pos
            && (self.stack.is_empty() || !self.always_prints_stack)
        {
            return format!("{pos}: {}", self.text);
        }
        if self.stack.is_empty() {
            return self.text.clone();
        }
        let show = |(import, pos): &(String, Option<FilePos>)| match pos {
            Some(pos) if self.is_cycle => {
                let file = pos.file.file_name().unwrap_or_default().to_string_lossy();
                format!("{import} from {file}")
            }
            _ => import.clone(),
        };
        let imports: Vec<String> = self.stack.iter().map(show).collect();
        let pos = pos.map_or(String::new(), |pos| format!("\n\t{pos}"));
        format!(
            "package {}{pos}: {}",
            imports.join("\n\timports "),
            self.text
        )
    }
}

/// Whether `x` is the better of two ways to a package: shorter, or first in the order of strings.
fn is_shorter(x: &Stack, y: &Stack) -> bool {
    let names = |stack: &Stack| {
        stack
            .iter()
            .map(|(import, _)| import.clone())
            .collect::<Vec<_>>()
    };
    x.len() < y.len() || x.len() == y.len() && names(x) < names(y)
}

/// The path that a local import means behind `prefix`.
fn local_path(prefix: &str, import: &str) -> String {
    let path = path::absolute(Path::new("/"), &Path::new(prefix).join(import));
    path.to_string_lossy().trim_start_matches('/').into()
}

/// Index of the last element `internal` of a path.
fn internal_element(path: &str) -> Option<usize> {
    let mut end = path.len();
    for element in path.rsplit('/') {
        let start = end - element.len();
        if element == "internal" {
            return Some(start);
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Index behind the last `vendor/` of a path.
fn vendor_element(path: &str) -> Option<usize> {
    match path.rfind("/vendor/") {
        Some(at) => Some(at + "/vendor/".len()),
        None => path.starts_with("vendor/").then_some("vendor/".len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{internal_element, vendor_element};

    #[test]
    fn special_elements_are_found() {
        assert_eq!(internal_element("a/internal/b/internal"), Some(13));
        assert_eq!(internal_element("internal/b"), Some(0));
        assert_eq!(internal_element("a/internals"), None);
        assert_eq!(vendor_element("a/vendor/b"), Some(9));
        assert_eq!(vendor_element("vendor/b"), Some(7));
        assert_eq!(vendor_element("a/vendor"), None);
    }
}
