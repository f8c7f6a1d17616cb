//! Large, deep and broken programs: checking ends, in time, without a panic.

mod library;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, iter};

use library::{Library, goroot, test_tree};
use rgo_base::{Diagnostic, stack};
use rgo_types::PkgId;

/// No program below may take longer to check, on a slow machine without optimisation.
const PATIENCE: Duration = Duration::from_secs(10);

fn check(library: &mut Library, text: String) -> (PkgId, Vec<Diagnostic>) {
    let mut diags = Vec::new();
    let file = library.parse_text(Path::new("p.go"), text.into_bytes(), false, &mut diags);
    let pkg = library.add("p", vec![file], 27, false);
    let started = Instant::now();
    library.ctx.check_package(pkg, 1);
    let elapsed = started.elapsed();
    assert!(elapsed < PATIENCE, "checking took {elapsed:?}");
    diags.extend(library.ctx.diags.take());
    (pkg, diags)
}

/// Checks a program without errors.
fn check_valid(name: &str, text: String) {
    stack::on_big_stack(|| {
        let started = Instant::now();
        let mut library = Library::new(false);
        let (_, diags) = check(&mut library, text);
        if let Some(first) = diags.first() {
            panic!("{name}: {}", library.show(first));
        }
        eprintln!("{name}: {:?}", started.elapsed());
    });
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        text += &line(i);
        text.push('\n');
        text
    })
}

#[test]
fn towers_of_generic_types_are_linear() {
    let pair = "package p\ntype Pair[A, B any] struct { a A; b B }\n";
    let tower = lines(40, |i| {
        let inner = if i == 0 {
            "int".to_owned()
        } else {
            format!("T{}", i - 1)
        };
        format!("type T{i} = Pair[{inner}, {inner}]")
    });
    check_valid(
        "aliases",
        format!("{pair}{tower}var x T30\nfunc f(t T39) T39 {{ return t }}\n"),
    );
    let tower = lines(40, |i| {
        let inner = if i == 0 {
            "P".to_owned()
        } else {
            format!("G{}[P]", i - 1)
        };
        format!("type G{i}[P any] struct {{ a, b {inner} }}")
    });
    check_valid("generic types", format!("{pair}{tower}var x *G39[int]\n"));
    let tower = lines(40, |i| {
        let inner = if i == 0 {
            "P".to_owned()
        } else {
            format!("A{}[P]", i - 1)
        };
        format!("type A{i}[P any] = Pair[{inner}, {inner}]")
    });
    let infer = "func f[P any](A39[P]) (p P) { return }\nfunc g(x A39[int]) int { return f(x) }\n";
    check_valid("inference", format!("{pair}{tower}{infer}"));
    let methods = lines(40, |i| {
        let inner = if i == 0 {
            "int".to_owned()
        } else {
            format!("M{}", i - 1)
        };
        format!("type M{i} struct {{ a, b func({inner}) {inner} }}\nfunc (M{i}) m(x M{i}) {{}}")
    });
    check_valid("methods", format!("package p\n{methods}"));
    let interfaces = lines(40, |i| {
        let inner = if i == 0 {
            String::new()
        } else {
            format!("I{0}; J{0}", i - 1)
        };
        format!(
            "type I{i} interface {{ m{i}(); {inner} }}\ntype J{i} interface {{ n{i}(); {inner} }}"
        )
    });
    check_valid("interfaces", format!("package p\n{interfaces}var x I39\n"));
    let unions = lines(40, |i| {
        let inner = if i == 0 {
            "int".to_owned()
        } else {
            format!("U{0} | V{0}", i - 1)
        };
        format!("type U{i} interface {{ {inner} }}\ntype V{i} interface {{ {inner} }}")
    });
    check_valid(
        "unions",
        format!("package p\n{unions}func f[P U39](x P) P {{ return x + 1 }}\n"),
    );
}

#[test]
fn large_types_are_linear() {
    let fields = lines(10_000, |i| format!("\tf{i} int"));
    let uses = lines(10_000, |i| format!("\ts.f{i}++"));
    let values = lines(10_000, |i| format!("\tf{i}: {i},"));
    check_valid(
        "struct",
        format!(
            "package p\ntype S struct {{\n{fields}}}\nvar s = S{{\n{values}}}\nfunc f() {{\n{uses}}}\n"
        ),
    );
    let methods = lines(10_000, |i| format!("\tm{i}()"));
    let bodies = lines(10_000, |i| format!("func (T) m{i}() {{}}"));
    check_valid(
        "interface",
        format!(
            "package p\ntype I interface {{\n{methods}}}\ntype T int\n{bodies}var i I = T(0)\nvar j = i.(T)\n"
        ),
    );
    let embedded = lines(300, |i| {
        format!("type E{i} struct {{ f{i} int }}\nfunc (E{i}) m{i}() {{}}")
    });
    let list: Vec<String> = (0..300).map(|i| format!("E{i}")).collect();
    let calls = lines(300, |i| format!("\ts.m{i}(); s.f{i}++"));
    check_valid(
        "embedding",
        format!(
            "package p\n{embedded}type S struct {{ {} }}\nfunc f(s S) {{\n{calls}}}\n",
            list.join("; ")
        ),
    );
    let chain = lines(1_000, |i| format!("type C{} struct {{ C{i} }}", i + 1));
    check_valid(
        "embedding chain",
        format!("package p\ntype C0 struct {{ x int }}\n{chain}var v = C1000{{}}.x\n"),
    );
    let names = lines(5_000, |i| format!("type D{} D{i}", i + 1));
    check_valid(
        "names of names",
        format!("package p\ntype D0 int\n{names}var d D5000\n"),
    );
    let aliases = lines(5_000, |i| format!("type D{} = D{i}", i + 1));
    check_valid(
        "aliases of aliases",
        format!("package p\ntype D0 = int\n{aliases}var d D5000\n"),
    );
}

