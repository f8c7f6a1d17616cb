//! The graph of locations.

use rgo_base::{PrimaryMap, SecondaryMap, entity_impl};

use super::{Leaks, RESULTS_MAX};
use crate::tree::{Alloc, Func, HeapReason, Local};

/// A location.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Loc(u32);
entity_impl!(Loc, "loc");

/// What a location stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LocKind {
    Heap,
    /// Pointers that somebody writes through.
    Mutator,
    /// Func values that somebody calls without following the results.
    Callee,
    /// Values nobody keeps.
    Blank,
    /// A variable that cannot be seen outside the function.
    Var(Local),
    /// A parameter, or a captured variable whose origin is not known.
    Param(Local),
    /// The result of that index.
    Result(Local, u32),
    Site(Alloc),
    Temp,
}

/// What is known of a location; grows while flows are followed.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Attrs(u8);

impl Attrs {
    pub const NONE: Attrs = Attrs(0);
    /// Its address outlives it, or it is the heap.
    pub const ESCAPES: Attrs = Attrs(1);
    /// Memory reached from it may be written.
    pub const MUTATES: Attrs = Attrs(2);
    /// Closures reached from it may be called, their results unfollowed.
    pub const CALLS: Attrs = Attrs(4);
    pub const ALL: Attrs = Attrs(7);

    pub fn has(self, other: Attrs) -> bool {
        self.0 & other.0 != 0
    }

    pub fn with(self, other: Attrs) -> Attrs {
        Attrs(self.0 | other.0)
    }

    pub fn only(self, other: Attrs) -> Attrs {
        Attrs(self.0 & other.0)
    }

    pub fn includes(self, other: Attrs) -> bool {
        self.0 & other.0 == other.0
    }
}

/// `derefs` dereferences of `src` flow into the location that has the edge.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub src: Loc,
    pub derefs: i32,
}

/// A step of an explanation: `derefs` dereferences of `src` flow into `dst`.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub dst: Loc,
    pub src: Loc,
    pub derefs: i32,
}

pub(super) struct LocData {
    pub kind: LocKind,
    /// Number of the function in the batch.
    pub func: usize,
    pub loop_depth: u32,
    pub edges: Vec<Edge>,
    pub attrs: Attrs,
    pub leaks: Leaks,
    /// Of a closure's site: the number of its function.
    pub closure: Option<usize>,
    /// How its address got out, if somebody wants to know.
    pub trace: Vec<Step>,
}

/// Where values flow: into `dst` after `derefs` dereferences.
#[derive(Clone, Copy)]
pub(super) struct Hole {
    pub dst: Loc,
    pub derefs: i32,
}

impl Hole {
    pub fn of(dst: Loc) -> Hole {
        Hole { dst, derefs: 0 }
    }

    /// For the pointer to what flows here.
    pub fn deref(self) -> Hole {
        self.shift(1)
    }

    /// For the variable whose address flows here.
    pub fn addr(self) -> Hole {
        self.shift(-1)
    }

    pub fn shift(self, derefs: i32) -> Hole {
        Hole {
            derefs: self.derefs + derefs,
            ..self
        }
    }
}

/// The locations of one function.
pub(super) struct FuncLocs {
    pub locals: PrimaryMap<Local, Loc>,
    pub allocs: PrimaryMap<Alloc, Loc>,
    /// Sites that are on the heap whatever flows where.
    pub reasons: SecondaryMap<Alloc, Option<HeapReason>>,
    /// The function of the batch that its literal stands in.
    pub parent: Option<usize>,
    /// Somebody may call it whose use of the results is not followed.
    pub results_lost: bool,
}

/// All locations of a batch.
pub(super) struct Graph {
    pub locs: PrimaryMap<Loc, LocData>,
    pub funcs: Vec<FuncLocs>,
    pub heap: Loc,
    pub mutator: Loc,
    pub callee: Loc,
    pub blank: Loc,
    /// Keeps how addresses get out.
    pub explains: bool,
}

