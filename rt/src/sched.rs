//! Goroutines (G), threads (M), processors (P) and what moves goroutines between them.

pub mod context;
pub mod coro;
pub mod deadlock;
pub mod fork;
pub mod g;
pub mod idle;
pub mod m;
pub mod netpoll;
pub mod p;
pub mod park;
pub mod preempt;
pub mod proc;
pub mod runq;
pub mod stack;
pub mod sudog;
pub mod syscall;
pub mod sysmon;
pub mod timer;
pub mod walk;

#[cfg(test)]
mod tests;
