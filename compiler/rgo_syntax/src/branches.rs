//! Labels and branches of a function body (spec: "Labeled statements" to "Goto statements").
//!
//! Takes:  a body without syntax errors.
//! Gives:  gc's errors for misplaced `break`, `continue` and `fallthrough`, for labels that are
//!         missing, unused, defined twice or no target of the branch, and for gotos that jump over
//!         a variable declaration or into a block.
//!
//! Bodies of function literals are checked on their own when they have been parsed.

use rgo_base::span::LineDirective;
use rgo_base::{Diagnostic, Pos, SourceFile, Symbol};
use rustc_hash::FxHashMap;

use crate::ast::{Ast, BranchTok, Decl, Expr, NodeId, Stmt};
use crate::print::expr_list_string;
use crate::token::Op;

/// Checks the block `body`. `lines` are the line directives before its end.
pub(crate) fn check(
    ast: &Ast,
    body: NodeId,
    source: &SourceFile,
    lines: &[LineDirective],
    diags: &mut Vec<Diagnostic>,
) {
    let Stmt::Block { list, .. } = ast.stmt(body) else {
        unreachable!("a body is a block")
    };
    let mut checker = Checker {
        ast,
        source,
        lines,
        diags,
        labels: Vec::new(),
        label_of: FxHashMap::default(),
        blocks: Vec::new(),
    };
    let gotos = checker.block(None, Targets::default(), None, ast.pos(body), list);

    // Labels of these gotos were never declared, or lie in blocks that enclose no goto.
    for goto in gotos {
        match checker.label_of.get(&goto.name) {
            Some(&label) => {
                checker.labels[label].is_used = true;
                let block = checker.blocks[checker.labels[label].block].start;
                let block = checker.show(block);
                let message = format!("goto {} jumps into block starting at {block}", goto.name);
                checker.error(goto.pos, message);
            }
            None => checker.error(goto.pos, format!("label {} not defined", goto.name)),
        }
    }
    for at in 0..checker.labels.len() {
        let Label {
            name, pos, is_used, ..
        } = checker.labels[at];
        if !is_used {
            checker.error(pos, format!("label {name} defined and not used"));
        }
    }
}

struct Label {
    name: Symbol,
    pos: Pos,
    /// Block that declares it.
    block: usize,
    /// The labeled statement.
    stmt: NodeId,
    is_used: bool,
}

struct Block {
    parent: Option<usize>,
    start: Pos,
    /// The labeled statement that the block belongs to.
    labeled: Option<NodeId>,
}

/// A `goto` whose label has not been found yet.
#[derive(Clone, Copy)]
struct Goto {
    name: Symbol,
    /// Position of the label.
    pos: Pos,
    stmt: NodeId,
}

/// Enclosing statements that unlabeled branches go to.
#[derive(Clone, Copy, Default)]
struct Targets {
    /// A `for`, `switch` or `select`.
    breaks: Option<NodeId>,
    has_loop: bool,
    /// Clause of the immediately enclosing switch.
    clause: Option<usize>,
}

struct Checker<'a> {
    ast: &'a Ast,
    source: &'a SourceFile,
    lines: &'a [LineDirective],
    diags: &'a mut Vec<Diagnostic>,
    labels: Vec<Label>,
    label_of: FxHashMap<Symbol, usize>,
    blocks: Vec<Block>,
}

