//! Inlining and escape decisions in gc's words, for `-m`.

use rgo_base::{Pos, Symbol};

use crate::escape::Leaks;
use crate::inline::{Inlinability, inlinability};
use crate::program::{FuncId, FuncKey, Program};
use crate::tree::{AllocKind, Func, HeapReason, Local, Placement};

/// A decision at a position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    pub pos: Pos,
    pub text: String,
    /// Why, for `-m=2`: further lines.
    pub reasons: Vec<String>,
}

/// The decisions about the optimized function `id`.
pub fn remarks(prog: &Program<'_>, id: FuncId) -> Vec<Remark> {
    let Some(func) = prog.funcs[id].optimized.get() else {
        return Vec::new();
    };
    let mut writer = Writer {
        prog,
        func,
        out: Vec::new(),
    };
    writer.inlining();
    writer.escapes();
    writer.out
}

struct Writer<'a> {
    prog: &'a Program<'a>,
    func: &'a Func,
    out: Vec<Remark>,
}

impl Writer<'_> {
    fn add(&mut self, pos: Pos, text: String) {
        self.out.push(Remark {
            pos,
            text,
            reasons: Vec::new(),
        });
    }

    /// A function's name without its package.
    fn name(&self, id: FuncId) -> String {
        let entry = &self.prog.funcs[id];
        let name = entry.display_name.as_str();
        let prefix = entry
            .pkg
            .map(|pkg| format!("{}.", self.prog.types.link_prefix(pkg)));
        match prefix.and_then(|prefix| name.strip_prefix(&prefix)) {
            Some(short) => short.to_owned(),
            None => name.to_owned(),
        }
    }

    /// The name as seen from the function being explained.
    fn qualified_name(&self, id: FuncId) -> String {
        let (here, there) = (self.prog.funcs[self.func.id].pkg, self.prog.funcs[id].pkg);
        match there {
            Some(pkg) if here != there => {
                format!("{}.{}", self.prog.types.package(pkg).name, self.name(id))
            }
            _ => self.name(id),
        }
    }

    fn inlining(&mut self) {
        let name = self.name(self.func.id);
        let pos = self.func.pos;
        match inlinability(self.prog, self.func.id) {
            Inlinability::Cost(cost) => {
                self.add(pos, format!("can inline {name}"));
                self.reason(format!("with cost {cost}"));
            }
            Inlinability::No(why) => {
                self.add(pos, format!("cannot inline {name}: {why}"));
            }
            Inlinability::TooExpensive(cost) => {
                let text = format!(
                    "cannot inline {name}: function too complex: cost {cost} exceeds budget 80"
                );
                self.add(pos, text);
            }
        }
        for call in self.func.inlined.values() {
            if call.parent.is_none() {
                let callee = self.qualified_name(call.callee);
                self.add(call.call_pos, format!("inlining call to {callee}"));
            }
        }
    }

    fn reason(&mut self, text: String) {
        if let Some(last) = self.out.last_mut() {
            last.reasons.push(text);
        }
    }

    fn escapes(&mut self) {
        if let Some(summary) = self.prog.funcs[self.func.id].escapes.get() {
            for (&param, leaks) in self.func.params.iter().zip(&summary.params) {
                self.param(param, leaks);
            }
        }
        for data in self.func.allocs.values() {
            if data.text == Symbol::EMPTY || !self.is_own(data.pos) {
                continue;
            }
            let heap_reason = match data.decision {
                Placement::Heap(reason) => Some(reason),
                Placement::Stack | Placement::Unknown => None,
            };
            match (data.kind, heap_reason) {
                (AllocKind::Var(_), Some(_)) => {
                    self.add(data.pos, format!("moved to heap: {}", data.text));
                }
                (AllocKind::Var(_) | AllocKind::Append, _) => continue,
                (_, Some(_)) => self.add(data.pos, format!("{} escapes to heap", data.text)),
                (_, None) => self.add(data.pos, format!("{} does not escape", data.text)),
            }
            let why = match heap_reason {
                Some(HeapReason::TooLarge) => "too large for stack",
                Some(HeapReason::NonConstantSize) => "non-constant size",
                Some(HeapReason::Escapes) => "its address outlives the frame",
                Some(HeapReason::Always) | None => continue,
            };
            self.reason(why.to_owned());
        }
    }

    /// Whether `pos` is in this function's own text: not in something inlined.
    fn is_own(&self, pos: Pos) -> bool {
        (self.func.pos..=self.func.end_pos).contains(&pos)
    }

    fn param(&mut self, param: Local, leaks: &Leaks) {
        let data = &self.func.locals[param];
        let has_pointers = self.prog.types.has_pointers(data.ty);
        let is_named = data.name != Symbol::EMPTY && !data.name.is_blank();
        if !has_pointers || !is_named || self.is_compiler_made() {
            return;
        }
        let (name, pos) = (data.name, data.pos);
        match leaks.heap {
            Some(0) => return self.add(pos, format!("leaking param: {name}")),
            Some(_) => self.add(pos, format!("leaking param content: {name}")),
            None if leaks.results.is_empty() => {
                return self.add(pos, format!("{name} does not escape"));
            }
            None => {}
        }
        for &(index, level) in &leaks.results {
            let result = self.result_name(index);
            self.add(
                pos,
                format!("leaking param: {name} to result {result} level={level}"),
            );
        }
    }

    fn is_compiler_made(&self) -> bool {
        !matches!(
            self.prog.funcs[self.func.id].key,
            FuncKey::Decl { .. } | FuncKey::Lit { .. } | FuncKey::InlinedLit { .. }
        )
    }

    fn result_name(&self, index: u32) -> String {
        let local = self.func.results[index as usize];
        match self.func.locals[local].name.as_str() {
            "" | "_" => format!("~r{index}"),
            name => name.to_owned(),
        }
    }
}
