//! Strings: concatenation and conversions. `buf` is a stack buffer of the caller's for results that
//! do not outlive it, or null.

use crate::arch::x86_64::call::Pair;
use crate::lang::throw::throw;
use crate::mem::malloc::{self, MAX_ALLOC, alloc};
use crate::mem::ty::Ty;
use crate::world::WORLD;
use rgo_abi::size_class::round_up;

/// Bytes of a caller's buffer.
const BUFFER: usize = 32;
const RUNE_ERROR: u32 = 0xfffd;

fn noscan() -> Ty {
    // SAFETY: null means no pointers.
    unsafe { Ty::from_ptr(core::ptr::null()) }
}

/// Memory for `len` bytes: the buffer if it is large enough.
fn room(buf: *mut u8, len: usize) -> *mut u8 {
    if !buf.is_null() && len <= BUFFER {
        buf
    } else {
        alloc(len, noscan())
    }
}

/// `runtime.concatstrings(buf, strings, n) (ptr, len)`.
///
/// # Safety
/// `strings` points to `n` string headers, `buf` to 32 bytes or is null.
#[unsafe(export_name = "runtime.concatstrings")]
pub unsafe extern "C" fn concatstrings(buf: *mut u8, strings: *const [usize; 2], n: usize) -> Pair {
    // SAFETY: by contract.
    let strings = unsafe { core::slice::from_raw_parts(strings, n) };
    let (mut total, mut n_full, mut last) = (0usize, 0, [0; 2]);
    for &string in strings.iter().filter(|s| s[1] != 0) {
        let Some(sum) = total
            .checked_add(string[1])
            .filter(|&sum| sum <= isize::MAX as usize)
        else {
            throw("string concatenation too long")
        };
        total = sum;
        n_full += 1;
        last = string;
    }
    if n_full == 0 {
        return Pair(0, 0);
    }
    // One string is the result itself, unless it may be in a frame that the result outlives.
    if n_full == 1 && (!buf.is_null() || !is_on_stack(last[0])) {
        return Pair(last[0], last[1]);
    }
    let to = room(buf, total);
    let mut at = to;
    for &[ptr, len] in strings {
        // SAFETY: the strings' lengths add up to the memory's.
        unsafe {
            core::ptr::copy_nonoverlapping(ptr as *const u8, at, len);
            at = at.add(len);
        }
    }
    Pair(to as usize, total)
}

fn is_on_stack(addr: usize) -> bool {
    WORLD.slots.contains(addr) || WORLD.segments.contains(addr)
}

/// `runtime.slicebytetostring(buf, ptr, len) (ptr, len)`.
///
/// # Safety
/// `ptr` has `len` bytes, `buf` 32 or is null.
#[unsafe(export_name = "runtime.slicebytetostring")]
pub unsafe extern "C" fn slicebytetostring(buf: *mut u8, ptr: *const u8, len: usize) -> Pair {
    match len {
        0 => Pair(0, 0),
        // SAFETY: by contract.
        1 => Pair(malloc::small_number(unsafe { *ptr }) as usize, 1),
        _ => {
            let to = room(buf, len);
            // SAFETY: by contract.
            unsafe { core::ptr::copy_nonoverlapping(ptr, to, len) };
            Pair(to as usize, len)
        }
    }
}

/// `runtime.stringtoslicebyte(buf, ptr, len) (ptr, cap)`.
///
/// # Safety
/// `ptr` has `len` bytes, `buf` 32 or is null.
#[unsafe(export_name = "runtime.stringtoslicebyte")]
pub unsafe extern "C" fn stringtoslicebyte(buf: *mut u8, ptr: *const u8, len: usize) -> Pair {
    let result = if !buf.is_null() && len <= BUFFER {
        // SAFETY: the buffer has 32 bytes.
        unsafe { buf.write_bytes(0, BUFFER) };
        Pair(buf as usize, BUFFER)
    } else {
        malloc::raw_bytes(len)
    };
    // SAFETY: by contract.
    unsafe { core::ptr::copy_nonoverlapping(ptr, result.0 as *mut u8, len) };
    result
}

/// Writes a rune; returns the number of bytes.
fn encode(rune: i64, out: &mut [u8; 4]) -> usize {
    let valid = u32::try_from(rune).ok().and_then(char::from_u32);
    valid.unwrap_or('\u{fffd}').encode_utf8(out).len()
}

/// `runtime.slicerunetostring(buf, ptr, len) (ptr, len)`.
///
/// # Safety
/// `ptr` has `len` runes, `buf` 32 bytes or is null.
#[unsafe(export_name = "runtime.slicerunetostring")]
pub unsafe extern "C" fn slicerunetostring(buf: *mut u8, ptr: *const i32, len: usize) -> Pair {
    let runes: &[i32] = if len == 0 {
        &[]
    } else {
        // SAFETY: by contract.
        unsafe { core::slice::from_raw_parts(ptr, len) }
    };
    let mut bytes = [0; 4];
    let total = runes
        .iter()
        .map(|&rune| encode(i64::from(rune), &mut bytes))
        .sum();
    if total == 0 {
        return Pair(0, 0);
    }
    let to = room(buf, total);
    let mut at = to;
    for &rune in runes {
        let n = encode(i64::from(rune), &mut bytes);
        // SAFETY: the lengths add up to the memory's.
        unsafe {
            core::ptr::copy_nonoverlapping(bytes.as_ptr(), at, n);
            at = at.add(n);
        }
    }
    Pair(to as usize, total)
}

