//! Whatever the input: no panic, no stack overflow, and the skipper agrees with the scanner.

mod library;

use std::fs;

use library::{Random, go_files, goroot, test_tree};
use rgo_base::span::SENTINEL;
use rgo_base::{Diagnostic, SourceMap, stack};
use rgo_syntax::print::{dump_file, dump_tokens};
use rgo_syntax::scanner::{Event, Scanner};
use rgo_syntax::token::Token;
use rgo_syntax::{File, Mode, parse_file};

fn parse(text: &[u8], mode: Mode) -> (File, Vec<Diagnostic>) {
    let map = SourceMap::default();
    let source = map.add("x.go".into(), text.to_vec());
    let mut diags = Vec::new();
    (parse_file(source, mode, true, &mut diags), diags)
}

#[test]
fn prefixes_of_files_parse_without_panic() {
    let mut paths = Vec::new();
    go_files(&test_tree().join("fixedbugs"), true, &mut paths);
    go_files(
        &goroot().join("src/cmd/compile/internal/syntax/testdata"),
        true,
        &mut paths,
    );
    for path in paths.iter().step_by(40) {
        let text = fs::read(path).expect("the tree is readable");
        for end in (0..text.len().min(3000)).chain([text.len()]) {
            parse(&text[..end], Mode::Full);
            let (lazy, _) = parse(&text[..end], Mode::Lazy);
            dump_file(&lazy);
        }
    }
}

/// Where the block that begins with the first token ends, by the scanner; none if it has errors.
fn block_end(text: &[u8]) -> Option<u32> {
    let mut padded = text.to_vec();
    padded.resize(text.len() + SENTINEL, 0);
    let mut scanner = Scanner::new(&padded);
    let mut depth = 0;
    loop {
        scanner.next();
        if scanner
            .events
            .drain(..)
            .any(|event| matches!(event, Event::Error { .. }))
        {
            return None;
        }
        match scanner.token {
            Token::Lbrace => depth += 1,
            Token::Rbrace => depth -= 1,
            Token::Eof => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(scanner.end);
        }
    }
}

#[test]
fn skipped_bodies_end_where_the_scanner_ends_them() {
    const PARTS: [&str; 24] = [
        "{",
        "}",
        "\"",
        "'",
        "`",
        "/",
        "\\",
        "\n",
        " ",
        "//",
        "/*",
        "*/",
        "x",
        "1",
        "\"{\"",
        "'}'",
        "'\\''",
        "`}`",
        "/*{*/",
        "//}\n",
        "\"\\\"\"",
        "\r",
        "\u{e4}",
        "//line f:1\n",
    ];
    let head = "package p\nfunc f() ";
    let mut random = Random(0x5eed_0000_0002);
    let mut n_blocks = 0;
    for _ in 0..200_000 {
        let mut body = String::from("{");
        for _ in 0..random.below(20) {
            body.push_str(PARTS[random.below(PARTS.len())]);
        }
        body.push('}');
        let Some(end) = block_end(body.as_bytes()) else {
            parse(format!("{head}{body}").as_bytes(), Mode::Lazy);
            continue;
        };
        n_blocks += 1;
        let (file, _) = parse(
            format!("{head}{}", &body[..end as usize]).as_bytes(),
            Mode::Lazy,
        );
        let fragment = file
            .fragments
            .values()
            .next()
            .expect("the function has a body");
        assert_eq!(fragment.end, head.len() as u32 + end, "{body:?}");
    }
    assert!(n_blocks > 10_000, "{n_blocks} blocks without errors");
}

#[test]
fn random_bytes_parse_without_panic() {
    let mut random = Random(0x5eed_0000_0003);
    for _ in 0..20_000 {
        let mut text = b"package p; var x = ".to_vec();
        text.extend((0..random.below(60)).map(|_| random.below(256) as u8));
        parse(&text, Mode::Full);
        let (file, _) = parse(&text, Mode::Lazy);
        dump_file(&file);
        dump_tokens(&file.source);
    }
}

#[test]
fn nesting_never_overflows_the_stack() {
    let in_func = |text: String| format!("package p; func f() {{ {text} }}");
    let twice = |open: &str, middle: &str, close: &str, n: usize| {
        format!("{}{middle}{}", open.repeat(n), close.repeat(n))
    };
    let cases = |n: usize| {
        vec![
            format!("package p; var x = {}", twice("(", "1", ")", n)),
            format!("package p; var x = {}", twice("f(", "1", ")", n)),
            format!("package p; var x = {}", twice("[]T{", "", "}", n)),
            format!("package p; var x = {}1", "1+".repeat(n)),
            format!("package p; var x = {}1", "!".repeat(n)),
            format!("package p; var x = a{}", ".b".repeat(n)),
            format!("package p; var x = a{}", "[0]".repeat(n)),
            format!("package p; var x = a{}", "()".repeat(n)),
            format!(
                "package p; var x = {}",
                twice("func() { x := ", "1", "}", n)
            ),
            format!("package p; type T {}int", "*".repeat(n)),
            format!("package p; type T {}int", "[]".repeat(n)),
            format!("package p; type T {}int", "chan ".repeat(n)),
            format!("package p; type T {}int", "func() ".repeat(n)),
            format!("package p; type T {}", twice("struct { a ", "int", "}", n)),
            format!("package p; type T {}", twice("func(", "int", ")", n)),
            format!("package p; type T interface {{ {}int }}", "int|".repeat(n)),
            format!("package p; type T[P {}int] int", "int|".repeat(n)),
            format!("package p; type T {}", twice("A[", "int", "]", n)),
            format!("package p; var x = {}1", "<-".repeat(n)),
            in_func(twice("{", "", "}", n)),
            in_func(twice("if x {", "", "}", n)),
            in_func(format!("{}{{}}", "if x {} else ".repeat(n))),
            in_func(twice("for {", "", "}", n)),
            in_func(twice("switch { case true: ", "", "}", n)),
            in_func(format!("{} goto a", "a: ".repeat(n))),
        ]
    };
    stack::on_big_stack(|| {
        for text in cases(1_000_000) {
            let (_, diags) = parse(text.as_bytes(), Mode::Full);
            let last = diags.last().map(|d| d.message.as_str());
            assert_eq!(
                last,
                Some("syntax error: nesting too deep"),
                "{}",
                &text[..60]
            );
            parse(text.as_bytes(), Mode::Lazy);
        }
        for text in cases(20_000) {
            let (file, diags) = parse(text.as_bytes(), Mode::Full);
            let deep = diags.iter().find(|d| d.message.contains("deep"));
            assert!(deep.is_none(), "{}", &text[..60]);
            dump_file(&file);
        }
    });
}
