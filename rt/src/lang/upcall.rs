//! Go functions of the overlay that the runtime calls: those that make run-time error values.

/// Declares functions that panic, called with up to one word.
macro_rules! upcalls {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal ($($arg:ident)?);)*) => {
        #[cfg(not(any(test, feature = "hosted")))]
        mod go {
            unsafe extern "C" {
                $(#[link_name = $symbol] pub fn $name();)*
            }
        }

        $($(#[$doc])*
        #[cold]
        pub fn $name($($arg: usize)?) -> ! {
            #[cfg(not(any(test, feature = "hosted")))]
            {
                let args = [0 $(+ $arg)?, 0, 0, 0];
                // SAFETY: the overlay's function takes these arguments and panics.
                unsafe { crate::arch::x86_64::call::call_go(go::$name as *const () as usize, args) };
                crate::lang::throw::throw(concat!($symbol, " returned"))
            }
            #[cfg(any(test, feature = "hosted"))]
            panic!("{}{:?}", $symbol, [0usize $(, $arg)?])
        })*
    };
}

upcalls! {
    /// Nil dereference.
    panicmem = "runtime.panicmem" ();
    /// Fault under `debug.SetPanicOnFault`.
    panicmem_addr = "runtime.panicmemAddr" (addr);
    panicdivide = "runtime.panicdivide" ();
    panicoverflow = "runtime.panicoverflow" ();
    panicmakeslicelen = "runtime.panicmakeslicelen" ();
    panicmakeslicecap = "runtime.panicmakeslicecap" ();
    panicgrowslice = "runtime.panicgrowslice" ();
    /// `runtime: allocation size out of range`
    panicalloc = "runtime.panicalloc" ();
    panicmakechansize = "runtime.panicmakechansize" ();
    panicsendclosed = "runtime.panicsendclosed" ();
    panicclosenil = "runtime.panicclosenil" ();
    panicclosed = "runtime.panicclosed" ();
    /// `panic(nil)`
    panicnil = "runtime.panicnil" ();
}

/// Replaces an error or Stringer by its text: `*[2]usize` is an `any`.
pub fn preprintpanic(value: *mut [usize; 2]) {
    call("preprintpanic", value as usize, 0);
}

/// Prints the value of a panic.
pub fn printpanicval([ty, data]: [usize; 2]) {
    call("printpanicval", ty, data);
}

#[cfg(not(any(test, feature = "hosted")))]
fn call(name: &str, a: usize, b: usize) {
    unsafe extern "C" {
        #[link_name = "runtime.preprintpanic"]
        fn preprintpanic();
        #[link_name = "runtime.printpanicval"]
        fn printpanicval();
    }
    let code = if name == "preprintpanic" {
        preprintpanic
    } else {
        printpanicval
    };
    // SAFETY: both take at most two words and return nothing.
    unsafe { crate::arch::x86_64::call::call_go(code as *const () as usize, [a, b, 0, 0]) };
}

#[cfg(any(test, feature = "hosted"))]
fn call(_: &str, _: usize, _: usize) {}
