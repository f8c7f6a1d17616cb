//! Whether a type implements an interface or satisfies a constraint (spec: "Implementing an
//! interface", "Satisfying a type constraint"), and why not.

use rgo_base::Symbol;
use rustc_hash::FxHashSet;

use crate::context::Context;
use crate::lookup::{Lookup, MemberKind};
use crate::package::PkgId;
use crate::type_::{InterfaceMethod, MethodName, Term, Type, TypeId};
use crate::type_set::Terms;
use crate::type_string::{Qualifier, TypeWriter};

/// Collects the reason for a no, in gc's words.
pub(crate) struct Cause {
    pub qualifier: Qualifier,
    pub text: String,
}

/// How a method is missing.
enum Missing {
    NotFound,
    /// Only a method whose name differs in capitalization is there: name and signature.
    WrongName(Symbol, TypeId),
    Unexported,
    WrongSignature(TypeId),
    Ambiguous,
    PointerReceiver,
    Field,
}

impl Cause {
    pub fn new(pkg: PkgId) -> Cause {
        Cause {
            qualifier: Qualifier::RelativeTo(pkg),
            text: String::new(),
        }
    }

    fn ty(&self, ctx: &Context, ty: TypeId) -> String {
        ctx.qualified_type_string(ty, self.qualifier)
    }
}

/// Decides whether two signatures count as the same.
pub(crate) type SameSignature<'a> = &'a mut dyn FnMut(TypeId, TypeId) -> bool;

impl Context {
    /// Whether `ty` implements the interface type `interface`.
    pub fn implements(&self, ty: TypeId, interface: TypeId) -> bool {
        self.check_implements(ty, interface, false, u32::MAX, None)
    }

    /// The first method of the interface type `interface` that `ty` lacks, or has with another
    /// signature or only for pointers.
    pub fn missing_method(&self, ty: TypeId, interface: TypeId) -> Option<MethodName> {
        let same = &mut |x, y| self.identical(x, y);
        self.find_missing_method(ty, interface, true, same, None)
    }

    /// Whether `v` implements `t`, or satisfies it if `is_constraint`. `go_minor` is the language
    /// version in force.
    pub(crate) fn check_implements(
        &self,
        v: TypeId,
        t: TypeId,
        is_constraint: bool,
        go_minor: u32,
        mut cause: Option<&mut Cause>,
    ) -> bool {
        let (v_under, t_under) = (self.underlying(v), self.underlying(t));
        if v_under == TypeId::INVALID || t_under == TypeId::INVALID {
            return true;
        }
        if let Type::Pointer(elem) = *self.ty(v_under)
            && self.underlying(elem) == TypeId::INVALID
        {
            return true;
        }
        let verb = if is_constraint {
            "satisfy"
        } else {
            "implement"
        };
        if !matches!(self.ty(t_under), Type::Interface(_)) {
            if let Some(cause) = cause {
                let detail = match self.interface_pointer_error(t, cause.qualifier) {
                    Some(detail) => detail,
                    None => format!("{} is not an interface", cause.ty(self, t)),
                };
                let (v, t) = (cause.ty(self, v), cause.ty(self, t));
                cause.text = format!("{v} does not {verb} {t} ({detail})");
            }
            return false;
        }
        let t_set = self.type_set(t_under);
        if t_set.is_all() {
            return true;
        }
        let v_set = matches!(self.ty(v_under), Type::Interface(_)).then(|| self.type_set(v_under));
        if v_set.is_some_and(|set| set.is_empty()) {
            return true;
        }
        if t_set.is_empty() {
            if let Some(cause) = cause {
                cause.text = format!("cannot {verb} {} (empty type set)", cause.ty(self, t));
            }
            return false;
        }
        let same = &mut |x, y| self.identical(x, y);
        if !self.has_all_methods(v, t, true, same, cause.as_deref_mut()) {
            if let Some(cause) = cause {
                let (v, t) = (cause.ty(self, v), cause.ty(self, t));
                cause.text = format!("{v} does not {verb} {t} {}", cause.text);
            }
            return false;
        }
        let Some(terms) = t_set.specific_terms() else {
            return !t_set.is_comparable
                || self.is_comparable_for(v, is_constraint, go_minor, verb, cause);
        };
        let is_in_set = match v_set {
            Some(set) => {
                let is_subset = self.are_terms_subset(&set.terms, &t_set.terms);
                if !is_subset && let Some(cause) = cause.as_deref_mut() {
                    let (v, t) = (cause.ty(self, v), cause.ty(self, t));
                    cause.text = format!("{v} does not {verb} {t}");
                }
                is_subset
            }
            None => {
                let is_in = terms.iter().any(|&term| self.term_includes(term, v));
                if !is_in && let Some(cause) = cause.as_deref_mut() {
                    let detail = self.why_not_in_terms(v, t, t_under, terms, cause);
                    let (v, t) = (cause.ty(self, v), cause.ty(self, t));
                    cause.text = format!("{v} does not {verb} {t} ({detail})");
                }
                is_in
            }
        };
        let all_comparable = || terms.iter().all(|t| self.is_strictly_comparable(t.ty));
        is_in_set
            && (!all_comparable()
                || self.is_comparable_for(v, is_constraint, go_minor, verb, cause))
    }

