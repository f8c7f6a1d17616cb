//! Allocation: what compiled code and the library call.
//!
//! The fast path takes a slot from the P's run. It runs on the goroutine's stack and is no
//! safepoint between taking the slot and writing its pointer bits; the rest runs on the M stack.

use crate::arch::x86_64::call::Pair;
use crate::gc::barrier;
use crate::gc::check;
use crate::lang::throw::throw;
use crate::lang::upcall;
use crate::mem::bitmap;
use crate::mem::mspan::SpanClass;
use crate::mem::run::Runs;
use crate::mem::tiny;
use crate::mem::ty::Ty;
use crate::sched::context::on_m_stack;
use crate::sched::m::{current_m, current_p};
use crate::sync::{AtomicU64, Relaxed};
use crate::world::WORLD;
use rgo_abi::layout::heap::MAX_BITMAP_OBJECT;
use rgo_abi::size_class::{HEADER, MAX_SMALL, PAGE, class_of, round_up};

/// Largest size of anything: what the address space allows.
pub const MAX_ALLOC: usize = 1 << 48;

/// Where zero-size objects are.
#[unsafe(export_name = "runtime.zerobase")]
static ZERO_BASE: AtomicU64 = AtomicU64::new(0);

/// Address of all zero-size objects.
pub fn zero_base() -> *mut u8 {
    ZERO_BASE.as_ptr().cast()
}

/// A zeroed object of `size` bytes that consists of values of `ty` (null: no pointers).
#[inline]
pub fn alloc(size: usize, ty: Ty) -> *mut u8 {
    if size == 0 {
        return zero_base();
    }
    let is_noscan = ty.is_null() || ty.is_noscan();
    if size > MAX_SMALL - HEADER {
        return alloc_large(size, ty, is_noscan);
    }
    let runs = &current_p().runs;
    if is_noscan {
        return if size < tiny::TINY {
            alloc_tiny(runs, size)
        } else {
            alloc_noscan(runs, size)
        };
    }
    if size <= MAX_BITMAP_OBJECT {
        let slot = take(runs, SpanClass::new(class_of(size), false));
        // SAFETY: the slot is fresh, of a class with a bitmap, and large enough.
        unsafe { bitmap::write_bits(slot, size, ty) };
        return slot as *mut u8;
    }
    let slot = take(runs, SpanClass::new(class_of(size + HEADER), false));
    // SAFETY: the slot is fresh; its first word is the type's.
    unsafe { (slot as *mut Ty).write(ty) };
    (slot + HEADER) as *mut u8
}

fn alloc_noscan(runs: &'static Runs, size: usize) -> *mut u8 {
    take(runs, SpanClass::new(class_of(size), true)) as *mut u8
}

fn alloc_tiny(runs: &'static Runs, size: usize) -> *mut u8 {
    if let Some(at) = tiny::take(runs, size) {
        return at as *mut u8;
    }
    let block = take(runs, tiny::CLASS);
    tiny::start(runs, block, size);
    block as *mut u8
}

#[inline(always)]
fn take(runs: &'static Runs, class: SpanClass) -> usize {
    match runs.take(class) {
        Some(slot) => slot,
        None => take_slow(class),
    }
}

#[cold]
#[inline(never)]
fn take_slow(class: SpanClass) -> usize {
    check::at_safepoint(check::Site::Alloc);
    let runs = &current_p().runs;
    let is_single = check::is_on() || WORLD.settings.single_runs.load(Relaxed);
    let limit = if is_single { 1 } else { usize::MAX };
    if !on_m_stack(|| enter(|| runs.refill(&WORLD.heap, class, limit))) {
        out_of_memory();
    }
    runs.take(class).expect("a fresh run has slots")
}

/// Marks the M as allocating, so that a panic meanwhile is recognised as the runtime's fault.
fn enter<R>(f: impl FnOnce() -> R) -> R {
    let m = current_m();
    m.mallocing.add(1);
    let result = f();
    m.mallocing.add(-1);
    result
}

