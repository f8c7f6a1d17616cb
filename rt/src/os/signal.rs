//! Signal dispositions, masks and frames.

use core::arch::naked_asm;

use crate::os::syscall::{nr, syscall};

pub const SIGHUP: u32 = 1;
pub const SIGINT: u32 = 2;
pub const SIGQUIT: u32 = 3;
pub const SIGILL: u32 = 4;
pub const SIGTRAP: u32 = 5;
pub const SIGABRT: u32 = 6;
pub const SIGBUS: u32 = 7;
pub const SIGFPE: u32 = 8;
pub const SIGKILL: u32 = 9;
pub const SIGSEGV: u32 = 11;
pub const SIGPIPE: u32 = 13;
pub const SIGSTOP: u32 = 19;
pub const SIGSYS: u32 = 31;
/// One more than the largest signal.
pub const COUNT: usize = 65;

pub const SIG_DFL: usize = 0;
pub const SIG_IGN: usize = 1;

const SA_SIGINFO: u64 = 0x4;
const SA_ONSTACK: u64 = 0x0800_0000;
const SA_RESTART: u64 = 0x1000_0000;
const SA_RESTORER: u64 = 0x0400_0000;

/// A set of signals.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct SignalSet(pub u64);

impl SignalSet {
    pub const ALL: SignalSet = SignalSet(u64::MAX);
    pub const NONE: SignalSet = SignalSet(0);
}

/// The kernel's `sigaction`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Action {
    handler: usize,
    flags: u64,
    restorer: usize,
    mask: SignalSet,
}

/// What the kernel tells about a signal; the layout of faults and of user signals agrees as far as
/// it is used.
#[repr(C)]
pub struct Info {
    pub signal: i32,
    pub errno: i32,
    pub code: i32,
    _pad: i32,
    /// Faulting address.
    pub addr: u64,
}

/// `sigcontext` in the order of the kernel.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Registers {
    pub r8: u64,
    pub r9: u64,
    pub r10: u64,
    pub r11: u64,
    pub r12: u64,
    pub r13: u64,
    pub r14: u64,
    pub r15: u64,
    pub rdi: u64,
    pub rsi: u64,
    pub rbp: u64,
    pub rbx: u64,
    pub rdx: u64,
    pub rax: u64,
    pub rcx: u64,
    pub rsp: u64,
    pub rip: u64,
    pub eflags: u64,
    pub segments: u64,
    pub err: u64,
    pub trapno: u64,
    pub oldmask: u64,
    pub cr2: u64,
}

/// An alternate stack.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AltStack {
    pub sp: usize,
    pub flags: i32,
    pub size: usize,
}

/// `ucontext` up to the registers.
#[repr(C)]
pub struct Context {
    pub flags: u64,
    pub link: u64,
    pub stack: AltStack,
    pub regs: Registers,
}

/// A handler on the alternate stack.
pub type Handler = unsafe extern "C" fn(u32, *mut Info, *mut Context);

/// The current disposition of a signal.
pub fn disposition(signal: u32) -> usize {
    let mut old = Action {
        handler: 0,
        flags: 0,
        restorer: 0,
        mask: SignalSet::NONE,
    };
    // SAFETY: only the old action is written.
    let _ = unsafe { sigaction(signal, core::ptr::null(), &mut old) };
    old.handler
}

/// Sets a disposition without a handler function: `SIG_DFL` or `SIG_IGN`.
pub fn set_disposition(signal: u32, disposition: usize) {
    let action = Action {
        handler: disposition,
        flags: 0,
        restorer: 0,
        mask: SignalSet::ALL,
    };
    // SAFETY: the action names no function.
    let _ = unsafe { sigaction(signal, &action, core::ptr::null_mut()) };
}

/// Installs a handler that runs on the alternate stack with all signals blocked.
pub fn install(signal: u32, handler: Handler) {
    let action = Action {
        handler: handler as usize,
        flags: SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_RESTORER,
        restorer: rgo_sigreturn as *const () as usize,
        mask: SignalSet::ALL,
    };
    // SAFETY: handler and restorer have the types the kernel expects.
    let _ = unsafe { sigaction(signal, &action, core::ptr::null_mut()) };
}

/// # Safety
/// `new` names a proper handler or none.
unsafe fn sigaction(signal: u32, new: *const Action, old: *mut Action) -> Result<usize, i32> {
    let args = [signal as usize, new as usize, old as usize, 8, 0, 0];
    // SAFETY: passed on to the caller.
    unsafe { syscall(nr::RT_SIGACTION, args) }
}

/// How [`change_mask`] combines.
#[derive(Clone, Copy)]
pub enum How {
    Block = 0,
    Unblock = 1,
    Set = 2,
}

/// Changes the thread's signal mask and returns the old one.
pub fn change_mask(how: How, set: SignalSet) -> SignalSet {
    let mut old = SignalSet::NONE;
    let args = [
        how as usize,
        &raw const set as usize,
        &raw mut old as usize,
        8,
        0,
        0,
    ];
    // SAFETY: the kernel reads `set` and writes `old`.
    let _ = unsafe { syscall(nr::RT_SIGPROCMASK, args) };
    old
}

/// Sets the thread's alternate stack.
pub fn set_alt_stack(base: usize, size: usize) {
    let stack = AltStack {
        sp: base,
        flags: 0,
        size,
    };
    // SAFETY: the kernel reads `stack`; the memory belongs to the thread's M.
    let _ = unsafe { syscall(nr::SIGALTSTACK, [&raw const stack as usize, 0, 0, 0, 0, 0]) };
}

/// Where handlers return to.
#[unsafe(naked)]
unsafe extern "C" fn rgo_sigreturn() {
    naked_asm!("mov eax, 15", "syscall", "ud2")
}
