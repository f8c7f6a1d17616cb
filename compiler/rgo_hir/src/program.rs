//! The program's functions, package variables and static data, shared by all threads.
//!
//! A function is named by a [`FuncKey`]: what it is, not what it is called. Equal keys are one
//! [`FuncId`]; symbol and display names follow from the key, whatever the order of demand.

mod links;
mod names;
mod special;

use std::sync::{Mutex, OnceLock};

use rgo_base::{Pos, Symbol, Table, activity, entity_impl};
use rgo_syntax::ast::Pragma;
use rgo_types::lookup::{Member, MemberKind};
use rgo_types::type_::{Field, MethodName, Param};
use rgo_types::{Basic, Context, ObjId, PkgId, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

use self::links::Linknames;
pub use self::special::Special;
use crate::alg::is_direct_iface;
use crate::data::{DataId, StaticData};
use crate::escape::EscapeSummary;
use crate::inline::Inlinability;
use crate::static_init::embedding::Embedding;
use crate::tree::{self, FuncFlags};

/// A function of the program: declared, literal, instance, wrapper or generated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FuncId(u32);
entity_impl!(FuncId, "fn");

/// A package variable, or an instance's static variable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId(u32);
entity_impl!(GlobalId, "global");

/// What a function is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FuncKey {
    /// A declared function or method; `args` are canonical type arguments, the receiver's first.
    Decl { obj: ObjId, args: Box<[TypeId]> },
    /// The `index`-th function literal directly inside `parent`, in source order. `range_body`: the
    /// body of a range-over-func loop, numbered apart (`f-range1`).
    Lit {
        parent: FuncId,
        index: u32,
        range_body: bool,
    },
    /// A copy of the function literal `func`, inlined from the function around it into one of the other
    /// kind: gc names literals differently in declared functions and in literals.
    InlinedLit { func: FuncId },
    /// The closure of the `index`-th `go` or `defer` statement of `parent` that needs one
    /// (`f.gowrap1`, `f.deferwrap1`).
    CallWrapper {
        parent: FuncId,
        index: u32,
        is_defer: bool,
    },
    /// The method `name` of the method set of `recv`, taking exactly that receiver, where it is
    /// promoted, or declared for the type `recv` points to. The itab of a type that is not
    /// pointer-shaped holds the wrappers of its pointer type.
    MethodWrapper { recv: TypeId, name: MethodName },
    /// A method expression `I.name` of an interface type: calls through its first parameter.
    InterfaceMethodExpr { iface: TypeId, name: MethodName },
    /// A method expression of a generic method's instance (1.27) whose receiver is declared as
    /// value and taken as pointer.
    GenericMethodExpr { recv: TypeId, func: FuncId },
    /// A method value's closure over a receiver of type `recv` for method `func` (`T.name-fm`).
    MethodValue { func: FuncId, recv: TypeId },
    /// The same for the method of an interface value.
    InterfaceMethodValue { iface: TypeId, name: MethodName },
    /// Drops the closure pointer and jumps to `func`: the code of its static closure object.
    Adapter { func: FuncId },
    /// Whether two values are equal: `(p, q *T) bool`.
    Eq { ty: TypeId },
    /// A value's hash: `(p *T, seed uintptr) uintptr`.
    Hash { ty: TypeId },
    /// Whom the function literals in a package's initializers are named after. Has no body.
    Init { pkg: PkgId },
    /// One initializer of a package: assigns its variables.
    VarInit { first: ObjId, value: u32 },
    /// A function without a Go body: of the runtime's Rust part.
    Extern { symbol: Symbol },
}

