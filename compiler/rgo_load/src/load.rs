//! From patterns to the packages of a program: the import graph, its errors, its files parsed.
//!
//! Takes:  a [`Request`].
//! Gives:  a [`Program`], or the lines that the `go` command would print before it fails.
//!
//! First the graph is walked in parallel, reading directories and the heads of files ([`Prefetch`]);
//! then once more in the `go` command's order, which decides about errors ([`Graph`]); then all files
//! are parsed in parallel. Files get their positions in the order of packages, so positions do not
//! depend on the number of threads.

mod example;
mod graph;
mod parse;
mod prefetch;
mod test_funcs;
mod test_program;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rgo_base::{Diagnostic, SourceMap, Symbol};
use rgo_syntax::File;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build_context::BuildContext;
use crate::module::{ModuleInfo, ModuleSettings, Modules};
use crate::overlay::Overlay;
use crate::path;
use crate::pattern::{self, Match};

use graph::{Graph, Node};
use prefetch::Prefetch;
pub use prefetch::Role;

/// What is asked for.
pub enum Target<'a> {
    /// Package patterns, or files that end in `.go`.
    Patterns(&'a [String]),
    /// Packages file by file.
    Packages(&'a GivenPackages),
    /// The program that runs the tests of the package of this path; the package itself if it has none.
    Tests(&'a str),
}

/// Packages whose files are given, as they are given to gc's compiler. What it says about them is all
/// that is said; the `go` command's rules do not count.
#[derive(Clone, Debug, Default)]
pub struct GivenPackages {
    /// What `./` means in imports.
    pub local_prefix: String,
    /// Each after those it imports.
    pub packages: Vec<GivenPackage>,
}

/// One package of [`GivenPackages`].
#[derive(Clone, Debug)]
pub struct GivenPackage {
    pub path: String,
    pub dir: PathBuf,
    /// Names of its files in `dir`.
    pub files: Vec<String>,
}

/// What to load, and how.
pub struct Request<'a> {
    pub target: Target<'a>,
    pub modules: ModuleSettings,
    pub context: BuildContext,
    pub overlay: Overlay,
    /// Packages that every program needs besides what it imports.
    pub implicit: &'a [&'a str],
    /// Only programs are wanted: other packages are errors.
    pub main_only: bool,
    /// Parse all of the standard library at once.
    pub is_eager: bool,
    /// At least 1.
    pub threads: usize,
}

/// Parsed packages.
pub struct Program {
    /// In dependency order: imports come first.
    pub packages: Vec<Package>,
    /// Indices of the packages that the patterns name, in their order.
    pub roots: Vec<usize>,
    pub modules: Modules,
    /// Lines to print although all is well.
    pub warnings: Vec<String>,
}

/// A parsed package.
pub struct Package {
    pub path: Symbol,
    /// Name in its package clauses.
    pub name: Symbol,
    pub dir: PathBuf,
    /// In the order of their names; the overlay's come last.
    pub files: Vec<Arc<File>>,
    /// What import strings in its files mean, as indices. `"unsafe"` and `"C"` are absent.
    pub imports: FxHashMap<Symbol, usize>,
    /// Minor number of its language version.
    pub go_minor: u32,
    /// Whether it belongs to the standard library or the overlay.
    pub is_trusted: bool,
    /// Whether it consists of files named on the command line.
    pub is_files: bool,
    pub role: Role,
    /// None for the standard library and for files outside of a module.
    pub module: Option<Arc<ModuleInfo>>,
    pub embeds: Vec<Embedded>,
    /// Syntax errors and what else the parser has to say, file by file.
    pub diags: Vec<Diagnostic>,
    /// Imports of a given package that mean nothing.
    pub import_errors: Vec<Diagnostic>,
}

/// The files of one `//go:embed` directive.
#[derive(Clone, Debug)]
pub struct Embedded {
    /// Index of the file in the package and of the directive in the file.
    pub file: usize,
    pub embed: usize,
    /// Relative to the package's directory, slash-separated, sorted. None if a given package's were not
    /// found.
    pub names: Vec<String>,
}

impl Package {
    pub fn is_main(&self) -> bool {
        self.name.as_str() == "main"
    }
}

/// Loads a program. An error is the text to print.
pub fn load(request: &Request<'_>, sources: &SourceMap) -> Result<Program, String> {
    let modules = Modules::load(request.modules.clone()).map_err(go_error)?;
    let Resolved {
        nodes,
        roots,
        warnings,
    } = resolve(request, &modules)?;
    let (packages, roots) = parse::parse(request, sources, nodes, &roots)?;
    Ok(Program {
        packages,
        roots,
        modules,
        warnings,
    })
}

/// Finds the packages of a program without parsing them: for its errors.
pub fn check(request: &Request<'_>) -> Result<(), String> {
    let modules = Modules::load(request.modules.clone()).map_err(go_error)?;
    resolve(request, &modules).map(|_| ())
}

/// The import graph of a program without errors.
struct Resolved {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    warnings: Vec<String>,
}

