//! Channels.
//!
//! Invariants, under the channel's lock: at least one of the wait queues is empty, except for one
//! goroutine in both by a select; a buffered channel with elements has no waiting receiver, one with
//! room no waiting sender.
//!
//! An element goes directly from goroutine to goroutine if one waits. The receiver's stack may have
//! been scanned already and the sender's copy may die before it is: the element's pointers are
//! shaded before the copy.

use core::mem::offset_of;

use crate::arch::x86_64::call::Pair;
use crate::gc::barrier;
use crate::lang::memory::{typedmemclr, typedmemmove};
use crate::lang::throw::throw;
use crate::lang::upcall;
use crate::mem::malloc::{MAX_ALLOC, alloc};
use crate::mem::ty::{StaticType, Ty};
use crate::sched::g::{GRef, WaitReason};
use crate::sched::m::current_g;
use crate::sched::park::{park_plain, park_unlock, ready};
use crate::sched::sudog::{self, SudogRef, WaitQueue};
use crate::sched::timer::{self, Timer};
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{AtomicBool, AtomicUsize, Plain, Relaxed, Release};

use rgo_abi::layout;

/// A channel: a heap object. Fields are under `lock`, unless noted.
#[repr(C)]
pub struct Hchan {
    /// Elements in the buffer; read without the lock by `len` and by non-blocking operations.
    count: AtomicUsize,
    /// Size of the buffer; constant.
    capacity: usize,
    /// The buffer; constant.
    buffer: Plain<usize>,
    elem_size: usize,
    elem: Ty,
    timer: Plain<Option<&'static Timer>>,
    send_index: Plain<usize>,
    recv_index: Plain<usize>,
    receivers: WaitQueue,
    senders: WaitQueue,
    pub lock: Mutex,
    is_closed: AtomicBool,
}

const _: () = {
    assert!(offset_of!(Hchan, count) == layout::chan::LEN as usize);
    assert!(offset_of!(Hchan, capacity) == layout::chan::CAP as usize);
};

static HCHAN: StaticType = {
    const MASK: u64 = 1 << (offset_of!(Hchan, buffer) / 8) | 1 << (offset_of!(Hchan, timer) / 8);
    StaticType::new(size_of::<Hchan>(), &MASK.to_le_bytes())
};

/// A channel by reference; the caller's stack or a heap object keeps it alive.
pub type ChanRef = &'static Hchan;

/// A channel of Go code: nil is one too.
pub type GoChan = Option<ChanRef>;

/// What waits in a queue while parked.
struct Waiting {
    g: GRef,
    sudog: SudogRef,
}

impl Hchan {
    fn slot(&self, index: usize) -> *mut u8 {
        (self.buffer.get() + index * self.elem_size) as *mut u8
    }

    fn advance(&self, index: &Plain<usize>) {
        let next = index.get() + 1;
        index.set(if next == self.capacity { 0 } else { next });
    }

    /// The element type.
    pub fn elem(&self) -> Ty {
        self.elem
    }

