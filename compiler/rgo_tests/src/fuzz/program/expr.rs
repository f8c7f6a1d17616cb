//! Expressions of generated programs.

use std::rc::Rc;

use super::{Generator, INTS, Ty, Var};

impl Generator<'_> {
    /// All variables in scope.
    fn vars(&self) -> Vec<Var> {
        let locals = self.scopes.iter().flatten();
        self.globals.iter().chain(locals).cloned().collect()
    }

    /// Places of a type: variables, fields, elements, what pointers lead to. Evaluating them may panic
    /// only if `is_risky`.
    pub(super) fn places(&self, ty: &Ty, is_risky: bool) -> Vec<String> {
        let mut places = Vec::new();
        for var in self.vars() {
            if var.is_assignable {
                self.places_in(&var.name, &var.ty, ty, is_risky, 2, &mut places);
            }
        }
        places
    }

    fn places_in(
        &self,
        text: &str,
        of: &Ty,
        ty: &Ty,
        is_risky: bool,
        depth: usize,
        places: &mut Vec<String>,
    ) {
        if of == ty {
            places.push(text.into());
        }
        if depth == 0 {
            return;
        }
        let depth = depth - 1;
        match of {
            Ty::Struct(number) => {
                let s = &self.structs[*number];
                for (name, field) in &s.fields {
                    self.places_in(
                        &format!("{text}.{name}"),
                        field,
                        ty,
                        is_risky,
                        depth,
                        places,
                    );
                }
                if let Some((inner, is_ptr)) = s.embedded
                    && (is_risky || !is_ptr)
                {
                    let field = format!("{text}.{}S{inner}", self.prefix);
                    let inner_ty = Ty::Struct(inner);
                    if !is_ptr {
                        self.places_in(&field, &inner_ty, ty, is_risky, depth, places);
                    }
                    // Promoted fields.
                    for (name, field) in &self.structs[inner].fields {
                        if !s.fields.iter().any(|(own, _)| own == name) {
                            self.places_in(
                                &format!("{text}.{name}"),
                                field,
                                ty,
                                is_risky,
                                depth,
                                places,
                            );
                        }
                    }
                }
            }
            Ty::Box(elem) => {
                self.places_in(&format!("{text}.x"), elem, ty, is_risky, depth, places);
                self.places_in(&format!("{text}.y"), elem, ty, is_risky, depth, places);
            }
            Ty::Array(elem, len) => {
                self.places_in(
                    &format!("{text}[{}]", len - 1),
                    elem,
                    ty,
                    is_risky,
                    depth,
                    places,
                );
                self.places_in(&format!("{text}[0]"), elem, ty, is_risky, depth, places);
            }
            Ty::Slice(elem) if is_risky => {
                self.places_in(&format!("{text}[1]"), elem, ty, is_risky, depth, places);
            }
            Ty::Map(key, value) if is_risky && **value == *ty => {
                let key = self.plain_key(key);
                places.push(format!("{text}[{key}]"));
            }
            Ty::Ptr(elem) if is_risky => {
                let inner = format!("(*{text})");
                self.places_in(&inner, elem, ty, is_risky, depth, places);
            }
            _ => {}
        }
    }

    /// A key that map literals have, too.
    fn plain_key(&self, key: &Ty) -> String {
        match key {
            Ty::String => "\"b\"".into(),
            Ty::Array(..) => "[2]int8{1}".into(),
            _ => "1".into(),
        }
    }

    /// An expression of a type.
    pub(super) fn expr(&mut self, ty: &Ty, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(ty);
        }
        let depth = depth - 1;
        match self.random.below(14) {
            0 => self.leaf(ty),
            1 => {
                let name = self.fresh("e");
                format!(
                    "side[{}](\"{name}\", {})",
                    self.ty_text(ty),
                    self.expr(ty, depth)
                )
            }
            2 => {
                let wrapper = self.random.pick(&["id", "opaque"]);
                format!("{wrapper}[{}]({})", self.ty_text(ty), self.expr(ty, depth))
            }
            3 => self.call(ty, depth).unwrap_or_else(|| self.leaf(ty)),
            4 => {
                let text = self.ty_text(ty);
                let (cond, x, y) = (
                    self.expr(&Ty::Bool, depth),
                    self.expr(ty, depth),
                    self.expr(ty, depth),
                );
                format!("func() {text} {{ if {cond} {{ return {x} }}; return {y} }}()")
            }
            5 => {
                let len = 1 + self.random.below(3);
                let array = Ty::Array(Rc::new(ty.clone()), len);
                let x = self.literal(&array, depth.min(1));
                let index = self.random.below(len);
                format!("{x}[id({index})]")
            }
            6 => {
                // Through a pointer to a new variable, or a closure over one.
                let text = self.ty_text(ty);
                let x = self.expr(ty, depth);
                format!("func(x {text}) {text} {{ p := &x; return *p }}({x})")
            }
            _ => self.operation(ty, depth),
        }
    }

    fn leaf(&mut self, ty: &Ty) -> String {
        let mut places = self.places(ty, false);
        places.extend(
            self.vars()
                .into_iter()
                .filter(|var| !var.is_assignable && var.ty == *ty)
                .map(|var| var.name),
        );
        if !places.is_empty() && !self.random.one_in(4) {
            return places[self.random.below(places.len())].clone();
        }
        let literal = self.literal(ty, 1);
        match ty {
            // Not a constant: operations on constants may overflow.
            Ty::Int(_) | Ty::Float | Ty::Number | Ty::String | Ty::Bool => {
                let f = self.random.pick(&["id", "opaque", "id"]);
                format!("{f}[{}]({literal})", self.ty_text(ty))
            }
            _ => literal,
        }
    }

    /// A literal; for types without, something that always works.
    pub(super) fn literal(&mut self, ty: &Ty, depth: usize) -> String {
        let text = self.ty_text(ty);
        if depth == 0 {
            return match ty {
                Ty::Int(_) | Ty::Number | Ty::Float => self.random.below(100).to_string(),
                Ty::String => format!("{:?}", self.random.pick(&["", "x", "h\u{e9}", "abc"])),
                Ty::Bool => self.random.pick(&["true", "false"]).into(),
                Ty::Struct(_) | Ty::Array(..) | Ty::Slice(_) | Ty::Map(..) | Ty::Box(_) => {
                    format!("{text}{{}}")
                }
                Ty::Ptr(_) => format!("({text})(nil)"),
                Ty::Func => "func(x int) int { return x + 1 }".into(),
                Ty::Iface => format!("{text}({}N(4))", self.prefix),
                Ty::Any => "any(7)".into(),
            };
        }
        let depth = depth - 1;
        match ty {
            Ty::Struct(number) => {
                let fields = self.structs[*number].fields.clone();
                let embedded = self.structs[*number].embedded;
                let mut parts = Vec::new();
                for (name, field) in fields {
                    if !self.random.one_in(4) {
                        parts.push(format!("{name}: {}", self.literal(&field, depth)));
                    }
                }
                if let Some((inner, is_ptr)) = embedded
                    && (is_ptr || self.random.one_in(2))
                {
                    let value = self.literal(&Ty::Struct(inner), depth);
                    let and = if is_ptr { "&" } else { "" };
                    parts.push(format!("{}S{inner}: {and}{value}", self.prefix));
                }
                if self.random.one_in(4) {
                    parts.reverse();
                }
                format!("{text}{{{}}}", parts.join(", "))
            }
            Ty::Array(elem, len) => {
                let elems: Vec<String> = (0..*len).map(|_| self.operand(elem, depth)).collect();
                format!("{text}{{{}}}", elems.join(", "))
            }
            Ty::Slice(elem) => {
                let n_elems = self.random.below(5);
                let elems: Vec<String> = (0..n_elems).map(|_| self.operand(elem, depth)).collect();
                format!("{text}{{{}}}", elems.join(", "))
            }
            Ty::Map(key, value) => {
                let (one, two) = match **key {
                    Ty::String => ("\"a\"", "\"b\""),
                    Ty::Array(..) => ("{1, 2}", "{1}"),
                    _ => ("0", "1"),
                };
                let (x, y) = (self.operand(value, depth), self.operand(value, depth));
                match self.random.below(4) {
                    0 => format!("{text}{{}}"),
                    1 => format!("{text}{{{two}: {x}}}"),
                    _ => format!("{text}{{{one}: {x}, {two}: {y}}}"),
                }
            }
            Ty::Ptr(elem) => match &**elem {
                Ty::Struct(_) | Ty::Array(..) | Ty::Slice(_) | Ty::Map(..) | Ty::Box(_) => {
                    format!("&{}", self.literal(elem, depth))
                }
                _ => {
                    let value = self.literal(elem, depth);
                    format!("new(({})({value}))", self.ty_text(elem))
                }
            },
            Ty::Func => {
                let k = self.random.below(9);
                match self.random.below(3) {
                    0 => format!("{}N({k}).M", self.prefix),
                    _ => format!("func(x int) int {{ return x*{k} - 1 }}"),
                }
            }
            Ty::Iface => {
                let number = self.random.below(self.structs.len() + 1);
                match number == self.structs.len() {
                    true => format!("{text}({}N({}))", self.prefix, self.random.below(50)),
                    false => {
                        let value = self.literal(&Ty::Struct(number), depth);
                        format!("{text}(&{value})")
                    }
                }
            }
            Ty::Any => {
                let inner = self.printable_ty(1);
                let value = self.literal(&inner, depth);
                format!("any(({})({value}))", self.ty_text(&inner))
            }
            Ty::Box(elem) => {
                let (x, y) = (self.operand(elem, depth), self.operand(elem, depth));
                format!("{text}{{x: {x}, y: {y}, n: {}}}", self.random.below(4))
            }
            _ => self.literal(ty, 0),
        }
    }

    /// A literal or, within functions, another expression.
    fn operand(&mut self, ty: &Ty, depth: usize) -> String {
        match self.scopes.is_empty() || self.random.one_in(2) {
            true => self.literal(ty, depth),
            false => self.expr(ty, depth.min(1)),
        }
    }

    pub(super) fn printable_ty(&mut self, depth: usize) -> Ty {
        loop {
            let ty = self.ty(depth);
            if self.is_printable(&ty) && ty != Ty::Any {
                return ty;
            }
        }
    }

    /// A call of one of the program's functions with greater numbers, as text.
    pub(super) fn call_text(&mut self, number: usize, depth: usize) -> String {
        let params = self.funcs[number].params.clone();
        let args: Vec<String> = params.iter().map(|ty| self.expr(ty, depth)).collect();
        format!("{}f{number}({})", self.prefix, args.join(", "))
    }

    /// A call with a result of type `ty`.
    fn call(&mut self, ty: &Ty, depth: usize) -> Option<String> {
        let range = self.current..self.funcs.len();
        let fitting: Vec<usize> = range
            .filter(|&number| self.funcs[number].results == [ty.clone()])
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let number = fitting[self.random.below(fitting.len())];
        Some(self.call_text(number, depth.min(1)))
    }

    /// An integer expression between 0 and `n` - 1.
    pub(super) fn index(&mut self, n: usize) -> String {
        match self.random.below(3) {
            0 => self.random.below(n).to_string(),
            1 => format!("id({})", self.random.below(n)),
            _ => {
                let x = self.expr(&Ty::Int("int"), 1);
                format!("(({x}) & 0x7fff % {n})")
            }
        }
    }

    fn operation(&mut self, ty: &Ty, depth: usize) -> String {
        let text = self.ty_text(ty);
        match ty {
            Ty::Int(_) | Ty::Number => self.integer(ty, depth),
            Ty::Float => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                match self.random.below(6) {
                    0 => format!("float64({})", self.int_expr(depth)),
                    1 => format!("-({x})"),
                    2 => format!("min({x}, {y})"),
                    _ => format!("({x} {} {y})", self.random.pick(&["+", "-", "*", "/"])),
                }
            }
            Ty::String => {
                let (x, y) = (self.expr(ty, depth), self.expr(ty, depth));
                match self.random.below(8) {
                    0 => format!("string([]byte({x}))"),
                    1 => format!("string([]rune({x} + {y}))"),
                    2 => format!("strings.Repeat(short({x}), id({}))", self.random.below(3)),
                    3 => format!("fmt.Sprint({})", self.int_expr(depth)),
                    4 => format!("({x} + \"0123\")[{}:]", self.index(4)),
                    5 => format!("string(rune({} & 0x3ff))", self.int_expr(depth)),
                    _ => format!("({x} + short({y}))"),
                }
            }
            Ty::Bool => self.bool(depth),
            Ty::Slice(elem) => {
                let x = self.expr(ty, depth);
                match self.random.below(8) {
                    0 => format!("append({x}, {})", self.expr(elem, depth)),
                    1 => {
                        let y = self.expr(ty, depth);
                        format!("append({x}, cut({y})...)")
                    }
                    2 => format!("append({text}(nil), {x}...)"),
                    3 => format!("append({x}[:len({x})/2], {})", self.expr(elem, depth)),
                    4 => format!("make({text}, {}, 4)", self.index(4)),
                    5 => {
                        let array = Ty::Array(elem.clone(), 3);
                        let places = self.places(&array, false);
                        match places.is_empty() {
                            true => self.literal(ty, 2),
                            false => {
                                let place = places[self.random.below(places.len())].clone();
                                format!("{place}[{}:]", self.index(3))
                            }
                        }
                    }
                    6 => format!(
                        "mapped({x}, func(x {0}) {0} {{ return x }})",
                        self.ty_text(elem)
                    ),
                    _ => self.literal(ty, 2),
                }
            }
            Ty::Ptr(elem) => {
                let places = self.places(elem, false);
                // A global's address is as good as a local's.
                match places.is_empty() || self.random.one_in(4) {
                    true => self.literal(ty, 2),
                    false => format!("&{}", places[self.random.below(places.len())]),
                }
            }
            Ty::Func => {
                let number = self.random.below(self.structs.len());
                let places = self.places(&Ty::Struct(number), false);
                let ints = self.places(&Ty::Int("int"), false);
                match self.random.below(4) {
                    0 if !places.is_empty() => {
                        format!("{}.M", places[self.random.below(places.len())])
                    }
                    1 if !ints.is_empty() => {
                        let place = ints[self.random.below(ints.len())].clone();
                        format!("func(x int) int {{ {place} += x; return {place} * 2 }}")
                    }
                    2 => {
                        let x = self.int_expr(depth);
                        format!(
                            "func(x int) int {{ if tick() || x > 3 {{ return x }}; return {x} }}"
                        )
                    }
                    _ => self.literal(ty, 2),
                }
            }
            Ty::Iface => {
                let number = self.random.below(self.structs.len());
                let places = self.places(&Ty::Struct(number), false);
                match places.is_empty() {
                    true => self.literal(ty, 2),
                    false => format!("{text}(&{})", places[self.random.below(places.len())]),
                }
            }
            Ty::Any => {
                let inner = self.printable_ty(1);
                let value = self.expr(&inner, depth);
                format!("any({value})")
            }
            Ty::Box(elem) => {
                let (x, y) = (self.expr(elem, depth), self.expr(elem, depth));
                match self.random.below(2) {
                    0 => format!("*{}boxed[{}]({x}, {y})", self.prefix, self.ty_text(elem)),
                    _ => format!("{text}{{y: {x}, x: {y}}}"),
                }
            }
            Ty::Struct(_) | Ty::Array(..) | Ty::Map(..) => self.literal(ty, 2),
        }
    }

    /// An expression of type int.
    pub(super) fn int_expr(&mut self, depth: usize) -> String {
        self.expr(&Ty::Int("int"), depth)
    }

    fn integer(&mut self, ty: &Ty, depth: usize) -> String {
        let text = self.ty_text(ty);
        let x = self.expr(ty, depth);
        match self.random.below(16) {
            0 => format!(
                "({x} {} (uint({}) & 15))",
                self.random.pick(&["<<", ">>"]),
                self.int_expr(depth)
            ),
            1 => {
                let y = self.expr(ty, depth);
                format!("({x} {} ({y} | 1))", self.random.pick(&["/", "%"]))
            }
            2 => {
                let inner = self.ty(1);
                match inner {
                    Ty::Slice(_) | Ty::Map(..) | Ty::String => {
                        format!("{text}(len({}))", self.expr(&inner, depth))
                    }
                    _ => format!("(^{x})"),
                }
            }
            3 => {
                let other = Ty::Int(self.random.pick(INTS));
                format!("{text}({})", self.expr(&other, depth))
            }
            4 => {
                let f = self.expr(&Ty::Func, depth);
                format!("{text}(({f})({}))", self.int_expr(depth.min(1)))
            }
            5 => {
                let i = self.expr(&Ty::Iface, depth);
                format!("{text}({i}.M({}))", self.int_expr(depth.min(1)))
            }
            6 => {
                let y = self.expr(ty, depth);
                format!("{}({x}, {y})", self.random.pick(&["min", "max", "sum"]))
            }
            7 => {
                let s = self.expr(&Ty::String, depth);
                format!("{text}(({s} + \"0123\")[{}])", self.index(4))
            }
            8 => {
                let value = self.ty(0);
                let map = Ty::Map(Rc::new(ty.clone()), Rc::new(value));
                format!("{text}(len({}))", self.expr(&map, depth.min(1)))
            }
            9 => {
                let inner = self.printable_ty(1);
                let inner_text = self.ty_text(&inner);
                let a = self.expr(&Ty::Any, depth);
                format!(
                    "func() {text} {{ if _, ok := {a}.({inner_text}); ok {{ return 1 }}; return {x} }}()"
                )
            }
            10 => {
                let map = Ty::Map(Rc::new(Ty::Int("int")), Rc::new(ty.clone()));
                format!("{}[{}]", self.expr(&map, depth.min(1)), self.index(3))
            }
            _ => {
                let y = self.expr(ty, depth);
                let op = self.random.pick(&["+", "-", "*", "&", "|", "^", "&^"]);
                format!("({x} {op} {y})")
            }
        }
    }

    fn bool(&mut self, depth: usize) -> String {
        match self.random.below(8) {
            0 => format!("!({})", self.expr(&Ty::Bool, depth)),
            1 | 2 => {
                let (x, y) = (self.expr(&Ty::Bool, depth), self.expr(&Ty::Bool, depth));
                format!("({x} {} {y})", self.random.pick(&["&&", "||"]))
            }
            3 => {
                let mut ty = self.ty(1);
                while !self.is_comparable(&ty) {
                    ty = self.ty(1);
                }
                let (x, y) = (self.expr(&ty, depth), self.expr(&ty, depth));
                format!("(({x}) {} ({y}))", self.random.pick(&["==", "!="]))
            }
            4 => {
                let (x, y) = (self.expr(&Ty::String, depth), self.expr(&Ty::String, depth));
                format!("({x} {} {y})", self.random.pick(&["<", "<=", ">", "=="]))
            }
            _ => {
                let ty = Ty::Int(self.random.pick(INTS));
                let (x, y) = (self.expr(&ty, depth), self.expr(&ty, depth));
                format!(
                    "({x} {} {y})",
                    self.random.pick(&["<", "<=", ">", ">=", "==", "!="])
                )
            }
        }
    }
}
