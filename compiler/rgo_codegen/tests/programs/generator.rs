//! Random functions of Go's kind: loops, branches, switches, memory, calls, mixed widths.

use rgo_base::EntityRef;
use rgo_hir::FuncId;
use rgo_ssa::builder::{FuncBuilder, Var};
use rgo_ssa::{
    AliasTag, DivInfo, FloatCond, Func, IntCond, Lanes, MemArg, Op, RmwOp, Signature, Slot,
    SlotData, Type, Value, VecOp,
};

/// A small deterministic generator (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

const INTS: [Type; 4] = [Type::I8, Type::I16, Type::I32, Type::I64];
const MEMORY: i32 = 128;

/// A function's signature: parameters and results by its number.
pub fn signature(id: u32) -> Signature {
    let types = [
        Type::I64,
        Type::I32,
        Type::F64,
        Type::I8,
        Type::I64,
        Type::I16,
        Type::F32,
    ];
    let take = |n: u32, at: u32| {
        (0..n)
            .map(|i| types[((at + i) % types.len() as u32) as usize])
            .collect()
    };
    Signature {
        params: take(1 + id % 11, id),
        results: take(1 + id % 5, id + 1),
    }
}

struct Generator<'a> {
    b: FuncBuilder,
    random: &'a mut Random,
    vars: Vec<(Var, Type)>,
    slot: Slot,
    /// Callable functions: smaller numbers.
    id: u32,
    may_call: bool,
    /// Statements left.
    budget: usize,
    /// Nested loops around.
    loops: usize,
}

/// Function `id`, which calls functions from 1 on with smaller numbers. Always ends.
pub fn function(id: u32, size: usize, random: &mut Random) -> Func {
    generate(id, size, id > 1, random)
}

/// Function `id`, without calls.
pub fn leaf(id: u32, size: usize, random: &mut Random) -> Func {
    generate(id, size, false, random)
}

/// Argument `at` that `main.main` passes to function `id`.
pub fn argument(id: u32, at: usize) -> i64 {
    i64::from(id) * 1_000_003 - at as i64 * 77
}

fn generate(id: u32, size: usize, may_call: bool, random: &mut Random) -> Func {
    let sig = signature(id);
    let mut func = Func::new(FuncId::new(id as usize), sig.clone());
    func.flags.is_barriered = true;
    func.flags.is_lowered = true;
    let mut b = FuncBuilder::new(func);
    let slot = b.new_slot(SlotData {
        size: MEMORY as u64,
        align: 16,
        ty: None,
        is_observed: false,
    });
    let mut generator = Generator {
        b,
        random,
        vars: Vec::new(),
        slot,
        id,
        may_call,
        budget: size,
        loops: 0,
    };
    generator.start(&sig);
    generator.stmts(0);
    generator.finish(&sig)
}

