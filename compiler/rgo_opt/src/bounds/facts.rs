//! What is known of values at a place in the dominator tree.

use rgo_base::{EntitySet, SecondaryMap};
use rgo_ssa::{BoundsKind, Func, IntCond, MemKind, Op, Type, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::nonnil::is_nonnil;
use crate::induction::Induction;

/// Longest chain of inequalities, and most of them looked at for one question.
const MAX_DEPTH: u32 = 7;
const MAX_STEPS: u32 = 160;

/// `x <= y + c` for the `x` it is kept with, or `x >= y + c`.
type Edges = SmallVec<[(Value, i64); 2]>;

/// Facts in force, with what it takes to forget them.
pub(super) struct Facts {
    induction: SecondaryMap<Value, Option<Induction>>,
    upper: FxHashMap<Value, Edges>,
    lower: FxHashMap<Value, Edges>,
    /// Range of a value as number.
    range: FxHashMap<Value, (i64, i64)>,
    nonzero: FxHashMap<Value, ()>,
    /// Parameters that are not nil wherever they are available.
    nonnil_params: EntitySet<Value>,
    log: Vec<Undo>,
}

enum Undo {
    Upper(Value),
    Lower(Value),
    Range(Value, Option<(i64, i64)>),
    Nonzero(Value),
}

/// A question being answered.
struct Search<'a> {
    func: &'a Func,
    steps: u32,
}

impl Facts {
    pub fn new(
        induction: SecondaryMap<Value, Option<Induction>>,
        nonnil_params: EntitySet<Value>,
    ) -> Facts {
        Facts {
            induction,
            upper: FxHashMap::default(),
            lower: FxHashMap::default(),
            range: FxHashMap::default(),
            nonzero: FxHashMap::default(),
            nonnil_params,
            log: Vec::new(),
        }
    }

    pub fn mark(&self) -> usize {
        self.log.len()
    }

    /// Forgets what was learned since `mark`.
    pub fn undo(&mut self, mark: usize) {
        for undo in self.log.drain(mark..).rev() {
            match undo {
                Undo::Upper(value) => {
                    self.upper.get_mut(&value).map(SmallVec::pop);
                }
                Undo::Lower(value) => {
                    self.lower.get_mut(&value).map(SmallVec::pop);
                }
                Undo::Range(value, Some(old)) => {
                    self.range.insert(value, old);
                }
                Undo::Range(value, None) => {
                    self.range.remove(&value);
                }
                Undo::Nonzero(value) => {
                    self.nonzero.remove(&value);
                }
            }
        }
    }

    // Learning.

    /// `x <= y + c`
    pub fn add_at_most(&mut self, x: Value, y: Value, c: i64) {
        self.upper.entry(x).or_default().push((y, c));
        self.log.push(Undo::Upper(x));
        if let Some(c) = c.checked_neg() {
            self.lower.entry(y).or_default().push((x, c));
            self.log.push(Undo::Lower(y));
        }
    }

    fn narrow(&mut self, value: Value, low: i64, high: i64) {
        let old = self.range.get(&value).copied();
        let (old_low, old_high) = old.unwrap_or((i64::MIN, i64::MAX));
        let new = (old_low.max(low), old_high.min(high));
        if new != (old_low, old_high) {
            self.range.insert(value, new);
            self.log.push(Undo::Range(value, old));
        }
    }

    pub fn at_least(&mut self, value: Value, low: i64) {
        self.narrow(value, low, i64::MAX);
    }

    fn at_most_const(&mut self, value: Value, high: i64) {
        self.narrow(value, i64::MIN, high);
    }

    pub fn equal_const(&mut self, value: Value, c: i64) {
        self.narrow(value, c, c);
    }

    fn set_nonzero(&mut self, value: Value) {
        if self.nonzero.insert(value, ()).is_none() {
            self.log.push(Undo::Nonzero(value));
        }
    }

    /// A condition that is known to hold, or not to.
    pub fn assume(&mut self, func: &Func, cond: Value, holds: bool) {
        let Some(inst) = func.def_inst(cond) else {
            return;
        };
        match (*func.op(inst), func.args(inst)) {
            (Op::Icmp(test), &[x, y]) => {
                let test = if holds { test } else { test.negate() };
                self.assume_icmp(func, test, x, y);
            }
            (Op::And, &[x, y]) if holds => {
                self.assume(func, x, true);
                self.assume(func, y, true);
            }
            (Op::Or, &[x, y]) if !holds => {
                self.assume(func, x, false);
                self.assume(func, y, false);
            }
            (Op::Xor, &[x, y]) if func.as_iconst(y) == Some(1) => self.assume(func, x, !holds),
            _ => {}
        }
    }

