//! `select` with several cases.
//!
//! Cases are polled in random order under the locks of all their channels, which are taken by
//! ascending address. If none can proceed the goroutine waits on every channel; whoever wins the
//! race on `g.select_done` completes its case, and the goroutine takes itself off the other queues.

use crate::arch::x86_64::call::Pair;
use crate::lang::chan::{ChanRef, GoChan, block};
use crate::lang::memory::typedmemclr;
use crate::lang::rand;
use crate::lang::throw::throw;
use crate::lang::upcall;
use crate::mem::malloc::alloc;
use crate::mem::ty::Ty;
use crate::sched::g::{GRef, WaitReason};
use crate::sched::m::current_g;
use crate::sched::park::park;
use crate::sched::sudog::{self, Sudog, SudogRef};
use crate::sched::timer;
use crate::sync::{Plain, Relaxed};
use rgo_abi::layout::scase;

/// A case: `rgo_abi::layout::scase`.
#[repr(C)]
pub struct Case {
    chan: GoChan,
    elem: *mut u8,
}

impl Case {
    /// A case that sends `*elem`, or receives it.
    #[cfg(test)]
    pub fn new(chan: ChanRef, elem: *mut u8) -> Case {
        let chan = Some(chan);
        Case { chan, elem }
    }
}

const _: () = {
    assert!(core::mem::offset_of!(Case, chan) == scase::CHAN as usize);
    assert!(core::mem::offset_of!(Case, elem) == scase::ELEM as usize);
    assert!(size_of::<Case>() == scase::SIZE as usize);
};

/// The cases of one select: sends first.
struct Select<'a> {
    cases: &'a [Case],
    n_sends: usize,
    /// Indices of cases with a channel, in the order they are tried.
    poll_order: &'a mut [u16],
    /// The same, by ascending channel address.
    lock_order: &'a mut [u16],
}

