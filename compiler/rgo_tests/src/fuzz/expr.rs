//! Random expressions over all basic types: constant, variable and mixed operands, overflow, shifts by
//! anything, division by zero and of the smallest number, conversions between everything, NaN and −0.
//!
//! A line of the generated file holds one expression with everything it needs, so that a line the
//! compilers reject can be taken out. Rejected lines are not waste: the messages must agree.

use std::fmt::Write as _;

use crate::random::Random;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Uint,
    Float,
    Complex,
    String,
    Bool,
}

/// A type that expressions have.
#[derive(Clone, Copy)]
struct Basic {
    name: &'static str,
    kind: Kind,
    bits: u32,
}

const fn basic(name: &'static str, kind: Kind, bits: u32) -> Basic {
    Basic { name, kind, bits }
}

const TYPES: &[Basic] = &[
    basic("int8", Kind::Int, 8),
    basic("int16", Kind::Int, 16),
    basic("int32", Kind::Int, 32),
    basic("int64", Kind::Int, 64),
    basic("int", Kind::Int, 64),
    basic("uint8", Kind::Uint, 8),
    basic("uint16", Kind::Uint, 16),
    basic("uint32", Kind::Uint, 32),
    basic("uint64", Kind::Uint, 64),
    basic("uint", Kind::Uint, 64),
    basic("uintptr", Kind::Uint, 64),
    basic("float32", Kind::Float, 32),
    basic("float64", Kind::Float, 64),
    basic("complex64", Kind::Complex, 64),
    basic("complex128", Kind::Complex, 128),
    basic("string", Kind::String, 0),
    basic("bool", Kind::Bool, 0),
    basic("Int8", Kind::Int, 8),
    basic("Int", Kind::Int, 64),
    basic("Uint16", Kind::Uint, 16),
    basic("Uint64", Kind::Uint, 64),
    basic("Float32", Kind::Float, 32),
    basic("Float64", Kind::Float, 64),
    basic("Complex128", Kind::Complex, 128),
    basic("String", Kind::String, 0),
    basic("Bool", Kind::Bool, 0),
];

/// Package variables of each type.
const N_GLOBALS: usize = 4;
/// Expressions in a function.
const PER_FUNC: usize = 3;

const PRELUDE: &str = r#"package main

import (
	"math"
	"math/bits"
	"unsafe"
)

type Int8 int8
type Int int
type Uint16 uint16
type Uint64 uint64
type Float32 float32
type Float64 float64
type Complex128 complex128
type String string
type Bool bool

//go:noinline
func opaque[T any](x T) T { return x }

func same[T any](x T) T { return x }

func pick[T any](c bool, x, y T) T {
	if c {
		return x
	}
	return y
}

func printInt[T ~int8 | ~int16 | ~int32 | ~int64 | ~int](id, at int, x T) { println(id, at, int64(x)) }

func printUint[T ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~uintptr](id, at int, x T) {
	println(id, at, uint64(x))
}

func floatBits(x float64) uint64 {
	if x != x {
		return 0x7ff8000000000001
	}
	return math.Float64bits(x)
}

func printFloat[T ~float32 | ~float64](id, at int, x T) {
	println(id, at, "float", floatBits(float64(x)), float64(x))
}

func printComplex[T ~complex64 | ~complex128](id, at int, x T) {
	println(id, at, "complex", floatBits(real(complex128(x))), floatBits(imag(complex128(x))), complex128(x))
}

func printBool[T ~bool](id, at int, x T) { println(id, at, bool(x)) }

func printString[T ~string](id, at int, x T) {
	const digits = "0123456789abcdef"
	var text []byte
	for i := 0; i < len(x); i++ {
		if b := x[i]; b > ' ' && b < 127 {
			text = append(text, b)
		} else {
			text = append(text, '\\', digits[b>>4], digits[b&15])
		}
	}
	println(id, at, len(x), string(text))
}

func try(id int, f func()) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(error); ok {
				println(id, "panic:", err.Error())
			} else {
				println(id, "panic")
			}
		}
	}()
	f()
}

