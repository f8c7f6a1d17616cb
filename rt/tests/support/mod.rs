//! The archive, as the driver builds it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Builds the archive in a target folder of its own.
pub fn archive() -> &'static Path {
    static ARCHIVE: OnceLock<PathBuf> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rt");
        let status = Command::new(env!("CARGO"))
            .args([
                "rustc",
                "--quiet",
                "-p",
                "rgo_rt",
                "--lib",
                "--profile",
                "rt",
            ])
            .args(["--crate-type", "staticlib", "--target-dir"])
            .arg(&target)
            .args(["--", "-C", "no-redzone", "-C", "force-frame-pointers"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("cargo runs");
        assert!(status.success(), "the archive builds");
        target.join("rt/librgo_rt.a")
    })
}
