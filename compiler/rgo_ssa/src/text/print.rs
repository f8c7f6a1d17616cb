//! Printing functions in the text form.

use std::fmt::Write;

use rgo_base::{Pos, SecondaryMap};
use rgo_hir::{DataId, FuncId, GlobalId, SymbolRef};
use rgo_types::TypeId;

use crate::entities::{Block, Inst, Value};
use crate::func::{BlockCall, DebugPlace, Func, Src, TailCallee, Term};
use crate::op::{MemArg, Op};

/// What a dump calls the entities of the program.
pub trait Names {
    fn func(&self, id: FuncId) -> String {
        id.to_string()
    }
    fn global(&self, id: GlobalId) -> String {
        id.to_string()
    }
    fn data(&self, id: DataId) -> String {
        id.to_string()
    }
    fn ty(&self, id: TypeId) -> String {
        id.to_string()
    }
    /// Line and column; none are printed by default.
    fn pos(&self, _pos: Pos) -> Option<String> {
        None
    }
}

/// Entities by number: what [`super::parse_funcs`] reads back.
pub struct Plain;

impl Names for Plain {}

/// The text of a function.
pub fn print_func(func: &Func, names: &dyn Names) -> String {
    let mut printer = Printer {
        func,
        names,
        labels: SecondaryMap::new(),
        out: String::new(),
    };
    for label in &func.debug_labels {
        let text = &mut printer.labels[label.value];
        let _ = write!(text, " !{}.{}", label.var, label.part);
    }
    printer.print();
    printer.out
}

struct Printer<'a> {
    func: &'a Func,
    names: &'a dyn Names,
    labels: SecondaryMap<Value, String>,
    out: String,
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

