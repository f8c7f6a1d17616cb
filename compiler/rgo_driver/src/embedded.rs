//! What the compiler carries inside: the overlay's files and the runtime. The build script
//! makes both.

use rgo_load::overlay::{Overlay, OverlayFile};

/// The overlay.
pub static OVERLAY: Overlay = OVERLAY_FILES;

/// The runtime's object that every program is linked with.
pub static RUNTIME_OBJECT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rgo_rt.o"));

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
