//! Stack slots: the first stack segment of each goroutine with its G at the top.
//!
//! Slots come in chunks of address space, committed page by page when touched. A slot has an odd
//! number of pages: with a power of two all stacks' top pages would fall into the same TLB and
//! cache sets. The lowest `HEADROOM` bytes below the guard are for code that does not check.
//!
//! Invariant: chunks are never unmapped, so a reference to a G stays valid. Free slots are
//! remembered in bitmaps outside, so that a slot's pages can be dropped: the zero page is a dead G.

use crate::os::vm::{self, Advice};
use crate::sched::g::{G, GRef};
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{Acquire, AtomicUsize, Plain, Relaxed, Release};

/// Bytes below the guard for runtime functions, unchecked leaves and prologues.
pub const HEADROOM: usize = 8 << 10;
const OS_PAGE: usize = 4096;
/// Depths at which the soft guard stands; the last level is the whole slot.
const LEVELS: [usize; 4] = [3 << 10, 8 << 10, 16 << 10, 32 << 10];
const MAX_CHUNKS: usize = 16 << 10;
const MAX_SLOTS: usize = 1024;

/// Sizes of the chunks made from now on.
#[derive(Clone, Copy)]
struct Geometry {
    slot_bytes: usize,
    n_slots: usize,
}

const NORMAL: Geometry = Geometry {
    slot_bytes: 17 * OS_PAGE,
    n_slots: MAX_SLOTS,
};
/// Where address space is scarce (`ulimit -v`, strict overcommit).
const SCARCE: Geometry = Geometry {
    slot_bytes: 5 * OS_PAGE,
    n_slots: 51,
};

/// One chunk. All but `free` is written once, before it is counted.
struct Chunk {
    start: Plain<usize>,
    slot_bytes: Plain<usize>,
    n_slots: Plain<usize>,
    n_free: Plain<usize>,
    /// One bit per slot, set if free; under the pool's lock.
    free: [Plain<u64>; MAX_SLOTS / 64],
}

/// All slots.
pub struct SlotPool {
    lock: Mutex,
    /// Where chunks are looked for; set at boot.
    base: Plain<usize>,
    /// Chunks in use; its Release publishes one.
    n_chunks: AtomicUsize,
    /// End of the last chunk, and whether they have become small; under `lock`.
    end: Plain<usize>,
    is_scarce: Plain<bool>,
    /// No chunk below this has a free slot; under `lock`.
    first_chunk: Plain<usize>,
    chunks: [Chunk; MAX_CHUNKS],
}

impl SlotPool {
    /// A pool without chunks.
    pub const fn new() -> SlotPool {
        SlotPool {
            lock: Mutex::new(Rank::StackPool),
            base: Plain::new(0),
            n_chunks: AtomicUsize::new(0),
            end: Plain::new(0),
            is_scarce: Plain::new(false),
            first_chunk: Plain::new(0),
            chunks: [const {
                Chunk {
                    start: Plain::new(0),
                    slot_bytes: Plain::new(0),
                    n_slots: Plain::new(0),
                    n_free: Plain::new(0),
                    free: [const { Plain::new(0) }; MAX_SLOTS / 64],
                }
            }; MAX_CHUNKS],
        }
    }

    /// Says where chunks are looked for, upwards; once.
    pub fn set_base(&self, base: usize) {
        self.base.set(base);
    }

    /// A dead G with its stack, the lowest free one.
    pub fn alloc(&self) -> Option<GRef> {
        self.lock.with(|| {
            let n = self.n_chunks.load(Relaxed);
            for index in self.first_chunk.get()..n {
                let chunk = &self.chunks[index];
                if chunk.n_free.get() > 0 {
                    self.first_chunk.set(index);
                    return Some(take_lowest(chunk));
                }
            }
            self.first_chunk.set(n);
            Some(take_lowest(self.add_chunk()?))
        })
    }

    /// Gives a dead G's slot back.
    pub fn free(&self, g: GRef) {
        self.lock.with(|| {
            let addr = core::ptr::from_ref(g) as usize;
            let n = self.n_chunks.load(Relaxed);
            let found = self.chunks[..n]
                .iter()
                .enumerate()
                .find(|(_, chunk)| chunk.contains(addr));
            let (index, chunk) = found.expect("every G lies in a chunk");
            let slot = (addr - chunk.start.get()) / chunk.slot_bytes.get();
            let word = &chunk.free[slot / 64];
            word.set(word.get() | 1 << (slot % 64));
            chunk.n_free.add(1);
            self.first_chunk.set(self.first_chunk.get().min(index));
        });
    }

    fn add_chunk(&self) -> Option<&Chunk> {
        let n = self.n_chunks.load(Relaxed);
        if n == MAX_CHUNKS {
            return None;
        }
        let geometry = if self.is_scarce.get() { SCARCE } else { NORMAL };
        let (start, geometry) = match self.map_chunk(geometry) {
            Some(start) => (start, geometry),
            None => {
                self.is_scarce.set(true);
                (self.map_chunk(SCARCE)?, SCARCE)
            }
        };
        let chunk = &self.chunks[n];
        chunk.start.set(start);
        chunk.slot_bytes.set(geometry.slot_bytes);
        chunk.n_slots.set(geometry.n_slots);
        chunk.n_free.set(geometry.n_slots);
        for slot in 0..geometry.n_slots {
            let word = &chunk.free[slot / 64];
            word.set(word.get() | 1 << (slot % 64));
        }
        self.n_chunks.store(n + 1, Release);
        Some(chunk)
    }

