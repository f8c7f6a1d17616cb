//! Per-function tables: which function, line and inlined call a pc belongs to, and which
//! instructions fault when a nil pointer is followed (`rgo_abi::func_info`, `module_data::Trap`).
//!
//! Positions come in relative to the function they lie in, so that a function's record does not
//! change when lines are added above it; they become absolute here.

use rgo_abi::func_info::{CONSERVATIVE, FuncInfo, InlineNode, flags, write_svarint, write_uvarint};
use rgo_abi::module_data::{Trap, TrapKind};
use rgo_base::Symbol;
use rustc_hash::FxHashMap;

use crate::layout::Layout;
use crate::object::{Atom, AtomId, Object, Section};

/// From `pc` on, code belongs to `line` of `node`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PcLine {
    /// Offset from the function's entry.
    pub pc: u32,
    /// Relative to the start line of the function, or of the inlined function of `node`.
    pub line: i32,
    /// Index into `FuncMeta::inlined`, -1 for the function itself.
    pub node: i32,
    /// The file, if it is not that of the function or of the inlined function.
    pub file: Option<Symbol>,
}

/// An inlined call.
#[derive(Clone, Debug)]
pub struct Inlined {
    /// Node of the call it is inlined into, -1 for the function itself.
    pub parent: i32,
    /// Name of the inlined function as tracebacks print it.
    pub name: Symbol,
    pub file: Symbol,
    /// Line of its `func` keyword.
    pub start_line: u32,
    /// Line of the call, relative to the start line of the parent.
    pub call_line: i32,
    /// As `PcLine::file`, of the call.
    pub call_file: Option<Symbol>,
    /// As `rgo_abi::func_info::flags`.
    pub flags: u32,
}

/// What the tables say about one function.
#[derive(Clone, Debug)]
pub struct FuncMeta {
    pub atom: AtomId,
    /// Name as tracebacks print it.
    pub name: Symbol,
    pub file: Symbol,
    /// Line of its `func` keyword.
    pub start_line: u32,
    /// As `rgo_abi::func_info::flags`.
    pub flags: u32,
    /// Callee-saved registers it stores in its frame, in bits rbx r12 r13 r14.
    pub saved: u32,
    /// Ascending by pc; the first at 0.
    pub lines: Vec<PcLine>,
    pub inlined: Vec<Inlined>,
    /// Ascending by pc.
    pub traps: Vec<(u32, TrapKind)>,
    /// Exact stack map; none: the frame is scanned conservatively.
    pub stack_map: Option<Vec<u8>>,
}

/// The tables as atoms, with the number of entries where it does not follow from the size.
pub struct FuncTables {
    /// Start offsets and the sentinel.
    pub starts: AtomId,
    pub info: AtomId,
    pub pc_data: AtomId,
    pub strings: AtomId,
    pub inline_tree: AtomId,
    pub traps: AtomId,
    pub n_funcs: usize,
}

/// Length-prefixed strings, each once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    offsets: FxHashMap<Symbol, u32>,
}

impl Strings {
    fn offset(&mut self, text: Symbol) -> u32 {
        let bytes = &mut self.bytes;
        *self.offsets.entry(text).or_insert_with(|| {
            let at = bytes.len() as u32;
            let text = text.as_str();
            write_uvarint(text.len() as u64, |b| bytes.push(b));
            bytes.extend_from_slice(text.as_bytes());
            at
        })
    }
}

