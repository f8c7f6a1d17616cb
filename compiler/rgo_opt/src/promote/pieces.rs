//! Which slots can be promoted, and into which pieces they fall.

use rgo_base::{EntitySet, SecondaryMap};
use rgo_ssa::{Func, Inst, MemKind, Op, Slot, Type, TypeId, Value};

use crate::env::Env;

/// Most pieces of a slot.
pub(super) const MAX_PIECES: usize = 32;

/// A range of a slot that is accessed as one scalar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub offset: i64,
    pub ty: Type,
    /// Kind of the scalar, if all accesses say so.
    pub kind: MemKind,
}

impl Piece {
    pub fn end(&self) -> i64 {
        self.offset + i64::from(self.ty.bytes())
    }
}

/// The slots to promote, in order, each with its pieces by offset.
#[derive(Default)]
pub(super) struct Plan {
    pub slots: Vec<(Slot, Vec<Piece>)>,
    index: SecondaryMap<Slot, u32>,
}

impl Plan {
    pub fn pieces(&self, slot: Slot) -> Option<&[Piece]> {
        let at = self.index[slot];
        (at > 0).then(|| self.slots[at as usize - 1].1.as_slice())
    }

    /// Slot and piece of a variable, `first` being the numbers of the slots' first variables.
    pub fn piece_of(&self, first: &SecondaryMap<Slot, u32>, variable: u32) -> (Slot, Piece) {
        let at = self
            .slots
            .partition_point(|&(slot, _)| first[slot] <= variable);
        let (slot, pieces) = &self.slots[at - 1];
        (*slot, pieces[(variable - first[*slot]) as usize])
    }
}

/// Copies of whole ranges.
struct Copy {
    size: u64,
    dst: Option<(Slot, i64)>,
    src: Option<(Slot, i64)>,
    ty: TypeId,
    barrier: bool,
}

struct Survey {
    pieces: SecondaryMap<Slot, Vec<Piece>>,
    /// Slots that cannot be promoted.
    rejected: EntitySet<Slot>,
    copies: Vec<Copy>,
    clears: Vec<(Slot, i64, u64)>,
}

/// Decides what to promote.
pub(super) fn plan(func: &Func, env: &dyn Env) -> Plan {
    let mut survey = Survey {
        pieces: SecondaryMap::new(),
        rejected: EntitySet::new(),
        copies: Vec::new(),
        clears: Vec::new(),
    };
    for (slot, data) in &func.slots {
        if data.is_observed {
            survey.rejected.insert(slot);
        }
    }
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            survey.inst(func, inst);
        }
        func.each_term_use(block, |value| survey.expose(func, value));
    }
    survey.close(func, env);
    let mut plan = Plan::default();
    for (slot, data) in &func.slots {
        let is_used = data.size > 0;
        if survey.rejected.contains(slot) || !is_used {
            continue;
        }
        let mut pieces = std::mem::take(&mut survey.pieces[slot]);
        pieces.sort_unstable_by_key(|piece| piece.offset);
        plan.slots.push((slot, pieces));
        plan.index[slot] = plan.slots.len() as u32;
    }
    plan
}

fn slot_address(func: &Func, value: Value) -> Option<(Slot, i64)> {
    match func.def_op(value) {
        Some(&Op::SlotAddr(slot, offset)) => Some((slot, i64::from(offset))),
        _ => None,
    }
}

impl Survey {
    fn expose(&mut self, func: &Func, value: Value) {
        if let Some((slot, _)) = slot_address(func, value) {
            self.rejected.insert(slot);
        }
    }

    fn inst(&mut self, func: &Func, inst: Inst) {
        let args = func.args(inst);
        match *func.op(inst) {
            Op::Load(mem) => {
                let ty = func.ty(func.result(inst));
                let kind = func.alias_tags[mem.tag].kind;
                self.access(func, args[0], mem.offset, ty, kind);
            }
            Op::Store { mem, .. } => {
                let kind = func.alias_tags[mem.tag].kind;
                self.access(func, args[0], mem.offset, func.ty(args[1]), kind);
                self.expose(func, args[1]);
            }
            Op::Move { ty, size, barrier } => {
                let (dst, src) = (slot_address(func, args[0]), slot_address(func, args[1]));
                if dst.is_some() || src.is_some() {
                    self.copies.push(Copy {
                        size,
                        dst,
                        src,
                        ty,
                        barrier,
                    });
                }
            }
            Op::Zero { size, .. } => {
                if let Some((slot, offset)) = slot_address(func, args[0]) {
                    self.clears.push((slot, offset, size));
                }
            }
            _ => args.iter().for_each(|&arg| self.expose(func, arg)),
        }
    }

    fn access(&mut self, func: &Func, address: Value, offset: i32, ty: Type, kind: MemKind) {
        if let Some((slot, base)) = slot_address(func, address) {
            let offset = base + i64::from(offset);
            let piece = Piece { offset, ty, kind };
            self.add(func, slot, piece);
        }
    }

