//! The section in which `go version -m` and debuggers look for the Go version and the modules of
//! an executable. The format is that of `debug/buildinfo`: a magic text, flags, then both strings
//! in line.

use rgo_abi::func_info::write_uvarint;
use rgo_link::write::{ExtraKind, ExtraSection};

use crate::input::BuildInfo;

const MAGIC: &[u8; 14] = b"\xff Go buildinf:";
/// The strings follow the header, each with its length.
const FLAG_INLINE: u8 = 2;
const HEADER_BYTES: usize = 32;
/// What the text of the modules stands between.
const INFO_START: [u8; 16] = 0x3077_af0c_9274_0802_41e1_c107_e6d6_18e6u128.to_be_bytes();
const INFO_END: [u8; 16] = 0xf932_4331_8618_2072_0082_4210_4116_d8f2u128.to_be_bytes();

/// The section `.go.buildinfo`.
pub fn section(info: &BuildInfo) -> ExtraSection {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&[8, FLAG_INLINE]);
    bytes.resize(HEADER_BYTES, 0);
    let mut append = |text: &[u8]| {
        write_uvarint(text.len() as u64, |byte| bytes.push(byte));
        bytes.extend_from_slice(text);
    };
    append(info.go_version.as_bytes());
    append(&framed(&info.module_info));
    ExtraSection {
        name: ".go.buildinfo",
        bytes,
        addresses: Vec::new(),
        kind: ExtraKind::Data,
    }
}

/// `runtime.modinfo`: the text between its marks, empty if there is none.
pub fn framed(module_info: &str) -> Vec<u8> {
    if module_info.is_empty() {
        return Vec::new();
    }
    [&INFO_START[..], module_info.as_bytes(), &INFO_END[..]].concat()
}
