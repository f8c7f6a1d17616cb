//! The scheduler: birth and death of goroutines, and the choice of the next one.
//!
//! One M runs everything; the structures are those of many. What several Ms add (stealing,
//! spinning, hand-off) belongs into `find_runnable`, `enqueue` and `idle`.

use core::mem::offset_of;

use crate::arch::x86_64::switch;
use crate::lang::throw::{fatal, throw};
use crate::mem::slot;
use crate::os::time::nanotime;
use crate::sched::context::{leave, on_m_stack, resume};
use crate::sched::coro;
use crate::sched::g::{G, GRef, WaitReason, status};
use crate::sched::idle;
use crate::sched::m::{M, MRef, current_g, current_m, current_p};
use crate::sched::netpoll;
use crate::sched::p::{P, SLOT_CACHE};
use crate::sched::runq::GList;
use crate::sched::sysmon;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{
    AtomicBool, AtomicI64, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Plain, Relaxed, Release,
};
use crate::world::WORLD;

/// How often the global queue goes first, so that it does not starve: every 61st time.
const GLOBAL_EVERY: u32 = 61;
/// Goroutine ids a P takes at once.
const ID_BATCH: u64 = 16;

/// What all Ps share.
pub struct Sched {
    pub lock: Mutex,
    /// Runnable goroutines of nobody; under `lock`.
    global: GList,
    /// Its length, readable without the lock.
    n_global: AtomicUsize,
    next_id: AtomicU64,
    /// User goroutines alive, system ones apart.
    pub n_goroutines: AtomicI64,
    pub all_gs: AllGs,
    /// Ms linked by `all_link`; under `lock`, read by crashing threads without.
    pub all_ms: Plain<Option<MRef>>,
    pub n_ms: AtomicU32,
    /// GOMAXPROCS.
    pub n_procs: AtomicU32,
    pub n_cpus: AtomicU32,
    /// Main's init tasks have begun.
    pub has_main_started: AtomicBool,
    /// A time that sysmon and the schedule loop keep fresh enough for waiting times in minutes.
    coarse_now: AtomicI64,
    pub idle: idle::Idle,
    pub sysmon: sysmon::Sysmon,
    /// Limits of `runtime/debug`.
    pub max_stack_bytes: AtomicUsize,
    pub max_threads: AtomicUsize,
    pub start_nanos: AtomicI64,
}

impl Sched {
    /// A scheduler without goroutines, to be completed by `init`.
    pub const fn new() -> Sched {
        Sched {
            lock: Mutex::new(Rank::Sched),
            global: GList::new(),
            n_global: AtomicUsize::new(0),
            next_id: AtomicU64::new(0),
            n_goroutines: AtomicI64::new(0),
            all_gs: AllGs::new(),
            all_ms: Plain::new(None),
            n_ms: AtomicU32::new(0),
            n_procs: AtomicU32::new(0),
            n_cpus: AtomicU32::new(0),
            has_main_started: AtomicBool::new(false),
            coarse_now: AtomicI64::new(0),
            idle: idle::Idle::new(),
            sysmon: sysmon::Sysmon::new(),
            max_stack_bytes: AtomicUsize::new(0),
            max_threads: AtomicUsize::new(0),
            start_nanos: AtomicI64::new(0),
        }
    }

    /// Sets what does not begin as zero.
    pub fn init(&self) {
        self.next_id.store(1, Relaxed);
        self.n_procs.store(1, Relaxed);
        self.n_cpus.store(1, Relaxed);
        self.max_stack_bytes.store(1_000_000_000, Relaxed);
        self.max_threads.store(10_000, Relaxed);
    }

    /// The time, some milliseconds old at most while goroutines run.
    pub fn coarse_now(&self) -> i64 {
        self.coarse_now.load(Relaxed)
    }

    /// Sets what `coarse_now` answers.
    pub fn note_time(&self, now: i64) {
        self.coarse_now.store(now, Relaxed);
    }
}

impl Default for Sched {
    fn default() -> Sched {
        Sched::new()
    }
}

/// Every G that was ever used, in order of first use.
pub struct AllGs {
    lock: Mutex,
    /// Array of `capacity` references; replaced when full, never freed.
    array: AtomicPtr<GRef>,
    capacity: Plain<usize>,
    len: AtomicUsize,
}

