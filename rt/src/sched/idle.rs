//! What an M does when there is nothing to run: it sleeps until a timer is due, a descriptor is
//! ready, a signal arrives or somebody queues work.

use crate::os::time::nanotime;
use crate::sched::deadlock;
use crate::sched::m::current_m;
use crate::sched::netpoll;
use crate::sched::p::P;
use crate::sched::proc;
use crate::sync::{AtomicU32, SeqCst};
use crate::world::WORLD;

const AWAKE: u32 = 0;
/// Asleep on its note.
const ON_NOTE: u32 = 1;
/// Asleep in epoll.
const IN_POLL: u32 = 2;

/// Where the M sleeps.
pub struct Idle {
    /// Announced before the last look at the queues: with `wake`'s look behind its work, one of
    /// the two sees the other.
    state: AtomicU32,
}

impl Idle {
    /// An M that is awake.
    pub const fn new() -> Idle {
        Idle {
            state: AtomicU32::new(AWAKE),
        }
    }

    /// Whether the M sleeps.
    pub fn is_asleep(&self) -> bool {
        self.state.load(SeqCst) != AWAKE
    }
}

impl Default for Idle {
    fn default() -> Idle {
        Idle::new()
    }
}

/// Sleeps until there may be work.
pub fn wait(p: &P) {
    let idle = &WORLD.sched.idle;
    let m = current_m();
    m.note.clear();
    let can_poll = netpoll::has_waiters();
    idle.state
        .store(if can_poll { IN_POLL } else { ON_NOTE }, SeqCst);
    if !proc::has_global_work() && !crate::hooks::signal::is_pending() {
        sleep(p, can_poll);
    }
    idle.state.store(AWAKE, SeqCst);
    WORLD.sched.note_time(nanotime());
    WORLD.sched.sysmon.resume();
}

fn sleep(p: &P, can_poll: bool) {
    let due = p.timers.next_when();
    let delay = (due != 0).then(|| due - nanotime());
    if delay.is_some_and(|d| d <= 0) {
        return;
    }
    if delay.is_none() && !can_poll && !crate::hooks::signal::is_awaited() {
        deadlock::check();
    }
    if can_poll {
        netpoll::poll(delay.unwrap_or(-1));
    } else {
        current_m().note.sleep(delay);
    }
}

/// Wakes the M if it sleeps. Callable from signal handlers and threads without P.
pub fn wake() {
    match WORLD.sched.idle.state.load(SeqCst) {
        ON_NOTE => {
            if let Some(m) = WORLD.ps[0].m.get() {
                m.note.wake();
            }
        }
        IN_POLL => netpoll::interrupt(),
        _ => {}
    }
}
