//! Dumps for people and goldens: a function's CLIF and its machine code, with the program's names,
//! without addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::entities::AnyEntity;
use cranelift_codegen::ir::{self, ExternalName, Function};
use cranelift_codegen::write::{FuncWriter, PlainWriter, decorate_function};
use iced_x86::{
    Decoder, DecoderOptions, Formatter, GasFormatter, Instruction, Mnemonic, OpKind,
    SymbolResolver, SymbolResult,
};
use rgo_hir::SymbolRef;
use rgo_ssa::text::Names;

use crate::code::{CodeRef, CompiledFunc};

/// What a dump calls the target of a reference.
pub fn ref_name(target: CodeRef, names: &dyn Names) -> String {
    match target {
        CodeRef::Static(symbol) => match symbol {
            SymbolRef::Func(id) => names.func(id),
            SymbolRef::FuncValue(id) => format!("{}·f", names.func(id)),
            SymbolRef::Global(id) => names.global(id),
            SymbolRef::Data(id) => names.data(id),
            SymbolRef::GcType(id) => format!("gctype:{}", names.ty(id)),
            SymbolRef::Type(id) => format!("type:{}", names.ty(id)),
            SymbolRef::Itab { concrete, iface } => {
                format!("itab:{},{}", names.ty(concrete), names.ty(iface))
            }
        },
        CodeRef::Runtime(func) => func.info().symbol.to_owned(),
        CodeRef::Morestack => rgo_abi::runtime_fn::MORESTACK.to_owned(),
        CodeRef::WriteBarrierFlag => rgo_abi::runtime_fn::WRITE_BARRIER_FLAG.to_owned(),
    }
}

/// The text of a CLIF function that refers to `refs`.
pub fn clif_text(clif: &Function, refs: &[CodeRef], names: &dyn Names) -> String {
    let mut text = String::new();
    decorate_function(&mut Named { refs, names }, &mut text, clif)
        .expect("writing to a string succeeds");
    text
}

/// Adds the program's names to what a function imports.
struct Named<'a> {
    refs: &'a [CodeRef],
    names: &'a dyn Names,
}

impl Named<'_> {
    fn name(&self, func: &Function, name: &ExternalName) -> Option<String> {
        let ExternalName::User(name) = name else {
            return None;
        };
        let index = func.params.user_named_funcs()[*name].index;
        Some(ref_name(self.refs[index as usize], self.names))
    }
}

impl FuncWriter for Named<'_> {
    fn write_block_header(
        &mut self,
        w: &mut dyn Write,
        func: &Function,
        block: ir::Block,
        indent: usize,
    ) -> fmt::Result {
        PlainWriter.write_block_header(w, func, block, indent)
    }

    fn write_instruction(
        &mut self,
        w: &mut dyn Write,
        func: &Function,
        aliases: &SecondaryMap<ir::Value, Vec<ir::Value>>,
        inst: ir::Inst,
        indent: usize,
    ) -> fmt::Result {
        PlainWriter.write_instruction(w, func, aliases, inst, indent)
    }

    fn write_entity_definition(
        &mut self,
        w: &mut dyn Write,
        func: &Function,
        entity: AnyEntity,
        value: &dyn fmt::Display,
    ) -> fmt::Result {
        let name = match entity {
            AnyEntity::FuncRef(id) => self.name(func, &func.dfg.ext_funcs[id].name),
            AnyEntity::GlobalValue(id) => match &func.global_values[id] {
                ir::GlobalValueData::Symbol { name, .. } => self.name(func, name),
                _ => None,
            },
            _ => None,
        };
        match name {
            Some(name) => writeln!(w, "    {entity} = {value} ; {name}"),
            None => writeln!(w, "    {entity} = {value}"),
        }
    }
}

/// Where the code of a dump pretends to be, so that its own addresses and those of symbols differ.
const CODE_BASE: u64 = 0;
const SYMBOL_BASE: u64 = 1 << 30;
/// Distance of symbols: larger than any offset into one that code uses.
const SYMBOL_STRIDE: u64 = 1 << 20;