impl AllGs {
    const fn new() -> AllGs {
        AllGs {
            lock: Mutex::new(Rank::AllGs),
            array: AtomicPtr::new(core::ptr::null_mut()),
            capacity: Plain::new(0),
            len: AtomicUsize::new(0),
        }
    }

    fn add(&self, g: GRef) {
        self.lock.with(|| {
            let len = self.len.load(Relaxed);
            if len == self.capacity.get() {
                let capacity = (2 * len).max(64);
                let bytes = capacity * size_of::<GRef>();
                let new = crate::mem::persistent::alloc(bytes, 8).cast::<GRef>();
                // SAFETY: the new array has room for the old one's references.
                unsafe { core::ptr::copy_nonoverlapping(self.array.load(Relaxed), new, len) };
                self.array.store(new, Release);
                self.capacity.set(capacity);
            }
            // SAFETY: `len` is below the capacity.
            unsafe { self.array.load(Relaxed).add(len).write(g) };
            self.len.store(len + 1, Release);
        });
    }

    /// The Gs, as far as they are published. Never blocks: crashing threads call it.
    pub fn iter(&self) -> impl Iterator<Item = GRef> {
        let len = self.len.load(crate::sync::Acquire);
        let array = self.array.load(crate::sync::Acquire);
        // SAFETY: the first `len` entries of an array published after `len` are set.
        (0..len).map(move |i| unsafe { *array.add(i) })
    }
}

/// Appends a goroutine to this P's queue, or puts it in front.
pub fn enqueue(g: GRef, is_next: bool) {
    let Some(p) = current_m().p.get() else {
        enqueue_global(g);
        idle::wake();
        return;
    };
    let last = if is_next {
        p.run_queue.put_next(g)
    } else {
        Some(g)
    };
    if let Some(g) = last {
        let mut overflow = GList::new();
        p.run_queue.put(g, &mut overflow);
        if !overflow.is_empty() {
            enqueue_global_list(&overflow);
        }
    }
}

/// Appends a goroutine to the global queue.
pub fn enqueue_global(g: GRef) {
    WORLD.sched.lock.with(|| WORLD.sched.global.push_back(g));
    WORLD
        .sched
        .n_global
        .store(WORLD.sched.global.len(), Release);
}

/// Appends goroutines to the global queue.
pub fn enqueue_global_list(list: &GList) {
    WORLD.sched.lock.with(|| WORLD.sched.global.append(list));
    WORLD
        .sched
        .n_global
        .store(WORLD.sched.global.len(), Release);
}

/// Whether the global queue has work.
pub fn has_global_work() -> bool {
    WORLD.sched.n_global.load(crate::sync::Acquire) != 0
}

/// Takes from the global queue; a share of the rest moves to the local queue.
fn take_global(p: &P, max: usize) -> Option<GRef> {
    if !has_global_work() {
        return None;
    }
    let sched = &WORLD.sched;
    sched.lock.with(|| {
        let n_procs = sched.n_procs.load(Relaxed).max(1) as usize;
        let share = (sched.global.len() / n_procs + 1)
            .min(sched.global.len())
            .min(max);
        let first = sched.global.pop();
        let mut overflow = GList::new();
        for _ in 1..share {
            if let Some(g) = sched.global.pop() {
                p.run_queue.put(g, &mut overflow);
            }
        }
        sched.global.append(&overflow);
        sched.n_global.store(sched.global.len(), Release);
        first
    })
}

/// The schedule loop: runs on the M stack and never returns.
pub fn schedule() -> ! {
    let m = current_m();
    debug_assert!(m.is_on_m_stack());
    if m.locks.get() != 0 {
        throw("schedule: holding locks");
    }
    let p = current_p();
    let (g, inherits) = find_runnable(p);
    execute(g, inherits)
}

fn find_runnable(p: &'static P) -> (GRef, bool) {
    loop {
        p.timers.run_due();
        crate::hooks::signal::wake_receiver();
        let tick = p.sched_tick.load(Relaxed);
        if tick.is_multiple_of(GLOBAL_EVERY)
            && let Some(g) = take_global(p, 1)
        {
            return (g, false);
        }
        if let Some((g, inherits)) = p.run_queue.get() {
            return (g, inherits);
        }
        if let Some(g) = take_global(p, crate::sched::runq::LEN as usize / 2) {
            return (g, false);
        }
        if netpoll::poll(0) {
            continue;
        }
        idle::wait(p);
    }
}