impl Generator<'_> {
    fn start(&mut self, sig: &Signature) {
        let base = self.slot_addr(0);
        self.b.emit0(
            Op::Zero {
                ty: rgo_types::TypeId::INVALID,
                size: MEMORY as u64,
                barrier: false,
            },
            &[base],
        );
        let entry = self.b.func.entry();
        let params = self.b.func.blocks[entry].params.clone();
        for (&value, &ty) in params.iter().zip(&sig.params) {
            let var = self.b.new_var(ty);
            self.b.def_var(var, value);
            self.vars.push((var, ty));
        }
        for ty in [
            Type::I64,
            Type::I32,
            Type::I16,
            Type::I8,
            Type::F64,
            Type::F32,
        ] {
            let var = self.b.new_var(ty);
            let value = self.constant(ty);
            self.b.def_var(var, value);
            self.vars.push((var, ty));
        }
    }

    fn finish(mut self, sig: &Signature) -> Func {
        let results: Vec<Value> = sig.results.iter().map(|&ty| self.checksum(ty)).collect();
        self.b.ret(&results);
        self.b.finish()
    }

    /// A value of type `ty` that depends on all variables of the type, and on memory.
    fn checksum(&mut self, ty: Type) -> Value {
        let vars: Vec<Var> = self.vars_of(ty);
        let mut sum = self.b.use_var(vars[0]);
        for &var in &vars[1..] {
            let value = self.b.use_var(var);
            let op = if ty.is_float() { Op::Fadd } else { Op::Xor };
            sum = self.b.emit(op, &[sum, value], ty);
        }
        if ty == Type::I64 {
            for at in (0..MEMORY).step_by(8) {
                let base = self.slot_addr(0);
                let mem = MemArg::new(at, AliasTag::ANY);
                let word = self.b.emit(Op::Load(mem), &[base], Type::I64);
                let one = self.b.iconst(Type::I64, 1);
                let rotated = self.b.emit(Op::Rotl, &[sum, one], Type::I64);
                sum = self.b.emit(Op::Xor, &[rotated, word], Type::I64);
            }
        }
        sum
    }

    fn vars_of(&self, ty: Type) -> Vec<Var> {
        let vars = self.vars.iter().filter(|(_, t)| *t == ty);
        vars.map(|&(var, _)| var).collect()
    }

    fn slot_addr(&mut self, offset: i32) -> Value {
        self.b.emit(Op::SlotAddr(self.slot, offset), &[], Type::Ptr)
    }

    fn constant(&mut self, ty: Type) -> Value {
        let n = self
            .random
            .pick(&[0i64, 1, -1, 2, 7, 100, -128, 1 << 20, i64::MIN, 0x7fff_ffff]);
        match ty {
            Type::F32 => self.b.emit(Op::F32const((n as f32).to_bits()), &[], ty),
            Type::F64 => self.b.emit(Op::F64const((n as f64).to_bits()), &[], ty),
            _ => self.b.iconst(ty, ty.normalize(n)),
        }
    }

    fn operand(&mut self, ty: Type) -> Value {
        if self.random.below(5) == 0 {
            return self.constant(ty);
        }
        let vars = self.vars_of(ty);
        let var = self.random.pick(&vars);
        self.b.use_var(var)
    }

    /// A value without NaN payloads or inexact widths that machines may differ in.
    fn expr(&mut self, ty: Type, depth: usize) -> Value {
        if depth == 0 || self.random.below(4) == 0 {
            return self.operand(ty);
        }
        if ty.is_float() {
            return self.float_expr(ty, depth - 1);
        }
        match self.random.below(12) {
            0..5 => {
                let op = self.random.pick(&[
                    Op::Add,
                    Op::Sub,
                    Op::Mul,
                    Op::And,
                    Op::Or,
                    Op::Xor,
                    Op::Shl,
                    Op::Lshr,
                    Op::Ashr,
                    Op::Rotl,
                ]);
                let (x, y) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                self.b.emit(op, &[x, y], ty)
            }
            5 => {
                let op = self
                    .random
                    .pick(&[Op::Neg, Op::Not, Op::Clz, Op::Ctz, Op::Popcnt]);
                let x = self.expr(ty, depth - 1);
                self.b.emit(op, &[x], ty)
            }
            6 => self.division(ty, depth - 1),
            7 => self.conversion(ty, depth - 1),
            8 => self.load(ty),
            9 => {
                let cond = self.condition(depth - 1);
                let (x, y) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                self.b.emit(Op::Select, &[cond, x, y], ty)
            }
            10 if ty == Type::I64 => self.wide(depth - 1),
            _ => {
                let cond = self.condition(depth - 1);
                if ty == Type::I8 {
                    cond
                } else {
                    self.b.emit(Op::Zext, &[cond], ty)
                }
            }
        }
    }

    fn division(&mut self, ty: Type, depth: usize) -> Value {
        let info = DivInfo {
            is_nonzero: true,
            is_exact_range: false,
        };
        let op = self.random.pick(&[
            Op::Sdiv(info),
            Op::Srem(info),
            Op::Udiv(info),
            Op::Urem(info),
        ]);
        let x = self.expr(ty, depth);
        let y = match self.random.below(2) {
            0 => {
                let n = self.random.pick(&[1i64, -1, 3, 8, 10, 127, -7]);
                self.b.iconst(ty, n)
            }
            _ => {
                let y = self.expr(ty, depth);
                let one = self.b.iconst(ty, 1);
                self.b.emit(Op::Or, &[y, one], ty)
            }
        };
        self.b.emit(op, &[x, y], ty)
    }

    fn conversion(&mut self, ty: Type, depth: usize) -> Value {
        let from = self.random.pick(&INTS);
        let x = self.expr(from, depth);
        match from.bytes().cmp(&ty.bytes()) {
            std::cmp::Ordering::Less => {
                let op = self.random.pick(&[Op::Sext, Op::Zext]);
                self.b.emit(op, &[x], ty)
            }
            std::cmp::Ordering::Greater => self.b.emit(Op::Trunc, &[x], ty),
            std::cmp::Ordering::Equal if matches!(ty, Type::I32 | Type::I64) => {
                let from = self.random.pick(&[Type::F32, Type::F64]);
                let f = self.expr(from, depth);
                self.b.emit(Op::FToSint, &[f], ty)
            }
            std::cmp::Ordering::Equal => x,
        }
    }

    fn wide(&mut self, depth: usize) -> Value {
        let (x, y) = (self.expr(Type::I64, depth), self.expr(Type::I64, depth));
        let pair = [Type::I64, Type::I64];
        let inst = match self.random.below(4) {
            0 => return self.b.emit(Op::Umulh, &[x, y], Type::I64),
            1 => return self.b.emit(Op::Smulh, &[x, y], Type::I64),
            2 => self.b.emit_inst(Op::UmulWide, &[x, y], &pair),
            _ => {
                let op = self.random.pick(&[Op::AddCarry, Op::SubBorrow]);
                let carry = self.condition(depth);
                let carry = self.b.emit(Op::Zext, &[carry], Type::I64);
                self.b.emit_inst(op, &[x, y, carry], &pair)
            }
        };
        let results: Vec<Value> = self.b.func.results(inst).collect();
        self.b.emit(Op::Xor, &[results[0], results[1]], Type::I64)
    }

    fn float_expr(&mut self, ty: Type, depth: usize) -> Value {
        match self.random.below(6) {
            0 => {
                let int = self.random.pick(&[Type::I32, Type::I64]);
                let x = self.expr(int, depth);
                self.b.emit(Op::SintToF, &[x], ty)
            }
            1 => {
                let x = self.expr(Type::I64, depth);
                self.b.emit(Op::UintToF, &[x], ty)
            }
            2 => {
                let (from, op) = match ty {
                    Type::F32 => (Type::F64, Op::Fdemote),
                    _ => (Type::F32, Op::Fpromote),
                };
                let x = self.expr(from, depth);
                self.b.emit(op, &[x], ty)
            }
            3 => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                self.b.emit(Op::Fadd, &[x, y], ty)
            }
            4 => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                self.b.emit(Op::Fmul, &[x, y], ty)
            }
            _ => {
                let x = self.expr(ty, depth);
                self.b.emit(Op::Fabs, &[x], ty)
            }
        }
    }

    fn condition(&mut self, depth: usize) -> Value {
        if self.random.below(5) == 0 {
            let cond = self.random.pick(&FloatCond::ALL);
            let (x, y) = (self.expr(Type::F64, depth), self.expr(Type::F64, depth));
            return self.b.emit(Op::Fcmp(cond), &[x, y], Type::I8);
        }
        let ty = self.random.pick(&INTS);
        let cond = self.random.pick(&IntCond::ALL);
        let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
        self.b.emit(Op::Icmp(cond), &[x, y], Type::I8)
    }

    /// An address in the slot with room for 16 bytes behind it.
    fn addr(&mut self) -> Value {
        let base = self.slot_addr(0);
        let index = self.operand(Type::I64);
        let mask = self.b.iconst(Type::I64, i64::from(MEMORY / 2 - 1));
        let index = self.b.emit(Op::And, &[index, mask], Type::I64);
        self.b.emit(Op::PtrAdd, &[base, index], Type::Ptr)
    }

    fn load(&mut self, ty: Type) -> Value {
        let addr = self.addr();
        let mut mem = MemArg::new(self.random.below(16) as i32, AliasTag::ANY);
        mem.may_fault = self.random.below(2) == 0;
        self.b.emit(Op::Load(mem), &[addr], ty)
    }

    fn store(&mut self) {
        let ty = self.random.pick(&INTS);
        let value = self.expr(ty, 2);
        let addr = self.addr();
        let mem = MemArg::new(self.random.below(16) as i32, AliasTag::ANY);
        self.b.emit0(
            Op::Store {
                mem,
                barrier: false,
            },
            &[addr, value],
        );
    }

    fn memory_op(&mut self) {
        let ty = rgo_types::TypeId::INVALID;
        match self.random.below(4) {
            0 => {
                let (dst, src) = (self.addr(), self.addr());
                let size = self.random.below(33) as u64;
                self.b.emit0(
                    Op::Move {
                        ty,
                        size,
                        barrier: false,
                    },
                    &[dst, src],
                );
            }
            1 => {
                let dst = self.addr();
                let size = self.random.below(33) as u64;
                self.b.emit0(
                    Op::Zero {
                        ty,
                        size,
                        barrier: false,
                    },
                    &[dst],
                );
            }
            2 => {
                let base = self.slot_addr(64);
                let value = self.expr(Type::I64, 1);
                let op = self.random.pick(&RmwOp::ALL);
                let mem = MemArg::new(8, AliasTag::ANY);
                let old = self
                    .b
                    .emit(Op::AtomicRmw(op, mem), &[base, value], Type::I64);
                self.assign(Type::I64, old);
            }
            _ => {
                let addr = self.addr();
                let mem = MemArg::new(3, AliasTag::ANY);
                let vector = self.b.emit(Op::Load(mem), &[addr], Type::V128);
                let value = self.operand(Type::I8);
                let splat = self.b.emit(Op::Vsplat(Lanes::I8x16), &[value], Type::V128);
                let op = self.random.pick(&[VecOp::Add, VecOp::Xor, VecOp::AndNot]);
                let sum = self
                    .b
                    .emit(Op::Vbin(op, Lanes::I8x16), &[vector, splat], Type::V128);
                let equal = Op::Vicmp(IntCond::Eq, Lanes::I8x16);
                let equal = self.b.emit(equal, &[vector, splat], Type::V128);
                let bits = self
                    .b
                    .emit(Op::VhighBits(Lanes::I8x16), &[equal], Type::I32);
                self.assign(Type::I32, bits);
                let store = Op::Store {
                    mem,
                    barrier: false,
                };
                self.b.emit0(store, &[addr, sum]);
            }
        }
    }

    fn assign(&mut self, ty: Type, value: Value) {
        let vars = self.vars_of(ty);
        let var = self.random.pick(&vars);
        self.b.def_var(var, value);
    }

    fn stmts(&mut self, depth: usize) {
        let n = 1 + self.random.below(6);
        for _ in 0..n {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.stmt(depth);
        }
        if depth == 0 {
            while self.budget > 0 {
                self.stmts(1);
            }
        }
    }

    fn stmt(&mut self, depth: usize) {
        match self.random.below(16) {
            0..6 => {
                let all = [
                    Type::I64,
                    Type::I32,
                    Type::I16,
                    Type::I8,
                    Type::F64,
                    Type::F32,
                ];
                let ty = self.random.pick(&all);
                let value = self.expr(ty, 3);
                self.assign(ty, value);
            }
            6..8 => self.store(),
            8 => self.memory_op(),
            9 if self.may_call && self.loops == 0 => self.call(),
            10..12 if depth < 4 => self.if_else(depth),
            12 if depth < 3 => self.switch(depth),
            13..15 if depth < 3 && self.loops < 2 => self.counted_loop(depth),
            _ => self.store(),
        }
    }

    fn call(&mut self) {
        let callee = 1 + self.random.below(self.id as usize - 1) as u32;
        let sig = signature(callee);
        let args: Vec<Value> = sig.params.iter().map(|&ty| self.expr(ty, 1)).collect();
        let callee = Op::Call(FuncId::new(callee as usize));
        let inst = self.b.emit_inst(callee, &args, &sig.results);
        let results: Vec<Value> = self.b.func.results(inst).collect();
        for (value, ty) in results.into_iter().zip(sig.results) {
            self.assign(ty, value);
        }
    }

    fn if_else(&mut self, depth: usize) {
        let cond = self.condition(2);
        let then = if self.random.below(4) == 0 {
            self.b.new_cold_block()
        } else {
            self.b.new_block()
        };
        let (otherwise, done) = (self.b.new_block(), self.b.new_block());
        self.b.br(cond, then, otherwise);
        for block in [then, otherwise] {
            self.b.switch_to_sealed(block);
            self.stmts(depth + 1);
            self.b.jump(done);
        }
        self.b.switch_to_sealed(done);
    }

    fn switch(&mut self, depth: usize) {
        let index = self.operand(Type::I64);
        let mask = self.b.iconst(Type::I64, 7);
        let index = self.b.emit(Op::And, &[index, mask], Type::I64);
        let n = 2 + self.random.below(5);
        let blocks: Vec<_> = (0..=n).map(|_| self.b.new_block()).collect();
        let done = self.b.new_block();
        self.b.switch(index, blocks[0], &blocks[1..]);
        for block in blocks {
            self.b.switch_to_sealed(block);
            self.stmts(depth + 2);
            self.b.jump(done);
        }
        self.b.switch_to_sealed(done);
    }

    fn counted_loop(&mut self, depth: usize) {
        let counter = self.b.new_var(Type::I64);
        let zero = self.b.iconst(Type::I64, 0);
        self.b.def_var(counter, zero);
        let (head, done) = (self.b.new_block(), self.b.new_block());
        self.b.jump(head);
        self.b.switch_to(head);
        self.loops += 1;
        self.stmts(depth + 1);
        self.loops -= 1;
        self.b.emit0(Op::Poll, &[]);
        let one = self.b.iconst(Type::I64, 1);
        let n = self.b.use_var(counter);
        let n = self.b.emit(Op::Add, &[n, one], Type::I64);
        self.b.def_var(counter, n);
        let limit = self.b.iconst(Type::I64, 2 + self.random.below(4) as i64);
        let cond = self.b.emit(Op::Icmp(IntCond::Slt), &[n, limit], Type::I8);
        self.b.br(cond, head, done);
        self.b.seal(head);
        self.b.switch_to_sealed(done);
    }
}

