//! The network poller: one epoll instance, edge-triggered.
//!
//! A poll descriptor has for reading and for writing a word that is `NIL`, `READY`, `WAIT` (somebody
//! is about to park) or the parked goroutine:
//!
//! | from        | to    | by                                                  |
//! |-------------|-------|-----------------------------------------------------|
//! | NIL         | WAIT  | a goroutine that wants to wait                      |
//! | WAIT        | G     | the same, off its stack (commit)                    |
//! | READY       | NIL   | a goroutine that consumes the event                 |
//! | NIL, WAIT, G| READY | the poller: an event; it readies the G              |
//! | WAIT, G     | NIL   | deadline or close; they ready the G                 |
//!
//! Descriptors live for ever and carry a sequence number, so that an event of an earlier file on
//! the same descriptor is recognised as stale.

use crate::arch::x86_64::call::Pair;
use crate::lang::throw::throw;
use crate::mem::fixalloc::{FixAlloc, Recycled};
use crate::os::epoll::{self, Event};
use crate::os::file;
use crate::os::time::nanotime;
use crate::sched::g::{G, GRef, WaitReason};
use crate::sched::park::{park, ready};
use crate::sched::timer::Timer;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{
    AcqRel, Acquire, AtomicBool, AtomicI32, AtomicI64, AtomicU32, AtomicUsize, Plain, Relaxed,
    Release,
};
use crate::world::WORLD;

const NIL: usize = 0;
const READY: usize = 1;
const WAIT: usize = 2;

/// Results of the poll functions, as internal/poll knows them.
mod code {
    pub const OK: i64 = 0;
    pub const CLOSING: i64 = 1;
    pub const TIMEOUT: i64 = 2;
    pub const NOT_POLLABLE: i64 = 3;
}

const READ: i64 = b'r' as i64;
const WRITE: i64 = b'w' as i64;
/// Bits of an epoll event's data that hold the descriptor's address; the rest is its sequence.
const ADDRESS_BITS: u32 = 48;

/// One side of a descriptor: reading or writing. Words besides `state` are under the lock.
struct Side {
    state: AtomicUsize,
    /// When the deadline is, 0 for none, negative when it has passed; readable without the lock.
    deadline: AtomicI64,
    timer: Timer,
    is_timer_set: Plain<bool>,
    /// Incremented to invalidate timers under way.
    seq: Plain<usize>,
}

impl Side {
    const fn new() -> Side {
        Side {
            state: AtomicUsize::new(NIL),
            deadline: AtomicI64::new(0),
            timer: Timer::new(),
            is_timer_set: Plain::new(false),
            seq: Plain::new(0),
        }
    }
}

/// A poll descriptor.
#[repr(align(64))]
pub struct PollDesc {
    lock: Mutex,
    next: Plain<Option<&'static PollDesc>>,
    fd: Plain<i32>,
    /// Incremented when the descriptor is freed.
    seq: AtomicU32,
    is_closing: AtomicBool,
    /// The last event was an error.
    has_error: AtomicBool,
    read: Side,
    write: Side,
}

impl Recycled for PollDesc {
    fn fresh() -> PollDesc {
        PollDesc {
            lock: Mutex::new(Rank::PollDesc),
            next: Plain::new(None),
            fd: Plain::new(-1),
            seq: AtomicU32::new(1),
            is_closing: AtomicBool::new(false),
            has_error: AtomicBool::new(false),
            read: Side::new(),
            write: Side::new(),
        }
    }

    fn next_free(&self) -> &Plain<Option<&'static PollDesc>> {
        &self.next
    }
}

/// The poller.
pub struct Poller {
    init_lock: Mutex,
    is_init: AtomicBool,
    epoll: AtomicI32,
    event: AtomicI32,
    /// An interrupt is on its way.
    is_interrupted: AtomicBool,
    /// Goroutines parked on descriptors.
    n_waiters: AtomicI32,
    last_poll: AtomicI64,
    descs: FixAlloc<PollDesc>,
}

impl Poller {
    /// A poller that has not been needed yet.
    pub const fn new() -> Poller {
        Poller {
            init_lock: Mutex::new(Rank::PollDesc),
            is_init: AtomicBool::new(false),
            epoll: AtomicI32::new(0),
            event: AtomicI32::new(0),
            is_interrupted: AtomicBool::new(false),
            n_waiters: AtomicI32::new(0),
            last_poll: AtomicI64::new(0),
            descs: FixAlloc::new(Rank::Mheap),
        }
    }
}

