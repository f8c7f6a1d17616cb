//! Inlining and escape decisions in gc's words, for `-m`.

use rgo_base::{Pos, SecondaryMap, Symbol};
use rgo_syntax::ast::Pragma;
use rgo_types::type_string::Qualifier;
use rgo_types::{Basic, ObjId, PkgId, Type, TypeId};

use crate::escape::{Flow, Leaks, Subject};
use crate::inline::{Inlinability, inlinability};
use crate::program::{FuncId, FuncKey, Program};
use crate::tree::walk::each_expr_below;
use crate::tree::{Alloc, AllocKind, ExprKind, Func, HeapReason, InlineNode, Placement, Storage};

/// A decision at a position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// None for functions that no source has.
    pub pos: Option<Pos>,
    pub text: String,
    /// Why, for `-m=2`: further lines.
    pub reasons: Vec<String>,
}

/// The decisions about the functions of package `pkg` among `funcs`, in order of position; first those
/// about inlining.
pub fn remarks(prog: &Program<'_>, pkg: PkgId, funcs: &[FuncId]) -> Vec<Remark> {
    let mut inlining = Vec::new();
    let mut escapes = Vec::new();
    for &id in funcs {
        if prog.funcs[id].pkg != Some(pkg) {
            continue;
        }
        let Some(func) = prog.funcs[id].optimized.get() else {
            continue;
        };
        let mut writer = Writer {
            prog,
            pkg,
            func,
            out: Vec::new(),
        };
        writer.inlining();
        inlining.append(&mut writer.out);
        writer.escapes();
        escapes.append(&mut writer.out);
    }
    for obj in bodyless(prog, pkg) {
        external_params(prog, obj, &mut escapes);
    }
    inlining.sort_by_key(|remark| remark.pos);
    escapes.sort_by_key(|remark| remark.pos);
    inlining.append(&mut escapes);
    // Instances of one function mostly say the same.
    let mut seen = rustc_hash::FxHashSet::default();
    inlining.retain(|remark| {
        let is_instance = remark.reasons.is_empty() && remark.text.contains("go.shape.");
        !is_instance || seen.insert((remark.pos, remark.text.clone()))
    });
    inlining
}

/// Functions of a package that are declared without body.
fn bodyless(prog: &Program<'_>, pkg: PkgId) -> Vec<ObjId> {
    let objects = prog.types.package_objects(pkg).iter().copied();
    let has_no_body = |obj: &ObjId| {
        let data = prog.types.object(*obj).as_func();
        data.is_some_and(|data| data.body.is_none())
    };
    objects.filter(has_no_body).collect()
}

/// What is assumed of the parameters of a function without body.
fn external_params(prog: &Program<'_>, obj: ObjId, out: &mut Vec<Remark>) {
    let object = prog.types.object(obj);
    let Some(data) = object.as_func() else { return };
    let Type::Signature(sig) = prog.types.ty(prog.types.object_type(obj)) else {
        return;
    };
    let is_noescape = data.pragma.has(Pragma::NOESCAPE);
    for (at, param) in sig.params.iter().enumerate() {
        let is_uintptr = matches!(prog.types.under(param.ty), Type::Basic(Basic::Uintptr));
        let name = match param.name.as_str() {
            "" => format!("arg#{}", at + 1),
            name => name.to_owned(),
        };
        let text = if is_uintptr {
            format!("assuming {name} is unsafe uintptr")
        } else if !prog.types.has_pointers(param.ty) || param.name == Symbol::EMPTY {
            continue;
        } else if is_noescape {
            format!("{name} does not escape")
        } else {
            format!("leaking param: {name}")
        };
        out.push(Remark {
            pos: Some(object.pos),
            text,
            reasons: Vec::new(),
        });
    }
}

struct Writer<'a> {
    prog: &'a Program<'a>,
    pkg: PkgId,
    func: &'a Func,
    out: Vec<Remark>,
}

