//! Parsing what was found, and the embedded files, which only parsed files name.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::graph::Node;
use super::prefetch::{Place, Role};
use super::{Embedded, Package, Request, Target};
use crate::embed;
use crate::goroot::GO_MINOR;
use crate::header::embed_arguments;
use crate::overlay;
use crate::package::SourceText;
use crate::path;
use crate::version::language_minor;
use rgo_base::{Diagnostic, SourceFile, SourceMap, Symbol, stack};
use rgo_syntax::file::Embed;
use rgo_syntax::{File, Mode, parse_file};

/// A file to be parsed.
struct Job {
    source: Arc<SourceFile>,
    mode: Mode,
    is_trusted: bool,
}

/// Parses all files of the packages `nodes`; those with errors are left out: nothing refers to them.
/// Gives the packages in dependency order and where the roots are among them.
pub fn parse(
    request: &Request<'_>,
    sources: &SourceMap,
    nodes: Vec<Node>,
    roots: &[usize],
) -> Result<(Vec<Package>, Vec<usize>), String> {
    let order = dependency_order(&nodes);
    let mut index_of = vec![0; nodes.len()];
    for (index, &node) in order.iter().enumerate() {
        index_of[node] = index;
    }
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut jobs = Vec::new();
    let mut loaded = Vec::new();
    for &node in &order {
        let node = nodes[node].take().expect("the order has each node once");
        let mut node = Loaded::of(node);
        for SourceText { path, text, .. } in std::mem::take(&mut node.texts) {
            let is_trusted = node.place.is_library;
            let mode = if is_trusted && !request.is_eager {
                Mode::Lazy
            } else {
                Mode::Full
            };
            jobs.push(Job {
                source: sources.add(path, text),
                mode,
                is_trusted,
            });
        }
        loaded.push(node);
    }
    let mut parsed = parse_all(&jobs, request.threads).into_iter();
    let mut packages = Vec::new();
    let mut embed_errors = Vec::new();
    for node in loaded {
        let (files, diags): (Vec<_>, Vec<_>) = parsed.by_ref().take(node.n_files).unzip();
        let mut package = package(node, files, diags.concat(), &index_of);
        let is_given = matches!(request.target, Target::Packages(_)) && package.is_files;
        if let Err(error) = resolve_embeds(&mut package, is_given, &request.modules.cwd) {
            embed_errors.push(error);
        }
        packages.push(package);
    }
    if !embed_errors.is_empty() {
        return Err(embed_errors.join("\n"));
    }
    Ok((packages, roots.iter().map(|&root| index_of[root]).collect()))
}

/// A package without errors, owned.
struct Loaded {
    path: String,
    role: Role,
    place: Place,
    /// The texts of its files, until they are handed over.
    texts: Vec<SourceText>,
    n_files: usize,
    n_overlay: usize,
    imports: Vec<(String, usize)>,
    missing: Vec<(String, String)>,
    is_files: bool,
}

impl Loaded {
    fn of(node: Node) -> Loaded {
        let found = Arc::into_inner(node.found).expect("only the graph knows what was found");
        let Ok(mut place) = found.place else {
            unreachable!("packages with errors are not parsed")
        };
        let texts = std::mem::take(&mut place.directory.files);
        Loaded {
            path: found.path,
            role: found.role,
            place,
            n_files: texts.len(),
            n_overlay: texts.iter().filter(|text| text.is_overlay).count(),
            texts,
            imports: node.imports,
            missing: node.missing,
            is_files: node.is_files,
        }
    }
}

/// Packages after what they import: by the length of the longest chain of imports below them, then by
/// path.
fn dependency_order(nodes: &[Node]) -> Vec<usize> {
    fn depth(nodes: &[Node], node: usize, depths: &mut [Option<u32>]) -> u32 {
        if let Some(depth) = depths[node] {
            return depth;
        }
        let below = nodes[node]
            .imports
            .iter()
            .map(|&(_, node)| depth(nodes, node, depths) + 1)
            .max();
        depths[node] = Some(below.unwrap_or(0));
        below.unwrap_or(0)
    }
    let mut depths = vec![None; nodes.len()];
    let mut order: Vec<usize> = (0..nodes.len())
        .filter(|&node| !nodes[node].has_error())
        .collect();
    order.sort_by_cached_key(|&node| {
        (
            depth(nodes, node, &mut depths),
            nodes[node].found.path.clone(),
        )
    });
    order
}

