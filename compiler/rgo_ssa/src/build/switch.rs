//! Switches over constants: jump tables where values are dense, else binary search.

use rgo_hir::tree::{Const, Switch};
use rgo_types::TypeId;

use super::Builder;
use super::place::Scalars;
use crate::entities::{Block, Value};
use crate::op::IntCond;
use crate::type_::Type;

/// Fewest values, and largest ratio of range to values, that make a jump table.
const MIN_TABLE: usize = 8;
const MAX_SPARSITY: u64 = 8;
/// Up to this many values are compared one after the other.
const MAX_LINEAR: usize = 4;

impl Builder<'_> {
    pub(super) fn switch_stmt(&mut self, switch: &Switch) {
        let pos = self.b.src.pos;
        let tag = self.scalars(&switch.tag);
        self.at(pos);
        let exit = self.switch_exit(switch);
        let blocks: Vec<Block> = switch.arms.iter().map(|_| self.b.new_block()).collect();
        let default = switch.default.map_or(exit, |at| blocks[at]);
        if self.types.is_string(switch.tag.ty) {
            self.dispatch_string(switch, &tag, &blocks, default);
        } else {
            self.dispatch_int(switch, tag[0], switch.tag.ty, &blocks, default);
        }
        for (at, arm) in switch.arms.iter().enumerate() {
            if self.b.is_open() {
                // The arm before falls through.
                self.b.jump(blocks[at]);
            }
            self.b.switch_to_sealed(blocks[at]);
            self.stmts(&arm.body);
            if self.b.is_open() && !(arm.falls_through && at + 1 < blocks.len()) {
                self.b.jump(exit);
            }
        }
        self.b.switch_to_sealed(exit);
    }

    fn switch_exit(&mut self, switch: &Switch) -> Block {
        let exit = self.labels[switch.label].exit;
        exit.unwrap_or_else(|| {
            let exit = self.b.new_block();
            self.labels[switch.label].exit = Some(exit);
            exit
        })
    }

    // Integers.

    fn dispatch_int(
        &mut self,
        switch: &Switch,
        tag: Value,
        ty: TypeId,
        blocks: &[Block],
        default: Block,
    ) {
        let is_unsigned = self.types.is_unsigned(ty);
        let scalar = self.b.func.ty(tag);
        let mut cases: Vec<(i64, Block)> = Vec::new();
        for (arm, &block) in switch.arms.iter().zip(blocks) {
            for value in &arm.values {
                let value = match value {
                    Const::Int(value) => *value,
                    Const::Bool(value) => i64::from(*value),
                    Const::Zero => 0,
                    Const::Float(_) | Const::Complex(..) | Const::String(_) => {
                        panic!("switches are over integers and strings")
                    }
                };
                cases.push((scalar.normalize(value), block));
            }
        }
        // In the order of the type. The first of equal values counts.
        let key = |value: i64| {
            if is_unsigned {
                i128::from(scalar.unsigned(value))
            } else {
                i128::from(value)
            }
        };
        cases.sort_by_key(|&(value, _)| key(value));
        cases.dedup_by_key(|case| case.0);
        let search = IntSearch {
            tag,
            scalar,
            is_unsigned,
            ty,
            default,
        };
        self.search_int(&search, &cases);
    }

    fn search_int(&mut self, search: &IntSearch, cases: &[(i64, Block)]) {
        if cases.len() <= MAX_LINEAR {
            for &(value, block) in cases {
                let value = self.b.iconst(search.scalar, value);
                let matches = self.icmp(IntCond::Eq, search.tag, value);
                let next = self.b.new_block();
                self.b.br(matches, block, next);
                self.b.switch_to_sealed(next);
            }
            return self.b.jump(search.default);
        }
        let span = search.distance(cases[0].0, cases[cases.len() - 1].0);
        if cases.len() >= MIN_TABLE && span / MAX_SPARSITY < cases.len() as u64 {
            return self.jump_table(search, cases, span);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let (below, above) = (self.b.new_block(), self.b.new_block());
        let pivot = self.b.iconst(search.scalar, high[0].0);
        let cond = if search.is_unsigned {
            IntCond::Ult
        } else {
            IntCond::Slt
        };
        let is_low = self.icmp(cond, search.tag, pivot);
        self.b.br(is_low, below, above);
        self.b.switch_to_sealed(below);
        self.search_int(search, low);
        self.b.switch_to_sealed(above);
        self.search_int(search, high);
    }

    fn jump_table(&mut self, search: &IntSearch, cases: &[(i64, Block)], span: u64) {
        let first = cases[0].0;
        let wide = self.widen(search.tag, search.ty, Type::I64);
        let base = if search.is_unsigned {
            search.scalar.unsigned(first) as i64
        } else {
            first
        };
        let index = if base == 0 {
            wide
        } else {
            let base = self.int(base);
            self.b.emit(crate::op::Op::Sub, &[wide, base], Type::I64)
        };
        let mut targets = vec![search.default; span as usize + 1];
        for &(value, block) in cases {
            targets[search.distance(first, value) as usize] = block;
        }
        self.b.switch(index, search.default, &targets);
    }

    // Strings: by length, then by content.

    fn dispatch_string(
        &mut self,
        switch: &Switch,
        tag: &Scalars,
        blocks: &[Block],
        default: Block,
    ) {
        let mut cases: Vec<(&[u8], Block)> = Vec::new();
        for (arm, &block) in switch.arms.iter().zip(blocks) {
            for value in &arm.values {
                match value {
                    Const::String(bytes) => cases.push((bytes, block)),
                    _ => cases.push((b"", block)),
                }
            }
        }
        cases.sort_by_key(|&(bytes, _)| (bytes.len(), bytes));
        cases.dedup_by_key(|case| case.0);
        self.search_len(tag, &cases, default);
    }

    fn search_len(&mut self, tag: &Scalars, cases: &[(&[u8], Block)], default: Block) {
        let Some(&(first, _)) = cases.first() else {
            return self.b.jump(default);
        };
        let last = cases[cases.len() - 1].0;
        if first.len() == last.len() {
            let len = self.int(first.len() as i64);
            let matches = self.icmp(IntCond::Eq, tag[1], len);
            let same_len = self.b.new_block();
            self.b.br(matches, same_len, default);
            self.b.switch_to_sealed(same_len);
            return self.search_content(tag, cases, default);
        }
        // Split between two lengths, near the middle.
        let middle = cases[cases.len() / 2].0.len();
        let mut at = cases.partition_point(|case| case.0.len() < middle);
        if at == 0 {
            at = cases.partition_point(|case| case.0.len() <= middle);
        }
        let (short, long) = cases.split_at(at);
        let (below, above) = (self.b.new_block(), self.b.new_block());
        let pivot = self.int(long[0].0.len() as i64);
        let is_short = self.icmp(IntCond::Slt, tag[1], pivot);
        self.b.br(is_short, below, above);
        self.b.switch_to_sealed(below);
        self.search_len(tag, short, default);
        self.b.switch_to_sealed(above);
        self.search_len(tag, long, default);
    }

    /// The tag has the cases' one length.
    fn search_content(&mut self, tag: &Scalars, cases: &[(&[u8], Block)], default: Block) {
        if cases.len() <= MAX_LINEAR {
            for &(bytes, block) in cases {
                let matches = self.equal_bytes(tag[0], bytes);
                let next = self.b.new_block();
                self.b.br(matches, block, next);
                self.b.switch_to_sealed(next);
            }
            return self.b.jump(default);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let (below, above) = (self.b.new_block(), self.b.new_block());
        let data = self.string_data(high[0].0);
        let pivot: Scalars = smallvec::smallvec![data, tag[1]];
        let order = self.compare_strings(tag, &pivot);
        let zero = self.int(0);
        let is_low = self.icmp(IntCond::Slt, order, zero);
        self.b.br(is_low, below, above);
        self.b.switch_to_sealed(below);
        self.search_content(tag, low, default);
        self.b.switch_to_sealed(above);
        self.search_content(tag, high, default);
    }
}

/// What a search through integer cases compares.
struct IntSearch {
    tag: Value,
    scalar: Type,
    is_unsigned: bool,
    ty: TypeId,
    default: Block,
}

impl IntSearch {
    /// `high - low` in the order of the type.
    fn distance(&self, low: i64, high: i64) -> u64 {
        if self.is_unsigned {
            self.scalar.unsigned(high) - self.scalar.unsigned(low)
        } else {
            high.wrapping_sub(low) as u64
        }
    }
}
