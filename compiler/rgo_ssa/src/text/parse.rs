//! Reading the text form back, with entities of the program by number.

use rgo_abi::runtime_fn::{self, RuntimeFn};
use rgo_base::{EntityRef, Symbol};
use rgo_hir::{DataId, FuncId, GlobalId, SymbolRef};
use rgo_types::TypeId;
use rustc_hash::FxHashMap;

use crate::entities::{AliasTag, Block, DebugVar, Inst, Slot, Value};
use crate::func::{
    AliasData, BlockCall, DebugLabel, DebugPlace, DebugVarData, Func, MemKind, Signature, SlotData,
    Src, TailCallee, Term,
};
use crate::op::{BoundsKind, DivInfo, FloatCond, IntCond, MemArg, Op, PLAIN, RmwOp, VecOp};
use crate::type_::{Lanes, Type};

/// Where and why a text is not in the text form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    pub message: String,
}

type Result<T> = std::result::Result<T, ParseError>;

/// All functions of a text.
pub fn parse_funcs(text: &str) -> Result<Vec<Func>> {
    let mut parser = Parser {
        tokens: lex(text)?,
        at: 0,
    };
    let mut funcs = Vec::new();
    while parser.peek() != &Token::End {
        funcs.push(parser.func()?);
    }
    Ok(funcs)
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    /// Letters, digits, `_`, `.`, `*`, `/`, starting with a letter.
    Word(String),
    /// Digits with an optional sign, fraction, exponent, or `0x`.
    Number(String),
    Punct(char),
    Arrow,
    Newline,
    End,
}

fn lex(text: &str) -> Result<Vec<(Token, usize)>> {
    let mut tokens = Vec::new();
    for (at, full) in text.lines().enumerate() {
        let line = at + 1;
        let code = full.split("//").next().unwrap_or_default();
        let chars: Vec<char> = code.chars().collect();
        let mut i = 0;
        let before = tokens.len();
        while i < chars.len() {
            let c = chars[i];
            let start = i;
            let next = chars.get(i + 1).copied().unwrap_or(' ');
            if c.is_whitespace() {
                i += 1;
            } else if c.is_ascii_alphabetic() || c == '_' {
                while i < chars.len()
                    && (chars[i].is_ascii_alphanumeric() || "_.".contains(chars[i]))
                {
                    i += 1;
                }
                tokens.push((Token::Word(chars[start..i].iter().collect()), line));
            } else if c.is_ascii_digit() || ("+-".contains(c) && next.is_ascii_digit()) {
                i += 1;
                while i < chars.len()
                    && (chars[i].is_ascii_alphanumeric()
                        || chars[i] == '.'
                        || ("+-".contains(chars[i])
                            && chars[i - 1] == 'e'
                            && !code[start..].starts_with("0x")))
                {
                    i += 1;
                }
                tokens.push((Token::Number(chars[start..i].iter().collect()), line));
            } else if c == '-' && next == '>' {
                i += 2;
                tokens.push((Token::Arrow, line));
            } else if "(){}[]<>:,=!+".contains(c) {
                i += 1;
                tokens.push((Token::Punct(c), line));
            } else {
                return Err(ParseError {
                    line,
                    message: format!("unexpected {c:?}"),
                });
            }
        }
        if tokens.len() > before {
            tokens.push((Token::Newline, line));
        }
    }
    tokens.push((Token::End, text.lines().count()));
    Ok(tokens)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
}

/// Names of a function's entities, and what waits for all values to be known.
#[derive(Default)]
struct Scope {
    values: FxHashMap<String, Value>,
    blocks: FxHashMap<String, Block>,
    slots: FxHashMap<String, Slot>,
    vars: FxHashMap<String, DebugVar>,
    args: Vec<(Inst, Vec<(String, usize)>)>,
    terms: Vec<(Block, RawTerm, usize)>,
}

/// A terminator with values by name.
enum RawTerm {
    Jump(RawCall),
    Br(String, RawCall, RawCall),
    Switch(String, RawCall, Vec<RawCall>),
    Return(Vec<String>),
    TailCall(TailCallee, Vec<String>),
    DeferPush(Slot, RawCall, Block),
    Unreachable,
    None,
}

