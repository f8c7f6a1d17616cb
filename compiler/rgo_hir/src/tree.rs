//! The tree of one function.
//!
//! - Types are canonical and concrete.
//! - *Calls are statements* ([`StmtKind::Call`]): an expression never calls a function of the
//!   program. The builder hoists calls (and map reads, receives, assertions: what gc's `order`
//!   hoists) into temporaries in source order, so evaluation order is that of the statements, and
//!   what stays in expressions is evaluated after them, as in gc. Expressions may panic and may
//!   call the runtime.
//! - Control flow is structured (`If`, `Loop`, `Switch`, labelled blocks), plus `Goto`.
//! - Conversions, dereferences, wrappers, defaults and comma-ok forms are explicit.
//! - Every allocation site carries an [`Alloc`], whose decision (heap or stack, and why) escape
//!   analysis fills in.

pub mod walk;

use std::sync::Arc;

use rgo_abi::runtime_fn::RuntimeFn;
use rgo_base::{Pos, PrimaryMap, Symbol, entity_impl};
use rgo_types::TypeId;

use crate::data::DataId;
use crate::program::{FuncId, GlobalId};

/// A local variable, parameter, result or temporary of a [`Func`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Local(u32);
entity_impl!(Local, "l");

/// An allocation site of a [`Func`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alloc(u32);
entity_impl!(Alloc, "alloc");

/// A target of `Break`, `Continue` or `Goto`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(u32);
entity_impl!(Label, "label");

/// An inlined call of a [`Func`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InlineNode(u32);
entity_impl!(InlineNode, "inl");

/// A function's body and variables.
#[derive(Clone)]
pub struct Func {
    pub id: FuncId,
    /// Position of the declaration or literal: start line of the function.
    pub pos: Pos,
    /// Position of the closing brace: what falls off the end is attributed to it.
    pub end_pos: Pos,
    /// Receiver first.
    pub params: Vec<Local>,
    /// Result variables, named or not. `Return` assigns them unless it says otherwise.
    pub results: Vec<Local>,
    /// Captured variables, in the order of the closure object's fields behind the code pointer.
    /// By value: a local of the variable's type. By reference: a local of pointer type.
    pub captures: Vec<Local>,
    /// Whether a closure pointer is passed: func literals and wrappers with captures.
    pub is_closure: bool,
    pub locals: PrimaryMap<Local, LocalData>,
    pub allocs: PrimaryMap<Alloc, AllocData>,
    pub labels: PrimaryMap<Label, ()>,
    pub inlined: PrimaryMap<InlineNode, InlinedCall>,
    pub body: Vec<Stmt>,
    pub flags: FuncFlags,
    /// Number of `defer` statements outside loops, each with an index below it. If any lies in a
    /// loop, all have `index: None` and this is 0.
    pub n_defers: u32,
    pub has_defer: bool,
    pub has_recover: bool,
    /// None for functions the compiler makes.
    pub weight: Option<Box<Weight>>,
    /// Texts of assignments and of methods called through interfaces, by position, if somebody wants
    /// explanations.
    pub texts: Vec<(Pos, Symbol)>,
    /// What to say of calls through interfaces that became direct, likewise; with the inlined call that
    /// each is in.
    pub devirtualized: Vec<(Option<InlineNode>, Pos, Symbol)>,
}

/// A call of a known function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallWeight {
    /// Of a declared function; what it costs unless it is inlined.
    Func(FuncId, u32),
    /// Of a literal that stands in the same function.
    Lit(FuncId, u32),
}

/// What a function weighs for inlining: nodes of gc's tree.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Weight {
    /// Nodes, whatever they cost.
    pub n_nodes: u32,
    /// Without that of known calls.
    pub cost: i32,
    pub calls: Vec<CallWeight>,
    /// Why it cannot be inlined whatever it costs, in gc's words.
    pub obstacle: Option<&'static str>,
}

