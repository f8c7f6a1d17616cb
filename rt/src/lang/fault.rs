//! Faults of Go code become panics. The signal handler has made it look as if the faulting
//! instruction had called `rgo_sigpanic`.

use crate::lang::print::Sink;
use crate::lang::throw::throw;
use crate::lang::upcall;
use crate::os::signal::{SIGBUS, SIGFPE, SIGSEGV};
use crate::sched::m::{current_g, current_m};

const FPE_INTOVF: usize = 2;
const BUS_ADRERR: usize = 2;
const SEGV_ACCERR: usize = 2;

/// Turns the signal in the G into a panic.
pub extern "C" fn sigpanic() -> ! {
    let (g, m) = (current_g(), current_m());
    if m.locks.get() != 0 || m.mallocing.get() != 0 || g.sys_sp.get() != 0 {
        throw("unexpected signal during runtime execution");
    }
    let (code, addr) = (g.signal_code.get(), g.signal_addr.get());
    match g.signal.get() {
        SIGFPE => {
            // gc tests for it in line: no signal to report.
            g.signal.set(0);
            if code == FPE_INTOVF {
                upcall::panicoverflow()
            } else {
                upcall::panicdivide()
            }
        }
        SIGBUS if code == BUS_ADRERR && addr < 0x1000 => upcall::panicmem(),
        SIGSEGV if code <= SEGV_ACCERR && addr < 0x1000 => upcall::panicmem(),
        _ => {}
    }
    if g.panic_on_fault.get() {
        upcall::panicmem_addr(addr);
    }
    Sink::stderr()
        .text("unexpected fault address ")
        .hex(addr as u64)
        .text("\n");
    throw("fault")
}

/// `runtime/debug.setPanicOnFault(bool) bool`.
#[unsafe(export_name = "runtime/debug.setPanicOnFault")]
pub extern "C" fn set_panic_on_fault(is_on: u32) -> bool {
    current_g().panic_on_fault.replace(is_on as u8 != 0)
}
