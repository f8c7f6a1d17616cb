# An index of commands. Anything longer than a line is Rust in compiler/rgo_tests.

CARGO ?= cargo
TOOL = $(CARGO) run --release --quiet -p rgo_tests --bin
RGO = target/release/rgo
WORDS ?=
SEED ?= 1

.PHONY: build help setup goroot check demo test conformance bless record bench fuzz-expr fuzz-programs

build:  ## compiler and runtime: target/release/rgo
	$(CARGO) build --release

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## */\t/' | expand -t 16

setup:  ## fetch what tests need: Go's distribution and test tree, gdb, ld
	@$(TOOL) setup

goroot:  ## fetch Go's distribution into the cache, for its library
	@$(TOOL) setup goroot

check:  ## what a commit must pass: format, lints, rules, documentation
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) test --quiet -p rgo_tests --test tidy
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --quiet --workspace --no-deps

demo: build goroot  ## set up, compile a real program, run it
	$(RGO) build -C testdata/demo -o $(CURDIR)/target/demo .
	target/demo

test: build setup  ## unit, golden, run and errorcheck tests; a fixed tenth of Go's test tree
	$(CARGO) test --quiet --workspace --no-fail-fast

conformance: build setup  ## Go's own test tree; WORDS="chan/ map" selects, BLESS=1 updates the known failures
	$(TOOL) conformance -- $(if $(BLESS),-bless) $(WORDS)

bless: build setup  ## rewrite expectations: review the difference like code
	RGO_BLESS=1 $(CARGO) test --quiet --workspace --no-fail-fast

record: setup  ## record what gc's programs do for testdata/run; WORDS selects
	$(TOOL) record -- $(WORDS)

bench: build setup  ## run time, start, size and compile time beside gc's, into README; WORDS selects
	$(TOOL) bench -- $(if $(WORDS),,-readme) $(WORDS)

fuzz-expr: build setup  ## random expressions under gc and rgo; SEED=1 COUNT=100000
	$(TOOL) fuzz -- expr -seed $(SEED) -count $(or $(COUNT),100000)

fuzz-programs: build setup  ## random programs under gc and rgo; SEED=1 COUNT=3000
	$(TOOL) fuzz -- programs -seed $(SEED) -count $(or $(COUNT),3000)
