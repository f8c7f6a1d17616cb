//! Where a function's variables are, pc by pc, as DWARF expressions.
//!
//! A scalar that is the same constant wherever the variable is assigned, or the address of the same
//! static data, needs no place: it is a value throughout the function, though code holds it in a
//! register only around its uses.
//!
//! Debuggers look up variables of outer frames at the last byte of the call instruction. What a
//! register held there that callees may change is gone then, so such ranges have a gap at every
//! call's last byte.
//!
//! A variable is a stack slot, memory behind a pointer, or the scalars of its shape, each in a
//! register or a spill slot for parts of the function's code. Scalars are combined: for each
//! stretch of code between two changes one expression lists the pieces.

use cranelift_codegen::ir::ValueLabel;
use cranelift_codegen::{CompiledCode, LabelValueLoc, ValueLocRange};
use gimli::constants::{
    DW_OP_addr, DW_OP_breg0, DW_OP_bregx, DW_OP_consts, DW_OP_deref, DW_OP_fbreg,
    DW_OP_implicit_value, DW_OP_piece, DW_OP_reg0, DW_OP_regx, DW_OP_stack_value,
};
use rgo_base::Symbol;
use rgo_hir::SymbolRef;
use rgo_ssa::shape::Shapes;
use rgo_ssa::{DebugLabel, DebugPlace, DebugVar as SsaVar, DebugVarData, Func, Op, Slot};
use rgo_types::{Basic, TypeId};

use super::buffer::Buffer;
use crate::lower::Lowered;
use crate::target::Target;

/// A variable or parameter of a function, or of a call inlined into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DebugVar {
    pub name: Symbol,
    pub ty: TypeId,
    /// Relative to the start line of the function or inlined function it belongs to.
    pub line: i32,
    /// Index into the function's inlined calls, -1 for its own variables.
    pub node: i32,
    pub is_param: bool,
    pub place: VarPlace,
}

/// Where a variable is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VarPlace {
    /// Optimised away.
    Nowhere,
    /// At one place all the time.
    Fixed(Expr),
    /// Ascending, not overlapping.
    List(Vec<LocRange>),
}

/// An expression that holds from `start` up to `end`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocRange {
    pub start: u32,
    pub end: u32,
    pub expr: Expr,
}

/// A DWARF expression.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Expr {
    pub bytes: Vec<u8>,
    /// Offsets of 8-byte fields to which the addresses of static data are to be added.
    pub addresses: Vec<(u32, SymbolRef)>,
}

/// A piece of a variable.
struct Part {
    offset: u32,
    size: u32,
    source: Source,
}

/// Where a piece is to be had.
enum Source {
    Ranges(Vec<ValueLocRange>),
    Const(i64),
    /// Of a float.
    Bits(u64),
    Address(SymbolRef, i64),
    /// The address at this offset from the CFA.
    FrameAddress(i64),
}

impl Source {
    fn ranges(&self) -> &[ValueLocRange] {
        match self {
            Source::Ranges(ranges) => ranges,
            Source::Const(_) | Source::Bits(_) | Source::Address(..) | Source::FrameAddress(_) => {
                &[]
            }
        }
    }

    /// Appends the expression that holds at `pc`; false if there is none.
    fn write(&self, pc: u32, size: u32, expr: &mut Expr, target: &Target) -> bool {
        match *self {
            Source::Ranges(ref ranges) => {
                let at = ranges
                    .iter()
                    .find(|range| range.start <= pc && pc < range.end);
                let Some(range) = at else {
                    return false;
                };
                expr.append(|out| location(out, range.loc, target));
            }
            Source::Const(value) => expr.append(|out| {
                out.u8(DW_OP_consts.0);
                out.sleb(value);
                out.u8(DW_OP_stack_value.0);
            }),
            Source::Bits(bits) => expr.append(|out| {
                out.u8(DW_OP_implicit_value.0);
                out.block(&bits.to_le_bytes()[..size as usize]);
            }),
            Source::FrameAddress(offset) => expr.append(|out| {
                out.u8(DW_OP_fbreg.0);
                out.sleb(offset);
                out.u8(DW_OP_stack_value.0);
            }),
            Source::Address(symbol, offset) => {
                expr.addresses.push((expr.bytes.len() as u32 + 1, symbol));
                expr.append(|out| {
                    out.u8(DW_OP_addr.0);
                    out.u64(offset as u64);
                    out.u8(DW_OP_stack_value.0);
                });
            }
        }
        true
    }
}

impl Expr {
    fn append(&mut self, write: impl FnOnce(&mut Buffer)) {
        let mut buffer = Buffer {
            bytes: std::mem::take(&mut self.bytes),
        };
        write(&mut buffer);
        self.bytes = buffer.bytes;
    }

    fn new(write: impl FnOnce(&mut Buffer)) -> Expr {
        let mut expr = Expr::default();
        expr.append(write);
        expr
    }
}

