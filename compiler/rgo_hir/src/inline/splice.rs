//! Copies a callee's body into a caller, variables, labels and allocation sites renamed.

use rgo_base::{Pos, PrimaryMap};
use rustc_hash::FxHashMap;

use crate::tree::walk::{each_expr_mut, each_list_mut, each_operand_mut};
use crate::tree::{
    Alloc, AllocKind, Call, Expr, ExprKind, Func, InlineNode, Label, Local, LocalKind, Stmt,
    StmtKind,
};

/// The body of `callee` in place of `call`, which is the inlined call `node` of `caller`. `captures`
/// are what the captured variables are initialised from, for a closure.
pub(super) fn splice(
    caller: &mut Func,
    callee: &Func,
    call: Call,
    captures: &[Expr],
    node: InlineNode,
    pos: Pos,
) -> StmtKind {
    let end = caller.labels.push(());
    let mut splice = Splice::copy_tables(caller, callee, node, end);
    caller.texts.extend(callee.texts.iter().copied());
    let devirtualized = callee.devirtualized.iter();
    caller
        .devirtualized
        .extend(devirtualized.map(|&(inner, pos, text)| {
            let inner = inner.map_or(node, |inner| splice.nodes[inner]);
            (Some(inner), pos, text)
        }));
    // Arguments are evaluated by the caller, and are its lines in tracebacks.
    let mut stmts = Vec::new();
    for (&capture, source) in callee.captures.iter().zip(captures) {
        // A variable captured by reference is that variable again.
        if let ExprKind::AddrOf(place) = &source.kind {
            splice.by_ref.insert(capture, (**place).clone());
            continue;
        }
        let kind = StmtKind::Decl(splice.locals[capture], Some(source.clone()));
        stmts.push(Stmt { kind, pos });
    }
    for (&param, arg) in callee.params.iter().zip(call.args) {
        let kind = StmtKind::Decl(splice.locals[param], Some(arg));
        stmts.push(Stmt { kind, pos });
    }
    let mut body = Vec::new();
    for &result in &callee.results {
        let kind = StmtKind::Decl(splice.locals[result], None);
        body.push(Stmt { kind, pos });
    }
    splice.results = callee.results.iter().map(|&r| splice.locals[r]).collect();
    let mut copied = callee.body.clone();
    splice.list(caller, &mut copied);
    body.append(&mut copied);
    stmts.push(Stmt {
        kind: StmtKind::Inlined {
            node,
            label: end,
            body,
        },
        pos,
    });
    for (dst, &result) in call.dsts.iter().zip(&splice.results) {
        if let Some(dst) = dst {
            let place = local_of(caller, *dst, pos);
            let value = local_of(caller, result, pos);
            stmts.push(Stmt {
                kind: StmtKind::Assign(place, value),
                pos,
            });
        }
    }
    if stmts.len() == 1 {
        return stmts.pop().expect("one statement").kind;
    }
    StmtKind::Block(caller.labels.push(()), stmts)
}

fn local_of(func: &Func, local: Local, pos: Pos) -> Expr {
    Expr {
        kind: ExprKind::Local(local),
        ty: func.locals[local].ty,
        pos,
    }
}

/// Where the callee's entities went.
struct Splice {
    locals: PrimaryMap<Local, Local>,
    allocs: PrimaryMap<Alloc, Alloc>,
    labels: PrimaryMap<Label, Label>,
    nodes: PrimaryMap<InlineNode, InlineNode>,
    /// Pointers to captured variables, and the variables as places of the caller.
    by_ref: FxHashMap<Local, Expr>,
    /// The callee's result variables, in the caller.
    results: Vec<Local>,
    /// What `return` breaks out of.
    end: Label,
}

impl Splice {
    fn copy_tables(caller: &mut Func, callee: &Func, node: InlineNode, end: Label) -> Splice {
        let mut splice = Splice {
            locals: PrimaryMap::new(),
            allocs: PrimaryMap::new(),
            labels: PrimaryMap::new(),
            nodes: PrimaryMap::new(),
            by_ref: FxHashMap::default(),
            results: Vec::new(),
            end,
        };
        for call in callee.inlined.values() {
            let mut call = *call;
            call.parent = Some(call.parent.map_or(node, |parent| splice.nodes[parent]));
            splice.nodes.push(caller.inlined.push(call));
        }
        for _ in callee.labels.keys() {
            splice.labels.push(caller.labels.push(()));
        }
        for data in callee.allocs.values() {
            let mut data = data.clone();
            data.inlined = Some(data.inlined.map_or(node, |inner| splice.nodes[inner]));
            splice.allocs.push(caller.allocs.push(data));
        }
        for data in callee.locals.values() {
            let mut data = data.clone();
            data.inlined = Some(data.inlined.map_or(node, |inner| splice.nodes[inner]));
            data.alloc = data.alloc.map(|alloc| splice.allocs[alloc]);
            if let LocalKind::Param | LocalKind::Result | LocalKind::Capture = data.kind {
                let is_named = !data.name.as_str().is_empty();
                data.kind = if is_named {
                    LocalKind::Var
                } else {
                    LocalKind::Temp
                };
            }
            splice.locals.push(caller.locals.push(data));
        }
        for &result in &callee.results {
            caller.locals[splice.locals[result]].is_reassigned = true;
        }
        for (alloc, data) in callee.allocs.iter() {
            if let AllocKind::Var(local) = data.kind {
                caller.allocs[splice.allocs[alloc]].kind = AllocKind::Var(splice.locals[local]);
            }
        }
        splice
    }

