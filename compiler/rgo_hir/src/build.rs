//! From checked bodies to hir: one declared function at a time, with all its literals.
//!
//! Takes a [`BodyInfo`] and the type arguments of the instance; gives the function's tree and those
//! of the function literals, range-over-func bodies and go/defer closures in it.
//!
//! # Order of evaluation
//!
//! The builder follows gc's `order` pass: what that hoists into temporaries (calls, receives, type
//! assertions, `len`, `make`, slicing, string to bytes, `&&` and `||`, …) is emitted as statements
//! before the statement being built, in source order; everything else (variables, dereferences,
//! indexing, arithmetic, conversions to interfaces, literals) stays in the expression and is
//! evaluated after all of those. Programs can see the difference, and expect gc's.

mod assign;
mod builtin;
mod call;
mod closure;
mod constant;
mod convert;
mod defer;
mod equality;
mod expr;
mod facts;
mod init;
mod intrinsic;
mod lit;
mod range;
mod range_func;
mod select;
mod selector;
mod stmt;
mod switch;
mod weight;
mod wrapper;

use rgo_base::{Pos, Symbol};
use rgo_syntax::ast::{Ast, NodeId};
use rgo_types::subst::TypeEnv;
use rgo_types::{Basic, BodyInfo, Context, ObjId, PkgId, Type, TypeId};
use rustc_hash::FxHashMap;

use self::facts::Facts;
use self::range_func::{RangeFrame, RangeHome};
use crate::program::{FuncId, Program};
use crate::tree::{
    Alloc, AllocData, AllocKind, Const, Expr, ExprKind, Func, FuncFlags, Label, Local, LocalData,
    LocalKind, Placement, Stmt, StmtKind, Storage,
};

pub(crate) use self::convert::wrap_int;
pub use self::init::build_initializer;
pub use self::wrapper::build_wrapper;

/// Builds a declared function and everything nested in it. The first result is the function.
pub fn build_declared(prog: &Program<'_>, id: FuncId, info: &BodyInfo, env: &TypeEnv) -> Vec<Func> {
    let tree = &info.tree;
    let entry = &prog.funcs[id];
    let mut builder = Builder::new(prog, entry.pkg.expect("declared in a package"), info, env);
    builder.facts = Facts::collect(prog.types, info);
    builder.frames.push(Frame::new(id, prog.func_pos(id)));
    builder.frame().func.flags = prog.func_flags(id);
    for &param in &info.params {
        let local = builder.declare_param(param, LocalKind::Param);
        builder.frame().func.params.push(local);
    }
    for &result in &info.results {
        let local = builder.declare_param(result, LocalKind::Result);
        builder.frame().func.results.push(local);
    }
    builder.func_body(tree.roots[0]);
    builder.finish()
}

/// State of building one declared function.
struct Builder<'b> {
    prog: &'b Program<'b>,
    cx: &'b Context,
    info: &'b BodyInfo,
    ast: &'b Ast,
    env: &'b TypeEnv,
    pkg: PkgId,
    facts: Facts,
    /// Types of the hidden variables made so far.
    hidden: Vec<TypeId>,
    /// Functions of the literals built so far.
    lits: FxHashMap<NodeId, FuncId>,
    /// Variables that are defined as a literal and never assigned.
    literal_vars: FxHashMap<ObjId, NodeId>,
    /// The functions being built, innermost last.
    frames: Vec<Frame>,
    /// Finished literals.
    nested: Vec<Func>,
}

/// A variable that literals can capture.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum VarKey {
    Source(ObjId),
    /// Made by the builder; assigned by several functions, so captured by reference.
    Hidden(u32),
}

/// A variable as the function being built sees it.
#[derive(Clone, Copy)]
enum Var {
    Direct(Local),
    /// The local holds its address.
    ByRef(Local),
}

/// A function being built.
struct Frame {
    func: Func,
    vars: FxHashMap<VarKey, Var>,
    /// What each capture is initialised from, in terms of the enclosing function.
    capture_sources: Vec<Expr>,
    /// Statement lists under construction, innermost last.
    lists: Vec<Vec<Stmt>>,
    /// Where `break` and `continue` go, innermost last.
    targets: Vec<Target>,
    labels: FxHashMap<Symbol, Label>,
    /// Whom literals are named after, if not this function.
    lit_parent: Option<FuncId>,
    n_lits: u32,
    n_ranges: u32,
    n_call_closures: u32,
    /// Its deferred calls need a list: see `count_defers`.
    defers_in_loop: bool,
    /// Set if this is the body of a range-over-func loop.
    range: Option<RangeFrame>,
    /// For range-over-func loops in it.
    range_home: RangeHome,
}

/// A statement that `break` or `continue` may name.
struct Target {
    /// Its source label.
    name: Option<Symbol>,
    label: Label,
    is_loop: bool,
}

