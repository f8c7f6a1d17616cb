//! What expressions are compiled to, as far as reachability must know it before SSA exists: Go
//! functions that compiled code calls though no source names them, and how values are compared.
//!
//! Every decision is a function of types and tree, so that whoever asks gets one answer.

use rgo_abi::layout::WORD;
use rgo_types::{Basic, Context, Type, TypeId};

use crate::alg::{Alg, alg};
use crate::tree::{BinOp, Const, ConvKind, Expr, ExprKind};

macro_rules! helpers {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal,)*) => {
        /// A Go function of the library that compiled code calls unasked.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Helper { $($(#[$doc])* $name,)* }

        impl Helper {
            /// All of them, in order of their numbers.
            pub const ALL: &[Helper] = &[$(Helper::$name,)*];

            /// Its link symbol.
            pub const fn symbol(self) -> &'static str {
                match self { $(Helper::$name => $symbol,)* }
            }
        }
    };
}

helpers! {
    // Failed checks: `()`, operands in `g`, in the `U` forms the first of them a `uint`.
    PanicIndex = "runtime.goPanicIndex",
    PanicIndexU = "runtime.goPanicIndexU",
    PanicSliceAlen = "runtime.goPanicSliceAlen",
    PanicSliceAlenU = "runtime.goPanicSliceAlenU",
    PanicSliceAcap = "runtime.goPanicSliceAcap",
    PanicSliceAcapU = "runtime.goPanicSliceAcapU",
    PanicSliceB = "runtime.goPanicSliceB",
    PanicSliceBU = "runtime.goPanicSliceBU",
    PanicSlice3Alen = "runtime.goPanicSlice3Alen",
    PanicSlice3AlenU = "runtime.goPanicSlice3AlenU",
    PanicSlice3Acap = "runtime.goPanicSlice3Acap",
    PanicSlice3AcapU = "runtime.goPanicSlice3AcapU",
    PanicSlice3B = "runtime.goPanicSlice3B",
    PanicSlice3BU = "runtime.goPanicSlice3BU",
    PanicSlice3C = "runtime.goPanicSlice3C",
    PanicSlice3CU = "runtime.goPanicSlice3CU",
    PanicSliceConvert = "runtime.goPanicSliceConvert",
    /// `()`
    PanicShift = "runtime.panicshift",
    PanicMakeSliceLen = "runtime.panicmakeslicelen",
    PanicMakeSliceCap = "runtime.panicmakeslicecap",
    PanicUnsafeSliceLen = "runtime.panicunsafeslicelen",
    PanicUnsafeSliceNilPtr = "runtime.panicunsafeslicenilptr",
    PanicUnsafeStringLen = "runtime.panicunsafestringlen",
    PanicUnsafeStringNilPtr = "runtime.panicunsafestringnilptr",
    /// `(have, want, iface *_type)`
    PanicDotTypeE = "runtime.panicdottypeE",
    /// `(have *itab, want, iface *_type)`
    PanicDotTypeI = "runtime.panicdottypeI",
    /// `(want *_type)`
    PanicNilDotType = "runtime.panicnildottype",

    /// `(inter, typ) *itab`: panics if `typ` is nil or lacks a method.
    AssertE2I = "runtime.assertE2I",
    /// `(inter, typ) *itab`: nil then.
    AssertE2I2 = "runtime.assertE2I2",
    /// `(typ, x, y) bool`: data words of two interfaces without methods that hold one type.
    EfaceEq = "runtime.efaceeq",
    /// `(tab, x, y) bool`: the same with methods.
    IfaceEq = "runtime.ifaceeq",
    /// `(num, den complex128) complex128`
    Complex128Div = "runtime.complex128div",

    // Maps.
    MakeMap = "runtime.makemap",
    MakeMapSmall = "runtime.makemap_small",
    MapAccess1 = "runtime.mapaccess1",
    MapAccess1Fast32 = "runtime.mapaccess1_fast32",
    MapAccess1Fast64 = "runtime.mapaccess1_fast64",
    MapAccess1FastStr = "runtime.mapaccess1_faststr",
    MapAccess1Fat = "runtime.mapaccess1_fat",
    MapAccess2 = "runtime.mapaccess2",
    MapAccess2Fast32 = "runtime.mapaccess2_fast32",
    MapAccess2Fast64 = "runtime.mapaccess2_fast64",
    MapAccess2FastStr = "runtime.mapaccess2_faststr",
    MapAccess2Fat = "runtime.mapaccess2_fat",
    MapAssign = "runtime.mapassign",
    MapAssignFast32 = "runtime.mapassign_fast32",
    MapAssignFast64 = "runtime.mapassign_fast64",
    MapAssignFast64Ptr = "runtime.mapassign_fast64ptr",
    MapAssignFastStr = "runtime.mapassign_faststr",
    MapDelete = "runtime.mapdelete",
    MapDeleteFast32 = "runtime.mapdelete_fast32",
    MapDeleteFast64 = "runtime.mapdelete_fast64",
    MapDeleteFastStr = "runtime.mapdelete_faststr",
    MapClear = "runtime.mapclear",
    MapIterStart = "runtime.mapIterStart",
    MapIterNext = "runtime.mapIterNext",
}

