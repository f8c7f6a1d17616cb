//! Numbers of the calling convention described in the crate's documentation.

/// Most scalars a register-class value consists of.
pub const MAX_SCALARS: usize = 4;
/// Integer argument registers.
pub const INT_ARGS: usize = 6;
/// Float argument registers.
pub const FLOAT_ARGS: usize = 8;
/// Integer result registers.
pub const INT_RESULTS: usize = 8;
/// Float result registers.
pub const FLOAT_RESULTS: usize = 8;
