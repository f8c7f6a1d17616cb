//! Files that appear whole or not at all, and the temporary directory of a run.
//!
//! An output is written under a temporary name in its own directory and renamed. Temporary names
//! carry the number of the process, so that what an interrupted run left behind is recognised and
//! removed by the next one. A device or a pipe is not replaced: what it gets is copied to it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::environment::temp_dir;

/// A file on its way to `path`. Dropped before [`Output::commit`], it disappears.
pub struct Output {
    path: PathBuf,
    temp: PathBuf,
    /// There is something at `path` that is no file.
    is_device: bool,
    is_done: bool,
}

impl Output {
    /// Prepares to write `path`: makes its directory. The temporary file does not exist yet.
    pub fn new(path: &Path) -> Output {
        let is_device = fs::metadata(path).is_ok_and(|at| !at.is_file() && !at.is_dir());
        let elsewhere = temp_dir();
        let dir = match path.parent() {
            _ if is_device => &elsewhere,
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        // What cannot be made is told when the file is written.
        let _ = fs::create_dir_all(dir);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.rgo-");
        remove_stale(dir, &prefix);
        let temp = dir.join(format!("{prefix}{}", std::process::id()));
        Output {
            path: path.to_path_buf(),
            temp,
            is_device,
            is_done: false,
        }
    }

    /// Where to write.
    pub fn temp(&self) -> &Path {
        &self.temp
    }

    /// Puts the written file in its place.
    pub fn commit(mut self) -> io::Result<()> {
        if self.is_device {
            let mut device = OpenOptions::new().write(true).open(&self.path)?;
            return io::copy(&mut File::open(&self.temp)?, &mut device).map(drop);
        }
        fs::rename(&self.temp, &self.path)?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.is_done {
            // It may not have come into being.
            let _ = fs::remove_file(&self.temp);
        }
    }
}

static N_WORK_DIRS: AtomicU32 = AtomicU32::new(0);

/// A temporary directory of this run, removed at its end unless it is kept.
pub struct WorkDir {
    path: PathBuf,
    is_kept: bool,
}

impl WorkDir {
    pub fn new(is_kept: bool) -> io::Result<WorkDir> {
        let prefix = "rgo-work-";
        remove_stale(&temp_dir(), prefix);
        // Relaxed: only the number matters.
        let n = N_WORK_DIRS.fetch_add(1, Ordering::Relaxed);
        let path = temp_dir().join(format!("{prefix}{}.{n}", std::process::id()));
        fs::create_dir_all(&path)?;
        if is_kept {
            eprintln!("WORK={}", path.display());
        }
        Ok(WorkDir { path, is_kept })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed now is removed by a later run.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Removes entries of `dir` that begin with `prefix` and the number of a process that is gone.
fn remove_stale(dir: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let process = name
            .strip_prefix(prefix)
            .and_then(|id| id.split('.').next())
            .and_then(|id| id.parse::<u32>().ok());
        if process.is_some_and(|id| !Path::new(&format!("/proc/{id}")).exists()) {
            let path = entry.path();
            // Another run may be faster.
            let _ = if path.is_dir() {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::{Output, WorkDir};

    #[test]
    fn outputs_appear_whole_or_not_at_all() {
        let dir = std::env::temp_dir().join(format!("rgo-output-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a temporary directory");
        let path = dir.join("x");
        let stale = dir.join(".x.rgo-999999999");
        fs::write(&stale, "old").expect("a temporary directory");
        let output = Output::new(&path);
        assert!(!stale.exists());
        fs::write(output.temp(), "half").expect("a temporary directory");
        drop(output);
        assert_eq!(fs::read_dir(&dir).expect("it is there").count(), 0);
        let output = Output::new(&path);
        fs::write(output.temp(), "whole").expect("a temporary directory");
        output.commit().expect("renaming works");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "whole");
        assert_eq!(fs::read_dir(&dir).expect("it is there").count(), 1);
        fs::remove_dir_all(&dir).expect("a temporary directory");
    }

    #[test]
    fn devices_stay() {
        let dir = std::env::temp_dir().join(format!("rgo-device-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a temporary directory");
        let path = dir.join("null");
        symlink("/dev/null", &path).expect("a temporary directory");
        let output = Output::new(&path);
        let temp = output.temp().to_path_buf();
        fs::write(&temp, "lost").expect("a temporary directory");
        output.commit().expect("the device takes everything");
        let target = fs::read_link(&path).expect("it is still a link");
        assert_eq!(target, Path::new("/dev/null"));
        assert!(!temp.exists());
        fs::remove_dir_all(&dir).expect("a temporary directory");
    }

    #[test]
    fn work_directories_are_removed() {
        let work = WorkDir::new(false).expect("a temporary directory");
        let path = work.path().to_path_buf();
        assert!(path.is_dir());
        drop(work);
        assert!(!path.exists());
    }
}
