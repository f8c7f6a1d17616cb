//! The mspans of one span class that no P has: those with free slots are handed out first.

use crate::mem::mspan::Mspan;
use crate::sync::Plain;
use crate::sync::mutex::Mutex;
use crate::sync::rank::Rank;

/// The list of one span class.
pub struct MCentral {
    lock: Mutex,
    /// mspans with free slots, newest first; under `lock`.
    partial: Plain<Option<&'static Mspan>>,
}

impl MCentral {
    /// An empty list.
    pub const fn new() -> MCentral {
        MCentral {
            lock: Mutex::new(Rank::MCentral),
            partial: Plain::new(None),
        }
    }

    /// Takes an mspan with free slots, if there is one.
    pub fn take(&self) -> Option<&'static Mspan> {
        self.lock.with(|| {
            let span = self.partial.get()?;
            self.partial.set(span.next.replace(None));
            Some(span)
        })
    }

    /// Gives back an mspan that still has free slots.
    pub fn put(&self, span: &'static Mspan) {
        self.lock.with(|| {
            span.next.set(self.partial.get());
            self.partial.set(Some(span));
        });
    }
}

impl Default for MCentral {
    fn default() -> MCentral {
        MCentral::new()
    }
}
