//! Text of the runtime's own: to stderr, line by line, or into a buffer. Allocates nothing and
//! works while crashing.

use crate::os::file;
use crate::world::WORLD;

/// Where text goes.
pub enum Target<'a> {
    Stderr,
    /// What does not fit is dropped.
    Buffer(&'a mut [u8]),
}

/// Collects text and passes it on at the end of each line.
pub struct Sink<'a> {
    target: Target<'a>,
    /// Bytes written to a buffer so far.
    written: usize,
    line: [u8; 256],
    n: usize,
}

impl<'a> Sink<'a> {
    /// A sink for stderr.
    pub fn stderr() -> Sink<'static> {
        Sink {
            target: Target::Stderr,
            written: 0,
            line: [0; 256],
            n: 0,
        }
    }

    /// A sink for a buffer.
    pub fn buffer(buffer: &'a mut [u8]) -> Sink<'a> {
        Sink {
            target: Target::Buffer(buffer),
            written: 0,
            line: [0; 256],
            n: 0,
        }
    }

    /// Bytes that went into the buffer.
    pub fn finish(mut self) -> usize {
        self.flush();
        self.written
    }

    /// Appends text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Appends bytes.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        for &byte in bytes {
            if self.n == self.line.len() {
                self.flush();
            }
            self.line[self.n] = byte;
            self.n += 1;
            if byte == b'\n' {
                self.flush();
            }
        }
        self
    }

    /// Appends text whose lines after the first are indented, as panic values are.
    #[inline(never)]
    pub fn indented(&mut self, text: &[u8]) -> &mut Self {
        for &byte in text {
            self.bytes(&[byte]);
            if byte == b'\n' {
                self.bytes(b"\t");
            }
        }
        self
    }

    /// Appends a decimal number.
    #[inline(never)]
    pub fn dec(&mut self, value: i64) -> &mut Self {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.bytes(b"-");
        }
        self.bytes(&digits[at..])
    }

    /// Appends a hexadecimal number with its prefix.
    #[inline(never)]
    pub fn hex(&mut self, value: u64) -> &mut Self {
        let mut digits = [0u8; 16];
        let mut at = digits.len();
        let mut rest = value;
        loop {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(rest & 15) as usize];
            rest >>= 4;
            if rest == 0 {
                break;
            }
        }
        self.bytes(b"0x").bytes(&digits[at..])
    }

    /// Passes on what has been collected.
    #[inline(never)]
    pub fn flush(&mut self) {
        let bytes = &self.line[..self.n];
        match &mut self.target {
            Target::Stderr => {
                file::write_all(2, bytes);
                if let Some(crash) = WORLD.crash_fd() {
                    file::write_all(crash, bytes);
                }
            }
            Target::Buffer(buffer) => {
                let room = buffer.len() - self.written;
                let n = bytes.len().min(room);
                buffer[self.written..self.written + n].copy_from_slice(&bytes[..n]);
                self.written += n;
            }
        }
        self.n = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Sink;

    #[test]
    fn numbers_and_truncation() {
        let mut buffer = [0u8; 40];
        let mut sink = Sink::buffer(&mut buffer);
        sink.dec(0)
            .text(" ")
            .dec(i64::MIN)
            .text(" ")
            .hex(0)
            .text(" ")
            .hex(0xdead_beef)
            .text("!!!!!");
        assert_eq!(sink.finish(), 40);
        assert_eq!(&buffer, b"0 -9223372036854775808 0x0 0xdeadbeef!!!");
    }
}
