//! Bodies of the equality and hash functions of structs and arrays.

use rgo_base::Symbol;
use rgo_types::{Basic, Context, Type, TypeId};

use super::wrapper::Synth;
use super::{const_int, deref, local_expr};
use crate::alg::{Alg, alg};
use crate::tree::{
    BinOp, Call, Callee, Const, ConvKind, Expr, ExprKind, LocalKind, Loop, Stmt, StmtKind,
};

/// Memory up to this size is compared without a call.
const MAX_QUICK_BYTES: u64 = 32;

/// Whether comparing values of `ty` may panic: an interface in them may hold what is not comparable.
fn may_panic(cx: &Context, ty: TypeId) -> bool {
    match (alg(cx, ty), cx.under(ty)) {
        (Alg::Interface | Alg::EmptyInterface, _) => true,
        (Alg::Parts, Type::Struct(s)) => s.fields.iter().any(|field| may_panic(cx, field.ty)),
        (Alg::Parts, &Type::Array { elem, .. }) => may_panic(cx, elem),
        _ => false,
    }
}

/// Whether `ty` is a string type, not a struct or array of one string.
fn is_string(cx: &Context, ty: TypeId) -> bool {
    matches!(cx.under(ty), Type::Basic(_))
}

/// `func(p, q unsafe.Pointer) bool`: whether the values of type `ty` at `p` and `q` are equal.
pub(super) fn eq_body(synth: &mut Synth<'_>, ty: TypeId) {
    let pointer = Basic::UnsafePointer.type_id();
    let (p, q) = (synth.param(pointer), synth.param(pointer));
    synth.result(Basic::Bool.type_id());
    let (x, y) = (synth.at(p, ty), synth.at(q, ty));
    if let Alg::Memory(_) = alg(synth.cx, ty) {
        let kind = ExprKind::Binary(BinOp::Eq, Box::new(x), Box::new(y));
        let equal = Expr {
            kind,
            ty: Basic::Bool.type_id(),
            pos: synth.pos,
        };
        return synth.emit(StmtKind::Return(vec![equal]));
    }
    match synth.cx.under(ty) {
        Type::Struct(_) => synth.eq_struct(ty, &x, &y),
        &Type::Array { elem, len } => synth.eq_array(synth.cx.canon(elem), len, &x, &y),
        _ => unreachable!("other types have standard functions"),
    }
    let equal = synth.bool_const(true);
    synth.emit(StmtKind::Return(vec![equal]));
}

/// `func(p unsafe.Pointer, h uintptr) uintptr`: the hash of the value of type `ty` at `p`.
pub(super) fn hash_body(synth: &mut Synth<'_>, ty: TypeId) {
    let p = synth.param(Basic::UnsafePointer.type_id());
    let word = Basic::Uintptr.type_id();
    let seed = synth.param(word);
    synth.result(word);
    let h = synth.local(word, LocalKind::Temp);
    synth.func.locals[h].is_reassigned = true;
    synth.emit(StmtKind::Decl(h, Some(seed)));
    let h = local_expr(h, word, synth.pos);
    match (alg(synth.cx, ty), synth.cx.under(ty)) {
        (Alg::Memory(size), _) => synth.hash_memory(&p, size, &h),
        (_, Type::Struct(_)) => synth.hash_struct(ty, &p, &h),
        (_, &Type::Array { elem, len }) => {
            synth.hash_array(synth.cx.canon(elem), len, &p, &h);
        }
        _ => unreachable!("other types have standard functions"),
    }
    synth.emit(StmtKind::Return(vec![h]));
}

