//! What the program needs: functions, variables, type descriptors, itabs, and which methods of
//! which types can be called.
//!
//! The rules are gc's linker's. A method is *live* if its type may be in an interface
//! ([`Flood::type_in_iface`]) and either an interface method of its name and signature is called,
//! or reflection may look it up by its name, or by any name and it is exported. What is live is a
//! least fixed point, so the order of discovery does not matter.
//!
//! The flood runs twice: over functions as built, building and checking bodies on demand, and once
//! more over what inlining left of them, to drop what is no longer called.

mod init;
mod refs;

use rgo_abi::runtime_fn::RUNTIME_REFS;
use rgo_base::Symbol;
use rgo_types::type_::MethodName;
use rgo_types::{ObjId, PkgId, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

use self::init::Initializers;
use crate::alg::{equal_func, hash_func};
use crate::data::{DataId, StaticData, SymbolRef};
use crate::program::{FuncId, FuncKey, GlobalId, Program};
use crate::static_init;
use crate::static_init::embedding::embedding_variable;
use crate::tree::Func;

/// What was reached. Package variables, static data, descriptors and itabs follow from what code
/// refers to; only decisions stand here.
#[derive(Default)]
pub struct Reached {
    /// Functions with bodies, sorted by symbol.
    pub funcs: Vec<FuncId>,
    /// Types whose descriptors may be needed, sorted by link string.
    pub types: Vec<TypeId>,
    /// Live methods by type.
    pub live_methods: FxHashMap<TypeId, Vec<MethodName>>,
    /// Live methods that reflection may take as func values.
    pub method_values: FxHashSet<(TypeId, MethodName)>,
    /// Functions used as values, sorted by symbol.
    pub func_values: Vec<FuncId>,
    /// Package initializations in order.
    pub init_tasks: Vec<InitTask>,
}

/// Initialization of one package.
pub struct InitTask {
    pub pkg: PkgId,
    pub funcs: Vec<FuncId>,
}

/// Which form of functions the flood looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// As built; bodies are built on demand.
    Build,
    /// After inlining.
    Final,
}

/// State of a flood.
pub struct Flood<'p> {
    prog: &'p Program<'p>,
    stage: Stage,
    funcs: FxHashSet<FuncId>,
    func_values: FxHashSet<FuncId>,
    globals: FxHashSet<GlobalId>,
    data: FxHashSet<DataId>,
    types: FxHashSet<TypeId>,
    in_iface: FxHashSet<TypeId>,
    live: FxHashSet<(TypeId, MethodName)>,
    method_values: FxHashSet<(TypeId, MethodName)>,
    called: FxHashSet<(MethodName, TypeId)>,
    named: FxHashSet<Symbol>,
    reflects: bool,
    /// Types in interfaces by the methods they have, to be looked at when one is called.
    by_method: FxHashMap<MethodName, Vec<TypeId>>,
    func_queue: Vec<FuncId>,
    inits: Initializers,
    /// Variables assigned, or whose address is taken, other than by their initializers.
    pub(crate) written: FxHashSet<GlobalId>,
}

/// Floods from `main` and everything that runs before it, building bodies.
pub fn flood<'p>(prog: &'p Program<'p>, main: ObjId, roots: &[&str]) -> Reached {
    let mut flood = Flood::new(prog, Stage::Build);
    flood.start(main, roots);
    flood.settle_initializers();
    let init_tasks = flood.init_tasks();
    Reached {
        init_tasks,
        ..flood.finish()
    }
}

/// Floods from all functions of package `pkg`, building bodies; what is reached, sorted by symbol.
pub fn flood_package(prog: &Program<'_>, pkg: PkgId) -> Vec<FuncId> {
    let mut flood = Flood::new(prog, Stage::Build);
    flood.start_inits();
    flood.root_initializers(pkg);
    for &obj in prog.types.package_objects(pkg) {
        flood.root_object(obj);
    }
    flood.run();
    flood.finish().funcs
}

