//! A fixed tenth of Go's test tree: new failures and new passes both fail.

use rgo_tests::conformance::{Lists, Report, all_tests, run_tests, tenth};
use rgo_tests::toolchain::Toolchain;
use rgo_tests::tools;

#[test]
fn a_tenth_of_the_tree_is_as_known() {
    let lists = Lists::read();
    let paths = tenth(all_tests(&tools::test_tree()));
    let results = run_tests(&Toolchain::rgo(), &lists, &paths, &|_| {});
    let report = Report::new(&results, &lists);
    assert!(report.is_as_known(), "{}", report.text());
}

#[test]
fn lists_name_tests_that_exist_and_say_why() {
    let lists = Lists::read();
    let tests = all_tests(&tools::test_tree());
    for (path, reason) in lists.known_failures.iter().chain(&lists.not_applicable) {
        assert!(tests.contains(path), "{path} is no test");
        assert!(!reason.is_empty(), "{path} has no reason");
    }
    let both = lists
        .known_failures
        .keys()
        .find(|path| lists.not_applicable.contains_key(*path));
    assert_eq!(both, None, "a test is in both lists");
}
