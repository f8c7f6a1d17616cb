//! Everything in assembly, and what depends on the processor.

pub mod x86_64;
