//! From optimised SSA and the program's tables to machine code and data.
//!
//! The only crate that names Cranelift.

pub mod abi;
pub mod annotate;
pub mod build_info;
pub mod code;
pub mod compile;
pub mod data;
pub mod dwarf;
pub mod emit;
pub mod input;
mod itab;
pub mod lower;
pub mod position;
pub mod stack_check;
pub mod target;
mod type_desc;
pub mod unit;
