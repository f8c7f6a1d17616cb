//! Instantiation that never ends: generic code that needs itself with ever larger type arguments.
//!
//! Type parameters, and types declared in generic functions, are the nodes of a graph. An edge
//! leads from what a type argument mentions to the type parameter it is given to; it weighs 1 if
//! the argument is more than the mentioned type itself. A cycle of positive weight never ends.
//!
//! Spec: "Instantiations" (an implementation restriction, as gc has it).

use rgo_base::{Diagnostic, Pos};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Instantiation;
use crate::context::Context;
use crate::object::{ObjId, ObjectKind};
use crate::package::PkgId;
use crate::type_::{NamedId, Type, TypeId, TypeParamId};
use crate::type_string::Qualifier;

struct Node {
    /// Weight and length of the heaviest path found to this node, and its last edge.
    weight: u32,
    len: usize,
    last: usize,
    /// The type name of the type parameter or local type.
    obj: ObjId,
}

struct Edge {
    from: usize,
    to: usize,
    weight: u32,
    pos: Pos,
    ty: TypeId,
}

struct Graph<'a> {
    ctx: &'a Context,
    pkg: PkgId,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// Nodes by type name; none if a local type is in no generic function.
    places: FxHashMap<ObjId, Option<usize>>,
    /// Type parameters of base types by those that receivers declare for them.
    declared: FxHashMap<ObjId, ObjId>,
}

impl Graph<'_> {
    fn node(&mut self, obj: ObjId) -> usize {
        let obj = self.declared.get(&obj).copied().unwrap_or(obj);
        if let Some(&Some(at)) = self.places.get(&obj) {
            return at;
        }
        let at = self.nodes.len();
        self.nodes.push(Node {
            weight: 0,
            len: 0,
            last: 0,
            obj,
        });
        self.places.insert(obj, Some(at));
        at
    }

    fn tparam_node(&mut self, tparam: TypeParamId) -> usize {
        self.node(self.ctx.tparams[tparam].obj)
    }

    /// The node of a type declared in a generic function.
    fn local_node(&mut self, named: NamedId) -> Option<usize> {
        let ctx = self.ctx;
        let data = &ctx.nameds[ctx.origin(named)];
        if ctx.objects[data.obj].pkg != Some(self.pkg) || data.outer_tparams.is_empty() {
            return None;
        }
        if let Some(&known) = self.places.get(&data.obj) {
            return known;
        }
        let to = self.node(data.obj);
        for &tparam in &data.outer_tparams {
            let from = self.tparam_node(tparam);
            let (pos, ty) = (ctx.objects[data.obj].pos, ctx.tparam_type(tparam));
            self.edges.push(Edge {
                from,
                to,
                weight: 1,
                pos,
                ty,
            });
        }
        Some(to)
    }

    fn add(&mut self, instantiation: &Instantiation) {
        let &Instantiation { tparam, arg, .. } = instantiation;
        let obj = self.ctx.tparams[tparam].obj;
        if self.ctx.objects[obj].pkg == Some(self.pkg) {
            self.add_mentions(instantiation, arg, &mut FxHashSet::default());
        }
    }

    /// Adds edges from all that `ty`, part of a type argument, mentions.
    fn add_mentions(
        &mut self,
        instantiation: &Instantiation,
        ty: TypeId,
        seen: &mut FxHashSet<TypeId>,
    ) {
        let ctx = self.ctx;
        let ty = ctx.unalias(ty);
        if !ctx.has_tparams(ty) || !seen.insert(ty) {
            return;
        }
        match ctx.ty(ty) {
            &Type::TypeParam(tparam) => {
                let from = self.tparam_node(tparam);
                self.add_edge(instantiation, from, ty);
            }
            &Type::Named(named) => {
                if let Some(from) = self.local_node(named) {
                    self.add_edge(instantiation, from, ty);
                }
                for &arg in &ctx.nameds[named].args {
                    self.add_mentions(instantiation, arg, seen);
                }
            }
            Type::Interface(_) => {
                for method in &ctx.type_set(ty).methods {
                    self.add_mentions(instantiation, method.sig, seen);
                }
            }
            other => other.for_each_component(|part| self.add_mentions(instantiation, part, seen)),
        }
    }

    fn add_edge(&mut self, instantiation: &Instantiation, from: usize, mentioned: TypeId) {
        let to = self.tparam_node(instantiation.tparam);
        let weight = u32::from(mentioned != self.ctx.unalias(instantiation.arg));
        let (pos, ty) = (instantiation.pos, instantiation.arg);
        self.edges.push(Edge {
            from,
            to,
            weight,
            pos,
            ty,
        });
    }

    /// The end of a path that is so long that it contains a cycle. Paths grow as long as they get
    /// heavier.
    fn end_of_endless_path(&mut self) -> Option<usize> {
        let mut changed = true;
        while changed {
            changed = false;
            for (at, edge) in self.edges.iter().enumerate() {
                let (weight, len) = (self.nodes[edge.from].weight, self.nodes[edge.from].len);
                if weight + edge.weight <= self.nodes[edge.to].weight {
                    continue;
                }
                let n_nodes = self.nodes.len();
                let to = &mut self.nodes[edge.to];
                to.last = at;
                to.len = len + 1;
                if to.len == n_nodes {
                    return Some(edge.to);
                }
                to.weight = weight + edge.weight;
                changed = true;
            }
        }
        None
    }

    fn report(&self, end: usize) -> Diagnostic {
        let mut stack = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        let mut at = end;
        while !seen[at] {
            stack.push(at);
            seen[at] = true;
            at = self.edges[self.nodes[at].last].from;
        }
        let start = stack.iter().position(|&node| node == at).unwrap_or(0);
        let objects = &self.ctx.objects;
        let first = &objects[self.nodes[at].obj];
        let mut diagnostic = Diagnostic::error(first.pos, "instantiation cycle:");
        for &node in &stack[start..] {
            let edge = &self.edges[self.nodes[node].last];
            let object = &objects[self.nodes[edge.to].obj];
            let is_tparam = object.ty.get().is_some_and(|ty| self.ctx.is_tparam(ty));
            let how = if is_tparam {
                "instantiated as"
            } else {
                "implicitly parameterized by"
            };
            let ty = self
                .ctx
                .qualified_type_string(edge.ty, Qualifier::RelativeTo(self.pkg));
            diagnostic = diagnostic.note(edge.pos, format!("{} {how} {ty}", object.name));
        }
        diagnostic
    }
}