    /// Adds a piece; a slot whose pieces do not fit together is rejected. Whether it was new.
    fn add(&mut self, func: &Func, slot: Slot, piece: Piece) -> bool {
        let size = func.slots[slot].size as i64;
        let pieces = &mut self.pieces[slot];
        let overlapping = pieces
            .iter_mut()
            .find(|other| piece.offset < other.end() && other.offset < piece.end());
        match overlapping {
            Some(other) if other.offset == piece.offset && other.end() == piece.end() => {
                if other.kind != piece.kind {
                    other.kind = MemKind::Any;
                }
                let can_convert = other.ty == piece.ty
                    || !matches!(
                        (other.ty, piece.ty),
                        (Type::Ptr, Type::F64) | (Type::F64, Type::Ptr)
                    );
                // Integers go with everything of their size.
                if other.ty != piece.ty && other.ty.is_int() {
                    other.ty = piece.ty;
                }
                if !can_convert {
                    self.rejected.insert(slot);
                }
                false
            }
            Some(_) => {
                self.rejected.insert(slot);
                false
            }
            None => {
                let fits = piece.offset >= 0 && piece.end() <= size && pieces.len() < MAX_PIECES;
                if fits {
                    pieces.push(piece);
                } else {
                    self.rejected.insert(slot);
                }
                fits
            }
        }
    }

    fn is_open(&self, place: Option<(Slot, i64)>) -> bool {
        place.is_some_and(|(slot, _)| !self.rejected.contains(slot))
    }

    /// Carries pieces over copies between slots, and fills gaps in what is copied to memory, until
    /// nothing is added.
    fn close(&mut self, func: &Func, env: &dyn Env) {
        loop {
            let mut has_grown = false;
            let n_rejected = self.rejected.iter().count();
            let copies = std::mem::take(&mut self.copies);
            for copy in &copies {
                match (self.is_open(copy.dst), self.is_open(copy.src)) {
                    (true, true) => {
                        let (dst, src) = (copy.dst, copy.src);
                        let (dst, src) = (dst.expect("it is open"), src.expect("it is open"));
                        has_grown |= self.mirror(func, dst, src, copy.size);
                        has_grown |= self.mirror(func, src, dst, copy.size);
                    }
                    (true, false) => {
                        let dst = copy.dst.expect("it is open");
                        self.cut(dst, copy.size);
                    }
                    (false, true) => {
                        let src = copy.src.expect("it is open");
                        self.cut(src, copy.size);
                        has_grown |= self.fill(func, env, src, copy);
                    }
                    (false, false) => {}
                }
            }
            self.copies = copies;
            for at in 0..self.clears.len() {
                let (slot, offset, size) = self.clears[at];
                self.cut((slot, offset), size);
            }
            if !has_grown && n_rejected == self.rejected.iter().count() {
                return;
            }
        }
    }

    /// Rejects a slot if a piece lies across an end of the range.
    fn cut(&mut self, (slot, start): (Slot, i64), size: u64) {
        let end = start + size as i64;
        let is_cut = |piece: &Piece| {
            let overlaps = piece.offset < end && start < piece.end();
            overlaps && (piece.offset < start || piece.end() > end)
        };
        if self.pieces[slot].iter().any(is_cut) {
            self.rejected.insert(slot);
        }
    }

    /// Gives `to` the pieces of `from` in the range; whether that added any.
    fn mirror(&mut self, func: &Func, to: (Slot, i64), from: (Slot, i64), size: u64) -> bool {
        self.cut(from, size);
        let end = from.1 + size as i64;
        let inside: Vec<Piece> = self.pieces[from.0]
            .iter()
            .filter(|piece| piece.offset >= from.1 && piece.end() <= end)
            .copied()
            .collect();
        let mut has_grown = false;
        for piece in inside {
            let offset = piece.offset - from.1 + to.1;
            has_grown |= self.add(func, to.0, Piece { offset, ..piece });
        }
        has_grown
    }

    /// Makes pieces of all that is copied to memory; whether that added any.
    fn fill(&mut self, func: &Func, env: &dyn Env, src: (Slot, i64), copy: &Copy) -> bool {
        let (slot, start) = src;
        let traced = if copy.barrier {
            match env.pointer_offsets(copy.ty, MAX_PIECES) {
                Some(offsets) => offsets,
                None => {
                    self.rejected.insert(slot);
                    return false;
                }
            }
        } else {
            Vec::new()
        };
        let end = start + copy.size as i64;
        let mut has_grown = false;
        for &offset in &traced {
            let piece = Piece {
                offset: start + offset as i64,
                ty: Type::Ptr,
                kind: MemKind::Any,
            };
            has_grown |= self.add(func, slot, piece);
        }
        // A store with a barrier stores a pointer.
        let is_pointer = |piece: &Piece| {
            piece.ty == Type::Ptr || !traced.contains(&((piece.offset - start) as u64))
        };
        if !self.pieces[slot].iter().all(is_pointer) {
            self.rejected.insert(slot);
        }
        let mut at = start;
        while at < end && !self.rejected.contains(slot) {
            let pieces = &self.pieces[slot];
            if let Some(piece) = pieces.iter().find(|p| p.offset <= at && at < p.end()) {
                at = piece.end();
                continue;
            }
            let next = pieces.iter().map(|p| p.offset).filter(|&o| o > at).min();
            let room = next.unwrap_or(end).min(end) - at;
            let bytes = [8, 4, 2, 1].into_iter().find(|&n| n <= room && at % n == 0);
            let ty = Type::int(bytes.expect("one byte fits") as u32);
            let piece = Piece {
                offset: at,
                ty,
                kind: MemKind::Any,
            };
            has_grown |= self.add(func, slot, piece);
            at = piece.end();
        }
        has_grown
    }
}
