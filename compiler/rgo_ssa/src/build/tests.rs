//! Small functions of hir, built by hand, and the SSA they become.

use std::sync::Arc;

use rgo_base::{EntityRef, Pos, SourceMap, Symbol};
use rgo_hir::Program;
use rgo_hir::tree::{
    BinOp, Const, Expr, ExprKind, Func, FuncFlags, Label, Local, LocalData, LocalKind, Loop, Stmt,
    StmtKind, Storage,
};
use rgo_types::{Basic, Context, TypeId};

use super::{BuildCx, build_func};
use crate::shape::Shapes;
use crate::text::{Plain, print_func};
use crate::verify::verify;

/// A function being put together.
struct Maker {
    func: Func,
}

const INT: TypeId = Basic::Int.type_id();
const BOOL: TypeId = Basic::Bool.type_id();

impl Maker {
    fn new() -> Maker {
        Maker {
            func: Func {
                id: rgo_hir::FuncId::new(0),
                pos: Pos::NONE,
                end_pos: Pos::NONE,
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
        }
    }

    fn local(&mut self, ty: TypeId, kind: LocalKind) -> Local {
        self.func.locals.push(LocalData {
            name: Symbol::EMPTY,
            ty,
            pos: Pos::NONE,
            kind,
            is_addr_taken: false,
            is_reassigned: true,
            storage: Storage::Stack,
            alloc: None,
            inlined: None,
        })
    }

    fn param(&mut self, ty: TypeId) -> Expr {
        let local = self.local(ty, LocalKind::Param);
        self.func.params.push(local);
        self.get(local)
    }

    fn result(&mut self, ty: TypeId) {
        let local = self.local(ty, LocalKind::Result);
        self.func.results.push(local);
    }

    fn get(&self, local: Local) -> Expr {
        expr(ExprKind::Local(local), self.func.locals[local].ty)
    }

    fn label(&mut self) -> Label {
        self.func.labels.push(())
    }

    fn stmt(&mut self, kind: StmtKind) {
        self.func.body.push(stmt(kind));
    }

    /// Builds, verifies, and compares the text.
    fn check(self, cx: &Context, want: &str) {
        let prog = Program::new(cx, Default::default());
        let shapes = Shapes::new(cx);
        let build = BuildCx {
            prog: &prog,
            shapes: &shapes,
        };
        let func = build_func(&build, &self.func);
        let text = print_func(&func, &Plain);
        verify(&func).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(text, want, "\n{text}");
    }
}

fn stmt(kind: StmtKind) -> Stmt {
    Stmt {
        kind,
        pos: Pos::NONE,
    }
}

fn expr(kind: ExprKind, ty: TypeId) -> Expr {
    Expr {
        kind,
        ty,
        pos: Pos::NONE,
    }
}

fn int(value: i64) -> Expr {
    expr(ExprKind::Const(Const::Int(value)), INT)
}

fn binary(op: BinOp, x: Expr, y: Expr, ty: TypeId) -> Expr {
    expr(ExprKind::Binary(op, Box::new(x), Box::new(y)), ty)
}

fn context() -> Context {
    Context::new(Arc::new(SourceMap::default()))
}

/// `func(s []int) int { t := 0; for i := 0; i < len(s); i++ { t += s[i] }; return t }`
#[test]
fn sum_of_a_slice() {
    let cx = context();
    let mut m = Maker::new();
    let s = m.param(cx.slice_of(INT));
    m.result(INT);
    let (t, i) = (m.local(INT, LocalKind::Var), m.local(INT, LocalKind::Var));
    m.stmt(StmtKind::Decl(t, Some(int(0))));
    m.stmt(StmtKind::Decl(i, Some(int(0))));
    let len = expr(ExprKind::Len(Box::new(s.clone())), INT);
    let elem = ExprKind::Index {
        x: Box::new(s),
        index: Box::new(m.get(i)),
        is_bounded: false,
    };
    let (t, i) = (m.get(t), m.get(i));
    let body = StmtKind::AssignOp(t.clone(), BinOp::Add, expr(elem, INT));
    let post = StmtKind::AssignOp(i.clone(), BinOp::Add, int(1));
    let label = m.label();
    m.stmt(StmtKind::Loop(Box::new(Loop {
        label,
        cond: Some(binary(BinOp::Lt, i, len, BOOL)),
        body: vec![stmt(body)],
        post: vec![stmt(post)],
    })));
    m.stmt(StmtKind::Return(vec![t]));
    m.check(
        &cx,
        "\
func fn0(ptr, i64, i64) -> i64 {
b0(v0: ptr, v1: i64, v2: i64):
  v3: i64 = iconst 0
  v4: i64 = iconst 0
  v5: i64 = iconst 0
  jump b1(v5, v4)

b1(v6: i64, v11: i64):
  v10: i8 = icmp.slt v6, v1
  br v10, b3, b2

b3:
  v12: i64 = bounds_check.index v6, v1
  v13: i64 = iconst 3
  v14: i64 = shl v12, v13
  v15: ptr = ptr_add v0, v14
  v16: i64 = load <i64> v15
  v17: i64 = add v11, v16
  v18: i64 = iconst 1
  v19: i64 = add v6, v18
  jump b1(v19, v17)

b2:
  ret v11
}
",
    );
}

