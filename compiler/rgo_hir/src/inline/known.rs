//! Which function a local func variable holds, and values of which type a local interface.
//!
//! A func variable that is set once, by its declaration, and whose address nobody takes, holds what its
//! initial value says. An interface variable holds values of one type if all that it is ever set to are
//! that, nil aside.

use rgo_base::Symbol;
use rgo_types::lookup::MemberKind;
use rgo_types::type_::MethodName;
use rgo_types::type_string::Qualifier;
use rgo_types::{Context, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lowering::assert_target;
use crate::program::{FuncId, Program};
use crate::tree::walk::each_stmt;
use crate::tree::{
    Call, Callee, Const, ConvKind, Expr, ExprKind, Func, Local, LocalKind, StmtKind,
};

/// What a func variable is known to hold.
#[derive(Clone)]
enum Value {
    Func(FuncId),
    Closure { func: FuncId, captures: Vec<Expr> },
}

/// The type of the values an interface holds.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Dynamic {
    ty: TypeId,
    may_be_nil: bool,
}

/// What is known of a function's variables.
pub(super) struct Known {
    values: FxHashMap<Local, Value>,
    dynamic: FxHashMap<Local, Dynamic>,
}

/// A call through an interface that became direct.
pub(super) struct Devirtualized {
    /// The interface, if it may be nil: the call panics then.
    pub check: Option<Expr>,
    pub ty: TypeId,
    /// The method called is that of an interface in the value.
    pub is_partial: bool,
}

/// What resolving a call did.
pub(super) enum Resolved {
    Nothing,
    Func,
    Interface(Devirtualized),
}

impl Known {
    pub(super) fn compute(cx: &Context, func: &Func) -> Known {
        let mut known = Known {
            values: FxHashMap::default(),
            dynamic: FxHashMap::default(),
        };
        each_stmt(&func.body, &mut |stmt| {
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
        known.dynamic = Interfaces::collect(cx, func).dynamic_types();
        known
    }

    fn value_of(&self, x: &Expr) -> Option<Value> {
        match &x.kind {
            ExprKind::FuncValue(func) => Some(Value::Func(*func)),
            ExprKind::Closure { func, captures, .. } => Some(Value::Closure {
                func: *func,
                captures: captures.clone(),
            }),
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } => self.value_of(x),
            ExprKind::Local(local) => self.values.get(local).cloned(),
            _ => None,
        }
    }

    fn dynamic_of(&self, x: &Expr) -> Option<Dynamic> {
        match &x.kind {
            ExprKind::MakeIface { x, .. } => Some(Dynamic {
                ty: x.ty,
                may_be_nil: false,
            }),
            ExprKind::IfaceToIface(x)
            | ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } => self.dynamic_of(x),
            ExprKind::Local(local) => self.dynamic.get(local).copied(),
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
            Value::Func(_) => None,
        }
    }

    /// Makes a call direct whose callee is known.
    pub(super) fn resolve(&self, prog: &Program<'_>, call: &mut Call) -> Resolved {
        match &call.callee {
            Callee::Closure(x) => match self.value_of(x) {
                Some(Value::Func(func)) => {
                    call.callee = Callee::Func(func);
                    Resolved::Func
                }
                _ => Resolved::Nothing,
            },
            Callee::Interface { recv, index } => {
                let (recv, index) = (recv.clone(), *index);
                self.devirtualize(prog, call, recv, index)
            }
            Callee::Func(_) | Callee::Runtime(_) => Resolved::Nothing,
        }
    }

