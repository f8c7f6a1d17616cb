//! The linker script: order of sections, pinned addresses, what is kept and what is dropped.

/// The script for x86-64 Linux.
pub const X86_64_LINUX: &str = include_str!("../../../linker-scripts/x86_64-linux.ld");

#[cfg(test)]
mod tests {
    use super::X86_64_LINUX;
    use crate::layout::{BSS_BASE, DATA_BASE, RODATA_BASE, TEXT_BASE};

    #[test]
    fn script_and_layout_agree() {
        for (name, base) in [
            (".text", TEXT_BASE),
            (".rodata", RODATA_BASE),
            (".data", DATA_BASE),
            (".bss", BSS_BASE),
        ] {
            let line = format!("  {name} {base:#x} ");
            assert!(X86_64_LINUX.contains(&line), "{line}");
        }
        assert!(X86_64_LINUX.contains(rgo_abi::runtime_fn::ENTRY));
    }
}