/// A function and what is known of it.
pub struct FuncEntry {
    pub key: FuncKey,
    /// Link symbol: unique, deterministic.
    pub symbol: Symbol,
    /// Name in tracebacks and `runtime.FuncForPC`, such as `main.F[...]`.
    pub display_name: Symbol,
    /// Package it belongs to (an instance: that of the generic function).
    pub pkg: Option<PkgId>,
    /// Its signature, the receiver as first parameter.
    pub sig: TypeId,
    /// What the compiler does in place of a call.
    pub special: Option<Special>,
    /// Of a function without body: declared `//go:noescape`.
    pub is_noescape: bool,
    /// As built. Absent for `Extern`.
    pub built: OnceLock<tree::Func>,
    /// After inlining and escape analysis.
    pub optimized: OnceLock<tree::Func>,
    /// Decided when a caller asks; final only once `optimized` is.
    pub inlinability: OnceLock<Inlinability>,
    /// What its parameters' values flow to; absent until analysed.
    pub escapes: OnceLock<EscapeSummary>,
}

/// What a declaration without body says of the function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Promise {
    /// Its arguments do not escape.
    NoEscape,
    /// It may do anything, and stays a call.
    Nothing,
}

/// A package variable.
pub struct GlobalEntry {
    pub obj: ObjId,
    pub symbol: Symbol,
    pub pkg: PkgId,
    pub ty: TypeId,
    /// Initial contents, once static initialisation decided; none: zero.
    pub init: OnceLock<Option<StaticData>>,
}

/// What steers the building of a program.
#[derive(Default)]
pub struct ProgramOptions {
    /// How far inlining and escape decisions are to be explained: from 1 on texts of expressions are
    /// kept, from 2 on reasons.
    pub explains: u8,
    /// What is written and called through parameters is explained, too.
    pub explains_uses: bool,
    /// The package whose functions are explained.
    pub explained: Option<PkgId>,
    /// Conversions of pointers are to be checked: what reflection does with them stays in functions.
    pub checks_pointers: bool,
    /// Frames hold smaller variables than usual.
    pub small_frames: bool,
    /// Packages into whose functions nothing is inlined.
    pub no_inline: FxHashSet<PkgId>,
    /// Values that the linker gives string variables (`-X`), by link symbol.
    pub strings: FxHashMap<Symbol, Vec<u8>>,
    /// Variables that hold files.
    pub embeds: FxHashMap<ObjId, Embedding>,
}

/// Functions, variables and data of the program.
pub struct Program<'a> {
    pub types: &'a Context,
    pub options: ProgramOptions,
    pub funcs: Table<FuncId, FuncEntry>,
    pub globals: Table<GlobalId, GlobalEntry>,
    pub data: Table<DataId, StaticData>,
    links: Linknames,
    /// Functions of other packages that packages declare without body.
    pulled: Mutex<FxHashMap<(PkgId, FuncId), Promise>>,
    func_ids: Mutex<FxHashMap<FuncKey, FuncId>>,
    global_ids: Mutex<FxHashMap<ObjId, GlobalId>>,
    data_ids: Mutex<FxHashMap<StaticData, DataId>>,
}

