//! `RGODEBUG=gccheck=N`: at every Nth safepoint, a walk over everything the collector would reach.
//! Each word that a mask or bitmap calls a pointer must be nil, static, in an allocated object, or in
//! memory that the program itself has mapped (`syscall.Mmap`); so must the old and the new value of each write barrier. Anything else ends the program with a
//! report: a wrong mask, a missing root, a missed barrier or a stack address that escaped.
//!
//! Entry checks and loop polls count if they find themselves poisoned: with small N every poll, and
//! the first entry after each other safepoint; else some do.
//!
//! Walks are paid for from a credit of words to look at. While it lasts, each Nth safepoint has its
//! walk; after that as many as the safepoints earn, so that programs with large heaps come to an end.

use crate::gc::barrier::WRITE_BARRIER;
use crate::gc::roots::{self, Visitor};
use crate::lang::print::Sink;
use crate::lang::throw::throw;
use crate::mem::arena::{ARENA, check_marks};
use crate::mem::bitmap::for_each_pointer;
use crate::mem::heap::Object;
use crate::os::vm;
use crate::sched::context::on_m_stack;
use crate::sched::m::current_m;
use crate::sched::{preempt, stack};
use crate::sync::Relaxed;
use crate::world::WORLD;

/// The kind of a safepoint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Site {
    Alloc,
    Schedule,
    Entry,
    Poll,
}

/// Below this N every safepoint poisons the next entry and poll, while walks can be paid for.
const POISON_ALWAYS: u32 = 16;
/// Words that walks may look at from the start.
const CREDIT: i64 = 1 << 26;
/// Words that a safepoint adds.
const EARNED: i64 = 1 << 7;
/// What a walk costs besides the words it looks at.
const WALK_COST: i64 = 1 << 10;

/// Whether checks are on.
#[inline(always)]
pub fn is_on() -> bool {
    WORLD.settings.gccheck.load(Relaxed) != 0
}

/// Turns barriers on if checks are, and gives them their credit.
pub fn init() {
    if is_on() {
        WORLD.check_credit.store(CREDIT, Relaxed);
        WRITE_BARRIER.store(1, Relaxed);
    }
}

/// A safepoint: checks if it is one's turn.
#[inline(always)]
pub fn at_safepoint(site: Site) {
    if is_on() {
        count(site);
    }
}

#[cold]
fn count(site: Site) {
    let n = WORLD.settings.gccheck.load(Relaxed) as u32;
    let is_nth = (WORLD.n_safepoints.fetch_add(1, Relaxed) + 1).is_multiple_of(n);
    let can_pay = WORLD.check_credit.fetch_add(EARNED, Relaxed) > 0;
    let is_due = is_nth && can_pay;
    let m = current_m();
    if site != Site::Schedule && m.is_on_m_stack() {
        // A timer's function: what it holds is on the M stack.
        return;
    }
    if is_due {
        let n_words = on_m_stack(run);
        let cost = WALK_COST + n_words as i64;
        WORLD.check_credit.fetch_sub(cost, Relaxed);
    }
    // After an entry check the same one is about to be tried again.
    if (n < POISON_ALWAYS && can_pay || is_due)
        && site != Site::Entry
        && let Some(g) = m.curg.get()
    {
        preempt::poison(g);
    }
}

/// A write barrier: `*slot` is about to change from `old` to `new`.
///
/// The compiler cannot always tell the heap from the caller's frame, so the slot may lie in a stack.
/// What it holds there before its first store is anything, and a goroutine's own stack may hold
/// pointers into itself.
pub fn barrier(slot: usize, old: usize, new: usize) {
    // Memory of the program's own may be unmapped before its address is overwritten.
    if !is_in_stack(slot) && WORLD.heap.map.in_window(old) && !is_valid(old) {
        report_barrier(slot, old, "old");
    }
    let is_own = |addr| {
        let g = current_m().curg.get();
        g.is_some_and(|g| stack::contains(g, addr))
    };
    if !(is_valid(new) || is_own(slot) && is_own(new)) {
        report_barrier(slot, new, "new");
    }
}

/// A pointer is about to be stored into a fresh object of the heap.
pub fn barrier_of_fresh(new: usize) {
    if is_on() && !is_valid(new) {
        report_barrier(0, new, "new");
    }
}

/// Whether an address lies in some goroutine's stack.
pub fn is_in_stack(addr: usize) -> bool {
    WORLD.slots.contains(addr) || WORLD.segments.contains(addr)
}

#[cold]
fn report_barrier(slot: usize, value: usize, which: &str) -> ! {
    let mut sink = Sink::stderr();
    sink.text("runtime: gccheck: write barrier of slot ")
        .hex(slot as u64);
    sink.text(": bad ")
        .text(which)
        .text(" value ")
        .hex(value as u64);
    sink.text(" (").text(describe(value)).text(")\n");
    throw("gccheck: bad pointer in write barrier")
}

fn is_valid(value: usize) -> bool {
    value == 0 || is_static(value) || WORLD.heap.lookup(value).is_some() || is_foreign(value)
}

/// Memory that is mapped and neither the heap's nor a stack: not the collector's business.
fn is_foreign(value: usize) -> bool {
    !WORLD.heap.map.in_window(value) && !is_in_stack(value) && vm::is_mapped(value)
}

/// Memory that is never freed and holds no pointers the collector has to follow.
fn is_static(value: usize) -> bool {
    WORLD.image_contains(value)
        || WORLD.persistent.contains(value)
        || WORLD.process_stack().contains(value)
}

fn describe(value: usize) -> &'static str {
    if is_in_stack(value) {
        "in a stack"
    } else if let Some(span) = WORLD.heap.map.span_of(value) {
        if span.slot_of(value) >= span.n_slots.get() as usize {
            "behind the last object of an mspan"
        } else {
            "in a free object"
        }
    } else if WORLD.heap.map.in_window(value) {
        "in a free page of the heap"
    } else {
        "nowhere"
    }
}