/// Machine code as text, in AT&T syntax: labels for branch targets, names for references, source
/// lines (relative to the function's first) as they change. `blocks` are the offsets at which
/// basic blocks start: after a jump, bytes up to the next one are data.
pub fn asm_text(func: &CompiledFunc, blocks: &[u32], names: &dyn Names) -> String {
    let (code, symbols) = with_fake_addresses(func, names);
    let instructions = decode(&code, blocks);
    let mut targets = BTreeSet::new();
    for instruction in &instructions {
        if is_near_branch(instruction) && instruction.near_branch64() < SYMBOL_BASE / 2 {
            targets.insert(instruction.near_branch64());
        }
    }
    let labels: BTreeMap<u64, String> = targets
        .into_iter()
        .enumerate()
        .map(|(n, target)| (target, format!("L{n}")))
        .collect();
    let resolver = Resolver {
        labels: labels.clone(),
        symbols,
    };
    let mut formatter = GasFormatter::with_options(Some(Box::new(resolver)), None);
    let options = formatter.options_mut();
    options.set_show_symbol_address(false);
    options.set_rip_relative_addresses(false);

    let mut text = format!("{}:\n", names.func(func.id));
    let mut lines = func.lines.iter().peekable();
    for instruction in &instructions {
        let at = instruction.ip();
        if let Some(label) = labels.get(&at) {
            let _ = writeln!(text, "{label}:");
        }
        let mut line = None;
        while let Some(entry) = lines.next_if(|entry| u64::from(entry.pc) <= at) {
            line = Some(entry);
        }
        if let Some(line) = line {
            let _ = match line.node {
                -1 => writeln!(text, "\t// line {:+}", line.line),
                node => {
                    let callee = func.inlined[node as usize].callee;
                    writeln!(text, "\t// line {:+} of {}", line.line, names.func(callee))
                }
            };
        }
        let mut body = String::new();
        formatter.format(instruction, &mut body);
        let _ = writeln!(text, "\t{body}");
    }
    text
}

fn is_near_branch(instruction: &Instruction) -> bool {
    instruction.op_count() > 0 && instruction.op0_kind() == OpKind::NearBranch64
}

/// Code whose references point to made-up addresses, and the names of these.
fn with_fake_addresses(func: &CompiledFunc, names: &dyn Names) -> (Vec<u8>, BTreeMap<u64, String>) {
    let mut code = func.code.clone();
    let mut symbols = BTreeMap::new();
    for (n, reloc) in func.relocs.iter().enumerate() {
        let symbol = SYMBOL_BASE + n as u64 * SYMBOL_STRIDE;
        symbols.insert(symbol, ref_name(reloc.target, names));
        let place = CODE_BASE + u64::from(reloc.offset);
        let value = (symbol as i64 + reloc.addend - place as i64) as i32;
        let at = reloc.offset as usize;
        code[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    (code, symbols)
}

fn decode(code: &[u8], blocks: &[u32]) -> Vec<Instruction> {
    // Where code goes on behind a jump: blocks, and targets inside instruction sequences.
    let mut starts: BTreeSet<usize> = blocks.iter().map(|&start| start as usize).collect();
    let mut instructions = Vec::new();
    let mut decoder = Decoder::with_ip(64, code, CODE_BASE, DecoderOptions::NONE);
    while decoder.can_decode() {
        let instruction = decoder.decode();
        instructions.push(instruction);
        if is_near_branch(&instruction) {
            starts.insert((instruction.near_branch64() - CODE_BASE) as usize);
        }
        let is_jump = instruction.mnemonic() == Mnemonic::Jmp;
        if !is_jump && !matches!(instruction.mnemonic(), Mnemonic::Ret | Mnemonic::Ud2) {
            continue;
        }
        // Traps of checks stand behind all blocks. What follows an indirect jump is its table.
        let is_table = is_jump && !is_near_branch(&instruction);
        let at = decoder.position();
        match starts.range(at..code.len()).next() {
            Some(&next) if next == at => {}
            _ if !is_table && is_trap(code, at) => {}
            Some(&next) => {
                decoder.set_position(next).expect("blocks lie in the code");
                decoder.set_ip(CODE_BASE + next as u64);
            }
            None => break,
        }
    }
    instructions
}

fn is_trap(code: &[u8], at: usize) -> bool {
    code[at..].starts_with(&[0x0f, 0x0b])
}

struct Resolver {
    labels: BTreeMap<u64, String>,
    symbols: BTreeMap<u64, String>,
}

impl SymbolResolver for Resolver {
    fn symbol(
        &mut self,
        instruction: &Instruction,
        _: u32,
        operand: Option<u32>,
        address: u64,
        _: u32,
    ) -> Option<SymbolResult<'_>> {
        let is_address = operand.is_some_and(|n| match instruction.op_kind(n) {
            OpKind::NearBranch64 => true,
            OpKind::Memory => instruction.is_ip_rel_memory_operand(),
            _ => false,
        });
        if !is_address {
            return None;
        }
        if let Some(label) = self.labels.get(&address) {
            return Some(SymbolResult::with_str(address, label.as_str()));
        }
        if address < SYMBOL_BASE / 2 {
            // A constant or a jump table behind the code.
            return Some(SymbolResult::with_str(address, "data"));
        }
        let near = address.wrapping_add(SYMBOL_STRIDE / 2);
        let (&symbol, name) = self.symbols.range(..=near).next_back()?;
        if symbol.abs_diff(address) > SYMBOL_STRIDE / 2 {
            return None;
        }
        Some(SymbolResult::with_str(symbol, name.as_str()))
    }
}
