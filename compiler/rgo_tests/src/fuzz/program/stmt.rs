//! Statements of generated programs.

use std::rc::Rc;

use super::{Generator, INTS, Ty};

impl Generator<'_> {
    /// Statements until some of those left for the function are used up.
    pub(super) fn stmts(&mut self) {
        let n_stmts = 1 + self.random.below(5);
        let depth = self.scopes.len();
        for _ in 0..if depth <= 1 { n_stmts + 4 } else { n_stmts } {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            self.stmt();
        }
    }

    fn block(&mut self, header: &str) {
        self.open(header);
        self.stmts();
        self.close("}");
    }

    fn stmt(&mut self) {
        match self.random.below(38) {
            0..=4 => self.declaration(),
            5..=9 => self.assignment(),
            10 | 11 => self.parallel_assignment(),
            12 | 13 => self.if_stmt(),
            14..=17 => self.loop_stmt(),
            18 => self.switch_stmt(),
            19 => self.type_switch(),
            20 => self.try_stmt(),
            21 => self.defer_stmt(),
            22 => self.goto_stmt(),
            23 => self.channel_stmt(),
            24 => self.select_stmt(),
            25 => self.runtime_error(),
            26 => self.leave(),
            27 => self.alias_stmt(),
            28 => self.map_stmt(),
            29 => self.method_stmt(),
            30 => self.call_stmt(),
            31 | 32 => self.scan_stmt(),
            33 | 34 => self.compare_stmt(),
            _ => self.print_stmt(),
        }
    }

    /// Prints a value of a type so that no address shows.
    pub(super) fn print(&mut self, value: &str, ty: &Ty) {
        match ty {
            _ if self.is_printable(ty) => {
                let extra = match ty {
                    Ty::Slice(_) => format!(", len({value}), {value} == nil"),
                    Ty::Map(..) => format!(", len({value})"),
                    Ty::Any => format!(", fmt.Sprintf(\"%T\", {value})"),
                    _ => String::new(),
                };
                self.line(&format!("pr(\"{value}\", {value}{extra})"));
            }
            Ty::Ptr(elem) => {
                self.open(&format!("if {value} == nil {{"));
                self.line(&format!("pr(\"{value}\", nil)"));
                self.close("} else {");
                self.indent += 1;
                self.scopes.push(Vec::new());
                self.print(&format!("(*{value})"), elem);
                self.close("}");
            }
            Ty::Func => self.line(&format!("try(\"{value}\", func() {{ pr({value}(3)) }})")),
            Ty::Iface => self.line(&format!(
                "try(\"{value}\", func() {{ pr({value}.V(), {value}.M(2)) }})"
            )),
            Ty::Slice(_) | Ty::Map(..) => self.line(&format!("pr(\"{value}\", len({value}))")),
            Ty::Array(elem, _) => self.print(&format!("{value}[0]"), elem),
            Ty::Box(elem) => {
                self.line(&format!("pr(\"{value}\", {value}.n)"));
                self.print(&format!("{value}.x"), elem);
            }
            Ty::Struct(number) => {
                for (name, field) in self.structs[*number].fields.clone() {
                    self.print(&format!("{value}.{name}"), &field);
                }
            }
            Ty::Int(_) | Ty::Float | Ty::String | Ty::Bool | Ty::Number | Ty::Any => {
                unreachable!("printable")
            }
        }
    }

    fn print_stmt(&mut self) {
        let locals = self.scopes.iter().flatten();
        let vars: Vec<_> = self.globals.iter().chain(locals).cloned().collect();
        if vars.is_empty() || self.random.one_in(3) {
            let ty = self.printable_ty(1);
            let value = self.expr(&ty, 2);
            let name = self.fresh("x");
            return self.line(&format!("pr(\"{name}\", {value})"));
        }
        let var = vars[self.random.below(vars.len())].clone();
        self.print(&var.name, &var.ty);
    }

    fn declaration(&mut self) {
        let ty = self.ty(2);
        let text = self.ty_text(&ty);
        let name = self.fresh("v");
        let value = self.expr(&ty, 2);
        match self.random.below(6) {
            0 => self.line(&format!("var {name} {text}")),
            1 => {
                let other = self.ty(1);
                let second = self.fresh("v");
                let second_value = self.expr(&other, 2);
                let other_text = self.ty_text(&other);
                self.line(&format!(
                    "{name}, {second} := ({text})({value}), ({other_text})({second_value})"
                ));
                self.line(&format!("_ = {second}"));
                self.declare(second, other, true);
            }
            2 => self.line(&format!("var {name} {text} = {value}")),
            _ => self.line(&format!("{name} := id[{text}]({value})")),
        }
        self.line(&format!("_ = {name}"));
        self.declare(name, ty, true);
    }

    fn some_place(&mut self) -> Option<(String, Ty)> {
        for _ in 0..4 {
            let ty = self.ty(1);
            let is_risky = self.random.one_in(3);
            let places = self.places(&ty, is_risky);
            if !places.is_empty() {
                return Some((places[self.random.below(places.len())].clone(), ty));
            }
        }
        None
    }

    fn assignment(&mut self) {
        let Some((place, ty)) = self.some_place() else {
            return self.declaration();
        };
        match ty {
            Ty::Int(_) | Ty::Number if self.random.one_in(2) => {
                let value = self.expr(&ty, 2);
                match self.random.below(4) {
                    0 => self.line(&format!("{place}++")),
                    1 => self.line(&format!("{place} >>= uint({value}) & 7")),
                    _ => {
                        let op = self.random.pick(&["+", "-", "*", "^", "|", "&^"]);
                        self.line(&format!("{place} {op}= {value}"));
                    }
                }
            }
            Ty::String if self.random.one_in(2) => {
                let value = self.expr(&ty, 1);
                self.line(&format!("{place} += short({value})"));
            }
            Ty::Slice(ref elem) if self.random.one_in(2) => {
                let value = self.expr(elem, 1);
                self.line(&format!("{place} = append({place}, {value})"));
            }
            _ => {
                let value = self.expr(&ty, 3);
                self.line(&format!("{place} = {value}"));
            }
        }
    }

    /// Two or three places at once, the same ones on both sides perhaps.
    fn parallel_assignment(&mut self) {
        let Some((first, ty)) = self.some_place() else {
            return self.declaration();
        };
        let places = self.places(&ty, false);
        let mut lhs = vec![first];
        for _ in 0..1 + self.random.below(2) {
            let place = match places.is_empty() {
                true => "_".into(),
                false => places[self.random.below(places.len())].clone(),
            };
            lhs.push(place);
        }
        let text = self.ty_text(&ty);
        let mut rhs: Vec<String> = lhs.iter().rev().cloned().collect();
        for value in &mut rhs {
            if value == "_" || self.random.one_in(3) {
                let inner = self.expr(&ty, 2);
                *value = format!("id[{text}]({inner})");
            }
        }
        self.line(&format!("{} = {}", lhs.join(", "), rhs.join(", ")));
    }

    fn if_stmt(&mut self) {
        let cond = self.expr(&Ty::Bool, 2);
        match self.random.below(3) {
            0 => {
                let (name, value) = (self.fresh("c"), self.expr(&Ty::Int("int"), 1));
                self.open(&format!(
                    "if {name} := ({value}); {name}%2 == 0 || ({cond}) {{"
                ));
                self.declare(name, Ty::Int("int"), true);
                self.stmts();
                self.close("}");
            }
            1 => self.block(&format!("if ({cond}) {{")),
            _ => {
                self.open(&format!("if ({cond}) {{"));
                self.stmts();
                self.close("} else {");
                self.indent += 1;
                self.scopes.push(Vec::new());
                self.stmts();
                self.close("}");
            }
        }
    }

    fn loop_stmt(&mut self) {
        if self.loops.len() >= 3 {
            return self.assignment();
        }
        let label = self.random.one_in(3).then(|| self.fresh("L"));
        let at = self.out.len();
        self.loops.push(label.clone());
        let counter = self.fresh("i");
        let bound = 1 + self.random.below(5);
        let int = Ty::Int("int");
        let mut declared = Vec::new();
        let header = match self.random.below(9) {
            0 => {
                declared.push((counter.clone(), int));
                format!("for {counter} := {bound}; {counter} > 0; {counter}-- {{")
            }
            1 => {
                declared.push((counter.clone(), int));
                format!("for {counter} := range id({bound}) {{")
            }
            2 | 3 => {
                let elem = self.ty(1);
                let collection = match self.random.below(2) {
                    0 => Ty::Array(Rc::new(elem.clone()), 1 + self.random.below(4)),
                    _ => Ty::Slice(Rc::new(elem.clone())),
                };
                let value = self.expr(&collection, 1);
                let value = match collection {
                    Ty::Slice(_) => format!("cut({value})"),
                    _ => value,
                };
                let name = self.fresh("x");
                declared.push((counter.clone(), int));
                declared.push((name.clone(), elem));
                format!("for {counter}, {name} := range ({value}) {{")
            }
            4 => {
                let value = self.expr(&Ty::String, 1);
                declared.push((counter.clone(), int));
                format!("for {counter} := range short({value}) {{")
            }
            5 => {
                declared.push((counter.clone(), int));
                format!("for {counter} := range upTo({bound}) {{")
            }
            6 => {
                let elem = self.ty(0);
                let text = self.ty_text(&elem);
                let value = self.expr(&Ty::Slice(Rc::new(elem.clone())), 1);
                let name = self.fresh("x");
                declared.push((counter.clone(), int));
                declared.push((name.clone(), elem));
                let cond = self.expr(&Ty::Bool, 1);
                format!(
                    "for {counter}, {name} := range filtered(cut({value}), func({name} {text}) bool {{ return ({cond}) }}) {{"
                )
            }
            _ => {
                declared.push((counter.clone(), int));
                format!("for {counter} := 0; {counter} < {bound}; {counter}++ {{")
            }
        };
        self.open(&header);
        for (name, ty) in declared {
            self.line(&format!("_ = {name}"));
            let is_assignable = name.starts_with('x');
            self.declare(name, ty, is_assignable);
        }
        self.stmts();
        self.close("}");
        self.loops.pop();
        if let Some(label) = label
            && self.out[at..].contains(&format!(" {label}\n"))
        {
            self.out.insert_str(at, &format!("{label}:\n"));
        }
    }

    /// Leaves a loop or the function.
    fn leave(&mut self) {
        let cond = self.expr(&Ty::Bool, 1);
        let labelled: Vec<String> = self.loops.iter().flatten().cloned().collect();
        let what = match self.random.below(4) {
            0 if !labelled.is_empty() => {
                let label = &labelled[self.random.below(labelled.len())];
                format!("{} {label}", self.random.pick(&["break", "continue"]))
            }
            0 | 1 if !self.loops.is_empty() => self.random.pick(&["break", "continue"]).into(),
            2 => {
                let results = self.results.clone();
                let values: Vec<String> = results.iter().map(|ty| self.expr(ty, 1)).collect();
                format!("return {}", values.join(", "))
            }
            _ => {
                let ty = self.printable_ty(0);
                format!("panic({})", self.expr(&ty, 1))
            }
        };
        self.open(&format!("if ({cond}) {{"));
        self.line(&what);
        self.close("}");
    }

    fn switch_stmt(&mut self) {
        self.loops.push(None);
        let n_clauses = 1 + self.random.below(4);
        let with_tag = self.random.one_in(2);
        let header = match (with_tag, self.random.one_in(3)) {
            (true, false) => format!("switch ({}) & 3 {{", self.expr(&Ty::Int("int"), 2)),
            (true, true) => format!("switch short({}) {{", self.expr(&Ty::String, 2)),
            (false, _) => "switch {".into(),
        };
        let is_string = header.starts_with("switch short");
        self.line(&header);
        let default_at = self.random.below(6);
        for at in 0..n_clauses {
            let case = match with_tag {
                _ if at == default_at => "default:".into(),
                true if is_string => format!("case {:?}:", ["", "x", "abc", "h\u{e9}"][at]),
                true if self.random.one_in(3) => format!("case {at}, id({}):", at + 1),
                true => format!("case {at}:"),
                false => format!("case {}:", self.expr(&Ty::Bool, 1)),
            };
            self.open(&case);
            // `continue` would need a loop, `break` leaves the switch.
            self.in_function_part(|generator| generator.stmts());
            let falls = at + 1 < n_clauses && self.random.one_in(4);
            if falls {
                self.line("fallthrough");
            }
            self.scopes.pop();
            self.indent -= 1;
        }
        self.line("}");
        self.loops.pop();
    }

    /// Generates what must not leave loops around it.
    fn in_function_part(&mut self, part: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.loops);
        // Loops count as deep as they are.
        part(self);
        self.loops = loops;
    }

    fn type_switch(&mut self) {
        let name = self.fresh("t");
        let value = self.expr(&Ty::Any, 2);
        let mut types = vec![
            Ty::Int("int"),
            Ty::String,
            Ty::Struct(0),
            Ty::Slice(Rc::new(Ty::Int("int"))),
            Ty::Number,
        ];
        let n_clauses = 1 + self.random.below(types.len());
        self.line(&format!("switch {name} := ({value}).(type) {{"));
        for _ in 0..n_clauses {
            let ty = types.swap_remove(self.random.below(types.len()));
            self.open(&format!("case {}:", self.ty_text(&ty)));
            self.line(&format!("_ = {name}"));
            self.declare(name.clone(), ty.clone(), true);
            self.print(&name, &ty);
            self.in_function_part(|generator| generator.stmts());
            self.scopes.pop();
            self.indent -= 1;
        }
        let p = self.prefix.clone();
        self.open(&format!("case {p}I:"));
        self.line(&format!("pr(\"iface\", {name}.V())"));
        self.scopes.pop();
        self.indent -= 1;
        self.open("default:");
        self.line(&format!("pr(\"default\", {name} == nil)"));
        self.close("}");
    }

    /// A function literal's body: its own loops and results.
    fn body(&mut self, header: &str, results: &[Ty], end: &str) {
        let loops = std::mem::take(&mut self.loops);
        let results = std::mem::replace(&mut self.results, results.to_vec());
        self.block_until(header, end);
        self.loops = loops;
        self.results = results;
    }

    fn block_until(&mut self, header: &str, end: &str) {
        self.open(header);
        self.stmts();
        self.close(end);
    }

    fn try_stmt(&mut self) {
        let name = self.fresh("try");
        self.body(&format!("try(\"{name}\", func() {{"), &[], "})");
    }

    fn defer_stmt(&mut self) {
        if self.random.one_in(3) {
            let ty = self.printable_ty(1);
            let (name, value) = (self.fresh("deferred"), self.expr(&ty, 2));
            return self.line(&format!("defer pr(\"{name}\", {value})"));
        }
        let name = self.fresh("d");
        let loops = std::mem::take(&mut self.loops);
        let results = std::mem::take(&mut self.results);
        self.open("defer func() {");
        match self.random.below(4) {
            0 => {}
            1 => {
                self.open("if r := recover(); r != nil {");
                self.line(&format!("pr(\"{name}\")"));
                self.line("show(r)");
                if self.random.one_in(2) {
                    self.line(&format!("panic(fmt.Sprint(\"again {name} \", r))"));
                }
                self.close("}");
            }
            _ => {
                self.line("r := recover()");
                self.line(&format!("pr(\"{name}\", r != nil)"));
            }
        }
        self.stmts();
        self.close("}()");
        self.loops = loops;
        self.results = results;
    }

    /// A loop made of a label, or a way out of a block.
    fn goto_stmt(&mut self) {
        let label = self.fresh("G");
        let cond = self.expr(&Ty::Bool, 1);
        match self.random.below(2) {
            0 => {
                let counter = self.fresh("n");
                self.open("{");
                self.line(&format!("{counter} := 0"));
                self.declare(counter.clone(), Ty::Int("int"), false);
                self.line(&format!("{label}:"));
                self.in_function_part(|generator| {
                    generator.open("{");
                    generator.stmts();
                    generator.close("}");
                });
                self.line(&format!("{counter}++"));
                self.line(&format!("if {counter} < 3 && ({cond}) {{ goto {label} }}"));
                self.close("}");
            }
            _ => {
                self.open("{");
                self.line(&format!("if ({cond}) {{ goto {label} }}"));
                self.in_function_part(|generator| {
                    generator.open("{");
                    generator.stmts();
                    generator.close("}");
                });
                self.line(&format!("{label}:"));
                self.line(&format!("pr(\"{label}\")"));
                self.close("}");
            }
        }
    }

    fn channel_stmt(&mut self) {
        let elem = self.ty(1);
        let text = self.ty_text(&elem);
        let (channel, name) = (self.fresh("ch"), self.fresh("x"));
        let (x, y) = (self.expr(&elem, 2), self.expr(&elem, 1));
        match self.random.below(3) {
            0 => {
                self.line(&format!("{channel} := make(chan {text}, 3)"));
                self.line(&format!("{channel} <- {x}"));
                self.line(&format!("{channel} <- {y}"));
                self.line(&format!("close({channel})"));
                self.loops.push(None);
                self.open(&format!("for {name} := range {channel} {{"));
                self.line(&format!("_ = {name}"));
                self.declare(name.clone(), elem.clone(), true);
                self.print(&name, &elem);
                self.stmts();
                self.close("}");
                self.loops.pop();
            }
            1 => {
                self.line(&format!("{channel} := make(chan {text})"));
                self.line(&format!("go func() {{ defer close({channel}); try(\"{channel}\", func() {{ {channel} <- {x} }}) }}()"));
                let ok = self.fresh("ok");
                self.line(&format!("{name}, {ok} := <-{channel}"));
                self.line(&format!("pr(\"{ok}\", {ok})"));
                self.line(&format!("_ = {name}"));
                self.declare(name.clone(), elem.clone(), true);
                self.print(&name, &elem);
            }
            _ => {
                self.line(&format!("{channel} := make(chan {text}, 1)"));
                self.line(&format!("{channel} <- {x}"));
                self.line(&format!("{name} := <-{channel}"));
                self.line(&format!("_ = {name}"));
                self.declare(name, elem, true);
            }
        }
    }

    /// A select of which one case is ready.
    fn select_stmt(&mut self) {
        let elem = self.ty(0);
        let text = self.ty_text(&elem);
        let (ready, never, name) = (self.fresh("ch"), self.fresh("ch"), self.fresh("x"));
        let x = self.expr(&elem, 1);
        self.line(&format!(
            "{ready}, {never} := make(chan {text}, 1), chan {text}(nil)"
        ));
        if self.random.one_in(2) {
            self.line(&format!("{ready} <- {x}"));
            self.line("select {");
            self.open(&format!("case {name}, ok := <-{ready}:"));
            self.declare(name.clone(), elem.clone(), true);
            self.line(&format!("pr(\"{name}\", ok)"));
            self.line(&format!("_ = {name}"));
            self.in_function_part(|generator| generator.stmts());
            self.scopes.pop();
            self.indent -= 1;
            self.line(&format!("case {never} <- {x}:"));
            self.line("\tpr(\"never\")");
        } else {
            self.line("select {");
            self.line(&format!("case {never} <- side(\"never\", {x}):"));
            self.line("\tpr(\"never\")");
            self.open(&format!("case <-{ready}:"));
            self.in_function_part(|generator| generator.stmts());
            self.scopes.pop();
            self.indent -= 1;
            self.open("default:");
            self.in_function_part(|generator| generator.stmts());
            self.scopes.pop();
            self.indent -= 1;
        }
        self.line("}");
    }

    /// Something that fails while the program runs, recovered.
    fn runtime_error(&mut self) {
        let p = self.prefix.clone();
        let n = 3 + self.random.below(9);
        let elem = self.ty(1);
        let text = self.ty_text(&elem);
        let value = self.expr(&elem, 1);
        let a = self.expr(&Ty::Any, 1);
        let concrete = self.printable_ty(1);
        let concrete = self.ty_text(&concrete);
        let int = self.expr(&Ty::Int("int"), 1);
        let slice = self.expr(&Ty::Slice(Rc::new(elem.clone())), 1);
        let what = match self.random.below(18) {
            0 => format!("s := {slice}; s[id({n})] = {value}"),
            1 => format!("var m map[int]{text}; m[{int}] = {value}"),
            2 => format!("var q *{text}; *q = {value}"),
            3 => format!("x := {int}; pr(x / (x - x))"),
            4 => format!("x := ({a}).({concrete}); pr(\"is\", fmt.Sprintf(\"%T\", x))"),
            5 => format!("x := ({a}).({p}I); pr(\"is\", x.V())"),
            6 => format!("s := {slice}; s = s[id({n}):]; _ = s"),
            7 => format!("s := {slice}; s = s[id(2):id(1)]; _ = s"),
            8 => format!("s := {slice}; x := [{n}]{text}(s); _ = x"),
            9 => format!("s := make([]{text}, id(-{n})); _ = s"),
            10 => format!("m := map[any]int{{}}; m[[]int{{{n}}}] = 1"),
            11 => "var f func(int) int; f(1)".into(),
            12 => format!("c := make(chan {text}); close(c); close(c)"),
            13 => format!("c := make(chan {text}, 1); close(c); c <- {value}"),
            14 => format!("var i {p}I; i.M({int})"),
            15 => format!("var s *{p}S0; s.M({int})"),
            16 => format!("x := {int}; pr(x << (x - x - {n}))"),
            _ => format!("pr(any([]int{{1}}) == any([]int{{{n}}}))"),
        };
        let name = self.fresh("error");
        self.line(&format!("try(\"{name}\", func() {{ {what} }})"));
    }

    /// Slices of one array, and what one does to the other.
    fn alias_stmt(&mut self) {
        let elem = self.ty(0);
        let text = self.ty_text(&elem);
        let slice = Ty::Slice(Rc::new(elem.clone()));
        let (one, other) = (self.fresh("s"), self.fresh("s"));
        let (x, y) = (self.expr(&elem, 1), self.expr(&elem, 1));
        self.line(&format!(
            "{one} := append(make([]{text}, 0, 6), {x}, {y}, {x})"
        ));
        let bounds = self
            .random
            .pick(&["[:2]", "[1:]", "[1:2]", "[:1:2]", "[1:1]", "[:0:0]"]);
        self.line(&format!("{other} := {one}{bounds}"));
        self.declare(one.clone(), slice.clone(), true);
        self.declare(other.clone(), slice.clone(), true);
        let value = self.expr(&elem, 1);
        self.line(&format!("{other} = append({other}, {value})"));
        match self.random.below(4) {
            0 => self.line(&format!("pr(copy({one}, {other}), copy({one}[1:], {one}))")),
            1 => self.line(&format!("clear({other})")),
            2 => self.line(&format!("{one}, {other} = {other}, {one}")),
            _ => self.line(&format!(
                "{one}[0], {other}[0] = {other}[0], {one}[len({one})-1]"
            )),
        }
        self.line(&format!(
            "pr(len({one}), cap({one}), len({other}), cap({other}))"
        ));
        self.print(&one, &slice);
        self.print(&other, &slice);
    }

    fn map_stmt(&mut self) {
        let (key, value) = (
            Ty::Int(self.random.pick(&["int", "uint8", "int64"])),
            self.ty(1),
        );
        let map_ty = Ty::Map(Rc::new(key.clone()), Rc::new(value.clone()));
        let (map, x, ok) = (self.fresh("m"), self.fresh("x"), self.fresh("ok"));
        let literal = self.literal(&map_ty, 2);
        self.line(&format!("{map} := {literal}"));
        self.declare(map.clone(), map_ty.clone(), true);
        let (k, v) = (self.expr(&key, 1), self.expr(&value, 2));
        self.line(&format!("{map}[{k}] = {v}"));
        match self.random.below(4) {
            0 => self.line(&format!("delete({map}, {k})")),
            1 => self.line(&format!(
                "for k := range {map} {{ if k < 9 {{ delete({map}, k) }} }}"
            )),
            2 if value == Ty::Int("int") => self.line(&format!("{map}[{k}] += 7")),
            _ => {}
        }
        let k = self.expr(&key, 1);
        self.line(&format!("{x}, {ok} := {map}[{k}]"));
        self.line(&format!("pr(len({map}), {ok})"));
        self.line(&format!("_ = {x}"));
        self.declare(x, value, true);
        self.print(&map, &map_ty);
    }

    /// Methods of boxes and numbers, called and as values.
    fn method_stmt(&mut self) {
        let p = self.prefix.clone();
        let elem = self.ty(0);
        let text = self.ty_text(&elem);
        let (name, f) = (self.fresh("b"), self.fresh("f"));
        let (x, y) = (self.expr(&elem, 1), self.expr(&elem, 1));
        let n = self.random.below(3);
        self.line(&format!("{name} := {p}B[{text}]{{{x}, {y}, {n}}}"));
        let box_ty = Ty::Box(Rc::new(elem.clone()));
        self.declare(name.clone(), box_ty.clone(), true);
        match self.random.below(4) {
            0 => {
                self.line(&format!("{f} := {name}.Get"));
                self.line(&format!("{name}.Swap()"));
                self.line(&format!("{name}.x = {f}()"));
            }
            1 => self.line(&format!("(*{p}B[{text}]).Swap(&{name})")),
            2 => {
                self.line(&format!("{f} := {p}boxed({name}, {p}B[{text}]{{}})"));
                self.line(&format!("{f}.Swap()"));
                self.line(&format!("{name} = {f}.Get()"));
            }
            _ => {
                let (number, value) = (self.fresh("n"), self.expr(&Ty::Number, 1));
                self.line(&format!("{number} := {value}"));
                self.line(&format!("{number}.Add(5)"));
                self.line(&format!("defer {number}.Add(1)"));
                self.line(&format!("pr({p}N.V({number}), {number}.V().M(1))"));
                self.declare(number, Ty::Number, true);
            }
        }
        self.print(&name, &box_ty);
    }

    fn call_stmt(&mut self) {
        if self.current >= self.funcs.len() {
            return self.assignment();
        }
        let number = self.current + self.random.below(self.funcs.len() - self.current);
        let call = self.call_text(number, 2);
        let results = self.funcs[number].results.clone();
        if results.len() < 2 {
            let how = self.random.pick(&["", "", "defer "]);
            return self.line(&format!("{how}{call}"));
        }
        // The places on the left are evaluated before the call.
        let mut lhs = Vec::new();
        for ty in &results {
            let places = self.places(ty, false);
            lhs.push(match places.is_empty() || self.random.one_in(4) {
                true => "_".into(),
                false => places[self.random.below(places.len())].clone(),
            });
        }
        self.line(&format!("{} = {call}", lhs.join(", ")));
    }

    /// A loop over a slice by indices that are sometimes out of range.
    fn scan_stmt(&mut self) {
        let elem = Ty::Int(self.random.pick(INTS));
        let text = self.ty_text(&elem);
        let (slice, i, n) = (self.fresh("s"), self.fresh("i"), self.fresh("n"));
        let value = self.expr(&Ty::Slice(Rc::new(elem.clone())), 1);
        let len = 2 + self.random.below(7);
        self.line(&format!(
            "{slice} := append(make([]{text}, {len}), cut({value})...)"
        ));
        let f = self.random.pick(&["len", "cap"]);
        self.line(&format!("{n} := {f}({slice})"));
        let header = match self.random.below(6) {
            0 => format!("for {i} := range {slice} {{"),
            1 => format!("for {i} := {n} - 1; {i} >= 0; {i}-- {{"),
            2 => format!("for {i} := 0; {i} < len({slice}); {i} += 2 {{"),
            3 => format!("for {i} := 1; {i} < {n}-1; {i}++ {{"),
            4 => format!("for {i} := uint8(0); {i} < {len}; {i}++ {{"),
            _ => format!("for {i} := id(0) - 1; {i} <= len({slice}); {i}++ {{"),
        };
        let name = self.fresh("scan");
        self.line(&format!("try(\"{name}\", func() {{"));
        self.indent += 1;
        self.line(&header);
        self.indent += 1;
        self.line(&format!("_ = {i}"));
        for _ in 0..1 + self.random.below(3) {
            let indices: Vec<String> = (0..2).map(|_| self.scan_index(&i, &slice)).collect();
            let (x, y) = (&indices[0], &indices[1]);
            let cond = match self.random.below(5) {
                0 => format!("if int({x}) < len({slice}) && int({x}) >= 0 {{ {slice}[{x}]++ }}"),
                1 => format!("if {slice}[{x}] > 3 {{ {slice}[{y}] -= 2 }}"),
                2 => format!("{slice}[{x}], {slice}[{y}] = {slice}[{y}]+1, {slice}[{x}]"),
                3 => format!("if int({x}) < {len} {{ pr({slice}[{x}], len({slice}[{y}:])) }}"),
                _ => format!("{slice}[{x}] += {slice}[{y}]"),
            };
            self.line(&cond);
        }
        self.indent -= 1;
        self.line("}");
        self.indent -= 1;
        self.line("})");
        self.declare(slice.clone(), Ty::Slice(Rc::new(elem)), true);
        self.line(&format!("pr({n}, {slice})"));
    }

    fn scan_index(&mut self, i: &str, slice: &str) -> String {
        match self.random.below(10) {
            0 => format!("{i}/2"),
            1 => format!("{i}>>1"),
            2 => format!("{i}&3"),
            3 => format!("{i}+1"),
            4 => format!("{i}%3"),
            5 => format!("len({slice})-1-int({i})"),
            6 => format!("({i}+2)/2"),
            7 => "0".into(),
            _ => i.into(),
        }
    }

    /// Comparisons of one number that decide others.
    fn compare_stmt(&mut self) {
        let ty = Ty::Int(self.random.pick(INTS));
        let text = self.ty_text(&ty);
        let x = self.fresh("q");
        let value = self.expr(&ty, 2);
        self.line(&format!("{x} := {value} % 12"));
        self.declare(x.clone(), ty.clone(), true);
        let mut depth = 0;
        let mut known = x.clone();
        for _ in 0..2 + self.random.below(4) {
            let (k, m) = (self.random.below(14), 1 + self.random.below(5));
            let derived = match self.random.below(9) {
                0 => format!("{known} + {k}"),
                1 => format!("{known} - {k}"),
                2 => format!("{known} >> (uint({x}) & {m})"),
                3 => format!("{known} / {m}"),
                4 => format!("{known} & {k}"),
                5 => format!("{known} % {m}"),
                6 => format!("-{known}"),
                7 => format!("min({known}, {x}) - max({x}, {m})"),
                _ => format!("{text}(uint8({known}))"),
            };
            let next = self.fresh("q");
            self.line(&format!("{next} := {derived}"));
            let op = self.random.pick(&["<", "<=", ">", ">=", "==", "!="]);
            let than = self.random.pick(&[&x, &known, &x]).clone();
            match self.random.below(3) {
                0 => self.line(&format!(
                    "pr({next} {op} {than}, {next} {op} {k}, {than} {op} {m})"
                )),
                1 => {
                    self.line(&format!("if {next} {op} {than} {{"));
                    self.indent += 1;
                    depth += 1;
                    self.line(&format!("pr({next} > {k}, {next} < {m}, {than} >= {next})"));
                }
                _ => {
                    self.line(&format!("if {next} {op} {k} && {than} < {m}+5 {{"));
                    self.indent += 1;
                    depth += 1;
                    self.line(&format!("pr({next}, {than} < {m}, {next} + 1 > {next})"));
                }
            }
            known = next;
        }
        for _ in 0..depth {
            self.indent -= 1;
            self.line("}");
        }
    }
}
