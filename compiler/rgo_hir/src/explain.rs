//! Texts as gc's diagnostics print them, and the remarks of `-m`.

pub mod expr_text;
pub mod remarks;
