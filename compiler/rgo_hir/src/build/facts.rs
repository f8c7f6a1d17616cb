//! What a function does with its variables, found before it is built: closures capture a variable
//! by value if nobody assigns it after its declaration and nobody takes its address.
//!
//! Works on the syntax of the outermost function, literals included. Bodies of range-over-func loops
//! count as literals.

use rgo_syntax::ast::{Decl, Expr, Node, NodeId, Stmt, VarValues};
use rgo_syntax::token::Op;
use rgo_syntax::visit;
use rgo_types::info::{SelectedMethod, SelectionKind};
use rgo_types::object::VarKind;
use rgo_types::{BodyInfo, Context, ObjId, ObjectKind, Type};
use rustc_hash::FxHashMap;

/// What happens to one variable.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct VarFacts {
    /// Assigned, wholly or in part, other than by its declaration.
    pub is_reassigned: bool,
    pub is_addr_taken: bool,
    /// Used in a literal that does not declare it.
    pub is_captured: bool,
}

/// Facts of all variables of a declared function.
#[derive(Default)]
pub(super) struct Facts {
    by_var: FxHashMap<ObjId, VarFacts>,
}

impl Facts {
    pub(super) fn collect(cx: &Context, info: &BodyInfo) -> Facts {
        let mut walk = Walk {
            cx,
            info,
            facts: Facts::default(),
            depth: 0,
            depths: FxHashMap::default(),
        };
        for &var in info.params.iter().chain(&info.results) {
            walk.declare(var);
        }
        for &root in &info.tree.roots {
            walk.node(root);
        }
        walk.facts
    }

    pub(super) fn of(&self, var: ObjId) -> VarFacts {
        self.by_var.get(&var).copied().unwrap_or_default()
    }
}

struct Walk<'a> {
    cx: &'a Context,
    info: &'a BodyInfo,
    facts: Facts,
    /// Number of literals around the current node.
    depth: u32,
    /// At which depth a variable is declared.
    depths: FxHashMap<ObjId, u32>,
}

