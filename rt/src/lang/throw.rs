//! The end of a program that cannot go on: `throw` for the runtime's own faults, `fatal` for the
//! program's, panics that nobody recovered.

use crate::debug;
use crate::lang::panic::{self, Panic};
use crate::lang::print::Sink;
use crate::os::signal;
use crate::os::syscall::exit_process;
use crate::os::thread;
use crate::sched::context::on_m_stack;
use crate::sched::g::{G, GRef};
use crate::sched::m::{M, Throwing, current_m};
use crate::sched::walk::frame_pointer;
use crate::sync::{Relaxed, SeqCst};
use crate::trace::traceback::{self, Start};
use crate::world::WORLD;

/// Ends the program because the runtime is broken.
#[cold]
#[inline(never)]
pub fn throw(text: &str) -> ! {
    let fp = frame_pointer();
    die(Throwing::Runtime, text.as_bytes(), fp)
}

/// Ends the program because of what it did.
#[cold]
#[inline(never)]
pub fn fatal(text: &str) -> ! {
    fatal_bytes(text.as_bytes(), frame_pointer())
}

/// As `fatal`, where no goroutine runs.
#[cold]
pub fn fatal_from_m_stack(text: &str) -> ! {
    die(Throwing::User, text.as_bytes(), frame_pointer())
}

fn fatal_bytes(text: &[u8], fp: usize) -> ! {
    let m = current_m();
    if let Some(panic) = m.curg.get().and_then(|g| g.panic.get())
        && !m.is_on_m_stack()
    {
        panic::print_before_fatal(panic);
    }
    die(Throwing::User, text, fp)
}

fn die(kind: Throwing, text: &[u8], fp: usize) -> ! {
    #[cfg(any(test, feature = "hosted"))]
    {
        let _ = (kind, fp);
        panic!("fatal error: {}", String::from_utf8_lossy(text));
    }
    #[cfg(not(any(test, feature = "hosted")))]
    {
        let m = current_m();
        let running = m.g.get();
        on_m_stack(|| {
            let mut sink = Sink::stderr();
            sink.text("fatal error: ").indented(text).text("\n");
            if m.throwing.get() == Throwing::No {
                m.throwing.set(kind);
            }
            if WORLD.is_secure.load(Relaxed) {
                exit_process(2);
            }
            start_report(m, &mut sink);
            let g = running.filter(|g| !core::ptr::eq(*g, &m.g0));
            finish_report(m, &mut sink, g, Start::Frame(fp));
        })
    }
}

/// Announces the crash; false if it is one while reporting another.
pub fn start_report(m: &M, sink: &mut Sink<'_>) -> bool {
    m.mallocing.add(1);
    match m.dying.get() {
        0 => {
            m.dying.set(1);
            WORLD.crashing.fetch_add(1, SeqCst);
            WORLD.report_lock.lock();
            true
        }
        1 => {
            m.dying.set(2);
            sink.text("panic during panic\n");
            false
        }
        2 => {
            m.dying.set(3);
            sink.text("stack trace unavailable\n");
            exit_process(4)
        }
        _ => exit_process(5),
    }
}

/// Prints signal and tracebacks and ends the process.
fn finish_report(m: &M, sink: &mut Sink<'_>, g: Option<GRef>, start: Start) -> ! {
    if let Some(g) = g.or(m.curg.get()) {
        print_signal(sink, g);
    }
    let level = traceback::level();
    if level.level > 0 {
        let is_curg = g.is_some_and(|g| m.curg.get().is_some_and(|c| c.is(g)));
        if let Some(g) = g {
            sink.text("\n");
            traceback::print_header(sink, g);
            traceback::print_stack(sink, g, || start);
        }
        if level.is_all || !is_curg {
            traceback::print_others(sink, g);
        }
    }
    sink.flush();
    WORLD.report_lock.unlock();
    if WORLD.crashing.fetch_sub(1, SeqCst) != 1 {
        // Another thread is reporting; it will end the process.
        loop {
            crate::os::time::sleep_thread(1_000_000_000);
        }
    }
    end(level.is_crash)
}

/// Ends the process with status 2, or aborts with a core.
pub fn end(is_crash: bool) -> ! {
    if is_crash {
        die_from_signal(signal::SIGABRT);
    }
    exit_process(2)
}

/// Ends the process as the signal's default action does.
pub fn die_from_signal(number: u32) -> ! {
    let set = signal::SignalSet(1 << (number - 1));
    signal::set_disposition(number, signal::SIG_DFL);
    signal::change_mask(signal::How::Unblock, set);
    thread::signal_thread(thread::gettid(), number);
    // It may have gone to another thread, or be blocked there.
    for _ in 0..3 {
        crate::os::time::sleep_thread(1_000_000);
    }
    exit_process(2)
}

