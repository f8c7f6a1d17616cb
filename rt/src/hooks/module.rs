//! The linker's tables of types, for the overlay's lookups.

use crate::world::module;

/// `runtime.moduleTypes() uintptr`: what name and type offsets are relative to.
#[unsafe(export_name = "runtime.moduleTypes")]
pub extern "C" fn types() -> usize {
    module().types_start
}

/// `runtime.moduleText() uintptr`: what text offsets are relative to.
#[unsafe(export_name = "runtime.moduleText")]
pub extern "C" fn text() -> usize {
    module().text_start
}

/// `runtime.typelinks() []*abi.Type`.
extern "C" fn typelinks(out: *mut [usize; 4]) {
    let links = &module().type_links;
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([links.ptr as usize, links.len, links.len, 0]) };
}

/// `runtime.staticItabs() []*abi.ITab`.
extern "C" fn static_itabs(out: *mut [usize; 4]) {
    let itabs = &module().itabs;
    // SAFETY: the stub passes room for four words.
    unsafe { out.write([itabs.ptr as usize, itabs.len, itabs.len, 0]) };
}

crate::go_results_4!("runtime.typelinks", typelinks, "rdi");
crate::go_results_4!("runtime.staticItabs", static_itabs, "rdi");

/// `runtime.mapinitnoop()`: initializes a map that nobody uses.
#[unsafe(export_name = "runtime.mapinitnoop")]
pub extern "C" fn mapinitnoop() {}
