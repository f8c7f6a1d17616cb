//! The tables that a check fills: see [`BodyInfo`](crate::info::BodyInfo), which they become.

use rgo_base::packed_option::PackedOption;
use rgo_syntax::ast::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::constant::ConstValue;
use crate::context::Context;
use crate::info::{ExprInfo, FuncLitInfo, Instance, Mode, Selection};
use crate::object::ObjId;
use crate::type_::TypeId;

/// The expression's type is untyped and may still change.
pub(crate) const UNTYPED: u8 = 1;
/// The expression is the left operand of a shift whose type is not known yet.
pub(crate) const SHIFTED: u8 = 2;

/// Results for the nodes of a range.
#[derive(Default)]
pub(crate) struct Results {
    /// The first node of the range.
    base: u32,
    pub exprs: Vec<ExprInfo>,
    pub objects: Vec<PackedOption<ObjId>>,
    pub constants: Vec<ConstValue>,
    pub selections: FxHashMap<NodeId, Selection>,
    pub instances: FxHashMap<NodeId, Instance>,
    pub implicits: FxHashMap<NodeId, ObjId>,
    pub func_lits: FxHashMap<NodeId, FuncLitInfo>,
    pub deps: Vec<ObjId>,
    pub seen_deps: FxHashSet<ObjId>,
}

impl Results {
    /// Empty tables for nodes `first` to `last`.
    pub fn new(first: u32, last: u32) -> Results {
        let len = (last + 1).saturating_sub(first) as usize;
        Results {
            base: first,
            exprs: vec![ExprInfo::default(); len],
            objects: vec![PackedOption::default(); len],
            ..Results::default()
        }
    }

    fn at(&self, node: NodeId) -> usize {
        (node.as_u32() - self.base) as usize
    }

    pub fn expr(&self, node: NodeId) -> ExprInfo {
        self.exprs[self.at(node)]
    }

    pub fn expr_mut(&mut self, node: NodeId) -> &mut ExprInfo {
        let at = self.at(node);
        &mut self.exprs[at]
    }

    pub fn constant(&self, node: NodeId) -> Option<&ConstValue> {
        let at = self.expr(node).constant;
        at.checked_sub(1).map(|at| &self.constants[at as usize])
    }

    /// Records an expression, a constant with its value.
    pub fn set(&mut self, node: NodeId, mode: Mode, flags: u8, ty: TypeId, value: &ConstValue) {
        let constant = if mode == Mode::Constant {
            self.constants.push(value.clone());
            self.constants.len() as u32
        } else {
            0
        };
        *self.expr_mut(node) = ExprInfo {
            mode,
            flags,
            ty: ty.into(),
            constant,
        };
    }

    pub fn set_object(&mut self, name: NodeId, obj: ObjId) {
        let at = self.at(name);
        self.objects[at] = obj.into();
    }

    pub fn add_dep(&mut self, obj: ObjId) {
        if self.seen_deps.insert(obj) {
            self.deps.push(obj);
        }
    }

    /// Appends the results of the nodes that follow.
    pub fn append(&mut self, next: Results) {
        debug_assert_eq!(self.base as usize + self.exprs.len(), next.base as usize);
        let n_constants = self.constants.len() as u32;
        self.exprs.extend(next.exprs.into_iter().map(|mut info| {
            if info.constant != 0 {
                info.constant += n_constants;
            }
            info
        }));
        self.objects.extend(next.objects);
        self.constants.extend(next.constants);
        self.selections.extend(next.selections);
        self.instances.extend(next.instances);
        self.implicits.extend(next.implicits);
        self.func_lits.extend(next.func_lits);
    }

    /// Replaces types by their canonical ones.
    pub fn canonicalize(&mut self, ctx: &Context) {
        for info in &mut self.exprs {
            info.flags = 0;
            if let Some(ty) = info.ty.expand() {
                info.ty = ctx.canon(ty).into();
            }
        }
        for selection in self.selections.values_mut() {
            selection.recv = ctx.canon(selection.recv);
            selection.ty = ctx.canon(selection.ty);
        }
        for instance in self.instances.values_mut() {
            instance.ty = ctx.canon(instance.ty);
            for arg in &mut instance.args {
                *arg = ctx.canon(*arg);
            }
        }
        for lit in self.func_lits.values_mut() {
            for param in lit.sig.params.iter_mut().chain(&mut lit.sig.results) {
                param.ty = ctx.canon(param.ty);
            }
        }
    }
}
