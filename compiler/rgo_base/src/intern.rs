//! Interned strings: equal text means equal [`Symbol`].
//!
//! One table for the whole process, in 64 shards so that parsing threads seldom meet. Symbol
//! numbers depend on the order of interning: never sort by them, never let them reach output.

use std::hash::BuildHasher;
use std::sync::{LazyLock, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::table::Table;

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Symbol(u32);
cranelift_entity::entity_impl!(Symbol);

const SHARDS: usize = 64;

struct Interner {
    texts: Table<Symbol, &'static str>,
    shards: [Mutex<FxHashMap<&'static str, Symbol>>; SHARDS],
}

static INTERNER: LazyLock<Interner> = LazyLock::new(|| {
    let interner = Interner {
        texts: Table::new(),
        shards: std::array::from_fn(|_| Mutex::new(FxHashMap::default())),
    };
    let empty = interner.intern("");
    debug_assert_eq!(empty, Symbol::EMPTY);
    let blank = interner.intern("_");
    debug_assert_eq!(blank, Symbol::BLANK);
    interner
});

impl Interner {
    fn intern(&self, text: &str) -> Symbol {
        let hash = FxBuildHasher.hash_one(text);
        let shard = &self.shards[(hash >> 58) as usize % SHARDS];
        let mut map = shard.lock().expect("interning does not panic");
        if let Some(&symbol) = map.get(text) {
            return symbol;
        }
        let stored: &'static str = Box::leak(Box::from(text));
        let symbol = self.texts.push(stored);
        map.insert(stored, symbol);
        symbol
    }
}

impl Symbol {
    /// The empty string.
    pub const EMPTY: Symbol = Symbol(0);
    /// The blank identifier `_`.
    pub const BLANK: Symbol = Symbol(1);

    /// The symbol of `text`.
    pub fn intern(text: &str) -> Symbol {
        INTERNER.intern(text)
    }

    /// Its text.
    pub fn as_str(self) -> &'static str {
        INTERNER.texts.get(self)
    }

    pub fn is_blank(self) -> bool {
        self == Symbol::BLANK
    }
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Symbol;

    #[test]
    fn equal_text_is_equal_symbol() {
        assert_eq!(Symbol::intern("fmt"), Symbol::intern("fmt"));
        assert_ne!(Symbol::intern("fmt"), Symbol::intern("os"));
        assert_eq!(Symbol::intern("_"), Symbol::BLANK);
        assert_eq!(Symbol::intern(""), Symbol::EMPTY);
        assert_eq!(Symbol::intern("fmt").as_str(), "fmt");
    }
}