/// Properties of a function that its directives and kind give.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct FuncFlags {
    pub noinline: bool,
    /// No entry check, no polls.
    pub nosplit: bool,
    /// Hidden in tracebacks and looked through by `recover`.
    pub is_wrapper: bool,
    /// `//go:uintptrescapes` or `//go:uintptrkeepalive`.
    pub keeps_uintptr_args: bool,
    pub uintptr_escapes: bool,
}

/// What a local is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    Param,
    Result,
    /// A captured variable or the pointer to it.
    Capture,
    /// Declared in the source.
    Var,
    /// Made by the builder; no debug information.
    Temp,
}

/// Where a local lives. `Heap` variables are allocated at their `Decl` (parameters and results: at
/// entry).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// In SSA values or, if its address is taken or its type is large, in a stack slot.
    Stack,
    Heap,
}

/// A local variable.
#[derive(Clone, Debug)]
pub struct LocalData {
    /// Empty for temporaries.
    pub name: Symbol,
    pub ty: TypeId,
    pub pos: Pos,
    pub kind: LocalKind,
    /// Its address is taken: by `&x`, a method call, a slice of an array, a by-reference capture.
    pub is_addr_taken: bool,
    /// Assigned anywhere but at its declaration.
    pub is_reassigned: bool,
    pub storage: Storage,
    /// The allocation site of a variable whose address is taken ("moved to heap: x").
    pub alloc: Option<Alloc>,
    /// The inlined call it came with.
    pub inlined: Option<InlineNode>,
}

/// What an allocation site allocates, for escape analysis and its messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AllocKind {
    /// A variable whose address is taken.
    Var(Local),
    /// `new(T)`, `new(x)`
    New,
    /// `&T{…}`
    PtrLit,
    /// `[]T{…}`
    SliceLit,
    /// The slice of a variadic call.
    Variadic,
    /// `map[K]V{…}` or `make(map[K]V)`
    Map,
    /// `make([]T, n)`
    MakeSlice,
    /// `make(chan T)`: always heap.
    MakeChan,
    /// A func literal.
    Closure,
    /// A method value.
    MethodValue,
    /// The boxed value of a conversion to an interface.
    Iface,
    /// `append`'s growth: always heap.
    Append,
    /// A string concatenation.
    Concat,
    /// `[]byte(s)`
    StringToBytes,
    /// `string(b)`, `[]rune(s)`, `string(runes)`, `string(r)`
    StringConv,
    /// The closure of a `go` or `defer` statement.
    CallClosure,
}

/// An allocation site.
#[derive(Clone, Debug)]
pub struct AllocData {
    pub kind: AllocKind,
    /// The type allocated: of a slice literal its array, of `make` and `append` the element.
    pub ty: TypeId,
    pub pos: Pos,
    pub decision: Placement,
    /// Its address outlives the frame. What does not escape may be on the heap for other reasons.
    pub escapes: bool,
    /// The inlined call it came with.
    pub inlined: Option<InlineNode>,
    /// How messages call it: gc's expression text, such as `&T{...}` or `make([]int, n)`.
    pub text: Symbol,
}

/// Escape analysis's decision for an allocation site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Placement {
    /// Not analysed: heap.
    Unknown,
    Stack,
    /// On the heap, with the reason's index in the function's explanations (`-m=2`).
    Heap(HeapReason),
}

/// Why an allocation is on the heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeapReason {
    /// Its address flows out of the function's frame.
    Escapes,
    /// Larger than gc's limits for stack variables (128 KiB explicit, 64 KiB implicit).
    TooLarge,
    /// `make` with a size that is not constant.
    NonConstantSize,
    /// Always on the heap.
    Always,
}

/// An inlined call.
#[derive(Clone, Copy, Debug)]
pub struct InlinedCall {
    pub callee: FuncId,
    /// The inlined call that contains this one.
    pub parent: Option<InlineNode>,
    pub call_pos: Pos,
}

