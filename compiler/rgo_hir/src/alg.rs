//! How values of a type are compared and hashed, and properties of types that code and descriptors
//! depend on.

use rgo_base::Symbol;
use rgo_types::type_::{Field, Struct};
use rgo_types::{Basic, Context, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::program::{FuncId, Program};

/// How values of a type are compared and hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alg {
    /// Not at all.
    NotComparable,
    /// As that many bytes of memory.
    Memory(u64),
    String,
    /// An interface with methods.
    Interface,
    EmptyInterface,
    Float32,
    Float64,
    Complex64,
    Complex128,
    /// A struct or array, part by part.
    Parts,
}

/// A run of a struct's fields that is compared or hashed in one go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// `size` bytes at `offset`.
    Memory { offset: u64, size: u64 },
    /// The field of that index.
    Field(u32),
}

/// How `ty` is compared.
pub fn alg(cx: &Context, ty: TypeId) -> Alg {
    Algs {
        cx,
        known: FxHashMap::default(),
    }
    .of(ty)
}

/// How the types are compared that one type consists of. Each is looked at once, however often it
/// occurs.
struct Algs<'a> {
    cx: &'a Context,
    /// Of arrays and structs.
    known: FxHashMap<TypeId, Alg>,
}

impl Algs<'_> {
    fn of(&mut self, ty: TypeId) -> Alg {
        let cx = self.cx;
        match cx.under(ty) {
            Type::Basic(basic) => match basic {
                Basic::String | Basic::UntypedString => Alg::String,
                Basic::Float32 => Alg::Float32,
                Basic::Float64 | Basic::UntypedFloat => Alg::Float64,
                Basic::Complex64 => Alg::Complex64,
                Basic::Complex128 | Basic::UntypedComplex => Alg::Complex128,
                _ => Alg::Memory(cx.size_of(ty)),
            },
            Type::Pointer(_) | Type::Chan { .. } => Alg::Memory(8),
            Type::Interface(_) if cx.interface_methods(ty).is_empty() => Alg::EmptyInterface,
            Type::Interface(_) => Alg::Interface,
            &Type::Array { elem, len } => self.memoized(ty, |algs| match algs.of(elem) {
                Alg::NotComparable => Alg::NotComparable,
                _ if len == 0 => Alg::Memory(0),
                Alg::Memory(_) => Alg::Memory(cx.size_of(ty)),
                other if len == 1 => other,
                _ => Alg::Parts,
            }),
            Type::Struct(s) => self.memoized(ty, |algs| algs.of_struct(ty, s)),
            Type::Invalid
            | Type::Slice(_)
            | Type::Map { .. }
            | Type::Signature(_)
            | Type::Union(_)
            | Type::Tuple(_)
            | Type::Named(_)
            | Type::Alias(_)
            | Type::TypeParam(_) => Alg::NotComparable,
        }
    }

    fn memoized(&mut self, ty: TypeId, find: impl FnOnce(&mut Self) -> Alg) -> Alg {
        if let Some(&alg) = self.known.get(&ty) {
            return alg;
        }
        let alg = find(self);
        self.known.insert(ty, alg);
        alg
    }

    fn of_struct(&mut self, ty: TypeId, s: &Struct) -> Alg {
        let cx = self.cx;
        let is_incomparable = |f: &Field| self.of(f.ty) == Alg::NotComparable;
        if s.fields.iter().any(is_incomparable) {
            return Alg::NotComparable;
        }
        // A single field that fills the struct is compared as itself.
        if let [field] = &s.fields[..]
            && !field.name.is_blank()
        {
            return self.of(field.ty);
        }
        match self.struct_parts(ty)[..] {
            [] if cx.size_of(ty) == 0 => Alg::Memory(0),
            [Part::Memory { offset: 0, size }] if size == cx.size_of(ty) => Alg::Memory(size),
            _ => Alg::Parts,
        }
    }

    /// The parts of a comparable struct in order, blank fields and padding left out, neighbouring
    /// memory joined.
    fn struct_parts(&mut self, ty: TypeId) -> Vec<Part> {
        let cx = self.cx;
        let Type::Struct(s) = cx.under(ty) else {
            unreachable!("a struct")
        };
        let offsets = cx.field_offsets(ty);
        let mut parts: Vec<Part> = Vec::new();
        for (at, field) in s.fields.iter().enumerate() {
            if field.name == Symbol::BLANK {
                continue;
            }
            let Alg::Memory(size) = self.of(field.ty) else {
                parts.push(Part::Field(at as u32));
                continue;
            };
            let start = offsets[at];
            match parts.last_mut() {
                _ if size == 0 => {}
                Some(Part::Memory { offset, size: run }) if *offset + *run == start => *run += size,
                _ => parts.push(Part::Memory {
                    offset: start,
                    size,
                }),
            }
        }
        parts
    }
}