/// Adds the tables of `funcs` to `object`. `text` has placed the functions.
pub fn build(object: &mut Object, text: &Layout, funcs: &[FuncMeta]) -> FuncTables {
    let text_start = text.extent(Section::Text).start;
    let mut order: Vec<&FuncMeta> = funcs.iter().collect();
    order.sort_by_key(|func| text.addr(func.atom));

    let mut starts = Vec::with_capacity(4 * (order.len() + 1));
    let mut infos = Vec::with_capacity(order.len() * size_of::<FuncInfo>());
    let mut pc_data = Vec::new();
    let mut strings = Strings::default();
    let mut tree = Vec::new();
    let mut traps = Vec::new();
    for func in &order {
        let start = (text.addr(func.atom) - text_start) as u32;
        starts.extend_from_slice(&start.to_le_bytes());
        let lines = pc_data.len() as u32;
        let mut nodes = Nodes::new(&func.inlined);
        encode_lines(func, &mut nodes, &mut pc_data);
        let stack_map = match &func.stack_map {
            Some(map) => {
                let at = pc_data.len() as u32;
                pc_data.extend_from_slice(map);
                at
            }
            None => CONSERVATIVE,
        };
        let inline_tree = (tree.len() / size_of::<InlineNode>()) as u32;
        encode_info(
            &FuncInfo {
                name: strings.offset(func.name),
                file: strings.offset(func.file),
                start_line: func.start_line as i32,
                lines,
                inline_tree,
                flags: func.flags,
                stack_map,
                saved: func.saved,
            },
            &mut infos,
        );
        for node in &func.inlined {
            encode_node(func, node, &mut nodes, &mut strings, &mut tree);
        }
        for &(node, file) in &nodes.in_files {
            encode_file_node(func, node, file, &mut strings, &mut tree);
        }
        for &(pc, kind) in &func.traps {
            traps.extend_from_slice(&(start + pc).to_le_bytes());
            traps.extend_from_slice(&(kind as u32).to_le_bytes());
        }
    }
    let end = text.extent(Section::Text).size as u32;
    starts.extend_from_slice(&end.to_le_bytes());

    let mut table = |align, bytes| object.atoms.push(Atom::new(Section::RoData, align, bytes));
    FuncTables {
        starts: table(4, starts),
        info: table(4, infos),
        pc_data: table(1, pc_data),
        strings: table(1, strings.bytes),
        inline_tree: table(4, tree),
        traps: table(align_of::<Trap>() as u32, traps),
        n_funcs: order.len(),
    }
}

/// Line on which function or inlined function `node` starts.
fn start_line(func: &FuncMeta, node: i32) -> i32 {
    match usize::try_from(node) {
        Ok(node) => func.inlined[node].start_line as i32,
        Err(_) => func.start_line as i32,
    }
}

/// Numbers of a function's nodes: its inlined calls, then those that put a part of a frame into
/// another file.
struct Nodes {
    n_inlined: usize,
    /// Frame and file of those.
    in_files: Vec<(i32, Symbol)>,
}

impl Nodes {
    fn new(inlined: &[Inlined]) -> Nodes {
        Nodes {
            n_inlined: inlined.len(),
            in_files: Vec::new(),
        }
    }

    /// The node for places of `node` in `file`.
    fn number(&mut self, node: i32, file: Option<Symbol>) -> i32 {
        let Some(file) = file else {
            return node;
        };
        let wanted = (node, file);
        let known = self.in_files.iter().position(|&pair| pair == wanted);
        let at = known.unwrap_or_else(|| {
            self.in_files.push(wanted);
            self.in_files.len() - 1
        });
        (self.n_inlined + at) as i32
    }
}

fn encode_lines(func: &FuncMeta, nodes: &mut Nodes, out: &mut Vec<u8>) {
    let (mut pc, mut line, mut node) = (0, func.start_line as i32, -1);
    for (i, entry) in func.lines.iter().enumerate() {
        debug_assert!(if i == 0 { entry.pc == 0 } else { entry.pc > pc });
        let absolute = start_line(func, entry.node) + entry.line;
        let number = nodes.number(entry.node, entry.file);
        write_uvarint(u64::from(entry.pc - pc), |b| out.push(b));
        write_svarint(i64::from(absolute - line), |b| out.push(b));
        write_svarint(i64::from(number - node), |b| out.push(b));
        (pc, line, node) = (entry.pc, absolute, number);
    }
    if func.lines.is_empty() {
        out.extend_from_slice(&[0, 0, 0]);
    }
    out.push(0);
}

fn encode_info(info: &FuncInfo, out: &mut Vec<u8>) {
    let FuncInfo {
        name,
        file,
        start_line,
        lines,
        inline_tree,
        flags,
        stack_map,
        saved,
    } = *info;
    let words = [
        name,
        file,
        start_line as u32,
        lines,
        inline_tree,
        flags,
        stack_map,
        saved,
    ];
    words
        .iter()
        .for_each(|w| out.extend_from_slice(&w.to_le_bytes()));
}

