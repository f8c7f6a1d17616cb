//! Initializers of package variables during the flood.
//!
//! A variable whose initializer cannot have effects is initialised only if it is reached. All other
//! initializers are executed abstractly at once; if that succeeds they too wait until somebody
//! reaches their variables, as data; if not, they are roots: they run before `main`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rgo_base::Symbol;
use rgo_syntax::ast::{Decl, FragmentId, NodeId, VarValues};
use rgo_types::info::Initializer;
use rgo_types::object::VarKind;
use rgo_types::{ObjId, PkgId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Flood, InitTask};
use crate::build::build_initializer;
use crate::data::StaticData;
use crate::program::{FuncId, GlobalId, Program};
use crate::static_init;

/// What is known of one initializer.
enum State {
    /// Nobody asked yet.
    Unknown,
    /// Being executed: whoever asks in a circle does not get a value.
    Running,
    Static(Outcome),
    /// Runs before main.
    Dynamic,
}

/// Contents of the variables, and what they were computed from.
struct Outcome {
    values: Vec<(GlobalId, StaticData)>,
    reads: Vec<GlobalId>,
}

struct Init {
    initializer: Initializer,
    pkg: PkgId,
    /// Function literals in the package's initializers before this one's fragment.
    lits_before: u32,
    func: FuncId,
    state: State,
}

/// All initializers of the program.
#[derive(Default)]
pub(super) struct Initializers {
    list: Vec<Init>,
    by_var: FxHashMap<ObjId, usize>,
}

