//! What local variables hold: the value of one that is set once, the functions of one that is only
//! ever set to known ones.

use rgo_base::SecondaryMap;
use rustc_hash::FxHashMap;

use crate::program::{FuncId, Program};
use crate::tree::walk::{each_expr, each_operand, each_stmt};
use crate::tree::{ConvKind, Expr, ExprKind, Func, Local, LocalKind, StmtKind};

/// How a local is set.
#[derive(Clone, Default)]
enum Setting<'a> {
    #[default]
    Never,
    Once(&'a Expr),
    /// To these values, and to nothing else.
    To(Vec<&'a Expr>),
    Unknown,
}

impl<'a> Setting<'a> {
    fn add(&mut self, value: &'a Expr) {
        match self {
            Setting::Never => *self = Setting::Once(value),
            Setting::Once(first) => *self = Setting::To(vec![first, value]),
            Setting::To(values) => values.push(value),
            Setting::Unknown => {}
        }
    }
}

/// The settings of all locals of a batch.
pub(in crate::escape) struct Values<'a> {
    /// Numbers of the batch's functions.
    pub numbers: FxHashMap<FuncId, usize>,
    settings: Vec<SecondaryMap<Local, Setting<'a>>>,
    /// Captured variables by the local of the closure: the function around it, the variable, and
    /// whether the local is a pointer to it. Only of literals with one closure in the batch.
    origins: FxHashMap<(usize, Local), Origin>,
}

#[derive(Clone, Copy)]
struct Origin {
    at: usize,
    local: Local,
    by_ref: bool,
}

/// How far variables are followed.
const DEPTH_MAX: u32 = 32;

