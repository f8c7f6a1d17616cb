//! What compiled code and the library refer to is in the archive.

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use rgo_abi::runtime_fn::{ALL, ENTRY, MORESTACK, WRITE_BARRIER_FLAG, ZERO_BASE};

#[test]
fn archive_exports_what_others_need() {
    let output = Command::new("nm")
        .args(["--defined-only", "--extern-only", "--format=posix"])
        .arg(support::archive())
        .output()
        .expect("binutils are installed");
    let text = String::from_utf8(output.stdout).expect("names are text");
    let exported: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, _)| name)
        .collect();
    let bodyless = include_str!("symbols.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let missing: Vec<&str> = ALL
        .iter()
        .map(|func| func.info().symbol)
        .chain([ENTRY, MORESTACK, WRITE_BARRIER_FLAG, ZERO_BASE])
        .chain(bodyless)
        .filter(|symbol| !exported.contains(symbol))
        .collect();
    assert_eq!(missing, [""; 0]);
}
