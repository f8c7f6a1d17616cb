//! Nothing can run and nothing can make anything runnable.

use crate::lang::throw;
use crate::sched::proc;
use crate::world::WORLD;

/// Called by the last idle M when no timer is set, no descriptor is waited for and no signal is.
pub fn check() {
    if WORLD.is_crashing() {
        return;
    }
    if proc::num_goroutine() == 0 {
        throw::fatal_from_m_stack("no goroutines (main called runtime.Goexit) - deadlock!");
    }
    throw::fatal_from_m_stack("all goroutines are asleep - deadlock!");
}