impl Synth<'_> {
    fn bool_const(&self, value: bool) -> Expr {
        let kind = ExprKind::Const(Const::Bool(value));
        Expr {
            kind,
            ty: Basic::Bool.type_id(),
            pos: self.pos,
        }
    }

    /// The value of type `ty` at `p`.
    fn at(&self, p: Expr, ty: TypeId) -> Expr {
        let ptr_ty = self.cx.canon(self.cx.pointer_to(ty));
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(p),
            alloc: None,
        };
        deref(
            Expr {
                kind,
                ty: ptr_ty,
                pos: self.pos,
            },
            ty,
            true,
        )
    }

    /// `if x != y { return false }`
    fn unless_equal(&self, x: Expr, y: Expr) -> Stmt {
        let ty = Basic::Bool.type_id();
        let kind = ExprKind::Binary(BinOp::Ne, Box::new(x), Box::new(y));
        let differ = Expr {
            kind,
            ty,
            pos: self.pos,
        };
        let unequal = StmtKind::Return(vec![self.bool_const(false)]);
        let unequal = Stmt {
            kind: unequal,
            pos: self.pos,
        };
        Stmt {
            kind: StmtKind::If(differ, vec![unequal], vec![]),
            pos: self.pos,
        }
    }

    fn field(&self, x: &Expr, index: u32) -> Expr {
        let Type::Struct(s) = self.cx.under(x.ty) else {
            unreachable!("a struct")
        };
        let ty = self.cx.canon(s.fields[index as usize].ty);
        Expr {
            kind: ExprKind::Field(Box::new(x.clone()), index),
            ty,
            pos: self.pos,
        }
    }

    fn eq_struct(&mut self, ty: TypeId, x: &Expr, y: &Expr) {
        let Type::Struct(s) = self.cx.under(ty) else {
            unreachable!("a struct")
        };
        // What costs little goes first, as far as the order cannot be seen: interfaces may panic.
        let mut group = Vec::new();
        for (at, field) in s.fields.iter().enumerate() {
            if field.name == Symbol::BLANK {
                continue;
            }
            let pair = (self.field(x, at as u32), self.field(y, at as u32));
            if may_panic(self.cx, field.ty) {
                self.eq_group(std::mem::take(&mut group));
                self.eq_group(vec![pair]);
            } else {
                group.push(pair);
            }
        }
        self.eq_group(group);
    }

    /// Compares pairs: small values and lengths of strings first.
    fn eq_group(&mut self, group: Vec<(Expr, Expr)>) {
        let mut rest = Vec::new();
        for (x, y) in group {
            match alg(self.cx, x.ty) {
                Alg::Memory(size) if size > MAX_QUICK_BYTES => rest.push((x, y)),
                Alg::Memory(_) | Alg::Float32 | Alg::Float64 | Alg::Complex64 | Alg::Complex128 => {
                    self.eq_pair(x, y)
                }
                Alg::String => {
                    let lengths = [&x, &y].map(|string| Expr {
                        kind: ExprKind::Len(Box::new(string.clone())),
                        ty: Basic::Int.type_id(),
                        pos: self.pos,
                    });
                    if is_string(self.cx, x.ty) {
                        let [n, m] = lengths;
                        self.eq_pair(n, m);
                    }
                    rest.push((x, y));
                }
                Alg::NotComparable | Alg::Interface | Alg::EmptyInterface | Alg::Parts => {
                    rest.push((x, y));
                }
            }
        }
        for (x, y) in rest {
            self.eq_pair(x, y);
        }
    }

    fn eq_pair(&mut self, x: Expr, y: Expr) {
        let test = self.unless_equal(x, y);
        self.func.body.push(test);
    }

    fn eq_array(&mut self, elem: TypeId, len: u64, x: &Expr, y: &Expr) {
        self.each_index(len, |synth, index| {
            let [x, y] = [x, y].map(|array| {
                let x = Box::new(array.clone());
                let index = Box::new(index.clone());
                let kind = ExprKind::Index {
                    x,
                    index,
                    is_bounded: true,
                };
                Expr {
                    kind,
                    ty: elem,
                    pos: synth.pos,
                }
            });
            vec![synth.unless_equal(x, y)]
        });
    }

    /// `for i := 0; i < len; i++ { body }`
    fn each_index(&mut self, len: u64, body: impl FnOnce(&mut Self, &Expr) -> Vec<Stmt>) {
        let int = Basic::Int.type_id();
        let counter = self.local(int, LocalKind::Temp);
        self.func.locals[counter].is_reassigned = true;
        self.emit(StmtKind::Decl(counter, Some(self.int(0))));
        let counter = local_expr(counter, int, self.pos);
        let limit = const_int(len as i64, int, self.pos);
        let kind = ExprKind::Binary(BinOp::Lt, Box::new(counter.clone()), Box::new(limit));
        let cond = Some(Expr {
            kind,
            ty: Basic::Bool.type_id(),
            pos: self.pos,
        });
        let body = body(self, &counter);
        let one = self.int(1);
        let kind = ExprKind::Binary(BinOp::Add, Box::new(counter.clone()), Box::new(one));
        let next = Expr {
            kind,
            ty: int,
            pos: self.pos,
        };
        let post = vec![Stmt {
            kind: StmtKind::Assign(counter, next),
            pos: self.pos,
        }];
        let label = self.func.labels.push(());
        self.emit(StmtKind::Loop(Box::new(Loop {
            label,
            cond,
            body,
            post,
        })));
    }

    /// `h = func(args…, h …)`
    fn hash_call(&self, symbol: &str, args: Vec<Expr>, h: &Expr) -> Stmt {
        let func = self.prog.go_func(symbol);
        self.hash_call_of(func, args, h)
    }

    fn hash_call_of(&self, func: crate::program::FuncId, args: Vec<Expr>, h: &Expr) -> Stmt {
        let ExprKind::Local(dst) = h.kind else {
            unreachable!("the running hash is a local")
        };
        let call = Call {
            callee: Callee::Func(func),
            args,
            dsts: vec![Some(dst)],
            sig: self.prog.funcs[func].sig,
            no_inline: false,
        };
        Stmt {
            kind: StmtKind::Call(call),
            pos: self.pos,
        }
    }

    fn offset(&self, p: &Expr, offset: Expr) -> Expr {
        let kind = ExprKind::UnsafeAdd(Box::new(p.clone()), Box::new(offset));
        Expr {
            kind,
            ty: p.ty,
            pos: self.pos,
        }
    }

    fn hash_memory(&mut self, p: &Expr, size: u64, h: &Expr) {
        let size = const_int(size as i64, Basic::Uintptr.type_id(), self.pos);
        let stmt = self.hash_call("runtime.memhash", vec![p.clone(), h.clone(), size], h);
        self.func.body.push(stmt);
    }

    fn hash_struct(&mut self, ty: TypeId, p: &Expr, h: &Expr) {
        let Type::Struct(s) = self.cx.under(ty) else {
            unreachable!("a struct")
        };
        // Field by field, as the library's `typehash` does: maps that reflection makes use that.
        for (field, &offset) in s.fields.iter().zip(self.cx.field_offsets(ty)) {
            if field.name == Symbol::BLANK {
                continue;
            }
            let at = self.offset(p, self.int(offset as i64));
            let func = crate::alg::hash_func(self.prog, self.cx.canon(field.ty));
            let stmt = self.hash_call_of(func, vec![at, h.clone()], h);
            self.func.body.push(stmt);
        }
    }

    fn hash_array(&mut self, elem: TypeId, len: u64, p: &Expr, h: &Expr) {
        let size = self.cx.size_of(elem);
        let func = crate::alg::hash_func(self.prog, elem);
        self.each_index(len, |synth, index| {
            let scale = synth.int(size as i64);
            let kind = ExprKind::Binary(BinOp::Mul, Box::new(index.clone()), Box::new(scale));
            let offset = Expr {
                kind,
                ty: index.ty,
                pos: synth.pos,
            };
            let at = synth.offset(p, offset);
            vec![synth.hash_call_of(func, vec![at, h.clone()], h)]
        });
    }
}
