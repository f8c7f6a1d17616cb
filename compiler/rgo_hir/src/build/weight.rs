//! What a function weighs for inlining: its nodes as gc's tree has them, and its calls.
//!
//! Counted on the syntax: hir has temporaries and explicit forms where gc has none.

use rgo_syntax::ast::{self, CallTok, Decl, NodeId, Stmt as AstStmt, VarValues};
use rgo_syntax::token::Op;
use rgo_types::info::{SelectedMethod, Selection, SelectionKind};
use rgo_types::object::{Builtin, VarKind};
use rgo_types::{Basic, Mode, ObjId, ObjectKind, Type, TypeId};

use super::Builder;
use crate::program::{FuncId, Special};
use crate::tree::{CallWeight, Weight};

/// A call that is not inlined itself.
const CALL_COST: u32 = 57;
/// A call of a parameter: inlining may show which function it is.
const PARAM_CALL_COST: u32 = 17;
const CLOSURE_COST: i32 = 15;
/// `runtime.throw`
const THROW_COST: i32 = 80;

impl Builder<'_> {
    /// Weighs the block `body` of the innermost function.
    pub(super) fn weigh(&mut self, body: NodeId) -> Weight {
        let mut scale = Scale {
            b: self,
            weight: Weight::default(),
        };
        scale.block(body);
        scale.weight
    }
}

struct Scale<'s, 'b> {
    b: &'s mut Builder<'b>,
    weight: Weight,
}

impl Scale<'_, '_> {
    fn node(&mut self, cost: i32) {
        self.weight.n_nodes += 1;
        self.weight.cost += cost;
    }

    fn obstacle(&mut self, reason: &'static str) {
        self.weight.obstacle.get_or_insert(reason);
    }

    fn block(&mut self, block: NodeId) {
        if let AstStmt::Block { list, .. } = self.b.ast.stmt(block) {
            self.list(list);
        }
    }

    /// Statements up to one behind which nothing is executed.
    fn list(&mut self, list: &[NodeId]) {
        let mut is_dead = false;
        for &stmt in list {
            if !is_dead || matches!(self.b.ast.stmt(stmt), AstStmt::Labeled { .. }) {
                self.stmt(stmt);
                is_dead = self.b.terminates(stmt);
            }
        }
    }

    fn stmt(&mut self, node: NodeId) {
        match self.b.ast.stmt(node) {
            AstStmt::Empty => {}
            AstStmt::Labeled { stmt, .. } => {
                self.node(1);
                self.stmt(stmt);
            }
            AstStmt::Block { .. } => self.block(node),
            AstStmt::Expr(x) => self.expr(x),
            AstStmt::Send { chan, value } => {
                self.node(1);
                self.expr(chan);
                let elem = match self.b.under(self.b.type_of(chan)) {
                    &Type::Chan { elem, .. } => elem,
                    _ => self.b.type_of(value),
                };
                self.converted(value, elem);
            }
            AstStmt::Decl(decls) => decls.iter().for_each(|&decl| self.decl(decl)),
            AstStmt::Assign { op, lhs, rhs } => self.assign(op, lhs, rhs),
            AstStmt::Branch { tok, .. } => {
                self.node(i32::from(tok != ast::BranchTok::Fallthrough));
            }
            AstStmt::Call { tok, .. } => {
                self.obstacle(match tok {
                    CallTok::Go => "unhandled op GO",
                    CallTok::Defer => "unhandled op DEFER",
                });
            }
            AstStmt::Return(results) => self.return_(results),
            AstStmt::If {
                init,
                cond,
                then,
                els,
            } => {
                let constant = self.b.info.constant(cond).map(|value| value.as_bool());
                if let Some(init) = init {
                    self.stmt(init);
                }
                if let Some(value) = constant {
                    match value.unwrap_or_default() {
                        true => self.block(then),
                        false => els.into_iter().for_each(|els| self.stmt(els)),
                    }
                    return;
                }
                self.node(1);
                self.expr(cond);
                self.block(then);
                if let Some(els) = els {
                    self.stmt(els);
                }
            }
            AstStmt::For {
                init,
                cond,
                post,
                body,
            } => {
                self.node(1);
                if let Some(init) = init {
                    self.stmt(init);
                }
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                if let Some(post) = post {
                    self.stmt(post);
                }
                self.block(body);
            }
            AstStmt::Range { lhs, is_def, x } => self.range(lhs, is_def, x),
            AstStmt::Switch {
                init, tag, clauses, ..
            } => self.switch(init, tag, clauses),
            AstStmt::Select { clauses, .. } => {
                self.node(1);
                for &clause in clauses {
                    self.node(1);
                    let clause = self.b.ast.comm_clause(clause);
                    if let Some(comm) = clause.comm {
                        self.stmt(comm);
                    }
                    self.list(clause.body);
                }
            }
        }
    }

