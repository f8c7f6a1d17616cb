//! The order in which locks are taken.

/// Ranks of the runtime's locks, outermost first: a lock is taken only while every lock its thread
/// holds has a smaller rank. Debug builds check it.
///
/// - `PollDesc` before `Timers`: deadlines are set while holding the descriptor.
/// - `Hchan` before `Sema`, `Sched`: senders ready receivers while holding the channel. Equal ranks
///   are allowed for `Hchan` only, by ascending address (`select`).
/// - `Timer` before `Timers`: who changes a timer moves it in its heap. `TimerSend` is outside both:
///   it is held while a timer's function runs.
/// - `Mheap` last: allocation happens under most of the others and calls nothing above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Rank {
    /// Locks of Go code in the overlay: outside all others.
    Go,
    Sysmon,
    TimerSend,
    PollDesc,
    NotifyList,
    Hchan,
    Sema,
    Timer,
    Timers,
    Signal,
    Finalizer,
    Sched,
    AllGs,
    SudogPool,
    StackPool,
    MCentral,
    Profile,
    Mheap,
    Persistent,
    /// Held while crashing: anything may be held.
    Panic,
}

/// Locks that a thread can hold at once, for the check.
pub const MAX_HELD: usize = 64;
