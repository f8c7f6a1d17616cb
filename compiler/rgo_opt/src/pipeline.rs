//! The passes, in order, and what runs around them.
//!
//! [`PASSES`] is the order; [`ORDER`] states which of its constraints are more than taste, and why.
//! In debug builds the function is verified after each pass; a panic names pass and function.

use rgo_base::activity;
use rgo_ssa::{Func, verify};

use crate::env::Env;
use crate::inline::is_candidate;

/// A pass.
pub struct Pass {
    /// Names it in dumps and in `ORDER`; a pass that runs again has a number behind its name.
    pub name: &'static str,
    pub run: fn(&mut Func, &dyn Env),
    /// Runs even if nothing is to be optimised: the code generator depends on it.
    pub required: bool,
}

const fn optional(name: &'static str, run: fn(&mut Func, &dyn Env)) -> Pass {
    Pass {
        name,
        run,
        required: false,
    }
}

const fn required(name: &'static str, run: fn(&mut Func, &dyn Env)) -> Pass {
    Pass {
        name,
        run,
        required: true,
    }
}

/// All passes in the order they run.
pub static PASSES: &[Pass] = &[
    optional("inline", crate::inline::inline),
    optional("cse", crate::cse::cse),
    optional("branch", |func, _| crate::branch::branch(func)),
    optional("copyelim", |func, _| crate::copyelim::copyelim(func)),
    optional("deadcode", |func, _| crate::deadcode::deadcode(func)),
    optional("promote", crate::promote::promote),
    optional("copyelim1", |func, _| crate::copyelim::copyelim(func)),
    optional("cse1", crate::cse::cse),
    optional("loadelim", |func, _| crate::loadelim::loadelim(func)),
    optional("dse", |func, _| crate::dse::dse(func)),
    optional("bounds", |func, _| crate::bounds::bounds(func)),
    optional("branch1", |func, _| crate::branch::branch(func)),
    optional("deadcode1", |func, _| crate::deadcode::deadcode(func)),
    optional("rotate", |func, _| crate::rotate::rotate(func)),
    optional("copyelim3", |func, _| crate::copyelim::copyelim(func)),
    optional("licm", |func, _| crate::licm::licm(func)),
    optional("cse3", crate::cse::cse),
    optional("deadcode3", |func, _| crate::deadcode::deadcode(func)),
    required("safepoint", |func, _| crate::safepoint::safepoint(func)),
    required("writebarrier", crate::writebarrier::writebarrier),
    optional("nilfold", |func, _| crate::nilfold::nilfold(func)),
    required("checks", crate::checks::checks),
    optional("cse2", crate::cse::cse),
    optional("branch2", |func, _| crate::branch::branch(func)),
    optional("copyelim2", |func, _| crate::copyelim::copyelim(func)),
    required("deadcode2", |func, _| crate::deadcode::deadcode(func)),
];

/// `(a, b, why)`: if both run, `a` runs before `b`. Checked by `tests::order`.
pub static ORDER: &[(&str, &str, &str)] = &[
    (
        "cse",
        "branch",
        "cse finds the conditions that are constant",
    ),
    (
        "writebarrier",
        "nilfold",
        "stores that fault must not be moved behind a barrier's test",
    ),
    (
        "nilfold",
        "checks",
        "checks split the blocks in which nilfold looks for an access",
    ),
];

/// What to do with a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Only what code generation needs.
    Required,
    Full,
}

/// Name of the first pass that makes a function unfit for its callers to take.
pub const FIRST_LOWERING: &str = "safepoint";

/// Runs the passes over a function. `after` is called with the name of each pass and the function
/// it leaves, first with `build` and the function as given. If its callers may take the function's
/// body in place of calls, that is handed out.
pub fn optimize(
    func: &mut Func,
    env: &dyn Env,
    level: Level,
    after: &mut dyn FnMut(&str, &Func),
) -> Option<Func> {
    check(func, "build");
    after("build", func);
    let mut body = None;
    for pass in PASSES {
        if pass.name == FIRST_LOWERING && level == Level::Full && is_candidate(func) {
            body = Some(func.clone());
        }
        if pass.required || level == Level::Full {
            activity::pass(pass.name);
            (pass.run)(func, env);
            check(func, pass.name);
            after(pass.name, func);
        }
    }
    body
}

/// In debug builds, stops if a pass left a malformed function.
fn check(func: &Func, pass: &str) {
    if cfg!(debug_assertions)
        && let Err(error) = verify(func)
    {
        let text = rgo_ssa::text::print_func(func, &rgo_ssa::text::Plain);
        panic!("after pass {pass}: {error}\n{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::{ORDER, PASSES};

    #[test]
    fn order() {
        let at = |name: &str| {
            let found = PASSES.iter().position(|pass| pass.name == name);
            found.unwrap_or_else(|| panic!("no pass {name}"))
        };
        for (first, second, why) in ORDER {
            assert!(at(first) < at(second), "{first} before {second}: {why}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = PASSES.iter().map(|pass| pass.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PASSES.len());
    }
}
