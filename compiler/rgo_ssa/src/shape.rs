//! How values of Go types are laid out and which scalars they consist of.
//!
//! A [`Shape`] is made once for a type and then only looked up, by all threads.

use std::sync::Mutex;

use rgo_abi::call::MAX_SCALARS;
use rgo_base::{Table, entity_impl};
use rgo_types::{Basic, Context, Type as GoType, TypeId};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::func::MemKind;
use crate::type_::Type;

/// Most scalars of a value that lives in SSA values rather than in memory. More than the calling
/// convention's limit: local variables profit from it.
pub const MAX_LOCAL_SCALARS: usize = 8;

/// A scalar of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scalar {
    pub ty: Type,
    /// In the value.
    pub offset: u32,
    pub kind: MemKind,
    /// A pointer that the collector follows: stores to the heap need a barrier.
    pub is_traced: bool,
}

/// Layout of a type.
#[derive(Clone, Debug)]
pub struct Shape {
    pub size: u64,
    pub align: u32,
    pub has_pointers: bool,
    /// An interface's data word holds the value itself: it is one pointer.
    pub is_direct_iface: bool,
    /// The scalars in order of offset, if there are at most [`MAX_LOCAL_SCALARS`] of them and no
    /// array longer than 1 among the components.
    scalars: Option<Box<[Scalar]>>,
}

impl Shape {
    /// The scalars, if values of the type live in SSA values.
    pub fn scalars(&self) -> Option<&[Scalar]> {
        self.scalars.as_deref()
    }

    /// Passed and returned as scalars, not by pointer ("register class").
    pub fn is_register_class(&self) -> bool {
        self.scalars()
            .is_some_and(|scalars| scalars.len() <= MAX_SCALARS)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct ShapeId(u32);
entity_impl!(ShapeId);

/// The shapes of the program's types.
pub struct Shapes<'a> {
    pub types: &'a Context,
    shapes: Table<ShapeId, Shape>,
    ids: Mutex<FxHashMap<TypeId, ShapeId>>,
}

impl<'a> Shapes<'a> {
    pub fn new(types: &'a Context) -> Shapes<'a> {
        Shapes {
            types,
            shapes: Table::new(),
            ids: Mutex::default(),
        }
    }

    /// The shape of a concrete type.
    pub fn get(&self, ty: TypeId) -> &Shape {
        let known = self
            .ids
            .lock()
            .expect("lookups do not panic")
            .get(&ty)
            .copied();
        if let Some(id) = known {
            return &self.shapes[id];
        }
        let shape = compute(self.types, ty);
        let mut ids = self.ids.lock().expect("lookups do not panic");
        let id = *ids.entry(ty).or_insert_with(|| self.shapes.push(shape));
        &self.shapes[id]
    }
}

fn compute(cx: &Context, ty: TypeId) -> Shape {
    let size = cx.size_of(ty);
    let ptr_bytes = cx.ptr_bytes(ty);
    let mut scalars = Scalars::new();
    let fits = flatten(cx, ty, 0, &mut scalars);
    Shape {
        size,
        align: cx.align_of(ty) as u32,
        has_pointers: ptr_bytes != 0,
        is_direct_iface: size == 8 && ptr_bytes == 8,
        scalars: fits.then(|| scalars.into_vec().into_boxed_slice()),
    }
}

type Scalars = SmallVec<[Scalar; MAX_LOCAL_SCALARS]>;

/// Appends the scalars of a value of type `ty` at `offset`; false if they are too many.
fn flatten(cx: &Context, ty: TypeId, offset: u64, scalars: &mut Scalars) -> bool {
    if cx.size_of(ty) == 0 {
        return true;
    }
    let mut push = |at: u64, ty: Type, kind: MemKind| {
        let is_traced = matches!(kind, MemKind::Ptr | MemKind::DataPtr | MemKind::IfaceData);
        scalars.push(Scalar {
            ty,
            offset: (offset + at) as u32,
            kind,
            is_traced,
        });
        scalars.len() <= MAX_LOCAL_SCALARS
    };
    match cx.under(ty) {
        GoType::Basic(basic) => {
            let (ty, kind) = match basic {
                Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::Byte | Basic::UntypedBool => {
                    (Type::I8, MemKind::I8)
                }
                Basic::Int16 | Basic::Uint16 => (Type::I16, MemKind::I16),
                Basic::Int32 | Basic::Uint32 | Basic::Rune | Basic::UntypedRune => {
                    (Type::I32, MemKind::I32)
                }
                Basic::Int
                | Basic::Int64
                | Basic::Uint
                | Basic::Uint64
                | Basic::Uintptr
                | Basic::UntypedInt => (Type::I64, MemKind::I64),
                Basic::Float32 => (Type::F32, MemKind::F32),
                Basic::Float64 | Basic::UntypedFloat => (Type::F64, MemKind::F64),
                Basic::Complex64 => {
                    return push(0, Type::F32, MemKind::F32) && push(4, Type::F32, MemKind::F32);
                }
                Basic::Complex128 | Basic::UntypedComplex => {
                    return push(0, Type::F64, MemKind::F64) && push(8, Type::F64, MemKind::F64);
                }
                Basic::String | Basic::UntypedString => {
                    return push(0, Type::Ptr, MemKind::DataPtr)
                        && push(8, Type::I64, MemKind::Len);
                }
                Basic::UnsafePointer | Basic::UntypedNil => (Type::Ptr, MemKind::Ptr),
            };
            push(0, ty, kind)
        }
        GoType::Pointer(_) if !cx.has_pointers(ty) => {
            scalars.push(Scalar {
                ty: Type::Ptr,
                offset: offset as u32,
                kind: MemKind::Ptr,
                is_traced: false,
            });
            scalars.len() <= MAX_LOCAL_SCALARS
        }
        GoType::Pointer(_) | GoType::Map { .. } | GoType::Chan { .. } | GoType::Signature(_) => {
            push(0, Type::Ptr, MemKind::Ptr)
        }
        GoType::Slice(_) => {
            push(0, Type::Ptr, MemKind::DataPtr)
                && push(8, Type::I64, MemKind::Len)
                && push(16, Type::I64, MemKind::Len)
        }
        GoType::Interface(_) => {
            push(0, Type::Ptr, MemKind::Tab) && push(8, Type::Ptr, MemKind::IfaceData)
        }
        GoType::Array { elem, len } => *len == 1 && flatten(cx, *elem, offset, scalars),
        GoType::Struct(s) => {
            let offsets = &cx.layout(s).offsets;
            s.fields
                .iter()
                .zip(offsets)
                .all(|(field, at)| flatten(cx, field.ty, offset + at, scalars))
        }
        GoType::Tuple(_)
        | GoType::Invalid
        | GoType::Union(_)
        | GoType::Named(_)
        | GoType::Alias(_)
        | GoType::TypeParam(_) => false,
    }
}
