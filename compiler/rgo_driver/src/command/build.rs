//! `rgo build`

use clap::ArgMatches;

use crate::environment::Environment;
use crate::options::BuildOptions;
use crate::session::{Failure, Session};

pub fn build(matches: &ArgMatches, environment: &Environment) -> Result<i32, Failure> {
    let options = BuildOptions::new(matches).map_err(Failure::new)?;
    Session::new(&options, environment).build(false)?;
    Ok(0)
}
