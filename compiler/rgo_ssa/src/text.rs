//! The text form: what dumps show and pass tests are written in.
//!
//! ```text
//! func fn0(ptr, i64) -> i64 {
//!   slot0: 16 align 8
//!
//! b0(v0: ptr, v1: i64):
//!   v2: i64 = load <i64 t3+8> v0+8
//!   v3: i8 = icmp.slt v1, v2
//!   br v3, b1(v1), b2
//!
//! b1(v4: i64):
//!   v5: i64 = call fn7 (v4)
//!   ret v5
//!
//! b2 cold:
//!   unreachable
//! }
//! ```
//!
//! A value's type stands at its definition. `<kind root+offset>` is an access's alias tag, absent
//! for `any`. `!var0.1` behind a definition labels it as scalar 1 of a source variable. `//` starts
//! a comment.

mod parse;
mod print;

pub use parse::{ParseError, parse_funcs};
pub use print::{Names, Plain, print_func};
