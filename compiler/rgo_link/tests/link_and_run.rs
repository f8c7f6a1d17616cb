//! A program of hand-made atoms and a runtime of a few assembly lines, linked by the system linker
//! and run.

use std::path::{Path, PathBuf};
use std::process::Command;

use rgo_base::Symbol;
use rgo_link::func_tab::{FuncMeta, PcLine};
use rgo_link::module::{Init, Module};
use rgo_link::write::{ExtraKind, ExtraSection, Options};
use rgo_link::{
    Atom, AtomId, Layout, Object, Reloc, RelocKind, Section, Target, ld, module, write,
};

/// Boots, runs the initialisers and `main.main` by way of the module data, exits with `main.code`.
const RUNTIME: &str = r#"
    .intel_syntax noprefix
    .text
    .globl _rt0_amd64_linux
_rt0_amd64_linux:
    mov rax, [rgo_moduledata + INITS]
    mov rax, [rax + 16]
    call [rax]
    call [rgo_moduledata + MAIN]
    mov edi, [main.code]
    mov eax, 60
    syscall
    .globl rt_write
rt_write:
    mov rdx, rsi
    mov rsi, rdi
    mov edi, 1
    mov eax, 1
    syscall
    ret
    .section .text.unused, "ax"
    .globl rt_unused
rt_unused:
    call rt_undefined_anywhere
    .data
    .globl rt_message
rt_message:
    .ascii "rt\n"
    .section .note.GNU-stack, "", @progbits
"#;

fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).expect("the target folder is writable");
    dir
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the tool is installed");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn archive(dir: &Path) -> Vec<u8> {
    use rgo_abi::module_data::ModuleData;
    let text = RUNTIME
        .replace(
            "INITS",
            &std::mem::offset_of!(ModuleData, init_tasks).to_string(),
        )
        .replace("MAIN", &std::mem::offset_of!(ModuleData, main).to_string());
    std::fs::write(dir.join("rt.s"), text).expect("writable");
    run(Command::new("gcc")
        .current_dir(dir)
        .args(["-c", "rt.s", "-o", "rt.o"]));
    let _ = std::fs::remove_file(dir.join("rt.a"));
    run(Command::new("ar")
        .current_dir(dir)
        .args(["rcs", "rt.a", "rt.o"]));
    std::fs::read(dir.join("rt.a")).expect("ar wrote it")
}

fn pc32(offset: u32, target: impl Into<Target>) -> Reloc {
    Reloc {
        offset,
        kind: RelocKind::Pc32,
        target: target.into(),
        addend: -4,
    }
}

fn text(object: &mut Object, name: &str, bytes: &[u8], relocs: Vec<Reloc>) -> AtomId {
    object.atoms.push(Atom {
        name: Symbol::intern(name),
        relocs,
        ..Atom::new(Section::Text, 16, bytes.to_vec())
    })
}

/// `init` prints the runtime's message, `main.main` prints "hello" and sets `main.code`, which is
/// in bss, to what it reads from data through an absolute address.
fn program() -> (Object, Module) {
    let mut object = Object::default();
    let rt_write = Target::Extern(object.extern_symbol(Symbol::intern("rt_write"), true));
    let rt_message = Target::Extern(object.extern_symbol(Symbol::intern("rt_message"), false));
    let hello = object
        .atoms
        .push(Atom::new(Section::RoData, 1, b"hello\n".to_vec()));
    let mut code = Atom::new(Section::NoPtrBss, 8, vec![]);
    code.size = 8;
    code.name = Symbol::intern("main.code");
    code.is_global = true;
    let code = object.atoms.push(code);
    let seven = object
        .atoms
        .push(Atom::new(Section::Data, 8, 7u64.to_le_bytes().to_vec()));
    let mut pointer = Atom::new(Section::NoPtrData, 8, vec![0; 8]);
    pointer.relocs.push(Reloc {
        offset: 0,
        kind: RelocKind::Abs64,
        target: Target::Atom(seven),
        addend: 0,
    });
    let pointer = object.atoms.push(pointer);
    // lea rdi, [message]; mov esi, 3; jmp rt_write
    let init = text(
        &mut object,
        "main.init",
        b"\x48\x8d\x3d\0\0\0\0\xbe\x03\0\0\0\xe9\0\0\0\0",
        vec![pc32(3, rt_message), pc32(13, rt_write)],
    );
    // lea rdi, [hello]; mov esi, 6; call rt_write; mov rax, [pointer]; mov rax, [rax];
    // mov [main.code], rax; ret
    let main = text(
        &mut object,
        "main.main",
        b"\x48\x8d\x3d\0\0\0\0\xbe\x06\0\0\0\xe8\0\0\0\0\x48\x8b\x05\0\0\0\0\x48\x8b\x00\x48\x89\x05\0\0\0\0\xc3",
        vec![
            pc32(3, Target::Atom(hello)),
            pc32(13, rt_write),
            pc32(20, Target::Atom(pointer)),
            pc32(30, Target::Atom(code)),
        ],
    );
    let meta = |atom, name: &str| FuncMeta {
        atom,
        name: Symbol::intern(name),
        file: Symbol::intern("/m/main.go"),
        start_line: 3,
        flags: 0,
        saved: 0,
        lines: vec![PcLine {
            pc: 0,
            line: 0,
            node: -1,
            file: None,
        }],
        inlined: vec![],
        traps: vec![],
        stack_map: None,
    };
    let module = Module {
        funcs: vec![meta(init, "main.init"), meta(main, "main.main")],
        type_links: vec![],
        itabs: vec![],
        inits: vec![Init {
            name: Symbol::intern("example.com/m"),
            funcs: vec![Target::Atom(init)],
        }],
        main: Target::Atom(main),
        runtime_dir: "/go/src/runtime".into(),
    };
    (object, module)
}