/// Runs a runnable goroutine on this M.
pub fn execute(g: GRef, inherits_slice: bool) -> ! {
    let m = current_m();
    let p = current_p();
    g.set_status(status::RUNNABLE, status::RUNNING);
    g.wait_since.set(0);
    g.m.set(Some(m));
    g.alloc.set(p.runs.runs.as_ptr());
    m.curg.set(Some(g));
    if !inherits_slice {
        p.sched_tick.fetch_add(1, Relaxed);
    }
    crate::gc::check::at_safepoint(crate::gc::check::Site::Schedule);
    resume(m, g)
}

/// `go f()`: called with the return address of the statement by the stub below.
///
/// # Safety
/// `closure` is null or a func value without parameters.
unsafe extern "C" fn new_proc(closure: *const usize, return_pc: usize) {
    if closure.is_null() {
        fatal("go of nil func value");
    }
    let parent = current_g();
    let g = new_goroutine(closure as usize, return_pc, parent);
    g.status.store(status::RUNNABLE, Release);
    enqueue(g, true);
    sysmon::ensure_started();
}

/// `runtime.newproc(closure)`.
#[unsafe(naked)]
#[unsafe(export_name = "runtime.newproc")]
pub(crate) unsafe extern "C" fn rgo_newproc() {
    core::arch::naked_asm!("mov rsi, [rsp]", "jmp {imp}", imp = sym new_proc)
}

/// A goroutine that will run `closure`, not yet runnable.
pub fn new_goroutine(closure: usize, go_pc: usize, parent: &G) -> GRef {
    let p = current_p();
    let g = free_g(p);
    let stack_hi = g.stack_hi.get() & !15;
    // SAFETY: the G is dead, so its stack is unused; 64 bytes at the top are committed with it.
    let sp = unsafe { switch::prepare(stack_hi, core::ptr::from_ref(g) as usize, closure) };
    g.sched_sp.set(sp);
    g.start_closure.set(closure);
    // SAFETY: a func value's first word is its code.
    g.start_pc.set(unsafe { *(closure as *const usize) });
    g.go_pc.set(go_pc);
    g.parent_id.set(parent.id.get());
    g.labels.set(parent.labels.get());
    g.id.set(next_id(p));
    reset(g);
    if !g.is_listed.replace(true) {
        on_m_stack(|| WORLD.sched.all_gs.add(g));
    }
    WORLD.sched.n_goroutines.fetch_add(1, Relaxed);
    g
}

/// Puts every field that a goroutine may find changed into its initial state.
fn reset(g: &G) {
    g.guard_real.set(g.slot_guard.get());
    g.stack_guard.store(g.slot_guard.get(), Relaxed);
    g.poll.store(0, Relaxed);
    g.requests.store(0, Relaxed);
    g.locked.set(0);
    g.defer.set(None);
    g.panic.set(None);
    g.segment.set(None);
    g.writebuf[0].set(0);
    g.fips_indicator.set(0);
    g.fips_bypass.set(false);
    g.dit_wanted.set(false);
    g.panic_on_fault.set(false);
    g.is_system.set(false);
    g.wait_reason.set(WaitReason::None);
    g.wait_since.set(0);
    g.param.set(0);
    g.waiting.set(None);
    g.select_done.store(0, Relaxed);
    g.signal.set(0);
    g.locked_m.set(None);
    g.lock_count.set(0);
    g.lock_count_internal.set(0);
    g.coro.set(0);
    g.sys_sp.set(0);
}

fn next_id(p: &P) -> u64 {
    if p.next_id.get() == p.last_id.get() {
        let first = WORLD.sched.next_id.fetch_add(ID_BATCH, Relaxed);
        p.next_id.set(first);
        p.last_id.set(first + ID_BATCH);
    }
    let id = p.next_id.get();
    p.next_id.set(id + 1);
    id
}