    fn range(&mut self, lhs: &[NodeId], is_def: bool, x: NodeId) {
        let ty = self.b.type_of(x);
        if let Type::Signature(_) = self.b.under(ty) {
            // The body becomes a literal that the iterator calls: state, checks and all.
            self.node(CLOSURE_COST + 1);
            self.expr(x);
            self.node(20);
            let callee = self.range_callee(x);
            return self.weight.calls.extend(callee);
        }
        self.expr(x);
        for &var in lhs {
            let is_new = is_def && !self.is_blank(var);
            self.node(1);
            if is_new {
                self.node(1);
                self.node(1);
            } else if !self.is_blank(var) {
                self.weight.cost -= 1;
                self.expr(var);
            }
        }
    }

    fn range_callee(&mut self, x: NodeId) -> Option<CallWeight> {
        match self.b.ast.expr(self.b.ast.unparen(x)) {
            ast::Expr::Call { .. } => None,
            _ => self.callee(x).map(|func| CallWeight::Func(func, CALL_COST)),
        }
    }

    fn is_blank(&self, x: NodeId) -> bool {
        matches!(self.b.ast.expr(self.b.ast.unparen(x)), ast::Expr::Name(name) if name.is_blank())
    }

    fn switch(&mut self, init: Option<NodeId>, tag: Option<NodeId>, clauses: &[NodeId]) {
        if let Some(init) = init {
            self.stmt(init);
        }
        self.node(1);
        let mut is_type_switch = false;
        let mut has_var = false;
        if let Some(tag) = tag {
            match self.b.ast.expr(tag) {
                ast::Expr::TypeSwitchGuard { lhs, x } => {
                    is_type_switch = true;
                    has_var = lhs.is_some();
                    self.node(1);
                    if has_var {
                        self.node(1);
                    }
                    self.expr(x);
                }
                _ => self.expr(tag),
            }
        }
        let chosen = match (tag, is_type_switch) {
            (Some(tag), false) => self.b.chosen_clause(tag, clauses),
            _ => None,
        };
        for (at, &node) in clauses.iter().enumerate() {
            if chosen.is_some_and(|chosen| chosen != Some(at)) {
                continue;
            }
            let clause = self.b.ast.case_clause(node);
            self.node(1);
            if has_var && self.b.info.implicits.contains_key(&node) {
                self.node(1);
            }
            if !is_type_switch {
                for &case in clause.cases.unwrap_or(&[]) {
                    self.expr(case);
                }
            }
            self.list(clause.body);
        }
    }

    fn return_(&mut self, results: &[NodeId]) {
        self.node(1);
        let types: Vec<TypeId> = {
            let func = &self.b.frame().func;
            let types = func.results.iter().map(|&local| func.locals[local].ty);
            types.collect()
        };
        match results {
            &[single] if types.len() > 1 => self.spread(single, types.len()),
            _ => {
                for (&x, &ty) in results.iter().zip(&types) {
                    self.converted(x, ty);
                }
            }
        }
    }

    /// A call with `n` results, each of which gets a temporary.
    fn spread(&mut self, call: NodeId, n: usize) {
        for _ in 0..4 * n + 1 {
            self.node(1);
        }
        self.expr(call);
    }

    fn decl(&mut self, decl: NodeId) {
        let Decl::Var { names, values, .. } = self.b.ast.decl(decl) else {
            return;
        };
        let values = match values {
            VarValues::Here(values) => values,
            _ => &[],
        };
        if values.is_empty() {
            // Each is assigned nothing.
            for &name in names {
                self.node(1);
                self.defined(name);
            }
            return;
        }
        self.define(names, values, true);
    }

    /// A variable declared by the statement being weighed: its declaration, and itself.
    fn defined(&mut self, name: NodeId) {
        if !self.is_blank(name) {
            self.node(1);
            self.node(1);
        }
        self.node(1);
    }

