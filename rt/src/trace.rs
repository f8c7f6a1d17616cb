//! What the runtime tells about a program: functions and lines, tracebacks, statistics.

pub mod callers;
pub mod frames;
pub mod func_tab;
pub mod inittrace;
pub mod memstats;
pub mod named;
pub mod traceback;
