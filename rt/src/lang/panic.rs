//! Panics, in two phases.
//!
//! Phase 1: `gopanic` calls the pending deferred closures, newest first, on top of the panicking
//! stack. So a traceback in a deferred function shows the place of the panic.
//! Phase 2, only after a deferred call came back with the panic recovered: everything above the
//! frame whose closure it was is dropped (panics, segments), and control enters that frame's
//! handler, which runs the remaining calls as a normal return would.
//!
//! `recover` works in a function whose caller is the one call instruction in
//! `rgo_call_deferred`, wrappers aside.

use crate::arch::x86_64::call::Pair;
use crate::arch::x86_64::morestack::rgo_morestack_return;
use crate::arch::x86_64::recover::{
    rgo_call_deferred, rgo_deferred_return, rgo_goexit_loop, rgo_reenter,
};
use crate::arch::x86_64::reflect;
use crate::debug;
pub use crate::lang::defer::DeferRecord;
use crate::lang::lock_thread;
use crate::lang::print::Sink;
use crate::lang::throw::{self, throw};
use crate::lang::upcall;
use crate::mem::segment::Segment;
use crate::sched::g::GRef;
use crate::sched::m::{current_g, current_m};
use crate::sched::stack;
use crate::sync::{Plain, Relaxed};
use crate::trace::func_tab::find_func;
use crate::world::WORLD;

/// A panic or Goexit in progress, in the frame that runs its deferred calls.
#[repr(C)]
pub struct Panic {
    /// The one it interrupted.
    pub link: Plain<Option<&'static Panic>>,
    /// The value, an `any`.
    pub value: [Plain<usize>; 2],
    /// The record whose call runs.
    record: Plain<Option<&'static DeferRecord>>,
    /// Where it runs: Goexit can be entered again there.
    segment: Plain<Option<&'static Segment>>,
    fp: Plain<usize>,
    pub is_recovered: Plain<bool>,
    pub is_goexit: Plain<bool>,
    /// The next one has the same value.
    pub is_repanicked: Plain<bool>,
}

/// Most frames of the runtime between a deferred call and `runtime.gopanic`'s.
const FRAMES_TO_PANIC: usize = 4;

impl Panic {
    /// A panic with a value, running in the frame of `fp`.
    pub fn new(value: [usize; 2], is_goexit: bool, fp: usize) -> Panic {
        Panic {
            link: Plain::new(None),
            value: value.map(Plain::new),
            record: Plain::new(None),
            segment: Plain::new(None),
            fp: Plain::new(fp),
            is_recovered: Plain::new(false),
            is_goexit: Plain::new(is_goexit),
            is_repanicked: Plain::new(false),
        }
    }

    /// Makes it the newest of `g`.
    ///
    /// # Safety
    /// It stays where it is until it is off the list.
    pub unsafe fn push(&self, g: GRef) -> &'static Panic {
        // SAFETY: by contract.
        let this: &'static Panic = unsafe { &*core::ptr::from_ref(self) };
        this.segment.set(g.segment.get());
        this.link.set(g.panic.get());
        g.panic.set(Some(this));
        this
    }

    fn value(&self) -> [usize; 2] {
        [self.value[0].get(), self.value[1].get()]
    }

    /// Whether the function of frame `fp` is a deferred one that this panic called.
    ///
    /// # Safety
    /// `fp` is the frame pointer of a live function of the current goroutine.
    unsafe fn has_called(&self, mut fp: usize) -> bool {
        let is = |pc: usize, label: unsafe extern "C" fn()| pc == label as usize;
        loop {
            // SAFETY: frames up to the panic's are live and chained.
            let (caller_fp, pc) = unsafe {
                (
                    (fp as *const usize).read(),
                    ((fp + 8) as *const usize).read(),
                )
            };
            fp = caller_fp;
            if is(pc, rgo_deferred_return) {
                break;
            }
            let is_transparent = is(pc, rgo_morestack_return)
                || reflect::is_return_label(pc)
                || find_func(pc - 1).is_some_and(|f| f.is_wrappers_own(pc - 1));
            if !is_transparent {
                return false;
            }
        }
        // From the frame of `rgo_call_deferred` to the one that panicked.
        for _ in 0..FRAMES_TO_PANIC {
            if fp == self.fp.get() {
                return true;
            }
            // SAFETY: as above.
            fp = unsafe { (fp as *const usize).read() };
        }
        false
    }

    /// Whether it runs above the frame of `record`, which is then left behind with it.
    fn is_above(&self, record: &DeferRecord) -> bool {
        let depth = |segment: Option<&Segment>| segment.map_or(0, Segment::depth);
        let (mine, its) = (depth(self.segment.get()), depth(record.segment.get()));
        let addr = core::ptr::from_ref(self) as usize;
        mine > its || (mine == its && addr < record.sp.get())
    }
}