/// `runtime.stringtoslicerune(out, ptr, len)`: `out` becomes the slice.
///
/// # Safety
/// `ptr` has `len` bytes; `out` is a slice header.
#[unsafe(export_name = "runtime.stringtoslicerune")]
pub unsafe extern "C" fn stringtoslicerune(out: *mut [usize; 3], ptr: *const u8, len: usize) {
    // SAFETY: by contract.
    let text = unsafe { crate::lang::bytes::go_bytes(ptr, len) };
    let n = count(text);
    if n > MAX_ALLOC / 4 {
        throw("out of memory");
    }
    let bytes = round_up(n * 4, true);
    let to = alloc(bytes, noscan()).cast::<u32>();
    let (mut at, mut i) = (0, 0);
    while at < text.len() {
        let (rune, next) = decode(text, at);
        // SAFETY: the memory has room for `n` runes.
        unsafe { to.add(i).write(rune) };
        (at, i) = (next, i + 1);
    }
    // SAFETY: by contract.
    unsafe { out.write([to as usize, n, bytes / 4]) };
}

/// `runtime.intstring(buf, rune) (ptr, len)`: the buffer has 4 bytes or more.
///
/// # Safety
/// `buf` has 4 bytes or is null.
#[unsafe(export_name = "runtime.intstring")]
pub unsafe extern "C" fn intstring(buf: *mut u8, rune: i64) -> Pair {
    let mut bytes = [0; 4];
    let n = encode(rune, &mut bytes);
    let to = if buf.is_null() {
        alloc(4, noscan())
    } else {
        buf
    };
    // SAFETY: by contract.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), to, n) };
    Pair(to as usize, n)
}

/// The rune at `at`, and where the next begins. A byte that begins no valid encoding is the error
/// rune, alone.
pub fn decode(text: &[u8], at: usize) -> (u32, usize) {
    let error = (RUNE_ERROR, at + 1);
    let Some(&first) = text.get(at) else {
        return error;
    };
    let tail = |i: usize| {
        let byte = *text.get(at + i)?;
        (byte & 0xc0 == 0x80).then_some(u32::from(byte & 0x3f))
    };
    let decoded = match first {
        0..=0x7f => return (u32::from(first), at + 1),
        0xc2..=0xdf => tail(1).map(|a| (u32::from(first & 0x1f) << 6 | a, at + 2)),
        0xe0..=0xef => tail(1).zip(tail(2)).and_then(|(a, b)| {
            let rune = u32::from(first & 0xf) << 12 | a << 6 | b;
            (rune >= 0x800 && !(0xd800..0xe000).contains(&rune)).then_some((rune, at + 3))
        }),
        0xf0..=0xf4 => tail(1).zip(tail(2)).zip(tail(3)).and_then(|((a, b), c)| {
            let rune = u32::from(first & 7) << 18 | a << 12 | b << 6 | c;
            (0x1_0000..0x11_0000)
                .contains(&rune)
                .then_some((rune, at + 4))
        }),
        _ => None,
    };
    decoded.unwrap_or(error)
}

fn count(text: &[u8]) -> usize {
    let (mut at, mut n) = (0, 0);
    while at < text.len() {
        at = if text[at] < 0x80 {
            at + 1
        } else {
            decode(text, at).1
        };
        n += 1;
    }
    n
}

/// `rgo_decoderune(ptr, len, at) (rune, next)`.
///
/// # Safety
/// `ptr` has `len` bytes.
#[unsafe(export_name = "rgo_decoderune")]
pub unsafe extern "C" fn decoderune(ptr: *const u8, len: usize, at: usize) -> Pair {
    // SAFETY: by contract.
    let (rune, next) = decode(unsafe { crate::lang::bytes::go_bytes(ptr, len) }, at);
    Pair(rune as usize, next)
}

/// `rgo_countrunes(ptr, len) n`.
///
/// # Safety
/// `ptr` has `len` bytes.
#[unsafe(export_name = "rgo_countrunes")]
pub unsafe extern "C" fn countrunes(ptr: *const u8, len: usize) -> usize {
    // SAFETY: by contract.
    count(unsafe { crate::lang::bytes::go_bytes(ptr, len) })
}

#[cfg(test)]
mod tests {
    use super::{count, decode};

    #[test]
    fn valid_text_decodes_as_the_library_does() {
        for c in ('\0'..=char::MAX)
            .step_by(7)
            .chain(['\u{d7ff}', '\u{e000}', char::MAX])
        {
            let mut bytes = [0; 4];
            let text = c.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(decode(text, 0), (c as u32, text.len()));
            for cut in 1..text.len() {
                assert_eq!(decode(&text[..cut], 0), (0xfffd, 1));
            }
        }
    }

    #[test]
    fn invalid_bytes_count_one_by_one() {
        let cases: [(&[u8], usize); 5] = [
            (b"\xc0\x80", 2),
            (b"\xed\xa0\x80", 3),
            (b"\xf4\x90\x80\x80", 4),
            (b"a\xffb", 3),
            ("aé世𝄞".as_bytes(), 4),
        ];
        for (text, want) in cases {
            assert_eq!(count(text), want, "{text:?}");
        }
    }
}