struct RawCall {
    block: Block,
    args: Vec<String>,
}

fn entity<T: EntityRef>(word: &str, prefix: &str) -> Option<T> {
    let digits = word.strip_prefix(prefix)?;
    Some(T::new(digits.parse::<u32>().ok()? as usize))
}

fn named<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, word: &str) -> Option<T> {
    all.iter().copied().find(|&item| name(item) == word)
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn line(&self) -> usize {
        self.tokens[self.at].1
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(ParseError {
            line: self.line(),
            message: message.into(),
        })
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].0.clone();
        if token != Token::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == token;
        if found {
            self.at += 1;
        }
        found
    }

    fn punct(&mut self, c: char) -> bool {
        self.eat(&Token::Punct(c))
    }

    fn expect(&mut self, token: &Token) -> Result<()> {
        if self.eat(token) {
            Ok(())
        } else {
            self.fail(format!("expected {token:?}, found {:?}", self.peek()))
        }
    }

    fn word(&mut self) -> Result<String> {
        match self.next() {
            Token::Word(word) => Ok(word),
            other => {
                self.at -= 1;
                self.fail(format!("expected a word, found {other:?}"))
            }
        }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        self.eat(&Token::Word(word.to_string()))
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T> {
        match self.next() {
            Token::Number(text) => match text.trim_start_matches('+').parse() {
                Ok(number) => Ok(number),
                Err(_) => self.fail(format!("bad number {text}")),
            },
            other => self.fail(format!("expected a number, found {other:?}")),
        }
    }

    /// A number if one follows, else 0.
    fn offset<T: std::str::FromStr + Default>(&mut self) -> Result<T> {
        match self.peek() {
            Token::Number(_) => self.number(),
            _ => Ok(T::default()),
        }
    }

    fn entity<T: EntityRef>(&mut self, prefix: &str) -> Result<T> {
        let word = self.word()?;
        match entity(&word, prefix) {
            Some(id) => Ok(id),
            None => self.fail(format!("expected {prefix}N, found {word}")),
        }
    }

    fn ty(&mut self) -> Result<Type> {
        let word = self.word()?;
        match named(&Type::ALL, Type::name, &word) {
            Some(ty) => Ok(ty),
            None => self.fail(format!("unknown type {word}")),
        }
    }

    fn types(&mut self, ends: impl Fn(&Token) -> bool) -> Result<Vec<Type>> {
        let mut types = Vec::new();
        while !ends(self.peek()) {
            types.push(self.ty()?);
            if !self.punct(',') {
                break;
            }
        }
        Ok(types)
    }

    fn func(&mut self) -> Result<Func> {
        if !self.eat_word("func") {
            return self.fail("expected func");
        }
        let id: FuncId = self.entity("fn")?;
        self.expect(&Token::Punct('('))?;
        let params = self.types(|t| *t == Token::Punct(')'))?;
        self.expect(&Token::Punct(')'))?;
        let mut results = Vec::new();
        if self.eat(&Token::Arrow) {
            results = self.types(|_| false)?;
        }
        let mut func = Func::new(id, Signature { params, results });
        loop {
            match self.next() {
                Token::Punct('{') => break,
                Token::Word(word) => match word.as_str() {
                    "closure" => func.flags.is_closure = true,
                    "nosplit" => func.flags.nosplit = true,
                    "wrapper" => func.flags.is_wrapper = true,
                    "noinline" => func.flags.noinline = true,
                    "barriered" => func.flags.is_barriered = true,
                    "lowered" => func.flags.is_lowered = true,
                    _ => return self.fail(format!("unknown flag {word}")),
                },
                other => return self.fail(format!("unexpected {other:?}")),
            }
        }
        self.expect(&Token::Newline)?;
        let mut scope = Scope::default();
        self.head(&mut func, &mut scope)?;
        self.declare_blocks(&mut func, &mut scope)?;
        while !self.punct('}') {
            self.block(&mut func, &mut scope)?;
        }
        self.expect(&Token::Newline)?;
        resolve(&mut func, scope)?;
        Ok(func)
    }

    /// Slots and variables in front of the first block.
    fn head(&mut self, func: &mut Func, scope: &mut Scope) -> Result<()> {
        loop {
            let Token::Word(word) = self.peek().clone() else {
                return Ok(());
            };
            if word.starts_with("slot") {
                self.next();
                self.expect(&Token::Punct(':'))?;
                let size = self.number()?;
                if !self.eat_word("align") {
                    return self.fail("expected align");
                }
                let align = self.number()?;
                let mut data = SlotData {
                    size,
                    align,
                    ty: None,
                    is_observed: false,
                };
                while let Token::Word(flag) = self.peek().clone() {
                    self.next();
                    match entity(&flag, "t") {
                        Some(ty) => data.ty = Some(ty),
                        None if flag == "observed" => data.is_observed = true,
                        None => return self.fail(format!("unknown flag {flag}")),
                    }
                }
                scope.slots.insert(word, func.slots.push(data));
            } else if word.starts_with("var") {
                self.next();
                self.expect(&Token::Punct(':'))?;
                let name = Symbol::intern(&self.word()?);
                let ty: TypeId = self.entity("t")?;
                let place = self.word()?;
                let place = match place.as_str() {
                    "scalars" => DebugPlace::Scalars,
                    "behind" => DebugPlace::Behind,
                    slot => match scope.slots.get(slot) {
                        Some(&slot) => DebugPlace::Slot(slot, self.number()?),
                        None => return self.fail(format!("unknown place {slot}")),
                    },
                };
                let var = func.debug_vars.push(DebugVarData {
                    name,
                    ty,
                    pos: rgo_base::Pos::NONE,
                    inlined: None,
                    is_param: false,
                    place,
                });
                scope.vars.insert(word, var);
            } else {
                return Ok(());
            }
            self.expect(&Token::Newline)?;
        }
    }

    /// Makes the blocks in the order of their headers, looking ahead.
    fn declare_blocks(&mut self, func: &mut Func, scope: &mut Scope) -> Result<()> {
        let start = self.at;
        let mut at_line_start = true;
        let mut depth = 0;
        while !(at_line_start && *self.peek() == Token::Punct('}')) {
            let token = self.next();
            match &token {
                Token::End => return self.fail("missing }"),
                Token::Word(word) if at_line_start && entity::<Block>(word, "b").is_some() => {
                    let block = func.make_block();
                    func.layout.push(block);
                    if scope.blocks.insert(word.clone(), block).is_some() {
                        return self.fail(format!("{word} is defined twice"));
                    }
                }
                Token::Punct('(' | '[') => depth += 1,
                Token::Punct(')' | ']') => depth -= 1,
                _ => {}
            }
            at_line_start = token == Token::Newline && depth == 0;
        }
        self.at = start;
        Ok(())
    }

    fn define(&mut self, func: &mut Func, scope: &mut Scope, value: Value) -> Result<()> {
        let name = self.word()?;
        if scope.values.insert(name.clone(), value).is_some() {
            return self.fail(format!("{name} is defined twice"));
        }
        self.expect(&Token::Punct(':'))?;
        func.values[value].ty = self.ty()?;
        while self.punct('!') {
            let label = self.word()?;
            let Some((var, part)) = label.split_once('.') else {
                return self.fail("expected !varN.M");
            };
            let (Some(&var), Ok(part)) = (scope.vars.get(var), part.parse()) else {
                return self.fail(format!("unknown variable {label}"));
            };
            func.debug_labels.push(DebugLabel { value, var, part });
        }
        Ok(())
    }

    fn block_ref(&mut self, scope: &Scope) -> Result<Block> {
        let name = self.word()?;
        match scope.blocks.get(&name) {
            Some(&block) => Ok(block),
            None => self.fail(format!("unknown block {name}")),
        }
    }

    fn block(&mut self, func: &mut Func, scope: &mut Scope) -> Result<()> {
        let block = self.block_ref(scope)?;
        if self.punct('(') {
            while !self.punct(')') {
                let value = func.add_param(block, Type::I64);
                self.define(func, scope, value)?;
                self.punct(',');
            }
        }
        if self.eat_word("cold") {
            func.blocks[block].is_cold = true;
        }
        self.expect(&Token::Punct(':'))?;
        self.expect(&Token::Newline)?;
        loop {
            let line = self.line();
            if let Some(term) = self.term(scope)? {
                self.expect(&Token::Newline)?;
                scope.terms.push((block, term, line));
                return Ok(());
            }
            self.inst(func, scope, block)?;
            self.expect(&Token::Newline)?;
        }
    }

    fn names(&mut self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        while let Token::Word(word) = self.peek().clone() {
            self.next();
            names.push(word);
            if !self.punct(',') {
                break;
            }
        }
        Ok(names)
    }

    fn paren_names(&mut self) -> Result<Vec<String>> {
        self.expect(&Token::Punct('('))?;
        let names = self.names()?;
        self.expect(&Token::Punct(')'))?;
        Ok(names)
    }

    fn call(&mut self, scope: &Scope) -> Result<RawCall> {
        let block = self.block_ref(scope)?;
        let args = if *self.peek() == Token::Punct('(') {
            self.paren_names()?
        } else {
            Vec::new()
        };
        Ok(RawCall { block, args })
    }

    fn slot(&mut self, scope: &Scope) -> Result<Slot> {
        let name = self.word()?;
        match scope.slots.get(&name) {
            Some(&slot) => Ok(slot),
            None => self.fail(format!("unknown slot {name}")),
        }
    }

    fn term(&mut self, scope: &Scope) -> Result<Option<RawTerm>> {
        let Token::Word(word) = self.peek().clone() else {
            return self.fail("expected an instruction");
        };
        let start = self.at;
        self.next();
        let term = match word.as_str() {
            "none" => RawTerm::None,
            "jump" => RawTerm::Jump(self.call(scope)?),
            "br" => {
                let cond = self.word()?;
                self.expect(&Token::Punct(','))?;
                let then = self.call(scope)?;
                self.expect(&Token::Punct(','))?;
                RawTerm::Br(cond, then, self.call(scope)?)
            }
            "switch" => {
                let index = self.word()?;
                self.expect(&Token::Punct(','))?;
                let default = self.call(scope)?;
                self.expect(&Token::Punct(','))?;
                self.expect(&Token::Punct('['))?;
                let mut targets = Vec::new();
                while !self.punct(']') {
                    targets.push(self.call(scope)?);
                    self.punct(',');
                }
                RawTerm::Switch(index, default, targets)
            }
            "ret" => RawTerm::Return(self.names()?),
            "tail_call" => {
                let callee = TailCallee::Func(self.entity("fn")?);
                RawTerm::TailCall(callee, self.paren_names()?)
            }
            "tail_call_indirect" => {
                let mut args = vec![self.word()?];
                args.extend(self.paren_names()?);
                RawTerm::TailCall(TailCallee::Indirect, args)
            }
            "defer_push" => {
                let record = self.slot(scope)?;
                self.expect(&Token::Punct(','))?;
                let next = self.call(scope)?;
                self.expect(&Token::Punct(','))?;
                RawTerm::DeferPush(record, next, self.block_ref(scope)?)
            }
            "unreachable" => RawTerm::Unreachable,
            _ => {
                self.at = start;
                return Ok(None);
            }
        };
        Ok(Some(term))
    }

    fn inst(&mut self, func: &mut Func, scope: &mut Scope, block: Block) -> Result<()> {
        // Results are looked ahead for: their types are needed to make the instruction.
        let start = self.at;
        let mut results = Vec::new();
        let mut skip = self.at;
        while self.tokens[skip].0 != Token::Newline && self.tokens[skip].0 != Token::Punct('=') {
            if self.tokens[skip].0 == Token::Punct(':')
                && let Token::Word(ty) = &self.tokens[skip + 1].0
                && let Some(ty) = named(&Type::ALL, Type::name, ty)
            {
                results.push(ty);
            }
            skip += 1;
        }
        let has_results = self.tokens[skip].0 == Token::Punct('=');
        if has_results {
            self.at = skip + 1;
        } else {
            results.clear();
        }
        let line = self.line();
        let (op, args) = self.op(func, scope)?;
        let end = self.at;
        let inst = func.append(block, op, &[], &results, Src::none());
        scope
            .args
            .push((inst, args.into_iter().map(|arg| (arg, line)).collect()));
        if has_results {
            self.at = start;
            for value in func.results(inst) {
                self.define(func, scope, value)?;
                self.punct(',');
            }
            self.expect(&Token::Punct('='))?;
            self.at = end;
        }
        Ok(())
    }

    fn mem(&mut self, func: &mut Func, flags: &[&str]) -> Result<(MemArg, String)> {
        let mut tag = AliasTag::ANY;
        if self.punct('<') {
            let word = self.word()?;
            let Some(kind) = named(&MemKind::ALL, MemKind::name, &word) else {
                return self.fail(format!("unknown kind {word}"));
            };
            let mut data = AliasData {
                kind,
                root: None,
                offset: 0,
            };
            if !self.punct('>') {
                data.root = Some(self.entity("t")?);
                data.offset = self.offset()?;
                self.expect(&Token::Punct('>'))?;
            }
            tag = func.intern_tag(data);
        }
        let base = self.word()?;
        let offset = self.offset()?;
        let mem = MemArg {
            offset,
            tag,
            may_fault: flags.contains(&"fault"),
            is_const: flags.contains(&"const"),
        };
        Ok((mem, base))
    }

    /// Operands behind a memory operand.
    fn rest(&mut self, base: String) -> Result<Vec<String>> {
        let mut args = vec![base];
        if self.punct(',') {
            args.extend(self.names()?);
        }
        Ok(args)
    }

    fn symbol(&mut self) -> Result<SymbolRef> {
        let word = self.word()?;
        Ok(match word.as_str() {
            "func" => SymbolRef::Func(self.entity::<FuncId>("fn")?),
            "funcval" => SymbolRef::FuncValue(self.entity::<FuncId>("fn")?),
            "global" => SymbolRef::Global(self.entity::<GlobalId>("global")?),
            "data" => SymbolRef::Data(self.entity::<DataId>("data")?),
            "type" => SymbolRef::Type(self.entity::<TypeId>("t")?),
            "gctype" => SymbolRef::GcType(self.entity::<TypeId>("t")?),
            "itab" => SymbolRef::Itab {
                concrete: self.entity("t")?,
                iface: self.entity("t")?,
            },
            _ => return self.fail(format!("unknown symbol kind {word}")),
        })
    }

    fn float_bits<T: Copy>(
        &mut self,
        parse: impl Fn(&str) -> Option<T>,
        hex: impl Fn(u64) -> T,
    ) -> Result<T> {
        let Token::Number(text) = self.next() else {
            return self.fail("expected a number");
        };
        let bits = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16).ok().map(hex),
            None => parse(&text),
        };
        bits.map_or_else(|| self.fail(format!("bad float {text}")), Ok)
    }

    fn runtime_fn(&mut self) -> Result<RuntimeFn> {
        let word = self.word()?;
        match runtime_fn::ALL.iter().find(|f| f.info().symbol == word) {
            Some(&func) => Ok(func),
            None => self.fail(format!("unknown runtime function {word}")),
        }
    }

    fn typed_size(&mut self) -> Result<(TypeId, u64)> {
        Ok((self.entity("t")?, self.number()?))
    }

    fn op(&mut self, func: &mut Func, scope: &Scope) -> Result<(Op, Vec<String>)> {
        let word = self.word()?;
        let mut parts = word.split('.');
        let name = parts.next().unwrap_or_default().to_string();
        let dots: Vec<&str> = parts.collect();
        let dot = |n: usize| dots.get(n).copied().unwrap_or_default();
        let cond = |n: usize| named(&IntCond::ALL, IntCond::name, dot(n));
        let lanes = |n: usize| named(&Lanes::ALL, Lanes::name, dot(n));
        let div = DivInfo {
            is_nonzero: dots.contains(&"nonzero"),
            is_exact_range: dots.contains(&"range"),
        };
        let barrier = dots.contains(&"barrier");
        let op = match name.as_str() {
            "iconst" => Some(Op::Iconst(self.number()?)),
            "f32const" => {
                let parse = |t: &str| t.parse::<f32>().ok().map(f32::to_bits);
                Some(Op::F32const(self.float_bits(parse, |bits| bits as u32)?))
            }
            "f64const" => {
                let parse = |t: &str| t.parse::<f64>().ok().map(f64::to_bits);
                Some(Op::F64const(self.float_bits(parse, |bits| bits)?))
            }
            "symbol" => {
                let symbol = self.symbol()?;
                Some(Op::SymbolAddr(symbol, self.offset()?))
            }
            "slot_addr" => {
                let slot = self.slot(scope)?;
                Some(Op::SlotAddr(slot, self.offset()?))
            }
            "sdiv" => Some(Op::Sdiv(div)),
            "srem" => Some(Op::Srem(div)),
            "udiv" => Some(Op::Udiv(div)),
            "urem" => Some(Op::Urem(div)),
            "icmp" => cond(0).map(Op::Icmp),
            "fcmp" => named(&FloatCond::ALL, FloatCond::name, dot(0)).map(Op::Fcmp),
            "bounds_check" => {
                named(&BoundsKind::ALL, BoundsKind::name, dot(0)).map(|kind| Op::BoundsCheck {
                    kind,
                    is_unsigned: dot(1) == "u",
                })
            }
            "vsplat" => lanes(0).map(Op::Vsplat),
            "vextract" => lanes(0)
                .zip(dot(1).parse().ok())
                .map(|(lanes, n)| Op::Vextract(lanes, n)),
            "vbin" => named(&VecOp::ALL, VecOp::name, dot(0))
                .zip(lanes(1))
                .map(|(op, lanes)| Op::Vbin(op, lanes)),
            "vicmp" => cond(0)
                .zip(lanes(1))
                .map(|(cond, lanes)| Op::Vicmp(cond, lanes)),
            "vhigh_bits" => lanes(0).map(Op::VhighBits),
            "load" | "store" | "atomic_load" | "atomic_store" | "atomic_rmw" | "atomic_cas" => {
                let (mem, base) = self.mem(func, &dots)?;
                let op = match name.as_str() {
                    "load" => Some(Op::Load(mem)),
                    "store" => Some(Op::Store { mem, barrier }),
                    "atomic_load" => Some(Op::AtomicLoad(mem)),
                    "atomic_store" => Some(Op::AtomicStore(mem)),
                    "atomic_rmw" => {
                        named(&RmwOp::ALL, RmwOp::name, dot(0)).map(|op| Op::AtomicRmw(op, mem))
                    }
                    _ => Some(Op::AtomicCas(mem)),
                };
                let Some(op) = op else {
                    return self.fail(format!("unknown operation {word}"));
                };
                return Ok((op, self.rest(base)?));
            }
            "move" => {
                let (ty, size) = self.typed_size()?;
                Some(Op::Move { ty, size, barrier })
            }
            "zero" => {
                let (ty, size) = self.typed_size()?;
                Some(Op::Zero { ty, size, barrier })
            }
            "call" => {
                let callee = self.entity("fn")?;
                return Ok((Op::Call(callee), self.paren_names()?));
            }
            "call_indirect" => {
                let mut args = vec![self.word()?];
                args.extend(self.paren_names()?);
                return Ok((Op::CallIndirect, args));
            }
            "call_runtime" => {
                let callee = self.runtime_fn()?;
                return Ok((Op::CallRuntime(callee), self.paren_names()?));
            }
            _ => PLAIN.iter().find(|(n, _)| *n == word).map(|&(_, op)| op),
        };
        match op {
            Some(op) => Ok((op, self.names()?)),
            None => self.fail(format!("unknown operation {word}")),
        }
    }
}

