//! Method sets (spec: "Method sets").

use rustc_hash::{FxHashMap, FxHashSet};

use crate::context::Context;
use crate::info::SelectedMethod;
use crate::lookup::Path;
use crate::object::ObjId;
use crate::predicates::is_exported;
use crate::type_::{InterfaceMethod, MethodName, NamedId, Type, TypeId};

/// A method of a method set.
#[derive(Clone, Debug)]
pub struct MethodEntry {
    pub name: MethodName,
    pub kind: SelectedMethod,
    /// Embedded fields from the type to the one that has the method; empty if it is its own.
    pub path: Path,
    /// Whether a pointer was followed on the way, the receiver's own included.
    pub is_indirect: bool,
    /// Of a concrete method: the (instantiated) defined type it is declared for.
    pub declared_for: Option<NamedId>,
    /// Of an interface's method: its signature.
    interface_sig: Option<TypeId>,
}

struct Embedded {
    ty: TypeId,
    path: Path,
    is_indirect: bool,
    is_repeated: bool,
}

impl Context {
    /// The methods of `ty` (promoted ones included), exported ones first, then by name, then by
    /// package path. Signatures are not resolved: see [`Context::method_entry_signature`].
    pub fn method_set(&self, ty: TypeId) -> &[MethodEntry] {
        let ty = self.canon(ty);
        self.method_sets
            .get_or_make(ty, || self.compute_method_set(ty))
    }

    /// The signature of a method of a method set, without receiver, canonical.
    pub fn method_entry_signature(&self, entry: &MethodEntry) -> TypeId {
        let sig = match (entry.kind, entry.declared_for, entry.interface_sig) {
            (SelectedMethod::Concrete(method), Some(named), _) => {
                self.method_signature(method, named)
            }
            (SelectedMethod::Concrete(method), None, _) => self.object_type(method),
            (SelectedMethod::Interface(_), _, Some(sig)) => sig,
            (SelectedMethod::Interface(_), _, None) => TypeId::INVALID,
        };
        self.canon(sig)
    }

    /// All methods of an interface type, embedded ones included, in the order of method sets, with
    /// canonical signatures.
    pub fn interface_methods(&self, ty: TypeId) -> &[InterfaceMethod] {
        &self.type_set(self.canon(self.underlying(ty))).methods
    }

    fn compute_method_set(&self, ty: TypeId) -> Vec<MethodEntry> {
        let (base, is_pointer) = self.deref(ty);
        if is_pointer && self.is_interface(base)
            || self.as_named(base).is_some() && self.is_pointer(base)
        {
            return Vec::new();
        }
        // None marks a name that is ambiguous, or taken by a field.
        let mut found: FxHashMap<MethodName, Option<MethodEntry>> = FxHashMap::default();
        let mut seen: FxHashSet<TypeId> = FxHashSet::default();
        let mut current = vec![Embedded {
            ty: base,
            path: Path::new(),
            is_indirect: is_pointer,
            is_repeated: false,
        }];
        while !current.is_empty() {
            let mut level: FxHashMap<MethodName, Option<MethodEntry>> = FxHashMap::default();
            let mut next = Vec::new();
            for embedded in current {
                if self.as_named(embedded.ty).is_some() && !seen.insert(self.canon(embedded.ty)) {
                    continue;
                }
                self.collect_members(&embedded, &mut level, &mut next);
            }
            for (name, entry) in level {
                found.entry(name).or_insert(entry);
            }
            current = self.merge_embedded(next);
        }
        let is_in_set = |entry: &MethodEntry| match entry.kind {
            SelectedMethod::Concrete(method) => {
                entry.is_indirect || !self.has_pointer_receiver(method)
            }
            SelectedMethod::Interface(_) => true,
        };
        let mut entries: Vec<MethodEntry> =
            found.into_values().flatten().filter(is_in_set).collect();
        entries.sort_by(|a, b| self.method_order(a.name, b.name));
        entries
    }

    /// Adds the methods of one type, and its fields as names that hide deeper methods.
    fn collect_members(
        &self,
        embedded: &Embedded,
        level: &mut FxHashMap<MethodName, Option<MethodEntry>>,
        next: &mut Vec<Embedded>,
    ) {
        let mut add = |name: MethodName, entry: Option<MethodEntry>| {
            let entry = entry.filter(|_| !embedded.is_repeated);
            level
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(entry);
        };
        let entry = |name, kind, declared_for, interface_sig| MethodEntry {
            name,
            kind,
            path: embedded.path.clone(),
            is_indirect: embedded.is_indirect,
            declared_for,
            interface_sig,
        };
        let mut own: FxHashSet<MethodName> = FxHashSet::default();
        if let Some(named) = self.as_named(embedded.ty) {
            for &method in self.methods_of(named) {
                let name = self.method_name(method);
                own.insert(name);
                let kind = SelectedMethod::Concrete(method);
                add(name, Some(entry(name, kind, Some(named), None)));
            }
        }
        let under = self.underlying(embedded.ty);
        match self.ty(under) {
            Type::Struct(s) => {
                for (at, field) in s.fields.iter().enumerate() {
                    let pkg = field.pkg.filter(|_| !is_exported(field.name));
                    let name = MethodName {
                        name: field.name,
                        pkg,
                    };
                    // An invalid program may have a field and a method of one name.
                    if !field.name.is_blank() && !own.contains(&name) {
                        add(name, None);
                    }
                    if field.is_embedded {
                        let (ty, is_pointer) = self.deref(field.ty);
                        let mut path = embedded.path.clone();
                        path.push(at as u32);
                        let is_indirect = embedded.is_indirect || is_pointer;
                        let is_repeated = embedded.is_repeated;
                        next.push(Embedded {
                            ty,
                            path,
                            is_indirect,
                            is_repeated,
                        });
                    }
                }
            }
            Type::Interface(_) => {
                for method in &self.type_set(under).methods {
                    let kind = SelectedMethod::Interface(method.name);
                    add(
                        method.name,
                        Some(entry(method.name, kind, None, Some(method.sig))),
                    );
                }
            }
            _ => {}
        }
    }

    fn merge_embedded(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut places: FxHashMap<TypeId, usize> = FxHashMap::default();
        let mut merged: Vec<Embedded> = Vec::with_capacity(list.len());
        for embedded in list {
            let ty = self.canon(embedded.ty);
            match places.get(&ty) {
                Some(&place) => merged[place].is_repeated = true,
                None => {
                    places.insert(ty, merged.len());
                    merged.push(embedded);
                }
            }
        }
        merged
    }

    /// A declared method's name as method sets have it.
    pub fn method_name(&self, method: ObjId) -> MethodName {
        let object = &self.objects[method];
        MethodName {
            name: object.name,
            pkg: object.pkg.filter(|_| !is_exported(object.name)),
        }
    }
}
