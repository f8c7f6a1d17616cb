//! The same work for many items, on several threads.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::stack;

/// Results of `work` for each of `items`, in their order. The threads have big stacks. A panic of a
/// thread is passed on when all have ended.
pub fn map<T: Sync, R: Send + Sync>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Vec<OnceLock<R>> = items.iter().map(|_| OnceLock::new()).collect();
    let run = || {
        // Relaxed: claims an index; `scope` orders everything else.
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                break;
            };
            results[at].get_or_init(|| work(item));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            stack::spawn(scope, run);
        }
    });
    let results = results.into_iter().map(OnceLock::into_inner);
    results
        .map(|result| result.expect("every item was taken by a thread"))
        .collect()
}
