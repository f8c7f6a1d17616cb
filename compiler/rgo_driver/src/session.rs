//! A build from options to a program: the stages in order, what each hands to the next, and when to
//! stop.
//!
//! Errors of loading end the build at once. Errors of compiling end it for the package that has them
//! and for those that import it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rgo_base::{SourceMap, Symbol, activity, stack};
use rgo_hir::program::ProgramOptions;
use rgo_load::build_context::BuildContext;
use rgo_load::goroot::{self, Goroot};
use rgo_load::load::{self, Package, Program, Request, Role, Target, expand_packages};
use rgo_types::{Context, PkgId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build_info::{build_info, runtime_strings};
use crate::embedded::OVERLAY;
use crate::environment::Environment;
use crate::options::{BuildOptions, CompileFlags, Emit};
use crate::output::{Output, WorkDir};
use crate::render::show_output;
use crate::timings::Timings;
use crate::{backend, check, diagnose, emit, frames};

/// Packages that every program needs, whatever it imports.
const IMPLICIT_PACKAGES: [&str; 1] = ["runtime"];

/// How a command ended without success.
#[derive(Debug)]
pub struct Failure {
    /// For standard error.
    pub text: String,
    pub exit_code: i32,
}

impl Failure {
    pub fn new(text: impl Into<String>) -> Failure {
        Failure {
            text: text.into(),
            exit_code: 1,
        }
    }
}

/// What a build wrote.
#[derive(Debug, Default)]
pub struct Built {
    /// In the order of the packages they were built from.
    pub executables: Vec<Executable>,
}

/// A built program.
#[derive(Debug)]
pub struct Executable {
    pub path: PathBuf,
    /// Directory of its package.
    pub dir: PathBuf,
}

/// One build.
pub struct Session<'a> {
    pub options: &'a BuildOptions,
    pub environment: &'a Environment,
    pub sources: Arc<SourceMap>,
    pub timings: Timings,
}