/// How a map's functions take the key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapKey {
    /// By pointer.
    Slow,
    /// As `uint32`.
    Fast32,
    /// As `uint64`; the assigning function takes a pointer-typed key as pointer.
    Fast64 { is_ptr: bool },
    /// As string.
    FastStr,
}

/// Keys and elements larger than this are stored indirectly; elements above it exclude the fast
/// functions.
pub const MAP_MAX_INLINE: u64 = 128;
/// `mapaccess1` gives a pointer to at most this many zero bytes for a missing key.
pub const ZERO_VAL_BYTES: u64 = 1024;

/// How maps of type `map_ty` take their keys.
pub fn map_key(cx: &Context, map_ty: TypeId) -> MapKey {
    let &Type::Map { key, value } = cx.under(map_ty) else {
        panic!("only maps have keys")
    };
    if cx.size_of(value) > MAP_MAX_INLINE {
        return MapKey::Slow;
    }
    if cx.is_string(key) {
        return MapKey::FastStr;
    }
    if !matches!(alg(cx, key), Alg::Memory(_)) {
        return MapKey::Slow;
    }
    let (size, has_pointers) = (cx.size_of(key), cx.has_pointers(key));
    match size {
        4 if cx.align_of(key) == 4 => MapKey::Fast32,
        8 if cx.align_of(key) == 8 => MapKey::Fast64 {
            is_ptr: has_pointers,
        },
        _ => MapKey::Slow,
    }
}

/// Whether a missing element of the map needs a zero value of its own.
pub fn is_fat_map(cx: &Context, map_ty: TypeId) -> bool {
    matches!(cx.under(map_ty), &Type::Map { value, .. } if cx.size_of(value) > ZERO_VAL_BYTES)
}

/// The function for `m[k]`.
pub fn map_access(cx: &Context, map_ty: TypeId, comma_ok: bool) -> Helper {
    let fat = is_fat_map(cx, map_ty);
    match (map_key(cx, map_ty), comma_ok) {
        (_, false) if fat => Helper::MapAccess1Fat,
        (_, true) if fat => Helper::MapAccess2Fat,
        (MapKey::Slow, false) => Helper::MapAccess1,
        (MapKey::Slow, true) => Helper::MapAccess2,
        (MapKey::Fast32, false) => Helper::MapAccess1Fast32,
        (MapKey::Fast32, true) => Helper::MapAccess2Fast32,
        (MapKey::Fast64 { .. }, false) => Helper::MapAccess1Fast64,
        (MapKey::Fast64 { .. }, true) => Helper::MapAccess2Fast64,
        (MapKey::FastStr, false) => Helper::MapAccess1FastStr,
        (MapKey::FastStr, true) => Helper::MapAccess2FastStr,
    }
}

/// The function that finds or makes an element.
pub fn map_assign(cx: &Context, map_ty: TypeId) -> Helper {
    match map_key(cx, map_ty) {
        MapKey::Slow => Helper::MapAssign,
        MapKey::Fast32 => Helper::MapAssignFast32,
        MapKey::Fast64 { is_ptr: false } => Helper::MapAssignFast64,
        MapKey::Fast64 { is_ptr: true } => Helper::MapAssignFast64Ptr,
        MapKey::FastStr => Helper::MapAssignFastStr,
    }
}