    fn define(&mut self, lhs: &[NodeId], rhs: &[NodeId], is_decl: bool) {
        self.node(1);
        for &name in lhs {
            let is_new = is_decl || self.declares(name);
            match is_new {
                true => self.defined(name),
                false => self.place(name),
            }
        }
        if let (&[name], &[value]) = (lhs, rhs) {
            self.note_literal(name, value);
        }
        match rhs {
            &[single] if lhs.len() > 1 => self.expr(single),
            _ => {
                for (&name, &value) in lhs.iter().zip(rhs) {
                    let ty = self.b.info.object(name).map(|obj| {
                        let ty = self.b.cx.object_type(obj);
                        self.b.concrete(ty)
                    });
                    match ty {
                        Some(ty) => self.converted(value, ty),
                        None => self.expr(value),
                    }
                }
            }
        }
    }

    fn declares(&self, name: NodeId) -> bool {
        let object = self.b.info.object(name);
        object.is_some_and(|obj| self.b.cx.object(obj).pos == self.b.ast.pos(name))
    }

    fn place(&mut self, x: NodeId) {
        match self.is_blank(x) {
            true => self.node(1),
            false => self.expr(x),
        }
    }

    fn assign(&mut self, op: Op, lhs: &[NodeId], rhs: &[NodeId]) {
        match op {
            Op::Define => self.define(lhs, rhs, false),
            Op::None => {
                self.node(1);
                lhs.iter().for_each(|&x| self.place(x));
                match rhs {
                    &[single] if lhs.len() > 1 => self.expr(single),
                    _ => {
                        for (&x, &value) in lhs.iter().zip(rhs) {
                            match self.is_blank(x) {
                                true => self.expr(value),
                                false => {
                                    let ty = self.b.type_of(x);
                                    self.converted(value, ty);
                                }
                            }
                        }
                    }
                }
            }
            _ => {
                self.node(1);
                self.expr(lhs[0]);
                match rhs.first() {
                    Some(&value) => self.expr(value),
                    None => self.node(1),
                }
            }
        }
    }

    /// Remembers the literal a variable is defined as.
    fn note_literal(&mut self, name: NodeId, value: NodeId) {
        let value = self.b.ast.unparen(value);
        let literal = match self.b.ast.expr(value) {
            ast::Expr::FuncLit { .. } => Some(value),
            ast::Expr::Name(_) => {
                let other = self.b.info.object(value);
                other.and_then(|other| self.b.literal_vars.get(&other).copied())
            }
            _ => None,
        };
        if let (Some(literal), Some(obj)) = (literal, self.b.info.object(name)) {
            let facts = self.b.facts.of(obj);
            if !facts.is_reassigned && !facts.is_addr_taken {
                self.b.literal_vars.insert(obj, literal);
            }
        }
    }

    /// `x` where a value of type `target` is wanted.
    fn converted(&mut self, x: NodeId, target: TypeId) {
        self.expr(x);
        if self.b.info.mode(self.b.ast.unparen(x)) == Mode::Nil || !self.b.is_interface(target) {
            return;
        }
        let Some(ty) = self.b.info.try_type_of(x) else {
            return;
        };
        let ty = self.b.concrete(ty);
        if ty != self.b.cx.canon(target) {
            self.node(1);
        }
    }

