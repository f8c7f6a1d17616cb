//! A whole program: functions after those they call, on all threads, so that callers find the
//! bodies they may take.
//!
//! What a function becomes does not depend on the threads: it sees the bodies of functions outside
//! its recursion, which are finished, and those within in a fixed order.

use std::sync::{Condvar, Mutex, OnceLock};

use rgo_base::{EntityRef, stack};
use rgo_ssa::{Func, FuncId, Op, ProgramFacts, TailCallee, Term};

use crate::env::{Bodies, ProgramEnv};
use crate::pipeline::{Level, optimize};

/// Who looks on while functions are optimised, from several threads.
pub trait Watch: Sync {
    /// Calls `run`, which optimises `func`.
    fn around(&self, _func: FuncId, run: &mut dyn FnMut()) {
        run();
    }

    /// Sees what a pass leaves, first what `build` gave.
    fn after(&self, _pass: &str, _func: &Func) {}
}

/// Optimises a program's functions. Their order stays.
pub fn optimize_all(
    funcs: Vec<Func>,
    facts: ProgramFacts<'_>,
    level: Level,
    threads: usize,
    watch: &dyn Watch,
) -> Vec<Func> {
    let index = Index::new(&funcs);
    let calls: Vec<Vec<u32>> = funcs.iter().map(|func| index.callees(func)).collect();
    let groups = Groups::new(&calls);
    let bodies = Kept {
        bodies: funcs.iter().map(|_| OnceLock::new()).collect(),
        index,
    };
    let funcs: Vec<Mutex<Func>> = funcs.into_iter().map(Mutex::new).collect();
    let run = |at: usize| {
        let mut func = funcs[at].lock().expect("no thread panicked with it");
        let env = ProgramEnv {
            facts,
            bodies: &bodies,
        };
        let mut body = None;
        let id = func.id;
        watch.around(id, &mut || {
            body = optimize(&mut func, &env, level, &mut |pass, func| {
                watch.after(pass, func)
            });
        });
        if let Some(body) = body {
            bodies.bodies[at].get_or_init(|| body);
        }
    };
    groups.run(threads, &run);
    let unlocked = funcs.into_iter().map(Mutex::into_inner);
    unlocked
        .map(|func| func.expect("no thread panicked with it"))
        .collect()
}

/// Where functions stand in the list, by number.
struct Index {
    places: Vec<u32>,
}

impl Index {
    const NONE: u32 = u32::MAX;

    fn new(funcs: &[Func]) -> Index {
        let n = funcs.iter().map(|func| func.id.index() + 1).max();
        let mut places = vec![Index::NONE; n.unwrap_or(0)];
        for (at, func) in funcs.iter().enumerate() {
            places[func.id.index()] = at as u32;
        }
        Index { places }
    }

    fn get(&self, func: FuncId) -> Option<u32> {
        let place = self.places.get(func.index()).copied()?;
        (place != Index::NONE).then_some(place)
    }

    /// Places of the functions that a function calls directly, each once.
    fn callees(&self, func: &Func) -> Vec<u32> {
        let mut callees = Vec::new();
        for &block in &func.layout {
            let data = &func.blocks[block];
            for &inst in &data.insts {
                if let Op::Call(callee) = *func.op(inst) {
                    callees.extend(self.get(callee));
                }
            }
            if let Term::TailCall {
                callee: TailCallee::Func(callee),
                ..
            } = data.term
            {
                callees.extend(self.get(callee));
            }
        }
        callees.sort_unstable();
        callees.dedup();
        callees
    }
}

struct Kept {
    bodies: Vec<OnceLock<Func>>,
    index: Index,
}

impl Bodies for Kept {
    fn body(&self, func: FuncId) -> Option<&Func> {
        self.bodies[self.index.get(func)? as usize].get()
    }
}

/// Functions that call each other, in groups.
struct Groups {
    /// Callees before callers.
    members: Vec<Vec<u32>>,
    /// Groups that wait for a group.
    waiting: Vec<Vec<u32>>,
    /// How many groups a group waits for.
    n_pending: Vec<u32>,
}

impl Groups {
    fn new(calls: &[Vec<u32>]) -> Groups {
        let members = components(calls);
        let mut group_of = vec![0; calls.len()];
        for (group, funcs) in members.iter().enumerate() {
            for &func in funcs {
                group_of[func as usize] = group as u32;
            }
        }
        let mut waiting = vec![Vec::new(); members.len()];
        let mut n_pending = vec![0; members.len()];
        for (group, funcs) in members.iter().enumerate() {
            let callees = funcs.iter().flat_map(|&func| &calls[func as usize]);
            let mut needed: Vec<u32> = callees.map(|&callee| group_of[callee as usize]).collect();
            needed.sort_unstable();
            needed.dedup();
            for other in needed {
                if other as usize != group {
                    waiting[other as usize].push(group as u32);
                    n_pending[group] += 1;
                }
            }
        }
        Groups {
            members,
            waiting,
            n_pending,
        }
    }

