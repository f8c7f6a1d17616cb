//! What `rgo build` says about packages and modules before it compiles anything is what `go build` said
//! when the expectations were recorded.

use rgo_tests::fixture::check_fixtures;

#[test]
fn loading_says_what_the_go_command_says() {
    check_fixtures("load");
}
