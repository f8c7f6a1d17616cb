//! Functions of the program by address: names, files, lines, inlined calls.

use rgo_abi::func_info::{FuncInfo, InlineNode, find_line, flags, read_uvarint};

use crate::world::module;

/// A function of the program's Go code.
#[derive(Clone, Copy)]
pub struct Func {
    pub entry: usize,
    pub info: &'static FuncInfo,
}

/// A place in source, and the inlined call it belongs to.
#[derive(Clone, Copy)]
pub struct Place {
    pub file: &'static [u8],
    pub line: i32,
}

/// One of the calls that a machine frame stands for.
#[derive(Clone, Copy)]
pub struct LogicalFrame {
    pub name: &'static [u8],
    pub place: Place,
    pub start_line: i32,
    pub flags: u32,
    /// Whether it was inlined into its caller.
    pub is_inlined: bool,
}

/// The function that holds `pc`.
pub fn find_func(pc: usize) -> Option<Func> {
    let module = module();
    if pc < module.text_start || pc >= module.text_end {
        return None;
    }
    let offset = (pc - module.text_start) as u32;
    // SAFETY: the linker emitted the tables.
    let (starts, infos) = unsafe { (module.func_starts.get(), module.func_info.get()) };
    let index = starts[..infos.len()]
        .partition_point(|&start| start <= offset)
        .checked_sub(1)?;
    if starts.get(index + 1).is_some_and(|&end| offset >= end) {
        return None;
    }
    Some(Func {
        entry: module.text_start + starts[index] as usize,
        info: &infos[index],
    })
}

/// Whether `pc` lies in Go code.
pub fn is_go_code(pc: usize) -> bool {
    let module = module();
    (module.text_start..module.text_end).contains(&pc)
}

/// A string of the function tables.
pub fn string(offset: u32) -> &'static [u8] {
    // SAFETY: the linker emitted the table.
    let strings = unsafe { module().strings.get() };
    let mut at = offset as usize;
    let len = read_uvarint(strings, &mut at) as usize;
    &strings[at..at + len]
}

impl Func {
    /// Name as tracebacks print it.
    pub fn name(&self) -> &'static [u8] {
        string(self.info.name)
    }

    fn inline_node(&self, node: i32) -> &'static InlineNode {
        // SAFETY: the linker emitted the table.
        let tree = unsafe { module().inline_tree.get() };
        &tree[self.info.inline_tree as usize + node as usize]
    }

    /// The calls that `pc` is in, innermost first: `visit` gets each until it returns false.
    pub fn for_each_frame(&self, pc: usize, mut visit: impl FnMut(LogicalFrame) -> bool) {
        // SAFETY: the linker emitted the table.
        let data = unsafe { module().pc_data.get() };
        let blob = &data[self.info.lines as usize..];
        let entry = find_line(blob, self.info.start_line, (pc - self.entry) as u32);
        let (mut node, mut line) = (entry.node, entry.line);
        // The file of the frame to come, if it is not its function's.
        let mut file: Option<u32> = None;
        while node >= 0 {
            let inlined = self.inline_node(node);
            if inlined.flags & flags::FILE != 0 {
                file = Some(inlined.file);
                node = inlined.parent;
                continue;
            }
            let frame = LogicalFrame {
                name: string(inlined.name),
                place: Place {
                    file: string(file.take().unwrap_or(inlined.file)),
                    line,
                },
                start_line: inlined.start_line,
                flags: inlined.flags,
                is_inlined: true,
            };
            if !visit(frame) {
                return;
            }
            (node, line) = (inlined.parent, inlined.call_line);
        }
        visit(LogicalFrame {
            name: self.name(),
            place: Place {
                file: string(file.unwrap_or(self.info.file)),
                line,
            },
            start_line: self.info.start_line,
            flags: self.info.flags,
            is_inlined: false,
        });
    }

    /// The call `depth` levels out from the innermost at `pc`.
    pub fn frame(&self, pc: usize, depth: usize) -> Option<LogicalFrame> {
        let (mut found, mut left) = (None, depth);
        self.for_each_frame(pc, |frame| {
            if left == 0 {
                found = Some(frame);
                return false;
            }
            left -= 1;
            true
        });
        found
    }

    /// Whether the call at `pc` is a wrapper's, and not one of a function inlined into it.
    pub fn is_wrappers_own(&self, pc: usize) -> bool {
        let mut is_own = self.is_wrapper();
        if is_own {
            self.for_each_frame(pc, |frame| {
                is_own = frame.flags & flags::WRAPPER != 0;
                is_own
            });
        }
        is_own
    }

    /// Whether it was made by the compiler around another function.
    pub fn is_wrapper(&self) -> bool {
        self.info.flags & flags::WRAPPER != 0
    }
}
