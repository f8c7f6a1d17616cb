//! The runtime of compiled Go programs: goroutines, memory, channels, panics, signals, and the
//! bodies that the standard library declares without one. No libc, no std, `core` only; a host
//! build for tests has std.
//!
//! Folders, each using those before it (upward calls: HACKING.md):
//! `arch` (assembly), `os` (Linux), `sync` (locks), `mem` (heap and stacks), `sched` (G, M, P),
//! `gc` (barriers, roots, checks), `lang` (what compiled code calls), `trace` (what it tells about
//! itself), `hooks` (bodies for the library). `world` has the instances and the start-up order.
#![cfg_attr(not(any(test, feature = "hosted")), no_std)]

pub mod arch;
pub mod os;
pub mod sync;

pub mod mem;

pub mod sched;

pub mod gc;

pub mod lang;

pub mod trace;

pub mod hooks;

pub mod debug;
pub mod world;

/// A panic of the runtime's own code.
#[cfg(not(any(test, feature = "hosted")))]
#[panic_handler]
fn rgo_panic_handler(info: &core::panic::PanicInfo<'_>) -> ! {
    let mut sink = lang::print::Sink::stderr();
    sink.text("runtime: internal error");
    if let Some(place) = info.location() {
        sink.text(" at ")
            .text(place.file())
            .text(":")
            .dec(i64::from(place.line()));
    }
    sink.text("\n").flush();
    lang::throw::throw("runtime: internal error")
}

/// Precompiled parts of `core` refer to it; nothing unwinds.
#[cfg(not(any(test, feature = "hosted")))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
