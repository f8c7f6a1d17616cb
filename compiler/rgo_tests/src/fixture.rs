//! Small modules with commands to run in them, for comparing `rgo` with `go`.
//!
//! A fixture is an archive ([`crate::txtar`]). Its comment has lines `> build ./...`: arguments of the
//! command, each line one run, perhaps with `NAME=value` before them; `> cd dir` moves on, `> ls dir` lists
//! a directory, `> exec program` runs what was built. Its files are
//! written to a temporary directory. Files below `modcache/PATH@VERSION/` make up a module cache, which
//! gets the downloaded forms that the `go` command expects. In go.sum files `h1:AUTO` stands for the
//! right checksum. A file that is named `x -> y` is a symbolic link.
//!
//! The result is a text with each command, its output and its exit code, in which the temporary
//! directory is `$WORK` and the toolchain's `$GOROOT`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rgo_load::sum::{hash_files, hash_go_mod};

use crate::golden;
use crate::process::{End, run};
use crate::tools::{goroot, rgo, root, set_go_environment};
use crate::txtar::Archive;

/// No command of a fixture takes long.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs the fixtures `testdata/DIR/*.txt` and compares with the `.want` files beside them;
/// `RGO_BLESS=1` records those from the `go` command.
///
/// # Panics
/// If results differ, with what differs.
pub fn check_fixtures(name: &str) {
    let dir = root().join("testdata").join(name);
    let entries = fs::read_dir(&dir).expect("testdata is readable");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    let tool = match golden::is_blessing() {
        true => goroot().join("bin/go"),
        false => rgo().to_path_buf(),
    };
    let mut failures = Vec::new();
    for path in paths {
        let archive = Archive::parse(&fs::read_to_string(&path).expect("testdata is readable"));
        let result = run_fixture(&archive, &tool);
        failures.extend(golden::check(&path.with_extension("want"), result.as_bytes()).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs the commands of a fixture with the program `tool`, in a directory outside of this repository:
/// the `go` command looks for one when it finds no module.
pub fn run_fixture(archive: &Archive, tool: &Path) -> String {
    let dir = std::env::temp_dir().join(format!("rgo-fixture-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the directory can be made");
    let dir = dir.canonicalize().expect("the directory exists");
    let result = run_commands(archive, tool, &dir.join("w"));
    // What stays is removed with the other temporary files.
    let _ = fs::remove_dir_all(dir);
    result
}

/// Writes the files to the directory `work` and runs the commands there.
fn run_commands(archive: &Archive, tool: &Path, work: &Path) -> String {
    write_files(archive, work);
    make_mod_cache(&work.join("modcache"));
    complete_sums(archive, work);
    let mut cwd = work.to_path_buf();
    let mut result = String::new();
    for line in archive
        .comment
        .lines()
        .filter_map(|line| line.strip_prefix("> "))
    {
        if let Some(target) = line.strip_prefix("cd ") {
            cwd = work.join(target);
            continue;
        }
        if let Some(target) = line.strip_prefix("ls ") {
            result.push_str(&format!("> {line}\n{}", list(&cwd.join(target))));
            continue;
        }
        result.push_str(&format!("> {line}\n"));
        result.push_str(&run_line(line, tool, work, &cwd));
    }
    result
}

/// Names in a directory, one a line, directories with a slash.
fn list(dir: &Path) -> String {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let name = |entry: fs::DirEntry| {
        let slash = if entry.path().is_dir() { "/" } else { "" };
        format!("{}{slash}\n", entry.file_name().to_string_lossy())
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names.concat()
}

fn run_line(line: &str, tool: &Path, work: &Path, cwd: &Path) -> String {
    let program = line.strip_prefix("exec ");
    let (line, tool) = match program.map(|program| program.split_once(' ').unwrap_or((program, "")))
    {
        Some((program, args)) => (args, &*cwd.join(program)),
        None => (line, tool),
    };
    let mut command = Command::new(tool);
    set_go_environment(&mut command);
    command
        .env("GOMODCACHE", work.join("modcache"))
        .env("GOPATH", work.join("gopath"));
    // Another directory than the fixture's: a module there is nobody's.
    command.env("TMPDIR", work.parent().unwrap_or(work));
    let words: Vec<&str> = line.split_whitespace().collect();
    let n_settings = words
        .iter()
        .take_while(|word| word.contains('=') && !word.starts_with('-'))
        .count();
    for setting in &words[..n_settings] {
        let (name, value) = setting
            .split_once('=')
            .expect("a setting has an equals sign");
        command.env(name, value.replace("$WORK", &work.to_string_lossy()));
    }
    command.args(
        words[n_settings..]
            .iter()
            .map(|word| word.replace("$WORK", &work.to_string_lossy())),
    );
    let finished = run(command.current_dir(cwd), LIMIT).expect("the tool can be run");
    let text = finished
        .output_text()
        .replace(&*work.to_string_lossy(), "$WORK")
        .replace(&*goroot().to_string_lossy(), "$GOROOT")
        // The go command tells of a setting that keeps it from downloading another one.
        .replace("; GOTOOLCHAIN=local)", ")");
    let end = match finished.end {
        End::Exit(code) => format!("exit {code}"),
        End::Signal(signal) => format!("signal {signal}"),
        End::Timeout => "timeout".into(),
    };
    format!(
        "{text}{}[{end}]\n",
        if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        }
    )
}

fn write_files(archive: &Archive, work: &Path) {
    fs::create_dir_all(work).expect("the directory can be made");
    for (name, content) in &archive.files {
        let (name, target) = match name.split_once(" -> ") {
            Some((name, target)) => (name, Some(target)),
            None => (name.as_str(), None),
        };
        let path = work.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("it can be made");
        match target {
            Some(target) => std::os::unix::fs::symlink(target, path).expect("a link can be made"),
            None => fs::write(path, content).expect("a file can be written"),
        }
    }
}

/// Modules extracted in a module cache: path, version, directory.
fn cached_modules(cache: &Path) -> Vec<(String, String, PathBuf)> {
    let mut modules = Vec::new();
    let mut dirs = vec![cache.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        let Ok(entries) = fs::read_dir(&dir) else {
            continue;
        };
        for path in entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
        {
            let name = path
                .strip_prefix(cache)
                .expect("it is below")
                .to_string_lossy()
                .into_owned();
            match name.split_once('@') {
                Some((module, version)) => modules.push((module.into(), version.into(), path)),
                None if name == "cache" => {}
                None => dirs.push(path),
            }
        }
    }
    modules.sort();
    modules
}

/// The `.mod`, `.info`, `.ziphash` and `list` files of a module cache's modules.
fn make_mod_cache(cache: &Path) {
    for (module, version, dir) in cached_modules(cache) {
        let download = cache.join("cache/download").join(&module).join("@v");
        fs::create_dir_all(&download).expect("the directory can be made");
        let write = |name: String, content: String| {
            fs::write(download.join(name), content).expect("a file can be written");
        };
        write(format!("{version}.mod"), go_mod_of(&module, &dir));
        let info = format!("{{\"Version\":\"{version}\",\"Time\":\"2024-01-01T00:00:00Z\"}}");
        write(format!("{version}.info"), info);
        write(
            format!("{version}.ziphash"),
            module_hash(&module, &version, &dir),
        );
        write(format!("{version}.lock"), String::new());
        write("list".into(), format!("{version}\n"));
    }
}

fn go_mod_of(module: &str, dir: &Path) -> String {
    fs::read_to_string(dir.join("go.mod")).unwrap_or_else(|_| format!("module {module}\n"))
}

fn module_hash(module: &str, version: &str, dir: &Path) -> String {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(at) = dirs.pop() {
        for entry in fs::read_dir(&at).expect("the module is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let name = path
                    .strip_prefix(dir)
                    .expect("it is below")
                    .to_string_lossy()
                    .into_owned();
                let content = fs::read(&path).expect("the module is readable");
                files.push((format!("{module}@{version}/{name}"), content));
            }
        }
    }
    hash_files(&files)
}

/// Puts the right checksums into go.sum files.
fn complete_sums(archive: &Archive, work: &Path) {
    let modules = cached_modules(&work.join("modcache"));
    for (name, content) in archive
        .files
        .iter()
        .filter(|(_, content)| content.contains("h1:AUTO"))
    {
        let mut text = String::new();
        for line in content.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let known = modules.iter().find(|(module, version, _)| {
                let of_module = fields.first() == Some(&module.as_str());
                of_module
                    && fields
                        .get(1)
                        .is_some_and(|v| v.strip_suffix("/go.mod").unwrap_or(v) == version)
            });
            let line = match known {
                Some((module, version, dir)) if fields[1].ends_with("/go.mod") => {
                    let hash = hash_go_mod(go_mod_of(module, dir).as_bytes());
                    format!("{module} {version}/go.mod {hash}")
                }
                Some((module, version, dir)) => {
                    format!("{module} {version} {}", module_hash(module, version, dir))
                }
                None => line.into(),
            };
            text.push_str(&line);
            text.push('\n');
        }
        fs::write(work.join(name), text).expect("a file can be written");
    }
}