/// Objects found and not yet looked into: an array that grows by mapping anew.
struct Work {
    items: *mut usize,
    len: usize,
    capacity: usize,
}

impl Work {
    fn push(&mut self, base: usize) {
        if self.len == self.capacity {
            let capacity = (2 * self.capacity).max(1 << 12);
            let Ok(new) = vm::map(capacity * 8) else {
                throw("gccheck: out of memory")
            };
            // SAFETY: the new array has room for the old one's items.
            unsafe { core::ptr::copy_nonoverlapping(self.items, new as *mut usize, self.len) };
            if self.capacity > 0 {
                vm::unmap(self.items as usize, self.capacity * 8);
            }
            self.items = new as *mut usize;
            self.capacity = capacity;
        }
        // SAFETY: `len` is below the capacity.
        unsafe { self.items.add(self.len).write(base) };
        self.len += 1;
    }

    fn pop(&mut self) -> Option<usize> {
        self.len = self.len.checked_sub(1)?;
        // SAFETY: items below the old length are set.
        Some(unsafe { self.items.add(self.len).read() })
    }
}

struct Walk {
    work: Work,
    /// The object whose words are looked at.
    current: Option<Object>,
    /// Words looked at.
    n_words: usize,
    /// Where marked objects lie.
    lowest: usize,
    highest: usize,
}

impl Walk {
    fn mark(&mut self, object: Object) {
        let map = &WORLD.heap.map;
        let index = map.index_of(object.base);
        let arena = map.arena(index).expect("objects lie in arenas");
        let bit = (object.base - map.start(index)) / 8;
        let word = &check_marks(arena)[bit / 64];
        if word.get() >> (bit % 64) & 1 == 0 {
            word.set(word.get() | 1 << (bit % 64));
            self.lowest = self.lowest.min(object.base);
            self.highest = self.highest.max(object.base);
            if !object.span.class.get().is_noscan() {
                self.work.push(object.base);
            }
        }
    }
}

impl Visitor for Walk {
    fn maybe(&mut self, value: usize) {
        self.n_words += 1;
        if let Some(object) = WORLD.heap.lookup(value) {
            self.mark(object);
        }
    }

    fn exact(&mut self, slot: usize) {
        self.n_words += 1;
        // SAFETY: a word of a global or of an allocated object.
        let value = unsafe { (slot as *const usize).read() };
        if value == 0 {
            return;
        }
        if let Some(object) = WORLD.heap.lookup(value) {
            self.mark(object);
        } else if !is_static(value) && !is_foreign(value) {
            self.report(slot, value);
        }
    }
}

impl Walk {
    fn report(&self, slot: usize, value: usize) -> ! {
        let mut sink = Sink::stderr();
        sink.text("runtime: gccheck: bad pointer ")
            .hex(value as u64);
        sink.text(" (").text(describe(value)).text(") ");
        match self.current {
            None => {
                sink.text("in global data at ").hex(slot as u64).text("\n");
            }
            Some(object) => {
                let class = object.span.class.get();
                sink.text("in object ").hex(object.base as u64);
                sink.text(" of ")
                    .dec(object.span.slot_size.get() as i64)
                    .text(" bytes, at offset ");
                sink.dec((slot - object.base) as i64).text("\n");
                let has_header = class.class() != 0 && !class.has_bitmap();
                if has_header {
                    // SAFETY: the object's first word is its type.
                    let ty = unsafe {
                        crate::mem::ty::Ty::from_ptr((object.base as *const *const u8).read())
                    };
                    if !ty.is_null() {
                        sink.text("\ttype ").bytes(ty.name()).text("\n");
                    }
                }
                let words = (object.span.slot_size.get() / 8).min(32);
                for i in 0..words {
                    let at = object.base + i * 8;
                    sink.text("\t").hex(at as u64).text(": ");
                    // SAFETY: a word of the object.
                    sink.hex(unsafe { (at as *const u64).read() });
                    sink.text(if at == slot { " <==\n" } else { "\n" });
                }
            }
        }
        throw("gccheck: bad pointer")
    }
}

/// The walk. The current goroutine is off its stack. Returns how many words it looked at.
fn run() -> usize {
    let mut walk = Walk {
        work: Work {
            items: core::ptr::null_mut(),
            len: 0,
            capacity: 0,
        },
        current: None,
        n_words: 0,
        lowest: usize::MAX,
        highest: 0,
    };
    roots::visit(&mut walk);
    while let Some(base) = walk.work.pop() {
        let object = WORLD
            .heap
            .lookup(base)
            .expect("marked objects are allocated");
        walk.current = Some(object);
        // SAFETY: the world is stopped.
        unsafe { for_each_pointer(object, &mut |slot| walk.exact(slot)) };
    }
    if walk.work.capacity > 0 {
        vm::unmap(walk.work.items as usize, walk.work.capacity * 8);
    }
    clear_marks(walk.lowest, walk.highest);
    walk.n_words
}

/// Clears the marks of objects from `lowest` to `highest`.
fn clear_marks(lowest: usize, highest: usize) {
    let map = &WORLD.heap.map;
    for index in 0..map.n_arenas() {
        let Some(arena) = map.arena(index) else {
            continue;
        };
        let start = map.start(index);
        if highest < start || lowest >= start + ARENA {
            continue;
        }
        let first = lowest.saturating_sub(start) / 8 / 64;
        let last = (highest.min(start + ARENA - 1) - start) / 8 / 64;
        check_marks(arena)[first..=last]
            .iter()
            .for_each(|w| w.set(0));
    }
}
