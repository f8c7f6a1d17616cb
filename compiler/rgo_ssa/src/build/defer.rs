//! Defer, recover, panic and go.
//!
//! A deferring function has one observed slot: the defer record, and behind it what the re-entry
//! handler needs to return, since the handler may use nothing else of the function: the result
//! variables, or the pointer to where results go, and the addresses of results on the heap.

use rgo_abi::layout::{WORD, defer_record};
use rgo_abi::runtime_fn::RuntimeFn;
use rgo_hir::tree::{Expr, Storage};

use super::place::{Addr, Area, Val};
use super::{Builder, Home};
use crate::abi::ResultPass;
use crate::entities::{AliasTag, Slot, Value};
use crate::func::SlotData;
use crate::op::{MemArg, Op};
use crate::type_::Type;

/// The observed slot of a deferring function.
pub(super) struct DeferFrame {
    slot: Slot,
    /// Offset of each result variable, or of the address of one on the heap.
    results: Vec<u32>,
    /// Offset of the result pointer, if results are returned in memory.
    result_ptr: u32,
    /// The record is registered.
    is_pushed: bool,
}

impl DeferFrame {
    /// Where result variable `at` lives, unless that is on the heap.
    pub fn result_home(&self, at: usize) -> Home {
        Home::Slot(self.slot, self.results[at] as i32)
    }
}

