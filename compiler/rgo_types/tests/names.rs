//! Types as package reflect prints them, beside what a program compiled by the reference prints.

mod library;

use std::fs;
use std::path::Path;
use std::process::Command;

use library::{Library, goroot};
use rgo_base::{Symbol, stack};
use rgo_syntax::ast::Expr;
use rgo_types::{Basic, BodyInfo, Context, TypeId};

const PROGRAM: &str = r#"package main

import (
	"encoding/json/v2"
	"fmt"
	"go/ast"
	"net/http"
	"reflect"
	"text/template"
	htemplate "html/template"
	"unsafe"
)

type (
	T       int
	S       struct{ a int; B string `json:"b,omitempty"`; _ bool; http.Request; *T }
	P[A, B any] struct { a A; b B }
	I       interface { M(int, ...string) (T, error); m() }
	F       func(x int, y ...P[T, string]) (s string, err error)
	L[E any] []E
	A       = P[int, string]
	G[E any] = map[string]L[E]
	Q       = P[T, string]
	Num     interface{ ~int | ~float64 }
)

func local() []any {
	type L struct{ x int }
	return []any{P[L, *L]{}, L{}}
}

func generic[X any]() []any {
	type L struct{ x X }
	type M[Y any] = map[string]Y
	return []any{L{}, P[X, L]{}, M[L]{}, [2]L{}, func(L) X { panic(0) }}
}

var values = []any{
	T(0), S{}, P[int, string]{}, P[P[int, bool], []T]{}, (*I)(nil), F(nil), L[byte]{}, A{},
	G[rune]{}, []any{}, map[string]struct{}{}, (chan int)(nil), (<-chan (chan<- T))(nil),
	(chan (<-chan int))(nil), (chan<- func())(nil), [3]*[]T{}, struct{}{}, (*interface{})(nil),
	struct{ x int; Y string "tag \"quoted\"" }{}, (*interface{ M(); N(x int) string })(nil),
	func(int, ...string) {}, func() (a, b int) { return }, func() error { return nil },
	func(func(int) bool) func() {return nil}, unsafe.Pointer(nil), uintptr(0), 'x', byte(1), 1.5, 2i, true, "s",
	http.Request{}, &ast.File{}, P[http.Request, *ast.File]{}, P[template.Template, htemplate.Template]{},
	P[json.Options, any]{}, P[struct{ x int }, interface{ m() }]{}, P[func(T) S, [2]T]{},
	P[chan<- T, <-chan T]{}, P[map[T]S, unsafe.Pointer]{}, P[error, comparableT]{},
	struct { P[int, T]; *S; f func(x, y int) }{}, (*interface{ fmt.Stringer; M(http.Handler) })(nil),
	[]struct{ a, b int }{}, L[L[L[T]]]{}, P[L[any], A]{}, P[byte, rune]{},
	(*interface{ json.Marshaler })(nil),
}

type comparableT struct{}

func main() {
	for _, v := range values {
		fmt.Println(reflect.TypeOf(v))
	}
	for _, v := range local() {
		fmt.Println(reflect.TypeOf(v))
	}
	for _, v := range generic[int]() {
		fmt.Println(reflect.TypeOf(v))
	}
	for _, v := range generic[Q]() {
		fmt.Println(reflect.TypeOf(v))
	}
}
"#;

fn reference_names() -> Vec<String> {
    let dir = std::env::temp_dir().join(format!("rgo-names-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("the temporary directory is writable");
    fs::write(dir.join("main.go"), PROGRAM).expect("the temporary directory is writable");
    let output = Command::new(goroot().join("bin/go"))
        .args(["run", "main.go"])
        .current_dir(&dir)
        .env("GOROOT", goroot())
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .output()
        .expect("the reference toolchain runs");
    let _ = fs::remove_dir_all(&dir);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// The types of the elements of the first literal of type `[]any`.
fn element_types(ctx: &Context, info: &BodyInfo) -> Vec<TypeId> {
    let ast = &info.tree.ast;
    let mut types = Vec::new();
    let mut todo = info.tree.roots.clone();
    while let Some(node) = todo.pop() {
        if ast.is_expr(node)
            && let Expr::CompositeLit { elems, .. } = ast.expr(node)
            && ctx.type_string(info.type_of(node), info.pkg) == "[]interface{}"
        {
            types.extend(elems.iter().map(|&elem| info.type_of(elem)));
            break;
        }
        let mut inner = Vec::new();
        rgo_syntax::visit::children(ast, node, &mut |_, child| inner.push(child));
        inner.reverse();
        todo.extend(inner);
    }
    types
}

#[test]
fn reflection_prints_what_it_prints_for_gc() {
    let want = reference_names();
    stack::on_big_stack(|| {
        let mut library = Library::new(false);
        let mut diags = Vec::new();
        let text = PROGRAM.as_bytes().to_vec();
        let file = library.parse_text(Path::new("main.go"), text, false, &mut diags);
        let pkg = library.add("main", vec![file], 27, false);
        let ctx = &library.ctx;
        ctx.check_package(pkg, 1);
        diags.extend(ctx.diags.take());
        assert!(diags.is_empty(), "{}", library.show(&diags[0]));
        let object = |name: &str| {
            ctx.package_object(pkg, Symbol::intern(name))
                .expect("it is declared")
        };
        let mut have: Vec<String> = Vec::new();
        let values = ctx.check_values(object("values"));
        have.extend(
            element_types(ctx, &values)
                .iter()
                .map(|&ty| ctx.reflect_string(ty)),
        );
        let body = ctx.check_func_body(object("local"));
        have.extend(
            element_types(ctx, &body)
                .iter()
                .map(|&ty| ctx.reflect_string(ty)),
        );
        let generic = object("generic");
        let body = ctx.check_func_body(generic);
        for arg in [
            Basic::Int.type_id(),
            ctx.canon(ctx.object_type(object("Q"))),
        ] {
            let env = ctx.env_for(generic, &[arg]);
            for ty in element_types(ctx, &body) {
                have.push(ctx.reflect_string(ctx.canon(ctx.subst(ty, &env))));
            }
        }
        for (want, have) in want.iter().zip(&have) {
            assert_eq!(have, want);
        }
        assert_eq!(want.len(), have.len());
    });
}
