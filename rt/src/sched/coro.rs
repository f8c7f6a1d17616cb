//! Coroutines (`iter.Pull`): a goroutine that runs only when switched to, and control passes back
//! and forth without the scheduler.

use core::mem::offset_of;

use crate::arch::x86_64::call::call_closure;
use crate::gc::barrier::shade_new;
use crate::lang::throw::throw;
use crate::mem::malloc;
use crate::mem::ty::{StaticType, Ty};
use crate::sched::context::leave;
use crate::sched::g::{G, GRef, WaitReason, status};
use crate::sched::m::{current_g, current_m};
use crate::sched::proc;
use crate::sync::{AcqRel, AtomicPtr, Plain, Release};

/// `coro` of package iter; a heap object.
#[repr(C)]
pub struct Coro {
    /// The goroutine that is not running: the coroutine's own, or the one that switched to it.
    waiting: AtomicPtr<G>,
    /// `func(*coro)`.
    func: Plain<usize>,
}

static CORO: StaticType = {
    const MASK: u64 = 1 << (offset_of!(Coro, func) / 8);
    StaticType::new(size_of::<Coro>(), &MASK.to_le_bytes())
};

/// A closure without captures around [`run`].
static START: [fn(); 1] = [run];

/// `runtime.newcoro(func(*coro)) *coro`; the stub adds the return address.
pub(super) extern "C" fn new_coro(func: usize, return_pc: usize) -> &'static Coro {
    let at = malloc::new_object(Ty::of_static(&CORO)).cast::<Coro>();
    // SAFETY: the object is fresh, zeroed and has this type.
    let coro = unsafe { &*at };
    shade_new(func);
    coro.func.set(func);
    let g = proc::new_goroutine(START.as_ptr() as usize, return_pc, current_g());
    g.coro.set(at as usize);
    g.wait_reason.set(WaitReason::Coroutine);
    g.status.store(status::WAITING, Release);
    coro.waiting
        .store(core::ptr::from_ref(g).cast_mut(), Release);
    coro
}

/// `runtime.newcoro`.
#[unsafe(naked)]
#[unsafe(export_name = "runtime.newcoro")]
pub(crate) unsafe extern "C" fn rgo_newcoro() {
    core::arch::naked_asm!("mov rsi, [rsp]", "jmp {imp}", imp = sym new_coro)
}

/// The body of a coroutine's goroutine. When it ends, by `Goexit` too, whoever switched to it last
/// goes on.
fn run() {
    let at = current_g().coro.get();
    // SAFETY: `new_coro` stored a coroutine, which `g.coro` keeps alive.
    let coro = unsafe { &*(at as *const Coro) };
    // SAFETY: `func` is the func value `newcoro` got; it takes the coroutine.
    unsafe { call_closure(coro.func.get(), [at, 0, 0]) };
    proc::exit_goroutine()
}

/// `runtime.coroswitch(*coro)`: runs the one that waits; the current goroutine waits instead.
#[unsafe(export_name = "runtime.coroswitch")]
pub extern "C" fn coroswitch(coro: &'static Coro) {
    let g = current_g();
    let saved = g.coro.replace(core::ptr::from_ref(coro) as usize);
    leave(switch_on_m_stack);
    g.coro.set(saved);
}

fn take_waiting(coro: &Coro, replacement: *mut G) -> GRef {
    let next = coro.waiting.swap(replacement, AcqRel);
    // SAFETY: the word holds a goroutine or null.
    match unsafe { next.as_ref() } {
        Some(next) => next,
        None => throw("runtime: coroswitch on exited coro"),
    }
}

fn switch_on_m_stack(g: GRef) -> ! {
    // SAFETY: `coroswitch` stored the coroutine.
    let coro = unsafe { &*(g.coro.get() as *const Coro) };
    let m = current_m();
    m.curg.set(None);
    g.m.set(None);
    g.wait_reason.set(WaitReason::Coroutine);
    g.set_status(status::RUNNING, status::WAITING);
    let next = take_waiting(coro, core::ptr::from_ref(g).cast_mut());
    next.set_status(status::WAITING, status::RUNNABLE);
    proc::execute(next, true)
}

/// The goroutine that goes on when `g` has ended, if `g` is a coroutine's. In `Waiting`.
pub(super) fn partner_of_ended(g: GRef) -> Option<GRef> {
    // SAFETY: of goroutines that are about to end only a coroutine's own has this set.
    let coro = unsafe { (g.coro.get() as *const Coro).as_ref() }?;
    Some(take_waiting(coro, core::ptr::null_mut()))
}