var _ = unsafe.Sizeof(0)
var _ = bits.Len(0)

"#;

/// A file of expressions.
pub struct File {
    /// Its lines, one each. Those of expressions may be emptied without harm to others.
    pub lines: Vec<String>,
    /// Indices of the lines with expressions.
    pub expressions: Vec<usize>,
}

impl File {
    pub fn text(&self) -> String {
        self.lines.concat()
    }
}

/// A file of about `count` expressions.
pub fn file(random: &mut Random, count: usize) -> File {
    let mut file = File {
        lines: PRELUDE.lines().map(|line| format!("{line}\n")).collect(),
        expressions: Vec::new(),
    };
    for ty in TYPES {
        let mut generator = Generator::new(random);
        let name = ty.name;
        for at in 0..N_GLOBALS {
            let value = generator.literal(*ty);
            let global = global_name(*ty, at);
            // The constant has the variable's type or is converted while the program runs.
            file.lines
                .push(format!("var {global} = opaque[{name}]({value})\n"));
            let value = generator.literal(*ty);
            file.lines
                .push(format!("const k{global} {name} = {value}\n"));
        }
    }
    let n_funcs = count.div_ceil(PER_FUNC);
    for number in 0..n_funcs {
        file.lines.push(format!("func f{number}() {{\n"));
        let mut generator = Generator::new(random);
        let locals = generator.declare_locals();
        file.lines.extend(locals);
        for at in 0..PER_FUNC {
            let line = generator.line(&format!("{number}, {at}"));
            file.expressions.push(file.lines.len());
            file.lines.push(line);
        }
        file.lines.push("}\n".into());
    }
    let mut table = String::from("var table = []func(){");
    for number in 0..n_funcs {
        let _ = write!(table, "f{number}, ");
    }
    file.lines.push(table + "}\n");
    file.lines
        .push("func main() { for i, f := range table { try(i, f) } }\n".into());
    file
}

fn global_name(ty: Basic, at: usize) -> String {
    format!("g{}_{at}", ty.name)
}

struct Generator<'a> {
    random: &'a mut Random,
    /// The types most expressions of the function have.
    favourites: Vec<Basic>,
    /// Variables of the function.
    locals: Vec<(String, Basic)>,
    /// Names for variables of lines.
    n_names: usize,
    /// Whether the line has an operation that may panic. The order of two would be left open.
    may_panic: bool,
}