/// `main.main`: calls functions 1 to `n` and prints their results as bits; NaNs as one.
pub fn main_of(n: u32) -> Func {
    let mut func = Func::new(FuncId::new(0), Signature::default());
    func.flags.is_barriered = true;
    func.flags.is_lowered = true;
    let mut b = FuncBuilder::new(func);
    for id in 1..=n {
        let sig = signature(id);
        let args: Vec<Value> = sig
            .params
            .iter()
            .enumerate()
            .map(|(at, &ty)| {
                let value = argument(id, at);
                match ty {
                    Type::F32 => b.emit(Op::F32const((value as f32).to_bits()), &[], ty),
                    Type::F64 => b.emit(Op::F64const((value as f64).to_bits()), &[], ty),
                    _ => b.iconst(ty, ty.normalize(value)),
                }
            })
            .collect();
        let inst = b.emit_inst(Op::Call(FuncId::new(id as usize)), &args, &sig.results);
        let results: Vec<Value> = b.func.results(inst).collect();
        for (value, ty) in results.into_iter().zip(sig.results) {
            let bits = match ty {
                Type::F32 | Type::F64 => {
                    let wide = match ty {
                        Type::F32 => b.emit(Op::Fpromote, &[value], Type::F64),
                        _ => value,
                    };
                    let bits = b.emit(Op::Bitcast, &[wide], Type::I64);
                    let is_number = b.emit(Op::Fcmp(FloatCond::Eq), &[wide, wide], Type::I8);
                    let nan = b.iconst(Type::I64, -1);
                    b.emit(Op::Select, &[is_number, bits, nan], Type::I64)
                }
                Type::I64 => value,
                _ => b.emit(Op::Sext, &[value], Type::I64),
            };
            b.emit0(Op::Call(FuncId::new(900)), &[bits]);
        }
    }
    b.ret(&[]);
    b.finish()
}
