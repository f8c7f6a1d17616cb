//! What inlining a function costs: as weighed on its syntax; functions the compiler makes are measured on
//! hir.

use crate::program::{FuncId, FuncKey, Program};
use crate::tree::walk::{each_list, each_operand, each_stmt};
use crate::tree::{
    CallWeight, Callee, ConvKind, Expr, ExprKind, Func, LocalKind, Stmt, StmtKind, Weight,
};

/// gc's budget for a function.
pub(super) const BUDGET: u32 = 80;
/// The budget of a literal that is called in one place only.
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
    TooExpensive {
        cost: u32,
        budget: u32,
    },
}

/// What was decided for `func`.
pub fn inlinability(prog: &Program<'_>, func: FuncId) -> Inlinability {
    let decided = prog.funcs[func].inlinability.get();
    decided
        .copied()
        .unwrap_or(Inlinability::No("no function body"))
}

/// Decides for the functions of a component; those they call outside of it are decided.
pub(super) fn decide_component(prog: &Program<'_>, component: &[FuncId]) {
    component.iter().for_each(|&func| decide(prog, func));
}

fn decide(prog: &Program<'_>, id: FuncId) {
    let entry = &prog.funcs[id];
    if let Some(func) = entry.built.get()
        && entry.inlinability.get().is_none()
    {
        let decision = decision(prog, func);
        let _ = entry.inlinability.set(decision);
    }
}

fn decision(prog: &Program<'_>, func: &Func) -> Inlinability {
    let key = &prog.funcs[func.id].key;
    if func.flags.noinline {
        return Inlinability::No("marked go:noinline");
    }
    if func.flags.uintptr_escapes {
        return Inlinability::No("marked as having an escaping uintptr argument");
    }
    if func.flags.keeps_uintptr_args {
        return Inlinability::No("marked as having a keep-alive uintptr argument");
    }
    if func.body.is_empty() && func.weight.is_none() {
        return Inlinability::No("no function body");
    }
    let budget = match key {
        FuncKey::Lit { .. } | FuncKey::CallWrapper { .. } => CALLED_ONCE_BUDGET,
        _ => BUDGET,
    };
    let cost = match &func.weight {
        Some(weight) => weighed(prog, weight),
        None => measured(prog, func),
    };
    match cost {
        Err(reason) => Inlinability::No(reason),
        Ok(cost) if cost > budget => Inlinability::TooExpensive { cost, budget },
        // What the tree cannot express where it is put.
        Ok(_) if func.has_recover => Inlinability::No("call to recover"),
        Ok(_) if func.has_defer => Inlinability::No("unhandled op DEFER"),
        Ok(cost) => Inlinability::Cost(cost),
    }
}

/// The cost of a function of the source.
fn weighed(prog: &Program<'_>, weight: &Weight) -> Result<u32, &'static str> {
    if let Some(obstacle) = weight.obstacle {
        return Err(obstacle);
    }
    let mut cost = weight.cost;
    for call in &weight.calls {
        cost += match *call {
            CallWeight::Func(callee, extra) => match inlinability(prog, callee) {
                Inlinability::Cost(cost) if cost <= BUDGET => cost,
                _ => extra,
            },
            CallWeight::Lit(lit, extra) => {
                decide(prog, lit);
                match inlinability(prog, lit) {
                    Inlinability::Cost(cost) if cost <= 2 * BUDGET => cost,
                    _ => extra,
                }
            }
        } as i32;
    }
    Ok(u32::try_from(cost).unwrap_or(0))
}

/// The cost of a function that the compiler made.
fn measured(prog: &Program<'_>, func: &Func) -> Result<u32, &'static str> {
    if let FuncKey::VarInit { .. } = prog.funcs[func.id].key {
        return Err("made by the compiler");
    }
    let mut measure = Measure {
        prog,
        func,
        cost: 0,
        reason: None,
    };
    measure.list(&func.body);
    measure.reason.map_or(Ok(measure.cost), Err)
}

/// Number of statements in `list`, nested ones counted: how much a caller grows.
pub(super) fn size(list: &[Stmt]) -> usize {
    let mut n = 0;
    each_stmt(list, &mut |_| n += 1);
    n
}

struct Measure<'a> {
    prog: &'a Program<'a>,
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
            Inlinability::Cost(cost) => cost,
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
