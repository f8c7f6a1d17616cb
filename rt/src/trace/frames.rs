//! Logical frames of a stack: what the program's source would say is on it, inlined calls expanded
//! and compiler-made wrappers left out; at the end those of the runtime's functions that gc has below
//! every goroutine.

use rgo_abi::func_info::flags;

use crate::arch::x86_64::recover::rgo_sigpanic_return;
use crate::sched::g::G;
use crate::sched::walk::{Step, Walk};
use crate::trace::func_tab::{Place, find_func};
use crate::trace::named::{self, GOPANIC, Named, SIGPANIC, callee_of};

/// Bits of a program counter in the values that `runtime.Callers` gives; above them is the number
/// of inlined calls to leave.
pub const PC_BITS: u32 = 32;

/// One call.
#[derive(Clone, Copy)]
pub struct Frame {
    /// As `runtime.Callers` gives it: one more than an address within the call.
    pub pc: usize,
    pub name: &'static [u8],
    pub place: Place,
    /// Start of the machine code it is in, 0 if unknown.
    pub entry: usize,
    /// Return address, or the address of a fault.
    pub return_pc: usize,
    pub fp: usize,
    pub flags: u32,
    pub is_inlined: bool,
    pub is_panic: bool,
    /// What stands for its arguments in a traceback.
    pub args: &'static str,
}

/// Arguments that are not shown.
pub const SOME_ARGS: &str = "(...)";
/// No arguments.
pub const NO_ARGS: &str = "()";

/// Calls `visit` with each frame of a walk, innermost first, until it returns false.
pub fn for_each(walk: Walk<'_>, mut visit: impl FnMut(&Frame) -> bool) {
    let g = walk.g();
    let mut has_started = false;
    // Wrappers are left out unless what they called is the panic itself.
    let mut callee_is_panic = false;
    let mut callee_is_go = false;
    for step in walk {
        let lookup = if step.is_fault {
            step.pc
        } else {
            step.pc.wrapping_sub(1)
        };
        let Some(func) = find_func(lookup) else {
            callee_is_go = false;
            if step.pc == rgo_sigpanic_return as *const () as usize {
                callee_is_panic = true;
                if !visit(&runtime_frame(&SIGPANIC, step)) {
                    return;
                }
            }
            continue;
        };
        if !callee_is_go
            && !step.is_fault
            && let Some(frame) = func.frame(lookup, 0)
            && let Some(named) = callee_of(step.pc, frame.name)
        {
            callee_is_panic = core::ptr::eq(named, &GOPANIC);
            if !visit(&runtime_frame(named, step)) {
                return;
            }
        }
        callee_is_go = true;
        has_started = true;
        let mut depth = 0;
        let mut goes_on = true;
        func.for_each_frame(lookup, |logical| {
            let is_hidden = logical.flags & flags::WRAPPER != 0 && !callee_is_panic;
            callee_is_panic = logical.name == b"runtime.panicwrap";
            if !is_hidden {
                goes_on = visit(&Frame {
                    pc: (lookup + 1) | depth << PC_BITS,
                    name: logical.name,
                    place: logical.place,
                    entry: func.entry,
                    return_pc: step.pc,
                    fp: step.fp,
                    flags: logical.flags,
                    is_inlined: logical.is_inlined,
                    is_panic: false,
                    args: args_of(logical.flags),
                });
            }
            depth += 1;
            goes_on
        });
        if !goes_on {
            return;
        }
    }
    if !has_started
        && let Some(frame) = first_frame(g)
        && !visit(&frame)
    {
        return;
    }
    for named in outermost(g) {
        let step = Step {
            pc: named.entry() + 1,
            fp: 0,
            is_fault: false,
        };
        if !visit(&runtime_frame(named, step)) {
            return;
        }
    }
}

/// The function of a goroutine that has not begun to run.
fn first_frame(g: &G) -> Option<Frame> {
    let entry = g.start_pc.get();
    let func = find_func(entry)?;
    let logical = func.frame(entry, 0)?;
    Some(Frame {
        pc: entry + 1,
        name: func.name(),
        place: logical.place,
        entry: func.entry,
        return_pc: entry,
        fp: 0,
        flags: func.info.flags,
        is_inlined: false,
        is_panic: false,
        args: args_of(func.info.flags),
    })
}

/// What stands for the arguments of a function in a traceback.
fn args_of(bits: u32) -> &'static str {
    match bits & flags::NO_PARAMS {
        0 => SOME_ARGS,
        _ => NO_ARGS,
    }
}

/// The runtime's functions that a goroutine begins in, innermost first.
fn outermost(g: &G) -> &'static [Named] {
    if g.is_system.get() {
        &[]
    } else if g.id.get() != 1 {
        &named::GOROUTINE
    } else if g.lock_count_internal.get() != 0 {
        &named::MAIN_IN_INIT
    } else {
        &named::MAIN
    }
}

fn runtime_frame(named: &'static Named, step: Step) -> Frame {
    Frame {
        pc: named.entry() + 1,
        name: named.name.as_bytes(),
        place: Place {
            file: named.path(),
            line: 1,
        },
        entry: named.entry(),
        return_pc: named.entry() + 1,
        fp: step.fp,
        flags: flags::RUNTIME,
        is_inlined: false,
        is_panic: core::ptr::eq(named, &GOPANIC),
        args: named.args,
    }
}