impl<'a> Program<'a> {
    /// An empty program over the packages that `types` has been given.
    pub fn new(types: &'a Context, options: ProgramOptions) -> Program<'a> {
        Program {
            types,
            options,
            funcs: Table::new(),
            globals: Table::new(),
            data: Table::new(),
            links: Linknames::collect(types),
            pulled: Mutex::default(),
            func_ids: Mutex::default(),
            global_ids: Mutex::default(),
            data_ids: Mutex::default(),
        }
    }

    /// The function `key` names, entered on first demand with signature `sig`.
    fn intern(&self, key: FuncKey, pkg: Option<PkgId>, sig: impl FnOnce() -> TypeId) -> FuncId {
        if let Some(&id) = self
            .func_ids
            .lock()
            .expect("no panics under the lock")
            .get(&key)
        {
            return id;
        }
        // Names and signature are computed outside the lock: they come back here for parents.
        let names = self.names(&key);
        let sig = self.types.canon(sig());
        let special = match &key {
            FuncKey::Decl { obj, .. } => special::of_declared(self.types, *obj),
            _ => None,
        };
        let is_noescape = match &key {
            FuncKey::Extern { symbol } => self.links.is_noescape(self.types, *symbol),
            _ => false,
        };
        let mut ids = self.func_ids.lock().expect("no panics under the lock");
        if let Some(&id) = ids.get(&key) {
            return id;
        }
        let id = self.funcs.push(FuncEntry {
            key: key.clone(),
            symbol: names.symbol,
            display_name: names.display,
            pkg,
            sig,
            special,
            is_noescape,
            built: OnceLock::new(),
            optimized: OnceLock::new(),
            inlinability: OnceLock::new(),
            escapes: OnceLock::new(),
        });
        ids.insert(key, id);
        id
    }

    /// The declared function or method `obj` instantiated with `args`, the receiver's first. A
    /// function without body is what its link name leads to.
    pub fn declared(&self, obj: ObjId, args: &[TypeId]) -> FuncId {
        let data = self.types.object(obj).as_func().expect("a function");
        if data.body.is_none() && special::of_declared(self.types, obj).is_none() {
            return self.bodyless(obj);
        }
        self.declared_as_is(obj, args)
    }

    fn declared_as_is(&self, obj: ObjId, args: &[TypeId]) -> FuncId {
        let args: Box<[TypeId]> = args.iter().map(|&arg| self.types.canon(arg)).collect();
        let pkg = self.types.object(obj).pkg;
        let sig_args = args.clone();
        self.intern(FuncKey::Decl { obj, args }, pkg, || {
            self.declared_signature(obj, &sig_args)
        })
    }

    /// Signature with the receiver as first parameter.
    fn declared_signature(&self, obj: ObjId, args: &[TypeId]) -> TypeId {
        let sig = self.types.func_instance_signature(obj, args);
        match self.types.recv_type(obj) {
            Some(recv) => {
                let env = self.types.env_for(obj, args);
                self.with_receiver(self.types.subst(recv, &env), sig)
            }
            None => sig,
        }
    }

    fn with_receiver(&self, recv: TypeId, sig: TypeId) -> TypeId {
        let Type::Signature(sig) = self.types.ty(sig) else {
            unreachable!("a signature")
        };
        let mut sig = (**sig).clone();
        let recv = Param {
            name: Symbol::EMPTY,
            ty: recv,
        };
        sig.params = std::iter::once(recv)
            .chain(sig.params.iter().copied())
            .collect();
        self.types.canon(self.types.signature_of(sig))
    }

    /// What a function declared without body is: a Go function under its link name, or one of the
    /// runtime's Rust part.
    fn bodyless(&self, obj: ObjId) -> FuncId {
        let symbol = self
            .links
            .target(obj)
            .unwrap_or_else(|| self.plain_symbol(obj));
        match self.links.function(self.types, symbol) {
            Some(provider) if provider != obj => {
                let func = self.declared(provider, &[]);
                self.note_pulled(obj, func);
                func
            }
            _ => {
                let sig = || self.types.object_type(obj);
                self.intern(FuncKey::Extern { symbol }, self.types.object(obj).pkg, sig)
            }
        }
    }

    /// Notes what the declaration of `obj`, which has its body elsewhere, promises of it: what the
    /// library promises holds, others promise nothing.
    fn note_pulled(&self, obj: ObjId, func: FuncId) {
        let object = self.types.object(obj);
        let data = object.as_func().expect("a function");
        let Some(pkg) = object.pkg else { return };
        let promise = if data.pragma.has(Pragma::NOESCAPE) {
            Promise::NoEscape
        } else if !self.types.package(pkg).is_trusted {
            Promise::Nothing
        } else {
            return;
        };
        let mut pulled = self.pulled.lock().expect("no panics under the lock");
        pulled.insert((pkg, func), promise);
    }

    /// What package `pkg` knows of `func` if it declares it without body.
    pub fn promise(&self, pkg: Option<PkgId>, func: FuncId) -> Option<Promise> {
        let pulled = self.pulled.lock().expect("no panics under the lock");
        pulled.get(&(pkg?, func)).copied()
    }

    /// `path.name` of a package-level object, main packages being called `main`.
    fn plain_symbol(&self, obj: ObjId) -> Symbol {
        let object = self.types.object(obj);
        let pkg = object.pkg.expect("declared in a package");
        Symbol::intern(&format!("{}.{}", self.types.link_prefix(pkg), object.name))
    }

    /// The Go function of the library with link symbol `symbol`, such as `runtime.printnl`.
    ///
    /// # Panics
    /// If there is none: library and overlay do not fit this compiler.
    pub fn go_func(&self, symbol: &str) -> FuncId {
        let symbol = Symbol::intern(symbol);
        let Some(obj) = self.links.function(self.types, symbol) else {
            panic!("the library has no function {symbol}");
        };
        self.declared(obj, &[])
    }

    /// A function literal, range body or call closure of the function in `key`.
    pub fn lit(&self, key: FuncKey, sig: TypeId, pkg: PkgId) -> FuncId {
        self.intern(key, Some(pkg), || self.types.underlying(sig))
    }

    /// The function literal `func` under the name it has in the optimized body of a function that is
    /// itself a literal (`in_lit`) or is not. Its own optimized body is final.
    pub fn lit_inlined(&self, func: FuncId, in_lit: bool) -> FuncId {
        let lit = match self.funcs[func].key {
            FuncKey::InlinedLit { func } => func,
            _ => func,
        };
        let entry = &self.funcs[lit];
        let FuncKey::Lit {
            parent,
            range_body: false,
            ..
        } = entry.key
        else {
            return func;
        };
        if self.is_lit(parent) == in_lit {
            return lit;
        }
        let Some(optimized) = entry.optimized.get() else {
            return func;
        };
        let copy = self.intern(FuncKey::InlinedLit { func: lit }, entry.pkg, || entry.sig);
        let named = |body: &tree::Func| tree::Func {
            id: copy,
            ..body.clone()
        };
        let into = &self.funcs[copy];
        into.optimized.get_or_init(|| named(optimized));
        if let Some(built) = entry.built.get() {
            into.built.get_or_init(|| named(built));
        }
        if let Some(inlinability) = entry.inlinability.get() {
            into.inlinability.get_or_init(|| *inlinability);
        }
        if let Some(escapes) = entry.escapes.get() {
            into.escapes.get_or_init(|| escapes.clone());
        }
        copy
    }

    /// Whether a function is a function literal.
    pub fn is_lit(&self, func: FuncId) -> bool {
        matches!(
            self.funcs[func].key,
            FuncKey::Lit { .. } | FuncKey::InlinedLit { .. }
        )
    }

    /// Method `name` of type `recv` as a function whose first parameter has exactly that type.
    pub fn method(&self, recv: TypeId, name: MethodName) -> FuncId {
        let member = self.lookup_method(recv, name).expect("in the method set");
        if member.path.is_empty()
            && let MemberKind::Method(method, named) = member.kind
        {
            let is_pointer = self.types.as_named(recv).is_none();
            if self.types.has_pointer_receiver(method) == is_pointer {
                return self.declared(method, &self.types.named(named).args);
            }
        }
        let pkg = self.method_package(&member, name);
        self.intern(FuncKey::MethodWrapper { recv, name }, pkg, || {
            self.with_receiver(recv, self.member_signature(&member))
        })
    }

    /// Code for itab and method table entries of `recv`: takes the data word.
    pub fn data_word_method(&self, recv: TypeId, name: MethodName) -> FuncId {
        if is_direct_iface(self.types, recv) {
            return self.method(recv, name);
        }
        self.method(self.types.canon(self.types.pointer_to(recv)), name)
    }

    fn method_package(&self, member: &Member, name: MethodName) -> Option<PkgId> {
        match member.kind {
            MemberKind::Method(method, _) => self.types.object(method).pkg,
            _ => name.pkg,
        }
    }

    fn member_signature(&self, member: &Member) -> TypeId {
        match member.kind {
            MemberKind::Method(method, named) => self.types.method_signature(method, named),
            MemberKind::InterfaceMethod(method) => method.sig,
            MemberKind::Field(_) => unreachable!("only methods have signatures"),
        }
    }

    /// Method `name` of `ty`, through embedding.
    pub fn lookup_method(&self, ty: TypeId, name: MethodName) -> Option<Member> {
        let member = self
            .types
            .lookup(ty, name.pkg.unwrap_or(PkgId::UNSAFE), name.name)?;
        (!matches!(member.kind, MemberKind::Field(_))).then_some(member)
    }

    /// If method `name` of pointer type `ty` is declared for the values pointed to: its function, and
    /// their type.
    pub fn value_method(&self, ty: TypeId, name: MethodName) -> Option<(FuncId, TypeId)> {
        let &Type::Pointer(elem) = self.types.ty(ty) else {
            return None;
        };
        let member = self.lookup_method(ty, name)?;
        match member.kind {
            MemberKind::Method(method, _)
                if member.path.is_empty() && !self.types.has_pointer_receiver(method) =>
            {
                Some((self.declared(method, self.type_args(elem)), elem))
            }
            _ => None,
        }
    }

    pub fn interface_method_expr(&self, iface: TypeId, name: MethodName) -> FuncId {
        let key = FuncKey::InterfaceMethodExpr { iface, name };
        self.intern(key, name.pkg, || {
            let methods = self.types.interface_methods(iface);
            let method = methods.iter().find(|m| m.name == name).expect("it has it");
            self.with_receiver(iface, method.sig)
        })
    }

    /// A method expression of a generic method: `T.M[args]`.
    pub fn generic_method_expr(&self, recv: TypeId, method: ObjId, own: &[TypeId]) -> FuncId {
        let base = match self.types.under(recv) {
            &Type::Pointer(elem) if self.types.as_named(recv).is_none() => elem,
            _ => recv,
        };
        let args = [self.type_args(base), own].concat();
        let func = self.declared(method, &args);
        let Type::Signature(sig) = self.types.ty(self.funcs[func].sig) else {
            unreachable!("a function")
        };
        if self.types.canon(sig.params[0].ty) == recv {
            return func;
        }
        let key = FuncKey::GenericMethodExpr { recv, func };
        let pkg = self.types.object(method).pkg;
        self.intern(key, pkg, || {
            self.with_receiver(recv, self.method_signature(func))
        })
    }

    /// A closure function over a receiver, for a method value.
    pub fn method_value(&self, func: FuncId, recv: TypeId) -> FuncId {
        let key = FuncKey::MethodValue { func, recv };
        self.intern(key, self.funcs[func].pkg, || self.method_signature(func))
    }

    pub fn interface_method_value(&self, iface: TypeId, name: MethodName) -> FuncId {
        let key = FuncKey::InterfaceMethodValue { iface, name };
        self.intern(key, name.pkg, || {
            let methods = self.types.interface_methods(iface);
            methods
                .iter()
                .find(|m| m.name == name)
                .expect("it has it")
                .sig
        })
    }

    /// The code of `func`'s static closure object.
    pub fn adapter(&self, func: FuncId) -> FuncId {
        let entry = &self.funcs[func];
        self.intern(FuncKey::Adapter { func }, entry.pkg, || entry.sig)
    }

    /// The code in `func`'s static closure object: itself if it takes a closure pointer.
    pub fn closure_code(&self, func: FuncId) -> FuncId {
        match self.funcs[func].key {
            FuncKey::Lit { .. }
            | FuncKey::InlinedLit { .. }
            | FuncKey::CallWrapper { .. }
            | FuncKey::MethodValue { .. }
            | FuncKey::InterfaceMethodValue { .. }
            | FuncKey::Adapter { .. } => func,
            _ => self.adapter(func),
        }
    }

    /// Whether compiled Go code has a function for `func`.
    pub fn has_body(&self, func: FuncId) -> bool {
        !matches!(
            self.funcs[func].key,
            FuncKey::Extern { .. } | FuncKey::Init { .. }
        )
    }

    /// Builds `func` and what is nested in it, if that has not been done.
    pub fn build(&self, func: FuncId) {
        let entry = &self.funcs[func];
        if entry.built.get().is_some() || !self.has_body(func) {
            return;
        }
        let build = |run: &dyn Fn() -> Vec<tree::Func>| {
            self.add_bodies(activity::during("hir", "build", entry.symbol, run));
        };
        match &entry.key {
            FuncKey::Decl { obj, args } if self.has_go_body(*obj) => {
                let info = activity::during("check", "body", entry.symbol, || {
                    self.types.check_func_body(*obj)
                });
                let env = self.types.env_for(*obj, args);
                build(&|| crate::build::build_declared(self, func, &info, &env));
            }
            // Built with the function around them.
            FuncKey::Lit { .. } | FuncKey::InlinedLit { .. } | FuncKey::CallWrapper { .. } => {}
            // Built when initialization is looked at.
            FuncKey::VarInit { .. } => {}
            _ => build(&|| vec![crate::build::build_wrapper(self, func)]),
        }
    }

    fn has_go_body(&self, obj: ObjId) -> bool {
        self.types
            .object(obj)
            .as_func()
            .is_some_and(|data| data.body.is_some())
    }

    /// Enters what a build gave.
    pub fn add_bodies(&self, bodies: Vec<tree::Func>) {
        for body in bodies {
            let _ = self.funcs[body.id].built.set(body);
        }
    }

    /// Whether two values behind pointers are equal. One function for all types with the underlying
    /// type of `ty`.
    pub fn eq_func(&self, ty: TypeId) -> FuncId {
        let ty = self.types.canon(self.types.underlying(ty));
        let pointer = Basic::UnsafePointer.type_id();
        let sig = || {
            self.types
                .func_of(&[pointer, pointer], &[Basic::Bool.type_id()], false)
        };
        self.intern(FuncKey::Eq { ty }, None, sig)
    }

    /// The hash of a value behind a pointer, with a seed. One function for all types with the
    /// underlying type of `ty`.
    pub fn hash_func(&self, ty: TypeId) -> FuncId {
        let ty = self.types.canon(self.types.underlying(ty));
        let (pointer, word) = (Basic::UnsafePointer.type_id(), Basic::Uintptr.type_id());
        let sig = || self.types.func_of(&[pointer, word], &[word], false);
        self.intern(FuncKey::Hash { ty }, None, sig)
    }

    /// Whom the literals in package `pkg`'s initializers are named after.
    pub fn init_func(&self, pkg: PkgId) -> FuncId {
        self.intern(FuncKey::Init { pkg }, Some(pkg), || self.func_type())
    }

    pub fn var_init(&self, pkg: PkgId, first: ObjId, value: u32) -> FuncId {
        self.intern(FuncKey::VarInit { first, value }, Some(pkg), || {
            self.func_type()
        })
    }

    /// The signature of a method's function without the receiver.
    pub fn method_signature(&self, func: FuncId) -> TypeId {
        let Type::Signature(sig) = self.types.ty(self.funcs[func].sig) else {
            unreachable!("a function")
        };
        let mut sig = (**sig).clone();
        sig.params = sig.params[1..].into();
        self.types.canon(self.types.signature_of(sig))
    }

    /// The variable of `obj`, or the one its link name leads to.
    pub fn global(&self, obj: ObjId) -> GlobalId {
        let target = self
            .links
            .target(obj)
            .and_then(|s| self.links.variable(self.types, s));
        let obj = target.unwrap_or(obj);
        if let Some(&id) = self
            .global_ids
            .lock()
            .expect("no panics under the lock")
            .get(&obj)
        {
            return id;
        }
        let object = self.types.object(obj);
        let entry = GlobalEntry {
            obj,
            symbol: self.plain_symbol(obj),
            pkg: object.pkg.expect("a package variable"),
            ty: self.types.canon(self.types.object_type(obj)),
            init: OnceLock::new(),
        };
        let mut ids = self.global_ids.lock().expect("no panics under the lock");
        *ids.entry(obj).or_insert_with(|| self.globals.push(entry))
    }

    /// The variable with link symbol `symbol`, such as `runtime.zeroVal`.
    pub fn go_var(&self, symbol: &str) -> Option<GlobalId> {
        let obj = self.links.variable(self.types, Symbol::intern(symbol))?;
        Some(self.global(obj))
    }

    /// Adds static data; equal read-only data is one.
    pub fn add_data(&self, data: StaticData) -> DataId {
        if !data.is_read_only {
            return self.data.push(data);
        }
        let mut ids = self.data_ids.lock().expect("no panics under the lock");
        if let Some(&id) = ids.get(&data) {
            return id;
        }
        let id = self.data.push(data.clone());
        ids.insert(data, id);
        id
    }

    pub fn intrinsic(&self, func: FuncId) -> Option<tree::Intrinsic> {
        match self.funcs[func].special {
            Some(Special::Intrinsic(op)) => Some(op),
            _ => None,
        }
    }

    /// Position of the declaration; unknown for functions the compiler makes.
    pub fn func_pos(&self, func: FuncId) -> Pos {
        match self.funcs[func].key {
            FuncKey::Decl { obj, .. } => self.types.object(obj).pos,
            _ => Pos::NONE,
        }
    }

    /// What the directives of a declared function say.
    pub fn func_flags(&self, func: FuncId) -> FuncFlags {
        let FuncKey::Decl { obj, .. } = self.funcs[func].key else {
            return FuncFlags::default();
        };
        let pragma = self.types.object(obj).as_func().expect("a function").pragma;
        FuncFlags {
            noinline: pragma.has(Pragma::NOINLINE),
            nosplit: pragma.has(Pragma::NOSPLIT),
            is_wrapper: false,
            keeps_uintptr_args: pragma.has(Pragma::UINTPTR_ESCAPES)
                || pragma.has(Pragma::UINTPTR_KEEP_ALIVE),
            uintptr_escapes: pragma.has(Pragma::UINTPTR_ESCAPES),
        }
    }

    // Types the builder needs by name.

    /// `any`
    pub fn any(&self) -> TypeId {
        TypeId::EMPTY_INTERFACE
    }

    /// `func()`
    pub fn func_type(&self) -> TypeId {
        TypeId::EMPTY_SIGNATURE
    }

    /// Canonical type arguments of a defined type.
    pub fn type_args(&self, ty: TypeId) -> &'a [TypeId] {
        self.types
            .as_named(ty)
            .map_or(&[], |named| &self.types.named(named).args)
    }

