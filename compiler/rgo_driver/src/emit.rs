//! `--emit`: a stage's result as text on standard output, for the packages named on the command line.

use std::io::Write as _;

use rgo_load::load::Program;
use rgo_syntax::print::{dump_file, dump_tokens};

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
