//! Tracebacks in gc's format.
//!
//! Arguments are not printed: a frame that has some shows `(...)`, as gc does for inlined ones. Frames of
//! runtime functions in Rust are shown where Go gives them a name (`named.rs`).

use crate::debug;
use crate::lang::print::Sink;
use crate::sched::g::{G, status};
use crate::sched::m::{Throwing, current_m};
use crate::sched::walk::Walk;
use crate::trace::frames::{self, Frame};
use crate::trace::func_tab::find_func;
use crate::world::WORLD;

/// Frames shown at each end of a long stack.
const INNER: usize = 50;
const OUTER: usize = 50;

/// How much GOTRACEBACK asks for.
#[derive(Clone, Copy)]
pub struct Level {
    pub level: u32,
    /// Show all goroutines.
    pub is_all: bool,
    /// Abort with a core.
    pub is_crash: bool,
}

/// The level for this crash: the runtime's own faults show everything.
pub fn level() -> Level {
    let m = current_m();
    let mut level = debug::traceback_level();
    match m.throwing.get() {
        Throwing::No => {}
        Throwing::User => level.is_all = true,
        Throwing::Runtime => {
            level.is_all = true;
            level.level = level.level.max(2);
        }
    }
    level
}

/// `goroutine 7 [chan receive, 3 minutes]:`
pub fn print_header(sink: &mut Sink<'_>, g: &G) {
    let state = g.status();
    let reason = g.wait_reason.get().text();
    let text = match state {
        status::RUNNABLE => "runnable",
        status::RUNNING => "running",
        status::SYSCALL => "syscall",
        status::WAITING if !reason.is_empty() => reason,
        status::WAITING => "waiting",
        status::DEAD => "dead",
        _ => "???",
    };
    sink.text("goroutine ").dec(g.id.get() as i64);
    if level().level >= 2 {
        sink.text(" gp=").hex(core::ptr::from_ref(g) as u64);
        match g.m.get() {
            Some(m) => sink
                .text(" m=")
                .dec(m.id.get())
                .text(" mp=")
                .hex(core::ptr::from_ref(m) as u64),
            None => sink.text(" m=nil"),
        };
    }
    sink.text(" [").text(text);
    let since = g.wait_since.get();
    if (state == status::WAITING || state == status::SYSCALL) && since != 0 {
        let minutes = (crate::os::time::nanotime() - since) / 60_000_000_000;
        if minutes >= 1 {
            sink.text(", ").dec(minutes).text(" minutes");
        }
    }
    if g.locked_m.get().is_some() {
        sink.text(", locked to thread");
    }
    sink.text("]:\n");
}

/// The frames of a goroutine, and who created it.
pub fn print_stack(sink: &mut Sink<'_>, g: &G, walk: impl Fn() -> Start) {
    // What the runtime hides by default is shown if it is all there is.
    if print_frames(sink, g, &walk, false) == 0 {
        print_frames(sink, g, &walk, true);
    }
    print_created_by(sink, g);
}

/// Where a walk over a goroutine begins; walks are repeated.
#[derive(Clone, Copy)]
pub enum Start {
    /// The frame of a function of the runtime.
    Frame(usize),
    /// Registers, as a signal found them: pc and frame pointer.
    Registers(usize, usize),
    /// The goroutine does not run on its stack.
    Stopped,
}

impl Start {
    fn walk<'g>(&self, g: &'g G) -> Walk<'g> {
        match *self {
            Start::Frame(fp) => Walk::from_frame(g, fp),
            Start::Registers(pc, fp) => Walk::from_registers(g, pc, fp),
            Start::Stopped => Walk::of_stopped(g),
        }
    }
}

fn print_frames(sink: &mut Sink<'_>, g: &G, start: &dyn Fn() -> Start, shows_all: bool) -> usize {
    let count = |n: &mut usize, walk: Walk<'_>| {
        frames::for_each(walk, |frame| {
            *n += usize::from(is_shown(frame, *n == 0, shows_all));
            true
        });
    };
    let mut total = 0;
    count(&mut total, start().walk(g));
    let elided = total.saturating_sub(INNER + OUTER);
    let mut n = 0;
    frames::for_each(start().walk(g), |frame| {
        if !is_shown(frame, n == 0, shows_all) {
            return true;
        }
        if elided > 0 && n == INNER {
            sink.text("...")
                .dec(elided as i64)
                .text(" frames elided...\n");
        }
        if elided == 0 || n < INNER || n >= INNER + elided {
            print_frame(sink, frame);
        }
        n += 1;
        true
    });
    total
}

