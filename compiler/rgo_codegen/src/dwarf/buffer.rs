//! Little-endian bytes and string tables.

use rgo_abi::func_info::write_uvarint;
use rustc_hash::FxHashMap;

/// A section under construction.
#[derive(Default)]
pub struct Buffer {
    pub bytes: Vec<u8>,
}

impl Buffer {
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn u16(&mut self, value: u16) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn uleb(&mut self, value: u64) {
        write_uvarint(value, |byte| self.bytes.push(byte));
    }

    pub fn sleb(&mut self, mut value: i64) {
        loop {
            let byte = value as u8 & 0x7f;
            value >>= 7;
            let is_last = value == 0 && byte & 0x40 == 0 || value == -1 && byte & 0x40 != 0;
            if is_last {
                self.bytes.push(byte);
                return;
            }
            self.bytes.push(byte | 0x80);
        }
    }

    /// Bytes with their length in front.
    pub fn block(&mut self, bytes: &[u8]) {
        self.uleb(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Leaves room for a 32-bit length of what follows; `end_length` fills it in.
    pub fn begin_length(&mut self) -> usize {
        self.u32(0);
        self.len()
    }

    pub fn end_length(&mut self, begin: usize) {
        let length = (self.len() - begin) as u32;
        self.patch(begin - 4, length);
    }

    pub fn patch(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
}

/// Zero-terminated strings, each once.
#[derive(Default)]
pub struct StringTable {
    pub bytes: Vec<u8>,
    offsets: FxHashMap<String, u32>,
}

impl StringTable {
    pub fn offset(&mut self, text: &str) -> u32 {
        if let Some(&offset) = self.offsets.get(text) {
            return offset;
        }
        let offset = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        self.offsets.insert(text.to_owned(), offset);
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;

    #[test]
    fn signed_numbers_end_in_their_sign() {
        let encode = |value| {
            let mut buffer = Buffer::default();
            buffer.sleb(value);
            buffer.bytes
        };
        assert_eq!(encode(2), [2]);
        assert_eq!(encode(-2), [0x7e]);
        assert_eq!(encode(127), [0xff, 0]);
        assert_eq!(encode(-129), [0xff, 0x7e]);
    }
}