/// The function for `delete`.
pub fn map_delete(cx: &Context, map_ty: TypeId) -> Helper {
    match map_key(cx, map_ty) {
        MapKey::Slow => Helper::MapDelete,
        MapKey::Fast32 => Helper::MapDeleteFast32,
        MapKey::Fast64 { .. } => Helper::MapDeleteFast64,
        MapKey::FastStr => Helper::MapDeleteFastStr,
    }
}

/// How a new map is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MakeMap {
    /// `makemap_small()`
    Small,
    /// `makemap(type, hint, buf)`
    Sized,
    /// Header and first group in the frame, no call but for the seed.
    InFrame,
}

/// Slots of a map's first group: what a map holds without growing.
pub const MAP_GROUP_SLOTS: i64 = 8;

/// How `make(map[K]V, hint)` is compiled; `on_stack` is its placement.
pub fn make_map(hint: Option<&Expr>, on_stack: bool) -> MakeMap {
    let is_small = match hint.map(|hint| &hint.kind) {
        None | Some(ExprKind::Const(Const::Zero)) => true,
        Some(ExprKind::Const(Const::Int(n))) => *n <= MAP_GROUP_SLOTS,
        Some(_) => false,
    };
    match (is_small, on_stack) {
        (true, true) => MakeMap::InFrame,
        (true, false) => MakeMap::Small,
        (false, _) => MakeMap::Sized,
    }
}

/// How two values of a comparable type are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EqStrategy {
    /// Machine comparison of the scalars: bools, numbers, complex numbers, pointers, channels.
    Scalars,
    /// Length, then bytes.
    String,
    /// First words, then `efaceeq` or `ifaceeq` of the data.
    Iface { has_methods: bool },
    /// All bytes.
    Memory,
    /// One component after the other, in line.
    Components,
    /// `FuncKey::Eq` of the type.
    Func,
}

/// Most comparisons of components made in line.
const MAX_INLINE_COMPARISONS: u64 = 4;

/// How values of type `ty` are compared.
pub fn eq_strategy(cx: &Context, ty: TypeId) -> EqStrategy {
    match cx.under(ty) {
        Type::Basic(Basic::String) => EqStrategy::String,
        Type::Basic(_) | Type::Pointer(_) | Type::Chan { .. } => EqStrategy::Scalars,
        // Only compared with nil.
        Type::Signature(_) | Type::Map { .. } | Type::Slice(_) => EqStrategy::Scalars,
        Type::Interface(_) => EqStrategy::Iface {
            has_methods: !cx.interface_methods(ty).is_empty(),
        },
        Type::Struct(_) | Type::Array { .. } => {
            if let Alg::Memory(_) = alg(cx, ty) {
                EqStrategy::Memory
            } else if n_comparisons(cx, ty) <= MAX_INLINE_COMPARISONS {
                EqStrategy::Components
            } else {
                EqStrategy::Func
            }
        }
        _ => EqStrategy::Func,
    }
}

/// Comparisons of components of a value, nested ones counted.
fn n_comparisons(cx: &Context, ty: TypeId) -> u64 {
    match cx.under(ty) {
        Type::Struct(s) => {
            let fields = s.fields.iter().filter(|field| !field.name.is_blank());
            let counts = fields.map(|field| n_comparisons(cx, field.ty));
            counts.fold(0, u64::saturating_add)
        }
        Type::Array { elem, len } => len.saturating_mul(n_comparisons(cx, *elem)),
        Type::Basic(Basic::Complex64 | Basic::Complex128) => 2,
        _ => 1,
    }
}

/// Calls `f` with each type whose `FuncKey::Eq` comparing two values of type `ty` in line may call.
pub fn each_eq_func(cx: &Context, ty: TypeId, f: &mut dyn FnMut(TypeId)) {
    match eq_strategy(cx, ty) {
        EqStrategy::Func => f(ty),
        EqStrategy::Components => match cx.under(ty) {
            Type::Struct(s) => {
                for field in s.fields.iter().filter(|field| !field.name.is_blank()) {
                    each_eq_func(cx, field.ty, f);
                }
            }
            Type::Array { elem, len } if *len > 0 => each_eq_func(cx, *elem, f),
            _ => {}
        },
        EqStrategy::Scalars
        | EqStrategy::String
        | EqStrategy::Iface { .. }
        | EqStrategy::Memory => {}
    }
}