fn resolve(request: &Request<'_>, modules: &Modules) -> Result<Resolved, String> {
    let prefetch = Prefetch::new(modules, &request.context, request.overlay);
    let mut warnings = Vec::new();
    let mut matches = Vec::new();
    let mut given = Vec::new();
    let mut tests = Vec::new();
    let mut local_prefix = None;
    match &request.target {
        Target::Patterns(patterns) => match command_line_files(patterns, &modules.settings.cwd)? {
            Some((dir, names)) => {
                let path = "command-line-arguments";
                given.push(Arc::new(prefetch.read_files(path, &dir, &names, false)));
            }
            None => {
                let context = &request.context;
                matches = expand(patterns, modules, context, false, &mut warnings)?;
            }
        },
        Target::Packages(packages) => {
            local_prefix = Some(packages.local_prefix.as_str());
            for GivenPackage { path, dir, files } in &packages.packages {
                given.push(Arc::new(prefetch.read_files(path, dir, files, true)));
            }
        }
        Target::Tests(path) => {
            let packages = test_program::assemble(prefetch.read(path, true))?;
            tests.extend(packages.into_iter().map(Arc::new));
        }
    }
    for found in given.iter().chain(&tests) {
        prefetch.add(found.clone());
    }
    let named = matches
        .iter()
        .flat_map(|found| &found.packages)
        .map(String::as_str);
    let implicit = request.implicit.iter().copied();
    let starts: Vec<_> = given.iter().chain(&tests).cloned().collect();
    prefetch.run(named.chain(implicit), &starts, request.threads);
    drop(starts);

    let mut graph = Graph::new(modules, &prefetch, local_prefix);
    let mut roots = graph.load_matches(&matches);
    roots.extend(graph.load_given(given));
    let tests = tests.into_iter().map(|found| graph.load_path(&found.path));
    // The program comes behind what it tests.
    roots.extend(tests.last());
    if request.main_only {
        graph.demand_programs(&roots);
    }
    let implicit: Vec<usize> = request
        .implicit
        .iter()
        .map(|path| graph.load_path(path))
        .collect();
    let judged = judge(modules, &graph, &roots, &implicit);
    warnings.extend(modules.take_warnings());
    if let Err(error) = judged {
        warnings.push(error);
        return Err(warnings.join("\n"));
    }
    Ok(Resolved {
        nodes: graph.into_nodes(),
        roots,
        warnings,
    })
}

/// The import paths of the packages that patterns stand for, in their order. An error is the text to
/// print.
pub fn expand_packages(
    settings: &ModuleSettings,
    context: &BuildContext,
    patterns: &[String],
) -> Result<Vec<String>, String> {
    let modules = Modules::load(settings.clone()).map_err(go_error)?;
    let mut warnings = Vec::new();
    let mut packages = Vec::new();
    let mut errors = Vec::new();
    for found in expand(patterns, &modules, context, true, &mut warnings)? {
        errors.extend(found.error);
        packages.extend(found.packages);
    }
    if !errors.is_empty() {
        return Err(errors.join("\n"));
    }
    let mut seen = FxHashSet::default();
    packages.retain(|path| seen.insert(path.clone()));
    Ok(packages)
}

/// The errors of the graph, those of its modules first.
fn judge(
    modules: &Modules,
    graph: &Graph<'_>,
    roots: &[usize],
    implicit: &[usize],
) -> Result<(), String> {
    if modules.needs_update() {
        return Err(go_error(
            "updates to go.mod needed; to update it:\n\tgo mod tidy".into(),
        ));
    }
    modules.check_paths().map_err(go_error)?;
    graph.check_errors(roots, implicit)
}

/// A text with the prefix of what the `go` command says about itself.
fn go_error(text: String) -> String {
    format!("go: {text}")
}

fn expand(
    patterns: &[String],
    modules: &Modules,
    context: &BuildContext,
    with_tests: bool,
    warnings: &mut Vec<String>,
) -> Result<Vec<Match>, String> {
    let here = [".".to_string()];
    let patterns = if patterns.is_empty() { &here } else { patterns };
    let matches = pattern::expand(modules, context, patterns, with_tests).map_err(go_error)?;
    for found in &matches {
        if found.packages.is_empty()
            && found.error.is_none()
            && !pattern::is_literal(&found.pattern)
        {
            warnings.push(format!(
                "go: warning: {:?} matched no packages",
                found.pattern
            ));
        }
    }
    Ok(matches)
}

/// Directory and names of the files that the patterns are, if they are files.
fn command_line_files(
    patterns: &[String],
    cwd: &Path,
) -> Result<Option<(PathBuf, Vec<String>)>, String> {
    let is_file = |name: &String| name.ends_with(".go") && cwd.join(name).is_file();
    if !patterns.iter().any(is_file) {
        return Ok(None);
    }
    let mut dir: Option<String> = None;
    let mut names = Vec::new();
    for name in patterns {
        if !name.ends_with(".go") {
            return Err(format!("named files must be .go files: {name}"));
        }
        let file = cwd.join(name);
        if file.is_dir() {
            return Err(go_error(format!(
                "{name} is a directory, should be a Go file"
            )));
        }
        if !file.exists() {
            return Err(go_error(format!(
                "stat {}: no such file or directory",
                file.display()
            )));
        }
        let (parent, base) = name.rsplit_once('/').unwrap_or((".", name));
        let parent = if parent.is_empty() { "/" } else { parent };
        match &dir {
            Some(dir) if dir != parent => {
                return Err(go_error(format!(
                    "named files must all be in one directory; have {dir} and {parent}"
                )));
            }
            _ => dir = Some(parent.into()),
        }
        if !names.iter().any(|name| name == base) {
            names.push(base.to_string());
        }
    }
    let dir = path::absolute(cwd, Path::new(&dir.unwrap_or_default()));
    Ok(Some((dir, names)))
}