    fn expr(&mut self, node: NodeId) {
        let info = self.b.info;
        if info.constant(node).is_some() {
            return self.node(1);
        }
        match self.b.ast.expr(node) {
            ast::Expr::Name(_) => self.node(1),
            ast::Expr::Paren(x) => self.expr(x),
            ast::Expr::FuncLit { .. } => self.node(CLOSURE_COST + 1),
            ast::Expr::CompositeLit { elems, .. } => self.literal(node, elems),
            ast::Expr::Selector { x, sel } => self.selector(node, x, sel),
            ast::Expr::Index { x, indices } => {
                if self.b.is_func_instance(x) {
                    return self.node(1);
                }
                self.node(1);
                if self.b.pointee(self.b.type_of(x)).is_some() {
                    self.node(1);
                }
                self.expr(x);
                let key = match self.b.under(self.b.type_of(x)) {
                    &Type::Map { key, .. } => Some(key),
                    _ => None,
                };
                match key {
                    Some(key) => self.converted(indices[0], key),
                    None => self.expr(indices[0]),
                }
            }
            ast::Expr::Slice { x, lo, hi, max, .. } => {
                self.node(1);
                if let Type::Array { .. } = self.b.under(self.b.type_of(x)) {
                    self.node(1);
                }
                self.expr(x);
                let is_zero = |lo: NodeId| {
                    info.constant(lo)
                        .and_then(|value| value.as_i64())
                        .is_some_and(|value| value == 0)
                };
                if lo.is_some_and(is_zero) {
                    self.weight.cost -= 1;
                }
                if hi.is_some_and(|hi| self.is_len_of(hi, x)) {
                    self.weight.cost -= 2;
                }
                for bound in [lo, hi, max].into_iter().flatten() {
                    self.expr(bound);
                }
            }
            ast::Expr::Assert { x, .. } => {
                self.node(1);
                self.expr(x);
            }
            ast::Expr::Unary { op: Op::And, x } => self.address(x),
            ast::Expr::Unary { op: Op::Add, x } => {
                self.node(1);
                self.expr(x);
            }
            ast::Expr::Unary { op: Op::Mul, x } => {
                self.node(1);
                if self.is_converted_address(x) {
                    self.weight.cost -= 1;
                }
                self.expr(x);
            }
            ast::Expr::Unary { x, .. } => {
                self.node(1);
                self.expr(x);
            }
            ast::Expr::Binary { op, x, y } => self.binary(node, op, x, y),
            ast::Expr::Call {
                func,
                args,
                has_dots,
            } => self.call(node, func, args, has_dots),
            _ => {}
        }
    }

    /// Whether `node` is `len(x)` of variable `x`.
    fn is_len_of(&self, node: NodeId, x: NodeId) -> bool {
        let object = |node: NodeId| match self.b.ast.expr(self.b.ast.unparen(node)) {
            ast::Expr::Name(_) => self.b.info.object(node),
            _ => None,
        };
        match self.b.ast.expr(self.b.ast.unparen(node)) {
            ast::Expr::Call { func, args, .. } => {
                self.b.info.mode(self.b.ast.unparen(func)) == Mode::Builtin(Builtin::Len)
                    && object(x).is_some()
                    && object(args[0]) == object(x)
            }
            _ => false,
        }
    }

    fn binary(&mut self, node: NodeId, op: Op, x: NodeId, y: NodeId) {
        let is_concat = op == Op::Add && self.b.basic(self.b.type_of(node)) == Some(Basic::String);
        if is_concat {
            let mut operands = Vec::new();
            self.b.concat_operands(node, &mut operands);
            self.node(1);
            return operands.into_iter().for_each(|x| self.expr(x));
        }
        self.node(1);
        if op.is_comparison() {
            let nil = |s: &Self, x| s.b.info.mode(s.b.ast.unparen(x)) == Mode::Nil;
            if !nil(self, x) && !nil(self, y) {
                let (left, right) = (self.b.type_of(x), self.b.type_of(y));
                // The other operand is converted to the interface.
                if self.b.is_interface(left) != self.b.is_interface(right) {
                    self.node(1);
                }
            }
        }
        self.expr(x);
        self.expr(y);
    }

    /// `&x`
    fn address(&mut self, x: NodeId) {
        self.node(1);
        let inner = self.b.ast.unparen(x);
        if let ast::Expr::Selector { x: base, .. } = self.b.ast.expr(inner)
            && let Some(selection) = self.b.info.selections.get(&inner)
            && selection.kind == SelectionKind::Field
            && let ast::Expr::Name(_) = self.b.ast.expr(self.b.ast.unparen(base))
            && self.is_at_start(base, &selection.path)
        {
            // A field at offset 0 is where its struct is.
            self.weight.cost -= 2;
        }
        self.expr(inner);
    }

    /// Whether the one field on `path` is where its struct, behind or in `base`, is.
    fn is_at_start(&self, base: NodeId, path: &[u32]) -> bool {
        let &[index] = path else { return false };
        let ty = self.b.type_of(base);
        let ty = self.b.pointee(ty).unwrap_or(ty);
        self.b.cx.field_offsets(ty)[index as usize] == 0
    }

    /// Whether `x` is an address, perhaps converted: `*(*T)(unsafe.Pointer(&x))`.
    fn is_converted_address(&self, x: NodeId) -> bool {
        let x = self.b.ast.unparen(x);
        match self.b.ast.expr(x) {
            ast::Expr::Unary { op: Op::And, .. } => true,
            ast::Expr::Call { func, args, .. }
                if self.b.info.mode(self.b.ast.unparen(func)) == Mode::Type =>
            {
                self.is_converted_address(args[0])
            }
            _ => false,
        }
    }

