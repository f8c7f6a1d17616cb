//! Packages sync and internal/sync, and the semaphores of internal/poll.

use crate::arch::x86_64::call::call_closure;
use crate::gc::barrier;
use crate::lang::sema::{acquire, release};
use crate::lang::throw::throw;
use crate::sched::g::WaitReason;
use crate::sched::m::{current_g, current_m, current_p};
use crate::sched::park::{park_unlock, ready};
use crate::sched::sudog::{self, SudogRef};
use crate::sync::mutex::Mutex;
use crate::sync::{AtomicU32, Plain, Relaxed, SeqCst};
use crate::world::WORLD;

/// Exports semaphore operations: `s` is a word of Go memory.
macro_rules! acquires {
    ($($name:ident = $symbol:literal ($($arg:ident),*) $lifo:expr, $reason:ident;)*) => {$(
        /// Waits until `*s > 0` and decrements.
        ///
        /// # Safety
        /// `s` is valid and aligned.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name(s: *mut u32, $($arg: u32),*) {
            // SAFETY: by contract.
            acquire(unsafe { AtomicU32::from_ptr(s) }, $lifo, WaitReason::$reason);
        }
    )*};
}

acquires! {
    semacquire = "sync.runtime_Semacquire" () false, Semacquire;
    semacquire_wait_group = "sync.runtime_SemacquireWaitGroup" (_durable) false, WaitGroupWait;
    semacquire_rwmutex_r = "sync.runtime_SemacquireRWMutexR" (lifo, _skip) lifo as u8 != 0,
        RWMutexRLock;
    semacquire_rwmutex = "sync.runtime_SemacquireRWMutex" (lifo, _skip) lifo as u8 != 0, RWMutexLock;
    semacquire_mutex = "internal/sync.runtime_SemacquireMutex" (lifo, _skip) lifo as u8 != 0,
        MutexLock;
    poll_semacquire = "internal/poll.runtime_Semacquire" () false, Semacquire;
}

/// Exports releases.
macro_rules! releases {
    ($($name:ident = $symbol:literal ($($arg:ident),*) $handoff:expr;)*) => {$(
        /// Increments `*s` and wakes a waiter.
        ///
        /// # Safety
        /// `s` is valid and aligned.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name(s: *mut u32, $($arg: u32),*) {
            // SAFETY: by contract.
            release(unsafe { AtomicU32::from_ptr(s) }, $handoff);
        }
    )*};
}

releases! {
    semrelease = "sync.runtime_Semrelease" (handoff, _skip) handoff as u8 != 0;
    internal_semrelease = "internal/sync.runtime_Semrelease" (handoff, _skip) handoff as u8 != 0;
    poll_semrelease = "internal/poll.runtime_Semrelease" () false;
}

/// `sync.notifyList`.
#[repr(C)]
pub struct NotifyList {
    /// Ticket of the next waiter.
    wait: AtomicU32,
    /// Ticket of the next waiter to be notified; written under `lock`.
    notify: AtomicU32,
    /// A word of Go's that holds the futex part of a lock.
    lock: Mutex,
    head: Plain<Option<SudogRef>>,
    tail: Plain<Option<SudogRef>>,
}

/// `sync.runtime_notifyListCheck(size uintptr)`.
#[unsafe(export_name = "sync.runtime_notifyListCheck")]
pub extern "C" fn notify_list_check(size: usize) {
    if size != size_of::<NotifyList>() {
        throw("bad notifyList size");
    }
}

/// Whether ticket `a` was given before `b`: tickets wrap around.
fn is_before(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) < 0
}

/// `sync.runtime_notifyListAdd(l *notifyList) uint32`.
#[unsafe(export_name = "sync.runtime_notifyListAdd")]
pub extern "C" fn notify_list_add(list: &'static NotifyList) -> u32 {
    list.wait.fetch_add(1, SeqCst)
}

/// `sync.runtime_notifyListWait(l *notifyList, t uint32)`.
#[unsafe(export_name = "sync.runtime_notifyListWait")]
pub extern "C" fn notify_list_wait(list: &'static NotifyList, ticket: u32) {
    list.lock.lock();
    if is_before(ticket, list.notify.load(Relaxed)) {
        list.lock.unlock();
        return;
    }
    let g = current_g();
    let waiter = sudog::acquire(g);
    waiter.notify_ticket.set(ticket);
    g.waiting.set(Some(waiter));
    match list.tail.get() {
        Some(tail) => tail.next.set(Some(waiter)),
        None => list.head.set(Some(waiter)),
    }
    list.tail.set(Some(waiter));
    park_unlock(WaitReason::CondWait, &list.lock);
    g.waiting.set(None);
    sudog::release(waiter);
}

