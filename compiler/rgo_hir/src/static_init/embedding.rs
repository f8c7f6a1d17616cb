//! Variables that hold files of the source tree (`//go:embed`): strings, byte slices, `embed.FS`.
//!
//! An `embed.FS` is a pointer to a slice of package embed's `file`: name, data, hash.

use rgo_types::TypeId;

use super::data::{put, reloc};
use crate::data::{DataId, StaticData, SymbolRef};
use crate::program::Program;

/// What a variable holds.
#[derive(Clone, Debug)]
pub enum Embedding {
    /// The content of one file, for a string.
    Text(Vec<u8>),
    /// The content of one file, for a byte slice.
    Bytes(Vec<u8>),
    /// For an `embed.FS`, in its order.
    Files(Vec<EmbeddedFile>),
}

/// An entry of an `embed.FS`.
#[derive(Clone, Debug)]
pub struct EmbeddedFile {
    /// With a slash at the end if it is a directory, which has neither content nor hash.
    pub name: String,
    pub content: Vec<u8>,
    pub hash: [u8; HASH_SIZE],
}

/// Size of a file's hash in package embed.
pub const HASH_SIZE: usize = 16;
/// Sizes of headers: of a string, of a slice, of package embed's `file`.
const STRING_SIZE: u64 = 16;
const SLICE_SIZE: u64 = 24;
const FILE_SIZE: u64 = 2 * STRING_SIZE + HASH_SIZE as u64;

/// The contents of a variable of type `ty` that holds files.
pub fn embedding_variable(prog: &Program<'_>, ty: TypeId, embedding: &Embedding) -> StaticData {
    let mut data = StaticData {
        size: prog.types.size_of(ty),
        align: prog.types.align_of(ty) as u32,
        ty: Some(ty),
        ..StaticData::default()
    };
    match embedding {
        Embedding::Text(content) => put_string(prog, &mut data, 0, content),
        Embedding::Bytes(content) => {
            // A slice of a file without content is not nil, so there is always a byte to point at.
            let mut bytes = plain(content, 1, false);
            bytes.size = bytes.size.max(1);
            let bytes = prog.add_data(bytes);
            put_slice(&mut data, bytes, content.len());
        }
        Embedding::Files(files) => {
            let slice = file_slice(prog, files);
            reloc(&mut data, 0, SymbolRef::Data(slice), 0);
        }
    }
    data
}

/// A slice of package embed's `file`.
fn file_slice(prog: &Program<'_>, files: &[EmbeddedFile]) -> DataId {
    let mut array = plain(&[], 8, true);
    array.size = FILE_SIZE * files.len() as u64;
    for (index, file) in files.iter().enumerate() {
        let offset = FILE_SIZE * index as u64;
        put_string(prog, &mut array, offset, file.name.as_bytes());
        put_string(prog, &mut array, offset + STRING_SIZE, &file.content);
        put(&mut array, offset + 2 * STRING_SIZE, &file.hash);
    }
    let array = prog.add_data(array);
    let mut slice = plain(&[], 8, true);
    slice.size = SLICE_SIZE;
    put_slice(&mut slice, array, files.len());
    prog.add_data(slice)
}

/// Static data without pointers into the heap.
fn plain(bytes: &[u8], align: u32, is_read_only: bool) -> StaticData {
    StaticData {
        bytes: bytes.to_vec(),
        size: bytes.len() as u64,
        align,
        is_read_only,
        ..StaticData::default()
    }
}

fn put_string(prog: &Program<'_>, data: &mut StaticData, offset: u64, text: &[u8]) {
    if text.is_empty() {
        return;
    }
    let bytes = prog.add_data(plain(text, 1, true));
    reloc(data, offset, SymbolRef::Data(bytes), 0);
    put(data, offset + 8, &(text.len() as u64).to_le_bytes());
}

fn put_slice(data: &mut StaticData, array: DataId, len: usize) {
    reloc(data, 0, SymbolRef::Data(array), 0);
    put(data, 8, &(len as u64).to_le_bytes());
    put(data, 16, &(len as u64).to_le_bytes());
}