impl Walk<'_> {
    fn declare(&mut self, var: ObjId) {
        self.depths.insert(var, self.depth);
        if let ObjectKind::Var {
            kind: VarKind::Result,
            ..
        } = self.cx.object(var).kind
        {
            // `return` assigns it.
            self.facts.by_var.entry(var).or_default().is_reassigned = true;
        }
    }

    fn node(&mut self, node: NodeId) {
        let ast = &self.info.tree.ast;
        let stmt = match ast.node(node) {
            Node::Expr(_) => return self.expr(node),
            Node::Stmt(stmt) => stmt,
            _ => return self.children(node),
        };
        match stmt {
            Stmt::Assign { op, lhs, rhs } => {
                for &place in lhs {
                    self.assigned(place, op == Op::Define);
                    self.node(place);
                }
                rhs.iter().for_each(|&x| self.node(x));
            }
            Stmt::For {
                init: Some(init),
                body,
                ..
            } if self.is_range(init) => {
                self.range(init, body);
            }
            Stmt::Decl(decls) => {
                for &decl in decls {
                    let Decl::Var { names, values, .. } = ast.decl(decl) else {
                        continue;
                    };
                    names.iter().for_each(|&name| self.defined(name));
                    if let VarValues::Here(values) = values {
                        values.iter().for_each(|&x| self.node(x));
                    }
                }
            }
            Stmt::Switch { clauses, .. } => {
                for clause in clauses {
                    if let Some(&var) = self.info.implicits.get(clause) {
                        self.declare(var);
                    }
                }
                self.children(node);
            }
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: NodeId) {
        let info = self.info;
        visit::children(&info.tree.ast, node, &mut |_, child| self.node(child));
    }

    fn is_range(&self, init: NodeId) -> bool {
        matches!(self.info.tree.ast.stmt(init), Stmt::Range { .. })
    }

    fn range(&mut self, clause: NodeId, body: NodeId) {
        let Stmt::Range { lhs, is_def, x } = self.info.tree.ast.stmt(clause) else {
            unreachable!("checked by the caller")
        };
        self.node(x);
        // A type parameter may stand for a function type; taking it for one costs captures only.
        let is_func = matches!(
            self.cx.under(self.info.type_of(x)),
            Type::Signature(_) | Type::Interface(_) | Type::TypeParam(_)
        );
        self.depth += u32::from(is_func);
        for &place in lhs {
            self.assigned(place, is_def);
            self.node(place);
            if is_def
                && self.info.go_minor < 22
                && let Some(var) = self.info.object(place)
            {
                self.facts.by_var.entry(var).or_default().is_reassigned = true;
            }
        }
        self.node(body);
        self.depth -= u32::from(is_func);
    }

    fn expr(&mut self, node: NodeId) {
        match self.info.tree.ast.expr(node) {
            Expr::Name(_) => self.used(node),
            Expr::FuncLit { body, .. } => {
                self.depth += 1;
                let lit = &self.info.func_lits[&node];
                for &var in lit.params.iter().chain(&lit.results) {
                    self.declare(var);
                }
                self.node(body);
                self.depth -= 1;
            }
            Expr::Unary { op: Op::And, x } => {
                self.addr_taken(x);
                self.node(x);
            }
            Expr::Slice { x, .. } => {
                if matches!(self.under_of(x), Some(Type::Array { .. })) {
                    self.addr_taken(x);
                }
                self.children(node);
            }
            Expr::Selector { x, .. } => {
                if self.calls_by_pointer(node) {
                    self.addr_taken(x);
                }
                self.node(x);
            }
            _ => self.children(node),
        }
    }

    fn under_of(&self, node: NodeId) -> Option<&Type> {
        let ty = self.info.try_type_of(node)?;
        Some(self.cx.under(ty))
    }

    /// Whether the selector takes its operand's address to call a method with pointer receiver.
    fn calls_by_pointer(&self, selector: NodeId) -> bool {
        let Some(selection) = self.info.selections.get(&selector) else {
            return false;
        };
        if selection.kind != SelectionKind::MethodValue || selection.is_indirect {
            return false;
        }
        match selection.method {
            Some(SelectedMethod::Concrete(method)) => self.cx.has_pointer_receiver(method),
            // Of a type parameter: its argument's method may have a pointer receiver.
            Some(SelectedMethod::Interface(_)) => {
                !matches!(self.cx.under(selection.recv), Type::Interface(_))
                    || self.cx.is_tparam(selection.recv)
            }
            None => false,
        }
    }

    fn used(&mut self, name: NodeId) {
        let Some(var) = self.info.object(name) else {
            return;
        };
        if let Some(&depth) = self.depths.get(&var)
            && depth < self.depth
        {
            self.facts.by_var.entry(var).or_default().is_captured = true;
        }
    }

    fn defined(&mut self, name: NodeId) {
        if let Some(var) = self.info.object(name) {
            self.declare(var);
        }
    }

    /// `place` is on the left of an assignment, or of a definition that may declare it.
    fn assigned(&mut self, place: NodeId, is_def: bool) {
        let ast = &self.info.tree.ast;
        let Some(root) = self.root(place) else { return };
        if is_def && self.cx.object(root).pos == ast.pos(place) {
            return self.declare(root);
        }
        self.facts.by_var.entry(root).or_default().is_reassigned = true;
    }

    fn addr_taken(&mut self, place: NodeId) {
        if let Some(root) = self.root(place) {
            self.facts.by_var.entry(root).or_default().is_addr_taken = true;
        }
    }

    /// The variable that `place` is, or is part of without following a pointer.
    fn root(&self, place: NodeId) -> Option<ObjId> {
        let ast = &self.info.tree.ast;
        match ast.expr(place) {
            Expr::Name(_) => {
                let var = self.info.object(place)?;
                matches!(self.cx.object(var).kind, ObjectKind::Var { .. }).then_some(var)
            }
            Expr::Paren(x) => self.root(x),
            Expr::Selector { x, .. } => {
                let selection = self.info.selections.get(&place)?;
                let is_field = selection.kind == SelectionKind::Field;
                if is_field && !selection.is_indirect {
                    self.root(x)
                } else {
                    None
                }
            }
            Expr::Index { x, .. } => {
                if matches!(self.under_of(x), Some(Type::Array { .. })) {
                    self.root(x)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}
