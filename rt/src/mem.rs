//! The heap and the memory of stacks, from pages up. Allocation happens here; what is reachable is
//! `gc`'s business.

pub mod arena;
pub mod bitmap;
pub mod fixalloc;
pub mod heap;
pub mod malloc;
pub mod mcentral;
pub mod mspan;
pub mod page_alloc;
pub mod persistent;
pub mod run;
pub mod segment;
pub mod slot;
pub mod stats;
pub mod tiny;
pub mod ty;
