//! From hir to SSA: one function at a time.
//!
//! Takes a function after inlining and escape analysis; gives it in minimal SSA form, before any
//! optimisation: every check is there, every pointer store that may need a barrier says so.
//!
//! A local variable whose address is not taken and that has few scalars becomes SSA variables; all
//! others live in slots of the frame, or on the heap if escape analysis says so. Expressions give
//! the scalars of their type, or a place in memory for large ones ([`place::Val`]).
//!
//! # Order
//!
//! Statements are built in order. Of an assignment the right side is evaluated first, then the
//! operands of the left side are, with their checks; of a call callee and arguments, then the
//! callee is checked: as gc does.

mod alloc;
mod arith;
mod call;
mod compare;
mod convert;
mod defer;
mod expr;
mod iface;
mod intrinsic;
mod map;
mod place;
mod scan;
mod slice;
mod stmt;
mod string;
mod switch;
#[cfg(test)]
mod tests;

use rgo_base::{Pos, SecondaryMap};
use rgo_hir::lowering::Helper;
use rgo_hir::tree::{self, Label, Local, LocalKind, Storage};
use rgo_hir::{FuncId, Program, SymbolRef};
use rgo_types::{Context, Type as GoType, TypeId};

use self::defer::DeferFrame;
use self::place::{Addr, Area, Place, Val};
use self::scan::Facts;
use crate::abi::{FuncAbi, Pass, ResultPass, func_abi};
use crate::builder::{FuncBuilder, Var};
use crate::entities::{Block, Slot, Value};
use crate::func::{DebugPlace, DebugVarData, Func, Src};
use crate::op::Op;
use crate::shape::Shapes;
use crate::type_::Type;

/// What all functions of a program are built with.
#[derive(Clone, Copy)]
pub struct BuildCx<'a> {
    pub prog: &'a Program<'a>,
    pub shapes: &'a Shapes<'a>,
}

impl BuildCx<'_> {
    /// The library function compiled code calls for `helper`.
    pub fn helper(&self, helper: Helper) -> FuncId {
        self.prog.go_func(helper.symbol())
    }
}

/// How a function of the tree is called.
pub fn hir_func_abi(shapes: &Shapes<'_>, func: &tree::Func) -> FuncAbi {
    let types = |locals: &[Local]| -> Vec<TypeId> {
        locals.iter().map(|&local| func.locals[local].ty).collect()
    };
    func_abi(
        shapes,
        func.is_closure,
        &types(&func.params),
        &types(&func.results),
    )
}

/// Builds a function.
pub fn build_func(cx: &BuildCx<'_>, hir: &tree::Func) -> Func {
    let abi = hir_func_abi(cx.shapes, hir);
    let mut func = Func::new(hir.id, abi.sig.clone());
    func.pos = hir.pos;
    func.flags.is_closure = hir.is_closure;
    func.flags.nosplit = hir.flags.nosplit;
    func.flags.is_wrapper = hir.flags.is_wrapper;
    func.flags.noinline = hir.flags.noinline;
    func.inlined = hir.inlined.clone();
    let mut builder = Builder {
        cx,
        types: cx.shapes.types,
        shapes: cx.shapes,
        hir,
        facts: Facts::collect(cx.shapes.types, hir),
        b: FuncBuilder::new(func),
        abi,
        params: Vec::new(),
        homes: SecondaryMap::with_default(None),
        labels: SecondaryMap::with_default(LabelBlocks::default()),
        defer: None,
    };
    builder.start();
    builder.body();
    builder.b.finish()
}

/// Where a local lives.
#[derive(Clone, Copy, Debug)]
enum Home {
    /// Consecutive SSA variables.
    Vars(Var, usize),
    /// In the frame, at an offset.
    Slot(Slot, i32),
    /// On the heap, at the address in a variable.
    Heap(Var),
    /// At an offset from a pointer that was passed.
    Behind(Value, i64),
}

/// Blocks that jumps to a label go to, made on demand.
#[derive(Clone, Copy, Default)]
struct LabelBlocks {
    exit: Option<Block>,
    next: Option<Block>,
    target: Option<Block>,
}

