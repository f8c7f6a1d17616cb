//! The tests in a package's test files, and the `main` package that runs them.
//!
//! Takes:  the files of a package's internal and external tests.
//! Gives:  the text of a program that hands them to package `testing`, as `go test` does.

use rgo_base::{SourceMap, Symbol};
use rgo_syntax::ast::{Decl, Expr, FuncDecl};
use rgo_syntax::literal::quote;
use rgo_syntax::token::Op;
use rgo_syntax::{File, Mode, parse_file};

use super::example::{Expected, expected_output};
use crate::package::SourceText;

/// Names under which the test program imports the two test packages.
const INTERNAL: &str = "_test";
const EXTERNAL: &str = "_xtest";

/// What a test package is called and whether it has files at all.
pub struct Importable<'a> {
    pub path: &'a str,
    pub files: &'a [SourceText],
    /// Whether the test program imports it even if it declares no tests.
    pub exists: bool,
}

/// Functions that `testing` runs.
#[derive(Default)]
struct TestFuncs {
    tests: String,
    benchmarks: String,
    fuzz_targets: String,
    examples: String,
    /// `TestMain` with its package.
    main: Option<String>,
}

/// The text of the test program for `internal` and `external` tests. An error is a line to print.
pub fn main_text(
    import_path: &str,
    module_path: &str,
    internal: &Importable<'_>,
    external: &Importable<'_>,
) -> Result<String, String> {
    let mut funcs = TestFuncs::default();
    let mut imports = String::new();
    for (package, name) in [(internal, INTERNAL), (external, EXTERNAL)] {
        let mut is_used = false;
        for file in package.files {
            is_used |= funcs.add_file(file, name)?;
        }
        if package.exists {
            let name = if is_used { name } else { "_" };
            imports.push_str(&format!("\t{name} {}\n", quote(package.path.as_bytes())));
        }
    }
    if funcs.main.is_some() {
        imports.push_str("\t\"reflect\"\n");
    }
    let run = match &funcs.main {
        Some(main) => format!(
            "\t{main}(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n"
        ),
        None => "\tos.Exit(m.Run())\n".into(),
    };
    let TestFuncs {
        tests,
        benchmarks,
        fuzz_targets,
        examples,
        ..
    } = funcs;
    let (import_path, module_path) = (quote(import_path.as_bytes()), quote(module_path.as_bytes()));
    Ok(format!(
        "package main

import (
\t\"os\"
\t\"testing\"
\t\"testing/internal/testdeps\"
{imports})

var tests = []testing.InternalTest{{
{tests}}}

var benchmarks = []testing.InternalBenchmark{{
{benchmarks}}}

var fuzzTargets = []testing.InternalFuzzTarget{{
{fuzz_targets}}}

var examples = []testing.InternalExample{{
{examples}}}

func init() {{
\ttestdeps.ModulePath = {module_path}
\ttestdeps.ImportPath = {import_path}
}}

func main() {{
\tm := testing.MainStart(testdeps.TestDeps{{}}, tests, benchmarks, fuzzTargets, examples)
{run}}}
"
    ))
}

impl TestFuncs {
    /// Adds what a file declares; whether that is anything.
    fn add_file(&mut self, text: &SourceText, package: &str) -> Result<bool, String> {
        let sources = SourceMap::default();
        let source = sources.add(text.path.clone(), text.text.clone());
        // Errors are found again when the package is compiled.
        let file = parse_file(source, Mode::Lazy, false, &mut Vec::new());
        let mut is_used = false;
        for &node in &file.decls {
            let Decl::Func(func) = file.ast.decl(node) else {
                continue;
            };
            if func.recv.is_none() {
                is_used |= self.add_func(&file, &func, package)?;
            }
        }
        Ok(is_used)
    }

