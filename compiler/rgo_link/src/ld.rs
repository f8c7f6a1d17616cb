//! The system linker: finding it, running it, saying what to do if it is missing.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::layout::LinkError;
use crate::script::X86_64_LINUX;

/// What goes into a run of the linker.
pub struct Job<'a> {
    /// The program's object.
    pub object: &'a [u8],
    /// The runtime: an object or an archive.
    pub runtime: &'a [u8],
    pub output: &'a Path,
    /// `-s`: no symbol table, no debugging information.
    pub strip_all: bool,
    /// `-w`: no debugging information.
    pub strip_debug: bool,
    /// Print the command to stderr instead of running it silently (`-x`).
    pub print_command: bool,
}

/// Package managers and how they install GNU ld.
const INSTALLERS: &[(&str, &str)] = &[
    ("apt-get", "sudo apt-get install binutils"),
    ("dnf", "sudo dnf install binutils"),
    ("zypper", "sudo zypper install binutils"),
    ("pacman", "sudo pacman -S binutils"),
    ("apk", "sudo apk add binutils"),
];

/// Links `job`. The output appears whole or not at all.
pub fn link(job: &Job) -> Result<(), LinkError> {
    let linker = std::env::var_os("LD")
        .filter(|ld| !ld.is_empty())
        .unwrap_or_else(|| OsString::from("ld"));
    let scratch = Scratch::new().map_err(LinkError::Io)?;
    let write = |name: &str, bytes: &[u8]| -> Result<PathBuf, LinkError> {
        let path = scratch.dir.join(name);
        fs::write(&path, bytes).map_err(LinkError::Io)?;
        Ok(path)
    };
    write("go.o", job.object)?;
    write("rgo_rt", job.runtime)?;
    write("link.ld", X86_64_LINUX.as_bytes())?;
    let linked = scratch.dir.join("a.out");
    let mut command = Command::new(&linker);
    // Relative names: no path of this machine can reach the output.
    command.current_dir(&scratch.dir).args([
        "-static",
        "-nostdlib",
        "--no-dynamic-linker",
        "--gc-sections",
        "-z",
        "noexecstack",
        "-z",
        "norelro",
        "-z",
        "max-page-size=4096",
    ]);
    command.arg(format!("--build-id=0x{:032x}", build_id(job)));
    if job.strip_all {
        command.arg("-s");
    } else if job.strip_debug {
        command.arg("-S");
    }
    command.args(["-T", "link.ld", "-o", "a.out", "go.o", "rgo_rt"]);
    if job.print_command {
        eprintln!("{}", display(&command));
    }
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|err| match err.kind() {
            ErrorKind::NotFound => LinkError::Linker(missing(&linker, &installed_managers())),
            _ => LinkError::Linker(format!("running {}: {err}", linker.to_string_lossy())),
        })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(LinkError::Linker(format!(
            "{} failed ({}):\n{}",
            linker.to_string_lossy(),
            output.status,
            said.trim_end()
        )));
    }
    install(&linked, job.output).map_err(LinkError::Io)
}

/// Names the output by what goes into it. Hashing the inputs here takes a tenth of the time that
/// the linker takes to hash its output.
fn build_id(job: &Job) -> u128 {
    let flags = [job.strip_all.into(), job.strip_debug.into()];
    let parts = [job.object, job.runtime, &flags];
    parts.iter().fold(0, |id, part| hash128(id, part))
}

/// A hash by folded multiplication: fast, good against accidents, not against attackers.
fn hash128(seed: u128, bytes: &[u8]) -> u128 {
    const K0: u64 = 0xa076_1d64_78bd_642f;
    const K1: u64 = 0xe703_7ed1_a0b4_28db;
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let (mut low, mut high) = (seed as u64 ^ K0, (seed >> 64) as u64 ^ K1);
    let mut mix = |a: u64, b: u64| {
        low = fold(low ^ a, b ^ K1).rotate_left(23);
        high = fold(high ^ b, a ^ K0).wrapping_add(low);
    };
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let (blocks, rest) = bytes.as_chunks::<16>();
    for block in blocks {
        mix(word(&block[..8]), word(&block[8..]));
    }
    let (first, second) = rest.split_at(rest.len().min(8));
    mix(word(first), word(second));
    mix(bytes.len() as u64, 0);
    u128::from(high) << 64 | u128::from(low)
}

