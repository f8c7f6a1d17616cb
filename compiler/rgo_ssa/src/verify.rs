//! The rules of SSA form, checked:
//!
//! 1. The entry's parameters are the signature's; no branch goes to the entry.
//! 2. Every block of the layout ends in a terminator whose targets are in the layout, with
//!    arguments of the parameters' types.
//! 3. An instruction stands in one place; a value's definition dominates its uses.
//! 4. Operands and results are as the operation's documentation says.
//! 5. A handler of `DeferPush` has one `ptr` parameter and no other predecessor; blocks reached
//!    from it are reached from it only, use values defined in such blocks only, and contain no
//!    `slot_addr`.
//! 6. `flags.is_barriered`: no barrier is pending; `flags.is_lowered`: no bounds check or guard is
//!    left.
//! 7. Nothing that can stop the goroutine stands between a `barrier_flag` test, or a
//!    `write_barrier`, and the end of its block.
//!
//! Cost: near-linear.

use rgo_base::{EntitySet, SecondaryMap};

use crate::cfg::{Cfg, HANDLER, handler_blocks};
use crate::dom::DomTree;
use crate::entities::{Block, Inst, Value};
use crate::func::{Func, TailCallee, Term, ValueDef};
use crate::op::{MemArg, Op, VecOp};
use crate::type_::Type;

/// Checks a function; the error names the rule's breach.
pub fn verify(func: &Func) -> Result<(), String> {
    let Some(&entry) = func.layout.first() else {
        return Err("no entry block".into());
    };
    let mut verifier = Verifier {
        func,
        in_layout: EntitySet::new(),
        place: SecondaryMap::with_default(None),
    };
    verifier.places()?;
    verifier.entry(entry)?;
    for &block in &func.layout {
        verifier.terminator(block)?;
        for &inst in &func.blocks[block].insts {
            check_types(func, inst).map_err(|e| format!("{}: {e}", describe(func, inst)))?;
            verifier.flags(inst)?;
        }
        verifier.barriers(block)?;
    }
    let cfg = Cfg::compute(func);
    let dom = DomTree::compute(func, &cfg);
    if cfg
        .rpo
        .iter()
        .any(|&block| !verifier.in_layout.contains(block))
    {
        return Err("a reached block is not in the layout".into());
    }
    verifier.uses(&cfg, &dom)?;
    verifier.handlers(&cfg)
}

fn describe(func: &Func, inst: Inst) -> String {
    let args: Vec<String> = func
        .args(inst)
        .iter()
        .map(|&v| format!("{v}: {}", func.ty(v)))
        .collect();
    format!("{inst} {} {}", func.op(inst).name(), args.join(", "))
}

struct Verifier<'a> {
    func: &'a Func,
    in_layout: EntitySet<Block>,
    /// Block and index of each instruction in the layout.
    place: SecondaryMap<Inst, Option<(Block, u32)>>,
}

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}

