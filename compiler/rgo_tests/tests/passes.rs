//! Passes preserve what functions do: random functions, run before and after.

use rgo_opt::pipeline::{PASSES, Pass};
use rgo_ssa::text::{Plain, print_func};
use rgo_ssa::{Func, verify};
use rgo_tests::interp::{End, Outcome, TestEnv, run};
use rgo_tests::random::{Random, arguments, function, world};

const FUEL: usize = 20_000;

/// Runs `func` on the inputs that `seed` gives.
fn outcomes(func: &Func, seed: u64) -> Vec<Outcome> {
    let mut random = Random::new(seed);
    (0..4)
        .map(|at| {
            let world = world(&mut random, at % 2 == 1);
            let args = arguments(&mut random);
            run(func, &world, &args, FUEL)
        })
        .collect()
}

/// Whether a run after a pass is one the function may have had before.
fn agrees(before: &Outcome, after: &Outcome) -> bool {
    // What runs out of fuel is cut off anywhere.
    before.end == End::OutOfFuel || after.end == End::OutOfFuel || before == after
}

fn check_pass(pass: &Pass, func: &mut Func, want: &[Outcome], seed: u64) {
    let before = print_func(func, &Plain);
    (pass.run)(func, &TestEnv);
    let fail = |message: String, func: &Func| {
        panic!(
            "seed {seed}, pass {}: {message}\nbefore:\n{before}\nafter:\n{}",
            pass.name,
            print_func(func, &Plain)
        )
    };
    if let Err(error) = verify(func) {
        fail(error, func);
    }
    for (want, got) in want.iter().zip(outcomes(func, seed)) {
        if !agrees(want, &got) {
            fail(format!("was\n{want:?}\nis\n{got:?}"), func);
        }
    }
}

fn check_seed(seed: u64) {
    let mut random = Random::new(seed);
    let size = 4 + random.below(40);
    let mut func = function(&mut random, size);
    if let Err(error) = verify(&func) {
        panic!("seed {seed}: {error}\n{}", print_func(&func, &Plain));
    }
    let want = outcomes(&func, seed);
    for outcome in &want {
        if let End::Wild(what) = &outcome.end {
            panic!("seed {seed}: {what}\n{}", print_func(&func, &Plain));
        }
    }
    for pass in PASSES {
        check_pass(pass, &mut func, &want, seed);
    }
}

#[test]
fn passes_preserve_behaviour() {
    let n = std::env::var("FUZZ_FUNCS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(400);
    let first = std::env::var("FUZZ_SEED")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    for seed in first..first + n {
        check_seed(seed);
    }
}
