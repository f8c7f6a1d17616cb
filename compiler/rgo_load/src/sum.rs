//! Checksums of modules: SHA-256, the `h1:` hashes of directories and go.mod files, go.sum files.

use rustc_hash::FxHashMap;

use crate::version::ModuleVersion;

/// SHA-256 (FIPS 180-4).
pub struct Sha256 {
    state: [u32; 8],
    /// Bytes that do not fill a block yet.
    pending: Vec<u8>,
    len: u64,
}

const ROUND_CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

impl Default for Sha256 {
    fn default() -> Self {
        let state = [
            0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
            0x5be0cd19,
        ];
        Sha256 {
            state,
            pending: Vec::new(),
            len: 0,
        }
    }
}

impl Sha256 {
    pub fn update(&mut self, data: &[u8]) {
        self.len += data.len() as u64;
        self.pending.extend_from_slice(data);
        let pending = std::mem::take(&mut self.pending);
        let (blocks, rest) = pending.as_chunks::<64>();
        for block in blocks {
            self.block(block);
        }
        self.pending = rest.to_vec();
    }

    pub fn finish(mut self) -> [u8; 32] {
        let bits = self.len * 8;
        let zeros = (55 - self.len as i64).rem_euclid(64) as usize;
        let mut padding = vec![0x80];
        padding.resize(1 + zeros, 0);
        padding.extend(bits.to_be_bytes());
        self.update(&padding);
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }

    fn block(&mut self, block: &[u8; 64]) {
        let mut w = [0u32; 64];
        for (word, bytes) in w.iter_mut().zip(block.as_chunks::<4>().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        for i in 16..64 {
            let (a, b) = (w[i - 15], w[i - 2]);
            let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
            let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
            w[i] = w[i - 16]
                .wrapping_add(s0)
                .wrapping_add(w[i - 7])
                .wrapping_add(s1);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.state;
        for i in 0..64 {
            let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let choice = e & f ^ !e & g;
            let t1 = h
                .wrapping_add(s1)
                .wrapping_add(choice)
                .wrapping_add(ROUND_CONSTANTS[i])
                .wrapping_add(w[i]);
            let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let majority = a & b ^ a & c ^ b & c;
            (h, g, f, e) = (g, f, e, d.wrapping_add(t1));
            (d, c, b, a) = (c, b, a, t1.wrapping_add(s0).wrapping_add(majority));
        }
        for (sum, word) in self.state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *sum = sum.wrapping_add(word);
        }
    }
}

pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::default();
    hash.update(data);
    hash.finish()
}

fn base64(data: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in data.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, &b| group << 8 | b as u32) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { digit as char } else { '=' });
        }
    }
    out
}

fn hex(data: &[u8]) -> String {
    data.iter().map(|b| format!("{b:02x}")).collect()
}

/// The `h1:` hash of files, given as names and contents in any order.
pub fn hash_files(files: &[(String, Vec<u8>)]) -> String {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::default();
    for (name, content) in sorted {
        hash.update(format!("{}  {name}\n", hex(&sha256(content))).as_bytes());
    }
    format!("h1:{}", base64(&hash.finish()))
}

/// The hash of a go.mod file.
pub fn hash_go_mod(content: &[u8]) -> String {
    hash_files(&[("go.mod".into(), content.to_vec())])
}

/// Entries of go.sum files. The version of a key may end in `/go.mod`.
#[derive(Default)]
pub struct GoSum {
    entries: FxHashMap<ModuleVersion, Vec<String>>,
}

/// What go.sum says about a hash.
#[derive(PartialEq, Eq, Debug)]
pub enum SumCheck {
    Match,
    Missing,
    /// It has this one instead.
    Mismatch(String),
}

impl GoSum {
    /// Adds the entries of a file whose name in errors is `file`.
    pub fn read(&mut self, file: &str, text: &str) -> Result<(), String> {
        for (i, line) in text.lines().enumerate() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            match fields[..] {
                [] => {}
                [path, version, hash] => {
                    let module = ModuleVersion::new(path, version);
                    self.entries.entry(module).or_default().push(hash.into());
                }
                _ => {
                    let n_fields = fields.len();
                    return Err(format!(
                        "malformed go.sum:\n{file}:{}: wrong number of fields {n_fields}\n",
                        i + 1
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether there is a hash of a known kind for `module`.
    pub fn has(&self, module: &ModuleVersion) -> bool {
        self.hash(module).is_some()
    }

    /// The hash of a known kind for `module`.
    pub fn hash(&self, module: &ModuleVersion) -> Option<&str> {
        let hashes = self.entries.get(module)?;
        let known = hashes.iter().find(|hash| hash.starts_with("h1:"));
        known.map(String::as_str)
    }

    pub fn check(&self, module: &ModuleVersion, hash: &str) -> SumCheck {
        let Some(hashes) = self.entries.get(module) else {
            return SumCheck::Missing;
        };
        if hashes.iter().any(|known| known == hash) {
            return SumCheck::Match;
        }
        match hashes.iter().find(|known| known.starts_with("h1:")) {
            Some(other) => SumCheck::Mismatch(other.clone()),
            None => SumCheck::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{GoSum, SumCheck, base64, hash_go_mod, hex, sha256};
    use crate::version::ModuleVersion;

    #[test]
    fn sha256_of_known_texts() {
        let of = |text: &[u8]| hex(&sha256(text));
        assert_eq!(
            of(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            of(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let long = [b'a'; 1_000_000];
        assert_eq!(
            of(&long),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }

    #[test]
    fn go_mod_hashes_are_those_of_go() {
        let hash = hash_go_mod(b"module example.com/m\n");
        assert_eq!(hash, "h1:flS2VctbRrTv+sBE+VKgxx6hlkMGPVz9MGOmzMYFg3k=");
    }

    #[test]
    fn sums_match_or_not() {
        let mut sum = GoSum::default();
        sum.read(
            "go.sum",
            "a.b/c v1.0.0 h1:xyz=\na.b/c v1.0.0/go.mod h2:zzz=\n",
        )
        .expect("well-formed");
        let module = ModuleVersion::new("a.b/c", "v1.0.0");
        assert_eq!(sum.check(&module, "h1:xyz="), SumCheck::Match);
        assert_eq!(
            sum.check(&module, "h1:other="),
            SumCheck::Mismatch("h1:xyz=".into())
        );
        let go_mod = ModuleVersion::new("a.b/c", "v1.0.0/go.mod");
        assert!(sum.has(&module) && !sum.has(&go_mod));
        assert_eq!(sum.check(&go_mod, "h1:any="), SumCheck::Missing);
        assert!(sum.read("go.sum", "a b\n").is_err());
    }
}
