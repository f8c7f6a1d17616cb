//! Entry points of checking.

use std::sync::{Arc, Mutex};

use crate::context::Context;
use crate::info::{BodyInfo, Initializer};
use crate::object::ObjId;
use crate::package::{PkgId, Scopes};

/// Results of checking one fragment.
#[derive(Default)]
pub(crate) struct FragmentSlot {
    info: Mutex<Option<Arc<BodyInfo>>>,
}

impl Context {
    /// Resolves the declaration of a package-level object or method: afterwards its type, and
    /// value, are known. Any thread may ask at any time.
    pub fn resolve(&self, _obj: ObjId) {
        unimplemented!()
    }

    /// Collects the names that a package declares. Done on first demand; packages may be collected
    /// by several threads at once.
    pub fn collect(&self, pkg: PkgId) {
        self.scopes(pkg);
    }

    pub(crate) fn scopes(&self, pkg: PkgId) -> &Scopes {
        self.packages[pkg].scopes.get_or_init(|| unimplemented!())
    }

    /// Checks the body of a function or method that has one. Checked once; any thread may ask.
    pub fn check_func_body(&self, _func: ObjId) -> Arc<BodyInfo> {
        unimplemented!()
    }

    /// Checks the initial values of the declaration of a package variable that has some.
    pub fn check_values(&self, _var: ObjId) -> Arc<BodyInfo> {
        unimplemented!()
    }

    /// Checks a whole package and reports what is wrong with it to `diags`. Its imports that are
    /// to be checked have been.
    pub fn check_package(&self, _pkg: PkgId) {
        unimplemented!()
    }

    /// The order in which the variables of a package are initialized (spec: "Package
    /// initialization"). Of variables and functions only those that `is_reached` accepts count.
    pub fn init_order(&self, _pkg: PkgId, _is_reached: &dyn Fn(ObjId) -> bool) -> Vec<Initializer> {
        unimplemented!()
    }
}
