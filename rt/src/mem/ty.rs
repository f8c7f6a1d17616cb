//! Type descriptors as the runtime reads them: `internal/abi.Type` and its variants.

use rgo_abi::type_desc::{kind, tflag, ty};

/// A type descriptor, of the executable or made by `reflect`. Both kinds live for ever.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Ty(*const u8);

// SAFETY: descriptors are never written after creation.
unsafe impl Send for Ty {}
// SAFETY: as above.
unsafe impl Sync for Ty {}

/// Offsets of the fields behind the header, by kind.
mod field {
    pub const ELEM: usize = 48;
    pub const ARRAY_LEN: usize = 64;
    pub const STRUCT_FIELDS: usize = 56;
    pub const STRUCT_FIELDS_LEN: usize = 64;
    /// Within one field of a struct.
    pub const TYPE: usize = 8;
    pub const OFFSET: usize = 16;
    pub const SIZE: usize = 24;
}

impl Ty {
    /// # Safety
    /// `at` is a type descriptor, or null.
    pub const unsafe fn from_ptr(at: *const u8) -> Ty {
        Ty(at)
    }

    /// A descriptor built by the runtime itself.
    pub const fn of_static(desc: &'static StaticType) -> Ty {
        Ty(core::ptr::from_ref(desc).cast())
    }

    /// The descriptor's address.
    pub fn as_ptr(self) -> *const u8 {
        self.0
    }

    /// Whether there is no type.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    #[inline(always)]
    fn word(self, offset: usize) -> usize {
        // SAFETY: `self` is a descriptor whose kind has a word at `offset`.
        unsafe { self.0.add(offset).cast::<usize>().read() }
    }

    #[inline(always)]
    fn byte(self, offset: usize) -> u8 {
        // SAFETY: offsets passed are those of the common header.
        unsafe { self.0.add(offset).read() }
    }

    /// Bytes of a value.
    #[inline(always)]
    pub fn size(self) -> usize {
        self.word(ty::SIZE_)
    }

    /// Bytes of the prefix of a value that may hold pointers.
    #[inline(always)]
    pub fn ptr_bytes(self) -> usize {
        self.word(ty::PTR_BYTES)
    }

    /// Whether values hold no pointers.
    #[inline(always)]
    pub fn is_noscan(self) -> bool {
        self.ptr_bytes() == 0
    }

    /// Alignment of a value.
    pub fn align(self) -> usize {
        self.byte(ty::ALIGN) as usize
    }

    /// One of `rgo_abi::type_desc::kind`.
    pub fn kind(self) -> u8 {
        self.byte(ty::KIND)
    }

    /// Whether the mask must be built when first asked for.
    pub fn has_mask_on_demand(self) -> bool {
        self.byte(ty::TFLAG) & tflag::GC_MASK_ON_DEMAND != 0
    }

    /// The mask, or the slot for it: one bit per word, lowest first, over `ptr_bytes`.
    pub fn gc_data(self) -> *const u8 {
        self.word(ty::GC_DATA) as *const u8
    }

    /// Element type of an array, channel, map, pointer or slice.
    pub fn elem(self) -> Ty {
        debug_assert!(matches!(
            self.kind(),
            kind::ARRAY | kind::CHAN | kind::POINTER | kind::SLICE
        ));
        Ty(self.word(field::ELEM) as *const u8)
    }

    /// Length of an array type.
    pub fn array_len(self) -> usize {
        debug_assert!(self.kind() == kind::ARRAY);
        self.word(field::ARRAY_LEN)
    }

    /// Number of fields of a struct type.
    pub fn n_fields(self) -> usize {
        debug_assert!(self.kind() == kind::STRUCT);
        self.word(field::STRUCT_FIELDS_LEN)
    }

    /// Type and offset of a struct's field.
    pub fn struct_field(self, i: usize) -> (Ty, usize) {
        assert!(i < self.n_fields());
        let at = self.word(field::STRUCT_FIELDS) + i * field::SIZE;
        // SAFETY: the struct's field array has `n_fields` entries.
        unsafe {
            let elem = ((at + field::TYPE) as *const *const u8).read();
            (Ty(elem), ((at + field::OFFSET) as *const usize).read())
        }
    }

    /// String form, as in `%T`; empty for descriptors of the runtime's own.
    pub fn name(self) -> &'static [u8] {
        // SAFETY: the word is in the common header.
        let offset = unsafe { self.0.add(ty::STR).cast::<i32>().read() };
        if offset <= 0 {
            return b"";
        }
        let base = crate::world::module().types_start + offset as usize;
        // SAFETY: positive offsets lead to a name: flags, varint length, bytes.
        let name = unsafe {
            let (mut len, mut shift, mut at) = (0usize, 0, base + 1);
            loop {
                let byte = (at as *const u8).read();
                at += 1;
                len |= usize::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            core::slice::from_raw_parts(at as *const u8, len)
        };
        if self.byte(ty::TFLAG) & tflag::EXTRA_STAR != 0 {
            &name[1..]
        } else {
            name
        }
    }
}

/// A descriptor for objects that only the runtime allocates: size and pointer mask.
#[repr(C)]
pub struct StaticType {
    size: usize,
    ptr_bytes: usize,
    hash: u32,
    tflag: u8,
    align: u8,
    field_align: u8,
    kind: u8,
    equal: usize,
    gc_data: &'static [u8; 8],
    str_: i32,
    ptr_to_this: i32,
}

impl StaticType {
    /// `mask` has bit `i` set if word `i` may hold a pointer; `size` is at most 512 bytes.
    pub const fn new(size: usize, mask: &'static [u8; 8]) -> StaticType {
        StaticType::of_kind(size, mask, kind::STRUCT)
    }

    /// The same for a descriptor that goes on behind the header, as its kind says.
    pub const fn of_kind(size: usize, mask: &'static [u8; 8], kind: u8) -> StaticType {
        assert!(size <= 512 && size.is_multiple_of(8));
        let bits = u64::from_le_bytes(*mask);
        StaticType {
            size,
            ptr_bytes: (64 - bits.leading_zeros() as usize) * 8,
            hash: 0,
            tflag: 0,
            align: 8,
            field_align: 8,
            kind,
            equal: 0,
            gc_data: mask,
            str_: 0,
            ptr_to_this: 0,
        }
    }
}

const _: () = assert!(core::mem::size_of::<StaticType>() == ty::HEADER);

/// Descriptor of a word that holds a pointer.
pub static POINTER: StaticType = StaticType::new(8, &[1, 0, 0, 0, 0, 0, 0, 0]);
