//! From source text to syntax trees: scanner, parser, directives.
//!
//! Knows nothing of types or of the file system: it is given a [`rgo_base::SourceFile`].

pub mod ast;
pub mod constraint;
pub mod directive;
pub mod file;
pub mod literal;
pub mod parser;
pub mod print;
pub mod scanner;
pub mod token;
pub mod unicode;
pub mod visit;

mod branches;
mod skip;

pub use file::File;
pub use parser::{Mode, parse_file};
