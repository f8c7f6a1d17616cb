//! What a package shows of itself: the declarations that exported ones lead to.

use rustc_hash::FxHashSet;

use crate::context::Context;
use crate::object::ObjId;
use crate::package::PkgId;
use crate::predicates::is_exported;
use crate::type_::{Type, TypeId};

/// Looks for a type name in types.
struct Search<'a> {
    ctx: &'a Context,
    pkg: PkgId,
    wanted: ObjId,
    seen: FxHashSet<TypeId>,
    todo: Vec<TypeId>,
}

impl Search<'_> {
    /// Looks at one type; what it is made of is looked at later.
    fn visit(&mut self, ty: TypeId) -> bool {
        let ctx = self.ctx;
        match ctx.ty(ty) {
            &Type::Named(named) => {
                let data = &ctx.nameds[named];
                if data.obj == self.wanted {
                    return true;
                }
                self.todo.extend(&data.args);
                if ctx.objects[data.obj].pkg == Some(self.pkg) {
                    self.todo.extend(ctx.rhs(ctx.origin(named)));
                    for &method in ctx.methods_of(named) {
                        self.todo.push(ctx.object_type(method));
                    }
                }
            }
            &Type::Alias(alias) => {
                if ctx.aliases[alias].obj == self.wanted {
                    return true;
                }
                self.todo.extend(ctx.alias_target(alias));
            }
            &Type::TypeParam(tparam) => self.todo.push(ctx.bound(tparam)),
            other => other.for_each_component(|part| self.todo.push(part)),
        }
        false
    }
}

impl Context {
    /// Whether the types of exported objects of a package mention one that is not.
    pub(crate) fn is_in_exports(&self, pkg: PkgId, obj: ObjId) -> bool {
        let mut search = Search {
            ctx: self,
            pkg,
            wanted: obj,
            seen: FxHashSet::default(),
            todo: Vec::new(),
        };
        for (&name, &exported) in &self.scopes(pkg).package {
            if is_exported(name) {
                search.todo.push(self.object_type(exported));
            }
        }
        while let Some(ty) = search.todo.pop() {
            if search.seen.insert(ty) && search.visit(ty) {
                return true;
            }
        }
        false
    }
}
