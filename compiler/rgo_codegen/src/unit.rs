//! The program's functions to machine code, on all threads.
//!
//! Large functions start first, so that no thread is left alone with one at the end. The order of
//! the results is that of the functions given, whatever the threads do.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rgo_base::{Symbol, activity, stack};
use rgo_ssa::Func;

use crate::code::CompiledFunc;
use crate::compile::{Compiler, Env};

/// A bug of ours: a function that could not be compiled.
#[derive(Debug)]
pub struct CompileFailure {
    /// Its display name.
    pub func: Symbol,
    pub message: String,
}

/// Compiles `funcs` on `threads` threads. Of several failures the first in order of `funcs` is
/// reported.
pub fn compile_all(
    funcs: &[Func],
    env: Env<'_>,
    threads: usize,
) -> Result<Vec<CompiledFunc>, CompileFailure> {
    let mut order: Vec<usize> = (0..funcs.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(funcs[at].insts.len()));
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<Result<CompiledFunc, String>>>> =
        funcs.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        let mut compiler = Compiler::new(env);
        // Relaxed: claims an index; `scope` orders everything else.
        while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let func = &funcs[at];
            let symbol = env.program.funcs[func.id].symbol;
            let compiled = activity::during("codegen", "", symbol, || compiler.compile(func));
            let result = compiled.map_err(|error| error.to_string());
            *results[at].lock().expect("storing does not panic") = Some(result);
        }
    };
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                stack::spawn(scope, work);
            }
        });
    }
    let mut compiled = Vec::with_capacity(funcs.len());
    for (func, result) in funcs.iter().zip(results) {
        let result = result.into_inner().expect("storing does not panic");
        match result.expect("every function was taken by a thread") {
            Ok(func) => compiled.push(func),
            Err(message) => {
                return Err(CompileFailure {
                    func: env.program.funcs[func.id].display_name,
                    message,
                });
            }
        }
    }
    Ok(compiled)
}