fn value(scope: &Scope, name: &str, line: usize) -> Result<Value> {
    scope.values.get(name).copied().ok_or_else(|| ParseError {
        line,
        message: format!("unknown value {name}"),
    })
}

/// Fills in operands, now that all values are known.
fn resolve(func: &mut Func, scope: Scope) -> Result<()> {
    for (inst, names) in &scope.args {
        let mut args = Vec::with_capacity(names.len());
        for (name, line) in names {
            args.push(value(&scope, name, *line)?);
        }
        let op = func.insts[*inst].op;
        func.replace_op(*inst, op, &args);
    }
    for (block, raw, line) in &scope.terms {
        let term = resolve_term(func, &scope, raw, *line)?;
        func.blocks[*block].term = term;
    }
    Ok(())
}

fn resolve_term(func: &mut Func, scope: &Scope, raw: &RawTerm, line: usize) -> Result<Term> {
    let values = |names: &[String]| -> Result<Vec<Value>> {
        names.iter().map(|name| value(scope, name, line)).collect()
    };
    let mut call = |raw: &RawCall| -> Result<BlockCall> {
        let args = values(&raw.args)?;
        Ok(func.block_call(raw.block, &args))
    };
    Ok(match raw {
        RawTerm::None => Term::None,
        RawTerm::Jump(target) => Term::Jump(call(target)?),
        RawTerm::Br(cond, then, otherwise) => Term::Br {
            cond: value(scope, cond, line)?,
            then: call(then)?,
            otherwise: call(otherwise)?,
        },
        RawTerm::Switch(index, default, targets) => Term::Switch {
            index: value(scope, index, line)?,
            default: call(default)?,
            targets: targets.iter().map(call).collect::<Result<_>>()?,
        },
        RawTerm::Return(names) => {
            let args = values(names)?;
            Term::Return(rgo_base::EntityList::from_slice(&args, &mut func.pool))
        }
        RawTerm::TailCall(callee, names) => {
            let args = values(names)?;
            Term::TailCall {
                callee: *callee,
                args: rgo_base::EntityList::from_slice(&args, &mut func.pool),
            }
        }
        RawTerm::DeferPush(record, next, handler) => Term::DeferPush {
            record: *record,
            next: call(next)?,
            handler: *handler,
        },
        RawTerm::Unreachable => Term::Unreachable,
    })
}

