//! Programs of SSA, compiled, linked with a runtime of one page of C, and run.

mod asm;
mod debug;
mod generator;
mod harness;
mod random;
mod run;
