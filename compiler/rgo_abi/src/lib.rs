//! The contract between compiled Go code and the runtime: layouts, calling convention, runtime
//! functions, tables in the executable. Both sides use these definitions; neither repeats them.
//!
//! # Calling convention
//!
//! Go functions use Cranelift's `CallConv::Tail`: 6 integer and 8 float argument registers
//! (`rdi rsi rdx rcx r8 r9`, `xmm0-7`), the rest on the stack, popped by the callee; 8 integer and
//! 8 float result registers (`rax rcx rdx rsi rdi r8 r9 r10`, `xmm0-7`); callee-saved are `rbx rbp
//! r12-r14`; `r15` is `g` throughout. Every function keeps the `rbp` chain.
//!
//! A value travels as the scalars it consists of: integers, bools, pointers, maps, channels and
//! funcs are one integer; floats one float; complex numbers two floats; strings two integers
//! (pointer, length), slices three, interfaces two (itab or type, data); a struct is the sequence
//! of its fields' scalars, an array of length 1 its element, a zero-size value nothing. A type is
//! of *register class* if it consists of at most [`call::MAX_SCALARS`] scalars and contains no
//! array longer than 1; all others are of *memory class*.
//!
//! Arguments, in order: the closure pointer (only in calls through func values), the result
//! pointer (only if results are returned in memory), then receiver and parameters: a register
//! class value as its scalars, a memory class value as one pointer to a copy that the caller made
//! and nobody changes during the call.
//!
//! Results: if every result is of register class and all of them together need at most 8 integer
//! and 8 float registers, they are returned in those. Otherwise all results are returned in
//! memory: the result pointer leads to a struct of all result types in order, owned by the caller.
//!
//! A func value is a pointer to a *closure object*: a code pointer followed by the captures.
//! Calls through it pass the object as closure pointer. A top-level function used as a value is a
//! static object whose code is an adapter that drops the closure pointer. Entries of itabs and
//! `Ifn` of method tables are plain code that takes the one-word receiver first; `Tfn` is code for
//! a func value (an adapter of the method expression).
//!
//! Runtime functions ([`runtime_fn`]) are `extern "C"` (System V) in Rust, at most two integer
//! results. Go functions with at most 6 integer arguments, and at most one result word, can be
//! called from Rust as `extern "C"` with `r15 = g`: the conventions agree on all they use.
//!
//! A Go function *without a body* that no other Go function stands for is the runtime's: its symbol
//! is its Go name (or the target of its `//go:linkname`), and it is called like every Go function,
//! in the Go convention. Narrow arguments may carry garbage above their width in both directions.
//! Go bodies that the runtime calls are [`runtime_fn::UPCALLS`] and [`runtime_fn::RUNTIME_REFS`].
#![no_std]

pub mod call;
pub mod func_info;
pub mod layout;
pub mod module_data;
pub mod runtime_fn;
pub mod size_class;
pub mod type_desc;