impl Flood<'_> {
    /// Enters all initializers; roots those with effects, and all `init` functions.
    pub(super) fn start_inits(&mut self) {
        let prog = self.prog;
        for pkg in prog.types.package_ids() {
            let impure = self.inits.enter_package(prog, pkg);
            for at in impure {
                self.execute(at);
                if let State::Dynamic = self.inits.list[at].state {
                    self.func(self.inits.list[at].func);
                }
            }
            for &init in prog.types.init_functions(pkg) {
                self.func(prog.declared(init, &[]));
            }
        }
    }

    /// Builds the initializers of package `pkg`, and reaches them whatever they do.
    pub(super) fn root_initializers(&mut self, pkg: PkgId) {
        for at in 0..self.inits.list.len() {
            if self.inits.list[at].pkg == pkg {
                self.execute(at);
                self.func(self.inits.list[at].func);
            }
        }
    }

    /// A package variable is reached: its initializer is needed.
    pub(super) fn reach_initializer(&mut self, global: GlobalId) {
        let obj = self.prog.globals[global].obj;
        let Some(&at) = self.inits.by_var.get(&obj) else {
            return;
        };
        self.execute(at);
        match &self.inits.list[at].state {
            State::Dynamic | State::Running => self.func(self.inits.list[at].func),
            State::Static(outcome) => {
                let data = outcome.values.iter().find(|(g, _)| *g == global);
                let targets: Vec<_> = data
                    .map(|(_, data)| data.relocs.iter().map(|r| r.target).collect())
                    .unwrap_or_default();
                targets.into_iter().for_each(|target| self.symbol(target));
            }
            State::Unknown => unreachable!("executed above"),
        }
    }

    /// Builds and executes an initializer, once.
    fn execute(&mut self, at: usize) {
        let init = &mut self.inits.list[at];
        if !matches!(init.state, State::Unknown) {
            return;
        }
        init.state = State::Running;
        let prog = self.prog;
        let info = prog.types.check_values(init.initializer.lhs[0]);
        let lits = init.lits_before + lits_in_earlier_values(&info, init.initializer.value);
        let bodies = build_initializer(prog, init.func, &info, &init.initializer, lits);
        prog.add_bodies(bodies);
        let body = prog.funcs[init.func].built.get().expect("entered above");
        let result = static_init::execute(prog, body, &mut |global| self.initial_value(global));
        self.inits.list[at].state = match result {
            Ok(outcome) => State::Static(Outcome {
                values: outcome.values,
                reads: outcome.reads,
            }),
            Err(static_init::NotStatic) => State::Dynamic,
        };
    }

    /// The initial contents of a variable, if they are known.
    fn initial_value(&mut self, global: GlobalId) -> Option<StaticData> {
        let entry = &self.prog.globals[global];
        let Some(&at) = self.inits.by_var.get(&entry.obj) else {
            // Declared without value: zero.
            return Some(StaticData {
                size: self.prog.types.size_of(entry.ty),
                ..StaticData::default()
            });
        };
        self.execute(at);
        match &self.inits.list[at].state {
            State::Static(outcome) => outcome
                .values
                .iter()
                .find(|(g, _)| *g == global)
                .map(|(_, data)| data.clone()),
            _ => None,
        }
    }

    /// When everything is reached: static values computed from variables that something writes to
    /// may be wrong; their initializers run after all.
    pub(super) fn settle_initializers(&mut self) {
        loop {
            let mut changed = false;
            for at in 0..self.inits.list.len() {
                let init = &self.inits.list[at];
                let State::Static(outcome) = &init.state else {
                    continue;
                };
                let is_needed = outcome.values.iter().any(|(g, _)| self.globals.contains(g));
                let is_stale = outcome.reads.iter().any(|&read| self.may_change(read));
                if is_needed && is_stale {
                    self.inits.list[at].state = State::Dynamic;
                    self.func(self.inits.list[at].func);
                    changed = true;
                }
            }
            self.run();
            if !changed {
                break;
            }
        }
        for init in &self.inits.list {
            if let State::Static(outcome) = &init.state {
                for (global, data) in &outcome.values {
                    let _ = self.prog.globals[*global].init.set(Some(data.clone()));
                }
            }
        }
    }

    /// Whether a variable may have another value than its initial one when somebody reads it.
    fn may_change(&self, global: GlobalId) -> bool {
        if self.written.contains(&global) {
            return true;
        }
        let obj = self.prog.globals[global].obj;
        self.inits
            .by_var
            .get(&obj)
            .is_some_and(|&at| matches!(self.inits.list[at].state, State::Dynamic))
    }

    /// The initializations that are left, package by package in order.
    pub(super) fn init_tasks(&self) -> Vec<InitTask> {
        let prog = self.prog;
        let mut tasks = Vec::new();
        for pkg in package_order(prog) {
            let is_reached = |obj: ObjId| self.is_initialised(obj);
            let mut funcs: Vec<FuncId> = Vec::new();
            if self
                .inits
                .list
                .iter()
                .any(|init| init.pkg == pkg && matches!(init.state, State::Dynamic))
            {
                for initializer in prog.types.init_order(pkg, &is_reached) {
                    let at = self.inits.by_var[&initializer.lhs[0]];
                    if let State::Dynamic = self.inits.list[at].state {
                        funcs.push(self.inits.list[at].func);
                    }
                }
            }
            let inits = prog.types.init_functions(pkg);
            funcs.extend(inits.iter().map(|&init| prog.declared(init, &[])));
            if !funcs.is_empty() {
                tasks.push(InitTask { pkg, funcs });
            }
        }
        tasks
    }

    /// Whether a variable takes part in the order of initialization.
    fn is_initialised(&self, obj: ObjId) -> bool {
        match self.inits.by_var.get(&obj) {
            Some(&at) => match self.inits.list[at].state {
                State::Dynamic => true,
                State::Static(_) => self.globals.contains(&self.prog.global(obj)),
                State::Unknown | State::Running => false,
            },
            // What mentions a variable without initializer waits until it had its turn.
            None => self.globals.contains(&self.prog.global(obj)),
        }
    }
}

impl Initializers {
    /// Enters the initializers of `pkg`; those that may have effects.
    fn enter_package(&mut self, prog: &Program<'_>, pkg: PkgId) -> Vec<usize> {
        let types = prog.types;
        let files = &types.package(pkg).files;
        // Literals are numbered through the package's files.
        let mut lits_of_file = Vec::with_capacity(files.len());
        let mut n_lits = 0;
        for file in files {
            lits_of_file.push(n_lits);
            n_lits += file.fragments.values().map(|f| f.func_lits).sum::<u32>();
        }
        let mut impure = Vec::new();
        for (decl, vars) in var_decls(prog, pkg) {
            let file = &files[decl.0 as usize];
            let Decl::Var {
                values: VarValues::Fragment(fragment),
                ..
            } = file.ast.decl(decl.1)
            else {
                continue;
            };
            let data = &file.fragments[fragment];
            let lits_before = lits_of_file[decl.0 as usize] + data.func_lits_before;
            let first = self.list.len();
            for initializer in split(&vars, file, fragment) {
                let at = self.list.len();
                for &var in &initializer.lhs {
                    self.by_var.insert(var, at);
                }
                let func = prog.var_init(pkg, initializer.lhs[0], initializer.value as u32);
                self.list.push(Init {
                    initializer,
                    pkg,
                    lits_before,
                    func,
                    state: State::Unknown,
                });
            }
            if !data.is_pure {
                impure.extend(first..self.list.len());
            }
        }
        impure
    }
}