/// A statement.
#[derive(Clone)]
pub struct Stmt {
    pub kind: StmtKind,
    pub pos: Pos,
}

/// What a statement does.
#[derive(Clone)]
pub enum StmtKind {
    /// Evaluates for effect (panics); the value is dropped.
    Eval(Expr),
    /// The local begins a new life, with its initial or zero value.
    Decl(Local, Option<Expr>),
    /// `dst = src`; `dst` is a place.
    Assign(Expr, Expr),
    /// `dst = dst op src` with the place evaluated once. Integer, float, complex, string (`Add`).
    AssignOp(Expr, BinOp, Expr),
    /// Assigns the components of a comma-ok expression or `Tuple`-typed operation to locals that
    /// are declared before; `None` drops one.
    Multi(Vec<Option<Local>>, Expr),
    Call(Call),
    /// A call in tail position of a wrapper: its results are the function's. Compiled as a jump
    /// where the machine allows it.
    TailCall(Call),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// `for cond { body; continue label: post }`, `break` leaves it.
    Loop(Box<Loop>),
    /// `break label` leaves it.
    Block(Label, Vec<Stmt>),
    Break(Label),
    Continue(Label),
    /// Defines a `Goto` target.
    Label(Label),
    Goto(Label),
    Switch(Box<Switch>),
    /// Assigns `results` (if any are given) to the result variables together, runs deferred calls
    /// and returns them.
    Return(Vec<Expr>),
    /// Starts a goroutine that calls a closure without parameters and results.
    Go(Expr),
    /// Defers a closure without parameters and results; `index` as in `Func::n_defers`. A nil
    /// closure panics when it is called.
    Defer {
        closure: Expr,
        index: Option<u32>,
    },
    /// Defers a closure on another function's record (see `ExprKind::DeferRecord`), as a node: the
    /// body of a range-over-func loop defers for the function around it.
    DeferAt {
        record: Expr,
        closure: Expr,
    },
    /// `panic(v)`; `v` has type `any`.
    Panic(Expr),
    /// The body of an inlined call; `Break(label)` is its return.
    Inlined {
        node: InlineNode,
        label: Label,
        body: Vec<Stmt>,
    },
    /// Keeps the value alive up to here.
    KeepAlive(Expr),
    /// Lets the value escape, for functions that the compiler knows to keep it.
    Escape(Expr),
}

/// A loop. A poll belongs at its back edge.
#[derive(Clone)]
pub struct Loop {
    pub label: Label,
    pub cond: Option<Expr>,
    pub body: Vec<Stmt>,
    pub post: Vec<Stmt>,
}

/// A switch over constants: integers of `tag`'s type, or strings. Bodies do not fall through
/// unless they say so.
#[derive(Clone)]
pub struct Switch {
    pub tag: Expr,
    pub arms: Vec<SwitchArm>,
    /// Index of the default arm; its `values` may be empty.
    pub default: Option<usize>,
    /// `break label` leaves the switch.
    pub label: Label,
}

/// An arm of a switch.
#[derive(Clone)]
pub struct SwitchArm {
    pub values: Vec<Const>,
    pub body: Vec<Stmt>,
    /// Control goes on in the next arm's body.
    pub falls_through: bool,
}

/// A call with its destinations.
#[derive(Clone)]
pub struct Call {
    pub callee: Callee,
    /// In parameter order, receiver first, variadic arguments packed.
    pub args: Vec<Expr>,
    /// One per result, locals declared before; `None` drops it. Empty: all dropped.
    pub dsts: Vec<Option<Local>>,
    /// The callee's signature without receiver (`Type::Signature`).
    pub sig: TypeId,
    /// `//go:noinline` at this call, or not to be inlined again (recursion).
    pub no_inline: bool,
}

/// Who is called.
#[derive(Clone)]
pub enum Callee {
    Func(FuncId),
    /// A func value; nil panics.
    Closure(Expr),
    /// Method `index` (in the order of `Context::interface_methods`) of an interface value.
    Interface {
        recv: Expr,
        index: u32,
    },
    /// A runtime function with scalar arguments.
    Runtime(RuntimeFn),
}

