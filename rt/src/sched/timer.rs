//! Timers: per P a 4-ary heap by time, with Go 1.23's rules for timer channels.
//!
//! A timer's truth is `when` under its lock: 0 if it is not set. The heap's entry is a hint that
//! the owner takes out and then checks: what was changed in between does not fire. A timer with a
//! channel is in the heap only while somebody is blocked on the channel; otherwise whoever looks at
//! the channel runs it when due (`maybe_run`), so unreferenced timers hold nothing alive.
//!
//! Lock order: `send_lock`, `lock`, the heap's lock. Membership (`owner`, `index`) changes under
//! the heap's lock; a timer enters a heap only under its own lock as well.

use core::mem::offset_of;

use crate::lang::chan::Hchan;
use crate::mem::malloc;
use crate::mem::ty::{StaticType, Ty};
use crate::os::time::nanotime;
use crate::os::vm;
use crate::sched::context::on_m_stack;
use crate::sched::g::{G, GRef, WaitReason};
use crate::sched::m::{current_g, current_p};
use crate::sched::park::{park, ready};
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{Acquire, AtomicI32, AtomicI64, AtomicPtr, Plain, Relaxed, Release};

/// A timer by reference. Those of Go code are heap objects, which their heap's entry or the
/// caller's reference keeps alive.
pub type TimerRef = &'static Timer;

/// A function of the runtime's own to run when a timer fires: argument and sequence number as they
/// were when it was due.
pub type Native = fn(usize, usize);

/// A timer. Fields are under `lock`, unless noted.
#[repr(C)]
pub struct Timer {
    lock: Mutex,
    /// Held while a value is sent, so that none is sent after Stop or Reset returned.
    send_lock: Mutex,
    /// Sends that have begun: changed under `lock` or `send_lock`.
    is_sending: AtomicI32,
    /// Goroutines blocked on the channel.
    blocked: Plain<u32>,
    /// Constant.
    is_chan: Plain<bool>,
    /// Place in the heap of `owner`; under that heap's lock.
    index: Plain<u32>,
    /// The heap that has it; see above.
    owner: AtomicPtr<Timers>,
    when: Plain<i64>,
    period: Plain<i64>,
    /// Set for the runtime's own timers; else `func` is a Go closure.
    native: Plain<Option<Native>>,
    func: Plain<usize>,
    arg_type: Plain<usize>,
    /// The argument's data word, or `native`'s argument.
    arg_data: Plain<usize>,
    /// Changes invalidate sends under way; `native`'s second argument.
    seq: Plain<usize>,
}

/// What package time calls a Timer or Ticker: its two visible fields and the timer.
#[repr(C)]
struct TimeTimer {
    chan: Plain<usize>,
    is_init: Plain<bool>,
    timer: Timer,
}

static TIME_TIMER: StaticType = {
    const TIMER: usize = offset_of!(TimeTimer, timer);
    const MASK: u64 = 1 << (offset_of!(TimeTimer, chan) / 8)
        | 1 << ((TIMER + offset_of!(Timer, func)) / 8)
        | 1 << ((TIMER + offset_of!(Timer, arg_data)) / 8);
    StaticType::new(size_of::<TimeTimer>(), &MASK.to_le_bytes())
};

impl Timer {
    /// A timer that is not set.
    pub const fn new() -> Timer {
        Timer {
            lock: Mutex::new(Rank::Timer),
            send_lock: Mutex::new(Rank::TimerSend),
            is_sending: AtomicI32::new(0),
            blocked: Plain::new(0),
            is_chan: Plain::new(false),
            index: Plain::new(0),
            owner: AtomicPtr::new(core::ptr::null_mut()),
            when: Plain::new(0),
            period: Plain::new(0),
            native: Plain::new(None),
            func: Plain::new(0),
            arg_type: Plain::new(0),
            arg_data: Plain::new(0),
            seq: Plain::new(0),
        }
    }

