//! One function from SSA to machine code.

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::{ExternalName, Function, TrapCode};
use cranelift_codegen::isa::unwind::UnwindInst;
use cranelift_codegen::{CodegenError, CompiledCode, Context, FinalizedRelocTarget};
use cranelift_frontend::FunctionBuilderContext;
use rgo_abi::module_data::TrapKind;
use rgo_base::packed_option::PackedOption;
use rgo_base::{Pos, SecondaryMap, SourceMap, Symbol};
use rgo_hir::Program;
use rgo_ssa::shape::Shapes;
use rgo_ssa::text::Names;
use rgo_ssa::{DebugVarData, Func, InlineNode, Src, Term, Value};
use rustc_hash::FxHashMap;

use crate::annotate::{asm_text, clif_text};
use crate::code::{CodeReloc, CompiledFunc, Frame, InlinedFrame, PcSrc, SavedReg};
use crate::dwarf::variables;
use crate::lower::{
    self, FIRST_TRAP_NIL_AT, Lowered, MAX_UNCHECKED_FRAME, TRAP_NIL, TRAP_UNREACHABLE, needs_check,
};
use crate::position::{FuncPlace, Lines};
use crate::target::Target;

/// What compiling needs beside the function; shared by threads.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    pub program: &'a Program<'a>,
    pub sources: &'a SourceMap,
    pub shapes: &'a Shapes<'a>,
    pub target: &'a Target,
}

/// A thread's reusable state.
pub struct Compiler<'a> {
    env: Env<'a>,
    context: Context,
    frontend: FunctionBuilderContext,
    lines: Lines<'a>,
}