/// The variable declarations of a package with the variables they declare, in source order.
fn var_decls(prog: &Program<'_>, pkg: PkgId) -> Vec<((u32, NodeId), Vec<ObjId>)> {
    let mut decls: Vec<((u32, NodeId), Vec<ObjId>)> = Vec::new();
    for &obj in prog.types.package_objects(pkg) {
        let object = prog.types.object(obj);
        if object.var_kind() != Some(VarKind::Package) {
            continue;
        }
        let Some(decl) = object.decl() else { continue };
        let key = (decl.file, decl.node);
        match decls.last_mut() {
            Some((last, vars)) if *last == key => vars.push(obj),
            _ => decls.push((key, vec![obj])),
        }
    }
    decls
}

/// One initializer per value: for each variable, or for all of them together.
fn split(vars: &[ObjId], file: &rgo_syntax::file::File, fragment: FragmentId) -> Vec<Initializer> {
    let whole = || {
        vec![Initializer {
            lhs: vars.to_vec(),
            value: 0,
        }]
    };
    if vars.len() == 1 {
        return whole();
    }
    if file.force(fragment).roots.len() != vars.len() {
        return whole();
    }
    vars.iter()
        .enumerate()
        .map(|(value, &var)| Initializer {
            lhs: vec![var],
            value,
        })
        .collect()
}

/// Function literals outside other literals in the values before number `value` of a fragment.
fn lits_in_earlier_values(info: &rgo_types::BodyInfo, value: usize) -> u32 {
    info.tree.roots[..value]
        .iter()
        .map(|&root| count_lits(&info.tree.ast, root))
        .sum()
}

fn count_lits(ast: &rgo_syntax::ast::Ast, node: NodeId) -> u32 {
    if ast.is_expr(node)
        && let rgo_syntax::ast::Expr::FuncLit { .. } = ast.expr(node)
    {
        return 1;
    }
    let mut n = 0;
    rgo_syntax::visit::children(ast, node, &mut |_, child| n += count_lits(ast, child));
    n
}

/// Packages in order of initialization: what package runtime needs first, then, again and again, the
/// one with the smallest path whose imports are done.
fn package_order(prog: &Program<'_>) -> Vec<PkgId> {
    let runtime = prog.package(Symbol::intern("runtime"));
    let mut first = FxHashSet::default();
    let mut todo: Vec<PkgId> = runtime.into_iter().collect();
    while let Some(pkg) = todo.pop() {
        if first.insert(pkg) {
            todo.extend(prog.types.package(pkg).imports.values());
        }
    }
    let mut order = Vec::new();
    let mut done = FxHashSet::default();
    let all: Vec<PkgId> = prog.types.package_ids().collect();
    for is_first in [true, false] {
        let group: Vec<PkgId> = all
            .iter()
            .copied()
            .filter(|pkg| first.contains(pkg) == is_first)
            .collect();
        order_group(prog, &group, &mut done, &mut order);
    }
    order
}

fn order_group(
    prog: &Program<'_>,
    group: &[PkgId],
    done: &mut FxHashSet<PkgId>,
    order: &mut Vec<PkgId>,
) {
    let members: FxHashSet<PkgId> = group.iter().copied().collect();
    let mut n_waiting: FxHashMap<PkgId, usize> = FxHashMap::default();
    let mut importers: FxHashMap<PkgId, Vec<PkgId>> = FxHashMap::default();
    let mut ready = BinaryHeap::new();
    let path = |pkg: PkgId| prog.types.package_path(pkg).as_str();
    for &pkg in group {
        let imports: FxHashSet<PkgId> = prog
            .types
            .package(pkg)
            .imports
            .values()
            .copied()
            .filter(|import| members.contains(import) && !done.contains(import))
            .collect();
        for &import in &imports {
            importers.entry(import).or_default().push(pkg);
        }
        if imports.is_empty() {
            ready.push(Reverse((path(pkg), pkg)));
        }
        n_waiting.insert(pkg, imports.len());
    }
    while let Some(Reverse((_, pkg))) = ready.pop() {
        order.push(pkg);
        done.insert(pkg);
        for &importer in importers.get(&pkg).into_iter().flatten() {
            let left = n_waiting.get_mut(&importer).expect("entered above");
            *left -= 1;
            if *left == 0 {
                ready.push(Reverse((path(importer), importer)));
            }
        }
    }
}
