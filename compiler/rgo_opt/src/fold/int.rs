//! Rules for integers and bools.

use rgo_ssa::{DivInfo, Inst, IntCond, Op, Type, Value};

use super::{Fold, Folder};
use crate::branch::is_truth;
use crate::eval::{Const, eval_icmp};

impl Folder<'_> {
    pub(super) fn int(&mut self, inst: Inst, op: Op) -> Fold {
        let args = self.func.args(inst);
        match (op, args) {
            (Op::Add, &[x, y]) => self.add(inst, x, y),
            (Op::Sub, &[x, y]) => self.sub(inst, x, y),
            (Op::Mul, &[x, y]) => self.mul(inst, x, y),
            (Op::And, &[x, y]) => self.and(inst, x, y),
            (Op::Or, &[x, y]) => self.or(inst, x, y),
            (Op::Xor, &[x, y]) => self.xor(inst, x, y),
            (Op::Neg, &[x]) => self.neg(inst, x),
            (Op::Not, &[x]) => match self.unary(x, Op::Not) {
                Some(inner) => Fold::Value(inner),
                None => Fold::Keep,
            },
            (Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl, &[x, n]) => self.shift(inst, op, x, n),
            (Op::Sdiv(info) | Op::Srem(info) | Op::Udiv(info) | Op::Urem(info), &[x, y]) => {
                self.division(inst, op, info, x, y)
            }
            (Op::Sext | Op::Zext | Op::Trunc, &[x]) => self.resize(inst, op, x),
            (Op::Icmp(cond), &[x, y]) => self.icmp(inst, cond, x, y),
            (Op::Select, &[cond, x, y]) => self.select(inst, cond, x, y),
            _ => Fold::Keep,
        }
    }

    fn add(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        let ty = self.func.ty(x);
        if let Some(c) = self.iconst(y) {
            if c == 0 {
                return Fold::Value(x);
            }
            if let Some((inner, k)) = self.add_const(x) {
                let sum = self.int_const(ty, k.wrapping_add(c));
                return self.become_op(inst, Op::Add, &[inner, sum]);
            }
            // c2 - x + c
            if let Some((a, b)) = self.binary(x, Op::Sub)
                && let Some(k) = self.iconst(a)
            {
                let sum = self.int_const(ty, k.wrapping_add(c));
                return self.become_op(inst, Op::Sub, &[sum, b]);
            }
            return Fold::Keep;
        }
        // Constants move outwards: (a + k) + y = (a + y) + k.
        for (p, q) in [(x, y), (y, x)] {
            if let Some((a, k)) = self.add_const(p) {
                let sum = self.emit(Op::Add, &[a, q], ty);
                let k = self.int_const(ty, k);
                return self.become_op(inst, Op::Add, &[sum, k]);
            }
            if let Some(negated) = self.unary(p, Op::Neg) {
                return self.become_op(inst, Op::Sub, &[q, negated]);
            }
            // (a - q) + q
            if let Some((a, b)) = self.binary(p, Op::Sub)
                && b == q
            {
                return Fold::Value(a);
            }
        }
        Fold::Keep
    }

    /// `a` and `k` if the value is `a + k`.
    fn add_const(&self, value: Value) -> Option<(Value, i64)> {
        let (a, b) = self.binary(value, Op::Add)?;
        Some((a, self.iconst(b)?))
    }

    fn sub(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        let ty = self.func.ty(x);
        if x == y {
            return self.settled(inst, 0);
        }
        if let Some(c) = self.iconst(y) {
            let negated = self.int_const(ty, c.wrapping_neg());
            return self.become_op(inst, Op::Add, &[x, negated]);
        }
        if self.iconst(x) == Some(0) {
            return self.become_op(inst, Op::Neg, &[y]);
        }
        if let Some(negated) = self.unary(y, Op::Neg) {
            return self.become_op(inst, Op::Add, &[x, negated]);
        }
        // (a + b) - a, (a + b) - b
        if let Some((a, b)) = self.binary(x, Op::Add) {
            if a == y {
                return Fold::Value(b);
            }
            if b == y {
                return Fold::Value(a);
            }
        }
        // x - (x - b), x - (x + b)
        if let Some((a, b)) = self.binary(y, Op::Sub)
            && a == x
        {
            return Fold::Value(b);
        }
        if let Some((a, b)) = self.binary(y, Op::Add) {
            if a == x {
                return self.become_op(inst, Op::Neg, &[b]);
            }
            if b == x {
                return self.become_op(inst, Op::Neg, &[a]);
            }
        }
        match (self.add_const(x), self.add_const(y)) {
            // (a + k) - (b + l) = (a - b) + (k - l)
            (Some((a, k)), Some((b, l))) => {
                let difference = self.emit(Op::Sub, &[a, b], ty);
                let k = self.int_const(ty, k.wrapping_sub(l));
                self.become_op(inst, Op::Add, &[difference, k])
            }
            (Some((a, k)), None) => {
                let difference = self.emit(Op::Sub, &[a, y], ty);
                let k = self.int_const(ty, k);
                self.become_op(inst, Op::Add, &[difference, k])
            }
            (None, Some((b, l))) => {
                let difference = self.emit(Op::Sub, &[x, b], ty);
                let l = self.int_const(ty, l.wrapping_neg());
                self.become_op(inst, Op::Add, &[difference, l])
            }
            (None, None) => Fold::Keep,
        }
    }

    fn neg(&mut self, inst: Inst, x: Value) -> Fold {
        if let Some(inner) = self.unary(x, Op::Neg) {
            return Fold::Value(inner);
        }
        if let Some((a, b)) = self.binary(x, Op::Sub) {
            return self.become_op(inst, Op::Sub, &[b, a]);
        }
        Fold::Keep
    }

    fn mul(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        let ty = self.func.ty(x);
        let Some(c) = self.iconst(y) else {
            return Fold::Keep;
        };
        match c {
            0 => return Fold::Value(y),
            1 => return Fold::Value(x),
            -1 => return self.become_op(inst, Op::Neg, &[x]),
            _ => {}
        }
        if let Some((a, b)) = self.binary(x, Op::Mul)
            && let Some(k) = self.iconst(b)
        {
            let product = self.int_const(ty, k.wrapping_mul(c));
            return self.become_op(inst, Op::Mul, &[a, product]);
        }
        if let Some((a, b)) = self.binary(x, Op::Shl)
            && let Some(n) = self.iconst(b)
            && (0..i64::from(ty.bits())).contains(&n)
        {
            let product = self.int_const(ty, c.wrapping_shl(n as u32));
            return self.become_op(inst, Op::Mul, &[a, product]);
        }
        let bits = ty.unsigned(c);
        if bits.is_power_of_two() {
            let count = self.int_const(ty, i64::from(bits.trailing_zeros()));
            return self.become_op(inst, Op::Shl, &[x, count]);
        }
        Fold::Keep
    }

    fn and(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        if x == y {
            return Fold::Value(x);
        }
        let ty = self.func.ty(x);
        let Some(c) = self.iconst(y) else {
            return Fold::Keep;
        };
        if c == 0 {
            return Fold::Value(y);
        }
        let mask = ty.unsigned(c);
        if self.possible_bits(x, 4) & !mask == 0 {
            return Fold::Value(x);
        }
        if let Some((a, b)) = self.binary(x, Op::And)
            && let Some(k) = self.iconst(b)
        {
            let both = self.int_const(ty, k & c);
            return self.become_op(inst, Op::And, &[a, both]);
        }
        Fold::Keep
    }

    fn or(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        if x == y {
            return Fold::Value(x);
        }
        match self.iconst(y) {
            Some(0) => Fold::Value(x),
            Some(-1) => Fold::Value(y),
            Some(c) => {
                if let Some((a, b)) = self.binary(x, Op::Or)
                    && let Some(k) = self.iconst(b)
                {
                    let ty = self.func.ty(x);
                    let both = self.int_const(ty, k | c);
                    return self.become_op(inst, Op::Or, &[a, both]);
                }
                Fold::Keep
            }
            None => self.rotation(inst, x, y),
        }
    }

    /// `x << n | x >> (w - n)`
    fn rotation(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        let width = i64::from(self.func.ty(x).bits());
        for (left, right) in [(x, y), (y, x)] {
            if let (Some((a, n)), Some((b, m))) =
                (self.binary(left, Op::Shl), self.binary(right, Op::Lshr))
                && a == b
                && let (Some(n), Some(m)) = (self.iconst(n), self.iconst(m))
                && n > 0
                && n + m == width
            {
                let ty = self.func.ty(x);
                let count = self.int_const(ty, n);
                return self.become_op(inst, Op::Rotl, &[a, count]);
            }
        }
        Fold::Keep
    }

    fn xor(&mut self, inst: Inst, x: Value, y: Value) -> Fold {
        if x == y {
            return self.settled(inst, 0);
        }
        let ty = self.func.ty(x);
        let Some(c) = self.iconst(y) else {
            return Fold::Keep;
        };
        if c == 0 {
            return Fold::Value(x);
        }
        if c == -1 {
            return self.become_op(inst, Op::Not, &[x]);
        }
        if let Some((a, b)) = self.binary(x, Op::Xor)
            && let Some(k) = self.iconst(b)
        {
            let both = self.int_const(ty, k ^ c);
            return self.become_op(inst, Op::Xor, &[a, both]);
        }
        if c == 1 && ty == Type::I8 {
            match self.def(x) {
                Some((Op::Icmp(cond), &[a, b])) => {
                    return self.become_op(inst, Op::Icmp(cond.negate()), &[a, b]);
                }
                Some((Op::Fcmp(cond), &[a, b])) => {
                    return self.become_op(inst, Op::Fcmp(cond.negate()), &[a, b]);
                }
                _ => {}
            }
        }
        Fold::Keep
    }

    fn shift(&mut self, inst: Inst, op: Op, x: Value, n: Value) -> Fold {
        let ty = self.func.ty(x);
        let width = i64::from(ty.bits());
        let Some(count) = self.iconst(n) else {
            // Counts are taken modulo the width: masking them so changes nothing.
            if let Some((a, b)) = self.binary(n, Op::And)
                && let Some(mask) = self.iconst(b)
                && mask & (width - 1) == width - 1
            {
                return self.become_op(inst, op, &[x, a]);
            }
            return Fold::Keep;
        };
        let count = count & (width - 1);
        if count == 0 {
            return Fold::Value(x);
        }
        if let Some((inner, m)) = self.binary(x, op)
            && op != Op::Rotl
            && let Some(m) = self.iconst(m)
        {
            let total = (m & (width - 1)) + count;
            return match op {
                Op::Ashr => {
                    let total = self.int_const(ty, total.min(width - 1));
                    self.become_op(inst, op, &[inner, total])
                }
                _ if total >= width => self.settled(inst, 0),
                _ => {
                    let total = self.int_const(ty, total);
                    self.become_op(inst, op, &[inner, total])
                }
            };
        }
        // (x << n) >> n and (x >> n) << n mask.
        let low = ty.unsigned(-1) >> count;
        let mask = match op {
            Op::Lshr => self.binary(x, Op::Shl).map(|(a, m)| (a, m, low)),
            Op::Shl => self.binary(x, Op::Lshr).map(|(a, m)| (a, m, low << count)),
            _ => None,
        };
        if let Some((a, m, mask)) = mask
            && self.iconst(m).map(|m| m & (width - 1)) == Some(count)
        {
            let mask = self.int_const(ty, mask as i64);
            return self.become_op(inst, Op::And, &[a, mask]);
        }
        Fold::Keep
    }

    fn division(&mut self, inst: Inst, op: Op, info: DivInfo, x: Value, y: Value) -> Fold {
        let ty = self.func.ty(x);
        let with = |info: DivInfo| match op {
            Op::Sdiv(_) => Op::Sdiv(info),
            Op::Srem(_) => Op::Srem(info),
            Op::Udiv(_) => Op::Udiv(info),
            _ => Op::Urem(info),
        };
        let is_signed = matches!(op, Op::Sdiv(_) | Op::Srem(_));
        let is_rem = matches!(op, Op::Srem(_) | Op::Urem(_));
        if let Some(c) = self.iconst(y)
            && c != 0
        {
            if c == 1 {
                return if is_rem {
                    self.settled(inst, 0)
                } else {
                    Fold::Value(x)
                };
            }
            if is_signed && c == -1 {
                return if is_rem {
                    self.settled(inst, 0)
                } else {
                    self.become_op(inst, Op::Neg, &[x])
                };
            }
            let bits = ty.unsigned(c);
            // Also signed, if the dividend is not negative.
            let is_unsigned = !is_signed || (c > 0 && self.is_nonnegative(x));
            if bits.is_power_of_two() && is_unsigned {
                return if is_rem {
                    let mask = self.int_const(ty, (bits - 1) as i64);
                    self.become_op(inst, Op::And, &[x, mask])
                } else {
                    let count = self.int_const(ty, i64::from(bits.trailing_zeros()));
                    self.become_op(inst, Op::Lshr, &[x, count])
                };
            }
            let known = DivInfo {
                is_nonzero: true,
                is_exact_range: true,
            };
            if info != known {
                return self.become_op(inst, with(known), &[x, y]);
            }
            return Fold::Keep;
        }
        if is_signed && !info.is_exact_range && (self.is_nonnegative(x) || self.is_nonnegative(y)) {
            let known = DivInfo {
                is_exact_range: true,
                ..info
            };
            return self.become_op(inst, with(known), &[x, y]);
        }
        Fold::Keep
    }

    /// Whether an integer is known not to be negative.
    pub(super) fn is_nonnegative(&self, value: Value) -> bool {
        let ty = self.func.ty(value);
        let sign = 1 << (ty.bits() - 1);
        if self.possible_bits(value, 4) & sign == 0 {
            return true;
        }
        match self.def(value) {
            Some((Op::BoundsCheck { .. }, _)) => true,
            Some((Op::Srem(_), args)) => self.is_nonnegative(args[0]),
            Some((Op::Sdiv(_), args)) => {
                self.iconst(args[1]).is_some_and(|c| c > 0) && self.is_nonnegative(args[0])
            }
            _ => false,
        }
    }

    /// The bits of an integer that may be set.
    pub(super) fn possible_bits(&self, value: Value, depth: u32) -> u64 {
        let ty = self.func.ty(value);
        let all = ty.unsigned(-1);
        let Some((op, args)) = self.def(value) else {
            return all;
        };
        if let Op::Iconst(c) = op {
            return ty.unsigned(c);
        }
        if matches!(op, Op::Icmp(_) | Op::Fcmp(_) | Op::AtomicCas(_)) {
            return 1;
        }
        if let Op::Load(mem) = op
            && self.func.alias_tags[mem.tag].kind == rgo_ssa::MemKind::Len
        {
            return all >> 1;
        }
        if depth == 0 {
            return all;
        }
        let of = |at: usize| self.possible_bits(args[at], depth - 1);
        match op {
            Op::And => of(0) & of(1),
            Op::Or | Op::Xor => of(0) | of(1),
            Op::Select => of(1) | of(2),
            Op::Zext | Op::Guard => of(0),
            Op::Trunc => of(0) & all,
            Op::Sext => {
                let from = self.func.ty(args[0]);
                let bits = of(0);
                if bits >> (from.bits() - 1) == 0 {
                    bits
                } else {
                    all
                }
            }
            Op::Lshr => match self.iconst(args[1]) {
                Some(n) => of(0) >> (n as u32 & (ty.bits() - 1)),
                None => smear(of(0)),
            },
            Op::Shl => match self.iconst(args[1]) {
                Some(n) => of(0) << (n as u32 & (ty.bits() - 1)) & all,
                None => all,
            },
            Op::Urem(_) => match self.iconst(args[1]).map(|c| ty.unsigned(c)) {
                Some(c) if c > 0 => smear(c - 1),
                _ => all,
            },
            Op::Udiv(_) => smear(of(0)),
            Op::Clz | Op::Ctz | Op::Popcnt => smear(u64::from(ty.bits())),
            Op::VhighBits(lanes) => (1 << lanes.count()) - 1,
            _ => all,
        }
    }

    fn resize(&mut self, inst: Inst, op: Op, x: Value) -> Fold {
        let result = self.func.result(inst);
        let (to, from) = (self.func.ty(result), self.func.ty(x));
        match (op, self.def(x)) {
            (Op::Trunc, Some((Op::Trunc, &[a]))) => self.become_op(inst, Op::Trunc, &[a]),
            (Op::Trunc, Some((inner @ (Op::Zext | Op::Sext), &[a]))) => {
                let origin = self.func.ty(a);
                if origin == to {
                    Fold::Value(a)
                } else if origin.bytes() > to.bytes() {
                    self.become_op(inst, Op::Trunc, &[a])
                } else {
                    self.become_op(inst, inner, &[a])
                }
            }
            // A mask that keeps all that is left.
            (Op::Trunc, Some((Op::And, &[a, b]))) => match self.iconst(b) {
                Some(mask) if to.unsigned(mask) == to.unsigned(-1) => {
                    self.become_op(inst, Op::Trunc, &[a])
                }
                _ => Fold::Keep,
            },
            (Op::Zext, Some((Op::Zext, &[a]))) => self.become_op(inst, Op::Zext, &[a]),
            (Op::Sext, Some((inner @ (Op::Sext | Op::Zext), &[a]))) => {
                self.become_op(inst, inner, &[a])
            }
            // zext(trunc(x)) masks, if x has the result's type.
            (Op::Zext, Some((Op::Trunc, &[a]))) if self.func.ty(a) == to => {
                let mask = self.int_const(to, from.unsigned(-1) as i64);
                self.become_op(inst, Op::And, &[a, mask])
            }
            (Op::Sext, _) if self.possible_bits(x, 4) >> (from.bits() - 1) == 0 => {
                self.become_op(inst, Op::Zext, &[x])
            }
            _ => Fold::Keep,
        }
    }

    fn icmp(&mut self, inst: Inst, cond: IntCond, x: Value, y: Value) -> Fold {
        let ty = self.func.ty(x);
        if x == y {
            let holds = matches!(
                cond,
                IntCond::Eq | IntCond::Sle | IntCond::Sge | IntCond::Ule | IntCond::Uge
            );
            return self.settled(inst, i64::from(holds));
        }
        if ty == Type::Ptr {
            return self.icmp_ptr(inst, cond, x, y);
        }
        let Some(c) = self.iconst(y) else {
            return self.icmp_values(inst, cond, x, y);
        };
        if let Some(fold) = self.icmp_range(inst, cond, x, ty, c) {
            return fold;
        }
        match self.def(x) {
            // x + k == c
            Some((Op::Add, &[a, b])) if matches!(cond, IntCond::Eq | IntCond::Ne) => {
                if let Some(k) = self.iconst(b) {
                    let rest = self.int_const(ty, c.wrapping_sub(k));
                    return self.become_op(inst, Op::Icmp(cond), &[a, rest]);
                }
            }
            // a - b == 0
            Some((Op::Sub | Op::Xor, &[a, b]))
                if c == 0 && matches!(cond, IntCond::Eq | IntCond::Ne) =>
            {
                return self.become_op(inst, Op::Icmp(cond), &[a, b]);
            }
            Some((extension @ (Op::Zext | Op::Sext), &[a])) => {
                return self.icmp_extended(inst, cond, extension, a, ty, c);
            }
            Some((Op::Select, &[on, a, b])) => {
                // A comparison of constants chosen by a condition is the condition.
                if let (Some(p), Some(q)) = (self.constant(a), self.constant(b)) {
                    let c = Const::int(ty, c);
                    let (p, q) = (eval_icmp(cond, p, c), eval_icmp(cond, q, c));
                    if p == q {
                        return self.settled(inst, i64::from(p));
                    }
                    if is_truth(self.func, on, 2) {
                        if p {
                            return Fold::Value(on);
                        }
                        let one = self.int_const(Type::I8, 1);
                        return self.become_op(inst, Op::Xor, &[on, one]);
                    }
                }
            }
            _ => {}
        }
        if ty == Type::I8 && is_truth(self.func, x, 3) {
            let is_not_zero = match (cond, c) {
                (IntCond::Ne, 0) | (IntCond::Eq, 1) => Some(true),
                (IntCond::Eq, 0) | (IntCond::Ne, 1) => Some(false),
                _ => None,
            };
            match is_not_zero {
                Some(true) => return Fold::Value(x),
                Some(false) => {
                    let one = self.int_const(Type::I8, 1);
                    return self.become_op(inst, Op::Xor, &[x, one]);
                }
                None => {}
            }
        }
        // One form for each comparison with a constant: < and >, not <= and >=.
        let (min, max) = (1i64 << (ty.bits() - 1), (ty.unsigned(-1) >> 1) as i64);
        let next = match cond {
            IntCond::Sle if c != max => Some((IntCond::Slt, c + 1)),
            IntCond::Sge if c != ty.normalize(min) => Some((IntCond::Sgt, c - 1)),
            IntCond::Ule if c != -1 => Some((IntCond::Ult, c.wrapping_add(1))),
            IntCond::Uge if c != 0 => Some((IntCond::Ugt, c.wrapping_sub(1))),
            // x < 1 as unsigned number is x == 0.
            IntCond::Ult if c == 1 => Some((IntCond::Eq, 0)),
            IntCond::Ugt if c == 0 => Some((IntCond::Ne, 0)),
            _ => None,
        };
        match next {
            Some((cond, c)) => {
                let c = self.int_const(ty, c);
                self.become_op(inst, Op::Icmp(cond), &[x, c])
            }
            None => Fold::Keep,
        }
    }

    /// Decided by the bits that the operand may have.
    fn icmp_range(
        &mut self,
        inst: Inst,
        cond: IntCond,
        x: Value,
        ty: Type,
        c: i64,
    ) -> Option<Fold> {
        let most = self.possible_bits(x, 4);
        let limit = ty.unsigned(c);
        let sign = 1u64 << (ty.bits() - 1);
        let is_small = most & sign == 0 || self.is_nonnegative(x);
        let holds = match cond {
            IntCond::Ult if limit == 0 => Some(false),
            IntCond::Ult if most < limit => Some(true),
            IntCond::Ule if most <= limit => Some(true),
            IntCond::Ugt if most <= limit => Some(false),
            IntCond::Uge if limit == 0 => Some(true),
            IntCond::Uge if most < limit => Some(false),
            IntCond::Eq if limit & !most != 0 => Some(false),
            IntCond::Ne if limit & !most != 0 => Some(true),
            IntCond::Slt if is_small && c <= 0 => Some(false),
            IntCond::Sge if is_small && c <= 0 => Some(true),
            IntCond::Sgt if is_small && c < 0 => Some(true),
            IntCond::Sle if is_small && c < 0 => Some(false),
            IntCond::Slt if is_small && most & sign == 0 && most < limit => Some(true),
            IntCond::Sgt if is_small && c >= 0 && most & sign == 0 && most <= limit => Some(false),
            _ => None,
        }?;
        Some(self.settled(inst, i64::from(holds)))
    }

    /// A comparison of an extended value with a constant, in the narrow type.
    fn icmp_extended(
        &mut self,
        inst: Inst,
        cond: IntCond,
        extension: Op,
        a: Value,
        ty: Type,
        c: i64,
    ) -> Fold {
        let narrow = self.func.ty(a);
        let fits = match extension {
            Op::Zext => ty.unsigned(c) <= narrow.unsigned(-1),
            _ => narrow.normalize(c) == c,
        };
        // The order of zero-extended values is unsigned, whatever the comparison says.
        let cond = match (extension, cond) {
            (Op::Zext, IntCond::Slt) => IntCond::Ult,
            (Op::Zext, IntCond::Sle) => IntCond::Ule,
            (Op::Zext, IntCond::Sgt) => IntCond::Ugt,
            (Op::Zext, IntCond::Sge) => IntCond::Uge,
            (Op::Sext, cond) if cond.is_unsigned() => return Fold::Keep,
            (_, cond) => cond,
        };
        if !fits {
            return Fold::Keep;
        }
        let c = self.int_const(narrow, c);
        self.become_op(inst, Op::Icmp(cond), &[a, c])
    }

    /// Comparisons of two values that are not constant.
    fn icmp_values(&mut self, inst: Inst, cond: IntCond, x: Value, y: Value) -> Fold {
        let is_equality = matches!(cond, IntCond::Eq | IntCond::Ne);
        match (self.def(x), self.def(y)) {
            (Some((Op::Zext, &[a])), Some((Op::Zext, &[b])))
                if self.func.ty(a) == self.func.ty(b) =>
            {
                let cond = match cond {
                    IntCond::Slt => IntCond::Ult,
                    IntCond::Sle => IntCond::Ule,
                    IntCond::Sgt => IntCond::Ugt,
                    IntCond::Sge => IntCond::Uge,
                    other => other,
                };
                self.become_op(inst, Op::Icmp(cond), &[a, b])
            }
            (Some((Op::Sext, &[a])), Some((Op::Sext, &[b])))
                if self.func.ty(a) == self.func.ty(b) =>
            {
                self.become_op(inst, Op::Icmp(cond), &[a, b])
            }
            // a + k == b + k
            (Some((Op::Add, &[a, k])), Some((Op::Add, &[b, l]))) if is_equality && k == l => {
                self.become_op(inst, Op::Icmp(cond), &[a, b])
            }
            _ => Fold::Keep,
        }
    }

    fn icmp_ptr(&mut self, inst: Inst, cond: IntCond, x: Value, y: Value) -> Fold {
        let is_nil_test = self.iconst(y) == Some(0);
        let outcome = match cond {
            IntCond::Eq => false,
            IntCond::Ne => true,
            _ => return Fold::Keep,
        };
        if is_nil_test && self.is_nonnil(x, 4) {
            return self.settled(inst, i64::from(outcome));
        }
        // Addresses of different static things differ; sizes 0 do not occur among these.
        if let (Some((Op::SymbolAddr(a, 0), _)), Some((Op::SymbolAddr(b, 0), _))) =
            (self.def(x), self.def(y))
            && a != b
            && super::address::has_identity(a)
            && super::address::has_identity(b)
        {
            return self.settled(inst, i64::from(outcome));
        }
        Fold::Keep
    }

    fn select(&mut self, inst: Inst, cond: Value, x: Value, y: Value) -> Fold {
        if x == y {
            return Fold::Value(x);
        }
        if let Some(c) = self.iconst(cond) {
            return Fold::Value(if c != 0 { x } else { y });
        }
        let ty = self.func.ty(x);
        if ty == Type::I8 && is_truth(self.func, cond, 2) {
            match (self.iconst(x), self.iconst(y)) {
                (Some(1), Some(0)) => return Fold::Value(cond),
                (Some(0), Some(1)) => {
                    let one = self.int_const(Type::I8, 1);
                    return self.become_op(inst, Op::Xor, &[cond, one]);
                }
                _ => {}
            }
        }
        match self.def(cond) {
            Some((Op::Xor, &[a, b])) if self.iconst(b) == Some(1) && is_truth(self.func, a, 2) => {
                self.become_op(inst, Op::Select, &[a, y, x])
            }
            // x == c ? c : x is x.
            Some((Op::Icmp(test), &[a, b])) if (a, b) == (x, y) || (a, b) == (y, x) => match test {
                IntCond::Eq => Fold::Value(y),
                IntCond::Ne => Fold::Value(x),
                _ => Fold::Keep,
            },
            _ => Fold::Keep,
        }
    }
}

/// All bits below and including the highest set one.
fn smear(bits: u64) -> u64 {
    match bits.leading_zeros() {
        64 => 0,
        n => u64::MAX >> n,
    }
}
