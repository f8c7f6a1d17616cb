//! G: a goroutine. It lies at the top of its stack slot; slots are never unmapped, so references
//! to Gs are valid for ever, if not always to the goroutine they were taken for.
//!
//! The zero page is a valid dead G. Fields are the goroutine's own while it runs, and belong to
//! whoever moved it out of `Waiting` or `Dead` otherwise, unless noted.
//!
//! | from     | to       | by                                                          |
//! |----------|----------|-------------------------------------------------------------|
//! | Dead     | Runnable | `new_goroutine`, and `newcoro` through Waiting              |
//! | Runnable | Running  | `execute`, the M that took it from a queue                  |
//! | Running  | Runnable | its M, on the M stack: yield                                |
//! | Running  | Waiting  | its M, on the M stack: `park`                               |
//! | Waiting  | Runnable | `ready`, the one who dequeued it                            |
//! | Running  | Syscall  | itself, `entersyscall`; back by `exitsyscall`               |
//! | Running  | Dead     | its M, on the M stack: `goexit`                             |

use rgo_abi::layout;

use crate::lang::panic::{DeferRecord, Panic};
use crate::mem::run::Run;
use crate::mem::segment::Segment;
use crate::sched::m::M;
use crate::sched::sudog::Sudog;
use crate::sched::timer::Timer;
use crate::sync::{Acquire, AtomicU32, AtomicU64, Plain, Relaxed};

/// A goroutine by reference.
pub type GRef = &'static G;

/// States of a goroutine.
pub mod status {
    pub const DEAD: u32 = 0;
    pub const RUNNABLE: u32 = 1;
    pub const RUNNING: u32 = 2;
    pub const SYSCALL: u32 = 3;
    pub const WAITING: u32 = 4;
}

/// Bits of `G::requests`.
pub mod request {
    /// Give the processor to others.
    pub const YIELD: u32 = 1;
}

/// Why a goroutine waits, as tracebacks say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum WaitReason {
    None = 0,
    IoWait,
    ChanReceiveNil,
    ChanSendNil,
    SelectNoCases,
    Select,
    ChanReceive,
    ChanSend,
    Semacquire,
    Sleep,
    CondWait,
    MutexLock,
    RWMutexRLock,
    RWMutexLock,
    WaitGroupWait,
    PanicWait,
    Coroutine,
    Preempted,
    SignalWait,
}

impl WaitReason {
    /// The text in brackets of a traceback.
    pub fn text(self) -> &'static str {
        match self {
            WaitReason::None => "",
            WaitReason::IoWait => "IO wait",
            WaitReason::ChanReceiveNil => "chan receive (nil chan)",
            WaitReason::ChanSendNil => "chan send (nil chan)",
            WaitReason::SelectNoCases => "select (no cases)",
            WaitReason::Select => "select",
            WaitReason::ChanReceive => "chan receive",
            WaitReason::ChanSend => "chan send",
            WaitReason::Semacquire => "semacquire",
            WaitReason::Sleep => "sleep",
            WaitReason::CondWait => "sync.Cond.Wait",
            WaitReason::MutexLock => "sync.Mutex.Lock",
            WaitReason::RWMutexRLock => "sync.RWMutex.RLock",
            WaitReason::RWMutexLock => "sync.RWMutex.Lock",
            WaitReason::WaitGroupWait => "sync.WaitGroup.Wait",
            WaitReason::PanicWait => "panicwait",
            WaitReason::Coroutine => "coroutine",
            WaitReason::Preempted => "preempted",
            WaitReason::SignalWait => "syscall",
        }
    }
}

/// A goroutine.
#[repr(C, align(64))]
pub struct G {
    // Compiled code's part, see `rgo_abi::layout::g`.
    /// The goroutine's limit or POISON; set by itself, poisoned by anyone.
    pub stack_guard: AtomicU64,
    /// Set by anyone, cleared by the goroutine.
    pub poll: AtomicU32,
    /// Number of reasons not to split or yield.
    pub locked: Plain<u32>,
    pub more_func: Plain<usize>,
    pub more_args: Plain<usize>,
    pub defer: Plain<Option<&'static DeferRecord>>,
    pub panic: Plain<Option<&'static Panic>>,
    pub alloc: Plain<*const Run>,
    pub args: [Plain<usize>; layout::g::N_ARGS],

    // The part the overlay's `type g` mirrors.
    /// Its M while it runs or is in a system call.
    pub m: Plain<Option<&'static M>>,
    /// A byte slice that print writes to instead of stderr: pointer, length, capacity.
    pub writebuf: [Plain<usize>; 3],
    pub fips_indicator: Plain<u8>,
    pub fips_bypass: Plain<bool>,
    pub dit_wanted: Plain<bool>,
    /// Profiler labels.
    pub labels: Plain<usize>,
    pub id: Plain<u64>,