/// Parses all jobs, big files first so that no thread is left with one at the end.
fn parse_all(jobs: &[Job], threads: usize) -> Vec<(Arc<File>, Vec<Diagnostic>)> {
    let mut by_size: Vec<usize> = (0..jobs.len()).collect();
    by_size.sort_by_key(|&job| std::cmp::Reverse(jobs[job].source.text().len()));
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<_>> = Mutex::new(jobs.iter().map(|_| None).collect());
    let work = || {
        loop {
            // Relaxed: the counter is all that is shared; results are handed over under the lock.
            let Some(&job) = by_size.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            let Job {
                source,
                mode,
                is_trusted,
            } = &jobs[job];
            let mut diags = Vec::new();
            let file = parse_file(source.clone(), *mode, *is_trusted, &mut diags);
            let result = Some((Arc::new(file), diags));
            results.lock().expect("no holder panics")[job] = result;
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.min(jobs.len()) {
            stack::spawn(scope, work);
        }
    });
    let results = results.into_inner().expect("no holder panics");
    results
        .into_iter()
        .map(|result| result.expect("every job was done"))
        .collect()
}

fn package(
    node: Loaded,
    mut files: Vec<Arc<File>>,
    diags: Vec<Diagnostic>,
    index_of: &[usize],
) -> Package {
    overlay::override_declarations(&mut files, node.n_overlay);
    let imports = node.imports.iter();
    let import_errors = import_errors(&files, &node.missing);
    let language = node
        .place
        .module
        .as_ref()
        .and_then(|module| language_minor(module.language()));
    Package {
        path: Symbol::intern(&node.path),
        name: Symbol::intern(&node.place.directory.name),
        dir: node.place.directory.dir,
        files,
        imports: imports
            .map(|(import, node)| (Symbol::intern(import), index_of[*node]))
            .collect(),
        go_minor: language.unwrap_or(GO_MINOR),
        is_trusted: node.place.is_library,
        is_files: node.is_files,
        role: node.role,
        module: node.place.module,
        embeds: Vec::new(),
        diags,
        import_errors,
    }
}

fn import_errors(files: &[Arc<File>], missing: &[(String, String)]) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    for import in files.iter().flat_map(|file| &file.imports) {
        let why = missing
            .iter()
            .find(|(path, _)| import.path.as_str() == path);
        if let Some((path, why)) = why {
            diags.push(Diagnostic::error(
                import.pos,
                format!("could not import {path} ({why})"),
            ));
        }
    }
    diags
}

/// Finds the files of a package's embed directives. The `go` command looks at them only in files that
/// import "embed". In a given package, they may be missing.
fn resolve_embeds(
    package: &mut Package,
    is_given: bool,
    cwd: &std::path::Path,
) -> Result<(), String> {
    let mut embeds = Vec::new();
    for (file_index, file) in package.files.iter().enumerate() {
        if !file.has_import("embed") {
            continue;
        }
        for (embed_index, embed) in file.embeds.iter().enumerate() {
            let mut names = Vec::new();
            for pattern in &embed.patterns {
                match embed::resolve(&package.dir, pattern) {
                    Ok(files) => names.extend(files),
                    Err(_) if is_given => {}
                    Err(problem) => {
                        let at = pattern_place(file, embed, pattern, cwd);
                        return Err(format!("{at}: pattern {pattern}: {problem}"));
                    }
                }
            }
            names.sort();
            names.dedup();
            embeds.push(Embedded {
                file: file_index,
                embed: embed_index,
                names,
            });
        }
    }
    package.embeds = embeds;
    Ok(())
}

/// Where a pattern stands in its directive.
fn pattern_place(file: &File, embed: &Embed, pattern: &str, cwd: &std::path::Path) -> String {
    // The directive's position is behind its slashes.
    let start = file.source.offset(embed.pos) - 2;
    let rest = &file.source.text()[start as usize..];
    let line = rest.split(|&b| b == b'\n').next().unwrap_or(rest);
    let arguments = embed_arguments(&String::from_utf8_lossy(line)).unwrap_or_default();
    let at = arguments
        .iter()
        .find(|(other, _)| other == pattern)
        .map_or(0, |(_, at)| *at);
    let (line, col) = file.source.line_col(start + at as u32);
    format!("{}:{line}:{col}", path::short(cwd, &file.source.path))
}
