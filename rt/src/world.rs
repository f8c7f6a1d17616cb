//! The one instance of everything, and the order in which it comes to life.
//!
//! Start-up: the entry point passes the initial stack to [`boot`], which sets up thread, processor
//! features, clock, settings, heap, signals and the first M and P; the main goroutine then runs every
//! package's initialization and `main.main`.
//!
//! Static variables elsewhere are constants, or such as compiled code, assembly or the `os` layer
//! refer to by name: the barrier's flag, features of the processor, the clock.

use crate::arch::x86_64::syscall::SNAPSHOT;
use crate::debug::Settings;
use crate::gc::check;
use crate::gc::finalizer::Books;
use crate::hooks::os::Strings;
use crate::hooks::signal::Signals;
use crate::lang::aes_hash::Keys;
use crate::lang::sema::SemaTable;
use crate::mem::fixalloc::FixAlloc;
use crate::mem::heap::Heap;
use crate::mem::persistent::{self, Persistent};
use crate::mem::segment::SegmentPool;
use crate::mem::slot::SlotPool;
use crate::os::auxv::ProcessStack;
use crate::sched::m::M;
use crate::sched::netpoll::Poller;
use crate::sched::p::P;
use crate::sched::proc::Sched;
use crate::sched::sudog::Sudog;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{AtomicBool, AtomicI32, AtomicI64, AtomicU32, AtomicUsize, Relaxed, SeqCst};
use rgo_abi::module_data::ModuleData;

/// Where arenas are looked for: addresses that look like nothing else.
const HEAP_BASE: usize = 0xc0_0000_0000;
/// Where stacks are looked for: below, away from the heap's window.
const STACK_BASE: usize = 0x80_0000_0000;
/// Ps. One M runs one of them.
const N_PS: usize = 1;

/// Everything.
pub struct World {
    pub persistent: Persistent,
    pub heap: Heap,
    pub slots: SlotPool,
    pub segments: SegmentPool,
    pub sched: Sched,
    pub ps: [P; N_PS],
    pub m0: M,
    pub semas: SemaTable,
    pub finalizers: Books,
    pub strings: Strings,
    pub sudogs: FixAlloc<Sudog>,
    pub poller: Poller,
    pub signals: Signals,
    pub settings: Settings,
    pub hash_keys: Keys,
    /// Held while threads are created and while a process is replaced: exec with a thread half made
    /// fails.
    pub exec_lock: Mutex,
    /// Held while a crash is reported, so that two do not mix.
    pub report_lock: Mutex,
    /// The function that clears all `sync.Pool`s; a root.
    pub pool_cleanup: AtomicUsize,
    /// Collections asked for.
    pub n_forced_gcs: AtomicU32,
    /// Safepoints passed, if they are counted.
    pub n_safepoints: AtomicU32,
    /// Words that `RGODEBUG=gccheck` may still look at.
    pub check_credit: AtomicI64,
    /// One more than a second descriptor for crash reports (`debug.SetCrashOutput`).
    pub crash_fd_above: AtomicI32,
    /// Where the kernel put arguments and environment.
    process_stack: AtomicUsize,
    /// Set-user-id programs do not dump their state.
    pub is_secure: AtomicBool,
    /// Threads that report a crash.
    pub crashing: AtomicU32,
    /// Panics whose deferred calls run.
    pub running_panics: AtomicU32,
}

/// The program's world: all zero, so that it has no room in the executable. [`init`] completes it.
pub static WORLD: World = World {
    persistent: Persistent::new(),
    heap: Heap::new(),
    slots: SlotPool::new(),
    segments: SegmentPool::new(),
    sched: Sched::new(),
    ps: [const { P::new() }; N_PS],
    m0: M::new(),
    semas: SemaTable::new(),
    finalizers: Books::new(),
    strings: Strings::new(),
    sudogs: FixAlloc::new(Rank::SudogPool),
    poller: Poller::new(),
    signals: Signals::new(),
    settings: Settings::new(),
    hash_keys: Keys::new(),
    exec_lock: Mutex::new(Rank::Sysmon),
    report_lock: Mutex::new(Rank::Panic),
    pool_cleanup: AtomicUsize::new(0),
    n_forced_gcs: AtomicU32::new(0),
    n_safepoints: AtomicU32::new(0),
    check_credit: AtomicI64::new(0),
    crash_fd_above: AtomicI32::new(0),
    process_stack: AtomicUsize::new(0),
    is_secure: AtomicBool::new(false),
    crashing: AtomicU32::new(0),
    running_panics: AtomicU32::new(0),
};

