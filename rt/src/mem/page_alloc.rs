//! The page heap: runs of free pages within arenas, first fit in address order, so that the heap
//! stays dense at its low end.

use crate::mem::arena::{ARENA_PAGES, Arena, ArenaMap};
use crate::sync::Plain;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use rgo_abi::size_class::PAGE;

/// Free pages of all arenas.
pub struct PageHeap {
    lock: Mutex,
    /// No arena below this index has a free page; under `lock`.
    first_arena: Plain<usize>,
    /// Bytes of arenas reserved, and of pages in use; under `lock`.
    pub reserved_bytes: Plain<usize>,
    pub used_bytes: Plain<usize>,
    /// Highest value of `used_bytes`: pages above it were never touched.
    pub peak_bytes: Plain<usize>,
}

impl PageHeap {
    /// A heap without arenas.
    pub const fn new() -> PageHeap {
        PageHeap {
            lock: Mutex::new(Rank::Mheap),
            first_arena: Plain::new(0),
            reserved_bytes: Plain::new(0),
            used_bytes: Plain::new(0),
            peak_bytes: Plain::new(0),
        }
    }

    /// Address of `n` adjacent pages, `None` if the system has no memory.
    pub fn alloc(&self, map: &ArenaMap, n: usize) -> Option<usize> {
        self.lock.with(|| {
            let at = if n <= ARENA_PAGES {
                self.alloc_small(map, n)
            } else {
                None
            };
            let at = at.or_else(|| self.alloc_fresh(map, n))?;
            self.used_bytes.add(n * PAGE);
            self.peak_bytes
                .set(self.peak_bytes.get().max(self.used_bytes.get()));
            Some(at)
        })
    }

    fn alloc_small(&self, map: &ArenaMap, n: usize) -> Option<usize> {
        for index in self.first_arena.get()..map.n_arenas() {
            let Some(arena) = map.arena(index) else {
                continue;
            };
            if let Some(page) = find_run(arena, n) {
                mark_used(arena, page, n);
                return Some(map.start(index) + page * PAGE);
            }
            if arena.first_free.get() == ARENA_PAGES && self.first_arena.get() == index {
                self.first_arena.set(index + 1);
            }
        }
        None
    }

    fn alloc_fresh(&self, map: &ArenaMap, n: usize) -> Option<usize> {
        let count = n.div_ceil(ARENA_PAGES);
        let first = map.reserve(count)?;
        self.reserved_bytes.add(count * ARENA_PAGES * PAGE);
        let mut left = n;
        for index in first..first + count {
            let arena = map.arena(index).expect("reserved above");
            mark_used(arena, 0, left.min(ARENA_PAGES));
            left -= left.min(ARENA_PAGES);
        }
        Some(map.start(first))
    }

    /// Gives pages back. No mspan is entered for them any more.
    pub fn free(&self, map: &ArenaMap, at: usize, n: usize) {
        self.lock.with(|| {
            self.used_bytes.add((n * PAGE).wrapping_neg());
            for i in 0..n {
                let addr = at + i * PAGE;
                let index = map.index_of(addr);
                let arena = map.arena(index).expect("pages lie in reserved arenas");
                let page = (addr - map.start(index)) / PAGE;
                let word = &arena.free_pages[page / 64];
                word.set(word.get() | 1 << (page % 64));
                arena.first_free.set(arena.first_free.get().min(page));
                self.first_arena.set(self.first_arena.get().min(index));
            }
        });
    }
}

impl Default for PageHeap {
    fn default() -> PageHeap {
        PageHeap::new()
    }
}

/// The lowest run of `n` free pages of an arena.
fn find_run(arena: &Arena, n: usize) -> Option<usize> {
    let lowest = next_free(arena, arena.first_free.get());
    arena.first_free.set(lowest.unwrap_or(ARENA_PAGES));
    let mut start = lowest?;
    while start + n <= ARENA_PAGES {
        let end = next_used(arena, start, start + n);
        if end == start + n {
            return Some(start);
        }
        start = next_free(arena, end)?;
    }
    None
}

fn next_free(arena: &Arena, from: usize) -> Option<usize> {
    let mut page = from;
    while page < ARENA_PAGES {
        let word = arena.free_pages[page / 64].get() >> (page % 64);
        if word != 0 {
            return Some(page + word.trailing_zeros() as usize);
        }
        page = (page / 64 + 1) * 64;
    }
    None
}

/// The first used page in `from..limit`, else `limit`, which is within the arena.
fn next_used(arena: &Arena, from: usize, limit: usize) -> usize {
    let mut page = from;
    while page < limit {
        let word = !arena.free_pages[page / 64].get() >> (page % 64);
        if word != 0 {
            return limit.min(page + word.trailing_zeros() as usize);
        }
        page = (page / 64 + 1) * 64;
    }
    limit
}

fn mark_used(arena: &Arena, page: usize, n: usize) {
    for i in page..page + n {
        let word = &arena.free_pages[i / 64];
        word.set(word.get() & !(1 << (i % 64)));
    }
    if arena.first_free.get() == page {
        arena.first_free.set(page + n);
    }
}

#[cfg(test)]
mod tests {
    use super::PageHeap;
    use crate::mem::arena::{ARENA, ArenaMap};
    use rgo_abi::size_class::PAGE;

    #[test]
    fn first_fit_reuses_the_lowest_hole() {
        static MAP: ArenaMap = ArenaMap::new();
        static HEAP: PageHeap = PageHeap::new();
        MAP.set_base(0x1c0_0000_0000);
        let a = HEAP.alloc(&MAP, 1).expect("memory");
        let b = HEAP.alloc(&MAP, 3).expect("memory");
        let c = HEAP.alloc(&MAP, 2).expect("memory");
        assert_eq!((b, c), (a + PAGE, a + 4 * PAGE));
        HEAP.free(&MAP, b, 3);
        assert_eq!(
            HEAP.alloc(&MAP, 4),
            Some(a + 6 * PAGE),
            "the hole is too small"
        );
        assert_eq!(HEAP.alloc(&MAP, 2), Some(b));
        assert_eq!(HEAP.alloc(&MAP, 1), Some(b + 2 * PAGE));
        let big = HEAP.alloc(&MAP, 3 * ARENA / PAGE / 2).expect("memory");
        assert!(big.is_multiple_of(ARENA) && big > a);
        let tail = HEAP.alloc(&MAP, ARENA / PAGE / 2).expect("memory");
        assert_eq!(tail, a + 10 * PAGE, "the first arena is searched first");
        let rest = HEAP.alloc(&MAP, ARENA / PAGE / 2).expect("memory");
        assert_eq!(rest, big + 3 * ARENA / 2);
        for i in 0..100 {
            assert_eq!(HEAP.alloc(&MAP, 1), Some(tail + ARENA / 2 + i * PAGE));
        }
    }
}