/// Calls `f` with each helper that comparing two values of type `ty` in line may call.
pub fn each_eq_helper(cx: &Context, ty: TypeId, f: &mut dyn FnMut(Helper)) {
    match eq_strategy(cx, ty) {
        EqStrategy::Iface { has_methods: true } => f(Helper::IfaceEq),
        EqStrategy::Iface { has_methods: false } => f(Helper::EfaceEq),
        EqStrategy::Components => match cx.under(ty) {
            Type::Struct(s) => {
                for field in s.fields.iter().filter(|field| !field.name.is_blank()) {
                    each_eq_helper(cx, field.ty, f);
                }
            }
            Type::Array { elem, len } if *len > 0 => each_eq_helper(cx, *elem, f),
            _ => {}
        },
        EqStrategy::Scalars | EqStrategy::String | EqStrategy::Memory | EqStrategy::Func => {}
    }
}

/// Calls `f` with each helper that computing `expr` itself, not its operands, may call.
pub fn each_helper(cx: &Context, expr: &Expr, f: &mut dyn FnMut(Helper)) {
    let under = |ty: TypeId| cx.under(ty);
    match &expr.kind {
        ExprKind::Index {
            is_bounded: false,
            index,
            ..
        } => f(signed(cx, index, Helper::PanicIndex, Helper::PanicIndexU)),
        ExprKind::Slice { x, lo, hi, max } => {
            let is_slice = matches!(under(x.ty), Type::Slice(_));
            let (of_len, of_cap) = match (max.is_some(), is_slice) {
                (true, _) => (
                    (Helper::PanicSlice3Alen, Helper::PanicSlice3AlenU),
                    (Helper::PanicSlice3Acap, Helper::PanicSlice3AcapU),
                ),
                (false, _) => (
                    (Helper::PanicSliceAlen, Helper::PanicSliceAlenU),
                    (Helper::PanicSliceAcap, Helper::PanicSliceAcapU),
                ),
            };
            let whole = if is_slice { of_cap } else { of_len };
            match (lo, hi, max) {
                (lo, Some(hi), None) => {
                    f(signed(cx, hi, whole.0, whole.1));
                    if let Some(lo) = lo {
                        f(signed(cx, lo, Helper::PanicSliceB, Helper::PanicSliceBU));
                    }
                }
                (Some(lo), None, None) => {
                    f(signed(cx, lo, Helper::PanicSliceB, Helper::PanicSliceBU));
                }
                (lo, hi, Some(max)) => {
                    f(signed(cx, max, whole.0, whole.1));
                    if let Some(hi) = hi {
                        f(signed(cx, hi, Helper::PanicSlice3B, Helper::PanicSlice3BU));
                    }
                    if let Some(lo) = lo {
                        f(signed(cx, lo, Helper::PanicSlice3C, Helper::PanicSlice3CU));
                    }
                }
                (None, None, None) => {}
            }
        }
        ExprKind::Binary(BinOp::Shl | BinOp::Shr, _, count) if !cx.is_unsigned(count.ty) => {
            f(Helper::PanicShift);
        }
        ExprKind::Binary(BinOp::Div, x, _) if cx.is_complex(x.ty) => f(Helper::Complex128Div),
        ExprKind::Binary(BinOp::Eq | BinOp::Ne, x, _) => each_eq_helper(cx, x.ty, f),
        ExprKind::Convert {
            kind: ConvKind::SliceToArrayPtr,
            ..
        } => f(Helper::PanicSliceConvert),
        ExprKind::IfaceToIface(_) => f(Helper::AssertE2I2),
        ExprKind::TypeAssert { x, comma_ok } => {
            let target = assert_target(cx, expr, *comma_ok);
            match (cx.is_interface(target), comma_ok) {
                (true, true) => f(Helper::AssertE2I2),
                (true, false) => {
                    if cx.interface_methods(target).is_empty() {
                        f(Helper::PanicNilDotType);
                    } else {
                        f(Helper::AssertE2I);
                    }
                }
                (false, true) => {}
                (false, false) => {
                    if cx.interface_methods(x.ty).is_empty() {
                        f(Helper::PanicDotTypeE);
                    } else {
                        f(Helper::PanicDotTypeI);
                    }
                }
            }
        }
        ExprKind::AppendZeroes { .. } => f(Helper::PanicMakeSliceLen),
        ExprKind::MakeSlice { cap: Some(_), .. } => {
            f(Helper::PanicMakeSliceLen);
            f(Helper::PanicMakeSliceCap);
        }
        ExprKind::MakeMap { hint, alloc: _ } => {
            // Placement is decided after reachability: both that may come of it.
            match make_map(hint.as_deref(), false) {
                MakeMap::Small => f(Helper::MakeMapSmall),
                MakeMap::Sized | MakeMap::InFrame => f(Helper::MakeMap),
            }
        }
        ExprKind::MapIndex { map, comma_ok, .. } => f(map_access(cx, map.ty, *comma_ok)),
        ExprKind::MapAssign { map, .. } => f(map_assign(cx, map.ty)),
        ExprKind::MapDelete { map, .. } => f(map_delete(cx, map.ty)),
        ExprKind::MapClear(_) => f(Helper::MapClear),
        ExprKind::MapIterInit { .. } => f(Helper::MapIterStart),
        ExprKind::MapIterNext { .. } => f(Helper::MapIterNext),
        ExprKind::UnsafeSlice(..) => {
            f(Helper::PanicUnsafeSliceLen);
            f(Helper::PanicUnsafeSliceNilPtr);
        }
        ExprKind::UnsafeString(..) => {
            f(Helper::PanicUnsafeStringLen);
            f(Helper::PanicUnsafeStringNilPtr);
        }
        _ => {}
    }
}

