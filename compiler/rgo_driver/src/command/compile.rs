//! `rgo compile`: packages given file by file.

use std::path::Path;

use clap::ArgMatches;
use rgo_load::load::{GivenPackage, GivenPackages};

use crate::environment::Environment;
use crate::flags::value;
use crate::ice::EXIT_BUG;
use crate::options::BuildOptions;
use crate::session::{Failure, Session};

/// Exit code after errors, as that of gc's compiler.
const EXIT_ERRORS: i32 = 2;

pub fn compile(matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    let mut options = BuildOptions::new(matches).map_err(Failure::new)?;
    let arguments = std::mem::take(&mut options.patterns);
    let packages: Result<Vec<GivenPackage>, Failure> = arguments
        .iter()
        .map(|argument| given_package(argument, &environment.cwd))
        .collect();
    options.given = Some(GivenPackages {
        local_prefix: value(matches, "D").unwrap_or_default().into(),
        packages: packages?,
    });
    let result = Session::new(&options, environment).build(false);
    result
        .map(|_| 0)
        .map_err(|failure| match failure.exit_code {
            EXIT_BUG => failure,
            _ => Failure {
                exit_code: EXIT_ERRORS,
                ..failure
            },
        })
}

/// Reads `path=file.go,file.go`; all files lie in one directory.
fn given_package(argument: &str, cwd: &Path) -> Result<GivenPackage, Failure> {
    let wrong = || Failure::new(format!("rgo: want path=file.go[,file.go...]: {argument}"));
    let (path, files) = argument.split_once('=').ok_or_else(wrong)?;
    let mut dir = None;
    let mut names = Vec::new();
    for file in files.split(',') {
        let file = cwd.join(file);
        let name = file.file_name().ok_or_else(wrong)?;
        names.push(name.to_string_lossy().into_owned());
        let parent = file.parent().unwrap_or(cwd).to_path_buf();
        if *dir.get_or_insert_with(|| parent.clone()) != parent {
            return Err(Failure::new(format!(
                "rgo: files in different directories: {argument}"
            )));
        }
    }
    Ok(GivenPackage {
        path: path.into(),
        dir: dir.unwrap_or_default(),
        files: names,
    })
}