impl Default for Poller {
    fn default() -> Poller {
        Poller::new()
    }
}

/// Whether goroutines wait for descriptors.
pub fn has_waiters() -> bool {
    WORLD.poller.n_waiters.load(Acquire) > 0
}

/// Whether nobody has polled for a time slice although somebody waits.
pub fn is_starved(now: i64) -> bool {
    has_waiters() && now - WORLD.poller.last_poll.load(Relaxed) > 10_000_000
}

/// Interrupts a sleeping poll.
pub fn interrupt() {
    let poller = &WORLD.poller;
    if poller.is_init.load(Acquire) && !poller.is_interrupted.swap(true, AcqRel) {
        let one = 1u64.to_ne_bytes();
        let _ = file::write(poller.event.load(Relaxed), &one);
    }
}

/// Readies goroutines whose descriptors are ready; waits up to `nanos` (negative: for ever) for
/// one. Says whether there was one.
pub fn poll(nanos: i64) -> bool {
    if !WORLD.poller.is_init.load(Acquire) || (nanos == 0 && !has_waiters()) {
        return false;
    }
    let millis = match nanos {
        0 => 0,
        n if n < 0 => -1,
        n if n < 1_000_000 => 1,
        n => (n / 1_000_000).min(1_000_000_000) as i32,
    };
    let mut events = [Event::default(); 128];
    let n = epoll::wait(WORLD.poller.epoll.load(Relaxed), &mut events, millis).unwrap_or(0);
    WORLD.poller.last_poll.store(nanotime(), Relaxed);
    let mut has_readied = false;
    for event in &events[..n] {
        let (bits, data) = (event.events, event.data);
        if data == 0 {
            let mut buffer = [0u8; 8];
            let _ = file::read(WORLD.poller.event.load(Relaxed), &mut buffer);
            WORLD.poller.is_interrupted.store(false, Release);
            continue;
        }
        has_readied |= deliver(bits, data);
    }
    has_readied
}

fn deliver(bits: u32, data: u64) -> bool {
    // SAFETY: the data of an event is what `open` built: a descriptor, which lives for ever.
    let desc = unsafe { &*((data & ((1 << ADDRESS_BITS) - 1)) as *const PollDesc) };
    if desc.seq.load(Acquire) & 0xffff != (data >> ADDRESS_BITS) as u32 {
        return false;
    }
    let can_read = bits & (epoll::IN | epoll::RDHUP | epoll::HUP | epoll::ERR) != 0;
    let can_write = bits & (epoll::OUT | epoll::HUP | epoll::ERR) != 0;
    if can_read || can_write {
        desc.has_error.store(bits == epoll::ERR, Release);
    }
    let mut has_readied = false;
    for (side, is_ready) in [(&desc.read, can_read), (&desc.write, can_write)] {
        if is_ready && let Some(g) = unblock(side, true) {
            ready(g);
            has_readied = true;
        }
    }
    has_readied
}

/// Takes the goroutine parked on a side, which becomes ready or nil.
fn unblock(side: &Side, is_ready: bool) -> Option<GRef> {
    loop {
        let old = side.state.load(Acquire);
        if old == READY || (old == NIL && !is_ready) {
            return None;
        }
        let new = if is_ready { READY } else { NIL };
        if side
            .state
            .compare_exchange(old, new, AcqRel, Relaxed)
            .is_ok()
        {
            if old == WAIT || old == NIL {
                return None;
            }
            WORLD.poller.n_waiters.fetch_sub(1, Relaxed);
            // SAFETY: other values are goroutines that have parked.
            return Some(unsafe { &*(old as *const G) });
        }
    }
}

/// Parks until the side is ready; false if it ended otherwise.
fn block(desc: &'static PollDesc, mode: i64, ignores_errors: bool) -> bool {
    let side = desc.side(mode);
    loop {
        if side
            .state
            .compare_exchange(READY, NIL, AcqRel, Relaxed)
            .is_ok()
        {
            return true;
        }
        if side
            .state
            .compare_exchange(NIL, WAIT, AcqRel, Relaxed)
            .is_ok()
        {
            break;
        }
        let now = side.state.load(Acquire);
        if now != READY && now != NIL {
            throw("runtime: double wait");
        }
    }
    // WAIT is published: whoever closes or expires from now on sees it.
    if ignores_errors || desc.check(mode) == code::OK {
        park(
            WaitReason::IoWait,
            commit_block,
            core::ptr::from_ref(side) as usize,
        );
    }
    side.state.swap(NIL, AcqRel) == READY
}