    fn devirtualize(
        &self,
        prog: &Program<'_>,
        call: &mut Call,
        iface: Expr,
        index: u32,
    ) -> Resolved {
        let Some(dynamic) = self.dynamic_of(&iface) else {
            return Resolved::Nothing;
        };
        let Dynamic { ty, may_be_nil } = dynamic;
        let methods = prog.types.interface_methods(iface.ty);
        let name = methods[index as usize].name;
        // An assertion that fails may have led here.
        let has = |name| prog.lookup_method(ty, name).is_some();
        if !methods.iter().all(|method| has(method.name)) {
            return Resolved::Nothing;
        }
        let member = prog.lookup_method(ty, name).expect("it has all methods");
        if let MemberKind::InterfaceMethod(method) = member.kind {
            return partly(prog, call, iface, dynamic, &member.path, method.name);
        }
        let mut func = prog.method(ty, name);
        if prog.funcs[func].built.get().is_none() {
            // A method nobody reached otherwise: leave the call.
            return Resolved::Nothing;
        }
        let mut recv = match &iface.kind {
            ExprKind::MakeIface { x, .. } => (**x).clone(),
            _ => Expr {
                kind: ExprKind::IfaceData(Box::new(iface.clone())),
                ty,
                pos: iface.pos,
            },
        };
        // A method of the value behind a pointer: not its wrapper, which would panic in other words if
        // the pointer is nil.
        if let Some((method, elem)) = prog.value_method(ty, name)
            && prog.funcs[method].built.get().is_some()
        {
            func = method;
            recv = crate::build::deref(recv, elem, false);
        }
        call.args.insert(0, recv);
        call.callee = Callee::Func(func);
        Resolved::Interface(Devirtualized {
            check: may_be_nil.then_some(iface),
            ty,
            is_partial: false,
        })
    }
}

/// The method is that of an interface that `path` leads to in the value: calls through that one.
fn partly(
    prog: &Program<'_>,
    call: &mut Call,
    iface: Expr,
    dynamic: Dynamic,
    path: &[u32],
    name: MethodName,
) -> Resolved {
    let types = prog.types;
    let pos = iface.pos;
    let mut at = match &iface.kind {
        ExprKind::MakeIface { x, .. } => (**x).clone(),
        _ => Expr {
            kind: ExprKind::IfaceData(Box::new(iface.clone())),
            ty: dynamic.ty,
            pos,
        },
    };
    for &index in path {
        if let &Type::Pointer(elem) = types.under(at.ty) {
            at = crate::build::deref(at, types.canon(elem), false);
        }
        let Type::Struct(fields) = types.under(at.ty) else {
            return Resolved::Nothing;
        };
        let ty = types.canon(fields.fields[index as usize].ty);
        let kind = ExprKind::Field(Box::new(at), index);
        at = Expr { kind, ty, pos };
    }
    let methods = types.interface_methods(at.ty);
    let Some(index) = methods.iter().position(|method| method.name == name) else {
        return Resolved::Nothing;
    };
    call.callee = Callee::Interface {
        recv: at,
        index: index as u32,
    };
    Resolved::Interface(Devirtualized {
        check: dynamic.may_be_nil.then_some(iface),
        ty: dynamic.ty,
        is_partial: true,
    })
}

impl Devirtualized {
    /// What messages say; `selector` is what was called.
    pub(super) fn text(&self, prog: &Program<'_>, selector: Symbol) -> Symbol {
        let qualifier = prog
            .options
            .explained
            .map_or(Qualifier::Paths, Qualifier::RelativeTo);
        let ty = prog.types.qualified_type_string(self.ty, qualifier);
        let how = if self.is_partial { "partially " } else { "" };
        Symbol::intern(&format!("{how}devirtualizing {selector} to {ty}"))
    }
}

/// What is said of an interface's dynamic type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Type(TypeId),
    /// It is nil, or what is being asked.
    Nothing,
    Unknown,
}

/// All that a function's interface variables are set to.
struct Interfaces<'a> {
    cx: &'a Context,
    sets: FxHashMap<Local, Vec<Option<&'a Expr>>>,
    /// Set to what is not looked at, or by others.
    unknown: FxHashSet<Local>,
    /// Declared without value.
    zero: FxHashSet<Local>,
}