#[cfg(test)]
mod tests {
    use super::parse_funcs;
    use crate::text::{Plain, print_func};
    use crate::verify::verify;

    /// Parses, verifies and prints.
    fn check(text: &str) {
        let funcs = parse_funcs(text).expect("parses");
        let mut printed = String::new();
        for func in &funcs {
            verify(func).expect("is well-formed");
            printed.push_str(&print_func(func, &Plain));
        }
        assert_eq!(printed, text);
    }

    #[test]
    fn text_is_read_back() {
        check(
            "\
func fn0(ptr, i64) -> i64, f64 closure nosplit {
  slot0: 16 align 8 t3
  slot1: 80 align 8 observed
  var0: x t5 scalars
  var1: y t5 slot0+8

b0(v0: ptr, v1: i64 !var0.0):
  v2: i64 !var0.0 = iconst -5
  v3: i64 = load.fault <i64 t3+8> v0+8
  v4: i8 = icmp.slt v3, v2
  store.barrier <ptr> v0-8, v0
  br v4, b1(v3), b2

b1(v5: i64):
  v6: f64 = f64const 1.5
  v7: f64 = f64const 0x7ff8000000000001
  v8: f64 = fadd v6, v7
  v9: ptr = slot_addr slot0+8
  move.barrier t3 16 v9, v0
  v10: ptr = symbol itab t1 t2
  v11: ptr = symbol global global3 +8
  v12: i64, v13: ptr = call fn7 (v5, v9)
  v14: i64 = call_indirect v11 (v12)
  v15: ptr = call_runtime runtime.newobject (v10)
  v16: i64 = bounds_check.index.u v12, v14
  v17: i64 = sdiv.nonzero.range v16, v14
  v18: i64 = atomic_rmw.add v15+16, v17
  v19: v128 = vsplat.i64x2 v18
  v20: v128 = vbin.add.i64x2 v19, v19
  v21: i64 = vextract.i64x2.1 v20
  ret v21, v8

b2 cold:
  switch v1, b3, [b4, b5(v1)]

b3:
  unreachable

b4:
  tail_call fn9 (v0)

b5(v22: i64):
  poll
  jump b1(v22)
}
func fn1() {
b0:
  ret
}
",
        );
    }

    #[test]
    fn errors_name_their_line() {
        let error = parse_funcs("func fn0() {\nb0:\n  ret v1\n}\n").err();
        let error = error.expect("v1 is unknown");
        assert_eq!(
            (error.line, error.message.as_str()),
            (3, "unknown value v1")
        );
    }
}