impl Select<'_> {
    fn chan(&self, case: u16) -> ChanRef {
        self.cases[case as usize]
            .chan
            .expect("ordered cases have channels")
    }

    fn is_send(&self, case: u16) -> bool {
        (case as usize) < self.n_sends
    }

    fn lock_all(&self) {
        let mut last: GoChan = None;
        for &case in &*self.lock_order {
            let chan = self.chan(case);
            if !last.is_some_and(|last| core::ptr::eq(last, chan)) {
                chan.lock.lock();
            }
            last = Some(chan);
        }
    }

    fn unlock_all(&self) {
        for (i, &case) in self.lock_order.iter().enumerate().rev() {
            let chan = self.chan(case);
            // The first case of each channel has its lock.
            let is_first = i == 0 || !core::ptr::eq(self.chan(self.lock_order[i - 1]), chan);
            if is_first {
                chan.lock.unlock();
            }
        }
    }

    /// Completes the first case that can proceed; all locks are released then.
    fn try_all(&self) -> Option<(usize, bool)> {
        for &case in &*self.poll_order {
            let chan = self.chan(case);
            let elem = self.cases[case as usize].elem;
            let index = case as usize;
            if self.is_send(case) {
                if chan.is_closed() {
                    self.unlock_all();
                    upcall::panicsendclosed();
                }
                if let Some(receiver) = chan.receivers().dequeue() {
                    self.unlock_others(chan);
                    chan.send_to(receiver, elem);
                    return Some((index, false));
                }
                if chan.has_room() {
                    chan.push(elem);
                    self.unlock_all();
                    return Some((index, false));
                }
            } else {
                if let Some(sender) = chan.senders().dequeue() {
                    self.unlock_others(chan);
                    chan.recv_from(sender, elem);
                    return Some((index, true));
                }
                if chan.has_elements() {
                    chan.pop(elem);
                    self.unlock_all();
                    return Some((index, true));
                }
                if chan.is_closed() {
                    self.unlock_all();
                    if !elem.is_null() {
                        // SAFETY: a case's element has room for one.
                        unsafe { typedmemclr(chan.elem(), elem) };
                    }
                    return Some((index, false));
                }
            }
        }
        None
    }

    /// Releases all locks but that of `chan`, which its completion releases.
    fn unlock_others(&self, chan: ChanRef) {
        let mut last: GoChan = None;
        for &case in &*self.lock_order {
            let other = self.chan(case);
            if !core::ptr::eq(other, chan) && !last.is_some_and(|last| core::ptr::eq(last, other)) {
                other.lock.unlock();
            }
            last = Some(other);
        }
    }

    /// Waits on all channels, whose locks are held, until one case is complete.
    fn wait(&self) -> (usize, bool) {
        let g = current_g();
        let mut link: &Plain<Option<SudogRef>> = &g.waiting;
        for &case in &*self.lock_order {
            let chan = self.chan(case);
            let waiter = sudog::acquire(g);
            waiter.is_select.set(true);
            waiter.elem.set(self.cases[case as usize].elem as usize);
            waiter.chan.set(Some(chan));
            link.set(Some(waiter));
            link = &waiter.wait_link;
            if self.is_send(case) {
                chan.senders().enqueue(waiter);
            } else {
                chan.receivers().enqueue(waiter);
                if let Some(timer) = chan.timer() {
                    timer::block(timer);
                }
            }
        }
        link.set(None);
        g.param.set(0);
        g.select_done.store(0, Relaxed);
        park(WaitReason::Select, unlock_waited, 0);
        self.lock_all();
        g.select_done.store(0, Relaxed);
        let winner = g.param.replace(0) as *const Sudog;
        let done = self.leave_queues(g, winner);
        self.unlock_all();
        let Some((case, success)) = done else {
            throw("selectgo: bad wakeup")
        };
        if self.is_send(case) {
            if !success {
                upcall::panicsendclosed();
            }
            return (case as usize, false);
        }
        (case as usize, success)
    }

    /// Takes the goroutine off all queues; returns the completed case, and whether a partner
    /// completed it.
    fn leave_queues(&self, g: GRef, winner: *const Sudog) -> Option<(u16, bool)> {
        let mut done = None;
        let mut next = g.waiting.replace(None);
        for &case in &*self.lock_order {
            let waiter = next.expect("there is a waiter for each case");
            next = waiter.wait_link.replace(None);
            let chan = self.chan(case);
            if !self.is_send(case)
                && let Some(timer) = chan.timer()
            {
                timer::unblock(timer);
            }
            if core::ptr::eq(waiter, winner) {
                done = Some((case, waiter.success.get()));
            } else if self.is_send(case) {
                chan.senders().remove(waiter);
            } else {
                chan.receivers().remove(waiter);
            }
            sudog::release(waiter);
        }
        done
    }
}

/// Releases the locks of all channels a goroutine waits on, once it is off its stack.
fn unlock_waited(g: GRef, _: usize) -> bool {
    // The waiters are in lock order. Once a lock is released its waiter may be gone.
    let mut last: GoChan = None;
    let mut next = g.waiting.get();
    while let Some(waiter) = next {
        let chan = waiter.chan.get();
        if let Some(last) = last
            && !chan.is_some_and(|chan| core::ptr::eq(chan, last))
        {
            last.lock.unlock();
        }
        last = chan;
        next = waiter.wait_link.get();
    }
    if let Some(last) = last {
        last.lock.unlock();
    }
    true
}

/// Runs a select: index of the case (none for default), and whether an element was received.
fn run(
    cases: &[Case],
    orders: &mut [u16],
    n_sends: usize,
    may_block: bool,
) -> Option<(usize, bool)> {
    let (poll_order, lock_order) = orders.split_at_mut(cases.len());
    let mut n = 0;
    for (i, case) in cases.iter().enumerate() {
        let Some(chan) = case.chan else { continue };
        if let Some(timer) = chan.timer() {
            timer::maybe_run(timer);
        }
        let j = rand::cheap_n(n as u32 + 1) as usize;
        poll_order[n] = poll_order[j];
        poll_order[j] = i as u16;
        n += 1;
    }
    let (poll_order, lock_order) = (&mut poll_order[..n], &mut lock_order[..n]);
    lock_order.copy_from_slice(poll_order);
    let address = |case: u16| {
        cases[case as usize]
            .chan
            .map_or(0, |c| core::ptr::from_ref(c) as usize)
    };
    lock_order.sort_unstable_by_key(|&case| address(case));
    let select = Select {
        cases,
        n_sends,
        poll_order,
        lock_order,
    };
    select.lock_all();
    if let Some(done) = select.try_all() {
        return Some(done);
    }
    if !may_block {
        select.unlock_all();
        return None;
    }
    if n == 0 {
        block();
    }
    Some(select.wait())
}

