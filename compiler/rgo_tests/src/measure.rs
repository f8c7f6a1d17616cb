//! What a run of a program costs: CPU time, wall time, memory.
//!
//! The kernel tells what all finished children of a process took together. So a process in between
//! runs one program, and tells what its children took: this program, called with [`FLAG`].

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::process::{Finished, run};

/// First argument of the process in between; a file for the result, the program and its arguments follow.
pub const FLAG: &str = "-measure-one";

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// User and system.
    pub cpu: Duration,
    pub wall: Duration,
    /// The most memory it had at a time.
    pub peak_kib: u64,
}

/// Runs a command and gives what it cost. `dir` is for the result of the process in between.
pub fn measure(command: &Command, dir: &Path, limit: Duration) -> (Finished, Cost) {
    let result = dir.join("cost");
    let this = std::env::current_exe().expect("a running program has a file");
    let mut between = Command::new(this);
    between
        .arg(FLAG)
        .arg(&result)
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => between.env(name, value),
            None => between.env_remove(name),
        };
    }
    if let Some(dir) = command.get_current_dir() {
        between.current_dir(dir);
    }
    let finished = run(&mut between, limit).expect("this program can be started");
    let text = fs::read_to_string(&result).unwrap_or_default();
    // It may have been killed before it wrote anything.
    let _ = fs::remove_file(&result);
    let mut numbers = text
        .split_whitespace()
        .map(|word| word.parse::<u64>().unwrap_or(0));
    let mut number = || numbers.next().unwrap_or(0);
    let cost = Cost {
        cpu: Duration::from_micros(number()),
        wall: Duration::from_micros(number()),
        peak_kib: number(),
    };
    (finished, cost)
}

/// Does the work of the process in between if the program was called as such.
pub fn measure_one() -> Option<ExitCode> {
    let mut args = std::env::args_os().skip(1);
    if args.next().as_deref() != Some(OsStr::new(FLAG)) {
        return None;
    }
    let result = args.next()?;
    let mut command = Command::new(args.next()?);
    let start = Instant::now();
    let status = command.args(args).status();
    let wall = start.elapsed();
    let code = match status {
        Ok(status) => status.code().unwrap_or(101),
        Err(error) => {
            eprintln!("{}: {error}", command.get_program().to_string_lossy());
            101
        }
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the kernel counts");
    let cpu = micros(usage.user_time()) + micros(usage.system_time());
    let text = format!("{cpu} {} {}\n", wall.as_micros(), usage.max_rss());
    match fs::write(result, text) {
        Ok(()) => Some(ExitCode::from(code as u8)),
        Err(_) => Some(ExitCode::FAILURE),
    }
}

fn micros(time: TimeVal) -> i64 {
    time.tv_sec() * 1_000_000 + time.tv_usec()
}
