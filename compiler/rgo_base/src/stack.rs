//! Stacks for recursive walks.
//!
//! Trees are as deep as the programs they come from. Whoever walks one recursively counts its
//! depth and gives up, with an error, beyond [`depth_limit`]; the parser reports deeper nesting, so
//! later walks of its trees stay within the limit too. Threads started through [`on_big_stack`]
//! have the stack that [`DEEP`] levels need; on any other thread the limit is [`SHALLOW`].

use std::cell::Cell;
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Stack that a walk may spend on each level.
pub const BYTES_PER_LEVEL: usize = 16 << 10;

/// Levels that fit on a big stack.
pub const DEEP: u32 = 100_000;

/// Levels that fit on any stack: 2 MiB for threads that nobody gave a size, of which ordinary
/// levels spend far less than [`BYTES_PER_LEVEL`].
pub const SHALLOW: u32 = 500;

thread_local! {
    static LIMIT: Cell<u32> = const { Cell::new(SHALLOW) };
}

/// How many levels deep a recursive walk on this thread may go.
pub fn depth_limit() -> u32 {
    LIMIT.get()
}

/// Runs `work` on a new thread with a big stack and waits for it. A panic is passed on.
pub fn on_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        spawn(scope, work)
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Starts `work` on a thread with a big stack. The system commits its pages as they are touched.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    Builder::new()
        .stack_size(DEEP as usize * BYTES_PER_LEVEL)
        .spawn_scoped(scope, || {
            LIMIT.set(DEEP);
            work()
        })
        .expect("the system has address space for a thread")
}

#[cfg(test)]
mod tests {
    use super::{DEEP, SHALLOW, depth_limit, on_big_stack};

    #[test]
    fn big_stacks_are_deep() {
        assert_eq!(depth_limit(), SHALLOW);
        assert_eq!(on_big_stack(depth_limit), DEEP);
    }
}
