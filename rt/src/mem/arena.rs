//! Arenas: 64 MiB pieces of one window of address space, reserved on demand, and the map from
//! addresses to mspans.
//!
//! Invariant: an address is in the heap iff it lies in a page whose entry is set. Entries are
//! set before any object of the mspan is handed out and stay while the mspan is in use, so lookups
//! need no lock.

use crate::mem::mspan::Mspan;
use crate::mem::persistent;
use crate::os::vm;
use crate::sync::{Acquire, AtomicPtr, AtomicUsize, Plain, Relaxed, Release};
use rgo_abi::size_class::PAGE;

/// Bytes of an arena.
pub const ARENA: usize = 64 << 20;
/// Pages of an arena.
pub const ARENA_PAGES: usize = ARENA / PAGE;
/// Arenas in the window.
const MAX_ARENAS: usize = 1 << 16;

/// What is known about one arena.
pub struct Arena {
    /// By page; null for pages without mspan.
    spans: [AtomicPtr<Mspan>; ARENA_PAGES],
    /// One bit per page, set if free; under the page heap's lock.
    pub free_pages: [Plain<u64>; ARENA_PAGES / 64],
    /// No page below this index is free; under the page heap's lock.
    pub first_free: Plain<usize>,
    /// Marks of `gc/check.rs`, one bit per 8 bytes; mapped at the first check.
    pub check_marks: Plain<usize>,
}

/// The window.
pub struct ArenaMap {
    /// Start of the window; set at boot.
    base: Plain<usize>,
    /// Arenas `0..n` of the window have been tried; those that could not be reserved are null.
    n: AtomicUsize,
    arenas: [AtomicPtr<Arena>; MAX_ARENAS],
}

impl ArenaMap {
    /// A map without a window.
    pub const fn new() -> ArenaMap {
        ArenaMap {
            base: Plain::new(0),
            n: AtomicUsize::new(0),
            arenas: [const { AtomicPtr::new(core::ptr::null_mut()) }; MAX_ARENAS],
        }
    }

    /// Says where the window begins; once.
    pub fn set_base(&self, base: usize) {
        debug_assert!(base.is_multiple_of(ARENA));
        self.base.set(base);
    }

    /// Whether an address is in the part of the window that has been reserved.
    #[inline(always)]
    pub fn in_window(&self, addr: usize) -> bool {
        addr.wrapping_sub(self.base.get()) / ARENA < self.n.load(Acquire)
    }

    /// Number of arenas tried.
    pub fn n_arenas(&self) -> usize {
        self.n.load(Acquire)
    }

    /// An arena by index.
    #[inline(always)]
    pub fn arena(&self, index: usize) -> Option<&'static Arena> {
        // SAFETY: non-null entries are persistent arenas.
        unsafe { self.arenas.get(index)?.load(Acquire).as_ref() }
    }

    /// Index of the arena of an address in the window.
    pub fn index_of(&self, addr: usize) -> usize {
        (addr - self.base.get()) / ARENA
    }

    /// Start address of an arena.
    pub fn start(&self, index: usize) -> usize {
        self.base.get() + index * ARENA
    }

    /// The mspan of an address, if it lies in one.
    #[inline(always)]
    pub fn span_of(&self, addr: usize) -> Option<&'static Mspan> {
        let offset = addr.wrapping_sub(self.base.get());
        if offset / ARENA >= self.n.load(Acquire) {
            return None;
        }
        let arena = self.arena(offset / ARENA)?;
        // SAFETY: entries are null or persistent mspans.
        unsafe { arena.spans[offset % ARENA / PAGE].load(Acquire).as_ref() }
    }

    /// Enters an mspan for its pages, or takes it out.
    pub fn set_span(&self, start: usize, n_pages: usize, span: Option<&'static Mspan>) {
        let entry = span.map_or(core::ptr::null_mut(), |s| core::ptr::from_ref(s).cast_mut());
        for page in 0..n_pages {
            let offset = start + page * PAGE - self.base.get();
            let arena = self
                .arena(offset / ARENA)
                .expect("mspans lie in reserved arenas");
            arena.spans[offset % ARENA / PAGE].store(entry, Release);
        }
    }

    /// Reserves `count` adjacent arenas at the end of the used part of the window; returns the
    /// index of the first. Their pages are free. The page heap's lock is held.
    pub fn reserve(&self, count: usize) -> Option<usize> {
        let mut first = self.n.load(Relaxed);
        loop {
            if first + count > MAX_ARENAS {
                return None;
            }
            match vm::map_at(self.start(first), count * ARENA) {
                Ok(_) => break,
                Err(crate::os::syscall::errno::ENOMEM) => return None,
                Err(_) => first += 1,
            }
        }
        for index in first..first + count {
            let arena = new_arena()?;
            self.arenas[index].store(core::ptr::from_ref(arena).cast_mut(), Release);
        }
        self.n.store(first + count, Release);
        Some(first)
    }
}

fn new_arena() -> Option<&'static Arena> {
    let at = crate::world::WORLD
        .persistent
        .alloc(size_of::<Arena>(), align_of::<Arena>());
    // SAFETY: zero bytes are an arena without mspans and free pages; persistent memory is zeroed.
    let arena: &'static Arena = unsafe { at.cast::<Arena>().as_ref()? };
    for word in &arena.free_pages {
        word.set(u64::MAX);
    }
    Some(arena)
}

impl Default for ArenaMap {
    fn default() -> ArenaMap {
        ArenaMap::new()
    }
}

/// Zeroed marks for one arena, made when first wanted.
pub fn check_marks(arena: &Arena) -> &'static [Plain<u64>] {
    const WORDS: usize = ARENA / 8 / 64;
    if arena.check_marks.get() == 0 {
        arena
            .check_marks
            .set(persistent::alloc(WORDS * 8, 8) as usize);
    }
    // SAFETY: the memory holds WORDS zero-initialised words for ever.
    unsafe { core::slice::from_raw_parts(arena.check_marks.get() as *const Plain<u64>, WORDS) }
}
