//! The `rgo` command: arguments and environment to stages, their results to files and messages.

mod backend;
mod build_info;
mod check;
mod command;
mod counts;
mod diagnose;
mod embed;
mod embedded;
mod emit;
mod emit_types;
mod environment;
mod flags;
mod frames;
mod ice;
mod options;
mod output;
mod render;
mod session;
mod timings;

use std::process::ExitCode;

fn main() -> ExitCode {
    ice::install();
    let args: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    match std::panic::catch_unwind(|| command::run(&args)) {
        Ok(code) => ExitCode::from(code as u8),
        Err(_) => ExitCode::from(ice::EXIT_BUG as u8),
    }
}
