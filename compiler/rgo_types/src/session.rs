//! Resolving declarations: one lock, and the work that is put off until types are complete.
//!
//! Objects are white, grey or black ([`crate::object::State`]). Black ones are read without a lock.
//! Whoever needs a white one takes the declaration lock and resolves it with all it needs; the
//! thread that has the lock may come back any number of times. Locks per package would deadlock:
//! completing `List[q.T]` in package p needs q.
//!
//! What is being resolved in one package is a [`Frame`]: the path of grey objects, for cycles, and
//! checks put off until no object of the package is grey. Needing an object of another package
//! opens another frame, since imports are acyclic.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use rustc_hash::FxHashSet;

use crate::check::Checker;
use crate::context::Context;
use crate::decl;
use crate::delayed::Delayed;
use crate::object::{ObjId, State};
use crate::package::PkgId;

/// Declarations of one package being resolved.
pub(crate) struct Frame {
    pub pkg: PkgId,
    /// Grey objects, each needed by the one before.
    pub path: Vec<ObjId>,
    /// Checks to be made when the path is empty, with the file they came from.
    pub delayed: VecDeque<(u32, Delayed)>,
    /// Type names from which the search for direct cycles has gone on.
    pub walked: FxHashSet<ObjId>,
}

#[derive(Default)]
pub(crate) struct DeclLock {
    lock: Mutex<()>,
    /// The thread that holds `lock`, 0 if none. Only its owner writes it, and another thread never
    /// reads its own number here: Relaxed suffices.
    owner: AtomicU64,
    /// Innermost last. Only the owner looks here.
    frames: Mutex<Vec<Frame>>,
}

static NEXT_THREAD: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static THREAD: u64 = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
}

impl DeclLock {
    fn is_mine(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == THREAD.with(|&thread| thread)
    }

    fn frames(&self) -> MutexGuard<'_, Vec<Frame>> {
        self.frames
            .lock()
            .expect("nothing panics while it holds the frames")
    }

    /// The innermost frame.
    ///
    /// # Panics
    /// If this thread resolves nothing.
    pub(crate) fn frame<R>(&self, read: impl FnOnce(&mut Frame) -> R) -> R {
        debug_assert!(self.is_mine());
        read(
            self.frames()
                .last_mut()
                .expect("a declaration is being resolved"),
        )
    }

    /// The innermost path from `obj` on, if `obj` is on it.
    pub(crate) fn path_from(&self, obj: ObjId) -> Option<Vec<ObjId>> {
        if !self.is_mine() {
            return None;
        }
        let frames = self.frames();
        let path = &frames.last()?.path;
        let at = path.iter().position(|&o| o == obj)?;
        Some(path[at..].to_vec())
    }
}

impl Context {
    /// Resolves the declaration of a package-level object or method: afterwards its type, and
    /// value, are known. Any thread may ask at any time.
    pub fn resolve(&self, obj: ObjId) {
        match self.objects[obj].state() {
            State::Black => {}
            State::Grey if self.decl_lock.is_mine() => {}
            State::White | State::Grey => {
                let Some(pkg) = self.objects[obj].pkg else {
                    return;
                };
                self.with_declarations(pkg, || {
                    if self.objects[obj].state() == State::White {
                        decl::resolve_object(self, obj, false);
                    }
                });
            }
        }
    }

    /// Runs `work` with the right to resolve objects of `pkg`, then makes the checks that were put
    /// off, unless an enclosing frame of `pkg` is going to make them.
    pub(crate) fn with_declarations<R>(&self, pkg: PkgId, work: impl FnOnce() -> R) -> R {
        let lock = &self.decl_lock;
        let guard = (!lock.is_mine()).then(|| {
            let guard = lock.lock.lock().expect("the checker does not panic");
            lock.owner
                .store(THREAD.with(|&thread| thread), Ordering::Relaxed);
            guard
        });
        let is_inner = lock.frames().last().is_some_and(|frame| frame.pkg == pkg);
        if is_inner {
            return work();
        }
        lock.frames().push(Frame {
            pkg,
            path: Vec::new(),
            delayed: VecDeque::new(),
            walked: FxHashSet::default(),
        });
        let result = work();
        while let Some((file, delayed)) = lock.frame(|frame| frame.delayed.pop_front()) {
            Checker::for_file(self, pkg, file).run_delayed(delayed);
        }
        lock.frames().pop();
        if guard.is_some() {
            lock.owner.store(0, Ordering::Relaxed);
        }
        result
    }
}
