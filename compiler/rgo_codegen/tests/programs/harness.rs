//! Programs of SSA text, compiled, linked with a runtime of one page of C, and run.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use rgo_abi::layout::{defer_record, g};
use rgo_abi::module_data::ModuleData;
use rgo_base::{SourceMap, Symbol};
use rgo_codegen::compile::{Compiler, Env};
use rgo_codegen::emit::{EmitOptions, build_image, emit_object};
use rgo_codegen::input::{BuildInfo, Input};
use rgo_codegen::target::{Options, Target};
use rgo_hir::program::{FuncEntry, ProgramOptions};
use rgo_hir::reach::Reached;
use rgo_hir::{FuncId, FuncKey, Program};
use rgo_link::ld;
use rgo_ssa::Func;
use rgo_ssa::shape::Shapes;
use rgo_ssa::text::{Plain, parse_funcs};
use rgo_types::{Context, TypeId};

/// Functions of the test runtime, callable from SSA text.
pub const EXTERNS: &[(u32, &str)] = &[
    (900, "rt_print"),
    (901, "rt_puts"),
    (902, "rt_exit"),
    (903, "rt_scramble"),
    (904, "rt_panic"),
    (905, "rt_counts"),
    (906, "rt_request_poll"),
    (907, "rt_poison"),
    (908, "rt_set_barrier"),
];

pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).expect("the target folder is writable");
    dir
}

pub fn tool(command: &mut Command) -> String {
    let output = command.output().expect("the tool is installed");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The test runtime's archive.
pub fn archive() -> &'static [u8] {
    static ARCHIVE: OnceLock<Vec<u8>> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let dir = scratch(&format!("rt-{}", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/rt.c");
        let defines = [
            ("G_STACK_GUARD", g::STACK_GUARD as i64),
            ("G_POLL", g::POLL.into()),
            ("G_MORE_FUNC", g::MORE_FUNC.into()),
            ("G_MORE_ARGS", g::MORE_ARGS.into()),
            ("G_ARGS", g::ARGS.into()),
            ("G_DEFER", g::DEFER.into()),
            ("DEFER_LINK", defer_record::LINK.into()),
            ("DEFER_SP", defer_record::SP.into()),
            ("DEFER_FP", defer_record::FP.into()),
            ("DEFER_HANDLER", defer_record::HANDLER.into()),
            ("MD_MAIN", std::mem::offset_of!(ModuleData, main) as i64),
            ("MD_TRAPS", std::mem::offset_of!(ModuleData, traps) as i64),
            (
                "MD_TEXT_START",
                std::mem::offset_of!(ModuleData, text_start) as i64,
            ),
        ];
        let mut gcc = Command::new("gcc");
        gcc.current_dir(&dir).args([
            "-c",
            "-O1",
            "-g1",
            "-ffreestanding",
            "-fno-stack-protector",
            "-fno-pic",
            "-fno-omit-frame-pointer",
            "-mno-red-zone",
            "-fcf-protection=none",
            "-fno-tree-loop-distribute-patterns",
            "-o",
            "rt.o",
        ]);
        for (name, value) in defines {
            gcc.arg(format!("-D{name}={value}"));
        }
        tool(gcc.arg(source));
        tool(
            Command::new("ar")
                .current_dir(&dir)
                .args(["rcs", "rt.a", "rt.o"]),
        );
        std::fs::read(dir.join("rt.a")).expect("ar wrote it")
    })
}

/// A program whose functions are numbered as in SSA text: `fn0` is `main.main`.
pub fn program(ctx: &Context) -> Program<'_> {
    let program = Program::new(ctx, ProgramOptions::default());
    for n in 0..1000 {
        let name = match EXTERNS.iter().find(|&&(at, _)| at == n) {
            Some(&(_, name)) => name.to_owned(),
            None if n == 0 => "main.main".to_owned(),
            None => format!("main.f{n}"),
        };
        let symbol = Symbol::intern(&name);
        let id = program.funcs.push(FuncEntry {
            key: FuncKey::Extern { symbol },
            symbol,
            display_name: symbol,
            pkg: None,
            sig: TypeId::INVALID,
            special: None,
            is_noescape: false,
            built: OnceLock::new(),
            optimized: OnceLock::new(),
            inlinability: OnceLock::new(),
            escapes: OnceLock::new(),
        });
        assert_eq!(id, FuncId::from_u32(n));
    }
    program
}