impl<'a> Checker<'a> {
    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diags.push(Diagnostic::error(pos, message));
    }

    /// A position within a message: after line directives and, if those changed it, in the file.
    fn show(&self, pos: Pos) -> String {
        let offset = self.source.offset(pos);
        let seen = self.source.locate_with(offset, self.lines);
        let here = self.source.locate_here(offset);
        if seen == here {
            seen.to_string()
        } else {
            format!("{seen}[{here}]")
        }
    }

    /// Checks the statements of one block and gives the gotos that it does not resolve. `labeled` is
    /// the labeled statement that the block belongs to.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        labeled: Option<NodeId>,
        start: Pos,
        list: &[NodeId],
    ) -> Vec<Goto> {
        let block = self.blocks.len();
        self.blocks.push(Block {
            parent,
            start,
            labeled,
        });
        let mut body = BlockState {
            block,
            gotos: Vec::new(),
            declared: None,
            jumped: Vec::new(),
        };

        // A fallthrough is last even with empty statements behind it.
        let is_empty = |&stmt: &NodeId| matches!(self.ast.stmt(stmt), Stmt::Empty);
        let len = list
            .iter()
            .rposition(|stmt| !is_empty(stmt))
            .map_or(0, |last| last + 1);
        for (i, &stmt) in list[..len].iter().enumerate() {
            self.stmt(&mut body, targets, stmt, i + 1 == len);
        }
        body.gotos
    }

    fn stmt(&mut self, body: &mut BlockState<'a>, targets: Targets, stmt: NodeId, is_last: bool) {
        let ast = self.ast;
        let mut labeled = None;
        let mut stmt = stmt;
        while let Stmt::Labeled {
            label: name,
            stmt: inner,
        } = ast.stmt(stmt)
        {
            if !ast.name(name).is_blank() {
                self.declare(body, name, stmt);
                labeled = Some(stmt);
            }
            stmt = inner;
        }
        let nested = Targets {
            clause: None,
            ..targets
        };
        let breakable = Targets {
            breaks: Some(stmt),
            clause: None,
            ..targets
        };
        match ast.stmt(stmt) {
            Stmt::Decl(decls) => {
                let var = decls.iter().find_map(|&decl| match ast.decl(decl) {
                    Decl::Var { names, .. } => Some((ast.pos(decl), names)),
                    _ => None,
                });
                if let Some((pos, names)) = var {
                    body.declare_var(pos, &names[..1]);
                }
            }
            Stmt::Assign {
                op: Op::Define,
                lhs,
                ..
            } => {
                body.declare_var(ast.pos(stmt), lhs);
            }
            Stmt::Branch { tok, label: None } => self.unlabeled(targets, stmt, tok, is_last),
            Stmt::Branch {
                tok,
                label: Some(name),
            } => self.labeled(body, stmt, tok, name),
            Stmt::Block { list, .. } => self.inner(body, nested, labeled, stmt, list),
            Stmt::If { then, els, .. } => {
                self.inner_block(body, nested, labeled, then);
                if let Some(els) = els {
                    self.inner(body, nested, labeled, els, &[els]);
                }
            }
            Stmt::For { body: block, .. } => {
                let targets = Targets {
                    has_loop: true,
                    ..breakable
                };
                self.inner_block(body, targets, labeled, block);
            }
            Stmt::Switch { clauses, .. } => {
                for (i, &clause) in clauses.iter().enumerate() {
                    let targets = Targets {
                        clause: Some(i),
                        ..breakable
                    };
                    self.inner(body, targets, labeled, clause, ast.case_clause(clause).body);
                }
            }
            Stmt::Select { clauses, .. } => {
                for &clause in clauses {
                    self.inner(
                        body,
                        breakable,
                        labeled,
                        clause,
                        ast.comm_clause(clause).body,
                    );
                }
            }
            Stmt::Empty
            | Stmt::Labeled { .. }
            | Stmt::Expr(_)
            | Stmt::Send { .. }
            | Stmt::Assign { .. }
            | Stmt::Call { .. }
            | Stmt::Return(_)
            | Stmt::Range { .. } => {}
        }
    }

    fn inner_block(
        &mut self,
        body: &mut BlockState<'a>,
        targets: Targets,
        labeled: Option<NodeId>,
        block: NodeId,
    ) {
        let Stmt::Block { list, .. } = self.ast.stmt(block) else {
            unreachable!("the body of a statement is a block")
        };
        self.inner(body, targets, labeled, block, list);
    }

    /// Statements `list` as a block of their own that starts at `start`, inside of `body`.
    fn inner(
        &mut self,
        body: &mut BlockState<'a>,
        targets: Targets,
        labeled: Option<NodeId>,
        start: NodeId,
        list: &[NodeId],
    ) {
        let start = self.ast.pos(start);
        body.gotos
            .extend(self.block(Some(body.block), targets, labeled, start, list));
    }

    /// Declares the label `name` of `stmt` and resolves the gotos that wait for it.
    fn declare(&mut self, body: &mut BlockState<'a>, name: NodeId, stmt: NodeId) {
        let (pos, name) = (self.ast.pos(name), self.ast.name(name));
        let label = match self.label_of.get(&name) {
            Some(&label) => {
                let first = self.show(self.labels[label].pos);
                self.error(pos, format!("label {name} already defined at {first}"));
                label
            }
            None => {
                let label = self.labels.len();
                let block = body.block;
                self.labels.push(Label {
                    name,
                    pos,
                    block,
                    stmt,
                    is_used: false,
                });
                self.label_of.insert(name, label);
                label
            }
        };
        let (found, waiting) = body
            .gotos
            .iter()
            .partition::<Vec<_>, _>(|goto| goto.name == name);
        body.gotos = waiting;
        for goto in found {
            self.labels[label].is_used = true;
            if let Some((pos, var)) = body.declared
                && body.jumped.contains(&goto.stmt)
            {
                let (pos, var) = (self.show(pos), expr_list_string(self.ast, var));
                let message = format!("goto {name} jumps over declaration of {var} at {pos}");
                self.error(goto.pos, message);
            }
        }
    }

    fn unlabeled(&mut self, targets: Targets, stmt: NodeId, tok: BranchTok, is_last: bool) {
        let pos = self.ast.pos(stmt);
        match tok {
            BranchTok::Break if targets.breaks.is_none() => {
                self.error(pos, "break is not in a loop, switch, or select");
            }
            BranchTok::Continue if !targets.has_loop => {
                self.error(pos, "continue is not in a loop");
            }
            BranchTok::Fallthrough => {
                if let Some(problem) = self.fallthrough_problem(targets, is_last) {
                    self.error(pos, problem);
                }
            }
            BranchTok::Break | BranchTok::Continue | BranchTok::Goto => {}
        }
    }

    fn fallthrough_problem(&self, targets: Targets, is_last: bool) -> Option<&'static str> {
        const OUT_OF_PLACE: Option<&str> = Some("fallthrough statement out of place");
        let Some(Stmt::Switch { tag, clauses, .. }) = targets.breaks.map(|s| self.ast.stmt(s))
        else {
            return OUT_OF_PLACE;
        };
        if tag.is_some_and(|tag| matches!(self.ast.expr(tag), Expr::TypeSwitchGuard { .. })) {
            return Some("cannot fallthrough in type switch");
        }
        match targets.clause {
            Some(clause) if is_last && clause + 1 == clauses.len() => {
                Some("cannot fallthrough final case in switch")
            }
            Some(_) if is_last => None,
            _ => OUT_OF_PLACE,
        }
    }

    fn labeled(&mut self, body: &mut BlockState<'a>, stmt: NodeId, tok: BranchTok, name: NodeId) {
        let (pos, name) = (self.ast.pos(name), self.ast.name(name));
        let label = self.label_of.get(&name).copied();
        if let Some(label) = label {
            self.labels[label].is_used = true;
        }
        let (word, is_target): (_, fn(Stmt<'_>) -> bool) = match tok {
            BranchTok::Goto => {
                let declaring = label.map(|label| self.labels[label].block);
                if !self
                    .enclosing(body.block)
                    .any(|block| Some(block) == declaring)
                {
                    body.gotos.push(Goto { name, pos, stmt });
                }
                return;
            }
            BranchTok::Continue => ("continue", |stmt| matches!(stmt, Stmt::For { .. })),
            BranchTok::Break | BranchTok::Fallthrough => ("break", |stmt| {
                matches!(
                    stmt,
                    Stmt::For { .. } | Stmt::Switch { .. } | Stmt::Select { .. }
                )
            }),
        };
        let Some(label) = label else {
            return self.error(pos, format!("{word} label not defined: {name}"));
        };
        let labeled = self.labels[label].stmt;
        let Stmt::Labeled { stmt, .. } = self.ast.stmt(labeled) else {
            unreachable!("a label belongs to a labeled statement")
        };
        let is_enclosing = self
            .enclosing(body.block)
            .any(|at| self.blocks[at].labeled == Some(labeled));
        if !is_enclosing || !is_target(self.ast.stmt(stmt)) {
            self.error(pos, format!("invalid {word} label {name}"));
        }
    }

    /// `block` and the blocks around it.
    fn enclosing(&self, block: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(block), |&block| self.blocks[block].parent)
    }
}

struct BlockState<'a> {
    block: usize,
    /// Gotos whose label has not been seen.
    gotos: Vec<Goto>,
    /// The variable declared last.
    declared: Option<(Pos, &'a [NodeId])>,
    /// Gotos before that declaration; to a label behind it they jump over it.
    jumped: Vec<NodeId>,
}

impl<'a> BlockState<'a> {
    fn declare_var(&mut self, pos: Pos, names: &'a [NodeId]) {
        self.declared = Some((pos, names));
        self.jumped.clear();
        self.jumped.extend(self.gotos.iter().map(|goto| goto.stmt));
    }
}