    /// Sets a timer that runs a function of the runtime's own.
    pub fn reset_native(&'static self, when: i64, native: Native, arg: usize, seq: usize) {
        self.lock.lock();
        self.native.set(Some(native));
        self.arg_data.set(arg);
        self.seq.set(seq);
        self.set_when(when);
        self.lock.unlock();
    }

    /// Sets the time and puts the timer where it belongs; says whether it was set. The lock is
    /// held.
    fn set_when(&'static self, when: i64) -> bool {
        let was_set = self.when.replace(when) > 0;
        if let Some(heap) = self.owner() {
            heap.update(self, when);
        }
        if self.needs_heap() {
            current_p().timers.add(self, when);
        }
        was_set
    }

    fn owner(&self) -> Option<&'static Timers> {
        // SAFETY: `owner` is null or the heap of a P, which lives for ever.
        unsafe { self.owner.load(Acquire).as_ref() }
    }

    fn needs_heap(&self) -> bool {
        self.owner().is_none()
            && self.when.get() > 0
            && (!self.is_chan.get() || self.blocked.get() > 0)
    }

    /// The channel of a channel timer.
    fn hchan(&self) -> &'static Hchan {
        // SAFETY: a channel timer's argument is its channel, alive as long as the timer.
        unsafe { &*(self.arg_data.get() as *const Hchan) }
    }

    /// Sets the timer; says whether it was set before.
    pub fn reset(&'static self, when: i64, period: i64) -> bool {
        if self.is_chan.get() {
            self.send_lock.lock();
        }
        self.lock.lock();
        let old_period = self.period.replace(period);
        let was_set = self.set_when(when);
        let discarded = self.invalidate_sends(old_period);
        self.lock.unlock();
        let drained = self.is_chan.get() && self.hchan().drain();
        if self.is_chan.get() {
            self.send_lock.unlock();
        }
        was_set || discarded || drained
    }

    /// Unsets the timer; says whether it was set.
    pub fn stop(&'static self) -> bool {
        if self.is_chan.get() {
            self.send_lock.lock();
        }
        self.lock.lock();
        if let Some(heap) = self.owner() {
            heap.remove(self);
        }
        let was_set = self.when.replace(0) > 0;
        let discarded = self.invalidate_sends(self.period.get());
        self.lock.unlock();
        let drained = self.is_chan.get() && self.hchan().drain();
        if self.is_chan.get() {
            self.send_lock.unlock();
        }
        was_set || discarded || drained
    }

    /// Makes sends under way do nothing; says whether there is one of a one-shot timer.
    fn invalidate_sends(&self, period: i64) -> bool {
        if !self.is_chan.get() {
            return false;
        }
        self.seq.add(1);
        period == 0 && self.is_sending.load(Relaxed) > 0
    }

    /// Runs the timer if it is due. The lock is held; it is released meanwhile and not retaken.
    fn unlock_and_run(&'static self, now: i64) {
        let delay = now - self.when.get();
        let period = self.period.get();
        let next = if period > 0 {
            let steps = 1 + delay / period;
            period
                .checked_mul(steps)
                .and_then(|d| self.when.get().checked_add(d))
                .unwrap_or(i64::MAX)
        } else {
            0
        };
        self.when.set(next);
        if self.needs_heap() {
            current_p().timers.add(self, next);
        }
        let args = [self.arg_type.get(), self.arg_data.get(), self.seq.get()];
        if let Some(native) = self.native.get() {
            self.lock.unlock();
            native(args[1], args[2]);
            return;
        }
        let func = self.func.get();
        if !self.is_chan.get() {
            self.lock.unlock();
            run_go(func, args, delay);
            return;
        }
        if period == 0 {
            self.is_sending.fetch_add(1, Relaxed);
        }
        self.lock.unlock();
        self.send_lock.lock();
        if period == 0 {
            self.is_sending.fetch_add(-1, Relaxed);
        }
        if self.seq.get() == args[2] {
            run_go(func, args, delay);
        }
        self.send_lock.unlock();
    }
}

