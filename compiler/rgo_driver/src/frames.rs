//! Functions whose frames no stack holds: gc's compiler rejects them, reached or not.
//!
//! Only packages with large arrays are looked at; no other has such functions.

use rgo_base::{Diagnostic, Pos};
use rgo_hir::program::ProgramOptions;
use rgo_hir::{FuncKey, Program as Hir, frame};
use rgo_load::load::Program;
use rgo_types::{Context, ObjId, PkgId, Type};

use crate::render::ErrorQueue;
use crate::session::{Failure, Session};

/// A package without an array type of this size is not looked at.
const LARGE_BYTES: u64 = 64 << 10;

/// Errors for the functions of packages that are not trusted. They type-check.
pub fn check_frames(
    session: &Session<'_>,
    types: &Context,
    program: &Program,
    ids: &[PkgId],
) -> Result<(), Failure> {
    let mut output = String::new();
    for (index, package) in program.packages.iter().enumerate() {
        if package.is_trusted || !types.has_array_of(ids[index], LARGE_BYTES) {
            continue;
        }
        let flags = session.compile_flags(program, index);
        let mut errors = ErrorQueue::new(&session.sources, flags.all_errors, flags.no_columns);
        for diag in &package_errors(types, ids[index]) {
            errors.report(diag);
        }
        if errors.has_errors() {
            output.push_str(&session.show(package, &errors.finish()));
        }
    }
    if output.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(output.trim_end()))
    }
}

fn package_errors(types: &Context, pkg: PkgId) -> Vec<Diagnostic> {
    let hir = Hir::new(types, ProgramOptions::default());
    for &obj in types.package_objects(pkg) {
        if is_built(types, obj) {
            hir.build(hir.declared(obj, &[]));
        }
    }
    let mut errors = Vec::new();
    for entry in hir.funcs.keys().map(|func| &hir.funcs[func]) {
        let Some(func) = entry.built.get() else {
            continue;
        };
        if let Some(message) = frame::too_large(types, func) {
            let pos = match entry.key {
                FuncKey::Decl { obj, .. } => declaration(types, obj).unwrap_or(func.pos),
                _ => func.pos,
            };
            errors.push(Diagnostic::error(pos, message));
        }
    }
    errors
}

/// Where gc's messages about a whole function stand.
fn declaration(types: &Context, obj: ObjId) -> Option<Pos> {
    let object = types.object(obj);
    let decl = object.decl()?;
    let file = &types.package(object.pkg?).files[decl.file as usize];
    Some(file.ast.pos(decl.node))
}

/// Whether an object is a function with a body and without type parameters.
fn is_built(types: &Context, obj: ObjId) -> bool {
    let has_body = types
        .object(obj)
        .as_func()
        .is_some_and(|func| func.body.is_some());
    let is_plain = match types.ty(types.object_type(obj)) {
        Type::Signature(sig) => sig.tparams.is_empty() && types.recv_tparams(obj).is_empty(),
        _ => false,
    };
    has_body && is_plain
}