/// Types and sources that functions refer to.
pub struct World {
    pub sources: Arc<SourceMap>,
    pub ctx: Context,
}

impl World {
    pub fn new() -> World {
        let sources = Arc::new(SourceMap::default());
        let ctx = Context::new(sources.clone());
        World { sources, ctx }
    }

    /// Compiles and links `funcs`; the executable's path.
    pub fn build(&self, name: &str, funcs: Vec<Func>, options: Options) -> PathBuf {
        let bytes = self.object(funcs, options, 1);
        let output = scratch(name).join("prog");
        ld::link(&ld::Job {
            object: &bytes,
            runtime: archive(),
            output: &output,
            strip_all: false,
            strip_debug: false,
            print_command: false,
        })
        .unwrap_or_else(|err| panic!("{err}"));
        output
    }

    /// The object made of `funcs`.
    pub fn object(&self, funcs: Vec<Func>, options: Options, threads: usize) -> Vec<u8> {
        for func in &funcs {
            rgo_ssa::verify(func).unwrap_or_else(|err| panic!("{}: {err}", func.id));
        }
        let program = program(&self.ctx);
        let target = Target::new(options);
        let shapes = Shapes::new(&self.ctx);
        let env = Env {
            program: &program,
            sources: &self.sources,
            shapes: &shapes,
            target: &target,
        };
        let input = Input {
            program: &program,
            sources: &self.sources,
            funcs,
            reached: &Reached::default(),
            main: FuncId::from_u32(0),
            build_info: BuildInfo {
                go_version: "go1.27.3".to_owned(),
                module_info: "path\texample.com/m\n".to_owned(),
            },
            runtime_dir: "/go/src/runtime".to_owned(),
        };
        let compiled = rgo_codegen::unit::compile_all(&input.funcs, env, threads)
            .unwrap_or_else(|err| panic!("{}: {}", err.func, err.message));
        let image = build_image(&input, env, compiled).expect("small");
        let options = EmitOptions {
            debug_info: true,
            strip_symbols: false,
            threads,
        };
        emit_object(&image, &input, env, options).expect("well-formed")
    }
}

/// Compiles and links `text`; the executable's path.
pub fn build(name: &str, text: &str, options: Options) -> PathBuf {
    let funcs = parse_funcs(text).expect("the test's text is well-formed");
    World::new().build(name, funcs, options)
}

/// Optimised and not, with both allocators.
pub fn all_options() -> [Options; 2] {
    [true, false].map(|optimize| Options {
        optimize,
        verify: true,
        ..Options::default()
    })
}

/// Builds `text` in every mode, runs it, and compares what it prints; the exit code is 0.
pub fn check(name: &str, text: &str, expected: &str) {
    for options in all_options() {
        let output = run(&build(name, text, options));
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(stdout, expected, "{name} {options:?}");
        assert_eq!(output.status.code(), Some(0), "{name} {options:?}");
    }
}

pub fn run(prog: &Path) -> Output {
    loop {
        match Command::new(prog).output() {
            // Another test's child, not yet turned into its program, holds the file open.
            Err(err) if err.kind() == ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
            output => return output.expect("it is executable"),
        }
    }
}

/// CLIF and machine code of `text`.
pub fn dump(text: &str, options: Options) -> (String, String) {
    let world = World::new();
    let program = program(&world.ctx);
    let target = Target::new(options);
    let shapes = Shapes::new(&world.ctx);
    let env = Env {
        program: &program,
        sources: &world.sources,
        shapes: &shapes,
        target: &target,
    };
    let mut compiler = Compiler::new(env);
    let (mut clif, mut asm) = (String::new(), String::new());
    for func in parse_funcs(text).expect("the test's text is well-formed") {
        clif += &compiler.clif(&func, &Plain);
        let text = compiler.asm(&func, &Plain);
        asm += &text.unwrap_or_else(|err| panic!("{}: {err}", func.id));
    }
    (clif, asm)
}