    /// Runs a task for each function, on `threads` threads.
    fn run(self, threads: usize, task: &(dyn Fn(usize) + Sync)) {
        let n_left = self.members.len();
        let ready = (0..n_left as u32).rev();
        let ready = ready.filter(|&group| self.n_pending[group as usize] == 0);
        let state = Mutex::new(State {
            ready: ready.collect(),
            n_pending: self.n_pending,
            n_left,
        });
        let changed = Condvar::new();
        let work = || {
            let alarm = Alarm {
                state: &state,
                changed: &changed,
            };
            while let Some(group) = alarm.next() {
                for &func in &self.members[group as usize] {
                    task(func as usize);
                }
                alarm.finish(&self.waiting[group as usize]);
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
    }
}

struct State {
    ready: Vec<u32>,
    n_pending: Vec<u32>,
    n_left: usize,
}

/// A thread's access to what is to be done. If the thread panics, it wakes the others, which end.
struct Alarm<'a> {
    state: &'a Mutex<State>,
    changed: &'a Condvar,
}

impl Alarm<'_> {
    /// The next group to work on; waits for it.
    fn next(&self) -> Option<u32> {
        let mut state = self.state.lock().ok()?;
        loop {
            if state.n_left == 0 {
                return None;
            }
            if let Some(group) = state.ready.pop() {
                return Some(group);
            }
            state = self.changed.wait(state).ok()?;
        }
    }

    /// Notes that a group that `waiting` wait for is done.
    fn finish(&self, waiting: &[u32]) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        for &group in waiting {
            state.n_pending[group as usize] -= 1;
            if state.n_pending[group as usize] == 0 {
                state.ready.push(group);
            }
        }
        // Nothing is left after a panic elsewhere.
        state.n_left = state.n_left.saturating_sub(1);
        self.changed.notify_all();
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Ok(mut state) = self.state.lock()
        {
            state.n_left = 0;
            self.changed.notify_all();
        }
    }
}

/// Strongly connected components of a graph, those that are reached before those that reach them;
/// members in ascending order.
fn components(edges: &[Vec<u32>]) -> Vec<Vec<u32>> {
    const UNSEEN: u32 = u32::MAX;
    let n = edges.len();
    let (mut number, mut low) = (vec![UNSEEN; n], vec![0; n]);
    let mut is_open = vec![false; n];
    let mut open: Vec<u32> = Vec::new();
    let mut found = Vec::new();
    let mut next_number = 0;
    // Nodes being visited, and how many of their edges have been followed.
    let mut path: Vec<(usize, usize)> = Vec::new();
    for start in 0..n {
        if number[start] == UNSEEN {
            path.push((start, 0));
        }
        while let Some((node, at)) = path.pop() {
            if at == 0 {
                number[node] = next_number;
                low[node] = next_number;
                next_number += 1;
                open.push(node as u32);
                is_open[node] = true;
            } else {
                // Back from the edge before.
                let child = edges[node][at - 1] as usize;
                if is_open[child] {
                    low[node] = low[node].min(low[child]);
                }
            }
            match edges[node].get(at) {
                Some(&child) => {
                    path.push((node, at + 1));
                    let child = child as usize;
                    if number[child] == UNSEEN {
                        path.push((child, 0));
                    } else if is_open[child] {
                        low[node] = low[node].min(number[child]);
                    }
                }
                None if low[node] == number[node] => {
                    let first = open.iter().rposition(|&other| other as usize == node);
                    let mut group = open.split_off(first.expect("the node is open"));
                    for &member in &group {
                        is_open[member as usize] = false;
                    }
                    group.sort_unstable();
                    found.push(group);
                }
                None => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{Groups, components};

    #[test]
    fn components_come_callees_first() {
        // 0 and 1 call each other, both call 2, which calls itself; 3 calls 0.
        let edges = [vec![1, 2], vec![0, 2], vec![2], vec![0]];
        assert_eq!(components(&edges), [vec![2], vec![0, 1], vec![3]]);
        let chain: Vec<Vec<u32>> = (0..100_000u32)
            .map(|at| if at == 0 { vec![] } else { vec![at - 1] })
            .collect();
        assert_eq!(components(&chain).len(), 100_000);
    }

    #[test]
    fn groups_wait() {
        let edges: Vec<Vec<u32>> = (0..300u32)
            .map(|at| (at * 2..at * 2 + 3).filter(|&to| to < 300).collect())
            .collect();
        let done = Mutex::new(vec![false; 300]);
        Groups::new(&edges).run(8, &|at| {
            let mut done = done.lock().expect("no panic");
            // Calls lead to greater numbers, but for the first functions' own.
            for &callee in &edges[at] {
                assert!(callee as usize <= at || done[callee as usize]);
            }
            done[at] = true;
        });
        assert!(done.lock().expect("no panic").iter().all(|&done| done));
    }
}