impl World {
    /// Whether the process is about to end with a report.
    pub fn is_crashing(&self) -> bool {
        self.crashing.load(SeqCst) != 0
    }

    /// A second descriptor for crash reports.
    pub fn crash_fd(&self) -> Option<i32> {
        self.crash_fd_above
            .load(Relaxed)
            .checked_sub(1)
            .filter(|&fd| fd >= 0)
    }

    /// Arguments and environment as the kernel passed them.
    pub fn process_stack(&self) -> ProcessStack {
        match self.process_stack.load(Relaxed) {
            0 => ProcessStack::EMPTY,
            // SAFETY: `boot` stored the initial stack pointer.
            sp => unsafe { ProcessStack::new(sp as *const usize) },
        }
    }

    /// Whether an address lies in the executable's segments.
    pub fn image_contains(&self, addr: usize) -> bool {
        image::contains(addr)
    }
}

#[cfg(not(any(test, feature = "hosted")))]
mod image {
    unsafe extern "C" {
        // The linker script's.
        static __executable_start: u8;
        static _end: u8;
        #[link_name = "rgo_moduledata"]
        static MODULE: super::ModuleData;
    }

    pub fn contains(addr: usize) -> bool {
        let start = &raw const __executable_start as usize;
        let end = &raw const _end as usize;
        (start..end).contains(&addr)
    }

    pub fn module() -> &'static super::ModuleData {
        // SAFETY: the linker emits it.
        unsafe { &MODULE }
    }
}

/// A hosted build has no program.
#[cfg(any(test, feature = "hosted"))]
mod image {
    use rgo_abi::module_data::{DataRange, ModuleData, Slice};

    unsafe extern "C" fn no_main() {}

    const fn empty<T>() -> Slice<T> {
        Slice {
            ptr: core::ptr::dangling(),
            len: 0,
        }
    }

    const NO_DATA: DataRange = DataRange {
        start: core::ptr::null(),
        bytes: 0,
        ptr_mask: core::ptr::null(),
    };

    static MODULE: ModuleData = ModuleData {
        text_start: 0,
        text_end: 0,
        func_starts: empty(),
        func_info: empty(),
        pc_data: empty(),
        strings: empty(),
        inline_tree: empty(),
        traps: empty(),
        types_start: 0,
        types_end: 0,
        type_links: empty(),
        itabs: empty(),
        data: NO_DATA,
        bss: NO_DATA,
        init_tasks: empty(),
        runtime_files: empty(),
        main: no_main,
    };

    pub fn contains(_: usize) -> bool {
        true
    }

    pub fn module() -> &'static ModuleData {
        &MODULE
    }
}

/// The program's tables.
#[inline]
pub fn module() -> &'static ModuleData {
    image::module()
}

/// Sets what does not begin as zero.
fn init() {
    WORLD.heap.map.set_base(HEAP_BASE);
    WORLD.slots.set_base(STACK_BASE);
    WORLD.settings.set_defaults();
    WORLD.sched.init();
}

/// Starts a thread with its own stack that runs `entry` as `m`.
#[cfg(not(any(test, feature = "hosted")))]
pub fn start_thread(m: &'static M, entry: extern "C" fn(usize) -> !) {
    use crate::lang::throw::throw;
    use crate::os::signal::{How, SignalSet, change_mask};
    use crate::os::{thread, vm};

    const STACK: usize = 256 << 10;
    let Ok(base) = vm::map(STACK + SIGNAL_STACK) else {
        throw("runtime: cannot allocate a thread's stack");
    };
    m.self_ptr.set(core::ptr::from_ref(m) as usize);
    m.stack_lo.set(base + SIGNAL_STACK);
    m.stack_top.set(base + SIGNAL_STACK + STACK);
    m.signal_stack.set(base);
    m.g.set(Some(&m.g0));
    m.g0.m.set(Some(m));
    register_m(m);
    crate::lang::rand::seed_m(m);
    WORLD.exec_lock.lock();
    // The new thread starts with signals blocked: it has no signal stack yet.
    let mask = change_mask(How::Set, SignalSet::ALL);
    m.fork_mask.set(mask.0);
    m.wait_arg.set(entry as usize);
    let arg = core::ptr::from_ref(m) as usize;
    // SAFETY: the stack is the thread's alone, `m` lives for ever, `thread_main` never returns.
    let started = unsafe { thread::spawn(m.stack_top.get(), arg, thread_main, arg) };
    change_mask(How::Set, mask);
    WORLD.exec_lock.unlock();
    if started.is_err() {
        throw("runtime: failed to create new OS thread");
    }
}

