//! The collector's side of the machine contract: barriers, roots, and the check that both are
//! honest. Nothing is freed yet.

pub mod barrier;
pub mod check;
pub mod control;
pub mod finalizer;
pub mod roots;
