//! Sudogs: a goroutine in a wait queue of a channel, a semaphore or a condition. Off-heap; the only
//! pointer into Go memory is `elem`, which the waiting goroutine's stack keeps alive.

use crate::lang::chan::Hchan;
use crate::mem::fixalloc::Recycled;
use crate::sched::g::GRef;
use crate::sched::m::current_p;
use crate::sched::p::SUDOG_CACHE;
use crate::sync::{AtomicU32, Plain};
use crate::world::WORLD;

/// A sudog by reference.
pub type SudogRef = &'static Sudog;

/// A waiter. Fields are under the lock of the queue it is in, unless noted.
#[repr(C)]
pub struct Sudog {
    pub g: Plain<Option<GRef>>,
    pub next: Plain<Option<SudogRef>>,
    pub prev: Plain<Option<SudogRef>>,
    /// The element to send or to fill; for semaphores the address waited on.
    pub elem: Plain<usize>,
    /// 1 after a direct hand-off of a semaphore.
    pub handed_off: AtomicU32,
    /// Priority in a semaphore tree.
    pub priority: Plain<u32>,
    pub is_select: Plain<bool>,
    /// Woken by a partner, not by close.
    pub success: Plain<bool>,
    pub acquire_time: Plain<i64>,
    pub release_time: Plain<i64>,
    /// `g.waiting` list, or the list of waiters for one semaphore address.
    pub wait_link: Plain<Option<SudogRef>>,
    pub wait_tail: Plain<Option<SudogRef>>,
    pub chan: Plain<Option<&'static Hchan>>,
    /// Ticket number in a notify list.
    pub notify_ticket: Plain<u32>,
}

impl Recycled for Sudog {
    fn fresh() -> Sudog {
        Sudog {
            g: Plain::new(None),
            next: Plain::new(None),
            prev: Plain::new(None),
            elem: Plain::new(0),
            handed_off: AtomicU32::new(0),
            priority: Plain::new(0),
            is_select: Plain::new(false),
            success: Plain::new(false),
            acquire_time: Plain::new(0),
            release_time: Plain::new(0),
            wait_link: Plain::new(None),
            wait_tail: Plain::new(None),
            chan: Plain::new(None),
            notify_ticket: Plain::new(0),
        }
    }

    fn next_free(&self) -> &Plain<Option<SudogRef>> {
        &self.next
    }
}

/// A sudog for `g`, all links empty.
pub fn acquire(g: GRef) -> SudogRef {
    let p = current_p();
    let n = p.n_sudogs.get();
    let sudog = if n > 0 {
        p.n_sudogs.set(n - 1);
        p.sudogs[n - 1]
            .get()
            .expect("entries below n_sudogs are set")
    } else {
        WORLD.sudogs.alloc()
    };
    sudog.g.set(Some(g));
    sudog.is_select.set(false);
    sudog.success.set(false);
    sudog
}

/// Gives a sudog back; it is in no list.
pub fn release(sudog: SudogRef) {
    debug_assert!(sudog.next.get().is_none() && sudog.prev.get().is_none());
    debug_assert!(sudog.wait_link.get().is_none());
    sudog.g.set(None);
    sudog.elem.set(0);
    sudog.chan.set(None);
    let p = current_p();
    let n = p.n_sudogs.get();
    if n < SUDOG_CACHE {
        p.sudogs[n].set(Some(sudog));
        p.n_sudogs.set(n + 1);
    } else {
        WORLD.sudogs.free(sudog);
    }
}

/// A FIFO of sudogs; under the lock of whatever it belongs to.
#[repr(C)]
pub struct WaitQueue {
    first: Plain<Option<SudogRef>>,
    last: Plain<Option<SudogRef>>,
}

impl WaitQueue {
    /// An empty queue.
    pub const fn new() -> WaitQueue {
        WaitQueue {
            first: Plain::new(None),
            last: Plain::new(None),
        }
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    /// The first waiter.
    pub fn first(&self) -> Option<SudogRef> {
        self.first.get()
    }

    /// Adds a waiter at the end.
    pub fn enqueue(&self, sudog: SudogRef) {
        sudog.next.set(None);
        sudog.prev.set(self.last.get());
        match self.last.get() {
            Some(last) => last.next.set(Some(sudog)),
            None => self.first.set(Some(sudog)),
        }
        self.last.set(Some(sudog));
    }

    /// Takes the first waiter whose wake-up this is: others of its select have not won.
    pub fn dequeue(&self) -> Option<SudogRef> {
        loop {
            let sudog = self.first.get()?;
            self.remove(sudog);
            let g = sudog.g.get().expect("a waiter has a goroutine");
            if sudog.is_select.get()
                && g.select_done
                    .compare_exchange(0, 1, crate::sync::AcqRel, crate::sync::Relaxed)
                    .is_err()
            {
                continue;
            }
            return Some(sudog);
        }
    }

    /// Takes a waiter out, if it is in the queue.
    pub fn remove(&self, sudog: SudogRef) {
        let (prev, next) = (sudog.prev.replace(None), sudog.next.replace(None));
        let is_first = self
            .first
            .get()
            .is_some_and(|first| core::ptr::eq(first, sudog));
        if prev.is_none() && !is_first {
            return;
        }
        match prev {
            Some(prev) => prev.next.set(next),
            None => self.first.set(next),
        }
        match next {
            Some(next) => next.prev.set(prev),
            None => self.last.set(prev),
        }
    }
}

impl Default for WaitQueue {
    fn default() -> WaitQueue {
        WaitQueue::new()
    }
}