fn commit_block(g: GRef, side: usize) -> bool {
    // SAFETY: `block` passes a side of a descriptor.
    let side = unsafe { &*(side as *const Side) };
    let me = core::ptr::from_ref(g) as usize;
    WORLD.poller.n_waiters.fetch_add(1, Relaxed);
    let is_parked = side
        .state
        .compare_exchange(WAIT, me, AcqRel, Relaxed)
        .is_ok();
    if !is_parked {
        WORLD.poller.n_waiters.fetch_sub(1, Relaxed);
    }
    is_parked
}

impl PollDesc {
    fn side(&self, mode: i64) -> &Side {
        if mode == WRITE {
            &self.write
        } else {
            &self.read
        }
    }

    fn check(&self, mode: i64) -> i64 {
        if self.is_closing.load(Acquire) {
            code::CLOSING
        } else if self.side(mode).deadline.load(Acquire) < 0 {
            code::TIMEOUT
        } else if mode == READ && self.has_error.load(Acquire) {
            code::NOT_POLLABLE
        } else {
            code::OK
        }
    }

    /// Sets, moves or stops a side's timer after its deadline changed.
    fn update_timer(&'static self, side: &'static Side, when: i64, native: fn(usize, usize)) {
        side.seq.add(usize::from(side.is_timer_set.get()));
        if when > 0 {
            let me = core::ptr::from_ref(self) as usize;
            side.timer.reset_native(when, native, me, side.seq.get());
            side.is_timer_set.set(true);
        } else if side.is_timer_set.replace(false) {
            side.timer.stop();
        }
    }
}

fn expire(desc: usize, seq: usize, sides: &[i64]) {
    // SAFETY: the argument of a deadline timer is its descriptor.
    let desc = unsafe { &*(desc as *const PollDesc) };
    desc.lock.lock();
    let mut waiters = [None, None];
    if desc.side(sides[0]).seq.get() == seq {
        for (i, &mode) in sides.iter().enumerate() {
            let side = desc.side(mode);
            side.deadline.store(-1, Release);
            waiters[i] = unblock(side, false);
        }
    }
    desc.lock.unlock();
    waiters.into_iter().flatten().for_each(ready);
}

fn expire_both(desc: usize, seq: usize) {
    expire(desc, seq, &[READ, WRITE]);
}

fn expire_read(desc: usize, seq: usize) {
    expire(desc, seq, &[READ]);
}

fn expire_write(desc: usize, seq: usize) {
    expire(desc, seq, &[WRITE]);
}

/// `poll.runtime_pollServerInit()`.
#[unsafe(export_name = "internal/poll.runtime_pollServerInit")]
pub extern "C" fn init() {
    WORLD.poller.init_lock.with(|| {
        if WORLD.poller.is_init.load(Relaxed) {
            return;
        }
        let (Ok(epoll), Ok(event)) = (epoll::create(), file::eventfd()) else {
            throw("runtime: netpollinit failed");
        };
        let watch = Event {
            events: epoll::IN,
            data: 0,
        };
        if epoll::add(epoll as i32, event as i32, &watch).is_err() {
            throw("runtime: netpollinit failed");
        }
        WORLD.poller.epoll.store(epoll as i32, Relaxed);
        WORLD.poller.event.store(event as i32, Relaxed);
        WORLD.poller.is_init.store(true, Release);
    });
}

/// `poll.runtime_isPollServerDescriptor(fd uintptr) bool`.
#[unsafe(export_name = "internal/poll.runtime_isPollServerDescriptor")]
pub extern "C" fn is_poll_descriptor(fd: usize) -> bool {
    let fd = fd as i32;
    WORLD.poller.is_init.load(Acquire)
        && (fd == WORLD.poller.epoll.load(Relaxed) || fd == WORLD.poller.event.load(Relaxed))
}

extern "C" fn open(fd: usize) -> Pair {
    let desc = WORLD.poller.descs.alloc();
    desc.lock.with(|| {
        desc.fd.set(fd as i32);
        desc.is_closing.store(false, Release);
        desc.has_error.store(false, Release);
        for side in [&desc.read, &desc.write] {
            side.seq.add(1);
            side.deadline.store(0, Release);
            side.state.store(NIL, Release);
        }
    });
    let seq = u64::from(desc.seq.load(Relaxed) & 0xffff);
    let event = Event {
        events: epoll::IN | epoll::OUT | epoll::RDHUP | epoll::EDGE,
        data: core::ptr::from_ref(desc) as u64 | seq << ADDRESS_BITS,
    };
    match epoll::add(WORLD.poller.epoll.load(Relaxed), fd as i32, &event) {
        Ok(_) => Pair(core::ptr::from_ref(desc) as usize, 0),
        Err(errno) => {
            release(desc);
            Pair(0, errno as usize)
        }
    }
}