#[cold]
fn alloc_large(size: usize, ty: Ty, is_noscan: bool) -> *mut u8 {
    check::at_safepoint(check::Site::Alloc);
    if size > MAX_ALLOC {
        out_of_memory();
    }
    let n_pages = size.div_ceil(PAGE);
    let class = SpanClass::new(0, is_noscan);
    let span = on_m_stack(|| enter(|| WORLD.heap.new_span(n_pages, class)));
    let Some(span) = span else { out_of_memory() };
    if !is_noscan {
        span.large_type.set(ty);
    }
    span.set_allocated(0, 1, true);
    let stats = &current_p().runs.stats;
    stats.large.add(1);
    stats.large_bytes.add(n_pages * PAGE);
    span.base.get() as *mut u8
}

#[cold]
fn out_of_memory() -> ! {
    throw("runtime: out of memory")
}

/// One zeroed value.
#[inline]
pub fn new_object(ty: Ty) -> *mut u8 {
    alloc(ty.size(), ty)
}

/// `n` zeroed values; panics if that is too much.
fn new_array(ty: Ty, n: i64) -> *mut u8 {
    match (n as usize).checked_mul(ty.size()) {
        Some(bytes) if n >= 0 && bytes <= MAX_ALLOC => alloc(bytes, ty),
        _ => upcall::panicalloc(),
    }
}

/// `runtime.newobject(type) ptr`.
#[unsafe(export_name = "runtime.newobject")]
pub extern "C" fn go_newobject(ty: Ty) -> *mut u8 {
    new_object(ty)
}

/// `runtime.mallocgc(size uintptr, t *_type, needzero bool) unsafe.Pointer`.
#[unsafe(export_name = "runtime.mallocgc")]
pub extern "C" fn mallocgc(size: usize, ty: Ty, _needzero: u32) -> *mut u8 {
    alloc(size, ty)
}

/// `internal/runtime/maps.newobject(typ *abi.Type) unsafe.Pointer`.
#[unsafe(export_name = "internal/runtime/maps.newobject")]
pub extern "C" fn maps_newobject(ty: Ty) -> *mut u8 {
    new_object(ty)
}

/// `internal/runtime/maps.newarray(typ *abi.Type, n int) unsafe.Pointer`.
#[unsafe(export_name = "internal/runtime/maps.newarray")]
pub extern "C" fn maps_newarray(ty: Ty, n: i64) -> *mut u8 {
    new_array(ty, n)
}

/// `reflect.unsafe_New(*abi.Type) unsafe.Pointer`.
#[unsafe(export_name = "reflect.unsafe_New")]
pub extern "C" fn reflect_unsafe_new(ty: Ty) -> *mut u8 {
    new_object(ty)
}

/// `internal/reflectlite.unsafe_New(*abi.Type) unsafe.Pointer`.
#[unsafe(export_name = "internal/reflectlite.unsafe_New")]
pub extern "C" fn reflectlite_unsafe_new(ty: Ty) -> *mut u8 {
    new_object(ty)
}

/// `reflect.unsafe_NewArray(*abi.Type, int) unsafe.Pointer`.
#[unsafe(export_name = "reflect.unsafe_NewArray")]
pub extern "C" fn reflect_unsafe_new_array(ty: Ty, n: i64) -> *mut u8 {
    new_array(ty, n)
}

/// `runtime.convT(type, from) ptr`: a heap copy of a value.
///
/// # Safety
/// `from` points to a value of type `ty`.
#[unsafe(export_name = "runtime.convT")]
pub unsafe extern "C" fn conv_t(ty: Ty, from: *const u8) -> *mut u8 {
    let at = new_object(ty);
    barrier::before_copy_to_fresh(ty, from as usize, ty.size());
    // SAFETY: by contract; the object has the value's size.
    unsafe { core::ptr::copy_nonoverlapping(from, at, ty.size()) };
    at
}

/// Words 0 to 255, shared by all interfaces that hold a small number.
static SMALL: [u64; 256] = {
    let mut words = [0; 256];
    let mut i = 0;
    while i < 256 {
        words[i] = i as u64;
        i += 1;
    }
    words
};

/// Address of the one-byte string of `byte`, or of the number.
pub fn small_number(byte: u8) -> *mut u8 {
    core::ptr::from_ref(&SMALL[byte as usize]).cast_mut().cast()
}

