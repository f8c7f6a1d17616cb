//! An interpreter of SSA, to check that passes preserve what a function does.
//!
//! What can be observed of a run is a sequence of calls with arguments and the memory they could
//! read, and the end: returned values, or the kind of panic. Callees are imaginary: results and the
//! memory they change are functions of callee, number of the call and arguments.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rgo_abi::layout;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::EntityRef;
use rgo_opt::Env;
use rgo_opt::checks::panic_function;
use rgo_opt::eval::{Const, eval};
use rgo_ssa::lowering::Helper;
use rgo_ssa::{
    Block, BoundsKind, DataId, Func, FuncId, GlobalId, Inst, MemArg, Op, RmwOp, Slot, StaticData,
    SymbolRef, TailCallee, Term, Type, TypeId, Value,
};

/// Variables the function under test may touch, by number of the `Global`.
#[derive(Clone)]
pub struct World {
    pub globals: Vec<Area>,
    /// Collector's phase flag.
    pub is_marking: bool,
}

/// Memory of one object.
#[derive(Clone, Hash)]
pub struct Area {
    pub bytes: Vec<u8>,
    /// Offsets of words that imaginary callees may change.
    pub scratch: Vec<u32>,
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    Return(Vec<u64>),
    Nil,
    Divide,
    /// After a call that does not return.
    Panic,
    /// Too many steps.
    OutOfFuel,
    /// Memory that the function had no business with.
    Wild(String),
}

/// What can be observed of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Calls: callee, arguments, hash of readable memory.
    pub calls: Vec<(String, Vec<u64>, u64)>,
    pub end: End,
    /// Hash of memory that outlives the run.
    pub memory: u64,
}

/// Runs a function on arguments.
pub fn run(func: &Func, world: &World, args: &[u64], fuel: usize) -> Outcome {
    run_with(func, &[], world, args, fuel)
}

/// Runs a function whose callees have bodies if they are among `bodies`.
pub fn run_with(func: &Func, bodies: &[Func], world: &World, args: &[u64], fuel: usize) -> Outcome {
    let mut machine = Machine {
        func,
        bodies,
        depth: 0,
        world: world.clone(),
        slots: Vec::new(),
        first_slot: 0,
        heap: Vec::new(),
        escaped: [false; N_OWN_SLOTS],
        values: BTreeMap::new(),
        calls: Vec::new(),
        fuel,
        g: [0; G_BYTES],
        fresh: Vec::new(),
        shaded: Vec::new(),
    };
    let args: Vec<u128> = args.iter().map(|&arg| u128::from(arg)).collect();
    let end = match machine.run(&args) {
        Ok(values) => End::Return(values.into_iter().map(|(_, public)| public).collect()),
        Err(end) => end,
    };
    let memory = machine.memory_hash(&[]);
    Outcome {
        calls: machine.calls,
        end,
        memory,
    }
}

/// Address of a global's first byte.
pub fn global_address(global: usize) -> u64 {
    (GLOBALS + global as u64) << AREA_BITS
}

const AREA_BITS: u32 = 32;
const GLOBALS: u64 = 0x1000;
const SLOTS: u64 = 0x2000;
const HEAP: u64 = 0x4000;
const G: u64 = 0x7fff;
const STATIC: u64 = 0x8000;
/// What compiled code uses of `g`.
const G_BYTES: usize = layout::g::PRIVATE as usize;

/// Slots of the outermost function whose memory is observed once they have escaped. Others may be
/// those of callees whose bodies were taken.
const N_OWN_SLOTS: usize = 2;
/// Calls with bodies that may be active.
const MAX_DEPTH: usize = 60;