/// Floods over the optimized functions: a subset of what `before` found.
pub fn mark<'p>(prog: &'p Program<'p>, main: ObjId, roots: &[&str], before: &Reached) -> Reached {
    let mut flood = Flood::new(prog, Stage::Final);
    flood.seed(main, roots);
    for task in &before.init_tasks {
        task.funcs.iter().for_each(|&func| flood.func(func));
    }
    flood.run();
    let mut reached = flood.finish();
    reached.init_tasks = before
        .init_tasks
        .iter()
        .map(|task| InitTask {
            pkg: task.pkg,
            funcs: task.funcs.clone(),
        })
        .collect();
    reached
}

impl<'p> Flood<'p> {
    fn new(prog: &'p Program<'p>, stage: Stage) -> Flood<'p> {
        Flood {
            prog,
            stage,
            funcs: FxHashSet::default(),
            func_values: FxHashSet::default(),
            globals: FxHashSet::default(),
            data: FxHashSet::default(),
            types: FxHashSet::default(),
            in_iface: FxHashSet::default(),
            live: FxHashSet::default(),
            method_values: FxHashSet::default(),
            called: FxHashSet::default(),
            named: FxHashSet::default(),
            reflects: false,
            by_method: FxHashMap::default(),
            func_queue: Vec::new(),
            inits: Initializers::default(),
            written: FxHashSet::default(),
        }
    }

    fn seed(&mut self, main: ObjId, roots: &[&str]) {
        self.func(self.prog.declared(main, &[]));
        for root in roots {
            self.func(self.prog.go_func(root));
        }
    }

    fn start(&mut self, main: ObjId, roots: &[&str]) {
        self.seed(main, roots);
        self.start_inits();
        self.run();
    }

    /// Reaches a package-level function, or all methods of a type.
    fn root_object(&mut self, obj: ObjId) {
        let prog = self.prog;
        let object = prog.types.object(obj);
        if let Some(func) = object.as_func() {
            let is_generic = match prog.types.ty(prog.types.object_type(obj)) {
                Type::Signature(sig) => !sig.tparams.is_empty(),
                _ => true,
            };
            let is_generic = is_generic || !prog.types.recv_tparams(obj).is_empty();
            if func.body.is_some() && !is_generic {
                self.func(prog.declared(obj, &[]));
            }
        } else if object.is_type_name() {
            let ty = prog.types.canon(prog.types.object_type(obj));
            let has_methods = prog.types.as_named(ty).is_some_and(|named| {
                prog.types.tparams_of(named).is_empty() && !prog.types.is_interface(ty)
            });
            if !has_methods {
                return;
            }
            for ty in [ty, prog.types.canon(prog.types.pointer_to(ty))] {
                for entry in prog.types.method_set(ty) {
                    self.func(prog.method(ty, entry.name));
                }
            }
        }
    }

    /// Looks at reached functions until there are no more.
    fn run(&mut self) {
        while let Some(id) = self.func_queue.pop() {
            if self.stage == Stage::Build {
                self.prog.build(id);
            }
            let entry = &self.prog.funcs[id];
            if let FuncKey::Extern { symbol } = entry.key {
                self.called_by_runtime(symbol);
            }
            let body = match self.stage {
                Stage::Build => entry.built.get(),
                Stage::Final => entry.optimized.get(),
            };
            if let Some(body) = body {
                self.body(body);
            }
        }
    }

    /// Go functions that runtime function `symbol` calls.
    fn called_by_runtime(&mut self, symbol: Symbol) {
        for &(_, func) in RUNTIME_REFS
            .iter()
            .filter(|(from, _)| *from == symbol.as_str())
        {
            self.func(self.prog.go_func(func));
        }
    }

    // What references lead to.

    pub(crate) fn func(&mut self, id: FuncId) {
        if self.funcs.insert(id) {
            self.func_queue.push(id);
        }
    }

    /// `id` is used as a func value.
    pub(crate) fn func_value(&mut self, id: FuncId) {
        if self.func_values.insert(id) {
            self.func(self.prog.closure_code(id));
        }
    }

    pub(crate) fn global(&mut self, id: GlobalId) {
        if !self.globals.insert(id) {
            return;
        }
        match self.stage {
            Stage::Build => match self.given_value(id) {
                Some(data) => {
                    let _ = self.prog.globals[id].init.set(Some(data));
                    self.global_data(id);
                }
                None => self.reach_initializer(id),
            },
            Stage::Final => self.global_data(id),
        }
    }

    /// The contents of a string variable whose value the linker gives, or of one that holds files.
    fn given_value(&self, id: GlobalId) -> Option<StaticData> {
        let entry = &self.prog.globals[id];
        if let Some(embedding) = self.prog.options.embeds.get(&entry.obj) {
            return Some(embedding_variable(self.prog, entry.ty, embedding));
        }
        let text = self.prog.options.strings.get(&entry.symbol)?;
        if !self.prog.types.is_string(entry.ty) {
            return None;
        }
        Some(static_init::string_variable(self.prog, entry.ty, text))
    }

    /// What a variable's initial contents refer to.
    fn global_data(&mut self, id: GlobalId) {
        if let Some(Some(data)) = self.prog.globals[id].init.get() {
            for reloc in &data.relocs {
                self.symbol(reloc.target);
            }
        }
    }

    pub(crate) fn data(&mut self, id: DataId) {
        if self.data.insert(id) {
            for reloc in &self.prog.data[id].relocs {
                self.symbol(reloc.target);
            }
        }
    }

    pub(crate) fn symbol(&mut self, target: SymbolRef) {
        match target {
            SymbolRef::Func(id) => self.func(id),
            SymbolRef::FuncValue(id) => self.func_value(id),
            SymbolRef::Global(id) => self.global(id),
            SymbolRef::Data(id) => self.data(id),
            SymbolRef::Type(ty) => self.type_in_iface(ty),
            // Shapes of memory: no references.
            SymbolRef::GcType(_) => {}
            SymbolRef::Itab { concrete, iface } => self.itab(concrete, iface),
        }
    }

    /// The descriptor of `ty` is needed.
    pub(crate) fn type_desc(&mut self, ty: TypeId) {
        let ty = self.prog.types.canon(ty);
        if !self.types.insert(ty) {
            return;
        }
        if let Some(func) = equal_func(self.prog, ty) {
            self.func_value(func);
        }
        if let &Type::Map { key, .. } = self.under(ty) {
            self.func_value(hash_func(self.prog, self.prog.types.canon(key)));
        }
        self.each_component(ty, |flood, part| flood.type_desc(part));
        if let Some(pointer) = self.pointer_with_methods(ty) {
            self.type_desc(pointer);
        }
    }

    /// The type `*ty` if a program can tell whether reflection makes it anew: it has methods.
    fn pointer_with_methods(&self, ty: TypeId) -> Option<TypeId> {
        let types = self.prog.types;
        if types.is_interface(ty) {
            return None;
        }
        let pointer = types.pointer_to(ty);
        (!types.method_set(pointer).is_empty()).then_some(pointer)
    }

    fn under(&self, ty: TypeId) -> &'p Type {
        self.prog.types.under(ty)
    }

    /// Calls `f` with the types a descriptor refers to.
    fn each_component(&mut self, ty: TypeId, mut f: impl FnMut(&mut Self, TypeId)) {
        let cx = self.prog.types;
        match self.under(ty) {
            &Type::Pointer(elem) | &Type::Slice(elem) | &Type::Chan { elem, .. } => f(self, elem),
            &Type::Array { elem, .. } => {
                f(self, elem);
                f(self, cx.slice_of(elem));
            }
            &Type::Map { key, value } => {
                f(self, key);
                f(self, value);
            }
            Type::Struct(s) => s.fields.iter().for_each(|field| f(self, field.ty)),
            Type::Signature(sig) => {
                sig.params
                    .iter()
                    .chain(&sig.results)
                    .for_each(|p| f(self, p.ty));
            }
            Type::Interface(_) => {
                cx.interface_methods(ty).iter().for_each(|m| f(self, m.sig));
            }
            _ => {}
        }
    }

    /// A value of `ty` may be in an interface: reflection can get at all its parts, and its
    /// methods can be called.
    pub(crate) fn type_in_iface(&mut self, ty: TypeId) {
        let ty = self.prog.types.canon(ty);
        self.type_desc(ty);
        if !self.in_iface.insert(ty) {
            return;
        }
        self.each_component(ty, |flood, part| flood.type_in_iface(part));
        if let Some(pointer) = self.pointer_with_methods(ty) {
            self.type_in_iface(pointer);
        }
        if self.prog.types.is_interface(ty) {
            return;
        }
        let prog = self.prog;
        for entry in prog.types.method_set(ty) {
            self.by_method.entry(entry.name).or_default().push(ty);
            let sig = prog.types.method_entry_signature(entry);
            if self.is_method_live(entry.name, sig) {
                self.live_method(ty, entry.name, sig);
            }
        }
    }

    fn is_method_live(&self, name: MethodName, sig: TypeId) -> bool {
        self.called.contains(&(name, sig))
            || self.named.contains(&name.name)
            || self.reflects && name.pkg.is_none()
    }

    fn live_method(&mut self, ty: TypeId, name: MethodName, sig: TypeId) {
        if !self.live.insert((ty, name)) {
            return;
        }
        self.func(self.prog.data_word_method(ty, name));
        self.method_by_value(ty, name);
        self.type_in_iface(sig);
    }

    /// Notes whether reflection may take the live method as a func value.
    fn method_by_value(&mut self, ty: TypeId, name: MethodName) {
        let is_looked_up = self.reflects || self.named.contains(&name.name);
        if name.pkg.is_none() && is_looked_up && self.method_values.insert((ty, name)) {
            self.func_value(self.prog.method(ty, name));
        }
    }

    /// Method `name` with signature `sig` is called through an interface.
    pub(crate) fn iface_method(&mut self, name: MethodName, sig: TypeId) {
        let sig = self.prog.types.canon(sig);
        if self.called.insert((name, sig)) {
            self.revive(
                |entry, entry_sig| entry == name && entry_sig == sig,
                Some(name),
            );
        }
    }

    /// Reflection looks up methods called `name`.
    pub(crate) fn named_method(&mut self, name: Symbol) {
        if self.named.insert(name) {
            self.revive(|entry, _| entry.name == name, None);
        }
    }

    /// Reflection looks up methods by names nobody knows.
    pub(crate) fn reflect_method(&mut self) {
        if !self.reflects {
            self.reflects = true;
            self.revive(|entry, _| entry.pkg.is_none(), None);
        }
    }

    /// Makes the methods for which `test` holds live on all types that are in interfaces.
    fn revive(&mut self, test: impl Fn(MethodName, TypeId) -> bool, only: Option<MethodName>) {
        let types: Vec<TypeId> = match only {
            Some(name) => self.by_method.get(&name).cloned().unwrap_or_default(),
            None => self.in_iface.iter().copied().collect(),
        };
        let prog = self.prog;
        for ty in types {
            if prog.types.is_interface(ty) {
                continue;
            }
            for entry in prog.types.method_set(ty) {
                let sig = prog.types.method_entry_signature(entry);
                if test(entry.name, sig) {
                    self.live_method(ty, entry.name, sig);
                    self.method_by_value(ty, entry.name);
                }
            }
        }
    }

    /// A value of `concrete` becomes a value of `iface`, an interface type with methods.
    pub(crate) fn itab(&mut self, concrete: TypeId, iface: TypeId) {
        self.type_in_iface(concrete);
        self.type_desc(iface);
    }

    fn body(&mut self, func: &Func) {
        refs::visit(self, func);
    }

    fn finish(self) -> Reached {
        let prog = self.prog;
        let by_symbol = |ids: FxHashSet<FuncId>| {
            let mut ids: Vec<FuncId> = ids.into_iter().collect();
            ids.sort_by_key(|&id| prog.funcs[id].symbol.as_str());
            ids
        };
        let mut funcs = by_symbol(self.funcs);
        funcs.retain(|&id| prog.has_body(id));
        let mut types: Vec<TypeId> = self.types.into_iter().collect();
        types.sort_by_cached_key(|&ty| prog.types.link_string(ty));
        let mut live_methods: FxHashMap<TypeId, Vec<MethodName>> = FxHashMap::default();
        for (ty, name) in self.live {
            live_methods.entry(ty).or_default().push(name);
        }
        Reached {
            funcs,
            types,
            live_methods,
            method_values: self.method_values,
            func_values: by_symbol(self.func_values),
            init_tasks: Vec::new(),
        }
    }
}
