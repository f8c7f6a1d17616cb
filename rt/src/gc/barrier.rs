//! The write barrier: hybrid (deletion and insertion), buffered per P.
//!
//! Compiled code tests `runtime.writeBarrier` and calls the slow path with the slot and the new
//! value before the store. Between the two there is no safepoint, so no store is half done when the
//! phase changes. While the flag is clear nothing here runs.

use crate::gc::check;
use crate::mem::bitmap::for_each_pointer_in_value;
use crate::mem::ty::Ty;
use crate::sched::m::{current_m, current_p};
use crate::sync::{AtomicU32, Plain, Relaxed};

/// Nonzero while pointer stores must be announced. Changes while the world is stopped.
#[unsafe(export_name = "runtime.writeBarrier")]
pub static WRITE_BARRIER: AtomicU32 = AtomicU32::new(0);

/// Values a P's buffer holds.
const LEN: usize = 512;

/// Values to shade.
pub struct BarrierBuffer {
    values: [Plain<usize>; LEN],
    n: Plain<usize>,
}

impl BarrierBuffer {
    /// An empty buffer.
    pub const fn new() -> BarrierBuffer {
        BarrierBuffer {
            values: [const { Plain::new(0) }; LEN],
            n: Plain::new(0),
        }
    }

    fn push(&self, value: usize) {
        if value == 0 {
            return;
        }
        if self.n.get() == LEN {
            self.flush();
        }
        self.values[self.n.get()].set(value);
        self.n.add(1);
    }

    /// Shades what has been collected.
    pub fn flush(&self) {
        // The check looks at values when they come in; a collector will mark them here.
        self.n.set(0);
    }
}

impl Default for BarrierBuffer {
    fn default() -> BarrierBuffer {
        BarrierBuffer::new()
    }
}

/// Whether stores must be announced.
#[inline(always)]
pub fn is_on() -> bool {
    WRITE_BARRIER.load(Relaxed) != 0
}

/// Compiled code's slow path: `*slot` is about to become `new`.
///
/// # Safety
/// `slot` is readable; called by the stub.
pub unsafe extern "C" fn write_barrier_slow(slot: *const usize, new: usize) {
    if current_m().p.get().is_none() {
        return;
    }
    // SAFETY: the caller is about to store to it.
    let old = unsafe { slot.read() };
    record(slot as usize, old, new);
}

/// Records the two values of a store.
fn record(slot: usize, old: usize, new: usize) {
    let buffer = &current_p().barrier;
    if check::is_on() {
        check::barrier(slot, old, new);
    }
    // A stack slot may hold anything before its first store.
    if !check::is_in_stack(slot) {
        buffer.push(old);
    }
    buffer.push(new);
}

/// A pointer is about to be stored into a fresh object.
#[inline(always)]
pub fn shade_new(value: usize) {
    if is_on() {
        check::barrier_of_fresh(value);
        current_p().barrier.push(value);
    }
}

/// A pointer is about to be stored to a slot of the heap or of a global.
///
/// # Safety
/// `slot` is readable.
#[inline(always)]
pub unsafe fn before_store(slot: *const usize, new: usize) {
    if is_on() {
        // SAFETY: by contract.
        record(slot as usize, unsafe { slot.read() }, new);
    }
}

/// Values of type `ty` over `bytes` bytes are about to be copied from `src` to `dst`.
#[inline(always)]
pub fn before_copy(ty: Ty, dst: usize, src: usize, bytes: usize) {
    if is_on() && dst != src {
        bulk(ty, dst, Some(src), bytes);
    }
}

/// Values of type `ty` over `bytes` bytes at `dst` are about to be zeroed.
#[inline(always)]
pub fn before_clear(ty: Ty, dst: usize, bytes: usize) {
    if is_on() {
        bulk(ty, dst, None, bytes);
    }
}

/// Values are about to be copied from `src` into a fresh object.
#[inline(always)]
pub fn before_copy_to_fresh(ty: Ty, src: usize, bytes: usize) {
    if is_on() {
        each_element(ty, src, bytes, &mut |slot| {
            // SAFETY: a word of the source.
            shade_new(unsafe { (slot as *const usize).read() });
        });
    }
}

#[cold]
fn bulk(ty: Ty, dst: usize, src: Option<usize>, bytes: usize) {
    each_element(ty, dst, bytes, &mut |slot| {
        // SAFETY: a word of the destination, and the word of the source that replaces it.
        let (old, new) = unsafe {
            let new = src.map_or(0, |src| ((slot - dst + src) as *const usize).read());
            ((slot as *const usize).read(), new)
        };
        record(slot, old, new);
    });
}

fn each_element(ty: Ty, at: usize, bytes: usize, visit: &mut dyn FnMut(usize)) {
    if ty.is_noscan() {
        return;
    }
    for offset in (0..bytes).step_by(ty.size()) {
        for_each_pointer_in_value(ty, at + offset, visit);
    }
}
