//! Large functions are optimised in reason: each pass takes near-linear time.

use std::time::{Duration, Instant};

use rgo_base::EntityRef;
use rgo_opt::pipeline::PASSES;
use rgo_ssa::builder::FuncBuilder;
use rgo_ssa::{
    AliasTag, BoundsKind, Func, FuncId, GlobalId, IntCond, MemArg, Op, Signature, SlotData,
    SymbolRef, Type, Value,
};
use rgo_tests::interp::TestEnv;

fn start(results: &[Type]) -> (FuncBuilder, Vec<Value>) {
    let sig = Signature {
        params: vec![Type::I64, Type::I64, Type::Ptr],
        results: results.to_vec(),
    };
    let mut b = FuncBuilder::new(Func::new(FuncId::new(0), sig));
    let entry = b.cur_block();
    let params = b.func.blocks[entry].params.clone();
    (b, params)
}

/// Runs all passes; none may take longer than is reasonable for a machine however slow.
fn check(name: &str, mut func: Func) {
    let start = Instant::now();
    let mut slowest = (Duration::ZERO, "");
    for pass in PASSES {
        let before = Instant::now();
        (pass.run)(&mut func, &TestEnv::default());
        slowest = slowest.max((before.elapsed(), pass.name));
    }
    let total = start.elapsed();
    println!("{name}: {total:?}, slowest {} {:?}", slowest.1, slowest.0);
    assert!(
        slowest.0 < Duration::from_secs(20),
        "{name}: {} takes {:?}",
        slowest.1,
        slowest.0
    );
}

#[test]
fn straight_line_of_calls() {
    let (mut b, params) = start(&[Type::I64]);
    let mut value = params[0];
    for at in 0..80_000 {
        let args = [value, params[1]];
        let callee = Op::Call(FuncId::new(1 + at % 100));
        value = b.emit(callee, &args, Type::I64);
    }
    b.ret(&[value]);
    check("80,000 calls", b.finish());
}

#[test]
fn initialiser_of_a_table() {
    let (mut b, _) = start(&[]);
    for at in 0..60_000 {
        let global = SymbolRef::Global(GlobalId::new(at % 7));
        let base = b.emit(Op::SymbolAddr(global, 0), &[], Type::Ptr);
        let value = b.emit(
            Op::SymbolAddr(SymbolRef::Global(GlobalId::new(9)), 8),
            &[],
            Type::Ptr,
        );
        let mem = MemArg::new(at as i32 * 8, AliasTag::ANY);
        b.emit0(
            Op::Store {
                mem,
                barrier: at % 2 == 0,
            },
            &[base, value],
        );
    }
    b.ret(&[]);
    check("60,000 stores", b.finish());
}

#[test]
fn wide_switch() {
    let (mut b, params) = start(&[Type::I64]);
    let targets: Vec<_> = (0..20_000).map(|_| b.new_block()).collect();
    let (default, join) = (b.new_block(), b.new_block());
    let result = b.new_var(Type::I64);
    b.switch(params[0], default, &targets);
    for (at, block) in targets.into_iter().chain([default]).enumerate() {
        b.switch_to_sealed(block);
        let value = b.iconst(Type::I64, at as i64 * 3);
        let value = b.emit(Op::Add, &[value, params[1]], Type::I64);
        b.def_var(result, value);
        b.jump(join);
    }
    b.switch_to_sealed(join);
    let value = b.use_var(result);
    b.ret(&[value]);
    check("20,000 cases", b.finish());
}

#[test]
fn many_branches_over_many_variables() {
    let (mut b, params) = start(&[Type::I64]);
    let vars: Vec<_> = (0..30).map(|_| b.new_var(Type::I64)).collect();
    for &var in &vars {
        b.def_var(var, params[0]);
    }
    for at in 0..10_000 {
        let (then, join) = (b.new_block(), b.new_block());
        let x = b.use_var(vars[at % 30]);
        let limit = b.iconst(Type::I64, at as i64);
        let cond = b.emit(Op::Icmp(IntCond::Slt), &[x, limit], Type::I8);
        b.br(cond, then, join);
        b.switch_to_sealed(then);
        let check = Op::BoundsCheck {
            kind: BoundsKind::Index,
            is_unsigned: false,
        };
        let index = b.emit(check, &[x, params[1]], Type::I64);
        let y = b.use_var(vars[(at + 7) % 30]);
        let sum = b.emit(Op::Add, &[index, y], Type::I64);
        b.def_var(vars[(at + 1) % 30], sum);
        b.jump(join);
        b.switch_to_sealed(join);
    }
    let value = b.use_var(vars[3]);
    b.ret(&[value]);
    check("10,000 branches", b.finish());
}

#[test]
fn many_loops() {
    let (mut b, params) = start(&[]);
    for _ in 0..2_000 {
        let counter = b.new_var(Type::I64);
        let zero = b.iconst(Type::I64, 0);
        b.def_var(counter, zero);
        let (head, body, exit) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head);
        b.switch_to(head);
        let at = b.use_var(counter);
        let cond = b.emit(Op::Icmp(IntCond::Slt), &[at, params[0]], Type::I8);
        b.br(cond, body, exit);
        b.switch_to_sealed(body);
        let mem = MemArg::new(8, AliasTag::ANY);
        let x = b.emit(Op::Load(mem), &[params[2]], Type::I64);
        b.emit0(Op::Call(FuncId::new(1)), &[x]);
        let one = b.iconst(Type::I64, 1);
        let next = b.emit(Op::Add, &[at, one], Type::I64);
        b.def_var(counter, next);
        b.jump(head);
        b.seal(head);
        b.switch_to_sealed(exit);
    }
    b.ret(&[]);
    check("2,000 loops", b.finish());
}

#[test]
fn many_slots() {
    let (mut b, params) = start(&[Type::I64]);
    let mut value = params[0];
    for at in 0..4_000 {
        let slot = b.new_slot(SlotData {
            size: 16,
            align: 8,
            ty: None,
            is_observed: false,
        });
        let ptr = b.emit(Op::SlotAddr(slot, 0), &[], Type::Ptr);
        let mem = MemArg::new(8, AliasTag::ANY);
        b.emit0(
            Op::Store {
                mem,
                barrier: false,
            },
            &[ptr, value],
        );
        if at % 3 == 0 {
            b.emit0(Op::Call(FuncId::new(1)), &[ptr]);
        }
        value = b.emit(Op::Load(mem), &[ptr], Type::I64);
    }
    b.ret(&[value]);
    check("4,000 slots", b.finish());
}