impl<'a> Interfaces<'a> {
    fn collect(cx: &'a Context, func: &'a Func) -> Interfaces<'a> {
        let mut all = Interfaces {
            cx,
            sets: FxHashMap::default(),
            unknown: FxHashSet::default(),
            zero: FxHashSet::default(),
        };
        let is_open = |local: Local| {
            let data = &func.locals[local];
            cx.is_interface(data.ty)
                && !data.is_addr_taken
                && matches!(data.kind, LocalKind::Var | LocalKind::Temp)
        };
        each_stmt(&func.body, &mut |stmt| match &stmt.kind {
            StmtKind::Decl(local, None) if is_open(*local) => {
                all.zero.insert(*local);
            }
            StmtKind::Decl(local, Some(value)) if is_open(*local) => {
                all.sets.entry(*local).or_default().push(Some(value));
            }
            StmtKind::Assign(place, value) => {
                if let ExprKind::Local(local) = place.kind
                    && is_open(local)
                {
                    all.sets.entry(local).or_default().push(Some(value));
                }
            }
            StmtKind::Multi(dsts, value) => {
                for (at, &local) in dsts.iter().enumerate() {
                    let Some(local) = local else { continue };
                    match value.kind {
                        ExprKind::TypeAssert { .. } if at == 0 => {
                            all.sets.entry(local).or_default().push(Some(value));
                            all.zero.insert(local);
                        }
                        _ => {
                            all.unknown.insert(local);
                        }
                    }
                }
            }
            StmtKind::Call(call) | StmtKind::TailCall(call) => {
                all.unknown.extend(call.dsts.iter().flatten());
            }
            _ => {}
        });
        all
    }

    fn dynamic_types(&self) -> FxHashMap<Local, Dynamic> {
        let mut found = FxHashMap::default();
        for (&local, sets) in &self.sets {
            let Said::Type(ty) = self.of_local(local, &mut Vec::new()) else {
                continue;
            };
            let is_made = |x: &Option<&Expr>| x.is_some_and(is_never_nil);
            let may_be_nil =
                self.zero.contains(&local) || sets.len() != 1 || !sets.iter().all(is_made);
            found.insert(local, Dynamic { ty, may_be_nil });
        }
        found
    }

    fn of_local(&self, local: Local, asked: &mut Vec<Local>) -> Said {
        if self.unknown.contains(&local) {
            return Said::Unknown;
        }
        if asked.contains(&local) {
            return Said::Nothing;
        }
        let Some(sets) = self.sets.get(&local) else {
            return match self.zero.contains(&local) {
                true => Said::Nothing,
                false => Said::Unknown,
            };
        };
        asked.push(local);
        let mut said = Said::Nothing;
        for value in sets {
            let here = value.map_or(Said::Unknown, |value| self.of(value, asked));
            said = match (said, here) {
                (_, Said::Nothing) => said,
                (Said::Nothing, here) => here,
                (Said::Type(x), Said::Type(y)) if x == y => said,
                _ => return Said::Unknown,
            };
        }
        said
    }

    fn of(&self, x: &Expr, asked: &mut Vec<Local>) -> Said {
        match &x.kind {
            ExprKind::Const(Const::Zero) => Said::Nothing,
            ExprKind::MakeIface { x, .. } => Said::Type(x.ty),
            ExprKind::IfaceToIface(x)
            | ExprKind::Convert {
                kind: ConvKind::Bits,
                x,
                ..
            } => self.of(x, asked),
            ExprKind::TypeAssert { x: inner, comma_ok } => {
                let target = assert_target(self.cx, x, *comma_ok);
                match self.cx.is_interface(target) {
                    true => self.of(inner, asked),
                    false => Said::Type(target),
                }
            }
            ExprKind::Local(local) => self.of_local(*local, asked),
            _ => Said::Unknown,
        }
    }
}

/// Whether interface `x` was just made of a value.
fn is_never_nil(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::MakeIface { .. } => true,
        ExprKind::IfaceToIface(x)
        | ExprKind::Convert {
            kind: ConvKind::Bits,
            x,
            ..
        } => is_never_nil(x),
        _ => false,
    }
}
