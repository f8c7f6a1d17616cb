//! Function literals.

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{self, NodeId};
use rgo_types::ObjId;

use super::{Builder, Frame, Var, VarKey};
use crate::escape::stack_var_max;
use crate::explain::expr_text::ExprText;
use crate::program::{FuncId, FuncKey};
use crate::tree::{AllocKind, Expr, ExprKind, Local, LocalKind};

impl Builder<'_> {
    /// A function literal as a closure over what it captures.
    pub(super) fn func_lit(&mut self, node: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let info = self.info;
        let lit = &info.func_lits[&node];
        let ast::Expr::FuncLit { body, .. } = self.ast.expr(node) else {
            unreachable!("called for literals")
        };
        let index = self.next_lit();
        let parent = self.frame().func.id;
        let func = self.prog.lit(
            FuncKey::Lit {
                parent,
                index,
                range_body: false,
            },
            ty,
            self.pkg,
        );
        self.lits.insert(node, func);
        self.open_func(func, pos, &lit.params, &lit.results);
        self.func_body(body);
        let text = Symbol::intern("func literal");
        self.close_func(func, ty, AllocKind::Closure, pos, text)
    }

    /// Number of the next literal of the innermost function, from 1.
    fn next_lit(&mut self) -> u32 {
        let frame = self.frame();
        frame.n_lits += 1;
        frame.n_lits
    }

    /// Starts a nested function.
    pub(super) fn open_func(
        &mut self,
        func: FuncId,
        pos: Pos,
        params: &[ObjId],
        results: &[ObjId],
    ) {
        let mut frame = Frame::new(func, pos);
        frame.func.is_closure = true;
        self.frames.push(frame);
        for &param in params {
            let local = self.declare_param(param, LocalKind::Param);
            self.frame().func.params.push(local);
        }
        for &result in results {
            let local = self.declare_param(result, LocalKind::Result);
            self.frame().func.results.push(local);
        }
    }

    /// Ends the nested function opened last; the closure of it.
    pub(super) fn close_func(
        &mut self,
        func: FuncId,
        ty: rgo_types::TypeId,
        kind: AllocKind,
        pos: Pos,
        text: Symbol,
    ) -> Expr {
        let mut frame = self.frames.pop().expect("opened before");
        let captures = std::mem::take(&mut frame.capture_sources);
        self.nested.push(frame.finish());
        let alloc = self.new_alloc(kind, ty, pos, text);
        Expr {
            kind: ExprKind::Closure {
                func,
                captures,
                alloc,
            },
            ty,
            pos,
        }
    }

    /// A parameter or result variable.
    pub(super) fn declare_param(&mut self, obj: ObjId, kind: LocalKind) -> Local {
        let object = self.cx.object(obj);
        let ty = self.concrete(self.cx.object_type(obj));
        let local = self.new_local(object.name, ty, object.pos, kind);
        self.bind_var(obj, local);
        local
    }

    /// Lets `obj` denote `local` in the innermost function.
    pub(super) fn bind_var(&mut self, obj: ObjId, local: Local) {
        let facts = self.facts.of(obj);
        let frame = self.frame();
        frame.vars.insert(VarKey::Source(obj), Var::Direct(local));
        frame.func.locals[local].is_reassigned = facts.is_reassigned;
        let data = &self.frame().func.locals[local];
        let (ty, is_declared) = (data.ty, data.kind == LocalKind::Var);
        // What is too large for a frame is reached by its address.
        let is_large = is_declared && self.cx.size_of(ty) > stack_var_max(self.prog);
        if facts.is_addr_taken || is_large {
            self.mark_addr_taken(local);
        }
    }

    /// What messages call the expression at `node`; empty unless somebody will ask.
    pub(super) fn expr_text(&self, node: NodeId) -> Symbol {
        self.explained(|text| text.text(node))
    }

    /// What messages call an assignment.
    pub(super) fn assignment_text(&self, lhs: &[NodeId], rhs: &[NodeId]) -> Symbol {
        self.explained(|text| text.assignment(lhs, rhs))
    }

    fn explained(&self, write: impl FnOnce(&ExprText<'_>) -> String) -> Symbol {
        let options = &self.prog.options;
        if options.explains == 0 {
            return Symbol::EMPTY;
        }
        let home = options.explained.unwrap_or(self.pkg);
        Symbol::intern(&write(&ExprText {
            cx: self.cx,
            ast: self.ast,
            info: self.info,
            pkg: home,
            foreign: (home != self.pkg).then_some(self.pkg),
            type_of: &|node| self.type_of(node),
        }))
    }
}
