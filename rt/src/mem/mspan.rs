//! mspans: runs of pages that hold objects of one size class, or one large object.
//!
//! mspans of objects up to 512 bytes are one page: objects, then the pointer bits of the page's
//! words (classes with pointers), then marks. Larger objects with pointers carry their type in a
//! header word, a large object in `large_type`.
//!
//! Allocation: `alloc_bits` has a bit for each slot that has been handed out, be it to an object
//! or to a run that has not used it yet. Only `Mspan::is_allocated` tells the two apart.

use crate::mem::fixalloc::Recycled;
use crate::mem::run::Run;
use crate::mem::ty::Ty;
use crate::sync::Plain;
use rgo_abi::layout::heap;
use rgo_abi::size_class::{COUNT, MSPAN_PAGES, PAGE, SIZES};

/// Number of (size class, noscan) pairs.
pub const SPAN_CLASSES: usize = 2 * COUNT;

/// A size class and whether its objects are free of pointers: `2 * class + is_noscan`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SpanClass(u8);

impl SpanClass {
    /// The pair of a class and a kind.
    pub const fn new(class: usize, is_noscan: bool) -> SpanClass {
        assert!(class < COUNT);
        SpanClass((class << 1) as u8 | is_noscan as u8)
    }

    /// Index in tables by span class.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The size class.
    pub const fn class(self) -> usize {
        self.0 as usize >> 1
    }

    /// Whether objects hold no pointers.
    pub const fn is_noscan(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bytes of a slot.
    pub const fn slot_size(self) -> usize {
        SIZES[self.class()] as usize
    }

    /// Pages of an mspan.
    pub const fn n_pages(self) -> usize {
        MSPAN_PAGES[self.class()] as usize
    }

    /// Whether pointer bits lie in the mspan.
    pub const fn has_bitmap(self) -> bool {
        !self.is_noscan() && self.slot_size() <= heap::MAX_BITMAP_OBJECT
    }

    /// Slots of an mspan.
    pub const fn n_slots(self) -> usize {
        let size = self.slot_size();
        let usable = if self.has_bitmap() {
            heap::PTR_BITS
        } else if size >= 16 && size <= heap::MAX_BITMAP_OBJECT {
            heap::MARKS
        } else {
            self.n_pages() * PAGE
        };
        usable / size
    }
}

/// Most slots of an mspan.
pub const MAX_SLOTS: usize = PAGE / 8;

/// An mspan. Fields are set while its user has it alone (fresh, or under its central list's lock)
/// and constant while the page map refers to it, unless noted.
pub struct Mspan {
    pub base: Plain<usize>,
    pub n_pages: Plain<usize>,
    pub class: Plain<SpanClass>,
    /// Bytes of a slot; of all pages for a large object.
    pub slot_size: Plain<usize>,
    pub n_slots: Plain<u32>,
    /// `2^32 / slot_size`, rounded up: turns offsets into slot numbers.
    div_magic: Plain<u32>,
    /// No slot below this index is free; owner of the mspan's run, else central list.
    pub search_from: Plain<u32>,
    /// Slots may hold old contents.
    pub needs_zero: Plain<bool>,
    /// The type of a large object with pointers; set before the object is published.
    pub large_type: Plain<Ty>,
    /// The run that owns handed-out but unused slots; changed by the P that owns the run.
    pub run: Plain<Option<&'static Run>>,
    /// Next in a central or free list.
    pub next: Plain<Option<&'static Mspan>>,
    /// One bit per slot.
    alloc_bits: [Plain<u64>; MAX_SLOTS / 64],
}

impl Recycled for Mspan {
    fn fresh() -> Mspan {
        Mspan {
            base: Plain::new(0),
            n_pages: Plain::new(0),
            class: Plain::new(SpanClass(0)),
            slot_size: Plain::new(0),
            n_slots: Plain::new(0),
            div_magic: Plain::new(0),
            search_from: Plain::new(0),
            needs_zero: Plain::new(false),
            // SAFETY: null is a valid `Ty`.
            large_type: Plain::new(unsafe { Ty::from_ptr(core::ptr::null()) }),
            run: Plain::new(None),
            next: Plain::new(None),
            alloc_bits: [const { Plain::new(0) }; MAX_SLOTS / 64],
        }
    }

    fn next_free(&self) -> &Plain<Option<&'static Mspan>> {
        &self.next
    }
}

