//! Random programs over the whole language: types with methods and embedding, closures, defer and recover,
//! goto, generics, maps, channels, labelled loops, copies and aliases, assignments whose operands have side
//! effects, runtime errors that are recovered.
//!
//! Programs end, are deterministic, and are many to a file: each is a function and what it uses, with
//! names of its own. They print what they compute as they go.

mod expr;
mod stmt;

use std::fmt::Write as _;
use std::rc::Rc;

use crate::random::Random;

/// A type of a generated program.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Ty {
    Int(&'static str),
    Float,
    String,
    Bool,
    /// One of the program's struct types.
    Struct(usize),
    /// The program's named integer type, which has methods.
    Number,
    Array(Rc<Ty>, usize),
    Slice(Rc<Ty>),
    Map(Rc<Ty>, Rc<Ty>),
    Ptr(Rc<Ty>),
    /// `func(int) int`
    Func,
    /// The program's interface.
    Iface,
    /// `any`, holding values that can be printed.
    Any,
    /// An instance of the program's generic type.
    Box(Rc<Ty>),
}

const INTS: &[&str] = &[
    "int", "int", "int", "int8", "uint8", "int16", "uint32", "int64", "uint64",
];

struct Struct {
    fields: Vec<(String, Ty)>,
    /// A struct embedded in it, and whether by pointer.
    embedded: Option<(usize, bool)>,
    /// Whether method `M` is its own and has a pointer receiver; else it is promoted.
    has_method: bool,
    is_by_pointer: bool,
}

struct Func {
    params: Vec<Ty>,
    results: Vec<Ty>,
}

#[derive(Clone)]
struct Var {
    name: String,
    ty: Ty,
    /// Loop counters are left alone.
    is_assignable: bool,
}

/// What a file of programs begins with.
const PRELUDE: &str = r#"package main

import (
	"bufio"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
)

var w = bufio.NewWriter(os.Stdout)

// The program whose output it is, and what is left of its steps.
var program, steps int

func pr(args ...any) {
	fmt.Fprint(w, program, " ")
	fmt.Fprintln(w, args...)
}

func tick() bool {
	steps--
	return steps < 0
}

// Values that are doubled again and again stay small.
func short(s string) string { return s[:min(len(s), 9)] }

func cut[T any](xs []T) []T { return xs[:min(len(xs), 5)] }

func id[T any](x T) T { return x }

//go:noinline
func opaque[T any](x T) T { return x }

func side[T any](name string, x T) T {
	pr("side", name)
	return x
}

func show(r any) {
	if err, ok := r.(error); ok {
		pr("recovered error:", err.Error())
	} else {
		pr("recovered:", r)
	}
}

func try(name string, f func()) (failed bool) {
	defer func() {
		if r := recover(); r != nil {
			pr(name)
			show(r)
			failed = true
		}
	}()
	f()
	return
}

type number interface {
	~int | ~int8 | ~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~float64
}

func sum[T number](xs ...T) (total T) {
	for _, x := range xs {
		total += x
	}
	return
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	var ys []U
	for _, x := range xs {
		ys = append(ys, f(x))
	}
	return ys
}

func filtered[T any](xs []T, f func(T) bool) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, x := range xs {
			if f(x) && !yield(i, x) {
				return
			}
		}
	}
}

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer pr("upTo ends")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pull(s iter.Seq[int]) (total int) {
	next, stop := iter.Pull(s)
	defer stop()
	for {
		x, ok := next()
		if !ok || total > 9 {
			return
		}
		total += x*3 + 1
	}
}

var _ = strings.Repeat
var _ = slices.Sort[[]int]
var _ = pull

func run(number int, f func()) {
	program, steps = number, 400
	try("main", f)
	w.Flush()
}

"#;

/// The Go text of programs with the numbers from `first` on, from a source of random numbers each.
pub fn file(seeds: &[u64]) -> String {
    let mut text = String::from(PRELUDE);
    for &seed in seeds {
        text += &Generator::new(&mut Random::new(seed), seed).program();
    }
    text += "func main() {\n";
    for seed in seeds {
        let _ = writeln!(text, "\trun({seed}, p{seed}main)");
    }
    text += "}\n";
    text
}