/// A deferring function keeps its result behind the record, where the handler finds it.
#[test]
fn deferring_function() {
    let cx = context();
    let func_ty = cx.func_of(&[], &[], false);
    let mut m = Maker::new();
    m.func.has_defer = true;
    m.func.n_defers = 1;
    let f = m.param(func_ty);
    m.result(INT);
    m.stmt(StmtKind::Defer {
        closure: f,
        index: Some(0),
    });
    m.stmt(StmtKind::Return(vec![int(7)]));
    m.check(
        &cx,
        "\
func fn0(ptr) -> i64 {
  slot0: 88 align 8 observed

b0(v0: ptr):
  v1: i64 = iconst 0
  v2: ptr = slot_addr slot0+80
  store <i64> v2, v1
  v3: ptr = iconst 0
  v4: ptr = slot_addr slot0
  store v4+48, v3
  v5: i64 = iconst 0
  v6: ptr = slot_addr slot0
  store v6+56, v5
  v7: i32 = iconst 1
  v8: ptr = slot_addr slot0
  store v8+64, v7
  defer_push slot0, b1, b2

b1:
  v11: ptr = slot_addr slot0
  store v11+72, v0
  v12: ptr = slot_addr slot0
  v13: i64 = load v12+56
  v14: i64 = iconst 1
  v15: i64 = or v13, v14
  v16: ptr = slot_addr slot0
  store v16+56, v15
  v17: i64 = iconst 7
  v18: ptr = slot_addr slot0+80
  store <i64> v18, v17
  v19: ptr = slot_addr slot0
  call_runtime rgo_deferreturn (v19)
  v20: ptr = slot_addr slot0+80
  v21: i64 = load <i64> v20
  ret v21

b2(v9: ptr) cold:
  call_runtime rgo_deferreturn (v9)
  v10: i64 = load <i64> v9+80
  ret v10
}
",
    );
}

/// `func(x int32, n uint8) int32 { return x >> n }`: large counts leave the sign.
#[test]
fn signed_shift() {
    let cx = context();
    let mut m = Maker::new();
    let int32 = Basic::Int32.type_id();
    let (x, n) = (m.param(int32), m.param(Basic::Uint8.type_id()));
    m.result(int32);
    m.stmt(StmtKind::Return(vec![binary(BinOp::Shr, x, n, int32)]));
    m.check(
        &cx,
        "\
func fn0(i32, i8) -> i32 {
b0(v0: i32, v1: i8):
  v2: i32 = iconst 0
  v3: i8 = iconst 32
  v4: i8 = icmp.ult v1, v3
  v5: i8 = iconst 31
  v6: i8 = select v4, v1, v5
  v7: i32 = ashr v0, v6
  ret v7
}
",
    );
}

/// `func(a [4]int, i int) int { a[i] = 1; return a[0] }`: a parameter passed by pointer is copied
/// when it is changed.
#[test]
fn changed_array_parameter() {
    let cx = context();
    let mut m = Maker::new();
    let (a, i) = (m.param(cx.array_of(INT, 4)), m.param(INT));
    m.result(INT);
    let elem = |index: Expr| {
        let kind = ExprKind::Index {
            x: Box::new(a.clone()),
            index: Box::new(index),
            is_bounded: false,
        };
        expr(kind, INT)
    };
    m.stmt(StmtKind::Assign(elem(i), int(1)));
    m.stmt(StmtKind::Return(vec![elem(int(0))]));
    let array = cx.array_of(INT, 4);
    m.check(
        &cx,
        &"\
func fn0(ptr, i64) -> i64 {
  slot0: 32 align 8

b0(v0: ptr, v1: i64):
  v2: ptr = slot_addr slot0
  move T 32 v2, v0
  v3: i64 = iconst 0
  v4: i64 = iconst 1
  v5: ptr = slot_addr slot0
  v6: i64 = iconst 4
  v7: i64 = bounds_check.index v1, v6
  v8: i64 = iconst 3
  v9: i64 = shl v7, v8
  v10: ptr = ptr_add v5, v9
  store <i64> v10, v4
  v11: ptr = slot_addr slot0
  v12: i64 = iconst 4
  v13: i64 = iconst 0
  v14: i64 = load <i64> v11
  ret v14
}
"
        .replace('T', &array.to_string()),
    );
}
