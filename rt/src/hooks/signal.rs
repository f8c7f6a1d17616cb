//! Signals: faults that become panics, the queue of os/signal, and the end of the process.
//!
//! The handler runs on the M's signal stack with all signals blocked. It takes no lock and
//! allocates nothing. A goroutine in `signal_recv` is readied by the schedule loop, which looks at
//! the queue; a sleeping M is woken for it.

use crate::arch::x86_64::call::rgo_nullary_call;
use crate::arch::x86_64::memory::is_transparent;
use crate::arch::x86_64::recover::{
    rgo_deferred_call, rgo_sigpanic, rgo_sigpanic_divide, rgo_sigpanic_in_callee,
};
use crate::lang::print::Sink;
use crate::lang::throw::{self, die_from_signal};
use crate::os::signal::{
    self, COUNT, Context, Info, Registers, SIG_DFL, SIG_IGN, SIGABRT, SIGBUS, SIGFPE, SIGHUP,
    SIGILL, SIGINT, SIGSEGV, SIGSYS,
};
use crate::sched::g::{G, GRef, WaitReason};
use crate::sched::m::{M, Throwing, current_m};
use crate::sched::park::{park, ready};
use crate::sched::{idle, stack};
use crate::sync::{
    AcqRel, Acquire, AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Plain, Relaxed, SeqCst,
};
use crate::trace::func_tab::is_go_code;
use crate::trace::traceback::{self, Start};
use crate::world::{WORLD, module};
use rgo_abi::module_data::TrapKind;

/// What a signal does if nobody has asked for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// The kernel's default stays.
    Default,
    /// A fault: panics if Go code made it, else as `Throw`.
    Panic,
    /// A report, and the end.
    Throw,
    /// The end, as the kernel's default.
    Kill,
    /// Nothing.
    Ignore,
}

const NAMES: [&str; 32] = [
    "SIGNONE: no trap",
    "SIGHUP: terminal line hangup",
    "SIGINT: interrupt",
    "SIGQUIT: quit",
    "SIGILL: illegal instruction",
    "SIGTRAP: trace trap",
    "SIGABRT: abort",
    "SIGBUS: bus error",
    "SIGFPE: floating-point exception",
    "SIGKILL: kill",
    "SIGUSR1: user-defined signal 1",
    "SIGSEGV: segmentation violation",
    "SIGUSR2: user-defined signal 2",
    "SIGPIPE: write to broken pipe",
    "SIGALRM: alarm clock",
    "SIGTERM: termination",
    "SIGSTKFLT: stack fault",
    "SIGCHLD: child status has changed",
    "SIGCONT: continue",
    "SIGSTOP: stop, unblockable",
    "SIGTSTP: keyboard stop",
    "SIGTTIN: background read from tty",
    "SIGTTOU: background write to tty",
    "SIGURG: urgent condition on socket",
    "SIGXCPU: cpu limit exceeded",
    "SIGXFSZ: file size limit exceeded",
    "SIGVTALRM: virtual alarm clock",
    "SIGPROF: profiling alarm clock",
    "SIGWINCH: window size change",
    "SIGIO: i/o now possible",
    "SIGPWR: power failure restart",
    "SIGSYS: bad system call",
];

/// Name and description of a signal.
pub fn name(number: u32) -> Option<&'static str> {
    NAMES.get(number as usize).copied()
}

fn class(number: u32) -> Class {
    match number {
        0 | 9 | 19 | 18 | 20 | 21 | 22 | 32..=34 => Class::Default,
        7 | 8 | 11 => Class::Panic,
        3..=6 | 16 | 31 => Class::Throw,
        1 | 2 | 15 => Class::Kill,
        _ => Class::Ignore,
    }
}

/// Whether os/signal may ask for it.
fn can_notify(number: u32) -> bool {
    !matches!(number, 0 | 4 | 5 | 7 | 8 | 9 | 11 | 16 | 19 | 31..=34) && (number as usize) < COUNT
}

fn bit(number: u32) -> u64 {
    1 << (number - 1)
}

/// The queue and the dispositions. Bit `n - 1` stands for signal `n`.
pub struct Signals {
    /// os/signal wants them.
    wanted: AtomicU64,
    /// The program ignores them.
    ignored: AtomicU64,
    /// Arrived and not yet received.
    pending: AtomicU64,
    /// Our handler is installed.
    handled: AtomicU64,
    /// The goroutine in `signal_recv`.
    receiver: AtomicPtr<G>,
    sigsys_ignored: AtomicBool,
    /// Dispositions at start, for those we change.
    inherited: [Plain<usize>; COUNT],
    /// Threads that report a signal.
    n_reports: AtomicU32,
}

