//! Address space.

use crate::os::syscall::{Result, errno, nr, syscall, syscall3};

const READ_WRITE: usize = 3;
const PRIVATE_ANON_NORESERVE: usize = 0x2 | 0x20 | 0x4000;
const FIXED_NOREPLACE: usize = 0x10_0000;

/// Advice for a range.
#[derive(Clone, Copy)]
pub enum Advice {
    /// Contents are gone, pages return to the system.
    DontNeed = 4,
    HugePage = 14,
    NoHugePage = 15,
}

/// Maps zeroed memory anywhere; pages are committed when touched.
pub fn map(bytes: usize) -> Result {
    mmap(0, bytes, 0)
}

/// Maps zeroed memory at exactly `at`; fails if something is there.
pub fn map_at(at: usize, bytes: usize) -> Result {
    let got = mmap(at, bytes, FIXED_NOREPLACE)?;
    if got == at {
        return Ok(got);
    }
    // Kernels before 4.17 take the address as a hint.
    unmap(got, bytes);
    Err(errno::EEXIST)
}

fn mmap(at: usize, bytes: usize, flags: usize) -> Result {
    let args = [
        at,
        bytes,
        READ_WRITE,
        PRIVATE_ANON_NORESERVE | flags,
        usize::MAX,
        0,
    ];
    // SAFETY: without MAP_FIXED the kernel replaces no mapping.
    unsafe { syscall(nr::MMAP, args) }
}

/// Gives a mapping back.
pub fn unmap(at: usize, bytes: usize) {
    // SAFETY: callers pass ranges they mapped and nobody refers to any more.
    let _ = unsafe { syscall3(nr::MUNMAP, at, bytes, 0) };
}

/// Advises about a range of whole pages.
pub fn advise(at: usize, bytes: usize, advice: Advice) {
    // SAFETY: callers own the range; only DontNeed changes contents, as documented.
    let _ = unsafe { syscall3(nr::MADVISE, at, bytes, advice as usize) };
}

/// Whether something is mapped at an address.
pub fn is_mapped(at: usize) -> bool {
    let mut residency = 0u8;
    let page = at & !4095;
    // SAFETY: the kernel writes one byte, for one page.
    unsafe { syscall3(nr::MINCORE, page, 1, &raw mut residency as usize) }.is_ok()
}
