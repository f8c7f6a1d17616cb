//! Running Rust code on the M stack, and leaving a goroutine's stack.

use core::mem::MaybeUninit;

use crate::arch::x86_64::switch;
use crate::sched::g::GRef;
use crate::sched::m::{M, current_m};

fn sched_sp(g: GRef) -> *mut usize {
    core::ptr::from_ref(&g.sched_sp).cast_mut().cast()
}

/// Runs `f` on the M stack and returns to the goroutine. `f` must not park.
#[inline]
pub fn on_m_stack<R>(f: impl FnOnce() -> R) -> R {
    let m = current_m();
    if m.is_on_m_stack() {
        return f();
    }
    switch_and_call(m, f)
}

fn switch_and_call<F: FnOnce() -> R, R>(m: &'static M, f: F) -> R {
    struct Job<F, R> {
        func: Option<F>,
        result: MaybeUninit<R>,
    }

    unsafe extern "C" fn run<F: FnOnce() -> R, R>(job: *mut u8) {
        // SAFETY: `job` is the `Job` below, whose frame waits for us.
        let job = unsafe { &mut *job.cast::<Job<F, R>>() };
        let func = job.func.take().expect("a job runs once");
        job.result.write(func());
    }

    let mut job = Job {
        func: Some(f),
        result: MaybeUninit::uninit(),
    };
    let g = m.g.get().expect("the M runs a goroutine");
    m.g.set(Some(&m.g0));
    // SAFETY: the M stack is unused while a goroutine runs, and `g` is the running one.
    unsafe {
        let arg = (&raw mut job).cast();
        switch::rgo_call_on_m_stack(run::<F, R>, arg, m.stack_top.get(), sched_sp(g));
    }
    m.g.set(Some(g));
    // SAFETY: `run` has written the result.
    unsafe { job.result.assume_init() }
}

/// Leaves the current goroutine's stack; `f` runs on the M stack with the goroutine, and never
/// returns. The call returns when somebody executes the goroutine again.
pub fn leave(f: fn(GRef) -> !) {
    unsafe extern "C" fn run(f: usize) -> ! {
        let m = current_m();
        let g = m.curg.get().expect("a goroutine has left its stack");
        // SAFETY: `f` is the function that `leave` was given.
        let f = unsafe { core::mem::transmute::<usize, fn(GRef) -> !>(f) };
        f(g)
    }

    let m = current_m();
    debug_assert!(!m.is_on_m_stack());
    let g = m.g.get().expect("the M runs a goroutine");
    m.g.set(Some(&m.g0));
    // SAFETY: the M stack is unused while a goroutine runs.
    unsafe { switch::rgo_leave(run, f as usize, m.stack_top.get(), sched_sp(g)) }
}

/// Continues a goroutine that has left its stack.
pub fn resume(m: &'static M, g: GRef) -> ! {
    m.g.set(Some(g));
    // SAFETY: `g` is runnable: its registers lie at `sched_sp`, and this M alone runs it.
    unsafe { switch::rgo_resume(g.sched_sp.get()) }
}