    /// Whether it has been closed.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(crate::sync::Acquire)
    }

    /// The queue of goroutines that wait to receive.
    pub fn receivers(&self) -> &WaitQueue {
        &self.receivers
    }

    /// The queue of goroutines that wait to send.
    pub fn senders(&self) -> &WaitQueue {
        &self.senders
    }

    /// The timer that sends on it.
    pub fn timer(&self) -> Option<&'static Timer> {
        self.timer.get()
    }

    /// Makes it the channel of a timer.
    pub fn set_timer(&self, timer: &'static Timer) {
        if self.capacity == 0 {
            throw("invalid timer channel: no capacity");
        }
        barrier::shade_new(core::ptr::from_ref(timer) as usize);
        self.timer.set(Some(timer));
    }

    /// Throws away what is in the buffer; says whether there was anything.
    pub fn drain(&self) -> bool {
        if self.count.load(Relaxed) == 0 {
            return false;
        }
        self.lock.lock();
        let had_any = self.count.load(Relaxed) > 0;
        while self.count.load(Relaxed) > 0 {
            self.pop(core::ptr::null_mut());
        }
        self.lock.unlock();
        had_any
    }

    /// Moves the first element of the buffer to `to`, unless that is null, and clears its slot.
    pub(crate) fn pop(&self, to: *mut u8) {
        let slot = self.slot(self.recv_index.get());
        // SAFETY: the slot holds an element, and `to` is null or has room for one.
        unsafe {
            if !to.is_null() {
                typedmemmove(self.elem, to, slot);
            }
            typedmemclr(self.elem, slot);
        }
        self.advance(&self.recv_index);
        self.count.store(self.count.load(Relaxed) - 1, Release);
    }

    /// Appends an element to the buffer, which has room.
    pub(crate) fn push(&self, from: *const u8) {
        // SAFETY: the slot is free, and `from` points to an element.
        unsafe { typedmemmove(self.elem, self.slot(self.send_index.get()), from) };
        self.advance(&self.send_index);
        self.count.store(self.count.load(Relaxed) + 1, Release);
    }

    /// Whether the buffer has room.
    pub fn has_room(&self) -> bool {
        self.count.load(Relaxed) < self.capacity
    }

    /// Whether the buffer has elements.
    pub fn has_elements(&self) -> bool {
        self.count.load(Relaxed) > 0
    }

    /// Whether a send would block; a snapshot.
    fn is_full(&self) -> bool {
        if self.capacity == 0 {
            self.receivers.is_empty()
        } else {
            !self.has_room()
        }
    }

    /// Whether a receive would block; a snapshot.
    fn is_empty(&self) -> bool {
        if self.capacity == 0 {
            return self.senders.is_empty();
        }
        if let Some(timer) = self.timer() {
            timer::maybe_run(timer);
        }
        !self.has_elements()
    }

    /// Copies an element between a goroutine's stack and anywhere.
    fn copy_direct(&self, to: *mut u8, from: *const u8) {
        // SAFETY: both point to elements; the partner is parked.
        unsafe { typedmemmove(self.elem, to, from) };
    }

    /// Hands an element to a receiver that has been dequeued, unlocks and readies it.
    pub(crate) fn send_to(&self, receiver: SudogRef, from: *const u8) {
        let to = receiver.elem.get() as *mut u8;
        if !to.is_null() {
            self.copy_direct(to, from);
            receiver.elem.set(0);
        }
        self.finish(receiver);
    }

    /// Takes an element for `to` with the help of a sender that has been dequeued: its own if there
    /// is no buffer, else the first of the buffer, in whose place its own goes. Unlocks and
    /// readies the sender.
    pub(crate) fn recv_from(&self, sender: SudogRef, to: *mut u8) {
        let from = sender.elem.get() as *const u8;
        if self.capacity == 0 {
            if !to.is_null() {
                self.copy_direct(to, from);
            }
        } else {
            // The buffer is full: both indices are the same slot.
            let slot = self.slot(self.recv_index.get());
            if !to.is_null() {
                self.copy_direct(to, slot);
            }
            self.copy_direct(slot, from);
            self.advance(&self.recv_index);
            self.send_index.set(self.recv_index.get());
        }
        sender.elem.set(0);
        self.finish(sender);
    }

    fn finish(&self, partner: SudogRef) {
        let g = partner.g.get().expect("a waiter has a goroutine");
        self.lock.unlock();
        g.param.set(core::ptr::from_ref(partner) as usize);
        partner.success.set(true);
        ready(g);
    }

    /// Puts the current goroutine into a queue.
    fn enqueue(&'static self, queue: &WaitQueue, elem: usize) -> Waiting {
        let g = current_g();
        let sudog = sudog::acquire(g);
        sudog.elem.set(elem);
        sudog.chan.set(Some(self));
        g.waiting.set(Some(sudog));
        g.param.set(0);
        queue.enqueue(sudog);
        Waiting { g, sudog }
    }
}

impl Waiting {
    /// Cleans up after the wake-up; says whether it was by a partner, not by close.
    fn finish(self) -> bool {
        self.g.waiting.set(None);
        self.g.param.set(0);
        let success = self.sudog.success.get();
        sudog::release(self.sudog);
        success
    }
}

/// Sends `*from`; false if it would block and must not.
pub(crate) fn send(chan: GoChan, from: *const u8, may_block: bool) -> bool {
    let Some(chan) = chan else {
        if may_block {
            park_plain(WaitReason::ChanSendNil);
            throw("unreachable");
        }
        return false;
    };
    // A snapshot is enough to say that it would block, if the channel was open before.
    if !may_block && !chan.is_closed() && chan.is_full() {
        return false;
    }
    chan.lock.lock();
    if chan.is_closed() {
        chan.lock.unlock();
        upcall::panicsendclosed();
    }
    if let Some(receiver) = chan.receivers.dequeue() {
        chan.send_to(receiver, from);
        return true;
    }
    if chan.has_room() {
        chan.push(from);
        chan.lock.unlock();
        return true;
    }
    if !may_block {
        chan.lock.unlock();
        return false;
    }
    let waiting = chan.enqueue(&chan.senders, from as usize);
    park_unlock(WaitReason::ChanSend, &chan.lock);
    if !waiting.finish() {
        if !chan.is_closed() {
            throw("chansend: spurious wakeup");
        }
        upcall::panicsendclosed();
    }
    true
}