/// `runtime.selectgo(cases, order, n_sends, n_recvs, block) (index, received)`.
///
/// # Safety
/// `cases` has `n_sends + n_recvs` cases, `order` twice as many words.
#[unsafe(export_name = "runtime.selectgo")]
pub unsafe extern "C" fn selectgo(
    cases: *const Case,
    order: *mut u16,
    n_sends: usize,
    n_recvs: usize,
    may_block: u32,
) -> Pair {
    let n = n_sends + n_recvs;
    if n == 0 {
        if may_block as u8 != 0 {
            block();
        }
        return Pair(usize::MAX, 0);
    }
    // SAFETY: by contract.
    let (cases, orders) = unsafe {
        (
            core::slice::from_raw_parts(cases, n),
            core::slice::from_raw_parts_mut(order, 2 * n),
        )
    };
    match run(cases, orders, n_sends, may_block as u8 != 0) {
        Some((index, received)) => Pair(index, received as usize),
        None => Pair(usize::MAX, 0),
    }
}

/// A case of `reflect.rselect`.
#[repr(C)]
struct ReflectCase {
    /// 1 send, 2 receive, 3 default.
    dir: usize,
    ty: Ty,
    chan: GoChan,
    value: *mut u8,
}

const SEND: usize = 1;
const DEFAULT: usize = 3;

/// `reflect.rselect([]runtimeSelect) (chosen int, recvOK bool)`.
///
/// # Safety
/// The arguments are a slice of cases.
unsafe extern "C" fn rselect(cases: *const ReflectCase, n: usize, _cap: usize) -> Pair {
    // SAFETY: by contract.
    let given = unsafe { core::slice::from_raw_parts(cases, n) };
    if n == 0 {
        block();
    }
    // Cases with sends first, where each came from, and the two orders: scratch in the heap, as
    // there may be thousands. The caller's slice keeps the pointers in them alive.
    // SAFETY: null means no pointers.
    let scratch = alloc(n * (size_of::<Case>() + 8), unsafe {
        Ty::from_ptr(core::ptr::null())
    });
    // SAFETY: the memory is zeroed, aligned and large enough for the three arrays.
    let (sorted, origin, orders) = unsafe {
        let sorted = core::slice::from_raw_parts_mut(scratch.cast::<Case>(), n);
        let rest = scratch.add(n * size_of::<Case>());
        let origin = core::slice::from_raw_parts_mut(rest.cast::<u16>(), n);
        (
            sorted,
            origin,
            core::slice::from_raw_parts_mut(rest.cast::<u16>().add(n), 2 * n),
        )
    };
    let default = given.iter().position(|case| case.dir == DEFAULT);
    let (mut n_sends, mut end) = (0, n);
    for (i, case) in given
        .iter()
        .enumerate()
        .filter(|(_, case)| case.dir != DEFAULT)
    {
        let at = if case.dir == SEND {
            n_sends += 1;
            n_sends - 1
        } else {
            end -= 1;
            end
        };
        sorted[at] = Case {
            chan: case.chan,
            elem: case.value,
        };
        origin[at] = i as u16;
    }
    // Without default the halves meet; else one slot is empty: a case on a nil channel.
    let chosen = run(sorted, orders, n_sends, default.is_none());
    match (chosen, default) {
        (Some((index, received)), _) => Pair(origin[index] as usize, received as usize),
        (None, Some(default)) => Pair(default, 0),
        (None, None) => throw("rselect: no case"),
    }
}

crate::go_results_2!("reflect.rselect", rselect);

const _: () = assert!(size_of::<ReflectCase>() == 32);
