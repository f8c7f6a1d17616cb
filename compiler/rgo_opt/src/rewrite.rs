//! Replacing values by others, all at once at the end of a pass.

use rgo_base::SecondaryMap;
use rgo_base::packed_option::PackedOption;
use rgo_ssa::{Func, Value};

/// Values that are to be replaced, and by what.
#[derive(Default)]
pub struct Replacements {
    map: SecondaryMap<Value, PackedOption<Value>>,
    n_replaced: usize,
}

impl Replacements {
    pub fn is_empty(&self) -> bool {
        self.n_replaced == 0
    }

    /// `old` is going to be `new`, or what that is replaced by.
    pub fn replace(&mut self, old: Value, new: Value) {
        let new = self.resolve(new);
        debug_assert_ne!(old, new, "a value cannot replace itself");
        self.map[old] = new.into();
        self.n_replaced += 1;
    }

    /// What stands for `value` in the end.
    pub fn resolve(&mut self, value: Value) -> Value {
        let mut root = value;
        while let Some(next) = self.map[root].expand() {
            root = next;
        }
        // Later look-ups take the short way.
        let mut at = value;
        while let Some(next) = self.map[at].expand() {
            if next != root {
                self.map[at] = root.into();
            }
            at = next;
        }
        root
    }

    /// Replaces all uses in the function.
    pub fn apply(mut self, func: &mut Func) {
        if !self.is_empty() {
            func.map_all_uses(|value| self.resolve(value));
        }
    }
}