impl<'a> Session<'a> {
    pub fn new(options: &'a BuildOptions, environment: &'a Environment) -> Session<'a> {
        let (sources, timings) = (Arc::default(), Timings::on_terminal());
        Session {
            options,
            environment,
            sources,
            timings,
        }
    }

    /// Runs the stages. `main_only`: packages that are no programs are errors.
    pub fn build(&mut self, main_only: bool) -> Result<Built, Failure> {
        let result = stack::on_big_stack(|| self.stages(main_only));
        if self.options.timings {
            eprint!("{}", self.timings.table());
        }
        result
    }

    /// The import paths of the packages that the patterns stand for.
    pub fn packages(&self) -> Result<Vec<String>, Failure> {
        let goroot = self.goroot()?;
        let request = self.request(&goroot, false);
        expand_packages(&request.modules, &request.context, &self.options.patterns)
            .map_err(Failure::new)
    }

    /// Whether the packages to be built can be loaded: an error is the text to print.
    pub fn check_packages(&self) -> Result<(), Failure> {
        let goroot = self.goroot()?;
        load::check(&self.request(&goroot, false)).map_err(Failure::new)
    }

    fn goroot(&self) -> Result<Goroot, Failure> {
        let request = self
            .environment
            .goroot_request(self.options.goroot.as_deref());
        goroot::find(&request).map_err(|text| Failure::new(format!("rgo: {text}")))
    }

    fn stages(&mut self, main_only: bool) -> Result<Built, Failure> {
        let goroot = self.goroot()?;
        let program = self.load(&goroot, main_only)?;
        for warning in &program.warnings {
            eprintln!("{warning}");
        }
        if self.options.verbose {
            for package in &program.packages {
                eprintln!("{}", package.path);
            }
        }
        if let Some(stage @ (Emit::Tokens | Emit::Ast)) = self.options.emit {
            emit::emit(stage, &program)?;
            return Ok(Built::default());
        }
        if self.options.trim_path {
            trim_paths(&program);
        }
        self.compile(&goroot, &program)
    }

    /// Checks all packages of the user's and builds the programs among the roots.
    fn compile(&mut self, goroot: &Goroot, program: &Program) -> Result<Built, Failure> {
        let outputs =
            output_paths(self.options, program, &self.environment.cwd).map_err(Failure::new)?;
        let types = Context::new(self.sources.clone());
        let ids = check::add_packages(self, &types, program);
        activity::enter("check");
        let mut timings = std::mem::take(&mut self.timings);
        let checked = timings.stage("check", || {
            check::check_packages(self, &types, program, &ids)
        });
        self.timings = timings;
        let embeds = checked?;
        if self.options.emit == Some(Emit::Types) {
            emit::emit_types(&types, program.roots.iter().map(|&root| ids[root]));
            return Ok(Built::default());
        }
        diagnose::diagnose(self, &types, program, &ids, &embeds);
        frames::check_frames(self, &types, program, &ids)?;
        let mut built = Built::default();
        let work = WorkDir::new(self.options.keep_work)
            .map_err(|error| Failure::new(format!("rgo: temporary directory: {error}")))?;
        for (&root, output) in program.roots.iter().zip(outputs) {
            let package = &program.packages[root];
            let is_wanted = match &self.options.tests {
                Some(_) => package.role == Role::TestMain,
                None => package.is_main(),
            };
            if !is_wanted {
                continue;
            }
            let main = types.package_object(ids[root], Symbol::intern("main"));
            if main.is_none() && output.is_none() && self.options.given.is_some() {
                // A matter of linking.
                continue;
            }
            let Some(main) = main else {
                let text = "runtime.main_main·f: function main is undeclared in the main package";
                return Err(Failure::new(self.show(package, text).trim_end()));
            };
            let flags = self.compile_flags(program, root);
            let build_info = build_info(self.options, goroot, program, root);
            let mut strings = self.linker_strings(package);
            for (name, value) in runtime_strings(self.options, goroot, program, root, &build_info) {
                strings.entry(Symbol::intern(name)).or_insert(value);
            }
            let options = ProgramOptions {
                strings,
                embeds: embeds.clone(),
                no_inline: self.not_inlined(program, &ids),
                small_frames: flags.small_frames,
                ..ProgramOptions::default()
            };
            let middle = backend::middle(&types, main, options, &mut self.timings);
            check::report_middle(self, &types, program, root)?;
            if let Some(stage) = self.options.emit {
                let filter = self.options.emit_func.as_deref();
                emit::emit_middle(stage, filter, &middle, ids[root], self.options.threads)?;
                continue;
            }
            if output.is_none() && self.options.given.is_some() {
                continue;
            }
            // A program that is not kept is linked all the same: that may fail.
            let is_kept = output.is_some();
            let path = output.unwrap_or_else(|| work.path().join("program"));
            let output = Output::new(&path);
            let job = backend::Job {
                types: &types,
                output: output.temp(),
                threads: self.options.threads,
                link: &self.options.link,
                no_opt: flags.no_opt,
                crash: flags.crash(),
                print_commands: self.options.print_commands,
                build_info,
                runtime_dir: match self.options.trim_path {
                    true => "runtime".into(),
                    false => goroot.dir.join("src/runtime").display().to_string(),
                },
            };
            backend::finish(&job, &middle, &mut self.timings)?;
            output
                .commit()
                .map_err(|error| Failure::new(format!("rgo: {}: {error}", path.display())))?;
            if is_kept {
                let dir = package.dir.clone();
                built.executables.push(Executable { path, dir });
            }
        }
        Ok(built)
    }

    /// The packages whose flags forbid inlining.
    pub fn not_inlined(&self, program: &Program, ids: &[PkgId]) -> FxHashSet<PkgId> {
        let packages = ids.iter().enumerate();
        let forbidden = packages.filter(|(index, _)| self.compile_flags(program, *index).no_inline);
        forbidden.map(|(_, &id)| id).collect()
    }

    /// Values of string variables given with `-X`, by link symbol.
    fn linker_strings(&self, main: &Package) -> FxHashMap<Symbol, Vec<u8>> {
        let is_main = |path: &str| path == main.path.as_str();
        let testing = ("testing.testBinary".to_string(), "1".to_string());
        let testing = self.options.tests.is_some().then_some(&testing);
        let strings = self.options.link.set.iter().map(|set| (&set.0, &set.1));
        let strings = strings.chain(testing.map(|set| (&set.0, &set.1)));
        let strings = strings.map(|(name, value)| {
            let symbol = match name.rsplit_once('.') {
                Some((path, variable)) if is_main(path) => format!("main.{variable}"),
                _ => name.clone(),
            };
            (Symbol::intern(&symbol), value.clone().into_bytes())
        });
        strings.collect()
    }

    /// What is to be loaded.
    fn request(&self, goroot: &Goroot, main_only: bool) -> Request<'a> {
        let mod_flag = self.options.mod_flag.as_deref();
        let target = match (&self.options.given, &self.options.tests) {
            (Some(packages), _) => Target::Packages(packages),
            (None, Some(path)) => Target::Tests(path),
            (None, None) => Target::Patterns(&self.options.patterns),
        };
        Request {
            target,
            modules: self.environment.module_settings(&goroot.dir, mod_flag),
            context: BuildContext {
                tags: self.options.tags.clone(),
                is_cgo_enabled: self.environment.get("CGO_ENABLED").as_deref() != Some("0"),
            },
            overlay: OVERLAY,
            implicit: &IMPLICIT_PACKAGES,
            main_only,
            is_eager: std::env::var_os("RGO_EAGER").is_some_and(|value| value == "1"),
            threads: self.options.threads,
        }
    }

    fn load(&mut self, goroot: &Goroot, main_only: bool) -> Result<Program, Failure> {
        activity::enter("load");
        let request = self.request(goroot, main_only);
        let sources = &self.sources;
        let program = self
            .timings
            .stage("load", || load::load(&request, sources))
            .map_err(Failure::new)?;
        let files = program
            .packages
            .iter()
            .map(|package| package.files.len() as u64)
            .sum();
        let lines = program.packages.iter().flat_map(|package| &package.files);
        let lines = lines.map(|file| count_lines(file.source.text())).sum();
        self.timings
            .count("packages", program.packages.len() as u64);
        self.timings.count("files", files);
        self.timings.count("lines lexed", lines);
        Ok(program)
    }

    /// The compiler's output for a package as the user sees it.
    pub fn show(&self, package: &Package, output: &str) -> String {
        if self.options.given.is_some() {
            return output.into();
        }
        let name = match (&self.options.tests, package.role) {
            (Some(tested), Role::Tested | Role::ExternalTest) => {
                format!("{} [{tested}.test]", package.path)
            }
            _ => package.path.to_string(),
        };
        show_output(&name, &package.dir, &self.environment.cwd, output)
    }

    /// The compiler flags of a package: the last that fit it.
    pub fn compile_flags(&self, program: &Program, index: usize) -> CompileFlags {
        let path = program.packages[index].path.as_str();
        let fits = |pattern: &Option<String>| match pattern.as_deref() {
            None => program.roots.contains(&index) || program.packages[index].role != Role::Plain,
            Some("all") => true,
            Some(pattern) => rgo_load::pattern::matches_pattern(pattern, path),
        };
        let flags = self
            .options
            .compile
            .iter()
            .rfind(|(pattern, _)| fits(pattern));
        flags.map_or_else(CompileFlags::default, |(_, flags)| flags.clone())
    }
}

