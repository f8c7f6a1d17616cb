//! Linux on AMD64: system calls and what the kernel hands to a process. Nothing of Go.

pub mod auxv;
pub mod epoll;
pub mod file;
pub mod futex;
pub mod signal;
pub mod syscall;
pub mod thread;
pub mod time;
pub mod vdso;
pub mod vm;