struct Machine<'a> {
    /// Function that is running, and how many run above it.
    func: &'a Func,
    depth: usize,
    bodies: &'a [Func],
    world: World,
    /// Slots of all active functions; those of the current one start at `first_slot`.
    slots: Vec<Vec<u8>>,
    first_slot: usize,
    heap: Vec<Vec<u8>>,
    escaped: [bool; N_OWN_SLOTS],
    values: BTreeMap<Value, u128>,
    calls: Vec<(String, Vec<u64>, u64)>,
    fuel: usize,
    /// Where the operands of failed checks are left.
    g: [u8; G_BYTES],
    /// Heap objects allocated since the last safepoint.
    fresh: Vec<u64>,
    /// Places and values handed to the write barrier since the last safepoint.
    shaded: Vec<(u64, u64)>,
}

type Result<T> = std::result::Result<T, End>;

impl<'a> Machine<'a> {
    /// Runs the current function; its results, each as it is and as an observer sees it.
    fn run(&mut self, args: &[u128]) -> Result<Vec<(u128, u64)>> {
        let slots = self.func.slots.values();
        self.slots
            .extend(slots.map(|slot| vec![0; slot.size as usize]));
        let entry = self.func.entry();
        let params = self.func.blocks[entry].params.clone();
        for (&param, &arg) in params.iter().zip(args) {
            self.set(param, arg);
        }
        let mut block = entry;
        loop {
            match self.block(block)? {
                Step::Next(next) => block = next,
                Step::Return(values) => return Ok(values),
            }
        }
    }

    /// Calls a function whose body is known.
    fn call_body(&mut self, body: &'a Func, args: &[u128]) -> Result<Vec<(u128, u64)>> {
        if self.depth == MAX_DEPTH {
            return Err(End::OutOfFuel);
        }
        let func = std::mem::replace(&mut self.func, body);
        let values = std::mem::take(&mut self.values);
        let first_slot = std::mem::replace(&mut self.first_slot, self.slots.len());
        self.depth += 1;
        let results = self.run(args)?;
        self.depth -= 1;
        self.slots.truncate(self.first_slot);
        self.func = func;
        self.values = values;
        self.first_slot = first_slot;
        Ok(results)
    }

