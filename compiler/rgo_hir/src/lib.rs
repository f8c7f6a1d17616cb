//! The desugared, monomorphic program: what remains of Go once its sugar is gone and its generics
//! are instantiated.
//!
//! Built from checked bodies of reachable functions, then inlined and escape-analysed, then turned
//! into SSA. Knows nothing of SSA or Cranelift.

pub mod alg;
pub mod build;
pub mod call_graph;
pub mod data;
pub mod escape;
pub mod explain;
pub mod frame;
pub mod inline;
pub mod lowering;
pub mod optimize;
pub mod program;
pub mod reach;
pub mod static_init;
pub mod text;
pub mod tree;

pub use data::{DataId, StaticData, SymbolRef};
pub use program::{FuncId, FuncKey, GlobalId, Program};