impl Default for Timer {
    fn default() -> Timer {
        Timer::new()
    }
}

/// Calls `func(arg, seq, delay)`: with the closure five words.
fn run_go(func: usize, [arg_type, arg_data, seq]: [usize; 3], delay: i64) {
    let words = [func, arg_type, arg_data, seq];
    // SAFETY: `func` is the func value that newTimer got, with this signature.
    unsafe { rgo_call_timer(current_g(), words.as_ptr(), delay) };
}

/// `(g, words, delay)`: calls the Go closure `words[0]` with `words[1..4]` and `delay`.
#[unsafe(naked)]
unsafe extern "C" fn rgo_call_timer(g: GRef, words: *const usize, delay: i64) {
    core::arch::naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push r15",
        "sub rsp, 8",
        "mov r15, rdi",
        "mov rax, rsi",
        "mov r8, rdx",
        "mov rdi, [rax]",
        "mov rsi, [rax + 8]",
        "mov rdx, [rax + 16]",
        "mov rcx, [rax + 24]",
        "call [rdi]",
        "add rsp, 8",
        "pop r15",
        "pop rbp",
        "ret",
    )
}

/// One entry of a heap.
#[derive(Clone, Copy)]
struct Entry {
    when: i64,
    timer: TimerRef,
}

/// The timers of a P.
pub struct Timers {
    lock: Mutex,
    /// Off-heap array of `capacity` entries, `len` of them in heap order; under `lock`.
    entries: Plain<*mut Entry>,
    len: Plain<usize>,
    capacity: Plain<usize>,
    /// Time of the first entry, 0 if there is none; written under `lock`, read by anyone.
    first: AtomicI64,
}

impl Timers {
    /// No timers.
    pub const fn new() -> Timers {
        Timers {
            lock: Mutex::new(Rank::Timers),
            entries: Plain::new(core::ptr::null_mut()),
            len: Plain::new(0),
            capacity: Plain::new(0),
            first: AtomicI64::new(0),
        }
    }

    /// When the first timer is due, 0 for never.
    pub fn next_when(&self) -> i64 {
        self.first.load(Acquire)
    }

    /// Number of timers in the heap.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `visit` with the address of each timer, for the collector; the world is stopped.
    pub fn for_each(&self, mut visit: impl FnMut(usize)) {
        for i in 0..self.len.get() {
            visit(core::ptr::from_ref(self.entry(i).timer) as usize);
        }
    }

    fn entry(&self, i: usize) -> Entry {
        debug_assert!(i < self.len.get());
        // SAFETY: the first `len` entries are set.
        unsafe { *self.entries.get().add(i) }
    }

    fn set_entry(&self, i: usize, entry: Entry) {
        debug_assert!(i < self.capacity.get());
        // SAFETY: the array has `capacity` entries.
        unsafe { self.entries.get().add(i).write(entry) };
        entry.timer.index.set(i as u32);
    }

    fn add(&'static self, timer: TimerRef, when: i64) {
        self.lock.lock();
        if self.len.get() == self.capacity.get() {
            self.grow();
        }
        let i = self.len.get();
        self.len.set(i + 1);
        timer
            .owner
            .store(core::ptr::from_ref(self).cast_mut(), Release);
        self.set_entry(i, Entry { when, timer });
        self.sift_up(i);
        self.publish_first();
        self.lock.unlock();
    }

    fn grow(&self) {
        let old_bytes = self.capacity.get() * size_of::<Entry>();
        let bytes = (old_bytes * 2).max(4096);
        let Ok(at) = vm::map(bytes) else {
            crate::lang::throw::throw("runtime: out of memory for timers");
        };
        let new = at as *mut Entry;
        // SAFETY: the new array has room for the old one's entries.
        unsafe { core::ptr::copy_nonoverlapping(self.entries.get(), new, self.len.get()) };
        if old_bytes > 0 {
            vm::unmap(self.entries.get() as usize, old_bytes);
        }
        self.entries.set(new);
        self.capacity.set(bytes / size_of::<Entry>());
    }

