//! What package runtime answers about program counters: `Callers` and symbols for them.

use crate::sched::m::current_g;
use crate::sched::walk::{Walk, frame_pointer};
use crate::trace::frames::{self, PC_BITS};
use crate::trace::func_tab::{find_func, is_go_code};
use crate::trace::named;

/// `runtime.callers(skip int, pcbuf []uintptr) int`: frame 0 is the caller.
///
/// # Safety
/// `buf` has `len` words.
#[unsafe(export_name = "runtime.callers")]
pub unsafe extern "C" fn callers(skip: i64, buf: *mut usize, len: i64, _cap: i64) -> i64 {
    // SAFETY: by contract.
    let buf = unsafe { core::slice::from_raw_parts_mut(buf, len.max(0) as usize) };
    fill(
        Walk::from_frame(current_g(), frame_pointer()),
        skip.max(0) as usize,
        buf,
    ) as i64
}

/// Writes the program counters of a walk's frames behind the first `skip`.
pub fn fill(walk: Walk<'_>, skip: usize, buf: &mut [usize]) -> usize {
    let (mut n, mut left) = (0, skip);
    if buf.is_empty() {
        return 0;
    }
    frames::for_each(walk, |frame| {
        if left > 0 {
            left -= 1;
            return true;
        }
        buf[n] = frame.pc;
        n += 1;
        n < buf.len()
    });
    n
}

/// A symbol, as the overlay's `rgoSymbol` has it.
#[repr(C)]
pub struct Symbol {
    name: [usize; 2],
    file: [usize; 2],
    line: i64,
    start_line: i64,
    entry: usize,
    is_inlined: bool,
}

fn text(bytes: &'static [u8]) -> [usize; 2] {
    [bytes.as_ptr() as usize, bytes.len()]
}

/// `runtime.rgo_symbolize(pc uintptr, out *rgoSymbol) bool`: `pc` is an address within a call, with
/// the number of inlined calls to leave above it.
///
/// # Safety
/// `out` is a symbol to fill.
#[unsafe(export_name = "runtime.rgo_symbolize")]
pub unsafe extern "C" fn symbolize(pc: usize, out: *mut Symbol) -> bool {
    let (addr, depth) = (pc & ((1 << PC_BITS) - 1), pc >> PC_BITS);
    let symbol = if is_go_code(addr) {
        let Some(func) = find_func(addr) else {
            return false;
        };
        let Some(frame) = func.frame(addr, depth) else {
            return false;
        };
        Symbol {
            name: text(frame.name),
            file: text(frame.place.file),
            line: i64::from(frame.place.line),
            start_line: i64::from(frame.start_line),
            entry: func.entry,
            is_inlined: frame.is_inlined,
        }
    } else {
        let Some(named) = named::find(addr) else {
            return false;
        };
        Symbol {
            name: text(named.name.as_bytes()),
            file: text(named.path()),
            line: 1,
            start_line: 1,
            entry: named.entry(),
            is_inlined: false,
        }
    };
    // SAFETY: by contract.
    unsafe { out.write(symbol) };
    true
}
