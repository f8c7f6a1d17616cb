//! Flows of calls and closures.

use rgo_syntax::ast::Pragma;
use rgo_types::{Basic, PkgId, Type};

use super::super::graph::Hole;
use super::super::{EscapeSummary, Leaks};
use super::Builder;
use crate::program::{FuncId, FuncKey, Promise};
use crate::tree::{Alloc, Call, Callee, ConvKind, Expr, ExprKind};

/// What a call may call.
enum Target<'a> {
    /// A function of this batch.
    Here(usize),
    Known(&'a EscapeSummary),
    /// Without Go body, but promised to keep nothing.
    NoEscape,
    Unknown,
}

impl<'a> Builder<'a> {
    /// A call whose results flow into `holes`.
    pub(super) fn call(&mut self, call: &'a Call, holes: &[Hole]) {
        match &call.callee {
            Callee::Func(callee) => self.call_all(call, &[*callee], holes),
            Callee::Closure(x) => {
                let callees = self.values.callees(self.funcs, self.at, x);
                let wants = holes.iter().any(|hole| hole.dst != self.graph.blank);
                let hole = match callees.is_empty() && wants {
                    true => self.callee_hole(),
                    false => self.blank_hole(),
                };
                self.expr(hole, x);
                self.call_all(call, &callees, holes);
            }
            Callee::Interface { recv, .. } => {
                let heap = self.heap_hole();
                self.expr(heap, recv);
                self.call_all(call, &[], holes);
            }
            Callee::Runtime(_) => call.args.iter().for_each(|arg| self.mutate(arg)),
        }
    }

    /// A call that calls one of `callees`; one nobody knows if there are none.
    fn call_all(&mut self, call: &'a Call, callees: &[FuncId], holes: &[Hole]) {
        let targets: Vec<Target<'a>> = callees.iter().map(|&id| self.target(id)).collect();
        for target in &targets {
            if let Target::Here(at) = *target {
                for (&hole, &result) in holes.iter().zip(&self.funcs[at].results) {
                    let src = self.graph.funcs[at].locals[result];
                    self.graph.flow(hole, src);
                }
            }
        }
        let escapes_uintptr = callees.iter().any(|&callee| self.escapes_uintptr(callee));
        for (index, arg) in call.args.iter().enumerate() {
            if escapes_uintptr {
                self.uintptr_argument(arg);
            }
            let mut all: Vec<Hole> = Vec::new();
            if targets.is_empty() {
                all.push(self.heap_hole());
            }
            for target in &targets {
                self.argument_holes(target, index, holes, &mut all);
            }
            let hole = self.tee(&all);
            self.expr(hole, arg);
        }
    }

    fn target(&self, callee: FuncId) -> Target<'a> {
        if let Some(&at) = self.values.numbers.get(&callee) {
            return Target::Here(at);
        }
        let entry = &self.prog.funcs[callee];
        match self.prog.promise(self.home(), callee) {
            Some(Promise::NoEscape) => return Target::NoEscape,
            Some(Promise::Nothing) => return Target::Unknown,
            None => {}
        }
        // What prints for `print` keeps nothing.
        if entry.symbol.as_str().starts_with("runtime.print") {
            return Target::NoEscape;
        }
        match (entry.escapes.get(), &entry.key) {
            (Some(summary), _) => Target::Known(summary),
            (None, FuncKey::Extern { .. }) if entry.is_noescape => Target::NoEscape,
            _ => Target::Unknown,
        }
    }

    /// The package of the function that the statement being looked at was written in.
    fn home(&self) -> Option<PkgId> {
        let func = &self.funcs[self.at];
        let id = self
            .inlined
            .map_or(func.id, |node| func.inlined[node].callee);
        self.prog.funcs[id].pkg
    }

    /// Where argument number `index` of a call of `target` flows.
    fn argument_holes(
        &self,
        target: &Target<'a>,
        index: usize,
        results: &[Hole],
        out: &mut Vec<Hole>,
    ) {
        match target {
            Target::Here(at) => {
                if let Some(&param) = self.funcs[*at].params.get(index) {
                    out.push(Hole::of(self.graph.funcs[*at].locals[param]));
                }
            }
            Target::Known(summary) => {
                if let Some(leaks) = summary.params.get(index) {
                    self.leak_holes(leaks, results, out);
                }
            }
            Target::NoEscape => out.extend([self.mutator_hole(), self.callee_hole()]),
            Target::Unknown => out.push(self.heap_hole()),
        }
    }

    /// Where a value flows that leaks as `leaks` says, if results flow into `results`.
    fn leak_holes(&self, leaks: &Leaks, results: &[Hole], out: &mut Vec<Hole>) {
        let sinks = [
            (leaks.heap, self.heap_hole()),
            (leaks.mutator, self.mutator_hole()),
            (leaks.callee, self.callee_hole()),
        ];
        for (derefs, hole) in sinks {
            out.extend(derefs.map(|derefs| hole.shift(i32::from(derefs))));
        }
        for &(index, derefs) in &leaks.results {
            if let Some(hole) = results.get(index as usize) {
                out.push(hole.shift(i32::from(derefs)));
            }
        }
    }

    /// Whether `//go:uintptrescapes` stands before `callee`.
    fn escapes_uintptr(&self, callee: FuncId) -> bool {
        match self.prog.funcs[callee].key {
            FuncKey::Decl { obj, .. } => {
                let data = self.prog.types.object(obj).as_func();
                data.is_some_and(|data| data.pragma.has(Pragma::UINTPTR_ESCAPES))
            }
            _ => false,
        }
    }

    /// What pointers an argument of a function that keeps its integers' referents is made of.
    fn uintptr_argument(&mut self, arg: &'a Expr) {
        match &arg.kind {
            ExprKind::SliceLit { elems, .. } => {
                elems
                    .iter()
                    .for_each(|(_, elem)| self.uintptr_argument(elem));
            }
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } if matches!(self.under(x.ty), Type::Basic(Basic::UnsafePointer)) => {
                let heap = self.heap_hole();
                self.expr(heap, x);
            }
            _ => {}
        }
    }

    /// A closure made here, whose pointer flows into `hole`.
    pub(super) fn closure(&mut self, hole: Hole, func: FuncId, captures: &'a [Expr], alloc: Alloc) {
        let sizes = captures.iter().map(|x| self.prog.types.size_of(x.ty));
        let bytes = sizes.sum();
        let object = self.spill(hole, alloc, Some(bytes));
        let number = self.values.numbers.get(&func).copied();
        self.graph.locs[object.dst].closure = number;
        let summary = match number {
            Some(_) => None,
            None => self.prog.funcs[func].escapes.get(),
        };
        for (at, capture) in captures.iter().enumerate() {
            let leaked = match (number, summary) {
                // Its body is part of this batch.
                (Some(_), _) => None,
                (None, Some(summary)) => {
                    let leaks = &summary.captures[at];
                    // Nobody knows what callers do with results.
                    let results = leaks.results.iter().map(|&(_, derefs)| derefs);
                    leaks.heap.into_iter().chain(results).min()
                }
                (None, None) => Some(0),
            };
            let mut holes = vec![object];
            if let Some(derefs) = leaked {
                holes.push(self.heap_hole().shift(i32::from(derefs)));
            }
            if number.is_none() {
                holes.extend([self.mutator_hole(), self.callee_hole()]);
            }
            let hole = self.tee(&holes);
            self.expr(hole, capture);
        }
    }
}
