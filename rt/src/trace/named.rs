//! Functions of the runtime that tracebacks show by the name Go knows them under: those a program
//! calls to wait, and those that stand between a program's frames.

use crate::arch::x86_64::recover;
use crate::world::module;

/// A runtime function with a Go name.
pub struct Named {
    code: unsafe extern "C" fn(),
    pub name: &'static str,
    /// File of GOROOT/src/runtime where gc has it.
    pub file: &'static str,
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
}

/// `runtime.gopanic`, which tracebacks show as `panic`.
pub static GOPANIC: Named = Named {
    code: recover::rgo_gopanic,
    name: "runtime.gopanic",
    file: "panic.go",
};
/// `runtime.sigpanic`.
pub static SIGPANIC: Named = Named {
    code: recover::rgo_sigpanic,
    name: "runtime.sigpanic",
    file: "signal_unix.go",
};

static NAMED: [Named; 12] = [
    Named {
        code: recover::rgo_goexit,
        name: "runtime.Goexit",
        file: "panic.go",
    },
    Named {
        code: gosched,
        name: "runtime.Gosched",
        file: "proc.go",
    },
    Named {
        code: time_sleep,
        name: "time.Sleep",
        file: "time.go",
    },
    Named {
        code: semacquire,
        name: "sync.runtime_Semacquire",
        file: "sema.go",
    },
    Named {
        code: semacquire_wait_group,
        name: "sync.runtime_SemacquireWaitGroup",
        file: "sema.go",
    },
    Named {
        code: semacquire_rwmutex_r,
        name: "sync.runtime_SemacquireRWMutexR",
        file: "sema.go",
    },
    Named {
        code: semacquire_rwmutex,
        name: "sync.runtime_SemacquireRWMutex",
        file: "sema.go",
    },
    Named {
        code: semacquire_mutex,
        name: "internal/sync.runtime_SemacquireMutex",
        file: "sema.go",
    },
    Named {
        code: notify_list_wait,
        name: "sync.runtime_notifyListWait",
        file: "sema.go",
    },
    Named {
        code: poll_wait,
        name: "internal/poll.runtime_pollWait",
        file: "netpoll.go",
    },
    Named {
        code: poll_semacquire,
        name: "internal/poll.runtime_Semacquire",
        file: "sema.go",
    },
    Named {
        code: signal_recv,
        name: "os/signal.signal_recv",
        file: "sigqueue.go",
    },
];

impl Named {
    /// Address of its code.
    pub fn entry(&self) -> usize {
        self.code as usize
    }
}

/// The runtime function that starts at `entry`.
pub fn find(entry: usize) -> Option<&'static Named> {
    NAMED
        .iter()
        .chain([&GOPANIC, &SIGPANIC])
        .find(|named| named.entry() == entry)
}

/// The runtime function that the call before `return_pc`, in Go code, went to. Compiled code calls
/// the runtime by `call rel32`.
pub fn callee_of(return_pc: usize) -> Option<&'static Named> {
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
    find(return_pc.wrapping_add_signed(offset as isize))
}