/// A constant of some type; integers in two's complement, sign- or zero-extended to 64 bits.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    Bool(bool),
    Int(i64),
    /// Rounded to the type's precision.
    Float(f64),
    Complex(f64, f64),
    String(Arc<[u8]>),
    /// The zero value of any type; nil.
    Zero,
}

/// An expression.
#[derive(Clone)]
pub struct Expr {
    pub kind: ExprKind,
    /// Result type; `Context::tuple` types only under `Multi`.
    pub ty: TypeId,
    pub pos: Pos,
}

/// Unary operators on integers, floats, complex numbers; `Not` on bools.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnOp {
    Neg,
    /// `^x`
    Com,
    Not,
}

/// Binary operators. Operands have one type, the result that type (comparisons: a bool type);
/// shift counts are any unsigned or signed integer (a negative one panics).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinOp {
    /// Numbers.
    Add,
    Sub,
    Mul,
    Div,
    /// Integers.
    Rem,
    And,
    Or,
    Xor,
    AndNot,
    Shl,
    Shr,
    /// Any comparable type; interfaces may panic.
    Eq,
    Ne,
    /// Ordered types.
    Lt,
    Le,
    Gt,
    Ge,
}

/// Conversions between types of different representation or kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConvKind {
    /// Same representation: named to underlying, pointer to unsafe.Pointer, uintptr to pointer.
    Bits,
    /// Integer or float to integer or float, complex to complex, as gc on amd64.
    Numeric,
    /// `string(bytes)`; `alloc` decides on a stack buffer.
    BytesToString,
    /// `string(bytes)` whose result is only compared, looked up or ranged over: no copy.
    BytesToStringTemp,
    StringToBytes,
    /// `[]byte(s)` only ranged over or read: no copy.
    StringToBytesTemp,
    RunesToString,
    StringToRunes,
    /// `string(r)` of an integer.
    IntToString,
    /// Slice to pointer to array; panics if too short.
    SliceToArrayPtr,
}

/// What an expression computes. *Places* (what may be assigned or have its address taken) are
/// `Local`, `Global`, `Deref`, `Index` of a slice, and `Field` and `Index` (of an array) of a place.
#[derive(Clone)]
pub enum ExprKind {
    Const(Const),
    Local(Local),
    Global(GlobalId),
    /// Read-only static data, as a pointer to it.
    Data(DataId),
    /// A function of the program as a func value (its static closure object).
    FuncValue(FuncId),
    /// Address of a function's code, as uintptr.
    FuncCode(FuncId),
    /// Address of a type's descriptor, as unsafe.Pointer.
    TypeDesc(TypeId),
    /// `g`, as unsafe.Pointer.
    GetG,
    /// The closure pointer of this function, as unsafe.Pointer.
    ClosurePtr,
    /// Return address and stack pointer of the caller, as uintptr.
    CallerPc,
    CallerSp,
    /// Address of this function's defer record, as uintptr. Its defers are then all nodes.
    DeferRecord,
    /// This function's frame pointer, as uintptr.
    FramePtr,
    /// Panics as a call would if the interface value is nil; no value.
    CheckIface(Box<Expr>),
    /// Panics as a call would if the func value is nil; no value.
    CheckFunc(Box<Expr>),

    /// `*ptr`. `is_checked`: known not to be nil.
    Deref {
        ptr: Box<Expr>,
        is_checked: bool,
    },
    /// Field `index` of a struct place or value.
    Field(Box<Expr>, u32),
    /// Element of an array place or value, of a slice or a string. `is_bounded`: in range.
    Index {
        x: Box<Expr>,
        index: Box<Expr>,
        is_bounded: bool,
    },
    /// Address of a place.
    AddrOf(Box<Expr>),
    /// `x[lo:hi:max]` of a slice, a string, or (`x` a pointer, nil panics) an array.
    Slice {
        x: Box<Expr>,
        lo: Option<Box<Expr>>,
        hi: Option<Box<Expr>>,
        max: Option<Box<Expr>>,
    },

