//! Calls of Go functions, of code pointers and of the runtime.

use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use rgo_abi::layout::g;
use rgo_abi::runtime_fn::{Convention, RuntimeFn};
use rgo_hir::{FuncId, SymbolRef};
use rgo_ssa::{Inst, Signature, TailCallee, Value};

use super::{Lowering, REGION_STUB_ARGS};
use crate::abi;
use crate::code::CodeRef;

impl Lowering<'_, '_> {
    pub(super) fn call(&mut self, inst: Inst, callee: FuncId) {
        let func = self.func;
        let results: Vec<Value> = func.results(inst).collect();
        let sig = self.sig_ref(func.args(inst), &results);
        let callee = self.func_ref(CodeRef::Static(SymbolRef::Func(callee)), sig);
        let args = self.value_list(func.args(inst));
        let call = self.b.ins().call(callee, &args);
        self.define_results(inst, call);
    }

    pub(super) fn call_indirect(&mut self, inst: Inst) {
        let func = self.func;
        let results: Vec<Value> = func.results(inst).collect();
        let sig = self.sig_ref(&func.args(inst)[1..], &results);
        let args = self.value_list(func.args(inst));
        let call = self.b.ins().call_indirect(sig, args[0], &args[1..]);
        self.define_results(inst, call);
    }

    pub(super) fn call_runtime(&mut self, inst: Inst, callee: RuntimeFn) {
        let args = self.value_list(self.func.args(inst));
        if callee.info().convention == Convention::PreserveAll {
            return self.call_stub(inst, callee, &args);
        }
        let call = self.call_runtime_fn(callee, &args);
        self.define_results(inst, call);
    }

    /// Calls a stub whose arguments and results go through `g`.
    fn call_stub(&mut self, inst: Inst, callee: RuntimeFn, args: &[ir::Value]) {
        let flags = MemFlagsData::trusted().with_alias_region(Some(self.region(REGION_STUB_ARGS)));
        let place = |at: usize| g::ARGS + 8 * at as i32;
        for (at, &arg) in args.iter().enumerate() {
            let goroutine = self.goroutine();
            self.b.ins().store(flags, arg, goroutine, place(at));
        }
        self.call_runtime_fn(callee, &[]);
        for (at, result) in self.func.results(inst).enumerate() {
            let goroutine = self.goroutine();
            let value = self.b.ins().load(types::I64, flags, goroutine, place(at));
            self.define_value(result, value);
        }
    }

    /// Calls a runtime function.
    pub(super) fn call_runtime_fn(&mut self, callee: RuntimeFn, args: &[ir::Value]) -> ir::Inst {
        let target = CodeRef::Runtime(callee);
        let func_ref = match self.runtime_refs.get(&target) {
            Some(&func_ref) => func_ref,
            None => {
                let sig = abi::runtime_signature(&callee.info());
                let sig = self.b.import_signature(sig);
                let func_ref = self.func_ref(target, sig);
                self.runtime_refs.insert(target, func_ref);
                func_ref
            }
        };
        self.b.ins().call(func_ref, args)
    }

    fn define_results(&mut self, inst: Inst, call: ir::Inst) {
        for (at, result) in self.func.results(inst).enumerate() {
            let value = self.b.inst_results(call)[at];
            self.define_value(result, value);
        }
    }

    /// A call whose results are this function's.
    pub(super) fn tail_call(&mut self, callee: TailCallee, args: &[Value]) {
        let func = self.func;
        let (code, args) = match callee {
            TailCallee::Func(_) => (None, args),
            TailCallee::Indirect => (Some(self.value(args[0])), &args[1..]),
        };
        let sig = self.import_sig(Signature {
            params: args.iter().map(|&arg| func.ty(arg)).collect(),
            results: func.sig.results.clone(),
        });
        let args = self.value_list(args);
        match (callee, code) {
            (TailCallee::Func(id), _) => {
                let func_ref = self.func_ref(CodeRef::Static(SymbolRef::Func(id)), sig);
                self.b.ins().return_call(func_ref, &args);
            }
            (TailCallee::Indirect, code) => {
                let code = code.expect("the code pointer is the first argument");
                self.b.ins().return_call_indirect(sig, code, &args);
            }
        }
    }
}