struct Generator<'a> {
    random: &'a mut Random,
    /// Begins all names of the program.
    prefix: String,
    structs: Vec<Struct>,
    funcs: Vec<Func>,
    globals: Vec<Var>,
    /// Variables by block, innermost last.
    scopes: Vec<Vec<Var>>,
    /// The function being generated: it calls those with greater numbers.
    current: usize,
    n_names: usize,
    /// Statements left for the function.
    left: usize,
    /// Labels of the loops around within the function, innermost last; those with `None` have none.
    loops: Vec<Option<String>>,
    /// Results of the function literal or declaration.
    results: Vec<Ty>,
    out: String,
    indent: usize,
}

impl Generator<'_> {
    fn new(random: &mut Random, seed: u64) -> Generator<'_> {
        Generator {
            random,
            prefix: format!("p{seed}"),
            structs: Vec::new(),
            funcs: Vec::new(),
            globals: Vec::new(),
            scopes: Vec::new(),
            current: 0,
            n_names: 0,
            left: 0,
            loops: Vec::new(),
            results: Vec::new(),
            out: String::new(),
            indent: 0,
        }
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push('\t');
        }
        self.out += text;
        self.out.push('\n');
    }

    fn open(&mut self, text: &str) {
        self.line(text);
        self.indent += 1;
        self.scopes.push(Vec::new());
    }

    fn close(&mut self, text: &str) {
        self.scopes.pop();
        self.indent -= 1;
        self.line(text);
    }

    fn fresh(&mut self, stem: &str) -> String {
        self.n_names += 1;
        format!("{stem}{}", self.n_names)
    }

    fn program(mut self) -> String {
        let p = self.prefix.clone();
        for number in 0..2 + self.random.below(3) {
            self.declare_struct(number);
        }
        let n_funcs = 2 + self.random.below(4);
        for _ in 0..n_funcs {
            let params = (0..self.random.below(4)).map(|_| self.ty(2)).collect();
            let results = (0..self.random.below(3)).map(|_| self.ty(1)).collect();
            self.funcs.push(Func { params, results });
        }
        self.declare_types();
        for _ in 0..2 + self.random.below(4) {
            let ty = self.ty(2);
            let name = format!("{p}g{}", self.globals.len());
            let text = self.ty_text(&ty);
            // Only literals: nothing that needs a function.
            self.current = n_funcs;
            let value = self.literal(&ty, 2);
            self.line(&format!("var {name} {text} = {value}"));
            self.globals.push(Var {
                name,
                ty,
                is_assignable: true,
            });
        }
        self.methods();
        for number in 0..n_funcs {
            self.func(number);
        }
        self.current = 0;
        self.results = Vec::new();
        self.left = 14 + self.random.below(20);
        self.open(&format!("func {p}main() {{"));
        for number in 0..n_funcs {
            let call = self.call_text(number, 2);
            let n_results = self.funcs[number].results.len();
            let results: Vec<String> = (0..n_results).map(|_| self.fresh("r")).collect();
            match n_results {
                0 => self.line(&call),
                _ => self.line(&format!("{} := {call}", results.join(", "))),
            }
            for (name, ty) in results.into_iter().zip(self.funcs[number].results.clone()) {
                self.line(&format!("_ = {name}"));
                self.print(&name, &ty);
                self.declare(name, ty, true);
            }
        }
        self.stmts();
        for global in self.globals.clone() {
            self.print(&global.name, &global.ty);
        }
        self.close("}\n");
        self.out
    }

    fn declare(&mut self, name: String, ty: Ty, is_assignable: bool) {
        let var = Var {
            name,
            ty,
            is_assignable,
        };
        self.scopes.last_mut().expect("in a block").push(var);
    }

    fn declare_struct(&mut self, number: usize) {
        let n_fields = self.random.below(4);
        let fields = (0..n_fields)
            .map(|at| {
                (
                    format!("{}{at}", self.random.pick(&["a", "b", "_c", "D"])),
                    self.field_ty(),
                )
            })
            .collect();
        let embedded = match number {
            0 => None,
            _ if self.random.one_in(2) => Some((self.random.below(number), self.random.one_in(4))),
            _ => None,
        };
        let has_method = embedded.is_none() || self.random.one_in(2);
        let is_by_pointer = self.random.one_in(2);
        self.structs.push(Struct {
            fields,
            embedded,
            has_method,
            is_by_pointer,
        });
    }

    /// A type for a field: no struct, whose number may be greater.
    fn field_ty(&mut self) -> Ty {
        match self.random.below(8) {
            0 => Ty::String,
            1 => Ty::Float,
            2 => Ty::Bool,
            3 => Ty::Array(
                Rc::new(Ty::Int(self.random.pick(INTS))),
                1 + self.random.below(3),
            ),
            4 => Ty::Slice(Rc::new(Ty::Int(self.random.pick(INTS)))),
            5 => Ty::Number,
            _ => Ty::Int(self.random.pick(INTS)),
        }
    }

    /// A random type.
    fn ty(&mut self, depth: usize) -> Ty {
        if depth == 0 {
            return match self.random.below(8) {
                0 => Ty::String,
                1 => Ty::Float,
                2 => Ty::Bool,
                3 => Ty::Number,
                4 => Ty::Struct(self.random.below(self.structs.len())),
                _ => Ty::Int(self.random.pick(INTS)),
            };
        }
        let depth = depth - 1;
        match self.random.below(20) {
            0 | 1 => Ty::Array(Rc::new(self.ty(depth)), 1 + self.random.below(4)),
            2..=4 => Ty::Slice(Rc::new(self.ty(depth))),
            5 | 6 => {
                let key = match self.random.below(6) {
                    0 => Ty::String,
                    1 => Ty::Array(Rc::new(Ty::Int("int8")), 2),
                    2 => Ty::Number,
                    _ => Ty::Int(self.random.pick(INTS)),
                };
                Ty::Map(Rc::new(key), Rc::new(self.ty(depth)))
            }
            7 | 8 => Ty::Ptr(Rc::new(self.ty(depth))),
            9 => Ty::Func,
            10 => Ty::Iface,
            11 => Ty::Any,
            12 => Ty::Box(Rc::new(self.ty(0))),
            13 | 14 => Ty::Struct(self.random.below(self.structs.len())),
            _ => self.ty(0),
        }
    }

    fn ty_text(&self, ty: &Ty) -> String {
        let p = &self.prefix;
        match ty {
            Ty::Int(name) => (*name).into(),
            Ty::Float => "float64".into(),
            Ty::String => "string".into(),
            Ty::Bool => "bool".into(),
            Ty::Struct(number) => format!("{p}S{number}"),
            Ty::Number => format!("{p}N"),
            Ty::Array(elem, len) => format!("[{len}]{}", self.ty_text(elem)),
            Ty::Slice(elem) => format!("[]{}", self.ty_text(elem)),
            Ty::Map(key, value) => format!("map[{}]{}", self.ty_text(key), self.ty_text(value)),
            Ty::Ptr(elem) => format!("*{}", self.ty_text(elem)),
            Ty::Func => "func(int) int".into(),
            Ty::Iface => format!("{p}I"),
            Ty::Any => "any".into(),
            Ty::Box(elem) => format!("{p}B[{}]", self.ty_text(elem)),
        }
    }

    fn is_comparable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Int(_) | Ty::Float | Ty::String | Ty::Bool | Ty::Number => true,
            Ty::Ptr(_) | Ty::Iface | Ty::Any | Ty::Slice(_) | Ty::Map(..) | Ty::Func => false,
            Ty::Array(elem, _) | Ty::Box(elem) => self.is_comparable(elem),
            Ty::Struct(number) => {
                let s = &self.structs[*number];
                let embedded = s.embedded.is_none_or(|(inner, is_ptr)| {
                    !is_ptr && self.is_comparable(&Ty::Struct(inner))
                });
                embedded && s.fields.iter().all(|(_, ty)| self.is_comparable(ty))
            }
        }
    }

    /// Whether printing a value prints no address.
    fn is_printable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Int(_) | Ty::Float | Ty::String | Ty::Bool | Ty::Number | Ty::Any => true,
            Ty::Ptr(_) | Ty::Func | Ty::Iface => false,
            Ty::Array(elem, _) | Ty::Slice(elem) | Ty::Box(elem) => self.is_printable(elem),
            Ty::Map(key, value) => self.is_printable(key) && self.is_printable(value),
            Ty::Struct(number) => {
                let s = &self.structs[*number];
                let embedded = s
                    .embedded
                    .is_none_or(|(inner, is_ptr)| !is_ptr && self.is_printable(&Ty::Struct(inner)));
                embedded && s.fields.iter().all(|(_, ty)| self.is_printable(ty))
            }
        }
    }

    fn declare_types(&mut self) {
        let p = self.prefix.clone();
        let number = self.random.pick(&["int", "uint16", "int32"]);
        self.line(&format!("type {p}N {number}"));
        self.line(&format!("type {p}I interface {{ M(int) int; V() {p}N }}"));
        self.line(&format!("type {p}B[T any] struct {{ x, y T; n int }}"));
        self.line(&format!(
            "func (b *{p}B[T]) Swap() {{ b.x, b.y = b.y, b.x; b.n++ }}"
        ));
        self.line(&format!(
            "func (b {p}B[T]) Get() T {{ b.n--; if b.n%2 == 0 {{ return b.x }}; return b.y }}"
        ));
        self.line(&format!(
            "func {p}boxed[T any](x, y T) *{p}B[T] {{ return &{p}B[T]{{x: x, y: y}} }}"
        ));
        for number in 0..self.structs.len() {
            let s = &self.structs[number];
            let mut text = format!("type {p}S{number} struct {{ ");
            if let Some((inner, is_ptr)) = s.embedded {
                let star = if is_ptr { "*" } else { "" };
                let _ = write!(text, "{star}{p}S{inner}; ");
            }
            for (name, ty) in &s.fields {
                let _ = write!(text, "{name} {}; ", self.ty_text(ty));
            }
            text += "}";
            self.line(&text);
        }
    }

    /// Methods `M` and `V` of the named types.
    fn methods(&mut self) {
        let p = self.prefix.clone();
        self.current = self.funcs.len();
        self.line(&format!(
            "func (n {p}N) M(d int) int {{ return int(n)*2 + d }}"
        ));
        self.line(&format!("func (n {p}N) V() {p}N {{ return n + 1 }}"));
        self.line(&format!("func (n *{p}N) Add(d int) {{ *n += {p}N(d) }}"));
        for number in 0..self.structs.len() {
            let s = &self.structs[number];
            let (is_by_pointer, has_method) = (s.is_by_pointer, s.has_method);
            if !has_method {
                continue;
            }
            let star = if is_by_pointer { "*" } else { "" };
            let receiver = Var {
                name: "s".into(),
                ty: match is_by_pointer {
                    true => Ty::Ptr(Rc::new(Ty::Struct(number))),
                    false => Ty::Struct(number),
                },
                is_assignable: true,
            };
            self.results = vec![Ty::Int("int")];
            self.left = 2 + self.random.below(3);
            self.open(&format!("func (s {star}{p}S{number}) M(d int) (r0 int) {{"));
            self.line("if tick() { return }");
            self.scopes
                .last_mut()
                .expect("in a block")
                .push(receiver.clone());
            self.declare("d".into(), Ty::Int("int"), true);
            self.declare("r0".into(), Ty::Int("int"), true);
            self.stmts();
            let value = self.expr(&Ty::Int("int"), 2);
            self.line(&format!("r0 += {value}"));
            self.line("return");
            self.close("}");
            self.open(&format!("func (s {star}{p}S{number}) V() {p}N {{"));
            self.scopes.last_mut().expect("in a block").push(receiver);
            let value = self.expr(&Ty::Number, 2);
            self.line(&format!("return {value}"));
            self.close("}");
        }
    }

    fn func(&mut self, number: usize) {
        let p = self.prefix.clone();
        self.current = number + 1;
        self.left = 4 + self.random.below(16);
        let (params, results) = (
            self.funcs[number].params.clone(),
            self.funcs[number].results.clone(),
        );
        self.results = results.clone();
        let mut vars = Vec::new();
        let text = |generator: &Self, stem: &str, types: &[Ty], vars: &mut Vec<Var>| {
            let parts = types.iter().enumerate().map(|(at, ty)| {
                let name = format!("{stem}{at}");
                let part = format!("{name} {}", generator.ty_text(ty));
                vars.push(Var {
                    name,
                    ty: ty.clone(),
                    is_assignable: true,
                });
                part
            });
            parts.collect::<Vec<String>>().join(", ")
        };
        let params = text(self, "a", &params, &mut vars);
        let results = text(self, "r", &results, &mut vars);
        if self.random.one_in(4) {
            self.line("//go:noinline");
        }
        self.open(&format!("func {p}f{number}({params}) ({results}) {{"));
        self.line("if tick() { return }");
        self.scopes.last_mut().expect("in a block").extend(vars);
        self.stmts();
        self.line("return");
        self.close("}");
    }
}
