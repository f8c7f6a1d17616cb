//! Finalizers, cleanups, pins and weak pointers: the books. Nothing is collected yet, so objects in
//! them stay alive, finalizers and cleanups never run, and a weak pointer always has its object.

use crate::lang::throw::throw;
use crate::mem::persistent;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;
use crate::sync::{AtomicU64, Plain, Relaxed};
use crate::world::WORLD;
use rgo_abi::size_class::HEADER;

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Free = 0,
    Finalizer,
    Cleanup,
    Pin,
    Weak,
}

/// One entry; on the list of its hash for ever, free or not.
struct Entry {
    next: Plain<Option<&'static Entry>>,
    kind: Plain<Kind>,
    /// Address of the object.
    object: Plain<usize>,
    /// The function to run, or the number of pins.
    value: Plain<usize>,
    id: Plain<u64>,
}

const BUCKETS: usize = 1024;

/// All entries, by object. Under `lock`.
pub struct Books {
    lock: Mutex,
    buckets: [Plain<Option<&'static Entry>>; BUCKETS],
    next_id: AtomicU64,
}

impl Books {
    /// Empty books.
    pub const fn new() -> Books {
        Books {
            lock: Mutex::new(Rank::Finalizer),
            buckets: [const { Plain::new(None) }; BUCKETS],
            next_id: AtomicU64::new(0),
        }
    }

    fn bucket(&self, object: usize) -> &Plain<Option<&'static Entry>> {
        &self.buckets[(object >> 3).wrapping_mul(0x9e37_79b9) >> 7 & (BUCKETS - 1)]
    }

    fn find(&self, object: usize, is_wanted: impl Fn(&Entry) -> bool) -> Option<&'static Entry> {
        let mut entry = self.bucket(object).get();
        while let Some(e) = entry {
            if e.object.get() == object && is_wanted(e) {
                return Some(e);
            }
            entry = e.next.get();
        }
        None
    }

    fn add(&self, kind: Kind, object: usize, value: usize) -> &'static Entry {
        let bucket = self.bucket(object);
        let mut free = bucket.get();
        while let Some(e) = free.filter(|e| e.kind.get() != Kind::Free) {
            free = e.next.get();
        }
        let entry = free.unwrap_or_else(|| {
            let entry = persistent::alloc_value(Entry {
                next: Plain::new(bucket.get()),
                kind: Plain::new(Kind::Free),
                object: Plain::new(0),
                value: Plain::new(0),
                id: Plain::new(0),
            });
            bucket.set(Some(entry));
            entry
        });
        entry.kind.set(kind);
        entry.object.set(object);
        entry.value.set(value);
        entry.id.set(self.next_id.fetch_add(1, Relaxed) + 1);
        entry
    }

    fn remove(entry: &Entry) {
        entry.kind.set(Kind::Free);
        entry.object.set(0);
        entry.value.set(0);
    }

    /// Calls `visit` with each object and function, for the collector.
    pub fn for_each_root(&self, mut visit: impl FnMut(usize)) {
        for bucket in &self.buckets {
            let mut entry = bucket.get();
            while let Some(e) = entry {
                if e.kind.get() != Kind::Free {
                    visit(e.object.get());
                    if matches!(e.kind.get(), Kind::Finalizer | Kind::Cleanup) {
                        visit(e.value.get());
                    }
                }
                entry = e.next.get();
            }
        }
    }
}

impl Default for Books {
    fn default() -> Books {
        Books::new()
    }
}

/// `runtime.rgo_setFinalizer(object, fn unsafe.Pointer) bool`: false if there is one already. A nil
/// function removes it.
#[unsafe(export_name = "runtime.rgo_setFinalizer")]
pub extern "C" fn set_finalizer(object: usize, func: usize) -> bool {
    let books = &WORLD.finalizers;
    books.lock.with(|| {
        let old = books.find(object, |e| e.kind.get() == Kind::Finalizer);
        match (old, func) {
            (Some(entry), 0) => {
                Books::remove(entry);
                true
            }
            (None, 0) => true,
            (Some(_), _) => false,
            (None, _) => {
                books.add(Kind::Finalizer, object, func);
                true
            }
        }
    })
}

/// `runtime.rgo_addCleanup(object unsafe.Pointer, fn func()) uint64`.
#[unsafe(export_name = "runtime.rgo_addCleanup")]
pub extern "C" fn add_cleanup(object: usize, func: usize) -> u64 {
    let books = &WORLD.finalizers;
    books
        .lock
        .with(|| books.add(Kind::Cleanup, object, func).id.get())
}