impl Graph {
    /// Locations for everything in `funcs`, without edges.
    pub fn new(funcs: &[Func], explains: bool) -> Graph {
        let mut locs = PrimaryMap::new();
        let mut make = |kind, func, attrs| {
            locs.push(LocData {
                kind,
                func,
                loop_depth: 1,
                edges: Vec::new(),
                attrs,
                leaks: Leaks::default(),
                closure: None,
                trace: Vec::new(),
            })
        };
        let heap = make(LocKind::Heap, usize::MAX, Attrs::ALL);
        let mutator = make(LocKind::Mutator, usize::MAX, Attrs::MUTATES);
        let callee = make(LocKind::Callee, usize::MAX, Attrs::CALLS);
        let blank = make(LocKind::Blank, usize::MAX, Attrs::NONE);
        let mut tables = Vec::with_capacity(funcs.len());
        for (at, func) in funcs.iter().enumerate() {
            let mut kinds: SecondaryMap<Local, Option<LocKind>> = SecondaryMap::new();
            for &param in func.params.iter().chain(&func.captures) {
                kinds[param] = Some(LocKind::Param(param));
            }
            for (index, &result) in func.results.iter().enumerate() {
                kinds[result] = Some(LocKind::Result(result, index as u32));
            }
            let mut table = FuncLocs {
                locals: PrimaryMap::new(),
                allocs: PrimaryMap::new(),
                reasons: SecondaryMap::new(),
                parent: None,
                results_lost: false,
            };
            for local in func.locals.keys() {
                let kind = kinds[local].unwrap_or(LocKind::Var(local));
                table.locals.push(make(kind, at, Attrs::NONE));
            }
            for alloc in func.allocs.keys() {
                table
                    .allocs
                    .push(make(LocKind::Site(alloc), at, Attrs::NONE));
            }
            tables.push(table);
        }
        Graph {
            locs,
            funcs: tables,
            heap,
            mutator,
            callee,
            blank,
            explains,
        }
    }

    /// A location of function number `func` that stands for a value on its way.
    pub fn new_temp(&mut self, func: usize, loop_depth: u32) -> Loc {
        self.locs.push(LocData {
            kind: LocKind::Temp,
            func,
            loop_depth,
            edges: Vec::new(),
            attrs: Attrs::NONE,
            leaks: Leaks::default(),
            closure: None,
            trace: Vec::new(),
        })
    }

    pub fn escapes(&self, loc: Loc) -> bool {
        self.locs[loc].attrs.has(Attrs::ESCAPES)
    }

    /// Whether function number `inner` is a literal somewhere in function number `outer`.
    pub fn contains(&self, outer: usize, inner: usize) -> bool {
        let mut at = self.funcs.get(inner).and_then(|func| func.parent);
        while let Some(parent) = at {
            if parent == outer {
                return true;
            }
            at = self.funcs[parent].parent;
        }
        false
    }

    /// `src` flows into `hole`.
    pub fn flow(&mut self, hole: Hole, src: Loc) {
        let Hole { dst, derefs } = hole;
        if dst == self.blank || dst == src && derefs >= 0 {
            return;
        }
        // An address stored on the heap: no need to look for the way.
        if derefs < 0 && self.escapes(dst) {
            if self.explains && !self.escapes(src) {
                self.locs[src].trace = vec![Step { dst, src, derefs }];
            }
            self.locs[src].attrs = Attrs::ALL;
            return;
        }
        self.locs[dst].edges.push(Edge { src, derefs });
    }
}

impl Leaks {
    fn add(to: &mut Option<u8>, derefs: u8) {
        *to = Some(to.map_or(derefs, |old| old.min(derefs)));
    }

    /// Flows to the heap after `derefs` dereferences.
    pub(super) fn add_heap(&mut self, derefs: u8) {
        Leaks::add(&mut self.heap, derefs);
    }

    /// Is written through after `derefs` dereferences.
    pub(super) fn add_mutator(&mut self, derefs: u8) {
        Leaks::add(&mut self.mutator, derefs);
    }

    /// Is called after `derefs` dereferences.
    pub(super) fn add_callee(&mut self, derefs: u8) {
        Leaks::add(&mut self.callee, derefs);
    }

    /// Flows to result `index` after `derefs` dereferences.
    pub(super) fn add_result(&mut self, index: u32, derefs: u8) {
        if index >= RESULTS_MAX {
            return self.add_heap(derefs);
        }
        match self.results.iter_mut().find(|(i, _)| *i == index) {
            Some((_, old)) => *old = (*old).min(derefs),
            None => {
                self.results.push((index, derefs));
                self.results.sort_unstable();
            }
        }
    }

    /// Without what a flow to the heap says already.
    pub(super) fn optimized(mut self) -> Leaks {
        if let Some(heap) = self.heap {
            self.mutator = self.mutator.filter(|&derefs| derefs < heap);
            self.callee = self.callee.filter(|&derefs| derefs < heap);
            self.results.retain(|(_, derefs)| *derefs < heap);
        }
        self
    }
}