    fn assume_icmp(&mut self, func: &Func, test: IntCond, x: Value, y: Value) {
        match test {
            IntCond::Slt => self.assume_less(func, x, y, -1),
            IntCond::Sle => self.assume_less(func, x, y, 0),
            IntCond::Sgt => self.assume_less(func, y, x, -1),
            IntCond::Sge => self.assume_less(func, y, x, 0),
            IntCond::Ult => self.assume_less_unsigned(func, x, y, -1),
            IntCond::Ule => self.assume_less_unsigned(func, x, y, 0),
            IntCond::Ugt => self.assume_less_unsigned(func, y, x, -1),
            IntCond::Uge => self.assume_less_unsigned(func, y, x, 0),
            IntCond::Eq => {
                self.assume_less(func, x, y, 0);
                self.assume_less(func, y, x, 0);
            }
            IntCond::Ne => self.assume_different(func, x, y),
        }
    }

    /// `x <= y + c` as signed numbers, constants included.
    fn assume_less(&mut self, func: &Func, x: Value, y: Value, c: i64) {
        match (func.as_iconst(x), func.as_iconst(y)) {
            (_, Some(k)) => {
                if let Some(high) = k.checked_add(c) {
                    self.at_most_const(x, high);
                }
            }
            (Some(k), None) => {
                if let Some(low) = k.checked_sub(c) {
                    self.at_least(y, low);
                }
            }
            (None, None) => self.add_at_most(x, y, c),
        }
    }

    /// `x <= y + c` as unsigned numbers, `c` being 0 or -1.
    fn assume_less_unsigned(&mut self, func: &Func, x: Value, y: Value, c: i64) {
        // Below a number that is not negative, both orders agree.
        if self.min(func, y) >= 0 {
            self.at_least(x, 0);
            self.assume_less(func, x, y, c);
        }
        if c < 0 {
            self.set_nonzero(y);
        }
    }

    fn assume_different(&mut self, func: &Func, x: Value, y: Value) {
        if let Some(k) = func.as_iconst(y) {
            if k == 0 {
                self.set_nonzero(x);
            }
            let ty = func.ty(x);
            if ty == Type::Ptr {
                return;
            }
            if self.min(func, x) == k && k < i64::MAX {
                self.at_least(x, k + 1);
            }
            if self.max(func, x) == k && k > i64::MIN {
                self.at_most_const(x, k - 1);
            }
        } else if func.ty(x) != Type::Ptr {
            if self.at_most(func, x, y, 0) {
                self.add_at_most(x, y, -1);
            } else if self.at_most(func, y, x, 0) {
                self.add_at_most(y, x, -1);
            }
        }
    }

    // Asking.

    pub fn is_nonzero(&self, value: Value) -> bool {
        self.nonzero.contains_key(&value)
    }

    /// Whether a pointer is not nil here.
    pub fn is_nonnil(&self, func: &Func, ptr: Value) -> bool {
        let mut at = ptr;
        loop {
            if self.nonzero.contains_key(&at) {
                return true;
            }
            match func.def_inst(at) {
                Some(inst) if matches!(func.op(inst), Op::Guard | Op::PtrAdd) => {
                    at = func.arg(inst, 0);
                }
                _ => return is_nonnil(func, ptr, &self.nonnil_params),
            }
        }
    }

    /// The least that a value may be here.
    pub fn min(&self, func: &Func, value: Value) -> i64 {
        let mut search = Search {
            func,
            steps: MAX_STEPS,
        };
        self.find_min(&mut search, value, MAX_DEPTH)
    }

    /// The most that a value may be here.
    pub fn max(&self, func: &Func, value: Value) -> i64 {
        let mut search = Search {
            func,
            steps: MAX_STEPS,
        };
        self.find_max(&mut search, value, MAX_DEPTH)
    }

    /// Whether `x <= y + c` holds here.
    pub fn at_most(&self, func: &Func, x: Value, y: Value, c: i64) -> bool {
        if let Some(k) = func.as_iconst(x) {
            return k.checked_sub(c).is_some_and(|low| self.min(func, y) >= low);
        }
        let mut search = Search {
            func,
            steps: MAX_STEPS,
        };
        if self.reaches(&mut search, x, y, c, MAX_DEPTH) {
            return true;
        }
        // By way of a number between.
        let high = self.max(func, x);
        high < i64::MAX
            && high
                .checked_sub(c)
                .is_some_and(|low| self.min(func, y) >= low)
    }