fn free_g(p: &P) -> GRef {
    let n = p.n_slots.get();
    if n > 0 {
        p.n_slots.set(n - 1);
        return p.slots[n - 1].get().expect("entries below n_slots are set");
    }
    match on_m_stack(|| WORLD.slots.alloc()) {
        Some(g) => g,
        None => throw("runtime: out of memory: cannot allocate a goroutine's stack"),
    }
}

/// A goroutine's function has returned.
pub extern "C" fn goroutine_returned() -> ! {
    exit_goroutine()
}

/// Ends the current goroutine; its deferred calls have run.
pub fn exit_goroutine() -> ! {
    leave(exit_on_m_stack);
    throw("runtime: dead goroutine was resumed")
}

fn exit_on_m_stack(g: GRef) -> ! {
    let m = current_m();
    m.curg.set(None);
    let partner = coro::partner_of_ended(g);
    release_dead(m, g);
    match partner {
        Some(partner) => {
            partner.set_status(status::WAITING, status::RUNNABLE);
            execute(partner, true)
        }
        None => schedule(),
    }
}

/// Puts a goroutine that has ended, and its stack, where the next ones are taken from.
pub fn release_dead(m: &M, g: GRef) {
    let p = current_p();
    g.m.set(None);
    g.coro.set(0);
    g.labels.set(0);
    g.defer.set(None);
    g.panic.set(None);
    g.set_status(status::RUNNING, status::DEAD);
    if g.locked_m.replace(None).is_some() {
        m.locked_g.set(None);
    }
    while let Some(segment) = g.segment.get() {
        g.segment.set(segment.prev.get());
        WORLD.segments.free(segment);
    }
    WORLD.segments.free_spares(g);
    WORLD.sched.n_goroutines.fetch_sub(1, Relaxed);
    let n = p.n_slots.get();
    if n < SLOT_CACHE {
        p.slots[n].set(Some(g));
        p.n_slots.set(n + 1);
    } else {
        WORLD.slots.free(g);
    }
}

/// Makes `m` the running thread's M with `p` in its hands, and starts the schedule loop with the
/// main goroutine, which calls the closure `main`. `stack_top` is where the M stack is unused.
pub fn start(m: MRef, p: &'static P, stack_top: usize, main: usize) -> ! {
    m.stack_top.set(stack_top & !15);
    m.g.set(Some(&m.g0));
    m.p.set(Some(p));
    p.m.set(Some(m));
    m.g0.m.set(Some(m));
    m.g0.alloc.set(p.runs.runs.as_ptr());
    let guard = (m.stack_lo.get() + slot::HEADROOM) as u64;
    m.g0.guard_real.set(guard);
    m.g0.stack_guard.store(guard, Relaxed);
    WORLD.sched.start_nanos.store(nanotime(), Relaxed);
    WORLD.sched.note_time(nanotime());
    let g = new_goroutine(main, 0, &m.g0);
    g.parent_id.set(0);
    g.status.store(status::RUNNABLE, Release);
    enqueue(g, true);
    schedule()
}

/// Number of goroutines alive, system ones apart.
#[unsafe(export_name = "runtime.NumGoroutine")]
pub extern "C" fn num_goroutine() -> i64 {
    WORLD.sched.n_goroutines.load(Relaxed)
}

/// `runtime.GOMAXPROCS(n int) int`: one M runs Go code whatever the number, which is remembered.
#[unsafe(export_name = "runtime.GOMAXPROCS")]
pub extern "C" fn gomaxprocs(n: i64) -> i64 {
    let old = WORLD.sched.n_procs.load(Relaxed);
    if n > 0 {
        WORLD.sched.n_procs.store(n.min(1 << 16) as u32, Relaxed);
    }
    i64::from(old)
}

/// `runtime.SetDefaultGOMAXPROCS()`.
#[unsafe(export_name = "runtime.SetDefaultGOMAXPROCS")]
pub extern "C" fn set_default_gomaxprocs() {
    WORLD
        .sched
        .n_procs
        .store(WORLD.sched.n_cpus.load(Relaxed), Relaxed);
}

/// `runtime.NumCPU() int`.
#[unsafe(export_name = "runtime.NumCPU")]
pub extern "C" fn num_cpu() -> i64 {
    i64::from(WORLD.sched.n_cpus.load(Relaxed))
}

const _: () = assert!(offset_of!(P, runs) == 0);
