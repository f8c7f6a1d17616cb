//! Functions of the runtime that tracebacks show by the name Go knows them under: those a program
//! calls to wait or to end, those that stand between a program's frames, and those below all of them.

use core::arch::naked_asm;

use rgo_abi::func_info::RUNTIME_FILES;

use crate::arch::x86_64::recover;
use crate::trace::frames::{NO_ARGS, SOME_ARGS};
use crate::world::module;

/// A runtime function with a Go name.
pub struct Named {
    code: unsafe extern "C" fn(),
    pub name: &'static str,
    /// File of GOROOT/src/runtime where gc has it: an index in `RUNTIME_FILES`.
    file: usize,
    /// What stands for its arguments.
    pub args: &'static str,
}

/// The files by what is looked for in them.
const PANIC: usize = file("panic.go");
const PROC: usize = file("proc.go");
const TIME: usize = file("time.go");
const SEMA: usize = file("sema.go");
const NETPOLL: usize = file("netpoll.go");
const SIGQUEUE: usize = file("sigqueue.go");
const SIGNAL: usize = file("signal_unix.go");
const ASM: usize = file("asm_amd64.s");

const fn file(name: &str) -> usize {
    let mut at = 0;
    while !is_same(RUNTIME_FILES[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at
}

const fn is_same(x: &[u8], y: &[u8]) -> bool {
    let mut at = 0;
    while at < x.len() && at < y.len() && x[at] == y[at] {
        at += 1;
    }
    at == x.len() && at == y.len()
}

const fn named(
    code: unsafe extern "C" fn(),
    name: &'static str,
    file: usize,
    args: &'static str,
) -> Named {
    Named {
        code,
        name,
        file,
        args,
    }
}

unsafe extern "C" {
    #[link_name = "time.Sleep"]
    fn time_sleep();
    #[link_name = "runtime.Gosched"]
    fn gosched();
    #[link_name = "sync.runtime_Semacquire"]
    fn semacquire();
    #[link_name = "sync.runtime_SemacquireWaitGroup"]
    fn semacquire_wait_group();
    #[link_name = "sync.runtime_SemacquireRWMutexR"]
    fn semacquire_rwmutex_r();
    #[link_name = "sync.runtime_SemacquireRWMutex"]
    fn semacquire_rwmutex();
    #[link_name = "internal/sync.runtime_SemacquireMutex"]
    fn semacquire_mutex();
    #[link_name = "sync.runtime_notifyListWait"]
    fn notify_list_wait();
    #[link_name = "internal/poll.runtime_pollWait"]
    fn poll_wait();
    #[link_name = "internal/poll.runtime_Semacquire"]
    fn poll_semacquire();
    #[link_name = "os/signal.signal_recv"]
    fn signal_recv();
    #[link_name = "runtime.throw"]
    fn throw();
    #[link_name = "runtime.fatal"]
    fn fatal();
    #[link_name = "sync.throw"]
    fn sync_throw();
    #[link_name = "sync.fatal"]
    fn sync_fatal();
    #[link_name = "internal/sync.throw"]
    fn internal_sync_throw();
    #[link_name = "internal/sync.fatal"]
    fn internal_sync_fatal();
    #[link_name = "internal/runtime/maps.fatal"]
    fn maps_fatal();
    #[link_name = "crypto/rand.fatal"]
    fn rand_fatal();
    #[link_name = "crypto/internal/sysrand.fatal"]
    fn sysrand_fatal();
    #[link_name = "crypto/internal/fips140.fatal"]
    fn fips_fatal();
}

/// Stands for `runtime.goexit`, which gc's goroutines return to.
#[unsafe(naked)]
unsafe extern "C" fn goexit() {
    naked_asm!("ud2")
}

/// Stands for `runtime.main`.
#[unsafe(naked)]
unsafe extern "C" fn runtime_main() {
    naked_asm!("ud2")
}

/// Stands for `runtime.doInit`.
#[unsafe(naked)]
unsafe extern "C" fn do_init() {
    naked_asm!("ud2")
}

/// Stands for `runtime.doInit1`.
#[unsafe(naked)]
unsafe extern "C" fn do_init1() {
    naked_asm!("ud2")
}

/// `runtime.gopanic`, which tracebacks show as `panic`.
pub static GOPANIC: Named = named(recover::rgo_gopanic, "runtime.gopanic", PANIC, SOME_ARGS);
/// `runtime.sigpanic`.
pub static SIGPANIC: Named = named(recover::rgo_sigpanic, "runtime.sigpanic", SIGNAL, NO_ARGS);

const GOEXIT: Named = named(goexit, "runtime.goexit", ASM, "({})");
const RUNTIME_MAIN: Named = named(runtime_main, "runtime.main", PROC, NO_ARGS);

/// What goroutines begin in, innermost first.
pub static GOROUTINE: [Named; 1] = [GOEXIT];
/// What the main goroutine begins in.
pub static MAIN: [Named; 2] = [RUNTIME_MAIN, GOEXIT];
/// What it begins in during initialization.
pub static MAIN_IN_INIT: [Named; 4] = [
    named(do_init1, "runtime.doInit1", PROC, SOME_ARGS),
    named(do_init, "runtime.doInit", PROC, SOME_ARGS),
    RUNTIME_MAIN,
    GOEXIT,
];

/// Functions that compiled code calls.
static CALLED: [Named; 22] = [
    named(recover::rgo_goexit, "runtime.Goexit", PANIC, NO_ARGS),
    named(gosched, "runtime.Gosched", PROC, NO_ARGS),
    named(time_sleep, "time.Sleep", TIME, SOME_ARGS),
    named(semacquire, "sync.runtime_Semacquire", SEMA, SOME_ARGS),
    named(
        semacquire_wait_group,
        "sync.runtime_SemacquireWaitGroup",
        SEMA,
        SOME_ARGS,
    ),
    named(
        semacquire_rwmutex_r,
        "sync.runtime_SemacquireRWMutexR",
        SEMA,
        SOME_ARGS,
    ),
    named(
        semacquire_rwmutex,
        "sync.runtime_SemacquireRWMutex",
        SEMA,
        SOME_ARGS,
    ),
    named(
        semacquire_mutex,
        "internal/sync.runtime_SemacquireMutex",
        SEMA,
        SOME_ARGS,
    ),
    named(
        notify_list_wait,
        "sync.runtime_notifyListWait",
        SEMA,
        SOME_ARGS,
    ),
    named(
        poll_wait,
        "internal/poll.runtime_pollWait",
        NETPOLL,
        SOME_ARGS,
    ),
    named(
        poll_semacquire,
        "internal/poll.runtime_Semacquire",
        SEMA,
        SOME_ARGS,
    ),
    named(signal_recv, "os/signal.signal_recv", SIGQUEUE, NO_ARGS),
    named(throw, "runtime.throw", PANIC, SOME_ARGS),
    named(fatal, "runtime.fatal", PANIC, SOME_ARGS),
    named(sync_throw, "sync.throw", PANIC, SOME_ARGS),
    named(sync_fatal, "sync.fatal", PANIC, SOME_ARGS),
    named(internal_sync_throw, "internal/sync.throw", PANIC, SOME_ARGS),
    named(internal_sync_fatal, "internal/sync.fatal", PANIC, SOME_ARGS),
    named(maps_fatal, "internal/runtime/maps.fatal", PANIC, SOME_ARGS),
    named(rand_fatal, "crypto/rand.fatal", PANIC, SOME_ARGS),
    named(
        sysrand_fatal,
        "crypto/internal/sysrand.fatal",
        PANIC,
        SOME_ARGS,
    ),
    named(
        fips_fatal,
        "crypto/internal/fips140.fatal",
        PANIC,
        SOME_ARGS,
    ),
];

impl Named {
    /// Address of its code.
    pub fn entry(&self) -> usize {
        self.code as usize
    }

    /// Whether its name is one of the package that the function `caller` is in.
    fn is_linked_into(&self, caller: &[u8]) -> bool {
        let name = self.name.as_bytes();
        let Some(dot) = name.iter().rposition(|&b| b == b'.') else {
            return false;
        };
        caller.starts_with(&name[..=dot])
    }

    /// Path of its file.
    pub fn path(&self) -> &'static [u8] {
        // SAFETY: the linker emitted the tables.
        let file = unsafe { module().runtime_files.get() }.get(self.file);
        // SAFETY: as above.
        file.map_or(b"", |file| unsafe { file.get() })
    }
}

/// The runtime function that `pc`, its entry or what frames have for its pc, stands for.
pub fn find(pc: usize) -> Option<&'static Named> {
    CALLED
        .iter()
        .chain([&GOPANIC, &SIGPANIC])
        .chain(&MAIN_IN_INIT)
        .find(|named| named.entry() == pc || named.entry() + 1 == pc)
}

/// The runtime function that the call before `return_pc`, in the Go function `caller`, went to.
/// Compiled code calls the runtime by `call rel32`.
pub fn callee_of(return_pc: usize, caller: &[u8]) -> Option<&'static Named> {
    const CALL: u8 = 0xe8;
    const LEN: usize = 5;
    if return_pc < module().text_start + LEN {
        return None;
    }
    // SAFETY: the five bytes lie in the program's text.
    let (opcode, offset) = unsafe {
        let at = (return_pc - LEN) as *const u8;
        (at.read(), at.add(1).cast::<i32>().read_unaligned())
    };
    if opcode != CALL {
        return None;
    }
    let entry = return_pc.wrapping_add_signed(offset as isize);
    let is_called = |named: &&Named| named.entry() == entry;
    // Functions that do the same may be one: packages call what is linked to a name of theirs.
    let mut found = CALLED.iter().filter(is_called);
    found
        .clone()
        .find(|named| named.is_linked_into(caller))
        .or_else(|| found.next())
        .or_else(|| [&GOPANIC, &SIGPANIC].into_iter().find(is_called))
}