impl Signals {
    /// Nothing arrived, nothing wanted.
    pub const fn new() -> Signals {
        Signals {
            wanted: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            pending: AtomicU64::new(0),
            handled: AtomicU64::new(0),
            receiver: AtomicPtr::new(core::ptr::null_mut()),
            sigsys_ignored: AtomicBool::new(false),
            inherited: [const { Plain::new(0) }; COUNT],
            n_reports: AtomicU32::new(0),
        }
    }
}

impl Default for Signals {
    fn default() -> Signals {
        Signals::new()
    }
}

/// Installs the handler for all signals but those whose default must stay.
pub fn init() {
    for number in 1..COUNT as u32 {
        if class(number) == Class::Default {
            continue;
        }
        let inherited = signal::disposition(number);
        WORLD.signals.inherited[number as usize].set(inherited);
        // nohup and shells' background jobs: stays ignored.
        if (number == SIGHUP || number == SIGINT) && inherited == SIG_IGN {
            WORLD.signals.ignored.fetch_or(bit(number), SeqCst);
            continue;
        }
        install(number);
    }
}

fn install(number: u32) {
    WORLD.signals.handled.fetch_or(bit(number), SeqCst);
    signal::install(number, handler);
}

/// Gives a signal that we handle its default back, in the child of a fork.
pub fn reset_handlers_in_child() {
    let handled = WORLD.signals.handled.load(Relaxed);
    for number in (1..COUNT as u32).filter(|&n| handled & bit(n) != 0) {
        signal::set_disposition(number, SIG_DFL);
    }
}

/// Queues a signal if os/signal wants it.
pub fn send(number: u32) -> bool {
    if number == 0
        || number as usize >= COUNT
        || WORLD.signals.wanted.load(SeqCst) & bit(number) == 0
    {
        return false;
    }
    WORLD.signals.pending.fetch_or(bit(number), SeqCst);
    idle::wake();
    true
}

/// Whether a signal waits for the goroutine in `signal_recv`.
pub fn is_pending() -> bool {
    WORLD.signals.pending.load(SeqCst) != 0 && is_awaited()
}

/// Whether a goroutine is in `signal_recv`.
pub fn is_awaited() -> bool {
    !WORLD.signals.receiver.load(Acquire).is_null()
}

/// Readies the receiver if there is something for it; called by the schedule loop.
pub fn wake_receiver() {
    if is_pending() {
        let g = WORLD.signals.receiver.swap(core::ptr::null_mut(), AcqRel);
        // SAFETY: the word holds a parked goroutine or null.
        if let Some(g) = unsafe { g.as_ref() } {
            ready(g);
        }
    }
}

/// Whether the program ignores a signal.
pub fn is_ignored(number: u32) -> bool {
    WORLD.signals.ignored.load(SeqCst) & bit(number) != 0
}

/// SIGSYS does nothing while a system call is probed for.
pub fn set_sigsys_ignored(is_on: bool) {
    WORLD.signals.sigsys_ignored.store(is_on, SeqCst);
}

/// `os/signal.signal_recv() uint32`: waits for the next signal.
#[unsafe(export_name = "os/signal.signal_recv")]
pub extern "C" fn signal_recv() -> u32 {
    loop {
        let pending = WORLD.signals.pending.load(SeqCst);
        if pending != 0 {
            let number = pending.trailing_zeros() + 1;
            WORLD.signals.pending.fetch_and(!bit(number), SeqCst);
            return number;
        }
        park(WaitReason::SignalWait, commit_recv, 0);
    }
}

fn commit_recv(g: GRef, _: usize) -> bool {
    WORLD
        .signals
        .receiver
        .store(core::ptr::from_ref(g).cast_mut(), SeqCst);
    // A signal that came in before the store has not seen the receiver.
    if WORLD.signals.pending.load(SeqCst) == 0 {
        return true;
    }
    WORLD
        .signals
        .receiver
        .swap(core::ptr::null_mut(), AcqRel)
        .is_null()
}

/// `os/signal.signal_enable(uint32)`.
#[unsafe(export_name = "os/signal.signal_enable")]
pub extern "C" fn signal_enable(number: u32) {
    if !can_notify(number) {
        return;
    }
    WORLD.signals.wanted.fetch_or(bit(number), SeqCst);
    WORLD.signals.ignored.fetch_and(!bit(number), SeqCst);
    install(number);
}

/// `os/signal.signal_disable(uint32)`.
#[unsafe(export_name = "os/signal.signal_disable")]
pub extern "C" fn signal_disable(number: u32) {
    if !can_notify(number) {
        return;
    }
    WORLD.signals.wanted.fetch_and(!bit(number), SeqCst);
    let inherited = WORLD.signals.inherited[number as usize].get();
    let stays_ignored = (number == SIGHUP || number == SIGINT) && inherited == SIG_IGN;
    if class(number) == Class::Default || stays_ignored {
        WORLD.signals.handled.fetch_and(!bit(number), SeqCst);
        signal::set_disposition(number, inherited);
    } else {
        install(number);
    }
}

