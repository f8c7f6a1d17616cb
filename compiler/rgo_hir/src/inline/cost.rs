//! What inlining a function costs.

use crate::program::{FuncId, FuncKey, Program};
use crate::tree::walk::{each_list, each_operand, each_stmt};
use crate::tree::{Callee, ConvKind, Expr, ExprKind, Func, LocalKind, Stmt, StmtKind};

/// gc's budget for a function.
const BUDGET: u32 = 80;
/// The budget of a closure that is called where it is made and nowhere else, or is the body of a
/// range-over-func loop.
pub(super) const CALLED_ONCE_BUDGET: u32 = 10 * BUDGET;
/// A call that is not inlined itself.
const CALL_COST: u32 = 57;
/// A call of a parameter: inlining may show which function it is.
const PARAM_CALL_COST: u32 = 17;
const PANIC_COST: u32 = 1;
const CLOSURE_COST: u32 = 15;

/// Whether calls of a function may be replaced by its body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inlinability {
    Cost(u32),
    /// Why not, as gc says it.
    No(&'static str),
    TooExpensive(u32),
}

/// What was decided for `func`.
pub fn inlinability(prog: &Program<'_>, func: FuncId) -> Inlinability {
    let decided = prog.funcs[func].inlinability.get();
    decided
        .copied()
        .unwrap_or(Inlinability::No("no function body"))
}

/// Decides for the functions of a component, whose bodies are final.
pub fn decide_component(prog: &Program<'_>, component: &[FuncId]) {
    for &func in component {
        if let Some(body) = prog.funcs[func].optimized.get() {
            let _ = prog.funcs[func]
                .inlinability
                .set(decide(prog, component, body));
        }
    }
}

fn decide(prog: &Program<'_>, component: &[FuncId], func: &Func) -> Inlinability {
    let key = &prog.funcs[func.id].key;
    if func.flags.noinline {
        return Inlinability::No("marked go:noinline");
    }
    if func.flags.keeps_uintptr_args {
        return Inlinability::No("marked as keeping its uintptr arguments alive");
    }
    if func.has_recover {
        return Inlinability::No("call to recover");
    }
    if func.has_defer {
        return Inlinability::No("unhandled op DEFER");
    }
    if let FuncKey::CallWrapper { .. } = key {
        return Inlinability::No("made by the compiler");
    }
    let budget = match key {
        FuncKey::Lit {
            range_body: true, ..
        } => CALLED_ONCE_BUDGET,
        _ => BUDGET,
    };
    let mut measure = Measure {
        prog,
        component,
        func,
        cost: 0,
        reason: None,
    };
    measure.list(&func.body);
    match measure.reason {
        Some(reason) => Inlinability::No(reason),
        None if measure.cost > budget => Inlinability::TooExpensive(measure.cost),
        None => Inlinability::Cost(measure.cost),
    }
}

/// Number of statements in `list`, nested ones counted: how much a caller grows.
pub(super) fn size(list: &[Stmt]) -> usize {
    let mut n = 0;
    each_stmt(list, &mut |_| n += 1);
    n
}

struct Measure<'a> {
    prog: &'a Program<'a>,
    /// The functions that call each other, `func` one of them: they stay calls.
    component: &'a [FuncId],
    func: &'a Func,
    cost: u32,
    reason: Option<&'static str>,
}

impl Measure<'_> {
    fn list(&mut self, list: &[Stmt]) {
        for stmt in list {
            self.stmt(&stmt.kind);
        }
    }

    fn add(&mut self, cost: u32) {
        self.cost = self.cost.saturating_add(cost);
    }

    fn stmt(&mut self, kind: &StmtKind) {
        match kind {
            // gc's tree has no node for a temporary, nor for leaving one.
            StmtKind::Decl(local, init) => {
                let is_temp = self.func.locals[*local].kind == LocalKind::Temp;
                self.add(u32::from(!is_temp) * 2);
                init.iter().for_each(|x| self.expr(x));
            }
            StmtKind::Assign(dst, src) => {
                self.add(u32::from(!self.is_temp(dst)));
                self.expr(dst);
                self.expr(src);
            }
            StmtKind::Call(call) => {
                let cost = match &call.callee {
                    Callee::Func(callee) => self.call_cost(*callee),
                    Callee::Closure(x) => {
                        self.expr(x);
                        match x.kind {
                            ExprKind::Local(local) if self.is_param(local) => PARAM_CALL_COST,
                            _ => CALL_COST,
                        }
                    }
                    Callee::Interface { recv, .. } => {
                        self.expr(recv);
                        CALL_COST
                    }
                    Callee::Runtime(_) => 1,
                };
                self.add(2 + cost);
                call.args.iter().for_each(|x| self.expr(x));
            }
            StmtKind::TailCall(call) => {
                // A wrapper: inlined, it is an ordinary call.
                self.add(2 + CALL_COST);
                call.args.iter().for_each(|x| self.expr(x));
            }
            StmtKind::Panic(x) => {
                self.add(PANIC_COST);
                self.expr(x);
            }
            StmtKind::Go(_) => self.reason = Some("unhandled op GO"),
            StmtKind::Defer { .. } | StmtKind::DeferAt { .. } => {
                self.reason = Some("unhandled op DEFER");
            }
            StmtKind::Inlined { body, .. } => self.list(body),
            StmtKind::Block(_, body) => self.list(body),
            StmtKind::Break(_) | StmtKind::Label(_) => {}
            _ => {
                self.add(1);
                crate::tree::walk::each_expr(kind, &mut |x| self.expr(x));
                each_list(kind, &mut |list| self.list(list));
            }
        }
    }

    fn is_param(&self, local: crate::tree::Local) -> bool {
        self.func.locals[local].kind == LocalKind::Param
    }

    fn is_temp(&self, x: &Expr) -> bool {
        matches!(x.kind, ExprKind::Local(l) if self.func.locals[l].kind == LocalKind::Temp)
    }

    /// Cost of a direct call beyond its operands.
    fn call_cost(&mut self, callee: FuncId) -> u32 {
        let symbol = self.prog.funcs[callee].symbol.as_str();
        match symbol {
            "runtime.throw" => return BUDGET,
            "runtime.panicrangestate" => return 0,
            _ => {}
        }
        if let FuncKey::Extern { .. } = self.prog.funcs[callee].key {
            return CALL_COST;
        }
        match inlinability(self.prog, callee) {
            Inlinability::Cost(cost) if !self.component.contains(&callee) => cost,
            _ => CALL_COST,
        }
    }

    fn expr(&mut self, x: &Expr) {
        let own = match &x.kind {
            ExprKind::Local(_) => u32::from(!self.is_temp(x)),
            // One node in gc's tree together with the field selected.
            ExprKind::Field(base, _) if matches!(base.kind, ExprKind::Deref { .. }) => 0,
            ExprKind::Convert {
                kind: ConvKind::Bits,
                ..
            } => 0,
            ExprKind::Closure { .. } => CLOSURE_COST,
            ExprKind::Recover(_) => {
                self.reason = Some("call to recover");
                0
            }
            ExprKind::CallerPc | ExprKind::CallerSp | ExprKind::ClosurePtr => {
                self.reason = Some("call to a function that looks at its frame");
                0
            }
            ExprKind::DeferRecord | ExprKind::FramePtr => {
                self.reason = Some("defer call in range func");
                0
            }
            _ => 1,
        };
        self.add(own);
        each_operand(&x.kind, &mut |operand| self.expr(operand));
    }
}