    /// Whether a condition holds, if that is known.
    pub fn decide(&self, func: &Func, cond: Value) -> Option<bool> {
        let inst = func.def_inst(cond)?;
        let (Op::Icmp(test), &[x, y]) = (*func.op(inst), func.args(inst)) else {
            return None;
        };
        if func.ty(x) == Type::Ptr {
            let is_nil_test = func.as_iconst(y) == Some(0);
            return match test {
                IntCond::Eq if is_nil_test && self.is_nonnil(func, x) => Some(false),
                IntCond::Ne if is_nil_test && self.is_nonnil(func, x) => Some(true),
                _ => None,
            };
        }
        if self.icmp_holds(func, test, x, y) {
            Some(true)
        } else if self.icmp_holds(func, test.negate(), x, y) {
            Some(false)
        } else {
            None
        }
    }

    fn less(&self, func: &Func, x: Value, y: Value, c: i64) -> bool {
        match func.as_iconst(y) {
            Some(k) => k
                .checked_add(c)
                .is_some_and(|high| self.max(func, x) <= high),
            None => self.at_most(func, x, y, c),
        }
    }

    fn less_unsigned(&self, func: &Func, x: Value, y: Value, c: i64) -> bool {
        self.min(func, x) >= 0 && self.less(func, x, y, c)
    }

    fn icmp_holds(&self, func: &Func, test: IntCond, x: Value, y: Value) -> bool {
        match test {
            IntCond::Slt => self.less(func, x, y, -1),
            IntCond::Sle => self.less(func, x, y, 0),
            IntCond::Sgt => self.less(func, y, x, -1),
            IntCond::Sge => self.less(func, y, x, 0),
            IntCond::Ult => self.less_unsigned(func, x, y, -1),
            IntCond::Ule => self.less_unsigned(func, x, y, 0),
            IntCond::Ugt => self.less_unsigned(func, y, x, -1),
            IntCond::Uge => self.less_unsigned(func, y, x, 0),
            IntCond::Eq => self.less(func, x, y, 0) && self.less(func, y, x, 0),
            IntCond::Ne => {
                let is_zero_test = func.as_iconst(y) == Some(0);
                (is_zero_test && self.is_nonzero(x))
                    || self.less(func, x, y, -1)
                    || self.less(func, y, x, -1)
            }
        }
    }

    // Searching.

    fn find_min(&self, search: &mut Search<'_>, value: Value, depth: u32) -> i64 {
        let func = search.func;
        let ty = func.ty(value);
        let type_min = if ty.is_int() {
            ty.normalize(1i64.wrapping_shl(ty.bits() - 1))
        } else {
            i64::MIN
        };
        if let Some(c) = func.as_iconst(value) {
            return c;
        }
        let mut best = type_min;
        if let Some(&(low, _)) = self.range.get(&value) {
            best = best.max(low);
        }
        best = best.max(own_min(func, value));
        if depth == 0 || search.steps == 0 {
            return best;
        }
        search.steps -= 1;
        // A difference of ordered numbers.
        if best < 0
            && depth > 2
            && let Some(inst) = func.def_inst(value)
            && let (Op::Sub, &[x, y]) = (func.op(inst), func.args(inst))
            && self.find_min(search, y, depth - 2) >= 0
            && self.reaches(search, y, x, 0, depth - 2)
        {
            best = 0;
        }
        // Less of a number that is not negative.
        if best < 0
            && let Some(inst) = func.def_inst(value)
            && let (Op::Lshr | Op::Ashr | Op::Udiv(_), &[x, _]) = (func.op(inst), func.args(inst))
            && self.find_min(search, x, depth - 1) >= 0
        {
            best = 0;
        }
        for (other, c) in self.edges_down(search, value, depth) {
            let low = self.find_min(search, other, depth - 1);
            if let Some(low) = low.checked_add(c) {
                best = best.max(low);
            }
        }
        best
    }

    fn find_max(&self, search: &mut Search<'_>, value: Value, depth: u32) -> i64 {
        let func = search.func;
        let ty = func.ty(value);
        let type_max = if ty.is_int() {
            (ty.unsigned(-1) >> 1) as i64
        } else {
            i64::MAX
        };
        if let Some(c) = func.as_iconst(value) {
            return c;
        }
        let mut best = type_max;
        if let Some(&(_, high)) = self.range.get(&value) {
            best = best.min(high);
        }
        best = best.min(own_max(func, value));
        if depth == 0 || search.steps == 0 {
            return best;
        }
        search.steps -= 1;
        for (other, c) in self.edges_up(search, value, depth) {
            let high = self.find_max(search, other, depth - 1);
            if let Some(high) = high.checked_add(c) {
                best = best.min(high);
            }
        }
        best
    }

