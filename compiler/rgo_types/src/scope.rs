//! Names declared inside functions and type parameter lists (spec: "Declarations and scope").

use rgo_base::Symbol;
use rustc_hash::FxHashMap;

use crate::object::ObjId;

/// A name in scope.
#[derive(Clone, Copy)]
pub(crate) struct Binding {
    pub name: Symbol,
    pub obj: ObjId,
    /// The binding it hides, plus one; 0 for none.
    hidden: u32,
}

#[derive(Clone, Copy)]
struct Scope {
    first: u32,
    /// Number in the order of opening.
    id: u32,
}

/// Nested scopes: innermost binding of each name, and what it hides.
#[derive(Clone, Default)]
pub(crate) struct LocalScopes {
    bindings: Vec<Binding>,
    /// Place of the innermost binding of a name, plus one.
    innermost: FxHashMap<Symbol, u32>,
    scopes: Vec<Scope>,
    n_opened: u32,
}

impl LocalScopes {
    pub fn open(&mut self) {
        self.scopes.push(Scope {
            first: self.bindings.len() as u32,
            id: self.n_opened,
        });
        self.n_opened += 1;
    }

    /// Closes the innermost scope, calling `visit` with its number and each of its bindings.
    pub fn close(&mut self, mut visit: impl FnMut(u32, Binding)) {
        let Some(scope) = self.scopes.pop() else {
            return;
        };
        for binding in self.bindings.drain(scope.first as usize..).rev() {
            match binding.hidden {
                0 => self.innermost.remove(&binding.name),
                hidden => self.innermost.insert(binding.name, hidden),
            };
            visit(scope.id, binding);
        }
    }

    pub fn lookup(&self, name: Symbol) -> Option<ObjId> {
        let at = *self.innermost.get(&name)?;
        Some(self.bindings[at as usize - 1].obj)
    }

    /// What `name` denotes if it is declared in the innermost scope.
    pub fn lookup_innermost(&self, name: Symbol) -> Option<ObjId> {
        let at = *self.innermost.get(&name)?;
        let first = self.scopes.last()?.first;
        (at > first).then(|| self.bindings[at as usize - 1].obj)
    }

    /// Declares `name` in the innermost scope, which does not have it yet.
    pub fn declare(&mut self, name: Symbol, obj: ObjId) {
        let at = self.bindings.len() as u32 + 1;
        let hidden = self.innermost.insert(name, at).unwrap_or(0);
        self.bindings.push(Binding { name, obj, hidden });
    }
}
