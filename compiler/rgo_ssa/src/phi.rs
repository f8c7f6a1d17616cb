//! Block parameters that always have the same value.

use rgo_base::packed_option::PackedOption;
use rgo_base::{EntityList, SecondaryMap};

use crate::entities::{Block, Value};
use crate::func::{Func, Term, ValueDef};

/// Rounds of one call.
const MAX_ROUNDS: u32 = 4;

/// What is known of a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// No argument seen.
    Unseen,
    /// All arguments seen are this value.
    One(Value),
    /// Its own value.
    Many,
}

/// Removes every parameter whose arguments, apart from the parameter itself and others found to be
/// equal to it, are one value; uses the value instead. What remains is minimal SSA form.
///
/// Optimistic, so cycles of parameters that only pass one value around are found. A cycle around a
/// parameter that was taken for another value first may be found in the next round only.
pub fn remove_redundant_params(func: &mut Func) {
    for _ in 0..MAX_ROUNDS {
        if !remove_round(func) {
            break;
        }
    }
}

/// Whether there was anything to remove.
fn remove_round(func: &mut Func) -> bool {
    let mut states: SecondaryMap<Value, State> = SecondaryMap::with_default(State::Many);
    let mut has_candidates = false;
    let entry = func.entry();
    let mut fixed = vec![entry];
    for &block in &func.layout {
        if let Term::DeferPush { handler, .. } = func.blocks[block].term {
            fixed.push(handler);
        }
    }
    for &block in &func.layout {
        if !fixed.contains(&block) {
            for &param in &func.blocks[block].params {
                states[param] = State::Unseen;
                has_candidates = true;
            }
        }
    }
    if !has_candidates {
        return false;
    }
    solve(func, &mut states);
    let resolve = |value: Value| match states[value] {
        State::One(one) => one,
        State::Unseen | State::Many => value,
    };
    let is_redundant = |value: Value| states[value] != State::Many;
    let mut params = func
        .layout
        .iter()
        .flat_map(|&block| &func.blocks[block].params);
    if !params.any(|&param| is_redundant(param)) {
        return false;
    }
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        drop_args(func, block, &is_redundant);
    }
    for at in 0..func.layout.len() {
        let block = func.layout[at];
        func.blocks[block]
            .params
            .retain(|&param| !is_redundant(param));
    }
    func.map_all_uses(resolve);
    true
}

/// Edge arguments whose parameters are redundant.
fn drop_args(func: &mut Func, block: Block, is_redundant: &impl Fn(Value) -> bool) {
    let Func { blocks, pool, .. } = func;
    let mut term = std::mem::take(&mut blocks[block].term);
    term.each_call_mut(|call| {
        let params = &blocks[call.block].params;
        if params.iter().any(|&param| is_redundant(param)) {
            let kept: Vec<Value> = call
                .args
                .as_slice(pool)
                .iter()
                .zip(params)
                .filter(|&(_, &param)| !is_redundant(param))
                .map(|(&arg, _)| arg)
                .collect();
            call.args = EntityList::from_slice(&kept, pool);
        }
    });
    blocks[block].term = term;
}

/// Reaches the fixed point: partitions of equal values only get finer on the way.
fn solve(func: &Func, states: &mut SecondaryMap<Value, State>) {
    let mut graph = Graph::default();
    for &block in &func.layout {
        func.each_succ(block, |call| {
            let params = &func.blocks[call.block].params;
            for (&arg, &param) in func.call_args(call).iter().zip(params) {
                if states[param] != State::Many {
                    let is_candidate = matches!(func.values[arg].def, ValueDef::Param(_))
                        && states[arg] != State::Many;
                    graph.add(arg, param, is_candidate);
                }
            }
        });
    }
    let mut work: Vec<Value> = Vec::new();
    for &block in func.layout.iter().rev() {
        let params = func.blocks[block].params.iter();
        work.extend(params.filter(|&&param| states[param] == State::Unseen));
    }
    while let Some(param) = work.pop() {
        let old = states[param];
        if old == State::Many {
            continue;
        }
        let new = graph.evaluate(param, states);
        if new != old {
            states[param] = new;
            graph.each_user(param, |user| work.push(user));
        }
    }
}

