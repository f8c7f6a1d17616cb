//! Copies and clears of typed memory, with barriers.

use crate::arch::x86_64::memory::{memclr, memmove};
use crate::gc::barrier;
use crate::gc::roots::for_each_global_pointer;
use crate::mem::bitmap::{for_each_pointer, for_each_pointer_in_value};
use crate::mem::ty::Ty;
use crate::world::WORLD;

/// `runtime.typedmemmove(type, dst, src)`: one value.
///
/// # Safety
/// `dst` and `src` point to values of type `ty`.
#[unsafe(export_name = "runtime.typedmemmove")]
pub unsafe extern "C" fn typedmemmove(ty: Ty, dst: *mut u8, src: *const u8) {
    barrier::before_copy(ty, dst as usize, src as usize, ty.size());
    // SAFETY: by contract.
    unsafe { memmove(dst, src, ty.size()) };
}

/// `runtime.typedmemclr(type, ptr)`: one value.
///
/// # Safety
/// `ptr` points to a value of type `ty`.
#[unsafe(export_name = "runtime.typedmemclr")]
pub unsafe extern "C" fn typedmemclr(ty: Ty, ptr: *mut u8) {
    barrier::before_clear(ty, ptr as usize, ty.size());
    // SAFETY: by contract.
    unsafe { memclr(ptr, ty.size()) };
}

/// `runtime.memclrHasPointers(ptr, n)`: memory of the heap or of globals, of whatever types.
///
/// # Safety
/// `ptr` has `n` bytes.
#[unsafe(export_name = "runtime.memclrHasPointers")]
pub unsafe extern "C" fn memclr_has_pointers(ptr: *mut u8, n: usize) {
    if barrier::is_on() {
        let (start, end) = (ptr as usize, ptr as usize + n);
        let mut visit = |slot: usize| {
            if (start..end).contains(&slot) {
                // SAFETY: a word of the caller's memory.
                unsafe { barrier::before_store(slot as *const usize, 0) };
            }
        };
        match WORLD.heap.lookup(start) {
            // SAFETY: the caller's object.
            Some(object) => unsafe { for_each_pointer(object, &mut visit) },
            None => for_each_global_pointer(start, end, &mut visit),
        }
    }
    // SAFETY: by contract.
    unsafe { memclr(ptr, n) };
}

/// Exports a function of this module under another package's name.
macro_rules! alias {
    ($name:ident = $symbol:literal: $imp:ident($($arg:ident: $ty:ty),*)) => {
        /// The same under the name in the attribute.
        ///
        /// # Safety
        /// As the function it calls.
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name($($arg: $ty),*) {
            // SAFETY: passed on to the caller.
            unsafe { $imp($($arg),*) }
        }
    };
}

alias!(maps_typedmemmove = "internal/runtime/maps.typedmemmove":
    typedmemmove(ty: Ty, dst: *mut u8, src: *const u8));
alias!(reflect_typedmemmove = "reflect.typedmemmove":
    typedmemmove(ty: Ty, dst: *mut u8, src: *const u8));
alias!(reflectlite_typedmemmove = "internal/reflectlite.typedmemmove":
    typedmemmove(ty: Ty, dst: *mut u8, src: *const u8));
alias!(maps_typedmemclr = "internal/runtime/maps.typedmemclr":
    typedmemclr(ty: Ty, ptr: *mut u8));
alias!(reflect_typedmemclr = "reflect.typedmemclr":
    typedmemclr(ty: Ty, ptr: *mut u8));

/// `reflect.typedmemclrpartial(t *abi.Type, ptr unsafe.Pointer, off, size uintptr)`: `ptr` points
/// to the part of a value that begins at `off`.
///
/// # Safety
/// `ptr` has `size` bytes.
#[unsafe(export_name = "reflect.typedmemclrpartial")]
pub unsafe extern "C" fn typedmemclrpartial(ty: Ty, ptr: *mut u8, off: usize, size: usize) {
    if barrier::is_on() && !ty.is_noscan() {
        let at = ptr as usize;
        for_each_pointer_in_value(ty, at - off, &mut |slot| {
            if (at..at + size).contains(&slot) {
                // SAFETY: a word of the part.
                unsafe { barrier::before_store(slot as *const usize, 0) };
            }
        });
    }
    // SAFETY: by contract.
    unsafe { memclr(ptr, size) };
}

/// `reflect.copyPart(t *abi.Type, dst, src unsafe.Pointer, off, size uintptr)`: `dst` points to the
/// part of a value that begins at `off`, `src` to what it becomes.
///
/// # Safety
/// Both have `size` bytes.
#[unsafe(export_name = "reflect.copyPart")]
pub unsafe extern "C" fn copy_part(ty: Ty, dst: *mut u8, src: *const u8, off: usize, size: usize) {
    if barrier::is_on() && !ty.is_noscan() {
        let at = dst as usize;
        for_each_pointer_in_value(ty, at - off, &mut |slot| {
            if (at..at + size).contains(&slot) {
                // SAFETY: a word of the part, and the word that replaces it.
                unsafe {
                    let new = ((slot - at + src as usize) as *const usize).read();
                    barrier::before_store(slot as *const usize, new);
                }
            }
        });
    }
    // SAFETY: by contract.
    unsafe { memmove(dst, src, size) };
}
