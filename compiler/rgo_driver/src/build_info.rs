//! What an executable says about how it was built, as `go build` writes it: Go's version, the modules
//! in it, flags and settings, and the GODEBUG settings that follow from the modules' Go version.
//!
//! The text is that of `debug.BuildInfo.String` without its first line. No version control
//! information is in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rgo_codegen::build_info::framed;
use rgo_codegen::input::BuildInfo;
use rgo_load::goroot::Goroot;
use rgo_load::load::{Package, Program};
use rgo_load::module::{Mode, ModuleInfo, Modules};
use rgo_load::version::{ModuleVersion, cmp_version};
use rgo_syntax::literal::quote;
use rustc_hash::FxHashSet;

use crate::options::BuildOptions;

/// Version of a module that has none.
const NO_VERSION: &str = "(devel)";

/// What is told of the program that the package `root` makes.
pub fn build_info(
    options: &BuildOptions,
    goroot: &Goroot,
    program: &Program,
    root: usize,
) -> BuildInfo {
    BuildInfo {
        go_version: goroot.version.clone(),
        module_info: match options.given {
            // Gc's compiler and linker know nothing of modules.
            Some(_) => String::new(),
            None => module_info(options, goroot, program, root),
        },
    }
}

/// Values of the runtime's variables that Go's linker sets, by link symbol.
pub fn runtime_strings(
    options: &BuildOptions,
    goroot: &Goroot,
    program: &Program,
    root: usize,
    info: &BuildInfo,
) -> Vec<(&'static str, Vec<u8>)> {
    let mut strings = vec![
        ("runtime.buildVersion", info.go_version.clone().into_bytes()),
        ("runtime.modinfo", framed(&info.module_info)),
    ];
    if !options.trim_path {
        let dir = goroot.dir.to_string_lossy().into_owned();
        strings.push(("runtime.defaultGOROOT", dir.into_bytes()));
    }
    if options.given.is_none() {
        let settings = default_godebug(goroot, program, &program.packages[root]);
        strings.push(("runtime.godebugDefault", settings.into_bytes()));
    }
    strings
}

fn module_info(options: &BuildOptions, goroot: &Goroot, program: &Program, root: usize) -> String {
    let package = &program.packages[root];
    let modules = &program.modules;
    let mut text = String::new();
    let mut line = |words: &[&str]| {
        text.push_str(&words.join("\t"));
        text.push('\n');
    };
    line(&["path", package.path.as_str()]);
    if let Some(module) = &package.module {
        line(&["mod", &module_text(modules, module)]);
    }
    for module in modules_of(program, root) {
        line(&["dep", &module_text(modules, module)]);
    }
    let mut setting = |name: &str, value: &str| {
        if !value.is_empty() {
            line(&["build", &format!("{name}={}", quoted(value))]);
        }
    };
    setting("-buildmode", "exe");
    setting("-compiler", "gc");
    setting("-gcflags", &options.gcflags);
    if !options.trim_path {
        setting("-ldflags", &options.ldflags);
    }
    setting("-tags", &options.tags.join(","));
    setting("-trimpath", if options.trim_path { "true" } else { "" });
    setting("DefaultGODEBUG", &default_godebug(goroot, program, package));
    setting("CGO_ENABLED", "0");
    setting("GOARCH", "amd64");
    setting("GOOS", "linux");
    setting("GOAMD64", "v1");
    text
}

fn quoted(value: &str) -> String {
    match value.contains([' ', '\t', '\r', '\n', '"', '`']) {
        true => quote(value.as_bytes()),
        false => value.into(),
    }
}

/// Modules of the packages that a package needs, other than its own, sorted.
fn modules_of(program: &Program, root: usize) -> Vec<&ModuleInfo> {
    let own = program.packages[root].module.as_ref();
    let mut modules: Vec<&ModuleInfo> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut waiting = vec![root];
    while let Some(index) = waiting.pop() {
        if !seen.insert(index) {
            continue;
        }
        let package = &program.packages[index];
        waiting.extend(package.imports.values());
        if let Some(module) = &package.module
            && own.is_none_or(|own| own.module.path != module.module.path)
        {
            modules.push(module);
        }
    }
    let order = |x: &&ModuleInfo, y: &&ModuleInfo| {
        let (x, y) = (&x.module, &y.module);
        let versions = || cmp_version(&x.path, &x.version, &y.version);
        x.path.cmp(&y.path).then_with(versions)
    };
    modules.sort_by(order);
    modules.dedup_by(|x, y| x.module == y.module);
    modules
}

