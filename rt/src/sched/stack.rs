//! Stack growth: soft guards in the slot, then segments.

use crate::gc::check;
use crate::lang::throw;
use crate::mem::segment::{self, SIZES};
use crate::mem::slot;
use crate::sched::context::on_m_stack;
use crate::sched::g::{G, GRef};
use crate::sched::m::current_m;
use crate::sched::preempt;
use crate::sync::Relaxed;
use crate::world::WORLD;

/// The entry check of `g.more_func` failed; `sp` is the stub's stack pointer. Returns 0 to call the
/// function again here, or the stack to call it on.
///
/// # Safety
/// Called by `rgo_morestack` with the current G.
pub unsafe extern "C" fn morestack_slow(g: GRef, sp: usize) -> usize {
    if preempt::unpoison(g) {
        preempt::serve(g, check::Site::Entry);
        return 0;
    }
    if current_m().is_on_m_stack() {
        throw::throw("runtime: stack overflow on an M stack");
    }
    if g.segment.get().is_none()
        && let Some(guard) = slot::next_guard(g)
    {
        g.slot_guard.set(guard);
        set_guard(g, guard);
        return 0;
    }
    on_m_stack(|| grow(g, sp))
}

fn set_guard(g: &G, guard: u64) {
    g.guard_real.set(guard);
    g.stack_guard.store(guard, Relaxed);
}

/// Puts a bigger segment on top.
fn grow(g: GRef, sp: usize) -> usize {
    let next_class = g
        .segment
        .get()
        .map_or(0, |segment| segment.size_class.get() + 1);
    let below = used_below(g, sp);
    // The limit is gc's: the largest power of two that does not exceed it.
    let max = WORLD.sched.max_stack_bytes.load(Relaxed);
    let limit = if max == 0 { 0 } else { 1 << max.ilog2() };
    if next_class == SIZES.len() || below >= limit {
        throw::stack_overflow(g, sp, max);
    }
    let segment = match g.spare.get() {
        Some(spare) if spare.size_class.get() == next_class => {
            g.spare.set(spare.next.replace(None));
            spare
        }
        _ => match WORLD.segments.alloc(next_class) {
            Some(segment) => segment,
            None => throw::throw("runtime: out of memory: cannot grow a goroutine's stack"),
        },
    };
    segment.prev.set(g.segment.get());
    segment.old_guard.set(g.guard_real.get());
    segment.old_sp.set(sp);
    g.segment.set(Some(segment));
    set_guard(g, segment::guard_of(segment, below, limit));
    segment.hi() & !63
}

/// Bytes in use in all stacks of `g` if `sp` is the stack pointer in the current one.
fn used_below(g: &G, sp: usize) -> usize {
    let mut bytes = 0;
    let mut sp = sp;
    let mut segment = g.segment.get();
    while let Some(s) = segment {
        bytes += s.hi() - sp;
        sp = s.old_sp.get();
        segment = s.prev.get();
    }
    bytes + (g.stack_hi.get() - sp)
}

/// Leaves all segments above `target` (`None`: the slot), because control goes back to a frame in
/// it. Requests that are pending stay so.
pub fn unwind_to(g: GRef, target: Option<&'static segment::Segment>) {
    while let Some(segment) = g.segment.get() {
        if target.is_some_and(|t| core::ptr::eq(t, segment)) {
            break;
        }
        g.guard_real.set(segment.old_guard.get());
        g.segment.set(segment.prev.get());
        segment.next.set(g.spare.get());
        g.spare.set(Some(segment));
    }
    g.stack_guard.store(g.guard_real.get(), Relaxed);
    if g.has_requests() {
        preempt::poison(g);
    }
}

/// The parts of a goroutine's stacks that are in use, from the current one down, if `sp` is its
/// stack pointer: pairs of lowest and end address.
pub fn for_each_range(g: &G, sp: usize, mut visit: impl FnMut(usize, usize)) {
    let mut sp = sp;
    let mut segment = g.segment.get();
    while let Some(s) = segment {
        visit(sp, s.hi());
        sp = s.old_sp.get();
        segment = s.prev.get();
    }
    visit(sp, g.stack_hi.get());
}

/// Whether an address lies in a stack of `g`.
pub fn contains(g: &G, addr: usize) -> bool {
    if (g.stack_lo.get()..g.stack_hi.get()).contains(&addr) {
        return true;
    }
    let mut segment = g.segment.get();
    while let Some(s) = segment {
        if s.contains(addr) {
            return true;
        }
        segment = s.prev.get();
    }
    false
}

/// `runtime/debug.setMaxStack(n int) int`.
#[unsafe(export_name = "runtime/debug.setMaxStack")]
pub extern "C" fn set_max_stack(n: i64) -> i64 {
    WORLD.sched.max_stack_bytes.swap(n.max(0) as usize, Relaxed) as i64
}
