//! The checker's part of a build: packages handed to it, and what parser and checker found shown as
//! gc shows it.

use rgo_base::Diagnostic;
use rgo_hir::static_init::embedding::Embedding;
use rgo_load::load::{Embedded, Package, Program, Role};
use rgo_types::{Context, ObjId, PackageSource, PkgId};
use rustc_hash::FxHashMap;

use crate::embed;
use crate::render::ErrorQueue;
use crate::session::{Failure, Session};

/// Hands all packages of a program to the checker; their numbers by index.
pub fn add_packages(session: &Session<'_>, types: &Context, program: &Program) -> Vec<PkgId> {
    let mut ids: Vec<PkgId> = Vec::with_capacity(program.packages.len());
    for (index, package) in program.packages.iter().enumerate() {
        let flags = session.compile_flags(program, index);
        // Gc's compiler, alone, believes that an assembler has bodies; the go command tells it if not.
        let is_complete = session.options.given.is_none() || flags.is_complete;
        let imports: FxHashMap<_, _> = package
            .imports
            .iter()
            .map(|(&path, &index)| (path, ids[index]))
            .collect();
        let id = types.add_package(PackageSource {
            path: package.path,
            name: package.name,
            files: package.files.clone(),
            imports,
            go_minor: flags.lang.unwrap_or(package.go_minor),
            is_trusted: package.is_trusted,
            has_external_bodies: package.is_trusted || !is_complete,
            is_tested_main: package.is_main() && package.role == Role::Tested,
        });
        ids.push(id);
    }
    ids
}

/// Checks the packages that are not trusted, imports first. A package whose imports have errors is
/// passed over. Gives the variables that hold files.
pub fn check_packages(
    session: &Session<'_>,
    types: &Context,
    program: &Program,
    ids: &[PkgId],
) -> Result<FxHashMap<ObjId, Embedding>, Failure> {
    let mut embeds = FxHashMap::default();
    let mut output = String::new();
    let mut is_broken = vec![false; program.packages.len()];
    for (index, package) in program.packages.iter().enumerate() {
        if package.is_trusted {
            embeds.extend(embed::embeds(types, package, ids[index]).0);
            continue;
        }
        if package.imports.values().any(|&import| is_broken[import]) {
            is_broken[index] = true;
            continue;
        }
        let flags = session.compile_flags(program, index);
        if let Some(why) = &flags.bad_lang {
            is_broken[index] = true;
            output.push_str(&session.show(package, &format!("compile: {why}\n")));
            continue;
        }
        let mut errors = ErrorQueue::new(&session.sources, flags.all_errors, flags.no_columns);
        report_parsed(package, flags.is_std, &mut errors);
        // What else the parser has found does not keep gc from checking.
        if !errors.has_syntax_errors() {
            report_all(&package.import_errors, &mut errors);
            types.check_package(ids[index], session.options.threads);
            report_all(&types.diags.take(), &mut errors);
        }
        if !errors.has_errors() {
            report_all(&missing_embeds(package), &mut errors);
        }
        if !errors.has_errors() {
            let (contents, diags) = embed::embeds(types, package, ids[index]);
            report_all(&diags, &mut errors);
            embeds.extend(contents);
        }
        if errors.has_errors() {
            is_broken[index] = true;
            output.push_str(&session.show(package, &errors.finish()));
        }
    }
    if output.is_empty() {
        Ok(embeds)
    } else {
        Err(Failure::new(output.trim_end()))
    }
}

/// What the middle of the compiler found wrong with instances of generic functions in a program.
pub fn report_middle(
    session: &Session<'_>,
    types: &Context,
    program: &Program,
    root: usize,
) -> Result<(), Failure> {
    let flags = session.compile_flags(program, root);
    let mut errors = ErrorQueue::new(&session.sources, flags.all_errors, flags.no_columns);
    report_all(&types.diags.take(), &mut errors);
    if errors.has_errors() {
        let output = session.show(&program.packages[root], &errors.finish());
        return Err(Failure::new(output.trim_end()));
    }
    Ok(())
}

/// Directives of a given package whose files were not found.
fn missing_embeds(package: &Package) -> Vec<Diagnostic> {
    let missing = package.embeds.iter().filter(|embed| embed.names.is_empty());
    let error = |embedded: &Embedded| {
        let embed = &package.files[embedded.file].embeds[embedded.embed];
        let text = "invalid go:embed: build system did not supply embed configuration";
        Diagnostic::error(embed.pos, text)
    };
    missing.map(error).collect()
}

/// Queues what the parser reported, up to the first file that has no package clause: behind it the
/// compiler does not look. A package that counts as one of the standard library may use its directives.
fn report_parsed(package: &Package, is_std: bool, errors: &mut ErrorQueue<'_>) {
    let is_allowed = |diag: &Diagnostic| {
        is_std
            && diag
                .message
                .ends_with("is only allowed in the standard library")
    };
    for file in &package.files {
        let own = package
            .diags
            .iter()
            .filter(|diag| file.source.contains(diag.pos) && !is_allowed(diag));
        report_all(own, errors);
        if !file.has_clause {
            return;
        }
    }
}

fn report_all<'d>(diags: impl IntoIterator<Item = &'d Diagnostic>, errors: &mut ErrorQueue<'_>) {
    diags.into_iter().for_each(|diag| errors.report(diag));
}
