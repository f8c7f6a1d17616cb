//! Optimisation of SSA: one file a pass, in the order of `pipeline`.
//!
//! Passes know the program only through [`env::Env`].

pub mod env;
pub mod pipeline;
pub mod whole;

pub mod bounds;
pub mod branch;
pub mod checks;
pub mod copyelim;
pub mod cse;
pub mod deadcode;
pub mod dse;
pub mod inline;
pub mod licm;
pub mod loadelim;
pub mod nilfold;
pub mod promote;
pub mod rotate;
pub mod safepoint;
pub mod writebarrier;

pub mod eval;
pub mod fold;
pub mod induction;
pub mod memory;
pub mod rewrite;
pub mod variable;

pub use env::{Env, NoBodies, ProgramEnv};
pub use pipeline::{Level, optimize};
pub use whole::{Watch, optimize_all};
