//! Defer records and nodes: what compiled code puts into its frames, and the normal way they run.

use rgo_abi::layout::{defer_node, defer_record};

use crate::arch::x86_64::call::rgo_call_nullary;
use crate::gc::barrier::shade_new;
use crate::mem::malloc;
use crate::mem::segment::Segment;
use crate::mem::ty::{StaticType, Ty};
use crate::sched::m::current_g;
use crate::sync::Plain;

/// A deferring function's record, in its frame. Layout: `rgo_abi::layout::defer_record`.
#[repr(C)]
pub struct DeferRecord {
    pub link: Plain<Option<&'static DeferRecord>>,
    pub sp: Plain<usize>,
    pub fp: Plain<usize>,
    pub handler: Plain<usize>,
    pub segment: Plain<Option<&'static Segment>>,
    guard: Plain<u64>,
    nodes: Plain<Option<&'static DeferNode>>,
    bits: Plain<u64>,
    count: Plain<u32>,
    _pad: u32,
    /// `count` of them.
    closures: [Plain<usize>; 0],
}

/// A deferred call of a loop; a heap object.
#[repr(C)]
pub struct DeferNode {
    link: Plain<Option<&'static DeferNode>>,
    closure: Plain<usize>,
}

static NODE: StaticType = StaticType::new(16, &[3, 0, 0, 0, 0, 0, 0, 0]);

const _: () = {
    use core::mem::offset_of;
    assert!(offset_of!(DeferRecord, link) == defer_record::LINK as usize);
    assert!(offset_of!(DeferRecord, sp) == defer_record::SP as usize);
    assert!(offset_of!(DeferRecord, fp) == defer_record::FP as usize);
    assert!(offset_of!(DeferRecord, handler) == defer_record::HANDLER as usize);
    assert!(offset_of!(DeferRecord, segment) == defer_record::SEGMENT as usize);
    assert!(offset_of!(DeferRecord, guard) == defer_record::GUARD as usize);
    assert!(offset_of!(DeferRecord, nodes) == defer_record::LOOP as usize);
    assert!(offset_of!(DeferRecord, bits) == defer_record::BITS as usize);
    assert!(offset_of!(DeferRecord, count) == defer_record::COUNT as usize);
    assert!(offset_of!(DeferRecord, closures) == defer_record::CLOSURES as usize);
    assert!(offset_of!(DeferNode, link) == defer_node::LINK as usize);
    assert!(offset_of!(DeferNode, closure) == defer_node::CLOSURE as usize);
    assert!(size_of::<DeferNode>() == defer_node::SIZE as usize);
};

impl DeferRecord {
    /// Takes the pending call that was deferred last.
    pub fn take_pending(&self) -> Option<usize> {
        if let Some(node) = self.nodes.get() {
            self.nodes.set(node.link.get());
            return Some(node.closure.get());
        }
        let bits = self.bits.get();
        if bits == 0 {
            return None;
        }
        let i = bits.ilog2();
        self.bits.set(bits & !(1 << i));
        debug_assert!(i < self.count.get());
        // SAFETY: the record has `count` closures, and compiled code sets no bit beyond.
        let closure = unsafe { &*self.closures.as_ptr().add(i as usize) };
        Some(closure.get())
    }
}

/// `rgo_deferpush(record, handler)`: compiled code has set everything but link, handler, segment
/// and guard.
///
/// # Safety
/// `record` lies in the caller's frame and stays until it is off the list.
#[unsafe(export_name = "rgo_deferpush")]
pub unsafe extern "C" fn defer_push(record: &'static DeferRecord, handler: usize) {
    let g = current_g();
    record.handler.set(handler);
    record.segment.set(g.segment.get());
    record.guard.set(g.guard_real.get());
    record.link.set(g.defer.get());
    g.defer.set(Some(record));
}

/// `rgo_defernode(record, closure)`: a deferred call of a loop.
///
/// # Safety
/// `record` is on the list, or will be.
#[unsafe(export_name = "rgo_defernode")]
pub unsafe extern "C" fn defer_node(record: &'static DeferRecord, closure: usize) {
    let at = malloc::new_object(Ty::of_static(&NODE)).cast::<DeferNode>();
    // SAFETY: the object is fresh, zeroed and has this type.
    let node = unsafe { &*at };
    // The object is black while marking; what it points to may be known to the stack alone.
    shade_new(closure);
    node.closure.set(closure);
    node.link.set(record.nodes.get());
    record.nodes.set(Some(node));
}

/// `rgo_deferreturn(record)`: runs what is pending in the newest record and takes it off the list.
///
/// # Safety
/// `record` is the caller's and the newest on the list.
#[unsafe(export_name = "rgo_deferreturn")]
pub unsafe extern "C" fn defer_return(record: &'static DeferRecord) {
    let g = current_g();
    while let Some(closure) = record.take_pending() {
        // SAFETY: deferred closures have no parameters.
        unsafe { rgo_call_nullary(closure, g) };
    }
    debug_assert!(g.defer.get().is_some_and(|r| core::ptr::eq(r, record)));
    g.defer.set(record.link.get());
}
