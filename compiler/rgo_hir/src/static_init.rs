//! Initial values at compile time: executes an initializer abstractly, and if that succeeds gives
//! the contents of its variables as static data.
//!
//! Calls of small functions are followed, so `errors.New("…")` is data. What cannot be executed
//! (loops, maps, channels, calls of the runtime, anything that depends on memory that is not known)
//! leaves the initializer to run time. What was executed here has no effect but its result: failing
//! midway undoes nothing.
//!
//! Reading another package variable gives its initial value. Whether it still has that when the
//! program initialises this one, the caller must know: see [`Outcome::reads`].

mod data;
pub mod embedding;
mod eval;

use rustc_hash::FxHashMap;

use self::data::{Step, Val};
use crate::data::StaticData;
use crate::program::{GlobalId, Program};
use crate::tree::{Func, Local};

/// What executing an initializer gave.
pub struct Outcome {
    /// Contents of the variables assigned.
    pub values: Vec<(GlobalId, StaticData)>,
    /// Variables whose initial value went into them.
    pub reads: Vec<GlobalId>,
}

/// The initializer has to run when the program does.
#[derive(Debug)]
pub struct NotStatic;

/// Gives the initial contents of a variable if they are known.
pub type InitialValue<'f> = dyn FnMut(GlobalId) -> Option<StaticData> + 'f;

/// Calls followed into each other at most.
const DEPTH_MAX: u32 = 8;
/// Statements and expressions executed at most.
const STEPS_MAX: u32 = 100_000;
/// Largest `make` laid out as data.
const MAKE_BYTES_MAX: u64 = 64 << 10;

/// Executes `func`, an initializer.
pub fn execute(
    prog: &Program<'_>,
    func: &Func,
    initial: &mut InitialValue<'_>,
) -> Result<Outcome, NotStatic> {
    let mut machine = Machine {
        prog,
        initial,
        cells: Vec::new(),
        globals: Vec::new(),
        reads: Vec::new(),
        steps: 0,
    };
    let mut frame = Frame {
        func,
        locals: FxHashMap::default(),
        depth: 0,
    };
    machine.list(&mut frame, &func.body)?;
    let mut layout = data::Layout::new(prog, &machine.cells);
    let mut values = Vec::new();
    for (global, value) in &machine.globals {
        values.push((*global, layout.variable(prog.globals[*global].ty, value)?));
    }
    Ok(Outcome {
        values,
        reads: machine.reads,
    })
}

/// The contents of a variable of string type `ty` that holds `text`.
pub fn string_variable(prog: &Program<'_>, ty: rgo_types::TypeId, text: &[u8]) -> StaticData {
    let value = Val::Const(crate::tree::Const::String(text.into()));
    let data = data::Layout::new(prog, &[]).variable(ty, &value);
    data.expect("a string can always be laid out")
}

/// Memory allocated by the initializer.
struct Cell {
    ty: rgo_types::TypeId,
    value: Val,
}

struct Machine<'m, 'f> {
    prog: &'m Program<'m>,
    initial: &'m mut InitialValue<'f>,
    cells: Vec<Cell>,
    globals: Vec<(GlobalId, Val)>,
    reads: Vec<GlobalId>,
    steps: u32,
}

/// A function being executed.
struct Frame<'m> {
    func: &'m Func,
    /// Values of variables; of those whose address is taken, their cells.
    locals: FxHashMap<Local, Var>,
    depth: u32,
}

enum Var {
    Value(Val),
    Cell(usize),
}

/// Where a place is.
struct Place {
    root: Root,
    path: Vec<Step>,
}

#[derive(Clone, Copy)]
enum Root {
    Local(Local),
    Cell(usize),
    Global(GlobalId),
}