fn print_signal(sink: &mut Sink<'_>, g: &G) {
    let number = g.signal.get();
    if number == 0 {
        return;
    }
    sink.text("[signal ");
    match crate::hooks::signal::name(number) {
        Some(name) => sink.text(name),
        None => sink.hex(u64::from(number)),
    };
    sink.text(" code=").hex(g.signal_code.get() as u64);
    sink.text(" addr=").hex(g.signal_addr.get() as u64);
    sink.text(" pc=").hex(g.signal_pc.get() as u64).text("]\n");
}

/// Nobody recovered: prints the panics, then as `throw`. `fp` is the frame of the innermost one.
pub fn fatal_panic(g: GRef, panic: &'static Panic, fp: usize) -> ! {
    let m = current_m();
    // No more goroutine switches: what follows runs Go code for printing only.
    m.locks.add(1);
    let prints = on_m_stack(|| start_report(m, &mut Sink::stderr()));
    if prints {
        WORLD.running_panics.fetch_sub(1, Relaxed);
        panic::print(panic);
    }
    on_m_stack(|| finish_report(m, &mut Sink::stderr(), Some(g), Start::Frame(fp)))
}

/// The stacks of a goroutine have reached their limit.
pub fn stack_overflow(g: GRef, sp: usize, limit: usize) -> ! {
    let mut sink = Sink::stderr();
    sink.text("runtime: goroutine stack exceeds ")
        .dec(limit as i64)
        .text("-byte limit\n");
    let lo = g.segment.get().map_or(g.stack_lo.get(), |s| s.lo.get());
    let hi = g.segment.get().map_or(g.stack_hi.get(), |s| s.hi());
    sink.text("runtime: sp=")
        .hex(sp as u64)
        .text(" stack=[")
        .hex(lo as u64)
        .text(", ");
    sink.hex(hi as u64).text("]\nfatal error: stack overflow\n");
    let m = current_m();
    m.throwing.set(Throwing::Runtime);
    start_report(m, &mut sink);
    // gc's is on its system stack here, and has nothing of ours to show.
    sink.text("\nruntime stack:\n");
    finish_report(m, &mut sink, Some(g), Start::Stopped)
}

/// Declares entry points that take a Go string and never return.
macro_rules! go_fatal {
    ($($name:ident = $symbol:literal $with:ident;)*) => {$(
        /// `func(s string)` under the name in the attribute.
        ///
        /// # Safety
        /// `ptr` and `len` are a string.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name(ptr: *const u8, len: usize) -> ! {
            let fp = frame_pointer();
            let text: &[u8] = if len == 0 {
                b""
            } else {
                // SAFETY: by contract.
                unsafe { core::slice::from_raw_parts(ptr, len) }
            };
            go_fatal!(@$with text, fp)
        }
    )*};
    (@throw $text:ident, $fp:ident) => { die(Throwing::Runtime, $text, $fp) };
    (@fatal $text:ident, $fp:ident) => { fatal_bytes($text, $fp) };
}

go_fatal! {
    go_throw = "runtime.throw" throw;
    go_runtime_fatal = "runtime.fatal" fatal;
    sync_throw = "sync.throw" throw;
    sync_fatal = "sync.fatal" fatal;
    internal_sync_throw = "internal/sync.throw" throw;
    internal_sync_fatal = "internal/sync.fatal" fatal;
    maps_fatal = "internal/runtime/maps.fatal" fatal;
    rand_fatal = "crypto/rand.fatal" fatal;
    sysrand_fatal = "crypto/internal/sysrand.fatal" fatal;
    fips_fatal = "crypto/internal/fips140.fatal" fatal;
}

/// Code of a method that the linker has dropped because nothing seemed to call it.
#[unsafe(export_name = "runtime.unreachableMethod")]
pub extern "C" fn unreachable_method() -> ! {
    throw("unreachable method called. linker bug?")
}

/// `runtime.Breakpoint()`.
#[unsafe(export_name = "runtime.Breakpoint")]
pub extern "C" fn breakpoint() {
    // SAFETY: raises SIGTRAP.
    unsafe { core::arch::asm!("int3", options(nomem, nostack)) };
}

/// `runtime/debug.SetTraceback(level string)`.
///
/// # Safety
/// `ptr` and `len` are a string.
#[unsafe(export_name = "runtime/debug.SetTraceback")]
pub unsafe extern "C" fn set_traceback(ptr: *const u8, len: usize) {
    if len > 0 {
        // SAFETY: by contract.
        debug::set_traceback(unsafe { core::slice::from_raw_parts(ptr, len) });
    }
}

/// `runtime.setCrashFD(fd uintptr) uintptr`.
#[unsafe(export_name = "runtime.setCrashFD")]
pub extern "C" fn set_crash_fd(fd: usize) -> usize {
    let old = WORLD.crash_fd_above.swap(fd as i32 + 1, Relaxed);
    (old as usize).wrapping_sub(1)
}
