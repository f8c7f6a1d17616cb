//! Searching and comparing bytes: the native part of internal/bytealg. SSE2, and AVX2 where the
//! processor has it; results are those of the plain loops (see the tests).

use core::arch::x86_64::{
    __m128i, __m256i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
    _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
};

use crate::arch::x86_64::cpu::AVX2;
use crate::sync::Relaxed;

/// A vector that compares bytes: 16 or 32 at a time.
trait Lanes: Copy {
    const N: usize;
    fn splat(byte: u8) -> Self;
    /// # Safety
    /// `N` bytes at `at` are readable.
    unsafe fn load(at: *const u8) -> Self;
    /// Bit `i` is set where byte `i` is equal.
    fn equal(self, other: Self) -> u32;
}

impl Lanes for __m128i {
    const N: usize = 16;

    #[inline(always)]
    fn splat(byte: u8) -> Self {
        // SAFETY: SSE2 is part of AMD64.
        unsafe { _mm_set1_epi8(byte as i8) }
    }

    #[inline(always)]
    unsafe fn load(at: *const u8) -> Self {
        // SAFETY: by contract.
        unsafe { _mm_loadu_si128(at.cast()) }
    }

    #[inline(always)]
    fn equal(self, other: Self) -> u32 {
        // SAFETY: SSE2 is part of AMD64.
        unsafe { _mm_movemask_epi8(_mm_cmpeq_epi8(self, other)) as u32 }
    }
}

impl Lanes for __m256i {
    const N: usize = 32;

    #[inline(always)]
    fn splat(byte: u8) -> Self {
        // SAFETY: used in functions with AVX2 only.
        unsafe { _mm256_set1_epi8(byte as i8) }
    }

    #[inline(always)]
    unsafe fn load(at: *const u8) -> Self {
        // SAFETY: by contract, and as above.
        unsafe { _mm256_loadu_si256(at.cast()) }
    }

    #[inline(always)]
    fn equal(self, other: Self) -> u32 {
        // SAFETY: used in functions with AVX2 only.
        unsafe { _mm256_movemask_epi8(_mm256_cmpeq_epi8(self, other)) as u32 }
    }
}