    // The runtime's own part.
    /// Where the goroutine's registers lie while it does not run on its stack.
    pub sched_sp: Plain<usize>,
    /// Current segment above the slot, and segments kept for the next overflow, smallest first.
    pub segment: Plain<Option<&'static Segment>>,
    pub spare: Plain<Option<&'static Segment>>,
    /// The limit of the current segment: what `stack_guard` is when not poisoned.
    pub guard_real: Plain<u64>,
    /// Limits of the slot: lowest address, end of the stack, soft guard.
    pub stack_lo: Plain<usize>,
    pub stack_hi: Plain<usize>,
    pub slot_guard: Plain<u64>,
    /// Bits of `request`: set by anyone, taken by the goroutine.
    pub requests: AtomicU32,
    /// One of `status`.
    pub status: AtomicU32,
    pub wait_reason: Plain<WaitReason>,
    pub panic_on_fault: Plain<bool>,
    /// In a system goroutine the deadlock check and tracebacks leave out.
    pub is_system: Plain<bool>,
    /// In the list of all Gs; for ever.
    pub is_listed: Plain<bool>,
    pub wait_since: Plain<i64>,
    /// Next in the queue or list the goroutine is on.
    pub link: Plain<Option<GRef>>,
    /// The closure it runs, until it runs.
    pub start_closure: Plain<usize>,
    pub start_pc: Plain<usize>,
    /// Return address of the `go` statement, and the goroutine that executed it.
    pub go_pc: Plain<usize>,
    pub parent_id: Plain<u64>,
    /// What the one who readied it left: the sudog of a select, a coroutine.
    pub param: Plain<usize>,
    /// Sudogs it waits on, in lock order.
    pub waiting: Plain<Option<&'static Sudog>>,
    /// Set by the first who wins a select for it.
    pub select_done: AtomicU32,
    pub sleep_timer: Plain<Option<&'static Timer>>,
    /// Callee-saved registers (rbx rbp r12 r13 r14) at `entersyscall`, and where it was called.
    pub sys_regs: [Plain<usize>; 5],
    pub sys_sp: Plain<usize>,
    pub sys_fp: Plain<usize>,
    pub sys_pc: Plain<usize>,
    /// The signal that became a panic, for the report.
    pub signal: Plain<u32>,
    pub signal_code: Plain<usize>,
    pub signal_addr: Plain<usize>,
    pub signal_pc: Plain<usize>,
    pub locked_m: Plain<Option<&'static M>>,
    pub lock_count: Plain<u32>,
    pub lock_count_internal: Plain<u32>,
    /// The coroutine whose goroutine this is.
    pub coro: Plain<usize>,
}

const _: () = {
    use core::mem::offset_of;
    assert!(offset_of!(G, stack_guard) == layout::g::STACK_GUARD as usize);
    assert!(offset_of!(G, poll) == layout::g::POLL as usize);
    assert!(offset_of!(G, locked) == layout::g::LOCKED as usize);
    assert!(offset_of!(G, more_func) == layout::g::MORE_FUNC as usize);
    assert!(offset_of!(G, more_args) == layout::g::MORE_ARGS as usize);
    assert!(offset_of!(G, defer) == layout::g::DEFER as usize);
    assert!(offset_of!(G, panic) == layout::g::PANIC as usize);
    assert!(offset_of!(G, alloc) == layout::g::ALLOC as usize);
    assert!(offset_of!(G, args) == layout::g::ARGS as usize);
    assert!(offset_of!(G, m) == layout::g::PRIVATE as usize);
    // overlay/runtime/g.go
    assert!(offset_of!(G, writebuf) == 104);
    assert!(offset_of!(G, fips_indicator) == 128);
    assert!(offset_of!(G, labels) == 136);
    assert!(offset_of!(G, id) == 144);
};

impl G {
    /// A dead G.
    pub const fn new() -> G {
        G {
            stack_guard: AtomicU64::new(0),
            poll: AtomicU32::new(0),
            locked: Plain::new(0),
            more_func: Plain::new(0),
            more_args: Plain::new(0),
            defer: Plain::new(None),
            panic: Plain::new(None),
            alloc: Plain::new(core::ptr::null()),
            args: [const { Plain::new(0) }; layout::g::N_ARGS],
            m: Plain::new(None),
            writebuf: [const { Plain::new(0) }; 3],
            fips_indicator: Plain::new(0),
            fips_bypass: Plain::new(false),
            dit_wanted: Plain::new(false),
            labels: Plain::new(0),
            id: Plain::new(0),
            sched_sp: Plain::new(0),
            segment: Plain::new(None),
            spare: Plain::new(None),
            guard_real: Plain::new(0),
            stack_lo: Plain::new(0),
            stack_hi: Plain::new(0),
            slot_guard: Plain::new(0),
            requests: AtomicU32::new(0),
            status: AtomicU32::new(status::DEAD),
            wait_reason: Plain::new(WaitReason::None),
            panic_on_fault: Plain::new(false),
            is_system: Plain::new(false),
            is_listed: Plain::new(false),
            wait_since: Plain::new(0),
            link: Plain::new(None),
            start_closure: Plain::new(0),
            start_pc: Plain::new(0),
            go_pc: Plain::new(0),
            parent_id: Plain::new(0),
            param: Plain::new(0),
            waiting: Plain::new(None),
            select_done: AtomicU32::new(0),
            sleep_timer: Plain::new(None),
            sys_regs: [const { Plain::new(0) }; 5],
            sys_sp: Plain::new(0),
            sys_fp: Plain::new(0),
            sys_pc: Plain::new(0),
            signal: Plain::new(0),
            signal_code: Plain::new(0),
            signal_addr: Plain::new(0),
            signal_pc: Plain::new(0),
            locked_m: Plain::new(None),
            lock_count: Plain::new(0),
            lock_count_internal: Plain::new(0),
            coro: Plain::new(0),
        }
    }

    /// Its state.
    pub fn status(&self) -> u32 {
        self.status.load(Acquire)
    }

    /// Moves it from one state to another; the caller owns the transition.
    pub fn set_status(&self, from: u32, to: u32) {
        let was = self.status.swap(to, crate::sync::AcqRel);
        if was != from {
            crate::lang::throw::throw("runtime: bad goroutine status");
        }
    }

    /// Whether somebody wants something from it.
    pub fn has_requests(&self) -> bool {
        self.requests.load(Relaxed) != 0
    }

    /// Whether two references mean the same G.
    pub fn is(&self, other: &G) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Default for G {
    fn default() -> G {
        G::new()
    }
}
