//! Runs: what a P allocates from. A run is a range of free, zeroed slots of one mspan; taking a
//! slot moves a pointer, in line in compiled code or here. Everything that must happen per object
//! now and then (statistics, checks) happens when a run is refilled; a shorter run makes it happen
//! more often.
//!
//! Invariant: slots in `next..end` have their allocation bit set, zero contents and zero pointer
//! bits. The P that owns the runs is the only one to change them.

use crate::mem::heap::Heap;
use crate::mem::mspan::{Mspan, SPAN_CLASSES, SpanClass};
use crate::mem::stats::AllocStats;
use crate::sync::Plain;
use rgo_abi::layout::{alloc_run, heap};

/// A run; compiled code relies on the layout.
#[repr(C)]
pub struct Run {
    pub next: Plain<usize>,
    pub end: Plain<usize>,
}

const _: () = assert!(size_of::<Run>() == alloc_run::SIZE as usize);
const _: () = assert!(core::mem::offset_of!(Run, next) == alloc_run::NEXT as usize);
const _: () = assert!(core::mem::offset_of!(Run, end) == alloc_run::END as usize);

/// The runs of a P. `runs` comes first: `g.alloc` points to it.
#[repr(C)]
pub struct Runs {
    pub runs: [Run; SPAN_CLASSES],
    /// First slot of each run: `next - start` is what has been allocated since the refill.
    starts: [Plain<usize>; SPAN_CLASSES],
    spans: [Plain<Option<&'static Mspan>>; SPAN_CLASSES],
    /// Allocations of flushed runs.
    pub stats: AllocStats,
    /// Block that tiny objects are carved from, see `tiny.rs`.
    pub tiny: Plain<usize>,
    pub tiny_offset: Plain<usize>,
}

impl Runs {
    /// No runs: the first allocation of each class refills.
    pub const fn new() -> Runs {
        Runs {
            runs: [const {
                Run {
                    next: Plain::new(0),
                    end: Plain::new(0),
                }
            }; SPAN_CLASSES],
            starts: [const { Plain::new(0) }; SPAN_CLASSES],
            spans: [const { Plain::new(None) }; SPAN_CLASSES],
            stats: AllocStats::new(),
            tiny: Plain::new(0),
            tiny_offset: Plain::new(0),
        }
    }

    /// Takes a slot if the run has one.
    #[inline(always)]
    pub fn take(&self, class: SpanClass) -> Option<usize> {
        let run = &self.runs[class.index()];
        let slot = run.next.get();
        let next = slot + class.slot_size();
        if next > run.end.get() {
            return None;
        }
        run.next.set(next);
        Some(slot)
    }

    /// Gives the class a new run of at most `limit` slots; false if there is no memory.
    pub fn refill(&'static self, heap: &Heap, class: SpanClass, limit: usize) -> bool {
        let i = class.index();
        debug_assert!(self.take(class).is_none());
        self.count(class);
        let mut current = self.spans[i].get();
        loop {
            let span = match current {
                Some(span) => span,
                None => match heap.small_span(class) {
                    Some(span) => span,
                    None => return false,
                },
            };
            if let Some((from, to)) = span.next_run(limit) {
                self.start_run(class, span, from, to);
                return true;
            }
            span.run.set(None);
            self.spans[i].set(None);
            current = None;
        }
    }

    fn start_run(&'static self, class: SpanClass, span: &'static Mspan, from: usize, to: usize) {
        let i = class.index();
        let (start, end) = (span.slot(from), span.slot(to));
        if span.needs_zero.get() {
            clear_slots(class, start, end);
        }
        self.starts[i].set(start);
        self.runs[i].next.set(start);
        self.runs[i].end.set(end);
        span.run.set(Some(&self.runs[i]));
        span.set_allocated(from, to, true);
        span.search_from.set(to as u32);
        self.spans[i].set(Some(span));
    }

    /// Adds what was allocated from a run to the statistics.
    fn count(&self, class: SpanClass) {
        let i = class.index();
        let used = self.runs[i].next.get() - self.starts[i].get();
        self.starts[i].set(self.runs[i].next.get());
        self.stats.small[i].add(used / class.slot_size().max(1));
    }

    /// Brings the statistics up to date.
    pub fn count_all(&self) {
        for i in 2..SPAN_CLASSES {
            self.count(SpanClass::new(i / 2, i % 2 != 0));
        }
    }

    /// Gives all runs up: unused slots are free again.
    pub fn flush(&self, heap: &Heap) {
        self.count_all();
        for i in 2..SPAN_CLASSES {
            let Some(span) = self.spans[i].replace(None) else {
                continue;
            };
            let run = &self.runs[i];
            let (next, end) = (run.next.replace(0), run.end.replace(0));
            self.starts[i].set(0);
            span.run.set(None);
            if next < end {
                let from = span.slot_of(next);
                span.set_allocated(from, span.slot_of(end - 1) + 1, false);
                span.search_from.set(from as u32);
            }
            if span.next_run(1).is_some() {
                heap.central[i].put(span);
            }
        }
        self.tiny.set(0);
    }
}

impl Default for Runs {
    fn default() -> Runs {
        Runs::new()
    }
}

/// Zeroes the slots in `start..end` and their pointer bits.
fn clear_slots(class: SpanClass, start: usize, end: usize) {
    // SAFETY: the slots are free and this P has just taken them.
    unsafe { core::ptr::write_bytes(start as *mut u8, 0, end - start) };
    if class.has_bitmap() {
        let page = start & !(heap::SMALL_MSPAN - 1);
        for word in (start - page) / 8..(end - page) / 8 {
            let byte = (page + heap::PTR_BITS + word / 8) as *mut u8;
            // SAFETY: the byte is in the mspan's bitmap; only this P changes bits of its slots,
            // and a byte shared with a neighbouring slot belongs to the same mspan's owner.
            unsafe { byte.write(byte.read() & !(1 << (word % 8))) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;
    use crate::mem::heap::Heap;
    use crate::mem::mspan::SpanClass;

    #[test]
    fn flushed_slots_are_handed_out_again() {
        static HEAP: Heap = Heap::new();
        static RUNS: Runs = Runs::new();
        HEAP.map.set_base(0x2c0_0000_0000);
        let class = SpanClass::new(4, false);
        assert!(RUNS.take(class).is_none());
        assert!(RUNS.refill(&HEAP, class, usize::MAX));
        let first = RUNS.take(class).expect("a fresh run has slots");
        let second = RUNS.take(class).expect("a fresh run has slots");
        assert_eq!(second, first + 32);
        assert!(HEAP.lookup(first + 31).is_some_and(|o| o.base == first));
        assert!(
            HEAP.lookup(second + 32).is_none(),
            "unused slots of a run are no objects"
        );
        RUNS.flush(&HEAP);
        assert_eq!(RUNS.stats.small[class.index()].get(), 2);
        assert!(HEAP.lookup(second).is_some() && HEAP.lookup(second + 32).is_none());
        assert!(RUNS.refill(&HEAP, class, 1));
        assert_eq!(RUNS.take(class), Some(second + 32));
        assert!(RUNS.take(class).is_none(), "the run was limited");
        let n = class.n_slots();
        for _ in 3..n {
            assert!(RUNS.refill(&HEAP, class, 1) && RUNS.take(class).is_some());
        }
        assert!(RUNS.refill(&HEAP, class, usize::MAX));
        let other = RUNS.take(class).expect("a fresh run has slots");
        assert_eq!(other, first + 8192);
    }
}