/// `os/signal.signal_ignore(uint32)`.
#[unsafe(export_name = "os/signal.signal_ignore")]
pub extern "C" fn signal_ignore(number: u32) {
    if !can_notify(number) {
        return;
    }
    WORLD.signals.wanted.fetch_and(!bit(number), SeqCst);
    WORLD.signals.ignored.fetch_or(bit(number), SeqCst);
    WORLD.signals.handled.fetch_and(!bit(number), SeqCst);
    signal::set_disposition(number, SIG_IGN);
}

/// `os/signal.signal_ignored(uint32) bool`.
#[unsafe(export_name = "os/signal.signal_ignored")]
pub extern "C" fn signal_ignored(number: u32) -> bool {
    number != 0 && (number as usize) < COUNT && is_ignored(number)
}

/// `os/signal.signalWaitUntilIdle()`: handlers queue a signal before they return.
#[unsafe(export_name = "os/signal.signalWaitUntilIdle")]
pub extern "C" fn signal_wait_until_idle() {}

/// The handler.
///
/// # Safety
/// Called by the kernel.
unsafe extern "C" fn handler(number: u32, info: *mut Info, context: *mut Context) {
    // SAFETY: the kernel passes both.
    let (info, regs) = unsafe { (&*info, &mut (*context).regs) };
    let m = current_m();
    const SI_USER: i32 = 0;
    const SI_TKILL: i32 = -6;
    let is_from_user = info.code == SI_USER || info.code == SI_TKILL;
    let class = class(number);
    if !is_from_user
        && let Some(fault) = Fault::of(number, info, regs)
        && inject(m, fault, regs)
    {
        return;
    }
    if (is_from_user || can_notify(number)) && send(number) {
        return;
    }
    if is_from_user && is_ignored(number) {
        return;
    }
    if number == SIGSYS && WORLD.signals.sigsys_ignored.load(SeqCst) {
        return;
    }
    match class {
        Class::Kill => die_from_signal(number),
        Class::Panic | Class::Throw => report(m, number, info, regs),
        Class::Default | Class::Ignore => {}
    }
}

/// A fault that becomes a panic if Go code is at fault.
struct Fault {
    number: u32,
    code: usize,
    addr: usize,
}

impl Fault {
    fn of(number: u32, info: &Info, regs: &Registers) -> Option<Fault> {
        const SEGV_MAPERR: usize = 1;
        const FPE_INTDIV: usize = 1;
        if class(number) == Class::Panic {
            return Some(Fault {
                number,
                code: info.code as usize,
                addr: info.addr as usize,
            });
        }
        // A check in line ends in `ud2`.
        let (number, code) = match trap_at(regs.rip as usize).filter(|_| number == SIGILL)? {
            TrapKind::NilDeref => (SIGSEGV, SEGV_MAPERR),
            TrapKind::Divide => (SIGFPE, FPE_INTDIV),
            TrapKind::Unreachable => return None,
        };
        let addr = 0;
        Some(Fault { number, code, addr })
    }
}

/// Makes it look as if the faulting instruction had called `rgo_sigpanic`, if Go code faulted.
fn inject(m: &M, fault: Fault, regs: &mut Registers) -> bool {
    let Some(g) = m.curg.get() else { return false };
    let is_running = m.g.get().is_some_and(|running| running.is(g));
    let sp = regs.rsp as usize;
    if !is_running || g.locked.get() != 0 || !stack::contains(g, sp) {
        return false;
    }
    let pc = regs.rip as usize;
    // SAFETY: `sp` lies in the goroutine's stack.
    let return_address = unsafe { (sp as *const usize).read() };
    if is_fault_of_code(pc) {
        let sp = (sp & !15) - 8;
        // SAFETY: the headroom below the stack pointer is the runtime's.
        unsafe { (sp as *mut usize).write(pc) };
        regs.rsp = sp as u64;
        let stub: unsafe extern "C" fn() = if fault.number == SIGFPE {
            rgo_sigpanic_divide
        } else {
            rgo_sigpanic
        };
        regs.rip = stub as *const () as u64;
    } else if (is_transparent(pc) || pc == 0) && is_go_code(return_address) {
        // The stub, or the call of a nil function, has no frame: its caller called `sigpanic`.
        regs.rip = rgo_sigpanic_in_callee as *const () as u64;
    } else {
        return false;
    }
    g.signal.set(fault.number);
    g.signal_code.set(fault.code);
    g.signal_addr.set(fault.addr);
    g.signal_pc.set(pc);
    regs.r15 = core::ptr::from_ref(g) as u64;
    true
}