fn encode_node(
    func: &FuncMeta,
    node: &Inlined,
    nodes: &mut Nodes,
    strings: &mut Strings,
    out: &mut Vec<u8>,
) {
    let words = [
        nodes.number(node.parent, node.call_file) as u32,
        strings.offset(node.name),
        strings.offset(node.file),
        node.start_line,
        (start_line(func, node.parent) + node.call_line) as u32,
        node.flags,
    ];
    words
        .iter()
        .for_each(|w| out.extend_from_slice(&w.to_le_bytes()));
}

/// A node for places of `node` that lie in another file.
fn encode_file_node(
    func: &FuncMeta,
    node: i32,
    file: Symbol,
    strings: &mut Strings,
    out: &mut Vec<u8>,
) {
    let name = match usize::try_from(node) {
        Ok(node) => func.inlined[node].name,
        Err(_) => func.name,
    };
    let words = [
        node as u32,
        strings.offset(name),
        strings.offset(file),
        start_line(func, node) as u32,
        0,
        flags::FILE,
    ];
    words
        .iter()
        .for_each(|w| out.extend_from_slice(&w.to_le_bytes()));
}

const _: () = assert!(size_of::<FuncInfo>() == 32 && size_of::<InlineNode>() == 24);
const _: () = assert!(size_of::<Trap>() == 8);

#[cfg(test)]
mod tests {
    use super::{FuncMeta, Inlined, PcLine, build};
    use crate::layout::{Layout, TEXT_BASE};
    use crate::object::{Atom, Object, Section};
    use rgo_abi::func_info::{LineEntry, find_line, flags};
    use rgo_abi::module_data::TrapKind;
    use rgo_base::Symbol;

    #[test]
    fn lines_become_absolute_and_traps_program_wide() {
        let mut object = Object::default();
        object
            .atoms
            .push(Atom::new(Section::Text, 16, vec![0x90; 3]));
        let atom = object
            .atoms
            .push(Atom::new(Section::Text, 16, vec![0x90; 64]));
        let line = |pc, line, node| PcLine {
            pc,
            line,
            node,
            file: None,
        };
        let meta = FuncMeta {
            atom,
            name: Symbol::intern("main.f"),
            file: Symbol::intern("/m/main.go"),
            start_line: 10,
            flags: 0,
            saved: 1,
            lines: vec![
                line(0, 0, -1),
                line(8, 1, 0),
                PcLine {
                    file: Some(Symbol::intern("y.go")),
                    ..line(16, 5, -1)
                },
                line(20, 3, -1),
            ],
            inlined: vec![Inlined {
                parent: -1,
                name: Symbol::intern("main.g"),
                file: Symbol::intern("/m/g.go"),
                start_line: 100,
                call_line: 2,
                call_file: None,
                flags: 0,
            }],
            traps: vec![(9, TrapKind::NilDeref)],
            stack_map: None,
        };
        let layout = Layout::of_text(&object);
        let tables = build(&mut object, &layout, &[meta]);
        let bytes = |id| &object.atoms[id].bytes[..];
        assert_eq!(bytes(tables.starts), [16, 0, 0, 0, 80, 0, 0, 0]);
        let at = |pc| find_line(bytes(tables.pc_data), 10, pc);
        assert_eq!(at(7), LineEntry { line: 10, node: -1 });
        assert_eq!(at(8), LineEntry { line: 101, node: 0 });
        // Another file of the function itself.
        assert_eq!(at(16), LineEntry { line: 15, node: 1 });
        assert_eq!(at(63), LineEntry { line: 13, node: -1 });
        assert_eq!(bytes(tables.inline_tree)[24..28], (-1i32).to_le_bytes());
        let flags_of_node = &bytes(tables.inline_tree)[44..48];
        assert_eq!(flags_of_node, flags::FILE.to_le_bytes());
        assert_eq!(bytes(tables.traps), [25, 0, 0, 0, 1, 0, 0, 0]);
        let call_line = &bytes(tables.inline_tree)[16..20];
        assert_eq!(call_line, [12, 0, 0, 0]);
        assert_eq!(layout.addr(atom), TEXT_BASE + 16);
    }
}
