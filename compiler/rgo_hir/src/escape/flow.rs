//! From trees to flows between locations.

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::SecondaryMap;
use rgo_types::{Basic, Type, TypeId};

use super::graph::{Graph, Hole, Loc};
use super::{EscapeSummary, Leaks, MAX_IMPLICIT_BYTES, MAX_STACK_VAR_BYTES};
use crate::alg::is_direct_iface;
use crate::program::{FuncId, FuncKey, Program};
use crate::tree::walk::{each_list, each_operand, each_stmt};
use crate::tree::{
    Alloc, BinOp, Call, Callee, Const, ConvKind, Expr, ExprKind, Func, HeapReason, Intrinsic,
    Label, Local, Stmt, StmtKind,
};

/// Adds the flows of a component's functions to the graph.
pub(super) struct Builder<'a> {
    prog: &'a Program<'a>,
    funcs: &'a [Func],
    graph: &'a mut Graph,
    /// Number of the function being looked at.
    at: usize,
    loop_depth: u32,
    /// Labels that a later `goto` jumps back to: behind them is a loop.
    looping: SecondaryMap<Label, bool>,
}

impl<'a> Builder<'a> {
    pub fn new(prog: &'a Program<'a>, funcs: &'a [Func], graph: &'a mut Graph) -> Builder<'a> {
        Builder {
            prog,
            funcs,
            graph,
            at: 0,
            loop_depth: 1,
            looping: SecondaryMap::new(),
        }
    }

    /// Adds the flows of function number `at`.
    pub fn func(&mut self, at: usize) {
        let func = &self.funcs[at];
        self.at = at;
        self.loop_depth = 1;
        self.find_loops(func);
        self.check_sizes(func);
        self.list(&func.body);
    }

    fn find_loops(&mut self, func: &Func) {
        self.looping.clear();
        let mut seen: SecondaryMap<Label, bool> = SecondaryMap::new();
        let looping = &mut self.looping;
        each_stmt(&func.body, &mut |stmt| match stmt.kind {
            StmtKind::Label(label) => seen[label] = true,
            StmtKind::Goto(label) if seen[label] => looping[label] = true,
            _ => {}
        });
    }

    /// Variables that are too large for a frame.
    fn check_sizes(&mut self, func: &Func) {
        for (local, data) in func.locals.iter() {
            if data.is_addr_taken && self.prog.types.size_of(data.ty) > MAX_STACK_VAR_BYTES {
                let loc = self.graph.funcs[self.at].locals[local];
                if let Some(alloc) = data.alloc {
                    self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::TooLarge);
                }
                let heap = self.graph.heap_hole().addr();
                self.graph.flow(heap, loc);
            }
        }
    }

    fn local(&self, local: Local) -> Loc {
        self.graph.funcs[self.at].locals[local]
    }

    fn hole(&self, local: Local) -> Hole {
        Hole {
            dst: self.local(local),
            derefs: 0,
        }
    }

    fn under(&self, ty: TypeId) -> &'a Type {
        self.prog.types.under(ty)
    }

    fn has_pointers(&self, ty: TypeId) -> bool {
        self.prog.types.has_pointers(ty)
    }

    // Statements.

    fn list(&mut self, list: &[Stmt]) {
        for stmt in list {
            self.stmt(&stmt.kind);
        }
    }

    fn stmt(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Eval(x) | StmtKind::KeepAlive(x) => self.discard(x),
            StmtKind::Decl(local, init) => {
                let loc = self.local(*local);
                self.graph.locs[loc].loop_depth = self.loop_depth;
                if let Some(init) = init {
                    let hole = self.hole(*local);
                    self.expr(hole, init);
                }
            }
            StmtKind::Assign(dst, src) => {
                let hole = self.place(dst);
                self.expr(hole, src);
            }
            StmtKind::AssignOp(dst, _, src) => {
                self.place(dst);
                self.discard(src);
            }
            StmtKind::Multi(dsts, x) => {
                let hole = match dsts.first() {
                    Some(Some(local)) => self.hole(*local),
                    _ => self.graph.blank_hole(),
                };
                self.expr(hole, x);
            }
            StmtKind::Call(call) => self.call(call),
            StmtKind::TailCall(call) => {
                let results = self.funcs[self.at].results.clone();
                self.call_with(call, &results.into_iter().map(Some).collect::<Vec<_>>());
            }
            StmtKind::If(cond, then, els) => {
                self.discard(cond);
                self.list(then);
                self.list(els);
            }
            StmtKind::Loop(l) => {
                self.loop_depth += 1;
                if let Some(cond) = &l.cond {
                    self.discard(cond);
                }
                self.list(&l.body);
                self.list(&l.post);
                self.loop_depth -= 1;
            }
            StmtKind::Label(label) if self.looping[*label] => self.loop_depth += 1,
            StmtKind::Switch(switch) => {
                self.discard(&switch.tag);
                each_list(kind, &mut |list| self.list(list));
            }
            StmtKind::Return(values) => {
                let results = self.funcs[self.at].results.clone();
                for (value, result) in values.iter().zip(results) {
                    let hole = self.hole(result);
                    self.expr(hole, value);
                }
            }
            StmtKind::Go(x) | StmtKind::Panic(x) => {
                let heap = self.graph.heap_hole();
                self.expr(heap, x);
            }
            StmtKind::Defer { closure, index } => {
                // A record's closures outside loops last as long as the frame.
                let hole = match index {
                    Some(_) if self.loop_depth == 1 => self.graph.blank_hole(),
                    _ => self.graph.heap_hole(),
                };
                self.expr(hole, closure);
            }
            StmtKind::DeferAt { record, closure } => {
                self.discard(record);
                let heap = self.graph.heap_hole();
                self.expr(heap, closure);
            }
            StmtKind::Block(_, body) | StmtKind::Inlined { body, .. } => self.list(body),
            StmtKind::Break(_) | StmtKind::Continue(_) | StmtKind::Label(_) | StmtKind::Goto(_) => {
            }
        }
    }

    /// Where values assigned to place `x` flow.
    fn place(&mut self, x: &Expr) -> Hole {
        match &x.kind {
            ExprKind::Local(local) => self.hole(*local),
            ExprKind::Global(_) => self.graph.heap_hole(),
            ExprKind::Field(x, _) => self.place(x),
            ExprKind::Index { x, index, .. } => {
                self.discard(index);
                if let Type::Array { .. } = self.under(x.ty) {
                    return self.place(x);
                }
                self.discard(x);
                self.graph.heap_hole()
            }
            ExprKind::Deref { ptr, .. } => {
                self.discard(ptr);
                self.graph.heap_hole()
            }
            _ => {
                self.discard(x);
                self.graph.heap_hole()
            }
        }
    }

    // Calls.

    fn call(&mut self, call: &Call) {
        self.call_with(call, &call.dsts);
    }

    fn call_with(&mut self, call: &Call, dsts: &[Option<Local>]) {
        match &call.callee {
            Callee::Func(callee) => {
                if let Some(at) = self.funcs.iter().position(|f| f.id == *callee) {
                    return self.call_in_component(call, at, dsts);
                }
                match self.prog.funcs[*callee].escapes.get() {
                    Some(summary) => self.call_known(call, summary, dsts),
                    None if self.is_noescape(*callee) => {
                        call.args.iter().for_each(|arg| self.discard(arg));
                    }
                    None => self.call_unknown(call),
                }
            }
            Callee::Closure(x) => {
                // What its captures leak is accounted for where it is made.
                self.discard(x);
                self.call_unknown(call);
            }
            Callee::Interface { recv, .. } => {
                let heap = self.graph.heap_hole();
                self.expr(heap, recv);
                self.call_unknown(call);
            }
            Callee::Runtime(_) => call.args.iter().for_each(|arg| self.discard(arg)),
        }
    }

    fn is_noescape(&self, callee: FuncId) -> bool {
        match self.prog.funcs[callee].key {
            FuncKey::Extern { .. } => self.prog.funcs[callee].is_noescape,
            _ => false,
        }
    }

    fn call_in_component(&mut self, call: &Call, at: usize, dsts: &[Option<Local>]) {
        let callee = &self.funcs[at];
        for (arg, &param) in call.args.iter().zip(&callee.params) {
            let dst = self.graph.funcs[at].locals[param];
            self.expr(Hole { dst, derefs: 0 }, arg);
        }
        for (dst, &result) in dsts.iter().zip(&callee.results) {
            if let Some(dst) = dst {
                let hole = self.hole(*dst);
                let src = self.graph.funcs[at].locals[result];
                self.graph.flow(hole, src);
            }
        }
    }

    fn call_known(&mut self, call: &Call, summary: &EscapeSummary, dsts: &[Option<Local>]) {
        for (arg, leaks) in call.args.iter().zip(&summary.params) {
            self.leaking(leaks, dsts, arg);
        }
    }

    /// `x` is an argument whose value leaks as `leaks` says.
    fn leaking(&mut self, leaks: &Leaks, dsts: &[Option<Local>], x: &Expr) {
        let mut holes = Vec::new();
        if let Some(derefs) = leaks.heap {
            holes.push(Hole {
                dst: self.graph.heap,
                derefs: i32::from(derefs),
            });
        }
        for &(index, derefs) in &leaks.results {
            if let Some(Some(dst)) = dsts.get(index as usize) {
                holes.push(Hole {
                    dst: self.local(*dst),
                    derefs: i32::from(derefs),
                });
            }
        }
        self.tee(&holes, x);
    }

    /// `x` flows into all of `holes`.
    fn tee(&mut self, holes: &[Hole], x: &Expr) {
        match *holes {
            [] => self.discard(x),
            [hole] => self.expr(hole, x),
            _ => {
                let loc = self.graph.locs.push(super::graph::LocData {
                    kind: super::graph::LocKind::Inner,
                    func: self.at,
                    loop_depth: self.loop_depth,
                    edges: Vec::new(),
                    escapes: false,
                    leaks: Leaks::default(),
                });
                for &hole in holes {
                    self.graph.flow(hole, loc);
                }
                self.expr(
                    Hole {
                        dst: loc,
                        derefs: 0,
                    },
                    x,
                );
            }
        }
    }

    fn call_unknown(&mut self, call: &Call) {
        for arg in &call.args {
            let heap = self.graph.heap_hole();
            self.expr(heap, arg);
        }
    }

    // Expressions.

    /// Looks at `x` for the allocations in it; its value goes nowhere.
    fn discard(&mut self, x: &Expr) {
        let blank = self.graph.blank_hole();
        self.expr(blank, x);
    }

    fn discard_operands(&mut self, x: &Expr) {
        each_operand(&x.kind, &mut |operand| self.discard(operand));
    }

    /// The allocation at `alloc` flows into `hole` by its address; where its contents flow.
    fn spill(&mut self, hole: Hole, alloc: Alloc, bytes: Option<u64>) -> Hole {
        let loc = self.graph.funcs[self.at].allocs[alloc];
        self.graph.locs[loc].loop_depth = self.loop_depth;
        let is_too_large = bytes.is_some_and(|bytes| bytes > MAX_IMPLICIT_BYTES);
        if is_too_large {
            self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::TooLarge);
            let heap = self.graph.heap_hole().addr();
            self.graph.flow(heap, loc);
        }
        self.graph.flow(hole.addr(), loc);
        Hole {
            dst: loc,
            derefs: 0,
        }
    }

    fn alloc_bytes(&self, alloc: Alloc) -> u64 {
        self.prog
            .types
            .size_of(self.funcs[self.at].allocs[alloc].ty)
    }

    /// The value of `x` flows into `hole`.
    fn expr(&mut self, hole: Hole, x: &Expr) {
        match &x.kind {
            ExprKind::Const(_)
            | ExprKind::Global(_)
            | ExprKind::Data(_)
            | ExprKind::FuncValue(_)
            | ExprKind::FuncCode(_)
            | ExprKind::TypeDesc(_)
            | ExprKind::GetG
            | ExprKind::ClosurePtr
            | ExprKind::CallerPc
            | ExprKind::CallerSp
            | ExprKind::DeferRecord
            | ExprKind::FramePtr => {}
            ExprKind::Local(local) => {
                let loc = self.local(*local);
                if hole.derefs < 0 || self.has_pointers(self.funcs[self.at].locals[*local].ty) {
                    self.graph.flow(hole, loc);
                }
            }
            ExprKind::Deref { ptr, .. } => self.expr(hole.deref(), ptr),
            ExprKind::Field(x, _) => self.expr(hole, x),
            ExprKind::Index { x, index, .. } => {
                self.discard(index);
                match self.under(x.ty) {
                    Type::Array { .. } => self.expr(hole, x),
                    _ => self.expr(hole.deref(), x),
                }
            }
            ExprKind::AddrOf(x) => self.expr(hole.addr(), x),
            ExprKind::Slice { x, lo, hi, max } => {
                [lo, hi, max]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.discard(bound));
                self.expr(hole, x);
            }
            ExprKind::Select(cond, x, y) => {
                self.discard(cond);
                self.expr(hole, x);
                self.expr(hole, y);
            }
            ExprKind::Convert {
                kind,
                x: inner,
                alloc,
            } => {
                self.conversion(hole, x.ty, *kind, inner, *alloc);
            }
            ExprKind::MakeIface { x, alloc } => {
                let hole = match alloc {
                    Some(alloc) => self.spill(hole, *alloc, None),
                    None => hole,
                };
                self.expr(hole, x);
            }
            ExprKind::IfaceToIface(x)
            | ExprKind::UnsafeAdd(x, _)
            | ExprKind::UnsafeSlice(x, _)
            | ExprKind::UnsafeString(x, _)
            | ExprKind::DataPtr(x)
            | ExprKind::MakeHeader { ptr: x, .. } => self.expr(hole, x),
            ExprKind::TypeAssert { x: inner, comma_ok } => {
                let target = match self.prog.types.ty(x.ty) {
                    Type::Tuple(types) if *comma_ok => types[0],
                    _ => x.ty,
                };
                self.unbox(hole, target, inner);
            }
            ExprKind::IfaceData(inner) => self.unbox(hole, x.ty, inner),
            ExprKind::StructLit(values) | ExprKind::Min(values) | ExprKind::Max(values) => {
                values.iter().for_each(|value| self.expr(hole, value));
            }
            ExprKind::ArrayLit(elems) => {
                elems.iter().for_each(|(_, value)| self.expr(hole, value));
            }
            ExprKind::SliceLit { alloc, elems, .. } => {
                let bytes = self.alloc_bytes(*alloc);
                let hole = self.spill(hole, *alloc, Some(bytes));
                elems.iter().for_each(|(_, value)| self.expr(hole, value));
            }
            ExprKind::New { alloc, init } => {
                let bytes = self.alloc_bytes(*alloc);
                let hole = self.spill(hole, *alloc, Some(bytes));
                if let Some(init) = init {
                    self.expr(hole, init);
                }
            }
            ExprKind::Closure {
                func,
                captures,
                alloc,
            } => {
                self.closure(hole, *func, captures, *alloc);
            }
            ExprKind::Append { slice, elems, .. } => {
                self.appendee(hole, slice);
                for elem in elems {
                    let heap = self.graph.heap_hole();
                    self.expr(heap, elem);
                }
            }
            ExprKind::AppendSlice { slice, tail, .. } => {
                self.appendee(hole, slice);
                self.copied(tail);
            }
            ExprKind::AppendZeroes { slice, n, .. } => {
                self.appendee(hole, slice);
                self.discard(n);
            }
            ExprKind::Copy { dst, src } => {
                self.discard(dst);
                self.copied(src);
            }
            ExprKind::MakeSlice { len, cap, alloc } => self.make_slice(hole, len, cap, *alloc),
            ExprKind::MakeMap { hint: size, alloc } | ExprKind::MakeChan { size, alloc } => {
                self.spill(hole, *alloc, None);
                if let Some(size) = size {
                    self.discard(size);
                }
            }
            ExprKind::MapAssign { map, key } => {
                self.discard(map);
                let heap = self.graph.heap_hole();
                self.expr(heap, key);
            }
            ExprKind::Send { chan, value } => {
                self.discard(chan);
                let heap = self.graph.heap_hole();
                self.expr(heap, value);
            }
            ExprKind::Concat { alloc, parts } => {
                self.spill(hole, *alloc, None);
                parts.iter().for_each(|part| self.discard(part));
            }
            ExprKind::Runtime(func, args) => self.runtime(*func, args),
            ExprKind::Intrinsic(op, args) => self.intrinsic(hole, *op, args),
            ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::AndAnd(..)
            | ExprKind::OrOr(..)
            | ExprKind::CheckIface(_)
            | ExprKind::CheckFunc(_)
            | ExprKind::IfaceIs { .. }
            | ExprKind::IfaceType(_)
            | ExprKind::Len(_)
            | ExprKind::Cap(_)
            | ExprKind::ClearSlice(_)
            | ExprKind::MapIndex { .. }
            | ExprKind::MapDelete { .. }
            | ExprKind::MapClear(_)
            | ExprKind::MapIterInit { .. }
            | ExprKind::MapIterNext { .. }
            | ExprKind::Complex(..)
            | ExprKind::Real(_)
            | ExprKind::Imag(_)
            | ExprKind::Recover(_)
            | ExprKind::Recv { .. } => self.discard_operands(x),
        }
    }

    fn conversion(
        &mut self,
        hole: Hole,
        target: TypeId,
        kind: ConvKind,
        x: &Expr,
        alloc: Option<Alloc>,
    ) {
        match kind {
            ConvKind::Bits => {
                let is_from_word =
                    matches!(self.under(x.ty), Type::Basic(b) if *b != Basic::UnsafePointer);
                let is_pointer = matches!(self.under(target), Type::Basic(Basic::UnsafePointer));
                if is_from_word && is_pointer {
                    return self.unsafe_value(hole, x);
                }
                self.expr(hole, x);
            }
            ConvKind::BytesToStringTemp
            | ConvKind::StringToBytesTemp
            | ConvKind::SliceToArrayPtr => self.expr(hole, x),
            ConvKind::Numeric => self.discard(x),
            ConvKind::BytesToString
            | ConvKind::StringToBytes
            | ConvKind::RunesToString
            | ConvKind::StringToRunes
            | ConvKind::IntToString => {
                if let Some(alloc) = alloc {
                    self.spill(hole, alloc, None);
                }
                self.discard(x);
            }
        }
    }

    /// A pointer computed as an integer: whatever pointers its operands come from.
    fn unsafe_value(&mut self, hole: Hole, x: &Expr) {
        match &x.kind {
            ExprKind::Convert {
                kind: ConvKind::Bits,
                x: inner,
                ..
            } => match self.under(inner.ty) {
                Type::Basic(basic) if *basic != Basic::UnsafePointer => {
                    self.unsafe_value(hole, inner);
                }
                _ => self.expr(hole, inner),
            },
            ExprKind::Binary(op, left, right) => {
                self.unsafe_value(hole, left);
                match op {
                    BinOp::Shl | BinOp::Shr => self.discard(right),
                    _ => self.unsafe_value(hole, right),
                }
            }
            ExprKind::Unary(_, inner) => self.unsafe_value(hole, inner),
            _ => self.discard(x),
        }
    }

    /// The value of type `target` in interface `x` flows into `hole`.
    fn unbox(&mut self, hole: Hole, target: TypeId, x: &Expr) {
        let is_boxed =
            !self.prog.types.is_interface(target) && !is_direct_iface(self.prog.types, target);
        self.expr(if is_boxed { hole.deref() } else { hole }, x);
    }

    fn closure(&mut self, hole: Hole, func: FuncId, captures: &[Expr], alloc: Alloc) {
        let hole = self.spill(hole, alloc, None);
        let summary = self.prog.funcs[func].escapes.get();
        for (at, capture) in captures.iter().enumerate() {
            let leaked = match summary {
                Some(summary) => {
                    let leaks = &summary.captures[at];
                    // Nobody knows what callers do with results.
                    let results = leaks.results.iter().map(|&(_, derefs)| derefs);
                    leaks.heap.into_iter().chain(results).min()
                }
                // Of this component, or without body.
                None => Some(0),
            };
            match leaked {
                Some(derefs) => {
                    let heap = Hole {
                        dst: self.graph.heap,
                        derefs: i32::from(derefs),
                    };
                    self.tee(&[hole, heap], capture);
                }
                None => self.expr(hole, capture),
            }
        }
    }

    /// The slice that `append` extends: its elements may be copied to the heap.
    fn appendee(&mut self, hole: Hole, slice: &Expr) {
        let &Type::Slice(elem) = self.under(slice.ty) else {
            unreachable!("a slice")
        };
        if self.has_pointers(elem) {
            let heap = self.graph.heap_hole().deref();
            self.tee(&[hole, heap], slice);
        } else {
            self.expr(hole, slice);
        }
    }

    /// A slice whose elements are copied somewhere.
    fn copied(&mut self, slice: &Expr) {
        match self.under(slice.ty) {
            &Type::Slice(elem) if self.has_pointers(elem) => {
                let heap = self.graph.heap_hole().deref();
                self.expr(heap, slice);
            }
            _ => self.discard(slice),
        }
    }

    fn make_slice(&mut self, hole: Hole, len: &Expr, cap: &Option<Box<Expr>>, alloc: Alloc) {
        self.discard(len);
        if let Some(cap) = cap {
            self.discard(cap);
        }
        let size = cap.as_deref().unwrap_or(len);
        let bytes = match size.kind {
            ExprKind::Const(Const::Int(n)) => u64::try_from(n)
                .ok()
                .and_then(|n| n.checked_mul(self.alloc_bytes(alloc))),
            ExprKind::Const(Const::Zero) => Some(0),
            _ => {
                self.graph.funcs[self.at].reasons[alloc] = Some(HeapReason::NonConstantSize);
                None
            }
        };
        self.spill(hole, alloc, bytes);
        if self.graph.funcs[self.at].reasons[alloc].is_some() {
            let loc = self.graph.funcs[self.at].allocs[alloc];
            let heap = self.graph.heap_hole().addr();
            self.graph.flow(heap, loc);
        }
    }

    fn runtime(&mut self, func: RuntimeFn, args: &[Expr]) {
        for (at, arg) in args.iter().enumerate() {
            // What is sent must outlive the sender: the value behind the element pointer, which for
            // a general select lies behind the list of cases.
            let derefs = match (func, at) {
                (RuntimeFn::SelectGo, 0) => 2,
                (RuntimeFn::SelectNbSend, 1) => 1,
                _ => {
                    self.discard(arg);
                    continue;
                }
            };
            self.expr(
                Hole {
                    dst: self.graph.heap,
                    derefs,
                },
                arg,
            );
        }
    }

    fn intrinsic(&mut self, hole: Hole, op: Intrinsic, args: &[Expr]) {
        let stored = match op {
            Intrinsic::AtomicStore | Intrinsic::AtomicExchange => Some(1),
            Intrinsic::AtomicCas => Some(2),
            _ => None,
        };
        for (at, arg) in args.iter().enumerate() {
            match op {
                _ if stored == Some(at) => {
                    let heap = self.graph.heap_hole();
                    self.expr(heap, arg);
                }
                Intrinsic::AtomicLoad if at == 0 => self.expr(hole.deref(), arg),
                _ => self.discard(arg),
            }
        }
    }
}
