//! Line programs: one for each unit, a sequence for each function.

use gimli::constants::{
    DW_FORM_line_strp, DW_FORM_udata, DW_LNCT_directory_index, DW_LNCT_path, DW_LNE_end_sequence,
    DW_LNE_set_address, DW_LNS_advance_line, DW_LNS_advance_pc, DW_LNS_copy, DW_LNS_set_file,
    DW_LNS_set_prologue_end,
};
use rgo_base::Symbol;
use rustc_hash::FxHashMap;

use super::buffer::{Buffer, StringTable};

const LINE_BASE: i64 = -4;
const LINE_RANGE: i64 = 12;
const OPCODE_BASE: u8 = 13;
/// Operands of the standard opcodes below `OPCODE_BASE`.
const OPERANDS: [u8; OPCODE_BASE as usize - 1] = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];

/// A row of a line table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Offset from the function's entry.
    pub pc: u32,
    /// Index in the unit's files.
    pub file: u32,
    pub line: u32,
    /// First row behind the entry sequence.
    pub is_prologue_end: bool,
}

/// Files of a unit, numbered in order of demand.
#[derive(Default)]
pub struct Files {
    pub names: Vec<Symbol>,
    indices: FxHashMap<Symbol, u32>,
}

impl Files {
    pub fn index(&mut self, name: Symbol) -> u32 {
        let names = &mut self.names;
        *self.indices.entry(name).or_insert_with(|| {
            names.push(name);
            names.len() as u32 - 1
        })
    }
}

/// The line program of a unit under construction.
#[derive(Default)]
pub struct LineProgram {
    code: Buffer,
}

impl LineProgram {
    /// Appends the rows of a function. Gives the place of its address in the program.
    pub fn func(&mut self, addr: u64, code_size: u32, rows: &[Row]) -> usize {
        let code = &mut self.code;
        code.u8(0);
        code.uleb(9);
        code.u8(DW_LNE_set_address.0);
        let place = code.len();
        code.u64(addr);
        let (mut pc, mut file, mut line) = (0, 1, 1);
        for row in rows {
            if row.file != file {
                code.u8(DW_LNS_set_file.0);
                code.uleb(row.file.into());
                file = row.file;
            }
            if row.is_prologue_end {
                code.u8(DW_LNS_set_prologue_end.0);
            }
            let pc_delta = u64::from(row.pc - pc);
            let line_delta = i64::from(row.line) - i64::from(line);
            advance(code, pc_delta, line_delta);
            (pc, line) = (row.pc, row.line);
        }
        code.u8(DW_LNS_advance_pc.0);
        code.uleb((code_size - pc).into());
        code.u8(0);
        code.uleb(1);
        code.u8(DW_LNE_end_sequence.0);
        place
    }

    /// Writes header and program. Gives the offset of the program in the section.
    pub fn finish(self, files: &Files, out: &mut Buffer, strings: &mut StringTable) -> usize {
        let unit = out.begin_length();
        out.u16(5); // version
        out.u8(8); // address size
        out.u8(0); // segment selector size
        let header = out.begin_length();
        out.u8(1); // smallest instruction
        out.u8(1); // operations per instruction
        out.u8(1); // rows are statements
        out.u8(LINE_BASE as u8);
        out.u8(LINE_RANGE as u8);
        out.u8(OPCODE_BASE);
        OPERANDS.iter().for_each(|&n| out.u8(n));
        out.u8(1); // directory entries have one field
        out.uleb(DW_LNCT_path.0.into());
        out.uleb(DW_FORM_line_strp.0.into());
        out.uleb(1);
        out.u32(strings.offset("."));
        out.u8(2); // file entries have two
        out.uleb(DW_LNCT_path.0.into());
        out.uleb(DW_FORM_line_strp.0.into());
        out.uleb(DW_LNCT_directory_index.0.into());
        out.uleb(DW_FORM_udata.0.into());
        out.uleb(files.names.len() as u64);
        for name in &files.names {
            out.u32(strings.offset(name.as_str()));
            out.uleb(0);
        }
        out.end_length(header);
        let start = out.len();
        out.bytes.extend_from_slice(&self.code.bytes);
        out.end_length(unit);
        start
    }
}

/// Advances pc and line and emits a row.
fn advance(code: &mut Buffer, pc_delta: u64, line_delta: i64) {
    let special = |line_delta: i64, pc_delta: u64| -> Option<u8> {
        let in_range = (LINE_BASE..LINE_BASE + LINE_RANGE).contains(&line_delta);
        let opcode = u64::from(OPCODE_BASE)
            .checked_add(pc_delta.checked_mul(LINE_RANGE as u64)?)?
            .checked_add_signed(line_delta - LINE_BASE)?;
        u8::try_from(opcode).ok().filter(|_| in_range)
    };
    if let Some(opcode) = special(line_delta, pc_delta) {
        return code.u8(opcode);
    }
    if pc_delta != 0 {
        code.u8(DW_LNS_advance_pc.0);
        code.uleb(pc_delta);
    }
    if let Some(opcode) = special(line_delta, 0) {
        return code.u8(opcode);
    }
    code.u8(DW_LNS_advance_line.0);
    code.sleb(line_delta);
    code.u8(DW_LNS_copy.0);
}