impl<'a> Compiler<'a> {
    pub fn new(env: Env<'a>) -> Compiler<'a> {
        Compiler {
            env,
            context: Context::new(),
            frontend: FunctionBuilderContext::new(),
            lines: Lines::new(env.sources, env.program),
        }
    }

    /// The CLIF of `func`, as it goes into Cranelift, as text.
    pub fn clif(&mut self, func: &Func, names: &dyn Names) -> String {
        let mut clif = Function::new();
        let checked = needs_check(func);
        let target = self.env.target;
        let lowered = lower::lower(func, target, checked, &mut clif, &mut self.frontend);
        clif_text(&clif, &lowered.refs, names)
    }

    /// Compiles `func`.
    pub fn compile(&mut self, func: &Func) -> Result<CompiledFunc, CodegenError> {
        Ok(self.compile_with_blocks(func)?.0)
    }

    /// The machine code of `func` as text.
    pub fn asm(&mut self, func: &Func, names: &dyn Names) -> Result<String, CodegenError> {
        let (compiled, blocks) = self.compile_with_blocks(func)?;
        Ok(asm_text(&compiled, &blocks, names))
    }

    /// The compiled function and where its basic blocks start.
    fn compile_with_blocks(
        &mut self,
        func: &Func,
    ) -> Result<(CompiledFunc, Vec<u32>), CodegenError> {
        let checked = needs_check(func);
        let (compiled, blocks) = self.compile_once(func, checked)?;
        let is_too_deep = compiled.frame.size > MAX_UNCHECKED_FRAME;
        if checked || func.flags.nosplit || !is_too_deep {
            return Ok((compiled, blocks));
        }
        self.compile_once(func, true)
    }

    fn compile_once(
        &mut self,
        func: &Func,
        checked: bool,
    ) -> Result<(CompiledFunc, Vec<u32>), CodegenError> {
        let target = self.env.target;
        self.context.clear();
        let clif = &mut self.context.func;
        let lowered = lower::lower(func, target, checked, clif, &mut self.frontend);
        let isa = if is_extreme(func) {
            &target.linear_isa
        } else {
            &target.isa
        };
        self.context
            .compile(&**isa, &mut Default::default())
            .map_err(|err| err.inner)?;
        let code = self.context.take_compiled_code();
        let code = code.expect("compilation succeeded");
        let mut table = LineTable::new(func, &mut self.lines);
        let lines = table.rows(&lowered, &code);
        let faults = table.faults(&lowered, &code, &lines);
        let vars = if target.options.debug_info {
            let place_of = |var: &DebugVarData| table.var_place(var);
            variables(func, &lowered, &code, target, self.env.shapes, place_of)
        } else {
            Vec::new()
        };
        let inlined = table.inlined;
        let compiled = CompiledFunc {
            id: func.id,
            code: code.buffer.data().to_vec(),
            align: code.buffer.alignment,
            relocs: relocs(&self.context.func, &lowered, &code),
            traps: traps(&code),
            lines,
            faults,
            inlined,
            frame: frame(&code, target),
            vars,
            is_checked: checked,
            has_defer: has_defer(func),
            is_wrapper: func.flags.is_wrapper,
        };
        Ok((compiled, code.bb_starts))
    }
}

/// Functions below this many instructions are not looked at more closely.
const EXTREME_INSTS: usize = 4_000;
/// Sum of the lengths of all live ranges, in instructions, from which on the good register
/// allocator takes seconds: its time is quadratic in the number of values live at once.
const EXTREME_LIVE_LENGTH: u64 = 40_000_000;

/// Whether a function's registers are better allocated in linear time. Live ranges are taken from
/// definition to last use in order of the text.
fn is_extreme(func: &Func) -> bool {
    if func.insts.len() < EXTREME_INSTS {
        return false;
    }
    let mut defined: SecondaryMap<Value, u64> = SecondaryMap::with_capacity(func.values.len());
    let mut used = defined.clone();
    let mut at = 0;
    for &block in &func.layout {
        let data = &func.blocks[block];
        data.params.iter().for_each(|&param| defined[param] = at);
        for &inst in &data.insts {
            at += 1;
            func.args(inst).iter().for_each(|&arg| used[arg] = at);
            func.results(inst).for_each(|result| defined[result] = at);
        }
        at += 1;
        func.each_term_use(block, |value| used[value] = at);
    }
    let length = |value| used[value].saturating_sub(defined[value]);
    let total: u64 = func.values.keys().map(length).sum();
    total > EXTREME_LIVE_LENGTH
}

fn has_defer(func: &Func) -> bool {
    let mut terms = func.layout.iter().map(|&block| &func.blocks[block].term);
    terms.any(|term| matches!(term, Term::DeferPush { .. }))
}

fn relocs(clif: &Function, lowered: &Lowered, code: &CompiledCode) -> Vec<CodeReloc> {
    let of_reloc = |reloc: &cranelift_codegen::FinalizedMachReloc| {
        let FinalizedRelocTarget::ExternalName(ExternalName::User(name)) = &reloc.target else {
            panic!(
                "code refers to {:?}, which is no symbol of ours",
                reloc.target
            );
        };
        let name = &clif.params.user_named_funcs()[*name];
        let is_call = match reloc.kind {
            Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 => true,
            Reloc::X86PCRel4 => false,
            kind => panic!("{kind} references do not occur in colocated code"),
        };
        CodeReloc {
            offset: reloc.offset,
            target: lowered.refs[name.index as usize],
            addend: reloc.addend,
            is_call,
        }
    };
    code.buffer.relocs().iter().map(of_reloc).collect()
}

fn traps(code: &CompiledCode) -> Vec<(u32, TrapKind)> {
    let kind = |code: TrapCode| match code {
        TRAP_NIL => TrapKind::NilDeref,
        TRAP_UNREACHABLE => TrapKind::Unreachable,
        TrapCode::INTEGER_DIVISION_BY_ZERO => TrapKind::Divide,
        // The dividend and divisor that overflow are sorted out before the division.
        TrapCode::INTEGER_OVERFLOW => TrapKind::Divide,
        code if trap_src(code).is_some() => TrapKind::NilDeref,
        code => panic!("trap code {code} is not used"),
    };
    let mut traps: Vec<_> = code
        .buffer
        .traps()
        .iter()
        .map(|trap| (trap.offset, kind(trap.code)))
        .collect();
    traps.sort_by_key(|&(pc, _)| pc);
    traps.dedup_by_key(|&mut (pc, _)| pc);
    traps
}

/// Entry of `Lowered::trap_srcs` that a trap code stands for.
fn trap_src(code: TrapCode) -> Option<usize> {
    let raw = code.as_raw().get();
    let is_ours = TrapCode::user(raw).is_some() && raw >= FIRST_TRAP_NIL_AT;
    is_ours.then(|| usize::from(raw - FIRST_TRAP_NIL_AT))
}

/// Lines by pc, and the inlined calls that they and variables mention.
struct LineTable<'a, 'b> {
    func: &'a Func,
    lines: &'a mut Lines<'b>,
    own_start: FuncPlace,
    /// Parents first.
    inlined: Vec<InlinedFrame>,
    /// Where the inlined functions are declared.
    starts: Vec<FuncPlace>,
    ids: FxHashMap<InlineNode, i32>,
}

impl<'a, 'b> LineTable<'a, 'b> {
    fn new(func: &'a Func, lines: &'a mut Lines<'b>) -> LineTable<'a, 'b> {
        let own_start = lines.place(func.pos);
        LineTable {
            func,
            lines,
            own_start,
            inlined: Vec::new(),
            starts: Vec::new(),
            ids: FxHashMap::default(),
        }
    }

    fn rows(&mut self, lowered: &Lowered, code: &CompiledCode) -> Vec<PcSrc> {
        let mut rows = vec![PcSrc {
            pc: 0,
            line: 0,
            node: -1,
            file: None,
        }];
        for range in code.buffer.get_srclocs_sorted() {
            if range.loc.is_default() {
                continue;
            }
            let src = lowered.srcs[range.loc.bits() as usize];
            let Some(row) = self.row(range.start, src) else {
                continue;
            };
            let last = rows.last_mut().expect("the entry's row is there");
            if last.pc == range.start {
                *last = row;
            } else if !last.is_same_place(&row) {
                rows.push(row);
            }
        }
        rows
    }

