//! Shared memory: the atomics the runtime uses, and [`Plain`] for fields that a lock or an owner
//! orders. Runtime structures (G, M, P, mspans, sudogs, channels) consist of these only, so they
//! are read and written through shared references without `unsafe`.

pub mod mutex;
pub mod note;
pub mod rank;

use core::cell::UnsafeCell;
use core::mem::{size_of, transmute_copy};
pub use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
pub use core::sync::atomic::{
    AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, fence,
};

/// A field that is ordered by something else: a lock, an owner, a stopped world. Its declaration
/// says by what. Accesses are relaxed atomics, so breaking the rule is a wrong value, never
/// undefined behaviour.
#[repr(transparent)]
pub struct Plain<T>(UnsafeCell<T>);

// SAFETY: every access goes through an atomic instruction of the field's size.
unsafe impl<T: Copy> Sync for Plain<T> {}
// SAFETY: as above; the runtime's structures are handed between threads whole.
unsafe impl<T: Copy> Send for Plain<T> {}

impl<T: Copy> Plain<T> {
    const SIZE_OK: () = assert!(matches!(size_of::<T>(), 1 | 4 | 8));

    /// A field with an initial value.
    pub const fn new(value: T) -> Plain<T> {
        let () = Self::SIZE_OK;
        Plain(UnsafeCell::new(value))
    }

    /// The current value.
    #[inline(always)]
    pub fn get(&self) -> T {
        let at = self.0.get();
        // SAFETY: `at` is valid and aligned for `T`, whose size is that of the atomic; the bits
        // read were stored as a `T`.
        unsafe {
            match size_of::<T>() {
                1 => transmute_copy(&AtomicU8::from_ptr(at.cast()).load(Relaxed)),
                4 => transmute_copy(&AtomicU32::from_ptr(at.cast()).load(Relaxed)),
                _ => transmute_copy(&AtomicU64::from_ptr(at.cast()).load(Relaxed)),
            }
        }
    }

    /// Replaces the value.
    #[inline(always)]
    pub fn set(&self, value: T) {
        let at = self.0.get();
        // SAFETY: as in `get`; `T` has no padding, as it has the size of an integer and consists
        // of scalars.
        unsafe {
            match size_of::<T>() {
                1 => AtomicU8::from_ptr(at.cast()).store(transmute_copy(&value), Relaxed),
                4 => AtomicU32::from_ptr(at.cast()).store(transmute_copy(&value), Relaxed),
                _ => AtomicU64::from_ptr(at.cast()).store(transmute_copy(&value), Relaxed),
            }
        }
    }

    /// Replaces the value and returns the old one; not atomic.
    #[inline(always)]
    pub fn replace(&self, value: T) -> T {
        let old = self.get();
        self.set(value);
        old
    }
}

macro_rules! counter {
    ($($ty:ty)*) => {$(
        impl Plain<$ty> {
            /// Adds to the value, wrapping; not atomic.
            #[inline(always)]
            pub fn add(&self, n: $ty) {
                self.set(self.get().wrapping_add(n));
            }
        }
    )*};
}
counter!(i32 u32 i64 u64 usize);
