//! Random functions in SSA form: structured control flow over a few variables, with memory,
//! checks and calls, all of it well-defined.

use rgo_base::{EntityRef, PrimaryMap};
use rgo_ssa::builder::{FuncBuilder, Var};
use rgo_ssa::{
    AliasData, AliasTag, Block, BoundsKind, DivInfo, FloatCond, Func, FuncId, GlobalId, IntCond,
    MemArg, MemKind, Op, Signature, Slot, SlotData, SymbolRef, Type, TypeId, Value,
};

use crate::interp::{Area, World, global_address};

/// A source of random numbers.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// A number from 0 to `n` - 1.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    /// One of some items.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Variables of the world: a struct accessed field by field, raw memory, two arrays of numbers, and
/// pointers.
const STRUCT: usize = 0;
const RAW: usize = 1;
const INTS: usize = 2;
const FLOATS: usize = 3;
const POINTERS: usize = 4;
const OTHER_STRUCT: usize = 5;
const ARRAY_LEN: i64 = 8;

/// The world random functions run in.
pub fn world(random: &mut Random, is_marking: bool) -> World {
    let mut area = |size: usize, scratch: Vec<u32>| Area {
        bytes: (0..size).map(|_| random.below(4) as u8).collect(),
        scratch,
    };
    let words: Vec<u32> = (0..8).map(|at| at * 8).collect();
    let mut globals = vec![
        area(64, vec![0, 8, 16, 20]),
        area(64, words.clone()),
        area(64, words),
        area(64, vec![]),
        area(64, vec![]),
        area(64, vec![0, 8, 16, 20]),
    ];
    for at in 0..8 {
        let float = (at as f64 * 1.5).to_le_bytes();
        globals[FLOATS].bytes[at * 8..at * 8 + 8].copy_from_slice(&float);
        globals[POINTERS].bytes[at * 8..at * 8 + 8].fill(0);
    }
    for global in [STRUCT, OTHER_STRUCT] {
        globals[global].bytes[24..32].copy_from_slice(&2.5f64.to_le_bytes());
        globals[global].bytes[32..40].fill(0);
    }
    World {
        globals,
        is_marking,
    }
}

/// Arguments for a random function: numbers, a pointer to one of the structs, one that may be nil.
pub fn arguments(random: &mut Random) -> Vec<u64> {
    let numbers = [0, 1, 2, 3, 7, 8, 100, u64::MAX, i64::MIN as u64];
    let mut args: Vec<u64> = (0..3).map(|_| random.pick(&numbers)).collect();
    args.push(global_address(random.pick(&[STRUCT, OTHER_STRUCT])));
    args.push(random.pick(&[0, global_address(STRUCT), global_address(OTHER_STRUCT)]));
    args
}

/// First of the random functions' numbers, and how many others they call: those with smaller
/// numbers, and themselves.
const FIRST_FUNC: usize = 10;

/// A random function of about `size` statements, the `number`th of some that may call each other.
pub fn function(random: &mut Random, size: usize, number: usize) -> Func {
    let ints = 6;
    let sig = Signature {
        params: vec![Type::I64, Type::I64, Type::I64, Type::Ptr, Type::Ptr],
        results: vec![Type::I64; ints + 1],
    };
    let builder = FuncBuilder::new(Func::new(FuncId::new(FIRST_FUNC + number), sig));
    let mut generator = Generator {
        b: builder,
        random,
        ints: Vec::new(),
        words: Vec::new(),
        floats: Vec::new(),
        pointers: Vec::new(),
        slots: PrimaryMap::new(),
        left: size,
        loops: Vec::new(),
        number,
    };
    generator.start(ints);
    while generator.left > 0 {
        generator.stmt(0);
    }
    generator.ret();
    generator.b.finish()
}

struct SlotInfo {
    slot: Slot,
}

struct Generator<'a> {
    b: FuncBuilder,
    random: &'a mut Random,
    /// Variables of type `i64`, `i32`, `f64`, `ptr`. Pointers lead to the structs and are not nil,
    /// but for the last, which may be.
    ints: Vec<Var>,
    words: Vec<Var>,
    floats: Vec<Var>,
    pointers: Vec<Var>,
    slots: PrimaryMap<Slot, SlotInfo>,
    left: usize,
    /// Exit and continuation of the loops around.
    loops: Vec<(Block, Block)>,
    number: usize,
}

