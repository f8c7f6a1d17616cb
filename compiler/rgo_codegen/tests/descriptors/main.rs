//! Type descriptors against gc's: `types.go` declares variables of many types and, built by gc,
//! dumps their descriptors (`gc.out`); here the same types' descriptors are dumped in that form.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use rgo_abi::type_desc::{kind, tflag, ty as at};
use rgo_base::{EntityRef, SourceMap, Symbol};
use rgo_codegen::data::Atoms;
use rgo_codegen::input::{BuildInfo, Input};
use rgo_hir::alg::{equal_func, hash_func};
use rgo_hir::program::ProgramOptions;
use rgo_hir::reach::Reached;
use rgo_hir::{FuncId, Program, SymbolRef};
use rgo_link::{AtomId, Object, Target};
use rgo_ssa::{Func, Signature};
use rgo_syntax::parser::{Mode, parse_file};
use rgo_types::{Context, PackageSource, PkgId, Type, TypeId};

const TYPES: &str = include_str!("types.go");
const GC: &str = include_str!("gc.out");

/// What descriptors refer to in package runtime.
const RUNTIME: &str = "package runtime
import \"unsafe\"
func memequal0(p, q unsafe.Pointer) bool { return false }
func memequal8(p, q unsafe.Pointer) bool { return false }
func memequal16(p, q unsafe.Pointer) bool { return false }
func memequal32(p, q unsafe.Pointer) bool { return false }
func memequal64(p, q unsafe.Pointer) bool { return false }
func memequal128(p, q unsafe.Pointer) bool { return false }
func strequal(p, q unsafe.Pointer) bool { return false }
func interequal(p, q unsafe.Pointer) bool { return false }
func nilinterequal(p, q unsafe.Pointer) bool { return false }
func f32equal(p, q unsafe.Pointer) bool { return false }
func f64equal(p, q unsafe.Pointer) bool { return false }
func c64equal(p, q unsafe.Pointer) bool { return false }
func c128equal(p, q unsafe.Pointer) bool { return false }
func memhash32(p unsafe.Pointer, h uintptr) uintptr { return h }
func memhash64(p unsafe.Pointer, h uintptr) uintptr { return h }
func strhash(p unsafe.Pointer, h uintptr) uintptr { return h }
func interhash(p unsafe.Pointer, h uintptr) uintptr { return h }
func nilinterhash(p unsafe.Pointer, h uintptr) uintptr { return h }
func f32hash(p unsafe.Pointer, h uintptr) uintptr { return h }
func f64hash(p unsafe.Pointer, h uintptr) uintptr { return h }
func c64hash(p unsafe.Pointer, h uintptr) uintptr { return h }
func c128hash(p unsafe.Pointer, h uintptr) uintptr { return h }
";
const FMT: &str = "package fmt\ntype Stringer interface{ String() string }\n";

fn add_package(ctx: &Context, sources: &SourceMap, path: &str, text: &str) -> PkgId {
    let source = sources.add(format!("{path}.go").into(), text.into());
    let mut diags = Vec::new();
    let file = parse_file(source, Mode::Full, true, &mut diags);
    assert!(diags.is_empty(), "{diags:?}");
    let imports = ctx
        .package_ids()
        .map(|pkg| (ctx.package_path(pkg), pkg))
        .collect();
    ctx.add_package(PackageSource {
        path: Symbol::intern(path),
        name: Symbol::intern(path),
        files: vec![Arc::new(file)],
        imports,
        go_minor: 27,
        is_trusted: true,
        has_external_bodies: true,
        is_tested_main: false,
    })
}

/// All types a descriptor of `ty` refers to, itself included.
fn close(ctx: &Context, ty: TypeId, types: &mut Vec<TypeId>) {
    let ty = ctx.canon(ty);
    if types.contains(&ty) {
        return;
    }
    types.push(ty);
    match ctx.ty(ctx.underlying(ty)) {
        &Type::Array { elem, .. } => close(ctx, ctx.slice_of(elem), types),
        Type::Interface(_) => {
            let methods = ctx.interface_methods(ty);
            methods.iter().for_each(|m| close(ctx, m.sig, types));
        }
        other => other.for_each_component(|part| close(ctx, part, types)),
    }
    if let &Type::Array { elem, .. } = ctx.ty(ctx.underlying(ty)) {
        close(ctx, elem, types);
    }
}

