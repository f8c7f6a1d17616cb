//! Counts of allocations, kept per P and added up on demand.

use crate::mem::mspan::{SPAN_CLASSES, SpanClass};
use crate::sync::Plain;

/// Allocations of one P; written by its owner.
pub struct AllocStats {
    /// Objects by span class.
    pub small: [Plain<usize>; SPAN_CLASSES],
    /// Tiny objects, and the blocks they share.
    pub tiny: Plain<usize>,
    pub tiny_blocks: Plain<usize>,
    pub large: Plain<usize>,
    pub large_bytes: Plain<usize>,
}

/// A sum over all Ps.
#[derive(Clone, Copy, Default)]
pub struct AllocTotals {
    pub objects: usize,
    pub bytes: usize,
}

impl AllocStats {
    /// Nothing allocated.
    pub const fn new() -> AllocStats {
        AllocStats {
            small: [const { Plain::new(0) }; SPAN_CLASSES],
            tiny: Plain::new(0),
            tiny_blocks: Plain::new(0),
            large: Plain::new(0),
            large_bytes: Plain::new(0),
        }
    }

    /// Objects and bytes allocated. Tiny objects count one by one, their bytes by block.
    pub fn totals(&self) -> AllocTotals {
        let mut totals = AllocTotals {
            objects: self.large.get() + self.tiny.get() - self.tiny_blocks.get(),
            bytes: self.large_bytes.get(),
        };
        for i in 2..SPAN_CLASSES {
            let n = self.small[i].get();
            totals.objects += n;
            totals.bytes += n * SpanClass::new(i / 2, i % 2 != 0).slot_size();
        }
        totals
    }
}

impl Default for AllocStats {
    fn default() -> AllocStats {
        AllocStats::new()
    }
}