impl Writer<'_> {
    fn add(&mut self, pos: Pos, text: String) {
        self.out.push(Remark {
            pos: pos.is_known().then_some(pos),
            text,
            reasons: Vec::new(),
        });
    }

    fn reason(&mut self, text: String) {
        if let Some(last) = self.out.last_mut() {
            last.reasons.push(text);
        }
    }

    fn explains_more(&self) -> bool {
        self.prog.options.explains > 1
    }

    /// A function's name as seen from the package being explained.
    fn name(&self, id: FuncId) -> String {
        let entry = &self.prog.funcs[id];
        let shown = match &entry.key {
            FuncKey::Lit { parent, .. } | FuncKey::CallWrapper { parent, .. } => {
                let whole = entry.display_name.as_str();
                let outer = self.prog.funcs[*parent].display_name.as_str();
                match whole.strip_prefix(outer) {
                    Some(rest) => return format!("{}{rest}", self.name(*parent)),
                    None => whole.to_owned(),
                }
            }
            FuncKey::Decl { obj, args } if !args.is_empty() => self.instance_name(*obj, args),
            _ => entry.display_name.to_string(),
        };
        let Some(owner) = entry.pkg else { return shown };
        let prefix = format!("{}.", self.prog.types.link_prefix(owner));
        match shown.strip_prefix(&prefix) {
            Some(short) if owner == self.pkg => short.to_owned(),
            Some(short) => format!("{}.{short}", self.prog.types.package(owner).name),
            None => shown,
        }
    }

    /// The name of an instance as gc compiles it: for all types of one shape.
    fn instance_name(&self, obj: ObjId, args: &[TypeId]) -> String {
        let object = self.prog.types.object(obj);
        let shape = |&arg: &TypeId| match self.prog.types.under(arg) {
            Type::Pointer(_) => "go.shape.*uint8".to_owned(),
            _ => {
                let under = self.prog.types.underlying(arg);
                let text = self
                    .prog
                    .types
                    .qualified_type_string(under, Qualifier::Paths);
                format!("go.shape.{text}")
            }
        };
        let shapes = |args: &[TypeId]| args.iter().map(shape).collect::<Vec<_>>().join(",");
        let pkg = object.pkg.expect("declared in a package");
        let prefix = self.prog.types.link_prefix(pkg);
        match object.as_func().and_then(|data| data.recv.get()) {
            Some(recv) => {
                let base = self.prog.types.object(recv.base).name;
                let n_recv = self.prog.types.recv_tparams(obj).len();
                let args = shapes(&args[..n_recv]);
                match recv.is_pointer {
                    true => format!("{prefix}.(*{base}[{args}]).{}", object.name),
                    false => format!("{prefix}.{base}[{args}].{}", object.name),
                }
            }
            None => format!("{prefix}.{}[{}]", object.name, shapes(args)),
        }
    }

    /// The name of an instance with its type arguments.
    fn whole_name(&self, obj: ObjId, args: &[TypeId]) -> String {
        let shown = |&arg: &TypeId| {
            let qualifier = Qualifier::RelativeTo(self.pkg);
            self.prog.types.qualified_type_string(arg, qualifier)
        };
        let name = self.prog.types.object(obj).name;
        let args: Vec<String> = args.iter().map(shown).collect();
        format!("{name}[{}]", args.join(","))
    }

    /// The position of the outermost call that brought something here, or its own.
    fn outer_pos(&self, inlined: Option<InlineNode>, own: Pos) -> Pos {
        let mut pos = own;
        let mut node = inlined;
        while let Some(at) = node {
            let call = &self.func.inlined[at];
            pos = call.call_pos;
            node = call.parent;
        }
        pos
    }

    fn is_inlining(&self) -> bool {
        !self.prog.options.no_inline.contains(&self.pkg)
    }

    fn inlining(&mut self) {
        for &(node, pos, text) in &self.func.devirtualized {
            let pos = self.outer_pos(node, pos);
            self.add(pos, text.to_string());
        }
        if !self.is_inlining() {
            return;
        }
        let pos = self.start();
        if self.is_of_source() || self.is_call_wrapper() {
            self.inlinability(pos);
        }
        let has_source = self.is_of_source() || self.is_call_wrapper() || self.is_initializer();
        for (node, call) in self.func.inlined.iter() {
            let pos = match has_source {
                true => self.outer_pos(Some(node), call.call_pos),
                false => Pos::NONE,
            };
            if self.is_helper(call.callee) {
                continue;
            }
            let name = self.name(call.callee);
            if let FuncKey::InlinedLit { .. } = self.prog.funcs[call.callee].key {
                let lit = self.prog.funcs[call.callee].built.get();
                let pos = lit.map_or(Pos::NONE, |lit| lit.pos);
                self.add(pos, format!("can inline {name}"));
            }
            self.add(pos, format!("inlining call to {name}"));
        }
    }

    /// Whether `id` is a function of package runtime: gc has others.
    fn is_helper(&self, id: FuncId) -> bool {
        let entry = &self.prog.funcs[id];
        entry.pkg != Some(self.pkg)
            && entry
                .pkg
                .is_some_and(|pkg| self.prog.types.package_path(pkg).as_str() == "runtime")
    }

    /// Where gc sees the function begin: behind `func`.
    fn start(&self) -> Pos {
        let pos = self.func.pos;
        let FuncKey::Decl { obj, .. } = self.prog.funcs[self.func.id].key else {
            return pos;
        };
        let object = self.prog.types.object(obj);
        if object.as_func().is_none_or(|data| !data.is_method) {
            return pos;
        }
        let Some(file) = self.prog.types.sources.file_of(pos) else {
            return pos;
        };
        let before = &file.text()[..file.offset(pos) as usize];
        let keyword = before.windows(4).rposition(|word| word == b"func");
        let open = keyword.and_then(|at| {
            let paren = before[at..].iter().position(|&byte| byte == b'(');
            paren.map(|paren| at + paren)
        });
        open.map_or(pos, |at| file.pos(at as u32))
    }

    fn inlinability(&mut self, pos: Pos) {
        let name = self.name(self.func.id);
        let cannot = format!("cannot inline {name}");
        match inlinability(self.prog, self.func.id) {
            Inlinability::Cost(cost) if self.explains_more() => {
                let sig = self.func_type();
                self.add(
                    pos,
                    format!("can inline {name} with cost {cost} as: {sig} {{ ... }}"),
                );
            }
            Inlinability::Cost(_) => {
                self.add(pos, format!("can inline {name}"));
                if let FuncKey::Decl { obj, args } = &self.prog.funcs[self.func.id].key
                    && !args.is_empty()
                {
                    // Gc has a function of that name around the one for the shape.
                    let whole = self.whole_name(*obj, args);
                    self.add(pos, format!("can inline {whole}"));
                    self.add(pos, format!("inlining call to {name}"));
                }
            }
            Inlinability::No(why) if self.explains_more() => {
                self.add(pos, format!("{cannot}: {why}"));
            }
            Inlinability::TooExpensive { cost, budget } if self.explains_more() => {
                let why = format!("function too complex: cost {cost} exceeds budget {budget}");
                self.add(pos, format!("{cannot}: {why}"));
            }
            Inlinability::No(_) | Inlinability::TooExpensive { .. } => {}
        }
        if self.explains_more() && crate::inline::is_big(self.func) {
            self.add(
                pos,
                format!("function {name} considered 'big'; reducing max cost of inlinees"),
            );
        }
    }

    fn func_type(&self) -> String {
        let qualifier = Qualifier::RelativeTo(self.pkg);
        let types = self.prog.types;
        let entry = &self.prog.funcs[self.func.id];
        let is_method = match entry.key {
            FuncKey::Decl { obj, .. } => types.object(obj).as_func().is_some_and(|f| f.is_method),
            _ => false,
        };
        let text = |ty| types.qualified_type_string(ty, qualifier);
        match types.ty(entry.sig) {
            Type::Signature(sig) if is_method => {
                let recv = text(sig.params[0].ty);
                let rest = self.prog.method_signature(self.func.id);
                format!("method({recv}) {}", text(rest))
            }
            _ => text(entry.sig),
        }
    }

    /// Whether `id` is an instance of a generic function, or stands in one.
    fn is_instance(&self, id: FuncId) -> bool {
        match &self.prog.funcs[id].key {
            FuncKey::Decl { args, .. } => !args.is_empty(),
            FuncKey::Lit { parent, .. } => self.is_instance(*parent),
            _ => false,
        }
    }

    fn is_of_source(&self) -> bool {
        matches!(
            self.prog.funcs[self.func.id].key,
            FuncKey::Decl { .. } | FuncKey::Lit { .. }
        )
    }

    fn is_initializer(&self) -> bool {
        matches!(self.prog.funcs[self.func.id].key, FuncKey::VarInit { .. })
    }

    fn is_call_wrapper(&self) -> bool {
        matches!(
            self.prog.funcs[self.func.id].key,
            FuncKey::CallWrapper { .. }
        )
    }

    fn escapes(&mut self) {
        let summary = self.prog.funcs[self.func.id].escapes.get();
        let Some(summary) = summary else { return };
        let report = &summary.report;
        if report.is_unused {
            return;
        }
        if self.is_of_source() {
            let is_instance = self.is_instance(self.func.id);
            for (&param, leaks) in self.func.params.iter().zip(&report.params) {
                if is_instance {
                    break;
                }
                self.uintptr_param(param);
                if let Some(leaks) = leaks {
                    self.param(param, leaks);
                }
            }
        } else if !self.is_call_wrapper() && !self.is_initializer() {
            return;
        }
        self.self_assignments(&report.self_assignments);
        let used = self.sites_in_use();
        for (alloc, data) in self.func.allocs.iter() {
            // What initializes package variables is mostly laid out statically.
            let is_static = data.escapes && self.is_initializer();
            if data.text == Symbol::EMPTY || is_static {
                continue;
            }
            self.site(alloc, used[alloc], &report.traces);
            if report.zero_copy.contains(&alloc) {
                let pos = self.outer_pos(data.inlined, data.pos);
                self.add(pos, "zero-copy string->[]byte conversion".to_owned());
            }
        }
    }

    /// The sites that are left in the function.
    fn sites_in_use(&self) -> SecondaryMap<Alloc, bool> {
        let mut used = SecondaryMap::new();
        each_expr_below(&self.func.body, &mut |x| {
            if let ExprKind::Closure { alloc, .. } = x.kind {
                used[alloc] = true;
            }
        });
        used
    }

    fn site(&mut self, alloc: Alloc, is_used: bool, traces: &[(Subject, Vec<Flow>)]) {
        let data = &self.func.allocs[alloc];
        let pos = self.outer_pos(data.inlined, data.pos);
        let text = match (data.kind, data.escapes) {
            (AllocKind::Var(local), _) => {
                if self.func.locals[local].storage != Storage::Heap {
                    return;
                }
                self.trace(pos, &data.text, Subject::Local(local), traces);
                format!("moved to heap: {}", data.text)
            }
            (AllocKind::MakeChan | AllocKind::CallClosure, _) => return,
            (AllocKind::Closure | AllocKind::MethodValue, _) if !is_used => return,
            (AllocKind::Append, true) => "append escapes to heap".to_owned(),
            (AllocKind::Append, false) => "append does not escape".to_owned(),
            (_, true) => {
                self.trace(pos, &data.text, Subject::Site(alloc), traces);
                format!("{} escapes to heap", data.text)
            }
            (_, false) => format!("{} does not escape", data.text),
        };
        self.add(pos, text);
        let reason = match data.decision {
            Placement::Heap(HeapReason::TooLarge) => "too large for stack",
            _ => return,
        };
        if self.explains_more() {
            self.reason(format!("  from {} ({reason})", data.text));
        }
    }

    /// How the address of `subject` got out, above the remark that it did.
    fn trace(
        &mut self,
        pos: Pos,
        text: &Symbol,
        subject: Subject,
        traces: &[(Subject, Vec<Flow>)],
    ) {
        if !self.explains_more() {
            return;
        }
        let func = self.name(self.func.id);
        self.add(pos, format!("{text} escapes to heap in {func}:"));
        let Some((_, flows)) = traces.iter().find(|(other, _)| *other == subject) else {
            return;
        };
        for flow in flows {
            let ops = match usize::try_from(flow.derefs) {
                Ok(n) => "*".repeat(n),
                Err(_) => "&".to_owned(),
            };
            self.reason(format!("  flow: {} ← {ops}{}:", flow.dst, flow.src));
        }
    }

    fn self_assignments(&mut self, positions: &[(Pos, Option<InlineNode>)]) {
        for &(pos, node) in positions {
            let texts = &self.func.texts;
            let Some(&(_, text)) = texts.iter().find(|(at, _)| *at == pos) else {
                continue;
            };
            let name = self.name(self.func.id);
            let pos = self.outer_pos(node, pos);
            self.add(pos, format!("{name} ignoring self-assignment in {text}"));
        }
    }

    fn uintptr_param(&mut self, param: crate::tree::Local) {
        if !self.func.flags.uintptr_escapes {
            return;
        }
        let data = &self.func.locals[param];
        let is_uintptr = |ty| matches!(self.prog.types.under(ty), Type::Basic(Basic::Uintptr));
        let text = match self.prog.types.under(data.ty) {
            _ if is_uintptr(data.ty) => format!("marking {} as escaping uintptr", data.name),
            &Type::Slice(elem) if is_uintptr(elem) && self.is_variadic(param) => {
                format!("marking {} as escaping ...uintptr", data.name)
            }
            _ => return,
        };
        self.add(data.pos, text);
    }

    fn is_variadic(&self, param: crate::tree::Local) -> bool {
        let sig = match self.prog.types.ty(self.prog.funcs[self.func.id].sig) {
            Type::Signature(sig) => sig,
            _ => return false,
        };
        sig.is_variadic && self.func.params.last() == Some(&param)
    }

    fn param(&mut self, param: crate::tree::Local, leaks: &Leaks) {
        let data = &self.func.locals[param];
        let has_pointers = self.prog.types.has_pointers(data.ty);
        let is_named = data.name != Symbol::EMPTY && !data.name.is_blank();
        let is_marked = self.func.flags.uintptr_escapes && !has_pointers;
        if !has_pointers || !is_named || is_marked {
            return;
        }
        let (name, pos) = (data.name, data.pos);
        let mut is_quiet = true;
        if let Some(level) = leaks.heap {
            is_quiet = false;
            let what = if level == 0 { "param" } else { "param content" };
            self.add(pos, format!("leaking {what}: {name}"));
        }
        for &(index, level) in &leaks.results {
            is_quiet = false;
            let result = self.result_name(index);
            self.add(
                pos,
                format!("leaking param: {name} to result {result} level={level}"),
            );
        }
        if !self.prog.options.explains_uses {
            if is_quiet {
                self.add(pos, format!("{name} does not escape"));
            }
            return;
        }
        for (what, derefs) in [("mutates", leaks.mutator), ("calls", leaks.callee)] {
            if let Some(derefs) = derefs {
                is_quiet = false;
                self.add(pos, format!("{what} param: {name} derefs={derefs}"));
            }
        }
        if is_quiet {
            self.add(pos, format!("{name} does not escape, mutate, or call"));
        }
    }

    fn result_name(&self, index: u32) -> String {
        let local = self.func.results[index as usize];
        match self.func.locals[local].name.as_str() {
            "" | "_" => format!("~r{index}"),
            name => name.to_owned(),
        }
    }
}
