//! `--emit`: a stage's result as text on standard output, for the packages named on the command line.

use std::io::Write as _;

use rgo_load::load::Program;
use rgo_syntax::print::{dump_file, dump_tokens};

use rgo_base::Pos;
use rgo_codegen::compile::{Compiler, Env};
use rgo_codegen::target::{Options as TargetOptions, Target};
use rgo_hir::text::func_text;
use rgo_hir::{FuncId, GlobalId};
use rgo_ssa::shape::Shapes;
use rgo_ssa::text::{Names, print_func};
use rgo_types::type_string::Qualifier;
use rgo_types::{PkgId, TypeId};

use crate::backend::{self, Middle};
use crate::options::Emit;
use crate::session::Failure;

/// Prints the result of `stage`, each file under a line with its name.
pub fn emit(stage: Emit, program: &Program) -> Result<(), Failure> {
    let mut text = String::new();
    for &root in &program.roots {
        for file in &program.packages[root].files {
            text.push_str(&format!("-- {} --\n", file.source.path.display()));
            text.push_str(&match stage {
                Emit::Tokens => dump_tokens(&file.source),
                Emit::Ast => dump_file(file),
                Emit::Types | Emit::Hir | Emit::Ssa | Emit::Clif | Emit::Asm => {
                    return Err(Failure::new(format!("rgo: nothing to emit for {stage:?}")));
                }
            });
        }
    }
    // A reader that has seen enough closes the pipe.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Prints functions of a program in the form they have after `stage`: those of package `pkg`, or
/// those whose symbols contain `filter`.
pub fn emit_middle(
    stage: Emit,
    filter: Option<&str>,
    middle: &Middle<'_>,
    pkg: PkgId,
) -> Result<(), Failure> {
    let program = &middle.program;
    let sources = &program.types.sources;
    let shapes = Shapes::new(program.types);
    let target = Target::new(TargetOptions::default());
    let mut compiler = Compiler::new(Env {
        program,
        sources,
        target: &target,
        shapes: &shapes,
    });
    let names = ProgramNames { program };
    let mut text = String::new();
    for &id in &middle.reached.funcs {
        let entry = &program.funcs[id];
        let is_wanted = match filter {
            Some(part) => entry.symbol.as_str().contains(part),
            None => entry.pkg == Some(pkg),
        };
        let Some(body) = entry.optimized.get().filter(|_| is_wanted) else {
            continue;
        };
        if stage == Emit::Hir {
            text.push_str(&func_text(program, body));
            text.push('\n');
            continue;
        }
        let func = backend::build_ssa_func(program, &shapes, body, rgo_opt::Level::Full);
        match stage {
            Emit::Ssa => text.push_str(&print_func(&func, &names)),
            Emit::Clif => text.push_str(&compiler.clif(&func, &names)),
            _ => {
                let asm = compiler.asm(&func, &names);
                text.push_str(&asm.map_err(|error| Failure::new(error.to_string()))?);
            }
        }
        text.push('\n');
    }
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// The program's names for dumps.
struct ProgramNames<'a> {
    program: &'a rgo_hir::Program<'a>,
}

impl Names for ProgramNames<'_> {
    fn func(&self, id: FuncId) -> String {
        self.program.funcs[id].symbol.to_string()
    }

    fn global(&self, id: GlobalId) -> String {
        self.program.globals[id].symbol.to_string()
    }

    fn ty(&self, id: TypeId) -> String {
        self.program
            .types
            .qualified_type_string(id, Qualifier::Paths)
    }

    fn pos(&self, pos: Pos) -> Option<String> {
        let at = self.program.types.sources.locate(pos)?;
        Some(format!("{}:{}", at.line, at.col))
    }
}
