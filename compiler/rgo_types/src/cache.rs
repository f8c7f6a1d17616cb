//! Values computed once for a type and kept.

use std::sync::Mutex;

use rgo_base::{Table, entity_impl};
use rustc_hash::FxHashMap;

use crate::type_::TypeId;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Place(u32);
entity_impl!(Place);

/// A map from types to values that stay where they are.
pub(crate) struct TypeCache<V> {
    places: [Mutex<FxHashMap<TypeId, Place>>; 16],
    values: Table<Place, V>,
}

impl<V> Default for TypeCache<V> {
    fn default() -> TypeCache<V> {
        TypeCache {
            places: std::array::from_fn(|_| Mutex::default()),
            values: Table::new(),
        }
    }
}

impl<V> TypeCache<V> {
    fn shard(&self, ty: TypeId) -> &Mutex<FxHashMap<TypeId, Place>> {
        &self.places[ty.as_u32() as usize % 16]
    }

    pub(crate) fn get(&self, ty: TypeId) -> Option<&V> {
        let places = self
            .shard(ty)
            .lock()
            .expect("nothing panics while it holds the lock");
        places.get(&ty).map(|&place| self.values.get(place))
    }

    /// Keeps `value` for `ty` unless there is one already; returns the one kept.
    pub(crate) fn insert(&self, ty: TypeId, value: V) -> &V {
        let mut places = self
            .shard(ty)
            .lock()
            .expect("nothing panics while it holds the lock");
        let place = *places.entry(ty).or_insert_with(|| self.values.push(value));
        self.values.get(place)
    }

    /// The value for `ty`. `make` runs without a lock; several threads may run it at once.
    pub(crate) fn get_or_make(&self, ty: TypeId, make: impl FnOnce() -> V) -> &V {
        match self.get(ty) {
            Some(known) => known,
            None => self.insert(ty, make()),
        }
    }
}