struct Builder<'b> {
    cx: &'b BuildCx<'b>,
    types: &'b Context,
    shapes: &'b Shapes<'b>,
    hir: &'b tree::Func,
    facts: Facts,
    b: FuncBuilder,
    abi: FuncAbi,
    /// Parameters of the entry block.
    params: Vec<Value>,
    homes: SecondaryMap<Local, Option<Home>>,
    labels: SecondaryMap<Label, LabelBlocks>,
    /// Set if the function defers.
    defer: Option<DeferFrame>,
}

impl<'b> Builder<'b> {
    // Types.

    /// Structure of the underlying type.
    fn under(&self, ty: TypeId) -> &'b GoType {
        self.types.under(ty)
    }

    /// Element type of a pointer, slice, array or channel type.
    fn elem(&self, ty: TypeId) -> TypeId {
        match self.under(ty) {
            &(GoType::Pointer(elem) | GoType::Slice(elem))
            | &GoType::Array { elem, .. }
            | &GoType::Chan { elem, .. } => self.types.canon(elem),
            _ => panic!("a type without elements"),
        }
    }

    fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.under(ty), GoType::Interface(_))
    }

    fn has_methods(&self, iface: TypeId) -> bool {
        !self.types.interface_methods(iface).is_empty()
    }

    // Small parts.

    /// Later instructions come from `pos`.
    fn at(&mut self, pos: Pos) {
        if pos.is_known() {
            self.b.src.pos = pos;
        }
    }

    fn symbol(&mut self, symbol: SymbolRef) -> Value {
        self.b.emit(Op::SymbolAddr(symbol, 0), &[], Type::Ptr)
    }

    fn type_desc(&mut self, ty: TypeId) -> Value {
        self.symbol(SymbolRef::Type(ty))
    }

    /// Descriptor of a type as the allocator and barriers want it: size and pointers only.
    fn gc_type(&mut self, ty: TypeId) -> Value {
        self.symbol(SymbolRef::GcType(ty))
    }

    fn nil(&mut self) -> Value {
        self.b.iconst(Type::Ptr, 0)
    }

    fn int(&mut self, value: i64) -> Value {
        self.b.iconst(Type::I64, value)
    }

    fn call_helper(&mut self, helper: Helper, args: &[Value], results: &[Type]) -> Vec<Value> {
        let func = self.cx.helper(helper);
        let inst = self.b.emit_inst(Op::Call(func), args, results);
        self.b.func.results(inst).collect()
    }

    /// Calls a helper with one result.
    fn call_helper1(&mut self, helper: Helper, args: &[Value], result: Type) -> Value {
        self.call_helper(helper, args, &[result])[0]
    }

    /// Branches to a cold block that ends in a call of `helper`, if `cond` holds.
    fn panic_if(&mut self, cond: Value, helper: Helper) {
        let (cold, cont) = (self.b.new_cold_block(), self.b.new_block());
        self.b.br(cond, cold, cont);
        self.b.switch_to_sealed(cold);
        self.call_helper(helper, &[], &[]);
        self.b.unreachable();
        self.b.switch_to_sealed(cont);
    }

    // Locals.

    fn new_vars(&mut self, ty: TypeId) -> Option<Home> {
        let scalars = self.shapes.get(ty).scalars()?;
        let first = Var::from_u32(0);
        let vars: Vec<Var> = scalars
            .iter()
            .map(|scalar| self.b.new_var(scalar.ty))
            .collect();
        Some(Home::Vars(
            vars.first().copied().unwrap_or(first),
            vars.len(),
        ))
    }

    fn debug_var(&mut self, local: Local, place: DebugPlace) -> Option<crate::entities::DebugVar> {
        let data = &self.hir.locals[local];
        let is_shown = data.kind != LocalKind::Temp
            && !data.name.is_blank()
            && data.name != rgo_base::Symbol::EMPTY;
        is_shown.then(|| {
            self.b.func.debug_vars.push(DebugVarData {
                name: data.name,
                ty: data.ty,
                pos: data.pos,
                inlined: data.inlined,
                is_param: data.kind == LocalKind::Param,
                place,
            })
        })
    }

    /// Settles where a local lives, and tells the debugger.
    fn set_home(&mut self, local: Local, home: Home) {
        self.homes[local] = Some(home);
        match home {
            Home::Vars(first, n) => {
                if let Some(var) = self.debug_var(local, DebugPlace::Scalars) {
                    for at in 0..n as u32 {
                        let scalar = Var::from_u32(first.as_u32() + at);
                        self.b.label_var(scalar, var, at as u16);
                    }
                }
            }
            Home::Slot(slot, offset) => {
                self.debug_var(local, DebugPlace::Slot(slot, offset as u32));
            }
            Home::Heap(pointer) => {
                if let Some(var) = self.debug_var(local, DebugPlace::Behind) {
                    self.b.label_var(pointer, var, 0);
                }
            }
            Home::Behind(base, 0) => {
                if let Some(var) = self.debug_var(local, DebugPlace::Behind) {
                    self.b.func.debug_labels.push(crate::func::DebugLabel {
                        value: base,
                        var,
                        part: 0,
                    });
                }
            }
            Home::Behind(..) => {}
        }
    }

    /// A home for a local that needs no particular one.
    fn settle(&mut self, local: Local) -> Home {
        if let Some(home) = self.homes[local] {
            return home;
        }
        let data = &self.hir.locals[local];
        let home = match data.storage {
            Storage::Heap => Home::Heap(self.b.new_var(Type::Ptr)),
            Storage::Stack if !data.is_addr_taken => {
                let vars = self.new_vars(data.ty);
                vars.unwrap_or_else(|| Home::Slot(self.new_slot(data.ty), 0))
            }
            Storage::Stack => Home::Slot(self.new_slot(data.ty), 0),
        };
        self.set_home(local, home);
        home
    }

    /// Gives a heap variable its memory, zeroed.
    fn allocate(&mut self, local: Local) {
        if let Home::Heap(var) = self.settle(local) {
            let ptr = self.new_object(self.hir.locals[local].ty);
            self.b.def_var(var, ptr);
        }
    }

    // The function's frame.

    fn start(&mut self) {
        self.at(self.hir.pos);
        let entry = self.b.cur_block();
        self.params = self.b.func.blocks[entry].params.clone();
        for at in 0..self.hir.params.len() {
            self.start_param(self.hir.params[at], self.abi.params[at].clone());
        }
        self.start_captures();
        if self.facts.has_defer {
            self.make_defer_frame();
        }
        self.start_results();
    }

    fn start_param(&mut self, local: Local, pass: Pass) {
        let data = &self.hir.locals[local];
        let ty = data.ty;
        let value = match pass {
            Pass::Scalars(range) => Val::Scalars(self.params[range].into()),
            Pass::Pointer(at) => {
                let addr = self.rooted(Addr::new(self.params[at], Area::Other), ty);
                let is_copied = data.is_addr_taken
                    || data.storage == Storage::Heap
                    || self.facts.assigned.contains(local);
                let has_scalars = self.shapes.get(ty).scalars().is_some();
                if !is_copied && !has_scalars {
                    let home = Home::Behind(self.params[at], 0);
                    return self.set_home(local, home);
                }
                self.load(addr, ty)
            }
        };
        self.allocate(local);
        let place = self.local_place(local);
        self.write(place, ty, &value);
    }

    fn start_captures(&mut self) {
        if self.hir.captures.is_empty() {
            return;
        }
        let closure = self.params[0];
        let offsets = self.capture_offsets();
        for (&local, offset) in self.hir.captures.iter().zip(offsets) {
            let data = &self.hir.locals[local];
            let addr = Addr::new(closure, Area::Other).plus(offset);
            let is_copied = data.is_addr_taken
                || data.storage == Storage::Heap
                || self.facts.assigned.contains(local);
            if !is_copied && self.shapes.get(data.ty).scalars().is_none() {
                self.set_home(local, Home::Behind(closure, offset as i64));
                continue;
            }
            let value = self.load(addr, data.ty);
            self.allocate(local);
            let place = self.local_place(local);
            self.write(place, data.ty, &value);
        }
    }

    /// Offsets of the captures in this function's closure object.
    fn capture_offsets(&self) -> Vec<u64> {
        let types = self
            .hir
            .captures
            .iter()
            .map(|&local| self.hir.locals[local].ty);
        closure_layout(self.shapes, types).offsets
    }

    fn start_results(&mut self) {
        for at in 0..self.hir.results.len() {
            let local = self.hir.results[at];
            let data = &self.hir.locals[local];
            let ty = data.ty;
            if data.storage == Storage::Stack {
                let in_memory = data.is_addr_taken
                    || self.facts.has_defer
                    || self.shapes.get(ty).scalars().is_none();
                let home = match (&self.abi.results, self.abi.result_ptr) {
                    (ResultPass::Memory(area), Some(ptr)) if in_memory => {
                        Some(Home::Behind(self.params[ptr], area.offsets[at] as i64))
                    }
                    _ => self.defer.as_ref().map(|defer| defer.result_home(at)),
                };
                if let Some(home) = home {
                    self.set_home(local, home);
                }
            }
            self.allocate(local);
            if data.storage == Storage::Heap {
                self.note_heap_result(at);
                continue;
            }
            let zero = self.zero(ty);
            let place = self.local_place(local);
            self.write(place, ty, &zero);
        }
    }

    fn body(&mut self) {
        let hir = self.hir;
        self.body_stmts(&hir.body);
        if self.b.is_open() {
            self.at(hir.end_pos);
            self.b.src.inlined = None.into();
            self.do_return();
        }
    }

    /// Returns the values of the result variables, after running deferred calls.
    fn do_return(&mut self) {
        self.run_deferred();
        self.return_results();
    }

    fn return_results(&mut self) {
        let mut values = Vec::new();
        for at in 0..self.hir.results.len() {
            let local = self.hir.results[at];
            let ty = self.hir.locals[local].ty;
            let place = self.local_place(local);
            match &self.abi.results {
                ResultPass::Registers(_) => match self.read(place, ty) {
                    Val::Scalars(scalars) => values.extend(scalars),
                    Val::Mem(_) | Val::Zero => unreachable!("results in registers are scalars"),
                },
                ResultPass::Memory(area) => {
                    let offset = area.offsets[at];
                    let ptr = self.params[self.abi.result_ptr.expect("results are in memory")];
                    if matches!(place, Place::Mem(addr) if addr.base == ptr) {
                        continue;
                    }
                    let value = self.read(place, ty);
                    let addr = self.rooted(Addr::new(ptr, Area::Other), ty);
                    let addr = Addr {
                        offset: offset as i64,
                        ..addr
                    };
                    self.store(addr, ty, &value);
                }
            }
        }
        self.b.ret(&values);
    }
}

/// Layout of a closure object with these captures.
pub(crate) struct ClosureLayout {
    pub offsets: Vec<u64>,
    pub size: u64,
    pub align: u32,
}

/// Captures lie behind the code pointer at their natural alignment.
pub(crate) fn closure_layout(
    shapes: &Shapes<'_>,
    captures: impl Iterator<Item = TypeId>,
) -> ClosureLayout {
    let mut layout = ClosureLayout {
        offsets: Vec::new(),
        size: u64::from(rgo_abi::layout::WORD),
        align: rgo_abi::layout::WORD,
    };
    for ty in captures {
        let shape = shapes.get(ty);
        let offset = layout.size.next_multiple_of(u64::from(shape.align));
        layout.offsets.push(offset);
        layout.size = offset + shape.size;
    }
    layout.size = layout.size.next_multiple_of(u64::from(layout.align));
    layout
}

impl Src {
    /// The same, outside of any inlined call.
    pub fn outermost(pos: Pos) -> Src {
        Src {
            pos,
            inlined: None.into(),
        }
    }
}
