//! Built-in functions (spec: "Built-in functions", "Package unsafe").

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::{Diagnostic, Pos};
use rgo_syntax::ast::{self, NodeId};
use rgo_types::object::Builtin;
use rgo_types::{Basic, Mode, Type, TypeId};

use super::call::Arg;
use super::convert::is_unsigned;
use super::{Builder, const_int, deref, zero};
use crate::tree::{AllocKind, Const, ConvKind, Expr, ExprKind, StmtKind};

impl Builder<'_> {
    /// A call of a built-in: its value, if it has one and is not constant.
    pub(super) fn builtin(
        &mut self,
        node: NodeId,
        builtin: Builtin,
        args: &[NodeId],
    ) -> Option<Expr> {
        let pos = self.ast.pos(node);
        let value = match builtin {
            Builtin::Append => self.append(node, args),
            Builtin::Assert => unreachable!("only in tests of the checker"),
            Builtin::Len => self.len(args[0], pos),
            Builtin::Cap => {
                let x = self.expr(args[0]);
                self.array_len(&x, pos).unwrap_or_else(|| {
                    let kind = ExprKind::Cap(Box::new(x));
                    Expr {
                        kind,
                        ty: self.int(),
                        pos,
                    }
                })
            }
            Builtin::Clear => return self.clear(args[0], pos),
            Builtin::Close => {
                let chan = self.expr(args[0]);
                return self.effect(ExprKind::Runtime(RuntimeFn::CloseChan, vec![chan]), pos);
            }
            Builtin::Complex => {
                let ty = self.type_of(node);
                let part = match self.basic(ty) {
                    Some(Basic::Complex64) => Basic::Float32.type_id(),
                    _ => Basic::Float64.type_id(),
                };
                let [re, im] = self.operands(args).map(|x| Box::new(self.arg(x, part)));
                Expr {
                    kind: ExprKind::Complex(re, im),
                    ty,
                    pos,
                }
            }
            Builtin::Real | Builtin::Imag => {
                let ty = self.type_of(node);
                let x = Box::new(self.expr(args[0]));
                let kind = match builtin {
                    Builtin::Real => ExprKind::Real(x),
                    _ => ExprKind::Imag(x),
                };
                Expr { kind, ty, pos }
            }
            Builtin::Copy => {
                let [dst, src] = self.operands(args).map(|x| Box::new(self.arg_value(x)));
                Expr {
                    kind: ExprKind::Copy { dst, src },
                    ty: self.int(),
                    pos,
                }
            }
            Builtin::Delete => {
                let [map, key] = self.operands(args);
                let map = self.arg_value(map);
                let &Type::Map { key: key_ty, .. } = self.under(map.ty) else {
                    unreachable!("a map")
                };
                let key = self.arg(key, self.cx.canon(key_ty));
                let kind = ExprKind::MapDelete {
                    map: Box::new(map),
                    key: Box::new(key),
                };
                return self.effect(kind, pos);
            }
            Builtin::Make => self.make(node, args),
            Builtin::Min | Builtin::Max => {
                let ty = self.type_of(node);
                let args = self.spread(args);
                let values: Vec<Expr> = args.into_iter().map(|x| self.arg(x, ty)).collect();
                let kind = match builtin {
                    Builtin::Min => ExprKind::Min(values),
                    _ => ExprKind::Max(values),
                };
                Expr { kind, ty, pos }
            }
            Builtin::New => self.new_value(node, args[0]),
            Builtin::Panic => {
                let value = self.expr_as(args[0], self.prog.any());
                self.emit(pos, StmtKind::Panic(value));
                return None;
            }
            Builtin::Print | Builtin::Println => {
                self.print(args, builtin == Builtin::Println, pos);
                return None;
            }
            Builtin::Recover => self.recover(pos),
            Builtin::UnsafeAdd => {
                let [ptr, len] = self.operands(args).map(|x| Box::new(self.arg_value(x)));
                let kind = ExprKind::UnsafeAdd(ptr, len);
                return Some(Expr {
                    kind,
                    ty: self.type_of(node),
                    pos,
                });
            }
            Builtin::UnsafeSlice | Builtin::UnsafeString => {
                let [ptr, len] = self.operands(args).map(|x| Box::new(self.arg_value(x)));
                let kind = match builtin {
                    Builtin::UnsafeSlice => ExprKind::UnsafeSlice(ptr, len),
                    _ => ExprKind::UnsafeString(ptr, len),
                };
                Expr {
                    kind,
                    ty: self.type_of(node),
                    pos,
                }
            }
            Builtin::UnsafeSliceData | Builtin::UnsafeStringData => {
                let x = self.expr(args[0]);
                let kind = ExprKind::DataPtr(Box::new(x));
                return Some(Expr {
                    kind,
                    ty: self.type_of(node),
                    pos,
                });
            }
            Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof | Builtin::UnsafeSizeof => {
                self.layout_query(node, builtin, args[0], pos)
            }
        };
        Some(self.hoist(value))
    }

    /// The two operands of a built-in.
    fn operands(&mut self, args: &[NodeId]) -> [Arg; 2] {
        let operands = <[Arg; 2]>::try_from(self.spread(args));
        operands.unwrap_or_else(|_| unreachable!("the checker counts arguments"))
    }

    /// Emits an operation without value.
    fn effect(&mut self, kind: ExprKind, pos: Pos) -> Option<Expr> {
        let ty = TypeId::EMPTY_TUPLE;
        self.emit(pos, StmtKind::Eval(Expr { kind, ty, pos }));
        None
    }

    fn len(&mut self, arg: NodeId, pos: Pos) -> Expr {
        let x = self.expr(arg);
        if let Some(len) = self.array_len(&x, pos) {
            return len;
        }
        // `len([]rune(s))` only counts.
        if let ExprKind::Local(temp) = x.kind
            && let Some(runes) = self.take_rune_conversion(temp)
        {
            let parts = [runes.clone(), runes];
            let [ptr, len] = parts.map(Box::new);
            let ptr = Expr {
                kind: ExprKind::DataPtr(ptr),
                ty: self.unsafe_pointer(),
                pos,
            };
            let len = Expr {
                kind: ExprKind::Len(len),
                ty: self.int(),
                pos,
            };
            let kind = ExprKind::Runtime(RuntimeFn::CountRunes, vec![ptr, len]);
            return Expr {
                kind,
                ty: self.int(),
                pos,
            };
        }
        Expr {
            kind: ExprKind::Len(Box::new(x)),
            ty: self.int(),
            pos,
        }
    }

    /// If the statement emitted last declares `temp` as `[]rune(s)`, takes it back and gives `s`.
    fn take_rune_conversion(&mut self, temp: crate::tree::Local) -> Option<Expr> {
        let list = self.frame().lists.last_mut().expect("a list is open");
        let StmtKind::Decl(local, Some(value)) = &list.last()?.kind else {
            return None;
        };
        let ExprKind::Convert {
            kind: ConvKind::StringToRunes,
            ..
        } = value.kind
        else {
            return None;
        };
        if *local != temp {
            return None;
        }
        let Some(StmtKind::Decl(_, Some(value))) = list.pop().map(|stmt| stmt.kind) else {
            unreachable!("looked at above")
        };
        let ExprKind::Convert { x, .. } = value.kind else {
            unreachable!("looked at above")
        };
        Some(self.freeze(*x))
    }

    /// The length of an array or pointer to array whose operand has effects (else it is constant).
    fn array_len(&mut self, x: &Expr, pos: Pos) -> Option<Expr> {
        let array = self.pointee(x.ty).unwrap_or(x.ty);
        match self.under(array) {
            &Type::Array { len, .. } => {
                self.emit(pos, StmtKind::Eval(x.clone()));
                Some(const_int(len as i64, self.int(), pos))
            }
            _ => None,
        }
    }

    fn clear(&mut self, arg: NodeId, pos: Pos) -> Option<Expr> {
        let x = Box::new(self.expr(arg));
        let kind = match self.under(x.ty) {
            Type::Map { .. } => ExprKind::MapClear(x),
            _ => ExprKind::ClearSlice(x),
        };
        self.effect(kind, pos)
    }

    fn append(&mut self, node: NodeId, args: &[NodeId]) -> Expr {
        let ast::Expr::Call { has_dots, .. } = self.ast.expr(node) else {
            unreachable!("called for calls")
        };
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let mut operands = self.spread(args).into_iter();
        let first = operands.next().expect("append has an argument");
        let slice = Box::new(self.arg(first, ty));
        if operands.len() == 0 {
            return *slice;
        }
        let &Type::Slice(elem) = self.under(ty) else {
            unreachable!("append yields a slice")
        };
        let elem = self.cx.canon(elem);
        let text = self.expr_text(node);
        let kind = if has_dots {
            if let Some(n) = self.made_len(args[1]) {
                let n = Box::new(self.expr(n));
                let alloc = self.new_alloc(AllocKind::Append, elem, pos, text);
                ExprKind::AppendZeroes { slice, n, alloc }
            } else {
                let tail = match self.info.mode(self.ast.unparen(args[1])) {
                    Mode::Nil => zero(ty, pos),
                    _ => self.expr(args[1]),
                };
                let alloc = self.new_alloc(AllocKind::Append, elem, pos, text);
                ExprKind::AppendSlice {
                    slice,
                    tail: Box::new(tail),
                    alloc,
                }
            }
        } else {
            let elems = operands.map(|x| self.arg(x, elem)).collect();
            let alloc = self.new_alloc(AllocKind::Append, elem, pos, text);
            ExprKind::Append {
                slice,
                elems,
                alloc,
            }
        };
        Expr { kind, ty, pos }
    }

    /// The length in `make([]T, len)`, if `node` is that.
    fn made_len(&self, node: NodeId) -> Option<NodeId> {
        let ast::Expr::Call {
            func,
            args: &[_, len],
            ..
        } = self.ast.expr(self.ast.unparen(node))
        else {
            return None;
        };
        let is_make = self.info.mode(self.ast.unparen(func)) == Mode::Builtin(Builtin::Make);
        (is_make && matches!(self.under(self.type_of(node)), Type::Slice(_))).then_some(len)
    }

    fn make(&mut self, node: NodeId, args: &[NodeId]) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let mut sizes = args[1..]
            .iter()
            .map(|&x| Box::new(self.size_arg(x)))
            .collect::<Vec<_>>();
        let text = self.expr_text(node);
        let kind = match self.under(ty) {
            &Type::Slice(elem) => {
                let elem = self.cx.canon(elem);
                let alloc = self.new_alloc(AllocKind::MakeSlice, elem, pos, text);
                let cap = (sizes.len() == 2).then(|| sizes.pop().expect("two sizes"));
                let len = sizes.pop().expect("make of a slice has a length");
                ExprKind::MakeSlice { len, cap, alloc }
            }
            Type::Map { .. } => {
                let alloc = self.new_alloc(AllocKind::Map, ty, pos, text);
                ExprKind::MakeMap {
                    hint: sizes.pop(),
                    alloc,
                }
            }
            &Type::Chan { elem, .. } => {
                let elem = self.cx.canon(elem);
                let alloc = self.new_alloc(AllocKind::MakeChan, elem, pos, text);
                ExprKind::MakeChan {
                    size: sizes.pop(),
                    alloc,
                }
            }
            _ => unreachable!("the checker admits slices, maps and channels"),
        };
        Expr { kind, ty, pos }
    }

    /// A size: an integer of any type; untyped float constants become int.
    fn size_arg(&mut self, node: NodeId) -> Expr {
        let size = self.expr(node);
        match (&size.kind, self.basic(size.ty)) {
            (ExprKind::Const(Const::Float(value)), _) => {
                const_int(*value as i64, self.int(), size.pos)
            }
            _ => size,
        }
    }

    /// `new(T)` or `new(x)`
    fn new_value(&mut self, node: NodeId, arg: NodeId) -> Expr {
        let pos = self.ast.pos(node);
        let ty = self.type_of(node);
        let elem = self.pointee(ty).expect("new yields a pointer");
        let init = match self.info.mode(self.ast.unparen(arg)) {
            Mode::Type => None,
            _ => Some(Box::new(self.expr_as(arg, elem))),
        };
        let text = self.expr_text(node);
        let alloc = self.new_alloc(AllocKind::New, elem, pos, text);
        Expr {
            kind: ExprKind::New { alloc, init },
            ty,
            pos,
        }
    }

    /// `unsafe.Sizeof` and the like where type parameters keep them from being constants.
    fn layout_query(&mut self, node: NodeId, builtin: Builtin, arg: NodeId, pos: Pos) -> Expr {
        let ty = self.type_of(node);
        let value = match builtin {
            Builtin::UnsafeSizeof => self.cx.size_of(self.type_of(arg)),
            Builtin::UnsafeAlignof => self.cx.align_of(self.type_of(arg)),
            _ => self.offset_of(arg),
        };
        const_int(value as i64, ty, pos)
    }

    fn offset_of(&self, selector: NodeId) -> u64 {
        let selector = self.ast.unparen(selector);
        let selection = &self.info.selections[&selector];
        let mut ty = self.concrete(selection.recv);
        ty = self.pointee(ty).unwrap_or(ty);
        let mut offset = 0;
        for &index in &selection.path {
            offset += self.cx.field_offsets(ty)[index as usize];
            let Type::Struct(s) = self.under(ty) else {
                unreachable!("only structs have fields")
            };
            ty = self.cx.canon(s.fields[index as usize].ty);
        }
        offset
    }

    fn recover(&mut self, pos: Pos) -> Expr {
        self.frame().func.has_recover = true;
        let frame_of = self.recover_frame(pos).map(Box::new);
        Expr {
            kind: ExprKind::Recover(frame_of),
            ty: self.prog.any(),
            pos,
        }
    }

    /// `print` and `println`: a sequence of calls of the runtime's printers.
    fn print(&mut self, args: &[NodeId], is_line: bool, pos: Pos) {
        let mut values = Vec::with_capacity(args.len());
        for arg in self.spread(args) {
            let value = match arg {
                Arg::Node(arg) if self.info.mode(self.ast.unparen(arg)) == Mode::Nil => {
                    zero(self.unsafe_pointer(), pos)
                }
                arg => self.arg_value(arg),
            };
            // Constants of type int print as int64, huge ones as uint64.
            values.push(self.freeze(value));
        }
        self.call_runtime("runtime.printlock", vec![], pos);
        for (at, value) in values.into_iter().enumerate() {
            if is_line && at > 0 {
                self.call_runtime("runtime.printsp", vec![], pos);
            }
            if self.cx.is_printable(value.ty) {
                self.print_value(value, pos);
                continue;
            }
            // Only in an instance: of everything else the checker has told.
            let func = if is_line { "println" } else { "print" };
            let pkg = self.info.pkg;
            let text = self.cx.type_string(value.ty, pkg);
            let message = format!("illegal types for operand: {func}\n\t{text}");
            self.cx.diags.report(Diagnostic::error(pos, message));
        }
        if is_line {
            self.call_runtime("runtime.printnl", vec![], pos);
        }
        self.call_runtime("runtime.printunlock", vec![], pos);
    }

    fn print_value(&mut self, value: Expr, pos: Pos) {
        let (symbol, target) = match self.under(value.ty) {
            Type::Basic(basic) => match basic {
                Basic::Bool | Basic::UntypedBool => ("runtime.printbool", Basic::Bool),
                Basic::String | Basic::UntypedString => ("runtime.printstring", Basic::String),
                Basic::Float32 => ("runtime.printfloat32", Basic::Float32),
                Basic::Float64 | Basic::UntypedFloat => ("runtime.printfloat64", Basic::Float64),
                Basic::Complex64 => ("runtime.printcomplex64", Basic::Complex64),
                Basic::Complex128 | Basic::UntypedComplex => {
                    ("runtime.printcomplex128", Basic::Complex128)
                }
                Basic::UnsafePointer => ("runtime.printpointer", Basic::UnsafePointer),
                _ if self.prog.is_runtime_hex(value.ty) => ("runtime.printhex", Basic::Uint64),
                basic if is_unsigned(*basic) => ("runtime.printuint", Basic::Uint64),
                _ => ("runtime.printint", Basic::Int64),
            },
            Type::Interface(_) => {
                let is_empty = self.cx.interface_methods(value.ty).is_empty();
                let symbol = if is_empty {
                    "runtime.printeface"
                } else {
                    "runtime.printiface"
                };
                return self.print_raw(symbol, value, pos);
            }
            Type::Slice(_) => return self.print_raw("runtime.printslice", value, pos),
            _ => ("runtime.printpointer", Basic::UnsafePointer),
        };
        if self.prog.is_runtime_quoted(value.ty) {
            return self.print_raw("runtime.printquoted", value, pos);
        }
        let text = rgo_base::Symbol::EMPTY;
        let value = self.convert(value, target.type_id(), pos, text);
        self.call_runtime(symbol, vec![value], pos);
    }

    /// Prints a value whose printer's parameter has the same representation under another type.
    fn print_raw(&mut self, symbol: &str, value: Expr, pos: Pos) {
        let func = self.prog.go_func(symbol);
        let param = self.param_types(self.prog.funcs[func].sig)[0];
        let place = self.hoist(value);
        let address = self.addr_of(place, pos);
        let ptr_ty = self.cx.canon(self.cx.pointer_to(param));
        let kind = ExprKind::Convert {
            kind: ConvKind::Bits,
            x: Box::new(address),
            alloc: None,
        };
        let address = Expr {
            kind,
            ty: ptr_ty,
            pos,
        };
        self.call_func(func, vec![deref(address, param, true)], pos);
    }
}