#[cfg(not(any(test, feature = "hosted")))]
extern "C" fn thread_main(m: usize) -> ! {
    use crate::os::signal::{How, SignalSet, change_mask, set_alt_stack};

    // SAFETY: `start_thread` passed the M.
    let m = unsafe { &*(m as *const M) };
    m.tid.set(crate::os::thread::gettid());
    set_alt_stack(m.signal_stack.get(), SIGNAL_STACK);
    change_mask(How::Set, SignalSet(m.fork_mask.get()));
    // SAFETY: `start_thread` stored the function.
    let entry =
        unsafe { core::mem::transmute::<usize, extern "C" fn(usize) -> !>(m.wait_arg.get()) };
    entry(0)
}

/// A hosted build has a host to start threads.
#[cfg(any(test, feature = "hosted"))]
pub fn start_thread(m: &'static M, entry: extern "C" fn(usize) -> !) {
    register_m(m);
    std::thread::spawn(move || {
        crate::sched::m::hosted::set(m);
        entry(0)
    });
}

/// Bytes of a signal stack: AVX-512 state and our handler.
#[cfg(not(any(test, feature = "hosted")))]
const SIGNAL_STACK: usize = 64 << 10;

fn register_m(m: &'static M) {
    m.fork_snapshot
        .set(persistent::alloc(SNAPSHOT, 16) as usize);
    let sched = &WORLD.sched;
    sched.lock.with(|| {
        m.id.set(i64::from(sched.n_ms.load(Relaxed)));
        sched.n_ms.fetch_add(1, Relaxed);
        m.all_link.set(sched.all_ms.get());
        sched.all_ms.set(Some(m));
    });
}

/// The first Rust code of the process: `sp` is the initial stack pointer.
///
/// # Safety
/// Called once by the entry point.
#[cfg(not(any(test, feature = "hosted")))]
pub unsafe extern "C" fn boot(sp: *const usize) -> ! {
    use crate::lang::rand;
    use crate::os::{auxv, signal, thread, vdso, vm};

    let m = &WORLD.m0;
    m.self_ptr.set(core::ptr::from_ref(m) as usize);
    // SAFETY: m0 is static.
    unsafe { thread::set_tls(m.self_ptr.get()) };
    m.g.set(Some(&m.g0));
    init();
    crate::arch::x86_64::cpu::init();
    WORLD.process_stack.store(sp as usize, Relaxed);
    let stack = WORLD.process_stack();
    if let Some(base) = stack.aux(auxv::key::SYSINFO_EHDR) {
        // SAFETY: the kernel's value.
        unsafe { vdso::init(base) };
    }
    WORLD.is_secure.store(
        stack.aux(auxv::key::SECURE).is_some_and(|v| v != 0),
        Relaxed,
    );
    crate::debug::init(&stack);
    rand::init(&stack);
    crate::lang::aes_hash::init();
    let n_cpus = thread::n_cpus() as u32;
    WORLD.sched.n_cpus.store(n_cpus, Relaxed);
    WORLD
        .sched
        .n_procs
        .store(procs_from_env(&stack).unwrap_or(n_cpus), Relaxed);
    m.tid.set(thread::gettid());
    register_m(m);
    if let Ok(base) = vm::map(SIGNAL_STACK) {
        m.signal_stack.set(base);
        signal::set_alt_stack(base, SIGNAL_STACK);
    }
    crate::hooks::signal::init();
    check::init();
    // The kernel grows the main thread's stack on demand; what lies below is the M stack.
    m.stack_lo.set(sp as usize - (256 << 10));
    start_main(m, sp as usize - 256)
}

#[cfg(not(any(test, feature = "hosted")))]
fn procs_from_env(stack: &ProcessStack) -> Option<u32> {
    let value = core::str::from_utf8(stack.env_value(b"GOMAXPROCS")?).ok()?;
    value.parse().ok().filter(|&n| n > 0)
}

#[cfg(not(any(test, feature = "hosted")))]
fn start_main(m: &'static M, stack_top: usize) -> ! {
    /// A closure without captures.
    static MAIN: [fn() -> !; 1] = [main_goroutine];
    crate::sched::proc::start(m, &WORLD.ps[0], stack_top, MAIN.as_ptr() as usize)
}