    fn body_of(&self, callee: FuncId) -> Option<&'a Func> {
        self.bodies.iter().find(|body| body.id == callee)
    }

    fn set(&mut self, value: Value, bits: u128) {
        let bits = match self.func.ty(value) {
            Type::V128 => bits,
            ty => u128::from(ty.unsigned(bits as i64)) & mask(ty),
        };
        self.values.insert(value, bits);
    }

    fn get(&self, value: Value) -> u64 {
        self.values[&value] as u64
    }

    fn block(&mut self, block: Block) -> Result<Step> {
        for at in 0..self.func.blocks[block].insts.len() {
            let inst = self.func.blocks[block].insts[at];
            self.fuel = self.fuel.checked_sub(1).ok_or(End::OutOfFuel)?;
            self.inst(inst)?;
        }
        self.fuel = self.fuel.checked_sub(1).ok_or(End::OutOfFuel)?;
        let call = match &self.func.blocks[block].term {
            Term::Jump(call) => call,
            Term::Br {
                cond,
                then,
                otherwise,
            } => {
                if self.get(*cond) & 0xff != 0 {
                    then
                } else {
                    otherwise
                }
            }
            Term::Switch {
                index,
                default,
                targets,
            } => targets.get(self.get(*index) as usize).unwrap_or(default),
            Term::Return(args) => {
                let args = args.as_slice(&self.func.pool).iter();
                let values = args.map(|&arg| (self.values[&arg], self.public(arg)));
                return Ok(Step::Return(values.collect()));
            }
            Term::TailCall {
                callee: TailCallee::Func(callee),
                args,
            } if self.body_of(*callee).is_some() => {
                let args = args.as_slice(&self.func.pool).iter();
                let args: Vec<u128> = args.map(|arg| self.values[arg]).collect();
                let body = self.body_of(*callee).expect("asked above");
                return self.call_body(body, &args).map(Step::Return);
            }
            Term::Unreachable => return Err(End::Panic),
            Term::None | Term::TailCall { .. } | Term::DeferPush { .. } => {
                return Err(End::Wild("a terminator that is not interpreted".into()));
            }
        };
        let args: Vec<u128> = self
            .func
            .call_args(call)
            .iter()
            .map(|arg| self.values[arg])
            .collect();
        let target = call.block;
        for (&param, bits) in self.func.blocks[target].params.iter().zip(args) {
            self.values.insert(param, bits);
        }
        Ok(Step::Next(target))
    }

    /// A value as an observer sees it: addresses of slots and objects are told apart by offset only.
    fn public(&self, value: Value) -> u64 {
        let bits = self.get(value);
        let area = bits >> AREA_BITS;
        if self.func.ty(value) != Type::Ptr {
            return bits;
        }
        match area {
            SLOTS..HEAP => SLOTS << AREA_BITS | bits & 0xffff_ffff,
            HEAP..STATIC => HEAP << AREA_BITS | bits & 0xffff_ffff,
            _ => bits,
        }
    }

    fn memory(&mut self, address: u64, size: usize) -> Result<&mut [u8]> {
        let (area, offset) = (address >> AREA_BITS, (address & 0xffff_ffff) as usize);
        if area == 0 {
            return Err(if address < 4096 {
                End::Nil
            } else {
                End::Wild(format!("access at {address:#x}"))
            });
        }
        let bytes = if area >= STATIC {
            None
        } else if area == G {
            Some(&mut self.g[..])
        } else if area >= HEAP {
            let object = self.heap.get_mut((area - HEAP) as usize);
            object.map(|object| &mut object[..])
        } else if area >= SLOTS {
            let slot = self.slots.get_mut((area - SLOTS) as usize);
            slot.map(|slot| &mut slot[..])
        } else if area >= GLOBALS {
            self.world
                .globals
                .get_mut((area - GLOBALS) as usize)
                .map(|global| &mut global.bytes[..])
        } else {
            None
        };
        bytes
            .and_then(|bytes| bytes.get_mut(offset..offset + size))
            .ok_or_else(|| End::Wild(format!("access at {address:#x}")))
    }

    fn address(&self, inst: Inst, mem: MemArg) -> u64 {
        let base = self.get(self.func.arg(inst, 0));
        base.wrapping_add(mem.offset as i64 as u64)
    }

    fn load(&mut self, address: u64, ty: Type) -> Result<u128> {
        let bytes = self.memory(address, ty.bytes() as usize)?;
        let mut word = [0; 16];
        word[..bytes.len()].copy_from_slice(bytes);
        Ok(u128::from_le_bytes(word))
    }

    fn store(&mut self, address: u64, ty: Type, bits: u128) -> Result<()> {
        if ty == Type::Ptr && self.func.flags.is_barriered {
            self.check_barrier(address, bits as u64)?;
        }
        let n = ty.bytes() as usize;
        let bytes = self.memory(address, n)?;
        bytes.copy_from_slice(&bits.to_le_bytes()[..n]);
        Ok(())
    }

    /// While the collector marks, a pointer store outside the frame needs its barrier, unless
    /// object and value are too young to be missed.
    fn check_barrier(&self, address: u64, value: u64) -> Result<()> {
        let area = address >> AREA_BITS;
        let is_heap = |area: u64| (HEAP..STATIC).contains(&area);
        if !self.world.is_marking || (SLOTS..HEAP).contains(&area) {
            return Ok(());
        }
        let is_fresh = |area: u64| is_heap(area) && self.fresh.contains(&area);
        let value_area = value >> AREA_BITS;
        let is_exempt = is_fresh(area) && (!is_heap(value_area) || is_fresh(value_area));
        if is_exempt || self.shaded.contains(&(address, value)) {
            return Ok(());
        }
        Err(End::Wild(format!(
            "store of {value:#x} to {address:#x} without barrier"
        )))
    }

    fn safepoint(&mut self) {
        self.fresh.clear();
        self.shaded.clear();
    }

    /// Hash of the memory that others can reach: variables, escaped slots, and the objects these
    /// and `roots` lead to, in the order in which they are found.
    fn memory_hash(&self, roots: &[u64]) -> u64 {
        let mut hasher = DefaultHasher::new();
        let mut objects: Vec<u64> = Vec::new();
        for &root in roots {
            self.hash_word(root, &mut objects, &mut hasher);
        }
        let globals = self.world.globals.iter().map(|global| &global.bytes);
        let escaped = self.escaped.iter().zip(&self.slots);
        let escaped = escaped.filter(|(escaped, _)| **escaped);
        for root in roots {
            let slot = (root >> AREA_BITS).wrapping_sub(SLOTS) as usize;
            if slot >= N_OWN_SLOTS
                && let Some(bytes) = self.slots.get(slot)
            {
                self.hash_bytes(bytes, &mut objects, &mut hasher);
            }
        }
        for bytes in globals.chain(escaped.map(|(_, slot)| slot)) {
            self.hash_bytes(bytes, &mut objects, &mut hasher);
        }
        let mut at = 0;
        while at < objects.len() {
            let object = &self.heap[(objects[at] - HEAP) as usize];
            self.hash_bytes(object, &mut objects, &mut hasher);
            at += 1;
        }
        hasher.finish()
    }

    fn hash_bytes(&self, bytes: &[u8], objects: &mut Vec<u64>, hasher: &mut DefaultHasher) {
        for word in bytes.chunks(8) {
            let mut buffer = [0; 8];
            buffer[..word.len()].copy_from_slice(word);
            self.hash_word(u64::from_le_bytes(buffer), objects, hasher);
        }
    }

    /// Objects are known by the order in which they are met.
    fn hash_word(&self, word: u64, objects: &mut Vec<u64>, hasher: &mut DefaultHasher) {
        let area = word >> AREA_BITS;
        if (HEAP..HEAP + self.heap.len() as u64).contains(&area) {
            let known = objects.iter().position(|&object| object == area);
            let at = known.unwrap_or_else(|| {
                objects.push(area);
                objects.len() - 1
            });
            (HEAP, at, word & 0xffff_ffff).hash(hasher);
        } else if (SLOTS..HEAP).contains(&area) {
            (SLOTS, word & 0xffff_ffff).hash(hasher);
        } else {
            word.hash(hasher);
        }
    }

    fn inst(&mut self, inst: Inst) -> Result<()> {
        let func = self.func;
        let op = *func.op(inst);
        let args: Vec<Value> = func.args(inst).to_vec();
        let results: Vec<Value> = func.results(inst).collect();
        let arg = |machine: &Self, at: usize| machine.get(args[at]);
        match op {
            Op::SymbolAddr(symbol, offset) => {
                let base = match symbol {
                    SymbolRef::Global(global) => global_address(GlobalId::index(global)),
                    other => (STATIC + hash_of(&format!("{other:?}")) % 0x1000) << AREA_BITS,
                };
                self.set(results[0], u128::from(base.wrapping_add(offset as u64)));
            }
            Op::SlotAddr(slot, offset) => {
                let slot = self.first_slot + Slot::index(slot);
                let base = (SLOTS + slot as u64) << AREA_BITS;
                self.set(
                    results[0],
                    u128::from(base.wrapping_add(offset as i64 as u64)),
                );
            }
            Op::Sdiv(_) | Op::Srem(_) | Op::Udiv(_) | Op::Urem(_) if arg(self, 1) == 0 => {
                return Err(End::Divide);
            }
            Op::UmulWide => {
                let product = u128::from(arg(self, 0)) * u128::from(arg(self, 1));
                self.set(results[0], product >> 64);
                self.set(results[1], product & u128::from(u64::MAX));
            }
            Op::AddCarry => {
                let sum =
                    u128::from(arg(self, 0)) + u128::from(arg(self, 1)) + u128::from(arg(self, 2));
                self.set(results[0], sum & u128::from(u64::MAX));
                self.set(results[1], sum >> 64);
            }
            Op::SubBorrow => {
                let take = u128::from(arg(self, 1)) + u128::from(arg(self, 2));
                let from = u128::from(arg(self, 0));
                self.set(results[0], from.wrapping_sub(take) & u128::from(u64::MAX));
                self.set(results[1], u128::from(from < take));
            }
            Op::NilCheck => {
                if arg(self, 0) == 0 {
                    return Err(End::Nil);
                }
                self.set(results[0], u128::from(arg(self, 0)));
            }
            Op::Guard => {
                let bits = self.values[&args[0]];
                self.set(results[0], bits);
            }
            Op::BoundsCheck { kind, is_unsigned } => {
                let (x, limit) = (arg(self, 0), arg(self, 1));
                let holds = match kind {
                    rgo_ssa::BoundsKind::Index => x < limit,
                    _ => x <= limit,
                };
                if !holds {
                    let helper = panic_function(kind, is_unsigned);
                    let callee = helper_id(helper).index().to_string();
                    let memory = self.memory_hash(&[]);
                    self.calls.push((callee, vec![x, limit], memory));
                    return Err(End::Panic);
                }
                self.set(results[0], u128::from(x));
            }
            Op::Load(mem) => {
                let address = self.address(inst, mem);
                let bits = self.load(address, func.ty(results[0]))?;
                self.set(results[0], bits);
            }
            Op::Store { mem, .. } => {
                let address = self.address(inst, mem);
                let bits = self.values[&args[1]];
                self.store(address, func.ty(args[1]), bits)?;
            }
            Op::Move { size, .. } => {
                let (to, from) = (arg(self, 0), arg(self, 1));
                let bytes = self.memory(from, size as usize)?.to_vec();
                self.memory(to, size as usize)?.copy_from_slice(&bytes);
            }
            Op::Zero { size, .. } => {
                let to = arg(self, 0);
                self.memory(to, size as usize)?.fill(0);
            }
            Op::BarrierFlag => {
                let flag = u128::from(self.world.is_marking);
                self.set(results[0], flag);
            }
            Op::WriteBarrier => {
                let pair = (arg(self, 0), arg(self, 1));
                self.shaded.push(pair);
            }
            Op::AtomicLoad(mem) => {
                let address = self.address(inst, mem);
                let bits = self.load(address, func.ty(results[0]))?;
                self.set(results[0], bits);
            }
            Op::AtomicStore(mem) => {
                let address = self.address(inst, mem);
                self.store(address, func.ty(args[1]), self.values[&args[1]])?;
            }
            Op::AtomicRmw(rmw, mem) => {
                let address = self.address(inst, mem);
                let ty = func.ty(results[0]);
                let old = self.load(address, ty)?;
                let (a, b) = (old as u64, arg(self, 1));
                let new = match rmw {
                    RmwOp::Add => a.wrapping_add(b),
                    RmwOp::And => a & b,
                    RmwOp::Or => a | b,
                    RmwOp::Xchg => b,
                };
                self.store(address, ty, u128::from(new))?;
                self.set(results[0], old);
            }
            Op::AtomicCas(mem) => {
                let address = self.address(inst, mem);
                let ty = func.ty(args[1]);
                let swaps = self.load(address, ty)? as u64 == arg(self, 1);
                if swaps {
                    self.store(address, ty, u128::from(arg(self, 2)))?;
                }
                self.set(results[0], u128::from(swaps));
            }
            Op::Call(callee) if self.body_of(callee).is_some() => {
                let body = self.body_of(callee).expect("asked above");
                let args: Vec<u128> = args.iter().map(|arg| self.values[arg]).collect();
                let values = self.call_body(body, &args)?;
                for (&result, (bits, _)) in results.iter().zip(values) {
                    self.set(result, bits);
                }
            }
            Op::Call(callee) if is_check(callee) => {
                // Panic functions are named as the checks they report.
                let operand = |at: i32| {
                    let bytes = self.g[at as usize..][..8].try_into();
                    u64::from_le_bytes(bytes.expect("eight bytes"))
                };
                let operands = [layout::g::CHECK_X, layout::g::CHECK_Y].map(operand);
                let memory = self.memory_hash(&[]);
                let callee = callee.index().to_string();
                self.calls.push((callee, operands.to_vec(), memory));
            }
            Op::Call(callee) => {
                self.call(&callee.index().to_string(), &args, &results);
            }
            Op::CallIndirect => self.call("indirect", &args, &results),
            Op::CallRuntime(callee) => self.runtime(callee, &args, &results)?,
            Op::Poll => self.safepoint(),
            Op::Fence | Op::Prefetch | Op::KeepAlive => {}
            Op::GetG => self.set(results[0], u128::from(G << AREA_BITS)),
            Op::FramePtr | Op::CallerPc | Op::CallerSp => {
                self.set(results[0], u128::from(STATIC << AREA_BITS));
            }
            Op::Vlow
            | Op::Vsplat(_)
            | Op::Vextract(..)
            | Op::Vbin(..)
            | Op::Vicmp(..)
            | Op::VhighBits(_) => self.vector(op, &args, results[0]),
            _ => {
                let constants: Vec<Const> = args
                    .iter()
                    .map(|&arg| {
                        let (ty, bits) = (func.ty(arg), self.get(arg) as i64);
                        Const {
                            ty,
                            bits: ty.normalize(bits),
                        }
                    })
                    .collect();
                let ty = func.ty(results[0]);
                let result = match Const::of(&op, ty) {
                    Some(constant) => Some(constant),
                    None => eval(&op, &constants, ty),
                };
                // What has no constant result is some NaN.
                let bits = match result {
                    Some(result) => result.bits as u64,
                    None if ty == Type::F32 => u64::from(f32::NAN.to_bits()),
                    None => f64::NAN.to_bits(),
                };
                self.set(results[0], u128::from(bits));
            }
        }
        Ok(())
    }

    fn vector(&mut self, op: Op, args: &[Value], result: Value) {
        let x = self.values[&args[0]];
        let lanes_of = |lanes: rgo_ssa::Lanes| (lanes.lane(), lanes.count());
        let lane = |bits: u128, ty: Type, at: u32| ((bits >> (at * ty.bits())) & mask(ty)) as u64;
        let bits = match op {
            Op::Vlow => x,
            Op::Vsplat(lanes) => {
                let (ty, n) = lanes_of(lanes);
                (0..n).fold(0, |all, at| all | (x & mask(ty)) << (at * ty.bits()))
            }
            Op::Vextract(lanes, at) => u128::from(lane(x, lanes.lane(), u32::from(at))),
            Op::VhighBits(lanes) => {
                let (ty, n) = lanes_of(lanes);
                (0..n).fold(0, |all, at| {
                    all | u128::from(lane(x, ty, at) >> (ty.bits() - 1)) << at
                })
            }
            Op::Vbin(op, lanes) => {
                let (ty, n) = lanes_of(lanes);
                let y = self.values[&args[1]];
                let scalar = |a: u64, b: u64| vector_lane(op, ty, a, b);
                (0..n).fold(0, |all, at| {
                    let value = scalar(lane(x, ty, at), lane(y, ty, at));
                    all | (u128::from(value) & mask(ty)) << (at * ty.bits())
                })
            }
            Op::Vicmp(cond, lanes) => {
                let (ty, n) = lanes_of(lanes);
                let y = self.values[&args[1]];
                (0..n).fold(0, |all, at| {
                    let a = Const::int(ty, lane(x, ty, at) as i64);
                    let b = Const::int(ty, lane(y, ty, at) as i64);
                    let ones = rgo_opt::eval::eval_icmp(cond, a, b);
                    all | (if ones { mask(ty) } else { 0 }) << (at * ty.bits())
                })
            }
            _ => unreachable!("no vector operation"),
        };
        self.set(result, bits);
    }

    /// An imaginary callee.
    fn call(&mut self, callee: &str, args: &[Value], results: &[Value]) {
        self.safepoint();
        let public: Vec<u64> = args.iter().map(|&arg| self.public(arg)).collect();
        let pointers = args.iter().filter(|&&arg| self.func.ty(arg) == Type::Ptr);
        let roots: Vec<u64> = pointers.map(|&arg| self.get(arg)).collect();
        let slots = roots
            .iter()
            .map(|root| (root >> AREA_BITS).wrapping_sub(SLOTS) as usize);
        let slots: Vec<usize> = slots.filter(|&slot| slot < self.slots.len()).collect();
        for &slot in &slots {
            if slot < N_OWN_SLOTS {
                self.escaped[slot] = true;
            }
        }
        let memory = self.memory_hash(&roots);
        let n_calls = self.calls.len();
        let seed = hash_of(&(callee, n_calls, &public));
        self.calls.push((callee.to_string(), public, memory));
        for (at, &result) in results.iter().enumerate() {
            let bits = hash_of(&(seed, at));
            let bits = match self.func.ty(result) {
                // Pointers lead to variables, or are nil.
                Type::Ptr => match bits % (self.world.globals.len() as u64 + 1) {
                    0 => 0,
                    n => global_address(n as usize - 1),
                },
                Type::I8 => bits & 1,
                Type::F32 => u64::from(((bits % 1000) as f32).to_bits()),
                Type::F64 => ((bits % 1000) as f64).to_bits(),
                // Small numbers meet the bounds of things more often.
                _ => bits % 64,
            };
            self.set(result, u128::from(bits));
        }
        if callee.parse().is_ok_and(|id: usize| id < HELPERS) {
            self.scramble(seed, &slots);
        }
    }

    /// Changes memory that others can reach, and the slots that a call is given.
    fn scramble(&mut self, seed: u64, given: &[usize]) {
        for (at, global) in self.world.globals.iter_mut().enumerate() {
            if let Some(n) = (seed as usize + at).checked_rem(global.scratch.len()) {
                let offset = global.scratch[n] as usize;
                global.bytes[offset] = global.bytes[offset].wrapping_add(seed as u8 | 1);
            }
        }
        for slot in 0..self.slots.len() {
            let is_escaped = self.escaped.get(slot).copied().unwrap_or(false);
            if (is_escaped || given.contains(&slot)) && !self.slots[slot].is_empty() {
                let offset = seed as usize % self.slots[slot].len();
                let byte = &mut self.slots[slot][offset];
                *byte = byte.wrapping_add(seed as u8 | 1);
            }
        }
    }

    fn runtime(&mut self, callee: RuntimeFn, args: &[Value], results: &[Value]) -> Result<()> {
        let arg = |machine: &Self, at: usize| machine.get(args[at]);
        if callee.info().is_safepoint {
            self.safepoint();
        }
        match callee {
            RuntimeFn::NewObject => {
                self.heap.push(vec![0; 64]);
                let area = HEAP + self.heap.len() as u64 - 1;
                self.fresh.push(area);
                self.set(results[0], u128::from(area << AREA_BITS));
            }
            RuntimeFn::MemMove | RuntimeFn::TypedMemMove => {
                let (to, from, n) = if callee == RuntimeFn::MemMove {
                    (arg(self, 0), arg(self, 1), arg(self, 2))
                } else {
                    // Types of the tests are this large.
                    (arg(self, 1), arg(self, 2), 16)
                };
                let bytes = self.memory(from, n as usize)?.to_vec();
                self.memory(to, n as usize)?.copy_from_slice(&bytes);
            }
            RuntimeFn::MemClr => {
                let (to, n) = (arg(self, 0), arg(self, 1));
                self.memory(to, n as usize)?.fill(0);
            }
            RuntimeFn::MemEqual => {
                let n = arg(self, 2) as usize;
                let x = self.memory(arg(self, 0), n)?.to_vec();
                let equal = self.memory(arg(self, 1), n)? == x;
                self.set(results[0], u128::from(equal));
            }
            RuntimeFn::WriteBarrier => {
                let pair = (arg(self, 0), arg(self, 1));
                self.shaded.push(pair);
            }
            other => self.call(other.info().symbol, args, results),
        }
        Ok(())
    }
}

