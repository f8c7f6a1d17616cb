//! From source text to syntax trees: scanner, parser, directives.
//!
//! Knows nothing of types or of the file system: it is given a [`rgo_base::SourceFile`].

pub mod ast;
pub mod file;
pub mod token;