impl Printer<'_> {
    fn print(&mut self) {
        let func = self.func;
        let _ = write!(
            self.out,
            "func {}({})",
            self.names.func(func.id),
            list(&func.sig.params)
        );
        if !func.sig.results.is_empty() {
            let _ = write!(self.out, " -> {}", list(&func.sig.results));
        }
        for (is_set, name) in [
            (func.flags.is_closure, " closure"),
            (func.flags.nosplit, " nosplit"),
            (func.flags.is_wrapper, " wrapper"),
            (func.flags.noinline, " noinline"),
            (func.flags.is_barriered, " barriered"),
            (func.flags.is_lowered, " lowered"),
        ] {
            if is_set {
                self.out.push_str(name);
            }
        }
        self.out.push_str(" {\n");
        self.print_head();
        for (at, &block) in func.layout.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.print_block(block);
        }
        self.out.push_str("}\n");
    }

    fn print_head(&mut self) {
        let func = self.func;
        let before = self.out.len();
        for (slot, data) in &func.slots {
            let _ = write!(self.out, "  {slot}: {} align {}", data.size, data.align);
            if let Some(ty) = data.ty {
                let _ = write!(self.out, " {}", self.names.ty(ty));
            }
            if data.is_observed {
                self.out.push_str(" observed");
            }
            self.out.push('\n');
        }
        for (node, call) in &func.inlined {
            let _ = write!(self.out, "  {node}: {}", self.names.func(call.callee));
            if let Some(parent) = call.parent {
                let _ = write!(self.out, " in {parent}");
            }
            if let Some(pos) = self.names.pos(call.call_pos) {
                let _ = write!(self.out, " // {pos}");
            }
            self.out.push('\n');
        }
        for (var, data) in &func.debug_vars {
            let ty = self.names.ty(data.ty);
            let _ = write!(self.out, "  {var}: {} {ty} ", data.name);
            match data.place {
                DebugPlace::Scalars => self.out.push_str("scalars"),
                DebugPlace::Slot(slot, offset) => {
                    let _ = write!(self.out, "{slot}+{offset}");
                }
                DebugPlace::Behind => self.out.push_str("behind"),
            }
            self.out.push('\n');
        }
        if self.out.len() > before {
            self.out.push('\n');
        }
    }

    fn define(&self, value: Value) -> String {
        format!(
            "{value}: {}{}",
            self.func.ty(value),
            self.labels[value].as_str()
        )
    }

    fn print_block(&mut self, block: Block) {
        let data = &self.func.blocks[block];
        let _ = write!(self.out, "{block}");
        if !data.params.is_empty() {
            let params = list(data.params.iter().map(|&v| self.define(v)));
            let _ = write!(self.out, "({params})");
        }
        self.out
            .push_str(if data.is_cold { " cold:\n" } else { ":\n" });
        for &inst in &data.insts {
            self.print_inst(inst);
        }
        self.print_term(block);
    }

    fn print_src(&mut self, src: Src) {
        if let Some(pos) = self.names.pos(src.pos) {
            let _ = write!(self.out, "  // {pos}");
            if let Some(node) = src.inlined.expand() {
                let _ = write!(self.out, " {node}");
            }
        }
        self.out.push('\n');
    }

    fn print_inst(&mut self, inst: Inst) {
        let func = self.func;
        self.out.push_str("  ");
        if func.n_results(inst) > 0 {
            let results = list(func.results(inst).map(|v| self.define(v)));
            let _ = write!(self.out, "{results} = ");
        }
        let text = self.inst_text(inst);
        self.out.push_str(&text);
        self.print_src(func.insts[inst].src);
    }

    fn mem_text(&self, name: &str, mem: MemArg, base: Value) -> String {
        let mut text = name.to_string();
        if mem.may_fault {
            text.push_str(".fault");
        }
        if mem.is_const {
            text.push_str(".const");
        }
        let tag = self.func.alias_tags[mem.tag];
        if mem.tag != crate::AliasTag::ANY {
            let _ = write!(text, " <{}", tag.kind.name());
            if let Some(root) = tag.root {
                let _ = write!(text, " {}+{}", self.names.ty(root), tag.offset);
            }
            text.push('>');
        }
        let _ = write!(text, " {base}");
        if mem.offset != 0 {
            let _ = write!(text, "{:+}", mem.offset);
        }
        text
    }

    fn symbol_text(&self, symbol: SymbolRef) -> String {
        match symbol {
            SymbolRef::Func(id) => format!("func {}", self.names.func(id)),
            SymbolRef::FuncValue(id) => format!("funcval {}", self.names.func(id)),
            SymbolRef::Global(id) => format!("global {}", self.names.global(id)),
            SymbolRef::Data(id) => format!("data {}", self.names.data(id)),
            SymbolRef::Type(id) => format!("type {}", self.names.ty(id)),
            SymbolRef::GcType(id) => format!("gctype {}", self.names.ty(id)),
            SymbolRef::Itab { concrete, iface } => {
                format!("itab {} {}", self.names.ty(concrete), self.names.ty(iface))
            }
        }
    }

    fn inst_text(&self, inst: Inst) -> String {
        let args = self.func.args(inst);
        let op = &self.func.insts[inst].op;
        match *op {
            Op::Iconst(n) => format!("iconst {n}"),
            Op::F32const(bits) => format!("f32const {}", float32_text(bits)),
            Op::F64const(bits) => format!("f64const {}", float64_text(bits)),
            Op::SymbolAddr(symbol, offset) => {
                let symbol = self.symbol_text(symbol);
                if offset == 0 {
                    format!("symbol {symbol}")
                } else {
                    format!("symbol {symbol} {offset:+}")
                }
            }
            Op::SlotAddr(slot, 0) => format!("slot_addr {slot}"),
            Op::SlotAddr(slot, offset) => format!("slot_addr {slot}{offset:+}"),
            Op::Load(mem) => self.mem_text("load", mem, args[0]),
            Op::Store { mem, barrier } => {
                let name = if barrier { "store.barrier" } else { "store" };
                format!("{}, {}", self.mem_text(name, mem, args[0]), args[1])
            }
            Op::AtomicLoad(mem) => self.mem_text("atomic_load", mem, args[0]),
            Op::AtomicStore(mem) => {
                format!(
                    "{}, {}",
                    self.mem_text("atomic_store", mem, args[0]),
                    args[1]
                )
            }
            Op::AtomicRmw(rmw, mem) => {
                let name = format!("atomic_rmw.{}", rmw.name());
                format!("{}, {}", self.mem_text(&name, mem, args[0]), args[1])
            }
            Op::AtomicCas(mem) => format!(
                "{}, {}, {}",
                self.mem_text("atomic_cas", mem, args[0]),
                args[1],
                args[2]
            ),
            Op::Move { ty, size, barrier } => {
                let dot = if barrier { ".barrier" } else { "" };
                format!("move{dot} {} {size} {}", self.names.ty(ty), list(args))
            }
            Op::Zero { ty, size, barrier } => {
                let dot = if barrier { ".barrier" } else { "" };
                format!("zero{dot} {} {size} {}", self.names.ty(ty), list(args))
            }
            Op::Call(callee) => format!("call {} ({})", self.names.func(callee), list(args)),
            Op::CallIndirect => format!("call_indirect {} ({})", args[0], list(&args[1..])),
            Op::CallRuntime(callee) => {
                format!("call_runtime {} ({})", callee.info().symbol, list(args))
            }
            _ => {
                let name = op.name();
                if args.is_empty() {
                    name
                } else {
                    format!("{name} {}", list(args))
                }
            }
        }
    }

    fn call_text(&self, call: &BlockCall) -> String {
        let args = self.func.call_args(call);
        if args.is_empty() {
            call.block.to_string()
        } else {
            format!("{}({})", call.block, list(args))
        }
    }

    fn print_term(&mut self, block: Block) {
        let data = &self.func.blocks[block];
        let values = |list: &rgo_base::EntityList<Value>| list.as_slice(&self.func.pool).to_vec();
        let text = match &data.term {
            Term::None => "none".to_string(),
            Term::Jump(call) => format!("jump {}", self.call_text(call)),
            Term::Br {
                cond,
                then,
                otherwise,
            } => format!(
                "br {cond}, {}, {}",
                self.call_text(then),
                self.call_text(otherwise)
            ),
            Term::Switch {
                index,
                default,
                targets,
            } => format!(
                "switch {index}, {}, [{}]",
                self.call_text(default),
                list(targets.iter().map(|call| self.call_text(call)))
            ),
            Term::Return(args) if args.is_empty() => "ret".to_string(),
            Term::Return(args) => format!("ret {}", list(values(args))),
            Term::TailCall { callee, args } => {
                let args = values(args);
                match callee {
                    TailCallee::Func(id) => {
                        format!("tail_call {} ({})", self.names.func(*id), list(args))
                    }
                    TailCallee::Indirect => {
                        format!("tail_call_indirect {} ({})", args[0], list(&args[1..]))
                    }
                }
            }
            Term::DeferPush {
                record,
                next,
                handler,
            } => format!("defer_push {record}, {}, {handler}", self.call_text(next)),
            Term::Unreachable => "unreachable".to_string(),
        };
        let _ = write!(self.out, "  {text}");
        self.print_src(data.term_src);
    }
}

/// A float that reads back as the same bits.
fn float64_text(bits: u64) -> String {
    let value = f64::from_bits(bits);
    if value.is_finite() {
        format!("{value:?}")
    } else {
        format!("{bits:#x}")
    }
}

fn float32_text(bits: u32) -> String {
    let value = f32::from_bits(bits);
    if value.is_finite() {
        format!("{value:?}")
    } else {
        format!("{bits:#x}")
    }
}
