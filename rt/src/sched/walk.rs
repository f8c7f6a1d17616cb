//! Walking stacks along the `rbp` chain, across growth segments and through the runtime's frames.

use crate::arch::x86_64::recover::{rgo_sigpanic_divide_return, rgo_sigpanic_return};
use crate::arch::x86_64::switch::FRAME;
use crate::sched::g::{G, status};
use crate::sched::m::current_m;
use crate::sched::stack;

/// A return address, and the frame pointer of the function it leads to.
#[derive(Clone, Copy)]
pub struct Step {
    pub pc: usize,
    pub fp: usize,
    /// `pc` is an instruction that faulted, not one behind a call.
    pub is_fault: bool,
}

/// A walk over one goroutine's frames, from the innermost out.
pub struct Walk<'g> {
    g: &'g G,
    fp: usize,
    /// The first step is given.
    first: Option<Step>,
    after_sigpanic: bool,
}

impl<'g> Walk<'g> {
    /// A walk that begins with the return address in the frame of `fp`.
    pub fn from_frame(g: &'g G, fp: usize) -> Walk<'g> {
        Walk {
            g,
            fp,
            first: None,
            after_sigpanic: false,
        }
    }

    /// A walk that begins at an instruction, as a signal found it.
    pub fn from_registers(g: &'g G, pc: usize, fp: usize) -> Walk<'g> {
        let first = Step {
            pc,
            fp,
            is_fault: true,
        };
        Walk {
            g,
            fp,
            first: Some(first),
            after_sigpanic: false,
        }
    }

    /// A walk over a goroutine that does not run on its stack.
    pub fn of_stopped(g: &'g G) -> Walk<'g> {
        if g.status() == status::SYSCALL && g.sys_sp.get() != 0 {
            let first = Step {
                pc: g.sys_pc.get(),
                fp: g.sys_fp.get(),
                is_fault: false,
            };
            return Walk {
                g,
                fp: g.sys_fp.get(),
                first: Some(first),
                after_sigpanic: false,
            };
        }
        Walk::from_frame(g, g.sched_sp.get() + FRAME)
    }

    /// The goroutine.
    pub fn g(&self) -> &'g G {
        self.g
    }

    fn is_on_a_stack(&self, fp: usize) -> bool {
        if !fp.is_multiple_of(8) || fp == 0 {
            return false;
        }
        if stack::contains(self.g, fp) {
            return true;
        }
        let m = current_m();
        (m.stack_lo.get()..m.stack_top.get()).contains(&fp)
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        if !self.is_on_a_stack(self.fp) {
            return None;
        }
        // SAFETY: the frame pointer lies in a stack of the goroutine or of this M, both mapped.
        let (fp, pc) = unsafe {
            (
                (self.fp as *const usize).read(),
                ((self.fp + 8) as *const usize).read(),
            )
        };
        // Within a stack frames only go up; between stacks `is_on_a_stack` is all there is.
        if fp == self.fp || pc == 0 {
            return None;
        }
        self.fp = fp;
        let is_sigpanic = pc == rgo_sigpanic_return as *const () as usize
            || pc == rgo_sigpanic_divide_return as *const () as usize;
        let is_fault = core::mem::replace(&mut self.after_sigpanic, is_sigpanic);
        Some(Step { pc, fp, is_fault })
    }
}

/// The frame pointer of the function this is inlined into.
#[inline(always)]
pub fn frame_pointer() -> usize {
    let fp: usize;
    // SAFETY: reads a register; every function of the runtime keeps the chain.
    unsafe { core::arch::asm!("mov {}, rbp", out(reg) fp, options(nomem, nostack)) };
    fp
}
