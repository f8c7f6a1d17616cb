//! The type checker: from syntax trees to types, objects and exact constants.
//!
//! One [`Context`] serves a compilation and all its threads. Packages are handed in as
//! [`package::PackageSource`]s; the checker never learns where they came from. Declarations are
//! resolved on demand; bodies are checked one by one, each into its own [`info::BodyInfo`].
//!
//! Spec: "Types", "Declarations and scope", "Expressions", "Statements", "Built-in functions",
//! "Packages", "Program initialization and execution".

mod assign;
mod builtin;
mod cache;
mod call;
pub mod check;
pub mod constant;
pub mod context;
mod convert;
mod cycles;
mod decl;
mod delayed;
mod exports;
mod expr;
mod implements;
mod index;
mod infer;
pub mod info;
mod init_order;
mod instantiate;
mod interner;
mod late;
mod literal;
pub mod lookup;
pub mod method_set;
mod mono;
pub mod object;
mod operand;
pub mod package;
pub mod predicates;
mod range;
mod report;
mod resolve;
mod results;
mod returns;
mod scope;
mod selector;
mod session;
mod signature;
pub mod sizes;
mod stmt;
pub mod subst;
mod switch;
pub mod type_;
mod type_expr;
pub mod type_set;
pub mod type_string;
mod unify;
pub mod universe;
mod valid_type;
mod values;

pub use constant::{ConstKind, ConstValue};
pub use context::Context;
pub use info::{BodyInfo, ExprInfo, Initializer, Mode, Selection, SelectionKind};
pub use object::{ObjId, Object, ObjectKind};
pub use package::{PackageSource, PkgId};
pub use predicates::is_exported;
pub use subst::TypeEnv;
pub use type_::{Basic, Type, TypeId};
