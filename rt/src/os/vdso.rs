//! The kernel's shared object: an ELF image in memory, of which one symbol is wanted.

use crate::os::time::Timespec;
use crate::sync::{AtomicUsize, Relaxed};

/// `clock_gettime` as the vDSO exports it.
pub type ClockGettime = unsafe extern "C" fn(i32, *mut Timespec) -> i32;

/// Address of the function, 0 if there is none. Written once at boot.
static CLOCK_GETTIME: AtomicUsize = AtomicUsize::new(0);

/// The vDSO's clock, if there is one.
#[inline]
pub fn clock_gettime() -> Option<ClockGettime> {
    let at = CLOCK_GETTIME.load(Relaxed);
    if at == 0 {
        return None;
    }
    // SAFETY: `init` stored the address of a function of this type.
    Some(unsafe { core::mem::transmute::<usize, ClockGettime>(at) })
}

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const DT_HASH: u64 = 4;
const DT_STRTAB: u64 = 5;
const DT_SYMTAB: u64 = 6;
const DT_GNU_HASH: u64 = 0x6fff_fef5;

#[repr(C)]
struct Header {
    ident: [u8; 16],
    kind: [u16; 2],
    version: u32,
    entry: u64,
    ph_off: u64,
    sh_off: u64,
    flags: u32,
    eh_size: u16,
    ph_size: u16,
    ph_count: u16,
}

#[repr(C)]
struct Segment {
    kind: u32,
    flags: u32,
    offset: u64,
    vaddr: u64,
}

#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: u64,
    size: u64,
}

/// Looks the clock up in the image at `base`.
///
/// # Safety
/// `base` is AT_SYSINFO_EHDR's value.
pub unsafe fn init(base: usize) {
    // SAFETY: passed on to the caller.
    if let Some(at) = unsafe { find_symbol(base, b"__vdso_clock_gettime") } {
        CLOCK_GETTIME.store(at, Relaxed);
    }
}

/// # Safety
/// `base` is the address of a well-formed, mapped ELF image with a dynamic section.
unsafe fn find_symbol(base: usize, name: &[u8]) -> Option<usize> {
    // SAFETY: every address below is computed from the image's own headers.
    unsafe {
        let header = &*(base as *const Header);
        let mut load_offset = None;
        let mut dynamic: *const [u64; 2] = core::ptr::null();
        for i in 0..header.ph_count as usize {
            let at = base + header.ph_off as usize + i * header.ph_size as usize;
            let segment = &*(at as *const Segment);
            match segment.kind {
                PT_LOAD if load_offset.is_none() => {
                    let delta = segment.offset.wrapping_sub(segment.vaddr);
                    load_offset = Some(base.wrapping_add(delta as usize));
                }
                PT_DYNAMIC => dynamic = (base + segment.offset as usize) as *const [u64; 2],
                _ => {}
            }
        }
        let load_offset = load_offset?;
        if dynamic.is_null() {
            return None;
        }
        let mut strings: *const u8 = core::ptr::null();
        let mut symbols: *const Symbol = core::ptr::null();
        let mut n_symbols = 0;
        while (*dynamic)[0] != 0 {
            let [tag, value] = *dynamic;
            let at = load_offset.wrapping_add(value as usize);
            match tag {
                DT_STRTAB => strings = at as *const u8,
                DT_SYMTAB => symbols = at as *const Symbol,
                DT_HASH => n_symbols = n_symbols.max(*(at as *const u32).add(1) as usize),
                DT_GNU_HASH => n_symbols = n_symbols.max(count_gnu_hash(at as *const u32)),
                _ => {}
            }
            dynamic = dynamic.add(1);
        }
        if strings.is_null() || symbols.is_null() {
            return None;
        }
        for i in 0..n_symbols {
            let symbol = &*symbols.add(i);
            if symbol.section != 0 && is_name(strings.add(symbol.name as usize), name) {
                return Some(load_offset.wrapping_add(symbol.value as usize));
            }
        }
    }
    None
}

/// Number of symbols a GNU hash table covers: one past the last entry of its last chain.
///
/// # Safety
/// `table` is the image's DT_GNU_HASH section.
unsafe fn count_gnu_hash(table: *const u32) -> usize {
    // SAFETY: the layout is bucket count, first symbol, bloom size, shift, bloom words of 8 bytes,
    // buckets, chains.
    unsafe {
        let (n_buckets, first, bloom) = (*table, *table.add(1), *table.add(2));
        let buckets = table.add(4 + 2 * bloom as usize);
        let mut last = (0..n_buckets)
            .map(|i| *buckets.add(i as usize))
            .max()
            .unwrap_or(0);
        if last < first {
            return first as usize;
        }
        let chains = buckets.add(n_buckets as usize);
        while *chains.add((last - first) as usize) & 1 == 0 {
            last += 1;
        }
        last as usize + 1
    }
}

/// # Safety
/// `at` is a C string of the image.
unsafe fn is_name(at: *const u8, name: &[u8]) -> bool {
    // SAFETY: bytes are compared up to the first difference, at the latest the string's zero.
    unsafe { (0..name.len()).all(|i| *at.add(i) == name[i]) && *at.add(name.len()) == 0 }
}
