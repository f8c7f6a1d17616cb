//! `//go:linkname`: which Go declaration a link symbol leads to.

use rgo_base::Symbol;
use rgo_syntax::ast::Pragma;
use rgo_types::{Context, ObjId, ObjectKind, PkgId};
use rustc_hash::FxHashMap;

/// The link names of all packages.
pub(super) struct Linknames {
    packages: FxHashMap<Symbol, PkgId>,
    /// What a two-argument directive calls a declaration.
    targets: FxHashMap<ObjId, Symbol>,
    /// Functions with a body, and variables, that are pushed under another package's symbol.
    pushed: FxHashMap<Symbol, ObjId>,
    /// Functions without body that are pulled from another package's symbol.
    bodyless: FxHashMap<Symbol, ObjId>,
}

impl Linknames {
    pub(super) fn collect(types: &Context) -> Linknames {
        let mut links = Linknames {
            packages: FxHashMap::default(),
            targets: FxHashMap::default(),
            pushed: FxHashMap::default(),
            bodyless: FxHashMap::default(),
        };
        for pkg in types.package_ids() {
            links.packages.insert(types.package_path(pkg), pkg);
            for (linkname, obj) in types.linknames(pkg) {
                let (Some(target), Some(obj)) = (linkname.target, obj) else {
                    continue;
                };
                links.targets.insert(obj, target);
                let provides = match &types.object(obj).kind {
                    ObjectKind::Func(data) => data.body.is_some(),
                    ObjectKind::Var { .. } => true,
                    _ => false,
                };
                let table = if provides {
                    &mut links.pushed
                } else {
                    &mut links.bodyless
                };
                table.entry(target).or_insert(obj);
            }
        }
        links
    }

    pub(super) fn target(&self, obj: ObjId) -> Option<Symbol> {
        self.targets.get(&obj).copied()
    }

    pub(super) fn package(&self, path: Symbol) -> Option<PkgId> {
        self.packages.get(&path).copied()
    }

    /// The Go function with a body whose link symbol is `symbol`.
    pub(super) fn function(&self, types: &Context, symbol: Symbol) -> Option<ObjId> {
        let found = self
            .pushed
            .get(&symbol)
            .copied()
            .or_else(|| self.plain(types, symbol))?;
        match &types.object(found).kind {
            ObjectKind::Func(data) if data.body.is_some() => Some(found),
            // Declared without body there too: follow its own link name.
            ObjectKind::Func(_) => match self.target(found) {
                Some(next) if next != symbol => self.function(types, next),
                _ => None,
            },
            _ => None,
        }
    }

    /// The variable whose link symbol is `symbol`.
    pub(super) fn variable(&self, types: &Context, symbol: Symbol) -> Option<ObjId> {
        let found = self
            .plain(types, symbol)
            .or_else(|| self.pushed.get(&symbol).copied())?;
        matches!(types.object(found).kind, ObjectKind::Var { .. }).then_some(found)
    }

    /// Whether the declaration without body under link symbol `symbol` is `//go:noescape`.
    pub(super) fn is_noescape(&self, types: &Context, symbol: Symbol) -> bool {
        self.bodyless
            .get(&symbol)
            .copied()
            .or_else(|| self.plain(types, symbol))
            .is_some_and(|obj| {
                types
                    .object(obj)
                    .as_func()
                    .is_some_and(|data| data.pragma.has(Pragma::NOESCAPE))
            })
    }

    /// The package-level object called `path.name`.
    fn plain(&self, types: &Context, symbol: Symbol) -> Option<ObjId> {
        let text = symbol.as_str();
        let slash = text.rfind('/').map_or(0, |at| at + 1);
        let dot = slash + text[slash..].find('.')?;
        let pkg = self.package(Symbol::intern(&text[..dot]))?;
        types.package_object(pkg, Symbol::intern(&text[dot + 1..]))
    }
}
