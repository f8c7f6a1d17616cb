//! Interned strings: equal text means equal [`Symbol`].
//!
//! One table for the whole process, in 64 shards so that parsing threads seldom meet. Symbol
//! numbers depend on the order of interning: never sort by them, never let them reach output.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};
use std::sync::{LazyLock, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

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

/// A thread's own front of the interner: the names it has seen, found without a lock.
///
/// [`NameCache::take`] it once for a run of look-ups and [`NameCache::give_back`] it afterwards.
#[derive(Default)]
pub struct NameCache {
    /// Open addressing; the length is a power of two. `Symbol::EMPTY` marks a free slot.
    slots: Vec<CachedName>,
    n_names: usize,
}

#[derive(Clone, Copy)]
struct CachedName {
    hash: u64,
    symbol: Symbol,
    text: &'static str,
}

const FREE: CachedName = CachedName {
    hash: 0,
    symbol: Symbol::EMPTY,
    text: "",
};
const SLOTS_MIN: usize = 1 << 10;
/// A cache of this many slots starts anew instead of growing.
const SLOTS_MAX: usize = 1 << 16;

thread_local! {
    static CACHE: RefCell<NameCache> = RefCell::default();
}

impl NameCache {
    /// The cache of this thread, or an empty one if it is in use.
    pub fn take() -> NameCache {
        CACHE.take()
    }

    /// Keeps the cache for the next user on this thread.
    pub fn give_back(self) {
        CACHE.set(self);
    }

    /// The symbol of `text`; what is not UTF-8 in it is replaced.
    pub fn intern(&mut self, text: &[u8]) -> Symbol {
        if text.is_empty() {
            return Symbol::EMPTY;
        }
        if self.n_names * 2 >= self.slots.len() {
            self.grow();
        }
        let mut hasher = FxHasher::default();
        hasher.write(text);
        let hash = hasher.finish();
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.symbol == Symbol::EMPTY {
                break;
            }
            if slot.hash == hash && slot.text.as_bytes() == text {
                return slot.symbol;
            }
            at = (at + 1) & mask;
        }
        let symbol = Symbol::intern(&String::from_utf8_lossy(text));
        if symbol.as_str().as_bytes() == text {
            self.slots[at] = CachedName {
                hash,
                symbol,
                text: symbol.as_str(),
            };
            self.n_names += 1;
        }
        symbol
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.n_names = 0;
        if old.len() == SLOTS_MAX {
            self.slots = vec![FREE; SLOTS_MIN];
            return;
        }
        self.slots = vec![FREE; (old.len() * 2).max(SLOTS_MIN)];
        let mask = self.slots.len() - 1;
        for name in old.into_iter().filter(|name| name.symbol != Symbol::EMPTY) {
            let mut at = name.hash as usize & mask;
            while self.slots[at].symbol != Symbol::EMPTY {
                at = (at + 1) & mask;
            }
            self.slots[at] = name;
            self.n_names += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NameCache, SLOTS_MAX, Symbol};

    #[test]
    fn equal_text_is_equal_symbol() {
        assert_eq!(Symbol::intern("fmt"), Symbol::intern("fmt"));
        assert_ne!(Symbol::intern("fmt"), Symbol::intern("os"));
        assert_eq!(Symbol::intern("_"), Symbol::BLANK);
        assert_eq!(Symbol::intern(""), Symbol::EMPTY);
        assert_eq!(Symbol::intern("fmt").as_str(), "fmt");
    }
    #[test]
    fn cached_names_are_the_shared_symbols() {
        let mut cache = NameCache::take();
        for i in 0..SLOTS_MAX {
            let name = format!("cached{i}");
            assert_eq!(cache.intern(name.as_bytes()), Symbol::intern(&name));
            assert_eq!(cache.intern(name.as_bytes()).as_str(), name);
        }
        assert_eq!(cache.intern(b""), Symbol::EMPTY);
        assert_eq!(cache.intern(b"a\xff").as_str(), "a\u{fffd}");
        cache.give_back();
    }
}
