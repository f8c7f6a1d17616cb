//! Operands: what an expression evaluates to while it is checked.

use rgo_base::Pos;
use rgo_syntax::ast::{Expr, NodeId};
use rgo_syntax::print::expr_string;

use crate::check::Checker;
use crate::constant::ConstValue;
use crate::info::Mode;
use crate::type_::{Basic, Type, TypeId};
use crate::type_string::{Qualifier, TypeWriter, composite_kind};

/// The expression that messages about an operand show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    None,
    Node(NodeId),
    /// One of several results of a call, from 1.
    Result(NodeId, u32),
    /// The second value of a comma-ok form.
    Ok(NodeId),
    /// `true`, the tag of a switch without one; its position.
    True(Pos),
    /// A variable that a function is assigned to, by its place in `Checker::descriptions`.
    Described(Pos, u32),
}

#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub mode: Mode,
    pub source: Source,
    pub ty: TypeId,
    /// Of constants only.
    pub value: ConstValue,
}

impl Default for Operand {
    fn default() -> Operand {
        Operand::invalid()
    }
}

impl Operand {
    pub fn invalid() -> Operand {
        Operand {
            mode: Mode::Invalid,
            source: Source::None,
            ty: TypeId::INVALID,
            value: ConstValue::Unknown,
        }
    }

    pub fn new(mode: Mode, source: Source, ty: TypeId) -> Operand {
        Operand {
            mode,
            source,
            ty,
            value: ConstValue::Unknown,
        }
    }

    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    pub fn is_constant(&self) -> bool {
        self.mode == Mode::Constant
    }

    pub fn is_nil(&self) -> bool {
        self.mode == Mode::Nil
    }

    pub fn node(&self) -> Option<NodeId> {
        match self.source {
            Source::Node(node) => Some(node),
            _ => None,
        }
    }
}

/// `1st`, `2nd` and so on.
fn ordinal(n: u32) -> String {
    let suffix = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::None | Mode::Invalid => "invalid operand",
        Mode::NoValue => "no value",
        Mode::Builtin(_) => "built-in",
        Mode::Type => "type",
        Mode::Constant => "constant",
        Mode::Variable => "variable",
        Mode::MapIndex => "map index expression",
        Mode::Value => "value",
        Mode::Nil => "nil",
        Mode::CommaOk => "comma, ok expression",
    }
}

impl Checker<'_> {
    /// Where messages about the operand point.
    pub fn pos_of(&self, x: &Operand) -> Pos {
        self.source_pos(x.source)
    }

    pub fn source_pos(&self, source: Source) -> Pos {
        match source {
            Source::None => Pos::NONE,
            Source::Node(node) | Source::Result(node, _) | Source::Ok(node) => {
                self.ast.start_pos(node)
            }
            Source::True(pos) | Source::Described(pos, _) => pos,
        }
    }

    /// The operand's expression as messages show it.
    pub fn source_text(&self, source: Source) -> String {
        match source {
            Source::None => String::new(),
            Source::Node(node) => expr_string(self.ast, node),
            Source::Result(_, n) => format!("{} function result", ordinal(n)),
            Source::Ok(_) => "ok value of (comma, ok) expression".to_owned(),
            Source::True(_) => "true".to_owned(),
            Source::Described(_, at) => self.descriptions[at as usize].clone(),
        }
    }

    /// The results of a call with several, with their names.
    fn results_text(&self, node: NodeId, ty: TypeId, qualifier: Qualifier) -> Option<String> {
        let ctx = self.ctx;
        let (Type::Tuple(_), Expr::Call { func, .. }) =
            (ctx.ty(ty), self.ast.expr(self.ast.unparen(node)))
        else {
            return None;
        };
        let sig = ctx.core_type(self.results.expr(func).ty.expand()?)?;
        let Type::Signature(sig) = ctx.ty(sig) else {
            return None;
        };
        let mut writer = TypeWriter::new(ctx, qualifier);
        writer.params(&sig.results, false);
        Some(writer.text)
    }

    /// Expression, mode, value and type of an operand.
    pub fn describe(&self, x: &Operand) -> String {
        self.describe_as(x, self.qualifier())
    }

    fn describe_as(&self, x: &Operand, qualifier: Qualifier) -> String {
        let ctx = self.ctx;
        let type_text = |ty| ctx.qualified_type_string(ty, qualifier);
        if x.is_nil() {
            return if x.ty == TypeId::INVALID {
                "nil (with invalid type)".to_owned()
            } else if x.ty == Basic::UntypedNil.type_id() {
                "nil".to_owned()
            } else {
                format!("nil (of type {})", type_text(x.ty))
            };
        }
        let expr = match (x.source, x.mode) {
            (Source::None, Mode::Builtin(builtin)) => builtin.info().name.to_owned(),
            (Source::None, Mode::Type) => type_text(x.ty),
            (Source::None, Mode::Constant) => x.value.to_string(),
            (source, _) => self.source_text(source),
        };
        let mut inner = String::new();
        let has_no_type = matches!(
            x.mode,
            Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::Type
        );
        let has_type = !has_no_type && !ctx.is_untyped(x.ty);
        if !has_no_type
            && let Type::Basic(basic) = ctx.ty(x.ty)
            && basic.is_untyped()
        {
            inner += basic.name();
            inner += " ";
        }
        inner += mode_text(x.mode);
        if x.is_constant() {
            let value = x.value.to_string();
            if value != expr {
                inner += " ";
                inner += &value;
            }
        }
        if has_type && ctx.is_valid(x.ty) {
            inner += " of ";
            if ctx.is_generic(x.ty) {
                inner += "generic ";
            }
            let tparam = ctx.as_tparam(x.ty);
            if tparam.is_none() && matches!(ctx.ty(x.ty), Type::Alias(_) | Type::Named(_)) {
                // What a name stands for.
                let what = match composite_kind(ctx, x.ty) {
                    "" => ctx.basic_name(x.ty),
                    what => what,
                };
                inner += what;
                inner += " ";
            }
            inner += "type ";
            inner += &match x
                .node()
                .and_then(|node| self.results_text(node, x.ty, qualifier))
            {
                Some(text) => text,
                None => type_text(x.ty),
            };
            if let Some(tparam) = tparam {
                inner += " constrained by ";
                inner += &type_text(ctx.bound(tparam));
                if ctx.type_set(ctx.constraint_interface(tparam)).is_empty() {
                    inner += " with empty type set";
                }
            }
        } else if has_type {
            inner += " with invalid type";
        }
        if expr.is_empty() {
            inner
        } else {
            format!("{expr} ({inner})")
        }
    }
}

impl crate::context::Context {
    /// Name of the predeclared type that underlies `ty`.
    pub(crate) fn basic_name(&self, ty: TypeId) -> &'static str {
        match self.ty(self.underlying(ty)) {
            Type::Basic(Basic::UnsafePointer) => "Pointer",
            Type::Basic(basic) => basic.name(),
            Type::Invalid => "invalid type",
            _ => "",
        }
    }
}
