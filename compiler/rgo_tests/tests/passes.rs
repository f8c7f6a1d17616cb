//! Passes preserve what functions do: random functions, run before and after.

use rgo_opt::inline::is_candidate;
use rgo_opt::pipeline::{FIRST_LOWERING, PASSES, Pass};
use rgo_ssa::text::{Plain, print_func};
use rgo_ssa::{Func, verify};
use rgo_tests::interp::{End, Outcome, TestEnv, run_with};
use rgo_tests::random::{Random, arguments, function, world};

const FUEL: usize = 20_000;

/// Runs `func`, which may call functions of which `bodies` are some, on the inputs that `seed`
/// gives.
fn outcomes(func: &Func, bodies: &[Func], seed: u64) -> Vec<Outcome> {
    let mut random = Random::new(seed);
    (0..4)
        .map(|at| {
            let world = world(&mut random, at % 2 == 1);
            let args = arguments(&mut random);
            run_with(func, bodies, &world, &args, FUEL)
        })
        .collect()
}

/// Whether a run after a pass is one the function may have had before.
fn agrees(before: &Outcome, after: &Outcome) -> bool {
    // What runs out of fuel is cut off anywhere.
    before.end == End::OutOfFuel || after.end == End::OutOfFuel || before == after
}

/// A function under test and what it does.
struct Case<'a> {
    seed: u64,
    /// Functions it calls, and itself, as they were before any pass.
    bodies: &'a [Func],
    env: &'a TestEnv,
    want: Vec<Outcome>,
}

impl Case<'_> {
    fn check_pass(&self, pass: &Pass, func: &mut Func) {
        let before = print_func(func, &Plain);
        (pass.run)(func, self.env);
        let fail = |message: String, func: &Func| {
            panic!(
                "seed {}, pass {}: {message}\nbefore:\n{before}\nafter:\n{}",
                self.seed,
                pass.name,
                print_func(func, &Plain)
            )
        };
        if let Err(error) = verify(func) {
            fail(error, func);
        }
        for (want, got) in self.want.iter().zip(outcomes(func, self.bodies, self.seed)) {
            if !agrees(want, &got) {
                fail(format!("was\n{want:?}\nis\n{got:?}"), func);
            }
        }
    }
}

/// Checks a group of functions, of which each may call those before it and itself.
fn check_seed(seed: u64) {
    let mut random = Random::new(seed);
    let mut originals: Vec<Func> = Vec::new();
    let mut env = TestEnv::default();
    for number in 0..1 + random.below(3) {
        let size = if random.below(2) == 0 {
            1 + random.below(6)
        } else {
            4 + random.below(40)
        };
        let mut func = function(&mut random, size, number);
        if let Err(error) = verify(&func) {
            panic!("seed {seed}: {error}\n{}", print_func(&func, &Plain));
        }
        originals.push(func.clone());
        let want = outcomes(&func, &originals, seed);
        for outcome in &want {
            if let End::Wild(what) = &outcome.end {
                panic!("seed {seed}: {what}\n{}", print_func(&func, &Plain));
            }
        }
        let case = Case {
            seed,
            bodies: &originals,
            env: &env,
            want,
        };
        let mut body = None;
        for pass in PASSES {
            if pass.name == FIRST_LOWERING && is_candidate(&func) {
                body = Some(func.clone());
            }
            case.check_pass(pass, &mut func);
        }
        env.bodies.extend(body);
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