impl Verifier<'_> {
    fn places(&mut self) -> Result<(), String> {
        for &block in &self.func.layout {
            ensure(self.in_layout.insert(block), || {
                format!("{block} is in the layout twice")
            })?;
            for (at, &inst) in self.func.blocks[block].insts.iter().enumerate() {
                let place = &mut self.place[inst];
                ensure(place.is_none(), || format!("{inst} stands in two places"))?;
                *place = Some((block, at as u32));
            }
        }
        Ok(())
    }

    fn entry(&self, entry: Block) -> Result<(), String> {
        let params = &self.func.blocks[entry].params;
        let types: Vec<Type> = params.iter().map(|&v| self.func.ty(v)).collect();
        ensure(types == self.func.sig.params, || {
            format!(
                "entry takes {types:?}, the function {:?}",
                self.func.sig.params
            )
        })
    }

    fn terminator(&self, block: Block) -> Result<(), String> {
        let func = self.func;
        let data = &func.blocks[block];
        for &param in &data.params {
            ensure(func.values[param].def == ValueDef::Param(block), || {
                format!("{param} is not a parameter of {block}")
            })?;
        }
        let fail = |message: String| Err(format!("{block}: {message}"));
        let mut result = Ok(());
        func.each_succ(block, |call| {
            let params = &func.blocks[call.block].params;
            let args = func.call_args(call);
            let fits = args.len() == params.len()
                && args
                    .iter()
                    .zip(params)
                    .all(|(&arg, &param)| func.ty(arg) == func.ty(param));
            if !self.in_layout.contains(call.block) {
                result = fail(format!("branch to {}, which is not laid out", call.block));
            } else if call.block == func.entry() {
                result = fail("branch to the entry".into());
            } else if !fits {
                result = fail(format!("arguments for {} do not fit", call.block));
            }
        });
        result?;
        let types = |list: &rgo_base::EntityList<Value>| -> Vec<Type> {
            list.as_slice(&func.pool)
                .iter()
                .map(|&v| func.ty(v))
                .collect()
        };
        match &data.term {
            Term::None => fail("no terminator".into()),
            Term::Br { cond, .. } if func.ty(*cond) != Type::I8 => fail("br wants i8".into()),
            Term::Switch { index, .. } if func.ty(*index) != Type::I64 => {
                fail("switch wants i64".into())
            }
            Term::Return(args) if types(args) != func.sig.results => {
                fail(format!("returns {:?}", types(args)))
            }
            Term::TailCall {
                callee: TailCallee::Indirect,
                args,
            } if types(args).first() != Some(&Type::Ptr) => fail("no code pointer".into()),
            Term::DeferPush {
                record, handler, ..
            } => {
                let params = &func.blocks[*handler].params;
                if params.len() != 1 || func.ty(params[0]) != Type::Ptr {
                    return fail("a handler takes one ptr".into());
                }
                if !func.slots[*record].is_observed {
                    return fail(format!("{record} holds a record but is not observed"));
                }
                Ok(())
            }
            Term::Jump(_)
            | Term::Br { .. }
            | Term::Switch { .. }
            | Term::Return(_)
            | Term::TailCall { .. }
            | Term::Unreachable => Ok(()),
        }
    }

    fn flags(&self, inst: Inst) -> Result<(), String> {
        let func = self.func;
        let is_pending = matches!(
            func.op(inst),
            Op::Store { barrier: true, .. }
                | Op::Move { barrier: true, .. }
                | Op::Zero { barrier: true, .. }
                | Op::WriteBarrier
        );
        ensure(!(is_pending && func.flags.is_barriered), || {
            format!("{}: pending barrier", describe(func, inst))
        })?;
        let is_check = matches!(func.op(inst), Op::BoundsCheck { .. } | Op::Guard);
        ensure(!(is_check && func.flags.is_lowered), || {
            format!("{}: check left", describe(func, inst))
        })
    }

    fn barriers(&self, block: Block) -> Result<(), String> {
        let func = self.func;
        let mut is_open = false;
        for &inst in &func.blocks[block].insts {
            let op = func.op(inst);
            ensure(!(is_open && op.is_safepoint()), || {
                format!("{}: safepoint behind a barrier", describe(func, inst))
            })?;
            match op {
                Op::BarrierFlag | Op::WriteBarrier => is_open = true,
                Op::Store { .. } | Op::Move { .. } | Op::Zero { .. } => is_open = false,
                op if op.effects().writes => is_open = false,
                _ => {}
            }
        }
        Ok(())
    }

    fn uses(&self, cfg: &Cfg, dom: &DomTree) -> Result<(), String> {
        let func = self.func;
        for &block in &cfg.rpo {
            for (at, &inst) in func.blocks[block].insts.iter().enumerate() {
                for &arg in func.args(inst) {
                    ensure(self.is_available(arg, block, at as u32, dom), || {
                        format!("{block}: {}: {arg} is not available", describe(func, inst))
                    })?;
                }
            }
            let mut missing = None;
            func.each_term_use(block, |arg| {
                if !self.is_available(arg, block, u32::MAX, dom) {
                    missing = Some(arg);
                }
            });
            if let Some(arg) = missing {
                return Err(format!("{block}: terminator: {arg} is not available"));
            }
        }
        Ok(())
    }

    fn is_available(&self, value: Value, block: Block, at: u32, dom: &DomTree) -> bool {
        match self.func.values[value].def {
            ValueDef::Param(def) => {
                dom.is_reached(def)
                    && dom.dominates(def, block)
                    && self.func.blocks[def].params.contains(&value)
            }
            ValueDef::Result(inst, _) => match self.place[inst] {
                Some((def, def_at)) if def == block => def_at < at,
                Some((def, _)) => dom.is_reached(def) && dom.dominates(def, block),
                None => false,
            },
        }
    }

    fn handlers(&self, cfg: &Cfg) -> Result<(), String> {
        let func = self.func;
        for &block in &cfg.rpo {
            if let Term::DeferPush { handler, .. } = func.blocks[block].term {
                ensure(cfg.preds(handler).len() == 1, || {
                    format!("{handler} is a handler and has other predecessors")
                })?;
            }
        }
        let in_handler = handler_blocks(func);
        for &block in &cfg.rpo {
            if !in_handler.contains(block) {
                continue;
            }
            for edge in cfg.preds(block) {
                ensure(
                    edge.call == HANDLER || in_handler.contains(edge.pred),
                    || format!("{block} belongs to a handler and to the body"),
                )?;
            }
            let mut alien = None;
            let mut look = |value: Value| {
                let def = match func.values[value].def {
                    ValueDef::Param(def) => Some(def),
                    ValueDef::Result(inst, _) => self.place[inst].map(|(def, _)| def),
                };
                if def.is_none_or(|def| !in_handler.contains(def)) {
                    alien = Some(value);
                }
            };
            for &inst in &func.blocks[block].insts {
                func.args(inst).iter().copied().for_each(&mut look);
                ensure(!matches!(func.op(inst), Op::SlotAddr(..)), || {
                    format!("{block}: slot_addr in a handler")
                })?;
            }
            func.each_term_use(block, &mut look);
            if let Some(value) = alien {
                return Err(format!("{block}: a handler uses {value} of the body"));
            }
        }
        Ok(())
    }
}

