//! The monitor: a thread without P that asks goroutines to yield after their time slice and keeps
//! the poller from starving while everybody computes. It allocates nothing.

use crate::os::time::{nanotime, sleep_thread};
use crate::sched::g::request;
use crate::sched::m::M;
use crate::sched::netpoll;
use crate::sched::preempt;
use crate::sync::note::Note;
use crate::sync::{AtomicBool, AtomicU32, Relaxed, SeqCst};
use crate::world::WORLD;

/// Length of a time slice.
const SLICE: i64 = 10_000_000;
const MIN_SLEEP: i64 = 20_000;
const MAX_SLEEP: i64 = 10_000_000;
/// Rounds without anything to do before it sleeps longer.
const PATIENCE: u32 = 50;

/// The monitor's state.
pub struct Sysmon {
    is_started: AtomicBool,
    /// 1 while it sleeps until the idle M wakes.
    is_parked: AtomicU32,
    note: Note,
    m: M,
}

impl Sysmon {
    /// A monitor that has not started.
    pub const fn new() -> Sysmon {
        Sysmon {
            is_started: AtomicBool::new(false),
            is_parked: AtomicU32::new(0),
            note: Note::new(),
            m: M::new(),
        }
    }

    /// Its thread's M.
    pub fn m(&'static self) -> &'static M {
        &self.m
    }

    /// The M is awake again.
    pub fn resume(&self) {
        if self.is_parked.load(SeqCst) != 0 && self.is_parked.swap(0, SeqCst) != 0 {
            self.note.wake();
        }
    }
}

impl Default for Sysmon {
    fn default() -> Sysmon {
        Sysmon::new()
    }
}

/// Starts the monitor once. A program of one goroutine has nobody to yield to and needs none.
#[inline]
pub fn ensure_started() {
    if !WORLD.sched.sysmon.is_started.load(Relaxed) {
        start();
    }
}

#[cold]
fn start() {
    if !WORLD.sched.sysmon.is_started.swap(true, Relaxed) {
        crate::sched::context::on_m_stack(|| {
            crate::world::start_thread(&WORLD.sched.sysmon.m, run)
        });
    }
}

/// The monitor's loop.
extern "C" fn run(_: usize) -> ! {
    let sysmon = &WORLD.sched.sysmon;
    let (mut idle_rounds, mut nap) = (0, MIN_SLEEP);
    let (mut last_tick, mut since) = (0, 0);
    loop {
        if idle_rounds == 0 {
            nap = MIN_SLEEP;
        } else if idle_rounds > PATIENCE {
            nap = (nap * 2).min(MAX_SLEEP);
        }
        sleep_thread(nap);
        if WORLD.sched.idle.is_asleep() {
            sysmon.note.clear();
            sysmon.is_parked.store(1, SeqCst);
            if WORLD.sched.idle.is_asleep() {
                sysmon.note.sleep(None);
            }
            sysmon.is_parked.store(0, SeqCst);
            (idle_rounds, nap) = (0, MIN_SLEEP);
        }
        let now = nanotime();
        WORLD.sched.note_time(now);
        let p = &WORLD.ps[0];
        let tick = p.sched_tick.load(Relaxed);
        let is_due = netpoll::is_starved(now) || crate::hooks::signal::is_pending();
        if tick != last_tick {
            (last_tick, since) = (tick, now);
        } else if now - since >= SLICE {
            // Repeated each round until the goroutine yields.
            ask_to_yield();
            idle_rounds = 0;
            continue;
        }
        if is_due {
            ask_to_yield();
        }
        idle_rounds += 1;
    }
}

/// Asks the goroutine that runs on the P to let the schedule loop run.
fn ask_to_yield() {
    let running = WORLD.ps[0].m.get().and_then(|m| m.curg.get());
    if let Some(g) = running {
        preempt::ask(g, request::YIELD);
    }
}