impl Frame {
    fn new(id: FuncId, pos: Pos) -> Frame {
        Frame {
            func: Func {
                id,
                pos,
                end_pos: pos,
                params: Vec::new(),
                results: Vec::new(),
                captures: Vec::new(),
                is_closure: false,
                locals: Default::default(),
                allocs: Default::default(),
                labels: Default::default(),
                inlined: Default::default(),
                body: Vec::new(),
                flags: FuncFlags::default(),
                n_defers: 0,
                has_defer: false,
                has_recover: false,
                weight: None,
                texts: Vec::new(),
                devirtualized: Vec::new(),
            },
            vars: FxHashMap::default(),
            capture_sources: Vec::new(),
            lists: vec![Vec::new()],
            targets: Vec::new(),
            labels: FxHashMap::default(),
            lit_parent: None,
            n_lits: 0,
            n_ranges: 0,
            n_call_closures: 0,
            defers_in_loop: false,
            range: None,
            range_home: RangeHome::default(),
        }
    }

    /// Closes the function: its one remaining statement list is the body.
    fn finish(mut self) -> Func {
        self.func.body = self.lists.pop().expect("the outermost list is open");
        debug_assert!(self.lists.is_empty());
        self.func
    }
}

impl<'b> Builder<'b> {
    fn new(prog: &'b Program<'b>, pkg: PkgId, info: &'b BodyInfo, env: &'b TypeEnv) -> Builder<'b> {
        Builder {
            prog,
            cx: prog.types,
            info,
            ast: &info.tree.ast,
            env,
            pkg,
            facts: Facts::default(),
            hidden: Vec::new(),
            lits: FxHashMap::default(),
            literal_vars: FxHashMap::default(),
            frames: Vec::new(),
            nested: Vec::new(),
        }
    }

    fn finish(mut self) -> Vec<Func> {
        let mut all = vec![
            self.frames
                .pop()
                .expect("the declared function is open")
                .finish(),
        ];
        debug_assert!(self.frames.is_empty());
        all.append(&mut self.nested);
        all
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("a function is being built")
    }

    /// Builds the block `body` as the body of the innermost function.
    fn func_body(&mut self, body: NodeId) {
        let rgo_syntax::ast::Stmt::Block { list, rbrace } = self.ast.stmt(body) else {
            unreachable!("bodies are blocks")
        };
        self.frame().func.end_pos = rbrace;
        self.frame().range_home.body = Some(body);
        self.count_defers(body);
        self.stmt_list(list);
        let weight = self.weigh(body);
        self.frame().func.weight = Some(Box::new(weight));
    }

    // Types.

    /// The concrete canonical type that `ty` stands for in this instance.
    fn concrete(&self, ty: TypeId) -> TypeId {
        self.cx.canon(if self.env.is_empty() {
            ty
        } else {
            self.cx.subst(ty, self.env)
        })
    }

    /// The concrete recorded type of an expression. Operands of shift counts may have been left
    /// untyped: as in gc, they are `uint` if they can be.
    fn type_of(&self, node: NodeId) -> TypeId {
        let ty = self.concrete(self.info.type_of(node));
        let is_negative = |node| self.info.constant(node).is_some_and(|x| x.sign() < 0);
        match self.basic(ty) {
            Some(Basic::UntypedInt | Basic::UntypedFloat) if is_negative(node) => {
                Basic::Int.type_id()
            }
            Some(Basic::UntypedInt | Basic::UntypedFloat) => Basic::Uint.type_id(),
            Some(Basic::UntypedRune) => Basic::Int32.type_id(),
            _ => ty,
        }
    }

    /// Structure of the underlying type of a concrete type.
    fn under(&self, ty: TypeId) -> &'b Type {
        self.cx.under(ty)
    }

    fn basic(&self, ty: TypeId) -> Option<Basic> {
        match self.under(ty) {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        }
    }

    fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Interface(_))
    }

    fn pointee(&self, ty: TypeId) -> Option<TypeId> {
        match self.under(ty) {
            &Type::Pointer(elem) => Some(self.cx.canon(elem)),
            _ => None,
        }
    }

    fn int(&self) -> TypeId {
        Basic::Int.type_id()
    }

    fn bool(&self) -> TypeId {
        Basic::Bool.type_id()
    }

    fn unsafe_pointer(&self) -> TypeId {
        Basic::UnsafePointer.type_id()
    }

    // Emitting.

    fn emit(&mut self, pos: Pos, kind: StmtKind) {
        let list = self.frame().lists.last_mut().expect("a list is open");
        list.push(Stmt { kind, pos });
    }

    /// The statements that `build` emits.
    fn collect(&mut self, build: impl FnOnce(&mut Self)) -> Vec<Stmt> {
        self.frame().lists.push(Vec::new());
        build(self);
        self.frame().lists.pop().expect("opened above")
    }

    fn new_label(&mut self) -> Label {
        self.frame().func.labels.push(())
    }

    fn new_alloc(&mut self, kind: AllocKind, ty: TypeId, pos: Pos, text: Symbol) -> Alloc {
        self.frame().func.allocs.push(AllocData {
            kind,
            ty,
            pos,
            decision: Placement::Unknown,
            escapes: false,
            inlined: None,
            text,
        })
    }

    // Locals.

    fn new_local(&mut self, name: Symbol, ty: TypeId, pos: Pos, kind: LocalKind) -> Local {
        debug_assert_eq!(ty, self.cx.canon(ty));
        self.frame().func.locals.push(LocalData {
            name,
            ty,
            pos,
            kind,
            is_addr_taken: false,
            is_reassigned: false,
            storage: Storage::Stack,
            alloc: None,
            inlined: None,
        })
    }

    fn new_temp(&mut self, ty: TypeId, pos: Pos) -> Local {
        self.new_local(Symbol::EMPTY, ty, pos, LocalKind::Temp)
    }

    /// Evaluates `expr` now, into a temporary.
    fn hoist(&mut self, expr: Expr) -> Expr {
        let (ty, pos) = (expr.ty, expr.pos);
        let temp = self.new_temp(ty, pos);
        self.emit(pos, StmtKind::Decl(temp, Some(expr)));
        local_expr(temp, ty, pos)
    }

    /// Evaluates `expr` now unless evaluating it later, or again, makes no difference.
    fn freeze(&mut self, expr: Expr) -> Expr {
        if self.is_stable(&expr) {
            expr
        } else {
            self.hoist(expr)
        }
    }

    /// Whether `expr` always has the same value and costs nothing.
    fn is_stable(&self, expr: &Expr) -> bool {
        let frame = self.frames.last().expect("a function is being built");
        match &expr.kind {
            ExprKind::Const(_)
            | ExprKind::FuncValue(_)
            | ExprKind::TypeDesc(_)
            | ExprKind::Data(_) => true,
            ExprKind::Local(local) => {
                let local = &frame.func.locals[*local];
                local.kind == LocalKind::Temp && !local.is_reassigned && !local.is_addr_taken
            }
            _ => false,
        }
    }

    /// A fresh variable `local` that a source variable or temporary of address-taken kind gets.
    fn mark_addr_taken(&mut self, local: Local) {
        let frame = self.frame();
        let data = &mut frame.func.locals[local];
        data.is_addr_taken = true;
        if data.alloc.is_none() {
            let (ty, pos, text) = (data.ty, data.pos, data.name);
            let alloc = frame.func.allocs.push(AllocData {
                kind: AllocKind::Var(local),
                ty,
                pos,
                decision: Placement::Unknown,
                escapes: false,
                inlined: None,
                text,
            });
            frame.func.locals[local].alloc = Some(alloc);
        }
    }

    /// `&place`, with the variable it is part of marked.
    fn addr_of(&mut self, place: Expr, pos: Pos) -> Expr {
        self.note_address(&place);
        let ty = self.cx.canon(self.cx.pointer_to(place.ty));
        // `&*p` is p, though it checks p.
        Expr {
            kind: ExprKind::AddrOf(Box::new(place)),
            ty,
            pos,
        }
    }

    /// Marks the local variable that `place` is part of.
    fn note_address(&mut self, place: &Expr) {
        match &place.kind {
            ExprKind::Local(local) => self.mark_addr_taken(*local),
            ExprKind::Field(x, _) => self.note_address(x),
            ExprKind::Index { x, .. } if matches!(self.under(x.ty), Type::Array { .. }) => {
                self.note_address(x);
            }
            _ => {}
        }
    }
}

/// Whether `expr` may be assigned to and have its address taken.
pub fn is_place(cx: &Context, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref { .. } => true,
        ExprKind::Field(x, _) => is_place(cx, x),
        ExprKind::Index { x, .. } => match cx.under(x.ty) {
            Type::Array { .. } => is_place(cx, x),
            Type::Slice(_) => true,
            _ => false,
        },
        _ => false,
    }
}

fn local_expr(local: Local, ty: TypeId, pos: Pos) -> Expr {
    Expr {
        kind: ExprKind::Local(local),
        ty,
        pos,
    }
}

fn const_int(value: i64, ty: TypeId, pos: Pos) -> Expr {
    Expr {
        kind: ExprKind::Const(Const::Int(value)),
        ty,
        pos,
    }
}

fn zero(ty: TypeId, pos: Pos) -> Expr {
    Expr {
        kind: ExprKind::Const(Const::Zero),
        ty,
        pos,
    }
}

pub(crate) fn deref(ptr: Expr, elem: TypeId, is_checked: bool) -> Expr {
    let pos = ptr.pos;
    Expr {
        kind: ExprKind::Deref {
            ptr: Box::new(ptr),
            is_checked,
        },
        ty: elem,
        pos,
    }
}