    Unary(UnOp, Box<Expr>),
    Binary(BinOp, Box<Expr>, Box<Expr>),
    AndAnd(Box<Expr>, Box<Expr>),
    OrOr(Box<Expr>, Box<Expr>),
    /// `cond ? x : y` of one type; both evaluated or one, as the compiler likes: neither panics.
    Select(Box<Expr>, Box<Expr>, Box<Expr>),

    Convert {
        kind: ConvKind,
        x: Box<Expr>,
        alloc: Option<Alloc>,
    },
    /// A non-interface value to interface type `ty`; `alloc` boxes it unless it is pointer-shaped,
    /// zero-size or constant.
    MakeIface {
        x: Box<Expr>,
        alloc: Option<Alloc>,
    },
    /// An interface value to an interface type whose methods it is known to have; nil stays nil.
    IfaceToIface(Box<Expr>),
    /// `x.(T)`: panics, or (a tuple) reports ok. `T` is `ty` or the tuple's first component.
    TypeAssert {
        x: Box<Expr>,
        comma_ok: bool,
    },
    /// Whether interface `x` holds a value of exactly the non-interface type.
    IfaceIs {
        x: Box<Expr>,
        dynamic: TypeId,
    },
    /// The value of type `ty` in interface `x`, known to hold one.
    IfaceData(Box<Expr>),
    /// The type word of interface `x` as `unsafe.Pointer` to its descriptor, nil for nil.
    IfaceType(Box<Expr>),

    /// All fields, in order.
    StructLit(Vec<Expr>),
    /// Elements by index, ascending; the rest is zero.
    ArrayLit(Vec<(u64, Expr)>),
    /// A slice of a new array of `len` elements.
    SliceLit {
        alloc: Alloc,
        len: u64,
        elems: Vec<(u64, Expr)>,
    },
    /// Pointer to a new variable, zero or with an initial value.
    New {
        alloc: Alloc,
        init: Option<Box<Expr>>,
    },
    Closure {
        func: FuncId,
        captures: Vec<Expr>,
        alloc: Alloc,
    },

