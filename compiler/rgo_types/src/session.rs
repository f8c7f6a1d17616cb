//! The declaration lock.
use std::sync::Mutex;

#[derive(Default)]
pub(crate) struct DeclLock {
    lock: Mutex<()>,
}