#[test]
fn large_literals_and_switches_are_linear() {
    let elements = lines(100_000, |i| format!("\t{i},"));
    check_valid(
        "slice",
        format!("package p\nvar s = []int{{\n{elements}}}\n"),
    );
    let elements = lines(100_000, |i| format!("\t{i}: {i},"));
    check_valid(
        "array with keys",
        format!("package p\nvar a = [...]int{{\n{elements}}}\n"),
    );
    check_valid(
        "map",
        format!("package p\nvar m = map[int]int{{\n{elements}}}\n"),
    );
    let elements = lines(100_000, |i| format!("\t\"k{i}\": {{{i}, \"v\"}},"));
    check_valid(
        "map of structs",
        format!("package p\nvar m = map[string]struct{{ a any; b string }}{{\n{elements}}}\n"),
    );
    let cases = lines(10_000, |i| format!("\tcase {i}: return {}", i + 1));
    check_valid(
        "switch",
        format!("package p\nfunc f(x int) int {{\n\tswitch x {{\n{cases}\t}}\n\treturn 0\n}}\n"),
    );
    let cases = lines(10_000, |i| format!("\tcase \"s{i}\", \"t{i}\": return {i}"));
    check_valid(
        "switch on strings",
        format!("package p\nfunc f(x any) int {{\n\tswitch x {{\n{cases}\t}}\n\treturn 0\n}}\n"),
    );
    let cases = lines(5_000, |i| format!("\tcase [{i}]int: return len(y)"));
    check_valid(
        "type switch",
        format!(
            "package p\nfunc f(x any) int {{\n\tswitch y := x.(type) {{\n{cases}\t}}\n\treturn 0\n}}\n"
        ),
    );
    let strings: Vec<String> = (0..20_000).map(|i| format!("\"s{i}\"")).collect();
    check_valid(
        "sum of strings",
        format!("package p\nconst c = {}\nvar v = c\n", strings.join(" + ")),
    );
    let terms: Vec<String> = iter::repeat_n("x", 50_000).map(str::to_owned).collect();
    check_valid(
        "sum",
        format!("package p\nvar x int\nvar y = {}\n", terms.join(" + ")),
    );
    let terms: Vec<String> = iter::repeat_n("1 << x", 5_000).map(str::to_owned).collect();
    check_valid(
        "sum of shifts",
        format!(
            "package p\nvar x int\nvar y int64 = {}\n",
            terms.join(" + ")
        ),
    );
}

#[test]
fn deep_programs_are_fine() {
    let n = 20_000;
    let nest = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(n), close.repeat(n))
    };
    check_valid(
        "parentheses",
        format!("package p\nvar x = {}\n", nest("(", "1", ")")),
    );
    check_valid(
        "negations",
        format!("package p\nvar y int\nvar x = {}y\n", "-+^".repeat(n)),
    );
    check_valid(
        "pointers",
        format!("package p\nvar x {}int\nvar y = x\n", "*".repeat(n)),
    );
    check_valid(
        "slices",
        format!("package p\nvar x {}int\nvar y = x\n", "[]".repeat(n)),
    );
    check_valid(
        "calls",
        format!(
            "package p\nfunc f(x int) int {{ return {} }}\n",
            nest("f(", "x", ")")
        ),
    );
    check_valid(
        "blocks",
        format!("package p\nfunc f() {}\n", nest("{", "", "}")),
    );
    let literals = "func() {".repeat(2_000) + &"}()".repeat(2_000);
    check_valid(
        "function literals",
        format!("package p\nfunc f() {{ {literals} }}\n"),
    );
    let elses = lines(10_000, |i| format!("\tif x == {i} {{ return {i} }} else"));
    check_valid(
        "else",
        format!("package p\nfunc f(x int) int {{\n{elses} {{ return 0 }}\n}}\n"),
    );
    let funcs = lines(10_000, |i| {
        format!("func f{i}() int {{ return f{}() + v }}", (i + 1) % 10_000)
    });
    let vars = lines(2_000, |i| format!("var v{i} = v{} + f{i}()", i + 1));
    check_valid(
        "calls in a ring",
        format!("package p\nvar v int\n{funcs}{vars}var v2000 = 1\n"),
    );
    let consts = lines(10_000, |i| format!("const c{i} = c{} + 1", i + 1));
    check_valid(
        "constants",
        format!("package p\n{consts}const c10000 = 1\n"),
    );
    let vars = lines(10_000, |i| format!("var v{i} = v{}", i + 1));
    check_valid("variables", format!("package p\n{vars}var v10000 = 1\n"));
    let types = lines(5_000, |i| format!("type T{i} struct {{ t T{} }}", i + 1));
    check_valid(
        "types in types",
        format!("package p\n{types}type T5000 int\nvar t T0\n"),
    );
}

