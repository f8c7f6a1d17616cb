//! The graph of locations.

use rgo_base::{PrimaryMap, SecondaryMap, entity_impl};

use super::Leaks;
use crate::tree::{Alloc, Func, HeapReason, Local};

/// A location.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Loc(u32);
entity_impl!(Loc, "loc");

/// What a location stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LocKind {
    Heap,
    /// Values nobody keeps.
    Blank,
    /// Variables that cannot be seen outside the function, and allocation sites.
    Inner,
    /// A parameter or captured variable.
    Param,
    /// The result of that index.
    Result(u32),
}

/// `derefs` dereferences of `src` flow into the location that has the edge.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub src: Loc,
    pub derefs: i32,
}

pub(super) struct LocData {
    pub kind: LocKind,
    /// Number of the function in the component.
    pub func: usize,
    pub loop_depth: u32,
    pub edges: Vec<Edge>,
    /// Its address outlives it, or it is the heap.
    pub escapes: bool,
    pub leaks: Leaks,
}

/// Where values flow: into `dst` after `derefs` dereferences.
#[derive(Clone, Copy)]
pub(super) struct Hole {
    pub dst: Loc,
    pub derefs: i32,
}

impl Hole {
    /// For the pointer to what flows here.
    pub fn deref(self) -> Hole {
        Hole {
            derefs: self.derefs + 1,
            ..self
        }
    }

    /// For the variable whose address flows here.
    pub fn addr(self) -> Hole {
        Hole {
            derefs: self.derefs - 1,
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
}

/// All locations of a component.
pub(super) struct Graph {
    pub locs: PrimaryMap<Loc, LocData>,
    pub funcs: Vec<FuncLocs>,
    pub heap: Loc,
    pub blank: Loc,
}

impl Graph {
    /// Locations for everything in `funcs`, without edges.
    pub fn new(funcs: &[Func]) -> Graph {
        let mut locs = PrimaryMap::new();
        let mut make = |kind, func| {
            locs.push(LocData {
                kind,
                func,
                loop_depth: 1,
                edges: Vec::new(),
                escapes: kind == LocKind::Heap,
                leaks: Leaks::default(),
            })
        };
        let heap = make(LocKind::Heap, usize::MAX);
        let blank = make(LocKind::Blank, usize::MAX);
        let mut tables = Vec::with_capacity(funcs.len());
        for (at, func) in funcs.iter().enumerate() {
            let mut kinds: SecondaryMap<Local, Option<LocKind>> = SecondaryMap::new();
            for &param in func.params.iter().chain(&func.captures) {
                kinds[param] = Some(LocKind::Param);
            }
            for (index, &result) in func.results.iter().enumerate() {
                kinds[result] = Some(LocKind::Result(index as u32));
            }
            let mut table = FuncLocs {
                locals: PrimaryMap::new(),
                allocs: PrimaryMap::new(),
                reasons: SecondaryMap::new(),
            };
            for local in func.locals.keys() {
                table
                    .locals
                    .push(make(kinds[local].unwrap_or(LocKind::Inner), at));
            }
            for _ in func.allocs.keys() {
                table.allocs.push(make(LocKind::Inner, at));
            }
            tables.push(table);
        }
        Graph {
            locs,
            funcs: tables,
            heap,
            blank,
        }
    }

    pub fn heap_hole(&self) -> Hole {
        Hole {
            dst: self.heap,
            derefs: 0,
        }
    }

    pub fn blank_hole(&self) -> Hole {
        Hole {
            dst: self.blank,
            derefs: 0,
        }
    }

    /// `src` flows into `hole`.
    pub fn flow(&mut self, hole: Hole, src: Loc) {
        let Hole { dst, derefs } = hole;
        if dst == self.blank || dst == src && derefs >= 0 {
            return;
        }
        // An address stored on the heap: no need to look for the way.
        if self.locs[dst].escapes && derefs < 0 {
            if !self.locs[src].escapes {
                self.locs[src].escapes = true;
                if self.locs[src].kind == LocKind::Param {
                    self.locs[src].leaks.add_heap(0);
                }
            }
            return;
        }
        self.locs[dst].edges.push(Edge { src, derefs });
    }
}

impl Leaks {
    /// Flows to the heap after `derefs` dereferences.
    pub(super) fn add_heap(&mut self, derefs: u8) {
        self.heap = Some(self.heap.map_or(derefs, |old| old.min(derefs)));
    }

    /// Flows to result `index` after `derefs` dereferences.
    pub(super) fn add_result(&mut self, index: u32, derefs: u8) {
        match self.results.iter_mut().find(|(i, _)| *i == index) {
            Some((_, old)) => *old = (*old).min(derefs),
            None => {
                self.results.push((index, derefs));
                self.results.sort_unstable();
            }
        }
    }
}
