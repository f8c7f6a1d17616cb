//! Bodies that the standard library declares without one, by package.

pub mod atomic;
pub mod cpu;
pub mod debug;
pub mod module;
pub mod os;
pub mod signal;
pub mod sync;
pub mod time;