    /// Whether a chain of inequalities leads from `x` to `y + c`.
    fn reaches(&self, search: &mut Search<'_>, x: Value, y: Value, c: i64, depth: u32) -> bool {
        if x == y {
            return c >= 0;
        }
        if depth == 0 || search.steps == 0 {
            return false;
        }
        search.steps -= 1;
        for (other, k) in self.edges_up(search, x, depth) {
            if let Some(rest) = c.checked_sub(k)
                && self.reaches(search, other, y, rest, depth - 1)
            {
                return true;
            }
        }
        // From the other end: y + c >= other + k + c.
        if depth == MAX_DEPTH {
            for (other, k) in self.edges_down(search, y, depth) {
                if let Some(rest) = c.checked_add(k)
                    && self.reaches(search, x, other, rest, depth - 1)
                {
                    return true;
                }
            }
        }
        false
    }

    /// `y` and `c` with `value <= y + c`.
    fn edges_up(&self, search: &mut Search<'_>, value: Value, depth: u32) -> Edges {
        let mut edges = self.upper.get(&value).cloned().unwrap_or_default();
        let func = search.func;
        let Some(inst) = func.def_inst(value) else {
            if let Some(iv) = self.induction[value]
                && iv.step < 0
            {
                edges.push((iv.init, 0));
            }
            return edges;
        };
        match (*func.op(inst), func.args(inst)) {
            (Op::Add, &[x, k]) => {
                if let Some(k) = func.as_iconst(k)
                    && self.add_is_exact(search, x, k, func.ty(value), depth)
                {
                    edges.push((x, k));
                }
            }
            (Op::Sub, &[x, y]) => {
                // Of numbers that are not negative the difference is exact.
                let low = self.find_min(search, y, depth.saturating_sub(2));
                if low >= 0 && self.find_min(search, x, depth.saturating_sub(2)) >= 0 {
                    edges.push((x, -low));
                }
            }
            (Op::BoundsCheck { kind, .. }, &[x, limit]) => {
                edges.push((x, 0));
                edges.push((limit, if kind == BoundsKind::Index { -1 } else { 0 }));
            }
            (Op::Guard | Op::Sext, &[x]) => edges.push((x, 0)),
            (Op::Zext, &[x]) | (Op::Lshr | Op::Ashr | Op::Udiv(_), &[x, _])
                if self.find_min(search, x, depth.saturating_sub(2)) >= 0 =>
            {
                edges.push((x, 0));
            }
            (Op::And, &[x, y]) => {
                for operand in [x, y] {
                    if self.find_min(search, operand, depth.saturating_sub(2)) >= 0 {
                        edges.push((operand, 0));
                    }
                }
            }
            (Op::Sdiv(_), &[x, y])
                if func.as_iconst(y).is_some_and(|c| c > 0)
                    && self.find_min(search, x, depth.saturating_sub(2)) >= 0 =>
            {
                edges.push((x, 0));
            }
            (Op::Urem(_), &[x, y]) => {
                if self.find_min(search, y, depth.saturating_sub(2)) >= 0 {
                    edges.push((y, -1));
                }
                if self.find_min(search, x, depth.saturating_sub(2)) >= 0 {
                    edges.push((x, 0));
                }
            }
            (Op::Srem(_), &[x, y]) if self.find_min(search, x, depth.saturating_sub(2)) >= 0 => {
                edges.push((x, 0));
                if self.find_min(search, y, depth.saturating_sub(2)) >= 0 {
                    edges.push((y, -1));
                }
            }
            (Op::Select, &[cond, x, y]) if self.selects(func, cond, x, y) == Some(Choice::Less) => {
                edges.push((x, 0));
                edges.push((y, 0));
            }
            _ => {}
        }
        edges
    }