impl Mspan {
    /// Makes this the mspan of `n_pages` pages at `base`, all slots free.
    pub fn init(&self, base: usize, n_pages: usize, class: SpanClass, needs_zero: bool) {
        self.base.set(base);
        self.n_pages.set(n_pages);
        self.class.set(class);
        self.search_from.set(0);
        self.needs_zero.set(needs_zero);
        self.run.set(None);
        for word in &self.alloc_bits {
            word.set(0);
        }
        if class.class() == 0 {
            self.slot_size.set(n_pages * PAGE);
            self.n_slots.set(1);
            self.div_magic.set(0);
        } else {
            self.slot_size.set(class.slot_size());
            self.n_slots.set(class.n_slots() as u32);
            self.div_magic.set(u32::MAX / class.slot_size() as u32 + 1);
        }
    }

    /// Number of the slot that holds `addr`, an address within the mspan's pages.
    #[inline(always)]
    pub fn slot_of(&self, addr: usize) -> usize {
        let offset = (addr - self.base.get()) as u64;
        // Exact for offsets below 2^32 / slot_size steps; large objects have magic 0.
        ((offset * u64::from(self.div_magic.get())) >> 32) as usize
    }

    /// Address of a slot.
    #[inline(always)]
    pub fn slot(&self, index: usize) -> usize {
        self.base.get() + index * self.slot_size.get()
    }

    /// Whether the slot at `index` holds an object.
    pub fn is_allocated(&self, index: usize) -> bool {
        if index >= self.n_slots.get() as usize {
            return false;
        }
        let is_out = self.alloc_bits[index / 64].get() >> (index % 64) & 1 != 0;
        is_out
            && self
                .run
                .get()
                .is_none_or(|run| !(run.next.get()..run.end.get()).contains(&self.slot(index)))
    }

    /// Marks slots as handed out or free.
    pub fn set_allocated(&self, from: usize, to: usize, is_out: bool) {
        for index in from..to {
            let word = &self.alloc_bits[index / 64];
            let bit = 1 << (index % 64);
            word.set(if is_out {
                word.get() | bit
            } else {
                word.get() & !bit
            });
        }
    }

    /// The next maximal run of free slots, at most `limit` long.
    pub fn next_run(&self, limit: usize) -> Option<(usize, usize)> {
        let n = self.n_slots.get() as usize;
        let start = self.find(self.search_from.get() as usize, n, false)?;
        let end = self
            .find(start, n, true)
            .unwrap_or(n)
            .min(start.saturating_add(limit));
        Some((start, end))
    }

    /// The first slot in `from..to` that is handed out (or free).
    fn find(&self, from: usize, to: usize, is_out: bool) -> Option<usize> {
        let mut index = from;
        while index < to {
            let bits = self.alloc_bits[index / 64].get();
            let word = (if is_out { bits } else { !bits }) >> (index % 64);
            if word != 0 {
                let found = index + word.trailing_zeros() as usize;
                return (found < to).then_some(found);
            }
            index = (index / 64 + 1) * 64;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Mspan, SpanClass};
    use crate::mem::fixalloc::Recycled;
    use rgo_abi::size_class::{COUNT, SIZES};

    #[test]
    fn slots_are_found_by_multiplication() {
        for class in 1..COUNT {
            for is_noscan in [false, true] {
                let class = SpanClass::new(class, is_noscan);
                let span = Mspan::fresh();
                span.init(0x1000_0000, class.n_pages(), class, false);
                let size = class.slot_size();
                for index in 0..class.n_slots() {
                    assert_eq!(span.slot_of(span.slot(index)), index);
                    assert_eq!(span.slot_of(span.slot(index) + size - 1), index);
                }
            }
        }
        assert_eq!(SIZES[COUNT - 1], 32768);
    }

    #[test]
    fn runs_are_maximal() {
        let span = Mspan::fresh();
        span.init(0, 1, SpanClass::new(1, true), false);
        assert_eq!(span.next_run(usize::MAX), Some((0, 1024)));
        span.set_allocated(0, 70, true);
        span.set_allocated(200, 201, true);
        assert_eq!(span.next_run(usize::MAX), Some((70, 200)));
        assert_eq!(span.next_run(1), Some((70, 71)));
        span.search_from.set(200);
        assert_eq!(span.next_run(usize::MAX), Some((201, 1024)));
        span.set_allocated(0, 1024, true);
        assert_eq!(span.next_run(usize::MAX), None);
    }
}
