//! What every stage of the compiler shares: entities, interned names, source positions,
//! diagnostics. Knows nothing of Go.

pub mod activity;
pub mod diag;
pub mod intern;
pub mod parallel;
pub mod span;
pub mod stack;
pub mod table;

pub use cranelift_entity::{
    EntityList, EntityRef, EntitySet, ListPool, PrimaryMap, SecondaryMap, entity_impl,
    packed_option,
};
pub use diag::{Diagnostic, Diagnostics};
pub use intern::{NameCache, Symbol};
pub use span::{FileId, Pos, SourceFile, SourceMap};
pub use table::Table;
