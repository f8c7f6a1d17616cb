//! Calls.

use rgo_abi::layout::CLOSURE_CODE;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_abi::type_desc::itab;
use rgo_hir::tree::{Call, Callee, Expr, ExprKind, Local};
use rgo_types::{Basic, TypeId};

use super::place::{Addr, Area, Val};
use super::scan::mentions;
use super::{Builder, Home};
use crate::abi::{FuncAbi, Pass, ResultArea, ResultPass, signature_abi, signature_types};
use crate::entities::Value;
use crate::func::{MemKind, SlotData, TailCallee};
use crate::op::{MemArg, Op};
use crate::type_::Type;
use crate::verify::scalar_type;

/// A call with its arguments evaluated.
struct Prepared {
    abi: FuncAbi,
    /// Scalars as `abi.sig` wants them; the result pointer is missing.
    args: Vec<Option<Value>>,
    target: Target,
}

enum Target {
    Func(rgo_hir::FuncId),
    /// Code at an address.
    Code(Value),
}

impl Builder<'_> {
    /// Calls a runtime function.
    pub(super) fn runtime(&mut self, func: RuntimeFn, args: &[Value]) -> Vec<Value> {
        let info = func.info();
        let results: Vec<Type> = info.results.iter().map(|&s| scalar_type(s)).collect();
        let inst = self.b.emit_inst(Op::CallRuntime(func), args, &results);
        self.b.func.results(inst).collect()
    }

    /// Scalars of `args`, as wide as a runtime function takes them.
    pub(super) fn runtime_args(&mut self, func: RuntimeFn, args: &[Expr]) -> Vec<Value> {
        let mut values = Vec::new();
        let mut types = Vec::new();
        for arg in args {
            let scalars = self.scalars(arg);
            types.extend(scalars.iter().map(|_| arg.ty));
            values.extend(scalars);
        }
        let params = func.info().params;
        debug_assert_eq!(values.len(), params.len());
        for ((value, ty), &param) in values.iter_mut().zip(types).zip(params) {
            let want = scalar_type(param);
            *value = match (self.b.func.ty(*value), want) {
                (have, want) if have == want => *value,
                (Type::Ptr, Type::I64) => self.b.emit(Op::PtrToInt, &[*value], want),
                (Type::I64, Type::Ptr) => self.b.emit(Op::IntToPtr, &[*value], want),
                (Type::F32, Type::F64) => self.b.emit(Op::Fpromote, &[*value], want),
                _ => self.widen(*value, ty, want),
            };
        }
        values
    }

    pub(super) fn call_stmt(&mut self, call: &Call) {
        let pos = self.b.src.pos;
        if let Callee::Runtime(func) = call.callee {
            let args = self.runtime_args(func, &call.args);
            self.at(pos);
            let results = self.runtime(func, &args);
            if func.info().is_noreturn {
                return self.b.unreachable();
            }
            let values: Vec<Val> = results
                .into_iter()
                .map(|value| Val::Scalars(smallvec::smallvec![value]))
                .collect();
            return self.assign_locals(&call.dsts, &values);
        }
        let prepared = self.prepare(call);
        let results = self.finish_call(prepared, call);
        self.assign_locals(&call.dsts, &results);
    }

    /// Evaluates callee and arguments, then checks the callee.
    fn prepare(&mut self, call: &Call) -> Prepared {
        let pos = self.b.src.pos;
        let (n_params, has_closure) = (
            signature_types(self.shapes, call.sig).0.len(),
            matches!(call.callee, Callee::Closure(_)),
        );
        let recv = match &call.callee {
            Callee::Interface { .. } => Some(Basic::UnsafePointer.type_id()),
            _ => (call.args.len() > n_params).then(|| call.args[0].ty),
        };
        let abi = signature_abi(self.shapes, has_closure, recv, call.sig);
        let mut args = vec![None; abi.sig.params.len()];
        let callee = match &call.callee {
            Callee::Closure(x) => Some(self.scalar(x)),
            Callee::Interface { recv, .. } => {
                let iface = self.scalars(recv);
                if let Pass::Scalars(range) = &abi.params[0] {
                    args[range.start] = Some(iface[1]);
                }
                Some(iface[0])
            }
            Callee::Func(_) | Callee::Runtime(_) => None,
        };
        let is_interface = matches!(call.callee, Callee::Interface { .. });
        let passes = &abi.params[usize::from(is_interface)..];
        for (arg, pass) in call.args.iter().zip(passes) {
            self.pass_arg(arg, pass, &mut args);
        }
        self.at(pos);
        let target = match &call.callee {
            Callee::Func(func) => Target::Func(*func),
            Callee::Closure(_) => {
                let closure = callee.expect("evaluated above");
                let closure = self.nil_check(closure);
                args[0] = Some(closure);
                let tag = self.kind_tag(MemKind::Code);
                let mem = MemArg::new(CLOSURE_CODE, tag);
                Target::Code(self.b.emit(Op::Load(mem), &[closure], Type::Ptr))
            }
            Callee::Interface { index, .. } => {
                let tab = callee.expect("evaluated above");
                let tab = self.nil_check(tab);
                let offset = itab::FUN as i32 + *index as i32 * rgo_abi::layout::WORD as i32;
                let mem = MemArg::constant(offset);
                Target::Code(self.b.emit(Op::Load(mem), &[tab], Type::Ptr))
            }
            Callee::Runtime(_) => unreachable!("called by another way"),
        };
        Prepared { abi, args, target }
    }

    fn pass_arg(&mut self, arg: &Expr, pass: &Pass, args: &mut [Option<Value>]) {
        match pass {
            Pass::Scalars(range) => {
                let values = self.scalars(arg);
                for (at, value) in range.clone().zip(values) {
                    args[at] = Some(value);
                }
            }
            Pass::Pointer(at) => {
                let value = self.expr(arg);
                let addr = match self.unchanged_param(arg) {
                    Some(home) => home,
                    None => self.in_memory(arg.ty, &value),
                };
                args[*at] = Some(self.pointer(addr));
            }
        }
    }

    /// The memory of a parameter that was itself passed by pointer and is never changed.
    fn unchanged_param(&mut self, arg: &Expr) -> Option<Addr> {
        let ExprKind::Local(local) = arg.kind else {
            return None;
        };
        match self.homes[local] {
            Some(Home::Behind(base, offset)) if self.hir.params.contains(&local) => {
                let addr = Addr::new(base, Area::Other);
                Some(Addr { offset, ..addr })
            }
            _ => None,
        }
    }

    /// Makes the call; the values of its results.
    fn finish_call(&mut self, prepared: Prepared, call: &Call) -> Vec<Val> {
        let Prepared {
            abi,
            mut args,
            target,
        } = prepared;
        let (_, result_types) = signature_types(self.shapes, call.sig);
        let area = match &abi.results {
            ResultPass::Registers(_) => None,
            ResultPass::Memory(area) => {
                let direct = self.direct_result(call);
                let addr = match direct {
                    Some(addr) => addr,
                    None => self.result_slot(area, &result_types),
                };
                let at = abi.result_ptr.expect("results are in memory");
                args[at] = Some(self.pointer(addr));
                Some((addr, direct.is_some()))
            }
        };
        let args: Vec<Value> = args
            .into_iter()
            .map(|arg| arg.expect("every parameter has an argument"))
            .collect();
        let results = self.emit_call(target, &args, &abi.sig.results);
        match (&abi.results, area) {
            (ResultPass::Registers(ranges), _) => ranges
                .iter()
                .map(|range| Val::Scalars(results[range.clone()].into()))
                .collect(),
            (ResultPass::Memory(_), Some((_, true)) | None) => Vec::new(),
            (ResultPass::Memory(area), Some((addr, false))) => result_types
                .iter()
                .zip(&area.offsets)
                .map(|(&ty, &offset)| {
                    let addr = self.rooted(addr.plus(offset), ty);
                    self.load(addr, ty)
                })
                .collect(),
        }
    }

    fn emit_call(&mut self, target: Target, args: &[Value], results: &[Type]) -> Vec<Value> {
        let inst = match target {
            Target::Func(func) => self.b.emit_inst(Op::Call(func), args, results),
            Target::Code(code) => {
                let mut all = vec![code];
                all.extend_from_slice(args);
                self.b.emit_inst(Op::CallIndirect, &all, results)
            }
        };
        self.b.func.results(inst).collect()
    }

    fn result_slot(&mut self, area: &ResultArea, types: &[TypeId]) -> Addr {
        let tuple = self.types.tuple_of(types);
        let slot = self.b.new_slot(SlotData {
            size: area.size,
            align: area.align,
            ty: self.types.has_pointers(tuple).then_some(tuple),
            is_observed: false,
        });
        let base = self.slot_ptr(slot, 0);
        Addr::new(base, Area::Temp)
    }

    /// The one result's destination, if the callee may write there at once: a slot that nobody
    /// looks at before the call returns.
    fn direct_result(&mut self, call: &Call) -> Option<Addr> {
        let &[Some(local)] = call.dsts.as_slice() else {
            return None;
        };
        let is_free = |local: Local| {
            let data = &self.hir.locals[local];
            !data.is_addr_taken && !call.args.iter().any(|arg| mentions(arg, local))
        };
        match self.homes[local] {
            Some(Home::Slot(slot, offset)) if is_free(local) && !self.facts.has_defer => {
                let ty = self.hir.locals[local].ty;
                Some(self.slot_addr(slot, offset, ty, Area::Frame))
            }
            _ => None,
        }
    }

    /// A call whose results are this function's. A jump if nothing of this frame is passed.
    pub(super) fn tail_call(&mut self, call: &Call) {
        if let Callee::Runtime(_) = call.callee {
            self.call_stmt(call);
            if self.b.is_open() {
                self.do_return();
            }
            return;
        }
        if self.defer.is_none() && self.can_tail_call(call) {
            let Prepared {
                abi,
                mut args,
                target,
            } = self.prepare(call);
            if let Some(at) = abi.result_ptr {
                let own = self.abi.result_ptr.expect("checked to return alike");
                args[at] = Some(self.params[own]);
            }
            let mut all: Vec<Value> = Vec::with_capacity(args.len() + 1);
            let callee = match target {
                Target::Func(func) => TailCallee::Func(func),
                Target::Code(code) => {
                    all.push(code);
                    TailCallee::Indirect
                }
            };
            all.extend(args.into_iter().flatten());
            return self.b.tail_call(callee, &all);
        }
        let prepared = self.prepare(call);
        let call = Call {
            dsts: Vec::new(),
            ..call.clone()
        };
        let values = self.finish_call(prepared, &call);
        let results: Vec<Option<Local>> = self.hir.results.iter().map(|&l| Some(l)).collect();
        self.assign_locals(&results, &values);
        self.do_return();
    }

    /// Whether results travel alike and no argument lies in this frame.
    fn can_tail_call(&mut self, call: &Call) -> bool {
        let (params, results) = signature_types(self.shapes, call.sig);
        let _ = params;
        let own: Vec<TypeId> = self
            .hir
            .results
            .iter()
            .map(|&local| self.hir.locals[local].ty)
            .collect();
        let drops_results = own.is_empty() && {
            let abi = crate::abi::func_abi(self.shapes, false, &[], &results);
            abi.result_ptr.is_none()
        };
        if results != own && !drops_results {
            return false;
        }
        call.args.iter().all(|arg| {
            self.shapes.get(arg.ty).is_register_class() || self.unchanged_param(arg).is_some()
        })
    }
}
