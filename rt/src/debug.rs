//! Settings from the environment: GOTRACEBACK, GODEBUG, RGODEBUG, GOGC, GOMEMLIMIT.
//!
//! | RGODEBUG  | meaning                                                                   |
//! |-----------|---------------------------------------------------------------------------|
//! | gccheck=N | at every Nth safepoint verify all pointers the collector would follow      |
//! | runs=1    | one object per allocation run                                              |

use crate::os::auxv::ProcessStack;
use crate::sync::{AtomicBool, AtomicI32, AtomicI64, AtomicU32, Relaxed};
use crate::trace::traceback::Level;
use crate::world::WORLD;

const CRASH: u32 = 1;
const ALL: u32 = 2;
const SHIFT: u32 = 2;

/// The settings. Written at boot, and by `runtime/debug`.
pub struct Settings {
    /// Level, shifted, and bits.
    traceback: AtomicU32,
    /// What GOTRACEBACK said: `debug.SetTraceback` cannot go below.
    traceback_env: AtomicU32,
    inittrace: AtomicBool,
    panicnil: AtomicBool,
    /// Every Nth safepoint is checked, 0 for none.
    pub gccheck: AtomicI32,
    pub single_runs: AtomicBool,
    pub gc_percent: AtomicI32,
    pub memory_limit: AtomicI64,
}

impl Settings {
    /// All zero; `set_defaults` completes them.
    pub const fn new() -> Settings {
        Settings {
            traceback: AtomicU32::new(0),
            traceback_env: AtomicU32::new(0),
            inittrace: AtomicBool::new(false),
            panicnil: AtomicBool::new(false),
            gccheck: AtomicI32::new(0),
            single_runs: AtomicBool::new(false),
            gc_percent: AtomicI32::new(0),
            memory_limit: AtomicI64::new(0),
        }
    }

    /// What holds without an environment.
    pub fn set_defaults(&self) {
        self.traceback.store(1 << SHIFT, Relaxed);
        self.gc_percent.store(100, Relaxed);
        self.memory_limit.store(i64::MAX, Relaxed);
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings::new()
    }
}

/// Reads the environment.
pub fn init(stack: &ProcessStack) {
    if let Some(value) = stack.env_value(b"GODEBUG") {
        for_each_pair(value, |key, value| match key {
            b"inittrace" => WORLD.settings.inittrace.store(value != b"0", Relaxed),
            b"panicnil" => WORLD.settings.panicnil.store(value == b"1", Relaxed),
            _ => {}
        });
    }
    if let Some(value) = stack.env_value(b"RGODEBUG") {
        for_each_pair(value, |key, value| match key {
            b"gccheck" => WORLD
                .settings
                .gccheck
                .store(number(value).unwrap_or(0) as i32, Relaxed),
            b"runs" => WORLD.settings.single_runs.store(value == b"1", Relaxed),
            _ => {}
        });
    }
    if let Some(value) = stack.env_value(b"GOTRACEBACK") {
        set_traceback(value);
    }
    WORLD
        .settings
        .traceback_env
        .store(WORLD.settings.traceback.load(Relaxed), Relaxed);
    match stack.env_value(b"GOGC") {
        Some(b"off") => WORLD.settings.gc_percent.store(-1, Relaxed),
        Some(value) => WORLD
            .settings
            .gc_percent
            .store(number(value).unwrap_or(100) as i32, Relaxed),
        None => {}
    }
}

/// Calls `f` with each `key=value` of a comma-separated list.
fn for_each_pair(list: &'static [u8], mut f: impl FnMut(&'static [u8], &'static [u8])) {
    for item in list.split(|&b| b == b',') {
        if let Some(at) = item.iter().position(|&b| b == b'=') {
            f(&item[..at], &item[at + 1..]);
        }
    }
}

/// A decimal number.
fn number(text: &[u8]) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0i64, |n, &b| {
        let digit = b.is_ascii_digit().then(|| i64::from(b - b'0'))?;
        n.checked_mul(10)?.checked_add(digit)
    })
}

/// Sets the traceback level by its name or number.
pub fn set_traceback(level: &[u8]) {
    let setting = match level {
        b"none" => 0,
        b"single" | b"" => 1 << SHIFT,
        b"all" => 1 << SHIFT | ALL,
        b"system" => 2 << SHIFT | ALL,
        b"crash" => 2 << SHIFT | ALL | CRASH,
        number_text => match number(number_text) {
            Some(n) => (n as u32) << SHIFT | ALL,
            None => ALL,
        },
    };
    let floor = WORLD.settings.traceback_env.load(Relaxed);
    WORLD.settings.traceback.store(setting | floor, Relaxed);
}

/// What tracebacks show by setting.
pub fn traceback_level() -> Level {
    let setting = WORLD.settings.traceback.load(Relaxed);
    Level {
        level: setting >> SHIFT,
        is_all: setting & ALL != 0,
        is_crash: setting & CRASH != 0,
    }
}

/// GODEBUG=inittrace=1.
pub fn inittrace() -> bool {
    WORLD.settings.inittrace.load(Relaxed)
}

/// GODEBUG=panicnil=1: `panic(nil)` stays nil.
pub fn panicnil() -> bool {
    WORLD.settings.panicnil.load(Relaxed)
}

/// `runtime.setPanicNil(bool)`: GODEBUG changed while running.
#[unsafe(export_name = "runtime.rgo_setPanicNil")]
pub extern "C" fn set_panicnil(is_on: u32) {
    WORLD.settings.panicnil.store(is_on as u8 != 0, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::{for_each_pair, number};

    #[test]
    fn lists_are_split() {
        let mut seen = Vec::new();
        for_each_pair(b"a=1,b,c=x=y,", |key, value| seen.push((key, value)));
        assert_eq!(seen, [(&b"a"[..], &b"1"[..]), (b"c", b"x=y")]);
        assert_eq!(
            (number(b"12"), number(b""), number(b"1x")),
            (Some(12), None, None)
        );
    }
}