/// Whether `pc` is an instruction whose fault is a Go panic.
fn is_fault_of_code(pc: usize) -> bool {
    let calls = [
        rgo_deferred_call as *const () as usize,
        rgo_nullary_call as *const () as usize,
    ];
    // Without a trap it is an access that the compiler took for safe: a wild pointer of unsafe code.
    calls.contains(&pc) || is_go_code(pc) && trap_at(pc) != Some(TrapKind::Unreachable)
}

/// What the compiler expects to fault at `pc`.
fn trap_at(pc: usize) -> Option<TrapKind> {
    if !is_go_code(pc) {
        return None;
    }
    let offset = (pc - module().text_start) as u32;
    // SAFETY: the linker emitted the table.
    let traps = unsafe { module().traps.get() };
    let found = traps.binary_search_by_key(&offset, |trap| trap.pc);
    found.ok().map(|i| traps[i].kind)
}

/// Ends the process with a report of the signal, all goroutines and the registers.
fn report(m: &M, number: u32, info: &Info, regs: &Registers) -> ! {
    let mut sink = Sink::stderr();
    m.throwing.set(Throwing::Runtime);
    if WORLD.signals.n_reports.fetch_add(1, SeqCst) == 0 {
        throw::start_report(m, &mut sink);
    }
    match name(number) {
        Some(name) => sink.text(name).text("\n"),
        None => sink.text("Signal ").dec(i64::from(number)).text("\n"),
    };
    sink.text("PC=").hex(regs.rip).text(" m=").dec(m.id.get());
    sink.text(" sigcode=").dec(i64::from(info.code));
    if number == SIGSEGV || number == SIGBUS {
        sink.text(" addr=").hex(info.addr);
    }
    sink.text("\n");
    if (number == SIGILL || number == SIGFPE) && is_go_code(regs.rip as usize) {
        print_instruction(&mut sink, regs.rip as usize);
    }
    sink.text("\n");
    let level = traceback::level();
    if level.level > 0 {
        let (pc, fp) = (regs.rip as usize, regs.rbp as usize);
        match m.curg.get() {
            Some(g) => {
                traceback::print_header(&mut sink, g);
                traceback::print_stack(&mut sink, g, || Start::Registers(pc, fp));
            }
            None => {
                sink.text("goroutine 0 [idle]:\n");
            }
        }
        traceback::print_others(&mut sink, m.curg.get());
        sink.text("\n");
        print_registers(&mut sink, regs);
    }
    sink.flush();
    if level.is_crash && number != SIGABRT {
        die_from_signal(SIGABRT);
    }
    throw::end(level.is_crash)
}

fn print_instruction(sink: &mut Sink<'_>, pc: usize) {
    let n = (4096 - pc % 4096).min(16);
    sink.text("instruction bytes:");
    for i in 0..n {
        // SAFETY: the bytes lie in the page of an instruction of the program.
        sink.text(" ")
            .hex(u64::from(unsafe { *((pc + i) as *const u8) }));
    }
    sink.text("\n");
}

fn print_registers(sink: &mut Sink<'_>, regs: &Registers) {
    let rows = [
        ("rax    ", regs.rax),
        ("rbx    ", regs.rbx),
        ("rcx    ", regs.rcx),
        ("rdx    ", regs.rdx),
        ("rdi    ", regs.rdi),
        ("rsi    ", regs.rsi),
        ("rbp    ", regs.rbp),
        ("rsp    ", regs.rsp),
        ("r8     ", regs.r8),
        ("r9     ", regs.r9),
        ("r10    ", regs.r10),
        ("r11    ", regs.r11),
        ("r12    ", regs.r12),
        ("r13    ", regs.r13),
        ("r14    ", regs.r14),
        ("r15    ", regs.r15),
        ("rip    ", regs.rip),
        ("rflags ", regs.eflags),
        ("cs     ", regs.segments & 0xffff),
        ("fs     ", regs.segments >> 32 & 0xffff),
        ("gs     ", regs.segments >> 16 & 0xffff),
    ];
    for (name, value) in rows {
        sink.text(name).hex(value).text("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, can_notify, class};

    #[test]
    fn classes_are_gc_s() {
        assert!((1..65).filter(|&n| class(n) == Class::Kill).eq([1, 2, 15]));
        assert!((1..65).filter(|&n| class(n) == Class::Panic).eq([7, 8, 11]));
        assert!(
            (1..65)
                .filter(|&n| class(n) == Class::Throw)
                .eq([3, 4, 5, 6, 16, 31])
        );
        assert!(can_notify(3) && can_notify(20) && !can_notify(11) && !can_notify(33));
    }
}
