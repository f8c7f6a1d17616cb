//! Where reachability starts. A safepoint is a call: entry check, loop poll, parking runtime call,
//! system call, allocation. At each, every register that can hold a goroutine's pointer lies in
//! memory at or above the recorded stack pointer:
//!
//! - off its stack: `rgo_call_on_m_stack` and `rgo_leave` push the callee-saved registers, and
//!   `rgo_poll` and `rgo_morestack` save the rest before;
//! - in a system call: `entersyscall` stores the callee-saved registers into the G.
//!
//! Stacks are scanned conservatively: any word may be a pointer, and may be stale. Globals are exact,
//! by the linker's masks. Rust statics are not roots: what the runtime keeps for Go is listed here.

use crate::mem::bitmap::for_each_in_mask;
use crate::sched::g::{G, status};
use crate::sched::stack;
use crate::world::{WORLD, module};

/// Receives roots.
pub trait Visitor {
    /// A word that may be a pointer.
    fn maybe(&mut self, value: usize);
    /// A global word that is a pointer or nil.
    fn exact(&mut self, slot: usize);
}

/// Visits all roots; the world is stopped, and no goroutine is on its stack.
pub fn visit(visitor: &mut dyn Visitor) {
    visit_globals(visitor);
    for g in WORLD.sched.all_gs.iter() {
        visit_goroutine(visitor, g);
    }
    for p in &WORLD.ps {
        p.timers.for_each(|timer| visitor.maybe(timer));
        visitor.maybe(p.runs.tiny.get());
    }
    WORLD.finalizers.for_each_root(|value| visitor.maybe(value));
    visitor.maybe(crate::hooks::sync::pool_cleanup());
}

fn visit_globals(visitor: &mut dyn Visitor) {
    for range in [&module().data, &module().bss] {
        let n = range.bytes / 8;
        let mut visit = |slot| visitor.exact(slot);
        // SAFETY: the linker emitted a bit for each word of the range.
        unsafe { for_each_in_mask(range.ptr_mask, n, range.start as usize, &mut visit) };
    }
}

/// Visits the words between two addresses of global data that may hold pointers, and some around.
pub fn for_each_global_pointer(start: usize, end: usize, visit: &mut dyn FnMut(usize)) {
    for range in [&module().data, &module().bss] {
        let base = range.start as usize;
        if (base..base + range.bytes).contains(&start) {
            let first = (start - base) / 64;
            let n = (end.min(base + range.bytes) - base).div_ceil(8) - first * 8;
            // SAFETY: the linker emitted a bit for each word of the range.
            unsafe { for_each_in_mask(range.ptr_mask.add(first), n, base + first * 64, visit) };
        }
    }
}

fn visit_goroutine(visitor: &mut dyn Visitor, g: &G) {
    if g.status() == status::DEAD {
        return;
    }
    let mut sp = g.sched_sp.get();
    if g.status() == status::SYSCALL && g.sys_sp.get() != 0 {
        sp = g.sys_sp.get();
        g.sys_regs.iter().for_each(|reg| visitor.maybe(reg.get()));
    }
    stack::for_each_range(g, sp, |lo, hi| {
        for at in (lo..hi).step_by(8) {
            // SAFETY: the range is the used part of the goroutine's stack.
            visitor.maybe(unsafe { (at as *const usize).read() });
        }
    });
    visitor.maybe(g.start_closure.get());
    visitor.maybe(g.labels.get());
    visitor.maybe(g.writebuf[0].get());
    visitor.maybe(g.coro.get());
    visitor.maybe(g.param.get());
    let mut panic = g.panic.get();
    while let Some(p) = panic {
        visitor.maybe(p.value[1].get());
        panic = p.link.get();
    }
}
