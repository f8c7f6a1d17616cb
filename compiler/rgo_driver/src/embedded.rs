//! What the compiler carries inside: the overlay's files and the runtime archive. The build script
//! makes both.

use rgo_load::overlay::{Overlay, OverlayFile};

/// The overlay.
pub static OVERLAY: Overlay = OVERLAY_FILES;

/// The runtime library that every program is linked with.
pub static RUNTIME_ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/librgo_rt.a"));

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