/// Whether an interface holds values of `ty` in its data word itself.
pub fn is_direct_iface(cx: &Context, ty: TypeId) -> bool {
    cx.size_of(ty) == 8 && cx.ptr_bytes(ty) == 8
}

/// Whether every value of the type equals itself: no floats, no interfaces.
pub fn is_reflexive(cx: &Context, ty: TypeId) -> bool {
    let mut todo = vec![ty];
    let mut seen = FxHashSet::default();
    while let Some(ty) = todo.pop() {
        match cx.under(ty) {
            Type::Basic(basic) => {
                if matches!(
                    basic,
                    Basic::Float32 | Basic::Float64 | Basic::Complex64 | Basic::Complex128
                ) {
                    return false;
                }
            }
            Type::Pointer(_) | Type::Chan { .. } => {}
            &Type::Array { elem, .. } => todo.push(elem),
            Type::Struct(s) if seen.insert(ty) => todo.extend(s.fields.iter().map(|f| f.ty)),
            Type::Struct(_) => {}
            _ => return false,
        }
    }
    true
}

/// The function that compares two values of `ty` behind pointers; none if it is not comparable.
/// Types of equal shape share it.
pub fn equal_func(prog: &Program<'_>, ty: TypeId) -> Option<FuncId> {
    let name = match alg(prog.types, ty) {
        Alg::NotComparable => return None,
        Alg::Memory(size) => match size {
            0 => "memequal0",
            1 => "memequal8",
            2 => "memequal16",
            4 => "memequal32",
            8 => "memequal64",
            16 => "memequal128",
            size => {
                let bytes = prog.types.array_of(Basic::Uint8.type_id(), size);
                return Some(prog.eq_func(bytes));
            }
        },
        Alg::String => "strequal",
        Alg::Interface => "interequal",
        Alg::EmptyInterface => "nilinterequal",
        Alg::Float32 => "f32equal",
        Alg::Float64 => "f64equal",
        Alg::Complex64 => "c64equal",
        Alg::Complex128 => "c128equal",
        Alg::Parts => return Some(prog.eq_func(ty)),
    };
    Some(prog.go_func(&format!("runtime.{name}")))
}

/// The function that hashes a map key of type `ty` behind a pointer.
pub fn hash_func(prog: &Program<'_>, ty: TypeId) -> FuncId {
    let name = match alg(prog.types, ty) {
        Alg::Memory(4) => "memhash32",
        Alg::Memory(8) => "memhash64",
        Alg::String => "strhash",
        Alg::Interface => "interhash",
        Alg::EmptyInterface => "nilinterhash",
        Alg::Float32 => "f32hash",
        Alg::Float64 => "f64hash",
        Alg::Complex64 => "c64hash",
        Alg::Complex128 => "c128hash",
        Alg::Memory(_) | Alg::Parts | Alg::NotComparable => {
            return prog.hash_func(ty);
        }
    };
    prog.go_func(&format!("runtime.{name}"))
}

/// The type of a closure object of `func`: a code pointer and what it captures.
pub fn closure_type(prog: &Program<'_>, func: FuncId) -> TypeId {
    let Some(body) = prog.funcs[func].built.get() else {
        return prog.types.canon(prog.types.struct_of([]));
    };
    let captures = body.captures.iter().map(|&local| body.locals[local].ty);
    closure_type_of(prog.types, captures)
}

/// The type of a closure object that captures values of these types.
pub fn closure_type_of(cx: &Context, captures: impl IntoIterator<Item = TypeId>) -> TypeId {
    let field = |name: String, ty: TypeId| Field {
        name: Symbol::intern(&name),
        pkg: None,
        ty,
        is_embedded: false,
        tag: Symbol::EMPTY,
    };
    let code = field("F".to_owned(), Basic::Uintptr.type_id());
    let captures = captures
        .into_iter()
        .enumerate()
        .map(|(at, ty)| field(format!("X{at}"), ty));
    let fields: Vec<Field> = std::iter::once(code).chain(captures).collect();
    cx.canon(cx.struct_of(fields))
}
