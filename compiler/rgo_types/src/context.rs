//! The compilation's shared tables.

use rgo_base::{Diagnostics, Table};

use crate::object::{ObjId, Object};
use crate::type_::{Alias, AliasId, Named, NamedId, TypeParam, TypeParamId};

/// All types, objects and packages of a compilation; shared by its threads.
#[derive(Default)]
pub struct Context {
    pub objects: Table<ObjId, Object>,
    pub nameds: Table<NamedId, Named>,
    pub aliases: Table<AliasId, Alias>,
    pub tparams: Table<TypeParamId, TypeParam>,
    pub diags: Diagnostics,
}
