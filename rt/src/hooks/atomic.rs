//! Atomic operations as functions, for `f := atomic.AddInt32`: direct calls are instructions.
//! Pointer operations announce their stores to the collector.

use crate::gc::barrier;
use crate::sync::{AtomicU8, AtomicU32, AtomicU64, SeqCst};

/// Exports operations on words of one size under their Go names.
macro_rules! word_ops {
    ($atomic:ident, $word:ty; $($name:ident = $symbol:literal $op:ident;)*) => {$(
        word_ops!(@$op $atomic, $word, $name, $symbol);
    )*};
    (@fn $name:ident, $symbol:literal, ($($arg:ident: $ty:ty),*) $(-> $result:ty)?, $body:expr) => {
        /// The Go function of that name.
        ///
        /// # Safety
        /// The first argument is valid and aligned.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name($($arg: $ty),*) $(-> $result)? {
            // SAFETY: by contract.
            unsafe { $body }
        }
    };
    (@load $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word) -> $word, $atomic::from_ptr(at).load(SeqCst));
    };
    (@store $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, new: $word),
            $atomic::from_ptr(at).store(new, SeqCst));
    };
    (@swap $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, new: $word) -> $word,
            $atomic::from_ptr(at).swap(new, SeqCst));
    };
    (@add $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, n: $word) -> $word,
            $atomic::from_ptr(at).fetch_add(n, SeqCst).wrapping_add(n));
    };
    (@and $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, n: $word) -> $word,
            $atomic::from_ptr(at).fetch_and(n, SeqCst));
    };
    (@or $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, n: $word) -> $word,
            $atomic::from_ptr(at).fetch_or(n, SeqCst));
    };
    (@cas $atomic:ident, $word:ty, $name:ident, $symbol:literal) => {
        word_ops!(@fn $name, $symbol, (at: *mut $word, old: $word, new: $word) -> bool,
            $atomic::from_ptr(at).compare_exchange(old, new, SeqCst, SeqCst).is_ok());
    };
}

word_ops! { AtomicU8, u8;
    ir_load8 = "internal/runtime/atomic.Load8" load;
    ir_store8 = "internal/runtime/atomic.Store8" store;
    ir_xchg8 = "internal/runtime/atomic.Xchg8" swap;
    ir_and8 = "internal/runtime/atomic.And8" and;
    ir_or8 = "internal/runtime/atomic.Or8" or;
}

word_ops! { AtomicU32, u32;
    load_i32 = "sync/atomic.LoadInt32" load;
    load_u32 = "sync/atomic.LoadUint32" load;
    store_i32 = "sync/atomic.StoreInt32" store;
    store_u32 = "sync/atomic.StoreUint32" store;
    swap_i32 = "sync/atomic.SwapInt32" swap;
    swap_u32 = "sync/atomic.SwapUint32" swap;
    add_i32 = "sync/atomic.AddInt32" add;
    add_u32 = "sync/atomic.AddUint32" add;
    and_i32 = "sync/atomic.AndInt32" and;
    and_u32 = "sync/atomic.AndUint32" and;
    or_i32 = "sync/atomic.OrInt32" or;
    or_u32 = "sync/atomic.OrUint32" or;
    cas_i32 = "sync/atomic.CompareAndSwapInt32" cas;
    cas_u32 = "sync/atomic.CompareAndSwapUint32" cas;
    ir_load = "internal/runtime/atomic.Load" load;
    ir_load_acq = "internal/runtime/atomic.LoadAcq" load;
    ir_loadint32 = "internal/runtime/atomic.Loadint32" load;
    ir_store = "internal/runtime/atomic.Store" store;
    ir_store_rel = "internal/runtime/atomic.StoreRel" store;
    ir_storeint32 = "internal/runtime/atomic.Storeint32" store;
    ir_xchg = "internal/runtime/atomic.Xchg" swap;
    ir_xchgint32 = "internal/runtime/atomic.Xchgint32" swap;
    ir_xadd = "internal/runtime/atomic.Xadd" add;
    ir_xaddint32 = "internal/runtime/atomic.Xaddint32" add;
    ir_and = "internal/runtime/atomic.And" and;
    ir_or = "internal/runtime/atomic.Or" or;
    ir_and32 = "internal/runtime/atomic.And32" and;
    ir_or32 = "internal/runtime/atomic.Or32" or;
    ir_cas = "internal/runtime/atomic.Cas" cas;
    ir_cas_rel = "internal/runtime/atomic.CasRel" cas;
    ir_casint32 = "internal/runtime/atomic.Casint32" cas;
}