    fn add_func(
        &mut self,
        file: &File,
        func: &FuncDecl<'_>,
        package: &str,
    ) -> Result<bool, String> {
        let symbol = file.ast.name(func.name);
        let name = symbol.as_str();
        let row = format!("\t{{\"{name}\", {package}.{name}}},\n");
        let check = |parameter| check_signature(file, func, parameter);
        if name == "TestMain" && !takes(file, func, "T") {
            check("M")?;
            if self.main.is_some() {
                return Err("multiple definitions of TestMain".into());
            }
            self.main = Some(format!("{package}.{name}"));
        } else if is_test(name, "Test") {
            check("T")?;
            self.tests.push_str(&row);
        } else if is_test(name, "Benchmark") {
            check("B")?;
            self.benchmarks.push_str(&row);
        } else if is_test(name, "Fuzz") {
            check("F")?;
            self.fuzz_targets.push_str(&row);
        } else if is_test(name, "Example") {
            return Ok(self.add_example(file, func, name, package));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Adds an example if it says what it prints.
    fn add_example(&mut self, file: &File, func: &FuncDecl<'_>, name: &str, package: &str) -> bool {
        let Expr::FuncType { params, .. } = file.ast.expr(func.ty) else {
            return false;
        };
        let Some(body) = func.body.filter(|_| params.is_empty()) else {
            return false;
        };
        let body = &file.fragments[body];
        let Some(Expected {
            output,
            is_unordered,
        }) = expected_output(&file.source, body.start, body.end)
        else {
            return false;
        };
        let output = quote(output.as_bytes());
        self.examples.push_str(&format!(
            "\t{{\"{name}\", {package}.{name}, {output}, {is_unordered}}},\n"
        ));
        true
    }
}

/// Whether `name` is `prefix` and something that does not go on in lower case.
fn is_test(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
}

/// Whether a function has one parameter, of type `*parameter` or `*something.parameter`, and no
/// result.
fn takes(file: &File, func: &FuncDecl<'_>, parameter: &str) -> bool {
    let Expr::FuncType { params, results } = file.ast.expr(func.ty) else {
        return false;
    };
    let &[param] = params else {
        return false;
    };
    if !results.is_empty() {
        return false;
    }
    let Expr::Unary {
        op: Op::Mul,
        x: pointee,
    } = file.ast.expr(file.ast.field(param).ty)
    else {
        return false;
    };
    let is_parameter = |name: Symbol| name.as_str() == parameter;
    match file.ast.expr(pointee) {
        Expr::Name(name) => is_parameter(name),
        Expr::Selector { sel, .. } => is_parameter(file.ast.name(sel)),
        _ => false,
    }
}

fn check_signature(file: &File, func: &FuncDecl<'_>, parameter: &str) -> Result<(), String> {
    let name = file.ast.name(func.name);
    // The declaration begins with the last `func` before the name.
    let at = file.source.offset(file.ast.pos(func.name)) as usize;
    let before = &file.source.text()[..at];
    let start = before.windows(4).rposition(|word| word == b"func");
    let (line, col) = file.source.line_col(start.unwrap_or(at) as u32);
    let at = format!("{}:{line}:{col}", file.source.path.display());
    if !takes(file, func, parameter) {
        let variable = parameter.to_lowercase();
        return Err(format!(
            "{at}: wrong signature for {name}, must be: func {name}({variable} *testing.{parameter})"
        ));
    }
    if !func.tparams.is_empty() {
        return Err(format!(
            "{at}: wrong signature for {name}, test functions cannot have type parameters"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Importable, is_test, main_text};
    use crate::package::SourceText;

    #[test]
    fn names_go_on_in_upper_case() {
        assert!(is_test("Test", "Test") && is_test("TestX", "Test") && is_test("Test_x", "Test"));
        assert!(!is_test("Testicle", "Test") && !is_test("Tes", "Test"));
    }

    fn text_of(source: &str) -> Result<String, String> {
        let files = [SourceText {
            path: "a_test.go".into(),
            text: source.into(),
            is_overlay: false,
        }];
        let package = |path, files, exists| Importable {
            path,
            files,
            exists,
        };
        main_text(
            "m/a",
            "m",
            &package("m/a", &files, true),
            &package("m/a_test", &[], false),
        )
    }

    #[test]
    fn functions_are_listed_by_kind() {
        let text = text_of(
            "package a\nimport \"testing\"\nfunc TestA(t *testing.T) {}\nfunc BenchmarkB(b *testing.B) {}\n\
             func ExampleC() {\n\tprintln()\n\t// Output: c\n}\nfunc ExampleD() {}\nfunc Other() {}\n",
        )
        .expect("signatures are right");
        assert!(text.contains("\t_test \"m/a\"\n"), "{text}");
        assert!(text.contains("{\"TestA\", _test.TestA},"), "{text}");
        assert!(
            text.contains("{\"BenchmarkB\", _test.BenchmarkB},"),
            "{text}"
        );
        assert!(
            text.contains("{\"ExampleC\", _test.ExampleC, \"c\", false},"),
            "{text}"
        );
        assert!(
            !text.contains("ExampleD") && text.contains("m.Run()"),
            "{text}"
        );
    }

    #[test]
    fn a_wrong_signature_is_an_error() {
        let error = text_of("package a\nfunc TestA(x int) {}\n").expect_err("it is wrong");
        assert_eq!(
            error,
            "a_test.go:2:1: wrong signature for TestA, must be: func TestA(t *testing.T)"
        );
    }
}
