//! Tiny objects: several pointer-free objects below 16 bytes share one 16-byte slot.

use crate::mem::mspan::SpanClass;
use crate::mem::run::Runs;

/// Size of the shared slot; smaller objects are tiny.
pub const TINY: usize = 16;
/// The slots' class.
pub const CLASS: SpanClass = SpanClass::new(2, true);

/// Address for a pointer-free object of `size` bytes in the current block, if it fits.
#[inline(always)]
pub fn take(runs: &Runs, size: usize) -> Option<usize> {
    debug_assert!(size < TINY);
    let align = if size.is_multiple_of(8) {
        8
    } else if size.is_multiple_of(4) {
        4
    } else if size.is_multiple_of(2) {
        2
    } else {
        1
    };
    let offset = runs.tiny_offset.get().next_multiple_of(align);
    if offset + size > TINY || runs.tiny.get() == 0 {
        return None;
    }
    runs.tiny_offset.set(offset + size);
    runs.stats.tiny.add(1);
    Some(runs.tiny.get() + offset)
}

/// Puts an object of `size` bytes at the start of a fresh block; the block with more room stays.
#[inline(always)]
pub fn start(runs: &Runs, block: usize, size: usize) {
    runs.stats.tiny.add(1);
    runs.stats.tiny_blocks.add(1);
    if size < runs.tiny_offset.get() || runs.tiny.get() == 0 {
        runs.tiny.set(block);
        runs.tiny_offset.set(size);
    }
}

#[cfg(test)]
mod tests {
    use super::{start, take};
    use crate::mem::run::Runs;

    #[test]
    fn objects_are_aligned_by_size() {
        static RUNS: Runs = Runs::new();
        assert_eq!(take(&RUNS, 1), None);
        start(&RUNS, 0x1000, 1);
        assert_eq!(take(&RUNS, 2), Some(0x1002));
        assert_eq!(take(&RUNS, 4), Some(0x1004));
        assert_eq!(take(&RUNS, 1), Some(0x1008));
        assert_eq!(take(&RUNS, 8), None);
        assert_eq!(take(&RUNS, 7), Some(0x1009));
        assert_eq!(take(&RUNS, 1), None);
    }
}