/// What a receive did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Received {
    /// It did not have to be given up.
    pub selected: bool,
    /// There was an element: the channel was not closed and empty.
    pub ok: bool,
}

/// Receives into `*to`, which may be null; zeroes it if the channel is closed.
pub(crate) fn recv(chan: GoChan, to: *mut u8, may_block: bool) -> Received {
    let blocked = Received {
        selected: false,
        ok: false,
    };
    let Some(chan) = chan else {
        if may_block {
            park_plain(WaitReason::ChanReceiveNil);
            throw("unreachable");
        }
        return blocked;
    };
    if let Some(timer) = chan.timer() {
        timer::maybe_run(timer);
    }
    if !may_block && chan.is_empty() {
        if !chan.is_closed() {
            return blocked;
        }
        // Closed, and nothing came in before that: only now does "empty" mean "for ever".
        if chan.is_empty() {
            clear(chan, to);
            return Received {
                selected: true,
                ok: false,
            };
        }
    }
    chan.lock.lock();
    if chan.is_closed() {
        if !chan.has_elements() {
            chan.lock.unlock();
            clear(chan, to);
            return Received {
                selected: true,
                ok: false,
            };
        }
    } else if let Some(sender) = chan.senders.dequeue() {
        chan.recv_from(sender, to);
        return Received {
            selected: true,
            ok: true,
        };
    }
    if chan.has_elements() {
        chan.pop(to);
        chan.lock.unlock();
        return Received {
            selected: true,
            ok: true,
        };
    }
    if !may_block {
        chan.lock.unlock();
        return blocked;
    }
    let waiting = chan.enqueue(&chan.receivers, to as usize);
    if let Some(timer) = chan.timer() {
        timer::block(timer);
    }
    park_unlock(WaitReason::ChanReceive, &chan.lock);
    if let Some(timer) = chan.timer() {
        timer::unblock(timer);
    }
    Received {
        selected: true,
        ok: waiting.finish(),
    }
}

fn clear(chan: &Hchan, to: *mut u8) {
    if !to.is_null() {
        // SAFETY: `to` has room for an element.
        unsafe { typedmemclr(chan.elem, to) };
    }
}

/// `runtime.makechan(type, size) chan`.
#[unsafe(export_name = "runtime.makechan")]
pub extern "C" fn makechan(ty: Ty, size: i64) -> ChanRef {
    const HEADER: usize = size_of::<Hchan>();
    let elem = ty.elem();
    let bytes = match (size as usize).checked_mul(elem.size()) {
        Some(bytes) if size >= 0 && bytes <= MAX_ALLOC - HEADER => bytes,
        _ => upcall::panicmakechansize(),
    };
    let at = alloc(HEADER, Ty::of_static(&HCHAN));
    let buffer = if bytes == 0 {
        0
    } else {
        alloc(bytes, elem) as usize
    };
    barrier::shade_new(buffer);
    // SAFETY: the object is fresh and has the size of a channel, which Go code keeps alive.
    unsafe {
        at.cast::<Hchan>().write(Hchan {
            count: AtomicUsize::new(0),
            capacity: size as usize,
            buffer: Plain::new(buffer),
            elem_size: elem.size(),
            elem,
            timer: Plain::new(None),
            send_index: Plain::new(0),
            recv_index: Plain::new(0),
            receivers: WaitQueue::new(),
            senders: WaitQueue::new(),
            lock: Mutex::new(Rank::Hchan),
            is_closed: AtomicBool::new(false),
        });
        &*at.cast::<Hchan>()
    }
}

/// `reflect.makechan(typ *abi.Type, size int) unsafe.Pointer`.
#[unsafe(export_name = "reflect.makechan")]
pub extern "C" fn reflect_makechan(ty: Ty, size: i64) -> ChanRef {
    makechan(ty, size)
}

/// `runtime.chansend1(chan, elem)`.
#[unsafe(export_name = "runtime.chansend1")]
pub extern "C" fn chansend1(chan: GoChan, from: *const u8) {
    send(chan, from, true);
}

/// `runtime.chanrecv2(chan, elem) received`.
#[unsafe(export_name = "runtime.chanrecv2")]
pub extern "C" fn chanrecv2(chan: GoChan, to: *mut u8) -> bool {
    recv(chan, to, true).ok
}

