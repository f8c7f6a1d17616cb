//! Checks that need complete types: put off to the end of a statement, or until no declaration of
//! the package is being resolved.

use rgo_base::{Diagnostic, Pos, Symbol};
use rgo_syntax::ast::NodeId;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::object::ObjId;
use crate::results::Results;
use crate::scope::LocalScopes;
use crate::type_::{
    Basic, InterfaceMethod, MethodName, NamedId, Signature, Term, Type, TypeId, TypeParamId,
};

/// A check that is put off.
pub(crate) enum Delayed {
    /// A declared type must not contain itself, nor be defined by an imported constraint where the
    /// language version has none (`type_pos`, unless an error was reported there).
    TypeDecl {
        obj: ObjId,
        type_pos: Option<Pos>,
    },
    /// A variable's type must be no constraint interface.
    VarType {
        pos: Pos,
        ty: TypeId,
    },
    MapKey {
        pos: Pos,
        ty: TypeId,
    },
    EmbeddedField {
        pos: Pos,
        ty: TypeId,
    },
    FieldsAndMethods {
        named: NamedId,
    },
    /// Methods and elements of an interface with their positions.
    TypeSet {
        methods: Vec<(InterfaceMethod, Pos)>,
        embeddeds: Vec<(TypeId, Pos)>,
    },
    Union {
        terms: Vec<(Term, Pos)>,
    },
    Receiver {
        pos: Pos,
        ty: TypeId,
    },
    /// The arguments of an instantiated type must satisfy their constraints.
    TypeInstance {
        pos: Pos,
        ty: TypeId,
        args: Box<[TypeId]>,
        arg_positions: Box<[Pos]>,
    },
    /// So must those of a function.
    FuncInstance {
        pos: Pos,
        tparams: Box<[TypeParamId]>,
        args: Box<[TypeId]>,
        arg_positions: Box<[Pos]>,
    },
    /// The body of a function literal inside a declaration.
    FuncLit(Box<PendingLit>),
}

/// A function literal whose body is still to be checked, and where.
pub(crate) struct PendingLit {
    pub node: NodeId,
    pub sig: Signature,
    pub names: LocalScopes,
    pub iota: Option<u32>,
    pub outer_tparams: Vec<TypeParamId>,
    /// The constant that is declared by means of it.
    pub owner: Option<ObjId>,
}