/// Number of the first imaginary library function.
const HELPERS: usize = 1000;

/// The function that stands for `helper`.
pub fn helper_id(helper: Helper) -> FuncId {
    FuncId::new(HELPERS + helper as usize)
}

/// Whether a function reports failed checks.
fn is_check(callee: FuncId) -> bool {
    BoundsKind::ALL.into_iter().any(|kind| {
        let mut forms = [false, true].into_iter();
        forms.any(|is_unsigned| helper_id(panic_function(kind, is_unsigned)) == callee)
    })
}

/// The imaginary program around functions under test.
#[derive(Default)]
pub struct TestEnv {
    /// Bodies that calls may be replaced by.
    pub bodies: Vec<Func>,
}

impl Env for TestEnv {
    fn helper(&self, helper: Helper) -> FuncId {
        helper_id(helper)
    }

    fn read_only(&self, _data: DataId) -> Option<&StaticData> {
        None
    }

    fn itab_method(&self, _concrete: TypeId, _iface: TypeId, _index: u32) -> Option<FuncId> {
        None
    }

    fn pointer_offsets(&self, _ty: TypeId, _limit: usize) -> Option<Vec<u64>> {
        Some(Vec::new())
    }

    fn scalar_offsets(&self, _ty: TypeId) -> Option<Vec<u32>> {
        None
    }

