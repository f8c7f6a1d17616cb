//! Random numbers: ChaCha8 per M for maps, select order and package rand; a fast generator for the
//! scheduler's own choices.

use crate::os::auxv::{ProcessStack, key};
use crate::os::file;
use crate::sched::m::current_m;
use crate::sync::{Plain, Relaxed};

/// Words a refill yields: 4 blocks of 64 bytes, of which the last 32 bytes become the next key.
const WORDS: usize = 28;
const BLOCKS: usize = 4;

/// A ChaCha8 stream that forgets what it has given: each refill replaces the key.
pub struct Generator {
    key: [Plain<u64>; 4],
    buffer: [Plain<u64>; WORDS],
    /// Words of `buffer` not yet given.
    left: Plain<u32>,
}

impl Generator {
    /// A generator that must be seeded.
    pub const fn new() -> Generator {
        Generator {
            key: [const { Plain::new(0) }; 4],
            buffer: [const { Plain::new(0) }; WORDS],
            left: Plain::new(0),
        }
    }

    /// Starts the stream anew.
    pub fn seed(&self, seed: [u64; 4]) {
        for (word, value) in self.key.iter().zip(seed) {
            word.set(value);
        }
        self.left.set(0);
    }

    /// 64 bits.
    pub fn next(&self) -> u64 {
        if self.left.get() == 0 {
            self.refill();
        }
        let left = self.left.get() - 1;
        self.left.set(left);
        self.buffer[left as usize].replace(0)
    }

    fn refill(&self) {
        let key = [0, 1, 2, 3].map(|i: usize| self.key[i].get());
        for counter in 0..BLOCKS {
            let block = chacha8(&key, counter as u32);
            for (i, word) in block.into_iter().enumerate() {
                match counter * 8 + i {
                    at if at < WORDS => self.buffer[at].set(word),
                    at => self.key[at - WORDS].set(word),
                }
            }
        }
        self.left.set(WORDS as u32);
    }
}

impl Default for Generator {
    fn default() -> Generator {
        Generator::new()
    }
}

/// One block.
fn chacha8(key: &[u64; 4], counter: u32) -> [u64; 8] {
    let mut state = [0u32; 16];
    state[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    for (i, word) in key.iter().enumerate() {
        state[4 + 2 * i] = *word as u32;
        state[5 + 2 * i] = (word >> 32) as u32;
    }
    state[12] = counter;
    let initial = state;
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(16);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(12);
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(8);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(7);
    };
    for _ in 0..4 {
        for i in 0..4 {
            quarter(i, 4 + i, 8 + i, 12 + i);
        }
        for i in 0..4 {
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
        }
    }
    let word = |i: usize| u64::from(state[i].wrapping_add(initial[i]));
    [0, 1, 2, 3, 4, 5, 6, 7].map(|i| word(2 * i) | word(2 * i + 1) << 32)
}

/// Seeds the first M's generator from the kernel.
pub fn init(stack: &ProcessStack) {
    let mut bytes = [0u8; 32];
    if !file::random(&mut bytes) {
        // The 16 bytes every process gets, and the time.
        if let Some(at) = stack.aux(key::RANDOM) {
            // SAFETY: AT_RANDOM points to 16 bytes.
            unsafe { core::ptr::copy_nonoverlapping(at as *const u8, bytes.as_mut_ptr(), 16) };
        }
        bytes[16..24].copy_from_slice(&crate::os::time::nanotime().to_ne_bytes());
    }
    let mut seed = [0; 4];
    for (word, chunk) in seed.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = u64::from_le_bytes(chunk.try_into().expect("chunks have 8 bytes"));
    }
    current_m().random.seed(seed);
    current_m().cheap_rand.store(rand() | 1, Relaxed);
}

/// Seeds another M's generators from the running one's.
pub fn seed_m(m: &crate::sched::m::M) {
    m.random.seed([rand(), rand(), rand(), rand()]);
    m.cheap_rand.store(rand() | 1, Relaxed);
}

/// `runtime.rand() uint64`.
#[unsafe(export_name = "runtime.rand")]
pub extern "C" fn rand() -> u64 {
    current_m().random.next()
}

/// `internal/runtime/maps.rand() uint64`.
#[unsafe(export_name = "internal/runtime/maps.rand")]
pub extern "C" fn maps_rand() -> u64 {
    rand()
}

/// `runtime.bootstrapRand() uint64`: random before anything else is ready.
#[unsafe(export_name = "runtime.bootstrapRand")]
pub extern "C" fn bootstrap_rand() -> u64 {
    rand()
}

/// `runtime.rand32() uint32`.
#[unsafe(export_name = "runtime.rand32")]
pub extern "C" fn rand32() -> u32 {
    (rand() >> 32) as u32
}

/// `runtime.randn(n uint32) uint32`: in `0..n`.
#[unsafe(export_name = "runtime.randn")]
pub extern "C" fn randn(n: u32) -> u32 {
    ((u64::from(rand32()) * u64::from(n)) >> 32) as u32
}

/// 32 bits, fast, for the scheduler's own choices.
pub fn cheap() -> u32 {
    let state = &current_m().cheap_rand;
    let next = state.load(Relaxed).wrapping_add(0xa076_1d64_78bd_642f);
    state.store(next, Relaxed);
    let product = u128::from(next) * u128::from(next ^ 0xe703_7ed1_a0b4_28db);
    ((product >> 64) as u64 ^ product as u64) as u32
}

/// In `0..n`, fast.
pub fn cheap_n(n: u32) -> u32 {
    ((u64::from(cheap()) * u64::from(n)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::{Generator, chacha8};

    #[test]
    fn block_is_chacha8() {
        // Key 0, nonce 0: the first bytes of the published ChaCha8 stream.
        let block = chacha8(&[0; 4], 0);
        assert_eq!(&block[0].to_le_bytes(), b"\x3e\x00\xef\x2f\x89\x5f\x40\xd6");
        assert_eq!(&block[1].to_le_bytes(), b"\x7f\x5b\xb8\xe8\x1f\x09\xa5\xa1");
    }

    #[test]
    fn streams_do_not_repeat() {
        let generator = Generator::new();
        generator.seed([1, 2, 3, 4]);
        let mut seen: Vec<u64> = (0..10_000).map(|_| generator.next()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10_000);
    }
}