#[test]
fn depth_beyond_the_limit_is_an_error() {
    // On a thread with a small stack.
    let mut library = Library::new(false);
    for text in [
        format!(
            "package p\nvar x = {}1{}\n",
            "(".repeat(5_000),
            ")".repeat(5_000)
        ),
        format!("package p\nvar x {}int\n", "*".repeat(5_000)),
        format!(
            "package p\nfunc f() {}{}\n",
            "{".repeat(5_000),
            "}".repeat(5_000)
        ),
    ] {
        let (_, diags) = check(&mut library, text);
        assert!(!diags.is_empty());
    }
}

#[test]
fn self_references_end() {
    let texts = [
        "type T[P interface{ m(T[P]) }] struct{}\ntype U struct{}\nfunc (U) m(T[U]) {}\nvar t T[U]",
        "type T[P any] struct { f *T[[]P] }\nvar t T[int]",
        "type T[P any] struct { f T[[]P] }\nvar t T[int]",
        "func f[P any](x P) { f(&x) }",
        "func f[P any](x P) { type L struct { p P }; f(L{x}) }",
        "type I interface { m() interface { I } }\nvar i I = i.m()",
        "type A = []A\ntype B [len(B{})]int\nvar c = len(c)",
        "type T interface { T }\ntype U interface { V }\ntype V interface { U }",
        "var x = func() int { return y }()\nvar y = func() int { return x }()",
        "type F func(F) F\nfunc f(g F) F { return g(f)(g) }",
        "type T[P *T[P]] struct{}\nvar _ T[*T[int]]",
        "type E[P any] interface { E[P] }\ntype G[P E[P]] struct{}",
        "func f[A interface{ *B }, B interface{ *A }]() {}\nfunc _() { f() }",
        "const a = b; const b = c; const c = a",
    ];
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        for text in texts {
            check(&mut library, format!("package p\n{text}\n"));
        }
    });
}

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Words and signs of a text.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        if at > start && !(is_word(previous) && is_word(c)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = c;
    }
    pieces.push(&text[start..]);
    pieces
}

fn test_files() -> Vec<PathBuf> {
    let testdata = goroot().join("src/internal/types/testdata");
    let dirs = ["check", "spec", "examples", "fixedbugs"].map(|dir| testdata.join(dir));
    let more = ["typeparam", "fixedbugs"].map(|dir| test_tree().join(dir));
    let mut files = Vec::new();
    for dir in dirs.into_iter().chain(more) {
        let entries = fs::read_dir(dir).expect("the tests are readable");
        let paths = entries.map(|entry| entry.expect("the tests are readable").path());
        files.extend(paths.filter(|path| path.extension().is_some_and(|ext| ext == "go")));
    }
    files.sort();
    files
}

#[test]
fn broken_programs_are_survived() {
    let rounds = std::env::var("RGO_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1);
    stack::on_big_stack(|| {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let mut library = Library::new(true);
        let mut n_checked = 0;
        for path in test_files() {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
            if text.len() > 20_000 {
                continue;
            }
            let pieces = pieces(&text);
            for _ in 0..rounds {
                let mut broken = pieces.clone();
                for _ in 0..=random.below(4) {
                    let (at, other) = (random.below(broken.len()), random.below(broken.len()));
                    match random.below(4) {
                        0 => {
                            broken.remove(at);
                        }
                        1 => broken.swap(at, other),
                        2 => broken.insert(at, pieces[other.min(pieces.len() - 1)]),
                        _ => broken[at] = pieces[other.min(pieces.len() - 1)],
                    }
                    if broken.is_empty() {
                        break;
                    }
                }
                let mut text = String::new();
                for piece in broken {
                    let _ = write!(text, "{piece}");
                }
                let name = path.display().to_string();
                let kept = text.clone();
                let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    check(&mut library, text);
                }));
                if result.is_err() {
                    panic!("{name}, changed:\n{kept}");
                }
                n_checked += 1;
            }
        }
        eprintln!("{n_checked} broken programs");
    });
}
