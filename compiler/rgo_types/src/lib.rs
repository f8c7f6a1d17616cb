//! The type checker: from syntax trees to types, objects and exact constants.
//!
//! One [`Context`] serves a compilation and all its threads. Packages are handed in as
//! [`package::PackageSource`]s; the checker never learns where they came from. Declarations are
//! resolved on demand; bodies are checked one by one, each into its own [`info::BodyInfo`].
//!
//! Spec: "Types", "Declarations and scope", "Expressions", "Statements", "Built-in functions",
//! "Packages", "Program initialization and execution".

mod cache;
pub mod check;
pub mod constant;
pub mod context;
mod implements;
pub mod info;
mod interner;
pub mod lookup;
pub mod method_set;
pub mod object;
pub mod package;
pub mod predicates;
mod session;
pub mod sizes;
pub mod subst;
pub mod type_;
pub mod type_set;
pub mod type_string;
pub mod universe;

pub use constant::{ConstKind, ConstValue};
pub use context::Context;
pub use info::{BodyInfo, ExprInfo, Initializer, Mode, Selection, SelectionKind};
pub use object::{ObjId, Object, ObjectKind};
pub use package::{PackageSource, PkgId};
pub use predicates::is_exported;
pub use subst::TypeEnv;
pub use type_::{Basic, Type, TypeId};