/// `runtime.getStaticuint64s() *[256]uint64`.
#[unsafe(export_name = "runtime.getStaticuint64s")]
pub extern "C" fn static_uint64s() -> *const [u64; 256] {
    &raw const SMALL
}

fn conv_number(value: u64, size: usize) -> *mut u8 {
    if value < 256 {
        return small_number(value as u8);
    }
    // SAFETY: null means no pointers.
    let at = alloc(size, unsafe { Ty::from_ptr(core::ptr::null()) });
    let bytes = value.to_le_bytes();
    // SAFETY: the object has `size` bytes, at most 8.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), at, size) };
    at
}

/// `runtime.convT16(value) ptr`.
#[unsafe(export_name = "runtime.convT16")]
pub extern "C" fn conv_t16(value: u64) -> *mut u8 {
    conv_number(value & 0xffff, 2)
}

/// `runtime.convT32(value) ptr`.
#[unsafe(export_name = "runtime.convT32")]
pub extern "C" fn conv_t32(value: u64) -> *mut u8 {
    conv_number(value & 0xffff_ffff, 4)
}

/// `runtime.convT64(value) ptr`.
#[unsafe(export_name = "runtime.convT64")]
pub extern "C" fn conv_t64(value: u64) -> *mut u8 {
    conv_number(value, 8)
}

/// Zero bytes for empty strings and slices in interfaces.
static ZERO_VALUE: [u64; 3] = [0; 3];

static STRING: crate::mem::ty::StaticType =
    crate::mem::ty::StaticType::new(16, &[1, 0, 0, 0, 0, 0, 0, 0]);
static SLICE: crate::mem::ty::StaticType =
    crate::mem::ty::StaticType::new(24, &[1, 0, 0, 0, 0, 0, 0, 0]);

/// `runtime.convTstring(ptr, len) ptr`.
#[unsafe(export_name = "runtime.convTstring")]
pub extern "C" fn conv_tstring(ptr: usize, len: usize) -> *mut u8 {
    if len == 0 {
        return ZERO_VALUE.as_ptr().cast_mut().cast();
    }
    let at = new_object(Ty::of_static(&STRING));
    barrier::shade_new(ptr);
    // SAFETY: the object is a string header.
    unsafe { at.cast::<[usize; 2]>().write([ptr, len]) };
    at
}

/// `runtime.convTslice(ptr, len, cap) ptr`.
#[unsafe(export_name = "runtime.convTslice")]
pub extern "C" fn conv_tslice(ptr: usize, len: usize, cap: usize) -> *mut u8 {
    if ptr == 0 {
        return ZERO_VALUE.as_ptr().cast_mut().cast();
    }
    let at = new_object(Ty::of_static(&SLICE));
    barrier::shade_new(ptr);
    // SAFETY: the object is a slice header.
    unsafe { at.cast::<[usize; 3]>().write([ptr, len, cap]) };
    at
}

/// Bytes without pointers, capacity rounded up to what the allocator gives: address and capacity.
pub fn raw_bytes(len: usize) -> Pair {
    if len > MAX_ALLOC {
        upcall::panicmakeslicelen();
    }
    let cap = round_up(len, true);
    // SAFETY: null means no pointers.
    let at = alloc(cap, unsafe { Ty::from_ptr(core::ptr::null()) });
    Pair(at as usize, cap)
}

/// `bytealg.MakeNoZero(n int) []byte`.
extern "C" fn make_no_zero(n: usize, out: *mut [usize; 4]) {
    let Pair(at, cap) = raw_bytes(n);
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([at, n, cap, 0]) };
}

crate::go_results_4!("internal/bytealg.MakeNoZero", make_no_zero, "rsi");

/// `reflect.verifyNotInHeapPtr(p uintptr) bool`: not a pointer that would be wrong to have.
#[unsafe(export_name = "reflect.verifyNotInHeapPtr")]
pub extern "C" fn verify_not_in_heap(p: usize) -> bool {
    WORLD.heap.map.span_of(p).is_none() && p != usize::MAX
}
