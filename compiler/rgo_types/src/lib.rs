//! The type checker: from syntax trees to types, objects and exact constants.
//!
//! One [`Context`] serves a compilation and all its threads. Packages are handed in as
//! [`package::PackageSource`]s; the checker never learns where they came from. Declarations are
//! resolved on demand; bodies are checked one by one, each into its own [`info::BodyInfo`].
//!
//! Spec: "Types", "Declarations and scope", "Expressions", "Statements", "Built-in functions",
//! "Packages", "Program initialization and execution".

pub mod context;
pub mod info;
pub mod object;
pub mod package;
pub mod type_;

pub use context::Context;
pub use info::{BodyInfo, ExprInfo, Mode, Selection, SelectionKind};
pub use object::{ObjId, Object, ObjectKind};
pub use package::{PackageSource, PkgId};
pub use type_::{Basic, Type, TypeId};