    /// What belongs to `src` from `pc` on, if its line is known.
    fn row(&mut self, pc: u32, src: Src) -> Option<PcSrc> {
        let line = self.lines.line(src.pos)?;
        let node = self.node(src.inlined);
        Some(PcSrc {
            pc,
            line: line as i32 - self.start(node).line as i32,
            node,
            file: self.file(node, src.pos),
        })
    }

    /// The faulting instructions that belong elsewhere than `rows` says.
    fn faults(&mut self, lowered: &Lowered, code: &CompiledCode, rows: &[PcSrc]) -> Vec<PcSrc> {
        let mut faults = Vec::new();
        for trap in code.buffer.traps() {
            let Some(at) = trap_src(trap.code) else {
                continue;
            };
            let src = lowered.srcs[lowered.trap_srcs[at] as usize];
            let holding = rows.partition_point(|row| row.pc <= trap.offset) - 1;
            if let Some(row) = self.row(trap.offset, src)
                && !row.is_same_place(&rows[holding])
            {
                faults.push(row);
            }
        }
        faults.sort_by_key(|row| row.pc);
        faults.dedup_by_key(|row| row.pc);
        faults
    }

    /// Line of a variable, and the inlined call it belongs to.
    fn var_place(&mut self, var: &DebugVarData) -> (i32, i32) {
        let node = self.node(var.inlined.into());
        let line = self.lines.line(var.pos).map_or(0, |line| line as i32);
        (line - self.start(node).line as i32, node)
    }

    fn start(&self, node: i32) -> FuncPlace {
        usize::try_from(node).map_or(self.own_start, |node| self.starts[node])
    }

    /// The file of `pos`, a place in `node`, if a directive makes it another one.
    fn file(&mut self, node: i32, pos: Pos) -> Option<Symbol> {
        let file = self.lines.directed_file(pos)?;
        (file != self.start(node).file).then_some(file)
    }

    /// Number of an inlined call in the table, made on first demand.
    fn node(&mut self, node: PackedOption<InlineNode>) -> i32 {
        let Some(node) = node.expand() else {
            return -1;
        };
        if let Some(&id) = self.ids.get(&node) {
            return id;
        }
        let call = self.func.inlined[node];
        let parent = self.node(call.parent.into());
        let call_line = self.lines.line(call.call_pos).unwrap_or(0) as i32;
        let call_file = self.file(parent, call.call_pos);
        self.inlined.push(InlinedFrame {
            callee: call.callee,
            parent,
            call_line: call_line - self.start(parent).line as i32,
            call_file,
        });
        self.starts.push(self.lines.func(call.callee));
        let id = self.inlined.len() as i32 - 1;
        self.ids.insert(node, id);
        id
    }
}

fn frame(code: &CompiledCode, target: &Target) -> Frame {
    let layout = code.buffer.frame_layout();
    let mut frame = Frame {
        size: layout.map_or(0, |layout| layout.frame_to_fp_offset),
        ..Frame::default()
    };
    let mut clobbers = 0;
    for (pc, inst) in &code.buffer.unwind_info {
        match inst {
            UnwindInst::PushFrameRegs { .. } => frame.after_push = *pc,
            UnwindInst::DefineNewFrame {
                offset_upward_to_caller_sp,
                offset_downward_to_clobbers,
            } => {
                frame.after_set = *pc;
                frame.cfa_offset = *offset_upward_to_caller_sp;
                clobbers = *offset_downward_to_clobbers;
            }
            UnwindInst::SaveReg {
                clobber_offset,
                reg,
            } => {
                let below = i64::from(frame.cfa_offset) + i64::from(clobbers);
                let mapped = target.isa.map_regalloc_reg_to_dwarf((*reg).into());
                frame.saved.push(SavedReg {
                    pc: *pc,
                    dwarf_reg: mapped.expect("general registers have DWARF numbers"),
                    cfa_offset: (i64::from(*clobber_offset) - below) as i32,
                });
            }
            UnwindInst::StackAlloc { .. }
            | UnwindInst::RegStackOffset { .. }
            | UnwindInst::Aarch64SetPointerAuth { .. } => {}
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::is_extreme;
    use rgo_ssa::text::parse_funcs;

    #[test]
    fn many_values_live_at_once_are_extreme_many_calls_are_not() {
        let n = 10_000;
        let mut calls = String::from("func fn1(i64) -> i64 {\nb0(v0: i64):\n");
        for i in 1..=n {
            let _ = writeln!(calls, "  v{i}: i64 = call fn2 (v0)");
        }
        let mut live = calls.clone();
        let _ = writeln!(calls, "  ret v{n}\n}}");
        let mut sum = 1;
        for i in 2..=n {
            let _ = writeln!(live, "  v{}: i64 = add v{sum}, v{i}", n + i);
            sum = n + i;
        }
        let _ = writeln!(live, "  ret v{sum}\n}}");
        let parse = |text: &str| parse_funcs(text).expect("well-formed").remove(0);
        assert!(!is_extreme(&parse(&calls)));
        assert!(is_extreme(&parse(&live)));
    }
}