    fn literal(&mut self, node: NodeId, elems: &[NodeId]) {
        let ty = self.b.type_of(node);
        let ty = match self.b.pointee(ty) {
            Some(elem) => {
                self.node(1);
                elem
            }
            None => ty,
        };
        let (extra, parts) = match *self.b.under(ty) {
            Type::Slice(elem) => (1, [None, Some(elem)]),
            Type::Array { elem, .. } => (0, [None, Some(elem)]),
            Type::Map { key, value } => (0, [Some(key), Some(value)]),
            _ => (0, [None, None]),
        };
        self.node(1 + extra);
        let is_struct = matches!(self.b.under(ty), Type::Struct(_));
        for (at, &elem) in elems.iter().enumerate() {
            let (key, value) = match self.b.ast.expr(elem) {
                ast::Expr::KeyValue { key, value } => (Some(key), value),
                _ => (None, elem),
            };
            if is_struct {
                self.node(1);
                let field = key.map_or(Some(at), |key| self.field_of(ty, key));
                match field.and_then(|at| self.field_type(ty, at)) {
                    Some(ty) => self.converted(value, ty),
                    None => self.expr(value),
                }
                continue;
            }
            if let Some(key) = key {
                self.node(1);
                match parts[0] {
                    Some(ty) => self.converted(key, ty),
                    None => self.node(1),
                }
            }
            match parts[1] {
                Some(ty) => self.converted(value, ty),
                None => self.expr(value),
            }
        }
    }

    fn field_of(&self, ty: TypeId, key: NodeId) -> Option<usize> {
        match self.b.under(ty) {
            Type::Struct(s) => {
                let name = self.b.ast.name(key);
                s.fields.iter().position(|field| field.name == name)
            }
            _ => None,
        }
    }

    fn field_type(&self, ty: TypeId, at: usize) -> Option<TypeId> {
        match self.b.under(ty) {
            Type::Struct(s) => s.fields.get(at).map(|field| self.b.cx.canon(field.ty)),
            _ => None,
        }
    }

    fn selector(&mut self, node: NodeId, x: NodeId, _sel: NodeId) {
        let Some(selection) = self.b.info.selections.get(&node) else {
            // A qualified name.
            return self.node(1);
        };
        match selection.kind {
            SelectionKind::Field => {
                for _ in selection.path.iter() {
                    self.node(1);
                }
                self.expr(x);
            }
            SelectionKind::MethodValue => {
                self.node(2);
                self.receiver(selection, x);
            }
            SelectionKind::MethodExpr => self.node(0),
        }
    }

    /// The receiver of a method as it is passed.
    fn receiver(&mut self, selection: &Selection, x: NodeId) {
        for _ in selection.path.iter() {
            self.node(1);
        }
        self.expr(x);
        if let Some(SelectedMethod::Concrete(method)) = selection.method {
            let ty = self.recv_type(selection, x);
            let is_pointer = self.b.pointee(ty).is_some() && self.b.cx.as_named(ty).is_none();
            if self.b.cx.has_pointer_receiver(method) != is_pointer {
                self.node(1);
            }
        }
    }

    /// Type of the field that has the method.
    fn recv_type(&self, selection: &Selection, x: NodeId) -> TypeId {
        let mut ty = self.b.type_of(x);
        for &index in selection.path.iter() {
            let base = self.b.pointee(ty).unwrap_or(ty);
            match self.field_type(base, index as usize) {
                Some(field) => ty = field,
                None => break,
            }
        }
        ty
    }

    /// The function that a call of `func` calls, if it is declared.
    fn callee(&mut self, func: NodeId) -> Option<FuncId> {
        let func = self.b.ast.unparen(func);
        match self.b.ast.expr(func) {
            ast::Expr::Name(_) => self.named(func),
            ast::Expr::Selector { x, sel } => {
                let info = self.b.info;
                let Some(selection) = info.selections.get(&func) else {
                    return self.named(sel);
                };
                let Some(SelectedMethod::Concrete(method)) = selection.method else {
                    return None;
                };
                match selection.kind {
                    SelectionKind::MethodValue => {
                        let ty = self.recv_type(selection, x);
                        let base = match self.b.pointee(ty) {
                            Some(elem) if self.b.cx.as_named(ty).is_none() => elem,
                            _ => ty,
                        };
                        let mut args = self.b.prog.type_args(base).to_vec();
                        args.extend(self.b.instance_args(sel));
                        Some(self.b.prog.declared(method, &args))
                    }
                    SelectionKind::MethodExpr => Some(self.b.method_expr_func(selection, sel)),
                    SelectionKind::Field => None,
                }
            }
            ast::Expr::Index { x, .. } if self.b.is_func_instance(x) => self.callee(x),
            _ => None,
        }
    }