#[test]
fn descriptors_are_gcs() {
    let sources = Arc::new(SourceMap::default());
    let ctx = Context::new(sources.clone());
    add_package(&ctx, &sources, "runtime", RUNTIME);
    add_package(&ctx, &sources, "fmt", FMT);
    let main = add_package(&ctx, &sources, "main", TYPES);
    let roots: Vec<TypeId> = (0..80)
        .map(|n| {
            let name = Symbol::intern(&format!("t{n:02}"));
            let obj = ctx.package_object(main, name).expect("declared");
            ctx.canon(ctx.object_type(obj))
        })
        .collect();
    let mut types = Vec::new();
    roots.iter().for_each(|&ty| close(&ctx, ty, &mut types));
    let program = Program::new(&ctx, ProgramOptions::default());
    let reached = Reached {
        types,
        ..Reached::default()
    };
    let input = Input {
        program: &program,
        sources: &sources,
        funcs: Vec::new(),
        reached: &reached,
        main: FuncId::new(0),
        build_info: BuildInfo::default(),
        runtime_dir: String::new(),
    };
    let mut atoms = Atoms::new(&input, &stand_ins(&program, &reached.types));
    let targets: Vec<Target> = roots
        .iter()
        .map(|&ty| atoms.target(SymbolRef::Type(ty)))
        .collect();
    atoms.work();
    let dump = Dump {
        ctx: &ctx,
        object: &atoms.object,
        strings: atoms
            .descriptors()
            .iter()
            .map(|&(ty, atom)| (atom, ctx.reflect_string(ty)))
            .collect(),
    };
    let mut text = String::new();
    for (&ty, target) in roots.iter().zip(targets) {
        let Target::Atom(atom) = target else {
            panic!("descriptors are atoms");
        };
        dump.descriptor(ty, atom, &mut text);
    }
    for (ours, gc) in text.lines().zip(GC.lines()) {
        assert_eq!(ours, gc);
    }
    assert_eq!(text.lines().count(), GC.lines().count());
}

/// Compiled functions in place of those that descriptors refer to.
fn stand_ins(program: &Program<'_>, types: &[TypeId]) -> Vec<rgo_codegen::code::CompiledFunc> {
    let mut ids: Vec<FuncId> = vec![];
    for &ty in types {
        if let Some(func) = equal_func(program, ty) {
            ids.push(program.closure_code(func));
        }
        if let &Type::Map { key, .. } = program.types.ty(program.types.underlying(ty)) {
            let key = program.types.canon(key);
            ids.push(program.closure_code(hash_func(program, key)));
        }
    }
    ids.sort();
    ids.dedup();
    let sources = SourceMap::default();
    let shapes = rgo_ssa::shape::Shapes::new(program.types);
    let target = rgo_codegen::target::Target::new(Default::default());
    let env = rgo_codegen::compile::Env {
        program,
        sources: &sources,
        shapes: &shapes,
        target: &target,
    };
    let mut compiler = rgo_codegen::compile::Compiler::new(env);
    ids.into_iter()
        .map(|id| {
            let mut builder =
                rgo_ssa::builder::FuncBuilder::new(Func::new(id, Signature::default()));
            builder.ret(&[]);
            let func = builder.finish();
            compiler.compile(&func).expect("an empty function")
        })
        .collect()
}

/// Reads descriptors.
struct Dump<'a> {
    ctx: &'a Context,
    object: &'a Object,
    strings: BTreeMap<AtomId, String>,
}

