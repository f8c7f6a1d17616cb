//! Generated code does under rgo what it does under gc. `make fuzz-expr` and `make fuzz-programs` look
//! further.

use rgo_tests::fuzz::{Batch, Toolchains, expr_batch, program_batch};
use rgo_tests::{parallel, tools};

fn check(batches: Vec<Batch>, n_compared: usize) {
    let differences: Vec<String> = batches
        .iter()
        .flat_map(|batch| batch.differences.clone())
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let compared: usize = batches.iter().map(|batch| batch.n_compared).sum();
    assert!(compared >= n_compared, "only {compared} results compared");
}

#[test]
fn expressions_have_the_same_values() {
    let toolchains = Toolchains::new(&tools::scratch("differential-expr"));
    let batches = parallel::map(&[1, 2, 3, 4], |_, &seed| expr_batch(&toolchains, seed, 400));
    check(batches, 800);
}

#[test]
fn programs_do_the_same() {
    let toolchains = Toolchains::new(&tools::scratch("differential-programs"));
    let seeds = [
        [1, 2, 3, 4, 5, 6, 7, 8],
        [28, 48, 101, 102, 205, 238, 103, 104],
    ];
    let batches = parallel::map(&seeds, |_, seeds| program_batch(&toolchains, seeds));
    check(batches, 16);
}
