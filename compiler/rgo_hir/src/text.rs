//! hir as text, for `--emit=hir` and golden tests.

use std::fmt::Write as _;

use rgo_types::TypeId;

use crate::data::SymbolRef;
use crate::program::Program;
use crate::tree::{
    Alloc, Call, Callee, Const, Expr, ExprKind, Func, Label, Local, LocalKind, Placement, Stmt,
    StmtKind, Storage,
};

/// `func` as text.
pub fn func_text(prog: &Program<'_>, func: &Func) -> String {
    let mut writer = Writer {
        prog,
        func,
        out: String::new(),
        depth: 0,
    };
    writer.func();
    writer.out
}

struct Writer<'a> {
    prog: &'a Program<'a>,
    func: &'a Func,
    out: String,
    depth: usize,
}

impl Writer<'_> {
    fn func(&mut self) {
        let entry = &self.prog.funcs[self.func.id];
        let _ = write!(self.out, "func {}(", entry.symbol);
        self.locals(&self.func.params);
        self.out.push(')');
        if !self.func.results.is_empty() {
            self.out.push_str(" (");
            self.locals(&self.func.results);
            self.out.push(')');
        }
        if !self.func.captures.is_empty() {
            self.out.push_str(" captures (");
            self.locals(&self.func.captures);
            self.out.push(')');
        }
        self.out.push_str(" {\n");
        self.stmts(&self.func.body);
        self.out.push_str("}\n");
    }

    fn locals(&mut self, locals: &[Local]) {
        for (at, &local) in locals.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.declared(local);
        }
    }

    /// A local with its type and, if it is special, its storage.
    fn declared(&mut self, local: Local) {
        self.local(local);
        let data = &self.func.locals[local];
        let ty = self.ty(data.ty);
        let _ = write!(self.out, ": {ty}");
        if data.storage == Storage::Heap {
            self.out.push_str(" heap");
        }
    }

    fn local(&mut self, local: Local) {
        let data = &self.func.locals[local];
        match data.kind {
            LocalKind::Temp => {
                let _ = write!(self.out, "%{}", local.as_u32());
            }
            _ => {
                let _ = write!(self.out, "{}.{}", data.name, local.as_u32());
            }
        }
    }

    fn ty(&self, ty: TypeId) -> String {
        self.prog.types.link_string(ty).to_string()
    }

    fn label(&mut self, label: Label) {
        let _ = write!(self.out, "L{}", label.as_u32());
    }

    fn stmts(&mut self, list: &[Stmt]) {
        self.depth += 1;
        for stmt in list {
            for _ in 0..self.depth {
                self.out.push_str("  ");
            }
            self.stmt(&stmt.kind);
            self.out.push('\n');
        }
        self.depth -= 1;
    }

    fn block(&mut self, list: &[Stmt]) {
        self.out.push_str("{\n");
        self.stmts(list);
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push('}');
    }

    fn stmt(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Eval(x) => self.expr(x),
            StmtKind::Decl(local, init) => {
                self.out.push_str("var ");
                self.declared(*local);
                if let Some(init) = init {
                    self.out.push_str(" = ");
                    self.expr(init);
                }
            }
            StmtKind::Assign(dst, src) => {
                self.expr(dst);
                self.out.push_str(" = ");
                self.expr(src);
            }
            StmtKind::AssignOp(dst, op, src) => {
                self.expr(dst);
                let _ = write!(self.out, " {op:?}= ");
                self.expr(src);
            }
            StmtKind::Multi(dsts, x) => {
                self.dsts(dsts);
                self.expr(x);
            }
            StmtKind::Call(call) => self.call(call),
            StmtKind::TailCall(call) => {
                self.out.push_str("tail ");
                self.call(call);
            }
            StmtKind::If(cond, then, els) => {
                self.out.push_str("if ");
                self.expr(cond);
                self.out.push(' ');
                self.block(then);
                if !els.is_empty() {
                    self.out.push_str(" else ");
                    self.block(els);
                }
            }
            StmtKind::Loop(l) => {
                self.out.push_str("loop ");
                self.label(l.label);
                if let Some(cond) = &l.cond {
                    self.out.push_str(" while ");
                    self.expr(cond);
                }
                self.out.push(' ');
                self.block(&l.body);
                if !l.post.is_empty() {
                    self.out.push_str(" post ");
                    self.block(&l.post);
                }
            }
            StmtKind::Block(label, body) => {
                self.out.push_str("block ");
                self.label(*label);
                self.out.push(' ');
                self.block(body);
            }
            StmtKind::Break(label) => self.jump("break", *label),
            StmtKind::Continue(label) => self.jump("continue", *label),
            StmtKind::Label(label) => self.jump("label", *label),
            StmtKind::Goto(label) => self.jump("goto", *label),
            StmtKind::Switch(switch) => {
                self.out.push_str("switch ");
                self.label(switch.label);
                self.out.push(' ');
                self.expr(&switch.tag);
                for (at, arm) in switch.arms.iter().enumerate() {
                    self.out.push_str(" case");
                    for value in &arm.values {
                        self.out.push(' ');
                        self.constant(value);
                    }
                    if switch.default == Some(at) {
                        self.out.push_str(" default");
                    }
                    if arm.falls_through {
                        self.out.push_str(" fallthrough");
                    }
                    self.out.push(' ');
                    self.block(&arm.body);
                }
            }
            StmtKind::Return(values) => {
                self.out.push_str("return");
                self.list(" ", values);
            }
            StmtKind::Go(x) => {
                self.out.push_str("go ");
                self.expr(x);
            }
            StmtKind::Defer { closure, index } => {
                match index {
                    Some(index) => {
                        let _ = write!(self.out, "defer #{index} ");
                    }
                    None => self.out.push_str("defer node "),
                }
                self.expr(closure);
            }
            StmtKind::DeferAt { record, closure } => {
                self.out.push_str("defer at ");
                self.expr(record);
                self.out.push(' ');
                self.expr(closure);
            }
            StmtKind::Panic(x) => {
                self.out.push_str("panic ");
                self.expr(x);
            }
            StmtKind::Inlined { node, label, body } => {
                let callee = self.prog.funcs[self.func.inlined[*node].callee].symbol;
                let _ = write!(self.out, "inlined {callee} ");
                self.label(*label);
                self.out.push(' ');
                self.block(body);
            }
            StmtKind::KeepAlive(x) => {
                self.out.push_str("keepalive ");
                self.expr(x);
            }
            StmtKind::Escape(x) => {
                self.out.push_str("escape ");
                self.expr(x);
            }
        }
    }

    fn jump(&mut self, word: &str, label: Label) {
        self.out.push_str(word);
        self.out.push(' ');
        self.label(label);
    }

    fn dsts(&mut self, dsts: &[Option<Local>]) {
        for (at, dst) in dsts.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            match dst {
                Some(local) => self.local(*local),
                None => self.out.push('_'),
            }
        }
        if !dsts.is_empty() {
            self.out.push_str(" = ");
        }
    }

    fn call(&mut self, call: &Call) {
        self.dsts(&call.dsts);
        match &call.callee {
            Callee::Func(func) => {
                let _ = write!(self.out, "call {}", self.prog.funcs[*func].symbol);
            }
            Callee::Closure(x) => {
                self.out.push_str("call closure ");
                self.expr(x);
            }
            Callee::Interface { recv, index } => {
                self.out.push_str("call ");
                self.expr(recv);
                let _ = write!(self.out, ".#{index}");
            }
            Callee::Runtime(func) => {
                let _ = write!(self.out, "call {func:?}");
            }
        }
        self.args(&call.args);
    }

    fn args(&mut self, args: &[Expr]) {
        self.out.push('(');
        self.list("", args);
        self.out.push(')');
    }

    fn list(&mut self, before: &str, values: &[Expr]) {
        for (at, value) in values.iter().enumerate() {
            self.out.push_str(if at > 0 { ", " } else { before });
            self.expr(value);
        }
    }

    fn constant(&mut self, value: &Const) {
        let _ = match value {
            Const::Bool(value) => write!(self.out, "{value}"),
            Const::Int(value) => write!(self.out, "{value}"),
            Const::Float(value) => write!(self.out, "{value:?}"),
            Const::Complex(re, im) => write!(self.out, "({re:?}{im:+?}i)"),
            Const::String(bytes) => write!(self.out, "{:?}", String::from_utf8_lossy(bytes)),
            Const::Zero => write!(self.out, "zero"),
        };
    }

    fn alloc(&mut self, alloc: Alloc) {
        self.out.push_str(match self.func.allocs[alloc].decision {
            Placement::Unknown => "",
            Placement::Stack => "@stack ",
            Placement::Heap(_) => "@heap ",
        });
    }

    /// Another name for the operation: the variant, with operands in parentheses.
    fn operation(&mut self, expr: &Expr, name: &str) {
        self.out.push_str(name);
        self.out.push('(');
        let mut is_first = true;
        crate::tree::walk::each_operand(&expr.kind, &mut |operand| {
            if !is_first {
                self.out.push_str(", ");
            }
            is_first = false;
            self.expr(operand);
        });
        self.out.push(')');
    }

    fn typed_operation(&mut self, expr: &Expr, name: &str) {
        let name = format!("{name} {} ", self.ty(expr.ty));
        self.operation(expr, &name);
    }

    fn symbol(&self, target: SymbolRef) -> String {
        match target {
            SymbolRef::Func(func) | SymbolRef::FuncValue(func) => {
                self.prog.funcs[func].symbol.to_string()
            }
            SymbolRef::Global(global) => self.prog.globals[global].symbol.to_string(),
            SymbolRef::Data(data) => format!("{data}"),
            SymbolRef::Type(ty) => format!("type {}", self.ty(ty)),
            SymbolRef::GcType(ty) => format!("gctype {}", self.ty(ty)),
            SymbolRef::Itab { concrete, iface } => {
                format!("itab {},{}", self.ty(concrete), self.ty(iface))
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Const(value) => {
                self.constant(value);
                if let Const::Zero | Const::Int(_) = value {
                    let ty = self.ty(expr.ty);
                    let _ = write!(self.out, ":{ty}");
                }
            }
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Global(global) => {
                let name = self.symbol(SymbolRef::Global(*global));
                self.out.push_str(&name);
            }
            ExprKind::Data(data) => {
                let _ = write!(self.out, "&{data}");
            }
            ExprKind::FuncValue(func) => {
                let _ = write!(self.out, "func {}", self.prog.funcs[*func].symbol);
            }
            ExprKind::FuncCode(func) => {
                let _ = write!(self.out, "code {}", self.prog.funcs[*func].symbol);
            }
            ExprKind::TypeDesc(ty) => {
                let ty = self.ty(*ty);
                let _ = write!(self.out, "type {ty}");
            }
            ExprKind::Deref { ptr, is_checked } => {
                self.out.push_str(if *is_checked { "*!" } else { "*" });
                self.expr(ptr);
            }
            ExprKind::Field(x, index) => {
                self.expr(x);
                let _ = write!(self.out, ".#{index}");
            }
            ExprKind::Index {
                x,
                index,
                is_bounded,
            } => {
                self.expr(x);
                self.out.push_str(if *is_bounded { "[!" } else { "[" });
                self.expr(index);
                self.out.push(']');
            }
            ExprKind::AddrOf(x) => {
                self.out.push('&');
                self.expr(x);
            }
            ExprKind::Slice { x, lo, hi, max } => {
                self.expr(x);
                self.out.push('[');
                for (at, bound) in [lo, hi, max].into_iter().enumerate() {
                    if at > 0 && (at == 1 || bound.is_some()) {
                        self.out.push(':');
                    }
                    if let Some(bound) = bound {
                        self.expr(bound);
                    }
                }
                self.out.push(']');
            }
            ExprKind::Unary(op, _) => self.operation(expr, &format!("{op:?}")),
            ExprKind::Binary(op, _, _) => self.operation(expr, &format!("{op:?}")),
            ExprKind::AndAnd(..) => self.operation(expr, "AndAnd"),
            ExprKind::OrOr(..) => self.operation(expr, "OrOr"),
            ExprKind::Select(..) => self.operation(expr, "Select"),
            ExprKind::Convert { kind, alloc, .. } => {
                alloc.iter().for_each(|&alloc| self.alloc(alloc));
                self.typed_operation(expr, &format!("{kind:?}"));
            }
            ExprKind::MakeIface { alloc, .. } => {
                alloc.iter().for_each(|&alloc| self.alloc(alloc));
                self.typed_operation(expr, "MakeIface");
            }
            ExprKind::TypeAssert { .. } => self.typed_operation(expr, "TypeAssert"),
            ExprKind::IfaceToIface(_) => self.typed_operation(expr, "IfaceToIface"),
            ExprKind::IfaceIs { dynamic, .. } => {
                let name = format!("IfaceIs {} ", self.ty(*dynamic));
                self.operation(expr, &name);
            }
            ExprKind::IfaceData(_) => self.typed_operation(expr, "IfaceData"),
            ExprKind::StructLit(_) => self.typed_operation(expr, "StructLit"),
            ExprKind::ArrayLit(elems) => {
                let ty = self.ty(expr.ty);
                let _ = write!(self.out, "ArrayLit {ty}");
                self.elems(elems);
            }
            ExprKind::SliceLit { alloc, len, elems } => {
                self.alloc(*alloc);
                let ty = self.ty(expr.ty);
                let _ = write!(self.out, "SliceLit {ty} {len}");
                self.elems(elems);
            }
            ExprKind::New { alloc, .. } => {
                self.alloc(*alloc);
                self.typed_operation(expr, "New");
            }
            ExprKind::Closure { func, alloc, .. } => {
                self.alloc(*alloc);
                let name = format!("Closure {} ", self.prog.funcs[*func].symbol);
                self.operation(expr, &name);
            }
            ExprKind::Append { alloc, .. } => {
                self.alloc(*alloc);
                self.operation(expr, "Append");
            }
            ExprKind::MakeSlice { alloc, .. } => {
                self.alloc(*alloc);
                self.typed_operation(expr, "MakeSlice");
            }
            ExprKind::MakeMap { alloc, .. } => {
                self.alloc(*alloc);
                self.typed_operation(expr, "MakeMap");
            }
            ExprKind::MakeChan { .. } => self.typed_operation(expr, "MakeChan"),
            ExprKind::Runtime(func, _) => self.operation(expr, &format!("{func:?}")),
            ExprKind::Intrinsic(op, _) => self.typed_operation(expr, &format!("{op:?}")),
            ExprKind::GetG => self.out.push_str("GetG"),
            ExprKind::ClosurePtr => self.out.push_str("ClosurePtr"),
            ExprKind::CallerPc => self.out.push_str("CallerPc"),
            ExprKind::CallerSp => self.out.push_str("CallerSp"),
            ExprKind::DeferRecord => self.out.push_str("DeferRecord"),
            ExprKind::FramePtr => self.out.push_str("FramePtr"),
            ExprKind::CheckIface(_) => self.operation(expr, "CheckIface"),
            ExprKind::CheckFunc(_) => self.operation(expr, "CheckFunc"),
            ExprKind::IfaceType(_) => self.operation(expr, "IfaceType"),
            ExprKind::Len(_) => self.operation(expr, "Len"),
            ExprKind::Cap(_) => self.operation(expr, "Cap"),
            ExprKind::AppendSlice { .. } => self.operation(expr, "AppendSlice"),
            ExprKind::AppendZeroes { .. } => self.operation(expr, "AppendZeroes"),
            ExprKind::Copy { .. } => self.operation(expr, "Copy"),
            ExprKind::ClearSlice(_) => self.operation(expr, "ClearSlice"),
            ExprKind::MapIndex { .. } => self.operation(expr, "MapIndex"),
            ExprKind::MapAssign { .. } => self.operation(expr, "MapAssign"),
            ExprKind::MapDelete { .. } => self.operation(expr, "MapDelete"),
            ExprKind::MapClear(_) => self.operation(expr, "MapClear"),
            ExprKind::MapIterInit { .. } => self.operation(expr, "MapIterInit"),
            ExprKind::MapIterNext { .. } => self.operation(expr, "MapIterNext"),
            ExprKind::Concat { .. } => self.operation(expr, "Concat"),
            ExprKind::Complex(..) => self.operation(expr, "Complex"),
            ExprKind::Real(_) => self.operation(expr, "Real"),
            ExprKind::Imag(_) => self.operation(expr, "Imag"),
            ExprKind::Min(_) => self.operation(expr, "Min"),
            ExprKind::Max(_) => self.operation(expr, "Max"),
            ExprKind::Recover(_) => self.operation(expr, "Recover"),
            ExprKind::Recv { .. } => self.operation(expr, "Recv"),
            ExprKind::Send { .. } => self.operation(expr, "Send"),
            ExprKind::UnsafeAdd(..) => self.operation(expr, "UnsafeAdd"),
            ExprKind::UnsafeSlice(..) => self.operation(expr, "UnsafeSlice"),
            ExprKind::UnsafeString(..) => self.operation(expr, "UnsafeString"),
            ExprKind::DataPtr(_) => self.operation(expr, "DataPtr"),
            ExprKind::MakeHeader { .. } => self.operation(expr, "MakeHeader"),
        }
    }

    fn elems(&mut self, elems: &[(u64, Expr)]) {
        self.out.push('{');
        for (at, (index, value)) in elems.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            let _ = write!(self.out, "{index}: ");
            self.expr(value);
        }
        self.out.push('}');
    }
}