impl Context {
    /// The error of a package whose instantiation would not end.
    pub(crate) fn instantiation_cycle(
        &self,
        pkg: PkgId,
        instantiations: &[Instantiation],
    ) -> Option<Diagnostic> {
        if instantiations.is_empty() {
            return None;
        }
        let mut graph = Graph {
            ctx: self,
            pkg,
            nodes: Vec::new(),
            edges: Vec::new(),
            places: FxHashMap::default(),
            declared: self.receiver_tparams(pkg),
        };
        for instantiation in instantiations {
            graph.add(instantiation);
        }
        let end = graph.end_of_endless_path()?;
        Some(graph.report(end))
    }

    /// The type parameters that base types declare, by those that receivers declare.
    fn receiver_tparams(&self, pkg: PkgId) -> FxHashMap<ObjId, ObjId> {
        let mut declared = FxHashMap::default();
        for &obj in &self.scopes(pkg).objects {
            let ObjectKind::Func(data) = &self.objects[obj].kind else {
                continue;
            };
            let Some(recv) = data.recv.get() else {
                continue;
            };
            let base = self.objects[recv.base]
                .ty
                .get()
                .and_then(|ty| self.as_named(ty));
            let own = data.recv_tparams.get().map_or(&[][..], |t| t);
            let Some(base) = base.filter(|_| !own.is_empty()) else {
                continue;
            };
            for (&own, &base) in own.iter().zip(self.tparams_of(base)) {
                declared.insert(self.tparams[own].obj, self.tparams[base].obj);
            }
        }
        declared
    }
}
