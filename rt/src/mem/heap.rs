//! The heap: arenas, pages, mspans. `lookup` answers whether an address is an object.

use crate::mem::arena::ArenaMap;
use crate::mem::fixalloc::FixAlloc;
use crate::mem::mcentral::MCentral;
use crate::mem::mspan::{Mspan, SPAN_CLASSES, SpanClass};
use crate::mem::page_alloc::PageHeap;
use crate::sync::rank::Rank;

/// A heap. The program has one (`world.rs`), tests have their own.
pub struct Heap {
    pub map: ArenaMap,
    pub pages: PageHeap,
    pub central: [MCentral; SPAN_CLASSES],
    pub spans: FixAlloc<Mspan>,
}

/// An allocated object.
#[derive(Clone, Copy)]
pub struct Object {
    /// Start of the slot; a type header, if there is one, comes first.
    pub base: usize,
    pub span: &'static Mspan,
    pub index: usize,
}

impl Heap {
    /// An empty heap. Its arena map must be told where to begin.
    pub const fn new() -> Heap {
        Heap {
            map: ArenaMap::new(),
            pages: PageHeap::new(),
            central: [const { MCentral::new() }; SPAN_CLASSES],
            spans: FixAlloc::new(Rank::Mheap),
        }
    }

    /// An mspan for small objects with free slots.
    pub fn small_span(&self, class: SpanClass) -> Option<&'static Mspan> {
        match self.central[class.index()].take() {
            Some(span) => Some(span),
            None => self.new_span(class.n_pages(), class),
        }
    }

    /// A fresh mspan, entered in the page map.
    pub fn new_span(&self, n_pages: usize, class: SpanClass) -> Option<&'static Mspan> {
        let base = self.pages.alloc(&self.map, n_pages)?;
        let span = self.spans.alloc();
        // Pages are never given back yet: they come from the system zeroed.
        span.init(base, n_pages, class, false);
        self.map.set_span(base, n_pages, Some(span));
        Some(span)
    }

    /// The object that `addr` lies in.
    pub fn lookup(&self, addr: usize) -> Option<Object> {
        let span = self.map.span_of(addr)?;
        let index = span.slot_of(addr);
        if !span.is_allocated(index) {
            return None;
        }
        Some(Object {
            base: span.slot(index),
            span,
            index,
        })
    }
}

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}
