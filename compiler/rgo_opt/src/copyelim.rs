//! Copies: block parameters that always have one value.
//!
//! Needs:  nothing.
//! Leaves: minimal SSA form, which the register allocator behind us depends on.
//! Cost:   near-linear.

use rgo_ssa::Func;

pub fn copyelim(func: &mut Func) {
    rgo_ssa::phi::remove_redundant_params(func);
}
