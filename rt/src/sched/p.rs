//! P: the right to run Go code, and the caches that need no lock because one M has it at a time.

use crate::gc::barrier::BarrierBuffer;
use crate::mem::run::Runs;
use crate::sched::g::GRef;
use crate::sched::m::M;
use crate::sched::runq::RunQueue;
use crate::sched::sudog::Sudog;
use crate::sched::timer::Timers;
use crate::sync::{AtomicU32, Plain};

/// A processor by reference.
pub type PRef = &'static P;

/// Free sudogs a P keeps.
pub const SUDOG_CACHE: usize = 64;
/// Free stack slots a P keeps.
pub const SLOT_CACHE: usize = 32;

/// A processor. Fields are its M's own, unless noted.
#[repr(C, align(64))]
pub struct P {
    /// First: `g.alloc` points here.
    pub runs: Runs,
    pub id: Plain<usize>,
    pub m: Plain<Option<&'static M>>,
    /// Incremented at each new time slice; read by sysmon.
    pub sched_tick: AtomicU32,
    pub run_queue: RunQueue,
    /// Locked by itself.
    pub timers: Timers,
    pub barrier: BarrierBuffer,
    pub sudogs: [Plain<Option<&'static Sudog>>; SUDOG_CACHE],
    pub n_sudogs: Plain<usize>,
    pub slots: [Plain<Option<GRef>>; SLOT_CACHE],
    pub n_slots: Plain<usize>,
    /// Goroutine ids it may give out: `next_id..last_id`.
    pub next_id: Plain<u64>,
    pub last_id: Plain<u64>,
}

impl P {
    /// A processor without work.
    pub const fn new() -> P {
        P {
            runs: Runs::new(),
            id: Plain::new(0),
            m: Plain::new(None),
            sched_tick: AtomicU32::new(0),
            run_queue: RunQueue::new(),
            timers: Timers::new(),
            barrier: BarrierBuffer::new(),
            sudogs: [const { Plain::new(None) }; SUDOG_CACHE],
            n_sudogs: Plain::new(0),
            slots: [const { Plain::new(None) }; SLOT_CACHE],
            n_slots: Plain::new(0),
            next_id: Plain::new(0),
            last_id: Plain::new(0),
        }
    }
}

impl Default for P {
    fn default() -> P {
        P::new()
    }
}
