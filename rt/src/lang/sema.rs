//! Semaphores: any `uint32` of Go memory is one. Waiters queue by address.
//!
//! A table of roots, each a lock and a treap of the addresses waited for; the first waiter of an
//! address is its node, the others hang behind it in order. All under the root's lock.

use crate::lang::rand;
use crate::sched::g::WaitReason;
use crate::sched::m::{current_g, current_m};
use crate::sched::park::{park_unlock, ready, yield_to_next};
use crate::sched::sudog::{self, SudogRef};
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{AcqRel, Acquire, AtomicU32, Plain, Relaxed, SeqCst};
use crate::world::WORLD;

/// A prime, so that addresses at any stride spread.
const ROOTS: usize = 251;

type Link = Plain<Option<SudogRef>>;

/// One root, on cache lines of its own.
#[repr(align(64))]
struct Root {
    lock: Mutex,
    tree: Link,
    /// Waiters, so that releasing without any needs no lock.
    n_waiters: AtomicU32,
}

/// All roots.
pub struct SemaTable {
    roots: [Root; ROOTS],
}

impl SemaTable {
    /// A table without waiters.
    pub const fn new() -> SemaTable {
        SemaTable {
            roots: [const {
                Root {
                    lock: Mutex::new(Rank::Sema),
                    tree: Plain::new(None),
                    n_waiters: AtomicU32::new(0),
                }
            }; ROOTS],
        }
    }

    fn root(&self, addr: usize) -> &Root {
        &self.roots[(addr >> 3) % ROOTS]
    }
}

impl Default for SemaTable {
    fn default() -> SemaTable {
        SemaTable::new()
    }
}

impl Root {
    /// The link to the node of `addr`, or to where it would be.
    fn find(&self, addr: usize) -> &Link {
        let mut link: &Link = &self.tree;
        while let Some(node) = link.get() {
            let at = node.elem.get();
            if at == addr {
                break;
            }
            link = if addr < at { &node.prev } else { &node.next };
        }
        link
    }

    /// Adds a waiter for `addr`: in front of the others, or behind.
    fn queue(&self, addr: usize, waiter: SudogRef, is_lifo: bool) {
        waiter.elem.set(addr);
        waiter.wait_link.set(None);
        waiter.wait_tail.set(None);
        let link = self.find(addr);
        match link.get() {
            Some(head) if is_lifo => {
                let tail = head.wait_tail.replace(None).unwrap_or(head);
                replace_node(link, head, waiter);
                waiter.wait_link.set(Some(head));
                waiter.wait_tail.set(Some(tail));
            }
            Some(head) => {
                let tail = head.wait_tail.get().unwrap_or(head);
                tail.wait_link.set(Some(waiter));
                head.wait_tail.set(Some(waiter));
            }
            None => self.insert(addr, waiter),
        }
    }

    /// Inserts a node for a new address: above all nodes of larger priority.
    fn insert(&self, addr: usize, node: SudogRef) {
        node.priority.set(rand::cheap());
        let mut link: &Link = &self.tree;
        while let Some(at) = link.get()
            && at.priority.get() <= node.priority.get()
        {
            link = if addr < at.elem.get() {
                &at.prev
            } else {
                &at.next
            };
        }
        // Split what was here by address into the new node's sides.
        let mut rest = link.replace(Some(node));
        let (mut less, mut greater): (&Link, &Link) = (&node.prev, &node.next);
        while let Some(at) = rest {
            if at.elem.get() < addr {
                less.set(Some(at));
                less = &at.next;
                rest = at.next.get();
            } else {
                greater.set(Some(at));
                greater = &at.prev;
                rest = at.prev.get();
            }
        }
        less.set(None);
        greater.set(None);
    }

    /// Takes the first waiter for `addr`.
    fn dequeue(&self, addr: usize) -> Option<SudogRef> {
        let link = self.find(addr);
        let head = link.get()?;
        match head.wait_link.replace(None) {
            Some(second) => {
                let tail = head.wait_tail.replace(None);
                replace_node(link, head, second);
                let is_last = tail.is_some_and(|tail| core::ptr::eq(tail, second));
                second.wait_tail.set(if is_last { None } else { tail });
            }
            None => {
                let (mut less, mut greater) = (head.prev.replace(None), head.next.replace(None));
                let mut link = link;
                loop {
                    match (less, greater) {
                        (Some(a), Some(b)) if a.priority.get() < b.priority.get() => {
                            link.set(Some(a));
                            link = &a.next;
                            less = a.next.get();
                        }
                        (Some(_), Some(b)) => {
                            link.set(Some(b));
                            link = &b.prev;
                            greater = b.prev.get();
                        }
                        (one, other) => {
                            link.set(one.or(other));
                            break;
                        }
                    }
                }
            }
        }
        Some(head)
    }
}