/// Makes the program name files by import paths: `fmt/print.go`, `m.com/a@v1.0.0/x.go`.
fn trim_paths(program: &Program) {
    for package in &program.packages {
        let path = package.path.as_str();
        let dir = match &package.module {
            Some(info) if !info.module.version.is_empty() => {
                let rest = path.strip_prefix(info.module.path.as_str());
                format!("{}{}", info.module, rest.unwrap_or_default())
            }
            // Where the files named on the command line lie is nobody's business.
            _ if package.is_files => ".".into(),
            _ => path.into(),
        };
        for file in &package.files {
            file.source.set_recorded_dir(dir.clone());
        }
    }
}

fn count_lines(text: &[u8]) -> u64 {
    text.iter().filter(|&&b| b == b'\n').count() as u64
}

/// Where the executables of the roots go; none for what is no program or is not kept. An error if the
/// output does not fit what is built.
pub fn output_paths(
    options: &BuildOptions,
    program: &Program,
    cwd: &Path,
) -> Result<Vec<Option<PathBuf>>, String> {
    let roots = program.roots.iter().map(|&root| &program.packages[root]);
    if options.given.is_some() {
        let mut paths = vec![None; program.roots.len()];
        if let Some(last) = paths.last_mut() {
            *last = options.output.as_ref().map(|output| cwd.join(output));
        }
        return Ok(paths);
    }
    let in_dir = |dir: &Path, package: &Package| {
        let is_program = package.is_main();
        is_program.then(|| dir.join(executable_name(package)))
    };
    let (output, is_default) = match (&options.output, &program.roots[..]) {
        // As if there was no flag.
        (Some(output), _) if output == Path::new("/dev/null") => {
            return Ok(vec![None; program.roots.len()]);
        }
        (Some(output), _) => (output.clone(), false),
        (None, &[root]) if program.packages[root].is_main() => {
            (executable_name(&program.packages[root]).into(), true)
        }
        (None, _) => return Ok(vec![None; program.roots.len()]),
    };
    let path = cwd.join(&output);
    if path.is_dir() || options.output_is_dir {
        if is_default {
            return Err(format!(
                "go: build output {output:?} already exists and is a directory"
            ));
        }
        let paths: Vec<_> = roots.map(|package| in_dir(&path, package)).collect();
        return match paths.iter().any(Option::is_some) {
            true => Ok(paths),
            false => Err("go: no main packages to build".into()),
        };
    }
    if program.roots.len() > 1 {
        let shown = output.display();
        return Err(format!(
            "go: cannot write multiple packages to non-directory {shown}"
        ));
    }
    Ok(roots
        .map(|package| package.is_main().then(|| path.clone()))
        .collect())
}

/// The last element of a package's path that is no major version, or the name of its first file.
pub fn executable_name(package: &Package) -> String {
    if package.is_files {
        let first = package
            .files
            .first()
            .and_then(|file| file.source.path.file_stem());
        return first.unwrap_or_default().to_string_lossy().into_owned();
    }
    let mut elements = package.path.as_str().rsplit('/');
    let last = elements.next().unwrap_or_default();
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|n| !n.starts_with('0') && n != "1" && n.parse::<u32>().is_ok());
    match elements.next() {
        Some(before) if is_version => before.into(),
        _ => last.into(),
    }
}
