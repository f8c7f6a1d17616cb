//! `runtime.ReadMemStats`.

use crate::trace::memstats::{self, MemStats};

/// `runtime.rgo_readMemStats(m *MemStats)`.
///
/// # Safety
/// `out` is a `MemStats`.
#[unsafe(export_name = "runtime.rgo_readMemStats")]
pub unsafe extern "C" fn read_mem_stats(out: *mut MemStats) {
    // SAFETY: by contract.
    memstats::read(unsafe { &mut *out });
}
