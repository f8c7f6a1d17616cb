//! `--emit`: a stage's result as text on standard output, for the packages named on the command line.

use std::io::Write as _;
use std::sync::Mutex;

use rgo_load::load::Program;
use rgo_syntax::print::{dump_file, dump_tokens};

use rgo_base::Pos;
use rgo_codegen::compile::{Compiler, Env};
use rgo_codegen::target::{Options as TargetOptions, Target};
use rgo_hir::text::func_text;
use rgo_hir::{FuncId, GlobalId};
use rgo_opt::Watch;
use rgo_ssa::Func;
use rgo_ssa::shape::Shapes;
use rgo_ssa::text::{Names, print_func};
use rgo_types::type_string::Qualifier;
use rgo_types::{Context, PkgId, TypeId};

use crate::backend::{self, Middle};
use crate::emit_types::package_types;
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

/// Prints what the checker found out about packages.
pub fn emit_types(types: &Context, packages: impl Iterator<Item = PkgId>) {
    let text: String = packages.map(|pkg| package_types(types, pkg)).collect();
    // A reader that has seen enough closes the pipe.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Prints functions of a program in the form they have after `stage`: those of package `pkg`, or
/// those whose symbols contain `filter`. A filter `f@pass` asks for SSA after a pass, `f@all` for
/// that after each pass.
pub fn emit_middle(
    stage: Emit,
    filter: Option<&str>,
    middle: &Middle<'_>,
    pkg: PkgId,
    threads: usize,
) -> Result<(), Failure> {
    let program = &middle.program;
    let (filter, pass) = match filter.and_then(|filter| filter.rsplit_once('@')) {
        Some((filter, pass)) => (Some(filter), Some(pass)),
        None => (filter, None),
    };
    let is_wanted = |id: FuncId| match filter {
        Some(part) => program.funcs[id].symbol.as_str().contains(part),
        None => program.funcs[id].pkg == Some(pkg),
    };
    let mut text = String::new();
    if stage == Emit::Hir {
        for &id in middle.reached.funcs.iter().filter(|id| is_wanted(**id)) {
            if let Some(body) = program.funcs[id].optimized.get() {
                text.push_str(&func_text(program, body));
                text.push('\n');
            }
        }
        let _ = std::io::stdout().write_all(text.as_bytes());
        return Ok(());
    }
    let shapes = Shapes::new(program.types);
    let names = ProgramNames { program };
    let seen = Seen {
        names,
        pass: pass.unwrap_or(""),
        is_wanted: &is_wanted,
        texts: Mutex::default(),
    };
    let funcs = backend::optimized_ssa(middle, &shapes, threads, &seen);
    if pass.is_some() {
        let texts = seen.texts.into_inner().unwrap_or_default();
        let _ = std::io::stdout().write_all(texts.concat().as_bytes());
        return Ok(());
    }
    let target = Target::new(TargetOptions::default());
    let mut compiler = Compiler::new(Env {
        program,
        sources: &program.types.sources,
        target: &target,
        shapes: &shapes,
    });
    let names = ProgramNames { program };
    for func in funcs.iter().filter(|func| is_wanted(func.id)) {
        match stage {
            Emit::Ssa => text.push_str(&print_func(func, &names)),
            Emit::Clif => text.push_str(&compiler.clif(func, &names)),
            _ => {
                let asm = compiler.asm(func, &names);
                text.push_str(&asm.map_err(|error| Failure::new(error.to_string()))?);
            }
        }
        text.push('\n');
    }
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Collects what functions are after passes.
struct Seen<'a> {
    names: ProgramNames<'a>,
    /// A pass, or `all` for those that change something.
    pass: &'a str,
    is_wanted: &'a (dyn Fn(FuncId) -> bool + Sync),
    texts: Mutex<Vec<String>>,
}

impl Watch for Seen<'_> {
    fn after(&self, pass: &str, func: &Func) {
        if (self.pass == pass || self.pass == "all")
            && (self.is_wanted)(func.id)
            && let Ok(mut texts) = self.texts.lock()
        {
            let text = print_func(func, &self.names);
            let is_new = texts.last().is_none_or(|last| !last.ends_with(&text));
            if is_new {
                texts.push(format!("// {pass}\n{text}"));
            }
        }
    }
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