    fn map_chunk(&self, geometry: Geometry) -> Option<usize> {
        let bytes = geometry.slot_bytes * geometry.n_slots;
        let mut at = self.end.get().max(self.base.get());
        for _ in 0..1024 {
            match vm::map_at(at, bytes) {
                Ok(start) => {
                    // Before the first touch: a huge page would hold 30 stacks.
                    vm::advise(start, bytes, Advice::NoHugePage);
                    self.end.set(start + bytes);
                    return Some(start);
                }
                Err(crate::os::syscall::errno::ENOMEM) => return None,
                Err(_) => at += bytes,
            }
        }
        None
    }

    /// Whether an address lies in a stack slot.
    pub fn contains(&self, addr: usize) -> bool {
        let n = self.n_chunks.load(Acquire);
        self.chunks[..n].iter().any(|chunk| chunk.contains(addr))
    }

    /// Slots in use or in a P's cache.
    pub fn n_used(&self) -> usize {
        let n = self.n_chunks.load(Acquire);
        self.chunks[..n]
            .iter()
            .map(|c| c.n_slots.get() - c.n_free.get())
            .sum()
    }

    /// Bytes of address space.
    pub fn reserved_bytes(&self) -> usize {
        let n = self.n_chunks.load(Acquire);
        self.chunks[..n]
            .iter()
            .map(|c| c.n_slots.get() * c.slot_bytes.get())
            .sum()
    }
}

impl Default for SlotPool {
    fn default() -> SlotPool {
        SlotPool::new()
    }
}

impl Chunk {
    fn contains(&self, addr: usize) -> bool {
        addr.wrapping_sub(self.start.get()) < self.n_slots.get() * self.slot_bytes.get()
    }
}

/// Takes the lowest free slot of a chunk that has one, and formats its G.
fn take_lowest(chunk: &Chunk) -> GRef {
    let (i, word) = chunk
        .free
        .iter()
        .enumerate()
        .find(|(_, word)| word.get() != 0)
        .expect("n_free counts the bits");
    let bit = word.get().trailing_zeros() as usize;
    word.set(word.get() & (word.get() - 1));
    chunk.n_free.add(usize::MAX);
    let slot = i * 64 + bit;
    let lo = chunk.start.get() + slot * chunk.slot_bytes.get();
    // Spread over cache sets.
    let at = lo + chunk.slot_bytes.get() - size_of::<G>() - (slot & 7) * 64;
    // SAFETY: the slot is mapped for ever, and `at` is aligned for a G, of which zero bytes or an
    // earlier dead G are valid values.
    let g = unsafe { &*(at as *const G) };
    g.stack_lo.set(lo);
    g.stack_hi.set(at);
    g.slot_guard.set((at - LEVELS[0]) as u64);
    g
}

/// The next lower soft guard of a slot, `None` at the hard one.
pub fn next_guard(g: &G) -> Option<u64> {
    let hard = (g.stack_lo.get() + HEADROOM) as u64;
    let current = g.slot_guard.get();
    if current <= hard {
        return None;
    }
    let depth = g.stack_hi.get() as u64 - current;
    let next = LEVELS
        .iter()
        .map(|&level| level as u64)
        .find(|&level| level > depth);
    Some(next.map_or(hard, |level| (g.stack_hi.get() as u64 - level).max(hard)))
}

#[cfg(test)]
mod tests {
    use super::{HEADROOM, SlotPool, next_guard};

    #[test]
    fn slots_are_reused_lowest_first_and_guards_descend() {
        static POOL: SlotPool = SlotPool::new();
        POOL.set_base(0x1a0_0000_0000);
        let a = POOL.alloc().expect("memory");
        let b = POOL.alloc().expect("memory");
        assert!(b.stack_lo.get() == a.stack_lo.get() + 17 * 4096);
        assert!(POOL.contains(a.stack_hi.get()) && !POOL.contains(a.stack_lo.get() - 1));
        POOL.free(a);
        assert!(POOL.alloc().expect("memory").is(a));
        let mut depths = Vec::new();
        loop {
            depths.push(a.stack_hi.get() as u64 - a.slot_guard.get());
            match next_guard(a) {
                Some(guard) => a.slot_guard.set(guard),
                None => break,
            }
        }
        assert_eq!(depths[..4], [3 << 10, 8 << 10, 16 << 10, 32 << 10]);
        assert_eq!(a.slot_guard.get() as usize, a.stack_lo.get() + HEADROOM);
        for _ in 0..2000 {
            assert!(POOL.alloc().is_some());
        }
        assert_eq!(POOL.n_used(), 2002);
    }
}
