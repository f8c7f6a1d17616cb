//! Initialization of package variables: one function per initializer, later joined.

use rgo_types::info::Initializer;
use rgo_types::subst::TypeEnv;
use rgo_types::{BodyInfo, Mode};

use super::facts::Facts;
use super::{Builder, Frame, zero};
use crate::program::{FuncId, Program};
use crate::tree::{Expr, ExprKind, Func, StmtKind};

/// Builds the function that performs one initializer, and the literals in it. `lits_before` is the
/// number of literals of the package's initializers before this one in source order.
pub fn build_initializer(
    prog: &Program<'_>,
    id: FuncId,
    info: &BodyInfo,
    initializer: &Initializer,
    lits_before: u32,
) -> Vec<Func> {
    let env = TypeEnv::default();
    let first = prog.types.object(initializer.lhs[0]);
    let pkg = first.pkg.expect("a package variable");
    let mut builder = Builder::new(prog, pkg, info, &env);
    builder.facts = Facts::collect(prog.types, info);
    let mut frame = Frame::new(id, first.pos);
    // Literals are named after the package's init function.
    frame.lit_parent = Some(prog.init_func(pkg));
    frame.n_lits = lits_before;
    builder.frames.push(frame);
    builder.initialize(initializer);
    builder.finish()
}

impl Builder<'_> {
    fn initialize(&mut self, initializer: &Initializer) {
        let node = self.info.tree.roots[initializer.value];
        let pos = self.ast.pos(node);
        if let [var] = initializer.lhs[..] {
            let object = self.cx.object(var);
            if object.name.is_blank() {
                let value = match self.info.mode(self.ast.unparen(node)) {
                    Mode::Nil => zero(self.unsafe_pointer(), pos),
                    _ => self.expr(node),
                };
                return self.emit(pos, StmtKind::Eval(value));
            }
            let place = self.global_place(var, object.pos);
            let value = self.expr_as(node, place.ty);
            return self.emit(object.pos, StmtKind::Assign(place, value));
        }
        let values = self.multi_value(node, initializer.lhs.len());
        for (&var, value) in initializer.lhs.iter().zip(values) {
            let object = self.cx.object(var);
            if object.name.is_blank() {
                continue;
            }
            let place = self.global_place(var, object.pos);
            let value = self.assign_convert(value, place.ty);
            self.emit(object.pos, StmtKind::Assign(place, value));
        }
    }

    fn global_place(&mut self, var: rgo_types::ObjId, pos: rgo_base::Pos) -> Expr {
        let ty = self.concrete(self.cx.object_type(var));
        Expr {
            kind: ExprKind::Global(self.prog.global(var)),
            ty,
            pos,
        }
    }
}