    /// `y` and `c` with `value >= y + c`.
    fn edges_down(&self, search: &mut Search<'_>, value: Value, depth: u32) -> Edges {
        let mut edges = self.lower.get(&value).cloned().unwrap_or_default();
        let func = search.func;
        let Some(inst) = func.def_inst(value) else {
            if let Some(iv) = self.induction[value]
                && iv.step > 0
            {
                edges.push((iv.init, 0));
            }
            return edges;
        };
        match (*func.op(inst), func.args(inst)) {
            (Op::Add, &[x, k]) => {
                if let Some(k) = func.as_iconst(k)
                    && self.add_is_exact(search, x, k, func.ty(value), depth)
                {
                    edges.push((x, k));
                }
            }
            (Op::BoundsCheck { .. }, &[x, _]) => edges.push((x, 0)),
            (Op::Guard | Op::Sext, &[x]) => edges.push((x, 0)),
            (Op::Zext, &[x]) if self.find_min(search, x, depth.saturating_sub(2)) >= 0 => {
                edges.push((x, 0));
            }
            (Op::Select, &[cond, x, y])
                if self.selects(func, cond, x, y) == Some(Choice::Greater) =>
            {
                edges.push((x, 0));
                edges.push((y, 0));
            }
            _ => {}
        }
        edges
    }

    /// Whether `x + k` does not wrap around.
    fn add_is_exact(
        &self,
        search: &mut Search<'_>,
        x: Value,
        k: i64,
        ty: Type,
        depth: u32,
    ) -> bool {
        let depth = depth.saturating_sub(1).min(3);
        let max = (ty.unsigned(-1) >> 1) as i64;
        if k >= 0 {
            self.find_max(search, x, depth)
                .checked_add(k)
                .is_some_and(|sum| sum <= max)
        } else {
            self.find_min(search, x, depth)
                .checked_add(k)
                .is_some_and(|sum| sum >= -max - 1)
        }
    }

    /// Whether a choice between `x` and `y` is their minimum or maximum.
    fn selects(&self, func: &Func, cond: Value, x: Value, y: Value) -> Option<Choice> {
        let inst = func.def_inst(cond)?;
        let (Op::Icmp(test), &[a, b]) = (*func.op(inst), func.args(inst)) else {
            return None;
        };
        let test = match (a, b) {
            _ if (a, b) == (x, y) => test,
            _ if (a, b) == (y, x) => test.swap(),
            _ => return None,
        };
        match test {
            IntCond::Slt | IntCond::Sle => Some(Choice::Less),
            IntCond::Sgt | IntCond::Sge => Some(Choice::Greater),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Less,
    Greater,
}

/// The least a value can be, from its own definition.
fn own_min(func: &Func, value: Value) -> i64 {
    let Some(inst) = func.def_inst(value) else {
        return i64::MIN;
    };
    let arg_min = |at: usize| {
        let arg = func.arg(inst, at);
        func.as_iconst(arg).unwrap_or(i64::MIN)
    };
    match *func.op(inst) {
        Op::BoundsCheck { .. } | Op::Zext | Op::Icmp(_) | Op::Fcmp(_) => 0,
        Op::Clz | Op::Ctz | Op::Popcnt | Op::VhighBits(_) => 0,
        Op::Load(mem) if func.alias_tags[mem.tag].kind == MemKind::Len => 0,
        Op::And if arg_min(1) >= 0 => 0,
        Op::Lshr if (1..i64::from(func.ty(value).bits())).contains(&arg_min(1)) => 0,
        Op::Urem(_) | Op::Udiv(_) if arg_min(1) > 1 => 0,
        _ => i64::MIN,
    }
}

/// The most a value can be, from its own definition.
fn own_max(func: &Func, value: Value) -> i64 {
    let Some(inst) = func.def_inst(value) else {
        return i64::MAX;
    };
    let ty = func.ty(value);
    let const_arg = |at: usize| func.as_iconst(func.arg(inst, at));
    match *func.op(inst) {
        Op::Icmp(_) | Op::Fcmp(_) => 1,
        Op::Clz | Op::Ctz | Op::Popcnt => i64::from(ty.bits()),
        Op::VhighBits(lanes) => (1 << lanes.count()) - 1,
        Op::Zext => func.ty(func.arg(inst, 0)).unsigned(-1) as i64,
        Op::And => match const_arg(1) {
            Some(mask) if mask >= 0 => mask,
            _ => i64::MAX,
        },
        Op::Lshr => match const_arg(1) {
            Some(n) if n > 0 && n < i64::from(ty.bits()) => (ty.unsigned(-1) >> n) as i64,
            _ => i64::MAX,
        },
        Op::Urem(_) => match const_arg(1) {
            Some(c) if c > 0 => c - 1,
            _ => i64::MAX,
        },
        Op::Srem(_) => match const_arg(1) {
            Some(c) if c != i64::MIN && c != 0 => c.abs() - 1,
            _ => i64::MAX,
        },
        _ => i64::MAX,
    }
}