impl DebugVar {
    /// All expressions that say where it is.
    pub fn exprs_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        let (fixed, list) = match &mut self.place {
            VarPlace::Nowhere => (None, &mut [][..]),
            VarPlace::Fixed(expr) => (Some(expr), &mut [][..]),
            VarPlace::List(list) => (None, &mut list[..]),
        };
        fixed
            .into_iter()
            .chain(list.iter_mut().map(|range| &mut range.expr))
    }
}

/// The variables of `func`. `place_of` gives the line and node of a variable.
pub(crate) fn variables(
    func: &Func,
    lowered: &Lowered,
    code: &CompiledCode,
    target: &Target,
    shapes: &Shapes<'_>,
    mut place_of: impl FnMut(&DebugVarData) -> (i32, i32),
) -> Vec<DebugVar> {
    let mut returns: Vec<u32> = code.buffer.call_sites().map(|site| site.ret_addr).collect();
    returns.sort_unstable();
    let mut labels = func.debug_labels.clone();
    labels.sort_unstable_by_key(|label| (label.var, label.part, label.value));
    let places = Places {
        func,
        labels,
        lowered,
        code,
        target,
        shapes,
        returns,
    };
    let mut vars = Vec::with_capacity(func.debug_vars.len());
    for (id, data) in &func.debug_vars {
        let (line, node) = place_of(data);
        vars.push(DebugVar {
            name: data.name,
            ty: data.ty,
            line,
            node,
            is_param: data.is_param,
            place: places.of(id, data),
        });
    }
    vars
}

/// What tells where variables are.
struct Places<'a> {
    func: &'a Func,
    /// By variable and part.
    labels: Vec<DebugLabel>,
    lowered: &'a Lowered,
    code: &'a CompiledCode,
    target: &'a Target,
    shapes: &'a Shapes<'a>,
    /// Return addresses, ascending.
    returns: Vec<u32>,
}

impl Places<'_> {
    fn of(&self, id: SsaVar, data: &DebugVarData) -> VarPlace {
        match data.place {
            DebugPlace::Slot(slot, offset) => self.in_slot(slot, offset),
            DebugPlace::Behind => {
                let ranges = self.ranges(id, 0);
                let list = ranges.iter().map(|range| LocRange {
                    start: range.start,
                    end: range.end,
                    expr: behind(range.loc, self.target),
                });
                list_place(list.collect())
            }
            DebugPlace::Scalars => {
                let shape = self.shapes.get(data.ty);
                let Some(scalars) = shape.scalars() else {
                    return VarPlace::Nowhere;
                };
                let parts: Vec<Part> = scalars
                    .iter()
                    .enumerate()
                    .map(|(part, scalar)| Part {
                        offset: scalar.offset,
                        size: scalar.ty.bytes(),
                        source: self.source(id, part as u16),
                    })
                    .collect();
                let code_size = self.code.buffer.total_size();
                // Half a string makes debuggers read from a wild address.
                let under = self.shapes.types.underlying(data.ty);
                let needs_all = under == Basic::String.type_id();
                combine(&parts, needs_all, code_size, self.target)
            }
        }
    }

    fn in_slot(&self, slot: Slot, offset: u32) -> VarPlace {
        let Some(from_cfa) = self.slot_offset(slot, offset.into()) else {
            return VarPlace::Nowhere;
        };
        VarPlace::Fixed(Expr::new(|out| {
            out.u8(DW_OP_fbreg.0);
            out.sleb(from_cfa);
        }))
    }

    /// Offset from the CFA of `offset` in a slot.
    fn slot_offset(&self, slot: Slot, offset: i64) -> Option<i64> {
        let layout = self.code.buffer.frame_layout()?;
        let slot = self.lowered.slots[slot].expand()?;
        let from_sp = i64::from(layout.stackslots[slot].offset) + offset;
        // The CFA lies above the return address and the saved rbp.
        Some(from_sp - i64::from(layout.frame_to_fp_offset) - 16)
    }

    /// Where a scalar of a variable is to be had.
    fn source(&self, id: SsaVar, part: u16) -> Source {
        let first = self
            .labels
            .partition_point(|label| (label.var, label.part) < (id, part));
        let mut ops = self.labels[first..]
            .iter()
            .take_while(|label| (label.var, label.part) == (id, part))
            .map(|label| self.func.def_op(label.value));
        if let Some(Some(first)) = ops.next()
            && ops.all(|op| op == Some(first))
        {
            match *first {
                Op::Iconst(value) => return Source::Const(value),
                Op::F32const(bits) => return Source::Bits(bits.into()),
                Op::F64const(bits) => return Source::Bits(bits),
                Op::SlotAddr(slot, offset) => {
                    let at = self.slot_offset(slot, offset.into());
                    return at.map_or(Source::Ranges(Vec::new()), Source::FrameAddress);
                }
                Op::SymbolAddr(symbol, offset) => return Source::Address(symbol, offset),
                _ => {}
            }
        }
        Source::Ranges(self.ranges(id, part))
    }

    /// Where a scalar of a variable is.
    fn ranges(&self, id: SsaVar, part: u16) -> Vec<ValueLocRange> {
        let Some(&label) = self.lowered.label_ids.get(&(id, part)) else {
            return Vec::new();
        };
        let label = ValueLabel::from_u32(label);
        let Some(ranges) = self.code.value_labels_ranges.get(&label) else {
            return Vec::new();
        };
        let mut cut = Vec::with_capacity(ranges.len());
        for range in ranges {
            self.cut_at_calls(*range, &mut cut);
        }
        cut
    }

    fn cut_at_calls(&self, mut range: ValueLocRange, out: &mut Vec<ValueLocRange>) {
        let is_lost = match range.loc {
            LabelValueLoc::Reg(reg) => !CALLEE_SAVED.contains(&dwarf_reg(reg, self.target)),
            LabelValueLoc::CFAOffset(_) => false,
        };
        if is_lost {
            let first = self.returns.partition_point(|&pc| pc <= range.start);
            for &pc in &self.returns[first..] {
                if pc > range.end {
                    break;
                }
                out.push(ValueLocRange {
                    end: pc - 1,
                    ..range
                });
                range.start = pc;
            }
        }
        out.push(range);
    }
}