fn is_shown(frame: &Frame, is_first: bool, shows_all: bool) -> bool {
    if shows_all || level().level > 1 {
        return true;
    }
    if frame.is_panic {
        return !is_first;
    }
    match frame.name.strip_prefix(b"runtime.") {
        Some(rest) => is_exported(rest),
        None => frame.name.contains(&b'.'),
    }
}

/// Whether what follows `runtime.` is an exported function, or an exported method of one.
fn is_exported(name: &[u8]) -> bool {
    let is_upper = |name: &[u8]| name.first().is_some_and(u8::is_ascii_uppercase);
    match name.iter().rposition(|&b| b == b'.') {
        None => is_upper(name),
        Some(dot) => {
            let receiver = &name[..dot];
            let receiver = receiver
                .strip_prefix(b"(*")
                .and_then(|r| r.strip_suffix(b")"))
                .unwrap_or(receiver);
            is_upper(&name[dot + 1..]) && is_upper(receiver)
        }
    }
}

/// Prints a function's name: the panic call by its keyword.
fn print_name(sink: &mut Sink<'_>, name: &[u8]) {
    sink.bytes(if name == b"runtime.gopanic" {
        b"panic"
    } else {
        name
    });
}

fn print_frame(sink: &mut Sink<'_>, frame: &Frame) {
    print_name(sink, frame.name);
    let args = if frame.is_inlined {
        frames::SOME_ARGS
    } else {
        frame.args
    };
    sink.text(args).text("\n\t");
    sink.bytes(frame.place.file)
        .text(":")
        .dec(i64::from(frame.place.line));
    if !frame.is_inlined {
        if frame.return_pc > frame.entry {
            sink.text(" +").hex((frame.return_pc - frame.entry) as u64);
        }
        if level().level >= 2 {
            sink.text(" fp=")
                .hex(frame.fp as u64)
                .text(" pc=")
                .hex(frame.return_pc as u64);
        }
    }
    sink.text("\n");
}

fn print_created_by(sink: &mut Sink<'_>, g: &G) {
    let pc = g.go_pc.get();
    if pc == 0 || g.id.get() == 1 {
        return;
    }
    let Some(func) = find_func(pc - 1) else {
        return;
    };
    let Some(frame) = func.frame(pc - 1, 0) else {
        return;
    };
    if level().level <= 1
        && func
            .name()
            .strip_prefix(b"runtime.")
            .is_some_and(|n| !is_exported(n))
    {
        return;
    }
    sink.text("created by ");
    // gc names the function whose code it is, inlined or not.
    print_name(sink, func.name());
    if g.parent_id.get() != 0 {
        sink.text(" in goroutine ").dec(g.parent_id.get() as i64);
    }
    sink.text("\n\t")
        .bytes(frame.place.file)
        .text(":")
        .dec(i64::from(frame.place.line));
    if pc > func.entry {
        sink.text(" +").hex((pc - func.entry) as u64);
    }
    sink.text("\n");
}

/// Header and stack of every goroutine but `me`, system goroutines only at level 2.
pub fn print_others(sink: &mut Sink<'_>, me: Option<&G>) {
    let m = current_m();
    let is_me = |g: &G| me.is_some_and(|me| g.is(me));
    let current = m.curg.get().filter(|g| !is_me(g));
    if let Some(g) = current {
        sink.text("\n");
        print_header(sink, g);
        print_stack(sink, g, || Start::Stopped);
    }
    for g in WORLD.sched.all_gs.iter() {
        let is_done = is_me(g) || current.is_some_and(|c| c.is(g));
        if is_done || g.status() == status::DEAD || (g.is_system.get() && level().level < 2) {
            continue;
        }
        sink.text("\n");
        print_header(sink, g);
        print_stack(sink, g, || Start::Stopped);
    }
}

/// `runtime.Stack(buf []byte, all bool) int`.
///
/// # Safety
/// `buf` has `len` bytes.
#[unsafe(export_name = "runtime.Stack")]
pub unsafe extern "C" fn stack(buf: *mut u8, len: i64, _cap: i64, all: u32) -> i64 {
    if len <= 0 {
        return 0;
    }
    // SAFETY: by contract.
    let buf = unsafe { core::slice::from_raw_parts_mut(buf, len as usize) };
    let fp = crate::sched::walk::frame_pointer();
    let g = crate::sched::m::current_g();
    crate::sched::context::on_m_stack(|| {
        let mut sink = Sink::buffer(buf);
        print_header(&mut sink, g);
        print_stack(&mut sink, g, || Start::Frame(fp));
        if all as u8 != 0 {
            print_others(&mut sink, Some(g));
        }
        sink.finish() as i64
    })
}