/// The main goroutine: initialization, then `main.main`.
#[cfg(not(any(test, feature = "hosted")))]
fn main_goroutine() -> ! {
    use crate::arch::x86_64::call::call_go;
    use crate::lang::lock_thread;
    use crate::sched::g::WaitReason;
    use crate::sched::park;
    use crate::trace::inittrace;

    WORLD.sched.has_main_started.store(true, Relaxed);
    // Initialization belongs to the main thread.
    lock_thread::lock_internal();
    let traces = crate::debug::inittrace();
    // SAFETY: the linker emitted the tables: functions without parameters.
    let tasks = unsafe { module().init_tasks.get() };
    for task in tasks {
        let before = traces.then(inittrace::begin);
        // SAFETY: as above.
        for &func in unsafe { task.funcs.get() } {
            // SAFETY: as above.
            unsafe { call_go(func as usize, [0; 4]) };
        }
        if let Some(before) = before {
            // SAFETY: as above.
            inittrace::end(&before, unsafe { task.name.get() });
        }
    }
    lock_thread::unlock_internal();
    // SAFETY: `main.main` has no parameters.
    unsafe { call_go(module().main as usize, [0; 4]) };
    // Another goroutine's panic is about to end the process: its report goes first.
    if WORLD.running_panics.load(SeqCst) != 0 {
        for _ in 0..1000 {
            if WORLD.running_panics.load(SeqCst) == 0 {
                break;
            }
            park::gosched();
        }
    }
    if WORLD.is_crashing() {
        park::park_plain(WaitReason::PanicWait);
    }
    crate::os::syscall::exit_process(0)
}

/// Runs the scheduler inside an ordinary process, for tests.
#[cfg(any(test, feature = "hosted"))]
pub mod hosted {
    use super::WORLD;
    use crate::arch::x86_64::switch::{rgo_enter_from_host, rgo_resume};
    use crate::sched::context::leave;
    use crate::sched::m::hosted;
    use crate::sched::proc;
    use crate::sync::{AtomicUsize, Relaxed};
    use std::sync::Mutex;

    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    static HOST_SP: AtomicUsize = AtomicUsize::new(0);

    /// A closure as Go code has them, around a Rust one.
    #[repr(C)]
    struct Closure<F> {
        code: extern "C" fn(*const Closure<F>),
        func: std::cell::Cell<Option<F>>,
    }

    extern "C" fn call<F: FnOnce()>(closure: *const Closure<F>) {
        // SAFETY: `closure` leaks them.
        let func = unsafe { &*closure }
            .func
            .take()
            .expect("a goroutine runs once");
        func();
    }

    fn closure<F: FnOnce() + 'static>(func: F) -> *const usize {
        let func = std::cell::Cell::new(Some(func));
        let closure: &Closure<F> = Box::leak(Box::new(Closure {
            code: call::<F>,
            func,
        }));
        core::ptr::from_ref(closure).cast()
    }

    /// `go func()`.
    pub fn spawn(func: impl FnOnce() + 'static) {
        let g = proc::new_goroutine(closure(func) as usize, 0, crate::sched::m::current_g());
        g.status
            .store(crate::sched::g::status::RUNNABLE, crate::sync::Release);
        proc::enqueue(g, true);
        crate::sched::sysmon::ensure_started();
    }

    /// Runs a main goroutine to its end.
    pub fn run(main: impl FnOnce() + 'static) {
        unsafe extern "C" fn enter(main: usize) -> ! {
            let here = 0u8;
            let m = &WORLD.m0;
            let top = (&raw const here as usize - 4096) & !15;
            m.stack_lo.set(top - (64 << 10));
            m.self_ptr.set(core::ptr::from_ref(m) as usize);
            proc::start(m, &WORLD.ps[0], top, main)
        }

        let _guard = ONE_AT_A_TIME
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        super::init();
        crate::arch::x86_64::cpu::init();
        hosted::set(&WORLD.m0);
        WORLD.m0.random.seed([1, 2, 3, 4]);
        let main = closure(move || {
            main();
            leave(|g| {
                let m = crate::sched::m::current_m();
                m.curg.set(None);
                proc::release_dead(m, g);
                m.g.set(None);
                // SAFETY: `run`'s registers lie there, and its stack is intact.
                unsafe { rgo_resume(HOST_SP.load(Relaxed)) }
            });
        });
        // SAFETY: `enter` does not return; the main goroutine comes back by `rgo_resume`.
        unsafe { rgo_enter_from_host(enter, main as usize, HOST_SP.as_ptr()) };
    }
}