/// `runtime.rgo_stopCleanup(object uintptr, id uint64)`.
#[unsafe(export_name = "runtime.rgo_stopCleanup")]
pub extern "C" fn stop_cleanup(object: usize, id: u64) {
    let books = &WORLD.finalizers;
    books.lock.with(|| {
        let is_it = |e: &Entry| e.kind.get() == Kind::Cleanup && e.id.get() == id;
        if let Some(entry) = books.find(object, is_it) {
            Books::remove(entry);
        }
    });
}

/// `runtime.rgo_pin(object unsafe.Pointer)`: counts.
#[unsafe(export_name = "runtime.rgo_pin")]
pub extern "C" fn pin(object: usize) {
    let books = &WORLD.finalizers;
    books
        .lock
        .with(|| match books.find(object, |e| e.kind.get() == Kind::Pin) {
            Some(entry) => entry.value.add(1),
            None => {
                books.add(Kind::Pin, object, 1);
            }
        });
}

/// `runtime.rgo_unpin(object unsafe.Pointer)`.
#[unsafe(export_name = "runtime.rgo_unpin")]
pub extern "C" fn unpin(object: usize) {
    let books = &WORLD.finalizers;
    books.lock.lock();
    let found = books.find(object, |e| e.kind.get() == Kind::Pin);
    if let Some(entry) = found {
        entry.value.add(usize::MAX);
        if entry.value.get() == 0 {
            Books::remove(entry);
        }
    }
    books.lock.unlock();
    if found.is_none() {
        throw("runtime.Pinner: decreased non-existing pin counter");
    }
}

/// `weak.runtime_registerWeakPointer(unsafe.Pointer) unsafe.Pointer`: the object's handle, always
/// the same.
#[unsafe(export_name = "weak.runtime_registerWeakPointer")]
pub extern "C" fn register_weak(object: usize) -> usize {
    let books = &WORLD.finalizers;
    let entry = books.lock.with(|| {
        books
            .find(object, |e| e.kind.get() == Kind::Weak)
            .unwrap_or_else(|| books.add(Kind::Weak, object, 0))
    });
    core::ptr::from_ref(entry) as usize
}

/// `weak.runtime_makeStrongFromWeak(unsafe.Pointer) unsafe.Pointer`.
///
/// # Safety
/// `handle` is null or came from [`register_weak`].
#[unsafe(export_name = "weak.runtime_makeStrongFromWeak")]
pub unsafe extern "C" fn make_strong(handle: usize) -> usize {
    // SAFETY: by contract; entries live for ever.
    unsafe { (handle as *const Entry).as_ref() }.map_or(0, |entry| entry.object.get())
}

/// `runtime.rgo_objectOf(p unsafe.Pointer) (base, size uintptr, ok, static bool)`: the object that
/// `p` points into, or whether it points to what is never freed.
extern "C" fn object_of(p: usize, out: *mut [usize; 4]) {
    let found = match WORLD.heap.lookup(p) {
        Some(object) => {
            let class = object.span.class.get();
            let has_header = class.class() != 0 && !class.is_noscan() && !class.has_bitmap();
            let header = if has_header { HEADER } else { 0 };
            let size = object.span.slot_size.get() - header;
            [object.base + header, size, 1, 0]
        }
        None => {
            let is_static = WORLD.image_contains(p) || WORLD.persistent.contains(p);
            [0, 0, 0, usize::from(is_static)]
        }
    };
    // SAFETY: the stub passes room for four words.
    unsafe { out.write(found) };
}

crate::go_results_4!("runtime.rgo_objectOf", object_of, "rsi");

#[cfg(test)]
mod tests {
    use super::{Books, Kind};

    #[test]
    fn entries_are_found_by_object_and_reused() {
        static BOOKS: Books = Books::new();
        let a = BOOKS.add(Kind::Cleanup, 0x1000, 1);
        let b = BOOKS.add(Kind::Cleanup, 0x1000, 2);
        let mut seen = Vec::new();
        BOOKS.for_each_root(|value| seen.push(value));
        assert_eq!(seen, [0x1000, 2, 0x1000, 1]);
        Books::remove(a);
        assert!(BOOKS.find(0x1000, |e| e.id.get() == b.id.get()).is_some());
        assert!(core::ptr::eq(BOOKS.add(Kind::Pin, 0x1000, 1), a));
    }
}
