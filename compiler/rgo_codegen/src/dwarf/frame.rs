//! `.debug_frame`: how to unwind each function, callee-saved registers included, so that debuggers
//! find variables of outer frames. As in gc's executables there is no `.eh_frame`: nothing unwinds
//! at run time but by the `rbp` chain.

use gimli::constants::{
    DW_CFA_advance_loc, DW_CFA_advance_loc1, DW_CFA_advance_loc2, DW_CFA_advance_loc4,
    DW_CFA_def_cfa, DW_CFA_def_cfa_offset, DW_CFA_def_cfa_register, DW_CFA_nop, DW_CFA_offset,
};
use rgo_link::Layout;

use super::FuncDebug;
use super::buffer::Buffer;
use crate::code::Frame;

const RBP: u8 = 6;
const RSP: u8 = 7;
const RETURN_ADDRESS: u8 = 16;
const WORD: i32 = 8;

pub fn emit(layout: &Layout, funcs: &[FuncDebug]) -> Vec<u8> {
    let mut out = Buffer::default();
    let begin = out.begin_length();
    out.u32(u32::MAX); // marks a CIE
    out.u8(4); // version
    out.u8(0); // no augmentation
    out.u8(8); // address size
    out.u8(0); // segment selector size
    out.uleb(1); // code alignment
    out.sleb(-i64::from(WORD)); // data alignment
    out.uleb(RETURN_ADDRESS.into());
    out.u8(DW_CFA_def_cfa.0);
    out.uleb(RSP.into());
    out.uleb(8);
    out.u8(DW_CFA_offset.0 | RETURN_ADDRESS);
    out.uleb(1);
    finish_entry(&mut out, begin);
    for func in funcs {
        let begin = out.begin_length();
        out.u32(0); // the CIE's offset
        out.u64(layout.addr(func.atom));
        out.u64(func.code_size.into());
        instructions(&mut out, &func.frame);
        finish_entry(&mut out, begin);
    }
    out.bytes
}

fn finish_entry(out: &mut Buffer, begin: usize) {
    while !(out.len() - begin + 4).is_multiple_of(8) {
        out.u8(DW_CFA_nop.0);
    }
    out.end_length(begin);
}

fn instructions(out: &mut Buffer, frame: &Frame) {
    if frame.after_push == 0 {
        return;
    }
    let mut pc = 0;
    advance(out, &mut pc, frame.after_push);
    out.u8(DW_CFA_def_cfa_offset.0);
    out.uleb(frame.cfa_offset.into());
    out.u8(DW_CFA_offset.0 | RBP);
    out.uleb(u64::from(frame.cfa_offset) / WORD as u64);
    advance(out, &mut pc, frame.after_set);
    out.u8(DW_CFA_def_cfa_register.0);
    out.uleb(RBP.into());
    for saved in &frame.saved {
        advance(out, &mut pc, saved.pc);
        out.u8(DW_CFA_offset.0 | saved.dwarf_reg as u8);
        out.uleb((-saved.cfa_offset / WORD) as u64);
    }
}

fn advance(out: &mut Buffer, pc: &mut u32, to: u32) {
    let delta = to - *pc;
    *pc = to;
    match delta {
        0 => {}
        1..0x40 => out.u8(DW_CFA_advance_loc.0 | delta as u8),
        0x40..0x100 => {
            out.u8(DW_CFA_advance_loc1.0);
            out.u8(delta as u8);
        }
        0x100..0x1_0000 => {
            out.u8(DW_CFA_advance_loc2.0);
            out.u16(delta as u16);
        }
        _ => {
            out.u8(DW_CFA_advance_loc4.0);
            out.u32(delta);
        }
    }
}