impl Checker<'_> {
    /// Puts a check off. In trusted packages those that only find errors are not made.
    pub fn later(&mut self, delayed: Delayed) {
        if self.package.is_trusted && !matches!(delayed, Delayed::FuncLit(_)) {
            return;
        }
        if self.is_body {
            self.delayed.push(delayed);
        } else {
            let file = self.file;
            self.ctx
                .decl_lock
                .frame(|frame| frame.delayed.push_back((file, delayed)));
        }
    }

    /// In a body: makes the checks put off since `mark`, those they put off included.
    pub fn process_delayed(&mut self, mark: usize) {
        let mut at = mark;
        while at < self.delayed.len() {
            // A placeholder: the list may grow while the check runs.
            let taken = Delayed::VarType {
                pos: Pos::NONE,
                ty: TypeId::INVALID,
            };
            let delayed = std::mem::replace(&mut self.delayed[at], taken);
            self.run_delayed(delayed);
            at += 1;
        }
        self.delayed.truncate(mark);
    }

    pub fn run_delayed(&mut self, delayed: Delayed) {
        match delayed {
            Delayed::TypeDecl { obj, type_pos } => self.check_type_decl(obj, type_pos),
            Delayed::VarType { pos, ty } => self.check_var_type(pos, ty),
            Delayed::MapKey { pos, ty } => self.check_map_key(pos, ty),
            Delayed::EmbeddedField { pos, ty } => self.check_embedded_field(pos, ty),
            Delayed::FieldsAndMethods { named } => self.check_fields_and_methods(named),
            Delayed::TypeSet { methods, embeddeds } => self.check_type_set(&methods, &embeddeds),
            Delayed::Union { terms } => self.check_union(&terms),
            Delayed::Receiver { pos, ty } => self.check_receiver(pos, ty),
            Delayed::TypeInstance {
                pos,
                ty,
                args,
                arg_positions,
            } => {
                self.check_type_instance(pos, ty, &args, &arg_positions);
            }
            Delayed::FuncInstance {
                pos,
                tparams,
                args,
                arg_positions,
            } => {
                self.check_func_instance(pos, &tparams, &args, &arg_positions);
            }
            Delayed::FuncLit(lit) => self.check_pending_lit(*lit),
        }
    }

    fn check_type_decl(&mut self, obj: ObjId, type_pos: Option<Pos>) {
        let ctx = self.ctx;
        let Some(ty) = ctx.objects[obj].ty.get() else {
            return;
        };
        let rhs = match *ctx.ty(ty) {
            Type::Named(named) => {
                self.check_valid_type(named);
                ctx.nameds[named].rhs.get()
            }
            Type::Alias(alias) => ctx.aliases[alias].target.get(),
            _ => None,
        };
        if let (Some(pos), Some(rhs)) = (type_pos, rhs)
            && !self.allows(18)
            && self.is_imported_constraint(rhs)
        {
            let text = self.type_text(rhs);
            self.version_error(pos, 18, &format!("using type constraint {text}"));
        }
    }

    /// Whether a type is a constraint interface of another package.
    fn is_imported_constraint(&self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        let Some(named) = ctx.as_named(ty) else {
            return false;
        };
        let pkg = ctx.objects[ctx.nameds[named].obj].pkg;
        let under = ctx.underlying(ty);
        pkg.is_some_and(|pkg| pkg != self.package.id)
            && matches!(ctx.ty(under), Type::Interface(_))
            && !ctx.type_set(under).is_method_set()
    }

    fn check_var_type(&mut self, pos: Pos, ty: TypeId) {
        let ctx = self.ctx;
        let under = ctx.underlying(ty);
        if !matches!(ctx.ty(under), Type::Interface(_)) {
            return;
        }
        let set = ctx.type_set(under);
        if set.is_method_set() {
            return;
        }
        let why = if set.is_comparable {
            "interface is (or embeds) comparable"
        } else {
            "interface contains type constraints"
        };
        let text = self.type_text(ty);
        self.soft_error(
            pos,
            format!("cannot use type {text} outside a type constraint: {why}"),
        );
    }

    fn check_map_key(&mut self, pos: Pos, ty: TypeId) {
        if self.ctx.comparable(ty) {
            return;
        }
        let why = if self.ctx.is_tparam(ty) {
            " (missing comparable constraint)"
        } else {
            ""
        };
        let text = self.type_text(ty);
        self.error(pos, format!("invalid map key type {text}{why}"));
    }

    fn check_embedded_field(&mut self, pos: Pos, ty: TypeId) {
        let ctx = self.ctx;
        let (elem, is_pointer) = ctx.deref(ty);
        let why = match ctx.ty(ctx.underlying(elem)) {
            Type::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
            Type::Pointer(_) => "a pointer",
            Type::Interface(_) if ctx.is_tparam(elem) => "a (pointer to a) type parameter",
            Type::Interface(_) if is_pointer => "a pointer to an interface",
            _ => return,
        };
        self.error(pos, format!("embedded field type cannot be {why}"));
    }

    /// Reports methods that an interface has twice, and elements that the language version does
    /// not know.
    fn check_type_set(&mut self, methods: &[(InterfaceMethod, Pos)], embeddeds: &[(TypeId, Pos)]) {
        let ctx = self.ctx;
        let mut seen: FxHashMap<MethodName, (Pos, TypeId)> = FxHashMap::default();
        for &(method, pos) in methods {
            match seen.get(&method.name) {
                Some(&(other, _)) => self.duplicate_method(pos, other, method.name.name),
                None => {
                    seen.insert(method.name, (pos, method.sig));
                }
            }
        }
        for &(ty, pos) in embeddeds {
            let under = ctx.underlying(ty);
            match ctx.ty(under) {
                Type::Interface(_) => {
                    if !self.allows(18) && self.is_imported_constraint(ty) {
                        let text = self.type_text(ty);
                        let what = format!("embedding constraint interface {text}");
                        self.version_error(pos, 18, &what);
                        continue;
                    }
                    for method in &ctx.type_set(under).methods {
                        match seen.get(&method.name) {
                            Some(&(other, sig)) => {
                                if !self.allows(14) || !ctx.identical(sig, method.sig) {
                                    self.duplicate_method(pos, other, method.name.name);
                                }
                            }
                            None => {
                                seen.insert(method.name, (pos, method.sig));
                            }
                        }
                    }
                }
                Type::Union(terms) => {
                    if !self.allows(18) {
                        let text = self.type_text(under);
                        let what = format!("embedding interface element {text}");
                        self.version_error(pos, 18, &what);
                    } else if ctx.has_too_many_terms(terms) {
                        let max = crate::type_set::MAX_TERMS;
                        let message = format!(
                            "cannot handle more than {max} union terms (implementation limitation)"
                        );
                        self.error(pos, message);
                    }
                }
                Type::Invalid => {}
                _ => {
                    if !self.allows(18) {
                        let text = self.type_text(ty);
                        let what = format!("embedding non-interface type {text}");
                        self.version_error(pos, 18, &what);
                    }
                }
            }
        }
    }

    fn duplicate_method(&mut self, pos: Pos, other: Pos, name: Symbol) {
        let diagnostic = Diagnostic::error(pos, format!("duplicate method {name}"));
        self.report(diagnostic.note(other, format!("other declaration of method {name}")));
    }

    fn check_union(&mut self, terms: &[(Term, Pos)]) {
        let ctx = self.ctx;
        for (at, &(term, pos)) in terms.iter().enumerate() {
            if !ctx.is_valid(term.ty) {
                continue;
            }
            let under = ctx.underlying(term.ty);
            let is_interface = matches!(ctx.ty(under), Type::Interface(_));
            let ty_text = self.type_text(term.ty);
            if term.has_tilde && is_interface {
                let message = format!("invalid use of ~ ({ty_text} is an interface)");
                self.error(pos, message);
                continue;
            }
            if term.has_tilde && !ctx.identical(under, term.ty) {
                let under = self.type_text(under);
                let message = format!("invalid use of ~ (underlying type of {ty_text} is {under})");
                self.error(pos, message);
                continue;
            }
            let text = |term: &Term| {
                let ty = self
                    .ctx
                    .qualified_type_string(term.ty, crate::type_string::Qualifier::Paths);
                format!("{}{ty}", if term.has_tilde { "~" } else { "" })
            };
            if is_interface {
                let set = ctx.type_set(under);
                let term_text = text(&term);
                if !set.methods.is_empty() {
                    let message =
                        format!("cannot use {term_text} in union ({term_text} contains methods)");
                    self.error(pos, message);
                } else if term.ty == ctx.universe().comparable {
                    self.error(pos, "cannot use comparable in union");
                } else if set.is_comparable {
                    let message =
                        format!("cannot use {term_text} in union ({term_text} embeds comparable)");
                    self.error(pos, message);
                }
                continue;
            }
            let overlaps = |&&(other, _): &&(Term, Pos)| {
                ctx.is_valid(other.ty)
                    && !ctx.is_interface(other.ty)
                    && !ctx.are_disjoint(other, term)
            };
            if let Some((other, _)) = terms[..at].iter().find(overlaps) {
                let message = format!("overlapping terms {} and {}", text(&term), text(other));
                self.soft_error(pos, message);
            }
        }
    }

    fn check_receiver(&mut self, pos: Pos, ty: TypeId) {
        let ctx = self.ctx;
        let (base, _) = ctx.deref(ty);
        let text = self.type_text(base);
        let non_local = format!("cannot define new methods on non-local type {text}");
        match ctx.ty(ctx.unalias(base)) {
            Type::Invalid => {}
            &Type::Named(named) => {
                if ctx.objects[ctx.nameds[named].obj].pkg != Some(self.package.id) {
                    return self.error(pos, non_local);
                }
                let why = match ctx.ty(ctx.underlying(base)) {
                    Type::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                    Type::Pointer(_) | Type::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                self.error(pos, format!("invalid receiver type {text} ({why})"));
            }
            Type::Basic(_) => self.error(pos, non_local),
            _ => {
                let text = self.type_text(ty);
                self.error(pos, format!("invalid receiver type {text}"));
            }
        }
    }

    /// A function literal in the declarations of a file: its results are not kept.
    fn check_pending_lit(&mut self, lit: PendingLit) {
        if self.is_body {
            return self.check_lit(lit);
        }
        let ctx = self.ctx;
        let mut checker = Checker::for_file(ctx, self.package.id, self.file);
        checker.results = Results::new(0, lit.node.as_u32());
        checker.is_body = true;
        checker.collects_deps = true;
        checker.owner = lit.owner;
        checker.check_lit(lit);
        if let Some(owner) = checker.owner
            && checker.results.deps.contains(&owner)
        {
            let own = std::mem::take(&mut checker.results.deps);
            let mut all = self
                .package
                .type_deps
                .lock()
                .expect("nothing panics while it holds this");
            all.insert(owner, own.into());
        }
        ctx.report_in(self.package, std::mem::take(&mut checker.diags));
    }

    pub fn check_lit(&mut self, lit: PendingLit) {
        let PendingLit {
            node,
            sig,
            names,
            iota,
            outer_tparams,
            owner: _,
        } = lit;
        let saved_names = std::mem::replace(&mut self.names, names);
        let saved_iota = std::mem::replace(&mut self.iota, iota);
        let saved_tparams = std::mem::replace(&mut self.outer_tparams, outer_tparams);
        self.func_lit_body(node, &sig);
        self.names = saved_names;
        self.iota = saved_iota;
        self.outer_tparams = saved_tparams;
    }
}
