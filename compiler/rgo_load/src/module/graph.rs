//! The graph of requirements and minimal version selection.
//!
//! The selected version of a module is the highest one that any go.mod file in the graph requires.
//! The graph reaches from the main module as far as versions may matter: a module of Go 1.17 or later
//! names all it needs, so the requirements of what it requires are left out.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{DEFAULT_GO_MOD, Mode, Modules, PRUNED_SINCE, Pruning};
use crate::version::{ModuleVersion, cmp_go, cmp_version};

/// The graph, reduced to what is asked of it.
pub struct Graph {
    /// Selected version of each module.
    pub selected: FxHashMap<String, String>,
}

impl Modules {
    /// The graph, read on first demand.
    pub(super) fn graph(&self) -> Result<&Graph, String> {
        self.graph
            .get_or_init(|| self.read_graph())
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Whether the graph had to be read and contradicts go.mod.
    pub fn needs_update(&self) -> bool {
        let Some(Ok(graph)) = self.graph.get() else {
            return false;
        };
        self.mode == Mode::ReadOnly
            && self
                .roots
                .iter()
                .any(|(path, version)| graph.selected.get(path) != Some(version))
    }

    /// All modules in the build, main modules aside, by path.
    pub fn build_list(&self) -> Result<Vec<ModuleVersion>, String> {
        let mut list: Vec<ModuleVersion> = match self.mode {
            Mode::Vendor => self.vendor.modules().to_vec(),
            Mode::ReadOnly => self.graph()?.modules(),
        };
        list.retain(|module| self.main_module(&module.path).is_none());
        list.sort_by(|x, y| x.path.cmp(&y.path));
        Ok(list)
    }

    fn read_graph(&self) -> Result<Graph, String> {
        let mut graph = Graph {
            selected: FxHashMap::default(),
        };
        // Modules to read, whether what they require is to be read whatever their version, and who
        // required them.
        let mut queue = VecDeque::new();
        let mut seen = FxHashSet::default();
        let mut parents: FxHashMap<ModuleVersion, ModuleVersion> = FxHashMap::default();
        for main in &self.main {
            let required = main.file.require.iter().map(|require| &require.module);
            for module in required.filter(|module| !main.file.exclude.contains(module)) {
                graph.select(module);
                queue.push_back((module.clone(), self.pruning));
            }
        }
        while let Some((module, pruning)) = queue.pop_front() {
            if self.main_module(&module.path).is_some() || !seen.insert((module.clone(), pruning)) {
                continue;
            }
            let file = self
                .dependency_file(&module)
                .map_err(|error| describe(&parents, &module, error))?;
            let go = file.go.as_deref().unwrap_or(DEFAULT_GO_MOD);
            let is_unpruned = cmp_go(go, PRUNED_SINCE).is_lt();
            for require in file.require {
                let required = require.module;
                if self
                    .main
                    .iter()
                    .any(|main| main.file.exclude.contains(&required))
                {
                    continue;
                }
                graph.select(&required);
                parents
                    .entry(required.clone())
                    .or_insert_with(|| module.clone());
                if pruning != Pruning::Pruned || is_unpruned {
                    let next = match (pruning, is_unpruned) {
                        (Pruning::Unpruned, _) | (_, true) => Pruning::Unpruned,
                        _ => Pruning::Pruned,
                    };
                    queue.push_back((required, next));
                }
            }
        }
        Ok(graph)
    }
}

impl Graph {
    /// The selected versions, in no order.
    pub fn modules(&self) -> Vec<ModuleVersion> {
        self.selected
            .iter()
            .map(|(path, version)| ModuleVersion::new(path, version))
            .collect()
    }

    fn select(&mut self, module: &ModuleVersion) {
        let ModuleVersion { path, version } = module;
        let selected = self.selected.entry(path.clone()).or_default();
        if selected.is_empty() || cmp_version(path, selected, version).is_lt() {
            *selected = version.clone();
        }
    }
}

/// An error with the chain of modules that led to it.
fn describe(
    parents: &FxHashMap<ModuleVersion, ModuleVersion>,
    module: &ModuleVersion,
    error: String,
) -> String {
    let mut chain = Vec::new();
    let mut at = module;
    while let Some(parent) = parents.get(at).filter(|parent| !chain.contains(parent)) {
        chain.push(parent);
        at = parent;
    }
    let mut text = String::new();
    for parent in chain.iter().rev() {
        text.push_str(&format!("{parent} requires\n\t"));
    }
    text + &error
}