impl<'a> Values<'a> {
    pub fn collect(funcs: &'a [Func]) -> Values<'a> {
        let numbers = funcs
            .iter()
            .enumerate()
            .map(|(at, func)| (func.id, at))
            .collect();
        let mut values = Values {
            numbers,
            settings: vec![SecondaryMap::new(); funcs.len()],
            origins: FxHashMap::default(),
        };
        values.find_origins(funcs);
        for (at, func) in funcs.iter().enumerate() {
            values.collect_func(at, func);
        }
        values
    }

    fn find_origins(&mut self, funcs: &'a [Func]) {
        let mut n_sites = vec![0; funcs.len()];
        for (at, func) in funcs.iter().enumerate() {
            crate::tree::walk::each_expr_below(&func.body, &mut |x| {
                let ExprKind::Closure {
                    func: lit,
                    captures,
                    ..
                } = &x.kind
                else {
                    return;
                };
                let Some(&number) = self.numbers.get(lit) else {
                    return;
                };
                n_sites[number] += 1;
                for (&local, source) in funcs[number].captures.iter().zip(captures) {
                    let origin = match &source.kind {
                        ExprKind::Local(outer) => Some((*outer, false)),
                        ExprKind::AddrOf(place) => match place.kind {
                            ExprKind::Local(outer) => Some((outer, true)),
                            _ => None,
                        },
                        _ => None,
                    };
                    if let Some((outer, by_ref)) = origin {
                        let origin = Origin {
                            at,
                            local: outer,
                            by_ref,
                        };
                        self.origins.insert((number, local), origin);
                    }
                }
            });
        }
        self.origins.retain(|(number, _), _| n_sites[*number] == 1);
    }

    /// The variable behind `local` of function number `at`, and whether `local` is a pointer to it.
    fn origin(&self, at: usize, local: Local) -> (usize, Local, bool) {
        let (mut at, mut local, mut by_ref) = (at, local, false);
        for _ in 0..DEPTH_MAX {
            let Some(origin) = self.origins.get(&(at, local)) else {
                break;
            };
            (at, local) = (origin.at, origin.local);
            by_ref |= origin.by_ref;
        }
        (at, local, by_ref)
    }

    fn collect_func(&mut self, at: usize, func: &'a Func) {
        let unknown = func.params.iter().chain(&func.results);
        for &local in unknown {
            self.settings[at][local] = Setting::Unknown;
        }
        for &local in &func.captures {
            if !self.origins.contains_key(&(at, local)) {
                self.settings[at][local] = Setting::Unknown;
            }
        }
        each_stmt(&func.body, &mut |stmt| {
            match &stmt.kind {
                StmtKind::Decl(local, Some(value)) => self.settings[at][*local].add(value),
                StmtKind::Assign(place, value) => self.assigned(at, place, Some(value)),
                StmtKind::AssignOp(place, ..) => self.assigned(at, place, None),
                StmtKind::Multi(dsts, _) => self.set_unknown(at, dsts),
                StmtKind::Call(call) | StmtKind::TailCall(call) => {
                    self.set_unknown(at, &call.dsts);
                }
                _ => {}
            }
            each_expr(&stmt.kind, &mut |x| self.addresses(at, x));
        });
    }

    fn set_unknown(&mut self, at: usize, dsts: &[Option<Local>]) {
        for &local in dsts.iter().flatten() {
            self.settings[at][local] = Setting::Unknown;
        }
    }

    fn assigned(&mut self, at: usize, place: &Expr, value: Option<&'a Expr>) {
        let (local, is_whole) = match &place.kind {
            ExprKind::Local(local) => (*local, true),
            ExprKind::Deref { ptr, .. } => match ptr.kind {
                ExprKind::Local(local) if self.origins.contains_key(&(at, local)) => (local, true),
                _ => return,
            },
            ExprKind::Field(x, _) | ExprKind::Index { x, .. } => {
                return self.assigned(at, x, None);
            }
            _ => return,
        };
        let (at, local, _) = self.origin(at, local);
        match value.filter(|_| is_whole) {
            Some(value) => self.settings[at][local].add(value),
            None => self.settings[at][local] = Setting::Unknown,
        }
    }

    /// A variable whose address is taken other than by a closure whose assignments are seen is not
    /// known.
    fn addresses(&mut self, at: usize, x: &'a Expr) {
        match &x.kind {
            ExprKind::Closure { captures, .. } => {
                for capture in captures {
                    match &capture.kind {
                        ExprKind::AddrOf(place)
                            if matches!(place.kind, ExprKind::Local(local)
                                if self.is_only_captured(at, local)) => {}
                        _ => self.addresses(at, capture),
                    }
                }
                return;
            }
            ExprKind::AddrOf(place) => {
                if let ExprKind::Local(local) = root(place).kind {
                    self.settings[at][local] = Setting::Unknown;
                }
            }
            _ => {}
        }
        each_operand(&x.kind, &mut |operand| self.addresses(at, operand));
    }

    /// Whether some literal of the batch captures `local` by reference, and all that do are followed.
    fn is_only_captured(&self, at: usize, local: Local) -> bool {
        self.origins
            .values()
            .any(|origin| origin.by_ref && origin.at == at && origin.local == local)
    }

    /// The expression whose value `x` in function number `at` has, and the function it stands in.
    pub fn static_value(&self, funcs: &'a [Func], at: usize, x: &'a Expr) -> (usize, &'a Expr) {
        let (mut at, mut x) = (at, x);
        for _ in 0..DEPTH_MAX {
            match &x.kind {
                ExprKind::Convert {
                    kind: ConvKind::Bits,
                    x: inner,
                    ..
                } => x = inner,
                ExprKind::Local(local) => {
                    let (home, local, by_ref) = self.origin(at, *local);
                    let data = &funcs[home].locals[local];
                    let is_fixed = !data.is_reassigned && !data.is_addr_taken && !by_ref;
                    match &self.settings[home][local] {
                        Setting::Once(value) if is_fixed => (at, x) = (home, value),
                        _ => break,
                    }
                }
                _ => break,
            }
        }
        (at, x)
    }

    /// The functions that a call of `x` may call; none if that is not known.
    pub fn callees(&self, funcs: &'a [Func], at: usize, x: &'a Expr) -> Vec<FuncId> {
        let (at, value) = self.static_value(funcs, at, x);
        if let Some(func) = known_func(value) {
            return vec![func];
        }
        let local = match &value.kind {
            ExprKind::Local(local) => *local,
            ExprKind::Deref { ptr, .. } => match ptr.kind {
                ExprKind::Local(local) if self.origin(at, local).2 => local,
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let (at, local, _) = self.origin(at, local);
        let values: &[&Expr] = match &self.settings[at][local] {
            Setting::Once(value) => &[value],
            Setting::To(values) => values,
            Setting::Never | Setting::Unknown => &[],
        };
        let mut found = Vec::new();
        for value in values {
            // Nil panics.
            if let ExprKind::Const(_) = value.kind {
                continue;
            }
            match known_func(value) {
                Some(func) => found.push(func),
                None => return Vec::new(),
            }
        }
        found
    }

    /// Whether something is called for the value of `x`.
    fn may_call(&self, func: &Func, at: usize, x: &'a Expr) -> bool {
        let x = self.unfolded(func, at, x);
        let may_call = |x: &'a Expr| self.may_call(func, at, x);
        match &x.kind {
            // A temporary that is no expression's value is a call's.
            ExprKind::Local(local) => func.locals[*local].kind == LocalKind::Temp,
            ExprKind::Const(_) | ExprKind::Global(_) => false,
            ExprKind::Binary(_, x, y) => may_call(x) || may_call(y),
            ExprKind::Index { x, index, .. } => may_call(x) || may_call(index),
            ExprKind::Convert { x, .. }
            | ExprKind::Len(x)
            | ExprKind::Cap(x)
            | ExprKind::Unary(_, x)
            | ExprKind::Field(x, _)
            | ExprKind::Deref { ptr: x, .. } => may_call(x),
            _ => true,
        }
    }

    /// Whether two places without side effects are the same.
    fn same(&self, func: &Func, at: usize, x: &'a Expr, y: &'a Expr) -> bool {
        let (x, y) = (self.unfolded(func, at, x), self.unfolded(func, at, y));
        match (&x.kind, &y.kind) {
            (ExprKind::Local(x), ExprKind::Local(y)) => x == y,
            (ExprKind::Global(x), ExprKind::Global(y)) => x == y,
            (ExprKind::Const(x), ExprKind::Const(y)) => x == y,
            (ExprKind::Field(x, i), ExprKind::Field(y, j)) => i == j && self.same(func, at, x, y),
            (ExprKind::Deref { ptr: x, .. }, ExprKind::Deref { ptr: y, .. }) => {
                self.same(func, at, x, y)
            }
            (ExprKind::Index { x, index: i, .. }, ExprKind::Index { x: y, index: j, .. }) => {
                self.same(func, at, x, y) && self.same(func, at, i, j)
            }
            _ => false,
        }
    }

    /// The value of a temporary in terms of what it was computed from.
    fn unfolded(&self, func: &Func, at: usize, x: &'a Expr) -> &'a Expr {
        match &x.kind {
            ExprKind::Local(local) if func.locals[*local].kind == LocalKind::Temp => {
                match &self.settings[at][*local] {
                    Setting::Once(value) => value,
                    _ => x,
                }
            }
            _ => x,
        }
    }
}

fn known_func(x: &Expr) -> Option<FuncId> {
    match &x.kind {
        ExprKind::Closure { func, .. } | ExprKind::FuncValue(func) => Some(*func),
        ExprKind::Convert {
            kind: ConvKind::Bits,
            x,
            ..
        } => known_func(x),
        _ => None,
    }
}

fn root(place: &Expr) -> &Expr {
    match &place.kind {
        ExprKind::Field(x, _) => root(x),
        ExprKind::Index { x, .. } => root(x),
        _ => place,
    }
}

/// Whether `dst = src` stores in an object only what it holds already: `b.buf = b.buf[n:m]`,
/// `val.x = val.y`, `val.x[i] = val.y[j]`.
pub(super) fn is_self_assignment<'a>(
    prog: &Program<'_>,
    func: &Func,
    values: &Values<'a>,
    at: usize,
    dst: &'a Expr,
    src: &'a Expr,
) -> bool {
    let src = values.unfolded(func, at, src);
    if let ExprKind::Slice { x, .. } = &src.kind {
        let sliced = values.unfolded(func, at, x);
        let pointed_to = |x| pointed_to(values, func, at, x);
        return match (pointed_to(dst), pointed_to(sliced)) {
            (Some(dst), Some(src)) => dst == src,
            _ => false,
        };
    }
    match (&dst.kind, &src.kind) {
        (ExprKind::Field(x, _), ExprKind::Field(y, _)) => values.same(func, at, x, y),
        (ExprKind::Index { x, index: i, .. }, ExprKind::Index { x: y, index: j, .. }) => {
            let is_map = |x: &Expr| matches!(prog.types.under(x.ty), rgo_types::Type::Map { .. });
            let is_stable = |x: &'a Expr| !values.may_call(func, at, x);
            !is_map(x) && is_stable(i) && is_stable(j) && values.same(func, at, x, y)
        }
        _ => false,
    }
}

/// The variable that `place` is reached from by one pointer: `*p`, `p.f`.
fn pointed_to<'a>(values: &Values<'a>, func: &Func, at: usize, place: &'a Expr) -> Option<Local> {
    let ptr = match &place.kind {
        ExprKind::Deref { ptr, .. } => ptr,
        ExprKind::Field(x, _) => match &x.kind {
            ExprKind::Deref { ptr, .. } => ptr,
            _ => return None,
        },
        _ => return None,
    };
    match values.unfolded(func, at, ptr).kind {
        ExprKind::Local(local) => Some(local),
        _ => None,
    }
}