    fn list(&self, caller: &mut Func, list: &mut Vec<Stmt>) {
        let mut at = 0;
        while at < list.len() {
            self.stmt(caller, &mut list[at]);
            let pos = list[at].pos;
            match &mut list[at].kind {
                StmtKind::Return(values) => {
                    let values = std::mem::take(values);
                    let n = self.return_(caller, list, at, values, pos);
                    at += n;
                }
                StmtKind::TailCall(call) => {
                    call.dsts = self.results.iter().map(|&r| Some(r)).collect();
                    let taken = std::mem::replace(&mut list[at].kind, StmtKind::Break(self.end));
                    let StmtKind::TailCall(call) = taken else {
                        unreachable!("looked at above")
                    };
                    list.insert(
                        at,
                        Stmt {
                            kind: StmtKind::Call(call),
                            pos,
                        },
                    );
                    at += 2;
                }
                _ => at += 1,
            }
        }
    }

    /// Replaces the return at `at` by assignments to the results and a break; how many statements
    /// that is.
    fn return_(
        &self,
        caller: &mut Func,
        list: &mut Vec<Stmt>,
        at: usize,
        values: Vec<Expr>,
        pos: Pos,
    ) -> usize {
        let mut stmts = Vec::new();
        // Several values may mention result variables: evaluate all before assigning any.
        let by_temp = values.len() > 1;
        let mut assigns = Vec::new();
        for (value, &result) in values.into_iter().zip(&self.results) {
            let place = local_of(caller, result, pos);
            let value = if by_temp {
                let temp = caller.locals.push(crate::tree::LocalData {
                    name: rgo_base::Symbol::EMPTY,
                    ty: value.ty,
                    pos,
                    kind: LocalKind::Temp,
                    is_addr_taken: false,
                    is_reassigned: false,
                    storage: crate::tree::Storage::Stack,
                    alloc: None,
                    inlined: caller.locals[result].inlined,
                });
                let ty = value.ty;
                stmts.push(Stmt {
                    kind: StmtKind::Decl(temp, Some(value)),
                    pos,
                });
                Expr {
                    kind: ExprKind::Local(temp),
                    ty,
                    pos,
                }
            } else {
                value
            };
            assigns.push(Stmt {
                kind: StmtKind::Assign(place, value),
                pos,
            });
        }
        stmts.append(&mut assigns);
        stmts.push(Stmt {
            kind: StmtKind::Break(self.end),
            pos,
        });
        let n = stmts.len();
        list.splice(at..=at, stmts);
        n
    }

    fn stmt(&self, caller: &mut Func, stmt: &mut Stmt) {
        match &mut stmt.kind {
            StmtKind::Decl(local, _) => *local = self.locals[*local],
            StmtKind::Multi(dsts, _) => self.dsts(dsts),
            StmtKind::Call(call) | StmtKind::TailCall(call) => self.dsts(&mut call.dsts),
            StmtKind::Block(label, _)
            | StmtKind::Break(label)
            | StmtKind::Continue(label)
            | StmtKind::Label(label)
            | StmtKind::Goto(label) => *label = self.labels[*label],
            StmtKind::Loop(l) => l.label = self.labels[l.label],
            StmtKind::Switch(switch) => switch.label = self.labels[switch.label],
            StmtKind::Inlined { node, label, .. } => {
                *node = self.nodes[*node];
                *label = self.labels[*label];
            }
            _ => {}
        }
        each_expr_mut(&mut stmt.kind, &mut |x| self.expr(x));
        each_list_mut(&mut stmt.kind, &mut |list| self.list(caller, list));
    }

    fn dsts(&self, dsts: &mut [Option<Local>]) {
        for dst in dsts.iter_mut().flatten() {
            *dst = self.locals[*dst];
        }
    }

    fn expr(&self, x: &mut Expr) {
        if let ExprKind::Deref { ptr, .. } = &x.kind
            && let ExprKind::Local(pointer) = ptr.kind
            && let Some(place) = self.by_ref.get(&pointer)
        {
            x.kind = place.kind.clone();
            return;
        }
        match &mut x.kind {
            ExprKind::Local(local) => match self.by_ref.get(local) {
                Some(place) => {
                    x.kind = ExprKind::AddrOf(Box::new(place.clone()));
                    return;
                }
                None => *local = self.locals[*local],
            },
            ExprKind::SliceLit { alloc, .. }
            | ExprKind::New { alloc, .. }
            | ExprKind::Closure { alloc, .. }
            | ExprKind::Append { alloc, .. }
            | ExprKind::AppendSlice { alloc, .. }
            | ExprKind::AppendZeroes { alloc, .. }
            | ExprKind::MakeSlice { alloc, .. }
            | ExprKind::MakeMap { alloc, .. }
            | ExprKind::MakeChan { alloc, .. }
            | ExprKind::Concat { alloc, .. } => *alloc = self.allocs[*alloc],
            ExprKind::Convert {
                alloc: Some(alloc), ..
            }
            | ExprKind::MakeIface {
                alloc: Some(alloc), ..
            } => *alloc = self.allocs[*alloc],
            _ => {}
        }
        each_operand_mut(&mut x.kind, &mut |operand| self.expr(operand));
    }
}
