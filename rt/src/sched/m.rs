//! M: a thread. `fs` points to it, so it is found from any code, signal handlers included.
//!
//! An M runs Go code on the stack of its current G and everything else on its own stack, as `g0`.

use crate::mem::fixalloc::Recycled;
use crate::sched::g::{G, GRef};
use crate::sched::p::P;
use crate::sync::note::Note;
#[cfg(debug_assertions)]
use crate::sync::rank::{MAX_HELD, Rank};
use crate::sync::{AtomicU64, Plain};

/// A thread by reference.
pub type MRef = &'static M;

/// How the M is crashing, if it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
#[repr(u8)]
pub enum Throwing {
    No = 0,
    /// The program's fault: tracebacks hide the runtime.
    User,
    /// The runtime's fault: tracebacks show everything.
    Runtime,
}

/// A thread. Fields are its own, unless noted.
#[repr(C, align(64))]
pub struct M {
    /// Its own address: what `fs:[0]` reads.
    pub self_ptr: Plain<usize>,
    // The part the overlay's `type m` mirrors.
    /// Runtime locks held, and other reasons not to yield.
    pub locks: Plain<i32>,
    pub printlock: Plain<i32>,
    pub dying: Plain<i32>,
    // The runtime's own part.
    pub throwing: Plain<Throwing>,
    /// The running G: `g0`, or the current one. What `r15` is in Go code.
    pub g: Plain<Option<GRef>>,
    /// The goroutine it runs or has in a system call.
    pub curg: Plain<Option<GRef>>,
    pub p: Plain<Option<&'static P>>,
    pub id: Plain<i64>,
    /// Thread id; read by others to send signals.
    pub tid: Plain<i32>,
    /// Where calls onto the M stack begin, and its lowest usable address.
    pub stack_top: Plain<usize>,
    pub stack_lo: Plain<usize>,
    pub g0: G,
    /// What runs on the M stack on behalf of Go code: timers' functions use `g0`.
    pub mallocing: Plain<i32>,
    /// `park`'s commit function and its argument, from the goroutine to the M stack.
    pub wait_commit: Plain<Option<crate::sched::park::Commit>>,
    pub wait_arg: Plain<usize>,
    /// Signals a blocked M to go on.
    pub note: Note,
    /// The goroutine wired to it.
    pub locked_g: Plain<Option<GRef>>,
    /// Next in the list of all Ms.
    pub all_link: Plain<Option<MRef>>,
    pub next_free: Plain<Option<MRef>>,
    /// State of the fast random generator.
    pub cheap_rand: AtomicU64,
    pub random: crate::lang::rand::Generator,
    /// Signal stack.
    pub signal_stack: Plain<usize>,
    /// Saved signal mask around fork.
    pub fork_mask: Plain<u64>,
    /// The stack of the parent of a vfork, see `sched/fork.rs`.
    pub fork_snapshot: Plain<usize>,
    pub fork_len: Plain<usize>,
    /// Caller of a vDSO function, whose frames cannot be walked.
    pub vdso_sp: Plain<usize>,
    /// Ranks of the locks held.
    #[cfg(debug_assertions)]
    held: [Plain<u8>; MAX_HELD],
    #[cfg(debug_assertions)]
    n_held: Plain<u32>,
}

impl M {
    /// A thread that has not started.
    pub const fn new() -> M {
        M {
            self_ptr: Plain::new(0),
            locks: Plain::new(0),
            printlock: Plain::new(0),
            dying: Plain::new(0),
            throwing: Plain::new(Throwing::No),
            g: Plain::new(None),
            curg: Plain::new(None),
            p: Plain::new(None),
            id: Plain::new(0),
            tid: Plain::new(0),
            stack_top: Plain::new(0),
            stack_lo: Plain::new(0),
            g0: G::new(),
            mallocing: Plain::new(0),
            wait_commit: Plain::new(None),
            wait_arg: Plain::new(0),
            note: Note::new(),
            locked_g: Plain::new(None),
            all_link: Plain::new(None),
            next_free: Plain::new(None),
            cheap_rand: AtomicU64::new(0),
            random: crate::lang::rand::Generator::new(),
            signal_stack: Plain::new(0),
            fork_mask: Plain::new(0),
            fork_snapshot: Plain::new(0),
            fork_len: Plain::new(0),
            vdso_sp: Plain::new(0),
            #[cfg(debug_assertions)]
            held: [const { Plain::new(0) }; MAX_HELD],
            #[cfg(debug_assertions)]
            n_held: Plain::new(0),
        }
    }