    Len(Box<Expr>),
    Cap(Box<Expr>),
    /// `append(slice, elems...)`
    Append {
        slice: Box<Expr>,
        elems: Vec<Expr>,
        alloc: Alloc,
    },
    /// `append(slice, tail...)`; `tail` is a slice or a string.
    AppendSlice {
        slice: Box<Expr>,
        tail: Box<Expr>,
        alloc: Alloc,
    },
    /// `append(slice, make([]T, n)...)`
    AppendZeroes {
        slice: Box<Expr>,
        n: Box<Expr>,
        alloc: Alloc,
    },
    /// `copy(dst, src)`; `src` is a slice or a string. The number copied.
    Copy {
        dst: Box<Expr>,
        src: Box<Expr>,
    },
    /// `clear(x)` of a slice; no value.
    ClearSlice(Box<Expr>),
    MakeSlice {
        len: Box<Expr>,
        cap: Option<Box<Expr>>,
        alloc: Alloc,
    },
    MakeMap {
        hint: Option<Box<Expr>>,
        alloc: Alloc,
    },
    MakeChan {
        size: Option<Box<Expr>>,
        alloc: Alloc,
    },
    /// `m[k]`: the value, or (a tuple) value and ok.
    MapIndex {
        map: Box<Expr>,
        key: Box<Expr>,
        comma_ok: bool,
    },
    /// Pointer to the value of `k` in `m`, made if missing; known not to be nil. `m` nil panics.
    MapAssign {
        map: Box<Expr>,
        key: Box<Expr>,
    },
    /// No value.
    MapDelete {
        map: Box<Expr>,
        key: Box<Expr>,
    },
    /// No value.
    MapClear(Box<Expr>),
    /// Starts an iteration: `iter` is a pointer to an `internal/runtime/maps.Iter`, zeroed. No value.
    MapIterInit {
        map: Box<Expr>,
        iter: Box<Expr>,
    },
    /// Steps it. No value.
    MapIterNext {
        iter: Box<Expr>,
    },
    /// Strings, two or more.
    Concat {
        parts: Vec<Expr>,
        alloc: Alloc,
    },
    Complex(Box<Expr>, Box<Expr>),
    Real(Box<Expr>),
    Imag(Box<Expr>),
    /// `min`/`max` of one ordered type.
    Min(Vec<Expr>),
    Max(Vec<Expr>),
    /// `recover()`, of type `any`. With a frame pointer: on behalf of that function (the body of a
    /// range-over-func loop recovers for the function around it).
    Recover(Option<Box<Expr>>),
    /// `<-ch`: the element, or (a tuple) element and ok.
    Recv {
        chan: Box<Expr>,
        comma_ok: bool,
    },
    /// `ch <- v`; no value.
    Send {
        chan: Box<Expr>,
        value: Box<Expr>,
    },
    /// `unsafe.Add`
    UnsafeAdd(Box<Expr>, Box<Expr>),
    /// `unsafe.Slice(ptr, len)`, checked.
    UnsafeSlice(Box<Expr>, Box<Expr>),
    /// `unsafe.String(ptr, len)`, checked.
    UnsafeString(Box<Expr>, Box<Expr>),
    /// Pointer word of a slice or string.
    DataPtr(Box<Expr>),
    /// A slice from pointer, length and capacity, unchecked; a string if `cap` is absent.
    MakeHeader {
        ptr: Box<Expr>,
        len: Box<Expr>,
        cap: Option<Box<Expr>>,
    },
    /// A runtime function whose arguments and results are scalars; a tuple if it has two results.
    Runtime(RuntimeFn, Vec<Expr>),
    /// An operation the compiler knows how to do better than its Go body.
    Intrinsic(Intrinsic, Vec<Expr>),
}

/// Operations of the library that are compiled in line. Argument and result types are those of the
/// Go declarations named.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Intrinsic {
    /// `sync/atomic` and `internal/runtime/atomic`; sequentially consistent.
    AtomicLoad,
    AtomicStore,
    /// Returns the old value.
    AtomicExchange,
    /// `(ptr, old, new) -> swapped`
    AtomicCas,
    /// Returns the new value.
    AtomicAdd,
    /// Returns the old value.
    AtomicAnd,
    AtomicOr,

    Sqrt,
    Floor,
    Ceil,
    Trunc,
    RoundToEven,
    Abs,
    Copysign,
    Fma,
    /// `math.Float64bits` and relatives: reinterprets.
    Bitcast,

    /// `math/bits`; the operand's type gives the width.
    TrailingZeros,
    /// Leading zeros of an operand of that width.
    Len,
    OnesCount,
    ReverseBytes,
    RotateLeft,
    /// `(x, y) -> (hi, lo)`
    Mul64,
    /// `(x, y, carry) -> (sum, carry)`
    Add64,
    Sub64,
    /// `(hi, lo, y) -> (quo, rem)`, the checks done.
    Div64,
    /// `(x, y) -> (product, overflow)` of uintptr.
    MulUintptr,

    /// Swiss map groups with SSE2: see `internal/runtime/maps`.
    CtrlGroupMatchH2,
    CtrlGroupMatchEmpty,
    CtrlGroupMatchEmptyOrDeleted,
    CtrlGroupMatchFull,
    BitsetFirst,
    BitsetRemoveBelow,
    BitsetLowestSet,
    BitsetShiftOutLowest,

    Prefetch,
    /// `crypto/internal/constanttime`
    ConstantTimeSelect,
    ConstantTimeBoolToUint8,
    /// A full memory fence.
    PublicationBarrier,
}