word_ops! { AtomicU64, u64;
    load_i64 = "sync/atomic.LoadInt64" load;
    load_u64 = "sync/atomic.LoadUint64" load;
    load_uintptr = "sync/atomic.LoadUintptr" load;
    load_pointer = "sync/atomic.LoadPointer" load;
    store_i64 = "sync/atomic.StoreInt64" store;
    store_u64 = "sync/atomic.StoreUint64" store;
    store_uintptr = "sync/atomic.StoreUintptr" store;
    swap_i64 = "sync/atomic.SwapInt64" swap;
    swap_u64 = "sync/atomic.SwapUint64" swap;
    swap_uintptr = "sync/atomic.SwapUintptr" swap;
    add_i64 = "sync/atomic.AddInt64" add;
    add_u64 = "sync/atomic.AddUint64" add;
    add_uintptr = "sync/atomic.AddUintptr" add;
    and_i64 = "sync/atomic.AndInt64" and;
    and_u64 = "sync/atomic.AndUint64" and;
    and_uintptr = "sync/atomic.AndUintptr" and;
    or_i64 = "sync/atomic.OrInt64" or;
    or_u64 = "sync/atomic.OrUint64" or;
    or_uintptr = "sync/atomic.OrUintptr" or;
    cas_i64 = "sync/atomic.CompareAndSwapInt64" cas;
    cas_u64 = "sync/atomic.CompareAndSwapUint64" cas;
    cas_uintptr = "sync/atomic.CompareAndSwapUintptr" cas;
    ir_load64 = "internal/runtime/atomic.Load64" load;
    ir_load_acq64 = "internal/runtime/atomic.LoadAcq64" load;
    ir_load_acquintptr = "internal/runtime/atomic.LoadAcquintptr" load;
    ir_loadp = "internal/runtime/atomic.Loadp" load;
    ir_loaduintptr = "internal/runtime/atomic.Loaduintptr" load;
    ir_loaduint = "internal/runtime/atomic.Loaduint" load;
    ir_loadint64 = "internal/runtime/atomic.Loadint64" load;
    ir_store64 = "internal/runtime/atomic.Store64" store;
    ir_store_rel64 = "internal/runtime/atomic.StoreRel64" store;
    ir_store_reluintptr = "internal/runtime/atomic.StoreReluintptr" store;
    ir_storeuintptr = "internal/runtime/atomic.Storeuintptr" store;
    ir_storeint64 = "internal/runtime/atomic.Storeint64" store;
    ir_storep_no_wb = "internal/runtime/atomic.StorepNoWB" store;
    ir_xchg64 = "internal/runtime/atomic.Xchg64" swap;
    ir_xchguintptr = "internal/runtime/atomic.Xchguintptr" swap;
    ir_xchgint64 = "internal/runtime/atomic.Xchgint64" swap;
    ir_xadd64 = "internal/runtime/atomic.Xadd64" add;
    ir_xadduintptr = "internal/runtime/atomic.Xadduintptr" add;
    ir_xaddint64 = "internal/runtime/atomic.Xaddint64" add;
    ir_and64 = "internal/runtime/atomic.And64" and;
    ir_anduintptr = "internal/runtime/atomic.Anduintptr" and;
    ir_or64 = "internal/runtime/atomic.Or64" or;
    ir_oruintptr = "internal/runtime/atomic.Oruintptr" or;
    ir_cas64 = "internal/runtime/atomic.Cas64" cas;
    ir_casuintptr = "internal/runtime/atomic.Casuintptr" cas;
    ir_casint64 = "internal/runtime/atomic.Casint64" cas;
    ir_casp1 = "internal/runtime/atomic.Casp1" cas;
}

/// Exports pointer operations with barriers.
macro_rules! pointer_ops {
    ($($name:ident = $symbol:literal ($($arg:ident),*) -> $result:ty {
        |$cell:ident, $new:ident| $body:expr
    })*) => {$(
        /// The Go function of that name.
        ///
        /// # Safety
        /// The first argument is valid and aligned.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name(at: *mut u64, $($arg: u64,)* $new: u64) -> $result {
            // SAFETY: by contract.
            let $cell = unsafe {
                barrier::before_store(at.cast(), $new as usize);
                AtomicU64::from_ptr(at)
            };
            $body
        }
    )*};
}

pointer_ops! {
    store_pointer = "sync/atomic.StorePointer" () -> () { |cell, new| cell.store(new, SeqCst) }
    swap_pointer = "sync/atomic.SwapPointer" () -> u64 { |cell, new| cell.swap(new, SeqCst) }
    cas_pointer = "sync/atomic.CompareAndSwapPointer" (old) -> bool {
        |cell, new| cell.compare_exchange(old, new, SeqCst, SeqCst).is_ok()
    }
    ir_store_pointer = "internal/runtime/atomic.storePointer" () -> () {
        |cell, new| cell.store(new, SeqCst)
    }
    ir_cas_pointer = "internal/runtime/atomic.casPointer" (old) -> bool {
        |cell, new| cell.compare_exchange(old, new, SeqCst, SeqCst).is_ok()
    }
}