/// Moves the linked file to its place. Across file systems it is copied beside its place first,
/// so that the final name never holds half a file.
fn install(linked: &Path, output: &Path) -> std::io::Result<()> {
    if fs::rename(linked, output).is_ok() {
        return Ok(());
    }
    let mut beside = output.as_os_str().to_owned();
    beside.push(format!(".tmp{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let copied = fs::copy(linked, &beside).and_then(|_| fs::rename(&beside, output));
    if copied.is_err() {
        let _ = fs::remove_file(&beside);
    }
    copied
}

/// What to tell a user without a linker.
fn missing(linker: &OsString, managers: &[&'static str]) -> String {
    let name = linker.to_string_lossy();
    let hint = managers
        .first()
        .copied()
        .unwrap_or("LD=/path/to/ld rgo ...   # or install GNU binutils");
    format!("linker {name} not found; rgo needs GNU ld ($LD, or ld on PATH):\n\t{hint}")
}

fn installed_managers() -> Vec<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    INSTALLERS
        .iter()
        .filter(|(tool, _)| dirs.iter().any(|dir| dir.join(tool).is_file()))
        .map(|&(_, command)| command)
        .collect()
}

fn display(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}

/// A directory of our own for the linker's inputs, removed at the end. In memory where there is
/// such a place: the files live for milliseconds.
struct Scratch {
    dir: PathBuf,
}

const SCRATCH_PREFIX: &str = "rgo-link-";

impl Scratch {
    fn new() -> std::io::Result<Scratch> {
        let base = if Path::new("/dev/shm").is_dir() && std::env::var_os("TMPDIR").is_none() {
            PathBuf::from("/dev/shm")
        } else {
            std::env::temp_dir()
        };
        remove_stale(&base);
        let mut number = 0u32;
        loop {
            let dir = base.join(format!("{SCRATCH_PREFIX}{}-{number}", std::process::id()));
            match fs::create_dir(&dir) {
                Ok(()) => return Ok(Scratch { dir }),
                Err(err) if err.kind() == ErrorKind::AlreadyExists => number += 1,
                Err(err) => return Err(err),
            }
        }
    }
}

/// Removes what processes left that were killed while they linked: nobody else would.
fn remove_stale(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name
            .to_str()
            .and_then(|name| name.strip_prefix(SCRATCH_PREFIX))
        else {
            continue;
        };
        let pid = rest.split('-').next().unwrap_or_default();
        let age = entry.metadata().and_then(|data| data.modified());
        let is_old = age.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > STALE_AGE));
        if is_old && !Path::new("/proc").join(pid).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Longer than any link takes.
const STALE_AGE: Duration = Duration::from_secs(600);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

#[cfg(test)]
mod tests {
    use super::{hash128, missing};
    use std::ffi::OsString;

    #[test]
    fn every_bit_and_the_length_count() {
        let zeroes = [0u8; 100];
        let mut ids = vec![
            hash128(0, &zeroes),
            hash128(1, &zeroes),
            hash128(0, &zeroes[1..]),
        ];
        for at in 0..100 {
            let mut bytes = zeroes;
            bytes[at] = 1;
            ids.push(hash128(0, &bytes));
        }
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n);
    }

    #[test]
    fn a_missing_linker_comes_with_the_command() {
        let text = missing(&OsString::from("ld"), &["sudo apt-get install binutils"]);
        assert!(text.contains("ld not found"));
        assert!(text.ends_with("\tsudo apt-get install binutils"));
    }
}