    /// Whether `v` is comparable enough for a comparable constraint or interface.
    fn is_comparable_for(
        &self,
        v: TypeId,
        is_constraint: bool,
        go_minor: u32,
        verb: &str,
        cause: Option<&mut Cause>,
    ) -> bool {
        if self.is_strictly_comparable(v) {
            return true;
        }
        // Ordinary interfaces satisfy comparable though comparing their values may panic.
        if is_constraint && self.comparable(v) {
            if go_minor >= 20 {
                return true;
            }
            if let Some(cause) = cause {
                let v = cause.ty(self, v);
                cause.text = format!("{v} to {verb} comparable requires go1.20 or later");
            }
            return false;
        }
        if let Some(cause) = cause {
            cause.text = format!("{} does not {verb} comparable", cause.ty(self, v));
        }
        false
    }

    fn why_not_in_terms(
        &self,
        v: TypeId,
        t: TypeId,
        t_under: TypeId,
        terms: &[Term],
        cause: &Cause,
    ) -> String {
        let missing_tilde = terms.iter().find(|term| {
            !term.has_tilde
                && self.identical(term.ty, self.underlying(term.ty))
                && self.term_includes(
                    Term {
                        has_tilde: true,
                        ..**term
                    },
                    v,
                )
        });
        let (v_text, t_text) = (cause.ty(self, v), cause.ty(self, t));
        if let Some(term) = missing_tilde {
            return format!(
                "possibly missing ~ for {} in {t_text}",
                cause.ty(self, term.ty)
            );
        }
        if self.mentions(t_under, v) {
            return format!(
                "{t_text} mentions {v_text}, but {v_text} is not in the type set of {t_text}"
            );
        }
        let text = |term: &Term| {
            let tilde = if term.has_tilde { "~" } else { "" };
            format!(
                "{tilde}{}",
                self.qualified_type_string(term.ty, Qualifier::Paths)
            )
        };
        let terms: Vec<String> = terms.iter().map(text).collect();
        format!("{v_text} missing in {}", terms.join(" | "))
    }

    /// Whether `ty` appears as an element or term of `t`.
    fn mentions(&self, t: TypeId, ty: TypeId) -> bool {
        match self.ty(t) {
            Type::Interface(iface) => iface.embeddeds.iter().any(|&e| self.mentions(e, ty)),
            Type::Union(terms) => terms.iter().any(|term| self.mentions(term.ty, ty)),
            _ => self.identical(t, ty),
        }
    }

    /// The message for a pointer to an interface, where an interface was expected.
    pub(crate) fn interface_pointer_error(
        &self,
        ty: TypeId,
        qualifier: Qualifier,
    ) -> Option<String> {
        let Type::Pointer(elem) = *self.ty(self.underlying(ty)) else {
            return None;
        };
        if !self.is_interface(elem) {
            return None;
        }
        let text = self.qualified_type_string(ty, qualifier);
        Some(if self.is_tparam(elem) {
            format!("type {text} is pointer to type parameter, not type parameter")
        } else {
            format!("type {text} is pointer to interface, not interface")
        })
    }

    pub(crate) fn is_interface_pointer(&self, ty: TypeId) -> bool {
        match *self.ty(self.underlying(ty)) {
            Type::Pointer(elem) => self.is_interface(elem),
            _ => false,
        }
    }

    /// Whether `v` has all methods of `t`. Yes if `v` is invalid or embeds something invalid:
    /// then nobody knows.
    pub(crate) fn has_all_methods(
        &self,
        v: TypeId,
        t: TypeId,
        is_static: bool,
        same: SameSignature<'_>,
        cause: Option<&mut Cause>,
    ) -> bool {
        !self.is_valid(v)
            || self
                .find_missing_method(v, t, is_static, same, cause)
                .is_none()
            || self.embeds_invalid(v, &mut FxHashSet::default())
    }

    /// Whether a struct (or pointer to one) has an embedded field of invalid type, at any depth.
    fn embeds_invalid(&self, ty: TypeId, seen: &mut FxHashSet<TypeId>) -> bool {
        let under = self.underlying(self.deref_struct_pointer(ty));
        let Type::Struct(s) = self.ty(under) else {
            return false;
        };
        seen.insert(under)
            && s.fields
                .iter()
                .any(|f| f.is_embedded && (!self.is_valid(f.ty) || self.embeds_invalid(f.ty, seen)))
    }

