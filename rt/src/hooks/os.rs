//! Packages os and syscall: process, arguments, descriptors.

use crate::arch::x86_64::call::Pair;
use crate::lang::throw;
use crate::mem::persistent;
use crate::os::auxv::ProcessStack;
use crate::os::file;
use crate::os::signal::SIGPIPE;
use crate::os::syscall::exit_process;
use crate::sync::{AtomicUsize, Plain, Relaxed};
use crate::world::WORLD;

/// Go slices of strings made at boot: arguments and environment.
pub struct Strings {
    args: AtomicUsize,
    n_args: Plain<usize>,
    envs: AtomicUsize,
    n_envs: Plain<usize>,
}

impl Strings {
    /// None yet.
    pub const fn new() -> Strings {
        Strings {
            args: AtomicUsize::new(0),
            n_args: Plain::new(0),
            envs: AtomicUsize::new(0),
            n_envs: Plain::new(0),
        }
    }
}

impl Default for Strings {
    fn default() -> Strings {
        Strings::new()
    }
}

fn headers(n: usize, text: impl Fn(usize) -> &'static [u8]) -> usize {
    let at = persistent::alloc(n * 16, 8).cast::<[usize; 2]>();
    for i in 0..n {
        let text = text(i);
        // SAFETY: the array has `n` headers.
        unsafe { at.add(i).write([text.as_ptr() as usize, text.len()]) };
    }
    at as usize
}

/// Arguments as a Go slice, made when first asked for.
extern "C" fn args(out: *mut [usize; 4]) {
    let strings = &WORLD.strings;
    let stack: ProcessStack = WORLD.process_stack();
    if strings.args.load(Relaxed) == 0 {
        strings.n_args.set(stack.n_args());
        strings
            .args
            .store(headers(stack.n_args(), |i| stack.arg(i)), Relaxed);
    }
    let n = strings.n_args.get();
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([strings.args.load(Relaxed), n, n, 0]) };
}

/// The environment as a Go slice.
extern "C" fn envs(out: *mut [usize; 4]) {
    let strings = &WORLD.strings;
    let stack: ProcessStack = WORLD.process_stack();
    if strings.envs.load(Relaxed) == 0 {
        strings.n_envs.set(stack.n_envs());
        strings
            .envs
            .store(headers(stack.n_envs(), |i| stack.env(i)), Relaxed);
    }
    let n = strings.n_envs.get();
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([strings.envs.load(Relaxed), n, n, 0]) };
}

/// The auxiliary vector as a Go slice of words.
extern "C" fn auxv(out: *mut [usize; 4]) {
    let vector = WORLD.process_stack().auxv();
    let n = 2 * vector.len();
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([vector.as_ptr() as usize, n, n, 0]) };
}

crate::go_results_4!("runtime.rgo_args", args, "rdi");
crate::go_results_4!("runtime.rgo_envs", envs, "rdi");
crate::go_results_4!("runtime.getAuxv", auxv, "rdi");

/// `syscall.Exit(code int)`.
#[unsafe(export_name = "syscall.Exit")]
pub extern "C" fn exit(code: i64) -> ! {
    exit_process(code as i32)
}

/// `syscall.Getpagesize() int`.
#[unsafe(export_name = "syscall.Getpagesize")]
pub extern "C" fn page_size() -> i64 {
    4096
}

/// `runtime.write(fd uintptr, p unsafe.Pointer, n int32) int32`: the count, or minus the error.
///
/// # Safety
/// `p` has `n` bytes.
#[unsafe(export_name = "runtime.write")]
pub unsafe extern "C" fn write(fd: usize, p: *const u8, n: i32) -> i32 {
    // SAFETY: by contract.
    let bytes = unsafe { crate::lang::bytes::go_bytes(p, n.max(0) as usize) };
    match file::write(fd as i32, bytes) {
        Ok(n) => n as i32,
        Err(errno) => -errno,
    }
}

/// `runtime.writeErrData(data *byte, n int32)`: stderr, and the crash descriptor.
///
/// # Safety
/// `p` has `n` bytes.
#[unsafe(export_name = "runtime.writeErrData")]
pub unsafe extern "C" fn write_err(p: *const u8, n: i32) {
    // SAFETY: by contract.
    let bytes = unsafe { crate::lang::bytes::go_bytes(p, n.max(0) as usize) };
    file::write_all(2, bytes);
    if let Some(crash) = WORLD.crash_fd()
        && WORLD.is_crashing()
    {
        file::write_all(crash, bytes);
    }
}

/// `runtime.fcntl(fd, cmd, arg int32) (ret, errno int32)`.
extern "C" fn fcntl(fd: i32, cmd: i32, arg: i32) -> Pair {
    match file::fcntl(fd, cmd, arg) {
        Ok(value) => Pair(value, 0),
        Err(errno) => Pair(usize::MAX, errno as usize),
    }
}

crate::go_results_2!("runtime.fcntl", fcntl);

/// `syscall.runtime_doAllThreadsSyscall(trap, a1, ..., a6) (r1, r2, err uintptr)`: one thread runs
/// Go code, and its system call is the process's. The seventh argument is on the stack.
#[unsafe(naked)]
#[unsafe(export_name = "syscall.runtime_doAllThreadsSyscall")]
pub(crate) unsafe extern "C" fn rgo_all_threads_syscall() {
    core::arch::naked_asm!("jmp {imp}", imp = sym crate::arch::x86_64::syscall::rgo_syscall6)
}

/// `syscall.cgocaller(fn unsafe.Pointer, args ...uintptr) uintptr`: for C code, which is never there.
#[unsafe(export_name = "syscall.cgocaller")]
pub extern "C" fn cgocaller() -> ! {
    throw::throw("syscall: call of C code")
}

/// `os.sigpipe()`: a write to stdout or stderr found no reader.
#[unsafe(export_name = "os.sigpipe")]
pub extern "C" fn sigpipe() {
    if crate::hooks::signal::is_ignored(SIGPIPE) || crate::hooks::signal::send(SIGPIPE) {
        return;
    }
    throw::die_from_signal(SIGPIPE)
}

/// `os.ignoreSIGSYS()`: around a probe of a system call.
#[unsafe(export_name = "os.ignoreSIGSYS")]
pub extern "C" fn ignore_sigsys() {
    crate::hooks::signal::set_sigsys_ignored(true);
}

/// `os.restoreSIGSYS()`.
#[unsafe(export_name = "os.restoreSIGSYS")]
pub extern "C" fn restore_sigsys() {
    crate::hooks::signal::set_sigsys_ignored(false);
}