    /// Changes the time of a timer that was in this heap a moment ago; its lock is held.
    fn update(&self, timer: TimerRef, when: i64) {
        self.lock.lock();
        if timer.owner().is_some_and(|heap| core::ptr::eq(heap, self)) {
            let i = timer.index.get() as usize;
            self.set_entry(i, Entry { when, timer });
            self.sift_up(i);
            self.sift_down(timer.index.get() as usize);
            self.publish_first();
        }
        self.lock.unlock();
    }

    /// Takes out a timer that was in this heap a moment ago; its lock is held.
    fn remove(&self, timer: TimerRef) {
        self.lock.lock();
        if timer.owner().is_some_and(|heap| core::ptr::eq(heap, self)) {
            self.remove_at(timer.index.get() as usize);
        }
        self.lock.unlock();
    }

    fn remove_at(&self, i: usize) {
        self.entry(i)
            .timer
            .owner
            .store(core::ptr::null_mut(), Release);
        let last = self.len.get() - 1;
        let moved = self.entry(last);
        self.len.set(last);
        if i < last {
            self.set_entry(i, moved);
            self.sift_up(i);
            self.sift_down(moved.timer.index.get() as usize);
        }
        self.publish_first();
    }

    fn publish_first(&self) {
        let first = if self.len.get() == 0 {
            0
        } else {
            self.entry(0).when
        };
        self.first.store(first, Release);
    }

    fn sift_up(&self, mut i: usize) {
        let entry = self.entry(i);
        while i > 0 {
            let parent = (i - 1) / 4;
            if self.entry(parent).when <= entry.when {
                break;
            }
            self.set_entry(i, self.entry(parent));
            i = parent;
        }
        self.set_entry(i, entry);
    }

    fn sift_down(&self, mut i: usize) {
        let entry = self.entry(i);
        loop {
            let children = 4 * i + 1..(4 * i + 5).min(self.len.get());
            let Some(least) = children.min_by_key(|&c| self.entry(c).when) else {
                break;
            };
            if self.entry(least).when >= entry.when {
                break;
            }
            self.set_entry(i, self.entry(least));
            i = least;
        }
        self.set_entry(i, entry);
    }

    /// Takes out the first timer if it is due.
    fn pop_due(&self, now: i64) -> Option<TimerRef> {
        self.lock.with(|| {
            if self.len.get() == 0 || self.entry(0).when > now {
                return None;
            }
            let timer = self.entry(0).timer;
            self.remove_at(0);
            Some(timer)
        })
    }

    /// Runs all timers that are due; called by the owner, on the M stack. Says whether any ran.
    pub fn run_due(&self) -> bool {
        let first = self.next_when();
        if first == 0 {
            return false;
        }
        let now = nanotime();
        let mut has_run = false;
        while let Some(timer) = self.pop_due(now) {
            timer.lock.lock();
            // It may have been changed since it was taken out; then it is in a heap again, or not
            // due, or of no interest to anybody.
            let is_due = timer.when.get() > 0 && timer.when.get() <= now && timer.needs_heap();
            if is_due {
                has_run = true;
                timer.unlock_and_run(now);
            } else {
                if timer.needs_heap() {
                    current_p().timers.add(timer, timer.when.get());
                }
                timer.lock.unlock();
            }
        }
        has_run
    }
}

impl Default for Timers {
    fn default() -> Timers {
        Timers::new()
    }
}

/// Runs a channel's timer if it is due and nobody blocks on the channel.
pub fn maybe_run(timer: TimerRef) {
    if timer.owner().is_some() {
        return;
    }
    timer.lock.lock();
    let when = timer.when.get();
    if timer.owner().is_some() || when == 0 {
        timer.lock.unlock();
        return;
    }
    let now = nanotime();
    if when > now {
        timer.lock.unlock();
        return;
    }
    timer.unlock_and_run(now);
}