impl Builder<'_> {
    /// Lays out the observed slot.
    pub(super) fn make_defer_frame(&mut self) {
        let hir = self.hir;
        let word = u64::from(WORD);
        let mut size = defer_record::CLOSURES as u64 + u64::from(hir.n_defers) * word;
        let result_ptr = size as u32;
        let in_memory = matches!(self.abi.results, ResultPass::Memory(_));
        if in_memory {
            size += word;
        }
        let mut results = Vec::with_capacity(hir.results.len());
        for &local in &hir.results {
            let data = &hir.locals[local];
            let shape = self.shapes.get(data.ty);
            let (bytes, align) = match data.storage {
                Storage::Heap => (word, WORD),
                Storage::Stack if in_memory => (0, 1),
                Storage::Stack => (shape.size, shape.align),
            };
            size = size.next_multiple_of(u64::from(align));
            results.push(size as u32);
            size += bytes;
        }
        let slot = self.b.new_slot(SlotData {
            size: size.next_multiple_of(word),
            align: WORD,
            ty: None,
            is_observed: true,
        });
        self.defer = Some(DeferFrame {
            slot,
            results,
            result_ptr,
            is_pushed: false,
        });
    }

    /// Keeps the address of result `at`, which lives on the heap, where the handler finds it.
    pub(super) fn note_heap_result(&mut self, at: usize) {
        let Some(defer) = &self.defer else { return };
        let (slot, offset) = (defer.slot, defer.results[at]);
        if let Some(Home::Heap(var)) = self.homes[self.hir.results[at]] {
            let ptr = self.b.use_var(var);
            self.store_record(slot, offset as i32, ptr);
        }
    }

    fn store_record(&mut self, slot: Slot, offset: i32, value: Value) {
        let base = self.slot_ptr(slot, 0);
        let mem = MemArg::new(offset, AliasTag::ANY);
        let barrier = false;
        self.b.emit0(Op::Store { mem, barrier }, &[base, value]);
    }

    /// Registers the record, unless that is done or the function does not defer.
    pub(super) fn push_defer_record(&mut self) {
        let Some(defer) = &mut self.defer else { return };
        if std::mem::replace(&mut defer.is_pushed, true) {
            return;
        }
        let (slot, result_ptr) = (defer.slot, defer.result_ptr);
        if let Some(at) = self.abi.result_ptr {
            let ptr = self.params[at];
            self.store_record(slot, result_ptr as i32, ptr);
        }
        let nil = self.nil();
        self.store_record(slot, defer_record::LOOP, nil);
        let zero = self.int(0);
        self.store_record(slot, defer_record::BITS, zero);
        let count = self.b.iconst(Type::I32, i64::from(self.hir.n_defers));
        self.store_record(slot, defer_record::COUNT, count);
        let (next, handler) = (self.b.new_block(), self.b.new_cold_block());
        let record = self.b.func.add_param(handler, Type::Ptr);
        self.b.defer_push(slot, next, handler);
        self.b.switch_to_sealed(handler);
        self.handler(record);
        self.b.switch_to_sealed(next);
    }

    /// Where control continues after a recovered panic: runs what is still deferred and returns
    /// the results.
    fn handler(&mut self, record: Value) {
        let hir = self.hir;
        let outer = self.b.src;
        self.b.src = crate::func::Src::outermost(hir.end_pos);
        self.runtime(RuntimeFn::DeferReturn, &[record]);
        let defer = self
            .defer
            .as_ref()
            .expect("made before the record is pushed");
        let (offsets, result_ptr) = (defer.results.clone(), defer.result_ptr);
        let mut values = Vec::new();
        for (&local, offset) in hir.results.iter().zip(offsets) {
            let data = &hir.locals[local];
            let kept = Addr::new(record, Area::Frame).plus(u64::from(offset));
            let addr = match data.storage {
                Storage::Heap => {
                    let ptr = self.load_ptr(kept);
                    self.rooted(Addr::new(ptr, Area::Other), data.ty)
                }
                Storage::Stack => kept,
            };
            match &self.abi.results {
                ResultPass::Registers(_) => match self.load(addr, data.ty) {
                    Val::Scalars(scalars) => values.extend(scalars),
                    Val::Mem(_) | Val::Zero => unreachable!("results in registers are scalars"),
                },
                ResultPass::Memory(area) => {
                    if data.storage == Storage::Heap {
                        let at = hir.results.iter().position(|&l| l == local);
                        let offset = area.offsets[at.expect("it is a result")];
                        let kept = Addr::new(record, Area::Frame).plus(u64::from(result_ptr));
                        let ptr = self.load_ptr(kept);
                        let dst = Addr::new(ptr, Area::Other).plus(offset);
                        let value = self.load(addr, data.ty);
                        self.store(dst, data.ty, &value);
                    }
                }
            }
        }
        self.b.ret(&values);
        self.b.src = outer;
    }

    fn load_ptr(&mut self, addr: Addr) -> Value {
        let mem = MemArg::new(addr.offset as i32, AliasTag::ANY);
        self.b.emit(Op::Load(mem), &[addr.base], Type::Ptr)
    }

    /// Before a return: runs deferred calls and takes the record off the list.
    pub(super) fn run_deferred(&mut self) {
        if let Some(defer) = self.defer.as_ref().filter(|defer| defer.is_pushed) {
            let record = self.slot_ptr(defer.slot, 0);
            self.runtime(RuntimeFn::DeferReturn, &[record]);
        }
    }

    /// Address of the defer record.
    pub(super) fn defer_record(&mut self) -> Value {
        let slot = self.defer.as_ref().expect("the function defers").slot;
        self.slot_ptr(slot, 0)
    }

    pub(super) fn defer_stmt(&mut self, closure: &Expr, index: Option<u32>) {
        let closure = self.scalar(closure);
        let slot = self.defer.as_ref().expect("the function defers").slot;
        let Some(index) = index else {
            let record = self.slot_ptr(slot, 0);
            self.runtime(RuntimeFn::DeferNode, &[record, closure]);
            return;
        };
        let offset = defer_record::CLOSURES + index as i32 * WORD as i32;
        self.store_record(slot, offset, closure);
        let base = self.slot_ptr(slot, 0);
        let mem = MemArg::new(defer_record::BITS, AliasTag::ANY);
        let bits = self.b.emit(Op::Load(mem), &[base], Type::I64);
        let bit = self.int(1 << index);
        let bits = self.b.emit(Op::Or, &[bits, bit], Type::I64);
        self.store_record(slot, defer_record::BITS, bits);
    }

    pub(super) fn defer_at(&mut self, record: &Expr, closure: &Expr) {
        let record = self.scalar(record);
        let record = self.b.emit(Op::IntToPtr, &[record], Type::Ptr);
        let closure = self.scalar(closure);
        self.runtime(RuntimeFn::DeferNode, &[record, closure]);
    }

    pub(super) fn go_stmt(&mut self, closure: &Expr) {
        let closure = self.scalar(closure);
        self.runtime(RuntimeFn::NewProc, &[closure]);
    }

    pub(super) fn panic_stmt(&mut self, value: &Expr) {
        let value = self.scalars(value);
        self.runtime(RuntimeFn::Panic, &value);
        self.b.unreachable();
    }

    /// `recover()` on behalf of the function whose frame pointer is `frame`, by default this one.
    pub(super) fn recover(&mut self, frame: Option<&Expr>) -> Vec<Value> {
        let frame = match frame {
            Some(frame) => {
                let frame = self.scalar(frame);
                self.b.emit(Op::IntToPtr, &[frame], Type::Ptr)
            }
            None => self.b.emit(Op::FramePtr, &[], Type::Ptr),
        };
        self.runtime(RuntimeFn::Recover, &[frame])
    }
}
