//! Where the entry point's source is.
//!
//! It is a function of pure assembly in the runtime, which the Rust compiler describes nowhere; so
//! that debuggers can show the first instruction of a program, the program describes it.

use std::path::Path;

use rgo_abi::runtime_fn::ENTRY;

/// Bytes of code described: no more than the entry point has.
pub const CODE_SIZE: u32 = 16;

const SOURCE: &str = include_str!("../../../../rt/src/arch/x86_64/entry.rs");
const PATH: &str = "rt/src/arch/x86_64/entry.rs";

/// The source file, where it was when this compiler was built: that is also what the Rust compiler
/// writes about the rest of the runtime.
pub fn file() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let root = root.expect("the crate lies two levels below the project's root");
    root.join(PATH).to_string_lossy().into_owned()
}

/// The line of its first instruction.
pub fn line() -> u32 {
    let mut lines = SOURCE.lines().zip(1..);
    lines
        .by_ref()
        .find(|(text, _)| text.contains(ENTRY))
        .and_then(|_| lines.find(|(text, _)| text.trim_start().starts_with('"')))
        .map_or(1, |(_, line)| line)
}

#[cfg(test)]
mod tests {
    use super::{SOURCE, file, line};

    #[test]
    fn the_first_instruction_is_found() {
        let text = SOURCE.lines().nth(line() as usize - 1).expect("a line");
        assert_eq!(text.trim(), "\"xor ebp, ebp\",");
        assert!(std::path::Path::new(&file()).is_file());
    }
}
