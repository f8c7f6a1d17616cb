//! Link symbols and display names of functions.

use rgo_base::Symbol;
use rgo_types::type_::MethodName;
use rgo_types::{ObjId, TypeId};

use super::{FuncId, FuncKey, Program};

pub(super) struct Names {
    pub symbol: Symbol,
    pub display: Symbol,
}

impl Names {
    fn same(name: &str) -> Names {
        let name = Symbol::intern(name);
        Names {
            symbol: name,
            display: name,
        }
    }
}

impl Program<'_> {
    /// How the function `key` names is called.
    pub(super) fn names(&self, key: &FuncKey) -> Names {
        match key {
            FuncKey::Decl { obj, args } => self.declared_names(*obj, args),
            FuncKey::Lit {
                parent,
                index,
                range_body,
            } => {
                let suffix = match (range_body, self.is_lit(*parent)) {
                    (true, _) => "-range",
                    (false, true) => ".",
                    (false, false) => ".func",
                };
                self.derived(*parent, &format!("{suffix}{index}"))
            }
            FuncKey::InlinedLit { func } => {
                let FuncKey::Lit { parent, index, .. } = self.funcs[*func].key else {
                    unreachable!("a copy of a literal")
                };
                let suffix = if self.is_lit(parent) { ".func" } else { "." };
                self.derived(parent, &format!("{suffix}{index}"))
            }
            FuncKey::CallWrapper {
                parent,
                index,
                is_defer,
            } => {
                let suffix = if *is_defer { ".deferwrap" } else { ".gowrap" };
                self.derived(*parent, &format!("{suffix}{index}"))
            }
            FuncKey::MethodWrapper { recv, name } => self.wrapper_names(*recv, *name, ""),
            FuncKey::InterfaceMethodExpr { iface, name } => self.wrapper_names(*iface, *name, ""),
            FuncKey::GenericMethodExpr { func, .. } => self.derived(*func, "-ptr"),
            FuncKey::MethodValue { func, .. } => self.derived(*func, "-fm"),
            FuncKey::InterfaceMethodValue { iface, name } => {
                self.wrapper_names(*iface, *name, "-fm")
            }
            // Func values of a function lead to it: it is the function, for the program.
            FuncKey::Adapter { func } => Names {
                display: self.funcs[*func].display_name,
                ..self.derived(*func, "·f")
            },
            FuncKey::Eq { ty } => Names::same(&format!("type:.eq.{}", self.types.link_string(*ty))),
            FuncKey::Hash { ty } => {
                Names::same(&format!("type:.hash.{}", self.types.link_string(*ty)))
            }
            FuncKey::Init { pkg } => Names::same(&format!("{}.init", self.types.link_prefix(*pkg))),
            FuncKey::VarInit { first, value } => {
                let object = self.types.object(*first);
                let pkg = object.pkg.expect("a package variable");
                let prefix = self.types.link_prefix(pkg);
                let decl = object.decl().expect("initialised variables are declared");
                let symbol = format!("{prefix}.init·{}.{}.{value}", decl.file, decl.node);
                Names {
                    symbol: Symbol::intern(&symbol),
                    display: Symbol::intern(&format!("{prefix}.init")),
                }
            }
            FuncKey::Extern { symbol } => Names {
                symbol: *symbol,
                display: *symbol,
            },
        }
    }

    /// `func`'s names with something behind them.
    fn derived(&self, func: FuncId, suffix: &str) -> Names {
        let entry = &self.funcs[func];
        Names {
            symbol: Symbol::intern(&format!("{}{suffix}", entry.symbol)),
            display: Symbol::intern(&format!("{}{suffix}", entry.display_name)),
        }
    }

    fn declared_names(&self, obj: ObjId, args: &[TypeId]) -> Names {
        if args.is_empty()
            && let Some(target) = self.links.target(obj)
        {
            return Names {
                symbol: target,
                display: target,
            };
        }
        let object = self.types.object(obj);
        let pkg = object.pkg.expect("declared in a package");
        let prefix = self.types.link_prefix(pkg);
        let name = match object.name.as_str() {
            "init" => self.init_name(obj),
            name => name.to_owned(),
        };
        let Some(recv) = object.as_func().and_then(|data| data.recv.get()) else {
            return self.instance_names(&format!("{prefix}.{name}"), args);
        };
        let n_recv = self.types.recv_tparams(obj).len();
        let (recv_args, own) = args.split_at(n_recv);
        let base = self.types.object(recv.base).name;
        let full = self.args_text(recv_args);
        let short = if recv_args.is_empty() { "" } else { "[...]" };
        let form = |args: &str| match recv.is_pointer {
            true => format!("{prefix}.(*{base}{args}).{name}"),
            false => format!("{prefix}.{base}{args}.{name}"),
        };
        let own_full = self.args_text(own);
        let own_short = if own.is_empty() { "" } else { "[...]" };
        Names {
            symbol: Symbol::intern(&format!("{}{own_full}", form(&full))),
            display: Symbol::intern(&format!("{}{own_short}", form(short))),
        }
    }

    /// `init.N` for the N-th init function of a package; `init` is no other function's name.
    fn init_name(&self, obj: ObjId) -> String {
        let pkg = self.types.object(obj).pkg.expect("declared in a package");
        match self
            .types
            .init_functions(pkg)
            .iter()
            .position(|&init| init == obj)
        {
            Some(at) => format!("init.{at}"),
            None => "init".to_owned(),
        }
    }

    fn instance_names(&self, name: &str, args: &[TypeId]) -> Names {
        if args.is_empty() {
            return Names::same(name);
        }
        Names {
            symbol: Symbol::intern(&format!("{name}{}", self.args_text(args))),
            display: Symbol::intern(&format!("{name}[...]")),
        }
    }

    fn args_text(&self, args: &[TypeId]) -> String {
        if args.is_empty() {
            return String::new();
        }
        let texts: Vec<String> = args
            .iter()
            .map(|&arg| self.types.link_string(arg).to_string())
            .collect();
        format!("[{}]", texts.join(","))
    }

    /// A wrapper is called like the method it stands for.
    fn wrapper_names(&self, recv: TypeId, name: MethodName, suffix: &str) -> Names {
        let recv = self.types.link_string(recv);
        let recv = match recv.strip_prefix('*') {
            Some(base) => {
                let slash = base.rfind('/').map_or(0, |at| at + 1);
                match base[slash..].find('.') {
                    Some(dot) => {
                        let dot = slash + dot;
                        format!("{}.(*{})", &base[..dot], &base[dot + 1..])
                    }
                    None => format!("(*{base})"),
                }
            }
            None => recv.to_string(),
        };
        let pkg = match name.pkg {
            Some(pkg) => format!("{}.", self.types.package_path(pkg)),
            None => String::new(),
        };
        let display = format!("{recv}.{}{suffix}", name.name);
        Names {
            symbol: Symbol::intern(&format!("{recv}.{pkg}{}{suffix}", name.name)),
            display: Symbol::intern(&display),
        }
    }
}
