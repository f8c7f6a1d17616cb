//! AMD64. Stubs keep the `rbp` chain unless they are *transparent*: frameless leaves that touch the
//! caller's memory, where a fault counts as one of the caller.

pub mod call;
pub mod cpu;
pub mod divide;
#[cfg(not(any(test, feature = "hosted")))]
pub mod entry;
pub mod memory;
pub mod morestack;
pub mod recover;
pub mod reflect;
pub mod switch;
pub mod syscall;