/// `panic(value)`: called by its stub with the stub's frame pointer.
///
/// # Safety
/// `ty` and `data` are an `any`.
pub unsafe extern "C" fn gopanic(ty: usize, data: usize, fp: usize) -> ! {
    if ty == 0 && !debug::panicnil() {
        upcall::panicnil();
    }
    let (g, m) = (current_g(), current_m());
    let misuse = if m.is_on_m_stack() {
        Some("panic on system stack")
    } else if m.mallocing.get() != 0 {
        Some("panic during malloc")
    } else if m.locks.get() != 0 {
        Some("panic holding locks")
    } else {
        None
    };
    if let Some(text) = misuse {
        Sink::stderr().text("panic: ").flush();
        upcall::printpanicval([ty, data]);
        Sink::stderr().text("\n").flush();
        throw(text);
    }
    let panic = Panic::new([ty, data], false, fp);
    // SAFETY: this frame is left only by phase 2, which takes the panic off the list.
    let panic = unsafe { panic.push(g) };
    WORLD.running_panics.fetch_add(1, Relaxed);
    run_deferred(g, panic);
    preprint(panic);
    throw::fatal_panic(g, panic, fp)
}

/// Phase 1, for panics and Goexit: runs all pending deferred calls. Returns when none is left.
pub fn run_deferred(g: GRef, panic: &'static Panic) {
    while let Some(record) = g.defer.get() {
        let Some(closure) = record.take_pending() else {
            g.defer.set(record.link.get());
            continue;
        };
        panic.record.set(Some(record));
        // SAFETY: deferred closures have no parameters; a nil one faults as a nil call does.
        unsafe { rgo_call_deferred(closure, g) };
        if panic.is_recovered.get() {
            resume_after_recover(g, panic, record);
        }
    }
    lock_thread::unlock_internal_if_locked();
}

/// Phase 2.
fn resume_after_recover(g: GRef, panic: &'static Panic, record: &'static DeferRecord) -> ! {
    let mut newest = Some(panic);
    while let Some(dropped) = newest.filter(|p| p.is_above(record)) {
        if dropped.is_goexit.get() {
            // The frame that recovered must not come back to life: Goexit goes on.
            g.panic.set(Some(dropped));
            resume_goexit(g, dropped);
        }
        WORLD.running_panics.fetch_sub(1, Relaxed);
        newest = dropped.link.get();
    }
    g.panic.set(newest);
    if newest.is_none() {
        g.signal.set(0);
    }
    stack::unwind_to(g, record.segment.get());
    let (sp, fp, pc) = (record.sp.get(), record.fp.get(), record.handler.get());
    // SAFETY: the record's frame is live, and its segment is the current one again.
    unsafe { rgo_reenter(sp, fp, pc, core::ptr::from_ref(record) as usize, g) }
}

fn resume_goexit(g: GRef, panic: &'static Panic) -> ! {
    stack::unwind_to(g, panic.segment.get());
    let at = core::ptr::from_ref(panic) as usize;
    let pc = rgo_goexit_loop as *const () as usize;
    // SAFETY: the panic lies at the stack pointer of Goexit's frame, which is live.
    unsafe { rgo_reenter(at, panic.fp.get(), pc, at, g) }
}

/// `rgo_recover(fp) -> (type, data)`.
///
/// # Safety
/// `fp` is the frame pointer of the function that calls `recover`.
#[unsafe(export_name = "rgo_recover")]
pub unsafe extern "C" fn recover(fp: usize) -> Pair {
    let g = current_g();
    let Some(panic) = g.panic.get() else {
        return Pair(0, 0);
    };
    // SAFETY: by contract.
    if panic.is_goexit.get() || panic.is_recovered.get() || !unsafe { panic.has_called(fp) } {
        return Pair(0, 0);
    }
    panic.is_recovered.set(true);
    let [ty, data] = panic.value();
    Pair(ty, data)
}

/// Calls Error and String methods before anything is printed: they may panic.
fn preprint(panic: &'static Panic) {
    let mut next = Some(panic);
    while let Some(p) = next {
        next = p.link.get();
        if next.is_some_and(|older| older.value() == p.value()) {
            // Printed once, with a note.
            next.expect("just seen").is_repanicked.set(true);
            continue;
        }
        if !p.is_goexit.get() {
            upcall::preprintpanic(core::ptr::from_ref(&p.value).cast_mut().cast());
        }
    }
}

/// Prints the panics in progress, oldest first.
pub fn print(panic: &Panic) {
    if let Some(older) = panic.link.get() {
        print(older);
        if older.is_repanicked.get() {
            return;
        }
        if !older.is_goexit.get() {
            Sink::stderr().text("\t").flush();
        }
    }
    if panic.is_goexit.get() {
        return;
    }
    Sink::stderr().text("panic: ").flush();
    upcall::printpanicval(panic.value());
    let note = match (panic.is_recovered.get(), panic.is_repanicked.get()) {
        (true, true) => " [recovered, repanicked]",
        (true, false) => " [recovered]",
        (false, _) => "",
    };
    Sink::stderr().text(note).text("\n").flush();
}

/// Prints the panics a fatal error interrupts, without calling their methods.
pub fn print_before_fatal(panic: &'static Panic) {
    let mut next = Some(panic);
    while let Some(p) = next {
        next = p.link.get();
        if let Some(older) = next.filter(|older| older.value() == p.value()) {
            older.is_repanicked.set(true);
        }
    }
    print(panic);
    // As panics after the first are indented.
    Sink::stderr().text("\t").flush();
}
