//! Which words of an object hold pointers: bits in small mspans, types elsewhere.

use crate::mem::heap::Object;
use crate::mem::ty::Ty;
use rgo_abi::layout::heap;
use rgo_abi::size_class::HEADER;
use rgo_abi::type_desc::kind;

/// The mask of one value of at most 512 bytes.
#[inline]
fn small_mask(ty: Ty) -> u64 {
    debug_assert!(!ty.has_mask_on_demand());
    let n_bytes = ty.ptr_bytes().div_ceil(64);
    let data = ty.gc_data();
    let mut mask = 0;
    for i in 0..n_bytes {
        // SAFETY: the mask has a bit for each word of `ptr_bytes`.
        mask |= u64::from(unsafe { *data.add(i) }) << (8 * i);
    }
    let n_bits = ty.ptr_bytes() / 8;
    if n_bits < 64 {
        mask & ((1 << n_bits) - 1)
    } else {
        mask
    }
}

/// Writes the pointer bits of a fresh object of `size` bytes that consists of values of type `ty`.
///
/// # Safety
/// `slot` is a fresh slot of an mspan with a bitmap and has at least `size` bytes.
#[inline]
pub unsafe fn write_bits(slot: usize, size: usize, ty: Ty) {
    let mut mask = small_mask(ty);
    let words = ty.size() / 8;
    let mut filled = ty.size();
    while filled < size {
        // Doubling: the part that is filled repeats.
        mask |= mask << (filled / 8);
        filled *= 2;
    }
    if filled > size && size < heap::MAX_BITMAP_OBJECT {
        mask &= (1 << (size / 8)) - 1;
    }
    debug_assert!(words > 0);
    let page = slot & !(heap::SMALL_MSPAN - 1);
    let first = (slot - page) / 8;
    let bits = (page + heap::PTR_BITS) as *mut u64;
    // SAFETY: the slot's words have their bits in the page's bitmap of 16 words; at most two of
    // them are touched, and the P that owns the run is the only one to write them.
    unsafe {
        let at = bits.add(first / 64);
        *at |= mask << (first % 64);
        let high = if first.is_multiple_of(64) {
            0
        } else {
            mask >> (64 - first % 64)
        };
        if high != 0 {
            *at.add(1) |= high;
        }
    }
}

/// Calls `visit` with the address of each word of an object that may hold a pointer.
///
/// # Safety
/// The object is allocated and nobody writes its header meanwhile.
pub unsafe fn for_each_pointer(object: Object, visit: &mut dyn FnMut(usize)) {
    let class = object.span.class.get();
    if class.is_noscan() {
        return;
    }
    let slot_size = object.span.slot_size.get();
    if class.class() == 0 {
        each_element(object.span.large_type.get(), object.base, slot_size, visit);
    } else if class.has_bitmap() {
        let page = object.span.base.get();
        let bits = (page + heap::PTR_BITS) as *const u8;
        for addr in (object.base..object.base + slot_size).step_by(8) {
            let word = (addr - page) / 8;
            // SAFETY: the word's bit lies in the page's bitmap.
            if unsafe { *bits.add(word / 8) } >> (word % 8) & 1 != 0 {
                visit(addr);
            }
        }
    } else {
        // SAFETY: the caller vouches for the object; its first word is its type, or null while
        // the object is being made.
        let ty = unsafe { Ty::from_ptr((object.base as *const *const u8).read()) };
        each_element(ty, object.base + HEADER, slot_size - HEADER, visit);
    }
}

fn each_element(ty: Ty, start: usize, bytes: usize, visit: &mut dyn FnMut(usize)) {
    if ty.is_null() {
        return;
    }
    for i in 0..bytes / ty.size() {
        for_each_pointer_in_value(ty, start + i * ty.size(), visit);
    }
}

/// Calls `visit` with the address of each word of a value of type `ty` that may hold a pointer.
pub fn for_each_pointer_in_value(ty: Ty, at: usize, visit: &mut dyn FnMut(usize)) {
    if ty.is_noscan() {
        return;
    }
    if !ty.has_mask_on_demand() {
        // SAFETY: the type's mask covers `ptr_bytes`.
        unsafe { for_each_in_mask(ty.gc_data(), ty.ptr_bytes() / 8, at, visit) };
        return;
    }
    match ty.kind() {
        kind::ARRAY => {
            let elem = ty.elem();
            for i in 0..ty.array_len() {
                for_each_pointer_in_value(elem, at + i * elem.size(), visit);
            }
        }
        kind::STRUCT => {
            for i in 0..ty.n_fields() {
                let (field, offset) = ty.struct_field(i);
                for_each_pointer_in_value(field, at + offset, visit);
            }
        }
        _ => crate::lang::throw::throw("runtime: type of this kind cannot have a large mask"),
    }
}

/// Calls `visit` for each set bit of a mask of `n` bits over the words at `at`.
///
/// # Safety
/// The mask has `n` bits.
pub unsafe fn for_each_in_mask(mask: *const u8, n: usize, at: usize, visit: &mut dyn FnMut(usize)) {
    for byte in 0..n.div_ceil(8) {
        // SAFETY: by contract.
        let mut bits = unsafe { *mask.add(byte) };
        while bits != 0 {
            let i = byte * 8 + bits.trailing_zeros() as usize;
            if i < n {
                visit(at + i * 8);
            }
            bits &= bits - 1;
        }
    }
}
