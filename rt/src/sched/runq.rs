//! Run queues: a ring of 256 per P that its owner fills and any M takes from, with one slot in
//! front for what has just been readied; and lists linked through `g.link`.

use crate::sched::g::{G, GRef};
use crate::sync::{AcqRel, Acquire, AtomicPtr, AtomicU32, Plain, Relaxed, Release};

/// Length of the ring.
pub const LEN: u32 = 256;

/// The run queue of one P.
pub struct RunQueue {
    /// Next slot to take. CAS by the owner and by thieves.
    head: AtomicU32,
    /// Next slot to fill. Stored by the owner only; its Release publishes the slot.
    tail: AtomicU32,
    /// Relaxed: ordered by `tail` (publish) and by the CAS on `head` (claim).
    slots: [AtomicPtr<G>; LEN as usize],
    /// Runs next, in the time slice of the goroutine that readied it. Set by the owner; taken by
    /// CAS.
    next: AtomicPtr<G>,
}

fn as_ptr(g: GRef) -> *mut G {
    core::ptr::from_ref(g).cast_mut()
}

fn as_ref(g: *mut G) -> Option<GRef> {
    // SAFETY: queues hold references to Gs, which live for ever.
    unsafe { g.as_ref() }
}

impl RunQueue {
    /// An empty queue.
    pub const fn new() -> RunQueue {
        RunQueue {
            head: AtomicU32::new(0),
            tail: AtomicU32::new(0),
            slots: [const { AtomicPtr::new(core::ptr::null_mut()) }; LEN as usize],
            next: AtomicPtr::new(core::ptr::null_mut()),
        }
    }

    /// Whether nothing is queued. Exact for the owner only.
    pub fn is_empty(&self) -> bool {
        self.head.load(Acquire) == self.tail.load(Acquire) && self.next.load(Acquire).is_null()
    }

    /// Puts a goroutine into the front slot; returns the one it displaced. Owner only.
    pub fn put_next(&self, g: GRef) -> Option<GRef> {
        as_ref(self.next.swap(as_ptr(g), AcqRel))
    }

    /// Appends a goroutine. If the ring is full, half of it moves to `overflow`, with `g`. Owner
    /// only.
    pub fn put(&self, g: GRef, overflow: &mut GList) {
        loop {
            let head = self.head.load(Acquire);
            let tail = self.tail.load(Relaxed);
            if tail.wrapping_sub(head) < LEN {
                self.slots[(tail % LEN) as usize].store(as_ptr(g), Relaxed);
                self.tail.store(tail.wrapping_add(1), Release);
                return;
            }
            if self.move_half(head, tail, overflow) {
                overflow.push_back(g);
                return;
            }
        }
    }

    fn move_half(&self, head: u32, tail: u32, overflow: &mut GList) -> bool {
        let n = tail.wrapping_sub(head) / 2;
        let mut batch = [core::ptr::null_mut(); LEN as usize / 2];
        for i in 0..n {
            let slot = head.wrapping_add(i) % LEN;
            batch[i as usize] = self.slots[slot as usize].load(Relaxed);
        }
        let taken = self
            .head
            .compare_exchange(head, head.wrapping_add(n), AcqRel, Relaxed);
        if taken.is_err() {
            return false;
        }
        for &g in &batch[..n as usize] {
            overflow.push_back(as_ref(g).expect("queued slots are set"));
        }
        true
    }

    /// Takes the next goroutine; the flag says that it inherits the time slice. Owner only.
    pub fn get(&self) -> Option<(GRef, bool)> {
        let next = self.next.load(Relaxed);
        if !next.is_null()
            && self
                .next
                .compare_exchange(next, core::ptr::null_mut(), AcqRel, Relaxed)
                .is_ok()
        {
            return as_ref(next).map(|g| (g, true));
        }
        loop {
            let head = self.head.load(Acquire);
            if head == self.tail.load(Relaxed) {
                return None;
            }
            let g = self.slots[(head % LEN) as usize].load(Relaxed);
            let taken = self
                .head
                .compare_exchange(head, head.wrapping_add(1), AcqRel, Relaxed);
            if taken.is_ok() {
                return as_ref(g).map(|g| (g, false));
            }
        }
    }

