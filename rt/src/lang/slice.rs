//! `make`, `append` and copies of slices.

use crate::arch::x86_64::call::Pair;
use crate::arch::x86_64::memory::{memclr, memmove};
use crate::gc::barrier;
use crate::lang::upcall;
use crate::mem::malloc::{MAX_ALLOC, alloc, zero_base};
use crate::mem::ty::Ty;
use rgo_abi::size_class::round_up;

/// Bytes of `n` elements, if the address space has room for them.
fn bytes_of(elem: Ty, n: i64) -> Option<usize> {
    if n < 0 {
        return None;
    }
    (n as usize)
        .checked_mul(elem.size())
        .filter(|&bytes| bytes <= MAX_ALLOC)
}

/// `runtime.makeslice(elem, len, cap) ptr`.
#[unsafe(export_name = "runtime.makeslice")]
pub extern "C" fn makeslice(elem: Ty, len: i64, cap: i64) -> *mut u8 {
    match bytes_of(elem, cap) {
        Some(bytes) if len >= 0 && len <= cap => alloc(bytes, elem),
        // Which one is wrong: what `make` can say about the length alone comes first.
        _ if bytes_of(elem, len).is_none() => upcall::panicmakeslicelen(),
        _ => upcall::panicmakeslicecap(),
    }
}

/// `runtime.makeslicecopy(elem, tolen, fromlen, from) ptr`.
///
/// # Safety
/// `from` has `from_len` elements.
#[unsafe(export_name = "runtime.makeslicecopy")]
pub unsafe extern "C" fn makeslicecopy(
    elem: Ty,
    to_len: i64,
    from_len: i64,
    from: *const u8,
) -> *mut u8 {
    let Some(bytes) = bytes_of(elem, to_len) else {
        upcall::panicmakeslicelen()
    };
    let copied = bytes.min(elem.size() * from_len as usize);
    let to = alloc(bytes, elem);
    barrier::before_copy_to_fresh(elem, from as usize, copied);
    // SAFETY: by contract, and `to` has `bytes` bytes.
    unsafe { memmove(to, from, copied) };
    to
}

/// The capacity append asks for.
fn next_cap(new_len: i64, old_cap: i64) -> i64 {
    const THRESHOLD: i64 = 256;
    let double = old_cap.wrapping_add(old_cap);
    if new_len > double {
        return new_len;
    }
    if old_cap < THRESHOLD {
        return double;
    }
    let mut cap = old_cap;
    loop {
        // From doubling towards growing by a quarter.
        cap = cap.wrapping_add(cap.wrapping_add(3 * THRESHOLD) >> 2);
        if cap as u64 >= new_len as u64 {
            break;
        }
    }
    if cap <= 0 { new_len } else { cap }
}

/// Append's growth, `(old_ptr, new_len, old_cap, num, elem) -> (ptr, cap)`; called by a stub.
///
/// # Safety
/// `old` has `new_len - num` elements.
pub unsafe extern "C" fn growslice(
    old: *const u8,
    new_len: i64,
    old_cap: i64,
    num: i64,
    elem: Ty,
) -> Pair {
    if new_len < 0 {
        upcall::panicgrowslice();
    }
    if elem.size() == 0 {
        return Pair(zero_base() as usize, new_len as usize);
    }
    let wanted = next_cap(new_len, old_cap);
    let Some(bytes) = bytes_of(elem, wanted) else {
        upcall::panicgrowslice()
    };
    let cap = round_up(bytes, elem.is_noscan()) / elem.size();
    let bytes = cap * elem.size();
    if bytes > MAX_ALLOC {
        upcall::panicgrowslice();
    }
    let used = (new_len - num) as usize * elem.size();
    let new = alloc(bytes, elem);
    barrier::before_copy_to_fresh(elem, old as usize, used);
    // SAFETY: by contract, and `new` has more bytes.
    unsafe { memmove(new, old, used) };
    Pair(new as usize, cap)
}

/// `reflect.growslice(t *abi.Type, old unsafeheader.Slice, num int) unsafeheader.Slice`: keeps the
/// length, and what lies between length and capacity.
///
/// # Safety
/// The middle arguments are a slice.
unsafe extern "C" fn reflect_growslice(
    elem: Ty,
    old: *const u8,
    len: i64,
    cap: i64,
    num: i64,
    out: *mut [usize; 4],
) {
    let more = num - (cap - len);
    // SAFETY: by contract: `old` has `cap` elements.
    let Pair(new, new_cap) = unsafe { growslice(old, cap + more, cap, more, elem) };
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([new, len as usize, new_cap, 0]) };
}

crate::go_results_4!("reflect.growslice", reflect_growslice, "r9");

/// `rgo_typedslicecopy(elem, dst, src, n)`: `n` elements, overlapping allowed.
///
/// # Safety
/// Both have `n` elements of type `elem`.
#[unsafe(export_name = "rgo_typedslicecopy")]
pub unsafe extern "C" fn typedslicecopy(elem: Ty, dst: *mut u8, src: *const u8, n: usize) {
    let bytes = n * elem.size();
    barrier::before_copy(elem, dst as usize, src as usize, bytes);
    // SAFETY: by contract.
    unsafe { memmove(dst, src, bytes) };
}

/// `reflect.typedslicecopy(t *abi.Type, dst, src unsafeheader.Slice) int`: 7 words, so the last,
/// the source's capacity, is on the stack.
#[unsafe(naked)]
#[unsafe(export_name = "reflect.typedslicecopy")]
pub(crate) unsafe extern "C" fn reflect_typedslicecopy() {
    core::arch::naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "call {imp}",
        "pop rbp",
        "ret 16",
        imp = sym slicecopy,
    )
}

unsafe extern "C" fn slicecopy(
    elem: Ty,
    dst: *mut u8,
    dst_len: i64,
    _dst_cap: i64,
    src: *const u8,
    src_len: i64,
) -> i64 {
    let n = dst_len.min(src_len);
    // SAFETY: reflect passes two slices of `elem`.
    unsafe { typedslicecopy(elem, dst, src, n as usize) };
    n
}

/// `reflect.typedarrayclear(elemType *abi.Type, ptr unsafe.Pointer, len int)`.
///
/// # Safety
/// `ptr` has `len` elements.
#[unsafe(export_name = "reflect.typedarrayclear")]
pub unsafe extern "C" fn typedarrayclear(elem: Ty, ptr: *mut u8, len: i64) {
    let bytes = len as usize * elem.size();
    barrier::before_clear(elem, ptr as usize, bytes);
    // SAFETY: by contract.
    unsafe { memclr(ptr, bytes) };
}

#[cfg(test)]
mod tests {
    use super::next_cap;

    #[test]
    fn capacities_grow_as_gc_says() {
        let cases = [
            (1, 0, 1),
            (5, 4, 8),
            (100, 4, 100),
            (257, 256, 512),
            (513, 512, 832),
        ];
        for (new_len, old_cap, want) in cases {
            assert_eq!(next_cap(new_len, old_cap), want, "{new_len} {old_cap}");
        }
        assert_eq!(next_cap(i64::MAX, i64::MAX - 1), i64::MAX);
    }
}