/// `runtime.selectnbsend(chan, elem) sent`.
#[unsafe(export_name = "runtime.selectnbsend")]
pub extern "C" fn selectnbsend(chan: GoChan, from: *const u8) -> bool {
    send(chan, from, false)
}

/// `runtime.selectnbrecv(elem, chan) (selected, received)`.
#[unsafe(export_name = "runtime.selectnbrecv")]
pub extern "C" fn selectnbrecv(to: *mut u8, chan: GoChan) -> Pair {
    let received = recv(chan, to, false);
    Pair(received.selected as usize, received.ok as usize)
}

/// `runtime.block()`: `select {}`.
#[unsafe(export_name = "runtime.block")]
pub extern "C" fn block() -> ! {
    park_plain(WaitReason::SelectNoCases);
    throw("unreachable")
}

/// `runtime.closechan(chan)`.
#[unsafe(export_name = "runtime.closechan")]
pub extern "C" fn closechan(chan: GoChan) {
    let Some(chan) = chan else {
        upcall::panicclosenil()
    };
    chan.lock.lock();
    if chan.is_closed() {
        chan.lock.unlock();
        upcall::panicclosed();
    }
    chan.is_closed.store(true, Release);
    // All waiters are woken; they are readied after the lock is released.
    let woken = crate::sched::runq::GList::new();
    while let Some(waiter) = chan.receivers.dequeue() {
        clear(chan, waiter.elem.replace(0) as *mut u8);
        release(waiter, &woken);
    }
    while let Some(waiter) = chan.senders.dequeue() {
        waiter.elem.set(0);
        release(waiter, &woken);
    }
    chan.lock.unlock();
    while let Some(g) = woken.pop() {
        ready(g);
    }
}

fn release(waiter: SudogRef, woken: &crate::sched::runq::GList) {
    let g = waiter.g.get().expect("a waiter has a goroutine");
    g.param.set(core::ptr::from_ref(waiter) as usize);
    waiter.success.set(false);
    woken.push_back(g);
}

/// `runtime.chanlen(chan) n`: timer channels answer 0, as unbuffered ones do.
#[unsafe(export_name = "runtime.chanlen")]
pub extern "C" fn chanlen(chan: GoChan) -> i64 {
    match chan {
        Some(chan) if chan.timer().is_none() => chan.count.load(Relaxed) as i64,
        _ => 0,
    }
}

/// `runtime.chancap(chan) n`.
#[unsafe(export_name = "runtime.chancap")]
pub extern "C" fn chancap(chan: GoChan) -> i64 {
    match chan {
        Some(chan) if chan.timer().is_none() => chan.capacity as i64,
        _ => 0,
    }
}

/// `reflect.chanlen(ch unsafe.Pointer) int`.
#[unsafe(export_name = "reflect.chanlen")]
pub extern "C" fn reflect_chanlen(chan: GoChan) -> i64 {
    chanlen(chan)
}

/// `internal/reflectlite.chanlen(unsafe.Pointer) int`.
#[unsafe(export_name = "internal/reflectlite.chanlen")]
pub extern "C" fn reflectlite_chanlen(chan: GoChan) -> i64 {
    chanlen(chan)
}

/// `reflect.chancap(ch unsafe.Pointer) int`.
#[unsafe(export_name = "reflect.chancap")]
pub extern "C" fn reflect_chancap(chan: GoChan) -> i64 {
    chancap(chan)
}

/// `reflect.chanclose(ch unsafe.Pointer)`.
#[unsafe(export_name = "reflect.chanclose")]
pub extern "C" fn reflect_chanclose(chan: GoChan) {
    closechan(chan);
}

/// `reflect.chansend0(ch unsafe.Pointer, val unsafe.Pointer, nb bool) bool`.
#[unsafe(export_name = "reflect.chansend0")]
pub extern "C" fn reflect_chansend(chan: GoChan, from: *const u8, nb: u32) -> bool {
    send(chan, from, nb as u8 == 0)
}

/// `reflect.chanrecv(ch unsafe.Pointer, nb bool, val unsafe.Pointer) (selected, received bool)`.
extern "C" fn reflect_chanrecv(chan: GoChan, nb: u32, to: *mut u8) -> Pair {
    let received = recv(chan, to, nb as u8 == 0);
    Pair(received.selected as usize, received.ok as usize)
}

crate::go_results_2!("reflect.chanrecv", reflect_chanrecv);