const KINDS: [(u64, Type, MemKind); 6] = [
    (0, Type::I64, MemKind::I64),
    (8, Type::I64, MemKind::I64),
    (16, Type::I32, MemKind::I32),
    (20, Type::I32, MemKind::I32),
    (24, Type::F64, MemKind::F64),
    (32, Type::Ptr, MemKind::Ptr),
];

impl Generator<'_> {
    fn start(&mut self, n_ints: usize) {
        let entry = self.b.cur_block();
        let params = self.b.func.blocks[entry].params.clone();
        for at in 0..n_ints {
            let var = self.b.new_var(Type::I64);
            self.b.def_var(var, params[at % 3]);
            self.ints.push(var);
        }
        for _ in 0..2 {
            let var = self.b.new_var(Type::I32);
            let value = self.b.emit(Op::Trunc, &[params[0]], Type::I32);
            self.b.def_var(var, value);
            self.words.push(var);
        }
        for at in 0..2 {
            let var = self.b.new_var(Type::F64);
            let value = self
                .b
                .emit(Op::F64const((at as f64).to_bits()), &[], Type::F64);
            self.b.def_var(var, value);
            self.floats.push(var);
        }
        for &param in &params[3..] {
            let var = self.b.new_var(Type::Ptr);
            self.b.def_var(var, param);
            self.pointers.push(var);
        }
        if self.random.one_in(6) {
            self.leave_if();
        }
        // The first slot escapes now and then, the second never does.
        for _ in 0..2 {
            let slot = self.b.new_slot(SlotData {
                size: 64,
                align: 8,
                ty: None,
                is_observed: false,
            });
            self.slots.push(SlotInfo { slot });
            let ptr = self.b.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr);
            let zero = Op::Zero {
                ty: TypeId::new(1),
                size: 64,
                barrier: false,
            };
            self.b.emit0(zero, &[ptr]);
        }
    }

    // Values.

    fn int(&mut self) -> Value {
        if self.random.one_in(3) {
            let constant = self
                .random
                .pick(&[-1, 0, 1, 2, 3, 5, 7, 8, 63, 64, 1 << 40]);
            return self.b.iconst(Type::I64, constant);
        }
        let var = self.random.pick(&self.ints.clone());
        self.b.use_var(var)
    }

    fn int_expr(&mut self) -> Value {
        let (x, y) = (self.int(), self.int());
        match self.random.below(18) {
            0 => self.b.emit(Op::Sub, &[x, y], Type::I64),
            1 => self.b.emit(Op::Mul, &[x, y], Type::I64),
            2 => self.b.emit(Op::And, &[x, y], Type::I64),
            3 => self.b.emit(Op::Or, &[x, y], Type::I64),
            4 => self.b.emit(Op::Xor, &[x, y], Type::I64),
            5 => self.b.emit(Op::Neg, &[x], Type::I64),
            6 => self.b.emit(Op::Not, &[x], Type::I64),
            7 => {
                let shift = self.random.pick(&[Op::Shl, Op::Lshr, Op::Ashr, Op::Rotl]);
                self.b.emit(shift, &[x, y], Type::I64)
            }
            8 => {
                let cond = self.cond();
                self.b.emit(Op::Select, &[cond, x, y], Type::I64)
            }
            9 => {
                let narrow = self.random.pick(&[Type::I8, Type::I16, Type::I32]);
                let value = self.b.emit(Op::Trunc, &[x], narrow);
                let extension = self.random.pick(&[Op::Sext, Op::Zext]);
                self.b.emit(extension, &[value], Type::I64)
            }
            10 => {
                let op = self.random.pick(&[Op::Clz, Op::Ctz, Op::Popcnt, Op::Bswap]);
                self.b.emit(op, &[x], Type::I64)
            }
            11 => {
                let info = DivInfo::default();
                let op = self.random.pick(&[
                    Op::Sdiv(info),
                    Op::Srem(info),
                    Op::Udiv(info),
                    Op::Urem(info),
                ]);
                let one = self.b.iconst(Type::I64, 1);
                let divisor = match self.random.below(4) {
                    0 => y,
                    _ => self.b.emit(Op::Or, &[y, one], Type::I64),
                };
                self.b.emit(op, &[x, divisor], Type::I64)
            }
            12 => {
                let cond = self.cond();
                self.b.emit(Op::Zext, &[cond], Type::I64)
            }
            13 => {
                let word = self.random.pick(&self.words.clone());
                let word = self.b.use_var(word);
                self.b.emit(Op::Sext, &[word], Type::I64)
            }
            14 => {
                let float = self.random.pick(&self.floats.clone());
                let float = self.b.use_var(float);
                self.b.emit(Op::FToSint, &[float], Type::I64)
            }
            _ => self.b.emit(Op::Add, &[x, y], Type::I64),
        }
    }

    fn cond(&mut self) -> Value {
        if self.random.one_in(5) {
            let (x, y) = (
                self.random.pick(&self.floats.clone()),
                self.random.pick(&self.floats.clone()),
            );
            let args = [self.b.use_var(x), self.b.use_var(y)];
            let cond = self.random.pick(&FloatCond::ALL);
            return self.b.emit(Op::Fcmp(cond), &args, Type::I8);
        }
        let (x, y) = (self.int(), self.int());
        let cond = self.random.pick(&IntCond::ALL);
        let value = self.b.emit(Op::Icmp(cond), &[x, y], Type::I8);
        if self.random.one_in(4) {
            let one = self.b.iconst(Type::I8, 1);
            return self.b.emit(Op::Xor, &[value, one], Type::I8);
        }
        value
    }

    fn float_expr(&mut self) -> Value {
        let (x, y) = (
            self.random.pick(&self.floats.clone()),
            self.random.pick(&self.floats.clone()),
        );
        let (x, y) = (self.b.use_var(x), self.b.use_var(y));
        match self.random.below(6) {
            0 => self.b.emit(Op::Fsub, &[x, y], Type::F64),
            1 => {
                let half = self.b.emit(Op::F64const(0.5f64.to_bits()), &[], Type::F64);
                self.b.emit(Op::Fmul, &[x, half], Type::F64)
            }
            2 => self.b.emit(Op::Fneg, &[x], Type::F64),
            3 => {
                let int = self.int();
                self.b.emit(Op::SintToF, &[int], Type::F64)
            }
            4 => {
                let two = self.b.emit(Op::F64const(2f64.to_bits()), &[], Type::F64);
                self.b.emit(Op::Fdiv, &[x, two], Type::F64)
            }
            _ => self.b.emit(Op::Fadd, &[x, y], Type::F64),
        }
    }

    /// A pointer to one of the structs, checked.
    fn struct_ptr(&mut self) -> Value {
        match self.random.below(4) {
            0 => {
                let global = GlobalId::new(self.random.pick(&[STRUCT, OTHER_STRUCT]));
                self.b
                    .emit(Op::SymbolAddr(SymbolRef::Global(global), 0), &[], Type::Ptr)
            }
            _ => {
                let var = self.random.pick(&self.pointers.clone());
                let ptr = self.b.use_var(var);
                self.b.emit(Op::NilCheck, &[ptr], Type::Ptr)
            }
        }
    }

    fn global(&mut self, global: usize) -> Value {
        let symbol = SymbolRef::Global(GlobalId::new(global));
        self.b.emit(Op::SymbolAddr(symbol, 0), &[], Type::Ptr)
    }

    fn tag(&mut self, kind: MemKind, root: Option<u32>, offset: u32) -> AliasTag {
        if self.random.one_in(4) {
            return AliasTag::ANY;
        }
        self.b.func.intern_tag(AliasData {
            kind,
            root: root.map(|root| TypeId::new(root as usize)),
            offset,
        })
    }

    /// A place: base, access, type.
    fn place(&mut self) -> (Value, MemArg, Type) {
        match self.random.below(6) {
            0 | 1 => {
                let (offset, ty, kind) = self.random.pick(&KINDS[..5]);
                let tag = self.tag(kind, Some(3), offset as u32);
                (self.struct_ptr(), MemArg::new(offset as i32, tag), ty)
            }
            2 => {
                let ty = self
                    .random
                    .pick(&[Type::I8, Type::I16, Type::I32, Type::I64]);
                let offset = self.random.below(8) as i32 * 4;
                let base = self.global(RAW);
                (base, MemArg::new(offset, AliasTag::ANY), ty)
            }
            3 => {
                let index = self.int();
                let len = self.b.iconst(Type::I64, ARRAY_LEN);
                let check = Op::BoundsCheck {
                    kind: BoundsKind::Index,
                    is_unsigned: false,
                };
                let index = self.b.emit(check, &[index, len], Type::I64);
                let three = self.b.iconst(Type::I64, 3);
                let scaled = self.b.emit(Op::Shl, &[index, three], Type::I64);
                let (global, ty, kind) = self.random.pick(&[
                    (INTS, Type::I64, MemKind::I64),
                    (FLOATS, Type::F64, MemKind::F64),
                ]);
                let base = self.global(global);
                let base = self.b.emit(Op::PtrAdd, &[base, scaled], Type::Ptr);
                let tag = self.tag(kind, None, 0);
                (base, MemArg::new(0, tag), ty)
            }
            _ => {
                let slot = Slot::new(self.random.below(self.slots.len()));
                let slot = self.slots[slot].slot;
                let base = self.b.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr);
                let (offset, ty) = if self.random.one_in(6) {
                    (self.random.below(14) as i32 * 4, Type::I32)
                } else {
                    (self.random.below(8) as i32 * 8, Type::I64)
                };
                (base, MemArg::new(offset, AliasTag::ANY), ty)
            }
        }
    }

    fn assign(&mut self, value: Value) {
        let vars = match self.b.func.ty(value) {
            Type::I64 => &self.ints,
            Type::I32 => &self.words,
            Type::F64 => &self.floats,
            Type::I8 | Type::I16 => {
                let wide = self.b.emit(Op::Zext, &[value], Type::I64);
                return self.assign(wide);
            }
            _ => return,
        };
        let var = self.random.pick(&vars.clone());
        self.b.def_var(var, value);
    }

    fn value_of(&mut self, ty: Type) -> Value {
        match ty {
            Type::F64 => self.float_expr(),
            Type::I64 => self.int_expr(),
            _ => {
                let value = self.int_expr();
                self.b.emit(Op::Trunc, &[value], ty)
            }
        }
    }

    // Statements.

    fn stmt(&mut self, depth: usize) {
        self.left = self.left.saturating_sub(1);
        match self.random.below(20) {
            0..=4 => {
                let value = self.int_expr();
                self.assign(value);
            }
            5 => {
                let value = self.float_expr();
                self.assign(value);
            }
            6..=8 => {
                let (base, mem, ty) = self.place();
                let value = self.b.emit(Op::Load(mem), &[base], ty);
                self.assign(value);
            }
            9..=11 => {
                let (base, mem, ty) = self.place();
                let value = self.value_of(ty);
                let barrier = false;
                self.b.emit0(Op::Store { mem, barrier }, &[base, value]);
            }
            12 => self.pointer_stmt(),
            13 => self.call(),
            14 => self.move_stmt(),
            15 | 16 if depth < 4 => self.if_stmt(depth),
            17 if depth < 3 => self.loop_stmt(depth),
            18 if depth < 4 => self.switch_stmt(depth),
            19 => self.leave_stmt(),
            _ => {
                let value = self.int_expr();
                self.assign(value);
            }
        }
    }

    fn pointer_stmt(&mut self) {
        match self.random.below(4) {
            0 => {
                // A struct's pointer field, or an element of the pointers.
                let base = self.struct_ptr();
                let tag = self.tag(MemKind::Ptr, Some(3), 32);
                let mem = MemArg::new(32, tag);
                let value = self.b.emit(Op::Load(mem), &[base], Type::Ptr);
                let var = self.pointers[1];
                self.b.def_var(var, value);
            }
            1 => {
                let value = self.struct_ptr();
                let base = self.struct_ptr();
                let tag = self.tag(MemKind::Ptr, Some(3), 32);
                let mem = MemArg::new(32, tag);
                let barrier = true;
                self.b.emit0(Op::Store { mem, barrier }, &[base, value]);
            }
            2 => {
                let desc = SymbolRef::GcType(TypeId::new(3));
                let desc = self.b.emit(Op::SymbolAddr(desc, 0), &[], Type::Ptr);
                let new = Op::CallRuntime(rgo_abi::runtime_fn::RuntimeFn::NewObject);
                let object = self.b.emit(new, &[desc], Type::Ptr);
                let value = self.struct_ptr();
                let mem = MemArg::new(32, AliasTag::ANY);
                let barrier = true;
                self.b.emit0(Op::Store { mem, barrier }, &[object, value]);
                let base = self.global(POINTERS);
                let mem = MemArg::new(self.random.below(8) as i32 * 8, AliasTag::ANY);
                self.b.emit0(Op::Store { mem, barrier }, &[base, object]);
                let var = self.pointers[0];
                self.b.def_var(var, object);
            }
            _ => {
                let base = self.global(POINTERS);
                let offset = self.random.below(8) as i32 * 8;
                let mem = MemArg::new(offset, AliasTag::ANY);
                let value = self.b.emit(Op::Load(mem), &[base], Type::Ptr);
                let var = self.pointers[1];
                self.b.def_var(var, value);
            }
        }
    }

    fn call(&mut self) {
        match self.random.below(4) {
            0 if self.number > 0 => {
                let callee = self.random.below(self.number);
                let first = self.int();
                return self.call_random(callee, first);
            }
            1 => return self.call_self(),
            _ => {}
        }
        let mut args = vec![self.int()];
        if self.random.one_in(3) {
            let slot = self.slots[Slot::new(0)].slot;
            args.push(self.b.emit(Op::SlotAddr(slot, 8), &[], Type::Ptr));
        }
        let callee = FuncId::new(1 + self.random.below(3));
        let inst = self
            .b
            .emit_inst(Op::Call(callee), &args, &[Type::I64, Type::F64]);
        let results: Vec<Value> = self.b.func.results(inst).collect();
        for result in results {
            self.assign(result);
        }
    }

    /// Calls one of the random functions.
    fn call_random(&mut self, number: usize, first: Value) {
        let mut args = vec![first, self.int(), self.int()];
        for var in self.pointers.clone() {
            args.push(self.b.use_var(var));
        }
        let callee = FuncId::new(FIRST_FUNC + number);
        let types = self.b.func.sig.results.clone();
        let inst = self.b.emit_inst(Op::Call(callee), &args, &types);
        let results: Vec<Value> = self.b.func.results(inst).collect();
        for result in results {
            if self.random.one_in(2) {
                self.assign(result);
            }
        }
    }

    /// Calls the function itself, a few times at most: the first parameter counts down.
    fn call_self(&mut self) {
        let entry = self.b.func.entry();
        let first = self.b.func.blocks[entry].params[0];
        let limit = self.b.iconst(Type::I64, 4);
        let cond = self
            .b
            .emit(Op::Icmp(IntCond::Ult), &[first, limit], Type::I8);
        let (small, call, join) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.br(cond, small, join);
        self.b.switch_to_sealed(small);
        let zero = self.b.iconst(Type::I64, 0);
        let cond = self.b.emit(Op::Icmp(IntCond::Ne), &[first, zero], Type::I8);
        self.b.br(cond, call, join);
        self.b.switch_to_sealed(call);
        let one = self.b.iconst(Type::I64, 1);
        let first = self.b.emit(Op::Sub, &[first, one], Type::I64);
        self.call_random(self.number, first);
        self.b.jump(join);
        self.b.switch_to_sealed(join);
    }

    fn move_stmt(&mut self) {
        let (ty, size, barrier) = (TypeId::new(2), 16, false);
        let address = |g: &mut Self| {
            let base = if g.random.one_in(3) {
                g.global(RAW)
            } else {
                let slot = Slot::new(g.random.below(g.slots.len()));
                let slot = g.slots[slot].slot;
                g.b.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr)
            };
            let offset = g.random.below(6) as i64 * 8;
            let offset = g.b.iconst(Type::I64, offset);
            g.b.emit(Op::PtrAdd, &[base, offset], Type::Ptr)
        };
        let to = address(self);
        if self.random.one_in(3) {
            self.b.emit0(Op::Zero { ty, size, barrier }, &[to]);
        } else {
            let from = address(self);
            self.b.emit0(Op::Move { ty, size, barrier }, &[to, from]);
        }
    }

    fn body(&mut self, depth: usize) {
        for _ in 0..1 + self.random.below(4) {
            self.stmt(depth + 1);
        }
    }

    fn if_stmt(&mut self, depth: usize) {
        let cond = self.cond();
        let (then, otherwise, join) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.br(cond, then, otherwise);
        self.b.switch_to_sealed(then);
        self.body(depth);
        if self.b.is_open() {
            self.b.jump(join);
        }
        self.b.switch_to_sealed(otherwise);
        if self.random.one_in(2) {
            self.body(depth);
        }
        if self.b.is_open() {
            self.b.jump(join);
        }
        self.b.switch_to_sealed(join);
    }

    fn loop_stmt(&mut self, depth: usize) {
        let counter = self.b.new_var(Type::I64);
        let start = self.random.pick(&[0, 1, -2]);
        let start = self.b.iconst(Type::I64, start);
        self.b.def_var(counter, start);
        let (head, next, exit) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        let body = self.b.new_block();
        self.b.jump(head);
        self.b.switch_to(head);
        let at = self.b.use_var(counter);
        let limit = match self.random.below(3) {
            0 => {
                // A limit that is not constant, but small.
                let value = self.int();
                let mask = self.b.iconst(Type::I64, 7);
                self.b.emit(Op::And, &[value, mask], Type::I64)
            }
            _ => {
                let limit = self.random.below(9) as i64;
                self.b.iconst(Type::I64, limit)
            }
        };
        let cond = self.b.emit(Op::Icmp(IntCond::Slt), &[at, limit], Type::I8);
        self.b.br(cond, body, exit);
        self.b.switch_to_sealed(body);
        self.loops.push((exit, next));
        self.ints.push(counter);
        let counter_at = self.ints.len() - 1;
        for _ in 0..1 + self.random.below(4) {
            // The counter is read, not written.
            let guard = self.ints.remove(counter_at);
            self.ints.insert(counter_at, guard);
            self.stmt_without(depth, counter);
        }
        self.ints.remove(counter_at);
        self.loops.pop();
        if self.b.is_open() {
            self.b.jump(next);
        }
        self.b.switch_to_sealed(next);
        let at = self.b.use_var(counter);
        let step = self.random.pick(&[1, 1, 1, 2]);
        let step = self.b.iconst(Type::I64, step);
        let at = self.b.emit(Op::Add, &[at, step], Type::I64);
        self.b.def_var(counter, at);
        self.b.jump(head);
        self.b.seal(head);
        self.b.switch_to_sealed(exit);
    }

    /// A statement that leaves a loop's counter alone.
    fn stmt_without(&mut self, depth: usize, counter: Var) {
        let before = if self.b.is_open() {
            Some(self.b.use_var(counter))
        } else {
            None
        };
        self.stmt(depth + 1);
        if let Some(before) = before
            && self.b.is_open()
        {
            let now = self.b.use_var(counter);
            if now != before {
                self.b.def_var(counter, before);
            }
        }
    }

    fn switch_stmt(&mut self, depth: usize) {
        let index = self.int();
        let n = 2 + self.random.below(4);
        let targets: Vec<Block> = (0..n).map(|_| self.b.new_block()).collect();
        let (default, join) = (self.b.new_block(), self.b.new_block());
        self.b.switch(index, default, &targets);
        for block in targets.into_iter().chain([default]) {
            self.b.switch_to_sealed(block);
            if self.random.one_in(2) {
                self.stmt(depth + 1);
            }
            if self.b.is_open() {
                self.b.jump(join);
            }
        }
        self.b.switch_to_sealed(join);
    }

    fn leave_stmt(&mut self) {
        match (self.random.below(3), self.loops.last().copied()) {
            (0, Some((exit, _))) => {
                let cond = self.cond();
                let stay = self.b.new_block();
                self.b.br(cond, exit, stay);
                self.b.switch_to_sealed(stay);
            }
            (1, Some((_, next))) => {
                let cond = self.cond();
                let stay = self.b.new_block();
                self.b.br(cond, next, stay);
                self.b.switch_to_sealed(stay);
            }
            _ => self.leave_if(),
        }
    }

    fn leave_if(&mut self) {
        let cond = self.cond();
        let (leave, stay) = (self.b.new_block(), self.b.new_block());
        self.b.br(cond, leave, stay);
        self.b.switch_to_sealed(leave);
        self.ret();
        self.b.switch_to_sealed(stay);
    }

    fn ret(&mut self) {
        let n = self.b.func.sig.results.len() - 1;
        let mut values: Vec<Value> = Vec::new();
        for at in 0..n {
            let var = self.ints[at];
            values.push(self.b.use_var(var));
        }
        let float = self.b.use_var(self.floats[0]);
        values.push(self.b.emit(Op::Bitcast, &[float], Type::I64));
        self.b.ret(&values);
    }
}
