//! What the compiler carries inside: the overlay's files. The build script makes the table.

use rgo_load::overlay::{Overlay, OverlayFile};

/// The overlay.
pub static OVERLAY: Overlay = OVERLAY_FILES;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