/// Makes a function for each width from one generic body and picks at run time.
macro_rules! dispatch {
    ($(#[$doc:meta])* $name:ident = $generic:ident ($($arg:ident: $ty:ty),*) -> $result:ty) => {
        $(#[$doc])*
        pub fn $name($($arg: $ty),*) -> $result {
            #[target_feature(enable = "avx2,bmi1,popcnt")]
            fn wide($($arg: $ty),*) -> $result {
                $generic::<__m256i>($($arg),*)
            }
            if AVX2.load(Relaxed) {
                // SAFETY: processors with AVX2 have BMI1 and POPCNT.
                unsafe { wide($($arg),*) }
            } else {
                $generic::<__m128i>($($arg),*)
            }
        }
    };
}

dispatch! {
    /// Position of the first `byte`.
    index_byte = index_byte_in (bytes: &[u8], byte: u8) -> Option<usize>
}

#[inline(always)]
fn index_byte_in<L: Lanes>(bytes: &[u8], byte: u8) -> Option<usize> {
    let n = bytes.len();
    if n < L::N {
        return index_byte_short(bytes, byte);
    }
    let wanted = L::splat(byte);
    let mut at = 0;
    while at + L::N <= n {
        // SAFETY: the bytes lie in the slice.
        let found = unsafe { L::load(bytes.as_ptr().add(at)) }.equal(wanted);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += L::N;
    }
    if at == n {
        return None;
    }
    // The last lanes overlap what has been seen, where nothing was found.
    at = n - L::N;
    // SAFETY: the bytes lie in the slice.
    let found = unsafe { L::load(bytes.as_ptr().add(at)) }.equal(wanted);
    (found != 0).then(|| at + found.trailing_zeros() as usize)
}

#[inline(always)]
fn index_byte_short(bytes: &[u8], byte: u8) -> Option<usize> {
    if bytes.len() >= 16 {
        return index_byte_in::<__m128i>(bytes, byte);
    }
    bytes.iter().position(|&b| b == byte)
}

dispatch! {
    /// Number of bytes equal to `byte`.
    count = count_in (bytes: &[u8], byte: u8) -> usize
}

#[inline(always)]
fn count_in<L: Lanes>(bytes: &[u8], byte: u8) -> usize {
    let wanted = L::splat(byte);
    let whole = bytes.len() / L::N * L::N;
    let mut n = 0;
    for at in (0..whole).step_by(L::N) {
        // SAFETY: the bytes lie in the slice.
        let found = unsafe { L::load(bytes.as_ptr().add(at)) }.equal(wanted);
        n += found.count_ones() as usize;
    }
    n + bytes[whole..].iter().filter(|&&b| b == byte).count()
}

dispatch! {
    /// Position of the first difference of two slices of equal length.
    first_difference = first_difference_in (a: &[u8], b: &[u8]) -> Option<usize>
}

#[inline(always)]
fn first_difference_in<L: Lanes>(a: &[u8], b: &[u8]) -> Option<usize> {
    let n = a.len().min(b.len());
    let all = (u64::MAX >> (64 - L::N)) as u32;
    let mut at = 0;
    while at + L::N <= n {
        // SAFETY: the bytes lie in both slices.
        let equal = unsafe { L::load(a.as_ptr().add(at)).equal(L::load(b.as_ptr().add(at))) };
        if equal != all {
            return Some(at + equal.trailing_ones() as usize);
        }
        at += L::N;
    }
    (at..n).find(|&i| a[i] != b[i])
}

/// -1, 0 or 1, as bytes and strings compare.
pub fn compare(a: &[u8], b: &[u8]) -> i64 {
    let n = a.len().min(b.len());
    let order = match first_difference(&a[..n], &b[..n]) {
        Some(i) => a[i].cmp(&b[i]),
        None => a.len().cmp(&b.len()),
    };
    order as i64
}

dispatch! {
    /// Position of the first `needle`, which has at least 2 bytes and is not longer than `bytes`.
    index = index_in (bytes: &[u8], needle: &[u8]) -> Option<usize>
}

/// Candidates are places where the needle's first and last byte both match.
#[inline(always)]
fn index_in<L: Lanes>(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let (n, k) = (bytes.len(), needle.len());
    let (first, last) = (L::splat(needle[0]), L::splat(needle[k - 1]));
    let starts = n - k + 1;
    let is_match = |at: usize| bytes[at + 1..at + k - 1] == needle[1..k - 1];
    let mut at = 0;
    while at + L::N <= starts {
        // SAFETY: both vectors lie in the slice: `at + N - 1 + k - 1 < n`.
        let mut candidates = unsafe {
            L::load(bytes.as_ptr().add(at)).equal(first)
                & L::load(bytes.as_ptr().add(at + k - 1)).equal(last)
        };
        while candidates != 0 {
            let start = at + candidates.trailing_zeros() as usize;
            if is_match(start) {
                return Some(start);
            }
            candidates &= candidates - 1;
        }
        at += L::N;
    }
    (at..starts)
        .find(|&at| bytes[at] == needle[0] && bytes[at + k - 1] == needle[k - 1] && is_match(at))
}

/// # Safety
/// `ptr` and `len` are a string or slice.
#[inline(always)]
pub unsafe fn go_bytes<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    if len == 0 {
        return &[];
    }
    // SAFETY: by contract.
    unsafe { core::slice::from_raw_parts(ptr, len) }
}

fn go_index(found: Option<usize>) -> i64 {
    found.map_or(-1, |i| i as i64)
}

/// `bytealg.IndexByte(b []byte, c byte) int`.
///
/// # Safety
/// The arguments are a slice and a byte.
#[unsafe(export_name = "internal/bytealg.IndexByte")]
pub unsafe extern "C" fn go_index_byte(ptr: *const u8, len: usize, _cap: usize, c: u32) -> i64 {
    // SAFETY: by contract.
    go_index(index_byte(unsafe { go_bytes(ptr, len) }, c as u8))
}

/// `bytealg.IndexByteString(s string, c byte) int`.
///
/// # Safety
/// The arguments are a string and a byte.
#[unsafe(export_name = "internal/bytealg.IndexByteString")]
pub unsafe extern "C" fn go_index_byte_string(ptr: *const u8, len: usize, c: u32) -> i64 {
    // SAFETY: by contract.
    go_index(index_byte(unsafe { go_bytes(ptr, len) }, c as u8))
}

/// `bytealg.Count(b []byte, c byte) int`.
///
/// # Safety
/// The arguments are a slice and a byte.
#[unsafe(export_name = "internal/bytealg.Count")]
pub unsafe extern "C" fn go_count(ptr: *const u8, len: usize, _cap: usize, c: u32) -> i64 {
    // SAFETY: by contract.
    count(unsafe { go_bytes(ptr, len) }, c as u8) as i64
}

/// `bytealg.CountString(s string, c byte) int`.
///
/// # Safety
/// The arguments are a string and a byte.
#[unsafe(export_name = "internal/bytealg.CountString")]
pub unsafe extern "C" fn go_count_string(ptr: *const u8, len: usize, c: u32) -> i64 {
    // SAFETY: by contract.
    count(unsafe { go_bytes(ptr, len) }, c as u8) as i64
}

/// `bytealg.Compare(a, b []byte) int`.
///
/// # Safety
/// The arguments are two slices.
#[unsafe(export_name = "internal/bytealg.Compare")]
pub unsafe extern "C" fn go_compare(
    a: *const u8,
    a_len: usize,
    _a_cap: usize,
    b: *const u8,
    b_len: usize,
    _b_cap: usize,
) -> i64 {
    // SAFETY: by contract.
    unsafe { compare(go_bytes(a, a_len), go_bytes(b, b_len)) }
}

/// `runtime.cmpstring(a, b string) int`.
///
/// # Safety
/// The arguments are two strings.
#[unsafe(export_name = "runtime.cmpstring")]
pub unsafe extern "C" fn cmpstring(a: *const u8, a_len: usize, b: *const u8, b_len: usize) -> i64 {
    // SAFETY: by contract.
    unsafe { compare(go_bytes(a, a_len), go_bytes(b, b_len)) }
}

/// `bytealg.Index(a, b []byte) int`: `2 <= len(b) <= MaxLen`, and `b` not longer than `a`.
///
/// # Safety
/// The arguments are two slices.
#[unsafe(export_name = "internal/bytealg.Index")]
pub unsafe extern "C" fn go_index_bytes(
    a: *const u8,
    a_len: usize,
    _a_cap: usize,
    b: *const u8,
    b_len: usize,
    _b_cap: usize,
) -> i64 {
    // SAFETY: by contract.
    unsafe { go_index_checked(go_bytes(a, a_len), go_bytes(b, b_len)) }
}

/// `bytealg.IndexString(a, b string) int`.
///
/// # Safety
/// The arguments are two strings.
#[unsafe(export_name = "internal/bytealg.IndexString")]
pub unsafe extern "C" fn go_index_string(
    a: *const u8,
    a_len: usize,
    b: *const u8,
    b_len: usize,
) -> i64 {
    // SAFETY: by contract.
    unsafe { go_index_checked(go_bytes(a, a_len), go_bytes(b, b_len)) }
}

fn go_index_checked(a: &[u8], b: &[u8]) -> i64 {
    if b.len() > a.len() {
        return -1;
    }
    match b {
        [] => 0,
        [byte] => go_index(index_byte(a, *byte)),
        _ => go_index(index(a, b)),
    }
}

#[cfg(test)]
mod tests {
    use super::{compare, count, first_difference, index, index_byte};
    use crate::arch::x86_64::cpu;
    use crate::sync::Relaxed;

    /// Bytes with many repetitions.
    fn text(n: usize, seed: u64) -> Vec<u8> {
        let mut x = seed;
        (0..n)
            .map(|_| {
                x = x
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                b"aab"[(x >> 33) as usize % 3]
            })
            .collect()
    }

    fn check() {
        for n in (0..140).chain([1000]) {
            let a = text(n, n as u64);
            for byte in *b"abz" {
                assert_eq!(index_byte(&a, byte), a.iter().position(|&b| b == byte));
                assert_eq!(count(&a, byte), a.iter().filter(|&&b| b == byte).count());
            }
            for i in 0..n {
                let mut b = a.clone();
                b[i] = b'c';
                assert_eq!(first_difference(&a, &b), Some(i));
                assert_eq!(compare(&a, &b), a.cmp(&b) as i64);
                assert_eq!(compare(&b, &a), b.cmp(&a) as i64);
                assert_eq!(compare(&a[..i], &a), -1);
            }
            assert_eq!(compare(&a, &a.clone()), 0);
            for k in 2..n.min(12) {
                let needle = text(k, 77 + k as u64);
                let want = a.windows(k).position(|w| w == needle);
                assert_eq!(index(&a, &needle), want, "n={n} k={k}");
            }
            if n >= 2 {
                assert_eq!(index(&a, &a), Some(0));
            }
        }
    }

    #[test]
    fn results_are_those_of_plain_loops() {
        cpu::init();
        check();
        cpu::AVX2.store(false, Relaxed);
        check();
        cpu::init();
    }
}
