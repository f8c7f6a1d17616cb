//! What compiled code calls: allocation of values, strings, channels, panics.

pub mod aes_hash;
pub mod bytes;
pub mod chan;
pub mod defer;
pub mod exp;
pub mod fault;
pub mod goexit;
pub mod lock_thread;
pub mod memory;
pub mod panic;
pub mod print;
pub mod rand;
pub mod round;
pub mod select;
pub mod sema;
pub mod slice;
pub mod string;
pub mod throw;
pub mod upcall;