    /// Number of goroutines in the ring.
    pub fn len(&self) -> u32 {
        self.tail
            .load(Acquire)
            .wrapping_sub(self.head.load(Acquire))
    }
}

impl Default for RunQueue {
    fn default() -> RunQueue {
        RunQueue::new()
    }
}

/// A list of goroutines, linked through `g.link`; belongs to one thread or is under a lock.
pub struct GList {
    head: Plain<Option<GRef>>,
    tail: Plain<Option<GRef>>,
    len: Plain<usize>,
}

impl GList {
    /// An empty list.
    pub const fn new() -> GList {
        GList {
            head: Plain::new(None),
            tail: Plain::new(None),
            len: Plain::new(0),
        }
    }

    /// Number of goroutines.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.head.get().is_none()
    }

    /// Appends a goroutine.
    pub fn push_back(&self, g: GRef) {
        g.link.set(None);
        match self.tail.get() {
            Some(tail) => tail.link.set(Some(g)),
            None => self.head.set(Some(g)),
        }
        self.tail.set(Some(g));
        self.len.add(1);
    }

    /// Takes the first goroutine.
    pub fn pop(&self) -> Option<GRef> {
        let g = self.head.get()?;
        self.head.set(g.link.replace(None));
        if self.head.get().is_none() {
            self.tail.set(None);
        }
        self.len.add(usize::MAX);
        Some(g)
    }

    /// Moves all goroutines of `other` to the end.
    pub fn append(&self, other: &GList) {
        while let Some(g) = other.pop() {
            self.push_back(g);
        }
    }
}

impl Default for GList {
    fn default() -> GList {
        GList::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{GList, LEN, RunQueue};
    use crate::sched::g::{G, GRef};

    fn gs(n: usize) -> Vec<GRef> {
        (0..n).map(|_| &*Box::leak(Box::new(G::new()))).collect()
    }

    #[test]
    fn order_is_next_then_fifo() {
        let queue = RunQueue::new();
        let mut overflow = GList::new();
        let gs = gs(3);
        queue.put(gs[0], &mut overflow);
        assert!(queue.put_next(gs[1]).is_none());
        let displaced = queue.put_next(gs[2]).expect("the slot was taken");
        assert!(displaced.is(gs[1]));
        queue.put(displaced, &mut overflow);
        let order: Vec<_> = std::iter::from_fn(|| queue.get()).collect();
        assert!(
            order[0].0.is(gs[2]) && order[0].1,
            "the front slot inherits the slice"
        );
        assert!(order[1].0.is(gs[0]) && !order[1].1);
        assert!(order[2].0.is(gs[1]) && order.len() == 3);
    }

    #[test]
    fn overflow_takes_the_older_half() {
        let queue = RunQueue::new();
        let mut overflow = GList::new();
        let gs = gs(LEN as usize + 1);
        for g in &gs {
            queue.put(g, &mut overflow);
        }
        assert_eq!(
            (queue.len(), overflow.len()),
            (LEN / 2, LEN as usize / 2 + 1)
        );
        assert!(overflow.pop().is_some_and(|g| g.is(gs[0])));
        assert!(queue.get().is_some_and(|(g, _)| g.is(gs[LEN as usize / 2])));
    }

    #[test]
    fn thieves_and_owner_take_each_goroutine_once() {
        static QUEUE: RunQueue = RunQueue::new();
        let gs = gs(20_000);
        let taken: usize = std::thread::scope(|scope| {
            // `get` from another thread is what a thief's claim looks like.
            let thief = scope.spawn(|| {
                let mut n = 0;
                for _ in 0..200_000 {
                    n += usize::from(QUEUE.get().is_some());
                }
                n
            });
            let mut overflow = GList::new();
            let mut n = 0;
            for g in &gs {
                QUEUE.put(g, &mut overflow);
            }
            while QUEUE.get().is_some() {
                n += 1;
            }
            n + overflow.len() + thief.join().expect("no panic")
        });
        let rest = std::iter::from_fn(|| QUEUE.get()).count();
        assert_eq!(taken + rest, gs.len());
    }
}
