//! String constants as ropes: concatenation keeps its operands, bytes are put together on demand.
//!
//! Generated tables are sums of thousands of pieces, each partial sum a constant of its own.

use std::sync::{Arc, OnceLock};

/// An immutable string constant.
#[derive(Clone)]
pub struct ConstString(Arc<Node>);

struct Node {
    len: u64,
    bytes: OnceLock<Box<[u8]>>,
    /// The halves of a concatenation. Leaves have their bytes from the start.
    parts: Option<(ConstString, ConstString)>,
}

impl ConstString {
    pub fn new(bytes: impl Into<Box<[u8]>>) -> ConstString {
        let bytes = bytes.into();
        let len = bytes.len() as u64;
        ConstString(Arc::new(Node {
            len,
            bytes: OnceLock::from(bytes),
            parts: None,
        }))
    }

    pub(crate) fn concat(left: &ConstString, right: &ConstString) -> ConstString {
        if left.is_empty() {
            return right.clone();
        }
        if right.is_empty() {
            return left.clone();
        }
        let len = left.len() + right.len();
        let parts = Some((left.clone(), right.clone()));
        ConstString(Arc::new(Node {
            len,
            bytes: OnceLock::new(),
            parts,
        }))
    }

    /// Length in bytes; of an erroneous constant it may exceed what fits into memory.
    pub fn len(&self) -> u64 {
        self.0.len
    }

    pub fn is_empty(&self) -> bool {
        self.0.len == 0
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.bytes.get_or_init(|| {
            let mut bytes = Vec::with_capacity(self.0.len as usize);
            let mut todo = vec![self];
            while let Some(next) = todo.pop() {
                match (next.0.bytes.get(), &next.0.parts) {
                    (Some(known), _) => bytes.extend_from_slice(known),
                    (None, Some((left, right))) => todo.extend([right, left]),
                    (None, None) => {}
                }
            }
            bytes.into()
        })
    }
}

impl std::fmt::Debug for ConstString {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.bytes()))
    }
}

impl Drop for Node {
    /// Takes long chains apart in a loop: dropping them recursively would need a deep stack.
    fn drop(&mut self) {
        let Some((left, right)) = self.parts.take() else {
            return;
        };
        let mut todo = vec![left, right];
        while let Some(ConstString(node)) = todo.pop() {
            if let Some(mut node) = Arc::into_inner(node)
                && let Some((left, right)) = node.parts.take()
            {
                todo.extend([left, right]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConstString;

    #[test]
    fn long_chains_flatten_and_drop() {
        let piece = ConstString::new(*b"ab");
        let mut all = ConstString::new([]);
        for _ in 0..100_000 {
            all = ConstString::concat(&all, &piece);
        }
        assert_eq!(all.len(), 200_000);
        assert!(all.bytes().starts_with(b"abab"));
        assert_eq!(all.bytes().len(), 200_000);
    }
}
