//! Random programs print the same, optimised and not, with either register allocator.

use crate::generator::{Random, function, main_of};
use crate::harness::{World, all_options, run};
use rgo_codegen::target::Options;

#[test]
fn modes_agree_on_random_programs() {
    let n_programs = match std::env::var("RANDOM_PROGRAMS") {
        Ok(n) => n.parse().expect("a number"),
        Err(_) => 6,
    };
    for seed in 0..n_programs {
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
