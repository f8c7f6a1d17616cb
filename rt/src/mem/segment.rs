//! Growth segments: what a goroutine's stack continues on when its slot is full.
//!
//! A segment's header lies at its top, its stack below. A goroutine's segments form a list from the
//! current one down to the first above the slot; segments it has left stay on its spare list, so
//! that a loop around a boundary does not allocate.

use crate::mem::slot::HEADROOM;
use crate::os::vm::{self, Advice};
use crate::sched::g::G;
use crate::sync::Plain;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;

/// Bytes of the segments above the slot, in the order they are used.
pub const SIZES: [usize; 4] = [1 << 20, 16 << 20, 128 << 20, 1 << 30];

/// The header of a segment. Belongs to the goroutine that has it, else to the pool.
#[repr(C, align(64))]
pub struct Segment {
    /// The segment below, `None` for the slot.
    pub prev: Plain<Option<&'static Segment>>,
    /// The guard of the stack below.
    pub old_guard: Plain<u64>,
    /// Next on the spare list or in the pool.
    pub next: Plain<Option<&'static Segment>>,
    /// Stack pointer in the stack below at the switch: what lies above it is in use.
    pub old_sp: Plain<usize>,
    pub lo: Plain<usize>,
    /// Index in `SIZES`.
    pub size_class: Plain<usize>,
    /// Next in the list of all segments; constant.
    all_link: Plain<Option<&'static Segment>>,
}

impl Segment {
    /// Upper end of its stack.
    pub fn hi(&self) -> usize {
        core::ptr::from_ref(self) as usize
    }

    /// How many segments lie below it, the slot included.
    pub fn depth(&self) -> usize {
        1 + self.prev.get().map_or(0, Segment::depth)
    }

    /// Whether an address lies in it.
    pub fn contains(&self, addr: usize) -> bool {
        (self.lo.get()..self.hi()).contains(&addr)
    }
}

/// Free segments by size.
pub struct SegmentPool {
    lock: Mutex,
    free: [Plain<Option<&'static Segment>>; SIZES.len()],
    /// Segments mapped and in goroutines' hands, by size.
    pub mapped: [Plain<usize>; SIZES.len()],
    pub used: [Plain<usize>; SIZES.len()],
    /// All segments; grows under `lock`, read without.
    all: Plain<Option<&'static Segment>>,
}

impl SegmentPool {
    /// An empty pool.
    pub const fn new() -> SegmentPool {
        SegmentPool {
            lock: Mutex::new(Rank::StackPool),
            free: [const { Plain::new(None) }; SIZES.len()],
            mapped: [const { Plain::new(0) }; SIZES.len()],
            used: [const { Plain::new(0) }; SIZES.len()],
            all: Plain::new(None),
        }
    }

    /// Whether an address lies in a segment.
    pub fn contains(&self, addr: usize) -> bool {
        let mut next = self.all.get();
        while let Some(segment) = next {
            if segment.contains(addr) {
                return true;
            }
            next = segment.all_link.get();
        }
        false
    }

    /// A segment of a size.
    pub fn alloc(&self, size_class: usize) -> Option<&'static Segment> {
        self.lock.with(|| {
            let segment = match self.free[size_class].get() {
                Some(segment) => {
                    self.free[size_class].set(segment.next.replace(None));
                    segment
                }
                None => self.map(size_class)?,
            };
            self.used[size_class].add(1);
            Some(segment)
        })
    }

    fn map(&self, size_class: usize) -> Option<&'static Segment> {
        let bytes = SIZES[size_class];
        let lo = vm::map(bytes).ok()?;
        vm::advise(lo, bytes, Advice::NoHugePage);
        // SAFETY: the mapping is never undone, and zero bytes are a valid header.
        let segment = unsafe { &*((lo + bytes - size_of::<Segment>()) as *const Segment) };
        segment.lo.set(lo);
        segment.size_class.set(size_class);
        segment.all_link.set(self.all.replace(Some(segment)));
        self.mapped[size_class].add(1);
        Some(segment)
    }

    /// Gives a segment back.
    pub fn free(&self, segment: &'static Segment) {
        self.lock.with(|| {
            let list = &self.free[segment.size_class.get()];
            segment.next.set(list.get());
            list.set(Some(segment));
            self.used[segment.size_class.get()].add(usize::MAX);
        });
    }

    /// Gives a dead goroutine's spare segments back.
    pub fn free_spares(&self, g: &G) {
        while let Some(segment) = g.spare.get() {
            g.spare.set(segment.next.get());
            self.free(segment);
        }
    }
}

impl Default for SegmentPool {
    fn default() -> SegmentPool {
        SegmentPool::new()
    }
}

/// Lowest stack pointer in a segment if all segments of the goroutine together may have
/// `limit` bytes, of which `below` are in use under this one.
pub fn guard_of(segment: &Segment, below: usize, limit: usize) -> u64 {
    let allowed = limit.saturating_sub(below);
    let lowest = segment.hi().saturating_sub(allowed).max(segment.lo.get());
    (lowest + HEADROOM) as u64
}