/// DWARF numbers of the registers that calls preserve: rbx, r12 to r14.
const CALLEE_SAVED: [u16; 4] = [3, 12, 13, 14];

fn list_place(mut list: Vec<LocRange>) -> VarPlace {
    list.retain(|range| range.start < range.end);
    list.sort_by_key(|range| range.start);
    if list.is_empty() {
        return VarPlace::Nowhere;
    }
    VarPlace::List(list)
}

/// One list for all parts.
fn combine(parts: &[Part], needs_all: bool, code_size: u32, target: &Target) -> VarPlace {
    let is_fixed = |part: &Part| !matches!(part.source, Source::Ranges(_));
    if !parts.is_empty() && parts.iter().all(is_fixed) {
        let expr = pieces(parts, 0, needs_all, target);
        return expr.map_or(VarPlace::Nowhere, VarPlace::Fixed);
    }
    let all = parts.iter().flat_map(|part| part.source.ranges());
    let mut bounds: Vec<u32> = all.flat_map(|range| [range.start, range.end]).collect();
    if parts.iter().any(is_fixed) {
        bounds.extend([0, code_size]);
    }
    bounds.sort_unstable();
    bounds.dedup();
    let mut list: Vec<LocRange> = Vec::new();
    for window in bounds.windows(2) {
        let (start, end) = (window[0], window[1]);
        let Some(expr) = pieces(parts, start, needs_all, target) else {
            continue;
        };
        match list.last_mut() {
            Some(last) if last.end == start && last.expr == expr => last.end = end,
            _ => list.push(LocRange { start, end, expr }),
        }
    }
    list_place(list)
}

/// The expression for all parts at `pc`; none if no part is anywhere, or one is not and all are
/// needed.
fn pieces(parts: &[Part], pc: u32, needs_all: bool, target: &Target) -> Option<Expr> {
    let mut expr = Expr::default();
    if let [part] = parts {
        return part
            .source
            .write(pc, part.size, &mut expr, target)
            .then_some(expr);
    }
    let piece = |expr: &mut Expr, size: u32| {
        expr.append(|out| {
            out.u8(DW_OP_piece.0);
            out.uleb(size.into());
        });
    };
    let mut end = 0;
    let mut is_somewhere = false;
    for part in parts {
        if part.offset > end {
            piece(&mut expr, part.offset - end);
        }
        if part.source.write(pc, part.size, &mut expr, target) {
            is_somewhere = true;
        } else if needs_all {
            return None;
        }
        piece(&mut expr, part.size);
        end = part.offset + part.size;
    }
    is_somewhere.then_some(expr)
}

/// In a register or in a spill slot.
fn location(expr: &mut Buffer, loc: LabelValueLoc, target: &Target) {
    match loc {
        LabelValueLoc::Reg(reg) => match dwarf_reg(reg, target) {
            reg @ 0..32 => expr.u8(DW_OP_reg0.0 + reg as u8),
            reg => {
                expr.u8(DW_OP_regx.0);
                expr.uleb(reg.into());
            }
        },
        LabelValueLoc::CFAOffset(offset) => {
            expr.u8(DW_OP_fbreg.0);
            expr.sleb(offset);
        }
    }
}

/// In the memory that a pointer leads to.
fn behind(loc: LabelValueLoc, target: &Target) -> Expr {
    Expr::new(|out| match loc {
        LabelValueLoc::Reg(reg) => match dwarf_reg(reg, target) {
            reg @ 0..32 => {
                out.u8(DW_OP_breg0.0 + reg as u8);
                out.sleb(0);
            }
            reg => {
                out.u8(DW_OP_bregx.0);
                out.uleb(reg.into());
                out.sleb(0);
            }
        },
        LabelValueLoc::CFAOffset(offset) => {
            out.u8(DW_OP_fbreg.0);
            out.sleb(offset);
            out.u8(DW_OP_deref.0);
        }
    })
}

fn dwarf_reg(reg: cranelift_codegen::Reg, target: &Target) -> u16 {
    let mapped = target.isa.map_regalloc_reg_to_dwarf(reg);
    mapped.expect("every register has a DWARF number")
}