    /// `internal/runtime/maps.Iter`
    pub fn map_iter_type(&self) -> TypeId {
        self.named_type("internal/runtime/maps", "Iter")
            .expect("the library has map iterators")
    }

    /// The type of `n` cases of a select, as the runtime takes them.
    pub fn select_cases_type(&self, n: u64) -> TypeId {
        let ty = Basic::UnsafePointer.type_id();
        let field = |name| Field {
            name: Symbol::intern(name),
            pkg: None,
            ty,
            is_embedded: false,
            tag: Symbol::EMPTY,
        };
        let case = self.types.struct_of([field("C"), field("Elem")]);
        self.types.canon(self.types.array_of(case, n))
    }

    /// The package with import path `path`.
    pub fn package(&self, path: Symbol) -> Option<PkgId> {
        self.links.package(path)
    }

    /// A package-level type of the library.
    pub fn named_type(&self, path: &str, name: &str) -> Option<TypeId> {
        let pkg = self.links.package(Symbol::intern(path))?;
        let obj = self.types.package_object(pkg, Symbol::intern(name))?;
        Some(self.types.canon(self.types.object_type(obj)))
    }

    fn is_runtime_type(&self, ty: TypeId, name: &str) -> bool {
        self.types.as_named(ty).is_some_and(|named| {
            let object = self.types.object(self.types.named(named).obj);
            object.name.as_str() == name
                && object
                    .pkg
                    .is_some_and(|p| self.types.package_path(p).as_str() == "runtime")
        })
    }

    /// Package runtime's `hex`, printed in hexadecimal.
    pub fn is_runtime_hex(&self, ty: TypeId) -> bool {
        self.is_runtime_type(ty, "hex")
    }

    /// Package runtime's `quoted`, printed in quotes where needed.
    pub fn is_runtime_quoted(&self, ty: TypeId) -> bool {
        self.is_runtime_type(ty, "quoted")
    }
}