    fn named(&mut self, name: NodeId) -> Option<FuncId> {
        let obj: ObjId = self.b.info.object(name)?;
        match self.b.cx.object(obj).kind {
            ObjectKind::Func(_) => Some(self.b.named_func(obj, name)),
            _ => None,
        }
    }

    fn call(&mut self, node: NodeId, func: NodeId, args: &[NodeId], has_dots: bool) {
        let func = self.b.ast.unparen(func);
        match self.b.info.mode(func) {
            Mode::Type => return self.conversion(node, args[0]),
            Mode::Builtin(builtin) => return self.builtin(builtin, args),
            _ => {}
        }
        self.node(1);
        self.called(func);
        let sig = self.b.type_of(func);
        let Type::Signature(sig) = self.b.under(sig) else {
            return args.iter().for_each(|&arg| self.expr(arg));
        };
        let params: Vec<TypeId> = sig.params.iter().map(|p| self.b.cx.canon(p.ty)).collect();
        let n_fixed = params.len() - usize::from(sig.is_variadic && !has_dots);
        if let &[arg] = args
            && let ast::Expr::Call { .. } = self.b.ast.expr(self.b.ast.unparen(arg))
            && let Some(ty) = self.b.info.try_type_of(self.b.ast.unparen(arg))
            && let Type::Tuple(types) = self.b.cx.ty(ty)
        {
            let n = types.len();
            self.spread(arg, n);
        } else {
            for (at, &arg) in args.iter().enumerate() {
                let ty = match params.get(at) {
                    Some(&ty) if at < n_fixed => Some(ty),
                    _ => params.last().and_then(|&ty| match self.b.under(ty) {
                        &Type::Slice(elem) => Some(self.b.cx.canon(elem)),
                        _ => None,
                    }),
                };
                match ty {
                    Some(ty) => self.converted(arg, ty),
                    None => self.expr(arg),
                }
            }
        }
        if n_fixed < params.len() {
            // The slice of the rest, or nil.
            let is_nil = args.len() <= n_fixed;
            self.node(if is_nil { 1 } else { 2 });
        }
    }

    /// Who is called: the expression, and what the call costs.
    fn called(&mut self, func: NodeId) {
        let info = self.b.info;
        if let ast::Expr::FuncLit { .. } = self.b.ast.expr(func) {
            self.node(CLOSURE_COST + 1);
            let lit = self
                .b
                .lits
                .get(&func)
                .map(|&lit| CallWeight::Lit(lit, CALL_COST));
            return self.weight.calls.extend(lit);
        }
        if let ast::Expr::Selector { x, .. } = self.b.ast.expr(func)
            && let Some(selection) = info.selections.get(&func)
        {
            match selection.kind {
                SelectionKind::MethodValue => {
                    if let Some(SelectedMethod::Interface(_)) = selection.method {
                        self.node(1);
                        self.weight.cost += CALL_COST as i32;
                    }
                    self.receiver(selection, x);
                }
                SelectionKind::MethodExpr => self.node(0),
                SelectionKind::Field => {
                    self.expr(func);
                    self.weight.cost += CALL_COST as i32;
                    return;
                }
            }
            let callee = self.callee(func);
            return self.known_call(callee);
        }
        self.expr(func);
        if let Some(callee) = self.callee(func) {
            return self.known_call(Some(callee));
        }
        let ast::Expr::Name(_) = self.b.ast.expr(func) else {
            self.weight.cost += CALL_COST as i32;
            return;
        };
        let Some(obj) = info.object(func) else {
            return;
        };
        let is_outer = self.is_outer(obj);
        let extra = match self.b.cx.object(obj).var_kind() {
            Some(VarKind::Package) => CALL_COST,
            Some(VarKind::Param) => PARAM_CALL_COST,
            _ if is_outer => PARAM_CALL_COST,
            _ => CALL_COST,
        };
        let literal = self.b.literal_vars.get(&obj).copied().filter(|_| !is_outer);
        match literal.and_then(|node| self.b.lits.get(&node)) {
            Some(&lit) => self.weight.calls.push(CallWeight::Lit(lit, extra)),
            None => self.weight.cost += extra as i32,
        }
    }

