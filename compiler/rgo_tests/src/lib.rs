//! Tests of the whole compiler: what the `rgo` binary does beside what Go's own tools do.
//!
//! The library holds what the test programs share; the tests themselves are in `tests/`, programs
//! that need more than a test runner (recording, benchmarks, the conformance sweep) in `src/bin/`.

pub mod benchmark;
pub mod conformance;
pub mod directive;
pub mod expect;
pub mod fixture;
pub mod fuzz;
pub mod golden;
pub mod interp;
pub mod measure;
pub mod parallel;
pub mod process;
pub mod program;
pub mod random;
pub mod regexp;
pub mod remarks;
pub mod toolchain;
pub mod tools;
pub mod txtar;