/// Rule 4.
fn check_types(func: &Func, inst: Inst) -> Result<(), String> {
    let args: Vec<Type> = func.args(inst).iter().map(|&v| func.ty(v)).collect();
    let results: Vec<Type> = func.results(inst).map(|v| func.ty(v)).collect();
    let fits = fits(func.op(inst), &args, &results);
    ensure(fits, || format!("does not give {results:?}"))
}

fn fits(op: &Op, args: &[Type], results: &[Type]) -> bool {
    use Type::{F32, F64, I8, I16, I32, I64, Ptr, V128};
    let same = |n: usize, ok: fn(Type) -> bool| {
        args.len() == n
            && results.len() == 1
            && ok(results[0])
            && args.iter().all(|&t| t == results[0])
    };
    let is =
        |want_args: &[Type], want_results: &[Type]| args == want_args && results == want_results;
    let mem = |n_args: usize, n_results: usize| {
        args.len() == n_args && results.len() == n_results && args[0] == Ptr
    };
    match *op {
        Op::Iconst(n) => {
            args.is_empty() && matches!(results, [ty] if ty.is_int_or_ptr() && ty.normalize(n) == n)
        }
        Op::F32const(_) => is(&[], &[F32]),
        Op::F64const(_) => is(&[], &[F64]),
        Op::SymbolAddr(..) | Op::SlotAddr(..) | Op::GetG | Op::FramePtr => is(&[], &[Ptr]),
        Op::CallerPc | Op::CallerSp => is(&[], &[I64]),
        Op::Add | Op::Sub | Op::Mul | Op::And | Op::Or | Op::Xor => same(2, Type::is_int),
        Op::Sdiv(_) | Op::Srem(_) | Op::Udiv(_) | Op::Urem(_) => same(2, Type::is_int),
        Op::Neg | Op::Not | Op::Clz | Op::Ctz | Op::Popcnt => same(1, Type::is_int),
        Op::Bswap => same(1, |ty| matches!(ty, I16 | I32 | I64)),
        Op::Shl | Op::Lshr | Op::Ashr | Op::Rotl => {
            matches!((args, results), ([x, n], [r]) if x.is_int() && n.is_int() && x == r)
        }
        Op::Umulh | Op::Smulh => is(&[I64, I64], &[I64]),
        Op::UmulWide => is(&[I64, I64], &[I64, I64]),
        Op::AddCarry | Op::SubBorrow => is(&[I64, I64, I64], &[I64, I64]),
        Op::Sext | Op::Zext => {
            matches!((args, results), ([x], [r]) if x.is_int() && r.is_int() && x.bytes() < r.bytes())
        }
        Op::Trunc => {
            matches!((args, results), ([x], [r]) if x.is_int() && r.is_int() && x.bytes() > r.bytes())
        }
        Op::Icmp(_) => {
            matches!((args, results), ([x, y], [I8]) if x == y && x.is_int_or_ptr())
        }
        Op::Fcmp(_) => matches!((args, results), ([x, y], [I8]) if x == y && x.is_float()),
        Op::Select => {
            matches!((args, results), ([I8, x, y], [r]) if x == y && x == r)
        }
        Op::PtrAdd => is(&[Ptr, I64], &[Ptr]),
        Op::PtrToInt => is(&[Ptr], &[I64]),
        Op::IntToPtr => is(&[I64], &[Ptr]),
        Op::NilCheck => is(&[Ptr], &[Ptr]),
        Op::Guard => same(1, Type::is_int_or_ptr),
        Op::BoundsCheck { .. } => is(&[I64, I64], &[I64]),
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv | Op::Fcopysign | Op::Fmin | Op::Fmax => {
            same(2, Type::is_float)
        }
        Op::Fneg | Op::Fabs | Op::Fsqrt | Op::Ffloor | Op::Fceil | Op::Ftrunc | Op::Fnearest => {
            same(1, Type::is_float)
        }
        Op::Fma => same(3, Type::is_float),
        Op::Fpromote => is(&[F32], &[F64]),
        Op::Fdemote => is(&[F64], &[F32]),
        Op::SintToF => {
            matches!((args, results), ([I32 | I64], [r]) if r.is_float())
        }
        Op::UintToF => matches!((args, results), ([I64], [r]) if r.is_float()),
        Op::FToSint => {
            matches!((args, results), ([x], [I32 | I64]) if x.is_float())
        }
        Op::Bitcast => matches!(
            (args, results),
            ([I32], [F32]) | ([F32], [I32]) | ([I64], [F64]) | ([F64], [I64])
        ),
        Op::Vsplat(lanes) => is(&[lanes.lane()], &[V128]),
        Op::Vlow => is(&[I64], &[V128]),
        Op::Vextract(lanes, n) => is(&[V128], &[lanes.lane()]) && u32::from(n) < lanes.count(),
        Op::Vbin(op, lanes) => {
            let is_float = lanes.lane().is_float();
            let has_op = match op {
                VecOp::Add | VecOp::Sub | VecOp::Mul => true,
                VecOp::Div => is_float,
                VecOp::And | VecOp::Or | VecOp::Xor | VecOp::AndNot => !is_float,
            };
            has_op && is(&[V128, V128], &[V128])
        }
        Op::Vicmp(_, lanes) => lanes.lane().is_int() && is(&[V128, V128], &[V128]),
        Op::VhighBits(_) => is(&[V128], &[I32]),
        Op::Load(_) => mem(1, 1),
        Op::Store { mem: arg, barrier } => {
            mem(2, 0) && (!barrier || args[1] == Ptr) && !arg.is_const
        }
        Op::Move { .. } => is(&[Ptr, Ptr], &[]),
        Op::Zero { .. } => is(&[Ptr], &[]),
        Op::BarrierFlag => is(&[], &[I32]),
        Op::WriteBarrier => is(&[Ptr, Ptr], &[]),
        Op::AtomicLoad(arg) => mem(1, 1) && results[0].is_int_or_ptr() && is_plain(arg),
        Op::AtomicStore(arg) => mem(2, 0) && args[1].is_int_or_ptr() && is_plain(arg),
        Op::AtomicRmw(_, arg) => {
            mem(2, 1) && args[1] == results[0] && args[1].is_int_or_ptr() && is_plain(arg)
        }
        Op::AtomicCas(arg) => {
            mem(3, 1)
                && args[1] == args[2]
                && args[1].is_int_or_ptr()
                && results[0] == I8
                && is_plain(arg)
        }
        Op::Fence | Op::Poll => is(&[], &[]),
        Op::Prefetch => is(&[Ptr], &[]),
        Op::KeepAlive => args.len() == 1 && results.is_empty(),
        Op::Call(_) => true,
        Op::CallIndirect => args.first() == Some(&Ptr),
        Op::CallRuntime(callee) => {
            let info = callee.info();
            let want = |scalars: &[rgo_abi::runtime_fn::Scalar]| -> Vec<Type> {
                scalars.iter().map(|&s| scalar_type(s)).collect()
            };
            want(info.params) == args && want(info.results) == results
        }
    }
}