/// Calls `f` with each helper that `dst op= src` may call besides those of its operands.
pub fn each_assign_op_helper(
    cx: &Context,
    dst: TypeId,
    op: BinOp,
    src: TypeId,
    f: &mut dyn FnMut(Helper),
) {
    match op {
        BinOp::Shl | BinOp::Shr if !cx.is_unsigned(src) => f(Helper::PanicShift),
        BinOp::Div if cx.is_complex(dst) => f(Helper::Complex128Div),
        _ => {}
    }
}

/// The type `T` of `x.(T)`.
pub fn assert_target(cx: &Context, expr: &Expr, comma_ok: bool) -> TypeId {
    match cx.ty(expr.ty) {
        Type::Tuple(types) if comma_ok => types[0],
        _ => expr.ty,
    }
}

fn signed(cx: &Context, index: &Expr, signed: Helper, unsigned: Helper) -> Helper {
    if cx.is_unsigned(index.ty) {
        unsigned
    } else {
        signed
    }
}

/// The parts of a map's group: `{ctrl uint64; slots [8]struct{key; elem}}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MapGroup {
    /// Keys above [`MAP_MAX_INLINE`] are pointers to keys; elements likewise.
    pub is_indirect_key: bool,
    pub is_indirect_elem: bool,
    pub elem_offset: u64,
    pub slot_size: u64,
    pub size: u64,
}

/// Layout of the groups of maps of type `map_ty`.
pub fn map_group(cx: &Context, map_ty: TypeId) -> MapGroup {
    let &Type::Map { key, value } = cx.under(map_ty) else {
        panic!("only maps have groups")
    };
    let word = u64::from(WORD);
    let part = |ty: TypeId| {
        let size = cx.size_of(ty);
        if size > MAP_MAX_INLINE {
            (true, word, word)
        } else {
            (false, size, cx.align_of(ty))
        }
    };
    let (is_indirect_key, key_size, key_align) = part(key);
    let (is_indirect_elem, elem_size, elem_align) = part(value);
    let elem_offset = key_size.next_multiple_of(elem_align);
    // A trailing element of no size gets an address of its own, as in any struct.
    let end = elem_offset + elem_size.max(u64::from(elem_offset > 0));
    let slot_size = end.next_multiple_of(key_align.max(elem_align));
    MapGroup {
        is_indirect_key,
        is_indirect_elem,
        elem_offset,
        slot_size,
        size: (word + (MAP_GROUP_SLOTS as u64 * slot_size).max(1)).next_multiple_of(word),
    }
}