impl Dump<'_> {
    fn bytes(&self, atom: AtomId, at: usize, n: usize) -> u64 {
        let bytes = &self.object.atoms[atom].bytes[at..at + n];
        bytes
            .iter()
            .rev()
            .fold(0, |value, &byte| value << 8 | u64::from(byte))
    }

    fn word(&self, atom: AtomId, at: usize) -> u64 {
        self.bytes(atom, at, 8)
    }

    /// What a pointer or offset refers to.
    fn target(&self, atom: AtomId, at: usize) -> Option<(AtomId, i64)> {
        let relocs = &self.object.atoms[atom].relocs;
        let reloc = relocs.iter().find(|reloc| reloc.offset as usize == at)?;
        match reloc.target {
            Target::Atom(target) => Some((target, reloc.addend)),
            Target::Extern(_) => None,
        }
    }

    fn type_str(&self, atom: AtomId, at: usize) -> &str {
        let (target, _) = self.target(atom, at).expect("a type");
        &self.strings[&target]
    }

    fn name(&self, atom: AtomId, at: usize) -> String {
        let Some((name, _)) = self.target(atom, at) else {
            return "nil".to_owned();
        };
        let bytes = &self.object.atoms[name].bytes;
        let flags = bytes[0];
        let mut at = 1;
        let mut read = || {
            let len = rgo_abi::func_info::read_uvarint(bytes, &mut at) as usize;
            at += len;
            format!("{:?}", String::from_utf8_lossy(&bytes[at - len..at]))
        };
        let mut text = format!("{flags}:{}", read());
        if flags & 2 != 0 {
            let _ = write!(text, ":{}", read());
        }
        if flags & 4 != 0 {
            let _ = write!(text, "@{}", self.name(name, at));
        }
        text
    }

    fn mask(&self, atom: AtomId) -> String {
        let ptr_bytes = self.word(atom, at::PTR_BYTES);
        if ptr_bytes == 0 {
            return "none".to_owned();
        }
        if self.bytes(atom, at::TFLAG, 1) as u8 & tflag::GC_MASK_ON_DEMAND != 0 {
            return "demand".to_owned();
        }
        let (mask, _) = self.target(atom, at::GC_DATA).expect("a mask");
        let n = (ptr_bytes / 8).div_ceil(8) as usize;
        let bytes = &self.object.atoms[mask].bytes;
        assert!(bytes.len().is_multiple_of(8) && bytes.len() >= n);
        bytes[..n].iter().map(|b| format!("{b:02x}")).collect()
    }

    fn descriptor(&self, ty: TypeId, atom: AtomId, out: &mut String) {
        let byte = |at| self.bytes(atom, at, 1);
        let flags = byte(at::TFLAG) as u8;
        let _ = writeln!(
            out,
            "{} size={} ptr={} tflag={flags} align={},{} kind={} equal={} mask={} str={}",
            self.ctx.reflect_string(ty),
            self.word(atom, at::SIZE_),
            self.word(atom, at::PTR_BYTES),
            byte(at::ALIGN),
            byte(at::FIELD_ALIGN),
            byte(at::KIND),
            self.target(atom, at::EQUAL).is_some(),
            self.mask(atom),
            self.name(atom, at::STR),
        );
        let (end, n_array) = self.kind_part(atom, out);
        let base = end + if flags & tflag::UNCOMMON != 0 { 16 } else { 0 };
        if let Some(n) = n_array {
            let _ = writeln!(out, "  array: {}", self.array(atom, base, n));
        }
        if flags & tflag::UNCOMMON != 0 {
            let (mcount, xcount) = (self.bytes(atom, end + 4, 2), self.bytes(atom, end + 6, 2));
            let table = end + self.bytes(atom, end + 8, 4) as usize;
            let names: Vec<String> = (0..mcount as usize)
                .map(|i| self.name(atom, table + 16 * i))
                .collect();
            let _ = writeln!(
                out,
                "  uncommon: pkg={} n={mcount},{xcount} {}",
                self.name(atom, end),
                names.join("; ")
            );
        }
    }

    /// Prints what the kind adds; gives the record's size and the length of the array behind.
    fn kind_part(&self, atom: AtomId, out: &mut String) -> (usize, Option<usize>) {
        let word = |at| self.word(atom, at);
        match self.bytes(atom, at::KIND, 1) as u8 {
            kind::ARRAY => {
                let (elem, slice) = (self.type_str(atom, 48), self.type_str(atom, 56));
                let _ = writeln!(out, "  elem={elem} slice={slice} len={}", word(64));
                (72, None)
            }
            kind::CHAN => {
                let _ = writeln!(out, "  elem={} dir={}", self.type_str(atom, 48), word(56));
                (64, None)
            }
            kind::FUNC => {
                let (n_in, n_out) = (self.bytes(atom, 48, 2), self.bytes(atom, 50, 2));
                let (count, variadic) = (n_out & 0x7fff, n_out >> 15 == 1);
                let _ = writeln!(out, "  in={n_in} out={count} variadic={variadic}");
                (56, Some((n_in + count) as usize))
            }
            kind::INTERFACE | kind::STRUCT => {
                let pkg = self.name(atom, 48);
                let _ = writeln!(out, "  pkg={pkg} n={},{}", word(64), word(72));
                (80, Some(word(64) as usize))
            }
            kind::MAP => {
                let (group, _) = self.target(atom, 64).expect("a group");
                let _ = writeln!(
                    out,
                    "  key={} elem={} hasher={} group={},{},{},{} size={} keys={}+{} elems={}+{} elem={} flags={}",
                    self.type_str(atom, 48),
                    self.type_str(atom, 56),
                    self.target(atom, 72).is_some(),
                    self.word(group, at::SIZE_),
                    self.word(group, at::PTR_BYTES),
                    self.bytes(group, at::ALIGN, 1),
                    self.mask(group),
                    word(80),
                    word(88),
                    word(96),
                    word(104),
                    word(112),
                    word(120),
                    self.bytes(atom, 128, 4),
                );
                (136, None)
            }
            kind::POINTER | kind::SLICE => {
                let _ = writeln!(out, "  elem={}", self.type_str(atom, 48));
                (56, None)
            }
            _ => (48, None),
        }
    }

    fn array(&self, atom: AtomId, base: usize, n: usize) -> String {
        let kind = self.bytes(atom, at::KIND, 1) as u8;
        if kind != kind::FUNC && n != 0 {
            assert_eq!(self.target(atom, 56), Some((atom, base as i64)));
        }
        let element = |i: usize| match kind {
            kind::FUNC => self.type_str(atom, base + 8 * i).to_owned(),
            kind::INTERFACE => self.name(atom, base + 8 * i),
            _ => {
                let at = base + 24 * i;
                let (name, ty) = (self.name(atom, at), self.type_str(atom, at + 8));
                format!("{name} {ty} +{}", self.word(atom, at + 16))
            }
        };
        let elements: Vec<String> = (0..n).map(element).collect();
        elements.join("; ")
    }
}
