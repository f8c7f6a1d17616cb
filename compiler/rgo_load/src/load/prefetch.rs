//! The first walk over the import graph: every directory read once, on all threads, errors noted but
//! not judged.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use rgo_base::stack;
use rustc_hash::FxHashMap;

use crate::build_context::BuildContext;
use crate::module::{ModuleInfo, Modules, ResolveError};
use crate::overlay::Overlay;
use crate::package::{Directory, Scan};
use crate::path::{has_path_prefix, is_standard};

/// A package as found by its import path.
pub struct Found {
    pub path: String,
    pub role: Role,
    /// Its directory and what is in it, or why it has none.
    pub place: Result<Place, ResolveError>,
}

/// What a package is for, as far as rules for imports depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Role {
    #[default]
    Plain,
    /// It has its internal tests in it.
    Tested,
    /// The package of a package's external tests.
    ExternalTest,
    /// The program that runs a package's tests.
    TestMain,
}

pub struct Place {
    pub directory: Directory,
    pub module: Option<Arc<ModuleInfo>>,
    pub is_library: bool,
}

/// All packages found so far, by import path.
pub struct Prefetch<'a> {
    modules: &'a Modules,
    context: &'a BuildContext,
    overlay: Overlay,
    state: Mutex<State>,
    /// Signalled when there is more to do or when all is done.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    found: FxHashMap<String, Option<Arc<Found>>>,
    /// Paths in `found` that nobody has taken yet.
    waiting: Vec<String>,
    /// Threads that read a package now.
    n_busy: usize,
}

impl<'a> Prefetch<'a> {
    pub fn new(modules: &'a Modules, context: &'a BuildContext, overlay: Overlay) -> Prefetch<'a> {
        let state = Mutex::default();
        Prefetch {
            modules,
            context,
            overlay,
            state,
            changed: Condvar::new(),
        }
    }

    /// Makes a package known that is found in no directory of its own.
    pub fn add(&self, found: Arc<Found>) {
        let mut state = self.state.lock().expect("no holder panics");
        state.found.insert(found.path.clone(), Some(found));
    }

    /// What the import string `import` means in a package of the library or elsewhere: the library
    /// has copies of what it needs of other modules.
    pub fn canonical(&self, import: &str, in_library: bool, importer: &str) -> String {
        if !in_library || is_standard(import) {
            return import.into();
        }
        let vendor = if has_path_prefix(importer, "cmd") {
            "cmd/vendor"
        } else {
            "vendor"
        };
        let path = format!("{vendor}/{import}");
        if self.modules.settings.goroot_src.join(&path).is_dir() {
            path
        } else {
            import.into()
        }
    }

    /// The package called `path`. It must have been reachable when `run` ran.
    pub fn get(&self, path: &str) -> Arc<Found> {
        let known = self
            .state
            .lock()
            .expect("no holder panics")
            .found
            .get(path)
            .cloned();
        known
            .flatten()
            .unwrap_or_else(|| Arc::new(self.read(path, false)))
    }

    /// Reads what `roots` and the imports of `given` packages reach.
    pub fn run<'b>(
        &self,
        roots: impl Iterator<Item = &'b str>,
        given: &[Arc<Found>],
        threads: usize,
    ) {
        for root in roots {
            self.demand(root.into());
        }
        for found in given {
            self.demand_imports(found);
        }
        std::thread::scope(|scope| {
            for _ in 1..threads {
                stack::spawn(scope, || self.work());
            }
            self.work();
        });
    }

    fn demand(&self, path: String) {
        if path == "unsafe" || path == "C" {
            return;
        }
        let mut state = self.state.lock().expect("no holder panics");
        if !state.found.contains_key(&path) {
            state.found.insert(path.clone(), None);
            state.waiting.push(path);
            self.changed.notify_one();
        }
    }

    fn demand_imports(&self, found: &Found) {
        let Ok(place) = &found.place else { return };
        for (import, _) in &place.directory.imports {
            self.demand(self.canonical(import, place.is_library, &found.path));
        }
    }

    fn work(&self) {
        let mut state = self.state.lock().expect("no holder panics");
        loop {
            if let Some(path) = state.waiting.pop() {
                state.n_busy += 1;
                drop(state);
                let found = Arc::new(self.read(&path, false));
                self.demand_imports(&found);
                state = self.state.lock().expect("no holder panics");
                state.found.insert(path, Some(found));
                state.n_busy -= 1;
                if state.n_busy == 0 && state.waiting.is_empty() {
                    self.changed.notify_all();
                }
            } else if state.n_busy == 0 {
                return;
            } else {
                state = self.changed.wait(state).expect("no holder panics");
            }
        }
    }

    /// Reads the package `path`; `keeps_tests`: with its tests.
    pub fn read(&self, path: &str, keeps_tests: bool) -> Found {
        let place = self.modules.resolve(path).and_then(|resolved| {
            let is_library = resolved.dir.starts_with(&self.modules.settings.goroot_src);
            let scan = Scan {
                context: self.context,
                library: is_library.then_some((path, self.overlay)),
                only: None,
                is_lenient: false,
                keeps_tests,
            };
            let directory = scan.read(&resolved.dir);
            if is_library && resolved.module.is_none() && !directory.has_go_files() {
                return Err(self.modules.missing(path));
            }
            Ok(Place {
                directory,
                module: resolved.module,
                is_library,
            })
        });
        Found {
            path: path.into(),
            role: Role::Plain,
            place,
        }
    }

    /// The package `path` that consists of the files `names` in `dir`. `is_lenient`: what is wrong
    /// with them is left to the compiler.
    pub fn read_files(&self, path: &str, dir: &Path, names: &[String], is_lenient: bool) -> Found {
        let scan = Scan {
            context: self.context,
            library: None,
            only: Some(names),
            is_lenient,
            keeps_tests: false,
        };
        Found {
            path: path.into(),
            role: Role::Plain,
            place: Ok(Place {
                directory: scan.read(dir),
                module: None,
                is_library: false,
            }),
        }
    }

    /// Where a library package of this path would be.
    pub fn library_dir(&self, path: &str) -> PathBuf {
        self.modules.settings.goroot_src.join(path)
    }
}
