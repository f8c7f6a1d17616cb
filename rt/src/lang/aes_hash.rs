//! Hashes of map keys by AES rounds: internal/runtime/maps uses them where the processor has the
//! instructions. Keys are random per process; nothing depends on the values.

use core::arch::x86_64::{
    __m128i, _mm_aesenc_si128, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_set_epi64x, _mm_xor_si128,
};

use crate::lang::rand::rand;
use crate::sync::Plain;
use crate::world::WORLD;

/// Keys of 8 lanes. Written at boot.
pub struct Keys([[Plain<u64>; 2]; 8]);

impl Keys {
    /// No keys yet.
    pub const fn new() -> Keys {
        Keys([const { [Plain::new(0), Plain::new(0)] }; 8])
    }
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::new()
    }
}

/// Draws the keys.
pub fn init() {
    for key in &WORLD.hash_keys.0 {
        key[0].set(rand());
        key[1].set(rand());
    }
}

#[target_feature(enable = "sse2")]
fn key(i: usize) -> __m128i {
    let [low, high] = &WORLD.hash_keys.0[i];
    _mm_set_epi64x(high.get() as i64, low.get() as i64)
}

/// # Safety
/// 16 bytes at `at` are readable.
#[target_feature(enable = "sse2")]
unsafe fn load(at: *const u8) -> __m128i {
    // SAFETY: by contract.
    unsafe { _mm_loadu_si128(at.cast()) }
}

/// Three rounds: every bit of the input reaches every bit of the output.
#[target_feature(enable = "aes")]
fn scramble(mut x: __m128i) -> __m128i {
    for i in 0..3 {
        x = _mm_aesenc_si128(x, key(i));
    }
    x
}

#[target_feature(enable = "aes")]
fn finish(x: __m128i) -> u64 {
    _mm_cvtsi128_si64(scramble(x)) as u64
}

/// # Safety
/// `len` bytes at `p` are readable, at most 16.
#[target_feature(enable = "sse2")]
unsafe fn load_short(p: *const u8, len: usize) -> __m128i {
    // SAFETY: all loads lie within `len` bytes.
    unsafe {
        let word = |at: usize| p.add(at).cast::<u64>().read_unaligned() as i64;
        let half = |at: usize| i64::from(p.add(at).cast::<u32>().read_unaligned());
        let byte = |at: usize| i64::from(*p.add(at));
        match len {
            8..=16 => _mm_set_epi64x(word(len - 8), word(0)),
            4..=7 => _mm_set_epi64x(half(len - 4), half(0)),
            1..=3 => _mm_set_epi64x(byte(len / 2), byte(0) << 8 | byte(len - 1)),
            _ => _mm_set_epi64x(0, 0),
        }
    }
}

/// # Safety
/// `len` bytes at `p` are readable.
#[target_feature(enable = "aes")]
unsafe fn hash(p: *const u8, seed: u64, len: usize) -> u64 {
    let seed = _mm_set_epi64x(len as i64, seed as i64);
    let lane = |i: usize| _mm_aesenc_si128(_mm_xor_si128(seed, key(i)), key(7 - i));
    // SAFETY: all loads lie within `len` bytes.
    unsafe {
        if len <= 16 {
            return finish(_mm_xor_si128(lane(0), load_short(p, len)));
        }
        let mut lanes = [lane(0), lane(1), lane(2), lane(3)];
        let mut at = 0;
        while len - at > 64 {
            for (i, lane) in lanes.iter_mut().enumerate() {
                let mixed = _mm_aesenc_si128(*lane, load(p.add(at + 16 * i)));
                *lane = _mm_aesenc_si128(mixed, key(4 + i));
            }
            at += 64;
        }
        // The rest is 1 to 64 bytes long, more than 16 if nothing came before: the last lanes end
        // at the end and may overlap what has been seen.
        let rest = len - at;
        let offsets = if rest <= 32 {
            let last = len - 16;
            let first = at.min(last);
            [first, last, first, last]
        } else {
            [at, at + 16, len - 32, len - 16]
        };
        for (lane, offset) in lanes.iter_mut().zip(offsets) {
            *lane = scramble(_mm_xor_si128(*lane, load(p.add(offset))));
        }
        let [a, b, c, d] = lanes;
        finish(_mm_xor_si128(
            _mm_xor_si128(a, b),
            scramble(_mm_xor_si128(c, d)),
        ))
    }
}

