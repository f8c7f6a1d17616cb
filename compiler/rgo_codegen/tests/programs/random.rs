//! Random programs print the same, optimised and not, with either register allocator.

use crate::generator::{Random, argument, function, leaf, main_of, signature};
use crate::harness::{World, all_options, run};
use rgo_codegen::target::Options;
use rgo_ssa::Type;
use rgo_tests::interp::{self, End};

#[test]
fn modes_agree_on_random_programs() {
    for seed in 0..n_programs() {
        let mut random = Random::new(seed);
        let n = 24;
        let mut funcs = vec![main_of(n)];
        for id in 1..=n {
            funcs.push(function(id, 4 + random.below(60), &mut random));
        }
        let outputs = all_options().map(|options| {
            let world = World::new();
            let output = run(&world.build(&format!("random{seed}"), funcs.clone(), options));
            assert_eq!(output.status.code(), Some(0), "seed {seed} {options:?}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        });
        assert!(!outputs[0].is_empty());
        assert_eq!(outputs[0], outputs[1], "seed {seed}");
    }
}

/// What machine code computes is what the interpreter of SSA computes.
#[test]
fn machine_code_agrees_with_the_interpreter() {
    for seed in 0..n_programs() {
        let mut random = Random::new(seed + 1_000_000);
        let n = 24;
        let mut funcs = vec![main_of(n)];
        let mut expected = String::new();
        for id in 1..=n {
            let func = leaf(id, 4 + random.below(60), &mut random);
            let sig = signature(id);
            let args: Vec<u64> = (0..sig.params.len())
                .map(|at| match sig.params[at] {
                    Type::F32 => u64::from((argument(id, at) as f32).to_bits()),
                    Type::F64 => (argument(id, at) as f64).to_bits(),
                    ty => ty.unsigned(argument(id, at)),
                })
                .collect();
            let globals = interp::World {
                globals: Vec::new(),
                is_marking: false,
            };
            let outcome = interp::run(&func, &globals, &args, 1_000_000);
            let End::Return(results) = outcome.end else {
                panic!("seed {seed}, function {id}: {:?}", outcome.end);
            };
            for (bits, &ty) in results.into_iter().zip(&sig.results) {
                expected += &format!("{}\n", printed(bits, ty));
            }
            funcs.push(func);
        }
        for options in all_options() {
            let world = World::new();
            let output = run(&world.build(&format!("interp{seed}"), funcs.clone(), options));
            let stdout = String::from_utf8_lossy(&output.stdout);
            for (at, (got, want)) in stdout.lines().zip(expected.lines()).enumerate() {
                assert_eq!(got, want, "seed {seed}, line {at}, {options:?}");
            }
            assert_eq!(
                stdout.lines().count(),
                expected.lines().count(),
                "seed {seed}"
            );
        }
    }
}

/// What `main.main` prints of a result.
fn printed(bits: u64, ty: Type) -> i64 {
    let float = |x: f64| if x.is_nan() { -1 } else { x.to_bits() as i64 };
    match ty {
        Type::F32 => float(f32::from_bits(bits as u32).into()),
        Type::F64 => float(f64::from_bits(bits)),
        ty => ty.normalize(bits as i64),
    }
}

fn n_programs() -> u64 {
    match std::env::var("RANDOM_PROGRAMS") {
        Ok(n) => n.parse().expect("a number"),
        Err(_) => 6,
    }
}

/// The same bytes whatever the number of threads, and however the compiler was called before.
#[test]
fn machine_code_is_deterministic() {
    let mut random = Random::new(77);
    let n = 60;
    let mut funcs = vec![main_of(n)];
    for id in 1..=n {
        funcs.push(function(id, 4 + random.below(20), &mut random));
    }
    let world = World::new();
    let one = world.object(funcs.clone(), Options::default(), 1);
    let two = World::new().object(funcs.clone(), Options::default(), 2);
    let again = world.object(funcs, Options::default(), 2);
    assert!(one == two && one == again);
}
