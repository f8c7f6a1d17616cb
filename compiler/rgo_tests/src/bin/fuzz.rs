//! Looks for differences between gc and rgo by generated programs.
//!
//! - `fuzz expr [-seed N] [-count N]`: expressions
//! - `fuzz programs [-seed N] [-count N]`: programs
//! - `fuzz reduce FILE`: a smaller file that shows a difference, too
//!
//! What differs is kept in `target/fuzz`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use rgo_tests::fuzz::{Batch, Toolchains, expr_batch, program_batch, reduced};
use rgo_tests::{parallel, tools};

/// Expressions in a file.
const PER_FILE: usize = 600;

/// Programs in a file.
const PROGRAMS_PER_FILE: usize = 15;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: usize| {
        let at = args.iter().position(|arg| arg == name);
        let value = at.and_then(|at| args.get(at + 1)?.parse().ok());
        value.unwrap_or(default)
    };
    let seed = number("-seed", 1);
    let dir = tools::root().join("target/fuzz");
    std::fs::create_dir_all(&dir).expect("the target folder is writable");
    let scratch = format!("fuzz-{}", std::process::id());
    let toolchains = || Toolchains::new(&tools::scratch(&scratch));
    match args.first().map(String::as_str) {
        Some("expr") => {
            let n_files = number("-count", 100_000).div_ceil(PER_FILE);
            let toolchains = toolchains();
            sweep(&dir, "expr", seed, n_files, |seed| {
                expr_batch(&toolchains, seed as u64, PER_FILE)
            })
        }
        Some("programs") => {
            let n_files = number("-count", 3000).div_ceil(PROGRAMS_PER_FILE);
            let toolchains = toolchains();
            sweep(&dir, "programs", seed, n_files, |seed| {
                let first = seed * PROGRAMS_PER_FILE;
                let seeds = first..first + PROGRAMS_PER_FILE;
                let seeds: Vec<u64> = seeds.map(|seed| seed as u64).collect();
                program_batch(&toolchains, &seeds)
            })
        }
        Some("reduce") if args.len() == 2 => {
            let source = std::fs::read_to_string(&args[1]).expect("the file can be read");
            match reduced(&toolchains(), &source) {
                Some(text) => print!("{text}"),
                None => eprintln!("gc and rgo agree on {}", args[1]),
            }
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("usage: fuzz expr|programs [-seed N] [-count N] | fuzz reduce FILE");
            ExitCode::from(2)
        }
    }
}

/// Runs batches from many seeds, keeps the sources of those that show a difference.
fn sweep(
    dir: &Path,
    kind: &str,
    seed: usize,
    n_files: usize,
    batch: impl Fn(usize) -> Batch + Sync,
) -> ExitCode {
    let seeds: Vec<usize> = (0..n_files).map(|at| seed + at).collect();
    let done = AtomicUsize::new(0);
    let results = parallel::map(&seeds, |_, &seed| {
        let batch = batch(seed);
        for difference in &batch.differences {
            eprintln!("seed {seed}: {difference}");
        }
        if !batch.differences.is_empty() {
            let file: PathBuf = dir.join(format!("{kind}-{seed}.go"));
            std::fs::write(&file, &batch.source).expect("the target folder is writable");
        }
        // Relaxed: a counter for the eye.
        let n_done = done.fetch_add(batch.n_compared, Ordering::Relaxed) + batch.n_compared;
        eprintln!("{n_done} compared");
        batch
    });
    let n_compared: usize = results.iter().map(|batch| batch.n_compared).sum();
    let n_rejected: usize = results.iter().map(|batch| batch.n_rejected).sum();
    let n_different: usize = results.iter().map(|batch| batch.differences.len()).sum();
    println!(
        "{n_compared} results compared, {n_rejected} rejected by both, {n_different} differences"
    );
    match n_different {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