/// Somebody is about to block on the timer's channel.
pub fn block(timer: TimerRef) {
    timer.lock.with(|| {
        timer.blocked.add(1);
        if timer.needs_heap() {
            current_p().timers.add(timer, timer.when.get());
        }
    });
}

/// Somebody blocks no more on the timer's channel.
pub fn unblock(timer: TimerRef) {
    timer.lock.with(|| {
        timer.blocked.add(u32::MAX);
        if timer.blocked.get() == 0
            && let Some(heap) = timer.owner()
        {
            heap.remove(timer);
        }
    });
}

fn sleep_is_over(g: usize, _: usize) {
    // SAFETY: the argument of a sleep timer is its goroutine.
    ready(unsafe { &*(g as *const G) });
}

/// `time.Sleep(d Duration)`.
#[unsafe(export_name = "time.Sleep")]
pub extern "C" fn sleep(nanos: i64) {
    if nanos <= 0 {
        return;
    }
    let g = current_g();
    if g.sleep_timer.get().is_none() {
        let timer = on_m_stack(|| crate::mem::persistent::alloc_value(Timer::new()));
        g.sleep_timer.set(Some(timer));
    }
    let when = nanotime().saturating_add(nanos);
    // Set when the goroutine is off its stack: it must not be readied before.
    park(WaitReason::Sleep, set_sleep_timer, when as usize);
}

fn set_sleep_timer(g: GRef, when: usize) -> bool {
    let timer = g.sleep_timer.get().expect("sleep has made one");
    timer.reset_native(
        when as i64,
        sleep_is_over,
        core::ptr::from_ref(g) as usize,
        0,
    );
    true
}

/// `time.newTimer(when, period, f, arg, cp)`.
///
/// # Safety
/// `func` is a func value, `chan` null or the timer's channel, which then is the argument.
#[unsafe(export_name = "time.newTimer")]
pub unsafe extern "C" fn new_timer(
    when: i64,
    period: i64,
    func: usize,
    arg_type: usize,
    arg_data: usize,
    chan: *const Hchan,
) -> usize {
    let at = malloc::new_object(Ty::of_static(&TIME_TIMER));
    let object = at.cast::<TimeTimer>();
    // SAFETY: the object is fresh and has this type.
    let time_timer = unsafe {
        object.write(TimeTimer {
            chan: Plain::new(0),
            is_init: Plain::new(true),
            timer: Timer::new(),
        });
        &*object
    };
    let timer = &time_timer.timer;
    crate::gc::barrier::shade_new(func);
    crate::gc::barrier::shade_new(arg_data);
    timer.func.set(func);
    timer.arg_type.set(arg_type);
    timer.arg_data.set(arg_data);
    // SAFETY: by contract null or a channel.
    if let Some(chan) = unsafe { chan.as_ref() } {
        timer.is_chan.set(true);
        chan.set_timer(timer);
    }
    timer.reset(when, period);
    at as usize
}

/// `time.stopTimer(*Timer) bool`.
///
/// # Safety
/// `timer` came from [`new_timer`].
#[unsafe(export_name = "time.stopTimer")]
pub unsafe extern "C" fn stop_timer(timer: *const u8) -> bool {
    // SAFETY: by contract.
    unsafe { &*timer.cast::<TimeTimer>() }.timer.stop()
}

/// `time.resetTimer(t *Timer, when, period int64) bool`.
///
/// # Safety
/// `timer` came from [`new_timer`].
#[unsafe(export_name = "time.resetTimer")]
pub unsafe extern "C" fn reset_timer(timer: *const u8, when: i64, period: i64) -> bool {
    // SAFETY: by contract.
    unsafe { &*timer.cast::<TimeTimer>() }
        .timer
        .reset(when, period)
}
