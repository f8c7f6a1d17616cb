//! Memory that is never given back: mspan headers, sudogs, itabs made at run time.
//!
//! Invariant: everything Go code can hold a pointer to and that is neither heap, stack nor in the
//! executable lies in a chunk of this allocator, so `contains` can tell it from a stray pointer.

use crate::os::vm;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{Acquire, AtomicUsize, Plain, Relaxed, Release};

const CHUNK: usize = 256 << 10;
const MAX_CHUNKS: usize = 16 << 10;

/// The allocator. Chunks are listed so that addresses can be looked up.
pub struct Persistent {
    lock: Mutex,
    /// Free part of the newest small chunk; under `lock`.
    next: Plain<usize>,
    end: Plain<usize>,
    /// Number of entries in `chunks`; its Release publishes an entry.
    n_chunks: AtomicUsize,
    /// Start and length; written once, under `lock`.
    chunks: [[Plain<usize>; 2]; MAX_CHUNKS],
    /// Bytes handed out.
    bytes: Plain<usize>,
}

impl Persistent {
    /// An allocator without memory.
    pub const fn new() -> Persistent {
        Persistent {
            lock: Mutex::new(Rank::Persistent),
            next: Plain::new(0),
            end: Plain::new(0),
            n_chunks: AtomicUsize::new(0),
            chunks: [const { [Plain::new(0), Plain::new(0)] }; MAX_CHUNKS],
            bytes: Plain::new(0),
        }
    }

    /// Zeroed memory for ever; null if the system has none. `align` is a power of two.
    pub fn alloc(&self, size: usize, align: usize) -> *mut u8 {
        debug_assert!(align.is_power_of_two());
        self.lock.lock();
        let at = self.alloc_locked(size, align);
        if at != 0 {
            self.bytes.add(size);
        }
        self.lock.unlock();
        at as *mut u8
    }

    fn alloc_locked(&self, size: usize, align: usize) -> usize {
        if size >= CHUNK / 4 {
            return self.map_chunk(size.next_multiple_of(4096));
        }
        let mut at = self.next.get().next_multiple_of(align);
        if at == 0 || at + size > self.end.get() {
            at = self.map_chunk(CHUNK);
            if at == 0 {
                return 0;
            }
            self.end.set(at + CHUNK);
        }
        self.next.set(at + size);
        at
    }

    fn map_chunk(&self, bytes: usize) -> usize {
        let n = self.n_chunks.load(Relaxed);
        let Ok(at) = vm::map(bytes) else { return 0 };
        if n == MAX_CHUNKS {
            return 0;
        }
        self.chunks[n][0].set(at);
        self.chunks[n][1].set(bytes);
        self.n_chunks.store(n + 1, Release);
        at
    }

    /// Whether an address lies in memory of this allocator.
    pub fn contains(&self, addr: usize) -> bool {
        let n = self.n_chunks.load(Acquire);
        self.chunks[..n]
            .iter()
            .any(|[start, len]| addr.wrapping_sub(start.get()) < len.get())
    }

    /// Bytes mapped.
    pub fn mapped_bytes(&self) -> usize {
        let n = self.n_chunks.load(Acquire);
        self.chunks[..n].iter().map(|[_, len]| len.get()).sum()
    }

    /// Bytes handed out.
    pub fn used_bytes(&self) -> usize {
        self.bytes.get()
    }
}

impl Default for Persistent {
    fn default() -> Persistent {
        Persistent::new()
    }
}

/// Zeroed memory for ever; throws if there is none.
pub fn alloc(size: usize, align: usize) -> *mut u8 {
    let at = crate::world::WORLD.persistent.alloc(size, align);
    if at.is_null() {
        crate::lang::throw::throw("runtime: cannot allocate memory");
    }
    at
}

/// A value for ever.
pub fn alloc_value<T: Sync>(value: T) -> &'static T {
    let at = alloc(size_of::<T>(), align_of::<T>()).cast::<T>();
    // SAFETY: `at` is fresh memory of the right size and alignment that is never freed.
    unsafe {
        at.write(value);
        &*at
    }
}

/// `runtime.persistentalloc(n, align uintptr) unsafe.Pointer`.
#[unsafe(export_name = "runtime.persistentalloc")]
pub extern "C" fn go_persistentalloc(size: usize, align: usize) -> *mut u8 {
    alloc(size, if align == 0 { 8 } else { align })
}

#[cfg(test)]
mod tests {
    use super::Persistent;

    #[test]
    fn memory_is_distinct_aligned_and_found() {
        static P: Persistent = Persistent::new();
        let a = P.alloc(24, 8) as usize;
        let b = P.alloc(100, 64) as usize;
        let big = P.alloc(1 << 20, 8) as usize;
        assert!(b >= a + 24 && b.is_multiple_of(64));
        assert!(P.contains(a) && P.contains(b + 99) && P.contains(big + (1 << 20) - 1));
        assert!(!P.contains(8) && !P.contains(&raw const P as usize));
    }
}