fn is_plain(mem: MemArg) -> bool {
    !mem.is_const
}

/// Type of a runtime function's parameter or result.
pub fn scalar_type(scalar: rgo_abi::runtime_fn::Scalar) -> Type {
    use rgo_abi::runtime_fn::Scalar;
    match scalar {
        Scalar::Bool => Type::I8,
        Scalar::I32 => Type::I32,
        Scalar::I64 => Type::I64,
        Scalar::F64 => Type::F64,
        Scalar::Ptr => Type::Ptr,
    }
}

#[cfg(test)]
mod tests {
    use super::verify;
    use crate::text::parse_funcs;

    fn check(text: &str, message: &str) {
        let funcs = parse_funcs(text).expect("parses");
        let error = verify(&funcs[0]).expect_err("is malformed");
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn use_before_definition() {
        check(
            "func fn0(i64) {\nb0(v0: i64):\n  v1: i64 = add v0, v2\n  v2: i64 = add v0, v0\n  ret\n}\n",
            "v2 is not available",
        );
    }

    #[test]
    fn definition_on_one_path_only() {
        check(
            "func fn0(i8) -> i64 {\nb0(v0: i8):\n  br v0, b1, b2\nb1:\n  v1: i64 = iconst 1\n  jump b2\nb2:\n  ret v1\n}\n",
            "not available",
        );
    }

    #[test]
    fn operand_types() {
        check(
            "func fn0(i64, i32) {\nb0(v0: i64, v1: i32):\n  v2: i64 = add v0, v1\n  ret\n}\n",
            "does not give",
        );
    }

    #[test]
    fn branch_arguments() {
        check(
            "func fn0() {\nb0:\n  jump b1\nb1(v0: i64):\n  ret\n}\n",
            "do not fit",
        );
    }

    #[test]
    fn handler_uses_value_of_the_body() {
        check(
            "func fn0() -> i64 {\n  slot0: 80 align 8 observed\n\nb0:\n  v0: i64 = iconst 1\n  defer_push slot0, b1, b2\nb1:\n  ret v0\nb2(v1: ptr):\n  ret v0\n}\n",
            "a handler uses v0",
        );
    }

    #[test]
    fn safepoint_between_barrier_and_store() {
        check(
            "func fn0(ptr, ptr) {\nb0(v0: ptr, v1: ptr):\n  write_barrier v0, v1\n  poll\n  store v0, v1\n  ret\n}\n",
            "safepoint behind a barrier",
        );
    }
}