/// `maps.memHashAES(p unsafe.Pointer, h, s uintptr) uintptr`.
///
/// # Safety
/// `len` bytes at `p` are readable; the processor has AES.
#[unsafe(export_name = "internal/runtime/maps.memHashAES")]
pub unsafe extern "C" fn mem_hash_aes(p: *const u8, seed: u64, len: usize) -> u64 {
    // SAFETY: by contract.
    unsafe { hash(p, seed, len) }
}

#[target_feature(enable = "aes")]
fn hash_word(word: u64, seed: u64, len: i64) -> u64 {
    let x = _mm_set_epi64x(word as i64 ^ len << 56, seed as i64);
    finish(_mm_aesenc_si128(_mm_xor_si128(x, key(0)), key(7)))
}

/// `maps.memHash32AES(k uint32, h uintptr) uintptr`.
///
/// # Safety
/// The processor has AES.
#[unsafe(export_name = "internal/runtime/maps.memHash32AES")]
pub unsafe extern "C" fn mem_hash_32_aes(k: u32, seed: u64) -> u64 {
    // SAFETY: by contract.
    unsafe { hash_word(u64::from(k), seed, 4) }
}

/// `maps.memHash64AES(k uint64, h uintptr) uintptr`.
///
/// # Safety
/// The processor has AES.
#[unsafe(export_name = "internal/runtime/maps.memHash64AES")]
pub unsafe extern "C" fn mem_hash_64_aes(k: u64, seed: u64) -> u64 {
    // SAFETY: by contract.
    unsafe { hash_word(k, seed, 8) }
}

/// `maps.checkMasksAndShiftsAlignment() bool`: there are none here.
#[unsafe(export_name = "internal/runtime/maps.checkMasksAndShiftsAlignment")]
pub extern "C" fn check_alignment() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::{hash, hash_word};
    use crate::world::WORLD;
    use std::collections::HashSet;

    fn with_keys(f: impl Fn()) {
        if !std::is_x86_feature_detected!("aes") {
            return;
        }
        for (i, key) in WORLD.hash_keys.0.iter().enumerate() {
            key[0].set(0x9e37_79b9_7f4a_7c15u64.wrapping_mul(i as u64 + 1));
            key[1].set(0xc2b2_ae3d_27d4_eb4fu64.wrapping_mul(i as u64 + 1));
        }
        f();
    }

    #[test]
    fn every_bit_of_every_byte_counts() {
        with_keys(|| {
            for len in (1..150).chain([255, 256, 257, 1000]) {
                let mut bytes = vec![0u8; len];
                // SAFETY: `len` bytes; AES is there.
                let h = |bytes: &[u8], seed| unsafe { hash(bytes.as_ptr(), seed, bytes.len()) };
                let mut seen = HashSet::from([h(&bytes, 1), h(&bytes, 2), h(&bytes[1..], 1)]);
                let mut flipped = 0u32;
                let base = h(&bytes, 1);
                for bit in 0..8 * len {
                    bytes[bit / 8] ^= 1 << (bit % 8);
                    let value = h(&bytes, 1);
                    flipped += (value ^ base).count_ones();
                    assert!(seen.insert(value), "len {len} bit {bit}");
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
                let mean = f64::from(flipped) / (8 * len) as f64;
                assert!((mean - 32.0).abs() < 6.0, "len {len}: {mean} bits change");
            }
        });
    }

    #[test]
    fn zero_words_and_nothing_differ() {
        with_keys(|| {
            // SAFETY: no bytes are read; AES is there.
            let nothing = unsafe { hash([].as_ptr(), 7, 0) };
            // SAFETY: AES is there.
            let words = unsafe { [hash_word(0, 7, 4), hash_word(0, 7, 8)] };
            assert_ne!(words[0], nothing);
            assert_ne!(words[1], nothing);
        });
    }

    #[test]
    fn words_spread_over_low_bits() {
        with_keys(|| {
            let mut counts = [0u32; 256];
            for i in 0..65_536u64 {
                // SAFETY: AES is there.
                counts[(unsafe { hash_word(i << 4, 7, 8) } & 255) as usize] += 1;
            }
            assert!(
                counts.iter().all(|&n| (150..400).contains(&n)),
                "{counts:?}"
            );
        });
    }
}
