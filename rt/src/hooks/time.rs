//! Package time, and the clocks of others.

use crate::os::time::{nanotime, walltime};

/// `(sec int64, nsec int32, mono int64)`.
extern "C" fn now(out: *mut [i64; 4]) {
    let wall = walltime();
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([wall.sec, wall.nsec, nanotime(), 0]) };
}

crate::go_results_4!("time.now", now, "rdi");
crate::go_results_4!("time.runtimeNow", now, "rdi");

/// Exports the monotonic clock under a Go name.
macro_rules! clocks {
    ($($name:ident = $symbol:literal;)*) => {$(
        /// The monotonic clock in nanoseconds.
        #[unsafe(export_name = $symbol)]
        pub extern "C" fn $name() -> i64 {
            nanotime()
        }
    )*};
}

clocks! {
    runtime_nanotime = "runtime.nanotime";
    time_runtime_nano = "time.runtimeNano";
    sync_nanotime = "internal/sync.runtime_nanotime";
    fips_mono_time = "crypto/internal/fips140deps/time.monoTime";
}
