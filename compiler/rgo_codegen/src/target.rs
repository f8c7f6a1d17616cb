//! The machine that code is generated for: instruction set flags and compilation modes.
//!
//! The flags are part of the contract with the runtime: `r15` is pinned to `g`, every function
//! keeps the `rbp` chain, code is not position independent and reaches everything with 32-bit
//! references, and no implicit struct returns or stack probes exist.

use std::sync::Arc;

use cranelift_codegen::isa::{self, TargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// Instruction set level, as `GOAMD64` names them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum CpuLevel {
    /// SSE2.
    #[default]
    V1,
    /// SSE4.2, POPCNT.
    V2,
    /// AVX2, BMI1, BMI2, FMA, LZCNT.
    V3,
}

/// How code is generated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    pub level: CpuLevel,
    /// Optimise; without it compilation is faster and code much larger and slower.
    pub optimize: bool,
    /// Run Cranelift's verifier on every function.
    pub verify: bool,
    /// Record where variables live.
    pub debug_info: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            level: CpuLevel::V1,
            optimize: true,
            verify: cfg!(debug_assertions),
            debug_info: true,
        }
    }
}

/// A configured code generator, shared by threads.
#[derive(Clone)]
pub struct Target {
    pub options: Options,
    /// For almost every function.
    pub isa: Arc<dyn TargetIsa>,
    /// With a register allocator that takes linear time, for functions of extreme size.
    pub linear_isa: Arc<dyn TargetIsa>,
}

impl Target {
    pub fn new(options: Options) -> Target {
        let allocator = if options.optimize {
            "backtracking"
        } else {
            "single_pass"
        };
        Target {
            options,
            isa: make_isa(&options, allocator),
            linear_isa: make_isa(&options, "single_pass"),
        }
    }

    /// Whether the instruction set has SSE4.1's rounding instructions.
    pub fn has_round(&self) -> bool {
        self.options.level >= CpuLevel::V2
    }

    /// Whether it has fused multiply-add.
    pub fn has_fma(&self) -> bool {
        self.options.level >= CpuLevel::V3
    }
}

fn make_isa(options: &Options, allocator: &str) -> Arc<dyn TargetIsa> {
    let bool_text = |b: bool| if b { "true" } else { "false" };
    let mut flags = settings::builder();
    let opt_level = if options.optimize { "speed" } else { "none" };
    for (name, value) in [
        ("opt_level", opt_level),
        ("regalloc_algorithm", allocator),
        ("enable_verifier", bool_text(options.verify)),
        ("enable_pinned_reg", "true"),
        ("preserve_frame_pointers", "true"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "true"),
        ("log2_min_function_alignment", "4"),
        ("enable_multi_ret_implicit_sret", "false"),
        ("enable_probestack", "false"),
        ("unwind_info", "true"),
        ("tls_model", "none"),
        ("machine_code_cfg_info", "true"),
    ] {
        flags.set(name, value).expect("the flag exists");
    }
    let mut builder = isa::lookup_by_name("x86_64-unknown-linux-gnu").expect("x86 is built in");
    match options.level {
        CpuLevel::V1 => {}
        CpuLevel::V2 => builder.enable("nehalem").expect("the preset exists"),
        CpuLevel::V3 => builder.enable("haswell").expect("the preset exists"),
    }
    builder
        .finish(settings::Flags::new(flags))
        .expect("the flags are consistent")
}