impl Generator<'_> {
    fn new(random: &mut Random) -> Generator<'_> {
        let favourites = (0..3).map(|_| random.pick(TYPES)).collect();
        Generator {
            random,
            favourites,
            locals: Vec::new(),
            n_names: 0,
            may_panic: false,
        }
    }

    fn declare_locals(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for at in 0..4 {
            let ty = self.random.pick(&self.favourites.clone());
            let name = format!("v{at}");
            // Of an unknown value, or of one that compilers can see through.
            let value = match self.random.below(3) {
                0 => self.literal(ty),
                _ => global_name(ty, self.random.below(N_GLOBALS)),
            };
            lines.push(format!(
                "\tvar {name} {} = {value}\n\t_ = {name}\n",
                ty.name
            ));
            self.locals.push((name, ty));
        }
        lines
            .iter()
            .flat_map(|pair| pair.split_inclusive('\n').map(String::from))
            .collect()
    }

    fn some_type(&mut self) -> Basic {
        match self.random.below(3) {
            0 => self.random.pick(TYPES),
            _ => self.random.pick(&self.favourites.clone()),
        }
    }

    fn type_of_kind(&mut self, kinds: &[Kind]) -> Basic {
        let all: Vec<Basic> = TYPES
            .iter()
            .copied()
            .filter(|ty| kinds.contains(&ty.kind))
            .collect();
        let favourites = self.favourites.clone();
        let near: Vec<Basic> = favourites
            .into_iter()
            .filter(|ty| kinds.contains(&ty.kind))
            .collect();
        match near.is_empty() || self.random.one_in(2) {
            true => self.random.pick(&all),
            false => self.random.pick(&near),
        }
    }

    fn integer_type(&mut self) -> Basic {
        self.type_of_kind(&[Kind::Int, Kind::Uint])
    }

    /// A line that prints an expression's value.
    fn line(&mut self, id: &str) -> String {
        self.may_panic = false;
        let ty = self.some_type();
        let depth = 1 + self.random.below(5);
        let print = print_name(ty);
        let name = ty.name;
        match self.random.below(12) {
            0 => {
                let (x, y) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                let op = self.binary_op(ty);
                let y = self.divisor(ty, &op, y);
                format!("\t{{ v := {name}({x}); v {op}= {y}; {print}({id}, v) }}\n")
            }
            1 if matches!(ty.kind, Kind::Int | Kind::Uint) => {
                let x = self.expr(ty, depth - 1);
                let count = self.shift_count(depth - 1);
                let op = self.random.pick(&["<<", ">>"]);
                format!("\t{{ v := {name}({x}); v {op}= {count}; {print}({id}, v) }}\n")
            }
            2 => self.loop_line(ty, depth, id),
            3 => {
                let constant = self.constant(depth);
                format!("\t{{ const c = {constant}; {print}({id}, {name}(c)) }}\n")
            }
            4 => {
                let (x, y) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                let cond = self.condition(depth - 1);
                format!("\t{{ v := {name}({x}); if {cond} {{ v = {y} }}; {print}({id}, v) }}\n")
            }
            5 => {
                let x = self.expr(ty, depth);
                format!("\t{{ var v {name} = {x}; {print}({id}, v) }}\n")
            }
            _ => {
                let x = self.expr(ty, depth);
                format!("\t{print}({id}, {name}({x}))\n")
            }
        }
    }

    /// An expression of a loop's variable, evaluated several times.
    fn loop_line(&mut self, ty: Basic, depth: usize, id: &str) -> String {
        let print = print_name(ty);
        let name = ty.name;
        let counter = self.integer_type();
        let variable = format!("i{}", self.n_names);
        self.n_names += 1;
        let (lo, hi) = match counter.kind {
            Kind::Int => (-3, 4),
            _ => (0, 7),
        };
        self.locals.push((variable.clone(), counter));
        self.favourites.push(counter);
        let x = self.expr(ty, depth - 1);
        self.favourites.pop();
        self.locals.pop();
        let (op, x) = match ty.kind {
            Kind::Bool => ("= !v ==".into(), x),
            _ => {
                let op = self.binary_op(ty);
                let x = self.divisor(ty, &op, x);
                (op + "=", x)
            }
        };
        let header = match self.random.below(3) {
            0 => format!(
                "{variable} := {}({hi}); {variable} >= {}; {variable}--",
                counter.name,
                lo + 1
            ),
            1 => format!("{variable} := range {}(6)", counter.name),
            _ => format!(
                "{variable} := {}({lo}); {variable} < {hi}; {variable}++",
                counter.name
            ),
        };
        format!("\t{{ var v {name}; for {header} {{ v {op} {x} }}; {print}({id}, v) }}\n")
    }

    /// The right operand `y` of `op`, made one that can be divided by.
    fn divisor(&mut self, ty: Basic, op: &str, y: String) -> String {
        let is_integer = matches!(ty.kind, Kind::Int | Kind::Uint);
        if is_integer && matches!(op, "/" | "%") && !self.lets_panic() {
            return format!("({y} | 1)");
        }
        y
    }

    fn binary_op(&mut self, ty: Basic) -> String {
        let ops: &[&str] = match ty.kind {
            Kind::Int | Kind::Uint => {
                &["+", "-", "*", "/", "%", "&", "|", "^", "&^", "+", "-", "*"]
            }
            Kind::Float | Kind::Complex => &["+", "-", "*", "/"],
            Kind::String => &["+"],
            Kind::Bool => return "".into(),
        };
        self.random.pick(ops).into()
    }

    /// Whether the next operation may panic: now and then, once a line.
    fn lets_panic(&mut self) -> bool {
        let lets = !self.may_panic && self.random.one_in(4);
        self.may_panic |= lets;
        lets
    }

    fn condition(&mut self, depth: usize) -> String {
        let bool_type = TYPES[16];
        self.expr(bool_type, depth)
    }

    /// An expression of a type. It may be a constant that has the type only by its context.
    fn expr(&mut self, ty: Basic, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(ty);
        }
        let depth = depth - 1;
        match self.random.below(16) {
            0 => self.leaf(ty),
            1 | 2 => self.conversion(ty, depth),
            3 => {
                let x = self.expr(ty, depth);
                let wrapper = self.random.pick(&["opaque", "same"]);
                format!("{wrapper}[{}]({x})", ty.name)
            }
            4 => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                let cond = self.condition(depth.saturating_sub(1));
                format!("pick[{}]({cond}, {x}, {y})", ty.name)
            }
            5 => self.indexed(ty, depth),
            6 if self.random.one_in(3) => {
                let x = self.expr(ty, depth);
                format!("func() {} {{ return {x} }}()", ty.name)
            }
            _ => match ty.kind {
                Kind::Int | Kind::Uint => self.integer(ty, depth),
                Kind::Float => self.float(ty, depth),
                Kind::Complex => self.complex(ty, depth),
                Kind::String => self.string(ty, depth),
                Kind::Bool => self.bool(ty, depth),
            },
        }
    }

    fn leaf(&mut self, ty: Basic) -> String {
        let locals: Vec<String> = self
            .locals
            .iter()
            .filter(|local| local.1.name == ty.name)
            .map(|local| local.0.clone())
            .collect();
        match self.random.below(8) {
            0..=3 if !locals.is_empty() => locals[self.random.below(locals.len())].clone(),
            0 | 4 => self.literal(ty),
            5 => format!("k{}", global_name(ty, self.random.below(N_GLOBALS))),
            6 => format!("{}({})", ty.name, self.literal(ty)),
            _ => global_name(ty, self.random.below(N_GLOBALS)),
        }
    }

    /// An element of a literal, by an index that may be out of range.
    fn indexed(&mut self, ty: Basic, depth: usize) -> String {
        let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
        let index_type = self.integer_type();
        let index = match self.random.below(4) {
            0 if self.lets_panic() => self.expr(index_type, depth),
            1 => self.random.pick(&["0", "1", "1.0", "'\\x01'"]).into(),
            _ => format!("{}&1", self.expr(index_type, depth.min(1))),
        };
        let name = ty.name;
        match self.random.below(4) {
            0 => format!("[]{name}{{{x}, {y}}}[{index}]"),
            1 => format!("[...]{name}{{1: {x}, 0: {y}}}[{index}]"),
            2 => {
                let index = self.expr(index_type, depth.min(1));
                let key = self.expr(index_type, depth.min(1));
                format!("map[{}]{name}{{{key}: {x}}}[{index}]", index_type.name)
            }
            _ => format!("struct{{ a, b {name} }}{{{x}, {y}}}.b"),
        }
    }

    fn conversion(&mut self, ty: Basic, depth: usize) -> String {
        let kinds: &[Kind] = match ty.kind {
            Kind::Int | Kind::Uint | Kind::Float => &[Kind::Int, Kind::Uint, Kind::Float],
            Kind::Complex => &[Kind::Complex],
            Kind::String => &[Kind::String, Kind::String, Kind::Int, Kind::Uint],
            Kind::Bool => &[Kind::Bool],
        };
        let from = self.type_of_kind(kinds);
        let x = self.expr(from, depth);
        match (ty.kind, from.kind) {
            (Kind::String, Kind::String) => match self.random.below(4) {
                0 => format!("{}([]byte({x}))", ty.name),
                1 => format!("{}([]rune({x}))", ty.name),
                _ => format!("{}({x})", ty.name),
            },
            _ => format!("{}({x})", ty.name),
        }
    }

    fn shift_count(&mut self, depth: usize) -> String {
        match self.random.below(4) {
            0 => {
                let counts = [
                    "0", "1", "3", "7", "8", "15", "31", "32", "33", "63", "64", "65", "100",
                    "3.0", "'\\x02'",
                ];
                self.random.pick(&counts).into()
            }
            1 => {
                let ty = self.integer_type();
                let mask = self.random.pick(&["7", "15", "31", "63", "127"]);
                format!("({}&{mask})", self.expr(ty, depth))
            }
            2 if self.lets_panic() => {
                let ty = self.integer_type();
                self.expr(ty, depth)
            }
            _ => {
                // gc mistakes some constant counts of 2^63 and more.
                let mut ty = self.type_of_kind(&[Kind::Uint]);
                while ty.bits == 64 {
                    ty = self.random.pick(&TYPES[5..8]);
                }
                self.expr(ty, depth)
            }
        }
    }

    /// Operands of one type, one of them perhaps an untyped constant.
    fn operands(&mut self, ty: Basic, depth: usize) -> (String, String) {
        let x = self.expr(ty, depth);
        let y = match self.random.below(4) {
            0 => self.literal(ty),
            _ => self.expr(ty, depth),
        };
        match self.random.one_in(6) {
            true => (y, x),
            false => (x, y),
        }
    }

    fn integer(&mut self, ty: Basic, depth: usize) -> String {
        let name = ty.name;
        match self.random.below(20) {
            0..=3 => {
                let x = self.expr(ty, depth);
                let count = self.shift_count(depth);
                let op = self.random.pick(&["<<", ">>"]);
                format!("({x} {op} {count})")
            }
            4 => {
                let op = self.random.pick(&["-", "+", "^", "-"]);
                format!("({op} {})", self.expr(ty, depth))
            }
            5 => {
                let string = self.type_of_kind(&[Kind::String]);
                let x = self.expr(string, depth);
                format!("{name}(len({x}))")
            }
            6 => {
                let string = self.type_of_kind(&[Kind::String]);
                let x = self.expr(string, depth);
                let index_type = self.integer_type();
                let index = self.expr(index_type, depth.min(1));
                match self.lets_panic() {
                    true => format!("{name}({x}[{index}])"),
                    false => format!("{name}(({x} + \"01234567\")[{index} & 7])"),
                }
            }
            7 => self.bit_operation(ty, depth),
            8 => {
                let (x, y) = self.operands(ty, depth);
                let (f, z) = (self.random.pick(&["min", "max"]), self.leaf(ty));
                format!("{f}({x}, {y}, {z})")
            }
            9 => {
                // Both halves of a rotation or of a remainder, which compilers recognise.
                let x = self.expr(ty, depth.min(1));
                let k = 1 + self.random.below(ty.bits as usize - 1);
                let back = ty.bits as usize - k;
                let op = self.random.pick(&["|", "^", "+"]);
                format!("({x}<<{k} {op} {x}>>{back})")
            }
            10 => {
                // Division by a constant.
                let x = self.expr(ty, depth);
                let op = self.random.pick(&["/", "%"]);
                format!("({x} {op} {})", self.literal(ty))
            }
            11 => {
                let size = self.some_type();
                let x = self.leaf(size);
                format!("({} + {name}(unsafe.Sizeof({x})))", self.expr(ty, depth))
            }
            _ => {
                let (x, y) = self.operands(ty, depth);
                let op = self.binary_op(ty);
                let y = self.divisor(ty, &op, y);
                match self.random.one_in(6) {
                    true => format!("{x} {op} {y}"),
                    false => format!("({x} {op} {y})"),
                }
            }
        }
    }

    fn bit_operation(&mut self, ty: Basic, depth: usize) -> String {
        let name = ty.name;
        let width = self.random.pick(&[8, 16, 32, 64]);
        let unsigned = TYPES
            .iter()
            .find(|ty| ty.kind == Kind::Uint && ty.bits == width)
            .expect("all widths are there");
        let x = self.expr(*unsigned, depth);
        match self.random.below(7) {
            0 => format!("{name}(bits.LeadingZeros{width}({x}))"),
            1 => format!("{name}(bits.TrailingZeros{width}({x}))"),
            2 => format!("{name}(bits.OnesCount{width}({x}))"),
            3 => {
                let count = self.expr(TYPES[4], depth.min(1));
                format!("{name}(bits.RotateLeft{width}({x}, {count}))")
            }
            4 => format!("{name}(bits.Reverse{width}({x}))"),
            5 if width > 8 => format!("{name}(bits.ReverseBytes{width}({x}))"),
            _ => format!("{name}(bits.Len{width}({x}))"),
        }
    }

    fn float(&mut self, ty: Basic, depth: usize) -> String {
        let name = ty.name;
        match self.random.below(12) {
            0 => format!("(- {})", self.expr(ty, depth)),
            1 => {
                let complex = self.type_of_kind(&[Kind::Complex]);
                let part = self.random.pick(&["real", "imag"]);
                format!("{name}({part}({}))", self.expr(complex, depth))
            }
            2 => {
                let (x, y) = self.operands(ty, depth);
                let f = self.random.pick(&["min", "max"]);
                format!("{f}({x}, {y})")
            }
            3 => {
                let functions = ["Sqrt", "Floor", "Ceil", "Trunc", "Abs", "RoundToEven"];
                let f = self.random.pick(&functions);
                format!("{name}(math.{f}(float64({})))", self.expr(ty, depth))
            }
            4 => {
                let (x, y) = self.operands(ty, depth);
                format!("{name}(math.Copysign(float64({x}), float64({y})))")
            }
            5 if self.random.one_in(2) => {
                let (x, y) = self.operands(ty, depth);
                let z = self.expr(ty, depth);
                format!("{name}(math.FMA(float64({x}), float64({y}), float64({z})))")
            }
            _ => {
                let (x, y) = self.operands(ty, depth);
                let op = self.binary_op(ty);
                format!("({x} {op} {y})")
            }
        }
    }

    fn complex(&mut self, ty: Basic, depth: usize) -> String {
        let name = ty.name;
        match self.random.below(8) {
            0 => format!("(- {})", self.expr(ty, depth)),
            1 | 2 => {
                let part = match ty.bits {
                    64 => TYPES[11],
                    _ => TYPES[12],
                };
                let (x, y) = (self.expr(part, depth), self.expr(part, depth));
                format!("{name}(complex({x}, {y}))")
            }
            _ => {
                let (x, y) = self.operands(ty, depth);
                let op = self.binary_op(ty);
                format!("({x} {op} {y})")
            }
        }
    }

    fn string(&mut self, ty: Basic, depth: usize) -> String {
        match self.random.below(6) {
            0 => {
                let x = self.expr(ty, depth);
                let index_type = self.integer_type();
                let (lo, hi) = (
                    self.expr(index_type, depth.min(1)),
                    self.expr(index_type, depth.min(1)),
                );
                match self.random.below(4) {
                    0 if self.lets_panic() => format!("{x}[{lo}:]"),
                    1 if self.lets_panic() => format!("{x}[:{hi}]"),
                    2 if self.lets_panic() => format!("{x}[{lo}&3:{hi}&7]"),
                    3 => format!("({x} + \"0\")[1:]"),
                    _ => format!("({x} + \"01234567\")[{lo}&3:{hi}&3|4]"),
                }
            }
            1 => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                let f = self.random.pick(&["min", "max"]);
                format!("{f}({x}, {y})")
            }
            2 => {
                let (x, y, z) = (self.expr(ty, depth), self.expr(ty, depth), self.leaf(ty));
                format!("({x} + {y} + {z})")
            }
            _ => {
                let (x, y) = self.operands(ty, depth);
                format!("({x} + {y})")
            }
        }
    }

    fn bool(&mut self, ty: Basic, depth: usize) -> String {
        let name = ty.name;
        match self.random.below(10) {
            0 => format!("(!{})", self.expr(ty, depth)),
            1 | 2 => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                let op = self.random.pick(&["&&", "||", "==", "!="]);
                format!("({x} {op} {y})")
            }
            3 => {
                // Equal values in interfaces, whatever the types.
                let (one, other) = (self.some_type(), self.some_type());
                let other = self.random.pick(&[one, one, other]);
                let (x, y) = (self.expr(one, depth), self.expr(other, depth));
                format!("{name}(any({}({x})) == any({}({y})))", one.name, other.name)
            }
            4 => {
                // A range check.
                let of = self.integer_type();
                let x = self.expr(of, depth.min(1));
                let (lo, hi) = (self.literal(of), self.literal(of));
                let op = self.random.pick(&["<", "<="]);
                match self.random.one_in(2) {
                    true => format!("{name}({lo} {op} {x} && {x} {op} {hi})"),
                    false => format!("{name}({x} {op} {lo} || {hi} {op} {x})"),
                }
            }
            5 => {
                let of = self.some_type();
                let (x, y) = (self.expr(of, depth), self.expr(of, depth));
                let (a, b) = (self.leaf(of), self.leaf(of));
                let literal = format!("struct{{ a, b {} }}", of.name);
                format!("{name}({literal}{{{x}, {a}}} == ({literal}{{{y}, {b}}}))")
            }
            _ => {
                let of = self.some_type();
                let (x, y) = self.operands(of, depth);
                let ops: &[&str] = match of.kind {
                    Kind::Bool | Kind::Complex => &["==", "!="],
                    _ => &["==", "!=", "<", "<=", ">", ">="],
                };
                let op = self.random.pick(ops);
                format!("{name}({x} {op} {y})")
            }
        }
    }

    /// An untyped constant expression.
    fn constant(&mut self, depth: usize) -> String {
        if depth == 0 {
            let ty = self.some_type();
            return match ty.kind {
                Kind::Int | Kind::Uint if self.random.one_in(4) => self
                    .random
                    .pick(&[
                        "1<<100",
                        "1<<511",
                        "0x1p70",
                        "1e30",
                        "'\\U0010ffff'",
                        "1<<63",
                        "1<<64",
                    ])
                    .into(),
                _ => self.literal(ty),
            };
        }
        let depth = depth - 1;
        let x = self.constant(depth);
        match self.random.below(16) {
            0 => format!("(- {x})"),
            1 => format!("(^ {x})"),
            2 => {
                let count = self
                    .random
                    .pick(&["1", "8", "31", "64", "100", "500", "3.0", "1000"]);
                format!("({x} {} {count})", self.random.pick(&["<<", ">>"]))
            }
            3 => {
                let f = self.random.pick(&["real", "imag"]);
                format!("{f}({x})")
            }
            4 => format!("len({:?})", "x".repeat(self.random.below(9))),
            5 => {
                let ty = self.some_type();
                format!("{}({x})", ty.name)
            }
            6 => {
                let y = self.constant(depth);
                let f = self.random.pick(&["min", "max", "complex"]);
                format!("{f}({x}, {y})")
            }
            7 => {
                let y = self.constant(depth);
                let op = self.random.pick(&["==", "<", ">=", "!="]);
                format!("({x} {op} {y})")
            }
            _ => {
                let y = self.constant(depth);
                let op = self
                    .random
                    .pick(&["+", "-", "*", "/", "/", "%", "&", "|", "^", "&^", "*", "+"]);
                format!("({x} {op} {y})")
            }
        }
    }

    /// A literal that a variable of the type can have.
    fn literal(&mut self, ty: Basic) -> String {
        match ty.kind {
            Kind::Int | Kind::Uint => self.integer_literal(ty),
            Kind::Float => self.float_literal(ty),
            Kind::Complex => {
                let part = basic("", Kind::Float, ty.bits / 2);
                let (re, im) = (self.float_literal(part), self.float_literal(part));
                match self.random.below(4) {
                    0 => re,
                    1 => "1i".into(),
                    _ => format!("complex({re}, {im})"),
                }
            }
            Kind::String => {
                let strings = [
                    "\"\"",
                    "\"a\"",
                    "\"abc\"",
                    "\"abd\"",
                    "\"abcdefgh\"",
                    "\"abcdefgi\"",
                    "\"h\u{e9}llo\"",
                    "\"\\xff\"",
                    "\"\u{4e16}\u{754c}\"",
                    "\"\\xed\\xa0\\x80x\"",
                    "\"0123456789abcdef0\"",
                    "`raw\\n`",
                    "\"\\u00ff\\000\"",
                ];
                self.random.pick(&strings).into()
            }
            Kind::Bool => self.random.pick(&["true", "false"]).into(),
        }
    }

    fn integer_literal(&mut self, ty: Basic) -> String {
        let (min, max): (i128, i128) = match ty.kind {
            Kind::Int => (-(1 << (ty.bits - 1)), (1 << (ty.bits - 1)) - 1),
            _ => (0, (1 << ty.bits) - 1),
        };
        let value = match self.random.below(6) {
            0 => self
                .random
                .pick(&[min, max, max - 1, min + 1, max / 2, max / 2 + 1]),
            1 => self.random.below(17) as i128,
            2 => (1 << self.random.below(ty.bits as usize)) - self.random.below(3) as i128,
            3 => -(self.random.below(12) as i128),
            4 => {
                let odd = [
                    3,
                    5,
                    7,
                    9,
                    10,
                    25,
                    60,
                    100,
                    125,
                    641,
                    1000,
                    3600,
                    65537,
                    1_000_000,
                    6_700_417,
                    1_000_000_007,
                ];
                self.random.pick(&odd)
            }
            _ => {
                let words =
                    (self.random.below(1 << 30) as i128) << 30 | self.random.below(1 << 30) as i128;
                min + (words << 5) % (max - min + 1)
            }
        };
        let value = value.clamp(min, max);
        match self.random.below(8) {
            0 if value >= 0 => format!("{value:#x}"),
            1 if (32..127).contains(&value) && value != 39 && value != 92 => {
                format!("'{}'", char::from(value as u8))
            }
            2 if value.abs() < 1000 => format!("{value}.0"),
            3 if value >= 0 => format!("{value:#b}"),
            _ => value.to_string(),
        }
    }

    fn float_literal(&mut self, ty: Basic) -> String {
        let both = [
            "0.0",
            "1.0",
            "-1.0",
            "0.5",
            "1.5",
            "2.5",
            "-0.75",
            "3",
            "1e10",
            "-1e10",
            "1e-10",
            "0x1p-126",
            "0x1p-149",
            "1e38",
            "-3e38",
            "16777216.0",
            "16777217.0",
            "2147483648.0",
            "-2147483649.0",
            "4294967296.0",
            "9223372036854775808.0",
            "-9223372036854775808.0",
            "18446744073709551616.0",
            "9223373136366403584.0",
            "255.5",
            "-128.9",
            "65536.25",
            "0.1",
            "0.3",
            "'a'",
            "1<<40",
        ];
        let wide = [
            "1e308",
            "-1.7976931348623157e308",
            "0x1p-1074",
            "0x1p-1022",
            "1e-300",
            "9007199254740993.0",
            "4503599627370497.5",
            "0x1.fffffffffffffp-2",
            "1e-400",
        ];
        match ty.bits == 64 && self.random.one_in(3) {
            true => self.random.pick(&wide).into(),
            false => self.random.pick(&both).into(),
        }
    }
}

/// The function that prints a value of a type.
fn print_name(ty: Basic) -> &'static str {
    match ty.kind {
        Kind::Int => "printInt",
        Kind::Uint => "printUint",
        Kind::Float => "printFloat",
        Kind::Complex => "printComplex",
        Kind::String => "printString",
        Kind::Bool => "printBool",
    }
}
