//! Abstract execution.

use std::sync::Arc;

use rgo_types::{Basic, Type, TypeId};
use rustc_hash::FxHashMap;

use super::data::{Step, Target, Val, part_of};
use super::{
    Cell, DEPTH_MAX, Frame, MAKE_BYTES_MAX, Machine, NotStatic, Place, Root, STEPS_MAX, Var,
};
use crate::data::SymbolRef;
use crate::tree::{
    BinOp, Call, Callee, Const, ConvKind, Expr, ExprKind, Func, Label, Local, Stmt, StmtKind, UnOp,
};

/// How a statement list ends.
pub(super) enum Flow {
    Next,
    Return,
    Break(Label),
}

type Eval<T> = Result<T, NotStatic>;

impl<'m> Machine<'m, '_> {
    fn step(&mut self) -> Eval<()> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            Err(NotStatic)
        } else {
            Ok(())
        }
    }

    fn under(&self, ty: TypeId) -> &'m Type {
        self.prog.types.under(ty)
    }

    pub(super) fn list(&mut self, frame: &mut Frame<'m>, list: &'m [Stmt]) -> Eval<Flow> {
        for stmt in list {
            match self.stmt(frame, &stmt.kind)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn stmt(&mut self, frame: &mut Frame<'m>, kind: &'m StmtKind) -> Eval<Flow> {
        self.step()?;
        match kind {
            StmtKind::Eval(x) => {
                self.expr(frame, x)?;
            }
            StmtKind::Decl(local, init) => {
                let value = match init {
                    Some(init) => self.expr(frame, init)?,
                    None => Val::ZERO,
                };
                self.declare(frame, *local, value);
            }
            StmtKind::Assign(dst, src) => {
                let value = self.expr(frame, src)?;
                let place = self.place(frame, dst)?;
                self.assign(frame, &place, value)?;
            }
            StmtKind::Call(call) => {
                let results = self.call(frame, call)?;
                for (dst, value) in call.dsts.iter().zip(results) {
                    if let Some(dst) = dst {
                        let place = Place {
                            root: Root::Local(*dst),
                            path: Vec::new(),
                        };
                        self.assign(frame, &place, value)?;
                    }
                }
            }
            StmtKind::If(cond, then, els) => {
                let Val::Const(cond) = self.expr(frame, cond)? else {
                    return Err(NotStatic);
                };
                let taken = if cond == Const::Bool(true) { then } else { els };
                return self.list(frame, taken);
            }
            StmtKind::Block(label, body) => {
                return Ok(match self.list(frame, body)? {
                    Flow::Break(target) if target == *label => Flow::Next,
                    other => other,
                });
            }
            StmtKind::Break(label) => return Ok(Flow::Break(*label)),
            StmtKind::Label(_) => {}
            StmtKind::Return(values) => {
                let values = values
                    .iter()
                    .map(|x| self.expr(frame, x))
                    .collect::<Eval<Vec<Val>>>()?;
                for (value, &result) in values.into_iter().zip(&frame.func.results) {
                    let place = Place {
                        root: Root::Local(result),
                        path: Vec::new(),
                    };
                    self.assign(frame, &place, value)?;
                }
                return Ok(Flow::Return);
            }
            StmtKind::AssignOp(..)
            | StmtKind::Multi(..)
            | StmtKind::TailCall(_)
            | StmtKind::Loop(_)
            | StmtKind::Continue(_)
            | StmtKind::Goto(_)
            | StmtKind::Switch(_)
            | StmtKind::Go(_)
            | StmtKind::Defer { .. }
            | StmtKind::DeferAt { .. }
            | StmtKind::Panic(_)
            | StmtKind::Inlined { .. }
            | StmtKind::KeepAlive(_)
            | StmtKind::Escape(_) => return Err(NotStatic),
        }
        Ok(Flow::Next)
    }

    fn declare(&mut self, frame: &mut Frame<'m>, local: Local, value: Val) {
        let data = &frame.func.locals[local];
        let var = if data.is_addr_taken {
            Var::Cell(self.new_cell(data.ty, value))
        } else {
            Var::Value(value)
        };
        frame.locals.insert(local, var);
    }

    fn new_cell(&mut self, ty: TypeId, value: Val) -> usize {
        self.cells.push(Cell { ty, value });
        self.cells.len() - 1
    }

    fn call(&mut self, frame: &mut Frame<'m>, call: &'m Call) -> Eval<Vec<Val>> {
        let Callee::Func(callee) = call.callee else {
            return Err(NotStatic);
        };
        if frame.depth >= DEPTH_MAX || self.prog.funcs[callee].special.is_some() {
            return Err(NotStatic);
        }
        let args = call
            .args
            .iter()
            .map(|x| self.expr(frame, x))
            .collect::<Eval<Vec<Val>>>()?;
        self.prog.build(callee);
        let func: &'m Func = self.prog.funcs[callee].built.get().ok_or(NotStatic)?;
        if func.has_defer || func.has_recover || !is_straight(&func.body) {
            return Err(NotStatic);
        }
        let depth = frame.depth + 1;
        let mut inner = Frame {
            func,
            locals: FxHashMap::default(),
            depth,
        };
        for (&param, arg) in func.params.iter().zip(args) {
            self.declare(&mut inner, param, arg);
        }
        for &result in &func.results {
            self.declare(&mut inner, result, Val::ZERO);
        }
        self.list(&mut inner, &func.body)?;
        func.results
            .iter()
            .map(|&result| self.read_root(&inner, Root::Local(result)))
            .collect()
    }

    // Places.

    fn place(&mut self, frame: &mut Frame<'m>, x: &'m Expr) -> Eval<Place> {
        match &x.kind {
            ExprKind::Local(local) => Ok(Place {
                root: Root::Local(*local),
                path: Vec::new(),
            }),
            ExprKind::Global(global) => Ok(Place {
                root: Root::Global(*global),
                path: Vec::new(),
            }),
            ExprKind::Field(x, index) => {
                let mut place = self.place(frame, x)?;
                place.path.push(Step::Field(*index));
                Ok(place)
            }
            ExprKind::Index { x, index, .. } => {
                let index = self.index(frame, index)?;
                match self.under(x.ty) {
                    Type::Array { len, .. } if index < *len => {
                        let mut place = self.place(frame, x)?;
                        place.path.push(Step::Elem(index));
                        Ok(place)
                    }
                    Type::Slice(_) => match self.expr(frame, x)? {
                        Val::Slice { data, len, .. } if index < len => {
                            element_of(*data, index).and_then(|addr| self.pointee(addr))
                        }
                        _ => Err(NotStatic),
                    },
                    _ => Err(NotStatic),
                }
            }
            ExprKind::Deref { ptr, .. } => {
                let ptr = self.expr(frame, ptr)?;
                self.pointee(ptr)
            }
            _ => Err(NotStatic),
        }
    }

    fn pointee(&self, ptr: Val) -> Eval<Place> {
        match ptr {
            Val::Addr {
                target: Target::Cell(cell),
                path,
                ..
            } => Ok(Place {
                root: Root::Cell(cell),
                path,
            }),
            Val::Addr {
                target: Target::Symbol(SymbolRef::Global(global)),
                path,
                ..
            } => Ok(Place {
                root: Root::Global(global),
                path,
            }),
            _ => Err(NotStatic),
        }
    }

    fn index(&mut self, frame: &mut Frame<'m>, x: &'m Expr) -> Eval<u64> {
        match self.expr(frame, x)? {
            Val::Const(Const::Int(value)) => u64::try_from(value).map_err(|_| NotStatic),
            Val::Const(Const::Zero) => Ok(0),
            _ => Err(NotStatic),
        }
    }

    fn root_type(&self, frame: &Frame<'m>, root: Root) -> TypeId {
        match root {
            Root::Local(local) => frame.func.locals[local].ty,
            Root::Cell(cell) => self.cells[cell].ty,
            Root::Global(global) => self.prog.globals[global].ty,
        }
    }

    fn read_root(&mut self, frame: &Frame<'m>, root: Root) -> Eval<Val> {
        match root {
            Root::Local(local) => match frame.locals.get(&local) {
                Some(Var::Value(value)) => Ok(value.clone()),
                Some(Var::Cell(cell)) => Ok(self.cells[*cell].value.clone()),
                None => Err(NotStatic),
            },
            Root::Cell(cell) => Ok(self.cells[cell].value.clone()),
            Root::Global(global) => {
                if let Some((_, value)) = self.globals.iter().find(|(g, _)| *g == global) {
                    return Ok(value.clone());
                }
                let data = (self.initial)(global).ok_or(NotStatic)?;
                self.reads.push(global);
                Ok(Val::Raw(Arc::new(data)))
            }
        }
    }

    fn read(&mut self, frame: &Frame<'m>, place: &Place) -> Eval<Val> {
        let mut value = self.read_root(frame, place.root)?;
        let mut ty = self.root_type(frame, place.root);
        for &step in &place.path {
            (value, ty) = self.part(value, ty, step)?;
        }
        Ok(value)
    }

    /// A part of a value of type `ty`, with its type.
    fn part(&self, value: Val, ty: TypeId, step: Step) -> Eval<(Val, TypeId)> {
        let cx = self.prog.types;
        let (offset, part_ty) = match (step, self.under(ty)) {
            (Step::Field(at), Type::Struct(s)) => (
                cx.field_offsets(ty)[at as usize],
                cx.canon(s.fields[at as usize].ty),
            ),
            (Step::Elem(at), &Type::Array { elem, .. }) => (at * cx.size_of(elem), cx.canon(elem)),
            _ => return Err(NotStatic),
        };
        let part = match (value, step) {
            (Val::Const(Const::Zero), _) => Val::ZERO,
            (Val::Struct(mut fields), Step::Field(at)) => fields.swap_remove(at as usize),
            (Val::Array(elems), Step::Elem(at)) => elems
                .into_iter()
                .find(|(index, _)| *index == at)
                .map_or(Val::ZERO, |(_, value)| value),
            (Val::Raw(raw), _) => Val::Raw(Arc::new(part_of(&raw, offset, cx.size_of(part_ty)))),
            _ => return Err(NotStatic),
        };
        Ok((part, part_ty))
    }

    fn assign(&mut self, frame: &mut Frame<'m>, place: &Place, value: Val) -> Eval<()> {
        let ty = self.root_type(frame, place.root);
        let new = if place.path.is_empty() {
            value
        } else {
            let old = match place.root {
                // An initializer that assigns parts of other variables has effects elsewhere.
                Root::Global(_) => return Err(NotStatic),
                root => self.read_root(frame, root)?,
            };
            self.with_part(old, ty, &place.path, value)?
        };
        match place.root {
            Root::Local(local) => match frame.locals.get_mut(&local) {
                Some(Var::Cell(cell)) => self.cells[*cell].value = new,
                _ => {
                    frame.locals.insert(local, Var::Value(new));
                }
            },
            Root::Cell(cell) => self.cells[cell].value = new,
            // Only what the initializer initialises.
            Root::Global(global) if frame.depth == 0 => self.globals.push((global, new)),
            Root::Global(_) => return Err(NotStatic),
        }
        Ok(())
    }

    /// `old` with the part that `path` leads to replaced.
    fn with_part(&self, old: Val, ty: TypeId, path: &[Step], value: Val) -> Eval<Val> {
        let Some((&step, rest)) = path.split_first() else {
            return Ok(value);
        };
        match (step, self.under(ty)) {
            (Step::Field(at), Type::Struct(s)) => {
                let mut fields = match old {
                    Val::Struct(fields) => fields,
                    Val::Const(Const::Zero) => vec![Val::ZERO; s.fields.len()],
                    _ => return Err(NotStatic),
                };
                let at = at as usize;
                let field_ty = s.fields[at].ty;
                let field = std::mem::replace(&mut fields[at], Val::ZERO);
                fields[at] = self.with_part(field, field_ty, rest, value)?;
                Ok(Val::Struct(fields))
            }
            (Step::Elem(at), &Type::Array { elem, .. }) => {
                let mut elems = match old {
                    Val::Array(elems) => elems,
                    Val::Const(Const::Zero) => Vec::new(),
                    _ => return Err(NotStatic),
                };
                let slot = match elems.binary_search_by_key(&at, |(index, _)| *index) {
                    Ok(slot) => slot,
                    Err(slot) => {
                        elems.insert(slot, (at, Val::ZERO));
                        slot
                    }
                };
                let old = std::mem::replace(&mut elems[slot].1, Val::ZERO);
                elems[slot].1 = self.with_part(old, elem, rest, value)?;
                Ok(Val::Array(elems))
            }
            _ => Err(NotStatic),
        }
    }

    // Expressions.

    fn expr(&mut self, frame: &mut Frame<'m>, x: &'m Expr) -> Eval<Val> {
        self.step()?;
        match &x.kind {
            ExprKind::Const(value) => Ok(Val::Const(value.clone())),
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref { .. } => {
                let place = self.place(frame, x)?;
                self.read(frame, &place)
            }
            ExprKind::Field(inner, index) => {
                if let Ok(place) = self.place(frame, x) {
                    return self.read(frame, &place);
                }
                let value = self.expr(frame, inner)?;
                Ok(self.part(value, inner.ty, Step::Field(*index))?.0)
            }
            ExprKind::Index {
                x: inner, index, ..
            } => self.index_expr(frame, x, inner, index),
            ExprKind::FuncValue(func) => Ok(Val::Func(*func)),
            ExprKind::Closure { func, captures, .. } if captures.is_empty() => Ok(Val::Func(*func)),
            ExprKind::TypeDesc(ty) => Ok(self.symbol(SymbolRef::Type(*ty))),
            ExprKind::Data(data) => Ok(self.symbol(SymbolRef::Data(*data))),
            ExprKind::AddrOf(place) => self.addr_of(frame, place),
            ExprKind::New { init, .. } => {
                let &Type::Pointer(elem) = self.under(x.ty) else {
                    return Err(NotStatic);
                };
                let value = match init {
                    Some(init) => self.expr(frame, init)?,
                    None => Val::ZERO,
                };
                let elem = self.prog.types.canon(elem);
                Ok(self.address_of_new(elem, value))
            }
            ExprKind::StructLit(fields) => {
                let fields = fields
                    .iter()
                    .map(|f| self.expr(frame, f))
                    .collect::<Eval<_>>()?;
                Ok(Val::Struct(fields))
            }
            ExprKind::ArrayLit(elems) => Ok(Val::Array(self.elems(frame, elems)?)),
            ExprKind::SliceLit { len, elems, .. } => {
                let &Type::Slice(elem) = self.under(x.ty) else {
                    return Err(NotStatic);
                };
                let elems = self.elems(frame, elems)?;
                let cx = self.prog.types;
                let array = cx.canon(cx.array_of(elem, *len));
                let data = Box::new(self.address_of_new(array, Val::Array(elems)));
                Ok(Val::Slice {
                    data,
                    len: *len,
                    cap: *len,
                })
            }
            ExprKind::MakeSlice { len, cap, .. } => {
                self.make_slice(frame, x.ty, len, cap.as_deref())
            }
            ExprKind::MakeIface { x: value, .. } => {
                let dynamic = value.ty;
                let value = Box::new(self.expr(frame, value)?);
                Ok(Val::Iface { dynamic, value })
            }
            ExprKind::IfaceToIface(inner) => self.iface_to_iface(frame, inner),
            ExprKind::Convert { kind, x: inner, .. } => self.convert(frame, *kind, inner, x.ty),
            ExprKind::Unary(op, inner) => self.unary(frame, *op, inner),
            ExprKind::Binary(op, left, right) => self.binary(frame, *op, left, right, x.ty),
            ExprKind::AndAnd(left, right) | ExprKind::OrOr(left, right) => {
                let stops = matches!(x.kind, ExprKind::OrOr(..));
                match self.expr(frame, left)? {
                    Val::Const(Const::Bool(value)) if value == stops => {
                        Ok(Val::Const(Const::Bool(value)))
                    }
                    Val::Const(Const::Bool(_)) => self.expr(frame, right),
                    _ => Err(NotStatic),
                }
            }
            ExprKind::Len(inner) => match self.expr(frame, inner)? {
                Val::Const(Const::String(bytes)) => Ok(int(bytes.len() as i64)),
                Val::Const(Const::Zero) => Ok(int(0)),
                Val::Slice { len, .. } => Ok(int(len as i64)),
                _ => Err(NotStatic),
            },
            ExprKind::Concat { parts, .. } => {
                let mut text = Vec::new();
                for part in parts {
                    match self.expr(frame, part)? {
                        Val::Const(Const::String(bytes)) => text.extend_from_slice(&bytes),
                        Val::Const(Const::Zero) => {}
                        _ => return Err(NotStatic),
                    }
                }
                Ok(Val::Const(Const::String(text.into())))
            }
            ExprKind::Slice {
                x: inner,
                lo,
                hi,
                max,
            } => self.slice(frame, inner, [lo, hi, max].map(|b| b.as_deref())),
            _ => Err(NotStatic),
        }
    }

    fn symbol(&self, symbol: SymbolRef) -> Val {
        let elem = Basic::Uint8.type_id();
        Val::Addr {
            target: Target::Symbol(symbol),
            path: Vec::new(),
            elem,
        }
    }

    fn address_of_new(&mut self, ty: TypeId, value: Val) -> Val {
        let cell = self.new_cell(ty, value);
        Val::Addr {
            target: Target::Cell(cell),
            path: Vec::new(),
            elem: ty,
        }
    }

    fn elems(&mut self, frame: &mut Frame<'m>, elems: &'m [(u64, Expr)]) -> Eval<Vec<(u64, Val)>> {
        elems
            .iter()
            .map(|(at, x)| Ok((*at, self.expr(frame, x)?)))
            .collect()
    }

    fn addr_of(&mut self, frame: &mut Frame<'m>, place: &'m Expr) -> Eval<Val> {
        let place = self.place(frame, place)?;
        let elem = self.root_type(frame, place.root);
        let target = match place.root {
            Root::Global(global) => Target::Symbol(SymbolRef::Global(global)),
            Root::Cell(cell) => Target::Cell(cell),
            Root::Local(local) => match frame.locals.get(&local) {
                Some(Var::Cell(cell)) => Target::Cell(*cell),
                _ => return Err(NotStatic),
            },
        };
        Ok(Val::Addr {
            target,
            path: place.path,
            elem,
        })
    }

    fn index_expr(
        &mut self,
        frame: &mut Frame<'m>,
        x: &'m Expr,
        inner: &'m Expr,
        index: &'m Expr,
    ) -> Eval<Val> {
        if let Type::Basic(_) = self.under(inner.ty) {
            let at = self.index(frame, index)?;
            return match self.expr(frame, inner)? {
                Val::Const(Const::String(bytes)) => match bytes.get(at as usize) {
                    Some(&byte) => Ok(int(i64::from(byte))),
                    None => Err(NotStatic),
                },
                _ => Err(NotStatic),
            };
        }
        let place = self.place(frame, x)?;
        self.read(frame, &place)
    }

    fn make_slice(
        &mut self,
        frame: &mut Frame<'m>,
        ty: TypeId,
        len: &'m Expr,
        cap: Option<&'m Expr>,
    ) -> Eval<Val> {
        let &Type::Slice(elem) = self.under(ty) else {
            return Err(NotStatic);
        };
        let len = self.index(frame, len)?;
        let cap = match cap {
            Some(cap) => self.index(frame, cap)?,
            None => len,
        };
        let cx = self.prog.types;
        let bytes = cap.checked_mul(cx.size_of(elem)).ok_or(NotStatic)?;
        if len > cap || bytes > MAKE_BYTES_MAX {
            return Err(NotStatic);
        }
        let array = cx.canon(cx.array_of(elem, cap));
        let data = Box::new(self.address_of_new(array, Val::ZERO));
        Ok(Val::Slice { data, len, cap })
    }

    fn iface_to_iface(&mut self, frame: &mut Frame<'m>, x: &'m Expr) -> Eval<Val> {
        match self.expr(frame, x)? {
            value @ Val::Iface { .. } => Ok(value),
            value if value.is_zero() => Ok(value),
            _ => Err(NotStatic),
        }
    }

    fn convert(
        &mut self,
        frame: &mut Frame<'m>,
        kind: ConvKind,
        x: &'m Expr,
        target: TypeId,
    ) -> Eval<Val> {
        let value = self.expr(frame, x)?;
        match kind {
            ConvKind::Bits => {
                let is_iface = self.prog.types.is_interface(target);
                // Raw contents hold an itab: of the same interface under another name.
                if is_iface || self.same_kind(x.ty, target) {
                    Ok(value)
                } else {
                    Err(NotStatic)
                }
            }
            ConvKind::Numeric => {
                let target = self.prog.types.basic(target).ok_or(NotStatic)?;
                match value {
                    Val::Const(Const::Int(value)) if is_integer(target) => {
                        Ok(int(crate::build::wrap_int(value, target)))
                    }
                    Val::Const(Const::Zero) => Ok(Val::ZERO),
                    _ => Err(NotStatic),
                }
            }
            _ => Err(NotStatic),
        }
    }

    /// Whether converting does not turn a pointer into a number or back.
    fn same_kind(&self, x: TypeId, y: TypeId) -> bool {
        std::mem::discriminant(self.under(x)) == std::mem::discriminant(self.under(y))
            || self.prog.types.has_pointers(x) == self.prog.types.has_pointers(y)
    }

    fn unary(&mut self, frame: &mut Frame<'m>, op: UnOp, x: &'m Expr) -> Eval<Val> {
        match (op, self.expr(frame, x)?) {
            (UnOp::Not, Val::Const(Const::Bool(value))) => Ok(Val::Const(Const::Bool(!value))),
            (UnOp::Neg, Val::Const(Const::Int(value))) => {
                let basic = self.prog.types.basic(x.ty).ok_or(NotStatic)?;
                Ok(int(crate::build::wrap_int(value.wrapping_neg(), basic)))
            }
            (UnOp::Neg, Val::Const(Const::Float(value))) => Ok(Val::Const(Const::Float(-value))),
            _ => Err(NotStatic),
        }
    }

    fn binary(
        &mut self,
        frame: &mut Frame<'m>,
        op: BinOp,
        left: &'m Expr,
        right: &'m Expr,
        ty: TypeId,
    ) -> Eval<Val> {
        let (x, y) = (self.expr(frame, left)?, self.expr(frame, right)?);
        let basic = self.prog.types.basic(left.ty).ok_or(NotStatic)?;
        if !is_integer(basic) {
            return Err(NotStatic);
        }
        let value_of = |value: Val| match value {
            Val::Const(Const::Int(value)) => Ok(value),
            Val::Const(Const::Zero) => Ok(0),
            _ => Err(NotStatic),
        };
        let (x, y) = (value_of(x)?, value_of(y)?);
        let is_unsigned = self.prog.types.is_unsigned(left.ty);
        let less = if is_unsigned {
            (x as u64) < y as u64
        } else {
            x < y
        };
        let truth = match op {
            BinOp::Eq => x == y,
            BinOp::Ne => x != y,
            BinOp::Lt => less,
            BinOp::Ge => !less,
            BinOp::Gt => !less && x != y,
            BinOp::Le => less || x == y,
            _ => {
                let value = match op {
                    BinOp::Add => x.wrapping_add(y),
                    BinOp::Sub => x.wrapping_sub(y),
                    BinOp::Mul => x.wrapping_mul(y),
                    BinOp::And => x & y,
                    BinOp::Or => x | y,
                    BinOp::Xor => x ^ y,
                    BinOp::AndNot => x & !y,
                    _ => return Err(NotStatic),
                };
                let basic = self.prog.types.basic(ty).ok_or(NotStatic)?;
                return Ok(int(crate::build::wrap_int(value, basic)));
            }
        };
        Ok(Val::Const(Const::Bool(truth)))
    }

    /// `x[lo:hi:max]` of an array behind a pointer, a slice or a string.
    fn slice(
        &mut self,
        frame: &mut Frame<'m>,
        x: &'m Expr,
        bounds: [Option<&'m Expr>; 3],
    ) -> Eval<Val> {
        let value = self.expr(frame, x)?;
        let (data, len, cap) = match value {
            Val::Const(Const::String(bytes)) => {
                let lo = self.bound(frame, bounds[0], 0)?;
                let hi = self.bound(frame, bounds[1], bytes.len() as u64)?;
                let part = bytes.get(lo as usize..hi as usize).ok_or(NotStatic)?;
                return Ok(Val::Const(Const::String(part.into())));
            }
            Val::Slice { data, len, cap } => (*data, len, cap),
            addr @ Val::Addr { .. } => {
                let &Type::Pointer(array) = self.under(x.ty) else {
                    return Err(NotStatic);
                };
                let &Type::Array { len, .. } = self.under(array) else {
                    return Err(NotStatic);
                };
                (addr, len, len)
            }
            _ => return Err(NotStatic),
        };
        let lo = self.bound(frame, bounds[0], 0)?;
        let hi = self.bound(frame, bounds[1], len)?;
        let max = self.bound(frame, bounds[2], cap)?;
        if lo > hi || hi > max || max > cap {
            return Err(NotStatic);
        }
        let data = if lo == 0 { data } else { element_of(data, lo)? };
        Ok(Val::Slice {
            data: Box::new(data),
            len: hi - lo,
            cap: max - lo,
        })
    }

    fn bound(&mut self, frame: &mut Frame<'m>, bound: Option<&'m Expr>, default: u64) -> Eval<u64> {
        match bound {
            Some(bound) => self.index(frame, bound),
            None => Ok(default),
        }
    }
}

/// The address of element `at` from the address of an array (or of a slice's first element).
fn element_of(data: Val, at: u64) -> Eval<Val> {
    match data {
        Val::Addr {
            target,
            mut path,
            elem,
        } => {
            match path.last_mut() {
                Some(Step::Elem(first)) => *first += at,
                _ => path.push(Step::Elem(at)),
            }
            Ok(Val::Addr { target, path, elem })
        }
        _ => Err(NotStatic),
    }
}

fn int(value: i64) -> Val {
    Val::Const(Const::Int(value))
}

fn is_integer(basic: Basic) -> bool {
    basic
        .info()
        .intersects(rgo_types::type_::BasicInfo::INTEGER)
}

/// Whether a function is worth following: no loops or switches anywhere in it.
fn is_straight(body: &[Stmt]) -> bool {
    let mut is_straight = true;
    crate::tree::walk::each_stmt(body, &mut |stmt| {
        is_straight &= !matches!(
            stmt.kind,
            StmtKind::Loop(_) | StmtKind::Switch(_) | StmtKind::Goto(_) | StmtKind::Go(_)
        );
    });
    is_straight
}