    fn inline_body(&self, func: FuncId) -> Option<&Func> {
        self.bodies.iter().find(|body| body.id == func)
    }

    fn takes_closure(&self, _func: FuncId) -> bool {
        false
    }
}

enum Step {
    Next(Block),
    /// Results, each as it is and as an observer sees it.
    Return(Vec<(u128, u64)>),
}

fn mask(ty: Type) -> u128 {
    if ty == Type::V128 {
        u128::MAX
    } else {
        (1 << ty.bits()) - 1
    }
}

fn vector_lane(op: rgo_ssa::VecOp, ty: Type, a: u64, b: u64) -> u64 {
    use rgo_ssa::VecOp;
    let scalar = match (op, ty.is_float()) {
        (VecOp::Add, false) => Op::Add,
        (VecOp::Sub, false) => Op::Sub,
        (VecOp::Mul, false) => Op::Mul,
        (VecOp::Add, true) => Op::Fadd,
        (VecOp::Sub, true) => Op::Fsub,
        (VecOp::Mul, true) => Op::Fmul,
        (VecOp::Div, _) => Op::Fdiv,
        (VecOp::And, _) => Op::And,
        (VecOp::Or, _) => Op::Or,
        (VecOp::Xor, _) => Op::Xor,
        (VecOp::AndNot, _) => return a & !b,
    };
    let constant = |bits: u64| Const {
        ty,
        bits: if ty.is_float() {
            bits as i64
        } else {
            ty.normalize(bits as i64)
        },
    };
    match eval(&scalar, &[constant(a), constant(b)], ty) {
        Some(result) => result.bits as u64,
        None => f64::NAN.to_bits(),
    }
}

/// A hash that is the same in every run.
pub fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