/// Which values are arguments for which candidates, as linked lists.
#[derive(Default)]
struct Graph {
    args: SecondaryMap<Value, PackedOption<Link>>,
    users: SecondaryMap<Value, PackedOption<Link>>,
    links: Vec<(Value, PackedOption<Link>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Link(u32);
rgo_base::entity_impl!(Link);

impl Graph {
    fn add(&mut self, arg: Value, param: Value, is_candidate: bool) {
        let mut push = |list: &mut PackedOption<Link>, value| {
            self.links.push((value, *list));
            *list = Some(Link::from_u32(self.links.len() as u32 - 1)).into();
        };
        push(&mut self.args[param], arg);
        if is_candidate {
            push(&mut self.users[arg], param);
        }
    }

    fn each(&self, list: PackedOption<Link>, mut f: impl FnMut(Value)) {
        let mut link = list.expand();
        while let Some(at) = link {
            let (value, next) = self.links[at.as_u32() as usize];
            f(value);
            link = next.expand();
        }
    }

    fn each_user(&self, param: Value, f: impl FnMut(Value)) {
        self.each(self.users[param], f);
    }

    /// A parameter's state, from those of its arguments.
    fn evaluate(&self, param: Value, states: &SecondaryMap<Value, State>) -> State {
        let mut state = State::Unseen;
        self.each(self.args[param], |arg| {
            let value = match states[arg] {
                State::Unseen => return,
                State::One(one) => one,
                State::Many => arg,
            };
            state = match state {
                _ if value == param => state,
                State::Unseen => State::One(value),
                State::One(one) if one == value => state,
                State::One(_) | State::Many => State::Many,
            };
        });
        state
    }
}

#[cfg(test)]
mod tests {
    use super::remove_redundant_params;
    use crate::text::{Plain, parse_funcs, print_func};
    use crate::verify::verify;

    fn check(text: &str, want: &str) {
        let mut func = parse_funcs(text).expect("parses").remove(0);
        verify(&func).expect("is well-formed");
        remove_redundant_params(&mut func);
        verify(&func).expect("stays well-formed");
        assert_eq!(print_func(&func, &Plain), want);
    }

    #[test]
    fn cycle_of_parameters_with_one_value() {
        check(
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1(v1)

b1(v2: i64):
  br v0, b2(v2, v0), b3(v2)

b2(v3: i64, v4: i8):
  br v4, b1(v3), b3(v3)

b3(v5: i64):
  ret v5
}
",
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1

b1:
  br v0, b2, b3

b2:
  br v0, b1, b3

b3:
  ret v1
}
",
        );
    }

    /// v4 is v3, though v3 looks like v1 at first.
    #[test]
    fn merge_inside_a_loop() {
        check(
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1(v1)

b1(v2: i64):
  br v0, b2(v2), b3

b2(v3: i64):
  v4: i64 = add v3, v3
  br v0, b1(v4), b3

b3:
  ret v2
}
",
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1(v1)

b1(v2: i64):
  br v0, b2, b3

b2:
  v4: i64 = add v2, v2
  br v0, b1(v4), b3

b3:
  ret v2
}
",
        );
    }

    /// v3 and v4 are v2, but go by v1 until v7 is known.
    #[test]
    fn cycle_inside_a_loop() {
        check(
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1(v1)

b1(v2: i64):
  jump b2(v2)

b2(v3: i64):
  br v0, b3(v3), b4(v3)

b3(v4: i64):
  jump b2(v4)

b4(v5: i64):
  v6: i64 = add v5, v5
  br v0, b5(v6), b6

b5(v7: i64):
  jump b1(v7)

b6:
  ret v5
}
",
            "\
func fn0(i8, i64) -> i64 {
b0(v0: i8, v1: i64):
  jump b1(v1)

b1(v2: i64):
  jump b2

b2:
  br v0, b3, b4

b3:
  jump b2

b4:
  v6: i64 = add v2, v2
  br v0, b5, b6

b5:
  jump b1(v6)

b6:
  ret v2
}
",
        );
    }

    #[test]
    fn merges_of_different_values_stay() {
        let text = "\
func fn0(i8, i64, i64) -> i64 {
b0(v0: i8, v1: i64, v2: i64):
  br v0, b1(v1), b1(v2)

b1(v3: i64):
  ret v3
}
";
        check(text, text);
    }
}
