//! From package patterns to parsed packages in dependency order.
//!
//! The only crate of the compiler that reads source files: modules, build constraints, embedded
//! files, the standard library and the overlay on it. Knows nothing of types. What the `go` command
//! reports about packages before it runs a compiler is reported here, in its words.

pub mod build_context;
pub mod embed;
pub mod goroot;
pub mod header;
pub mod load;
pub mod mod_file;
pub mod module;
pub mod overlay;
pub mod package;
pub mod path;
pub mod pattern;
pub mod sum;
pub mod version;

pub use load::{Package, Program, Request, load};
