//! Which function a local func variable holds, and which type a local interface.
//!
//! A variable that is set once, by its declaration, and whose address nobody takes, holds what its
//! initial value says.

use rustc_hash::FxHashMap;

use crate::program::{FuncId, Program};
use crate::tree::walk::each_stmt;
use crate::tree::{Call, Callee, ConvKind, Expr, ExprKind, Func, Local, StmtKind};

/// What a variable is known to hold.
#[derive(Clone)]
enum Value {
    Func(FuncId),
    Closure {
        func: FuncId,
        captures: Vec<Expr>,
    },
    /// An interface holding a value of this type.
    Iface(rgo_types::TypeId),
}

/// What is known of a function's variables.
pub(super) struct Known {
    values: FxHashMap<Local, Value>,
    /// A function literal is called where it stands.
    has_literal_calls: bool,
}

impl Known {
    pub(super) fn compute(func: &Func) -> Known {
        let mut known = Known {
            values: FxHashMap::default(),
            has_literal_calls: false,
        };
        each_stmt(&func.body, &mut |stmt| {
            if let StmtKind::Call(call) = &stmt.kind {
                known.has_literal_calls |= calls_literal(call);
            }
            let StmtKind::Decl(local, Some(init)) = &stmt.kind else {
                return;
            };
            let data = &func.locals[*local];
            if data.is_reassigned || data.is_addr_taken {
                return;
            }
            if let Some(value) = known.value_of(init) {
                known.values.insert(*local, value);
            }
        });
        known
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.has_literal_calls
    }

    fn value_of(&self, x: &Expr) -> Option<Value> {
        match &x.kind {
            ExprKind::FuncValue(func) => Some(Value::Func(*func)),
            ExprKind::Closure { func, captures, .. } => Some(Value::Closure {
                func: *func,
                captures: captures.clone(),
            }),
            ExprKind::MakeIface { x, .. } => Some(Value::Iface(x.ty)),
            ExprKind::IfaceToIface(x)
            | ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } => self.value_of(x),
            ExprKind::Local(local) => self.values.get(local).cloned(),
            _ => None,
        }
    }

    /// The closure a call through a func value calls, and what it captures.
    pub(super) fn closure(&self, call: &Call) -> Option<(FuncId, Vec<Expr>)> {
        let Callee::Closure(x) = &call.callee else {
            return None;
        };
        match self.value_of(x)? {
            Value::Closure { func, captures } => Some((func, captures)),
            Value::Func(_) | Value::Iface(_) => None,
        }
    }

    /// Makes a call direct whose callee is known; whether it did.
    pub(super) fn resolve(&self, prog: &Program<'_>, call: &mut Call) -> bool {
        match &call.callee {
            Callee::Closure(x) => match self.value_of(x) {
                Some(Value::Func(func)) => {
                    call.callee = Callee::Func(func);
                    true
                }
                _ => false,
            },
            Callee::Interface { recv, index } => {
                let Some(Value::Iface(concrete)) = self.value_of(recv) else {
                    return false;
                };
                let name = prog.types.interface_methods(recv.ty)[*index as usize].name;
                let mut func = prog.method(concrete, name);
                if prog.funcs[func].built.get().is_none() {
                    // A method nobody reached otherwise: leave the call.
                    return false;
                }
                let mut recv = match &recv.kind {
                    ExprKind::MakeIface { x, .. } => (**x).clone(),
                    _ => Expr {
                        kind: ExprKind::IfaceData(Box::new(recv.clone())),
                        ty: concrete,
                        pos: recv.pos,
                    },
                };
                // A method of the value behind a pointer: not its wrapper, which would panic in
                // other words if the pointer is nil.
                if let Some((method, elem)) = prog.value_method(concrete, name) {
                    func = method;
                    recv = crate::build::deref(recv, elem, false);
                }
                call.args.insert(0, recv);
                call.callee = Callee::Func(func);
                true
            }
            Callee::Func(_) | Callee::Runtime(_) => false,
        }
    }
}

/// Whether a call is one of a function literal that stands there: no other call is.
pub(super) fn calls_literal(call: &Call) -> bool {
    let Callee::Closure(closure) = &call.callee else {
        return false;
    };
    matches!(
        closure.kind,
        ExprKind::Closure { .. } | ExprKind::FuncValue(_)
    )
}
