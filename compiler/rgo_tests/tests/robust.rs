//! Sources no program is made of: files that are no text, nesting without end. What `rgo build` says is
//! what `go build` says; depth is an error or compiles, and nothing overflows a stack.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rgo_tests::parallel;
use rgo_tests::process::{End, run};
use rgo_tests::tools::{self, set_go_environment};

const LIMIT: Duration = Duration::from_secs(120);

/// Sources by name.
const ODD_FILES: &[(&str, &[u8])] = &[
    ("empty", b""),
    ("blank", b"\n\n  \n"),
    ("comment", b"// only\n"),
    ("nul_alone", b"\x00"),
    ("nul_in_header", b"package main\n\x00\nfunc main() {}\n"),
    (
        "nul_in_string",
        b"package main\n\nfunc main() { println(\"a\x00b\") }\n",
    ),
    ("bom", b"\xef\xbb\xbfpackage main\n\nfunc main() {}\n"),
    (
        "bom_at_end",
        b"package main\n\nfunc main() {}\n\xef\xbb\xbf",
    ),
    (
        "bom_in_string",
        b"package main\n\nfunc main() { println(\"\xef\xbb\xbf\") } // \xef\xbb\xbf\n",
    ),
    (
        "latin_in_string",
        b"package main\n\nfunc main() { println(\"\xff\xfe\") }\n",
    ),
    (
        "latin_in_comment",
        b"package main\n// \xff\nfunc m\xe9in() {}\nfunc main() {}\n",
    ),
    (
        "latin_between",
        b"package main\n\xff\xff\xff\nfunc main() {}\n",
    ),
    (
        "latin_in_literals",
        b"package main\n\nfunc main() { println(`\xff`, '\xff') }\n",
    ),
    (
        "latin_in_import",
        b"package main\nimport \"\xff\"\nfunc main() {}\n",
    ),
    ("latin_in_clause", b"package \xff\nfunc main() {}\n"),
    (
        "surrogate",
        b"package main\n\nfunc main() { println(\"\xed\xa0\x80\") }\n",
    ),
    (
        "utf16",
        b"\xff\xfep\x00a\x00c\x00k\x00a\x00g\x00e\x00 \x00a\x00\n\x00",
    ),
    ("elf", b"\x7fELF\x02\x01\x01\x00package main"),
    ("control", b"package main\n\x01\x7f\nfunc main() {}\n"),
    (
        "letters",
        "package main\n\nfunc ªx() {}\nfunc \u{2028}() {}\nfunc main() {}\n".as_bytes(),
    ),
    (
        "carriage_returns",
        b"package main\r\n\r\nfunc main() {}\r\n",
    ),
    ("no_newline", b"package main\n\nfunc main() {}"),
    ("open_comment", b"package main\n\nfunc main() {}\n/* open"),
    (
        "open_string",
        b"package main\n\nfunc main() { println(\"a\n) }\n",
    ),
    (
        "open_raw_string",
        b"package main\n\nfunc main() { println(`a\n) }\n",
    ),
];

#[test]
fn odd_files_are_met_with_gc_s_words() {
    let dir = tools::scratch("odd");
    write(&dir.join("go.mod"), b"module odd\n\ngo 1.27\n");
    for (name, text) in ODD_FILES {
        write(&dir.join(name).join("a.go"), text);
    }
    fs::create_dir_all(dir.join("directory/a.go")).expect("the directory can be made");
    write(
        &dir.join("beside/b.go"),
        b"package main\n\nfunc main() {}\n",
    );
    fs::create_dir_all(dir.join("beside/a.go")).expect("the directory can be made");
    let names: Vec<&str> = ODD_FILES.iter().map(|&(name, _)| name).collect();
    let failures = parallel::map(&[names, vec!["directory", "beside"]].concat(), |_, name| {
        let wanted = build(&tools::goroot().join("bin/go"), &dir, name);
        let seen = build(tools::rgo(), &dir, name);
        (seen != wanted).then(|| format!("{name}: want {wanted:?}\n\tgot {seen:?}\n"))
    });
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.concat());
}

#[test]
fn a_file_of_50_mb_compiles() {
    let dir = tools::scratch("large");
    write(&dir.join("go.mod"), b"module large\n\ngo 1.27\n");
    let mut text = b"package main\n\nfunc main() {}\n".to_vec();
    while text.len() < 50 << 20 {
        text.extend_from_slice(
            b"// A line that says nothing, as most lines of this file do, over and over.\n",
        );
    }
    write(&dir.join("comments/a.go"), &text);
    let mut text = b"package main\n\nfunc main() { println(len(s)) }\n\nconst s = `".to_vec();
    text.resize(50 << 20, b'x');
    text.extend_from_slice(b"`\n");
    write(&dir.join("string/a.go"), &text);
    for name in ["comments", "string"] {
        assert_eq!(
            build(tools::rgo(), &dir, name),
            (String::new(), End::Exit(0))
        );
    }
}