/// Puts `new` in the place of `old` in the tree.
fn replace_node(link: &Link, old: SudogRef, new: SudogRef) {
    new.priority.set(old.priority.get());
    new.prev.set(old.prev.replace(None));
    new.next.set(old.next.replace(None));
    link.set(Some(new));
}

fn try_acquire(word: &AtomicU32) -> bool {
    word.fetch_update(AcqRel, Relaxed, |n| n.checked_sub(1))
        .is_ok()
}

/// Waits until the semaphore is positive and takes one.
pub fn acquire(word: &AtomicU32, is_lifo: bool, reason: WaitReason) {
    if try_acquire(word) {
        return;
    }
    let addr = core::ptr::from_ref(word) as usize;
    let root = WORLD.semas.root(addr);
    let g = current_g();
    let waiter = sudog::acquire(g);
    waiter.handed_off.store(0, Relaxed);
    loop {
        root.lock.lock();
        // Announced before the last look: a release that missed us has made the word positive.
        root.n_waiters.fetch_add(1, SeqCst);
        if try_acquire(word) {
            root.n_waiters.fetch_sub(1, Relaxed);
            root.lock.unlock();
            break;
        }
        root.queue(addr, waiter, is_lifo);
        g.waiting.set(Some(waiter));
        park_unlock(reason, &root.lock);
        g.waiting.set(None);
        if waiter.handed_off.load(Acquire) != 0 || try_acquire(word) {
            break;
        }
    }
    sudog::release(waiter);
}

/// Adds one and wakes a waiter; with `is_handoff` it gets the one, and the processor.
pub fn release(word: &AtomicU32, is_handoff: bool) {
    let addr = core::ptr::from_ref(word) as usize;
    let root = WORLD.semas.root(addr);
    word.fetch_add(1, SeqCst);
    if root.n_waiters.load(SeqCst) == 0 {
        return;
    }
    root.lock.lock();
    let waiter = root.dequeue(addr);
    if waiter.is_some() {
        root.n_waiters.fetch_sub(1, Relaxed);
    }
    root.lock.unlock();
    let Some(waiter) = waiter else { return };
    waiter.elem.set(0);
    let is_handed_off = is_handoff && try_acquire(word);
    if is_handed_off {
        waiter.handed_off.store(1, crate::sync::Release);
    }
    ready(waiter.g.get().expect("a waiter has a goroutine"));
    let m = current_m();
    if is_handed_off && m.locks.get() == 0 && !m.is_on_m_stack() {
        yield_to_next();
    }
}

#[cfg(test)]
mod tests {
    use super::{Root, SemaTable};
    use crate::mem::fixalloc::Recycled;
    use crate::sched::sudog::{Sudog, SudogRef};
    use std::collections::{BTreeMap, VecDeque};

    fn check_tree(node: Option<SudogRef>, lo: usize, hi: usize, parent: u32) -> usize {
        let Some(node) = node else { return 0 };
        let at = node.elem.get();
        assert!(lo <= at && at < hi && node.priority.get() >= parent);
        let own = node.priority.get();
        let left = check_tree(node.prev.get(), lo, at, own);
        1 + left + check_tree(node.next.get(), at + 1, hi, own)
    }

    #[test]
    fn waiters_come_out_in_order_by_address() {
        static TABLE: SemaTable = SemaTable::new();
        let root: &Root = &TABLE.roots[0];
        let mut model: BTreeMap<usize, VecDeque<*const Sudog>> = BTreeMap::new();
        let mut x = 1u64;
        let mut random = |n: u64| {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (x >> 33) % n
        };
        for _ in 0..20_000 {
            let addr = 0x1000 + 8 * random(40) as usize;
            let queue = model.entry(addr).or_default();
            if random(2) == 0 {
                let sudog: SudogRef = Box::leak(Box::new(Sudog::fresh()));
                let is_lifo = random(4) == 0;
                root.queue(addr, sudog, is_lifo);
                if is_lifo {
                    queue.push_front(sudog)
                } else {
                    queue.push_back(sudog)
                }
            } else {
                let got = root.dequeue(addr).map(|s| s as *const Sudog);
                assert_eq!(got, queue.pop_front());
            }
            let n = check_tree(root.tree.get(), 0, usize::MAX, 0);
            assert_eq!(n, model.values().filter(|queue| !queue.is_empty()).count());
        }
    }
}
