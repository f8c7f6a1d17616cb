//! Functions that defer: the point through which control comes back after `recover`.
//!
//! The defer record holds `rsp`, `rbp` and the address of a handler block. The runtime is called
//! by `try_call`, whose exceptional edge leads to the handler: Cranelift then assumes that all
//! registers are lost on that edge, saves every callee-saved register in the prologue, and keeps
//! no SSA value alive into the handler in a register. The runtime jumps to the handler later than
//! Cranelift's documentation foresees, when the call has long returned; that is sound because the
//! handler reads nothing but its one parameter (the record, in `rax`), constants, and memory: no
//! spill slot of the function is still meaningful then. Blocks reached from the handler must not
//! use values defined elsewhere; `debug_check_handler` insists. And nothing in them may look like a
//! value computed before: Cranelift would keep the older one alive. Integer and float constants it
//! makes anew wherever they are used; addresses of symbols are kept apart in
//! `Lowering::symbol_addr`, vector constants and addresses of slots are not used there.

use cranelift_codegen::ir::{
    BlockArg, BlockCall, ExceptionTableData, ExceptionTableItem, InstBuilder, MemFlagsData,
    Signature, types,
};
use cranelift_codegen::isa::CallConv;
use rgo_abi::layout::defer_record;
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::EntitySet;
use rgo_ssa::{Block, Func, Slot, Term};

use super::Lowering;
use crate::abi;
use crate::code::CodeRef;

/// The blocks that control reaches through handlers only.
pub(super) fn handler_blocks(func: &Func) -> EntitySet<Block> {
    let mut reached = EntitySet::new();
    let handlers = func
        .layout
        .iter()
        .filter_map(|&block| match func.blocks[block].term {
            Term::DeferPush { handler, .. } => Some(handler),
            _ => None,
        });
    let mut work: Vec<Block> = handlers.collect();
    while let Some(block) = work.pop() {
        if reached.insert(block) {
            func.each_target(block, |target| work.push(target));
        }
    }
    reached
}

impl Lowering<'_, '_> {
    pub(super) fn defer_push(&mut self, record: Slot, next: &rgo_ssa::BlockCall, handler: Block) {
        if cfg!(debug_assertions) {
            self.debug_check_handler(handler);
        }
        // The address of a handler can be taken only of a call that ends a block other than the
        // entry.
        let block = self.b.create_block();
        self.b.ins().jump(block, &[]);
        self.b.switch_to_block(block);
        let handler_addr = self
            .b
            .ins()
            .get_exception_handler_address(types::I64, block, 0);
        let slot = self.out.slots[record].expect("all slots were made");
        let record = self.b.ins().stack_addr(types::I64, slot, 0);
        let flags = MemFlagsData::trusted();
        let sp = self.b.ins().get_stack_pointer(types::I64);
        self.b.ins().store(flags, sp, record, defer_record::SP);
        let fp = self.b.ins().get_frame_pointer(types::I64);
        self.b.ins().store(flags, fp, record, defer_record::FP);

        // Declared with Go's convention, which agrees with System V on two integer arguments and
        // makes the exceptional edge lose all registers.
        let mut sig: Signature = abi::runtime_signature(&RuntimeFn::DeferPush.info());
        sig.call_conv = CallConv::Tail;
        let sig = self.b.import_signature(sig);
        let push = self.func_ref(CodeRef::Runtime(RuntimeFn::DeferPush), sig);
        let args = self.block_args(next);
        let next = self.block(next.block);
        let handler = self.block(handler);
        let pool = &mut self.b.func.dfg.value_lists;
        let normal = BlockCall::new(next, args, pool);
        let exceptional = BlockCall::new(handler, [BlockArg::TryCallExn(0)], pool);
        let table =
            ExceptionTableData::new(sig, normal, [ExceptionTableItem::Default(exceptional)]);
        let table = self.b.func.dfg.exception_tables.push(table);
        self.b.ins().try_call(push, &[record, handler_addr], table);
    }

    /// Asserts that blocks reached from `handler` use only what such blocks define.
    fn debug_check_handler(&self, handler: Block) {
        let func = self.func;
        let blocks = func.layout.iter().copied();
        let seen: Vec<Block> = blocks
            .filter(|&block| self.handler_blocks.contains(block))
            .collect();
        let mut defined = EntitySet::new();
        for &block in &seen {
            let data = &func.blocks[block];
            let results = data.insts.iter().flat_map(|&inst| func.results(inst));
            for value in data.params.iter().copied().chain(results) {
                defined.insert(value);
            }
        }
        for &block in &seen {
            for &inst in &func.blocks[block].insts {
                for arg in func.args(inst) {
                    assert!(
                        defined.contains(*arg),
                        "{arg} is live into handler {handler}"
                    );
                }
            }
            func.each_term_use(block, |arg| {
                assert!(
                    defined.contains(arg),
                    "{arg} is live into handler {handler}"
                );
            });
        }
    }
}
