//! A free list of runtime objects of one type, carved from persistent memory. Objects stay typed
//! for ever: a stale reference reads an object of the same type, never something else.

use crate::mem::persistent;
use crate::sync::Plain;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;

/// Objects that can be on a free list.
pub trait Recycled: Sync + 'static {
    /// A fresh object.
    fn fresh() -> Self;
    /// The link to the next free object; unused while the object is in use.
    fn next_free(&self) -> &Plain<Option<&'static Self>>;
}

/// The free list of one type.
pub struct FixAlloc<T: Recycled> {
    lock: Mutex,
    free: Plain<Option<&'static T>>,
    /// Objects made so far.
    made: Plain<usize>,
    /// Objects in use.
    used: Plain<usize>,
}

impl<T: Recycled> FixAlloc<T> {
    /// An empty list.
    pub const fn new(rank: Rank) -> FixAlloc<T> {
        FixAlloc {
            lock: Mutex::new(rank),
            free: Plain::new(None),
            made: Plain::new(0),
            used: Plain::new(0),
        }
    }

    /// An object: fresh, or as its last user left it.
    pub fn alloc(&self) -> &'static T {
        self.lock.lock();
        let free = self.free.get();
        if let Some(object) = free {
            self.free.set(object.next_free().get());
            object.next_free().set(None);
        } else {
            self.made.add(1);
        }
        self.used.add(1);
        self.lock.unlock();
        free.unwrap_or_else(|| persistent::alloc_value(T::fresh()))
    }

    /// Gives an object back; the caller has the only reference that is still used.
    pub fn free(&self, object: &'static T) {
        self.lock.lock();
        object.next_free().set(self.free.get());
        self.free.set(Some(object));
        self.used.add(usize::MAX);
        self.lock.unlock();
    }

    /// Objects made and in use.
    pub fn counts(&self) -> (usize, usize) {
        (self.made.get(), self.used.get())
    }
}