    /// Whether it runs on its own stack.
    #[inline(always)]
    pub fn is_on_m_stack(&self) -> bool {
        self.g.get().is_none_or(|g| core::ptr::eq(g, &self.g0))
    }

    /// Records a lock and checks the order.
    #[cfg(debug_assertions)]
    pub fn check_rank(&self, rank: Rank) {
        let n = self.n_held.get() as usize;
        let outermost = self.held[..n].iter().map(Plain::get).max().unwrap_or(0);
        let is_ok = rank as u8 > outermost
            || (rank == Rank::Hchan && outermost == Rank::Hchan as u8)
            || rank == Rank::Panic
            || rank == Rank::Go;
        assert!(n == 0 || is_ok, "lock order violated");
        self.held[n].set(rank as u8);
        self.n_held.set(n as u32 + 1);
    }

    /// Forgets a lock.
    #[cfg(debug_assertions)]
    pub fn uncheck_rank(&self, rank: Rank) {
        let n = self.n_held.get() as usize;
        let at = self.held[..n].iter().rposition(|r| r.get() == rank as u8);
        let at = at.expect("unlock of a lock that is not held");
        for i in at..n - 1 {
            self.held[i].set(self.held[i + 1].get());
        }
        self.n_held.set(n as u32 - 1);
    }
}

impl Default for M {
    fn default() -> M {
        M::new()
    }
}

impl Recycled for M {
    fn fresh() -> M {
        M::new()
    }

    fn next_free(&self) -> &Plain<Option<MRef>> {
        &self.next_free
    }
}

/// The running thread's M.
#[cfg(not(any(test, feature = "hosted")))]
#[inline(always)]
pub fn current_m() -> MRef {
    let m: *const M;
    // SAFETY: `fs` points to the thread's M from its first instruction on (entry.rs, thread.rs);
    // Ms live for ever. Not `pure`: a goroutine may continue on another thread.
    unsafe {
        core::arch::asm!(
            "mov {}, fs:[0]",
            out(reg) m,
            options(nostack, preserves_flags, readonly)
        );
        &*m
    }
}

/// The running thread's M. In a hosted build `fs` belongs to the host, so a thread-local has it;
/// threads that never ran the scheduler get an M of their own for its lock counts.
#[cfg(any(test, feature = "hosted"))]
pub fn current_m() -> MRef {
    hosted::current()
}

/// Threads of a hosted build.
#[cfg(any(test, feature = "hosted"))]
pub mod hosted {
    use super::{M, MRef};
    use std::cell::Cell;

    std::thread_local! {
        static CURRENT: Cell<Option<MRef>> = const { Cell::new(None) };
    }

    /// This thread's M.
    #[inline(never)]
    pub fn current() -> MRef {
        CURRENT.with(|current| {
            current.get().unwrap_or_else(|| {
                let m: MRef = Box::leak(Box::new(M::new()));
                current.set(Some(m));
                m
            })
        })
    }

    /// Makes `m` this thread's M.
    pub fn set(m: MRef) {
        CURRENT.with(|current| current.set(Some(m)));
    }
}

/// The running goroutine; null-like only before the first one runs.
#[inline(always)]
pub fn current_g() -> GRef {
    let m = current_m();
    match m.g.get() {
        Some(g) => g,
        None => &m.g0,
    }
}

/// The current P; the caller has one.
#[inline(always)]
pub fn current_p() -> &'static P {
    match current_m().p.get() {
        Some(p) => p,
        None => crate::lang::throw::throw("runtime: operation needs a P"),
    }
}
