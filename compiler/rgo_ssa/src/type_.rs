//! Machine types of values.

/// Type of an SSA value. Aggregates are decomposed into these while SSA is built, or live in
/// memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Type {
    /// Also bools, as 0 or 1.
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    /// An address that the collector may care about; 64 bits.
    Ptr,
    /// 128 bits of vector lanes.
    V128,
}

impl Type {
    /// All types, in order.
    pub const ALL: [Type; 8] = [
        Type::I8,
        Type::I16,
        Type::I32,
        Type::I64,
        Type::F32,
        Type::F64,
        Type::Ptr,
        Type::V128,
    ];

    /// Size in memory, also its natural alignment.
    pub const fn bytes(self) -> u32 {
        match self {
            Type::I8 => 1,
            Type::I16 => 2,
            Type::I32 | Type::F32 => 4,
            Type::I64 | Type::F64 | Type::Ptr => 8,
            Type::V128 => 16,
        }
    }

    pub const fn bits(self) -> u32 {
        self.bytes() * 8
    }

    /// An integer type; pointers are none.
    pub const fn is_int(self) -> bool {
        matches!(self, Type::I8 | Type::I16 | Type::I32 | Type::I64)
    }

    pub const fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }

    /// An integer or a pointer: what lives in general registers.
    pub const fn is_int_or_ptr(self) -> bool {
        self.is_int() || matches!(self, Type::Ptr)
    }

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            Type::I8 => "i8",
            Type::I16 => "i16",
            Type::I32 => "i32",
            Type::I64 => "i64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::Ptr => "ptr",
            Type::V128 => "v128",
        }
    }

    /// The integer type of `bytes` bytes.
    ///
    /// # Panics
    /// If there is none.
    pub fn int(bytes: u32) -> Type {
        match bytes {
            1 => Type::I8,
            2 => Type::I16,
            4 => Type::I32,
            8 => Type::I64,
            _ => panic!("no integer type of {bytes} bytes"),
        }
    }

    /// `value` cut to this integer type's width and sign-extended: the form of its constants.
    pub fn normalize(self, value: i64) -> i64 {
        match self {
            Type::I8 => i64::from(value as i8),
            Type::I16 => i64::from(value as i16),
            Type::I32 => i64::from(value as i32),
            Type::I64 | Type::Ptr | Type::F32 | Type::F64 | Type::V128 => value,
        }
    }

    /// The constant `value` of this integer type, zero-extended.
    pub fn unsigned(self, value: i64) -> u64 {
        match self {
            Type::I8 => u64::from(value as u8),
            Type::I16 => u64::from(value as u16),
            Type::I32 => u64::from(value as u32),
            Type::I64 | Type::Ptr | Type::F32 | Type::F64 | Type::V128 => value as u64,
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Lanes of a vector operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Lanes {
    I8x16,
    I16x8,
    I32x4,
    I64x2,
    F32x4,
    F64x2,
}

impl Lanes {
    pub const ALL: [Lanes; 6] = [
        Lanes::I8x16,
        Lanes::I16x8,
        Lanes::I32x4,
        Lanes::I64x2,
        Lanes::F32x4,
        Lanes::F64x2,
    ];

    /// Type of one lane.
    pub const fn lane(self) -> Type {
        match self {
            Lanes::I8x16 => Type::I8,
            Lanes::I16x8 => Type::I16,
            Lanes::I32x4 => Type::I32,
            Lanes::I64x2 => Type::I64,
            Lanes::F32x4 => Type::F32,
            Lanes::F64x2 => Type::F64,
        }
    }

    /// Number of lanes.
    pub const fn count(self) -> u32 {
        16 / self.lane().bytes()
    }

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            Lanes::I8x16 => "i8x16",
            Lanes::I16x8 => "i16x8",
            Lanes::I32x4 => "i32x4",
            Lanes::I64x2 => "i64x2",
            Lanes::F32x4 => "f32x4",
            Lanes::F64x2 => "f64x2",
        }
    }
}
