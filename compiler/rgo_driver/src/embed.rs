//! `//go:embed`: the files of a package's directives as contents of the variables they stand before.

use std::fs;

use rgo_base::{Diagnostic, Symbol};
use rgo_hir::static_init::embedding::{EmbeddedFile, Embedding, HASH_SIZE};
use rgo_load::load::Package;
use rgo_load::sum::Sha256;
use rgo_types::{Basic, Context, ObjId, ObjectKind, PkgId, Type, TypeId};
use rustc_hash::FxHashMap;

/// What the type of a variable can hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    Files,
}

/// The variables of a checked package that hold files, and what is wrong with those that cannot.
pub fn embeds(
    types: &Context,
    package: &Package,
    pkg: PkgId,
) -> (FxHashMap<ObjId, Embedding>, Vec<Diagnostic>) {
    let mut contents = FxHashMap::default();
    let mut diags = Vec::new();
    for (var, names) in variables(types, package, pkg) {
        match content(types, package, pkg, var, &names) {
            Ok(content) => {
                contents.insert(var, content);
            }
            Err(text) => diags.push(Diagnostic::error(types.object(var).pos, text)),
        }
    }
    (contents, diags)
}

/// Variables with directives, in source order, each with the names of all its files.
fn variables(types: &Context, package: &Package, pkg: PkgId) -> Vec<(ObjId, Vec<String>)> {
    let mut variables: Vec<(ObjId, Vec<String>)> = Vec::new();
    for embedded in &package.embeds {
        let directive = &package.files[embedded.file].embeds[embedded.embed];
        let is_its = |&&obj: &&ObjId| match &types.object(obj).kind {
            ObjectKind::Var {
                decl: Some(decl), ..
            } => decl.file as usize == embedded.file && Some(decl.node) == directive.decl,
            _ => false,
        };
        let Some(&var) = types.package_objects(pkg).iter().find(is_its) else {
            continue;
        };
        match variables.iter_mut().find(|(other, _)| *other == var) {
            Some((_, names)) => names.extend_from_slice(&embedded.names),
            None => variables.push((var, embedded.names.clone())),
        }
    }
    for (_, names) in &mut variables {
        names.sort();
        names.dedup();
    }
    variables
}

fn content(
    types: &Context,
    package: &Package,
    pkg: PkgId,
    var: ObjId,
    names: &[String],
) -> Result<Embedding, String> {
    let ty = types.object_type(var);
    let shown = || types.type_string(ty, pkg);
    let kind = kind(types, ty)
        .ok_or_else(|| format!("go:embed cannot apply to var of type {}", shown()))?;
    let read = |name: &str| {
        fs::read(package.dir.join(name)).map_err(|error| format!("embed {name}: {error}"))
    };
    if kind == Kind::Files {
        return Ok(Embedding::Files(file_system(names, read)?));
    }
    let [name] = names else {
        let text = format!("invalid go:embed: multiple files for type {}", shown());
        return Err(text);
    };
    Ok(match kind {
        Kind::Text => Embedding::Text(read(name)?),
        Kind::Bytes | Kind::Files => Embedding::Bytes(read(name)?),
    })
}

fn kind(types: &Context, ty: TypeId) -> Option<Kind> {
    if let Type::Named(named) = *types.ty(types.unalias(ty)) {
        let object = types.object(types.named(named).obj);
        let path = object.pkg.map(|pkg| types.package(pkg).path);
        if object.name.as_str() == "FS" && path == Some(Symbol::intern("embed")) {
            return Some(Kind::Files);
        }
    }
    match *types.ty(types.underlying(ty)) {
        Type::Basic(Basic::String) => Some(Kind::Text),
        Type::Slice(elem) if types.basic(elem) == Some(Basic::Uint8) => Some(Kind::Bytes),
        _ => None,
    }
}

/// Files and the directories above them, in the order in which package embed looks for them: by
/// directory, then by name.
fn file_system(
    names: &[String],
    read: impl Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<EmbeddedFile>, String> {
    let mut all: Vec<String> = names.to_vec();
    for name in names {
        for (slash, _) in name.match_indices('/') {
            all.push(name[..=slash].into());
        }
    }
    all.sort_by(|x, y| split(x).cmp(&split(y)));
    all.dedup();
    let entry = |name: String| {
        if name.ends_with('/') {
            return Ok(EmbeddedFile {
                name,
                content: Vec::new(),
                hash: [0; HASH_SIZE],
            });
        }
        let content = read(&name)?;
        let mut digest = Sha256::default();
        digest.update(&content);
        let mut hash = [0; HASH_SIZE];
        hash.copy_from_slice(&digest.finish()[..HASH_SIZE]);
        Ok(EmbeddedFile {
            name,
            content,
            hash,
        })
    };
    all.into_iter().map(entry).collect()
}

/// Directory and last element of a name.
fn split(name: &str) -> (&str, &str) {
    let name = name.trim_end_matches('/');
    name.rsplit_once('/').unwrap_or((".", name))
}

#[cfg(test)]
mod tests {
    use super::file_system;

    #[test]
    fn directories_stand_among_files() {
        let names = ["a/b/x", "a/y", "b.txt"].map(String::from);
        let files = file_system(&names, |name| Ok(name.into())).expect("reading works");
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a/", "b.txt", "a/b/", "a/y", "a/b/x"]);
        assert!(files[0].content.is_empty() && files[3].content == b"a/y");
    }
}