/// `sync.runtime_notifyListNotifyAll(l *notifyList)`.
#[unsafe(export_name = "sync.runtime_notifyListNotifyAll")]
pub extern "C" fn notify_list_notify_all(list: &'static NotifyList) {
    if list.wait.load(SeqCst) == list.notify.load(SeqCst) {
        return;
    }
    list.lock.lock();
    let mut next = list.head.replace(None);
    list.tail.set(None);
    // Whoever has a ticket but does not wait yet is notified too.
    list.notify.store(list.wait.load(SeqCst), SeqCst);
    list.lock.unlock();
    while let Some(waiter) = next {
        next = waiter.next.replace(None);
        ready(waiter.g.get().expect("a waiter has a goroutine"));
    }
}

/// `sync.runtime_notifyListNotifyOne(l *notifyList)`.
#[unsafe(export_name = "sync.runtime_notifyListNotifyOne")]
pub extern "C" fn notify_list_notify_one(list: &'static NotifyList) {
    if list.wait.load(SeqCst) == list.notify.load(SeqCst) {
        return;
    }
    list.lock.lock();
    let ticket = list.notify.load(Relaxed);
    if ticket == list.wait.load(SeqCst) {
        list.lock.unlock();
        return;
    }
    list.notify.store(ticket.wrapping_add(1), SeqCst);
    // The one with the ticket may be anywhere, or not wait yet: then it will not.
    let (mut prev, mut next): (Option<SudogRef>, _) = (None, list.head.get());
    while let Some(waiter) = next {
        let after = waiter.next.get();
        if waiter.notify_ticket.get() == ticket {
            match prev {
                Some(prev) => prev.next.set(after),
                None => list.head.set(after),
            }
            if after.is_none() {
                list.tail.set(prev);
            }
            waiter.next.set(None);
            list.lock.unlock();
            ready(waiter.g.get().expect("a waiter has a goroutine"));
            return;
        }
        (prev, next) = (Some(waiter), after);
    }
    list.lock.unlock();
}

/// `internal/sync.runtime_canSpin(i int) bool`: nobody else runs who could unlock meanwhile.
#[unsafe(export_name = "internal/sync.runtime_canSpin")]
pub extern "C" fn can_spin(_i: i64) -> bool {
    false
}

/// `internal/sync.runtime_doSpin()`.
#[unsafe(export_name = "internal/sync.runtime_doSpin")]
pub extern "C" fn do_spin() {
    for _ in 0..30 {
        core::hint::spin_loop();
    }
}

/// `sync.runtime_procPin() int`: no preemption until unpinned.
#[unsafe(export_name = "sync.runtime_procPin")]
pub extern "C" fn proc_pin() -> i64 {
    current_m().locks.add(1);
    current_p().id.get() as i64
}

/// `sync.runtime_procUnpin()`.
#[unsafe(export_name = "sync.runtime_procUnpin")]
pub extern "C" fn proc_unpin() {
    current_m().locks.add(-1);
}

/// `sync/atomic.runtime_procPin() int`.
#[unsafe(export_name = "sync/atomic.runtime_procPin")]
pub extern "C" fn atomic_proc_pin() -> i64 {
    proc_pin()
}

/// `sync/atomic.runtime_procUnpin()`.
#[unsafe(export_name = "sync/atomic.runtime_procUnpin")]
pub extern "C" fn atomic_proc_unpin() {
    proc_unpin();
}

/// `sync.runtime_registerPoolCleanup(cleanup func())`.
#[unsafe(export_name = "sync.runtime_registerPoolCleanup")]
pub extern "C" fn register_pool_cleanup(cleanup: usize) {
    barrier::shade_new(cleanup);
    WORLD.pool_cleanup.store(cleanup, Relaxed);
}

/// The function, for the collector.
pub fn pool_cleanup() -> usize {
    WORLD.pool_cleanup.load(Relaxed)
}

/// Clears the pools, as the start of each collection does.
pub fn run_pool_cleanup() {
    let cleanup = pool_cleanup();
    if cleanup != 0 {
        // In a collection the world is stopped here: nobody else may look at the pools.
        current_m().locks.add(1);
        // SAFETY: package sync registered a function without parameters.
        unsafe { call_closure(cleanup, [0; 3]) };
        current_m().locks.add(-1);
    }
}
