//! Per-function tables: names, lines, inlined frames, stack maps.
//!
//! `pc_data` holds per function a sequence of entries (uvarint pc delta, svarint line delta,
//! svarint inline-node delta); the first starts at the function's entry with line `start_line` and
//! node -1; a zero pc delta (not in first place) ends it. An entry's line and node hold from its pc
//! up to the next entry's. Lines are relative to the file of the innermost frame: the function's
//! own if the node is -1, else the node's.

/// One function.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct FuncInfo {
    /// Offset in `strings` of the name as tracebacks print it (`main.(*T).M`, `main.F[...]`).
    pub name: u32,
    /// Offset in `strings` of the file name.
    pub file: u32,
    /// Line of the `func` keyword.
    pub start_line: i32,
    /// Offset in `pc_data` of the line table.
    pub lines: u32,
    /// Index in `inline_tree` of node 0 of this function.
    pub inline_tree: u32,
    pub flags: u32,
    /// Offset in `pc_data` of the exact stack map, [`CONSERVATIVE`] if there is none.
    pub stack_map: u32,
    /// Callee-saved registers the function stores in its frame, in bits rbx r12 r13 r14.
    pub saved: u32,
}

/// `FuncInfo::stack_map` of a function whose frame is scanned conservatively.
pub const CONSERVATIVE: u32 = u32::MAX;

/// Bits of `FuncInfo::flags`.
pub mod flags {
    /// Compiler-made (method wrapper, adapter, equality function): hidden in tracebacks, looked
    /// through by `recover`.
    pub const WRAPPER: u32 = 1;
    /// No entry check.
    pub const NOSPLIT: u32 = 2;
    /// Has a defer record.
    pub const DEFERS: u32 = 4;
    /// In package runtime or internal/runtime: hidden in tracebacks unless GOTRACEBACK=system.
    pub const RUNTIME: u32 = 8;
    /// Of an inline node: no call of its own, but places of its parent that lie in another file.
    pub const FILE: u32 = 16;
    /// Has neither parameters nor a receiver: tracebacks say so.
    pub const NO_PARAMS: u32 = 32;
}

/// Files of package runtime in which gc has functions that are ours in Rust; `ModuleData` has their
/// paths.
pub const RUNTIME_FILES: [&str; 8] = [
    "panic.go",
    "proc.go",
    "time.go",
    "sema.go",
    "netpoll.go",
    "sigqueue.go",
    "signal_unix.go",
    "asm_amd64.s",
];

/// One inlined call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct InlineNode {
    /// Node of the caller within the same function, -1 for the function itself.
    pub parent: i32,
    /// Offset in `strings` of the inlined function's name.
    pub name: u32,
    /// Offset in `strings` of its file.
    pub file: u32,
    /// Line of its `func` keyword.
    pub start_line: i32,
    /// Line of the call in the caller's frame.
    pub call_line: i32,
    /// As `FuncInfo::flags`.
    pub flags: u32,
}

/// Line and inline node at a pc.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineEntry {
    pub line: i32,
    pub node: i32,
}

/// Finds the entry that holds at `pc_offset` bytes from the function's entry. `blob` starts at the
/// function's line table.
pub fn find_line(blob: &[u8], start_line: i32, pc_offset: u32) -> LineEntry {
    let mut at = 0;
    let mut pc = 0u32;
    let mut entry = LineEntry {
        line: start_line,
        node: -1,
    };
    let mut is_first = true;
    loop {
        let delta = read_uvarint(blob, &mut at) as u32;
        if delta == 0 && !is_first {
            return entry;
        }
        is_first = false;
        pc += delta;
        if pc > pc_offset {
            return entry;
        }
        entry.line += read_svarint(blob, &mut at) as i32;
        entry.node += read_svarint(blob, &mut at) as i32;
    }
}

/// Reads an unsigned LEB128 number at `*at` and moves behind it.
pub fn read_uvarint(blob: &[u8], at: &mut usize) -> u64 {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let byte = blob[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return value;
        }
        shift += 7;
    }
}

/// Reads a zigzag-encoded signed number.
pub fn read_svarint(blob: &[u8], at: &mut usize) -> i64 {
    let raw = read_uvarint(blob, at);
    (raw >> 1) as i64 ^ -((raw & 1) as i64)
}

/// Writes an unsigned LEB128 number through `put`.
pub fn write_uvarint(mut value: u64, mut put: impl FnMut(u8)) {
    while value >= 0x80 {
        put(value as u8 | 0x80);
        value >>= 7;
    }
    put(value as u8);
}

/// Writes a zigzag-encoded signed number through `put`.
pub fn write_svarint(value: i64, put: impl FnMut(u8)) {
    write_uvarint((value << 1 ^ value >> 63) as u64, put);
}

#[cfg(test)]
mod tests {
    use super::{LineEntry, find_line, write_svarint, write_uvarint};

    #[test]
    fn lines_are_found() {
        let mut blob = [0u8; 32];
        let mut n = 0;
        let mut put = |b| {
            blob[n] = b;
            n += 1;
        };
        for (pc, line, node) in [(0, 0, 0), (5, 2, 1), (300, -7, -1)] {
            write_uvarint(pc, &mut put);
            write_svarint(line, &mut put);
            write_svarint(node, &mut put);
        }
        write_uvarint(0, &mut put);
        let at = |pc| find_line(&blob, 10, pc);
        assert_eq!(at(0), LineEntry { line: 10, node: -1 });
        assert_eq!(at(4), LineEntry { line: 10, node: -1 });
        assert_eq!(at(5), LineEntry { line: 12, node: 0 });
        assert_eq!(at(1000), LineEntry { line: 5, node: -1 });
    }
}
