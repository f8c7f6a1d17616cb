//! Debug information, asked of gdb and readelf.

use std::process::Command;

use crate::harness::{World, tool};
use rgo_base::{Pos, SourceFile};
use rgo_codegen::target::Options;
use rgo_ssa::Func;
use rgo_ssa::text::parse_funcs;
use rgo_types::Basic;

const SOURCE: &str = "package main

func main() {
	s := \"hello\"
	n := length(s)
	p := &n
	print(n)
	show(p, s, 2.5)
}

func length(s string) int {
	return len(s)
}

func show(p *int, s string, f float64) {
	list := []int{1, 2}
	for i := 0; i < 3; i++ {
		print(*p + i)
	}
	_ = list
	print(len(s))
}
";

/// Functions of `text`, whose instructions come from the lines of `file` that comments `//@N`
/// behind them (and up to the next such comment) name.
fn parse(text: &str, file: &SourceFile) -> Vec<Func> {
    let mut funcs = parse_funcs(text).expect("well-formed");
    let starts: Vec<u32> = std::iter::once(0)
        .chain(SOURCE.match_indices('\n').map(|(at, _)| at as u32 + 1))
        .collect();
    let mut pos = Pos::NONE;
    let mut places = text.lines().filter_map(|line| {
        if let Some((_, line)) = line.split_once("//@") {
            let line: usize = line.trim().parse().expect("a line number");
            pos = file.pos(starts[line - 1]);
        }
        let is_header = line.ends_with("{") || line.contains(" align ") || line.contains(": var");
        let is_inst = line.starts_with("  ") && !is_header && !line.trim().starts_with("var");
        (is_inst || line.starts_with("func")).then_some(pos)
    });
    for func in &mut funcs {
        func.pos = places.next().expect("a header");
        for at in 0..func.layout.len() {
            let block = func.layout[at];
            for inst in func.blocks[block].insts.clone() {
                func.insts[inst].src.pos = places.next().expect("an instruction");
            }
            func.blocks[block].term_src.pos = places.next().expect("a terminator");
        }
    }
    funcs
}

fn program() -> std::path::PathBuf {
    let world = World::new();
    let dir = crate::harness::scratch("debug");
    let path = dir.join("main.go");
    std::fs::write(&path, SOURCE).expect("writable");
    let file = world.sources.add(path, SOURCE.into());
    let int = Basic::Int.type_id();
    let (string, float) = (Basic::String.type_id(), Basic::Float64.type_id());
    let ptr = world.ctx.canon(world.ctx.pointer_to(int));
    let slice = world.ctx.canon(world.ctx.slice_of(int));
    let text = format!(
        "
func fn0() lowered barriered {{ //@3
  slot0: 8 align 8
  slot1: 16 align 8
  var0: s {string} scalars
  var1: n {int} slot0+0
  var2: p {ptr} scalars
b0:
  v0: ptr !var0.0 = slot_addr slot1 //@4
  v1: i64 = iconst 478560413032
  store v0, v1
  v2: i64 !var0.1 = iconst 5
  v3: i64 = call fn1 (v0, v2) //@5
  v4: ptr !var2.0 = slot_addr slot0 //@6
  store v4, v3
  v5: i64 = load v4 //@7
  call fn900 (v5)
  v6: f64 = f64const 2.5 //@8
  call fn2 (v4, v0, v2, v6)
  ret //@9
}}

func fn1(ptr, i64) -> i64 lowered barriered {{ //@11
  var0: s {string} scalars
b0(v0: ptr !var0.0, v1: i64 !var0.1):
  ret v1 //@12
}}

func fn2(ptr, ptr, i64, f64) lowered barriered {{ //@15
  slot0: 16 align 8
  var0: p {ptr} scalars
  var1: s {string} scalars
  var2: f {float} scalars
  var3: list {slice} scalars
  var4: i {int} scalars
b0(v0: ptr !var0.0, v1: ptr !var1.0, v2: i64 !var1.1, v3: f64 !var2.0):
  v4: ptr !var3.0 = slot_addr slot0 //@16
  v5: i64 = iconst 1
  store v4, v5
  v6: i64 !var3.1 !var3.2 = iconst 2
  store v4+8, v6
  v7: i64 = iconst 0 //@17
  jump b1(v7)
b1(v8: i64 !var4.0):
  v9: i64 = load v0 //@18
  v10: i64 = add v9, v8
  call fn900 (v10)
  v11: i64 !var4.0 = add v8, v5 //@17
  v12: i64 = iconst 3
  v13: i8 = icmp.slt v11, v12
  br v13, b1(v11), b2
b2:
  keep_alive v4 //@20
  call fn900 (v2) //@21
  v14: i64 = f_to_sint v3
  keep_alive v14
  ret //@22
}}
"
    );
    let mut funcs = parse(&text, &file);
    for func in &mut funcs {
        let n_params = match func.id.as_u32() {
            1 => 1,
            2 => 3,
            _ => 0,
        };
        let vars = func.debug_vars.values_mut().take(n_params);
        vars.for_each(|var| var.is_param = true);
    }
    world.build("debug", funcs, Options::default())
}

#[test]
fn gdb_shows_lines_frames_and_variables() {
    let prog = program();
    // What to say, and what gdb answers between this command and the next.
    let session: &[(&str, &[&str])] = &[
        ("set confirm off", &[]),
        ("set width 0", &[]),
        ("break *_rt0_amd64_linux", &[]),
        ("run", &[]),
        ("info symbol $pc", &["_rt0_amd64_linux in section .text"]),
        ("break main.main", &["main.go, line 4."]),
        ("continue", &["main.main () at ", "s := \"hello\""]),
        ("next", &["n := length(s)"]),
        ("next", &["p := &n"]),
        ("next", &["print(n)"]),
        ("info locals", &["s = 0x", "\"hello\"", "n = 5", "p = 0x"]),
        ("print s", &["\"hello\""]),
        ("print *p", &["= 5"]),
        ("list 11,11", &["func length(s string) int {"]),
        ("break 18", &["main.go, line 18."]),
        ("continue", &["print(*p + i)"]),
        (
            "bt",
            &[
                "#0  main.f2 (p=0x",
                "#1  0x",
                "in main.main () at ",
                "main.go:8",
            ],
        ),
        ("info args", &["p = 0x", "s = <optimized out>", "f = 2.5"]),
        (
            "info locals",
            &["list = {array = 0x", "len = 2, cap = 2}", "i = 0"],
        ),
        ("continue", &["print(*p + i)"]),
        ("print i", &["= 1"]),
        ("up", &["show(p, s, 2.5)"]),
        // The callee may have changed the registers that held the string and its length.
        ("info locals", &["s = 0x", "\"hello\"", "n = 5", "p = 0x"]),
        ("delete", &[]),
        ("continue", &["exited normally"]),
    ];
    let mut script = String::new();
    for (at, (command, _)) in session.iter().enumerate() {
        script += &format!("echo \\n<{at}>\\n\n{command}\n");
    }
    let path = prog.with_file_name("gdb.txt");
    std::fs::write(&path, script).expect("writable");
    let said = tool(
        Command::new("gdb")
            .args(["-nx", "-batch", "-x"])
            .arg(&path)
            .arg(&prog),
    );
    for (at, (command, expected)) in session.iter().enumerate() {
        let answer = said.split(&format!("\n<{at}>\n")).nth(1).unwrap_or("");
        let answer = answer.split("\n<").next().unwrap_or("");
        for text in *expected {
            assert!(
                answer.contains(text),
                "{command}: no {text:?} in\n{answer}\n---\n{said}"
            );
        }
    }
}