/// A module's path, version and checksum, with what replaces it in a second line.
fn module_text(modules: &Modules, info: &ModuleInfo) -> String {
    let version = |module: &ModuleVersion| match module.version.as_str() {
        "" => NO_VERSION.to_string(),
        version => version.to_string(),
    };
    let sum = |module: &ModuleVersion| match modules.mode {
        Mode::ReadOnly if !module.version.is_empty() => modules.checksum(module),
        Mode::ReadOnly | Mode::Vendor => String::new(),
    };
    let module = &info.module;
    let mut text = format!("{}\t{}", module.path, version(module));
    match &info.replaced_by {
        None => text.push_str(&format!("\t{}", sum(module))),
        Some(new) => {
            let path = match new.version.as_str() {
                "" => modules.replacement_as_written(module),
                _ => new.path.clone(),
            };
            let _ = writeln!(text, "\n=>\t{path}\t{}\t{}", version(new), sum(new));
        }
    }
    text
}

/// GODEBUG settings of a program: the old behaviour that its module's Go version asks for, settings of
/// go.mod or go.work, `//go:debug` lines of the main package.
fn default_godebug(goroot: &Goroot, program: &Program, main: &Package) -> String {
    let mut version = program.modules.go_version().to_string();
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    given.extend(program.modules.godebugs().iter().cloned());
    for file in &main.files {
        let header = &file.source.text()[..file.source.offset(file.package_pos) as usize];
        given.extend(debug_directives(&String::from_utf8_lossy(header)));
    }
    if let Some(default) = given.remove("default") {
        version = default.trim_start_matches("go").into();
    }
    let table = std::fs::read_to_string(goroot.dir.join("src/internal/godebugs/table.go"));
    let mut settings = old_settings(&table.unwrap_or_default(), &version);
    settings.extend(given);
    let settings: Vec<String> = settings
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    settings.join(",")
}

/// Settings of the `//go:debug` lines in what precedes a package clause.
fn debug_directives(header: &str) -> Vec<(String, String)> {
    let lines = header.lines().filter_map(|line| {
        let rest = line.strip_prefix("//go:debug")?;
        let setting = rest.starts_with([' ', '\t']).then(|| rest.trim())?;
        let (name, value) = setting.split_once('=')?;
        Some((name.to_string(), value.to_string()))
    });
    lines.collect()
}

/// The settings that changed after Go `version`, with their old values, by the library's table: a row
/// is `{Name: "x", ..., Changed: 21, Old: "1"},`.
fn old_settings(table: &str, version: &str) -> BTreeMap<String, String> {
    let mut parts = version.split('.');
    let minor = match (parts.next(), parts.next().map(str::parse::<u32>)) {
        (Some("1"), Some(Ok(minor))) => minor,
        _ => return BTreeMap::new(),
    };
    let rows = table.lines().filter_map(|line| {
        let row = line.trim().strip_prefix("{Name: ")?;
        let changed = field(row, "Changed: ")?.parse::<u32>().ok()?;
        let name = row.split('"').nth(1)?;
        let old = field(row, "Old: ")?.trim_matches('"');
        (minor < changed).then(|| (name.to_string(), old.to_string()))
    });
    rows.collect()
}

/// The text between a field's name and the next comma or brace.
fn field<'a>(row: &'a str, name: &str) -> Option<&'a str> {
    let rest = row.split_once(name)?.1;
    rest.split([',', '}']).next()
}

#[cfg(test)]
mod tests {
    use super::{debug_directives, old_settings};

    #[test]
    fn settings_follow_the_go_version() {
        let table = "var All = []Info{\n\
            \t{Name: \"a\", Package: \"p\"},\n\
            \t{Name: \"panicnil\", Package: \"runtime\", Changed: 21, Old: \"1\"},\n\
            \t{Name: \"b\", Package: \"q\", Changed: 24, Old: \"0\", Opaque: true},\n}\n";
        let of = |version| -> Vec<(String, String)> {
            old_settings(table, version).into_iter().collect()
        };
        let setting = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(of("1.20"), [setting("b", "0"), setting("panicnil", "1")]);
        assert_eq!(of("1.23.4"), [setting("b", "0")]);
        assert_eq!(of("1.27"), []);
    }

    #[test]
    fn directives_stand_alone() {
        let header = "// x\n//go:debug panicnil=1\n//go:debugger a=b\n//go:debug\tc=d\n";
        let names: Vec<String> = debug_directives(header)
            .into_iter()
            .map(|(name, value)| name + &value)
            .collect();
        assert_eq!(names, ["panicnil1", "cd"]);
    }
}
