//! Around fork and exec. Between `BeforeFork` and `AfterFork` the goroutine neither yields nor
//! splits its stack: the child shares the parent's memory and has one thread.

use crate::hooks::signal;
use crate::os::signal::{How, SignalSet, change_mask};
use crate::sched::m::{current_g, current_m};
use crate::world::WORLD;

/// `syscall.runtime_BeforeFork()`.
#[unsafe(export_name = "syscall.runtime_BeforeFork")]
pub extern "C" fn before_fork() {
    let m = current_m();
    m.locks.add(1);
    current_g().locked.add(1);
    m.fork_mask.set(change_mask(How::Set, SignalSet::ALL).0);
}

/// `syscall.runtime_AfterFork()`: in the parent.
#[unsafe(export_name = "syscall.runtime_AfterFork")]
pub extern "C" fn after_fork() {
    let m = current_m();
    change_mask(How::Set, SignalSet(m.fork_mask.get()));
    current_g().locked.add(u32::MAX);
    m.locks.add(-1);
}

/// `syscall.runtime_AfterForkInChild()`: handlers would run in the parent's memory.
#[unsafe(export_name = "syscall.runtime_AfterForkInChild")]
pub extern "C" fn after_fork_in_child() {
    signal::reset_handlers_in_child();
    change_mask(How::Set, SignalSet(current_m().fork_mask.get()));
}

/// `syscall.runtime_BeforeExec()`.
#[unsafe(export_name = "syscall.runtime_BeforeExec")]
pub extern "C" fn before_exec() {
    WORLD.exec_lock.lock();
}

/// `syscall.runtime_AfterExec()`: it failed.
#[unsafe(export_name = "syscall.runtime_AfterExec")]
pub extern "C" fn after_exec() {
    WORLD.exec_lock.unlock();
}