    /// Whether `obj` is a variable of a function around this one.
    fn is_outer(&self, obj: ObjId) -> bool {
        let key = super::VarKey::Source(obj);
        let (_, outer) = self
            .b
            .frames
            .split_last()
            .expect("a function is being built");
        outer.iter().any(|frame| frame.vars.contains_key(&key))
    }

    fn known_call(&mut self, callee: Option<FuncId>) {
        let Some(callee) = callee else { return };
        let entry = &self.b.prog.funcs[callee];
        match entry.special {
            Some(Special::CallerPc) => return self.obstacle("call to GetCallerPC"),
            Some(Special::CallerSp) => return self.obstacle("call to GetCallerSP"),
            // In line, whatever it is.
            Some(_) => return,
            None => {}
        }
        let symbol = entry.symbol.as_str();
        if symbol == "runtime.throw" {
            self.weight.cost += THROW_COST;
        } else if !is_cheap(symbol) {
            self.weight.calls.push(CallWeight::Func(callee, CALL_COST));
        }
    }

    fn conversion(&mut self, node: NodeId, arg: NodeId) {
        let target = self.b.type_of(node);
        if self.b.info.mode(self.b.ast.unparen(arg)) == Mode::Nil {
            return self.node(1);
        }
        let source = self.b.type_of(arg);
        let is_free = match (self.b.under(source), self.b.under(target)) {
            (Type::Basic(x), Type::Basic(y)) => {
                x == y
                    || self.b.info.constant(arg).is_some()
                    || matches!(*y, Basic::UnsafePointer)
                    || matches!(*x, Basic::UnsafePointer)
            }
            (Type::Basic(_) | Type::Slice(_), Type::Slice(_) | Type::Basic(_)) => {
                self.b.cx.underlying(source) == self.b.cx.underlying(target)
            }
            (Type::Slice(_), Type::Array { .. } | Type::Pointer(_)) => false,
            (_, Type::Interface(_)) => source == target,
            _ => true,
        };
        self.node(i32::from(!is_free));
        self.expr(arg);
    }

    fn builtin(&mut self, builtin: Builtin, args: &[NodeId]) {
        match builtin {
            Builtin::Recover => self.obstacle("call to recover"),
            Builtin::Panic => {
                // Its argument's conversion is free.
                self.node(2);
                self.weight.n_nodes += 1;
                self.expr(args[0]);
            }
            Builtin::Make => {
                self.node(1);
                args[1..].iter().for_each(|&size| self.expr(size));
            }
            Builtin::New => {
                self.node(1);
                if self.b.info.mode(self.b.ast.unparen(args[0])) != Mode::Type {
                    self.expr(args[0]);
                }
            }
            Builtin::Append => {
                self.node(1);
                let elem = match self.b.under(self.b.type_of(args[0])) {
                    &Type::Slice(elem) => Some(elem),
                    _ => None,
                };
                for (at, &arg) in args.iter().enumerate() {
                    match elem.filter(|_| at > 0) {
                        Some(elem) => self.converted(arg, elem),
                        None => self.expr(arg),
                    }
                }
            }
            _ => {
                self.node(1);
                args.iter().for_each(|&arg| self.expr(arg));
            }
        }
    }
}

/// Functions that gc counts as cheaper than they look.
fn is_cheap(symbol: &str) -> bool {
    let sized = |name: &str| {
        let name = name
            .strip_prefix("Put")
            .or_else(|| name.strip_prefix("Append"))
            .unwrap_or(name);
        matches!(name, "Uint16" | "Uint32" | "Uint64")
    };
    if let Some(name) = symbol.strip_prefix("encoding/binary.") {
        let method = name
            .strip_prefix("littleEndian.")
            .or_else(|| name.strip_prefix("bigEndian."));
        return method.is_some_and(sized);
    }
    if let Some(name) = symbol.strip_prefix("internal/byteorder.") {
        let rest = name.strip_prefix("LE").or_else(|| name.strip_prefix("BE"));
        return rest.is_some_and(sized);
    }
    matches!(symbol, "runtime.panicrangestate" | "internal/abi.NoEscape")
        || symbol.starts_with("internal/abi.EscapeNonString[")
}
