//! `runtime.Goexit`: a panic that nobody recovers. Its stub in `arch` has the frame.

use crate::lang::panic::{self, Panic};
use crate::lang::throw::throw;
use crate::sched::m::{current_g, current_m};
use crate::sched::proc;

/// Makes a Goexit at `at`, in the stub's frame.
///
/// # Safety
/// `at` has room for a `Panic` in the frame of `fp`, which is never left.
pub unsafe extern "C" fn begin(at: *mut Panic, fp: usize) {
    if current_m().is_on_m_stack() {
        throw("runtime: Goexit on an M stack");
    }
    // SAFETY: by contract.
    unsafe {
        at.write(Panic::new([0; 2], true, fp));
        (*at).push(current_g());
    }
}

/// Runs the deferred calls; entered again if one of them panics and an outer one recovers.
///
/// # Safety
/// `at` is what `begin` has made.
pub unsafe extern "C" fn run(at: *const Panic) -> ! {
    // SAFETY: by contract.
    panic::run_deferred(current_g(), unsafe { &*at });
    proc::exit_goroutine()
}
