//! The entry check: compares the stack pointer with the goroutine's guard.
//!
//! Cranelift's own prologue has subtracted the frame before the check reads `rsp`, and writes only
//! near the caller's end of the frame, so the check covers frames of any size. Below the guard the
//! runtime keeps headroom for what runs unchecked. The cold path leaves the frame again: it
//! `return_call`s `rgo_morestack` with exactly the arguments that came in, which serves a poisoned
//! guard (preemption, stop the world) or continues on a bigger segment, and starts the function
//! over.
//!
//! A function that makes no Go calls other than in blocks that end in a panic, and whose frame is
//! small, needs no check: callees on the way to a panic check for themselves. Calling
//! `runtime.gopanic` is no such way, and neither is deferring: both run deferred functions on top of
//! this frame, which may come back here by a panic or a deferred call of their own, so that one of
//! the functions on the way round has to check. The frame is known only after register allocation:
//! [`MAX_UNCHECKED_FRAME`] is compared then, and a function that exceeds it is compiled again with a
//! check.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use rgo_abi::layout::g;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_ssa::{Func, Op, TailCallee, Term};

use rgo_hir::SymbolRef;

use super::{Lowering, REGION_GOROUTINE};
use crate::abi;
use crate::code::CodeRef;

/// Largest frame of a function that goes without an entry check, in bytes. What such functions and
/// `nosplit` chains may use together is bounded by `stack_check`.
pub const MAX_UNCHECKED_FRAME: u32 = 256;

/// Whether `func` must check the stack, whatever its frame turns out to be.
pub fn needs_check(func: &Func) -> bool {
    if func.flags.nosplit {
        return false;
    }
    let slots: u64 = func.slots.values().map(|slot| slot.size).sum();
    slots > u64::from(MAX_UNCHECKED_FRAME) / 2
        || func.layout.iter().any(|&block| {
            let data = &func.blocks[block];
            let returns = !matches!(data.term, Term::Unreachable);
            let term_needs_check = match &data.term {
                Term::TailCall { callee, .. } => *callee == TailCallee::Func(func.id),
                Term::DeferPush { .. } => true,
                _ => false,
            };
            term_needs_check
                || data.insts.iter().any(|&inst| match func.op(inst) {
                    Op::Call(..) | Op::CallIndirect => returns,
                    Op::CallRuntime(callee) => *callee == RuntimeFn::Panic,
                    _ => false,
                })
        })
}

impl Lowering<'_, '_> {
    /// Emits the check into the current block and goes on in a new one.
    pub(super) fn entry_check(&mut self, params: &[ir::Value]) {
        let g = self.goroutine();
        let guard = self.load_runtime_word(types::I64, REGION_GOROUTINE, g, g::STACK_GUARD);
        let sp = self.b.ins().get_stack_pointer(types::I64);
        let is_low = self.b.ins().icmp(IntCC::UnsignedLessThan, sp, guard);
        let (cold, body) = (self.cold_block(), self.b.create_block());
        self.b.ins().brif(is_low, cold, &[], body, &[]);

        self.b.switch_to_block(cold);
        let g = self.goroutine();
        let sig = self.b.func.signature.clone();
        let sig = self.b.import_signature(sig);
        let own = self.func_ref(CodeRef::Static(SymbolRef::Func(self.func.id)), sig);
        let entry = self.b.ins().func_addr(types::I64, own);
        let flags = MemFlagsData::trusted();
        self.b.ins().store(flags, entry, g, g::MORE_FUNC);
        let bytes = abi::stack_arg_bytes(&self.func.sig.params);
        let bytes = self.b.ins().iconst(types::I64, bytes as i64);
        self.b.ins().store(flags, bytes, g, g::MORE_ARGS);
        let morestack = self.func_ref(CodeRef::Morestack, sig);
        self.b.ins().return_call(morestack, params);
        self.b.switch_to_block(body);
    }

    /// A loop poll: calls the runtime if the goroutine was asked to stop. The stub preserves all
    /// registers, so the loop keeps its own.
    pub(super) fn poll(&mut self) {
        let g = self.goroutine();
        let flag = self.load_runtime_word(types::I32, REGION_GOROUTINE, g, g::POLL);
        let (cold, rest) = (self.cold_block(), self.b.create_block());
        self.b.ins().brif(flag, cold, &[], rest, &[]);
        self.b.switch_to_block(cold);
        self.call_runtime_fn(rgo_abi::runtime_fn::RuntimeFn::Poll, &[]);
        self.b.ins().jump(rest, &[]);
        self.b.switch_to_block(rest);
    }
}