crate::go_results_2!("internal/poll.runtime_pollOpen", open);

fn release(desc: &'static PollDesc) {
    desc.seq.fetch_add(1, AcqRel);
    WORLD.poller.descs.free(desc);
}

/// `poll.runtime_pollClose(ctx uintptr)`.
#[unsafe(export_name = "internal/poll.runtime_pollClose")]
pub extern "C" fn close(desc: &'static PollDesc) {
    if !desc.is_closing.load(Acquire) {
        throw("runtime: close polldesc w/o unblock");
    }
    let _ = epoll::remove(WORLD.poller.epoll.load(Relaxed), desc.fd.get());
    release(desc);
}

/// `poll.runtime_pollReset(ctx uintptr, mode int) int`.
#[unsafe(export_name = "internal/poll.runtime_pollReset")]
pub extern "C" fn reset(desc: &'static PollDesc, mode: i64) -> i64 {
    let result = desc.check(mode);
    if result == code::OK {
        desc.side(mode).state.store(NIL, Release);
    }
    result
}

/// `poll.runtime_pollWait(ctx uintptr, mode int) int`.
#[unsafe(export_name = "internal/poll.runtime_pollWait")]
pub extern "C" fn wait(desc: &'static PollDesc, mode: i64) -> i64 {
    loop {
        let result = desc.check(mode);
        if result != code::OK || block(desc, mode, false) {
            return result;
        }
    }
}

/// `poll.runtime_pollWaitCanceled(ctx uintptr, mode int)`.
#[unsafe(export_name = "internal/poll.runtime_pollWaitCanceled")]
pub extern "C" fn wait_canceled(desc: &'static PollDesc, mode: i64) {
    while !block(desc, mode, true) {}
}

/// `poll.runtime_pollSetDeadline(ctx uintptr, d int64, mode int)`.
#[unsafe(export_name = "internal/poll.runtime_pollSetDeadline")]
pub extern "C" fn set_deadline(desc: &'static PollDesc, d: i64, mode: i64) {
    let when = if d > 0 {
        nanotime().checked_add(d).unwrap_or(i64::MAX)
    } else {
        d
    };
    desc.lock.lock();
    if desc.is_closing.load(Relaxed) {
        desc.lock.unlock();
        return;
    }
    let old = [
        desc.read.deadline.load(Relaxed),
        desc.write.deadline.load(Relaxed),
    ];
    let was_combined = old[0] > 0 && old[0] == old[1];
    if mode == READ || mode == READ + WRITE {
        desc.read.deadline.store(when, Release);
    }
    if mode == WRITE || mode == READ + WRITE {
        desc.write.deadline.store(when, Release);
    }
    let new = [
        desc.read.deadline.load(Relaxed),
        desc.write.deadline.load(Relaxed),
    ];
    // Equal deadlines share the read side's timer.
    let is_combined = new[0] > 0 && new[0] == new[1];
    if new[0] != old[0] || is_combined != was_combined {
        desc.update_timer(
            &desc.read,
            new[0],
            if is_combined {
                expire_both
            } else {
                expire_read
            },
        );
    }
    if new[1] != old[1] || is_combined != was_combined {
        desc.update_timer(
            &desc.write,
            if is_combined { 0 } else { new[1] },
            expire_write,
        );
    }
    let read = if new[0] < 0 {
        unblock(&desc.read, false)
    } else {
        None
    };
    let write = if new[1] < 0 {
        unblock(&desc.write, false)
    } else {
        None
    };
    desc.lock.unlock();
    read.into_iter().chain(write).for_each(ready);
}

/// `poll.runtime_pollUnblock(ctx uintptr)`.
#[unsafe(export_name = "internal/poll.runtime_pollUnblock")]
pub extern "C" fn unblock_all(desc: &'static PollDesc) {
    desc.lock.lock();
    if desc.is_closing.swap(true, AcqRel) {
        throw("runtime: unblock on closing polldesc");
    }
    let waiters = [&desc.read, &desc.write].map(|side| {
        side.seq.add(1);
        if side.is_timer_set.replace(false) {
            side.timer.stop();
        }
        unblock(side, false)
    });
    desc.lock.unlock();
    waiters.into_iter().flatten().for_each(ready);
}
