//! From a checked program to an executable: what is reached, inlining and escape analysis, SSA,
//! optimisation, code, link.

use std::path::Path;

use rgo_abi::runtime_fn::UPCALLS;
use rgo_base::activity::{self, Activity};
use rgo_base::parallel;
use rgo_codegen::compile::Env as CodegenEnv;
use rgo_codegen::emit::{EmitOptions, build_image, emit_object};
use rgo_codegen::input::{BuildInfo, Input};
use rgo_codegen::target::{Options as TargetOptions, Target};
use rgo_codegen::unit::{CompileFailure, compile_all};
use rgo_hir::program::ProgramOptions;
use rgo_hir::reach::{self, Reached};
use rgo_hir::{Program, optimize};
use rgo_link::ld;
use rgo_link::write::count_relocations;
use rgo_opt::{Level, Watch};
use rgo_ssa::build::{BuildCx, build_func};
use rgo_ssa::shape::Shapes;
use rgo_ssa::{FuncId, ProgramFacts};
use rgo_types::{Context, ObjId};

use crate::counts::{count_bodies, count_funcs};
use crate::embedded::RUNTIME_OBJECT;
use crate::ice;
use crate::options::LinkFlags;
use crate::session::Failure;
use crate::timings::Timings;

/// What to make of a program.
pub struct Job<'a> {
    pub types: &'a Context,
    pub output: &'a Path,
    pub threads: usize,
    pub link: &'a LinkFlags,
    /// Runs only the passes that code generation needs.
    pub no_opt: bool,
    /// The function to crash at.
    pub crash: Option<&'a str>,
    pub print_commands: bool,
    pub build_info: BuildInfo,
    /// Where package runtime's files are.
    pub runtime_dir: String,
}

/// The program after the middle of the compiler.
pub struct Middle<'a> {
    pub program: Program<'a>,
    pub main: ObjId,
    /// What is left after inlining.
    pub reached: Reached,
}

/// Everything up to SSA: finds, builds and optimises what the function `main` reaches.
pub fn middle<'a>(
    types: &'a Context,
    main: ObjId,
    options: ProgramOptions,
    timings: &mut Timings,
) -> Middle<'a> {
    activity::enter("hir");
    let program = Program::new(types, options);
    let flooded = timings.stage("flood", || reach::flood(&program, main, UPCALLS));
    count_bodies(timings, &program, &flooded.funcs);
    count_funcs(timings, &program, flooded.funcs.iter().copied());
    timings.stage("inline", || optimize::optimize(&program, &flooded.funcs));
    let reached = timings.stage("mark", || reach::mark(&program, main, UPCALLS, &flooded));
    count_funcs(timings, &program, reached.funcs.iter().copied());
    Middle {
        program,
        main,
        reached,
    }
}

/// Compiles and links.
pub fn finish(job: &Job<'_>, middle: &Middle<'_>, timings: &mut Timings) -> Result<(), Failure> {
    let program = &middle.program;
    let shapes = Shapes::new(job.types);
    let level = if job.no_opt {
        Level::Required
    } else {
        Level::Full
    };
    activity::enter("ssa");
    let funcs = timings.stage("ssa", || {
        build_ssa(program, &shapes, &middle.reached, job.threads)
    });
    let facts = ProgramFacts {
        cx: BuildCx {
            prog: program,
            shapes: &shapes,
        },
    };
    let noted = Noted {
        program,
        crash: job.crash,
    };
    let funcs = timings.stage("opt", || {
        rgo_opt::optimize_all(funcs, facts, level, job.threads, &noted)
    });
    activity::enter("codegen");
    let target = Target::new(TargetOptions::default());
    let env = CodegenEnv {
        program,
        sources: &job.types.sources,
        target: &target,
        shapes: &shapes,
    };
    let compiled = timings
        .stage("codegen", || compile_all(&funcs, env, job.threads))
        .map_err(|failure| refused(&failure))?;
    count_funcs(timings, program, funcs.iter().map(|func| func.id));
    let input = Input {
        program,
        sources: &job.types.sources,
        funcs,
        reached: &middle.reached,
        main: program.declared(middle.main, &[]),
        build_info: job.build_info.clone(),
        runtime_dir: job.runtime_dir.clone(),
    };
    activity::enter("link");
    let object = timings.stage("tables", || {
        let image = build_image(&input, env, compiled)?;
        let options = EmitOptions {
            debug_info: !job.link.no_dwarf && !job.link.strip,
            strip_symbols: job.link.strip,
            threads: job.threads,
        };
        emit_object(&image, &input, env, options)
    });
    let object = object.map_err(|error| Failure::new(format!("rgo: link: {error}")))?;
    timings.count("relocations to ld", count_relocations(&object));
    timings
        .stage("ld", || {
            ld::link(&ld::Job {
                object: &object,
                runtime: RUNTIME_OBJECT,
                output: job.output,
                strip_all: job.link.strip,
                strip_debug: job.link.no_dwarf,
                print_command: job.print_commands,
            })
        })
        .map_err(|error| Failure::new(format!("rgo: link: {error}")))
}

/// A function that Cranelift refuses.
fn refused(failure: &CompileFailure) -> Failure {
    let activity = Activity {
        stage: "codegen",
        pass: "",
        subject: failure.func,
    };
    Failure {
        text: ice::text(&failure.message, activity),
        exit_code: ice::EXIT_BUG,
    }
}

/// SSA of all functions that are left.
fn build_ssa(
    program: &Program<'_>,
    shapes: &Shapes<'_>,
    reached: &Reached,
    threads: usize,
) -> Vec<rgo_ssa::Func> {
    let bodies = reached
        .funcs
        .iter()
        .filter_map(|&id| program.funcs[id].optimized.get());
    let bodies: Vec<&rgo_hir::tree::Func> = bodies.collect();
    parallel::map(&bodies, threads, |body| {
        let name = program.funcs[body.id].symbol;
        let cx = BuildCx {
            prog: program,
            shapes,
        };
        activity::during("ssa", "build", name, || build_func(&cx, body))
    })
}

/// Notes which function is optimised, and in which pass.
struct Noted<'a> {
    program: &'a Program<'a>,
    crash: Option<&'a str>,
}

impl Watch for Noted<'_> {
    fn around(&self, func: FuncId, run: &mut dyn FnMut()) {
        let symbol = self.program.funcs[func].symbol;
        activity::during("opt", "", symbol, run);
    }

    fn after(&self, pass: &str, func: &rgo_ssa::Func) {
        let symbol = self.program.funcs[func.id].symbol;
        let is_asked_for = self.crash == Some(symbol.as_str()) && pass != "build";
        assert!(!is_asked_for, "a crash was asked for with -d=crash");
    }
}

/// SSA of all functions that are left, optimised, for a look at it.
pub fn optimized_ssa(
    middle: &Middle<'_>,
    shapes: &Shapes<'_>,
    threads: usize,
    watch: &dyn Watch,
) -> Vec<rgo_ssa::Func> {
    let prog = &middle.program;
    let funcs = build_ssa(prog, shapes, &middle.reached, threads);
    let facts = ProgramFacts {
        cx: BuildCx { prog, shapes },
    };
    rgo_opt::optimize_all(funcs, facts, Level::Full, threads, watch)
}
