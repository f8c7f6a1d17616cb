//! Itabs: for a concrete type and an interface type the code of the interface's methods
//! (`rgo_abi::type_desc::itab`).

use rgo_abi::type_desc::itab as at;
use rgo_hir::SymbolRef;
use rgo_link::{AtomId, Reloc, RelocKind, Target};
use rgo_types::TypeId;

use crate::data::Atoms;
use crate::type_desc::type_hash;

impl Atoms<'_> {
    /// Gives an itab its contents. Methods come in the interface's order; one that is never called
    /// was not compiled, and its slot leads to a trap: a nil slot would say that the type does not
    /// implement the interface.
    pub(crate) fn fill_itab(&mut self, atom: AtomId, concrete: TypeId, iface: TypeId) {
        let ctx = self.ctx();
        let methods = ctx.interface_methods(iface);
        let mut bytes = vec![0; at::FUN + 8 * methods.len()];
        bytes[at::HASH..at::HASH + 4].copy_from_slice(&type_hash(ctx, concrete).to_le_bytes());
        let mut targets = vec![
            (at::INTER, self.target(SymbolRef::Type(iface))),
            (at::TYPE, self.target(SymbolRef::Type(concrete))),
        ];
        for (i, method) in methods.iter().enumerate() {
            let code = match self.live_method(concrete, method.name) {
                Some(ifn) => self.target(SymbolRef::Func(ifn)),
                None => Target::Atom(self.unreachable_method),
            };
            targets.push((at::FUN + 8 * i, code));
        }
        let place = &mut self.object.atoms[atom];
        place.size = bytes.len() as u64;
        place.bytes = bytes;
        place.relocs = targets
            .into_iter()
            .map(|(offset, target)| Reloc {
                offset: offset as u32,
                kind: RelocKind::Abs64,
                target,
                addend: 0,
            })
            .collect();
    }
}