    /// The first method of interface `t` that `v` lacks. If `v` is an interface and not
    /// `is_static`, only methods that both have are compared.
    pub(crate) fn find_missing_method(
        &self,
        v: TypeId,
        t: TypeId,
        is_static: bool,
        same: SameSignature<'_>,
        cause: Option<&mut Cause>,
    ) -> Option<MethodName> {
        let methods = &self.type_set(self.underlying(t)).methods;
        if methods.is_empty() {
            return None;
        }
        let v_under = self.underlying(v);
        let v_set = matches!(self.ty(v_under), Type::Interface(_)).then(|| self.type_set(v_under));
        for method in methods {
            let missing = match v_set {
                Some(set) => match self.method_in(set, method.name.pkg, method.name.name, false) {
                    None if !is_static => None,
                    None => Some(Missing::NotFound),
                    Some(own) if same(own.sig, method.sig) => None,
                    Some(own) => Some(Missing::WrongSignature(own.sig)),
                },
                None => self.how_missing(v, method, same),
            };
            if let Some(missing) = missing {
                if let Some(cause) = cause {
                    cause.text = self.missing_text(v, t, method, &missing, cause.qualifier);
                }
                return Some(method.name);
            }
        }
        None
    }

    fn how_missing(
        &self,
        v: TypeId,
        method: &InterfaceMethod,
        same: SameSignature<'_>,
    ) -> Option<Missing> {
        let MethodName { name, pkg } = method.name;
        let own = match self.search(v, false, pkg, name, false) {
            Lookup::Ambiguous => return Some(Missing::Ambiguous),
            Lookup::NeedsPointer => return Some(Missing::PointerReceiver),
            Lookup::NotFound => {
                let Lookup::Found(alike) = self.search(v, false, pkg, name, true) else {
                    return Some(Missing::NotFound);
                };
                let (alike_name, sig) = match alike.kind {
                    MemberKind::Field(_) => return Some(Missing::NotFound),
                    MemberKind::Method(m, named) => {
                        (self.objects[m].name, self.method_signature(m, named))
                    }
                    MemberKind::InterfaceMethod(m) => (m.name.name, m.sig),
                };
                let is_same_name = alike_name == name;
                return Some(if is_same_name {
                    Missing::Unexported
                } else {
                    Missing::WrongName(alike_name, sig)
                });
            }
            Lookup::Found(member) => match member.kind {
                MemberKind::Field(_) => return Some(Missing::Field),
                MemberKind::Method(m, named) => self.method_signature(m, named),
                MemberKind::InterfaceMethod(m) => m.sig,
            },
        };
        (!same(own, method.sig)).then_some(Missing::WrongSignature(own))
    }

    fn missing_text(
        &self,
        v: TypeId,
        t: TypeId,
        method: &InterfaceMethod,
        missing: &Missing,
        qualifier: Qualifier,
    ) -> String {
        let name = method.name.name;
        let type_text = |ty| self.qualified_type_string(ty, qualifier);
        match *missing {
            Missing::NotFound => {
                let pointer = self
                    .interface_pointer_error(v, qualifier)
                    .or_else(|| self.interface_pointer_error(t, qualifier));
                match pointer {
                    Some(text) => format!("({text})"),
                    None => format!("(missing method {name})"),
                }
            }
            Missing::WrongName(alike, sig) => {
                let have = self.func_string(alike, sig, qualifier, false);
                let want = self.func_string(name, method.sig, qualifier, false);
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Unexported => format!("(unexported method {name})"),
            Missing::WrongSignature(sig) => {
                let mut have = self.func_string(name, sig, qualifier, false);
                let mut want = self.func_string(name, method.sig, qualifier, false);
                if have == want {
                    // Tell them apart by their packages.
                    have = self.func_string(name, sig, Qualifier::Paths, true);
                    want = self.func_string(name, method.sig, Qualifier::Paths, true);
                }
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Ambiguous => format!("(ambiguous selector {}.{name})", type_text(v)),
            Missing::PointerReceiver => format!("(method {name} has pointer receiver)"),
            Missing::Field => format!("({}.{name} is a field, not a method)", type_text(v)),
        }
    }

    /// Name and signature without parameter names.
    fn func_string(
        &self,
        name: Symbol,
        sig: TypeId,
        qualifier: Qualifier,
        annotates_package: bool,
    ) -> String {
        let mut writer = TypeWriter::new(self, qualifier);
        writer.has_param_names = false;
        writer.annotates_package = annotates_package;
        writer.text.push_str(name.as_str());
        if let Type::Signature(sig) = self.ty(sig) {
            writer.signature(sig);
        }
        writer.text
    }

    /// Whether a value of interface type `v` may have dynamic type `t`.
    pub(crate) fn is_assertable_to(&self, v: TypeId, t: TypeId, cause: Option<&mut Cause>) -> bool {
        let same = &mut |x, y| self.identical(x, y);
        self.is_interface(t) || self.has_all_methods(t, v, false, same, cause)
    }

    /// Whether two term lists and comparable flags describe the same specific types.
    pub(crate) fn have_same_terms(&self, x: TypeId, y: TypeId) -> bool {
        let (x, y) = (self.type_set(x), self.type_set(y));
        let are_all = |terms: &Terms| *terms == Terms::All;
        x.is_comparable == y.is_comparable
            && (are_all(&x.terms) && are_all(&y.terms) || self.are_terms_equal(&x.terms, &y.terms))
    }
}