fn link(dir: &Path, strip_all: bool, threads: usize) -> PathBuf {
    let (mut object, module) = program();
    let layout = module::finish(&mut object, &module).expect("small");
    let extras = vec![ExtraSection {
        name: ".debug_str",
        bytes: b"main\0".to_vec(),
        addresses: vec![],
        kind: ExtraKind::Debug,
    }];
    let options = Options {
        strip_symbols: strip_all,
        threads,
    };
    let bytes = write::write(write::empty(), &object, &layout, extras, options)
        .expect("the object is well-formed");
    let output = dir.join("prog");
    ld::link(&ld::Job {
        object: &bytes,
        runtime: &archive(dir),
        output: &output,
        strip_all,
        strip_debug: false,
        print_command: false,
    })
    .unwrap_or_else(|err| panic!("{err}"));
    output
}

#[test]
fn program_runs_and_is_laid_out_as_pinned() {
    let dir = scratch("runs");
    let prog = link(&dir, false, 1);
    let output = Command::new(&prog).output().expect("it is executable");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "rt\nhello\n");
    assert_eq!(output.status.code(), Some(7));

    let symbols = run(Command::new("nm").arg(&prog));
    assert!(symbols.contains("0000000000400200 t main.init"));
    assert!(symbols.contains("B main.code"));
    assert!(!symbols.contains("rt_unused"), "dead runtime code is kept");
    let segments = run(Command::new("readelf").args(["-lW"]).arg(&prog));
    assert!(!segments.contains("RWE"), "{segments}");
    assert!(segments.contains("GNU_STACK"));
    let strings = run(Command::new("readelf")
        .args(["-p", ".debug_str"])
        .arg(&prog));
    assert!(strings.contains("[     0]  main"), "{strings}");
}

#[test]
fn builds_are_identical_for_any_number_of_threads() {
    let one = std::fs::read(link(&scratch("one"), false, 1)).expect("linked");
    let two = std::fs::read(link(&scratch("two"), false, 2)).expect("linked");
    assert!(one == two);
}

#[test]
fn stripping_leaves_no_symbols() {
    let prog = link(&scratch("strip"), true, 1);
    let sections = run(Command::new("readelf").args(["-SW"]).arg(&prog));
    assert!(
        !sections.contains(".symtab") && !sections.contains(".debug_str"),
        "{sections}"
    );
    assert_eq!(Command::new(&prog).status().expect("runs").code(), Some(7));
}

#[test]
fn a_moved_section_fails_the_link() {
    let dir = scratch("moved");
    let (mut object, module) = program();
    let layout = module::finish(&mut object, &module).expect("small");
    // An object whose text is longer than the layout believes pushes nothing out of place, but a
    // wrong statement about where read-only data lies must be noticed.
    let options = Options {
        strip_symbols: false,
        threads: 1,
    };
    object
        .atoms
        .push(Atom::new(Section::Types, 8, vec![0; 4096]));
    let moved = Layout::compute(&object).expect("small");
    assert_ne!(
        layout.extent(Section::RoData).start,
        moved.extent(Section::RoData).start
    );
    let bytes = write::write(write::empty(), &object, &moved, vec![], options).expect("writable");
    let mut wrong = bytes.clone();
    let stated = moved.extent(Section::RoData).start.to_le_bytes();
    let at = (0..wrong.len() - 8)
        .rev()
        .find(|&i| wrong[i..i + 8] == stated)
        .expect("the object states the address");
    wrong[at..at + 8].copy_from_slice(&layout.extent(Section::RoData).start.to_le_bytes());
    let err = ld::link(&ld::Job {
        object: &wrong,
        runtime: &archive(&dir),
        output: &dir.join("prog"),
        strip_all: false,
        strip_debug: false,
        print_command: false,
    })
    .expect_err("the assertion fails");
    assert!(err.to_string().contains(".rodata.go is not where"), "{err}");
}
