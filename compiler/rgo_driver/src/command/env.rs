//! `rgo env`

use clap::ArgMatches;
use rgo_load::goroot;
use rgo_load::module::find_module_root;

use crate::environment::Environment;
use crate::flags::{is_set, values};
use crate::session::Failure;

pub fn env(matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    let settings = settings(environment);
    let names = values(matches, "rest");
    let value_of = |name: &str| {
        let known = settings.iter().find(|(other, _)| *other == name);
        known.map_or_else(
            || environment.get(name).unwrap_or_default(),
            |(_, value)| value.clone(),
        )
    };
    if is_set(matches, "json") {
        let shown: Vec<(&str, String)> = if names.is_empty() {
            settings
        } else {
            names
                .into_iter()
                .map(|name| (name, value_of(name)))
                .collect()
        };
        let rows: Vec<String> = shown
            .iter()
            .map(|(name, value)| format!("\t{name:?}: {value:?}"))
            .collect();
        println!("{{\n{}\n}}", rows.join(",\n"));
        return Ok(0);
    }
    if names.is_empty() {
        for (name, value) in &settings {
            println!("{name}='{}'", value.replace('\'', "'\\''"));
        }
    }
    for name in names {
        println!("{}", value_of(name));
    }
    Ok(0)
}

/// All settings by name.
fn settings(environment: &Environment) -> Vec<(&'static str, String)> {
    let path = |path: Option<std::path::PathBuf>| {
        path.map_or_else(String::new, |path| path.to_string_lossy().into_owned())
    };
    let goroot = goroot::find(&environment.goroot_request(None)).ok();
    let version = goroot
        .as_ref()
        .map_or_else(String::new, |goroot| goroot.version.clone());
    let go_mod = find_module_root(&environment.cwd).map(|root| root.join("go.mod"));
    let mut settings = vec![
        ("CGO_ENABLED", "0".into()),
        ("GOARCH", "amd64".into()),
        ("GOENV", path(environment.go_env())),
        ("GOFLAGS", environment.get("GOFLAGS").unwrap_or_default()),
        (
            "GOMOD",
            go_mod.map_or_else(|| "/dev/null".into(), |file| path(Some(file))),
        ),
        ("GOMODCACHE", path(environment.mod_cache())),
        ("GOOS", "linux".into()),
        ("GOPATH", path(environment.go_path())),
        ("GOROOT", path(goroot.map(|goroot| goroot.dir))),
        ("GOVERSION", version),
        ("GOWORK", environment.get("GOWORK").unwrap_or_default()),
        ("LD", path(Some(environment.linker()))),
        ("RGO_CACHE", path(environment.rgo_cache())),
    ];
    settings.sort();
    settings
}
