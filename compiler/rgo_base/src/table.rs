//! Append-only tables that never move their elements.
//!
//! A [`Table`] is written by any thread and read by all without a lock: an element stays at its
//! address from `push` until the table is dropped, so `get` hands out plain references. The
//! interner, the types and the objects of a compilation live in such tables.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use cranelift_entity::EntityRef;

/// Elements in chunk 0; chunk `c` holds `FIRST << c`.
const FIRST: usize = 64;
const FIRST_BITS: u32 = FIRST.trailing_zeros();
/// Enough chunks for every `u32` index.
const CHUNKS: usize = 32 - FIRST_BITS as usize + 1;

/// An append-only table from `K` to `V`.
pub struct Table<K, V> {
    /// Published with Release by `push` (under `grow`), read with Acquire.
    chunks: [AtomicPtr<MaybeUninit<V>>; CHUNKS],
    /// Number of initialised elements. The Release store in `push` publishes the element; the
    /// Acquire load in `get` pairs with it.
    len: AtomicU32,
    grow: Mutex<()>,
    key: PhantomData<fn(K) -> V>,
}

/// Chunk number and offset in it of element `index`.
fn locate(index: usize) -> (usize, usize) {
    let biased = index + FIRST;
    let chunk = (usize::BITS - 1 - biased.leading_zeros() - FIRST_BITS) as usize;
    (chunk, biased - (FIRST << chunk))
}

impl<K: EntityRef, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: EntityRef, V> Table<K, V> {
    /// An empty table. Allocates nothing.
    pub const fn new() -> Self {
        Table {
            chunks: [const { AtomicPtr::new(std::ptr::null_mut()) }; CHUNKS],
            len: AtomicU32::new(0),
            grow: Mutex::new(()),
            key: PhantomData,
        }
    }

    /// Number of elements pushed so far.
    pub fn len(&self) -> usize {
        self.len.load(Ordering::Acquire) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends `value` and returns its key.
    pub fn push(&self, value: V) -> K {
        self.push_with(|_| value)
    }

    /// Appends the element that `make` builds from its own key. `make` must not push here.
    pub fn push_with(&self, make: impl FnOnce(K) -> V) -> K {
        let guard = self
            .grow
            .lock()
            .expect("no push panics while it holds the lock");
        let index = self.len.load(Ordering::Relaxed) as usize;
        assert!(index < u32::MAX as usize, "table is full");
        let key = K::new(index);
        let value = make(key);
        let (chunk, offset) = locate(index);
        let mut base = self.chunks[chunk].load(Ordering::Relaxed);
        if base.is_null() {
            let fresh: Box<[MaybeUninit<V>]> = Box::new_uninit_slice(FIRST << chunk);
            base = Box::into_raw(fresh).cast();
            self.chunks[chunk].store(base, Ordering::Release);
        }
        // SAFETY: `locate` gives an offset below the chunk's length, and no reader looks at this
        // slot before `len` is raised below.
        unsafe { (*base.add(offset)).write(value) };
        self.len.store(index as u32 + 1, Ordering::Release);
        drop(guard);
        key
    }

    /// The element at `key`.
    ///
    /// # Panics
    /// If `key` was not made by this table.
    pub fn get(&self, key: K) -> &V {
        let index = key.index();
        assert!(index < self.len(), "key of another table");
        let (chunk, offset) = locate(index);
        let base = self.chunks[chunk].load(Ordering::Acquire);
        // SAFETY: `index < len`, so the slot was initialised before `len` was published, and
        // slots are never moved or dropped before the table is.
        unsafe { (*base.add(offset)).assume_init_ref() }
    }

    /// All keys made so far, in order.
    pub fn keys(&self) -> impl Iterator<Item = K> + use<K, V> {
        (0..self.len()).map(K::new)
    }
}

impl<K: EntityRef, V> std::ops::Index<K> for Table<K, V> {
    type Output = V;
    fn index(&self, key: K) -> &V {
        self.get(key)
    }
}

impl<K, V> Drop for Table<K, V> {
    fn drop(&mut self) {
        let mut left = *self.len.get_mut() as usize;
        for (chunk, slot) in self.chunks.iter_mut().enumerate() {
            let base = *slot.get_mut();
            if base.is_null() {
                break;
            }
            let cap = FIRST << chunk;
            let used = left.min(cap);
            left -= used;
            for offset in 0..used {
                // SAFETY: the first `used` slots of this chunk were initialised by `push`.
                unsafe { (*base.add(offset)).assume_init_drop() };
            }
            // SAFETY: `base` came from `Box::into_raw` of a slice of `cap` elements.
            drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(base, cap)) });
        }
    }
}

// SAFETY: the table owns its elements; moving it between threads moves them.
unsafe impl<K, V: Send> Send for Table<K, V> {}
// SAFETY: `push` is serialised by `grow`; `get` hands out `&V`, hence `V: Sync`; a value pushed
// through `&self` may be dropped on another thread, hence `V: Send`.
unsafe impl<K, V: Send + Sync> Sync for Table<K, V> {}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::intern::Symbol;

    #[test]
    fn elements_stay_and_are_dropped_once() {
        let counter = std::sync::Arc::new(());
        let table: Table<Symbol, std::sync::Arc<()>> = Table::new();
        for _ in 0..1000 {
            table.push(counter.clone());
        }
        assert_eq!(table.len(), 1000);
        assert_eq!(table.keys().count(), 1000);
        assert_eq!(std::sync::Arc::strong_count(&counter), 1001);
        drop(table);
        assert_eq!(std::sync::Arc::strong_count(&counter), 1);
    }

    #[test]
    fn threads_push_and_read() {
        let table: Table<Symbol, usize> = Table::new();
        std::thread::scope(|scope| {
            for t in 0..4 {
                let table = &table;
                scope.spawn(move || {
                    for i in 0..5000 {
                        let key = table.push(t * 10_000 + i);
                        assert_eq!(table[key], t * 10_000 + i);
                    }
                });
            }
        });
        assert_eq!(table.len(), 20_000);
    }
}