/// What is nested: a name, text before it, what opens a level, what is inside, what closes a level,
/// text behind.
const NESTS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("parentheses", "var x = ", "(", "1", ")", ""),
    ("types", "var x ", "[]", "int", "", ""),
    ("pointers", "var x ", "*", "int", "", ""),
    ("maps", "var x ", "map[int]", "int", "", ""),
    ("channels", "var x ", "chan ", "int", "", ""),
    ("structs", "var x ", "struct { a ", "int", "}", ""),
    ("interfaces", "var x ", "interface { m() ", "int", "}", ""),
    ("function types", "var x ", "func(", "", ")", ""),
    (
        "instances",
        "type G[T any] struct { p *T }; var x *",
        "G[",
        "int",
        "]",
        "",
    ),
    ("literals", "var x = ", "[]any{", "", "}", ""),
    (
        "pointers to literals",
        "type T struct { a any }; var x any = ",
        "&T{",
        "",
        "}",
        "",
    ),
    ("constant sums", "const x = ", "1+(", "1", ")", ""),
    (
        "complements",
        "func f(y int) int { return ",
        "^",
        "y",
        "",
        " }",
    ),
    (
        "negations",
        "func f(y bool) bool { return ",
        "!",
        "y",
        "",
        " }",
    ),
    ("sums", "func f(y int) int { return ", "y+", "y", "", " }"),
    (
        "concatenations",
        "func f(y string) string { return ",
        "y+",
        "y",
        "",
        " }",
    ),
    (
        "comparisons",
        "func f(y bool) bool { return ",
        "y==",
        "y",
        "",
        " }",
    ),
    (
        "conversions",
        "func f(y int) int { return ",
        "int(",
        "y",
        ")",
        " }",
    ),
    (
        "addresses",
        "func f(y *int) *int { return ",
        "*&",
        "y",
        "",
        " }",
    ),
    (
        "selectors",
        "type T struct { p *T }; func f(y *T) *T { return y",
        ".p",
        "",
        "",
        " }",
    ),
    (
        "slices",
        "func f(y []int) []int { return y",
        "[1:]",
        "",
        "",
        " }",
    ),
    (
        "assertions",
        "func f(y any) any { return y",
        ".(any)",
        "",
        "",
        " }",
    ),
    ("blocks", "func f() { ", "{", "", "}", " }"),
    ("ifs", "func f(y int) { ", "if y > 0 {", "y++", "}", " }"),
    (
        "else ifs",
        "func f(y int) { ",
        "if y > 1 { y++ } else ",
        "{}",
        "",
        " }",
    ),
    (
        "switches",
        "func f() { ",
        "switch { default: ",
        "",
        "}",
        " }",
    ),
    (
        "selects",
        "func f() { ",
        "select { default: ",
        "",
        "}",
        " }",
    ),
];

/// Programs with so many levels go through all stages.
const DEEP: usize = 5_000;
/// So many are too many.
const TOO_DEEP: usize = 100_000;

#[test]
fn depth_overflows_no_stack() {
    let dir = tools::scratch("deep");
    write(&dir.join("go.mod"), b"module deep\n\ngo 1.27\n");
    let mut names = Vec::new();
    for (at, &(name, before, open, inside, close, behind)) in NESTS.iter().enumerate() {
        for levels in [DEEP, TOO_DEEP] {
            let (open, close) = (open.repeat(levels), close.repeat(levels));
            let used = if before.contains("func f") { "f" } else { "x" };
            let text = format!(
                "package main\n\n{before}{open}{inside}{close}{behind}\n\nvar v = {used}\n\n\
                 func main() {{ println(&v != nil) }}\n"
            );
            let package = format!("p{at}_{levels}");
            write(&dir.join(&package).join("a.go"), text.as_bytes());
            names.push((package, name, levels));
        }
    }
    let failures = parallel::map(&names, |_, (package, name, levels)| {
        let (output, end) = build(tools::rgo(), &dir, package);
        let is_told = *levels == TOO_DEEP && end == End::Exit(1) && output.contains("too deep");
        let is_fine = is_told || end == End::Exit(0);
        (!is_fine).then(|| {
            format!(
                "{levels} {name}: {end:?}: {}\n",
                output.lines().take(3).collect::<String>()
            )
        })
    });
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.concat());
}

fn write(path: &Path, text: &[u8]) {
    let dir = path.parent().expect("the path has a directory");
    fs::create_dir_all(dir).expect("the directory can be made");
    fs::write(path, text).expect("the file can be written");
}

/// Builds the package in `dir/name`: what is said, and how it ends.
fn build(tool: &Path, dir: &Path, name: &str) -> (String, End) {
    let mut command = Command::new(tool);
    set_go_environment(&mut command);
    command.args(["build", "-o", "/dev/null", &format!("./{name}")]);
    let finished = run(command.current_dir(dir), LIMIT).expect("the tool can be run");
    (finished.output_text(), finished.end)
}
